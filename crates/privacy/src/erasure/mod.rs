//! De-identification ("ẩn danh"): on somebody's request, or when the time to keep is over. Past counts stay, names go.

pub mod ledger;
pub mod pages;
pub mod service;
pub mod store;
