//! Numbers as texts. The library's writers can do more and weigh it: that of floats is exact for every number and
//! takes 16 KB, where messages show what somebody typed; and for one number with a width all of its formatting comes
//! along.

/// The largest integer up to which every integer is a float.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// The digits of a count.
pub fn digits(count: usize) -> String {
    padded(count as u64, 1)
}

/// The digits of a number, at least so many of them (up to 20).
pub fn padded(number: u64, least: usize) -> String {
    let mut digits = [b'0'; 20];
    let (mut rest, mut at) = (number, digits.len());
    while rest > 0 {
        at -= 1;
        digits[at] = b'0' + (rest % 10) as u8;
        rest /= 10;
    }
    String::from_utf8_lossy(&digits[at.min(digits.len() - least)..]).into_owned()
}

/// The shortest decimal that is this float where that has at most 15 digits; others to 12 digits.
pub fn text(value: f64) -> String {
    if value.is_nan() {
        return "NaN".to_string();
    }
    let sign = if value.is_sign_negative() && value != 0.0 { "-" } else { "" };
    let value = value.abs();
    if value.is_infinite() {
        return [sign, "inf"].concat();
    }
    // Both n and 10^d are exact, so their quotient is the float nearest to the decimal n/10^d.
    let mut power = 1.0;
    for decimals in 0..=15usize {
        let n = (value * power).round();
        if n >= EXACT {
            break;
        }
        if n / power == value {
            let digits = padded(n as u64, decimals + 1);
            let (whole, part) = digits.split_at_checked(digits.len() - decimals).unwrap_or((&digits, ""));
            let point = if part.is_empty() { "" } else { "." };
            return [sign, whole, point, part].concat();
        }
        power *= 10.0;
    }
    let (mut first, mut exponent) = (value, 0i32);
    while first >= 10.0 {
        first /= 10.0;
        exponent += 1;
    }
    while first < 1.0 {
        first *= 10.0;
        exponent -= 1;
    }
    let mut n = (first * 1e11).round() as u64;
    let mut decimals = 11;
    while n.is_multiple_of(10) && decimals > 0 {
        n /= 10;
        decimals -= 1;
    }
    let mut shown = padded(n, 1);
    if decimals > 0 {
        shown.insert(1, '.');
    }
    let down = if exponent < 0 { "-" } else { "" };
    [sign, &shown, "e", down, &padded(u64::from(exponent.unsigned_abs()), 1)].concat()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn numbers_as_typed() {
        for shown in
            ["0", "1", "-1", "1.5", "-0.35", "4294967296", "0.000001", "123456.789", "9007199254740991"]
        {
            assert_eq!(text(shown.parse().unwrap()), shown);
        }
        assert_eq!(text(-0.0), "0");
        assert_eq!(
            (text(f64::NAN), text(f64::INFINITY), text(f64::NEG_INFINITY)),
            ("NaN".into(), "inf".into(), "-inf".into())
        );
        assert_eq!((text(1e300), text(-2.5e-9)), ("1e300".into(), "-0.0000000025".into()));
        assert_eq!((text(5e-324), text(1.0 / 3.0)), ("4.94065645841e-324".into(), "3.33333333333e-1".into()));
    }

    proptest! {
        #[test]
        fn decimals_come_as_the_library_writes_them(n in -1_000_000_000i64..1_000_000_000, decimals in 0i32..6) {
            let value = n as f64 / 10f64.powi(decimals);
            prop_assert_eq!(text(value), (value + 0.0).to_string());
        }
    }
}
