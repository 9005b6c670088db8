//! Cells, one after the other, as CSV.

use std::collections::BinaryHeap;
use std::io::Write;

use calamine::DataType;

use crate::fault::Fault;
use crate::merged::Merged;
use crate::serial::{write_duration, write_iso_duration, write_moment};

/// Text is handed on in pieces of about this size.
const PIECE: usize = 1 << 20;

/// Whole numbers from here on have more than 15 digits, which is all that a spreadsheet keeps.
const FIRST_LOSSY: f64 = 1e15;

/// What is written for an error, whichever it is: one of the words for a missing cell.
const ERROR: &[u8] = b"#N/A";

/// How much of a sheet is written.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// At most so many rows that have a cell.
    pub rows: u32,
    /// At most so many cells, gaps between them counted; more are a [`Fault::TooLarge`].
    pub cells: u32,
}

impl Default for Limits {
    /// All rows, and fifty columns of as many rows as a sheet can have.
    fn default() -> Limits {
        Limits { rows: u32::MAX, cells: 50 << 20 }
    }
}

/// What was written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// Rows with a cell that is not empty.
    pub rows: u32,
    /// Whole numbers of more than 15 digits: the later digits are lost already in the workbook.
    pub long_numbers: u32,
}

/// The cells of a row.
#[derive(Default)]
pub struct Row {
    /// Of each its column, and where its text begins and ends.
    pub cells: Vec<(u32, usize, usize)>,
    /// Their texts.
    pub text: Vec<u8>,
}

impl Row {
    /// Where among the first so many cells, which are in order, that of a column is.
    pub fn find(&self, column: u32, cells: usize) -> Option<usize> {
        self.cells[..cells].binary_search_by_key(&column, |cell| cell.0).ok()
    }

    /// Adds a cell.
    pub fn push(&mut self, column: u32, text: &[u8]) {
        let start = self.text.len();
        self.text.extend(text);
        self.cells.push((column, start, self.text.len()));
    }

    fn clear(&mut self) {
        self.cells.clear();
        self.text.clear();
    }
}

/// Sorts, in little code: what is sorted is so nearly always.
pub fn sort(rows: &mut Vec<(u32, usize, usize)>) {
    if !rows.is_sorted() {
        *rows = BinaryHeap::from(std::mem::take(rows)).into_sorted_vec();
    }
}

/// Writes cells in order of rows; the cells of one row may come in any order.
///
/// The line of a row is its number in the sheet: rows without cells are blank lines, and a line break inside a cell
/// becomes a blank.
pub struct Writer<'a> {
    delimiter: u8,
    limits: Limits,
    take: &'a mut dyn FnMut(&[u8]),
    text: Vec<u8>,
    /// The line that the text has come to, 0-based.
    line: u32,
    row: Row,
    row_number: u32,
    merged: Merged,
    /// The last column of any row so far; rows are filled up to it, as programs do that write CSV.
    widest: u32,
    spent: u64,
    written: Written,
}

impl<'a> Writer<'a> {
    /// `take` gets the text piece by piece.
    pub fn new(delimiter: u8, limits: Limits, merged: Merged, take: &'a mut dyn FnMut(&[u8])) -> Self {
        Writer {
            delimiter,
            limits,
            take,
            text: Vec::new(),
            line: 0,
            row: Row::default(),
            row_number: 0,
            merged,
            widest: 0,
            spent: 0,
            written: Written::default(),
        }
    }

    /// Takes one cell. False: the rows are as many as are wanted.
    pub fn cell(&mut self, row: u32, column: u32, value: &impl DataType) -> Result<bool, Fault> {
        self.spend(1)?;
        if value.is_empty() {
            return Ok(true);
        }
        if row != self.row_number {
            self.finish_row(Some(row))?;
            if row < self.line {
                return Err(Fault::Unreadable);
            }
            self.row_number = row;
        }
        if self.written.rows >= self.limits.rows {
            return Ok(false);
        }
        let start = self.row.text.len();
        self.text_of(value);
        let end = self.row.text.len();
        if end > start {
            self.row.cells.push((column, start, end));
        }
        Ok(true)
    }

    /// Hands on what is left.
    pub fn finish(mut self) -> Result<Written, Fault> {
        if self.written.rows < self.limits.rows {
            self.finish_row(None)?;
        }
        (self.take)(&self.text);
        Ok(self.written)
    }

    fn spend(&mut self, cells: u32) -> Result<(), Fault> {
        self.spent += u64::from(cells);
        if self.spent > u64::from(self.limits.cells) { Err(Fault::TooLarge) } else { Ok(()) }
    }

    /// Writes the current row; `next` is the next row with cells.
    fn finish_row(&mut self, next: Option<u32>) -> Result<(), Fault> {
        if self.row.cells.is_empty() {
            return Ok(());
        }
        sort(&mut self.row.cells);
        let given = self.merged.fill(self.row_number, next, &mut self.row);
        self.spend(given)?;
        sort(&mut self.row.cells);
        let last = self.row.cells.last().map_or(0, |cell| cell.0);
        self.widest = self.widest.max(last);
        self.spend((self.row_number - self.line).saturating_add(self.widest))?;
        for _ in self.line..self.row_number {
            self.text.push(b'\n');
        }
        let mut at = 0;
        for &(column, start, end) in &self.row.cells {
            fill(&mut self.text, self.delimiter, column - at);
            at = column;
            quoted(&self.row.text[start..end], &mut self.text);
        }
        fill(&mut self.text, self.delimiter, self.widest - at);
        self.text.push(b'\n');
        self.line = self.row_number + 1;
        self.written.rows += 1;
        self.row.clear();
        if self.text.len() >= PIECE {
            (self.take)(&self.text);
            self.text.clear();
        }
        Ok(())
    }

    fn text_of(&mut self, value: &impl DataType) {
        let out = &mut self.row.text;
        if let Some(text) = value.get_string() {
            if is_error(text) {
                return out.extend(ERROR);
            }
            out.extend(text.bytes().map(|byte| if matches!(byte, b'\r' | b'\n') { b' ' } else { byte }));
        } else if let Some(number) = value.get_float() {
            if number.abs() >= FIRST_LOSSY && number.fract() == 0.0 {
                self.written.long_numbers += 1;
            }
            let _ = write!(out, "{number}");
        } else if let Some(number) = value.get_int() {
            if number.unsigned_abs() >= FIRST_LOSSY as u64 {
                self.written.long_numbers += 1;
            }
            let _ = write!(out, "{number}");
        } else if let Some(moment) = value.get_datetime() {
            let serial = moment.as_f64();
            if moment.is_duration() {
                write_duration(serial, out);
            } else if !write_moment(serial, is_1904(&moment), out) {
                let _ = write!(out, "{serial}");
            }
        } else if let Some(is) = value.get_bool() {
            out.extend(if is { &b"TRUE"[..] } else { b"FALSE" });
        } else if let Some(iso) = value.get_datetime_iso() {
            out.extend(iso.bytes());
        } else if let Some(iso) = value.get_duration_iso() {
            if !write_iso_duration(iso, out) {
                out.extend(iso.bytes());
            }
        } else if value.is_error() {
            out.extend(ERROR);
        }
    }
}

/// Whether a text is what a program shows for an error: OpenDocument keeps nothing else of it that its reader tells.
fn is_error(text: &str) -> bool {
    let number = text.strip_prefix("Err:").or_else(|| text.strip_prefix("错误:"));
    matches!(text, "#DIV/0!" | "#NAME?" | "#NULL!" | "#NUM!" | "#REF!" | "#VALUE!")
        || number.is_some_and(|number| number.len() == 3 && number.bytes().all(|byte| byte.is_ascii_digit()))
}

fn fill(text: &mut Vec<u8>, delimiter: u8, columns: u32) {
    text.resize(text.len() + columns as usize, delimiter);
}

/// Whether a date counts from 1904; the type keeps that to itself, but not what follows from it.
fn is_1904(moment: &calamine::ExcelDateTime) -> bool {
    calamine::ExcelDateTime::new(moment.as_f64(), calamine::ExcelDateTimeType::DateTime, true) == *moment
}

/// Quoted wherever it could be read as more than one cell, or as a quote.
fn quoted(text: &[u8], out: &mut Vec<u8>) {
    if !text.iter().any(|byte| matches!(byte, b'"' | b',' | b';' | b'|' | b'\t')) {
        out.extend(text);
        return;
    }
    out.push(b'"');
    for &byte in text {
        if byte == b'"' {
            out.push(b'"');
        }
        out.push(byte);
    }
    out.push(b'"');
}

#[cfg(test)]
mod tests {
    use super::*;
    use calamine::{CellErrorType, Data, ExcelDateTime, ExcelDateTimeType};

    fn csv(cells: &[(u32, u32, Data)], limits: Limits) -> (String, Result<Written, Fault>) {
        let mut text = Vec::new();
        let mut take = |piece: &[u8]| text.extend(piece);
        let mut writer = Writer::new(b',', limits, Merged::default(), &mut take);
        let mut failed = None;
        for (row, column, value) in cells {
            match writer.cell(*row, *column, value) {
                Ok(true) => {}
                Ok(false) => break,
                Err(fault) => {
                    failed = Some(fault);
                    break;
                }
            }
        }
        let written = failed.map_or_else(|| writer.finish(), Err);
        (String::from_utf8(text).unwrap(), written)
    }

    #[test]
    fn what_stands_in_a_cell() {
        let date = |serial, kind, is_1904| Data::DateTime(ExcelDateTime::new(serial, kind, is_1904));
        for (value, text) in [
            (Data::String("a,b".into()), "\"a,b\""),
            (Data::String("say \"hi\"".into()), "\"say \"\"hi\"\"\""),
            (Data::String("two\r\nlines".into()), "two  lines"),
            (Data::String("007".into()), "007"),
            (Data::Float(1234567.5), "1234567.5"),
            (Data::Float(1e-7), "0.0000001"),
            (Data::Float(0.1 + 0.2), "0.30000000000000004"),
            (Data::Float(202401050000001.0), "202401050000001"),
            (Data::Int(-12), "-12"),
            (Data::Bool(true), "TRUE"),
            (Data::Error(CellErrorType::Div0), "#N/A"),
            (Data::String("#DIV/0!".into()), "#N/A"),
            (Data::String("Err:502".into()), "#N/A"),
            (Data::String("#1".into()), "#1"),
            (Data::String("Err:or".into()), "Err:or"),
            (Data::DateTimeIso("2024-01-05T10:00:00".into()), "2024-01-05T10:00:00"),
            (Data::DurationIso("PT10H30M00S".into()), "10:30:00"),
            (Data::DurationIso("P1Y".into()), "P1Y"),
            (date(45_292.5, ExcelDateTimeType::DateTime, false), "2024-01-01 12:00:00"),
            (date(43_830.0, ExcelDateTimeType::DateTime, true), "2024-01-01"),
            (date(1.5, ExcelDateTimeType::TimeDelta, false), "36:00:00"),
            (date(-5.0, ExcelDateTimeType::DateTime, false), "-5"),
        ] {
            let (out, written) = csv(&[(0, 0, value)], Limits::default());
            assert_eq!(out, format!("{text}\n"));
            assert_eq!(written, Ok(Written { rows: 1, long_numbers: 0 }));
        }
    }

    #[test]
    fn a_line_is_the_row_of_the_sheet() {
        let text = |row, column, text: &str| (row, column, Data::String(text.into()));
        let cells = [text(1, 1, "b"), text(1, 0, "a"), text(4, 2, "c"), (5, 0, Data::Empty), text(6, 0, "d")];
        let (out, written) = csv(&cells, Limits::default());
        assert_eq!(out, "\na,b\n\n\n,,c\n\nd,,\n");
        assert_eq!(written.unwrap().rows, 3);
        let (out, written) = csv(&cells, Limits { rows: 2, ..Limits::default() });
        assert_eq!(out, "\na,b\n\n\n,,c\n");
        assert_eq!(written.unwrap().rows, 2);
    }

    #[test]
    fn digits_that_a_spreadsheet_loses_are_counted() {
        let cells = [(0, 0, Data::Float(1.234567890123456e17)), (0, 1, Data::Int(999_999_999_999_999))];
        let (out, written) = csv(&cells, Limits::default());
        assert_eq!(out, "123456789012345600,999999999999999\n");
        assert_eq!(written.unwrap().long_numbers, 1);
    }

    #[test]
    fn gaps_are_bounded_too() {
        let far = [(0, 16_383, Data::Int(1)), (1, 16_383, Data::Int(1))];
        assert_eq!(csv(&far, Limits { cells: 20_000, ..Limits::default() }).1, Err(Fault::TooLarge));
        let backwards = [(3, 0, Data::Int(1)), (1, 0, Data::Int(1)), (0, 0, Data::Int(1))];
        assert_eq!(csv(&backwards, Limits::default()).1, Err(Fault::Unreadable));
    }
}
