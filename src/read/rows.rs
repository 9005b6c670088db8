//! The rows of the orders, in columns, as the cells said it: nothing is decided here yet. Rows of parts that
//! were read apart append to each other, with the codes of their own dictionaries translated.

use super::common::Common;
use super::field::Field;
use super::moneys::Moneys;
use super::order_ids::{Grouping, OrderIds, Remap};
use crate::date::Day;
use crate::ids::{BATCH, Ids, NO_CODE, Waiting, append_all, hash64};
use crate::money::Money;

/// A date cell that is missing.
pub const NO_DAY: Day = Day::MIN;
/// An amount cell that is missing. Readable amounts never reach it.
pub const NO_MONEY: Money = Money::MIN;

/// The status cell says that the order was not paid or was cancelled.
pub const CANCELLED: u8 = 1;
/// The status cell is there.
pub const HAS_STATUS: u8 = 2;
/// The row names no order, so it is one of its own.
pub const NO_ORDER_ID: u8 = 4;

/// The fields that are kept as dictionary codes beside the rows.
pub const DIMENSIONS: [Field; 6] =
    [Field::Shop, Field::Channel, Field::Province, Field::Coupon, Field::Product, Field::Category];

/// One dictionary-coded column; empty where the source has none.
#[derive(Clone, Default)]
pub struct Labels {
    /// The distinct values.
    pub labels: Ids,
    /// Per row, the code of its value, or `NO_CODE`.
    pub codes: Vec<u32>,
}

/// Ids as they come, row by row, for whoever has the dictionary. Where there is none, the id is empty.
#[derive(Clone, Default)]
pub struct Names {
    /// The ids, one after the other.
    pub bytes: Vec<u8>,
    /// Where each ends.
    pub ends: Vec<u32>,
}

impl Names {
    fn push(&mut self, id: &[u8]) {
        self.bytes.extend_from_slice(id);
        self.ends.push(self.bytes.len() as u32);
    }
}

/// A row and its digest.
#[derive(Clone, Copy)]
struct Seen {
    row: usize,
    digest: u64,
}

/// Rows in columns. The optional columns are empty, or as long as the others.
#[derive(Clone)]
pub struct OrderRows {
    /// Which order the row belongs to; empty while each row is an order of its own, in their order.
    order: Vec<u32>,
    /// Code of the customer, or `NO_CODE`; empty where there are names.
    pub customer: Vec<u32>,
    /// The customers' ids themselves, in a part that is read to be appended to others: nearly every row of a part
    /// names another customer, so that codes of its own would only have each of them looked up twice.
    pub names: Option<Names>,
    /// Civil date of payment, or [`NO_DAY`].
    pub day: Vec<Day>,
    /// Amount, or price × quantity, or [`NO_MONEY`].
    pub amount: Moneys,
    /// [`CANCELLED`], [`HAS_STATUS`] and [`NO_ORDER_ID`]; none of them behind the end.
    pub flags: Vec<u8>,
    /// What all of them have in common.
    pub common: Common,
    /// A digest of the row's bytes, to tell identical rows. Where orders stand in a row by their ids, only of
    /// rows that have another one of their order beside them; 0, or behind the end, for the others.
    pub digest: Vec<u64>,
    /// The first and the last row with an order id, whose orders another part may go on with.
    first: Option<Seen>,
    last: Option<Seen>,
    /// Refunded amount, as a positive number; optional.
    pub refund: Vec<Money>,
    /// Date of the refund; optional.
    pub refunded: Vec<Day>,
    /// Code of the currency; optional.
    pub currency: Vec<u32>,
    /// Code of the referrer; optional.
    pub referrer: Vec<u32>,
    /// Dictionary-coded columns in the order of [`DIMENSIONS`]; optional each.
    pub dimensions: [Labels; 6],
    /// Orders of which a row was rejected.
    pub incomplete: Vec<u32>,
    /// The order dictionary.
    pub orders: OrderIds,
    /// The customers, by first appearance.
    pub customers: Ids,
    /// The referrers, by first appearance.
    pub referrers: Ids,
    /// The currencies, by first appearance.
    pub currencies: Ids,
}

impl OrderRows {
    /// No rows yet.
    pub fn new(grouping: Grouping, seed: u64) -> Self {
        OrderRows {
            order: Vec::new(),
            customer: Vec::new(),
            names: None,
            day: Vec::new(),
            amount: Moneys::default(),
            flags: Vec::new(),
            common: Common::NONE,
            digest: Vec::new(),
            first: None,
            last: None,
            refund: Vec::new(),
            refunded: Vec::new(),
            currency: Vec::new(),
            referrer: Vec::new(),
            dimensions: Default::default(),
            incomplete: Vec::new(),
            orders: OrderIds::new(grouping, seed),
            customers: Ids::with_seed(seed),
            referrers: Ids::with_seed(seed),
            currencies: Ids::with_seed(seed),
        }
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.day.len()
    }

    /// Whether there are no rows.
    pub fn is_empty(&self) -> bool {
        self.day.is_empty()
    }

    /// Has ids of customers kept as they are, for [`OrderRows::absorb`] of other rows to look up.
    pub fn name_customers(&mut self) {
        self.names = Some(Names::default());
    }

    /// Notes the customer of the next row; no id is nobody.
    pub(super) fn note_customer(&mut self, id: &[u8]) {
        self.common.lacks |= id.is_empty();
        match &mut self.names {
            Some(names) => names.push(id),
            None if id.is_empty() => self.customer.push(NO_CODE),
            None => self.customer.push(self.customers.insert(id)),
        }
    }

    /// Notes the customers of the next rows, whose ids stand in `bytes`.
    pub(super) fn note_customers(&mut self, bytes: &[u8], ids: &[Waiting]) {
        let all_named = match &mut self.names {
            Some(names) => append_all(bytes, ids, &mut names.bytes, &mut names.ends),
            None => self.customers.insert_all(bytes, ids, &mut self.customer),
        };
        self.common.lacks |= !all_named;
    }

    /// Notes the dates and amounts of the next rows.
    #[inline(never)]
    pub(super) fn note_purchases(&mut self, days: &[Day], amounts: &[Money]) {
        let mut common = self.common;
        let Common { mut first, mut last, mut falls, .. } = common;
        for &day in days {
            falls |= day < last;
            first = first.min(day);
            last = last.max(day);
        }
        common = Common { first, last, falls, ..common };
        common.lacks |= !self.amount.extend(amounts);
        self.common = common;
        self.day.extend_from_slice(days);
    }

    /// [`CANCELLED`], [`HAS_STATUS`] and [`NO_ORDER_ID`], as far as they are true of a row.
    #[inline(always)]
    pub fn flags_of(&self, row: usize) -> u8 {
        self.flags.get(row).copied().unwrap_or(0)
    }

    /// Notes what is true of the row behind those that were noted.
    pub(super) fn note_flags(&mut self, row: usize, flags: u8) {
        if flags != 0 {
            self.flags.resize(row, 0);
            self.flags.push(flags);
        }
    }

    /// No row of this source follows.
    pub fn close(&mut self) {
        self.orders.close();
    }

    /// Which order a row belongs to.
    #[inline(always)]
    pub fn order_of(&self, row: usize) -> u32 {
        self.order.get(row).copied().unwrap_or(row as u32)
    }

    /// The orders by row, unless each row is an order of its own, in their order.
    pub fn orders_listed(&self) -> Option<&[u32]> {
        (!self.order.is_empty()).then_some(&self.order)
    }

    /// Notes the orders of the rows from `start` on, before which those of all rows are noted.
    pub fn note_orders(&mut self, start: usize, codes: &[u32]) {
        let is_own = |(row, &code): (usize, &u32)| code as usize == start + row;
        if self.order.is_empty() && codes.iter().enumerate().all(is_own) {
            return;
        }
        self.list_orders(start).extend_from_slice(codes);
    }

    /// The orders of so many rows, one by one.
    pub(super) fn list_orders(&mut self, rows: usize) -> &mut Vec<u32> {
        if self.order.is_empty() {
            self.order.extend(0..rows as u32);
        }
        &mut self.order
    }

    /// The column of the orders, as it stands, to send or to set.
    pub(super) fn order_column(&mut self) -> &mut Vec<u32> {
        &mut self.order
    }

    /// Gives back what is needed only until it is settled what the rows amount to.
    pub fn forget_orders(&mut self) {
        (self.order, self.digest, self.flags, self.referrer) = Default::default();
    }

    /// The first and the last row that another part may go on with, each as a row and a digest, or nothing.
    pub(super) fn limits(&self) -> [Vec<u64>; 2] {
        [self.first, self.last].map(|seen| seen.map_or(Vec::new(), |seen| vec![seen.row as u64, seen.digest]))
    }

    /// Sets what [`OrderRows::limits`] gave.
    pub(super) fn set_limits(&mut self, limits: &[Vec<u64>; 2]) {
        let seen = |limit: &Vec<u64>| match limit[..] {
            [row, digest] => Some(Seen { row: row as usize, digest }),
            _ => None,
        };
        (self.first, self.last) = (seen(&limits[0]), seen(&limits[1]));
    }

    /// Makes the dictionaries usable after they were received.
    fn index(&mut self) {
        self.orders.index();
        for ids in [&mut self.customers, &mut self.referrers, &mut self.currencies] {
            ids.index();
        }
        for dimension in &mut self.dimensions {
            dimension.labels.index();
        }
    }

    /// Makes room for so many rows in all, if there is any, in the columns that are in use.
    pub fn expect(&mut self, rows: u64) {
        let rows = usize::try_from(rows).unwrap_or(0);
        self.orders.expect(self.day.len(), rows);
        if !self.orders.grouping().is_sorted() {
            room(&mut self.digest, rows);
        }
        for column in [&mut self.order, &mut self.customer, &mut self.currency, &mut self.referrer] {
            room(column, rows);
        }
        room(&mut self.day, rows);
        room(&mut self.refunded, rows);
        self.amount.expect(rows);
        room(&mut self.refund, rows);
        room(&mut self.flags, rows);
        for dimension in &mut self.dimensions {
            room(&mut dimension.codes, rows);
        }
    }

    /// Makes room for the people of so many rows in all, by those of the rows so far. Later ones mostly name fewer
    /// people who are new.
    pub fn expect_people(&mut self, rows: u64) {
        let times = 0.75 * rows as f64 / self.len().max(1) as f64;
        for people in [&mut self.customers, &mut self.referrers] {
            people.expect((people.len() as f64 * times) as usize);
        }
    }

    /// Notes the digest of the last row, as far as it can matter.
    pub fn note_digest(&mut self, record: &[u8]) {
        let row = self.len() - 1;
        let stands_apart = self.flags_of(row) & NO_ORDER_ID != 0;
        let digest = hash64(record);
        if stands_apart || !self.orders.grouping().is_sorted() {
            self.set_digest(row, digest);
        } else {
            self.see(Seen { row, digest });
        }
    }

    /// The same for up to [`BATCH`] last rows, from `start` on, whose bytes are those of `records`. All of them or none has
    /// an order id.
    pub fn note_digests<'a>(&mut self, start: usize, record: impl Fn(usize) -> &'a [u8]) {
        let end = self.len();
        let stand_apart = end > start && self.flags_of(end - 1) & NO_ORDER_ID != 0;
        if stand_apart || !self.orders.grouping().is_sorted() {
            self.digest.resize(start, 0);
            let mut digests = [0; BATCH];
            for (at, digest) in digests.iter_mut().enumerate().take(end - start) {
                *digest = hash64(record(at));
            }
            self.digest.extend_from_slice(digests.get(..end - start).unwrap_or_default());
            return;
        }
        if self.order.is_empty() && end > start + 1 {
            // Each is an order: only the outer ones may have a twin beside them.
            for row in [start, end - 1] {
                self.see(Seen { row, digest: hash64(record(row - start)) });
            }
            return;
        }
        for row in start..end {
            let order = self.order_of(row);
            let goes_on = row + 1 == end || self.order_of(row + 1) == order;
            if row == start || goes_on || self.order_of(row - 1) == order {
                self.see(Seen { row, digest: hash64(record(row - start)) });
            }
        }
    }

    /// Takes notice of the next row with an order id that may not be alone in its order.
    #[inline(never)]
    fn see(&mut self, next: Seen) {
        self.first.get_or_insert(next);
        if let Some(last) = self.last.replace(next) {
            self.join(last, next);
        }
    }

    /// Keeps the digests of two rows if they belong to one order.
    fn join(&mut self, one: Seen, other: Seen) {
        if self.order_of(one.row) == self.order_of(other.row) {
            self.set_digest(one.row, one.digest);
            self.set_digest(other.row, other.digest);
        }
    }

    #[inline(never)]
    fn set_digest(&mut self, row: usize, digest: u64) {
        if self.digest.len() < row {
            self.digest.resize(row, 0);
        }
        match self.digest.get_mut(row) {
            Some(known) => *known = digest,
            None => self.digest.push(digest),
        }
    }

    /// Appends the rows of the part or source that follows.
    pub fn absorb(&mut self, next: OrderRows) {
        let is_first = self.is_empty() && self.incomplete.is_empty() && self.orders.count() == 0;
        if is_first && next.names.is_none() {
            *self = next;
            self.index();
        } else {
            self.go_on(next);
        }
    }

    /// The same where there are rows already.
    #[inline(never)]
    fn go_on(&mut self, mut next: OrderRows) {
        let named = next.names.take();
        let (before, added) = (self.len(), next.len());
        let orders =
            self.orders.absorb(core::mem::replace(&mut next.orders, OrderIds::new(Grouping::EachRow, 0)));
        match named {
            Some(Names { bytes, ends }) => self.customers.insert_run(&bytes, &ends, &mut self.customer),
            None => {
                let customers = self.customers.absorb(&next.customers);
                extend_codes(&mut self.customer, &next.customer, &customers, before, added);
            }
        }
        let is_own = self.order.is_empty() && next.order.is_empty();
        if !(is_own && matches!(orders, Remap::Offset(offset) if offset as usize == before)) {
            let list = self.list_orders(before);
            list.extend((0..added).map(|row| orders.apply(next.order_of(row))));
        }
        self.incomplete.extend(next.incomplete.iter().map(|&code| orders.apply(code)));
        self.common = self.common.and(next.common);
        self.day.extend_from_slice(&next.day);
        self.amount.append(&next.amount);
        if !next.flags.is_empty() {
            self.flags.resize(before, 0);
            self.flags.extend_from_slice(&next.flags);
        }
        if !next.digest.is_empty() {
            self.digest.resize(before, 0);
            self.digest.extend_from_slice(&next.digest);
        }
        let behind = |seen: Seen| Seen { row: seen.row + before, ..seen };
        if let Some(first) = next.first.map(behind) {
            self.see(first);
            self.last = next.last.map(behind);
        }
        extend_optional(&mut self.refund, &next.refund, NO_MONEY, before, added);
        extend_optional(&mut self.refunded, &next.refunded, NO_DAY, before, added);
        let currencies = self.currencies.absorb(&next.currencies);
        extend_codes(&mut self.currency, &next.currency, &currencies, before, added);
        let referrers = self.referrers.absorb(&next.referrers);
        extend_codes(&mut self.referrer, &next.referrer, &referrers, before, added);
        for (own, other) in self.dimensions.iter_mut().zip(&next.dimensions) {
            let labels = own.labels.absorb(&other.labels);
            extend_codes(&mut own.codes, &other.codes, &labels, before, added);
        }
    }
}

pub(super) fn room<T>(column: &mut Vec<T>, rows: usize) {
    if !column.is_empty() {
        // Where there is none, growing step by step may still do.
        let _ = column.try_reserve_exact(rows.saturating_sub(column.len()));
    }
}

fn extend_optional<T: Copy>(own: &mut Vec<T>, next: &[T], missing: T, before: usize, added: usize) {
    if own.is_empty() && next.is_empty() {
        return;
    }
    own.resize(before, missing);
    own.extend_from_slice(next);
    own.resize(before + added, missing);
}

fn extend_codes(own: &mut Vec<u32>, next: &[u32], codes: &[u32], before: usize, added: usize) {
    if own.is_empty() && next.is_empty() {
        return;
    }
    own.resize(before, NO_CODE);
    own.extend(next.iter().map(|&code| codes.get(code as usize).copied().unwrap_or(NO_CODE)));
    own.resize(before + added, NO_CODE);
}
