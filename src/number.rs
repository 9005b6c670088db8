//! A number as an error message shows it. The library's writer of floats is exact for every number and weighs
//! 16 KB; messages show what somebody typed.

/// The largest integer up to which every integer is a float.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// The shortest decimal that is this float where that has at most 15 digits; others to 12 digits.
pub fn text(value: f64) -> String {
    if value.is_nan() {
        return "NaN".to_string();
    }
    let sign = if value.is_sign_negative() && value != 0.0 { "-" } else { "" };
    let value = value.abs();
    if value.is_infinite() {
        return format!("{sign}inf");
    }
    // Both n and 10^d are exact, so their quotient is the float nearest to the decimal n/10^d.
    let mut power = 1.0;
    for decimals in 0..=15usize {
        let n = (value * power).round();
        if n >= EXACT {
            break;
        }
        if n / power == value {
            let digits = format!("{:0>1$}", n as u64, decimals + 1);
            let (whole, part) = digits.split_at_checked(digits.len() - decimals).unwrap_or((&digits, ""));
            return if part.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{part}") };
        }
        power *= 10.0;
    }
    let (mut digits, mut exponent) = (value, 0);
    while digits >= 10.0 {
        digits /= 10.0;
        exponent += 1;
    }
    while digits < 1.0 {
        digits *= 10.0;
        exponent -= 1;
    }
    let mut n = (digits * 1e11).round() as u64;
    let mut decimals = 11;
    while n.is_multiple_of(10) && decimals > 0 {
        n /= 10;
        decimals -= 1;
    }
    let mut shown = n.to_string();
    if decimals > 0 {
        shown.insert(1, '.');
    }
    format!("{sign}{shown}e{exponent}")
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
