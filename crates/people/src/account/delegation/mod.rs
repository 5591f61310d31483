//! A role lent to another account for a leave ("ủy quyền").

pub mod pages;
pub mod service;
pub mod store;
