//! The quick way for plain rows, which are nearly all rows of most files: as many cells as there are headers,
//! without quotes, and in them ids, a time and an amount that are written in the usual way, with nothing around
//! them. Everything else is left to [`super::row`], which reads these rows alike, only slower.
//!
//! Rows are read some at a time. First the structural bytes of a window are listed, then the rows between them
//! are read, and in the end their ids are looked up together: each step is a short loop of its own.

use super::amount::{DecimalMark, plain_amount};
use super::cell::is_bare;
use super::field::{Field, Kind};
use super::moment::DateMemo;
use super::options::IdCase;
use super::plan::Plan;
use super::rows::{NO_ORDER_ID, OrderRows};
use super::scan::{BLOCK, structural_bytes};
use super::tally::Tally;
use crate::date::Day;
use crate::ids::{BATCH, Waiting};
use crate::money::Money;

/// How many rows are read at a time.
const ROWS: usize = BATCH;
/// How many bytes are looked at for them: behind a row that was not plain, and at most.
const FIRST_WINDOW: usize = 4 * BLOCK;
const WINDOW: usize = 64 * BLOCK;
/// So many bytes behind a window can be read.
const BEHIND: usize = BLOCK;
/// Where fewer rows than these are plain in a row, trying costs more than it saves, and so it is done less and
/// less often.
const FEW: u32 = 8;
const LONGEST_PAUSE: u32 = 64;
/// How many structural bytes of a block are listed without counting them first.
const USUAL: usize = 8;

/// Where the columns stand that plain rows are read from.
#[derive(Clone, Copy)]
struct Columns {
    count: usize,
    order: Option<usize>,
    customer: usize,
    paid_at: usize,
    amount: usize,
    referrer: Option<usize>,
}

/// Reads plain rows of orders.
pub struct PlainRows {
    delimiter: u8,
    columns: Columns,
    /// Whether ids with `@` are to be lower-cased, and so are not plain.
    lowers_addresses: bool,
    /// How many bytes are looked at next.
    window: usize,
    /// How many rows are left to the general reader before the next try, and how many were so the last time.
    rest: u32,
    pause: u32,
    /// The offset before the first row, then those of the structural bytes.
    marks: Vec<u32>,
    date: DateMemo,
    batch: Box<Batch>,
}

/// Rows on their way into the columns of [`OrderRows`].
struct Batch {
    /// Per row, the number of the mark before it.
    marks: [u32; ROWS],
    /// Per row, the offset behind it, without its line end.
    end: [u32; ROWS],
    customer: [Waiting; ROWS],
    referrer: [Waiting; ROWS],
    moment: [(Day, u32); ROWS],
    amount: [(Money, bool); ROWS],
}

/// The rows of a batch and what they are read from.
#[derive(Clone, Copy)]
struct Lines<'a> {
    bytes: &'a [u8],
    marks: &'a [u32],
    rows: &'a [u32],
}

impl<'a> Lines<'a> {
    /// Where the cell of a row in a column begins and ends.
    #[inline(always)]
    fn edges(&self, row: usize, column: usize) -> (usize, usize) {
        let at = self.rows[row] as usize + column;
        (self.marks[at].wrapping_add(1) as usize, self.marks[at + 1] as usize)
    }

    #[inline(always)]
    fn cell(&self, row: usize, column: usize) -> &'a [u8] {
        let (start, end) = self.edges(row, column);
        self.bytes.get(start..end).unwrap_or_default()
    }

    /// Reads the ids of a column up to the first that is not bare; returns how many.
    #[inline(never)]
    fn ids(
        &self,
        column: usize,
        lowers_addresses: bool,
        may_be_empty: bool,
        ids: &mut [Waiting; ROWS],
    ) -> usize {
        for (row, to) in ids.iter_mut().enumerate().take(self.rows.len()) {
            let text = self.cell(row, column);
            if may_be_empty && text.is_empty() {
                *to = Waiting::default();
                continue;
            }
            let (start, end) = self.edges(row, column);
            let Some(id) = Waiting::at(self.bytes, start, end) else { return row };
            if !is_bare(text) || (lowers_addresses && id.contains(b'@', text)) {
                return row;
            }
            *to = id;
        }
        self.rows.len()
    }

    /// The same for moments in the usual forms.
    #[inline(never)]
    fn moments(
        &self,
        column: usize,
        plan: &Plan,
        date: &mut DateMemo,
        moments: &mut [(Day, u32); ROWS],
    ) -> usize {
        for (row, to) in moments.iter_mut().enumerate().take(self.rows.len()) {
            let Some(moment) = date.usual(self.cell(row, column)) else { return row };
            let moment = plan.zone.as_ref().map_or(moment, |zone| zone.civil(moment));
            *to = (moment.day, moment.second);
        }
        self.rows.len()
    }

    /// The same for plain decimals.
    #[inline(never)]
    fn amounts(&self, column: usize, amounts: &mut [(Money, bool); ROWS]) -> usize {
        for (row, to) in amounts.iter_mut().enumerate().take(self.rows.len()) {
            let Some(amount) = plain_amount(self.cell(row, column)) else { return row };
            *to = amount;
        }
        self.rows.len()
    }

    /// How many rows have an order id that is bare.
    #[inline(never)]
    fn bare(&self, column: usize) -> usize {
        let mut rows = 0..self.rows.len();
        rows.find(|&row| !is_bare(self.cell(row, column))).unwrap_or(self.rows.len())
    }
}

impl PlainRows {
    /// A reader for the plan of a source, if it has plain rows of the kind that is read here.
    pub fn of(plan: &Plan) -> Option<PlainRows> {
        use Field::{Amount, CustomerId, OrderId, PaidAt, ReferrerId};
        let known = |field| matches!(field, OrderId | CustomerId | PaidAt | Amount | ReferrerId);
        let plain = plan.kind == Kind::Orders
            && plan.slots.iter().all(|slot| known(slot.field))
            && plan.hypotheses.decimal_mark == DecimalMark::Dot
            && plan.id_case != Some(IdCase::Insensitive);
        if !plain {
            return None;
        }
        Some(PlainRows {
            delimiter: plan.delimiter,
            columns: Columns {
                count: plan.headers.len(),
                order: plan.column(OrderId),
                customer: plan.column(CustomerId)?,
                paid_at: plan.column(PaidAt)?,
                amount: plan.column(Amount)?,
                referrer: plan.column(ReferrerId),
            },
            lowers_addresses: plan.id_case.is_none(),
            window: FIRST_WINDOW,
            rest: 0,
            pause: 0,
            marks: vec![0; 1 + WINDOW + BLOCK],
            date: DateMemo::default(),
            batch: Box::new(Batch {
                marks: [0; ROWS],
                end: [0; ROWS],
                customer: [Waiting::default(); ROWS],
                referrer: [Waiting::default(); ROWS],
                moment: [(0, 0); ROWS],
                amount: [(0, false); ROWS],
            }),
        })
    }

    /// Reads the plain rows that begin at `at`, up to the first other one or near the end of the bytes. Returns
    /// where it stopped and how many rows, and so lines, it read.
    pub fn read(
        &mut self,
        plan: &Plan,
        bytes: &[u8],
        mut at: usize,
        rows: &mut OrderRows,
        tally: &mut Tally,
    ) -> (usize, u32) {
        let mut read = 0;
        if self.rest > 0 {
            self.rest -= 1;
            return (at, 0);
        }
        while at + BLOCK + BEHIND <= bytes.len() {
            let marks = self.mark(bytes, at);
            let (whole, other) = self.divide(bytes, marks);
            let count = self.parse(plan, bytes, whole);
            if count > 0 {
                self.keep(bytes, count, rows, tally);
                read += count as u32;
                let end = self.batch.end[count - 1] as usize;
                at = end + if bytes[end] == b'\r' && bytes[end + 1] == b'\n' { 2 } else { 1 };
            }
            if other || count < whole || (count == 0 && self.window == WINDOW) {
                self.window = FIRST_WINDOW;
                self.pause = if read < FEW { (2 * self.pause).clamp(1, LONGEST_PAUSE) } else { 0 };
                self.rest = self.pause;
                break;
            }
            self.window = (2 * self.window).min(WINDOW);
        }
        tally.rows += read;
        (at, read)
    }

    /// Lists the structural bytes from `at` on, behind one mark for what stands before; returns how many.
    #[inline(never)]
    fn mark(&mut self, bytes: &[u8], at: usize) -> usize {
        let end = (at + self.window).min(bytes.len() - BEHIND);
        let (blocks, _) = bytes[at..end].as_chunks::<BLOCK>();
        self.marks[0] = (at as u32).wrapping_sub(1);
        let mut count = 1;
        let mut base = at as u32;
        for block in blocks {
            let room = self.marks.get_mut(count..).and_then(|rest| rest.first_chunk_mut::<BLOCK>());
            let Some(marks) = room else { break };
            let mut mask = structural_bytes(block, self.delimiter);
            count += mask.count_ones() as usize;
            // A loop of the right length would be guessed wrong for every other block.
            let (usual, more) = marks.split_at_mut(USUAL);
            for mark in usual {
                *mark = base + mask.trailing_zeros();
                mask &= mask.wrapping_sub(1);
            }
            for mark in more {
                if mask == 0 {
                    break;
                }
                *mark = base + mask.trailing_zeros();
                mask &= mask - 1;
            }
            base += BLOCK as u32;
        }
        count
    }

    /// Finds the rows between the first marks: each has as many cells as there are headers and ends with LF or
    /// CRLF. Returns how many, and whether the next one is of another kind.
    #[inline(never)]
    fn divide(&mut self, bytes: &[u8], marks: usize) -> (usize, bool) {
        let (columns, delimiter) = (self.columns.count, self.delimiter);
        let marks = &self.marks[..marks];
        let mut at = 0;
        for row in 0..ROWS {
            let Some(&end) = marks.get(at + columns) else { return (row, false) };
            let delimiters = &marks[at + 1..at + columns];
            let other = delimiters.iter().fold(0, |other, &at| other | (bytes[at as usize] ^ delimiter));
            let after = match bytes[end as usize] {
                b'\n' => at + columns,
                b'\r' => match marks.get(at + columns + 1) {
                    Some(&next) if next == end + 1 && bytes[next as usize] == b'\n' => at + columns + 1,
                    Some(_) => return (row, true),
                    None => return (row, false),
                },
                _ => return (row, true),
            };
            if other != 0 {
                return (row, true);
            }
            self.batch.marks[row] = at as u32;
            self.batch.end[row] = end;
            at = after;
        }
        (ROWS, false)
    }

    /// Reads the cells of so many rows, column by column; returns how many of them are plain.
    fn parse(&mut self, plan: &Plan, bytes: &[u8], count: usize) -> usize {
        let (columns, batch) = (&self.columns, &mut *self.batch);
        let lines = |count: usize| Lines { bytes, marks: &self.marks, rows: &batch.marks[..count] };
        let lowers = self.lowers_addresses;
        let mut count = columns.order.map_or(count, |column| lines(count).bare(column));
        count = lines(count).ids(columns.customer, lowers, false, &mut batch.customer);
        if let Some(column) = columns.referrer {
            count = lines(count).ids(column, lowers, true, &mut batch.referrer);
        }
        count = lines(count).moments(columns.paid_at, plan, &mut self.date, &mut batch.moment);
        lines(count).amounts(columns.amount, &mut batch.amount)
    }

    /// Looks up the ids of the first rows of the batch and appends the rows.
    #[inline(never)]
    fn keep(&mut self, bytes: &[u8], count: usize, rows: &mut OrderRows, tally: &mut Tally) {
        let batch = &*self.batch;
        rows.make_room(count, self.columns.referrer.is_some());
        rows.customers.insert_all(bytes, &batch.customer[..count], &mut rows.customer);
        if self.columns.referrer.is_some() {
            rows.referrers.insert_all(bytes, &batch.referrer[..count], &mut rows.referrer);
        }
        let lines = Lines { bytes, marks: &self.marks, rows: &batch.marks[..count] };
        let from = rows.order.len();
        rows.order.resize(from + count, 0);
        for (row, code) in rows.order[from..].iter_mut().enumerate() {
            let id = self.columns.order.map_or(&[][..], |column| lines.cell(row, column));
            *code = rows.orders.code(id);
        }
        let flags = if self.columns.order.is_some() { 0 } else { NO_ORDER_ID };
        rows.flags.resize(rows.flags.len() + count, flags);
        let moments = &batch.moment[..count];
        rows.day.extend(moments.iter().map(|&(day, _)| day));
        let seconds = moments.iter().map(|&(day, second)| i64::from(day) * 86_400 + i64::from(second));
        tally.last_moment = tally.last_moment.max(seconds.max());
        let amounts = &batch.amount[..count];
        rows.amount.extend(amounts.iter().map(|&(amount, _)| amount));
        let dots = amounts.iter().map(|&(_, shows_dot)| u32::from(shows_dot)).sum();
        tally.amounts.dot = tally.amounts.dot.saturating_add(dots);
        let record =
            |row: usize| bytes.get(lines.edges(row, 0).0..batch.end[row] as usize).unwrap_or_default();
        rows.note_digests(rows.len() - count, record);
    }
}
