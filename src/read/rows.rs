//! The rows of the orders, in columns, as the cells said it: nothing is decided here yet. Rows of parts that
//! were read apart append to each other, with the codes of their own dictionaries translated.

use super::field::Field;
use super::order_ids::{Grouping, OrderIds};
use crate::date::Day;
use crate::ids::{Ids, NO_CODE};
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

/// Rows in columns. The optional columns are empty, or as long as the others.
#[derive(Clone)]
pub struct OrderRows {
    /// Which order the row belongs to.
    pub order: Vec<u32>,
    /// Code of the customer, or `NO_CODE`.
    pub customer: Vec<u32>,
    /// Civil date of payment, or [`NO_DAY`].
    pub day: Vec<Day>,
    /// Amount, or price × quantity, or [`NO_MONEY`].
    pub amount: Vec<Money>,
    /// [`CANCELLED`], [`HAS_STATUS`] and [`NO_ORDER_ID`].
    pub flags: Vec<u8>,
    /// A digest of the row's bytes, to tell identical rows.
    pub digest: Vec<u64>,
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
            day: Vec::new(),
            amount: Vec::new(),
            flags: Vec::new(),
            digest: Vec::new(),
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
        self.order.len()
    }

    /// Whether there are no rows.
    pub fn is_empty(&self) -> bool {
        self.order.is_empty()
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

    /// Makes room for more rows in the columns that every source has, and for their referrers.
    pub fn make_room(&mut self, more: usize, referrers: bool) {
        if self.order.capacity() - self.order.len() >= more {
            return;
        }
        room(&mut self.order);
        room(&mut self.customer);
        room(&mut self.day);
        room(&mut self.amount);
        room(&mut self.flags);
        room(&mut self.digest);
        if referrers {
            room(&mut self.referrer);
        }
    }

    /// Appends the rows of the part or source that follows.
    pub fn absorb(&mut self, next: OrderRows) {
        if self.is_empty() && self.incomplete.is_empty() && self.orders.count() == 0 {
            *self = next;
            self.index();
            return;
        }
        let (before, added) = (self.len(), next.len());
        let orders = self.orders.absorb(next.orders);
        let customers = self.customers.absorb(&next.customers);
        self.order.extend(next.order.iter().map(|&code| orders.apply(code)));
        self.incomplete.extend(next.incomplete.iter().map(|&code| orders.apply(code)));
        extend_codes(&mut self.customer, &next.customer, &customers, before, added);
        self.day.extend_from_slice(&next.day);
        self.amount.extend_from_slice(&next.amount);
        self.flags.extend_from_slice(&next.flags);
        self.digest.extend_from_slice(&next.digest);
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

/// Memory that is not written to is not taken from anybody, but growing step by step takes it several times: a
/// column grows to four times its size until it is large.
fn room<T>(column: &mut Vec<T>) {
    const FIRST: usize = 1 << 12;
    const LARGE: usize = 1 << 22;
    let len = column.len();
    column.reserve_exact(if len < LARGE { (3 * len).max(FIRST) } else { len });
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
