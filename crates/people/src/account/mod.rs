//! Accounts: signing in by phone number and password, sessions, roles held at units.

pub mod keeping {
    //! Accounts of the scope: opening, roles, first passwords.
    pub mod pages;
}
pub mod pages;
pub mod rights {
    //! The table of roles and acts.
    pub mod pages;
}
pub mod service;
pub mod store;

pub use service::{Chance, Door, NewAccount};
