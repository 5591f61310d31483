//! The house of people: organisations in their trees, people and where they belong, accounts and rights.
//!
//! Everybody may name a person and an organisation; only this house changes them.

pub mod account;
pub mod audit;
pub mod duplicate;
pub mod finding;
pub mod kept;
pub mod lists;
pub mod officer;
pub mod organisation;
mod pages;
pub mod person;
pub mod profile;
pub mod restriction;
pub mod roster;
pub mod rotation;
pub mod search {
    //! One search box over people and units.
    pub mod pages;
}

/// The English of this house's sentences, for the server to merge.
pub const ENGLISH: &str = include_str!("../i18n/en.toml");

/// The addresses of this house.
pub fn routes() -> web::Routes {
    [
        account::door::pages::routes(),
        account::slip::pages::routes(),
        account::keeping::pages::routes(),
        account::rights::pages::routes(),
        account::delegation::pages::routes(),
        account::proof::pages::routes(),
        account::outside::pages::routes(),
        organisation::pages::routes(),
        duplicate::pages::routes(),
        officer::pages::routes(),
        person::pages::routes(),
        profile::pages::routes(),
        search::pages::routes(),
        audit::pages::routes(),
    ]
    .concat()
}

/// Every SQL text of this house, for the test that prepares each on both engines.
pub fn statements() -> Vec<(&'static str, &'static str)> {
    [
        organisation::store::STATEMENTS,
        organisation::reorganisation::store::STATEMENTS,
        person::store::STATEMENTS,
        lists::STATEMENTS,
        person::listing::STATEMENTS,
        duplicate::store::STATEMENTS,
        officer::store::STATEMENTS,
        restriction::store::STATEMENTS,
        finding::store::STATEMENTS,
        profile::store::STATEMENTS,
        roster::STATEMENTS,
        account::store::STATEMENTS,
        account::door::store::STATEMENTS,
        account::throttle::store::STATEMENTS,
        account::slip::store::STATEMENTS,
        account::proof::store::STATEMENTS,
        account::outside::store::STATEMENTS,
        account::delegation::store::STATEMENTS,
        account::rights::store::STATEMENTS,
        audit::store::STATEMENTS,
        rotation::store::STATEMENTS,
    ]
    .concat()
}
