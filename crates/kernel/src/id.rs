//! Identity numbers. Each is a type of its own, so that a person is never passed for a unit.
//!
//! A number is `transaction << 20 | position`: unique in the whole database, growing with time,
//! equal on both engines, and it tells by itself which transaction made the row.

use serde::{Deserialize, Serialize};

/// How many bits of an id count the rows inside one transaction.
pub const ROW_BITS: u32 = 20;

macro_rules! id_types {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub i64);
        impl $name {
            /// The transaction that made this row.
            pub fn txn(self) -> i64 { self.0 >> ROW_BITS }
        }
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { self.0.fmt(f) }
        }
        impl std::str::FromStr for $name {
            type Err = std::num::ParseIntError;
            fn from_str(s: &str) -> std::result::Result<Self, Self::Err> { s.parse().map($name) }
        }
    )*};
}

id_types! {
    /// A person known to the programme ("người"): worker, officer, member; with or without an account.
    PersonId,
    /// An organisation in any tree ("tổ chức"): federation, grassroots union, association, commune …
    OrganisationId,
    /// A sign-in account ("tài khoản").
    AccountId,
    /// A fact ("việc đã ghi nhận").
    FactId,
    /// A training class ("lớp đào tạo, bồi dưỡng").
    ClassId,
    /// A report of one unit for one period ("báo cáo").
    ReportId,
    /// A course ("khóa học").
    CourseId,
    /// A published version of a course.
    VersionId,
    /// A lesson of a course, the same through all versions ("bài học").
    LessonId,
    /// A picture, recording, film or document ("học liệu").
    MediaId,
}
