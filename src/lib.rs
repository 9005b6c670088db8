//! Siyu's core: order exports in, customer analytics out.
//!
//! Data flows one way: bytes → [`read`] (rows) → [`shop`] (frozen tables) → [`measures`] (typed results). The
//! core knows no clock, no files, no network and, outside `bindings`, no JavaScript.

#[cfg(target_arch = "wasm32")]
mod bindings;
pub mod dataset;
pub mod date;
pub mod error;
pub mod given;
pub mod ids;
pub mod measures;
pub mod message;
pub mod money;
pub mod named;
mod number;
pub mod open;
pub mod preview;
pub mod read;
pub mod shop;
mod sort;
mod turns;
#[cfg(test)]
mod types;
