//! Signing in by another service (OpenID Connect): off unless a file sets it up.

pub mod model;
pub mod pages;
pub mod provider;
pub mod service;
pub mod store;

pub use model::Settings;
pub use provider::Provider;
