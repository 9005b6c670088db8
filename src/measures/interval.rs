//! How sure a share is: the Wilson score interval (`definitions § 11`).

/// The 97.5 % point of the standard normal distribution.
pub const Z_95: f64 = 1.959_963_984_540_054;

/// The 95 % Wilson score interval of `successes / trials` (Wilson, J. Am. Stat. Assoc. 22, 1927, p. 209);
/// `None` without trials.
pub fn wilson_95(successes: u32, trials: u32) -> Option<[f64; 2]> {
    if trials == 0 {
        return None;
    }
    let n = f64::from(trials);
    let share = f64::from(successes) / n;
    let z2 = Z_95 * Z_95;
    let centre = share + z2 / (2.0 * n);
    let spread = Z_95 * (share * (1.0 - share) / n + z2 / (4.0 * n * n)).sqrt();
    let scale = 1.0 + z2 / n;
    // At 0 and 1 one end is exact; rounding must not push it out of the range of a share.
    let low = if successes == 0 { 0.0 } else { (centre - spread) / scale };
    let high = if successes == trials { 1.0 } else { (centre + spread) / scale };
    Some([low, high])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agrees_with_published_examples() {
        // Newcombe, Statistics in Medicine 17 (1998), table I, method 3.
        let published = [
            (81, 263, 0.2553, 0.3662),
            (15, 148, 0.0624, 0.1605),
            (0, 20, 0.0, 0.1611),
            (1, 29, 0.0061, 0.1718),
        ];
        for (successes, trials, low, high) in published {
            let [ours_low, ours_high] = wilson_95(successes, trials).unwrap();
            assert!((ours_low - low).abs() < 5e-5 && (ours_high - high).abs() < 5e-5, "{successes}/{trials}");
        }
        assert_eq!(wilson_95(0, 0), None);
    }

    #[test]
    fn its_ends_are_where_the_score_test_turns() {
        for (successes, trials) in [(1, 3), (7, 9), (120, 5_000), (29, 29), (0, 4)] {
            let share = f64::from(successes) / f64::from(trials);
            for end in wilson_95(successes, trials).unwrap() {
                let score = (share - end) / (end * (1.0 - end) / f64::from(trials)).sqrt();
                assert!(end == share || (score.abs() - Z_95).abs() < 1e-9, "{successes}/{trials}: {score}");
            }
        }
    }
}
