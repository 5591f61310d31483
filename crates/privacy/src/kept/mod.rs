//! Everything that is kept about one person, wherever it stands, in words.

pub mod lists;
pub mod service;
pub mod store;

pub use service::{Houses, KeptRow, KeptTable, of};
