//! Every way of writing a date that is understood, read the readable way: the cell is brought to plain ASCII
//! (full-width characters narrowed, Latin letters lowered, 年月日 上下午 as capitals) and read from left to right.

use super::moment::BadDate::{Ambiguous, NotADate, OutOfRange};
use super::moment::{BadDate, DateEvidence, Moment, civil};
use super::options::DateOrder;
use crate::date::{Day, MAX_DAY, MIN_DAY};

/// Longer cells are no dates; the longest real ones have about 40 characters.
const LONGEST: usize = 48;
const DAY_SECONDS: i64 = 86_400;
/// Serial numbers of spreadsheets that are taken for dates: 1954-10-03 to 2119-01-11.
const SERIALS: core::ops::RangeInclusive<i64> = 20_000..=80_000;
/// The serial number of 1970-01-01 in the 1900 date system.
const SERIAL_OF_1970: i64 = 25_569;
/// The largest offset from UTC that is believed; real ones end at 14 hours.
const MAX_OFFSET_HOURS: u32 = 18;

/// Reads a cell in any known form; see [`parse_moment`](super::moment::parse_moment).
pub(super) fn parse(
    cell: &[u8],
    order: Option<DateOrder>,
    evidence: &mut DateEvidence,
) -> Result<Moment, BadDate> {
    let mut buffer = [0; LONGEST];
    let length = narrow(cell, &mut buffer).ok_or(NotADate)?;
    let text = &buffer[..length];
    let mut cursor = Cursor { rest: text };
    if let Some(moment) = bare_number(text) {
        return moment;
    }
    let day = match text.first() {
        Some(b'0'..=b'9') => numeric_date(&mut cursor, order, evidence)?,
        _ => worded_date(&mut cursor)?,
    };
    let (second, days_later, offset) = time(&mut cursor, text).ok_or(NotADate)?;
    let day = day + days_later;
    if day > MAX_DAY { Err(OutOfRange) } else { Ok(Moment { day, second, offset }) }
}

/// The trimmed cell in plain characters; `None` if it holds one that no date has.
fn narrow(cell: &[u8], buffer: &mut [u8; LONGEST]) -> Option<usize> {
    let text = core::str::from_utf8(super::cell::trim(cell)).ok()?;
    let mut length = 0;
    for character in text.chars() {
        let plain = match character {
            '0'..='9' | 'a'..='z' | '-' | '/' | '.' | ':' | ',' | '+' | ' ' => character as u8,
            'A'..='Z' => character.to_ascii_lowercase() as u8,
            '\t' | '\u{a0}' | '\u{202f}' | '\u{3000}' => b' ',
            '０'..='９' => (character as u32 - '０' as u32) as u8 + b'0',
            '：' => b':',
            '－' => b'-',
            '／' => b'/',
            '．' => b'.',
            '年' => b'Y',
            '月' => b'M',
            '日' | '号' => b'D',
            '上' => b'A',
            '下' => b'P',
            '午' if matches!(buffer[..length].last(), Some(b'A' | b'P')) => continue,
            _ => return None,
        };
        *buffer.get_mut(length)? = plain;
        length += 1;
    }
    Some(length)
}

struct Cursor<'a> {
    rest: &'a [u8],
}

impl<'a> Cursor<'a> {
    fn eat(&mut self, byte: u8) -> bool {
        let found = self.rest.first() == Some(&byte);
        if found {
            self.rest = &self.rest[1..];
        }
        found
    }

    fn blanks(&mut self) -> bool {
        let before = self.rest.len();
        while self.eat(b' ') {}
        self.rest.len() < before
    }

    /// A number and how many digits it has; at most nine are taken.
    fn number(&mut self) -> (u32, usize) {
        let (mut value, mut digits) = (0, 0);
        while let [digit @ b'0'..=b'9', rest @ ..] = self.rest
            && digits < 9
        {
            value = value * 10 + u32::from(digit - b'0');
            digits += 1;
            self.rest = rest;
        }
        (value, digits)
    }

    /// A number of one or two digits.
    fn short_number(&mut self) -> Result<u32, BadDate> {
        match self.number() {
            (value, 1 | 2) => Ok(value),
            _ => Err(NotADate),
        }
    }

    /// A number of exactly two digits.
    fn two_digits(&mut self) -> Option<u32> {
        match self.number() {
            (value, 2) => Some(value),
            _ => None,
        }
    }

    fn year(&mut self) -> Result<u32, BadDate> {
        match self.number() {
            (value, 4) => Ok(value),
            _ => Err(NotADate),
        }
    }

    fn month_name(&mut self) -> Result<u32, BadDate> {
        const NAMES: [&[u8]; 12] = [
            b"january",
            b"february",
            b"march",
            b"april",
            b"may",
            b"june",
            b"july",
            b"august",
            b"september",
            b"october",
            b"november",
            b"december",
        ];
        let word = self.word();
        let known = |name: &&[u8]| word.len() >= 3 && name.starts_with(word);
        let month = NAMES.iter().position(known).ok_or(NotADate)?;
        self.eat(b'.');
        Ok(month as u32 + 1)
    }

    fn word(&mut self) -> &'a [u8] {
        let end = self.rest.iter().position(|byte| !byte.is_ascii_lowercase()).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        word
    }
}

/// A cell of digits and at most one point: `yyyymmdd`, `yyyymmddhhmmss`, seconds or milliseconds since 1970,
/// or a spreadsheet's serial number. `None` if the cell is not of that shape at all.
fn bare_number(text: &[u8]) -> Option<Result<Moment, BadDate>> {
    let point = text.iter().position(|&byte| byte == b'.').unwrap_or(text.len());
    let (whole, fraction) = (&text[..point], text.get(point + 1..).unwrap_or(b""));
    let is_number = whole.iter().all(u8::is_ascii_digit) && fraction.iter().all(u8::is_ascii_digit);
    if whole.is_empty() || !is_number {
        return None;
    }
    let has_fraction = point < text.len();
    let value = |digits: &[u8]| digits.iter().fold(0i64, |value, digit| value * 10 + i64::from(digit - b'0'));
    Some(match whole.len() {
        8 | 14 if !has_fraction => {
            let part = |from: usize, to: usize| value(&whole[from..to]) as u32;
            civil(part(0, 4), part(4, 6), part(6, 8)).and_then(|day| {
                let clock =
                    if whole.len() == 14 { (part(8, 10), part(10, 12), part(12, 14)) } else { (0, 0, 0) };
                let (second, later) = clock_second(clock.0, clock.1, clock.2).ok_or(NotADate)?;
                if day + later > MAX_DAY { Err(OutOfRange) } else { Ok((day + later, second)) }
            })
        }
        .map(|(day, second)| Moment { day, second, offset: None }),
        10 if whole[0] != b'0' => from_epoch(value(whole), Some(0)),
        13 if whole[0] != b'0' => from_epoch(value(whole) / 1000, Some(0)),
        5 if SERIALS.contains(&value(whole)) => {
            // Spreadsheets keep the time as a binary fraction of the day, so it is rounded, not cut.
            let digits = &fraction[..fraction.len().min(12)];
            let scale = 10i64.pow(digits.len() as u32);
            let second = (value(digits) * DAY_SECONDS + scale / 2) / scale;
            from_epoch((value(whole) - SERIAL_OF_1970) * DAY_SECONDS + second, None)
        }
        _ => Err(NotADate),
    })
}

fn from_epoch(seconds: i64, offset: Option<i32>) -> Result<Moment, BadDate> {
    let day = seconds.div_euclid(DAY_SECONDS);
    if !(i64::from(MIN_DAY)..=i64::from(MAX_DAY)).contains(&day) {
        return Err(OutOfRange);
    }
    Ok(Moment { day: day as Day, second: seconds.rem_euclid(DAY_SECONDS) as u32, offset })
}

/// A date that begins with a number.
fn numeric_date(
    cursor: &mut Cursor<'_>,
    order: Option<DateOrder>,
    evidence: &mut DateEvidence,
) -> Result<Day, BadDate> {
    let (first, digits) = cursor.number();
    let separator = cursor.rest.first().copied().unwrap_or(0);
    match (digits, separator) {
        (8, _) => civil(first / 10_000, first / 100 % 100, first % 100),
        (4, b'-' | b'/' | b'.') => {
            cursor.eat(separator);
            let month = cursor.short_number()?;
            if !cursor.eat(separator) {
                return Err(NotADate);
            }
            civil(first, month, cursor.short_number()?)
        }
        (4, b'Y') => {
            cursor.eat(b'Y');
            cursor.blanks();
            let month = cursor.short_number()?;
            if !cursor.eat(b'M') {
                return Err(NotADate);
            }
            cursor.blanks();
            let day = cursor.short_number()?;
            cursor.eat(b'D');
            civil(first, month, day)
        }
        (1 | 2, b'-' | b'/' | b'.' | b' ') => {
            cursor.eat(separator);
            if cursor.rest.first().is_some_and(u8::is_ascii_lowercase) {
                let month = cursor.month_name()?;
                if !cursor.eat(separator) && !cursor.blanks() {
                    return Err(NotADate);
                }
                return civil(cursor.year()?, month, first);
            }
            let second = cursor.short_number()?;
            if separator == b' ' || !cursor.eat(separator) {
                return Err(NotADate);
            }
            let year = cursor.year()?;
            day_or_month_first(first, second, year, order, evidence)
        }
        _ => Err(NotADate),
    }
}

fn day_or_month_first(
    first: u32,
    second: u32,
    year: u32,
    order: Option<DateOrder>,
    evidence: &mut DateEvidence,
) -> Result<Day, BadDate> {
    let day_first = civil(year, second, first);
    let month_first = civil(year, first, second);
    match (day_first == Err(NotADate), month_first == Err(NotADate)) {
        (true, true) => return Err(NotADate),
        (false, true) => evidence.day_first = evidence.day_first.saturating_add(1),
        (true, false) => evidence.month_first = evidence.month_first.saturating_add(1),
        (false, false) if first == second => return day_first,
        (false, false) => evidence.either = evidence.either.saturating_add(1),
    }
    match order {
        Some(DateOrder::Dmy) => day_first,
        Some(DateOrder::Mdy) => month_first,
        None if month_first == Err(NotADate) => day_first,
        None if day_first == Err(NotADate) => month_first,
        None => Err(Ambiguous),
    }
}

/// A date that begins with an English word: `Jan 5, 2024`, `Mon, 05 Jan 2024`.
fn worded_date(cursor: &mut Cursor<'_>) -> Result<Day, BadDate> {
    const WEEKDAYS: [&[u8]; 7] =
        [b"monday", b"tuesday", b"wednesday", b"thursday", b"friday", b"saturday", b"sunday"];
    let start = cursor.rest;
    let word = cursor.word();
    if word.len() >= 3 && WEEKDAYS.iter().any(|name| name.starts_with(word)) {
        cursor.eat(b',');
        cursor.blanks();
        if cursor.rest.first().is_some_and(u8::is_ascii_digit) {
            let day = cursor.short_number()?;
            let gap = cursor.blanks() || cursor.eat(b'-');
            let month = cursor.month_name()?;
            if !gap || !(cursor.blanks() || cursor.eat(b'-')) {
                return Err(NotADate);
            }
            return civil(cursor.year()?, month, day);
        }
    } else {
        cursor.rest = start;
    }
    let month = cursor.month_name()?;
    if !cursor.blanks() && !cursor.eat(b'-') {
        return Err(NotADate);
    }
    let day = cursor.short_number()?;
    let comma = cursor.eat(b',');
    if !cursor.blanks() && !comma && !cursor.eat(b'-') {
        return Err(NotADate);
    }
    civil(cursor.year()?, month, day)
}

/// What follows a date: nothing, or a time with an optional offset. Seconds of the day, days to add, offset.
fn time(cursor: &mut Cursor<'_>, text: &[u8]) -> Option<(u32, Day, Option<i32>)> {
    if cursor.rest.is_empty() {
        return Some((0, 0, None));
    }
    let after_day_mark = text[..text.len() - cursor.rest.len()].ends_with(b"D");
    let comma = cursor.eat(b',');
    let gap = cursor.blanks() | cursor.eat(b't');
    if !(gap || comma || after_day_mark) {
        return None;
    }
    let mut half = half_of_day(cursor);
    cursor.blanks();
    let (hour, minute, mut second) = match cursor.number() {
        (hour, 1 | 2) if cursor.eat(b':') => (hour, cursor.two_digits()?, 0),
        (clock, 6) => (clock / 10_000, clock / 100 % 100, clock % 100),
        _ => return None,
    };
    if cursor.eat(b':') {
        second = cursor.two_digits()?;
        if cursor.eat(b'.') || cursor.eat(b',') {
            while cursor.number().1 > 0 {}
        }
    }
    let rest = cursor.rest;
    cursor.blanks();
    half = half.or(half_of_day(cursor));
    if half.is_none() {
        cursor.rest = rest;
    }
    let hour = match half {
        None => hour,
        Some(_) if !(1..=12).contains(&hour) => return None,
        Some(afternoon) => hour % 12 + if afternoon { 12 } else { 0 },
    };
    let offset = if cursor.rest.is_empty() { None } else { Some(offset(cursor.rest)?) };
    let (second, later) = clock_second(hour, minute, second)?;
    Some((second, later, offset))
}

/// AM or PM, if that is what comes next: whether it is the afternoon.
fn half_of_day(cursor: &mut Cursor<'_>) -> Option<bool> {
    const MARKS: [(&[u8], bool); 6] =
        [(b"A", false), (b"P", true), (b"am", false), (b"pm", true), (b"a.m.", false), (b"p.m.", true)];
    let (mark, afternoon) = MARKS.iter().find(|(mark, _)| cursor.rest.starts_with(mark))?;
    cursor.rest = &cursor.rest[mark.len()..];
    Some(*afternoon)
}

/// Seconds since midnight, and days to add for 24:00:00.
fn clock_second(hour: u32, minute: u32, second: u32) -> Option<(u32, Day)> {
    match (hour, minute, second) {
        (24, 0, 0) => Some((0, 1)),
        (0..=23, 0..=59, 0..=60) => Some((hour * 3600 + minute * 60 + second.min(59), 0)),
        _ => None,
    }
}

/// Seconds east of UTC of `Z`, `UTC`, `GMT`, `±hh`, `±hhmm` or `±hh:mm`, with blanks before it.
pub(super) fn offset(text: &[u8]) -> Option<i32> {
    let mut cursor = Cursor { rest: text };
    cursor.blanks();
    let sign = match cursor.rest {
        b"Z" | b"z" | b"utc" | b"UTC" | b"gmt" | b"GMT" => return Some(0),
        [b'+', rest @ ..] => {
            cursor.rest = rest;
            1
        }
        [b'-', rest @ ..] => {
            cursor.rest = rest;
            -1
        }
        _ => return None,
    };
    let (hours, minutes) = match cursor.number() {
        (hours, 2) if cursor.eat(b':') => (hours, cursor.two_digits()?),
        (hours, 2) => (hours, 0),
        (both, 4) => (both / 100, both % 100),
        _ => return None,
    };
    let valid = cursor.rest.is_empty() && minutes < 60 && hours * 60 + minutes <= MAX_OFFSET_HOURS * 60;
    valid.then_some(sign * (hours * 3600 + minutes * 60) as i32)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::moment::parse_moment;

    fn read(cell: &str, order: Option<DateOrder>) -> Result<String, BadDate> {
        let mut evidence = DateEvidence::default();
        let moment = parse_moment(cell.as_bytes(), order, &mut evidence)?;
        let (hour, minute, second) = (moment.second / 3600, moment.second / 60 % 60, moment.second % 60);
        let offset = moment.offset.map_or(String::new(), |offset| format!(" {offset:+}"));
        Ok(format!("{} {hour:02}:{minute:02}:{second:02}{offset}", crate::date::format_day(moment.day)))
    }

    #[test]
    fn forms_that_need_no_order() {
        for (cell, expected) in [
            ("2024-05-01", "2024-05-01 00:00:00"),
            ("2024-5-1", "2024-05-01 00:00:00"),
            ("2024/5/1", "2024-05-01 00:00:00"),
            ("2024.05.01", "2024-05-01 00:00:00"),
            ("2024年5月1日", "2024-05-01 00:00:00"),
            ("2024年05月01日10:02:03", "2024-05-01 10:02:03"),
            ("２０２４－０５－０１　１０：０２", "2024-05-01 10:02:00"),
            ("2024/5/1 下午 3:04:05", "2024-05-01 15:04:05"),
            ("2024-05-01 上午9:30", "2024-05-01 09:30:00"),
            ("20240501", "2024-05-01 00:00:00"),
            ("20240501100203", "2024-05-01 10:02:03"),
            ("20240501T100203Z", "2024-05-01 10:02:03 +0"),
            ("20240501 10:02", "2024-05-01 10:02:00"),
            ("\t2024-05-01 10:02:03\t", "2024-05-01 10:02:03"),
            ("2024-05-01  9:02", "2024-05-01 09:02:00"),
            ("2024-05-01T10:02:03.999999", "2024-05-01 10:02:03"),
            ("2024-05-01 10:02:03,5", "2024-05-01 10:02:03"),
            ("2024-05-01 10:02:03 PM", "2024-05-01 22:02:03"),
            ("2024-05-01 12:00 am", "2024-05-01 00:00:00"),
            ("2024-05-01 12:00 p.m.", "2024-05-01 12:00:00"),
            ("2024-05-01 10:00:00 -0700", "2024-05-01 10:00:00 -25200"),
            ("2024-05-01T10:00:00+05:30", "2024-05-01 10:00:00 +19800"),
            ("2024-05-01T10:00:00.123Z", "2024-05-01 10:00:00 +0"),
            ("2024-05-01 10:00:00 UTC", "2024-05-01 10:00:00 +0"),
            ("2024-05-01 10:00+08", "2024-05-01 10:00:00 +28800"),
            ("2024-05-01 24:00:00", "2024-05-02 00:00:00"),
            ("2016-12-31T23:59:60Z", "2016-12-31 23:59:59 +0"),
            ("1714557600", "2024-05-01 10:00:00 +0"),
            ("1714557600999", "2024-05-01 10:00:00 +0"),
            // Ten digits are seconds since 1970, whatever else they look like.
            ("2024050110", "2034-02-20 12:08:30 +0"),
            ("1714557600.5", "2024-05-01 10:00:00 +0"),
            ("45413", "2024-05-01 00:00:00"),
            ("45413.4166666667", "2024-05-01 10:00:00"),
            ("45413.99999999999", "2024-05-02 00:00:00"),
            ("Jan 5, 2024", "2024-01-05 00:00:00"),
            ("January 5 2024 10:30 AM", "2024-01-05 10:30:00"),
            ("Sept. 5, 2024, 3:04 PM", "2024-09-05 15:04:00"),
            ("05-Jan-2024", "2024-01-05 00:00:00"),
            ("5 jan 2024 10:30", "2024-01-05 10:30:00"),
            ("Mon, 05 Jan 2024 10:00:00 +0000", "2024-01-05 10:00:00 +0"),
            ("Sunday, March 3, 2024", "2024-03-03 00:00:00"),
            ("13/4/2024", "2024-04-13 00:00:00"),
            ("4/13/2024 8:26", "2024-04-13 08:26:00"),
            ("4-4-2024", "2024-04-04 00:00:00"),
            ("31.12.2024", "2024-12-31 00:00:00"),
            ("1900-01-01", "1900-01-01 00:00:00"),
            ("9999-12-31 23:59:59", "9999-12-31 23:59:59"),
        ] {
            assert_eq!(read(cell, None).as_deref(), Ok(expected), "{cell}");
        }
    }

    #[test]
    fn day_and_month_need_an_order_when_both_could_be() {
        let both = |cell| (read(cell, Some(DateOrder::Dmy)), read(cell, Some(DateOrder::Mdy)));
        assert_eq!(read("3/4/2024", None), Err(Ambiguous));
        for cell in ["3/4/2024 10:00", "03-04-2024 10:00", "3.4.2024 10:00"] {
            let expected = ("2024-04-03 10:00:00".to_string(), "2024-03-04 10:00:00".to_string());
            assert_eq!(both(cell), (Ok(expected.0), Ok(expected.1)), "{cell}");
        }
        // A cell that contradicts the order is no date, never the other date.
        assert_eq!(both("13/4/2024"), (Ok("2024-04-13 00:00:00".to_string()), Err(NotADate)));
        assert_eq!(both("4/13/2024"), (Err(NotADate), Ok("2024-04-13 00:00:00".to_string())));
    }

    #[test]
    fn evidence_of_the_order() {
        let mut evidence = DateEvidence::default();
        for cell in
            ["13/4/2024", "4/13/2024", "4/13/2023", "3/4/2024", "4/4/2024", "13/13/2024", "2024-05-01"]
        {
            let _ = parse_moment(cell.as_bytes(), Some(DateOrder::Dmy), &mut evidence);
        }
        assert_eq!(evidence, DateEvidence { day_first: 1, month_first: 2, either: 1 });
    }

    #[test]
    fn what_is_no_date() {
        let cells = "|-|abc|2024|2024-05|2024-02-30|2023-02-29|2024-13-01|2024-00-10|0000-00-00|00000000|\
            2024-05/01|24-05-01|01/02/03|1/2/24|2024-05-01x|2024-05-0110:00|2024-05-01 10|\
            2024-05-01 10:0|2024-05-01 25:00|2024-05-01 24:00:01|2024-05-01 10:60|\
            2024-05-01 10:00:61|2024-05-01 13:00 PM|2024-05-01 0:00 AM|2024-05-01 10:00:00 +25:00|\
            2024-05-01 10:00:00 +0860|2024-05-01 10:00:00 EST|20240230|20241301|20240501250000|\
            0714557600|19999|80001|123456|12.50|1,234|Janx 5, 2024|Ja 5, 2024|Jan 32, 2024|5 2024|\
            Mon|13/13/2024|1/2/20245|2024年5月|5月1日|99999999999999999999";
        for cell in cells.split('|') {
            assert_eq!(read(cell, None), Err(NotADate), "{cell}");
        }
    }

    #[test]
    fn dates_out_of_range() {
        for cell in ["1899-12-31", "0001-01-01", "18991231", "31.12.1899", "9999-12-31 24:00:00"] {
            assert_eq!(read(cell, None), Err(OutOfRange), "{cell}");
        }
    }
}
