//! Rows of the sources that tell about people rather than orders: members, and referrals.

use super::rows::NO_DAY;
use crate::date::Day;
use crate::ids::{Ids, NO_CODE};

/// Rows in columns. People stand in one dictionary, in the order of their first appearance.
#[derive(Clone, Default)]
pub struct PeopleRows {
    /// The people named, as themselves or as referrers.
    pub people: Ids,
    /// The member, or the referred; `NO_CODE` where the cell is missing.
    pub person: Vec<u32>,
    /// Who referred them; `NO_CODE` where nobody is named.
    pub referrer: Vec<u32>,
    /// When they joined, or were referred; [`NO_DAY`] where the cell is missing.
    pub at: Vec<Day>,
    /// When the member left; [`NO_DAY`] where the cell is missing.
    pub left: Vec<Day>,
}

impl PeopleRows {
    /// No rows yet; `seed` keys the dictionary.
    pub fn with_seed(seed: u64) -> Self {
        PeopleRows { people: Ids::with_seed(seed), ..PeopleRows::default() }
    }

    /// Appends one row.
    pub fn push(&mut self, person: u32, referrer: u32, at: Option<Day>, left: Option<Day>) {
        self.person.push(person);
        self.referrer.push(referrer);
        self.at.push(at.unwrap_or(NO_DAY));
        self.left.push(left.unwrap_or(NO_DAY));
    }

    /// Appends the rows of the part or source that follows.
    pub fn absorb(&mut self, next: PeopleRows) {
        let codes = self.people.absorb(&next.people);
        for (own, other) in [(&mut self.person, &next.person), (&mut self.referrer, &next.referrer)] {
            let before = own.len();
            own.resize(before + other.len(), NO_CODE);
            for (place, &code) in own[before..].iter_mut().zip(other) {
                *place = codes.get(code as usize).copied().unwrap_or(NO_CODE);
            }
        }
        self.at.extend_from_slice(&next.at);
        self.left.extend_from_slice(&next.left);
    }
}
