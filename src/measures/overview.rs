//! The first numbers that anybody asks of a shop: value, purchases, buyers, how many return, month by month, and
//! how that compares with the period before.

use serde::Serialize;

use crate::date::{Day, Period};
use crate::error::Result;
use crate::given::options;
use crate::measures::calendar::Calendar;
use crate::measures::rates::{DateRange, PeriodRates, Rate, Window};
use crate::measures::{SCHEMA_VERSION, Warning, as_of_date, date_text, hindsight, ratio, warn};
use crate::money::{Money, total_to_f64};
use crate::shop::tables::{Occasion, Shop};

/// Options of `overview`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct OverviewOptions {
    /// The day looked back from, `YYYY-MM-DD`; default: the last date of the shop.
    pub as_of: Option<String>,
    /// The days to sum up; default: everything up to the as-of date.
    pub period: Option<DateRange>,
}

options!(OverviewOptions {
    "asOf" => as_of,
    "period" => period,
});

/// What happened in a period, up to the as-of date. Money is in currency units.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct PeriodNumbers {
    /// Purchases and refund records summed.
    pub value: f64,
    /// Purchases.
    pub purchases: u32,
    /// Customers with a purchase or refund record.
    pub customers: u32,
    /// Customers with a purchase.
    pub buyers: u32,
    /// `value / purchases`; `null` without purchases.
    pub value_per_order: Option<f64>,
    /// `value / buyers`; `null` without buyers.
    pub value_per_buyer: Option<f64>,
    /// Buyers with two occasions or more in the period / buyers. Occasions are days unless the shop's setting
    /// says otherwise.
    pub repeat_rate: Rate,
    /// Buyers who had bought in the 365 days before the period / buyers.
    pub returning_share: Rate,
}

/// The period month by month: every month from its first to its last, as parallel arrays. A month that lies
/// partly outside the period has only the days inside.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ByMonth {
    /// `YYYY-MM`.
    pub month: Vec<String>,
    /// Purchases and refund records summed, in currency units.
    pub value: Vec<f64>,
    /// Purchases.
    pub purchases: Vec<u32>,
    /// Customers with a purchase.
    pub buyers: Vec<u32>,
    /// Customers with their first purchase ever.
    pub new_buyers: Vec<u32>,
}

/// The answer of `overview`.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Overview {
    /// The period's numbers.
    #[serde(flatten)]
    pub numbers: PeriodNumbers,
    /// The same month by month, up to the as-of date.
    pub by_month: ByMonth,
    /// The numbers of the preceding period of equal length; `null` when no period was asked for.
    pub previous: Option<PeriodNumbers>,
    /// The options in force.
    pub options: OverviewOptions,
    /// The day looked back from.
    pub as_of: String,
    /// What to know before trusting the numbers: `hindsight`, `not-enough-data`.
    pub warnings: Vec<Warning>,
    /// Version of this shape.
    pub schema_version: u32,
}

/// Exact sums over some records.
#[derive(Clone, Copy, Default)]
struct Sums {
    value: i128,
    purchases: u32,
    customers: u32,
    buyers: u32,
    new_buyers: u32,
}

/// What one customer has already done in the days that a [`Sums`] covers.
#[derive(Clone, Copy, Default)]
struct Seen {
    record: bool,
    purchase: bool,
}

impl Sums {
    #[inline]
    fn add(&mut self, value: Money, seen: &mut Seen, is_first_purchase: bool) {
        self.value += i128::from(value);
        self.customers += u32::from(!seen.record);
        seen.record = true;
        if value >= 0 {
            self.purchases += 1;
            self.buyers += u32::from(!seen.purchase);
            self.new_buyers += u32::from(is_first_purchase);
            seen.purchase = true;
        }
    }
}

/// A window's sums, over all of it and per month from its first to its last, up to the as-of date.
struct WindowSums {
    whole: Sums,
    first_month: i32,
    months: Vec<Sums>,
}

/// Sums up a period. Errors: `bad-option` for a date that is none or a period without days.
pub fn overview(shop: &Shop, options: &OverviewOptions) -> Result<Overview> {
    let as_of = as_of_date(shop, options.as_of.as_deref())?;
    let asked = options.period.as_ref().map(Window::from_option).transpose()?;
    let window = asked.unwrap_or(Window { start: shop.first_date.min(as_of), end: as_of + 1 });
    let sums = WindowSums::of(shop, window, as_of);
    let numbers = period_numbers(shop, window, as_of, &sums.whole);
    let previous = asked.map(|window| {
        let before = window.preceding();
        period_numbers(shop, before, as_of, &WindowSums::of(shop, before, as_of).whole)
    });
    let mut warnings = hindsight(shop, as_of);
    warn(&mut warnings, numbers.repeat_rate.warning("repeatRate"));
    warn(&mut warnings, numbers.returning_share.warning("returningShare"));
    Ok(Overview {
        numbers,
        by_month: sums.by_month(),
        previous,
        options: OverviewOptions { as_of: Some(date_text(as_of)), period: Some(window.range()) },
        as_of: date_text(as_of),
        warnings,
        schema_version: SCHEMA_VERSION,
    })
}

fn period_numbers(shop: &Shop, window: Window, as_of: Day, sums: &Sums) -> PeriodNumbers {
    let occasion = shop.settings.occasion.unwrap_or(Occasion::Day);
    let rates = PeriodRates::of(shop, window, as_of, occasion);
    let value = total_to_f64(sums.value);
    PeriodNumbers {
        value,
        purchases: sums.purchases,
        customers: sums.customers,
        buyers: sums.buyers,
        value_per_order: ratio(value, f64::from(sums.purchases)),
        value_per_buyer: ratio(value, f64::from(sums.buyers)),
        repeat_rate: rates.repeat,
        returning_share: rates.returning,
    }
}

impl WindowSums {
    /// Walks every history once.
    fn of(shop: &Shop, window: Window, as_of: Day) -> WindowSums {
        let last = (window.end - 1).min(as_of);
        let first_month = Period::Month.index(window.start);
        let months = if last < window.start { 0 } else { Period::Month.index(last) - first_month + 1 };
        let mut sums = WindowSums {
            whole: Sums::default(),
            first_month,
            months: vec![Sums::default(); months as usize],
        };
        let calendar =
            Calendar::new(Period::Month, window.start.max(shop.first_date), last.min(shop.last_date));
        for person in 0..shop.people_count() {
            let (dates, values) = shop.history(person);
            let (mut whole, mut in_month, mut month) = (Seen::default(), Seen::default(), i32::MIN);
            let mut bought_ever = false;
            for (&date, &value) in dates.iter().zip(values) {
                if date > last {
                    break;
                }
                let is_first_purchase = value >= 0 && !bought_ever;
                bought_ever |= value >= 0;
                if date < window.start {
                    continue;
                }
                let month_of_date = calendar.index(date);
                if month_of_date != month {
                    (month, in_month) = (month_of_date, Seen::default());
                }
                sums.whole.add(value, &mut whole, is_first_purchase);
                sums.months[(month - first_month) as usize].add(value, &mut in_month, is_first_purchase);
            }
        }
        sums
    }

    fn by_month(&self) -> ByMonth {
        let mut by_month = ByMonth::default();
        for (month, sums) in (self.first_month..).zip(&self.months) {
            by_month.month.push(Period::Month.label(month));
            by_month.value.push(total_to_f64(sums.value));
            by_month.purchases.push(sums.purchases);
            by_month.buyers.push(sums.buyers);
            by_month.new_buyers.push(sums.new_buyers);
        }
        by_month
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::date::{day_from_civil, format_day};
    use crate::shop::fixture::shop;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    fn small() -> Shop {
        shop(&[
            ("ann", "2024-01-05", 10.0),
            ("ann", "2024-01-31", 5.5),
            ("ann", "2024-04-01", 4.0),
            ("ben", "2024-02-29", 8.0),
            ("ben", "2024-04-02", -3.0),
            ("cat", "2024-04-02", -9.0),
            ("cat", "2024-04-02", 7.0),
        ])
    }

    fn april() -> Option<DateRange> {
        Some(DateRange { start: "2024-04-01".into(), end: "2024-04-03".into() })
    }

    #[test]
    fn everything_by_hand() {
        let answer = overview(&small(), &OverviewOptions::default()).unwrap();
        let numbers = &answer.numbers;
        assert_eq!((numbers.value, numbers.purchases, numbers.customers, numbers.buyers), (22.5, 5, 3, 3));
        assert_eq!((numbers.value_per_order, numbers.value_per_buyer), (Some(4.5), Some(7.5)));
        assert_eq!(numbers.repeat_rate, Rate::new(1, 3, false));
        assert_eq!(numbers.returning_share, Rate::new(0, 3, true));
        assert_eq!(
            answer.by_month,
            ByMonth {
                month: ["2024-01", "2024-02", "2024-03", "2024-04"].map(String::from).to_vec(),
                value: vec![15.5, 8.0, 0.0, -1.0],
                purchases: vec![2, 1, 0, 2],
                buyers: vec![1, 1, 0, 2],
                new_buyers: vec![1, 1, 0, 1],
            }
        );
        assert_eq!(answer.previous, None);
        let whole = DateRange { start: "2024-01-05".into(), end: "2024-04-03".into() };
        assert_eq!(answer.options.period, Some(whole));
    }

    #[test]
    fn a_period_and_the_one_before() {
        let options = OverviewOptions { as_of: None, period: april() };
        let answer = overview(&small(), &options).unwrap();
        let numbers = &answer.numbers;
        assert_eq!((numbers.value, numbers.customers, numbers.buyers), (-1.0, 3, 2));
        assert_eq!(numbers.returning_share, Rate::new(1, 2, true));
        let previous = answer.previous.unwrap();
        assert_eq!((previous.value, previous.customers, previous.value_per_order), (0.0, 0, None));
        assert_eq!(answer.warnings.len(), 2);
    }

    #[test]
    fn the_future_is_not_known() {
        let options = OverviewOptions { as_of: Some("2024-03-31".into()), period: april() };
        let answer = overview(&small(), &options).unwrap();
        assert_eq!((answer.numbers.value, answer.numbers.repeat_rate.partial), (0.0, true));
        assert!(answer.by_month.month.is_empty());
        let before = OverviewOptions { as_of: Some("2020-01-01".into()), period: None };
        assert_eq!(overview(&small(), &before).unwrap().numbers.purchases, 0);
    }

    #[test]
    fn numbers_stand_at_the_top_of_the_result() {
        let answer = overview(&small(), &OverviewOptions::default()).unwrap();
        let json = serde_json::to_value(&answer).unwrap();
        assert_eq!(json["value"], 22.5);
        assert_eq!(json["repeatRate"]["N"], 3);
        assert_eq!(json["byMonth"]["newBuyers"][3], 1);
    }

    proptest! {
        #[test]
        fn agrees_with_sets(
            records in prop::collection::vec((0u8..6, 0i32..200, -2i32..5), 1..60),
            start in 0i32..200,
            days in 1i32..150,
            as_of in 0i32..220,
        ) {
            let day = |n: i32| day_from_civil(2023, 11, 10) + n;
            let texts: Vec<_> =
                records.iter().map(|r| (r.0.to_string(), format_day(day(r.1)), f64::from(r.2))).collect();
            let rows: Vec<_> = texts.iter().map(|r| (r.0.as_str(), r.1.as_str(), r.2)).collect();
            let options = OverviewOptions {
                as_of: Some(format_day(day(as_of))),
                period: Some(DateRange { start: format_day(day(start)), end: format_day(day(start + days)) }),
            };
            let answer = overview(&shop(&rows), &options).unwrap();
            let inside = |from: i32, to: i32| records.iter().filter(move |r| r.1 <= as_of && (from..to).contains(&r.1));
            let check = |numbers: &PeriodNumbers, from: i32, to: i32| {
                let people: BTreeSet<u8> = inside(from, to).map(|r| r.0).collect();
                let buyers: BTreeSet<u8> = inside(from, to).filter(|r| r.2 >= 0).map(|r| r.0).collect();
                numbers.value == f64::from(inside(from, to).map(|r| r.2).sum::<i32>())
                    && numbers.purchases as usize == inside(from, to).filter(|r| r.2 >= 0).count()
                    && numbers.customers as usize == people.len()
                    && numbers.buyers as usize == buyers.len()
            };
            prop_assert!(check(&answer.numbers, start, start + days));
            prop_assert!(check(answer.previous.as_ref().unwrap(), start - days, start));
            for (at, label) in answer.by_month.month.iter().enumerate() {
                let in_month: Vec<_> =
                    inside(start, start + days).filter(|r| format_day(day(r.1)).starts_with(label)).collect();
                let buyers: BTreeSet<u8> = in_month.iter().filter(|r| r.2 >= 0).map(|r| r.0).collect();
                let new = buyers.iter().filter(|&&who| {
                    let bought = records.iter().filter(|r| r.0 == who && r.2 >= 0);
                    let first = bought.map(|r| r.1).min().unwrap();
                    in_month.iter().any(|r| r.0 == who && r.1 == first)
                });
                prop_assert_eq!(answer.by_month.value[at], f64::from(in_month.iter().map(|r| r.2).sum::<i32>()));
                prop_assert_eq!(answer.by_month.buyers[at] as usize, buyers.len());
                prop_assert_eq!(answer.by_month.new_buyers[at] as usize, new.count());
            }
            prop_assert_eq!(answer.by_month.purchases.iter().sum::<u32>(), answer.numbers.purchases);
        }
    }
}
