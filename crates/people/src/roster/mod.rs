//! The roster: which one unit each person counts for, and how many a unit has on any day.
//! Derived from affiliations inside the transaction that changed them.

mod store;

pub use store::{STATEMENTS, headcounts, headcounts_of};

use crate::organisation;
use crate::person::model::{Affiliation, AffiliationRole, Attribution, attribution};
use ::store::chain::Finding;
use ::store::sockets::Reckoner;
use ::store::{Touched, Tx, View};
use kernel::{PersonId, Result};
use std::collections::BTreeMap;

/// Keeps closure, attribution and headcounts.
pub struct Roster;

impl Reckoner for Roster {
    fn reckon(&self, tx: &Tx, touched: &Touched) -> Result<()> {
        if touched.trees {
            organisation::store::rebuild_closure(tx)?;
        }
        // acts without a change of affiliation are the common case: only differences are written
        let people: Vec<PersonId> = touched.people.iter().copied().collect();
        for chunk in people.chunks(400) {
            let mut affiliations = Vec::new();
            for p in chunk {
                affiliations.extend(crate::person::store::affiliations(tx, *p)?);
            }
            let want = attributions(&affiliations);
            let have = store::attributions_of(tx, chunk)?;
            store::write(tx, &have, &want)?;
        }
        Ok(())
    }

    fn check(&self, v: &View) -> Result<Vec<Finding>> {
        let mut found = organisation::store::check_closure(v)?;
        let want = attributions(&crate::person::store::all_affiliations(v)?);
        found.extend(store::compare(v, &want)?);
        Ok(found)
    }

    fn rebuild(&self, tx: &Tx) -> Result<()> {
        organisation::store::rebuild_closure(tx)?;
        let want = attributions(&crate::person::store::all_affiliations(tx)?);
        store::clear(tx)?;
        store::write(tx, &BTreeMap::new(), &want)?;
        Ok(())
    }
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
