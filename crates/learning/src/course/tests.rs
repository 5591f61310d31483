//! Rules and SQL of courses, with An who writes and Bình who reviews.

use super::model::{Answer, Audience, Block, Check, CourseBody, Faults, Lesson};
use super::{service, store};
use ::store::testing::both;
use ::store::{Db, Entry};
use kernel::{Failure, OrganisationId, PersonId, Topic};
use std::collections::BTreeSet;

const UNIT: OrganisationId = OrganisationId(1);
const AN: PersonId = PersonId(11);
const BINH: PersonId = PersonId(12);

fn check() -> Check {
    let answer = |text: &str, is_right| Answer { text: text.into(), is_right };
    Check {
        key: "c1".into(),
        question: "Thấy dây điện đứt rơi xuống đất, việc đầu tiên là gì?".into(),
        several: false,
        answers: vec![answer("Nhặt dây cho gọn", false), answer("Tránh xa và báo người phụ trách", true)],
        explanation: "Không lại gần dây điện rơi dưới 10 mét.".into(),
    }
}

fn course() -> CourseBody {
    CourseBody {
        title: "An toàn điện".into(),
        topics: vec![Topic("occupational_safety".into())],
        language: "vi".into(),
        lessons: vec![Lesson {
            key: "b1".into(),
            title: "Dây điện rơi".into(),
            minutes: 5,
            blocks: vec![Block::Text { text: "Điện giật chết người.".into() }, Block::Check(check())],
            ..Lesson::default()
        }],
        ..CourseBody::default()
    }
}

fn each(test: impl Fn(&Db)) {
    for fresh in both() {
        test(&fresh.db);
    }
}

fn entry() -> Entry {
    Entry { account: None, act: "test".into(), reason: String::new(), device: "test".into() }
}

#[test]
fn an_answer_is_right_when_exactly_the_right_ones_are_chosen() {
    let mut check = check();
    let judge = |c: &Check, chosen: &[usize]| c.judge(&chosen.iter().copied().collect::<BTreeSet<_>>());
    assert!(judge(&check, &[1]) && !judge(&check, &[0]) && !judge(&check, &[]) && !judge(&check, &[0, 1]));
    check.answers[0].is_right = true;
    assert!(judge(&check, &[0, 1]) && !judge(&check, &[1]));
}

#[test]
fn the_same_course_is_the_same_text_and_comes_back() {
    let text = course().text().unwrap();
    assert_eq!(CourseBody::read(&text).unwrap(), course());
    assert_eq!(CourseBody::read(&text).unwrap().text().unwrap(), text);
    assert!(
        CourseBody::read("{\"title\":\"x\",\"colour\":1}").is_err(),
        "an unknown field is no silent loss"
    );
}

#[test]
fn a_course_that_is_not_ready_says_what_is_missing_and_where() {
    assert_eq!(course().faults(|_| true), Faults::default());
    let mut bad = course();
    bad.topics.clear();
    bad.lessons[0].minutes = 0;
    bad.lessons[0].blocks.push(Block::Text { text: " ".into() });
    bad.lessons.push(Lesson { key: "b1".into(), ..Lesson::default() });
    let Block::Check(check) = &mut bad.lessons[0].blocks[1] else { panic!() };
    check.answers[1].is_right = false;
    let fields: Vec<String> = bad.faults(|_| true).0.into_iter().map(|f| f.field).collect();
    for field in [
        "topics",
        "lessons.0.minutes",
        "lessons.0.blocks.1",
        "lessons.0.blocks.2",
        "lessons.1.title",
        "lessons.1",
    ] {
        assert!(fields.iter().any(|f| f == field), "{field} in {fields:?}");
    }
    assert!(course().faults(|_| false).0[0].message.contains("occupational_safety"));
}

#[test]
fn what_one_writes_another_publishes_and_a_version_never_changes() {
    each(|db| {
        let course_id = db.write(&entry(), |tx| service::begin(tx, UNIT, &course())).unwrap();
        let code = db.read(|v| Ok(store::course(v, course_id)?.unwrap().0)).unwrap();
        assert!(code.starts_with("KH-") && code.ends_with("-001"), "{code}");
        db.write(&entry(), |tx| service::submit(tx, course_id, AN, &Faults::default())).unwrap();
        let own = db.write(&entry(), |tx| service::publish(tx, course_id, AN));
        assert!(matches!(own, Err(Failure::Forbidden(_))), "{own:?}");
        let locked = db.write(&entry(), |tx| {
            let row = store::draft(tx, course_id)?.map(|(row, _)| row);
            service::save(tx, course_id, row, &course())
        });
        assert!(matches!(locked, Err(Failure::Conflict(_))), "{locked:?}");
        let first = db.write(&entry(), |tx| service::publish(tx, course_id, BINH)).unwrap();
        // a second version: one more lesson, the first lesson keeps its number
        let lessons = db.read(|v| Ok(store::lessons(v, course_id)?)).unwrap();
        let mut more = course();
        more.lessons.push(Lesson {
            key: "b2".into(),
            title: "Cứu người".into(),
            minutes: 4,
            ..Lesson::default()
        });
        db.write(&entry(), |tx| {
            let row = store::draft(tx, course_id)?.map(|(row, _)| row);
            service::save(tx, course_id, row, &more)?;
            service::submit(tx, course_id, BINH, &Faults::default())?;
            service::publish(tx, course_id, AN)
        })
        .unwrap();
        db.read(|v| {
            let newest = store::newest(v, course_id)?.unwrap();
            assert_eq!((newest.number, newest.lessons, newest.minutes), (2, 2, 9));
            assert_eq!((newest.audience, newest.is_offered), (Audience::Everybody, true));
            assert_eq!(store::version_body(v, first)?, Some(course()));
            assert_eq!(newest.sha256, service::digest(&more.text().unwrap()));
            let now = store::lessons(v, course_id)?;
            assert_eq!((now.len(), now["b1"]), (2, lessons["b1"]));
            assert_eq!(store::turns(v, course_id)?.len(), 4);
            Ok(())
        })
        .unwrap();
        assert_eq!(db.verify().unwrap(), vec![]);
    });
}

#[test]
fn two_authors_do_not_write_over_each_other_and_a_withdrawn_course_is_not_offered() {
    each(|db| {
        let id = db.write(&entry(), |tx| Ok(service::bring_in(tx, UNIT, (AN, BINH), &course())?.0)).unwrap();
        let seen = db.read(|v| Ok(store::draft(v, id)?.map(|(row, _)| row))).unwrap();
        db.write(&entry(), |tx| service::save(tx, id, seen, &course())).unwrap();
        let late = db.write(&entry(), |tx| service::save(tx, id, seen, &course()));
        assert!(matches!(late, Err(Failure::Conflict(_))), "{late:?}");
        let bare = db.write(&entry(), |tx| service::withdraw(tx, id, BINH, " "));
        assert!(matches!(bare, Err(Failure::Invalid(_))), "{bare:?}");
        db.write(&entry(), |tx| service::withdraw(tx, id, BINH, "Luật đã đổi")).unwrap();
        assert!(!db.read(|v| service::published(v, id)).unwrap().is_offered);
        db.write(&entry(), |tx| service::restore(tx, id, BINH)).unwrap();
        assert!(db.read(|v| service::published(v, id)).unwrap().is_offered);
    });
}

#[test]
fn a_part_that_fails_alone_leaves_the_rest_standing() {
    each(|db| {
        db.write(&entry(), |tx| {
            service::begin(tx, UNIT, &course())?;
            let failed = tx.attempt(|tx| -> kernel::Result<()> {
                service::begin(tx, UNIT, &course())?;
                Err(Failure::NotFound)
            });
            assert!(failed.is_err());
            tx.attempt(|tx| service::begin(tx, OrganisationId(2), &course()))?;
            Ok(())
        })
        .unwrap();
        let codes = db
            .read(|v| {
                Ok(v.rows("select code from learning_course order by organisation", &[], |r| r.text(0))?)
            })
            .unwrap();
        assert_eq!(codes.len(), 2, "{codes:?}");
        assert!(codes.iter().all(|c| c.ends_with("-001")));
        assert_eq!(db.verify().unwrap(), vec![]);
    });
}
