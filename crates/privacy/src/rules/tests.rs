//! Clocks and the list of columns.

use super::Rules;
use kernel::Date;

pub(crate) fn rules() -> Rules {
    Rules::read([
        include_str!("../../../../policy/privacy/inventory.toml"),
        include_str!("../../../../policy/privacy/consents.toml"),
        include_str!("../../../../policy/privacy/requests.toml"),
    ])
    .unwrap()
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

#[test]
fn two_working_days_jump_weekends_and_holidays() {
    let r = rules();
    for (received, due) in [
        ("2026-11-18", "2026-11-20"), // Wednesday to Friday
        ("2026-11-19", "2026-11-23"), // Thursday to Monday
        ("2026-11-20", "2026-11-24"),
        ("2026-11-21", "2026-11-24"), // a Saturday does not count
        ("2026-02-13", "2026-02-24"), // over the whole of Tết
        ("2026-04-28", "2026-05-04"), // 30/4 and 1/5, then a weekend
        ("2026-08-20", "2026-08-22"), // a Saturday that was worked
        ("2026-12-31", "2027-01-05"), // New Year
    ] {
        assert_eq!(r.answer_due(day(received)), day(due), "{received}");
    }
}

#[test]
fn fifteen_days_end_on_a_working_day() {
    let r = rules();
    let withdraw = r.kind("withdraw").unwrap();
    assert_eq!(
        (withdraw.finish_days, withdraw.finish_days_with_processor, withdraw.extend_days),
        (15, 20, 15)
    );
    assert_eq!(r.due(day("2026-11-20"), 15), day("2026-12-07")); // 5/12 is a Saturday
    assert_eq!(r.due(day("2026-11-19"), 15), day("2026-12-04"));
    assert_eq!(r.due(day("2026-02-01"), 15), day("2026-02-23")); // 16/2 lies in Tết
}

#[test]
fn a_new_column_without_its_purpose_is_named() {
    let r = rules();
    let schema =
        vec![("people_person".to_owned(), vec!["id".to_owned(), "source".to_owned(), "religion".to_owned()])];
    let found = r.gaps(&schema);
    assert!(found.contains(&"people_person.religion: the column has no purpose".to_owned()));
    let found = r.gaps(&[("people_blood".to_owned(), vec!["id".to_owned()])]);
    assert!(found.contains(&"people_blood: the table has no purpose".to_owned()));
}

#[test]
fn texts_that_do_not_fit_are_refused() {
    let inventory = include_str!("../../../../policy/privacy/inventory.toml");
    let consents = include_str!("../../../../policy/privacy/consents.toml");
    let requests = include_str!("../../../../policy/privacy/requests.toml");
    let bad = inventory.replace("retention = \"leaver\"", "retention = \"ever\"");
    assert!(Rules::read([&bad, consents, requests]).unwrap_err().contains("no retention ever"));
    let bad = requests.replace("\"2026-02-16\"", "\"16/2\"");
    assert!(Rules::read([inventory, consents, &bad]).unwrap_err().contains("privacy/requests.toml"));
}
