//! The life of the shop: people come, some bring others, most leave early, a few stay for years.
//!
//! Purchases follow a gamma-mixed Poisson process that ends at an exponential, gamma-mixed moment (the model of
//! Schmittlein et al. 1987), thinned by the calendar; budgets are log-normal per customer.

use siyu::date::{Day, Period};

use crate::calendar::{END, MAX_LIFT, attraction, promotion, rhythm, second_of_day};
use crate::catalog::{CATEGORIES, CHANNELS, COMMUNITY, Coupon, LIVE, PRODUCTS, PROVINCES, STORE, Status};
use crate::random::{Random, exp, ln};

/// One row of the export, without language.
#[derive(Clone, Debug)]
pub struct Order {
    pub date: Day,
    pub second: u32,
    /// Index of the customer; `None` for a guest of a store.
    pub customer: Option<usize>,
    pub product: usize,
    pub quantity: i64,
    pub coupon: Option<Coupon>,
    pub status: Status,
    pub paid: bool,
    /// Per cent of the amount that was given back, and when.
    pub refund: Option<(i64, Day, u32)>,
    pub channel: usize,
    pub province: usize,
    pub referrer: Option<usize>,
}

/// The whole shop.
pub struct Shop {
    /// Number in the id of each customer, ascending with gaps.
    pub numbers: Vec<u32>,
    /// Orders by time.
    pub orders: Vec<Order>,
}

struct Customer {
    first: Day,
    channel: usize,
    province: usize,
    /// Purchases a day while alive and outside promotions.
    rate: f64,
    lifetime_days: f64,
    /// How much promotions move this person: 0 not at all.
    bargains: f64,
    log_budget: f64,
    favourites: [usize; 2],
    /// Inclination to bring others; few have much of it.
    advocacy: f64,
    referrer: Option<usize>,
}

/// Makes a shop of so many customers over so many calendar months up to [`END`].
pub fn simulate(customers: usize, months: u32, seed: u64) -> Shop {
    let mut random = Random::new(seed);
    let start = Period::Month.start(Period::Month.index(END) + 1 - months as i32);
    let people = acquire(&mut random, customers, start);
    let mut number = 100_000;
    let numbers = people
        .iter()
        .map(|_| {
            number += 1 + random.below(9);
            number
        })
        .collect();
    let mut orders = Vec::new();
    for (index, person) in people.iter().enumerate() {
        live(&mut random, index, person, &mut orders);
    }
    let guests = orders.len() / 250;
    for _ in 0..guests {
        let date = start + random.below((END - start + 1) as u32) as i32;
        orders.push(guest(&mut random, date));
    }
    // Stable, so orders of one second keep the order in which they were made.
    orders.sort_by_key(|order| (order.date, order.second));
    Shop { numbers, orders }
}

fn acquire(random: &mut Random, customers: usize, start: Day) -> Vec<Customer> {
    let weights: Vec<f64> = (start..=END).map(attraction).collect();
    let total: f64 = weights.iter().sum();
    let mut cumulative = Vec::with_capacity(weights.len());
    let mut sum = 0.0;
    for weight in &weights {
        sum += weight;
        cumulative.push(sum / total);
    }
    let mut days: Vec<Day> = (0..customers)
        .map(|_| {
            let at = random.unit();
            start + cumulative.partition_point(|&c| c <= at).min(weights.len() - 1) as i32
        })
        .collect();
    days.sort_unstable();
    let mut people: Vec<Customer> = Vec::with_capacity(customers);
    for first in days {
        let person = newcomer(random, &people, first);
        people.push(person);
    }
    people
}

fn newcomer(random: &mut Random, people: &[Customer], first: Day) -> Customer {
    let channel = random.pick(&[30.0, 17.0, 21.0, 24.0, 8.0]);
    let shares_links = match channel {
        COMMUNITY => 0.52,
        0 => 0.30,
        LIVE => 0.14,
        _ => 0.04,
    };
    let referrer = if random.chance(shares_links) { referrer(random, people, first) } else { None };
    // Whoever comes on a friend's word stays longer; whoever comes for a discount leaves sooner.
    let loyalty = match (referrer.is_some(), promotion(first).is_some()) {
        (true, _) => 1.5,
        (false, true) => 0.7,
        (false, false) => 1.0,
    };
    let rate = (random.gamma(0.48) / 0.48 * 0.019).clamp(0.0002, 0.12);
    let dropout = random.gamma(0.75) / 0.75 * 0.0085 / loyalty;
    Customer {
        first,
        channel,
        province: random.pick(&PROVINCES.map(|(_, weight)| weight)),
        rate,
        lifetime_days: random.exponential() / dropout.max(1e-6),
        bargains: (random.unit() * 1.1).min(1.0),
        log_budget: ln(150.0) + 0.55 * random.normal(),
        favourites: [category(random), category(random)],
        advocacy: random.gamma(0.25),
        referrer,
    }
}

fn category(random: &mut Random) -> usize {
    random.pick(&[34.0, 18.0, 17.0, 13.0, 9.0, 9.0]).min(CATEGORIES.len() - 1)
}

/// The keenest of a few people who came within the half year before; none if nobody did.
fn referrer(random: &mut Random, people: &[Customer], first: Day) -> Option<usize> {
    let from = people.partition_point(|person| person.first < first - 180);
    let to = people.partition_point(|person| person.first < first);
    let mut best: Option<usize> = None;
    for _ in 0..12 {
        if from >= to {
            break;
        }
        let candidate = from + random.below((to - from) as u32) as usize;
        if best.is_none_or(|index| people[index].advocacy < people[candidate].advocacy) {
            best = Some(candidate);
        }
    }
    best
}

fn live(random: &mut Random, index: usize, person: &Customer, orders: &mut Vec<Order>) {
    // What people type into the field "who recommended us": mostly the truth, sometimes too late.
    let mishap = random.unit();
    let stranger = (index > 0).then(|| random.below(index as u32) as usize);
    let mut named = person.referrer;
    if person.referrer.is_none() && mishap < 0.003 {
        named = Some(index);
    }
    let mut count = 0;
    let mut push = |random: &mut Random, date: Day, orders: &mut Vec<Order>| {
        let referrer = match (named, count) {
            (None, 1..) if (0.003..0.012).contains(&mishap) => stranger,
            (Some(_), 2..) if mishap > 0.985 => stranger,
            _ => named,
        };
        orders.push(order(random, index, person, date, count == 0, referrer));
        count += 1;
    };
    push(random, person.first, orders);
    let peak = (1.0 + (MAX_LIFT - 1.0) * person.bargains) * 1.2;
    let mut at = f64::from(person.first) + 0.5;
    let last = f64::from(person.first) + person.lifetime_days;
    loop {
        at += random.exponential() / (person.rate * peak);
        if at > last || at >= f64::from(END + 1) {
            break;
        }
        let date = at as Day;
        let lift = 1.0 + promotion(date).map_or(0.0, |(_, lift)| (lift - 1.0) * person.bargains);
        if random.unit() * peak < lift * rhythm(date) {
            push(random, date, orders);
        }
    }
}

fn order(
    random: &mut Random,
    index: usize,
    person: &Customer,
    date: Day,
    first: bool,
    referrer: Option<usize>,
) -> Order {
    let channel = if first || random.chance(0.78) {
        person.channel
    } else {
        random.pick(&[36.0, 22.0, 20.0, 18.0, 4.0]).min(CHANNELS.len() - 1)
    };
    let favourite = match random.below(10) {
        0..=5 => person.favourites[0],
        6..=8 => person.favourites[1],
        _ => category(random),
    };
    let offer = promotion(date).map(|(coupon, _)| coupon);
    let budget = exp(person.log_budget + 0.45 * random.normal() + if offer.is_some() { 0.25 } else { 0.0 });
    let product = choose(random, favourite, budget);
    let price = PRODUCTS[product].price.0 as f64;
    let quantity = ((budget / price + random.unit() * 0.5) as i64).clamp(1, 6);
    let coupon = match offer {
        Some(coupon) if random.chance(0.9) => Some(coupon),
        _ if first && channel != STORE && random.chance(0.55) => Some(Coupon::Welcome),
        _ if !first && date.rem_euclid(28) == 16 && random.chance(0.7) => Some(Coupon::MembersDay),
        _ => None,
    };
    let mut made = Order {
        date,
        second: second_of_day(random, date, channel),
        customer: Some(index),
        product,
        quantity,
        coupon,
        status: Status::Done,
        paid: true,
        refund: None,
        channel,
        province: person.province,
        referrer,
    };
    settle(random, &mut made);
    made
}

/// What became of an order after the click on "buy".
fn settle(random: &mut Random, order: &mut Order) {
    let fate = random.unit();
    let impulse = if order.channel == LIVE { 1.8 } else { 1.0 };
    let after = |random: &mut Random, longest: u32| {
        let day = order.date + 1 + random.below(longest) as i32;
        (day, 9 * 3_600 + random.below(12 * 3_600))
    };
    if order.date >= END - 1 && fate < 0.12 {
        (order.status, order.paid) = (Status::Unpaid, false);
    } else if fate < 0.022 {
        (order.status, order.paid) = (Status::Closed, false);
    } else if fate < 0.022 + 0.012 * impulse {
        // Taken back before it was sent.
        order.status = Status::Closed;
        order.refund = Some((100, order.date, (order.second + 600 + random.below(3_000)).min(86_399)));
    } else if fate < 0.022 + 0.034 * impulse {
        let (day, second) = after(random, 14);
        order.refund = (day <= END).then_some((100, day, second));
    } else if fate < 0.022 + 0.050 * impulse {
        let (day, second) = after(random, 20);
        let share = [10, 20, 30, 50][random.below(4) as usize];
        order.refund = (day <= END).then_some((share, day, second));
    } else if fate > 0.997 && order.channel != STORE {
        // A free sample: the trial set, or nothing that costs more.
        order.coupon = Some(Coupon::Trial);
        order.product = PRODUCTS.iter().position(|p| p.price.0 == 39).unwrap_or(order.product);
        order.quantity = 1;
    }
}

/// A product of a category, the likelier the nearer its price is to the budget.
fn choose(random: &mut Random, category: usize, budget: f64) -> usize {
    let weights = PRODUCTS.each_ref().map(|product| {
        let distance = (ln(product.price.0 as f64) - ln(budget)).abs();
        if product.category == category { exp(-1.8 * distance) } else { 0.0 }
    });
    random.pick(&weights)
}

fn guest(random: &mut Random, date: Day) -> Order {
    let category = category(random);
    Order {
        date,
        second: second_of_day(random, date, STORE),
        customer: None,
        product: choose(random, category, 110.0),
        quantity: 1,
        coupon: None,
        status: Status::Done,
        paid: true,
        refund: None,
        channel: STORE,
        province: random.below(4) as usize,
        referrer: None,
    }
}
