//! Words of the screen. The Vietnamese sentence is the key; English stands in `crates/<house>/i18n/en.toml`.
//!
//! ```
//! use ui::{Lang, t};
//! assert_eq!(t!(Lang::Vi, "còn {n} ngày", n = 6), "còn 6 ngày");
//! ```

mod retold;
mod source;
#[cfg(test)]
mod tests;

pub use source::{Literal, keys_in_source, vietnamese_literals_outside_t};

use crate::Lang;
use std::collections::HashMap;
use std::fmt::Display;
use std::sync::OnceLock;

static INSTALLED: OnceLock<Words> = OnceLock::new();

/// The English of the parts in this crate, for the server to merge with the houses' own.
pub const EN: &str = include_str!("../../i18n/en.toml");

/// The English of every Vietnamese sentence, merged from the catalogs of all houses.
#[derive(Debug, Default)]
pub struct Words {
    english: HashMap<String, String>,
    quarrels: Vec<Quarrel>,
    moulds: Vec<retold::Mould>,
}

/// Two catalogs that give one sentence two different English sentences. The first one is used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quarrel {
    /// The Vietnamese sentence.
    pub key: String,
    /// The English kept.
    pub kept: String,
    /// The catalog that says otherwise.
    pub catalog: String,
    /// What it says.
    pub other: String,
}

/// A catalog that is not a flat table of sentences.
#[derive(Debug, thiserror::Error)]
#[error("the word catalog of {catalog} cannot be read: {source}")]
pub struct BadCatalog {
    catalog: String,
    source: toml::de::Error,
}

impl Words {
    /// Merges catalogs given as (house, text of its `en.toml`).
    ///
    /// # Errors
    /// When a text is not a flat TOML table of strings.
    pub fn new(catalogs: &[(&str, &str)]) -> Result<Self, BadCatalog> {
        let mut words = Self::default();
        for (catalog, text) in catalogs {
            let table: HashMap<String, String> = toml::from_str(text)
                .map_err(|source| BadCatalog { catalog: (*catalog).to_owned(), source })?;
            for (key, english) in table {
                words.learn(catalog, key, english);
            }
        }
        words.moulds = words.english.iter().filter_map(|(vi, en)| retold::Mould::of(vi, en)).collect();
        words.quarrels.sort_by(|a, b| a.key.cmp(&b.key));
        Ok(words)
    }

    /// The English of a sentence, if some catalog has it.
    pub fn english(&self, key: &str) -> Option<&str> {
        self.english.get(key).map(String::as_str)
    }

    /// The English of a sentence whose places are already filled; each line is a sentence. What has no English stays.
    pub fn retold(&self, made: &str) -> String {
        let whole = |key: &str| self.english(key).map(str::to_owned);
        let lines = made.lines().map(|line| retold::retold(line, &whole, &self.moulds, 2));
        lines.collect::<Vec<_>>().join(" ")
    }

    /// Sentences for which two catalogs disagree; a test wants this empty.
    pub fn quarrels(&self) -> &[Quarrel] {
        &self.quarrels
    }

    /// How many sentences have an English face.
    pub fn len(&self) -> usize {
        self.english.len()
    }

    /// Whether no sentence has an English face.
    pub fn is_empty(&self) -> bool {
        self.english.is_empty()
    }

    fn learn(&mut self, catalog: &str, key: String, english: String) {
        match self.english.get(&key) {
            None => {
                self.english.insert(key, english);
            }
            Some(kept) if *kept == english => {}
            Some(kept) => self.quarrels.push(Quarrel {
                kept: kept.clone(),
                key,
                catalog: catalog.to_owned(),
                other: english,
            }),
        }
    }
}

/// Installs the words for the whole process, once, at the start. Says whether these are the ones now in use.
pub fn install(words: Words) -> bool {
    INSTALLED.set(words).is_ok()
}

/// The sentence in that language. English that is missing, or not installed, falls back to the Vietnamese.
pub fn say(lang: Lang, key: &str) -> &str {
    match lang {
        Lang::Vi => key,
        Lang::En => INSTALLED.get().and_then(|words| words.english(key)).unwrap_or(key),
    }
}

/// A sentence that was made in Vietnamese, with its places filled, in the reader's language; each line is a sentence.
pub fn retell(lang: Lang, made: &str) -> String {
    match (lang, INSTALLED.get()) {
        (Lang::En, Some(words)) => words.retold(made),
        _ => made.replace('\n', " "),
    }
}

/// Fills `{name}` places of a sentence. A place without a value stays as it is, so that the slip is seen.
pub fn fill(sentence: &str, values: &[(&str, &dyn Display)]) -> String {
    let mut text = String::with_capacity(sentence.len() + 16);
    let mut rest = sentence;
    while let Some((before, after)) = rest.split_once('{') {
        text.push_str(before);
        let value = after
            .split_once('}')
            .and_then(|(name, tail)| Some((values.iter().find(|(known, _)| *known == name)?.1, tail)));
        match value {
            Some((value, tail)) => {
                text.push_str(&value.to_string());
                rest = tail;
            }
            None => {
                text.push('{');
                rest = after;
            }
        }
    }
    text.push_str(rest);
    text
}

/// A sentence in the reader's language: `t!(lang, "Lưu")` is a `&'static str`,
/// `t!(lang, "còn {n} ngày", n = days)` a `String`. The sentence must be a literal, so that tests can find it.
#[macro_export]
macro_rules! t {
    ($lang:expr, $key:literal $(,)?) => {
        $crate::words::say_static($lang, $key)
    };
    ($lang:expr, $key:literal, $($name:ident = $value:expr),+ $(,)?) => {
        $crate::words::fill(
            $crate::words::say_static($lang, $key),
            &[$((stringify!($name), &$value as &dyn ::std::fmt::Display)),+],
        )
    };
}

/// [`say`] for literal sentences; what [`t!`](crate::t) calls.
pub fn say_static(lang: Lang, key: &'static str) -> &'static str {
    say(lang, key)
}
