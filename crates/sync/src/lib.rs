//! The house of phones without a signal: what was done on a phone arrives here, once, in any order, however late; what
//! a phone needs to go on without a signal is given out here.
//!
//! It knows no course and no class: the houses take their own acts through [`store::sockets::OutboxReceiver`] and say
//! what a package holds through [`store::sockets::OfflineSource`].

pub mod outbox;
pub mod pack;
mod rules;
pub mod shell;
pub mod ticket;

pub use rules::SyncRules;

use store::sockets::{OfflineSource, OutboxReceiver};

/// The English of this house's sentences.
pub const ENGLISH: &str = include_str!("../i18n/en.toml");

/// Who takes which acts, and who has something to take along. `server` plugs it in.
pub struct Houses {
    /// Takers of acts.
    pub receivers: Vec<Box<dyn OutboxReceiver>>,
    /// Givers of packages.
    pub sources: Vec<Box<dyn OfflineSource>>,
}

impl Houses {
    /// The house that takes this kind of act.
    pub fn taker(&self, kind: &str) -> Option<&dyn OutboxReceiver> {
        self.receivers.iter().find(|r| r.kinds().contains(&kind)).map(AsRef::as_ref)
    }
}

/// The addresses of this house.
pub fn routes() -> web::Routes {
    [
        ticket::pages::routes(),
        outbox::api::routes(),
        outbox::pages::routes(),
        pack::api::routes(),
        shell::pages::routes(),
    ]
    .concat()
}

/// Every SQL text of this house, for the test that prepares each on both engines.
pub fn statements() -> Vec<(&'static str, &'static str)> {
    [ticket::store::STATEMENTS, outbox::store::STATEMENTS].concat()
}
