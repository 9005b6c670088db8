//! One customer: the history, the scores and what they rest on, and the place among those who brought each other.

use serde::Serialize;

use super::{CustomersOptions, Sources};
use crate::date::format_day;
use crate::error::{Error, Result, beginning};
use crate::given::options;
use crate::measures::forest::Forest;
use crate::measures::ltv::{LtvOptions, handed_up, own_value};
use crate::measures::rfm::{ByMeasure, Preset, RfmOptions};
use crate::measures::{SCHEMA_VERSION, Warning, date_text, hindsight};
use crate::money::to_f64;

/// What can be asked of one customer.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct CustomerOptions {
    /// The customer's id, as `customers` gives it.
    pub id: Option<String>,
    /// The day looked back from, `YYYY-MM-DD`; default: the last date.
    pub as_of: Option<String>,
    /// The RFM question behind scores and segment; its `asOf` is the one above.
    pub rfm: Option<RfmOptions>,
    /// The LTV question behind the values; its `asOf` is the one above.
    pub ltv: Option<LtvOptions>,
}

options!(CustomerOptions {
    "id" => id,
    "asOf" => as_of,
    "rfm" => rfm,
    "ltv" => ltv,
});

impl CustomerOptions {
    /// The same question of the list of customers.
    pub fn list(&self) -> CustomersOptions {
        CustomersOptions {
            as_of: self.as_of.clone(),
            rfm: self.rfm.clone(),
            ltv: self.ltv.clone(),
            ..CustomersOptions::default()
        }
    }
}

/// A purchase, or a refund that came later.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Purchase {
    /// The order's id as its row has it; `null` where the source has none.
    pub id: Option<String>,
    /// `YYYY-MM-DD`.
    pub date: String,
    /// What was paid, in currency units; below 0: a refund.
    pub value: f64,
}

/// What a score rests on.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Why {
    /// The customer's own: days since the last purchase, occasions, currency units.
    pub value: f64,
    /// Where the octants' halves part; `null` for other segments.
    pub split: Option<f64>,
    /// Whether the customer is in the better half; `null` for other segments.
    pub high: Option<bool>,
}

/// The answer of `customer`. Values are in currency units and contain the shop's margin, orders do not.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Customer {
    /// The customer's id.
    pub id: String,
    /// Purchases and refunds up to the as-of date, by date.
    pub orders: Vec<Purchase>,
    /// Days from the last purchase to the as-of date; `null` without a purchase.
    pub recency_days: Option<i32>,
    /// Purchase occasions inside the RFM question's look-back.
    pub frequency: u32,
    /// R, F and M scores, from 1; `null` without a purchase inside the look-back.
    pub scores: Option<ByMeasure<u8>>,
    /// Key of the RFM segment; `null` as above.
    pub segment: Option<String>,
    /// What scores and segment rest on; `null` as above.
    pub why: Option<ByMeasure<Why>>,
    /// Own value (`definitions § 2`).
    pub own_value: f64,
    /// Value received for those the customer brought (`definitions § 3`).
    pub referral_value: f64,
    /// Value handed up to the customer's referrer (`definitions § 3`).
    pub passed_on: f64,
    /// Own value + referral value − passed on.
    pub relationship_value: f64,
    /// Who brought the customer; `null`: nobody.
    pub referrer: Option<String>,
    /// Whom the customer brought, in order of first appearance.
    pub referred: Vec<String>,
    /// The options in force, every default filled in.
    pub options: CustomerOptions,
    /// The day looked back from, `YYYY-MM-DD`.
    pub as_of: String,
    /// `hindsight`.
    pub warnings: Vec<Warning>,
    /// The version of this shape.
    pub schema_version: u32,
}

/// One customer, also one who was only named and never bought. The forest is that of the values.
///
/// Errors: `bad-option` for an id that nobody has.
pub fn customer(sources: Sources<'_>, forest: &Forest, options: &CustomerOptions) -> Result<Customer> {
    let Sources { shop, stats, scored, values, .. } = sources;
    let id = options.id.as_deref().unwrap_or_default();
    let code = shop.people.get(id.as_bytes()).ok_or_else(|| {
        let shown = beginning(id, 40);
        let message =
            ["id must be that of a customer in these sources, and nobody has “", shown, "”."].concat();
        Error::bad_option("id", message, &[])
    })?;
    let person = code as usize;
    let text = |code: u32| shop.people.text(code).into_owned();
    // Children of one parent stand at one depth, and there in canonical order.
    let mut referred = Vec::new();
    for &child in &forest.deepest_first {
        if forest.parent[child as usize] == code {
            referred.push(text(child));
        }
    }
    let holds = scored.holds(person);
    Ok(Customer {
        id: text(code),
        orders: orders(sources, person),
        recency_days: stats.is_buyer(person).then(|| sources.stats.as_of - sources.stats.last[person]),
        frequency: sources.frequency(person),
        scores: holds.then(|| ByMeasure {
            recency: scored.scores.recency[person],
            frequency: scored.scores.frequency[person],
            monetary: scored.scores.monetary[person],
        }),
        segment: holds.then(|| scored.key(person).to_string()),
        why: holds.then(|| why(sources, person)),
        own_value: own_value(shop, stats, person),
        referral_value: values.referral[person],
        passed_on: handed_up(values.passed_on, person),
        relationship_value: sources.relationship_value(person),
        referrer: forest.referrer(person).map(|parent| text(parent as u32)),
        referred,
        options: CustomerOptions {
            id: options.id.clone(),
            as_of: Some(date_text(stats.as_of)),
            rfm: Some(scored.options.clone()),
            ltv: Some(LtvOptions {
                as_of: Some(date_text(stats.as_of)),
                referral: Some(options.list().referral_options()?.filled()?),
            }),
        },
        as_of: date_text(stats.as_of),
        warnings: hindsight(shop, stats.as_of),
        schema_version: SCHEMA_VERSION,
    })
}

fn orders(Sources { shop, stats, .. }: Sources<'_>, person: usize) -> Vec<Purchase> {
    let (dates, values) = shop.history(person);
    let mut orders = Vec::new();
    for (&date, &value) in dates.iter().zip(values) {
        if date <= stats.as_of {
            // The tables keep no ids; the host reads them from the source.
            orders.push(Purchase { id: None, date: format_day(date), value: to_f64(value) });
        }
    }
    orders
}

fn why(sources: Sources<'_>, person: usize) -> ByMeasure<Why> {
    let scored = sources.scored;
    let octants = scored.preset == Preset::Octants;
    // The index of an octant holds a bit per measure, set in the lower half.
    let reason = |bit: u8, value: f64, split: Option<f64>| Why {
        value,
        split,
        high: octants.then(|| scored.segment[person] >> bit & 1 == 0),
    };
    let split = scored.split.as_ref();
    ByMeasure {
        recency: reason(
            0,
            f64::from(sources.stats.as_of - sources.stats.last[person]),
            split.map(|at| at.recency),
        ),
        frequency: reason(1, f64::from(sources.frequency(person)), split.map(|at| at.frequency)),
        monetary: reason(2, sources.monetary(person), split.map(|at| at.monetary)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::Dataset;
    use crate::date::parse_day;
    use crate::error::Code;
    use crate::shop::fixture;
    use crate::shop::report::Report;
    use crate::shop::tables::{Edge, Shop};

    fn four() -> Shop {
        let mut shop = fixture::shop(&[
            ("a", "2024-01-01", 100.0),
            ("a", "2024-03-01", 50.0),
            ("a", "2024-03-11", -30.0),
            ("b", "2024-02-01", 40.0),
            ("c", "2024-03-10", 10.0),
            ("d", "2024-01-02", -5.0),
        ]);
        let edge = |referrer, referred, date| Edge { referrer, referred, date: parse_day(date) };
        shop.edges = vec![edge(0, 2, "2024-03-10"), edge(0, 1, "2024-01-05")];
        shop
    }

    fn ask(options: &str) -> Result<Customer> {
        let options = crate::given::from_json(options).unwrap();
        Dataset::new(four(), Report::default()).customer(&options)
    }

    #[test]
    fn all_that_is_known_of_one() {
        let a = ask(r#"{"id":"a"}"#).unwrap();
        let orders: Vec<(&str, f64)> = a.orders.iter().map(|order| (&order.date[..], order.value)).collect();
        assert_eq!(orders, [("2024-01-01", 100.0), ("2024-03-01", 50.0), ("2024-03-11", -30.0)]);
        assert_eq!((a.recency_days, a.frequency, a.as_of.as_str()), (Some(10), 2, "2024-03-11"));
        assert_eq!((a.own_value, a.referral_value, a.relationship_value), (120.0, 50.0, 170.0));
        assert_eq!((a.referrer, a.referred), (None, vec!["b".to_string(), "c".to_string()]));
        // Days 10, 39, 1: mean 50 / 3. Occasions 2, 1, 1. Values 120, 40, 10.
        let why = a.why.unwrap();
        assert_eq!((why.recency.value, why.recency.high), (10.0, Some(true)));
        assert!((why.recency.split.unwrap() - 50.0 / 3.0).abs() < 1e-9);
        assert_eq!((why.frequency.value, why.frequency.high), (2.0, Some(true)));
        assert_eq!((why.monetary.value, why.monetary.high), (120.0, Some(true)));
        assert_eq!(a.segment.as_deref(), Some("important-value"));
        assert_eq!(a.options.rfm.unwrap().as_of.as_deref(), Some("2024-03-11"));
    }

    #[test]
    fn a_past_day_and_another_convention() {
        let b = ask(r#"{"id":"b","asOf":"2024-02-20","rfm":{"segments":"grid"}}"#).unwrap();
        assert_eq!((b.orders.len(), b.referrer.as_deref()), (1, Some("a")));
        let why = b.why.unwrap();
        assert_eq!((why.recency.value, why.recency.split, why.recency.high), (19.0, None, None));
        assert_eq!(ask(r#"{"id":"a","asOf":"2024-02-20"}"#).unwrap().referred, ["b"]);
    }

    #[test]
    fn who_never_bought_has_no_scores() {
        let d = ask(r#"{"id":"d"}"#).unwrap();
        assert_eq!((d.recency_days, d.frequency, d.scores, d.segment), (None, 0, None, None));
        assert_eq!((d.why, d.own_value, d.orders.len()), (None, -5.0, 1));
    }

    #[test]
    fn an_id_that_nobody_has() {
        for (options, shown) in [(r#"{"id":"nobody"}"#, "nobody"), ("{}", "")] {
            let error = ask(options).unwrap_err();
            assert_eq!((error.code, error.detail.option.as_deref()), (Code::BadOption, Some("id")));
            let said = format!("id must be that of a customer in these sources, and nobody has “{shown}”.");
            assert_eq!(error.message, said);
        }
    }
}
