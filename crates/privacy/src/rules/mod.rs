//! What the law and the Federation say of personal data, read from `policy/privacy/`: purposes and columns, consents,
//! requests with their clocks, the calendar of days off.

pub mod model;
pub mod pages;
mod paper;
#[cfg(test)]
mod tests;

pub use model::{Column, ConsentPurpose, Erase, Kind, Purpose, Retention, Rules, Table, Tag};
