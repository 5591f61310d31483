//! The kinds of fact ("việc đã ghi nhận") and their topics. Facts are append-only: an act is kept
//! for ever; a correction is a new row that voids the old one.

use serde::{Deserialize, Serialize};

/// What happened. One house writes a kind; everybody may count it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct FactKind(pub &'static str);

/// A person was present at a training class ("có mặt ở lớp"). Written by learning.
pub const CLASS_ATTENDED: FactKind = FactKind("class.attended");
/// A person met the class's demands ("hoàn thành lớp, đạt"). Written by learning.
pub const CLASS_PASSED: FactKind = FactKind("class.passed");
/// A unit's yearly programme holds the part "Công đoàn học tập", seen by the level above. Written by programme.
pub const LEARNING_UNION_PLANNED: FactKind = FactKind("plan.learning_union");

/// A person opened a lesson ("mở bài học"). Written by learning, once a year for each lesson.
pub const LESSON_OPENED: FactKind = FactKind("lesson.opened");
/// A person finished a lesson ("học xong bài"). Written by learning, once a year for each lesson.
pub const LESSON_COMPLETED: FactKind = FactKind("lesson.completed");
/// A person finished all lessons of a course and passed its checks ("hoàn thành khóa học"). Written by learning.
pub const COURSE_PASSED: FactKind = FactKind("course.passed");
/// A person passed a course that counts as a test of its topic ("đạt bài kiểm tra"). Written by learning.
pub const QUIZ_PASSED: FactKind = FactKind("quiz.passed");
/// A person's own learning, confirmed by the union ("tự học được xác nhận"). Written by learning.
pub const SELF_STUDY_CONFIRMED: FactKind = FactKind("self_study.confirmed");
/// What a check of a skill said of a person ("kiểm tra kỹ năng"): `yes` or `no`. Written by learning.
pub const SKILL_CHECKED: FactKind = FactKind("skill.checked");

/// Every kind; some are still to be written by houses to come, and policy may already count them.
pub const ALL: &[FactKind] = &[
    CLASS_ATTENDED,
    CLASS_PASSED,
    LEARNING_UNION_PLANNED,
    LESSON_OPENED,
    LESSON_COMPLETED,
    COURSE_PASSED,
    QUIZ_PASSED,
    SELF_STUDY_CONFIRMED,
    FactKind("campaign.received"),
    FactKind("contest.entered"),
    SKILL_CHECKED,
    FactKind("title.awarded"),
    FactKind("title.revoked"),
];

impl FactKind {
    /// The kind with this code, if there is one.
    pub fn find(code: &str) -> Option<FactKind> {
        ALL.iter().copied().find(|k| k.0 == code)
    }
}

impl std::fmt::Display for FactKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.0)
    }
}

/// A topic code such as `digital_skill` or `law.labour`: the list is data (`policy/topics.toml`).
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Topic(pub String);

impl Topic {
    /// `law.labour` lies under `law`; every topic lies under itself.
    pub fn lies_under(&self, other: &str) -> bool {
        self.0 == other || (self.0.starts_with(other) && self.0.as_bytes().get(other.len()) == Some(&b'.'))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn topics_nest_at_dots() {
        let labour = Topic("law.labour".into());
        assert!(labour.lies_under("law") && labour.lies_under("law.labour"));
        assert!(!labour.lies_under("law.lab") && !labour.lies_under("digital"));
    }

    #[test]
    fn kinds_are_listed_once() {
        let mut codes: Vec<_> = ALL.iter().map(|k| k.0).collect();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), ALL.len());
    }
}
