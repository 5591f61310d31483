//! Workers, officers and those who sign in.

use super::{Ids, PASSWORD, register};
use crate::world::{PersonRef, Sex, World};
use kernel::{AccountId, Date, PersonId, Result};
use people::account::{Chance, NewAccount, service as account};
use people::person::model::{AffiliationRole, Person};
use people::person::service::{Joining, add};
use people::person::store::add_affiliations;
use people::person::{self, Secrets};
use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use store::Tx;

pub(super) fn load(tx: &Tx, world: &World, ids: &Ids, secrets: &Secrets) -> Result<Vec<PersonId>> {
    let mut joining: Vec<Joining> = Vec::with_capacity(world.people.len());
    for p in &world.people {
        let mut record = Person::named(&p.full_name);
        record.sex = Some(match p.sex {
            Sex::Male => person::Sex::Male,
            Sex::Female => person::Sex::Female,
        });
        record.birth_day = Some(p.born_on);
        record.birth_year = Some(p.born_on.year());
        record.phone = p.phone.clone();
        record.national_id_key = Some(secrets.key_of(&p.national_id));
        record.national_id_sealed = Some(secrets.seal(&p.national_id)?);
        joining.push(Joining { person: record, belongs: Vec::new() });
    }
    for a in &world.affiliations {
        let unit = ids.unit(a.unit)?;
        let Some(j) = joining.get_mut(a.person.0) else { continue };
        j.person.section = Some(a.section.to_owned());
        j.belongs.push((unit, AffiliationRole::Worker, None, a.from, a.to));
        if let Some(since) = a.member_since {
            j.belongs.push((unit, AffiliationRole::Member, None, since.max(a.from), a.to));
        }
    }
    let people = add(tx, &joining, "demo")?;
    add_affiliations(tx, &register::terms(world, ids, &people)?)?;
    Ok(people)
}

/// The digest of each login's password, made outside the transaction: it is slow on purpose.
pub(super) fn digests(world: &World) -> Result<Vec<String>> {
    // the demo is the same everywhere, so its salts are counted, not drawn
    let next = AtomicU64::new(1);
    let chance = Chance(Box::new(move || {
        let mut bytes = [0; 32];
        bytes[..8].copy_from_slice(&next.fetch_add(1, Ordering::SeqCst).to_be_bytes());
        bytes
    }));
    world.logins.iter().map(|_| account::digest(PASSWORD, &chance)).collect()
}

pub(super) fn accounts(
    tx: &Tx,
    world: &World,
    ids: &Ids,
    digests: &[String],
) -> Result<HashMap<PersonRef, AccountId>> {
    let from = Date::new(2025, 7, 1).unwrap_or(crate::world::TODAY);
    let mut out = HashMap::new();
    for (l, digest) in world.logins.iter().zip(digests) {
        let new = NewAccount {
            person: ids.person(l.person)?,
            login: l.phone.clone(),
            digest: digest.clone(),
            must_change: false,
        };
        out.insert(l.person, account::open_account(tx, &new, l.role, ids.unit(l.unit)?, from)?);
    }
    Ok(out)
}
