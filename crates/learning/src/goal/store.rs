//! Every SQL of learning plans.

use super::model::{Aim, Goal, GoalKind};
use kernel::{Date, OrganisationId, PersonId, Topic};
use store::{StoreError, Tx, Val, View};

type Out<T> = Result<T, StoreError>;

store::statements! {
    /// The goals of a person under all ids in a year; a goal that was dropped has no row of what it is.
    OF_YEAR = "select g.id, g.year, s.kind, s.topic, s.what, s.minutes, s.due_month, s.done_on from learning_goal g \
        join learning_goal_state s on s.goal = g.id and s.retired_txn is null where g.year = $2 and g.person in \
        (select cast($1 as bigint) union all select a.person from store_alias a where a.same_as = $1) \
        order by s.due_month, g.id";
    /// One goal of a person.
    ONE = "select g.id, g.year, s.kind, s.topic, s.what, s.minutes, s.due_month, s.done_on from learning_goal g \
        join learning_goal_state s on s.goal = g.id and s.retired_txn is null where g.id = $2 and g.person in \
        (select cast($1 as bigint) union all select a.person from store_alias a where a.same_as = $1)";
    /// The row of what a goal is.
    STATE_ROW = "select id from learning_goal_state where goal = $1 and retired_txn is null";
    /// How many people below a unit on a day are workers, and how many of them have a plan for the year.
    PLANNED = "select (select count(*) from people_attribution a where a.population = 'workers' \
          and a.valid_from <= $2 and $2 < a.valid_to and exists (select 1 from people_closure k where k.ancestor = $1 \
          and k.descendant = a.organisation and k.valid_from <= $2 and $2 < k.valid_to)), \
        (select count(distinct a.person) from learning_goal g \
          join learning_goal_state s on s.goal = g.id and s.retired_txn is null \
          join people_attribution a on a.population = 'workers' and a.valid_from <= $2 and $2 < a.valid_to \
            and a.person = coalesce((select l.same_as from store_alias l where l.person = g.person), g.person) \
          where g.year = $3 and exists (select 1 from people_closure k where k.ancestor = $1 \
            and k.descendant = a.organisation and k.valid_from <= $2 and $2 < k.valid_to))";
}

fn goal(r: &store::Row) -> Out<Goal> {
    let code = r.text(2)?;
    Ok(Goal {
        id: r.int(0)?,
        year: i16::try_from(r.int(1)?).unwrap_or_default(),
        aim: Aim {
            kind: GoalKind::find(&code)
                .ok_or_else(|| StoreError::Own(format!("{code} is not a kind of goal")))?,
            topic: Topic(r.text(3)?),
            what: r.text(4)?,
            minutes: r.int(5)?,
            due_month: i8::try_from(r.int(6)?).unwrap_or(12),
        },
        done_on: kernel::time::parse_day(&r.text(7)?),
    })
}

/// A person's goals of a year.
pub fn of_year(v: &View, person: PersonId, year: i16) -> Out<Vec<Goal>> {
    v.rows(OF_YEAR, &[v.canonical(person)?.into(), i64::from(year).into()], goal)
}

/// One goal of a person.
pub fn one(v: &View, person: PersonId, id: i64) -> Out<Option<Goal>> {
    v.first(ONE, &[v.canonical(person)?.into(), id.into()], goal)
}

/// How many workers below these units have a plan for the year, and how many workers there are.
pub fn planned(v: &View, tops: &[OrganisationId], year: i16, today: Date) -> Out<(i64, i64)> {
    let (mut with, mut all) = (0, 0);
    for top in tops {
        let args = [(*top).into(), today.into(), i64::from(year).into()];
        if let Some((workers, planned)) = v.first(PLANNED, &args, |r| Ok((r.int(0)?, r.int(1)?)))? {
            all += workers;
            with += planned;
        }
    }
    Ok((with, all))
}

/// A new goal.
pub fn add(tx: &Tx, person: PersonId, year: i16) -> Out<i64> {
    tx.insert("learning_goal", "person, year", &[person.into(), i64::from(year).into()])
}

/// What a goal is from now on; nothing: it is dropped.
pub fn say(tx: &Tx, id: i64, is: Option<(&Aim, Option<Date>)>) -> Out<()> {
    if let Some(row) = tx.first(STATE_ROW, &[id.into()], |r| r.int(0))? {
        tx.retire("learning_goal_state", row)?;
    }
    let Some((aim, done_on)) = is else { return Ok(()) };
    let values: [Val; 7] = [
        id.into(),
        aim.kind.code().into(),
        aim.topic.0.as_str().into(),
        aim.what.as_str().into(),
        aim.minutes.into(),
        i64::from(aim.due_month).into(),
        done_on.map_or_else(String::new, |d| d.to_string()).into(),
    ];
    tx.insert("learning_goal_state", "goal, kind, topic, what, minutes, due_month, done_on", &values)
        .map(|_| ())
}
