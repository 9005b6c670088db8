//! What rows take in memory, to tell how many of them would fit.

use super::part::Rows;
use super::people_rows::PeopleRows;
use super::rows::OrderRows;

/// What tables of orders take at most, for each row, beside its cells. Dictionaries are smaller by then.
const TABLES: usize = 68;

impl Rows {
    /// About so many bytes, or as many as their tables will.
    pub fn weight(&self) -> usize {
        match self {
            Rows::Orders(rows) => rows.weight(),
            Rows::People(rows) => rows.weight(),
        }
    }
}

impl OrderRows {
    /// About so many bytes, or as many as their tables will.
    pub fn weight(&self) -> usize {
        let mut cells = self.day.len() + self.refunded.len() + 2 * (self.refund.len() + self.digest.len());
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
        self.flags.len() + self.amount.weight() + cells * size_of::<u32>() + ids.max(TABLES * self.len())
    }
}

impl PeopleRows {
    /// About so many bytes.
    pub fn weight(&self) -> usize {
        self.people.weight() + 4 * self.person.len() * size_of::<u32>()
    }
}
