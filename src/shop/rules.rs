//! The rules that set readable rows aside, in the order in which they are tested (`definitions § 0.1.4`).

use serde::{Serialize, Serializer};

/// Why readable rows are not counted, in the order in which they are tested.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(test, derive(ts_rs::TS), ts(rename_all = "kebab-case"))]
pub enum Rule {
    /// Dated after the source was last modified.
    FutureDate,
    /// Not paid, or cancelled.
    Status,
    /// Not in the currency that is analysed.
    OtherCurrency,
    /// Another row of the order was rejected.
    IncompleteOrder,
    /// The rows of the order name two customers.
    ConflictingCustomer,
    /// A fresher file has the same order.
    Superseded,
    /// No customer is named.
    NoCustomer,
    /// No date.
    NoTime,
    /// No amount.
    NoAmount,
    /// Nothing was left after the refund.
    FullyRefunded,
    /// The amount is 0.
    ZeroAmount,
}

/// The rules' names, in the order in which they are tested.
const NAMES: [&str; 11] = [
    "future-date",
    "status",
    "other-currency",
    "incomplete-order",
    "conflicting-customer",
    "superseded",
    "no-customer",
    "no-time",
    "no-amount",
    "fully-refunded",
    "zero-amount",
];

impl Rule {
    /// The rule's name in reports.
    pub fn name(self) -> &'static str {
        NAMES[self as usize]
    }
}

impl Serialize for Rule {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

/// All rules in the order in which they are tested.
pub const RULES: [Rule; 11] = [
    Rule::FutureDate,
    Rule::Status,
    Rule::OtherCurrency,
    Rule::IncompleteOrder,
    Rule::ConflictingCustomer,
    Rule::Superseded,
    Rule::NoCustomer,
    Rule::NoTime,
    Rule::NoAmount,
    Rule::FullyRefunded,
    Rule::ZeroAmount,
];
