//! What can be asked of the things in slots, by name. What most reports do without stands in [`super::rarely`], which
//! is of the module that is loaded beside (tools/split.mjs).

use super::{DECODE, GO_ON, Kept, READ_AGAIN, Slot, no_such, rarely};
use crate::dataset::Dataset;
use crate::error::Result;
use crate::given::{Given, Place, read_options};
use crate::message::written;
use crate::open::{Opening, SourceCounts, SourceMeta, Verdict};
use crate::read::field::Kind;
use crate::read::options::OpenOptions;

/// Options of `open` that are handled elsewhere; they are listed when an unknown one is met.
const ELSEWHERE: [&str; 11] = [
    "encoding",
    "sheet",
    "timeZone",
    "onProgress",
    "signal",
    "wasm",
    "moreWasm",
    "sheetsWasm",
    "worker",
    "workers",
    "memoryMb",
];

/// A question: its name, and its arguments as they come.
pub(super) struct Question<'a>(&'a [Given]);

impl<'a> Question<'a> {
    pub(super) fn given(&self, at: usize) -> &'a Given {
        self.0.get(at).unwrap_or(&Given::Null)
    }

    /// A text; empty where there is none.
    pub(super) fn text(&self, at: usize) -> &'a str {
        if let Given::Text(text) = self.given(at) { text } else { "" }
    }

    pub(super) fn number(&self, at: usize) -> Option<f64> {
        if let Given::Number(number) = self.given(at) { Some(*number) } else { None }
    }

    /// A whole number; 0 where there is none.
    pub(super) fn count(&self, at: usize) -> u32 {
        self.number(at).unwrap_or(0.0) as u32
    }

    pub(super) fn says(&self, at: usize) -> bool {
        *self.given(at) == Given::Bool(true)
    }

    pub(super) fn numbers(&self, at: usize) -> Vec<f64> {
        let mut numbers = Vec::new();
        if let Given::List(items) = self.given(at) {
            for item in items {
                numbers.push(if let Given::Number(number) = item { *number } else { 0.0 });
            }
        }
        numbers
    }

    pub(super) fn options<T: Place + Default>(&self) -> Result<T> {
        read_options(self.given(1), &[])
    }

    pub(super) fn kind(&self, at: usize) -> Result<Kind> {
        let name = self.text(at);
        let kinds = [Kind::Orders, Kind::Members, Kind::Referrals];
        kinds.into_iter().find(|kind| kind.name() == name).ok_or_else(no_such)
    }

    /// The options of `open`, and the zone that was worked out from one of them: pairs of seconds since 1970 UTC and
    /// seconds east, one after the other.
    pub(super) fn open_options(&self, at: usize) -> Result<OpenOptions> {
        let mut options: OpenOptions = read_options(self.given(at), &ELSEWHERE)?;
        if let Given::List(_) = self.given(at + 1) {
            let mut pairs = Vec::new();
            for pair in self.numbers(at + 1).chunks_exact(2) {
                pairs.push((pair[0], pair[1] as i32));
            }
            options.zone = Some(pairs);
        }
        Ok(options)
    }
}

/// The answer to a question.
pub fn answer(kept: &mut Kept, slot: usize, question: &Given) -> Result<Vec<u8>> {
    let Given::List(items) = question else { return Err(no_such()) };
    let question = Question(items);
    let name = question.text(0);
    match name {
        "open" => {
            let options = question.open_options(1)?;
            let counts = SourceCounts {
                orders: question.count(3),
                members: question.count(4),
                referrals: question.count(5),
            };
            let seed = question.number(6).unwrap_or(0.0).to_bits();
            let opening = Opening::new(options, counts, seed)?;
            return Ok(written(&kept.keep(Slot::Opening(Box::new(opening)))));
        }
        "finish" => {
            if let Slot::Opening(opening) = kept.take(slot) {
                let opened = opening.finish()?;
                let dataset = Dataset::new(opened.shop, opened.report);
                return Ok(written(&kept.keep(Slot::Dataset(Box::new(dataset)))));
            }
        }
        _ => {}
    }
    let usual = match kept.slots.get_mut(slot) {
        Some(Slot::Opening(opening)) => of_opening(opening, name, &question)?,
        Some(Slot::Dataset(dataset)) => of_dataset(dataset, name, &question)?,
        _ => None,
    };
    usual.map_or_else(|| rarely::answer(kept, slot, name, &question), Ok)
}

/// The answer of an opening; `None` where that is not asked for here.
fn of_opening(opening: &mut Opening, name: &str, question: &Question<'_>) -> Result<Option<Vec<u8>>> {
    Ok(Some(match name {
        "begin" => {
            let meta = SourceMeta {
                name: question.text(2).to_string(),
                modified: question.number(3).map(|day| day as i32),
                encoding: question.text(4).to_string(),
                mixed_encodings: question.says(5),
                bytes: question.number(6).unwrap_or(0.0) as u64,
            };
            opening.begin(question.kind(1)?, meta);
            written(&())
        }
        "hypotheses" => written(&opening.hypotheses()),
        "end" => written(&match opening.end()? {
            Verdict::Done => GO_ON,
            Verdict::ReadAgain => READ_AGAIN,
            Verdict::NotUtf8 => DECODE,
        }),
        _ => return Ok(None),
    }))
}

/// The answer of a dataset; `None` where that is not asked for here.
fn of_dataset(dataset: &mut Dataset, name: &str, question: &Question<'_>) -> Result<Option<Vec<u8>>> {
    Ok(Some(match name {
        "report" => written(dataset.report()),
        "overview" => written(&dataset.overview(&question.options()?)?),
        "rfm" => written(&dataset.rfm(&question.options()?)?),
        "ltv" => written(&dataset.ltv(&question.options()?)?),
        "cohorts" => written(&dataset.cohorts(&question.options()?)?),
        _ => return Ok(None),
    }))
}
