//! Exact comparisons: quotients of integers, values per occasion, and their mean. Floats appear only where a
//! number leaves for the reader.

use core::cmp::Ordering;

use crate::money::Money;

/// The largest integer up to which every integer is a float.
const EXACT_FLOAT: i128 = 1 << 53;

/// `numerator / denominator` (> 0) as a float: the nearest one where both are below 2^53.
pub fn quotient(numerator: i128, denominator: i128) -> f64 {
    if numerator.abs() < EXACT_FLOAT && denominator < EXACT_FLOAT {
        return numerator as f64 / denominator as f64;
    }
    // Whole part and rest apart, so that large totals keep their decimals.
    let (whole, rest) = (numerator.div_euclid(denominator), numerator.rem_euclid(denominator));
    whole as f64 + rest as f64 / denominator as f64
}

/// Value per purchase occasion, kept as the quotient that it is and ordered by cross-multiplication.
#[derive(Clone, Copy, Debug)]
pub struct PerOccasion {
    /// Value of all occasions.
    pub value: Money,
    /// How many there are, ≥ 1.
    pub occasions: u32,
}

impl PerOccasion {
    /// The whole part, downwards.
    pub fn whole(&self) -> i64 {
        self.value.div_euclid(i64::from(self.occasions))
    }

    /// An integer that orders what is beyond the whole part: its first 64 binary digits. Two different quotients
    /// by less than 2^32 are more than 2^-64 apart, so those digits tell them apart.
    pub fn beyond_whole(&self) -> i64 {
        let divisor = u64::from(self.occasions);
        let rest = self.value.rem_euclid(i64::from(self.occasions)) as u64;
        let (high, rest) = ((rest << 32) / divisor, (rest << 32) % divisor);
        let digits = (high << 32) | ((rest << 32) / divisor);
        (digits ^ (1 << 63)) as i64
    }
}

impl Ord for PerOccasion {
    fn cmp(&self, other: &Self) -> Ordering {
        // |value| < 2^63 + 1 and occasions < 2^32: the products stay below 2^96.
        let (own, theirs) = (i128::from(self.occasions), i128::from(other.occasions));
        (i128::from(self.value) * theirs).cmp(&(i128::from(other.value) * own))
    }
}

impl PartialOrd for PerOccasion {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for PerOccasion {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for PerOccasion {}

/// The mean of values per occasion, as an exact thing to compare with.
///
/// The mean of many quotients has no practical common denominator, so it is kept as one integer sum per
/// number of occasions, and [`MeanPerOccasion::is_below`] decides by the digits of the difference. Decisions
/// are remembered as a bracket around the mean; only values inside it are decided digit by digit, which is
/// about twice the logarithm of the number of values when these come in no particular order.
pub struct MeanPerOccasion {
    /// By number of occasions, ascending.
    sums: Vec<(u32, i128)>,
    count: u32,
    highest_not_above: Option<PerOccasion>,
    lowest_above: Option<PerOccasion>,
}

impl MeanPerOccasion {
    /// The mean of these values.
    pub fn of(values: &[PerOccasion]) -> Self {
        let mut sums: Vec<(u32, i128)> = Vec::new();
        for one in values {
            let value = i128::from(one.value);
            match sums.binary_search_by_key(&one.occasions, |sum| sum.0) {
                Ok(at) => sums[at].1 += value,
                Err(at) => sums.insert(at, (one.occasions, value)),
            }
        }
        let count = values.len() as u32;
        MeanPerOccasion { sums, count, highest_not_above: None, lowest_above: None }
    }

    /// The mean as a float, in 1/10 000 of the currency unit.
    pub fn to_f64(&self) -> f64 {
        let mut total = 0.0;
        for &(n, sum) in &self.sums {
            total += quotient(sum, i128::from(n));
        }
        total / f64::from(self.count)
    }

    /// Whether the mean lies strictly below the value.
    pub fn is_below(&mut self, one: PerOccasion) -> bool {
        if self.highest_not_above.is_some_and(|bound| one <= bound) {
            return false;
        }
        if self.lowest_above.is_some_and(|bound| one >= bound) {
            return true;
        }
        // count · one − Σ: below 2^32 · 2^63 in every term.
        let own = (i128::from(self.count) * i128::from(one.value), one.occasions);
        let mut terms = vec![own];
        for &(n, sum) in &self.sums {
            terms.push((-sum, n));
        }
        let above = sign_of_sum(&terms) == Ordering::Greater;
        *(if above { &mut self.lowest_above } else { &mut self.highest_not_above }) = Some(one);
        above
    }
}

/// The sign of Σ numerator/denominator, exactly, for |numerators| < 2^95 and fewer than 2^32 terms.
///
/// The sum is written as `(whole + Σ rest/denominator) / 2^(32·step)` with every `rest/denominator` in
/// `[0, 1)`, and each step moves 32 binary digits from the rests into `whole`. With D terms the sum is certainly
/// negative once `whole ≤ −D`, and not negative once `whole ≥ 0`. In between, |sum| < D / 2^(32·step). But the
/// sum is a multiple of one over the product of the denominators, so when `2^(32·step)` has reached D times
/// that product, it can only be 0: the loop ends with the truth, after as many digits as the product has.
fn sign_of_sum(terms: &[(i128, u32)]) -> Ordering {
    let mut whole = 0i128;
    let mut rests: Vec<(u64, u64)> = Vec::new();
    for &(numerator, denominator) in terms {
        let divisor = i128::from(denominator);
        whole += numerator.div_euclid(divisor);
        let rest = numerator.rem_euclid(divisor) as u64;
        if rest > 0 {
            rests.push((rest, u64::from(denominator)));
        }
    }
    let terms = rests.len() as i128;
    let bits = |n: u64| 64 - u64::from(n.leading_zeros());
    let mut digits = bits(rests.len() as u64);
    for &(_, divisor) in &rests {
        digits += bits(divisor);
    }
    for _ in 0..=digits.div_ceil(32) {
        if whole >= 0 {
            let nothing_left = rests.iter().all(|&(rest, _)| rest == 0);
            return if whole == 0 && nothing_left { Ordering::Equal } else { Ordering::Greater };
        }
        if whole <= -terms {
            return Ordering::Less;
        }
        whole <<= 32;
        for (rest, divisor) in &mut rests {
            let shifted = *rest << 32;
            whole += i128::from(shifted / *divisor);
            *rest = shifted % *divisor;
        }
    }
    Ordering::Equal
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn quotients_are_the_nearest_floats() {
        assert_eq!(quotient(89_114_079_000, 10_000), 8_911_407.9);
        assert_eq!(quotient(-1, 3), -1.0 / 3.0);
        assert_eq!(quotient(10i128.pow(20) + 5_000, 10_000), 1e16 + 0.5);
    }

    #[test]
    fn a_sum_that_is_zero_only_far_down_is_seen() {
        let thirds = [(1, 3), (1, 3), (-2, 3)];
        assert_eq!(sign_of_sum(&thirds), Ordering::Equal);
        // 1/a − 1/(a+1) − 1/(a(a+1)) = 0 with a denominator near 2^32.
        let a = 65_535u32;
        let telescoped = [(1, a), (-1, a + 1), (-1, a * (a + 1))];
        assert_eq!(sign_of_sum(&telescoped), Ordering::Equal);
        let hair = [(1, a), (-1, a + 1), (-1, a * (a + 1)), (1, u32::MAX), (-1, u32::MAX - 1)];
        assert_eq!(sign_of_sum(&hair), Ordering::Less);
        let hair = [(1, a), (-1, a + 1), (-1, a * (a + 1)), (-1, u32::MAX), (1, u32::MAX - 1)];
        assert_eq!(sign_of_sum(&hair), Ordering::Greater);
    }

    proptest! {
        #[test]
        fn signs_agree_with_a_common_denominator(terms in prop::collection::vec((-40i128..40, 1u32..=12), 0..8)) {
            // 27720 is a common multiple of 1..=12.
            let sum: i128 = terms.iter().map(|&(n, d)| n * 27_720 / i128::from(d)).sum();
            prop_assert_eq!(sign_of_sum(&terms), sum.cmp(&0));
        }

        #[test]
        fn the_mean_compares_as_with_a_common_denominator(
            raw in prop::collection::vec((-30i64..60, 1u32..=6), 1..40)
        ) {
            let values: Vec<PerOccasion> =
                raw.iter().map(|&(value, occasions)| PerOccasion { value, occasions }).collect();
            let sixtieths = |one: &PerOccasion| i128::from(one.value) * 60 / i128::from(one.occasions);
            let total: i128 = values.iter().map(sixtieths).sum();
            let mut mean = MeanPerOccasion::of(&values);
            for one in &values {
                prop_assert_eq!(mean.is_below(*one), sixtieths(one) * values.len() as i128 > total);
            }
            prop_assert!((mean.to_f64() - total as f64 / 60.0 / values.len() as f64).abs() < 1e-9);
        }
    }
}
