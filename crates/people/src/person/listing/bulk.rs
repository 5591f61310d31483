//! One act for many people: in one transaction, each person judged alone, nobody half-done.

use crate::organisation::service::forever;
use crate::organisation::store as units;
use crate::person::model::{Affiliation, AffiliationRole};
use crate::person::{service, store};
use crate::restriction;
use ::store::Tx;
use kernel::{Date, Failure, OrganisationId, PersonId, Result, name};

/// What is done with each of them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum BulkAct {
    /// Work and membership go to another unit from a day on.
    Move {
        /// Where to.
        to: OrganisationId,
        /// From which day.
        on: Date,
    },
    /// They belong nowhere in the actor's scope from a day on.
    Leave {
        /// From which day.
        on: Date,
    },
    /// Members of the union of the unit they work in.
    BecomeMember {
        /// From which day.
        on: Date,
    },
    /// No members any more.
    CeaseMember {
        /// From which day.
        on: Date,
    },
    /// Their section ("bộ phận, tổ"); empty takes it away.
    Section(String),
}

/// Why somebody was left out.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Why {
    /// Works at no unit on that day.
    NotWorking,
    /// Is there already.
    AlreadyThere,
    /// Belongs also to a unit outside of the actor's right.
    ElsewhereToo,
    /// Is a member already.
    AlreadyMember,
    /// Is no member.
    NoMember,
    /// Belongs nowhere any more.
    NowhereAlready,
    /// Has this section already.
    SameSection,
    /// Their data may not be used for now.
    Restricted,
}

/// How it went with one person.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// Done.
    Done,
    /// Left out.
    Skipped(Why),
}

/// Does the act for each of these people. `may` says whether the actor keeps people at a unit.
pub fn apply(
    tx: &Tx,
    act: &BulkAct,
    people: &[PersonId],
    may: &mut dyn FnMut(&Tx, OrganisationId) -> Result<bool>,
) -> Result<Vec<(PersonId, Outcome)>> {
    if let BulkAct::Move { to, on } = act
        && units::one(tx, *to, *on)?.is_none()
    {
        return Err(Failure::field("day", "Vào ngày này đơn vị chưa có hoặc đã kết thúc."));
    }
    let mut out = Vec::with_capacity(people.len());
    for person in people {
        out.push((*person, one(tx, act, *person, may)?));
    }
    Ok(out)
}

fn one(
    tx: &Tx,
    act: &BulkAct,
    person: PersonId,
    may: &mut dyn FnMut(&Tx, OrganisationId) -> Result<bool>,
) -> Result<Outcome> {
    if restriction::service::holds(tx, person)? {
        return Ok(Outcome::Skipped(Why::Restricted));
    }
    let all = store::affiliations(tx, person)?;
    let held = |role, on: Date| all.iter().find(move |a| a.role == role && a.from <= on && on < a.to);
    match act {
        BulkAct::Move { to, on } => {
            let Some(work) = held(AffiliationRole::Worker, *on) else {
                return Ok(Outcome::Skipped(Why::NotWorking));
            };
            if work.organisation == *to {
                return Ok(Outcome::Skipped(Why::AlreadyThere));
            }
            for a in all.iter().filter(|a| a.to > *on) {
                if !may(tx, a.organisation)? {
                    return Ok(Outcome::Skipped(Why::ElsewhereToo));
                }
            }
            service::transfer(tx, person, *to, *on)?;
        }
        BulkAct::Leave { on } => {
            let mut open: Vec<&Affiliation> = Vec::new();
            for a in all.iter().filter(|a| a.to > *on) {
                if !may(tx, a.organisation)? {
                    return Ok(Outcome::Skipped(Why::ElsewhereToo));
                }
                open.push(a);
            }
            if open.is_empty() {
                return Ok(Outcome::Skipped(Why::NowhereAlready));
            }
            for a in open {
                service::end(tx, a, (*on).max(a.from))?;
            }
        }
        BulkAct::BecomeMember { on } => {
            let Some(work) = held(AffiliationRole::Worker, *on) else {
                return Ok(Outcome::Skipped(Why::NotWorking));
            };
            if all.iter().any(|a| a.role == AffiliationRole::Member && a.to > *on) {
                return Ok(Outcome::Skipped(Why::AlreadyMember));
            }
            if !may(tx, work.organisation)? {
                return Ok(Outcome::Skipped(Why::ElsewhereToo));
            }
            let (organisation, person) = (work.organisation, work.person);
            let (role, from, to) = (AffiliationRole::Member, *on, forever());
            store::add_affiliations(
                tx,
                &[Affiliation { id: 0, person, organisation, role, post: None, office: None, from, to }],
            )?;
        }
        BulkAct::CeaseMember { on } => {
            let open: Vec<&Affiliation> =
                all.iter().filter(|a| a.role == AffiliationRole::Member && a.to > *on).collect();
            if open.is_empty() {
                return Ok(Outcome::Skipped(Why::NoMember));
            }
            for a in &open {
                if !may(tx, a.organisation)? {
                    return Ok(Outcome::Skipped(Why::ElsewhereToo));
                }
            }
            for a in open {
                service::end(tx, a, (*on).max(a.from))?;
            }
        }
        BulkAct::Section(section) => {
            let Some(mut p) = store::one(tx, person)? else { return Err(Failure::NotFound) };
            let section = Some(name::tidy(section)).filter(|s| !s.is_empty());
            if p.section == section {
                return Ok(Outcome::Skipped(Why::SameSection));
            }
            p.section = section;
            store::change(tx, &p)?;
        }
    }
    Ok(Outcome::Done)
}
