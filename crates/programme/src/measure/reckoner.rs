//! Keeps contributions and counts current inside the transaction that wrote the fact.

use super::model::{Contribution, contributions, roster_name, seen};
use super::store;
use crate::indicator::model::Population;
use crate::indicator::policy::Policy;
use ::store::chain::Finding;
use ::store::sockets::Reckoner;
use ::store::{Touched, Tx, View};
use kernel::{OrganisationId, PersonId, Result};
use people::organisation;
use people::person::model::Attribution;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The reckoner of measures. Plugged in after the roster, which it reads.
pub struct Measures {
    /// What is counted.
    pub policy: Arc<Policy>,
}

/// The setting that names what the sums were made by.
const RULING: &str = "programme.ruling";

/// Makes all sums again when they were made by other indicators (a changed policy, a version that begins
/// today). True when it was needed. Cheap when it was not.
pub fn settle(db: &::store::Db, policy: &Policy) -> Result<bool> {
    let ruling = policy.ruling(db.clock().today());
    if db.setting(RULING)?.as_deref() == Some(&ruling) {
        return Ok(false);
    }
    db.write(&::store::Entry::cli("programme.settle", "indicators"), |tx| {
        for r in db.reckoners() {
            r.rebuild(tx)?;
        }
        tx.set(RULING, &ruling)?;
        Ok(())
    })?;
    Ok(true)
}

/// How many people are reckoned together.
const CHUNK: usize = 500;

impl Measures {
    fn of_person(
        &self,
        v: &View,
        person: PersonId,
        facts: &[::store::SeenFact],
        roster: &BTreeMap<String, Vec<Attribution>>,
    ) -> Vec<Contribution> {
        let facts: Vec<_> = facts.iter().filter_map(seen).collect();
        let none: &[Attribution] = &[];
        let of = |p: Population| roster_name(p).and_then(|n| roster.get(n)).map_or(none, Vec::as_slice);
        contributions(&self.policy, person.0, &facts, of, v.today())
    }

    fn of_unit(&self, v: &View, unit: OrganisationId) -> Result<Vec<Contribution>> {
        let facts: Vec<_> = v.facts_of_organisation(unit)?.iter().filter_map(seen).collect();
        if facts.is_empty() {
            return Ok(Vec::new());
        }
        let mut life: Vec<Attribution> = Vec::new();
        for (_, s) in organisation::store::states_of(v, unit)? {
            if s.kind.is_base() {
                match life.last_mut() {
                    Some(l) if l.to == s.valid_from => l.to = s.valid_to,
                    _ => life.push(Attribution { organisation: unit, from: s.valid_from, to: s.valid_to }),
                }
            }
        }
        let of = |p: Population| if roster_name(p).is_none() { life.as_slice() } else { &[] };
        Ok(contributions(&self.policy, unit.0, &facts, of, v.today()))
    }
}

/// Splits what is kept and what should be into what goes and what comes.
fn difference(
    have: Vec<Contribution>,
    want: Vec<Contribution>,
    gone: &mut Vec<Contribution>,
    new: &mut Vec<Contribution>,
) {
    let kept: BTreeSet<Contribution> = have.into_iter().collect();
    let wanted: BTreeSet<Contribution> = want.into_iter().collect();
    gone.extend(kept.difference(&wanted).cloned());
    new.extend(wanted.difference(&kept).cloned());
}

impl Reckoner for Measures {
    fn reckon(&self, tx: &Tx, touched: &Touched) -> Result<()> {
        let people: Vec<PersonId> = touched.people.iter().copied().collect();
        for chunk in people.chunks(CHUNK) {
            let (mut gone, mut new) = (Vec::new(), Vec::new());
            // what was kept under an id of somebody else is that person's
            let mut all_facts = tx.facts_of_people(&tx.ids_of_all(chunk)?)?;
            let numbers: Vec<i64> = chunk.iter().map(|p| p.0).collect();
            let mut kept = store::of_subjects(tx, &numbers)?;
            for person in chunk {
                let facts = all_facts.remove(person).unwrap_or_default();
                let have = kept.remove(&person.0).unwrap_or_default();
                if facts.is_empty() && have.is_empty() {
                    continue;
                }
                let want = self.of_person(tx, *person, &facts, &store::roster_of(tx, *person)?);
                difference(have, want, &mut gone, &mut new);
            }
            store::write(tx, &gone, &new)?;
        }
        for unit in &touched.organisations {
            let (mut gone, mut new) = (Vec::new(), Vec::new());
            difference(store::of_subject(tx, unit.0)?, self.of_unit(tx, *unit)?, &mut gone, &mut new);
            store::write(tx, &gone, &new)?;
        }
        Ok(())
    }

    fn check(&self, v: &View) -> Result<Vec<Finding>> {
        let want = self.recount(v)?;
        let have = store::all(v)?;
        let mut found = Vec::new();
        let kept: BTreeSet<&Contribution> = have.iter().collect();
        let wanted: BTreeSet<&Contribution> = want.iter().collect();
        let mut name = |c: &Contribution, wrong: &str| {
            found.push(Finding {
                place: format!(
                    "programme_contribution, {} {} of subject {} in unit {} from {} to {}",
                    c.indicator, c.period, c.subject, c.organisation, c.from, c.to
                ),
                wrong: wrong.to_owned(),
            });
        };
        kept.difference(&wanted).for_each(|c| name(c, "is kept, but the facts do not say so"));
        wanted.difference(&kept).for_each(|c| name(c, "is missing, the facts say so"));
        let mut right = store::Steps::new();
        for c in &want {
            store::step(&mut right, c, 1);
        }
        let kept = store::steps(v)?;
        for key in right.keys().chain(kept.keys()).collect::<BTreeSet<_>>() {
            let (is, should) = (kept.get(key).copied().unwrap_or(0), right.get(key).copied().unwrap_or(0));
            if is != should {
                found.push(Finding {
                    place: format!("programme_count, {} {} of unit {} on {}", key.0, key.1, key.2, key.3),
                    wrong: format!("{is}, recounted {should}"),
                });
            }
        }
        Ok(found)
    }

    fn rebuild(&self, tx: &Tx) -> Result<()> {
        let want = self.recount(tx)?;
        store::clear(tx)?;
        for chunk in want.chunks(20_000) {
            store::write(tx, &[], chunk)?;
        }
        Ok(())
    }
}

impl Measures {
    /// Everything again from the raw facts.
    fn recount(&self, v: &View) -> Result<Vec<Contribution>> {
        let roster = store::roster(v)?;
        let mut by_person: BTreeMap<PersonId, Vec<::store::SeenFact>> = BTreeMap::new();
        let mut units: BTreeSet<OrganisationId> = BTreeSet::new();
        v.each(::store::fact::ALL_LIVE, &[], |r| {
            let fact = ::store::fact::seen(r)?;
            match fact.person {
                Some(p) => by_person.entry(p).or_default().push(fact),
                None => {
                    units.insert(fact.organisation);
                }
            }
            Ok(())
        })?;
        // the facts of all ids of a person, oldest first
        for (id, own) in v.aliases()? {
            if let Some(facts) = by_person.remove(&id) {
                let all = by_person.entry(own).or_default();
                all.extend(facts);
                all.sort_by_key(|f| (f.day, f.id));
            }
        }
        let none = BTreeMap::new();
        let mut want = Vec::new();
        for (person, facts) in &by_person {
            want.extend(self.of_person(v, *person, facts, roster.get(&person.0).unwrap_or(&none)));
        }
        for unit in units {
            want.extend(self.of_unit(v, unit)?);
        }
        Ok(want)
    }
}
