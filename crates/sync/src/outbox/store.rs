//! Every SQL of acts that arrived.

use super::model::Outcome;
use kernel::{Moment, OrganisationId, PersonId};
use store::{StoreError, Tx, Val, View};

type Out<T> = Result<T, StoreError>;

store::statements! {
    /// The act with this name.
    BY_UUID = "select digest, outcome, message, person from sync_event where uuid = $1";
    /// The highest place in a phone's order that arrived by a ticket.
    HIGHEST = "select coalesce(max(seq), 0) from sync_event where ticket = $1";
    /// When a ticket was given.
    SINCE = "select t.at from sync_ticket k join store_txn t on t.id = k.id / 1048576 where k.id = $1";
    /// Acts of a person that must be looked at, newest first.
    OF_PERSON = "select e.id, e.uuid, e.person, e.kind, e.at, e.doubtful, e.outcome, e.message, e.body, t.at, '' \
        from sync_event e join store_txn t on t.id = e.id / 1048576 \
        where e.person = $1 and e.outcome in ('conflict', 'refused') \
        and not exists (select 1 from sync_decision d where d.event = e.id) order by e.id desc limit 100";
    /// Acts of people below a unit (`$1`) on a day (`$2`) that must be looked at, oldest first.
    BELOW = "select e.id, e.uuid, e.person, e.kind, e.at, e.doubtful, e.outcome, e.message, e.body, t.at, coalesce(s.full_name, '') \
        from sync_event e join store_txn t on t.id = e.id / 1048576 \
        left join people_person_state s on s.person = e.person and s.retired_txn is null \
        where e.outcome in ('conflict', 'refused') \
        and not exists (select 1 from sync_decision d where d.event = e.id) \
        and exists (select 1 from people_attribution a join people_closure k on k.descendant = a.organisation \
          and k.ancestor = $1 and k.valid_from <= $2 and $2 < k.valid_to \
          where a.person = e.person and a.valid_from <= $2 and $2 < a.valid_to) \
        order by e.id limit 200";
    /// One of them.
    ONE = "select e.id, e.uuid, e.person, e.kind, e.at, e.doubtful, e.outcome, e.message, e.body, t.at, '' \
        from sync_event e join store_txn t on t.id = e.id / 1048576 where e.id = $1 and e.outcome in ('conflict', 'refused') \
        and not exists (select 1 from sync_decision d where d.event = e.id)";
    /// Where a person belongs on a day.
    UNITS = "select distinct organisation from people_attribution where person = $1 and valid_from <= $2 and $2 < valid_to";
}

/// An act that arrived before.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Before {
    /// The digest of what it said.
    pub digest: String,
    /// What became of it.
    pub outcome: Outcome,
    /// What was said about it.
    pub message: String,
    /// Whose it is.
    pub person: PersonId,
}

fn outcome(code: &str) -> Out<Outcome> {
    Outcome::find(code).ok_or_else(|| StoreError::Own(format!("unknown outcome {code}")))
}

/// The act with this name, if it arrived before.
pub fn before(v: &View, uuid: &str) -> Out<Option<Before>> {
    v.first(BY_UUID, &[uuid.into()], |r| {
        Ok(Before {
            digest: r.text(0)?,
            outcome: outcome(&r.text(1)?)?,
            message: r.text(2)?,
            person: PersonId(r.int(3)?),
        })
    })
}

/// The highest place in the phone's order that arrived.
pub fn highest(v: &View, ticket: i64) -> Out<i64> {
    v.number(HIGHEST, &[ticket.into()])
}

/// When a ticket was given.
pub fn since(v: &View, ticket: i64) -> Out<Moment> {
    Ok(Moment(v.number(SINCE, &[ticket.into()])?))
}

/// The columns of an act that arrived, as [`keep`] wants them.
pub const COLUMNS: &str =
    "id, uuid, ticket, person, seq, kind, digest, device_at, at, doubtful, outcome, message, body";
/// How many there are.
pub const WIDTH: usize = 13;

/// Keeps acts that arrived.
pub fn keep(tx: &Tx, rows: &[Val]) -> Out<()> {
    tx.insert_all("sync_event", COLUMNS, WIDTH, rows)
}

/// An act that must be looked at.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Waiting {
    /// Its row.
    pub id: i64,
    /// Its name.
    pub uuid: String,
    /// Whose.
    pub person: PersonId,
    /// Their name, where it is asked for.
    pub name: String,
    /// What kind.
    pub kind: String,
    /// When it happened.
    pub at: Moment,
    /// Had its time to be bent?
    pub is_doubtful: bool,
    /// Refused, or against another truth.
    pub outcome: Outcome,
    /// Why.
    pub message: String,
    /// What it said.
    pub body: String,
    /// When it came.
    pub came: Moment,
}

fn waiting(r: &store::Row) -> Out<Waiting> {
    Ok(Waiting {
        id: r.int(0)?,
        uuid: r.text(1)?,
        person: PersonId(r.int(2)?),
        kind: r.text(3)?,
        at: Moment(r.int(4)?),
        is_doubtful: r.flag(5)?,
        outcome: outcome(&r.text(6)?)?,
        message: r.text(7)?,
        body: r.text(8)?,
        came: Moment(r.int(9)?),
        name: r.text(10)?,
    })
}

/// One's own acts that must be looked at.
pub fn of_person(v: &View, person: PersonId) -> Out<Vec<Waiting>> {
    v.rows(OF_PERSON, &[person.into()], waiting)
}

/// Those of the people below a unit.
pub fn below(v: &View, unit: OrganisationId) -> Out<Vec<Waiting>> {
    v.rows(BELOW, &[unit.into(), v.today().into()], waiting)
}

/// One of them.
pub fn one(v: &View, id: i64) -> Out<Option<Waiting>> {
    v.first(ONE, &[id.into()], waiting)
}

/// Where a person belongs today.
pub fn units(v: &View, person: PersonId) -> Out<Vec<OrganisationId>> {
    v.rows(UNITS, &[person.into(), v.today().into()], |r| Ok(OrganisationId(r.int(0)?)))
}

/// Keeps what somebody decided.
pub fn decide(tx: &Tx, event: i64, taken: bool, reason: &str) -> Out<i64> {
    tx.insert("sync_decision", "event, taken, reason", &[event.into(), taken.into(), reason.into()])
}
