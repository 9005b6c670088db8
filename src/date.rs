//! Civil dates as days since 1970-01-01 in the proleptic Gregorian calendar, and the periods they fall into.
//! No clock and no time zone: a date is what the file says (`definitions § 0`).

use serde::Serialize;

use crate::given::words;
use crate::number;

/// A civil date: days since 1970-01-01.
pub type Day = i32;

/// The first date that a file may hold: 1900-01-01.
pub const MIN_DAY: Day = -25_567;
/// The last date that a file may hold: 9999-12-31.
pub const MAX_DAY: Day = 2_932_896;

/// Days since 1970-01-01 of a year, month (1–12) and day of the month (1–31). The caller checks the ranges.
pub const fn day_from_civil(year: i32, month: u32, day: u32) -> Day {
    // Years that begin in March have the leap day at their end, so the day of the year is a line in the month.
    let shifted_year = if month <= 2 { year - 1 } else { year };
    let era = shifted_year.div_euclid(400);
    let year_of_era = shifted_year.rem_euclid(400);
    let month_from_march = (month as i32 + 9) % 12;
    let day_of_year = (153 * month_from_march + 2) / 5 + day as i32 - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

/// Year, month (1–12) and day of the month of a date.
pub const fn civil_from_day(date: Day) -> (i32, u32, u32) {
    let shifted = date + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = (day_of_year - (153 * month_from_march + 2) / 5 + 1) as u32;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 } as u32;
    let year = year_of_era + era * 400 + if month <= 2 { 1 } else { 0 };
    (year, month, day)
}

/// Days in a month of a year.
pub const fn days_in_month(year: i32, month: u32) -> u32 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 31,
    }
}

fn four(year: i32) -> String {
    number::padded(u64::from(year.unsigned_abs()), 4)
}

fn two(number: u32) -> String {
    number::padded(u64::from(number), 2)
}

/// The date, which is one that a file may hold, as `YYYY-MM-DD`.
pub fn format_day(date: Day) -> String {
    let (year, month, day) = civil_from_day(date);
    [&four(year), "-", &two(month), "-", &two(day)].concat()
}

/// The date that a strict `YYYY-MM-DD` names, as options give it; `None` for anything else.
pub fn parse_day(text: &str) -> Option<Day> {
    let bytes = text.as_bytes();
    if bytes.len() != 10 || bytes[4] != b'-' || bytes[7] != b'-' {
        return None;
    }
    let number = |range: core::ops::Range<usize>| {
        bytes[range].iter().try_fold(0u32, |n, b| b.is_ascii_digit().then(|| n * 10 + u32::from(b - b'0')))
    };
    let (year, month, day) = (number(0..4)? as i32, number(5..7)?, number(8..10)?);
    let valid = (1..=12).contains(&month) && day >= 1 && day <= days_in_month(year, month);
    let date = day_from_civil(year, month, day);
    (valid && (MIN_DAY..=MAX_DAY).contains(&date)).then_some(date)
}

/// A calendar period that cohorts and series are cut into.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum Period {
    /// One civil date; label `2024-05-01`.
    Day,
    /// ISO week, Monday to Sunday; label `2024-W18`.
    Week,
    /// Calendar month; label `2024-05`.
    #[default]
    Month,
    /// Calendar quarter; label `2024-Q2`.
    Quarter,
    /// Calendar year; label `2024`.
    Year,
}

words!(Period { "day" => Day, "week" => Week, "month" => Month, "quarter" => Quarter, "year" => Year });

impl Period {
    /// The running number of the period that holds a date; consecutive periods have consecutive numbers.
    pub const fn index(self, date: Day) -> i32 {
        match self {
            Period::Day => date,
            // 1970-01-01 was a Thursday: 1969-12-29 is the Monday of week 0.
            Period::Week => (date + 3).div_euclid(7),
            Period::Month => {
                let (year, month, _) = civil_from_day(date);
                year * 12 + month as i32 - 1
            }
            Period::Quarter => {
                let (year, month, _) = civil_from_day(date);
                year * 4 + (month as i32 - 1) / 3
            }
            Period::Year => civil_from_day(date).0,
        }
    }

    /// The first date of the period with this number; the period's end (exclusive) is `start(index + 1)`.
    pub const fn start(self, index: i32) -> Day {
        match self {
            Period::Day => index,
            Period::Week => index * 7 - 3,
            Period::Month => day_from_civil(index.div_euclid(12), index.rem_euclid(12) as u32 + 1, 1),
            Period::Quarter => day_from_civil(index.div_euclid(4), index.rem_euclid(4) as u32 * 3 + 1, 1),
            Period::Year => day_from_civil(index, 1, 1),
        }
    }

    /// The label of the period with this number.
    pub fn label(self, index: i32) -> String {
        let start = self.start(index);
        let (year, month, _) = civil_from_day(start);
        match self {
            Period::Day => format_day(start),
            Period::Week => {
                // The ISO year of a week is the year of its Thursday.
                let thursday = start + 3;
                let iso_year = civil_from_day(thursday).0;
                let week = (thursday - day_from_civil(iso_year, 1, 1)) / 7 + 1;
                [&four(iso_year), "-W", &two(week as u32)].concat()
            }
            Period::Month => [&four(year), "-", &two(month)].concat(),
            Period::Quarter => {
                [&four(year), "-Q", &number::padded(u64::from((month - 1) / 3 + 1), 1)].concat()
            }
            Period::Year => four(year),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agrees_with_jiff_on_every_date() {
        let mut expected = jiff::civil::date(1900, 1, 1);
        for date in MIN_DAY..=MAX_DAY {
            let (year, month, day) = civil_from_day(date);
            assert_eq!(
                (year as i16, month as i8, day as i8),
                (expected.year(), expected.month(), expected.day())
            );
            assert_eq!(day_from_civil(year, month, day), date);
            assert_eq!(days_in_month(year, month) as i8, expected.days_in_month());
            if date % 7 == 0 {
                let iso = expected.iso_week_date();
                let label = Period::Week.label(Period::Week.index(date));
                assert_eq!(label, format!("{:04}-W{:02}", iso.year(), iso.week()));
                assert_eq!(parse_day(&format_day(date)), Some(date));
            }
            if date < MAX_DAY {
                expected = expected.tomorrow().unwrap();
            }
        }
    }

    #[test]
    fn periods_hold_their_dates() {
        for period in [Period::Day, Period::Week, Period::Month, Period::Quarter, Period::Year] {
            for date in (MIN_DAY..50_000).step_by(3) {
                let index = period.index(date);
                assert!(period.start(index) <= date && date < period.start(index + 1), "{period:?} {date}");
            }
        }
        let may_day = day_from_civil(2024, 5, 1);
        let labels = [Period::Day, Period::Week, Period::Month, Period::Quarter, Period::Year]
            .map(|period| period.label(period.index(may_day)));
        assert_eq!(labels, ["2024-05-01", "2024-W18", "2024-05", "2024-Q2", "2024"]);
    }

    #[test]
    fn options_take_only_real_dates() {
        for text in
            ["2024-02-30", "2023-02-29", "2024-13-01", "2024-1-01", "24-01-01", "2024/01/01", "1899-12-31"]
        {
            assert_eq!(parse_day(text), None, "{text}");
        }
    }
}
