//! From bytes to rows: the streaming reader of delimited text, the recognition of columns, and the parsers of
//! cells. It knows nothing of orders; what rows mean together is decided in [`crate::shop`].

pub mod amount;
pub mod cell;
pub mod common;
pub mod dialect;
pub mod field;
pub mod headers;
pub mod moment;
pub mod moneys;
pub mod options;
pub mod order_ids;
pub mod part;
pub mod people_rows;
pub mod pick;
mod plain;
pub mod plan;
pub mod profiles;
pub mod recognise;
pub mod row;
pub mod rows;
pub mod scan;
#[cfg(target_arch = "wasm32")]
mod scan_simd;
pub mod shops;
pub mod split;
pub mod tally;
pub mod wire;
pub mod zone;

mod letters;
mod numeral;
mod weight;
mod written;
