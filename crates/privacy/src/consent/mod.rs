//! The ledger of consents ("sổ đồng ý"): who agreed to what, to which words, how, and when it was taken back.

pub mod model;
pub mod pages;
pub mod service;
pub mod store;
