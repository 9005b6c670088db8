//! Whole records found many at a time, where nothing but delimiters and LF structures the text.
//!
//! A stretch of text becomes a list of the places of its structural bytes, and a list of those among them that
//! end a record. The cells of a record are then a part of the first list, and nothing is decided per cell.
//! Quotes and CR end the stretch: what they mean is for [`super::split`] to say, one record at a time.

use super::scan::{BLOCK, structural};

/// Bytes that are looked at in one go: their places stay in the nearest cache.
const STRETCH: usize = 1 << 14;
/// Where a stretch has no whole record, the next one is not tried before so many bytes.
const PAUSE: usize = 1 << 12;

/// The records of a stretch, one after the other.
#[derive(Clone, Debug, Default)]
pub struct Window {
    /// Where the structural bytes are; longer than the stretch needs.
    places: Vec<u32>,
    /// For each record, the index of its line end among the places.
    ends: Vec<u32>,
    /// How many records were taken.
    taken: usize,
    /// The places of the last record that was taken.
    from: usize,
    to: usize,
    /// No stretch is tried before this offset.
    not_before: usize,
}

impl Window {
    /// Forgets everything: the text was moved.
    pub fn clear(&mut self) {
        self.close();
        self.not_before = 0;
    }

    /// Forgets the last record and those that were not taken.
    pub fn close(&mut self) {
        self.ends.clear();
        (self.taken, self.from, self.to) = (0, 0, 0);
    }

    /// Where the cells of the last record end; empty where the last record was not taken from here.
    #[inline]
    pub fn cell_ends(&self) -> &[u32] {
        self.places.get(self.from..self.to).unwrap_or(&[])
    }

    /// Offset of the next record's line end.
    #[inline]
    pub fn next(&mut self) -> Option<usize> {
        let end = *self.ends.get(self.taken)? as usize;
        self.taken += 1;
        self.from = self.to;
        self.to = end + 1;
        self.places.get(end).map(|&place| place as usize)
    }

    /// Finds the records of the stretch that begins with the record at `at`; false where it has no whole one.
    #[inline]
    pub fn fill(&mut self, bytes: &[u8], at: usize, delimiter: u8) -> bool {
        at >= self.not_before && self.find(bytes, at, delimiter)
    }

    fn find(&mut self, bytes: &[u8], at: usize, delimiter: u8) -> bool {
        self.close();
        if self.places.is_empty() {
            self.places.resize(STRETCH + BLOCK, 0);
        }
        let stretch = bytes.get(at..bytes.len().min(at + STRETCH)).unwrap_or(&[]);
        let (blocks, _) = stretch.as_chunks::<BLOCK>();
        let mut found = 0;
        let mut base = at as u32;
        'blocks: for block in blocks {
            let masks = structural(block, delimiter);
            if masks.quotes != 0 {
                break;
            }
            let all = masks.delimiters | masks.ends;
            let Some(places) = self.places.get_mut(found..).and_then(|rest| rest.first_chunk_mut::<BLOCK>())
            else {
                break;
            };
            // Writing eight places is quicker than asking how many there are; the surplus is written over.
            let count = all.count_ones() as usize;
            let mut rest = all;
            let mut write = |places: &mut [u32]| {
                for place in places {
                    *place = base + rest.trailing_zeros();
                    rest &= rest.wrapping_sub(1);
                }
            };
            write(&mut places[..8]);
            if count > 8 {
                write(&mut places[8..16]);
            }
            if count > 16 {
                write(&mut places[16..]);
            }
            let mut ends = masks.ends;
            while ends != 0 {
                if block[ends.trailing_zeros() as usize] == b'\r' {
                    break 'blocks;
                }
                let before = all & (ends.wrapping_neg() & ends).wrapping_sub(1);
                self.ends.push((found as u32) + before.count_ones());
                ends &= ends - 1;
            }
            found += count;
            base += BLOCK as u32;
        }
        if self.ends.is_empty() {
            self.not_before = at + PAUSE;
        }
        !self.ends.is_empty()
    }
}
