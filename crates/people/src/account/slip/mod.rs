//! One-time codes: activation slips on paper ("phiếu kích hoạt") and codes for a new password ("mã đặt lại").

pub mod pages;
pub mod service;
pub mod store;
