//! Everything that is settled before the rows of a source are read: delimiter, headers, which column holds
//! what, and the hypotheses about whole columns that the reading may contradict.

use super::amount::DecimalMark;
use super::cell::{Missing, missing, trim, unwrap_id};
use super::dialect::{self, Head};
use super::field::{Field, Kind};
use super::moment::parse_moment;
use super::options::{DateOrder, IdCase, Identity, OpenOptions};
use super::order_ids::Grouping;
use super::profiles::Platform;
use super::recognise::{Recognised, recognise, require};
use super::tally::Tally;
use super::zone::Zone;
use crate::error::Result;
use crate::sort::few;

/// Which column a field is read from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Slot {
    /// What the column holds.
    pub field: Field,
    /// 0-based index of the column.
    pub column: usize,
    /// How sure the recognition is, 0 to 1; 1 where it was given.
    pub confidence: f64,
}

/// What is believed of whole columns. The tally of the source may contradict it; then it is read again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hypotheses {
    /// Which number comes first in dates like 3/4/2024; `None`: nobody knows, such cells are rejected.
    pub date_order: Option<DateOrder>,
    /// The decimal mark of the amount columns.
    pub decimal_mark: DecimalMark,
    /// How rows find their order.
    pub grouping: Grouping,
}

/// How one source is read.
#[derive(Clone, Debug)]
pub struct Plan {
    /// What the source tells about.
    pub kind: Kind,
    /// The byte between cells.
    pub delimiter: u8,
    /// The header cells, trimmed.
    pub headers: Vec<String>,
    /// How many rows stand above the header.
    pub titles: usize,
    /// The platform whose habits hold.
    pub platform: &'static Platform,
    /// The columns that are read, in column order; a column may serve two fields where the mapping says so.
    pub slots: Vec<Slot>,
    /// The columns that name the customer together, if they are several.
    pub key: Vec<usize>,
    /// The source lists what was in orders and not whose they are, which another source says.
    pub is_items: bool,
    /// What is believed of whole columns.
    pub hypotheses: Hypotheses,
    /// Given by option, so that evidence does not matter.
    pub date_order_given: bool,
    /// Whether the case of letters distinguishes ids.
    pub id_case: Option<IdCase>,
    /// Whether a customer id is one person over all shops.
    pub identity: Identity,
    /// Where values with an offset are converted to.
    pub zone: Option<Zone>,
    /// Keys the dictionaries.
    pub seed: u64,
}

impl Plan {
    /// Settles a plan from the first bytes of a source.
    ///
    /// `several` says that more sources of this kind follow, so that order ids must be kept to find the same
    /// order in another file.
    pub fn settle(kind: Kind, head: &Head, options: &OpenOptions, several: bool, seed: u64) -> Result<Plan> {
        let recognised = columns_of(kind, head, options)?;
        let has = |field| recognised.column(field).is_some();
        let is_items = several && has(Field::OrderId) && has(Field::Product) && !has(Field::CustomerId);
        if !is_items {
            require(kind, &head.headers, &recognised)?;
        }
        let mut slots = slots_of(&recognised);
        few(&mut slots, |a, b| (a.column, a.field) < (b.column, b.field));
        let mut plan = Plan {
            kind,
            delimiter: head.delimiter,
            headers: head.headers.clone(),
            titles: head.titles,
            platform: recognised.profile,
            slots,
            key: recognised.key,
            is_items,
            hypotheses: Hypotheses {
                date_order: options.date_order,
                decimal_mark: DecimalMark::Dot,
                grouping: Grouping::EachRow,
            },
            date_order_given: options.date_order.is_some(),
            id_case: options.id_case,
            identity: options.identity.unwrap_or_default(),
            zone: options.zone.as_deref().map(Zone::new).transpose()?,
            seed,
        };
        plan.suppose(head, several);
        Ok(plan)
    }

    /// The column of a field.
    pub fn column(&self, field: Field) -> Option<usize> {
        self.slots.iter().find(|slot| slot.field == field).map(|slot| slot.column)
    }

    /// First guesses about whole columns, from the rows at the top.
    fn suppose(&mut self, head: &Head, several: bool) {
        let cells = |field: Field| {
            let mut cells = Vec::new();
            if let Some(column) = self.column(field) {
                for row in &head.rows {
                    if let Some(cell) = row.get(column) {
                        cells.push(trim(cell.as_bytes()));
                    }
                }
            }
            cells
        };
        let mut tally = Tally::default();
        for &field in &[Field::PaidAt, Field::RefundedAt, Field::JoinedAt, Field::LeftAt, Field::At] {
            for cell in cells(field) {
                let _ = parse_moment(cell, None, &mut tally.dates);
            }
        }
        for &field in &[Field::Amount, Field::Price, Field::Quantity, Field::Refund] {
            for cell in cells(field) {
                let _ = super::amount::parse_number(cell, DecimalMark::Dot, &mut tally.amounts);
            }
        }
        let grouping = match self.column(Field::OrderId) {
            _ if several => Grouping::Anywhere,
            None => Grouping::EachRow,
            // The same number in two shops is two orders, so neighbours do not tell.
            Some(_) if self.column(Field::Shop).is_some() => Grouping::Anywhere,
            Some(_) => {
                let mut ids = Vec::new();
                for cell in cells(Field::OrderId) {
                    let id = unwrap_id(cell);
                    if missing(id) == Missing::No {
                        ids.push(id);
                    }
                }
                Grouping::suggested(ids.into_iter())
            }
        };
        self.hypotheses = Hypotheses { grouping, ..self.settled(&tally) };
    }

    /// What the evidence says of the columns; where it differs from the hypotheses, the source must be read
    /// again under it.
    pub fn settled(&self, tally: &Tally) -> Hypotheses {
        let date_order = if self.date_order_given { self.hypotheses.date_order } else { tally.dates.order() };
        Hypotheses { date_order, decimal_mark: tally.amounts.mark(), grouping: self.hypotheses.grouping }
    }
}

/// The recognised columns as slots, by field.
pub fn slots_of(recognised: &Recognised) -> Vec<Slot> {
    let mut slots = Vec::new();
    for &(field, column, confidence) in &recognised.columns {
        slots.push(Slot { field, column, confidence });
    }
    slots
}

/// Which columns hold what, as far as headers, values and the mapping tell.
pub fn columns_of(kind: Kind, head: &Head, options: &OpenOptions) -> Result<Recognised> {
    let mapping = options.mapping.as_ref();
    let mapping = match kind {
        Kind::Orders => mapping.and_then(|mapping| mapping.orders.as_ref()),
        Kind::Members => mapping.and_then(|mapping| mapping.members.as_ref()),
        Kind::Referrals => mapping.and_then(|mapping| mapping.referrals.as_ref()),
    };
    let profile = options.profile.as_deref().filter(|profile| *profile != "auto");
    recognise(kind, &head.headers, &head.rows, mapping, profile)
}

/// Looks at the first bytes of a source with the options' delimiter, or the one that fits.
pub fn look(bytes: &[u8], complete: bool, options: &OpenOptions) -> Result<Head> {
    dialect::look(bytes, complete, options.delimiter.as_deref())
}
