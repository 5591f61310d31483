//! Loading the demo province through the doors of the houses, as people would have typed it in.

mod acts;
mod ground;
mod papers;
mod people;

use crate::world::{OrganisationRef, PersonRef, SEED, Scale, TODAY, World};
use ::people::person::Secrets;
use kernel::{AccountId, Failure, Moment, OrganisationId, PersonId, Result, Role};
use programme::indicator::policy::Policy;
use std::collections::HashMap;
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

/// Loads the demo into an empty database. `needed_share` is the policy's share of days for passing a class.
pub fn load(db: &Db, policy: &Policy, secrets: &Secrets, needed_share: u8, small: bool) -> Result<Loaded> {
    let world = World::build(SEED, if small { Scale::Small } else { Scale::Province });
    let mut ids = Ids { units: Vec::new(), people: Vec::new(), accounts: HashMap::new() };
    ids.units = db.write(&entry("demo.units"), |tx| ground::load(tx, &world))?;
    ids.people = db.write(&entry("demo.people"), |tx| people::load(tx, &world, &ids, secrets))?;
    let accounts = people::digests(&world)?;
    ids.accounts = db.write(&entry("demo.accounts"), |tx| people::accounts(tx, &world, &ids, &accounts))?;
    acts::load(db, &world, &ids, needed_share)?;
    papers::load(db, policy, &world, &ids)?;
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
