//! The one error type of the core: a code that programs can match, a machine-readable detail, and a
//! message that tells a person what to do. Bad rows are not errors; they are values in the report.

use serde::Serialize;

/// What kind of wrong happened. The text forms are part of the public interface.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum Code {
    /// The source holds no bytes, or no row below its header.
    EmptyFile,
    /// The source is text, but its lines do not fall into columns.
    NotATable,
    /// The source is of a format that is not read: a spreadsheet, an archive, a binary file.
    UnsupportedFormat,
    /// A column that the question needs was neither mapped nor recognised.
    MissingColumn,
    /// The question needs a source that was not given (for example a referrals table).
    MissingSource,
    /// Rows were read, but not one of them is a usable order.
    NoValidOrders,
    /// A sum left the exact range of money.
    OutOfRange,
    /// An option has an unknown name or a value outside its range.
    BadOption,
    /// A fault of this program.
    Internal,
}

/// Machine-readable circumstances of an error; only what applies is present.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields))]
pub struct Detail {
    /// The option's name, with dots for nesting: `referral.share`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub option: Option<String>,
    /// The values that would have been accepted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub allowed: Option<Vec<String>>,
    /// The field that has no column: `customerId`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// The header of the column concerned.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
    /// The header cells that were found.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub headers: Option<Vec<String>>,
    /// The source concerned: `orders`, `members` or `referrals`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
}

/// An impossible request or an unreadable source.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Error {
    /// What kind of wrong.
    pub code: Code,
    /// What to do about it, for a person; data from the file comes last and shortened.
    pub message: String,
    /// The circumstances.
    pub detail: Box<Detail>,
}

/// The result of everything that can fail.
pub type Result<T> = core::result::Result<T, Error>;

impl Error {
    /// An error without circumstances.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Error { code, message: message.into(), detail: Box::default() }
    }

    /// `bad-option`: the option's name, what is wrong with it, and what would be accepted.
    pub fn bad_option(option: &str, message: impl Into<String>, allowed: &[&str]) -> Self {
        Error::of_option(option, message.into(), allowed)
    }

    #[inline(never)]
    fn of_option(option: &str, message: String, allowed: &[&str]) -> Self {
        let mut accepted = Vec::new();
        for allowed in allowed {
            accepted.push(allowed.to_string());
        }
        let allowed = (!accepted.is_empty()).then_some(accepted);
        let detail = Detail { option: Some(option.to_string()), allowed, ..Detail::default() };
        Error { code: Code::BadOption, message, detail: Box::new(detail) }
    }

    /// `out-of-range`: a sum of money that the exact range cannot hold.
    pub fn out_of_range(what: &str) -> Self {
        Error::new(
            Code::OutOfRange,
            [
                "The ",
                what,
                " is beyond ±922,337,203,685,477.5807 and cannot be summed exactly. Check the amount column, or \
                 split the file.",
            ]
            .concat(),
        )
    }
}

impl core::fmt::Display for Error {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Error {}

/// The first characters of a text.
pub fn beginning(text: &str, characters: usize) -> &str {
    let mut left = characters;
    for (at, _) in text.char_indices() {
        if left == 0 {
            return text.get(..at).unwrap_or(text);
        }
        left -= 1;
    }
    text
}

/// A text of at most so many characters, the last of which says that there were more.
pub fn shortened(text: &str, longest: usize) -> String {
    let shown = beginning(text, longest);
    if shown.len() == text.len() {
        return text.to_string();
    }
    let mut shown = beginning(shown, longest - 1).to_string();
    shown.push('…');
    shown
}
