//! How long it takes until something happens, when some were not watched long enough to see it: the estimator of
//! Kaplan & Meier (`definitions § 4`).

use serde::Serialize;

use crate::measures::durations::Durations;
use crate::measures::interval::Z_95;

/// The share that has not done it yet, by days, as parallel arrays; a step function from one day to the next.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Survival {
    /// Days since the start: 0, then each number of days after which somebody did it.
    pub days: Vec<u32>,
    /// The share that had not done it by the end of that day (Kaplan & Meier, J. Am. Stat. Assoc. 53, 1958).
    pub estimate: Vec<f64>,
    /// Lower end of the 95 % interval (Greenwood's variance of log(−log S)); `null` where the estimate is 1 or 0.
    pub lower: Vec<Option<f64>>,
    /// Upper end of the interval; `null` as above.
    pub upper: Vec<Option<f64>>,
    /// The first day on which half or more had done it; `null` where it did not come to that.
    pub median: Option<u32>,
}

impl Survival {
    /// The estimate from everybody who did it or still waits; `None` where there is nobody. Who stopped being
    /// watched on a day could still have done it on that day.
    pub fn of(durations: &Durations) -> Option<Survival> {
        let mut at_risk = durations.total();
        if at_risk == 0 {
            return None;
        }
        let mut survival = Survival {
            days: Vec::new(),
            estimate: Vec::new(),
            lower: Vec::new(),
            upper: Vec::new(),
            median: None,
        };
        let (mut share, mut variance) = (1.0, 0.0);
        for (day, (made, waiting)) in durations.by_day().enumerate() {
            let day = day as u32;
            if made > 0 {
                let (events, n) = (f64::from(made), f64::from(at_risk));
                share *= 1.0 - events / n;
                variance += events / (n * (n - events));
                if made == at_risk {
                    share = 0.0;
                }
            }
            if made > 0 || day == 0 {
                survival.push(day, share, variance);
            }
            if survival.median.is_none() && share <= 0.5 {
                survival.median = Some(day);
            }
            at_risk -= made + waiting;
        }
        Some(survival)
    }

    fn push(&mut self, day: u32, share: f64, variance: f64) {
        let interval = (share > 0.0 && share < 1.0).then(|| {
            let log = share.ln();
            let spread = Z_95 * variance.sqrt() / -log;
            ((spread.exp() * log).exp(), ((-spread).exp() * log).exp())
        });
        self.days.push(day);
        self.estimate.push(share);
        self.lower.push(interval.map(|ends| ends.0));
        self.upper.push(interval.map(|ends| ends.1));
    }

    /// The share that had not done it by the end of a day.
    pub fn at(&self, day: u32) -> f64 {
        let next = self.days.partition_point(|&known| known <= day);
        next.checked_sub(1).map_or(1.0, |at| self.estimate[at])
    }
}

/// The estimated share that does it within so many days; `None` where nobody was watched so long and not
/// everybody had done it by then.
pub fn share_within(durations: &Durations, days: u32) -> Option<f64> {
    let left = Survival::of(durations)?.at(days);
    (left == 0.0 || durations.longest() >= days).then_some(1.0 - left)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn durations(made: &[u32], waiting: &[u32]) -> Durations {
        let mut durations = Durations::default();
        made.iter().for_each(|&days| durations.made(days));
        waiting.iter().for_each(|&days| durations.waiting(days));
        durations
    }

    #[test]
    fn agrees_with_the_leukaemia_trial() {
        // Weeks of remission under 6-MP (Freireich et al., Blood 21, 1963), as Stata's `sts list` prints them.
        let trial =
            durations(&[6, 6, 6, 7, 10, 13, 16, 22, 23], &[6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]);
        let published = [
            (6, 0.8571, 0.6197, 0.9516),
            (7, 0.8067, 0.5631, 0.9228),
            (10, 0.7529, 0.5032, 0.8894),
            (13, 0.6902, 0.4316, 0.8491),
            (16, 0.6275, 0.3675, 0.8049),
            (22, 0.5378, 0.2678, 0.7468),
            (23, 0.4482, 0.1881, 0.6801),
        ];
        let survival = Survival::of(&trial).unwrap();
        assert_eq!((survival.days[0], survival.estimate[0], survival.lower[0]), (0, 1.0, None));
        assert_eq!(survival.days.len(), published.len() + 1);
        for (at, (day, estimate, lower, upper)) in published.into_iter().enumerate() {
            let at = at + 1;
            assert_eq!(survival.days[at], day);
            assert!((survival.estimate[at] - estimate).abs() < 5e-5);
            assert!((survival.lower[at].unwrap() - lower).abs() < 5e-5);
            assert!((survival.upper[at].unwrap() - upper).abs() < 5e-5);
        }
        assert_eq!(survival.median, Some(23));
        assert_eq!(survival.at(9), survival.estimate[2]);
    }

    #[test]
    fn what_cannot_be_known_is_none() {
        assert_eq!(Survival::of(&Durations::default()), None);
        assert_eq!(share_within(&durations(&[10], &[300]), 365), None);
        assert_eq!(share_within(&durations(&[10], &[365]), 365), Some(0.5));
        let all = durations(&[10, 20], &[5]);
        assert_eq!(share_within(&all, 365), Some(1.0));
        let survival = Survival::of(&all).unwrap();
        assert_eq!((survival.estimate[2], survival.lower[2], survival.median), (0.0, None, Some(10)));
        let never = Survival::of(&durations(&[], &[3, 4])).unwrap();
        assert_eq!((never.days, never.estimate, never.median), (vec![0], vec![1.0], None));
    }

    proptest! {
        #[test]
        fn without_waiting_it_is_the_share_left(made in prop::collection::vec(0u32..50, 1..40), day in 0u32..60) {
            let left = made.iter().filter(|&&days| days > day).count() as f64 / made.len() as f64;
            let survival = Survival::of(&durations(&made, &[])).unwrap();
            prop_assert!((survival.at(day) - left).abs() < 1e-12);
        }
    }
}
