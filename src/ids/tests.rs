use super::*;
use proptest::prelude::*;
use std::collections::HashMap;

#[test]
fn short_words_keep_every_byte() {
    for len in 0..=8 {
        let bytes: Vec<u8> = (1..=len as u8).collect();
        let expected = bytes.iter().rev().fold(0u64, |word, &byte| word << 8 | u64::from(byte));
        assert_eq!(little_endian(&bytes), expected, "{len} bytes");
    }
}

#[test]
fn half_a_million_numbered_ids_spread() {
    let mut ids = Ids::with_seed(7);
    for n in 0..500_000u32 {
        assert_eq!(ids.insert(format!("C{n:09}").as_bytes()), n);
    }
    assert_eq!(ids.reseeds, 0);
    assert_eq!(ids.get(b"C000499999"), Some(499_999));
    assert_eq!(ids.get(b"C000500000"), None);
}

#[test]
fn ids_that_collide_still_end() {
    // Every id lands in one bucket: the table re-keys a few times, then gives up spreading, never up.
    let mut ids = Ids::with_seed(1);
    let bucket = |ids: &Ids, id: &[u8]| ids.hash(ids.key(id)) >> 52;
    let hostile: Vec<Vec<u8>> =
        (0u32..4_000_000).map(|n| n.to_string().into_bytes()).filter(|id| bucket(&ids, id) == 5).collect();
    for (n, id) in hostile.iter().enumerate() {
        assert_eq!(ids.insert(id), n as u32);
    }
    assert!(hostile.len() > 500 && ids.reseeds > 0);
    assert!(hostile.iter().enumerate().all(|(n, id)| ids.get(id) == Some(n as u32)));
}

proptest! {
    #[test]
    fn ids_that_travel_as_they_are_get_the_same_codes(
        texts in prop::collection::vec(prop::collection::vec(0u8..4, 0..40), 0..300),
        padding in 0usize..40,
    ) {
        let mut bytes = texts.concat();
        bytes.resize(bytes.len() + padding, 7);
        let (mut ids, mut known) = (Ids::with_seed(1), Ids::with_seed(2));
        let (mut others, mut ends, mut expected, mut start) = (vec![9], vec![1], vec![NO_CODE], 0);
        known.insert(&[9]);
        expected[0] = 0;
        for batch in texts.chunks(BATCH) {
            let mut waiting = Vec::new();
            for text in batch {
                let end = start + text.len();
                let short = || Waiting::of(text, start as u32);
                waiting.push(Waiting::at(&bytes, start, end).unwrap_or_else(short));
                expected.push(if text.is_empty() { NO_CODE } else { known.insert(text) });
                start = end;
            }
            append_all(&bytes, &waiting, &mut others, &mut ends);
        }
        prop_assert_eq!(&others[1..], &texts.concat()[..]);
        let mut codes = Vec::new();
        ids.insert_run(&others, &ends, &mut codes);
        prop_assert_eq!(codes, expected);
        prop_assert_eq!(ids.contents(), known.contents());
    }

    #[test]
    fn agrees_with_a_map(texts in prop::collection::vec(prop::collection::vec(0u8..4, 0..40), 0..300), seed: u64) {
        let mut ids = Ids::with_seed(seed);
        let mut map: HashMap<Vec<u8>, u32> = HashMap::new();
        for text in &texts {
            let next = map.len() as u32;
            let code = *map.entry(text.clone()).or_insert(next);
            prop_assert_eq!(ids.insert(text), code);
        }
        prop_assert_eq!(ids.len(), map.len());
        for (text, code) in &map {
            prop_assert_eq!(ids.get(text), Some(*code));
            prop_assert_eq!(ids.bytes(*code), &text[..]);
        }
    }
}

#[test]
fn without_lines_ids_are_found_all_the_same() {
    let mut ids = Ids::with_seed(3);
    let known: Vec<String> = (0..300).map(|n| "x".repeat(n % 20 + 1) + &n.to_string()).collect();
    for id in &known {
        ids.insert(id.as_bytes());
    }
    let codes: Vec<_> = known.iter().map(|id| ids.get(id.as_bytes())).collect();
    ids.forget_lines();
    assert_eq!(known.iter().map(|id| ids.get(id.as_bytes())).collect::<Vec<_>>(), codes);
    assert_eq!((ids.get(b"x"), ids.get(b"")), (None, None));
}

proptest! {
    #[test]
    fn bytes_are_found_wherever_they_stand(
        ids in prop::collection::vec("[a-c*@\u{e9}\u{aa}]{1,9}", 0..9),
    ) {
        let mut all = Ids::default();
        for id in &ids {
            all.insert(id.as_bytes());
        }
        let is_there = ids.iter().any(|id| id.contains(['*', '@']));
        prop_assert_eq!(all.contain_any([b'*', b'@']), is_there);
    }
}
