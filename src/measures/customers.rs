//! The customers one by one: a page of a sorted, filtered list, column by column.
//!
//! Everybody is listed who bought up to the as-of date, whatever the RFM look-back. Recency is always that of
//! the last purchase; frequency, monetary, scores and segment are those of the RFM question, so that customers
//! who bought nothing inside its look-back have frequency 0, no monetary value (NaN), scores 0 and the segment "".

mod one;
mod prospects;

use serde::Serialize;

pub use one::{Customer, CustomerOptions, Purchase, Why, customer};
pub use prospects::{ProspectColumns, Prospects, ProspectsOptions, prospects};

use crate::date::{Period, format_day};
use crate::error::{Code, Error, Result, beginning};
use crate::given::{Given, Place, Read, fill_all, optional, options, words};
use crate::measures::ltv::{LtvOptions, ReferralOptions};
use crate::measures::rfm::{Monetary, RfmOptions, Scored};
use crate::measures::stats::Stats;
use crate::measures::{SCHEMA_VERSION, Warning, as_of_date, date_text, hindsight};
use crate::money::{SCALE, to_f64, total_to_f64};
use crate::named::Named;
use crate::shop::tables::Shop;
use crate::sort::{by_key, by_text, key};

/// What can be asked of the list of customers.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct CustomersOptions {
    /// The day looked back from, `YYYY-MM-DD`; default: the last date.
    pub as_of: Option<String>,
    /// The columns wanted; default: all.
    pub columns: Option<Vec<Column>>,
    /// Which customers; default: all who bought.
    pub filter: Option<CustomerFilter>,
    /// Column to sort by, with `-` in front for descending: `"-monetary"`; further ones behind commas decide among
    /// equals. Texts go by their bytes, what is missing comes last either way, equals stay in canonical order.
    /// Default: canonical order (first appearance).
    pub sort: Option<String>,
    /// How many customers of the sorted list to pass over; default 0.
    pub offset: Option<u32>,
    /// How many customers to return at most; default: all.
    pub limit: Option<u32>,
    /// The RFM question behind scores and segments; its `asOf` is the one above.
    pub rfm: Option<RfmOptions>,
    /// The LTV question behind the values; its `asOf` is the one above.
    pub ltv: Option<LtvOptions>,
    /// How many days up to the as-of date the columns `recentValue` and `change` look at, 1 to 36500; default 90.
    pub recent_days: Option<u32>,
}

options!(CustomersOptions {
    "asOf" => as_of,
    "columns" => columns,
    "filter" => filter,
    "sort" => sort,
    "offset" => offset,
    "limit" => limit,
    "rfm" => rfm,
    "ltv" => ltv,
    "recentDays" => recent_days,
});

/// Which customers are listed; all conditions that are given must hold.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct CustomerFilter {
    /// These ids; ids that nobody has are passed over.
    pub ids: Option<Vec<String>>,
    /// Customers in one of these segments of the RFM question.
    pub segment: Option<SegmentFilter>,
    /// Customers whose id contains this text; A to Z are the same as a to z.
    pub search: Option<String>,
    /// Per column of numbers: the customers in whose row it lies within these bounds. What is missing lies in none.
    #[cfg_attr(test, ts(as = "Option<std::collections::BTreeMap<String, Bounds>>"))]
    pub ranges: Option<Named<Bounds>>,
}

options!(CustomerFilter {
    "ids" => ids,
    "segment" => segment,
    "search" => search,
    "ranges" => ranges,
});

/// The ends of a range, both of which belong to it.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct Bounds {
    /// The least number; default: any.
    pub from: Option<f64>,
    /// The greatest number; default: any.
    pub to: Option<f64>,
}

options!(Bounds {
    "from" => from,
    "to" => to,
});

optional!(Named<Bounds>);

/// Segments by key.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SegmentFilter {
    /// The keys of the segments.
    pub key: Vec<String>,
}

impl Place for SegmentFilter {
    fn fill(&mut self, given: &Given) -> Read<()> {
        fill_all(given, &mut [("key", &mut self.key)])
    }
}

optional!(SegmentFilter, Vec<Column>);

macro_rules! columns {
    ($($(#[$doc:meta])* $name:ident, $field:ident, $text:literal, $ty:ty, $ts:literal;)*) => {
        /// A column of the list.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
        #[serde(rename_all = "camelCase")]
        #[cfg_attr(test, derive(ts_rs::TS))]
        pub enum Column { $($(#[$doc])* $name,)* }

        words!(Column { $($text => $name),* });

        /// What every list can have.
        impl Default for Column {
            fn default() -> Self {
                Column::Id
            }
        }

        impl Column {
            /// Every column, in the order of the result.
            pub const ALL: &'static [Column] = &[$(Column::$name,)*];

            /// The column's name in options and results.
            pub const fn name(self) -> &'static str {
                match self { $(Column::$name => $text,)* }
            }
        }

        /// One array per column that was asked for, all of one length.
        #[derive(Clone, Debug, Default, PartialEq, Serialize)]
        #[serde(rename_all = "camelCase")]
        #[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields))]
        pub struct CustomerColumns {
            $(
                $(#[$doc])*
                #[serde(skip_serializing_if = "Option::is_none")]
                #[cfg_attr(test, ts(type = $ts))]
                pub $field: Option<Vec<$ty>>,
            )*
        }
    };
}

columns! {
    /// The customer's id.
    Id, id, "id", String, "string[]";
    /// Days from the last purchase to the as-of date, whatever the look-back.
    RecencyDays, recency_days, "recencyDays", i32, "Int32Array";
    /// Purchase occasions inside the look-back.
    Frequency, frequency, "frequency", u32, "Uint32Array";
    /// M in currency units (sum, or mean per occasion, as the RFM question says); NaN outside its look-back.
    Monetary, monetary, "monetary", f64, "Float64Array";
    /// Recency score, 1 to the number of levels; 0 outside the look-back.
    RScore, r_score, "rScore", u8, "Uint8Array";
    /// Frequency score, 1 to the number of levels; 0 outside the look-back.
    FScore, f_score, "fScore", u8, "Uint8Array";
    /// Monetary score, 1 to the number of levels; 0 outside the look-back.
    MScore, m_score, "mScore", u8, "Uint8Array";
    /// Key of the RFM segment; empty outside the look-back.
    Segment, segment, "segment", String, "string[]";
    /// Date of the first purchase, `YYYY-MM-DD`.
    FirstPurchase, first_purchase, "firstPurchase", String, "string[]";
    /// Date of the last purchase up to the as-of date, `YYYY-MM-DD`.
    LastPurchase, last_purchase, "lastPurchase", String, "string[]";
    /// Own value in currency units, margin included (`definitions § 2`).
    OwnValue, own_value, "ownValue", f64, "Float64Array";
    /// Value received for those the customer brought, in currency units (`definitions § 3`).
    ReferralValue, referral_value, "referralValue", f64, "Float64Array";
    /// Value handed up to the customer's referrer, in currency units (`definitions § 3`).
    PassedOn, passed_on, "passedOn", f64, "Float64Array";
    /// Own value + referral value − passed on, in currency units.
    RelationshipValue, relationship_value, "relationshipValue", f64, "Float64Array";
    /// Value of the last `recentDays`, refund records included, in currency units.
    RecentValue, recent_value, "recentValue", f64, "Float64Array";
    /// `recentValue` less the value of as many days before, in currency units.
    Change, change, "change", f64, "Float64Array";
    /// Calendar month of the first purchase, `YYYY-MM`.
    Cohort, cohort, "cohort", String, "string[]";
}

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
    /// Own value.
    pub own: &'a [f64],
    /// Referral value.
    pub referral: &'a [f64],
    /// What is handed up to the referrer.
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

/// The usual length of what is recent.
const RECENT_DAYS: u32 = 90;
const MAX_RECENT_DAYS: u32 = 36_500;

impl Column {
    const fn is_value(self) -> bool {
        matches!(
            self,
            Column::OwnValue | Column::ReferralValue | Column::PassedOn | Column::RelationshipValue
        )
    }

    const fn is_text(self) -> bool {
        matches!(
            self,
            Column::Id | Column::Segment | Column::FirstPurchase | Column::LastPurchase | Column::Cohort
        )
    }

    fn named(name: &str) -> Option<Column> {
        Column::ALL.iter().copied().find(|column| column.name() == name)
    }
}

/// The error for a name that is no column, or none of the right kind.
fn no_column(option: &str, said: String, fit: &dyn Fn(Column) -> bool) -> Error {
    let mut names = Vec::new();
    for column in Column::ALL {
        if fit(*column) {
            names.push(column.name());
        }
    }
    Error::bad_option(option, said, &names)
}

impl CustomersOptions {
    /// Whether anything that is asked for is a value of the LTV question.
    pub fn needs_values(&self) -> bool {
        let Some(columns) = &self.columns else { return true };
        let mut needed = false;
        for column in columns {
            needed |= column.is_value();
        }
        for (column, _) in self.sorting().unwrap_or_default() {
            needed |= column.is_value();
        }
        for (column, _) in self.ranges().unwrap_or_default() {
            needed |= column.is_value();
        }
        needed
    }

    fn recent(&self) -> Result<u32> {
        let days = self.recent_days.unwrap_or(RECENT_DAYS);
        if (1..=MAX_RECENT_DAYS).contains(&days) {
            return Ok(days);
        }
        Err(Error::bad_option(
            "recentDays",
            "recentDays must be a whole number of days from 1 to 36500.",
            &["1..36500"],
        ))
    }

    /// The RFM question behind the list: the one given, at the list's as-of date.
    pub fn rfm_options(&self) -> Result<RfmOptions> {
        let rfm = self.rfm.clone().unwrap_or_default();
        if rfm.as_of.is_some() && rfm.as_of != self.as_of {
            return Err(Error::bad_option(
                "rfm.asOf",
                "rfm.asOf differs from asOf; leave it out, one list has one as-of date.",
                &[],
            ));
        }
        Ok(RfmOptions { as_of: self.as_of.clone(), ..rfm })
    }

    /// The referral options behind the values; the error is `bad-option` for another as-of date.
    pub fn referral_options(&self) -> Result<ReferralOptions> {
        let ltv = self.ltv.clone().unwrap_or_default();
        if ltv.as_of.is_some() && ltv.as_of != self.as_of {
            return Err(Error::bad_option(
                "ltv.asOf",
                "ltv.asOf differs from asOf; leave it out, one list has one as-of date.",
                &[],
            ));
        }
        Ok(ltv.referral.unwrap_or_default())
    }

    /// The columns to sort by and whether downwards, the one that decides last first.
    fn sorting(&self) -> Result<Vec<(Column, bool)>> {
        let mut sorting = Vec::new();
        let mut left = self.sort.as_deref();
        while let Some(all) = left {
            let comma = all.bytes().rposition(|byte| byte == b',');
            left = comma.and_then(|at| all.get(..at));
            let name = all.get(comma.map_or(0, |at| at + 1)..).unwrap_or_default();
            let (name, down) = name.strip_prefix('-').map_or((name, false), |name| (name, true));
            let Some(column) = Column::named(name) else {
                let shown = beginning(name, 30);
                let said =
                    ["sort must be a column name, with “-” in front for descending, not “", shown, "”."]
                        .concat();
                return Err(no_column("sort", said, &|_| true));
            };
            sorting.push((column, down));
        }
        Ok(sorting)
    }

    /// The columns of numbers that are bounded.
    fn ranges(&self) -> Result<Vec<(Column, &Bounds)>> {
        let mut ranges = Vec::new();
        let Some(given) = self.filter.as_ref().and_then(|filter| filter.ranges.as_ref()) else {
            return Ok(ranges);
        };
        for (name, bounds) in given {
            let Some(column) = Column::named(name).filter(|column| !column.is_text()) else {
                let shown = beginning(name, 30);
                let said =
                    ["filter.ranges takes the names of columns of numbers, not “", shown, "”."].concat();
                return Err(no_column("filter.ranges", said, &|column| !column.is_text()));
            };
            ranges.push((column, bounds));
        }
        Ok(ranges)
    }
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
        named.resize(shop.people_count(), false);
        for id in ids {
            if let Some(named) =
                shop.people.get(id.as_bytes()).and_then(|person| named.get_mut(person as usize))
            {
                *named = true;
            }
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
    let mut people = Vec::new();
    for person in stats.buyers() {
        let is_named = ids.is_none() || named[person];
        let is_of_segment = || wanted.get(usize::from(scored.segment[person])).copied().unwrap_or(false);
        if is_named && (!by_segment || is_of_segment()) {
            people.push(person as u32);
        }
    }
    if let Some(search) = filter.and_then(|filter| filter.search.as_deref()) {
        people.retain(|&person| contains(shop.people.bytes(person), search.as_bytes()));
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
                scored.preset.keys().iter().filter(|other| **other < key).count() as f64
            }
            Column::FirstPurchase => f64::from(stats.first[person]),
            Column::LastPurchase => f64::from(stats.last[person]),
            Column::Cohort => f64::from(Period::Month.index(stats.first[person])),
            Column::Monetary => self.monetary(person),
            Column::OwnValue => self.values.own[person],
            Column::ReferralValue => self.values.referral[person],
            Column::PassedOn => self.values.passed_on[person],
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
        self.values.own[person] + self.values.referral[person] - self.values.passed_on[person]
    }
}

#[cfg(test)]
mod tests;
