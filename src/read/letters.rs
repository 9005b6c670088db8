//! Lower case for the scripts that have it and are written today: Latin, Greek, Cyrillic, Armenian, and Latin in
//! full width. The library's table is of all scripts that ever had cases and weighs 5 KB of the download.

/// `text` in lower case, letter by letter. The two small sigmas are one letter, for a capital does not tell which
/// of them it would be.
pub fn lower(text: &str) -> String {
    let mut lowered = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            'İ' => lowered.push_str("i\u{307}"),
            'ς' => lowered.push('σ'),
            _ => lowered.push(small(letter)),
        }
    }
    lowered
}

/// First capital, last capital, how far the small letter is. Where that is 1, capitals and small letters alternate.
const CAPITALS: [(char, char, i32); 40] = [
    ('A', 'Z', 32),
    ('À', 'Ö', 32),
    ('Ø', 'Þ', 32),
    ('Ā', 'Į', 1),
    ('\u{132}', 'Ķ', 1),
    ('Ĺ', 'Ň', 1),
    ('Ŋ', 'Ŷ', 1),
    ('Ÿ', 'Ÿ', -121),
    ('Ź', 'Ž', 1),
    ('Ə', 'Ə', 202),
    ('Ơ', 'Ơ', 1),
    ('Ư', 'Ư', 1),
    ('Ǎ', 'Ǜ', 1),
    ('Ǟ', 'Ǯ', 1),
    ('Ǵ', 'Ǵ', 1),
    ('Ǹ', 'Ȟ', 1),
    ('Ȧ', 'Ȳ', 1),
    ('Ά', 'Ά', 38),
    ('Έ', 'Ί', 37),
    ('Ό', 'Ό', 64),
    ('Ύ', 'Ώ', 63),
    ('Α', 'Ρ', 32),
    ('Σ', 'Ϋ', 32),
    ('Ѐ', 'Џ', 80),
    ('А', 'Я', 32),
    ('Ѡ', 'Ҁ', 1),
    ('Ҋ', 'Ҿ', 1),
    ('Ӏ', 'Ӏ', 15),
    ('Ӂ', 'Ӎ', 1),
    ('Ӑ', 'Ԯ', 1),
    ('Ա', 'Ֆ', 48),
    ('Ḁ', 'Ẕ', 1),
    ('ẞ', 'ẞ', -7615),
    ('Ạ', 'Ỿ', 1),
    // The signs of ohm, kelvin and ångström.
    ('\u{2126}', '\u{2126}', -7517),
    ('\u{212a}', '\u{212a}', -8383),
    ('\u{212b}', '\u{212b}', -8262),
    ('Ⅰ', 'Ⅿ', 16),
    ('Ⓐ', 'Ⓩ', 26),
    ('\u{ff21}', '\u{ff3a}', 32),
];

fn small(letter: char) -> char {
    if letter.is_ascii() {
        return letter.to_ascii_lowercase();
    }
    let found = CAPITALS.iter().find(|(first, last, _)| (*first..=*last).contains(&letter));
    let Some(&(first, _, shift)) = found else { return letter };
    if shift == 1 && (letter as u32 - first as u32) % 2 == 1 {
        return letter;
    }
    char::from_u32((letter as u32).wrapping_add_signed(shift)).unwrap_or(letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_of_a_script_read(letter: char) -> bool {
        matches!(letter, '\0'..='\u{17e}' | '\u{1cd}'..='\u{1dc}' | '\u{1de}'..='\u{1ef}' | '\u{1f8}'..='\u{21f}'
            | '\u{226}'..='\u{233}' | '\u{386}'..='\u{3cc}' | '\u{400}'..='\u{556}' | '\u{1e00}'..='\u{1eff}'
            | '\u{2100}'..='\u{2131}' | '\u{2160}'..='\u{217f}' | '\u{24b6}'..='\u{24e9}' | '\u{ff00}'..='\u{ff5a}')
    }

    #[test]
    fn letters_go_as_in_the_library() {
        for letter in '\0'..=char::MAX {
            let own = lower(&letter.to_string());
            let library: String = letter.to_lowercase().collect();
            match letter {
                'ς' => assert_eq!(own, "σ"),
                _ if is_of_a_script_read(letter) => assert_eq!(own, library, "{letter}"),
                _ => assert!(own == library || own == letter.to_string(), "{letter}"),
            }
        }
    }

    #[test]
    fn words_go_letter_by_letter() {
        assert_eq!(lower("Ann@Example.COM"), "ann@example.com");
        assert_eq!((lower("ΟΔΟΣ"), lower("οδος")), ("οδοσ".into(), "οδοσ".into()));
        assert_eq!(lower("İstanbul ЁЛКА 订单ID"), "i\u{307}stanbul ёлка 订单id");
    }
}
