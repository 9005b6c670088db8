//! The one walk over all histories that fills the cells of a cohort table with exact counts and sums.

use core::ops::Range;

use super::{MAX_CELLS, Plan};
use crate::date::{Day, Period};
use crate::error::{Error, Result};
use crate::measures::calendar::Calendar;
use crate::measures::stats::NEVER;
use crate::money::Money;
use crate::number::digits;
use crate::shop::tables::{Occasion, Shop};
use crate::turns::turns;

/// What one cohort did at one age, and which of its customers are followed no further.
#[derive(Clone, Copy, Default)]
pub struct Cell {
    pub active: u32,
    pub repeaters: u32,
    pub orders: u32,
    pub value: i128,
    /// Customers whose second occasion lies in the cell.
    pub returned: u32,
    /// Elapsed age: customers for whom this is the last window that lies wholly in the past …
    pub ended: u32,
    /// … those of them who had returned by then …
    pub ended_returned: u32,
    /// … and the value of all of them up to its end.
    pub ended_value: i128,
}

/// The filled table, cohorts × offsets.
pub struct Tally {
    /// The running number of the first cohort's period.
    pub first_cohort: i32,
    /// Customers per cohort.
    pub sizes: Vec<u32>,
    /// How many offsets there are.
    pub offsets: usize,
    /// Row by row.
    pub cells: Vec<Cell>,
}

/// One customer while their history is walked.
struct Follower<'a> {
    first: Day,
    /// The last offset that is followed.
    last_offset: usize,
    row: &'a mut [Cell],
}

impl Follower<'_> {
    fn follow(
        self,
        (dates, values): (&[Day], &[Money]),
        plan: &Plan,
        offset_of: impl Fn(Day) -> usize,
        ends: bool,
    ) {
        let (mut active_at, mut repeater_at) = (usize::MAX, usize::MAX);
        let (mut purchases, mut returned, mut total) = (0u32, false, 0i128);
        for (&date, &amount) in dates.iter().zip(values) {
            if date < self.first {
                continue;
            }
            if date > plan.as_of {
                break;
            }
            let offset = offset_of(date);
            if offset > self.last_offset {
                break;
            }
            let cell = &mut self.row[offset];
            cell.value += i128::from(amount);
            total += i128::from(amount);
            if amount < 0 {
                continue;
            }
            purchases += 1;
            cell.orders += 1;
            cell.active += u32::from(active_at != offset);
            active_at = offset;
            let is_repeat = match plan.occasion {
                Occasion::Order => purchases > 1,
                Occasion::Day => date > self.first,
            };
            // Without a branch, which would be guessed wrong for each customer.
            cell.repeaters += u32::from(is_repeat & (repeater_at != offset));
            repeater_at = if is_repeat { offset } else { repeater_at };
            cell.returned += u32::from(is_repeat & !returned);
            returned |= is_repeat;
        }
        if ends {
            let cell = &mut self.row[self.last_offset];
            cell.ended += 1;
            cell.ended_returned += u32::from(returned);
            cell.ended_value += total;
        }
    }
}

impl Tally {
    /// Walks every history once. The error is `bad-option`: more cells than an answer may have.
    /// `firsts`: per person the date of the first purchase up to the as-of date.
    pub fn new(shop: &Shop, plan: &Plan, firsts: &[Day]) -> Result<Tally> {
        let (mut earliest, mut latest) = (Day::MAX, NEVER);
        for &first in firsts {
            if first != NEVER {
                (earliest, latest) = (earliest.min(first), latest.max(first));
            }
        }
        if latest == NEVER {
            return Ok(Tally { first_cohort: 0, sizes: Vec::new(), offsets: 0, cells: Vec::new() });
        }
        let first_cohort = plan.period.index(earliest);
        let cohorts = (plan.period.index(latest) - first_cohort + 1) as usize;
        let offsets = match plan.window_days {
            None => (plan.period.index(plan.as_of) - first_cohort + 1) as usize,
            Some(days) => complete_windows(earliest, plan.as_of, days),
        };
        if cohorts.saturating_mul(offsets) > MAX_CELLS {
            return Err(too_many_cells(cohorts, offsets, plan));
        }
        let mut tally = Tally {
            first_cohort,
            sizes: vec![0; cohorts],
            offsets,
            cells: vec![Cell::default(); cohorts * offsets],
        };
        // Beyond the last record there is nothing to look up, however late the as-of date is.
        let last = plan.as_of.min(shop.last_date.max(latest));
        let calendar = Calendar::new(plan.period, earliest, last);
        turns(firsts.len(), &mut |some| tally.walk(shop, plan, firsts, &calendar, some));
        Ok(tally)
    }

    /// Walks the histories of some people.
    fn walk(&mut self, shop: &Shop, plan: &Plan, firsts: &[Day], calendar: &Calendar, people: Range<usize>) {
        let (first_cohort, offsets) = (self.first_cohort, self.offsets);
        let (sizes, cells) = (self.sizes.as_mut_slice(), self.cells.as_mut_slice());
        for (&first, person) in firsts[people.clone()].iter().zip(people) {
            if first == NEVER {
                continue;
            }
            let cohort_index = calendar.index(first);
            let cohort = (cohort_index - first_cohort) as usize;
            sizes[cohort] += 1;
            let row = &mut cells[cohort * offsets..(cohort + 1) * offsets];
            let history = shop.history(person);
            match plan.window_days {
                None => {
                    let follower = Follower { first, last_offset: offsets - 1, row };
                    follower.follow(
                        history,
                        plan,
                        |date| (calendar.index(date) - cohort_index) as usize,
                        false,
                    );
                }
                Some(days) => {
                    let Some(last_offset) = complete_windows(first, plan.as_of, days).checked_sub(1) else {
                        continue;
                    };
                    let offset_of = |date: Day| ((date - first) as u32 / days) as usize;
                    Follower { first, last_offset, row }.follow(history, plan, offset_of, true);
                }
            }
        }
    }
}

/// How many windows since a first purchase have ended by the as-of date.
fn complete_windows(first: Day, as_of: Day, days: u32) -> usize {
    ((as_of - first + 1) as u32 / days) as usize
}

fn too_many_cells(cohorts: usize, offsets: usize, plan: &Plan) -> Error {
    let wider = if plan.window_days.is_some() { " or a longer windowDays" } else { "" };
    let message = [
        &digits(cohorts),
        " cohorts at ",
        &digits(offsets),
        " ages are more than the ",
        &digits(MAX_CELLS),
        " cells that one table may have. Choose a longer period",
        wider,
        ".",
    ]
    .concat();
    let longer = match plan.period {
        Period::Day => &["week", "month", "quarter", "year"][..],
        Period::Week => &["month", "quarter", "year"],
        Period::Month => &["quarter", "year"],
        Period::Quarter | Period::Year => &["year"],
    };
    Error::bad_option("period", message, longer)
}
