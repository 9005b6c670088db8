//! The frozen tables: people in canonical order, their orders in one compressed list, lines where the file
//! has them, referral edges, members. Nothing here depends on an as-of date or a view; whatever does is
//! derived from these tables when it is asked for.

use crate::date::Day;
use crate::ids::Ids;
use crate::money::Money;
use crate::read::moneys::{Cells, Moneys};
use crate::shop::aside::Aside;
use crate::sort::{by_key, key};
use crate::turns::turns;

/// Everything a shop's sources said, after reading.
#[derive(Clone, Default)]
pub struct Shop {
    /// Everybody who is named in any source, in canonical order: the first appearance in the sources, orders
    /// first, then members, then referrals. A person's code is the index into every per-person array.
    pub people: Ids,
    /// Purchases and refund records, per person and by date.
    pub orders: Orders,
    /// Rows below the order, where a product or category column exists.
    pub lines: Option<Lines>,
    /// Who brought whom, as the sources say it, uncleaned, in source order.
    pub edges: Vec<Edge>,
    /// Membership, where a members source was given.
    pub members: Option<Members>,
    /// What the day of export knew and the past did not, by date.
    pub hindsight: Vec<Hindsight>,
    /// The first date among the used rows.
    pub first_date: Day,
    /// The last date among the used rows; the default as-of date.
    pub last_date: Day,
    /// Settings that hold for every question about this shop.
    pub settings: Settings,
    /// Where rows stand that are asked for again: those set aside, and those of orders.
    pub aside: Aside,
}

/// Options of `open` that every measure obeys.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// Share of value that is kept after costs; multiplies value in LTV only. 0 < margin ≤ 1; default 1.
    pub margin: f64,
    /// Overrides each measure's own default of what one purchase occasion is.
    pub occasion: Option<Occasion>,
    /// The date from which the history is complete; default: the first date.
    pub history_start: Option<Day>,
}

impl Default for Settings {
    fn default() -> Self {
        Settings { margin: 1.0, occasion: None, history_start: None }
    }
}

/// What counts as one purchase occasion (`definitions § 0.2`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum Occasion {
    /// Every purchase is an occasion.
    Order,
    /// All purchases of a customer on one date are one occasion.
    Day,
}

/// Purchases and refund records in compressed rows: person `p` owns the entries
/// `offsets[p]..offsets[p + 1]`, by date, equal dates in source order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Orders {
    /// One more than there are people.
    pub offsets: Vec<u32>,
    /// The date of each entry.
    pub dates: Vec<Day>,
    /// Net value: ≥ 0 is a purchase, < 0 a refund record.
    pub values: Vec<Money>,
    /// Where the entries stand among the readable rows of all sources.
    pub rows: Rows,
    /// Order-level dimensions that the file has.
    pub dimensions: Vec<Dimension>,
}

/// Where entries stand.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Rows {
    /// No source has order ids, for which that is asked.
    #[default]
    Unknown,
    /// The row of each entry.
    Listed(Vec<u32>),
    /// Whose each row is, where each is an entry and dates do not fall: so they are in order in either.
    Owned(Vec<u32>),
}

/// What of rows is wanted beside the table of orders.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// Nothing.
    Nothing,
    /// For each position the index of the entry that went there.
    Origin,
    /// The people of the entries, as they were given.
    Owners,
}

impl Orders {
    /// The rows of a person's entries, in their order.
    pub fn rows_of(&self, person: u32) -> Vec<u32> {
        match &self.rows {
            Rows::Unknown => Vec::new(),
            Rows::Listed(rows) => {
                let own = self.offsets[person as usize] as usize..self.offsets[person as usize + 1] as usize;
                rows.get(own).unwrap_or_default().to_vec()
            }
            Rows::Owned(owners) => {
                let mut rows = Vec::new();
                for (row, &owner) in owners.iter().enumerate() {
                    if owner == person {
                        rows.push(row as u32);
                    }
                }
                rows
            }
        }
    }
}

/// One dictionary-coded column beside the orders or the lines.
#[derive(Clone, Default)]
pub struct Dimension {
    /// The field's name: `channel`, `shop`, `province`, `coupon`, `product`, `category`.
    pub name: &'static str,
    /// The distinct values.
    pub labels: Ids,
    /// Per entry, the code of its label, or `NO_CODE` where the cell is empty.
    pub codes: Vec<u32>,
}

impl PartialEq for Dimension {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
            && self.codes.len() == other.codes.len()
            && self.codes.iter().zip(&other.codes).all(|(&a, &b)| {
                (a == crate::ids::NO_CODE) == (b == crate::ids::NO_CODE)
                    && (a == crate::ids::NO_CODE || self.labels.bytes(a) == other.labels.bytes(b))
            })
    }
}

impl core::fmt::Debug for Dimension {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "{}: {} labels, {} entries", self.name, self.labels.len(), self.codes.len())
    }
}

/// Rows of used orders, in the order of the entries of [`Orders`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Lines {
    /// Index of the entry in [`Orders`] that the row belongs to; ascending.
    pub order: Vec<u32>,
    /// What the row itself adds to the paid amount; 0 where amounts stand on the order only.
    pub amount: Vec<Money>,
    /// Line-level dimensions: product, category.
    pub dimensions: Vec<Dimension>,
}

/// One statement that somebody brought somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Edge {
    /// The person who recommended.
    pub referrer: u32,
    /// The person who came.
    pub referred: u32,
    /// When it happened, if the source says so.
    pub date: Option<Day>,
}

/// Membership per person.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Members {
    /// Whether the person stands in the members source.
    pub is_member: Vec<bool>,
    /// The date of joining, if known.
    pub joined: Vec<Option<Day>>,
    /// The date of leaving, if any.
    pub left: Vec<Option<Day>>,
}

/// One order that the day of export shows differently from how a past day saw it, without saying since when:
/// it was refunded or cancelled later, undated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hindsight {
    /// The date of the order.
    pub date: Day,
    /// What the order would have counted beyond what it counts now.
    pub value: Money,
}

impl Shop {
    /// How many people there are; codes are `0..people_count()`.
    pub fn people_count(&self) -> usize {
        self.orders.offsets.len().saturating_sub(1)
    }

    /// A person's orders and refund records by date: their dates and values.
    #[inline(always)]
    pub fn history(&self, person: usize) -> (&[Day], &[Money]) {
        let offsets = self.orders.offsets.as_slice();
        let (start, end) = (offsets[person] as usize, offsets[person + 1] as usize);
        // Beyond the end there is nothing to tell.
        let dates = self.orders.dates.as_slice().get(start..end).unwrap_or_default();
        (dates, self.orders.values.as_slice().get(start..end).unwrap_or_default())
    }

    /// Builds the order table from entries in source order, given in columns of equal length. People are
    /// `0..people`. `values` has as many cells, whatever is in them: there the values go. `falls`: dates may fall. Also returns the rows that are wanted, as if each were an entry.
    ///
    /// People's entries stand far apart, and writing each to its place would wait for memory every time. So they
    /// are first brought to the place of some thousand people, and put in order there, where all is near. That is
    /// done column by column, and each column is given up as soon as its cells have gone: there is never more than
    /// one of them twice.
    pub fn index_orders(
        people: usize,
        person_of: Vec<u32>,
        date_of: Vec<Day>,
        value_of: Moneys,
        mut values: Vec<Money>,
        falls: bool,
        wanted: Wanted,
    ) -> (Orders, Vec<u32>) {
        let count = person_of.len();
        let mut next = vec![0u32; people / NEAR + 1];
        let next = next.as_mut_slice();
        turns(count, &mut |some| {
            for &person in &person_of[some] {
                next[person as usize / NEAR] += 1;
            }
        });
        let mut start = 0;
        for place in &mut *next {
            start += core::mem::replace(place, start);
        }
        let mut person = vec![0u16; count];
        let persons = person.as_mut_slice();
        let mut places = vec![0u32; count];
        turns(count, &mut |some| {
            for (place, &person) in places[some.clone()].iter_mut().zip(&person_of[some]) {
                let (person, next) = (person as usize % NEAR, &mut next[person as usize / NEAR]);
                *place = *next;
                persons[*next as usize] = person as u16;
                *next += 1;
            }
        });
        let owners = if wanted == Wanted::Owners { person_of } else { Vec::new() };
        match value_of.cells() {
            // None of them is missing.
            Cells::Narrow(cells) => bring(&places, cells, &mut values, Money::from),
            Cells::Wide(cells) => bring(&places, cells, &mut values, |value| value),
        }
        drop(value_of);
        let mut dates = vec![0; count];
        bring(&places, &date_of, &mut dates, |date| date);
        drop(date_of);
        let mut origin = vec![0u32; if wanted == Wanted::Origin { count } else { 0 }];
        if wanted == Wanted::Origin {
            let origin = origin.as_mut_slice();
            for (&place, entry) in places.iter().zip(0..) {
                origin[place as usize] = entry;
            }
        }
        drop(places);
        let mut table = Unsorted { person, dates, values, origin };
        let mut offsets = vec![0u32; people + 1];
        let mut start = 0;
        for (near, &end) in offsets[1..].chunks_mut(NEAR).zip(&*next) {
            table.sort_near(start as usize..end as usize, near, falls);
            start = end;
        }
        let Unsorted { dates, values, origin, .. } = table;
        let rows = if wanted == Wanted::Owners { owners } else { origin };
        (Orders { offsets, dates, values, rows: Rows::Unknown, dimensions: Vec::new() }, rows)
    }
}

/// Whether a date is before one that stands above it.
pub fn fall(dates: &[Day]) -> bool {
    let (mut fall, mut last) = (false, Day::MIN);
    turns(dates.len(), &mut |some| {
        for &date in &dates[some] {
            fall |= date < last;
            last = date;
        }
    });
    fall
}

/// Brings the cells of a column to their places.
#[inline(never)]
fn bring<T: Copy, U>(places: &[u32], column: &[T], to: &mut [U], of: impl Fn(T) -> U) {
    turns(column.len(), &mut |some| {
        for (&place, &cell) in places[some.clone()].iter().zip(&column[some]) {
            to[place as usize] = of(cell);
        }
    });
}

/// How many people's entries are put in order together.
const NEAR: usize = 1 << 13;

/// Entries that stand at the place of [`NEAR`] people, in source order there.
struct Unsorted {
    /// Whose they are among those people.
    person: Vec<u16>,
    dates: Vec<Day>,
    values: Vec<Money>,
    /// Empty where nobody wants it.
    origin: Vec<u32>,
}

impl Unsorted {
    /// Puts the entries of some people in order, by person and then by date; `ends` becomes where each person's
    /// end. Unless dates fall somewhere they are in order already.
    #[inline(never)]
    fn sort_near(&mut self, own: core::ops::Range<usize>, ends: &mut [u32], falls: bool) {
        let persons = self.person.as_slice().get(own.clone()).unwrap_or_default();
        for &person in persons {
            ends[usize::from(person)] += 1;
        }
        let mut start = own.start as u32;
        for end in ends.iter_mut() {
            start += core::mem::replace(end, start);
        }
        let (dates, values) = (self.dates.as_mut_slice(), self.values.as_mut_slice());
        let old_dates = dates.get(own.clone()).unwrap_or_default().to_vec();
        let old_values = values.get(own.clone()).unwrap_or_default().to_vec();
        let old_origin = self.origin.get(own.clone()).unwrap_or_default().to_vec();
        for (entry, (&person, (&date, &value))) in
            persons.iter().zip(old_dates.as_slice().iter().zip(old_values.as_slice())).enumerate()
        {
            let end = &mut ends[usize::from(person)];
            let at = *end as usize;
            *end += 1;
            dates[at] = date;
            values[at] = value;
            if let Some(&origin) = old_origin.get(entry) {
                self.origin[at] = origin;
            }
        }
        if !falls {
            return;
        }
        let mut start = own.start;
        for &end in ends.iter() {
            let own = start..end as usize;
            start = own.end;
            let origin = self.origin.get_mut(own.clone()).unwrap_or_default();
            sort_by_date(&mut self.dates[own.clone()], &mut self.values[own], origin);
        }
    }
}

const FEW: usize = 24;

/// Sorts one person's entries by date; equal dates stay in their order.
fn sort_by_date(dates: &mut [Day], values: &mut [Money], origin: &mut [u32]) {
    // Most have a handful of orders, which are moved in place.
    if dates.len() <= FEW {
        for end in 1..dates.len() {
            let mut at = end;
            while at > 0 && dates[at - 1] > dates[at] {
                dates.swap(at - 1, at);
                values.swap(at - 1, at);
                if !origin.is_empty() {
                    origin.swap(at - 1, at);
                }
                at -= 1;
            }
        }
        return;
    }
    let mut order: Vec<(u64, u32)> = Vec::with_capacity(dates.len());
    for (&date, at) in dates.iter().zip(0..) {
        order.push((key(i64::from(date)), at));
    }
    by_key(&mut order);
    let picks = || order.iter().map(|&(_, at)| at as usize);
    let (old_dates, old_values, old_origin) = (dates.to_vec(), values.to_vec(), origin.to_vec());
    for (to, from) in picks().enumerate() {
        dates[to] = old_dates[from];
        values[to] = old_values[from];
        if let Some(origin) = origin.get_mut(to) {
            *origin = old_origin[from];
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn whose_each_row_is_tells_where_entries_stand(
            owners in prop::collection::vec(0u32..5, 0..60),
            steps in prop::collection::vec(0i32..3, 60),
        ) {
            let mut dates: Vec<Day> = Vec::new();
            for (_, step) in owners.iter().zip(steps) {
                dates.push(dates.last().copied().unwrap_or(0) + step);
            }
            prop_assert!(!fall(&dates));
            let values: Vec<Money> = (0..owners.len() as i64).collect();
            let (mut orders, origin) =
                Shop::index_orders(5, owners.clone(), dates, values.clone().into(), values, false, Wanted::Origin);
            orders.rows = Rows::Listed(origin);
            let told = Orders { rows: Rows::Owned(owners), ..orders.clone() };
            for person in 0..5 {
                prop_assert_eq!(told.rows_of(person), orders.rows_of(person));
            }
        }
    }

    #[test]
    fn a_date_before_another() {
        assert!(!fall(&[]) && !fall(&[3, 3, 4]));
        assert!(fall(&[3, 4, 3]));
    }
}
