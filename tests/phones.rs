//! Two phones without a signal: an officer's attendance arrives once however often it is sent, late and with a wrong
//! clock; what somebody else wrote meanwhile is never written over; the number of the unit follows.
#![expect(clippy::unwrap_used, reason = "a test that cannot open its world has failed")]

#[expect(dead_code, reason = "other tests take the other parts")]
#[path = "every_route/phones.rs"]
mod phones;
#[expect(dead_code, reason = "other tests take the other parts")]
#[path = "street/world.rs"]
mod world;

use kernel::Role;
use phones::{hand_in, ticket, uuid};
use serde_json::json;
use world::worlds;

#[test]
fn attendance_without_a_signal_arrives_once_and_writes_over_nobody() {
    for w in worlds() {
        let login = w.logins.iter().find(|l| l.role == Role::UnionOfficer && l.unit == "CD001").unwrap();
        let mut officer = w.signed_in(login);
        // a class that runs, with two people on its list
        let fields = [
            ("title", "An toàn điện ở tổ sấy"),
            ("kind", "briefing"),
            ("topics", "occupational_safety"),
            ("place", "Tổ sấy"),
            ("day-1", "2026-09-01"),
            ("hours-1", "1,5"),
        ];
        let made = officer.post("/don-vi/CD001/lop/moi", &fields);
        assert_eq!(made.status, 303, "{}", made.text());
        let at = made.location.unwrap();
        let class: i64 = at.split('/').find_map(|part| part.parse().ok()).unwrap();
        let all = officer.post(&format!("/lop/{class}/hoc-vien"), &[("viec", "tat-ca")]);
        assert_eq!(all.status, 303, "{}", all.text());
        let list = "select cast(e.person as text) from learning_enrolment e where e.class = $1 and e.retired_txn is null order by e.person";
        let people: Vec<i64> = w.texts(list, &[class.into()]).iter().map(|p| p.parse().unwrap()).collect();
        let [mai, an] = [people[0], people[1]];
        let saw = |person: i64| {
            w.texts(
                "select mark from learning_attendance where class = $1 and person = $2 and retired_txn is null order by day limit 1",
                &[class.into(), person.into()],
            )
            .pop()
            .unwrap_or_default()
        };
        let (saw_mai, saw_an) = (saw(mai), saw(an));

        // both phones saw the same; the first says present, years off by its clock, and is cut five times
        let (first, second) = (ticket(&mut officer, 1), ticket(&mut officer, 2));
        let act = |n: u64, marks: serde_json::Value| {
            json!({ "id": uuid(n), "seq": n, "kind": "learning.attended", "at": 4_100_000_000_000_i64,
                "body": { "class": class, "day": 1, "marks": marks } })
        };
        let one = act(1, json!([{ "person": mai, "mark": "present", "saw": saw_mai }]));
        for _ in 0..5 {
            let said = hand_in(&w, &first, 4_100_000_360_000, json!([one])).text();
            assert!(said.contains("\"kept\"") || said.contains("\"known\""), "{}: {said}", w.engine);
        }
        let rows = w.number("select count(*) from sync_event where uuid = $1", &[uuid(1).into()]);
        assert_eq!(rows, Some(1), "{}", w.engine);
        let doubtful = w.number("select doubtful from sync_event where uuid = $1", &[uuid(1).into()]);
        assert_eq!(doubtful, Some(1), "before its ticket was given: bent into what is possible");

        // the second phone still believes what stood there before: its other mark goes through, this one waits
        let two = act(
            2,
            json!([
                { "person": mai, "mark": "absent", "saw": if saw_mai == "present" { "excused" } else { &saw_mai } },
                { "person": an, "mark": "absent", "saw": saw_an },
            ]),
        );
        let said = hand_in(&w, &second, 4_100_000_360_000, json!([two])).text();
        assert!(said.contains("\"conflict\""), "{}: {said}", w.engine);
        assert_eq!(saw(mai), "present", "{}: never written over in silence", w.engine);
        assert_eq!(saw(an), "absent", "{}: the rest is kept", w.engine);

        // it stands on the officer's pages, and is decided once
        assert!(officer.get("/").text().contains("/don-vi/CD001/gui-tu-may"), "{}", w.engine);
        let page = officer.get("/don-vi/CD001/gui-tu-may").text();
        assert!(page.contains("Hai bản khác nhau") && page.contains("Điểm danh lớp"), "{page}");
        let waiting = w.number("select id from sync_event where uuid = $1", &[uuid(2).into()]).unwrap();
        let bare = officer
            .post(&format!("/gui-tu-may/{waiting}"), &[("taken", "1"), ("reason", " "), ("unit", "CD001")]);
        assert_eq!(bare.status, 303);
        assert_eq!(saw(mai), "present", "no decision without a reason");
        let fields = [("taken", "1"), ("reason", "Hôm đó Mai nghỉ thật"), ("unit", "CD001")];
        assert_eq!(officer.post(&format!("/gui-tu-may/{waiting}"), &fields).status, 303);
        assert_eq!(saw(mai), "absent", "{}", w.engine);
        assert_eq!(officer.post(&format!("/gui-tu-may/{waiting}"), &fields).status, 404, "decided before");

        // another union's officer can neither send for this class nor decide about it
        let other = w.logins.iter().find(|l| l.role == Role::UnionOfficer && l.unit == "CD002").unwrap();
        let foreign = ticket(&mut w.signed_in(other), 3);
        let said = hand_in(
            &w,
            &foreign,
            1,
            json!([act(3, json!([{ "person": an, "mark": "present", "saw": "absent" }]))]),
        )
        .text();
        assert!(said.contains("\"refused\""), "{said}");
        assert_eq!(saw(an), "absent");
        // a withdrawn phone sends nothing more
        let row = w
            .number(
                "select max(id) from sync_ticket where retired_txn is null and account = \
            (select account from sync_event e join sync_ticket k on k.id = e.ticket where e.uuid = $1)",
                &[uuid(2).into()],
            )
            .unwrap();
        assert_eq!(officer.post(&format!("/may-cua-toi/thu-hoi/{row}"), &[]).status, 303);
        assert_eq!(hand_in(&w, &second, 1, json!([])).status, 403, "{}", w.engine);
        assert_eq!(hand_in(&w, "nonsense", 1, json!([])).status, 403);
        assert_eq!(hand_in(&w, &first, 1, json!([])).status, 200, "the other phone still may");
        assert_eq!(w.house.db.verify().unwrap(), vec![]);
    }
}
