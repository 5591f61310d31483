//! The house of phones without a signal: what was done on a phone arrives here, once, in any order, however late; what
//! the site needs to open without a signal is given out here.
//!
//! It knows no course and no class: the houses take their own acts through [`store::sockets::OutboxReceiver`].

pub mod outbox;
mod rules;
pub mod shell;
pub mod ticket;

pub use rules::SyncRules;

use store::sockets::OutboxReceiver;

/// The English of this house's sentences.
pub const ENGLISH: &str = include_str!("../i18n/en.toml");

/// Who takes which acts. `server` plugs it in.
pub struct Houses {
    /// Takers of acts.
    pub receivers: Vec<Box<dyn OutboxReceiver>>,
}

impl Houses {
    /// The house that takes this kind of act.
    pub fn taker(&self, kind: &str) -> Option<&dyn OutboxReceiver> {
        self.receivers.iter().find(|r| r.kinds().contains(&kind)).map(AsRef::as_ref)
    }
}

/// The addresses of this house.
pub fn routes() -> web::Routes {
    [ticket::pages::routes(), outbox::api::routes(), outbox::pages::routes(), shell::pages::routes()].concat()
}

/// Every SQL text of this house, for the test that prepares each on both engines.
pub fn statements() -> Vec<(&'static str, &'static str)> {
    [ticket::store::STATEMENTS, outbox::store::STATEMENTS].concat()
}
