//! Members who never bought, one by one: whom the list of customers, which is one of buyers, leaves out.

use serde::Serialize;

use crate::date::format_day;
use crate::error::Result;
use crate::given::options;
use crate::measures::rfm::never_bought;
use crate::measures::{SCHEMA_VERSION, Warning, as_of_date, date_text};
use crate::shop::tables::Shop;

/// Options of `prospects`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct ProspectsOptions {
    /// The day looked back from, `YYYY-MM-DD`; default: the last date.
    pub as_of: Option<String>,
    /// How many to pass over; default 0.
    pub offset: Option<u32>,
    /// How many to return at most; default: all.
    pub limit: Option<u32>,
}

options!(ProspectsOptions {
    "asOf" => as_of,
    "offset" => offset,
    "limit" => limit,
});

/// The page, column by column.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ProspectColumns {
    /// The member's id.
    pub id: Vec<String>,
    /// Date of joining, `YYYY-MM-DD`; `null` where the source has none.
    pub joined_at: Vec<Option<String>>,
}

/// The answer of `prospects`.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Prospects {
    /// How many members up to the as-of date had not bought by then.
    pub total: u32,
    /// Some of them, in order of first appearance.
    pub columns: ProspectColumns,
    /// The options in force.
    pub options: ProspectsOptions,
    /// The day looked back from, `YYYY-MM-DD`.
    pub as_of: String,
    /// `prospects-unknown`: there is no members source.
    pub warnings: Vec<Warning>,
    /// The version of this shape.
    pub schema_version: u32,
}

/// A page of the members at the as-of date who had not bought by then.
///
/// Errors: `bad-option`.
pub fn prospects(shop: &Shop, options: &ProspectsOptions) -> Result<Prospects> {
    let as_of = as_of_date(shop, options.as_of.as_deref())?;
    let people = never_bought(shop, as_of);
    let offset = options.offset.unwrap_or(0);
    let limit = options.limit.unwrap_or(u32::MAX);
    let mut columns = ProspectColumns::default();
    let end = offset.saturating_add(limit).min(people.len() as u32);
    for &person in people.get(offset as usize..end as usize).unwrap_or(&[]) {
        let joined = shop.members.as_ref().and_then(|members| members.joined[person as usize]);
        columns.id.push(shop.people.text(person).into_owned());
        columns.joined_at.push(joined.map(format_day));
    }
    let mut warnings = Vec::new();
    if shop.members.is_none() {
        warnings.push(Warning::new("prospects-unknown"));
    }
    Ok(Prospects {
        total: people.len() as u32,
        columns,
        options: ProspectsOptions {
            as_of: Some(date_text(as_of)),
            offset: Some(offset),
            limit: options.limit,
        },
        as_of: date_text(as_of),
        warnings,
        schema_version: SCHEMA_VERSION,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::date::parse_day;
    use crate::shop::fixture;
    use crate::shop::tables::Members;

    fn ask(shop: &Shop, options: &str) -> Prospects {
        prospects(shop, &crate::given::from_json(options).unwrap()).unwrap()
    }

    #[test]
    fn members_without_a_purchase_so_far() {
        let mut shop = fixture::shop(&[
            ("a", "2024-01-10", 1.0),
            ("b", "2024-03-01", 1.0),
            ("c", "2024-01-05", -1.0),
            ("d", "2024-01-06", -1.0),
        ]);
        assert_eq!(ask(&shop, "{}").warnings[0].code, "prospects-unknown");
        shop.members = Some(Members {
            is_member: vec![true, true, true, false],
            joined: vec![None, parse_day("2024-01-02"), parse_day("2024-02-01"), None],
            left: vec![None; 4],
        });
        let now = ask(&shop, "{}");
        assert_eq!((now.total, now.columns.id), (1, vec!["c".to_string()]));
        assert_eq!(now.columns.joined_at, [Some("2024-02-01".to_string())]);
        let then = ask(&shop, r#"{"asOf":"2024-02-15"}"#);
        assert_eq!(then.columns.id, ["b", "c"]);
        assert_eq!(ask(&shop, r#"{"asOf":"2024-01-15"}"#).columns.id, ["b"]);
        let page = ask(&shop, r#"{"asOf":"2024-02-15","offset":1,"limit":5}"#);
        assert_eq!((page.total, page.columns.id), (2, vec!["c".to_string()]));
        assert_eq!(page.options.offset, Some(1));
    }
}
