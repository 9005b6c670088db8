//! What was counted while reading one source: rows, rejections, and the evidence for decisions that only the
//! whole column can settle. Tallies of parts add up to the tally of the whole.

use serde::Serialize;

use super::amount::AmountEvidence;
use super::moment::DateEvidence;
use super::rows::NO_MONEY;
use crate::error::shortened;
use crate::money::Money;

/// How many rejections are kept with their cells; all are counted.
pub const KEPT_REJECTIONS: usize = 1000;

/// How much of a cell a rejection shows, in characters.
const SHOWN: usize = 80;

/// Why a row could not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum Reason {
    /// A date cell that is no date.
    BadDate,
    /// A date like 3/4/2024 in a column that does not show which number is the month.
    AmbiguousDate,
    /// A date outside 1900-01-01 to 9999-12-31.
    DateOutOfRange,
    /// An amount, price, quantity or refund cell that is no number.
    BadAmount,
    /// A number beyond ±922,337,203,685,477.5807.
    AmountOutOfRange,
    /// A filled cell behind the last header.
    TooManyCells,
    /// A quote that is never closed.
    UnclosedQuote,
    /// A row of more than a megabyte.
    RowTooLong,
}

/// One row that could not be read: its first bad cell.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Rejection {
    /// Physical line on which the row starts; the header stands on line 1.
    pub line: u32,
    /// Header of the cell's column; null where the row as a whole is broken.
    pub column: Option<String>,
    /// What stands in the cell, shortened.
    pub value: String,
    /// Why it cannot be read.
    pub reason: Reason,
}

/// Counts of one source, or of a part of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tally {
    /// Rows: lines with at least one cell that is not blank, header excluded.
    pub rows: u32,
    /// Physical lines, the header's included.
    pub lines: u32,
    /// Rejected rows.
    pub rejected: u32,
    /// The first of them.
    pub rejections: Vec<Rejection>,
    /// All of them: which rows, from 0.
    pub rejected_rows: Vec<u32>,
    /// Why, per rejected row: see [`Tally::why`].
    pub rejected_why: Vec<u32>,
    /// Cells that say “missing” without being empty.
    pub missing_tokens: u32,
    /// What the date columns show of the order of day and month.
    pub dates: DateEvidence,
    /// What the amount columns show of their decimal mark.
    pub amounts: AmountEvidence,
    /// Rows with a refund, a paid amount and a total.
    pub refunds_with_total: u32,
    /// Those of them where total = paid + refund.
    pub refunds_inside_total: u32,
    /// The latest moment of a row, in seconds since 1970 as civil time.
    pub last_moment: Option<i64>,
}

impl Tally {
    /// A reason, and above its byte the place of its column, from 1; 0: the row as a whole is broken.
    pub const fn why(column: Option<usize>, reason: Reason) -> u32 {
        let column = match column {
            Some(at) => at as u32 + 1,
            None => 0,
        };
        column << 8 | reason as u32
    }

    /// Counts the row that was counted last as rejected. `line` is 0-based within the part.
    pub fn reject(&mut self, line: u32, at: Option<usize>, headers: &[String], value: &[u8], reason: Reason) {
        self.rejected += 1;
        self.rejected_rows.push(self.rows.saturating_sub(1));
        self.rejected_why.push(Tally::why(at, reason));
        let column = at.and_then(|at| headers.get(at));
        if self.rejections.len() < KEPT_REJECTIONS {
            // Four bytes hold any character; what is cut off is not decoded at all.
            let text = String::from_utf8_lossy(&value[..value.len().min(4 * SHOWN)]);
            self.rejections.push(Rejection {
                line: line + 1,
                column: column.cloned(),
                value: shortened(&text, SHOWN),
                reason,
            });
        }
    }

    /// Counts a row's refund, if it shows whether the paid amount contains it. Any of them may be missing.
    pub fn note_refund(&mut self, amount: Money, total: Money, refund: Money) {
        if total != NO_MONEY && refund > 0 && amount != NO_MONEY {
            self.refunds_with_total += 1;
            self.refunds_inside_total += u32::from(amount.checked_add(refund) == Some(total));
        }
    }

    /// Adds the tally of the part that follows.
    pub fn absorb(&mut self, next: Tally) {
        self.add(&next);
    }

    /// The same of a tally that is still needed.
    pub fn add(&mut self, next: &Tally) {
        let room = KEPT_REJECTIONS.saturating_sub(self.rejections.len());
        let offset = self.lines;
        for rejection in next.rejections.iter().take(room) {
            self.rejections.push(Rejection { line: rejection.line + offset, ..rejection.clone() });
        }
        for &row in &next.rejected_rows {
            self.rejected_rows.push(row + self.rows);
        }
        self.rejected_why.extend_from_slice(&next.rejected_why);
        self.rows += next.rows;
        self.lines += next.lines;
        self.rejected += next.rejected;
        self.missing_tokens += next.missing_tokens;
        self.dates.merge(&next.dates);
        self.amounts.merge(&next.amounts);
        self.refunds_with_total += next.refunds_with_total;
        self.refunds_inside_total += next.refunds_inside_total;
        self.last_moment = self.last_moment.max(next.last_moment);
    }
}
