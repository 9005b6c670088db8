//! What is asked besides reading and the main measures. None of it is needed before somebody asks for it.

use super::asked::Question;
use super::columns::with_typed_columns;
use super::{Kept, Slot, no_such};
use crate::dataset::Dataset;
use crate::error::{Code, Error, Result};
use crate::given::Given;
use crate::message::{Answer, written};
use crate::preview::preview;
use crate::read::pick::Picker;

/// The answer to a question. It is called from one place, of which it would become a part otherwise.
#[inline(never)]
pub fn answer(kept: &mut Kept, slot: usize, name: &str, question: &Question<'_>) -> Result<Vec<u8>> {
    match name {
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
        Some(Slot::Opening(opening)) if name == "join" => {
            opening.join(question.count(1) as usize, question.count(2))?;
            Ok(written(&()))
        }
        Some(Slot::Dataset(dataset)) => of_dataset(dataset, name, question),
        Some(Slot::Picker(picker, _)) if name == "header" => {
            Ok(written(picker.header.as_deref().unwrap_or_default()))
        }
        Some(Slot::Picker(picker, _)) if name == "take" => Ok(written(&core::mem::take(&mut picker.picked))),
        _ => Err(no_such()),
    }
}

fn of_dataset(dataset: &mut Dataset, name: &str, question: &Question<'_>) -> Result<Vec<u8>> {
    Ok(match name {
        "repurchase" => written(&dataset.repurchase(&question.options()?)?),
        "customers" => with_typed_columns(dataset.customers(&question.options()?)?),
        "prospects" => written(&dataset.prospects(&question.options()?)?),
        "customer" => written(&dataset.customer(&question.options()?)?),
        "aside" => aside(dataset, question)?,
        "orderPlaces" => {
            let mut numbers = Vec::new();
            for (place, column) in dataset.order_places(question.text(1)) {
                numbers.extend_from_slice(&[place.source, place.row, column]);
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
        numbers.extend_from_slice(&[place.source, place.row, place.why]);
    }
    Ok(numbers_of(&numbers))
}

fn numbers_of(numbers: &[u32]) -> Vec<u8> {
    let mut answer = Answer::default();
    answer.column(numbers);
    answer.into_bytes()
}
