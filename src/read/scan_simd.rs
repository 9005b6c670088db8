//! The structural bytes of a block, sixteen at a time, for wasm with simd128.
//!
//! The one place with `unsafe`: a 16-byte load from a pointer. Building the vectors from slices instead took
//! twice the time for the whole scan. The readable twin is `plain` in [`super::scan`].
#![allow(unsafe_code)]

use core::arch::wasm32::{i8x16_bitmask, i8x16_eq, i8x16_splat, v128, v128_load, v128_or};

use super::scan::{BLOCK, Masks};

/// The structural bytes of `block`.
#[inline(always)]
pub fn structural(block: &[u8; BLOCK], delimiter: u8) -> Masks {
    let lanes = block.as_ptr().cast::<v128>();
    let (a, b) = (lane(lanes, 0, delimiter), lane(lanes, 1, delimiter));
    let (c, d) = (lane(lanes, 2, delimiter), lane(lanes, 3, delimiter));
    let join = |pick: fn(&[u16; 3]) -> u16| {
        u64::from(pick(&a))
            | u64::from(pick(&b)) << 16
            | u64::from(pick(&c)) << 32
            | u64::from(pick(&d)) << 48
    };
    Masks { delimiters: join(|lane| lane[0]), ends: join(|lane| lane[1]), quotes: join(|lane| lane[2]) }
}

/// The structural bytes of `block`, whichever they are.
#[inline(always)]
pub fn structural_bytes(block: &[u8; BLOCK], delimiter: u8) -> u64 {
    let lanes = block.as_ptr().cast::<v128>();
    let (a, b) = (hits(lanes, 0, delimiter), hits(lanes, 1, delimiter));
    let (c, d) = (hits(lanes, 2, delimiter), hits(lanes, 3, delimiter));
    u64::from(a) | u64::from(b) << 16 | u64::from(c) << 32 | u64::from(d) << 48
}

/// Structural bytes, whichever they are, among sixteen.
#[inline(always)]
fn hits(lanes: *const v128, index: usize, delimiter: u8) -> u16 {
    // SAFETY: as in `lane`.
    let bytes = unsafe { v128_load(lanes.add(index)) };
    let either = |one: u8, other: u8| {
        v128_or(i8x16_eq(bytes, i8x16_splat(one as i8)), i8x16_eq(bytes, i8x16_splat(other as i8)))
    };
    i8x16_bitmask(v128_or(either(delimiter, b'"'), either(b'\n', b'\r')))
}

/// Delimiters, line ends and quotes among sixteen bytes.
#[inline(always)]
fn lane(lanes: *const v128, index: usize, delimiter: u8) -> [u16; 3] {
    // SAFETY: a block has BLOCK = 64 bytes, so lanes 0 to 3 lie within it; the load needs no alignment.
    let bytes = unsafe { v128_load(lanes.add(index)) };
    let is = |byte: u8| i8x16_eq(bytes, i8x16_splat(byte as i8));
    let bits = |hits| i8x16_bitmask(hits);
    [bits(is(delimiter)), bits(v128_or(is(b'\n'), is(b'\r'))), bits(is(b'"'))]
}
