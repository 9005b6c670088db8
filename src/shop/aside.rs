//! Where rows stand in their sources: those that were set aside, and those of orders. The rows themselves are not
//! kept; whoever asks for some reads their source again, up to the last of them.

use super::build::ReadAs;
use super::rules::RULES;
use crate::read::field::{Field, Kind};

/// The rows of all kinds of sources.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Aside {
    /// Of the orders.
    pub orders: KindAside,
    /// Of the members.
    pub members: KindAside,
    /// Of the referrals.
    pub referrals: KindAside,
}

/// The rows of one kind of source.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct KindAside {
    sources: Vec<SourceAside>,
    /// Per rule, in the order of [`RULES`], the rows among the readable ones of all sources of the kind, ascending.
    excluded: Vec<Vec<u32>>,
}

#[derive(Clone, Debug, PartialEq)]
struct SourceAside {
    /// Behind its last row among the readable rows of the kind.
    end: u32,
    delimiter: u8,
    /// Rows above the header.
    titles: usize,
    order_id: Option<usize>,
    /// Rejected rows of the source, ascending, and why: see `Tally::why`.
    rejected: Vec<u32>,
    why: Vec<u32>,
}

/// A row to be read again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Which source of its kind.
    pub source: u32,
    /// Which of its rows, from 0: a row is a line with a cell that is not blank, the header left out.
    pub row: u32,
    /// Why it was rejected, as `Tally::why` says it; 0 otherwise.
    pub why: u32,
}

impl Aside {
    /// The rows of a kind.
    pub fn of(&self, kind: Kind) -> &KindAside {
        match kind {
            Kind::Orders => &self.orders,
            Kind::Members => &self.members,
            Kind::Referrals => &self.referrals,
        }
    }
}

impl KindAside {
    /// From what was read of each source, and the rows that rules set aside.
    pub fn of(sources: &[ReadAs], mut excluded: Vec<Vec<u32>>) -> KindAside {
        for rows in &mut excluded {
            // Rows of one order stand together before those of the next.
            if rows.windows(2).any(|pair| pair[0] > pair[1]) {
                let mut keyed = Vec::with_capacity(rows.len());
                for &row in rows.iter() {
                    keyed.push((u64::from(row), row));
                }
                crate::sort::by_key(&mut keyed);
                for (place, (_, row)) in rows.iter_mut().zip(keyed) {
                    *place = row;
                }
            }
            rows.shrink_to_fit();
        }
        let mut all = Vec::with_capacity(sources.len());
        for source in sources {
            all.push(SourceAside {
                end: source.end,
                delimiter: source.plan.delimiter,
                titles: source.plan.titles,
                order_id: source.plan.column(Field::OrderId),
                rejected: source.tally.rejected_rows.clone(),
                why: source.tally.rejected_why.clone(),
            });
        }
        KindAside { sources: all, excluded }
    }

    /// Whether any source has a column of order ids.
    pub fn has_order_ids(&self) -> bool {
        self.sources.iter().any(|source| source.order_id.is_some())
    }

    /// The column of order ids of a source.
    pub fn order_id(&self, source: u32) -> Option<usize> {
        self.sources.get(source as usize)?.order_id
    }

    /// What stands between the cells of a source, and how many rows above its header.
    pub fn layout(&self, source: u32) -> (u8, usize) {
        self.sources.get(source as usize).map_or((b',', 0), |source| (source.delimiter, source.titles))
    }

    /// How many rows a rule set aside, and where `limit` of them stand from `offset` on; `None` instead of a rule:
    /// rejected rows.
    pub fn set_aside(&self, rule: Option<&str>, offset: usize, limit: usize) -> (usize, Vec<Place>) {
        let mut places = Vec::new();
        let Some(rule) = rule else {
            let mut before = 0;
            for (source, from) in self.sources.iter().zip(0..) {
                for (at, (&row, &why)) in source.rejected.iter().zip(&source.why).enumerate() {
                    let wanted = before + at >= offset && places.len() < limit;
                    if wanted {
                        places.push(Place { source: from, row, why });
                    }
                }
                before += source.rejected.len();
            }
            return (before, places);
        };
        let named = RULES.iter().position(|known| known.name() == rule);
        let rows = named.and_then(|at| self.excluded.get(at)).map_or(&[][..], |rows| rows);
        let end = offset.saturating_add(limit).min(rows.len());
        for &row in rows.get(offset..end).unwrap_or(&[]) {
            places.push(self.place(row));
        }
        (rows.len(), places)
    }

    /// Where a readable row stands.
    pub fn place(&self, row: u32) -> Place {
        let at = self.sources.partition_point(|source| source.end <= row);
        let start =
            at.checked_sub(1).and_then(|before| self.sources.get(before)).map_or(0, |before| before.end);
        let readable = row - start;
        // So many readable rows stand before each rejected one, which is never more before a later one.
        let rejected = self.sources.get(at).map_or(&[][..], |source| &source.rejected);
        let mut passed = 0;
        let mut left = rejected.len();
        while left > 0 {
            let half = left / 2;
            let middle = passed + half;
            if rejected[middle] - middle as u32 <= readable {
                (passed, left) = (middle + 1, left - half - 1);
            } else {
                left = half;
            }
        }
        Place { source: at as u32, row: readable + passed as u32, why: 0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shop::rules::Rule;

    fn two() -> KindAside {
        let source = |end, rejected: &[u32]| SourceAside {
            end,
            delimiter: b',',
            titles: 0,
            order_id: None,
            rejected: rejected.to_vec(),
            why: rejected.iter().map(|&row| row + 1000).collect(),
        };
        let mut excluded = vec![Vec::new(); RULES.len()];
        excluded[Rule::Status as usize] = vec![1, 2, 4];
        KindAside {
            // Rows 0 to 4 of the first, of which 0, 2 and 3 are rejected; rows 0 to 3 of the second.
            sources: vec![source(2, &[0, 2, 3]), source(2, &[]), source(5, &[3])],
            excluded,
        }
    }

    #[test]
    fn readable_rows_stand_between_rejected_ones() {
        let places: Vec<_> =
            (0..5).map(|row| two().place(row)).map(|place| (place.source, place.row)).collect();
        assert_eq!(places, [(0, 1), (0, 4), (2, 0), (2, 1), (2, 2)]);
    }

    #[test]
    fn pages_of_what_was_set_aside() {
        let told = |rule: Option<&str>, offset, limit| {
            let (total, places) = two().set_aside(rule, offset, limit);
            (total, places.iter().map(|place| (place.source, place.row, place.why)).collect::<Vec<_>>())
        };
        assert_eq!(told(Some("status"), 1, 5), (3, vec![(2, 0, 0), (2, 2, 0)]));
        assert_eq!(told(Some("no-time"), 0, 5), (0, vec![]));
        assert_eq!(told(None, 2, 1), (4, vec![(0, 3, 1003)]));
        assert_eq!(told(None, 3, 9), (4, vec![(2, 3, 1003)]));
    }
}
