//! Real order files from bytes to report. They are not part of this repository (see `common::published`); the
//! small files in `tests/formats` are.

#![allow(clippy::unwrap_used)]

mod common;

use common::{cdnow_csv, open_orders, options, published};
use serde_json::json;
use siyu::measures::cohorts::{CohortOptions, cohorts};
use siyu::shop::rules::Rule;

#[test]
fn uci_online_retail() {
    let Some(bytes) = published("uci_online_retail.csv.gz") else { return };
    let text = String::from_utf8(bytes).unwrap();
    let opened = open_orders(&text, options(json!({}))).unwrap();
    let report = &opened.report.orders;
    assert_eq!(report.source.rows, 541_909);
    assert_eq!(report.source.rows, report.source.used + report.source.excluded + report.source.rejected);
    let no_customer = report.source.exclusions.iter().find(|exclusion| exclusion.rule == Rule::NoCustomer);
    assert_eq!(no_customer.unwrap().rows, 135_080);
    assert_eq!((report.purchases, report.buyers), (18_532, 4_338));
    let purchases: i128 =
        opened.shop.orders.values.iter().filter(|&&value| value >= 0).map(|&value| i128::from(value)).sum();
    // Three lines have a price of 0.001: the sum has three decimals.
    assert_eq!(purchases, 89_114_079_040);
}

#[test]
fn cdnow_master() {
    let Some(text) = cdnow_csv() else { return };
    let opened = open_orders(&text, options(json!({ "zeroAmount": "count" }))).unwrap();
    let report = &opened.report.orders;
    assert_eq!((report.source.rows, report.source.used, report.buyers), (69_659, 69_659, 23_570));
    let table = cohorts(&opened.shop, &CohortOptions::default()).unwrap();
    assert_eq!(table.sizes, [7_846, 8_476, 7_248]);

    let opened = open_orders(&text, options(json!({}))).unwrap();
    assert_eq!(opened.report.orders.buyers, 23_502);
}
