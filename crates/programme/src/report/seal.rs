//! Sealing ("niêm phong"): a report's paper, its figures and the people behind each number, frozen and chained;
//! the check of all seals; a sealed report against what is known now.

use super::figures;
use super::model::{Draft, Figures, Report, State, canonical};
use super::paper;
use super::service;
use super::store::{self, Members, Seal};
use crate::indicator::model::Indicator;
use crate::indicator::policy::Policy;
use crate::measure::model::roster_name;
use crate::measure::service::{Ground, Question, in_force};
use crate::measure::store as measures;
use ::store::chain::{Finding, sha256};
use ::store::sockets::Reckoner;
use ::store::{Touched, Tx, View};
use kernel::paper::Paper;
use kernel::{Act, Actor, Failure, OrganisationId, ReportId, Result, Share};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// The numerator's side of a list.
pub const NUMERATOR: &str = "numerator";
/// The denominator's side of a list.
pub const DENOMINATOR: &str = "denominator";

/// What a seal holds besides its lists.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Sealed {
    /// The paper as it was sealed, without the foot line.
    pub paper: Paper,
    /// The figures.
    pub figures: Figures,
    /// What people wrote.
    pub draft: Draft,
    /// The codes of the units whose reports were not accepted.
    pub missing: Vec<String>,
    /// Indicators whose denominator list is the same as another one's, and whose.
    pub same_denominator: BTreeMap<String, String>,
}

impl Sealed {
    /// Reads a seal's body.
    pub fn of(seal: &Seal) -> Result<Sealed> {
        serde_json::from_str(&seal.body).map_err(|e| Failure::broken(format!("seal {}: {e}", seal.id)))
    }
}

/// What the sealer saw and agreed to.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Consent {
    /// The fingerprint of the figures that were shown ([`fingerprint`]); empty to take them as they are.
    pub figures: String,
    /// Seal although reports are missing.
    pub partial: bool,
}

/// A fingerprint of figures: what is shown before sealing is what is sealed.
pub fn fingerprint(figures: &Figures) -> String {
    serde_json::to_value(figures).map_or_else(|_| String::new(), |v| sha256(canonical(&v).as_bytes()))
}

/// The units whose reports are not accepted, of those that owe one.
pub fn not_accepted(figures: &Figures) -> Vec<&super::model::UnitLine> {
    figures.units.iter().filter(|u| u.is_owed && !u.is_accepted()).collect()
}

/// Seals a report: an accepted one of a unit, or a consolidated one that was handed to its signer.
pub fn seal(tx: &Tx, policy: &Policy, actor: &Actor, id: ReportId, consent: &Consent) -> Result<Seal> {
    let report = service::load(tx, id)?;
    service::may(tx, actor, Act::SealReport, report.organisation)?;
    let consolidates = service::consolidates(policy, &report);
    let ready = if consolidates { State::Submitted } else { State::Accepted };
    if report.state != ready {
        return Err(service::not_now(&report, "niêm phong"));
    }
    service::not_own(tx, actor, &report)?;
    let form = service::form(policy, &report.form)?;
    let figures = figures::compute(tx, policy, form, &report.level, report.organisation, report.period)?;
    if !consent.figures.is_empty() && consent.figures != fingerprint(&figures) {
        return Err(Failure::Conflict(
            "Số liệu vừa thay đổi sau khi bạn mở trang. Hãy xem lại số mới rồi niêm phong.".to_owned(),
        ));
    }
    let missing: Vec<String> = not_accepted(&figures).into_iter().map(|u| u.code.clone()).collect();
    if !missing.is_empty() && !consent.partial {
        return Err(Failure::field(
            "partial",
            format!(
                "Còn {} đơn vị chưa có báo cáo được duyệt. Hãy xác nhận niêm phong khi còn thiếu, hoặc chờ đủ.",
                missing.len()
            ),
        ));
    }
    let main = figures::main_question(report.organisation, report.period, figures.as_of);
    let ground = Ground::load(tx, &main)?;
    let (members, same_denominator) = packed(live(tx, policy, &main, &ground)?);
    let number = store::take_number(tx, report.organisation, service::NUMBER_KIND, id)?;
    let copy = paper::Copy {
        form,
        level: &report.level,
        unit: report.organisation,
        period: report.period,
        draft: &report.body.draft,
        figures: &figures,
        number: Some(number),
        date: Some(tx.today()),
        state: State::Sealed,
        signer: if consolidates { Some(actor.name.as_str()) } else { None },
    };
    let sealed = Sealed {
        paper: paper::compose(tx, policy, &copy)?,
        figures,
        draft: report.body.draft.clone(),
        missing,
        same_denominator,
    };
    let body = serde_json::to_value(&sealed).map_err(|e| Failure::broken(e.to_string()))?;
    let fingerprints: BTreeMap<&str, &str> =
        sealed.figures.lines.iter().map(|l| (l.code.as_str(), l.fingerprint.as_str())).collect();
    let policy_text = serde_json::json!({
        "form": form.code, "form_version": form.version, "indicators": fingerprints,
    });
    let earlier = store::seals_of(tx, id)?;
    let mut seal = Seal {
        id: 0,
        report: id,
        version: earlier.last().map_or(1, |s| s.version + 1),
        supersedes: earlier.last().map(|s| s.id),
        as_of_day: sealed.figures.as_of,
        as_of_txn: tx.txn(),
        policy: canonical(&policy_text),
        body: canonical(&body),
        list_sha256: list_digest(&members),
        prev_sha256: store::last_seal(tx)?,
        sha256: String::new(),
    };
    seal.sha256 = digest(&seal);
    if let Some(wrong) = miscounted(&sealed, &members).first() {
        return Err(Failure::broken(format!("a list does not make its number: {wrong}")));
    }
    seal.id = store::add_seal(tx, &seal)?;
    store::add_members(tx, seal.id, &members)?;
    store::add_move(tx, &report, State::Sealed, "", &BTreeMap::new(), Some(actor.account))?;
    Ok(seal)
}

/// The subjects behind both sides of each indicator, by unit, as known now: code → (side → unit → subjects).
type Lists = BTreeMap<(String, &'static str), BTreeMap<OrganisationId, BTreeSet<i64>>>;

/// Who is behind every number of a question now.
pub fn live(v: &View, policy: &Policy, q: &Question, ground: &Ground) -> Result<Lists> {
    let mut lists = Lists::new();
    let mut populations: HashMap<&'static str, Vec<(i64, OrganisationId)>> = HashMap::new();
    let mut codes: Vec<&str> = policy.all_versions().iter().map(|i| i.code.as_str()).collect();
    codes.dedup();
    for code in codes {
        let Some((indicator, window)) = in_force(policy, code, q) else { continue };
        let mut places = Places { ground, indicator, known: HashMap::new() };
        let behind = measures::behind(v, code, &window.code(), q.day())?;
        lists.insert((code.to_owned(), NUMERATOR), places.grouped(&behind));
        let all = match roster_name(indicator.population) {
            Some(name) => {
                if !populations.contains_key(name) {
                    populations.insert(name, measures::population(v, name, q.day())?);
                }
                places.grouped(&populations[name])
            }
            None => {
                let units: Vec<(i64, OrganisationId)> =
                    ground.tree().subtree(q.unit).into_iter().map(|u| (u.id.0, u.id)).collect();
                places.grouped(&units)
            }
        };
        lists.insert((code.to_owned(), DENOMINATOR), all);
    }
    Ok(lists)
}

/// Where people of a unit count for an indicator; each unit is asked once.
struct Places<'a> {
    ground: &'a Ground,
    indicator: &'a Indicator,
    known: HashMap<OrganisationId, Option<OrganisationId>>,
}

impl Places<'_> {
    fn grouped(&mut self, rows: &[(i64, OrganisationId)]) -> BTreeMap<OrganisationId, BTreeSet<i64>> {
        let mut out: BTreeMap<OrganisationId, BTreeSet<i64>> = BTreeMap::new();
        for (subject, leaf) in rows {
            let place =
                *self.known.entry(*leaf).or_insert_with(|| self.ground.place_of(self.indicator, *leaf));
            if let Some(place) = place {
                out.entry(place).or_default().insert(*subject);
            }
        }
        out
    }
}

/// Lists as rows; a denominator that another indicator has already is only named.
fn packed(lists: Lists) -> (Vec<Members>, BTreeMap<String, String>) {
    let mut same = BTreeMap::new();
    let mut kept: Vec<(String, &BTreeMap<OrganisationId, BTreeSet<i64>>)> = Vec::new();
    let mut rows = Vec::new();
    for ((code, side), by_unit) in &lists {
        if *side == DENOMINATOR {
            if let Some((first, _)) = kept.iter().find(|(_, other)| *other == by_unit) {
                same.insert(code.clone(), first.clone());
                continue;
            }
            kept.push((code.clone(), by_unit));
        }
        for (unit, subjects) in by_unit {
            rows.push(Members {
                indicator: code.clone(),
                side: (*side).to_owned(),
                organisation: *unit,
                subjects: subjects.iter().copied().collect(),
            });
        }
    }
    rows.sort_unstable();
    (rows, same)
}

fn list_digest(members: &[Members]) -> String {
    let mut text = String::new();
    for m in members {
        text.push_str(&format!("{}\t{}\t{}\t{}\n", m.indicator, m.side, m.organisation, m.text()));
    }
    sha256(text.as_bytes())
}

fn digest(s: &Seal) -> String {
    let text = format!(
        "{}\n{}\n{}\n{}\n{}\n{}\n{}\n{}\n{}",
        s.report,
        s.version,
        s.supersedes.map_or_else(String::new, |i| i.to_string()),
        s.as_of_day,
        s.as_of_txn,
        s.policy,
        s.list_sha256,
        s.prev_sha256,
        s.body,
    );
    sha256(text.as_bytes())
}

/// Where a list does not make the number it stands behind.
fn miscounted(sealed: &Sealed, members: &[Members]) -> Vec<String> {
    let mut counts: HashMap<(&str, &str), usize> = HashMap::new();
    for m in members {
        *counts.entry((&m.indicator, &m.side)).or_default() += m.subjects.len();
    }
    let mut wrong = Vec::new();
    for l in &sealed.figures.lines {
        let all = sealed.same_denominator.get(&l.code).unwrap_or(&l.code);
        let sides = [
            (NUMERATOR, l.code.as_str(), l.share.numerator),
            (DENOMINATOR, all.as_str(), l.share.denominator),
        ];
        for (side, code, number) in sides {
            let listed = counts.get(&(code, side)).copied().unwrap_or(0);
            if i64::try_from(listed).ok() != Some(number) {
                wrong.push(format!("{} {side}: {number}, the list holds {listed}", l.code));
            }
        }
    }
    wrong
}

/// Checks every seal again: its text, its lists, its numbers, its place in the chain.
pub fn check_seals(v: &View) -> Result<Vec<Finding>> {
    let mut found = Vec::new();
    let mut prev = "0".repeat(64);
    for seal in store::seals(v)? {
        let mut wrong = |what: String| {
            found.push(Finding {
                place: format!(
                    "programme_seal {} (report {}, version {})",
                    seal.id, seal.report, seal.version
                ),
                wrong: what,
            });
        };
        if seal.prev_sha256 != prev {
            wrong(format!("follows {}, the seal before it is {prev}", seal.prev_sha256));
        }
        prev.clone_from(&seal.sha256);
        let right = digest(&seal);
        if right != seal.sha256 {
            wrong(format!("its digest is {}, recomputed {right}", seal.sha256));
        }
        match store::members(v, seal.id) {
            Err(e) => wrong(format!("its lists cannot be read: {e}")),
            Ok(mut members) => {
                members.sort_unstable();
                let right = list_digest(&members);
                if right != seal.list_sha256 {
                    wrong(format!("the digest of its lists is {}, recomputed {right}", seal.list_sha256));
                }
                match Sealed::of(&seal) {
                    Ok(sealed) => miscounted(&sealed, &members).into_iter().for_each(&mut wrong),
                    Err(e) => wrong(format!("its text cannot be read: {e}")),
                }
            }
        }
        let is_canonical = serde_json::from_str(&seal.body).is_ok_and(|b| canonical(&b) == seal.body);
        if !is_canonical {
            wrong("its text is not canonical JSON".to_owned());
        }
    }
    Ok(found)
}

/// Lets `verify` check all seals; there is nothing to reckon.
pub struct Seals;

impl Reckoner for Seals {
    fn reckon(&self, _: &Tx, _: &Touched) -> Result<()> {
        Ok(())
    }
    fn check(&self, view: &View) -> Result<Vec<Finding>> {
        check_seals(view)
    }
    fn rebuild(&self, _: &Tx) -> Result<()> {
        Ok(())
    }
}

/// One side of an indicator, sealed against now. `now - sealed = added - removed`, always.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Change {
    /// How many were sealed.
    pub sealed: i64,
    /// How many there are now.
    pub now: i64,
    /// Who came: (subject, unit).
    pub added: Vec<(i64, OrganisationId)>,
    /// Who went: (subject, unit then).
    pub removed: Vec<(i64, OrganisationId)>,
    /// Who is still counted, elsewhere: (subject, then, now).
    pub moved: Vec<(i64, OrganisationId, OrganisationId)>,
}

/// One indicator, sealed against now.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Explained {
    /// Its code.
    pub code: String,
    /// Its name when it was sealed.
    pub name: String,
    /// Are the subjects units?
    pub of_units: bool,
    /// As sealed.
    pub sealed: Share,
    /// As counted now, for the same days.
    pub now: Share,
    /// The numerator's changes.
    pub numerator: Change,
    /// The denominator's changes.
    pub denominator: Change,
    /// Is it defined otherwise by now?
    pub is_redefined: bool,
}

/// A sealed report against what is known now about the same unit, period and day.
pub fn explain(v: &View, policy: &Policy, report: &Report, seal: &Seal) -> Result<Vec<Explained>> {
    let sealed = Sealed::of(seal)?;
    let q = figures::main_question(report.organisation, report.period, sealed.figures.as_of);
    let ground = Ground::load(v, &q)?;
    let now = live(v, policy, &q, &ground)?;
    let mut then: HashMap<(String, String), BTreeMap<i64, OrganisationId>> = HashMap::new();
    for m in store::members(v, seal.id)? {
        let list = then.entry((m.indicator, m.side)).or_default();
        list.extend(m.subjects.into_iter().map(|s| (s, m.organisation)));
    }
    let none = BTreeMap::new();
    let mut out = Vec::new();
    for l in &sealed.figures.lines {
        let all = sealed.same_denominator.get(&l.code).unwrap_or(&l.code);
        let change = |code: &str, own: &str, side: &'static str| {
            let then = then.get(&(code.to_owned(), side.to_owned())).unwrap_or(&none);
            let now: BTreeMap<i64, OrganisationId> = now
                .get(&(own.to_owned(), side))
                .into_iter()
                .flatten()
                .flat_map(|(unit, subjects)| subjects.iter().map(move |s| (*s, *unit)))
                .collect();
            compare(then, &now)
        };
        let numerator = change(&l.code, &l.code, NUMERATOR);
        let denominator = change(all, &l.code, DENOMINATOR);
        let current = in_force(policy, &l.code, &q).map(|(i, _)| i.fingerprint.as_str());
        out.push(Explained {
            code: l.code.clone(),
            name: l.name.clone(),
            of_units: l.of_units,
            sealed: l.share,
            now: Share::new(numerator.now, denominator.now),
            numerator,
            denominator,
            is_redefined: current != Some(l.fingerprint.as_str()),
        });
    }
    Ok(out)
}

fn compare(then: &BTreeMap<i64, OrganisationId>, now: &BTreeMap<i64, OrganisationId>) -> Change {
    let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    let missing_in = |a: &BTreeMap<i64, OrganisationId>, b: &BTreeMap<i64, OrganisationId>| {
        a.iter().filter(|(s, _)| !b.contains_key(s)).map(|(s, u)| (*s, *u)).collect::<Vec<_>>()
    };
    let moved = then
        .iter()
        .filter_map(|(s, from)| now.get(s).filter(|to| *to != from).map(|to| (*s, *from, *to)))
        .collect();
    Change {
        sealed: count(then.len()),
        now: count(now.len()),
        added: missing_in(now, then),
        removed: missing_in(then, now),
        moved,
    }
}
