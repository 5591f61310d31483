//! The pages of people as a browser meets them: signing in, scope, lists, records, units, accounts, both faces.
#![expect(clippy::unwrap_used, reason = "a test whose world cannot be made has failed")]

use kernel::fact::Topic;
use kernel::{Date, OrganisationId, PersonId, Role};
use people::account::{Chance, Door, NewAccount, service as account};
use people::organisation::service::{Founding, found};
use people::organisation::{Kind, Sector, Tree};
use people::person::model::{AffiliationRole, Person};
use people::person::service::{Joining, add};
use people::person::{Secrets, store as persons};
use people::roster::Roster;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use store::fact::NewFact;
use store::testing::{Fresh, both, lite};
use store::{Db, Entry};
use ui::words::{self, Words};
use web::testing::{Answer, Browser};
use web::{App, own_routes};

const LONG: &str = "Công đoàn cơ sở Công ty Trách nhiệm hữu hạn Một thành viên Đầu tư Xây dựng và Phát triển Nông lâm nghiệp Tây Bắc";
const PASSWORD: &str = "nui-cao-suoi-trong";

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn entry() -> Entry {
    Entry::cli("test", "")
}

fn chance() -> Chance {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    Chance(Box::new(|| {
        let mut bytes = [7; 32];
        let next = NEXT.fetch_add(1, Ordering::SeqCst).to_le_bytes();
        bytes[..8].copy_from_slice(&next);
        bytes[8..16].copy_from_slice(&next);
        bytes
    }))
}

/// A Federation with two grassroots unions, three workers, and one account for each role.
struct World {
    _fresh: Fresh,
    app: Arc<App>,
    mai: PersonId,
    binh: PersonId,
}

fn founding(code: &str, name: &str, kind: Kind, tree: Tree, parent: Option<OrganisationId>) -> Founding {
    let sector = if kind.is_base() { Sector::Enterprise } else { Sector::None };
    let place = Some((tree, parent));
    let (code, name, from) = (code.into(), name.into(), day("2020-01-01"));
    Founding { code, name, kind, sector, commune: None, hard_to_reach: false, place, from }
}

fn worker(name: &str, birth: &str, phone: &str, unit: OrganisationId) -> Joining {
    let birth_day: Date = day(birth);
    let person = Person {
        birth_day: Some(birth_day),
        birth_year: Some(birth_day.year()),
        phone: Some(phone.into()),
        ..Person::named(name)
    };
    Joining { person, belongs: vec![(unit, AffiliationRole::Worker, None, day("2024-01-01"), None)] }
}

fn world(fresh: Fresh) -> World {
    let secrets = Secrets::new([9; 32]);
    fresh.db.plug(vec![Box::new(Roster)]);
    let digest = account::digest(PASSWORD, &chance()).unwrap();
    let (mai, binh) = fresh
        .db
        .write(&entry(), |tx| {
            let top = found(
                tx,
                &founding("TOP", "Liên đoàn Lao động tỉnh", Tree::main().head(), Tree::main(), None),
            )?;
            let a = found(tx, &founding("A", LONG, Kind::base(), Tree::main(), Some(top)))?;
            let b = found(tx, &founding("B", "CĐCS May Phong Thổ", Kind::base(), Tree::main(), Some(top)))?;
            let province =
                found(tx, &founding("P", "Tỉnh", Kind::find("province").unwrap(), Tree::places(), None))?;
            found(
                tx,
                &founding(
                    "X1",
                    "Xã Mường So",
                    Kind::find("commune").unwrap(),
                    Tree::places(),
                    Some(province),
                ),
            )?;
            let mut mai = worker("Lò Thị Mai", "1990-02-03", "0912345178", a);
            mai.person.national_id_key = Some(secrets.key_of("012084257915"));
            mai.person.national_id_sealed = Some(secrets.seal("012084257915")?);
            mai.belongs.push((a, AffiliationRole::Member, None, day("2024-01-01"), None));
            let binh = worker("Vừ A Bình", "1985-05-06", "0987000111", b);
            let staff = |n: &str, phone: &str, unit| worker(n, "1980-01-01", phone, unit);
            let people = [
                mai,
                binh,
                staff("Đặng Thị Hòa", "0900000001", top),
                staff("Phan Minh Châu", "0900000002", top),
                staff("Tao Văn Lập", "0900000003", top),
                staff("Hoàng Văn Chung", "0900000004", a),
                staff("Giàng Thị Dợ", "0900000005", a),
                staff("Mùa A Páo", "0900000006", b),
            ];
            let ids = add(tx, &people, "test")?;
            for (at, login, role, unit) in [
                (2, "0900000001", Role::FederationOfficer, top),
                (3, "0900000002", Role::Auditor, top),
                (4, "0900000003", Role::Administrator, top),
                (5, "0900000004", Role::UnionOfficer, a),
                (6, "0900000005", Role::Worker, a),
                (7, "0900000006", Role::UnionOfficer, b),
            ] {
                let new = NewAccount {
                    person: ids[at],
                    login: login.into(),
                    digest: digest.clone(),
                    must_change: false,
                };
                account::open_account(tx, &new, role, unit, day("2026-01-01"))?;
            }
            Ok((ids[0], ids[1]))
        })
        .unwrap();
    let routes = [own_routes(), people::routes()].concat();
    let app = App::new(fresh.db.clone(), Box::new(Door), routes).with(chance()).with(secrets);
    World { _fresh: fresh, app: Arc::new(app), mai, binh }
}

impl World {
    fn db(&self) -> &Db {
        &self.app.db
    }
    fn stranger(&self) -> Browser {
        Browser::new(self.app.clone()).unwrap()
    }
    fn signed(&self, login: &str) -> Browser {
        let mut b = self.stranger();
        let a = b.post("/dang-nhap", &[("login", login), ("password", PASSWORD)]);
        assert_eq!(a.status, 303, "{}", a.text());
        b
    }
    fn federation(&self) -> Browser {
        self.signed("0900000001")
    }
    fn administrator(&self) -> Browser {
        self.signed("0900000003")
    }
    fn officer_of_a(&self) -> Browser {
        self.signed("0900000004")
    }
    fn officer_of_b(&self) -> Browser {
        self.signed("0900000006")
    }
    /// How often something was looked at.
    fn looks(&self, subject: &str, detail: &str) -> i64 {
        let sql = "select count(*) from store_look where subject = $1 and detail like $2";
        self.db().read(|v| Ok(v.number(sql, &[subject.into(), detail.into()])?)).unwrap()
    }
}

/// A page is there, whole: one heading, a title, its language.
fn whole(a: &Answer, status: u16) -> String {
    let text = a.text();
    assert_eq!(a.status, status, "{text}");
    assert_eq!(text.matches("<h1").count(), 1, "{text}");
    assert!(text.contains("<html lang=\"") && text.contains("<title>"), "{text}");
    assert!(!text.contains(" style=") && !text.contains(" onclick="));
    text
}

fn main_of(text: &str) -> &str {
    text.split("<main").nth(1).and_then(|t| t.split("</main>").next()).unwrap_or(text)
}

#[test]
fn signing_in_right_wrong_and_too_often() {
    for fresh in both() {
        let w = world(fresh);
        let mut b = w.stranger();
        whole(&b.get("/dang-nhap"), 200);
        let a = b.get("/nguoi?q=L%C3%B2");
        assert_eq!(a.location.as_deref(), Some("/dang-nhap?ve=%2Fnguoi%3Fq%3DL%25C3%25B2"));
        let text = whole(&b.post("/dang-nhap", &[("login", "0900 000 004"), ("password", "sai")]), 422);
        assert!(
            text.contains("Tên đăng nhập hoặc mật khẩu không đúng")
                && text.contains("value=\"0900 000 004\"")
        );
        // an unknown number gets the same answer
        let unknown = b.post("/dang-nhap", &[("login", "0999999999"), ("password", "sai")]).text();
        assert!(unknown.contains("Tên đăng nhập hoặc mật khẩu không đúng"));
        let a = b.post(
            "/dang-nhap",
            &[("login", "0900 000 004"), ("password", PASSWORD), ("ve", "/nguoi?q=L%C3%B2")],
        );
        assert_eq!((a.status.as_u16(), a.location.as_deref()), (303, Some("/nguoi?q=L%C3%B2")));
        whole(&b.get("/nguoi"), 200);
        assert_eq!(b.get("/dang-nhap?ve=/nguoi").location.as_deref(), Some("/nguoi"));
        // five wrong ones, then even the right one must wait
        let mut thief = w.stranger();
        for _ in 0..5 {
            thief.post("/dang-nhap", &[("login", "0900000006"), ("password", "sai-hoai")]);
        }
        let text = whole(&thief.post("/dang-nhap", &[("login", "0900000006"), ("password", PASSWORD)]), 422);
        assert!(text.contains("Đã nhập sai nhiều lần"), "{text}");
        // out
        let a = b.post("/dang-xuat", &[]);
        assert_eq!(a.location.as_deref(), Some("/dang-nhap"));
        assert_eq!(b.get("/nguoi").status, 303);
    }
}

#[test]
fn going_back_never_leaves_the_site() {
    let w = world(lite());
    for bad in
        ["https://evil.example/", "//evil.example", "/\\evil.example", "/\tevil", "javascript:alert(1)"]
    {
        let a =
            w.stranger().post("/dang-nhap", &[("login", "0900000004"), ("password", PASSWORD), ("ve", bad)]);
        assert_eq!(a.location.as_deref(), Some("/"), "{bad:?}");
        let query = serde_urlencoded(bad);
        assert!(!w.stranger().get(&format!("/dang-nhap?ve={query}")).text().contains("evil"), "{bad:?}");
    }
}

fn serde_urlencoded(text: &str) -> String {
    text.bytes().map(|b| format!("%{b:02X}")).collect()
}

#[test]
fn every_write_wants_its_token() {
    let w = world(lite());
    let mut b = w.federation();
    let mai = w.mai;
    for path in [
        "/dang-xuat".to_owned(),
        "/tai-khoan/mat-khau".to_owned(),
        "/tai-khoan/nguoi-dung/moi".to_owned(),
        "/don-vi/TOP/moi".to_owned(),
        "/don-vi/A/sua".to_owned(),
        "/don-vi/A/giai-the".to_owned(),
        "/don-vi/A/nguoi/moi".to_owned(),
        format!("/nguoi/{mai}/sua"),
        format!("/nguoi/{mai}/cccd"),
    ] {
        let request = http_post(&path);
        let a = b.send(request, "name=x&ly_do=kiem+tra".into());
        assert_eq!(a.status, 403, "{path}");
    }
    assert_eq!(w.looks("people.national_id", "%"), 0);
}

fn http_post(path: &str) -> axum::http::request::Builder {
    axum::http::Request::post(path).header("content-type", "application/x-www-form-urlencoded")
}

#[test]
fn an_officer_is_kept_to_the_own_unit() {
    for fresh in both() {
        let w = world(fresh);
        let mut a = w.officer_of_a();
        let binh = w.binh;
        for path in [
            "/don-vi/B".to_owned(),
            "/don-vi/TOP".to_owned(),
            "/don-vi/B/nguoi.csv".to_owned(),
            "/don-vi/B/nguoi/moi".to_owned(),
            "/nguoi?don_vi=B".to_owned(),
            "/nguoi?don_vi=TOP".to_owned(),
            format!("/nguoi/{binh}"),
            format!("/nguoi/{binh}/sua"),
            format!("/nguoi/{binh}/thoi"),
            format!("/nguoi/{binh}/chuyen"),
        ] {
            let answer = a.get(&path);
            assert_eq!(answer.status, 404, "{path}");
            assert!(!answer.text().contains("Bình") && !answer.text().contains("May Phong Thổ"), "{path}");
        }
        for path in
            [format!("/nguoi/{binh}/sua"), format!("/nguoi/{binh}/thoi"), format!("/nguoi/{binh}/cccd")]
        {
            let fields = [("name", "Kẻ Gian"), ("day", "2026-01-01"), ("ly_do", "muốn xem thử")];
            assert_eq!(a.post(&path, &fields).status, 404, "{path}");
        }
        for path in [
            "/nguoi",
            "/nguoi?q=binh",
            "/don-vi",
            "/don-vi?q=may",
            "/tim?q=may",
            "/tim?q=vu+a",
            "/don-vi?cay=administrative",
            "/don-vi?ngay=2024-05-05",
            "/don-vi/A/nguoi.csv",
        ] {
            let text = a.get(path).text();
            assert!(
                !text.contains("Vừ A Bình") && !text.contains("Phong Thổ") && !text.contains("Páo"),
                "{path}"
            );
        }
        // acts that the role does not hold at all
        assert_eq!(a.get("/tai-khoan/nguoi-dung").status, 403);
        assert_eq!(a.get("/don-vi/A/moi").status, 403);
        // a worker sees the way to the own unit and no list
        let mut worker = w.signed("0900000005");
        assert_eq!(worker.get("/nguoi").status, 403);
        let text = whole(&worker.get("/don-vi"), 200);
        assert!(text.contains("Nông lâm nghiệp") && !text.contains("May Phong Thổ"));
        assert!(!worker.get("/tim?q=mai").text().contains("Lò Thị Mai"));
        // a person without any right to the record
        assert_eq!(w.officer_of_b().get(&format!("/nguoi/{}", w.mai)).status, 404);
    }
}

#[test]
fn lists_and_search_find_without_marks() {
    for fresh in both() {
        let w = world(fresh);
        let mut f = w.federation();
        let text = whole(&f.get("/nguoi?q=lo+thi+mai"), 200);
        assert!(
            text.contains("Lò Thị Mai") && !text.contains("Vừ A Bình") && text.contains("Tất cả 1 người")
        );
        assert!(text.contains("09xx\u{a0}xxx\u{a0}178") && !text.contains("0912345178"));
        assert!(whole(&f.get("/nguoi?q=0912.345.178"), 200).contains("Lò Thị Mai"));
        assert!(whole(&f.get("/nguoi?q=khong+co+ai"), 200).contains("Không có ai khớp"));
        assert!(whole(&f.get("/nguoi?nhom=officers"), 200).contains("Chưa có ai trong danh sách"));
        let text = whole(&f.get("/don-vi?q=phat+trien+nong"), 200);
        assert!(main_of(&text).contains(LONG) && !main_of(&text).contains("May Phong Thổ"));
        let text = whole(&f.get("/tim?q=phong+tho"), 200);
        assert!(text.contains("/don-vi/B"));
        assert!(whole(&f.get("/tim?q=vu+a+binh"), 200).contains("Vừ A Bình"));
        assert!(whole(&f.get("/tim?q=%25"), 200).contains("Không cần dấu tiếng Việt"));
        assert!(w.looks("people.list", "workers %") > 0 && w.looks("people.search", "%") > 0);
        for path in [
            "/don-vi",
            "/don-vi?cay=administrative",
            "/don-vi?loai=grassroots_union&linh_vuc=enterprise&kho=1",
            "/don-vi/TOP",
            "/don-vi/A",
            "/quyen",
            "/tai-khoan",
            "/don-vi/TOP/moi",
            "/don-vi/A/sua",
            "/don-vi/A/giai-the",
            "/don-vi/A/sap-nhap",
            "/don-vi/A/sap-nhap?vao=B",
            "/don-vi/A/chuyen",
            "/don-vi/A/tach",
            "/don-vi/TOP/cap-duoi",
            "/bien-dong",
            "/tim",
            "/tai-khoan/nguoi-dung",
            "/tai-khoan/nguoi-dung/moi?q=mai",
            "/don-vi/A/nguoi/moi",
        ] {
            whole(&f.get(path), 200);
        }
        // numbers equal what they open
        let unit = whole(&f.get("/don-vi/TOP"), 200);
        assert!(unit.contains("/nguoi?don_vi=TOP&amp;nhom=workers") && unit.contains(">8<"), "{unit}");
        assert!(whole(&f.get("/nguoi?don_vi=TOP&nhom=workers"), 200).contains("Tất cả 8 người"));
    }
}

#[test]
fn a_long_list_has_pages_there_and_back() {
    for fresh in both() {
        let w = world(fresh);
        w.db()
            .write(&entry(), |tx| {
                let a = people::organisation::store::by_code(tx, "B")?.unwrap();
                let many: Vec<Joining> = (0..120)
                    .map(|n| worker(&format!("Lù Thị Số{n:03}"), "1990-01-01", "0911111111", a))
                    .collect();
                add(tx, &many, "test")
            })
            .unwrap();
        let mut b = w.officer_of_b();
        let mut seen = Vec::new();
        let mut path = "/nguoi".to_owned();
        let mut pages = Vec::new();
        loop {
            let text = whole(&b.get(&path), 200);
            let names: Vec<String> = text
                .split("<th scope=\"row\"")
                .skip(1)
                .filter_map(|r| Some(r.split("\">").nth(2)?.split("</a>").next()?.to_owned()))
                .collect();
            pages.push(names.clone());
            seen.extend(names);
            match text.split("class=\"btn next\" href=\"").nth(1) {
                Some(rest) => path = rest.split('"').next().unwrap().replace("&amp;", "&"),
                None => break,
            }
        }
        assert_eq!(pages.iter().map(Vec::len).collect::<Vec<_>>(), [50, 50, 22], "{}", pages.len());
        let mut once = seen.clone();
        once.sort();
        once.dedup();
        assert_eq!(once.len(), 122);
        // back from the last page: the same second page
        let text = b.get(&path).text();
        let back = text.split("class=\"btn prev\" href=\"").nth(1).unwrap().split('"').next().unwrap();
        let text = b.get(&back.replace("&amp;", "&")).text();
        assert!(pages[1].iter().all(|n| text.contains(n.as_str())), "{text}");
        let csv = b.get("/don-vi/B/nguoi.csv");
        assert_eq!(csv.text().lines().count(), 123);
    }
}

#[test]
fn a_person_is_added_changed_moved_and_leaves() {
    for fresh in both() {
        let w = world(fresh);
        let mut a = w.officer_of_a();
        let bad = [("name", "Sìn Thị Lả"), ("birth", "31/02/1990"), ("phone", "12"), ("day", "hôm nay")];
        let text = whole(&a.post("/don-vi/A/nguoi/moi", &bad), 422);
        assert!(text.contains("value=\"Sìn Thị Lả\"") && text.contains("value=\"31/02/1990\""));
        for field in ["birth", "phone", "day"] {
            assert!(text.contains(&format!("id=\"{field}-loi\"")), "{field}");
        }
        let good = [
            ("name", " Sìn  Thị Lả "),
            ("birth", "1990"),
            ("sex", "f"),
            ("phone", "+84 912 000 333"),
            ("day", "2026-05-01"),
            ("member", "1"),
        ];
        let made = a.post("/don-vi/A/nguoi/moi", &good);
        assert_eq!(made.status, 303, "{}", made.text());
        let record = made.location.unwrap();
        let text = whole(&a.get(&record), 200);
        assert!(text.contains("Sìn Thị Lả") && text.contains("0912000333") && text.contains("từ 01/05/2026"));
        // twice by mistake is asked about, on purpose is taken
        let text = whole(&a.post("/don-vi/A/nguoi/moi", &good), 422);
        assert!(text.contains("Đơn vị đã có") && text.contains("name=\"another\""));
        let taken = [("name", "Ai Đó"), ("day", "2026-05-01"), ("national_id", "012084257915")];
        assert!(whole(&a.post("/don-vi/A/nguoi/moi", &taken), 422).contains("đã có trong hệ thống"));
        // changed
        let edit = format!("{record}/sua");
        assert!(whole(&a.get(&edit), 200).contains("value=\"1990\""));
        assert_eq!(a.post(&edit, &[("name", "")]).status, 422);
        let a2 = a.post(
            &edit,
            &[("name", "Sìn Thị Lả"), ("birth", "02/03/1990"), ("sex", "f"), ("section", "Tổ 1")],
        );
        assert_eq!(a2.status, 303);
        assert!(whole(&a.get(&record), 200).contains("02/03/1990"));
        // an officer of one unit cannot move anybody, the Federation can
        assert!(whole(&a.get(&format!("{record}/chuyen")), 200).contains("Liên đoàn Lao động chuyển hồ sơ"));
        assert_eq!(a.post(&format!("{record}/chuyen"), &[("den", "B"), ("day", "2026-11-01")]).status, 422);
        let mut f = w.federation();
        assert_eq!(f.post(&format!("{record}/chuyen"), &[("den", "B"), ("day", "2026-11-01")]).status, 303);
        assert_eq!(a.get(&record).status, 404, "gone from A");
        let mut b = w.officer_of_b();
        assert!(whole(&b.get(&record), 200).contains("Sìn Thị Lả"));
        // leaves B
        assert_eq!(b.post(&format!("{record}/thoi"), &[("viec", ""), ("day", "2019-01-01")]).status, 422);
        assert_eq!(b.post(&format!("{record}/thoi"), &[("viec", ""), ("day", "2026-11-15")]).status, 303);
        assert!(!b.get("/nguoi").text().contains("Sìn Thị Lả"));
        assert!(b.get("/nguoi?ngay=2026-11-14").text().contains("Sìn Thị Lả"));
        whole(&b.get(&record), 200);
        assert_eq!(w.db().verify().unwrap(), []);
    }
}

#[test]
fn a_national_id_is_shown_for_a_reason_that_is_kept() {
    for fresh in both() {
        let w = world(fresh);
        let mut a = w.officer_of_a();
        let path = format!("/nguoi/{}", w.mai);
        let (mai, b) = (w.mai, "B");
        w.db()
            .write(&entry(), |tx| {
                let organisation = people::organisation::store::by_code(tx, b)?.unwrap();
                tx.fact(&NewFact {
                    kind: kernel::fact::CLASS_PASSED,
                    person: Some(mai),
                    organisation,
                    day: day("2026-03-04"),
                    topic: Topic("digital_skill".into()),
                    value: None,
                    minutes: None,
                    subject_kind: "class",
                    subject: 77,
                    evidence: "chữ ký tờ 3".into(),
                    source: "web",
                })?;
                Ok(())
            })
            .unwrap();
        let text = whole(&a.get(&path), 200);
        for told in
            ["04/03/2026", "Hoàn thành lớp", "digital_skill", "chữ ký tờ 3", "nhập trên trang", "/lop/77"]
        {
            assert!(text.contains(told), "{told}");
        }
        assert!(text.contains("•••• 915") && !text.contains("012084257915"));
        assert_eq!(a.get(&format!("{path}/cccd")).status, 404);
        let text = whole(&a.post(&format!("{path}/cccd"), &[("ly_do", "x")]), 422);
        assert!(!text.contains("012084257915"));
        let text = whole(&a.post(&format!("{path}/cccd"), &[("ly_do", "Đối chiếu hồ sơ BHXH")]), 200);
        assert!(text.contains("012084257915"));
        assert_eq!(w.looks("people.national_id", "%Đối chiếu hồ sơ BHXH"), 1);
        assert_eq!(w.looks("people.record", &w.mai.to_string()), 1);
    }
}

#[test]
fn the_file_of_a_list_is_safe_to_open() {
    let w = world(lite());
    let mut a = w.officer_of_a();
    let fields = [("name", "=HYPERLINK(\"http://evil\")"), ("day", "2026-01-01")];
    assert_eq!(a.post("/don-vi/A/nguoi/moi", &fields).status, 303);
    let file = a.get("/don-vi/A/nguoi.csv");
    assert_eq!(file.content_type, "text/csv; charset=utf-8");
    assert!(file.bytes.starts_with(&[0xef, 0xbb, 0xbf]));
    let text = file.text();
    assert!(
        text.contains("\"'=HYPERLINK(\"\"http://evil\"\")\"") && text.contains("\"0912 345 178\""),
        "{text}"
    );
    assert!(!text.contains("012084257915"));
    assert_eq!(w.looks("people.export", "workers A"), 1);
}

#[test]
fn units_are_founded_renamed_merged_and_dissolved() {
    for fresh in both() {
        let w = world(fresh);
        let mut f = w.federation();
        let wrong = [("code", "có dấu"), ("name", ""), ("kind", "x"), ("sector", ""), ("day", "")];
        let text = whole(&f.post("/don-vi/TOP/moi", &wrong), 422);
        assert!(
            text.contains("value=\"có dấu\"")
                && text.contains("id=\"name-loi\"")
                && text.contains("id=\"day-loi\"")
        );
        let fields = [
            ("code", "C"),
            ("name", "CĐCS Chè"),
            ("kind", "grassroots_union"),
            ("sector", "enterprise"),
            ("commune", "X1"),
            ("day", "2026-03-01"),
            ("decision", "01/QĐ-LĐLĐ"),
        ];
        let double = [
            ("code", "A"),
            ("name", "CĐCS Chè"),
            ("kind", "grassroots_union"),
            ("sector", "enterprise"),
            ("day", "2026-03-01"),
        ];
        assert!(whole(&f.post("/don-vi/TOP/moi", &double), 422).contains("id=\"code-loi\""));
        let made = f.post("/don-vi/TOP/moi", &fields);
        assert_eq!(made.location.as_deref(), Some("/don-vi/C"), "{}", made.text());
        let text = whole(&f.get("/don-vi/C"), 200);
        assert!(
            text.contains("Xã Mường So")
                && text.contains("01/QĐ-LĐLĐ")
                && text.contains("Trực thuộc Liên đoàn")
        );
        let rename = [
            ("name", "CĐCS Chè Tuyết"),
            ("kind", "grassroots_union"),
            ("sector", "enterprise"),
            ("commune", "X1"),
            ("hard", "1"),
            ("day", "2026-09-01"),
            ("decision", "02/QĐ"),
        ];
        assert_eq!(f.post("/don-vi/C/sua", &rename).status, 303);
        let text = whole(&f.get("/don-vi/C"), 200);
        assert!(text.contains("Đổi tên thành “CĐCS Chè Tuyết”") && text.contains("Quyết định 02/QĐ"));
        assert!(f.get("/don-vi?ngay=2026-08-31").text().contains("CĐCS Chè<"));
        let early =
            [("name", "X"), ("kind", "grassroots_union"), ("sector", "enterprise"), ("day", "2020-01-01")];
        assert!(whole(&f.post("/don-vi/C/sua", &early), 422).contains("id=\"day-loi\""));
        // merging A into B takes its people along, from the day on
        let merging = |into, decision| [("into", into), ("day", "2026-10-01"), ("decision", decision)];
        assert_eq!(f.post("/don-vi/A/sap-nhap", &merging("B", "")).status, 422);
        assert_eq!(f.post("/don-vi/A/sap-nhap", &merging("TOP", "3")).status, 422);
        let preview = whole(&f.post("/don-vi/A/sap-nhap", &merging("B", "03/QĐ")), 200);
        assert!(preview.contains("chưa ghi gì") && preview.contains("ghi sau 50 ngày"), "{preview}");
        whole(&f.get("/don-vi/A"), 200);
        let yes = [merging("B", "03/QĐ").as_slice(), &[("xac-nhan", "1")]].concat();
        let done = f.post("/don-vi/A/sap-nhap", &yes);
        assert!(done.location.as_deref().is_some_and(|l| l.starts_with("/bien-dong/")), "{}", done.text());
        let text = whole(&f.get("/don-vi/B"), 200);
        assert!(text.contains("Tiếp nhận Công đoàn cơ sở Công ty") && text.contains("03/QĐ"));
        assert!(whole(&f.get("/nguoi?don_vi=B"), 200).contains("Lò Thị Mai"));
        assert!(whole(&f.get("/don-vi/A"), 200).contains("đã kết thúc hoạt động từ 01/10/2026"));
        // the Federation has units below that stand under nobody else, and cannot be dissolved; C can
        let end = |decision| [("day", "2026-11-20"), ("decision", decision), ("xac-nhan", "1")];
        assert_eq!(f.post("/don-vi/C/giai-the", &end("04/QĐ")).status, 303);
        assert!(whole(&f.get("/don-vi/C"), 200).contains("đã kết thúc hoạt động từ 20/11/2026"));
        assert!(!f.get("/don-vi").text().contains("Chè Tuyết"));
        // an auditor looks and changes nothing
        let mut auditor = w.signed("0900000002");
        whole(&auditor.get("/don-vi/B"), 200);
        assert_eq!(auditor.get("/don-vi/B/sua").status, 403);
        assert_eq!(
            auditor.post("/don-vi/B/giai-the", &[("day", "2026-11-20"), ("decision", "9")]).status,
            403
        );
        assert_eq!(w.db().verify().unwrap(), []);
    }
}

fn account_of(w: &World, login: &str) -> i64 {
    w.db().read(|v| Ok(people::account::store::by_login(v, login)?.unwrap().account.0)).unwrap()
}

#[test]
fn accounts_are_opened_within_scope_and_rank() {
    for fresh in both() {
        let w = world(fresh);
        let mut f = w.federation();
        let mai = w.mai.to_string();
        let new = |role: &'static str, unit: &'static str| {
            vec![("nguoi", mai.as_str()), ("login", "0912 345 178"), ("role", role), ("unit", unit)]
        };
        for above in ["administrator", "federation_leader", "auditor"] {
            let text = whole(&f.post("/tai-khoan/nguoi-dung/moi", &new(above, "A")), 422);
            assert!(text.contains("cao hơn vai trò của bạn"), "{above}");
        }
        let text = whole(&f.get(&format!("/tai-khoan/nguoi-dung/moi?nguoi={mai}")), 200);
        assert!(!text.contains("value=\"administrator\"") && text.contains("value=\"union_officer\""));
        assert_eq!(f.post("/tai-khoan/nguoi-dung/moi", &new("worker", "P")).status, 422, "outside the scope");
        let text = whole(&f.post("/tai-khoan/nguoi-dung/moi", &new("worker", "A")), 200);
        let password = text.split("<strong>").nth(2).unwrap().split("</strong>").next().unwrap().to_owned();
        assert_eq!(password.split('-').count(), 4, "{password}");
        // the first password works, and asks for a new one
        let mut m = w.stranger();
        let a = m.post("/dang-nhap", &[("login", "0912345178"), ("password", &password)]);
        assert_eq!(a.location.as_deref(), Some("/tai-khoan"));
        assert!(whole(&m.get("/tai-khoan"), 200).contains("Bạn đang dùng mật khẩu lần đầu"));
        // a first password opens nothing but the page on which another is set
        assert_eq!(m.get("/don-vi").location.as_deref(), Some("/tai-khoan"));
        let new = "hoa ban nở trắng 9";
        let set = m.post("/tai-khoan/mat-khau", &[("old", &password), ("password", new), ("again", new)]);
        assert_eq!(set.status, 303, "{}", set.text());
        assert_eq!(m.get("/don-vi").status, 200);
        // a second account for the same person is not opened
        let again = f.get(&format!("/tai-khoan/nguoi-dung/moi?nguoi={mai}"));
        assert_eq!(again.status, 303);
        // roles are added and ended; the end holds at once
        let page = format!("/tai-khoan/nguoi-dung/{}", account_of(&w, "0912345178"));
        assert_eq!(f.post(&format!("{page}/vai-tro"), &[("role", "auditor"), ("unit", "A")]).status, 422);
        assert_eq!(
            f.post(&format!("{page}/vai-tro"), &[("role", "union_officer"), ("unit", "A")]).status,
            303
        );
        let text = whole(&f.get(&page), 200);
        let row = text.rsplit("name=\"dong\" value=\"").next().unwrap().split('"').next().unwrap().to_owned();
        assert_eq!(m.get("/nguoi").status, 200);
        assert_eq!(f.post(&format!("{page}/thoi-vai-tro"), &[("dong", &row)]).status, 303);
        assert_eq!(m.get("/nguoi").status, 303, "signed out");
        // a password is no way up: the Federation's officer cannot reset the administrator's
        let chief = format!("/tai-khoan/nguoi-dung/{}", account_of(&w, "0900000003"));
        assert_eq!(f.post(&format!("{chief}/mat-khau"), &[("ly_do", "muốn làm quản trị")]).status, 403);
        let mut chief_rows = whole(&w.administrator().get(&chief), 200);
        assert!(!chief_rows.contains("name=\"dong\""), "one's own role stays");
        chief_rows.clear();
        // a reset shows a new password once, ends sessions, keeps the reason
        let mut b = w.officer_of_b();
        let page = format!("/tai-khoan/nguoi-dung/{}", account_of(&w, "0900000006"));
        assert_eq!(f.post(&format!("{page}/mat-khau"), &[("ly_do", "")]).status, 422);
        let text = whole(&f.post(&format!("{page}/mat-khau"), &[("ly_do", "quên mật khẩu")]), 200);
        assert!(text.contains("Mật khẩu này chỉ hiện một lần"));
        assert_eq!(b.get("/nguoi").status, 303);
        let reasons = "select count(*) from store_look where subject = 'account.reset_password' and detail like '%: quên mật khẩu'";
        assert_eq!(w.db().read(|v| Ok(v.number(reasons, &[])?)).unwrap(), 1);
    }
}

#[test]
fn a_new_password_ends_the_other_sessions() {
    for fresh in both() {
        let w = world(fresh);
        let (mut phone, mut desk) = (w.officer_of_a(), w.officer_of_a());
        let change = |old: &'static str, new: &'static str, again: &'static str| {
            [("old", old), ("password", new), ("again", again)]
        };
        let text =
            whole(&desk.post("/tai-khoan/mat-khau", &change("sai", "mot-cau-de-nho", "mot-cau-de-nho")), 422);
        assert!(text.contains("Mật khẩu hiện tại không đúng"));
        assert_eq!(desk.post("/tai-khoan/mat-khau", &change(PASSWORD, "12345678", "12345678")).status, 422);
        assert_eq!(desk.post("/tai-khoan/mat-khau", &change(PASSWORD, "mot-cau-de-nho", "khac")).status, 422);
        assert_eq!(phone.get("/tai-khoan").status, 200);
        let done = desk.post("/tai-khoan/mat-khau", &change(PASSWORD, "mot-cau-de-nho", "mot-cau-de-nho"));
        assert_eq!(done.location.as_deref(), Some("/tai-khoan"));
        assert_eq!(phone.get("/tai-khoan").status, 303);
        whole(&desk.get("/tai-khoan"), 200);
    }
}

/// All sources of a crate's `src`.
fn sources(folder: &std::path::Path) -> Vec<(String, String)> {
    let mut all = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            all.extend(sources(&path));
        } else if path.extension().is_some_and(|e| e == "rs") {
            all.push((path.display().to_string(), std::fs::read_to_string(&path).unwrap()));
        }
    }
    all
}

#[test]
fn every_sentence_has_its_english() {
    let catalogs = [("ui", words::EN), ("web", web::ENGLISH), ("people", people::ENGLISH)];
    let words = Words::new(&catalogs).unwrap();
    assert_eq!(words.quarrels(), []);
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut missing = Vec::new();
    for (file, source) in sources(&root.join("src")).into_iter().chain(sources(&root.join("../web/src"))) {
        missing.extend(words::keys_in_source(&source).into_iter().filter(|k| words.english(k).is_none()));
        if file.ends_with("pages.rs") {
            let strays = words::vietnamese_literals_outside_t(&source);
            assert!(strays.is_empty(), "{file}: {strays:?}");
        }
    }
    assert!(missing.is_empty(), "{missing:#?}");
}

#[test]
fn english_pages_hold_no_vietnamese_of_ours() {
    let catalogs = [("ui", words::EN), ("web", web::ENGLISH), ("people", people::ENGLISH)];
    words::install(Words::new(&catalogs).unwrap());
    let w = world(lite());
    let mut f = w.federation();
    f.post("/ngon-ngu", &[("lang", "en"), ("back", "/")]);
    let text = whole(&f.get("/don-vi/A"), 200);
    assert!(text.contains("<html lang=\"en\">") && text.contains("Grassroots union"));
    // the only marks left are those of names and of the language switch
    let own = main_of(&text).replace(LONG, "").replace("Liên đoàn Lao động tỉnh", "");
    let marked: String = own.chars().filter(|c| "ạảãầấậẩẫăằắặẳẵđơờớợởỡưừứựửữ".contains(*c)).collect();
    assert_eq!(marked, "", "{own}");
    let refused = f.post("/don-vi/A/nguoi/moi", &[("name", ""), ("day", "")]).text();
    assert!(refused.contains("Enter the full name."));
}

#[test]
fn nobody_is_found_by_guessing() {
    let w = world(lite());
    let mut a = w.officer_of_a();
    for path in [
        "/nguoi/0",
        "/nguoi/-1",
        "/nguoi/abc",
        "/nguoi/99999999999999999999",
        "/don-vi/KHONG-CO",
        "/nguoi?don_vi=KHONG-CO",
    ] {
        assert_eq!(a.get(path).status, 404, "{path}");
    }
    let known = w.db().read(|v| Ok(persons::one(v, w.mai)?)).unwrap();
    assert_eq!(known.map(|p| p.full_name).as_deref(), Some("Lò Thị Mai"));
}

#[test]
fn the_log_is_read_by_those_who_may_and_by_nobody_else() {
    for w in both().into_iter().map(world) {
        w.officer_of_a().get("/nguoi");
        let text = whole(&w.administrator().get("/nhat-ky"), 200);
        assert!(text.contains("Đăng nhập") && text.contains("Xem danh sách người"), "{text}");
        let none = whole(&w.administrator().get("/nhat-ky?viec=khong-co-viec-nay"), 200);
        assert!(none.contains("Không có dòng nào khớp"));
        for mut other in [w.officer_of_a(), w.federation()] {
            assert_eq!(other.get("/nhat-ky").status, 403);
        }
        assert_eq!(w.stranger().get("/nhat-ky").status, 303);
    }
}
