//! Every sentence this crate puts on a screen has its English, and no sentence stands outside `t!`.
#![expect(clippy::unwrap_used, reason = "a test that cannot read its own sources has failed")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use ui::words;

/// Rust sources of this crate, without files of tests.
fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs")
            && path.file_name().unwrap() != "tests.rs"
        {
            found.push(path);
        }
    }
}

fn texts() -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut found);
    assert!(found.len() > 10, "the sources were found");
    found.into_iter().map(|path| (path.clone(), fs::read_to_string(path).unwrap())).collect()
}

#[test]
fn every_sentence_has_its_english_and_no_english_is_left_over() {
    let catalog = words::Words::new(&[("ui", words::EN)]).unwrap();
    let mut used = BTreeSet::new();
    for (path, text) in texts() {
        for key in words::keys_in_source(&text) {
            assert!(catalog.english(&key).is_some(), "no English for \"{key}\" of {}", path.display());
            used.insert(key);
        }
    }
    // "Lưu" stands in the catalog for the houses' save buttons.
    let left_over: Vec<_> = words::EN
        .lines()
        .filter_map(|line| line.strip_prefix('"')?.split_once("\" = "))
        .map(|(key, _)| key)
        .filter(|key| !used.contains(*key) && *key != "Lưu")
        .collect();
    assert!(left_over.is_empty(), "{left_over:?}");
}

#[test]
fn both_faces_have_the_same_places() {
    let places = |text: &str| -> BTreeSet<String> {
        text.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0.to_owned())).collect()
    };
    for line in words::EN.lines() {
        let Some((vietnamese, english)) = line.split_once("\" = \"") else { continue };
        assert_eq!(places(vietnamese), places(english), "{line}");
    }
}

#[test]
fn no_sentence_stands_outside_t() {
    for (path, text) in texts() {
        // The list of letters in the reader of sources is not a sentence.
        let found: Vec<_> = words::vietnamese_literals_outside_t(&text)
            .into_iter()
            .filter(|literal| !literal.text.starts_with("ăâđê"))
            .collect();
        assert!(found.is_empty(), "{}: {found:?}", path.display());
    }
}
