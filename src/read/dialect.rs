//! The first look at a source: is it delimited text, by which delimiter, and what do its header and first
//! rows say.

use super::cell::{trim, unwrap_id};
use super::split::{Cell, Splitter, Step, content};
use crate::error::{Code, Error, Result};

/// How many bytes at the top of a source are looked at.
pub const HEAD_BYTES: usize = 1 << 16;
/// How many rows at the top serve as a sample.
pub const HEAD_ROWS: usize = 500;
/// How far down the header may stand, in rows that are not blank.
const MOST_TITLES: usize = 20;

const DELIMITERS: [u8; 4] = [b',', b'\t', b';', b'|'];

/// The top of a source.
#[derive(Clone, Debug, PartialEq)]
pub struct Head {
    /// The byte between cells.
    pub delimiter: u8,
    /// The header cells, trimmed, without what programs wrap them in.
    pub headers: Vec<String>,
    /// How many rows stand above the header, such as the name of a report and when it was made.
    pub titles: usize,
    /// The first rows, cell by cell; blank rows left out.
    pub rows: Vec<Vec<String>>,
}

/// How many bytes the byte-order mark of UTF-8 takes at the start of a source.
pub fn byte_order_mark(bytes: &[u8]) -> usize {
    if bytes.starts_with(b"\xEF\xBB\xBF") { 3 } else { 0 }
}

/// Whether a record is no row at all: a blank line, or a line of delimiters and blank cells.
#[inline]
pub fn is_blank(record: &[u8], delimiter: u8) -> bool {
    let mut rest = record;
    loop {
        rest = match rest {
            [] => return true,
            [b' ' | b'\t' | b'"', after @ ..] => after,
            // No-break space, ideographic space, byte-order mark.
            [0xC2, 0xA0, after @ ..] | [0xE3, 0x80, 0x80, after @ ..] | [0xEF, 0xBB, 0xBF, after @ ..] => {
                after
            }
            [byte, after @ ..] if *byte == delimiter => after,
            _ => return false,
        };
    }
}

/// Looks at the top of a source. `complete` says that `bytes` are all of it.
pub fn look(bytes: &[u8], complete: bool, delimiter: Option<&str>) -> Result<Head> {
    let bytes = &bytes[byte_order_mark(bytes)..];
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(Error::new(
            Code::EmptyFile,
            "The file is empty. Export the orders again and choose that file.",
        ));
    }
    refuse_other_formats(bytes)?;
    let delimiter = match delimiter {
        None => detect(bytes, complete),
        Some(given) => match given.as_bytes() {
            &[known] if DELIMITERS.contains(&known) => Some(known),
            _ => {
                return Err(Error::bad_option(
                    "delimiter",
                    "The delimiter must be a comma, TAB, semicolon or vertical bar.",
                    &[",", "\t", ";", "|"],
                ));
            }
        },
    };
    let Some(delimiter) = delimiter else {
        return Err(Error::new(
            Code::NotATable,
            "This is not a table: its lines do not fall into columns. Choose a CSV or text export with a header line.",
        ));
    };
    let mut rows = read(bytes, complete, delimiter);
    if rows.is_empty() {
        return Err(Error::new(Code::EmptyFile, "The file holds nothing but blank lines."));
    }
    let titles = titles(&rows);
    let mut headers = rows.remove(titles);
    rows.drain(..titles);
    for header in &mut headers {
        *header = String::from_utf8_lossy(unwrap_id(header.as_bytes())).into_owned();
    }
    Ok(Head { delimiter, headers, titles, rows })
}

/// The delimiter under which the rows have the most cells, and the same number of them.
fn detect(bytes: &[u8], complete: bool) -> Option<u8> {
    let score = |delimiter: u8| {
        let rows = read(bytes, complete, delimiter);
        let titles = titles(&rows);
        let rows = &rows[titles..];
        let Some(header) = rows.first() else { return 0 };
        // What is blank behind the last cell that is not is of no account: some programs end rows with a delimiter, but not
        // the header, and workbooks make all rows as wide as the widest.
        let (width, named) = (header.len(), used(header));
        let mut alike = 0;
        for row in rows {
            alike += usize::from(row.len() >= named && used(row) <= width);
        }
        // A delimiter that splits the header but hardly any row is a character of the header's text. Below titles
        // a table must show more clearly, since anything may stand in the first lines of a letter, and a header
        // that no other delimiter leaves among the titles is the better one.
        let (least, worth) =
            if titles == 0 { (rows.len(), 1000) } else { ((rows.len() * 3).div_ceil(2), 500) };
        if named < 2 || alike * 2 < least { 0 } else { named * worth * alike / rows.len() }
    };
    let (mut best, mut highest) = (None, 0);
    for &delimiter in &DELIMITERS {
        let score = score(delimiter);
        if score > highest {
            (best, highest) = (Some(delimiter), score);
        }
    }
    best
}

/// How many cells of a row there are up to the last that is not blank.
fn used(row: &[String]) -> usize {
    row.iter().rposition(|cell| !trim(cell.as_bytes()).is_empty()).map_or(0, |last| last + 1)
}

/// How many rows stand above the header: it is the first that fills more than half as many cells as any row near it.
fn titles(rows: &[Vec<String>]) -> usize {
    let top = &rows[..rows.len().min(2 * MOST_TITLES)];
    let (mut filled, mut widest) = (Vec::with_capacity(top.len()), 0);
    for row in top {
        let mut count = 0;
        for cell in row {
            count += usize::from(!trim(cell.as_bytes()).is_empty());
        }
        filled.push(count);
        widest = widest.max(count);
    }
    filled.iter().take(MOST_TITLES).position(|count| count * 2 > widest).unwrap_or(0)
}

fn read(bytes: &[u8], complete: bool, delimiter: u8) -> Vec<Vec<String>> {
    let mut splitter = Splitter::new(delimiter);
    splitter.moved(0, bytes);
    let mut rows = Vec::new();
    while rows.len() <= HEAD_ROWS {
        match splitter.next(bytes, complete) {
            Step::Record { start, end, .. } => {
                if start == end || is_blank(&bytes[start..end], delimiter) {
                    continue;
                }
                rows.push(texts(bytes, splitter.cells()));
            }
            Step::Broken { .. } => {}
            Step::Drained => break,
        }
    }
    // A top without a single line end is still a header.
    if rows.is_empty() && !complete {
        return read(bytes, true, delimiter);
    }
    rows
}

/// The cells of a record as texts.
#[inline(never)]
pub(super) fn texts(bytes: &[u8], cells: &[Cell]) -> Vec<String> {
    let mut texts = Vec::with_capacity(cells.len());
    let mut scratch = Vec::new();
    for &cell in cells {
        texts.push(String::from_utf8_lossy(content(bytes, cell, &mut scratch)).into_owned());
    }
    texts
}

fn refuse_other_formats(bytes: &[u8]) -> Result<()> {
    // Systems that write a web page or XML give it the name of a workbook.
    let top = bytes.trim_ascii_start();
    let top = top.get(..5).unwrap_or_default().to_ascii_lowercase();
    let is_marked =
        [&b"<!"[..], b"<?", b"<html", b"<tabl", b"<meta"].iter().any(|mark| top.starts_with(mark));
    let spreadsheet = is_marked || bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"\xD0\xCF\x11\xE0");
    let packed =
        bytes.starts_with(b"\x1F\x8B") || bytes.starts_with(b"Rar!") || bytes.starts_with(b"7z\xBC\xAF");
    let message = if spreadsheet {
        "This is a spreadsheet, web page or archive. Open it in Excel or WPS, save it as CSV (UTF-8) and choose that file."
    } else if packed {
        "This is a compressed file. Unpack it and choose the CSV file inside."
    } else if bytes.starts_with(b"%PDF") || bytes.iter().take(4096).any(|&byte| byte == 0) {
        "This is not a text file. Choose a CSV or text export with a header line."
    } else {
        return Ok(());
    };
    Err(Error::new(Code::UnsupportedFormat, message))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn delimiter(text: &str) -> Option<char> {
        look(text.as_bytes(), true, None).ok().map(|head| char::from(head.delimiter))
    }

    #[test]
    fn the_delimiter_is_the_one_that_makes_columns() {
        assert_eq!(delimiter("a,b\n1,2\n"), Some(','));
        assert_eq!(delimiter("a,b\n1,2,\n3,4,\n"), Some(','));
        assert_eq!(delimiter("a\t,b\t\n1\t,2\t\n3\t,4\t\n"), Some(','));
        assert_eq!(delimiter("a,b\n1,2,,\n3,4,,x\n5,6,,\n"), Some(','));
        assert_eq!(delimiter("a;b;c\n1,5;2,5;3\n1,5;2,5;3\n"), Some(';'));
        assert_eq!(delimiter("a\tb, or c\n1\t2\n3\t4\n"), Some('\t'));
        assert_eq!(delimiter("a|b\n"), Some('|'));
        assert_eq!(delimiter("\"a;b\",c\n\"x;y;z\",2\n"), Some(','));
        assert_eq!(delimiter("Dear Sir, thank you\nfor your letter\nof last week\nabout it\n"), None);
    }

    #[test]
    fn the_header_is_the_first_line_that_is_not_blank() {
        let head = look("\u{FEFF}\n,,\n  a ,b\u{3000}\n\n1,2\n".as_bytes(), true, None).unwrap();
        assert_eq!(head.headers, ["a", "b"]);
        assert_eq!(head.rows, [["1", "2"]]);
    }

    #[test]
    fn titles_above_the_header_are_passed_over() {
        let of = |text: &str| look(text.as_bytes(), true, None).map(|head| (head.titles, head.headers));
        let headers = |names: &[&str]| names.iter().map(|name| name.to_string()).collect::<Vec<_>>();
        let abc = headers(&["a", "b", "c"]);
        assert_eq!(of("Orders of May\n\na,b,c\n1,2,3\n"), Ok((1, abc.clone())));
        assert_eq!(of("Orders of May,,\nmade in,,\n,,\na,b,c\n1,,\n,2,\n"), Ok((2, abc.clone())));
        assert_eq!(of("a,b,c\n1,,\n,,3\n"), Ok((0, abc)));
        assert_eq!(
            of("Dear Sir,\nthank you, we\nare well\n").map_err(|error| error.code),
            Err(Code::NotATable)
        );
    }

    #[test]
    fn what_is_no_text_is_refused_with_advice() {
        let code = |bytes: &[u8]| look(bytes, true, None).unwrap_err().code;
        assert_eq!(code(b""), Code::EmptyFile);
        assert_eq!(code(b" \r\n \n"), Code::EmptyFile);
        assert_eq!(code(b"PK\x03\x04rest"), Code::UnsupportedFormat);
        assert_eq!(code(b"\x1F\x8B\x08"), Code::UnsupportedFormat);
        assert_eq!(code(b"a,b\0"), Code::UnsupportedFormat);
        assert_eq!(code(b"\n<HTML><table><tr><td>a,b</td></tr>\n"), Code::UnsupportedFormat);
        assert_eq!(code(b"<?xml version=\"1.0\"?>\n<Workbook a,b>\n"), Code::UnsupportedFormat);
        assert!(look(b"<DATE>,<SUM>\n1,2\n", true, None).is_ok());
        assert_eq!(code(b"hello\nworld\n"), Code::NotATable);
        let error = look(b"a,b\n", true, Some("x")).unwrap_err();
        assert_eq!((error.code, error.detail.option.as_deref()), (Code::BadOption, Some("delimiter")));
    }
}
