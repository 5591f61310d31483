//! A class through HTTP: made with mistakes and then right, filled, attended, closed, seen.

#![expect(clippy::unwrap_used, reason = "a step of the walk that fails is a failed test")]

#[expect(dead_code, reason = "other tests take the other parts")]
mod small_world;

use small_world::{SmallWorld, worlds};
use store::Entry;

fn id_in(location: &str) -> String {
    location.split('/').nth(2).unwrap().split('?').next().unwrap().to_owned()
}

#[test]
fn a_class_from_its_form_to_its_numbers() {
    for w in worlds() {
        let mut officer = w.browser("officer");
        let list = officer.get("/lop");
        assert_eq!(list.status, 200);
        assert!(list.text().contains("Chưa có lớp nào") && list.text().contains("/don-vi/A/lop/moi"));

        let blank = officer.get("/don-vi/A/lop/moi").text();
        let line = blank.split("aria-current=\"page\"").nth(1).unwrap();
        assert!(line.split("</a>").next().unwrap().contains("Lớp học"), "the menu stands on classes: {line}");

        // with mistakes: all are named, what was typed stays
        let wrong = officer.post(
            "/don-vi/A/lop/moi",
            &[("title", "Kỹ năng số"), ("kind", "refresher"), ("day-1", "2026-10-05"), ("hours-1", "")],
        );
        assert_eq!(wrong.status, 422);
        let text = wrong.text();
        for said in [
            "Cần sửa 3 chỗ",
            "ít nhất một chủ đề",
            "Hãy ghi nơi học",
            "Hãy ghi số giờ",
            "value=\"Kỹ năng số\"",
            "value=\"2026-10-05\"",
        ] {
            assert!(text.contains(said), "{said}");
        }
        // more rows for days keep nothing and lose nothing
        let more = officer.post(
            "/don-vi/A/lop/moi",
            &[("title", "Kỹ năng số"), ("day-1", "2026-10-05"), ("viec", "them-ngay")],
        );
        assert!(
            more.status == 200
                && more.text().contains("name=\"day-4\"")
                && more.text().contains("2026-10-05")
        );
        let filled = officer
            .post(
                "/don-vi/A/lop/moi",
                &[
                    ("tu", "2026-10-02"),
                    ("den", "2026-10-05"),
                    ("nghi", "chu-nhat"),
                    ("day-1", ""),
                    ("hours-1", "7"),
                    ("viec", "dien-ngay"),
                ],
            )
            .text();
        assert!(
            filled.contains("2026-10-03") && !filled.contains("2026-10-04"),
            "4 October 2026 is a Sunday"
        );
        let right = [
            ("title", "Bồi dưỡng kỹ năng số"),
            ("kind", "refresher"),
            ("topics", "digital_skill.basic"),
            ("place", "Hội trường"),
            ("day-1", "2026-10-05"),
            ("hours-1", "3,5"),
            ("day-2", "2026-10-06"),
            ("hours-2", ""),
            ("evidence", "12/QĐ-CĐCS"),
        ];
        let made = officer.post("/don-vi/A/lop/moi", &right);
        assert_eq!(made.status, 303, "{}", made.text());
        let id = id_in(made.location.as_deref().unwrap());
        let at =
            |page: &str| if page.is_empty() { format!("/lop/{id}") } else { format!("/lop/{id}/{page}") };

        // enrol: search, choose; nobody from elsewhere
        let page = officer.get(&format!("{}?tim=mua", at("hoc-vien"))).text();
        assert!(page.contains("Mùa A Bình") && !page.contains("Phàn Bá An"), "the search narrows");
        assert!(!page.contains("Lò Thị Mai"), "another union's worker is not offered");
        let (an, binh, mai) = (w.an.to_string(), w.binh.to_string(), w.mai.to_string());
        officer.post(&at("hoc-vien"), &[("viec", "them"), ("nguoi", &an), ("nguoi", &mai)]);
        assert!(
            officer.get(&at("")).text().contains("Lớp chưa có học viên"),
            "one from elsewhere refuses all"
        );
        let all = officer.post(&at("hoc-vien"), &[("viec", "tat-ca")]);
        assert_eq!(all.status, 303);
        let page = officer.get(&at("hoc-vien")).text();
        assert!(page.contains("Đã ghi vào lớp (3)"), "{page}");
        officer.post(&at("hoc-vien"), &[("viec", "bo"), ("nguoi", &w.viet.to_string())]);
        assert!(officer.get(&at("hoc-vien")).text().contains("Đã ghi vào lớp (2)"));

        // attendance: everybody stands on present
        let grid = officer.get(&at("diem-danh")).text();
        assert_eq!(grid.matches("value=\"present\" checked").count(), 2);
        let hindered = officer.get(&at("ket-thuc")).text();
        assert!(hindered.contains("Ngày 05/10/2026 chưa điểm danh"));
        let first = officer.post(&at("diem-danh"), &[("ngay", "1"), ("viec", "tat-ca")]);
        assert_eq!(
            first.location.as_deref(),
            Some(format!("{}?ngay=2", at("diem-danh")).as_str()),
            "on to the next day"
        );
        officer.post(
            &at("diem-danh"),
            &[("ngay", "2"), (&format!("m-{an}"), "present"), (&format!("m-{binh}"), "absent")],
        );
        // saved again, otherwise
        officer.post(
            &at("diem-danh"),
            &[("ngay", "2"), (&format!("m-{an}"), "present"), (&format!("m-{binh}"), "excused")],
        );
        let grid = officer.get(&format!("{}?ngay=2", at("diem-danh"))).text();
        assert_eq!(grid.matches("value=\"present\" checked").count(), 1);
        assert_eq!(grid.matches("value=\"excused\" checked").count(), 1);

        // close: An was there enough, Bình was not
        let results = officer.get(&at("ket-thuc")).text();
        assert!(
            results.contains(&format!("name=\"dat\" value=\"{an}\" checked"))
                && results.contains(&format!("name=\"dat\" value=\"{binh}\" aria"))
        );
        assert_eq!(officer.post(&at("ket-thuc"), &[("dat", &an)]).status, 303);
        let page = officer.get(&at("")).text();
        for said in ["Đã kết thúc", "Đạt yêu cầu", "trên 2 người", "Không đạt", "Kết thúc lớp", "L-2026-001"]
        {
            assert!(page.contains(said), "{said}");
        }
        assert!(
            !officer.get(&format!("{}?xem=dat", at(""))).text().contains("Mùa A Bình"),
            "the number opens its people"
        );
        assert!(
            officer
                .get("/lop?trang-thai=da-ket-thuc&chu-de=digital_skill")
                .text()
                .contains("Bồi dưỡng kỹ năng số")
        );
        assert!(!officer.get("/lop?chu-de=law").text().contains("Bồi dưỡng kỹ năng số"));

        // An sees it in the own record, Mai sees nothing of it
        let own = w.browser("an").get("/so-hoc-tap").text();
        assert!(own.contains("Bồi dưỡng kỹ năng số") && own.contains("7 giờ"), "{own}");
        assert!(w.browser("mai").get("/so-hoc-tap").text().contains("Sổ của bạn chưa có gì"));

        // reopening wants a reason
        assert_eq!(officer.post(&at("mo-lai"), &[("reason", "")]).status, 422);
        assert_eq!(officer.post(&at("mo-lai"), &[("reason", "ghi sót người")]).status, 303);
        assert!(
            w.browser("an").get("/so-hoc-tap").text().contains("Sổ của bạn chưa có gì"),
            "the facts are voided"
        );
        assert!(officer.get(&at("")).text().contains("ghi sót người"));
        assert_eq!(w.fresh.db.verify().unwrap(), [], "{}", w.fresh.engine);
    }
}

#[test]
fn other_unions_find_nothing_and_those_who_may_only_see_change_nothing() {
    for w in worlds() {
        let id = one_class(&w);
        let pages = ["", "/sua", "/hoc-vien", "/diem-danh", "/ket-thuc"];
        let mut stranger = w.browser("stranger");
        for page in pages {
            assert_eq!(stranger.get(&format!("/lop/{id}{page}")).status, 404, "{page}");
        }
        for page in ["/sua", "/hoc-vien", "/diem-danh", "/ket-thuc", "/mo-lai", "/huy"] {
            assert_eq!(
                stranger.post(&format!("/lop/{id}{page}"), &[("reason", "tôi muốn thế")]).status,
                404,
                "{page}"
            );
        }
        assert_eq!(stranger.get("/don-vi/A/lop/moi").status, 404);
        assert!(!stranger.get("/lop").text().contains("Lớp của A"));
        // an employer sees the numbers, not the names
        let mut employer = w.browser("employer");
        let seen = employer.get(&format!("/lop/{id}"));
        assert_eq!(seen.status, 200);
        assert!(!seen.text().contains("Phàn Bá An") && !seen.text().contains("/diem-danh"));
        assert_eq!(employer.post(&format!("/lop/{id}/huy"), &[("reason", "tôi muốn thế")]).status, 403);
        assert_eq!(w.browser("an").get(&format!("/lop/{id}")).status, 403, "a worker has no list of classes");
        // the Federation reaches down
        let mut federation = w.browser("federation");
        assert!(federation.get(&format!("/lop/{id}")).text().contains("Phàn Bá An"));
        assert_eq!(
            federation.post(&format!("/lop/{id}/huy"), &[("reason", "hoãn sang năm sau")]).status,
            303
        );
        assert!(federation.get("/lop?trang-thai=da-huy").text().contains("Lớp của A"));
        assert_eq!(federation.get("/lop/999999").status, 404);
        assert_eq!(federation.get("/lop/abc").status, 404);
    }
}

fn one_class(w: &SmallWorld) -> String {
    let new = w.class(w.tea, "Lớp của A");
    let id = w
        .fresh
        .db
        .write(&Entry::cli("test", ""), |tx| {
            let id = learning::class::service::create(tx, &new)?;
            learning::class::service::enrol(tx, id, &[w.an, w.binh])?;
            Ok(id)
        })
        .unwrap();
    id.to_string()
}
