//! Files of which each row is a purchase of its own, as many are: nothing in them needs to be resolved.

use super::date_counts::DateCounts;
use super::decide::Span;
use crate::read::common::Common;
use crate::read::rows::{CANCELLED, NO_DAY, OrderRows};
use crate::turns::turns;

/// Where each row is an order of its own and a plain purchase (as the resolver has it row by row), and so need not be listed
/// again: how many rows each date has.
pub(super) fn every_row(rows: &OrderRows, span: &Span) -> Option<DateCounts> {
    let Common { first, last, lacks, .. } = rows.common;
    let is_cancelled = |flags: &u8| flags & CANCELLED != 0;
    let is_other = rows.is_empty()
        || lacks
        || first == NO_DAY
        || rows.flags.iter().any(is_cancelled)
        || span.last_day.is_some_and(|day| last > day);
    (!is_other).then(|| {
        let mut dates = DateCounts::between(first, last);
        turns(rows.len(), &mut |some| dates.count_all(&rows.day[some]));
        dates
    })
}
