//! The personal learning plan ("kế hoạch học tập cá nhân"): goals of a year, counted from facts, called to mind before
//! they are late. The union sees how many people have one, never what stands in it.

pub mod model;
pub mod pages;
pub mod service;
pub mod store;
#[cfg(test)]
mod tests;

pub use model::{Goal, GoalKind, GoalRules};
