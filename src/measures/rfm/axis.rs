//! One of R, F and M over the whole population: scores, halves, and why a score is reached by nobody. More is
//! better here; recency comes in as −days.

use core::cmp::Ordering;

use serde::Serialize;

use super::EmptyLevel;
use super::exact::{MeanPerOccasion, PerOccasion, quotient};
use super::options::SplitBy;
use super::quantile::{Position, Sample};
use crate::money::total;
use crate::turns::turns;

/// Why nobody has a score.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum EmptyReason {
    /// So many customers have one and the same value that the cut points on both sides of the score coincide,
    /// or that the last cut point is the best value. Equal values get equal scores.
    Ties,
    /// The cut points differ, but no customer's value lies between them.
    Gap,
}

/// The values of one measure over a population. Whatever is done once per measure is done with single values as
/// [`PerOccasion`], so that it is compiled once; whatever is done once per value knows its type.
#[derive(Clone, Copy)]
pub(super) enum Values<'a> {
    /// In 1/10 000, days or occasions.
    Whole(&'a [i64]),
    /// In 1/10 000 per occasion.
    PerOccasion(&'a [PerOccasion]),
}

const fn whole(value: i64) -> PerOccasion {
    PerOccasion { value, occasions: 1 }
}

impl Values<'_> {
    fn count(self) -> usize {
        match self {
            Values::Whole(values) => values.len(),
            Values::PerOccasion(values) => values.len(),
        }
    }

    /// The values with these ranks, ascending from 0.
    fn at_ranks(self, ranks: &[usize]) -> Vec<PerOccasion> {
        match self {
            Values::Whole(values) => {
                let mut found = Vec::with_capacity(ranks.len());
                for value in i64::at_ranks(values, ranks) {
                    found.push(whole(value));
                }
                found
            }
            Values::PerOccasion(values) => PerOccasion::at_ranks(values, ranks),
        }
    }

    /// The point between two neighbouring values, divided by `unit`.
    fn between(self, low: PerOccasion, high: PerOccasion, at: Position, unit: i64) -> f64 {
        match self {
            Values::Whole(_) => i64::between(low.value, high.value, at, unit),
            Values::PerOccasion(_) => PerOccasion::between(low, high, at, unit),
        }
    }

    /// How many of the limits each value passes; `reaching` one is passing it.
    fn passed(self, limits: &[PerOccasion], reaching: bool) -> Vec<u8> {
        let mut passed = vec![0u8; self.count()];
        turns(self.count(), &mut |some| {
            let passed = &mut passed[some.clone()];
            for limit in limits {
                match self {
                    Values::Whole(values) => {
                        // Whole numbers are above a limit if they reach the next one.
                        let beyond = if reaching { Some(limit.value) } else { limit.value.checked_add(1) };
                        let Some(least) = beyond else { continue };
                        for (passed, value) in passed.iter_mut().zip(&values[some.clone()]) {
                            *passed += u8::from(*value >= least);
                        }
                    }
                    Values::PerOccasion(values) => {
                        let least = if reaching { Ordering::Equal } else { Ordering::Greater };
                        for (passed, value) in passed.iter_mut().zip(&values[some.clone()]) {
                            *passed += u8::from(value.cmp(limit) >= least);
                        }
                    }
                }
            }
        });
        passed
    }

    /// Whether each value is above the mean, and the mean divided by `unit`.
    fn above_mean(self, unit: i64) -> (Vec<bool>, f64) {
        let mut above = vec![false; self.count()];
        let mean = match self {
            Values::Whole(values) => {
                let sum = total(values);
                let count = values.len().max(1) as i128;
                // An integer is above sum/count exactly if it is above the integer part; the mean is within i64.
                let limit = sum.div_euclid(count) as i64;
                turns(values.len(), &mut |some| {
                    for (above, &value) in above[some.clone()].iter_mut().zip(&values[some]) {
                        *above = value > limit;
                    }
                });
                quotient(sum * i128::from(unit.signum()), count * i128::from(unit.unsigned_abs()))
            }
            Values::PerOccasion(values) => {
                let mut mean = MeanPerOccasion::of(values);
                for (above, &value) in above.iter_mut().zip(values) {
                    *above = mean.is_below(value);
                }
                mean.to_f64() / unit as f64
            }
        };
        (above, mean)
    }
}

/// How the halves of a measure are told apart.
#[derive(Clone, Copy)]
pub(super) enum Halves {
    None,
    By(SplitBy),
    /// Above this; the second number is the one to report.
    Above(i64, f64),
}

/// One measure of the population.
pub(super) struct Axis {
    /// Scores from 1, in the order of the values.
    pub scores: Vec<u8>,
    /// Whether the value is in the better half; empty where nobody asked.
    pub high: Vec<bool>,
    /// The cut points in the unit of the report, between scores 1 and 2, 2 and 3, …
    pub cut_points: Vec<f64>,
    /// Where the halves part, in the unit of the report or as a score.
    pub split: Option<f64>,
    /// The scores that somebody has, ascending.
    pub reached: Vec<u8>,
    /// The scores that nobody has.
    pub empty: Vec<EmptyLevel>,
}

/// Cut points that were given: as integers to reach, and as reported.
pub(super) struct GivenCuts<'a> {
    pub limits: &'a [i64],
    pub shown: Vec<f64>,
}

impl Axis {
    /// Scores the values. `unit` divides them for the report; a negative one turns the scale around.
    pub fn of(
        values: Values<'_>,
        levels: u32,
        given: Option<GivenCuts<'_>>,
        halves: Halves,
        unit: i64,
    ) -> Axis {
        let by_quantile = given.is_none();
        let (limits, cut_points) = match given {
            Some(cuts) => {
                let mut limits = Vec::with_capacity(cuts.limits.len());
                for &limit in cuts.limits {
                    limits.push(whole(limit));
                }
                (limits, cuts.shown)
            }
            None => quantile_cuts(values, levels, unit),
        };
        let mut scores = values.passed(&limits, !by_quantile);
        let mut counts = [0u32; 11];
        turns(scores.len(), &mut |some| {
            for score in &mut scores[some] {
                *score += 1;
                counts[usize::from(*score).min(10)] += 1;
            }
        });
        let (mut reached, mut empty) = (Vec::new(), Vec::new());
        for score in 1..=levels as u8 {
            if counts[usize::from(score)] > 0 {
                reached.push(score);
            } else if values.count() > 0 {
                empty.push(EmptyLevel { score, reason: why_empty(score, &cut_points, by_quantile) });
            }
        }
        let (high, split) = split(values, &scores, halves, unit);
        Axis { scores, high, cut_points, split, reached, empty }
    }
}

/// Per cut point, the value of the sample that a better one must exceed, and the cut point itself.
fn quantile_cuts(values: Values<'_>, levels: u32, unit: i64) -> (Vec<PerOccasion>, Vec<f64>) {
    let (mut limits, mut points) = (Vec::new(), Vec::new());
    let Some(last) = values.count().checked_sub(1) else { return (limits, points) };
    let mut ranks: Vec<usize> = Vec::new();
    for j in 1..levels {
        let rank = Position::of(last + 1, j, levels).rank;
        for rank in [rank, (rank + 1).min(last)] {
            if ranks.last().is_none_or(|&known| known < rank) {
                ranks.push(rank);
            }
        }
    }
    let found = values.at_ranks(&ranks);
    let value_at = |rank: usize| found[ranks.partition_point(|&other| other < rank)];
    for j in 1..levels {
        let at = Position::of(last + 1, j, levels);
        let (low, high) = (value_at(at.rank), value_at((at.rank + 1).min(last)));
        limits.push(low);
        points.push(values.between(low, high, at, unit));
    }
    (limits, points)
}

fn why_empty(score: u8, cut_points: &[f64], by_quantile: bool) -> EmptyReason {
    let above = cut_points.get(usize::from(score) - 1);
    let below = usize::from(score).checked_sub(2).and_then(|cut| cut_points.get(cut));
    match (below, above) {
        (Some(below), Some(above)) if below == above => EmptyReason::Ties,
        // Nobody is above the last quantile only where that many share the best value.
        (Some(_), None) if by_quantile => EmptyReason::Ties,
        _ => EmptyReason::Gap,
    }
}

fn split(values: Values<'_>, scores: &[u8], halves: Halves, unit: i64) -> (Vec<bool>, Option<f64>) {
    let above = |limits: &[PerOccasion]| {
        let mut high = Vec::with_capacity(scores.len());
        for passed in values.passed(limits, false) {
            high.push(passed > 0);
        }
        high
    };
    match halves {
        _ if values.count() == 0 => (Vec::new(), None),
        Halves::None => (Vec::new(), None),
        Halves::Above(limit, shown) => (above(&[whole(limit)]), Some(shown)),
        Halves::By(SplitBy::Mean) => {
            let (high, mean) = values.above_mean(unit);
            (high, Some(mean))
        }
        Halves::By(SplitBy::ScoreMean) => {
            let (mut sum, count) = (0u64, scores.len() as u64);
            for &score in scores {
                sum += u64::from(score);
            }
            let mut high = Vec::with_capacity(scores.len());
            for &score in scores {
                high.push(u64::from(score) * count > sum);
            }
            (high, Some(sum as f64 / count as f64))
        }
        Halves::By(SplitBy::Median) => {
            // The median is the cut point between two levels.
            let (limits, points) = quantile_cuts(values, 2, unit);
            (above(&limits), points.first().copied())
        }
    }
}
