//! Rows become orders (`definitions § 0.1`). Every row ends in exactly one place, so that
//! `rows = used + excluded + rejected` holds for any file.

use super::date_counts::DateCounts;
use super::decide::{
    Groups, Span, amount_is, code_of, currency_of, day_of, each_source, earliest, is_later_refund,
    main_currency,
};
use super::entries::{Entries, Entry};
use super::every_row::every_row;
use super::identical::{identical, identical_without_ids};
use super::refunds::{Refunds, add};
use super::rules::{RULES, Rule};
use super::tables::Hindsight;
use crate::date::Day;
use crate::error::Result;
use crate::ids::NO_CODE;
use crate::money::Money;
use crate::read::options::{AmountIs, RefundIs, ZeroAmount};
use crate::read::rows::{CANCELLED, HAS_STATUS, NO_DAY, NO_MONEY, OrderRows};
use crate::sort::{by_key, key};
use crate::turns::turns;

/// Options of the resolution.
#[derive(Clone, Copy, Debug, Default)]
pub struct Choices {
    /// What an order of amount 0 is.
    pub zero_amount: ZeroAmount,
    /// Code of the currency that is analysed; `None`: that of most rows.
    pub currency: Option<u32>,
}

/// A used row that says who brought its customer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Naming {
    /// Code of the referrer.
    pub referrer: u32,
    /// Code of the customer.
    pub customer: u32,
    /// The date of the row's order.
    pub date: Day,
    /// The row.
    pub row: u32,
}

/// What the rows amount to.
#[derive(Clone, Debug, Default)]
pub struct Resolved {
    /// Purchases and refund records, in the order of the first rows of their orders.
    pub entries: Entries,
    /// For each row that was used: the index of its entry, and the row. Ascending by entry.
    pub used_rows: Vec<(u32, u32)>,
    /// The used rows that name a referrer, in the order of their entries, unless all rows are entries: then those
    /// say it themselves.
    namings: Vec<Naming>,
    /// How many rows were used.
    pub used: u32,
    /// The rows that each rule set aside, in the order of [`RULES`].
    pub excluded: Vec<Vec<u32>>,
    /// What the amounts of those rows say was paid, by rule.
    pub excluded_value: [i128; RULES.len()],
    /// What refunds took off the orders that are used.
    pub refunded: i128,
    /// Purchases among the entries.
    pub purchases: u32,
    /// Later, undated facts, by date.
    pub hindsight: Vec<Hindsight>,
    /// Rows that equal an earlier one of their source.
    pub identical_rows: u32,
    /// What the amount column of each source holds.
    pub amount_is: Vec<AmountIs>,
    /// Code of the currency that was analysed, or `NO_CODE`.
    pub currency: u32,
    /// Every date of a used row with the number of such rows, by date.
    pub dates: Vec<(Day, u32)>,
}

impl Resolved {
    /// The used rows that name a referrer, some at a time, in the order of their entries.
    pub fn each_naming(&self, rows: &OrderRows, note: &mut dyn FnMut(&[Naming])) {
        let Entries::Rows(_) = self.entries else { return self.namings.chunks(TOGETHER).for_each(note) };
        let (mut some, mut count) = ([Naming::default(); TOGETHER], 0);
        let (customers, days) = (rows.customer.as_slice(), rows.day.as_slice());
        turns(rows.referrer.len(), &mut |turn| {
            for at in turn {
                // Each is written, and the next one over it, if it names nobody: who does cannot be guessed.
                let referrer = rows.referrer.as_slice()[at];
                some[count] = Naming { referrer, customer: customers[at], date: days[at], row: at as u32 };
                count += usize::from(referrer != NO_CODE);
                if count == TOGETHER {
                    note(&some);
                    count = 0;
                }
            }
        });
        note(&some[..count]);
    }
}

/// How many namings are handed on together.
const TOGETHER: usize = 64;

/// What a row that is an order of its own says of who brought its customer.
#[inline(always)]
fn naming(rows: &OrderRows, row: u32) -> Option<Naming> {
    let at = row as usize;
    let &referrer = rows.referrer.get(at)?;
    if referrer == NO_CODE {
        return None;
    }
    let (customer, date) = (rows.customer.as_slice()[at], rows.day.as_slice()[at]);
    Some(Naming { referrer, customer, date, row })
}

/// Resolves the rows of all sources. The error is `out-of-range`: an order's sum that money cannot hold.
pub fn resolve(rows: &OrderRows, spans: &[Span], choices: Choices, keep_lines: bool) -> Result<Resolved> {
    let groups = Groups::of(rows);
    let amount_is = amount_is(rows, &groups, spans);
    let currency = choices.currency.unwrap_or_else(|| main_currency(rows, &groups, spans));
    let mut incomplete: Vec<(u64, u32)> = Vec::with_capacity(rows.incomplete.len());
    for (span, codes) in (0..).zip(spans) {
        let own = rows.incomplete.get(incomplete.len()..codes.incomplete_end as usize);
        for &code in own.unwrap_or_default() {
            incomplete.push((u64::from(code), span));
        }
    }
    by_key(&mut incomplete);
    let may_be_plain =
        spans.len() == 1 && incomplete.is_empty() && rows.currencies.is_empty() && rows.refund.is_empty();
    let every_row =
        (may_be_plain && !keep_lines && groups.are_rows()).then(|| every_row(rows, &spans[0])).flatten();
    let is_every_row = every_row.is_some();
    let mut resolver = Resolver {
        rows,
        spans,
        choices,
        currency,
        amount_is: &amount_is,
        may_be_plain,
        incomplete,
        keep_lines,
        dates: every_row.unwrap_or_else(|| DateCounts::over(&rows.day)),
        kept: Vec::new(),
        cancelled: Vec::new(),
        entries: Vec::new(),
        out: Resolved { excluded: vec![Vec::new(); RULES.len()], ..Resolved::default() },
    };
    if is_every_row {
        let count = rows.len() as u32;
        resolver.out.entries = Entries::Rows(count);
        (resolver.out.purchases, resolver.out.used) = (count, count);
    } else {
        resolver.entries.reserve(groups_hint(rows));
        let mut result = Ok(());
        groups.for_each(&mut |group| {
            if result.is_ok() {
                result = resolver.order(group);
            }
        });
        result?;
        resolver.out.entries = Entries::Listed(resolver.entries);
    }
    let mut out = resolver.out;
    out.dates = resolver.dates.finish();
    out.identical_rows += identical_without_ids(rows, spans);
    out.hindsight = by_date(&out.hindsight);
    out.amount_is = amount_is;
    out.currency = currency;
    Ok(out)
}

fn groups_hint(rows: &OrderRows) -> usize {
    (rows.orders.count() as usize).min(rows.len())
}

pub(super) struct Resolver<'a> {
    pub(super) rows: &'a OrderRows,
    spans: &'a [Span],
    choices: Choices,
    currency: u32,
    amount_is: &'a [AmountIs],
    /// Orders of which a row was rejected, with their source; sorted.
    incomplete: Vec<(u64, u32)>,
    /// Whether no file, currency, refund or rejected row stands in the way of [`Resolver::plain_purchase`].
    may_be_plain: bool,
    pub(super) keep_lines: bool,
    pub(super) dates: DateCounts,
    kept: Vec<u32>,
    cancelled: Vec<u32>,
    pub(super) entries: Vec<Entry>,
    pub(super) out: Resolved,
}

impl Resolver<'_> {
    /// One order key: the freshest source that has it speaks for it.
    #[inline(always)]
    fn order(&mut self, group: &[u32]) -> Result<()> {
        if let [row] = *group
            && self.plain_purchase(row)
        {
            return Ok(());
        }
        self.any_order(group)
    }

    /// Whether a row that is an order of its own is what most are: a purchase, with no rule and no refund to
    /// look at. False: it may be anything.
    #[inline(always)]
    fn is_plain(&self, row: u32) -> bool {
        let (rows, at) = (self.rows, row as usize);
        let date = rows.day[at];
        rows.amount.of(at) > 0
            && rows.flags_of(at) & CANCELLED == 0
            && rows.customer[at] != NO_CODE
            && date != NO_DAY
            && self.spans[0].last_day.is_none_or(|last| date <= last)
    }

    /// A shortcut for such a row.
    #[inline(always)]
    fn plain_purchase(&mut self, row: u32) -> bool {
        if !self.may_be_plain || !self.is_plain(row) {
            return false;
        }
        let (rows, at) = (self.rows, row as usize);
        let (date, customer) = (rows.day[at], rows.customer[at]);
        let entry = self.entries.len() as u32;
        self.entries.push(Entry { customer, date, value: rows.amount.of(at), row, first: row });
        self.out.purchases += 1;
        self.out.used += 1;
        self.dates.count(date);
        if let Some(naming) = naming(rows, row) {
            self.out.namings.push(naming);
        }
        if self.keep_lines {
            self.out.used_rows.push((entry, row));
        }
        true
    }

    #[inline(never)]
    fn any_order(&mut self, group: &[u32]) -> Result<()> {
        if self.spans.len() == 1 { self.source_order(group, 0, false) } else { self.order_of_several(group) }
    }

    /// An order of which several sources may tell.
    #[inline(never)]
    fn order_of_several(&mut self, group: &[u32]) -> Result<()> {
        let Some(&first) = group.first() else { return Ok(()) };
        let code = u64::from(self.rows.order_of(first as usize));
        let mut winner = 0;
        let mut freshest = None;
        let mut consider = |span: usize| {
            // Of equally fresh sources, the later argument.
            let fresh = Some((self.spans[span].last_moment, span));
            if fresh > freshest && !self.spans[span].is_items {
                (freshest, winner) = (fresh, span);
            }
        };
        each_source(self.spans, group, &mut |span, _| consider(span));
        // A source whose rows of the order were all rejected knows it, too.
        let known = self.incomplete.partition_point(|&(of, _)| of < code);
        for &(of, span) in &self.incomplete[known..] {
            if of != code {
                break;
            }
            consider(span as usize);
        }
        let mut result = Ok(());
        let (spans, entry) = (self.spans, self.entries.len());
        let joins = freshest.is_some() && spans.iter().any(|span| span.is_items);
        let set_aside = if joins { self.set_aside() } else { Vec::new() };
        each_source(spans, group, &mut |span, rows| {
            // Items without an order are rows like all others: nobody bought them.
            if result.is_ok() && !(joins && spans[span].is_items) {
                result = self.source_order(rows, span, freshest.is_some() && winner != span);
            }
        });
        if joins {
            each_source(spans, group, &mut |span, rows| {
                if spans[span].is_items {
                    self.join_items(rows, entry, &set_aside);
                }
            });
        }
        result
    }

    pub(super) fn exclude(&mut self, rule: Rule, rows: &[u32]) {
        if let Some(excluded) = self.out.excluded.get_mut(rule as usize) {
            excluded.extend_from_slice(rows);
        }
    }

    /// The rows of one order in one source.
    fn source_order(&mut self, group: &[u32], span: usize, superseded: bool) -> Result<()> {
        let Some(&first) = group.first() else { return Ok(()) };
        let rows = self.rows;
        if group.len() > 1 {
            self.out.identical_rows += identical(rows, group);
        }
        let per_order = self.amount_is[span] == AmountIs::Order;
        let incomplete = !self.incomplete.is_empty()
            && self
                .incomplete
                .binary_search(&(u64::from(rows.order_of(first as usize)), span as u32))
                .is_ok();
        let conflicting = group.len() > 1 && names_two_customers(rows, group);
        // The order's date does not depend on what becomes of its rows.
        let date = earliest(rows, group, first);
        let mut kept = core::mem::take(&mut self.kept);
        kept.clear();
        self.cancelled.clear();
        let mut told = false;
        for &row in group {
            let amount = rows.amount.of(row as usize);
            let counts = amount != NO_MONEY && !(per_order && told);
            told |= amount != NO_MONEY;
            match self.row_rule(row, first, span, per_order, incomplete, conflicting, superseded) {
                None => kept.push(row),
                Some(rule) => {
                    self.exclude(rule, &[row]);
                    if counts {
                        self.out.excluded_value[rule as usize] += i128::from(amount);
                    }
                    // A row that counts for nothing anyway is no matter of hindsight.
                    if rule == Rule::Status
                        && self.row_rule_below(row, first, incomplete, conflicting, superseded).is_none()
                    {
                        self.cancelled.push(row);
                    }
                }
            }
        }
        if !self.cancelled.is_empty() {
            self.note_cancelled(first, date, span, per_order)?;
        }
        let result =
            if kept.is_empty() { Ok(()) } else { self.count(&mut kept, first, date, span, per_order) };
        self.kept = kept;
        result
    }

    /// The first rule that sets a row aside, among those that look at the row and not at the order's sum.
    #[allow(clippy::too_many_arguments)] // facts of the order, the same for all its rows
    #[inline]
    fn row_rule(
        &self,
        row: u32,
        first: u32,
        span: usize,
        per_order: bool,
        incomplete: bool,
        conflicting: bool,
        superseded: bool,
    ) -> Option<Rule> {
        let rows = self.rows;
        let at = row as usize;
        let day = day_of(rows, row, first);
        if day != NO_DAY && self.spans[span].last_day.is_some_and(|last| day > last) {
            return Some(Rule::FutureDate);
        }
        let own = rows.flags_of(at);
        let flags = if per_order || own & HAS_STATUS == 0 { rows.flags_of(first as usize) } else { own };
        if flags & CANCELLED != 0 {
            return Some(Rule::Status);
        }
        let below = self.row_rule_below(row, first, incomplete, conflicting, superseded);
        below.or((!per_order && rows.amount.of(at) == NO_MONEY).then_some(Rule::NoAmount))
    }

    /// The same for the rules below the status.
    #[inline]
    fn row_rule_below(
        &self,
        row: u32,
        first: u32,
        incomplete: bool,
        conflicting: bool,
        superseded: bool,
    ) -> Option<Rule> {
        let rows = self.rows;
        let currency = currency_of(rows, row, first);
        if currency != NO_CODE && currency != self.currency {
            return Some(Rule::OtherCurrency);
        }
        if incomplete {
            return Some(Rule::IncompleteOrder);
        }
        if conflicting {
            return Some(Rule::ConflictingCustomer);
        }
        if superseded {
            return Some(Rule::Superseded);
        }
        if customer_of(rows, row, first) == NO_CODE {
            return Some(Rule::NoCustomer);
        }
        if day_of(rows, row, first) == NO_DAY {
            return Some(Rule::NoTime);
        }
        None
    }

    /// Sums the rows that are left of an order and decides what it is.
    fn count(
        &mut self,
        kept: &mut Vec<u32>,
        first: u32,
        date: Day,
        span: usize,
        per_order: bool,
    ) -> Result<()> {
        let rows = self.rows;
        let customer = customer_of(rows, kept[0], first);
        let base = kept[0];
        // Later negative rows are refund records of their own, whatever becomes of the order.
        let mut later = Vec::new();
        let mut left = 0;
        for at in 0..kept.len() {
            let row = kept[at];
            if is_later_refund(rows, row, first, date) {
                later.push(row);
            } else {
                kept[left] = row;
                left += 1;
            }
        }
        kept.truncate(left);
        let Some(paid) = paid(rows, kept, per_order)? else {
            self.exclude(Rule::NoAmount, kept);
            return self.record_refunds(&later, first, customer);
        };
        let refund = Refunds::of(rows, kept, first, per_order, date)?;
        let included = self.spans[span].refund_is == RefundIs::Included;
        // The order is judged as it stood on its own date: without refunds of later dates.
        let gross = if included { add(paid, refund.later_sum)? } else { paid };
        let net = if included { gross } else { add(gross, -refund.undated)? };
        let taken_off = i128::from(refund.undated) + i128::from(refund.later_sum);
        if paid < 0 {
            self.out.refunded -= i128::from(paid);
            self.enter(customer, date, paid, base, kept, first);
            return self.record_refunds(&later, first, customer);
        }
        if gross > 0 && net > 0 {
            self.out.refunded += taken_off;
            self.enter(customer, date, net, base, kept, first);
            for (refunded, amount) in refund.later {
                let entry = Entry { customer, date: refunded, value: -amount, row: base, first };
                self.entries.push(entry);
            }
        } else if gross > 0 || refund.undated > 0 || refund.later_sum > 0 {
            self.exclude(Rule::FullyRefunded, kept);
            self.out.excluded_value[Rule::FullyRefunded as usize] +=
                i128::from(paid) + if included { taken_off } else { 0 };
        } else if self.choices.zero_amount == ZeroAmount::Count {
            self.enter(customer, date, 0, base, kept, first);
        } else {
            self.exclude(Rule::ZeroAmount, kept);
        }
        // What the order counted before somebody wrote a refund beside it without saying when.
        let before = add(net, refund.hindsight)?.max(0) - net.max(0);
        if before > 0 {
            self.out.hindsight.push(Hindsight { date, value: before });
        }
        self.record_refunds(&later, first, customer)
    }

    fn record_refunds(&mut self, later: &[u32], first: u32, customer: u32) -> Result<()> {
        for &row in later {
            let (date, amount) = (day_of(self.rows, row, first), self.rows.amount.of(row as usize));
            self.out.refunded -= i128::from(amount);
            self.enter(customer, date, amount, row, &[row], first);
        }
        Ok(())
    }

    /// Makes an entry of rows that are used.
    fn enter(&mut self, customer: u32, date: Day, value: Money, base: u32, used: &[u32], first: u32) {
        let entry = self.entries.len() as u32;
        self.entries.push(Entry { customer, date, value, row: base, first });
        self.out.purchases += u32::from(value >= 0);
        self.out.used += used.len() as u32;
        for &row in used {
            self.dates.count(day_of(self.rows, row, first));
        }
        if !self.rows.referrer.is_empty() {
            for &row in used {
                let referrer = code_of(&self.rows.referrer, row, first);
                if referrer != NO_CODE {
                    self.out.namings.push(Naming { referrer, customer, date, row });
                }
            }
        }
        if self.keep_lines {
            for &row in used {
                self.out.used_rows.push((entry, row));
            }
        }
    }

    /// Notes the value that a past day saw in rows which are cancelled by now.
    fn note_cancelled(&mut self, first: u32, date: Day, span: usize, per_order: bool) -> Result<()> {
        let mut left = 0;
        for at in 0..self.cancelled.len() {
            let row = self.cancelled[at];
            let counted = per_order || self.rows.amount.of(row as usize) != NO_MONEY;
            if counted && !is_later_refund(self.rows, row, first, date) {
                self.cancelled[left] = row;
                left += 1;
            }
        }
        self.cancelled.truncate(left);
        let Some(mut value) = paid(self.rows, &self.cancelled, per_order)? else { return Ok(()) };
        if value >= 0 && self.spans[span].refund_is == RefundIs::Included {
            let refund = Refunds::of(self.rows, &self.cancelled, first, per_order, date)?;
            value = add(value, add(refund.undated, refund.later_sum)?)?;
        }
        if value > 0 {
            self.out.hindsight.push(Hindsight { date, value });
        }
        Ok(())
    }
}

/// What the rows say was paid; `None` where none of them says anything.
#[inline]
fn paid(rows: &OrderRows, kept: &[u32], per_order: bool) -> Result<Option<Money>> {
    let mut paid = None;
    for &row in kept {
        let amount = rows.amount.of(row as usize);
        if amount == NO_MONEY {
            continue;
        }
        if per_order {
            return Ok(Some(amount));
        }
        paid = Some(add(paid.unwrap_or(0), amount)?);
    }
    Ok(paid)
}

/// A row's customer, or that of its order's first row.
#[inline]
fn customer_of(rows: &OrderRows, row: u32, first: u32) -> u32 {
    match rows.customer[row as usize] {
        NO_CODE => rows.customer[first as usize],
        code => code,
    }
}

fn names_two_customers(rows: &OrderRows, group: &[u32]) -> bool {
    let mut named = NO_CODE;
    for &row in group {
        let code = rows.customer[row as usize];
        if code == NO_CODE {
            continue;
        }
        if named != NO_CODE && code != named {
            return true;
        }
        named = code;
    }
    false
}

fn by_date(facts: &[Hindsight]) -> Vec<Hindsight> {
    let mut order = Vec::with_capacity(facts.len());
    for (at, fact) in (0..).zip(facts) {
        order.push((key(i64::from(fact.date)), at));
    }
    by_key(&mut order);
    let mut sorted = Vec::with_capacity(facts.len());
    for (_, at) in order {
        sorted.push(facts[at as usize]);
    }
    sorted
}
