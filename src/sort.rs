//! Sorting by integers, for everything that the core puts in order: each use of the library's sorts is compiled
//! anew for its type and weighs some 10 KB.

/// So few are moved in place.
const FEW: usize = 64;
/// So many of the highest bits in which keys differ are sorted by; hardly any two keys are told apart by others.
const BITS: u32 = 32;

/// Sorts pairs by their first number; equal ones stay in their order. Counting, one byte of the keys after the
/// other, and only those bytes in which keys differ; what has the same highest bits is sorted by the others then.
pub fn by_key(pairs: &mut Vec<(u64, u32)>) {
    if pairs.len() < FEW {
        return few(pairs, |a, b| a.0 < b.0);
    }
    // As dates mostly are.
    if pairs.is_sorted_by_key(|pair| pair.0) {
        return;
    }
    let first = pairs[0].0;
    let differing = pairs.iter().fold(0, |bits, pair| bits | (pair.0 ^ first));
    let low = (u64::BITS - differing.leading_zeros()).saturating_sub(BITS);
    let mut from = core::mem::take(pairs);
    let mut to = vec![(0, 0); from.len()];
    for shift in (low..low + BITS).step_by(8) {
        let digit = |key: u64| usize::from((key >> shift) as u8);
        if digit(differing) == 0 {
            continue;
        }
        let mut next = [0u32; 256];
        for pair in &from {
            next[digit(pair.0)] += 1;
        }
        let mut start = 0;
        for place in &mut next {
            start += core::mem::replace(place, start);
        }
        for &pair in &from {
            let place = &mut next[digit(pair.0)];
            to[*place as usize] = pair;
            *place += 1;
        }
        core::mem::swap(&mut from, &mut to);
    }
    drop(to);
    *pairs = from;
    if low == 0 {
        return;
    }
    for run in pairs.chunk_by_mut(|a, b| a.0 >> low == b.0 >> low) {
        if run.len() < FEW {
            few(run, |a, b| a.0 < b.0);
        } else {
            let mut own = run.to_vec();
            by_key(&mut own);
            run.copy_from_slice(&own);
        }
    }
}

/// A key that orders like the signed number.
pub fn key(number: i64) -> u64 {
    number as u64 ^ (1 << 63)
}

/// Sorts a handful of things; equal ones stay in their order.
pub fn few<T>(items: &mut [T], is_before: impl Fn(&T, &T) -> bool) {
    for sorted in 1..items.len() {
        let mut at = sorted;
        while at > 0 && is_before(&items[at], &items[at - 1]) {
            items.swap(at, at - 1);
            at -= 1;
        }
    }
}

/// Sorts codes by the bytes of what they stand for, a shorter text before those that it begins.
pub fn by_text<'a>(codes: &mut [u32], text: &dyn Fn(u32) -> &'a [u8]) {
    // Runs whose texts are the same up to a byte: start, end, that byte.
    let mut runs = vec![(0, codes.len(), 0)];
    while let Some((start, end, from)) = runs.pop() {
        let run = &mut codes[start..end];
        let mut keyed: Vec<(u64, u32)> = Vec::with_capacity(run.len());
        for &code in &*run {
            keyed.push((text_key(text(code), from), code));
        }
        by_key(&mut keyed);
        let mut same_from = 0;
        for (at, &(key, code)) in keyed.iter().enumerate() {
            run[at] = code;
            if keyed.get(at + 1).is_none_or(|next| next.0 != key) {
                if key as u8 == GOES_ON && at > same_from {
                    runs.push((start + same_from, start + at + 1, from + KEY_BYTES));
                }
                same_from = at + 1;
            }
        }
    }
}

/// How many bytes of a text a key holds, above the byte that tells how many there were.
const KEY_BYTES: usize = 7;
const GOES_ON: u8 = KEY_BYTES as u8 + 1;

fn text_key(text: &[u8], from: usize) -> u64 {
    let rest = text.get(from..).unwrap_or(&[]);
    let mut key = [0; 8];
    for (place, &byte) in key[..KEY_BYTES].iter_mut().zip(rest) {
        *place = byte;
    }
    key[KEY_BYTES] = rest.len().min(usize::from(GOES_ON)) as u8;
    u64::from_be_bytes(key)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn pairs_come_as_from_the_stable_sort(
            keys in prop::collection::vec(prop_oneof![0u64..9, any::<u64>(), (0u64..9).prop_map(|n| n << 40), (0u64..99).prop_map(|n| n | 1 << 60)], 0..600),
        ) {
            let mut pairs: Vec<(u64, u32)> = keys.into_iter().zip(0..).collect();
            let mut expected = pairs.clone();
            expected.sort_by_key(|pair| pair.0);
            by_key(&mut pairs);
            prop_assert_eq!(pairs, expected);
        }

        #[test]
        fn keys_order_like_their_numbers(a: i64, b: i64) {
            prop_assert_eq!(key(a).cmp(&key(b)), a.cmp(&b));
        }

        #[test]
        fn texts_come_by_their_bytes(texts in prop::collection::vec(prop::collection::vec(0u8..2, 0..40), 0..200)) {
            let mut codes: Vec<u32> = (0..texts.len() as u32).collect();
            by_text(&mut codes, &|code| &texts[code as usize]);
            let mut expected: Vec<u32> = (0..texts.len() as u32).collect();
            expected.sort_by_key(|&code| &texts[code as usize]);
            let read = |codes: &[u32]| -> Vec<Vec<u8>> { codes.iter().map(|&c| texts[c as usize].clone()).collect() };
            prop_assert_eq!(read(&codes), read(&expected));
        }
    }

    #[test]
    fn long_common_beginnings_end() {
        let texts = [vec![b'x'; 100_001], vec![b'x'; 100_000]];
        let mut codes = [0, 1];
        by_text(&mut codes, &|code| &texts[code as usize]);
        assert_eq!(codes, [1, 0]);
    }
}
