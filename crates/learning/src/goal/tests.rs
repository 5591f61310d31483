//! How far a goal is.

use super::model::*;
use kernel::{Date, Topic};

fn learned(day: &str, topic: &str, minutes: i64, finished: bool, subject: i64) -> Learned {
    Learned {
        day: day.parse().unwrap(),
        topic: Topic(topic.into()),
        minutes,
        finished,
        subject: ("class".into(), subject),
    }
}

fn goal(kind: GoalKind, minutes: i64) -> Goal {
    Goal {
        id: 1,
        year: 2026,
        aim: Aim { kind, topic: Topic("law".into()), what: "Đọc luật".into(), minutes, due_month: 6 },
        done_on: None,
    }
}

#[test]
fn hours_are_counted_once_for_each_thing_of_the_year_and_topic() {
    let facts = [
        learned("2026-02-01", "law.labour", 120, false, 1),
        learned("2026-02-01", "law.trade_union", 120, false, 1),
        learned("2026-03-01", "law.labour", 60, false, 2),
        learned("2025-03-01", "law.labour", 600, false, 3),
        learned("2026-03-01", "digital_skill", 600, false, 4),
    ];
    assert_eq!(goal(GoalKind::Hours, 300).progress(&facts), (180, 300));
}

#[test]
fn a_goal_is_done_soon_running_or_late() {
    let on = |g: &Goal, day: &str, facts: &[Learned]| g.standing(facts, day.parse::<Date>().unwrap(), 45);
    let hours = goal(GoalKind::Hours, 60);
    assert_eq!(on(&hours, "2026-05-16", &[]), Standing::Soon, "45 days before the end of June");
    assert_eq!(on(&hours, "2026-05-15", &[]), Standing::Running);
    assert_eq!(on(&hours, "2026-06-30", &[]), Standing::Soon, "the last day is still in time");
    assert_eq!(on(&hours, "2026-07-01", &[]), Standing::Late);
    assert_eq!(on(&hours, "2026-07-01", &[learned("2026-06-30", "law", 60, false, 1)]), Standing::Done);
    let finish = goal(GoalKind::Finish, 0);
    assert_eq!(
        on(&finish, "2026-07-01", &[learned("2026-01-30", "law.labour", 60, false, 1)]),
        Standing::Late
    );
    assert_eq!(on(&finish, "2026-07-01", &[learned("2026-01-30", "law.labour", 0, true, 1)]), Standing::Done);
    let free = Goal { done_on: Some(Date::constant(2026, 5, 1)), ..goal(GoalKind::Free, 0) };
    assert_eq!(on(&free, "2026-07-01", &[]), Standing::Done);
}
