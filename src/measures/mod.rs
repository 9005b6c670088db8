//! What can be asked of a shop. Each measure is one file and a pure function of the frozen tables, the
//! statistics at the as-of date, and its options: no clock, no locale, no hash-map order in a result.

pub mod calendar;
pub mod cohorts;
pub mod customers;
pub mod durations;
pub mod forest;
pub mod interval;
pub mod ltv;
pub mod overview;
pub mod rates;
pub mod repurchase;
pub mod rfm;
pub mod stats;
pub mod survival;

use serde::Serialize;

use crate::date::{Day, format_day, parse_day};
use crate::error::{Error, Result, beginning};
use crate::money::{Money, total_to_f64};
use crate::shop::tables::Shop;

/// The version of the result shapes; it changes when a field changes its meaning or goes away.
pub const SCHEMA_VERSION: u32 = 1;

/// Something a reader of the result should know before trusting it.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields))]
pub struct Warning {
    /// The warning's stable name, for example `hindsight`, `no-contrast`, `left-censored`.
    pub code: String,
    /// How many cells, rows or customers it concerns; the code says which.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub count: Option<u32>,
    /// How many orders it concerns.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub orders: Option<u32>,
    /// The money it concerns, in currency units.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<f64>,
    /// The measure or column it concerns.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
}

impl Warning {
    /// A warning that only has a name.
    pub fn new(code: &str) -> Self {
        Warning { code: code.to_string(), ..Warning::default() }
    }

    /// A warning about this many things; `None` when there are none.
    pub fn counted(code: &str, count: usize) -> Option<Self> {
        (count > 0).then(|| Warning { count: Some(count as u32), ..Warning::new(code) })
    }
}

/// The as-of date of a question: the option, or the shop's last date.
pub fn as_of_date(shop: &Shop, as_of: Option<&str>) -> Result<Day> {
    as_of.map_or(Ok(shop.last_date), |text| date_option("asOf", text))
}

/// A date given as an option.
pub fn date_option(option: &str, text: &str) -> Result<Day> {
    parse_day(text).ok_or_else(|| {
        let shown = beginning(text, 20);
        Error::bad_option(
            option,
            [option, " must be a real date like 2024-05-31, not “", shown, "”."].concat(),
            &["YYYY-MM-DD"],
        )
    })
}

/// The warning that facts of the day of export shape the answer for a past day, with how much they move.
pub fn hindsight(shop: &Shop, as_of: Day) -> Vec<Warning> {
    let mut warnings = Vec::new();
    let (mut orders, mut value) = (0u32, 0i128);
    for fact in &shop.hindsight {
        if as_of < shop.last_date && fact.date <= as_of {
            orders += 1;
            value += i128::from(fact.value);
        }
    }
    if orders > 0 {
        let (orders, value) = (Some(orders), Some(total_to_f64(value)));
        warnings.push(Warning { orders, value, ..Warning::new("hindsight") });
    }
    warnings
}

/// Adds a warning where there is one.
#[inline(never)]
pub fn warn(warnings: &mut Vec<Warning>, warning: Option<Warning>) {
    if let Some(warning) = warning {
        warnings.push(warning);
    }
}

/// Adds a warning about this many things where there are some.
#[inline(never)]
pub fn warn_counted(warnings: &mut Vec<Warning>, code: &str, count: usize) {
    warn(warnings, Warning::counted(code, count));
}

/// A date as results carry it.
pub fn date_text(date: Day) -> String {
    format_day(date)
}

/// Adds money to a per-customer sum, exactly or not at all.
#[inline(always)]
pub fn add_money(sum: Money, value: Money) -> Result<Money> {
    match sum.checked_add(value) {
        Some(sum) => Ok(sum),
        None => Err(too_much()),
    }
}

#[cold]
#[inline(never)]
fn too_much() -> Error {
    Error::out_of_range("value of one customer")
}

/// `numerator / denominator`, or `None` where there is nothing to divide by.
pub fn ratio(numerator: f64, denominator: f64) -> Option<f64> {
    (denominator != 0.0).then(|| numerator / denominator)
}
