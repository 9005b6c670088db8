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
        cells: Cells::with_capacity(cohorts),
        eligible: plan.window_days.map(|_| Vec::with_capacity(cohorts)),
        observed: Vec::with_capacity(cohorts),
        totals: CohortTotals::with_capacity(tally.offsets),
    };
    let mut totals = vec![Sums::default(); tally.offsets];
    for (cohort, &size) in tally.sizes.iter().enumerate() {
        let row = &tally.cells[cohort * tally.offsets..(cohort + 1) * tally.offsets];
        let sums = cumulate(plan, size, row);
        let observed: Vec<Option<Observed>> = sums
            .iter()
            .enumerate()
            .map(|(offset, cell)| match plan.window_days {
                None => calendar_observed(plan, tally.first_cohort + (cohort + offset) as i32),
                Some(_) => elapsed_observed(cell.customers, size),
            })
            .collect();
        for ((total, cell), observed) in totals.iter_mut().zip(&sums).zip(&observed) {
            if plan.window_days.is_some() || *observed == Some(Observed::Full) {
                total.add(cell);
            }
        }
        if let Some(eligible) = &mut rows.eligible {
            eligible.push(sums.iter().map(|cell| cell.customers).collect());
        }
        rows.cells.push_row(&sums, &observed);
        rows.observed.push(observed);
    }
    totals.iter().for_each(|total| rows.totals.push(total));
    rows
}

/// The sums of one cohort: over all its customers (calendar), or over the eligible ones (elapsed).
fn cumulate(plan: &Plan, size: u32, row: &[Cell]) -> Vec<Sums> {
    let mut customers = match plan.window_days {
        None => size,
        Some(_) => row.iter().map(|cell| cell.ended).sum(),
    };
    let (mut returned, mut cumulative_value) = (0, 0);
    row.iter()
        .map(|cell| {
            returned += cell.returned;
            cumulative_value += cell.value;
            let sums = Sums {
                customers,
                active: cell.active,
                repeaters: cell.repeaters,
                orders: cell.orders,
                value: cell.value,
                returned,
                cumulative_value,
            };
            // Those whose last complete window this is take their whole past with them.
            customers -= cell.ended;
            returned -= cell.ended_returned;
            cumulative_value -= cell.ended_value;
            sums
        })
        .collect()
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
    fn with_capacity(cohorts: usize) -> Self {
        Cells {
            active: Vec::with_capacity(cohorts),
            repeaters: Vec::with_capacity(cohorts),
            retention: Vec::with_capacity(cohorts),
            orders: Vec::with_capacity(cohorts),
            value: Vec::with_capacity(cohorts),
            value_per_order: Vec::with_capacity(cohorts),
            cumulative_value: Vec::with_capacity(cohorts),
            cumulative_repurchase: Vec::with_capacity(cohorts),
        }
    }

    fn push_row(&mut self, sums: &[Sums], observed: &[Option<Observed>]) {
        fn row<T>(
            sums: &[Sums],
            observed: &[Option<Observed>],
            cell: impl Fn(&Sums, Observed) -> Option<T>,
        ) -> Vec<Option<T>> {
            sums.iter().zip(observed).map(|(sums, observed)| cell(sums, (*observed)?)).collect()
        }
        self.active.push(row(sums, observed, |sums, _| Some(sums.active)));
        self.repeaters.push(row(sums, observed, |sums, _| Some(sums.repeaters)));
        self.retention.push(row(sums, observed, |sums, _| sums.per_customer(sums.active)));
        self.orders.push(row(sums, observed, |sums, _| Some(sums.orders)));
        self.value.push(row(sums, observed, |sums, _| Some(total_to_f64(sums.value))));
        self.value_per_order.push(row(sums, observed, |sums, _| sums.value_per_order()));
        self.cumulative_value.push(row(sums, observed, |sums, observed| match observed {
            Observed::Full => sums.cumulative_value_per_customer(),
            Observed::Partial => None,
        }));
        self.cumulative_repurchase.push(row(sums, observed, |sums, _| sums.per_customer(sums.returned)));
    }
}

impl CohortTotals {
    fn with_capacity(offsets: usize) -> Self {
        CohortTotals {
            customers: Vec::with_capacity(offsets),
            active: Vec::with_capacity(offsets),
            repeaters: Vec::with_capacity(offsets),
            retention: Vec::with_capacity(offsets),
            orders: Vec::with_capacity(offsets),
            value: Vec::with_capacity(offsets),
            value_per_order: Vec::with_capacity(offsets),
            cumulative_value: Vec::with_capacity(offsets),
            cumulative_repurchase: Vec::with_capacity(offsets),
        }
    }

    fn push(&mut self, sums: &Sums) {
        let known = sums.customers > 0;
        self.customers.push(sums.customers);
        self.active.push(known.then_some(sums.active));
        self.repeaters.push(known.then_some(sums.repeaters));
        self.retention.push(sums.per_customer(sums.active));
        self.orders.push(known.then_some(sums.orders));
        self.value.push(known.then(|| total_to_f64(sums.value)));
        self.value_per_order.push(sums.value_per_order());
        self.cumulative_value.push(sums.cumulative_value_per_customer());
        self.cumulative_repurchase.push(sums.per_customer(sums.returned));
    }
}
