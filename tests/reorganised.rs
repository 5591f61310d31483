//! A province before and after July 2025, told through the browser's door on both engines: the districts
//! are abolished late, three unions become one, lists come in with a bad file among them, doubles are put
//! together, slips are printed and one is used. What was sealed for 2024 keeps its bytes throughout.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a step of the story that fails is a failed test")]

use kernel::{Clock, Date, Moment, OrganisationId, Role};
use people::account::{NewAccount, service as account};
use people::organisation::service::{Founding, found};
use people::organisation::{Kind, Sector, Tree};
use people::person::model::{AffiliationRole, Person};
use people::person::service::{Joining, add};
use server::wiring::{self, House, Place};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use store::{Entry, Tx};
use web::App;
use web::testing::{Answer, Browser};

const PASSWORD: &str = "chè xanh Lai Châu";
const OFFICER: &str = "0901000001";
const LEADER: &str = "0901000002";
const UNION: [&str; 3] = ["0901000011", "0901000012", "0901000013"];

/// A clock whose hands the story turns.
struct Hands(AtomicI64);

impl Clock for Hands {
    fn now(&self) -> Moment {
        Moment(self.0.load(Ordering::SeqCst))
    }
}

struct Province {
    house: House,
    app: Arc<App>,
    hands: Arc<Hands>,
    engine: &'static str,
    _folder: tempfile::TempDir,
    _fresh: Option<store::testing::Fresh>,
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn founding(code: &str, name: &str, kind: &str, place: (Tree, Option<OrganisationId>)) -> Founding {
    let kind = Kind::find(kind).unwrap();
    Founding {
        code: code.into(),
        name: name.into(),
        kind,
        sector: if code.starts_with("CD") { Sector::Enterprise } else { Sector::None },
        commune: None,
        hard_to_reach: false,
        place: Some(place),
        from: day("2020-01-01"),
    }
}

/// Three districts with two unions each, forty people in a union, an officer for the first three unions.
fn ground(tx: &Tx, digest: &str) -> kernel::Result<()> {
    let top =
        found(tx, &founding("LDLD-LC", "LĐLĐ tỉnh Lai Châu", "provincial_federation", (Tree::main(), None)))?;
    let mut chairs = Vec::new();
    for district in 1..=3 {
        let (code, name) = (format!("H{district}"), format!("LĐLĐ huyện thứ {district}"));
        let above = found(tx, &founding(&code, &name, "upper_union", (Tree::main(), Some(top))))?;
        for n in [2 * district - 1, 2 * district] {
            let (code, name) = (format!("CD{n}"), format!("CĐCS Công ty Chè số {n}"));
            let unit = found(tx, &founding(&code, &name, "grassroots_union", (Tree::main(), Some(above))))?;
            let joining: Vec<Joining> =
                (0..40).map(|i| worker(&format!("Lò Thị {}", NAMES[i % 10]), n, i, unit)).collect();
            let ids = add(tx, &joining, "test")?;
            chairs.push((ids[0], unit));
        }
    }
    let open = |login: &str, person, role, at| {
        let new = NewAccount { person, login: login.into(), digest: digest.into(), must_change: false };
        account::open_account(tx, &new, role, at, day("2024-01-01"))
    };
    open(OFFICER, chairs[5].0, Role::FederationOfficer, top)?;
    open(LEADER, chairs[4].0, Role::FederationLeader, top)?;
    for (login, (person, unit)) in UNION.iter().zip(&chairs) {
        open(login, *person, Role::UnionOfficer, *unit)?;
    }
    Ok(())
}

const NAMES: [&str; 10] = ["Mai", "Lan", "Hoa", "Đào", "Én", "Páo", "Dung", "Yến", "Sáng", "Xuân"];

fn worker(name: &str, unit_number: usize, i: usize, unit: OrganisationId) -> Joining {
    let mut person = Person::named(name);
    // each their own day of birth: nobody is taken for another
    let born = format!("{}-{:02}-{:02}", 1970 + unit_number, 1 + i % 12, 1 + i / 2);
    person.birth_day = Some(day(&born));
    person.birth_year = person.birth_day.map(|d| d.year());
    Joining { person, belongs: vec![(unit, AffiliationRole::Worker, None, day("2023-01-01"), None)] }
}

impl Province {
    fn all() -> Vec<Province> {
        let mut all = vec![Province::new("sqlite", None)];
        if let Some(fresh) = store::testing::postgres() {
            all.push(Province::new("postgres", Some(fresh)));
        }
        all
    }

    fn new(engine: &'static str, fresh: Option<store::testing::Fresh>) -> Province {
        let folder = tempfile::tempdir().unwrap();
        let place = Place {
            folder: folder.path().to_path_buf(),
            database_url: fresh.as_ref().map(|f| f.url.clone()),
            policy: None,
        };
        let hands = Arc::new(Hands(AtomicI64::new(Moment::at(day("2024-01-02"), 8, 0).0)));
        let house = wiring::open_at(&place, hands.clone()).unwrap();
        let digest = account::digest(PASSWORD, &wiring::chance()).unwrap();
        house.db.write(&Entry::cli("test", "ground"), |tx| ground(tx, &digest)).unwrap();
        programme::measure::settle(&house.db, &house.policy).unwrap();
        let app = Arc::new(wiring::app(&house, wiring::chance()).unwrap());
        Province { house, app, hands, engine, _folder: folder, _fresh: fresh }
    }

    fn turn_to(&self, on: &str, hour: i8) {
        self.hands.0.store(Moment::at(day(on), hour, 0).0, Ordering::SeqCst);
    }

    fn enter(&self, login: &str) -> Browser {
        let mut browser = Browser::new(self.app.clone()).unwrap();
        let answer = browser.post("/dang-nhap", &[("login", login), ("password", PASSWORD)]);
        assert_eq!(answer.status, 303, "{}", answer.text());
        browser
    }

    fn number(&self, sql: &str) -> i64 {
        self.house.db.read(|v| Ok(v.number(sql, &[])?)).unwrap()
    }

    /// A class of a union in which everybody was there and passed.
    fn class(&self, union: usize, topic: &str, on: &str) {
        let mut officer = self.enter(UNION[union - 1]);
        let made = went(officer.post(
            &format!("/don-vi/CD{union}/lop/moi"),
            &[
                ("title", "Nâng bậc thợ chè"),
                ("kind", "refresher"),
                ("topics", topic),
                ("place", "Hội trường"),
                ("day-1", on),
                ("hours-1", "7"),
                ("evidence", "12/QĐ-CĐCS"),
            ],
        ));
        let id: i64 = made.split(['/', '?']).nth(2).unwrap().parse().unwrap();
        went(officer.post(&format!("/lop/{id}/hoc-vien"), &[("viec", "tat-ca")]));
        went(officer.post(&format!("/lop/{id}/diem-danh"), &[("ngay", "1"), ("viec", "tat-ca")]));
        let page = officer.get(&format!("/lop/{id}/ket-thuc")).text();
        let passed: Vec<String> = page
            .split("name=\"dat\" value=\"")
            .skip(1)
            .map(|p| p.split('"').next().unwrap().to_owned())
            .collect();
        assert_eq!(passed.len(), 40, "everybody was there");
        let fields: Vec<(&str, &str)> = passed.iter().map(|id| ("dat", id.as_str())).collect();
        went(officer.post(&format!("/lop/{id}/ket-thuc"), &fields));
    }
}

/// Where a form led.
#[track_caller]
fn went(answer: Answer) -> String {
    assert_eq!(answer.status, 303, "{}", plain(&answer));
    answer.location.unwrap()
}

/// The page's words.
fn plain(answer: &Answer) -> String {
    let (mut out, mut inside) = (String::new(), false);
    for c in answer.text().chars() {
        match c {
            '<' => inside = true,
            '>' => {
                inside = false;
                out.push(' ');
            }
            c if !inside => out.push(c),
            _ => {}
        }
    }
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

const FORMATS: [&str; 4] = ["json", "csv", "xlsx", "docx"];
const SECTIONS: [&str; 9] = [
    "leadership",
    "propaganda",
    "training",
    "digital",
    "employer",
    "emulation",
    "assessment",
    "obstacles",
    "next",
];

impl Province {
    /// Writes and sends a report; gives its number.
    fn report(&self, browser: &mut Browser, unit: &str) -> String {
        let begun =
            went(browser.post("/bao-cao/lap", &[("mau", "yearly"), ("don_vi", unit), ("ky", "2024")]));
        let id = begun.split('/').nth(2).unwrap().to_owned();
        let page = browser.get(&begun).text();
        let base =
            page.split("name=\"phien-ban\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        let mut fields = vec![("phien-ban", base.as_str()), ("signer", "Lò Văn An"), ("post", "CHỦ TỊCH")];
        fields.extend(SECTIONS.map(|s| (s, "Đã làm theo kế hoạch.")));
        went(browser.post(&format!("/bao-cao/{id}/nop"), &fields));
        id
    }

    /// The year 2024 as it was handed in: three unions, then the Federation, all sealed.
    fn year_2024(&self) -> Vec<String> {
        for (union, topic, on) in [
            (1, "law.labour", "2024-05-10"),
            (2, "law.labour", "2024-06-11"),
            (3, "law.labour", "2024-09-12"),
        ] {
            self.turn_to(on, 17);
            self.class(union, topic, on);
        }
        self.turn_to("2025-01-05", 8);
        let mut officer = self.enter(OFFICER);
        went(officer.post("/bao-cao/giao", &[("mau", "yearly"), ("ky", "2024"), ("don_vi", "LDLD-LC")]));
        let mut sealed = Vec::new();
        for (n, login) in UNION.iter().enumerate() {
            let id = self.report(&mut self.enter(login), &format!("CD{}", n + 1));
            went(officer.post(&format!("/bao-cao/{id}/duyet"), &[]));
            sealed.push(id);
        }
        let top = self.report(&mut officer, "LDLD-LC");
        let mut leader = self.enter(LEADER);
        went(leader.post(&format!("/bao-cao/{top}/duyet"), &[]));
        sealed.push(top);
        for id in &sealed {
            went(leader.post(&format!("/bao-cao/{id}/niem-phong"), &[("partial", "1")]));
        }
        sealed
    }

    /// Every file of these reports, printed at the same moment (the only thing that may differ).
    fn files(&self, reports: &[String]) -> Vec<(String, Vec<u8>)> {
        let now = self.hands.0.load(Ordering::SeqCst);
        let mut browser = self.enter(OFFICER);
        self.turn_to("2025-02-01", 10);
        let mut out = Vec::new();
        for id in reports {
            for format in FORMATS {
                for version in ["", "&ban=1"] {
                    let path = format!("/bao-cao/{id}/tai?dang={format}{version}");
                    let answer = browser.get(&path);
                    assert_eq!(answer.status, 200, "{path}: {}", plain(&answer));
                    assert!(answer.bytes.len() > 500, "{path} holds something");
                    out.push((path, answer.bytes.to_vec()));
                }
            }
        }
        self.hands.0.store(now, Ordering::SeqCst);
        out
    }
}

/// Which of these files are not what they were.
fn changed(before: &[(String, Vec<u8>)], after: &[(String, Vec<u8>)]) -> Vec<String> {
    assert_eq!(before.len(), after.len());
    before.iter().zip(after).filter(|(b, a)| b != a).map(|(b, _)| b.0.clone()).collect()
}

/// A form that shows first what would happen and does it when it is sent again with the yes.
#[track_caller]
fn previewed(browser: &mut Browser, path: &str, fields: &[(&str, &str)], says: &[&str]) -> String {
    let preview = browser.post(path, fields);
    let text = plain(&preview);
    assert_eq!(preview.status, 200, "{text}");
    for said in says {
        assert!(text.contains(said), "{said}: {text}");
    }
    let mut again = fields.to_vec();
    again.push(("xac-nhan", "1"));
    went(browser.post(path, &again))
}

impl Province {
    /// Who stands right below a unit on a day.
    fn below(&self, unit: &str, on: &str) -> Vec<String> {
        self.house
            .db
            .read(|v| {
                let tree = people::organisation::store::tree(v, Tree::main(), day(on))?;
                let Some(top) = people::organisation::store::by_code(v, unit)? else { return Ok(Vec::new()) };
                Ok(tree.children(top).map(|u| u.code.clone()).collect())
            })
            .unwrap()
    }

    /// How many workers a unit has with everything below it.
    fn workers(&self, unit: &str, on: &str) -> i64 {
        self.house
            .db
            .read(|v| {
                let top = people::organisation::store::by_code(v, unit)?.unwrap();
                let heads = people::roster::headcounts(v, "workers", day(on))?;
                let all = people::organisation::store::within(v, &[top], day(on))?;
                Ok(all.iter().filter_map(|u| heads.get(u)).sum())
            })
            .unwrap()
    }

    fn abolish_the_districts_late(&self) {
        self.turn_to("2026-03-02", 9);
        let mut officer = self.enter(OFFICER);
        let fields = [
            ("units", "H1"),
            ("units", "H2"),
            ("units", "H3"),
            ("way", "abolish"),
            ("day", "2025-07-01"),
            ("decision", "4173/TLĐ-ToC"),
            ("decided_on", "2025-05-28"),
        ];
        let event = previewed(&mut officer, "/don-vi/LDLD-LC/cap-duoi", &fields, &["LĐLĐ huyện thứ 1"]);
        let page = plain(&officer.get(event.split('?').next().unwrap()));
        assert!(page.contains("4173/TLĐ-ToC") && page.contains("01/07/2025"), "{page}");
        assert_eq!(self.below("LDLD-LC", "2025-06-30"), ["H1", "H2", "H3"], "the past stands");
        assert_eq!(self.below("H1", "2025-06-30"), ["CD1", "CD2"]);
        let mut now = self.below("LDLD-LC", "2025-07-01");
        now.sort();
        assert_eq!(now, ["CD1", "CD2", "CD3", "CD4", "CD5", "CD6"]);
        assert_eq!((self.workers("H1", "2025-06-30"), self.workers("H1", "2025-07-01")), (80, 0));
        assert_eq!(self.workers("LDLD-LC", "2026-03-02"), 240);
    }

    fn merge_three(&self) {
        let mut officer = self.enter(OFFICER);
        // the officer of another union sees neither the merged ones before nor after
        let mut third = self.enter(UNION[2]);
        assert_eq!(third.get("/don-vi/CD1/phieu").status, 404);
        let fields = [
            ("sources", "CD2"),
            ("sources", "CD3"),
            ("into", "CD1"),
            ("day", "2026-01-01"),
            ("decision", "12/QĐ-LĐLĐ"),
            ("decided_on", "2025-12-20"),
        ];
        previewed(&mut officer, "/don-vi/CD1/sap-nhap", &fields, &["CĐCS Công ty Chè số 2", "40"]);
        assert_eq!(self.workers("CD1", "2025-12-31"), 40);
        assert_eq!((self.workers("CD1", "2026-01-01"), self.workers("CD2", "2026-01-01")), (120, 0));
        assert_eq!(self.workers("LDLD-LC", "2026-03-02"), 240);
        // the boxes were not ticked: nobody sees more than before
        assert_eq!(third.get("/don-vi/CD1/phieu").status, 404, "the merged union's officer gains nothing");
    }

    /// A bad file is refused by name, a good one is taken; one of its people is known elsewhere.
    fn lists_come_in(&self, rows: usize) {
        let mut officer = self.enter(OFFICER);
        let fields = [("loai", "people"), ("don_vi", "CD5"), ("tu_ngay", "2026-01-01")];
        let before = self.workers("LDLD-LC", "2026-03-02");
        let bad =
            officer.upload("/nhap-lieu", &fields, ("file", "ds-cong-nhan.xlsx", b"%PDF-1.7 khong phai bang"));
        assert_eq!(bad.status, 422, "{}", plain(&bad));
        assert!(plain(&bad).contains("PDF"), "the message says what the file is: {}", plain(&bad));
        let mut list = String::from("STT,Họ và tên,Ngày sinh,Giới tính\n");
        for i in 0..rows {
            let given = NAMES[i % 10];
            let (year, month, of) = (1960 + (i / 336) % 45, 1 + (i / 28) % 12, 1 + i % 28);
            list.push_str(&format!(
                "{},Vàng Seo {given} {},{of:02}/{month:02}/{year},Nam\n",
                i + 1,
                letters(i / 15120)
            ));
        }
        // the first worker of CD6 stands in this list too
        list.push_str(&format!("{},Lò Thị Mai,01/01/1976,Nữ\n", rows + 1));
        let check = went(officer.upload("/nhap-lieu", &fields, ("file", "ds.csv", list.as_bytes())));
        let page = officer.get(&check);
        assert_eq!(page.status, 200, "{}", plain(&page));
        assert_eq!(self.workers("LDLD-LC", "2026-03-02"), before, "nothing is written before the yes");
        let said = fields_of(&page.text());
        let said: Vec<(&str, &str)> = said.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        went(officer.post(&format!("{check}/ghi"), &said));
        self.settled(&mut officer, &check);
        assert_eq!(self.workers("LDLD-LC", "2026-03-02"), before + i64::try_from(rows).unwrap() + 1);
    }

    /// Long lists are written in the background: waits until the import has its result.
    fn settled(&self, officer: &mut Browser, check: &str) {
        for _ in 0..1200 {
            let page = officer.get(check);
            if page.status == 303 && page.location.as_deref().is_some_and(|l| l.contains("/nhap-lieu/lan/")) {
                return;
            }
            std::thread::sleep(std::time::Duration::from_millis(100));
        }
        panic!("the import never ended");
    }

    fn doubles_become_one(&self) {
        let mut officer = self.enter(OFFICER);
        let page = officer.get("/nguoi/trung").text();
        let pair = page.split("/nguoi/trung/so-sanh?a=").nth(1).unwrap().split('"').next().unwrap();
        let (a, b) = pair.split_once("&amp;b=").unwrap();
        let before = self.workers("LDLD-LC", "2026-03-02");
        let fields = [("a", a), ("b", b), ("giu", "a"), ("ly_do", "đã hỏi tổ trưởng")];
        went(officer.post("/nguoi/trung/gop", &fields));
        assert_eq!(self.workers("LDLD-LC", "2026-03-02"), before - 1, "counts fall by the overlap");
        let merge = self.texts("select cast(id as text) from people_person_merge where retired_txn is null");
        went(officer.post("/nguoi/trung/tach", &[("lan", &merge[0])]));
        assert_eq!(self.workers("LDLD-LC", "2026-03-02"), before, "and come back");
        went(officer.post("/nguoi/trung/gop", &fields));
        assert_eq!(self.workers("LDLD-LC", "2026-03-02"), before - 1);
    }

    fn texts(&self, sql: &str) -> Vec<String> {
        self.house.db.read(|v| Ok(v.rows(sql, &[], |r| r.text(0))?)).unwrap()
    }

    /// Slips for two workers of the fourth union; one of them signs in. Gives the worker's browser.
    fn a_slip_is_used(&self) -> Browser {
        let mut officer = self.enter(OFFICER);
        let people = self.texts(
            "select cast(a.person as text) from people_attribution a join people_organisation o \
             on o.id = a.organisation where o.code = 'CD4' and a.population = 'workers' order by a.person limit 2",
        );
        let fields = [("don_vi", "CD4"), ("nguoi", people[0].as_str()), ("nguoi", people[1].as_str())];
        let sheet = officer.post("/tai-khoan/phieu", &fields);
        assert_eq!(sheet.status, 200, "{}", plain(&sheet));
        let text = plain(&sheet);
        assert!(sheet.text().contains("<svg"), "a QR code is printed");
        let is_code = |w: &&str| {
            let half =
                |h: &str| h.len() == 4 && h.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit());
            w.split_once('-').is_some_and(|(a, b)| half(a) && half(b))
        };
        let codes: Vec<&str> = text.split_whitespace().filter(is_code).collect();
        assert_eq!(codes.len(), 2, "{text}");
        let mut worker = Browser::new(self.app.clone()).unwrap();
        let page = worker.post("/kich-hoat", &[("ma", codes[0])]);
        assert_eq!(page.status, 200, "{}", plain(&page));
        assert!(plain(&page).contains("CĐCS Công ty Chè số 4"));
        let weak =
            worker.post("/kich-hoat/dat", &[("ma", codes[0]), ("password", "123456"), ("again", "123456")]);
        assert_eq!(weak.status, 422, "a PIN that everybody tries first");
        went(worker.post("/kich-hoat/dat", &[("ma", codes[0]), ("password", "739152"), ("again", "739152")]));
        assert_eq!(worker.get("/so-hoc-tap").status, 200);
        let again = Browser::new(self.app.clone()).unwrap().post("/kich-hoat", &[("ma", codes[0])]);
        assert_eq!(again.status, 422, "a slip is used once");
        worker
    }

    /// The worker sees, takes and asks to delete what is kept about them.
    fn own_data(&self, worker: &mut Browser) {
        let page = worker.get("/du-lieu-cua-toi");
        assert_eq!(page.status, 200);
        assert!(plain(&page).contains("Lò Thị"), "{}", plain(&page));
        let file = worker.get("/du-lieu-cua-toi/tai-json");
        assert_eq!(file.status, 200);
        let json: serde_json::Value = serde_json::from_slice(&file.bytes).unwrap();
        assert!(json.to_string().contains("Lò Thị"));
        let form = worker.get("/du-lieu-cua-toi/yeu-cau").text();
        assert!(form.contains("/du-lieu-cua-toi/yeu-cau"), "the worker can ask");
        went(worker.post(
            "/du-lieu-cua-toi/yeu-cau",
            &[("loai", "delete"), ("noi_dung", "Tôi đã nghỉ việc, xin xoá dữ liệu của tôi.")],
        ));
        assert_eq!(worker.get("/quyen-rieng-tu").status, 403, "the register is not the worker's");
    }

    /// What an attacker tries with a worker's session.
    fn refused(&self, worker: &mut Browser) {
        for path in ["/nguoi", "/nhat-ky", "/nguoi/trung", "/don-vi/CD4/phieu", "/tai-khoan/nguoi-dung"] {
            let status = worker.get(path).status;
            assert!(status == 403 || status == 404, "{path}: {status}");
        }
        for (path, fields) in [
            ("/don-vi/CD4/giai-the", vec![("day", "2026-01-01"), ("xac-nhan", "1")]),
            ("/nguoi/trung/gop", vec![("a", "1"), ("b", "2"), ("ly_do", "thử xem")]),
            ("/tai-khoan/phieu", vec![("don_vi", "CD4"), ("tat_ca", "1")]),
        ] {
            let status = worker.post(path, &fields).status;
            assert!(status == 403 || status == 404, "{path}: {status}");
        }
    }
}

/// Letters for a number: a, b … no digits, which no name has.
fn letters(n: usize) -> char {
    char::from(b'A' + u8::try_from(n % 26).unwrap())
}

/// What the check page's form would send.
fn fields_of(page: &str) -> Vec<(String, String)> {
    let mut all = Vec::new();
    let attribute = |tag: &str, name: &str| {
        let start = tag.find(&format!(" {name}=\""))? + name.len() + 3;
        tag.get(start..)?.split('"').next().map(|v| v.replace("&quot;", "\"").replace("&amp;", "&"))
    };
    let mut rest = page;
    while let Some(at) = rest.find('<') {
        rest = &rest[at..];
        let end = rest.find('>').unwrap_or(rest.len());
        let tag = &rest[..end];
        if tag.starts_with("<input") {
            let kind = attribute(tag, "type").unwrap_or_default();
            let off = matches!(kind.as_str(), "checkbox" | "radio") && !tag.contains(" checked");
            if let (Some(name), false, true) = (attribute(tag, "name"), off, kind != "file") {
                all.push((name, attribute(tag, "value").unwrap_or_default()));
            }
        } else if tag.starts_with("<select") {
            let block = rest.split("</select>").next().unwrap_or("");
            let mut options = block.split("<option").skip(1);
            let chosen = options.find(|o| o.split('>').next().is_some_and(|t| t.contains(" selected")));
            let value = chosen.or_else(|| block.split("<option").nth(1)).and_then(|o| attribute(o, "value"));
            all.extend(attribute(tag, "name").map(|name| (name, value.unwrap_or_default())));
        }
        rest = &rest[end..];
    }
    all.retain(|(name, _)| !["csrf", "lang", "back", "q"].contains(&name.as_str()));
    all
}

#[test]
fn what_was_sealed_stays_through_the_year_of_the_reform() {
    for p in Province::all() {
        let sealed = p.year_2024();
        p.turn_to("2025-02-01", 10);
        let before = p.files(&sealed);
        assert_eq!(before.len(), 32);
        let facts = p.number("select count(*) from store_fact");
        let same = |after: &str| {
            let now = p.files(&sealed);
            assert_eq!(changed(&before, &now), Vec::<String>::new(), "{} after {after}", p.engine);
        };
        p.abolish_the_districts_late();
        same("the districts");
        p.merge_three();
        same("the merger");
        assert_eq!(p.number("select count(*) from store_fact"), facts, "no fact was made or touched");
        p.lists_come_in(2_000);
        same("the lists");
        p.doubles_become_one();
        same("the doubles");
        let mut worker = p.a_slip_is_used();
        p.own_data(&mut worker);
        p.refused(&mut worker);
        same("everything");
        assert_eq!(p.house.db.verify().unwrap(), [], "{}", p.engine);
    }
}
