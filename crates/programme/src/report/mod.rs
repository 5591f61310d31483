//! Periodic reports ("báo cáo định kỳ"): asked for, written beside the computed figures, handed in, returned,
//! accepted, put together, sealed with the people behind each number, printed, and explained afterwards.
//!
//! - [`model`]: states, what a report holds, deadlines; pure
//! - [`store`]: every SQL
//! - [`pages::bearing`]: what a reorganisation must know of open reports
//! - [`figures`]: the computed part, from measures and facts
//! - [`service`]: what is done with a report, by whom
//! - [`seal`]: sealing, the check of seals, sealed against now
//! - [`paper`]: the official paper
//! - [`pages`]: the screens

pub mod figures;
pub mod model;
pub mod pages;
pub mod paper;
pub mod seal;
pub mod service;
pub mod store;

pub use model::{Body, Draft, Figures, Obligation, Progress, Report, State, Timing, Typed};
pub use paper::render;
pub use seal::{Seals, check_seals};
