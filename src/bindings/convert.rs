//! JavaScript values into options, and results into JavaScript values.

use js_sys::{Array, Float64Array, Int32Array, Object, Reflect, Uint8Array, Uint32Array};
use wasm_bindgen::{JsCast, JsValue};

use super::plain::plain;
use crate::error::{Code, Error};
use crate::given::{Given, Place, read_options};
use crate::measures::customers::{CustomerColumns, Customers};
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
    flat.to_vec().chunks_exact(2).map(|pair| (pair[0], pair[1] as i32)).collect()
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
pub fn with_typed_columns(customers: Customers) -> Result<JsValue, JsValue> {
    let Customers { total, value, columns, options, as_of, warnings, schema_version } = customers;
    let result = Object::new();
    put(&result, "total", Some(plain(&total)))?;
    put(&result, "value", Some(plain(&value)))?;
    put(&result, "columns", Some(typed_columns(columns)?))?;
    put(&result, "options", Some(plain(&options)))?;
    put(&result, "asOf", Some(plain(&as_of)))?;
    put(&result, "warnings", Some(plain(&warnings)))?;
    put(&result, "schemaVersion", Some(plain(&schema_version)))?;
    Ok(result.into())
}

fn typed_columns(columns: CustomerColumns) -> Result<JsValue, JsValue> {
    let CustomerColumns {
        id,
        recency_days,
        frequency,
        monetary,
        r_score,
        f_score,
        m_score,
        segment,
        first_purchase,
        last_purchase,
        own_value,
        referral_value,
        passed_on,
        relationship_value,
        recent_value,
        change,
        cohort,
    } = columns;
    let object = Object::new();
    put(&object, "id", texts(id))?;
    put(&object, "recencyDays", recency_days.map(|column| Int32Array::from(&column[..]).into()))?;
    put(&object, "frequency", frequency.map(|column| Uint32Array::from(&column[..]).into()))?;
    put(&object, "monetary", floats(monetary))?;
    put(&object, "rScore", scores(r_score))?;
    put(&object, "fScore", scores(f_score))?;
    put(&object, "mScore", scores(m_score))?;
    put(&object, "segment", texts(segment))?;
    put(&object, "firstPurchase", texts(first_purchase))?;
    put(&object, "lastPurchase", texts(last_purchase))?;
    put(&object, "ownValue", floats(own_value))?;
    put(&object, "referralValue", floats(referral_value))?;
    put(&object, "passedOn", floats(passed_on))?;
    put(&object, "relationshipValue", floats(relationship_value))?;
    put(&object, "recentValue", floats(recent_value))?;
    put(&object, "change", floats(change))?;
    put(&object, "cohort", texts(cohort))?;
    Ok(object.into())
}

/// Sets what was asked for.
#[inline(never)]
fn put(object: &Object, name: &str, value: Option<JsValue>) -> Result<(), JsValue> {
    if let Some(value) = value {
        Reflect::set(object, &name.into(), &value)?;
    }
    Ok(())
}

#[inline(never)]
fn floats(column: Option<Vec<f64>>) -> Option<JsValue> {
    column.map(|column| Float64Array::from(&column[..]).into())
}

#[inline(never)]
fn scores(column: Option<Vec<u8>>) -> Option<JsValue> {
    column.map(|column| Uint8Array::from(&column[..]).into())
}

#[inline(never)]
fn texts(column: Option<Vec<String>>) -> Option<JsValue> {
    column.map(|column| {
        let texts = Array::new();
        for text in column {
            texts.push(&text.into());
        }
        texts.into()
    })
}
