//! How people are found: by any words of the name without marks, in any order, by the beginning or the end of the
//! phone, by the staff code. The table `people_finding` is derived and small steps of it are read, whatever the
//! number of people.

pub mod model;
pub(crate) mod store;

pub use model::Words;

use crate::person::store as persons;
use ::store::alias::Ids;
use ::store::chain::Finding;
use ::store::{Tx, View};
use kernel::{PersonId, Result};
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// So many lines of the table are read for one word at most; a word that more people share is no way in.
const MOST_LINES: i64 = 60_000;
/// So many people are looked at one by one at most.
pub(crate) const FEW: usize = 1_200;

/// Whom words may mean.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Found {
    /// These, and nobody else.
    Few(Vec<PersonId>),
    /// Very many: going through everybody in order meets enough of them soon.
    Many,
}

/// Whom the words may mean, whatever the unit.
pub fn find(v: &View, words: &Words) -> Result<Found> {
    let mut cheapest: Option<(i64, usize)> = None;
    for (at, token) in words.tokens.iter().enumerate() {
        let mut lines = 0;
        for (from, to) in token.ranges(words.tokens.len() == 1) {
            lines += store::lines(v, &from, &to, MOST_LINES)?;
        }
        if cheapest.is_none_or(|(fewest, _)| lines < fewest) {
            cheapest = Some((lines, at));
        }
    }
    let Some((lines, at)) = cheapest else { return Ok(Found::Many) };
    if lines >= MOST_LINES {
        return Ok(Found::Many);
    }
    let Some(token) = words.tokens.get(at) else { return Ok(Found::Many) };
    let others: Vec<&model::Token> =
        words.tokens.iter().enumerate().filter(|(i, _)| *i != at).map(|(_, t)| t).collect();
    // a line of a name tells the whole name, so the other words of a name are read off it
    let (names, numbers): (Vec<&model::Token>, Vec<&model::Token>) =
        others.iter().partition(|t| !t.is_number);
    let mut people: HashSet<PersonId> = HashSet::new();
    for (from, to) in token.ranges(words.tokens.len() == 1) {
        store::each(v, &from, &to, |key, person| {
            if token.is_number || names.iter().all(|t| t.is_in(key)) {
                people.insert(person);
            }
        })?;
    }
    if people.len() > FEW {
        return Ok(Found::Many);
    }
    let asked: &[&model::Token] = if token.is_number { &others } else { &numbers };
    let mut out = Vec::with_capacity(people.len());
    for person in people {
        if asked.is_empty() {
            out.push(person);
            continue;
        }
        let keys = store::of_person(v, person)?;
        if asked.iter().all(|t| keys.iter().any(|k| t.matches(k))) {
            out.push(person);
        }
    }
    out.sort_unstable();
    Ok(Found::Few(out))
}

/// What should stand in the table for people of their own.
fn wanted_of(v: &View, ids: &Ids) -> Result<BTreeMap<PersonId, BTreeSet<Vec<u8>>>> {
    let mut keys: BTreeMap<PersonId, BTreeSet<Vec<u8>>> = BTreeMap::new();
    persons::each_of(v, &ids.all(), |p| {
        if let Some(owner) = ids.owner(p.id) {
            keys.entry(owner).or_default().extend(model::keys(&p));
        }
    })?;
    Ok(keys)
}

/// Brings the lines of these ids up to date; `ids` are those of them that are persons of their own.
pub(crate) fn settle(tx: &Tx, people: &[PersonId], ids: &Ids) -> Result<()> {
    let (have, want) = (store::of_people(tx, people)?, wanted_of(tx, ids)?);
    let none = BTreeSet::new();
    let (mut old, mut new) = (Vec::new(), Vec::new());
    for person in people {
        let (have, want) = (have.get(person).unwrap_or(&none), want.get(person).unwrap_or(&none));
        if have != want {
            old.extend((!have.is_empty()).then_some(person.0));
            new.extend(want.iter().map(|key| (key.clone(), *person)));
        }
    }
    store::forget(tx, &old)?;
    store::write(tx, &new)?;
    Ok(())
}

/// Makes the whole table again.
pub(crate) fn rebuild(tx: &Tx) -> Result<()> {
    store::clear(tx)?;
    let everybody = store::everybody(tx)?;
    for chunk in everybody.chunks(2_000) {
        let mut new = Vec::new();
        for (person, keys) in wanted_of(tx, &tx.ids_of_all(chunk)?)? {
            new.extend(keys.into_iter().map(|key| (key, person)));
        }
        store::write(tx, &new)?;
    }
    Ok(())
}

/// Where the table does not say what the states say.
pub(crate) fn check(v: &View) -> Result<Vec<Finding>> {
    let mut found = Vec::new();
    let mut lines = 0;
    let none = BTreeSet::new();
    for chunk in store::everybody(v)?.chunks(2_000) {
        let (kept, wanted) = (store::of_people(v, chunk)?, wanted_of(v, &v.ids_of_all(chunk)?)?);
        for person in chunk {
            let (have, want) = (kept.get(person).unwrap_or(&none), wanted.get(person).unwrap_or(&none));
            lines += i64::try_from(have.len()).unwrap_or(i64::MAX);
            if have != want {
                found.push(Finding {
                    place: format!("people_finding of person {person}"),
                    wrong: format!("{} lines, recounted {}", have.len(), want.len()),
                });
            }
        }
    }
    let all = store::count(v)?;
    if all != lines {
        found.push(Finding {
            place: "people_finding".to_owned(),
            wrong: format!("{all} lines, of people {lines}"),
        });
    }
    Ok(found)
}
