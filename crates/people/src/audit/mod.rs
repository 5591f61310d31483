//! The log read by people ("nhật ký"): who did or looked at what, when, about what.

pub mod model;
pub mod pages;
pub mod service;
pub mod store;
