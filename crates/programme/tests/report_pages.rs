//! The screens of reports, as people walk through them; on both engines.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot make its world has failed")]

mod small_world;

use kernel::paper::Press;
use people::account::{Chance, Door};
use small_world::{AUDITOR, LEADER, OFFICER_A, OFFICER_TOP, PASSWORD, World, act, plain, policy, worlds};
use std::sync::Arc;
use web::App;
use web::testing::Browser;

/// The small world with a press that gives the paper itself.
fn app(w: &World) -> Arc<App> {
    let routes = [programme::routes(), people::account::door::pages::routes()].concat();
    let next = std::sync::atomic::AtomicU8::new(100);
    let chance = Chance(Box::new(move || [next.fetch_add(1, std::sync::atomic::Ordering::SeqCst); 32]));
    let press = Press(Box::new(|paper, _| serde_json::to_vec(paper).map_err(|e| e.to_string())));
    let app = App::new(w.db().clone(), Box::new(Door), routes).with(policy()).with(chance).with(press);
    Arc::new(app)
}

fn sign_in(app: &Arc<App>, login: &str) -> Browser {
    let mut browser = Browser::new(app.clone()).unwrap();
    let answer = browser.post("/dang-nhap", &[("login", login), ("password", PASSWORD)]);
    assert_eq!(answer.status, 303, "{}", answer.text());
    browser
}

const PARTS: [&str; 5] = ["leadership", "propaganda", "training", "obstacles", "next"];

/// The saving that the editor page carries.
fn base(browser: &mut Browser, path: &str) -> String {
    let page = browser.get(&format!("{path}/sua")).text();
    let after = page.split("name=\"phien-ban\" value=\"").nth(1).unwrap_or_else(|| panic!("{page}"));
    after.split('"').next().unwrap().to_owned()
}

fn begin(browser: &mut Browser, unit: &str) -> String {
    let to = browser
        .post("/bao-cao/lap", &[("mau", "quarterly"), ("don_vi", unit), ("ky", "2026-Q3")])
        .location
        .unwrap();
    to.strip_suffix("/sua").unwrap_or_else(|| panic!("{to}")).to_owned()
}

fn hand_in(browser: &mut Browser, path: &str, text: &str) -> web::testing::Answer {
    let base = base(browser, path);
    let mut fields: Vec<(&str, &str)> = PARTS.iter().map(|p| (*p, text)).collect();
    fields.push(("phien-ban", &base));
    browser.post(&format!("{path}/nop"), &fields)
}

fn facts(w: &World) {
    w.keep(act("class.attended", "vocational_skill", w.mai, w.a, "2026-08-01"));
    w.keep(act("class.attended", "digital_skill", w.binh, w.a, "2026-02-01"));
}

#[test]
fn a_report_goes_up_comes_back_and_is_sealed() {
    for w in worlds() {
        facts(&w);
        let app = app(&w);
        let (mut officer, mut federation, mut leader) =
            (sign_in(&app, OFFICER_A), sign_in(&app, OFFICER_TOP), sign_in(&app, LEADER));
        let issued = federation
            .post("/bao-cao/giao", &[("mau", "quarterly"), ("ky", "2026-Q3"), ("don_vi", "LDLD-LC")]);
        assert_eq!(issued.location.as_deref(), Some("/bao-cao?mau=quarterly&ky=2026-Q3"));
        let list = plain(&federation.get("/bao-cao?mau=quarterly&ky=2026-Q3"));
        assert!(list.contains("Đã nộp 0,0 % 0/3") && list.contains("quá hạn 41 ngày"), "{list}");

        // the officer sees what is owed, writes, is told what is missing, loses nothing
        assert!(plain(&officer.get("/bao-cao")).contains("Viết báo cáo"));
        let path = begin(&mut officer, "A");
        let number = base(&mut officer, &path);
        let half = officer.post(&format!("{path}/nop"), &[("phien-ban", &number), ("leadership", "Đã họp")]);
        assert_eq!(half.status, 422);
        let text = plain(&half);
        assert!(text.contains("Cần sửa 4 chỗ") && half.text().contains("Đã họp"), "{text}");

        // a stale saving shows both texts
        let stale = officer.post(&format!("{path}/sua"), &[("phien-ban", &number), ("leadership", "Bản cũ")]);
        assert_eq!(stale.status, 409);
        assert!(stale.text().contains("Bản cũ") && stale.text().contains("Đã họp"));

        // another number needs its reason
        let now = base(&mut officer, &path);
        let mut fields: Vec<(&str, &str)> = PARTS.iter().map(|p| (*p, "Đã làm")).collect();
        fields.extend([("phien-ban", now.as_str()), ("so-KH31-2", "3")]);
        let refused = officer.post(&format!("{path}/nop"), &fields);
        assert!(refused.status == 422 && plain(&refused).contains("Hãy ghi lý do"), "{}", plain(&refused));
        let now = base(&mut officer, &path);
        fields.retain(|(n, _)| *n != "phien-ban");
        fields.extend([("phien-ban", now.as_str()), ("ly-do-KH31-2", "Một lớp chưa nhập")]);
        assert_eq!(officer.post(&format!("{path}/nop"), &fields).status, 303);
        let shown = plain(&officer.get(&path));
        assert!(shown.contains("Một lớp chưa nhập") && shown.contains("Nộp báo cáo · Lò Thị Mai"), "{shown}");
        assert_eq!(officer.post(&format!("{path}/duyet"), &[]).status, 403);

        // returned without a word is refused, with a word it comes back to the editor
        let silent = federation.post(&format!("{path}/tra-lai"), &[("note", "")]);
        assert_eq!(silent.status, 422);
        federation
            .post(&format!("{path}/tra-lai"), &[("note", "Bổ sung"), ("gop-y-training", "Nêu tên lớp")]);
        let again = plain(&officer.get(&format!("{path}/sua")));
        assert!(again.contains("Bổ sung") && again.contains("Nêu tên lớp"), "{again}");
        assert_eq!(hand_in(&mut officer, &path, "Đã sửa").status, 303);

        // many at one stroke, each with its result; one's own is refused among them
        let own = begin(&mut federation, "B");
        hand_in(&mut federation, &own, "Làm thay");
        let id = |path: &str| path.rsplit('/').next().unwrap().to_owned();
        let bulk = federation.post("/bao-cao/duyet-nhieu", &[("chon", &id(&path)), ("chon", &id(&own))]);
        let bulk = plain(&bulk);
        assert!(bulk.contains("Đã duyệt 1/2 báo cáo") && bulk.contains("không được tự duyệt"), "{bulk}");

        // the Federation's own: gathered, handed to the signer, sealed although some are missing
        let top = begin(&mut federation, "LDLD-LC");
        let now = base(&mut federation, &top);
        federation.post(&format!("{top}/lay-noi-dung"), &[("phien-ban", &now)]);
        assert!(federation.get(&format!("{top}/sua")).text().contains("- CĐCS Chè Than Uyên: Đã sửa"));
        assert_eq!(hand_in(&mut federation, &top, "Toàn tỉnh").status, 303);
        assert_eq!(federation.get(&format!("{top}/niem-phong")).status, 403);
        let page = leader.get(&format!("{top}/niem-phong")).text();
        assert!(page.contains("2/3 đơn vị chưa có báo cáo được duyệt"), "{page}");
        let print = page.split("name=\"so-lieu\" value=\"").nth(1).unwrap()[..64].to_owned();
        let whole = leader.post(&format!("{top}/niem-phong"), &[("so-lieu", &print)]);
        assert_eq!(whole.status, 422);
        // figures that changed since the page was opened are not sealed unseen
        w.keep(act("class.attended", "vocational_skill", w.dung, w.b, "2026-09-02"));
        leader.post(&format!("{top}/niem-phong"), &[("so-lieu", &print), ("partial", "1")]);
        assert!(!plain(&leader.get(&top)).contains("Bản niêm phong 1"));
        let page = leader.get(&format!("{top}/niem-phong")).text();
        let print = page.split("name=\"so-lieu\" value=\"").nth(1).unwrap()[..64].to_owned();
        leader.post(&format!("{top}/niem-phong"), &[("so-lieu", &print), ("partial", "1")]);
        assert!(plain(&leader.get(&top)).contains("Bản niêm phong 1"));

        // the people behind a sealed number, logged; the number and the list agree
        let before = w.looks();
        let people = plain(&leader.get(&format!("{top}/danh-sach/KH31-4?phia=dat")));
        assert!(
            people.contains("3 trong danh sách đã niêm phong") && people.contains("Lò Thị Mai"),
            "{people}"
        );
        assert_eq!(w.looks(), before + 1);
        // a late act: the sealed report stays, the difference is told by name
        w.keep(act("class.attended", "vocational_skill", w.chi, w.a, "2026-09-03"));
        let told = plain(&leader.get(&format!("{top}/giai-trinh")));
        assert!(told.contains("Đào Thị Chi thêm vào tử số, CĐCS Chè Than Uyên"), "{told}");
        assert!(told.contains("3/4 4/4 +1 −0 +0 −0 0"), "{told}");
        let json: serde_json::Value =
            serde_json::from_slice(&leader.get(&format!("/api/v1{top}")).bytes).unwrap();
        let line = json["indicators"].as_array().unwrap().iter().find(|i| i["code"] == "KH31-4").unwrap();
        assert_eq!((&line["numerator"], &json["seal"]["version"]), (&3.into(), &1.into()));
        assert_eq!(leader.get(&format!("{top}/tai?dang=docx&ban=1")).status, 200);
        assert_eq!(leader.get(&format!("{top}/tai?dang=exe")).status, 422);
    }
}

#[test]
fn nobody_sees_the_reports_of_others() {
    for w in worlds() {
        let app = app(&w);
        let (mut officer, mut federation, mut auditor) =
            (sign_in(&app, OFFICER_A), sign_in(&app, OFFICER_TOP), sign_in(&app, AUDITOR));
        let other = begin(&mut federation, "B");
        for page in ["", "/sua", "/tai?dang=pdf", "/giai-trinh", "/danh-sach/KH31-4"] {
            assert_eq!(officer.get(&format!("{other}{page}")).status, 404, "{page}");
        }
        assert_eq!(officer.get(&format!("/api/v1{other}")).status, 404);
        for (act, fields) in [
            ("/sua", vec![("phien-ban", "1")]),
            ("/nop", vec![("phien-ban", "1")]),
            ("/tra-lai", vec![("note", "x")]),
        ] {
            assert_eq!(officer.post(&format!("{other}{act}"), &fields).status, 404, "{act}");
        }
        let elsewhere =
            officer.post("/bao-cao/lap", &[("mau", "quarterly"), ("don_vi", "B"), ("ky", "2026-Q3")]);
        assert_eq!(elsewhere.status, 404);
        assert_eq!(auditor.get(&other).status, 200);
        assert_eq!(auditor.get(&format!("{other}/sua")).status, 403);
    }
}

#[test]
fn every_sentence_has_its_english() {
    let catalog = ui::words::Words::new(&[("programme", programme::ENGLISH), ("ui", ui::words::EN)]).unwrap();
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/report/pages");
    for found in std::fs::read_dir(root).unwrap() {
        let path = found.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        for key in ui::words::keys_in_source(&text) {
            assert!(catalog.english(&key).is_some(), "no English for \"{key}\" of {}", path.display());
        }
        let outside = ui::words::vietnamese_literals_outside_t(&text);
        assert!(outside.is_empty(), "{}: {outside:?}", path.display());
    }
}

/// Writes the pages as files, for a look in a browser: `cargo test -p programme --test report_pages -- --ignored`.
#[test]
#[ignore = "writes pages to look at"]
fn pages_to_look_at() {
    let w = worlds().remove(0);
    facts(&w);
    let app = app(&w);
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("report-pages");
    std::fs::create_dir_all(folder.join("tinh")).unwrap();
    for asset in ui::assets() {
        std::fs::write(folder.join(asset.path.trim_start_matches('/')), asset.bytes).unwrap();
    }
    let put = |name: &str, page: web::testing::Answer| {
        std::fs::write(folder.join(format!("{name}.html")), page.text()).unwrap();
    };
    let (mut officer, mut federation, mut leader) =
        (sign_in(&app, OFFICER_A), sign_in(&app, OFFICER_TOP), sign_in(&app, LEADER));
    put("list-empty", federation.get("/bao-cao"));
    federation.post("/bao-cao/giao", &[("mau", "quarterly"), ("ky", "2026-Q3"), ("don_vi", "LDLD-LC")]);
    put("list-officer", officer.get("/bao-cao"));
    let path = begin(&mut officer, "A");
    let now = base(&mut officer, &path);
    put(
        "editor-faults",
        officer.post(
            &format!("{path}/nop"),
            &[("phien-ban", &now), ("leadership", "Đã họp"), ("so-KH31-2", "3")],
        ),
    );
    hand_in(
        &mut officer,
        &path,
        "Công đoàn cơ sở đã phối hợp với doanh nghiệp mở lớp.\n- Lớp chế biến chè\n- Lớp kỹ năng số",
    );
    put("list-federation", federation.get("/bao-cao"));
    put("show-judge", federation.get(&path));
    federation
        .post(&format!("{path}/tra-lai"), &[("note", "Bổ sung tên lớp"), ("gop-y-training", "Nêu tên lớp")]);
    put("editor-returned", officer.get(&format!("{path}/sua")));
    hand_in(&mut officer, &path, "Đã sửa");
    federation.post("/bao-cao/duyet-nhieu", &[("chon", path.rsplit('/').next().unwrap())]);
    let top = begin(&mut federation, "LDLD-LC");
    hand_in(&mut federation, &top, "Toàn tỉnh");
    put("seal", leader.get(&format!("{top}/niem-phong")));
    leader.post(&format!("{top}/niem-phong"), &[("partial", "1")]);
    put("sealed", leader.get(&top));
    put("sealed-list", leader.get(&format!("{top}/danh-sach/KH31-4")));
    w.keep(act("class.attended", "vocational_skill", w.chi, w.a, "2026-09-03"));
    put("explain", leader.get(&format!("{top}/giai-trinh")));
}
