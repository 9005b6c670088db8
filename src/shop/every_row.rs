//! Files of which each row is a purchase of its own, as many are: nothing in them needs to be resolved.

use super::date_counts::DateCounts;
use super::decide::Span;
use crate::date::Day;
use crate::ids::NO_CODE;
use crate::read::moneys::Cells;
use crate::read::rows::{CANCELLED, NO_DAY, OrderRows};
use crate::turns::turns;

/// Where each row is an order of its own and a plain purchase (as the resolver has it row by row), and so need not be listed
/// again: how many rows each date has.
pub(super) fn every_row(rows: &OrderRows, span: &Span) -> Option<DateCounts> {
    let count = rows.len();
    let (days, customers) = (rows.day.get(..count)?, rows.customer.get(..count)?);
    let (mut first, mut last) = (Day::MAX, Day::MIN);
    // The bit of the sign is set by what is not above 0, as `NO_MONEY`; without branches, which would be guessed wrong.
    let (mut signs, mut no_customer) = (0, false);
    turns(count, &mut |some| {
        (first, last) =
            fold(&days[some.clone()], (first, last), |(first, last), day| (first.min(day), last.max(day)));
        signs |= match rows.amount.cells() {
            Cells::Narrow(cells) => {
                i64::from(fold(&cells[some.clone()], 0, |all: i32, cell| all | cell | cell.wrapping_sub(1)))
            }
            Cells::Wide(cells) => {
                cells[some.clone()].iter().fold(0, |all, &cell| all | cell | cell.wrapping_sub(1))
            }
        };
        no_customer |= fold(&customers[some], false, |any, code| any | (code == NO_CODE));
    });
    let is_cancelled = |flags: &u8| flags & CANCELLED != 0;
    let is_other = count == 0
        || signs < 0
        || no_customer
        || rows.flags.iter().any(is_cancelled)
        || first == NO_DAY
        || span.last_day.is_some_and(|day| last > day);
    (!is_other).then(|| {
        let mut dates = DateCounts::between(first, last);
        turns(count, &mut |some| dates.count_all(&days[some]));
        dates
    })
}

/// What the cells of a column amount to. Four are taken at a time, since the loop takes longer than they.
#[inline(always)]
fn fold<T: Copy, A>(column: &[T], start: A, with: impl Fn(A, T) -> A) -> A {
    let (fours, rest) = column.as_chunks::<4>();
    let mut all = start;
    for &[a, b, c, d] in fours {
        all = with(with(with(with(all, a), b), c), d);
    }
    rest.iter().fold(all, |all, &cell| with(all, cell))
}
