//! Organisations ("tổ chức"): identity, state and place in several trees, all with dates.

pub mod compare {
    //! One tree on two days.
    mod model;
    pub mod pages;
}
pub mod kinds;
pub mod keeping {
    //! Founding and changing units.
    pub mod pages;
}
pub mod model;
pub mod pages;
pub mod reorganisation {
    //! Reorganisations ("tổ chức lại"): one event each, with its decision, a preview and a way back.
    mod carry;
    pub mod model;
    pub mod pages;
    mod places;
    mod rights;
    pub mod service;
    pub mod store;
}
pub mod service;
pub mod store;
pub mod unit {
    //! The page of one unit.
    pub mod pages;
}

pub use model::{Kind, Organisation, Sector, Tree, TreeView};
