//! One of R, F and M over the whole population: scores, halves, and why a score is reached by nobody. More is
//! better here; recency comes in as −days.

use serde::Serialize;

use super::exact::{MeanPerOccasion, PerOccasion, quotient};
use super::options::SplitBy;
use super::quantile::{Position, Sample};
use crate::sort::few;

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

/// Values of one measure that a population can be scored on.
pub(super) trait Values: Sample {
    /// The value that equals a given number of 1/10 000, of days or of occasions.
    fn given(limit: i64) -> Self;

    /// Whether each value is above the mean, and the mean divided by `unit`.
    fn above_mean(values: &[Self], unit: i64) -> (Vec<bool>, f64);
}

impl Values for i64 {
    fn given(limit: i64) -> Self {
        limit
    }

    fn above_mean(values: &[Self], unit: i64) -> (Vec<bool>, f64) {
        let sum: i128 = values.iter().map(|&value| i128::from(value)).sum();
        let count = values.len().max(1) as i128;
        // An integer is above sum/count exactly if it is above the integer part; the mean is within i64.
        let limit = sum.div_euclid(count) as i64;
        let mean = quotient(sum * i128::from(unit.signum()), count * i128::from(unit.unsigned_abs()));
        (values.iter().map(|&value| value > limit).collect(), mean)
    }
}

impl Values for PerOccasion {
    fn given(limit: i64) -> Self {
        PerOccasion { value: limit, occasions: 1 }
    }

    fn above_mean(values: &[Self], unit: i64) -> (Vec<bool>, f64) {
        let mut mean = MeanPerOccasion::of(values);
        (values.iter().map(|&value| mean.is_below(value)).collect(), mean.to_f64() / unit as f64)
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
    pub empty: Vec<(u8, EmptyReason)>,
}

/// Cut points that were given: as integers to reach, and as reported.
pub(super) struct GivenCuts<'a> {
    pub limits: &'a [i64],
    pub shown: Vec<f64>,
}

impl Axis {
    /// Scores the values. `unit` divides them for the report; a negative one turns the scale around.
    pub fn of<V: Values>(
        values: &[V],
        levels: u32,
        given: Option<GivenCuts<'_>>,
        halves: Halves,
        unit: i64,
    ) -> Axis {
        let by_quantile = given.is_none();
        let (scores, cut_points) = match given {
            Some(cuts) => {
                let limits: Vec<V> = cuts.limits.iter().map(|&limit| V::given(limit)).collect();
                (scores(values, &limits, |value, limit| value >= limit), cuts.shown)
            }
            None => {
                let (limits, cut_points) = quantile_cuts(values, levels, unit);
                (scores(values, &limits, |value, limit| value > limit), cut_points)
            }
        };
        let mut counts = [0u32; 11];
        for &score in &scores {
            counts[usize::from(score).min(10)] += 1;
        }
        let (mut reached, mut empty) = (Vec::new(), Vec::new());
        for score in 1..=levels as u8 {
            if counts[usize::from(score)] > 0 {
                reached.push(score);
            } else if !values.is_empty() {
                empty.push((score, why_empty(score, &cut_points, by_quantile)));
            }
        }
        let (high, split) = split(values, &scores, halves, unit);
        Axis { scores, high, cut_points, split, reached, empty }
    }
}

/// Per cut point, the value of the sample that a better one must exceed, and the cut point itself.
fn quantile_cuts<V: Values>(values: &[V], levels: u32, unit: i64) -> (Vec<V>, Vec<f64>) {
    if values.is_empty() {
        return (Vec::new(), Vec::new());
    }
    let positions: Vec<Position> = (1..levels).map(|j| Position::of(values.len(), j, levels)).collect();
    let last = values.len() - 1;
    let mut ranks: Vec<usize> = positions.iter().flat_map(|at| [at.rank, (at.rank + 1).min(last)]).collect();
    few(&mut ranks, |a, b| a < b);
    ranks.dedup();
    let found = V::at_ranks(values, &ranks);
    let value_at = |rank: usize| found[ranks.partition_point(|&other| other < rank)];
    let limits: Vec<V> = positions.iter().map(|at| value_at(at.rank)).collect();
    let points = positions
        .iter()
        .map(|&at| V::between(value_at(at.rank), value_at((at.rank + 1).min(last)), at, unit))
        .collect();
    (limits, points)
}

/// 1 + the limits that each value passes.
fn scores<V: Values>(values: &[V], limits: &[V], passes: impl Fn(&V, &V) -> bool) -> Vec<u8> {
    let mut scores = vec![1u8; values.len()];
    // One limit after the other over a block that stays in the cache: a loop without branches.
    for (scores, values) in scores.chunks_mut(2_048).zip(values.chunks(2_048)) {
        for limit in limits {
            for (score, value) in scores.iter_mut().zip(values) {
                *score += u8::from(passes(value, limit));
            }
        }
    }
    scores
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

fn split<V: Values>(values: &[V], scores: &[u8], halves: Halves, unit: i64) -> (Vec<bool>, Option<f64>) {
    if values.is_empty() {
        return (Vec::new(), None);
    }
    match halves {
        Halves::None => (Vec::new(), None),
        Halves::Above(limit, shown) => {
            let limit = V::given(limit);
            (values.iter().map(|value| *value > limit).collect(), Some(shown))
        }
        Halves::By(SplitBy::Mean) => {
            let (high, mean) = V::above_mean(values, unit);
            (high, Some(mean))
        }
        Halves::By(SplitBy::ScoreMean) => {
            let sum: u64 = scores.iter().map(|&score| u64::from(score)).sum();
            let count = scores.len() as u64;
            let high = scores.iter().map(|&score| u64::from(score) * count > sum).collect();
            (high, Some(sum as f64 / count as f64))
        }
        Halves::By(SplitBy::Median) => {
            // The median is the cut point between two levels.
            let (limits, points) = quantile_cuts(values, 2, unit);
            let high = values.iter().map(|value| limits.iter().all(|limit| value > limit)).collect();
            (high, points.first().copied())
        }
    }
}
