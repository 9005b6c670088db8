//! What columns are called, in Chinese and English, per field. Platforms whose exports use a name in a way of
//! their own say so in [`super::profiles`]; explicit mappings override both.

use super::field::{Field, Kind};
use super::letters::lower;

/// The header as explicit mappings compare it: trimmed, with half-width brackets.
pub fn plain(header: &str) -> String {
    let trimmed = trim_matches(header, &|c| c.is_whitespace() || c == '\u{feff}');
    trimmed.replace('（', "(").replace('）', ")")
}

/// A text without such characters at its ends.
pub(super) fn trim_matches<'a>(text: &'a str, is_blank: &dyn Fn(char) -> bool) -> &'a str {
    text.trim_matches(is_blank)
}

/// The header as the dictionary compares it: moreover without regard to Latin case, `_`, `-` and blanks.
pub fn key(header: &str) -> String {
    let mut key = String::new();
    for c in plain(header).chars() {
        if !(c.is_whitespace() || matches!(c, '_' | '-' | '\u{feff}')) {
            key.push(c);
        }
    }
    lower(&key)
}

/// The dictionary keys of a field, the most telling first.
pub fn names(kind: Kind, field: Field) -> impl Iterator<Item = &'static str> {
    // Keys hold no blanks, so a list of them can be read as a line of words.
    list(kind, field).split_ascii_whitespace()
}

fn list(kind: Kind, field: Field) -> &'static str {
    match (kind, field) {
        (_, Field::OrderId) => ORDER_ID,
        (Kind::Orders, Field::CustomerId) => CUSTOMER_ID,
        (_, Field::CustomerId) => MEMBER_ID,
        (_, Field::PaidAt) => PAID_AT,
        (_, Field::Amount) => AMOUNT,
        (_, Field::Price) => PRICE,
        (_, Field::Quantity) => QUANTITY,
        (_, Field::Total) => TOTAL,
        (_, Field::Refund) => REFUND,
        (_, Field::RefundedAt) => REFUNDED_AT,
        (_, Field::Status) => STATUS,
        (_, Field::Product) => PRODUCT,
        (_, Field::Category) => CATEGORY,
        (_, Field::Channel) => CHANNEL,
        (_, Field::Shop) => SHOP,
        (_, Field::Currency) => CURRENCY,
        (Kind::Referrals, Field::ReferrerId) => REFERRALS_REFERRER_ID,
        (_, Field::ReferrerId) => REFERRER_ID,
        (_, Field::Coupon) => COUPON,
        (_, Field::Province) => PROVINCE,
        (_, Field::JoinedAt) => JOINED_AT,
        (_, Field::LeftAt) => LEFT_AT,
        (_, Field::Tier) => TIER,
        (_, Field::FollowedAt) => FOLLOWED_AT,
        (_, Field::ReferredId) => REFERRED_ID,
        (_, Field::At) => AT,
    }
}

const ORDER_ID: &str = "\
    orderid orderno ordernumber ordernum order# orderno. 订单编号 订单号 主订单编号 主订单号 订单id \
    交易号 交易编号 单号 invoiceno invoiceid invoicenumber invoice amazonorderid transactionid \
    transactionno transactionnumber receiptnumber receiptno orderreference ordername salesid order";
const CUSTOMER_ID: &str = "\
    customerid customerno customernumber custid 客户id 客户编号 顾客id 顾客编号 会员id 会员编号 会员号 \
    会员卡号 用户id 用户编号 买家id 买家会员名 下单帐号 下单账号 openid unionid userid memberid buyerid \
    clientid accountid contactid customeremail email(billing) billingemail buyeremail email emailaddress \
    买家手机号 买家手机 会员手机号 会员手机 客户手机号 下单人手机号 下单手机号 手机号码 手机号 \
    收件人手机号 收货人手机号 收货人手机 联系手机 手机 customerphone buyerphone phone phonenumber mobile \
    买家昵称 买家账号 买家 会员名 会员 用户名 用户昵称 客户名称 客户姓名 客户 顾客 用户 customername \
    customer username user buyername buyer member client 收件人 收货人 收货人姓名";
const MEMBER_ID: &str = "\
    memberid customerid memberno memberno. 会员id 会员编号 会员号 会员卡号 客户id 客户编号 用户id 顾客id \
    买家会员名 openid unionid userid accountid email 手机号码 手机号 会员手机号 手机 phone mobile 会员名 \
    会员昵称 会员 用户 客户 member customer user";
const PAID_AT: &str = "\
    paidat paidon paiddate datepaid paymentdate paymenttime payat paytime 付款时间 支付时间 订单付款时间 \
    买家付款时间 付款确认时间 支付完成时间 付款日期 支付日期 订单支付时间 orderdate orderedat ordertime \
    orderdatetime dateoforder purchasedate purchasedat purchasetime invoicedate transactiondate \
    transactiontime saledate salesdate createdat createdate datecreated creationdate 下单时间 下单日期 \
    订单提交时间 订单创建时间 订单成交时间 成交时间 订单时间 订单日期 创建时间 交易时间 交易日期 \
    消费时间 消费日期 购买时间 购买日期 日期 时间 date datetime timestamp time day";
const AMOUNT: &str = "\
    amount paidamount amountpaid paymentamount netamount netrevenue revenue netsales 实付金额 \
    实际支付金额 买家实际支付金额 订单实付金额 实付款 支付金额 付款金额 结算金额 用户实付金额(元) \
    用户实付金额 实付金额(元) 实收金额 订单实收金额 成交金额 消费金额 交易金额 销售金额 销售额 \
    订单应付金额 应付金额 订单金额 订单总金额 订单总额 金额 金额(元) ordertotalamount ordertotal \
    orderamount ordervalue totalpaid totalamount totalprice grandtotal purchaseamount transactionamount \
    transactionvalue dollarvalue monetaryvalue monetary spend spent sales saleamount salesamount \
    n.revenue itemprice total value 总价 总金额 合计";
const PRICE: &str = "\
    unitprice priceeach itemprice lineitemprice price 单价 商品单价 商品价格 成交单价 销售单价 价格 \
    单价(元) 售价";
const QUANTITY: &str = "\
    quantity qty quantityordered lineitemquantity itemquantity 数量 商品数量 商品数量(件) 购买数量 \
    订购数量 件数 销售数量 宝贝总数量 units count";
const TOTAL: &str = "grosstotal grossamount totalgross 总金额 应付总额 订单原价 total";
const REFUND: &str = "\
    refund refundedamount refundamount amountrefunded orderrefundamount totalrefunded refundtotal \
    refunded 退款金额 订单已退款金额 已退款金额 退款 退款金额(元) 实退金额 退款总额";
const REFUNDED_AT: &str = "\
    refundedat refunddate refundtime dateofrefund 退款时间 退款日期 退款完成时间 退款成功时间";
const STATUS: &str = "\
    status orderstatus financialstatus paymentstatus 订单状态 交易状态 支付状态 付款状态 状态 state \
    orderstate";
const PRODUCT: &str = "\
    product productname producttitle lineitemname itemname 宝贝标题 商品名称 商品标题 选购商品 \
    全部商品名称 商品 标题 品名 产品名称 产品 description sku stockcode productid itemid 商品id 商品编码 \
    商家编码 item";
const CATEGORY: &str = "\
    category productcategory producttype categoryname department 类目 商品类目 品类 类别 分类 商品分类";
const CHANNEL: &str = "\
    channel saleschannel orderchannel marketingchannel acquisitionchannel source utmsource 销售渠道 渠道 \
    订单渠道 来源渠道 订单来源 入会渠道 注册渠道 来源 流量来源";
const SHOP: &str = "shop shopname store storename storeid shopid 店铺 店铺名称 归属店铺 门店 门店名称 店铺id";
const CURRENCY: &str = "currency currencycode ordercurrency 币种 货币";
const REFERRER_ID: &str = "\
    referrerid referrer referrercustomerid referredby referredbyid invitedby inviterid inviter 邀请人id \
    邀请人编号 邀请人 推荐人id 推荐人编号 推荐人 邀请人手机号 推荐人手机号 分享人id 分享人 上级id 上级 \
    分销员手机号 分销员id 分销员";
const REFERRALS_REFERRER_ID: &str = "\
    referrerid referrer referrercustomerid inviterid inviter sharerid sharer parentid parent from \
    邀请人id 邀请人编号 邀请人 推荐人id 推荐人编号 推荐人 邀请人手机号 推荐人手机号 分享人id 分享人 \
    上级id 上级 老客 老客id";
const REFERRED_ID: &str = "\
    referredid referred referee refereeid referredcustomerid inviteeid invitee invitedid childid child \
    to customerid customer 被邀请人id 被邀请人 被推荐人id 被推荐人 被邀请人手机号 被推荐人手机号 \
    受邀人id 受邀人 下级id 下级 新客 新客id 会员id";
const COUPON: &str = "\
    coupon couponcode discountcode promocode vouchercode voucher coupon(s) couponid 优惠券 优惠码 \
    优惠券名称 优惠券id";
const PROVINCE: &str = "\
    province shippingprovincename shippingprovince billingprovincename billingprovince region shipstate \
    省份 省 收货人省份 收货省份 收件省份 地区";
const JOINED_AT: &str = "\
    joinedat joindate joined joinat jointime registeredat registrationdate registered signupdate \
    signedupat membersince createdat 入会时间 入会日期 注册时间 注册日期 加入时间 加入日期 开卡时间 \
    成为会员时间 创建时间 date";
const LEFT_AT: &str = "\
    leftat leavedate left canceledat cancelledat unsubscribedat 退会时间 退会日期 注销时间 退出时间";
const TIER: &str = "tier level memberlevel membertier membershiptier 等级 会员等级 会员级别 级别";
const FOLLOWED_AT: &str = "\
    followedat followdate followtime subscribedat 关注时间 关注日期 加粉时间 加好友时间";
const AT: &str = "\
    at date time datetime referredat referraldate invitedat invitedate createdat timestamp 邀请时间 \
    推荐时间 邀请日期 推荐日期 绑定时间 绑定日期 时间 日期 创建时间";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_compared_without_what_varies() {
        assert_eq!(key("\u{feff} Customer_ID "), "customerid");
        assert_eq!(key("amazon-order-id"), "amazonorderid");
        assert_eq!(key("订单付款时间 "), "订单付款时间");
        assert_eq!(key("用户实付金额（元）"), "用户实付金额(元)");
        assert_eq!(plain(" Paid at（x） "), "Paid at(x)");
    }

    #[test]
    fn names_are_written_as_they_are_compared() {
        for kind in [Kind::Orders, Kind::Members, Kind::Referrals] {
            for &field in Field::of(kind) {
                let names: Vec<&str> = names(kind, field).collect();
                assert!(names.contains(&key(field.name()).as_str()), "{field:?} by its own name");
                for (place, name) in names.iter().enumerate() {
                    assert_eq!(key(name), *name);
                    assert!(!names[..place].contains(name), "{name} twice");
                }
            }
        }
    }
}
