//! Whether and when customers come back: four rates with four names, and the way from each purchase occasion to
//! the next (`definitions § 4`).

use serde::Serialize;

use crate::date::Day;
use crate::error::{Error, Result};
use crate::given::options;
use crate::measures::durations::{Durations, GapQuantiles};
use crate::measures::rates::{DateRange, PeriodRates, Rate, Window, history_start};
use crate::measures::stats::NEVER;
use crate::measures::survival::{Survival, share_within};
use crate::measures::{SCHEMA_VERSION, Warning, as_of_date, date_text, hindsight, warn};
use crate::named::Named;
use crate::number::digits;
use crate::shop::tables::{Occasion, Shop};
use crate::sort::few;

const DEFAULT_PERIOD_DAYS: i32 = 365;
const DEFAULT_WITHIN_DAYS: [u32; 5] = [30, 60, 90, 180, 365];
const MAX_WITHIN_DAYS: u32 = 3_650;
/// The longest list of `within`.
const MAX_WITHIN: usize = 50;
/// Steps 1→2 to 10→11.
const STEPS: usize = 10;
/// The age at which steps are compared, whoever was watched how long.
const KM_DAYS: u32 = 365;

/// Options of `repurchase`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct RepurchaseOptions {
    /// The day looked back from, `YYYY-MM-DD`; default: the last date of the shop.
    pub as_of: Option<String>,
    /// The period of the three rates that have one; default: the 365 days up to the as-of date.
    pub period: Option<DateRange>,
    /// What one purchase occasion is; default: the shop's setting, else `day`.
    pub occasion: Option<Occasion>,
    /// Days since the first purchase, 1 to 3650, at most 50 of them; default 30, 60, 90, 180, 365.
    pub within: Option<Vec<u32>>,
}

options!(RepurchaseOptions {
    "asOf" => as_of,
    "period" => period,
    "occasion" => occasion,
    "within" => within,
});

/// The way from one purchase occasion to the next, over the whole history.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Step {
    /// The number of the occasion, from 1.
    pub from: u32,
    /// The number of the next.
    pub to: u32,
    /// Customers with the next occasion.
    pub n: u32,
    /// Customers with this occasion.
    #[serde(rename = "N")]
    pub total: u32,
    /// `n / N`, as observed: those who came lately have had little time. `null` where `N` is 0.
    pub rate: Option<f64>,
    /// 95 % Wilson interval `[low, high]`; `null` where `N` is 0.
    pub interval: Option<[f64; 2]>,
    /// The share that makes the step within 365 days, estimated by Kaplan–Meier so that those who came lately
    /// count for as long as they were watched; `null` where nobody was watched so long and some are left.
    pub km_at365: Option<f64>,
    /// Days between the two, of those who made the step; `null` where nobody did.
    pub gap_quantiles: Option<GapQuantiles>,
}

/// The answer of `repurchase`.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Repurchase {
    /// Customers with two occasions or more in the period / with one or more.
    pub repeat_rate: Rate,
    /// Buyers of the preceding period of equal length who bought again in this / all of the preceding.
    pub return_rate: Rate,
    /// Buyers of the period who had bought in the 365 days before it / buyers of the period.
    pub returning_share: Rate,
    /// Per number of days: among buyers whose first purchase lies at least so long back, the share whose second
    /// occasion came within these days. Over the whole history.
    #[cfg_attr(test, ts(as = "std::collections::BTreeMap<String, Rate>"))]
    pub within: Named<Rate>,
    /// The share of buyers without a second occasion, by days since the first; `null` without buyers.
    pub survival: Option<Survival>,
    /// The steps from the 1st to the 11th occasion.
    pub steps: Vec<Step>,
    /// The options in force.
    pub options: RepurchaseOptions,
    /// The day looked back from.
    pub as_of: String,
    /// What to know before trusting the numbers: `hindsight`, `not-enough-data`.
    pub warnings: Vec<Warning>,
    /// Version of this shape.
    pub schema_version: u32,
}

/// The question, with every default settled.
struct Plan {
    as_of: Day,
    window: Window,
    occasion: Occasion,
    within: Vec<u32>,
}

impl Plan {
    fn new(shop: &Shop, options: &RepurchaseOptions) -> Result<Plan> {
        let as_of = as_of_date(shop, options.as_of.as_deref())?;
        let window = match &options.period {
            Some(range) => Window::from_option(range)?,
            None => Window { start: as_of + 1 - DEFAULT_PERIOD_DAYS, end: as_of + 1 },
        };
        let asked = options.within.as_deref().unwrap_or(&DEFAULT_WITHIN_DAYS);
        if asked.len() > MAX_WITHIN || asked.iter().any(|days| !(1..=MAX_WITHIN_DAYS).contains(days)) {
            let message = "within must be a list of at most 50 whole numbers of days, each from 1 to 3650.";
            return Err(Error::bad_option("within", message, &["1..3650"]));
        }
        let mut within = Vec::new();
        for &days in asked {
            if !within.contains(&days) {
                within.push(days);
            }
        }
        few(&mut within, |a, b| a < b);
        let occasion = options.occasion.or(shop.settings.occasion).unwrap_or(Occasion::Day);
        Ok(Plan { as_of, window, occasion, within })
    }

    fn options(&self) -> RepurchaseOptions {
        RepurchaseOptions {
            as_of: Some(date_text(self.as_of)),
            period: Some(self.window.range()),
            occasion: Some(self.occasion),
            within: Some(self.within.clone()),
        }
    }
}

/// What the walk over all histories finds out about the way from occasion to occasion.
struct Steps {
    /// Per step, how long it took those who made it.
    durations: [Durations; STEPS],
    /// Per number of days of `within`: buyers followed so long, and those of them who had come back by then.
    within: Vec<(u32, u32)>,
}

impl Steps {
    fn of(shop: &Shop, plan: &Plan) -> Steps {
        let mut steps = Steps { durations: Default::default(), within: vec![(0, 0); plan.within.len()] };
        for person in 0..shop.people_count() {
            let (dates, values) = shop.history(person);
            let (mut first, mut last, mut occasions) = (NEVER, NEVER, 0usize);
            let mut return_days = None;
            for (&date, &value) in dates.iter().zip(values) {
                if date > plan.as_of {
                    break;
                }
                if value < 0 || (plan.occasion == Occasion::Day && date == last) {
                    continue;
                }
                match occasions {
                    0 => first = date,
                    made => {
                        if made == 1 {
                            return_days = Some((date - first) as u32);
                        }
                        if let Some(durations) = steps.durations.get_mut(made - 1) {
                            durations.made((date - last) as u32);
                        }
                    }
                }
                last = date;
                occasions += 1;
            }
            if first == NEVER {
                continue;
            }
            if let Some(durations) = steps.durations.get_mut(occasions - 1) {
                durations.waiting((plan.as_of - last) as u32);
            }
            let followed_days = (plan.as_of - first) as u32;
            for (&days, (followed, returned)) in plan.within.iter().zip(&mut steps.within) {
                if days <= followed_days {
                    *followed += 1;
                    *returned += u32::from(return_days.is_some_and(|after| after <= days));
                }
            }
        }
        steps
    }
}

/// Answers the four rates and the steps. Errors: `bad-option`.
pub fn repurchase(shop: &Shop, options: &RepurchaseOptions) -> Result<Repurchase> {
    let plan = Plan::new(shop, options)?;
    let rates = PeriodRates::of(shop, plan.window, plan.as_of, plan.occasion);
    let walked = Steps::of(shop, &plan);
    let partial = shop.first_date < history_start(shop);
    let mut warnings = hindsight(shop, plan.as_of);
    warn(&mut warnings, rates.repeat.warning("repeatRate"));
    warn(&mut warnings, rates.returned.warning("returnRate"));
    warn(&mut warnings, rates.returning.warning("returningShare"));
    let mut within = Named::default();
    for (days, &(followed, returned)) in plan.within.iter().zip(&walked.within) {
        let rate = Rate::new(returned, followed, partial);
        warn(&mut warnings, rate.warning(&["within.", &digits(*days as usize)].concat()));
        within.insert(&digits(*days as usize), rate);
    }
    let mut steps = Vec::with_capacity(STEPS);
    for (from, durations) in (1..).zip(&walked.durations) {
        steps.push(step(from, durations));
    }
    Ok(Repurchase {
        repeat_rate: rates.repeat,
        return_rate: rates.returned,
        returning_share: rates.returning,
        within,
        survival: Survival::of(&walked.durations[0]),
        steps,
        options: plan.options(),
        as_of: date_text(plan.as_of),
        warnings,
        schema_version: SCHEMA_VERSION,
    })
}

fn step(from: u32, durations: &Durations) -> Step {
    let share = Rate::new(durations.made_count(), durations.total(), false);
    Step {
        from,
        to: from + 1,
        n: share.n,
        total: share.total,
        rate: share.rate,
        interval: share.interval,
        km_at365: share_within(durations, KM_DAYS),
        gap_quantiles: durations.gap_quantiles(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::date::{day_from_civil, format_day};
    use crate::shop::fixture::shop;
    use proptest::prelude::*;

    fn small() -> Shop {
        shop(&[
            ("ann", "2024-01-01", 1.0),
            ("ann", "2024-01-01", 1.0),
            ("ann", "2024-01-31", 1.0),
            ("ann", "2024-02-10", 1.0),
            ("ben", "2024-01-10", 1.0),
            ("ben", "2024-01-12", -1.0),
            ("ben", "2024-02-29", 1.0),
            ("cat", "2024-02-20", 1.0),
        ])
    }

    #[test]
    fn by_hand() {
        let options = RepurchaseOptions { within: Some(vec![60, 30, 30]), ..Default::default() };
        let answer = repurchase(&small(), &options).unwrap();
        assert_eq!(answer.repeat_rate, Rate::new(2, 3, true));
        assert_eq!(answer.return_rate, Rate::new(0, 0, true));
        assert_eq!(answer.within["30"], Rate::new(1, 2, false)); // Cat has not had 30 days
        assert_eq!(answer.within["60"], Rate::new(0, 0, false)); // 59 days from 1 January to 29 February
        let first = &answer.steps[0];
        assert_eq!((first.from, first.to, first.n, first.total), (1, 2, 2, 3));
        assert_eq!(first.gap_quantiles, Some(GapQuantiles { p25: 35.0, p50: 40.0, p75: 45.0 }));
        assert_eq!(first.km_at365, Some(1.0)); // nobody is left after 50 days
        let survival = answer.survival.unwrap();
        // Cat was watched for 9 days; of the two others one came back after 30, one after 50.
        assert_eq!((survival.days, survival.estimate), (vec![0, 30, 50], vec![1.0, 0.5, 0.0]));
        assert_eq!(survival.median, Some(30));
        let second = &answer.steps[1];
        assert_eq!((second.n, second.total, second.rate), (1, 2, Some(0.5)));
        let json = serde_json::to_value(&answer.steps[0]).unwrap();
        assert_eq!(
            (&json["N"], &json["kmAt365"], &json["gapQuantiles"]["p25"]),
            (&3.into(), &1.0.into(), &35.0.into())
        );
        let last = &answer.steps[9];
        assert_eq!((last.total, last.rate, last.gap_quantiles), (0, None, None));
        assert_eq!(answer.options.within, Some(vec![30, 60]));
        let year = DateRange { start: "2023-03-02".into(), end: "2024-03-01".into() };
        assert_eq!(answer.options.period, Some(year));
        assert!(answer.warnings.iter().any(|w| w.field.as_deref() == Some("within.30")));
    }

    #[test]
    fn every_order_may_be_an_occasion() {
        let options = RepurchaseOptions { occasion: Some(Occasion::Order), ..Default::default() };
        let answer = repurchase(&small(), &options).unwrap();
        assert_eq!(answer.steps[0].gap_quantiles.unwrap().p25, 12.5);
        assert_eq!(answer.steps.iter().map(|step| step.total).sum::<u32>(), 7);
    }

    #[test]
    fn wrong_windows_are_named() {
        for within in [vec![0], vec![3_651], vec![30; 51]] {
            let options = RepurchaseOptions { within: Some(within), ..Default::default() };
            let error = repurchase(&small(), &options).unwrap_err();
            assert_eq!(
                error.message,
                "within must be a list of at most 50 whole numbers of days, each from 1 to 3650."
            );
        }
    }

    proptest! {
        #[test]
        fn agrees_with_lists_of_occasions(
            records in prop::collection::vec((0u8..5, 0i32..200, -1i32..4), 1..80),
            as_of in 0i32..250,
            days in 1u32..200,
            by_order: bool,
        ) {
            let start = day_from_civil(2023, 6, 1);
            let texts: Vec<_> =
                records.iter().map(|r| (r.0.to_string(), format_day(start + r.1), f64::from(r.2))).collect();
            let rows: Vec<_> = texts.iter().map(|r| (r.0.as_str(), r.1.as_str(), r.2)).collect();
            let occasion = if by_order { Occasion::Order } else { Occasion::Day };
            let options = RepurchaseOptions {
                as_of: Some(format_day(start + as_of)),
                within: Some(vec![days]),
                occasion: Some(occasion),
                period: None,
            };
            let answer = repurchase(&shop(&rows), &options).unwrap();
            let histories: Vec<Vec<i32>> = (0..5u8)
                .map(|who| {
                    let bought = records.iter().filter(|r| r.0 == who && r.2 >= 0 && r.1 <= as_of);
                    let mut dates: Vec<i32> = bought.map(|r| r.1).collect();
                    dates.sort_unstable();
                    if !by_order {
                        dates.dedup();
                    }
                    dates
                })
                .filter(|dates| !dates.is_empty())
                .collect();
            for step in &answer.steps {
                let from = step.from as usize;
                let mut gaps: Vec<i32> =
                    histories.iter().filter(|h| h.len() > from).map(|h| h[from] - h[from - 1]).collect();
                gaps.sort_unstable();
                prop_assert_eq!(step.n as usize, gaps.len());
                prop_assert_eq!(step.total as usize, histories.iter().filter(|h| h.len() >= from).count());
                let quantile = |p: f64| {
                    let h = (gaps.len() - 1) as f64 * p;
                    let (low, high) = (gaps[h.floor() as usize], gaps[h.ceil() as usize]);
                    f64::from(low) + (h - h.floor()) * f64::from(high - low)
                };
                let expected = (!gaps.is_empty())
                    .then(|| GapQuantiles { p25: quantile(0.25), p50: quantile(0.5), p75: quantile(0.75) });
                prop_assert_eq!(step.gap_quantiles, expected);
            }
            let followed: Vec<&Vec<i32>> = histories.iter().filter(|h| h[0] + days as i32 <= as_of).collect();
            let back = followed.iter().filter(|h| h.get(1).is_some_and(|second| second - h[0] <= days as i32));
            let rate = &answer.within[&days.to_string()];
            prop_assert_eq!((rate.n as usize, rate.total as usize), (back.count(), followed.len()));
        }
    }
}
