//! From an instant to the civil time of one zone. The core has no table of zones: the host lists the changes
//! of the zone's offset.

use super::moment::Moment;
use crate::error::{Error, Result};

const DAY_SECONDS: i64 = 86_400;

/// The offsets of a zone over time.
#[derive(Clone, Debug, PartialEq)]
pub struct Zone {
    /// From which second since 1970 UTC which offset in seconds east holds; ascending, never empty.
    changes: Vec<(i64, i32)>,
}

impl Zone {
    /// A zone from the pairs of the option `zone`.
    pub fn new(pairs: &[(f64, i32)]) -> Result<Zone> {
        let ascending = pairs.windows(2).all(|pair| pair[0].0 < pair[1].0);
        let believable = pairs
            .iter()
            .all(|(second, offset)| second.abs() < 1e13 && i64::from(*offset).abs() < DAY_SECONDS);
        if pairs.is_empty() || !ascending || !believable {
            return Err(Error::bad_option(
                "zone",
                "The changes of the zone's offset must be pairs (seconds since 1970 UTC, offset in seconds east) \
                 in ascending order, with offsets of less than a day, and at least one.",
                &[],
            ));
        }
        let mut changes = Vec::with_capacity(pairs.len());
        for &(second, offset) in pairs {
            changes.push((second as i64, offset));
        }
        Ok(Zone { changes })
    }

    /// The zone's civil time of a moment that carries an offset; a moment without one is left as written.
    /// Before the first change the first offset holds.
    pub fn civil(&self, moment: Moment) -> Moment {
        let Some(written) = moment.offset else { return moment };
        let instant = i64::from(moment.day) * DAY_SECONDS + i64::from(moment.second) - i64::from(written);
        let later = self.changes.partition_point(|&(from, _)| from <= instant);
        let Some(&(_, offset)) = self.changes.get(later.saturating_sub(1)) else { return moment };
        let local = instant + i64::from(offset);
        Moment {
            day: local.div_euclid(DAY_SECONDS) as i32,
            second: local.rem_euclid(DAY_SECONDS) as u32,
            offset: Some(offset),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::moment::{DateEvidence, parse_moment};

    fn moment(text: &str) -> Moment {
        parse_moment(text.as_bytes(), None, &mut DateEvidence::default()).unwrap()
    }

    #[test]
    fn moments_with_an_offset_move_to_the_zone() {
        // New York around the changes of 2024: 10 March 07:00 UTC and 3 November 06:00 UTC.
        let zone =
            Zone::new(&[(-1e10, -18_000), (1_710_054_000.0, -14_400), (1_730_613_600.0, -18_000)]).unwrap();
        for (written, expected) in [
            ("2024-03-10T06:59:59Z", "2024-03-10 01:59:59-05:00"),
            ("2024-03-10T07:00:00Z", "2024-03-10 03:00:00-04:00"),
            ("2024-11-03T05:59:59Z", "2024-11-03 01:59:59-04:00"),
            ("2024-11-03T06:00:00Z", "2024-11-03 01:00:00-05:00"),
            ("2024-06-02 02:30:00 +0800", "2024-06-01 14:30:00-04:00"),
            ("1901-01-01T00:00:00Z", "1900-12-31 19:00:00-05:00"),
        ] {
            assert_eq!(zone.civil(moment(written)), moment(expected), "{written}");
        }
        assert_eq!(zone.civil(moment("2024-06-01 10:00:00")), moment("2024-06-01 10:00:00"));
    }

    #[test]
    fn impossible_zones_are_bad_options() {
        for pairs in
            [&[][..], &[(0.0, 0), (0.0, 3600)], &[(f64::NAN, 0)], &[(0.0, 86_400)], &[(5.0, 0), (1.0, 0)]]
        {
            let error = Zone::new(pairs).unwrap_err();
            assert_eq!(error.detail.option.as_deref(), Some("zone"));
            assert!(error.message.contains("ascending order"), "{}", error.message);
        }
    }
}
