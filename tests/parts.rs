//! One source read by several: wherever it is cut, and whatever stands at the cuts, the parts put together are
//! what one reading gives.

#![allow(clippy::unwrap_used)] // a test may end at the first thing that is not as it should be

mod common;

use common::{open, options, told};
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::json;
use siyu::error::Result;
use siyu::open::{Opened, Opening, SourceCounts, SourceMeta, Verdict};
use siyu::read::dialect::HEAD_BYTES;
use siyu::read::field::Kind;
use siyu::read::options::OpenOptions;

const HEADER: &str = "order_id,customer_id,paid_at,amount,refund,product,referrer_id\n";

/// Rows that fill the beginning, from which a plan is made.
fn beginning(ids: impl Fn(usize) -> String) -> String {
    let rows = (0..2300)
        .map(|n| format!("{},c{},2024-03-{:02},12.50,,tea,c{}\n", ids(n), n % 90, n % 28 + 1, n % 7));
    let text = [HEADER.to_string()].into_iter().chain(rows).collect::<String>();
    assert!(text.len() > HEAD_BYTES);
    text
}

/// What may stand in a row: cells as they should be, and all that makes cutting hard.
fn noise() -> impl Strategy<Value = String> {
    let cells = &[
        "A1",
        "A2",
        "9001",
        "9002",
        "c1",
        "c99",
        "2024-03-05",
        "03/04/2024",
        "13/04/2024",
        "8.00",
        "8,00",
        "-3",
        "x",
        "\"a\nb\"",
        "\"a,\"\"b\"\"\n\n\"",
        "\"",
        "a\"b",
        "\"\"",
        "\r",
        "\"\r\n,\"",
        "茶",
        "",
    ][..];
    let row = prop::collection::vec(select(cells), 5..9).prop_map(|cells| cells.join(","));
    let good = (9000u32..9050, 0u32..40, 1u32..29).prop_map(|(order, customer, day)| {
        format!("{order},c{customer},2024-04-{day:02},5.00,1.00,\"gr\nün\",c2")
    });
    let line = (prop_oneof![3 => good, 1 => row], select(&["\n", "\n", "\r\n", "\n\n", "\r"][..]), 1usize..4);
    prop::collection::vec(line.prop_map(|(row, end, times)| (row + end).repeat(times)), 1..40)
        .prop_map(|lines| lines.concat())
}

/// Where the line begins that holds this byte or follows it, as somebody sees it who knows nothing before it.
fn line_start(bytes: &[u8], at: usize) -> usize {
    let mut end = at - 1;
    while end < bytes.len() && bytes[end] != b'\n' && bytes[end] != b'\r' {
        end += 1;
    }
    let pair = bytes.get(end) == Some(&b'\r') && bytes.get(end + 1) == Some(&b'\n');
    (end + 1 + usize::from(pair)).min(bytes.len())
}

fn write(opening: &mut Opening, bytes: &[u8]) -> usize {
    opening.space(bytes.len()).copy_from_slice(bytes);
    bytes.len()
}

/// What is believed of a source with these order ids, as a number.
fn believed(ids: impl Fn(usize) -> String) -> u32 {
    let counts = SourceCounts { orders: 1, ..SourceCounts::default() };
    let mut opening = Opening::new(options(json!({})), counts, 42).unwrap();
    opening.begin(Kind::Orders, SourceMeta { encoding: "utf-8".into(), ..SourceMeta::default() });
    let len = write(&mut opening, beginning(ids).as_bytes());
    opening.push(len).unwrap();
    opening.hypotheses().unwrap()
}

#[test]
fn hosts_know_order_ids_in_no_order_by_the_lowest_byte() {
    assert_eq!(believed(|n| format!("{}", n % 99 / 2)) & 0xFF, 3);
    assert_eq!(believed(|n| format!("{}", (n * 7919) % 2311)) & 0xFF, 4);
    assert!(believed(|n| format!("{n}")) & 0xFF < 3);
    assert!(believed(|n| format!("{}", 9999 - n)) & 0xFF < 3);
}

/// Reads one source cut at the given places.
fn open_in_parts(bytes: &[u8], cuts: &[usize], given: &OpenOptions) -> (Result<Opened>, usize) {
    let counts = SourceCounts { orders: 1, ..SourceCounts::default() };
    let meta = || SourceMeta { encoding: "utf-8".into(), ..SourceMeta::default() };
    let mut appended = 0;
    let mut opening = Opening::new(given.clone(), counts, 42).unwrap();
    let read = |opening: &mut Opening, appended: &mut usize| -> Result<Verdict> {
        opening.begin(Kind::Orders, meta());
        let mut starts: Vec<usize> = cuts.iter().map(|&at| line_start(bytes, at)).collect();
        starts.sort();
        starts.push(bytes.len());
        let len = write(opening, &bytes[..starts[0]]);
        if opening.push(len)?.again {
            return Ok(Verdict::ReadAgain);
        }
        let hypotheses = opening.hypotheses().unwrap();
        for pair in starts.windows(2) {
            let mut other = Opening::new(given.clone(), counts, 42).unwrap();
            other.begin(Kind::Orders, meta());
            let head = write(&mut other, &bytes[..HEAD_BYTES]);
            other.join(head, hypotheses)?;
            for piece in bytes[pair[0]..pair[1]].chunks(100) {
                let len = write(&mut other, piece);
                other.push(len)?;
            }
            let taken = match other.pack(pair[1] == bytes.len()) {
                Some(packed) => opening.append(&packed)?,
                None => false,
            };
            *appended += usize::from(taken);
            if !taken {
                let len = write(opening, &bytes[pair[0]..]);
                if opening.push(len)?.again {
                    return Ok(Verdict::ReadAgain);
                }
                break;
            }
        }
        opening.end()
    };
    loop {
        match read(&mut opening, &mut appended) {
            Ok(Verdict::Done) => return (opening.finish(), appended),
            Ok(verdict) => assert_eq!(verdict, Verdict::ReadAgain),
            Err(error) => return (Err(error), appended),
        }
    }
}

#[test]
fn a_clean_file_is_read_in_parts() {
    let text = beginning(|n| (1000 + n).to_string()) + "9001,c1,2024-04-01,5.00,,tea,c2";
    let cuts = [HEAD_BYTES, HEAD_BYTES + 300, HEAD_BYTES + 900];
    let (opened, appended) = open_in_parts(text.as_bytes(), &cuts, &options(json!({})));
    assert_eq!(appended, 3);
    let whole = open(&[(Kind::Orders, text.as_bytes())], options(json!({})), &[]);
    assert_eq!(told(&opened), told(&whole));
}

#[test]
fn equal_rows_are_told_across_cuts() {
    let rows = (0..4000).map(|n| format!("{},c{},2024-03-05,12.50,,tea,c1\n", 5000 + n / 4, n / 4 % 9));
    let text = [HEADER.to_string()].into_iter().chain(rows).collect::<String>();
    let whole = open(&[(Kind::Orders, text.as_bytes())], options(json!({})), &[]);
    // Rows have one length, so these cuts fall behind the first, the second and the third of four equal rows.
    for cut in (HEAD_BYTES..HEAD_BYTES + 140).step_by(12) {
        let (opened, appended) = open_in_parts(text.as_bytes(), &[cut, cut + 3500], &options(json!({})));
        assert_eq!(appended, 2);
        assert_eq!(told(&opened), told(&whole));
    }
}

/// A file of nothing but plain purchases but for its end, which may tell that it is otherwise.
fn purchases(end: &str) -> String {
    let rows = (0..2600).map(|n| format!("{},c{},2024-03-{:02},12.50\n", 1000 + n, n % 90, n / 100 + 1));
    ["order_id,customer_id,paid_at,amount\n".to_string()].into_iter().chain(rows).collect::<String>() + end
}

#[test]
fn what_rows_have_in_common_is_known_of_parts() {
    for (end, customers) in [
        ("9001,c1,2024-04-01,5.00\n", 90),
        // Dates that fall from one part to the next, and within one.
        ("9001,c1,2024-02-01,5.00\n9002,c1,2024-02-02,7.00\n", 90),
        ("9001,c1,2024-02-02,5.00\n9002,c1,2024-02-01,7.00\n", 90),
        // What is no purchase.
        ("9001,c1,2024-04-01,0.00\n", 90),
        ("9001,c1,2024-04-01,-3.00\n", 90),
        ("9001,c1,2024-04-01,\n", 90),
        ("9001,c1,,4.00\n", 90),
        ("9001,,2024-04-01,4.00\n", 90),
        // Amounts that take more room.
        ("9001,c91,2024-04-01,99999999.00\n", 91),
    ] {
        let text = purchases(end);
        let behind = text.len() - end.len();
        let whole = open(&[(Kind::Orders, text.as_bytes())], options(json!({})), &[]);
        for cuts in [vec![behind], vec![HEAD_BYTES, behind], vec![HEAD_BYTES + 500, text.len() - 10]] {
            let (opened, appended) = open_in_parts(text.as_bytes(), &cuts, &options(json!({})));
            assert!(appended > 0, "{end}");
            let opened = opened.unwrap();
            assert_eq!(opened.shop.people_count(), customers, "{end}");
            assert_eq!(told(&Ok(opened)), told(&whole), "{end}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn parts_are_the_whole_wherever_it_is_cut(
        noise in noise(),
        cuts in prop::collection::vec(0.0..1.0f64, 1..5),
        rising in any::<bool>(),
    ) {
        let ids = |n: usize| (1000 + if rising { n } else { n * 7 % 2300 }).to_string();
        let text = beginning(ids) + &noise;
        let given = options(json!({ "delimiter": "," }));
        let places: Vec<usize> =
            cuts.iter().map(|cut| text.len() - 1 - (cut * noise.len() as f64) as usize).collect();
        let (opened, _) = open_in_parts(text.as_bytes(), &places, &given);
        let whole = open(&[(Kind::Orders, text.as_bytes())], given, &[]);
        prop_assert_eq!(told(&opened), told(&whole));
    }
}
