//! Accounts: signing in by phone number and password, sessions, roles held at units.

pub mod pages;
pub mod service;
pub mod store;

pub use service::{Chance, Door, NewAccount};
