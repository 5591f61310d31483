//! Rights by act, role, place and date; delegations; the second proof.
#![expect(clippy::unwrap_used, reason = "a test stops at the first thing that is not as it should be")]

use kernel::{Act, Clock, Date, Moment, OrganisationId, PersonId, Role};
use people::account::proof::service as proof;
use people::account::{AccountRules, Chance, Door, NewAccount, service as account};
use people::organisation::service::{Founding, found, move_under};
use people::organisation::{Kind, Sector, Tree};
use people::person::Secrets;
use people::person::model::{AffiliationRole, Person};
use people::person::service::{Joining, add};
use people::roster::Roster;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use store::testing::{Fresh, both, lite, test_now};
use store::{Db, Entry};
use web::testing::Browser;
use web::{App, Gate, own_routes};

const PASSWORD: &str = "nui-cao-suoi-trong";

struct Hands(AtomicI64);

impl Clock for Hands {
    fn now(&self) -> Moment {
        Moment(self.0.load(Ordering::SeqCst))
    }
}

fn chance() -> Chance {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    Chance(Box::new(|| {
        let text = store::chain::sha256(&NEXT.fetch_add(1, Ordering::SeqCst).to_le_bytes());
        let mut bytes = [0; 32];
        bytes.copy_from_slice(&text.as_bytes()[..32]);
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
}

fn founding(code: &str, kind: Kind, tree: Tree, parent: Option<OrganisationId>) -> Founding {
    Founding {
        code: code.into(),
        name: format!("Đơn vị {code}"),
        kind,
        sector: if kind.is_base() { Sector::Enterprise } else { Sector::None },
        commune: None,
        hard_to_reach: false,
        place: Some((tree, parent)),
        from: day("2020-01-01"),
    }
}

/// Who signs in: phone, name, role, unit.
const ACCOUNTS: [(&str, &str, Role, &str); 6] = [
    ("0900000001", "Đặng Thị Hòa", Role::FederationOfficer, "TOP"),
    ("0900000004", "Hoàng Văn Chung", Role::UnionOfficer, "A"),
    ("0900000006", "Giàng Thị Dợ", Role::UnionOfficer, "B"),
    ("0900000008", "Vừ A Bình", Role::Worker, "A"),
    ("0900000009", "Phan Minh Châu", Role::Administrator, "TOP"),
    ("0900000007", "Lò Văn Kiểm", Role::Auditor, "TOP"),
];

fn world(fresh: Fresh, rules: Option<AccountRules>) -> World {
    let hands = Arc::new(Hands(AtomicI64::new(test_now().0)));
    let db = Db::open(&fresh.url, hands.clone()).unwrap();
    db.plug(vec![Box::new(Roster)]);
    let digest = account::digest(PASSWORD, &chance()).unwrap();
    db.write(&entry(), |tx| {
        let top = found(tx, &founding("TOP", Tree::main().head(), Tree::main(), None))?;
        let mut units = vec![("TOP", top)];
        for code in ["A", "B"] {
            units.push((code, found(tx, &founding(code, Kind::base(), Tree::main(), Some(top)))?));
        }
        for (login, name, role, at) in ACCOUNTS {
            let unit = units.iter().find(|(code, _)| *code == at).unwrap().1;
            let belongs = vec![(unit, AffiliationRole::Worker, None, day("2024-01-01"), None)];
            let person: PersonId = add(tx, &[Joining { person: Person::named(name), belongs }], "test")?[0];
            let new = NewAccount { person, login: login.into(), digest: digest.clone(), must_change: false };
            account::open_account(tx, &new, role, unit, day("2026-01-01"))?;
        }
        Ok(())
    })
    .unwrap();
    let routes = [own_routes(), people::routes()].concat();
    let mut app = App::new(db, Box::new(Door), routes).with(chance()).with(Secrets::new([9; 32]));
    if let Some(rules) = rules {
        app = app.with(rules);
    }
    World { _fresh: fresh, app: Arc::new(app), hands }
}

fn worlds() -> Vec<World> {
    both().into_iter().map(|f| world(f, None)).collect()
}

impl World {
    fn to(&self, date: &str) {
        self.hands.0.store(Moment::at(day(date), 9, 0).0, Ordering::SeqCst);
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
    fn number(&self, sql: &str) -> i64 {
        self.app.db.read(|v| Ok(v.number(sql, &[])?)).unwrap()
    }
    fn texts(&self, sql: &str) -> Vec<String> {
        self.app.db.read(|v| Ok(v.rows(sql, &[], |r| r.text(0))?)).unwrap()
    }
    fn unit(&self, code: &str) -> i64 {
        self.number(&format!("select id from people_organisation where code = '{code}'"))
    }
    /// The officer of A lends to the officer of B, from 1 to 10 December.
    fn lent(&self, acts: &[&str]) -> u16 {
        let key = format!("union_officer@{}", self.unit("A"));
        let mut fields = vec![
            ("grant", key.as_str()),
            ("receiver", "0900 000 006"),
            ("from", "2026-12-01"),
            ("to", "2026-12-10"),
        ];
        fields.push(("ly_do", "nghỉ phép năm"));
        fields.extend(acts.iter().map(|a| ("act", *a)));
        self.signed("0900000004").post("/uy-quyen", &fields).status.as_u16()
    }
}

#[test]
fn a_delegation_holds_from_day_to_day_for_its_acts_and_is_told_in_the_log() {
    for w in worlds() {
        assert_eq!(w.lent(&["see_people", "keep_people"]), 303);
        let opens = |w: &World| w.signed("0900000006").get("/nguoi?don_vi=A").status.as_u16();
        assert_eq!(opens(&w), 404, "not yet");
        w.to("2026-12-01");
        assert_eq!(opens(&w), 200);
        let mut b = w.signed("0900000006");
        assert_eq!(b.get("/don-vi/A/phieu").status, 404, "codes are never lent");
        assert_eq!(b.get("/don-vi/A/nguoi/moi").status, 200);
        let new =
            [("name", "Tẩn Thị Liên"), ("birth", "19/08/1995"), ("day", "2026-12-01"), ("is_member", "1")];
        let made = b.post("/don-vi/A/nguoi/moi", &new);
        assert_eq!(made.status, 303, "{}", made.text());
        let said = w.texts("select reason from store_txn where reason like '%thay mặt #%' and act <> 'look'");
        let giver = w.number("select id from people_account where login = '0900000004'");
        assert!(said.iter().any(|r| r.contains(&format!("[thay mặt #{giver}]"))), "{said:?}");
        // what one does at one's own unit is one's own act
        b.get("/nguoi?don_vi=B");
        let last = w.texts("select reason from store_txn order by id desc limit 1");
        assert!(!last[0].contains("thay mặt"), "{last:?}");
        // the page of rights says why
        let page = w.signed("0900000001").get("/don-vi/A/quyen").text();
        assert!(page.contains("thay mặt Hoàng Văn Chung") && page.contains("Giàng Thị Dợ"), "{page}");
        assert!(w.signed("0900000009").get("/nhat-ky").text().contains("(thay mặt Hoàng Văn Chung)"));
        w.to("2026-12-10");
        assert_eq!(opens(&w), 200, "the last day is inside");
        w.to("2026-12-11");
        assert_eq!(opens(&w), 404, "it ended by itself");
    }
}

#[test]
fn a_delegation_is_never_more_than_the_givers_own_right() {
    for w in worlds() {
        assert_eq!(w.lent(&["issue_codes"]), 422);
        assert_eq!(w.lent(&["seal_report"]), 422, "not an act of the role");
        assert_eq!(w.lent(&[]), 422);
        assert_eq!(w.lent(&["see_people"]), 303);
        w.to("2026-12-02");
        let mut b = w.signed("0900000006");
        assert_eq!(b.get("/nguoi?don_vi=A").status, 200);
        // what was lent is not lent on
        let key = format!("union_officer@{}", w.unit("A"));
        let on = [
            ("grant", key.as_str()),
            ("receiver", "0900000008"),
            ("from", "2026-12-02"),
            ("to", "2026-12-03"),
            ("ly_do", "đi vắng"),
            ("act", "see_people"),
        ];
        assert_eq!(b.post("/uy-quyen", &on).status, 422);
        // the giver's role ends, and so does what was lent of it
        let giver = w.number("select id from people_account where login = '0900000004'");
        let row =
            w.number(&format!("select id from people_grant where account = {giver} and retired_txn is null"));
        let end = format!("/tai-khoan/nguoi-dung/{giver}/thoi-vai-tro");
        let a = w.signed("0900000001").post(&end, &[("dong", &row.to_string())]);
        assert_eq!(a.status, 303);
        assert_eq!(b.get("/nguoi?don_vi=A").status, 404);
    }
}

#[test]
fn a_delegation_is_taken_back_by_its_giver_or_from_above_only() {
    for w in worlds() {
        w.lent(&["see_people"]);
        w.to("2026-12-02");
        let row = || w.number("select max(id) from people_delegation where retired_txn is null").to_string();
        let mut receiver = w.signed("0900000006");
        assert_eq!(receiver.post("/uy-quyen/thu-hoi", &[("dong", &row())]).status, 404);
        assert_eq!(w.signed("0900000008").post("/uy-quyen/thu-hoi", &[("dong", &row())]).status, 404);
        assert_eq!(receiver.get("/nguoi?don_vi=A").status, 200);
        assert_eq!(w.signed("0900000001").post("/uy-quyen/thu-hoi", &[("dong", &row())]).status, 303);
        assert_eq!(receiver.get("/nguoi?don_vi=A").status, 404, "at once");
        // the level above lends for somebody who is away
        let giver = w.number("select id from people_account where login = '0900000004'").to_string();
        let key = format!("union_officer@{}", w.unit("A"));
        let fields = [
            ("cho", giver.as_str()),
            ("grant", &key),
            ("receiver", "0900000006"),
            ("from", "2026-12-02"),
            ("to", "2026-12-03"),
            ("ly_do", "ốm đột xuất"),
            ("act", "see_people"),
        ];
        assert_eq!(w.signed("0900000006").post("/uy-quyen", &fields).status, 404, "not from beside");
        assert_eq!(w.signed("0900000001").post("/uy-quyen", &fields).status, 303);
        assert_eq!(receiver.get("/nguoi?don_vi=A").status, 200);
    }
}

#[test]
fn the_page_of_rights_tells_who_why_and_since_when() {
    for w in worlds() {
        let mut b = w.signed("0900000007");
        let page = b.get("/don-vi/A/quyen").text();
        assert!(page.contains("Hoàng Văn Chung") && page.contains("giao tại đơn vị này"));
        assert!(
            page.contains("Đặng Thị Hòa")
                && page.contains("từ cấp trên: Đơn vị TOP")
                && !page.contains("Giàng Thị Dợ")
        );
        let sealers = b.get("/don-vi/A/quyen?viec=seal_report").text();
        assert!(sealers.contains("Không ai có quyền này ở đây"));
        let before = b.get("/don-vi/A/quyen?ngay=2025-12-31").text();
        assert!(!before.contains("Hoàng Văn Chung"), "on a day before the grant");
        let account = w.number("select id from people_account where login = '0900000004'");
        let page = b.get(&format!("/tai-khoan/nguoi-dung/{account}/quyen")).text();
        assert!(page.contains("Mở lớp, điểm danh") && page.contains("Cán bộ công đoàn cơ sở"));
        assert_eq!(w.signed("0900000004").get("/don-vi/A/quyen").status, 403);
        for login in ["0900000008", "0900000004"] {
            assert_eq!(w.signed(login).get("/quyen").status, 200);
        }
    }
}

#[test]
fn every_right_holds_in_its_subtree_and_its_days_only() {
    // province > upper > own > below; beside own a sibling, below it a cousin; another tree
    let fresh = lite();
    fresh.db.plug(vec![Box::new(Roster)]);
    let main = Tree::main();
    let other = Tree::all().into_iter().find(|t| *t != main && t.head() != main.head()).unwrap();
    let upper = Kind::find("upper_union").unwrap();
    let (units, foreign) = fresh
        .db
        .write(&entry(), |tx| {
            let top = found(tx, &founding("TOP", main.head(), main, None))?;
            let parent = found(tx, &founding("P", upper, main, Some(top)))?;
            let beside = found(tx, &founding("Q", upper, main, Some(top)))?;
            let own = found(tx, &founding("OWN", Kind::base(), main, Some(parent)))?;
            let sibling = found(tx, &founding("SIB", Kind::base(), main, Some(parent)))?;
            let cousin = found(tx, &founding("COU", Kind::base(), main, Some(beside)))?;
            let child = found(tx, &founding("KID", Kind::find("union_group").unwrap(), main, Some(own)))?;
            let foreign = found(tx, &founding("FOR", other.head(), other, None))?;
            Ok((
                vec![
                    ("own", own),
                    ("child", child),
                    ("parent", parent),
                    ("top", top),
                    ("sibling", sibling),
                    ("cousin", cousin),
                ],
                foreign,
            ))
        })
        .unwrap();
    let own = units[0].1;
    let mut checked = 0;
    for role in Role::ALL {
        let grant = kernel::Grant::own(role, own, day("2026-03-01"), day("2026-09-01"));
        let actor = kernel::Actor {
            account: kernel::AccountId(1),
            person: PersonId(1),
            name: String::new(),
            grants: vec![grant],
        };
        for act in Act::ALL {
            for (on, inside) in
                [("2026-02-28", false), ("2026-03-01", true), ("2026-08-31", true), ("2026-09-01", false)]
            {
                let tops = actor.places(act, day(on));
                for (relation, unit) in units.iter().copied().chain([("other tree", foreign)]) {
                    let may = fresh.db.read(|v| Door.reaches(v, &tops, unit)).unwrap();
                    let must = inside && role.may(act) && matches!(relation, "own" | "child");
                    assert_eq!(may, must, "{role:?} {act:?} {relation} on {on}");
                    checked += 1;
                }
            }
        }
    }
    assert_eq!(checked, Role::ALL.len() * Act::ALL.len() * 4 * 7);
    // a unit that moves away takes the right along with the tree of today
    let grant = kernel::Grant::own(Role::UnionOfficer, units[2].1, day("2026-01-01"), day("2027-01-01"));
    let actor = kernel::Actor {
        account: kernel::AccountId(1),
        person: PersonId(1),
        name: String::new(),
        grants: vec![grant],
    };
    let sees = |actor: &kernel::Actor| {
        fresh.db.read(|v| Door.reaches(v, &actor.places(Act::SeePeople, v.today()), own)).unwrap()
    };
    assert!(sees(&actor));
    let beside = fresh.db.read(|v| Ok(people::organisation::store::by_code(v, "Q")?.unwrap())).unwrap();
    fresh.db.write(&entry(), |tx| move_under(tx, main, own, beside, day("2026-11-01"))).unwrap();
    assert!(!sees(&actor), "judged by today's tree");
}

#[test]
fn an_authenticator_is_a_second_step_and_each_code_works_once() {
    for w in worlds() {
        let mut b = w.signed("0900000004");
        let page = b.get("/tai-khoan/bao-ve").text();
        let secret =
            page.split("name=\"bi_mat\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        let code = |w: &World| proof::code_at(&secret, w.hands.now()).unwrap();
        assert_eq!(
            b.post("/tai-khoan/bao-ve/ung-dung", &[("bi_mat", &secret), ("ma", "000000")]).status,
            422
        );
        assert_eq!(
            b.post("/tai-khoan/bao-ve/ung-dung", &[("bi_mat", &secret), ("ma", &code(&w))]).status,
            303
        );
        let printed = b.post("/tai-khoan/bao-ve/ma-du-phong", &[]).text();
        let spare =
            printed.split("<span class=\"code\">").nth(1).unwrap().split('<').next().unwrap().to_owned();
        assert_eq!(
            w.number("select count(*) from people_second_factor where cast(sealed as text) like '%secret%'"),
            0
        );

        let mut new = w.signed("0900000004");
        assert_eq!(new.get("/tai-khoan").status, 303, "the password alone opens nothing");
        assert_eq!(new.get("/dang-nhap/buoc-hai").status, 200);
        assert_eq!(new.post("/dang-nhap/buoc-hai", &[("ma", "123456")]).status, 422);
        assert_eq!(new.post("/dang-nhap/buoc-hai", &[("ma", &code(&w))]).status, 303);
        assert_eq!(new.get("/tai-khoan").status, 200);
        let mut again = w.signed("0900000004");
        assert_eq!(
            again.post("/dang-nhap/buoc-hai", &[("ma", &code(&w))]).status,
            422,
            "each code works once"
        );
        w.hands.0.fetch_add(60_000_000, Ordering::SeqCst);
        assert_eq!(again.post("/dang-nhap/buoc-hai", &[("ma", &code(&w))]).status, 303);
        let mut lost = w.signed("0900000004");
        assert_eq!(lost.post("/dang-nhap/buoc-hai", &[("ma", &spare)]).status, 303);
        let mut twice = w.signed("0900000004");
        assert_eq!(twice.post("/dang-nhap/buoc-hai", &[("ma", &spare)]).status, 422);
        // guessing waits
        let mut waited = false;
        for n in 0..12 {
            let a = twice.post("/dang-nhap/buoc-hai", &[("ma", &format!("{n:06}"))]);
            waited |= a.text().contains("Hãy chờ");
        }
        assert!(waited);
        // without the password it is not taken off
        let row = w.number("select id from people_second_factor where retired_txn is null").to_string();
        assert_eq!(lost.post("/tai-khoan/bao-ve/bo", &[("dong", &row), ("password", "sai")]).status, 422);
        assert_eq!(lost.post("/tai-khoan/bao-ve/bo", &[("dong", &row), ("password", PASSWORD)]).status, 303);
        assert_eq!(w.signed("0900000004").get("/tai-khoan").status, 200);
    }
}

#[test]
fn a_role_may_have_to_have_a_second_proof() {
    let text = include_str!("../../../policy/accounts.toml")
        .replace("required = []", "required = [\"administrator\"]");
    let w = world(lite(), Some(AccountRules::read(&text).unwrap()));
    let mut b = w.stranger();
    let a = b.post("/dang-nhap", &[("login", "0900000009"), ("password", PASSWORD)]);
    assert_eq!(a.location.as_deref(), Some("/tai-khoan/bao-ve"));
    assert_eq!(b.get("/nhat-ky").status, 303, "nothing else opens");
    let page = b.get("/tai-khoan/bao-ve").text();
    let secret = page.split("name=\"bi_mat\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let code = proof::code_at(secret, w.hands.now()).unwrap();
    assert_eq!(b.post("/tai-khoan/bao-ve/ung-dung", &[("bi_mat", secret), ("ma", &code)]).status, 303);
    assert_eq!(b.get("/nhat-ky").status, 200);
    assert_eq!(w.signed("0900000001").get("/nguoi").status, 200, "other roles as before");
}

/// The rules with a fresh proof for every list, and how long it stays fresh.
fn careful() -> AccountRules {
    let text = include_str!("../../../policy/accounts.toml").replace("list_over = 50", "list_over = 0");
    AccountRules::read(&text).unwrap()
}

#[test]
fn a_list_leaves_with_a_fresh_proof_only_and_what_was_chosen_comes_back() {
    let minutes = careful().fresh_proof.minutes;
    for fresh in both() {
        let w = world(fresh, Some(careful()));
        let later = || w.hands.0.fetch_add(minutes * 60_000_000, Ordering::SeqCst);
        let order = [("loc", "don_vi=A"), ("cot", "ten"), ("cot", "sinh"), ("dang", "csv")];
        let with = |more: (&'static str, &str)| -> Vec<(String, String)> {
            let all = order.iter().copied().chain([more]);
            all.map(|(n, v)| (n.to_owned(), v.to_owned())).collect()
        };
        let send = |b: &mut Browser, fields: &[(String, String)]| {
            let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
            b.post("/nguoi/xuat", &fields)
        };
        let (mut b, mut beside) = (w.signed("0900000004"), w.signed("0900000004"));
        assert_eq!(b.post("/nguoi/xuat", &order).status, 200, "signing in was a proof");
        later();
        let looks = || w.number("select count(*) from store_txn where act = 'look'");
        let before = looks();
        let asked = b.post("/nguoi/xuat", &order);
        assert_eq!(asked.status, 403);
        let page = asked.text();
        assert!(page.contains("Xác nhận lại") && page.contains("action=\"/nguoi/xuat\""), "{page}");
        for (name, value) in order {
            assert!(page.contains(&format!("name=\"{name}\" value=\"{value}\"")), "{name} goes along");
        }
        let wrong = send(&mut b, &with(("xac_nhan_mat_khau", "sai")));
        assert_eq!(wrong.status, 422);
        assert!(
            wrong.text().contains("Mật khẩu hiện tại không đúng.") && !wrong.text().contains("value=\"sai\"")
        );
        assert_eq!(looks(), before, "nothing has left");
        let file = send(&mut b, &with(("xac_nhan_mat_khau", PASSWORD)));
        assert_eq!((file.status.as_u16(), file.content_type.as_str()), (200, "text/csv; charset=utf-8"));
        assert!(file.text().contains("Vừ A Bình"));
        assert_eq!(b.get("/don-vi/A/nguoi.csv").status, 200, "it stays fresh for a while");
        assert_eq!(beside.get("/don-vi/A/nguoi.csv").status, 403, "for this session only");
        later();
        // a link leads through the page and back to the file
        let asked = b.get("/don-vi/A/nguoi.csv?vai=member");
        assert_eq!(asked.status, 403, "it expires");
        assert!(asked.text().contains("name=\"ve\" value=\"/don-vi/A/nguoi.csv?vai=member\""));
        let back = [("ve", "/don-vi/A/nguoi.csv"), ("xac_nhan_mat_khau", PASSWORD)];
        assert_eq!(b.post("/xac-nhan-lai", &back).location.as_deref(), Some("/don-vi/A/nguoi.csv"));
        assert_eq!(b.get("/don-vi/A/nguoi.csv").status, 200);
        let away = [("ve", "//evil.example/"), ("xac_nhan_mat_khau", PASSWORD)];
        assert_eq!(b.post("/xac-nhan-lai", &away).location.as_deref(), Some("/"));
    }
}

#[test]
fn whoever_has_a_second_proof_proves_anew_with_it_and_not_with_the_password() {
    let minutes = careful().fresh_proof.minutes;
    for fresh in both() {
        let w = world(fresh, Some(careful()));
        let later = || w.hands.0.fetch_add(minutes * 60_000_000, Ordering::SeqCst);
        let mut b = w.signed("0900000004");
        let page = b.get("/tai-khoan/bao-ve").text();
        let secret = page.split("name=\"bi_mat\" value=\"").nth(1).unwrap().split('"').next().unwrap();
        let code = || proof::code_at(secret, w.hands.now()).unwrap();
        assert_eq!(b.post("/tai-khoan/bao-ve/ung-dung", &[("bi_mat", secret), ("ma", &code())]).status, 303);
        later();
        let list = "/don-vi/A/nguoi.csv";
        let asked = b.get(list).text();
        assert!(asked.contains("name=\"xac_nhan_ma\"") && !asked.contains("xac_nhan_mat_khau"), "{asked}");
        let go = |b: &mut Browser, name: &str, value: &str| {
            b.post("/xac-nhan-lai", &[("ve", list), (name, value)])
        };
        assert_eq!(go(&mut b, "xac_nhan_mat_khau", PASSWORD).status, 422);
        assert_eq!(go(&mut b, "xac_nhan_ma", "000000").status, 422);
        let used = code();
        assert_eq!(go(&mut b, "xac_nhan_ma", &used).status, 303);
        assert_eq!(b.get(list).status, 200);
        // guessing waits, as at the door
        later();
        let mut waited = false;
        for n in 0..12 {
            waited |= go(&mut b, "xac_nhan_ma", &format!("{n:06}")).text().contains("Hãy chờ");
        }
        assert!(waited);
        assert_eq!(b.get(list).status, 403);
    }
}
