//! Rows for the benches: `order_id,customer_id,paid_at,amount,referrer_id`, about 50 bytes each, four orders a
//! customer. Every row is a function of its number, so any length needs the same little memory.

use std::io::{self, Write};

use siyu::date::{Day, day_from_civil, format_day};

use crate::calendar::END;
use crate::random::{exp, scatter};

const ORDERS_PER_CUSTOMER: u64 = 4;
const START: Day = day_from_civil(2024, 1, 1);

/// Writes a header and exactly `rows` rows, by time.
pub fn write(rows: u64, random_ids: bool, seed: u64, out: &mut impl Write) -> io::Result<()> {
    let bench = Bench::new(rows, random_ids, seed);
    out.write_all(b"order_id,customer_id,paid_at,amount,referrer_id\n")?;
    let mut buffer = Vec::with_capacity(1 << 17);
    let mut day = (Day::MIN, String::new());
    for index in 0..rows {
        bench.row(index, &mut day, &mut buffer);
        if buffer.len() > 1 << 16 {
            out.write_all(&buffer)?;
            buffer.clear();
        }
    }
    out.write_all(&buffer)
}

struct Bench {
    rows: u64,
    /// Numbers of ids are scattered below this, which has no factor but 2 and 5.
    id_space: u64,
    random_ids: bool,
    seed: u64,
    /// Log-normal factors by equal probability, in thousandths.
    factors: Vec<u64>,
}

impl Bench {
    fn new(rows: u64, random_ids: bool, seed: u64) -> Self {
        let id_space = if rows / ORDERS_PER_CUSTOMER < 5_000_000 { 10_000_000 } else { 10_000_000_000 };
        let mut random = crate::random::Random::new(seed);
        let factors = (0..4_096).map(|_| (exp(0.6 * random.normal()) * 1_000.0) as u64 + 20).collect();
        Bench { rows, id_space, random_ids, seed: scatter(seed), factors }
    }

    /// The customer of a row: every fourth row is somebody's first; the others return.
    fn customer(&self, index: u64) -> u64 {
        let newest = index / ORDERS_PER_CUSTOMER;
        if index.is_multiple_of(ORDERS_PER_CUSTOMER) {
            return newest;
        }
        let word = scatter(self.seed ^ index);
        let choice = (word >> 3) % (newest + 1);
        match word & 7 {
            // The newcomers of the last weeks.
            0..=2 => newest - choice.min((word >> 40) % (self.rows / 80 + 1)).min(newest),
            // A small circle of regulars.
            3..=4 => choice - choice % 16,
            _ => choice,
        }
    }

    /// Who brought a customer: somebody earlier, so that there is never a circle.
    fn referrer(&self, customer: u64) -> Option<u64> {
        let word = scatter(self.seed.rotate_left(17) ^ customer);
        (customer > 0 && word & 3 == 0).then(|| {
            let reach = customer.min(self.rows / 40 + 1);
            let who = customer - 1 - (word >> 8) % reach;
            // Half of all referrals come from one customer in eight.
            if word & 4 == 0 { who - who % 8 } else { who }
        })
    }

    fn row(&self, index: u64, day: &mut (Day, String), out: &mut Vec<u8>) {
        let customer = self.customer(index);
        if self.random_ids {
            letters(scatter(self.seed.rotate_left(7) ^ index), out);
        } else {
            digits(10_000_001 + index, 0, out);
        }
        out.push(b',');
        self.customer_id(customer, out);
        out.push(b',');
        let days = (END - START + 1) as u64;
        let second = (u128::from(index) * u128::from(days * 86_400) / u128::from(self.rows)) as u64;
        let date = START + (second / 86_400) as Day;
        if day.0 != date {
            *day = (date, format_day(date));
        }
        out.extend_from_slice(day.1.as_bytes());
        out.push(b' ');
        digits(second / 3_600 % 24, 2, out);
        out.push(b':');
        digits(second / 60 % 60, 2, out);
        out.push(b':');
        digits(second % 60, 2, out);
        out.push(b',');
        let own = self.factors[scatter(self.seed ^ !customer) as usize % 4_096];
        let now = self.factors[scatter(self.seed.rotate_left(40) ^ index) as usize % 4_096];
        let cents = own * now * 128 / 10_000 + 1;
        digits(cents / 100, 0, out);
        out.push(b'.');
        digits(cents % 100, 2, out);
        out.push(b',');
        if let Some(referrer) = self.referrer(customer) {
            self.customer_id(referrer, out);
        }
        out.push(b'\n');
    }

    fn customer_id(&self, customer: u64, out: &mut Vec<u8>) {
        if self.random_ids {
            letters(scatter(self.seed.rotate_left(51) ^ customer), out);
        } else {
            out.push(b'C');
            // Neither 2 nor 5 divides the factor, so different customers get different numbers.
            digits(customer * 7_654_321 % self.id_space, 10, out);
        }
    }
}

/// Twelve letters and digits.
fn letters(mut word: u64, out: &mut Vec<u8>) {
    for _ in 0..12 {
        out.push(b"abcdefghjkmnpqrstuvwxyz023456789"[(word & 31) as usize]);
        word >>= 5;
    }
}

/// A number in at least so many digits.
fn digits(number: u64, width: usize, out: &mut Vec<u8>) {
    let mut reversed = [b'0'; 20];
    let mut left = number;
    let mut length = 0;
    while left > 0 || length < width.max(1) {
        reversed[length] = b'0' + (left % 10) as u8;
        left /= 10;
        length += 1;
    }
    out.extend(reversed[..length].iter().rev());
}
