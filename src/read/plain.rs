//! The quick way for plain rows, which are nearly all rows of most files: as many cells as there are headers,
//! without quotes, and in them ids, a time and an amount that are written in the usual way, with nothing around
//! them. Everything else is left to [`super::row`], which reads these rows alike, only slower.
//!
//! Rows are read some at a time. First the structural bytes of a window are listed, then the rows between them
//! are read, and in the end their ids are looked up together: each step is a short loop of its own.

use super::amount::{DecimalMark, plain_amount};
use super::cell::is_bare;
use super::field::{Field, Kind};
use super::moment::{DateMemo, Moment};
use super::options::IdCase;
use super::plan::Plan;
use super::rows::{NO_ORDER_ID, OrderRows};
use super::scan::{BLOCK, structural_bytes};
use super::tally::Tally;
use crate::date::Day;
use crate::ids::{BATCH, Waiting, hash64};
use crate::money::Money;

/// How many rows are read at a time.
const ROWS: usize = BATCH;
/// How many bytes are looked at for them: behind a row that was not plain, and at most.
const FIRST_WINDOW: usize = 4 * BLOCK;
const WINDOW: usize = 64 * BLOCK;
/// So many bytes behind a window can be read.
const BEHIND: usize = BLOCK;
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
    /// The offset before the first row, then those of the structural bytes.
    marks: Vec<u32>,
    date: DateMemo,
    batch: Box<Batch>,
}

/// Rows whose ids wait to be looked up.
struct Batch {
    customer: [Waiting; ROWS],
    referrer: [Waiting; ROWS],
    order: [u32; ROWS],
    day: [Day; ROWS],
    amount: [Money; ROWS],
    digest: [u64; ROWS],
}

/// A row before its ids are looked up.
struct Row<'a> {
    order: &'a [u8],
    customer: Waiting,
    referrer: Waiting,
    moment: Moment,
    amount: Money,
    /// Whether the amount shows that the decimal mark is a dot.
    shows_dot: bool,
}

/// What came of the rows of a window.
struct Found {
    /// How many were plain.
    rows: usize,
    /// Behind the last of them.
    end: usize,
    /// The next row is not plain.
    other: bool,
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
            marks: vec![0; 1 + WINDOW + BLOCK],
            date: DateMemo::default(),
            batch: Box::new(Batch {
                customer: [Waiting::default(); ROWS],
                referrer: [Waiting::default(); ROWS],
                order: [0; ROWS],
                day: [0; ROWS],
                amount: [0; ROWS],
                digest: [0; ROWS],
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
        while at + BLOCK + BEHIND <= bytes.len() {
            let marks = self.mark(bytes, at);
            let found = self.window(plan, bytes, marks, rows, tally);
            if found.rows > 0 {
                self.keep(bytes, found.rows, rows);
                read += found.rows as u32;
                at = found.end;
            }
            if found.other || (found.rows == 0 && self.window == WINDOW) {
                self.window = FIRST_WINDOW;
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

    /// Reads the rows between the first marks.
    #[inline(never)]
    fn window(
        &mut self,
        plan: &Plan,
        bytes: &[u8],
        marks: usize,
        rows: &mut OrderRows,
        tally: &mut Tally,
    ) -> Found {
        let (columns, delimiter) = (self.columns, self.delimiter);
        let batch = &mut *self.batch;
        let mut marks = self.marks.get(..marks).unwrap_or_default();
        let mut found = Found { rows: 0, end: 0, other: false };
        let mut last_moment = tally.last_moment.unwrap_or(i64::MIN);
        let mut dots = 0;
        while found.rows < ROWS
            && let Some(row) = marks.get(..=columns.count)
        {
            let (start, end) = (row[0].wrapping_add(1) as usize, row[columns.count] as usize);
            let mut used = columns.count;
            if bytes[end] == b'\r' {
                let Some(&next) = marks.get(columns.count + 1) else { break };
                used += usize::from(next as usize == end + 1 && bytes[end + 1] == b'\n');
            }
            let inner =
                row[1..columns.count].iter().fold(0, |other, &at| other | (bytes[at as usize] ^ delimiter));
            let ended = bytes[end] == b'\n' || used > columns.count;
            let read = if inner == 0 && ended {
                columns.read(bytes, row, &mut self.date, self.lowers_addresses)
            } else {
                None
            };
            let Some(read) = read else {
                found.other = true;
                break;
            };
            let moment = plan.zone.as_ref().map_or(read.moment, |zone| zone.civil(read.moment));
            last_moment = last_moment.max(i64::from(moment.day) * 86_400 + i64::from(moment.second));
            dots += u32::from(read.shows_dot);
            batch.customer[found.rows] = read.customer;
            batch.referrer[found.rows] = read.referrer;
            batch.order[found.rows] = rows.orders.code(read.order);
            batch.day[found.rows] = moment.day;
            batch.amount[found.rows] = read.amount;
            batch.digest[found.rows] = hash64(bytes.get(start..end).unwrap_or_default());
            found.rows += 1;
            found.end = row[columns.count] as usize + 1 + used - columns.count;
            marks = &marks[used..];
        }
        if found.rows > 0 {
            tally.last_moment = Some(last_moment);
            tally.amounts.dot = tally.amounts.dot.saturating_add(dots);
        }
        found
    }

    /// Looks up the ids of the batch and appends its rows.
    #[inline(never)]
    fn keep(&mut self, bytes: &[u8], count: usize, rows: &mut OrderRows) {
        let batch = &*self.batch;
        let flags = if self.columns.order.is_some() { 0 } else { NO_ORDER_ID };
        rows.customers.insert_all(bytes, &batch.customer[..count], &mut rows.customer);
        if self.columns.referrer.is_some() {
            rows.referrers.insert_all(bytes, &batch.referrer[..count], &mut rows.referrer);
        }
        rows.order.extend_from_slice(&batch.order[..count]);
        rows.day.extend_from_slice(&batch.day[..count]);
        rows.amount.extend_from_slice(&batch.amount[..count]);
        rows.digest.extend_from_slice(&batch.digest[..count]);
        rows.flags.resize(rows.flags.len() + count, flags);
    }
}

impl Columns {
    /// The cells of a row between its marks, if each is written in the usual way.
    #[inline(always)]
    fn read<'a>(
        &self,
        bytes: &'a [u8],
        row: &[u32],
        date: &mut DateMemo,
        lowers_addresses: bool,
    ) -> Option<Row<'a>> {
        let edges = |column: usize| {
            let (before, end) = (row.get(column)?, row.get(column + 1)?);
            Some((before.wrapping_add(1) as usize, *end as usize))
        };
        let cell = |column: usize| edges(column).and_then(|(start, end)| bytes.get(start..end));
        let id = |column: usize| {
            let (start, end) = edges(column)?;
            let id = Waiting::at(bytes, start, end)?;
            let text = bytes.get(start..end)?;
            let lowered = lowers_addresses && id.contains(b'@', text);
            (is_bare(text) && !lowered).then_some(id)
        };
        let order = match self.order {
            Some(column) => cell(column).filter(|id| is_bare(id))?,
            None => &[],
        };
        let customer = id(self.customer)?;
        let moment = date.usual(cell(self.paid_at)?)?;
        let (amount, shows_dot) = plain_amount(cell(self.amount)?)?;
        let referrer = match self.referrer {
            Some(column) if cell(column) != Some(&[]) => id(column)?,
            _ => Waiting::default(),
        };
        Some(Row { order, customer, referrer, moment, amount, shows_dot })
    }
}
