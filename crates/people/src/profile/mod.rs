//! What a person can do, in the plan's five lines, and the household of a learning family, kept minimal.

pub mod model;
pub mod pages;
pub mod service;
pub mod store;

pub use model::Competence;
