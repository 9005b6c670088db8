//! JavaScript values into options, and results into JavaScript values.

use js_sys::{Array, Float64Array, Int32Array, Object, Uint8Array, Uint32Array};
use wasm_bindgen::{JsCast, JsValue};

use super::plain::{Fields, plain, put};
use crate::error::{Code, Error};
use crate::given::{Given, Place, read_options};
use crate::measures::customers::{Column, CustomerColumns, Customers};
use crate::read::field::Kind;

/// No option is nested deeper; a value that contains itself is.
const DEEPEST: u32 = 12;

/// An error as it is thrown.
pub fn failed(error: Error) -> JsValue {
    plain(&error)
}

/// The options of a measure; `undefined` and `null` mean none.
pub fn options<T: Place + Default>(given: &JsValue) -> Result<T, JsValue> {
    options_beside(given, &[])
}

/// Options of which some are handled elsewhere.
pub fn options_beside<T: Place + Default>(given: &JsValue, elsewhere: &[&str]) -> Result<T, JsValue> {
    read_options(&from_js(given, 0), elsewhere).map_err(failed)
}

/// The kind with this name.
pub fn kind(name: &str) -> Result<Kind, JsValue> {
    [Kind::Orders, Kind::Members, Kind::Referrals]
        .into_iter()
        .find(|kind| kind.name() == name)
        .ok_or_else(|| failed(Error::new(Code::Internal, "There is no such kind of source.")))
}

/// Pairs that were given one after the other.
pub fn zone_pairs(flat: &Float64Array) -> Vec<(f64, i32)> {
    let mut pairs = Vec::new();
    for pair in flat.to_vec().chunks_exact(2) {
        pairs.push((pair[0], pair[1] as i32));
    }
    pairs
}

fn from_js(value: &JsValue, depth: u32) -> Given {
    if value.is_null() || value.is_undefined() {
        Given::Null
    } else if let Some(value) = value.as_bool() {
        Given::Bool(value)
    } else if let Some(value) = value.as_f64() {
        Given::Number(value)
    } else if let Some(text) = value.as_string() {
        Given::Text(text)
    } else if depth > DEEPEST {
        Given::Other("value nested too deep".to_string())
    } else if Array::is_array(value) || js_sys::ArrayBuffer::is_view(value) {
        let items = Array::from(value);
        let mut list = Vec::new();
        for at in 0..items.length() {
            list.push(from_js(&items.get(at), depth + 1));
        }
        Given::List(list)
    } else if value.is_object() && !value.is_function() {
        let entries = Object::entries(value.unchecked_ref());
        let mut given = Vec::new();
        for at in 0..entries.length() {
            let entry: Array = entries.get(at).unchecked_into();
            let value = entry.get(1);
            // What is undefined was not given.
            if let (Some(name), false) = (entry.get(0).as_string(), value.is_undefined()) {
                given.push((name, from_js(&value, depth + 1)));
            }
        }
        Given::Object(given)
    } else {
        Given::Other(value.js_typeof().as_string().unwrap_or_default())
    }
}

/// The list of customers, whose numbers are many: they leave as typed arrays.
pub fn with_typed_columns(customers: Customers) -> JsValue {
    let Customers { total, value, columns, options, as_of, warnings, schema_version } = customers;
    let result = Fields::new();
    put(&result, "total", plain(&total));
    put(&result, "value", plain(&value));
    put(&result, "columns", typed_columns(columns));
    put(&result, "options", plain(&options));
    put(&result, "asOf", plain(&as_of));
    put(&result, "warnings", plain(&warnings));
    put(&result, "schemaVersion", plain(&schema_version));
    result.into()
}

fn typed_columns(columns: CustomerColumns) -> JsValue {
    let object = Fields::new();
    // Sets what was asked for.
    let set = |column: Column, values: Option<JsValue>| {
        if let Some(values) = values {
            put(&object, column.name(), values);
        }
    };
    set(Column::Id, texts(&columns.id));
    set(Column::RecencyDays, columns.recency_days.map(|column| Int32Array::from(&column[..]).into()));
    set(Column::Frequency, columns.frequency.map(|column| Uint32Array::from(&column[..]).into()));
    set(Column::Monetary, floats(&columns.monetary));
    set(Column::RScore, scores(&columns.r_score));
    set(Column::FScore, scores(&columns.f_score));
    set(Column::MScore, scores(&columns.m_score));
    set(Column::Segment, texts(&columns.segment));
    set(Column::FirstPurchase, texts(&columns.first_purchase));
    set(Column::LastPurchase, texts(&columns.last_purchase));
    set(Column::OwnValue, floats(&columns.own_value));
    set(Column::ReferralValue, floats(&columns.referral_value));
    set(Column::PassedOn, floats(&columns.passed_on));
    set(Column::RelationshipValue, floats(&columns.relationship_value));
    set(Column::RecentValue, floats(&columns.recent_value));
    set(Column::Change, floats(&columns.change));
    set(Column::Cohort, texts(&columns.cohort));
    object.into()
}

#[inline(never)]
fn floats(column: &Option<Vec<f64>>) -> Option<JsValue> {
    column.as_ref().map(|column| Float64Array::from(&column[..]).into())
}

#[inline(never)]
fn scores(column: &Option<Vec<u8>>) -> Option<JsValue> {
    column.as_ref().map(|column| Uint8Array::from(&column[..]).into())
}

#[inline(never)]
fn texts(column: &Option<Vec<String>>) -> Option<JsValue> {
    column.as_ref().map(plain)
}
