//! Single rows of a source, by their numbers: what a reader wants to see again. Records are cut and counted as when
//! the source was read; nothing else is made of the rest.

use serde::Serialize;

use super::dialect::{byte_order_mark, is_blank, texts};
use super::part::Buffer;
use super::split::{Splitter, Step};

/// One row.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Picked {
    /// Physical line on which it starts; the first line is 1.
    pub line: u32,
    /// Its cells, without what quotes them.
    pub cells: Vec<String>,
}

/// Takes a source in chunks and keeps the rows that are wanted.
pub struct Picker {
    /// Numbers of rows, ascending.
    wanted: Vec<u32>,
    /// How many of them were met.
    met: usize,
    rows: u32,
    /// Rows above the header that are still to come.
    titles: usize,
    started: bool,
    buffer: Buffer,
    splitter: Splitter,
    /// The cells of the header, once it was met.
    pub header: Option<Vec<String>>,
    /// The rows that were met, in the order in which they stand.
    pub picked: Vec<Picked>,
}

impl Picker {
    /// `titles`: how many rows stand above the header. `wanted`: numbers of rows, ascending; a row is a line with a
    /// cell that is not blank, the header and what is above it left out.
    pub fn new(delimiter: u8, titles: usize, wanted: Vec<u32>) -> Picker {
        Picker {
            wanted,
            met: 0,
            rows: 0,
            titles,
            started: false,
            buffer: Buffer::default(),
            splitter: Splitter::new(delimiter),
            header: None,
            picked: Vec::new(),
        }
    }

    /// Room for the next chunk, valid until the next call.
    pub fn space(&mut self, len: usize) -> &mut [u8] {
        self.buffer.space(len)
    }

    /// Reads the `len` bytes that were written into the room; false: all that is wanted is here. `last`: nothing
    /// follows.
    pub fn push(&mut self, len: usize, last: bool, delimiter: u8) -> bool {
        self.buffer.grow(len);
        if !self.started && (last || self.buffer.bytes().len() > 3) {
            self.started = true;
            let mark = byte_order_mark(self.buffer.bytes());
            self.buffer.drop_front(mark);
        }
        if !self.started {
            return true;
        }
        let bytes = self.buffer.bytes();
        self.splitter.moved(0, bytes);
        while self.met < self.wanted.len() || self.header.is_none() {
            let line = match self.splitter.next(bytes, last) {
                Step::Record { start, end, .. } if is_blank(&bytes[start..end], delimiter) => continue,
                Step::Record { line, .. } | Step::Broken { line, .. } => line,
                Step::Drained => break,
            };
            if self.titles > 0 {
                self.titles -= 1;
                continue;
            }
            if self.header.is_none() {
                self.header = Some(texts(bytes, self.splitter.cells()));
                continue;
            }
            if self.wanted.get(self.met) == Some(&self.rows) {
                self.met += 1;
                self.picked.push(Picked { line: line + 1, cells: texts(bytes, self.splitter.cells()) });
            }
            self.rows += 1;
        }
        let done = self.met == self.wanted.len() && self.header.is_some();
        let consumed = self.splitter.consumed();
        self.buffer.drop_front(consumed);
        !done
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &[u8] =
        b"\xEF\xBB\xBFOrders of May\n\nid,note\n\n1,\"a\nb\"\n,,\n2,\"say \"\"no\"\"\"\r\n3,\xff\n4,\"never closed\n5,e";

    fn pick(wanted: &[u32], chunk: usize) -> (Vec<String>, Vec<(u32, Vec<String>)>) {
        let mut picker = Picker::new(b',', 1, wanted.to_vec());
        let count = TEXT.len().div_ceil(chunk);
        for (at, part) in TEXT.chunks(chunk).enumerate() {
            picker.space(part.len()).copy_from_slice(part);
            if !picker.push(part.len(), at + 1 == count, b',') {
                break;
            }
        }
        let rows = picker.picked.into_iter().map(|row| (row.line, row.cells)).collect();
        (picker.header.unwrap(), rows)
    }

    #[test]
    fn rows_by_their_numbers() {
        for chunk in [1, 2, 7, 1000] {
            let (header, rows) = pick(&[0, 1, 2, 4], chunk);
            assert_eq!(header, ["id", "note"]);
            assert_eq!(
                rows,
                [
                    (5, vec!["1".to_string(), "a\nb".into()]),
                    (8, vec!["2".into(), "say \"no\"".into()]),
                    (9, vec!["3".into(), "\u{fffd}".into()]),
                    (11, vec!["5".into(), "e".into()]),
                ],
                "in chunks of {chunk}"
            );
            assert_eq!(pick(&[3], chunk).1[0].0, 10);
        }
    }
}
