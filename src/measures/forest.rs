//! Who brought whom, cleaned into a forest: everybody has at most one referrer and nobody stands above
//! themselves (`definitions § 3`). It knows people and dates, not money.

use serde::Serialize;

use crate::date::Day;
use crate::given::words;
use crate::shop::tables::{Edge, Shop};
use crate::sort::{by_key, key};
use crate::turns::turns;

/// The parent of somebody whom nobody brought.
pub const NO_PARENT: u32 = u32::MAX;

/// What to do with a referral dated after the first purchase of the one who was referred.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum LateReferral {
    /// It is set aside: they were a customer already.
    #[default]
    Drop,
    /// It counts like any other.
    Keep,
}

words!(LateReferral { "drop" => Drop, "keep" => Keep });

/// How many referrals were set aside, by the first reason that applied.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct DroppedEdges {
    /// Somebody brought themselves.
    pub self_referral: u32,
    /// Dated after the first purchase of the one who was referred; the same day is in time.
    pub late: u32,
    /// Somebody else had brought them before.
    pub second_parent: u32,
    /// The one who was referred already stands above the referrer.
    pub cycle: u32,
}

/// What became of the referrals dated up to the as-of date, and of those without a date.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct EdgeCounts {
    /// Referrals that link two people of the forest.
    pub used: u32,
    /// Referrals that were set aside.
    pub dropped: DroppedEdges,
}

/// The cleaned forest at an as-of date.
#[derive(Clone, Debug, PartialEq)]
pub struct Forest {
    /// Per person, who brought them, or [`NO_PARENT`].
    pub parent: Vec<u32>,
    /// Per person, how many referrals lie between them and the top of their tree; 0 for the top itself.
    pub depth: Vec<u32>,
    /// Everybody who was brought by somebody, the deepest first, equal depths in canonical order: who walks
    /// along it meets all children before their parent, and the children of one parent in canonical order.
    pub deepest_first: Vec<u32>,
    /// What became of the referrals.
    pub edges: EdgeCounts,
}

impl Forest {
    /// Cleans the referrals dated up to the as-of date and the undated ones: by date, undated last, ties in
    /// source order, each in turn is used unless it is a self-referral, late, a second parent or closes a cycle.
    pub fn at(shop: &Shop, as_of: Day, late_referral: LateReferral) -> Forest {
        let people = shop.people_count();
        let mut edges: Vec<(u64, u32)> = Vec::with_capacity(shop.edges.len());
        for (edge, at) in shop.edges.iter().zip(0..) {
            if edge.date.is_none_or(|date| date <= as_of) {
                edges.push((edge.date.map_or(u64::MAX, |date| key(i64::from(date))), at));
            }
        }
        by_key(&mut edges);
        let mut parent = vec![NO_PARENT; people];
        let mut tops = Tops::new(people);
        let mut counts = EdgeCounts::default();
        turns(edges.len(), &mut |some| {
            for &(_, at) in &edges[some] {
                let edge = &shop.edges.as_slice()[at as usize];
                let (referrer, referred) = (edge.referrer, edge.referred);
                if referrer == referred {
                    counts.dropped.self_referral += 1;
                } else if late_referral == LateReferral::Drop && is_late(shop, edge) {
                    counts.dropped.late += 1;
                } else if parent.as_slice()[referred as usize] != NO_PARENT {
                    counts.dropped.second_parent += 1;
                } else if tops.of(referrer) == referred {
                    // Whoever has no parent is the top of a tree: below it stands exactly who leads up to it.
                    counts.dropped.cycle += 1;
                } else {
                    parent.as_mut_slice()[referred as usize] = referrer;
                    tops.join(referred, referrer);
                    counts.used += 1;
                }
            }
        });
        drop((edges, tops));
        let (depth, deepest) = depths(&parent);
        let deepest_first = deepest_first(&depth, deepest);
        Forest { parent, depth, deepest_first, edges: counts }
    }

    /// Who brought a person.
    pub fn referrer(&self, person: usize) -> Option<usize> {
        let parent = self.parent[person];
        (parent != NO_PARENT).then_some(parent as usize)
    }

    /// Per person, whether they brought or were brought by somebody.
    pub fn is_linked(&self) -> Vec<bool> {
        let mut linked = vec![false; self.parent.len()];
        turns(self.deepest_first.len(), &mut |some| {
            let (linked, parent) = (linked.as_mut_slice(), self.parent.as_slice());
            for &person in &self.deepest_first[some] {
                linked[person as usize] = true;
                linked[parent[person as usize] as usize] = true;
            }
        });
        linked
    }

    /// The longest chain of referrals.
    pub fn max_depth(&self) -> u32 {
        self.deepest_first.first().map_or(0, |&person| self.depth[person as usize])
    }
}

fn is_late(shop: &Shop, edge: &Edge) -> bool {
    let (dates, values) = shop.history(edge.referred as usize);
    let first_purchase = values.iter().position(|&value| value >= 0).map(|at| dates[at]);
    matches!((edge.date, first_purchase), (Some(came), Some(bought)) if came > bought)
}

/// The top of everybody's tree while the forest grows. Each person points to somebody above them, and a look-up
/// halves the way for the next one, so that a million look-ups along a chain stay near-linear.
struct Tops {
    above: Vec<u32>,
}

impl Tops {
    fn new(people: usize) -> Self {
        let mut above = vec![0; people];
        for (above, person) in above.iter_mut().zip(0..) {
            *above = person;
        }
        Tops { above }
    }

    fn of(&mut self, person: u32) -> u32 {
        let mut at = person;
        loop {
            let above = self.above.as_mut_slice();
            let next = above[at as usize];
            if next == at {
                return at;
            }
            let skipped = above[next as usize];
            above[at as usize] = skipped;
            at = skipped;
        }
    }

    fn join(&mut self, top: u32, parent: u32) {
        self.above[top as usize] = parent;
    }
}

/// Links to the top, per person, and the most of them. Chains may be as long as there are people, so it is a walk, not
/// a recursion.
fn depths(parent: &[u32]) -> (Vec<u32>, u32) {
    const UNKNOWN: u32 = u32::MAX;
    let mut depth = vec![UNKNOWN; parent.len()];
    let mut deepest = 0;
    let mut path: Vec<u32> = Vec::new();
    let depths = depth.as_mut_slice();
    turns(parent.len(), &mut |some| {
        for person in some {
            let mut at = person;
            while depths[at] == UNKNOWN {
                if parent[at] == NO_PARENT {
                    depths[at] = 0;
                    break;
                }
                path.push(at as u32);
                at = parent[at] as usize;
            }
            let mut known = depths[at];
            while let Some(below) = path.pop() {
                known += 1;
                depths[below as usize] = known;
            }
            deepest = deepest.max(known);
        }
    });
    (depth, deepest)
}

/// A counting sort of those with a parent by falling depth, of which so much is the most.
fn deepest_first(depth: &[u32], deepest: u32) -> Vec<u32> {
    // Those without a parent stand at depth 0, and nobody else does.
    let deepest = deepest as usize;
    let mut starts = vec![0u32; deepest + 2];
    let mut total = 0u32;
    turns(depth.len(), &mut |some| {
        for &depth in &depth[some] {
            if depth > 0 {
                starts.as_mut_slice()[deepest - depth as usize + 1] += 1;
                total += 1;
            }
        }
    });
    for rank in 1..starts.len() {
        starts[rank] += starts[rank - 1];
    }
    let mut order = vec![0u32; total as usize];
    turns(depth.len(), &mut |some| {
        let (starts, order) = (starts.as_mut_slice(), order.as_mut_slice());
        for (&depth, person) in depth[some.clone()].iter().zip(some) {
            if depth > 0 {
                let at = &mut starts[deepest - depth as usize];
                order[*at as usize] = person as u32;
                *at += 1;
            }
        }
    });
    order
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::date::parse_day;
    use crate::shop::fixture::shop;
    use proptest::prelude::*;

    const LATEST: Day = crate::date::MAX_DAY;

    /// People 0.. who never bought, with these referrals.
    fn people(count: usize, edges: &[(u32, u32, Option<Day>)]) -> Shop {
        let mut shop = Shop::default();
        shop.orders.offsets = vec![0; count + 1];
        shop.edges =
            edges.iter().map(|&(referrer, referred, date)| Edge { referrer, referred, date }).collect();
        shop
    }

    #[test]
    fn each_reason_by_hand() {
        let mut bought =
            shop(&[("0", "2024-01-01", 1.0), ("1", "2024-01-10", 1.0), ("2", "2024-01-20", 1.0)]);
        let on = |text: &str| parse_day(text);
        bought.edges = [
            (1, 0, None),             // used: undated come last, but in time whatever was bought
            (0, 2, None),             // a cycle: 2 stands above 1, who stands above 0
            (0, 0, on("2024-01-01")), // a self-referral
            (0, 1, on("2024-01-10")), // the same day is in time, but 1 has a parent: see the next
            (2, 1, on("2024-01-09")), // used: earlier, though later in the file
            (1, 2, on("2024-01-15")), // a cycle
            (0, 2, on("2024-01-21")), // late
            (0, 1, on("2024-03-01")), // after the as-of date: no referral yet
        ]
        .map(|(referrer, referred, date)| Edge { referrer, referred, date })
        .to_vec();
        let as_of = parse_day("2024-02-29").unwrap();
        let forest = Forest::at(&bought, as_of, LateReferral::Drop);
        assert_eq!(forest.parent, [1, 2, NO_PARENT]);
        assert_eq!(forest.depth, [2, 1, 0]);
        assert_eq!(forest.deepest_first, [0, 1]);
        assert_eq!(forest.max_depth(), 2);
        let dropped = DroppedEdges { self_referral: 1, late: 1, second_parent: 1, cycle: 2 };
        assert_eq!(forest.edges, EdgeCounts { used: 2, dropped });
        let kept = Forest::at(&bought, as_of, LateReferral::Keep);
        assert_eq!(kept.parent, [NO_PARENT, 2, 0]);
        let dropped = DroppedEdges { self_referral: 1, late: 0, second_parent: 2, cycle: 2 };
        assert_eq!(kept.edges, EdgeCounts { used: 2, dropped });
    }

    #[test]
    fn a_chain_of_a_million_links() {
        let links: Vec<(u32, u32, Option<Day>)> = (0..1_000_000).rev().map(|n| (n, n + 1, None)).collect();
        let mut shop = people(1_000_001, &links);
        shop.edges.push(Edge { referrer: 1_000_000, referred: 0, date: None });
        let forest = Forest::at(&shop, LATEST, LateReferral::Drop);
        assert_eq!(forest.edges.used, 1_000_000);
        assert_eq!(forest.edges.dropped.cycle, 1);
        assert_eq!(forest.max_depth(), 1_000_000);
        assert_eq!(forest.deepest_first[..2], [1_000_000, 999_999]);
    }

    /// The definition, word by word: an edge closes a cycle if walking up from the referrer meets the referred.
    fn slow(
        edges: &[(u32, u32, Option<Day>)],
        people: usize,
        as_of: Day,
    ) -> (Vec<Option<u32>>, DroppedEdges) {
        let mut sorted: Vec<_> =
            edges.iter().enumerate().filter(|(_, e)| e.2.is_none_or(|date| date <= as_of)).collect();
        sorted.sort_by_key(|(at, e)| (e.2.unwrap_or(Day::MAX), *at));
        let mut parent: Vec<Option<u32>> = vec![None; people];
        let mut dropped = DroppedEdges::default();
        for (_, &(referrer, referred, _)) in sorted {
            let mut up = Some(referrer);
            while up.is_some_and(|at| at != referred) {
                up = parent[up.unwrap() as usize];
            }
            if referrer == referred {
                dropped.self_referral += 1;
            } else if parent[referred as usize].is_some() {
                dropped.second_parent += 1;
            } else if up.is_some() {
                dropped.cycle += 1;
            } else {
                parent[referred as usize] = Some(referrer);
            }
        }
        (parent, dropped)
    }

    proptest! {
        #[test]
        fn agrees_with_walking_up(
            edges in prop::collection::vec((0u32..12, 0u32..12, prop::option::of(0i32..20)), 0..60),
            as_of in 0i32..25,
        ) {
            let forest = Forest::at(&people(12, &edges), as_of, LateReferral::Drop);
            let (parent, dropped) = slow(&edges, 12, as_of);
            let ours: Vec<Option<u32>> = (0..12).map(|p| forest.referrer(p).map(|p| p as u32)).collect();
            prop_assert_eq!(&ours, &parent);
            prop_assert_eq!(forest.edges.dropped, dropped);
            prop_assert_eq!(forest.edges.used as usize, parent.iter().flatten().count());
            for person in 0..12usize {
                let above = std::iter::successors(parent[person], |&p| parent[p as usize]).count();
                prop_assert_eq!(forest.depth[person] as usize, above);
                let linked = parent[person].is_some() || parent.contains(&Some(person as u32));
                prop_assert_eq!(forest.is_linked()[person], linked);
            }
            let mut order: Vec<u32> = (0..12).filter(|&p| parent[p as usize].is_some()).collect();
            order.sort_by_key(|&p| (std::cmp::Reverse(forest.depth[p as usize]), p));
            prop_assert_eq!(forest.deepest_first, order);
        }
    }
}
