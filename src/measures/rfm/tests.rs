use proptest::prelude::*;

use super::*;
use crate::date::{format_day, parse_day};
use crate::error::{Code, Error};
use crate::given;
use crate::shop::fixture;
use crate::shop::tables::{Members, Occasion};

fn ask(shop: &Shop, options: &RfmOptions) -> Result<Rfm> {
    let (as_of, lookback) = options.window(shop)?;
    rfm(shop, &Stats::at(shop, as_of, lookback)?, options)
}

fn from_json(text: &str) -> RfmOptions {
    given::from_json(text).unwrap()
}

/// R 0/10/20/30, F 3/1/2/1, M 100/10/60/190 at 2024-01-31: means 15, 1.75, 90.
fn four() -> Shop {
    fixture::shop(&[
        ("ann", "2024-01-11", 40.0),
        ("ann", "2024-01-11", 40.0),
        ("ann", "2024-01-31", 20.0),
        ("bob", "2024-01-21", 10.0),
        ("cai", "2024-01-05", 30.5),
        ("cai", "2024-01-11", 59.5),
        ("cai", "2024-01-25", -30.0),
        ("dee", "2024-01-01", 190.0),
    ])
}

fn customers_of(answer: &Rfm, key: &str) -> u32 {
    answer.segments.iter().find(|segment| segment.key == key).unwrap().customers
}

#[test]
fn octants_by_hand() {
    let answer = ask(&four(), &RfmOptions::default()).unwrap();
    assert_eq!((answer.population, answer.value, answer.orders), (4, 360.0, 7));
    assert_eq!(answer.split_at, Some(ByMeasure { recency: 15.0, frequency: 1.75, monetary: 90.0 }));
    let filled: Vec<(&str, u32)> =
        answer.segments.iter().filter(|s| s.customers > 0).map(|s| (s.key.as_str(), s.customers)).collect();
    assert_eq!(
        filled,
        [("important-value", 1), ("important-retain", 1), ("general-keep", 1), ("general-develop", 1)]
    );
    let ann = &answer.segments[0];
    assert_eq!((ann.share, ann.value, ann.orders), (Some(0.25), Some(100.0), Some(3)));
    assert_eq!(ann.value_share, Some(100.0 / 360.0));
    assert_eq!(
        (ann.recency_mean, ann.frequency_mean, ann.monetary_mean),
        (Some(0.0), Some(3.0), Some(100.0))
    );
    assert_eq!(ann.value_per_order, Some(100.0 / 3.0));
    let nobody = &answer.segments[1];
    assert_eq!((nobody.customers, nobody.share, nobody.value), (0, Some(0.0), Some(0.0)));
    assert_eq!((nobody.recency_mean, nobody.monetary_mean, nobody.value_per_order), (None, None, None));
    assert!(answer.warnings.iter().all(|warning| warning.code == "empty-levels"), "{:?}", answer.warnings);
}

#[test]
fn quantile_scores_by_hand() {
    // Sorted R 0 10 20 30, so −R has its fifths at −24, −18, −12, −6; F 1 1 2 3: 1, 1.2, 1.8, 2.4.
    let answer = ask(&four(), &RfmOptions::default()).unwrap();
    assert_eq!(answer.cut_points.recency, [24.0, 18.0, 12.0, 6.0]);
    assert_eq!(answer.cut_points.frequency, [1.0, 1.2, 1.8, 2.4]);
    assert_eq!(answer.cut_points.monetary, [40.0, 68.0, 92.0, 136.0]);
    assert_eq!(answer.scores_reached.recency, [1, 2, 4, 5]);
    assert_eq!(answer.scores_reached.frequency, [1, 4, 5]);
    assert_eq!(answer.scores_reached.monetary, [1, 2, 4, 5]);
    let gap = |score| EmptyLevel { score, reason: EmptyReason::Gap };
    assert_eq!(answer.empty_levels.frequency, [gap(2), gap(3)]);
    assert_eq!(answer.grid[4][4] + answer.grid[3][0] + answer.grid[1][3] + answer.grid[0][0], 4);
}

#[test]
fn days_as_occasions_and_means_per_occasion() {
    let options = from_json(r#"{"occasion":"day","monetary":"mean"}"#);
    let answer = ask(&four(), &options).unwrap();
    // F 2 1 2 1 and M 50 10 30 190.
    assert_eq!(answer.orders, 6);
    assert_eq!(answer.split_at, Some(ByMeasure { recency: 15.0, frequency: 1.5, monetary: 70.0 }));
    assert_eq!(answer.cut_points.monetary, [22.0, 34.0, 46.0, 106.0]);
    assert_eq!(customers_of(&answer, "general-value"), 1);
    let mut shop = four();
    shop.settings.occasion = Some(Occasion::Day);
    assert_eq!(ask(&shop, &RfmOptions::default()).unwrap().orders, 6);
    assert_eq!(ask(&shop, &from_json(r#"{"occasion":"order"}"#)).unwrap().orders, 7);
}

#[test]
fn a_value_on_a_threshold_has_the_better_score_and_on_a_split_the_worse_half() {
    let options = from_json(
        r#"{"levels":3,"thresholds":{"recency":[10,20],"frequency":[2,3],"monetary":[60,100]},
            "split":{"recency":10,"frequency":2,"monetary":60}}"#,
    );
    let answer = ask(&four(), &options).unwrap();
    // ann 3 3 3, bob 3 1 1, cai 2 2 2, dee 1 1 3
    assert_eq!(answer.grid, [[1, 0, 0], [0, 1, 0], [1, 0, 1]]);
    assert_eq!(answer.cut_points.recency, [20.0, 10.0]);
    assert_eq!(answer.options.scoring, Some(Scoring::Thresholds));
    // Strictly better: bob's 10 days, cai's 2 orders and cai's 60 are all low.
    assert_eq!(customers_of(&answer, "important-value"), 1);
    assert_eq!(customers_of(&answer, "important-retain"), 1);
    assert_eq!(customers_of(&answer, "general-retain"), 2);
}

#[test]
fn look_back_limits_r_f_and_m_and_the_population() {
    let answer = ask(&four(), &from_json(r#"{"lookbackDays":20}"#)).unwrap();
    // (2024-01-11, 2024-01-31]: ann's last order and bob's; cai has only a refund there.
    assert_eq!((answer.population, answer.value, answer.orders), (2, 30.0, 2));
    assert_eq!(ask(&four(), &from_json(r#"{"lookbackDays":21}"#)).unwrap().value, 139.5);
    let past = ask(&four(), &from_json(r#"{"asOf":"2024-01-20"}"#)).unwrap();
    assert_eq!((past.population, past.value), (3, 360.0));
    let before = ask(&four(), &from_json(r#"{"asOf":"2023-12-31"}"#)).unwrap();
    assert_eq!(before.population, 0);
    assert_eq!(before.warnings, [Warning::new("empty-population")]);
    assert_eq!((before.split_at, before.cut_points.recency.len()), (None, 0));
    assert!(before.segments.iter().all(|s| s.customers == 0 && s.share.is_none() && s.value_share.is_none()));
}

#[test]
fn equal_values_have_no_contrast_and_say_why_levels_are_empty() {
    let shop = fixture::shop(&[("a", "2024-01-01", 5.0), ("b", "2024-01-01", 5.0), ("c", "2024-01-02", 5.0)]);
    let answer = ask(&shop, &RfmOptions::default()).unwrap();
    let flat: Vec<&str> = answer
        .warnings
        .iter()
        .filter(|warning| warning.code == "no-contrast")
        .filter_map(|warning| warning.field.as_deref())
        .collect();
    assert_eq!(flat, ["frequency", "monetary"]);
    assert_eq!(answer.scores_reached.monetary, [1]);
    assert!(answer.empty_levels.monetary.iter().all(|level| level.reason == EmptyReason::Ties));
    assert_eq!(answer.empty_levels.monetary.len(), 4);
    // The mean of thirds is exactly each of them: nobody is above it.
    let thirds = fixture::shop(&[
        ("a", "2024-01-01", 5.0),
        ("a", "2024-01-01", 5.0),
        ("a", "2024-01-01", 0.0),
        ("b", "2024-01-02", 10.0),
        ("b", "2024-01-02", 10.0),
        ("b", "2024-01-02", 0.0),
        ("b", "2024-01-02", 0.0),
        ("b", "2024-01-02", 0.0),
        ("b", "2024-01-02", 0.0),
    ]);
    let answer = ask(&thirds, &from_json(r#"{"monetary":"mean"}"#)).unwrap();
    assert_eq!(answer.segments.iter().take(4).map(|segment| segment.customers).sum::<u32>(), 0);
}

#[test]
fn prospects_are_members_who_never_bought() {
    let mut shop =
        fixture::shop(&[("a", "2024-01-01", 5.0), ("b", "2024-03-01", 5.0), ("r", "2024-01-05", -1.0)]);
    for id in ["never", "left", "later", "unknown"] {
        shop.people.insert(id.as_bytes());
        let last = *shop.orders.offsets.last().unwrap();
        shop.orders.offsets.push(last);
    }
    let options = from_json(r#"{"segments":"rfm11","asOf":"2024-02-01","lookbackDays":5}"#);
    let unknown = ask(&shop, &options).unwrap();
    assert!(unknown.warnings.contains(&Warning::new("prospects-unknown")));
    let day = |text: &str| parse_day(text);
    let joined =
        ["2023-01-01", "2023-01-01", "2023-01-01", "2024-02-01", "2023-01-01", "2024-02-02"].map(day);
    let mut left = vec![None; 7];
    left[4] = day("2024-02-01");
    let joined = joined.into_iter().chain([None]).collect();
    shop.members = Some(Members { is_member: vec![true; 7], joined, left });
    // b has yet to buy, r only has a refund, "never" joined today, "unknown" some day; a bought before the window.
    let answer = ask(&shop, &options).unwrap();
    let prospects = answer.segments.last().unwrap();
    assert_eq!((prospects.key.as_str(), prospects.customers), ("prospects", 4));
    assert_eq!((prospects.share, prospects.value, prospects.orders), (None, None, None));
    assert_eq!(answer.population, 0);
}

#[test]
fn wrong_options_say_what_to_do() {
    let shop = four();
    let error = |text: &str| ask(&shop, &from_json(text)).unwrap_err();
    let check = |error: Error, option: &str, message: &str| {
        assert_eq!(error.code, Code::BadOption);
        assert_eq!(error.detail.option.as_deref(), Some(option));
        assert_eq!(error.message, message);
    };
    check(error(r#"{"levels":11}"#), "levels", "levels must be a whole number from 2 to 10, not 11.");
    check(error(r#"{"levels":1}"#), "levels", "levels must be a whole number from 2 to 10, not 1.");
    check(
        error(r#"{"levels":4,"segments":"grid"}"#),
        "levels",
        "The segments “grid” are drawn on 5 levels, not 4.",
    );
    check(
        error(r#"{"lookbackDays":0}"#),
        "lookbackDays",
        "lookbackDays must be a whole number of days, at least 1; leave it out to count everything.",
    );
    check(
        error(r#"{"asOf":"31.01.2024"}"#),
        "asOf",
        "asOf must be a real date like 2024-05-31, not “31.01.2024”.",
    );
    check(
        error(r#"{"scoring":"thresholds"}"#),
        "thresholds",
        "scoring “thresholds” needs thresholds: { recency, frequency, monetary } with 4 numbers each.",
    );
    check(
        error(r#"{"scoring":"quantile","thresholds":{"recency":[1],"frequency":[1],"monetary":[1]}}"#),
        "scoring",
        "thresholds are given, so scoring must be “thresholds”; leave thresholds out for quantiles.",
    );
    check(
        error(r#"{"thresholds":{"recency":[1],"frequency":[1,2],"monetary":[1]}}"#),
        "thresholds.frequency",
        "thresholds.frequency must hold 1 numbers, one less than there are levels, not 2.",
    );
    check(
        error(r#"{"segments":"grid","split":"mean"}"#),
        "split",
        "split only applies to segments “octants”; leave it out for “grid”.",
    );
    check(
        error(r#"{"split":{"recency":1,"frequency":1,"monetary":1e300}}"#),
        "split.monetary",
        "split.monetary must hold finite numbers in range, not 1e300.",
    );
    let unread = |text: &str| given::from_json::<RfmOptions>(text).unwrap_err();
    assert!(unread(r#"{"level":5}"#).message.starts_with("There is no option “level”. Known here: asOf, "));
    for split in [r#"{"split":"middle"}"#, r#"{"split":{"recency":1,"frequency":"2","monetary":3}}"#] {
        check(
            unread(split),
            "split",
            "split must be “mean”, “score-mean”, “median” or { recency, frequency, monetary } with three numbers.",
        );
    }
}

#[test]
fn statistics_of_another_day_are_refused() {
    let shop = four();
    let stats = Stats::at(&shop, shop.last_date - 1, None).unwrap();
    assert_eq!(rfm(&shop, &stats, &RfmOptions::default()).unwrap_err().code, Code::Internal);
}

#[test]
fn the_answer_has_its_public_names() {
    let options = from_json(r#"{"segments":"rfm11"}"#);
    let json = serde_json::to_value(ask(&four(), &options).unwrap()).unwrap();
    for name in ["cutPoints", "scoresReached", "emptyLevels", "splitAt", "schemaVersion", "asOf", "grid"] {
        assert!(json.get(name).is_some(), "{name}");
    }
    assert_eq!(json["options"]["occasion"], "order");
    assert_eq!(json["segments"][10]["valuePerOrder"], serde_json::Value::Null);
    assert_eq!(json["segments"].as_array().unwrap().len(), 11);
}

/// The definitions once more, slowly: integers over a common denominator, everybody against everybody.
mod slow {
    use super::*;

    /// A multiple of every number of occasions that the tests reach.
    const COMMON: i128 = 27_720;

    pub struct Person {
        /// −R, F, and M in 1/(10 000 · 27 720) of the currency unit.
        pub better: [i128; 3],
        pub scores: [u8; 3],
        pub high: [bool; 3],
    }

    pub fn people(records: &[(usize, i32, i64)], names: usize, options: &RfmOptions) -> Vec<Option<Person>> {
        let as_of = parse_day(options.as_of.as_deref().unwrap()).unwrap();
        let inside = |date: i32| {
            date <= as_of
                && options
                    .lookback_days
                    .is_none_or(|days| i64::from(date) > i64::from(as_of) - i64::from(days))
        };
        let mut people: Vec<Option<Person>> = (0..names)
            .map(|name| {
                let own: Vec<_> = records.iter().filter(|r| r.0 == name && inside(r.1)).collect();
                let mut dates: Vec<i32> = own.iter().filter(|r| r.2 >= 0).map(|r| r.1).collect();
                dates.sort_unstable();
                let last = *dates.last()?;
                if options.occasion == Some(Occasion::Day) {
                    dates.dedup();
                }
                let value: i128 = own.iter().map(|r| i128::from(r.2) * COMMON).sum();
                let monetary = match options.monetary {
                    Some(Monetary::Mean) => value / dates.len() as i128,
                    _ => value,
                };
                let better = [i128::from(last - as_of), dates.len() as i128, monetary];
                Some(Person { better, scores: [0; 3], high: [false; 3] })
            })
            .collect();
        let levels = i128::from(options.levels.unwrap());
        for measure in 0..3 {
            let mut sorted: Vec<i128> =
                people.iter().flatten().map(|person| person.better[measure]).collect();
            sorted.sort_unstable();
            let count = sorted.len() as i128;
            // Type 7, times the denominator `parts`.
            let quantile = |j: i128, parts: i128| {
                let h = (count - 1) * j;
                let (low, part) = ((h / parts) as usize, h % parts);
                let next = sorted[(low + 1).min(sorted.len() - 1)];
                sorted[low] * parts + part * (next - sorted[low])
            };
            let sum: i128 = sorted.iter().sum();
            for person in people.iter_mut().flatten() {
                let value = person.better[measure];
                let below = (1..levels).filter(|&j| quantile(j, levels) < value * levels).count();
                person.scores[measure] = 1 + below as u8;
                person.high[measure] = match &options.split {
                    Some(Split::By(SplitBy::Median)) => value * 2 > quantile(1, 2),
                    _ => value * count > sum,
                };
            }
            if options.split == Some(Split::By(SplitBy::ScoreMean)) {
                let sum: u32 = people.iter().flatten().map(|person| u32::from(person.scores[measure])).sum();
                for person in people.iter_mut().flatten() {
                    person.high[measure] = u32::from(person.scores[measure]) * count as u32 > sum;
                }
            }
        }
        people
    }
}

const NAMES: [&str; 9] = ["a", "b", "c", "d", "e", "f", "g", "h", "i"];

fn records() -> impl Strategy<Value = Vec<(usize, i32, i64)>> {
    // Few distinct dates and values, so that ties are common; at most 12 records per person.
    let value = prop_oneof![Just(50_000i64), 0i64..40_000, -20_000i64..0];
    let one = (0..NAMES.len(), 19_000i32..19_040, value);
    prop::collection::vec(one, 1..60).prop_map(|mut records| {
        let mut seen = [0; NAMES.len()];
        records.retain(|record| {
            seen[record.0] += 1;
            seen[record.0] <= 12
        });
        records
    })
}

fn options() -> impl Strategy<Value = RfmOptions> {
    let split = prop_oneof![Just(SplitBy::Mean), Just(SplitBy::ScoreMean), Just(SplitBy::Median)];
    (2u32..=10, split, any::<bool>(), any::<bool>(), prop::option::of(1u32..50), 18_995i32..19_045).prop_map(
        |(levels, split, by_day, mean, lookback_days, as_of)| RfmOptions {
            as_of: Some(format_day(as_of)),
            levels: Some(levels),
            split: Some(Split::By(split)),
            occasion: Some(if by_day { Occasion::Day } else { Occasion::Order }),
            monetary: Some(if mean { Monetary::Mean } else { Monetary::Sum }),
            lookback_days,
            ..RfmOptions::default()
        },
    )
}

fn shop_of(records: &[(usize, i32, i64)], times: i64) -> Shop {
    let texts: Vec<String> = records.iter().map(|record| format_day(record.1)).collect();
    let units = |amount: i64| crate::money::to_f64(amount * times);
    let named: Vec<(&str, &str, f64)> = records
        .iter()
        .zip(&texts)
        .map(|(record, text)| (NAMES[record.0], text.as_str(), units(record.2)))
        .collect();
    fixture::shop(&named)
}

fn scored_of(shop: &Shop, options: &RfmOptions) -> (Stats, Scored) {
    let (as_of, lookback) = options.window(shop).unwrap();
    let stats = Stats::at(shop, as_of, lookback).unwrap();
    let scored = score(shop, &stats, options).unwrap();
    (stats, scored)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn everybody_scores_as_in_the_definitions(records in records(), options in options()) {
        let shop = shop_of(&records, 1);
        let (_, scored) = scored_of(&shop, &options);
        for (name, expected) in slow::people(&records, NAMES.len(), &options).iter().enumerate() {
            let Some(person) = shop.people.get(NAMES[name].as_bytes()).map(|code| code as usize) else { continue };
            let scores =
                [&scored.scores.recency, &scored.scores.frequency, &scored.scores.monetary].map(|s| s[person]);
            match expected {
                None => prop_assert_eq!((scores, scored.segment[person]), ([0; 3], NO_SEGMENT)),
                Some(expected) => {
                    prop_assert_eq!(scores, expected.scores);
                    let [r, f, m] = expected.high;
                    prop_assert_eq!(scored.segment[person], segments::octant(r, f, m));
                }
            }
        }
    }

    #[test]
    fn segments_and_grid_divide_the_population(records in records(), options in options(), preset in 0..3) {
        let preset = [Preset::Octants, Preset::Grid, Preset::Rfm11][preset as usize];
        let options = match preset {
            Preset::Octants => options,
            _ => RfmOptions { segments: Some(preset), levels: Some(5), split: None, ..options },
        };
        let shop = shop_of(&records, 1);
        let answer = ask(&shop, &options).unwrap();
        let total = |of: fn(&Segment) -> Option<f64>| answer.segments.iter().filter_map(of).sum::<f64>();
        prop_assert_eq!(answer.segments.iter().map(|s| s.customers).sum::<u32>(), answer.population);
        prop_assert_eq!(answer.grid.iter().flatten().sum::<u32>(), answer.population);
        prop_assert_eq!(answer.segments.iter().filter_map(|s| s.orders).sum::<u32>(), answer.orders);
        prop_assert!((total(|s| s.value) - answer.value).abs() < 1e-9);
        if answer.population > 0 {
            prop_assert!((total(|s| s.share) - 1.0).abs() < 1e-12);
        }
        if answer.value != 0.0 {
            prop_assert!((total(|s| s.value_share) - 1.0).abs() < 1e-9);
        }
        // What comes back as options asks the same question again.
        prop_assert_eq!(ask(&shop, &answer.options).unwrap(), answer);
    }

    #[test]
    fn the_currency_does_not_matter(records in records(), options in options(), times in 2i64..1_000) {
        let (_, one) = scored_of(&shop_of(&records, 1), &options);
        let (_, many) = scored_of(&shop_of(&records, times), &options);
        prop_assert_eq!(one.scores, many.scores);
        prop_assert_eq!(one.segment, many.segment);
    }
}
