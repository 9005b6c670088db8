//! The names of what a column can hold, per kind of source.

use serde::Serialize;

/// What a source tells about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum Kind {
    /// Orders, or the lines of orders.
    Orders,
    /// One row per member.
    Members,
    /// One row per recommendation.
    Referrals,
}

/// What one column holds. The text forms are the keys of a mapping.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
#[allow(missing_docs)] // the names are the documentation
pub enum Field {
    OrderId,
    CustomerId,
    PaidAt,
    Amount,
    Price,
    Quantity,
    Total,
    Refund,
    RefundedAt,
    Status,
    Product,
    Category,
    Channel,
    Shop,
    Currency,
    ReferrerId,
    Coupon,
    Province,
    JoinedAt,
    LeftAt,
    Tier,
    FollowedAt,
    ReferredId,
    At,
}

use Field::*;

impl Field {
    /// The mapping key of a field.
    pub const fn name(self) -> &'static str {
        match self {
            OrderId => "orderId",
            CustomerId => "customerId",
            PaidAt => "paidAt",
            Amount => "amount",
            Price => "price",
            Quantity => "quantity",
            Total => "total",
            Refund => "refund",
            RefundedAt => "refundedAt",
            Status => "status",
            Product => "product",
            Category => "category",
            Channel => "channel",
            Shop => "shop",
            Currency => "currency",
            ReferrerId => "referrerId",
            Coupon => "coupon",
            Province => "province",
            JoinedAt => "joinedAt",
            LeftAt => "leftAt",
            Tier => "tier",
            FollowedAt => "followedAt",
            ReferredId => "referredId",
            At => "at",
        }
    }

    /// The fields that a kind of source can have.
    pub const fn of(kind: Kind) -> &'static [Field] {
        match kind {
            Kind::Orders => &[
                OrderId, CustomerId, PaidAt, Amount, Price, Quantity, Total, Refund, RefundedAt, Status,
                Product, Category, Channel, Shop, Currency, ReferrerId, Coupon, Province,
            ],
            Kind::Members => &[CustomerId, JoinedAt, LeftAt, Tier, Channel, ReferrerId, FollowedAt],
            Kind::Referrals => &[ReferrerId, ReferredId, At],
        }
    }

    /// The field with this mapping key, among those of a kind.
    pub fn named(kind: Kind, name: &str) -> Option<Field> {
        Field::of(kind).iter().find(|field| field.name() == name).copied()
    }
}

impl Kind {
    /// The key of the source in `open(sources)`.
    pub const fn name(self) -> &'static str {
        match self {
            Kind::Orders => "orders",
            Kind::Members => "members",
            Kind::Referrals => "referrals",
        }
    }
}
