//! Workbooks damaged byte by byte, and inside their parts: whatever comes of it is a sheet, a fault, or, since the
//! reader of workbooks is somebody else's, a panic, which ends the module and which the package expects. What must
//! not be is memory or time without end. A fixed number of cases in the tests; for hours of looking:
//! `SIYU_FUZZ_CASES=100000 SIYU_FUZZ_SEED=7 cargo test --release -p siyu-sheets --test fuzz -- --nocapture`, which
//! keeps each new way to panic as a file in the folder that `SIYU_FUZZ_KEEP` names.
#![allow(clippy::unwrap_used, clippy::expect_used)] // helpers of tests are not test functions to the lint
#![allow(unsafe_code)] // an allocator that counts is one

use std::alloc::{GlobalAlloc, Layout, System};
use std::collections::BTreeSet;
use std::io::{Cursor, Read, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::process::Command;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use siyu_sheets::{Limits, Workbook};
use zip::write::SimpleFileOptions;

const CASES: u64 = 600;

/// What all that is read of a small workbook may take at most. More is refused, as by the module's own limit, and ends
/// the process, as it ends the module.
const MOST_MEMORY: usize = 256 << 20;
/// And how long, on a slow machine.
const LONGEST: Duration = Duration::from_secs(10);

/// Counts what is taken.
struct Counting;

static TAKEN: AtomicUsize = AtomicUsize::new(0);

impl Counting {
    fn refuses(size: usize) -> bool {
        let taken = TAKEN.fetch_add(size, Ordering::Relaxed) + size;
        if taken > MOST_MEMORY {
            TAKEN.fetch_sub(size, Ordering::Relaxed);
        }
        taken > MOST_MEMORY
    }
}

// SAFETY: everything is the system's allocator's; only a sum is kept beside it.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: as the caller says.
        if Self::refuses(layout.size()) { std::ptr::null_mut() } else { unsafe { System.alloc(layout) } }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        // SAFETY: as the caller says.
        if Self::refuses(layout.size()) {
            std::ptr::null_mut()
        } else {
            unsafe { System.alloc_zeroed(layout) }
        }
    }

    unsafe fn dealloc(&self, place: *mut u8, layout: Layout) {
        TAKEN.fetch_sub(layout.size(), Ordering::Relaxed);
        // SAFETY: as the caller says.
        unsafe { System.dealloc(place, layout) }
    }
}

#[global_allocator]
static COUNTING: Counting = Counting;

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

/// What stands in the parts of workbooks where programs disagree.
const TOKENS: [&str; 46] = [
    "\"",
    "<",
    ">",
    "/>",
    "<!--",
    "]]>",
    "<![CDATA[",
    "&#0;",
    "&amp",
    "&#x110000;",
    "-1",
    "0",
    "4294967295",
    "4294967296",
    "99999999999999999999",
    "1e400",
    "A0",
    "A1",
    "XFD1048576",
    "XFE1048577",
    "ZZZZZZZZ99999999999",
    "1A",
    "A1:A1",
    "B2:A1",
    "A1:XFD1048576",
    "t=\"s\"",
    "t=\"inlineStr\"",
    "t=\"shared\"",
    "t=\"d\"",
    "t=\"e\"",
    "r=\"\"",
    "s=\"4294967295\"",
    "date1904=\"1\"",
    "<c r=\"A1\"><v>1</v></c>",
    "<row r=\"0\"/>",
    "<mergeCell ref=\"B2:A1\"/>",
    "uniqueCount=\"4294967295\"",
    "table:number-columns-repeated=\"1000000000\"",
    "table:number-rows-repeated=\"1000000000\"",
    "office:value-type=\"date\"",
    "</table:table>",
    "</table:table-row>",
    "</table:table-cell>",
    "<office:annotation>",
    "</office:annotation>",
    "<!-- > </table:table> -->",
];

fn damage(bytes: &mut Vec<u8>, chance: &mut Chance) {
    for _ in 0..1 + chance.below(6) {
        let at = chance.below(bytes.len() + 1);
        let end = (at + chance.below(40)).min(bytes.len());
        match chance.below(8) {
            0 => drop(bytes.drain(at..end)),
            1 => {
                let copy = bytes[at..end].to_vec();
                bytes.splice(at..at, copy);
            }
            2 => {
                let from = chance.below(bytes.len() + 1 - (end - at));
                bytes.copy_within(from..from + (end - at), at);
            }
            3 if chance.below(10) == 0 => bytes.truncate(at),
            4 => {
                let word = [[0u8; 4], [0xff; 4], [0xff, 0xff, 0xff, 0x7f], [1, 0, 0, 0]][chance.below(4)];
                let end = (at + 1 + chance.below(4)).min(bytes.len());
                bytes.splice(at..end, word[..end - at].iter().copied());
            }
            5 | 6 => {
                let token = TOKENS[chance.below(TOKENS.len())];
                let end = if chance.below(2) == 0 { at } else { end };
                bytes.splice(at..end, token.bytes());
            }
            _ if at < bytes.len() => bytes[at] ^= 1 << chance.below(8),
            _ => {}
        }
    }
}

/// A value in XML instead of another, which leaves it well formed: most of what is read looks at nothing else.
fn damage_value(bytes: &mut Vec<u8>, chance: &mut Chance) {
    let (open, close) = if chance.below(3) == 0 { (b'>', b'<') } else { (b'"', b'"') };
    let from = chance.below(bytes.len() + 1);
    let Some(start) = bytes[from..].iter().position(|&byte| byte == open).map(|at| from + at + 1) else {
        return;
    };
    let Some(length) = bytes[start..].iter().position(|&byte| byte == close) else { return };
    let token = TOKENS[chance.below(25)].replace(['"', '<', '>'], "");
    bytes.splice(start..start + length, token.into_bytes());
}

/// The parts of an archive.
type Parts = Vec<(String, Vec<u8>)>;

fn parts(bytes: &[u8]) -> Option<Parts> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).ok()?;
    let mut parts = Parts::new();
    for at in 0..archive.len() {
        let mut part = archive.by_index(at).ok()?;
        let mut unpacked = Vec::new();
        part.read_to_end(&mut unpacked).ok()?;
        parts.push((part.name().ok()?.into_owned(), unpacked));
    }
    Some(parts)
}

fn packed(parts: &Parts) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, bytes) in parts {
        archive.start_file(name.clone(), stored).unwrap();
        archive.write_all(bytes).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

/// The small workbooks of the tests, each as bytes and as parts where it is an archive.
fn corpus() -> Vec<(Vec<u8>, Option<Parts>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/sheets");
    let names = [
        "orders.xlsx",
        "orders.xlsb",
        "orders.xls",
        "orders.ods",
        "since-1904.xlsx",
        "merged.xlsx",
        "merged.xls",
    ];
    let read = |name| std::fs::read(folder.join(name)).unwrap();
    names.into_iter().map(read).map(|bytes| (bytes.clone(), parts(&bytes))).collect()
}

fn damaged(corpus: &[(Vec<u8>, Option<Parts>)], chance: &mut Chance) -> Vec<u8> {
    let (bytes, parts) = &corpus[chance.below(corpus.len())];
    let mut bytes = bytes.clone();
    match parts {
        Some(parts) if chance.below(5) > 0 => {
            let mut parts = parts.clone();
            let at = chance.below(parts.len());
            let part = &mut parts[at].1;
            if chance.below(2) == 0 {
                (0..1 + chance.below(4)).for_each(|_| damage_value(part, chance));
            } else {
                damage(part, chance);
            }
            if chance.below(20) == 0 {
                let gone = chance.below(parts.len());
                parts.remove(gone);
            }
            packed(&parts)
        }
        _ => {
            damage(&mut bytes, chance);
            bytes
        }
    }
}

fn read_all(bytes: Vec<u8>) -> bool {
    let Ok(mut book) = Workbook::open(bytes, std::rc::Rc::new(|_| {})) else { return false };
    let mut text = 0;
    for sheet in 0..book.sheets().len() {
        let limits = Limits { cells: 5 << 20, ..Limits::default() };
        let _ = book.write(sheet, b',', limits, &mut |piece| text += piece.len());
    }
    text > 0
}

fn number(name: &str, default: u64) -> u64 {
    std::env::var(name).map_or(default, |text| text.parse().expect("a whole number"))
}

/// Keeps a workbook that ends badly in the folder that is named, once for each way.
fn keep(seen: &mut BTreeSet<String>, how: &str, bytes: &[u8]) {
    let Some(folder) = std::env::var_os("SIYU_FUZZ_KEEP") else { return };
    if seen.insert(how.to_string()) {
        let name: String = how.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
        let name = &name[name.len().saturating_sub(60)..];
        std::fs::write(Path::new(&folder).join(name), bytes).unwrap();
    }
}

/// The process in which cases are read: it says which one it begins with, and goes on after panics.
fn read_cases(first: u64, end: u64, seed: u64) {
    let corpus = corpus();
    let place: &'static Mutex<String> = Box::leak(Box::default());
    std::panic::set_hook(Box::new(|info| {
        *place.lock().unwrap() = info.location().map_or(String::new(), |at| at.to_string());
    }));
    let mut seen = BTreeSet::new();
    let begun: &'static Mutex<Instant> = Box::leak(Box::new(Mutex::new(Instant::now())));
    std::thread::spawn(|| {
        loop {
            std::thread::sleep(LONGEST / 100);
            if begun.lock().unwrap().elapsed() > LONGEST {
                eprintln!("too long");
                std::process::exit(1);
            }
        }
    });
    for case in first..end {
        println!("begin {case}");
        let bytes = damaged(&corpus, &mut Chance(seed ^ case << 20));
        *begun.lock().unwrap() = Instant::now();
        match catch_unwind(AssertUnwindSafe(|| read_all(bytes.clone()))) {
            Ok(some) => println!("read {}", u8::from(some)),
            Err(_) => keep(&mut seen, &place.lock().unwrap(), &bytes),
        }
    }
    println!("end");
}

#[test]
fn damaged_workbooks_end_in_bounds() {
    let seed = number("SIYU_FUZZ_SEED", 20_240_618);
    let end = number("SIYU_FUZZ_CASES", CASES);
    if let Ok(first) = std::env::var("SIYU_FUZZ_FROM") {
        return read_cases(first.parse().unwrap(), end, seed);
    }
    let corpus = corpus();
    let (mut first, mut read, mut refused, mut seen) = (0, 0, 0, BTreeSet::new());
    loop {
        let child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "damaged_workbooks_end_in_bounds", "--nocapture"])
            .env("SIYU_FUZZ_FROM", first.to_string())
            .output()
            .unwrap();
        let told = String::from_utf8_lossy(&child.stdout).into_owned();
        read += told.lines().filter(|line| *line == "read 1").count();
        if told.lines().any(|line| line == "end") {
            break;
        }
        let begun =
            told.lines().rev().find_map(|line| line.split_once("begin ")?.1.parse::<u64>().ok()).unwrap();
        let why = String::from_utf8_lossy(&child.stderr);
        let bytes = damaged(&corpus, &mut Chance(seed ^ begun << 20));
        keep(&mut seen, &format!("died {begun}"), &bytes);
        assert!(why.contains("memory allocation of"), "case {begun} of seed {seed}: {}, {why}", child.status);
        refused += 1;
        first = begun + 1;
    }
    // Damage after which nothing can be read would look at nothing.
    assert!(read as u64 > end / 20, "{read} read");
    println!("{read} of {end} were read, {refused} wanted too much memory");
}
