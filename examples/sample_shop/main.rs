//! Writes order files of an invented shop: a realistic one to look at, or millions of plain rows for benches.
//!
//! ```text
//! cargo run --release --example sample_shop -- [--customers 5000] [--months 24] [--lang zh|en] [--seed 1] [--out FILE]
//! cargo run --release --example sample_shop -- --rows 1000000 [--random-ids] [--seed 1] [--out FILE]
//! ```
//!
//! The same arguments give the same bytes on every machine. Nobody in these files exists.

mod bench;
mod calendar;
mod catalog;
mod export;
mod random;
mod shop;
#[cfg(test)]
mod tests;

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::process::ExitCode;

use catalog::Lang;

const USAGE: &str = "usage: sample_shop [--customers N] [--months N] [--lang zh|en] [--seed N] [--out FILE]
       sample_shop --rows N [--random-ids] [--seed N] [--out FILE]";

/// What the command line asks for.
#[derive(Debug, PartialEq)]
struct Request {
    customers: usize,
    months: u32,
    lang: Lang,
    seed: u64,
    /// Rows of the bench layout instead of a shop.
    rows: Option<u64>,
    random_ids: bool,
    /// Path of the file; `None` is standard output.
    out: Option<String>,
}

fn parse(mut arguments: impl Iterator<Item = String>) -> Result<Request, String> {
    let mut request = Request {
        customers: 5_000,
        months: 24,
        lang: Lang::Zh,
        seed: 1,
        rows: None,
        random_ids: false,
        out: None,
    };
    while let Some(name) = arguments.next() {
        if name == "--random-ids" {
            request.random_ids = true;
            continue;
        }
        let value = arguments.next().ok_or_else(|| format!("{name} needs a value"))?;
        let number = |least: u64, most: u64| match value.parse::<u64>() {
            Ok(n) if (least..=most).contains(&n) => Ok(n),
            _ => Err(format!("{name} takes a whole number from {least} to {most}, not {value:?}")),
        };
        match name.as_str() {
            "--customers" => request.customers = number(1, 100_000)? as usize,
            "--months" => request.months = number(1, 60)? as u32,
            "--seed" => request.seed = number(0, u64::MAX)?,
            "--rows" => request.rows = Some(number(1, 1_000_000_000)?),
            "--out" => request.out = Some(value),
            "--lang" => {
                request.lang = match value.as_str() {
                    "zh" => Lang::Zh,
                    "en" => Lang::En,
                    _ => return Err(format!("--lang takes zh or en, not {value:?}")),
                }
            }
            _ => return Err(format!("there is no option {name}")),
        }
    }
    if request.random_ids && request.rows.is_none() {
        return Err("--random-ids goes with --rows".to_owned());
    }
    Ok(request)
}

fn write(request: &Request, out: &mut impl Write) -> io::Result<()> {
    match request.rows {
        Some(rows) => bench::write(rows, request.random_ids, request.seed, out)?,
        None => {
            let shop = shop::simulate(request.customers, request.months, request.seed);
            export::write(&shop, request.lang, out)?;
        }
    }
    out.flush()
}

fn main() -> ExitCode {
    let request = match parse(std::env::args().skip(1)) {
        Ok(request) => request,
        Err(message) => {
            eprintln!("{message}\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    let done = match &request.out {
        Some(path) => File::create(path).and_then(|file| write(&request, &mut BufWriter::new(file))),
        None => write(&request, &mut BufWriter::new(io::stdout().lock())),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("could not write {}: {error}", request.out.as_deref().unwrap_or("standard output"));
            ExitCode::FAILURE
        }
    }
}
