//! Who the customers are: how many there are, and how far their ids can be taken for people.

use crate::date::{Day, format_day};
use crate::money::Money;
use crate::shop::report::IdentityReport;
use crate::shop::tables::Shop;
use crate::turns::turns;

/// Customers first seen within so many days of the start may be older than the file.
const CENSORED_DAYS: i32 = 30;
/// So many customers must have returned on either side of a day from which on ids seem replaced.
const RETURNED: u32 = 100;
/// Over a longer history a day from which on ids seem replaced is not looked for.
const MOST_DAYS: usize = 40_000;
/// Where so many buyers over so many days hardly ever return (less than one in so many), each order may have its own
/// id.
const MANY_BUYERS: u32 = 1000;
const MANY_DAYS: i32 = 180;
const HARDLY: u32 = 200;

/// How many people are what.
#[derive(Default)]
pub struct PeopleCounts {
    /// Those with any entry.
    pub customers: u32,
    /// Those with a purchase.
    pub buyers: u32,
    /// Buyers who may be older than the file.
    pub censored: u32,
    /// What their ids look like.
    pub identity: IdentityReport,
    days: i32,
}

impl PeopleCounts {
    /// Counts them in one walk over the histories.
    pub fn of(shop: &Shop) -> Self {
        let mut counts = PeopleCounts { days: shop.last_date - shop.first_date, ..PeopleCounts::default() };
        let mut ranges = Ranges::over(shop);
        let marked = shop.people.contain_any([b'*', b'@']);
        turns(shop.people_count(), &mut |some| {
            for person in some {
                let (dates, values) = shop.history(person);
                if dates.is_empty() {
                    continue;
                }
                counts.customers += 1;
                let id = shop.people.bytes(person as u32);
                if marked || matches!(id.first(), Some(b'1' | b'+')) {
                    counts.identity.look_at(id);
                }
                let bought = |value: &Money| *value >= 0;
                let (Some(first), Some(last)) =
                    (values.iter().position(bought), values.iter().rposition(bought))
                else {
                    continue;
                };
                let (first, last) = (dates[first], dates[last]);
                counts.buyers += 1;
                counts.censored += u32::from(first < shop.first_date + CENSORED_DAYS);
                if first < last {
                    counts.identity.returned += 1;
                    ranges.note(first, last);
                }
            }
        });
        counts.identity.replaced = ranges.replaced(counts.identity.returned).map(format_day);
        counts
    }

    /// How many customers may be people under another id, too.
    pub fn unstable(&self) -> u32 {
        let each_its_own = self.buyers >= MANY_BUYERS
            && self.days >= MANY_DAYS
            && u64::from(self.identity.returned) * u64::from(HARDLY) < u64::from(self.buyers);
        if each_its_own || self.identity.replaced.is_some() { self.customers } else { 0 }
    }
}

impl IdentityReport {
    /// Counts an id as what it looks like.
    fn look_at(&mut self, id: &[u8]) {
        let (mut digits, mut masked, mut address) = (0, false, false);
        for &byte in id {
            digits += usize::from(byte.is_ascii_digit());
            masked |= byte == b'*';
            address |= byte == b'@';
        }
        self.masked += u32::from(masked);
        self.emails += u32::from(address);
        let is_phone = match id {
            [b'+', rest @ ..] => digits == rest.len() && (7..=15).contains(&digits),
            [b'1', ..] => digits == id.len() && digits == 11,
            _ => false,
        };
        self.phones += u32::from(is_phone);
    }
}

/// Over which days customers are known to be around: from their first purchase to their last.
struct Ranges {
    from: Day,
    /// Per day, how many more ranges contain it than the day before; a range does not contain its first day.
    change: Vec<i32>,
    /// Per day, how many ranges end on it.
    ends: Vec<u32>,
}

impl Ranges {
    fn over(shop: &Shop) -> Self {
        let days = (shop.last_date - shop.first_date) as usize + 2;
        let days = if days > MOST_DAYS { 0 } else { days };
        Ranges { from: shop.first_date, change: vec![0; days], ends: vec![0; days] }
    }

    fn note(&mut self, first: Day, last: Day) {
        let (first, last) = ((first - self.from) as usize, (last - self.from) as usize);
        if let Some([one, .., other]) = self.change.get_mut(first + 1..last + 2) {
            *one += 1;
            *other -= 1;
            self.ends[last] += 1;
        }
    }

    /// The first day over which nobody is known to be around, though enough returned before it and after it: of
    /// several such days in a row the last, which is when those after it begin.
    fn replaced(&self, returned: u32) -> Option<Day> {
        let (mut around, mut before) = (0, 0);
        let mut found = None;
        for (day, (&change, &ends)) in self.change.iter().zip(&self.ends).enumerate() {
            around += change;
            let nobody = around == 0 && before >= RETURNED && returned - before >= RETURNED;
            if nobody {
                found = Some(self.from + day as Day);
            } else if found.is_some() {
                break;
            }
            before += ends;
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ranges(days: usize, ranges: &[(Day, Day, u32)]) -> (Ranges, u32) {
        let mut all = Ranges { from: 100, change: vec![0; days + 1], ends: vec![0; days + 1] };
        let mut returned = 0;
        for &(first, last, times) in ranges {
            (0..times).for_each(|_| all.note(first, last));
            returned += times;
        }
        (all, returned)
    }

    fn replaced(days: usize, given: &[(Day, Day, u32)]) -> Option<Day> {
        let (all, returned) = ranges(days, given);
        all.replaced(returned)
    }

    #[test]
    fn ids_are_replaced_on_the_day_on_which_all_that_follow_begin() {
        assert_eq!(replaced(60, &[(100, 110, 100), (120, 150, 60), (121, 130, 40)]), Some(120));
        // The last purchase of one and the first of another may fall on one day.
        assert_eq!(replaced(60, &[(100, 120, 100), (120, 150, 100)]), None);
        assert_eq!(replaced(60, &[(100, 119, 100), (120, 150, 100)]), Some(120));
    }

    #[test]
    fn one_who_stays_is_enough_and_so_are_few() {
        assert_eq!(replaced(60, &[(100, 110, 100), (105, 140, 1), (120, 150, 100)]), None);
        assert_eq!(replaced(60, &[(100, 110, 99), (120, 150, 100)]), None);
        assert_eq!(replaced(60, &[(100, 110, 100), (120, 150, 99)]), None);
        assert_eq!(replaced(0, &[]), None);
    }

    #[test]
    fn what_ids_look_like() {
        let mut seen = IdentityReport::default();
        for id in
            ["13800138000", "+8613800138000", "138****8000", "a@b.com", "12345678901234", "23800138000", "+1"]
        {
            seen.look_at(id.as_bytes());
        }
        assert_eq!((seen.phones, seen.masked, seen.emails), (2, 1, 1));
    }
}
