//! Options as a caller gives them, read strictly: an unknown name or a wrong type is `bad-option` at every
//! depth, with the option's dotted name. The bindings turn JavaScript values into [`Given`]; everything after
//! that is plain Rust, so that it is tested where the measures are.
//!
//! A type that can be an option is a [`Place`] into which a value is read. For structs and for enums of words the
//! macros `options!` and `words!` write that from a list of names; all of them share the few functions below,
//! because derived readers made a quarter of the whole module.

use crate::error::{Error, Result};
use crate::named::Named;
use crate::number;

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
/// unknown name is met.
pub fn read_options<T: Place + Default>(given: &Given, elsewhere: &[&str]) -> Result<T> {
    let mut options = T::default();
    read_into(&mut options, given, elsewhere)?;
    Ok(options)
}

fn read_into(options: &mut dyn Place, given: &Given, elsewhere: &[&str]) -> Result<()> {
    match given {
        Given::Null => Ok(()),
        given => options.fill(given).map_err(|wrong| wrong.into_error(elsewhere)),
    }
}

/// A place for a value: an option, or a field of one.
pub trait Place {
    /// Reads the value into the place. `Null` is a wrong type like any other: what may be missing is an `Option`.
    fn fill(&mut self, given: &Given) -> Read<()>;
}

/// What was read, or what is wrong with it.
pub type Read<T> = core::result::Result<T, Box<Wrong>>;

/// What is wrong with a given value, and where; the path is built from the inside out.
#[derive(Debug)]
pub struct Wrong {
    path: String,
    what: What,
}

#[derive(Debug)]
enum What {
    Unknown { name: String, known: Vec<&'static str> },
    Word { given: String, known: &'static [&'static str] },
    Type { given: String, expected: &'static str },
    Missing(&'static str),
    Unfit,
    Said(&'static str),
}

impl Wrong {
    fn new(what: What) -> Box<Self> {
        Box::new(Wrong { path: String::new(), what })
    }

    /// Another type than the one expected, which is told in words.
    #[cold]
    pub fn expected(expected: &'static str, given: &Given) -> Box<Self> {
        let given = match given {
            Given::Text(text) => ["“", &shortened(text), "”"].concat(),
            other => described(other),
        };
        Self::new(What::Type { given, expected })
    }

    /// A value of none of the shapes that the option may have.
    pub fn unfit() -> Box<Self> {
        Self::new(What::Unfit)
    }

    /// What the option must be, in a sentence of its own without the full stop.
    pub fn said(text: &'static str) -> Box<Self> {
        Self::new(What::Said(text))
    }

    #[cold]
    fn inside(mut self: Box<Self>, name: &str) -> Box<Self> {
        let within = if self.path.is_empty() { "" } else { "." };
        self.path = [name, within, &self.path].concat();
        self
    }

    fn into_error(self, elsewhere: &[&str]) -> Error {
        let at = if self.path.is_empty() { "options" } else { &self.path };
        match self.what {
            What::Unknown { name, known } => {
                let mut known: Vec<&str> = known;
                let mut option = shortened(&name);
                if self.path.is_empty() {
                    known.extend_from_slice(elsewhere);
                } else {
                    option = [at, ".", &option].concat();
                }
                let message = if known.is_empty() {
                    ["There is no option “", &option, "”."].concat()
                } else {
                    ["There is no option “", &option, "”. Known here: ", &known.join(", "), "."].concat()
                };
                Error::bad_option(&option, message, &known)
            }
            What::Word { given, known } => {
                let message =
                    [at, " must be one of ", &known.join(", "), ", not “", &shortened(&given), "”."].concat();
                Error::bad_option(at, message, known)
            }
            What::Type { given, expected } => {
                Error::bad_option(at, [at, " must be ", expected, ", not ", &given, "."].concat(), &[])
            }
            What::Missing(name) => Error::bad_option(at, [at, ": missing field `", name, "`."].concat(), &[]),
            What::Unfit => {
                Error::bad_option(at, [at, " has a value that this option does not take."].concat(), &[])
            }
            What::Said(text) => Error::bad_option(at, [text, "."].concat(), &[]),
        }
    }
}

/// A value as an error shows it; texts without quotes and as long as they are.
fn described(given: &Given) -> String {
    match given {
        Given::Null => "null".to_string(),
        Given::Bool(value) => if *value { "true" } else { "false" }.to_string(),
        Given::Number(value) => number::text(*value),
        Given::Text(text) => text.clone(),
        Given::List(_) => "a list".to_string(),
        Given::Object(_) => "an object".to_string(),
        Given::Other(name) => ["a ", name].concat(),
    }
}

fn shortened(text: &str) -> String {
    crate::error::shortened(text, 40)
}

/// Reads an object into the places of its fields, each of which may be left out.
#[inline(never)]
pub fn fill(given: &Given, places: &mut [(&'static str, &mut dyn Place)]) -> Read<()> {
    let Given::Object(entries) = given else { return Err(Wrong::expected("an object", given)) };
    for (name, value) in entries {
        let Some((_, place)) = places.iter_mut().find(|(known, _)| known == name) else {
            let mut known = Vec::with_capacity(places.len());
            for (name, _) in places.iter() {
                known.push(*name);
            }
            return Err(Wrong::new(What::Unknown { name: name.clone(), known }));
        };
        place.fill(value).map_err(|wrong| wrong.inside(name))?;
    }
    Ok(())
}

/// Reads an object into the places of its fields, all of which must be given.
#[inline(never)]
pub fn fill_all(given: &Given, places: &mut [(&'static str, &mut dyn Place)]) -> Read<()> {
    fill(given, places)?;
    let Given::Object(entries) = given else { return Ok(()) };
    let missing = places.iter().find(|(known, _)| !entries.iter().any(|(name, _)| name == known));
    missing.map_or(Ok(()), |(name, _)| Err(Wrong::new(What::Missing(name))))
}

/// Reads the items of a list one by one.
#[inline(never)]
fn each(given: &Given, read: &mut dyn FnMut(&Given) -> Read<()>) -> Read<()> {
    let Given::List(items) = given else { return Err(Wrong::expected("a list", given)) };
    for (index, item) in items.iter().enumerate() {
        read(item).map_err(|wrong| wrong.inside(&number::digits(index)))?;
    }
    Ok(())
}

/// The place of a word in a list of words.
#[inline(never)]
pub fn word(given: &Given, known: &'static [&'static str]) -> Read<usize> {
    let found = match given {
        Given::Text(text) => known.iter().position(|word| word == text),
        _ => None,
    };
    found.ok_or_else(|| Wrong::new(What::Word { given: described(given), known }))
}

/// The place of a word in a list of words; beyond its end for null.
#[inline(never)]
pub fn word_or_null(given: &Given, known: &'static [&'static str]) -> Read<usize> {
    if *given == Given::Null { Ok(usize::MAX) } else { word(given, known) }
}

/// `optional!(Type, …)`: types that have a default and may be left out or null.
macro_rules! optional {
    ($($type:ty),*) => {$(
        impl $crate::given::Place for Option<$type> {
            fn fill(&mut self, given: &$crate::given::Given) -> $crate::given::Read<()> {
                *self = None;
                match given {
                    $crate::given::Given::Null => Ok(()),
                    given => $crate::given::Place::fill(self.insert(<$type>::default()), given),
                }
            }
        }
    )*};
}

/// `options!(Type { "name" => field, … })`: an options struct whose fields may all be left out.
macro_rules! options {
    ($type:ty { $($name:literal => $field:ident),* $(,)? }) => {
        impl $crate::given::Place for $type {
            fn fill(&mut self, given: &$crate::given::Given) -> $crate::given::Read<()> {
                $crate::given::fill(given, &mut [$(($name, &mut self.$field)),*])
            }
        }

        $crate::given::optional!($type);
    };
}

/// `words!(Type { "word" => Variant, … })`: an enum whose variants are words.
macro_rules! words {
    ($type:ty { $($word:literal => $variant:ident),* $(,)? }) => {
        impl $crate::given::Place for $type {
            fn fill(&mut self, given: &$crate::given::Given) -> $crate::given::Read<()> {
                const VARIANTS: &[$type] = &[$(<$type>::$variant),*];
                if let Some(&variant) = VARIANTS.get($crate::given::word(given, &[$($word),*])?) {
                    *self = variant;
                }
                Ok(())
            }
        }

        impl $crate::given::Place for Option<$type> {
            fn fill(&mut self, given: &$crate::given::Given) -> $crate::given::Read<()> {
                const VARIANTS: &[$type] = &[$(<$type>::$variant),*];
                *self = VARIANTS.get($crate::given::word_or_null(given, &[$($word),*])?).copied();
                Ok(())
            }
        }
    };
}

pub(crate) use {optional, options, words};

impl Place for f64 {
    fn fill(&mut self, given: &Given) -> Read<()> {
        let Given::Number(value) = given else { return Err(Wrong::expected("a number", given)) };
        *self = *value;
        Ok(())
    }
}

impl Place for u32 {
    fn fill(&mut self, given: &Given) -> Read<()> {
        match given {
            Given::Number(value) if value.fract() == 0.0 && (0.0..=f64::from(u32::MAX)).contains(value) => {
                *self = *value as u32;
                Ok(())
            }
            other => Err(Wrong::expected("a whole number that is not negative", other)),
        }
    }
}

impl Place for String {
    fn fill(&mut self, given: &Given) -> Read<()> {
        let Given::Text(text) = given else { return Err(Wrong::expected("a string", given)) };
        *self = text.clone();
        Ok(())
    }
}

impl<T: Place + Default> Place for Vec<T> {
    fn fill(&mut self, given: &Given) -> Read<()> {
        self.clear();
        each(given, &mut |item| {
            let mut place = T::default();
            place.fill(item)?;
            self.push(place);
            Ok(())
        })
    }
}

optional!(f64, u32, String, Vec<String>, Vec<u32>);

/// Any names; null is kept, because it says something else than leaving the name out.
impl<T> Place for Named<T>
where
    T: Place + Default,
{
    fn fill(&mut self, given: &Given) -> Read<()> {
        let Given::Object(entries) = given else { return Err(Wrong::expected("an object", given)) };
        for (name, value) in entries {
            let mut place = T::default();
            place.fill(value).map_err(|wrong| wrong.inside(name))?;
            self.insert(name, place);
        }
        Ok(())
    }
}

/// JSON as options, for the tests of the measures.
#[cfg(test)]
pub(crate) fn from_json<T: Place + Default>(text: &str) -> Result<T> {
    fn given(value: serde_json::Value) -> Given {
        use serde_json::Value;
        match value {
            Value::Null => Given::Null,
            Value::Bool(value) => Given::Bool(value),
            Value::Number(value) => Given::Number(value.as_f64().unwrap()),
            Value::String(text) => Given::Text(text),
            Value::Array(items) => Given::List(items.into_iter().map(given).collect()),
            Value::Object(entries) => {
                Given::Object(entries.into_iter().map(|(name, value)| (name, given(value))).collect())
            }
        }
    }
    read_options(&given(serde_json::from_str(text).unwrap()), &[])
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
        read_options::<OpenOptions>(&given, &["signal"]).unwrap_err()
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
        let options: OpenOptions = read_options(&given, &[]).unwrap();
        assert_eq!(options.amount_is, Some(AmountIs::Line));
        assert_eq!((options.margin, options.currency), (Some(1.0), None));
        let orders = options.mapping.unwrap().orders.unwrap();
        assert_eq!(orders["amount"], Some(ColumnRef::Header("Betrag".into())));
        assert_eq!((&orders["status"], &orders["orderId"]), (&None, &Some(ColumnRef::Index(3))));
        assert_eq!(read_options::<OpenOptions>(&Given::Null, &[]).unwrap(), OpenOptions::default());
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

    /// The names that an options type knows, as the error for an unknown one lists them.
    fn known<T: Place + Default>() -> Vec<String> {
        let error = read_options::<T>(&object(&[("", Given::Null)]), &[]).err().unwrap();
        error.detail.allowed.unwrap()
    }

    /// The names that a value has in results.
    fn names(value: &impl serde::Serialize) -> Vec<String> {
        let serde_json::Value::Object(entries) = serde_json::to_value(value).unwrap() else { panic!() };
        entries.into_iter().map(|(name, _)| name).collect()
    }

    macro_rules! same_names {
        ($($type:ty),*) => {$({
            let mut known = known::<$type>();
            known.sort();
            assert_eq!(known, names(&<$type>::default()), stringify!($type));
        })*};
    }

    #[test]
    fn options_have_the_names_they_have_in_results() {
        use crate::measures::{cohorts, customers, ltv, overview, repurchase, rfm};
        same_names!(
            crate::read::options::Mapping,
            cohorts::CohortOptions,
            customers::CustomerFilter,
            customers::CustomersOptions,
            customers::SegmentFilter,
            ltv::LtvOptions,
            ltv::ReferralOptions,
            overview::OverviewOptions,
            repurchase::RepurchaseOptions,
            rfm::ByMeasure<f64>,
            rfm::RfmOptions
        );
        // The zone is worked out by the host.
        let mut open = known::<OpenOptions>();
        open.push("zone".into());
        open.sort();
        assert_eq!(open, names(&OpenOptions::default()));
    }

    /// What an enum lists as its words, each of which must be read as the variant that is written so.
    fn words_are_written_as_read<T: serde::Serialize>()
    where
        Option<T>: Place,
    {
        let mut place: Option<T> = None;
        let error = place.fill(&text("?")).err().unwrap().into_error(&[]);
        for word in error.detail.allowed.unwrap() {
            place.fill(&text(&word)).ok().unwrap();
            assert_eq!(serde_json::to_value(&place).unwrap(), word);
        }
        assert!(place.fill(&Given::Null).is_ok() && place.is_none());
    }

    #[test]
    fn words_are_the_same_in_options_and_results() {
        use crate::measures::{cohorts, customers, forest, ltv, rfm};
        use crate::read::options as read;
        words_are_written_as_read::<read::DateOrder>();
        words_are_written_as_read::<read::AmountIs>();
        words_are_written_as_read::<read::RefundIs>();
        words_are_written_as_read::<read::ZeroAmount>();
        words_are_written_as_read::<read::Identity>();
        words_are_written_as_read::<read::IdCase>();
        words_are_written_as_read::<crate::shop::tables::Occasion>();
        words_are_written_as_read::<crate::date::Period>();
        words_are_written_as_read::<rfm::Preset>();
        words_are_written_as_read::<rfm::Scoring>();
        words_are_written_as_read::<rfm::SplitBy>();
        words_are_written_as_read::<rfm::Monetary>();
        words_are_written_as_read::<ltv::Attribution>();
        words_are_written_as_read::<forest::LateReferral>();
        words_are_written_as_read::<cohorts::Age>();
        words_are_written_as_read::<customers::Column>();
    }

    #[test]
    fn lists_and_required_fields_say_where() {
        use crate::measures::{customers::CustomersOptions, overview::OverviewOptions};
        let said = |error: Error| (error.message, error.detail.option.unwrap());
        let list = from_json::<CustomersOptions>(r#"{"columns":["id","size"]}"#).unwrap_err();
        assert!(list.message.starts_with("columns.1 must be one of id, recencyDays, "), "{list}");
        let list = from_json::<CustomersOptions>(r#"{"columns":"id"}"#).unwrap_err();
        assert_eq!(said(list), ("columns must be a list, not “id”.".into(), "columns".into()));
        let count = from_json::<CustomersOptions>(r#"{"offset":-1}"#).unwrap_err();
        let expected = "offset must be a whole number that is not negative, not -1.";
        assert_eq!(said(count), (expected.into(), "offset".into()));
        let range = from_json::<OverviewOptions>(r#"{"period":{"start":"2024-01-01"}}"#).unwrap_err();
        assert_eq!(said(range), ("period: missing field `end`.".into(), "period".into()));
        let range = from_json::<OverviewOptions>(r#"{"period":{"start":null,"end":"2024-01-01"}}"#);
        let expected = "period.start must be a string, not null.";
        assert_eq!(said(range.unwrap_err()), (expected.into(), "period.start".into()));
    }
}
