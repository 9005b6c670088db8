//! Who brought whom, as the sources say it. Nothing is cleaned here; that depends on the as-of date.

use super::resolve::Resolved;
use super::tables::Edge;
use crate::ids::Ids;
use crate::read::people_rows::PeopleRows;
use crate::read::rows::{NO_DAY, OrderRows};
use crate::sort::{by_key, key};

/// One edge per pair that used orders name, dated by the earliest of them, in the order in which those stand
/// in the sources. Referrers who never bought are added to the people.
pub fn edges_of_orders(rows: &OrderRows, resolved: &Resolved, people: &mut Ids) -> Vec<Edge> {
    if rows.referrer.is_empty() {
        return Vec::new();
    }
    let codes = people.absorb(&rows.referrers);
    let mut named: Vec<Named> = Vec::with_capacity(resolved.namings.len());
    for naming in &resolved.namings {
        if let Some(&referrer) = codes.get(naming.referrer as usize) {
            named.push((referrer, naming.customer, naming.date, naming.row));
        }
    }
    if let Some(edges) = one_referrer_each(&named, people.len()) {
        return edges;
    }
    // By row, then by date, then by pair: of each pair the earliest stands first, in the end all by row again.
    let pair = |at: u32| named.get(at as usize).map(|&(referrer, referred, ..)| (referrer, referred));
    let mut order: Vec<(u64, u32)> = Vec::with_capacity(named.len());
    for at in 0..named.len() as u32 {
        order.push((0, at));
    }
    sort(&mut order, &named, &|&(.., row)| u64::from(row));
    sort(&mut order, &named, &|&(_, _, date, _)| key(i64::from(date)));
    sort(&mut order, &named, &|&(referrer, referred, ..)| u64::from(referrer) << 32 | u64::from(referred));
    order.dedup_by_key(|(_, at)| pair(*at));
    sort(&mut order, &named, &|&(.., row)| u64::from(row));
    let mut edges = Vec::with_capacity(order.len());
    for (_, at) in order {
        if let Some(&(referrer, referred, date, _)) = named.get(at as usize) {
            edges.push(Edge { referrer, referred, date: Some(date) });
        }
    }
    edges
}

/// The same without sorting, where the namings stand by row and nobody is said to be brought by two, as in
/// most files.
fn one_referrer_each(named: &[Named], people: usize) -> Option<Vec<Edge>> {
    // By person: the place of the edge among those found, counted from 1.
    let mut places = vec![0u32; people];
    let mut edges: Vec<Edge> = Vec::new();
    let mut last_row = 0;
    for &(referrer, referred, date, row) in named {
        if row < last_row {
            return None;
        }
        last_row = row;
        let place = places.get_mut(referred as usize)?;
        if *place == 0 {
            edges.push(Edge { referrer, referred, date: Some(date) });
            *place = edges.len() as u32;
            continue;
        }
        // A later row is no other edge, but one with an earlier date would stand where it stands.
        let known = edges.get(*place as usize - 1)?;
        if known.referrer != referrer || known.date > Some(date) {
            return None;
        }
    }
    Some(edges)
}

/// Who brought whom, when, in which row.
type Named = (u32, u32, i32, u32);

fn sort(order: &mut Vec<(u64, u32)>, named: &[Named], by: &dyn Fn(&Named) -> u64) {
    for (key, at) in order.iter_mut() {
        *key = named.get(*at as usize).map_or(0, by);
    }
    by_key(order);
}

/// One edge per row that names two people; `codes` translates the rows' people.
pub fn edges_of_people(rows: &PeopleRows, codes: &[u32]) -> Vec<Edge> {
    let mut edges = Vec::new();
    for ((&referrer, &person), &at) in rows.referrer.iter().zip(&rows.person).zip(&rows.at) {
        let (referrer, referred) = (codes.get(referrer as usize), codes.get(person as usize));
        if let (Some(&referrer), Some(&referred)) = (referrer, referred) {
            edges.push(Edge { referrer, referred, date: (at != NO_DAY).then_some(at) });
        }
    }
    edges
}
