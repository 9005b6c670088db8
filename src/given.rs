//! Options as a caller gives them, read strictly: an unknown name or a wrong type is `bad-option` at every
//! depth, with the option's dotted name. The bindings turn JavaScript values into [`Given`]; everything after
//! that is plain Rust, so that it is tested where the measures are.

use core::fmt::{self, Display};

use serde::de::value::StrDeserializer;
use serde::de::{
    self, DeserializeSeed, EnumAccess, Expected, IntoDeserializer, MapAccess, SeqAccess, Unexpected,
    VariantAccess, Visitor,
};

use crate::error::{Error, Result};

/// A value from outside, before anything is known about its type.
#[derive(Clone, Debug, PartialEq)]
pub enum Given {
    /// Nothing: the default holds.
    Null,
    /// True or false.
    Bool(bool),
    /// Any number.
    Number(f64),
    /// Text.
    Text(String),
    /// A list.
    List(Vec<Given>),
    /// Named values, in the order given.
    Object(Vec<(String, Given)>),
    /// Something that no option can be, by the name of its type: a function, a symbol.
    Other(String),
}

/// Reads an options struct. `elsewhere` names options that the caller handles, which are only listed when an
/// unknown name is met; `hidden` (or "") a field that is not the outside's to give.
pub fn read_options<T: de::DeserializeOwned>(given: Given, elsewhere: &[&str], hidden: &str) -> Result<T> {
    let given = match given {
        Given::Null => Given::Object(Vec::new()),
        // Renamed to what no option is called, it is found unknown like any other.
        Given::Object(entries) if !hidden.is_empty() => Given::Object(
            entries
                .into_iter()
                .map(|(name, value)| if name == hidden { (format!("{name} "), value) } else { (name, value) })
                .collect(),
        ),
        given => given,
    };
    T::deserialize(given).map_err(|wrong| wrong.into_error(elsewhere, hidden))
}

/// What is wrong with a given value, and where; the path is built from the inside out.
#[derive(Debug)]
pub struct Wrong {
    path: Vec<String>,
    what: What,
}

#[derive(Debug)]
enum What {
    Unknown { name: String, known: &'static [&'static str] },
    Variant { name: String, known: &'static [&'static str] },
    Type { given: String, expected: String },
    Said(String),
}

impl Wrong {
    fn new(what: What) -> Self {
        Wrong { path: Vec::new(), what }
    }

    fn inside(mut self, name: &str) -> Self {
        self.path.push(name.to_string());
        self
    }

    fn into_error(mut self, elsewhere: &[&str], hidden: &str) -> Error {
        self.path.reverse();
        let at = if self.path.is_empty() { "options".to_string() } else { self.path.join(".") };
        match self.what {
            What::Unknown { name, known } => {
                let inside = if self.path.is_empty() { String::new() } else { format!("{at}.") };
                let mut known = known.to_vec();
                if inside.is_empty() {
                    known.retain(|name| *name != hidden);
                    known.extend(elsewhere);
                }
                let option = format!("{inside}{}", shortened(name.trim_end()));
                let message = if known.is_empty() {
                    format!("There is no option “{option}”.")
                } else {
                    format!("There is no option “{option}”. Known here: {}.", known.join(", "))
                };
                Error::bad_option(&option, message, &known)
            }
            What::Variant { name, known } => {
                let message =
                    format!("{at} must be one of {}, not “{}”.", known.join(", "), shortened(&name));
                Error::bad_option(&at, message, known)
            }
            What::Type { given, expected } => {
                let message = format!("{at} must be {}, not {given}.", in_words(&expected));
                Error::bad_option(&at, message, &[])
            }
            What::Said(text) if text.starts_with("data did not match") => {
                Error::bad_option(&at, format!("{at} has a value that this option does not take."), &[])
            }
            // A type may say in its own words what it takes.
            What::Said(text) if text.contains(" must ") => Error::bad_option(&at, format!("{text}."), &[]),
            What::Said(text) => Error::bad_option(&at, format!("{at}: {text}."), &[]),
        }
    }
}

/// What a Rust type is called among people.
fn in_words(expected: &str) -> &str {
    match expected {
        "u8" | "u16" | "u32" | "u64" | "usize" => "a whole number that is not negative",
        "i8" | "i16" | "i32" | "i64" => "a whole number",
        "f32" | "f64" => "a number",
        "a boolean" => "true or false",
        "a sequence" => "a list",
        "a map" => "an object",
        text if text.starts_with("struct ") => "an object",
        text if text.starts_with("enum ") || text.contains("variant of enum") => "one of its names",
        text => text,
    }
}

fn shortened(text: &str) -> String {
    if text.chars().count() <= 40 { text.to_string() } else { text.chars().take(39).chain(['…']).collect() }
}

impl Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.what)
    }
}

impl std::error::Error for Wrong {}

impl de::Error for Wrong {
    fn custom<T: Display>(text: T) -> Self {
        Wrong::new(What::Said(text.to_string()))
    }

    fn unknown_field(name: &str, known: &'static [&'static str]) -> Self {
        Wrong::new(What::Unknown { name: name.to_string(), known })
    }

    fn unknown_variant(name: &str, known: &'static [&'static str]) -> Self {
        Wrong::new(What::Variant { name: name.to_string(), known })
    }

    fn invalid_type(given: Unexpected<'_>, expected: &dyn Expected) -> Self {
        let given = match given {
            Unexpected::Bool(value) => value.to_string(),
            Unexpected::Unsigned(value) => value.to_string(),
            Unexpected::Signed(value) => value.to_string(),
            Unexpected::Float(value) => value.to_string(),
            Unexpected::Str(text) => format!("“{}”", shortened(text)),
            Unexpected::Seq => "a list".to_string(),
            Unexpected::Map => "an object".to_string(),
            Unexpected::Unit | Unexpected::Option => "null".to_string(),
            Unexpected::Other(name) => format!("a {name}"),
            other => other.to_string(),
        };
        Wrong::new(What::Type { given, expected: expected.to_string() })
    }

    fn invalid_value(given: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::invalid_type(given, expected)
    }
}

impl<'de> de::Deserializer<'de> for Given {
    type Error = Wrong;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> core::result::Result<V::Value, Wrong> {
        match self {
            Given::Null => visitor.visit_unit(),
            Given::Bool(value) => visitor.visit_bool(value),
            // Whole numbers reach integer options; every other number, NaN too, is left to the option's type.
            Given::Number(value) if value.fract() == 0.0 && value.abs() <= 9_007_199_254_740_991.0 => {
                if value < 0.0 { visitor.visit_i64(value as i64) } else { visitor.visit_u64(value as u64) }
            }
            Given::Number(value) => visitor.visit_f64(value),
            Given::Text(text) => visitor.visit_string(text),
            Given::List(list) => visitor.visit_seq(Items { items: list.into_iter(), index: 0 }),
            Given::Object(entries) => {
                visitor.visit_map(Entries { entries: entries.into_iter(), value: None })
            }
            Given::Other(name) => Err(de::Error::invalid_type(Unexpected::Other(&name), &visitor)),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> core::result::Result<V::Value, Wrong> {
        if self == Given::Null { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> core::result::Result<V::Value, Wrong> {
        match self {
            Given::Text(text) => visitor.visit_enum(text.into_deserializer()),
            Given::Object(entries) if entries.len() == 1 => {
                visitor.visit_enum(Tagged { entries: entries.into_iter() })
            }
            other => {
                let given = match other {
                    Given::Bool(value) => value.to_string(),
                    Given::Number(value) => value.to_string(),
                    Given::Null => "null".to_string(),
                    Given::List(_) => "a list".to_string(),
                    Given::Text(_) | Given::Object(_) => "an object".to_string(),
                    Given::Other(name) => format!("a {name}"),
                };
                Err(Wrong::new(What::Variant { name: given, known: variants }))
            }
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> core::result::Result<V::Value, Wrong> {
        visitor.visit_newtype_struct(self)
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf
        unit unit_struct seq tuple tuple_struct map struct identifier ignored_any
    }
}

struct Items {
    items: std::vec::IntoIter<Given>,
    index: usize,
}

impl<'de> SeqAccess<'de> for Items {
    type Error = Wrong;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> core::result::Result<Option<T::Value>, Wrong> {
        let Some(item) = self.items.next() else { return Ok(None) };
        let index = self.index;
        self.index += 1;
        seed.deserialize(item).map(Some).map_err(|wrong| wrong.inside(&index.to_string()))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.items.len())
    }
}

struct Entries {
    entries: std::vec::IntoIter<(String, Given)>,
    value: Option<(String, Given)>,
}

impl<'de> MapAccess<'de> for Entries {
    type Error = Wrong;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> core::result::Result<Option<K::Value>, Wrong> {
        let Some((name, value)) = self.entries.next() else { return Ok(None) };
        let key: StrDeserializer<'_, Wrong> = name.as_str().into_deserializer();
        let key = seed.deserialize(key)?;
        self.value = Some((name, value));
        Ok(Some(key))
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> core::result::Result<V::Value, Wrong> {
        let (name, value) = self.value.take().unwrap_or((String::new(), Given::Null));
        seed.deserialize(value).map_err(|wrong| wrong.inside(&name))
    }
}

/// `{ name: content }`: an enum variant that carries something.
struct Tagged {
    entries: std::vec::IntoIter<(String, Given)>,
}

impl<'de> EnumAccess<'de> for Tagged {
    type Error = Wrong;
    type Variant = Content;

    fn variant_seed<V: DeserializeSeed<'de>>(
        mut self,
        seed: V,
    ) -> core::result::Result<(V::Value, Content), Wrong> {
        let (name, content) = self.entries.next().unwrap_or((String::new(), Given::Null));
        let key: StrDeserializer<'_, Wrong> = name.as_str().into_deserializer();
        Ok((seed.deserialize(key)?, Content { name, content }))
    }
}

struct Content {
    name: String,
    content: Given,
}

impl<'de> VariantAccess<'de> for Content {
    type Error = Wrong;

    fn unit_variant(self) -> core::result::Result<(), Wrong> {
        match self.content {
            Given::Null => Ok(()),
            _ => Err(Wrong::new(What::Type { given: "an object".into(), expected: "a string".into() })),
        }
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> core::result::Result<T::Value, Wrong> {
        let name = self.name;
        seed.deserialize(self.content).map_err(|wrong| wrong.inside(&name))
    }

    fn tuple_variant<V: Visitor<'de>>(
        self,
        _len: usize,
        visitor: V,
    ) -> core::result::Result<V::Value, Wrong> {
        let name = self.name;
        de::Deserializer::deserialize_any(self.content, visitor).map_err(|wrong| wrong.inside(&name))
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> core::result::Result<V::Value, Wrong> {
        let name = self.name;
        de::Deserializer::deserialize_any(self.content, visitor).map_err(|wrong| wrong.inside(&name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::{Code, Detail};
    use crate::read::options::{AmountIs, ColumnRef, OpenOptions};

    fn object(entries: &[(&str, Given)]) -> Given {
        Given::Object(entries.iter().map(|(name, value)| (name.to_string(), value.clone())).collect())
    }

    fn text(value: &str) -> Given {
        Given::Text(value.to_string())
    }

    fn wrong(given: Given) -> Error {
        read_options::<OpenOptions>(given, &["signal"], "zone").unwrap_err()
    }

    #[test]
    fn reads_what_is_right() {
        let given = object(&[
            ("amountIs", text("line")),
            ("margin", Given::Number(1.0)),
            ("currency", Given::Null),
            (
                "mapping",
                object(&[(
                    "orders",
                    object(&[
                        ("amount", text("Betrag")),
                        ("status", Given::Null),
                        ("orderId", Given::Number(3.0)),
                    ]),
                )]),
            ),
        ]);
        let options: OpenOptions = read_options(given, &[], "").unwrap();
        assert_eq!(options.amount_is, Some(AmountIs::Line));
        assert_eq!((options.margin, options.currency), (Some(1.0), None));
        let orders = options.mapping.unwrap().orders.unwrap();
        assert_eq!(orders["amount"], Some(ColumnRef::Header("Betrag".into())));
        assert_eq!((&orders["status"], &orders["orderId"]), (&None, &Some(ColumnRef::Index(3))));
        assert_eq!(read_options::<OpenOptions>(Given::Null, &[], "").unwrap(), OpenOptions::default());
    }

    #[test]
    fn names_unknown_options_at_every_depth() {
        let error = wrong(object(&[("curency", text("CNY"))]));
        assert_eq!((error.code, error.detail.option.as_deref()), (Code::BadOption, Some("curency")));
        assert!(
            error.message.starts_with("There is no option “curency”. Known here: mapping, profile, "),
            "{error}"
        );
        assert!(error.message.ends_with(", signal."), "{error}");
        assert!(error.detail.allowed.unwrap().contains(&"currency".to_string()));

        let error = wrong(object(&[("mapping", object(&[("events", Given::Null)]))]));
        assert_eq!(
            error.message,
            "There is no option “mapping.events”. Known here: orders, members, referrals."
        );
        assert_eq!(error.detail.option.as_deref(), Some("mapping.events"));
    }

    #[test]
    fn names_the_option_whose_value_is_wrong() {
        let said = |given: Given| {
            let error = wrong(given);
            (error.message, *error.detail)
        };
        let detail = |option: &str| Detail { option: Some(option.to_string()), ..Detail::default() };
        assert_eq!(
            said(object(&[("margin", text("much"))])),
            ("margin must be a number, not “much”.".into(), detail("margin"))
        );
        assert_eq!(
            said(object(&[("currency", Given::Number(1.5))])),
            ("currency must be a string, not 1.5.".into(), detail("currency"))
        );
        assert_eq!(
            said(object(&[("currency", Given::Other("function".into()))])),
            ("currency must be a string, not a function.".into(), detail("currency"))
        );
        let (message, found) = said(object(&[("amountIs", text("lines"))]));
        assert_eq!(message, "amountIs must be one of line, order, not “lines”.");
        assert_eq!(found.allowed.unwrap(), ["line", "order"]);
        assert_eq!(
            said(object(&[("amountIs", Given::Bool(true))])).0,
            "amountIs must be one of line, order, not “true”."
        );
        let bad_column =
            object(&[("mapping", object(&[("orders", object(&[("amount", Given::Bool(true))]))]))]);
        assert_eq!(
            said(bad_column),
            (
                "mapping.orders.amount has a value that this option does not take.".into(),
                detail("mapping.orders.amount")
            )
        );
        assert_eq!(said(text("line")), ("options must be an object, not “line”.".into(), detail("options")));
    }

    #[test]
    fn a_hidden_field_is_unknown() {
        let error = wrong(object(&[("zone", Given::List(Vec::new()))]));
        assert!(error.message.starts_with("There is no option “zone”. Known here: mapping"), "{error}");
        assert!(!error.detail.allowed.unwrap().contains(&"zone".to_string()));
    }

    #[test]
    fn a_long_name_is_shortened() {
        let error = wrong(object(&[(&"x".repeat(1000), Given::Null)]));
        assert_eq!(error.detail.option.unwrap().chars().count(), 40);
    }
}
