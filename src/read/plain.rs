//! The quick way for plain rows, which are nearly all rows of most files: as many cells as there are headers, no
//! quote or line break inside a cell, an order id where orders have ids, and nothing to reject. Everything else is
//! left to [`super::row`], which reads these rows alike, only slower.
//!
//! Rows are read some at a time. First the cells of a window are found, then they are read column by column, and
//! in the end their ids are looked up together: each step is a short loop of its own.

use super::amount::{DecimalMark, parse_amount, parse_number, plain_amount, product};
use super::cell::{Missing, is_bare, missing, unwrap_id};
use super::field::{Field, Kind};
use super::moment::DateMemo;
use super::options::{IdCase, Identity};
use super::plan::Plan;
use super::profiles::is_cancelled;
use super::row::KEY_SEPARATOR;
use super::rows::{CANCELLED, DIMENSIONS, HAS_STATUS, NO_DAY, NO_MONEY, NO_ORDER_ID, OrderRows};
use super::scan::{BLOCK, below, cells_of};
use super::tally::Tally;
use crate::date::Day;
use crate::ids::{BATCH, Ids, NO_CODE, Waiting};
use crate::money::Money;

/// How many rows are read at a time.
const ROWS: usize = BATCH;
/// How many bytes are looked at for them: behind a row that was not plain, and at most.
const FIRST_WINDOW: usize = 4 * BLOCK;
const WINDOW: usize = 128 * BLOCK;
/// So many bytes behind a window can be read.
const BEHIND: usize = BLOCK;
/// Where fewer rows than these are plain in a row, trying costs more than it saves, and so it is done less and
/// less often.
const FEW: u32 = 8;
const LONGEST_PAUSE: u32 = 64;

/// The columns of text, in the order in which batches hold them; those of [`DIMENSIONS`] come behind.
const TEXTS: [Field; 5] =
    [Field::OrderId, Field::CustomerId, Field::ReferrerId, Field::Status, Field::Currency];
const ORDER: usize = 0;
const CUSTOMER: usize = 1;
const REFERRER: usize = 2;
const STATUS: usize = 3;
const CURRENCY: usize = 4;
/// The columns of money.
const MONEYS: [Field; 3] = [Field::Amount, Field::Total, Field::Refund];
const AMOUNT: usize = 0;
const TOTAL: usize = 1;
const REFUND: usize = 2;

/// Reads plain rows of orders.
pub struct PlainRows {
    delimiter: u8,
    /// How many columns there are, and where those are that are read.
    count: usize,
    texts: [Option<usize>; TEXTS.len() + DIMENSIONS.len()],
    moneys: [Option<usize>; 3],
    moments: [Option<usize>; 2],
    price: Option<(usize, usize)>,
    /// How many bytes are looked at next.
    window: usize,
    /// How many rows are left to the general reader before the next try, and how many were so the last time.
    rest: u32,
    pause: u32,
    /// The offset before the first cell, then those behind each cell.
    marks: Vec<u32>,
    /// Whether some cells of the window have quotes around them, or a CR behind them.
    quoted: bool,
    returns: bool,
    dates: [DateMemo; 2],
    statuses: Ids,
    cancelled: Vec<bool>,
    /// Order ids with their shops, and codes on their way.
    keys: Vec<u8>,
    codes: Vec<u32>,
    batch: Box<Batch>,
}

/// Rows on their way into the columns of [`OrderRows`].
struct Batch {
    texts: [[Waiting; ROWS]; TEXTS.len() + DIMENSIONS.len()],
    moneys: [[Money; ROWS]; 3],
    moments: [[(Day, u32); ROWS]; 2],
    /// What the cells show, to be counted once it is settled which rows are plain.
    tally: Tally,
}

/// The rows of a window and what they are read from.
#[derive(Clone, Copy)]
struct Lines<'a> {
    bytes: &'a [u8],
    marks: &'a [u32],
    columns: usize,
    rows: usize,
    quoted: bool,
    returns: bool,
}

impl<'a> Lines<'a> {
    /// Where the cell of a row in a column begins and ends.
    #[inline(always)]
    fn edges(&self, row: usize, column: usize) -> (usize, usize) {
        let at = row * self.columns + column;
        let (mut start, mut end) = (self.marks[at].wrapping_add(1) as usize, self.marks[at + 1] as usize);
        if self.returns && column + 1 == self.columns && end > start && self.bytes[end - 1] == b'\r' {
            end -= 1;
        }
        if self.quoted && end > start && self.bytes[start] == b'"' {
            (start, end) = (start + 1, end - 1);
        }
        (start, end)
    }

    /// The whole row, without its line end.
    #[inline(always)]
    fn record(&self, row: usize) -> &'a [u8] {
        let (start, end) = (self.marks[row * self.columns], self.marks[(row + 1) * self.columns] as usize);
        let end = end - usize::from(self.returns && self.bytes[end - 1] == b'\r');
        self.bytes.get(start.wrapping_add(1) as usize..end).unwrap_or_default()
    }

    /// Calls `each` with the number of each row and its cell in a column, until that says no; returns how many
    /// rows it had nothing against.
    #[inline(always)]
    fn each(&self, column: usize, mut each: impl FnMut(usize, (usize, usize), &'a [u8]) -> bool) -> usize {
        let mut row = 0;
        while row < self.rows {
            let (start, end) = self.edges(row, column);
            if !each(row, (start, end), self.bytes.get(start..end).unwrap_or_default()) {
                break;
            }
            row += 1;
        }
        row
    }

    /// Reads the texts of a column; with `lowers` up to an address that is not in lower case.
    #[inline(never)]
    fn texts(&self, column: usize, lowers: bool, texts: &mut [Waiting; ROWS], tokens: &mut u32) -> usize {
        self.each(column, |row, (mut start, mut end), mut text| {
            let to = &mut texts[row];
            if text.is_empty() {
                *to = Waiting::default();
                return true;
            }
            if !is_bare(text) {
                text = unwrap_id(text);
                let missing = missing(text);
                if missing != Missing::No {
                    *tokens += u32::from(missing == Missing::Token);
                    *to = Waiting::default();
                    return true;
                }
                start = text.as_ptr().addr() - self.bytes.as_ptr().addr();
                end = start + text.len();
            }
            let Some(waiting) = Waiting::at(self.bytes, start, end) else { return false };
            *to = waiting;
            !lowers || !waiting.contains(b'@', text) || text.iter().all(|byte| is_low(*byte))
        })
    }

    /// Reads the moments of a column.
    #[inline(never)]
    fn moments(
        &self,
        column: usize,
        plan: &Plan,
        date: &mut DateMemo,
        tally: &mut Tally,
        moments: &mut [(Day, u32); ROWS],
    ) -> usize {
        self.each(column, |row, _, text| {
            let moment = match (date.usual(text), &plan.zone) {
                // Not by way of the whole moment, which would be written in pieces and read at once.
                (Some(moment), None) => {
                    moments[row] = (moment.day, moment.second);
                    return true;
                }
                (Some(moment), _) => moment,
                (None, _) => match date.any(text, plan.hypotheses.date_order, tally) {
                    Ok(Some(moment)) => moment,
                    Ok(None) => {
                        moments[row] = (NO_DAY, 0);
                        return true;
                    }
                    Err(_) => return false,
                },
            };
            let moment = match &plan.zone {
                None => moment,
                Some(zone) => zone.civil(moment),
            };
            moments[row] = (moment.day, moment.second);
            true
        })
    }

    /// Reads the amounts of a column.
    #[inline(never)]
    fn moneys(
        &self,
        column: usize,
        mark: DecimalMark,
        tally: &mut Tally,
        moneys: &mut [Money; ROWS],
    ) -> usize {
        let mut dots = 0;
        let count = self.each(column, |row, (_, end), text| {
            let plain = if mark == DecimalMark::Dot { plain_amount(self.bytes, end, text) } else { None };
            moneys[row] = match plain {
                Some((amount, shows_dot)) => {
                    dots += u32::from(shows_dot);
                    amount
                }
                None => match value(text, tally) {
                    None => NO_MONEY,
                    Some(text) => match parse_amount(text, mark, &mut tally.amounts) {
                        Ok(amount) => amount,
                        Err(_) => return false,
                    },
                },
            };
            true
        });
        tally.amounts.dot = tally.amounts.dot.saturating_add(dots);
        count
    }

    /// Puts price × quantity where no amount is.
    #[inline(never)]
    fn products(
        &self,
        (price, quantity): (usize, usize),
        mark: DecimalMark,
        tally: &mut Tally,
        amounts: &mut [Money; ROWS],
    ) -> usize {
        self.each(price, |row, _, price| {
            let (start, end) = self.edges(row, quantity);
            let quantity = self.bytes.get(start..end).unwrap_or_default();
            let mut number = |text| match value(text, tally) {
                None => Ok(None),
                Some(text) => parse_number(text, mark, &mut tally.amounts).map(Some),
            };
            let (Ok(price), Ok(quantity)) = (number(price), number(quantity)) else { return false };
            if let (Some(price), Some(quantity), NO_MONEY) = (price, quantity, amounts[row]) {
                match product(price, quantity) {
                    Ok(amount) => amounts[row] = amount,
                    Err(_) => return false,
                }
            }
            true
        })
    }
}

/// What a cell says, if anything.
pub(super) fn value<'a>(cell: &'a [u8], tally: &mut Tally) -> Option<&'a [u8]> {
    let text = unwrap_id(cell);
    let missing = missing(text);
    tally.missing_tokens += u32::from(missing == Missing::Token);
    (missing == Missing::No).then_some(text)
}

/// Whether a byte is a character that is its own lower case.
fn is_low(byte: u8) -> bool {
    byte.is_ascii() && !byte.is_ascii_uppercase()
}

impl PlainRows {
    /// A reader for the plan of a source, if it has plain rows of the kind that is read here.
    pub fn of(plan: &Plan) -> Option<PlainRows> {
        let combines = plan.identity == Identity::Shop && plan.column(Field::Shop).is_some();
        let (price, quantity) = (plan.column(Field::Price), plan.column(Field::Quantity));
        let is_other = plan.kind != Kind::Orders || price.is_some() != quantity.is_some();
        if is_other
            || plan.id_case == Some(IdCase::Insensitive)
            || combines
            || !plan.key.is_empty()
            || plan.is_items
        {
            return None;
        }
        let mut texts = [None; TEXTS.len() + DIMENSIONS.len()];
        for (column, field) in texts.iter_mut().zip(TEXTS.into_iter().chain(DIMENSIONS)) {
            *column = plan.column(field);
        }
        Some(PlainRows {
            delimiter: plan.delimiter,
            count: plan.headers.len(),
            texts,
            moneys: MONEYS.map(|field| plan.column(field)),
            moments: [Field::PaidAt, Field::RefundedAt].map(|field| plan.column(field)),
            price: price.zip(quantity),
            window: FIRST_WINDOW,
            rest: 0,
            pause: 0,
            marks: vec![0; 1 + WINDOW + BLOCK],
            quoted: false,
            returns: false,
            dates: Default::default(),
            statuses: Ids::with_seed(plan.seed),
            cancelled: Vec::new(),
            keys: Vec::new(),
            codes: Vec::new(),
            batch: Box::new(Batch {
                texts: [[Waiting::default(); ROWS]; TEXTS.len() + DIMENSIONS.len()],
                moneys: [[NO_MONEY; ROWS]; 3],
                moments: [[(NO_DAY, 0); ROWS]; 2],
                tally: Tally::default(),
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
            let (whole, other) = self.divide(bytes, at);
            let mut count = self.parse(plan, bytes, whole);
            if count > 0 && count < whole {
                // Without what the rows behind these have shown.
                count = self.parse(plan, bytes, count);
            }
            if count > 0 {
                self.keep(plan, bytes, count, rows);
                tally.absorb(core::mem::take(&mut self.batch.tally));
                read += count as u32;
                at = self.marks[count * self.count] as usize + 1;
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

    /// Lists where the cells from `at` on end, and finds the rows: each has as many cells as there are headers and
    /// ends with LF or CRLF. Returns how many, and whether the next one is of another kind.
    #[inline(never)]
    fn divide(&mut self, bytes: &[u8], at: usize) -> (usize, bool) {
        let end = (at + self.window).min(bytes.len() - BEHIND);
        self.marks[0] = (at as u32).wrapping_sub(1);
        (self.quoted, self.returns) = (false, false);
        let (mut count, mut rows, mut next_end) = (1, 0, self.count);
        let mut base = at;
        let mut around = Default::default();
        while base + BLOCK <= end {
            let Some((block, behind)) = bytes.get(base..).and_then(|rest| rest.split_first_chunk::<BLOCK>())
            else {
                break;
            };
            let cells = cells_of(block, behind[0], self.delimiter, &mut around);
            self.quoted |= cells.quoted;
            self.returns |= cells.returns;
            let Some(marks) = self.marks.get_mut(count..).and_then(|rest| rest.first_chunk_mut::<BLOCK>())
            else {
                break;
            };
            let mut mask = cells.delimiters | cells.ends;
            let all = mask;
            let mut list = |mark: &mut u32| {
                *mark = base as u32 + mask.trailing_zeros();
                mask &= mask.wrapping_sub(1);
                mask == 0
            };
            // A loop of the right length would be guessed wrong for every other block.
            let [a, b, c, d, e, f, g, h, more @ ..] = marks;
            list(a);
            list(b);
            list(c);
            list(d);
            list(e);
            list(f);
            list(g);
            if !list(h) {
                for mark in more {
                    if list(mark) {
                        break;
                    }
                }
            }
            let mut ends = cells.ends;
            while ends != 0 {
                let before = below(ends.trailing_zeros());
                if count + (all & before).count_ones() as usize != next_end {
                    return (rows, true);
                }
                rows += 1;
                next_end += self.count;
                if rows == ROWS {
                    return (rows, false);
                }
                ends &= ends - 1;
            }
            if cells.broken {
                return (rows, true);
            }
            count += all.count_ones() as usize;
            base += BLOCK;
        }
        (rows, false)
    }

    /// Reads the cells of so many rows, column by column; returns how many of them are plain.
    fn parse(&mut self, plan: &Plan, bytes: &[u8], rows: usize) -> usize {
        let batch = &mut *self.batch;
        batch.tally = Tally::default();
        let (quoted, returns) = (self.quoted, self.returns);
        let mut lines = Lines { bytes, marks: &self.marks, columns: self.count, rows, quoted, returns };
        for (at, column) in self.texts.iter().enumerate() {
            if let Some(column) = *column {
                let lowers = plan.id_case.is_none() && (at == CUSTOMER || at == REFERRER);
                let tokens = &mut batch.tally.missing_tokens;
                lines.rows = lines.texts(column, lowers, &mut batch.texts[at], tokens);
            }
        }
        for (at, column) in self.moments.iter().enumerate() {
            if let Some(column) = *column {
                let (dates, moments) = (&mut self.dates[at], &mut batch.moments[at]);
                lines.rows = lines.moments(column, plan, dates, &mut batch.tally, moments);
            }
        }
        let mark = plan.hypotheses.decimal_mark;
        for (at, column) in self.moneys.iter().enumerate() {
            if let Some(column) = *column {
                lines.rows = lines.moneys(column, mark, &mut batch.tally, &mut batch.moneys[at]);
            }
        }
        if let Some(columns) = self.price {
            if self.moneys[AMOUNT].is_none() {
                batch.moneys[AMOUNT] = [NO_MONEY; ROWS];
            }
            lines.rows = lines.products(columns, mark, &mut batch.tally, &mut batch.moneys[AMOUNT]);
        }
        // A row without an order id is one by itself, and one with nothing in it is none.
        let mut rows = 0..lines.rows;
        let end = match self.texts[ORDER] {
            Some(_) => rows.find(|&row| batch.texts[ORDER][row].is_empty()),
            None => rows.find(|&row| batch.moments[0][row].0 == NO_DAY),
        };
        end.unwrap_or(lines.rows)
    }

    /// Looks up the ids of the first rows of the batch and appends the rows.
    #[inline(never)]
    fn keep(&mut self, plan: &Plan, bytes: &[u8], count: usize, rows: &mut OrderRows) {
        let batch = &mut *self.batch;
        let start = rows.len();
        let ids = |at: usize| &batch.texts[at][..count];
        rows.note_customers(bytes, ids(CUSTOMER));
        if self.texts[REFERRER].is_some() {
            rows.referrers.insert_all(bytes, ids(REFERRER), &mut rows.referrer);
        }
        if self.texts[CURRENCY].is_some() {
            rows.currencies.insert_all(bytes, ids(CURRENCY), &mut rows.currency);
        }
        for (at, column) in rows.dimensions.iter_mut().enumerate() {
            if self.texts[TEXTS.len() + at].is_some() {
                column.labels.insert_all(bytes, ids(TEXTS.len() + at), &mut column.codes);
            }
        }
        let flags = if self.texts[ORDER].is_some() { 0 } else { NO_ORDER_ID };
        if flags != 0 || self.texts[STATUS].is_some() {
            rows.flags.resize(start, 0);
            rows.flags.extend_from_slice(&[flags; ROWS][..count]);
        }
        if self.texts[STATUS].is_some() {
            self.statuses.insert_all(bytes, ids(STATUS), &mut self.codes);
            for code in self.cancelled.len()..self.statuses.len() {
                self.cancelled.push(is_cancelled(self.statuses.bytes(code as u32), plan.platform));
            }
            for (flags, code) in rows.flags[start..].iter_mut().zip(self.codes.drain(..)) {
                if code != NO_CODE {
                    *flags |= HAS_STATUS | if self.cancelled[code as usize] { CANCELLED } else { 0 };
                }
            }
        }
        if self.texts[TEXTS.len()].is_some() && self.texts[ORDER].is_some() {
            self.keys.clear();
            let mut keys = [(0, 0); ROWS];
            for (row, key) in keys.iter_mut().enumerate().take(count) {
                let from = self.keys.len();
                self.keys.extend_from_slice(batch.texts[TEXTS.len()][row].text(bytes));
                self.keys.push(KEY_SEPARATOR);
                self.keys.extend_from_slice(batch.texts[ORDER][row].text(bytes));
                *key = (from, self.keys.len());
            }
            self.keys.resize(self.keys.len() + BLOCK, 0);
            for (row, (from, to)) in keys.into_iter().enumerate().take(count) {
                batch.texts[ORDER][row] = Waiting::at(&self.keys, from, to).unwrap_or_default();
            }
            rows.orders.codes(&self.keys, &batch.texts[ORDER][..count], &mut self.codes);
        } else if self.texts[ORDER].is_some() {
            rows.orders.codes(bytes, &batch.texts[ORDER][..count], &mut self.codes);
        } else {
            rows.orders.codes(bytes, &[Waiting::default(); ROWS][..count], &mut self.codes);
        }
        rows.note_orders(start, &self.codes);
        self.codes.clear();
        let (mut days, mut latest) = ([NO_DAY; ROWS], i64::MIN);
        for (to, &(day, second)) in days.iter_mut().zip(&batch.moments[0][..count]) {
            *to = day;
            latest = latest.max(i64::from(day) * 86_400 + i64::from(second));
        }
        // What is missing lies before all dates.
        batch.tally.last_moment = (latest > i64::from(NO_DAY) * 86_400).then_some(latest);
        let [amounts, totals, refunds] = &mut batch.moneys;
        let (amounts, refunds) = (&amounts[..count], &mut refunds[..count]);
        rows.note_purchases(&days[..count], amounts);
        if self.moneys[REFUND].is_some() {
            // Some exports write what was given back as a negative number.
            for refund in refunds.iter_mut().filter(|refund| **refund != NO_MONEY) {
                *refund = refund.saturating_abs();
            }
            rows.refund.extend_from_slice(refunds);
            if self.moneys[TOTAL].is_some() {
                for ((&total, &refund), &amount) in totals.iter().zip(&*refunds).zip(amounts) {
                    batch.tally.note_refund(amount, total, refund);
                }
            }
        }
        if self.moments[1].is_some() {
            rows.refunded.extend(batch.moments[1][..count].iter().map(|&(day, _)| day));
        }
        let (quoted, returns) = (self.quoted, self.returns);
        let lines = Lines { bytes, marks: &self.marks, columns: self.count, rows: count, quoted, returns };
        rows.note_digests(start, |row| lines.record(row));
    }
}
