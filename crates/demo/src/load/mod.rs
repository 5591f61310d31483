//! Loading the demo province through the doors of the houses, as people would have typed it in.

mod acts;
mod certificates;
mod ground;
mod papers;
mod people;

mod register;
mod sectors;

pub use certificates::{SHARED, certificates};

use crate::world::{OrganisationRef, PersonRef, SEED, Scale, TODAY, World};
use ::people::organisation::store as units;
use ::people::person::Secrets;
use kernel::{
    AccountId, Clock, Date, Failure, Moment, OrganisationId, Period, PeriodKind, PersonId, Result, Role,
};
use programme::indicator::policy::Policy;
use std::collections::HashMap;
use std::sync::atomic::{AtomicI64, Ordering};
use store::{Db, Entry};

/// The password of every demo account. They exist only where `aogiap demo` was run.
pub const PASSWORD: &str = "aogiap-2026";

/// "Now" of the demo: nine in the morning of its day.
pub fn now() -> Moment {
    Moment::at(TODAY, 9, 0)
}

/// What was loaded.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// Units of all trees, ended ones too.
    pub units: usize,
    /// People.
    pub people: usize,
    /// Training classes.
    pub classes: usize,
    /// Who can sign in: phone, role, name, code of the unit.
    pub logins: Vec<(String, Role, String, String)>,
}

impl Loaded {
    /// What is told on the screen: one line, then one line for each account.
    pub fn lines(&self) -> Vec<String> {
        let mut out = vec![
            format!("Tỉnh mẫu: {} đơn vị, {} người, {} lớp.", self.units, self.people, self.classes),
            format!("Đăng nhập bằng số điện thoại, mật khẩu chung: {PASSWORD}"),
        ];
        for (phone, role, name, unit) in &self.logins {
            out.push(format!("  {phone}  {:<20} {name} ({unit})", role.code()));
        }
        out
    }
}

/// Ids of what has been loaded, by the world's references.
struct Ids {
    units: Vec<OrganisationId>,
    people: Vec<PersonId>,
    accounts: HashMap<PersonRef, AccountId>,
}

impl Ids {
    fn unit(&self, r: OrganisationRef) -> Result<OrganisationId> {
        self.units.get(r.0).copied().ok_or_else(|| Failure::broken("the demo names an unknown unit"))
    }
    fn person(&self, r: PersonRef) -> Result<PersonId> {
        self.people.get(r.0).copied().ok_or_else(|| Failure::broken("the demo names an unknown person"))
    }
}

fn entry(act: &str) -> Entry {
    Entry::cli(act, "demo")
}

/// The demo's clock: it is set, act by act, to the day of the act.
pub struct Calendar(AtomicI64);

impl Calendar {
    /// A clock that stands at the beginning of the demo's year.
    pub fn new() -> Calendar {
        Calendar(AtomicI64::new(Moment::at(BEGINNING, 8, 0).0))
    }
    fn set(&self, at: Moment) {
        // the log goes forward only
        self.0.fetch_max(at.0, Ordering::SeqCst);
    }
}

impl Default for Calendar {
    fn default() -> Calendar {
        Calendar::new()
    }
}

impl Clock for Calendar {
    fn now(&self) -> Moment {
        Moment(self.0.load(Ordering::SeqCst))
    }
}

/// The day on which the province began to use the program.
const BEGINNING: Date = Date::constant(2025, 11, 30);

/// Loads the demo into an empty database that goes by this calendar. `needed_share` is the policy's
/// share of days for passing a class.
pub fn load(
    db: &Db,
    calendar: &Calendar,
    policy: &Policy,
    secrets: &Secrets,
    needed_share: u8,
    small: bool,
) -> Result<Loaded> {
    let world = World::build(SEED, if small { Scale::Small } else { Scale::Province });
    let mut ids = Ids { units: Vec::new(), people: Vec::new(), accounts: HashMap::new() };
    ids.units = db.write(&entry("demo.units"), |tx| ground::load(tx, &world))?;
    if let Some(federation) = db.read(|v| Ok(units::by_code(v, &policy.federation().federation.code)?))? {
        db.write(&entry("demo.sectors"), |tx| sectors::load(tx, federation, TODAY))?;
    }
    ids.people = db.write(&entry("demo.people"), |tx| people::load(tx, &world, &ids, secrets))?;
    db.write(&entry("demo.register"), |tx| {
        register::competence(tx, &world, &ids)?;
        if small { Ok(()) } else { register::doubles(tx, &world, &ids) }
    })?;
    let digests = people::digests(&world)?;
    ids.accounts = db.write(&entry("demo.accounts"), |tx| people::accounts(tx, &world, &ids, &digests))?;
    let mut before = Date::MIN;
    let mut month = Period::containing(PeriodKind::Month, BEGINNING);
    let digest = digests.first().map_or("", String::as_str);
    while before < TODAY {
        let until = month.last_day().min(TODAY);
        papers::reports(db, calendar, policy, &world, &mut ids, digest, (before, until))?;
        calendar.set(Moment::at(until, 17, 0).min(now()));
        papers::programmes(db, &world, &ids, (before, until))?;
        acts::load(db, &world, &ids, needed_share, (before, until))?;
        before = until;
        month = Period::containing(PeriodKind::Month, month.end());
    }
    calendar.set(now());
    Ok(Loaded {
        units: world.organisations.len(),
        people: world.people.len(),
        classes: world.classes.len(),
        logins: world
            .logins
            .iter()
            .map(|l| (l.phone.clone(), l.role, l.display_name.clone(), l.unit_code.clone()))
            .collect(),
    })
}
