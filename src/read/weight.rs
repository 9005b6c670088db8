//! What rows take in memory, to tell how many of them would fit. It is counted in units of [`WEIGHED_BY`] bytes.

use super::part::Rows;
use super::people_rows::PeopleRows;
use super::rows::OrderRows;
use crate::ids::WEIGHED_BY;

/// How many cells of 32 bits are a unit.
const CELLS: usize = WEIGHED_BY / size_of::<u32>();
/// What tables of orders take at most, for each row, beside its cells. Dictionaries are smaller by then.
const TABLES: usize = 5;
/// What a person takes, with an id of some length.
const PERSON: usize = 10;

impl Rows {
    /// About so much, or as much as their tables will.
    pub fn weight(&self) -> usize {
        match self {
            Rows::Orders(rows) => rows.weight(),
            Rows::People(rows) => rows.weight(),
        }
    }
}

impl OrderRows {
    /// About so much, or as much as their tables will.
    #[inline(never)]
    pub fn weight(&self) -> usize {
        let mut cells = self.day.len()
            + self.amount.cells_taken()
            + self.refunded.len()
            + 2 * (self.refund.len() + self.digest.len());
        for column in
            [self.orders_listed().unwrap_or_default(), &self.customer, &self.currency, &self.referrer]
        {
            cells += column.len();
        }
        let mut ids = self.orders.weight();
        for people in [&self.customers, &self.referrers, &self.currencies] {
            ids += people.weight();
        }
        for dimension in &self.dimensions {
            ids += dimension.labels.weight();
            cells += dimension.codes.len();
        }
        cells / CELLS + ids.max(TABLES * self.len())
    }
}

impl PeopleRows {
    /// About so much: mostly each row names somebody else.
    pub fn weight(&self) -> usize {
        PERSON * self.person.len()
    }
}
