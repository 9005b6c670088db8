//! Why a workbook cannot be read.

use calamine::{OdsError, XlsError, XlsbError, XlsxError};

/// What is wrong; the package puts it into words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// A password protects it.
    Encrypted,
    /// It is no workbook, or a damaged one.
    Unreadable,
    /// It has more cells than can be read.
    TooLarge,
    /// It has no sheet with that number.
    NoSheet,
}

impl Fault {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Fault::Encrypted => "encrypted",
            Fault::Unreadable => "unreadable",
            Fault::TooLarge => "too-large",
            Fault::NoSheet => "no-sheet",
        }
    }
}

impl From<XlsxError> for Fault {
    fn from(error: XlsxError) -> Fault {
        match error {
            XlsxError::Password => Fault::Encrypted,
            _ => Fault::Unreadable,
        }
    }
}

impl From<XlsbError> for Fault {
    fn from(error: XlsbError) -> Fault {
        match error {
            XlsbError::Password => Fault::Encrypted,
            _ => Fault::Unreadable,
        }
    }
}

impl From<XlsError> for Fault {
    fn from(error: XlsError) -> Fault {
        match error {
            XlsError::Password => Fault::Encrypted,
            _ => Fault::Unreadable,
        }
    }
}

impl From<OdsError> for Fault {
    fn from(error: OdsError) -> Fault {
        match error {
            OdsError::Password => Fault::Encrypted,
            OdsError::CellLimitExceeded { .. } => Fault::TooLarge,
            _ => Fault::Unreadable,
        }
    }
}
