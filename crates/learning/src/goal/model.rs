//! What a goal is and how far it is. Pure.

use crate::class::model::Topics;
use kernel::{Date, FieldFault, Topic, time};
use std::collections::BTreeMap;

/// What the policy says of plans (`policy/learning/goals.toml`). `server` plugs it in.
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GoalRules {
    /// Most goals of one year.
    pub most_goals: usize,
    /// Most hours of one goal.
    pub most_hours: i64,
    /// Called to mind so many days before the end of its month.
    pub remind_days_before: i64,
    /// How many years ahead may be planned.
    pub years_ahead: i16,
}

impl GoalRules {
    /// Reads the policy's text.
    ///
    /// # Errors
    /// When it is no such table.
    pub fn read(text: &str) -> Result<GoalRules, String> {
        toml::from_str(text).map_err(|e| e.to_string())
    }
}

/// The kinds of goal.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum GoalKind {
    /// So many hours on a topic.
    Hours,
    /// Finish a class or course on a topic.
    Finish,
    /// Something in one's own words, ticked by oneself.
    Free,
}

impl GoalKind {
    /// All kinds, in the order of the form.
    pub const ALL: [GoalKind; 3] = [GoalKind::Hours, GoalKind::Finish, GoalKind::Free];
    /// The stored code.
    pub fn code(self) -> &'static str {
        match self {
            GoalKind::Hours => "hours",
            GoalKind::Finish => "finish",
            GoalKind::Free => "free",
        }
    }
    /// The kind with this code.
    pub fn find(code: &str) -> Option<GoalKind> {
        GoalKind::ALL.into_iter().find(|k| k.code() == code)
    }
}

/// What somebody wants to reach.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Aim {
    /// Of which kind.
    pub kind: GoalKind,
    /// About what; may be empty for one's own words.
    pub topic: Topic,
    /// In one's own words: the course's name, the goal itself.
    pub what: String,
    /// How long, for hours.
    pub minutes: i64,
    /// Until the end of which month, 1 to 12.
    pub due_month: i8,
}

/// A goal as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Goal {
    /// Its id.
    pub id: i64,
    /// Of which year.
    pub year: i16,
    /// What is to be reached.
    pub aim: Aim,
    /// The day on which the person said it was done.
    pub done_on: Option<Date>,
}

/// Something that was learned, as the facts tell it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Learned {
    /// On which day.
    pub day: Date,
    /// About what.
    pub topic: Topic,
    /// How long.
    pub minutes: i64,
    /// Does it say that something was finished with success?
    pub finished: bool,
    /// The kind and number of the thing that gave it.
    pub subject: (String, i64),
}

/// How a goal stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Standing {
    /// Reached.
    Done,
    /// Its month comes soon.
    Soon,
    /// There is time.
    Running,
    /// Its month is past.
    Late,
}

impl Goal {
    /// The last day of its month.
    pub fn due(&self) -> Date {
        let first = Date::new(self.year, self.aim.due_month.clamp(1, 12), 1).unwrap_or(Date::MAX);
        first.last_of_month()
    }
    /// How far it is: (reached, of), in minutes for hours, else 0 or 1 of 1.
    pub fn progress(&self, learned: &[Learned]) -> (i64, i64) {
        let matching =
            learned.iter().filter(|l| l.day.year() == self.year && l.topic.lies_under(&self.aim.topic.0));
        match self.aim.kind {
            GoalKind::Hours => {
                // a class of two topics is one stretch of time
                let mut by_subject: BTreeMap<&(String, i64), i64> = BTreeMap::new();
                for l in matching {
                    let most = by_subject.entry(&l.subject).or_default();
                    *most = l.minutes.max(*most);
                }
                (by_subject.values().sum::<i64>(), self.aim.minutes)
            }
            GoalKind::Finish => {
                let done = self.done_on.is_some() || matching.into_iter().any(|l| l.finished);
                (i64::from(done), 1)
            }
            GoalKind::Free => (i64::from(self.done_on.is_some()), 1),
        }
    }
    /// How it stands on a day.
    pub fn standing(&self, learned: &[Learned], today: Date, remind_days_before: i64) -> Standing {
        let (reached, of) = self.progress(learned);
        let left = time::days_between(today, self.due());
        if reached >= of {
            Standing::Done
        } else if left < 0 {
            Standing::Late
        } else if left <= remind_days_before {
            Standing::Soon
        } else {
            Standing::Running
        }
    }
}

/// What is wrong with a goal.
pub fn faults(rules: &GoalRules, topics: &Topics, aim: &Aim) -> Vec<FieldFault> {
    let mut wrong = Vec::new();
    if aim.kind != GoalKind::Free && !topics.knows(&aim.topic.0) {
        wrong.push(FieldFault::new("topic", "Hãy chọn chủ đề muốn học trong danh sách."));
    }
    if aim.kind == GoalKind::Free && aim.what.chars().count() < 3 {
        wrong.push(FieldFault::new(
            "what",
            "Hãy ghi mục tiêu bằng lời, ví dụ “Đọc hai cuốn sách về nghề chè”.",
        ));
    }
    if aim.what.chars().count() > 200 {
        wrong.push(FieldFault::new("what", "Dài quá 200 chữ. Hãy viết ngắn lại."));
    }
    if aim.kind == GoalKind::Hours && !(1..=rules.most_hours * 60).contains(&aim.minutes) {
        wrong.push(FieldFault::new(
            "hours",
            format!("Hãy ghi số giờ muốn học, từ 1 đến {}.", rules.most_hours),
        ));
    }
    if !(1..=12).contains(&aim.due_month) {
        wrong.push(FieldFault::new("due_month", "Hãy chọn tháng muốn xong."));
    }
    wrong
}
