//! What `rfm` can be asked, and what a valid question amounts to.

use serde::Serialize;

use super::segments::Preset;
use crate::date::Day;
use crate::error::{Error, Result};
use crate::given::{Given, Place, Read, Wrong, fill_all, optional, options, words};
use crate::measures::{as_of_date, date_text};
use crate::money::from_f64;
use crate::number::{self, digits};
use crate::shop::tables::{Occasion, Shop};
use crate::sort::few;

/// One value for each of R, F and M.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ByMeasure<T> {
    /// R, recency.
    pub recency: T,
    /// F, frequency.
    pub frequency: T,
    /// M, monetary value.
    pub monetary: T,
}

impl<T: Place> Place for ByMeasure<T> {
    fn fill(&mut self, given: &Given) -> Read<()> {
        let ByMeasure { recency, frequency, monetary } = self;
        fill_all(given, &mut [("recency", recency), ("frequency", frequency), ("monetary", monetary)])
    }
}

optional!(ByMeasure<Vec<f64>>);

/// How values become scores.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum Scoring {
    /// Cut points are the type-7 quantiles of the population; a score is 1 + the cut points below the value.
    #[default]
    Quantile,
    /// Cut points are given; a value on a cut point has the better score.
    Thresholds,
}

words!(Scoring { "quantile" => Quantile, "thresholds" => Thresholds });

/// What M is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum Monetary {
    /// Value of all orders and refund records.
    #[default]
    Sum,
    /// That value per purchase occasion.
    Mean,
}

words!(Monetary { "sum" => Sum, "mean" => Mean });

/// What the octants call high, where the population decides.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum SplitBy {
    /// Better than the mean.
    #[default]
    Mean,
    /// A score above the mean score.
    ScoreMean,
    /// Better than the median.
    Median,
}

words!(SplitBy { "mean" => Mean, "score-mean" => ScoreMean, "median" => Median });

/// What the octants call high; strictly better in every case.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum Split {
    /// The population decides.
    By(SplitBy),
    /// Given values: recency in days (high is below), occasions and currency units (high is above).
    At(ByMeasure<f64>),
}

impl Place for Option<Split> {
    fn fill(&mut self, given: &Given) -> Read<()> {
        let (mut by, mut at) = (None, ByMeasure::<f64>::default());
        if by.fill(given).is_ok() {
            *self = by.map(Split::By);
        } else if at.fill(given).is_ok() {
            *self = Some(Split::At(at));
        } else {
            return Err(Wrong::said(
                "split must be “mean”, “score-mean”, “median” or { recency, frequency, monetary } with three \
                 numbers",
            ));
        }
        Ok(())
    }
}

/// Options of `rfm` (`definitions § 1`).
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct RfmOptions {
    /// The day looked back from, `YYYY-MM-DD`; default: the last date.
    pub as_of: Option<String>,
    /// The segments that customers are put into; default `octants`. `grid` and `rfm11` need 5 levels.
    pub segments: Option<Preset>,
    /// How values become scores; default `quantile`, or `thresholds` where these are given.
    pub scoring: Option<Scoring>,
    /// How many scores there are, 2–10; default 5, or one more than the thresholds given.
    pub levels: Option<u32>,
    /// Cut points, `levels − 1` for each of recency (days), frequency (occasions) and monetary (currency
    /// units, rounded to 1/10 000), in any order. Only with `scoring: "thresholds"`.
    pub thresholds: Option<ByMeasure<Vec<f64>>>,
    /// What the octants call high; default `mean`. Only with `segments: "octants"`.
    pub split: Option<Split>,
    /// What one purchase occasion is; default: the shop's setting, else `order`.
    pub occasion: Option<Occasion>,
    /// What M is; default `sum`.
    pub monetary: Option<Monetary>,
    /// Only records dated in the last so many days (≥ 1) before and on `asOf` count, for R, F and M alike;
    /// default: all records.
    pub lookback_days: Option<u32>,
}

options!(RfmOptions {
    "asOf" => as_of,
    "segments" => segments,
    "scoring" => scoring,
    "levels" => levels,
    "thresholds" => thresholds,
    "split" => split,
    "occasion" => occasion,
    "monetary" => monetary,
    "lookbackDays" => lookback_days,
});

/// A valid question: every default filled in and every given number in the units of the core.
pub(super) struct Plan {
    pub filled: RfmOptions,
    pub segments: Preset,
    pub levels: u32,
    pub thresholds: Option<ByMeasure<Vec<i64>>>,
    pub split: Option<PlannedSplit>,
    pub occasion: Occasion,
    pub monetary: Monetary,
}

/// The split in the units of the core; given values as the largest integer that is not above them.
pub(super) enum PlannedSplit {
    By(SplitBy),
    At { limits: ByMeasure<i64>, given: ByMeasure<f64> },
}

impl RfmOptions {
    /// The statistics that the question needs: the as-of date and the look-back in days.
    pub fn window(&self, shop: &Shop) -> Result<(Day, Option<u32>)> {
        if self.lookback_days == Some(0) {
            return Err(Error::bad_option(
                "lookbackDays",
                "lookbackDays must be a whole number of days, at least 1; leave it out to count everything.",
                &["1 or more"],
            ));
        }
        Ok((as_of_date(shop, self.as_of.as_deref())?, self.lookback_days))
    }

    /// Checks the question as a whole and fills in what was left out.
    pub(super) fn plan(&self, shop: &Shop) -> Result<Plan> {
        let (as_of, _) = self.window(shop)?;
        let segments = self.segments.unwrap_or_default();
        let given_levels = self.thresholds.as_ref().map(|given| given.recency.len() as u32 + 1);
        let levels = self.levels.or(given_levels).unwrap_or(5);
        if !(2..=10).contains(&levels) {
            return Err(Error::bad_option(
                "levels",
                ["levels must be a whole number from 2 to 10, not ", &digits(levels as usize), "."].concat(),
                &["2", "3", "4", "5", "6", "7", "8", "9", "10"],
            ));
        }
        if segments != Preset::Octants && levels != 5 {
            return Err(Error::bad_option(
                "levels",
                [
                    "The segments “",
                    segments.name(),
                    "” are drawn on 5 levels, not ",
                    &digits(levels as usize),
                    ".",
                ]
                .concat(),
                &["5"],
            ));
        }
        let occasion = self.occasion.or(shop.settings.occasion).unwrap_or(Occasion::Order);
        let monetary = self.monetary.unwrap_or_default();
        let thresholds = self.planned_thresholds(levels)?;
        let scoring = if thresholds.is_some() { Scoring::Thresholds } else { Scoring::Quantile };
        let filled = RfmOptions {
            as_of: Some(date_text(as_of)),
            segments: Some(segments),
            scoring: Some(scoring),
            levels: Some(levels),
            split: match segments {
                Preset::Octants => Some(self.split.clone().unwrap_or(Split::By(SplitBy::Mean))),
                _ => self.split.clone(),
            },
            occasion: Some(occasion),
            monetary: Some(monetary),
            ..self.clone()
        };
        let split = filled.planned_split(segments)?;
        Ok(Plan { filled, segments, levels, thresholds, split, occasion, monetary })
    }

    /// Thresholds as integers that a value must reach; recency as −days, so that more is better everywhere.
    fn planned_thresholds(&self, levels: u32) -> Result<Option<ByMeasure<Vec<i64>>>> {
        let given = match (&self.thresholds, self.scoring) {
            (None, Some(Scoring::Thresholds)) => {
                return Err(Error::bad_option(
                    "thresholds",
                    [
                        "scoring “thresholds” needs thresholds: { recency, frequency, monetary } with ",
                        &digits(levels as usize - 1),
                        " numbers each.",
                    ]
                    .concat(),
                    &[],
                ));
            }
            (Some(_), Some(Scoring::Quantile)) => {
                return Err(Error::bad_option(
                    "scoring",
                    "thresholds are given, so scoring must be “thresholds”; leave thresholds out for quantiles.",
                    &["thresholds"],
                ));
            }
            (None, _) => return Ok(None),
            (Some(given), _) => given,
        };
        let planned = |name: &str, cuts: &[f64], integer: &dyn Fn(f64) -> Option<i64>| {
            let option = ["thresholds.", name].concat();
            if cuts.len() != levels as usize - 1 {
                let message = [
                    &option,
                    " must hold ",
                    &digits(levels as usize - 1),
                    " numbers, one less than there are levels, not ",
                    &digits(cuts.len()),
                    ".",
                ]
                .concat();
                return Err(Error::bad_option(&option, message, &[]));
            }
            let mut limits = Vec::with_capacity(cuts.len());
            for &cut in cuts {
                limits.push(integer(cut).ok_or_else(|| not_a_number(&option, cut))?);
            }
            few(&mut limits, |a, b| a < b);
            Ok(limits)
        };
        Ok(Some(ByMeasure {
            recency: planned("recency", &given.recency, &|days| finite(-days).map(ceiling))?,
            frequency: planned("frequency", &given.frequency, &|count| finite(count).map(ceiling))?,
            monetary: planned("monetary", &given.monetary, &from_f64)?,
        }))
    }

    fn planned_split(&self, segments: Preset) -> Result<Option<PlannedSplit>> {
        let Some(split) = &self.split else { return Ok(None) };
        if segments != Preset::Octants {
            return Err(Error::bad_option(
                "split",
                ["split only applies to segments “octants”; leave it out for “", segments.name(), "”."]
                    .concat(),
                &[],
            ));
        }
        let given = match split {
            Split::By(by) => return Ok(Some(PlannedSplit::By(*by))),
            Split::At(given) => given,
        };
        let limit = |name: &str, value: f64, limit: Option<i64>| {
            limit.ok_or_else(|| not_a_number(&["split.", name].concat(), value))
        };
        let limits = ByMeasure {
            recency: limit("recency", given.recency, finite(-given.recency).map(floor))?,
            frequency: limit("frequency", given.frequency, finite(given.frequency).map(floor))?,
            monetary: limit("monetary", given.monetary, from_f64(given.monetary))?,
        };
        Ok(Some(PlannedSplit::At { limits, given: given.clone() }))
    }
}

fn finite(value: f64) -> Option<f64> {
    value.is_finite().then_some(value)
}

// Casts from floats saturate, and no count or number of days comes near the ends.
fn ceiling(value: f64) -> i64 {
    value.ceil() as i64
}

fn floor(value: f64) -> i64 {
    value.floor() as i64
}

fn not_a_number(option: &str, value: f64) -> Error {
    Error::bad_option(
        option,
        [option, " must hold finite numbers in range, not ", &number::text(value), "."].concat(),
        &[],
    )
}
