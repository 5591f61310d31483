//! The rules of self-study.

use super::model::*;
use crate::class::model::{TopicChoice, Topics};
use kernel::{Date, Topic};

fn rules() -> Rules {
    Rules::read(include_str!("../../../../policy/learning/self_study.toml")).unwrap()
}

fn platforms() -> Platforms {
    Platforms::read(include_str!("../../../../policy/learning/platforms.toml")).unwrap()
}

fn topics() -> Topics {
    let word = |s: &str| s.to_owned();
    Topics(vec![TopicChoice {
        code: word("law.labour"),
        name: word("Pháp luật lao động"),
        name_en: word("Labour law"),
        area: word("law"),
        area_name: word("Pháp luật"),
    }])
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

const TODAY: Date = Date::constant(2026, 11, 20);

fn declared(first: &str, last: &str, minutes: i64) -> Declared {
    Declared {
        title: "Bộ luật Lao động".into(),
        topic: Topic("law.labour".into()),
        platform: "youtube".into(),
        place: "https://www.youtube.com/watch?v=1".into(),
        first_day: day(first),
        last_day: day(last),
        minutes,
        words: String::new(),
        evidence: String::new(),
    }
}

fn fields(d: &Declared, others: &[Declared]) -> Vec<String> {
    faults(&rules(), &topics(), &platforms(), d, others, TODAY).into_iter().map(|f| f.field).collect()
}

#[test]
fn what_is_plausible_passes_and_what_is_not_names_its_field() {
    assert!(fields(&declared("2026-11-20", "2026-11-20", 600), &[]).is_empty(), "ten hours today");
    assert_eq!(fields(&declared("2026-11-20", "2026-11-20", 601), &[]), ["hours"]);
    assert_eq!(fields(&declared("2026-11-21", "2026-11-21", 60), &[]), ["first_day"], "tomorrow");
    assert_eq!(fields(&declared("2025-12-31", "2026-01-01", 60), &[]), ["first_day"], "before the programme");
    assert_eq!(fields(&declared("2026-11-10", "2026-11-09", 60), &[]), ["last_day"]);
    assert_eq!(fields(&declared("2026-08-01", "2026-11-20", 60), &[]), ["last_day"], "too many days");
    assert_eq!(fields(&declared("2026-11-20", "2026-11-20", 4), &[]), ["hours"]);
    let no_topic = Declared { topic: Topic("magic".into()), ..declared("2026-11-20", "2026-11-20", 60) };
    assert_eq!(fields(&no_topic, &[]), ["topic"]);
    let nowhere =
        Declared { platform: OTHER.into(), place: String::new(), ..declared("2026-11-20", "2026-11-20", 60) };
    assert_eq!(fields(&nowhere, &[]), ["place"]);
    let script =
        Declared { place: "javascript://a.b/%0aalert(1)".into(), ..declared("2026-11-20", "2026-11-20", 60) };
    assert_eq!(fields(&script, &[]), ["place"], "a link leads to the web");
}

#[test]
fn a_day_holds_so_much_over_all_declarations() {
    let others = [declared("2026-11-18", "2026-11-19", 960)];
    assert!(fields(&declared("2026-11-19", "2026-11-19", 120), &others).is_empty(), "eight and two hours");
    assert_eq!(fields(&declared("2026-11-19", "2026-11-19", 121), &others), ["hours"]);
    let message =
        faults(&rules(), &topics(), &platforms(), &declared("2026-11-19", "2026-11-19", 300), &others, TODAY);
    assert!(message[0].message.contains("chỉ còn khai được 2 giờ"), "{}", message[0].message);
    assert!(fields(&declared("2026-11-20", "2026-11-20", 600), &others).is_empty(), "another day");
}

#[test]
fn a_link_says_where_it_was_and_no_other_host_looks_like_it() {
    let p = platforms();
    let of = |link: &str| p.of_link(link).map(|p| p.code.clone());
    assert_eq!(of("https://m.youtube.com/watch?v=1").as_deref(), Some("youtube"));
    assert_eq!(of("https://youtu.be/1").as_deref(), Some("youtube"));
    assert_eq!(of("https://notyoutube.com/1"), None);
    assert_eq!(of("https://youtube.com@evil.example/"), None);
    assert_eq!(tidy_place(" youtube.com/watch "), "https://youtube.com/watch");
    assert_eq!(tidy_place("Sách “Nghề chè”"), "Sách “Nghề chè”");
    assert!(!is_link("https://a b.vn") && !is_link("data:text/html,x"));
}

#[test]
fn hours_and_minutes_are_read_together() {
    let mut wrong = Vec::new();
    let draft =
        Draft { first_day: "5/10/2026".into(), hours: "1".into(), minutes: "30".into(), ..Draft::default() };
    let read = draft.read(&platforms(), &mut wrong);
    assert_eq!((read.minutes, read.last_day, wrong.len()), (90, day("2026-10-05"), 0));
    let draft = Draft { first_day: "hôm qua".into(), hours: "một".into(), ..draft };
    draft.read(&platforms(), &mut wrong);
    assert_eq!(wrong.iter().map(|f| f.field.as_str()).collect::<Vec<_>>(), ["first_day", "hours"]);
}

#[test]
fn the_policy_refuses_limits_that_make_no_sense() {
    let text = include_str!("../../../../policy/learning/self_study.toml");
    assert!(Rules::read(&text.replace("most_minutes_a_day = 600", "most_minutes_a_day = 2000")).is_err());
    assert!(Rules::read(&text.replace("2026-01-01", "sometime")).is_err());
}
