//! Values by name, in the order of the names. A library map would bring its balanced trees along for a dozen
//! entries.

use core::ops::Index;

use serde::{Serialize, Serializer};

/// Few values with different names.
#[derive(Clone, Debug, PartialEq)]
pub struct Named<T>(Vec<(String, T)>);

impl<T> Default for Named<T> {
    fn default() -> Self {
        Named(Vec::new())
    }
}

impl<T> Named<T> {
    /// The value of this name.
    pub fn get(&self, name: &str) -> Option<&T> {
        self.0.iter().find(|(own, _)| own == name).map(|(_, value)| value)
    }

    /// Puts a value with a new name in its place.
    pub fn insert(&mut self, name: &str, value: T) {
        let at = self.0.iter().position(|(other, _)| other.as_str() > name).unwrap_or(self.0.len());
        self.0.insert(at, (name.to_string(), value));
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The names and values, by name.
    pub fn iter(&self) -> core::slice::Iter<'_, (String, T)> {
        self.0.iter()
    }
}

impl<'a, T> IntoIterator for &'a Named<T> {
    type Item = &'a (String, T);
    type IntoIter = core::slice::Iter<'a, (String, T)>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<T> FromIterator<(String, T)> for Named<T> {
    fn from_iter<I: IntoIterator<Item = (String, T)>>(entries: I) -> Self {
        let mut named = Named::default();
        for (name, value) in entries {
            named.insert(&name, value);
        }
        named
    }
}

impl<T> Index<&str> for Named<T> {
    type Output = T;

    #[allow(clippy::panic)] // as every index
    fn index(&self, name: &str) -> &T {
        self.get(name).unwrap_or_else(|| panic!("nothing is called {name}"))
    }
}

impl<T: Serialize> Serialize for Named<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, value)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn goes_by_name_and_is_written_as_an_object() {
        let named: Named<u32> =
            [("b", 2), ("c", 3), ("a", 1)].map(|(name, n)| (name.to_string(), n)).into_iter().collect();
        assert_eq!(serde_json::to_string(&named).unwrap(), r#"{"a":1,"b":2,"c":3}"#);
        assert_eq!((named["c"], named.get("d")), (3, None));
    }
}
