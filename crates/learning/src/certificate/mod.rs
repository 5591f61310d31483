//! Certificates ("giấy chứng nhận") of completed classes and courses: numbered without gaps, signed so that a phone
//! verifies them without a network, revoked but never unmade.

pub mod model;
pub mod pages;
pub mod service;
pub mod signing;
pub mod store;
#[cfg(test)]
mod tests;

pub use model::{Achievement, Certificate, CertificateRules};
pub use signing::Signer;
