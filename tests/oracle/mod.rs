//! From rows to orders, slowly and readably, straight from the definitions: the twin that the reader is
//! compared with. It shares no code with the reader, and understands only the few cells that the tests write.

use std::collections::{BTreeMap, BTreeSet};

/// The columns of the small tables, by the names of their fields.
pub const COLUMNS: [&str; 10] = [
    "orderId",
    "customerId",
    "paidAt",
    "amount",
    "refund",
    "refundedAt",
    "status",
    "currency",
    "shop",
    "referrerId",
];

/// A line below the header, cell by cell as [`COLUMNS`] has them, and what stands behind the last column.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    pub cells: [&'static str; 10],
    pub surplus: &'static str,
}

/// A file.
#[derive(Clone, Debug)]
pub struct Table {
    pub rows: Vec<Row>,
    /// The day of its last modification.
    pub modified: Option<i32>,
}

/// What the caller asked for.
#[derive(Clone, Copy, Debug, Default)]
pub struct Asked {
    /// `Some(true)`: order, `Some(false)`: line.
    pub amount_is_order: Option<bool>,
    pub refund_included: bool,
    pub count_zero: bool,
}

/// What should come out.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Truth {
    pub rows: u32,
    pub used: u32,
    pub rejected: u32,
    pub exclusions: BTreeMap<&'static str, u32>,
    /// Customer, day and value; by first appearance of the customer, then by day, then in source order.
    pub entries: Vec<(String, i32, i64)>,
    pub currency: Option<String>,
    /// Per source, where it has an order of several rows.
    pub amount_is_order: Vec<Option<bool>>,
    pub identical_rows: u32,
    /// In rows that can be read.
    pub missing_tokens: u32,
    /// In rows that cannot; the reader stops at their first bad cell, so it sees that many at most.
    pub unreadable_tokens: u32,
    /// Day and value, sorted.
    pub hindsight: Vec<(i32, i64)>,
    /// Referrer, referred, day; sorted.
    pub edges: Vec<(String, String, i32)>,
}

/// A row that can be read. An empty text is a missing cell.
#[derive(Clone, Debug)]
struct Read {
    source: usize,
    order: String,
    customer: String,
    day: Option<i32>,
    /// The time as the file writes it; texts of one form sort as times do.
    time: String,
    amount: Option<i64>,
    refund: Option<i64>,
    refunded: Option<i32>,
    status: String,
    currency: String,
    referrer: String,
    /// Which rule set it aside.
    rule: Option<&'static str>,
    /// A negative row dated after its order.
    record: bool,
}

pub fn truth(tables: &[Table], asked: Asked) -> Truth {
    let mut truth = Truth::default();
    let mut rows: Vec<Read> = Vec::new();
    let mut broken: BTreeSet<(usize, String)> = BTreeSet::new();
    let mut keys: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    for (source, table) in tables.iter().enumerate() {
        for (at, row) in table.rows.iter().enumerate() {
            if is_blank(row) {
                continue;
            }
            let place = truth.rows as usize;
            truth.rows += 1;
            let key = order_key(row, &table.rows, at, place);
            places.entry(key.clone()).or_insert(place);
            keys.entry(key.clone()).or_default().insert(source);
            let tokens =
                row.cells.iter().filter(|cell| MISSING.contains(cell) && !cell.is_empty()).count() as u32;
            match read(row, source, key.clone()) {
                Some(read) => rows.push(read),
                None => {
                    truth.rejected += 1;
                    truth.unreadable_tokens += tokens;
                    broken.insert((source, key));
                    continue;
                }
            }
            truth.identical_rows += u32::from(table.rows[..at].contains(row));
            truth.missing_tokens += tokens;
        }
    }
    inherit(&mut rows);
    truth.currency = currency(&rows);
    let known = rows.clone();
    let freshest = freshest(tables.len(), &known);
    let by_order = |rows: &[Read]| {
        let mut orders: BTreeMap<(usize, String), Vec<usize>> = BTreeMap::new();
        for (at, row) in rows.iter().enumerate() {
            orders.entry((row.source, row.order.clone())).or_default().push(at);
        }
        orders
    };
    let orders = by_order(&rows);
    for members in orders.values() {
        let earliest = members.iter().filter_map(|&at| rows[at].day).min();
        for &at in members {
            rows[at].record =
                rows[at].amount < Some(0) && rows[at].amount.is_some() && rows[at].day > earliest;
        }
    }
    truth.amount_is_order = (0..tables.len()).map(|source| auto(&rows, &orders, source)).collect();
    let as_order = |source: usize| asked.amount_is_order.or(truth.amount_is_order[source]).unwrap_or(false);

    for ((source, key), members) in &orders {
        let named: BTreeSet<&String> =
            members.iter().map(|&at| &rows[at].customer).filter(|id| !id.is_empty()).collect();
        let conflicting = named.len() > 1;
        let incomplete = broken.contains(&(*source, key.clone()));
        let best = keys[key].iter().max_by_key(|&&other| freshest[other]);
        let superseded = best != Some(source);
        let first_status = rows[members[0]].status.clone();
        // An order stands where its first row does, in whichever source.
        let place = places[key];
        let earliest = members.iter().filter_map(|&at| rows[at].day).min();
        for &at in members {
            let row = &rows[at];
            let status = if as_order(*source) { &first_status } else { &row.status };
            let future = tables[*source].modified.is_some_and(|last| row.day > Some(last + 1));
            let rule = if future {
                Some("future-date")
            } else if CANCELLED.contains(&status.as_str()) {
                Some("status")
            } else if !row.currency.is_empty() && Some(&row.currency) != truth.currency.as_ref() {
                Some("other-currency")
            } else if incomplete {
                Some("incomplete-order")
            } else if conflicting {
                Some("conflicting-customer")
            } else if superseded {
                Some("superseded")
            } else if row.customer.is_empty() {
                Some("no-customer")
            } else if row.day.is_none() {
                Some("no-time")
            } else {
                None
            };
            rows[at].rule = rule;
        }
        let of_status = |row: &Read| {
            let otherwise = row.currency.is_empty() || Some(&row.currency) == truth.currency.as_ref();
            row.rule == Some("status")
                && otherwise
                && !incomplete
                && !conflicting
                && !superseded
                && !row.customer.is_empty()
                && row.day.is_some()
                && (row.amount.is_some() || as_order(*source))
        };
        let left: Vec<usize> =
            members.iter().copied().filter(|&at| rows[at].rule.is_none() && !rows[at].record).collect();
        let cancelled: Vec<usize> =
            members.iter().copied().filter(|&at| of_status(&rows[at]) && !rows[at].record).collect();
        if let Some(order) = settle(&rows, &cancelled, earliest, as_order(*source), asked)
            && order.gross > 0
        {
            truth.hindsight.push((order.day, order.gross));
        }

        // What the rows that are left amount to.
        if as_order(*source) {
            if left.iter().all(|&at| rows[at].amount.is_none()) {
                left.iter().for_each(|&at| rows[at].rule = Some("no-amount"));
            }
        } else {
            for &at in &left {
                if rows[at].amount.is_none() {
                    rows[at].rule = Some("no-amount");
                }
            }
        }
        let left: Vec<usize> = left.into_iter().filter(|&at| rows[at].rule.is_none()).collect();
        if let Some(order) = settle(&rows, &left, earliest, as_order(*source), asked) {
            let fate = if order.paid == 0 && (order.has_refund || !asked.count_zero) {
                Err(if order.has_refund { "fully-refunded" } else { "zero-amount" })
            } else if order.paid > 0 && order.net <= 0 {
                Err("fully-refunded")
            } else {
                Ok(order.net)
            };
            match fate {
                Err(rule) => left.iter().for_each(|&at| rows[at].rule = Some(rule)),
                Ok(value) => {
                    let customer = rows[left[0]].customer.clone();
                    truth.entries.push((format!("{place:06} {customer}"), order.day, value));
                    for (day, refund) in &order.late {
                        truth.entries.push((format!("{place:06} {customer}"), *day, -refund));
                    }
                }
            }
            let before = (order.net + order.undated).max(0) - order.net.max(0);
            if order.paid >= 0 && before > 0 {
                truth.hindsight.push((order.day, before));
            }
        }
        for &at in members {
            if let Read { record: true, rule: None, amount: Some(amount), day: Some(day), .. } = &rows[at] {
                truth.entries.push((format!("{place:06} {}", rows[at].customer), *day, *amount));
            }
        }
    }

    // Canonical order: by first appearance, then by day, then as the sources have it.
    let mut seen: Vec<&str> = Vec::new();
    for row in &rows {
        if !seen.contains(&row.customer.as_str()) {
            seen.push(&row.customer);
        }
    }
    truth.entries.sort_by_key(|(placed, day, _)| {
        let (place, customer) = placed.split_at(7);
        (seen.iter().position(|id| *id == customer), *day, place.to_string())
    });
    for (placed, ..) in &mut truth.entries {
        placed.drain(..7);
    }
    truth.hindsight.sort_unstable();
    truth.edges = edges(&rows);
    for row in &rows {
        match row.rule {
            None => truth.used += 1,
            Some(rule) => *truth.exclusions.entry(rule).or_default() += 1,
        }
    }
    truth
}

/// What some rows of one order amount to.
struct Settled {
    day: i32,
    paid: i64,
    net: i64,
    /// What was paid before any refund.
    gross: i64,
    has_refund: bool,
    /// Refunds without a date.
    undated: i64,
    /// Refunds dated after the order.
    late: Vec<(i32, i64)>,
}

fn settle(
    rows: &[Read],
    members: &[usize],
    earliest: Option<i32>,
    as_order: bool,
    asked: Asked,
) -> Option<Settled> {
    let members: Vec<&Read> = members.iter().map(|&at| &rows[at]).collect();
    let day = earliest?;
    let amounts: Vec<i64> = members.iter().filter_map(|row| row.amount).collect();
    let refunds: Vec<(i64, Option<i32>)> =
        members.iter().filter_map(|row| Some((row.refund?, row.refunded))).collect();
    if amounts.is_empty() {
        return None;
    }
    let taken = if as_order { 1 } else { usize::MAX };
    let paid: i64 = amounts.iter().take(taken).sum();
    let refunds: Vec<(i64, Option<i32>)> = refunds.into_iter().filter(|(r, _)| *r != 0).take(taken).collect();
    let late: Vec<(i32, i64)> =
        refunds.iter().filter_map(|&(r, on)| on.filter(|&on| on > day).map(|on| (on, r))).collect();
    let late_sum: i64 = late.iter().map(|(_, r)| r).sum();
    let at_once: i64 = refunds.iter().map(|(r, _)| r).sum::<i64>() - late_sum;
    let undated = refunds.iter().filter(|(_, on)| on.is_none()).map(|(r, _)| r).sum();
    // A refund record lowers the value by what it says is paid; a refund beside it says the same again.
    if paid < 0 {
        return Some(Settled {
            day,
            paid,
            net: paid,
            gross: 0,
            has_refund: false,
            undated: 0,
            late: Vec::new(),
        });
    }
    let (paid, net, gross) = if asked.refund_included {
        (paid + late_sum, paid + late_sum, paid + late_sum + at_once)
    } else {
        (paid, paid - at_once, paid)
    };
    Some(Settled { day, paid, net, gross, has_refund: !refunds.is_empty(), undated, late })
}

const MISSING: [&str; 4] = ["", "-", "NULL", "无"];
const CANCELLED: [&str; 2] = ["已取消", "refunded"];

fn text(cell: &str) -> String {
    if MISSING.contains(&cell.trim()) { String::new() } else { cell.trim().to_string() }
}

fn is_blank(row: &Row) -> bool {
    row.cells.iter().all(|cell| cell.trim().is_empty()) && row.surplus.is_empty()
}

fn order_key(row: &Row, rows: &[Row], at: usize, place: usize) -> String {
    let (id, mut shop) = (text(row.cells[0]), text(row.cells[8]));
    if id.is_empty() {
        // A row whose order nobody knows is an order of its own.
        return format!("row {place}");
    }
    if shop.is_empty() {
        // The shop is a field of the order: a blank one is that of the row above, or of the first row of this id that says it.
        let is_readable = |row: &Row| !is_blank(row) && read(row, 0, String::new()).is_some();
        let above = (0..at).rev().find(|&above| is_readable(&rows[above]));
        if let Some(above) = above.filter(|&above| is_readable(row) && text(rows[above].cells[0]) == id) {
            return order_key(&rows[above], rows, above, place);
        }
        let same = rows.iter().filter(|other| text(other.cells[0]) == id);
        shop = same.map(|other| text(other.cells[8])).find(|shop| !shop.is_empty()).unwrap_or_default();
    }
    format!("{shop}/{id}")
}

/// The row, unless a cell that is there cannot be read.
fn read(row: &Row, source: usize, order: String) -> Option<Read> {
    let [_, customer, time, amount, refund, refunded, status, currency, _, referrer] = row.cells.map(text);
    if !row.surplus.is_empty() {
        return None;
    }
    Some(Read {
        source,
        order,
        customer,
        day: optional(&time, day)?,
        time,
        amount: optional(&amount, money)?,
        refund: optional(&refund, money)?,
        refunded: optional(&refunded, day)?,
        status,
        currency,
        referrer,
        rule: None,
        record: false,
    })
}

fn optional<T>(text: &str, parse: impl Fn(&str) -> Option<T>) -> Option<Option<T>> {
    if text.is_empty() { Some(None) } else { parse(text).map(Some) }
}

/// Dates of the tests are of January or February 2024, as `2024-01-05`, perhaps with a time.
fn day(text: &str) -> Option<i32> {
    let month: i32 = text.get(5..7)?.parse().ok()?;
    let of_month: i32 = text.get(8..10)?.parse().ok()?;
    let known = text.starts_with("2024-") && (1..=2).contains(&month) && (1..=29).contains(&of_month);
    known.then_some(19_722 + 31 * (month - 1) + of_month)
}

/// Amounts of the tests have up to two decimals.
fn money(text: &str) -> Option<i64> {
    let (whole, decimals) = text.split_once('.').unwrap_or((text, "00"));
    let digits: i64 = format!("{whole}{decimals:0<2}").parse().ok()?;
    Some(digits * 100)
}

/// Blank order-level fields come from the order's first readable row.
fn inherit(rows: &mut [Read]) {
    for at in 0..rows.len() {
        let first = rows.iter().find(|row| row.source == rows[at].source && row.order == rows[at].order);
        let Some(first) = first.cloned() else { continue };
        let row = &mut rows[at];
        for (own, inherited) in [
            (&mut row.customer, first.customer),
            (&mut row.status, first.status),
            (&mut row.currency, first.currency),
            (&mut row.referrer, first.referrer),
        ] {
            if own.is_empty() {
                *own = inherited;
            }
        }
        row.day = row.day.or(first.day);
        row.refunded = row.refunded.or(first.refunded);
    }
}

/// The currency of most rows; of equally many, the one that comes first.
fn currency(rows: &[Read]) -> Option<String> {
    let mut counts: Vec<(&str, u32)> = Vec::new();
    for row in rows.iter().filter(|row| !row.currency.is_empty()) {
        match counts.iter_mut().find(|(currency, _)| *currency == row.currency) {
            Some((_, count)) => *count += 1,
            None => counts.push((&row.currency, 1)),
        }
    }
    let most = counts.iter().map(|(_, count)| *count).max()?;
    counts.iter().find(|(_, count)| *count == most).map(|(currency, _)| currency.to_string())
}

/// How fresh each source is: its last record, and then its place among the arguments.
fn freshest(sources: usize, rows: &[Read]) -> Vec<(Option<&str>, usize)> {
    let times = |source: usize| {
        rows.iter()
            .filter(move |row| row.source == source && !row.time.is_empty())
            .map(|row| row.time.as_str())
    };
    (0..sources).map(|source| (times(source).max(), source)).collect()
}

/// Whether amounts stand on the order: in 95 % of the orders with several rows, the later ones are silent or
/// repeat the first. Refund records of their own do not take part.
fn auto(rows: &[Read], orders: &BTreeMap<(usize, String), Vec<usize>>, source: usize) -> Option<bool> {
    let (mut several, mut alike) = (0, 0);
    for ((of, _), members) in orders {
        let amounts: Vec<Option<i64>> =
            members.iter().filter(|&&at| !rows[at].record).map(|&at| rows[at].amount).collect();
        if *of == source && amounts.len() > 1 {
            several += 1;
            alike += i32::from(amounts[1..].iter().all(|later| later.is_none() || *later == amounts[0]));
        }
    }
    (several > 0).then_some(alike * 100 >= several * 95)
}

/// One edge per pair, dated by the earliest used order that names it.
fn edges(rows: &[Read]) -> Vec<(String, String, i32)> {
    let mut earliest: BTreeMap<(String, String), i32> = BTreeMap::new();
    for row in rows.iter().filter(|row| row.rule.is_none() && !row.referrer.is_empty()) {
        // The order's date, or that of the refund record, which is one of its own.
        let order = rows.iter().filter(|other| (other.source, &other.order) == (row.source, &row.order));
        let day = if row.record { row.day } else { order.filter_map(|row| row.day).min() };
        if let Some(day) = day {
            let pair = (row.referrer.clone(), row.customer.clone());
            earliest.entry(pair).and_modify(|known| *known = day.min(*known)).or_insert(day);
        }
    }
    earliest.into_iter().map(|((referrer, referred), day)| (referrer, referred, day)).collect()
}
