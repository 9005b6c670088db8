//! Every way of writing a number that is understood, read the readable way: a remark in brackets is cut off,
//! the rest is brought to plain ASCII (full-width characters narrowed, currency signs as `$`, no-break blanks
//! and apostrophes as `_`) and read from left to right.

use super::amount::BadAmount::{NotANumber, OutOfRange};
use super::amount::{AmountEvidence, BadAmount, DecimalMark, Number, power_of_ten};
use super::cell::trim;

/// Longer cells are no amounts, or too large ones.
const LONGEST: usize = 64;

/// Currency codes in front of or behind a number. Three letters alone are no proof: SKU123 is not an amount.
const CODES: [&[u8]; 44] = [
    b"CNY", b"RMB", b"USD", b"EUR", b"GBP", b"JPY", b"HKD", b"TWD", b"NTD", b"MOP", b"KRW", b"SGD", b"MYR",
    b"THB", b"VND", b"IDR", b"PHP", b"INR", b"AUD", b"NZD", b"CAD", b"CHF", b"SEK", b"NOK", b"DKK", b"PLN",
    b"CZK", b"HUF", b"RON", b"BGN", b"RUB", b"UAH", b"TRY", b"BRL", b"MXN", b"ARS", b"CLP", b"COP", b"PEN",
    b"ZAR", b"AED", b"SAR", b"ILS", b"EGP",
];
/// Letters before a currency sign: US$, CN¥, R$.
const SIGN_LETTERS: [&[u8]; 15] =
    [b"US", b"CN", b"HK", b"NT", b"AU", b"CA", b"NZ", b"MX", b"SG", b"JP", b"A", b"C", b"S", b"R", b"RMB"];

/// Reads a cell in any known form; see [`parse_number`](super::amount::parse_number).
pub(super) fn parse(
    cell: &[u8],
    mark: DecimalMark,
    evidence: &mut AmountEvidence,
) -> Result<Number, BadAmount> {
    let cell = trim(cell);
    let text = core::str::from_utf8(cell).map_err(|_| NotANumber)?;
    let (body, remark) = cut_remark(text)?;
    let mut buffer = [0; LONGEST];
    let length = narrow(trim(body.as_bytes()), &mut buffer)?;
    let shape = Shape::of(&buffer[..length]).ok_or(NotANumber)?;
    match (shape.fits(b'.'), shape.fits(b',')) {
        (true, false) => evidence.dot = evidence.dot.saturating_add(1),
        (false, true) => evidence.comma = evidence.comma.saturating_add(1),
        _ => {}
    }
    let mark = if mark == DecimalMark::Dot { b'.' } else { b',' };
    if !shape.fits(mark) {
        return Err(NotANumber);
    }
    let number = shape.value(mark)?;
    evidence.remarks = evidence.remarks.saturating_add(u32::from(remark));
    Ok(number)
}

/// The text without a bracketed remark behind its number, and whether there was one.
fn cut_remark(text: &str) -> Result<(&str, bool), BadAmount> {
    let mut digits = false;
    let mut accounting = false;
    for (place, character) in text.char_indices() {
        match character {
            '0'..='9' | '０'..='９' => digits = true,
            '(' | '（' if !digits => accounting = true,
            ')' | '）' if accounting => accounting = false,
            '(' | '（' | '[' | '［' | '【' if digits => {
                return if !accounting
                    && text
                        .chars()
                        .next_back()
                        .is_some_and(|last| matches!(last, ')' | '）' | ']' | '］' | '】'))
                {
                    Ok((text.get(..place).unwrap_or(text), true))
                } else {
                    Err(NotANumber)
                };
            }
            _ => {}
        }
    }
    Ok((text, false))
}

/// The cell in plain characters. A cell that is too long is out of range if it is all number so far.
fn narrow(cell: &[u8], buffer: &mut [u8; LONGEST]) -> Result<usize, BadAmount> {
    let text = core::str::from_utf8(cell).map_err(|_| NotANumber)?;
    let mut length = 0;
    for character in text.chars() {
        let plain = match character {
            '0'..='9' | '.' | ',' | '+' | '-' | '(' | ')' | ' ' => character as u8,
            'a'..='z' | 'A'..='Z' => character.to_ascii_uppercase() as u8,
            '０'..='９' => (character as u32 - '０' as u32) as u8 + b'0',
            'Ａ'..='Ｚ' => (character as u32 - 'Ａ' as u32) as u8 + b'A',
            '．' => b'.',
            '，' => b',',
            '＋' => b'+',
            '－' | '−' => b'-',
            '（' => b'(',
            '）' => b')',
            '\t' | '\u{3000}' => b' ',
            '\u{a0}' | '\u{2009}' | '\u{202f}' | '\'' | '’' => b'_',
            '¥' | '￥' | '$' | '＄' | '€' | '£' | '￡' | '₩' | '₽' | '₹' | '฿' | '元' | '圆' | '圓'
            | '円' => b'$',
            _ => return Err(NotANumber),
        };
        let Some(slot) = buffer.get_mut(length) else {
            return Err(if buffer[1..].iter().all(|b| matches!(b, b'0'..=b'9' | b'.' | b',' | b'_')) {
                OutOfRange
            } else {
                NotANumber
            });
        };
        *slot = plain;
        length += 1;
    }
    Ok(length)
}

/// A number taken apart, before anybody has said what its dots and commas mean.
struct Shape<'a> {
    negative: bool,
    /// Digits, `.`, `,` and `_`, beginning and ending with a digit but for a leading mark.
    core: &'a [u8],
    exponent: i32,
}

impl<'a> Shape<'a> {
    /// Signs, currencies and brackets around a number; `None` if that is not what the text is.
    fn of(text: &'a [u8]) -> Option<Shape<'a>> {
        let mut rest = text;
        let (mut negative, mut signs, mut open, mut currency) = (false, 0, false, false);
        while let [byte, tail @ ..] = rest {
            match byte {
                b' ' | b'_' => rest = tail,
                b'-' | b'+' => {
                    negative |= *byte == b'-';
                    signs += 1;
                    rest = tail;
                }
                b'(' if !open => {
                    open = true;
                    rest = tail;
                }
                b'$' | b'A'..=b'Z' if !currency => {
                    currency = true;
                    rest = after_currency(rest)?;
                }
                _ => break,
            }
        }
        let (core, tail) = rest.split_at(core_length(rest));
        let (exponent, mut rest) = exponent(tail);
        while let [byte, tail @ ..] = rest {
            match byte {
                b' ' | b'_' => rest = tail,
                b'-' => {
                    negative = true;
                    signs += 1;
                    rest = tail;
                }
                b')' if open => {
                    open = false;
                    negative = true;
                    signs += 1;
                    rest = tail;
                }
                b'$' | b'A'..=b'Z' if !currency => {
                    currency = true;
                    rest = after_currency(rest)?;
                }
                _ => return None,
            }
        }
        let whole = !core.is_empty() && signs <= 1 && !open;
        whole.then_some(Shape { negative, core, exponent })
    }

    /// Whether the separators make sense with this decimal mark: at most one mark, with digits behind it, and
    /// before it groups of three with one and the same separator, the first of one to three digits and not
    /// beginning with 0.
    fn fits(&self, mark: u8) -> bool {
        let place = self.core.iter().position(|&byte| byte == mark).unwrap_or(self.core.len());
        let (units, behind) = self.core.split_at(place);
        if let [_, decimals @ ..] = behind
            && (decimals.is_empty() || !decimals.iter().all(u8::is_ascii_digit))
        {
            return false;
        }
        let Some(place) = units.iter().position(|byte| !byte.is_ascii_digit()) else {
            return true;
        };
        let (first, mut groups) = units.split_at(place);
        let separator = groups[0];
        while let [byte, a, b, c, others @ ..] = groups {
            if *byte != separator || ![a, b, c].into_iter().all(u8::is_ascii_digit) {
                return false;
            }
            groups = others;
        }
        groups.is_empty() && (1..=3).contains(&first.len()) && first[0] != b'0'
    }

    /// The number, with a decimal mark that fits.
    fn value(&self, mark: u8) -> Result<Number, BadAmount> {
        let (mut mantissa, mut digits, mut scale, mut decimals) = (0i128, 0, 0i32, false);
        for &byte in self.core {
            match byte {
                b'0'..=b'9' if digits < Number::DIGITS => {
                    mantissa = mantissa * 10 + i128::from(byte - b'0');
                    digits += u32::from(mantissa > 0);
                    scale += i32::from(decimals);
                }
                b'0'..=b'9' if decimals => {}
                b'0'..=b'9' => return Err(OutOfRange),
                _ => decimals = byte == mark,
            }
        }
        if self.negative {
            mantissa = -mantissa;
        }
        let scale = scale.saturating_sub(self.exponent);
        match u8::try_from(scale) {
            _ if mantissa == 0 => Ok(Number { mantissa: 0, scale: 0 }),
            Ok(scale) if u32::from(scale) <= Number::DIGITS => Ok(Number { mantissa, scale }),
            _ if scale > 0 => {
                // Decimals beyond those that are kept.
                let dropped = scale.unsigned_abs() - Number::DIGITS;
                Ok(Number { mantissa: mantissa / power_of_ten(dropped), scale: Number::DIGITS as u8 })
            }
            _ if scale < -38 => Err(OutOfRange),
            _ => {
                let mantissa = mantissa.checked_mul(power_of_ten(scale.unsigned_abs())).ok_or(OutOfRange)?;
                Ok(Number { mantissa, scale: 0 })
            }
        }
    }
}

/// What follows a currency sign or code at the beginning of a text.
fn after_currency(text: &[u8]) -> Option<&[u8]> {
    let letters = text.iter().position(|byte| !byte.is_ascii_uppercase()).unwrap_or(text.len());
    let (word, rest) = text.split_at(letters);
    match rest {
        [b'$', rest @ ..] if word.is_empty() || SIGN_LETTERS.contains(&word) => Some(rest),
        _ => CODES.contains(&word).then_some(rest),
    }
}

/// How many bytes at the beginning are digits and separators between digits (or a mark before the first).
fn core_length(text: &[u8]) -> usize {
    let mut length = 0;
    for (place, byte) in text.iter().enumerate() {
        match byte {
            b'0'..=b'9' => length = place + 1,
            b'.' | b',' => {}
            b'_' if length == place && place > 0 => {}
            _ => break,
        }
    }
    length
}

/// An exponent at the beginning of a text, 0 if there is none, and what follows it.
fn exponent(text: &[u8]) -> (i32, &[u8]) {
    let (negative, digits) = match text {
        [b'E', b'-', digits @ ..] => (true, digits),
        [b'E', b'+', digits @ ..] | [b'E', digits @ ..] => (false, digits),
        _ => return (0, text),
    };
    let end = digits.iter().position(|byte| !byte.is_ascii_digit()).unwrap_or(digits.len());
    if end == 0 {
        return (0, text);
    }
    // Beyond a thousand the value is 0 or out of range whatever the digits are.
    let value =
        digits[..end].iter().fold(0, |value: i32, byte| (value * 10 + i32::from(byte - b'0')).min(1000));
    (if negative { -value } else { value }, &digits[end..])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Money;
    use crate::read::amount::parse_amount;

    fn read(cell: &str, mark: DecimalMark) -> (Result<Money, BadAmount>, (u32, u32, u32)) {
        let mut evidence = AmountEvidence::default();
        let amount = parse_amount(cell.as_bytes(), mark, &mut evidence);
        (amount, (evidence.dot, evidence.comma, evidence.remarks))
    }

    #[test]
    fn forms_with_a_decimal_dot() {
        for (cell, cents, evidence) in [
            ("12", 1200, (0, 0, 0)),
            ("+12.50", 1250, (1, 0, 0)),
            ("-12.50", -1250, (1, 0, 0)),
            ("−12.50", -1250, (1, 0, 0)),
            ("－１２．５０", -1250, (1, 0, 0)),
            ("12.50-", -1250, (1, 0, 0)),
            ("(12.00)", -1200, (1, 0, 0)),
            ("（12.00）", -1200, (1, 0, 0)),
            ("($1,234.50)", -123_450, (1, 0, 0)),
            ("$(12)", -1200, (0, 0, 0)),
            ("¥100", 10_000, (0, 0, 0)),
            ("￥１００", 10_000, (0, 0, 0)),
            ("¥ -1.5", -150, (1, 0, 0)),
            ("-¥1.5", -150, (1, 0, 0)),
            ("CN¥1,000", 100_000, (0, 0, 0)),
            ("US$ 12.5", 1250, (1, 0, 0)),
            ("HK$8", 800, (0, 0, 0)),
            ("RMB 12", 1200, (0, 0, 0)),
            ("12元", 1200, (0, 0, 0)),
            ("12.5 圆", 1250, (1, 0, 0)),
            ("980円", 98_000, (0, 0, 0)),
            ("12.50 EUR", 1250, (1, 0, 0)),
            ("12EUR", 1200, (0, 0, 0)),
            ("usd 3", 300, (0, 0, 0)),
            ("12,50\u{a0}€", 0, (0, 1, 0)),
            ("1,234", 123_400, (0, 0, 0)),
            ("1.234", 123, (0, 0, 0)),
            ("0.234", 23, (1, 0, 0)),
            ("1,234,567", 123_456_700, (1, 0, 0)),
            ("1，234.50", 123_450, (1, 0, 0)),
            ("1\u{a0}234\u{a0}567.8", 123_456_780, (1, 0, 0)),
            ("1\u{202f}234", 123_400, (0, 0, 0)),
            ("1'234'567.80", 123_456_780, (1, 0, 0)),
            ("1.2E+3", 120_000, (1, 0, 0)),
            ("12e-1", 120, (0, 0, 0)),
            (".5", 50, (1, 0, 0)),
            ("499.00（系统计算中，该值仅供参考）", 49_900, (1, 0, 1)),
            ("1,234.50 [vorläufig]", 123_450, (1, 0, 1)),
            ("(12.00)（退）", -1200, (1, 0, 1)),
            (" \t-0.00\u{3000}", 0, (1, 0, 0)),
        ] {
            let expected = if cents == 0 && evidence.1 == 1 { Err(NotANumber) } else { Ok(cents * 100) };
            let (amount, seen) = read(cell, DecimalMark::Dot);
            // Amounts are given in cents; third and fourth decimals are cut for the comparison.
            assert_eq!(amount.map(|amount| amount / 100 * 100), expected, "{cell}");
            assert_eq!(seen, evidence, "{cell}");
        }
    }

    #[test]
    fn forms_with_a_decimal_comma() {
        for (cell, amount, evidence) in [
            ("12,50", Ok(125_000), (0, 1, 0)),
            ("12，50", Ok(125_000), (0, 1, 0)),
            ("-1.234,50 €", Ok(-12_345_000), (0, 1, 0)),
            ("1 234", Err(NotANumber), (0, 0, 0)),
            ("1\u{a0}234,5", Ok(12_345_000), (0, 1, 0)),
            ("1.234", Ok(12_340_000), (0, 0, 0)),
            ("1,234", Ok(12_340), (0, 0, 0)),
            ("1.234.567", Ok(12_345_670_000), (0, 1, 0)),
            ("12", Ok(120_000), (0, 0, 0)),
            // These contradict the mark: never a silently wrong number.
            ("12.50", Err(NotANumber), (1, 0, 0)),
            ("1,234.50", Err(NotANumber), (1, 0, 0)),
            ("0.123", Err(NotANumber), (1, 0, 0)),
            ("1234.567", Err(NotANumber), (1, 0, 0)),
        ] {
            assert_eq!(read(cell, DecimalMark::Comma), (amount, evidence), "{cell}");
        }
    }

    #[test]
    fn what_is_no_number() {
        let cells = "|-|abc|SKU123|ABC 12|12 abc|1 2|1,23,456|12,34.5|1,,234|1.2.3|1.234,567,8|12.|--1|-1-|\
            (-1)|(1|1)|1(2|((1))|$|$$1|$1€|1%|1.2万|1/2|0x10|1e|1e+|e5|inf|NaN|2024-05-01|10:30|\
            1.5()x|_1_|1_000|1''234|01,234|EUR|1E5E5";
        for cell in cells.split('|') {
            assert_eq!(read(cell, DecimalMark::Dot).0, Err(NotANumber), "{cell}");
        }
        assert_eq!(read("1e", DecimalMark::Dot).1, (0, 0, 0));
    }
}
