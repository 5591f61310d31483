//! People ("người"): a thin record, where they belong, how they are found again.

pub mod model;
pub mod sealing;
pub mod service;
pub mod sheet;
pub mod store;

pub use model::{Affiliation, AffiliationRole, Person, PersonCard, Sex};
pub use sealing::Secrets;
