//! Every SQL of restrictions.

use super::model::Restriction;
use crate::person::Person;
use crate::person::store::person;
use kernel::{Date, Moment, PersonId};
use std::collections::HashMap;
use store::{Row, StoreError, Tx, View};

type Out<T> = Result<T, StoreError>;

/// Where records are kept: for who shows a person the one behind a restriction.
pub const STATE_TABLE: &str = "people_person_state";

store::statements! {
    /// The restriction of a record, if one holds.
    OF = "select id, person, kind, request, state, since from people_restriction where person = $1 and retired_txn is null";
    /// All that hold, the oldest first.
    ALL = "select id, person, kind, request, state, since from people_restriction where retired_txn is null order by id";
    /// The record that comes back.
    KEPT = "select s.person, s.full_name, s.sex, s.birth_day, s.birth_year, s.phone, s.national_id_key, s.national_id_sealed, \
        s.section, s.staff_code from people_restriction r join people_person_state s on s.id = r.state \
        where r.person = $1 and r.retired_txn is null";
    /// The records of all whom a restriction holds.
    ALL_KEPT = "select s.person, s.full_name, s.sex, s.birth_day, s.birth_year, s.phone, s.national_id_key, s.national_id_sealed, \
        s.section, s.staff_code from people_restriction r join people_person_state s on s.id = r.state \
        where r.retired_txn is null";
    /// Restrictions of a record, past ones too: kind, first day, when it was lifted.
    HISTORY = "select r.kind, r.since, t.at from people_restriction r left join store_txn t on t.id = r.retired_txn \
        where r.person = $1 order by r.id desc";
}

fn restriction(r: &Row) -> Out<Restriction> {
    Ok(Restriction {
        row: r.int(0)?,
        person: PersonId(r.int(1)?),
        kind: r.text(2)?,
        request: r.opt_int(3)?,
        state: r.int(4)?,
        since: r.day(5)?,
    })
}

/// The restriction of a record.
pub fn of(v: &View, person: PersonId) -> Out<Option<Restriction>> {
    v.first(OF, &[person.into()], restriction)
}

/// All that hold.
pub fn all(v: &View) -> Out<Vec<Restriction>> {
    v.rows(ALL, &[], restriction)
}

/// The record behind a restriction.
pub fn kept(v: &View, id: PersonId) -> Out<Option<Person>> {
    v.first(KEPT, &[id.into()], person)
}

/// The records behind all restrictions, by person: for lists that must recognise whom they may not change.
pub fn all_kept(v: &View) -> Out<HashMap<PersonId, Person>> {
    Ok(v.rows(ALL_KEPT, &[], person)?.into_iter().map(|p| (p.id, p)).collect())
}

/// A restriction that was: kind, first day, when it was lifted.
pub type Past = (String, Date, Option<Moment>);

/// Restrictions of a record, the newest first.
pub fn history(v: &View, person: PersonId) -> Out<Vec<Past>> {
    v.rows(HISTORY, &[person.into()], |r| Ok((r.text(0)?, r.day(1)?, r.opt_int(2)?.map(Moment))))
}

/// A new restriction.
pub(super) fn add(tx: &Tx, r: &Restriction) -> Out<i64> {
    tx.insert(
        "people_restriction",
        "person, kind, request, state, since",
        &[r.person.into(), r.kind.as_str().into(), r.request.into(), r.state.into(), r.since.into()],
    )
}

/// It is lifted.
pub(super) fn retire(tx: &Tx, row: i64) -> Out<bool> {
    tx.retire("people_restriction", row)
}
