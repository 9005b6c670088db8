//! What a source looks like, from its first bytes only.

use serde::Serialize;

use crate::error::Result;
use crate::measures::Warning;
use crate::named::Named;
use crate::read::field::Kind;
use crate::read::options::{OpenOptions, Profile};
use crate::read::plan::{columns_of, look, slots_of};
use crate::read::recognise::require;
use crate::shop::report::{MappedColumn, mapped_columns};

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
    /// What stands in the way, for example `missing-column` with the field.
    pub warnings: Vec<Warning>,
}

/// Looks at the first bytes (UTF-8) of a source; `complete` says that they are all of it.
/// Errors: `empty-file`, `not-a-table`, `unsupported-format`, `bad-option`.
pub fn preview(
    head: &[u8],
    complete: bool,
    kind: Kind,
    encoding: &str,
    options: &OpenOptions,
) -> Result<Preview> {
    let head = look(head, complete, options)?;
    let recognised = columns_of(kind, &head, options)?;
    let missing = require(kind, &head.headers, &recognised).err();
    let mut warnings = Vec::new();
    if let Some(error) = missing {
        warnings.push(Warning { field: error.detail.field, ..Warning::new("missing-column") });
    }
    let mut rows = head.rows;
    rows.truncate(PREVIEW_ROWS);
    Ok(Preview {
        rows,
        encoding: encoding.to_string(),
        delimiter: char::from(head.delimiter).to_string(),
        profile: recognised.profile.profile,
        mapping: mapped_columns(&slots_of(&recognised), &head.headers),
        warnings,
        headers: head.headers,
    })
}
