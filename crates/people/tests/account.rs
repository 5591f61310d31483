//! Accounts without e-mail: slips, PINs, waits, shared devices, codes for a new password.
#![expect(clippy::unwrap_used, reason = "a test stops at the first thing that is not as it should be")]

use bytes::Bytes;
use kernel::{Clock, Date, Moment, OrganisationId, PersonId, Role};
use people::account::{Chance, Door, NewAccount, service as account};
use people::organisation::service::{Founding, found};
use people::organisation::{Kind, Sector, Tree};
use people::person::Secrets;
use people::person::model::{AffiliationRole, Person};
use people::person::service::{Joining, add};
use people::roster::Roster;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use store::testing::{Fresh, both, lite, test_now};
use store::{Db, Entry};
use web::testing::{Answer, Browser};
use web::{App, own_routes};

const PASSWORD: &str = "nui-cao-suoi-trong";
const PIN: &str = "482915";
const FACTORY: &str = "203.0.113.7";

/// A clock that the test moves.
struct Hands(AtomicI64);

impl Clock for Hands {
    fn now(&self) -> Moment {
        Moment(self.0.load(Ordering::SeqCst))
    }
}

fn chance() -> Chance {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    Chance(Box::new(|| {
        let n = NEXT.fetch_add(1, Ordering::SeqCst);
        let mut bytes = [0; 32];
        for (at, b) in bytes.iter_mut().enumerate() {
            *b = store::chain::sha256(format!("{n} {at}").as_bytes()).as_bytes()[at]
                ^ u8::try_from(at).unwrap();
        }
        bytes
    }))
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn entry() -> Entry {
    Entry::cli("test", "")
}

struct World {
    _fresh: Fresh,
    app: Arc<App>,
    hands: Arc<Hands>,
    people: Vec<PersonId>,
}

fn founding(code: &str, name: &str, kind: Kind, parent: Option<OrganisationId>) -> Founding {
    let sector = if kind.is_base() { Sector::Enterprise } else { Sector::None };
    Founding {
        code: code.into(),
        name: name.into(),
        kind,
        sector,
        commune: None,
        hard_to_reach: false,
        place: Some((Tree::main(), parent)),
        from: day("2020-01-01"),
    }
}

fn worker(name: &str, phone: Option<&str>, staff: Option<&str>, unit: OrganisationId) -> Joining {
    let person = Person {
        birth_day: Some(day("1990-02-03")),
        birth_year: Some(1990),
        phone: phone.map(Into::into),
        staff_code: staff.map(Into::into),
        ..Person::named(name)
    };
    Joining { person, belongs: vec![(unit, AffiliationRole::Worker, None, day("2024-01-01"), None)] }
}

/// People of the world by place in the list.
const MAI: usize = 0;
const BINH: usize = 1;
const LIEN: usize = 2;
const PAO: usize = 3;

fn world(fresh: Fresh) -> World {
    let hands = Arc::new(Hands(AtomicI64::new(test_now().0)));
    let db = Db::open(&fresh.url, hands.clone()).unwrap();
    db.plug(vec![Box::new(Roster)]);
    let digest = account::digest(PASSWORD, &chance()).unwrap();
    let people = db
        .write(&entry(), |tx| {
            let top = found(tx, &founding("TOP", "Liên đoàn", Tree::main().head(), None))?;
            let a = found(tx, &founding("A", "CĐCS Chè", Kind::base(), Some(top)))?;
            let b = found(tx, &founding("B", "CĐCS May", Kind::base(), Some(top)))?;
            let people = [
                worker("Lò Thị Mai", Some("0912345178"), None, a),
                worker("Vừ A Bình", None, Some("NV 017"), a),
                // the same phone as her husband's, and no staff number
                worker("Tẩn Thị Liên", Some("0912345178"), None, a),
                worker("Mùa A Páo", Some("0912000333"), None, b),
                worker("Đặng Thị Hòa", Some("0900000001"), None, top),
                worker("Hoàng Văn Chung", Some("0900000004"), None, a),
                worker("Giàng Thị Dợ", Some("0900000006"), None, b),
                worker("Phan Minh Châu", Some("0900000009"), None, top),
            ];
            let ids = add(tx, &people, "test")?;
            for (at, login, role, unit) in [
                (4, "0900000001", Role::FederationOfficer, top),
                (5, "0900000004", Role::UnionOfficer, a),
                (6, "0900000006", Role::UnionOfficer, b),
                (7, "0900000009", Role::Administrator, top),
            ] {
                let new = NewAccount {
                    person: ids[at],
                    login: login.into(),
                    digest: digest.clone(),
                    must_change: false,
                };
                account::open_account(tx, &new, role, unit, day("2026-01-01"))?;
            }
            Ok(ids)
        })
        .unwrap();
    let routes = [own_routes(), people::routes()].concat();
    let app = App::new(db, Box::new(Door), routes).with(chance()).with(Secrets::new([9; 32]));
    World { _fresh: fresh, app: Arc::new(app), hands, people }
}

fn worlds() -> Vec<World> {
    both().into_iter().map(world).collect()
}

impl World {
    fn later(&self, seconds: i64) {
        self.hands.0.fetch_add(seconds * 1_000_000, Ordering::SeqCst);
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
    fn id(&self, at: usize) -> String {
        self.people[at].to_string()
    }
    /// The codes of slips printed for these people by the officer of A.
    fn slips(&self, who: &[usize]) -> Vec<String> {
        let ids: Vec<String> = who.iter().map(|at| self.id(*at)).collect();
        let fields: Vec<(&str, &str)> = ids.iter().map(|id| ("nguoi", id.as_str())).collect();
        let page = self.signed("0900000004").post("/tai-khoan/phieu", &fields);
        assert_eq!(page.status, 200, "{}", page.text());
        between(&page.text(), "<p class=\"code\"><strong>", "</strong>")
    }
    /// Activates a slip on a new phone.
    fn activated(&self, code: &str) -> Browser {
        let mut b = self.stranger();
        let a = b.post("/kich-hoat/dat", &[("ma", code), ("password", PIN), ("again", PIN)]);
        assert_eq!(a.status, 303, "{}", a.text());
        b
    }
    fn number(&self, sql: &str) -> i64 {
        self.app.db.read(|v| Ok(v.number(sql, &[])?)).unwrap()
    }
}

fn between(text: &str, before: &str, after: &str) -> Vec<String> {
    text.split(before).skip(1).map(|p| p.split(after).next().unwrap().to_owned()).collect()
}

/// A form sent from an address of the internet.
fn from(b: &mut Browser, source: &str, path: &str, fields: &[(&str, &str)]) -> Answer {
    let body: Vec<String> = fields.iter().map(|(n, v)| format!("{n}={v}")).collect();
    let request = http::Request::post(path)
        .header("content-type", "application/x-www-form-urlencoded")
        .header("x-forwarded-for", source)
        .extension(axum::extract::ConnectInfo(std::net::SocketAddr::from(([127, 0, 0, 1], 9))));
    b.send(request, Bytes::from(body.join("&")))
}

#[test]
fn a_slip_opens_an_account_once_and_the_newest_one_holds() {
    for w in worlds() {
        let old = w.slips(&[MAI, BINH, LIEN]);
        assert_eq!(old.len(), 3);
        let new = w.slips(&[MAI]);
        let mut phone = w.stranger();
        let refused = phone.post("/kich-hoat", &[("ma", &old[0])]);
        assert_eq!(refused.status, 422, "the older slip is void");
        let page = phone.post("/kich-hoat", &[("ma", &new[0].to_lowercase().replace('-', " "))]);
        let text = page.text();
        assert!(
            text.contains("L. T. M.") && text.contains("CĐCS Chè") && !text.contains("Lò Thị Mai"),
            "{text}"
        );
        for (pin, again) in
            [("123456", "123456"), ("199012", "199012"), ("030290", "030290"), (PIN, "482916"), ("", "")]
        {
            let a = phone.post("/kich-hoat/dat", &[("ma", &new[0]), ("password", pin), ("again", again)]);
            assert_eq!(a.status, 422, "{pin}");
        }
        let a = phone.post("/kich-hoat/dat", &[("ma", &new[0]), ("password", PIN), ("again", PIN)]);
        assert_eq!((a.status.as_u16(), a.location.as_deref()), (303, Some("/")), "{}", a.text());
        assert_eq!(phone.get("/tai-khoan").status, 200);
        let again =
            w.stranger().post("/kich-hoat/dat", &[("ma", &new[0]), ("password", PIN), ("again", PIN)]);
        assert_eq!(again.status, 422, "used once");
        // no account twice, and nothing of the code is kept in the clear
        let a = w.signed("0900000004").post("/tai-khoan/phieu", &[("nguoi", &w.id(MAI))]);
        assert_eq!(a.status, 409);
        assert_eq!(w.number("select count(*) from people_code where digest like '%-%'"), 0);
        // after its time a slip opens nothing
        w.later(31 * 86_400);
        assert_eq!(w.stranger().post("/kich-hoat", &[("ma", &old[1])]).status, 422);
    }
}

#[test]
fn without_a_phone_of_ones_own_a_login_code_stands_on_the_slip() {
    for w in worlds() {
        let page = {
            let (m, b, l) = (w.id(MAI), w.id(BINH), w.id(LIEN));
            w.signed("0900000004")
                .post("/tai-khoan/phieu", &[("nguoi", &m), ("nguoi", &b), ("nguoi", &l)])
                .text()
        };
        let logins = between(&page, "<span class=\"login\">", "</span>");
        let codes = between(&page, "<p class=\"code\"><strong>", "</strong>");
        assert_eq!(&logins[..2], ["0912345178", "A-NV017"], "{logins:?}");
        assert!(logins[2].starts_with("A-"), "the phone is her husband's: {logins:?}");
        w.activated(&codes[2]);
        let mut b = w.stranger();
        let a = b.post("/dang-nhap", &[("login", &logins[2].to_lowercase()), ("password", PIN)]);
        assert_eq!(a.status, 303, "{}", a.text());
    }
}

#[test]
fn slips_and_codes_are_given_only_below_and_inside() {
    for w in worlds() {
        let mut officer = w.signed("0900000004");
        assert_eq!(officer.get("/don-vi/A/phieu").status, 200);
        assert_eq!(officer.get("/don-vi/B/phieu").status, 404);
        assert_eq!(officer.post("/tai-khoan/phieu", &[("nguoi", &w.id(PAO))]).status, 404);
        assert_eq!(
            officer.post("/tai-khoan/phieu", &[("nguoi", &w.id(MAI)), ("nguoi", &w.id(PAO))]).status,
            404
        );
        assert_eq!(w.number("select count(*) from people_code"), 0, "all or nothing");
        // a code for an officer comes from above, never from beside or for oneself
        let reset = |b: &mut Browser, at: usize| {
            b.post("/tai-khoan/ma-dat-lai", &[("nguoi", &w.id(at)), ("ly_do", "quên, đã gặp")])
                .status
                .as_u16()
        };
        assert_eq!(reset(&mut officer, 5), 403, "for oneself");
        assert_eq!(reset(&mut officer, 6), 404, "an officer of another union");
        assert_eq!(reset(&mut w.signed("0900000001"), 5), 200, "the Federation's officer for the union's");
        assert_eq!(reset(&mut w.signed("0900000001"), 7), 403, "not for the administrator");
        assert_eq!(reset(&mut w.signed("0900000009"), 4), 200, "the administrator for the Federation's");
        assert_eq!(reset(&mut officer, MAI), 404, "who has no account needs a slip");
    }
}

#[test]
fn a_reset_code_ends_all_sessions_and_names_its_giver() {
    for w in worlds() {
        let mut own = w.activated(&w.slips(&[MAI])[0]);
        let page = w
            .signed("0900000004")
            .post("/tai-khoan/ma-dat-lai", &[("nguoi", &w.id(MAI)), ("ly_do", "quên PIN, đã gặp")]);
        let code = between(&page.text(), "<span class=\"code\">", "</span>")[0].replace(' ', "");
        assert_eq!(code.len(), 8);
        assert_eq!(own.get("/tai-khoan").status, 200, "the code alone ends nothing");
        let new = [("login", "0912345178"), ("ma", &code), ("password", "703826"), ("again", "703826")];
        let wrong =
            [("login", "0912345178"), ("ma", "00000000"), ("password", "703826"), ("again", "703826")];
        let other = [
            ("login", "0900000006"),
            ("ma", &code),
            ("password", "mot cau rat dai"),
            ("again", "mot cau rat dai"),
        ];
        w.later(60);
        let mut b = w.stranger();
        assert_eq!(b.post("/dat-lai", &wrong).status, 422);
        assert_eq!(b.post("/dat-lai", &other).status, 422, "only with its own login");
        let a = b.post("/dat-lai", &new);
        assert_eq!(a.status, 303, "{}", a.text());
        let told = b.get("/tai-khoan").text();
        assert!(told.contains("mã do Hoàng Văn Chung cấp"), "{told}");
        assert_eq!(own.get("/tai-khoan").status, 303, "all sessions ended");
        assert_eq!(w.stranger().post("/dat-lai", &new).status, 422, "used once");
        let a = w.stranger().post("/dang-nhap", &[("login", "0912345178"), ("password", PIN)]);
        assert_eq!(a.status, 422, "the old PIN opens nothing");
        // and a day later a code is over
        let page = w
            .signed("0900000004")
            .post("/tai-khoan/ma-dat-lai", &[("nguoi", &w.id(MAI)), ("ly_do", "quên PIN nữa")]);
        let late = between(&page.text(), "<span class=\"code\">", "</span>")[0].replace(' ', "");
        w.later(25 * 3600);
        let again = [("login", "0912345178"), ("ma", &late), ("password", "918273"), ("again", "918273")];
        assert_eq!(w.stranger().post("/dat-lai", &again).status, 422);
    }
}

#[test]
fn an_attacker_at_the_factorys_address_stops_nobody_who_is_known_there() {
    let w = world(lite());
    let codes = w.slips(&[MAI, BINH, LIEN]);
    let mut phones: Vec<(Browser, &str)> =
        vec![(w.activated(&codes[0]), "0912345178"), (w.activated(&codes[1]), "A-NV017")];
    for (phone, _) in &mut phones {
        phone.post("/dang-xuat", &[]);
    }
    let mut attacker = w.stranger();
    let mut tried = 0;
    for round in 0..60 {
        for login in ["0912345178", "A-NV017", "0900000004", "0999999999"] {
            let guess = format!("{:06}", round * 7919 + 4);
            let a = from(&mut attacker, FACTORY, "/dang-nhap", &[("login", login), ("password", &guess)]);
            assert_eq!(a.status, 422);
            tried += i32::from(!a.text().contains("Hãy chờ"));
        }
        w.later(1);
    }
    assert!(tried < 60, "{tried} of 240 guesses were looked at");
    for (phone, login) in &mut phones {
        let a = from(phone, FACTORY, "/dang-nhap", &[("login", login), ("password", PIN)]);
        assert_eq!(a.status, 303, "{login} on the own phone: {}", a.text());
    }
    // whoever has no phone of hers known there still comes in by slip
    let mut new = w.stranger();
    let a =
        from(&mut new, FACTORY, "/kich-hoat/dat", &[("ma", &codes[2]), ("password", PIN), ("again", PIN)]);
    assert_eq!(a.status, 303, "{}", a.text());
    // a stranger's device waits even with the right PIN, and says how long
    let a = from(&mut w.stranger(), FACTORY, "/dang-nhap", &[("login", "0912345178"), ("password", PIN)]);
    assert!(a.status == 422 && a.text().contains("Hãy chờ"));
}

#[test]
fn guessing_a_pin_takes_thousands_of_years() {
    let w = world(lite());
    w.activated(&w.slips(&[MAI])[0]);
    // an attacker with a new address for every guess, who always comes back when the wait is over
    let (mut tries, mut day_of_first) = (0_i64, 0);
    let start = w.hands.now().0;
    for n in 0..40 {
        let guess = format!("{:06}", 700_001 + n * 31);
        let source = format!("198.51.{}.{}", n / 200, n % 200 + 1);
        let a =
            from(&mut w.stranger(), &source, "/dang-nhap", &[("login", "0912345178"), ("password", &guess)]);
        let text = a.text();
        if text.contains("Hãy chờ") {
            let hours = 3600 * if text.contains("giờ") { 6 } else { 0 };
            w.later(hours.max(60));
        } else {
            tries += 1;
        }
        if w.hands.now().0 - start < 86_400_000_000 {
            day_of_first = tries;
        }
    }
    assert!(day_of_first < 20, "{day_of_first} on the first day");
    // a thief with the phone itself has few tries, then it is a stranger's phone
    let mut stolen = w.activated(&w.slips(&[BINH])[0]);
    stolen.post("/dang-xuat", &[]);
    for n in 0..10 {
        w.later(1000);
        let guess = format!("{:06}", 700_002 + n * 17);
        assert_eq!(stolen.post("/dang-nhap", &[("login", "A-NV017"), ("password", &guess)]).status, 422);
    }
    assert_eq!(w.number("select count(*) from people_device d join people_account a on a.id = d.account where a.login = 'A-NV017'"), 0);
}

#[test]
fn wrong_codes_are_slowed_by_where_they_come_from() {
    let w = world(lite());
    let code = &w.slips(&[MAI])[0];
    let mut attacker = w.stranger();
    let mut looked = 0;
    for n in 0..60 {
        let a = from(&mut attacker, FACTORY, "/kich-hoat", &[("ma", &format!("ACDE{n:04}"))]);
        looked += i32::from(!a.text().contains("Hãy chờ"));
    }
    assert!((30..=31).contains(&looked), "{looked}");
    let a = from(&mut w.stranger(), "198.51.100.9", "/kich-hoat", &[("ma", code)]);
    assert_eq!(a.status, 200, "elsewhere it works");
}

#[test]
fn a_shared_device_keeps_no_name_that_was_not_ticked() {
    for w in worlds() {
        let codes = w.slips(&[MAI, BINH]);
        let mut tablet = w.stranger();
        let page = tablet.get("/dang-nhap").text();
        assert!(!page.contains("name=\"nho\" value=\"1\" checked"), "never ticked beforehand");
        let a = tablet.post(
            "/kich-hoat/dat",
            &[("ma", &codes[0]), ("password", PIN), ("again", PIN), ("chung", "1"), ("nho", "1")],
        );
        let cookie = a
            .headers
            .get_all("set-cookie")
            .iter()
            .map(|c| c.to_str().unwrap())
            .find(|c| c.starts_with("phien="))
            .unwrap();
        assert!(cookie.contains("Max-Age=600"), "{cookie}");
        let page = tablet.get("/tai-khoan");
        assert!(page.text().contains("http-equiv=\"refresh\"") && page.text().contains("Rời máy"));
        assert!(
            page.headers.get_all("set-cookie").iter().any(|c| c.to_str().unwrap().starts_with("phien=")),
            "each click renews it"
        );
        let a = tablet.post("/roi-may", &[]);
        assert_eq!(a.headers.get("clear-site-data").unwrap(), "\"cache\", \"storage\"");
        let a = tablet
            .post("/kich-hoat/dat", &[("ma", &codes[1]), ("password", PIN), ("again", PIN), ("chung", "1")]);
        assert_eq!(a.status, 303);
        tablet.post("/roi-may", &[]);
        let page = tablet.get("/dang-nhap").text();
        assert!(page.contains("Lò Thị Mai") && !page.contains("Vừ A Bình"), "only who ticked it");
        let mai = w.number("select id from people_account where login = '0912345178'").to_string();
        assert!(tablet.get(&format!("/dang-nhap?ai={mai}")).text().contains("inputmode=\"numeric\""));
        assert_eq!(tablet.post("/dang-nhap", &[("ai", &mai), ("password", PIN)]).status, 303);
        // elsewhere nobody is signed in by a number
        assert_eq!(w.stranger().post("/dang-nhap", &[("ai", &mai), ("password", PIN)]).status, 422);
        let a = tablet.post("/roi-may", &[("quen", "1")]);
        assert!(
            a.headers.get("clear-site-data").unwrap().to_str().unwrap().contains("cookies"),
            "nobody is left"
        );
        assert!(!tablet.get("/dang-nhap").text().contains("Lò Thị Mai"));
    }
}

#[test]
fn ones_own_sessions_are_seen_and_ended() {
    for w in worlds() {
        let mut first = w.activated(&w.slips(&[MAI])[0]);
        let mut second = w.stranger();
        assert_eq!(second.post("/dang-nhap", &[("login", "0912345178"), ("password", PIN)]).status, 303);
        let page = first.get("/tai-khoan").text();
        let names = between(&page, "name=\"phien\" value=\"", "\"");
        assert_eq!(names.len(), 1, "the other one; this one has no button");
        let mut other = w.signed("0900000006");
        other.post("/tai-khoan/phien", &[("phien", &names[0])]);
        assert_eq!(second.get("/tai-khoan").status, 200, "nobody else's");
        first.post("/tai-khoan/phien", &[("phien", &names[0])]);
        assert_eq!(second.get("/tai-khoan").status, 303);
        // a PIN may become a password, and the other way round; an officer has no PIN
        let change = |b: &mut Browser, old: &str, new: &str| {
            b.post("/tai-khoan/mat-khau", &[("old", old), ("password", new), ("again", new)]).status.as_u16()
        };
        assert_eq!(change(&mut first, PIN, "mot cau rat dai"), 303);
        assert_eq!(change(&mut first, "mot cau rat dai", "703826"), 303);
        assert_eq!(change(&mut other, PASSWORD, "703826"), 422);
    }
}

#[test]
fn signing_in_never_tells_which_was_wrong() {
    let w = world(lite());
    let said = |login: &str| {
        let text = w.stranger().post("/dang-nhap", &[("login", login), ("password", "sai-roi-nhe")]).text();
        between(&text, "<p class=\"error\"", "</p>").join("")
    };
    assert_eq!(said("0900000004"), said("0999999999"));
}
