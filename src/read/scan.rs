//! Where the structural bytes of a block are: delimiters, quotes and line ends, as one bit per byte.
//!
//! In wasm the block is compared sixteen bytes at a time ([`super::scan_simd`]); elsewhere the readable twin
//! does the same work. The properties of reading hold in both: natively in the unit tests, in wasm through
//! the package's tests.

/// Bytes that one mask covers.
pub const BLOCK: usize = 64;

/// The structural bytes of a block: bit `i` speaks of byte `i`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Masks {
    /// Delimiters.
    pub delimiters: u64,
    /// LF and CR.
    pub ends: u64,
    /// `"`.
    pub quotes: u64,
}

impl Masks {
    /// The same without the bytes whose bit is not in `kept`.
    #[inline]
    pub fn and(self, kept: u64) -> Masks {
        Masks { delimiters: self.delimiters & kept, ends: self.ends & kept, quotes: self.quotes & kept }
    }
}

/// The structural bytes of `block`.
#[inline]
pub fn structural(block: &[u8; BLOCK], delimiter: u8) -> Masks {
    #[cfg(target_arch = "wasm32")]
    return super::scan_simd::structural(block, delimiter);
    #[cfg(not(target_arch = "wasm32"))]
    return plain(block, delimiter);
}

/// The structural bytes of `block`, whichever they are.
#[inline(always)]
pub fn structural_bytes(block: &[u8; BLOCK], delimiter: u8) -> u64 {
    #[cfg(target_arch = "wasm32")]
    return super::scan_simd::structural_bytes(block, delimiter);
    #[cfg(not(target_arch = "wasm32"))]
    {
        let masks = plain(block, delimiter);
        masks.delimiters | masks.ends | masks.quotes
    }
}

/// How many bytes at the beginning surely are ASCII: whole blocks, as many as are in a row.
pub fn ascii_prefix(bytes: &[u8]) -> usize {
    let blocks = bytes.as_chunks::<BLOCK>().0;
    let words = |block: &[u8; BLOCK]| {
        block.as_chunks::<8>().0.iter().fold(0, |bits, word| bits | u64::from_le_bytes(*word))
    };
    let ascii = |block: &&[u8; BLOCK]| words(block) & u64::from_le_bytes([0x80; 8]) == 0;
    BLOCK * blocks.iter().take_while(ascii).count()
}

/// The same for what remains at the end of a buffer; bytes past the end are not structural.
pub fn structural_tail(tail: &[u8], delimiter: u8) -> Masks {
    let mut block = [0u8; BLOCK];
    block[..tail.len()].copy_from_slice(tail);
    let masks = structural(&block, delimiter);
    if tail.len() < BLOCK { masks.and((1 << tail.len()) - 1) } else { masks }
}

#[cfg(any(test, not(target_arch = "wasm32")))]
fn plain(block: &[u8; BLOCK], delimiter: u8) -> Masks {
    let mut masks = Masks::default();
    for (at, &byte) in block.iter().enumerate() {
        masks.delimiters |= u64::from(byte == delimiter) << at;
        masks.ends |= u64::from(byte == b'\n' || byte == b'\r') << at;
        masks.quotes |= u64::from(byte == b'"') << at;
    }
    masks
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_structural_byte_and_no_other(bytes in prop::collection::vec(prop::sample::select(b",;\t\"\n\rab\x00\xE4\xB8".to_vec()), 0..=BLOCK)) {
            let masks = structural_tail(&bytes, b',');
            for at in 0..BLOCK {
                let byte = bytes.get(at).copied();
                let bit = |mask: u64| mask >> at & 1 == 1;
                prop_assert_eq!(bit(masks.delimiters), byte == Some(b','), "byte {}", at);
                prop_assert_eq!(bit(masks.ends), matches!(byte, Some(b'\n' | b'\r')), "byte {}", at);
                prop_assert_eq!(bit(masks.quotes), byte == Some(b'"'), "byte {}", at);
            }
        }
    }
}
