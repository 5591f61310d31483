//! What the house adds to the officers' home page.

pub mod pages;
