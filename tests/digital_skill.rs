//! The check of digital skill moves indicator KH31-6: done on the screen, recorded from paper, taken back.
#![expect(clippy::unwrap_used, reason = "a test that cannot open its world has failed")]

#[expect(dead_code, reason = "other tests take the other parts")]
#[path = "street/world.rs"]
mod world;

use kernel::Role;
use learning::skill::Questions;
use learning::skill::model::{Question, TaskKind, order};
use server::wiring;
use web::testing::Browser;
use world::{World, worlds};

const ABLE: &str = "select cast(coalesce(sum(c.delta), 0) as bigint) from programme_count c \
    join people_organisation o on o.id = c.organisation \
    where o.code = 'CD001' and c.indicator like 'KH31-6%' and c.period = '2026-2030' and c.day <= '2026-11-20'";
const SEED: &str = "select seed from learning_skill_check where source = 'screen' order by id desc limit 1";

fn able(w: &World) -> i64 {
    w.number(ABLE, &[]).unwrap()
}

fn between<'a>(text: &'a str, from: &str, to: &str) -> &'a str {
    text.split(from).nth(1).unwrap().split(to).next().unwrap()
}

/// Answers every question; `right` says whether the tasks are done right.
fn walk(w: &World, b: &mut Browser, questions: &Questions, right: bool) {
    let page = b.get("/ky-nang-so").text();
    let uuid = between(&page, "name=\"uuid\" value=\"", "\"").to_owned();
    assert_eq!(b.post("/ky-nang-so/bat-dau", &[("uuid", &uuid)]).status, 303);
    let drawn = questions.drawn(w.number(SEED, &[]).unwrap());
    for (at, question) in drawn.iter().enumerate() {
        let shown = b.get("/ky-nang-so/cau").text();
        assert!(
            shown.contains(&format!("Câu {} trong 18", at + 1)),
            "one question a screen, in order: {shown}"
        );
        let code = question.code();
        // nothing chosen is told, and nothing is kept
        assert_eq!(b.post("/ky-nang-so/cau", &[("cau", &code)]).status, 422);
        let mut fields = vec![("cau".to_owned(), code)];
        match question {
            Question::Statement(_) => fields.push(("tra-loi".into(), "can".into())),
            Question::Task(..) if !right => fields.push(("viec".into(), "bo-qua".into())),
            Question::Task(task, v, chance) => match task.kind {
                TaskKind::Choose | TaskKind::Many => {
                    fields.extend(v.right.iter().map(|r| ("tra-loi".to_owned(), r.to_string())));
                }
                TaskKind::Type => fields.push(("tra-loi".into(), v.accept[0].clone())),
                TaskKind::Order => {
                    assert_eq!(order(*chance, v.steps.len()).len(), v.steps.len());
                    fields.extend((0..v.steps.len()).map(|n| (format!("tra-loi-{n}"), (n + 1).to_string())));
                }
                TaskKind::Form => {
                    let all = v.fields.iter().enumerate();
                    fields.extend(all.map(|(n, f)| (format!("tra-loi-{n}"), f.accept[0].clone())));
                }
            },
        }
        let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        let answer = b.post("/ky-nang-so/cau", &fields);
        assert_eq!(answer.status, 303, "{}", answer.text());
    }
}

#[test]
fn the_number_moves_with_the_check_and_back_when_a_paper_was_a_mistake() {
    let questions = wiring::skill_questions().unwrap();
    for w in worlds() {
        let login = |role: Role| w.logins.iter().find(|l| l.role == role && l.unit == "CD001").unwrap();
        let mut worker = w.signed_in(login(Role::Worker));
        let before = able(&w);
        walk(&w, &mut worker, &questions, true);
        assert_eq!(able(&w), before + 1, "{}: on the screen", w.engine);
        let page = worker.get("/ky-nang-so").text();
        assert!(
            page.contains("Làm đúng 8 trong 8 việc") && page.contains("Bạn làm lại được từ ngày"),
            "{page}"
        );
        // too early: nothing begins
        assert_eq!(worker.post("/ky-nang-so/bat-dau", &[("uuid", &"a".repeat(32))]).status, 303);
        assert!(worker.get("/ky-nang-so/cau").text().contains("Bạn làm lại được từ ngày"));

        // an officer records from paper, many at once; what is missing is told
        let mut officer = w.signed_in(login(Role::UnionOfficer));
        let list = officer.get("/don-vi/CD001/ky-nang-so?xem=chua-biet").text();
        let people: Vec<String> = list
            .split("name=\"nguoi\" value=\"")
            .skip(1)
            .take(2)
            .map(|s| s.split('"').next().unwrap().to_owned())
            .collect();
        let uuid = between(&list, "name=\"uuid\" value=\"", "\"").to_owned();
        let mut form = vec![("uuid", uuid.as_str()), ("day", "2026-11-19"), ("ket_qua", "biet")];
        form.extend(people.iter().map(|p| ("nguoi", p.as_str())));
        let wrong = officer.post("/don-vi/CD001/ky-nang-so", &form);
        assert!(wrong.status == 422 && wrong.text().contains("Hãy ghi minh chứng"), "{}", wrong.text());
        form.push(("evidence", "Biên bản số 03"));
        let done = officer.post("/don-vi/CD001/ky-nang-so", &form).text();
        assert!(done.contains("Đã ghi 2 trong 2 người"), "{done}");
        assert_eq!(able(&w), before + 3, "{}: on paper", w.engine);
        assert!(officer.post("/don-vi/CD001/ky-nang-so", &form).text().contains("đã ghi trước đó"));
        assert_eq!(able(&w), before + 3, "{}: the same form twice counts once", w.engine);
        let page = officer.get("/don-vi/CD001/ky-nang-so").text();
        let so = between(&page, "name=\"so\" value=\"", "\"").to_owned();
        let back = officer.post("/don-vi/CD001/ky-nang-so/rut", &[("so", &so), ("reason", "ghi nhầm người")]);
        assert_eq!(back.status, 303, "{}", back.text());
        assert_eq!(able(&w), before + 2, "{}: taken back", w.engine);
        assert!(w.house.db.verify().unwrap().is_empty(), "{}", w.engine);
    }
}

#[test]
fn who_skips_every_task_is_not_able_whatever_they_say_of_themselves() {
    let questions = wiring::skill_questions().unwrap();
    for w in worlds() {
        let mut worker =
            w.signed_in(w.logins.iter().find(|l| l.role == Role::Worker && l.unit == "CD001").unwrap());
        let before = able(&w);
        walk(&w, &mut worker, &questions, false);
        assert_eq!(able(&w), before, "{}", w.engine);
        let page = worker.get("/ky-nang-so").text();
        assert!(page.contains("Nên học gì tiếp") && page.contains("Chưa biết"), "{page}");
    }
}

#[test]
fn a_result_holds_as_long_as_the_indicator_says() {
    let policy = wiring::load_policy(None).unwrap();
    let text = format!("{policy:?}");
    let months = wiring::skill_questions().unwrap().valid_months;
    assert!(
        text.contains(&format!("valid_months: {months}"))
            || text.contains(&format!("valid_months: Some({months})"))
    );
}
