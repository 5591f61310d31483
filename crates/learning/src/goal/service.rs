//! What is done with a plan. Each function is one act inside the caller's transaction.

use super::model::{Aim, Goal, GoalRules, Learned, Standing, faults};
use super::store;
use crate::class::model::Topics;
use ::store::{Tx, View};
use kernel::{Failure, PersonId, Result, Topic};

/// What a person learned, as the facts tell it.
pub fn learned(v: &View, person: PersonId) -> Result<Vec<Learned>> {
    let facts = v.facts_of_person(v.canonical(person)?)?;
    Ok(facts
        .into_iter()
        .map(|f| Learned {
            day: f.day,
            topic: f.topic,
            minutes: f.minutes.unwrap_or(0),
            finished: f.kind.ends_with(".passed"),
            subject: (f.subject_kind, f.subject),
        })
        .collect())
}

/// Puts a goal into a year's plan.
pub fn add(
    tx: &Tx,
    rules: &GoalRules,
    topics: &Topics,
    person: PersonId,
    year: i16,
    aim: &Aim,
) -> Result<i64> {
    let person = tx.canonical(person)?;
    may_plan(tx, rules, year)?;
    let wrong = faults(rules, topics, aim);
    if !wrong.is_empty() {
        return Err(Failure::Invalid(wrong));
    }
    if store::of_year(tx, person, year)?.len() >= rules.most_goals {
        return Err(full(rules));
    }
    let id = store::add(tx, person, year)?;
    store::say(tx, id, Some((aim, None)))?;
    Ok(id)
}

fn full(rules: &GoalRules) -> Failure {
    Failure::field(
        "what",
        format!(
            "Kế hoạch một năm có nhiều nhất {} mục tiêu. Hãy bỏ bớt một mục tiêu trước.",
            rules.most_goals
        ),
    )
}

fn may_plan(v: &View, rules: &GoalRules, year: i16) -> Result<()> {
    let now = v.today().year();
    if (now..=now + rules.years_ahead).contains(&year) {
        Ok(())
    } else {
        Err(Failure::field(
            "year",
            format!("Chỉ lập được kế hoạch từ năm {now} đến năm {}.", now + rules.years_ahead),
        ))
    }
}

fn own(v: &View, person: PersonId, id: i64) -> Result<Goal> {
    store::one(v, person, id)?.ok_or(Failure::NotFound)
}

/// Says that a goal is done, or not yet.
pub fn tick(tx: &Tx, person: PersonId, id: i64, done: bool) -> Result<()> {
    let goal = own(tx, person, id)?;
    Ok(store::say(tx, id, Some((&goal.aim, done.then(|| tx.today()))))?)
}

/// Drops a goal.
pub fn drop_goal(tx: &Tx, person: PersonId, id: i64) -> Result<()> {
    own(tx, person, id)?;
    Ok(store::say(tx, id, None)?)
}

/// Copies the goals of the year before into a year that has none like them. Gives how many.
pub fn copy_last_year(tx: &Tx, rules: &GoalRules, person: PersonId, year: i16) -> Result<usize> {
    may_plan(tx, rules, year)?;
    let person = tx.canonical(person)?;
    let mut have: Vec<Aim> = store::of_year(tx, person, year)?.into_iter().map(|g| g.aim).collect();
    let mut copied = 0;
    for goal in store::of_year(tx, person, year - 1)? {
        if have.contains(&goal.aim) {
            continue;
        }
        if have.len() >= rules.most_goals {
            return Err(full(rules));
        }
        let id = store::add(tx, person, year)?;
        store::say(tx, id, Some((&goal.aim, None)))?;
        have.push(goal.aim);
        copied += 1;
    }
    Ok(copied)
}

/// A goal that wants to be called to mind: for the home page, and for whoever sends notices.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reminder {
    /// The goal.
    pub goal: Goal,
    /// Soon, or late.
    pub standing: Standing,
    /// What it is about.
    pub topic: Topic,
}

/// What a person should be reminded of today.
pub fn reminders(v: &View, rules: &GoalRules, person: PersonId) -> Result<Vec<Reminder>> {
    let goals = store::of_year(v, person, v.today().year())?;
    if goals.is_empty() {
        return Ok(Vec::new());
    }
    let learned = learned(v, person)?;
    let all = goals.into_iter().map(|goal| {
        let standing = goal.standing(&learned, v.today(), rules.remind_days_before);
        Reminder { topic: goal.aim.topic.clone(), goal, standing }
    });
    Ok(all.filter(|r| matches!(r.standing, Standing::Soon | Standing::Late)).collect())
}
