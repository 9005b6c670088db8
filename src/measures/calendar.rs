//! The periods of all dates of a shop, looked up instead of computed: walks ask for one at every record.

use crate::date::{Day, Period};

/// The running number of the period of each date between two dates.
pub struct Calendar {
    first: Day,
    indexes: Vec<i32>,
}

impl Calendar {
    /// The periods of the dates `first..=last`; no other date may be asked for.
    pub fn new(period: Period, first: Day, last: Day) -> Self {
        let mut indexes = Vec::new();
        for date in first..=last {
            indexes.push(period.index(date));
        }
        Calendar { first, indexes }
    }

    /// The running number of a date's period, as [`Period::index`] has it.
    #[inline(always)]
    pub fn index(&self, date: Day) -> i32 {
        self.indexes.as_slice()[(date - self.first) as usize]
    }
}
