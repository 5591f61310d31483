//! The street as ARCHITECTURE.md draws it: which crate may know which, and what stands on which floor
//! of a house. Cargo refuses circles between crates; inside a crate only this test does.
#![expect(clippy::unwrap_used, reason = "a test that cannot read the sources has failed")]

mod street;

use std::collections::BTreeSet;
use std::fs;
use street::{Source, houses, nothing_in, root, sources};

/// Who may know whom. A crate that is not in this list fails the test: draw it into the street first.
const ARROWS: [(&str, &[&str]); 13] = [
    ("kernel", &[]),
    ("ui", &[]),
    ("store", &["kernel"]),
    ("web", &["kernel", "store", "ui"]),
    ("people", &["kernel", "store", "ui", "web"]),
    ("learning", &["kernel", "store", "ui", "web", "people"]),
    ("programme", &["kernel", "store", "ui", "web", "people"]),
    ("interop", &["kernel", "store", "ui", "web", "people"]),
    ("privacy", &["kernel", "store", "ui", "web", "people"]),
    ("sync", &["kernel", "store", "ui", "web", "people"]),
    // papers are words of the kernel: whoever prints one knows no house
    ("documents", &["kernel"]),
    ("demo", &["kernel", "store", "people", "learning", "programme"]),
    (
        "server",
        &[
            "kernel",
            "store",
            "ui",
            "web",
            "people",
            "learning",
            "programme",
            "documents",
            "interop",
            "privacy",
            "sync",
            "demo",
        ],
    ),
];

/// Crates that are houses: rooms with floors.
const HOUSES: [&str; 6] = ["people", "learning", "programme", "interop", "privacy", "sync"];

/// What stands on another floor than the law says, and why. A line that is no longer needed fails the test.
const EXCEPTIONS: [(&str, &str, &str); 4] = [
    ("crates/learning/src/media/model.rs", "store::", "store::blob::Digest is the name of a content"),
    ("crates/people/src/account/service.rs", "web::", "answers the gate's questions: web::Gate"),
    ("crates/programme/src/measure/model.rs", "store::", "store::SeenFact is the fact as it is read"),
    ("crates/server/src/health.rs", "select count(*) from store_lock", "asks whether the database answers"),
];

/// Tables of the house of people that others may read: where people were, the tree, and who
/// stands behind an account.
const ROSTER: [&str; 6] = [
    // whose hand an act was: from the account to the person
    "people_account",
    "people_attribution",
    "people_person_state",
    "people_closure",
    "people_organisation_state",
    "people_headcount",
];

fn excepted(source: &Source, what: &str) -> bool {
    EXCEPTIONS.iter().any(|(path, about, _)| *path == source.path && *about == what)
}

/// The name of the file, or of the folder when the file is its `mod.rs`.
fn module(source: &Source) -> &str {
    let path = source.path.trim_end_matches(".rs");
    path.trim_end_matches("/mod").rsplit('/').next().unwrap_or(path)
}

/// On the floor of pages: `pages.rs`, `pages/`, `api.rs`, and the door.
fn is_page(source: &Source) -> bool {
    source.path.contains("/pages/")
        || matches!(module(source), "pages" | "api" | "src" | "lib")
        || source.path.ends_with("src/lib.rs")
}

/// On the floor of the store: `store.rs` and `store/`.
fn is_store(source: &Source) -> bool {
    source.path.contains("/store/") || module(source) == "store"
}

/// Does the code speak this word, as a word of its own?
fn line_with(code: &str, word: &str) -> Option<usize> {
    let bytes = code.as_bytes();
    let part = |b: u8| b.is_ascii_alphanumeric() || b == b'_';
    code.match_indices(word).find_map(|(at, _)| {
        let before = at.checked_sub(1).and_then(|i| bytes.get(i)).is_some_and(|b| part(*b));
        let open = word.ends_with(|c: char| !c.is_alphanumeric());
        let after = !open && bytes.get(at + word.len()).is_some_and(|b| part(*b));
        (!before && !after).then(|| 1 + code[..at].matches('\n').count())
    })
}

/// Every table that a migration makes.
fn tables() -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    for entry in fs::read_dir(root().join("migrations")).unwrap() {
        let text = fs::read_to_string(entry.unwrap().path()).unwrap();
        for line in text.lines() {
            if let Some(rest) = line.trim().strip_prefix("create table ") {
                let name = rest.trim_start_matches("if not exists ");
                all.insert(name.split(['(', ' ']).next().unwrap().to_owned());
            }
        }
    }
    assert!(all.contains("store_txn"), "the migrations were found");
    all
}

/// The tables that a text names.
fn tables_in<'a>(text: &'a str, tables: &'a BTreeSet<String>) -> impl Iterator<Item = &'a String> {
    let words: BTreeSet<&str> = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').collect();
    tables.iter().filter(move |t| words.contains(t.as_str()))
}

/// A text of SQL: it begins with a verb and goes on as SQL does.
fn is_sql(text: &str) -> bool {
    let text = format!(" {} ", text.split_whitespace().collect::<Vec<_>>().join(" "));
    [
        (" select ", " from "),
        (" insert into ", " ("),
        (" update ", " set "),
        (" delete from ", " "),
        (" with ", " as ("),
        (" create table ", " "),
        (" create index ", " "),
    ]
    .iter()
    .any(|(verb, then)| text.starts_with(verb) && text[verb.len() - 1..].contains(then))
}

#[test]
fn arrows_between_crates_go_down_the_street() {
    let known: BTreeSet<&str> = ARROWS.iter().map(|(name, _)| *name).collect();
    let mut found = Vec::new();
    for house in houses() {
        let Some((_, allowed)) = ARROWS.iter().find(|(name, _)| *name == house) else {
            found.push(format!("crates/{house}: not on the street; add it to ARROWS and to ARCHITECTURE.md"));
            continue;
        };
        let text = fs::read_to_string(root().join(format!("crates/{house}/Cargo.toml"))).unwrap();
        let manifest: toml::Table = text.parse().unwrap();
        let needs = manifest.get("dependencies").and_then(toml::Value::as_table);
        for need in needs.into_iter().flat_map(toml::Table::keys) {
            if known.contains(need.as_str()) && !allowed.contains(&need.as_str()) {
                found.push(format!("{house} → {need}: may know only {}", allowed.join(", ")));
            }
        }
    }
    nothing_in(
        &found,
        "Arrows that the street does not have (houses speak by facts, sockets and the kernel):",
    );
}

#[test]
fn pages_stay_on_the_floor_of_pages() {
    let mut found = Vec::new();
    for s in sources().iter().filter(|s| HOUSES.contains(&s.house.as_str()) && !is_page(s)) {
        for word in ["axum", "maud", "web::", "ui::"] {
            if let Some(line) = line_with(&s.code, word)
                && !excepted(s, word)
            {
                found.push(format!("{}:{line}: {word}", s.path));
            }
        }
    }
    nothing_in(&found, "HTML and HTTP stand in pages.rs, pages/, api.rs and the door (lib.rs) only:");
}

#[test]
fn sql_stays_on_the_floor_of_the_store() {
    let mut found = Vec::new();
    for s in sources().iter().filter(|s| s.house != "store" && !is_store(s)) {
        for (line, text) in s.strings.iter().filter(|(_, text)| is_sql(text)) {
            if !EXCEPTIONS.iter().any(|(path, about, _)| *path == s.path && text.starts_with(about)) {
                let start: String = text.chars().take(50).collect();
                found.push(format!("{}:{line}: {start} …", s.path));
            }
        }
    }
    nothing_in(&found, "SQL stands in store.rs and store/ only:");
}

#[test]
fn a_store_names_its_own_tables_and_the_roster() {
    let tables = tables();
    let mut found = Vec::new();
    for s in sources().iter().filter(|s| s.house != "store") {
        let own = format!("{}_", s.house);
        for (line, text) in &s.strings {
            let writes =
                ["insert", "update", "delete"].iter().any(|verb| text.trim_start().starts_with(verb));
            // a table's name alone is what `tx.insert` and `tx.retire` take
            let alone = tables.contains(text);
            for table in tables_in(text, &tables) {
                let is_own = table.starts_with(&own) || table.starts_with("store_");
                let may_read = ROSTER.contains(&table.as_str()) && !alone && !writes;
                if (is_sql(text) || alone) && !is_own && !may_read && !excepted(s, table) {
                    found.push(format!("{}:{line}: {table}", s.path));
                }
            }
        }
    }
    nothing_in(
        &found,
        &format!("A house names its own tables, store_*, and for reading {}:", ROSTER.join(", ")),
    );
}

#[test]
fn models_are_pure() {
    let mut found = Vec::new();
    for s in sources().iter().filter(|s| module(s) == "model" && s.house != "demo") {
        for word in ["async", "store::", "web::", "ui::", "axum", "maud", "rusqlite", "postgres"] {
            if let Some(line) = line_with(&s.code, word)
                && !excepted(s, word)
            {
                found.push(format!("{}:{line}: {word}", s.path));
            }
        }
    }
    nothing_in(&found, "A model.rs holds types and rules: no database, no page, no waiting:");
}

#[test]
fn modules_have_names_that_say_something() {
    let empty = ["utils", "util", "common", "helpers", "helper", "misc", "manager", "shared", "v2"];
    let found: Vec<String> =
        sources().iter().filter(|s| empty.contains(&module(s))).map(|s| s.path.clone()).collect();
    nothing_in(&found, "A module is named after what it is about:");
}

#[test]
fn the_province_is_data() {
    // the demo is about this province; everything else reads policy/federation.toml
    let names = [
        "Lai Châu",
        "Lai Chau",
        "LDLD-LC",
        "HKH-LC",
        "Than Uyên",
        "Tam Đường",
        "Phong Thổ",
        "Sìn Hồ",
        "Mường Tè",
    ];
    let mut found = Vec::new();
    for s in sources().iter().filter(|s| s.house != "demo") {
        for (line, text) in &s.strings {
            for name in names.iter().filter(|n| text.contains(**n)) {
                if !excepted(s, name) {
                    found.push(format!("{}:{line}: {name}", s.path));
                }
            }
        }
    }
    nothing_in(&found, "Names of the province stand in policy/ and in the demo, not in the programme:");
}

#[test]
fn files_can_be_read_at_one_sitting() {
    let mut files = Vec::new();
    street::rust_files(&root().join("crates"), &mut files);
    street::rust_files(&root().join("tests"), &mut files);
    let mut found = Vec::new();
    for file in files {
        let lines = fs::read_to_string(&file).unwrap().lines().count();
        let path = file.to_string_lossy();
        // tests are lists of cases: longer ones still read well
        let is_test = path.contains("/tests/") || path.ends_with("/tests.rs");
        if lines > if is_test { 800 } else { 600 } {
            found.push(format!("{}: {lines} lines", file.strip_prefix(root()).unwrap().display()));
        }
    }
    nothing_in(&found, "A file of more than 600 lines (tests: 800) is two files:");
}

#[test]
fn exceptions_are_still_needed() {
    let all = sources();
    let mut found = Vec::new();
    for (path, about, reason) in EXCEPTIONS {
        let used = all.iter().any(|s| {
            s.path == path
                && (line_with(&s.code, about).is_some() || s.strings.iter().any(|(_, t)| t.contains(about)))
        });
        if !used {
            found.push(format!("{path}: {about} ({reason})"));
        }
    }
    nothing_in(&found, "Exceptions that nothing needs any more; take them out of the list:");
}
