//! What this house says to the house of privacy about what it keeps.

pub mod pages;
