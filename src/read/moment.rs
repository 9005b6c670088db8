//! Dates and times as they are written in files (`definitions § 0.1.8`). A fast way for the three usual forms
//! and a readable one ([`written`](super::written)) for all of them; the second is the test oracle of the first.
//!
//! No clock and no zone: the civil time is what the cell says, and an offset is kept beside it.

use super::options::DateOrder;
use super::plain::value;
use super::tally::Tally;
use super::written;
use crate::date::{Day, MAX_DAY, MIN_DAY, day_from_civil, days_in_month};

/// A civil time, as written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// The civil date.
    pub day: Day,
    /// Seconds since midnight, 0..=86399; 0 where the cell has no time.
    pub second: u32,
    /// Seconds east of UTC, where the cell says so.
    pub offset: Option<i32>,
}

/// What a column's dates of the form 3/4/2024 say about the order of day and month.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DateEvidence {
    /// Cells that only make sense with the day first.
    pub day_first: u32,
    /// Cells that only make sense with the month first.
    pub month_first: u32,
    /// Cells that make sense, and different dates, either way.
    pub either: u32,
}

impl DateEvidence {
    /// Adds what another part of the column says.
    pub fn merge(&mut self, other: &DateEvidence) {
        self.day_first = self.day_first.saturating_add(other.day_first);
        self.month_first = self.month_first.saturating_add(other.month_first);
        self.either = self.either.saturating_add(other.either);
    }

    /// The order that the whole column speaks for; `None` where it says nothing or contradicts itself.
    pub fn order(&self) -> Option<DateOrder> {
        match (self.day_first, self.month_first) {
            (1.., 0) => Some(DateOrder::Dmy),
            (0, 1..) => Some(DateOrder::Mdy),
            _ => None,
        }
    }
}

/// Why a cell is not a usable date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadDate {
    /// No known form, or no such day.
    NotADate,
    /// Day and month could be either way round, and nobody has said which.
    Ambiguous,
    /// A date before 1900-01-01 or after 9999-12-31.
    OutOfRange,
}

/// Reads a cell as a date with an optional time.
///
/// `order` settles dates like 3/4/2024; without it they are [`BadDate::Ambiguous`] unless one of the numbers is
/// above 12 or both are equal. A cell that contradicts `order` is [`BadDate::NotADate`]. `evidence` is counted
/// either way. Years have four digits: a two-digit year is no date, since 01/02/03 has six readings.
/// 24:00:00 is midnight at the end of its day, second 60 is read as 59, fractions of a second are cut.
#[inline]
pub fn parse_moment(
    cell: &[u8],
    order: Option<DateOrder>,
    evidence: &mut DateEvidence,
) -> Result<Moment, BadDate> {
    match usual(cell) {
        Some(moment) => Ok(moment),
        None => written::parse(cell, order, evidence),
    }
}

/// The date that a year, month and day name, where it exists and is in range.
pub(super) fn civil(year: u32, month: u32, day: u32) -> Result<Day, BadDate> {
    let year = year as i32;
    if !(1..=12).contains(&month) || day == 0 || day > days_in_month(year, month) {
        return Err(BadDate::NotADate);
    }
    let date = day_from_civil(year, month, day);
    if (MIN_DAY..=MAX_DAY).contains(&date) { Ok(date) } else { Err(BadDate::OutOfRange) }
}

/// `YYYYMMDD`, `YYYY-MM-DD` and `YYYY-MM-DD HH:MM:SS` (or with `T`), and the last with an offset behind it.
/// `None` is not a verdict: whatever is unusual or wrong goes the long way.
#[inline(never)]
fn usual(cell: &[u8]) -> Option<Moment> {
    let head = u64::from_le_bytes(*cell.first_chunk::<8>()?);
    if cell.len() == 8 {
        let pairs = digit_pairs(head, b"00000000", ALL_DIGITS)?;
        let day = civil(year_of(pairs), byte(pairs, 4), byte(pairs, 6)).ok()?;
        return Some(Moment { day, second: 0, offset: None });
    }
    with_time(cell, dashed(cell, head)?)
}

/// The date of `YYYY-MM-DD`, of which `head` is the beginning.
#[inline(always)]
fn dashed(cell: &[u8], head: u64) -> Option<Day> {
    let pairs = digit_pairs(head, b"0000-00-", DATE_DIGITS)?;
    let (tens, units) = (*cell.get(8)? ^ b'0', *cell.get(9)? ^ b'0');
    if tens > 9 || units > 9 {
        return None;
    }
    civil(year_of(pairs), byte(pairs, 5), u32::from(tens * 10 + units)).ok()
}

/// The moment of a cell whose first ten bytes are a date: what stands behind them must be a time.
#[inline(always)]
fn with_time(cell: &[u8], day: Day) -> Option<Moment> {
    if cell.len() == 10 {
        return Some(Moment { day, second: 0, offset: None });
    }
    if !matches!(cell.get(10)?, b' ' | b'T') {
        return None;
    }
    let time = u64::from_le_bytes(*cell.get(11..)?.first_chunk::<8>()?);
    let pairs = digit_pairs(time, b"00:00:00", TIME_DIGITS)?;
    // Hour, minute and second at once: two digits make no byte that carries into the next.
    if ((pairs & TIME_PAIRS) + BELOW_LIMITS) & !LOW_BITS != 0 {
        return None;
    }
    let (hour, minute, second) = (byte(pairs, 0), byte(pairs, 3), byte(pairs, 6));
    let offset = if cell.len() == 19 { None } else { Some(written::offset(&cell[19..])?) };
    Some(Moment { day, second: hour * 3600 + minute * 60 + second, offset })
}

/// What was read last: in most files the next date, or even the next moment, is often the same.
#[derive(Clone)]
pub struct DateMemo {
    head: u64,
    tail: u16,
    day: Day,
    /// The last cell that was in none of the usual forms, what it says, and what it shows.
    text: Vec<u8>,
    moment: Moment,
    evidence: DateEvidence,
}

impl Default for DateMemo {
    fn default() -> Self {
        DateMemo {
            head: u64::from_le_bytes(*b"1970-01-"),
            tail: u16::from_le_bytes(*b"01"),
            day: 0,
            text: Vec::new(),
            moment: Moment { day: 0, second: 0, offset: None },
            evidence: DateEvidence::default(),
        }
    }
}

impl DateMemo {
    /// The moment of a cell in one of the usual forms. `None` is not a verdict.
    #[inline(always)]
    pub fn usual(&mut self, cell: &[u8]) -> Option<Moment> {
        let date = cell.first_chunk::<10>()?;
        let [head @ .., _, _] = date;
        let (head, tail) = (u64::from_le_bytes(*head), u16::from_le_bytes([date[8], date[9]]));
        if head != self.head || tail != self.tail {
            (self.day, self.head, self.tail) = (dashed(cell, head)?, head, tail);
        }
        with_time(cell, self.day)
    }

    /// The moment of any cell; `None` where it is missing.
    #[inline(never)]
    pub fn any(
        &mut self,
        cell: &[u8],
        order: Option<DateOrder>,
        tally: &mut Tally,
    ) -> Result<Option<Moment>, BadDate> {
        if cell != self.text || cell.is_empty() {
            let Some(text) = value(cell, tally) else { return Ok(None) };
            let mut evidence = DateEvidence::default();
            self.moment = parse_moment(text, order, &mut evidence)?;
            self.evidence = evidence;
            self.text.clear();
            self.text.extend_from_slice(cell);
        }
        tally.dates.merge(&self.evidence);
        Ok(Some(self.moment))
    }
}

/// What to add to a byte so that its high bit says "not allowed here": 0x76 where a digit stands, 0x7f where
/// a separator stands.
const ALL_DIGITS: u64 = u64::from_le_bytes([0x76; 8]);
const DATE_DIGITS: u64 = u64::from_le_bytes([0x76, 0x76, 0x76, 0x76, 0x7f, 0x76, 0x76, 0x7f]);
const TIME_DIGITS: u64 = u64::from_le_bytes([0x76, 0x76, 0x7f, 0x76, 0x76, 0x7f, 0x76, 0x76]);

const LOW_BITS: u64 = u64::from_le_bytes([0x7f; 8]);
/// Where the pairs of a time stand, and what makes their high bits say "too much": 128 less 24, 60 and 60.
const TIME_PAIRS: u64 = u64::from_le_bytes([0xff, 0, 0, 0xff, 0, 0, 0xff, 0]);
const BELOW_LIMITS: u64 = u64::from_le_bytes([104, 0, 0, 68, 0, 0, 68, 0]);

/// Eight characters at once: XOR with the pattern leaves the digits' values and zeros (a subtraction would
/// borrow from the neighbouring byte); byte `i` of the result is digit `i` times ten plus digit `i + 1`.
#[inline(always)]
fn digit_pairs(text: u64, pattern: &[u8; 8], limits: u64) -> Option<u64> {
    let digits = text ^ u64::from_le_bytes(*pattern);
    let beyond = (((digits & LOW_BITS) + limits) | digits) & !LOW_BITS;
    (beyond == 0).then(|| digits * 10 + (digits >> 8))
}

#[inline(always)]
fn byte(pairs: u64, index: u32) -> u32 {
    (pairs >> (8 * index)) as u32 & 0xff
}

#[inline(always)]
fn year_of(pairs: u64) -> u32 {
    byte(pairs, 0) * 100 + byte(pairs, 2)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::date::civil_from_day;
    use proptest::prelude::*;

    fn parse(cell: &str) -> Result<Moment, BadDate> {
        parse_moment(cell.as_bytes(), None, &mut DateEvidence::default())
    }

    fn slow(cell: &[u8]) -> Result<Moment, BadDate> {
        written::parse(cell, None, &mut DateEvidence::default())
    }

    #[test]
    fn every_usual_date_equals_jiff() {
        let mut expected = jiff::civil::date(1900, 1, 1);
        for date in MIN_DAY..day_from_civil(2101, 1, 1) {
            let moment = Ok(Moment { day: date, second: 0, offset: None });
            assert_eq!(parse(&expected.strftime("%Y-%m-%d").to_string()), moment);
            assert_eq!(parse(&expected.strftime("%Y%m%d").to_string()), moment);
            expected = expected.tomorrow().unwrap();
        }
    }

    #[test]
    fn every_second_of_a_day() {
        for second in 0..86_400 {
            let text = format!("2024-02-29 {:02}:{:02}:{:02}", second / 3600, second / 60 % 60, second % 60);
            let expected = Ok(Moment { day: day_from_civil(2024, 2, 29), second, offset: None });
            assert_eq!(parse(&text), expected, "{text}");
            assert_eq!(slow(text.as_bytes()), expected, "{text}");
        }
    }

    #[test]
    fn every_number_of_eight_digits_that_could_be_a_date() {
        for year in (1890..=2110).chain(9990..=9999) {
            for rest in 0..10_000 {
                let text = format!("{year:04}{rest:04}");
                assert_eq!(parse(&text), slow(text.as_bytes()), "{text}");
            }
        }
    }

    #[test]
    fn every_byte_at_every_place_is_judged_like_the_slow_way() {
        for form in ["2024-05-01", "2024-12-31 23:59:59", "19991231", "2024-05-01T10:00:00Z"] {
            for place in 0..form.len() {
                for byte in 0..=255 {
                    let mut cell = form.as_bytes().to_vec();
                    cell[place] = byte;
                    if let Some(moment) = usual(&cell) {
                        assert_eq!(slow(&cell), Ok(moment), "{cell:?}");
                    }
                    // What the fast way leaves may be a date of another form, but never of its own.
                    let own = form.len() != 20
                        && (0..form.len()).all(|i| cell[i].is_ascii_digit() || cell[i] == form.as_bytes()[i]);
                    if own && slow(&cell).is_ok_and(|moment| moment.second != 86_399 || byte != b'6') {
                        assert!(usual(&cell).is_some() || cell.ends_with(b":60"), "{cell:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn evidence_adds_up() {
        let mut evidence = DateEvidence { day_first: 1, month_first: 0, either: 2 };
        assert_eq!(evidence.order(), Some(DateOrder::Dmy));
        evidence.merge(&DateEvidence { day_first: 0, month_first: 3, either: 1 });
        assert_eq!(evidence, DateEvidence { day_first: 1, month_first: 3, either: 3 });
        assert_eq!(evidence.order(), None);
        assert_eq!(DateEvidence { month_first: 1, ..Default::default() }.order(), Some(DateOrder::Mdy));
        assert_eq!(DateEvidence { either: 9, ..Default::default() }.order(), None);
    }

    /// A cell of pieces that dates have, mostly in no order that makes sense.
    fn soup() -> impl Strategy<Value = String> {
        let pieces = &[
            "2024",
            "1899",
            "9999",
            "0000",
            "24",
            "20240229",
            "20240229235960",
            "1714557600",
            "1714557600999",
            "45413",
            "0",
            "1",
            "02",
            "5",
            "12",
            "13",
            "29",
            "31",
            "59",
            "60",
            "00",
            "99999",
            "-",
            "-",
            "/",
            "/",
            ".",
            ":",
            ":",
            " ",
            " ",
            "T",
            "t",
            ",",
            "+",
            "Z",
            "UTC",
            "am",
            "PM",
            "p.m.",
            "上午",
            "下午",
            "年",
            "月",
            "日",
            "号",
            "Jan",
            "Mon,",
            "２０２４",
            "－",
            "／",
            "：",
            "\t",
            "\u{3000}",
            "\u{a0}",
            "'",
            "+08:00",
            "-0730",
            "10:20:30",
            "2024-02-29",
            "29/02/2024",
            "2/3/2024",
        ][..];
        proptest::collection::vec(proptest::sample::select(pieces), 1..9).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn arbitrary_bytes_are_survived(bytes in proptest::collection::vec(any::<u8>(), 0..40)) {
            let _ = parse_moment(&bytes, Some(DateOrder::Dmy), &mut DateEvidence::default());
        }

        #[test]
        fn near_dates_are_judged_alike(cell in "[0-9]{4}[-/0][0-9]{2}[-/0][0-9]{2}([ T][0-2][0-9]:[0-6][0-9]:[0-6][0-9](Z| ?[-+][01][0-9]:?[0-6]0)?)?") {
            if let Some(moment) = usual(cell.as_bytes()) {
                prop_assert_eq!(slow(cell.as_bytes()), Ok(moment));
            }
        }

        #[test]
        fn whatever_dates_are_made_of_is_judged_alike(cell in soup()) {
            for order in [None, Some(DateOrder::Dmy), Some(DateOrder::Mdy)] {
                let (mut fast, mut evidence) = (DateEvidence::default(), DateEvidence::default());
                let expected = written::parse(cell.as_bytes(), order, &mut evidence);
                prop_assert_eq!(parse_moment(cell.as_bytes(), order, &mut fast), expected, "{:?}", order);
                prop_assert_eq!(fast, evidence);
                if let Ok(moment) = expected {
                    prop_assert!((MIN_DAY..=MAX_DAY).contains(&moment.day) && moment.second < 86_400);
                }
            }
        }

        #[test]
        fn whole_moments_equal_jiff(day in MIN_DAY..=MAX_DAY, second in 0u32..86_400, minutes in -840i32..=840) {
            let (year, month, date) = civil_from_day(day);
            let civil = jiff::civil::date(year as i16, month as i8, date as i8)
                .at((second / 3600) as i8, (second / 60 % 60) as i8, (second % 60) as i8, 0);
            let sign = if minutes < 0 { '-' } else { '+' };
            let text = format!(
                "{}{sign}{:02}:{:02}", civil.strftime("%Y-%m-%dT%H:%M:%S"), minutes.abs() / 60, minutes.abs() % 60
            );
            let moment = Moment { day, second, offset: Some(minutes * 60) };
            prop_assert_eq!(parse(&text), Ok(moment));
            prop_assert_eq!(slow(text.as_bytes()), Ok(moment));
        }
    }
}
