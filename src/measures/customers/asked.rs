//! What can be asked of the list of customers: its options, filters and columns.

use serde::Serialize;

use crate::error::{Error, Result, beginning};
use crate::given::{Given, Place, Read, fill_all, optional, options, words};
use crate::measures::ltv::{LtvOptions, ReferralOptions};
use crate::measures::rfm::RfmOptions;
use crate::named::Named;

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
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[cfg_attr(test, derive(ts_rs::TS), ts(rename_all = "camelCase"))]
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
            pub fn name(self) -> &'static str {
                const NAMES: &[&str] = &[$($text,)*];
                NAMES[self as usize]
            }
        }

        impl Serialize for Column {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> core::result::Result<S::Ok, S::Error> {
                serializer.serialize_str(self.name())
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
        Column::ALL.iter().find(|column| column.name() == name).copied()
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

    pub(super) fn recent(&self) -> Result<u32> {
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
    pub(super) fn sorting(&self) -> Result<Vec<(Column, bool)>> {
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
    pub(super) fn ranges(&self) -> Result<Vec<(Column, &Bounds)>> {
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
