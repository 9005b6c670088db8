//! A workbook as JavaScript sees it. Faults are thrown by their names; the package puts them into words.

use js_sys::{Function, Uint8Array};
use wasm_bindgen::prelude::*;

use crate::{Fault, Limits};

/// An open workbook.
#[wasm_bindgen]
pub struct Workbook(crate::Workbook);

#[wasm_bindgen]
impl Workbook {
    /// Opens a workbook.
    #[wasm_bindgen(constructor)]
    pub fn new(bytes: Vec<u8>) -> Result<Workbook, JsValue> {
        crate::Workbook::open(bytes).map(Workbook).map_err(failed)
    }

    /// The names of its sheets.
    pub fn names(&self) -> Vec<String> {
        self.0.sheets().iter().map(|sheet| sheet.name.clone()).collect()
    }

    /// Whether people see a sheet.
    pub fn visible(&self, sheet: usize) -> bool {
        self.0.sheets().get(sheet).is_some_and(|sheet| sheet.visible)
    }

    /// Writes a sheet as CSV; `take` gets pieces of UTF-8. `rows`: only so many. Returns how many numbers have more
    /// digits than a workbook keeps.
    pub fn write(
        &mut self,
        sheet: usize,
        delimiter: u8,
        rows: Option<u32>,
        take: &Function,
    ) -> Result<u32, JsValue> {
        let limits = Limits { rows: rows.unwrap_or(u32::MAX), ..Limits::default() };
        let mut thrown = None;
        let mut give = |piece: &[u8]| {
            if let Err(error) = take.call1(&JsValue::NULL, &Uint8Array::from(piece)) {
                thrown = Some(error);
            }
        };
        let written = self.0.write(sheet, delimiter, limits, &mut give).map_err(failed)?;
        thrown.map_or(Ok(written.long_numbers), Err)
    }
}

fn failed(fault: Fault) -> JsValue {
    JsValue::from_str(fault.name())
}
