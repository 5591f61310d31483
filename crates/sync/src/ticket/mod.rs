//! The room `ticket`: a phone's leave ("quyền gửi từ máy") to hand in what one account did on it. It can be seen and
//! withdrawn by its owner.

pub mod pages;
pub mod service;
pub mod store;
