//! What is done to a cell before it is a value: blanks trimmed, ids unwrapped from what spreadsheets put
//! around them, and the tokens that mean "nothing" told from values (`definitions § 0.1.1`).
//!
//! Cells are UTF-8 and already unquoted. Nothing here copies: every result is a part of the input.

/// Whether a cell holds a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Missing {
    /// It holds a value.
    No,
    /// It is blank.
    Empty,
    /// It holds a word for nothing, like `NULL` or 无; counted in a warning.
    Token,
}

const NO_BREAK_SPACE: &[u8] = "\u{a0}".as_bytes();
const IDEOGRAPHIC_SPACE: &[u8] = "\u{3000}".as_bytes();
const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// Bytes of the longest word for nothing, （空）.
const LONGEST_TOKEN: usize = 9;

/// Whether a byte at the edge of a cell ends trimming at once: visible ASCII.
#[inline(always)]
const fn is_plain(byte: u8) -> bool {
    byte > b' ' && byte < 0x7f
}

/// The cell without blanks, TABs, line breaks, no-break and ideographic spaces and byte order marks around it.
#[inline]
pub fn trim(cell: &[u8]) -> &[u8] {
    match cell {
        [] => cell,
        [first, ..] if is_plain(*first) && is_plain(cell[cell.len() - 1]) => cell,
        _ => trim_blanks(cell),
    }
}

/// Whether an id surely is what its cell holds: nothing to take away, and no word for nothing. False is no
/// verdict.
#[inline(always)]
pub fn is_bare(cell: &[u8]) -> bool {
    const FIRST: u8 = 1;
    const FIRST_OF_LONG: u8 = 2;
    const LAST: u8 = 4;
    /// What a byte can be.
    const PLACES: [u8; 256] = {
        let mut places = [0; 256];
        let mut byte = 0;
        while byte < 256 {
            if is_plain(byte as u8) {
                places[byte] = match byte as u8 {
                    b'=' | b'\'' => LAST,
                    b'-' | b'N' | b'#' | b'n' | b'\\' | b'(' => LAST | FIRST_OF_LONG,
                    _ => LAST | FIRST_OF_LONG | FIRST,
                };
            }
            byte += 1;
        }
        places
    };
    let (Some(first), Some(last)) = (cell.first(), cell.last()) else { return false };
    let first = PLACES[usize::from(*first)] & if cell.len() > LONGEST_TOKEN { FIRST_OF_LONG } else { FIRST };
    first != 0 && PLACES[usize::from(*last)] & LAST != 0
}

fn trim_blanks(mut cell: &[u8]) -> &[u8] {
    loop {
        cell = match cell {
            [b' ' | b'\t'..=b'\r', rest @ ..] => rest,
            [0xc2 | 0xe3 | 0xef, ..] => match strip_wide(cell, |cell, blank| cell.strip_prefix(blank)) {
                Some(rest) => rest,
                None => break,
            },
            _ => break,
        };
    }
    loop {
        cell = match cell {
            [rest @ .., b' ' | b'\t'..=b'\r'] => rest,
            [.., 0xa0 | 0x80 | 0xbf] => match strip_wide(cell, |cell, blank| cell.strip_suffix(blank)) {
                Some(rest) => rest,
                None => break,
            },
            _ => break,
        };
    }
    cell
}

fn strip_wide<'a>(cell: &'a [u8], strip: fn(&'a [u8], &[u8]) -> Option<&'a [u8]>) -> Option<&'a [u8]> {
    [NO_BREAK_SPACE, IDEOGRAPHIC_SPACE, BYTE_ORDER_MARK].into_iter().find_map(|blank| strip(cell, blank))
}

/// The id inside a cell: trimmed, without the `="…"` and the leading `'` by which exports keep spreadsheets
/// from reading long ids as numbers. Harmless for cells without them.
#[inline]
pub fn unwrap_id(cell: &[u8]) -> &[u8] {
    let cell = trim(cell);
    match cell.first() {
        Some(b'=' | b'\'') => unwrap_marks(cell),
        _ => cell,
    }
}

fn unwrap_marks(cell: &[u8]) -> &[u8] {
    let cell = match cell {
        [b'=', b'"', inner @ .., b'"'] => trim(inner),
        _ => cell,
    };
    match cell {
        [b'\'', inner @ ..] => trim(inner),
        _ => cell,
    }
}

/// Whether a cell is blank or one of the tokens for nothing: `-` `—` `NA` `N/A` `#N/A` `NULL` `null` `None`
/// `nan` `\N` `(空)` `（空）` `无`, written exactly so.
#[inline]
pub fn missing(cell: &[u8]) -> Missing {
    let cell = trim(cell);
    // Most values are longer or begin with a digit.
    match cell {
        [] => Missing::Empty,
        [b'0'..=b'9', ..] => Missing::No,
        _ if cell.len() <= LONGEST_TOKEN && is_token(cell) => Missing::Token,
        _ => Missing::No,
    }
}

fn is_token(cell: &[u8]) -> bool {
    let Ok(text) = core::str::from_utf8(cell) else { return false };
    matches!(
        text,
        "-" | "—"
            | "NA"
            | "N/A"
            | "#N/A"
            | "NULL"
            | "null"
            | "None"
            | "nan"
            | "\\N"
            | "(空)"
            | "（空）"
            | "无"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn blanks_of_every_width_are_trimmed() {
        for (cell, expected) in [
            ("", ""),
            (" \t\r\n", ""),
            ("\u{feff}订单", "订单"),
            ("\u{a0}\u{3000} 12 \t\u{3000}\u{a0}", "12"),
            ("\t6917926768823643751", "6917926768823643751"),
            ("a b", "a b"),
            ("ã\u{a0}", "ã"),
            // These end or begin with the same bytes as a blank and are none.
            ("à", "à"),
            ("。〿", "。〿"),
            ("ﻀ", "ﻀ"),
        ] {
            assert_eq!(trim(cell.as_bytes()), expected.as_bytes(), "{cell:?}");
        }
    }

    #[test]
    fn ids_are_unwrapped() {
        for (cell, expected) in [
            ("=\"1234567890123456789\"", "1234567890123456789"),
            (" =\" 12 \" ", "12"),
            ("'13800000000", "13800000000"),
            ("'", ""),
            ("=\"'007\"", "007"),
            ("=\"", "=\""),
            ("=A1", "=A1"),
            ("#1001", "#1001"),
            ("\t6917\t", "6917"),
            ("O'Neill", "O'Neill"),
        ] {
            assert_eq!(unwrap_id(cell.as_bytes()), expected.as_bytes(), "{cell:?}");
        }
    }

    #[test]
    fn words_for_nothing_are_told_from_values() {
        for token in
            ["-", "—", "NA", "N/A", "#N/A", "NULL", "null", "None", "nan", "\\N", "(空)", "（空）", "无"]
        {
            assert_eq!(missing(token.as_bytes()), Missing::Token, "{token}");
            assert_eq!(missing(format!("\t{token} ").as_bytes()), Missing::Token, "{token}");
            assert_eq!(missing(format!("{token}x").as_bytes()), Missing::No, "{token}x");
        }
        for value in ["0", "na", "NaN", "none", "Null", "--", "无效", "空", "-1", "N"] {
            assert_eq!(missing(value.as_bytes()), Missing::No, "{value}");
        }
        assert_eq!(missing(" \u{3000}".as_bytes()), Missing::Empty);
        assert_eq!(missing(b""), Missing::Empty);
    }

    proptest! {
        #[test]
        fn trimming_equals_the_slow_way(text in "[ \\t\\u{a0}\\u{3000}\\u{feff}àあ。1'=\"-]{0,8}") {
            let blank = |c: char| c.is_ascii_whitespace() || "\u{a0}\u{3000}\u{feff}\u{b}".contains(c);
            prop_assert_eq!(trim(text.as_bytes()), text.trim_matches(blank).as_bytes());
        }

        #[test]
        fn arbitrary_bytes_are_survived(bytes in proptest::collection::vec(any::<u8>(), 0..16)) {
            let _ = missing(unwrap_id(&bytes));
        }
    }
}
