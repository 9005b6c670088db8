use proptest::prelude::*;

use super::*;
use crate::measures::rfm::score;
use crate::shop::fixture;

fn from_json(text: &str) -> CustomersOptions {
    crate::given::from_json(text).unwrap()
}

/// Referral value 25, 50, … against canonical order, that of person 1 unknown, 1 passed on.
fn ask(shop: &Shop, options: &CustomersOptions) -> Result<Customers> {
    let rfm = options.rfm_options()?;
    let (as_of, lookback) = rfm.window(shop)?;
    let stats = Stats::at(shop, as_of, None)?;
    let window = Stats::at(shop, as_of, lookback)?;
    let scored = score(shop, &window, &rfm)?;
    let people = shop.people_count();
    let mut referral: Vec<f64> = (0..people).map(|n| (people - n) as f64 * 25.0).collect();
    if people > 1 {
        referral[1] = f64::NAN;
    }
    let passed_on = vec![1.0; people];
    let values = CustomerValues { referral: &referral, passed_on: &passed_on };
    let sources = Sources { shop, stats: &stats, window: &window, scored: &scored, values };
    customers(sources, &list(sources, options)?, options)
}

/// Four buyers and one who only ever had a refund; "b10" sorts before "b9" by bytes.
fn five() -> Shop {
    fixture::shop(&[
        ("b9", "2024-01-15", 40.0),
        ("b9", "2024-03-31", 20.0),
        ("b10", "2024-02-21", 10.0),
        ("z", "2024-02-02", -5.0),
        ("李", "2023-12-05", 90.0),
        ("李", "2024-03-25", -30.0),
        ("A", "2024-02-21", 60.0),
    ])
}

fn ids(shop: &Shop, options: &str) -> Vec<String> {
    ask(shop, &from_json(options)).unwrap().columns.id.unwrap()
}

#[test]
fn all_columns_in_canonical_order() {
    let answer = ask(&five(), &CustomersOptions::default()).unwrap();
    assert_eq!((answer.total, answer.as_of.as_str()), (4, "2024-03-31"));
    let columns = answer.columns;
    assert_eq!(columns.id.unwrap(), ["b9", "b10", "李", "A"]);
    assert_eq!(columns.recency_days.unwrap(), [0, 39, 117, 39]);
    assert_eq!(columns.frequency.unwrap(), [2, 1, 1, 1]);
    assert_eq!(columns.monetary.unwrap(), [60.0, 10.0, 60.0, 60.0]);
    // −R sorted: −117, −39, −39, 0 has its fifths at −70.2, −39, −39, −15.6.
    assert_eq!(columns.r_score.unwrap(), [5, 2, 1, 2]);
    assert_eq!(columns.f_score.unwrap(), [5, 1, 1, 1]);
    // 10, 60, 60, 60: fifths at 40, 60, 60, 60.
    assert_eq!(columns.m_score.unwrap(), [2, 1, 2, 2]);
    assert_eq!(
        columns.segment.unwrap(),
        ["important-value", "general-develop", "important-retain", "important-develop"]
    );
    assert_eq!(columns.first_purchase.unwrap(), ["2024-01-15", "2024-02-21", "2023-12-05", "2024-02-21"]);
    assert_eq!(columns.last_purchase.unwrap(), ["2024-03-31", "2024-02-21", "2023-12-05", "2024-02-21"]);
    assert_eq!(columns.cohort.unwrap(), ["2024-01", "2024-02", "2023-12", "2024-02"]);
    // Person 2 is "z", who never bought.
    let referral = columns.referral_value.unwrap();
    assert_eq!((referral[0], referral[2], referral[3]), (125.0, 50.0, 25.0));
    assert!(referral[1].is_nan());
    assert_eq!(columns.own_value.unwrap(), [60.0, 10.0, 60.0, 60.0]);
    assert_eq!(columns.passed_on.unwrap(), [1.0; 4]);
    let relationship = columns.relationship_value.unwrap();
    assert_eq!((relationship[0], relationship[2], relationship[3]), (184.0, 109.0, 84.0));
    assert!(relationship[1].is_nan());
}

#[test]
fn sorted_by_what_was_asked() {
    let shop = five();
    assert_eq!(ids(&shop, r#"{"sort":"id"}"#), ["A", "b10", "b9", "李"]);
    assert_eq!(ids(&shop, r#"{"sort":"-id","limit":2}"#), ["李", "b9"]);
    // Equals keep the canonical order in both directions.
    assert_eq!(ids(&shop, r#"{"sort":"monetary"}"#), ["b10", "b9", "李", "A"]);
    assert_eq!(ids(&shop, r#"{"sort":"-monetary"}"#), ["b9", "李", "A", "b10"]);
    assert_eq!(ids(&shop, r#"{"sort":"-recencyDays","offset":1,"limit":2}"#), ["b10", "A"]);
    // What is unknown comes last either way.
    assert_eq!(ids(&shop, r#"{"sort":"referralValue"}"#), ["A", "李", "b9", "b10"]);
    assert_eq!(ids(&shop, r#"{"sort":"-referralValue"}"#), ["b9", "李", "A", "b10"]);
    assert_eq!(ids(&shop, r#"{"sort":"segment"}"#), ["b10", "A", "李", "b9"]);
    assert_eq!(ids(&shop, r#"{"sort":"cohort"}"#), ["李", "b9", "b10", "A"]);
}

#[test]
fn a_page_has_the_columns_wanted_and_the_total_of_all() {
    let answer = ask(&five(), &from_json(r#"{"columns":["id","rScore"],"offset":3,"limit":9}"#)).unwrap();
    assert_eq!(answer.total, 4);
    let json = serde_json::to_value(&answer).unwrap();
    assert_eq!(json["columns"], serde_json::json!({ "id": ["A"], "rScore": [2] }));
    assert_eq!(json["options"]["offset"], 3);
    assert_eq!(json["options"]["rfm"]["segments"], "octants");
    assert_eq!(ids(&five(), r#"{"offset":9}"#), [""; 0]);
    assert_eq!(ids(&five(), r#"{"limit":0,"sort":"id"}"#), [""; 0]);
    // What comes back as options asks the same question again.
    assert_eq!(ask(&five(), &answer.options).unwrap(), answer);
}

#[test]
fn filters_by_id_and_segment() {
    let shop = five();
    // An unknown id, one without a purchase, one twice.
    assert_eq!(ids(&shop, r#"{"filter":{"ids":["A","nobody","z","b9","A"]}}"#), ["b9", "A"]);
    let segment = r#"{"filter":{"segment":{"key":["important-value","important-retain"]}}}"#;
    assert_eq!(ids(&shop, segment), ["b9", "李"]);
    let both = r#"{"filter":{"ids":["李","A"],"segment":{"key":["important-value","important-retain"]}}}"#;
    assert_eq!(ask(&shop, &from_json(both)).unwrap().total, 1);
}

#[test]
fn searches_in_ids() {
    let shop = five();
    assert_eq!(ids(&shop, r#"{"filter":{"search":"B"}}"#), ["b9", "b10"]);
    assert_eq!(ids(&shop, r#"{"filter":{"search":"10"},"sort":"id"}"#), ["b10"]);
    assert_eq!(ids(&shop, r#"{"filter":{"search":"李"}}"#), ["李"]);
    assert_eq!(ids(&shop, r#"{"filter":{"search":"b9 "}}"#), [""; 0]);
    assert_eq!(ids(&shop, r#"{"filter":{"search":""}}"#).len(), 4);
    // Who never bought is not listed, and all conditions must hold.
    assert_eq!(ids(&shop, r#"{"filter":{"search":"z"}}"#), [""; 0]);
    let both = r#"{"filter":{"search":"b","segment":{"key":["important-value"]}}}"#;
    assert_eq!(ask(&shop, &from_json(both)).unwrap().total, 1);
}

#[test]
fn ranges_of_numbers_and_what_they_amount_to() {
    let shop = five();
    let of = |ranges: &str| ids(&shop, &format!(r#"{{"filter":{{"ranges":{ranges}}}}}"#));
    assert_eq!(of(r#"{"recencyDays":{"from":39,"to":100}}"#), ["b10", "A"]);
    assert_eq!(of(r#"{"recencyDays":{"from":39},"monetary":{"to":10}}"#), ["b10"]);
    assert_eq!(of(r#"{"frequency":{}}"#).len(), 4);
    // What is unknown lies in no range.
    assert_eq!(of(r#"{"referralValue":{}}"#), ["b9", "李", "A"]);
    let options = r#"{"filter":{"ranges":{"monetary":{"from":60}}},"limit":1}"#;
    let answer = ask(&shop, &from_json(options)).unwrap();
    assert_eq!((answer.total, answer.value), (3, 180.0));
    let error = ask(&shop, &from_json(r#"{"filter":{"ranges":{"segment":{"to":1}}}}"#)).unwrap_err();
    assert_eq!(error.detail.option.as_deref(), Some("filter.ranges"));
    assert_eq!(error.message, "filter.ranges takes the names of columns of numbers, not “segment”.");
    let known = error.detail.allowed.unwrap();
    assert!(known.contains(&"change".to_string()) && !known.contains(&"id".to_string()));
}

#[test]
fn several_columns_to_sort_by() {
    let shop = five();
    assert_eq!(ids(&shop, r#"{"sort":"recencyDays,monetary"}"#), ["b9", "b10", "A", "李"]);
    assert_eq!(ids(&shop, r#"{"sort":"recencyDays,-monetary"}"#), ["b9", "A", "b10", "李"]);
    assert_eq!(ids(&shop, r#"{"sort":"-frequency,-monetary,-id"}"#), ["b9", "李", "A", "b10"]);
    let error = ask(&shop, &from_json(r#"{"sort":"id,size"}"#)).unwrap_err();
    assert_eq!(error.message, "sort must be a column name, with “-” in front for descending, not “size”.");
}

#[test]
fn what_changed_lately() {
    let shop = fixture::shop(&[
        ("a", "2024-01-01", 100.0),
        ("a", "2024-01-21", 5.0),
        ("b", "2024-01-11", 7.0),
        ("b", "2024-01-22", 2.0),
        ("b", "2024-01-31", 1.0),
        ("b", "2024-02-10", -0.5),
    ]);
    let asked = |options: &str| {
        let columns = ask(&shop, &from_json(options)).unwrap().columns;
        (columns.recent_value.unwrap(), columns.change.unwrap())
    };
    // (31 Jan, 10 Feb] against (21 Jan, 31 Jan].
    assert_eq!(asked(r#"{"recentDays":10}"#), (vec![0.0, -0.5], vec![0.0, -3.5]));
    assert_eq!(asked(r#"{"recentDays":20}"#), (vec![0.0, 2.5], vec![-5.0, -4.5]));
    assert_eq!(asked("{}"), (vec![105.0, 9.5], vec![105.0, 9.5]));
    assert_eq!(asked(r#"{"recentDays":10,"asOf":"2024-01-31"}"#), (vec![0.0, 3.0], vec![-5.0, 3.0]));
    let error = ask(&shop, &from_json(r#"{"recentDays":0}"#)).unwrap_err();
    assert_eq!(error.message, "recentDays must be a whole number of days from 1 to 36500.");
}

#[test]
fn values_are_worked_out_where_they_are_asked_for() {
    for (options, needed) in [
        ("{}", true),
        (r#"{"columns":["id"]}"#, false),
        (r#"{"columns":["id","passedOn"]}"#, true),
        (r#"{"columns":[],"sort":"id,-ownValue"}"#, true),
        (r#"{"columns":[],"sort":"-monetary"}"#, false),
        (r#"{"columns":[],"filter":{"ranges":{"referralValue":{"to":0}}}}"#, true),
    ] {
        assert_eq!(from_json(options).needs_values(), needed, "{options}");
    }
}

#[test]
fn buyers_outside_the_look_back_are_listed_without_scores() {
    let options = r#"{"rfm":{"lookbackDays":40,"monetary":"mean"},"sort":"rScore"}"#;
    let answer = ask(&five(), &from_json(options)).unwrap().columns;
    assert_eq!(answer.id.unwrap(), ["b10", "A", "b9", "李"]);
    assert_eq!(answer.recency_days.unwrap(), [39, 39, 0, 117]);
    assert_eq!(answer.frequency.unwrap(), [1, 1, 1, 0]);
    let monetary = answer.monetary.unwrap();
    assert_eq!(monetary[..3], [10.0, 60.0, 20.0]);
    assert!(monetary[3].is_nan());
    assert_eq!(answer.r_score.unwrap()[3], 0);
    assert_eq!(answer.segment.unwrap()[3], "");
    assert_eq!(answer.first_purchase.unwrap()[3], "2023-12-05");
}

#[test]
fn a_past_day_knows_nothing_later() {
    let answer = ask(&five(), &from_json(r#"{"asOf":"2024-01-31"}"#)).unwrap();
    assert_eq!(answer.columns.id.unwrap(), ["b9", "李"]);
    assert_eq!(answer.columns.monetary.unwrap(), [40.0, 90.0]);
    assert_eq!(answer.options.rfm.unwrap().as_of.as_deref(), Some("2024-01-31"));
}

#[test]
fn wrong_options_say_what_to_do() {
    let error = |text: &str| ask(&five(), &from_json(text)).unwrap_err();
    let sort = error(r#"{"sort":"+id"}"#);
    assert_eq!(sort.message, "sort must be a column name, with “-” in front for descending, not “+id”.");
    assert_eq!(sort.detail.option.as_deref(), Some("sort"));
    assert_eq!(sort.detail.allowed.unwrap().len(), Column::ALL.len());
    let segment = error(r#"{"filter":{"segment":{"key":["vip"]}}}"#);
    assert_eq!(segment.message, "No segment of “octants” is called “vip”.");
    assert_eq!(segment.detail.option.as_deref(), Some("filter.segment.key"));
    let as_of = error(r#"{"asOf":"2024-01-31","rfm":{"asOf":"2024-01-30"}}"#);
    assert_eq!(as_of.message, "rfm.asOf differs from asOf; leave it out, one list has one as-of date.");
    for unknown in [r#"{"filter":{"channel":["x"]}}"#, r#"{"columns":["pAlive"]}"#, r#"{"top":1}"#] {
        assert!(crate::given::from_json::<CustomersOptions>(unknown).is_err(), "{unknown}");
    }
}

#[test]
fn float_keys_order_like_floats() {
    let ascending = [f64::NEG_INFINITY, -1e300, -2.0, -1.5, -1e-310, 0.0, 1e-310, 1.5, 2.0, f64::INFINITY];
    for pair in ascending.windows(2) {
        assert!(float_key(pair[0], false) < float_key(pair[1], false), "{pair:?}");
        assert!(float_key(pair[0], true) > float_key(pair[1], true), "{pair:?}");
    }
    assert_eq!(float_key(-0.0, true), float_key(0.0, true));
    assert_eq!(float_key(f64::NAN, true), float_key(f64::NAN, false));
}

proptest! {
    #[test]
    fn a_page_is_a_cut_of_the_stably_sorted_list(
        records in prop::collection::vec((0usize..12, 0usize..5, -3i32..9), 1..50),
        column in 0..Column::ALL.len(),
        down: bool,
        offset in 0u32..10,
        limit in prop::option::of(0u32..10),
    ) {
        let names: Vec<String> = (0..12).map(|n| format!("c{n}")).collect();
        let dates = ["2024-01-01", "2024-01-20", "2024-02-01", "2024-02-02", "2024-03-31"];
        let records: Vec<(&str, &str, f64)> =
            records.iter().map(|&(who, day, value)| (names[who].as_str(), dates[day], f64::from(value))).collect();
        let shop = fixture::shop(&records);
        let column = Column::ALL[column];
        let all = ask(&shop, &CustomersOptions::default()).unwrap();
        let json = serde_json::to_value(&all.columns).unwrap();
        let cells = json[column.name()].as_array().unwrap();
        let mut order: Vec<usize> = (0..cells.len()).collect();
        order.sort_by(|&a, &b| {
            let known = (cells[a].is_null()).cmp(&cells[b].is_null());
            let cells = match (cells[a].as_str(), cells[b].as_str()) {
                (Some(a), Some(b)) => a.cmp(b),
                _ => cells[a].as_f64().partial_cmp(&cells[b].as_f64()).unwrap(),
            };
            known.then(if known.is_eq() && down { cells.reverse() } else { cells })
        });
        let ids = all.columns.id.unwrap();
        let expected: Vec<&String> =
            order.iter().map(|&at| &ids[at]).skip(offset as usize).take(limit.unwrap_or(99) as usize).collect();

        let sort = Some(format!("{}{}", if down { "-" } else { "" }, column.name()));
        let options = CustomersOptions { sort, offset: Some(offset), limit, ..CustomersOptions::default() };
        let page = ask(&shop, &options).unwrap();
        prop_assert_eq!(page.total as usize, ids.len());
        let got = page.columns.id.unwrap();
        prop_assert_eq!(got.iter().collect::<Vec<_>>(), expected);
    }
}
