//! Rows that stand in a file twice, told by their digests.

use super::decide::Span;
use crate::read::rows::{NO_ORDER_ID, OrderRows};
use crate::sort::by_key;

/// Rows of a group that equal an earlier one.
pub(super) fn identical(rows: &OrderRows, group: &[u32]) -> u32 {
    if let [a, b] = group {
        return u32::from(rows.digest[*a as usize] == rows.digest[*b as usize]);
    }
    repeats(group.iter().map(|&row| (rows.digest[row as usize], row)).collect())
}

/// Rows without an order id that equal an earlier one of their source.
pub(super) fn identical_without_ids(rows: &OrderRows, spans: &[Span]) -> u32 {
    let mut start = 0;
    let mut count = 0;
    for span in spans {
        let own = start..span.end as usize;
        start = span.end as usize;
        let is_one = |row: usize| rows.flags_of(row) & NO_ORDER_ID != 0;
        let all = rows.flags.get(own.start..).unwrap_or_default().iter().fold(0, |all, flags| all | flags);
        if all & NO_ORDER_ID == 0 {
            continue;
        }
        // A sixteenth of all digests after the other, so that sorting takes little memory.
        for part in 0..16 {
            let digest = |row: usize| rows.digest.get(row).copied().unwrap_or(0);
            let is_of_part = |&row: &usize| is_one(row) && digest(row) >> 60 == part;
            count += repeats(own.clone().filter(is_of_part).map(|row| (digest(row), 0)).collect());
        }
    }
    count
}

fn repeats(mut digests: Vec<(u64, u32)>) -> u32 {
    by_key(&mut digests);
    digests.windows(2).filter(|pair| pair[0].0 == pair[1].0).count() as u32
}
