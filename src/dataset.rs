//! A shop that was read, and the questions it answers: what each measure needs is prepared here once and kept
//! for the next question. The bindings add JavaScript to this and nothing else.

use std::rc::Rc;

use crate::date::Day;
use crate::error::Result;
use crate::measures::as_of_date;
use crate::measures::cohorts::{self, CohortOptions, Cohorts};
use crate::measures::customers::{
    Customer, CustomerOptions, CustomerValues, Customers, CustomersOptions, Listed, Prospects,
    ProspectsOptions, Sources, customer, customers, list, prospects,
};
use crate::measures::ltv::{self, Ltv, LtvOptions, ReferralOptions, Valued, value};
use crate::measures::overview::{Overview, OverviewOptions, overview};
use crate::measures::repurchase::{Repurchase, RepurchaseOptions, repurchase};
use crate::measures::rfm::{Rfm, RfmOptions, Scored, score, summarise};
use crate::measures::stats::Stats;
use crate::message::written;
use crate::shop::aside::{Aside, Place};
use crate::shop::report::Report;
use crate::shop::tables::Shop;

/// A shop, its report, and what recent questions needed.
pub struct Dataset {
    shop: Shop,
    report: Report,
    stats: Recent<Stats, 2>,
    // A report shows several conventions and lists side by side, and pages through them.
    scored: Recent<Scored, 3>,
    valued: Recent<Valued, 1>,
    listed: Recent<Listed, 6>,
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
        let referral = options.referral.clone().unwrap_or_default();
        let valued = self.valued(as_of, referral.clone(), &stats)?;
        ltv::summarise(&self.shop, &stats, &valued, &referral)
    }

    /// Cohorts. Errors: `bad-option`, `out-of-range`.
    pub fn cohorts(&mut self, options: &CohortOptions) -> Result<Cohorts> {
        let as_of = as_of_date(&self.shop, options.as_of.as_deref())?;
        let stats = self.stats(as_of, None)?;
        cohorts::follow(&self.shop, &stats, options)
    }

    /// Repurchase rates and steps. Errors: `bad-option`, `out-of-range`.
    pub fn repurchase(&self, options: &RepurchaseOptions) -> Result<Repurchase> {
        repurchase(&self.shop, options)
    }

    /// A page of the list of customers. Errors: `bad-option`, `out-of-range`.
    pub fn customers(&mut self, options: &CustomersOptions) -> Result<Customers> {
        let as_of = as_of_date(&self.shop, options.as_of.as_deref())?;
        let stats = self.stats(as_of, None)?;
        let (window, scored) = self.scored(&options.rfm_options()?)?;
        let referral = options.referral_options()?;
        let valued = options.needs_values().then(|| self.valued(as_of, referral, &stats)).transpose()?;
        let values = valued.as_deref().map_or_else(CustomerValues::default, parts);
        let sources = Sources { shop: &self.shop, stats: &stats, window: &window, scored: &scored, values };
        // Who scrolls through a list asks for one page of it after the other.
        let CustomersOptions { as_of, filter, sort, rfm, ltv, recent_days, .. } = options;
        let whole = (as_of, filter, sort, rfm, ltv, recent_days);
        let listed = self.listed.get(written(&whole), || list(sources, options))?;
        customers(sources, &listed, options)
    }

    /// Members who never bought. Errors: `bad-option`.
    pub fn prospects(&self, options: &ProspectsOptions) -> Result<Prospects> {
        prospects(&self.shop, options)
    }

    /// One customer. Errors: `bad-option`, `out-of-range`.
    pub fn customer(&mut self, options: &CustomerOptions) -> Result<Customer> {
        let asked = options.list();
        let as_of = as_of_date(&self.shop, asked.as_of.as_deref())?;
        let stats = self.stats(as_of, None)?;
        let (window, scored) = self.scored(&asked.rfm_options()?)?;
        let valued = self.valued(as_of, asked.referral_options()?, &stats)?;
        let values = parts(&valued);
        let sources = Sources { shop: &self.shop, stats: &stats, window: &window, scored: &scored, values };
        customer(sources, &valued.forest, options)
    }

    /// Where rows stand that were set aside.
    pub fn aside(&self) -> &Aside {
        &self.shop.aside
    }

    /// Where the orders of a customer stand, by date, each with the column of its id from 1; 0 for no column.
    pub fn order_places(&self, id: &str) -> Vec<(Place, u32)> {
        let Shop { people, orders, aside, .. } = &self.shop;
        let mut places = Vec::new();
        let Some(person) = people.get(id.as_bytes()) else { return places };
        for row in orders.rows_of(person) {
            let place = aside.orders.place(row);
            let column = aside.orders.order_id(place.source).map_or(0, |at| at as u32 + 1);
            places.push((place, column));
        }
        places
    }

    fn stats(&mut self, as_of: Day, lookback_days: Option<u32>) -> Result<Rc<Stats>> {
        self.stats.get(written(&(as_of, lookback_days)), || Stats::at(&self.shop, as_of, lookback_days))
    }

    fn scored(&mut self, options: &RfmOptions) -> Result<(Rc<Stats>, Rc<Scored>)> {
        let (as_of, lookback_days) = options.window(&self.shop)?;
        let stats = self.stats(as_of, lookback_days)?;
        let scored = self.scored.get(written(options), || score(&self.shop, &stats, options))?;
        Ok((stats, scored))
    }

    fn valued(&mut self, as_of: Day, options: ReferralOptions, stats: &Stats) -> Result<Rc<Valued>> {
        self.valued.get(written(&(as_of, &options)), || value(&self.shop, stats, &options))
    }
}

fn parts(valued: &Valued) -> CustomerValues<'_> {
    CustomerValues { referral: &valued.referral, passed_on: &valued.passed_on }
}

/// The last few things that were made, by what they were made from: written down, so that nothing else needs to be
/// compared.
struct Recent<V, const MOST: usize> {
    keys: Keys,
    things: Vec<Rc<V>>,
}

impl<V, const MOST: usize> Default for Recent<V, MOST> {
    fn default() -> Self {
        Recent { keys: Keys::default(), things: Vec::new() }
    }
}

impl<V, const MOST: usize> Recent<V, MOST> {
    fn get(&mut self, key: Vec<u8>, make: impl FnOnce() -> Result<V>) -> Result<Rc<V>> {
        if let Some(at) = self.keys.renewed(&key) {
            let thing = self.things.remove(at);
            self.things.push(thing);
        } else {
            // The oldest goes before the new one is made, so that both need not fit into memory.
            if self.things.len() >= MOST {
                self.keys.0.remove(0);
                self.things.remove(0);
            }
            self.things.push(Rc::new(make()?));
            self.keys.0.push(key);
        }
        Ok(Rc::clone(&self.things[self.things.len() - 1]))
    }
}

#[derive(Default)]
struct Keys(Vec<Vec<u8>>);

impl Keys {
    /// Where a key stood before it became the last.
    fn renewed(&mut self, key: &[u8]) -> Option<usize> {
        let at = self.0.iter().position(|known| known == key)?;
        let key = self.0.remove(at);
        self.0.push(key);
        Some(at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_the_most_recent_and_makes_them_once() {
        let mut made = Vec::new();
        let mut recent: Recent<u8, 2> = Recent::default();
        for key in [1, 2, 1, 3, 1, 2] {
            let value = recent.get(vec![key], || {
                made.push(key);
                Ok(key * 10)
            });
            assert_eq!(*value.unwrap(), key * 10);
        }
        assert_eq!(made, [1, 2, 3, 2]);
    }

    #[test]
    fn a_failure_is_not_kept() {
        let mut recent: Recent<u8, 1> = Recent::default();
        assert!(recent.get(vec![1], || Err(crate::error::Error::out_of_range("test"))).is_err());
        assert_eq!(*recent.get(vec![1], || Ok(5)).unwrap(), 5);
    }
}
