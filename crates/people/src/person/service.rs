//! What happens to people: they join, leave, move.

use super::model::{Affiliation, AffiliationRole, Person};
use super::store;
use crate::organisation::service::forever;
use ::store::Tx;
use kernel::{Date, OrganisationId, PersonId, Result};

/// Somebody to be added, with where they belong.
#[derive(Clone, Debug)]
pub struct Joining {
    /// The record; its id is given anew.
    pub person: Person,
    /// Where, as what, post, from, to (none: still).
    pub belongs: Vec<Belonging>,
}

/// Where, as what, post, from, to (none: still).
pub type Belonging = (OrganisationId, AffiliationRole, Option<String>, Date, Option<Date>);

/// Adds many people at once.
pub fn add(tx: &Tx, joining: &[Joining], source: &str) -> Result<Vec<PersonId>> {
    let mut people: Vec<Person> = joining.iter().map(|j| j.person.clone()).collect();
    store::add_people(tx, &mut people, source)?;
    let mut affiliations = Vec::new();
    for (p, j) in people.iter().zip(joining) {
        for (organisation, role, post, from, to) in &j.belongs {
            affiliations.push(Affiliation {
                id: 0,
                person: p.id,
                organisation: *organisation,
                role: *role,
                post: post.clone(),
                office: None,
                from: *from,
                to: to.unwrap_or_else(forever),
            });
        }
    }
    store::add_affiliations(tx, &affiliations)?;
    Ok(people.into_iter().map(|p| p.id).collect())
}

/// Ends an affiliation on a day.
pub fn end(tx: &Tx, a: &Affiliation, on: Date) -> Result<()> {
    tx.retire("people_affiliation", a.id)?;
    tx.touch_person(a.person);
    if a.from < on {
        store::add_affiliations(tx, &[Affiliation { to: on, ..a.clone() }])?;
    }
    Ok(())
}

/// Moves everybody of a unit to another from a day on (a merger). Gives how many affiliations moved.
pub fn move_all(tx: &Tx, from: OrganisationId, to: OrganisationId, on: Date) -> Result<usize> {
    let open = store::open_in_unit(tx, from, on)?;
    let mut moved = Vec::new();
    for a in &open {
        tx.retire("people_affiliation", a.id)?;
        if a.from < on {
            moved.push(Affiliation { to: on, ..a.clone() });
        }
        moved.push(Affiliation { organisation: to, from: a.from.max(on), ..a.clone() });
    }
    store::add_affiliations(tx, &moved)?;
    Ok(open.len())
}

/// Ends everything that holds people to a unit on a day (it is abolished). Gives how many affiliations ended.
pub fn end_all(tx: &Tx, unit: OrganisationId, on: Date) -> Result<usize> {
    let open = store::open_in_unit(tx, unit, on)?;
    for a in &open {
        end(tx, a, on.max(a.from))?;
    }
    Ok(open.len())
}

/// Moves one person's work (and membership) to another unit from a day on.
pub fn transfer(tx: &Tx, person: PersonId, to: OrganisationId, on: Date) -> Result<()> {
    for a in store::affiliations(tx, person)? {
        let follows = matches!(a.role, AffiliationRole::Worker | AffiliationRole::Member);
        if follows && a.to > on && a.organisation != to {
            end(tx, &a, on)?;
            let from = a.from.max(on);
            store::add_affiliations(tx, &[Affiliation { organisation: to, from, ..a }])?;
        }
    }
    Ok(())
}
