//! The house of learning: training classes, and every worker's learning record.
//!
//! Its certificates say what somebody completed; anybody can verify them.
//!
//! It writes the facts `class.attended`, `class.passed` and, for checks of digital skill that were not
//! met, `skill.checked`. Others read them; nobody else touches its tables.

pub mod certificate;
pub mod class;
pub mod course;
pub mod media;
pub mod record;

pub use certificate::{CertificateRules, Signer};
pub use class::{ClassRules, TopicChoice, Topics};
pub use media::model::MediaRules;
pub use media::service::Workshop;
pub use record::RecordRules;

use store::sockets::SheetSource;

/// The English of this house's sentences.
pub const ENGLISH: &str = include_str!("../i18n/en.toml");

/// Every page and act of this house.
pub fn routes() -> web::Routes {
    [class::pages::routes(), media::pages::routes(), record::pages::routes(), certificate::pages::routes()]
        .concat()
}

/// Every SQL text of this house, for the test that prepares each on both engines.
pub fn statements() -> Vec<(&'static str, &'static str)> {
    [
        class::store::STATEMENTS,
        course::store::STATEMENTS,
        media::store::STATEMENTS,
        record::store::STATEMENTS,
        certificate::store::STATEMENTS,
    ]
    .concat()
}

/// The paper lists that this house takes.
pub fn sheets() -> Vec<Box<dyn SheetSource>> {
    vec![Box::new(class::sheet::AttendanceSheet)]
}
