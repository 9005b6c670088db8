//! The words of the shop in both languages: headers, channels, places, products, statuses and coupons.

/// The language of the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lang {
    Zh,
    En,
}

/// The same thing in both languages.
#[derive(Clone, Copy)]
pub struct Words(pub &'static str, pub &'static str);

impl Words {
    pub fn in_lang(self, lang: Lang) -> &'static str {
        match lang {
            Lang::Zh => self.0,
            Lang::En => self.1,
        }
    }
}

pub const HEADERS: [Words; 13] = [
    Words("订单编号", "Order ID"),
    Words("会员编号", "Customer ID"),
    Words("付款时间", "Paid At"),
    Words("实付金额", "Amount"),
    Words("退款金额", "Refunded Amount"),
    Words("退款时间", "Refunded At"),
    Words("订单状态", "Status"),
    Words("商品名称", "Product"),
    Words("商品类目", "Category"),
    Words("渠道", "Channel"),
    Words("省份", "Province"),
    Words("推荐人编号", "Referrer ID"),
    Words("优惠券", "Coupon"),
];

pub const CHANNELS: [Words; 5] = [
    Words("小程序商城", "Online Shop"),
    Words("企业微信社群", "Member Community"),
    Words("直播间", "Live Stream"),
    Words("天猫旗舰店", "Marketplace"),
    Words("线下门店", "Retail Store"),
];
/// Index of the stores: the only channel that sells to people who do not say who they are.
pub const STORE: usize = 4;
pub const COMMUNITY: usize = 1;
pub const LIVE: usize = 2;

/// Provinces with the weight of their customers.
pub const PROVINCES: [(Words, f64); 16] = [
    (Words("广东", "California"), 14.0),
    (Words("浙江", "Texas"), 11.0),
    (Words("江苏", "New York"), 10.5),
    (Words("上海", "Florida"), 9.0),
    (Words("北京", "Illinois"), 7.5),
    (Words("山东", "Pennsylvania"), 6.5),
    (Words("四川", "Ohio"), 6.5),
    (Words("湖北", "Georgia"), 5.0),
    (Words("福建", "Washington"), 5.0),
    (Words("河南", "North Carolina"), 4.5),
    (Words("湖南", "Massachusetts"), 4.0),
    (Words("陕西", "Virginia"), 3.0),
    (Words("重庆", "New Jersey"), 3.0),
    (Words("辽宁", "Colorado"), 2.5),
    (Words("云南", "Arizona"), 1.5),
    (Words("黑龙江", "Oregon"), 1.0),
];

pub const CATEGORIES: [Words; 6] = [
    Words("面部护理", "Face Care"),
    Words("彩妆", "Make-up"),
    Words("身体洗护", "Body Care"),
    Words("洗发护发", "Hair Care"),
    Words("香氛", "Fragrance"),
    Words("礼盒套装", "Gift Sets"),
];

/// One product: its category, its name, and its list price in yuan and in dollars.
pub struct Product {
    pub category: usize,
    pub name: Words,
    pub price: (i64, f64),
}

const fn product(category: usize, zh: &'static str, en: &'static str, yuan: i64, dollars: f64) -> Product {
    Product { category, name: Words(zh, en), price: (yuan, dollars) }
}

impl Product {
    /// List price in hundredths of the language's currency unit.
    pub fn cents(&self, lang: Lang) -> i64 {
        match lang {
            Lang::Zh => self.price.0 * 100,
            Lang::En => (self.price.1 * 100.0).round() as i64,
        }
    }
}

pub const PRODUCTS: [Product; 30] = [
    product(0, "氨基酸洁面乳 120g", "Amino Acid Cleanser, 120 g", 69, 14.5),
    product(0, "玫瑰保湿化妆水 150ml", "Rose Hydrating Toner, 150 ml", 129, 24.0),
    product(0, "山茶花修护面霜 50g", "Camellia Repair Cream, 50 g", 198, 36.0),
    product(0, "烟酰胺焕亮精华 30ml", "Niacinamide Bright Serum, 30 ml", 239, 42.0),
    product(0, "多肽紧致精华 30ml", "Peptide Firming Serum, 30 ml", 369, 64.0),
    product(0, "透明质酸面膜 5片", "Hyaluronic Sheet Mask, 5 pieces", 59, 12.0),
    product(0, "清透防晒乳 SPF50+ 50ml", "Light Sunscreen SPF 50+, 50 ml", 109, 19.5),
    product(1, "丝绒哑光口红", "Velvet Matte Lipstick", 119, 18.0),
    product(1, "水光气垫粉底", "Dewy Cushion Foundation", 189, 32.0),
    product(1, "四色眼影盘", "Eyeshadow Palette, 4 colours", 149, 26.0),
    product(1, "纤长睫毛膏", "Lengthening Mascara", 89, 15.0),
    product(1, "柔焦散粉 8g", "Soft Focus Loose Powder, 8 g", 139, 23.5),
    product(2, "燕麦舒缓沐浴露 400ml", "Oat Soothing Body Wash, 400 ml", 79, 13.0),
    product(2, "乳木果身体乳 250ml", "Shea Body Lotion, 250 ml", 99, 17.0),
    product(2, "护手霜 30g×3", "Hand Cream, 3 × 30 g", 65, 12.5),
    product(2, "海盐磨砂膏 200g", "Sea Salt Scrub, 200 g", 88, 16.0),
    product(2, "旅行洗护装", "Travel Care Kit", 39, 8.0),
    product(3, "生姜防脱洗发水 500ml", "Ginger Shampoo, 500 ml", 99, 18.0),
    product(3, "角蛋白护发素 500ml", "Keratin Conditioner, 500 ml", 95, 17.5),
    product(3, "山茶籽护发精油 80ml", "Camellia Hair Oil, 80 ml", 135, 24.0),
    product(3, "头皮清洁磨砂 200g", "Scalp Scrub, 200 g", 118, 21.0),
    product(4, "白茶淡香水 50ml", "White Tea Eau de Toilette, 50 ml", 329, 58.0),
    product(4, "桂花固体香膏 15g", "Osmanthus Solid Perfume, 15 g", 129, 22.0),
    product(4, "雪松香薰蜡烛 180g", "Cedar Scented Candle, 180 g", 168, 29.0),
    product(4, "无火香薰 120ml", "Reed Diffuser, 120 ml", 159, 27.0),
    product(5, "护肤体验装 6件", "Skin Care Trial Set, 6 pieces", 99, 16.0),
    product(5, "「花信」护肤礼盒, 四件套", "\"Blossom\" Gift Box, 4 pieces", 599, 98.0),
    product(5, "彩妆礼盒 \"初见\"", "\"First Sight\" Make-up Box", 399, 68.0),
    product(5, "家庭洗护组合", "Family Care Bundle", 259, 44.0),
    product(5, "抗初老尊享礼盒, 八件套", "Prestige Age-Care Box, 8 pieces", 1299, 219.0),
];

/// What became of an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    Done,
    Closed,
    Unpaid,
}

impl Status {
    pub fn words(self) -> Words {
        match self {
            Status::Done => Words("交易成功", "Completed"),
            Status::Closed => Words("交易关闭", "Cancelled"),
            Status::Unpaid => Words("等待买家付款", "Pending"),
        }
    }
}

/// What made an order cheaper.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Coupon {
    Womens,
    MidYear,
    Singles,
    YearEnd,
    Welcome,
    MembersDay,
    Trial,
}

impl Coupon {
    pub fn words(self) -> Words {
        match self {
            Coupon::Womens => Words("38女王节", "SPRING38"),
            Coupon::MidYear => Words("618狂欢", "MIDYEAR618"),
            Coupon::Singles => Words("双11满减", "ELEVEN11"),
            Coupon::YearEnd => Words("双12返场", "TWELVE12"),
            Coupon::Welcome => Words("新人礼", "WELCOME10"),
            Coupon::MembersDay => Words("会员日", "MEMBERSDAY"),
            Coupon::Trial => Words("试用装免单", "FREETRIAL"),
        }
    }

    /// Per cent of the list price that is paid with it.
    pub fn pays(self) -> i64 {
        match self {
            Coupon::Womens => 85,
            Coupon::MidYear => 80,
            Coupon::Singles => 75,
            Coupon::YearEnd => 82,
            Coupon::Welcome => 90,
            Coupon::MembersDay => 95,
            Coupon::Trial => 0,
        }
    }
}
