//! GLOSSARY.md says what policy/glossary.toml says.
#![expect(clippy::unwrap_used, reason = "a test that cannot read the list has failed")]

#[path = "street/glossary.rs"]
mod page;

use std::fs;
use std::path::Path;

fn read(name: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(name)).unwrap()
}

#[test]
fn the_page_is_made_from_the_list() {
    let page = page::page(&read("policy/glossary.toml")).unwrap();
    assert!(
        page == read("GLOSSARY.md"),
        "GLOSSARY.md is not what policy/glossary.toml says: run `cargo run -p server --example glossary > GLOSSARY.md`"
    );
}

#[test]
fn one_word_means_one_thing() {
    assert_eq!(page::faults(&read("policy/glossary.toml")), Vec::<String>::new());
}
