//! Every SQL of the table by which people are found.

use kernel::PersonId;
use std::collections::{BTreeMap, BTreeSet};
use store::{StoreError, Tx, Val, View};

type Out<T> = Result<T, StoreError>;

store::statements! {
    /// How many lines a stretch has, up to a limit.
    LINES = "select count(*) from (select person from people_finding where key >= $1 and key < $2 limit $3) x";
    /// The lines of a stretch.
    RANGE = "select key, person from people_finding where key >= $1 and key < $2";
    /// The lines of one person.
    OF_PERSON = "select key from people_finding where person = $1";
    /// The lines of some people.
    OF_PEOPLE = "select person, key from people_finding where person in ($1)";
    /// Takes the lines of some people away.
    FORGET = "delete from people_finding where person in ($1)";
    /// Everybody who has a record.
    EVERYBODY = "select person from people_person_state where retired_txn is null order by person";
    /// All lines.
    COUNT = "select count(*) from people_finding";
    /// Takes all lines away.
    CLEAR = "delete from people_finding";
}

/// How many lines a stretch has, up to a limit.
pub(crate) fn lines(v: &View, from: &[u8], to: &[u8], most: i64) -> Out<i64> {
    v.number(LINES, &[Val::Bytes(from.to_vec()), Val::Bytes(to.to_vec()), most.into()])
}

/// Hands out each line of a stretch.
pub(crate) fn each(v: &View, from: &[u8], to: &[u8], mut take: impl FnMut(&[u8], PersonId)) -> Out<()> {
    v.each(RANGE, &[Val::Bytes(from.to_vec()), Val::Bytes(to.to_vec())], |r| {
        let key = r.opt_bytes(0)?.unwrap_or_default();
        take(&key, PersonId(r.int(1)?));
        Ok(())
    })
}

/// The lines of one person.
pub(crate) fn of_person(v: &View, person: PersonId) -> Out<BTreeSet<Vec<u8>>> {
    let keys = v.rows(OF_PERSON, &[person.into()], |r| Ok(r.opt_bytes(0)?.unwrap_or_default()))?;
    Ok(keys.into_iter().collect())
}

/// The lines of some people.
pub(crate) fn of_people(v: &View, people: &[PersonId]) -> Out<BTreeMap<PersonId, BTreeSet<Vec<u8>>>> {
    let ids: Vec<i64> = people.iter().map(|p| p.0).collect();
    let mut out: BTreeMap<PersonId, BTreeSet<Vec<u8>>> = BTreeMap::new();
    v.each_in(OF_PEOPLE, &ids, |r| {
        out.entry(PersonId(r.int(0)?)).or_default().insert(r.opt_bytes(1)?.unwrap_or_default());
        Ok(())
    })?;
    Ok(out)
}

/// Takes the lines of some people away.
pub(crate) fn forget(tx: &Tx, people: &[i64]) -> Out<()> {
    tx.derive_in(FORGET, people)?;
    Ok(())
}

/// Writes lines.
pub(crate) fn write(tx: &Tx, lines: &[(Vec<u8>, PersonId)]) -> Out<()> {
    let mut values = Vec::with_capacity(lines.len() * 2);
    for (key, person) in lines {
        values.extend([Val::Bytes(key.clone()), (*person).into()]);
    }
    tx.derive_all("people_finding", "key, person", "", 2, &values)
}

/// Everybody who has a record.
pub(crate) fn everybody(v: &View) -> Out<Vec<PersonId>> {
    v.rows(EVERYBODY, &[], |r| Ok(PersonId(r.int(0)?)))
}

/// All lines.
pub(crate) fn count(v: &View) -> Out<i64> {
    v.number(COUNT, &[])
}

/// Takes all lines away.
pub(crate) fn clear(tx: &Tx) -> Out<()> {
    tx.derive(CLEAR, &[])?;
    Ok(())
}
