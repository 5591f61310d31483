//! The check of digital skill ("kiểm tra kỹ năng số", indicator KH31-6): statements by which people judge themselves, then
//! small tasks done on the screen; or a check on paper or by interview that an officer records. What came out is the fact
//! `skill.checked`, `yes` or `no`. Questions, marks and periods are policy (`policy/learning/digital_skill.toml`).

pub mod model;
pub mod pages;
pub mod service;
pub mod store;
#[cfg(test)]
mod tests;

pub use model::Questions;
