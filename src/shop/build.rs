//! From the rows of all sources to the frozen tables and the report.

use std::rc::Rc;

use crate::date::{Day, format_day};
use crate::error::{Code, Error, Result};
use crate::ids::{Ids, NO_CODE};
use crate::measures::warn_counted;
use crate::money::{Money, total, total_to_f64};
use crate::number::digits;
use crate::read::cell::trim;
use crate::read::field::Field;
use crate::read::moneys::Moneys;
use crate::read::options::{AmountIs, OpenOptions, Profile, RefundIs};
use crate::read::people_rows::PeopleRows;
use crate::read::plan::Plan;
use crate::read::rows::{DIMENSIONS, Labels, NO_DAY, NO_MONEY, OrderRows};
use crate::read::shops::settle_items;
use crate::read::tally::{Reason, Tally};
use crate::shop::aside::{Aside, KindAside};
use crate::shop::decide::{Span, code_of};
use crate::shop::entries::Entries;
use crate::shop::people::PeopleCounts;
use crate::shop::referrers::{edges_of_orders, edges_of_people};
use crate::shop::report::{
    Exclusion, IdentityReport, OrdersReport, ReadSource, Report, SourceReport, mapped_columns,
};
use crate::shop::resolve::{Choices, Resolved, resolve};
use crate::shop::rules::{RULES, Rule};
use crate::shop::tables::{Dimension, Edge, Lines, Members, Rows, Settings, Shop, Wanted, fall};

/// How many of the dimensions of [`DIMENSIONS`] belong to the order; the rest belong to the line.
const ORDER_DIMENSIONS: usize = 4;
/// Dates that stand apart from the others by more days than this are suspicious.
const ISOLATED_DAYS: i32 = 365;

/// What is known of a source beside its rows.
#[derive(Clone, Debug)]
pub struct ReadAs {
    /// How it was read.
    pub plan: Rc<Plan>,
    /// What was counted.
    pub tally: Tally,
    /// Its name.
    pub name: String,
    /// Its character encoding.
    pub encoding: String,
    /// The day of its last modification.
    pub modified: Option<Day>,
    /// Characters that its encoding could not make out were replaced.
    pub mixed_encodings: bool,
    /// Behind its last row among the rows of its kind.
    pub end: u32,
    /// Behind its last incomplete order among those of all order sources so far.
    pub incomplete_end: u32,
}

/// All sources of one call of `open`.
pub struct Sources {
    /// The rows of all order sources.
    pub orders: OrderRows,
    /// The order sources.
    pub order_sources: Vec<ReadAs>,
    /// The rows of all members sources.
    pub members: PeopleRows,
    /// The members sources.
    pub member_sources: Vec<ReadAs>,
    /// The rows of all referrals sources.
    pub referrals: PeopleRows,
    /// The referrals sources.
    pub referral_sources: Vec<ReadAs>,
}

/// Freezes the tables. Errors: `no-valid-orders` where not one row counts, `out-of-range`.
pub fn build(sources: Sources, options: &OpenOptions, settings: Settings) -> Result<(Shop, Report)> {
    let Sources { orders: mut rows, order_sources, members, member_sources, referrals, referral_sources } =
        sources;
    let mut spans: Vec<Span> = Vec::new();
    for source in &order_sources {
        spans.push(span(source, options));
    }
    let currency = options.currency.as_ref().filter(|_| !rows.currencies.is_empty());
    let currency = currency.map(|name| rows.currencies.insert(trim(name.as_bytes())));
    let choices = Choices { zero_amount: options.zero_amount.unwrap_or_default(), currency };
    let keep_lines = rows.dimensions[ORDER_DIMENSIONS..].iter().any(|labels| !labels.codes.is_empty());
    if spans.iter().any(|span| span.is_items) {
        let mut ends = Vec::with_capacity(spans.len());
        for span in &spans {
            ends.push((span.end, span.is_items));
        }
        settle_items(&mut rows, &ends);
    }
    let mut resolved = resolve(&rows, &spans, choices, keep_lines)?;
    let mut report = orders_report(&rows, &order_sources, &spans, &resolved);
    if resolved.entries.is_empty() {
        return Err(no_valid_orders(&report.source));
    }

    let aside = Aside {
        orders: KindAside::of(&order_sources, core::mem::take(&mut resolved.excluded)),
        members: KindAside::of(&member_sources, lacking(&members, &names_one(&members))),
        referrals: KindAside::of(&referral_sources, lacking(&referrals, &names_both(&referrals))),
    };
    let mut people = core::mem::take(&mut rows.customers);
    // Referrers who never bought are people, too.
    let referrers = people.absorb(&core::mem::take(&mut rows.referrers));
    if member_sources.is_empty() && referral_sources.is_empty() {
        // Nobody is looked up any more, and the tables need room.
        people.forget_lines();
    }
    // The widest column first: where less is put into that room, it does not fit any more.
    let values = vec![0; resolved.entries.len()];
    let mut edges = edges_of_orders(&rows, &resolved, &referrers, people.len());
    drop(referrers);
    let (member_table, members_report) = if member_sources.is_empty() {
        (None, None)
    } else {
        let codes = people.absorb(&members.people);
        edges.append(&mut edges_of_people(&members, &codes));
        (Some(codes), Some(people_report(&members, &member_sources, &names_one(&members))))
    };
    let referrals_report = (!referral_sources.is_empty()).then(|| {
        let codes = people.absorb(&referrals.people);
        edges.append(&mut edges_of_people(&referrals, &codes));
        people_report(&referrals, &referral_sources, &names_both(&referrals))
    });
    let members = member_table.map(|codes| member_table_of(&members, &codes, people.len()));

    rows.forget_orders();
    people.forget_lines();
    edges.shrink_to_fit();
    let mut shop = freeze(rows, resolved, people, edges, settings, aside.orders.has_order_ids(), values);
    (shop.members, shop.aside) = (members, aside);
    let people = PeopleCounts::of(&shop);
    report.customers = people.customers;
    report.buyers = people.buyers;
    report.value = total_to_f64(total(&shop.orders.values));
    report.source.first_date = Some(format_day(shop.first_date));
    report.source.last_date = Some(format_day(shop.last_date));
    warn_counted(&mut report.source.warnings, "masked-ids", people.identity.masked as usize);
    warn_counted(&mut report.source.warnings, "unstable-ids", people.unstable() as usize);
    warn_counted(&mut report.source.warnings, "left-censored", people.censored as usize);
    report.identity = people.identity;
    Ok((shop, Report { orders: report, members: members_report, referrals: referrals_report }))
}

/// A source within the rows of all, with what is settled of it.
pub fn span(source: &ReadAs, options: &OpenOptions) -> Span {
    let plan = &source.plan;
    let by_price = plan.column(Field::Amount).is_none();
    let tally = &source.tally;
    let inside_total = tally.refunds_with_total > 0
        && u64::from(tally.refunds_inside_total) * 100 >= u64::from(tally.refunds_with_total) * 99;
    let evident = if inside_total { RefundIs::Included } else { RefundIs::Separate };
    // Its rows are sub-orders, each with its own amount, also where two of them cost the same.
    let of_lines = plan.platform.profile == Profile::Douyin;
    Span {
        end: source.end,
        incomplete_end: source.incomplete_end,
        line_amounts: by_price,
        last_day: source.modified.map(|day| day.saturating_add(1)),
        last_moment: tally.last_moment,
        is_items: plan.is_items,
        amount_is: options.amount_is.or(of_lines.then_some(AmountIs::Line)),
        refund_is: options.refund_is.or(plan.platform.refund_is).unwrap_or(evident),
    }
}

/// The source that speaks for all: the first that tells whose orders they are.
fn main_source(sources: &[ReadAs]) -> usize {
    sources.iter().position(|source| !source.plan.is_items).unwrap_or(0)
}

fn source_report(sources: &[ReadAs], used: u32, exclusions: Vec<Exclusion>) -> SourceReport {
    let mut all = Tally::default();
    for source in sources {
        // Lines count from the top of each file, so the tallies are not shifted against each other.
        all.add(&source.tally);
        all.lines = 0;
    }
    let mut ambiguous = 0;
    for &why in &all.rejected_why {
        ambiguous += usize::from(why as u8 == Reason::AmbiguousDate as u8);
    }
    let mut warnings = Vec::new();
    warn_counted(&mut warnings, "missing-tokens", all.missing_tokens as usize);
    warn_counted(&mut warnings, "ambiguous-dates", ambiguous);
    warn_counted(&mut warnings, "ignored-remarks", all.amounts.remarks as usize);
    let (mut read, mut mixed) = (Vec::new(), 0);
    for source in sources {
        mixed += usize::from(source.mixed_encodings);
        let (name, encoding) = (source.name.clone(), source.encoding.clone());
        read.push(ReadSource { name, encoding, rows: source.tally.rows });
    }
    warn_counted(&mut warnings, "mixed-encodings", mixed);
    let mut excluded = 0;
    for exclusion in &exclusions {
        excluded += exclusion.rows;
    }
    let (encoding, delimiter, profile, mapping) = match sources.get(main_source(sources)) {
        Some(ReadAs { plan, encoding, .. }) => (
            encoding.clone(),
            char::from(plan.delimiter).to_string(),
            Some(plan.platform.profile),
            mapped_columns(&plan.slots, &plan.key, &plan.headers),
        ),
        None => Default::default(),
    };
    SourceReport {
        rows: all.rows,
        used,
        excluded,
        rejected: all.rejected,
        first_date: None,
        last_date: None,
        encoding,
        delimiter,
        profile,
        mapping,
        exclusions,
        rejections: all.rejections,
        warnings,
        sources: read,
    }
}

fn orders_report(rows: &OrderRows, sources: &[ReadAs], spans: &[Span], resolved: &Resolved) -> OrdersReport {
    let mut exclusions = Vec::new();
    for (&rule, rows) in RULES.iter().zip(&resolved.excluded) {
        if !rows.is_empty() {
            let value = Some(total_to_f64(resolved.excluded_value[rule as usize]));
            exclusions.push(Exclusion { rule, rows: rows.len() as u32, value });
        }
    }
    let mut source = source_report(sources, resolved.used, exclusions);
    warn_counted(&mut source.warnings, "identical-rows", resolved.identical_rows as usize);
    warn_counted(&mut source.warnings, "suspicious-date", isolated(&resolved.dates));
    let (purchases, main) = (resolved.purchases, main_source(sources));
    OrdersReport {
        source,
        orders: resolved.entries.len() as u32,
        value: 0.0,
        refunded: total_to_f64(resolved.refunded),
        purchases,
        refunds: resolved.entries.len() as u32 - purchases,
        customers: 0,
        buyers: 0,
        identity: IdentityReport::default(),
        currency: (resolved.currency != NO_CODE)
            .then(|| rows.currencies.text(resolved.currency).into_owned()),
        amount_is: resolved.amount_is.get(main).copied().or(Some(AmountIs::Line)),
        refund_is: spans.get(main).map(|span| span.refund_is),
    }
}

/// Rows whose dates stand apart from the main body by more than a year.
fn isolated(dates: &[(Day, u32)]) -> usize {
    let (mut total, mut cluster, mut largest) = (0, 0, 0);
    let mut before = None;
    for &(day, rows) in dates {
        if before.is_some_and(|before| day - before > ISOLATED_DAYS) {
            cluster = 0;
        }
        before = Some(day);
        total += rows;
        cluster += rows;
        largest = largest.max(cluster);
    }
    (total - largest) as usize
}

#[inline(never)]
fn no_valid_orders(report: &SourceReport) -> Error {
    let mut most: Option<&Exclusion> = None;
    for exclusion in &report.exclusions {
        if most.is_none_or(|most| exclusion.rows >= most.rows) {
            most = Some(exclusion);
        }
    }
    let why = match (most, report.rejections.first()) {
        (_, Some(rejection)) if report.rejected >= report.excluded => [
            digits(report.rejected as usize).as_str(),
            " of ",
            &digits(report.rows as usize),
            " rows cannot be read; the first is line ",
            &digits(rejection.line as usize),
            " (",
            rejection.column.as_deref().unwrap_or("the whole row"),
            "). ",
            if rejection.reason == Reason::AmbiguousDate {
                "Say with `dateOrder` whether the day or the month comes first."
            } else {
                "Check which columns were chosen."
            },
        ]
        .concat(),
        (Some(exclusion), _) => [
            &digits(exclusion.rows as usize),
            " of ",
            &digits(report.rows as usize),
            " rows were set aside by the rule “",
            exclusion.rule.name(),
            "”. Check which columns were chosen, and the statuses.",
        ]
        .concat(),
        _ => "The file has a header but no rows.".to_string(),
    };
    let code = if report.rows == 0 { Code::EmptyFile } else { Code::NoValidOrders };
    Error::new(code, ["Not one order can be used. ", &why].concat())
}

/// The rows that name nobody, as the only rule for people has it.
fn lacking(rows: &PeopleRows, used: &dyn Fn(usize) -> bool) -> Vec<Vec<u32>> {
    let mut lacking = Vec::new();
    for row in 0..rows.person.len() {
        if !used(row) {
            lacking.push(row as u32);
        }
    }
    let mut excluded = vec![Vec::new(); Rule::NoCustomer as usize];
    excluded.push(lacking);
    excluded
}

/// Whether a row of members names one.
fn names_one(rows: &PeopleRows) -> impl Fn(usize) -> bool {
    |row| rows.person[row] != NO_CODE
}

/// Whether a row of referrals names both sides.
fn names_both(rows: &PeopleRows) -> impl Fn(usize) -> bool {
    |row| rows.person[row] != NO_CODE && rows.referrer[row] != NO_CODE
}

fn people_report(rows: &PeopleRows, sources: &[ReadAs], used: &dyn Fn(usize) -> bool) -> SourceReport {
    let mut nobody = 0;
    for row in 0..rows.person.len() {
        nobody += u32::from(!used(row));
    }
    let mut exclusions = Vec::new();
    if nobody > 0 {
        exclusions.push(Exclusion { rule: Rule::NoCustomer, rows: nobody, value: None });
    }
    let mut report = source_report(sources, rows.person.len() as u32 - nobody, exclusions);
    let (mut first, mut last) = (Day::MAX, NO_DAY);
    for (row, &day) in rows.at.iter().enumerate() {
        if day != NO_DAY && used(row) {
            (first, last) = (first.min(day), last.max(day));
        }
    }
    if last != NO_DAY {
        report.first_date = Some(format_day(first));
        report.last_date = Some(format_day(last));
    }
    report
}

/// Of several rows about one member the earliest joining and the latest word on leaving count.
fn member_table_of(rows: &PeopleRows, codes: &[u32], people: usize) -> Members {
    let mut members =
        Members { is_member: vec![false; people], joined: vec![None; people], left: vec![None; people] };
    for row in 0..rows.person.len() {
        let Some(&person) = codes.get(rows.person[row] as usize) else { continue };
        let person = person as usize;
        members.is_member[person] = true;
        let known = |day: Day| (day != NO_DAY).then_some(day);
        if let Some(day) = known(rows.at[row]) {
            members.joined[person] =
                Some(members.joined[person].map_or(day, |earlier: Day| earlier.min(day)));
        }
        members.left[person] = known(rows.left[row]).or(members.left[person]);
    }
    members
}

/// Sorts the entries into the order table and takes the dimensions along.
fn freeze(
    mut rows: OrderRows,
    resolved: Resolved,
    people: Ids,
    edges: Vec<Edge>,
    settings: Settings,
    has_order_ids: bool,
    values: Vec<Money>,
) -> Shop {
    let entries = &resolved.entries;
    let labels = core::mem::take(&mut rows.dimensions);
    let has_labels = labels.iter().any(|labels| !labels.codes.is_empty());
    let has_lines = labels[ORDER_DIMENSIONS..].iter().any(|labels| !labels.codes.is_empty());
    let (customers, days) = (core::mem::take(&mut rows.customer), core::mem::take(&mut rows.day));
    let amounts = if has_lines { Moneys::default() } else { core::mem::take(&mut rows.amount) };
    let wanted = if has_labels || has_order_ids { Wanted::Origin } else { Wanted::Nothing };
    let mut are_owners = false;
    let (mut orders, origin) = match entries {
        Entries::Rows(_) => {
            let falls = rows.common.falls;
            are_owners = has_order_ids && !has_labels && !falls;
            let wanted = if are_owners { Wanted::Owners } else { wanted };
            Shop::index_orders(people.len(), customers, days, amounts, values, falls, wanted)
        }
        Entries::Listed(entries) => {
            drop((customers, days, amounts));
            let (mut person_of, mut date_of, mut value_of) = (Vec::new(), Vec::new(), Vec::new());
            for entry in entries {
                person_of.push(entry.customer);
                date_of.push(entry.date);
                value_of.push(entry.value);
            }
            let falls = fall(&date_of);
            Shop::index_orders(people.len(), person_of, date_of, value_of.into(), values, falls, wanted)
        }
    };
    let (first_date, last_date) = match (entries, resolved.dates.as_slice()) {
        (Entries::Rows(_), [(first, _), .., (last, _)]) => (*first, *last),
        _ => {
            let (mut first, mut last) = (Day::MAX, Day::MIN);
            for &date in &orders.dates {
                first = first.min(date);
                last = last.max(date);
            }
            if orders.dates.is_empty() { (0, 0) } else { (first, last) }
        }
    };
    let (mut order, mut row_of_line) = (Vec::new(), Vec::new());
    if has_lines {
        let mut starts = vec![0u32; entries.len() + 1];
        for &(entry, _) in &resolved.used_rows {
            starts[entry as usize + 1] += 1;
        }
        for entry in 0..entries.len() {
            starts[entry + 1] += starts[entry];
        }
        order.reserve(resolved.used_rows.len());
        row_of_line.reserve(resolved.used_rows.len());
        for (position, &entry) in origin.iter().enumerate() {
            let (start, end) = (starts[entry as usize] as usize, starts[entry as usize + 1] as usize);
            for &(_, row) in &resolved.used_rows[start..end] {
                order.push(position as u32);
                row_of_line.push(row);
            }
        }
    }
    let mut line_dimensions = Vec::new();
    for (at, Labels { labels, codes: by_row }) in labels.into_iter().enumerate() {
        if by_row.is_empty() {
            continue;
        }
        let of_lines = at >= ORDER_DIMENSIONS;
        let mut codes = Vec::with_capacity(if of_lines { row_of_line.len() } else { origin.len() });
        if of_lines {
            for &row in &row_of_line {
                codes.push(code_of(&by_row, row, row));
            }
        } else {
            for &entry in &origin {
                let (row, first) = entries.rows_of(entry);
                codes.push(code_of(&by_row, row, first));
            }
        }
        let own = if of_lines { &mut line_dimensions } else { &mut orders.dimensions };
        own.push(Dimension { name: DIMENSIONS[at].name(), labels, codes });
    }
    let lines = (!line_dimensions.is_empty()).then(|| {
        let mut amount = Vec::with_capacity(row_of_line.len());
        for &row in &row_of_line {
            let known = rows.amount.of(row as usize);
            amount.push(if known == NO_MONEY { 0 } else { known });
        }
        Lines { order, amount, dimensions: line_dimensions }
    });
    if are_owners {
        orders.rows = Rows::Owned(origin);
    } else if has_order_ids {
        let mut listed = origin;
        if let Entries::Listed(entries) = entries {
            for row in &mut listed {
                *row = entries[*row as usize].row;
            }
        }
        orders.rows = Rows::Listed(listed);
    }
    Shop {
        people,
        orders,
        lines,
        edges,
        members: None,
        hindsight: resolved.hindsight,
        first_date,
        last_date,
        settings,
        aside: Aside::default(),
    }
}
