//! Type-7 quantiles (Hyndman & Fan 1996: linear interpolation at h = (n − 1)p) without rounding.
//!
//! The cut point at `p = j/levels` lies between two neighbouring values of the sorted sample, `low ≤ cut ≤ high`,
//! and below `high` unless both are equal. So a value of the sample is above the cut point exactly if it is above
//! `low`: scoring compares values of the sample with each other and never needs the interpolated number, which
//! is only reported.

use super::exact::{PerOccasion, quotient};
use crate::turns::turns;

/// Where a quantile lies in the sorted sample.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Position {
    /// 0-based rank of the value at or below it.
    pub rank: usize,
    /// How far it lies towards the next value, in parts of `parts`.
    pub part: u32,
    /// The denominator of `part`.
    pub parts: u32,
}

impl Position {
    /// The position of the quantile at `j / levels` among `count` ≥ 1 values.
    pub fn of(count: usize, j: u32, levels: u32) -> Self {
        let scaled = (count as u64 - 1) * u64::from(j);
        let parts = u64::from(levels);
        Position { rank: (scaled / parts) as usize, part: (scaled % parts) as u32, parts: levels }
    }
}

/// Values that quantiles can be taken of.
pub trait Sample: Copy + Ord {
    /// The values at these ascending 0-based ranks.
    fn at_ranks(values: &[Self], ranks: &[usize]) -> Vec<Self>;

    /// The point between two neighbours as a float, divided by `unit` (whose sign turns the scale around).
    fn between(low: Self, high: Self, at: Position, unit: i64) -> f64;
}

impl Sample for i64 {
    fn at_ranks(values: &[Self], ranks: &[usize]) -> Vec<Self> {
        let mut found = Vec::with_capacity(ranks.len());
        select(values, 0, ranks, &mut found);
        found
    }

    fn between(low: Self, high: Self, at: Position, unit: i64) -> f64 {
        let (part, parts) = (i128::from(at.part), i128::from(at.parts));
        let scaled = i128::from(low) * (parts - part) + i128::from(high) * part;
        quotient(scaled * i128::from(unit.signum()), parts * i128::from(unit.unsigned_abs()))
    }
}

impl Sample for PerOccasion {
    fn at_ranks(values: &[Self], ranks: &[usize]) -> Vec<Self> {
        // First by whole units, then those with the same whole ones by what is beyond.
        let mut wholes = Vec::with_capacity(values.len());
        for one in values {
            wholes.push(one.whole());
        }
        let mut found = Vec::with_capacity(ranks.len());
        let whole_at = i64::at_ranks(&wholes, ranks);
        let mut start = 0;
        while let Some(&whole) = whole_at.get(start) {
            let end = whole_at.partition_point(|&other| other <= whole);
            let (mut below, mut parts, mut of_part) = (0, Vec::new(), Vec::new());
            for (one, &other) in values.iter().zip(&wholes) {
                below += usize::from(other < whole);
                if other == whole {
                    parts.push(one.beyond_whole());
                    of_part.push(*one);
                }
            }
            let mut part_at = Vec::with_capacity(ranks.len());
            select(&parts, below, ranks.get(start..end).unwrap_or(&[]), &mut part_at);
            for part in part_at {
                if let Some(at) = parts.iter().position(|&other| other == part) {
                    found.push(of_part[at]);
                }
            }
            start = end;
        }
        found
    }

    fn between(low: Self, high: Self, at: Position, unit: i64) -> f64 {
        let as_float = |one: PerOccasion| {
            let scaled = i128::from(one.value) * i128::from(unit.signum());
            quotient(scaled, i128::from(one.occasions) * i128::from(unit.unsigned_abs()))
        };
        let (low, high) = (as_float(low), as_float(high));
        if at.part == 0 { low } else { low + (high - low) * f64::from(at.part) / f64::from(at.parts) }
    }
}

/// Appends the values at ascending ranks, of which `below` lie before these values. The values are counted in
/// buckets of equal width; unless a bucket is one value, those in it that is wanted are counted again.
fn select(values: &[i64], below: usize, ranks: &[usize], found: &mut Vec<i64>) {
    let Some(&first) = values.first() else { return };
    let (mut low, mut high) = (first, first);
    turns(values.len(), &mut |some| {
        let (mut least, mut most) = (low, high);
        for &value in &values[some] {
            (least, most) = (least.min(value), most.max(value));
        }
        (low, high) = (least, most);
    });
    let (spread, count) = (high.abs_diff(low), values.len() as u64);
    // Days and counts have few distinct values, for each of which there is a bucket.
    let buckets = if spread < count * 2 + 4_096 { spread + 1 } else { (count * 2 + 256).min(1 << 16) };
    let mut shift = 0;
    while spread >> shift >= buckets {
        shift += 1;
    }
    let bucket_of = |value: i64| (value.abs_diff(low) >> shift) as usize;
    let mut counts = vec![0u32; bucket_of(high) + 1];
    turns(values.len(), &mut |some| {
        let counts = counts.as_mut_slice();
        for &value in &values[some] {
            counts[bucket_of(value)] += 1;
        }
    });
    let mut waiting = ranks;
    let mut before = below;
    for (bucket, &count) in counts.iter().enumerate() {
        let after = before + count as usize;
        let (here, later) = waiting.split_at(waiting.partition_point(|&rank| rank < after));
        if shift == 0 {
            for _ in here {
                found.push(low + bucket as i64);
            }
        } else if !here.is_empty() {
            let mut inside = Vec::with_capacity(count as usize);
            turns(values.len(), &mut |some| {
                for &value in &values[some] {
                    if bucket_of(value) == bucket {
                        inside.push(value);
                    }
                }
            });
            select(&inside, before, here, found);
        }
        (waiting, before) = (later, after);
        if waiting.is_empty() {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn positions_follow_type_7() {
        // R: quantile(c(1, 2, 4, 8), type = 7, probs = c(.2, .4, .6, .8)) is 1.6, 2.4, 3.6, 5.6.
        let values = [1i64, 2, 4, 8];
        let cuts: Vec<f64> = (1..5)
            .map(|j| {
                let at = Position::of(4, j, 5);
                i64::between(values[at.rank], values[at.rank + 1], at, 1)
            })
            .collect();
        assert_eq!(cuts, [1.6, 2.4, 3.6, 5.6]);
        assert_eq!(Position::of(1, 3, 5), Position { rank: 0, part: 0, parts: 5 });
    }

    #[test]
    fn a_negative_unit_turns_the_scale() {
        let at = Position { rank: 0, part: 1, parts: 2 };
        assert_eq!(i64::between(-30, -10, at, -1), 20.0);
        assert_eq!(i64::between(12_345, 12_346, at, 10_000), 1.23455);
    }

    proptest! {
        #[test]
        fn finds_what_sorting_finds(
            values in prop::collection::vec(prop_oneof![-5i64..5, -40_000i64..40_000, any::<i64>()], 1..60),
            picks in prop::collection::vec(any::<prop::sample::Index>(), 0..8),
        ) {
            let mut ranks: Vec<usize> = picks.iter().map(|pick| pick.index(values.len())).collect();
            ranks.sort_unstable();
            let mut sorted = values.clone();
            sorted.sort_unstable();
            let expected: Vec<i64> = ranks.iter().map(|&rank| sorted[rank]).collect();
            prop_assert_eq!(&i64::at_ranks(&values, &ranks), &expected);
        }

        #[test]
        fn finds_quotients_as_sorting_does(
            values in prop::collection::vec(
                (prop_oneof![-5i64..5, any::<i64>()], prop_oneof![1u32..4, any::<u32>().prop_map(|n| n.max(1))]),
                1..60,
            ),
            picks in prop::collection::vec(any::<prop::sample::Index>(), 0..8),
        ) {
            let values: Vec<PerOccasion> =
                values.into_iter().map(|(value, occasions)| PerOccasion { value, occasions }).collect();
            let mut ranks: Vec<usize> = picks.iter().map(|pick| pick.index(values.len())).collect();
            ranks.sort_unstable();
            let mut sorted = values.clone();
            sorted.sort_unstable();
            let expected: Vec<PerOccasion> = ranks.iter().map(|&rank| sorted[rank]).collect();
            prop_assert_eq!(PerOccasion::at_ranks(&values, &ranks), expected);
        }

        #[test]
        fn counting_finds_what_sorting_finds(
            values in prop::collection::vec(-5i64..5, 1..60),
            pick: prop::sample::Index,
        ) {
            let mut sorted = values.clone();
            sorted.sort_unstable();
            let rank = pick.index(values.len());
            prop_assert_eq!(i64::at_ranks(&values, &[rank, rank]), [sorted[rank], sorted[rank]]);
        }
    }
}
