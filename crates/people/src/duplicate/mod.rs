//! Two records, one person ("hồ sơ trùng"): who looks like whom, merging and taking a merge back.
//!
//! A merge is one row of `people_person_merge`. Facts, affiliations, classes stay under the id they were written
//! for; the roster derives from the rows which ids are one person (`store_alias`) and counts each person once.

pub mod model;
pub mod pages;
pub mod service;
pub mod store;

pub use model::{Likeness, Pair, Reason};
