//! Rows that stand in a file twice, told by their digests.

use super::decide::Span;
use crate::read::rows::{NO_ORDER_ID, OrderRows};
use crate::sort::by_key;

/// Rows of a group that equal an earlier one.
pub(super) fn identical(rows: &OrderRows, group: &[u32]) -> u32 {
    if let [a, b] = group {
        return u32::from(rows.digest[*a as usize] == rows.digest[*b as usize]);
    }
    let mut digests = Vec::with_capacity(group.len());
    for &row in group {
        digests.push((rows.digest[row as usize], row));
    }
    repeats(digests)
}

/// Rows without an order id that equal an earlier one of their source.
pub(super) fn identical_without_ids(rows: &OrderRows, spans: &[Span]) -> u32 {
    let mut start = 0;
    let mut count = 0;
    for span in spans {
        let own = start..span.end as usize;
        start = span.end as usize;
        let is_one = |row: usize| rows.flags_of(row) & NO_ORDER_ID != 0;
        let mut all = 0;
        for flags in rows.flags.get(own.start..).unwrap_or_default() {
            all |= flags;
        }
        if all & NO_ORDER_ID == 0 {
            continue;
        }
        // A sixteenth of all digests after the other, so that sorting takes little memory.
        for part in 0..16 {
            let digest = |row: usize| rows.digest.get(row).copied().unwrap_or(0);
            let mut digests = Vec::new();
            for row in own.clone() {
                if is_one(row) && digest(row) >> 60 == part {
                    digests.push((digest(row), 0));
                }
            }
            count += repeats(digests);
        }
    }
    count
}

fn repeats(mut digests: Vec<(u64, u32)>) -> u32 {
    by_key(&mut digests);
    let mut count = 0;
    for pair in digests.windows(2) {
        count += u32::from(pair[0].0 == pair[1].0);
    }
    count
}
