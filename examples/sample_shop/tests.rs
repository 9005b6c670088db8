//! The sample must look like a shop, and like the same shop every time.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use siyu::date::parse_day;

use super::*;
use crate::catalog::Status;
use crate::shop::{Shop, simulate};

fn request(arguments: &[&str]) -> Request {
    parse(arguments.iter().map(|text| text.to_string())).unwrap()
}

fn bytes(arguments: &[&str]) -> Vec<u8> {
    let mut out = Vec::new();
    write(&request(arguments), &mut out).unwrap();
    out
}

/// FNV-1a, enough to notice a changed byte.
fn hash(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xCBF2_9CE4_8422_2325, |hash, &byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01B3)
    })
}

fn sample() -> Shop {
    simulate(5_000, 24, 1)
}

/// Paid orders of known customers.
fn paid(shop: &Shop) -> impl Iterator<Item = (usize, &shop::Order)> {
    shop.orders
        .iter()
        .filter(|order| order.status == Status::Done)
        .filter_map(|order| Some((order.customer?, order)))
}

#[test]
fn same_arguments_same_bytes() {
    // A change here is a change of everybody's sample: on purpose, or not at all.
    assert_eq!(hash(&bytes(&["--lang", "zh"])), HASH_ZH);
    assert_eq!(hash(&bytes(&["--lang", "en"])), HASH_EN);
    assert_eq!(hash(&bytes(&["--rows", "10000"])), HASH_ROWS);
    assert_eq!(hash(&bytes(&["--rows", "10000", "--random-ids"])), HASH_RANDOM_IDS);
    assert_ne!(hash(&bytes(&["--lang", "zh", "--seed", "2"])), HASH_ZH);
}

const HASH_ZH: u64 = 0xCE48_A229_EF70_336E;
const HASH_EN: u64 = 0x335E_0746_8965_F2EC;
const HASH_ROWS: u64 = 0xB03E_3490_A7D8_0958;
const HASH_RANDOM_IDS: u64 = 0x10E1_4C8B_6BFC_2A9E;

#[test]
fn arguments_are_checked() {
    let refused = |arguments: &[&str]| parse(arguments.iter().map(|text| text.to_string())).unwrap_err();
    assert_eq!(refused(&["--lang", "fr"]), "--lang takes zh or en, not \"fr\"");
    assert_eq!(refused(&["--months", "0"]), "--months takes a whole number from 1 to 60, not \"0\"");
    assert_eq!(refused(&["--out"]), "--out needs a value");
    assert_eq!(refused(&["--size", "3"]), "there is no option --size");
    assert_eq!(refused(&["--random-ids"]), "--random-ids goes with --rows");
}

#[test]
fn files_are_small_and_well_formed() {
    for (lang, header) in
        [("zh", "\u{feff}订单编号,会员编号,付款时间"), ("en", "Order ID,Customer ID,Paid At")]
    {
        let text = String::from_utf8(bytes(&["--lang", lang])).unwrap();
        assert!(text.len() <= 3_000_000, "{lang}: {} bytes", text.len());
        assert!(text.starts_with(header) && text.ends_with("\r\n"));
        assert!(!text.contains('\t'));
        let mut ids = BTreeSet::new();
        let mut quoted = 0;
        for line in text.lines() {
            let cells = split(line);
            assert_eq!(cells.len(), 13, "{line}");
            assert!(ids.insert(cells[0].clone()), "two orders {}", cells[0]);
            quoted += usize::from(line.contains('"'));
        }
        assert!((15_000..=25_001).contains(&ids.len()), "{} rows", ids.len());
        assert!(quoted > 100, "{quoted} quoted rows");
    }
}

/// The cells of one line, by the book and slowly.
fn split(line: &str) -> Vec<String> {
    let mut cells = vec![String::new()];
    let mut inside = false;
    let mut characters = line.chars().peekable();
    while let Some(character) = characters.next() {
        let cell = cells.last_mut().unwrap();
        match character {
            '"' if inside && characters.peek() == Some(&'"') => cell.push(characters.next().unwrap()),
            '"' => inside = !inside,
            ',' if !inside => cells.push(String::new()),
            _ => cell.push(character),
        }
    }
    assert!(!inside);
    cells
}

#[test]
fn buyers_are_as_different_as_people_are() {
    let shop = sample();
    let mut counts: HashMap<usize, usize> = HashMap::new();
    for (customer, _) in paid(&shop) {
        *counts.entry(customer).or_default() += 1;
    }
    assert!((4_700..=5_000).contains(&counts.len()), "{} buyers", counts.len());
    let share = |test: &dyn Fn(usize) -> bool| {
        counts.values().filter(|&&count| test(count)).count() as f64 / counts.len() as f64
    };
    let repeat = share(&|count| count >= 2);
    assert!((0.38..0.52).contains(&repeat), "{repeat} bought again");
    let champions = share(&|count| count >= 15);
    assert!((0.01..0.10).contains(&champions), "{champions} bought 15 times or more");
    let mut sorted: Vec<usize> = counts.into_values().collect();
    sorted.sort_unstable_by(|a, b| b.cmp(a));
    let total: usize = sorted.iter().sum();
    let fifth: usize = sorted[..sorted.len() / 5].iter().sum();
    assert!((0.5..0.8).contains(&(fifth as f64 / total as f64)), "top fifth: {fifth} of {total} orders");
}

#[test]
fn promotions_stand_out() {
    let shop = sample();
    let mut by_day: BTreeMap<i32, f64> = BTreeMap::new();
    for (_, order) in paid(&shop) {
        *by_day.entry(order.date).or_default() += 1.0;
    }
    for (date, least) in [
        ("2024-03-08", 2.0),
        ("2025-03-08", 2.0),
        ("2025-06-18", 2.5),
        ("2025-11-11", 3.5),
        ("2025-12-12", 1.6),
    ] {
        let day = parse_day(date).unwrap();
        let around = (day - 35..day - 14).map(|d| by_day.get(&d).copied().unwrap_or(0.0)).sum::<f64>() / 21.0;
        let lift = by_day[&day] / around;
        assert!(lift > least, "{date}: {lift} times the weeks before");
    }
    let discounted = paid(&shop).filter(|(_, order)| order.coupon.is_some()).count() as f64;
    let share = discounted / paid(&shop).count() as f64;
    assert!((0.1..0.4).contains(&share), "{share} of the orders with a coupon");
}

#[test]
fn people_bring_people() {
    let shop = sample();
    let mut parent: HashMap<usize, usize> = HashMap::new();
    let mut firsts: HashMap<usize, i32> = HashMap::new();
    let (mut own, mut late, mut second) = (0, 0, 0);
    for (customer, order) in paid(&shop) {
        let first = *firsts.entry(customer).or_insert(order.date);
        match (order.referrer, parent.get(&customer)) {
            (None, _) => {}
            (Some(referrer), _) if referrer == customer => own += 1,
            (Some(referrer), Some(&known)) => second += usize::from(referrer != known),
            (Some(_), None) if order.date > first => late += 1,
            (Some(referrer), None) => {
                parent.insert(customer, referrer);
            }
        }
    }
    let share = parent.len() as f64 / firsts.len() as f64;
    assert!((0.15..0.3).contains(&share), "{share} were brought by somebody");
    let depth = |customer: usize| {
        let mut above = 0;
        let mut at = customer;
        while let Some(&next) = parent.get(&at) {
            (at, above) = (next, above + 1);
            assert!(above < 100, "a circle");
        }
        above
    };
    let deepest = parent.keys().map(|&customer| depth(customer)).max().unwrap();
    assert!((3..12).contains(&deepest), "{deepest} generations");
    assert!(own > 0 && late > 0 && second > 0, "self {own}, late {late}, second {second}");
}

#[test]
fn some_orders_go_wrong() {
    let shop = sample();
    let all = shop.orders.len() as f64;
    let share = |test: &dyn Fn(&shop::Order) -> bool| {
        shop.orders.iter().filter(|order| test(order)).count() as f64 / all
    };
    let full = share(&|order| order.refund.is_some_and(|(percent, ..)| percent == 100));
    let part = share(&|order| order.refund.is_some_and(|(percent, ..)| percent < 100));
    let closed = share(&|order| order.status == Status::Closed);
    let blank = share(&|order| order.customer.is_none());
    assert!((0.02..0.06).contains(&full), "{full} fully refunded");
    assert!((0.01..0.03).contains(&part), "{part} partly refunded");
    assert!((0.02..0.05).contains(&closed), "{closed} closed");
    assert!((0.001..0.01).contains(&blank), "{blank} without customer");
    assert!(shop.orders.iter().any(|order| order.status == Status::Unpaid));
    assert!(shop.orders.iter().all(|order| order.refund.is_none_or(|(_, day, _)| order.date <= day)));
}

#[test]
fn bench_rows_have_their_layout() {
    for (arguments, id_length) in
        [(&["--rows", "40000"][..], 11), (&["--rows", "40000", "--random-ids"][..], 12)]
    {
        let text = String::from_utf8(bytes(arguments)).unwrap();
        assert!((45..62).contains(&(text.len() / 40_000)), "{} bytes", text.len());
        let mut lines = text.lines();
        assert_eq!(lines.next(), Some("order_id,customer_id,paid_at,amount,referrer_id"));
        let rows: Vec<Vec<&str>> = lines.map(|line| line.split(',').collect()).collect();
        assert_eq!(rows.len(), 40_000);
        assert!(rows.is_sorted_by(|a, b| a[2] <= b[2]));
        let customers: BTreeSet<&str> = rows.iter().map(|row| row[1]).collect();
        let orders: BTreeSet<&str> = rows.iter().map(|row| row[0]).collect();
        assert_eq!((customers.len(), orders.len()), (10_000, 40_000));
        let mut seen = BTreeSet::new();
        for row in &rows {
            assert!(row.len() == 5 && row[1].len() == id_length && row[2].len() == 19, "{row:?}");
            let (whole, cents) = row[3].split_once('.').unwrap();
            assert!(whole.parse::<u32>().unwrap() < 100_000 && cents.len() == 2 && row[3] != "0.00");
            // Whoever brings somebody was there before, so the edges are a forest.
            seen.insert(row[1]);
            assert!(row[4].is_empty() || (seen.contains(row[4]) && row[4] != row[1]), "{row:?}");
        }
        let referred = rows.iter().filter(|row| !row[4].is_empty()).count();
        assert!((8_000..12_000).contains(&referred), "{referred} rows name a referrer");
    }
}
