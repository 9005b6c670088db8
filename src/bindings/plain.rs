//! Results as plain JavaScript objects and arrays; what is missing is `null`. Written here because nothing can go
//! wrong on the way: without error paths the code of every result is a fraction of what general writers need.

use core::fmt::Display;

use serde::ser::{
    Serialize, SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant, SerializeTuple,
    SerializeTupleStruct, SerializeTupleVariant, Serializer,
};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = Object)]
    pub type Fields;
    #[wasm_bindgen(constructor, js_class = Object)]
    pub fn new() -> Fields;
    #[wasm_bindgen(method, indexing_setter)]
    fn set(this: &Fields, name: JsValue, value: JsValue);

    #[wasm_bindgen(js_name = Array)]
    type Items;
    #[wasm_bindgen(constructor, js_class = Array)]
    fn new() -> Items;
    #[wasm_bindgen(method)]
    fn push(this: &Items, value: JsValue);
}

/// A value as JavaScript has it.
pub fn plain<T: Serialize + ?Sized>(value: &T) -> JsValue {
    let Ok(value) = value.serialize(Plain);
    value
}

/// No error can come from writing.
#[derive(Debug)]
pub enum Never {}

impl Display for Never {
    fn fmt(&self, _: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match *self {}
    }
}

impl core::error::Error for Never {}

impl serde::ser::Error for Never {
    // Only types that are no result, a path or a lock, may refuse to be written.
    fn custom<T: Display>(_: T) -> Self {
        wasm_bindgen::throw_str("a result cannot be written")
    }
}

type Written<T = JsValue> = Result<T, Never>;

struct Plain;

struct List(Items);

struct Entries {
    fields: Fields,
    key: JsValue,
}

struct Tagged<T> {
    variant: &'static str,
    inner: T,
}

fn list() -> List {
    List(Items::new())
}

fn entries() -> Entries {
    Entries { fields: Fields::new(), key: JsValue::UNDEFINED }
}

#[inline(never)]
fn number(value: f64) -> JsValue {
    JsValue::from_f64(value)
}

#[inline(never)]
fn text(value: &str) -> JsValue {
    JsValue::from_str(value)
}

/// Sets a field of an object.
#[inline(never)]
pub fn put(fields: &Fields, name: &str, value: JsValue) {
    fields.set(text(name), value);
}

fn tagged(variant: &str, inner: JsValue) -> JsValue {
    let outer = Fields::new();
    put(&outer, variant, inner);
    outer.into()
}

macro_rules! numbers {
    ($($name:ident: $type:ty),*) => {$(
        fn $name(self, value: $type) -> Written {
            Ok(number(value as f64))
        }
    )*};
}

impl Serializer for Plain {
    type Ok = JsValue;
    type Error = Never;
    type SerializeSeq = List;
    type SerializeTuple = List;
    type SerializeTupleStruct = List;
    type SerializeTupleVariant = Tagged<List>;
    type SerializeMap = Entries;
    type SerializeStruct = Entries;
    type SerializeStructVariant = Tagged<Entries>;

    numbers!(
        serialize_i8: i8, serialize_i16: i16, serialize_i32: i32, serialize_i64: i64,
        serialize_u8: u8, serialize_u16: u16, serialize_u32: u32, serialize_u64: u64,
        serialize_f32: f32, serialize_f64: f64
    );

    fn serialize_bool(self, value: bool) -> Written {
        Ok(JsValue::from_bool(value))
    }

    fn serialize_char(self, value: char) -> Written {
        Ok(text(value.encode_utf8(&mut [0; 4])))
    }

    fn serialize_str(self, value: &str) -> Written {
        Ok(text(value))
    }

    fn serialize_bytes(self, value: &[u8]) -> Written {
        let mut list = list();
        for byte in value {
            SerializeSeq::serialize_element(&mut list, byte)?;
        }
        SerializeSeq::end(list)
    }

    fn serialize_none(self) -> Written {
        Ok(JsValue::NULL)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Written {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Written {
        Ok(JsValue::NULL)
    }

    fn serialize_unit_struct(self, _: &'static str) -> Written {
        Ok(JsValue::NULL)
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Written {
        Ok(text(variant))
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Written {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Written {
        Ok(tagged(variant, value.serialize(self)?))
    }

    fn serialize_seq(self, _: Option<usize>) -> Written<List> {
        Ok(list())
    }

    fn serialize_tuple(self, _: usize) -> Written<List> {
        Ok(list())
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Written<List> {
        Ok(list())
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Written<Tagged<List>> {
        Ok(Tagged { variant, inner: list() })
    }

    fn serialize_map(self, _: Option<usize>) -> Written<Entries> {
        Ok(entries())
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Written<Entries> {
        Ok(entries())
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Written<Tagged<Entries>> {
        Ok(Tagged { variant, inner: entries() })
    }
}

macro_rules! lists {
    ($($interface:ident :: $element:ident),*) => {$(
        impl $interface for List {
            type Ok = JsValue;
            type Error = Never;

            fn $element<T: Serialize + ?Sized>(&mut self, value: &T) -> Written<()> {
                self.0.push(value.serialize(Plain)?);
                Ok(())
            }

            fn end(self) -> Written {
                Ok(self.0.into())
            }
        }
    )*};
}

lists!(
    SerializeSeq::serialize_element,
    SerializeTuple::serialize_element,
    SerializeTupleStruct::serialize_field
);

impl SerializeStruct for Entries {
    type Ok = JsValue;
    type Error = Never;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Written<()> {
        put(&self.fields, name, value.serialize(Plain)?);
        Ok(())
    }

    fn end(self) -> Written {
        Ok(self.fields.into())
    }
}

impl SerializeMap for Entries {
    type Ok = JsValue;
    type Error = Never;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Written<()> {
        self.key = key.serialize(Plain)?;
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Written<()> {
        self.fields.set(core::mem::take(&mut self.key), value.serialize(Plain)?);
        Ok(())
    }

    fn end(self) -> Written {
        Ok(self.fields.into())
    }
}

impl SerializeTupleVariant for Tagged<List> {
    type Ok = JsValue;
    type Error = Never;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, value: &T) -> Written<()> {
        SerializeSeq::serialize_element(&mut self.inner, value)
    }

    fn end(self) -> Written {
        Ok(tagged(self.variant, self.inner.0.into()))
    }
}

impl SerializeStructVariant for Tagged<Entries> {
    type Ok = JsValue;
    type Error = Never;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Written<()> {
        SerializeStruct::serialize_field(&mut self.inner, name, value)
    }

    fn end(self) -> Written {
        Ok(tagged(self.variant, self.inner.fields.into()))
    }
}
