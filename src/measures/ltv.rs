//! Customer value up to a day: what each customer spent, what the people they brought spent, and who that value
//! is credited to (`definitions § 2, § 3`). It looks back; it predicts nothing.

#[cfg(test)]
mod tests;

use serde::Serialize;

use crate::error::{Error, Result};
use crate::given::{options, words};
use crate::measures::forest::{EdgeCounts, Forest, LateReferral};
use crate::measures::stats::Stats;
use crate::measures::{SCHEMA_VERSION, Warning, date_text, hindsight};
use crate::money::{Money, to_f64, total, total_to_f64};
use crate::shop::tables::Shop;
use crate::sort::{by_key, key};
use crate::turns::turns;

const DEFAULT_SHARE: f64 = 0.5;

/// Who is credited with the value of people who were brought.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum Attribution {
    /// The one who brought them, in full; the same value counts again as their own.
    #[default]
    Direct,
    /// A share of all that somebody has and received goes up to the one who brought them.
    PassUp,
    /// Everybody on the chain above shares equally (the Shapley value: without the chain nobody comes).
    PathEqual,
}

words!(Attribution { "direct" => Direct, "pass-up" => PassUp, "path-equal" => PathEqual });

/// How referrals are cleaned and credited.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct ReferralOptions {
    /// Who is credited; default `direct`.
    pub attribution: Option<Attribution>,
    /// The share that goes up one step, 0 to 1; default 0.5. Only with `pass-up`.
    pub share: Option<f64>,
    /// What to do with referrals dated after the first purchase of the referred; default `drop`.
    pub late_referral: Option<LateReferral>,
}

options!(ReferralOptions {
    "attribution" => attribution,
    "share" => share,
    "lateReferral" => late_referral,
});

impl ReferralOptions {
    /// The same with the defaults filled in; the error is `bad-option`.
    pub fn filled(&self) -> Result<ReferralOptions> {
        Ok(Plan::new(self)?.options())
    }
}

/// Options of `ltv`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct LtvOptions {
    /// The day looked back from, `YYYY-MM-DD`; default: the last date of the shop.
    pub as_of: Option<String>,
    /// How referrals are cleaned and credited.
    pub referral: Option<ReferralOptions>,
}

options!(LtvOptions {
    "asOf" => as_of,
    "referral" => referral,
});

/// The answer of `ltv`. Money is in currency units and contains the shop's margin.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Ltv {
    /// Purchases and refund records of all customers, times margin.
    pub own_value: f64,
    /// What people receive for those whom they brought, summed.
    pub referral_value: f64,
    /// What people hand up to those who brought them, summed.
    pub passed_on: f64,
    /// Own value + referral value − passed on.
    pub relationship_value: f64,
    /// How much of `relationshipValue` counts twice: 0 where the attribution only shares value out.
    pub double_counted: f64,
    /// Customers with a purchase or refund record up to the as-of date.
    pub customers: u32,
    /// What became of the referrals.
    pub edges: EdgeCounts,
    /// People who brought somebody or were brought, and never bought.
    pub never_bought: u32,
    /// The longest chain of referrals; 0 without any.
    pub max_depth: u32,
    /// `heldByTop[k]`, k from 0 to 100: the part of all buyers' own value that the k % with the most of it hold,
    /// rounded up to whole buyers. Empty where that value is not above 0.
    pub held_by_top: Vec<f64>,
    /// The options in force.
    pub options: LtvOptions,
    /// The day looked back from.
    pub as_of: String,
    /// What to know before trusting the numbers: `hindsight`, `no-referrals`.
    pub warnings: Vec<Warning>,
    /// Version of this shape.
    pub schema_version: u32,
}

/// Value per person, in canonical order, in currency units and with the margin.
#[derive(Clone, Debug, PartialEq)]
pub struct Valued {
    /// What the person receives for those whom they brought.
    pub referral: Vec<f64>,
    /// What the person hands up to the one who brought them; empty where nobody hands up anything.
    pub passed_on: Vec<f64>,
    /// Who brought whom.
    pub forest: Forest,
}

impl Valued {
    /// The relationship value of a person with such an own one: own + referral − passed on.
    #[inline]
    pub fn relationship(&self, person: usize, own: f64) -> f64 {
        own + self.referral[person] - handed_up(&self.passed_on, person)
    }
}

/// A person's own purchases and refund records, in currency units and with the margin.
#[inline(always)]
pub fn own_value(shop: &Shop, stats: &Stats, person: usize) -> f64 {
    shop.settings.margin * to_f64(stats.value.as_slice()[person])
}

/// What a person hands up, of what all do.
#[inline(always)]
pub fn handed_up(passed_on: &[f64], person: usize) -> f64 {
    passed_on.get(person).copied().unwrap_or(0.0)
}

/// The question about referrals, with every default settled.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Plan {
    attribution: Attribution,
    share: f64,
    late_referral: LateReferral,
}

impl Plan {
    fn new(options: &ReferralOptions) -> Result<Plan> {
        let attribution = options.attribution.unwrap_or_default();
        if options.share.is_some() && attribution != Attribution::PassUp {
            let message = "referral.share is what pass-up hands on: set referral.attribution to “pass-up”, \
                           or leave referral.share out.";
            return Err(Error::bad_option("referral.share", message, &[]));
        }
        let share = options.share.unwrap_or(DEFAULT_SHARE);
        if !(0.0..=1.0).contains(&share) {
            let message = "referral.share must be a number from 0 to 1, for example 0.5.";
            return Err(Error::bad_option("referral.share", message, &["0..1"]));
        }
        Ok(Plan { attribution, share, late_referral: options.late_referral.unwrap_or_default() })
    }

    fn options(&self) -> ReferralOptions {
        ReferralOptions {
            attribution: Some(self.attribution),
            share: (self.attribution == Attribution::PassUp).then_some(self.share),
            late_referral: Some(self.late_referral),
        }
    }
}

/// What everybody is worth. `stats` are those of the whole history up to the as-of date.
/// Errors: `bad-option` for a share outside 0 to 1, or with an attribution that has none.
pub fn value(shop: &Shop, stats: &Stats, options: &ReferralOptions) -> Result<Valued> {
    let plan = Plan::new(options)?;
    Ok(value_by(shop, stats, &plan))
}

fn value_by(shop: &Shop, stats: &Stats, plan: &Plan) -> Valued {
    let forest = Forest::at(shop, stats.as_of, plan.late_referral);
    let people = stats.value.len();
    let mut referral = vec![0.0; people];
    let mut passed_on = vec![0.0; if plan.attribution == Attribution::Direct { 0 } else { people }];
    // Children come before their parent, so whatever a child received is complete when it is handed up.
    turns(forest.deepest_first.len(), &mut |some| {
        let parents = forest.parent.as_slice();
        let (referral, passed_on) = (referral.as_mut_slice(), passed_on.as_mut_slice());
        for &child in &forest.deepest_first[some] {
            let child = child as usize;
            let parent = parents[child] as usize;
            let own = own_value(shop, stats, child);
            match plan.attribution {
                Attribution::Direct => referral[parent] += own,
                Attribution::PassUp => {
                    passed_on[child] = plan.share * (own + referral[child]);
                    referral[parent] += passed_on[child];
                }
                Attribution::PathEqual => {
                    let kept = own / f64::from(forest.depth[child] + 1);
                    passed_on[child] = own - kept;
                    referral[parent] += kept + referral[child];
                }
            }
        }
    });
    Valued { referral, passed_on, forest }
}

/// Own and referral value of all customers together. `stats` are those of the whole history up to the as-of
/// date. Errors: those of [`value`].
pub fn ltv(shop: &Shop, stats: &Stats, options: &LtvOptions) -> Result<Ltv> {
    let referral = options.referral.clone().unwrap_or_default();
    summarise(shop, stats, &value(shop, stats, &referral)?, &referral)
}

/// What everybody's values amount to; they are those of [`value`] for the same question.
pub fn summarise(shop: &Shop, stats: &Stats, valued: &Valued, options: &ReferralOptions) -> Result<Ltv> {
    let plan = Plan::new(options)?;
    let own_value = shop.settings.margin * total_to_f64(total(&stats.value));
    let linked = valued.forest.is_linked();
    let (mut referral_value, mut passed_on, mut never_bought, mut customers) = (0.0, 0.0, 0, 0);
    turns(linked.len(), &mut |some| {
        for &received in &valued.referral[some.clone()] {
            referral_value += received;
        }
        for &handed_up in valued.passed_on.get(some.clone()).unwrap_or_default() {
            passed_on += handed_up;
        }
        let (linked, purchases) = (&linked[some.clone()], &stats.purchases[some.clone()]);
        for (&linked, &purchases) in linked.iter().zip(purchases) {
            never_bought += u32::from(linked && purchases == 0);
        }
        for &has_record in &stats.has_record[some] {
            customers += u32::from(has_record);
        }
    });
    let any_referral = shop.edges.iter().any(|edge| edge.date.is_none_or(|date| date <= stats.as_of));
    let mut warnings = hindsight(shop, stats.as_of);
    if !any_referral {
        warnings.push(Warning::new("no-referrals"));
    }
    Ok(Ltv {
        own_value,
        referral_value,
        passed_on,
        relationship_value: own_value + referral_value - passed_on,
        double_counted: match plan.attribution {
            Attribution::Direct => referral_value,
            // Nothing is counted twice; what is left of the difference would be rounding.
            Attribution::PassUp | Attribution::PathEqual => 0.0,
        },
        customers,
        edges: valued.forest.edges,
        never_bought,
        max_depth: valued.forest.max_depth(),
        held_by_top: held_by_top(stats),
        options: LtvOptions { as_of: Some(date_text(stats.as_of)), referral: Some(plan.options()) },
        as_of: date_text(stats.as_of),
        warnings,
        schema_version: SCHEMA_VERSION,
    })
}

/// How much of the buyers' value the best of them hold, per cent by per cent. Buyers are counted and summed in classes
/// of value, and only those of the classes in which a per cent ends are put in order.
fn held_by_top(stats: &Stats) -> Vec<f64> {
    let values = stats.value.as_slice();
    let (mut low, mut high, mut total, mut buyers) = (Money::MAX, Money::MIN, 0i128, 0usize);
    each_buyer(stats, &mut |value, _| {
        (low, high) = (low.min(value), high.max(value));
        total += i128::from(value);
        buyers += 1;
    });
    if total <= 0 {
        return Vec::new();
    }
    let mut shift = 0;
    while high.abs_diff(low) >> shift >= CLASSES {
        shift += 1;
    }
    let class_of = |value: Money| (high.abs_diff(value) >> shift) as usize;
    let mut classes = vec![Class::default(); class_of(low) + 1];
    let of_classes = classes.as_mut_slice();
    each_buyer(stats, &mut |value, _| {
        let class = &mut of_classes[class_of(value)];
        class.buyers += 1;
        class.value += i128::from(value);
    });
    let end_of = |share: usize| (share * buyers).div_ceil(100);
    let (mut share, mut before, mut cut) = (0, 0, 0);
    for class in &mut *of_classes {
        let after = before + class.buyers;
        while share <= 100 && end_of(share) < after {
            class.is_cut |= end_of(share) > before;
            share += 1;
        }
        cut += if class.is_cut { class.buyers } else { 0 };
        before = after;
    }
    let mut inside: Vec<(u64, u32)> = Vec::with_capacity(cut);
    each_buyer(stats, &mut |value, person| {
        if of_classes[class_of(value)].is_cut {
            inside.push((!key(value), person));
        }
    });
    by_key(&mut inside);
    let mut inside = inside.iter();
    let (mut held, mut sum, mut met) = (Vec::with_capacity(101), 0i128, 0);
    let mut meet = |buyers: usize, value: i128| {
        met += buyers;
        sum += value;
        while held.len() <= 100 && end_of(held.len()) <= met {
            held.push(sum as f64 / total as f64);
        }
    };
    meet(0, 0);
    for class in &*of_classes {
        if class.is_cut {
            for &(_, person) in inside.by_ref().take(class.buyers) {
                meet(1, i128::from(values[person as usize]));
            }
        } else {
            meet(class.buyers, class.value);
        }
    }
    held
}

/// Calls `each` with the value and the code of every buyer.
#[inline(always)]
fn each_buyer(stats: &Stats, each: &mut impl FnMut(Money, u32)) {
    turns(stats.value.len(), &mut |some| {
        let (values, purchases) = (&stats.value[some.clone()], &stats.purchases[some.clone()]);
        for ((&value, &purchases), person) in values.iter().zip(purchases).zip(some) {
            if purchases > 0 {
                each(value, person as u32);
            }
        }
    });
}

/// How many classes of value there are at most.
const CLASSES: u64 = 1 << 16;

/// Buyers of about the same value.
#[derive(Clone, Default)]
struct Class {
    buyers: usize,
    value: i128,
    /// Whether a per cent ends among them.
    is_cut: bool,
}
