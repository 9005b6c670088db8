//! Rows that leave the shop blank. An order's lines often name the shop on the first line only, so such a row
//! belongs to the order of the same id that comes first in the source, in whichever shop that is.

use std::collections::BTreeMap;

use super::row::KEY_SEPARATOR;
use super::rows::OrderRows;
use crate::ids::{Ids, NO_CODE};

/// Gives rows without a shop to the orders of their ids. Called once per source, when all of it is read, so
/// that it does not matter where parts begin.
pub fn settle_shops(rows: &mut OrderRows) {
    let moves = moves(rows.orders.ids());
    if moves.is_empty() {
        return;
    }
    for code in &mut rows.incomplete {
        *code = moves.get(code).copied().unwrap_or(*code);
    }
    for row in 0..rows.order.len() {
        let Some(&order) = moves.get(&rows.order[row]) else { continue };
        rows.order[row] = order;
        let shop = shop_of(rows.orders.ids().bytes(order)).to_vec();
        rows.customer[row] = within(&mut rows.customers, rows.customer[row], &shop);
        if let Some(referrer) = rows.referrer.get_mut(row) {
            *referrer = within(&mut rows.referrers, *referrer, &shop);
        }
    }
}

/// For each order without a shop: the first order of the same id that has one.
fn moves(orders: &Ids) -> BTreeMap<u32, u32> {
    let blank: BTreeMap<&[u8], u32> = (0..orders.len() as u32)
        .filter_map(|code| Some((orders.bytes(code).strip_prefix(&[KEY_SEPARATOR])?, code)))
        .collect();
    let mut moves = BTreeMap::new();
    if blank.is_empty() {
        return moves;
    }
    for code in 0..orders.len() as u32 {
        let key = orders.bytes(code);
        let shop = shop_of(key);
        if let (false, Some(id)) = (shop.is_empty(), key.get(shop.len() + 1..))
            && let Some(&without) = blank.get(id)
        {
            moves.entry(without).or_insert(code);
        }
    }
    moves
}

fn shop_of(key: &[u8]) -> &[u8] {
    key.split(|&byte| byte == KEY_SEPARATOR).next().unwrap_or_default()
}

/// The same person in a shop, where people are told apart by shop: their keys begin with it.
fn within(people: &mut Ids, code: u32, shop: &[u8]) -> u32 {
    if code == NO_CODE || !people.bytes(code).starts_with(&[KEY_SEPARATOR]) {
        return code;
    }
    let key = [shop, people.bytes(code)].concat();
    people.insert(&key)
}
