//! Plans, indicators, measures, reports: from facts ("việc đã ghi nhận") to the numbers of the plan.

pub mod home;
pub mod indicator;
pub mod measure;
pub mod plan;
pub mod report;

/// The English of this house's sentences, for the server to merge.
pub const ENGLISH: &str = include_str!("../i18n/en.toml");

/// The addresses of this house.
pub fn routes() -> web::Routes {
    [home::pages::routes(), measure::pages::routes(), plan::pages::routes(), report::pages::routes()].concat()
}

/// Every SQL text of this house, for the test that prepares each on both engines.
pub fn statements() -> Vec<(&'static str, &'static str)> {
    [measure::store::STATEMENTS, plan::store::STATEMENTS, report::store::STATEMENTS].concat()
}
