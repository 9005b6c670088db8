//! From exact counts and sums per cell to the matrices and totals of the answer.

use super::tally::{Cell, Tally};
use super::{Cells, CohortTotals, Matrix, Observed, Plan};
use crate::measures::ratio;
use crate::money::total_to_f64;

/// Everything in the answer that is cohorts × offsets, or summed over it.
pub struct Rows {
    pub cells: Cells,
    pub eligible: Option<Vec<Vec<u32>>>,
    pub observed: Matrix<Observed>,
    pub totals: CohortTotals,
}

/// Sums over some customers at one offset. A cell and a total are the same thing over different customers.
#[derive(Clone, Copy, Default)]
struct Sums {
    customers: u32,
    active: u32,
    repeaters: u32,
    orders: u32,
    value: i128,
    /// Customers with two occasions by the end of the offset.
    returned: u32,
    /// Value from the first purchase to the end of the offset.
    cumulative_value: i128,
}

impl Sums {
    fn add(&mut self, other: &Sums) {
        self.customers += other.customers;
        self.active += other.active;
        self.repeaters += other.repeaters;
        self.orders += other.orders;
        self.value += other.value;
        self.returned += other.returned;
        self.cumulative_value += other.cumulative_value;
    }

    fn per_customer(&self, count: u32) -> Option<f64> {
        ratio(f64::from(count), f64::from(self.customers))
    }

    fn value_per_order(&self) -> Option<f64> {
        ratio(total_to_f64(self.value), f64::from(self.orders))
    }

    fn cumulative_value_per_customer(&self) -> Option<f64> {
        ratio(total_to_f64(self.cumulative_value), f64::from(self.customers))
    }
}

/// Turns the tally into matrices and totals.
pub fn rows(plan: &Plan, tally: &Tally) -> Rows {
    let cohorts = tally.sizes.len();
    let mut rows = Rows {
        cells: Cells::default(),
        eligible: plan.window_days.map(|_| Vec::with_capacity(cohorts)),
        observed: Vec::with_capacity(cohorts),
        totals: CohortTotals::of(&[]),
    };
    let mut totals = vec![Sums::default(); tally.offsets];
    for (cohort, &size) in tally.sizes.iter().enumerate() {
        let row = &tally.cells[cohort * tally.offsets..(cohort + 1) * tally.offsets];
        let sums = cumulate(plan, size, row);
        let mut observed: Vec<Option<Observed>> = Vec::with_capacity(sums.len());
        for (offset, cell) in sums.iter().enumerate() {
            observed.push(match plan.window_days {
                None => calendar_observed(plan, tally.first_cohort + (cohort + offset) as i32),
                Some(_) => elapsed_observed(cell.customers, size),
            });
        }
        for ((total, cell), observed) in totals.iter_mut().zip(&sums).zip(&observed) {
            if plan.window_days.is_some() || *observed == Some(Observed::Full) {
                total.add(cell);
            }
        }
        if let Some(eligible) = &mut rows.eligible {
            eligible.push(customers(&sums));
        }
        rows.cells.push_row(&sums, &observed);
        rows.observed.push(observed);
    }
    rows.totals = CohortTotals::of(&totals);
    rows
}

/// The sums of one cohort: over all its customers (calendar), or over the eligible ones (elapsed).
fn cumulate(plan: &Plan, size: u32, row: &[Cell]) -> Vec<Sums> {
    let mut customers = size;
    if plan.window_days.is_some() {
        customers = 0;
        for cell in row {
            customers += cell.ended;
        }
    }
    let (mut returned, mut cumulative_value) = (0, 0);
    let mut all = Vec::with_capacity(row.len());
    for cell in row {
        returned += cell.returned;
        cumulative_value += cell.value;
        all.push(Sums {
            customers,
            active: cell.active,
            repeaters: cell.repeaters,
            orders: cell.orders,
            value: cell.value,
            returned,
            cumulative_value,
        });
        // Those whose last complete window this is take their whole past with them.
        customers -= cell.ended;
        returned -= cell.ended_returned;
        cumulative_value -= cell.ended_value;
    }
    all
}

fn calendar_observed(plan: &Plan, period_index: i32) -> Option<Observed> {
    if plan.period.start(period_index) > plan.as_of {
        None
    } else if plan.period.start(period_index + 1) > plan.as_of + 1 {
        Some(Observed::Partial)
    } else {
        Some(Observed::Full)
    }
}

fn elapsed_observed(eligible: u32, size: u32) -> Option<Observed> {
    if eligible == 0 {
        None
    } else if eligible < size {
        Some(Observed::Partial)
    } else {
        Some(Observed::Full)
    }
}

impl Cells {
    fn push_row(&mut self, sums: &[Sums], observed: &[Option<Observed>]) {
        let count = |cell: fn(&Sums) -> u32| column(sums, observed, &|sums| Some(cell(sums)));
        let part = |cell: fn(&Sums) -> Option<f64>| column(sums, observed, &cell);
        self.active.push(count(|sums| sums.active));
        self.repeaters.push(count(|sums| sums.repeaters));
        self.retention.push(part(|sums| sums.per_customer(sums.active)));
        self.orders.push(count(|sums| sums.orders));
        self.value.push(part(|sums| Some(total_to_f64(sums.value))));
        self.value_per_order.push(part(Sums::value_per_order));
        let mut cumulative = part(Sums::cumulative_value_per_customer);
        for (cell, observed) in cumulative.iter_mut().zip(observed) {
            if *observed == Some(Observed::Partial) {
                *cell = None;
            }
        }
        self.cumulative_value.push(cumulative);
        self.cumulative_repurchase.push(part(|sums| sums.per_customer(sums.returned)));
    }
}

fn customers(sums: &[Sums]) -> Vec<u32> {
    let mut customers = Vec::with_capacity(sums.len());
    for sums in sums {
        customers.push(sums.customers);
    }
    customers
}

// Called through pointers, so that it is compiled once for all columns of a type.
#[inline(never)]
fn column<T>(
    sums: &[Sums],
    observed: &[Option<Observed>],
    cell: &dyn Fn(&Sums) -> Option<T>,
) -> Vec<Option<T>> {
    let mut column = Vec::with_capacity(sums.len());
    for (sums, observed) in sums.iter().zip(observed) {
        column.push(if observed.is_some() { cell(sums) } else { None });
    }
    column
}

impl CohortTotals {
    fn of(totals: &[Sums]) -> Self {
        let mut known = Vec::with_capacity(totals.len());
        for sums in totals {
            known.push((sums.customers > 0).then_some(Observed::Full));
        }
        let count = |cell: fn(&Sums) -> u32| column(totals, &known, &|sums| Some(cell(sums)));
        let part = |cell: fn(&Sums) -> Option<f64>| column(totals, &known, &cell);
        CohortTotals {
            customers: customers(totals),
            active: count(|sums| sums.active),
            repeaters: count(|sums| sums.repeaters),
            retention: part(|sums| sums.per_customer(sums.active)),
            orders: count(|sums| sums.orders),
            value: part(|sums| Some(total_to_f64(sums.value))),
            value_per_order: part(Sums::value_per_order),
            cumulative_value: part(Sums::cumulative_value_per_customer),
            cumulative_repurchase: part(|sums| sums.per_customer(sums.returned)),
        }
    }
}
