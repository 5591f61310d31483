//! What is done with checks of digital skill. Each function is one act inside the caller's transaction.

use super::model::{Outcome, Questions};
use super::store::{self, Check, Kept};
use crate::selfstudy::service::unit_on;
use ::store::{NewFact, Tx, View};
use kernel::fact::SKILL_CHECKED;
use kernel::{Date, Failure, OrganisationId, PersonId, Result, Topic, time};

/// The kind of subject that facts of checks name.
pub const SUBJECT: &str = "skill_check";
/// What is checked.
const TOPIC: &str = "digital_skill";

/// How somebody stands: what may be done now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The newest result.
    pub newest: Option<Kept>,
    /// A check that was begun and may go on.
    pub open: Option<Check>,
    /// From which day on another one may be begun; none: now.
    pub wait_until: Option<Date>,
}

/// How a person stands.
pub fn standing(v: &View, questions: &Questions, person: PersonId) -> Result<Standing> {
    let all = store::of_person(v, person)?;
    let oldest = time::days_later(v.today(), -questions.resume_days);
    let open = all
        .iter()
        .find(|c| c.result.is_none() && c.source == "screen")
        .filter(|c| c.edition == questions.edition && c.begun_on >= oldest)
        .cloned();
    let newest =
        all.iter().filter_map(|c| Some((c.result.clone()?, c.id))).max_by_key(|(r, id)| (r.day, *id));
    let newest = newest.map(|(result, _)| result);
    let next = newest.as_ref().map(|r| questions.next(r.day, r.able));
    Ok(Standing { newest, open, wait_until: next.filter(|day| *day > v.today()) })
}

/// Begins a check, or goes on with the one that is open.
pub fn begin(tx: &Tx, questions: &Questions, person: PersonId, uuid: &str, seed: i64) -> Result<i64> {
    let person = tx.canonical(person)?;
    if let Some(id) = store::by_uuid(tx, person, uuid)? {
        return Ok(id);
    }
    let standing = standing(tx, questions, person)?;
    if let Some(open) = standing.open {
        return Ok(open.id);
    }
    if let Some(day) = standing.wait_until {
        return Err(Failure::Conflict(format!("Bạn làm lại được từ ngày {}.", time::day_text(day))));
    }
    if unit_on(tx, person, tx.today())?.is_none() {
        return Err(Failure::Conflict(
            "Bạn chưa có trong danh sách của công đoàn nào nên kết quả chưa ghi được. Hãy nhờ cán bộ công đoàn ghi bạn vào danh sách trước."
                .to_owned(),
        ));
    }
    Ok(store::begin(tx, person, uuid, "screen", &questions.edition, seed)?)
}

/// The open check of a person, or not found.
pub fn open(v: &View, questions: &Questions, person: PersonId) -> Result<Check> {
    standing(v, questions, person)?.open.ok_or(Failure::NotFound)
}

/// Keeps an answer. When it was the last one that was missing, the check is finished and its fact written; gives what
/// came out.
pub fn answer(
    tx: &Tx,
    questions: &Questions,
    person: PersonId,
    question: &str,
    answer: &str,
) -> Result<Option<Outcome>> {
    let check = open(tx, questions, person)?;
    let drawn = questions.drawn(check.seed);
    if !drawn.iter().any(|q| q.code() == question) {
        return Err(Failure::NotFound);
    }
    let mut answers = store::answers(tx, check.id)?;
    if answers.get(question).map(String::as_str) != Some(answer) {
        store::answer(tx, check.id, question, answer)?;
        answers.insert(question.to_owned(), answer.to_owned());
    }
    if drawn.iter().any(|q| !answers.contains_key(&q.code())) {
        return Ok(None);
    }
    let outcome = questions.judge(check.seed, &answers);
    let day = tx.today();
    let Some(unit) = unit_on(tx, person, day)? else {
        return Err(Failure::Conflict(
            "Bạn không còn trong danh sách của công đoàn nào nên kết quả chưa ghi được.".to_owned(),
        ));
    };
    store::finish(tx, check.id, day, &outcome, "")?;
    write_fact(tx, check.person, unit, day, outcome.able, check.id, "screen")?;
    Ok(Some(outcome))
}

fn write_fact(
    tx: &Tx,
    person: PersonId,
    unit: OrganisationId,
    day: Date,
    able: bool,
    check: i64,
    source: &'static str,
) -> Result<()> {
    tx.fact(&NewFact {
        kind: SKILL_CHECKED,
        person: Some(person),
        organisation: unit,
        day,
        topic: Topic(TOPIC.to_owned()),
        value: Some(if able { "yes" } else { "no" }.to_owned()),
        minutes: None,
        subject_kind: SUBJECT,
        subject: check,
        evidence: String::new(),
        source,
    })?;
    Ok(())
}

/// What an officer records of a check done on paper or by interview.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paper {
    /// The form's identifier: sent twice, it is recorded once.
    pub uuid: String,
    /// The day of the check.
    pub day: Date,
    /// "biết"
    pub able: bool,
    /// What proves it.
    pub evidence: String,
}

/// What came of recording one person.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Recorded {
    /// Recorded.
    Done,
    /// Was recorded before by the same form.
    Before,
    /// It is the officer.
    Own,
    /// Was no worker of the unit on that day.
    NotHere,
}

/// What is wrong with what an officer wants to record.
pub fn paper_faults(questions: &Questions, paper: &Paper, today: Date) -> Vec<kernel::FieldFault> {
    let mut wrong = Vec::new();
    let earliest = time::days_later(today, -questions.oldest_paper_days);
    if paper.day > today || paper.day < earliest {
        wrong.push(kernel::FieldFault::new(
            "day",
            format!("Hãy ghi ngày kiểm tra từ {} đến {}.", time::day_text(earliest), time::day_text(today)),
        ));
    }
    match paper.evidence.chars().count() {
        0..5 => wrong.push(kernel::FieldFault::new(
            "evidence",
            "Hãy ghi minh chứng: số biên bản, phiếu kiểm tra, hoặc ai đã phỏng vấn.",
        )),
        301.. => wrong.push(kernel::FieldFault::new("evidence", "Dài quá 300 chữ. Hãy viết ngắn lại.")),
        _ => {}
    }
    wrong
}

/// Records a check on paper of one worker of a unit.
pub fn record(
    tx: &Tx,
    officer: PersonId,
    unit: OrganisationId,
    person: PersonId,
    paper: &Paper,
    edition: &str,
) -> Result<Recorded> {
    let person = tx.canonical(person)?;
    if person == tx.canonical(officer)? {
        return Ok(Recorded::Own);
    }
    if store::by_uuid(tx, person, &paper.uuid)?.is_some() {
        return Ok(Recorded::Before);
    }
    // the list is of today's workers; the fact belongs to the unit of the day of the check
    let here = |day| people::person::store::unit_on(tx, people::person::AffiliationRole::Worker, person, day);
    if here(tx.today())? != Some(unit) {
        return Ok(Recorded::NotHere);
    }
    let Some(unit) = here(paper.day)? else { return Ok(Recorded::NotHere) };
    let id = store::begin(tx, person, &paper.uuid, "paper", edition, 0)?;
    let outcome = Outcome { able: paper.able, points: 0, most: 0, wrong: Vec::new() };
    store::finish(tx, id, paper.day, &outcome, &paper.evidence)?;
    write_fact(tx, person, unit, paper.day, paper.able, id, "paper")?;
    Ok(Recorded::Done)
}

/// Takes a check on paper back: its fact is voided.
pub fn take_back(tx: &Tx, unit: OrganisationId, id: i64, reason: &str) -> Result<()> {
    let reason = kernel::name::tidy(reason);
    if !store::on_paper(tx, unit, tx.today())?.iter().any(|p| p.0 == id) {
        return Err(Failure::NotFound);
    }
    if !(5..=300).contains(&reason.chars().count()) {
        return Err(Failure::field("reason", "Hãy ghi lý do rút kết quả (từ 5 đến 300 chữ)."));
    }
    store::void(tx, id, &reason)?;
    for fact in tx.facts_of_subject(SUBJECT, id)? {
        tx.void_fact(fact.id, "rút kết quả")?;
    }
    Ok(())
}
