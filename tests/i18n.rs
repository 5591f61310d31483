//! Both faces of the screen: every Vietnamese sentence of a page has its English, in the catalog of its
//! house, and nothing is left over.
#![expect(clippy::unwrap_used, reason = "a test that cannot read the sources has failed")]

#[expect(dead_code, reason = "other tests take the other parts")]
mod street;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use street::{houses, nothing_in, root};
use ui::words::{Words, keys_in_source, vietnamese_literals_outside_t};

/// Proper names and short forms of papers that stay as they are in English.
const PROPER: [&str; 17] = [
    "Áo Giáp",
    "LĐLĐ",
    "CĐCS",
    "CNVCLĐ",
    "KH-LĐLĐ",
    "QĐ-TTg",
    "CTPH-LĐLĐ-HKH",
    "NĐ",
    "Tiếng Việt",
    "Zalo",
    "Hà Nội",
    "Lò Thị Mai",
    "Vàng Thị Hoa",
    "Nguyễn Văn An",
    "Công đoàn",
    "Hội Khuyến học",
    "Nữ",
];

/// Sentences that a catalog holds for others: (house, sentence).
const FOR_OTHERS: [(&str, &str); 1] = [("ui", "Lưu")];

/// Literals on a page that are not sentences: (path, text), with the reason beside it.
const NOT_SENTENCES: [(&str, &str); 0] = [];

fn catalog(house: &str) -> BTreeMap<String, String> {
    let path = root().join(format!("crates/{house}/i18n/en.toml"));
    fs::read_to_string(&path).map_or_else(|_| BTreeMap::new(), |text| toml::from_str(&text).unwrap())
}

/// (path, text) of the Rust files of a house, tests left out.
fn files(house: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    street::rust_files(&root().join(format!("crates/{house}/src")), &mut found);
    found
        .into_iter()
        .map(|f| {
            (f.strip_prefix(root()).unwrap().to_string_lossy().into_owned(), fs::read_to_string(&f).unwrap())
        })
        .filter(|(path, _)| !path.ends_with("/tests.rs") && !path.contains("/tests/"))
        .collect()
}

#[test]
fn every_sentence_has_its_english_and_no_english_is_left_over() {
    let shared = catalog("ui");
    let mut found = Vec::new();
    let mut sentences = 0;
    // sentences of services and models reach a page of some house through a fault, a title, a column
    let spoken: BTreeSet<String> = houses()
        .iter()
        .flat_map(|h| files(h))
        .flat_map(|(_, text)| vietnamese_literals_outside_t(&text))
        .map(|literal| literal.text)
        .collect();
    for house in houses() {
        let own = catalog(&house);
        let mut used = BTreeSet::new();
        for (path, text) in files(&house) {
            for key in keys_in_source(&text) {
                sentences += 1;
                if !own.contains_key(&key) && !shared.contains_key(&key) {
                    found.push(format!("{path}: no English for “{key}” in crates/{house}/i18n/en.toml"));
                }
                used.insert(key);
            }
        }
        let is_for_others = |key: &str| FOR_OTHERS.contains(&(house.as_str(), key));
        for key in own.keys().filter(|k| !used.contains(*k) && !spoken.contains(*k) && !is_for_others(k)) {
            found.push(format!("crates/{house}/i18n/en.toml: nobody says “{key}”"));
        }
    }
    assert!(sentences > 100, "the sentences were found");
    nothing_in(&found, "Sentences and their English do not match:");
}

#[test]
fn houses_agree_on_the_english_of_a_sentence() {
    let texts: Vec<(String, String)> = houses()
        .into_iter()
        .filter_map(|h| {
            let text = fs::read_to_string(root().join(format!("crates/{h}/i18n/en.toml"))).ok()?;
            Some((h, text))
        })
        .collect();
    let pairs: Vec<(&str, &str)> = texts.iter().map(|(h, t)| (h.as_str(), t.as_str())).collect();
    let words = Words::new(&pairs).unwrap();
    let found: Vec<String> = words
        .quarrels()
        .iter()
        .map(|q| format!("“{}”: “{}”, but {} says “{}”", q.key, q.kept, q.catalog, q.other))
        .collect();
    nothing_in(&found, "Two houses say one sentence in two ways:");
}

#[test]
fn both_faces_have_the_same_places() {
    let places = |text: &str| -> BTreeSet<String> {
        text.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0.to_owned())).collect()
    };
    let mut found = Vec::new();
    for house in houses() {
        for (vietnamese, english) in catalog(&house) {
            if places(&vietnamese) != places(&english) {
                found.push(format!("{house}: “{vietnamese}” and “{english}”"));
            }
            if english.trim().is_empty() {
                found.push(format!("{house}: “{vietnamese}” has an empty English"));
            }
        }
    }
    nothing_in(&found, "A {place} is in one face only:");
}

#[test]
fn english_is_english() {
    let mut found = Vec::new();
    for house in houses() {
        for (key, english) in catalog(&house) {
            // words in quotes are words of a Vietnamese file or paper
            let mut rest: String =
                english.split('“').map(|p| p.rsplit_once('”').map_or(p, |(_, after)| after)).collect();
            for name in PROPER {
                rest = rest.replace(name, "");
            }
            if rest.chars().any(|c| c.is_alphabetic() && !c.is_ascii()) {
                found.push(format!("{house}: “{key}” = “{english}”"));
            }
        }
    }
    nothing_in(&found, "English that still has Vietnamese in it (proper names: PROPER):");
}

#[test]
fn no_sentence_of_a_page_stands_outside_t() {
    let mut found = Vec::new();
    for house in houses() {
        for (path, text) in files(&house) {
            let is_page =
                path.contains("/pages/") || path.ends_with("/pages.rs") || path.ends_with("/api.rs");
            if !is_page {
                continue;
            }
            for literal in vietnamese_literals_outside_t(&text) {
                if !NOT_SENTENCES.contains(&(path.as_str(), literal.text.as_str())) {
                    found.push(format!("{path}:{}: “{}”", literal.line, literal.text));
                }
            }
        }
    }
    nothing_in(&found, "Sentences that would stay Vietnamese on an English page; say them with t!:");
}

/// Every `name`, `title`, `label` … of policy that a screen shows has its English beside it.
#[test]
fn names_of_policy_have_their_english() {
    let mut found = Vec::new();
    let mut names = 0;
    let mut folders = vec![root().join("policy")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "toml") && !path.ends_with("glossary.toml") {
                let table: toml::Table = fs::read_to_string(&path).unwrap().parse().unwrap();
                let file = path.strip_prefix(root()).unwrap().display().to_string();
                names += without_english(&toml::Value::Table(table), &file, &mut found);
            }
        }
    }
    assert!(names > 50, "the names were found");
    nothing_in(&found, "Names of policy without name_en:");
}

/// Counts the names in a value, and tells those that have no `name_en` beside them.
fn without_english(value: &toml::Value, place: &str, found: &mut Vec<String>) -> usize {
    match value {
        toml::Value::Table(table) => {
            let mut n = 0;
            if let Some(name) = table.get("name").and_then(toml::Value::as_str) {
                n += 1;
                if table.get("name_en").and_then(toml::Value::as_str).is_none_or(|e| e.trim().is_empty()) {
                    found.push(format!("{place}: “{name}”"));
                }
            }
            n + table.iter().map(|(k, v)| without_english(v, &format!("{place}, {k}"), found)).sum::<usize>()
        }
        toml::Value::Array(list) => list.iter().map(|v| without_english(v, place, found)).sum(),
        _ => 0,
    }
}
