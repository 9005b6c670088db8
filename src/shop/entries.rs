//! What the rows of a file amount to: purchases and refund records, before they are sorted into tables.

use crate::date::Day;
use crate::money::Money;

/// One purchase or refund record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Code of the customer.
    pub customer: u32,
    /// Its date.
    pub date: Day,
    /// Net value; negative: a refund record.
    pub value: Money,
    /// The row that its order-level dimensions are read from.
    pub row: u32,
    /// The first row of the order, which blank cells of `row` inherit from.
    pub first: u32,
}

/// Purchases and refund records.
#[derive(Clone, Debug)]
pub enum Entries {
    /// Each row is a purchase, and there are so many of them.
    Rows(u32),
    /// Whatever the rows amount to.
    Listed(Vec<Entry>),
}

impl Default for Entries {
    fn default() -> Self {
        Entries::Listed(Vec::new())
    }
}

impl Entries {
    /// How many there are.
    pub fn len(&self) -> usize {
        match self {
            Entries::Rows(count) => *count as usize,
            Entries::Listed(entries) => entries.len(),
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The row that one of them is read from, and the first row of its order.
    #[inline(always)]
    pub fn rows_of(&self, at: u32) -> (u32, u32) {
        match self {
            Entries::Rows(_) => (at, at),
            Entries::Listed(entries) => {
                let entry = &entries[at as usize];
                (entry.row, entry.first)
            }
        }
    }
}
