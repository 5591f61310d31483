//! A province before and after July 2025, told through the browser's door on both engines: the districts
//! are abolished late, three unions become one, lists come in with a bad file among them, doubles are put
//! together, slips are printed and one is used. What was sealed for 2024 keeps its bytes throughout.
#![expect(clippy::unwrap_used, reason = "a step of the story that fails is a failed test")]

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

#[test]
fn what_was_sealed_stays_through_the_year_of_the_reform() {
    for p in Province::all() {
        let sealed = p.year_2024();
        p.turn_to("2025-02-01", 10);
        let before = p.files(&sealed);
        assert_eq!(before.len(), 32);
        p.turn_to("2026-03-02", 9);
        let after = p.files(&sealed);
        assert_eq!(changed(&before, &after), Vec::<String>::new(), "{}", p.engine);
        assert_eq!(p.house.db.verify().unwrap(), []);
        let _ = p.number("select count(*) from store_fact");
    }
}
