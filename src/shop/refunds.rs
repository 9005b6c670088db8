//! What was given back of an order, beside it in its rows.

use crate::date::Day;
use crate::error::{Error, Result};
use crate::money::Money;
use crate::read::rows::{NO_DAY, NO_MONEY, OrderRows};

/// What was given back of an order.
#[derive(Default)]
pub struct Refunds {
    /// Refunds that act on the order itself: undated, or dated no later than it.
    pub undated: Money,
    /// The part of them that has no date, so that a past day would not have known it.
    pub hindsight: Money,
    /// Refunds dated after the order.
    pub later: Vec<(Day, Money)>,
    /// Their sum.
    pub later_sum: Money,
}

impl Refunds {
    /// Reads the refund column as the amount column is read: per line they add up, per order the first
    /// that is not 0 counts.
    #[inline]
    pub fn of(rows: &OrderRows, kept: &[u32], first: u32, per_order: bool, date: Day) -> Result<Refunds> {
        let mut refunds = Refunds::default();
        if rows.refund.is_empty() {
            return Ok(refunds);
        }
        for &row in kept {
            let amount = rows.refund[row as usize];
            if amount == NO_MONEY || amount == 0 {
                continue;
            }
            let dated = |row: u32| rows.refunded.get(row as usize).copied().filter(|&day| day != NO_DAY);
            match dated(row).or_else(|| dated(first)) {
                Some(day) if day > date => {
                    refunds.later_sum = add(refunds.later_sum, amount)?;
                    refunds.later.push((day, amount));
                }
                known => {
                    refunds.undated = add(refunds.undated, amount)?;
                    if known.is_none() {
                        refunds.hindsight = add(refunds.hindsight, amount)?;
                    }
                }
            }
            if per_order {
                break;
            }
        }
        Ok(refunds)
    }
}

/// A sum, or the error that money cannot hold it.
pub fn add(sum: Money, value: Money) -> Result<Money> {
    sum.checked_add(value).ok_or_else(|| Error::out_of_range("amount of one order"))
}
