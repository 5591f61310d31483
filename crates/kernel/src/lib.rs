//! The words everybody shares: ids, days, periods, shares, names, facts, rights, failures.
//!
//! Pure: no input or output, no async, no HTTP, no SQL. Small and stable, because every house is
//! built again when a word here changes.

pub mod certificate;
pub mod fact;
pub mod failure;
pub mod id;
pub mod name;
pub mod paper;
pub mod period;
pub mod permit;
pub mod share;
pub mod sheet;
pub mod time;

pub use fact::{FactKind, Topic};
pub use failure::{Failure, FieldFault, Result};
pub use id::*;
pub use period::{Period, PeriodKind};
pub use permit::{Act, Actor, Grant, Role};
pub use share::{Share, Threshold};
pub use time::{Clock, Date, FixedClock, Moment, SystemClock};
