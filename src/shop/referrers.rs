//! Who brought whom, as the sources say it. Nothing is cleaned here; that depends on the as-of date.

use super::resolve::Resolved;
use super::tables::Edge;
use crate::ids::{Ids, NO_CODE};
use crate::read::people_rows::PeopleRows;
use crate::read::rows::{NO_DAY, OrderRows};

/// One edge per pair that used orders name, dated by the earliest of them, in the order in which those stand
/// in the sources. Referrers who never bought are added to the people.
pub fn edges_of_orders(rows: &OrderRows, resolved: &Resolved, people: &mut Ids) -> Vec<Edge> {
    if rows.referrer.is_empty() {
        return Vec::new();
    }
    let codes: Vec<u32> =
        (0..rows.referrers.len() as u32).map(|code| people.insert(rows.referrers.bytes(code))).collect();
    let mut named: Vec<(u32, u32, i32, u32)> = Vec::new();
    for entry in &resolved.entries {
        let referrer = rows.referrer.get(entry.row as usize).copied().unwrap_or(NO_CODE);
        if let Some(&referrer) = codes.get(referrer as usize) {
            named.push((referrer, entry.customer, entry.date, entry.row));
        }
    }
    named.sort_unstable();
    named.dedup_by_key(|&mut (referrer, referred, ..)| (referrer, referred));
    named.sort_unstable_by_key(|&(.., row)| row);
    let edge = |(referrer, referred, date, _)| Edge { referrer, referred, date: Some(date) };
    named.into_iter().map(edge).collect()
}

/// One edge per row that names two people; `codes` translates the rows' people.
pub fn edges_of_people(rows: &PeopleRows, codes: &[u32]) -> Vec<Edge> {
    let edge = |row: usize| {
        let referrer = *codes.get(rows.referrer[row] as usize)?;
        let referred = *codes.get(rows.person[row] as usize)?;
        Some(Edge { referrer, referred, date: (rows.at[row] != NO_DAY).then_some(rows.at[row]) })
    };
    (0..rows.person.len()).filter_map(edge).collect()
}
