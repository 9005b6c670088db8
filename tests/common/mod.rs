//! Drives the reader as a host does, for the tests.
#![allow(dead_code)] // each test file uses its own part
#![allow(clippy::expect_used, clippy::panic)] // helpers of tests are not test functions to the lint

use std::path::PathBuf;

use serde_json::json;
use siyu::error::Result;
use siyu::given::{Given, read_options};
use siyu::open::{Opened, Opening, SourceCounts, SourceMeta, Verdict};
use siyu::read::field::Kind;
use siyu::read::options::OpenOptions;

/// Pushes one source in chunks of the given sizes, in turn, as often as the reader asks.
pub fn push(opening: &mut Opening, kind: Kind, bytes: &[u8], sizes: &[usize]) -> Result<()> {
    'again: loop {
        opening.begin(kind, SourceMeta { encoding: "utf-8".into(), ..SourceMeta::default() });
        let mut rest = bytes;
        for turn in 0.. {
            if rest.is_empty() {
                break;
            }
            let size =
                sizes.get(turn % sizes.len().max(1)).copied().unwrap_or(rest.len()).clamp(1, rest.len());
            let (chunk, remaining) = rest.split_at(size);
            opening.space(size).copy_from_slice(chunk);
            let pushed = opening.push(size)?;
            assert!(pushed.utf8, "the tests' sources are UTF-8");
            if pushed.again {
                continue 'again;
            }
            rest = remaining;
        }
        match opening.end()? {
            Verdict::Done => return Ok(()),
            Verdict::ReadAgain => {}
            Verdict::NotUtf8 => panic!("the tests' sources are UTF-8"),
        }
    }
}

/// Opens sources of all kinds in one go.
pub fn open(sources: &[(Kind, &[u8])], options: OpenOptions, sizes: &[usize]) -> Result<Opened> {
    let count = |kind: Kind| sources.iter().filter(|(of, _)| *of == kind).count() as u32;
    let counts = SourceCounts {
        orders: count(Kind::Orders),
        members: count(Kind::Members),
        referrals: count(Kind::Referrals),
    };
    let mut opening = Opening::new(options, counts, 42)?;
    for (kind, bytes) in sources {
        push(&mut opening, *kind, bytes, sizes)?;
    }
    opening.finish()
}

/// All that a reading led to, in words.
pub fn told(opened: &Result<Opened>) -> serde_json::Value {
    let opened = match opened {
        Ok(opened) => opened,
        Err(error) => return json!({ "error": error }),
    };
    let shop = &opened.shop;
    let people: Vec<String> =
        (0..shop.people.len() as u32).map(|code| shop.people.text(code).into_owned()).collect();
    let labels = |dimensions: &[siyu::shop::tables::Dimension]| {
        let texts = dimensions.iter().map(|dimension| {
            let texts = dimension.codes.iter().map(|&code| dimension.labels.text(code).into_owned());
            (dimension.name.to_string(), json!(texts.collect::<Vec<_>>()))
        });
        texts.collect::<serde_json::Map<_, _>>()
    };
    json!({
        "report": opened.report,
        "people": people,
        "offsets": shop.orders.offsets,
        "dates": shop.orders.dates,
        "values": shop.orders.values,
        "dimensions": labels(&shop.orders.dimensions),
        "lines": shop.lines.as_ref().map(|lines| json!([lines.order, lines.amount, labels(&lines.dimensions)])),
        "edges": shop.edges.iter().map(|e| json!([e.referrer, e.referred, e.date])).collect::<Vec<_>>(),
        "hindsight": shop.hindsight.iter().map(|f| json!([f.date, f.value])).collect::<Vec<_>>(),
    })
}

/// Opens one source of orders.
pub fn open_orders(text: &str, options: OpenOptions) -> Result<Opened> {
    open(&[(Kind::Orders, text.as_bytes())], options, &[])
}

/// Options from JSON, as a caller would write them.
pub fn options(json: serde_json::Value) -> OpenOptions {
    read_options(&given(json), &[]).expect("options of the tests are valid")
}

fn given(json: serde_json::Value) -> Given {
    use serde_json::Value;
    match json {
        Value::Null => Given::Null,
        Value::Bool(value) => Given::Bool(value),
        Value::Number(value) => Given::Number(value.as_f64().expect("numbers of the tests are small")),
        Value::String(text) => Given::Text(text),
        Value::Array(items) => Given::List(items.into_iter().map(given).collect()),
        Value::Object(entries) => {
            Given::Object(entries.into_iter().map(|(name, value)| (name, given(value))).collect())
        }
    }
}

/// A file of the published data sets: in the folder that the variable `SIYU_DATA` names, or in a folder `data`
/// beside or near the repository. The tests do without it elsewhere.
pub fn published(name: &str) -> Option<Vec<u8>> {
    let here = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let beside = std::fs::read_dir(here.join("..")).ok()?.flatten().map(|entry| entry.path().join("data"));
    let named = std::env::var_os("SIYU_DATA").map(PathBuf::from);
    let folder = named.into_iter().chain(beside).find(|folder| folder.join("CDNOW_master.txt").is_file())?;
    let bytes = std::fs::read(folder.join(name)).ok()?;
    if !name.ends_with(".gz") {
        return Some(bytes);
    }
    let mut text = Vec::new();
    std::io::Read::read_to_end(&mut flate2::read::GzDecoder::new(&bytes[..]), &mut text).ok()?;
    Some(text)
}

/// The space-aligned CDNOW log as CSV.
pub fn cdnow_csv() -> Option<String> {
    let text = String::from_utf8(published("CDNOW_master.txt")?).ok()?;
    let lines = text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(","));
    Some(lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n") + "\n")
}
