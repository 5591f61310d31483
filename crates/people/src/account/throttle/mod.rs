//! Wrong tries and the waits after them: slow for whoever guesses, never a lock for whom is at home here.

pub mod service;
pub mod store;
