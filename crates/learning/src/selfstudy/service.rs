//! What is done with self-study. Each function is one act inside the caller's transaction.

use super::model::{Declared, Platforms, Rules, SelfStudy, Stage, Turn, faults};
use super::store;
use crate::class::model::Topics;
use ::store::{NewFact, Tx, View};
use kernel::fact::SELF_STUDY_CONFIRMED;
use kernel::{Date, Failure, OrganisationId, PersonId, Result};
use people::person::AffiliationRole;

/// The kind of subject that facts of self-study name.
pub const SUBJECT: &str = "self_study";

/// By which rules declarations are taken.
#[derive(Clone, Copy)]
pub struct Policy<'a> {
    /// What is plausible.
    pub rules: &'a Rules,
    /// What there is to learn.
    pub topics: &'a Topics,
    /// Where.
    pub platforms: &'a Platforms,
}

/// The unit that a person counts for on a day: as a worker, else as an officer, else as a member.
pub fn unit_on(v: &View, person: PersonId, day: Date) -> Result<Option<OrganisationId>> {
    let own = v.canonical(person)?;
    for role in [AffiliationRole::Worker, AffiliationRole::Officer, AffiliationRole::Member] {
        if let Some(unit) = people::person::store::unit_on(v, role, own, day)? {
            return Ok(Some(unit));
        }
    }
    Ok(None)
}

/// Keeps what somebody says of their own learning, and sends it to the union unless it is to wait. `uuid` comes from
/// whoever sends it: the same one again changes nothing and gives the same declaration. `source` says how it came:
/// `screen`, `offline`, `xapi`.
pub fn declare(
    tx: &Tx,
    policy: Policy,
    person: PersonId,
    uuid: &str,
    declared: &Declared,
    send: bool,
    source: &'static str,
) -> Result<i64> {
    let person = tx.canonical(person)?;
    let uuid = tidy_uuid(uuid)?;
    if let Some(id) = store::by_uuid(tx, person, &uuid)? {
        return Ok(id);
    }
    check(tx, policy, person, None, declared)?;
    let id = store::add(tx, person, &uuid, source)?;
    store::say(tx, id, declared)?;
    if send {
        hand_in(tx, &one(tx, id)?)?;
    }
    Ok(id)
}

/// A UUID as it is written: 32 digits of base 16, with or without lines between; kept without.
fn tidy_uuid(text: &str) -> Result<String> {
    let tidy: String = text.chars().filter(|c| *c != '-').collect::<String>().to_lowercase();
    if tidy.len() == 32 && tidy.bytes().all(|b| b.is_ascii_hexdigit()) {
        Ok(tidy)
    } else {
        Err(Failure::field("uuid", "Trang này đã cũ. Hãy tải lại trang rồi gửi lại."))
    }
}

fn check(v: &View, policy: Policy, person: PersonId, except: Option<i64>, declared: &Declared) -> Result<()> {
    let all = store::of_person(v, person)?;
    let others: Vec<Declared> = all
        .into_iter()
        .filter(|s| Some(s.id) != except && s.stage != Stage::Withdrawn)
        .map(|s| s.is)
        .collect();
    let wrong = faults(policy.rules, policy.topics, policy.platforms, declared, &others, v.today());
    if wrong.is_empty() { Ok(()) } else { Err(Failure::Invalid(wrong)) }
}

/// The declaration, or not found.
pub fn one(v: &View, id: i64) -> Result<SelfStudy> {
    store::one(v, id)?.ok_or(Failure::NotFound)
}

/// The declaration when it is this person's own.
pub fn own(v: &View, person: PersonId, id: i64) -> Result<SelfStudy> {
    let study = one(v, id)?;
    if v.canonical(study.person)? == v.canonical(person)? { Ok(study) } else { Err(Failure::NotFound) }
}

/// Changes what is said, until it is confirmed.
pub fn revise(tx: &Tx, policy: Policy, person: PersonId, id: i64, to: &Declared, send: bool) -> Result<()> {
    let study = own(tx, person, id)?;
    if !study.stage.is_open() {
        return Err(closed(study.stage));
    }
    check(tx, policy, tx.canonical(person)?, Some(id), to)?;
    if study.is != *to {
        store::say(tx, id, to)?;
    }
    if send && study.stage.allows(Turn::Sent) {
        hand_in(tx, &SelfStudy { is: to.clone(), ..study })?;
    }
    Ok(())
}

fn closed(stage: Stage) -> Failure {
    Failure::Conflict(
        match stage {
            Stage::Confirmed => {
                "Việc tự học này đã được xác nhận nên không sửa được nữa. Nếu ghi nhầm, hãy nhờ cán bộ công đoàn rút xác nhận."
            }
            Stage::Withdrawn => "Việc tự học này đã rút. Muốn khai lại, hãy thêm mới.",
            _ => "Việc tự học này vừa được người khác thay đổi. Hãy tải lại trang.",
        }
        .to_owned(),
    )
}

/// Hands a declaration to the union.
pub fn send(tx: &Tx, person: PersonId, id: i64) -> Result<()> {
    let study = own(tx, person, id)?;
    if !study.stage.allows(Turn::Sent) {
        return Err(closed(study.stage));
    }
    hand_in(tx, &study)
}

fn hand_in(tx: &Tx, study: &SelfStudy) -> Result<()> {
    let unit = match unit_on(tx, study.person, study.is.last_day)? {
        Some(unit) => Some(unit),
        None => unit_on(tx, study.person, tx.today())?,
    };
    let Some(unit) = unit else {
        return Err(Failure::field(
            "first_day",
            "Bạn chưa có trong danh sách của công đoàn nào vào ngày đó nên chưa gửi được. Hãy lưu lại, và nhờ cán bộ công đoàn ghi bạn vào danh sách.",
        ));
    };
    Ok(store::turn(tx, study.id, Turn::Sent, unit, "")?)
}

/// The person takes a declaration back before it is confirmed.
pub fn withdraw(tx: &Tx, person: PersonId, id: i64) -> Result<()> {
    let study = own(tx, person, id)?;
    if !study.stage.allows(Turn::Withdrawn) {
        return Err(closed(study.stage));
    }
    let unit = study.unit.or(unit_on(tx, study.person, tx.today())?).unwrap_or(OrganisationId(0));
    Ok(store::turn(tx, id, Turn::Withdrawn, unit, "")?)
}

/// The unit whose officers answer a declaration today.
pub fn answering_unit(v: &View, study: &SelfStudy) -> Result<Option<OrganisationId>> {
    let own = v.canonical(study.person)?;
    let today = people::person::store::unit_on(v, AffiliationRole::Worker, own, v.today())?;
    Ok(today.or(study.unit))
}

/// What came of one declaration in an act over many.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// Done.
    Done,
    /// It is the acting person's own.
    Own,
    /// It does not wait any more.
    NotWaiting,
    /// The person belongs to no unit on that day.
    NoUnit,
}

/// Confirms a declaration, as this person: its fact is of the day of the act and of the unit of that day.
pub fn confirm(tx: &Tx, officer: PersonId, id: i64) -> Result<Outcome> {
    let study = one(tx, id)?;
    if tx.canonical(study.person)? == tx.canonical(officer)? {
        return Ok(Outcome::Own);
    }
    if !study.stage.allows(Turn::Confirmed) {
        return Ok(Outcome::NotWaiting);
    }
    let day = study.is.last_day;
    let Some(unit) = unit_on(tx, study.person, day)?.or(study.unit) else { return Ok(Outcome::NoUnit) };
    store::turn(tx, id, Turn::Confirmed, unit, "")?;
    tx.fact(&NewFact {
        kind: SELF_STUDY_CONFIRMED,
        person: Some(study.person),
        organisation: unit,
        day,
        topic: study.is.topic.clone(),
        value: None,
        minutes: Some(study.is.minutes),
        subject_kind: SUBJECT,
        subject: id,
        // what was typed stays with the declaration, so that it can go with the person
        evidence: if study.is.evidence.is_empty() { String::new() } else { "có minh chứng".to_owned() },
        source: if study.source == "offline" { "offline" } else { "screen" },
    })?;
    Ok(Outcome::Done)
}

/// Gives a declaration back to be mended.
pub fn give_back(tx: &Tx, officer: PersonId, id: i64, reason: &str) -> Result<Outcome> {
    let study = one(tx, id)?;
    let reason = good_reason(reason)?;
    if tx.canonical(study.person)? == tx.canonical(officer)? {
        return Ok(Outcome::Own);
    }
    if !study.stage.allows(Turn::Returned) {
        return Ok(Outcome::NotWaiting);
    }
    let unit = answering_unit(tx, &study)?.unwrap_or(OrganisationId(0));
    store::turn(tx, id, Turn::Returned, unit, &reason)?;
    Ok(Outcome::Done)
}

/// Takes a confirmation back: its fact is voided, the person may mend and send again.
pub fn take_back(tx: &Tx, id: i64, reason: &str) -> Result<()> {
    let study = one(tx, id)?;
    let reason = good_reason(reason)?;
    if !study.stage.allows(Turn::TakenBack) {
        return Err(Failure::Conflict(
            "Việc tự học này không còn ở trạng thái đã xác nhận. Hãy tải lại trang.".to_owned(),
        ));
    }
    let unit = answering_unit(tx, &study)?.unwrap_or(OrganisationId(0));
    store::turn(tx, id, Turn::TakenBack, unit, &reason)?;
    for fact in tx.facts_of_subject(SUBJECT, id)? {
        tx.void_fact(fact.id, "rút xác nhận")?;
    }
    Ok(())
}

fn good_reason(reason: &str) -> Result<String> {
    let reason = kernel::name::tidy(reason);
    match reason.chars().count() {
        0..5 => Err(Failure::field("reason", "Hãy ghi lý do để người khai biết cần sửa gì (ít nhất 5 chữ).")),
        301.. => Err(Failure::field("reason", "Lý do dài quá 300 chữ. Hãy viết ngắn lại.")),
        _ => Ok(reason),
    }
}
