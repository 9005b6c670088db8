//! Cells that are merged into one: what stands in the first of them is meant for every row that they cover.

use calamine::Dimensions;

use crate::writer::{Row, sort};

/// Longer text, in bytes, is nothing that the lines of an order have in common, and to repeat it takes memory.
const LONGEST: usize = 1024;

/// What stands in amounts, besides digits.
const OF_AMOUNTS: &str = ".,()+$¥￥€£元 ";

/// Whole numbers of so many digits name something: an order, or somebody's telephone.
const ID_DIGITS: usize = 7;

/// No format has more columns.
const MOST_COLUMNS: usize = 1 << 14;

/// Merged regions of a sheet, and what goes on in the rows below from those that have begun.
#[derive(Clone, Default)]
pub struct Merged {
    /// In order of their first rows: first row, first column, last row. Of those in one row nothing goes on.
    regions: Vec<(u32, usize, usize)>,
    /// How many of them have begun.
    begun: usize,
    /// By column: the last row that has it, and the text.
    lasting: Vec<(usize, Vec<u8>)>,
    /// How many cells the fullest row so far has.
    fullest: usize,
}

impl Merged {
    /// Of regions in any order.
    pub fn new(regions: Vec<Dimensions>) -> Merged {
        // Damaged ones may end before they begin.
        let right = |&Dimensions { start, end }: &Dimensions| {
            end.0 >= start.0 && start.1 < MOST_COLUMNS as u32 && (end.0 > start.0 || end.1 > start.1)
        };
        let parts = |Dimensions { start, end }| (start.0, start.1 as usize, end.0 as usize);
        let mut regions: Vec<_> = regions.into_iter().filter(right).map(parts).collect();
        sort(&mut regions);
        Merged { regions, ..Merged::default() }
    }

    /// Gives a row, whose cells are in order, what regions that began above have for it, behind its own cells; where
    /// it has a cell of its own, that counts. `next` is the next row with cells. Returns how much the row was given.
    ///
    /// Rows that have no cell of their own are not asked for: they are part of a high cell, and no line of an order.
    /// Of a region of several columns the first has the value. What may be an amount stays where it is, since there it
    /// counts once, also where nothing says which lines are one order; but an order may have such a number, and before
    /// all else.
    pub fn fill(&mut self, number: u32, next: Option<u32>, row: &mut Row) -> u32 {
        let own = row.cells.len();
        let mut given = 0;
        for (column, (last, text)) in self.lasting.iter().enumerate() {
            if *last >= number as usize && row.find(column as u32, own).is_none() {
                row.push(column as u32, text);
                given += 1 + text.len() as u32 / 64;
            }
        }
        self.begin(number, next, row, own);
        self.fullest = self.fullest.max(row.cells.len());
        given
    }

    /// Lets the regions begin whose first row this is.
    fn begin(&mut self, number: u32, next: Option<u32>, row: &mut Row, own: usize) {
        let ahead = &self.regions[self.begun..];
        let passed = ahead.partition_point(|region| region.0 < number);
        let beginning = &ahead[passed..ahead.partition_point(|region| region.0 <= number)];
        self.begun += passed + beginning.len();
        // The upper line of a header of two: a cell over several columns beside cells that go down to the lower line.
        // None above is half as full, as titles are, which tells it from the lines of orders.
        let is_upper = own > 2 * self.fullest && beginning.iter().any(|region| region.2 == number as usize);
        let first = row.cells.iter().map(|cell| cell.0).min();
        for &(_, column, last) in beginning {
            let Some(at) = row.find(column as u32, own).filter(|_| last > number as usize) else { continue };
            let (_, from, to) = row.cells[at];
            let text = &row.text[from..to];
            if text.len() > LONGEST || may_be_amount(text) && first != Some(column as u32) {
                continue;
            }
            if column >= self.lasting.len() {
                self.lasting.resize(column + 1, Default::default());
            }
            self.lasting[column] = (last, text.to_vec());
            if is_upper && next.is_some_and(|next| next as usize <= last) {
                // It stands in the lower line, so that this is the one line with all names.
                row.cells[at].2 = from;
            }
        }
    }
}

/// Whether this is a number with a fraction, or one of few digits.
fn may_be_amount(text: &[u8]) -> bool {
    let text = text.strip_prefix(b"-").unwrap_or(text);
    let count = |is: &dyn Fn(&u8) -> bool| text.iter().filter(|byte| is(byte)).count();
    let digits = count(&u8::is_ascii_digit);
    let points = count(&|byte| *byte == b'.');
    digits + count(&|byte| OF_AMOUNTS.as_bytes().contains(byte)) == text.len()
        && (points == 1 || points == 0 && digits < ID_DIGITS)
}
