//! Measures ("số đo"): the numbers of the indicators, current in the transaction that wrote the fact.
//!
//! A subject's *standing* (the days on which the rule is met, from `indicator`) cut with its
//! *attribution* (the unit it counts for, from the roster) gives its *contributions*; their beginnings
//! and ends give steps, and the number of a unit on any day is the sum of its steps up to that day.
//! Each person counts for one unit on each day, so numbers add up the tree exactly.

pub mod lists;
pub mod model;
pub mod pages;
pub mod reckoner;
pub mod service;
pub mod store;
pub mod trend;

pub use model::Contribution;
pub use reckoner::{Measures, settle};
pub use service::{Line, Question, Side};
