//! The list of customers, whose numbers are many: they leave as they lie in memory.

use crate::measures::customers::{Column, CustomerColumns, Customers};
use crate::message::{Answer, Cell};

/// The list as a message.
pub fn with_typed_columns(customers: Customers) -> Vec<u8> {
    let Customers { total, value, columns, options, as_of, warnings, schema_version } = customers;
    let mut answer = Answer::default();
    answer.begin();
    answer.name("total");
    answer.put(&total);
    answer.name("value");
    answer.put(&value);
    answer.name("columns");
    put_columns(&mut answer, &columns);
    answer.name("options");
    answer.put(&options);
    answer.name("asOf");
    answer.put(&as_of);
    answer.name("warnings");
    answer.put(&warnings);
    answer.name("schemaVersion");
    answer.put(&schema_version);
    answer.end();
    answer.into_bytes()
}

fn put_columns(answer: &mut Answer, columns: &CustomerColumns) {
    answer.begin();
    texts(answer, Column::Id, &columns.id);
    numbers(answer, Column::RecencyDays, &columns.recency_days);
    numbers(answer, Column::Frequency, &columns.frequency);
    numbers(answer, Column::Monetary, &columns.monetary);
    numbers(answer, Column::RScore, &columns.r_score);
    numbers(answer, Column::FScore, &columns.f_score);
    numbers(answer, Column::MScore, &columns.m_score);
    texts(answer, Column::Segment, &columns.segment);
    texts(answer, Column::FirstPurchase, &columns.first_purchase);
    texts(answer, Column::LastPurchase, &columns.last_purchase);
    numbers(answer, Column::OwnValue, &columns.own_value);
    numbers(answer, Column::ReferralValue, &columns.referral_value);
    numbers(answer, Column::PassedOn, &columns.passed_on);
    numbers(answer, Column::RelationshipValue, &columns.relationship_value);
    numbers(answer, Column::RecentValue, &columns.recent_value);
    numbers(answer, Column::Change, &columns.change);
    texts(answer, Column::Cohort, &columns.cohort);
    answer.end();
}

/// A column, if it was asked for.
#[inline(never)]
fn numbers<T: Cell>(answer: &mut Answer, column: Column, values: &Option<Vec<T>>) {
    if let Some(values) = values {
        answer.name(column.name());
        answer.column(values);
    }
}

#[inline(never)]
fn texts(answer: &mut Answer, column: Column, values: &Option<Vec<String>>) {
    if let Some(values) = values {
        answer.name(column.name());
        answer.put(values);
    }
}
