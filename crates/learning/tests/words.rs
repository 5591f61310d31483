//! Every sentence this house puts on a screen has its English, and no sentence of a page stands outside `t!`.
#![expect(clippy::unwrap_used, reason = "a test that cannot read its own sources has failed")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use ui::words;

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|e| e == "rs") && !path.ends_with("tests.rs") {
            found.push(path);
        }
    }
}

fn texts() -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut found);
    found.into_iter().map(|path| (path.clone(), fs::read_to_string(path).unwrap())).collect()
}

#[test]
fn every_sentence_has_its_english_and_no_english_is_left_over() {
    let catalog = words::Words::new(&[("ui", words::EN), ("learning", learning::ENGLISH)]).unwrap();
    assert_eq!(catalog.quarrels(), []);
    let mut used = BTreeSet::new();
    for (path, text) in texts() {
        for key in words::keys_in_source(&text) {
            assert!(catalog.english(&key).is_some(), "no English for \"{key}\" of {}", path.display());
            used.insert(key);
        }
    }
    let own = words::Words::new(&[("learning", learning::ENGLISH)]).unwrap();
    // remarks on the rows of a list are made before anybody knows who reads them: they are told again in English
    let told = texts().into_iter().filter(|(p, _)| p.ends_with("class/sheet.rs")).map(|(_, text)| text);
    let told: String = told.collect();
    let unused: Vec<&str> = learning::ENGLISH
        .lines()
        .filter_map(|line| line.strip_prefix('"')?.split_once("\" = "))
        .map(|(key, _)| key)
        .filter(|key| !used.contains(*key) && !told.contains(&format!("\"{key}\"")))
        .collect();
    assert_eq!(unused, Vec::<&str>::new());
    assert!(own.len() > 100);
}

#[test]
fn both_faces_have_the_same_places() {
    let places = |text: &str| -> BTreeSet<String> {
        text.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0.to_owned())).collect()
    };
    for line in learning::ENGLISH.lines() {
        let Some((vietnamese, english)) = line.split_once("\" = \"") else { continue };
        assert_eq!(places(vietnamese), places(english), "{line}");
    }
}

#[test]
fn no_sentence_of_a_page_stands_outside_t() {
    let pages = texts().into_iter().filter(|(p, _)| p.to_string_lossy().contains("pages"));
    let mut seen = 0;
    for (path, text) in pages {
        seen += 1;
        assert_eq!(words::vietnamese_literals_outside_t(&text), [], "{}", path.display());
    }
    assert!(seen >= 8, "the pages were found");
}
