//! Shares with what they stand on, and those that ask what the buyers of a period did before or in it: repeat
//! rate, return rate, share of returning buyers (`definitions § 4`).

use serde::Serialize;

use crate::date::Day;
use crate::error::{Error, Result};
use crate::given::{Given, Place, Read, fill_all, optional};
use crate::measures::interval::wilson_95;
use crate::measures::stats::NEVER;
use crate::measures::{Warning, date_option, date_text, ratio};
use crate::shop::tables::{Occasion, Shop};

/// Below so many a share is named, but not trusted.
const ENOUGH: u32 = 30;
/// How far back a buyer of a period may have bought before to count as returning.
const RETURNING_LOOKBACK_DAYS: i32 = 365;

/// A share of customers.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Rate {
    /// Customers who did it.
    pub n: u32,
    /// Customers who could have.
    #[serde(rename = "N")]
    pub total: u32,
    /// `n / N`; `null` where `N` is 0.
    pub rate: Option<f64>,
    /// 95 % Wilson interval `[low, high]`; `null` where `N` is 0.
    pub interval: Option<[f64; 2]>,
    /// Whether the days asked about begin before the history does, or end after the as-of date.
    pub partial: bool,
}

impl Rate {
    /// The share `n / total` with its interval.
    pub fn new(n: u32, total: u32, partial: bool) -> Rate {
        Rate { n, total, rate: ratio(f64::from(n), f64::from(total)), interval: wilson_95(n, total), partial }
    }

    /// The warning that the share stands on fewer than 30 customers.
    pub fn warning(&self, field: &str) -> Option<Warning> {
        (1..ENOUGH).contains(&self.total).then(|| Warning {
            count: Some(self.total),
            field: Some(field.to_string()),
            ..Warning::new("not-enough-data")
        })
    }
}

/// A period as options give it: `start` is its first day, `end` the first day after it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct DateRange {
    /// The first day, `YYYY-MM-DD`.
    pub start: String,
    /// The first day that is not in the period any more, `YYYY-MM-DD`.
    pub end: String,
}

impl Place for DateRange {
    fn fill(&mut self, given: &Given) -> Read<()> {
        fill_all(given, &mut [("start", &mut self.start), ("end", &mut self.end)])
    }
}

optional!(DateRange);

/// The half-open period `[start, end)`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// The first day.
    pub start: Day,
    /// The first day after it.
    pub end: Day,
}

impl Window {
    /// The window that an option names. The error is `bad-option`.
    pub fn from_option(range: &DateRange) -> Result<Window> {
        let start = date_option("period.start", &range.start)?;
        let end = date_option("period.end", &range.end)?;
        if end <= start {
            let message =
                "period.end must lie after period.start: it is the first day that is not in the period.";
            return Err(Error::bad_option("period.end", message, &[]));
        }
        Ok(Window { start, end })
    }

    /// As options carry it.
    pub fn range(self) -> DateRange {
        DateRange { start: date_text(self.start), end: date_text(self.end) }
    }

    /// Its length in days.
    pub fn days(self) -> i32 {
        self.end - self.start
    }

    /// The window of equal length before it.
    pub fn preceding(self) -> Window {
        Window { start: self.start - self.days(), end: self.start }
    }
}

/// The three rates of a period.
#[derive(Clone, Debug, PartialEq)]
pub struct PeriodRates {
    /// Buyers of the period with two occasions or more in it / buyers of the period.
    pub repeat: Rate,
    /// Buyers of the preceding period of equal length who bought again in this one / all of the preceding.
    pub returned: Rate,
    /// Buyers of the period who had bought in the 365 days before it / buyers of the period.
    pub returning: Rate,
}

impl PeriodRates {
    /// Walks every history once; only purchases up to the as-of date count.
    pub fn of(shop: &Shop, window: Window, as_of: Day, occasion: Occasion) -> PeriodRates {
        let preceding_start = window.preceding().start;
        let lookback_start = window.start - RETURNING_LOOKBACK_DAYS;
        let end = window.end.min(as_of + 1);
        let (mut buyers, mut repeaters, mut returning) = (0, 0, 0);
        let (mut preceding_buyers, mut returned) = (0, 0);
        for person in 0..shop.people_count() {
            let (dates, values) = shop.history(person);
            let (mut occasions, mut last) = (0u32, NEVER);
            let (mut in_preceding, mut in_lookback) = (false, false);
            for (&date, &value) in dates.iter().zip(values) {
                if date >= end {
                    break;
                }
                if value < 0 {
                    continue;
                }
                if date >= window.start {
                    occasions += u32::from(occasion == Occasion::Order || date != last);
                    last = date;
                } else {
                    in_preceding |= date >= preceding_start;
                    in_lookback |= date >= lookback_start;
                }
            }
            let bought = occasions > 0;
            buyers += u32::from(bought);
            repeaters += u32::from(occasions > 1);
            returning += u32::from(bought && in_lookback);
            preceding_buyers += u32::from(in_preceding);
            returned += u32::from(bought && in_preceding);
        }
        let history_start = history_start(shop);
        let partial = |start: Day| start < history_start || window.end > as_of + 1;
        PeriodRates {
            repeat: Rate::new(repeaters, buyers, partial(window.start)),
            returned: Rate::new(returned, preceding_buyers, partial(preceding_start)),
            returning: Rate::new(returning, buyers, partial(lookback_start)),
        }
    }
}

/// The date from which the history is complete.
pub fn history_start(shop: &Shop) -> Day {
    shop.settings.history_start.unwrap_or(shop.first_date)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::date::{day_from_civil, format_day};
    use crate::shop::fixture::shop;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    #[test]
    fn rates_by_hand() {
        let shop = shop(&[
            ("old", "2023-05-01", 1.0),
            ("old", "2024-06-03", 1.0),
            ("old", "2024-06-03", 1.0),
            ("new", "2024-06-01", 1.0),
            ("new", "2024-06-30", 1.0),
            ("gone", "2024-05-20", 1.0),
            ("kept", "2024-05-02", 1.0),
            ("kept", "2024-06-29", -1.0),
            ("kept", "2024-06-30", 1.0),
        ]);
        let june = Window::from_option(&DateRange { start: "2024-06-01".into(), end: "2024-07-01".into() });
        let june = june.unwrap();
        let by_day = PeriodRates::of(&shop, june, shop.last_date, Occasion::Day);
        assert_eq!(by_day.repeat, Rate::new(1, 3, false));
        assert_eq!(by_day.returned, Rate::new(1, 2, false)); // 2 May is the first day of the preceding 30
        assert_eq!(by_day.returning, Rate::new(1, 3, false)); // old bought more than 365 days before
        let by_order = PeriodRates::of(&shop, june, shop.last_date, Occasion::Order);
        assert_eq!(by_order.repeat, Rate::new(2, 3, false));
        let earlier = PeriodRates::of(&shop, june, shop.last_date - 1, Occasion::Day);
        assert_eq!(earlier.repeat, Rate::new(0, 2, true)); // the window ends after the as-of date
        let mut censored = shop.clone();
        censored.settings.history_start = Some(june.start - 30);
        let censored = PeriodRates::of(&censored, june, shop.last_date, Occasion::Day);
        let partial = [&censored.repeat, &censored.returned, &censored.returning].map(|rate| rate.partial);
        assert_eq!(partial, [false, false, true]);
    }

    #[test]
    fn a_small_number_is_said_to_be_small() {
        assert_eq!(Rate::new(0, 0, false).warning("x"), None);
        assert_eq!(Rate::new(1, 30, false).warning("x"), None);
        let warning = Rate::new(1, 29, false).warning("repeatRate").unwrap();
        assert_eq!((warning.code.as_str(), warning.count), ("not-enough-data", Some(29)));
        assert_eq!(Rate::new(0, 0, false).rate, None);
    }

    #[test]
    fn a_period_has_days() {
        let error = |start: &str, end: &str| {
            Window::from_option(&DateRange { start: start.into(), end: end.into() }).unwrap_err()
        };
        assert_eq!(
            error("2024-06-01", "2024-06-01").message,
            "period.end must lie after period.start: it is the first day that is not in the period."
        );
        assert_eq!(error("2024-06-31", "2024-07-01").detail.option.as_deref(), Some("period.start"));
    }

    proptest! {
        #[test]
        fn agrees_with_sets(
            records in prop::collection::vec((0u8..8, 0i32..900, -1i32..4), 1..60),
            start in 300i32..800,
            days in 1i32..400,
            as_of in 0i32..900,
        ) {
            let day = |n: i32| day_from_civil(2022, 1, 1) + n;
            let texts: Vec<_> =
                records.iter().map(|r| (r.0.to_string(), format_day(day(r.1)), f64::from(r.2))).collect();
            let rows: Vec<_> = texts.iter().map(|r| (r.0.as_str(), r.1.as_str(), r.2)).collect();
            let shop = shop(&rows);
            let buyers = |from: i32, to: i32| -> BTreeSet<u8> {
                let bought = records.iter().filter(|r| r.2 >= 0 && r.1 <= as_of && (from..to).contains(&r.1));
                bought.map(|r| r.0).collect()
            };
            let now = buyers(start, start + days);
            let before = buyers(start - days, start);
            let year = buyers(start - 365, start);
            let repeaters = now.iter().filter(|&&who| {
                let dates: BTreeSet<i32> = records
                    .iter()
                    .filter(|r| r.0 == who && r.2 >= 0 && r.1 <= as_of && (start..start + days).contains(&r.1))
                    .map(|r| r.1)
                    .collect();
                dates.len() > 1
            });
            let window = Window { start: day(start), end: day(start + days) };
            let rates = PeriodRates::of(&shop, window, day(as_of), Occasion::Day);
            let pair = |rate: &Rate| (rate.n as usize, rate.total as usize);
            prop_assert_eq!(pair(&rates.repeat), (repeaters.count(), now.len()));
            prop_assert_eq!(pair(&rates.returned), (before.intersection(&now).count(), before.len()));
            prop_assert_eq!(pair(&rates.returning), (year.intersection(&now).count(), now.len()));
        }
    }
}
