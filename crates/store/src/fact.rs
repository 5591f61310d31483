//! The fact book: every act of the programme, append-only.

use crate::alias::Ids;
use crate::tx::{Tx, View};
use crate::value::{Row, StoreError, Val};
use kernel::{Date, FactId, FactKind, OrganisationId, PersonId, Topic};
use std::collections::BTreeMap;

crate::statements! {
    /// Live facts of one person under all ids, oldest first.
    OF_PERSON = "select f.id, f.kind, f.person, f.organisation, f.day, f.topic, f.value, f.minutes, f.subject_kind, \
                 f.subject, f.evidence, f.source from store_fact f where f.person in (select cast($1 as bigint) \
                 union all select a.person from store_alias a where a.same_as = $1) and f.voids is null \
                 and not exists (select 1 from store_fact v where v.voids = f.id) order by f.day, f.id";
    /// Live facts under these ids.
    OF_PEOPLE = "select f.id, f.kind, f.person, f.organisation, f.day, f.topic, f.value, f.minutes, f.subject_kind, \
                 f.subject, f.evidence, f.source from store_fact f where f.person in ($1) and f.voids is null \
                 and not exists (select 1 from store_fact v where v.voids = f.id)";
    /// Live facts of one unit itself, oldest first.
    OF_ORGANISATION = "select f.id, f.kind, f.person, f.organisation, f.day, f.topic, f.value, f.minutes, f.subject_kind, \
                 f.subject, f.evidence, f.source from store_fact f where f.organisation = $1 and f.person is null \
                 and f.voids is null and not exists (select 1 from store_fact v where v.voids = f.id) order by f.day, f.id";
    /// Live facts that one thing (a class, a plan) gave.
    OF_SUBJECT = "select f.id, f.kind, f.person, f.organisation, f.day, f.topic, f.value, f.minutes, f.subject_kind, \
                 f.subject, f.evidence, f.source from store_fact f where f.subject_kind = $1 and f.subject = $2 \
                 and f.voids is null and not exists (select 1 from store_fact v where v.voids = f.id) order by f.id";
    /// All live facts, by person.
    ALL_LIVE = "select f.id, f.kind, f.person, f.organisation, f.day, f.topic, f.value, f.minutes, f.subject_kind, \
                 f.subject, f.evidence, f.source from store_fact f where f.voids is null \
                 and not exists (select 1 from store_fact v where v.voids = f.id) order by f.person, f.day, f.id";
    /// One fact, voided or not.
    ONE = "select f.id, f.kind, f.person, f.organisation, f.day, f.topic, f.value, f.minutes, f.subject_kind, \
                 f.subject, f.evidence, f.source from store_fact f where f.id = $1";
    /// Facts (also voiding ones) of one transaction.
    OF_TXN = "select f.id, f.person, f.organisation, f.voids from store_fact f where f.id >= $1 and f.id < $2 order by f.id";
    /// Is a fact voided?
    VOIDED = "select v.id from store_fact v where v.voids = $1";
}

/// An act to be kept.
#[derive(Clone, Debug)]
pub struct NewFact {
    /// What happened.
    pub kind: FactKind,
    /// To whom; none for a fact about a unit itself.
    pub person: Option<PersonId>,
    /// In which unit the person was at the time, or which unit it is about.
    pub organisation: OrganisationId,
    /// The day of the act itself, not of its recording.
    pub day: Date,
    /// What it was about.
    pub topic: Topic,
    /// `yes`/`no` for checks, else none.
    pub value: Option<String>,
    /// How long it took, in minutes.
    pub minutes: Option<i64>,
    /// The kind of thing that gave it ("class").
    pub subject_kind: &'static str,
    /// The id of that thing.
    pub subject: i64,
    /// What proves it, in words or as a file's name.
    pub evidence: String,
    /// How it came to us: `class`, `list`, `offline`, `screen`.
    pub source: &'static str,
}

/// A fact as it is kept.
#[derive(Clone, Debug, PartialEq)]
pub struct SeenFact {
    /// Its id.
    pub id: FactId,
    /// What happened (code).
    pub kind: String,
    /// To whom.
    pub person: Option<PersonId>,
    /// In which unit.
    pub organisation: OrganisationId,
    /// On which day.
    pub day: Date,
    /// About what.
    pub topic: Topic,
    /// `yes`/`no` for checks.
    pub value: Option<String>,
    /// How long, in minutes.
    pub minutes: Option<i64>,
    /// The kind of thing that gave it.
    pub subject_kind: String,
    /// The id of that thing.
    pub subject: i64,
    /// What proves it.
    pub evidence: String,
    /// How it came to us.
    pub source: String,
}

const COLUMNS: &str = "id, kind, person, organisation, day, topic, value, minutes, subject_kind, subject, evidence, source, voids";

/// Reads a row of the columns above (id … source).
pub fn seen(r: &Row) -> Result<SeenFact, StoreError> {
    Ok(SeenFact {
        id: FactId(r.int(0)?),
        kind: r.text(1)?,
        person: r.opt_int(2)?.map(PersonId),
        organisation: OrganisationId(r.int(3)?),
        day: r.day(4)?,
        topic: Topic(r.text(5)?),
        value: r.opt_text(6)?,
        minutes: r.opt_int(7)?,
        subject_kind: r.text(8)?,
        subject: r.int(9)?,
        evidence: r.text(10)?,
        source: r.text(11)?,
    })
}

impl View<'_> {
    /// The live facts of a person under all ids that were found to be the same person, oldest first.
    pub fn facts_of_person(&self, person: PersonId) -> Result<Vec<SeenFact>, StoreError> {
        self.rows(OF_PERSON, &[person.into()], seen)
    }
    /// The live facts of these people under all their ids, oldest first. Who has none is not named.
    pub fn facts_of_people(&self, ids: &Ids) -> Result<BTreeMap<PersonId, Vec<SeenFact>>, StoreError> {
        let mut out: BTreeMap<PersonId, Vec<SeenFact>> = BTreeMap::new();
        self.each_in(OF_PEOPLE, &ids.all(), |r| {
            let fact = seen(r)?;
            if let Some(owner) = fact.person.and_then(|p| ids.owner(p)) {
                out.entry(owner).or_default().push(fact);
            }
            Ok(())
        })?;
        out.values_mut().for_each(|all| all.sort_by_key(|f| (f.day, f.id)));
        Ok(out)
    }
    /// The live facts about a unit itself, oldest first.
    pub fn facts_of_organisation(&self, organisation: OrganisationId) -> Result<Vec<SeenFact>, StoreError> {
        self.rows(OF_ORGANISATION, &[organisation.into()], seen)
    }
    /// The live facts that one thing gave.
    pub fn facts_of_subject(&self, kind: &str, subject: i64) -> Result<Vec<SeenFact>, StoreError> {
        self.rows(OF_SUBJECT, &[kind.into(), subject.into()], seen)
    }
}

impl Tx<'_> {
    /// Keeps one fact.
    pub fn fact(&self, fact: &NewFact) -> Result<FactId, StoreError> {
        Ok(self.facts(std::slice::from_ref(fact))?[0])
    }

    /// Keeps many facts.
    pub fn facts(&self, facts: &[NewFact]) -> Result<Vec<FactId>, StoreError> {
        let mut values = Vec::with_capacity(facts.len() * 13);
        let mut ids = Vec::with_capacity(facts.len());
        let mut touched = self.touched.borrow_mut();
        for f in facts {
            let id = self.new_id();
            ids.push(FactId(id));
            values.extend([
                Val::Int(id),
                f.kind.0.into(),
                f.person.into(),
                f.organisation.into(),
                f.day.into(),
                f.topic.0.as_str().into(),
                f.value.clone().into(),
                f.minutes.into(),
                f.subject_kind.into(),
                f.subject.into(),
                f.evidence.as_str().into(),
                f.source.into(),
                Val::Null,
            ]);
            touched.facts.push(FactId(id));
            match f.person {
                Some(p) => touched.people.insert(p),
                None => touched.organisations.insert(f.organisation),
            };
        }
        drop(touched);
        self.insert_all("store_fact", COLUMNS, 13, &values)?;
        Ok(ids)
    }

    /// Takes a fact back: a new row that voids it. False when it is voided already or is no fact.
    pub fn void_fact(&self, fact: FactId, why: &str) -> Result<bool, StoreError> {
        if self.first(VOIDED, &[fact.into()], |r| r.int(0))?.is_some() {
            return Ok(false);
        }
        let Some(old) = self.first(ONE, &[fact.into()], seen)? else { return Ok(false) };
        let id = self.new_id();
        let values = [
            Val::Int(id),
            old.kind.into(),
            old.person.into(),
            old.organisation.into(),
            old.day.into(),
            old.topic.0.into(),
            old.value.into(),
            old.minutes.into(),
            old.subject_kind.into(),
            old.subject.into(),
            why.into(),
            "correction".into(),
            fact.into(),
        ];
        self.insert_all("store_fact", COLUMNS, 13, &values)?;
        let mut touched = self.touched.borrow_mut();
        touched.facts.push(FactId(id));
        match old.person {
            Some(p) => touched.people.insert(p),
            None => touched.organisations.insert(old.organisation),
        };
        Ok(true)
    }
}
