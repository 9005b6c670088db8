//! Folders of files with what must come of them, written by hand from the definitions. A folder that is
//! dropped into `tests/golden` is tested: `orders.csv`, or the sources that `options.json` lists under `files`
//! (kind, path, encoding), its `options`, and `expected.json`: the fields of the orders' report that matter,
//! every customer's entries as `[date, value]`, referral edges; or the error's code and field.

#![allow(clippy::unwrap_used)] // a test may end at the first thing that is not as it should be

mod common;

use std::fs;
use std::path::Path;

use common::{open, options};
use serde_json::{Map, Value, json};
use siyu::date::format_day;
use siyu::money::to_f64;
use siyu::open::Opened;
use siyu::preview::{PREVIEW_ROWS, ParsedRow, preview};
use siyu::read::field::Kind;
use siyu::read::options::OpenOptions;

fn json_of(path: &Path) -> Value {
    fs::read_to_string(path).map_or(json!({}), |text| serde_json::from_str(&text).unwrap())
}

/// The sources of a case, decoded as a browser would.
fn sources(case: &Path, given: &Value) -> Vec<(Kind, Vec<u8>)> {
    let alone = json!([{ "kind": "orders", "path": "orders.csv" }]);
    let files = given.get("files").unwrap_or(&alone).as_array().unwrap();
    let source = |file: &Value| {
        let bytes = fs::read(case.join(file["path"].as_str().unwrap())).unwrap();
        let known = [Kind::Orders, Kind::Members, Kind::Referrals];
        let kind = known.into_iter().find(|kind| file["kind"] == kind.name()).unwrap();
        let label = file.get("encoding").and_then(Value::as_str).unwrap_or("utf-8");
        if label == "utf-8" {
            return (kind, bytes);
        }
        let encoding = encoding_rs::Encoding::for_label(label.as_bytes()).unwrap();
        let (text, _, broken) = encoding.decode(&bytes);
        assert!(!broken, "{} is not {label}", file["path"]);
        (kind, text.into_owned().into_bytes())
    };
    files.iter().map(source).collect()
}

fn check(case: &Path) {
    let given = json_of(&case.join("options.json"));
    let expected = json_of(&case.join("expected.json"));
    let name = case.file_name().unwrap().to_string_lossy();
    let sources = sources(case, &given);
    let sources: Vec<(Kind, &[u8])> = sources.iter().map(|(kind, bytes)| (*kind, &bytes[..])).collect();
    let asked = options(given.get("options").cloned().unwrap_or(json!({})));
    check_preview(&name, &sources, &asked);
    match open(&sources, asked, &[]) {
        Err(error) => {
            let told = json!({ "code": error.code, "field": error.detail.field });
            assert_eq!(Some(&told), expected.get("error"), "{name}: {error}");
        }
        Ok(opened) => compare(&name, &opened, &expected),
    }
}

/// What a preview makes of the rows of a short file is what opening it makes of them.
fn check_preview(name: &str, sources: &[(Kind, &[u8])], asked: &OpenOptions) {
    let [(Kind::Orders, bytes)] = sources else { return };
    let Ok(seen) = preview(bytes, true, Kind::Orders, "utf-8", asked) else { return };
    let Ok(opened) = open(sources, asked.clone(), &[]) else { return };
    let report = &opened.report.orders.source;
    if report.rows as usize > PREVIEW_ROWS {
        return;
    }
    assert_eq!(seen.parsed.len(), report.rows as usize, "{name}: rows of the preview");
    let rows = |of: &dyn Fn(&ParsedRow) -> bool| seen.parsed.iter().filter(|row| of(row)).count() as u32;
    assert_eq!(rows(&|row| row.reason.is_some()), report.rejected, "{name}: rejected in the preview");
    for exclusion in &report.exclusions {
        let excluded = rows(&|row| row.rule == Some(exclusion.rule));
        assert_eq!(excluded, exclusion.rows, "{name}: {} in the preview", exclusion.rule.name());
    }
    let used = |row: &ParsedRow| row.rule.is_none() && row.reason.is_none();
    assert_eq!(rows(&used), report.used, "{name}: used in the preview");
    for row in seen.parsed.iter().filter(|row| used(row)) {
        let known = row.customer_id.as_ref().is_none_or(|id| opened.shop.people.get(id.as_bytes()).is_some());
        assert!(known, "{name}: {row:?}");
    }
}

fn compare(name: &str, opened: &Opened, expected: &Value) {
    let shop = &opened.shop;
    let report = serde_json::to_value(&opened.report.orders).unwrap();
    for (field, wanted) in expected["report"].as_object().unwrap() {
        assert_eq!(&report[field], wanted, "{name}: {field} of the report");
    }
    let mut customers = Map::new();
    for person in 0..shop.people_count() {
        let (dates, values) = shop.history(person);
        if !dates.is_empty() {
            let entries =
                dates.iter().zip(values).map(|(date, value)| json!([format_day(*date), to_f64(*value)]));
            customers.insert(shop.people.text(person as u32).into_owned(), entries.collect());
        }
    }
    assert_eq!(Value::Object(customers), expected["customers"], "{name}: customers");
    if let Some(wanted) = expected.get("products") {
        assert_eq!(products(opened), *wanted, "{name}: products");
    }
    let id = |code: u32| shop.people.text(code).into_owned();
    let edges: Vec<Value> = shop
        .edges
        .iter()
        .map(|edge| json!([id(edge.referrer), id(edge.referred), edge.date.map(format_day)]))
        .collect();
    assert_eq!(json!(edges), *expected.get("edges").unwrap_or(&json!([])), "{name}: edges");
}

/// Every line as its customer, date, product and amount.
fn products(opened: &Opened) -> Value {
    let shop = &opened.shop;
    let lines = shop.lines.as_ref().unwrap();
    let products = lines.dimensions.iter().find(|dimension| dimension.name == "product").unwrap();
    let ends = &shop.orders.offsets;
    let line = |at: usize| {
        let order = lines.order[at];
        let person = ends.partition_point(|&start| start <= order) - 1;
        json!([
            shop.people.text(person as u32),
            format_day(shop.orders.dates[order as usize]),
            products.labels.text(products.codes[at]),
            to_f64(lines.amount[at]),
        ])
    };
    (0..lines.order.len()).map(line).collect()
}

#[test]
fn golden_folders() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let mut cases: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    cases.sort();
    assert!(cases.len() >= 24);
    cases.iter().for_each(|case| check(case));
}
