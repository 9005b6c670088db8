//! The frozen tables that every question is asked of, and how rows become orders.

pub mod aside;
pub mod build;
pub mod decide;
pub mod entries;
#[cfg(test)]
pub mod fixture;
mod identical;
pub mod people;
pub mod referrers;
pub mod report;
pub mod resolve;
pub mod rules;
pub mod tables;
