//! Signing in by another service: a certified one, one that lies, one that is down, none at all.
#![expect(clippy::unwrap_used, reason = "a test stops at the first thing that is not as it should be")]

#[path = "outside/services.rs"]
mod services;

use kernel::{Clock, Date, Moment, Role, SystemClock};
use people::account::outside::{Provider, Settings};
use people::account::proof::service as proof;
use people::account::{Chance, Door, NewAccount, service as account};
use people::organisation::service::{Founding, found};
use people::organisation::{Kind, Sector, Tree};
use people::person::Secrets;
use people::person::model::{AffiliationRole, Person};
use people::person::service::{Joining, add};
use people::roster::Roster;
use serde_json::{Value, json};
use services::{Certified, Key, Liar, base64, query};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use store::testing::{Fresh, both, lite, test_now};
use store::{Db, Entry};
use web::testing::{Answer, Browser};
use web::{App, own_routes};

const PASSWORD: &str = "nui-cao-suoi-trong";
const SECRET: &str = "a secret of the tests: + and / and %";
const OFFICER: &str = "0900000001";
const UNION: &str = "0900000004";
const ADMIN: &str = "0900000009";

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
        store::chain::sha256(format!("chance {n}").as_bytes()).as_bytes()[..32].try_into().unwrap()
    }))
}

struct World {
    _fresh: Fresh,
    app: Arc<App>,
}

fn settings(issuer: &str, client: &str, more: &str) -> Settings {
    let text = format!(
        "issuer = \"{issuer}\"\nclient_id = \"{client}\"\nclient_secret = \"{SECRET}\"\nlabel = \"Cổng tỉnh\"\n{more}"
    );
    Settings::read(&text).unwrap()
}

fn world(fresh: Fresh, clock: Arc<dyn Clock>, outside: Option<Settings>) -> World {
    let db = Db::open(&fresh.url, clock).unwrap();
    db.plug(vec![Box::new(Roster)]);
    let digest = account::digest(PASSWORD, &chance()).unwrap();
    let day: Date = "2020-01-01".parse().unwrap();
    let founding = |code: &str, kind: Kind, parent| Founding {
        code: code.into(),
        name: format!("Đơn vị {code}"),
        kind,
        sector: if kind.is_base() { Sector::Enterprise } else { Sector::None },
        commune: None,
        hard_to_reach: false,
        place: Some((Tree::main(), parent)),
        from: day,
    };
    db.write(&Entry::cli("test", ""), |tx| {
        let top = found(tx, &founding("TOP", Tree::main().head(), None))?;
        let unit = found(tx, &founding("A", Kind::base(), Some(top)))?;
        for (name, login, role, at) in [
            ("Đặng Thị Hòa", OFFICER, Role::FederationOfficer, top),
            ("Hoàng Văn Chung", UNION, Role::UnionOfficer, unit),
            ("Phan Minh Châu", ADMIN, Role::Administrator, top),
        ] {
            let person = Person { phone: Some(login.into()), ..Person::named(name) };
            let joining = Joining { person, belongs: vec![(at, AffiliationRole::Worker, None, day, None)] };
            let person = add(tx, &[joining], "test")?[0];
            let new = NewAccount { person, login: login.into(), digest: digest.clone(), must_change: false };
            account::open_account(tx, &new, role, at, day)?;
        }
        Ok(())
    })
    .unwrap();
    let routes = [own_routes(), people::routes()].concat();
    let mut app = App::new(db, Box::new(Door), routes).with(chance()).with(Secrets::new([9; 32]));
    if let Some(settings) = outside {
        app = app.with(Provider::new(settings));
    }
    World { _fresh: fresh, app: Arc::new(app) }
}

impl World {
    fn stranger(&self) -> Browser {
        Browser::new(self.app.clone()).unwrap()
    }
    fn signed(&self, login: &str) -> Browser {
        let mut b = self.stranger();
        let a = b.post("/dang-nhap", &[("login", login), ("password", PASSWORD)]);
        assert_eq!(a.status, 303, "{}", a.text());
        b
    }
    fn number(&self, sql: &str) -> i64 {
        self.app.db.read(|v| Ok(v.number(sql, &[])?)).unwrap()
    }
    fn account(&self, login: &str) -> i64 {
        self.number(&format!("select id from people_account where login = '{login}'"))
    }
    fn links(&self, login: &str) -> i64 {
        let account = self.account(login);
        self.number(&format!(
            "select count(*) from people_outside_login where account = {account} and retired_txn is null"
        ))
    }
    fn refusals(&self) -> i64 {
        self.number("select count(*) from store_txn where act = 'session.refuse' and reason like 'outside%'")
    }
    /// Links an account as its keeper does.
    fn link(&self, login: &str, subject: &str) {
        let path = format!("/tai-khoan/nguoi-dung/{}/lien-ket", self.account(login));
        let a = self.signed(ADMIN).post(&path, &[("ma_ngoai", subject)]);
        assert_eq!(a.status, 303, "{}", a.text());
    }
}

/// Where the answer leads.
fn to(a: &Answer) -> String {
    assert_eq!(a.status, 303, "{}", a.text());
    a.location.clone().unwrap()
}

/// Through the certified service as somebody; the last answer of ours.
fn through(service: &Certified, b: &mut Browser, start: &str, name: &str) -> Answer {
    let way = to(&b.get(start));
    assert!(way.starts_with(&service.issuer), "{way}");
    b.get(&service.visit(&way, name))
}

fn unlinked(b: &mut Browser, a: &Answer) {
    let address = to(a);
    assert_eq!(query(&address, "ngoai"), "chua-lien-ket", "{address}");
    let page = b.get(&address).text();
    assert!(page.contains("chưa liên kết với ai") && page.contains("phiếu kích hoạt"), "{page}");
    assert!(page.contains("name=\"password\""), "the password's form stands there");
    assert_eq!(b.get("/tai-khoan").status, 303, "nothing is open");
}

#[test]
fn with_a_certified_service_one_links_signs_in_and_unlinks() {
    let service = Certified::start();
    for (fresh, client) in both().into_iter().zip(["rs", "es"].into_iter().cycle()) {
        let w = world(fresh, Arc::new(SystemClock), Some(settings(&service.issuer, client, "")));
        let mut new = w.stranger();
        let page = new.get("/dang-nhap?ve=/nguoi").text();
        assert!(page.contains("Đăng nhập bằng Cổng tỉnh"), "{page}");

        // nobody is linked yet
        let a = through(&service, &mut new, "/dang-nhap/ngoai?ve=/nguoi", "hoa");
        unlinked(&mut new, &a);
        assert_eq!(w.refusals(), 1);

        // a link needs a session, the way there and back, and the password
        assert_eq!(new.get("/dang-nhap/ngoai?lien_ket=1").status, 403);
        let mut own = w.signed(OFFICER);
        assert!(own.get("/tai-khoan").text().contains("/dang-nhap/ngoai?lien_ket=1"));
        assert_eq!(to(&own.post("/tai-khoan/lien-ket", &[("password", PASSWORD)])), "/tai-khoan");
        let a = through(&service, &mut own, "/dang-nhap/ngoai?lien_ket=1", "hoa");
        assert_eq!(to(&a), "/tai-khoan/lien-ket");
        assert_eq!(w.links(OFFICER), 0, "coming back links nothing yet");
        assert!(own.get("/tai-khoan/lien-ket").text().contains("hoa@dich-vu"));
        assert_eq!(own.post("/tai-khoan/lien-ket", &[("password", "sai")]).status, 422);
        assert_eq!(w.links(OFFICER), 0);
        assert_eq!(to(&own.post("/tai-khoan/lien-ket", &[("password", PASSWORD)])), "/tai-khoan");
        assert_eq!(w.links(OFFICER), 1);
        assert!(own.get("/tai-khoan").text().contains("đã liên kết"));
        assert_eq!(to(&own.post("/tai-khoan/lien-ket", &[("password", PASSWORD)])), "/tai-khoan");

        // one there opens one here
        let mut other = w.signed(UNION);
        through(&service, &mut other, "/dang-nhap/ngoai?lien_ket=1", "hoa");
        let a = other.post("/tai-khoan/lien-ket", &[("password", PASSWORD)]);
        assert_eq!(a.status, 422);
        assert!(a.text().contains("đã liên kết với một người khác"), "{}", a.text());

        // signing in
        let a = through(&service, &mut new, "/dang-nhap/ngoai?ve=/nguoi", "hoa");
        assert_eq!(to(&a), "/nguoi");
        assert_eq!(new.get("/nguoi").status, 200);
        assert!(new.get("/tai-khoan").text().contains("Đặng Thị Hòa"));
        let account = w.account(OFFICER);
        let opened = format!(
            "select count(*) from store_txn where act = 'session.open' and reason = 'outside' and account = {account}"
        );
        assert_eq!(w.number(&opened), 1);
        let mut wrong = w.stranger();
        let a = through(&service, &mut wrong, "/dang-nhap/ngoai", "somebody-else");
        unlinked(&mut wrong, &a);

        // unlinked
        assert_eq!(own.post("/tai-khoan/lien-ket/bo", &[("mat_khau", "sai")]).status, 422);
        assert_eq!(w.links(OFFICER), 1);
        assert_eq!(to(&own.post("/tai-khoan/lien-ket/bo", &[("mat_khau", PASSWORD)])), "/tai-khoan");
        assert_eq!(w.links(OFFICER), 0);
        assert_eq!(own.get("/tai-khoan").status, 200);
        assert_eq!(new.get("/tai-khoan").status, 303, "what the link opened is closed");
        let a = through(&service, &mut new, "/dang-nhap/ngoai", "hoa");
        unlinked(&mut new, &a);
    }
}

#[test]
fn a_verified_phone_number_opens_only_when_the_file_says_so() {
    let service = Certified::start();
    let clock = || Arc::new(SystemClock);
    let w = world(lite(), clock(), Some(settings(&service.issuer, "rs", "match_verified_phone = true")));
    let mut b = w.stranger();
    let a = through(&service, &mut b, "/dang-nhap/ngoai", &format!("unsure{UNION}"));
    unlinked(&mut b, &a);
    let a = through(&service, &mut b, "/dang-nhap/ngoai", &format!("verified{UNION}"));
    assert_eq!(to(&a), "/");
    assert!(b.get("/tai-khoan").text().contains("Hoàng Văn Chung"));
    // who linked somebody else there is not opened by a number any more
    w.link(UNION, "chung");
    let mut late = w.stranger();
    let a = through(&service, &mut late, "/dang-nhap/ngoai", &format!("verified{UNION}"));
    unlinked(&mut late, &a);

    let w = world(lite(), clock(), Some(settings(&service.issuer, "rs", "")));
    let mut b = w.stranger();
    let a = through(&service, &mut b, "/dang-nhap/ngoai", &format!("verified{UNION}"));
    unlinked(&mut b, &a);
}

/// A world with a service that lies, and somebody linked there.
fn lied_to() -> (World, Liar, Key, Arc<Hands>) {
    let key = Key::new("first");
    let liar = Liar::start(&key);
    let hands = Arc::new(Hands(AtomicI64::new(test_now().0)));
    let w = world(lite(), hands.clone(), Some(settings(&liar.issuer, "aogiap", "")));
    w.link(OFFICER, "hoa");
    (w, liar, key, hands)
}

fn claims(liar: &Liar, way: &str) -> Value {
    let now = test_now().0 / 1_000_000;
    json!({ "iss": liar.issuer, "aud": "aogiap", "sub": "hoa", "nonce": query(way, "nonce"),
        "iat": now, "exp": now + 300 })
}

/// Starts, has the service say something, and comes back.
fn answered(b: &mut Browser, say: impl FnOnce(&str)) -> Answer {
    let way = to(&b.get("/dang-nhap/ngoai"));
    say(&way);
    b.get(&format!("/dang-nhap/ngoai/ve?code=c0de&state={}", query(&way, "state")))
}

#[test]
fn what_is_signed_for_us_and_for_now_is_believed() {
    let (w, liar, key, hands) = lied_to();
    let mut b = w.stranger();
    let mut challenge = String::new();
    let a = answered(&mut b, |way| {
        assert_eq!(query(way, "response_type"), "code");
        assert_eq!(query(way, "scope"), "openid", "no more is asked than is used");
        assert_eq!(query(way, "code_challenge_method"), "S256");
        assert_eq!(query(way, "redirect_uri"), "http://localhost/dang-nhap/ngoai/ve");
        challenge = query(way, "code_challenge");
        liar.gives(&key.sign(&claims(&liar, way)));
    });
    assert_eq!(to(&a), "/");
    assert_eq!(b.get("/tai-khoan").status, 200);
    let asked = liar.asked();
    let verifier = asked.split("code_verifier=").nth(1).unwrap().split('&').next().unwrap();
    let digest = ring::digest::digest(&ring::digest::SHA256, verifier.as_bytes());
    assert_eq!(base64(digest.as_ref()), challenge);
    assert!(asked.to_ascii_lowercase().contains("authorization: basic "), "{asked}");

    // the service has new keys
    let second = Key::new("second");
    liar.keys(&[&second]);
    let mut b = w.stranger();
    let a = answered(&mut b, |way| liar.gives(&second.sign(&claims(&liar, way))));
    assert_eq!(to(&a), "/");

    // the same device rules as with a password: a second proof is asked for
    let secret = proof::new_secret(&[7; 32]);
    let account = kernel::AccountId(w.account(OFFICER));
    let code = proof::code_at(&secret, hands.now()).unwrap();
    let entry = Entry::cli("test", "");
    let db = &w.app.db;
    db.write(&entry, |tx| proof::add_totp(tx, &Secrets::new([9; 32]), account, &secret, &code)).unwrap();
    let mut b = w.stranger();
    let a = answered(&mut b, |way| liar.gives(&second.sign(&claims(&liar, way))));
    assert_eq!(to(&a), "/dang-nhap/buoc-hai?ve=%2F");
    assert_eq!(b.get("/tai-khoan").status, 303, "the other service alone opens nothing");
    assert_eq!(b.post("/dang-nhap/buoc-hai", &[("ma", &code)]).status, 303);
    assert_eq!(b.get("/tai-khoan").status, 200);
}

#[test]
fn what_is_not_is_refused() {
    type Lie = Box<dyn Fn(&Liar, &Key, &str) -> String>;
    let with = |name: &'static str, value: Value| -> Lie {
        Box::new(move |liar, key, way| {
            let mut said = claims(liar, way);
            said[name] = value.clone();
            key.sign(&said)
        })
    };
    let without = |name: &'static str| -> Lie {
        Box::new(move |liar, key, way| {
            let mut said = claims(liar, way);
            said.as_object_mut().unwrap().remove(name);
            key.sign(&said)
        })
    };
    let unsigned: Lie = Box::new(|liar, _, way| {
        format!("{}.{}.", base64(r#"{"alg":"none"}"#), base64(claims(liar, way).to_string()))
    });
    let stripped: Lie = Box::new(|liar, key, way| {
        let word = key.sign(&claims(liar, way));
        format!("{}.", &word[..word.rfind('.').unwrap()])
    });
    let by_our_secret: Lie = Box::new(|liar, _, way| {
        let text = format!("{}.{}", base64(r#"{"alg":"HS256"}"#), base64(claims(liar, way).to_string()));
        let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, SECRET.as_bytes());
        format!("{text}.{}", base64(ring::hmac::sign(&key, text.as_bytes()).as_ref()))
    });
    let other_claims: Lie = Box::new(|liar, key, way| {
        let word = key.sign(&claims(liar, way));
        let mut said = claims(liar, way);
        said["sub"] = json!("admin");
        let parts: Vec<&str> = word.split('.').collect();
        format!("{}.{}.{}", parts[0], base64(said.to_string()), parts[2])
    });
    let now = test_now().0 / 1_000_000;
    let lies: [(&str, Lie); 14] = [
        ("wrong nonce", with("nonce", json!("another"))),
        ("no nonce", without("nonce")),
        ("wrong audience", with("aud", json!("another"))),
        ("two audiences", with("aud", json!(["aogiap", "another"]))),
        ("wrong issuer", with("iss", json!("https://id.example.vn"))),
        ("expired", with("exp", json!(now - 1))),
        ("no subject", without("sub")),
        ("unsigned", unsigned),
        ("signature cut off", stripped),
        ("signed with our own secret", by_our_secret),
        ("another's claims under the signature", other_claims),
        ("unknown key", Box::new(|liar, _, way| Key::new("unknown").sign(&claims(liar, way)))),
        ("another key of the same name", Box::new(|liar, _, way| Key::new("first").sign(&claims(liar, way)))),
        ("no word at all", Box::new(|_, _, _| "x".to_owned())),
    ];
    let (w, liar, key, _) = lied_to();
    for (name, lie) in &lies {
        let mut b = w.stranger();
        let a = answered(&mut b, |way| liar.gives(&lie(&liar, &key, way)));
        let address = to(&a);
        let why = query(&address, "ngoai");
        assert!(["khong-tin-duoc", "khong-tra-loi"].contains(&why.as_str()), "{name}: {address}");
        assert_eq!(
            why == "khong-tra-loi",
            *name == "no word at all" || *name == "no subject",
            "{name}: {why}"
        );
        assert_eq!(b.get("/tai-khoan").status, 303, "{name}");
        let page = b.get(&address);
        assert!(page.status == 200 && page.text().contains("class=\"notice"), "{name}");
    }
    assert_eq!(w.refusals(), 12);
    assert_eq!(
        w.number("select count(*) from store_txn where act = 'session.open' and reason = 'outside'"),
        0
    );
    let mut b = w.stranger();
    let a = answered(&mut b, |_| liar.says(400, r#"{"error":"invalid_grant"}"#));
    assert_eq!(query(&to(&a), "ngoai"), "khong-tin-duoc");
    // the true one still opens
    let a = answered(&mut b, |way| liar.gives(&key.sign(&claims(&liar, way))));
    assert_eq!(to(&a), "/");
}

#[test]
fn an_answer_belongs_to_the_browser_that_asked_lately() {
    let (w, liar, key, hands) = lied_to();
    let stale = |b: &mut Browser, path: &str| {
        let address = to(&b.get(path));
        assert_eq!(query(&address, "ngoai"), "het-han", "{path}");
        assert_eq!(b.get("/tai-khoan").status, 303, "{path}");
    };
    let mut b = w.stranger();
    let way = to(&b.get("/dang-nhap/ngoai"));
    liar.gives(&key.sign(&claims(&liar, &way)));
    let right = format!("/dang-nhap/ngoai/ve?code=c&state={}", query(&way, "state"));
    stale(&mut w.stranger(), &right);
    stale(&mut b, "/dang-nhap/ngoai/ve?code=c&state=another");
    stale(&mut b, &right);
    let way = to(&b.get("/dang-nhap/ngoai"));
    let right = format!("/dang-nhap/ngoai/ve?code=c&state={}", query(&way, "state"));
    stale(&mut b, &format!("{right}&iss=https://id.example.vn"));
    // too late
    let way = to(&b.get("/dang-nhap/ngoai"));
    hands.0.fetch_add(11 * 60_000_000, Ordering::SeqCst);
    stale(&mut b, &format!("/dang-nhap/ngoai/ve?code=c&state={}", query(&way, "state")));
    // a link asked by one is not finished as another
    let mut own = w.signed(UNION);
    let way = to(&own.get("/dang-nhap/ngoai?lien_ket=1"));
    own.post("/dang-xuat", &[]);
    own.post("/dang-nhap", &[("login", ADMIN), ("password", PASSWORD)]);
    let a = own.get(&format!("/dang-nhap/ngoai/ve?code=c&state={}", query(&way, "state")));
    assert_eq!(to(&a), "/tai-khoan");
    assert_eq!(w.links(UNION) + w.links(ADMIN), 0);
    // who says no there comes back to the door
    let way = to(&b.get("/dang-nhap/ngoai?ve=//id.example.vn"));
    let no = format!("/dang-nhap/ngoai/ve?error=access_denied&state={}", query(&way, "state"));
    let address = to(&b.get(&no));
    assert_eq!((query(&address, "ngoai").as_str(), query(&address, "ve").as_str()), ("da-huy", "/"));
}

#[test]
fn when_the_service_is_down_the_password_still_opens() {
    // a port on which nobody listens
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let settings = settings(&format!("http://127.0.0.1:{port}"), "aogiap", "");
    let w = world(lite(), Arc::new(Hands(AtomicI64::new(test_now().0))), Some(settings));
    let mut b = w.stranger();
    let address = to(&b.get("/dang-nhap/ngoai?ve=/nguoi"));
    assert_eq!(query(&address, "ngoai"), "khong-tra-loi");
    let page = b.get(&address).text();
    assert!(page.contains("Cổng tỉnh đang không trả lời") && page.contains("name=\"password\""), "{page}");
    let a =
        b.post("/dang-nhap", &[("login", OFFICER), ("password", PASSWORD), ("ve", &query(&address, "ve"))]);
    assert_eq!(to(&a), "/nguoi");
    assert_eq!(to(&b.get("/dang-nhap/ngoai?lien_ket=1")), "/tai-khoan");
    assert!(b.get("/tai-khoan").text().contains("đang không trả lời"));
}

#[test]
fn a_service_that_leads_elsewhere_without_tls_is_not_followed() {
    for (name, value) in [
        ("token_endpoint", json!("http://id.example.vn/token")),
        ("authorization_endpoint", json!("http://id.example.vn/auth")),
        ("issuer", json!("https://id.example.vn")),
        ("token_endpoint", Value::Null),
    ] {
        let (w, liar, ..) = lied_to();
        liar.document(name, value);
        assert_eq!(query(&to(&w.stranger().get("/dang-nhap/ngoai")), "ngoai"), "khong-tra-loi", "{name}");
    }
}

#[test]
fn without_a_file_there_is_nothing() {
    let w = world(lite(), Arc::new(Hands(AtomicI64::new(test_now().0))), None);
    let mut b = w.signed(ADMIN);
    let keeper = format!("/tai-khoan/nguoi-dung/{}", w.account(OFFICER));
    for page in ["/dang-nhap", "/dang-nhap?ngoai=chua-lien-ket", "/tai-khoan", &keeper] {
        assert!(!b.get(page).text().contains("iên kết"), "{page}");
    }
    for (path, back) in
        [("/dang-nhap/ngoai", "/dang-nhap"), ("/dang-nhap/ngoai/ve?code=1&state=2", "/dang-nhap")]
    {
        assert_eq!(to(&b.get(path)), back, "{path}");
    }
    assert!(!b.get("/tai-khoan/lien-ket").text().contains("name=\"password\""), "nothing to agree to");
    assert_eq!(b.post(&format!("{keeper}/lien-ket"), &[("ma_ngoai", "x")]).status, 404);
    assert_eq!(b.post("/tai-khoan/lien-ket", &[("password", PASSWORD)]).status, 404);
}

#[test]
fn a_keeper_links_only_those_whose_password_it_could_set() {
    let (w, ..) = lied_to();
    let path = |login: &str| format!("/tai-khoan/nguoi-dung/{}/lien-ket", w.account(login));
    let mut officer = w.signed(OFFICER);
    assert_eq!(officer.post(&path(ADMIN), &[("ma_ngoai", "x")]).status, 403, "no way up");
    assert_eq!(
        officer.post(&path(OFFICER), &[("ma_ngoai", "x")]).status,
        403,
        "one's own needs the password"
    );
    assert_eq!(w.signed(UNION).post(&path(OFFICER), &[("ma_ngoai", "x")]).status, 403);
    let taken = officer.post(&path(UNION), &[("ma_ngoai", "hoa")]);
    assert_eq!(taken.status, 422);
    assert_eq!(officer.post(&path(UNION), &[("ma_ngoai", " ")]).status, 422);
    assert_eq!(officer.post(&path(UNION), &[("ma_ngoai", "chung")]).status, 303);
    assert_eq!(w.links(UNION), 1);
    let mut union = w.signed(UNION);
    assert_eq!(officer.post(&format!("{}/bo", path(UNION)), &[]).status, 303);
    assert_eq!(w.links(UNION), 0);
    assert_eq!(union.get("/tai-khoan").status, 303, "open sessions end");
}
