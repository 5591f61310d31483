//! The room `pack`: what one takes along to go on without a signal ("gói mang theo"), told before it is fetched: which
//! files, how large.

pub mod api;
