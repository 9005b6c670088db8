//! Shops written by hand, for tests.

use crate::date::parse_day;
use crate::money::from_f64;
use crate::shop::tables::{Shop, Wanted};

/// A shop with these records: customer id, date as `YYYY-MM-DD`, value in currency units (negative: a refund).
pub fn shop(records: &[(&str, &str, f64)]) -> Shop {
    let mut shop = Shop::default();
    let persons: Vec<u32> = records.iter().map(|record| shop.people.insert(record.0.as_bytes())).collect();
    let dates: Vec<i32> = records.iter().map(|record| parse_day(record.1).unwrap()).collect();
    let values: Vec<i64> = records.iter().map(|record| from_f64(record.2).unwrap()).collect();
    shop.first_date = dates.iter().copied().min().unwrap_or_default();
    shop.last_date = dates.iter().copied().max().unwrap_or_default();
    shop.orders = Shop::index_orders(
        shop.people.len(),
        persons,
        dates,
        values.clone().into(),
        values,
        true,
        Wanted::Nothing,
    )
    .0;
    shop
}
