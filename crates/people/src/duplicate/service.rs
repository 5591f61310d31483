//! What people do about double records, and what the roster derives from it.

use super::model::{Choice, LEAST, Pair, chosen, likeness, pairs_of, resolved};
use super::store;
use crate::person::store as persons;
use crate::restriction::service::refuse;
use ::store::{Tx, View};
use kernel::{Date, Failure, OrganisationId, PersonId, Result};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// What a merge did.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Merged {
    /// The merge's row.
    pub row: i64,
    /// The record that stays.
    pub kept: PersonId,
    /// The record that went into it.
    pub dropped: PersonId,
}

/// Says that two records are one person: `drop` goes into `keep`, with the values that were chosen from it. Facts and
/// affiliations stay as they were written; each counts for the kept person from now on.
pub fn merge(
    tx: &Tx,
    keep: PersonId,
    drop: PersonId,
    from_drop: &BTreeMap<Choice, bool>,
    reason: &str,
) -> Result<Merged> {
    let (kept, dropped) = (tx.canonical(keep)?, tx.canonical(drop)?);
    if kept == dropped {
        return Err(one_already());
    }
    refuse(tx, kept)?;
    refuse(tx, dropped)?;
    let (Some(own), Some(other)) = (persons::one(tx, kept)?, persons::one(tx, dropped)?) else {
        return Err(Failure::NotFound);
    };
    let after = chosen(&own, &other, from_drop);
    if after != own {
        persons::change(tx, &after)?;
    }
    store::retire_distinct(tx, kept, dropped)?;
    let row = store::add(tx, dropped, kept, reason)?;
    Ok(Merged { row, kept, dropped })
}

/// Takes a merge back: both records are people of their own again. The kept record gets its former values back, unless
/// somebody changed it since.
pub fn unmerge(tx: &Tx, row: i64) -> Result<store::Merge> {
    let Some(merge) = store::merge(tx, row)? else {
        return Err(Failure::Conflict("Lần gộp này đã được tách trước đó.".to_owned()));
    };
    refuse(tx, merge.into)?;
    store::retire(tx, &merge)?;
    store::restore_state(tx, merge.into, row >> kernel::id::ROW_BITS)?;
    Ok(merge)
}

/// Remembers that two records are two people.
pub fn keep_apart(tx: &Tx, a: PersonId, b: PersonId, reason: &str) -> Result<()> {
    let (a, b) = (tx.canonical(a)?, tx.canonical(b)?);
    if a == b {
        return Err(one_already());
    }
    Ok(store::add_distinct(tx, a, b, reason)?)
}

/// Records that look alike, both of people below these units today, the likeliest first.
pub fn suggestions(v: &View, tops: &[OrganisationId], on: Date) -> Result<Vec<Pair>> {
    let mut visible: HashSet<PersonId> = HashSet::new();
    for top in tops {
        visible.extend(store::below(v, *top, on)?);
    }
    let apart: HashSet<(PersonId, PersonId)> = store::distinct(v)?.into_iter().collect();
    let mut groups = store::groups(v)?;
    for group in &mut groups {
        group.retain(|p| visible.contains(p));
        // a number that very many share is nobody's own
        group.truncate(30);
    }
    let mut known: HashMap<PersonId, crate::person::Person> = HashMap::new();
    let mut out = Vec::new();
    for (a, b) in pairs_of(&groups).into_iter().filter(|pair| !apart.contains(pair)) {
        for p in [a, b] {
            if !known.contains_key(&p)
                && let Some(person) = persons::one(v, p)?
            {
                known.insert(p, person);
            }
        }
        if let (Some(one), Some(other)) = (known.get(&a), known.get(&b))
            && let Some(likeness) = likeness(one, other).filter(|l| l.score >= LEAST)
        {
            out.push(Pair { a, b, likeness });
        }
    }
    out.sort_by_key(|p| (std::cmp::Reverse(p.likeness.score), p.a, p.b));
    Ok(out)
}

/// Records that look like this one, among those below the units.
pub fn like(v: &View, person: PersonId, tops: &[OrganisationId], on: Date) -> Result<Vec<Pair>> {
    let Some(own) = persons::one(v, person)? else { return Ok(Vec::new()) };
    let mut out = Vec::new();
    for other in store::like(v, &own)?.into_iter().filter(|p| *p != person) {
        let (a, b) = (person.min(other), person.max(other));
        let Some(record) = persons::one(v, other)? else { continue };
        let Some(likeness) = likeness(&own, &record).filter(|l| l.score >= LEAST) else { continue };
        if v.canonical(other)? != other || store::is_distinct(v, a, b)? || !is_below(v, tops, other, on)? {
            continue;
        }
        out.push(Pair { a, b, likeness });
    }
    Ok(out)
}

/// Does a person belong below these units on a day?
fn is_below(v: &View, tops: &[OrganisationId], person: PersonId, on: Date) -> Result<bool> {
    for a in persons::affiliations(v, person)?.iter().filter(|a| a.from <= on && on < a.to) {
        if crate::organisation::store::reaches(v, tops, a.organisation, on)? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Two records were one person already.
pub(crate) fn one_already() -> Failure {
    Failure::Conflict("Hai hồ sơ này đã được gộp làm một.".to_owned())
}

fn circle() -> Failure {
    Failure::Conflict(
        "Không gộp được: các lần gộp hồ sơ sẽ chồng lên nhau. Hãy tách lần gộp trước rồi làm lại.".to_owned(),
    )
}

/// Where a record's merges end.
fn end_of(v: &View, person: PersonId) -> Result<PersonId> {
    let mut at = person;
    for _ in 0..1000 {
        match store::merges_of(v, at)?.as_slice() {
            [] => return Ok(at),
            [one] => at = one.into,
            _ => return Err(circle()),
        }
    }
    Err(circle())
}

/// Everybody whose merges end at a record, itself included.
fn all_into(v: &View, end: PersonId) -> Result<BTreeSet<PersonId>> {
    let mut all = BTreeSet::from([end]);
    let mut todo = vec![end];
    while let Some(at) = todo.pop() {
        for m in store::merged_into(v, at)? {
            if all.insert(m.person) {
                todo.push(m.person);
            }
        }
    }
    Ok(all)
}

/// Brings the aliases up to date with the merges of these people, and gives everybody concerned: the ids of the
/// persons they were and are part of.
pub(crate) fn settle(tx: &Tx, people: &BTreeSet<PersonId>) -> Result<BTreeSet<PersonId>> {
    if !store::any(tx)? {
        return Ok(people.clone());
    }
    // almost everybody is one record: only the others are looked at one by one
    let entangled = store::entangled(tx, people)?;
    let mut concerned = entangled.clone();
    for p in &entangled {
        concerned.extend(tx.ids_of(*p)?);
        concerned.extend(all_into(tx, end_of(tx, *p)?)?);
    }
    for p in &concerned {
        let end = end_of(tx, *p)?;
        if tx.canonical(*p)? != end {
            tx.set_alias(*p, Some(end))?;
        }
        tx.touch_person(*p);
    }
    concerned.extend(people);
    Ok(concerned)
}

/// The aliases as the merges say, from the beginning.
pub(crate) fn aliases(v: &View) -> Result<HashMap<PersonId, PersonId>> {
    let merges: Vec<_> = store::merges(v)?.into_iter().map(|m| (m.person, m.into)).collect();
    resolved(&merges).ok_or_else(circle)
}
