//! When people buy: promotions, quiet weeks, the rhythm of the week and of the day.

use siyu::date::{Day, civil_from_day, day_from_civil};

use crate::catalog::{Coupon, LIVE, STORE};
use crate::random::Random;

/// The last date of every sample: fixed, so that the same seed gives the same bytes next year.
pub const END: Day = day_from_civil(2025, 12, 31);

/// The promotion of a date, with the factor by which it lifts orders.
pub fn promotion(date: Day) -> Option<(Coupon, f64)> {
    let (_, month, day) = civil_from_day(date);
    match (month, day) {
        (3, 8) => Some((Coupon::Womens, 4.5)),
        (3, 5..=7) => Some((Coupon::Womens, 2.2)),
        (6, 18) => Some((Coupon::MidYear, 6.0)),
        (6, 16..=17) => Some((Coupon::MidYear, 2.8)),
        (6, 1..=3) => Some((Coupon::MidYear, 1.8)),
        (11, 11) => Some((Coupon::Singles, 9.0)),
        (11, 10) => Some((Coupon::Singles, 4.0)),
        (11, 1..=3) => Some((Coupon::Singles, 2.4)),
        (12, 12) => Some((Coupon::YearEnd, 3.8)),
        (12, 11) => Some((Coupon::YearEnd, 1.8)),
        _ => None,
    }
}

/// The largest factor of [`promotion`].
pub const MAX_LIFT: f64 = 9.0;

/// The rhythm without promotions: weekdays, the weeks after a promotion, the spring festival.
pub fn rhythm(date: Day) -> f64 {
    // 1970-01-01 was a Thursday; index 0 is Monday.
    let weekday = (date + 3).rem_euclid(7) as usize;
    let week = [0.92, 0.90, 0.93, 0.97, 1.04, 1.16, 1.12][weekday];
    let (year, month, day) = civil_from_day(date);
    let festival = match year {
        2024 => day_from_civil(2024, 2, 10),
        2025 => day_from_civil(2025, 1, 29),
        _ => day_from_civil(year, 2, 5),
    };
    let quiet = match (month, day) {
        _ if (festival - 2..festival + 6).contains(&date) => 0.4,
        (3, 9..=14) | (6, 19..=25) | (11, 12..=20) | (12, 13..=17) => 0.7,
        (10, 26..=31) => 0.8,
        _ => 1.0,
    };
    week * quiet
}

/// How strongly a date draws in new customers. Besides the promotions, two campaigns with guests in the live
/// stream bring waves, and the shop grows by two thirds a year.
pub fn attraction(date: Day) -> f64 {
    let growth = 1.0 + f64::from(date - (END - 730)) / 365.0 * 0.67;
    let campaign = match civil_from_day(date) {
        (2024, 4, 18..=27) => 2.6,
        (2025, 8, 21..=31) => 2.4,
        (_, 9, 1..=7) => 1.5,
        _ => 1.0,
    };
    let lift = promotion(date).map_or(1.0, |(_, lift)| 0.5 + lift * 0.5);
    growth.max(0.2) * campaign * lift * rhythm(date)
}

/// A second of the day.
pub fn second_of_day(random: &mut Random, date: Day, channel: usize) -> u32 {
    const USUAL: [f64; 24] = [
        1.6, 0.8, 0.4, 0.2, 0.2, 0.3, 0.8, 1.8, 3.0, 4.4, 5.4, 5.4, 6.2, 5.6, 4.4, 4.4, 4.6, 4.6, 5.0, 6.4,
        8.6, 9.2, 7.6, 4.2,
    ];
    let mut weights = USUAL;
    if channel == STORE {
        for (hour, weight) in weights.iter_mut().enumerate() {
            *weight = if (10..22).contains(&hour) { 1.0 + f64::from(hour > 14) } else { 0.0 };
        }
    } else if channel == LIVE {
        for weight in &mut weights[19..23] {
            *weight *= 4.0;
        }
    } else if promotion(date).is_some() {
        // Discounts start at midnight and end at the next.
        weights[0] *= 12.0;
        weights[20] *= 1.6;
        weights[23] *= 2.5;
    }
    random.pick(&weights) as u32 * 3_600 + random.below(3_600)
}
