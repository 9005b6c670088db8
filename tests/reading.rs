//! What must not matter to the reader: how the bytes are cut into chunks and parts, how lines end, what stands
//! between cells, where in the file a column shows its kind, and what nonsense the bytes hold.

#![allow(clippy::unwrap_used)] // a test may end at the first thing that is not as it should be

mod common;

use std::rc::Rc;

use common::{open, open_orders, options, told};
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::json;
use siyu::error::Code;
use siyu::read::field::Kind;
use siyu::read::options::OpenOptions;
use siyu::read::order_ids::Grouping;
use siyu::read::part::{Buffer, Part, Rows};
use siyu::read::plan::{Plan, look};
use siyu::read::rows::OrderRows;
use siyu::read::tally::Tally;

const HEADER: [&str; 9] =
    ["orderId", "customerId", "paidAt", "amount", "refund", "status", "product", "shop", "referrerId"];

/// Cells of rows, some of which cannot be read.
fn rows() -> impl Strategy<Value = Vec<[String; 9]>> {
    let cell = |texts: &'static [&'static str]| select(texts).prop_map(str::to_string);
    let row = (
        cell(&["A1", "A2", "A3", "A10", "", "B", "=\"77\"", "'5"]),
        cell(&["ann", "bob", "Cy@x.de", "cy@X.de", "", "NULL", "13*01"]),
        cell(&[
            "2024-01-01",
            "2024/1/2 10:00",
            "20240203",
            "2024年3月4日",
            "2024-13-01",
            "2024-01-05T01:02:03Z",
            "",
        ]),
        cell(&["10", "9.99", "¥5", "\"1,000.50\"", "(3.00)", "0", "x", "", "-", "1e2"]),
        cell(&["", "", "2", "0"]),
        cell(&["", "paid", "已取消", "Refunded"]),
        cell(&["tea", "\"a \"\"b\"\"\nc\"", "\"x,y\"", "", "茶"]),
        cell(&["", "s1", "s2"]),
        cell(&["", "", "ann", "dan"]),
    );
    let row = row.prop_map(|(a, b, c, d, e, f, g, h, i)| [a, b, c, d, e, f, g, h, i]);
    prop::collection::vec(row, 1..14)
}

/// Which columns the file has; customer, time and amount always.
fn columns() -> impl Strategy<Value = Vec<usize>> {
    prop::sample::subsequence(vec![0, 4, 5, 6, 7, 8], 0..=6).prop_map(|mut more| {
        more.extend([1, 2, 3]);
        more.sort_unstable();
        more
    })
}

/// The header and the records as text, each with its line end.
fn records(rows: &[[String; 9]], columns: &[usize]) -> Vec<String> {
    let header = columns.iter().map(|&column| HEADER[column]).collect::<Vec<_>>().join(",");
    let line = |row: &[String; 9]| columns.iter().map(|&c| row[c].as_str()).collect::<Vec<_>>().join(",");
    [header].into_iter().chain(rows.iter().map(line)).map(|line| line + "\n").collect()
}

fn named(columns: &[usize]) -> OpenOptions {
    let fields = columns.iter().map(|&column| (HEADER[column].to_string(), json!(HEADER[column])));
    options(json!({ "delimiter": ",", "mapping": { "orders": fields.collect::<serde_json::Map<_, _>>() } }))
}

/// Reads texts as parts of one source by one plan, and puts them together.
fn parts(plan: &Rc<Plan>, texts: &[String]) -> (OrderRows, Tally, bool) {
    let mut whole: Option<Part> = None;
    for (at, text) in texts.iter().enumerate() {
        let mut part = Part::new(plan.clone(), at == 0, text.len() as u64);
        let mut buffer = Buffer::default();
        buffer.space(text.len()).copy_from_slice(text.as_bytes());
        buffer.grow(text.len());
        part.read(&mut buffer, true);
        match &mut whole {
            None => whole = Some(part),
            Some(before) => before.absorb(part),
        }
    }
    let whole = whole.unwrap();
    let contradicted = whole.grouping_contradicted();
    match whole.rows {
        Rows::Orders(rows) => (*rows, whole.tally, contradicted),
        Rows::People(_) => unreachable!("the plan is of orders"),
    }
}

/// The rows with their codes in words; the codes of orders are kept as they are.
fn spelled(rows: &OrderRows) -> serde_json::Value {
    let texts = |ids: &siyu::ids::Ids, codes: &[u32]| {
        codes.iter().map(|&code| ids.text(code).into_owned()).collect::<Vec<_>>()
    };
    let ids = |ids: &siyu::ids::Ids| texts(ids, &(0..ids.len() as u32).collect::<Vec<_>>());
    let mut incomplete = rows.incomplete.clone();
    incomplete.sort_unstable();
    json!({
        "order": (0..rows.len()).map(|row| rows.order_of(row)).collect::<Vec<_>>(), "orders": rows.orders.count(),
        "customer": rows.customer, "customers": ids(&rows.customers),
        "day": rows.day, "amount": (0..rows.len()).map(|row| rows.amount.of(row)).collect::<Vec<_>>(),
        "flags": (0..rows.len()).map(|row| rows.flags_of(row)).collect::<Vec<_>>(), "digest": rows.digest,
        "refund": rows.refund, "refunded": rows.refunded,
        "referrer": rows.referrer, "referrers": ids(&rows.referrers),
        "labels": rows.dimensions.iter().map(|own| texts(&own.labels, &own.codes)).collect::<Vec<_>>(),
        "incomplete": incomplete, "common": format!("{:?}", rows.common),
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn chunks_do_not_matter(rows in rows(), columns in columns(), sizes in prop::collection::vec(1usize..40, 0..5)) {
        let text = records(&rows, &columns).concat();
        let read = |sizes: &[usize]| told(&open(&[(Kind::Orders, text.as_bytes())], named(&columns), sizes));
        prop_assert_eq!(read(&sizes), read(&[]));
        prop_assert_eq!(read(&[1]), read(&[]));
    }

    #[test]
    fn parts_add_up_to_the_whole(
        rows in rows(),
        columns in columns(),
        cuts in prop::collection::vec(any::<bool>(), 14),
        grouping in select(&[Grouping::Rising, Grouping::Falling, Grouping::Anywhere, Grouping::Once][..]),
    ) {
        let records = records(&rows, &columns);
        let text = records.concat();
        let options = named(&columns);
        let head = look(text.as_bytes(), true, &options).unwrap();
        let mut plan = Plan::settle(Kind::Orders, &head, &options, false, 3).unwrap();
        // The same number in two shops is two orders, so neighbours do not tell.
        if plan.hypotheses.grouping != Grouping::EachRow && !columns.contains(&7) {
            plan.hypotheses.grouping = grouping;
        }
        let plan = Rc::new(plan);
        let mut pieces = vec![String::new()];
        for (at, record) in records.iter().enumerate() {
            if at > 0 && cuts[at - 1] {
                pieces.push(String::new());
            }
            pieces.last_mut().unwrap().push_str(record);
        }
        let (rows, tally, contradicted) = parts(&plan, &pieces);
        let (whole_rows, whole_tally, whole_contradicted) = parts(&plan, &[text]);
        prop_assert_eq!(contradicted, whole_contradicted);
        if !contradicted {
            prop_assert_eq!(tally, whole_tally);
            prop_assert_eq!(spelled(&rows), spelled(&whole_rows), "{:?}", pieces);
        }
    }

    #[test]
    fn line_ends_delimiters_and_marks_do_not_matter(rows in rows(), columns in columns()) {
        // The product column holds a line break of its own.
        let text = records(&rows, &columns).concat().replace("\"\"\nc", "\"\" c");
        let read = |text: &str, delimiter: &str| {
            let mut options = named(&columns);
            options.delimiter = Some(delimiter.into());
            let mut told = told(&open_orders(text, options));
            if let Some(orders) = told.pointer_mut("/report/orders") {
                orders["delimiter"] = json!(null);
            }
            told
        };
        let wanted = read(&text, ",");
        prop_assert_eq!(&read(&text.replace('\n', "\r\n"), ","), &wanted);
        prop_assert_eq!(&read(&text.replace('\n', "\r"), ","), &wanted);
        prop_assert_eq!(&read(text.trim_end(), ","), &wanted);
        prop_assert_eq!(&read(&format!("\u{FEFF}{text}"), ","), &wanted);
        for delimiter in ["\t", ";", "|"] {
            // Commas between cells stand outside quotes; those inside stay.
            let mut quoted = false;
            let swapped: String = text
                .chars()
                .map(|c| {
                    quoted ^= c == '"';
                    if c == ',' && !quoted { delimiter.to_string() } else { c.to_string() }
                })
                .collect();
            // Leading quotes of ids (="77") do not open a quoted cell, but they are even in number.
            prop_assert_eq!(&read(&swapped, delimiter), &wanted, "{}", swapped);
        }
    }

    #[test]
    fn the_account_holds_for_any_bytes(
        rows in rows(),
        columns in columns(),
        edits in prop::collection::vec((any::<prop::sample::Index>(), 0u8..6, any::<char>()), 0..12),
        sizes in prop::collection::vec(1usize..60, 0..3),
    ) {
        let mut text: Vec<char> = records(&rows, &columns).concat().chars().collect();
        for (place, how, other) in edits {
            if text.is_empty() {
                break;
            }
            let at = place.index(text.len());
            match how {
                0 => drop(text.remove(at)),
                1 => text.insert(at, text[at]),
                2 => text.insert(at, '"'),
                3 => text[at] = other,
                4 => text.truncate(at),
                _ => text.insert(at, ','),
            }
        }
        let text: String = text.into_iter().collect();
        for options in [OpenOptions::default(), named(&columns)] {
            match open(&[(Kind::Orders, text.as_bytes())], options, &sizes) {
                Ok(opened) => {
                    let report = &opened.report.orders.source;
                    prop_assert_eq!(report.rows, report.used + report.excluded + report.rejected);
                    let excluded: u32 = report.exclusions.iter().map(|exclusion| exclusion.rows).sum();
                    prop_assert_eq!(excluded, report.excluded);
                    prop_assert!(report.used > 0);
                }
                Err(error) => prop_assert!(error.code != Code::Internal, "{:?}", error),
            }
        }
    }

    #[test]
    fn noise_is_refused_politely(bytes in prop::collection::vec(any::<char>(), 0..300)) {
        let text: String = bytes.into_iter().collect();
        if let Err(error) = open_orders(&text, OpenOptions::default()) {
            prop_assert!(error.code != Code::Internal, "{:?}", error);
        }
    }

    #[test]
    fn the_order_of_rows_does_not_matter(
        rows in rows().prop_map(|mut rows| {
            // Without cells that are inherited, or that only the first row of an order says.
            for row in &mut rows {
                for (at, text) in [(1, "ann"), (2, "2024-01-01"), (5, "paid")] {
                    if row[at].is_empty() || row[at] == "NULL" {
                        row[at] = text.to_string();
                    }
                }
                row[7] = "s1".into();
            }
            rows
        }),
        columns in columns(),
        seed in any::<u64>(),
    ) {
        let mut options = named(&columns);
        options.amount_is = Some(siyu::read::options::AmountIs::Line);
        let mut shuffled = rows.clone();
        let mut random = seed | 1;
        for at in (1..shuffled.len()).rev() {
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            shuffled.swap(at, (random >> 33) as usize % (at + 1));
        }
        let sorted = |rows: &[[String; 9]]| {
            open_orders(&records(rows, &columns).concat(), options.clone()).map(|opened| {
                let shop = &opened.shop;
                let mut entries = Vec::new();
                for person in 0..shop.people_count() {
                    let (dates, values) = shop.history(person);
                    let id = shop.people.text(person as u32).into_owned();
                    entries.extend(dates.iter().zip(values).map(|(date, value)| (id.clone(), *date, *value)));
                }
                entries.sort_unstable();
                let report = opened.report.orders;
                (entries, report.source.used, report.source.rejected, report.source.exclusions)
            })
        };
        prop_assert_eq!(sorted(&rows).map_err(|e| e.code), sorted(&shuffled).map_err(|e| e.code));
    }
}

/// A file whose top says nothing, and whose last row, far beyond the first look, says it all.
fn late(quiet: impl Fn(usize) -> String, last: &str) -> String {
    let mut text = String::from("orderId,customerId,paidAt,amount\n");
    for row in 0..4000 {
        text += &quiet(row);
        text.push('\n');
    }
    assert!(text.len() > 80_000, "the last row must lie beyond the first look");
    text + last + "\n"
}

fn date_order(text: &str, order: Option<&str>) -> serde_json::Value {
    let options = options(json!({ "dateOrder": order, "delimiter": "," }));
    told(&open_orders(text, options))
}

#[test]
fn day_and_month_are_told_apart_by_the_last_row() {
    let quiet =
        |row: usize| format!("{},c{},0{}/0{}/2024 10:00,5", row + 10_000, row % 50, row % 9 + 1, row % 7 + 1);
    let dmy = late(quiet, "99999,c1,28/02/2024,5");
    assert_eq!(date_order(&dmy, None), date_order(&dmy, Some("dmy")));
    assert_ne!(date_order(&dmy, None), date_order(&dmy, Some("mdy")));
    let mdy = late(quiet, "99999,c1,02/28/2024,5");
    assert_eq!(date_order(&mdy, None), date_order(&mdy, Some("mdy")));
    // Neither order reads all: nobody can tell, and no guess is made.
    let both = late(quiet, "99998,c1,28/02/2024,5\n99999,c1,02/28/2024,5");
    let told = date_order(&both, None);
    assert_eq!(
        told["report"]["orders"]["rejections"][0]["reason"],
        json!("ambiguous-date"),
        "{}",
        told["error"]
    );
    // Nothing tells: only days that are the same either way are read.
    let undecided = date_order(&late(quiet, "99999,c1,02/02/2024,5"), None);
    let alike = (0..4000).filter(|row| row % 9 == row % 7).count() + 1;
    assert_eq!(undecided["report"]["orders"]["used"], json!(alike));
    assert_eq!(undecided["report"]["orders"]["rejected"], json!(4001 - alike));
    assert_eq!(undecided["report"]["orders"]["rejections"][0]["reason"], json!("ambiguous-date"));
}

#[test]
fn a_late_decimal_comma_holds_for_the_whole_column() {
    // 1.000 is a thousand where commas are decimal marks, and one where they are not.
    let text = late(
        |row| format!("{};c{};2024-01-01 10:00:00;1.000", row + 10_000, row % 50),
        "99999;c1;2024-01-02;2,50",
    )
    .replacen("orderId,customerId,paidAt,amount", "orderId;customerId;paidAt;amount", 1);
    let opened = open_orders(&text, OpenOptions::default()).unwrap();
    let total: i64 = opened.shop.orders.values.iter().sum();
    assert_eq!(total, 4000 * 1000 * 10_000 + 25_000);
}

#[test]
fn order_ids_that_stop_rising_late_are_found_again() {
    let text =
        late(|row| format!("{},c{},2024-01-01 10:00:00,5", row + 10_000, row), "10007,c7,2024-01-02,6");
    let opened = open_orders(&text, OpenOptions::default()).unwrap();
    assert_eq!((opened.report.orders.orders, opened.report.orders.source.used), (4000, 4001));
    let ten = opened.shop.people.get(b"c7").unwrap() as usize;
    let (dates, values) = opened.shop.history(ten);
    assert_eq!((dates.len(), values), (1, &[110_000][..]));
}

#[test]
fn order_ids_that_come_again_late_are_found_again() {
    let row = |row: usize| format!("{},c{},2024-01-01 10:00:00,5", (row * 7919) % 4001 + 10_000, row);
    // Equal rows of an order are its paid amount, repeated on each of its lines.
    for (last, (orders, value)) in [
        ("13918,c1,2024-01-02,6".to_string(), (4000, 110_000)),
        (row(1), (4000, 50_000)),
        ("7,c1,2024-01-02,6".into(), (4001, 110_000)),
    ] {
        let opened = open_orders(&late(row, &last), OpenOptions::default()).unwrap();
        assert_eq!((opened.report.orders.source.used, opened.report.orders.orders), (4001, orders), "{last}");
        let one = opened.shop.people.get(b"c1").unwrap() as usize;
        assert_eq!(opened.shop.history(one).1.iter().sum::<i64>(), value, "{last}");
    }
}
