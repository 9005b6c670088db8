//! Whether ids come twice, told by nothing but their hashes: eight bytes for each instead of the id and its slot.

use super::Home;

/// The hashes of one cache line; 0 where there is none.
#[derive(Clone, Copy)]
#[repr(align(64))]
struct Line([u64; HASHES]);

const HASHES: usize = 8;
const VACANT: Line = Line([0; HASHES]);

/// A set of hashes. What comes twice is noticed for sure; that two ids have one hash happens once in some hundred
/// thousand files of ten million ids.
#[derive(Clone, Default)]
pub struct Once {
    /// A power of two of them, once there are any; the highest bits of a hash say in which it is looked for first.
    lines: Vec<Line>,
    count: usize,
    /// Of no meaning; without it no line would be asked for before it is needed.
    asked: u64,
}

impl Once {
    /// Adds ids; returns whether each of them is new. All lines are asked for first, since each waits for memory.
    #[inline(never)]
    pub fn add_all(&mut self, ids: &[Home]) -> bool {
        self.expect(ids.len());
        let shift = self.shift();
        for id in ids {
            self.asked ^= self.lines.as_slice()[(id.hash >> shift) as usize].0[0];
        }
        let mut are_new = true;
        for id in ids {
            are_new &= self.add(id.hash, shift);
        }
        are_new
    }

    /// Makes room for so many more: five eighths of the places may be taken.
    pub fn expect(&mut self, more: usize) {
        let wanted = ((self.count + more) * 8 / (5 * HASHES) + 2).next_power_of_two();
        if wanted > self.lines.len() {
            let old = core::mem::replace(&mut self.lines, vec![VACANT; wanted]);
            let shift = self.shift();
            self.count = 0;
            for &hash in old.iter().flat_map(|line| &line.0) {
                if hash != 0 {
                    self.add(hash, shift);
                }
            }
        }
    }

    /// Adds the hashes of another set; returns whether each of them is new.
    pub fn absorb(&mut self, other: &Once) -> bool {
        self.expect(other.count);
        let shift = self.shift();
        let mut are_new = true;
        for &hash in other.lines.iter().flat_map(|line| &line.0) {
            are_new &= hash == 0 || self.add(hash, shift);
        }
        are_new
    }

    fn shift(&self) -> u32 {
        u64::BITS - self.lines.len().trailing_zeros()
    }

    #[inline(always)]
    fn add(&mut self, hash: u64, shift: u32) -> bool {
        // 0 is no hash.
        let hash = hash | 1;
        let mask = self.lines.len() - 1;
        let mut at = (hash >> shift) as usize;
        loop {
            let line = &mut self.lines.as_mut_slice()[at & mask].0;
            // All are looked at, wherever it stands: a branch would be guessed, and mostly wrong.
            let (mut taken, mut known) = (0, false);
            for &one in line.iter() {
                taken += usize::from(one != 0);
                known |= one == hash;
            }
            if known {
                return false;
            }
            if let Some(place) = line.get_mut(taken) {
                *place = hash;
                self.count += 1;
                return true;
            }
            at += 1;
        }
    }
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
            // The lowest bit tells nothing apart.
            let homes = |lot: &[u64]| lot.iter().map(|&hash| Home { hash, ..Home::default() }).collect::<Vec<_>>();
            let mut known = HashSet::new();
            let (mut all, mut first, mut second) = (Once::default(), Once::default(), Once::default());
            let (mut new, mut apart) = (true, true);
            for (at, lot) in lots.iter().enumerate() {
                let are_new = lot.iter().fold(true, |new, hash| known.insert(hash | 1) & new);
                prop_assert_eq!(all.add_all(&homes(lot)), are_new);
                new &= are_new;
                apart &= if at < cut { first.add_all(&homes(lot)) } else { second.add_all(&homes(lot)) };
            }
            prop_assert_eq!(all.count, known.len());
            prop_assert_eq!(first.absorb(&second) & apart, new);
            prop_assert_eq!(first.count, known.len());
        }
    }
}
