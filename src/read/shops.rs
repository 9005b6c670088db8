//! Rows that leave the shop blank. An order's lines often name the shop on the first line only, so such a row
//! belongs to the order of the same id that stands right above it, or else comes first in the source, in whichever shop that
//! is.

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
    let moved = |code: u32| moves.get(code as usize).copied().unwrap_or(NO_CODE);
    for code in &mut rows.incomplete {
        if moved(*code) != NO_CODE {
            *code = moved(*code);
        }
    }
    let count = rows.len();
    let mut last = NO_CODE;
    for row in 0..count {
        let own = rows.order_of(row);
        let (above, mut order) = (last, moved(own));
        last = own;
        if order == NO_CODE {
            continue;
        }
        let key = rows.orders.ids().bytes(above);
        if key.get(shop_of(key).len()..) == Some(rows.orders.ids().bytes(own)) {
            order = above;
        }
        last = order;
        rows.list_orders(count)[row] = order;
        let shop = shop_of(rows.orders.ids().bytes(order)).to_vec();
        rows.customer[row] = within(&mut rows.customers, rows.customer[row], &shop);
        if let Some(referrer) = rows.referrer.get_mut(row) {
            *referrer = within(&mut rows.referrers, *referrer, &shop);
        }
    }
}

/// Gives rows that only list items, and name no shop, to the orders of their ids, if other sources name shops.
/// `sources`: behind its last row, and whether it lists items.
pub fn settle_items(rows: &mut OrderRows, sources: &[(u32, bool)]) {
    let moves = by_id(rows.orders.ids(), 1);
    let count = rows.len();
    let mut start = 0;
    for &(end, is_items) in sources {
        for row in start..end as usize {
            let code = rows.order_of(row);
            let to = moves.get(code as usize).copied().unwrap_or(NO_CODE);
            if is_items && to != NO_CODE {
                rows.list_orders(count)[row] = to;
            }
        }
        start = end as usize;
    }
}

/// By order: for one without a shop, the first order of the same id that has one, else no code. Empty where there
/// is nothing to move.
fn moves(orders: &Ids) -> Vec<u32> {
    let mut codes = 0..orders.len() as u32;
    if !codes.any(|code| orders.bytes(code).starts_with(&[KEY_SEPARATOR])) {
        return Vec::new();
    }
    by_id(orders, 0)
}

/// The same, however orders without a shop are known: by what follows the shop in the keys of the others, but for its
/// first bytes.
fn by_id(orders: &Ids, without: usize) -> Vec<u32> {
    let mut moves = vec![NO_CODE; orders.len()];
    for code in 0..orders.len() as u32 {
        let key = orders.bytes(code);
        let shop = shop_of(key);
        if let (false, Some(blank)) = (shop.is_empty(), key.get(shop.len() + without..))
            && let Some(without) = orders.get(blank)
            && let Some(to @ &mut NO_CODE) = moves.get_mut(without as usize)
        {
            *to = code;
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
