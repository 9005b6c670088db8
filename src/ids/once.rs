//! Whether ids come twice, told by nothing but their hashes: eight bytes for each instead of the id and its slot.

use super::{Home, WEIGHED_BY};

/// The hashes of one cache line; 0 where there is none.
#[derive(Clone, Copy)]
#[repr(align(64))]
struct Line([u64; HASHES]);

const HASHES: usize = 8;
/// What a hash takes at most, in numbers of its own size: five sixteenths of the places are taken at least.
const WEIGHT: usize = 16 / 5 + 1;
const VACANT: Line = Line([0; HASHES]);

/// So many lines are looked at for a hash. At five eighths load it is found or missed in far fewer, unless somebody chose
/// the ids.
const MOST_LINES: usize = 64;

/// A set of hashes, of which none should come twice. If one does, that is noticed for sure; that two ids have one hash
/// happens once in some hundred thousand files of ten million ids.
#[derive(Clone, Default)]
pub struct Once {
    /// A power of two of them, once there are any; the highest bits of a hash say in which it is looked for first.
    lines: Vec<Line>,
    count: usize,
    /// A hash came twice, or found no place.
    fails: bool,
    /// Of no meaning; without it no line would be asked for before it is needed.
    asked: u64,
}

impl Once {
    /// How many hashes there are.
    pub fn count(&self) -> usize {
        self.count
    }

    /// How much is taken at most.
    pub fn weight(&self) -> usize {
        self.count * WEIGHT / (WEIGHED_BY / size_of::<u64>())
    }

    /// Adds ids; returns whether each of all so far came once. All lines are asked for first, since each waits for memory.
    #[inline(never)]
    pub fn add_all(&mut self, ids: &[Home]) -> bool {
        self.grow(ids.len());
        let shift = self.shift();
        for id in ids {
            self.asked ^= self.lines.as_slice()[(id.hash >> shift) as usize].0[0];
        }
        for id in ids {
            self.add(id.hash, shift);
        }
        !self.fails
    }

    /// Makes room for about so many, if there is any. A little too few of them cost one step more; a little too many would
    /// cost twice the memory.
    pub fn expect(&mut self, ids: usize) {
        let lines = lines_for(ids / 17 * 16);
        if lines > self.lines.len() && Vec::<Line>::new().try_reserve_exact(lines).is_ok() {
            self.rebuild(lines);
        }
    }

    /// Adds those of another set; returns whether each of all so far came once.
    pub fn absorb(&mut self, other: &Once) -> bool {
        self.grow(other.count);
        let shift = self.shift();
        self.fails |= other.fails;
        for &hash in other.lines.iter().flat_map(|line| &line.0) {
            if hash != 0 {
                self.add(hash, shift);
            }
        }
        !self.fails
    }

    /// Makes room for so many more.
    fn grow(&mut self, more: usize) {
        let lines = lines_for(self.count + more);
        if lines > self.lines.len() {
            self.rebuild(lines);
        }
    }

    #[cold]
    fn rebuild(&mut self, lines: usize) {
        let old = core::mem::replace(&mut self.lines, vec![VACANT; lines]);
        let shift = self.shift();
        self.count = 0;
        for &hash in old.iter().flat_map(|line| &line.0) {
            if hash != 0 {
                self.add(hash, shift);
            }
        }
    }

    fn shift(&self) -> u32 {
        u64::BITS - self.lines.len().trailing_zeros()
    }

    #[inline(always)]
    fn add(&mut self, hash: u64, shift: u32) {
        // 0 is no hash.
        let hash = hash | 1;
        let mask = self.lines.len() - 1;
        let home = (hash >> shift) as usize;
        for at in home..home + MOST_LINES {
            let line = &mut self.lines.as_mut_slice()[at & mask].0;
            // All are looked at, wherever it stands: a branch would be guessed, and mostly wrong.
            let (mut taken, mut known) = (0, false);
            for &one in line.iter() {
                taken += usize::from(one != 0);
                known |= one == hash;
            }
            if known {
                break;
            }
            if let Some(place) = line.get_mut(taken) {
                *place = hash;
                self.count += 1;
                return;
            }
        }
        self.fails = true;
    }
}

/// How many lines so many hashes take, so that five eighths of the places are taken at most.
fn lines_for(hashes: usize) -> usize {
    (hashes / (HASHES * 5 / 8) + 2).next_power_of_two()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::HashSet;

    proptest! {
        #[test]
        fn what_comes_twice_is_noticed(
            lots in prop::collection::vec(prop::collection::vec(prop_oneof![0u64..400, any::<u64>()], 0..90), 0..9),
            cut in 0usize..9,
        ) {
            let homes = |lot: &[u64]| lot.iter().map(|&hash| Home { hash, ..Home::default() }).collect::<Vec<_>>();
            let (mut all, mut first, mut second) = (Once::default(), Once::default(), Once::default());
            // The lowest bit tells nothing apart.
            let (mut known, mut each_once) = (HashSet::new(), true);
            for (at, lot) in lots.iter().enumerate() {
                each_once = lot.iter().fold(each_once, |once, hash| known.insert(hash | 1) & once);
                prop_assert_eq!(all.add_all(&homes(lot)), each_once);
                let part = if at < cut { &mut first } else { &mut second };
                part.add_all(&homes(lot));
            }
            prop_assert_eq!(all.count, known.len());
            prop_assert_eq!(first.absorb(&second), each_once);
            prop_assert_eq!(first.count, known.len());
        }
    }

    #[test]
    fn hashes_that_were_chosen_to_stand_in_one_line_come_to_an_end() {
        let mut once = Once::default();
        let chosen: Vec<Home> = (1..=10_000u64).map(|n| Home { hash: 2 * n, ..Home::default() }).collect();
        assert!(once.add_all(&chosen[..100]));
        assert!(!once.add_all(&chosen[100..]));
    }

    #[test]
    fn room_is_made_for_a_little_less_than_was_said() {
        let mut once = Once::default();
        once.expect(10_600_000);
        assert_eq!(once.lines.len(), 1 << 21);
        // Where there is none, nothing happens.
        once.expect(usize::MAX);
        assert_eq!(once.lines.len(), 1 << 21);
    }
}
