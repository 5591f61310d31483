//! Every SQL of the check of digital skill. The roster (`people_attribution`, names) is only read.

use super::model::{Answers, Outcome};
use kernel::{Date, OrganisationId, PersonId};
use std::collections::HashMap;
use store::{StoreError, Tx, Val, View};

type Out<T> = Result<T, StoreError>;

store::statements! {
    /// The checks of a person under all ids, the newest first, with what came out.
    OF_PERSON = "select c.id, c.person, c.source, c.edition, c.seed, x.at, r.day, r.able, r.points, r.most, r.advice, r.evidence \
        from learning_skill_check c join store_txn x on x.id = c.id / 1048576 \
        left join learning_skill_result r on r.skill_check = c.id \
        where c.person in (select cast($1 as bigint) union all select a.person from store_alias a where a.same_as = $1) \
        and not exists (select 1 from learning_skill_void w where w.skill_check = c.id) order by c.id desc";
    /// One check.
    ONE = "select c.id, c.person, c.source, c.edition, c.seed, x.at, r.day, r.able, r.points, r.most, r.advice, r.evidence \
        from learning_skill_check c join store_txn x on x.id = c.id / 1048576 \
        left join learning_skill_result r on r.skill_check = c.id \
        where c.id = $1 and not exists (select 1 from learning_skill_void w where w.skill_check = c.id)";
    /// The check under an identifier.
    BY_UUID = "select c.id from learning_skill_check c where c.person = $1 and c.uuid = $2";
    /// Its answers, the newest last.
    ANSWERS = "select question, answer from learning_skill_answer where skill_check = $1 order by id";
    /// The workers of a unit on a day.
    WORKERS = "select p.person, p.full_name, p.birth_year, p.section from people_attribution a \
        join people_person_state p on p.person = a.person and p.retired_txn is null \
        where a.population = 'workers' and a.organisation = $1 and a.valid_from <= $2 and $2 < a.valid_to \
        order by p.sort_key, p.person";
    /// What says of the workers below a unit whether they are able, the newest last.
    SAID = "select a.person, f.kind, f.value, f.day, a.organisation from store_fact f join people_attribution a \
        on a.population = 'workers' and a.valid_from <= $2 and $2 < a.valid_to \
          and a.person = coalesce((select l.same_as from store_alias l where l.person = f.person), f.person) \
        where f.kind in ('skill.checked', 'class.passed', 'quiz.passed') \
        and (f.topic = 'digital_skill' or f.topic like 'digital_skill.%') and f.voids is null \
        and not exists (select 1 from store_fact v where v.voids = f.id) \
        and exists (select 1 from people_closure k where k.ancestor = $1 and k.descendant = a.organisation \
          and k.valid_from <= $2 and $2 < k.valid_to) order by f.day, f.id";
    /// The base units below a unit that have workers on a day, with how many.
    UNITS = "select a.organisation, count(*) from people_attribution a \
        where a.population = 'workers' and a.valid_from <= $2 and $2 < a.valid_to \
        and exists (select 1 from people_closure k where k.ancestor = $1 and k.descendant = a.organisation \
          and k.valid_from <= $2 and $2 < k.valid_to) group by a.organisation";
    /// The checks on paper that were recorded of a unit's present workers, the newest first.
    ON_PAPER = "select c.id, p.full_name, r.day, r.able, r.evidence from learning_skill_check c \
        join learning_skill_result r on r.skill_check = c.id \
        join people_person_state p on p.person = coalesce((select l.same_as from store_alias l where l.person = c.person), c.person) \
          and p.retired_txn is null \
        where c.source = 'paper' and not exists (select 1 from learning_skill_void w where w.skill_check = c.id) \
        and exists (select 1 from people_attribution a where a.population = 'workers' and a.organisation = $1 \
          and a.valid_from <= $2 and $2 < a.valid_to and a.person = p.person) order by c.id desc limit 50";
}

/// A check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// Its id.
    pub id: i64,
    /// Whose.
    pub person: PersonId,
    /// `screen` or `paper`.
    pub source: String,
    /// The edition of its questions.
    pub edition: String,
    /// The chance it was drawn by.
    pub seed: i64,
    /// The day on which it was begun.
    pub begun_on: Date,
    /// What came out, when it is finished.
    pub result: Option<Kept>,
}

/// A result as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// The day of the check.
    pub day: Date,
    /// "biết"
    pub able: bool,
    /// Tasks done right.
    pub points: i64,
    /// Of how many.
    pub most: i64,
    /// Codes of tasks that went wrong.
    pub wrong: Vec<String>,
    /// What proves it, for paper.
    pub evidence: String,
}

fn check(r: &store::Row) -> Out<Check> {
    let result = match r.opt_day(6)? {
        None => None,
        Some(day) => Some(Kept {
            day,
            able: r.int(7)? == 1,
            points: r.int(8)?,
            most: r.int(9)?,
            wrong: r.text(10)?.split(',').filter(|s| !s.is_empty()).map(str::to_owned).collect(),
            evidence: r.text(11)?,
        }),
    };
    Ok(Check {
        id: r.int(0)?,
        person: PersonId(r.int(1)?),
        source: r.text(2)?,
        edition: r.text(3)?,
        seed: r.int(4)?,
        begun_on: kernel::Moment(r.int(5)?).day(),
        result,
    })
}

/// The checks of a person, the newest first.
pub fn of_person(v: &View, person: PersonId) -> Out<Vec<Check>> {
    v.rows(OF_PERSON, &[v.canonical(person)?.into()], check)
}

/// One check.
pub fn one(v: &View, id: i64) -> Out<Option<Check>> {
    v.first(ONE, &[id.into()], check)
}

/// The check under an identifier.
pub fn by_uuid(v: &View, person: PersonId, uuid: &str) -> Out<Option<i64>> {
    v.first(BY_UUID, &[person.into(), uuid.into()], |r| r.int(0))
}

/// The answers of a check; of a question the newest.
pub fn answers(v: &View, id: i64) -> Out<Answers> {
    Ok(v.rows(ANSWERS, &[id.into()], |r| Ok((r.text(0)?, r.text(1)?)))?.into_iter().collect())
}

/// A worker of a unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Worker {
    /// Who.
    pub person: PersonId,
    /// Whole name.
    pub name: String,
    /// Year of birth.
    pub birth_year: Option<i64>,
    /// "bộ phận"
    pub section: String,
}

/// The workers of a unit on a day.
pub fn workers(v: &View, unit: OrganisationId, on: Date) -> Out<Vec<Worker>> {
    v.rows(WORKERS, &[unit.into(), on.into()], |r| {
        Ok(Worker {
            person: PersonId(r.int(0)?),
            name: r.text(1)?,
            birth_year: r.opt_int(2)?,
            section: r.opt_text(3)?.unwrap_or_default(),
        })
    })
}

/// What was last said of a worker: able or not, on which day; and the unit they count for.
pub type Said = (bool, Date, OrganisationId);

/// What was last said of each worker below a unit.
pub fn said(v: &View, top: OrganisationId, on: Date) -> Out<HashMap<PersonId, Said>> {
    let mut newest = HashMap::new();
    v.each(SAID, &[top.into(), on.into()], |r| {
        let able = match (r.text(1)?.as_str(), r.opt_text(2)?.as_deref()) {
            // a check that says neither is no statement
            ("skill.checked", None) => return Ok(()),
            ("skill.checked", said) => said == Some("yes"),
            _ => true,
        };
        newest.insert(PersonId(r.int(0)?), (able, r.day(3)?, OrganisationId(r.int(4)?)));
        Ok(())
    })?;
    Ok(newest)
}

/// The units below with workers on a day, with how many.
pub fn units(v: &View, top: OrganisationId, on: Date) -> Out<Vec<(OrganisationId, i64)>> {
    v.rows(UNITS, &[top.into(), on.into()], |r| Ok((OrganisationId(r.int(0)?), r.int(1)?)))
}

/// A check on paper: its id, the name, day, able, what proves it.
pub type OnPaper = (i64, String, Date, bool, String);

/// The checks on paper of a unit's workers, the newest first.
pub fn on_paper(v: &View, unit: OrganisationId, on: Date) -> Out<Vec<OnPaper>> {
    v.rows(ON_PAPER, &[unit.into(), on.into()], |r| {
        Ok((r.int(0)?, r.text(1)?, r.day(2)?, r.int(3)? == 1, r.text(4)?))
    })
}

/// A check that begins.
pub fn begin(tx: &Tx, person: PersonId, uuid: &str, source: &str, edition: &str, seed: i64) -> Out<i64> {
    let values: [Val; 5] = [person.into(), uuid.into(), source.into(), edition.into(), seed.into()];
    tx.insert("learning_skill_check", "person, uuid, source, edition, seed", &values)
}

/// An answer.
pub fn answer(tx: &Tx, check: i64, question: &str, answer: &str) -> Out<()> {
    let values: [Val; 3] = [check.into(), question.into(), answer.into()];
    tx.insert("learning_skill_answer", "skill_check, question, answer", &values).map(|_| ())
}

/// What came out.
pub fn finish(tx: &Tx, check: i64, day: Date, outcome: &Outcome, evidence: &str) -> Out<()> {
    let number = |n: usize| Val::Int(i64::try_from(n).unwrap_or(i64::MAX));
    let values: [Val; 8] = [
        check.into(),
        day.into(),
        outcome.able.into(),
        number(outcome.points),
        number(outcome.most),
        outcome.wrong.join(",").into(),
        evidence.into(),
        tx.account.into(),
    ];
    tx.insert(
        "learning_skill_result",
        "skill_check, day, able, points, most, advice, evidence, account",
        &values,
    )
    .map(|_| ())
}

/// A result that is taken back.
pub fn void(tx: &Tx, check: i64, reason: &str) -> Out<()> {
    tx.insert("learning_skill_void", "skill_check, reason", &[check.into(), reason.into()]).map(|_| ())
}
