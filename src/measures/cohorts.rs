//! Cohorts: customers grouped by the period of their first purchase, and what each group did at each age
//! (`definitions § 4`). It answers how many came back, when, and what they brought; it does not say whether
//! two cohorts differ by more than chance.

mod table;
mod tally;
#[cfg(test)]
mod tests;

use serde::Serialize;

use crate::date::{Day, Period};
use crate::error::{Error, Result};
use crate::given::{options, words};
use crate::measures::stats::Stats;
use crate::measures::{SCHEMA_VERSION, Warning, as_of_date, date_text, hindsight};
use crate::shop::tables::{Occasion, Shop};

/// The most cells that one answer may have; beyond it nobody can read the table, and memory ends.
const MAX_CELLS: usize = 2_000_000;
/// The longest window of an elapsed age: ten years.
const MAX_WINDOW_DAYS: u32 = 3_650;
const DEFAULT_WINDOW_DAYS: u32 = 30;

/// How the age of a cohort is counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum Age {
    /// In calendar periods since the cohort's own.
    #[default]
    Calendar,
    /// In windows of `windowDays` days since each customer's own first purchase.
    Elapsed,
}

words!(Age { "calendar" => Calendar, "elapsed" => Elapsed });

/// Options of `cohorts`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct CohortOptions {
    /// The day looked back from, `YYYY-MM-DD`; default: the last date of the shop.
    pub as_of: Option<String>,
    /// The period of the first purchase that makes a cohort, and of the calendar age; default `month`.
    pub period: Option<Period>,
    /// How age is counted; default `calendar`.
    pub age: Option<Age>,
    /// Days in one window of an `elapsed` age, 1 to 3650; default 30. Not with `calendar`.
    pub window_days: Option<u32>,
    /// What makes somebody a repeater; default: the shop's setting, else `day`.
    pub occasion: Option<Occasion>,
}

options!(CohortOptions {
    "asOf" => as_of,
    "period" => period,
    "age" => age,
    "windowDays" => window_days,
    "occasion" => occasion,
});

/// How much of a cell lies in the past.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum Observed {
    /// All of it, for every customer of the cohort.
    Full,
    /// A part: of the period (`calendar`), or of the customers (`elapsed`).
    Partial,
}

/// A table of cohorts (rows) by offset (columns).
pub type Matrix<T> = Vec<Vec<Option<T>>>;

/// What each cohort did at each age; `null` where `observed` is `null`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Cells {
    /// Customers with a purchase.
    pub active: Matrix<u32>,
    /// Customers with an occasion other than their first.
    pub repeaters: Matrix<u32>,
    /// `active` / size of the cohort (`elapsed`: / eligible); `null` for an empty cohort.
    pub retention: Matrix<f64>,
    /// Purchases.
    pub orders: Matrix<u32>,
    /// Purchases and refund records summed, in currency units.
    pub value: Matrix<f64>,
    /// `value` / `orders`; `null` without orders.
    pub value_per_order: Matrix<f64>,
    /// Value up to the cell's end per acquired customer; `null` unless the cell is `full`.
    pub cumulative_value: Matrix<f64>,
    /// Share of the cohort (`elapsed`: of the eligible) with two occasions or more by the cell's end.
    pub cumulative_repurchase: Matrix<f64>,
}

/// All cohorts together, per offset. `calendar`: over the `full` cells, so cohorts weigh by their size;
/// `elapsed`: over all eligible customers. `null` where there are none.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct CohortTotals {
    /// Customers who count at the offset; the denominator of the shares.
    pub customers: Vec<u32>,
    /// Customers with a purchase.
    pub active: Vec<Option<u32>>,
    /// Customers with an occasion other than their first.
    pub repeaters: Vec<Option<u32>>,
    /// `active` / `customers`.
    pub retention: Vec<Option<f64>>,
    /// Purchases.
    pub orders: Vec<Option<u32>>,
    /// Purchases and refund records summed, in currency units.
    pub value: Vec<Option<f64>>,
    /// `value` / `orders`.
    pub value_per_order: Vec<Option<f64>>,
    /// Value up to the end of the offset per customer.
    pub cumulative_value: Vec<Option<f64>>,
    /// Share of `customers` with two occasions or more by the end of the offset.
    pub cumulative_repurchase: Vec<Option<f64>>,
}

/// The answer of `cohorts`.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Cohorts {
    /// Labels of the cohorts: every period from the first to the last first purchase, empty ones too.
    pub cohorts: Vec<String>,
    /// Customers acquired per cohort, up to the as-of date.
    pub sizes: Vec<u32>,
    /// Ages: 0, 1, 2 … in periods (`calendar`) or windows (`elapsed`).
    pub offsets: Vec<u32>,
    /// The measures, each cohorts × offsets.
    pub cells: Cells,
    /// `elapsed` only: customers whose window lies wholly in the past, cohorts × offsets.
    pub eligible: Option<Vec<Vec<u32>>>,
    /// How much of each cell lies in the past; `null`: nothing.
    pub observed: Matrix<Observed>,
    /// All cohorts together.
    pub totals: CohortTotals,
    /// The options in force.
    pub options: CohortOptions,
    /// The day looked back from.
    pub as_of: String,
    /// What to know before trusting the numbers: `hindsight`.
    pub warnings: Vec<Warning>,
    /// Version of this shape.
    pub schema_version: u32,
}

/// The question, with every default settled.
struct Plan {
    as_of: Day,
    period: Period,
    /// Days of a window; `None`: calendar age.
    window_days: Option<u32>,
    occasion: Occasion,
}

impl Plan {
    fn new(shop: &Shop, options: &CohortOptions) -> Result<Plan> {
        let window_days = match (options.age.unwrap_or_default(), options.window_days) {
            (Age::Calendar, None) => None,
            (Age::Calendar, Some(_)) => {
                let message = "windowDays is the window of an elapsed age: set age to “elapsed”, \
                               or leave windowDays out.";
                return Err(Error::bad_option("windowDays", message, &[]));
            }
            (Age::Elapsed, days) => Some(days.unwrap_or(DEFAULT_WINDOW_DAYS)),
        };
        if window_days.is_some_and(|days| !(1..=MAX_WINDOW_DAYS).contains(&days)) {
            let message = "windowDays must be a whole number of days from 1 to 3650.";
            return Err(Error::bad_option("windowDays", message, &["1..3650"]));
        }
        Ok(Plan {
            as_of: as_of_date(shop, options.as_of.as_deref())?,
            period: options.period.unwrap_or_default(),
            window_days,
            occasion: options.occasion.or(shop.settings.occasion).unwrap_or(Occasion::Day),
        })
    }

    fn options(&self) -> CohortOptions {
        CohortOptions {
            as_of: Some(date_text(self.as_of)),
            period: Some(self.period),
            age: Some(if self.window_days.is_some() { Age::Elapsed } else { Age::Calendar }),
            window_days: self.window_days,
            occasion: Some(self.occasion),
        }
    }
}

/// Groups the buyers by the period of their first purchase and follows each group up to the as-of date.
/// Errors: `bad-option`, also where the period is so short that the table would have over two million cells.
pub fn cohorts(shop: &Shop, options: &CohortOptions) -> Result<Cohorts> {
    let as_of = as_of_date(shop, options.as_of.as_deref())?;
    follow(shop, &Stats::at(shop, as_of, None)?, options)
}

/// The same, with the statistics of the whole history up to the as-of date at hand.
pub fn follow(shop: &Shop, stats: &Stats, options: &CohortOptions) -> Result<Cohorts> {
    let plan = Plan::new(shop, options)?;
    let tally = tally::Tally::new(shop, &plan, &stats.first)?;
    let rows = table::rows(&plan, &tally);
    let mut cohorts = Vec::with_capacity(tally.sizes.len());
    for cohort in 0..tally.sizes.len() as i32 {
        cohorts.push(plan.period.label(tally.first_cohort + cohort));
    }
    let mut offsets = Vec::with_capacity(tally.offsets);
    for offset in 0..tally.offsets as u32 {
        offsets.push(offset);
    }
    Ok(Cohorts {
        cohorts,
        offsets,
        cells: rows.cells,
        eligible: rows.eligible,
        observed: rows.observed,
        totals: rows.totals,
        sizes: tally.sizes,
        options: plan.options(),
        as_of: date_text(plan.as_of),
        warnings: hindsight(shop, plan.as_of),
        schema_version: SCHEMA_VERSION,
    })
}
