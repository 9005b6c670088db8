//! A part of a source on its way from the Worker that read it to the one that puts the parts together: plain
//! bytes, in the order of this memory, since both are on one machine. Writing and reading go by one description, so
//! that they cannot differ.

use bytemuck::{AnyBitPattern, NoUninit};

use super::amount::DecimalMark;
use super::common::Common;
use super::options::DateOrder;
use super::order_ids::Grouping;
use super::part::{Part, Rows};
use super::plan::Hypotheses;
use super::rows::{Names, OrderRows};
use super::tally::{Reason, Rejection, Tally};
use crate::ids::Ids;

const REASONS: [Reason; 8] = [
    Reason::BadDate,
    Reason::AmbiguousDate,
    Reason::DateOutOfRange,
    Reason::BadAmount,
    Reason::AmountOutOfRange,
    Reason::TooManyCells,
    Reason::UnclosedQuote,
    Reason::RowTooLong,
];

const DATE_ORDERS: [Option<DateOrder>; 3] = [None, Some(DateOrder::Dmy), Some(DateOrder::Mdy)];
const DECIMAL_MARKS: [DecimalMark; 2] = [DecimalMark::Dot, DecimalMark::Comma];
const GROUPINGS: [Grouping; 5] =
    [Grouping::EachRow, Grouping::Rising, Grouping::Falling, Grouping::Anywhere, Grouping::Once];

/// Columns begin at multiples of so many bytes, as the widest of their cells have to in memory.
const CELL: usize = 8;

/// Hypotheses as a number. The grouping is the lowest byte; hosts know by a 3 or 4 that ids stand in no order.
pub fn hypotheses_code(hypotheses: &Hypotheses) -> u32 {
    let place = |found: Option<usize>| found.unwrap_or(0) as u32;
    let date_order = place(DATE_ORDERS.iter().position(|one| *one == hypotheses.date_order));
    let decimal_mark = place(DECIMAL_MARKS.iter().position(|one| *one == hypotheses.decimal_mark));
    let grouping = place(GROUPINGS.iter().position(|one| *one == hypotheses.grouping));
    date_order << 16 | decimal_mark << 8 | grouping
}

/// The hypotheses that a number stands for.
pub fn hypotheses(code: u32) -> Option<Hypotheses> {
    Some(Hypotheses {
        date_order: *DATE_ORDERS.get((code >> 16) as usize)?,
        decimal_mark: *DECIMAL_MARKS.get((code >> 8 & 0xFF) as usize)?,
        grouping: *GROUPINGS.get((code & 0xFF) as usize)?,
    })
}

/// The rows and the counts of a part, as bytes; nothing for what is not about orders, or where their ids are known by
/// hashes.
pub fn pack(part: Part) -> Option<Vec<u8>> {
    let Rows::Orders(mut rows) = part.rows else { return None };
    // Their hashes do not travel.
    if rows.orders.grouping() == Grouping::Once {
        return None;
    }
    let mut tally = part.tally;
    let mut wire = Wire { bytes: Vec::with_capacity(48 * rows.len() + 4096), from: None };
    wire.rows(&mut rows)?;
    wire.tally(&mut tally)?;
    wire.pad()?;
    Some(wire.bytes)
}

/// The rows and the counts in packed bytes; `None` if they are anything else.
pub fn unpack(bytes: &[u8], grouping: Grouping, seed: u64) -> Option<(OrderRows, Tally)> {
    let mut rows = OrderRows::new(grouping, seed);
    let mut tally = Tally::default();
    let mut wire = Wire { bytes: Vec::new(), from: Some(bytes) };
    wire.rows(&mut rows)?;
    wire.tally(&mut tally)?;
    wire.pad()?;
    (wire.from == Some(&[])).then_some((rows, tally))
}

/// Bytes that are written, or those that are still to be read.
struct Wire<'a> {
    bytes: Vec<u8>,
    from: Option<&'a [u8]>,
}

impl<'a> Wire<'a> {
    fn rows(&mut self, rows: &mut OrderRows) -> Option<()> {
        self.column(rows.order_column())?;
        for column in [&mut rows.customer, &mut rows.currency, &mut rows.referrer] {
            self.column(column)?;
        }
        self.names(&mut rows.names)?;
        self.column(&mut rows.day)?;
        self.column(&mut rows.refunded)?;
        let (narrow, wide) = rows.amount.columns();
        self.column(narrow)?;
        self.column(wide)?;
        self.column(&mut rows.refund)?;
        self.column(&mut rows.digest)?;
        self.column(&mut rows.flags)?;
        self.column(&mut rows.incomplete)?;
        for ids in [&mut rows.customers, &mut rows.referrers, &mut rows.currencies] {
            self.ids(ids)?;
        }
        for dimension in &mut rows.dimensions {
            self.ids(&mut dimension.labels)?;
            self.column(&mut dimension.codes)?;
        }
        let orders = rows.orders.state();
        for number in orders.numbers {
            self.number(number)?;
        }
        self.ids(orders.ids)?;
        let mut contradicted = u32::from(*orders.contradicted);
        self.number(&mut contradicted)?;
        *orders.contradicted = contradicted != 0;
        let mut limits = rows.orders.limits();
        for id in &mut limits {
            self.column(id)?;
        }
        rows.orders.set_limits(&limits);
        let mut common = rows.common.numbers();
        for number in &mut common {
            self.number(number)?;
        }
        rows.common = Common::from_numbers(common);
        let mut limits = rows.limits();
        for seen in &mut limits {
            self.column(seen)?;
        }
        rows.set_limits(&limits);
        Some(())
    }

    fn names(&mut self, names: &mut Option<Names>) -> Option<()> {
        let mut named = u32::from(names.is_some());
        self.number(&mut named)?;
        if named != 0 {
            let names = names.get_or_insert_default();
            self.column(&mut names.bytes)?;
            self.column(&mut names.ends)?;
        }
        Some(())
    }

    fn tally(&mut self, tally: &mut Tally) -> Option<()> {
        let (dates, amounts) = (&mut tally.dates, &mut tally.amounts);
        for number in [
            &mut tally.rows,
            &mut tally.lines,
            &mut tally.rejected,
            &mut tally.missing_tokens,
            &mut tally.refunds_with_total,
            &mut tally.refunds_inside_total,
            &mut dates.day_first,
            &mut dates.month_first,
            &mut dates.either,
            &mut amounts.dot,
            &mut amounts.comma,
            &mut amounts.remarks,
        ] {
            self.number(number)?;
        }
        self.column(&mut tally.rejected_rows)?;
        self.column(&mut tally.rejected_why)?;
        let mut moments = Vec::new();
        if let Some(moment) = tally.last_moment {
            moments.push(moment);
        }
        self.column(&mut moments)?;
        tally.last_moment = moments.first().copied();
        let mut count = tally.rejections.len() as u32;
        self.number(&mut count)?;
        for at in 0..count as usize {
            if self.from.is_some() {
                let blank =
                    Rejection { line: 0, column: None, value: String::new(), reason: Reason::BadDate };
                tally.rejections.push(blank);
            }
            self.rejection(tally.rejections.get_mut(at)?)?;
        }
        Some(())
    }

    fn rejection(&mut self, rejection: &mut Rejection) -> Option<()> {
        self.number(&mut rejection.line)?;
        let mut reason = REASONS.iter().position(|one| *one == rejection.reason)? as u32;
        self.number(&mut reason)?;
        rejection.reason = *REASONS.get(reason as usize)?;
        let mut named = u32::from(rejection.column.is_some());
        self.number(&mut named)?;
        let mut column = rejection.column.take().unwrap_or_default();
        self.text(&mut column)?;
        rejection.column = (named != 0).then_some(column);
        self.text(&mut rejection.value)
    }

    fn ids(&mut self, ids: &mut Ids) -> Option<()> {
        let (arena, ends) = ids.contents();
        self.column(arena)?;
        self.column(ends)
    }

    fn text(&mut self, text: &mut String) -> Option<()> {
        let mut bytes = core::mem::take(text).into_bytes();
        self.column(&mut bytes)?;
        *text = String::from_utf8(bytes).ok()?;
        Some(())
    }

    fn number(&mut self, number: &mut u32) -> Option<()> {
        match self.from {
            None => self.bytes.extend_from_slice(&number.to_le_bytes()),
            Some(_) => *number = u32::from_le_bytes(self.take(4)?.try_into().ok()?),
        }
        Some(())
    }

    fn column<T: NoUninit + AnyBitPattern>(&mut self, column: &mut Vec<T>) -> Option<()> {
        let mut len = u32::try_from(column.len()).ok()?;
        self.number(&mut len)?;
        self.pad()?;
        if self.from.is_none() {
            self.bytes.extend_from_slice(bytemuck::cast_slice(column));
            return Some(());
        }
        let cells = self.take((len as usize).checked_mul(size_of::<T>())?)?;
        *column = match bytemuck::try_cast_slice(cells) {
            Ok(cells) => cells.to_vec(),
            // Where they stand otherwise they are brought to their places one by one.
            Err(_) => bytemuck::pod_collect_to_vec(cells),
        };
        Some(())
    }

    /// Goes on to the next multiple of [`CELL`], counted from the end, which is one.
    fn pad(&mut self) -> Option<()> {
        match self.from {
            None => self.bytes.resize(self.bytes.len().next_multiple_of(CELL), 0),
            Some(from) => drop(self.take(from.len() % CELL)?),
        }
        Some(())
    }

    fn take(&mut self, len: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.from?.split_at_checked(len)?;
        self.from = Some(rest);
        Some(taken)
    }
}
