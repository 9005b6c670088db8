//! Scores and segment of every person: what `rfm` summarises and other measures look people up in.

use super::EmptyLevel;
use super::axis::{Axis, GivenCuts, Halves, Values};
use super::exact::PerOccasion;
use super::options::{ByMeasure, Monetary, Plan, PlannedSplit, RfmOptions};
use super::segments::{NO_SEGMENT, Preset, grid_cell, octant, rfm11_cell};
use crate::error::{Code, Error, Result};
use crate::measures::stats::Stats;
use crate::money::SCALE;
use crate::shop::tables::{Occasion, Shop};
use crate::sort::few;
use crate::turns::turns;

/// The answer per person. Arrays are indexed by the person's code.
#[derive(Clone, Debug, PartialEq)]
pub struct Scored {
    /// The options in force, every default filled in.
    pub options: RfmOptions,
    /// The set of segments.
    pub preset: Preset,
    /// How many scores there are.
    pub levels: u32,
    /// What one purchase occasion is.
    pub occasion: Occasion,
    /// What M is.
    pub monetary: Monetary,
    /// How many people are in the population.
    pub population: u32,
    /// Scores from 1; 0 for people outside the population.
    pub scores: ByMeasure<Vec<u8>>,
    /// Index into `preset.keys()`; [`NO_SEGMENT`] for people outside the population.
    pub segment: Vec<u8>,
    /// Cut points: days (descending), occasions, currency units. Empty where there is no population.
    pub cut_points: ByMeasure<Vec<f64>>,
    /// Where the octants' halves part; `None` for other presets or without a population.
    pub split: Option<ByMeasure<f64>>,
    /// The scores that somebody has.
    pub reached: ByMeasure<Vec<u8>>,
    /// The scores that nobody has.
    pub empty: ByMeasure<Vec<EmptyLevel>>,
    /// Whether everybody is on one side of the split; always false for other presets than octants.
    pub no_contrast: ByMeasure<bool>,
}

impl Scored {
    /// The key of a person's segment; empty for people outside the population.
    pub fn key(&self, person: usize) -> &'static str {
        self.preset.keys().get(usize::from(self.segment[person])).copied().unwrap_or("")
    }

    /// Whether a person is in the population.
    #[inline]
    pub fn holds(&self, person: usize) -> bool {
        self.segment[person] != NO_SEGMENT
    }
}

/// Scores everybody who bought in the window of the statistics, which must be those of `options.window(shop)`.
pub fn score(shop: &Shop, stats: &Stats, options: &RfmOptions) -> Result<Scored> {
    let plan = options.plan(shop)?;
    if (stats.as_of, stats.lookback_days) != options.window(shop)? {
        return Err(Error::new(Code::Internal, "The statistics are not those of the RFM window."));
    }
    let mut buyers: Vec<u32> = Vec::with_capacity(stats.purchases.len());
    turns(stats.purchases.len(), &mut |some| {
        for (&purchases, person) in stats.purchases[some.clone()].iter().zip(some) {
            if purchases > 0 {
                buyers.push(person as u32);
            }
        }
    });
    // One measure after the other: wide values are the memory that this takes.
    let whole = |which: Which, values: Vec<i64>, unit: i64| plan.axis(which, Values::Whole(&values), unit);
    let as_of = i64::from(stats.as_of);
    let (last, value) = (stats.last.as_slice(), stats.value.as_slice());
    let all_occasions = stats.all_occasions(plan.occasion);
    let recency = whole(Which::Recency, each(&buyers, |person| i64::from(last[person]) - as_of), -1);
    let frequency = whole(Which::Frequency, each(&buyers, |person| i64::from(all_occasions[person])), 1);
    let monetary = match plan.monetary {
        Monetary::Sum => whole(Which::Monetary, each(&buyers, |person| value[person]), SCALE),
        Monetary::Mean => {
            let mut values = Vec::with_capacity(buyers.len());
            for &person in &buyers {
                let person = person as usize;
                values.push(PerOccasion { value: value[person], occasions: all_occasions[person] });
            }
            plan.axis(Which::Monetary, Values::PerOccasion(&values), SCALE)
        }
    };
    Ok(assemble(plan, shop.people_count(), &buyers, ByMeasure { recency, frequency, monetary }))
}

/// A number of each of these people, in a loop of its own for each measure.
#[inline(always)]
fn each(people: &[u32], number: impl Fn(usize) -> i64) -> Vec<i64> {
    let mut numbers = vec![0; people.len()];
    turns(people.len(), &mut |some| {
        for (place, &person) in numbers[some.clone()].iter_mut().zip(&people[some]) {
            *place = number(person as usize);
        }
    });
    numbers
}

#[derive(Clone, Copy)]
enum Which {
    Recency,
    Frequency,
    Monetary,
}

impl<T> ByMeasure<T> {
    fn get(&self, which: Which) -> &T {
        match which {
            Which::Recency => &self.recency,
            Which::Frequency => &self.frequency,
            Which::Monetary => &self.monetary,
        }
    }
}

impl Plan {
    /// The whole population by one of the measures.
    #[inline(never)]
    fn axis(&self, which: Which, values: Values<'_>, unit: i64) -> Axis {
        Axis::of(values, self.levels, self.cuts(which), self.halves(which), unit)
    }

    fn cuts(&self, which: Which) -> Option<GivenCuts<'_>> {
        let (limits, given) = (self.thresholds.as_ref()?, self.filled.thresholds.as_ref()?);
        let mut shown = given.get(which).clone();
        few(&mut shown, |a, b| a < b);
        if matches!(which, Which::Recency) {
            shown.reverse();
        }
        Some(GivenCuts { limits: limits.get(which), shown })
    }

    fn halves(&self, which: Which) -> Halves {
        match &self.split {
            None if self.segments == Preset::Octants => Halves::By(Default::default()),
            None => Halves::None,
            Some(PlannedSplit::By(by)) => Halves::By(*by),
            Some(PlannedSplit::At { limits, given }) => Halves::Above(*limits.get(which), *given.get(which)),
        }
    }
}

fn assemble(plan: Plan, people: usize, buyers: &[u32], axes: ByMeasure<Axis>) -> Scored {
    let mut scores =
        ByMeasure { recency: vec![0; people], frequency: vec![0; people], monetary: vec![0; people] };
    let mut segment = vec![NO_SEGMENT; people];
    let ByMeasure { recency: r, frequency: f, monetary: m } = &axes;
    let to = [&mut scores.recency, &mut scores.frequency, &mut scores.monetary, &mut segment];
    let [recency, frequency, monetary, segments] = to;
    let (r_scores, f_scores, m_scores) = (r.scores.as_slice(), f.scores.as_slice(), m.scores.as_slice());
    let (r_high, f_high, m_high) = (r.high.as_slice(), f.high.as_slice(), m.high.as_slice());
    turns(buyers.len(), &mut |some| {
        for (&person, at) in buyers[some.clone()].iter().zip(some) {
            let person = person as usize;
            let (r_score, f_score, m_score) = (r_scores[at], f_scores[at], m_scores[at]);
            recency[person] = r_score;
            frequency[person] = f_score;
            monetary[person] = m_score;
            segments[person] = match plan.segments {
                Preset::Octants => octant(r_high[at], f_high[at], m_high[at]),
                Preset::Grid => grid_cell(r_score, f_score),
                Preset::Rfm11 => rfm11_cell(r_score, f_score, m_score),
            };
        }
    });
    let split = match (r.split, f.split, m.split) {
        (Some(recency), Some(frequency), Some(monetary)) => Some(ByMeasure { recency, frequency, monetary }),
        _ => None,
    };
    let flat = |high: &[bool]| high.first().is_some_and(|first| high.iter().all(|high| high == first));
    let no_contrast = ByMeasure { recency: flat(&r.high), frequency: flat(&f.high), monetary: flat(&m.high) };
    let ByMeasure { recency: r, frequency: f, monetary: m } = axes;
    Scored {
        preset: plan.segments,
        levels: plan.levels,
        occasion: plan.occasion,
        monetary: plan.monetary,
        population: buyers.len() as u32,
        scores,
        segment,
        cut_points: ByMeasure { recency: r.cut_points, frequency: f.cut_points, monetary: m.cut_points },
        split,
        reached: ByMeasure { recency: r.reached, frequency: f.reached, monetary: m.reached },
        empty: ByMeasure { recency: r.empty, frequency: f.empty, monetary: m.empty },
        no_contrast,
        options: plan.filled,
    }
}
