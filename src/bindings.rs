//! The core as JavaScript sees it, from inside a Worker: an [`Opening`] takes bytes and becomes a [`Dataset`],
//! which answers questions. There is no logic here, only the border: options come in strictly, results go out
//! as plain data, and errors are thrown as plain `{ code, message, detail }`.

mod convert;

use js_sys::{Float64Array, Object};
use wasm_bindgen::prelude::*;

use self::convert::{failed, kind, options, plain, with_typed_columns, zone_pairs};
use crate::dataset::Dataset as Core;
use crate::open::{self, SourceMeta, Sources, Verdict};
use crate::read::options::OpenOptions;

type Answer = Result<JsValue, JsValue>;

/// Options of `open` that the JavaScript side handles; they are listed when an unknown one is met.
const ELSEWHERE: [&str; 6] = ["encoding", "timeZone", "onProgress", "signal", "wasm", "worker"];

/// One call of `open`: sources are begun, pushed and ended one after the other.
#[wasm_bindgen]
pub struct Opening(open::Opening);

#[wasm_bindgen]
impl Opening {
    /// `zone`: offsets as pairs, one after the other: seconds since 1970 UTC, seconds east. `seed`: random, 0 to 1.
    #[wasm_bindgen(constructor)]
    pub fn new(
        given: JsValue,
        zone: Option<Float64Array>,
        orders: u32,
        members: u32,
        referrals: u32,
        seed: f64,
    ) -> Result<Opening, JsValue> {
        let options = open_options(&given, zone)?;
        let sources = Sources { orders, members, referrals };
        open::Opening::new(options, sources, seed.to_bits()).map(Opening).map_err(failed)
    }

    /// Starts, or starts again, the next source of a kind. `modified`: days since 1970-01-01.
    pub fn begin(
        &mut self,
        kind_name: &str,
        name: String,
        modified: Option<i32>,
        encoding: String,
    ) -> Result<(), JsValue> {
        self.0.begin(kind(kind_name)?, SourceMeta { name, modified, encoding }).map_err(failed)
    }

    /// Where the next `len` bytes of UTF-8 are to be written; valid until the next call.
    pub fn space(&mut self, len: usize) -> *mut u8 {
        self.0.space(len).as_mut_ptr()
    }

    /// Reads the bytes written; returns the rows of this source so far, or −1 where the bytes are not UTF-8.
    pub fn push(&mut self, len: usize) -> Result<i32, JsValue> {
        let pushed = self.0.push(len).map_err(failed)?;
        Ok(if pushed.utf8 { i32::try_from(pushed.rows).unwrap_or(i32::MAX) } else { -1 })
    }

    /// Ends the source; `true`: it must be begun and pushed again.
    pub fn end(&mut self) -> Result<bool, JsValue> {
        Ok(self.0.end().map_err(failed)? == Verdict::ReadAgain)
    }

    /// Builds the tables.
    pub fn finish(self) -> Result<Dataset, JsValue> {
        let opened = self.0.finish().map_err(failed)?;
        Ok(Dataset(Core::new(opened.shop, opened.report)))
    }
}

/// A shop that was read.
#[wasm_bindgen]
pub struct Dataset(Core);

#[wasm_bindgen]
impl Dataset {
    /// What was read, how, and what was set aside.
    pub fn report(&self) -> Answer {
        plain(self.0.report())
    }

    /// See `Dataset.overview` of the package.
    pub fn overview(&self, given: &JsValue) -> Answer {
        plain(&self.0.overview(&options(given)?).map_err(failed)?)
    }

    /// See `Dataset.rfm` of the package.
    pub fn rfm(&mut self, given: &JsValue) -> Answer {
        plain(&self.0.rfm(&options(given)?).map_err(failed)?)
    }

    /// See `Dataset.ltv` of the package.
    pub fn ltv(&mut self, given: &JsValue) -> Answer {
        plain(&self.0.ltv(&options(given)?).map_err(failed)?)
    }

    /// See `Dataset.cohorts` of the package.
    pub fn cohorts(&self, given: &JsValue) -> Answer {
        plain(&self.0.cohorts(&options(given)?).map_err(failed)?)
    }

    /// See `Dataset.repurchase` of the package.
    pub fn repurchase(&self, given: &JsValue) -> Answer {
        plain(&self.0.repurchase(&options(given)?).map_err(failed)?)
    }

    /// See `Dataset.customers` of the package; number columns are typed arrays.
    pub fn customers(&mut self, given: &JsValue) -> Answer {
        with_typed_columns(self.0.customers(&options(given)?).map_err(failed)?)
    }
}

/// What `open` would recognise in the beginning of a source, which must be UTF-8.
#[wasm_bindgen]
pub fn preview(
    head: &[u8],
    complete: bool,
    kind_name: &str,
    given: &JsValue,
    zone: Option<Float64Array>,
) -> Answer {
    let options = open_options(given, zone)?;
    plain(&open::preview(head, complete, kind(kind_name)?, &options).map_err(failed)?)
}

/// The options without `zone`, which is no option of the package, and with the zone that was worked out.
fn open_options(given: &JsValue, zone: Option<Float64Array>) -> Result<OpenOptions, JsValue> {
    let mut options: OpenOptions = convert::options_beside(given, &ELSEWHERE, "zone")?;
    options.zone = zone.map(|zone| zone_pairs(&zone));
    Ok(options)
}
