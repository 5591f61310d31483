//! Every SQL of measures.

use super::model::Contribution;
use kernel::{Date, OrganisationId, PersonId};
use people::person::model::Attribution;
use std::collections::{BTreeMap, HashMap};
use store::{Row, StoreError, Tx, Val, View};

type Out<T> = Result<T, StoreError>;

store::statements! {
    /// What one subject contributes.
    OF_SUBJECT = "select indicator, period, subject, organisation, valid_from, valid_to from programme_contribution \
        where subject = $1 order by indicator, period, valid_from";
    /// What some subjects contribute.
    OF_SUBJECTS = "select indicator, period, subject, organisation, valid_from, valid_to from programme_contribution \
        where subject in ($1)";
    /// All contributions.
    ALL = "select indicator, period, subject, organisation, valid_from, valid_to from programme_contribution \
        order by subject, indicator, period, valid_from";
    /// Forgets one subject's contribution to one window.
    FORGET = "delete from programme_contribution where subject = $1 and indicator = $2 and period = $3 and valid_from = $4";
    /// Adds a step.
    STEP_TAIL = "insert into programme_count (indicator, period, organisation, day, delta) values ($1, $2, $3, $4, $5) \
        on conflict (indicator, period, organisation, day) do update set delta = programme_count.delta + excluded.delta";
    /// Every step.
    STEPS = "select indicator, period, organisation, day, delta from programme_count \
        order by indicator, period, organisation, day";
    /// The numbers of all units themselves on a day.
    COUNTS = "select organisation, cast(sum(delta) as bigint) from programme_count where indicator = $1 and period = $2 \
        and day <= $3 group by organisation";
    /// The number of one unit itself on a day.
    COUNT_OF = "select cast(coalesce(sum(delta), 0) as bigint) from programme_count where indicator = $1 and period = $2 \
        and organisation = $3 and day <= $4";
    /// The steps of all units in a window, for a trend.
    TREND = "select organisation, day, delta from programme_count where indicator = $1 and period = $2 order by day";
    /// The steps of a window by unit and month, up to a day.
    TREND_BY_MONTH = "select organisation, substr(day, 1, 7), cast(sum(delta) as bigint) from programme_count \
        where indicator = $1 and period = $2 and day <= $3 group by organisation, substr(day, 1, 7)";
    /// The steps of the headcounts by unit and month, up to a day (the view that houses may read).
    HEADS_BY_MONTH = "select organisation, substr(day, 1, 7), cast(sum(delta) as bigint) from people_headcount \
        where population = $1 and day <= $2 group by organisation, substr(day, 1, 7)";
    /// Everybody behind a number with their first day, by unit: for a list on another tree.
    BEHIND_SINCE = "select subject, organisation, valid_from from programme_contribution where indicator = $1 \
        and period = $2 and valid_from <= $3 and $3 < valid_to";
    /// People whose name holds the words, in the Vietnamese order of names.
    IN_ORDER = "select person from people_person_state where retired_txn is null and fold like $1 order by sort_key, person";
    /// What a list shows of one person.
    NAMED = "select person, full_name, fold, birth_day, birth_year, sort_key from people_person_state \
        where person = $1 and retired_txn is null";
    /// Everybody of a population in one unit on a day.
    MEMBERS = "select person from people_attribution where population = $1 and organisation = $2 and valid_from <= $3 \
        and $3 < valid_to";
    /// Everybody behind a number in one unit, with their first day.
    MEMBERS_SINCE = "select subject, valid_from from programme_contribution where indicator = $1 and period = $2 \
        and organisation = $3 and valid_from <= $4 and $4 < valid_to";
    /// The roster of one person (the view that houses may read).
    ROSTER_OF = "select population, organisation, valid_from, valid_to from people_attribution where person = $1 \
        order by population, valid_from";
    /// The whole roster.
    ROSTER = "select population, person, organisation, valid_from, valid_to from people_attribution \
        order by person, population, valid_from";
    /// Everybody behind a number, by unit: for a seal.
    BEHIND = "select subject, organisation from programme_contribution where indicator = $1 and period = $2 \
        and valid_from <= $3 and $3 < valid_to order by organisation, subject";
    /// Everybody of a population on a day, by unit: for a seal.
    POPULATION = "select person, organisation from people_attribution where population = $1 and valid_from <= $2 \
        and $2 < valid_to order by organisation, person";
}

fn contribution(r: &Row) -> Out<Contribution> {
    Ok(Contribution {
        indicator: r.text(0)?,
        period: r.text(1)?,
        subject: r.int(2)?,
        organisation: OrganisationId(r.int(3)?),
        from: r.day(4)?,
        to: r.day(5)?,
    })
}

/// What a subject contributes as it is kept.
pub fn of_subject(v: &View, subject: i64) -> Out<Vec<Contribution>> {
    v.rows(OF_SUBJECT, &[subject.into()], contribution)
}

/// What some subjects contribute as it is kept.
pub fn of_subjects(v: &View, subjects: &[i64]) -> Out<BTreeMap<i64, Vec<Contribution>>> {
    let mut out: BTreeMap<i64, Vec<Contribution>> = BTreeMap::new();
    v.each_in(OF_SUBJECTS, subjects, |r| {
        let c = contribution(r)?;
        out.entry(c.subject).or_default().push(c);
        Ok(())
    })?;
    Ok(out)
}

/// Everything that is kept.
pub fn all(v: &View) -> Out<Vec<Contribution>> {
    v.rows(ALL, &[], contribution)
}

/// The roster of one person by population.
pub fn roster_of(v: &View, person: PersonId) -> Out<BTreeMap<String, Vec<Attribution>>> {
    let mut out: BTreeMap<String, Vec<Attribution>> = BTreeMap::new();
    v.each(ROSTER_OF, &[person.into()], |r| {
        let a = Attribution { organisation: OrganisationId(r.int(1)?), from: r.day(2)?, to: r.day(3)? };
        out.entry(r.text(0)?).or_default().push(a);
        Ok(())
    })?;
    Ok(out)
}

/// The whole roster: person → population → attributions.
pub fn roster(v: &View) -> Out<HashMap<i64, BTreeMap<String, Vec<Attribution>>>> {
    let mut out: HashMap<i64, BTreeMap<String, Vec<Attribution>>> = HashMap::new();
    v.each(ROSTER, &[], |r| {
        let a = Attribution { organisation: OrganisationId(r.int(2)?), from: r.day(3)?, to: r.day(4)? };
        out.entry(r.int(1)?).or_default().entry(r.text(0)?).or_default().push(a);
        Ok(())
    })?;
    Ok(out)
}

/// Steps: (indicator, period, unit, day) → change.
pub type Steps = BTreeMap<(String, String, OrganisationId, Date), i64>;

/// Adds the two steps of a contribution.
pub fn step(steps: &mut Steps, c: &Contribution, sign: i64) {
    let key = |day| (c.indicator.clone(), c.period.clone(), c.organisation, day);
    *steps.entry(key(c.from)).or_default() += sign;
    *steps.entry(key(c.to)).or_default() -= sign;
}

/// Writes differences: contributions that go, contributions that come, and the steps of both.
pub fn write(tx: &Tx, gone: &[Contribution], new: &[Contribution]) -> Out<()> {
    let mut steps = Steps::new();
    for c in gone {
        let key = [c.subject.into(), c.indicator.as_str().into(), c.period.as_str().into(), c.from.into()];
        tx.derive(FORGET, &key)?;
        step(&mut steps, c, -1);
    }
    let mut values = Vec::with_capacity(new.len() * 6);
    for c in new {
        step(&mut steps, c, 1);
        values.extend([
            Val::from(c.indicator.as_str()),
            c.period.as_str().into(),
            c.subject.into(),
            c.organisation.into(),
            c.from.into(),
            c.to.into(),
        ]);
    }
    tx.derive_all(
        "programme_contribution",
        "indicator, period, subject, organisation, valid_from, valid_to",
        "",
        6,
        &values,
    )?;
    let mut values = Vec::with_capacity(steps.len() * 5);
    for ((indicator, period, organisation, day), delta) in steps.into_iter().filter(|(_, d)| *d != 0) {
        values.extend([indicator.into(), period.into(), organisation.into(), day.into(), Val::Int(delta)]);
    }
    tx.derive_all(
        "programme_count",
        "indicator, period, organisation, day, delta",
        "on conflict (indicator, period, organisation, day) do update set delta = programme_count.delta + excluded.delta",
        5,
        &values,
    )
}

/// Throws all sums away.
pub fn clear(tx: &Tx) -> Out<()> {
    tx.derive("delete from programme_contribution", &[])?;
    tx.derive("delete from programme_count", &[])?;
    Ok(())
}

/// Every step as it is kept.
pub fn steps(v: &View) -> Out<Steps> {
    let mut out = Steps::new();
    v.each(STEPS, &[], |r| {
        out.insert((r.text(0)?, r.text(1)?, OrganisationId(r.int(2)?), r.day(3)?), r.int(4)?);
        Ok(())
    })?;
    Ok(out)
}

/// The numbers of all units themselves on a day.
pub fn counts(v: &View, indicator: &str, period: &str, on: Date) -> Out<HashMap<OrganisationId, i64>> {
    let rows = v.rows(COUNTS, &[indicator.into(), period.into(), on.into()], |r| {
        Ok((OrganisationId(r.int(0)?), r.int(1)?))
    })?;
    Ok(rows.into_iter().collect())
}

/// The number of one unit itself on a day.
pub fn count_of(v: &View, indicator: &str, period: &str, unit: OrganisationId, on: Date) -> Out<i64> {
    v.number(COUNT_OF, &[indicator.into(), period.into(), unit.into(), on.into()])
}

/// All steps of a window: (unit, day, change), by day.
pub fn trend(v: &View, indicator: &str, period: &str) -> Out<Vec<(OrganisationId, Date, i64)>> {
    v.rows(TREND, &[indicator.into(), period.into()], |r| {
        Ok((OrganisationId(r.int(0)?), r.day(1)?, r.int(2)?))
    })
}

/// How numbers changed in each month, up to a day: (unit, `2026-10`, change).
pub type MonthSteps = Vec<(OrganisationId, String, i64)>;

fn month_step(r: &Row) -> Out<(OrganisationId, String, i64)> {
    Ok((OrganisationId(r.int(0)?), r.text(1)?, r.int(2)?))
}

/// How the numbers of a window changed in each month, up to a day.
pub fn trend_by_month(v: &View, indicator: &str, period: &str, on: Date) -> Out<MonthSteps> {
    v.rows(TREND_BY_MONTH, &[indicator.into(), period.into(), on.into()], month_step)
}

/// How headcounts changed in each month, up to a day.
pub fn heads_by_month(v: &View, population: &str, on: Date) -> Out<MonthSteps> {
    v.rows(HEADS_BY_MONTH, &[population.into(), on.into()], month_step)
}

/// Everybody behind a numerator on a day: (subject, unit) → since when.
pub fn behind_since(
    v: &View,
    indicator: &str,
    period: &str,
    on: Date,
) -> Out<HashMap<(i64, OrganisationId), Date>> {
    let rows = v.rows(BEHIND_SINCE, &[indicator.into(), period.into(), on.into()], |r| {
        Ok(((r.int(0)?, OrganisationId(r.int(1)?)), r.day(2)?))
    })?;
    Ok(rows.into_iter().collect())
}

/// What a list shows of a person.
pub struct Named {
    /// Who.
    pub person: PersonId,
    /// Whole name.
    pub full_name: String,
    /// The name without marks.
    pub fold: String,
    /// Day or year of birth.
    pub birth: String,
    /// Its place in the Vietnamese order of names.
    pub sort_key: Vec<u8>,
}

fn birth_text(day: Option<Date>, year: Option<i64>) -> String {
    day.map(kernel::time::day_text).or_else(|| year.map(|y| y.to_string())).unwrap_or_default()
}

/// A person's name and birth.
pub fn named(v: &View, person: PersonId) -> Out<Option<Named>> {
    v.first(NAMED, &[person.into()], |r| {
        Ok(Named {
            person: PersonId(r.int(0)?),
            full_name: r.text(1)?,
            fold: r.text(2)?,
            birth: birth_text(r.opt_day(3)?, r.opt_int(4)?),
            sort_key: r.opt_bytes(5)?.unwrap_or_default(),
        })
    })
}

/// Everybody whose name holds these words (marks do not matter), in order.
pub fn in_order(v: &View, words: &str) -> Out<Vec<i64>> {
    let words: String = words.chars().filter(|c| !"%_\\".contains(*c)).collect();
    v.rows(IN_ORDER, &[format!("%{words}%").into()], |r| r.int(0))
}

/// Everybody of a population in one unit on a day.
pub fn members(v: &View, population: &str, unit: OrganisationId, on: Date) -> Out<Vec<i64>> {
    v.rows(MEMBERS, &[population.into(), unit.into(), on.into()], |r| r.int(0))
}

/// Everybody behind a number in one unit → since when.
pub fn members_since(
    v: &View,
    indicator: &str,
    period: &str,
    unit: OrganisationId,
    on: Date,
) -> Out<HashMap<i64, Date>> {
    let args = [indicator.into(), period.into(), unit.into(), on.into()];
    Ok(v.rows(MEMBERS_SINCE, &args, |r| Ok((r.int(0)?, r.day(1)?)))?.into_iter().collect())
}

/// Everybody behind a numerator on a day: (subject, unit).
pub fn behind(v: &View, indicator: &str, period: &str, on: Date) -> Out<Vec<(i64, OrganisationId)>> {
    v.rows(BEHIND, &[indicator.into(), period.into(), on.into()], |r| {
        Ok((r.int(0)?, OrganisationId(r.int(1)?)))
    })
}

/// Everybody of a population on a day: (person, unit).
pub fn population(v: &View, population: &str, on: Date) -> Out<Vec<(i64, OrganisationId)>> {
    v.rows(POPULATION, &[population.into(), on.into()], |r| Ok((r.int(0)?, OrganisationId(r.int(1)?))))
}

/// A person in the list behind a number.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Behind {
    /// Who.
    pub person: PersonId,
    /// Whole name.
    pub full_name: String,
    /// Year of birth.
    pub birth: String,
    /// The unit they count for.
    pub organisation: OrganisationId,
    /// Since which day they meet the rule; none when they do not.
    pub since: Option<Date>,
}
