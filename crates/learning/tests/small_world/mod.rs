//! A federation with two unions, and a gate that lets a few known tokens in.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a world that cannot be made is a failed test")]

use kernel::{AccountId, Act, Actor, Date, Grant, OrganisationId, PersonId, Result, Role, Topic};
use learning::class::{ClassDay, ClassKind, NewClass};
use learning::goal::GoalRules;
use learning::selfstudy::{Platforms, Rules};
use learning::skill::Questions;
use learning::{ClassRules, MediaRules, TopicChoice, Topics, Workshop};
use people::organisation::service::{Founding, found};
use people::organisation::{Kind, Sector, Tree, store as units};
use people::person::model::{AffiliationRole, Person};
use people::person::service::{Joining, add};
use people::roster::Roster;
use std::sync::Arc;
use store::testing::{Fresh, both};
use store::{Entry, View};
use web::testing::Browser;
use web::{App, Gate, Signed, routes};

/// The world.
pub struct SmallWorld {
    /// Its database.
    pub fresh: Fresh,
    /// The app with this house's pages.
    pub app: Arc<App>,
    /// Where files become material; without the program that makes sound and video small.
    pub shop: Workshop,
    _media: tempfile::TempDir,
    gate: TestGate,
    /// CĐCS Chè.
    pub tea: OrganisationId,
    /// Workers of the tea union.
    pub an: PersonId,
    /// …
    pub binh: PersonId,
    /// …
    pub viet: PersonId,
    /// A worker of the other union.
    pub mai: PersonId,
}

impl SmallWorld {
    /// A browser with the session of one of the known people.
    pub fn browser(&self, token: &str) -> Browser {
        let mut browser = Browser::new(self.app.clone()).unwrap();
        browser.get(&format!("/test/{token}"));
        browser
    }
    /// The same world with the program that makes sound and video small.
    pub fn use_ffmpeg(&mut self, ffmpeg: std::path::PathBuf) {
        self.shop.ffmpeg = Some(ffmpeg);
        self.app = app(&self.fresh, &self.shop, self.gate);
    }
    /// A class of two days, long past.
    pub fn class(&self, unit: OrganisationId, title: &str) -> NewClass {
        NewClass {
            unit,
            code: None,
            title: title.into(),
            kind: ClassKind::Refresher,
            topics: vec![Topic("digital_skill.basic".into())],
            place: "Hội trường".into(),
            partner: String::new(),
            days: ["2026-10-05", "2026-10-06"]
                .map(|d| ClassDay { day: d.parse().unwrap(), minutes: 180 })
                .into(),
            evidence: String::new(),
            is_check: false,
            needed_share: 80,
        }
    }
}

/// Lets tokens in that say who comes.
#[derive(Clone, Copy)]
struct TestGate {
    top: OrganisationId,
    tea: OrganisationId,
    sew: OrganisationId,
    an: PersonId,
    mai: PersonId,
}

impl Gate for TestGate {
    fn signed(&self, _: &View, token: &str) -> Result<Option<Signed>> {
        let (role, organisation, person) = match token {
            "officer" => (Role::UnionOfficer, self.tea, PersonId(1)),
            "stranger" => (Role::UnionOfficer, self.sew, PersonId(2)),
            "employer" => (Role::Employer, self.tea, PersonId(3)),
            "federation" => (Role::FederationOfficer, self.top, PersonId(4)),
            "an" => (Role::Worker, self.tea, self.an),
            "an-officer" => (Role::UnionOfficer, self.tea, self.an),
            "mai" => (Role::Worker, self.sew, self.mai),
            _ => return Ok(None),
        };
        let grant = Grant::own(role, organisation, Date::constant(2020, 1, 1), Date::constant(9999, 12, 31));
        let actor =
            Actor { account: AccountId(person.0), person, name: token.to_owned(), grants: vec![grant] };
        Ok(Some(Signed {
            actor,
            csrf: format!("csrf-{token}"),
            unit_name: "CĐCS".into(),
            must_change: false,
            idle_minutes: None,
            proved_at: kernel::Moment(0),
        }))
    }
    fn unit(&self, v: &View, code: &str) -> Result<Option<OrganisationId>> {
        Ok(units::by_code(v, code)?)
    }
    fn reaches(&self, v: &View, tops: &[OrganisationId], unit: OrganisationId) -> Result<bool> {
        Ok(units::reaches(v, tops, unit, v.today())?)
    }
    fn ask_proof(&self, _: &web::Call) -> Result<Option<web::Reply>> {
        Ok(None)
    }
    fn list_without_proof(&self, _: &web::Call) -> Result<usize> {
        Ok(usize::MAX)
    }
}

fn sign_in(call: &web::Call) -> Result<web::Reply> {
    Ok(web::Reply::GoWithCookie("/".into(), format!("phien={}", call.param("token")), None))
}

/// What there is to learn.
pub fn topics() -> Topics {
    let topic = |code: &str, name: &str, area: &str, area_name: &str| TopicChoice {
        code: code.into(),
        name: name.into(),
        name_en: name.into(),
        area: area.into(),
        area_name: area_name.into(),
    };
    Topics(vec![
        topic("digital_skill.basic", "Internet và điện thoại thông minh", "digital_skill", "Kỹ năng số"),
        topic("law.labour", "Pháp luật lao động", "law", "Pháp luật"),
    ])
}

/// The world on each engine.
pub fn worlds() -> Vec<SmallWorld> {
    both().into_iter().map(world).collect()
}

fn world(fresh: Fresh) -> SmallWorld {
    fresh.db.plug(vec![Box::new(Roster)]);
    let founding = |code: &str, name: &str, kind, parent| Founding {
        code: code.into(),
        name: name.into(),
        kind,
        sector: if kind.is_base() { Sector::Enterprise } else { Sector::None },
        commune: None,
        hard_to_reach: false,
        place: Some((Tree::main(), parent)),
        from: Date::constant(2020, 1, 1),
    };
    let worker = |name: &str, year: i16, unit| Joining {
        person: Person { birth_year: Some(year), ..Person::named(name) },
        belongs: vec![(unit, AffiliationRole::Worker, None, Date::constant(2026, 1, 1), None)],
    };
    let (top, tea, sew, people) = fresh
        .db
        .write(&Entry::cli("test", ""), |tx| {
            let top = found(tx, &founding("TOP", "Liên đoàn Lao động", Tree::main().head(), None))?;
            let tea = found(tx, &founding("A", "CĐCS Chè", Kind::base(), Some(top)))?;
            let sew = found(tx, &founding("B", "CĐCS May", Kind::base(), Some(top)))?;
            let people = [
                worker("Phàn Bá An", 2005, tea),
                worker("Mùa A Bình", 1994, tea),
                worker("Lò Hữu Việt", 1971, tea),
                worker("Lò Thị Mai", 1987, sew),
            ];
            Ok((top, tea, sew, add(tx, &people, "test")?))
        })
        .expect("a small world");
    let media = tempfile::tempdir().expect("a folder");
    let rules = MediaRules::read(include_str!("../../../../policy/learning/media.toml")).expect("the policy");
    let shop = Workshop {
        blobs: Arc::new(store::blob::LocalBlobs::open(media.path()).expect("a folder of media")),
        folder: media.path().to_path_buf(),
        ffmpeg: None,
        rules: Arc::new(rules),
    };
    let gate = TestGate { top, tea, sew, an: people[0], mai: people[3] };
    SmallWorld {
        app: app(&fresh, &shop, gate),
        gate,
        shop,
        _media: media,
        fresh,
        tea,
        an: people[0],
        binh: people[1],
        viet: people[2],
        mai: people[3],
    }
}

fn app(fresh: &Fresh, shop: &Workshop, gate: TestGate) -> Arc<App> {
    let mut all = learning::routes();
    all.extend(routes! { GET "/test/{token}" => sign_in, for Act::Anyone; });
    let next = std::sync::atomic::AtomicU64::new(1);
    let chance = people::account::Chance(Box::new(move || {
        let mut bytes = [0; 32];
        bytes[..8].copy_from_slice(&next.fetch_add(1, std::sync::atomic::Ordering::SeqCst).to_be_bytes());
        bytes
    }));
    let app = App::new(fresh.db.clone(), Box::new(gate), all)
        .with(topics())
        .with(ClassRules { present_share: 80 })
        .with(chance)
        .with(Rules::read(include_str!("../../../../policy/learning/self_study.toml")).unwrap())
        .with(Platforms::read(include_str!("../../../../policy/learning/platforms.toml")).unwrap())
        .with(GoalRules::read(include_str!("../../../../policy/learning/goals.toml")).unwrap())
        .with(Questions::read(include_str!("../../../../policy/learning/digital_skill.toml")).unwrap())
        .with(shop.clone());
    let record =
        learning::RecordRules::read(include_str!("../../../../policy/learning/record.toml")).unwrap();
    let app = app
        .with(learning::record::Door::new(&record))
        .with(record)
        .with(certificate_rules())
        .with(signer())
        .with(kernel::paper::Press(Box::new(
            |paper, format| Ok(format!("{format:?} {paper:?}").into_bytes()),
        )))
        .with(kernel::certificate::Place("Tỉnh".into()))
        .with(kernel::certificate::CertificatePress(Box::new(|sheets| {
            Ok(sheets
                .iter()
                .map(|s| format!("{} {} {}\n", s.number, s.name, s.link))
                .collect::<String>()
                .into_bytes())
        })));
    Arc::new(app)
}

/// The policy of certificates.
pub fn certificate_rules() -> learning::CertificateRules {
    learning::CertificateRules::read(include_str!("../../../../policy/learning/certificates.toml")).unwrap()
}

/// A signer with a key of its own.
pub fn signer() -> learning::Signer {
    learning::Signer::new(Box::new(|| Ok([9; 32])))
}
