//! interop: how lists and records come in from outside, and go out.
pub mod sheet;
