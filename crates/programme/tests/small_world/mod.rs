//! A federation with two levels, four unions and a hand of people, on both engines.
#![expect(dead_code, reason = "each test file uses its own part of the world")]
#![expect(clippy::unwrap_used, reason = "a world that cannot be made is a failed test")]

use kernel::{Act, Date, FactId, FactKind, OrganisationId, Period, PersonId, Role, Topic};
use people::account::{Chance, NewAccount, service as account};
use people::organisation::service::{Founding, found};
use people::organisation::{Kind, Sector, Tree};
use people::person::model::{AffiliationRole, Person};
use people::person::service::{Joining, add};
use people::roster::Roster;
use programme::indicator::Policy;
use programme::measure::{Measures, Question, service};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, OnceLock};
use store::testing::{Fresh, both, test_now};
use store::{Db, Entry, NewFact};
use web::App;
use web::testing::{Answer, Browser};

pub fn day(text: &str) -> Date {
    text.parse().unwrap()
}

pub fn entry() -> Entry {
    Entry::cli("test", "")
}

pub fn today() -> Date {
    test_now().day()
}

pub fn policy() -> Arc<Policy> {
    static READ: OnceLock<Arc<Policy>> = OnceLock::new();
    READ.get_or_init(|| {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policy");
        let mut files = Vec::new();
        read(&root, &root, &mut files);
        Arc::new(Policy::load(&files).unwrap())
    })
    .clone()
}

fn read(root: &Path, folder: &PathBuf, files: &mut Vec<(String, String)>) {
    for found in std::fs::read_dir(folder).unwrap() {
        let path = found.unwrap().path();
        if path.is_dir() {
            read(root, &path, files);
        } else if path.extension().is_some_and(|e| e == "toml") {
            let name = path.strip_prefix(root).unwrap().to_string_lossy().into_owned();
            files.push((name, std::fs::read_to_string(&path).unwrap()));
        }
    }
}

pub fn founding(code: &str, name: &str, kind: Kind, parent: Option<OrganisationId>) -> Founding {
    Founding {
        code: code.into(),
        name: name.into(),
        kind,
        sector: if kind.is_base() { Sector::Enterprise } else { Sector::None },
        commune: None,
        hard_to_reach: false,
        place: Some((Tree::main(), parent)),
        from: day("2020-01-01"),
    }
}

pub fn worker(name: &str, unit: OrganisationId) -> Joining {
    Joining {
        person: Person::named(name),
        belongs: vec![(unit, AffiliationRole::Worker, None, day("2026-01-01"), None)],
    }
}

pub fn act(kind: &'static str, topic: &str, person: PersonId, unit: OrganisationId, on: &str) -> NewFact {
    NewFact {
        kind: FactKind::find(kind).unwrap(),
        person: Some(person),
        organisation: unit,
        day: day(on),
        topic: Topic(topic.into()),
        value: None,
        minutes: None,
        subject_kind: "class",
        subject: 77,
        evidence: "Danh sách ký tên".into(),
        source: "class",
    }
}

pub struct World {
    pub app: Arc<App>,
    pub top: OrganisationId,
    pub upper: OrganisationId,
    pub a: OrganisationId,
    pub b: OrganisationId,
    pub c: OrganisationId,
    pub mai: PersonId,
    pub binh: PersonId,
    pub chi: PersonId,
    pub dung: PersonId,
    pub engine: &'static str,
    _fresh: Fresh,
}

/// Top over an upper union over the enterprises A (Mai, Bình, Chi) and B (Dung); C beside, empty.
pub fn worlds() -> Vec<World> {
    both().into_iter().map(world).collect()
}

pub const PASSWORD: &str = "chè xanh 2026";
pub const OFFICER_A: &str = "0911000001";
pub const OFFICER_TOP: &str = "0911000002";
pub const LEADER: &str = "0911000003";
pub const WORKER: &str = "0911000004";
pub const EMPLOYER_A: &str = "0911000005";
pub const AUDITOR: &str = "0911000006";
pub const ASSOCIATION: &str = "0911000007";
pub const ADMINISTRATOR: &str = "0911000008";

fn world(fresh: Fresh) -> World {
    let policy = policy();
    fresh.db.plug(vec![Box::new(Roster), Box::new(Measures { policy: policy.clone() })]);
    let next = AtomicU8::new(0);
    let chance = Chance(Box::new(move || [next.fetch_add(1, Ordering::SeqCst); 32]));
    static DIGEST: OnceLock<String> = OnceLock::new();
    let digest = DIGEST.get_or_init(|| account::digest(PASSWORD, &chance).unwrap()).clone();
    let made = fresh.db.write(&entry(), |tx| {
        let top = found(tx, &founding("LDLD-LC", "LĐLĐ tỉnh", Tree::main().head(), None))?;
        let upper = found(
            tx,
            &founding("U", "Công đoàn khu công nghiệp", Kind::find("upper_union").unwrap(), Some(top)),
        )?;
        let a = found(tx, &founding("A", "CĐCS Chè Than Uyên", Kind::base(), Some(upper)))?;
        let b = found(tx, &founding("B", "CĐCS May Tân Uyên", Kind::base(), Some(upper)))?;
        let c = found(tx, &founding("C", "CĐCS Xây dựng", Kind::base(), Some(top)))?;
        let names = [("Lò Thị Mai", a), ("Vừ A Bình", a), ("Đào Thị Chi", a), ("Vàng Văn Dũng", b)];
        let ids = add(tx, &names.map(|(n, u)| worker(n, u)), "test")?;
        let roles = [
            (OFFICER_A, ids[0], Role::UnionOfficer, a),
            (OFFICER_TOP, ids[1], Role::FederationOfficer, top),
            (LEADER, ids[2], Role::FederationLeader, top),
            (WORKER, ids[3], Role::Worker, b),
            (EMPLOYER_A, ids[3], Role::Employer, a),
            (AUDITOR, ids[3], Role::Auditor, top),
            (ASSOCIATION, ids[3], Role::AssociationOfficer, c),
            (ADMINISTRATOR, ids[3], Role::Administrator, top),
        ];
        for (login, person, role, at) in roles {
            let new = NewAccount { person, login: login.into(), digest: digest.clone(), must_change: false };
            account::open_account(tx, &new, role, at, day("2026-01-01"))?;
        }
        Ok((top, upper, a, b, c, ids))
    });
    let (top, upper, a, b, c, ids) = made.unwrap();
    let routes = [programme::routes(), people::account::door::pages::routes()].concat();
    let app = App::new(fresh.db.clone(), Box::new(account::Door), routes).with(policy).with(chance);
    World {
        app: Arc::new(app),
        top,
        upper,
        a,
        b,
        c,
        mai: ids[0],
        binh: ids[1],
        chi: ids[2],
        dung: ids[3],
        engine: fresh.engine,
        _fresh: fresh,
    }
}

impl World {
    pub fn db(&self) -> &Db {
        &self.app.db
    }
    pub fn keep(&self, fact: NewFact) -> FactId {
        self.db().write(&entry(), |tx| Ok(tx.fact(&fact)?)).unwrap()
    }
    /// Signs in.
    pub fn as_user(&self, login: &str) -> Browser {
        let mut browser = Browser::new(self.app.clone()).unwrap();
        let answer = browser.post("/dang-nhap", &[("login", login), ("password", PASSWORD)]);
        assert_eq!(answer.status, 303, "{}", answer.text());
        browser
    }
    pub fn question(&self, unit: OrganisationId, period: &str) -> Question {
        Question::new(unit, period.parse::<Period>().unwrap(), today())
    }
    /// `numerator/denominator` of an indicator.
    pub fn number(&self, code: &str, q: &Question) -> String {
        let policy = policy();
        self.db()
            .read(|v| {
                let (line, _, _) = service::by_unit(v, &policy, code, q)?;
                Ok(format!("{}/{}", line.share.numerator, line.share.denominator))
            })
            .unwrap()
    }
    /// How many looks at lists the log holds.
    pub fn looks(&self) -> i64 {
        self.db().read(|v| Ok(v.number("select count(*) from store_look", &[])?)).unwrap()
    }
}

/// The page's text without its tags.
pub fn plain(answer: &Answer) -> String {
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
    let words = out.split_whitespace().collect::<Vec<_>>().join(" ");
    words.replace("&gt;", ">").replace("&lt;", "<").replace("&amp;", "&")
}

/// The rights are what the tests think they are.
pub fn rights() -> bool {
    !Role::Employer.may(Act::SeeMeasuredPeople) && Role::Employer.may(Act::SeeMeasures)
}
