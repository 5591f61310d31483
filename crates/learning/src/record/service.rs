//! Reading a record from the facts; making, opening and withdrawing links to it.

use super::model::{Entry, Link, Record, RecordRules, Status};
use super::source::{Told, sources};
use super::store;
use ::store::{SeenFact, Tx, View};
use kernel::fact::{CLASS_ATTENDED, CLASS_PASSED};
use kernel::{Failure, FieldFault, PersonId, Result};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// Kinds of fact that are no learning: titles, plans, checks beside a class.
const NO_LEARNING: [&str; 4] = ["title.awarded", "title.revoked", "plan.learning_union", "skill.checked"];

/// The title of what no source names; the page says it in the reader's language.
pub const UNNAMED: &str = "";

/// Everything a person has learned, under all ids that are the same person.
pub fn record(v: &View, person: PersonId) -> Result<Record> {
    let sources = sources();
    let person = v.canonical(person)?;
    let mut by_subject: BTreeMap<(String, i64), Vec<SeenFact>> = BTreeMap::new();
    for fact in v.facts_of_person(person)? {
        if !NO_LEARNING.contains(&fact.kind.as_str()) {
            by_subject.entry((fact.subject_kind.clone(), fact.subject)).or_default().push(fact);
        }
    }
    let mut entries: BTreeMap<(String, i64), Entry> = BTreeMap::new();
    let mut parts: Vec<((&'static str, i64), Entry)> = Vec::new();
    for ((kind, subject), facts) in &by_subject {
        let told = match sources.iter().find(|s| s.subject_kind() == kind) {
            Some(source) => source.told(v, *subject)?,
            None => Some(unnamed(kind)),
        };
        let Some(told) = told else { continue };
        let part_of = told.part_of;
        let Some(entry) = entry(told, facts) else { continue };
        match part_of {
            Some(whole) => parts.push((whole, entry)),
            None => {
                entries.insert((kind.clone(), *subject), entry);
            }
        }
    }
    fold_parts(&mut entries, parts);
    let mut all: Vec<Entry> = entries.into_values().collect();
    for id in v.ids_of(person)? {
        for source in &sources {
            all.extend(source.declared(v, id)?);
        }
    }
    Ok(Record::new(all))
}

/// Parts are told by their whole, when it is there: the longer of both times counts.
fn fold_parts(entries: &mut BTreeMap<(String, i64), Entry>, parts: Vec<((&'static str, i64), Entry)>) {
    let mut minutes: BTreeMap<(String, i64), i64> = BTreeMap::new();
    for ((kind, whole), part) in parts {
        let key = (kind.to_owned(), whole);
        match entries.get_mut(&key) {
            Some(entry) => {
                let sum = minutes.entry(key).or_default();
                *sum += part.minutes;
                entry.minutes = entry.minutes.max(*sum);
            }
            None => {
                entries.insert((part.subject_kind.clone(), part.subject), part);
            }
        }
    }
}

fn unnamed(kind: &str) -> Told {
    let status = if kind == "self_study" { Status::Confirmed } else { Status::Verified };
    Told { title: UNNAMED.to_owned(), place: String::new(), status, part_of: None }
}

/// What the facts of one thing amount to.
fn entry(told: Told, facts: &[SeenFact]) -> Option<Entry> {
    let first = facts.first()?;
    let attended = facts.iter().filter(|f| f.kind == CLASS_ATTENDED.0);
    let mut topics: Vec<String> = facts.iter().map(|f| f.topic.0.clone()).filter(|t| !t.is_empty()).collect();
    topics.sort_unstable();
    topics.dedup();
    let passed =
        |f: &&SeenFact| f.kind == CLASS_PASSED.0 || f.kind == "course.passed" || f.kind == "quiz.passed";
    Some(Entry {
        subject_kind: first.subject_kind.clone(),
        subject: first.subject,
        title: told.title,
        place: told.place,
        day: facts.iter().map(|f| f.day).max().unwrap_or(first.day),
        // a class of two topics says its time twice: it is one stretch
        minutes: attended.chain(facts).filter_map(|f| f.minutes).max().unwrap_or(0),
        topics,
        passed: facts.iter().any(|f| passed(&f)),
        status: told.status,
    })
}

/// What a link shall show.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Wish {
    /// Valid for so many days.
    pub days: i64,
    /// Only these years; none means the whole record.
    pub years: Vec<i16>,
    /// The whole name, or initials?
    pub whole_name: bool,
}

/// The digest under which a link is kept.
pub fn digest(secret: &str) -> String {
    Sha256::digest(secret.as_bytes()).iter().map(|b| format!("{b:02x}")).collect()
}

/// A secret for a link, from 32 bytes of chance: 128 bits are enough and stay short.
pub fn secret(chance: [u8; 32]) -> String {
    chance.iter().take(16).map(|b| format!("{b:02x}")).collect()
}

/// Makes a link to one's own record.
pub fn share(tx: &Tx, rules: &RecordRules, person: PersonId, wish: &Wish, secret: &str) -> Result<i64> {
    let mut faults = Vec::new();
    if !rules.link_days.contains(&wish.days) {
        faults.push(FieldFault::new("ngay", "Hãy chọn thời hạn trong danh sách."));
    }
    let today = tx.today();
    let valid = links(tx, person)?.iter().filter(|l| l.opens_on(today)).count();
    if valid >= rules.links_at_once {
        faults.push(FieldFault::new(
            "ngay",
            format!("Bạn đang có {valid} đường dẫn còn hạn. Hãy thu hồi bớt rồi tạo lại."),
        ));
    }
    let known = record(tx, person)?.years();
    if wish.years.iter().any(|y| !known.contains(y)) {
        faults.push(FieldFault::new("nam", "Có năm mà sổ của bạn chưa có gì. Hãy chọn lại."));
    }
    if !faults.is_empty() {
        return Err(Failure::Invalid(faults));
    }
    let ends = today.checked_add(length_of(wish.days)).unwrap_or(today);
    Ok(store::add_link(tx, person, &digest(secret), wish, today, ends)?)
}

fn length_of(days: i64) -> std::time::Duration {
    std::time::Duration::from_secs(u64::try_from(days).unwrap_or(0) * 86_400)
}

/// The links of a person under all ids, newest first.
pub fn links(v: &View, person: PersonId) -> Result<Vec<Link>> {
    let mut all = Vec::new();
    for id in v.ids_of(person)? {
        all.extend(store::links(v, id)?);
    }
    all.sort_by_key(|l| std::cmp::Reverse(l.id));
    Ok(all)
}

/// Withdraws one's own link. Another's is not found.
pub fn withdraw(tx: &Tx, person: PersonId, link: i64) -> Result<()> {
    let own = links(tx, person)?.into_iter().find(|l| l.id == link).ok_or(Failure::NotFound)?;
    if !own.withdrawn {
        store::withdraw(tx, link)?;
    }
    Ok(())
}

/// The link of a secret, when it opens something today. Expired, withdrawn and never made look the same.
pub fn opened(v: &View, secret: &str) -> Result<Link> {
    let link = store::by_digest(v, &digest(secret))?;
    link.filter(|l| l.opens_on(v.today())).ok_or(Failure::NotFound)
}
