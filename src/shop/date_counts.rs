//! How many rows each date has.

use crate::date::Day;
use crate::read::rows::NO_DAY;

/// How many used rows each date has.
pub struct DateCounts {
    from: Day,
    counts: Vec<u32>,
}

impl DateCounts {
    /// Room for all of these days.
    pub fn over(days: &[Day]) -> Self {
        let (mut from, mut to) = (Day::MAX, NO_DAY);
        for &day in days {
            // What is missing lies before all dates, and is made to lie behind them.
            from = from.min(if day == NO_DAY { Day::MAX } else { day });
            to = to.max(day);
        }
        if to == NO_DAY {
            (from, to) = (0, 0);
        }
        DateCounts { from, counts: vec![0; (to - from) as usize + 1] }
    }

    /// One more row of a day.
    #[inline]
    pub fn count(&mut self, day: Day) {
        if let Some(count) = self.counts.get_mut((day - self.from) as usize) {
            *count += 1;
        }
    }

    /// The days that have any, ascending.
    pub fn finish(self) -> Vec<(Day, u32)> {
        let days = self.from..;
        days.zip(self.counts).filter(|(_, count)| *count > 0).collect()
    }
}
