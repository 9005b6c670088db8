//! Damages real exports in every way a disk, a spreadsheet or somebody hostile might, and asks everything of what is
//! left: no panic, no lost row, the same answer however the bytes arrive. A fixed number of cases in the tests; for
//! hours of looking: `SIYU_FUZZ_CASES=1000000 SIYU_FUZZ_SEED=7 cargo test --release --test fuzz`.
#![allow(clippy::unwrap_used, clippy::expect_used)] // helpers of tests are not test functions to the lint

mod common;

use std::path::Path;

use common::{open, options, told};
use serde_json::{Value, json};
use siyu::dataset::Dataset;
use siyu::error::Code;
use siyu::measures::cohorts::CohortOptions;
use siyu::measures::customers::{CustomerOptions, CustomersOptions};
use siyu::measures::ltv::LtvOptions;
use siyu::measures::overview::OverviewOptions;
use siyu::measures::repurchase::RepurchaseOptions;
use siyu::measures::rfm::RfmOptions;
use siyu::open::Opened;
use siyu::read::field::Kind;

const CASES: u64 = 1_500;

/// What files are cut, spliced and filled with: the beginnings of everything the reader has an opinion about.
#[rustfmt::skip]
const TOKENS: [&str; 56] = [
    "\"", "\"\"", ",", ",,,,,,,,,,,,,,,,", "\t", ";", "|", "\r", "\n", "\r\n", "\n\n\n", "\0", "\u{feff}", "'", "=\"",
    "=\"12\"", "NA", "无", "-", "—", "0", "-0", "-1.005", "1e308", "1e-400", "99999999999999999999.9999",
    "922337203685477.5807", "-922337203685477.5808", "1,234,567.89", "1.234.567,89", "(12.00)", "¥１２．５", "12元",
    "3/4/2024", "13/4/2024", "4/13/2024", "2024-02-30", "2024-02-29 24:00:00", "2024/1/1 上午9:00", "20240101235960",
    "1704067200", "1704067200000", "45292.5", "0000-00-00", "9999-12-31", "Jan 5, 2024", "2024-01-01T00:00:00+14:00",
    "交易关闭", "refunded", "a@B.com", "***", "\u{202e}", "\u{1f600}", "订单编号", "order_id", "amount",
];

/// Options that change how cells are read.
fn option_sets() -> Vec<Value> {
    vec![
        json!({}),
        json!({ "dateOrder": "mdy" }),
        json!({ "amountIs": "order", "refundIs": "included" }),
        json!({ "zeroAmount": "count", "identity": "shop" }),
        json!({ "profile": "generic" }),
        json!({ "mapping": { "orders": { "orderId": 0, "customerId": 1, "paidAt": 2, "amount": 3 } } }),
        json!({ "mapping": { "orders": { "orderId": null, "customerId": 0, "paidAt": 0, "amount": 0 } } }),
        json!({ "mapping": { "orders": { "customerId": [1, 0] } }, "identity": "shop" }),
        json!({ "delimiter": "\t" }),
    ]
}

/// Deterministic, and good enough to wander (SplitMix64).
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut word = self.0;
        word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        word ^ (word >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        (self.next() % end.max(1) as u64) as usize
    }
}

/// The fixtures as UTF-8, their rows repeated until one more or less is not the whole file.
fn corpus() -> Vec<Vec<u8>> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let mut paths: Vec<_> =
        std::fs::read_dir(here.join("formats")).unwrap().flatten().map(|e| e.path()).collect();
    for folder in std::fs::read_dir(here.join("golden")).unwrap().flatten() {
        paths.extend(std::fs::read_dir(folder.path()).unwrap().flatten().map(|e| e.path()));
    }
    paths.retain(|path| path.extension().is_some_and(|kind| kind == "csv" || kind == "tsv"));
    paths.sort();
    let decoded = |path: &std::path::PathBuf| {
        let bytes = std::fs::read(path).unwrap();
        match String::from_utf8(bytes) {
            Ok(text) => text.into_bytes(),
            Err(error) => encoding_rs::GB18030.decode(error.as_bytes()).0.into_owned().into_bytes(),
        }
    };
    let longer = |mut bytes: Vec<u8>| {
        if !bytes.ends_with(b"\n") {
            bytes.push(b'\n');
        }
        let header = bytes.iter().position(|&b| b == b'\n').unwrap_or(0) + 1;
        let body = bytes[header..].to_vec();
        bytes.extend(body.repeat(4_000 / body.len().max(1)));
        bytes
    };
    paths.iter().map(decoded).map(longer).collect()
}

/// One to eight damages, seldom in the header, which would leave the whole file unreadable.
fn damaged(corpus: &[Vec<u8>], chance: &mut Chance) -> Vec<u8> {
    let mut bytes = corpus[chance.below(corpus.len())].clone();
    for _ in 0..1 + chance.below(8) {
        let header = bytes.iter().position(|&b| b == b'\n').unwrap_or(0);
        let sound = if chance.below(20) == 0 { 0 } else { header };
        let at = sound + chance.below(bytes.len() + 1 - sound);
        let end = (at + chance.below(40)).min(bytes.len());
        match chance.below(9) {
            0 => drop(bytes.drain(at..end)),
            1 => {
                let copy = bytes[at..end].to_vec();
                bytes.splice(at..at, copy);
            }
            2 => {
                let other = &corpus[chance.below(corpus.len())];
                let from = chance.below(other.len());
                let to = (from + chance.below(300)).min(other.len());
                bytes.splice(at..end, other[from..to].iter().copied());
            }
            3 if at < bytes.len() => bytes[at] ^= 1 << chance.below(8),
            4 => bytes.truncate(at.max(60)),
            5 => {
                // A whole line again, as often as a file repeats one order.
                let start = bytes[..at].iter().rposition(|&b| b == b'\n').map_or(0, |n| n + 1);
                let line: Vec<u8> = bytes[start..end.max(start)].iter().copied().chain(*b"\n").collect();
                bytes.splice(start..start, line.repeat(1 + chance.below(4)));
            }
            6 => {
                let cell = bytes[..at].iter().rposition(|&b| b == b',').map_or(0, |n| n + 1);
                let token = TOKENS[chance.below(TOKENS.len())];
                bytes.splice(cell..at, token.bytes());
            }
            _ => {
                let token = TOKENS[chance.below(TOKENS.len())];
                bytes.splice(at..at, token.bytes());
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned().into_bytes()
}

/// Every question, as of the shop's last day and of one inside it.
fn ask_everything(opened: Opened, chance: &mut Chance) {
    let dates = (&opened.report.orders.source.first_date, &opened.report.orders.source.last_date);
    let past = if chance.below(2) == 0 { dates.0.clone() } else { dates.1.clone() };
    let customers = opened.report.orders.customers;
    let mut shop = Dataset::new(opened.shop, opened.report);
    for as_of in [None, past] {
        let answers = [
            shop.overview(&OverviewOptions { as_of: as_of.clone(), ..Default::default() }).map(|a| json!(a)),
            shop.rfm(&RfmOptions { as_of: as_of.clone(), ..Default::default() }).map(|a| json!(a)),
            shop.ltv(&LtvOptions { as_of: as_of.clone(), ..Default::default() }).map(|a| json!(a)),
            shop.cohorts(&CohortOptions { as_of: as_of.clone(), ..Default::default() }).map(|a| json!(a)),
            shop.repurchase(&RepurchaseOptions { as_of: as_of.clone(), ..Default::default() })
                .map(|a| json!(a)),
        ];
        for answer in answers {
            if let Err(error) = answer {
                assert_ne!(error.code, Code::Internal, "{error:?}");
            }
        }
        let listed = shop.customers(&CustomersOptions { as_of: as_of.clone(), ..Default::default() });
        let Ok(listed) = listed else { continue };
        assert!(listed.total <= customers);
        let ids = listed.columns.id.unwrap_or_default();
        if let Some(id) = ids.get(chance.below(ids.len())) {
            let one = CustomerOptions { id: Some(id.clone()), as_of, ..Default::default() };
            assert!(shop.customer(&one).is_ok(), "{id}");
        }
    }
}

fn number(name: &str, default: u64) -> u64 {
    std::env::var(name).map_or(default, |text| text.parse().expect("a whole number"))
}

#[test]
fn damaged_exports_are_accounted_for() {
    let corpus = corpus();
    assert!(corpus.len() > 10, "{} fixtures", corpus.len());
    let sets: Vec<_> = option_sets().into_iter().map(options).collect();
    let seed = number("SIYU_FUZZ_SEED", 20_240_618);
    let (mut read, mut refused) = (0u32, 0u32);
    for case in 0..number("SIYU_FUZZ_CASES", CASES) {
        let mut chance = Chance(seed ^ case << 20);
        let bytes = damaged(&corpus, &mut chance);
        let given = &sets[if chance.below(3) == 0 { chance.below(sets.len()) } else { 0 }];
        let sizes = [1 + chance.below(97), 1 + chance.below(1 << 12)];
        let whole = open(&[(Kind::Orders, &bytes)], given.clone(), &[]);
        let chunked = open(&[(Kind::Orders, &bytes)], given.clone(), &sizes);
        assert_eq!(told(&whole), told(&chunked), "case {case}, chunks of {sizes:?}");
        match whole {
            Ok(opened) => {
                let report = &opened.report.orders.source;
                assert_eq!(report.rows, report.used + report.excluded + report.rejected, "case {case}");
                let excluded: u32 = report.exclusions.iter().map(|exclusion| exclusion.rows).sum();
                assert_eq!(excluded, report.excluded, "case {case}");
                ask_everything(opened, &mut chance);
                read += 1;
            }
            Err(error) => {
                assert_ne!(error.code, Code::Internal, "case {case}: {error:?}");
                refused += 1;
            }
        }
    }
    // Damage that only ever makes files unreadable would look at nothing.
    assert!(read > refused / 2, "{read} read, {refused} refused");
}

/// Sources of people, beside which orders are damaged.
fn people(kind: Kind) -> &'static str {
    match kind {
        Kind::Members => {
            "customer_id,joined_at,tier,channel,referrer_id,left_at\nann,2023-12-01,gold,app,,\n\
             bob,2024-01-02,,app,ann,2024-05-01\ncid,2024-01-03,silver,,bob,\n\"d, d\",2024/1/4,,,,\n"
        }
        _ => {
            "referrer_id,referred_id,at\nann,bob,2024-01-01\nbob,cid,2024-01-02 10:00\ncid,ann,\nbob,bob,2024-01-03\n"
        }
    }
}

#[test]
fn damaged_sources_of_every_kind_are_accounted_for() {
    let corpus = corpus();
    let of_people = [Kind::Members, Kind::Referrals].map(|kind| {
        let text = people(kind).as_bytes();
        let header = text.iter().position(|&byte| byte == b'\n').unwrap() + 1;
        (kind, vec![[&text[..header], &text[header..].repeat(20)].concat()])
    });
    let sets: Vec<_> = option_sets().into_iter().map(options).collect();
    let seed = number("SIYU_FUZZ_SEED", 20_240_618);
    let (mut read, mut refused) = (0u32, 0u32);
    for case in 0..number("SIYU_FUZZ_CASES", CASES) / 3 {
        let mut chance = Chance(!seed ^ case << 20);
        // One or several files of orders, the same damaged in several ways or different ones; members and referrals
        // sound or damaged, or any bytes.
        let own = chance.below(corpus.len());
        let mut sources: Vec<(Kind, Vec<u8>)> = Vec::new();
        for _ in 0..1 + chance.below(3) {
            let other = if chance.below(2) == 0 { own } else { chance.below(corpus.len()) };
            let whole = std::slice::from_ref(&corpus[other]);
            let sound = chance.below(3) == 0;
            sources.push((Kind::Orders, if sound { whole[0].clone() } else { damaged(whole, &mut chance) }));
        }
        for (kind, whole) in &of_people {
            match chance.below(5) {
                0 => {}
                1 => sources.push((*kind, whole[0].clone())),
                2 if chance.below(8) == 0 => {
                    let noise: Vec<u8> = (0..chance.below(300)).map(|_| chance.below(128) as u8).collect();
                    sources.push((*kind, noise));
                }
                _ => sources.push((*kind, damaged(whole, &mut chance))),
            }
        }
        let sources: Vec<(Kind, &[u8])> = sources.iter().map(|(kind, bytes)| (*kind, &bytes[..])).collect();
        let given = &sets[if chance.below(3) == 0 { chance.below(sets.len()) } else { 0 }];
        let sizes = [1 + chance.below(97), 1 + chance.below(1 << 12)];
        let whole = open(&sources, given.clone(), &[]);
        let chunked = open(&sources, given.clone(), &sizes);
        assert_eq!(told(&whole), told(&chunked), "case {case}, chunks of {sizes:?}");
        match whole {
            Ok(opened) => {
                let report = json!(opened.report);
                for kind in ["orders", "members", "referrals"] {
                    let Some(part) = report.get(kind).filter(|part| !part.is_null()) else { continue };
                    let count = |name: &str| part[name].as_u64().unwrap();
                    let sum = count("used") + count("excluded") + count("rejected");
                    assert_eq!(count("rows"), sum, "case {case}, {kind}");
                    let rows = |list: &str| {
                        part[list].as_array().unwrap().iter().map(|one| one["rows"].as_u64().unwrap())
                    };
                    assert_eq!(count("excluded"), rows("exclusions").sum::<u64>(), "case {case}, {kind}");
                    assert_eq!(count("rows"), rows("sources").sum::<u64>(), "case {case}, {kind}");
                }
                ask_everything(opened, &mut chance);
                read += 1;
            }
            Err(error) => {
                assert_ne!(error.code, Code::Internal, "case {case}: {error:?}");
                refused += 1;
            }
        }
    }
    assert!(read > refused / 3, "{read} read, {refused} refused");
}
