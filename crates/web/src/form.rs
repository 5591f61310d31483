//! What a form sent.

use kernel::FieldFault;
use std::collections::BTreeMap;

/// Names and values of a form or a query; a name may come more than once.
#[derive(Clone, Debug, Default)]
pub struct Fields(BTreeMap<String, Vec<String>>);

/// A file that a form sent.
#[derive(Clone, Debug)]
pub struct Upload {
    /// The field's name.
    pub field: String,
    /// The name it had on the sender's machine; shown, never used as a path.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

impl Fields {
    /// Reads `a=1&b=2`.
    pub fn parse(text: &[u8]) -> Fields {
        let pairs: Vec<(String, String)> = serde_urlencoded::from_bytes(text).unwrap_or_default();
        let mut fields = Fields::default();
        for (name, value) in pairs {
            fields.add(name, value);
        }
        fields
    }
    /// Adds a value.
    pub fn add(&mut self, name: String, value: String) {
        // control characters are nobody's words and break papers; line ends and tabs stay
        let value = if value.chars().any(|c| c.is_control() && !"\n\r\t".contains(c)) {
            value.chars().filter(|c| !c.is_control() || "\n\r\t".contains(*c)).collect()
        } else {
            value
        };
        self.0.entry(name).or_default().push(value);
    }
    /// The trimmed value of a field; empty when it is not there.
    pub fn get(&self, name: &str) -> &str {
        self.0.get(name).and_then(|v| v.first()).map_or("", |v| v.trim())
    }
    /// The value, or nothing when it is empty or not there.
    pub fn opt(&self, name: &str) -> Option<&str> {
        Some(self.get(name)).filter(|v| !v.is_empty())
    }
    /// All values of a field (check boxes).
    pub fn all(&self, name: &str) -> Vec<&str> {
        self.0.get(name).map_or_else(Vec::new, |v| v.iter().map(|s| s.trim()).collect())
    }
    /// Was the field sent at all?
    pub fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }
    /// All names.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }
    /// The value of a field that must be filled; else a fault is added.
    pub fn need(&self, name: &str, message: &str, faults: &mut Vec<FieldFault>) -> String {
        let value = self.get(name);
        if value.is_empty() {
            faults.push(FieldFault::new(name, message));
        }
        value.to_owned()
    }
}
