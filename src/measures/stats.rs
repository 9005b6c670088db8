//! What each person's history amounts to at an as-of date: the sufficient statistics that most measures
//! start from. They are derived from the frozen tables for a date and kept as long as that date is asked.

use core::ops::Range;

use crate::date::Day;
use crate::error::Result;
use crate::measures::add_money;
use crate::money::Money;
use crate::shop::tables::{Occasion, Shop};
use crate::turns::turns;

/// A date that no order has: the person bought nothing up to the as-of date.
pub const NEVER: Day = Day::MIN;

/// Per-person statistics over the records dated in `(as_of − lookback_days, as_of]`.
#[derive(Clone, Debug, PartialEq)]
pub struct Stats {
    /// The day looked back from.
    pub as_of: Day,
    /// How far back records count; `None`: all of them.
    pub lookback_days: Option<u32>,
    /// Date of the first purchase, or [`NEVER`].
    pub first: Vec<Day>,
    /// Date of the last purchase, or [`NEVER`].
    pub last: Vec<Day>,
    /// Number of purchases.
    pub purchases: Vec<u32>,
    /// Number of dates with a purchase.
    pub days: Vec<u32>,
    /// Purchases and refund records summed.
    pub value: Vec<Money>,
    /// Whether the person has any record at all in the window.
    pub has_record: Vec<bool>,
}

impl Stats {
    /// Walks every history once. The error is `out-of-range`: a customer's sum that money cannot hold.
    pub fn at(shop: &Shop, as_of: Day, lookback_days: Option<u32>) -> Result<Stats> {
        let people = shop.people_count();
        let mut stats = Stats {
            as_of,
            lookback_days,
            first: vec![0; people],
            last: vec![0; people],
            purchases: vec![0; people],
            days: vec![0; people],
            value: vec![0; people],
            has_record: vec![false; people],
        };
        let after = lookback_days.map_or(NEVER, |days| as_of.saturating_sub_unsigned(days));
        let mut result = Ok(());
        turns(people, &mut |some| {
            if result.is_ok() {
                result = stats.walk(shop, some, after);
            }
        });
        result.map(|()| stats)
    }

    /// Walks the histories of some people, from behind a date up to the as-of date.
    fn walk(&mut self, shop: &Shop, people: Range<usize>, after: Day) -> Result<()> {
        let (firsts, lasts) = (self.first.as_mut_slice(), self.last.as_mut_slice());
        let (all_purchases, all_days) = (self.purchases.as_mut_slice(), self.days.as_mut_slice());
        let (values_of_all, have_records) = (self.value.as_mut_slice(), self.has_record.as_mut_slice());
        for person in people {
            let (dates, values) = shop.history(person);
            let (mut first, mut last) = (NEVER, NEVER);
            let (mut purchases, mut days, mut value) = (0, 0, 0);
            let mut has_record = false;
            for (&date, &amount) in dates.iter().zip(values) {
                if date <= after {
                    continue;
                }
                if date > self.as_of {
                    break;
                }
                has_record = true;
                value = add_money(value, amount)?;
                if amount >= 0 {
                    purchases += 1;
                    days += u32::from(date != last);
                    last = date;
                    if first == NEVER {
                        first = date;
                    }
                }
            }
            (firsts[person], lasts[person]) = (first, last);
            (all_purchases[person], all_days[person]) = (purchases, days);
            (values_of_all[person], have_records[person]) = (value, has_record);
        }
        Ok(())
    }

    /// Whether the person bought in the window.
    #[inline]
    pub fn is_buyer(&self, person: usize) -> bool {
        self.purchases.as_slice()[person] > 0
    }

    /// Purchase occasions of a person under a convention.
    #[inline]
    pub fn occasions(&self, person: usize, occasion: Occasion) -> u32 {
        self.all_occasions(occasion)[person]
    }

    /// Purchase occasions of everybody.
    #[inline]
    pub fn all_occasions(&self, occasion: Occasion) -> &[u32] {
        match occasion {
            Occasion::Order => &self.purchases,
            Occasion::Day => &self.days,
        }
    }

    /// The people who bought in the window, in canonical order.
    pub fn buyers(&self) -> impl Iterator<Item = usize> + '_ {
        self.purchases.iter().enumerate().filter(|(_, n)| **n > 0).map(|(person, _)| person)
    }
}
