//! The door: signing in and out, devices, the sessions that stand open.

pub mod pages;
pub mod service;
pub mod store;
