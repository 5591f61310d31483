//! Saying yes and taking it back.

use super::model::{self, Giver, Turn};
use super::store::{self, Line};
use crate::rules::model::Otherwise;
use crate::rules::{ConsentPurpose, Rules};
use ::store::chain::sha256;
use ::store::{Tx, View};
use kernel::{Date, Failure, FieldFault, Moment, PersonId, Result};
use people::restriction;

/// A yes or a no.
#[derive(Clone, Debug)]
pub struct Said {
    /// Who, and whether.
    pub turn: Turn,
    /// The representative's name, when they speak.
    pub giver_name: String,
    /// `own` on the person's own page, `paper` by an officer.
    pub channel: &'static str,
    /// What proves it: where the paper lies.
    pub evidence: String,
    /// In which language the words were read: `vi`, `en`.
    pub language: &'static str,
}

/// Keeps what somebody said about a purpose. The words they read are kept with it.
pub fn say(tx: &Tx, rules: &Rules, person: PersonId, purpose: &str, said: &Said) -> Result<i64> {
    let purpose = rules.consent(purpose).ok_or(Failure::NotFound)?;
    if said.turn.given {
        // a yes while nothing may be used would be a yes to nothing
        restriction::service::refuse(tx, person)?;
    }
    let mut faults = Vec::new();
    if said.turn.giver == Giver::Representative && said.giver_name.is_empty() {
        faults.push(FieldFault::new(
            "nguoi_dai_dien",
            "Hãy ghi họ tên người đại diện (cha, mẹ, người giám hộ).",
        ));
    }
    if said.channel == "paper" && said.evidence.chars().count() < 5 {
        faults.push(FieldFault::new("bang_chung", "Hãy ghi bản giấy đang lưu ở đâu, ký ngày nào."));
    }
    if !faults.is_empty() {
        return Err(Failure::Invalid(faults));
    }
    let body = words(purpose, said.language);
    let digest =
        sha256(format!("{}\n{}\n{}\n{body}", purpose.code, purpose.version, said.language).as_bytes());
    store::keep_text(tx, &purpose.code, said.language, body, &digest)?;
    let line = Line {
        purpose: purpose.code.clone(),
        turn: said.turn.clone(),
        giver_name: said.giver_name.clone(),
        channel: said.channel.to_owned(),
        evidence: said.evidence.clone(),
        at: Moment(0),
        text: None,
    };
    Ok(store::add(tx, person, &line, &digest)?)
}

fn words<'a>(purpose: &'a ConsentPurpose, language: &str) -> &'a str {
    if language == "en" { &purpose.text_en } else { &purpose.text }
}

/// How one purpose stands for a person.
#[derive(Clone, Debug)]
pub struct Standing<'a> {
    /// What for.
    pub purpose: &'a ConsentPurpose,
    /// Does it hold today?
    pub holds: bool,
    /// Whose yes is needed.
    pub needed: Vec<Giver>,
    /// Whose yes is missing.
    pub waits: Vec<Giver>,
    /// Does a restriction of processing suspend it?
    pub is_restricted: bool,
    /// What the person said last.
    pub own: Option<bool>,
    /// The lines, oldest first.
    pub lines: Vec<Line>,
}

/// How every purpose stands for a person today.
pub fn standing<'a>(v: &View, rules: &'a Rules, person: PersonId, today: Date) -> Result<Vec<Standing<'a>>> {
    let known = restriction::service::behind(v, person)?;
    let is_restricted = restriction::service::holds(v, person)?;
    let age = known.and_then(|p| model::age(p.birth_day, p.birth_year, today));
    let needed = model::needed(age, &rules.minors);
    let all = store::of_person(v, person)?;
    let one = |purpose: &'a ConsentPurpose| {
        let lines: Vec<Line> = all.iter().filter(|l| l.purpose == purpose.code).cloned().collect();
        let turns: Vec<Turn> = lines.iter().map(|l| l.turn.clone()).collect();
        Standing {
            purpose,
            holds: !is_restricted && model::holds(&turns, &needed),
            waits: model::waits(&turns, &needed),
            is_restricted,
            needed: needed.clone(),
            own: turns.iter().rev().find(|t| t.giver == Giver::Own).map(|t| t.given),
            lines,
        }
    };
    Ok(rules.consents.iter().map(one).collect())
}

/// What may be published of a person under a purpose: the whole name while every consent that is needed holds, else the
/// initials (a child's consent and the representative's; a restriction leaves nothing at all).
pub fn public_name(v: &View, rules: &Rules, person: PersonId, purpose: &str, today: Date) -> Result<String> {
    let known = people::person::store::one(v, person)?.ok_or(Failure::NotFound)?;
    if restriction::service::holds(v, person)? || holds(v, rules, person, purpose, today)? {
        return Ok(known.full_name);
    }
    Ok(match rules.minors.otherwise {
        Otherwise::Initials => model::initials(&known.full_name),
        Otherwise::Nothing => String::new(),
    })
}

/// May this be done with the person's data? The one question other houses ask before they publish or share.
pub fn holds(v: &View, rules: &Rules, person: PersonId, purpose: &str, today: Date) -> Result<bool> {
    Ok(standing(v, rules, person, today)?.iter().any(|s| s.purpose.code == purpose && s.holds))
}
