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

/// Where the cells and the rows of a block end, outside quotes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cells {
    /// Delimiters.
    pub delimiters: u64,
    /// LF.
    pub ends: u64,
    /// There are quotes around cells.
    pub quoted: bool,
    /// There is a CR before a line end.
    pub returns: bool,
    /// From here on cells are not what they seem: a quote stands where none is expected, a line ends inside
    /// quotes, or with a CR alone. What stands before that is told, and nothing behind it.
    pub broken: bool,
}

/// What a block leaves to the one behind it.
#[derive(Clone, Copy, Debug)]
pub struct Around {
    /// All ones inside quotes.
    inside: u64,
    /// 1 where a cell begins.
    fresh: u64,
}

impl Default for Around {
    /// At the beginning of a row.
    fn default() -> Self {
        Around { inside: 0, fresh: 1 }
    }
}

/// The cells of `block`, which `next` follows. Quotes may only stand around whole cells.
#[inline(always)]
pub fn cells_of(block: &[u8; BLOCK], next: u8, delimiter: u8, around: &mut Around) -> Cells {
    #[cfg(target_arch = "wasm32")]
    let (delimiters, ends, is_plain) = super::scan_simd::simple(block, delimiter);
    #[cfg(not(target_arch = "wasm32"))]
    let (delimiters, ends, is_plain) = {
        let masks = plain(block, delimiter);
        (masks.delimiters, masks.ends, masks.quotes == 0 && !block.contains(&b'\r'))
    };
    if is_plain && around.inside == 0 {
        around.fresh = (delimiters | ends) >> (BLOCK - 1);
        return Cells { delimiters, ends, ..Cells::default() };
    }
    // Handed on one by one, so that they need not lie in memory where nothing is quoted.
    let Cells { delimiters, ends, quoted, returns, broken } = quoted_cells(block, next, delimiter, around);
    Cells { delimiters, ends, quoted, returns, broken }
}

/// The same where there are quotes, or CRs.
#[inline(never)]
fn quoted_cells(block: &[u8; BLOCK], next: u8, delimiter: u8, around: &mut Around) -> Cells {
    let masks = structural(block, delimiter);
    let mut returns = masks.ends;
    let mut bits = masks.ends;
    while bits != 0 {
        let at = bits.trailing_zeros();
        if block[at as usize] == b'\n' {
            returns ^= 1 << at;
        }
        bits &= bits - 1;
    }
    let ends = masks.ends ^ returns;
    // Whether an odd number of quotes stands up to a byte.
    let mut inside = masks.quotes;
    for shift in [1, 2, 4, 8, 16, 32] {
        inside ^= inside << shift;
    }
    inside ^= around.inside;
    let edges = (masks.delimiters | masks.ends) & !inside;
    let last = |is: bool| u64::from(is) << (BLOCK - 1);
    let is_edge = next == delimiter || next == b'\n' || next == b'\r';
    let misplaced = masks.quotes & inside & !(edges << 1 | around.fresh)
        | masks.quotes & !inside & !(edges >> 1 | last(is_edge))
        | masks.ends & inside
        | returns & !(ends >> 1 | last(next == b'\n'));
    let told = if misplaced == 0 { u64::MAX } else { below(misplaced.trailing_zeros()) };
    *around =
        Around { inside: if inside >> (BLOCK - 1) == 1 { u64::MAX } else { 0 }, fresh: edges >> (BLOCK - 1) };
    Cells {
        delimiters: masks.delimiters & !inside & told,
        ends: ends & told,
        quoted: masks.quotes != 0,
        returns: returns != 0,
        broken: misplaced != 0,
    }
}

/// The bits below one.
#[inline(always)]
pub fn below(bit: u32) -> u64 {
    (1 << bit) - 1
}

/// How many bytes at the beginning surely are ASCII: whole blocks, as many as are in a row.
pub fn ascii_prefix(bytes: &[u8]) -> usize {
    let blocks = bytes.as_chunks::<BLOCK>().0;
    #[cfg(target_arch = "wasm32")]
    let is_ascii = super::scan_simd::is_ascii;
    #[cfg(not(target_arch = "wasm32"))]
    let is_ascii = |block: &[u8; BLOCK]| block.is_ascii();
    BLOCK * blocks.iter().take_while(|block| is_ascii(block)).count()
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
