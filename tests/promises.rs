//! What pages say is so: nobody is told that something was done which the record belies, and a phone number tells
//! nobody whose it is.
#![expect(clippy::unwrap_used, reason = "a test that cannot open its world has failed")]

#[expect(dead_code, reason = "other tests take the other parts")]
#[path = "street/world.rs"]
mod world;

use kernel::Role;
use web::testing::Browser;
use world::{World, worlds};

/// A worker of a unit: number and name.
fn worker(w: &World, unit: &str) -> (i64, String) {
    let login = w.logins.iter().find(|l| l.role == Role::Worker && l.unit == unit).unwrap();
    let person =
        w.number("select person from people_account where login = $1", &[login.phone.as_str().into()]);
    let person = person.unwrap();
    let sql = "select full_name from people_person_state where person = $1 and retired_txn is null";
    (person, w.texts(sql, &[person.into()]).pop().unwrap())
}

fn signed_in(w: &World, role: Role, unit: &str) -> Browser {
    w.signed_in(w.logins.iter().find(|l| l.role == role && l.unit == unit).unwrap())
}

/// Writes a request down and gives its address.
fn asked(keeper: &mut Browser, person: i64, fields: &[(&str, &str)]) -> String {
    let answer = keeper.post(&format!("/nguoi/{person}/yeu-cau"), fields);
    assert_eq!(answer.status, 303, "{}", answer.text());
    answer.location.unwrap()
}

fn ended(w: &World) -> Option<i64> {
    w.number("select count(*) from privacy_request_step where step = 'done'", &[])
}

#[test]
fn a_deletion_is_done_when_the_name_is_gone_and_not_before() {
    for w in worlds() {
        let (person, name) = worker(&w, "CD001");
        let mut keeper = signed_in(&w, Role::FederationOfficer, "LDLD-LC");
        let request =
            asked(&mut keeper, person, &[("loai", "delete"), ("noi_dung", "Tôi xin xóa dữ liệu của tôi.")]);
        let before = ended(&w);
        let done = [("buoc", "done"), ("ghi_chu", "Đã xóa dữ liệu của bạn")];
        keeper.post(&request, &done);
        assert_eq!(ended(&w), before, "{}: the name is still there", w.engine);
        assert!(keeper.get(&request).text().contains(&name), "{}", w.engine);
        let answer = keeper
            .post(&format!("/nguoi/{person}/an-danh"), &[("ly_do", "Người này xin xóa"), ("xac_nhan", "1")]);
        assert_eq!(answer.status, 303, "{}", answer.text());
        let known = w.number(
            "select count(*) from people_person_state where person = $1 and full_name = $2",
            &[person.into(), name.as_str().into()],
        );
        assert_eq!(known, Some(0), "{}", w.engine);
        keeper.post(&request, &done);
        let still_open = w.number("select count(*) from privacy_request_step where step = 'done'", &[]);
        assert!(still_open > before, "{}: now it is so", w.engine);
    }
}

#[test]
fn a_correction_is_done_when_the_record_says_so() {
    for w in worlds() {
        let (person, _) = worker(&w, "CD001");
        let mut keeper = signed_in(&w, Role::FederationOfficer, "LDLD-LC");
        let wish = [
            ("loai", "rectify"),
            ("muc", "section"),
            ("gia_tri", "Tổ đóng gói"),
            ("noi_dung", "Tôi ở tổ đóng gói."),
        ];
        let request = asked(&mut keeper, person, &wish);
        let before = ended(&w);
        keeper.post(&request, &[("buoc", "done"), ("ghi_chu", "Đã sửa cho bạn rồi")]);
        assert_eq!(ended(&w), before, "{}: nothing was corrected", w.engine);
        assert_eq!(keeper.post(&request, &[("buoc", "correct")]).status, 303);
        assert!(ended(&w) > before, "{}", w.engine);
        let sql = "select section from people_person_state where person = $1 and retired_txn is null";
        assert_eq!(w.texts(sql, &[person.into()]), ["Tổ đóng gói"], "{}", w.engine);
    }
}

#[test]
fn a_phone_number_tells_nobody_whose_it_is() {
    for w in worlds() {
        let foreign = w.logins.iter().find(|l| l.role == Role::Worker && l.unit == "CD004").unwrap();
        let (_, name) = worker(&w, "CD004");
        for role in [Role::UnionOfficer, Role::Employer] {
            let mut giver = signed_in(&w, role, "CD001");
            let page = giver.get("/uy-quyen").text();
            let Some((_, rest)) = page.split_once("name=\"grant\"") else { continue };
            let grant = rest
                .split("value=\"")
                .map(|v| v.split('"').next().unwrap())
                .find(|v| v.contains('@'))
                .unwrap()
                .to_owned();
            let act = if role == Role::Employer { "see_classes" } else { "keep_classes" };
            let lend = |b: &mut Browser, to: &str| {
                let fields = [
                    ("grant", grant.as_str()),
                    ("receiver", to),
                    ("act", act),
                    ("from", "2026-12-01"),
                    ("to", "2026-12-20"),
                    ("ly_do", "Nghỉ phép năm"),
                ];
                b.post("/uy-quyen", &fields)
            };
            let known = lend(&mut giver, &foreign.phone);
            let unknown = lend(&mut giver, "0999999999");
            assert_eq!(
                (known.status.as_u16(), unknown.status.as_u16()),
                (422, 422),
                "{role:?}: {}",
                known.text()
            );
            let same = |text: &str| text.replace(&foreign.phone, "0999999999");
            let errors = |text: &str| text.matches("class=\"error\"").count();
            assert_eq!(errors(&same(&known.text())), errors(&unknown.text()), "{role:?}");
            assert!(
                !known.text().contains(&name) && !giver.get("/uy-quyen").text().contains(&name),
                "{role:?}"
            );
        }
        let lent = w.number("select count(*) from people_delegation where retired_txn is null", &[]);
        // a worker of the own unit may stand in for an officer who sees them by name anyway
        let own = w.logins.iter().find(|l| l.role == Role::Worker && l.unit == "CD001").unwrap();
        let mut officer = signed_in(&w, Role::UnionOfficer, "CD001");
        let page = officer.get("/uy-quyen").text();
        let rest = page.split_once("name=\"grant\"").unwrap().1;
        let grant = rest
            .split("value=\"")
            .map(|v| v.split('"').next().unwrap())
            .find(|v| v.contains("union_officer@"))
            .unwrap()
            .to_owned();
        let fields = [
            ("grant", grant.as_str()),
            ("receiver", own.phone.as_str()),
            ("act", "keep_classes"),
            ("from", "2026-12-01"),
            ("to", "2026-12-20"),
            ("ly_do", "Nghỉ phép năm"),
        ];
        assert_eq!(officer.post("/uy-quyen", &fields).status, 303);
        let now = w.number("select count(*) from people_delegation where retired_txn is null", &[]);
        assert_eq!(now, lent.map(|n| n + 1), "{}", w.engine);
    }
}
