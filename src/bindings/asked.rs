//! What can be asked of the things in slots, by name.

use super::columns::with_typed_columns;
use super::{DECODE, GO_ON, Kept, READ_AGAIN, Slot, no_such};
use crate::dataset::Dataset;
use crate::error::{Code, Error, Result};
use crate::given::{Given, Place, read_options};
use crate::message::{Answer, written};
use crate::open::{Opening, SourceCounts, SourceMeta, Verdict};
use crate::preview::preview;
use crate::read::field::Kind;
use crate::read::options::OpenOptions;
use crate::read::pick::Picker;

/// Options of `open` that are handled elsewhere; they are listed when an unknown one is met.
const ELSEWHERE: [&str; 10] = [
    "encoding",
    "sheet",
    "timeZone",
    "onProgress",
    "signal",
    "wasm",
    "sheetsWasm",
    "worker",
    "workers",
    "memoryMb",
];

/// A question: its name, and its arguments as they come.
struct Question<'a>(&'a [Given]);

impl<'a> Question<'a> {
    fn given(&self, at: usize) -> &'a Given {
        self.0.get(at).unwrap_or(&Given::Null)
    }

    /// A text; empty where there is none.
    fn text(&self, at: usize) -> &'a str {
        if let Given::Text(text) = self.given(at) { text } else { "" }
    }

    fn number(&self, at: usize) -> Option<f64> {
        if let Given::Number(number) = self.given(at) { Some(*number) } else { None }
    }

    /// A whole number; 0 where there is none.
    fn count(&self, at: usize) -> u32 {
        self.number(at).unwrap_or(0.0) as u32
    }

    fn says(&self, at: usize) -> bool {
        *self.given(at) == Given::Bool(true)
    }

    fn numbers(&self, at: usize) -> Vec<f64> {
        let mut numbers = Vec::new();
        if let Given::List(items) = self.given(at) {
            for item in items {
                numbers.push(if let Given::Number(number) = item { *number } else { 0.0 });
            }
        }
        numbers
    }

    fn options<T: Place + Default>(&self) -> Result<T> {
        read_options(self.given(1), &[])
    }

    fn kind(&self, at: usize) -> Result<Kind> {
        let name = self.text(at);
        let kinds = [Kind::Orders, Kind::Members, Kind::Referrals];
        kinds.into_iter().find(|kind| kind.name() == name).ok_or_else(no_such)
    }

    /// The options of `open`, and the zone that was worked out from one of them: pairs of seconds since 1970 UTC and
    /// seconds east, one after the other.
    fn open_options(&self, at: usize) -> Result<OpenOptions> {
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
        "preview" => {
            let options = question.open_options(4)?;
            let (kind, encoding) = (question.kind(1)?, question.text(3));
            return Ok(written(&preview(
                question.text(6).as_bytes(),
                question.says(2),
                kind,
                encoding,
                &options,
            )?));
        }
        "finish" => {
            if let Slot::Opening(opening) = kept.take(slot) {
                let opened = opening.finish()?;
                let dataset = Dataset::new(opened.shop, opened.report);
                return Ok(written(&kept.keep(Slot::Dataset(Box::new(dataset)))));
            }
        }
        "pack" => {
            if let Slot::Opening(opening) = kept.take(slot) {
                return Ok(opening.pack(question.says(1)).unwrap_or_default());
            }
        }
        "picker" => {
            let kind = question.kind(1)?;
            if let Some(Slot::Dataset(dataset)) = kept.slots.get(slot) {
                let (delimiter, titles) = dataset.aside().of(kind).layout(question.count(2));
                let mut wanted = Vec::new();
                for row in question.numbers(3) {
                    wanted.push(row as u32);
                }
                let picker = Slot::Picker(Box::new(Picker::new(delimiter, titles, wanted)), delimiter);
                return Ok(written(&kept.keep(picker)));
            }
        }
        _ => {}
    }
    match kept.slots.get_mut(slot) {
        Some(Slot::Opening(opening)) => of_opening(opening, name, &question),
        Some(Slot::Dataset(dataset)) => of_dataset(dataset, name, &question),
        Some(Slot::Picker(picker, _)) if name == "header" => {
            Ok(written(picker.header.as_deref().unwrap_or_default()))
        }
        Some(Slot::Picker(picker, _)) if name == "take" => Ok(written(&core::mem::take(&mut picker.picked))),
        _ => Err(no_such()),
    }
}

fn of_opening(opening: &mut Opening, name: &str, question: &Question<'_>) -> Result<Vec<u8>> {
    Ok(match name {
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
        "join" => {
            opening.join(question.count(1) as usize, question.count(2))?;
            written(&())
        }
        "hypotheses" => written(&opening.hypotheses()),
        "end" => written(&match opening.end()? {
            Verdict::Done => GO_ON,
            Verdict::ReadAgain => READ_AGAIN,
            Verdict::NotUtf8 => DECODE,
        }),
        _ => return Err(no_such()),
    })
}

fn of_dataset(dataset: &mut Dataset, name: &str, question: &Question<'_>) -> Result<Vec<u8>> {
    Ok(match name {
        "report" => written(dataset.report()),
        "overview" => written(&dataset.overview(&question.options()?)?),
        "rfm" => written(&dataset.rfm(&question.options()?)?),
        "ltv" => written(&dataset.ltv(&question.options()?)?),
        "cohorts" => written(&dataset.cohorts(&question.options()?)?),
        "repurchase" => written(&dataset.repurchase(&question.options()?)?),
        "customers" => with_typed_columns(dataset.customers(&question.options()?)?),
        "prospects" => written(&dataset.prospects(&question.options()?)?),
        "customer" => written(&dataset.customer(&question.options()?)?),
        "aside" => aside(dataset, question)?,
        "orderPlaces" => {
            let mut numbers = Vec::new();
            for (place, column) in dataset.order_places(question.text(1)) {
                numbers.extend([place.source, place.row, column]);
            }
            numbers_of(&numbers)
        }
        _ => return Err(Error::new(Code::Internal, "There is no such measure.")),
    })
}

/// How many rows of a kind a rule set aside; behind that per row of the page three numbers: its source, its row
/// there, and why it was rejected: the reason, and times 256 the column from 1. No rule: rejected rows.
fn aside(dataset: &Dataset, question: &Question<'_>) -> Result<Vec<u8>> {
    let rule = if let Given::Text(rule) = question.given(2) { Some(rule.as_str()) } else { None };
    let aside = dataset.aside().of(question.kind(1)?);
    let (total, places) = aside.set_aside(rule, question.count(3) as usize, question.count(4) as usize);
    let mut numbers = Vec::with_capacity(1 + 3 * places.len());
    numbers.push(total as u32);
    for place in places {
        numbers.extend([place.source, place.row, place.why]);
    }
    Ok(numbers_of(&numbers))
}

fn numbers_of(numbers: &[u32]) -> Vec<u8> {
    let mut answer = Answer::default();
    answer.column(numbers);
    answer.into_bytes()
}
