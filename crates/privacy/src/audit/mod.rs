//! One line of the log opened: what was made and retired, before and after; the log taken along by inspectors.

pub mod pages;
