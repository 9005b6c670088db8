//! The options of `open`: what the reader may be told instead of finding out.

use serde::Serialize;

use crate::given::{Given, Place, Read, Wrong, optional, options, words};
use crate::named::Named;
use crate::shop::tables::Occasion;

/// A column of a source: its header text or its 0-based index. Of `customerId` also a list of these: their cells
/// together name the customer, as in `13800138000 / Ann`; where one of them is missing, nobody is named.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum ColumnRef {
    /// 0-based index, for headers that occur twice.
    Index(u32),
    /// Header text, compared trimmed and with half-width brackets.
    Header(String),
    /// Several columns, one of the above each.
    Key(Vec<ColumnRef>),
}

impl Place for Option<ColumnRef> {
    fn fill(&mut self, given: &Given) -> Read<()> {
        *self = match given {
            Given::Null => None,
            Given::List(items) => {
                let mut columns = Vec::new();
                for item in items {
                    columns.push(one_column(item)?);
                }
                Some(ColumnRef::Key(columns))
            }
            given => Some(one_column(given)?),
        };
        Ok(())
    }
}

fn one_column(given: &Given) -> Read<ColumnRef> {
    if let Given::Text(text) = given {
        return Ok(ColumnRef::Header(text.clone()));
    }
    let mut index = 0u32;
    index.fill(given).map_err(|_| Wrong::unfit())?;
    Ok(ColumnRef::Index(index))
}

optional!(FieldColumns);

/// Columns per field of one kind of source. A field that is left out is recognised, `null` switches it off.
pub type FieldColumns = Named<Option<ColumnRef>>;

/// Explicit columns per kind of source.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct Mapping {
    /// Columns of the orders.
    #[cfg_attr(test, ts(as = "Option<std::collections::BTreeMap<String, Option<ColumnRef>>>"))]
    pub orders: Option<FieldColumns>,
    /// Columns of the members.
    #[cfg_attr(test, ts(as = "Option<std::collections::BTreeMap<String, Option<ColumnRef>>>"))]
    pub members: Option<FieldColumns>,
    /// Columns of the referrals.
    #[cfg_attr(test, ts(as = "Option<std::collections::BTreeMap<String, Option<ColumnRef>>>"))]
    pub referrals: Option<FieldColumns>,
}

options!(Mapping {
    "orders" => orders,
    "members" => members,
    "referrals" => referrals,
});

/// Which number comes first in dates like 3/4/2024.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum DateOrder {
    /// Day, month, year.
    Dmy,
    /// Month, day, year.
    Mdy,
}

words!(DateOrder { "dmy" => Dmy, "mdy" => Mdy });

/// Whether the amount column holds the order's amount on each of its rows, or the row's part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum AmountIs {
    /// The rows of an order add up.
    Line,
    /// The first row says it all.
    Order,
}

words!(AmountIs { "line" => Line, "order" => Order });

/// Whether the paid amount still contains what was refunded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum RefundIs {
    /// Paid is gross: net = paid − refund.
    Separate,
    /// Paid is net already.
    Included,
}

words!(RefundIs { "separate" => Separate, "included" => Included });

/// What a paid order of amount 0 is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum ZeroAmount {
    /// Set aside with the rule `zero-amount`.
    #[default]
    Exclude,
    /// A purchase of value 0.
    Count,
}

words!(ZeroAmount { "exclude" => Exclude, "count" => Count });

/// Whether a customer id names one person over all shops.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum Identity {
    /// One id is one person over all files.
    #[default]
    All,
    /// The same id in two shops is two people.
    Shop,
}

words!(Identity { "all" => All, "shop" => Shop });

/// Whether the case of letters distinguishes customer ids.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum IdCase {
    /// `Ann` and `ann` are two people.
    Sensitive,
    /// They are one.
    Insensitive,
}

words!(IdCase { "sensitive" => Sensitive, "insensitive" => Insensitive });

/// Platforms whose exports have their own headers and habits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(test, derive(ts_rs::TS))]
#[allow(missing_docs)] // the names are the documentation
pub enum Profile {
    Generic,
    Taobao,
    Youzan,
    Douyin,
    Jd,
    Pinduoduo,
    Xiaohongshu,
    Shopify,
    Woocommerce,
}

/// Options of `open` and `preview`; everything left out is recognised from the file or has its default.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct OpenOptions {
    /// Columns per field; what is left out is recognised.
    pub mapping: Option<Mapping>,
    /// The platform the orders come from; default: recognised from the headers (`"auto"`).
    pub profile: Option<String>,
    /// `,` `;` TAB or `|`; default: detected.
    pub delimiter: Option<String>,
    /// Which number comes first in dates like 3/4/2024; default: decided over the whole column.
    pub date_order: Option<DateOrder>,
    /// Whether amounts are per line or per order; default: decided over all orders of several rows.
    pub amount_is: Option<AmountIs>,
    /// Whether paid amounts still contain refunds; default: the profile's habit, else decided from totals.
    pub refund_is: Option<RefundIs>,
    /// What an order of amount 0 is; default `exclude`.
    pub zero_amount: Option<ZeroAmount>,
    /// The one currency that is analysed; default: that of most rows.
    pub currency: Option<String>,
    /// Whether a customer id names one person over all shops; default `all`.
    pub identity: Option<Identity>,
    /// Whether the case of letters distinguishes customer ids; default: only ids with `@` are lower-cased.
    pub id_case: Option<IdCase>,
    /// What one purchase occasion is; default: per measure.
    pub occasion: Option<Occasion>,
    /// Share of value kept after costs, 0 < margin ≤ 1; default 1. Multiplies value in LTV only.
    pub margin: Option<f64>,
    /// The date from which the history is complete (`YYYY-MM-DD`); default: the first date.
    pub history_start: Option<String>,
    /// Changes of the zone's offset, as pairs (seconds since 1970 UTC, offset in seconds east), ascending; the
    /// host computes them from an IANA name. Values with an offset are converted; default: kept as written.
    pub zone: Option<Vec<(f64, i32)>>,
}

options!(OpenOptions {
    "mapping" => mapping,
    "profile" => profile,
    "delimiter" => delimiter,
    "dateOrder" => date_order,
    "amountIs" => amount_is,
    "refundIs" => refund_is,
    "zeroAmount" => zero_amount,
    "currency" => currency,
    "identity" => identity,
    "idCase" => id_case,
    "occasion" => occasion,
    "margin" => margin,
    "historyStart" => history_start,
});

words!(Occasion { "order" => Order, "day" => Day });
