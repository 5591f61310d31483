//! The small demo world on each engine, with the whole program before it.

use kernel::Role;
use server::wiring::{self, House, Place};
use std::sync::Arc;
use web::App;
use web::testing::Browser;

/// One loaded world.
pub struct World {
    /// The installation.
    pub house: House,
    /// The program.
    pub app: Arc<App>,
    /// Who can sign in.
    pub logins: Vec<Login>,
    /// What to call the engine in a message.
    pub engine: &'static str,
    /// Where it lies.
    pub place: Place,
    /// Keeps the folder.
    pub _folder: tempfile::TempDir,
    /// Keeps the schema.
    pub _fresh: Option<store::testing::Fresh>,
}

/// One of the demo's accounts.
pub struct Login {
    /// Its phone number.
    pub phone: String,
    /// Its role.
    pub role: Role,
    /// The code of the unit where the role is held.
    pub unit: String,
}

/// SQLite always, PostgreSQL when there is a server.
pub fn worlds() -> Vec<World> {
    let mut all = vec![world("sqlite", None)];
    if let Some(fresh) = store::testing::postgres() {
        all.push(world("postgres", Some(fresh)));
    }
    all
}

fn world(engine: &'static str, fresh: Option<store::testing::Fresh>) -> World {
    let folder = tempfile::tempdir().unwrap();
    let place = Place {
        folder: folder.path().to_path_buf(),
        database_url: fresh.as_ref().map(|f| f.url.clone()),
        policy: None,
    };
    let calendar = Arc::new(demo::Calendar::new());
    let house = wiring::open_at(&place, calendar.clone()).unwrap();
    let share = wiring::class_rules().unwrap().present_share;
    let loaded = demo::load(&house.db, &calendar, &house.policy, &house.secrets, share, true).unwrap();
    wiring::demo_certificates(&house, &loaded).unwrap();
    let app = Arc::new(wiring::app(&house, wiring::chance()).unwrap());
    let logins =
        loaded.logins.into_iter().map(|(phone, role, _, unit)| Login { phone, role, unit }).collect();
    World { house, app, logins, engine, place, _folder: folder, _fresh: fresh }
}

impl World {
    /// A browser in which this account is signed in.
    pub fn signed_in(&self, login: &Login) -> Browser {
        let mut browser = self.stranger();
        let answer = browser.post("/dang-nhap", &[("login", &login.phone), ("password", demo::PASSWORD)]);
        assert_eq!(answer.status, 303, "{:?} of {} signs in: {}", login.role, login.unit, answer.text());
        browser
    }

    /// A browser in which nobody is signed in.
    pub fn stranger(&self) -> Browser {
        Browser::new(self.app.clone()).unwrap()
    }

    /// The end of the log.
    pub fn head(&self) -> store::chain::Head {
        self.house.db.read(|v| Ok(store::chain::Head::read(v)?)).unwrap()
    }

    /// The first whole number of an answer, if any.
    pub fn number(&self, sql: &str, args: &[store::Val]) -> Option<i64> {
        self.house.db.read(|v| Ok(v.first(sql, args, |r| r.opt_int(0))?.flatten())).unwrap()
    }

    /// The first column of an answer, as texts.
    pub fn texts(&self, sql: &str, args: &[store::Val]) -> Vec<String> {
        self.house.db.read(|v| Ok(v.rows(sql, args, |r| r.text(0))?)).unwrap()
    }
}
