//! The measures on published order logs, against tables computed by others. The logs are not part of this
//! repository: these tests look for a folder named by the variable `SIYU_DATA`, or a folder `data` beside or
//! near the repository, and pass without a word where there is none.
//!
//! CDNOW master: 69,659 orders of 23,570 customers, January 1997 to June 1998, <https://www.brucehardie.com>.
//! Orders of amount 0 count in it.

#![allow(clippy::unwrap_used)] // a test may end at the first thing that is not as it should be

use std::fs;
use std::path::PathBuf;

use siyu::date::{Period, parse_day};
use siyu::measures::cohorts::{Age, CohortOptions, Cohorts, Matrix, Observed, cohorts};
use siyu::measures::ltv::{Attribution, LtvOptions, ReferralOptions, ltv, own_value, value};
use siyu::measures::repurchase::{RepurchaseOptions, repurchase};
use siyu::measures::stats::Stats;
use siyu::money::from_f64;
use siyu::shop::tables::{Edge, Shop, Wanted};

fn data() -> Option<PathBuf> {
    let here = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let beside = fs::read_dir(here.join("..")).ok()?.flatten().map(|entry| entry.path().join("data"));
    let named = std::env::var_os("SIYU_DATA").map(PathBuf::from);
    named.into_iter().chain(beside).find(|folder| folder.join("CDNOW_master.txt").is_file())
}

fn table(name: &str) -> Option<String> {
    fs::read_to_string(data()?.join("truth").join(name)).ok()
}

/// A shop of the columns customer, date (`yyyymmdd`) and amount of a space-aligned log.
fn log(name: &str, columns: [usize; 3], header_lines: usize) -> Option<Shop> {
    let text = fs::read_to_string(data()?.join(name)).ok()?;
    let mut shop = Shop::default();
    let (mut persons, mut dates, mut values) = (Vec::new(), Vec::new(), Vec::new());
    for line in text.lines().skip(header_lines).filter(|line| !line.trim().is_empty()) {
        let cells: Vec<&str> = line.split_whitespace().collect();
        let [customer, date, amount] = columns.map(|column| cells[column]);
        persons.push(shop.people.insert(customer.as_bytes()));
        dates.push(parse_day(&format!("{}-{}-{}", &date[..4], &date[4..6], &date[6..])).unwrap());
        values.push(from_f64(amount.parse().unwrap()).unwrap());
    }
    shop.first_date = *dates.iter().min()?;
    shop.last_date = *dates.iter().max()?;
    shop.orders = Shop::index_orders(
        shop.people.len(),
        persons,
        dates,
        values.clone().into(),
        values,
        true,
        Wanted::Nothing,
    )
    .0;
    Some(shop)
}

fn cdnow_master() -> Option<Shop> {
    log("CDNOW_master.txt", [0, 1, 3], 1)
}

/// A published cohort table holds counts in complete cells and blanks elsewhere.
fn assert_table(published: &str, answer: &Cohorts, measure: &Matrix<u32>) {
    let rows: Vec<Vec<&str>> = published.lines().skip(1).map(|line| line.split(',').collect()).collect();
    assert_eq!(rows.len(), answer.cohorts.len());
    for (row, cells) in rows.iter().enumerate() {
        assert_eq!(cells[0], answer.cohorts[row]);
        for (offset, cell) in cells[1..].iter().enumerate() {
            let full = answer.observed[row].get(offset) == Some(&Some(Observed::Full));
            let ours = if full { measure[row][offset] } else { None };
            assert_eq!(ours, cell.parse().ok(), "{} at {offset}", cells[0]);
        }
    }
}

#[test]
fn cdnow_repeaters_by_calendar_month() {
    let Some(shop) = cdnow_master() else { return };
    let answer = cohorts(&shop, &CohortOptions::default()).unwrap();
    assert_eq!(answer.sizes, [7846, 8476, 7248]);
    assert_eq!(answer.totals.customers[0], 23_570);
    let published = table("cohort_calendar_month_excl_first_day_COMPLETE_CELLS_ONLY.csv").unwrap();
    assert_table(&published, &answer, &answer.cells.repeaters);
}

#[test]
fn cdnow_repeaters_by_windows_of_30_days() {
    let Some(shop) = cdnow_master() else { return };
    let options =
        CohortOptions { age: Some(Age::Elapsed), period: Some(Period::Month), ..CohortOptions::default() };
    let answer = cohorts(&shop, &options).unwrap();
    let published = table("cohort_rolling30d_excl_first_day_COMPLETE_CELLS_ONLY.csv").unwrap();
    assert_table(&published, &answer, &answer.cells.repeaters);
}

/// The 1/10 sample of CDNOW with an invented forest: customer k, where k is 4 or more and divisible by 4, was
/// brought by customer ⌊k/3⌋.
#[test]
fn synthetic_referrals_over_the_cdnow_sample() {
    let Some(mut shop) = log("CDNOW_sample.txt", [1, 2, 4], 0) else { return };
    let person = |shop: &Shop, number: u32| shop.people.get(format!("{number:04}").as_bytes()).unwrap();
    let customers = shop.people_count() as u32;
    shop.edges = (1..=customers / 4)
        .map(|quarter| {
            let (referrer, referred) = (person(&shop, quarter * 4 / 3), person(&shop, quarter * 4));
            Edge { referrer, referred, date: None }
        })
        .collect();
    let stats = Stats::at(&shop, shop.last_date, None).unwrap();
    let total = ltv(&shop, &stats, &LtvOptions::default()).unwrap();
    assert_eq!((total.customers, total.edges.used, total.max_depth), (2357, 589, 6));
    assert_eq!(total.own_value, 244_091.94);
    assert!((total.relationship_value - 308_204.11).abs() < 1e-6);

    let direct = value(&shop, &stats, &ReferralOptions::default()).unwrap();
    let published = table("referral_synthetic_cdnow.csv").unwrap();
    assert_eq!(published.lines().count(), 2358);
    for line in published.lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        let customer = person(&shop, cells[0].parse().unwrap()) as usize;
        assert_eq!(own_value(&shop, &stats, customer), cells[3].parse::<f64>().unwrap());
        assert!((direct.referral[customer] - cells[5].parse::<f64>().unwrap()).abs() < 1e-9);
    }
    for attribution in [Attribution::PassUp, Attribution::PathEqual] {
        let options = ReferralOptions { attribution: Some(attribution), ..ReferralOptions::default() };
        let valued = value(&shop, &stats, &options).unwrap();
        let sum: f64 = (0..shop.people_count())
            .map(|person| valued.relationship(person, own_value(&shop, &stats, person)))
            .sum();
        assert!((sum / 244_091.94 - 1.0).abs() < 1e-9);
    }
}

#[test]
fn cdnow_repurchase_as_observed_and_estimated() {
    let Some(shop) = cdnow_master() else { return };
    let published: serde_json::Value =
        serde_json::from_str(&table("cohort_repurchase.json").unwrap()).unwrap();
    for (snapshot, as_of) in [("full", None), ("snapshot_1997_04_30", Some("1997-04-30".to_string()))] {
        let windows = published[snapshot].as_object().unwrap();
        let within = windows.keys().filter_map(|days| days.parse().ok()).collect();
        let options = RepurchaseOptions { as_of, within: Some(within), ..RepurchaseOptions::default() };
        let answer = repurchase(&shop, &options).unwrap();
        assert!(answer.within.iter().count() >= 3);
        let km_at365 = windows.get("365").map(|window| window["km"].as_f64().unwrap());
        assert!((answer.steps[0].km_at365.unwrap_or(-1.0) - km_at365.unwrap_or(-1.0)).abs() < 1e-12);
        for (days, rate) in answer.within.iter() {
            assert_eq!(u64::from(rate.total), windows[days]["eligible_n"].as_u64().unwrap(), "{days}");
            let eligible = windows[days]["eligible"].as_f64().unwrap();
            assert!((rate.rate.unwrap() - eligible).abs() < 1e-12, "{days}");
            let estimate = 1.0 - answer.survival.as_ref().unwrap().at(days.parse().unwrap());
            assert!((estimate - windows[days]["km"].as_f64().unwrap()).abs() < 1e-12, "{days}");
        }
    }
}
