//! One call of `open`: sources are read one after the other, each in chunks, and become a shop.
//!
//! The host drives it: [`Opening::begin`] a source, [`Opening::space`] and [`Opening::push`] for each chunk,
//! [`Opening::end`]. Some decisions are hypotheses about whole columns. When the source contradicts one, the
//! host is told to begin the same source again; the second reading goes by what was learnt.

use std::rc::Rc;

use crate::date::{Day, parse_day};
use crate::error::{Code, Error, Result};
use crate::read::dialect::{HEAD_BYTES, byte_order_mark};
use crate::read::field::{Field, Kind};
use crate::read::options::OpenOptions;
use crate::read::order_ids::Grouping;
use crate::read::part::{Buffer, Part, Rows};
use crate::read::people_rows::PeopleRows;
use crate::read::plan::{Hypotheses, Plan, look};
use crate::read::rows::OrderRows;
use crate::read::scan::ascii_prefix;
use crate::read::shops::settle_shops;
use crate::read::wire;
use crate::shop::build::{ReadAs, Sources, build};
use crate::shop::report::Report;
use crate::shop::tables::{Settings, Shop};

/// How many sources of each kind there will be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SourceCounts {
    /// Order sources.
    pub orders: u32,
    /// Members sources.
    pub members: u32,
    /// Referrals sources.
    pub referrals: u32,
}

/// What the host knows of a source.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SourceMeta {
    /// Its name, where it has one.
    pub name: String,
    /// The day of its last modification; rows dated later than the day after are from no real order.
    pub modified: Option<Day>,
    /// The character encoding the host decodes from, for the report. `utf-8` says that the bytes come as they
    /// are and must be checked; under any other name they are decoded text.
    pub encoding: String,
    /// Characters that the encoding could not make out were replaced.
    pub mixed_encodings: bool,
    /// About how many bytes it has; 0 where that is unknown. Only memory depends on it.
    pub bytes: u64,
}

/// What a chunk led to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pushed {
    /// False: the bytes are not UTF-8. Begin the source again with decoded text.
    pub utf8: bool,
    /// True: a hypothesis is contradicted already. Begin the source again at once.
    pub again: bool,
}

/// What the end of a source led to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The source is read.
    Done,
    /// A decision about a whole column was contradicted: begin the source again and push it all again.
    ReadAgain,
    /// The bytes are not UTF-8: begin the same source again with decoded text.
    NotUtf8,
}

/// A source is read at most so often; each reading settles at least one hypothesis, and there are three.
const MAX_READINGS: u32 = 4;

/// A shop and the account of its reading.
pub struct Opened {
    /// The frozen tables.
    pub shop: Shop,
    /// What was read and what was set aside.
    pub report: Report,
}

/// A source while it is read.
struct Reading {
    kind: Kind,
    meta: SourceMeta,
    buffer: Buffer,
    /// Whether the byte-order mark was dealt with.
    started: bool,
    part: Option<Part>,
    plan: Option<Rc<Plan>>,
    /// What an earlier reading of the same source settled.
    settled: Option<Hypotheses>,
    /// How often the source was begun.
    readings: u32,
    again: bool,
}

/// The state of one call of `open`.
pub struct Opening {
    options: OpenOptions,
    settings: Settings,
    counts: SourceCounts,
    seed: u64,
    reading: Option<Reading>,
    sources: Sources,
    rows: u32,
}

impl Opening {
    /// Checks the options. `seed` keys the dictionaries; the host passes a random one.
    pub fn new(options: OpenOptions, counts: SourceCounts, seed: u64) -> Result<Opening> {
        let settings = settings(&options)?;
        if let Some(profile) = options.profile.as_deref().filter(|profile| *profile != "auto") {
            crate::read::profiles::named(profile)?;
        }
        if counts.orders == 0 {
            let detail = crate::error::Detail { source: Some("orders".into()), ..Default::default() };
            let message = "There is no source of orders. Give at least one in `orders`.";
            return Err(Error { detail: Box::new(detail), ..Error::new(Code::MissingSource, message) });
        }
        let sources = Sources {
            orders: OrderRows::new(Grouping::EachRow, seed),
            order_sources: Vec::new(),
            members: PeopleRows::with_seed(seed),
            member_sources: Vec::new(),
            referrals: PeopleRows::with_seed(seed),
            referral_sources: Vec::new(),
        };
        Ok(Opening { options, settings, counts, seed, reading: None, sources, rows: 0 })
    }

    /// Begins the next source of a kind, or the same one again when the last call asked for it.
    pub fn begin(&mut self, kind: Kind, meta: SourceMeta) {
        let before = self.reading.take().filter(|reading| reading.again);
        let readings = before.as_ref().map_or(1, |reading| reading.readings + 1);
        let settled = before.and_then(|reading| reading.settled);
        self.reading = Some(Reading {
            kind,
            meta,
            buffer: Buffer::default(),
            started: false,
            part: None,
            plan: None,
            settled,
            readings,
            again: false,
        });
    }

    /// Room for the next chunk of `len` bytes, valid until the next call.
    pub fn space(&mut self, len: usize) -> &mut [u8] {
        match &mut self.reading {
            Some(reading) => reading.buffer.space(len),
            None => &mut [],
        }
    }

    /// Reads the `len` bytes that were written into the room.
    pub fn push(&mut self, len: usize) -> Result<Pushed> {
        let Some(reading) = &mut self.reading else { return Err(out_of_turn()) };
        reading.buffer.grow(len);
        let pushed = reading.advance(&self.options, self.counts, self.seed, false)?;
        self.rows = reading.rows();
        Ok(pushed)
    }

    /// Rows of the source that was begun last, so far.
    pub fn rows(&self) -> u32 {
        self.rows
    }

    /// About how much the rows of all sources take so far, in units of 16 bytes.
    pub fn weight(&self) -> usize {
        let Sources { orders, members, referrals, .. } = &self.sources;
        let part = self.reading.as_ref().and_then(|reading| reading.part.as_ref());
        orders.weight() + members.weight() + referrals.weight() + part.map_or(0, |part| part.rows.weight())
    }

    /// Instead of the first `push`: the room holds the beginning of the source, and what is pushed from now on is
    /// a later part of it, which begins where a record does. `hypotheses` are those of whoever reads the
    /// beginning.
    pub fn join(&mut self, len: usize, hypotheses: u32) -> Result<()> {
        let Some(reading) = &mut self.reading else { return Err(out_of_turn()) };
        reading.buffer.grow(len);
        reading.settled = wire::hypotheses(hypotheses);
        let is_text = reading.settle(&self.options, self.counts, self.seed, false)?;
        let part = |plan| Part::new(plan, false, reading.meta.bytes).for_others();
        reading.part = reading.plan.clone().filter(|_| is_text).map(part);
        reading.buffer = Buffer::default();
        Ok(())
    }

    /// What is believed of the source's columns, for those who read parts of it; `None` until it is known.
    pub fn hypotheses(&self) -> Option<u32> {
        let plan = self.reading.as_ref()?.plan.as_ref()?;
        Some(wire::hypotheses_code(&plan.hypotheses))
    }

    /// What was read of a part, as bytes for [`Opening::append`]; `None` where the part did not end with a record,
    /// something believed of the source turned out wrong, or order ids are known by their hashes. `last`: the source ends
    /// here.
    pub fn pack(self, last: bool) -> Option<Vec<u8>> {
        let mut reading = self.reading?;
        if last && !reading.advance(&self.options, self.counts, self.seed, true).ok()?.utf8 {
            return None;
        }
        let part = reading.part?;
        if !part.is_between_records(&reading.buffer) || part.grouping_contradicted() {
            return None;
        }
        wire::pack(part)
    }

    /// Appends the part that follows what was pushed. False, and nothing is appended: what was pushed did not
    /// end with a record, so the part began in the middle of one; push its bytes instead.
    pub fn append(&mut self, packed: &[u8]) -> Result<bool> {
        let Some(reading) = &mut self.reading else { return Err(out_of_turn()) };
        let (Some(part), Some(plan)) = (&mut reading.part, &reading.plan) else { return Err(out_of_turn()) };
        if !part.is_between_records(&reading.buffer) {
            return Ok(false);
        }
        let (rows, tally) =
            wire::unpack(packed, plan.hypotheses.grouping, plan.seed).ok_or_else(out_of_turn)?;
        part.append(Rows::Orders(Box::new(rows)), tally);
        self.rows = reading.rows();
        Ok(true)
    }

    /// Reads what is left of the source.
    pub fn end(&mut self) -> Result<Verdict> {
        let Some(reading) = &mut self.reading else { return Err(out_of_turn()) };
        let pushed = reading.advance(&self.options, self.counts, self.seed, true)?;
        if !pushed.utf8 {
            return Ok(Verdict::NotUtf8);
        }
        self.rows = reading.rows();
        let pushed = reading.regrouped(pushed);
        if pushed.again || (reading.readings < MAX_READINGS && reading.contradicted()) {
            reading.again = true;
            return Ok(Verdict::ReadAgain);
        }
        let Some(reading) = self.reading.take() else { return Err(out_of_turn()) };
        self.take(reading)?;
        Ok(Verdict::Done)
    }

    /// Makes the shop. Errors: `no-valid-orders`, `out-of-range`.
    pub fn finish(self) -> Result<Opened> {
        let (shop, report) = build(self.sources, &self.options, self.settings)?;
        Ok(Opened { shop, report })
    }

    fn take(&mut self, reading: Reading) -> Result<()> {
        let (Some(part), Some(plan)) = (reading.part, reading.plan) else { return Err(out_of_turn()) };
        let end = match part.rows {
            Rows::Orders(mut rows) => {
                rows.close();
                if plan.column(Field::Shop).is_some() {
                    settle_shops(&mut rows);
                }
                self.sources.orders.absorb(*rows);
                self.sources.orders.len()
            }
            Rows::People(rows) => {
                let own = match reading.kind {
                    Kind::Members => &mut self.sources.members,
                    _ => &mut self.sources.referrals,
                };
                own.absorb(rows);
                own.person.len()
            }
        };
        let read = ReadAs {
            plan,
            tally: part.tally,
            name: reading.meta.name,
            encoding: reading.meta.encoding,
            modified: reading.meta.modified,
            mixed_encodings: reading.meta.mixed_encodings,
            end: end as u32,
            incomplete_end: self.sources.orders.incomplete.len() as u32,
        };
        match reading.kind {
            Kind::Orders => self.sources.order_sources.push(read),
            Kind::Members => self.sources.member_sources.push(read),
            Kind::Referrals => self.sources.referral_sources.push(read),
        }
        Ok(())
    }
}

impl Reading {
    fn advance(
        &mut self,
        options: &OpenOptions,
        counts: SourceCounts,
        seed: u64,
        last: bool,
    ) -> Result<Pushed> {
        let pushed = Pushed { utf8: true, again: false };
        if !last && !self.started && self.buffer.bytes().len() < HEAD_BYTES {
            return Ok(pushed);
        }
        if !self.started {
            if !self.settle(options, counts, seed, last)? {
                return Ok(self.not_utf8(pushed));
            }
        } else if !self.is_text(last) {
            return Ok(self.not_utf8(pushed));
        }
        let Some(part) = &mut self.part else { return Err(out_of_turn()) };
        part.read(&mut self.buffer, last);
        Ok(self.regrouped(pushed))
    }

    /// Settles the plan from the beginning of the source; false where that is no UTF-8.
    fn settle(&mut self, options: &OpenOptions, counts: SourceCounts, seed: u64, last: bool) -> Result<bool> {
        self.started = true;
        let mark = byte_order_mark(self.buffer.bytes());
        self.buffer.drop_front(mark);
        if !self.is_text(last) {
            return Ok(false);
        }
        let bytes = self.buffer.bytes();
        let head = look(&bytes[..bytes.len().min(HEAD_BYTES)], last && bytes.len() <= HEAD_BYTES, options)?;
        let several = self.kind == Kind::Orders && counts.orders > 1;
        let mut plan = Plan::settle(self.kind, &head, options, several, seed)?;
        plan.hypotheses = self.settled.unwrap_or(plan.hypotheses);
        let plan = Rc::new(plan);
        self.part = Some(Part::new(plan.clone(), true, self.meta.bytes));
        self.plan = Some(plan);
        Ok(true)
    }

    fn rows(&self) -> u32 {
        self.part.as_ref().map_or(0, |part| part.tally.rows)
    }

    /// Asks for another reading where ids do not stand as was believed.
    fn regrouped(&mut self, pushed: Pushed) -> Pushed {
        if !self.part.as_ref().is_some_and(Part::grouping_contradicted) {
            return pushed;
        }
        self.again = true;
        self.settled =
            self.plan.as_ref().map(|plan| Hypotheses { grouping: Grouping::Anywhere, ..plan.hypotheses });
        Pushed { again: true, ..pushed }
    }

    fn not_utf8(&mut self, pushed: Pushed) -> Pushed {
        self.again = true;
        self.settled = None;
        // In another encoding everything is as new.
        self.readings = 0;
        Pushed { utf8: false, ..pushed }
    }

    /// Whether the waiting bytes are UTF-8, but for a character that the chunk cuts at its end.
    fn is_text(&self, last: bool) -> bool {
        if self.meta.encoding != "utf-8" {
            return true;
        }
        let bytes = self.buffer.bytes();
        match core::str::from_utf8(&bytes[ascii_prefix(bytes)..]) {
            Ok(_) => true,
            Err(error) => error.error_len().is_none() && !last,
        }
    }

    /// Whether the whole source says otherwise than was believed while reading it.
    fn contradicted(&mut self) -> bool {
        let (Some(plan), Some(part)) = (&self.plan, &self.part) else { return false };
        let settled = plan.settled(&part.tally);
        // Where no cell could be read either way, the order of day and month changes nothing.
        let dates =
            settled.date_order != plan.hypotheses.date_order && part.tally.dates != Default::default();
        let contradicted = dates || settled.decimal_mark != plan.hypotheses.decimal_mark;
        if contradicted {
            self.settled = Some(settled);
        }
        contradicted
    }
}

fn settings(options: &OpenOptions) -> Result<Settings> {
    let margin = options.margin.unwrap_or(1.0);
    if !(margin > 0.0 && margin <= 1.0) {
        return Err(Error::bad_option(
            "margin",
            "margin must be above 0 and at most 1, for example 0.35.",
            &[],
        ));
    }
    let history_start = options.history_start.as_deref().map(|text| {
        parse_day(text).ok_or_else(|| {
            let message = "historyStart must be a real date like 2023-01-01.";
            Error::bad_option("historyStart", message, &["YYYY-MM-DD"])
        })
    });
    Ok(Settings { margin, occasion: options.occasion, history_start: history_start.transpose()? })
}

fn out_of_turn() -> Error {
    Error::new(Code::Internal, "The reader was called out of turn. Open the file again.")
}
