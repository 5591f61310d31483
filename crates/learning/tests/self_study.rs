//! Self-study and plans through HTTP: declared on a phone, answered by the union, counted, taken back.

#![expect(clippy::unwrap_used, reason = "a step of the walk that fails is a failed test")]

#[expect(dead_code, reason = "other tests take the other parts")]
mod small_world;

use learning::selfstudy::service::{self, Policy};
use learning::selfstudy::{Declared, Platforms, Rules};
use small_world::{SmallWorld, worlds};
use store::Entry;
use web::testing::{Answer, Browser};

fn between<'a>(text: &'a str, from: &str, to: &str) -> &'a str {
    text.split(from).nth(1).unwrap_or_else(|| unreachable!("{from} in {text}")).split(to).next().unwrap()
}

fn declare(b: &mut Browser, title: &str, more: &[(&str, &str)]) -> Answer {
    let page = b.get("/tu-hoc/moi").text();
    let uuid = between(&page, "name=\"uuid\" value=\"", "\"").to_owned();
    let mut fields = vec![
        ("uuid", uuid.as_str()),
        ("title", title),
        ("topic", "law.labour"),
        ("place", "youtube.com/watch?v=1"),
        ("first_day", "2026-11-18"),
        ("hours", "1"),
        ("minutes", "30"),
        ("viec", "gui"),
    ];
    fields.extend_from_slice(more);
    b.post("/tu-hoc/moi", &fields)
}

fn id_of(answer: &Answer) -> String {
    assert_eq!(answer.status, 303, "{}", answer.text());
    let location = answer.location.clone().unwrap();
    location.split("so=").nth(1).unwrap().split('&').next().unwrap().to_owned()
}

fn mai_sends(w: &SmallWorld, id: &str) -> u16 {
    w.browser("mai").post("/tu-hoc/gui", &[("so", id)]).status.as_u16()
}

fn facts(w: &SmallWorld) -> Vec<(String, Option<i64>, String)> {
    let all = w.fresh.db.read(|v| Ok(v.facts_of_person(w.an)?)).unwrap();
    all.into_iter().map(|f| (f.day.to_string(), f.minutes, format!("{} {}", f.kind, f.topic.0))).collect()
}

#[test]
fn self_study_from_the_phone_to_the_number_and_back() {
    for w in worlds() {
        let (mut an, mut officer) = (w.browser("an"), w.browser("officer"));
        assert!(an.get("/tu-hoc").text().contains("Bạn chưa khai việc tự học nào"));
        assert!(officer.get("/tu-hoc-don-vi").text().contains("Không có việc nào chờ xác nhận"));

        // mistakes are named, what was typed stays, nothing is kept
        let wrong = declare(&mut an, "Bộ luật", &[]);
        let id = id_of(&wrong);
        let page = an.get("/tu-hoc/moi").text();
        let uuid = between(&page, "name=\"uuid\" value=\"", "\"").to_owned();
        let bad = an.post(
            "/tu-hoc/moi",
            &[
                ("uuid", &uuid),
                ("title", "X"),
                ("first_day", "2026-12-01"),
                ("hours", "30"),
                ("words", "Chữ đã gõ"),
            ],
        );
        assert_eq!(bad.status, 422);
        for said in ["Hãy ghi bạn đã học gì", "Hãy chọn chủ đề", "Ngày học chưa tới", "Chữ đã gõ", &uuid]
        {
            assert!(bad.text().contains(said), "{said}");
        }
        assert_eq!(an.get("/tu-hoc").text().matches("/tu-hoc/xem?so=").count(), 1);

        // sent twice, kept once
        let fields = [
            ("uuid", uuid.as_str()),
            ("title", "Đọc lại"),
            ("topic", "law.labour"),
            ("platform", "book"),
            ("first_day", "2026-11-19"),
            ("hours", "2"),
            ("viec", "luu"),
        ];
        assert_eq!(id_of(&an.post("/tu-hoc/moi", &fields)), id_of(&an.post("/tu-hoc/moi", &fields)));
        let list = an.get("/tu-hoc").text();
        assert_eq!(list.matches("/tu-hoc/xem?so=").count(), 2);
        assert!(list.contains("Đã khai, chưa gửi") && list.contains("Chờ xác nhận"));

        // what was kept for later is sent when its author is ready, once, and taken back again
        let later = id_of(&an.post("/tu-hoc/moi", &fields));
        assert_eq!(mai_sends(&w, &later), 404);
        assert_eq!(an.post("/tu-hoc/gui", &[("so", &later)]).status, 303);
        assert_eq!(an.post("/tu-hoc/gui", &[("so", &later)]).status, 409);
        assert!(officer.get("/tu-hoc-don-vi").text().contains("Đọc lại"));
        assert_eq!(an.post("/tu-hoc/rut", &[("so", &later)]).status, 303);

        // the union's officer sees what was sent, another union's nothing
        let queue = officer.get("/tu-hoc-don-vi").text();
        assert!(queue.contains("Phàn Bá An") && queue.contains("Bộ luật") && !queue.contains("Đọc lại"));
        let mut stranger = w.browser("stranger");
        assert!(!stranger.get("/tu-hoc-don-vi").text().contains("Phàn Bá An"));
        assert_eq!(stranger.get(&format!("/tu-hoc-don-vi/{id}")).status, 404);
        assert_eq!(stranger.post("/tu-hoc-don-vi", &[("so", &id), ("viec", "xac-nhan")]).status, 404);
        let mut mai = w.browser("mai");
        assert_eq!(mai.get(&format!("/tu-hoc/xem?so={id}")).status, 404);
        assert_eq!(mai.post("/tu-hoc/rut", &[("so", &id)]).status, 404);
        for token in ["an", "employer"] {
            assert_eq!(w.browser(token).get("/tu-hoc-don-vi").status, 403, "{token}");
        }

        // returned with a reason; a reason is needed
        let none = officer.post("/tu-hoc-don-vi", &[("so", &id), ("viec", "tra-lai"), ("reason", "")]);
        assert!(none.status == 422 && none.text().contains("Hãy ghi lý do"));
        let back = [("so", id.as_str()), ("viec", "tra-lai"), ("reason", "Hãy ghi rõ bài nào")];
        assert!(officer.post("/tu-hoc-don-vi", &back).text().contains("Đã làm 1 trong 1 việc"));
        let seen = an.get("/tu-hoc").text();
        assert!(seen.contains("Hãy ghi rõ bài nào") && seen.contains("Trả lại, cần sửa"));
        let mended = [
            ("so", id.as_str()),
            ("title", "Bộ luật Lao động, chương III"),
            ("topic", "law.labour"),
            ("platform", "youtube"),
            ("first_day", "2026-11-17"),
            ("last_day", "2026-11-18"),
            ("hours", "3"),
            ("viec", "gui"),
        ];
        assert_eq!(an.post("/tu-hoc/sua", &mended).status, 303);

        // nobody confirms their own; somebody else does; a second time tells so
        let mut own = w.browser("an-officer");
        let refused = own.post("/tu-hoc-don-vi", &[("so", &id), ("viec", "xac-nhan")]).text();
        assert!(refused.contains("việc của chính bạn") && facts(&w).is_empty());
        let done = officer.post("/tu-hoc-don-vi", &[("so", &id), ("viec", "xac-nhan")]).text();
        assert!(done.contains("Đã làm 1 trong 1 việc"), "{done}");
        assert_eq!(facts(&w), [("2026-11-18".into(), Some(180), "self_study.confirmed law.labour".into())]);
        assert!(
            officer
                .post("/tu-hoc-don-vi", &[("so", &id), ("viec", "xac-nhan")])
                .text()
                .contains("không còn chờ")
        );
        assert_eq!(facts(&w).len(), 1, "{}", w.fresh.engine);
        assert_eq!(an.post("/tu-hoc/sua", &mended).status, 409, "what is confirmed stays");

        // taken back: the fact is voided
        assert!(officer.get("/tu-hoc-don-vi?xem=da-xac-nhan").text().contains("chương III"));
        let path = format!("/tu-hoc-don-vi/{id}/rut");
        assert_eq!(officer.post(&path, &[("reason", "x")]).status, 422);
        assert_eq!(officer.post(&path, &[("reason", "ghi nhầm người")]).status, 303);
        assert!(facts(&w).is_empty());
        assert_eq!(an.post("/tu-hoc/rut", &[("so", &id)]).status, 303);
        assert_eq!(
            officer.get(&format!("/tu-hoc-don-vi/{id}")).status,
            404,
            "what was withdrawn is one's own"
        );
        assert_eq!(w.fresh.db.verify().unwrap(), [], "{}", w.fresh.engine);
    }
}

#[test]
fn another_way_in_declares_once_by_its_identifier() {
    let rules = Rules::read(include_str!("../../../policy/learning/self_study.toml")).unwrap();
    let platforms = Platforms::read(include_str!("../../../policy/learning/platforms.toml")).unwrap();
    for w in worlds() {
        let topics = small_world::topics();
        let policy = Policy { rules: &rules, topics: &topics, platforms: &platforms };
        let day = kernel::Date::constant(2026, 11, 18);
        let said = Declared {
            title: "Bài 3".into(),
            topic: kernel::Topic("law.labour".into()),
            platform: "onetouch".into(),
            place: String::new(),
            first_day: day,
            last_day: day,
            minutes: 45,
            words: String::new(),
            evidence: String::new(),
        };
        let go = |uuid: &str, said: &Declared| {
            w.fresh.db.write(&Entry::cli("test", ""), |tx| {
                service::declare(tx, policy, w.an, uuid, said, true, "offline")
            })
        };
        let first = go("0190b8a0-0000-7000-8000-000000000001", &said).unwrap();
        assert_eq!(
            go("0190B8A0000070008000000000000001", &said).unwrap(),
            first,
            "the same one, however written"
        );
        assert_ne!(go("0190b8a0-0000-7000-8000-000000000002", &said).unwrap(), first);
        assert!(go("x", &said).is_err());
        let title = w.fresh.db.read(|v| Ok(learning::selfstudy::store::title(v, first)?)).unwrap();
        assert_eq!(title.as_deref(), Some("Bài 3"));
    }
}

#[test]
fn a_plan_is_made_counted_and_seen_by_its_owner_only() {
    for w in worlds() {
        let (mut an, mut officer) = (w.browser("an"), w.browser("officer"));
        assert!(an.get("/ke-hoach-hoc").text().contains("Bạn chưa có kế hoạch năm 2026"));
        let bad = an.post("/ke-hoach-hoc/them", &[("nam", "2026"), ("kind", "hours"), ("due_month", "11")]);
        assert!(
            bad.status == 422
                && bad.text().contains("Hãy chọn chủ đề")
                && bad.text().contains("Hãy ghi số giờ")
        );
        let goal = [
            ("nam", "2026"),
            ("kind", "hours"),
            ("topic", "law.labour"),
            ("hours", "3"),
            ("due_month", "11"),
        ];
        assert_eq!(an.post("/ke-hoach-hoc/them", &goal).status, 303);
        let free = [("nam", "2026"), ("kind", "free"), ("what", "Đọc hai cuốn sách"), ("due_month", "3")];
        assert_eq!(an.post("/ke-hoach-hoc/them", &free).status, 303);
        let page = an.get("/ke-hoach-hoc").text();
        for said in ["Học 3 giờ về Pháp luật lao động", "Sắp đến hạn", "Đọc hai cuốn sách", "Quá hạn"]
        {
            assert!(page.contains(said), "{said}");
        }
        // counted from facts
        let id = id_of(&declare(&mut an, "Bộ luật", &[]));
        officer.post("/tu-hoc-don-vi", &[("so", &id), ("viec", "xac-nhan")]);
        assert!(an.get("/ke-hoach-hoc").text().contains("Đã học 1 giờ 30 phút trong 3 giờ"));
        // ticked by oneself, and by nobody else
        let page = an.get("/ke-hoach-hoc").text();
        let so = page.split("name=\"so\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        assert_eq!(w.browser("mai").post("/ke-hoach-hoc/xong", &[("so", &so), ("xong", "1")]).status, 404);
        assert_eq!(an.post("/ke-hoach-hoc/xong", &[("so", &so), ("nam", "2026"), ("xong", "1")]).status, 303);
        assert!(an.get("/ke-hoach-hoc").text().contains("Đã xong 1/2 mục tiêu"));
        // copied into the next year, once
        assert_eq!(an.post("/ke-hoach-hoc/chep", &[("nam", "2027")]).status, 303);
        assert_eq!(an.post("/ke-hoach-hoc/chep", &[("nam", "2027")]).status, 303);
        assert!(an.get("/ke-hoach-hoc?nam=2027").text().contains("Đã xong 0/2 mục tiêu"));
        // the union sees a count
        let queue = officer.get("/tu-hoc-don-vi").text();
        assert!(
            queue.contains("1/3 người có kế hoạch học tập năm 2026") && !queue.contains("Đọc hai cuốn sách")
        );
        assert_eq!(w.fresh.db.verify().unwrap(), [], "{}", w.fresh.engine);
    }
}
