//! The frozen tables that every question is asked of, and how rows become orders.

#[cfg(test)]
pub mod fixture;
pub mod tables;
