//! The yearly programme of a grassroots union ("chương trình hoạt động hằng năm") and its part "Công đoàn học tập".
//! The union records it, the level above verifies it; only then does it count for the Plan's third target.

pub mod model;
pub mod pages;
pub mod service;
pub mod store;

pub use model::{Draft, Standing, Verdict, YearlyProgramme};
