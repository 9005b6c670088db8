//! The layouts of the platforms' exports (header names as their files have them, values invented) and of
//! well-known data sets.

use super::*;

fn row(cells: &str) -> Vec<String> {
    cells.split('|').map(str::to_string).collect()
}

fn seen(kind: Kind, headers: &str, rows: &[&str]) -> (Vec<String>, Recognised) {
    let headers = row(headers);
    let rows: Vec<Vec<String>> = rows.iter().map(|cells| row(cells)).collect();
    let recognised = recognise(kind, &headers, &rows, None, None).unwrap();
    (headers, recognised)
}

/// Profile and `field=header` pairs of what was recognised.
fn told(kind: Kind, headers: &str, rows: &[&str]) -> String {
    let (headers, recognised) = seen(kind, headers, rows);
    let mut columns: Vec<usize> = recognised.columns.iter().map(|&(_, column, _)| column).collect();
    columns.sort_unstable();
    columns.dedup();
    assert_eq!(columns.len(), recognised.columns.len(), "a column serves two fields");
    let pairs: Vec<String> = recognised
        .columns
        .iter()
        .map(|(field, column, confidence)| {
            assert!((0.0..=1.0).contains(confidence));
            format!("{}={}", field.name(), headers[*column].trim())
        })
        .collect();
    format!("{}: {}", recognised.profile.name, pairs.join(" "))
}

const TAOBAO: &str = "订单编号|买家会员名|买家支付宝账号|买家应付货款|买家应付邮费|买家支付积分|总金额|返点积分|\
    买家实际支付金额|买家实际支付积分|订单状态|买家留言|收货人姓名|收货地址 |运送方式|联系电话 |联系手机|订单创建时间|\
    订单付款时间 |宝贝标题 |宝贝种类 |物流单号 |物流公司|订单备注|宝贝总数量|店铺Id|店铺名称|订单关闭原因";
const TAOBAO_ROW: &str = "=\"1234567890123456790\"|买家甲||200.00|10.00|0|210.00|0|180.00|0|交易成功||张三|浙江省|快递\
    |'|'13800000000|2026-02-02 10:00:00|2026-02-02 10:01:00|商品A|2|No:SF01|顺丰速运||2|0|示例店|订单未关闭";
const YOUZAN: &str = "订单号|销售渠道|归属店铺|订单类型|订单状态|推广方式|订单来源|订单创建时间|买家付款时间|交易成功时间|\
    商品金额合计|运费|应收订单金额|订单实付金额|订单实收金额|全部商品名称|商品种类数|收货人省份|\
    收货人手机号/提货人手机号|买家昵称|买家是否会员|买家手机号|分销员|订单退款状态|订单已退款金额|分销员|分销员手机号|分销员等级";
const YOUZAN_ROWS: [&str; 2] = [
    "E1||||交易完成|||2026-06-19 10:00:00|2026-06-19 10:01:00|||||539.10|539.10|||||昵称甲||13900000001|导购甲||0.00|导购甲|13800000009|",
    "E2||||交易完成|||2026-06-20 10:00:00|2026-06-20 10:01:00|||||100.00|100.00|||||导购甲||13800000009||部分退款|30.00|||",
];
const DOUYIN: &str = "主订单编号|子订单编号|选购商品|商品规格|商品数量|商家编码|订单应付金额|运费|收件人|收件人手机号|\
    详细地址|订单提交时间|商家备注|订单完成时间|订单状态|售后状态|取消原因|发货时间";
const DOUYIN_ROW: &str = "\t6917926768823643751|\t6917926768823643751|\t商品A|\t1袋|1|\t300400008|28.90|0.00|##密文a|\
    $$密文1|##密文|2026-09-22 00:54:10|-|-|已完成|-||2026-09-22 08:53:45";
const JD: &str = "订单号|商品ID|商品名称|订购数量|支付方式|下单时间|京东价|订单金额|结算金额|余额支付|应付金额|订单状态|\
    订单类型|下单帐号|客户姓名|客户地址|联系电话|订单备注|商家备注|运费金额|付款确认时间|订单完成时间|订单来源|订单渠道";
const JD_ROWS: [&str; 2] = [
    "301|10001|商品乙|1|在线支付|2026-01-31 08:06:59|541.59|541.59|499.00（系统计算中，该值仅供参考）|0.00|541.59|完成\
     |SOP|jd_abc|陈*|广东|1******6198|||0.00|2026-01-31 08:07:20|2026-02-03 10:00:00|APP|APP",
    "302|10001|商品乙|1|在线支付|2026-02-10 08:06:59|541.59|541.59||0.00|541.59|(删除)等待出库|SOP|jd_abc|陈*|广东\
     |1******6198|||0.00|||APP|APP",
];
const PINDUODUO: &str = "商品|订单号|订单状态|商品数量(件)|支付时间|发货时间|商品id|售后状态|商品总价(元)|邮费(元)|\
    用户实付金额(元)|商家实收金额(元)|订单成交时间";
const SHOPIFY: &str = "Name|Email|Financial Status|Paid at|Fulfillment Status|Currency|Subtotal|Shipping|Taxes|Total|\
    Discount Code|Discount Amount|Created at|Lineitem quantity|Lineitem name|Lineitem price|Lineitem sku|Billing Name|\
    Billing Province|Shipping Province|Cancelled at|Refunded Amount|Vendor|Id|Source|Phone|Shipping Province Name";
const SHOPIFY_ROWS: [&str; 2] = [
    "#1001|Ann@example.com|paid|2024-05-01 10:00:00 -0700||USD||||34.98|||2024-05-01 09:58:12 -0700|2|Tee|9.99||||||0.00||5001|||",
    "#1001|||||||||||||1|Mug|10.00|||||||||||",
];

#[test]
fn exports_of_the_platforms() {
    for (headers, rows, expected) in [
        (
            TAOBAO,
            &[TAOBAO_ROW][..],
            "taobao: orderId=订单编号 customerId=买家会员名 paidAt=订单付款时间 amount=买家实际支付金额 total=总金额 \
             status=订单状态 product=宝贝标题 shop=店铺名称",
        ),
        (
            "订单编号|标题|价格|购买数量|外部系统编号|商品属性|套餐信息|备注|订单状态|商家编码",
            &["=\"1234567890123456789\"|商品A|100.00|1|SKU-A|颜色：红|||交易成功|SKU-A"],
            "taobao: orderId=订单编号 price=价格 quantity=购买数量 status=订单状态 product=标题",
        ),
        (
            YOUZAN,
            &YOUZAN_ROWS,
            "youzan: orderId=订单号 customerId=买家手机号 paidAt=买家付款时间 amount=订单实付金额 \
             refund=订单已退款金额 status=订单状态 product=全部商品名称 channel=销售渠道 shop=归属店铺 \
             referrerId=分销员手机号 province=收货人省份",
        ),
        (
            DOUYIN,
            &[DOUYIN_ROW],
            "douyin: orderId=主订单编号 customerId=收件人手机号 paidAt=订单提交时间 amount=订单应付金额 \
             status=订单状态 product=选购商品",
        ),
        (
            JD,
            &JD_ROWS,
            "jd: orderId=订单号 customerId=下单帐号 paidAt=付款确认时间 amount=应付金额 status=订单状态 \
             product=商品名称 channel=订单渠道",
        ),
        (
            PINDUODUO,
            &[
                "商品A|260101-123456789012345\t|已收货|1\t|2026-01-01 08:00:00\t||1001|无售后|30.00|0.00|24.50|28.00|2026-01-01 08:00:03\t",
            ],
            "pinduoduo: orderId=订单号 paidAt=支付时间 amount=用户实付金额(元) status=订单状态 product=商品",
        ),
        (
            SHOPIFY,
            &SHOPIFY_ROWS,
            "shopify: orderId=Name customerId=Email paidAt=Paid at amount=Total refund=Refunded Amount \
             status=Financial Status product=Lineitem name channel=Source currency=Currency coupon=Discount Code \
             province=Shipping Province Name",
        ),
        (
            "Order Number|Order Status|Order Date|Email (Billing)|Order Total Amount|Order Refund Amount",
            &["12|wc-completed|2024-05-01 10:00|a@example.com|12.50|0"],
            "woocommerce: orderId=Order Number customerId=Email (Billing) paidAt=Order Date \
             amount=Order Total Amount refund=Order Refund Amount status=Order Status",
        ),
        (
            "amazon-order-id|merchant-order-id|purchase-date|order-status|sales-channel|product-name|sku|quantity|currency|item-price|ship-state",
            &["111-1111111-1111111||2026-01-01T08:04:21+00:00|Shipped|Amazon.de|Sheet|S1|1|EUR|89.90|"],
            "generic: orderId=amazon-order-id paidAt=purchase-date amount=item-price status=order-status \
             product=product-name channel=sales-channel currency=currency province=ship-state",
        ),
    ] {
        assert_eq!(told(Kind::Orders, headers, rows), expected);
    }
}

#[test]
fn refunds_are_included_or_separate_as_the_platform_has_it() {
    use crate::read::options::RefundIs;
    let habit = |headers| seen(Kind::Orders, headers, &[]).1.profile.refund_is;
    assert_eq!(habit(TAOBAO), Some(RefundIs::Included));
    assert_eq!(habit(YOUZAN), Some(RefundIs::Separate));
    assert_eq!(habit(SHOPIFY), Some(RefundIs::Separate));
    assert_eq!([habit(DOUYIN), habit(JD), habit("customer|date|amount")], [None; 3]);
}

#[test]
fn well_known_data_sets() {
    for (headers, rows, expected) in [
        (
            "InvoiceNo|StockCode|Description|Quantity|InvoiceDate|UnitPrice|CustomerID|Country",
            &["536365|85123A|WHITE HANGING HEART|6|2010-12-01 08:26:00|2.55|17850|United Kingdom"][..],
            "generic: orderId=InvoiceNo customerId=CustomerID paidAt=InvoiceDate price=UnitPrice quantity=Quantity \
             product=Description",
        ),
        (
            "customer_id|date|number_of_cds|dollar_value",
            &["00001|19970101|1|11.77"],
            "generic: customerId=customer_id paidAt=date amount=dollar_value",
        ),
        (
            "customer_id|order_date|revenue|first_name|last_name|email",
            &["Brion Stark|2004-12-20|32|Brion|Stark|brion_stark@rfmail.com"],
            "generic: customerId=customer_id paidAt=order_date amount=revenue",
        ),
        (
            "订单号|会员手机号|下单时间|实付金额|退款金额|渠道|邀请人|优惠券|省份",
            &["1|138|2024/5/1 10:00|￥12.50||小程序|139||浙江"],
            "generic: orderId=订单号 customerId=会员手机号 paidAt=下单时间 amount=实付金额 refund=退款金额 channel=渠道 \
             referrerId=邀请人 coupon=优惠券 province=省份",
        ),
        ("客户|日期|价格", &["甲|2024-05-01|12"], "generic: customerId=客户 paidAt=日期 amount=价格"),
    ] {
        assert_eq!(told(Kind::Orders, headers, rows), expected);
    }
}

#[test]
fn members_and_referrals() {
    assert_eq!(
        told(
            Kind::Members,
            "会员编号|入会时间|会员等级|入会渠道|邀请人|退会时间",
            &["1|2024-05-01|金卡|门店||"]
        ),
        "generic: customerId=会员编号 channel=入会渠道 referrerId=邀请人 joinedAt=入会时间 leftAt=退会时间 \
         tier=会员等级"
    );
    assert_eq!(
        told(Kind::Referrals, "referrer_id,referred_id,at".replace(',', "|").as_str(), &["1|2|2024-05-01"]),
        "generic: referrerId=referrer_id referredId=referred_id at=at"
    );
    let kind = |headers| kind_of(&row(headers));
    assert_eq!(kind("会员编号|入会时间|会员等级|邀请人"), Kind::Members);
    assert_eq!(kind("邀请人|被邀请人|邀请时间"), Kind::Referrals);
    assert_eq!(kind("referrerId|referredId"), Kind::Referrals);
    assert_eq!([TAOBAO, YOUZAN, DOUYIN, JD, SHOPIFY, "a|b"].map(kind), [Kind::Orders; 6]);
}

#[test]
fn values_choose_confirm_and_refute() {
    // 金额 holds words, so the next name is the amount; 付款时间 is blank, so 下单时间 is the time.
    assert_eq!(
        told(
            Kind::Orders,
            "客户id|付款时间|下单时间|金额|总价",
            &["1||2024-05-01|很多|12.5", "2|-|2024-05-02|不多|3"]
        ),
        "generic: customerId=客户id paidAt=下单时间 amount=总价"
    );
    // A blank column is better than none, at less confidence.
    let (_, recognised) = seen(Kind::Orders, "客户id|付款时间", &["1|"]);
    assert_eq!(recognised.column(Field::PaidAt), Some(1));
    assert!(recognised.columns[1].2 < LAST_NAME);
    // Without telling headers, the only column of dates and the only one of amounts with decimals.
    let (_, recognised) =
        seen(Kind::Orders, "customer|wann|was|wieviel", &["a|13.05.2024|1|12,50", "b|14.05.2024|2|8,00"]);
    let found: Vec<(Field, usize, f64)> = recognised.columns;
    assert_eq!(found[1..], [(Field::PaidAt, 1, BY_VALUES), (Field::Amount, 3, BY_VALUES)]);
    // Two such columns are a question, not an answer.
    let (_, recognised) = seen(Kind::Orders, "customer|x|y", &["a|12.50|8.00"]);
    assert_eq!(recognised.column(Field::Amount), None);
}

fn mapped(pairs: &[(&str, Option<ColumnRef>)]) -> FieldColumns {
    pairs.iter().map(|(field, column)| (field.to_string(), column.clone())).collect()
}

fn header(text: &str) -> Option<ColumnRef> {
    Some(ColumnRef::Header(text.to_string()))
}

#[test]
fn the_mapping_overrides_and_switches_off() {
    let headers = row(YOUZAN);
    let rows: Vec<Vec<String>> = YOUZAN_ROWS.iter().map(|cells| row(cells)).collect();
    let mapping = mapped(&[
        ("customerId", header(" 买家昵称")),
        ("referrerId", Some(ColumnRef::Index(25))),
        ("refund", None),
        ("product", header("买家昵称")),
    ]);
    let recognised = recognise(Kind::Orders, &headers, &rows, Some(&mapping), None).unwrap();
    assert_eq!(recognised.column(Field::CustomerId), Some(19));
    assert_eq!(recognised.column(Field::Product), Some(19), "mapped twice on purpose");
    assert_eq!(recognised.column(Field::ReferrerId), Some(25));
    assert_eq!(recognised.column(Field::Refund), None);
    assert_eq!(recognised.column(Field::Amount), Some(13));

    let mapping = mapped(&[("price", header("lineitem price")), ("quantity", header("Lineitem quantity"))]);
    let recognised = recognise(Kind::Orders, &row(SHOPIFY), &[], Some(&mapping), Some("auto")).unwrap();
    assert_eq!(recognised.column(Field::Amount), None);
    assert_eq!(recognised.column(Field::Price), Some(15));
    assert_eq!(require(Kind::Orders, &row(SHOPIFY), &recognised), Ok(()));

    let recognised = recognise(Kind::Orders, &row(SHOPIFY), &[], None, Some("generic")).unwrap();
    assert_eq!(recognised.profile.name, "generic");
}

#[test]
fn impossible_mappings_say_what_to_do() {
    let headers = row("订单号|分销员|分销员|金额（元）");
    let fail = |mapping: &[(&str, Option<ColumnRef>)]| {
        recognise(Kind::Orders, &headers, &[], Some(&mapped(mapping)), None).unwrap_err()
    };
    let error = fail(&[("amount", header("实付"))]);
    assert_eq!(error.code, Code::BadOption);
    assert_eq!(
        error.message,
        "mapping.orders.amount: there is no column with the header 实付. \
         Columns found: 订单号, 分销员, 分销员, 金额(元)"
    );
    assert_eq!(error.detail.option.as_deref(), Some("mapping.orders.amount"));
    assert_eq!(error.detail.headers, Some(headers.clone()));

    let error = fail(&[("referrerId", header("分销员"))]);
    assert_eq!(
        error.message,
        "mapping.orders.referrerId: the header 分销员 occurs more than once; give the column's 0-based index \
         instead, for example 1 or 2. Columns found: 订单号, 分销员, 分销员, 金额(元)"
    );
    let error = fail(&[("amount", Some(ColumnRef::Index(4)))]);
    assert!(
        error.message.contains("there is no column 4; the file has the columns 0 to 3"),
        "{}",
        error.message
    );

    let error = fail(&[("joinedAt", header("订单号"))]);
    assert_eq!(error.detail.option.as_deref(), Some("mapping.orders"));
    assert!(
        error.message.starts_with("The orders have no field of this name. Use one of orderId, customerId,")
    );
    assert!(error.message.ends_with("Given: joinedAt"), "{}", error.message);
    assert_eq!(error.detail.allowed.map(|allowed| allowed.len()), Some(Field::of(Kind::Orders).len()));

    let recognised =
        recognise(Kind::Orders, &headers, &[], Some(&mapped(&[("amount", header("金额(元)"))])), None)
            .unwrap();
    assert_eq!(
        recognised.columns.iter().find(|column| column.0 == Field::Amount),
        Some(&(Field::Amount, 3, MAPPED))
    );
}

#[test]
fn what_is_missing_is_named() {
    let (headers, recognised) = seen(Kind::Orders, PINDUODUO, &[]);
    let error = require(Kind::Orders, &headers, &recognised).unwrap_err();
    assert_eq!(error.code, Code::MissingColumn);
    assert_eq!(error.detail.field.as_deref(), Some("customerId"));
    assert_eq!(error.detail.source.as_deref(), Some("orders"));
    assert_eq!(
        error.message,
        "No column of the orders says who bought. Name it with the option mapping.orders.customerId, or export the \
         file again with such a column. Columns found: 商品, 订单号, 订单状态, 商品数量(件), 支付时间, 发货时间, 商品id, \
         售后状态, 商品总价(元), 邮费(元), 用户实付金额(元), 商家实收金额(元), and 1 more"
    );
    for (kind, headers, field) in [
        (Kind::Orders, "customer|amount", Some("paidAt")),
        (Kind::Orders, "customer|date", Some("amount")),
        (Kind::Orders, "customer|date|price|quantity", None),
        (Kind::Orders, "customer|date|quantity", Some("amount")),
        (Kind::Members, "入会时间", Some("customerId")),
        (Kind::Referrals, "邀请人", Some("referredId")),
        (Kind::Referrals, "被邀请人", Some("referrerId")),
    ] {
        let (headers, recognised) = seen(kind, headers, &[]);
        let missing = require(kind, &headers, &recognised).err().and_then(|error| error.detail.field);
        assert_eq!(missing.as_deref(), field, "{headers:?}");
    }
    let long = row(&"x".repeat(100));
    let recognised = recognise(Kind::Orders, &long, &[], None, None).unwrap();
    let message = require(Kind::Orders, &long, &recognised).unwrap_err().message;
    assert!(message.ends_with(&format!("Columns found: {}…", "x".repeat(24))), "{message}");
}

#[test]
fn only_the_customer_can_have_several_columns() {
    let headers = row("phone|name|when|amount");
    let given = |field: &str, columns: &[u32]| {
        let key = ColumnRef::Key(columns.iter().map(|&at| ColumnRef::Index(at)).collect());
        let mapping: FieldColumns = [(field.to_string(), Some(key))].into_iter().collect();
        recognise(Kind::Orders, &headers, &[], Some(&mapping), None)
    };
    let found = given("customerId", &[1, 0]).unwrap();
    assert_eq!(found.key, [1, 0]);
    assert_eq!(found.columns.iter().filter(|(field, ..)| *field == Field::CustomerId).count(), 2);
    assert!(given("customerId", &[1]).unwrap().key.is_empty());
    for (field, columns) in [("customerId", &[][..]), ("orderId", &[0, 1]), ("customerId", &[0, 4])] {
        let error = given(field, columns).unwrap_err();
        assert_eq!(error.code, Code::BadOption, "{field} {columns:?}");
        assert_eq!(error.detail.option, Some(format!("mapping.orders.{field}")));
    }
}
