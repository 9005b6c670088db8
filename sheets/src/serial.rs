//! Spreadsheet dates: a count of days with the time as its fraction, written as ISO 8601.

use std::io::Write;

const DAY_SECONDS: i64 = 86_400;
/// 9999-12-31 23:59:59 in the 1900 system, the last moment that Excel knows.
const LAST: f64 = 2_958_466.0;
/// Days from 1899-12-30, where the 1900 system counts from, to 1904-01-01.
const SYSTEM_1904: f64 = 1_462.0;
/// Days from 1899-12-30 to 1970-01-01.
const TO_1970: i64 = 25_569;

/// Writes a date as `2024-01-05`, with a time as `2024-01-05 10:30:00`, a time alone as `10:30:00`, to the nearest
/// second; false, and nothing is written, where the number is no date.
///
/// The 1900 system counts a 29 February 1900 that never was; days before it are one off, as in Excel.
pub fn write_moment(serial: f64, is_1904: bool, out: &mut Vec<u8>) -> bool {
    let serial = if is_1904 { serial + SYSTEM_1904 } else { serial };
    if !(0.0..LAST).contains(&serial) {
        return false;
    }
    let seconds = (serial * DAY_SECONDS as f64).round() as i64;
    let (mut days, time) = (seconds / DAY_SECONDS, seconds % DAY_SECONDS);
    if days == 0 && !is_1904 {
        write_clock(time, out);
        return true;
    }
    if days < 60 {
        days += 1;
    }
    let (year, month, day) = civil(days - TO_1970);
    // Writing into a vector cannot fail.
    let _ = write!(out, "{year:04}-{month:02}-{day:02}");
    if time != 0 {
        out.push(b' ');
        write_clock(time, out);
    }
    true
}

/// Writes a length of time, given in days, as hours, minutes and seconds.
pub fn write_duration(days: f64, out: &mut Vec<u8>) {
    if days < 0.0 {
        out.push(b'-');
    }
    // Saturates; nobody means a length of time beyond that.
    write_clock((days.abs() * DAY_SECONDS as f64).round() as i64, out);
}

/// Writes a length of time, or a time of day, given as `PT10H30M00S`; false, and nothing is written, where it is given
/// otherwise, as in years.
pub fn write_iso_duration(iso: &str, out: &mut Vec<u8>) -> bool {
    let (mut seconds, mut from) = (0.0, 0);
    let unsigned = iso.strip_prefix('-').unwrap_or(iso);
    for (at, byte) in unsigned.bytes().enumerate() {
        let unit = match byte {
            b'0'..=b'9' | b'.' => continue,
            b'P' | b'T' => 0.0,
            b'D' => DAY_SECONDS as f64,
            b'H' => 3600.0,
            b'M' => 60.0,
            b'S' => 1.0,
            _ => return false,
        };
        if unit > 0.0 {
            let Ok(number) = unsigned[from..at].parse::<f64>() else { return false };
            seconds += number * unit;
        }
        from = at + 1;
    }
    if from < unsigned.len() {
        return false;
    }
    let days = seconds / DAY_SECONDS as f64;
    write_duration(if unsigned == iso { days } else { -days }, out);
    true
}

fn write_clock(seconds: i64, out: &mut Vec<u8>) {
    let _ = write!(out, "{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
}

/// Year, month and day of a count of days since 1970-01-01 (Howard Hinnant's `civil_from_days`).
fn civil(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moment(serial: f64, is_1904: bool) -> Option<String> {
        let mut out = Vec::new();
        write_moment(serial, is_1904, &mut out).then(|| String::from_utf8(out).unwrap())
    }

    #[test]
    fn dates_of_both_systems() {
        for (serial, is_1904, text) in [
            (45_292.0, false, "2024-01-01"),
            (45_292.5, false, "2024-01-01 12:00:00"),
            // As stored for 10:20:30, and a hair before a full second and a full day.
            (45_292.430_902_777_78, false, "2024-01-01 10:20:30"),
            (45_292.041_666_666_664, false, "2024-01-01 01:00:00"),
            (45_292.999_999_999, false, "2024-01-02"),
            (43_830.0, true, "2024-01-01"),
            (0.0, true, "1904-01-01"),
            (1.0, false, "1900-01-01"),
            (59.0, false, "1900-02-28"),
            (61.0, false, "1900-03-01"),
            (0.75, false, "18:00:00"),
            (2_958_465.0, false, "9999-12-31"),
        ] {
            assert_eq!(moment(serial, is_1904).as_deref(), Some(text), "{serial} {is_1904}");
        }
        for serial in [-1.0, 2_958_466.0, f64::NAN, f64::INFINITY] {
            assert_eq!(moment(serial, false), None);
        }
    }

    #[test]
    fn every_day_follows_the_one_before() {
        let mut expected = (1899, 12, 30);
        for days in -TO_1970..TO_1970 {
            assert_eq!(civil(days), expected);
            let (year, month, day) = expected;
            let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
            let last = match month {
                2 => 28 + i64::from(leap),
                4 | 6 | 9 | 11 => 30,
                _ => 31,
            };
            expected = match (month, day) {
                (12, 31) => (year + 1, 1, 1),
                _ if day == last => (year, month + 1, 1),
                _ => (year, month, day + 1),
            };
        }
    }

    #[test]
    fn lengths_of_time() {
        let of = |days| {
            let mut out = Vec::new();
            write_duration(days, &mut out);
            String::from_utf8(out).unwrap()
        };
        assert_eq!(of(1.5), "36:00:00");
        assert_eq!(of(-0.25), "-06:00:00");
        let of = |iso| {
            let mut out = Vec::new();
            write_iso_duration(iso, &mut out).then(|| String::from_utf8(out).unwrap())
        };
        for (iso, text) in [
            ("PT10H30M00S", "10:30:00"),
            ("PT08H05M59.999999999S", "08:06:00"),
            ("PT36H00M00S", "36:00:00"),
            ("P1DT2H", "26:00:00"),
            ("-PT00H30M00S", "-00:30:00"),
        ] {
            assert_eq!(of(iso).as_deref(), Some(text), "{iso}");
        }
        for iso in ["P1Y", "PTH", "10:30", "PT1.2.3S", "PT10", "PT1００H", "x"] {
            assert_eq!(of(iso), None, "{iso}");
        }
    }
}
