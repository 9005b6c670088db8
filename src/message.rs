//! What crosses the border of the module, as bytes: a question comes in as one [`Given`] value, an answer goes out as
//! whatever can be serialised. Each value is a tag and what belongs to it; lists and objects end with a tag of their
//! own. The other side is `pkg/src/message.ts`.
//!
//! Written here because nothing can go wrong on the way out, and little on the way in: without error paths, and
//! without a handle for every value, the code of a result is a fraction of what general writers need.

use core::fmt::Display;

use serde::ser::{
    Serialize, SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant, SerializeTuple,
    SerializeTupleStruct, SerializeTupleVariant, Serializer,
};

use crate::given::Given;

const NULL: u8 = 0;
const FALSE: u8 = 1;
const TRUE: u8 = 2;
const NUMBER: u8 = 3;
const TEXT: u8 = 4;
const LIST: u8 = 5;
const OBJECT: u8 = 6;
const END: u8 = 7;
/// Only in questions: something that no option can be, by the name of its type.
const OTHER: u8 = 8;
/// Only in answers: numbers of one kind, as they lie in memory; behind the tag the kind and how many bytes.
const COLUMN: u8 = 9;

/// No value is nested deeper; the other side sees to that.
const DEEPEST: u32 = 16;

/// The value that the bytes begin with; null where they are no message.
pub fn read(bytes: &[u8]) -> Given {
    Question { bytes }.value(0).unwrap_or(Given::Null)
}

struct Question<'a> {
    bytes: &'a [u8],
}

impl Question<'_> {
    fn byte(&mut self) -> Option<u8> {
        let (&first, rest) = self.bytes.split_first()?;
        self.bytes = rest;
        Some(first)
    }

    fn text(&mut self) -> Option<String> {
        let (len, rest) = self.bytes.split_first_chunk::<4>()?;
        let (text, rest) = rest.split_at_checked(u32::from_le_bytes(*len) as usize)?;
        self.bytes = rest;
        core::str::from_utf8(text).ok().map(str::to_string)
    }

    /// `None` also at the end of a list or an object.
    fn value(&mut self, depth: u32) -> Option<Given> {
        let tag = self.byte()?;
        if depth > DEEPEST {
            return None;
        }
        Some(match tag {
            NULL => Given::Null,
            FALSE | TRUE => Given::Bool(tag == TRUE),
            NUMBER => {
                let (number, rest) = self.bytes.split_first_chunk::<8>()?;
                self.bytes = rest;
                Given::Number(f64::from_le_bytes(*number))
            }
            TEXT => Given::Text(self.text()?),
            OTHER => Given::Other(self.text()?),
            LIST => {
                let mut items = Vec::new();
                while let Some(item) = self.value(depth + 1) {
                    items.push(item);
                }
                Given::List(items)
            }
            OBJECT => {
                let mut entries = Vec::new();
                while self.byte()? != END {
                    entries.push((self.text()?, self.value(depth + 1)?));
                }
                Given::Object(entries)
            }
            _ => return None,
        })
    }
}

/// An answer on its way out.
#[derive(Debug, Default)]
pub struct Answer(Vec<u8>);

/// The bytes of a value.
pub fn written<T: Serialize + ?Sized>(value: &T) -> Vec<u8> {
    let mut answer = Answer::default();
    answer.put(value);
    answer.0
}

/// A kind of number that columns hold, by which the other side makes a typed array of them.
pub trait Cell: bytemuck::NoUninit {
    /// What the other side knows it by.
    const KIND: u8;
}

impl Cell for u8 {
    const KIND: u8 = 0;
}

impl Cell for i32 {
    const KIND: u8 = 1;
}

impl Cell for u32 {
    const KIND: u8 = 2;
}

impl Cell for f64 {
    const KIND: u8 = 3;
}

impl Answer {
    /// The bytes.
    pub fn into_bytes(self) -> Vec<u8> {
        self.0
    }

    /// Puts a value.
    pub fn put<T: Serialize + ?Sized>(&mut self, value: &T) {
        // There is no other outcome.
        let Ok(()) = value.serialize(self);
    }

    /// Begins an object, whose entries follow.
    pub fn begin(&mut self) {
        self.0.push(OBJECT);
    }

    /// Puts the name of an entry, whose value follows.
    #[inline(never)]
    pub fn name(&mut self, name: &str) {
        self.text(name);
    }

    /// Ends a list or an object.
    pub fn end(&mut self) {
        self.0.push(END);
    }

    /// Puts numbers as they lie in memory.
    pub fn column<T: Cell>(&mut self, numbers: &[T]) {
        self.bytes(T::KIND, bytemuck::cast_slice(numbers));
    }

    #[inline(never)]
    fn bytes(&mut self, kind: u8, bytes: &[u8]) {
        self.0.extend_from_slice(&[COLUMN, kind]);
        self.0.extend_from_slice(&(bytes.len() as u32).to_le_bytes());
        self.0.extend_from_slice(bytes);
    }

    #[inline(never)]
    fn text(&mut self, text: &str) {
        self.0.push(TEXT);
        self.0.extend_from_slice(&(text.len() as u32).to_le_bytes());
        self.0.extend_from_slice(text.as_bytes());
    }

    #[inline(never)]
    fn number(&mut self, number: f64) {
        self.0.push(NUMBER);
        self.0.extend_from_slice(&number.to_le_bytes());
    }

    #[inline(never)]
    fn tag(&mut self, tag: u8) {
        self.0.push(tag);
    }

    /// An object of one entry, whose value follows and then [`END`].
    fn variant(&mut self, variant: &str) {
        self.tag(OBJECT);
        self.text(variant);
    }
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
    #[allow(clippy::panic)]
    fn custom<T: Display>(_: T) -> Self {
        panic!("a result cannot be written")
    }
}

type Written<T = ()> = Result<T, Never>;

macro_rules! numbers {
    ($($name:ident: $type:ty),*) => {$(
        fn $name(self, value: $type) -> Written {
            self.number(value as f64);
            Ok(())
        }
    )*};
}

macro_rules! nested {
    ($($name:ident($($argument:ty),*) -> $tag:ident),*) => {$(
        fn $name(self, $(_: $argument),*) -> Written<Self> {
            self.tag($tag);
            Ok(self)
        }
    )*};
}

impl<'a> Serializer for &'a mut Answer {
    type Ok = ();
    type Error = Never;
    type SerializeSeq = Self;
    type SerializeTuple = Self;
    type SerializeTupleStruct = Self;
    type SerializeTupleVariant = Variant<'a>;
    type SerializeMap = Self;
    type SerializeStruct = Self;
    type SerializeStructVariant = Variant<'a>;

    numbers!(
        serialize_i8: i8, serialize_i16: i16, serialize_i32: i32, serialize_i64: i64,
        serialize_u8: u8, serialize_u16: u16, serialize_u32: u32, serialize_u64: u64,
        serialize_f32: f32, serialize_f64: f64
    );

    nested!(
        serialize_seq(Option<usize>) -> LIST,
        serialize_tuple(usize) -> LIST,
        serialize_tuple_struct(&'static str, usize) -> LIST,
        serialize_map(Option<usize>) -> OBJECT,
        serialize_struct(&'static str, usize) -> OBJECT
    );

    fn serialize_bool(self, value: bool) -> Written {
        self.tag(FALSE + u8::from(value));
        Ok(())
    }

    fn serialize_char(self, value: char) -> Written {
        self.text(value.encode_utf8(&mut [0; 4]));
        Ok(())
    }

    fn serialize_str(self, value: &str) -> Written {
        self.text(value);
        Ok(())
    }

    fn serialize_bytes(self, value: &[u8]) -> Written {
        self.column(value);
        Ok(())
    }

    fn serialize_none(self) -> Written {
        self.tag(NULL);
        Ok(())
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Written {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Written {
        self.serialize_none()
    }

    fn serialize_unit_struct(self, _: &'static str) -> Written {
        self.serialize_none()
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Written {
        self.text(variant);
        Ok(())
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
        self.variant(variant);
        self.put(value);
        self.end();
        Ok(())
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Written<Variant<'a>> {
        self.variant(variant);
        self.tag(LIST);
        Ok(Variant(self))
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Written<Variant<'a>> {
        self.variant(variant);
        self.tag(OBJECT);
        Ok(Variant(self))
    }
}

macro_rules! lists {
    ($($interface:ident :: $element:ident),*) => {$(
        impl $interface for &mut Answer {
            type Ok = ();
            type Error = Never;

            fn $element<T: Serialize + ?Sized>(&mut self, value: &T) -> Written {
                value.serialize(&mut **self)
            }

            fn end(self) -> Written {
                self.tag(END);
                Ok(())
            }
        }
    )*};
}

lists!(
    SerializeSeq::serialize_element,
    SerializeTuple::serialize_element,
    SerializeTupleStruct::serialize_field
);

impl SerializeStruct for &mut Answer {
    type Ok = ();
    type Error = Never;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Written {
        self.name(name);
        value.serialize(&mut **self)
    }

    fn end(self) -> Written {
        self.tag(END);
        Ok(())
    }
}

impl SerializeMap for &mut Answer {
    type Ok = ();
    type Error = Never;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Written {
        key.serialize(&mut **self)
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Written {
        value.serialize(&mut **self)
    }

    fn end(self) -> Written {
        self.tag(END);
        Ok(())
    }
}

/// What a variant holds, inside the object that names the variant.
pub struct Variant<'a>(&'a mut Answer);

impl SerializeTupleVariant for Variant<'_> {
    type Ok = ();
    type Error = Never;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, value: &T) -> Written {
        value.serialize(&mut *self.0)
    }

    fn end(self) -> Written {
        self.0.end();
        self.0.end();
        Ok(())
    }
}

impl SerializeStructVariant for Variant<'_> {
    type Ok = ();
    type Error = Never;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Written {
        self.0.name(name);
        value.serialize(&mut *self.0)
    }

    fn end(self) -> Written {
        self.0.end();
        self.0.end();
        Ok(())
    }
}

#[cfg(test)]
mod tests;
