//! A dictionary of ids: texts in, dense codes in order of first appearance out, and back.
//!
//! Open addressing with the id itself in the slot where it fits into 12 bytes, so that a look-up touches one
//! cache line, which four slots share; of longer ids the slot keeps a digest, confirmed against the arena. The
//! hash is keyed, and a probe sequence that grows suspiciously long re-keys the table, so ids that were chosen
//! to collide still end.

mod hash;
mod once;
mod waiting;

pub(crate) use hash::little_endian;
use hash::mix;
pub use hash::{hash64, hash128};
pub use once::Once;
use waiting::{ONES, zeros};
pub use waiting::{Waiting, append_all};

/// A code that no id has.
pub const NO_CODE: u32 = u32::MAX;

const EMPTY: u32 = u32::MAX;
const INLINE: usize = 12;
/// The highest byte of every digest and of no id that stands in its slot itself.
const DIGEST: u32 = 0xFF << 24;
/// At five eighths load, linear probing of well-mixed keys stays far below this.
const MAX_PROBES: usize = 512;
const MAX_RESEEDS: u32 = 4;
/// How many ids are looked up together at most.
pub const BATCH: usize = 128;

/// An id of up to 12 bytes, padded with zeros, or a digest.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
struct Key {
    first: u64,
    rest: u32,
}

#[derive(Clone, Copy)]
struct Slot {
    first: u64,
    rest: u32,
    code: u32,
}

/// The slots of one cache line.
#[derive(Clone, Copy)]
#[repr(align(64))]
struct Line([Slot; SLOTS]);

const SLOTS: usize = 4;
/// What an id takes at most beside its bytes: its slot, one of a table of half the size while room is made, and its end.
const WEIGHT: usize = (3 * 16 * 8 / 5 + 4) / WEIGHED_BY;
/// Weights are counted in so many bytes: their sum in bytes may be more than the largest address.
pub const WEIGHED_BY: usize = 16;
/// How many bytes of the arena are written for an id that fits into a slot.
const ROOM: usize = 16;
const VACANT: Line = Line([Slot { first: 0, rest: 0, code: EMPTY }; SLOTS]);

/// An id of a batch: what it is known by, and its place there.
#[derive(Clone, Copy, Default)]
pub struct Home {
    first: u64,
    hash: u64,
    rest: u32,
    at: u32,
}

/// A batch of ids.
pub type Homes = [Home; BATCH];

impl Key {
    const TOO_LONG: Key = Key { first: 0, rest: DIGEST };

    /// The id itself, if it fits.
    #[inline(always)]
    fn of(id: &[u8]) -> Key {
        let key = match id.len() {
            1..=8 => Key { first: little_endian(id), rest: 0 },
            // The last four bytes in one load; what they share with the first is shifted out.
            len @ 9..=INLINE => {
                let rest = little_endian(&id[len - 4..]) as u32;
                Key { first: little_endian(&id[..8]), rest: rest >> (8 * (INLINE - len)) }
            }
            _ => return Key::TOO_LONG,
        };
        if key.is_of(id[id.len() - 1]) { key } else { Key::TOO_LONG }
    }

    /// Whether this is the key of an id that ends with the byte `last`: the padding must not look like it, and
    /// no digest either.
    #[inline(always)]
    fn is_of(self, last: u8) -> bool {
        last != 0 && self.rest & DIGEST != DIGEST
    }
}

/// Ids and their codes. Codes are dense and follow the order of first insertion.
#[derive(Clone)]
pub struct Ids {
    /// A power of two of them; the highest bits of an id's hash say in which it is looked for first.
    lines: Vec<Line>,
    /// The ids, one after the other, and behind the last one zeros as room for others.
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
        Ids { lines: vec![VACANT; 4], arena: Vec::new(), ends: Vec::new(), seed, reseeds: 0 }
    }

    /// How many ids there are; codes are `0..len`.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there are no ids.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// How much is taken at most, while room for more is made.
    #[inline(never)]
    pub fn weight(&self) -> usize {
        self.len() * WEIGHT + self.arena.len() / (WEIGHED_BY / 2)
    }

    /// Where the last id ends in the arena.
    #[inline(always)]
    fn end(&self) -> usize {
        self.ends.last().copied().unwrap_or(0)
    }

    /// The bytes of the id with this code; empty for a code that was never given out.
    pub fn bytes(&self, code: u32) -> &[u8] {
        let code = code as usize;
        let start = if code == 0 { 0 } else { self.ends.get(code - 1).copied().unwrap_or(0) };
        let end = self.ends.get(code).copied().unwrap_or(start);
        self.arena.get(start..end).unwrap_or(&[])
    }

    /// Whether one of these bytes, which are not 0, is in some id. All ids are gone through at once, which is quicker
    /// than each.
    pub fn contain_any(&self, bytes: [u8; 2]) -> bool {
        let (words, rest) = self.arena.as_chunks::<8>();
        let [a, b] = bytes.map(|byte| ONES * u64::from(byte));
        let mut found = 0;
        for word in words {
            let word = u64::from_le_bytes(*word);
            found |= zeros(word ^ a) | zeros(word ^ b);
        }
        found != 0 || rest.iter().any(|byte| bytes.contains(byte))
    }

    /// The id with this code as text.
    pub fn text(&self, code: u32) -> std::borrow::Cow<'_, str> {
        String::from_utf8_lossy(self.bytes(code))
    }

    /// All the ids one after the other, and where each ends, to send or to set. There are no look-ups any more,
    /// until [`Ids::index`]; other dictionaries may absorb this one as it is.
    pub fn contents(&mut self) -> (&mut Vec<u8>, &mut Vec<usize>) {
        self.lines = Vec::new();
        self.arena.truncate(self.end());
        (&mut self.arena, &mut self.ends)
    }

    /// Makes look-ups possible again after [`Ids::contents`].
    pub fn index(&mut self) {
        if self.lines.is_empty() {
            let unindexed = core::mem::replace(self, Ids::with_seed(self.seed));
            self.absorb(&unindexed);
        }
    }

    /// Gives up what makes look-ups quick, which takes more room than the ids: from now on there are few, and each goes
    /// through all ids.
    pub fn forget_lines(&mut self) {
        self.lines = Vec::new();
        self.arena.truncate(self.end());
        self.arena.shrink_to_fit();
        self.ends.shrink_to_fit();
    }

    /// Makes room for about so many ids, if there is any. Growing step by step takes the time of the last step twice, and
    /// memory for both.
    pub fn expect(&mut self, ids: usize) {
        // A little too few of them cost one step more; a little too many would cost twice the memory.
        let lines = (ids / 17 * 16 * 8 / (5 * SLOTS)).next_power_of_two();
        if lines > self.lines.len() && Vec::<Line>::new().try_reserve_exact(lines).is_ok() {
            self.rebuild(lines);
        }
        let known = self.len();
        let more = ids.saturating_sub(known);
        // Where there is none, growing step by step may still do.
        let _ = self.ends.try_reserve_exact(more);
        let _ = self.arena.try_reserve_exact(self.end() / known.max(1) * more);
    }

    /// What the ids of a batch, which stand in `bytes`, are known by here; returns how many of them there are: an empty
    /// one is none.
    #[inline(never)]
    pub fn homes(&self, bytes: &[u8], ids: &[Waiting], homes: &mut Homes) -> usize {
        let mut count = 0;
        for (id, at) in ids.iter().zip(0u32..BATCH as u32) {
            let key = if id.key.rest & DIGEST == DIGEST { self.digest(id.text(bytes)) } else { id.key };
            homes[count] = Home { first: key.first, rest: key.rest, hash: self.hash(key), at };
            // Written over by the next where there is no id.
            count += usize::from(!id.is_empty());
        }
        count
    }

    /// The code of an id, if it was inserted.
    #[inline(never)]
    pub fn get(&self, id: &[u8]) -> Option<u32> {
        if self.lines.is_empty() {
            let mut start = 0;
            for (&end, code) in self.ends.iter().zip(0..) {
                if end - start == id.len() && self.arena.get(start..end) == Some(id) {
                    return Some(code);
                }
                start = end;
            }
            return None;
        }
        let key = self.key(id);
        let code = self.find(id, key, (self.hash(key) >> self.bits()) as usize).code;
        (code != EMPTY).then_some(code)
    }

    /// The code of an id; a new id gets the next code.
    #[inline(never)]
    pub fn insert(&mut self, id: &[u8]) -> u32 {
        if self.is_crowded(1) {
            self.rebuild(self.lines.len() * 2);
        }
        let key = self.key(id);
        self.insert_at(id, key, (self.hash(key) >> self.bits()) as usize)
    }

    /// The codes of up to [`BATCH`] ids of one buffer, in their order; an empty id has [`NO_CODE`]. Returns whether none
    /// is empty.
    ///
    /// A look-up mostly waits for memory. So all lines are asked for first, by a loop that does nothing else and
    /// lets many requests be under way at once, and compared then.
    #[inline(never)]
    pub fn insert_all(&mut self, bytes: &[u8], ids: &[Waiting], codes: &mut Vec<u32>) -> bool {
        // Room for all of them, so that every id keeps its line.
        while self.is_crowded(BATCH) {
            self.rebuild(self.lines.len() * 2);
        }
        let mut homes = [Home::default(); BATCH];
        let count = self.homes(bytes, ids, &mut homes);
        let (bits, reseeds) = (self.bits(), self.reseeds);
        let homes = homes.get(..count).unwrap_or(&[]);
        let from = codes.len();
        // To resize it would be done code by code.
        codes.extend_from_slice([NO_CODE; BATCH].get(..ids.len()).unwrap_or_default());
        let codes = codes.get_mut(from..).unwrap_or_default();
        let lines = self.lines.as_slice();
        for home in homes {
            codes[home.at as usize] = lines[(home.hash >> bits) as usize].0[0].code;
        }
        for &Home { first, rest, hash, at } in homes {
            let (key, line, at) = (Key { first, rest }, (hash >> bits) as usize, at as usize);
            let mut code = self.lines.as_slice()[line].code(key);
            let known = key.rest & DIGEST != DIGEST || self.bytes(code) == ids[at].text(bytes);
            if code == NO_CODE || !known {
                let id = ids[at].text(bytes);
                code = match self.lines.as_slice()[line].vacancy() {
                    _ if self.reseeds != reseeds => self.insert(id),
                    // What is not in a line with a vacant slot is nowhere.
                    Some(at) if code == NO_CODE => self.add(id, key, Place { line, at, code, probes: 0 }),
                    _ => self.insert_at(id, key, line),
                };
            }
            codes[at] = code;
        }
        homes.len() == ids.len()
    }

    /// The codes of ids that stand one after the other, each up to its end; an empty id has [`NO_CODE`].
    pub fn insert_run(&mut self, bytes: &[u8], ends: &[u32], codes: &mut Vec<u32>) {
        let mut ids = [Waiting::default(); BATCH];
        let mut start = 0;
        codes.reserve(ends.len());
        for batch in ends.chunks(BATCH) {
            for (place, &end) in ids.iter_mut().zip(batch) {
                let (from, to) = (start as usize, end as usize);
                *place = Waiting::at(bytes, from, to)
                    .unwrap_or_else(|| Waiting::of(bytes.get(from..to).unwrap_or_default(), start));
                start = end;
            }
            self.insert_all(bytes, ids.get(..batch.len()).unwrap_or_default(), codes);
        }
    }

    /// Gives out the next code to nobody: no look-up finds it, and its bytes are empty.
    pub fn add_anonymous(&mut self) -> u32 {
        self.ends.push(self.end());
        self.ends.len() as u32 - 1
    }

    /// Adds the ids of another dictionary in its order; returns this dictionary's code for each of its codes.
    /// Nobody's codes stay nobody's and become new ones.
    pub fn absorb(&mut self, other: &Ids) -> Vec<u32> {
        let mut codes = Vec::with_capacity(other.len());
        let mut ids: Vec<Waiting> = Vec::with_capacity(BATCH);
        let mut start = 0;
        for (&end, at) in other.ends.iter().zip(1..) {
            let is_anonymous = start == end;
            if !is_anonymous {
                ids.push(Waiting::of(other.arena.get(start..end).unwrap_or_default(), start as u32));
            }
            if is_anonymous || ids.len() == BATCH || at == other.len() {
                self.insert_all(&other.arena, &ids, &mut codes);
                ids.clear();
            }
            if is_anonymous {
                codes.push(self.add_anonymous());
            }
            start = end;
        }
        codes
    }

    /// The slot of an id whose line is known, or the vacant one where it belongs.
    #[inline(always)]
    fn find(&self, id: &[u8], key: Key, mut line: usize) -> Place {
        let mask = self.lines.len() - 1;
        let mut probes = 0;
        loop {
            for (at, slot) in self.lines.as_slice()[line].0.iter().enumerate() {
                if slot.code == EMPTY || self.holds(slot, key, id) {
                    return Place { line, at, code: slot.code, probes };
                }
            }
            line = (line + 1) & mask;
            probes += SLOTS;
        }
    }

    /// The code of an id whose line is known; a new id gets the next code.
    #[inline(never)]
    fn insert_at(&mut self, id: &[u8], key: Key, line: usize) -> u32 {
        let place = self.find(id, key, line);
        if place.code == EMPTY { self.add(id, key, place) } else { place.code }
    }

    /// Gives an id the next code, and the vacant slot where it belongs.
    #[inline(never)]
    fn add(&mut self, id: &[u8], key: Key, place: Place) -> u32 {
        let code = self.ends.len() as u32;
        let start = self.end();
        if self.arena.len() < start + id.len().max(ROOM) {
            self.arena.extend_from_slice(&[0; 256 * ROOM]);
        }
        match self.arena.as_mut_slice().get_mut(start..).and_then(<[u8]>::first_chunk_mut::<ROOM>) {
            // As many bytes as a slot has are written, whatever the id needs: a copy of no fixed length is a call.
            Some(room) if key.rest & DIGEST != DIGEST => {
                *room = (u128::from(key.rest) << 64 | u128::from(key.first)).to_le_bytes();
            }
            _ => {
                self.arena.truncate(start);
                self.arena.extend_from_slice(id);
            }
        }
        self.ends.push(start + id.len());
        self.lines.as_mut_slice()[place.line].0[place.at] = Slot { first: key.first, rest: key.rest, code };
        if place.probes > MAX_PROBES && self.reseeds < MAX_RESEEDS {
            self.reseed();
        }
        code
    }

    #[cold]
    fn reseed(&mut self) {
        self.reseeds += 1;
        self.seed = mix(self.seed ^ 0x9E37_79B9_7F4A_7C15, u64::from(self.reseeds) | 0xD1B5_4A32_0000_0000);
        self.rebuild(self.lines.len());
    }

    /// Whether so many more ids could take more than five eighths of the slots.
    #[inline(always)]
    fn is_crowded(&self, more: usize) -> bool {
        (self.ends.len() + more) * 8 > self.lines.len() * SLOTS * 5
    }

    #[cold]
    fn rebuild(&mut self, lines: usize) {
        let mask = lines - 1;
        let old = core::mem::replace(&mut self.lines, vec![VACANT; lines]);
        let bits = self.bits();
        // By the highest bits of their hashes, ids come here in about the order in which they will stand.
        for &(mut slot) in old.iter().flat_map(|line| line.0.iter().take_while(|slot| slot.code != EMPTY)) {
            let mut key = Key { first: slot.first, rest: slot.rest };
            // A digest depends on the seed.
            if key.rest & DIGEST == DIGEST {
                key = self.digest(self.bytes(slot.code));
                (slot.first, slot.rest) = (key.first, key.rest);
            }
            let mut line = (self.hash(key) >> bits) as usize;
            while !self.lines[line].take(slot) {
                line = (line + 1) & mask;
            }
        }
    }

    #[inline(always)]
    fn holds(&self, slot: &Slot, key: Key, id: &[u8]) -> bool {
        slot.first == key.first
            && slot.rest == key.rest
            && (key.rest & DIGEST != DIGEST || self.bytes(slot.code) == id)
    }

    /// How far a hash is shifted to become the number of a line.
    #[inline(always)]
    fn bits(&self) -> u32 {
        u64::BITS - self.lines.len().trailing_zeros()
    }

    #[inline(always)]
    fn hash(&self, key: Key) -> u64 {
        mix(key.first ^ self.seed, u64::from(key.rest) ^ self.seed.rotate_left(29) ^ 0xA076_1D64_78BD_642F)
    }

    #[inline(always)]
    fn key(&self, id: &[u8]) -> Key {
        let key = Key::of(id);
        if key.rest & DIGEST == DIGEST { self.digest(id) } else { key }
    }

    fn digest(&self, id: &[u8]) -> Key {
        let (first, rest) = hash128(id, self.seed);
        Key { first, rest: rest as u32 | DIGEST }
    }
}

/// The slot in which a look-up ended, the code that stands there, and how many slots stand before.
struct Place {
    line: usize,
    at: usize,
    code: u32,
    probes: usize,
}

impl Slot {
    /// The slot's code if this is its key, else [`NO_CODE`], which all bits of are set.
    #[inline(always)]
    fn code_of(&self, key: Key) -> u32 {
        let differ = (self.first ^ key.first) | u64::from(self.rest ^ key.rest);
        self.code | u32::from(differ == 0).wrapping_sub(1)
    }

    /// 1, or 0 where it is vacant.
    #[inline(always)]
    fn is_taken(&self) -> usize {
        usize::from(self.code != EMPTY)
    }
}

impl Line {
    /// The code of the slot with this key, or [`NO_CODE`]. All slots are compared, whichever it is: a branch
    /// would be guessed, and often wrong.
    #[inline(always)]
    fn code(&self, key: Key) -> u32 {
        let [a, b, c, d] = &self.0;
        a.code_of(key) & b.code_of(key) & c.code_of(key) & d.code_of(key)
    }

    /// The first vacant slot, if there is one.
    #[inline(always)]
    fn vacancy(&self) -> Option<usize> {
        let [a, b, c, d] = &self.0;
        let taken = a.is_taken() + b.is_taken() + c.is_taken() + d.is_taken();
        (taken < SLOTS).then_some(taken)
    }

    /// Puts an id into the first vacant slot, if there is one.
    #[inline(always)]
    fn take(&mut self, slot: Slot) -> bool {
        let Some(at) = self.vacancy() else { return false };
        self.0[at] = slot;
        true
    }
}

#[cfg(test)]
mod tests;
