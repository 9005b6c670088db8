//! The customers one by one: a page of a sorted, filtered list, column by column.
//!
//! Everybody is listed who bought up to the as-of date, whatever the RFM look-back. Recency is always that of
//! the last purchase; frequency, monetary, scores and segment are those of the RFM question, so that customers
//! who bought nothing inside its look-back have frequency 0, no monetary value (NaN), scores 0 and the segment "".

mod one;

use serde::Serialize;

pub use one::{Customer, CustomerOptions, Purchase, Why, customer};

use crate::date::{Period, format_day};
use crate::error::{Code, Error, Result};
use crate::given::{FromGiven, Given, Read, Required, fill, options, words};
use crate::measures::ltv::{LtvOptions, ReferralOptions};
use crate::measures::rfm::{Monetary, RfmOptions, Scored};
use crate::measures::stats::Stats;
use crate::measures::{SCHEMA_VERSION, Warning, as_of_date, date_text, hindsight};
use crate::money::{SCALE, to_f64};
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
    /// Column to sort by, with `-` in front for descending: `"-monetary"`. Texts go by their bytes, what is missing
    /// comes last either way, equals stay in canonical order. Default: canonical order (first appearance).
    pub sort: Option<String>,
    /// How many customers of the sorted list to pass over; default 0.
    pub offset: Option<u32>,
    /// How many customers to return at most; default: all.
    pub limit: Option<u32>,
    /// The RFM question behind scores and segments; its `asOf` is the one above.
    pub rfm: Option<RfmOptions>,
    /// The LTV question behind the values; its `asOf` is the one above.
    pub ltv: Option<LtvOptions>,
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
}

options!(CustomerFilter {
    "ids" => ids,
    "segment" => segment,
    "search" => search,
});

/// Segments by key.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SegmentFilter {
    /// The keys of the segments.
    pub key: Vec<String>,
}

impl FromGiven for SegmentFilter {
    fn from_given(given: &Given) -> Read<Self> {
        let mut key = Required::WAITING;
        fill(given, &mut [("key", &mut key)])?;
        Ok(SegmentFilter { key: key.get("key")? })
    }
}

macro_rules! columns {
    ($($(#[$doc:meta])* $name:ident, $field:ident, $text:literal, $ty:ty, $ts:literal;)*) => {
        /// A column of the list.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
        #[serde(rename_all = "camelCase")]
        #[cfg_attr(test, derive(ts_rs::TS))]
        pub enum Column { $($(#[$doc])* $name,)* }

        words!(Column { $($text => $name),* });

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
    /// The page, column by column.
    pub columns: CustomerColumns,
}

/// Values per person in currency units, as the value measure computes them for the same as-of date.
#[derive(Clone, Copy, Debug)]
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
    /// The values.
    pub values: CustomerValues<'a>,
}

impl CustomersOptions {
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

    /// The column to sort by and whether downwards.
    fn sorting(&self) -> Result<Option<(Column, bool)>> {
        let Some(sort) = &self.sort else { return Ok(None) };
        let (name, down) = sort.strip_prefix('-').map_or((sort.as_str(), false), |name| (name, true));
        let column = Column::ALL.iter().copied().find(|column| column.name() == name).ok_or_else(|| {
            let names: Vec<&str> = Column::ALL.iter().map(|column| column.name()).collect();
            let shown: String = sort.chars().take(30).collect();
            let message =
                format!("sort must be a column name, with “-” in front for descending, not “{shown}”.");
            Error::bad_option("sort", message, &names)
        })?;
        Ok(Some((column, down)))
    }
}

/// The people of the list in its order; `offset`, `limit` and `columns` have no part in it.
///
/// Errors: `bad-option`.
pub fn list(sources: Sources<'_>, options: &CustomersOptions) -> Result<Vec<u32>> {
    let Sources { shop, stats, .. } = sources;
    let as_of = as_of_date(shop, options.as_of.as_deref())?;
    if (stats.as_of, stats.lookback_days) != (as_of, None) || sources.window.as_of != as_of {
        return Err(Error::new(Code::Internal, "The statistics are not those of the list's as-of date."));
    }
    let sorting = options.sorting()?;
    let mut people = selected(sources, options.filter.as_ref())?;
    match sorting {
        Some((Column::Id, down)) => {
            by_text(&mut people, &|person| shop.people.bytes(person));
            if down {
                people.reverse();
            }
        }
        Some((column, down)) => {
            let sort_key = |&person: &u32| (key(sources.sort_key(column, down, person as usize)), person);
            let mut keyed: Vec<(u64, u32)> = people.iter().map(sort_key).collect();
            by_key(&mut keyed);
            people = keyed.into_iter().map(|(_, person)| person).collect();
        }
        None => {}
    }
    Ok(people)
}

/// A page of the list of customers; `people` are those of [`list`] for the same question.
///
/// Errors: `bad-option`.
pub fn customers(sources: Sources<'_>, people: &[u32], options: &CustomersOptions) -> Result<Customers> {
    let Sources { shop, stats, scored, .. } = sources;
    let as_of = stats.as_of;
    let total = people.len() as u32;
    let offset = options.offset.unwrap_or(0);
    let end = options.limit.map_or(total, |limit| offset.saturating_add(limit)).min(total);
    let page = people.get(offset as usize..end as usize).unwrap_or(&[]);

    let wanted = options.columns.clone().unwrap_or_else(|| Column::ALL.to_vec());
    let mut columns = CustomerColumns::default();
    for &column in &wanted {
        sources.fill(column, page, &mut columns);
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
            ..options.clone()
        },
        as_of: date_text(as_of),
        warnings: hindsight(shop, as_of).into_iter().collect(),
        schema_version: SCHEMA_VERSION,
        total,
        columns,
    })
}

/// The buyers that pass the filter, in canonical order.
fn selected(sources: Sources<'_>, filter: Option<&CustomerFilter>) -> Result<Vec<u32>> {
    let Sources { shop, stats, scored, .. } = sources;
    let mut people: Vec<u32> = match filter.and_then(|filter| filter.ids.as_ref()) {
        Some(ids) => {
            let code = |id: &String| shop.people.get(id.as_bytes());
            let mut named: Vec<(u64, u32)> =
                ids.iter().filter_map(code).map(|person| (u64::from(person), person)).collect();
            by_key(&mut named);
            named.dedup();
            named.retain(|&(_, person)| stats.is_buyer(person as usize));
            named.into_iter().map(|(_, person)| person).collect()
        }
        None => stats.buyers().map(|person| person as u32).collect(),
    };
    if let Some(segment) = filter.and_then(|filter| filter.segment.as_ref()) {
        let keys = scored.preset.keys();
        let mut wanted = vec![false; keys.len()];
        for key in &segment.key {
            let at = keys.iter().position(|other| other == key).ok_or_else(|| {
                let shown: String = key.chars().take(30).collect();
                let message = format!("No segment of “{}” is called “{shown}”.", scored.preset.name());
                Error::bad_option("filter.segment.key", message, keys)
            })?;
            wanted[at] = true;
        }
        people.retain(|&person| {
            wanted.get(usize::from(scored.segment[person as usize])).copied().unwrap_or(false)
        });
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

/// Turns a key around for descending order and keeps it below [`MISSING`].
fn directed(key: i64, down: bool) -> i64 {
    (if down { !key } else { key }).min(MISSING - 1)
}

/// An integer that orders like the float; NaN is missing.
fn float_key(value: f64, down: bool) -> i64 {
    if value.is_nan() {
        return MISSING;
    }
    // Adding 0 makes −0 equal to 0. Below zero the bits count backwards.
    let bits = (value + 0.0).to_bits() as i64;
    directed(if bits < 0 { bits ^ i64::MAX } else { bits }, down)
}

impl Sources<'_> {
    fn sort_key(&self, column: Column, down: bool, person: usize) -> i64 {
        let Sources { stats, scored, .. } = self;
        let key = match column {
            // Ids are compared as texts, before it comes to keys.
            Column::Id => 0,
            Column::RecencyDays => i64::from(self.recency_days(person)),
            Column::Frequency => i64::from(self.frequency(person)),
            Column::RScore | Column::FScore | Column::MScore if !scored.holds(person) => return MISSING,
            Column::RScore => i64::from(scored.scores.recency[person]),
            Column::FScore => i64::from(scored.scores.frequency[person]),
            Column::MScore => i64::from(scored.scores.monetary[person]),
            Column::Segment if !scored.holds(person) => return MISSING,
            Column::Segment => {
                let key = scored.key(person);
                scored.preset.keys().iter().filter(|other| **other < key).count() as i64
            }
            Column::FirstPurchase => i64::from(stats.first[person]),
            Column::LastPurchase => i64::from(stats.last[person]),
            Column::Cohort => i64::from(Period::Month.index(stats.first[person])),
            Column::Monetary => return float_key(self.monetary(person), down),
            Column::OwnValue => return float_key(self.values.own[person], down),
            Column::ReferralValue => return float_key(self.values.referral[person], down),
            Column::PassedOn => return float_key(self.values.passed_on[person], down),
            Column::RelationshipValue => return float_key(self.relationship_value(person), down),
        };
        directed(key, down)
    }

    fn fill(&self, column: Column, page: &[u32], columns: &mut CustomerColumns) {
        fn each<T>(page: &[u32], value: impl Fn(usize) -> T) -> Option<Vec<T>> {
            Some(page.iter().map(|&person| value(person as usize)).collect())
        }
        let Sources { shop, stats, scored, values, .. } = self;
        let scores = &scored.scores;
        match column {
            Column::Id => columns.id = each(page, |person| shop.people.text(person as u32).into_owned()),
            Column::RecencyDays => columns.recency_days = each(page, |person| self.recency_days(person)),
            Column::Frequency => columns.frequency = each(page, |person| self.frequency(person)),
            Column::Monetary => columns.monetary = each(page, |person| self.monetary(person)),
            Column::RScore => columns.r_score = each(page, |person| scores.recency[person]),
            Column::FScore => columns.f_score = each(page, |person| scores.frequency[person]),
            Column::MScore => columns.m_score = each(page, |person| scores.monetary[person]),
            Column::Segment => columns.segment = each(page, |person| scored.key(person).to_string()),
            Column::FirstPurchase => {
                columns.first_purchase = each(page, |person| format_day(stats.first[person]));
            }
            Column::LastPurchase => {
                columns.last_purchase = each(page, |person| format_day(stats.last[person]))
            }
            Column::OwnValue => columns.own_value = each(page, |person| values.own[person]),
            Column::ReferralValue => columns.referral_value = each(page, |person| values.referral[person]),
            Column::PassedOn => columns.passed_on = each(page, |person| values.passed_on[person]),
            Column::RelationshipValue => {
                columns.relationship_value = each(page, |person| self.relationship_value(person));
            }
            Column::Cohort => {
                let month = |person: usize| Period::Month.label(Period::Month.index(stats.first[person]));
                columns.cohort = each(page, month);
            }
        }
    }

    fn recency_days(&self, person: usize) -> i32 {
        self.stats.as_of - self.stats.last[person]
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
