//! The customers one by one: a page of a sorted, filtered list, column by column.
//!
//! Everybody is listed who bought up to the as-of date, whatever the RFM look-back. Recency is always that of
//! the last purchase; frequency, monetary, scores and segment are those of the RFM question, so that customers
//! who bought nothing inside its look-back have frequency 0, no monetary value (NaN), scores 0 and the segment "".

mod asked;
mod one;
mod prospects;

use serde::Serialize;

pub use asked::{Bounds, Column, CustomerColumns, CustomerFilter, CustomersOptions, SegmentFilter};
pub use one::{Customer, CustomerOptions, Purchase, Why, customer};
pub use prospects::{ProspectColumns, Prospects, ProspectsOptions, prospects};

use crate::date::{Period, format_day};
use crate::error::{Code, Error, Result, beginning};
use crate::ids::Ids;
use crate::measures::ltv::{LtvOptions, handed_up, own_value};
use crate::measures::rfm::{Monetary, Scored};
use crate::measures::stats::Stats;
use crate::measures::{SCHEMA_VERSION, Warning, as_of_date, date_text, hindsight};
use crate::money::{SCALE, to_f64, total_to_f64};
use crate::shop::tables::Shop;
use crate::sort::{by_key, by_text, key};

/// The answer of `customers`.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Customers {
    /// The options in force, every default filled in.
    pub options: CustomersOptions,
    /// The day looked back from, `YYYY-MM-DD`.
    pub as_of: String,
    /// `hindsight`.
    pub warnings: Vec<Warning>,
    /// The version of this shape.
    pub schema_version: u32,
    /// How many customers passed the filter, before offset and limit.
    pub total: u32,
    /// Their value inside the RFM question's look-back, refund records included, in currency units.
    pub value: f64,
    /// The page, column by column.
    pub columns: CustomerColumns,
}

/// Values per person in currency units, as the value measure computes them for the same as-of date.
#[derive(Clone, Copy, Debug, Default)]
pub struct CustomerValues<'a> {
    /// Referral value.
    pub referral: &'a [f64],
    /// What is handed up to the referrer; empty where nothing is.
    pub passed_on: &'a [f64],
}

/// What the list is drawn from, all of one shop and one as-of date.
#[derive(Clone, Copy)]
pub struct Sources<'a> {
    /// The shop.
    pub shop: &'a Shop,
    /// Statistics at the as-of date over the whole history.
    pub stats: &'a Stats,
    /// Statistics in the window of the RFM question; the same ones without a look-back.
    pub window: &'a Stats,
    /// The scores of the RFM question.
    pub scored: &'a Scored,
    /// The values; empty where [`CustomersOptions::needs_values`] says so.
    pub values: CustomerValues<'a>,
}

/// The people of a list in its order, and what they amount to.
#[derive(Clone, Debug, Default)]
pub struct Listed {
    people: Vec<u32>,
    value: i128,
}

/// The list of a question; `offset`, `limit` and `columns` have no part in it.
///
/// Errors: `bad-option`.
pub fn list(sources: Sources<'_>, options: &CustomersOptions) -> Result<Listed> {
    let Sources { shop, stats, .. } = sources;
    let as_of = as_of_date(shop, options.as_of.as_deref())?;
    if (stats.as_of, stats.lookback_days) != (as_of, None) || sources.window.as_of != as_of {
        return Err(Error::new(Code::Internal, "The statistics are not those of the list's as-of date."));
    }
    let sorting = options.sorting()?;
    let recent = options.recent()?;
    let mut people = selected(sources, options.filter.as_ref())?;
    for (column, Bounds { from, to }) in options.ranges()? {
        let (from, to) = (from.unwrap_or(f64::NEG_INFINITY), to.unwrap_or(f64::INFINITY));
        let mut within = Vec::new();
        for &person in &people {
            let number = sources.number(column, person as usize, recent);
            if number >= from && number <= to {
                within.push(person);
            }
        }
        people = within;
    }
    let mut value = 0;
    for &person in &people {
        value += i128::from(sources.window.value[person as usize]);
    }
    for (column, down) in sorting {
        if column == Column::Id {
            by_text(&mut people, &|person| shop.people.bytes(person));
            if down {
                people.reverse();
            }
            continue;
        }
        let mut keyed: Vec<(u64, u32)> = Vec::with_capacity(people.len());
        for &person in &people {
            let number = sources.number(column, person as usize, recent);
            keyed.push((key(float_key(number, down)), person));
        }
        by_key(&mut keyed);
        for (place, (_, person)) in people.iter_mut().zip(keyed) {
            *place = person;
        }
    }
    Ok(Listed { people, value })
}

/// A page of the list of customers; `listed` is that of [`list`] for the same question.
///
/// Errors: `bad-option`.
pub fn customers(sources: Sources<'_>, listed: &Listed, options: &CustomersOptions) -> Result<Customers> {
    let Listed { people, value } = listed;
    let Sources { shop, stats, scored, .. } = sources;
    let as_of = stats.as_of;
    let total = people.len() as u32;
    let offset = options.offset.unwrap_or(0);
    let end = options.limit.map_or(total, |limit| offset.saturating_add(limit)).min(total);
    let page = people.get(offset as usize..end as usize).unwrap_or(&[]);

    let wanted = options.columns.clone().unwrap_or_else(|| Column::ALL.to_vec());
    let recent = options.recent()?;
    let mut columns = CustomerColumns::default();
    for &column in &wanted {
        sources.fill(column, page, recent, &mut columns);
    }
    Ok(Customers {
        options: CustomersOptions {
            as_of: Some(date_text(as_of)),
            columns: Some(wanted),
            offset: Some(offset),
            rfm: Some(scored.options.clone()),
            ltv: Some(LtvOptions {
                as_of: Some(date_text(as_of)),
                referral: Some(options.referral_options()?.filled()?),
            }),
            filter: options.filter.clone(),
            sort: options.sort.clone(),
            limit: options.limit,
            recent_days: Some(recent),
        },
        as_of: date_text(as_of),
        warnings: hindsight(shop, as_of),
        schema_version: SCHEMA_VERSION,
        total,
        value: total_to_f64(*value),
        columns,
    })
}

/// The buyers that pass the filter, in canonical order.
fn selected(sources: Sources<'_>, filter: Option<&CustomerFilter>) -> Result<Vec<u32>> {
    let Sources { shop, stats, scored, .. } = sources;
    let mut named = Vec::new();
    let ids = filter.and_then(|filter| filter.ids.as_ref());
    if let Some(ids) = ids {
        let mut asked = Ids::with_seed(0);
        for id in ids {
            asked.insert(id.as_bytes());
        }
        for person in 0..shop.people_count() {
            named.push(asked.get(shop.people.bytes(person as u32)).is_some());
        }
    }
    let keys = scored.preset.keys();
    let mut wanted = vec![false; keys.len()];
    if let Some(segment) = filter.and_then(|filter| filter.segment.as_ref()) {
        for key in &segment.key {
            let at = keys.iter().position(|other| other == key).ok_or_else(|| {
                let shown = beginning(key, 30);
                let message =
                    ["No segment of “", scored.preset.name(), "” is called “", shown, "”."].concat();
                Error::bad_option("filter.segment.key", message, keys)
            })?;
            wanted[at] = true;
        }
    }
    let by_segment = filter.is_some_and(|filter| filter.segment.is_some());
    let search = filter.and_then(|filter| filter.search.as_deref()).unwrap_or_default();
    let mut people = Vec::new();
    for person in stats.buyers() {
        let is_named = ids.is_none() || named[person];
        let is_of_segment = || wanted.get(usize::from(scored.segment[person])).copied().unwrap_or(false);
        let is_found = || contains(shop.people.bytes(person as u32), search.as_bytes());
        if is_named && (!by_segment || is_of_segment()) && is_found() {
            people.push(person as u32);
        }
    }
    Ok(people)
}

/// Whether a text contains another; A to Z are the same as a to z.
fn contains(text: &[u8], part: &[u8]) -> bool {
    part.is_empty() || text.windows(part.len()).any(|window| window.eq_ignore_ascii_case(part))
}

/// The key of what is missing: last in either direction.
const MISSING: i64 = i64::MAX;

/// An integer that orders like the float, or the other way round; NaN is missing.
fn float_key(value: f64, down: bool) -> i64 {
    if value.is_nan() {
        return MISSING;
    }
    // Adding 0 makes −0 equal to 0. Below zero the bits count backwards.
    let bits = (value + 0.0).to_bits() as i64;
    let key = if bits < 0 { bits ^ i64::MAX } else { bits };
    (if down { !key } else { key }).min(MISSING - 1)
}

/// A value for each of these people.
fn each<T>(page: &[u32], value: &dyn Fn(usize) -> T) -> Option<Vec<T>> {
    let mut column = Vec::with_capacity(page.len());
    for &person in page {
        column.push(value(person as usize));
    }
    Some(column)
}

impl Sources<'_> {
    /// What a column holds, or for texts other than ids a number that orders like them; NaN where that is missing.
    fn number(&self, column: Column, person: usize, recent: u32) -> f64 {
        let Sources { stats, scored, .. } = self;
        match column {
            // Ids are compared as texts, before it comes to numbers.
            Column::Id => 0.0,
            Column::RecencyDays => f64::from(stats.as_of - stats.last[person]),
            Column::Frequency => f64::from(self.frequency(person)),
            Column::RScore | Column::FScore | Column::MScore | Column::Segment if !scored.holds(person) => {
                f64::NAN
            }
            Column::RScore => f64::from(scored.scores.recency[person]),
            Column::FScore => f64::from(scored.scores.frequency[person]),
            Column::MScore => f64::from(scored.scores.monetary[person]),
            Column::Segment => {
                let key = scored.key(person);
                let mut before = 0.0;
                for other in scored.preset.keys() {
                    before += f64::from(u8::from(*other < key));
                }
                before
            }
            Column::FirstPurchase => f64::from(stats.first[person]),
            Column::LastPurchase => f64::from(stats.last[person]),
            Column::Cohort => f64::from(Period::Month.index(stats.first[person])),
            Column::Monetary => self.monetary(person),
            Column::OwnValue => own_value(self.shop, self.stats, person),
            Column::ReferralValue => self.values.referral[person],
            Column::PassedOn => handed_up(self.values.passed_on, person),
            Column::RelationshipValue => self.relationship_value(person),
            Column::RecentValue => total_to_f64(self.recent(person, recent).0),
            Column::Change => {
                let (now, before) = self.recent(person, recent);
                total_to_f64(now - before)
            }
        }
    }

    /// The value of the last days, and of as many before.
    fn recent(&self, person: usize, days: u32) -> (i128, i128) {
        let as_of = self.stats.as_of;
        let start = as_of.saturating_sub_unsigned(days);
        let earlier = start.saturating_sub_unsigned(days);
        let (dates, values) = self.shop.history(person);
        let (mut now, mut before) = (0, 0);
        for (&date, &value) in dates.iter().zip(values).rev() {
            if date <= earlier {
                break;
            }
            if date > as_of {
                continue;
            }
            let sum = if date > start { &mut now } else { &mut before };
            *sum += i128::from(value);
        }
        (now, before)
    }

    /// What a column of texts holds.
    fn text(&self, column: Column, person: usize) -> String {
        match column {
            Column::Segment => self.scored.key(person).to_string(),
            Column::FirstPurchase => format_day(self.stats.first[person]),
            Column::LastPurchase => format_day(self.stats.last[person]),
            Column::Cohort => Period::Month.label(Period::Month.index(self.stats.first[person])),
            _ => self.shop.people.text(person as u32).into_owned(),
        }
    }

    fn fill(&self, column: Column, page: &[u32], recent: u32, columns: &mut CustomerColumns) {
        let texts = |person: usize| self.text(column, person);
        let floats = |person: usize| self.number(column, person, recent);
        // Who has no scores has 0, which is what NaN is as an integer.
        let scores = |person: usize| self.number(column, person, recent) as u8;
        match column {
            Column::Id => columns.id = each(page, &texts),
            Column::Segment => columns.segment = each(page, &texts),
            Column::FirstPurchase => columns.first_purchase = each(page, &texts),
            Column::LastPurchase => columns.last_purchase = each(page, &texts),
            Column::Cohort => columns.cohort = each(page, &texts),
            Column::RecencyDays => columns.recency_days = each(page, &|person| floats(person) as i32),
            Column::Frequency => columns.frequency = each(page, &|person| self.frequency(person)),
            Column::RScore => columns.r_score = each(page, &scores),
            Column::FScore => columns.f_score = each(page, &scores),
            Column::MScore => columns.m_score = each(page, &scores),
            Column::Monetary => columns.monetary = each(page, &floats),
            Column::OwnValue => columns.own_value = each(page, &floats),
            Column::ReferralValue => columns.referral_value = each(page, &floats),
            Column::PassedOn => columns.passed_on = each(page, &floats),
            Column::RelationshipValue => columns.relationship_value = each(page, &floats),
            Column::RecentValue => columns.recent_value = each(page, &floats),
            Column::Change => columns.change = each(page, &floats),
        }
    }

    fn frequency(&self, person: usize) -> u32 {
        self.window.occasions(person, self.scored.occasion)
    }

    fn monetary(&self, person: usize) -> f64 {
        let value = to_f64(self.window.value[person]);
        match self.scored.monetary {
            _ if !self.scored.holds(person) => f64::NAN,
            Monetary::Sum => value,
            Monetary::Mean => {
                let per = i64::from(self.frequency(person)) * SCALE;
                self.window.value[person] as f64 / per as f64
            }
        }
    }

    fn relationship_value(&self, person: usize) -> f64 {
        own_value(self.shop, self.stats, person) + self.values.referral[person]
            - handed_up(self.values.passed_on, person)
    }
}

#[cfg(test)]
mod tests;
