//! The second proof besides a password: authenticator codes, passkeys, recovery codes.

pub mod again;
pub mod pages;
pub mod passkey;
pub mod service;
pub mod store;
