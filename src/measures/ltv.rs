//! Customer value up to a day: what each customer spent, what the people they brought spent, and who that value
//! is credited to (`definitions § 2, § 3`). It looks back; it predicts nothing.

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::measures::forest::{EdgeCounts, Forest, LateReferral};
use crate::measures::stats::Stats;
use crate::measures::{SCHEMA_VERSION, Warning, date_text, hindsight};
use crate::money::{to_f64, total_to_f64};
use crate::shop::tables::Shop;

const DEFAULT_SHARE: f64 = 0.5;

/// Who is credited with the value of people who were brought.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
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

/// How referrals are cleaned and credited.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields))]
pub struct ReferralOptions {
    /// Who is credited; default `direct`.
    pub attribution: Option<Attribution>,
    /// The share that goes up one step, 0 to 1; default 0.5. Only with `pass-up`.
    pub share: Option<f64>,
    /// What to do with referrals dated after the first purchase of the referred; default `drop`.
    pub late_referral: Option<LateReferral>,
}

/// Options of `ltv`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields))]
pub struct LtvOptions {
    /// The day looked back from, `YYYY-MM-DD`; default: the last date of the shop.
    pub as_of: Option<String>,
    /// How referrals are cleaned and credited.
    pub referral: Option<ReferralOptions>,
}

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
    /// Own purchases and refund records.
    pub own: Vec<f64>,
    /// What the person receives for those whom they brought.
    pub referral: Vec<f64>,
    /// What the person hands up to the one who brought them.
    pub passed_on: Vec<f64>,
    /// Who brought whom.
    pub forest: Forest,
}

impl Valued {
    /// A person's relationship value: own + referral − passed on.
    #[inline]
    pub fn relationship(&self, person: usize) -> f64 {
        self.own[person] + self.referral[person] - self.passed_on[person]
    }
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
    let own: Vec<f64> = stats.value.iter().map(|&value| shop.settings.margin * to_f64(value)).collect();
    let mut referral = vec![0.0; own.len()];
    let mut passed_on = vec![0.0; own.len()];
    // Children come before their parent, so whatever a child received is complete when it is handed up.
    for &child in &forest.deepest_first {
        let child = child as usize;
        let parent = forest.parent[child] as usize;
        match plan.attribution {
            Attribution::Direct => referral[parent] += own[child],
            Attribution::PassUp => {
                passed_on[child] = plan.share * (own[child] + referral[child]);
                referral[parent] += passed_on[child];
            }
            Attribution::PathEqual => {
                let kept = own[child] / f64::from(forest.depth[child] + 1);
                passed_on[child] = own[child] - kept;
                referral[parent] += kept + referral[child];
            }
        }
    }
    Valued { own, referral, passed_on, forest }
}

/// Own and referral value of all customers together. `stats` are those of the whole history up to the as-of
/// date. Errors: those of [`value`].
pub fn ltv(shop: &Shop, stats: &Stats, options: &LtvOptions) -> Result<Ltv> {
    let plan = Plan::new(&options.referral.clone().unwrap_or_default())?;
    let valued = value_by(shop, stats, &plan);
    let total: i128 = stats.value.iter().map(|&value| i128::from(value)).sum();
    let own_value = shop.settings.margin * total_to_f64(total);
    let referral_value: f64 = valued.referral.iter().sum();
    let passed_on: f64 = valued.passed_on.iter().sum();
    let linked = valued.forest.is_linked();
    let never_bought =
        linked.iter().enumerate().filter(|(person, linked)| **linked && !stats.is_buyer(*person));
    let any_referral = shop.edges.iter().any(|edge| edge.date.is_none_or(|date| date <= stats.as_of));
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
        customers: stats.has_record.iter().filter(|&&has| has).count() as u32,
        edges: valued.forest.edges,
        never_bought: never_bought.count() as u32,
        max_depth: valued.forest.max_depth(),
        options: LtvOptions { as_of: Some(date_text(stats.as_of)), referral: Some(plan.options()) },
        as_of: date_text(stats.as_of),
        warnings: hindsight(shop, stats.as_of)
            .into_iter()
            .chain((!any_referral).then(|| Warning::new("no-referrals")))
            .collect(),
        schema_version: SCHEMA_VERSION,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::date::MAX_DAY;
    use crate::money::from_f64;
    use crate::shop::fixture::shop;
    use crate::shop::tables::Edge;
    use proptest::prelude::*;

    fn everything(shop: &Shop) -> Stats {
        Stats::at(shop, MAX_DAY, None).unwrap()
    }

    fn with(attribution: Attribution, share: Option<f64>) -> ReferralOptions {
        ReferralOptions { attribution: Some(attribution), share, late_referral: None }
    }

    fn chain() -> Shop {
        let mut chain = shop(&[
            ("A", "2024-01-01", 100.0),
            ("B", "2024-01-02", 80.0),
            ("B", "2024-01-03", -20.0),
            ("C", "2024-01-04", 30.0),
        ]);
        chain.edges =
            [(0, 1), (1, 2)].map(|(referrer, referred)| Edge { referrer, referred, date: None }).to_vec();
        chain
    }

    #[test]
    fn the_chain_of_three() {
        let chain = chain();
        let stats = everything(&chain);
        let relationship = |attribution| {
            let valued = value(&chain, &stats, &with(attribution, None)).unwrap();
            [0, 1, 2].map(|person| valued.relationship(person))
        };
        assert_eq!(relationship(Attribution::Direct), [160.0, 90.0, 30.0]);
        assert_eq!(relationship(Attribution::PassUp), [137.5, 37.5, 15.0]);
        assert_eq!(relationship(Attribution::PathEqual), [140.0, 40.0, 10.0]);
        let total = ltv(&chain, &stats, &LtvOptions::default()).unwrap();
        assert_eq!(
            (total.own_value, total.referral_value, total.relationship_value, total.double_counted),
            (190.0, 90.0, 280.0, 90.0)
        );
        assert_eq!((total.customers, total.edges.used, total.max_depth, total.never_bought), (3, 2, 2, 0));
        assert!(total.warnings.is_empty());
        assert_eq!(
            total.options.referral,
            Some(ReferralOptions {
                late_referral: Some(LateReferral::Drop),
                ..with(Attribution::Direct, None)
            })
        );
    }

    #[test]
    fn the_margin_is_in_every_number() {
        let mut chain = chain();
        chain.settings.margin = 0.3;
        let total = ltv(&chain, &everything(&chain), &LtvOptions::default()).unwrap();
        assert_eq!((total.own_value, total.relationship_value), (57.0, 84.0));
    }

    #[test]
    fn a_past_day_knows_neither_later_orders_nor_later_referrals() {
        let mut chain = chain();
        chain.edges[1].date = crate::date::parse_day("2024-01-04");
        let stats = Stats::at(&chain, chain.last_date - 1, None).unwrap();
        let total = ltv(&chain, &stats, &LtvOptions::default()).unwrap();
        assert_eq!((total.own_value, total.referral_value, total.customers), (160.0, 60.0, 2));
        assert_eq!((total.edges.used, total.as_of.as_str()), (1, "2024-01-03"));
    }

    #[test]
    fn without_referrals_it_says_so() {
        let alone = shop(&[("A", "2024-01-01", 100.0)]);
        let total = ltv(&alone, &everything(&alone), &LtvOptions::default()).unwrap();
        assert_eq!((total.referral_value, total.relationship_value), (0.0, 100.0));
        assert_eq!(total.warnings, [Warning::new("no-referrals")]);
    }

    #[test]
    fn a_referrer_who_never_bought_passes_value_through() {
        let mut lent = chain();
        let stranger = lent.people.insert(b"stranger");
        lent.orders.offsets.push(4);
        lent.edges.push(Edge { referrer: stranger, referred: 0, date: None });
        let stats = everything(&lent);
        let valued = value(&lent, &stats, &with(Attribution::PassUp, Some(1.0))).unwrap();
        assert_eq!(valued.referral[stranger as usize], 190.0);
        let total = ltv(&lent, &stats, &LtvOptions::default()).unwrap();
        assert_eq!((total.never_bought, total.customers, total.max_depth), (1, 3, 3));
    }

    #[test]
    fn shares_are_checked() {
        let chain = chain();
        let stats = everything(&chain);
        let message = |options: &ReferralOptions| value(&chain, &stats, options).unwrap_err().message;
        for share in [-0.1, 1.1, f64::NAN] {
            assert_eq!(
                message(&with(Attribution::PassUp, Some(share))),
                "referral.share must be a number from 0 to 1, for example 0.5."
            );
        }
        assert_eq!(
            message(&with(Attribution::Direct, Some(0.5))),
            "referral.share is what pass-up hands on: set referral.attribution to “pass-up”, \
             or leave referral.share out."
        );
    }

    /// What pass-up credits to a person, as the definition says it: own value plus a share of the children's.
    fn credited(person: usize, own: &[f64], parent: &[Option<usize>], share: f64) -> f64 {
        let children = (0..own.len()).filter(|&child| parent[child] == Some(person));
        own[person] + share * children.map(|child| credited(child, own, parent, share)).sum::<f64>()
    }

    /// The Shapley value from its definition: the mean over all coalitions of the others, weighted by size, of
    /// what a player adds. In the game somebody's value is there if they and everybody above them are.
    fn shapley(own: &[f64], parent: &[Option<usize>]) -> Vec<f64> {
        let players = own.len();
        let chains: Vec<u32> = (0..players)
            .map(|player| {
                std::iter::successors(Some(player), |&p| parent[p]).fold(0, |mask, p| mask | 1 << p)
            })
            .collect();
        let worth = |coalition: u32| -> f64 {
            (0..players).filter(|&p| chains[p] & !coalition == 0).map(|p| own[p]).sum()
        };
        let factorial = |n: usize| (1..=n).map(|k| k as f64).product::<f64>();
        (0..players)
            .map(|player| {
                (0..1u32 << players)
                    .filter(|coalition| coalition & 1 << player == 0)
                    .map(|coalition| {
                        let size = coalition.count_ones() as usize;
                        let weight = factorial(size) * factorial(players - size - 1) / factorial(players);
                        weight * (worth(coalition | 1 << player) - worth(coalition))
                    })
                    .sum()
            })
            .collect()
    }

    fn close(a: f64, b: f64) -> bool {
        (a - b).abs() <= 1e-9 * (1.0 + a.abs().max(b.abs()))
    }

    proptest! {
        #[test]
        fn agrees_with_the_definitions(
            amounts in prop::collection::vec(-20_000i32..200_000, 1..8),
            referrers in prop::collection::vec(0usize..9, 8),
            share in 0.0f64..=1.0,
            margin in 0.1f64..=1.0,
        ) {
            let ids: Vec<String> = (0..amounts.len()).map(|n| n.to_string()).collect();
            let records: Vec<(&str, &str, f64)> = ids
                .iter()
                .zip(&amounts)
                .map(|(id, &amount)| (id.as_str(), "2024-01-01", f64::from(amount) / 100.0))
                .collect();
            let mut shop = shop(&records);
            shop.settings.margin = margin;
            shop.edges = referrers
                .iter()
                .take(amounts.len())
                .enumerate()
                .filter(|(_, referrer)| **referrer < amounts.len())
                .map(|(person, &referrer)| Edge { referrer: referrer as u32, referred: person as u32, date: None })
                .collect();
            let stats = everything(&shop);
            let own: Vec<f64> = records.iter().map(|r| margin * to_f64(from_f64(r.2).unwrap())).collect();
            let total: f64 = own.iter().sum();

            let direct = value(&shop, &stats, &with(Attribution::Direct, None)).unwrap();
            let parent: Vec<Option<usize>> = (0..own.len()).map(|p| direct.forest.referrer(p)).collect();
            for person in 0..own.len() {
                let children = (0..own.len()).filter(|&child| parent[child] == Some(person));
                let brought: f64 = children.map(|child| own[child]).sum();
                prop_assert!(close(direct.relationship(person), own[person] + brought));
            }

            let passed = value(&shop, &stats, &with(Attribution::PassUp, Some(share))).unwrap();
            for person in 0..own.len() {
                let all = credited(person, &own, &parent, share);
                let kept = if parent[person].is_some() { (1.0 - share) * all } else { all };
                prop_assert!(close(passed.relationship(person), kept));
            }

            let equal = value(&shop, &stats, &with(Attribution::PathEqual, None)).unwrap();
            for (person, fair) in shapley(&own, &parent).into_iter().enumerate() {
                prop_assert!(close(equal.relationship(person), fair));
            }

            for valued in [passed, equal] {
                let sum: f64 = (0..own.len()).map(|p| valued.relationship(p)).sum();
                prop_assert!(close(sum, total));
            }
        }
    }
}
