//! RFM: who bought recently, often and for much (`definitions § 1`). Scores by exact quantiles or given
//! thresholds, and three sets of segments with what each is worth.
//!
//! Not here: rules of one's own, and the migration between two dates.

mod axis;
mod exact;
mod options;
mod quantile;
mod scored;
mod segments;

use serde::Serialize;

pub use axis::EmptyReason;
pub use options::{ByMeasure, Monetary, RfmOptions, Scoring, Split, SplitBy};
pub use scored::{Scored, score};
pub use segments::{NO_SEGMENT, Preset};

use crate::date::Day;
use crate::error::Result;
use crate::measures::stats::Stats;
use crate::measures::{SCHEMA_VERSION, Warning, date_text, hindsight, ratio};
use crate::money::{SCALE, total_to_f64};
use crate::shop::tables::Shop;
use crate::turns::turns;
use exact::quotient;
use segments::PROSPECTS;

/// The answer of `rfm`.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Rfm {
    /// The options in force, every default filled in.
    pub options: RfmOptions,
    /// The day looked back from, `YYYY-MM-DD`.
    pub as_of: String,
    /// `hindsight`; `empty-population`; `no-contrast` (`field`: everybody is on one side of the octants' split);
    /// `empty-levels` (`field`, `count`: scores that nobody has, listed in `emptyLevels`); `prospects-unknown`
    /// (rfm11 without a members source).
    pub warnings: Vec<Warning>,
    /// The version of this shape.
    pub schema_version: u32,
    /// Customers with a purchase in the window: the denominator of every share.
    pub population: u32,
    /// Their value, refund records included, in currency units: the denominator of every value share.
    pub value: f64,
    /// Their purchase occasions.
    pub orders: u32,
    /// Cut points between scores 1 and 2, 2 and 3, …: recency in days (so descending), frequency in occasions,
    /// monetary in currency units. Empty where there is no population to take quantiles of.
    pub cut_points: ByMeasure<Vec<f64>>,
    /// The scores that somebody has, ascending.
    pub scores_reached: ByMeasure<Vec<u8>>,
    /// The scores that nobody has, and why.
    pub empty_levels: ByMeasure<Vec<EmptyLevel>>,
    /// Where the octants' high and low part: days, occasions and currency units, or mean scores with
    /// `split: "score-mean"`; null for other segments and without a population.
    pub split_at: Option<ByMeasure<f64>>,
    /// Every segment of the preset, always in the same order.
    pub segments: Vec<Segment>,
    /// `grid[r − 1][f − 1]`: customers with recency score r and frequency score f.
    pub grid: Vec<Vec<u32>>,
}

/// A score that nobody has.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct EmptyLevel {
    /// The score.
    pub score: u8,
    /// Why nobody has it.
    pub reason: EmptyReason,
}

/// One segment. Everything but `customers` is null for `prospects`, who are outside the population.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Segment {
    /// The stable name.
    pub key: String,
    /// How many customers are in it.
    pub customers: u32,
    /// Their part of the population, 0–1; null without a population.
    pub share: Option<f64>,
    /// Their value, refund records included, in currency units.
    pub value: Option<f64>,
    /// Their part of the population's value; null where that is 0.
    pub value_share: Option<f64>,
    /// Their purchase occasions.
    pub orders: Option<u32>,
    /// Mean days since the last purchase; null without customers.
    pub recency_mean: Option<f64>,
    /// Mean purchase occasions; null without customers.
    pub frequency_mean: Option<f64>,
    /// Mean of M, in currency units; null without customers.
    pub monetary_mean: Option<f64>,
    /// Value per purchase occasion, in currency units; null without any.
    pub value_per_order: Option<f64>,
}

/// Scores, segments and the grid. `stats` must be those of `options.window(shop)`.
///
/// Errors: `bad-option`.
pub fn rfm(shop: &Shop, stats: &Stats, options: &RfmOptions) -> Result<Rfm> {
    Ok(summarise(shop, stats, &score(shop, stats, options)?))
}

/// What the segments amount to, from scores of the same shop and statistics.
pub fn summarise(shop: &Shop, stats: &Stats, scored: &Scored) -> Rfm {
    let keys = scored.preset.keys();
    let levels = scored.levels as usize;
    let mut sums = vec![Sums::default(); keys.len()];
    let mut grid = vec![vec![0u32; levels]; levels];
    turns(scored.segment.len(), &mut |some| {
        let (sums, grid) = (sums.as_mut_slice(), grid.as_mut_slice());
        let (recency, frequency) = (scored.scores.recency.as_slice(), scored.scores.frequency.as_slice());
        for (&segment, person) in scored.segment[some.clone()].iter().zip(some) {
            // Those without a segment are not buyers of the window.
            let Some(sum) = sums.get_mut(usize::from(segment)) else { continue };
            sum.add(stats, scored, person);
            grid[usize::from(recency[person]) - 1][usize::from(frequency[person]) - 1] += 1;
        }
    });
    let (mut value, mut orders) = (0, 0);
    for sum in &sums {
        value += sum.value;
        orders += sum.orders;
    }
    let mut segments: Vec<Segment> = Vec::with_capacity(keys.len());
    for (key, sum) in keys.iter().zip(&sums) {
        segments.push(sum.segment(key, scored, value));
    }
    if scored.preset == Preset::Rfm11 {
        segments[PROSPECTS] = prospects(shop, stats, keys[PROSPECTS]);
    }
    Rfm {
        options: scored.options.clone(),
        as_of: date_text(stats.as_of),
        warnings: warnings(shop, stats, scored),
        schema_version: SCHEMA_VERSION,
        population: scored.population,
        value: total_to_f64(value),
        orders,
        cut_points: scored.cut_points.clone(),
        scores_reached: scored.reached.clone(),
        empty_levels: scored.empty.clone(),
        split_at: scored.split.clone(),
        segments,
        grid,
    }
}

/// What the people of one segment add up to.
#[derive(Clone, Default)]
struct Sums {
    customers: u32,
    // All orders of a shop are counted in u32.
    orders: u32,
    value: i128,
    recency_days: i64,
    // Means per customer have no exact common denominator; their sum leaves as a float only.
    value_per_occasion: f64,
}

impl Sums {
    #[inline(always)]
    fn add(&mut self, stats: &Stats, scored: &Scored, person: usize) {
        let occasions = stats.occasions(person, scored.occasion);
        let value = i128::from(stats.value.as_slice()[person]);
        self.customers += 1;
        self.orders += occasions;
        self.value += value;
        self.recency_days += i64::from(stats.as_of) - i64::from(stats.last.as_slice()[person]);
        if scored.monetary == Monetary::Mean {
            self.value_per_occasion += quotient(value, i128::from(occasions) * i128::from(SCALE));
        }
    }

    fn segment(&self, key: &str, scored: &Scored, population_value: i128) -> Segment {
        let per = |total: i128, count: u32| (count > 0).then(|| quotient(total, i128::from(count)));
        let money_per =
            |count: u32| (count > 0).then(|| quotient(self.value, i128::from(count) * i128::from(SCALE)));
        Segment {
            key: key.to_string(),
            customers: self.customers,
            share: ratio(f64::from(self.customers), f64::from(scored.population)),
            value: Some(total_to_f64(self.value)),
            value_share: ratio(self.value as f64, population_value as f64),
            orders: Some(self.orders),
            recency_mean: per(i128::from(self.recency_days), self.customers),
            frequency_mean: per(i128::from(self.orders), self.customers),
            monetary_mean: match scored.monetary {
                Monetary::Sum => money_per(self.customers),
                Monetary::Mean => ratio(self.value_per_occasion, f64::from(self.customers)),
            },
            value_per_order: money_per(self.orders),
        }
    }
}

/// Members at the as-of date who never bought up to it, look-back or not, in canonical order.
pub fn never_bought(shop: &Shop, as_of: Day) -> Vec<u32> {
    let mut people = Vec::new();
    let Some(members) = &shop.members else { return people };
    for person in 0..shop.people_count() {
        let (dates, values) = shop.history(person);
        let bought = || dates.iter().zip(values).any(|(&date, &value)| date <= as_of && value >= 0);
        if members.is_member[person]
            && members.joined[person].is_none_or(|joined| joined <= as_of)
            && members.left[person].is_none_or(|left| left > as_of)
            && !bought()
        {
            people.push(person as u32);
        }
    }
    people
}

fn prospects(shop: &Shop, stats: &Stats, key: &str) -> Segment {
    let customers = never_bought(shop, stats.as_of).len();
    Segment {
        key: key.to_string(),
        customers: customers as u32,
        share: None,
        value: None,
        value_share: None,
        orders: None,
        recency_mean: None,
        frequency_mean: None,
        monetary_mean: None,
        value_per_order: None,
    }
}

fn warnings(shop: &Shop, stats: &Stats, scored: &Scored) -> Vec<Warning> {
    let mut warnings = hindsight(shop, stats.as_of);
    if scored.population == 0 {
        warnings.push(Warning::new("empty-population"));
    }
    let named = |code: &str, field: &str| Warning { field: Some(field.to_string()), ..Warning::new(code) };
    let ByMeasure { recency, frequency, monetary } = &scored.no_contrast;
    for (flat, field) in [(recency, "recency"), (frequency, "frequency"), (monetary, "monetary")] {
        if *flat {
            warnings.push(named("no-contrast", field));
        }
    }
    let ByMeasure { recency, frequency, monetary } = &scored.empty;
    for (empty, field) in [(recency, "recency"), (frequency, "frequency"), (monetary, "monetary")] {
        if !empty.is_empty() {
            warnings.push(Warning { count: Some(empty.len() as u32), ..named("empty-levels", field) });
        }
    }
    if scored.preset == Preset::Rfm11 && shop.members.is_none() {
        warnings.push(Warning::new("prospects-unknown"));
    }
    warnings
}

#[cfg(test)]
mod tests;
