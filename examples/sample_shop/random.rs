//! Seeded random numbers that are the same on every machine: integers by splitmix64, and logarithm and
//! exponential by plain arithmetic, since a platform's own may differ in the last bit.

/// A generator of random numbers.
#[derive(Clone)]
pub struct Random(u64);

/// The output function of splitmix64 (Steele, Lea & Flood 2014): a bijection that scatters a counter.
pub fn scatter(counter: u64) -> u64 {
    let mut z = counter.wrapping_add(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

impl Random {
    pub fn new(seed: u64) -> Self {
        Random(scatter(seed))
    }

    pub fn next(&mut self) -> u64 {
        let word = scatter(self.0);
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        word
    }

    /// Uniform in `[0, 1)`.
    pub fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// Uniform among `0..bound`.
    pub fn below(&mut self, bound: u32) -> u32 {
        ((u64::from(bound) * (self.next() >> 32)) >> 32) as u32
    }

    pub fn chance(&mut self, probability: f64) -> bool {
        self.unit() < probability
    }

    /// An index, as often as its weight says.
    pub fn pick(&mut self, weights: &[f64]) -> usize {
        let mut left = self.unit() * weights.iter().sum::<f64>();
        for (index, weight) in weights.iter().enumerate() {
            left -= weight;
            if left < 0.0 {
                return index;
            }
        }
        weights.len().saturating_sub(1)
    }

    /// Close to standard normal (sum of twelve uniforms), so never further out than six.
    pub fn normal(&mut self) -> f64 {
        (0..12).map(|_| self.unit()).sum::<f64>() - 6.0
    }

    /// Exponential with mean 1.
    pub fn exponential(&mut self) -> f64 {
        -ln(1.0 - self.unit())
    }

    /// Gamma with mean `shape` (Marsaglia & Tsang 2000; below shape 1 by their boost).
    pub fn gamma(&mut self, shape: f64) -> f64 {
        if shape < 1.0 {
            let boost = exp(-self.exponential() / shape);
            return self.gamma(shape + 1.0) * boost;
        }
        let d = shape - 1.0 / 3.0;
        let c = 1.0 / (9.0 * d).sqrt();
        loop {
            let x = self.normal();
            let v = 1.0 + c * x;
            if v <= 0.0 {
                continue;
            }
            let v = v * v * v;
            if ln(1.0 - self.unit()) < 0.5 * x * x + d - d * v + d * ln(v) {
                return d * v;
            }
        }
    }
}

/// e to the power of `x`, by halving the argument into the reach of the series.
pub fn exp(x: f64) -> f64 {
    let halvings = 10;
    let small = x.clamp(-700.0, 700.0) / f64::from(1 << halvings);
    let mut term = 1.0;
    let mut sum = 1.0;
    for n in 1..12 {
        term *= small / f64::from(n);
        sum += term;
    }
    for _ in 0..halvings {
        sum *= sum;
    }
    sum
}

/// Natural logarithm of a positive number; 0 gives that of the smallest normal number.
pub fn ln(x: f64) -> f64 {
    let bits = x.max(f64::MIN_POSITIVE).to_bits();
    let exponent = ((bits >> 52) as i32 - 1023) as f64;
    let mantissa = f64::from_bits((bits & ((1 << 52) - 1)) | (1023 << 52));
    // artanh series in (m − 1)/(m + 1), which is at most one third.
    let y = (mantissa - 1.0) / (mantissa + 1.0);
    let square = y * y;
    let mut power = y;
    let mut sum = 0.0;
    for n in 0..18 {
        sum += power / f64::from(2 * n + 1);
        power *= square;
    }
    2.0 * sum + exponent * core::f64::consts::LN_2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn series_are_close_to_the_platform() {
        for n in -400..400 {
            let x = f64::from(n) / 10.0;
            assert!((exp(x) / x.exp() - 1.0).abs() < 1e-11, "exp {x}");
            assert!((ln(x.exp()) - x).abs() < 1e-11, "ln of e^{x}");
        }
    }

    #[test]
    fn gamma_has_its_mean_and_variance() {
        let mut random = Random::new(5);
        for shape in [0.4, 0.9, 3.0] {
            let draws: Vec<f64> = (0..40_000).map(|_| random.gamma(shape)).collect();
            let mean = draws.iter().sum::<f64>() / draws.len() as f64;
            let variance = draws.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / draws.len() as f64;
            assert!((mean / shape - 1.0).abs() < 0.05, "mean {mean} for {shape}");
            assert!((variance / shape - 1.0).abs() < 0.1, "variance {variance} for {shape}");
        }
    }
}
