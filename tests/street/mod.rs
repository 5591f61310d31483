//! The sources of the street, read as text: code without comments and strings, and the strings.

use std::fs;
use std::path::{Path, PathBuf};

/// The folder of the repository.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

/// One Rust file of a crate's `src`, without what stands under `#[cfg(test)]`.
pub struct Source {
    /// From the root: `crates/people/src/lib.rs`.
    pub path: String,
    /// The crate.
    pub house: String,
    /// The code: comments and the insides of strings are blank, lines stay where they are.
    pub code: String,
    /// The strings, each with the line it begins on.
    pub strings: Vec<(usize, String)>,
}

/// Every Rust file of every `crates/*/src`, without `tests.rs`, `testing.rs` and folders `tests`.
pub fn sources() -> Vec<Source> {
    let mut found = Vec::new();
    for house in houses() {
        let mut files = Vec::new();
        rust_files(&root().join("crates").join(&house).join("src"), &mut files);
        for file in files {
            let path = file.strip_prefix(root()).unwrap().to_string_lossy().replace('\\', "/");
            let is_test = ["/tests.rs", "/tests/", "/testing.rs"].iter().any(|t| path.contains(t));
            if !is_test {
                let text = fs::read_to_string(&file).unwrap();
                let (code, strings) = take_apart(&text);
                found.push(Source { path, house: house.clone(), code, strings });
            }
        }
    }
    assert!(found.len() > 100, "the sources were found");
    found
}

/// The crates, by name of folder.
pub fn houses() -> Vec<String> {
    let mut all: Vec<String> = fs::read_dir(root().join("crates"))
        .unwrap()
        .map(|e| e.unwrap())
        .filter(|e| e.path().join("Cargo.toml").exists())
        .map(|e| e.file_name().to_string_lossy().into_owned())
        .collect();
    all.sort();
    all
}

/// Every Rust file below a folder, in order.
pub fn rust_files(folder: &Path, found: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    let mut paths: Vec<PathBuf> = entries.map(|e| e.unwrap().path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            rust_files(&path, found);
        } else if path.extension().is_some_and(|e| e == "rs") {
            found.push(path);
        }
    }
}

/// Fails with every line at once, each saying where and why.
pub fn nothing_in(found: &[String], law: &str) {
    assert!(found.is_empty(), "\n{law}\n  {}\n", found.join("\n  "));
}

/// Code with blank comments, strings and test items; and the strings with their lines.
fn take_apart(text: &str) -> (String, Vec<(usize, String)>) {
    let letters: Vec<char> = text.chars().collect();
    let mut code: Vec<char> = Vec::with_capacity(letters.len());
    let mut strings: Vec<(usize, String)> = Vec::new();
    let mut at = 0;
    let blank = |code: &mut Vec<char>, part: &[char]| {
        code.extend(part.iter().map(|c| if *c == '\n' { '\n' } else { ' ' }));
    };
    while at < letters.len() {
        let rest = &letters[at..];
        let starts = |s: &str| s.chars().enumerate().all(|(i, c)| rest.get(i) == Some(&c));
        let word_before = code.last().is_some_and(|c| c.is_alphanumeric() || *c == '_');
        let raw =
            (!word_before && rest[0] == 'r').then(|| rest[1..].iter().take_while(|c| **c == '#').count());
        if starts("//") {
            let end = rest.iter().position(|c| *c == '\n').unwrap_or(rest.len());
            blank(&mut code, &rest[..end]);
            at += end;
        } else if starts("/*") {
            let end =
                (2..rest.len()).find(|i| rest[i - 1] == '*' && rest[*i] == '/').map_or(rest.len(), |i| i + 1);
            blank(&mut code, &rest[..end]);
            at += end;
        } else if let Some(hashes) = raw.filter(|n| rest.get(n + 1) == Some(&'"')) {
            let from = hashes + 2;
            let closes = |i: usize| rest[i] == '"' && (1..=hashes).all(|h| rest.get(i + h) == Some(&'#'));
            let end = (from..rest.len()).find(|i| closes(*i)).unwrap_or(rest.len());
            strings.push((lines(&code), rest[from..end].iter().collect()));
            blank(&mut code, &rest[..(end + 1 + hashes).min(rest.len())]);
            at += end + 1 + hashes;
        } else if rest[0] == '"' {
            let mut end = 1;
            while end < rest.len() && rest[end] != '"' {
                end += if rest[end] == '\\' { 2 } else { 1 };
            }
            let end = end.min(rest.len() - 1);
            strings.push((lines(&code), rest[1..end].iter().collect()));
            blank(&mut code, &rest[..=end]);
            code.pop();
            code.push('"');
            at += end + 1;
        } else if rest[0] == '\'' && (rest.get(2) == Some(&'\'') || rest.get(1) == Some(&'\\')) {
            let end = (2..rest.len()).find(|i| rest[*i] == '\'').unwrap_or(rest.len() - 1);
            blank(&mut code, &rest[..=end]);
            at += end + 1;
        } else {
            code.push(rest[0]);
            at += 1;
        }
    }
    let mut code: String = code.into_iter().collect();
    while let Some((from, to)) = test_item(&code) {
        let (first, last) = (lines_of(&code[..from]), lines_of(&code[..to]));
        strings.retain(|(line, _)| !(first..=last).contains(line));
        let hole: String = code[from..to].chars().map(|c| if c == '\n' { '\n' } else { ' ' }).collect();
        code.replace_range(from..to, &hole);
    }
    (code, strings)
}

/// The next item under `#[cfg(test)]`: up to its closing brace or its semicolon.
fn test_item(code: &str) -> Option<(usize, usize)> {
    let from = code.find("#[cfg(test)]")?;
    let mut depth = 0;
    for (i, c) in code[from..].char_indices().skip("#[cfg(test)]".len()) {
        match c {
            '{' => depth += 1,
            '}' if depth <= 1 => return Some((from, from + i + 1)),
            '}' => depth -= 1,
            ';' if depth == 0 => return Some((from, from + i + 1)),
            _ => {}
        }
    }
    Some((from, code.len()))
}

fn lines(code: &[char]) -> usize {
    1 + code.iter().filter(|c| **c == '\n').count()
}

fn lines_of(code: &str) -> usize {
    1 + code.matches('\n').count()
}
