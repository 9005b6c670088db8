//! The account of what was read, how, and what was set aside.

use serde::Serialize;

use super::rules::Rule;
use crate::measures::Warning;
use crate::named::Named;
use crate::read::field::Field;
use crate::read::options::{AmountIs, Profile, RefundIs};
use crate::read::plan::Slot;
use crate::read::tally::Rejection;

/// What was read of every kind of source.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields))]
pub struct Report {
    /// The orders.
    pub orders: OrdersReport,
    /// The members, where a source was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub members: Option<SourceReport>,
    /// The referrals, where a source was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub referrals: Option<SourceReport>,
}

/// The account of one kind of source. `rows = used + excluded + rejected`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SourceReport {
    /// Rows: lines with at least one cell that is not blank, headers left out.
    pub rows: u32,
    /// Rows that count.
    pub used: u32,
    /// Readable rows that were set aside.
    pub excluded: u32,
    /// Rows with a cell that cannot be read.
    pub rejected: u32,
    /// First date among the used rows; null without one.
    pub first_date: Option<String>,
    /// Last date among the used rows and their refunds; null without one.
    pub last_date: Option<String>,
    /// Character encoding of the first source.
    pub encoding: String,
    /// The byte between cells of the first source.
    pub delimiter: String,
    /// The platform whose habits were applied to the first source.
    pub profile: Option<Profile>,
    /// The columns of the first source that were read, per field.
    #[cfg_attr(test, ts(as = "std::collections::BTreeMap<String, MappedColumn>"))]
    pub mapping: Named<MappedColumn>,
    /// How many rows each rule set aside, in the order in which the rules are tested; rules without rows are
    /// left out.
    pub exclusions: Vec<Exclusion>,
    /// The first 1000 rejected rows.
    pub rejections: Vec<Rejection>,
    /// What a reader of the results should know.
    pub warnings: Vec<Warning>,
    /// Each source by itself.
    pub sources: Vec<ReadSource>,
}

/// The account of the orders.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct OrdersReport {
    #[serde(flatten)]
    #[cfg_attr(test, ts(flatten))]
    #[allow(missing_docs)]
    pub source: SourceReport,
    /// Purchases and refund records.
    pub orders: u32,
    /// The sum of purchases and refund records, in currency units.
    pub value: f64,
    /// What refunds took off the used orders, in currency units: refunds beside orders and refund records.
    pub refunded: f64,
    /// Purchases.
    pub purchases: u32,
    /// Refund records.
    pub refunds: u32,
    /// Customers with a used row.
    pub customers: u32,
    /// Customers with a purchase.
    pub buyers: u32,
    /// How far a customer's id can be taken for a person.
    pub identity: IdentityReport,
    /// The currency that was analysed; null where no column says it.
    pub currency: Option<String>,
    /// Whether amounts stand per line or per order, in the first source.
    pub amount_is: Option<AmountIs>,
    /// Whether paid amounts still contain refunds, in the first source.
    pub refund_is: Option<RefundIs>,
}

/// What the customers' ids look like, in numbers of customers. Ids that name nobody for long make loyal customers
/// look like new ones.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct IdentityReport {
    /// Ids that are partly hidden: they contain `*`, and several people may share one.
    pub masked: u32,
    /// Ids that are telephone numbers: `+` and 7 to 15 digits, or, as in China, 11 digits that begin with 1.
    pub phones: u32,
    /// Ids that are e-mail addresses.
    pub emails: u32,
    /// Buyers with purchases on at least two days.
    pub returned: u32,
    /// The day from which on nobody buys who bought before, though at least 100 customers returned before it and 100
    /// after it: ids were probably replaced. The first such day; null without one.
    pub replaced: Option<String>,
}

/// A column that is read.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields))]
pub struct MappedColumn {
    /// Its header text.
    pub column: String,
    /// Its 0-based index.
    pub index: u32,
    /// The further columns of a combined key, 0-based; absent without any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub with: Option<Vec<u32>>,
    /// How sure the recognition is, 0 to 1; 1 where the mapping says it.
    pub confidence: f64,
}

/// Rows that one rule set aside.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields))]
pub struct Exclusion {
    /// The rule.
    pub rule: Rule,
    /// How many rows.
    pub rows: u32,
    /// What their amounts say was paid, in currency units, each order counted once where amounts stand per order; of
    /// fully refunded orders what it was before. Absent where rows have no amounts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<f64>,
}

/// One file among several.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ReadSource {
    /// Its name, where it has one.
    pub name: String,
    /// Its character encoding.
    pub encoding: String,
    /// Its rows.
    pub rows: u32,
}

/// The columns of a plan as the report shows them; `key`: those that name the customer, if they are several.
pub fn mapped_columns(slots: &[Slot], key: &[usize], headers: &[String]) -> Named<MappedColumn> {
    let mut columns = Named::default();
    for slot in slots {
        let mut with = None;
        if let (Field::CustomerId, [first, rest @ ..]) = (slot.field, key) {
            if slot.column != *first {
                continue;
            }
            let mut others = Vec::with_capacity(rest.len());
            for &column in rest {
                others.push(column as u32);
            }
            with = Some(others);
        }
        let column = MappedColumn {
            column: headers.get(slot.column).cloned().unwrap_or_default(),
            index: slot.column as u32,
            with,
            confidence: slot.confidence,
        };
        columns.insert(slot.field.name(), column);
    }
    columns
}
