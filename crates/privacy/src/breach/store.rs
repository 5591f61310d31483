//! Every SQL of breaches.

use kernel::{Moment, OrganisationId, PersonId};
use store::{Row, StoreError, Tx, View};

type Out<T> = Result<T, StoreError>;

store::statements! {
    /// All breaches of a subtree, newest first.
    BELOW = "select b.id, b.organisation, b.discovered_at, b.exercise, s.title, s.what, s.fields, s.cause, s.measures, s.id, \
        (select count(*) from privacy_breach_person p where p.breach = b.id) from privacy_breach b \
        join privacy_breach_state s on s.breach = b.id and s.retired_txn is null \
        where b.organisation = $1 or exists (select 1 from people_closure c where c.ancestor = $1 \
        and c.descendant = b.organisation) order by b.discovered_at desc, b.id desc";
    /// One breach.
    ONE = "select b.id, b.organisation, b.discovered_at, b.exercise, s.title, s.what, s.fields, s.cause, s.measures, s.id, \
        (select count(*) from privacy_breach_person p where p.breach = b.id) from privacy_breach b \
        join privacy_breach_state s on s.breach = b.id and s.retired_txn is null where b.id = $1";
    /// The steps of a breach.
    STEPS = "select s.step, s.note, s.at, p.full_name from privacy_breach_step s \
        left join people_account a on a.id = s.account \
        left join people_person_state p on p.person = a.person and p.retired_txn is null where s.breach = $1 order by s.id";
    /// Whose data it touched.
    PEOPLE = "select b.person, p.full_name, p.phone from privacy_breach_person b \
        join people_person_state p on p.person = b.person and p.retired_txn is null where b.breach = $1 \
        order by p.sort_key, b.person";
    /// Everybody who counts for a unit or below it on a day.
    OF_UNIT = "select distinct a.person from people_attribution a where a.valid_from <= $2 and $2 < a.valid_to \
        and (a.organisation = $1 or exists (select 1 from people_closure c where c.ancestor = $1 \
        and c.descendant = a.organisation)) and not exists (select 1 from privacy_breach_person b where b.breach = $3 \
        and b.person = a.person) order by a.person";
    /// What an account looked at between two moments, person by person.
    SEEN_BY = "select l.detail from store_look l join store_txn t on t.id = l.id / 1048576 \
        where t.account = $1 and t.at >= $2 and t.at < $3 and l.people = 1";
}

/// A breach as it is believed.
#[derive(Clone, Debug, Default)]
pub struct Breach {
    /// Its number.
    pub id: i64,
    /// The unit that answers for it.
    pub organisation: OrganisationIdOrNone,
    /// When it was found.
    pub discovered_at: i64,
    /// Only rehearsed.
    pub exercise: bool,
    /// In a few words.
    pub title: String,
    /// What happened.
    pub what: String,
    /// Which data.
    pub fields: String,
    /// Why.
    pub cause: String,
    /// What was done against it.
    pub measures: String,
    /// The row of the state.
    pub row: i64,
    /// How many people.
    pub people: i64,
}

/// The unit of a breach, 0 before it is known.
pub type OrganisationIdOrNone = i64;

fn breach(r: &Row) -> Out<Breach> {
    Ok(Breach {
        id: r.int(0)?,
        organisation: r.int(1)?,
        discovered_at: r.int(2)?,
        exercise: r.flag(3)?,
        title: r.text(4)?,
        what: r.text(5)?,
        fields: r.text(6)?,
        cause: r.text(7)?,
        measures: r.text(8)?,
        row: r.int(9)?,
        people: r.int(10)?,
    })
}

/// The breaches of these subtrees, newest first.
pub fn below(v: &View, tops: &[OrganisationId]) -> Out<Vec<Breach>> {
    let mut all = Vec::new();
    for top in tops {
        all.extend(v.rows(BELOW, &[(*top).into()], breach)?);
    }
    all.sort_by_key(|b: &Breach| std::cmp::Reverse((b.discovered_at, b.id)));
    all.dedup_by_key(|b| b.id);
    Ok(all)
}

/// One breach.
pub fn one(v: &View, id: i64) -> Out<Option<Breach>> {
    v.first(ONE, &[id.into()], breach)
}

/// A step: code, note, when, by whom.
pub type StepLine = (String, String, Moment, Option<String>);

/// The steps, oldest first.
pub fn steps(v: &View, id: i64) -> Out<Vec<StepLine>> {
    v.rows(STEPS, &[id.into()], |r| Ok((r.text(0)?, r.text(1)?, Moment(r.int(2)?), r.opt_text(3)?)))
}

/// Whose data it touched: person, name, phone.
pub fn people(v: &View, id: i64) -> Out<Vec<(PersonId, String, Option<String>)>> {
    v.rows(PEOPLE, &[id.into()], |r| Ok((PersonId(r.int(0)?), r.text(1)?, r.opt_text(2)?)))
}

/// Who of a unit is not named in a breach yet.
pub(super) fn of_unit(v: &View, unit: OrganisationId, on: kernel::Date, breach: i64) -> Out<Vec<PersonId>> {
    v.rows(OF_UNIT, &[unit.into(), on.into(), breach.into()], |r| Ok(PersonId(r.int(0)?)))
}

/// Whose records an account opened between two moments.
pub(super) fn seen_by(v: &View, account: kernel::AccountId, from: Moment, to: Moment) -> Out<Vec<PersonId>> {
    let details = v.rows(SEEN_BY, &[account.into(), from.into(), to.into()], |r| r.text(0))?;
    let mut all: Vec<PersonId> =
        details.iter().filter_map(|d| d.split(':').next()?.trim().parse().ok()).map(PersonId).collect();
    all.sort_unstable();
    all.dedup();
    Ok(all)
}

/// A new breach with its first state.
pub(super) fn add(tx: &Tx, b: &Breach) -> Out<i64> {
    let id = tx.insert(
        "privacy_breach",
        "organisation, discovered_at, exercise",
        &[b.organisation.into(), b.discovered_at.into(), b.exercise.into()],
    )?;
    add_state(tx, id, b)?;
    Ok(id)
}

/// What is believed of it from now on.
pub(super) fn add_state(tx: &Tx, id: i64, b: &Breach) -> Out<()> {
    if b.row != 0 {
        tx.retire("privacy_breach_state", b.row)?;
    }
    let texts = [&b.title, &b.what, &b.fields, &b.cause, &b.measures];
    let mut values = vec![id.into()];
    values.extend(texts.map(|t| t.as_str().into()));
    tx.insert("privacy_breach_state", "breach, title, what, fields, cause, measures", &values)?;
    Ok(())
}

/// A step.
pub(super) fn add_step(tx: &Tx, id: i64, step: &str, note: &str) -> Out<()> {
    tx.insert(
        "privacy_breach_step",
        "breach, step, note, at, account",
        &[id.into(), step.into(), note.into(), tx.now.into(), tx.account.into()],
    )?;
    Ok(())
}

/// People whose data it touched.
pub(super) fn add_people(tx: &Tx, id: i64, people: &[PersonId]) -> Out<()> {
    let mut values = Vec::with_capacity(people.len() * 3);
    for p in people {
        values.extend([tx.new_id().into(), id.into(), (*p).into()]);
    }
    tx.insert_all("privacy_breach_person", "id, breach, person", 3, &values)
}
