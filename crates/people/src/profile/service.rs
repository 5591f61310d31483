//! What is said of a person's competence, beside what the facts count.

use super::model::{Competence, Voice};
use super::store::{self, Household, Said};
use ::store::{SeenFact, Tx, View};
use kernel::{Date, Failure, OrganisationId, PersonId, Result};
use std::collections::BTreeSet;

/// One line of a person's profile.
#[derive(Clone, Debug)]
pub struct Standing {
    /// Facts of this year that feed the line.
    pub this_year: usize,
    /// Facts of all years.
    pub ever: usize,
    /// What the person declared.
    pub declared: Option<Said>,
    /// What the union attested.
    pub attested: Option<Said>,
}

/// The profile of a person, line by line in the order of the plan.
pub fn profile(v: &View, policy: &Competence, person: PersonId, today: Date) -> Result<Vec<Standing>> {
    let facts = v.facts_of_person(person)?;
    let said = store::said(v, person)?;
    let latest =
        |line: &str, voice: Voice| said.iter().rfind(|s| s.line == line && s.voice == voice).cloned();
    Ok(policy
        .lines()
        .iter()
        .map(|line| {
            let feeds: Vec<&SeenFact> = facts.iter().filter(|f| line.takes(&f.topic)).collect();
            Standing {
                this_year: feeds.iter().filter(|f| f.day.year() == today.year()).count(),
                ever: feeds.len(),
                declared: latest(&line.code, Voice::Declared),
                attested: latest(&line.code, Voice::Attested),
            }
        })
        .collect())
}

/// Writes levels that differ from what the same voice said before. Gives how many are new.
pub fn say(
    tx: &Tx,
    policy: &Competence,
    person: PersonId,
    voice: Voice,
    levels: &[(String, String)],
    evidence: &str,
    on: Date,
) -> Result<usize> {
    let before = store::said(tx, person)?;
    let mut new = 0;
    for (line, level) in levels {
        if !policy.lines().iter().any(|l| l.code == *line) || policy.level(level).is_none() {
            return Err(Failure::field(line.as_str(), "Hãy chọn mức trong danh sách."));
        }
        let same = before.iter().rfind(|s| s.line == *line && s.voice == voice);
        // the same level with another evidence or day is said again by the union only
        if same.is_some_and(|s| {
            s.level == *level && (voice == Voice::Declared || (s.evidence == evidence && s.on == on))
        }) {
            continue;
        }
        let said = Said {
            id: 0,
            line: line.clone(),
            voice,
            level: level.clone(),
            on,
            evidence: evidence.to_owned(),
        };
        store::say(tx, person, &said)?;
        new += 1;
    }
    Ok(new)
}

/// How many workers of a unit have something in a line.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct LineCount {
    /// At least one fact in the year.
    pub learned: i64,
    /// A level of their own.
    pub declared: i64,
    /// A level from the union.
    pub attested: i64,
}

/// The lines of everybody who works below a unit on a day, in the order of the plan.
pub fn of_unit(
    v: &View,
    policy: &Competence,
    top: OrganisationId,
    on: Date,
    year: (Date, Date),
) -> Result<Vec<LineCount>> {
    let learned = store::learned_below(v, top, on, year.0, year.1)?;
    let said = store::said_below(v, top, on)?;
    let many = |people: BTreeSet<PersonId>| i64::try_from(people.len()).unwrap_or(i64::MAX);
    let voice = |line: &str, voice: Voice| {
        many(said.iter().filter(|s| s.1 == line && s.2 == voice.code()).map(|s| s.0).collect())
    };
    Ok(policy
        .lines()
        .iter()
        .map(|line| LineCount {
            learned: many(learned.iter().filter(|(_, t)| line.takes(t)).map(|(p, _)| *p).collect()),
            declared: voice(&line.code, Voice::Declared),
            attested: voice(&line.code, Voice::Attested),
        })
        .collect())
}

/// Keeps the household of a year.
pub fn keep_household(tx: &Tx, person: PersonId, h: &Household) -> Result<()> {
    if h.members < 1 || h.members > 50 {
        return Err(Failure::field("thanh_vien", "Số người trong hộ từ 1 đến 50."));
    }
    if h.learners < 0 || h.learners > h.members {
        return Err(Failure::field("dang_hoc", "Số người học không quá số người trong hộ."));
    }
    let this = i64::from(tx.today().year());
    if h.year < 2016 || h.year > this {
        return Err(Failure::field("nam", "Năm từ 2016 đến năm nay."));
    }
    Ok(store::keep(tx, person, h)?)
}
