//! The platforms whose exports are known: how their files are told apart, what their columns mean where the
//! general dictionary would choose otherwise, and which of their words mean "not paid" or "cancelled".

use core::str::SplitAsciiWhitespace;

use super::field::Field;
use super::options::{Profile, RefundIs};
use crate::error::{Error, Result};

/// A platform's habits. Headers are written as [`super::headers::key`] gives them.
#[derive(Debug)]
pub struct Platform {
    /// Which platform it is.
    pub profile: Profile,
    /// Its name in options and reports.
    pub name: &'static str,
    /// Sets of headers, each a line of words; a file that has all of one set comes from here.
    fingerprints: &'static [&'static str],
    /// Whether paid amounts still contain refunds; `None`: decided from the file.
    pub refund_is: Option<RefundIs>,
    /// Status words for "not paid or cancelled" beside the general ones.
    cancelled: &'static [&'static str],
    /// A status that begins so is cancelled whatever follows.
    cancelled_prefixes: &'static [&'static str],
    /// Headers per field, the best first, tried before the dictionary's.
    fields: &'static [(Field, &'static str)],
    /// Fields that the dictionary would find in these files and must not.
    never: &'static [Field],
}

impl Platform {
    /// The platform's own headers for a field, the best first.
    pub fn names(&self, field: Field) -> SplitAsciiWhitespace<'static> {
        // Keys hold no blanks, so a list of them can be read as a line of words.
        self.fields
            .iter()
            .find(|(of, _)| *of == field)
            .map_or("", |(_, names)| names)
            .split_ascii_whitespace()
    }

    /// Whether the dictionary may be asked for a field.
    pub fn allows(&self, field: Field) -> bool {
        !self.never.contains(&field)
    }
}

/// Words for "not paid or cancelled" that every platform's files may hold (`definitions § 0.1.5`).
const CANCELLED: &[&str] = &[
    "交易关闭",
    "交易被淘宝关闭",
    "付款以后用户退款成功，交易自动关闭",
    "等待买家付款",
    "已取消",
    "已关闭",
    "待付款",
    "待支付",
    "未付款",
    "未支付",
    "交易取消",
    "订单取消",
    "已作废",
    "unpaid",
    "void",
    "voided",
    "cancelled",
    "canceled",
    "expired",
    "pending",
    "failed",
    "refunded",
];

/// Whether a status cell says that the order was not paid or was cancelled: the whole cell, Latin letters
/// without regard to case. A partial refund is not a cancellation.
pub fn is_cancelled(status: &[u8], platform: &Platform) -> bool {
    let status = super::cell::trim(status);
    for words in [CANCELLED, platform.cancelled] {
        if words.iter().any(|word| status.eq_ignore_ascii_case(word.as_bytes())) {
            return true;
        }
    }
    platform.cancelled_prefixes.iter().any(|prefix| status.starts_with(prefix.as_bytes()))
}

/// The platform with this name in the options; `bad-option` for a name that there is not.
pub fn named(name: &str) -> Result<&'static Platform> {
    if name == GENERIC.name {
        return Ok(&GENERIC);
    }
    let mut allowed = vec!["auto", GENERIC.name];
    for platform in &PLATFORMS {
        if platform.name == name {
            return Ok(platform);
        }
        allowed.push(platform.name);
    }
    Err(Error::bad_option(
        "profile",
        [
            "There is no such profile. Leave it out to have it recognised, or use one of ",
            &allowed.join(", "),
            ".",
        ]
        .concat(),
        &allowed,
    ))
}

/// The platform that these header keys come from; the general one if none is known.
pub fn of_headers(keys: &[String]) -> &'static Platform {
    let has = |header: &str| keys.iter().any(|key| key == header);
    for platform in &PLATFORMS {
        for headers in platform.fingerprints {
            if headers.split_ascii_whitespace().all(has) {
                return platform;
            }
        }
    }
    &GENERIC
}

/// Files of no known platform.
pub static GENERIC: Platform = Platform {
    profile: Profile::Generic,
    name: "generic",
    fingerprints: &[],
    refund_is: None,
    cancelled: &[],
    cancelled_prefixes: &[],
    fields: &[],
    never: &[],
};

static PLATFORMS: [Platform; 8] = [
    Platform {
        profile: Profile::Taobao,
        name: "taobao",
        fingerprints: &[
            "买家会员名 买家实际支付金额",
            "订单编号 买家会员名",
            "订单编号 买家实际支付金额",
            "订单编号 外部系统编号",
        ],
        // 买家实际支付金额 is what is left after refunds; 总金额 is what it was.
        refund_is: Some(RefundIs::Included),
        cancelled: &[],
        cancelled_prefixes: &[],
        fields: &[
            (Field::OrderId, "订单编号 主订单编号"),
            (Field::CustomerId, "买家会员名 买家昵称 买家支付宝账号"),
            (Field::PaidAt, "订单付款时间 订单创建时间"),
            (Field::Amount, "买家实际支付金额"),
            (Field::Total, "总金额"),
            (Field::Status, "订单状态"),
            (Field::Product, "宝贝标题 标题"),
            (Field::Price, "价格"),
            (Field::Quantity, "购买数量"),
            (Field::Shop, "店铺名称"),
        ],
        never: &[],
    },
    Platform {
        profile: Profile::Youzan,
        name: "youzan",
        fingerprints: &["订单号 订单实付金额 买家付款时间", "订单号 订单实付金额 归属店铺"],
        refund_is: Some(RefundIs::Separate),
        cancelled: &[],
        cancelled_prefixes: &[],
        fields: &[
            (Field::OrderId, "订单号"),
            (Field::CustomerId, "买家手机号 买家昵称"),
            (Field::PaidAt, "买家付款时间 订单创建时间"),
            (Field::Amount, "订单实付金额 订单实收金额"),
            (Field::Refund, "订单已退款金额"),
            (Field::Status, "订单状态"),
            (Field::Product, "全部商品名称"),
            (Field::Channel, "销售渠道 订单来源"),
            (Field::Shop, "归属店铺"),
            // 分销员 is a nickname and occurs twice; the phone number is the id that buyers have too.
            (Field::ReferrerId, "分销员手机号"),
            (Field::Province, "收货人省份"),
        ],
        never: &[Field::Total, Field::Quantity],
    },
    Platform {
        profile: Profile::Douyin,
        name: "douyin",
        fingerprints: &["主订单编号 子订单编号", "主订单编号 选购商品"],
        refund_is: None,
        cancelled: &[],
        cancelled_prefixes: &[],
        fields: &[
            (Field::OrderId, "主订单编号"),
            // The buyer is cipher text: an opaque key, as stable as the platform's cipher.
            (Field::CustomerId, "收件人手机号 收件人"),
            (Field::PaidAt, "支付完成时间 订单提交时间"),
            (Field::Amount, "订单应付金额"),
            (Field::Status, "订单状态"),
            (Field::Product, "选购商品"),
        ],
        never: &[],
    },
    Platform {
        profile: Profile::Jd,
        name: "jd",
        fingerprints: &["订单号 下单帐号", "订单号 下单账号", "订单号 京东价"],
        refund_is: None,
        cancelled: &["等待付款", "取消"],
        cancelled_prefixes: &["(删除)", "（删除）"],
        fields: &[
            (Field::OrderId, "订单号"),
            (Field::CustomerId, "下单帐号 下单账号"),
            (Field::PaidAt, "付款确认时间 下单时间"),
            // 结算金额 is what the platform settles with the shop, "for reference only".
            (Field::Amount, "应付金额 结算金额"),
            (Field::Status, "订单状态"),
            (Field::Product, "商品名称"),
            (Field::Price, "京东价"),
            (Field::Quantity, "订购数量"),
            (Field::Channel, "订单渠道 订单来源"),
        ],
        never: &[],
    },
    Platform {
        profile: Profile::Pinduoduo,
        name: "pinduoduo",
        fingerprints: &["订单号 用户实付金额(元) 商家实收金额(元)", "订单号 多多支付立减金额(元)"],
        refund_is: None,
        cancelled: &["未发货，退款成功", "已发货，退款成功", "已收货，退款成功"],
        cancelled_prefixes: &[],
        fields: &[
            (Field::OrderId, "订单号"),
            (Field::PaidAt, "支付时间 订单成交时间"),
            (Field::Amount, "用户实付金额(元)"),
            (Field::Status, "订单状态"),
            (Field::Product, "商品"),
        ],
        never: &[],
    },
    Platform {
        profile: Profile::Xiaohongshu,
        name: "xiaohongshu",
        fingerprints: &["订单号 小红书编码"],
        refund_is: None,
        cancelled: &[],
        cancelled_prefixes: &[],
        // No column says who bought.
        fields: &[
            (Field::OrderId, "订单号"),
            (Field::PaidAt, "支付时间"),
            (Field::Amount, "用户应付金额(元)"),
            (Field::Status, "订单状态"),
        ],
        never: &[],
    },
    Platform {
        profile: Profile::Shopify,
        name: "shopify",
        fingerprints: &["name email financialstatus total"],
        refund_is: Some(RefundIs::Separate),
        cancelled: &[],
        cancelled_prefixes: &[],
        fields: &[
            (Field::OrderId, "name"),
            (Field::CustomerId, "email phone"),
            (Field::PaidAt, "paidat createdat"),
            (Field::Amount, "total"),
            (Field::Refund, "refundedamount"),
            (Field::Status, "financialstatus"),
            (Field::Product, "lineitemname"),
            (Field::Channel, "source"),
            (Field::Coupon, "discountcode"),
            (Field::Currency, "currency"),
        ],
        never: &[],
    },
    Platform {
        profile: Profile::Woocommerce,
        name: "woocommerce",
        fingerprints: &[
            "ordernumber email(billing)",
            "ordernumber customeruser ordercurrency",
            "order# n.revenue",
        ],
        refund_is: Some(RefundIs::Separate),
        cancelled: &[
            "pending payment",
            "on hold",
            "on-hold",
            "checkout-draft",
            "trash",
            "wc-pending",
            "wc-on-hold",
            "wc-cancelled",
            "wc-failed",
            "wc-refunded",
            "wc-checkout-draft",
        ],
        cancelled_prefixes: &[],
        fields: &[
            (Field::OrderId, "ordernumber order# orderid"),
            (Field::CustomerId, "email(billing) customeremail billingemail customer"),
            (Field::PaidAt, "paiddate orderdate date"),
            (Field::Amount, "ordertotalamount ordertotal n.revenue"),
            (Field::Refund, "orderrefundamount refundedtotal"),
            (Field::Status, "orderstatus status"),
        ],
        never: &[],
    },
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::headers::key;

    #[test]
    fn whole_words_cancel() {
        for status in [
            "交易关闭",
            "已关闭",
            " 已取消\t",
            "待支付",
            "未付款",
            "Unpaid",
            "Voided",
            "REFUNDED",
            "付款以后用户退款成功，交易自动关闭",
        ] {
            assert!(is_cancelled(status.as_bytes(), &GENERIC), "{status}");
        }
        for status in [
            "",
            "paid",
            "partially_refunded",
            "交易成功",
            "卖家已发货，等待买家确认",
            "未关闭",
            "not cancelled",
            "退款成功",
        ] {
            assert!(!is_cancelled(status.as_bytes(), &GENERIC), "{status}");
        }
    }

    #[test]
    fn platforms_add_words_of_their_own() {
        for (platform, status) in [
            ("jd", "(删除)等待出库"),
            ("jd", "（删除）等待出库"),
            ("pinduoduo", "未发货，退款成功"),
            ("woocommerce", "wc-Cancelled"),
            ("jd", "取消"),
        ] {
            assert!(is_cancelled(status.as_bytes(), named(platform).unwrap()), "{status}");
            assert!(!is_cancelled(status.as_bytes(), &GENERIC), "{status}");
        }
    }

    #[test]
    fn headers_are_written_as_they_are_compared() {
        for platform in &PLATFORMS {
            let headers =
                platform.fingerprints.iter().copied().chain(platform.fields.iter().map(|(_, n)| *n));
            for header in headers.flat_map(str::split_ascii_whitespace) {
                assert_eq!(key(header), header);
            }
        }
    }

    #[test]
    fn unknown_profiles_name_the_known_ones() {
        let error = named("amazon").unwrap_err();
        assert_eq!(
            error.message,
            "There is no such profile. Leave it out to have it recognised, or use one of auto, generic, \
             taobao, youzan, douyin, jd, pinduoduo, xiaohongshu, shopify, woocommerce."
        );
        assert_eq!(error.detail.option.as_deref(), Some("profile"));
        assert_eq!(error.detail.allowed.map(|allowed| allowed.len()), Some(10));
        assert_eq!(named("generic").map(|platform| platform.profile), Ok(Profile::Generic));
    }
}
