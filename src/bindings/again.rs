//! Rows that are read again: where they stand, and their cells.

use js_sys::Uint32Array;
use wasm_bindgen::prelude::*;

use super::convert::kind;
use super::plain::plain;
use super::{Answer, Dataset};
use crate::read::pick;

/// Numbers per place: the source, the row in it, and a third.
const PLACE: usize = 3;

#[wasm_bindgen]
impl Dataset {
    /// How many rows of a kind a rule set aside; behind that per row of the page three numbers: its source, its row
    /// there, and why it was rejected: the reason, and times 256 the column from 1. No rule: rejected rows.
    pub fn aside(&self, kind_name: &str, rule: Option<String>, offset: u32, limit: u32) -> Answer {
        let aside = self.0.aside().of(kind(kind_name)?);
        let (total, places) = aside.set_aside(rule.as_deref(), offset as usize, limit as usize);
        let mut numbers = Vec::with_capacity(1 + PLACE * places.len());
        numbers.push(total as u32);
        for place in places {
            numbers.extend([place.source, place.row, place.why]);
        }
        Ok(Uint32Array::from(&numbers[..]).into())
    }

    /// Where the order ids of a customer's orders stand: per order its source, its row there, and the column from 1,
    /// 0 where there is none. Empty for nobody, and where no source has order ids.
    #[wasm_bindgen(js_name = orderPlaces)]
    pub fn order_places(&self, id: &str) -> Answer {
        let mut numbers = Vec::new();
        for (place, column) in self.0.order_places(id) {
            numbers.extend([place.source, place.row, column]);
        }
        Ok(Uint32Array::from(&numbers[..]).into())
    }

    /// Takes the rows with these numbers, ascending, from a source of a kind.
    pub fn picker(&self, kind_name: &str, source: u32, wanted: Vec<u32>) -> Result<Picker, JsValue> {
        let (delimiter, titles) = self.0.aside().of(kind(kind_name)?).layout(source);
        Ok(Picker { core: pick::Picker::new(delimiter, titles, wanted), delimiter })
    }
}

/// Single rows of a source.
#[wasm_bindgen]
pub struct Picker {
    core: pick::Picker,
    delimiter: u8,
}

#[wasm_bindgen]
impl Picker {
    /// Where the next `len` bytes of UTF-8 are to be written; valid until the next call.
    pub fn space(&mut self, len: usize) -> *mut u8 {
        self.core.space(len).as_mut_ptr()
    }

    /// Reads the bytes written; false: nothing more is wanted. `last`: nothing follows.
    pub fn push(&mut self, len: usize, last: bool) -> bool {
        self.core.push(len, last, self.delimiter)
    }

    /// The cells of the header.
    pub fn header(&self) -> Answer {
        Ok(plain(self.core.header.as_deref().unwrap_or_default()))
    }

    /// The rows that were met since the last call, as `{ line, cells }`.
    pub fn take(&mut self) -> Answer {
        Ok(plain(&core::mem::take(&mut self.core.picked)))
    }
}
