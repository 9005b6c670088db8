//! The core as its host sees it, from inside a Worker. The border is as narrow as can be: numbers cross as they are,
//! everything else as messages ([`crate::message`]) in this memory. Things that live on between calls stand in slots
//! and are known by the number of theirs. There is no logic here.

mod asked;
mod columns;
mod rarely;

use core::cell::RefCell;

use wasm_bindgen::prelude::*;

use crate::dataset::Dataset;
use crate::error::{Error, Result};
use crate::message::{read, written};
use crate::open::{Opening, Pushed};
use crate::read::pick::Picker;

/// What a call led to.
const FAILED: u32 = u32::MAX;
const GO_ON: u32 = 0;
const READ_AGAIN: u32 = 1;
const DECODE: u32 = 2;

/// What can live on between calls.
enum Slot {
    Free,
    /// One call of `open`: sources are begun, pushed and ended one after the other.
    Opening(Box<Opening>),
    /// A shop that was read.
    Dataset(Box<Dataset>),
    /// Single rows of a source that is read again, and its delimiter.
    Picker(Box<Picker>, u8),
}

/// Everything that is kept between calls.
struct Kept {
    slots: Vec<Slot>,
    /// Where the host writes the next message, and how long that is.
    room: Vec<u8>,
    len: usize,
    /// The last answer, or error.
    answer: Vec<u8>,
}

thread_local! {
    static KEPT: RefCell<Kept> = const { RefCell::new(Kept { slots: Vec::new(), room: Vec::new(), len: 0, answer: Vec::new() }) };
}

impl Kept {
    /// Puts something into a free slot.
    fn keep(&mut self, thing: Slot) -> usize {
        let free = self.slots.iter().position(|slot| matches!(slot, Slot::Free));
        let at = free.unwrap_or_else(|| {
            self.slots.push(Slot::Free);
            self.slots.len() - 1
        });
        self.slots[at] = thing;
        at
    }

    /// Takes out what stands in a slot.
    fn take(&mut self, slot: usize) -> Slot {
        self.slots.get_mut(slot).map_or(Slot::Free, |slot| core::mem::replace(slot, Slot::Free))
    }

    /// What the host is told; errors become the answer.
    fn told(&mut self, led: Result<u32>) -> u32 {
        led.unwrap_or_else(|error| {
            self.answer = written(&error);
            FAILED
        })
    }
}

/// Where a message of `len` bytes is to be written; valid until the next call.
#[wasm_bindgen]
pub fn room(len: usize) -> *mut u8 {
    KEPT.with_borrow_mut(|kept| {
        // What stood there is written over. To resize it would be done byte by byte.
        if kept.room.len() < len {
            kept.room = vec![0; len + len / 8];
        }
        kept.len = len;
        kept.room.as_mut_ptr()
    })
}

/// Asks what the message in the room says: the name of what is asked and its arguments. `slot`: what is asked. The
/// answer is a message; when this returns 4 294 967 295, it is an error.
#[wasm_bindgen]
pub fn ask(slot: usize) -> u32 {
    KEPT.with_borrow_mut(|kept| {
        let question = read(core::mem::take(&mut kept.room).get(..kept.len).unwrap_or_default());
        let led = asked::answer(kept, slot, &question).map(|answer| kept.answer = answer);
        kept.told(led.map(|()| GO_ON))
    })
}

/// Where the last answer is; it is dropped by the next one.
#[wasm_bindgen]
pub fn answer() -> *const u8 {
    KEPT.with_borrow(|kept| kept.answer.as_ptr())
}

/// How many bytes the last answer has.
#[wasm_bindgen(js_name = answerLength)]
pub fn answer_length() -> usize {
    KEPT.with_borrow(|kept| kept.answer.len())
}

/// Gives up what stands in a slot.
#[wasm_bindgen]
pub fn drop_slot(slot: usize) {
    KEPT.with_borrow_mut(|kept| drop(kept.take(slot)));
}

/// Where the next `len` bytes of UTF-8 are to be written for an opening or a picker; valid until the next call.
#[wasm_bindgen]
pub fn space(slot: usize, len: usize) -> *mut u8 {
    KEPT.with_borrow_mut(|kept| match kept.slots.get_mut(slot) {
        Some(Slot::Opening(opening)) => opening.space(len).as_mut_ptr(),
        Some(Slot::Picker(picker, _)) => picker.space(len).as_mut_ptr(),
        _ => core::ptr::null_mut(),
    })
}

/// Has the bytes read that were written. What is next, for an opening: 0 the next bytes, 1 the same source again from
/// its beginning, 2 the same in decoded text, or an error. For a picker: 1 while more is wanted; `last`: nothing
/// follows.
#[wasm_bindgen]
pub fn push(slot: usize, len: usize, last: bool) -> u32 {
    KEPT.with_borrow_mut(|kept| {
        let led = match kept.slots.get_mut(slot) {
            Some(Slot::Opening(opening)) => opening.push(len).map(|pushed| match pushed {
                Pushed { utf8: false, .. } => DECODE,
                Pushed { again: true, .. } => READ_AGAIN,
                _ => GO_ON,
            }),
            Some(Slot::Picker(picker, delimiter)) => Ok(u32::from(picker.push(len, last, *delimiter))),
            _ => Err(no_such()),
        };
        kept.told(led)
    })
}

/// Appends the packed part in the room: 1, or 0 where its bytes must be pushed instead, or an error.
#[wasm_bindgen]
pub fn append(slot: usize) -> u32 {
    KEPT.with_borrow_mut(|kept| {
        let led = match kept.slots.get_mut(slot) {
            Some(Slot::Opening(opening)) => {
                opening.append(kept.room.get(..kept.len).unwrap_or_default()).map(u32::from)
            }
            _ => Err(no_such()),
        };
        kept.told(led)
    })
}

/// Rows of the source that is being read, so far.
#[wasm_bindgen]
pub fn rows(slot: usize) -> u32 {
    KEPT.with_borrow(|kept| match kept.slots.get(slot) {
        Some(Slot::Opening(opening)) => opening.rows(),
        _ => 0,
    })
}

/// About how much the rows of all sources take so far, in units of 16 bytes.
#[wasm_bindgen]
pub fn weight(slot: usize) -> usize {
    KEPT.with_borrow(|kept| match kept.slots.get(slot) {
        Some(Slot::Opening(opening)) => opening.weight(),
        _ => 0,
    })
}

fn no_such() -> Error {
    Error::new(crate::error::Code::Internal, "There is nothing of that kind to ask that.")
}
