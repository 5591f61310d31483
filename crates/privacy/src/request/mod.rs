//! Requests about one's own data ("yêu cầu của chủ thể dữ liệu"): received, answered, done or refused, each within the
//! days that the law gives.

pub mod model;
pub mod pages;
pub mod service;
pub mod store;
