use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::*;
use crate::date::{Day, day_from_civil, format_day};
use crate::shop::fixture::shop;

fn small() -> Shop {
    shop(&[
        ("ann", "2024-01-05", 10.0),
        ("ann", "2024-01-05", 5.0),
        ("ann", "2024-01-20", 20.0),
        ("ann", "2024-03-02", 30.0),
        ("ben", "2024-01-31", 8.0),
        ("ben", "2024-02-10", -3.0),
        ("ben", "2024-03-01", 4.0),
        ("cat", "2024-02-01", -9.0), // before the first purchase: in no cell
        ("cat", "2024-03-15", 7.0),
    ])
}

fn ask(shop: &Shop, options: CohortOptions) -> Cohorts {
    cohorts(shop, &options).unwrap()
}

#[test]
fn calendar_months_by_hand() {
    let answer = ask(&small(), CohortOptions::default());
    assert_eq!(answer.cohorts, ["2024-01", "2024-02", "2024-03"]);
    assert_eq!(answer.sizes, [2, 0, 1]);
    assert_eq!(answer.offsets, [0, 1, 2]);
    let partial = Some(Observed::Partial);
    let full = Some(Observed::Full);
    assert_eq!(answer.observed, [[full, full, partial], [full, partial, None], [partial, None, None]]);
    let cells = &answer.cells;
    assert_eq!(cells.active, [[Some(2), Some(0), Some(2)], [Some(0), Some(0), None], [Some(1), None, None]]);
    assert_eq!(cells.repeaters[0], [Some(1), Some(0), Some(2)]);
    assert_eq!(cells.retention[0], [Some(1.0), Some(0.0), Some(1.0)]);
    assert_eq!(cells.retention[1], [None, None, None]);
    assert_eq!(cells.orders[0], [Some(4), Some(0), Some(2)]);
    assert_eq!(cells.value[0], [Some(43.0), Some(-3.0), Some(34.0)]);
    assert_eq!(cells.value_per_order[0], [Some(10.75), None, Some(17.0)]);
    assert_eq!(cells.cumulative_value[0], [Some(21.5), Some(20.0), None]);
    assert_eq!(cells.cumulative_repurchase[0], [Some(0.5), Some(0.5), Some(1.0)]);
    assert_eq!(cells.value[2], [Some(7.0), None, None]);
    assert_eq!(answer.totals.customers, [2, 2, 0]);
    assert_eq!(answer.totals.active, [Some(2), Some(0), None]);
    assert_eq!(answer.totals.cumulative_value, [Some(21.5), Some(20.0), None]);
    assert_eq!(answer.as_of, "2024-03-15");
    assert_eq!(answer.eligible, None);
}

#[test]
fn elapsed_windows_by_hand() {
    // Ann is followed for two windows of 30 days (to 4 March), Ben for one (to 29 February), Cat for none.
    let options = CohortOptions { age: Some(Age::Elapsed), ..CohortOptions::default() };
    let answer = ask(&small(), options);
    assert_eq!(answer.offsets, [0, 1]);
    assert_eq!(answer.eligible, Some(vec![vec![2, 1], vec![0, 0], vec![0, 0]]));
    assert_eq!(answer.observed[0], [Some(Observed::Full), Some(Observed::Partial)]);
    assert_eq!(answer.observed[2], [None, None]);
    assert_eq!(answer.cells.value[0], [Some(40.0), Some(30.0)]);
    assert_eq!(answer.cells.cumulative_value[0], [Some(20.0), None]);
    assert_eq!(answer.cells.cumulative_repurchase[0], [Some(0.5), Some(1.0)]);
    assert_eq!(answer.totals.customers, [2, 1]);
    assert_eq!(answer.totals.cumulative_value, [Some(20.0), Some(65.0)]);
    assert_eq!(answer.options.window_days, Some(30));
}

#[test]
fn occasions_decide_who_repeats() {
    let twice_a_day = shop(&[("a", "2024-01-05", 1.0), ("a", "2024-01-05", 2.0)]);
    let repeaters = |occasion| {
        let options = CohortOptions { occasion, ..CohortOptions::default() };
        ask(&twice_a_day, options).cells.repeaters[0][0]
    };
    assert_eq!(repeaters(None), Some(0));
    assert_eq!(repeaters(Some(Occasion::Order)), Some(1));
    let mut set = twice_a_day.clone();
    set.settings.occasion = Some(Occasion::Order);
    let answer = ask(&set, CohortOptions::default());
    assert_eq!((answer.cells.repeaters[0][0], answer.options.occasion), (Some(1), Some(Occasion::Order)));
}

#[test]
fn a_period_is_full_on_its_last_day() {
    let month = |as_of: &str| {
        let options = CohortOptions { as_of: Some(as_of.to_string()), ..CohortOptions::default() };
        ask(&small(), options).observed[0].clone()
    };
    assert_eq!(month("2024-02-28"), [Some(Observed::Full), Some(Observed::Partial)]);
    assert_eq!(month("2024-02-29"), [Some(Observed::Full), Some(Observed::Full)]);
}

#[test]
fn nobody_yet_is_an_empty_table() {
    for age in [Age::Calendar, Age::Elapsed] {
        let options =
            CohortOptions { as_of: Some("2023-12-31".into()), age: Some(age), ..Default::default() };
        let answer = ask(&small(), options);
        assert!(answer.cohorts.is_empty() && answer.offsets.is_empty() && answer.totals.customers.is_empty());
    }
}

#[test]
fn impossible_requests_say_what_to_do() {
    let error = |shop: &Shop, options| cohorts(shop, &options).unwrap_err();
    let small = small();
    let options = CohortOptions { window_days: Some(30), ..Default::default() };
    assert_eq!(
        error(&small, options).message,
        "windowDays is the window of an elapsed age: set age to “elapsed”, or leave windowDays out."
    );
    let options = CohortOptions { age: Some(Age::Elapsed), window_days: Some(0), ..Default::default() };
    assert_eq!(error(&small, options).message, "windowDays must be a whole number of days from 1 to 3650.");
    let options = CohortOptions { as_of: Some("2024-02-30".into()), ..Default::default() };
    assert_eq!(error(&small, options).detail.option.as_deref(), Some("asOf"));
    let long = shop(&[("a", "2015-01-01", 1.0), ("b", "2024-12-31", 1.0)]);
    let wrong = error(&long, CohortOptions { period: Some(Period::Day), ..Default::default() });
    assert_eq!(
        wrong.message,
        "3653 cohorts at 3653 ages are more than the 2000000 cells that one table may have. \
         Choose a longer period."
    );
    assert_eq!(wrong.detail.allowed.unwrap(), ["week", "month", "quarter", "year"]);
}

/// One customer's purchases and refunds up to the as-of date, from the first purchase on, by date.
struct Slow {
    first: Day,
    records: Vec<(Day, f64)>,
}

fn slow_customers(shop: &Shop, as_of: Day) -> Vec<Slow> {
    let mut customers = Vec::new();
    for person in 0..shop.people_count() {
        let (dates, values) = shop.history(person);
        let records: Vec<(Day, f64)> =
            dates.iter().zip(values).map(|(&date, &value)| (date, value as f64 / 10_000.0)).collect();
        let first = records.iter().filter(|r| r.1 >= 0.0 && r.0 <= as_of).map(|r| r.0).min();
        if let Some(first) = first {
            let records = records.into_iter().filter(|r| r.0 >= first && r.0 <= as_of).collect();
            customers.push(Slow { first, records });
        }
    }
    customers
}

/// What the definition says about some customers and the dates `[start, end)` of each of them.
fn slow_cell(customers: &[(&Slow, Day, Day)], occasion: Occasion) -> [f64; 6] {
    let mut cell = [0.0; 6];
    for &(customer, start, end) in customers {
        let inside = |date: Day| (start..end).contains(&date);
        let purchases: Vec<Day> = customer.records.iter().filter(|r| r.1 >= 0.0).map(|r| r.0).collect();
        let occasions = match occasion {
            Occasion::Order => purchases.clone(),
            Occasion::Day => purchases.iter().copied().collect::<BTreeSet<_>>().into_iter().collect(),
        };
        let up_to_end =
            |records: &[(Day, f64)]| records.iter().filter(|r| r.0 < end).map(|r| r.1).sum::<f64>();
        cell[0] += f64::from(u8::from(purchases.iter().any(|&d| inside(d))));
        cell[1] += f64::from(u8::from(occasions.iter().skip(1).any(|&d| inside(d))));
        cell[2] += purchases.iter().filter(|&&d| inside(d)).count() as f64;
        cell[3] += customer.records.iter().filter(|r| inside(r.0)).map(|r| r.1).sum::<f64>();
        cell[4] += f64::from(u8::from(occasions.get(1).is_some_and(|&d| d < end)));
        cell[5] += up_to_end(&customer.records);
    }
    cell
}

fn same(actual: Option<f64>, expected: Option<f64>) -> bool {
    match (actual, expected) {
        (Some(a), Some(b)) => (a - b).abs() < 1e-7,
        (None, None) => true,
        _ => false,
    }
}

proptest! {
    #[test]
    fn agrees_with_the_definition(
        records in prop::collection::vec((0u8..6, 0i32..300, -3i32..8), 1..60),
        as_of in 0i32..340,
        period in prop::sample::select(vec![Period::Day, Period::Week, Period::Month, Period::Quarter, Period::Year]),
        window in prop::option::of(1u32..70),
        occasion in prop::sample::select(vec![Occasion::Day, Occasion::Order]),
    ) {
        let start = day_from_civil(2023, 11, 20);
        let texts: Vec<_> =
            records.iter().map(|r| (r.0.to_string(), format_day(start + r.1), f64::from(r.2))).collect();
        let rows: Vec<_> = texts.iter().map(|r| (r.0.as_str(), r.1.as_str(), r.2)).collect();
        let shop = shop(&rows);
        let as_of = start + as_of;
        let answer = ask(&shop, CohortOptions {
            as_of: Some(format_day(as_of)),
            period: Some(period),
            age: Some(if window.is_some() { Age::Elapsed } else { Age::Calendar }),
            window_days: window,
            occasion: Some(occasion),
        });
        let customers = slow_customers(&shop, as_of);
        let mut cohorts: BTreeMap<i32, Vec<&Slow>> = BTreeMap::new();
        for customer in &customers {
            cohorts.entry(period.index(customer.first)).or_default().push(customer);
        }
        prop_assert_eq!(answer.sizes.iter().sum::<u32>() as usize, customers.len());
        let Some((&first_cohort, _)) = cohorts.first_key_value() else { return Ok(()) };
        let mut expected_totals: Vec<Vec<(&Slow, Day, Day)>> = vec![Vec::new(); answer.offsets.len()];
        for (row, &size) in answer.sizes.iter().enumerate() {
            let index = first_cohort + row as i32;
            let members = cohorts.get(&index).cloned().unwrap_or_default();
            prop_assert_eq!(members.len(), size as usize);
            prop_assert_eq!(&answer.cohorts[row], &period.label(index));
            for column in 0..answer.offsets.len() {
                let spans: Vec<(&Slow, Day, Day)> = members.iter().map(|&member| match window {
                    None => {
                        let index = index + column as i32;
                        (member, period.start(index), period.start(index + 1))
                    }
                    Some(days) => {
                        let start = member.first + (column as u32 * days) as i32;
                        (member, start, start + days as i32)
                    }
                }).filter(|span| window.is_none() || span.2 - 1 <= as_of).collect();
                let observed = match window {
                    None => {
                        let index = index + column as i32;
                        let (start, end) = (period.start(index), period.start(index + 1));
                        if end <= as_of + 1 { Some(Observed::Full) }
                        else if (start..end).contains(&as_of) { Some(Observed::Partial) }
                        else { None }
                    }
                    Some(_) if spans.is_empty() => None,
                    Some(_) if spans.len() == members.len() => Some(Observed::Full),
                    Some(_) => Some(Observed::Partial),
                };
                prop_assert_eq!(answer.observed[row][column], observed);
                if let Some(eligible) = &answer.eligible {
                    prop_assert_eq!(eligible[row][column] as usize, spans.len());
                }
                if window.is_some() || observed == Some(Observed::Full) {
                    expected_totals[column].extend(&spans);
                }
                let slow = slow_cell(&spans, occasion);
                let known = |value: f64| observed.map(|_| value);
                let share = |value: f64| known(value / spans.len() as f64).filter(|v| v.is_finite());
                let cells = &answer.cells;
                let at = |matrix: &Matrix<f64>| matrix[row][column];
                let count = |matrix: &Matrix<u32>| matrix[row][column].map(f64::from);
                prop_assert!(same(count(&cells.active), known(slow[0])));
                prop_assert!(same(count(&cells.repeaters), known(slow[1])));
                prop_assert!(same(at(&cells.retention), share(slow[0])));
                prop_assert!(same(count(&cells.orders), known(slow[2])));
                prop_assert!(same(at(&cells.value), known(slow[3])));
                prop_assert!(same(at(&cells.value_per_order), known(slow[3] / slow[2]).filter(|v| v.is_finite())));
                prop_assert!(same(at(&cells.cumulative_repurchase), share(slow[4])));
                let full = observed == Some(Observed::Full);
                prop_assert!(same(at(&cells.cumulative_value), share(slow[5]).filter(|_| full)));
            }
        }
        let totals = &answer.totals;
        for (column, spans) in expected_totals.iter().enumerate() {
            let slow = slow_cell(spans, occasion);
            let known = |value: f64| (!spans.is_empty()).then_some(value);
            let share = |value: f64| known(value / spans.len() as f64);
            prop_assert_eq!(totals.customers[column] as usize, spans.len());
            prop_assert!(same(totals.active[column].map(f64::from), known(slow[0])));
            prop_assert!(same(totals.repeaters[column].map(f64::from), known(slow[1])));
            prop_assert!(same(totals.retention[column], share(slow[0])));
            prop_assert!(same(totals.orders[column].map(f64::from), known(slow[2])));
            prop_assert!(same(totals.value[column], known(slow[3])));
            prop_assert!(same(totals.cumulative_repurchase[column], share(slow[4])));
            prop_assert!(same(totals.cumulative_value[column], share(slow[5])));
        }
    }
}
