//! A column of money, in half the room as long as all of it fits.
//!
//! Memory that is written for the first time costs as much as reading a row: the system has to hand out each page of
//! it. Nearly all amounts are below 214 748 currency units, and so the amounts of nearly all files fit into 32 bits.

use super::rows::NO_MONEY;
use crate::money::Money;

/// Amounts, each of which may be missing.
#[derive(Clone, Default)]
pub struct Moneys {
    /// As long as all fit; `i32::MIN` where one is missing.
    narrow: Vec<i32>,
    /// From the first one on that does not.
    wide: Vec<Money>,
}

/// The cells of a column, as they lie.
#[derive(Clone, Copy)]
pub enum Cells<'a> {
    /// `i32::MIN` is missing.
    Narrow(&'a [i32]),
    /// [`NO_MONEY`] is missing.
    Wide(&'a [Money]),
}

/// In half the room, whether it fits or not. What is missing is the least in either.
#[inline(always)]
fn narrowed(amount: Money) -> i32 {
    amount.max(i64::from(i32::MIN)) as i32
}

/// What stands for an amount.
#[inline(always)]
pub fn widened(amount: i32) -> Money {
    if amount == i32::MIN { NO_MONEY } else { Money::from(amount) }
}

impl From<Vec<Money>> for Moneys {
    fn from(wide: Vec<Money>) -> Moneys {
        Moneys { narrow: Vec::new(), wide }
    }
}

impl Moneys {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.narrow.len().max(self.wide.len())
    }

    /// How many cells of 32 bits they take.
    pub(super) fn cells_taken(&self) -> usize {
        self.narrow.len() + 2 * self.wide.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The amount of a row, or [`NO_MONEY`].
    #[inline(always)]
    pub fn of(&self, row: usize) -> Money {
        match self.narrow.get(row) {
            Some(&narrow) => widened(narrow),
            None => self.wide[row],
        }
    }

    /// All of them.
    pub fn cells(&self) -> Cells<'_> {
        if self.wide.is_empty() { Cells::Narrow(&self.narrow) } else { Cells::Wide(&self.wide) }
    }

    /// Appends some. Returns whether all of them are above 0.
    #[inline(never)]
    pub fn extend(&mut self, amounts: &[Money]) -> bool {
        let (mut fit, mut signs) = (true, 0);
        if self.wide.is_empty() {
            let start = self.narrow.len();
            self.narrow.resize(start + amounts.len(), 0);
            for (place, &amount) in self.narrow.as_mut_slice()[start..].iter_mut().zip(amounts) {
                *place = narrowed(amount);
                fit &= widened(*place) == amount;
                signs |= amount | amount.wrapping_sub(1);
            }
            if fit {
                // The bit of the sign is set by what is not above 0, as `NO_MONEY`.
                return signs >= 0;
            }
            self.narrow.truncate(start);
            self.widen();
        }
        self.wide.extend_from_slice(amounts);
        amounts.iter().all(|&amount| amount > 0)
    }

    /// Appends those of another column.
    pub fn append(&mut self, others: &Moneys) {
        if others.wide.is_empty() && self.wide.is_empty() {
            self.narrow.extend_from_slice(&others.narrow);
            return;
        }
        self.widen();
        match others.cells() {
            Cells::Narrow(narrow) => {
                for &amount in narrow {
                    self.wide.push(widened(amount));
                }
            }
            Cells::Wide(wide) => self.wide.extend_from_slice(wide),
        }
    }

    /// Makes room for so many in all, if there is any.
    pub fn expect(&mut self, rows: usize) {
        if self.wide.is_empty() {
            super::rows::room(&mut self.narrow, rows);
        } else {
            super::rows::room(&mut self.wide, rows);
        }
    }

    /// Both columns, of which one is empty, to send or to set.
    pub(super) fn columns(&mut self) -> (&mut Vec<i32>, &mut Vec<Money>) {
        (&mut self.narrow, &mut self.wide)
    }

    #[cold]
    fn widen(&mut self) {
        self.wide.reserve(self.narrow.capacity().saturating_sub(self.wide.len()) + 1);
        for &amount in &core::mem::take(&mut self.narrow) {
            self.wide.push(widened(amount));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn all(column: &Moneys) -> Vec<Money> {
        (0..column.len()).map(|row| column.of(row)).collect()
    }

    fn amount() -> impl Strategy<Value = Money> {
        let edge = i64::from(i32::MIN);
        prop_oneof![
            20 => -5_000_000i64..5_000_000,
            4 => Just(NO_MONEY),
            1 => edge - 2..edge + 3,
            1 => -edge - 3..-edge + 2,
            1 => NO_MONEY + 1..Money::MAX,
        ]
    }

    proptest! {
        #[test]
        fn whatever_is_put_in_comes_out(parts in prop::collection::vec(prop::collection::vec(amount(), 0..9), 0..9)) {
            let (mut extended, mut appended) = (Moneys::default(), Moneys::default());
            for part in &parts {
                extended.extend(part);
                let mut own = Moneys::default();
                own.extend(part);
                appended.append(&own);
            }
            let flat = parts.concat();
            prop_assert_eq!(extended.len(), flat.len());
            prop_assert_eq!(all(&extended), &flat[..]);
            prop_assert_eq!(all(&appended), &flat[..]);
            let fit = flat.iter().all(|&one| one == NO_MONEY || (one > i64::from(i32::MIN) && one <= i64::from(i32::MAX)));
            prop_assert_eq!(matches!(extended.cells(), Cells::Narrow(_)), fit);
        }
    }
}
