//! Restriction of processing ("hạn chế xử lý"): on a person's wish their name and details leave every list, search and
//! file, without touching a number, until it is lifted.
//!
//! Not a filter that every page must remember: the believed state of the record itself names nobody while it lasts, and
//! the former one comes back afterwards (docs/decisions/0014).

pub mod model;
pub mod service;
pub mod store;
