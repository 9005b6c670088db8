//! Amounts as they are written in files (`definitions § 0.1.8`). A fast way for plain decimals and a readable
//! one ([`numeral`](super::numeral)) for every other form; the second is the test oracle of the first.
//!
//! Nothing here is ever a float: digits become integers, and there is one rounding, half away from zero.

use super::numeral;
use crate::money::Money;

/// The character between units and decimals.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DecimalMark {
    /// 1,234.50
    #[default]
    Dot,
    /// 1.234,50
    Comma,
}

/// What a column's numbers say about the decimal mark, and how many carried remarks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AmountEvidence {
    /// Cells that only make sense with a decimal dot: 12.50, 1,234.50.
    pub dot: u32,
    /// Cells that only make sense with a decimal comma: 12,50, 1.234,50.
    pub comma: u32,
    /// Cells with a bracketed remark behind the number, which was ignored.
    pub remarks: u32,
}

impl AmountEvidence {
    /// Adds what another part of the column says.
    pub fn merge(&mut self, other: &AmountEvidence) {
        self.dot = self.dot.saturating_add(other.dot);
        self.comma = self.comma.saturating_add(other.comma);
        self.remarks = self.remarks.saturating_add(other.remarks);
    }

    /// The mark that the whole column speaks for: a comma where cells need one and none needs a dot.
    pub fn mark(&self) -> DecimalMark {
        if self.comma > 0 && self.dot == 0 { DecimalMark::Comma } else { DecimalMark::Dot }
    }
}

/// Why a cell is not a usable amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadAmount {
    /// No known form, or one that contradicts the decimal mark in force.
    NotANumber,
    /// Beyond ±922,337,203,685,477.5807.
    OutOfRange,
}

/// An exact decimal number: `mantissa` / 10^`scale`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Number {
    /// The digits, at most [`Number::DIGITS`] of them.
    pub mantissa: i128,
    /// How many of the digits are decimals.
    pub scale: u8,
}

impl Number {
    /// How many significant digits are kept. Further decimals are dropped, which no rounding to four decimals
    /// can notice; further integer digits are out of range anyway.
    pub const DIGITS: u32 = 24;

    /// The amount, rounded half away from zero to 1/10 000.
    pub fn round(self) -> Result<Money, BadAmount> {
        let shift = i32::from(self.scale) - 4;
        let rounded = if shift <= 0 {
            self.mantissa.checked_mul(power_of_ten(shift.unsigned_abs())).ok_or(BadAmount::OutOfRange)?
        } else {
            let divisor = power_of_ten(shift.unsigned_abs());
            let (quotient, rest) = (self.mantissa / divisor, self.mantissa % divisor);
            // rest ≥ divisor / 2 without doubling, which could overflow; divisors are even.
            let away = i128::from(rest.abs() >= divisor / 2);
            quotient + away * self.mantissa.signum()
        };
        // The range is symmetric: the one number that has no positive twin stands for a missing amount.
        Money::try_from(rounded).ok().filter(|&money| money != Money::MIN).ok_or(BadAmount::OutOfRange)
    }
}

/// 10^`exponent`; beyond what 128 bits hold, the largest power they do.
pub(super) const fn power_of_ten(exponent: u32) -> i128 {
    10i128.pow(if exponent > 38 { 38 } else { exponent })
}

/// Reads a cell as an amount of money: [`parse_number`], then [`Number::round`]. `evidence` is counted
/// whatever comes out, so that a column can be judged under either mark.
#[inline]
pub fn parse_amount(
    cell: &[u8],
    mark: DecimalMark,
    evidence: &mut AmountEvidence,
) -> Result<Money, BadAmount> {
    if let Some((digits, decimals)) = plain(cell, mark)
        && decimals <= 4
    {
        note_dot(cell, decimals, evidence);
        return Ok(digits * SCALES[decimals as usize]);
    }
    numeral::parse(cell, mark, evidence)?.round()
}

/// The amount of a cell that is a plain decimal with a dot or without decimals, and whether it shows that the
/// decimal mark is a dot. `None` is not a verdict. The cell ends at `end` in `bytes`.
#[inline(always)]
pub fn plain_amount(bytes: &[u8], end: usize, cell: &[u8]) -> Option<(Money, bool)> {
    // The last eight bytes in one load, whatever stands before the cell.
    if let Some(word) = bytes.get(..end).and_then(|bytes| bytes.last_chunk::<8>())
        && let Some(cents) = plain_cents(u64::from_le_bytes(*word), cell.len())
    {
        return Some((cents * SCALES[2], true));
    }
    let (digits, decimals) = plain(cell, DecimalMark::Dot)?;
    Some((digits * SCALES.get(decimals as usize)?, shows_dot(cell, decimals)))
}

/// `\d{1,5}\.\d\d`, as in most cells, all bytes at once: the last `len` of a word.
#[inline(always)]
fn plain_cents(word: u64, len: usize) -> Option<i64> {
    const TENS: u64 = u64::from_le_bytes([0x76, 0x76, 0x76, 0x76, 0x76, 0x7f, 0x76, 0x76]);
    const LOW_BITS: u64 = u64::from_le_bytes([0x7f; 8]);
    if !(4..=8).contains(&len) {
        return None;
    }
    // The bytes to the left of it become zeros, as leading digits are.
    let own = u64::MAX << (8 * (8 - len as u32));
    let digits = (word ^ u64::from_le_bytes(*b"00000.00")) & own;
    if (((digits & LOW_BITS) + TENS) | digits) & !LOW_BITS != 0 {
        return None;
    }
    let digits = ((digits << 8) & 0x0000_FFFF_FFFF_FF00) | (digits & 0xFFFF_0000_0000_0000);
    let pairs = (digits * 10 + (digits >> 8)) & 0x00FF_00FF_00FF_00FF;
    let fours = (pairs * 100 + (pairs >> 16)) & 0x0000_FFFF_0000_FFFF;
    Some(((fours & 0xFFFF) * 10_000 + (fours >> 32)) as i64)
}

/// Reads a cell as an exact number, for prices and quantities, which are rounded only once multiplied.
#[inline]
pub fn parse_number(
    cell: &[u8],
    mark: DecimalMark,
    evidence: &mut AmountEvidence,
) -> Result<Number, BadAmount> {
    if let Some((digits, decimals)) = plain(cell, mark) {
        note_dot(cell, decimals, evidence);
        return Ok(Number { mantissa: i128::from(digits), scale: decimals as u8 });
    }
    numeral::parse(cell, mark, evidence)
}

/// Price × quantity, rounded once. Exact up to 38 digits of the product; beyond them decimals are dropped from
/// the factor that has more of them.
pub fn product(mut price: Number, mut quantity: Number) -> Result<Money, BadAmount> {
    loop {
        let scale = u32::from(price.scale) + u32::from(quantity.scale);
        match price.mantissa.checked_mul(quantity.mantissa) {
            Some(mantissa) if scale <= 38 => return Number { mantissa, scale: scale as u8 }.round(),
            _ if scale == 0 => return Err(BadAmount::OutOfRange),
            _ => {
                let longer = if price.scale >= quantity.scale { &mut price } else { &mut quantity };
                longer.mantissa /= 10;
                longer.scale -= 1;
            }
        }
    }
}

const SCALES: [i64; 5] = [10_000, 1_000, 100, 10, 1];
/// 14 digits before the point and 4 behind it fit into the range of money whatever they are.
const PLAIN_UNITS: usize = 14;
const PLAIN_DECIMALS: usize = 4;

/// `-?\d{1,14}(\.\d{1,4})?`: the digits as an integer with the sign, and how many of them are decimals.
/// `None` is not a verdict: everything else goes the long way.
#[inline(never)]
fn plain(cell: &[u8], mark: DecimalMark) -> Option<(i64, u32)> {
    let (negative, digits) = match cell {
        [b'-', digits @ ..] => (true, digits),
        _ => (false, cell),
    };
    if digits.len() > PLAIN_UNITS + 1 + PLAIN_DECIMALS {
        return None;
    }
    let mut value = 0i64;
    let mut units = 0;
    let mut rest = digits;
    while let [byte, tail @ ..] = rest {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 {
            break;
        }
        if units == PLAIN_UNITS {
            return None;
        }
        value = value * 10 + i64::from(digit);
        units += 1;
        rest = tail;
    }
    if units == 0 {
        return None;
    }
    let mut decimals = 0;
    if let [b'.', fraction @ ..] = rest {
        if fraction.is_empty() || fraction.len() > PLAIN_DECIMALS || mark == DecimalMark::Comma {
            return None;
        }
        for byte in fraction {
            let digit = byte.wrapping_sub(b'0');
            if digit > 9 {
                return None;
            }
            value = value * 10 + i64::from(digit);
        }
        decimals = fraction.len() as u32;
    } else if !rest.is_empty() {
        return None;
    }
    Some((if negative { -value } else { value }, decimals))
}

/// Three decimals behind one to three digits could be thousands; everything else with a dot is evidence.
#[inline]
fn shows_dot(cell: &[u8], decimals: u32) -> bool {
    let could_be_thousands = decimals == 3 && {
        let digits = cell.strip_prefix(b"-").unwrap_or(cell);
        digits.len() <= 7 && digits.first() != Some(&b'0')
    };
    decimals > 0 && !could_be_thousands
}

#[inline]
fn note_dot(cell: &[u8], decimals: u32, evidence: &mut AmountEvidence) {
    evidence.dot = evidence.dot.saturating_add(u32::from(shows_dot(cell, decimals)));
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rust_decimal::prelude::ToPrimitive;
    use rust_decimal::{Decimal, RoundingStrategy};

    fn dot(cell: &str) -> Result<Money, BadAmount> {
        parse_amount(cell.as_bytes(), DecimalMark::Dot, &mut AmountEvidence::default())
    }

    fn number(cell: &str) -> Number {
        parse_number(cell.as_bytes(), DecimalMark::Dot, &mut AmountEvidence::default()).unwrap()
    }

    /// The amount of a decimal by the other library.
    fn rounded(decimal: Decimal) -> Option<Money> {
        (decimal
            .round_dp_with_strategy(4, RoundingStrategy::MidpointAwayFromZero)
            .checked_mul(Decimal::from(10_000))?)
        .to_i64()
    }

    #[test]
    fn every_amount_of_six_digits_and_two_decimals() {
        let (mut fast, mut slow) = (AmountEvidence::default(), AmountEvidence::default());
        for cents in 0..1_000_000i64 {
            let text = format!("{}.{:02}", cents / 100, cents % 100);
            assert_eq!(parse_amount(text.as_bytes(), DecimalMark::Dot, &mut fast), Ok(cents * 100), "{text}");
            if cents % 7 == 0 {
                let number = numeral::parse(text.as_bytes(), DecimalMark::Dot, &mut slow).unwrap();
                assert_eq!(number.round(), Ok(cents * 100), "{text}");
            }
        }
        assert_eq!(fast.dot, 1_000_000);
        assert_eq!(slow.dot, 142_858);
        for units in -1_000_000..=1_000_000i64 {
            assert_eq!(dot(&units.to_string()), Ok(units * 10_000));
        }
    }

    #[test]
    fn the_edge_of_the_range() {
        for (text, expected) in [
            ("922337203685477.5807", Ok(i64::MAX)),
            ("-922337203685477.5807", Ok(-i64::MAX)),
            ("-922337203685477.5808", Err(BadAmount::OutOfRange)),
            ("922337203685477.58074999", Ok(i64::MAX)),
            ("922337203685477.58065", Ok(i64::MAX)),
            ("922337203685477.58075", Err(BadAmount::OutOfRange)),
            ("922337203685477.5808", Err(BadAmount::OutOfRange)),
            ("-922337203685477.5809", Err(BadAmount::OutOfRange)),
            ("99999999999999.9999", Ok(999_999_999_999_999_999)),
            ("999999999999999.9999", Err(BadAmount::OutOfRange)),
            ("000000000000000000000000000000000012.5", Ok(125_000)),
            ("1e15", Err(BadAmount::OutOfRange)),
            ("1e300", Err(BadAmount::OutOfRange)),
            ("1e99999999999999999999", Err(BadAmount::OutOfRange)),
            ("0e99", Ok(0)),
            ("1e-99999999999999999999", Ok(0)),
        ] {
            assert_eq!(dot(text), expected, "{text}");
        }
        for length in [16, 30, 64, 65, 1000] {
            assert_eq!(dot(&"9".repeat(length)), Err(BadAmount::OutOfRange), "{length} digits");
        }
        assert_eq!(dot(&format!("0.{}", "3".repeat(40))), Ok(3_333));
    }

    #[test]
    fn halves_go_away_from_zero_once() {
        for (text, expected) in [
            ("0.00005", 1),
            ("-0.00005", -1),
            ("0.00004999999999999999999999999999", 0),
            ("1.00015", 10_002),
            ("0.30000000000000004", 3_000),
        ] {
            assert_eq!(dot(text), Ok(expected), "{text}");
        }
        // Rounding the price first would give 3 × 0.3333 = 0.9999.
        assert_eq!(product(number("0.33333333"), number("3")), Ok(10_000));
        assert_eq!(product(number("0.00001"), number("5")), Ok(1));
        assert_eq!(product(number("-0.00001"), number("5")), Ok(-1));
        assert_eq!(product(number("2.55"), number("-6")), Ok(-153_000));
        assert_eq!(product(number("1e14"), number("10")), Err(BadAmount::OutOfRange));
        assert_eq!(product(number("123456789012345678901234"), number("1e-20")), Ok(12_345_679));
        assert_eq!(
            product(number("0.123456789012345678901234"), number("99.9999999999999999999999")),
            Ok(123_457)
        );
    }

    #[test]
    fn evidence_adds_up() {
        let mut evidence = AmountEvidence { dot: 0, comma: 2, remarks: 1 };
        assert_eq!(evidence.mark(), DecimalMark::Comma);
        evidence.merge(&AmountEvidence { dot: 1, comma: 1, remarks: 4 });
        assert_eq!(evidence, AmountEvidence { dot: 1, comma: 3, remarks: 5 });
        assert_eq!(evidence.mark(), DecimalMark::Dot);
        assert_eq!(AmountEvidence::default().mark(), DecimalMark::Dot);
    }

    /// A cell of pieces that amounts have, mostly in no order that makes sense.
    fn soup() -> impl Strategy<Value = String> {
        let pieces = &[
            "0",
            "1",
            "12",
            "123",
            "000",
            "99",
            "50",
            "005",
            "1234",
            "922337203685477",
            "5807",
            "5808",
            ".",
            ".",
            ",",
            ",",
            "-",
            "+",
            "−",
            "(",
            ")",
            "¥",
            "$",
            "€",
            "元",
            "CNY",
            "US$",
            "EUR",
            "e",
            "E5",
            "e-3",
            "E+2",
            " ",
            "\u{a0}",
            "'",
            "１２",
            "．",
            "，",
            "（",
            "）",
            "（系统计算中）",
            "[x]",
            "1,234",
            "1.234",
            "12.50",
            "12,50",
            "%",
        ][..];
        proptest::collection::vec(proptest::sample::select(pieces), 1..7).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn fast_equals_slow(cell in "-?[0-9]{0,16}[.,]?[0-9]{0,5}") {
            for mark in [DecimalMark::Dot, DecimalMark::Comma] {
                let (mut fast, mut slow) = (AmountEvidence::default(), AmountEvidence::default());
                let expected = numeral::parse(cell.as_bytes(), mark, &mut slow);
                prop_assert_eq!(
                    parse_amount(cell.as_bytes(), mark, &mut fast),
                    expected.and_then(Number::round)
                );
                prop_assert_eq!(fast, slow);
                let number = parse_number(cell.as_bytes(), mark, &mut fast);
                prop_assert_eq!(number.and_then(Number::round), expected.and_then(Number::round));
            }
        }

        #[test]
        fn whatever_amounts_are_made_of_is_judged_alike(cell in soup()) {
            for mark in [DecimalMark::Dot, DecimalMark::Comma] {
                let (mut fast, mut slow) = (AmountEvidence::default(), AmountEvidence::default());
                let expected = numeral::parse(cell.as_bytes(), mark, &mut slow).and_then(Number::round);
                prop_assert_eq!(parse_amount(cell.as_bytes(), mark, &mut fast), expected);
                prop_assert_eq!(fast, slow);
            }
            // What stands before the cell is not looked at.
            let all = [b"999,99.9", cell.as_bytes()].concat();
            if let Some((money, shows_dot)) = plain_amount(&all, all.len(), cell.as_bytes()) {
                let mut slow = AmountEvidence::default();
                let expected = numeral::parse(cell.as_bytes(), DecimalMark::Dot, &mut slow).and_then(Number::round);
                prop_assert_eq!((Ok(money), u32::from(shows_dot)), (expected, slow.dot));
            }
        }

        #[test]
        fn amounts_equal_another_library(mantissa in any::<i64>(), scale in 0u32..18) {
            let decimal = Decimal::from_i128_with_scale(i128::from(mantissa), scale);
            prop_assert_eq!(dot(&decimal.to_string()).ok(), rounded(decimal));
        }

        #[test]
        fn products_equal_another_library(
            price in -1_000_000_000i64..1_000_000_000, decimals in 0u32..9, quantity in -100_000i64..100_000
        ) {
            let price = Decimal::new(price, decimals);
            let quantity = Decimal::new(quantity, 2);
            prop_assert_eq!(
                product(number(&price.to_string()), number(&quantity.to_string())).ok(),
                rounded(price * quantity)
            );
        }

        #[test]
        fn arbitrary_bytes_are_survived(bytes in proptest::collection::vec(any::<u8>(), 0..90)) {
            let _ = parse_amount(&bytes, DecimalMark::Comma, &mut AmountEvidence::default());
        }
    }
}
