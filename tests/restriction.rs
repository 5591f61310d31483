//! Whoever asked that their data not be used is shown nowhere, counted everywhere, and comes back when it is lifted.
#![expect(clippy::unwrap_used, reason = "a test that cannot open its world has failed")]

#[expect(dead_code, reason = "other tests take the other parts")]
#[path = "street/world.rs"]
mod world;

use kernel::{Act, PersonId, Role};
use store::Entry;
use web::testing::{Answer, Browser};
use web::{Method, Place};
use world::{World, worlds};

const NAME: &str = "Zyqwx Khuyếch Canary";
const PHONE: &str = "0977123401";
const WORDS: [&str; 5] = ["zyqwx", "khuyếch", PHONE, "0977 123 401", "bimat-77"];

/// A worker of CD001 who can sign in, known by canaries from now on.
fn canary(w: &World) -> (PersonId, Browser) {
    let login = w.logins.iter().find(|l| l.role == Role::Worker && l.unit == "CD001").unwrap();
    let person =
        w.number("select person from people_account where login = $1", &[login.phone.as_str().into()]);
    let person = PersonId(person.unwrap());
    let browser = w.signed_in(login);
    w.house
        .db
        .write(&Entry::cli("test", ""), |tx| {
            let mut p = people::person::store::one(tx, person)?.unwrap();
            p.full_name = NAME.to_owned();
            p.phone = Some(PHONE.to_owned());
            p.section = Some("Tổ Zyqwx".to_owned());
            p.staff_code = Some("BIMAT-77".to_owned());
            (p.birth_day, p.birth_year) = (Some(kernel::Date::constant(1987, 6, 5)), Some(1987));
            Ok(people::person::store::change(tx, &p)?)
        })
        .unwrap();
    (person, browser)
}

/// Everything an answer says, a workbook unpacked.
fn said(answer: &Answer) -> String {
    if !answer.content_type.contains("openxml") {
        return answer.text().to_lowercase();
    }
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(answer.bytes.clone())).unwrap();
    let mut all = String::new();
    for at in 0..zip.len() {
        let mut bytes = Vec::new();
        std::io::Read::read_to_end(&mut zip.by_index(at).unwrap(), &mut bytes).unwrap();
        all.push_str(&String::from_utf8_lossy(&bytes));
    }
    all.to_lowercase()
}

/// Lists, searches, drill-downs and files of this reader that name the canary.
fn hits(w: &World, person: PersonId, role: Role, unit: &str) -> Vec<String> {
    let login = w.logins.iter().find(|l| l.role == role && (unit.is_empty() || l.unit == unit)).unwrap();
    let mut b = w.signed_in(login);
    let mut paths = vec![
        format!("/nguoi/{person}"),
        format!("/nguoi/{person}/sua"),
        format!("/nguoi/{person}/dong-y"),
        "/nguoi?q=zyqwx".to_owned(),
        format!("/nguoi?q={PHONE}"),
        "/nguoi?don_vi=CD001".to_owned(),
        format!("/tim?q={PHONE}"),
        "/tim?q=zyqwx".to_owned(),
        "/don-vi/CD001/nguoi.csv".to_owned(),
        "/don-vi/CD001/phieu?loc=co".to_owned(),
        "/don-vi/CD001/danh-sach/people.xlsx".to_owned(),
        "/don-vi/CD001/danh-sach/people.csv".to_owned(),
        "/quyen-rieng-tu?loc=tat-ca".to_owned(),
        "/quyen-rieng-tu?loc=han-che".to_owned(),
    ];
    for code in ["KH31-2", "KH31-4", "KH31-5"] {
        for side in ["dat", "chua-dat"] {
            paths.push(format!("/chi-tieu/{code}/nguoi?phia={side}&don_vi=CD001"));
            paths.push(format!("/chi-tieu/{code}/nguoi.csv?phia={side}&don_vi=CD001"));
        }
        paths.push(format!("/chi-tieu/{code}/nguoi/{person}"));
    }
    for class in w.texts("select cast(id as text) from learning_class", &[]) {
        paths.extend(["", "/ghi-ten", "/diem-danh"].map(|part| format!("/lop/{class}{part}")));
    }
    for route in w.app.routes.iter().filter(|r| r.method == Method::Get) {
        let path = route.path.replace("{unit}", "CD001");
        let opens = (route.act == Act::Anyone || role.may(route.act)) && !path.contains('{');
        if opens && (route.place == Place::Unit || !path.starts_with("/du-lieu-cua-toi")) {
            paths.push(path);
        }
    }
    for txn in w.texts("select cast(id as text) from store_txn order by id desc limit 60", &[]) {
        paths.push(format!("/nhat-ky/{txn}"));
    }
    let mut found = Vec::new();
    let mut look = |path: &str, answer: &Answer| {
        assert!(answer.status.as_u16() != 500, "{path}: {}", answer.text());
        let text = said(answer);
        // what was typed into a box of search stands in the box
        let boxed = path.contains("q=");
        for word in WORDS.iter().filter(|x| text.contains(**x) && !(boxed && path.contains(**x))) {
            found.push(format!("{role:?} {path}: {word}"));
        }
    };
    for path in &paths {
        look(path, &b.get(path));
    }
    for form in ["csv", "xlsx"] {
        let fields = [("loc", "don_vi=CD001"), ("cot", "ten"), ("cot", "dien_thoai"), ("dang", form)];
        look(&format!("export {form}"), &b.post("/nguoi/xuat", &fields));
    }
    found
}

fn figures(w: &World) -> Vec<String> {
    let login = w.logins.iter().find(|l| l.role == Role::FederationLeader).unwrap();
    let mut b = w.signed_in(login);
    let shares = w.texts(
        "select indicator || ' ' || period || ' ' || cast(organisation as text) || ' ' || day || ' ' || cast(delta as text) \
         from programme_count order by 1",
        &[],
    );
    let heads = w.texts(
        "select population || ' ' || cast(organisation as text) || ' ' || day || ' ' || cast(delta as text) \
         from people_headcount order by 1",
        &[],
    );
    assert_eq!(b.get("/chi-tieu").status, 200);
    [shares, heads].concat()
}

/// The request is written down, and granted.
fn granted(keeper: &mut Browser, person: PersonId, kind: &str, more: &[(&str, &str)]) -> String {
    let asked = [("loai", kind), ("noi_dung", "Đừng dùng dữ liệu của tôi, Bimat-77")];
    let answer = keeper.post(&format!("/nguoi/{person}/yeu-cau"), &asked);
    let request = answer.location.clone().unwrap_or_else(|| panic_with(&answer));
    let done = [&[("buoc", "done"), ("ghi_chu", "Đã dừng theo yêu cầu")][..], more].concat();
    let answer = keeper.post(&request, &done);
    assert_eq!(answer.status, 303, "{}", answer.text());
    request
}

fn panic_with(answer: &Answer) -> String {
    assert_eq!(answer.status, 303, "{}", answer.text());
    String::new()
}

#[test]
fn whoever_is_restricted_is_shown_nowhere_counted_everywhere_and_comes_back() {
    for w in worlds() {
        let (person, mut own) = canary(&w);
        let keeper = w.logins.iter().find(|l| l.role == Role::FederationOfficer).unwrap();
        let mut keeper = w.signed_in(keeper);
        let before = hits(&w, person, Role::UnionOfficer, "CD001");
        for place in
            ["/nguoi?don_vi=CD001", "nguoi.csv", "danh-sach/people", "export csv", "export xlsx", "phieu"]
        {
            assert!(
                before.iter().any(|h| h.contains(place)),
                "{}: {place} names people: {before:?}",
                w.engine
            );
        }
        let counted = figures(&w);
        let request = granted(&mut keeper, person, "restrict", &[]);
        // nobody else is shown who it is
        let mut all = hits(&w, person, Role::UnionOfficer, "CD001");
        for role in [Role::FederationLeader, Role::Administrator, Role::Auditor] {
            all.extend(hits(&w, person, role, ""));
        }
        assert_eq!(all, Vec::<String>::new(), "{}", w.engine);
        let officer = w.logins.iter().find(|l| l.role == Role::UnionOfficer && l.unit == "CD001").unwrap();
        let mut b = w.signed_in(officer);
        let page = b.get(&format!("/nguoi/{person}")).text();
        assert!(page.contains("Đang hạn chế xử lý") && page.contains("nhân sự bảo vệ dữ liệu"), "{page}");
        // nobody is lost from a figure
        assert_eq!(figures(&w), counted, "{}", w.engine);
        // who handles it, and the person, see it
        for path in [request.as_str(), "/quyen-rieng-tu?loc=han-che", &format!("/nguoi/{person}/han-che")] {
            assert!(keeper.get(path).text().contains(NAME), "{}: {path}", w.engine);
        }
        for path in ["/du-lieu-cua-toi", "/tai-khoan", "/du-lieu-cua-toi/tai-json"] {
            assert!(own.get(path).text().contains(NAME), "{}: {path}", w.engine);
        }
        assert!(own.get("/du-lieu-cua-toi").text().contains("Dữ liệu của bạn đang hạn chế xử lý"));
        // nothing is done with it
        let id = person.to_string();
        let edit = [("name", "Ai Khác"), ("birth", "05/06/1987"), ("sex", "female")];
        assert_eq!(b.post(&format!("/nguoi/{person}/sua"), &edit).status, 409);
        assert_eq!(b.post(&format!("/nguoi/{person}/thoi"), &[("day", "21/11/2026")]).status, 409);
        assert_eq!(b.get(&format!("/chi-tieu/KH31-2/nguoi/{person}")).status, 409);
        let no = own.post("/du-lieu-cua-toi/dong-y", &[("viec", "publish_name"), ("tra_loi", "yes")]);
        assert_eq!(no.status, 303);
        assert_eq!(
            w.number(
                "select count(*) from privacy_consent where person = $1 and turn = 'given' \
            and purpose = 'publish_name' and at > (select max(at) from privacy_request)",
                &[person.into()]
            ),
            Some(0)
        );
        // a list that names them is refused for that row, and makes nobody new
        let people = w.number("select count(*) from people_person", &[]);
        let list = format!("STT,Họ và tên,Ngày sinh\n1,{NAME},05/06/1987\n");
        let fields = [("loai", "people"), ("don_vi", "CD001"), ("tu_ngay", "2026-01-01")];
        let check = b.upload("/nhap-lieu", &fields, ("file", "ds.csv", list.as_bytes())).location.unwrap();
        b.get(&check);
        b.post(&format!("{check}/ghi"), &[]);
        assert_eq!(w.number("select count(*) from people_person", &[]), people, "{}", w.engine);
        let name = "select full_name from people_person_state where person = $1 and retired_txn is null";
        assert_eq!(w.texts(name, &[person.into()]), [format!("Đang hạn chế xử lý #{id}")], "{}", w.engine);
        // the person takes it back
        assert_eq!(own.post("/du-lieu-cua-toi/han-che", &[]).status, 303);
        assert_eq!(w.texts(name, &[person.into()]), [NAME], "{}", w.engine);
        assert!(b.get("/nguoi?don_vi=CD001&q=zyqwx").text().contains(NAME), "{}", w.engine);
        assert_eq!(figures(&w), counted, "{}", w.engine);
        let wrong = w.house.db.verify().unwrap();
        assert!(wrong.is_empty(), "{}: {wrong:?}", w.engine);
    }
}

#[test]
fn an_objection_that_is_granted_ends_the_use_that_was_objected_to() {
    for w in worlds() {
        let (person, mut own) = canary(&w);
        let keeper = w.logins.iter().find(|l| l.role == Role::FederationOfficer).unwrap();
        let mut keeper = w.signed_in(keeper);
        let holds = || {
            let day = kernel::Date::constant(2026, 11, 20);
            let db = &w.house.db;
            db.read(|v| privacy::consent::service::holds(v, &w.house.privacy, person, "phone_message", day))
                .unwrap()
        };
        own.post("/du-lieu-cua-toi/dong-y", &[("viec", "phone_message"), ("tra_loi", "yes")]);
        assert!(holds(), "{}", w.engine);
        // done without saying what stops is not done
        let asked = [("loai", "object"), ("noi_dung", "Đừng nhắn tin cho tôi nữa")];
        let request = keeper.post(&format!("/nguoi/{person}/yeu-cau"), &asked).location.unwrap();
        let words = ("ghi_chu", "Đã dừng nhắn tin");
        let answer = keeper.post(&request, &[("buoc", "done"), words]);
        assert_eq!(answer.status, 422, "{}", answer.text());
        assert!(holds(), "{}", w.engine);
        let answer = keeper.post(&request, &[("buoc", "done"), words, ("hieu_luc", "phone_message")]);
        assert_eq!(answer.status, 303, "{}", answer.text());
        assert!(!holds(), "{}", w.engine);
        assert!(
            own.get("/du-lieu-cua-toi/dong-y").text().contains("Theo yêu cầu về dữ liệu số"),
            "{}",
            w.engine
        );
        // the other answer restricts; the one in charge lifts it with a reason that goes with the person
        granted(&mut keeper, person, "object", &[("hieu_luc", "han-che")]);
        assert!(!keeper.get("/nguoi?don_vi=CD001&q=zyqwx").text().contains(NAME), "{}", w.engine);
        let path = format!("/nguoi/{person}/han-che");
        assert_eq!(keeper.post(&path, &[("ly_do", "")]).status, 422);
        assert_eq!(keeper.post(&path, &[("ly_do", "người lao động đổi ý")]).status, 303);
        assert!(keeper.get(&format!("/nguoi/{person}")).text().contains(NAME), "{}", w.engine);
        let line = "select reason from store_txn where act = 'privacy.lift'";
        assert_eq!(w.texts(line, &[]), [person.to_string()], "{}", w.engine);
    }
}

#[test]
fn a_person_reads_which_lists_had_them_without_whose_eyes_it_were() {
    for w in worlds() {
        let (_, mut own) = canary(&w);
        let officer = w.logins.iter().find(|l| l.role == Role::UnionOfficer && l.unit == "CD001").unwrap();
        let name = "select p.full_name from people_account a join people_person_state p on p.person = a.person \
            and p.retired_txn is null where a.login = $1";
        let name = w.texts(name, &[officer.phone.as_str().into()]).remove(0);
        assert!(own.get("/du-lieu-cua-toi/ai-xem").text().contains("Chưa có danh sách nào"), "{}", w.engine);
        let other = w.logins.iter().find(|l| l.role == Role::UnionOfficer && l.unit == "CD002").unwrap();
        w.signed_in(other).get("/nguoi");
        assert!(own.get("/du-lieu-cua-toi/ai-xem").text().contains("Chưa có danh sách nào"), "{}", w.engine);
        let mut b = w.signed_in(officer);
        b.get("/nguoi?don_vi=CD001");
        b.get("/don-vi/CD001/nguoi.csv");
        let page = own.get("/du-lieu-cua-toi/ai-xem").text();
        for word in ["Danh sách người", "xuất ra tệp", "Cán bộ công đoàn cơ sở"] {
            assert!(page.contains(word), "{}: {word}: {page}", w.engine);
        }
        assert!(!page.contains(&name), "{}: the list says by which role, not by whom", w.engine);
        let json = own.get("/du-lieu-cua-toi/tai-json").text();
        assert!(json.contains("\"lists\"") && json.contains("Cán bộ công đoàn cơ sở"), "{}", w.engine);
    }
}
