//! Where the structural bytes of a block are: delimiter, quote, LF and CR, as one bit per byte.
//!
//! In wasm the block is compared sixteen bytes at a time; elsewhere the readable twin does the same work,
//! and the tests hold one against the other.

/// Bytes that one mask covers.
pub const BLOCK: usize = 64;

/// One bit per byte of `block`, set where it is the delimiter, `"`, LF or CR.
#[inline]
pub fn structural(block: &[u8; BLOCK], delimiter: u8) -> u64 {
    #[cfg(target_arch = "wasm32")]
    return simd(block, delimiter);
    #[cfg(not(target_arch = "wasm32"))]
    return plain(block, delimiter);
}

/// The same for what remains at the end of a buffer; bytes past the end are not structural.
pub fn structural_tail(tail: &[u8], delimiter: u8) -> u64 {
    let mut block = [0u8; BLOCK];
    block[..tail.len()].copy_from_slice(tail);
    let mask = structural(&block, delimiter);
    if tail.len() < BLOCK { mask & ((1 << tail.len()) - 1) } else { mask }
}

#[cfg(any(test, not(target_arch = "wasm32")))]
fn plain(block: &[u8; BLOCK], delimiter: u8) -> u64 {
    let mut mask = 0;
    for (at, &byte) in block.iter().enumerate() {
        let hit = (byte == delimiter) | (byte == b'"') | (byte == b'\n') | (byte == b'\r');
        mask |= u64::from(hit) << at;
    }
    mask
}

#[cfg(target_arch = "wasm32")]
#[inline]
fn simd(block: &[u8; BLOCK], delimiter: u8) -> u64 {
    use core::arch::wasm32::{i8x16_bitmask, i8x16_eq, i8x16_splat, i64x2, v128_or};
    let delimiters = i8x16_splat(delimiter as i8);
    let quotes = i8x16_splat(b'"' as i8);
    let feeds = i8x16_splat(b'\n' as i8);
    let returns = i8x16_splat(b'\r' as i8);
    let mut mask = 0;
    for (at, lane) in block.chunks_exact(16).enumerate() {
        // Two words side by side become one 16-byte load; no pointer is needed for it.
        let word = |from: usize| {
            i64::from_le_bytes([
                lane[from],
                lane[from + 1],
                lane[from + 2],
                lane[from + 3],
                lane[from + 4],
                lane[from + 5],
                lane[from + 6],
                lane[from + 7],
            ])
        };
        let bytes = i64x2(word(0), word(8));
        let hits = v128_or(
            v128_or(i8x16_eq(bytes, delimiters), i8x16_eq(bytes, quotes)),
            v128_or(i8x16_eq(bytes, feeds), i8x16_eq(bytes, returns)),
        );
        mask |= u64::from(i8x16_bitmask(hits)) << (16 * at);
    }
    mask
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_structural_byte_and_no_other(bytes in prop::collection::vec(prop::sample::select(b",;\t\"\n\rab\x00\xE4\xB8".to_vec()), 0..=BLOCK)) {
            let mask = structural_tail(&bytes, b',');
            for at in 0..BLOCK {
                let expected = bytes.get(at).is_some_and(|byte| b",\"\n\r".contains(byte));
                prop_assert_eq!(mask >> at & 1 == 1, expected, "byte {}", at);
            }
        }
    }
}
