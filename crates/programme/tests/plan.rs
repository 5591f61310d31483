//! The yearly programme: recorded below, verified above, counted for the third target of the Plan.

mod small_world;

use kernel::Failure;
use programme::plan::{Draft, Standing, Verdict, service as plans, store as kept};
use small_world::*;

fn draft(number: &str) -> Draft {
    Draft {
        number: number.into(),
        issued_on: day("2026-01-20"),
        has_learning_part: true,
        learning_part: "Mỗi tổ một buổi học mỗi quý.".into(),
        evidence: "CTr-03.pdf".into(),
    }
}

#[test]
fn only_a_verified_programme_with_the_part_counts() {
    for w in worlds() {
        let now = |period: &str| w.number("KH31-3", &w.question(w.top, period));
        assert_eq!(now("2026"), "0/3");
        let id = w.db().write(&entry(), |tx| plans::record(tx, w.a, 2026, &draft("03/CTr-CĐCS"))).unwrap();
        let again = w.db().write(&entry(), |tx| plans::record(tx, w.a, 2026, &draft("03/CTr-CĐCS"))).unwrap();
        assert_eq!((id, now("2026")), (again, "0/3".into()), "the same again changes nothing");
        w.db().write(&entry(), |tx| plans::verify(tx, id, Verdict::Verified, "")).unwrap();
        assert_eq!((now("2026"), now("2026-Q1"), now("2026-Q2")), ("1/3".into(), "1/3".into(), "0/3".into()));
        let twice = w.db().write(&entry(), |tx| plans::verify(tx, id, Verdict::Verified, ""));
        assert!(matches!(twice, Err(Failure::Conflict(_))));
        let why = w.db().write(&entry(), |tx| plans::verify(tx, id, Verdict::Returned, " "));
        assert!(matches!(why, Err(Failure::Invalid(_))), "a return needs its reason");
        w.db().write(&entry(), |tx| plans::verify(tx, id, Verdict::Returned, "thiếu phụ lục")).unwrap();
        assert_eq!(now("2026"), "0/3");
        w.db().write(&entry(), |tx| plans::verify(tx, id, Verdict::Verified, "")).unwrap();
        assert_eq!(now("2026"), "1/3");
        // a new text waits again; the old row is judged no more
        let new = w.db().write(&entry(), |tx| plans::record(tx, w.a, 2026, &draft("04/CTr-CĐCS"))).unwrap();
        assert_eq!(now("2026"), "0/3");
        let old = w.db().write(&entry(), |tx| plans::verify(tx, id, Verdict::Verified, ""));
        assert!(matches!(old, Err(Failure::Conflict(_))));
        // without the part it may be verified, but does not count
        let bare = Draft { has_learning_part: false, learning_part: String::new(), ..draft("05/CTr-CĐCS") };
        let id = w.db().write(&entry(), |tx| plans::record(tx, w.a, 2026, &bare)).unwrap();
        w.db().write(&entry(), |tx| plans::verify(tx, id, Verdict::Verified, "")).unwrap();
        assert!(new != id && now("2026") == "0/3");
        assert_eq!(w.db().verify().unwrap(), [], "{}", w.engine);
    }
}

#[test]
fn a_programme_issued_in_december_counts_in_its_own_year() {
    for w in worlds() {
        let early = Draft { issued_on: day("2025-12-20"), ..draft("01/CTr-CĐCS") };
        let id = w.db().write(&entry(), |tx| plans::record(tx, w.b, 2026, &early)).unwrap();
        w.db().write(&entry(), |tx| plans::verify(tx, id, Verdict::Verified, "")).unwrap();
        assert_eq!(w.number("KH31-3", &w.question(w.top, "2026")), "1/3");
        for (wrong, year) in [(day("2025-06-30"), 2026), (day("2026-11-21"), 2026), (day("2026-01-01"), 2025)]
        {
            let wrong = Draft { issued_on: wrong, ..draft("02/CTr-CĐCS") };
            let outcome = w.db().write(&entry(), |tx| plans::record(tx, w.b, year, &wrong));
            assert!(matches!(outcome, Err(Failure::Invalid(_))), "{wrong:?}");
        }
        let top = w.db().write(&entry(), |tx| plans::record(tx, w.top, 2026, &early));
        assert!(matches!(top, Err(Failure::Conflict(_))), "a federation has no programme of this kind");
    }
}

#[test]
fn the_union_records_and_somebody_above_verifies_on_the_screen() {
    for w in worlds() {
        let path = "/don-vi/A/chuong-trinh/2026";
        let fields = [
            ("number", "03/CTr-CĐCS"),
            ("issued_on", "2026-01-20"),
            ("has_learning_part", "1"),
            ("learning_part", "Mỗi quý một buổi"),
            ("evidence", ""),
        ];
        let mut officer = w.as_user(OFFICER_A);
        let todo = plain(&officer.get("/"));
        assert!(todo.contains("Chưa có chương trình hoạt động năm 2026"), "{todo}");
        assert_eq!(officer.get("/chuong-trinh").location.as_deref(), Some(path));
        let wrong = officer.post(path, &[("number", ""), ("issued_on", "hôm qua")]);
        assert_eq!(wrong.status, 422);
        assert!(plain(&wrong).contains("Cần sửa 2 chỗ"), "{}", plain(&wrong));
        assert_eq!(officer.post("/don-vi/B/chuong-trinh/2026", &fields).status, 404);
        assert_eq!(officer.post(path, &fields).location.as_deref(), Some(path));
        let programme = w.db().read(|v| Ok(kept::of_unit(v, w.a, 2026)?)).unwrap().unwrap();
        assert_eq!(programme.standing(), Standing::Waiting);
        let judge = format!("/chuong-trinh/{}/ket-luan", programme.id);
        assert_eq!(officer.post(&judge, &[("verdict", "verified")]).status, 403);
        // an auditor reads and changes nothing
        let mut auditor = w.as_user(AUDITOR);
        assert_eq!(auditor.get(path).status, 200);
        assert_eq!(auditor.post(path, &fields).status, 403);
        let mut federation = w.as_user(OFFICER_TOP);
        let list = plain(&federation.get("/chuong-trinh?loc=cho-xac-nhan"));
        assert!(list.contains("CĐCS Chè Than Uyên") && list.contains("Chờ xác nhận 1"), "{list}");
        assert!(plain(&federation.get("/")).contains("1 chương trình năm chờ xác nhận"));
        federation.post(&judge, &[("verdict", "returned"), ("note", "")]);
        federation.post(&judge, &[("verdict", "returned"), ("note", "Thiếu chữ ký")]);
        assert!(plain(&officer.get(path)).contains("Thiếu chữ ký"));
        officer.post(path, &fields);
        let programme = w.db().read(|v| Ok(kept::of_unit(v, w.a, 2026)?)).unwrap().unwrap();
        assert_eq!(programme.standing(), Standing::Waiting, "the same may be sent again after a return");
        federation
            .post("/chuong-trinh/xac-nhan", &[("nam", "2026"), ("chuong_trinh", &programme.id.to_string())]);
        assert_eq!(w.number("KH31-3", &w.question(w.top, "2026")), "1/3");
        let units = plain(&federation.get("/chi-tieu/KH31-3/nguoi?don_vi=LDLD-LC&phia=dat"));
        assert!(units.contains("CĐCS Chè Than Uyên") && !units.contains("May Tân Uyên"), "{units}");
        // whoever typed it for a union does not verify it
        federation.post("/don-vi/B/chuong-trinh/2026", &fields);
        let own = w.db().read(|v| Ok(kept::of_unit(v, w.b, 2026)?)).unwrap().unwrap();
        let judge = format!("/chuong-trinh/{}/ket-luan", own.id);
        federation.post(&judge, &[("verdict", "verified"), ("note", "")]);
        assert_eq!(w.number("KH31-3", &w.question(w.b, "2026")), "0/1");
        w.as_user(LEADER).post(&judge, &[("verdict", "verified"), ("note", "")]);
        assert_eq!(w.number("KH31-3", &w.question(w.b, "2026")), "1/1");
    }
}

#[test]
fn every_sentence_of_these_rooms_has_its_english_and_stands_inside_t() {
    let catalog = ui::words::Words::new(&[("programme", programme::ENGLISH), ("ui", ui::words::EN)]).unwrap();
    assert!(catalog.quarrels().is_empty(), "{:?}", catalog.quarrels());
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    for room in ["home", "plan", "measure", "measure/pages"] {
        for found in std::fs::read_dir(root.join(room)).unwrap() {
            let path = found.unwrap().path();
            if path.extension().is_some_and(|e| e == "rs") {
                files.push(path);
            }
        }
    }
    assert!(files.len() > 15);
    for path in files {
        let text = std::fs::read_to_string(&path).unwrap();
        for key in ui::words::keys_in_source(&text) {
            assert!(catalog.english(&key).is_some(), "no English for \"{key}\" of {}", path.display());
        }
        // faults of services carry their sentence; the page looks it up
        let is_page = !["model.rs", "service.rs", "store.rs"].iter().any(|f| path.ends_with(f));
        if is_page {
            let without_tests = text.split("#[cfg(test)]").next().unwrap_or("");
            let mut outside = ui::words::vietnamese_literals_outside_t(without_tests);
            outside.retain(|l| catalog.english(&l.text).is_none());
            assert!(outside.is_empty(), "{}: {outside:?}", path.display());
        }
    }
}
