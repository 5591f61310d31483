//! The learning record ("sổ học tập"): what a person has learned, formal and not, from the facts and from what they
//! declare themselves. Its owner prints it, takes it along and shows it by a link.

pub mod door;
pub mod model;
pub mod pages;
pub mod service;
pub mod source;
pub mod store;
#[cfg(test)]
mod tests;

pub use door::Door;
pub use model::{Entry, Record, RecordRules, Status};
pub use source::{Source, Told};
