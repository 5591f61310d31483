//! GLOSSARY.md, made from policy/glossary.toml.

#[derive(serde::Deserialize)]
struct List {
    term: Vec<Term>,
}

#[derive(serde::Deserialize)]
struct Term {
    vi: String,
    en: Vec<String>,
    #[serde(default)]
    note: String,
}

const HEAD: &str = "# Glossary

One English word per Vietnamese term, for ever: code is English, screens and papers are Vietnamese.
Made from [policy/glossary.toml](policy/glossary.toml) by `cargo run -p server --example glossary > GLOSSARY.md`;
a test holds the two together.

| Tiếng Việt | English identifier | note |
|---|---|---|
";

/// The page of a list.
pub fn page(list: &str) -> Result<String, toml::de::Error> {
    let list: List = toml::from_str(list)?;
    let cell = |text: &str| text.replace('|', "\\|");
    let lines = list.term.iter().map(|t| {
        let words: Vec<String> = t.en.iter().map(|w| format!("`{w}`")).collect();
        format!("| {} | {} | {} |\n", cell(&t.vi), words.join(", "), cell(&t.note))
    });
    Ok(HEAD.to_owned() + &lines.collect::<String>())
}

/// What is wrong with a list: a term or a word given twice, a word that is no identifier.
#[cfg(test)]
pub fn faults(list: &str) -> Vec<String> {
    let list: List = toml::from_str(list).unwrap();
    let mut found = Vec::new();
    let mut terms = std::collections::BTreeSet::new();
    let mut words = std::collections::BTreeMap::new();
    for t in &list.term {
        if !terms.insert(t.vi.to_lowercase()) {
            found.push(format!("“{}” stands there twice", t.vi));
        }
        if t.en.is_empty() {
            found.push(format!("“{}” has no English", t.vi));
        }
        for word in &t.en {
            if !word.chars().all(|c| c.is_ascii_lowercase() || "_.".contains(c)) {
                found.push(format!("“{word}” is no identifier"));
            }
            if let Some(other) = words.insert(word.clone(), t.vi.clone()) {
                found.push(format!("“{word}” is both “{other}” and “{}”", t.vi));
            }
        }
    }
    found
}
