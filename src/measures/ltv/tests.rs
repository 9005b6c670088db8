use super::*;
use crate::date::MAX_DAY;
use crate::money::from_f64;
use crate::shop::fixture::shop;
use crate::shop::tables::{Edge, Wanted};
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
fn how_much_the_best_buyers_hold() {
    let shop = shop(&[
        ("a", "2024-01-01", 60.0),
        ("b", "2024-01-02", 30.0),
        ("c", "2024-01-03", 10.0),
        ("refund", "2024-01-03", -50.0),
    ]);
    let held = ltv(&shop, &everything(&shop), &LtvOptions::default()).unwrap().held_by_top;
    assert_eq!(held.len(), 101);
    assert_eq!([held[0], held[1], held[33], held[34], held[67], held[100]], [0.0, 0.6, 0.6, 0.9, 1.0, 1.0]);
    let nothing = crate::shop::fixture::shop(&[("a", "2024-01-01", 5.0), ("a", "2024-01-02", -5.0)]);
    assert!(ltv(&nothing, &everything(&nothing), &LtvOptions::default()).unwrap().held_by_top.is_empty());
}

proptest! {
    #[test]
    fn what_the_best_hold_is_what_sorting_says(
        values in prop::collection::vec(
            prop_oneof![0i64..9, 0i64..2_000_000, Just(70_000i64), 0i64..9_000_000_000_000_000], 1..400,
        ),
    ) {
        let mut shop = Shop::default();
        let persons: Vec<u32> = (0..values.len() as u32).collect();
        for person in &persons {
            shop.people.insert(&person.to_le_bytes());
        }
        let dates = vec![0; values.len()];
        shop.orders = Shop::index_orders(values.len(), persons, dates, values.clone().into(), values.clone(), true, Wanted::Nothing).0;
        let mut sorted = values;
        sorted.sort_unstable_by(|a, b| b.cmp(a));
        let total: i128 = sorted.iter().map(|&value| i128::from(value)).sum();
        let best = |share: usize| sorted.iter().take((share * sorted.len()).div_ceil(100));
        let sum = |share: usize| best(share).map(|&value| i128::from(value)).sum::<i128>();
        let expected: Vec<f64> = (0..=100).map(|share| sum(share) as f64 / total as f64).collect();
        prop_assert_eq!(held_by_top(&everything(&shop)), if total > 0 { expected } else { Vec::new() });
    }
}

#[test]
fn the_chain_of_three() {
    let chain = chain();
    let stats = everything(&chain);
    let relationship = |attribution| {
        let valued = value(&chain, &stats, &with(attribution, None)).unwrap();
        [0, 1, 2].map(|person| valued.relationship(person, own_value(&chain, &stats, person)))
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
    let json = serde_json::to_value(&total).unwrap();
    assert_eq!(json["edges"]["dropped"]["self-referral"], 0);
    assert_eq!(json["options"]["referral"]["lateReferral"], "drop");
    assert_eq!(
        total.options.referral,
        Some(ReferralOptions { late_referral: Some(LateReferral::Drop), ..with(Attribution::Direct, None) })
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
        .map(|player| std::iter::successors(Some(player), |&p| parent[p]).fold(0, |mask, p| mask | 1 << p))
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
            prop_assert!(close(direct.relationship(person, own[person]), own[person] + brought));
        }

        let passed = value(&shop, &stats, &with(Attribution::PassUp, Some(share))).unwrap();
        for person in 0..own.len() {
            let all = credited(person, &own, &parent, share);
            let kept = if parent[person].is_some() { (1.0 - share) * all } else { all };
            prop_assert!(close(passed.relationship(person, own[person]), kept));
        }

        let equal = value(&shop, &stats, &with(Attribution::PathEqual, None)).unwrap();
        for (person, fair) in shapley(&own, &parent).into_iter().enumerate() {
            prop_assert!(close(equal.relationship(person, own[person]), fair));
        }

        for valued in [passed, equal] {
            let sum: f64 = (0..own.len()).map(|p| valued.relationship(p, own[p])).sum();
            prop_assert!(close(sum, total));
        }
    }
}
