//! People ("người"): a thin record, where they belong, how they are found again.

pub mod keeping {
    //! Adding and changing people by hand, leaving, moving to another unit.
    pub mod pages;
}
pub mod listing;
pub mod model;
pub mod pages;
pub mod record {
    //! The record of one person.
    pub mod pages;
}
pub mod sealing;
pub mod service;
pub mod sheet;
pub mod store;
pub mod typed;

pub use model::{Affiliation, AffiliationRole, Person, PersonCard, Sex};
pub use record::pages::TopicNames;
pub use sealing::Secrets;
