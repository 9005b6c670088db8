//! How many days something took, for those who did it, and how long the others have been waiting.

use serde::Serialize;

/// Quartiles of a number of days, type 7 of Hyndman & Fan (linear between order statistics).
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct GapQuantiles {
    /// A quarter took so many days or fewer.
    pub p25: f64,
    /// The median.
    pub p50: f64,
    /// Three quarters took so many days or fewer.
    pub p75: f64,
}

/// Counts per number of days: exact, and small however many customers there are.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Durations {
    made: Vec<u32>,
    waiting: Vec<u32>,
}

impl Durations {
    /// One customer did it after so many days.
    #[inline]
    pub fn made(&mut self, days: u32) {
        count(&mut self.made, days);
    }

    /// One customer has not done it in so many days.
    #[inline]
    pub fn waiting(&mut self, days: u32) {
        count(&mut self.waiting, days);
    }

    /// How many did it.
    pub fn made_count(&self) -> u32 {
        self.made.iter().sum()
    }

    /// How many did it or wait.
    pub fn total(&self) -> u32 {
        self.made_count() + self.waiting.iter().sum::<u32>()
    }

    /// How many did it, and how many had waited so long, for 0, 1, 2 … days.
    pub fn by_day(&self) -> impl Iterator<Item = (u32, u32)> + '_ {
        let at = |counts: &[u32], day: usize| counts.get(day).copied().unwrap_or(0);
        let days = self.made.len().max(self.waiting.len());
        (0..days).map(move |day| (at(&self.made, day), at(&self.waiting, day)))
    }

    /// The most days that anybody took or waited; 0 where there is nobody.
    pub fn longest(&self) -> u32 {
        self.made.len().max(self.waiting.len()).saturating_sub(1) as u32
    }

    /// Quartiles of those who did it; `None` where nobody did.
    pub fn gap_quantiles(&self) -> Option<GapQuantiles> {
        let last = self.made_count().checked_sub(1)?;
        let quantile = |quarters: u32| {
            let position = u64::from(last) * u64::from(quarters);
            let rank = (position / 4) as u32;
            let low = self.day_of_rank(rank);
            let high = self.day_of_rank((rank + 1).min(last));
            low + (position % 4) as f64 / 4.0 * (high - low)
        };
        Some(GapQuantiles { p25: quantile(1), p50: quantile(2), p75: quantile(3) })
    }

    /// The days of the customer with this rank, from 0, among those who did it.
    fn day_of_rank(&self, rank: u32) -> f64 {
        let mut up_to = 0;
        let day = self.made.iter().position(|&customers| {
            up_to += customers;
            up_to > rank
        });
        day.unwrap_or(self.made.len()) as f64
    }
}

fn count(counts: &mut Vec<u32>, days: u32) {
    let days = days as usize;
    if days >= counts.len() {
        counts.resize(days + 1, 0);
    }
    counts[days] += 1;
}
