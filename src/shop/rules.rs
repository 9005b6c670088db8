//! The rules that set readable rows aside, in the order in which they are tested (`definitions § 0.1.4`).

use serde::Serialize;

/// Why readable rows are not counted, in the order in which they are tested.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(test, derive(ts_rs::TS))]
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

impl Rule {
    /// The rule's name in reports.
    pub const fn name(self) -> &'static str {
        match self {
            Rule::FutureDate => "future-date",
            Rule::Status => "status",
            Rule::OtherCurrency => "other-currency",
            Rule::IncompleteOrder => "incomplete-order",
            Rule::ConflictingCustomer => "conflicting-customer",
            Rule::Superseded => "superseded",
            Rule::NoCustomer => "no-customer",
            Rule::NoTime => "no-time",
            Rule::NoAmount => "no-amount",
            Rule::FullyRefunded => "fully-refunded",
            Rule::ZeroAmount => "zero-amount",
        }
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
