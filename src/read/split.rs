//! Records and cells of delimited text, from a buffer that may end anywhere.
//!
//! The rules are those of RFC 4180 with the leniency of the field's readers: a quote is special only as the
//! first byte of a cell; text behind a closing quote belongs to the cell; LF, CRLF and CR each end a record
//! outside quotes. A quote that is never closed would swallow the file, and two quotes in different rows, neither of
//! which encloses a cell, would swallow the rows between them: where a quote is not closed, or is closed on another line
//! and text follows, the row is given up and reading goes on at the next physical line, so the damage stays where it is.

use super::scan::{BLOCK, Masks, structural, structural_tail};

/// A record longer than this is not a row of an order file, and would make the buffer grow without bound.
pub const MAX_RECORD: usize = 1 << 20;

/// Where a cell lies in the buffer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cell {
    start: u32,
    /// Offset behind its last byte; the highest bit says that the bytes still hold quotes which [`unescape`]
    /// must take away.
    end: u32,
}

const ESCAPED: u32 = 1 << 31;

impl Cell {
    #[inline]
    fn plain(start: usize, end: usize) -> Cell {
        Cell { start: start as u32, end: end as u32 }
    }

    /// The cell's bytes as they stand in the buffer, quotes included where they must be taken away.
    #[inline]
    pub fn raw(self, bytes: &[u8]) -> &[u8] {
        bytes.get(self.start as usize..(self.end & !ESCAPED) as usize).unwrap_or(&[])
    }
}

/// What [`Splitter::next`] found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// A whole record; its cells are in [`Splitter::cells`].
    Record {
        /// Offset of the record's first byte.
        start: usize,
        /// Offset behind its last byte, before the line end.
        end: usize,
        /// Physical line on which it starts; the first line is 0.
        line: u32,
    },
    /// A row that was given up.
    Broken {
        /// Physical line on which it starts.
        line: u32,
        /// Why.
        why: Broken,
    },
    /// No whole record is left in the buffer.
    Drained,
}

/// Why a row was given up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Broken {
    /// A quote was opened and not closed within [`MAX_RECORD`] bytes, or by the end of the source, or on another line where
    /// the cell does not end.
    UnclosedQuote,
    /// The record goes on beyond [`MAX_RECORD`] bytes.
    TooLong,
}

/// The state between two records.
#[derive(Clone, Debug)]
pub struct Splitter {
    delimiter: u8,
    /// Offset of the next record.
    at: usize,
    /// Offset of the block that `masks` describe, and its structural bytes that are still to be visited.
    base: usize,
    masks: Masks,
    line: u32,
    /// Inside a row that was given up before its line end was seen.
    skipping: bool,
    cells: Vec<Cell>,
}

impl Splitter {
    /// A splitter that stands at the start of a record and of a physical line.
    pub fn new(delimiter: u8) -> Self {
        Splitter {
            delimiter,
            at: 0,
            base: 0,
            masks: Masks::default(),
            line: 0,
            skipping: false,
            cells: Vec::new(),
        }
    }

    /// The cells of the last record.
    pub fn cells(&self) -> &[Cell] {
        &self.cells
    }

    /// Physical lines that were passed so far.
    pub fn lines(&self) -> u32 {
        self.line
    }

    /// Whether it stands inside a row that was given up.
    pub fn is_skipping(&self) -> bool {
        self.skipping
    }

    /// Offset of the first byte that is still needed; the host may drop everything before it with
    /// [`Splitter::moved`].
    pub fn consumed(&self) -> usize {
        self.at
    }

    /// Tells that the buffer was moved or extended: what stood at `consumed()` now stands at `to`.
    pub fn moved(&mut self, to: usize, bytes: &[u8]) {
        self.at = to;
        self.look(bytes, to);
    }

    /// Whether what comes next is the start of a record, rather than the rest of one that was given up.
    pub fn is_at_record(&self) -> bool {
        !self.skipping
    }

    /// Counts physical lines that somebody else passed.
    pub fn pass_lines(&mut self, lines: u32) {
        self.line += lines;
    }

    /// Goes to the start of another record, behind so many physical lines.
    pub fn go_on(&mut self, bytes: &[u8], at: usize, lines: u32) {
        self.at = at;
        self.line += lines;
        self.look(bytes, at);
    }

    /// Stands the mask on the block of `at`, without what lies before it.
    fn look(&mut self, bytes: &[u8], at: usize) {
        self.base = at / BLOCK * BLOCK;
        let passed = at - self.base;
        self.masks = if self.base < bytes.len() {
            self.block(bytes).and(u64::MAX << passed)
        } else {
            Masks::default()
        };
    }

    #[inline]
    fn block(&self, bytes: &[u8]) -> Masks {
        match bytes.get(self.base..).and_then(|rest| rest.first_chunk::<BLOCK>()) {
            Some(block) => structural(block, self.delimiter),
            None => structural_tail(bytes.get(self.base..).unwrap_or(&[]), self.delimiter),
        }
    }

    /// The next record of `bytes`; `last` says that nothing follows them.
    #[inline]
    pub fn next(&mut self, bytes: &[u8], last: bool) -> Step {
        if self.skipping && !self.skip(bytes, last) {
            return Step::Drained;
        }
        let start = self.at;
        let mut cell_start = start;
        // What changes per cell is kept in locals: the compiler cannot know that growing `cells` leaves the
        // rest of `self` alone.
        let mut cells = core::mem::take(&mut self.cells);
        cells.clear();
        let (mut base, mut masks) = (self.base, self.masks);
        // Most records have no quote and end with LF: every structural byte before the line end is a delimiter.
        let shift = loop {
            if masks.quotes != 0 {
                (self.base, self.masks, self.cells) = (base, masks, cells);
                return self.next_quoted(bytes, last, start, cell_start);
            }
            let before_end = masks.ends.wrapping_sub(1) & !masks.ends;
            let mut delimiters = masks.delimiters & before_end;
            while delimiters != 0 {
                let at = base + delimiters.trailing_zeros() as usize;
                delimiters &= delimiters - 1;
                cells.push(Cell::plain(cell_start, at));
                cell_start = at + 1;
            }
            if masks.ends != 0 {
                break masks.ends.trailing_zeros();
            }
            base += BLOCK;
            if base >= bytes.len() {
                (self.base, self.masks, self.cells) = (base, Masks::default(), cells);
                let tail = Tail { cell_start, escaped: false, close: usize::MAX, inner_lines: 0 };
                return self.at_end(bytes, last, start, false, tail);
            }
            masks = match bytes.get(base..base + BLOCK).and_then(|rest| rest.first_chunk::<BLOCK>()) {
                Some(block) => structural(block, self.delimiter),
                None => structural_tail(bytes.get(base..).unwrap_or(&[]), self.delimiter),
            };
        };
        let at = base + shift as usize;
        if bytes[at] == b'\r' || at - start > MAX_RECORD {
            self.cells = cells;
            self.look(bytes, cell_start);
            return self.next_quoted(bytes, last, start, cell_start);
        }
        cells.push(Cell::plain(cell_start, at));
        let line = self.line;
        self.base = base;
        self.masks = masks.and(u64::MAX.checked_shl(shift + 1).unwrap_or(0));
        self.cells = cells;
        self.line += 1;
        self.at = at + 1;
        Step::Record { start, end: at, line }
    }

    /// The same for any record, from the start of one of its cells.
    fn next_quoted(&mut self, bytes: &[u8], last: bool, start: usize, mut cell_start: usize) -> Step {
        let limit = start + MAX_RECORD;
        // Offsets below this were already dealt with as the second half of a pair (CRLF, doubled quote).
        let mut ignored_below = start;
        let mut quoted = false;
        let mut escaped = false;
        let mut close = usize::MAX;
        let mut inner_lines = 0;
        // Those before the cell.
        let mut lines_before = 0;
        loop {
            let mut mask = self.masks.delimiters | self.masks.ends | self.masks.quotes;
            while mask == 0 {
                self.base += BLOCK;
                if self.base >= bytes.len() {
                    return self.at_end(
                        bytes,
                        last,
                        start,
                        quoted,
                        Tail { cell_start, escaped, close, inner_lines },
                    );
                }
                self.masks = self.block(bytes);
                mask = self.masks.delimiters | self.masks.ends | self.masks.quotes;
            }
            let at = self.base + mask.trailing_zeros() as usize;
            self.masks = self.masks.and(mask & (mask - 1));
            // The fast way may have come past delimiters that are still in the mask.
            if at < ignored_below || at < cell_start {
                continue;
            }
            if at > limit {
                return self.give_up(bytes, last, quoted);
            }
            let byte = bytes[at];
            if quoted {
                if byte == b'"' {
                    match bytes.get(at + 1) {
                        Some(b'"') => {
                            escaped = true;
                            ignored_below = at + 2;
                        }
                        None if !last => return self.wait(bytes, start, quoted),
                        // Two quotes that have nothing to do with each other would swallow the rows between them.
                        Some(&behind)
                            if inner_lines > lines_before
                                && behind != self.delimiter
                                && !behind.is_ascii_whitespace() =>
                        {
                            return self.give_up(bytes, last, quoted);
                        }
                        _ => {
                            quoted = false;
                            close = at;
                        }
                    }
                } else if byte == b'\n' || (byte == b'\r' && bytes.get(at + 1) != Some(&b'\n')) {
                    inner_lines += 1;
                }
                continue;
            }
            if byte == self.delimiter {
                self.push(cell_start, at, escaped, close);
                cell_start = at + 1;
                lines_before = inner_lines;
                escaped = false;
                close = usize::MAX;
            } else if byte == b'"' {
                quoted = at == cell_start;
            } else {
                let mut next = at + 1;
                if byte == b'\r' {
                    match bytes.get(next) {
                        Some(b'\n') => next += 1,
                        None if !last => return self.wait(bytes, start, quoted),
                        _ => {}
                    }
                }
                self.push(cell_start, at, escaped, close);
                let line = self.line;
                self.line += 1 + inner_lines;
                self.at = next;
                if next > at + 1 {
                    self.pass(bytes, next);
                }
                return Step::Record { start, end: at, line };
            }
        }
    }

    /// Takes the second byte of a CRLF out of the masks.
    #[inline]
    fn pass(&mut self, bytes: &[u8], next: usize) {
        let within = next - self.base;
        if within < BLOCK {
            self.masks = self.masks.and(u64::MAX << within);
        } else {
            self.look(bytes, next);
        }
    }

    #[inline]
    fn push(&mut self, start: usize, end: usize, escaped: bool, close: usize) {
        let cell = if close == usize::MAX {
            Cell::plain(start, end)
        } else if close + 1 == end && !escaped {
            Cell::plain(start + 1, close)
        } else {
            Cell { start: start as u32, end: end as u32 | ESCAPED }
        };
        self.cells.push(cell);
    }

    fn at_end(&mut self, bytes: &[u8], last: bool, start: usize, quoted: bool, tail: Tail) -> Step {
        if !last {
            return self.wait(bytes, start, quoted);
        }
        if start >= bytes.len() {
            return Step::Drained;
        }
        if quoted || bytes.len() - start > MAX_RECORD {
            return self.give_up(bytes, last, quoted);
        }
        self.push(tail.cell_start, bytes.len(), tail.escaped, tail.close);
        let line = self.line;
        self.line += 1 + tail.inner_lines;
        self.at = bytes.len();
        Step::Record { start, end: bytes.len(), line }
    }

    /// The record is not whole yet; it is read from its start again when more bytes are there.
    fn wait(&mut self, bytes: &[u8], start: usize, quoted: bool) -> Step {
        if bytes.len() - start > MAX_RECORD {
            return self.give_up(bytes, false, quoted);
        }
        self.look(bytes, start);
        Step::Drained
    }

    /// Drops the row that starts at `self.at` and stands at the physical line behind its first one.
    #[cold]
    fn give_up(&mut self, bytes: &[u8], last: bool, quoted: bool) -> Step {
        let line = self.line;
        self.skipping = true;
        self.skip(bytes, last);
        let why = if quoted { Broken::UnclosedQuote } else { Broken::TooLong };
        Step::Broken { line, why }
    }

    /// Goes behind the next line end; false when it is not in the buffer yet.
    fn skip(&mut self, bytes: &[u8], last: bool) -> bool {
        let rest = &bytes[self.at..];
        let end = rest.iter().position(|byte| matches!(byte, b'\n' | b'\r'));
        let next = match end {
            Some(end) if rest[end] == b'\r' && end + 1 == rest.len() && !last => {
                self.at += end;
                self.look(bytes, self.at);
                return false;
            }
            Some(end) if rest[end] == b'\r' && rest.get(end + 1) == Some(&b'\n') => self.at + end + 2,
            Some(end) => self.at + end + 1,
            None if last => bytes.len(),
            None => {
                self.at = bytes.len();
                self.look(bytes, self.at);
                return false;
            }
        };
        self.line += 1;
        self.skipping = false;
        self.at = next;
        self.look(bytes, next);
        true
    }
}

struct Tail {
    cell_start: usize,
    escaped: bool,
    close: usize,
    inner_lines: u32,
}

/// The text of a cell; `scratch` holds it where quotes had to be taken away.
#[inline]
pub fn content<'a>(bytes: &'a [u8], cell: Cell, scratch: &'a mut Vec<u8>) -> &'a [u8] {
    let raw = cell.raw(bytes);
    if cell.end & ESCAPED == 0 {
        return raw;
    }
    unescape(raw, scratch);
    scratch
}

/// Takes the quotes away from a cell that begins with one: doubled quotes become one, text behind the closing
/// quote is kept as it is.
pub fn unescape(raw: &[u8], into: &mut Vec<u8>) {
    into.clear();
    let mut at = 1;
    while let Some(&byte) = raw.get(at) {
        if byte != b'"' {
            into.push(byte);
            at += 1;
        } else if raw.get(at + 1) == Some(&b'"') {
            into.push(b'"');
            at += 2;
        } else {
            into.extend_from_slice(raw.get(at + 1..).unwrap_or(&[]));
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    type Found = (Vec<(u32, Vec<Vec<u8>>)>, Vec<(u32, Broken)>, u32);

    /// Reads `bytes` in chunks of the given sizes, as the host does: carry to the front, next chunk behind it.
    fn split(bytes: &[u8], delimiter: u8, sizes: &[usize]) -> Found {
        let mut splitter = Splitter::new(delimiter);
        let (mut records, mut broken) = (Vec::new(), Vec::new());
        let mut buffer: Vec<u8> = Vec::new();
        let mut rest = bytes;
        let mut scratch = Vec::new();
        for turn in 0.. {
            let size = sizes
                .get(turn % sizes.len().max(1))
                .copied()
                .unwrap_or(bytes.len())
                .clamp(1, rest.len().max(1));
            buffer.drain(..splitter.consumed());
            let (chunk, remaining) = rest.split_at(size.min(rest.len()));
            buffer.extend_from_slice(chunk);
            rest = remaining;
            splitter.moved(0, &buffer);
            loop {
                match splitter.next(&buffer, rest.is_empty()) {
                    Step::Record { line, .. } => {
                        let cells = splitter
                            .cells()
                            .iter()
                            .map(|&cell| content(&buffer, cell, &mut scratch).to_vec());
                        records.push((line, cells.collect()));
                    }
                    Step::Broken { line, why } => broken.push((line, why)),
                    Step::Drained => break,
                }
            }
            if rest.is_empty() {
                break;
            }
        }
        (records, broken, splitter.lines())
    }

    fn texts(bytes: &str) -> Vec<Vec<String>> {
        let (records, ..) = split(bytes.as_bytes(), b',', &[]);
        let text = |cell: Vec<u8>| String::from_utf8(cell).unwrap();
        records.into_iter().map(|(_, cells)| cells.into_iter().map(text).collect()).collect()
    }

    #[test]
    fn quotes_line_ends_and_leniency() {
        assert_eq!(texts("a,b\nc,d"), [["a", "b"], ["c", "d"]]);
        assert_eq!(texts("a,b\r\nc,d\rx,y\n"), [["a", "b"], ["c", "d"], ["x", "y"]]);
        assert_eq!(texts("\"a,\"\"b\"\"\nc\",d\n"), [["a,\"b\"\nc", "d"]]);
        assert_eq!(texts("5\" pipe,x\n"), [["5\" pipe", "x"]]);
        assert_eq!(texts("\"a\"b\"c\",x\n"), [["ab\"c\"", "x"]]);
        assert_eq!(texts("=\"1\",\"\"\n,\n"), [["=\"1\"", ""], ["", ""]]);
        assert_eq!(texts("a\n\n"), [vec!["a"], vec![""]]);
        assert!(texts("").is_empty());
    }

    #[test]
    fn an_unclosed_quote_costs_one_row() {
        let (records, broken, lines) = split(b"a,b\n1,\"x\n2,y\n3,z\n", b',', &[]);
        assert_eq!(broken, [(1, Broken::UnclosedQuote)]);
        assert_eq!(records.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [0, 2, 3]);
        assert_eq!(lines, 4);
    }

    #[test]
    fn a_record_without_end_is_given_up_and_the_buffer_stays_small() {
        let mut bytes = b"a\n".to_vec();
        bytes.extend(std::iter::repeat_n(b'x', MAX_RECORD + 1));
        bytes.extend(b"\nb\n");
        for sizes in [vec![], vec![1 << 16], vec![777_777]] {
            let (records, broken, lines) = split(&bytes, b',', &sizes);
            assert_eq!(broken, [(1, Broken::TooLong)]);
            assert_eq!((records.len(), records[1].0, lines), (2, 2, 3));
        }
    }

    #[test]
    fn lines_inside_quotes_are_counted() {
        let (records, ..) = split(b"\"a\nb\r\nc\rd\",1\nx,2\n", b',', &[]);
        assert_eq!(records.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [0, 4]);
    }

    /// Reads one byte after the other; what RFC 4180 and the leniencies above say, without any speed.
    fn slow(bytes: &[u8], delimiter: u8) -> Vec<Vec<Vec<u8>>> {
        let mut records = Vec::new();
        let mut at = 0;
        while at < bytes.len() {
            let (mut cells, mut cell, mut quoted, mut fresh) = (Vec::new(), Vec::new(), false, true);
            let mut end = at;
            while let Some(&byte) = bytes.get(end) {
                end += 1;
                if quoted {
                    if byte != b'"' {
                        cell.push(byte);
                    } else if bytes.get(end) == Some(&b'"') {
                        cell.push(b'"');
                        end += 1;
                    } else {
                        // Behind a cell of several lines, anything but its end says that the quote was none.
                        let spans = cell.contains(&b'\n') || cell.contains(&b'\r');
                        let ends = |&next: &u8| next == delimiter || next.is_ascii_whitespace();
                        if spans && !bytes.get(end).is_none_or(ends) {
                            break;
                        }
                        quoted = false;
                    }
                } else if fresh && byte == b'"' {
                    quoted = true;
                    fresh = false;
                } else if byte == delimiter {
                    cells.push(std::mem::take(&mut cell));
                    fresh = true;
                } else if byte == b'\n' || byte == b'\r' {
                    end += usize::from(byte == b'\r' && bytes.get(end) == Some(&b'\n'));
                    break;
                } else {
                    cell.push(byte);
                    fresh = false;
                }
            }
            if quoted {
                // Never closed: the next physical line is a new record.
                let line_end = bytes[at..].iter().position(|byte| b"\r\n".contains(byte));
                at = line_end.map_or(bytes.len(), |n| {
                    let crlf = bytes[at + n] == b'\r' && bytes.get(at + n + 1) == Some(&b'\n');
                    at + n + 1 + usize::from(crlf)
                });
                continue;
            }
            cells.push(cell);
            records.push(cells);
            at = end;
        }
        records
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 1500, ..ProptestConfig::default() })]
        #[test]
        fn any_chunking_equals_the_slow_reader(
            bytes in prop::collection::vec(prop::sample::select(b",,\"\"\"\n\n\r\rab ".to_vec()), 0..300),
            sizes in prop::collection::vec(1usize..70, 1..5),
        ) {
            let whole = split(&bytes, b',', &[]);
            let cells: Vec<_> = whole.0.iter().map(|(_, cells)| cells.clone()).collect();
            prop_assert_eq!(&cells, &slow(&bytes, b','));
            prop_assert_eq!(&split(&bytes, b',', &sizes), &whole);
            prop_assert_eq!(&split(&bytes, b',', &[1]), &whole);
        }
    }
}
