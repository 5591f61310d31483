//! Self-study ("tự học"): what a worker learned by themselves on open platforms, from books, from others at work;
//! declared by the worker, confirmed by the union. Confirming writes the fact `self_study.confirmed`, taking it back
//! voids it. Other ways in (an outbox of a phone that was offline, statements of another platform) call
//! [`service::declare`] with an identifier of their own.

pub mod model;
pub mod pages;
pub mod service;
pub mod store;
#[cfg(test)]
mod tests;

pub use model::{Declared, Platforms, Rules, SelfStudy, Stage};
