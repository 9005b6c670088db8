//! The shop as the file that a shop system would export: RFC 4180, one row per order.

use std::io::{self, Write};

use siyu::date::format_day;

use crate::catalog::{CATEGORIES, CHANNELS, HEADERS, Lang, PRODUCTS, PROVINCES, STORE};
use crate::shop::{Order, Shop};

/// Writes the whole shop. The Chinese file begins with a byte order mark, as Excel wants it.
pub fn write(shop: &Shop, lang: Lang, out: &mut impl Write) -> io::Result<()> {
    if lang == Lang::Zh {
        out.write_all("\u{feff}".as_bytes())?;
    }
    let headers = HEADERS.map(|words| words.in_lang(lang).to_owned());
    row(out, &headers)?;
    let mut sequence = (0, 0);
    for order in &shop.orders {
        sequence = if sequence.0 == order.date { (order.date, sequence.1 + 1) } else { (order.date, 1) };
        row(out, &cells(shop, order, sequence.1, lang))?;
    }
    Ok(())
}

fn cells(shop: &Shop, order: &Order, sequence: u32, lang: Lang) -> [String; 13] {
    let date = format_day(order.date);
    let member =
        |index: usize| shop.numbers.get(index).map(|number| format!("M{number}")).unwrap_or_default();
    let product = &PRODUCTS[order.product];
    let cents = amount(order, lang);
    // The stores' tills write thousands with a comma.
    let paid = if order.channel == STORE && cents >= 100_000 {
        format!("{},{}", cents / 100_000, money(100_000 + cents % 100_000).split_at(1).1)
    } else {
        money(cents)
    };
    let (refund, refunded_at) = order.refund.map_or_else(Default::default, |(share, day, second)| {
        (money((cents * share + 50) / 100), moment(&format_day(day), second))
    });
    [
        format!("SD{}{}{}{sequence:04}", &date[2..4], &date[5..7], &date[8..10]),
        order.customer.map(member).unwrap_or_default(),
        if order.paid { moment(&date, order.second) } else { String::new() },
        paid,
        refund,
        refunded_at,
        order.status.words().in_lang(lang).to_owned(),
        product.name.in_lang(lang).to_owned(),
        CATEGORIES[product.category].in_lang(lang).to_owned(),
        CHANNELS[order.channel].in_lang(lang).to_owned(),
        PROVINCES[order.province].0.in_lang(lang).to_owned(),
        order.referrer.map(member).unwrap_or_default(),
        order.coupon.map(|coupon| coupon.words().in_lang(lang).to_owned()).unwrap_or_default(),
    ]
}

/// What was paid, in hundredths; 0 for what was never paid.
fn amount(order: &Order, lang: Lang) -> i64 {
    if !order.paid {
        return 0;
    }
    let list = PRODUCTS[order.product].cents(lang) * order.quantity;
    let exact = order.coupon.map_or(list * 100, |coupon| list * coupon.pays());
    // Discounted prices end in full dimes, as in most shops.
    (exact + 500) / 1_000 * 10
}

fn money(cents: i64) -> String {
    format!("{}.{:02}", cents / 100, cents % 100)
}

fn moment(date: &str, second: u32) -> String {
    format!("{date} {:02}:{:02}:{:02}", second / 3_600, second / 60 % 60, second % 60)
}

fn row(out: &mut impl Write, cells: &[String; 13]) -> io::Result<()> {
    for (index, cell) in cells.iter().enumerate() {
        if index > 0 {
            out.write_all(b",")?;
        }
        if cell.contains([',', '"', '\n', '\r']) {
            write!(out, "\"{}\"", cell.replace('"', "\"\""))?;
        } else {
            out.write_all(cell.as_bytes())?;
        }
    }
    out.write_all(b"\r\n")
}
