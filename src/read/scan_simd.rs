//! The structural bytes of a block, sixteen at a time, for wasm with simd128.
//!
//! The one place with `unsafe`: a 16-byte load from a pointer. Building the vectors from slices instead took
//! twice the time for the whole scan. The readable twin is `plain` in [`super::scan`].
#![allow(unsafe_code)]

use core::arch::wasm32::{i8x16_bitmask, i8x16_eq, i8x16_splat, v128, v128_any_true, v128_load, v128_or};

use super::scan::{BLOCK, Masks};

/// The structural bytes of `block`.
#[inline(always)]
pub fn structural(block: &[u8; BLOCK], delimiter: u8) -> Masks {
    let (a, b) = (lane(load(block, 0), delimiter), lane(load(block, 1), delimiter));
    let (c, d) = (lane(load(block, 2), delimiter), lane(load(block, 3), delimiter));
    let join = |pick: fn(&[u16; 3]) -> u16| {
        u64::from(pick(&a))
            | u64::from(pick(&b)) << 16
            | u64::from(pick(&c)) << 32
            | u64::from(pick(&d)) << 48
    };
    Masks { delimiters: join(|lane| lane[0]), ends: join(|lane| lane[1]), quotes: join(|lane| lane[2]) }
}

/// The delimiters and the LFs of `block`, and whether there is neither a quote nor a CR.
#[inline(always)]
pub fn simple(block: &[u8; BLOCK], delimiter: u8) -> (u64, u64, bool) {
    let (a, b, c, d) = (load(block, 0), load(block, 1), load(block, 2), load(block, 3));
    let bits = |byte: u8| {
        let bits = |lane: v128| u64::from(i8x16_bitmask(is(lane, byte)));
        bits(a) | bits(b) << 16 | bits(c) << 32 | bits(d) << 48
    };
    let other = |lane: v128| v128_or(is(lane, b'"'), is(lane, b'\r'));
    let others = v128_or(v128_or(other(a), other(b)), v128_or(other(c), other(d)));
    (bits(delimiter), bits(b'\n'), !v128_any_true(others))
}

/// Whether all bytes are ASCII.
#[inline(always)]
pub fn is_ascii(block: &[u8; BLOCK]) -> bool {
    let all = v128_or(v128_or(load(block, 0), load(block, 1)), v128_or(load(block, 2), load(block, 3)));
    i8x16_bitmask(all) == 0
}

/// The bytes of a lane that are this one.
#[inline(always)]
fn is(lane: v128, byte: u8) -> v128 {
    i8x16_eq(lane, i8x16_splat(byte as i8))
}

/// Sixteen bytes of a block, in a lane from 0 to 3.
#[inline(always)]
fn load(block: &[u8; BLOCK], lane: usize) -> v128 {
    let lanes = block.as_ptr().cast::<v128>();
    // SAFETY: a block has BLOCK = 64 bytes, so lanes 0 to 3 lie within it; the load needs no alignment.
    unsafe { v128_load(lanes.add(lane % 4)) }
}

/// Delimiters, line ends and quotes among sixteen bytes.
#[inline(always)]
fn lane(bytes: v128, delimiter: u8) -> [u16; 3] {
    let bits = |hits| i8x16_bitmask(hits);
    [bits(is(bytes, delimiter)), bits(v128_or(is(bytes, b'\n'), is(bytes, b'\r'))), bits(is(bytes, b'"'))]
}
