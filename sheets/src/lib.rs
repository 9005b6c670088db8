//! Spreadsheets as tables of text: XLSX, XLSB, XLS and ODS in, CSV in UTF-8 out.
//!
//! What a cell means is none of this crate's business. It writes down what stands there in one way (dates as
//! ISO dates, numbers without grouping, the values of formulas), and the core reads that as it reads any CSV.

mod archive;
#[cfg(target_arch = "wasm32")]
mod bindings;
mod fault;
mod file;
mod merged;
mod serial;
mod workbook;
mod writer;

pub use fault::Fault;
pub use file::Heard;
pub use workbook::{SheetName, Workbook};
pub use writer::{Limits, Written};
