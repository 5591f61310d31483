//! Breaches ("sự cố lộ dữ liệu"): found when, what leaked, whose, who was told, within 72 hours.

pub mod pages;
mod paper;
pub mod service;
pub mod store;
