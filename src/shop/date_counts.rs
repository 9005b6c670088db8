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
        if to == NO_DAY { DateCounts::between(0, 0) } else { DateCounts::between(from, to) }
    }

    /// Room for the days from one to another.
    pub fn between(from: Day, to: Day) -> Self {
        DateCounts { from, counts: vec![0; (to - from) as usize + 1] }
    }

    /// One more row of a day.
    #[inline]
    pub fn count(&mut self, day: Day) {
        if let Some(count) = self.counts.get_mut((day - self.from) as usize) {
            *count += 1;
        }
    }

    /// One more row of each of these days; mostly many of a day stand together.
    pub fn count_all(&mut self, days: &[Day]) {
        for run in days.chunk_by(|one, next| one == next) {
            if let Some(count) = run.first().and_then(|day| self.counts.get_mut((day - self.from) as usize)) {
                *count += run.len() as u32;
            }
        }
    }

    /// The days that have any, ascending.
    pub fn finish(self) -> Vec<(Day, u32)> {
        let mut days = Vec::new();
        for (day, &count) in (self.from..).zip(&self.counts) {
            if count > 0 {
                days.push((day, count));
            }
        }
        days
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_together_count_like_days_apart() {
        let days = [3, 3, 5, 3, 9, 9, 9];
        let mut together = DateCounts::over(&days);
        together.count_all(&days);
        let mut apart = DateCounts::over(&days);
        days.into_iter().for_each(|day| apart.count(day));
        let together = together.finish();
        assert_eq!(together, [(3, 3), (5, 1), (9, 3)]);
        assert_eq!(together, apart.finish());
        assert!(DateCounts::over(&[NO_DAY]).finish().is_empty());
    }
}
