//! Type-7 quantiles (Hyndman & Fan 1996: linear interpolation at h = (n − 1)p) without rounding.
//!
//! The cut point at `p = j/levels` lies between two neighbouring values of the sorted sample, `low ≤ cut ≤ high`,
//! and below `high` unless both are equal. So a value of the sample is above the cut point exactly if it is above
//! `low`: scoring compares values of the sample with each other and never needs the interpolated number, which
//! is only reported.

use super::exact::{PerOccasion, quotient};

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
        let (Some(&low), Some(&high)) = (values.iter().min(), values.iter().max()) else { return Vec::new() };
        let spread = high.abs_diff(low);
        // Days and counts have few distinct values: counting them is several times as fast as selecting.
        if spread < values.len() as u64 * 2 + 4_096 {
            return counted(values, low, spread as usize, ranks);
        }
        selected(values, ranks)
    }

    fn between(low: Self, high: Self, at: Position, unit: i64) -> f64 {
        let (part, parts) = (i128::from(at.part), i128::from(at.parts));
        let scaled = i128::from(low) * (parts - part) + i128::from(high) * part;
        quotient(scaled * i128::from(unit.signum()), parts * i128::from(unit.unsigned_abs()))
    }
}

impl Sample for PerOccasion {
    fn at_ranks(values: &[Self], ranks: &[usize]) -> Vec<Self> {
        selected(values, ranks)
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

fn counted(values: &[i64], low: i64, spread: usize, ranks: &[usize]) -> Vec<i64> {
    let mut counts = vec![0u32; spread + 1];
    for &value in values {
        counts[value.wrapping_sub(low) as usize] += 1;
    }
    let (mut bucket, mut below) = (0, 0);
    let mut found = Vec::with_capacity(ranks.len());
    for &rank in ranks {
        while bucket < spread && below + counts[bucket] as usize <= rank {
            below += counts[bucket] as usize;
            bucket += 1;
        }
        found.push(low + bucket as i64);
    }
    found
}

fn selected<T: Copy + Ord>(values: &[T], ranks: &[usize]) -> Vec<T> {
    fn place<T: Ord>(part: &mut [T], start: usize, ranks: &[usize]) {
        let Some(&rank) = ranks.get(ranks.len() / 2) else { return };
        let (before, _, after) = part.select_nth_unstable(rank - start);
        let split = ranks.len() / 2;
        place(before, start, &ranks[..split]);
        place(after, rank + 1, &ranks[split + 1..]);
    }
    let mut distinct = ranks.to_vec();
    distinct.dedup();
    let mut scratch = values.to_vec();
    place(&mut scratch, 0, &distinct);
    ranks.iter().map(|&rank| scratch[rank]).collect()
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
        fn both_ways_find_what_sorting_finds(
            values in prop::collection::vec(prop_oneof![-5i64..5, -40_000i64..40_000, any::<i64>()], 1..60),
            picks in prop::collection::vec(any::<prop::sample::Index>(), 0..8),
        ) {
            let mut ranks: Vec<usize> = picks.iter().map(|pick| pick.index(values.len())).collect();
            ranks.sort_unstable();
            let mut sorted = values.clone();
            sorted.sort_unstable();
            let expected: Vec<i64> = ranks.iter().map(|&rank| sorted[rank]).collect();
            prop_assert_eq!(&i64::at_ranks(&values, &ranks), &expected);
            prop_assert_eq!(&selected(&values, &ranks), &expected);
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
