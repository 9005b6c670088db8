//! A dictionary of ids: texts in, dense codes in order of first appearance out, and back.
//!
//! Open addressing with the id itself in the slot where it fits into 16 bytes, so that a look-up touches one
//! cache line; longer ids are kept in the slot as a 128-bit digest and confirmed against the arena. The hash
//! is keyed, and a probe sequence that grows suspiciously long re-keys the table, so ids that were chosen to
//! collide still end.

/// A code that no id has.
pub const NO_CODE: u32 = u32::MAX;

const EMPTY: u32 = u32::MAX;
const INLINE: usize = 16;
/// At three quarters load, linear probing of well-mixed keys stays far below this.
const MAX_PROBES: usize = 256;
const MAX_RESEEDS: u32 = 4;

#[derive(Clone, Copy)]
struct Slot {
    key: (u64, u64),
    len: u32,
    code: u32,
}

const VACANT: Slot = Slot { key: (0, 0), len: 0, code: EMPTY };

/// Ids and their codes. Codes are dense and follow the order of first insertion.
#[derive(Clone)]
pub struct Ids {
    slots: Vec<Slot>,
    arena: Vec<u8>,
    ends: Vec<usize>,
    seed: u64,
    reseeds: u32,
}

impl Default for Ids {
    fn default() -> Self {
        Ids::with_seed(0)
    }
}

impl Ids {
    /// An empty dictionary whose hash is keyed by `seed`; the host passes a random one.
    pub fn with_seed(seed: u64) -> Self {
        Ids { slots: vec![VACANT; 16], arena: Vec::new(), ends: Vec::new(), seed, reseeds: 0 }
    }

    /// How many ids there are; codes are `0..len`.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there are no ids.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The bytes of the id with this code; empty for a code that was never given out.
    pub fn bytes(&self, code: u32) -> &[u8] {
        let code = code as usize;
        let start = if code == 0 { 0 } else { self.ends.get(code - 1).copied().unwrap_or(0) };
        let end = self.ends.get(code).copied().unwrap_or(start);
        self.arena.get(start..end).unwrap_or(&[])
    }

    /// The id with this code as text.
    pub fn text(&self, code: u32) -> std::borrow::Cow<'_, str> {
        String::from_utf8_lossy(self.bytes(code))
    }

    /// All the ids one after the other, and where each ends, to send or to set. There are no look-ups any more,
    /// until [`Ids::index`]; other dictionaries may absorb this one as it is.
    pub fn contents(&mut self) -> (&mut Vec<u8>, &mut Vec<usize>) {
        self.slots = Vec::new();
        (&mut self.arena, &mut self.ends)
    }

    /// Makes look-ups possible again after [`Ids::contents`].
    pub fn index(&mut self) {
        if self.slots.is_empty() {
            let unindexed = core::mem::replace(self, Ids::with_seed(self.seed));
            self.absorb(&unindexed);
        }
    }

    /// The code of an id, if it was inserted.
    pub fn get(&self, id: &[u8]) -> Option<u32> {
        let key = self.key(id);
        let mask = self.slots.len() - 1;
        let mut at = self.bucket(key) & mask;
        loop {
            let slot = &self.slots[at];
            if slot.code == EMPTY {
                return None;
            }
            if self.holds(slot, key, id) {
                return Some(slot.code);
            }
            at = (at + 1) & mask;
        }
    }

    /// The code of an id; a new id gets the next code.
    #[inline]
    pub fn insert(&mut self, id: &[u8]) -> u32 {
        let key = self.key(id);
        let mask = self.slots.len() - 1;
        let mut at = self.bucket(key) & mask;
        let mut probes = 0;
        loop {
            let slot = &self.slots[at];
            if slot.code == EMPTY {
                break;
            }
            if self.holds(slot, key, id) {
                return slot.code;
            }
            at = (at + 1) & mask;
            probes += 1;
        }
        self.add(id, key, at, probes)
    }

    /// Gives out the next code to nobody: no look-up finds it, and its bytes are empty.
    pub fn add_anonymous(&mut self) -> u32 {
        self.ends.push(self.arena.len());
        self.ends.len() as u32 - 1
    }

    /// Adds the ids of another dictionary in its order; returns this dictionary's code for each of its codes.
    /// Nobody's codes stay nobody's and become new ones.
    pub fn absorb(&mut self, other: &Ids) -> Vec<u32> {
        (0..other.len() as u32)
            .map(|code| match other.bytes(code) {
                [] => self.add_anonymous(),
                id => self.insert(id),
            })
            .collect()
    }

    #[cold]
    fn add(&mut self, id: &[u8], key: (u64, u64), at: usize, probes: usize) -> u32 {
        let code = self.ends.len() as u32;
        self.arena.extend_from_slice(id);
        self.ends.push(self.arena.len());
        self.slots[at] = Slot { key, len: id.len() as u32, code };
        if probes > MAX_PROBES && self.reseeds < MAX_RESEEDS {
            self.reseeds += 1;
            self.seed =
                mix(self.seed ^ 0x9E37_79B9_7F4A_7C15, u64::from(self.reseeds) | 0xD1B5_4A32_0000_0000);
            self.rebuild(self.slots.len());
        } else if self.ends.len() * 4 > self.slots.len() * 3 {
            self.rebuild(self.slots.len() * 2);
        }
        code
    }

    fn rebuild(&mut self, size: usize) {
        let mask = size - 1;
        let old = core::mem::replace(&mut self.slots, vec![VACANT; size]);
        for mut slot in old {
            if slot.code == EMPTY {
                continue;
            }
            // A digest depends on the seed; an inline key does not.
            if slot.len as usize > INLINE {
                slot.key = self.key(self.bytes(slot.code));
            }
            let mut at = self.bucket(slot.key) & mask;
            while self.slots[at].code != EMPTY {
                at = (at + 1) & mask;
            }
            self.slots[at] = slot;
        }
    }

    #[inline]
    fn holds(&self, slot: &Slot, key: (u64, u64), id: &[u8]) -> bool {
        slot.key == key
            && slot.len as usize == id.len()
            && (id.len() <= INLINE || self.bytes(slot.code) == id)
    }

    #[inline]
    fn bucket(&self, key: (u64, u64)) -> usize {
        let hash = mix(key.0 ^ self.seed, key.1 ^ self.seed.rotate_left(29) ^ 0xA076_1D64_78BD_642F);
        (hash ^ (hash >> 32)) as usize
    }

    #[inline]
    fn key(&self, id: &[u8]) -> (u64, u64) {
        match id.len() {
            0..=8 => (little_endian(id), 0),
            // The last eight bytes in one load; what they share with the first is shifted out.
            len @ 9..=INLINE => {
                let (low, high) = (little_endian(&id[..8]), little_endian(&id[len - 8..]));
                (low, high >> (8 * (INLINE - len)))
            }
            _ => hash128(id, self.seed),
        }
    }
}

/// A keyed 128-bit digest of bytes.
pub fn hash128(bytes: &[u8], seed: u64) -> (u64, u64) {
    let mut a = seed ^ 0xE703_7ED1_A0B4_28DB;
    let mut b = seed.rotate_left(31) ^ 0x8EBC_6AF0_9C88_C6E3 ^ bytes.len() as u64;
    let mut pairs = bytes.chunks_exact(16);
    for pair in &mut pairs {
        let (low, high) = (little_endian(&pair[..8]), little_endian(&pair[8..]));
        (a, b) = (mix(a ^ low, b ^ high), mix(b.wrapping_add(low), a ^ high.rotate_left(32)) ^ low);
    }
    let rest = pairs.remainder();
    let low = little_endian(&rest[..rest.len().min(8)]);
    let high = if rest.len() > 8 { little_endian(&rest[8..]) } else { 0 };
    let first = mix(a ^ low, b ^ high);
    (
        first,
        mix(b.wrapping_add(low) ^ 0x5899_65CC_7537_4CC3, a ^ high.rotate_left(32)) ^ first.rotate_left(17),
    )
}

/// A digest of bytes, to tell equal rows among few: quick, and not keyed.
#[inline]
pub fn hash64(bytes: &[u8]) -> u64 {
    let mut hash = bytes.len() as u64 ^ 0x2D35_8DCC_AA6C_78A5;
    let mut pairs = bytes.chunks_exact(16);
    for pair in &mut pairs {
        hash = mix(hash ^ little_endian(&pair[..8]), little_endian(&pair[8..]) ^ 0x8BB8_4B93_962E_ACC9);
    }
    let rest = pairs.remainder();
    let (low, high) = rest.split_at(rest.len().min(8));
    mix(hash ^ little_endian(low), little_endian(high) ^ 0x4B33_A62E_D433_D4A3)
}

/// Up to eight bytes as a number, padded with zeros.
#[inline]
fn little_endian(bytes: &[u8]) -> u64 {
    match bytes.len() {
        8 => u64::from_le_bytes([
            bytes[0], bytes[1], bytes[2], bytes[3], bytes[4], bytes[5], bytes[6], bytes[7],
        ]),
        4..=7 => {
            // Two overlapping words; the second is shifted so that each byte lands once.
            let low = u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]);
            let n = bytes.len();
            let high = u32::from_le_bytes([bytes[n - 4], bytes[n - 3], bytes[n - 2], bytes[n - 1]]);
            u64::from(low) | (u64::from(high) << (8 * (n - 4)))
        }
        _ => bytes.iter().rev().fold(0, |word, &byte| word << 8 | u64::from(byte)),
    }
}

/// Two cross products of 32-bit halves: what wasm, which has no 128-bit product, multiplies fast.
#[inline]
fn mix(x: u64, y: u64) -> u64 {
    let across = (x & 0xFFFF_FFFF).wrapping_mul(y >> 32);
    let along = (x >> 32).wrapping_mul(y & 0xFFFF_FFFF);
    (across ^ along.rotate_right(32)).wrapping_add(x ^ y.rotate_left(19)).wrapping_mul(0x9FB2_1C65_1E98_DF25)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::HashMap;

    #[test]
    fn short_words_keep_every_byte() {
        for len in 0..=8 {
            let bytes: Vec<u8> = (1..=len as u8).collect();
            let expected = bytes.iter().rev().fold(0u64, |word, &byte| word << 8 | u64::from(byte));
            assert_eq!(little_endian(&bytes), expected, "{len} bytes");
        }
    }

    #[test]
    fn half_a_million_numbered_ids_spread() {
        let mut ids = Ids::with_seed(7);
        for n in 0..500_000u32 {
            assert_eq!(ids.insert(format!("C{n:09}").as_bytes()), n);
        }
        assert_eq!(ids.reseeds, 0);
        assert_eq!(ids.get(b"C000499999"), Some(499_999));
        assert_eq!(ids.get(b"C000500000"), None);
    }

    #[test]
    fn ids_that_collide_still_end() {
        // Every id lands in one bucket: the table re-keys a few times, then gives up spreading, never up.
        let mut ids = Ids::with_seed(1);
        let bucket = |ids: &Ids, id: &[u8]| ids.bucket(ids.key(id)) & 0xFFF;
        let hostile: Vec<Vec<u8>> = (0u32..4_000_000)
            .map(|n| n.to_string().into_bytes())
            .filter(|id| bucket(&ids, id) == 5)
            .collect();
        for (n, id) in hostile.iter().enumerate() {
            assert_eq!(ids.insert(id), n as u32);
        }
        assert!(hostile.len() > 500 && ids.reseeds > 0);
        assert!(hostile.iter().enumerate().all(|(n, id)| ids.get(id) == Some(n as u32)));
    }

    proptest! {
        #[test]
        fn agrees_with_a_map(texts in prop::collection::vec(prop::collection::vec(0u8..4, 0..40), 0..300), seed: u64) {
            let mut ids = Ids::with_seed(seed);
            let mut map: HashMap<Vec<u8>, u32> = HashMap::new();
            for text in &texts {
                let next = map.len() as u32;
                let code = *map.entry(text.clone()).or_insert(next);
                prop_assert_eq!(ids.insert(text), code);
            }
            prop_assert_eq!(ids.len(), map.len());
            for (text, code) in &map {
                prop_assert_eq!(ids.get(text), Some(*code));
                prop_assert_eq!(ids.bytes(*code), &text[..]);
            }
        }
    }
}
