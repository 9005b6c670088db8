//! What a source looks like, from its first bytes only.

use std::rc::Rc;

use serde::Serialize;

use crate::date::format_day;
use crate::error::Result;
use crate::measures::Warning;
use crate::money::{Money, to_f64};
use crate::named::Named;
use crate::read::dialect::{Head, byte_order_mark};
use crate::read::field::{Field, Kind};
use crate::read::options::{OpenOptions, Profile};
use crate::read::order_ids::Grouping;
use crate::read::part::{Buffer, Part, Rows};
use crate::read::plan::{Plan, columns_of, look, slots_of};
use crate::read::recognise::require;
use crate::read::rows::{NO_DAY, NO_MONEY, OrderRows};
use crate::read::shops::settle_shops;
use crate::read::tally::Reason;
use crate::shop::build::{ReadAs, span};
use crate::shop::report::{MappedColumn, mapped_columns};
use crate::shop::resolve::{Choices, resolve};
use crate::shop::rules::{RULES, Rule};

/// How many rows a preview shows.
pub const PREVIEW_ROWS: usize = 20;

/// The top of a source and what was recognised in it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Preview {
    /// The header cells, trimmed.
    pub headers: Vec<String>,
    /// The first 20 rows as text, cell by cell; blank rows left out.
    pub rows: Vec<Vec<String>>,
    /// The character encoding.
    pub encoding: String,
    /// The byte between cells.
    pub delimiter: String,
    /// The platform the file seems to come from.
    pub profile: Profile,
    /// The columns that would be read, per field.
    #[cfg_attr(test, ts(as = "std::collections::BTreeMap<String, MappedColumn>"))]
    pub mapping: Named<MappedColumn>,
    /// What `open` would make of these rows under the same options, one by one; empty for other kinds than orders, and
    /// where a necessary column is missing.
    pub parsed: Vec<ParsedRow>,
    /// What stands in the way, for example `missing-column` with the field.
    pub warnings: Vec<Warning>,
}

/// What is made of a row of orders; what a cell does not say is null.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ParsedRow {
    /// The customer, as ids are compared: without what spreadsheets put around them, addresses in lower case.
    pub customer_id: Option<String>,
    /// Civil date of payment, `YYYY-MM-DD`.
    pub paid_at: Option<String>,
    /// The row's amount, or price × quantity, in currency units.
    pub amount: Option<f64>,
    /// The refunded amount, as a positive number in currency units.
    pub refund: Option<f64>,
    /// The rule that sets the row aside, as far as the beginning of the source tells; null: it is used, or rejected.
    pub rule: Option<Rule>,
    /// Why the row cannot be read; null: it can.
    pub reason: Option<Reason>,
    /// Header of the cell that cannot be read.
    pub column: Option<String>,
}

/// Looks at the first bytes (UTF-8) of a source; `complete` says that they are all of it.
/// Errors: `empty-file`, `not-a-table`, `unsupported-format`, `bad-option`.
pub fn preview(
    bytes: &[u8],
    complete: bool,
    kind: Kind,
    encoding: &str,
    options: &OpenOptions,
) -> Result<Preview> {
    let head = look(bytes, complete, options)?;
    let recognised = columns_of(kind, &head, options)?;
    let missing = require(kind, &head.headers, &recognised).err();
    let mut warnings = Vec::new();
    if let Some(error) = missing {
        warnings.push(Warning { field: error.detail.field, ..Warning::new("missing-column") });
    }
    let mut parsed = Vec::new();
    if kind == Kind::Orders && warnings.is_empty() {
        parsed = parsed_rows(bytes, complete, &head, options).unwrap_or_default();
    }
    let mut rows = head.rows;
    rows.truncate(PREVIEW_ROWS);
    Ok(Preview {
        rows,
        encoding: encoding.to_string(),
        delimiter: char::from(head.delimiter).to_string(),
        profile: recognised.profile.profile,
        parsed,
        mapping: mapped_columns(&slots_of(&recognised), &recognised.key, &head.headers),
        warnings,
        headers: head.headers,
    })
}

/// What is made of the first rows. An error means that nothing can be said of them.
fn parsed_rows(bytes: &[u8], complete: bool, head: &Head, options: &OpenOptions) -> Result<Vec<ParsedRow>> {
    let mut plan = Plan::settle(Kind::Orders, head, options, false, 0)?;
    if plan.column(Field::OrderId).is_some() {
        plan.hypotheses.grouping = Grouping::Anywhere;
    }
    let plan = Rc::new(plan);
    let mut part = Part::new(Rc::clone(&plan), true, 0);
    let mut buffer = Buffer::default();
    let bytes = &bytes[byte_order_mark(bytes)..];
    buffer.space(bytes.len()).copy_from_slice(bytes);
    buffer.grow(bytes.len());
    part.read(&mut buffer, complete);
    let Rows::Orders(mut rows) = part.rows else { return Ok(Vec::new()) };
    if plan.column(Field::Shop).is_some() {
        settle_shops(&mut rows);
    }
    let source = ReadAs {
        plan,
        tally: part.tally,
        name: String::new(),
        encoding: String::new(),
        modified: None,
        mixed_encodings: false,
        end: rows.len() as u32,
        incomplete_end: rows.incomplete.len() as u32,
    };
    let choices = Choices { zero_amount: options.zero_amount.unwrap_or_default(), currency: None };
    let resolved = resolve(&rows, &[span(&source, options)], choices, false)?;
    let rule_of = |row: u32| {
        let found = RULES.iter().zip(&resolved.excluded).find(|(_, rows)| rows.contains(&row));
        found.map(|(rule, _)| *rule)
    };
    let (mut parsed, mut readable, mut rejections) = (Vec::new(), 0, source.tally.rejections.iter());
    for row in 0..source.tally.rows.min(PREVIEW_ROWS as u32) {
        if source.tally.rejected_rows.contains(&row) {
            let Some(rejection) = rejections.next() else { break };
            let (reason, column) = (Some(rejection.reason), rejection.column.clone());
            parsed.push(ParsedRow { reason, column, ..ParsedRow::default() });
        } else {
            parsed.push(ParsedRow { rule: rule_of(readable), ..parsed_row(&rows, readable as usize) });
            readable += 1;
        }
    }
    Ok(parsed)
}

fn parsed_row(rows: &OrderRows, at: usize) -> ParsedRow {
    let customer = rows.customers.text(rows.customer[at]);
    let money = |money: Money| (money != NO_MONEY).then(|| to_f64(money));
    ParsedRow {
        customer_id: (!customer.is_empty()).then(|| customer.into_owned()),
        paid_at: (rows.day[at] != NO_DAY).then(|| format_day(rows.day[at])),
        amount: money(rows.amount.of(at)),
        refund: rows.refund.get(at).and_then(|&refund| money(refund)),
        ..ParsedRow::default()
    }
}
