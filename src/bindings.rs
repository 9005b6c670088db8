//! The core as JavaScript sees it, from inside a Worker: an [`Opening`] takes bytes and becomes a [`Dataset`],
//! which answers questions. There is no logic here, only the border: options come in strictly, results go out
//! as plain data, and errors are thrown as plain `{ code, message, detail }`.

mod again;
mod convert;
mod plain;

use js_sys::Float64Array;
use wasm_bindgen::prelude::*;

use self::convert::{failed, kind, options, with_typed_columns, zone_pairs};
use self::plain::plain;
use crate::dataset::Dataset as Core;
use crate::error::{Code, Error};
use crate::open::{self, SourceCounts, SourceMeta, Verdict};
use crate::preview as look;
use crate::read::options::OpenOptions;

type Answer = Result<JsValue, JsValue>;

/// Options of `open` that the JavaScript side handles; they are listed when an unknown one is met.
const ELSEWHERE: [&str; 9] =
    ["encoding", "sheet", "timeZone", "onProgress", "signal", "wasm", "sheetsWasm", "worker", "workers"];

/// What to do next with a source.
#[wasm_bindgen]
#[derive(Clone, Copy)]
pub enum Next {
    /// Go on with the next bytes, or after the end with the next source.
    GoOn = 0,
    /// Begin the same source again, and push it all again.
    ReadAgain = 1,
    /// These bytes are not UTF-8: begin again with decoded text.
    Decode = 2,
}

/// One call of `open`: sources are begun, pushed and ended one after the other.
#[wasm_bindgen]
pub struct Opening {
    core: open::Opening,
}

#[wasm_bindgen]
impl Opening {
    /// `zone`: offsets as pairs, one after the other: seconds since 1970 UTC, seconds east. `seed`: random, 0 to 1.
    #[wasm_bindgen(constructor)]
    pub fn new(
        given: &JsValue,
        zone: Option<Float64Array>,
        orders: u32,
        members: u32,
        referrals: u32,
        seed: f64,
    ) -> Result<Opening, JsValue> {
        let options = open_options(given, zone)?;
        let counts = SourceCounts { orders, members, referrals };
        let core = open::Opening::new(options, counts, seed.to_bits()).map_err(failed)?;
        Ok(Opening { core })
    }

    /// Starts, or starts again, the next source of a kind. `modified`: days since 1970-01-01. `mixed`: characters
    /// that could not be decoded were replaced. `bytes`: about how many will be pushed.
    pub fn begin(
        &mut self,
        kind_name: &str,
        name: String,
        modified: Option<i32>,
        encoding: String,
        mixed: bool,
        bytes: f64,
    ) -> Result<(), JsValue> {
        let (mixed_encodings, bytes) = (mixed, bytes as u64);
        self.core.begin(kind(kind_name)?, SourceMeta { name, modified, encoding, mixed_encodings, bytes });
        Ok(())
    }

    /// Where the next `len` bytes of UTF-8 are to be written; valid until the next call.
    pub fn space(&mut self, len: usize) -> *mut u8 {
        self.core.space(len).as_mut_ptr()
    }

    /// Reads the bytes written.
    pub fn push(&mut self, len: usize) -> Result<Next, JsValue> {
        let pushed = self.core.push(len).map_err(failed)?;
        Ok(match pushed {
            open::Pushed { utf8: false, .. } => Next::Decode,
            open::Pushed { again: true, .. } => Next::ReadAgain,
            _ => Next::GoOn,
        })
    }

    /// Rows of this source so far.
    #[wasm_bindgen(getter)]
    pub fn rows(&self) -> u32 {
        self.core.rows()
    }

    /// The first bytes of the source were written; what is pushed is a later part of it, read for another Worker.
    pub fn join(&mut self, len: usize, hypotheses: u32) -> Result<(), JsValue> {
        self.core.join(len, hypotheses).map_err(failed)
    }

    /// What another Worker has to know to `join`; undefined until enough is read.
    pub fn hypotheses(&self) -> Option<u32> {
        self.core.hypotheses()
    }

    /// The part that was read, for `append` in another Worker; undefined where it is of no use there.
    pub fn pack(self, last: bool) -> Option<Vec<u8>> {
        self.core.pack(last)
    }

    /// Appends the part that follows what was pushed; false where its bytes must be pushed instead.
    pub fn append(&mut self, packed: Vec<u8>) -> Result<bool, JsValue> {
        self.core.append(packed).map_err(failed)
    }

    /// Ends the source.
    pub fn end(&mut self) -> Result<Next, JsValue> {
        Ok(match self.core.end().map_err(failed)? {
            Verdict::Done => Next::GoOn,
            Verdict::ReadAgain => Next::ReadAgain,
            Verdict::NotUtf8 => Next::Decode,
        })
    }

    /// Builds the tables.
    pub fn finish(self) -> Result<Dataset, JsValue> {
        let opened = self.core.finish().map_err(failed)?;
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
        Ok(plain(self.0.report()))
    }

    /// Asks what the package's `Dataset` is asked by this name; number columns of `customers` are typed arrays.
    pub fn ask(&mut self, measure: &str, given: &JsValue) -> Answer {
        let shop = &mut self.0;
        Ok(match measure {
            "overview" => plain(&shop.overview(&options(given)?).map_err(failed)?),
            "rfm" => plain(&shop.rfm(&options(given)?).map_err(failed)?),
            "ltv" => plain(&shop.ltv(&options(given)?).map_err(failed)?),
            "cohorts" => plain(&shop.cohorts(&options(given)?).map_err(failed)?),
            "repurchase" => plain(&shop.repurchase(&options(given)?).map_err(failed)?),
            "customers" => with_typed_columns(shop.customers(&options(given)?).map_err(failed)?),
            "prospects" => plain(&shop.prospects(&options(given)?).map_err(failed)?),
            "customer" => plain(&shop.customer(&options(given)?).map_err(failed)?),
            _ => return Err(failed(Error::new(Code::Internal, "There is no such measure."))),
        })
    }
}

/// What `open` would recognise in the beginning of a source. `head` is UTF-8, decoded from `encoding`.
#[wasm_bindgen]
pub fn preview(
    head: &[u8],
    complete: bool,
    kind_name: &str,
    encoding: &str,
    given: &JsValue,
    zone: Option<Float64Array>,
) -> Answer {
    let options = open_options(given, zone)?;
    Ok(plain(&look::preview(head, complete, kind(kind_name)?, encoding, &options).map_err(failed)?))
}

/// The options without `zone`, which is no option of the package, and with the zone that was worked out.
fn open_options(given: &JsValue, zone: Option<Float64Array>) -> Result<OpenOptions, JsValue> {
    let mut options: OpenOptions = convert::options_beside(given, &ELSEWHERE)?;
    options.zone = zone.map(|zone| zone_pairs(&zone));
    Ok(options)
}
