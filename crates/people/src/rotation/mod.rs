//! Another key ("đổi khóa"): everything that is sealed, or found by a keyed digest, is written under it.

pub mod service;
pub mod store;
