//! One workbook, as JavaScript sees it: functions and no objects, since there is one in each instance of the module.
//! Faults are thrown by their names; the package puts them into words.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Array, Function, Uint8Array};
use wasm_bindgen::prelude::*;

use crate::{Fault, Limits, Workbook};

thread_local! {
    static WORKBOOK: RefCell<Option<Workbook>> = const { RefCell::new(None) };
}

/// Opens a workbook. Returns the names of its sheets, each in a line that begins with `+` where people see the sheet
/// and with `-` where not. From now on `heard` is called with the number of bytes that were read so far.
#[wasm_bindgen]
pub fn open(bytes: Vec<u8>, heard: Function) -> Result<String, JsValue> {
    let heard = Rc::new(move |read: u64| {
        let _ = heard.call1(&JsValue::UNDEFINED, &JsValue::from_f64(read as f64));
    });
    let book = Workbook::open(bytes, heard).map_err(failed)?;
    let mut names = String::new();
    for sheet in book.sheets() {
        names.push_str(if sheet.visible { "+" } else { "-" });
        names.extend(sheet.name.chars().map(|c| if c == '\n' { ' ' } else { c }));
        names.push('\n');
    }
    WORKBOOK.replace(Some(book));
    Ok(names)
}

/// Puts a sheet of the open workbook, as CSV, into an array, in pieces of UTF-8; at most so many rows of it. Returns
/// how many numbers have more digits than a workbook keeps.
#[wasm_bindgen]
pub fn write(sheet: usize, delimiter: u8, rows: u32, pieces: &Array) -> Result<u32, JsValue> {
    let limits = Limits { rows, ..Limits::default() };
    let mut take = |piece: &[u8]| {
        pieces.push(&Uint8Array::from(piece));
    };
    WORKBOOK.with_borrow_mut(|book| {
        let book = book.as_mut().ok_or(Fault::NoSheet).map_err(failed)?;
        let written = book.write(sheet, delimiter, limits, &mut take).map_err(failed)?;
        Ok(written.long_numbers)
    })
}

fn failed(fault: Fault) -> JsValue {
    JsValue::from_str(fault.name())
}
