//! Decisions that only the whole of the rows can take: which rows are one order, whether amounts stand per
//! line or per order, whether paid amounts still contain refunds, and which currency is analysed
//! (`definitions § 0.1`).

use crate::date::Day;
use crate::ids::NO_CODE;
use crate::read::options::{AmountIs, RefundIs};
use crate::read::rows::{NO_DAY, NO_MONEY, OrderRows};

/// The rows of one source within all rows.
#[derive(Clone, Debug)]
pub struct Span {
    /// Behind its last row.
    pub end: u32,
    /// Behind the last of its orders of which a row was rejected, among those of all sources.
    pub incomplete_end: u32,
    /// Whether amounts are price × quantity, which is always per line.
    pub line_amounts: bool,
    /// The last day that a row may have: the day behind the source's modification.
    pub last_day: Option<Day>,
    /// The latest moment of its rows, in seconds.
    pub last_moment: Option<i64>,
    /// Whether its rows say what was in orders that other sources tell of.
    pub is_items: bool,
    /// What the amount column holds, if an option says so.
    pub amount_is: Option<AmountIs>,
    /// Whether paid amounts still contain refunds.
    pub refund_is: RefundIs,
}

/// Rows in groups of equal order code, each group in row order.
pub struct Groups {
    /// Row indexes, group behind group; empty where the rows stand in that order already.
    order: Vec<u32>,
    /// Where each group ends; empty where every group is a single row, in row order.
    ends: Vec<u32>,
    /// How many rows there are.
    rows: u32,
}

impl Groups {
    /// Groups the rows; groups come in the order of their codes, which is that of first appearance.
    pub fn of(rows: &OrderRows) -> Groups {
        let count = rows.len() as u32;
        let codes = rows.orders_listed().unwrap_or_default();
        if codes.windows(2).all(|pair| pair[0] < pair[1]) {
            return Groups { order: Vec::new(), ends: Vec::new(), rows: count };
        }
        if codes.is_sorted() {
            let mut ends: Vec<u32> = Vec::with_capacity(codes.len());
            for row in 1..codes.len() {
                if codes[row] != codes[row - 1] {
                    ends.push(row as u32);
                }
            }
            if !codes.is_empty() {
                ends.push(codes.len() as u32);
            }
            return Groups { order: Vec::new(), ends, rows: count };
        }
        let mut starts = vec![0u32; rows.orders.count() as usize + 1];
        for &code in codes {
            starts[code as usize + 1] += 1;
        }
        for code in 1..starts.len() {
            starts[code] += starts[code - 1];
        }
        let mut order = vec![0u32; codes.len()];
        for (row, &code) in codes.iter().enumerate() {
            let at = &mut starts[code as usize];
            order[*at as usize] = row as u32;
            *at += 1;
        }
        // `starts` now holds the ends; codes whose rows were all rejected end where the one before does.
        let (mut left, mut last) = (0, 0);
        for at in 0..starts.len() {
            let end = starts[at];
            if end > last {
                starts[left] = end;
                left += 1;
                last = end;
            }
        }
        starts.truncate(left);
        Groups { order, ends: starts, rows: count }
    }

    /// Calls `each` with the row indexes of every group.
    pub fn for_each(&self, each: &mut dyn FnMut(&[u32])) {
        if self.ends.is_empty() {
            for row in 0..self.rows {
                each(&[row]);
            }
            return;
        }
        let mut start = 0;
        let mut own: Vec<u32> = Vec::new();
        for &end in &self.ends {
            if self.order.is_empty() {
                own.clear();
                own.extend(start..end);
                each(&own);
            } else {
                each(self.order.get(start as usize..end as usize).unwrap_or(&[]));
            }
            start = end;
        }
    }

    /// Whether every group is a single row, and they come in row order.
    pub fn are_rows(&self) -> bool {
        self.ends.is_empty()
    }

    /// Whether every group is a single row.
    pub fn all_single(&self) -> bool {
        self.ends.is_empty() || self.ends.len() == self.rows as usize
    }
}

/// A row's date, or that of its order's first row.
#[inline]
pub fn day_of(rows: &OrderRows, row: u32, first: u32) -> Day {
    match rows.day[row as usize] {
        NO_DAY => rows.day[first as usize],
        day => day,
    }
}

/// The earliest date of some rows of an order; [`NO_DAY`] where none has one.
pub fn earliest(rows: &OrderRows, group: &[u32], first: u32) -> Day {
    let mut earliest = NO_DAY;
    for &row in group {
        let day = day_of(rows, row, first);
        if day != NO_DAY && (earliest == NO_DAY || day < earliest) {
            earliest = day;
        }
    }
    earliest
}

/// A negative row dated after its order is a refund record of its own.
#[inline]
pub fn is_later_refund(rows: &OrderRows, row: u32, first: u32, earliest: Day) -> bool {
    let amount = rows.amount.of(row as usize);
    amount < 0 && amount != NO_MONEY && day_of(rows, row, first) > earliest
}

/// Which span a row belongs to.
#[inline]
pub fn span_of(spans: &[Span], row: u32) -> usize {
    if spans.len() == 1 { 0 } else { spans.partition_point(|span| span.end <= row) }
}

/// Whether amounts stand per line or per order, for each source: `order` where at least 95 % of the orders of
/// several rows leave the later amounts blank or repeat the first.
pub fn amount_is(rows: &OrderRows, groups: &Groups, spans: &[Span]) -> Vec<AmountIs> {
    let mut several = vec![0u32; spans.len()];
    let mut repeating = vec![0u32; spans.len()];
    if !groups.all_single() {
        groups.for_each(&mut |group| {
            each_source(spans, group, &mut |span, group| {
                let [first, _, ..] = *group else { return };
                let earliest = earliest(rows, group, first);
                let mut value = None;
                let (mut repeats, mut later) = (true, false);
                for &row in group {
                    if is_later_refund(rows, row, first, earliest) {
                        continue;
                    }
                    let amount = rows.amount.of(row as usize);
                    later |= value.is_some();
                    let value = *value.get_or_insert(amount);
                    repeats &= amount == NO_MONEY || amount == value;
                }
                several[span] += u32::from(later);
                repeating[span] += u32::from(later && repeats);
            });
        });
    }
    let mut decided = Vec::with_capacity(spans.len());
    for (at, span) in spans.iter().enumerate() {
        decided.push(match span.amount_is {
            _ if span.line_amounts => AmountIs::Line,
            Some(given) => given,
            // In whole numbers: repeating / several ≥ 95 / 100.
            None if several[at] > 0 && u64::from(repeating[at]) * 100 >= u64::from(several[at]) * 95 => {
                AmountIs::Order
            }
            None => AmountIs::Line,
        });
    }
    decided
}

/// Calls `each` with the rows of an order that come from one source, for every such source.
pub fn each_source(spans: &[Span], group: &[u32], each: &mut dyn FnMut(usize, &[u32])) {
    if spans.len() == 1 {
        return each(0, group);
    }
    let mut start = 0;
    while start < group.len() {
        let span = span_of(spans, group[start]);
        let mut end = start + 1;
        while end < group.len() && span_of(spans, group[end]) == span {
            end += 1;
        }
        each(span, &group[start..end]);
        start = end;
    }
}

/// The currency of most rows, blank ones taking that of their order's first row; ties: the first to appear.
pub fn main_currency(rows: &OrderRows, groups: &Groups, spans: &[Span]) -> u32 {
    if rows.currencies.is_empty() {
        return NO_CODE;
    }
    let mut counts = vec![0u32; rows.currencies.len()];
    groups.for_each(&mut |group| {
        each_source(spans, group, &mut |_, group| {
            for &row in group {
                let code = currency_of(rows, row, group[0]);
                if let Some(count) = counts.get_mut(code as usize) {
                    *count += 1;
                }
            }
        });
    });
    let mut best = 0;
    for (code, &count) in counts.iter().enumerate() {
        if count > counts[best] {
            best = code;
        }
    }
    best as u32
}

/// A row's currency, or that of its order's first row.
#[inline]
pub fn currency_of(rows: &OrderRows, row: u32, first: u32) -> u32 {
    code_of(&rows.currency, row, first)
}

/// A row's code in a column of order-level labels, or that of its order's first row. Columns may end early.
#[inline]
pub fn code_of(column: &[u32], row: u32, first: u32) -> u32 {
    let code = |row: u32| column.get(row as usize).copied().unwrap_or(NO_CODE);
    match code(row) {
        NO_CODE => code(first),
        code => code,
    }
}
