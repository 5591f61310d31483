//! interop: how lists and records come in from outside, and go out.
//!
//! `sheet` reads files and knows nobody; `import` hands their rows to the houses; `give` gives their lists out.
pub mod give;
pub mod import;
pub mod sheet;

pub use import::{Choices, Done, Jobs, Order, Sources, bring_in, undo};

/// The English of this house's sentences, for the server to merge.
pub const ENGLISH: &str = include_str!("../i18n/en.toml");

/// The addresses of this house.
pub fn routes() -> web::Routes {
    [import::pages::routes(), give::pages::routes()].concat()
}

/// Every SQL text of this house, for the test that prepares each on both engines.
pub fn statements() -> Vec<(&'static str, &'static str)> {
    import::store::STATEMENTS.to_vec()
}
