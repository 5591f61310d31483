//! Training classes ("lớp đào tạo, bồi dưỡng, tập huấn"): made, filled with workers, attended day by
//! day, closed with results. Closing writes the facts that every indicator counts; reopening voids them.

pub mod model;
pub mod offline;
pub mod pages;
pub mod service;
pub mod sheet;
pub mod store;
#[cfg(test)]
mod tests;

pub use model::{
    ClassDay, ClassKind, ClassRules, ClassState, Draft, Mark, NewClass, TopicChoice, Topics, TrainingClass,
    Turn,
};
