//! The second proof besides a password: authenticator codes, passkeys, recovery codes.

pub mod store;
