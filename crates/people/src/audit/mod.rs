//! The log read by people ("nhật ký"): who did or looked at what, when, about what.

pub mod pages;
pub mod store;
