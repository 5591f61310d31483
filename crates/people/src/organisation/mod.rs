//! Organisations ("tổ chức"): identity, state and place in several trees, all with dates.

pub mod model;
pub mod service;
pub mod store;

pub use model::{Kind, Organisation, Sector, Tree, TreeView};
