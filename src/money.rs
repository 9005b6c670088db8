//! Money is an integer of 1/10 000 of the currency unit, so sums and comparisons are exact. It becomes a
//! float only where it leaves the core (`definitions § 0`).

use crate::turns::turns;

/// Units of money in one unit of the currency.
pub const SCALE: i64 = 10_000;

/// An amount in 1/10 000 of the currency unit.
pub type Money = i64;

/// The amount as a float in currency units; the nearest one for |amount| < 2^53 units.
pub fn to_f64(amount: Money) -> f64 {
    amount as f64 / SCALE as f64
}

/// A total as a float in currency units, from the exact 128-bit sum.
pub fn total_to_f64(total: i128) -> f64 {
    let scale = SCALE as i128;
    // Whole units and the fraction apart, so that large totals do not lose their decimals twice.
    (total / scale) as f64 + (total % scale) as f64 / SCALE as f64
}

/// The nearest amount to a float in currency units, halves away from zero; `None` out of range or not finite.
pub fn from_f64(units: f64) -> Option<Money> {
    let scaled = (units * SCALE as f64).round();
    (scaled.is_finite() && scaled.abs() < i64::MAX as f64).then_some(scaled as i64)
}

/// The sum, which may be wider than each. Halves are added by themselves, since that is quicker.
pub fn total(values: &[Money]) -> i128 {
    let (mut high, mut low) = (0i64, 0u64);
    turns(values.len(), &mut |some| {
        let (mut highs, mut lows) = (0, 0);
        for &value in &values[some] {
            highs += value >> 32;
            lows += value as u64 & u64::from(u32::MAX);
        }
        (high, low) = (high + highs, low + lows);
    });
    (i128::from(high) << 32) + i128::from(low)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn floats_round_trip() {
        for amount in [0, 1, -1, 9_999, 123_456_789, i64::from(i32::MAX) * SCALE] {
            assert_eq!(from_f64(to_f64(amount)), Some(amount));
        }
        assert_eq!(from_f64(f64::NAN), None);
        assert_eq!(from_f64(1e300), None);
        assert_eq!(total_to_f64(89_114_079_000), 8_911_407.9);
    }

    #[test]
    fn totals_are_wider_than_money() {
        assert_eq!(total(&[]), 0);
        assert_eq!(total(&[-1, -1, 3]), 1);
        assert_eq!(total(&[Money::MIN + 1; 3]), 3 * (i128::from(Money::MIN) + 1));
        assert_eq!(total(&[Money::MAX, Money::MAX, -7]), 2 * i128::from(Money::MAX) - 7);
    }
}
