//! Which column holds what: explicit mapping first, then the platform's own headers, then the dictionary, and
//! last, for dates and amounts only, what the values look like. Values also refute: a column called 金额 whose
//! cells are no numbers is not the amount.

use super::amount::{AmountEvidence, DecimalMark, parse_number};
use super::cell::{Missing, missing, unwrap_id};
use super::field::{Field, Kind};
use super::headers;
use super::letters::lower;
use super::moment::{BadDate, DateEvidence, parse_moment};
use super::options::{ColumnRef, FieldColumns};
use super::profiles::{self, Platform};
use crate::error::{Code, Detail, Error, Result};
use crate::number::digits;
use crate::sort::few;

/// What was recognised in a source.
#[derive(Debug)]
pub struct Recognised {
    /// The platform that the file comes from; the general one for members and referrals.
    pub profile: &'static Platform,
    /// Field, 0-based column, and confidence in 0..=1, in the order of the fields. With an amount there is no
    /// price and no quantity, unless they were mapped explicitly.
    pub columns: Vec<(Field, usize, f64)>,
    /// The columns that name the customer together, in the order of the mapping, if they are several.
    pub key: Vec<usize>,
}

impl Recognised {
    /// The column of a field.
    pub fn column(&self, field: Field) -> Option<usize> {
        self.columns.iter().find(|(of, ..)| *of == field).map(|&(_, column, _)| column)
    }
}

/// Confidence in an explicit mapping, a platform's own header, the dictionary's first and its last name, and
/// in values alone. A header whose column is blank in the sample counts [`UNSEEN`] of that.
const MAPPED: f64 = 1.0;
const OWN_HEADER: f64 = 0.95;
const FIRST_NAME: f64 = 0.9;
const LAST_NAME: f64 = 0.6;
const BY_VALUES: f64 = 0.3;
const UNSEEN: f64 = 0.6;

/// The order in which fields choose their columns: those without which nothing can be computed go first.
const ORDER_OF_CHOICE: [Field; 24] = [
    Field::CustomerId,
    Field::ReferrerId,
    Field::ReferredId,
    Field::OrderId,
    Field::PaidAt,
    Field::JoinedAt,
    Field::At,
    Field::Amount,
    Field::Price,
    Field::Quantity,
    Field::Status,
    Field::Refund,
    Field::Total,
    Field::RefundedAt,
    Field::Product,
    Field::Category,
    Field::Channel,
    Field::Shop,
    Field::Currency,
    Field::Coupon,
    Field::Province,
    Field::LeftAt,
    Field::Tier,
    Field::FollowedAt,
];

/// Recognises the columns of a source from its header cells and a sample of its rows.
///
/// Columns of `mapping` are taken as they are, fields mapped to `null` are left out. `profile` is a platform's
/// name; `None` or `"auto"` recognises it. Fails with `bad-option` for unknown profiles, fields and headers.
/// What is missing is not an error here but in [`require`].
pub fn recognise(
    kind: Kind,
    headers: &[String],
    sample: &[Vec<String>],
    mapping: Option<&FieldColumns>,
    profile: Option<&str>,
) -> Result<Recognised> {
    let keys = keys(headers);
    let profile = match (profile, kind) {
        (Some(name), Kind::Orders) if name != "auto" => profiles::named(name)?,
        (_, Kind::Orders) => profiles::of_headers(&keys),
        _ => &profiles::GENERIC,
    };
    let mut search =
        Search { kind, keys, sample, chosen: Vec::new(), key: Vec::new(), off: Vec::new(), profile };
    search.obey(headers, mapping)?;
    for &field in &ORDER_OF_CHOICE {
        if Field::of(kind).contains(&field)
            && !search.off.contains(&field)
            && search.column(field).is_none()
            && let Some((column, confidence)) = search.by_name(field)
        {
            search.chosen.push((field, column, confidence));
        }
    }
    search.settle_amount();
    for field in [Field::PaidAt, Field::Amount] {
        search.by_values(field);
    }
    few(&mut search.chosen, |a, b| a.0 < b.0);
    Ok(Recognised { profile, columns: search.chosen, key: search.key })
}

fn keys(headers: &[String]) -> Vec<String> {
    let mut keys = Vec::with_capacity(headers.len());
    for header in headers {
        keys.push(headers::key(header));
    }
    keys
}

struct Search<'a> {
    kind: Kind,
    keys: Vec<String>,
    sample: &'a [Vec<String>],
    chosen: Vec<(Field, usize, f64)>,
    key: Vec<usize>,
    off: Vec<Field>,
    profile: &'static Platform,
}

impl Search<'_> {
    fn column(&self, field: Field) -> Option<usize> {
        self.chosen.iter().find(|(of, ..)| *of == field).map(|&(_, column, _)| column)
    }

    fn is_free(&self, column: usize) -> bool {
        self.chosen.iter().all(|&(_, taken, _)| taken != column)
    }

    fn is_mapped(&self, field: Field) -> bool {
        self.chosen.iter().any(|&(of, _, confidence)| of == field && confidence == MAPPED)
    }

    /// Takes over the explicit mapping.
    fn obey(&mut self, headers: &[String], mapping: Option<&FieldColumns>) -> Result<()> {
        let source = self.kind.name();
        let Some(mapping) = mapping else { return Ok(()) };
        for (name, column) in mapping {
            let Some(field) = Field::named(self.kind, name) else {
                let mut allowed = Vec::new();
                for field in Field::of(self.kind) {
                    allowed.push(field.name());
                }
                return Err(Error::bad_option(
                    &["mapping.", source].concat(),
                    [
                        "The ",
                        source,
                        " have no field of this name. Use one of ",
                        &allowed.join(", "),
                        ". Given: ",
                        &shortened(name),
                    ]
                    .concat(),
                    &allowed,
                ));
            };
            let wrong = |problem: String| {
                let option = ["mapping.", source, ".", name].concat();
                let mut error = Error::bad_option(&option, problem.clone(), &[]);
                error.message = [&option, ": ", &problem, ". ", &columns_found(headers)].concat();
                error.detail.headers = Some(headers.to_vec());
                error
            };
            let columns = match column {
                None => {
                    self.off.push(field);
                    continue;
                }
                Some(ColumnRef::Key(columns)) => &columns[..],
                Some(column) => core::slice::from_ref(column),
            };
            if columns.is_empty() || (columns.len() > 1 && field != Field::CustomerId) {
                return Err(wrong("one column, or of customerId several".to_string()));
            }
            for column in columns {
                let column = find_column(headers, column).map_err(wrong)?;
                self.chosen.push((field, column, MAPPED));
                if columns.len() > 1 {
                    self.key.push(column);
                }
            }
        }
        // Whoever maps price and quantity wants them multiplied, whatever else the file has.
        if self.is_mapped(Field::Price) && self.is_mapped(Field::Quantity) && !self.is_mapped(Field::Amount) {
            self.off.push(Field::Amount);
        }
        Ok(())
    }

    /// The best free column that is called like the field and whose values do not refute it. A column that is
    /// blank in the sample is taken only if no other one will do.
    fn by_name(&self, field: Field) -> Option<(usize, f64)> {
        let mut names = Vec::new();
        for name in self.profile.names(field) {
            names.push((name, OWN_HEADER));
        }
        if self.profile.allows(field) {
            let own = names.len();
            for name in headers::names(self.kind, field) {
                names.push((name, FIRST_NAME));
            }
            let last = (names.len() - own).max(2) - 1;
            let step = (FIRST_NAME - LAST_NAME) / last as f64;
            for (place, (_, confidence)) in names[own..].iter_mut().enumerate() {
                *confidence -= step * place as f64;
            }
        }
        let mut unseen = None;
        for (name, confidence) in names {
            for (column, key) in self.keys.iter().enumerate() {
                if key != name || !self.is_free(column) {
                    continue;
                }
                match self.verdict(field, column) {
                    Verdict::Fits => return Some((column, confidence)),
                    Verdict::Blank => unseen = unseen.or(Some((column, confidence * UNSEEN))),
                    Verdict::Refuted => {}
                }
            }
        }
        unseen
    }

    /// One amount is enough: price and quantity are for files without one, and a price alone is one.
    fn settle_amount(&mut self) {
        if self.column(Field::Amount).is_some() {
            let mut left = Vec::new();
            for &(field, column, confidence) in &self.chosen {
                if confidence == MAPPED || !matches!(field, Field::Price | Field::Quantity) {
                    left.push((field, column, confidence));
                }
            }
            self.chosen = left;
        } else if self.column(Field::Quantity).is_none() && !self.off.contains(&Field::Amount) {
            for (field, _, confidence) in &mut self.chosen {
                if *field == Field::Price && *confidence < MAPPED {
                    (*field, *confidence) = (Field::Amount, LAST_NAME);
                }
            }
        }
    }

    /// Where no header speaks: the only free column that is all dates, or all amounts with decimals.
    fn by_values(&mut self, field: Field) {
        let has_other = field == Field::Amount && self.column(Field::Price).is_some();
        if !Field::of(self.kind).contains(&field)
            || self.off.contains(&field)
            || self.column(field).is_some()
            || has_other
        {
            return;
        }
        let looks_like = |column: usize| {
            let (mut cells, mut telling) = (0, 0);
            for cell in self.cells(column) {
                // A bare number is a date only by its header, and a whole one an amount.
                let (readable, tells) = match field {
                    Field::PaidAt => (is_date(cell), !is_number(cell)),
                    _ => (is_number(cell), cell.contains(&b'.') || cell.contains(&b',')),
                };
                if !readable {
                    return false;
                }
                cells += 1;
                telling += u32::from(tells);
            }
            telling * 2 > cells
        };
        // Columns that go by a name of another field are what their name says.
        let named = |column: usize| {
            Field::of(self.kind).iter().any(|&other| {
                other != field && headers::names(self.kind, other).any(|name| name == self.keys[column])
            })
        };
        let mut candidates = Vec::new();
        for column in 0..self.keys.len() {
            if self.is_free(column) && !named(column) && looks_like(column) {
                candidates.push(column);
            }
        }
        if let [column] = candidates[..] {
            self.chosen.push((field, column, BY_VALUES));
        }
    }

    /// The values of a column in the sample, as they will be read.
    fn cells(&self, column: usize) -> Vec<&[u8]> {
        let mut cells = Vec::new();
        for row in self.sample {
            let cell = row.get(column).map_or(&[][..], |cell| unwrap_id(cell.as_bytes()));
            if missing(cell) == Missing::No {
                cells.push(cell);
            }
        }
        cells
    }

    fn verdict(&self, field: Field, column: usize) -> Verdict {
        let fits: fn(&[u8]) -> bool = match field {
            Field::PaidAt
            | Field::RefundedAt
            | Field::JoinedAt
            | Field::LeftAt
            | Field::FollowedAt
            | Field::At => is_date,
            Field::Amount | Field::Price | Field::Quantity | Field::Total | Field::Refund => is_number,
            _ => |_| true,
        };
        let (mut fitting, mut others) = (0, 0);
        for cell in self.cells(column) {
            if fits(cell) { fitting += 1 } else { others += 1 }
        }
        match (fitting, others) {
            (0, 0) => Verdict::Blank,
            _ if fitting >= others => Verdict::Fits,
            _ => Verdict::Refuted,
        }
    }
}

enum Verdict {
    Fits,
    Blank,
    Refuted,
}

fn is_date(cell: &[u8]) -> bool {
    !matches!(parse_moment(cell, None, &mut DateEvidence::default()), Err(BadDate::NotADate))
}

fn is_number(cell: &[u8]) -> bool {
    let reads = |mark| parse_number(cell, mark, &mut AmountEvidence::default()).is_ok();
    reads(DecimalMark::Dot) || reads(DecimalMark::Comma)
}

/// The column that a mapping names, or what is wrong with the name.
fn find_column(headers: &[String], reference: &ColumnRef) -> core::result::Result<usize, String> {
    let text = match reference {
        ColumnRef::Index(index) if (*index as usize) < headers.len() => return Ok(*index as usize),
        ColumnRef::Index(index) => {
            return Err([
                "there is no column ",
                &digits(*index as usize),
                "; the file has the columns 0 to ",
                &digits(headers.len().saturating_sub(1)),
            ]
            .concat());
        }
        ColumnRef::Header(text) => headers::plain(text),
        // There is none within another.
        ColumnRef::Key(_) => String::new(),
    };
    let lowered = lower(&text);
    let equal = |same: &dyn Fn(&str) -> bool| -> Vec<usize> {
        let mut columns = Vec::new();
        for (column, header) in headers.iter().enumerate() {
            if same(&headers::plain(header)) {
                columns.push(column);
            }
        }
        columns
    };
    let mut found = equal(&|header| header == text);
    if found.is_empty() {
        found = equal(&|header| lower(header) == lowered);
    }
    match found[..] {
        [column] => Ok(column),
        [] => Err(["there is no column with the header ", &shortened(&text)].concat()),
        [first, second, ..] => Err([
            "the header ",
            &shortened(&text),
            " occurs more than once; give the column's 0-based index instead, for example ",
            &digits(first),
            " or ",
            &digits(second),
        ]
        .concat()),
    }
}

/// Fails with `missing-column` for the first field that the kind of source cannot do without: customer, time
/// and amount (or price and quantity) of orders, the customer of members, both people of referrals.
pub fn require(kind: Kind, headers: &[String], recognised: &Recognised) -> Result<()> {
    let needed: &[(Field, &str)] = match kind {
        Kind::Orders => &[
            (Field::CustomerId, "who bought"),
            (Field::PaidAt, "when it was paid"),
            (Field::Amount, "how much was paid"),
        ],
        Kind::Members => &[(Field::CustomerId, "who the member is")],
        Kind::Referrals => {
            &[(Field::ReferrerId, "who recommended"), (Field::ReferredId, "who was recommended")]
        }
    };
    let has = |field| recognised.column(field).is_some();
    let missing = needed.iter().find(|(field, _)| {
        let multiplied = *field == Field::Amount && has(Field::Price) && has(Field::Quantity);
        !has(*field) && !multiplied
    });
    let Some((field, meaning)) = missing else { return Ok(()) };
    let (source, name) = (kind.name(), field.name());
    let or = if *field == Field::Amount { " (or price and quantity)" } else { "" };
    Err(Error {
        code: Code::MissingColumn,
        message: [
            "No column of the ",
            source,
            " says ",
            meaning,
            ". Name it with the option mapping.",
            source,
            ".",
            name,
            or,
            ", or export the file again with such a column. ",
            &columns_found(headers),
        ]
        .concat(),
        detail: Box::new(Detail {
            field: Some(name.to_string()),
            source: Some(source.to_string()),
            headers: Some(headers.to_vec()),
            ..Detail::default()
        }),
    })
}

/// What a table with these headers most likely tells about.
pub fn kind_of(headers: &[String]) -> Kind {
    let keys = keys(headers);
    let has = |kind, field| headers::names(kind, field).any(|name| keys.iter().any(|key| key == name));
    let orders =
        [Field::OrderId, Field::Amount, Field::Price].into_iter().any(|field| has(Kind::Orders, field));
    if orders {
        Kind::Orders
    } else if has(Kind::Referrals, Field::ReferrerId)
        && has(Kind::Referrals, Field::ReferredId)
        && !has(Kind::Members, Field::Tier)
        && !keys
            .iter()
            .any(|key| key.starts_with("join") || key.starts_with("入会") || key.starts_with("注册"))
    {
        Kind::Referrals
    } else if has(Kind::Members, Field::Tier) || has(Kind::Members, Field::JoinedAt) {
        Kind::Members
    } else {
        Kind::Orders
    }
}

/// The headers for a message: the first dozen, each shortened.
fn columns_found(headers: &[String]) -> String {
    const SHOWN: usize = 12;
    let mut found = "Columns found: ".to_string();
    for (at, header) in headers.iter().take(SHOWN).enumerate() {
        if at > 0 {
            found.push_str(", ");
        }
        found.push_str(&shortened(&headers::plain(header)));
    }
    if headers.len() > SHOWN {
        found.push_str(&[", and ", &digits(headers.len() - SHOWN), " more"].concat());
    }
    found
}

fn shortened(text: &str) -> String {
    crate::error::shortened(text, 25)
}

#[cfg(test)]
#[path = "recognise_tests.rs"]
mod tests;
