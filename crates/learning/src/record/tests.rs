//! How hours add up, what a door lets in.

use super::Door;
use super::model::{Entry, Record, RecordRules, Status, initials};
use kernel::{Date, Moment};

fn entry(day: Date, minutes: i64, topics: &[&str], status: Status) -> Entry {
    Entry {
        subject_kind: "class".into(),
        subject: 1,
        title: "Lớp".into(),
        place: String::new(),
        day,
        minutes,
        topics: topics.iter().map(|t| (*t).to_owned()).collect(),
        passed: true,
        status,
    }
}

fn rules() -> RecordRules {
    RecordRules::read(include_str!("../../../../policy/learning/record.toml")).unwrap()
}

#[test]
fn a_class_of_two_areas_is_one_stretch_and_the_areas_add_up_to_it() {
    let day = Date::constant(2026, 10, 5);
    let record = Record::new(vec![
        entry(day, 181, &["law.labour", "digital_skill.basic"], Status::Verified),
        entry(day, 60, &["law.labour", "law.trade_union"], Status::Confirmed),
        entry(day, 600, &["law"], Status::Declared),
    ]);
    assert_eq!(record.sum().minutes, 241);
    assert_eq!((record.sum().things, record.sum().declared), (2, 600), "what is only declared stands apart");
    let areas = record.by_area();
    assert_eq!(areas.values().map(|s| s.minutes).sum::<i64>(), 241);
    assert_eq!(areas["digital_skill"].minutes, 91);
    assert_eq!(areas["law"].minutes, 150);
}

#[test]
fn years_are_told_newest_first_and_a_choice_of_years_shows_no_other() {
    let of = |y| entry(Date::constant(y, 5, 1), 60, &["law"], Status::Verified);
    let record = Record::new(vec![of(2024), of(2026), of(2025), of(2026)]);
    assert_eq!(record.years(), [2026, 2025, 2024]);
    assert_eq!(record.of_years(&[2025]).years(), [2025]);
    assert_eq!(record.of_years(&[]).entries.len(), 4);
}

#[test]
fn initials_tell_no_name() {
    assert_eq!(initials("Lò Thị Ánh"), "L. T. Á.");
}

#[test]
fn whoever_tries_too_often_waits_and_others_do_not() {
    let rules = RecordRules { public_burst: 3, public_per_minute: 1, ..rules() };
    let door = Door::new(&rules);
    let at = |s: i64| Moment(1_000_000_000 + s * 1_000_000);
    for _ in 0..3 {
        assert!(door.lets_in("10.0.0.1", at(0)));
    }
    assert!(!door.lets_in("10.0.0.1", at(1)));
    assert!(door.lets_in("10.0.0.2", at(1)), "another source");
    assert!(!door.lets_in("10.0.0.1", at(30)));
    assert!(door.lets_in("10.0.0.1", at(62)), "one more each minute");
}

#[test]
fn a_policy_without_days_is_refused() {
    assert!(
        RecordRules::read("link_days = []\nlinks_at_once = 1\npublic_burst = 1\npublic_per_minute = 1")
            .is_err()
    );
}
