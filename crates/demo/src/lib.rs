//! The demo province: an invented year of learning among the workers of Lai Châu.
//!
//! [`world`] describes it as plain data, the same for the same seed on every machine. The communes
//! and districts are real; every person, phone, identity number, enterprise and union is invented.

mod load;
pub mod world;

pub use load::{Calendar, Loaded, PASSWORD, SHARED, certificates, load, now};
