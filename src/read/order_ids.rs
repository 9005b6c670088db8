//! Which rows are one order, told by the order id.
//!
//! Exports are mostly sorted by order id. Where every id is greater than the one before it (or every one
//! smaller), equal ids can only stand side by side: comparing with the last id is enough, and no dictionary of
//! all ids is kept. Where ids stand in no order, each mostly stands once, and a hash of each is enough to know that.
//! Those are hypotheses. The first id that contradicts one ends the reading, and the source is read again with a
//! dictionary, so the answer is exact either way.

use std::cmp::Ordering;

use crate::ids::{BATCH, Ids, Once, Waiting, little_endian};

/// How rows find their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grouping {
    /// There is no order id: every row is an order.
    EachRow,
    /// Ids never fall, in the order of [`compare`].
    Rising,
    /// Ids never rise.
    Falling,
    /// Ids stand in any order; a dictionary knows them all.
    Anywhere,
    /// Ids stand in any order, each of them once.
    Once,
}

/// Order codes of the rows of one part, in row order.
#[derive(Clone)]
pub struct OrderIds {
    grouping: Grouping,
    count: u32,
    first: Known,
    last: Known,
    first_code: u32,
    last_code: u32,
    ids: Ids,
    once: Once,
    contradicted: bool,
}

/// What order codes of a part are made of, beside the first and the last id.
pub(super) struct State<'a> {
    pub numbers: [&'a mut u32; 3],
    pub ids: &'a mut Ids,
    pub contradicted: &'a mut bool,
}

/// Shorter ids first, equal lengths by bytes: the order of numbers, and of numbers behind a fixed prefix.
pub fn compare(a: &[u8], b: &[u8]) -> Ordering {
    a.len().cmp(&b.len()).then_with(|| a.cmp(b))
}

impl Grouping {
    /// Whether rows of one order, if there are several, can only stand side by side, but for rows without an id between
    /// them.
    pub fn is_sorted(self) -> bool {
        matches!(self, Grouping::Rising | Grouping::Falling | Grouping::Once)
    }

    /// The hypothesis that the first ids of a source suggest.
    pub fn suggested<'a>(ids: impl Iterator<Item = &'a [u8]>) -> Grouping {
        let (mut rises, mut falls) = (false, false);
        let mut last: Option<&[u8]> = None;
        let mut repeats = false;
        for id in ids {
            match last.map(|last| compare(last, id)) {
                Some(Ordering::Less) => rises = true,
                Some(Ordering::Greater) => falls = true,
                Some(Ordering::Equal) => repeats = true,
                None => {}
            }
            last = Some(id);
        }
        match (rises, falls) {
            (true, true) if repeats => Grouping::Anywhere,
            (true, true) => Grouping::Once,
            (false, true) => Grouping::Falling,
            _ => Grouping::Rising,
        }
    }
}

impl OrderIds {
    /// No orders yet.
    pub fn new(grouping: Grouping, seed: u64) -> Self {
        OrderIds {
            grouping,
            count: 0,
            first: Known::default(),
            last: Known::default(),
            first_code: 0,
            last_code: 0,
            ids: Ids::with_seed(seed),
            once: Once::default(),
            contradicted: false,
        }
    }

    /// How many orders there are; codes are `0..count`.
    pub fn count(&self) -> u32 {
        self.count
    }

    /// Whether an id stood where the hypothesis allows none.
    pub fn contradicted(&self) -> bool {
        self.contradicted
    }

    /// How rows find their order here.
    pub fn grouping(&self) -> Grouping {
        self.grouping
    }

    /// The order of a row with this id. An empty id is nobody's: such a row is an order of its own.
    #[inline(never)]
    pub fn code(&mut self, id: &[u8]) -> u32 {
        match self.grouping {
            Grouping::Rising | Grouping::Falling if !id.is_empty() => self.sorted(id),
            Grouping::Anywhere => {
                let code = if id.is_empty() { self.ids.add_anonymous() } else { self.ids.insert(id) };
                self.count = self.ids.len() as u32;
                code
            }
            Grouping::Once => {
                self.note_once(id, &[Waiting::of(id, 0)]);
                self.next()
            }
            _ => self.next(),
        }
    }

    /// The orders of up to [`BATCH`] rows with these ids, which stand in `bytes`.
    pub fn codes(&mut self, bytes: &[u8], ids: &[Waiting], codes: &mut Vec<u32>) {
        if self.grouping == Grouping::Anywhere && !ids.iter().any(Waiting::is_empty) {
            self.ids.insert_all(bytes, ids, codes);
            self.count = self.ids.len() as u32;
            return;
        }
        if self.grouping == Grouping::Once {
            self.note_once(bytes, ids);
        }
        let start = codes.len();
        // To resize it would be done code by code.
        codes.extend_from_slice([0; BATCH].get(..ids.len()).unwrap_or_default());
        for (code, id) in codes.get_mut(start..).unwrap_or_default().iter_mut().zip(ids) {
            *code = match id.words() {
                Some(words) if self.goes_on(id.len(), words) => self.last_code,
                _ if self.grouping == Grouping::Once => self.next(),
                _ => self.code(id.text(bytes)),
            };
        }
    }

    /// Notes ids that should come once. An empty one is nobody's.
    fn note_once(&mut self, bytes: &[u8], ids: &[Waiting]) {
        let mut homes = [Default::default(); BATCH];
        let count = self.ids.homes(bytes, ids, &mut homes);
        self.contradicted |= !self.once.add_all(homes.get(..count).unwrap_or_default());
    }

    /// Makes room for the ids of `all` rows, if there is any, by those of the first `rows`.
    pub fn expect(&mut self, rows: usize, all: usize) {
        let known = if self.grouping == Grouping::Once { self.once.count() } else { self.ids.len() };
        let ids = (all as f64 * known as f64 / rows.max(1) as f64) as usize;
        if self.grouping != Grouping::Once {
            self.ids.expect(ids);
        } else if !self.contradicted {
            self.once.expect(ids);
        }
    }

    /// How many bytes are taken for what tells which ids there were.
    pub(super) fn weight(&self) -> usize {
        self.ids.weight() + self.once.weight()
    }

    /// Gives up what tells which ids there were, where they are not asked for: nothing follows.
    pub(super) fn close(&mut self) {
        self.once = Once::default();
    }

    /// The dictionary of the ids; empty unless ids stand anywhere.
    pub fn ids(&self) -> &Ids {
        &self.ids
    }

    /// What there is to send to another Worker; the grouping is known there.
    pub(super) fn state(&mut self) -> State<'_> {
        State {
            numbers: [&mut self.count, &mut self.first_code, &mut self.last_code],
            ids: &mut self.ids,
            contradicted: &mut self.contradicted,
        }
    }

    /// The first and the last id, as far as they matter.
    pub(super) fn limits(&self) -> [Vec<u8>; 2] {
        [self.first.bytes(), self.last.bytes()]
    }

    /// Sets what [`OrderIds::limits`] gave.
    pub(super) fn set_limits(&mut self, [first, last]: &[Vec<u8>; 2]) {
        (self.first, self.last) = (Known::of(first), Known::of(last));
    }

    /// Makes the dictionary usable after it was received.
    pub(super) fn index(&mut self) {
        self.ids.index();
    }

    #[inline(always)]
    fn next(&mut self) -> u32 {
        self.count += 1;
        self.count - 1
    }

    /// Whether a short id is the last one, or, as nearly always, one of its length that is higher: then
    /// `last_code` is its own.
    #[inline(always)]
    fn goes_on(&mut self, len: usize, word: (u64, u64)) -> bool {
        if self.last.len != len || len > Known::SHORT || len == 0 {
            return false;
        }
        if self.last.word != word {
            if self.last.word > word || self.grouping != Grouping::Rising {
                return false;
            }
            self.last.word = word;
            self.last_code = self.next();
        }
        true
    }

    #[inline(always)]
    fn sorted(&mut self, id: &[u8]) -> u32 {
        if self.goes_on(id.len(), Known::word_of(id)) { self.last_code } else { self.any_sorted(id) }
    }

    #[inline(never)]
    fn any_sorted(&mut self, id: &[u8]) -> u32 {
        let id = Known::of(id);
        if self.last.is_empty() {
            self.first = id.clone();
            // Rows without an id may have taken codes before.
            self.first_code = self.count;
        } else {
            match self.last.compare(&id) {
                Ordering::Equal => return self.last_code,
                Ordering::Less => self.contradicted |= self.grouping == Grouping::Falling,
                Ordering::Greater => self.contradicted |= self.grouping == Grouping::Rising,
            }
        }
        self.last = id;
        self.last_code = self.next();
        self.last_code
    }

    /// Adds the orders of the part that follows this one; returns the code here for each code there. Both
    /// must have the same grouping.
    pub fn absorb(&mut self, next: OrderIds) -> Remap {
        if self.grouping == Grouping::Anywhere {
            if self.ids.is_empty() {
                *self = next;
                self.index();
                return Remap::Offset(0);
            }
            let codes = self.ids.absorb(&next.ids);
            self.count = self.ids.len() as u32;
            return Remap::Codes(codes);
        }
        self.contradicted |= next.contradicted | !self.once.absorb(&next.once);
        let offset = self.count;
        self.count += next.count;
        if next.last.is_empty() || self.last.is_empty() {
            if !next.last.is_empty() {
                self.first = next.first;
                self.first_code = next.first_code + offset;
                self.last = next.last;
                self.last_code = next.last_code + offset;
            }
            return Remap::Offset(offset);
        }
        let (last_code, same) = (self.last_code, self.last.compare(&next.first));
        self.contradicted |= match same {
            Ordering::Equal => false,
            Ordering::Less => self.grouping == Grouping::Falling,
            Ordering::Greater => self.grouping == Grouping::Rising,
        };
        self.last = next.last;
        self.last_code = next.last_code + offset;
        if same != Ordering::Equal {
            return Remap::Offset(offset);
        }
        // The order that is open at the end of this part goes on in the next one.
        let joined = next.first_code;
        let remap = |code: u32| match code.cmp(&joined) {
            Ordering::Less => code + offset,
            Ordering::Equal => last_code,
            Ordering::Greater => code + offset - 1,
        };
        self.count -= 1;
        self.last_code = remap(next.last_code);
        let mut codes = vec![0; next.count as usize];
        for (place, code) in codes.iter_mut().zip(0..) {
            *place = remap(code);
        }
        Remap::Codes(codes)
    }
}

/// An id that others are compared with. Up to 16 bytes are compared as numbers.
#[derive(Clone, Default)]
struct Known {
    len: usize,
    word: (u64, u64),
    long: Vec<u8>,
}

impl Known {
    /// How long an id can be to be compared as numbers.
    const SHORT: usize = 16;

    fn of(id: &[u8]) -> Known {
        let long = if id.len() > Known::SHORT { id.to_vec() } else { Vec::new() };
        Known { len: id.len(), word: Known::word_of(id), long }
    }

    /// The bytes of a short id as numbers that are ordered like them.
    #[inline(always)]
    fn word_of(id: &[u8]) -> (u64, u64) {
        let word = |bytes: &[u8]| little_endian(bytes).swap_bytes();
        match id.len() {
            0..=8 => (word(id), 0),
            9..=Known::SHORT => (word(&id[..8]), word(&id[8..])),
            _ => (0, 0),
        }
    }

    fn bytes(&self) -> Vec<u8> {
        if !self.long.is_empty() {
            return self.long.clone();
        }
        let mut bytes = [self.word.0.to_be_bytes(), self.word.1.to_be_bytes()].concat();
        bytes.truncate(self.len);
        bytes
    }

    fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// As [`compare`] does.
    fn compare(&self, other: &Known) -> Ordering {
        if self.len != other.len {
            return self.len.cmp(&other.len);
        }
        if self.len > Known::SHORT { self.long.cmp(&other.long) } else { self.word.cmp(&other.word) }
    }
}

/// Where the codes of an absorbed part went.
pub enum Remap {
    /// All by the same distance.
    Offset(u32),
    /// Each its own way.
    Codes(Vec<u32>),
}

impl Remap {
    /// The code here for a code there.
    #[inline]
    pub fn apply(&self, code: u32) -> u32 {
        match self {
            Remap::Offset(offset) => code + offset,
            Remap::Codes(codes) => codes.get(code as usize).copied().unwrap_or(code),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::HashSet;

    fn read(ids: &[String], grouping: Grouping) -> (Vec<u32>, OrderIds) {
        let mut orders = OrderIds::new(grouping, 3);
        let codes = ids.iter().map(|id| orders.code(id.as_bytes())).collect();
        (codes, orders)
    }

    #[test]
    fn numbers_rise_by_length_first() {
        let suggested = |ids: &[&str]| Grouping::suggested(ids.iter().map(|id| id.as_bytes()));
        assert_eq!(suggested(&["#9", "#10", "#10", "#11"]), Grouping::Rising);
        assert_eq!(suggested(&["1002", "1001", "999"]), Grouping::Falling);
        assert_eq!(suggested(&["1", "3", "2"]), Grouping::Once);
        assert_eq!(suggested(&["1", "3", "3", "2"]), Grouping::Anywhere);
        assert_eq!(suggested(&[]), Grouping::Rising);
    }

    #[test]
    fn a_contradiction_is_noticed_within_and_between_parts() {
        let rising =
            |ids: &[&str]| read(&ids.iter().map(|id| id.to_string()).collect::<Vec<_>>(), Grouping::Rising).1;
        assert!(!rising(&["1", "1", "2"]).contradicted());
        assert!(rising(&["1", "3", "2"]).contradicted());
        let mut first = rising(&["1", "5"]);
        first.absorb(rising(&["4", "6"]));
        assert!(first.contradicted());
        let once = |ids: [&str; 3]| read(&ids.map(String::from), Grouping::Once).1;
        assert!(once(["7", "5", "7"]).contradicted());
        let mut first = once(["7", "5", ""]);
        first.absorb(once(["", "6", "8"]));
        assert!(!first.contradicted());
        first.absorb(once(["9", "5", "10"]));
        assert!(first.contradicted());
    }

    proptest! {
        #[test]
        fn parts_give_the_same_orders_as_the_whole(
            mut numbers in prop::collection::vec(prop::option::of(0u32..12), 0..40),
            cuts in prop::collection::vec(0usize..40, 0..4),
            grouping in prop::sample::select(vec![Grouping::Rising, Grouping::Falling, Grouping::Anywhere, Grouping::Once]),
        ) {
            if grouping == Grouping::Once {
                let mut known = HashSet::new();
                numbers.retain(|number| number.is_none_or(|number| known.insert(number)));
            } else if grouping != Grouping::Anywhere {
                let mut known: Vec<u32> = numbers.iter().flatten().copied().collect();
                known.sort();
                if grouping == Grouping::Falling { known.reverse(); }
                let mut known = known.into_iter();
                numbers.iter_mut().for_each(|number| if number.is_some() { *number = known.next() });
            }
            let ids: Vec<String> = numbers.iter().map(|n| n.map_or(String::new(), |n| n.to_string())).collect();
            let (whole, orders) = read(&ids, grouping);
            prop_assert!(!orders.contradicted());
            // Equal ids, and nothing else, are one order.
            for (a, id) in ids.iter().enumerate() {
                for (b, other) in ids.iter().enumerate() {
                    prop_assert_eq!(whole[a] == whole[b], a == b || (id == other && !id.is_empty()));
                }
            }
            let mut cuts: Vec<usize> = cuts.into_iter().map(|cut| cut.min(ids.len())).collect();
            cuts.extend([0, ids.len()]);
            cuts.sort();
            let mut merged = OrderIds::new(grouping, 3);
            let mut codes = Vec::new();
            for pair in cuts.windows(2) {
                let (part_codes, part) = read(&ids[pair[0]..pair[1]], grouping);
                let remap = merged.absorb(part);
                codes.extend(part_codes.into_iter().map(|code| remap.apply(code)));
            }
            prop_assert_eq!(codes, whole);
            prop_assert_eq!(merged.count(), orders.count());
            prop_assert!(!merged.contradicted());
        }
    }
}
