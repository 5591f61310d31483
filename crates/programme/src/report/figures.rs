//! The computed part of a report: numbers of the period and of the year so far, classes, units.

use super::model::{Activity, Figure, Figures, Obligation, UnitLine};
use super::store;
use crate::indicator::form::{Does, Form, Section, SectionKind};
use crate::indicator::model::{Indicator, Subject};
use crate::indicator::policy::Policy;
use crate::measure::service::{Ground, Line, Question, board, lines_on};
use ::store::View;
use kernel::{Date, OrganisationId, Period, Result};
use people::organisation::{Organisation, Tree, store as units};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// The question behind a report's main numbers: the whole year as of the period's end.
pub fn main_question(unit: OrganisationId, period: Period, as_of: Date) -> Question {
    Question::new(unit, Period::year(period.last_year()), period.attribution_day(as_of))
}

/// The day on which a report's figures are cut off: the form's day, or today while that lies ahead.
pub fn cut_off(form: &Form, period: Period, today: Date) -> Date {
    form.cut_off(period).min(today)
}

/// Computes a report's figures for a unit.
pub fn compute(
    v: &View,
    policy: &Policy,
    form: &Form,
    level: &str,
    unit: OrganisationId,
    period: Period,
) -> Result<Figures> {
    let as_of = cut_off(form, period, v.today());
    let main = main_question(unit, period, as_of);
    let ground = Ground::load(v, &main)?;
    let board = board(v, policy, &main, &ground)?;
    let alone = if period == main.period {
        Vec::new()
    } else {
        lines_on(v, policy, &Question::new(unit, period, main.as_of), &ground)?
    };
    let lines = board.iter().map(|(line, _)| figure(line, period, &alone)).collect();
    let consolidates = form.writer(level).is_some_and(|w| w.does == Does::Consolidates);
    let (units, unit_columns) = if consolidates {
        let columns = unit_columns(policy, form, main.day());
        let shares: Vec<Option<&HashMap<_, _>>> = columns
            .iter()
            .map(|code| board.iter().find(|(l, _)| l.indicator.code == *code).map(|(_, totals)| totals))
            .collect();
        let mut owed = owed_below(v, form, period, unit)?;
        if owed.is_empty() {
            owed = not_asked(form, period, unit, &ground);
        }
        let mut rows = Vec::with_capacity(owed.len());
        for o in &owed {
            let shares = shares.iter().map(|t| t.and_then(|t| t.get(&o.organisation)).copied()).collect();
            rows.push(unit_line(v, o, &ground, shares)?);
        }
        rows.sort_by(|a, b| a.code.cmp(&b.code));
        (rows, columns)
    } else {
        (Vec::new(), Vec::new())
    };
    Ok(Figures {
        period,
        as_of,
        tree_on: main.day(),
        lines,
        activities: activities(v, policy, unit, period, main.day())?,
        units,
        unit_columns,
    })
}

fn figure(line: &Line, period: Period, alone: &[Line]) -> Figure {
    let i = line.indicator;
    let in_period = alone.iter().find(|l| l.indicator.code == i.code && l.window == period);
    Figure {
        code: i.code.clone(),
        version: i.version,
        group: i.group.clone(),
        printed: i.printed,
        name: i.name.vi.clone(),
        unit_of_count: i.unit_of_count.vi.clone(),
        window: line.window,
        share: line.share,
        in_period: in_period.map(|l| l.share),
        target: line.target.map(|t| t.threshold),
        met: line.met(),
        of_units: i.population.subject() == Subject::Organisation,
        fingerprint: i.fingerprint.clone(),
    }
}

/// Does a table of indicators show this one?
pub fn shows(section: &Section, figure: &Figure) -> bool {
    section.set.as_ref().is_some_and(|set| *set == figure.group) || section.indicators.contains(&figure.code)
}

/// The indicators that stand beside each unit in the table of units: those of the form's first table.
fn unit_columns(policy: &Policy, form: &Form, on: Date) -> Vec<String> {
    let Some(first) = form.sections.iter().find(|s| s.kind == SectionKind::Indicators) else {
        return Vec::new();
    };
    let shown = |i: &&Indicator| {
        first.set.as_ref().is_some_and(|set| *set == i.group) || first.indicators.contains(&i.code)
    };
    policy.in_force(on).filter(shown).map(|i| i.code.clone()).collect()
}

/// Who below a unit owes it a report.
pub fn owed_below(v: &View, form: &Form, period: Period, top: OrganisationId) -> Result<Vec<Obligation>> {
    let on = period.attribution_day(v.today());
    let tree = units::tree(v, Tree::main(), on)?;
    let inside: HashSet<OrganisationId> = tree.subtree(top).into_iter().map(|u| u.id).collect();
    let mut out = Vec::new();
    for o in store::obligations(v, &form.code, period)? {
        // a unit that ended meanwhile still belongs where it last stood
        let below = inside.contains(&o.organisation) || units::reaches(v, &[top], o.organisation, on)?;
        if o.organisation != top && below {
            out.push(o);
        }
    }
    Ok(out)
}

/// The units of the form's writing levels below a unit, while nobody was asked for anything.
fn not_asked(form: &Form, period: Period, top: OrganisationId, ground: &Ground) -> Vec<Obligation> {
    let writes = |u: &&&Organisation| {
        u.id != top && form.writer(u.kind.code()).is_some_and(|w| w.does == Does::Writes)
    };
    let owed = |u: &Organisation| Obligation {
        id: 0,
        form: form.code.clone(),
        organisation: u.id,
        level: u.kind.code().to_owned(),
        period,
        due_on: form.due(u.kind.code(), period).unwrap_or(period.last_day()),
        report: None,
        state: None,
        submitted_on: None,
    };
    ground.tree().subtree(top).iter().filter(writes).map(|u| owed(u)).collect()
}

fn unit_line(
    v: &View,
    o: &Obligation,
    ground: &Ground,
    shares: Vec<Option<kernel::Share>>,
) -> Result<UnitLine> {
    let unit = match ground.tree().get(o.organisation) {
        Some(u) => Some(u.clone()),
        None => units::last(v, o.organisation)?,
    };
    Ok(UnitLine {
        organisation: o.organisation,
        code: unit.as_ref().map_or_else(String::new, |u| u.code.clone()),
        name: unit.map_or_else(String::new, |u| u.name),
        state: o.state.map(|s| s.code().to_owned()),
        is_owed: o.id != 0,
        due_on: o.due_on,
        submitted_on: o.submitted_on,
        shares,
    })
}

#[derive(Default)]
struct Tally {
    classes: HashSet<i64>,
    people: HashSet<i64>,
    turns: HashSet<(i64, i64)>,
    passed: HashSet<i64>,
    minutes: HashMap<(i64, i64, String), i64>,
}

impl Tally {
    fn add(&mut self, l: &store::Learned) {
        self.classes.insert(l.class);
        if l.passed {
            self.passed.insert(l.person);
            return;
        }
        self.people.insert(l.person);
        self.turns.insert((l.class, l.person));
        // a class about two topics writes two facts of the same hours: they count once
        let minutes = self.minutes.entry((l.class, l.person, l.day.clone())).or_default();
        *minutes = l.minutes.max(*minutes);
    }
    fn activity(&self, area: &str, name: &str) -> Activity {
        let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
        Activity {
            area: area.to_owned(),
            name: name.to_owned(),
            classes: count(self.classes.len()),
            people: count(self.people.len()),
            turns: count(self.turns.len()),
            passed: count(self.passed.len()),
            minutes: self.minutes.values().sum(),
        }
    }
}

/// Classes held in the period below a unit, by area of learning. A class about two areas stands in both; the
/// sum counts it once.
fn activities(
    v: &View,
    policy: &Policy,
    unit: OrganisationId,
    period: Period,
    until: Date,
) -> Result<Vec<Activity>> {
    let mut by_area: BTreeMap<String, Tally> = BTreeMap::new();
    let mut all = Tally::default();
    store::learned(v, unit, period.start(), until, |l| {
        let area = l.topic.split('.').next().unwrap_or("");
        match by_area.get_mut(area) {
            Some(tally) => tally.add(&l),
            None => by_area.entry(area.to_owned()).or_default().add(&l),
        }
        all.add(&l);
    })?;
    if by_area.is_empty() {
        return Ok(Vec::new());
    }
    let known: BTreeSet<&str> = policy.areas().iter().map(|a| a.code.as_str()).collect();
    let ordered = policy.areas().iter().map(|a| a.code.as_str());
    let others: Vec<&str> = by_area.keys().map(String::as_str).filter(|a| !known.contains(a)).collect();
    let mut out: Vec<Activity> = ordered
        .chain(others)
        .filter_map(|code| {
            let name = policy.topic_name(code).map_or("Nội dung khác", |(vi, _)| vi);
            by_area.get(code).map(|t| t.activity(code, name))
        })
        .collect();
    out.push(all.activity("", "Cộng"));
    Ok(out)
}
