//! Who brought whom, as the sources say it. Nothing is cleaned here; that depends on the as-of date.

use super::resolve::Resolved;
use super::tables::Edge;
use crate::date::Day;
use crate::ids::{Ids, NO_CODE};
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
    let each = |note: &mut dyn FnMut(Named)| {
        resolved.each_naming(rows, &mut |naming| {
            if let Some(&referrer) = codes.get(naming.referrer as usize) {
                note((referrer, naming.customer, naming.date, naming.row));
            }
        });
    };
    let mut edges = OneEach {
        referrers: vec![NO_CODE; people.len()],
        edges: Vec::new(),
        last: (0, Day::MIN),
        fails: false,
    };
    each(&mut |named| edges.note(named));
    if !edges.fails {
        return edges.edges;
    }
    drop(edges);
    let mut named: Vec<Named> = Vec::new();
    each(&mut |one| named.push(one));
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

/// The same without a list and without sorting, where the namings stand by row, dates do not fall, and nobody is said
/// to be brought by two, as in most files.
struct OneEach {
    /// By person: who is said to have brought them, or `NO_CODE`.
    referrers: Vec<u32>,
    edges: Vec<Edge>,
    last: (u32, Day),
    /// Something is otherwise.
    fails: bool,
}

impl OneEach {
    #[inline]
    fn note(&mut self, (referrer, referred, date, row): Named) {
        // An earlier date further down would be the pair's, but stand where the first one stands.
        self.fails |= row < self.last.0 || date < self.last.1;
        self.last = (row, date);
        match self.referrers.as_mut_slice().get_mut(referred as usize) {
            Some(known) if *known == NO_CODE => {
                *known = referrer;
                self.edges.push(Edge { referrer, referred, date: Some(date) });
            }
            known => self.fails |= known.is_none_or(|known| *known != referrer),
        }
    }
}

/// Who brought whom, when, in which row.
type Named = (u32, u32, Day, u32);

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
