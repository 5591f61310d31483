//! Accounts: signing in by phone number or login code, sessions, roles held at units, and what was lent.

pub mod delegation;
pub mod door;
pub mod keeping {
    //! Accounts of the scope: opening, roles, first passwords.
    pub mod pages;
}
pub mod model;
pub mod outside;
pub mod proof;
pub mod rights {
    //! The table of roles and acts; who may do what at a unit, and why.
    pub mod pages;
    pub mod store;
}
pub mod service;
pub mod slip;
pub mod store;
pub mod throttle;

pub use model::AccountRules;
pub use service::{Chance, Door, NewAccount};
