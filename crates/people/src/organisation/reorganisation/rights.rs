//! Whose roles follow a reorganisation, and who may read what before and after.

use super::model::{Follow, Into, What};
use super::service::{Doing, Readers};
use super::store;
use crate::account::store as accounts;
use crate::organisation::store as ground;
use kernel::{AccountId, Date, OrganisationId, PersonId, Result, Role};
use std::collections::hash_map::Entry;
use std::collections::{BTreeSet, HashMap};

impl Doing<'_, '_> {
    /// Workers' own accounts go along with them. Whoever held another role keeps it at the unit of before, for
    /// reading, and gets it where the people went only when the decision says so.
    pub(super) fn roles_follow(
        &mut self,
        source: OrganisationId,
        went: &HashMap<PersonId, OrganisationId>,
        target: Option<OrganisationId>,
        follow: &Follow,
    ) -> Result<()> {
        for held in store::held_at(self.tx, source, self.on)? {
            let own = went.get(&held.person).copied();
            let from = held.from.max(self.on);
            if held.role == Role::Worker {
                let Some(to) = own else { continue };
                self.tx.retire("people_grant", held.row)?;
                if held.from < self.on {
                    accounts::grant(self.tx, held.account, held.role, source, held.from, self.on)?;
                }
                self.give(&held, to, from)?;
                self.out.workers_accounts += 1;
            } else if follow.roles.contains(&held.role)
                && let Some(to) = target.or(own)
            {
                self.give(&held, to, from)?;
            }
        }
        Ok(())
    }

    pub(super) fn give(&self, held: &store::Held, to: OrganisationId, from: Date) -> Result<()> {
        let has = store::held_at(self.tx, to, from)?
            .iter()
            .any(|h| (h.account, h.role) == (held.account, held.role) && h.from <= from && h.to >= held.to);
        if !has {
            accounts::grant(self.tx, held.account, held.role, to, from, held.to)?;
        }
        Ok(())
    }

    /// Everything whose readers may change: the units named, and what stands below them.
    pub(super) fn readers_before(&self, what: &What) -> Result<Readers> {
        let mut named = self.sources_of(what);
        match what {
            What::Found(_) | What::Change { .. } => return Ok(Readers::new()),
            What::Move { units, under, .. } => named.extend(units.iter().copied().chain(*under)),
            What::Merge { into: Into::Unit(id), .. } => named.push(*id),
            What::Merge { .. } => {}
            What::Split { shares, .. } => named.extend(shares.iter().filter_map(|s| match s.into {
                Into::Unit(id) => Some(id),
                Into::New(_) => None,
            })),
            What::Abolish { below_to, people_to, .. } => named.extend(below_to.iter().chain(people_to)),
        }
        // a unit that only receives is looked at itself; what stands below it already keeps its readers
        let receives: BTreeSet<OrganisationId> = match what {
            What::Move { under, .. } => under.iter().copied().collect(),
            _ => BTreeSet::new(),
        };
        let mut concerned = BTreeSet::new();
        for unit in named {
            if receives.contains(&unit) {
                concerned.insert(unit);
            } else {
                concerned.extend(ground::within(self.tx, &[unit], self.tx.today())?);
            }
        }
        self.readers(concerned)
    }

    pub(super) fn readers(&self, concerned: BTreeSet<OrganisationId>) -> Result<Readers> {
        let today = self.tx.today();
        let mut held: HashMap<OrganisationId, Vec<(AccountId, Role)>> = HashMap::new();
        let mut readers = Readers::new();
        for unit in concerned {
            let own = readers.entry(unit).or_default();
            for top in store::reached_from(self.tx, unit, today)? {
                let there = match held.entry(top) {
                    Entry::Occupied(known) => known.into_mut(),
                    Entry::Vacant(new) => {
                        let all = store::held_at(self.tx, top, today)?;
                        let now = all.iter().filter(|h| h.from <= today && h.role != Role::Worker);
                        new.insert(now.map(|h| (h.account, h.role)).collect())
                    }
                };
                own.extend(there.iter().copied());
            }
        }
        Ok(readers)
    }
}
