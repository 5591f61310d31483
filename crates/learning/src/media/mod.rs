//! Learning material ("học liệu") and what people show of their own learning: pictures, sound, video, documents.
//!
//! Taken by content, never by name; made small; kept once under the digest of the bytes. See `service` for the way in
//! ([`service::prepare`] outside a transaction, [`service::take`] inside) and `pages` for showing.

pub mod model;
pub mod pages;
mod picture;
pub mod recognise;
pub mod service;
mod sound;
pub mod store;
pub mod upload;
