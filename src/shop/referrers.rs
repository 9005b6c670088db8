//! Who brought whom, as the sources say it. Nothing is cleaned here; that depends on the as-of date.

use super::resolve::{Naming, Resolved};
use super::tables::Edge;
use crate::date::Day;
use crate::ids::NO_CODE;
use crate::read::people_rows::PeopleRows;
use crate::read::rows::{NO_DAY, OrderRows};
use crate::sort::{by_key, key};

/// One edge per pair that used orders name, dated by the earliest of them, in the order in which those stand
/// in the sources. `codes` translates the codes of referrers to those of so many people.
pub fn edges_of_orders(rows: &OrderRows, resolved: &Resolved, codes: &[u32], people: usize) -> Vec<Edge> {
    if rows.referrer.is_empty() {
        return Vec::new();
    }
    let mut edges = OneEach {
        referrers: vec![NO_CODE; people],
        edges: Vec::new(),
        last: (0, Day::MIN),
        asked: 0,
        fails: false,
    };
    resolved.each_naming(rows, &mut |namings| edges.note(namings, codes));
    if !edges.fails {
        return edges.edges;
    }
    drop(edges);
    let mut named: Vec<Naming> = Vec::new();
    resolved.each_naming(rows, &mut |namings| named.extend_from_slice(namings));
    // By row, then by date, then by pair: of each pair the earliest stands first, in the end all by row again.
    let mut order: Vec<(u64, u32)> = Vec::with_capacity(named.len());
    for at in 0..named.len() as u32 {
        order.push((0, at));
    }
    sort(&mut order, &named, &|naming| u64::from(naming.row));
    sort(&mut order, &named, &|naming| key(i64::from(naming.date)));
    sort(&mut order, &named, &pair);
    let mut firsts: Vec<(u64, u32)> = Vec::new();
    for one in order {
        if firsts.last().is_none_or(|last| last.0 != one.0) {
            firsts.push(one);
        }
    }
    let mut order = firsts;
    sort(&mut order, &named, &|naming| u64::from(naming.row));
    let mut edges = Vec::with_capacity(order.len());
    for (_, at) in order {
        if let Some(edge) = named.get(at as usize).and_then(|&naming| edge(naming, codes)) {
            edges.push(edge);
        }
    }
    edges
}

/// The same without a list and without sorting, where the namings stand by row, dates do not fall, and nobody is said
/// to be brought by two, as in most files.
struct OneEach {
    /// By person: who is said to have brought them, or `NO_CODE`.
    referrers: Vec<u32>,
    edges: Vec<Edge>,
    last: (u32, Day),
    /// Of no meaning; without it nobody would ask for all first.
    asked: u32,
    /// Something is otherwise.
    fails: bool,
}

impl OneEach {
    /// People stand in no order here, and to look one up mostly waits for memory: so all are asked for first.
    #[inline(never)]
    fn note(&mut self, namings: &[Naming], codes: &[u32]) {
        let referrers = self.referrers.as_mut_slice();
        for naming in namings {
            self.asked ^= referrers[naming.customer as usize];
        }
        for &naming in namings {
            let Naming { referrer, customer, date, row } = naming;
            // An earlier date further down would be the pair's, but stand where the first one stands.
            self.fails |= row < self.last.0 || date < self.last.1;
            self.last = (row, date);
            let known = &mut referrers[customer as usize];
            if *known == NO_CODE {
                *known = referrer;
                if let Some(edge) = edge(naming, codes) {
                    self.edges.push(edge);
                }
            }
            self.fails |= *known != referrer;
        }
    }
}

/// What a row says; `codes` translates the codes of referrers.
#[inline]
fn edge(naming: Naming, codes: &[u32]) -> Option<Edge> {
    let Naming { referrer, customer, date, .. } = naming;
    codes.get(referrer as usize).map(|&referrer| Edge { referrer, referred: customer, date: Some(date) })
}

/// Who names whom, as one number.
fn pair(naming: &Naming) -> u64 {
    u64::from(naming.referrer) << 32 | u64::from(naming.customer)
}

fn sort(order: &mut Vec<(u64, u32)>, named: &[Naming], by: &dyn Fn(&Naming) -> u64) {
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
