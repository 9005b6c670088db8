//! The frozen tables that every question is asked of, and how rows become orders.

pub mod aside;
pub mod build;
mod date_counts;
pub mod decide;
pub mod entries;
mod every_row;
#[cfg(test)]
pub mod fixture;
mod identical;
mod items;
pub mod people;
pub mod referrers;
mod refunds;
pub mod report;
pub mod resolve;
pub mod rules;
pub mod tables;
