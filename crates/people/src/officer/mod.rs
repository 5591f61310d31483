//! Officers of the unions by post and term ("nhiệm kỳ cán bộ công đoàn").
//!
//! A term is an affiliation with the role of an officer that says which post it is, of which term and by which
//! decision; so the population of officers, and the indicator of their training, follows by itself.

pub mod model;
pub mod pages;
pub mod service;
pub mod store;

pub use model::{Post, Posts};
