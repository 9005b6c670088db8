//! Ids in a buffer, which wait to be looked up together.

use super::{BATCH, DIGEST, INLINE, Key, little_endian};

/// An id in a buffer that will be looked up together with others.
#[derive(Clone, Copy, Default)]
pub struct Waiting {
    /// The id itself, or [`DIGEST`] where the digest is still to be taken.
    pub(super) key: Key,
    start: u32,
    len: u32,
}

impl Waiting {
    /// The id at `start..end`. `None` where sixteen bytes cannot be read at its start.
    #[inline(always)]
    pub fn at(bytes: &[u8], start: usize, end: usize) -> Option<Waiting> {
        let chunk = bytes.get(start..)?.first_chunk::<16>()?;
        let len = end.checked_sub(start)?;
        let key = match LOW_BYTES.get(len) {
            Some(&(low, high)) => {
                let (first, rest) = (little_endian(&chunk[..8]), little_endian(&chunk[8..]));
                let key = Key { first: first & low, rest: rest as u32 & high };
                if key.is_of(*bytes.get(end.wrapping_sub(1))?) { key } else { Key::TOO_LONG }
            }
            None => Key::TOO_LONG,
        };
        Some(Waiting { key, start: start as u32, len: len as u32 })
    }

    /// An id that stands somewhere.
    #[inline(never)]
    pub fn of(id: &[u8], start: u32) -> Waiting {
        Waiting { key: Key::of(id), start, len: id.len() as u32 }
    }

    /// The id's text, in the buffer that it was found in.
    #[inline(always)]
    pub fn text<'a>(&self, bytes: &'a [u8]) -> &'a [u8] {
        let start = self.start as usize;
        bytes.get(start..start + self.len as usize).unwrap_or_default()
    }

    /// The id as two numbers that are ordered like its bytes, if it is no longer than a slot.
    #[inline(always)]
    pub fn words(&self) -> Option<(u64, u64)> {
        let words = (self.key.first.swap_bytes(), u64::from(self.key.rest).swap_bytes());
        (self.key.rest & DIGEST != DIGEST).then_some(words)
    }

    /// How many bytes it has.
    #[inline(always)]
    pub fn len(&self) -> usize {
        self.len as usize
    }

    /// Whether there is no id.
    #[inline(always)]
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Whether `byte`, which is not 0, is in the id, whose text is `text`.
    #[inline(always)]
    pub fn contains(&self, byte: u8, text: &[u8]) -> bool {
        if self.key.rest & DIGEST == DIGEST {
            return text.contains(&byte);
        }
        let pattern = ONES * u64::from(byte);
        zeros(self.key.first ^ pattern) | zeros(u64::from(self.key.rest) ^ pattern) != 0
    }
}

pub(super) const ONES: u64 = u64::from_le_bytes([1; 8]);

/// Nothing, where no byte of a word is 0.
#[inline(always)]
pub(super) fn zeros(word: u64) -> u64 {
    word.wrapping_sub(ONES) & !word & (ONES << 7)
}

/// Puts ids, which stand in `bytes`, behind others, and where each of them ends. Returns whether none is empty.
#[inline(never)]
pub fn append_all(bytes: &[u8], ids: &[Waiting], others: &mut Vec<u8>, ends: &mut Vec<u32>) -> bool {
    let (mut end, first) = (others.len(), ends.len());
    ends.resize(first + ids.len(), 0);
    let (mut long, mut all_named) = (0, true);
    for id in ids {
        all_named &= !id.is_empty();
        long += if id.len() > INLINE { id.len() } else { INLINE };
    }
    while others.len() < end + long {
        // To resize it would be done byte by byte.
        others.extend_from_slice(&[0; BATCH * INLINE]);
    }
    let room = others.as_mut_slice();
    for (id, place) in ids.iter().zip(ends.get_mut(first..).unwrap_or_default()) {
        let (key, to) = (id.key, room.get_mut(end..).unwrap_or_default());
        match to.split_first_chunk_mut::<8>() {
            // As many bytes as a key has are written, whatever the id needs: a copy of no fixed length is a call.
            Some((first, rest)) if key.rest & DIGEST != DIGEST => {
                *first = key.first.to_le_bytes();
                if let Some(rest) = rest.first_chunk_mut::<4>() {
                    *rest = key.rest.to_le_bytes();
                }
            }
            _ => to.iter_mut().zip(id.text(bytes)).for_each(|(to, &byte)| *to = byte),
        }
        end += id.len();
        *place = end as u32;
    }
    others.truncate(end);
    all_named
}

/// By how many bytes an id has, masks of the two parts of its key.
const LOW_BYTES: [(u64, u32); INLINE + 1] = {
    let mut masks = [(0, 0); INLINE + 1];
    let mut bytes = 1;
    while bytes <= INLINE {
        masks[bytes] = masks[bytes - 1];
        if bytes <= 8 {
            masks[bytes].0 = masks[bytes].0 << 8 | 0xFF;
        } else {
            masks[bytes].1 = masks[bytes].1 << 8 | 0xFF;
        }
        bytes += 1;
    }
    masks
};
