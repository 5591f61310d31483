//! The house of privacy: why data is kept, who agreed to what, what people ask about their own data, how it is
//! de-identified, what happens when it leaks, and the log that tells who did and saw what.
//!
//! Law 91/2025/QH15 and Decree 356/2025/NĐ-CP as data: `policy/privacy/`.

pub mod audit;
pub mod breach;
pub mod consent;
pub mod erasure;
pub mod home;
pub mod kept;
pub mod mine;
mod pages;
pub mod request;
pub mod restriction;
pub mod rules;

/// The English of this house's sentences.
pub const ENGLISH: &str = include_str!("../i18n/en.toml");

/// The addresses of this house.
pub fn routes() -> web::Routes {
    [
        mine::pages::routes(),
        consent::pages::routes(),
        request::pages::routes(),
        restriction::pages::routes(),
        erasure::pages::routes(),
        breach::pages::routes(),
        audit::pages::routes(),
        rules::pages::routes(),
    ]
    .concat()
}

/// Every SQL text of this house, for the test that prepares each on both engines.
pub fn statements() -> Vec<(&'static str, &'static str)> {
    [
        kept::store::STATEMENTS,
        consent::store::STATEMENTS,
        request::store::STATEMENTS,
        erasure::store::STATEMENTS,
        breach::store::STATEMENTS,
    ]
    .concat()
}
