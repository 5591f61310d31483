//! Organisations ("tổ chức"): identity, state and place in several trees, all with dates.

pub mod kinds;
pub mod keeping {
    //! Founding and changing units.
    pub mod pages;
}
pub mod model;
pub mod pages;
pub mod reorganisation {
    //! Merging and abolishing units.
    pub mod pages;
}
pub mod service;
pub mod store;
pub mod unit {
    //! The page of one unit.
    pub mod pages;
}

pub use model::{Kind, Organisation, Sector, Tree, TreeView};
