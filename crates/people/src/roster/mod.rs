//! The roster: which ids are one person, which one unit each person counts for, how many a unit has on any
//! day, and how people are found. Derived inside the transaction that changed what it comes from.

mod store;

pub use store::{STATEMENTS, headcounts, headcounts_of};

use crate::person::model::{Affiliation, AffiliationRole, Attribution, attribution};
use crate::{duplicate, finding, organisation};
use ::store::chain::Finding;
use ::store::sockets::Reckoner;
use ::store::{Touched, Tx, View};
use kernel::{PersonId, Result};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Keeps closure, attribution and headcounts.
pub struct Roster;

impl Reckoner for Roster {
    fn reckon(&self, tx: &Tx, touched: &Touched) -> Result<()> {
        if touched.trees {
            organisation::store::rebuild_closure(tx)?;
        }
        // acts without a change of affiliation are the common case: only differences are written
        let people: Vec<PersonId> = duplicate::service::settle(tx, &touched.people)?.into_iter().collect();
        for chunk in people.chunks(500) {
            let ids = tx.ids_of_all(chunk)?;
            let want = attributions(&crate::person::store::affiliations_of(tx, &ids)?);
            let have = store::attributions_of(tx, chunk)?;
            store::write(tx, &have, &want)?;
            finding::settle(tx, chunk, &ids)?;
        }
        Ok(())
    }

    fn check(&self, v: &View) -> Result<Vec<Finding>> {
        let mut found = organisation::store::check_closure(v)?;
        let aliases = duplicate::service::aliases(v)?;
        let kept = v.aliases()?;
        if kept != aliases {
            let differ = |p: &&PersonId| kept.get(*p) != aliases.get(*p);
            let all: BTreeSet<&PersonId> = kept.keys().chain(aliases.keys()).filter(differ).collect();
            found.extend(all.into_iter().map(|p| Finding {
                place: format!("store_alias of person {p}"),
                wrong: format!("{:?}, the merges say {:?}", kept.get(p), aliases.get(p)),
            }));
        }
        let want = attributions(&everybodys(v, &aliases)?);
        found.extend(store::compare(v, &want)?);
        found.extend(finding::check(v)?);
        Ok(found)
    }

    fn rebuild(&self, tx: &Tx) -> Result<()> {
        organisation::store::rebuild_closure(tx)?;
        let aliases = duplicate::service::aliases(tx)?;
        for person in tx.aliases()?.keys().filter(|p| !aliases.contains_key(p)) {
            tx.set_alias(*person, None)?;
        }
        for (person, own) in &aliases {
            tx.set_alias(*person, Some(*own))?;
        }
        let want = attributions(&everybodys(tx, &aliases)?);
        store::clear(tx)?;
        store::write(tx, &BTreeMap::new(), &want)?;
        finding::rebuild(tx)
    }
}

/// All affiliations, each with the person whose it is.
fn everybodys(v: &View, aliases: &HashMap<PersonId, PersonId>) -> Result<Vec<Affiliation>> {
    let mut all = crate::person::store::all_affiliations(v)?;
    for a in &mut all {
        a.person = aliases.get(&a.person).copied().unwrap_or(a.person);
    }
    Ok(all)
}

/// (population, person) → where the person counts.
pub(crate) type Attributions = BTreeMap<(&'static str, PersonId), Vec<Attribution>>;

fn attributions(all: &[Affiliation]) -> Attributions {
    let mut by: BTreeMap<(&'static str, PersonId), Vec<&Affiliation>> = BTreeMap::new();
    for a in all.iter().filter(|a| a.from < a.to) {
        by.entry((a.role.code(), a.person)).or_default().push(a);
    }
    by.into_iter().map(|(k, v)| (k, attribution(&v))).collect()
}

/// The static code of a population's name.
pub(crate) fn population(code: &str) -> Option<&'static str> {
    AffiliationRole::find(code).map(AffiliationRole::code)
}
