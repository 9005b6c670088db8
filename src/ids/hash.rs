//! Digests of ids and rows, and how bytes become numbers for them.

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
#[inline(never)]
pub fn hash64(bytes: &[u8]) -> u64 {
    let mut hash = bytes.len() as u64 ^ 0x2D35_8DCC_AA6C_78A5;
    if let Some(last) = bytes.last_chunk::<16>() {
        // The last sixteen bytes are read whole, whatever of them was read before: a rest of some length would
        // be a branch that is guessed wrong.
        for pair in bytes.as_chunks::<16>().0 {
            hash = mix(hash ^ little_endian(&pair[..8]), little_endian(&pair[8..]) ^ 0x8BB8_4B93_962E_ACC9);
        }
        return mix(hash ^ little_endian(&last[..8]), little_endian(&last[8..]) ^ 0x4B33_A62E_D433_D4A3);
    }
    let (low, high) = bytes.split_at(bytes.len().min(8));
    mix(hash ^ little_endian(low), little_endian(high) ^ 0x4B33_A62E_D433_D4A3)
}

/// Up to eight bytes as a number, padded with zeros.
#[inline(always)]
pub(crate) fn little_endian(bytes: &[u8]) -> u64 {
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
#[inline(always)]
pub(super) fn mix(x: u64, y: u64) -> u64 {
    let across = (x & 0xFFFF_FFFF).wrapping_mul(y >> 32);
    let along = (x >> 32).wrapping_mul(y & 0xFFFF_FFFF);
    (across ^ along.rotate_right(32)).wrapping_add(x ^ y.rotate_left(19)).wrapping_mul(0x9FB2_1C65_1E98_DF25)
}
