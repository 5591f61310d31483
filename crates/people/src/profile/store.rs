//! Every SQL of the competence profile and of households.

use super::model::Voice;
use kernel::{Date, OrganisationId, PersonId, Topic};
use store::{StoreError, Tx, View};

type Out<T> = Result<T, StoreError>;

store::statements! {
    /// What was said of a person under all ids, the newest last.
    OF_PERSON = "select id, line, source, level, on_day, evidence from people_competence where retired_txn is null \
        and person in (select cast($1 as bigint) union all select l.person from store_alias l where l.same_as = $1) \
        order by on_day, id";
    /// What was learned by the workers below a unit between two days: each (person, topic) once.
    LEARNED_BELOW = "select distinct a.person, f.topic from people_attribution a join store_fact f on f.person = a.person \
        where a.population = 'workers' and a.valid_from <= $2 and $2 < a.valid_to and f.day >= $3 and f.day <= $4 \
        and f.voids is null and not exists (select 1 from store_fact v where v.voids = f.id) \
        and exists (select 1 from people_closure c where c.ancestor = $1 and c.descendant = a.organisation \
          and c.valid_from <= $2 and $2 < c.valid_to)";
    /// What was said of the workers below a unit.
    SAID_BELOW = "select distinct a.person, k.line, k.source from people_attribution a \
        join people_competence k on k.person = a.person and k.retired_txn is null \
        where a.population = 'workers' and a.valid_from <= $2 and $2 < a.valid_to \
        and exists (select 1 from people_closure c where c.ancestor = $1 and c.descendant = a.organisation \
          and c.valid_from <= $2 and $2 < c.valid_to)";
    /// The households that a person heads, by year.
    HOUSEHOLDS = "select id, commune, year, members, learners, note from people_household where retired_txn is null \
        and person in (select cast($1 as bigint) union all select l.person from store_alias l where l.same_as = $1) \
        order by year desc, id desc";
}

/// A level as somebody said it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Said {
    /// Its row.
    pub id: i64,
    /// The line.
    pub line: String,
    /// Who said it.
    pub voice: Voice,
    /// The level's code.
    pub level: String,
    /// On which day.
    pub on: Date,
    /// By what evidence.
    pub evidence: String,
}

/// What is believed of a person, the newest last.
pub fn said(v: &View, person: PersonId) -> Out<Vec<Said>> {
    v.rows(OF_PERSON, &[person.into()], |r| {
        let source = r.text(2)?;
        Ok(Said {
            id: r.int(0)?,
            line: r.text(1)?,
            voice: Voice::find(&source).ok_or_else(|| StoreError::Own(format!("unknown source {source}")))?,
            level: r.text(3)?,
            on: r.day(4)?,
            evidence: r.text(5)?,
        })
    })
}

/// Writes a level; what the same voice said of the same line before is believed no more.
pub fn say(tx: &Tx, person: PersonId, new: &Said) -> Out<()> {
    for old in said(tx, person)?.iter().filter(|s| s.line == new.line && s.voice == new.voice) {
        tx.retire("people_competence", old.id)?;
    }
    tx.insert(
        "people_competence",
        "person, line, source, level, on_day, evidence",
        &[
            person.into(),
            new.line.as_str().into(),
            new.voice.code().into(),
            new.level.as_str().into(),
            new.on.into(),
            new.evidence.as_str().into(),
        ],
    )?;
    Ok(())
}

/// What was learned by the workers below a unit between two days.
pub fn learned_below(
    v: &View,
    top: OrganisationId,
    on: Date,
    from: Date,
    to: Date,
) -> Out<Vec<(PersonId, Topic)>> {
    v.rows(LEARNED_BELOW, &[top.into(), on.into(), from.into(), to.into()], |r| {
        Ok((PersonId(r.int(0)?), Topic(r.text(1)?)))
    })
}

/// Of which line something was said of the workers below a unit, and by whom.
pub fn said_below(v: &View, top: OrganisationId, on: Date) -> Out<Vec<(PersonId, String, String)>> {
    v.rows(SAID_BELOW, &[top.into(), on.into()], |r| Ok((PersonId(r.int(0)?), r.text(1)?, r.text(2)?)))
}

/// The household of a learning family in a year.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Household {
    /// Its row.
    pub id: i64,
    /// The commune it lives in.
    pub commune: Option<OrganisationId>,
    /// The year.
    pub year: i64,
    /// How many live in it.
    pub members: i64,
    /// How many of them learned in the year.
    pub learners: i64,
    /// A note; no names.
    pub note: String,
}

/// The households that a person heads, the newest year first.
pub fn households(v: &View, person: PersonId) -> Out<Vec<Household>> {
    v.rows(HOUSEHOLDS, &[person.into()], |r| {
        Ok(Household {
            id: r.int(0)?,
            commune: r.opt_int(1)?.map(OrganisationId),
            year: r.int(2)?,
            members: r.int(3)?,
            learners: r.int(4)?,
            note: r.text(5)?,
        })
    })
}

/// Writes a household; what was said of the same year before is believed no more.
pub fn keep(tx: &Tx, person: PersonId, h: &Household) -> Out<()> {
    for old in households(tx, person)?.iter().filter(|o| o.year == h.year) {
        tx.retire("people_household", old.id)?;
    }
    tx.insert(
        "people_household",
        "person, commune, year, members, learners, note",
        &[
            person.into(),
            h.commune.into(),
            h.year.into(),
            h.members.into(),
            h.learners.into(),
            h.note.as_str().into(),
        ],
    )?;
    Ok(())
}
