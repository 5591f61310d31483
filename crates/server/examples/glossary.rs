//! Prints GLOSSARY.md: `cargo run -p server --example glossary > GLOSSARY.md`.

#[path = "../../../tests/street/glossary.rs"]
mod glossary;

use std::io::Write;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let list = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policy/glossary.toml");
    write!(std::io::stdout(), "{}", glossary::page(&std::fs::read_to_string(list)?)?)?;
    Ok(())
}
