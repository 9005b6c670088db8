//! The frozen tables that every question is asked of, and how rows become orders.

pub mod tables;
