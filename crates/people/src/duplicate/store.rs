//! Every SQL of merges and of looking for them.

use crate::person::model::Person;
use kernel::{Date, OrganisationId, PersonId};
use std::collections::BTreeSet;
use store::{StoreError, Tx, View};

type Out<T> = Result<T, StoreError>;

store::statements! {
    /// Has anybody ever been merged?
    ANY = "select count(*) from (select id from people_person_merge limit 1) x";
    /// The merge of a record.
    MERGE_OF = "select id, person, into_person, reason from people_person_merge where person = $1 and retired_txn is null order by id";
    /// What was merged right into a record.
    MERGED_INTO = "select id, person, into_person, reason from people_person_merge where into_person = $1 and retired_txn is null order by id";
    /// Merges of and into these records.
    MERGED_IN = "select person, into_person from people_person_merge where retired_txn is null \
        and (person in ($1) or into_person in ($1))";
    /// What was merged among these records, as it was settled.
    ALIAS_IN = "select person, same_as from store_alias where person in ($1) or same_as in ($1)";
    /// One merge, taken back or not.
    MERGE = "select id, person, into_person, reason from people_person_merge where id = $1 and retired_txn is null";
    /// Every merge.
    MERGES = "select id, person, into_person, reason from people_person_merge where retired_txn is null order by id";
    /// Are two records known to be two people?
    DISTINCT_ROW = "select id from people_person_distinct where person = $1 and other = $2 and retired_txn is null";
    /// All that are.
    DISTINCT_ALL = "select person, other from people_person_distinct where retired_txn is null";
    /// Records with the same national id. Each list names the key, then its records.
    SAME_ID = "select s.national_id_key, s.person from people_person_state s where s.retired_txn is null and s.national_id_key in \
        (select k.national_id_key from people_person_state k where k.retired_txn is null and k.national_id_key is not null \
        group by k.national_id_key having count(*) > 1) order by 1, 2";
    /// Records with the same phone.
    SAME_PHONE = "select s.phone, s.person from people_person_state s where s.retired_txn is null and s.phone in \
        (select k.phone from people_person_state k where k.retired_txn is null and k.phone is not null \
        group by k.phone having count(*) > 1) order by 1, 2";
    /// Records with the same name without marks.
    SAME_NAME = "select s.fold || ' ' || cast(s.birth_year as text), s.person from people_person_state s \
        join (select k.fold, k.birth_year from people_person_state k where k.retired_txn is null and k.birth_year is not null \
        group by k.fold, k.birth_year having count(*) > 1) d on d.fold = s.fold and d.birth_year = s.birth_year \
        where s.retired_txn is null order by 1, 2";
    /// Records with this national id, phone, or name and year of birth.
    LIKE = "select person from people_person_state where retired_txn is null and national_id_key = $1 \
        union select person from people_person_state where retired_txn is null and phone = $2 \
        union select s.person from people_finding f join people_person_state s on s.person = f.person \
          where f.key = $3 and s.fold = $4 and s.birth_year = $5 and s.retired_txn is null order by 1 limit 30";
    /// Records of people below a unit on a day.
    BELOW = "select distinct a.person from people_attribution a where a.valid_from <= $2 and $2 < a.valid_to \
        and exists (select 1 from people_closure c where c.ancestor = $1 and c.descendant = a.organisation \
          and c.valid_from <= $2 and $2 < c.valid_to)";
    /// The state that one transaction gave to a person.
    STATE_MADE = "select id from people_person_state where person = $1 and id >= $2 and id < $3 and retired_txn is null";
    /// The state that one transaction took from a person.
    STATE_TAKEN = "select full_name, fold, sort_key, sex, birth_day, birth_year, phone, national_id_sealed, national_id_key, \
        section, staff_code from people_person_state where person = $1 and retired_txn = $2 order by id desc limit 1";
    /// When a transaction happened.
    WHEN = "select at from store_txn where id = $1";
}

/// A merge as it is kept.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Merge {
    /// Its row.
    pub id: i64,
    /// The record that went into another.
    pub person: PersonId,
    /// The other.
    pub into: PersonId,
    /// Why.
    pub reason: String,
}

fn merge_row(r: &store::Row) -> Out<Merge> {
    Ok(Merge { id: r.int(0)?, person: PersonId(r.int(1)?), into: PersonId(r.int(2)?), reason: r.text(3)? })
}

/// Has anybody ever been merged?
pub fn any(v: &View) -> Out<bool> {
    Ok(v.number(ANY, &[])? > 0)
}

/// Those of these records that are or were merged with another.
pub(crate) fn entangled(v: &View, people: &BTreeSet<PersonId>) -> Out<BTreeSet<PersonId>> {
    let ids: Vec<i64> = people.iter().map(|p| p.0).collect();
    let mut found = BTreeSet::new();
    for sql in [MERGED_IN, ALIAS_IN] {
        v.each_in(sql, &ids, |r| {
            found.extend([PersonId(r.int(0)?), PersonId(r.int(1)?)].iter().filter(|p| people.contains(p)));
            Ok(())
        })?;
    }
    Ok(found)
}

/// Where a record went. More than one row is a fault that the roster refuses.
pub fn merges_of(v: &View, person: PersonId) -> Out<Vec<Merge>> {
    v.rows(MERGE_OF, &[person.into()], merge_row)
}

/// What went right into a record.
pub fn merged_into(v: &View, person: PersonId) -> Out<Vec<Merge>> {
    v.rows(MERGED_INTO, &[person.into()], merge_row)
}

/// One merge that holds.
pub fn merge(v: &View, id: i64) -> Out<Option<Merge>> {
    v.first(MERGE, &[id.into()], merge_row)
}

/// Every merge that holds.
pub fn merges(v: &View) -> Out<Vec<Merge>> {
    v.rows(MERGES, &[], merge_row)
}

/// Writes a merge.
pub fn add(tx: &Tx, person: PersonId, into: PersonId, reason: &str) -> Out<i64> {
    tx.touch_person(person);
    tx.touch_person(into);
    tx.insert(
        "people_person_merge",
        "person, into_person, reason",
        &[person.into(), into.into(), reason.into()],
    )
}

/// Takes a merge back.
pub fn retire(tx: &Tx, m: &Merge) -> Out<bool> {
    tx.touch_person(m.person);
    tx.touch_person(m.into);
    tx.retire("people_person_merge", m.id)
}

/// Gives a person the state again that a transaction took, if the state that it gave is still believed.
pub fn restore_state(tx: &Tx, person: PersonId, txn: i64) -> Out<bool> {
    let bits = kernel::id::ROW_BITS;
    let made =
        tx.first(STATE_MADE, &[person.into(), (txn << bits).into(), ((txn + 1) << bits).into()], |r| {
            r.int(0)
        })?;
    let taken = tx.first(STATE_TAKEN, &[person.into(), txn.into()], |r| r.named())?;
    let (Some(made), Some(taken)) = (made, taken) else { return Ok(false) };
    tx.retire("people_person_state", made)?;
    let (names, mut values): (Vec<String>, Vec<_>) = taken.into_iter().unzip();
    values.insert(0, person.into());
    tx.insert("people_person_state", &format!("person, {}", names.join(", ")), &values)?;
    tx.touch_person(person);
    Ok(true)
}

/// Two records are two people; the smaller id comes first.
pub fn add_distinct(tx: &Tx, a: PersonId, b: PersonId, reason: &str) -> Out<()> {
    let (a, b) = (a.min(b), a.max(b));
    if tx.first(DISTINCT_ROW, &[a.into(), b.into()], |r| r.int(0))?.is_none() {
        tx.insert("people_person_distinct", "person, other, reason", &[a.into(), b.into(), reason.into()])?;
    }
    Ok(())
}

/// They may be one person after all.
pub fn retire_distinct(tx: &Tx, a: PersonId, b: PersonId) -> Out<()> {
    if let Some(row) = tx.first(DISTINCT_ROW, &[a.min(b).into(), a.max(b).into()], |r| r.int(0))? {
        tx.retire("people_person_distinct", row)?;
    }
    Ok(())
}

/// All pairs known to be two people.
pub fn distinct(v: &View) -> Out<Vec<(PersonId, PersonId)>> {
    v.rows(DISTINCT_ALL, &[], |r| Ok((PersonId(r.int(0)?), PersonId(r.int(1)?))))
}

/// Records that share a national id, a phone, or a name and year of birth.
pub fn groups(v: &View) -> Out<Vec<Vec<PersonId>>> {
    let mut out: Vec<Vec<PersonId>> = Vec::new();
    for sql in [SAME_ID, SAME_PHONE, SAME_NAME] {
        let mut last: Option<String> = None;
        v.each(sql, &[], |r| {
            let (key, person) = (r.text(0)?, PersonId(r.int(1)?));
            match out.last_mut() {
                Some(group) if last.as_ref() == Some(&key) => group.push(person),
                _ => out.push(vec![person]),
            }
            last = Some(key);
            Ok(())
        })?;
    }
    Ok(out)
}

/// Records that share a key with this one.
pub fn like(v: &View, p: &Person) -> Out<Vec<PersonId>> {
    let fold = kernel::name::fold(&p.full_name);
    let args = [
        p.national_id_key.clone().unwrap_or_default().into(),
        p.phone.clone().unwrap_or_default().into(),
        fold.clone().into_bytes().into(),
        fold.into(),
        p.birth_year.map_or(0, i64::from).into(),
    ];
    v.rows(LIKE, &args, |r| Ok(PersonId(r.int(0)?)))
}

/// Are these known to be two people? The smaller id comes first.
pub fn is_distinct(v: &View, a: PersonId, b: PersonId) -> Out<bool> {
    Ok(v.first(DISTINCT_ROW, &[a.into(), b.into()], |r| r.int(0))?.is_some())
}

/// Everybody below a unit on a day, as anything.
pub fn below(v: &View, top: OrganisationId, on: Date) -> Out<Vec<PersonId>> {
    v.rows(BELOW, &[top.into(), on.into()], |r| Ok(PersonId(r.int(0)?)))
}

/// When a transaction happened.
pub fn when(v: &View, txn: i64) -> Out<Option<kernel::Moment>> {
    Ok(v.first(WHEN, &[txn.into()], |r| r.int(0))?.map(kernel::Moment))
}
