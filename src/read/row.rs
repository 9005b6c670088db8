//! One row: its cells become values, or the row is rejected for its first cell that cannot be read.

use std::borrow::Cow;

use super::amount::{BadAmount, Number, parse_amount, parse_number, product};
use super::cell::{Missing, missing, unwrap_id};
use super::field::Field;
use super::moment::{BadDate, parse_moment};
use super::options::{IdCase, Identity};
use super::people_rows::PeopleRows;
use super::plan::Plan;
use super::profiles::is_cancelled;
use super::rows::{CANCELLED, DIMENSIONS, HAS_STATUS, NO_DAY, NO_MONEY, NO_ORDER_ID, OrderRows};
use super::split::{Cell, content};
use super::tally::{Reason, Tally};
use crate::date::Day;
use crate::ids::{Ids, NO_CODE};
use crate::money::Money;

/// Between the shop and the id of an order or a person; no cell that was trimmed holds it at its end.
pub const KEY_SEPARATOR: u8 = 0x1F;
/// Between the cells that name a customer together, as people read it.
const BETWEEN_CELLS: &[u8] = b" / ";

/// The fields of [`DIMENSIONS`], one bit each.
const DIMENSION_FIELDS: u32 = {
    let (mut fields, mut at) = (0, 0);
    while at < DIMENSIONS.len() {
        fields |= 1 << DIMENSIONS[at] as u32;
        at += 1;
    }
    fields
};

/// What is reused from row to row.
pub struct RowReader {
    slots: Vec<Value>,
    /// One bit per field that has a column.
    fields: u32,
    scratch: Vec<Vec<u8>>,
    statuses: Ids,
    cancelled: Vec<bool>,
    key: Vec<u8>,
    customer: Vec<u8>,
}

/// How the cell of a slot is read.
#[derive(Clone, Copy)]
struct Value {
    field: Field,
    column: usize,
}

/// A row's values before its order and customer are looked up.
struct Row<'a> {
    order: &'a [u8],
    customer: &'a [u8],
    shop: &'a [u8],
    referrer: &'a [u8],
    currency: &'a [u8],
    status: &'a [u8],
    labels: [&'a [u8]; 6],
    day: Day,
    second: u32,
    left: Day,
    amount: Money,
    total: Money,
    refund: Money,
    refunded: Day,
}

impl Row<'_> {
    const EMPTY: Row<'static> = Row {
        order: &[],
        customer: &[],
        shop: &[],
        referrer: &[],
        currency: &[],
        status: &[],
        labels: [&[]; 6],
        day: NO_DAY,
        second: 0,
        left: NO_DAY,
        amount: NO_MONEY,
        total: NO_MONEY,
        refund: NO_MONEY,
        refunded: NO_DAY,
    };
}

struct Rejected<'a> {
    column: Option<usize>,
    value: &'a [u8],
    reason: Reason,
}

impl RowReader {
    /// A reader for the columns of a plan.
    pub fn new(plan: &Plan) -> Self {
        let (mut slots, mut fields, mut scratch) = (Vec::new(), 0, Vec::new());
        for slot in &plan.slots {
            slots.push(Value { field: slot.field, column: slot.column });
            fields |= 1 << slot.field as u32;
            scratch.push(Vec::new());
        }
        RowReader {
            slots,
            fields,
            scratch,
            statuses: Ids::with_seed(plan.seed),
            cancelled: Vec::new(),
            key: Vec::new(),
            customer: Vec::new(),
        }
    }

    /// Reads a row of the orders into the columns.
    #[allow(clippy::too_many_arguments)] // one call per row of the file; a struct of borrows would say the same
    #[inline]
    pub fn order(
        &mut self,
        plan: &Plan,
        bytes: &[u8],
        record: &[u8],
        cells: &[Cell],
        line: u32,
        rows: &mut OrderRows,
        tally: &mut Tally,
    ) {
        let mut row = Row::EMPTY;
        if let Err(rejected) = parse(&self.slots, &mut self.scratch, plan, bytes, cells, tally, &mut row) {
            tally.reject(line, rejected.column, &plan.headers, rejected.value, rejected.reason);
            self.note_incomplete(plan, bytes, cells, rows);
            return;
        }
        if !plan.key.is_empty() {
            row.customer = customer_of(plan, bytes, cells, &mut self.customer);
        }
        let mut flags = if row.order.is_empty() { NO_ORDER_ID } else { 0 };
        if !row.status.is_empty() {
            let code = self.statuses.insert(row.status) as usize;
            if code == self.cancelled.len() {
                self.cancelled.push(is_cancelled(row.status, plan.platform));
            }
            flags |= HAS_STATUS | if self.cancelled[code] { CANCELLED } else { 0 };
        }
        let amount = row.amount;
        tally.note_refund(amount, row.total, row.refund);
        if row.day != NO_DAY {
            let moment = i64::from(row.day) * 86_400 + i64::from(row.second);
            tally.last_moment = tally.last_moment.max(Some(moment));
        }
        let fields = self.fields;
        let has = |field: Field| fields >> field as u32 & 1 == 1;
        let shop = row.shop;
        let order = if row.order.is_empty() || !has(Field::Shop) {
            rows.orders.code(row.order)
        } else {
            rows.orders.code(combined(&mut self.key, shop, row.order))
        };
        let shop_of_people = (plan.identity == Identity::Shop && has(Field::Shop)).then_some(shop);
        rows.note_orders(rows.len(), &[order]);
        rows.note_customer(&person(&mut self.key, shop_of_people, row.customer, plan.id_case));
        rows.note_purchases(&[row.day], &[amount]);
        rows.note_flags(rows.len() - 1, flags);
        rows.note_digest(record);
        if has(Field::Refund) {
            rows.refund.push(row.refund);
        }
        if has(Field::RefundedAt) {
            rows.refunded.push(row.refunded);
        }
        if has(Field::Currency) {
            rows.currency.push(label(&mut rows.currencies, row.currency));
        }
        if has(Field::ReferrerId) {
            let id = person(&mut self.key, shop_of_people, row.referrer, plan.id_case);
            let referrer = if id.is_empty() { NO_CODE } else { rows.referrers.insert(&id) };
            rows.referrer.push(referrer);
        }
        if fields & DIMENSION_FIELDS == 0 {
            return;
        }
        for (at, field) in DIMENSIONS.into_iter().enumerate() {
            if has(field) {
                let column = &mut rows.dimensions[at];
                column.codes.push(label(&mut column.labels, row.labels[at]));
            }
        }
    }

    /// Remembers that the order of a rejected row lacks a row.
    #[cold]
    pub fn note_incomplete(&mut self, plan: &Plan, bytes: &[u8], cells: &[Cell], rows: &mut OrderRows) {
        let id = |field: Field| plan.column(field).map_or(Vec::new(), |column| id_of(bytes, cells, column));
        let (order, shop) = (id(Field::OrderId), id(Field::Shop));
        if order.is_empty() {
            return;
        }
        let code = if plan.column(Field::Shop).is_some() {
            rows.orders.code(combined(&mut self.key, &shop, &order))
        } else {
            rows.orders.code(&order)
        };
        rows.incomplete.push(code);
    }

    /// Reads a row of the members or the referrals.
    pub fn person(
        &mut self,
        plan: &Plan,
        bytes: &[u8],
        cells: &[Cell],
        line: u32,
        rows: &mut PeopleRows,
        tally: &mut Tally,
    ) {
        let mut row = Row::EMPTY;
        if let Err(rejected) = parse(&self.slots, &mut self.scratch, plan, bytes, cells, tally, &mut row) {
            tally.reject(line, rejected.column, &plan.headers, rejected.value, rejected.reason);
            return;
        }
        if !plan.key.is_empty() {
            row.customer = customer_of(plan, bytes, cells, &mut self.customer);
        }
        let mut code = |id: &[u8]| match id {
            [] => NO_CODE,
            id => rows.people.insert(&cased(id, plan.id_case)),
        };
        let (person, referrer) = (code(row.customer), code(row.referrer));
        let known = |day: Day| (day != NO_DAY).then_some(day);
        rows.push(person, referrer, known(row.day), known(row.left));
    }
}

/// The id in a cell; empty where there is none.
#[cold]
fn id_of(bytes: &[u8], cells: &[Cell], column: usize) -> Vec<u8> {
    let mut scratch = Vec::new();
    let raw = cells.get(column).map_or(&[][..], |&cell| content(bytes, cell, &mut scratch));
    let id = unwrap_id(raw);
    if missing(id) == Missing::No { id.to_vec() } else { Vec::new() }
}

/// The customer that several cells name together; nobody where one of them is missing.
#[cold]
fn customer_of<'a>(plan: &Plan, bytes: &[u8], cells: &[Cell], key: &'a mut Vec<u8>) -> &'a [u8] {
    key.clear();
    for &column in &plan.key {
        let part = id_of(bytes, cells, column);
        if part.is_empty() {
            return &[];
        }
        if !key.is_empty() {
            key.extend_from_slice(BETWEEN_CELLS);
        }
        key.extend_from_slice(&part);
    }
    key
}

/// Reads the cells of a row in the order of their columns; the first bad one ends it.
#[inline]
fn parse<'a>(
    slots: &[Value],
    scratch: &'a mut [Vec<u8>],
    plan: &Plan,
    bytes: &'a [u8],
    cells: &[Cell],
    tally: &mut Tally,
    row: &mut Row<'a>,
) -> Result<(), Rejected<'a>> {
    let mut price: Option<(usize, &[u8], Number)> = None;
    let mut quantity: Option<Number> = None;
    let mark = plan.hypotheses.decimal_mark;
    for (slot, scratch) in slots.iter().zip(scratch.iter_mut()) {
        let Some(&cell) = cells.get(slot.column) else { break };
        let raw = content(bytes, cell, scratch);
        let value = match raw {
            // Nothing to take away, and no word for nothing: most cells.
            [b'0'..=b'9', .., b'0'..=b'9'] => raw,
            _ => {
                let value = unwrap_id(raw);
                match missing(value) {
                    Missing::No => value,
                    Missing::Empty => continue,
                    Missing::Token => {
                        tally.missing_tokens += 1;
                        continue;
                    }
                }
            }
        };
        let rejected = |reason| Rejected { column: Some(slot.column), value: raw, reason };
        match slot.field {
            Field::OrderId => row.order = value,
            Field::CustomerId | Field::ReferredId => row.customer = value,
            Field::ReferrerId => row.referrer = value,
            Field::PaidAt
            | Field::RefundedAt
            | Field::JoinedAt
            | Field::LeftAt
            | Field::FollowedAt
            | Field::At => {
                let moment = parse_moment(value, plan.hypotheses.date_order, &mut tally.dates)
                    .map_err(|bad| rejected(date_reason(bad)))?;
                let moment = plan.zone.as_ref().map_or(moment, |zone| zone.civil(moment));
                match slot.field {
                    Field::PaidAt | Field::JoinedAt | Field::At => {
                        row.day = moment.day;
                        row.second = moment.second;
                    }
                    Field::RefundedAt => row.refunded = moment.day,
                    Field::LeftAt => row.left = moment.day,
                    _ => {}
                }
            }
            Field::Amount | Field::Total | Field::Refund => {
                let money = parse_amount(value, mark, &mut tally.amounts)
                    .map_err(|bad| rejected(amount_reason(bad)))?;
                match slot.field {
                    Field::Amount => row.amount = money,
                    Field::Total => row.total = money,
                    // Some exports write what was given back as a negative number.
                    _ => row.refund = money.saturating_abs(),
                }
            }
            Field::Price | Field::Quantity => {
                let number = parse_number(value, mark, &mut tally.amounts)
                    .map_err(|bad| rejected(amount_reason(bad)))?;
                if slot.field == Field::Price {
                    price = Some((slot.column, raw, number));
                } else {
                    quantity = Some(number);
                }
            }
            Field::Status => row.status = value,
            Field::Currency => row.currency = value,
            Field::Shop => {
                row.shop = value;
                row.labels[0] = value;
            }
            Field::Channel => row.labels[1] = value,
            Field::Province => row.labels[2] = value,
            Field::Coupon => row.labels[3] = value,
            Field::Product => row.labels[4] = value,
            Field::Category => row.labels[5] = value,
            Field::Tier => {}
        }
    }
    if let (Some((column, value, price)), Some(quantity), NO_MONEY) = (price, quantity, row.amount) {
        row.amount = product(price, quantity).map_err(|bad| Rejected {
            column: Some(column),
            value,
            reason: amount_reason(bad),
        })?;
    }
    for cell in cells.get(plan.headers.len()..).unwrap_or(&[]) {
        let raw = cell.raw(bytes);
        if !super::dialect::is_blank(raw, b' ') {
            return Err(Rejected { column: None, value: raw, reason: Reason::TooManyCells });
        }
    }
    Ok(())
}

#[cold]
fn amount_reason(bad: BadAmount) -> Reason {
    match bad {
        BadAmount::NotANumber => Reason::BadAmount,
        BadAmount::OutOfRange => Reason::AmountOutOfRange,
    }
}

#[cold]
fn date_reason(bad: BadDate) -> Reason {
    match bad {
        BadDate::NotADate => Reason::BadDate,
        BadDate::Ambiguous => Reason::AmbiguousDate,
        BadDate::OutOfRange => Reason::DateOutOfRange,
    }
}

/// An id under the rule for letters: addresses are lower-cased, other ids keep their case.
#[inline]
fn cased(id: &[u8], rule: Option<IdCase>) -> Cow<'_, [u8]> {
    let lower = match rule {
        // Ids are short: looking at every byte is quicker than a search that stops early.
        None => id.iter().fold(false, |found, &byte| found | (byte == b'@')),
        Some(IdCase::Sensitive) => false,
        Some(IdCase::Insensitive) => true,
    };
    if lower {
        Cow::Owned(super::letters::lower(&String::from_utf8_lossy(id)).into_bytes())
    } else {
        Cow::Borrowed(id)
    }
}

/// What a person is known by, nobody by nothing: their id, and the shop where people are told apart by it.
fn person<'a>(
    key: &'a mut Vec<u8>,
    shop: Option<&[u8]>,
    id: &'a [u8],
    rule: Option<IdCase>,
) -> Cow<'a, [u8]> {
    if id.is_empty() {
        return Cow::Borrowed(id);
    }
    let id = cased(id, rule);
    match shop {
        Some(shop) => Cow::Borrowed(combined(key, shop, &id)),
        None => id,
    }
}

/// A key of two texts.
#[inline]
fn combined<'a>(key: &'a mut Vec<u8>, first: &[u8], second: &[u8]) -> &'a [u8] {
    key.clear();
    key.extend_from_slice(first);
    key.push(KEY_SEPARATOR);
    key.extend_from_slice(second);
    key
}

#[inline]
fn label(labels: &mut Ids, text: &[u8]) -> u32 {
    if text.is_empty() { NO_CODE } else { labels.insert(text) }
}
