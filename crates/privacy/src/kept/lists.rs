//! Which lists that others opened had a person in them: followed from where the person belonged on the day, without a
//! row for each person and look.

use super::service::Houses;
use super::store::{self, ListLook};
use ::store::View;
use kernel::{AccountId, Date, Moment, OrganisationId, PersonId, Result, Role};
use std::collections::{BTreeMap, BTreeSet};

/// One kind of list, opened by one role of one unit, on one day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeenList {
    /// The day.
    pub day: Date,
    /// What kind of list: the subject of the looks.
    pub subject: String,
    /// Of which unit.
    pub unit: Option<OrganisationId>,
    /// The reader's role and its unit on that day; none for the command line.
    pub by: Option<(Role, OrganisationId)>,
    /// How often.
    pub times: usize,
    /// The most people that it showed.
    pub people: i64,
}

/// At most so many looks are read.
const MOST: i64 = 2_000;

/// Lists of a population show only those who belong to it; of the others every one of the unit may be in it.
fn population(look: &ListLook) -> Option<&str> {
    let first = look.detail.split_whitespace().next()?;
    match (look.subject.as_str(), first) {
        ("people.list" | "people.export", p) => Some(p),
        ("people.slips" | "people.split", _) => Some("workers"),
        ("lists.give" | "lists.give.national_id", "people") => Some("workers"),
        ("lists.give" | "lists.give.national_id", "officers") => Some("officers"),
        _ => None,
    }
}

/// Whoever looked is left out: their own looks tell them nothing.
pub fn of(v: &View, houses: &Houses, person: PersonId, own: Option<AccountId>) -> Result<Vec<SeenList>> {
    let mut looks: BTreeMap<i64, ListLook> = BTreeMap::new();
    for id in v.ids_of(person)? {
        for r in store::reach(v, id)? {
            let (from, to) = (Moment::at(r.from, 0, 0), Moment::at(r.to, 0, 0));
            for look in store::list_looks(v, r.ancestor, from, to, MOST)? {
                if population(&look).is_none_or(|p| p == r.population) {
                    looks.insert(look.id, look);
                }
            }
        }
    }
    for house in &houses.0 {
        for listed in house.lists(v, person)? {
            for look in store::looks_at(v, &listed, MOST)? {
                looks.insert(look.id, look);
            }
        }
    }
    let mut roles: BTreeMap<AccountId, Vec<kernel::Grant>> = BTreeMap::new();
    let mut out: Vec<SeenList> = Vec::new();
    for look in looks.into_values().rev().filter(|l| l.account.is_none() || l.account != own) {
        let day = look.at.day();
        let by = match look.account {
            None => None,
            Some(a) => {
                if let std::collections::btree_map::Entry::Vacant(gap) = roles.entry(a) {
                    gap.insert(people::account::store::grants(v, a)?);
                }
                let held = roles.get(&a).and_then(|all| all.iter().find(|g| g.from <= day && day < g.to));
                held.map(|g| (g.role, g.organisation))
            }
        };
        // the code of a measure or a class is no matter here
        let subject = look.subject.split(' ').next().unwrap_or("").to_owned();
        let same = out
            .iter_mut()
            .find(|s| s.day == day && s.subject == subject && s.unit == look.unit && s.by == by);
        match same {
            Some(known) => {
                known.times += 1;
                known.people = known.people.max(look.people);
            }
            None => out.push(SeenList { day, subject, unit: look.unit, by, times: 1, people: look.people }),
        }
    }
    Ok(out)
}

/// A stretch in which a unit's lists had the person in them.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Reach {
    /// The unit, or one above it.
    pub ancestor: OrganisationId,
    /// The population.
    pub population: String,
    /// First day.
    pub from: Date,
    /// First day after.
    pub to: Date,
}

/// The stretches, each once.
pub(super) fn clipped(all: Vec<(Reach, Date, Date)>) -> Vec<Reach> {
    let mut out = BTreeSet::new();
    for (mut r, from, to) in all {
        r.from = r.from.max(from);
        r.to = r.to.min(to);
        if r.from < r.to {
            out.insert(r);
        }
    }
    out.into_iter().collect()
}
