//! The reading of one part of one source: chunks of bytes in, rows in columns and a tally out. A part begins
//! and ends where a record does; parts that were read apart are put together in their order.

use std::rc::Rc;

use super::dialect::is_blank;
use super::field::Kind;
use super::people_rows::PeopleRows;
use super::plain::PlainRows;
use super::plan::Plan;
use super::row::RowReader;
use super::rows::OrderRows;
use super::split::{Broken, Splitter, Step};
use super::tally::{Reason, Tally};

/// What the rows of a source become.
#[derive(Clone)]
pub enum Rows {
    /// Rows of orders.
    Orders(Box<OrderRows>),
    /// Rows about people: members or referrals.
    People(PeopleRows),
}

/// The bytes of a source whose records are not read yet, and the place where the next chunk goes.
#[derive(Default)]
pub struct Buffer {
    bytes: Vec<u8>,
    /// How many of `bytes` hold data; the rest is room.
    filled: usize,
}

impl Buffer {
    /// Room for `len` more bytes; the host writes the next chunk there.
    pub fn space(&mut self, len: usize) -> &mut [u8] {
        let needed = self.filled + len;
        if self.bytes.len() < needed {
            self.bytes.resize(needed, 0);
        }
        &mut self.bytes[self.filled..needed]
    }

    /// Tells that `len` bytes were written into the room.
    pub fn grow(&mut self, len: usize) {
        self.filled = (self.filled + len).min(self.bytes.len());
    }

    /// The bytes that wait to be read.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes[..self.filled]
    }

    /// Drops the first `len` bytes.
    pub fn drop_front(&mut self, len: usize) {
        self.bytes.copy_within(len..self.filled, 0);
        self.filled -= len;
    }
}

/// So many rows tell how long rows are.
const FEW_ROWS: u64 = 200;
/// Such a part of all rows tells how many people they name.
const SOME: u64 = 16;

/// A part of a source while it is read, and what it amounts to afterwards.
pub struct Part {
    plan: Rc<Plan>,
    splitter: Splitter,
    reader: RowReader,
    plain: Option<PlainRows>,
    /// How many rows are to be passed over: titles and the header.
    to_pass: usize,
    /// How many bytes there will be, until room is made for the rows of all of them.
    expected: u64,
    /// How many rows these will be, until room is made for the people whom they name.
    expected_rows: u64,
    /// The rows read so far.
    pub rows: Rows,
    /// The counts so far.
    pub tally: Tally,
}

impl Part {
    /// A part without bytes; about so many are to come, or nobody knows (0). The first part of a source holds the
    /// header, which is passed over.
    pub fn new(plan: Rc<Plan>, first: bool, expected: u64) -> Self {
        let rows = match plan.kind {
            Kind::Orders => Rows::Orders(Box::new(OrderRows::new(plan.hypotheses.grouping, plan.seed))),
            Kind::Members | Kind::Referrals => Rows::People(PeopleRows::with_seed(plan.seed)),
        };
        Part {
            splitter: Splitter::new(plan.delimiter),
            reader: RowReader::new(&plan),
            plain: PlainRows::of(&plan),
            to_pass: if first { plan.titles + 1 } else { 0 },
            expected,
            expected_rows: 0,
            rows,
            tally: Tally::default(),
            plan,
        }
    }

    /// Has it read for others to append.
    pub fn for_others(mut self) -> Self {
        if let Rows::Orders(rows) = &mut self.rows {
            rows.name_customers();
        }
        self
    }

    /// Reads the whole records of the buffer and drops them from it; `last` says that no more bytes come.
    pub fn read(&mut self, buffer: &mut Buffer, last: bool) {
        let bytes = buffer.bytes();
        let before = self.tally.rows;
        self.splitter.moved(0, bytes);
        loop {
            if let (Some(plain), Rows::Orders(rows)) = (&mut self.plain, &mut self.rows)
                && self.to_pass == 0
                && self.splitter.is_at_record()
            {
                let (at, read) =
                    plain.read(&self.plan, bytes, self.splitter.consumed(), rows, &mut self.tally);
                if read > 0 {
                    self.splitter.go_on(bytes, at, read);
                }
            }
            match self.splitter.next(bytes, last) {
                Step::Record { start, end, line } => {
                    let record = &bytes[start..end];
                    if is_blank(record, self.plan.delimiter) {
                        continue;
                    }
                    if self.to_pass > 0 {
                        self.to_pass -= 1;
                        continue;
                    }
                    self.tally.rows += 1;
                    let cells = self.splitter.cells();
                    match &mut self.rows {
                        Rows::Orders(rows) => {
                            self.reader.order(&self.plan, bytes, record, cells, line, rows, &mut self.tally);
                        }
                        Rows::People(rows) => {
                            self.reader.person(&self.plan, bytes, cells, line, rows, &mut self.tally);
                        }
                    }
                }
                Step::Broken { line, why } => {
                    self.to_pass = 0;
                    self.tally.rows += 1;
                    let reason = match why {
                        Broken::UnclosedQuote => Reason::UnclosedQuote,
                        Broken::TooLong => Reason::RowTooLong,
                    };
                    self.tally.reject(line, None, &[], b"", reason);
                    if let Rows::Orders(rows) = &mut self.rows {
                        self.reader.note_incomplete(&self.plan, bytes, self.splitter.cells(), rows);
                    }
                }
                Step::Drained => break,
            }
        }
        self.tally.lines = self.splitter.lines();
        self.expect(u64::from(self.tally.rows - before), self.splitter.consumed());
        buffer.drop_front(self.splitter.consumed());
    }

    /// Makes room for the rows of all bytes, once the first have been read: what is not written to costs nothing,
    /// and growing step by step takes memory several times.
    fn expect(&mut self, rows: u64, read: usize) {
        let bytes = self.expected;
        let Rows::Orders(own) = &mut self.rows else { return };
        if bytes > 0 && rows >= FEW_ROWS && read > 0 {
            self.expected = 0;
            // A sixteenth more, for rows that become shorter.
            self.expected_rows = (bytes / 16 * 17).saturating_mul(rows) / read as u64;
            own.expect(self.expected_rows);
        }
        self.expect_people();
    }

    /// The same for the people whom the rows name, once there are some more of these.
    fn expect_people(&mut self) {
        let rows = u64::from(self.tally.rows);
        let Rows::Orders(own) = &mut self.rows else { return };
        if self.expected_rows > 0 && rows >= self.expected_rows / SOME {
            own.expect_people(self.expected_rows);
            self.expected_rows = 0;
        }
    }

    /// Whether a record, and not the header, begins with the byte that follows what was read, whatever it is.
    pub fn is_between_records(&self, buffer: &Buffer) -> bool {
        self.to_pass == 0 && buffer.bytes().is_empty() && !self.splitter.is_skipping()
    }

    /// Whether what was read contradicts how rows are grouped into orders; reading on is of no use then.
    pub fn grouping_contradicted(&self) -> bool {
        matches!(&self.rows, Rows::Orders(rows) if rows.orders.contradicted())
    }

    /// Appends the part of the same source that follows.
    pub fn absorb(&mut self, next: Part) {
        self.append(next.rows, next.tally);
    }

    /// Appends the rows and the counts of the part of the same source that follows.
    pub fn append(&mut self, rows: Rows, tally: Tally) {
        match (&mut self.rows, rows) {
            (Rows::Orders(own), Rows::Orders(next)) => own.absorb(*next),
            (Rows::People(own), Rows::People(next)) => own.absorb(next),
            // Parts of one source have one plan, and so one kind of rows.
            _ => {}
        }
        self.splitter.pass_lines(tally.lines);
        self.tally.absorb(tally);
        self.expect_people();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::options::OpenOptions;
    use crate::read::plan::look;
    use proptest::prelude::*;
    use proptest::sample::select;

    /// Reads a text in chunks, with and without the quick way; what came of it, in words.
    fn told(text: &str, quick: bool, size: usize, once: bool) -> String {
        let options = OpenOptions { delimiter: Some(",".into()), ..OpenOptions::default() };
        let top = text.split_inclusive('\n').take(2).collect::<String>();
        let plan = look(top.as_bytes(), true, &options)
            .and_then(|head| Plan::settle(Kind::Orders, &head, &options, false, 7));
        let mut plan = plan.unwrap();
        if once {
            plan.hypotheses.grouping = crate::read::order_ids::Grouping::Once;
        }
        let mut part = Part::new(Rc::new(plan), true, 0);
        assert!(part.plain.is_some());
        part.plain = part.plain.filter(|_| quick);
        let mut buffer = Buffer::default();
        for chunk in text.as_bytes().chunks(size) {
            buffer.space(chunk.len()).copy_from_slice(chunk);
            buffer.grow(chunk.len());
            part.read(&mut buffer, false);
        }
        part.read(&mut buffer, true);
        let Rows::Orders(rows) = part.rows else { unreachable!("the plan is of orders") };
        let ids = |ids: &crate::ids::Ids| {
            (0..ids.len() as u32).map(|code| ids.text(code).into_owned()).collect::<Vec<_>>()
        };
        format!(
            "{:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?}",
            rows.common,
            (rows.orders_listed().map(<[u32]>::to_vec), rows.orders.count(), rows.orders.contradicted()),
            rows.customer,
            ids(&rows.customers),
            rows.referrer,
            ids(&rows.referrers),
            rows.day,
            (0..rows.len()).map(|row| rows.amount.of(row)).collect::<Vec<_>>(),
            (0..rows.len()).map(|row| rows.flags_of(row)).collect::<Vec<_>>(),
            rows.digest,
            rows.incomplete,
            (rows.refund, rows.refunded, rows.currency, ids(&rows.currencies)),
            (rows.dimensions.map(|column| (ids(&column.labels), column.codes)), part.tally),
        )
    }

    fn cell(
        usual: &'static [&'static str],
        odd: &'static [&'static str],
        quotes: bool,
    ) -> impl Strategy<Value = String> {
        let marked =
            move |(text, quoted): (&str, bool)| if quoted { format!("\"{text}\"") } else { text.to_string() };
        prop_oneof![
            9 => (select(usual), Just(quotes)).prop_map(marked),
            1 => (select(odd), Just(false)).prop_map(marked),
        ]
    }

    fn row() -> impl Strategy<Value = [String; 7]> {
        (
            cell(
                &["1001", "1001", "1002", "A-1003", "A-1000000004", "20240101000000000012"],
                &["", "NA", "#7", " 5", "N/A"],
                false,
            ),
            cell(
                &["ann", "bob", "C0000000001", "C00000000012345678", "x@y.de"],
                &["", "null", "X@y.De", "\"q\"", "=x", "é", "\"q\"r", "a\"b", "\"a\"\"b\""],
                false,
            ),
            cell(
                &["2024-01-01", "2024-01-02 10:00:00", "20240203", "2024-01-05T01:02:03Z", "5/13/2024 8:26"],
                &["2024-13-01", "1/2/2024", "", "2024-01-01 25:00:00", "2024-01-01 x", "-"],
                false,
            ),
            cell(
                &["10", "9.99", "12345.67", "0.5", "-3.00", "1.2345", "99999.99", "¥5"],
                &["", "1,5", "x", "1.234", "."],
                false,
            ),
            cell(&["", "", "ann", "dan"], &["-", "d@n", "D@n"], false),
            cell(&["note", ""], &["a,b", "\"a\nb\"", "\"a,b\"", "\"a"], false),
            cell(&["\n", "\n", "\r\n"], &["\r", "\n\n", " \n"], false),
        )
            .prop_map(|(a, b, c, d, e, f, g)| [a, b, c, d, e, f, g])
    }

    /// A row with everything that an export can say of an order.
    fn full_row() -> impl Strategy<Value = String> {
        let ids = (
            cell(&["1001", "1001", "1002", "="], &["", "NA", "\"10\n02\""], true),
            cell(&["ann", "bob", "a@b.cn", "\t77"], &["", "A@b.cn"], true),
            cell(&["交易成功", "交易关闭", "paid", ""], &["无", "cancelled"], true),
            cell(&["北京店", "shop", ""], &["\"a\"\"b\"", "x,y"], true),
            cell(&["CNY", ""], &["USD"], false),
            cell(&["red, large", "blue", "-"], &["a,b,c"], true),
        );
        let values = (
            cell(&["2024-01-01", "12/1/2010 8:26", "2024/1/3 5:06"], &["", "1/2/2024"], true),
            cell(&["", "", "2024-02-02"], &["x", "无"], false),
            cell(&["3.50", "12", "¥1,000.00"], &["x", "", "1e3"], true),
            cell(&["", "0", "1.50", "-2"], &["x"], false),
            cell(&["5.00", "13.50", ""], &["y"], false),
            cell(&["2.55", "1.95", "0.001"], &["", "z"], false),
            cell(&["1", "6", "-2", "0.5"], &["", "1,000"], false),
            cell(&["\n", "\r\n"], &["\r", "\n,,,,,,,,,,,,\n", ",\n"], false),
        );
        (ids, values).prop_map(|((a, b, c, d, e, f), (g, h, i, j, k, l, m, end))| {
            [a, b, c, d, e, f, g, h, i, j, k, l, m].join(",") + &end
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(800))]
        #[test]
        fn the_quick_way_reads_like_the_other(
            rows in prop::collection::vec(row(), 0..60),
            size in 1usize..3000,
            once: bool,
        ) {
            let header = "order_id,customer_id,paid_at,amount,referrer_id,note\n1,a,2024-01-01,1.00,,\n";
            let line = |row: &[String; 7]| row[..6].join(",") + &row[6];
            let text = header.to_string() + &rows.iter().map(line).collect::<String>();
            prop_assert_eq!(told(&text, true, size, once), told(&text, false, size, once));
        }

        #[test]
        fn the_quick_way_reads_full_rows_alike(
            rows in prop::collection::vec(full_row(), 0..60),
            size in 1usize..3000,
            with_shop: bool,
            with_amount: bool,
        ) {
            let shop = if with_shop { "shop" } else { "note" };
            let amount = if with_amount { "amount" } else { "remark" };
            let header = format!(
                "order_id,customer_id,status,{shop},currency,product,paid_at,refunded_at,{amount},refund,total,price,quantity\n\
                 1,a,paid,s,CNY,p,2024-01-01,,1.00,,1.00,1.00,1\n"
            );
            let text = header + &rows.concat();
            prop_assert_eq!(told(&text, true, size, false), told(&text, false, size, false));
        }
    }
}
