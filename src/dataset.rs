//! A shop that was read, and the questions it answers: what each measure needs is prepared here once and kept
//! for the next question. The bindings add JavaScript to this and nothing else.

use std::rc::Rc;

use crate::date::Day;
use crate::error::Result;
use crate::measures::as_of_date;
use crate::measures::cohorts::{CohortOptions, Cohorts, cohorts};
use crate::measures::customers::{
    Customer, CustomerFilter, CustomerOptions, CustomerValues, Customers, CustomersOptions, Question,
    Sources, customer, customers, list,
};
use crate::measures::ltv::{Ltv, LtvOptions, ReferralOptions, Valued, ltv, value};
use crate::measures::overview::{Overview, OverviewOptions, overview};
use crate::measures::repurchase::{Repurchase, RepurchaseOptions, repurchase};
use crate::measures::rfm::{Rfm, RfmOptions, Scored, score, summarise};
use crate::measures::stats::Stats;
use crate::shop::report::Report;
use crate::shop::tables::Shop;

/// What a list of customers depends on: which scores and which values by the count of those made, and how the list
/// is cut and sorted.
type Listing = (u32, u32, Option<CustomerFilter>, Option<String>);

/// A shop, its report, and what recent questions needed.
pub struct Dataset {
    shop: Shop,
    report: Report,
    stats: Recent<(Day, Option<u32>), Stats, 2>,
    scored: Recent<RfmOptions, Scored, 1>,
    valued: Recent<(Day, ReferralOptions), Valued, 1>,
    listed: Recent<Listing, Vec<u32>, 1>,
}

impl Dataset {
    /// What was read, ready to be asked.
    pub fn new(shop: Shop, report: Report) -> Self {
        Dataset {
            shop,
            report,
            stats: Recent::default(),
            scored: Recent::default(),
            valued: Recent::default(),
            listed: Recent::default(),
        }
    }

    /// What was read, how, and what was set aside.
    pub fn report(&self) -> &Report {
        &self.report
    }

    /// Value, purchases, customers and rates. Errors: `bad-option`, `out-of-range`.
    pub fn overview(&self, options: &OverviewOptions) -> Result<Overview> {
        overview(&self.shop, options)
    }

    /// Scores and segments. Errors: `bad-option`, `out-of-range`.
    pub fn rfm(&mut self, options: &RfmOptions) -> Result<Rfm> {
        let (stats, scored) = self.scored(options)?;
        Ok(summarise(&self.shop, &stats, &scored))
    }

    /// Own and referral value. Errors: `bad-option`, `out-of-range`.
    pub fn ltv(&mut self, options: &LtvOptions) -> Result<Ltv> {
        let as_of = as_of_date(&self.shop, options.as_of.as_deref())?;
        let stats = self.stats(as_of, None)?;
        ltv(&self.shop, &stats, options)
    }

    /// Cohorts. Errors: `bad-option`, `out-of-range`.
    pub fn cohorts(&self, options: &CohortOptions) -> Result<Cohorts> {
        cohorts(&self.shop, options)
    }

    /// Repurchase rates and steps. Errors: `bad-option`, `out-of-range`.
    pub fn repurchase(&self, options: &RepurchaseOptions) -> Result<Repurchase> {
        repurchase(&self.shop, options)
    }

    /// A page of the list of customers. Errors: `bad-option`, `out-of-range`.
    pub fn customers(&mut self, options: &CustomersOptions) -> Result<Customers> {
        let found = self.found(options.question())?;
        let sources = found.sources(&self.shop);
        // Who scrolls through a list asks for one page of it after the other.
        let listing = (self.scored.made, self.valued.made, options.filter.clone(), options.sort.clone());
        let people = self.listed.get(listing, || list(sources, options))?;
        customers(sources, &people, options)
    }

    /// One customer. Errors: `bad-option`, `out-of-range`.
    pub fn customer(&mut self, options: &CustomerOptions) -> Result<Customer> {
        let found = self.found(options.question())?;
        customer(found.sources(&self.shop), &found.valued.forest, options)
    }

    /// What is known of the customers when they are looked at one by one.
    fn found(&mut self, question: Question<'_>) -> Result<Found> {
        let as_of = as_of_date(&self.shop, question.as_of.as_deref())?;
        let stats = self.stats(as_of, None)?;
        let (window, scored) = self.scored(&question.rfm_options()?)?;
        let valued = self.valued(as_of, question.referral_options()?, &stats)?;
        Ok(Found { stats, window, scored, valued })
    }

    fn stats(&mut self, as_of: Day, lookback_days: Option<u32>) -> Result<Rc<Stats>> {
        self.stats.get((as_of, lookback_days), || Stats::at(&self.shop, as_of, lookback_days))
    }

    fn scored(&mut self, options: &RfmOptions) -> Result<(Rc<Stats>, Rc<Scored>)> {
        let (as_of, lookback_days) = options.window(&self.shop)?;
        let stats = self.stats(as_of, lookback_days)?;
        let scored = self.scored.get(options.clone(), || score(&self.shop, &stats, options))?;
        Ok((stats, scored))
    }

    fn valued(&mut self, as_of: Day, options: ReferralOptions, stats: &Stats) -> Result<Rc<Valued>> {
        self.valued.get((as_of, options.clone()), || value(&self.shop, stats, &options))
    }
}

struct Found {
    stats: Rc<Stats>,
    window: Rc<Stats>,
    scored: Rc<Scored>,
    valued: Rc<Valued>,
}

impl Found {
    fn sources<'a>(&'a self, shop: &'a Shop) -> Sources<'a> {
        let Valued { own, referral, passed_on, .. } = &*self.valued;
        let values = CustomerValues { own, referral, passed_on };
        Sources { shop, stats: &self.stats, window: &self.window, scored: &self.scored, values }
    }
}

/// The last few things that were made, by what they were made from.
struct Recent<K, V, const MOST: usize> {
    kept: Vec<(K, Rc<V>)>,
    /// How many were made so far.
    made: u32,
}

impl<K, V, const MOST: usize> Default for Recent<K, V, MOST> {
    fn default() -> Self {
        Recent { kept: Vec::new(), made: 0 }
    }
}

impl<K: PartialEq, V, const MOST: usize> Recent<K, V, MOST> {
    fn get(&mut self, key: K, make: impl FnOnce() -> Result<V>) -> Result<Rc<V>> {
        if let Some(at) = self.kept.iter().position(|(known, _)| *known == key) {
            let entry = self.kept.remove(at);
            let value = Rc::clone(&entry.1);
            self.kept.push(entry);
            return Ok(value);
        }
        // The oldest goes before the new one is made, so that both need not fit into memory.
        if self.kept.len() >= MOST {
            self.kept.remove(0);
        }
        let value = Rc::new(make()?);
        self.made += 1;
        self.kept.push((key, Rc::clone(&value)));
        Ok(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_the_most_recent_and_makes_them_once() {
        let mut made = Vec::new();
        let mut recent: Recent<u32, u32, 2> = Recent::default();
        for key in [1, 2, 1, 3, 1, 2] {
            let value = recent.get(key, || {
                made.push(key);
                Ok(key * 10)
            });
            assert_eq!(*value.unwrap(), key * 10);
        }
        assert_eq!(made, [1, 2, 3, 2]);
    }

    #[test]
    fn a_failure_is_not_kept() {
        let mut recent: Recent<u32, u32, 1> = Recent::default();
        assert!(recent.get(1, || Err(crate::error::Error::out_of_range("test"))).is_err());
        assert_eq!(*recent.get(1, || Ok(5)).unwrap(), 5);
    }
}
