//! Every SQL of lists: many people at once, of one unit or of a whole subtree.
use crate::person::model::{Affiliation, Person};
use crate::person::store::{MANY, affiliation, one, person};
use crate::restriction::store::all_kept;
use kernel::{Date, OrganisationId, PersonId};
use std::collections::{BTreeMap, HashMap, HashSet};
use store::{StoreError, Tx, Val, View};

type Out<T> = Result<T, StoreError>;

store::statements! {
    /// Where they belong and belonged in that unit.
    BELONGING_TO = "select id, person, organisation, role, post, valid_from, valid_to, post_code, term, decision from people_affiliation \
        where organisation = $1 and retired_txn is null order by person, valid_from, id";
    /// Where they belong and belonged inside that subtree.
    BELONGING_BELOW = "select id, person, organisation, role, post, valid_from, valid_to, post_code, term, decision from people_affiliation \
        where retired_txn is null and (organisation = $1 or organisation in \
          (select c.descendant from people_closure c where c.ancestor = $1 and c.valid_from <= $2 and $2 < c.valid_to)) \
        order by person, valid_from, id";
    /// The keys of all national ids there are.
    ALL_KEYS = "select national_id_key from people_person_state where national_id_key is not null and retired_txn is null";
    /// Does somebody have this national id?
    HAS_KEY = "select count(*) from people_person_state where national_id_key = $1 and retired_txn is null";
    /// What stretches of belonging rest on, inside a subtree of a day.
    BASES_BELOW = "select id, person, organisation, kind, day, words from people_basis where retired_txn is null \
        and (organisation = $1 or organisation in \
          (select c.descendant from people_closure c where c.ancestor = $1 and c.valid_from <= $2 and $2 < c.valid_to)) order by id";
    /// The first days of units and the decisions that founded them, by code.
    FOUNDINGS = "select o.id, min(s.valid_from) from people_organisation o \
        join people_organisation_state s on s.organisation = o.id and s.retired_txn is null group by o.id";
}

/// A person as lists know them: the record, its row, and where they belong.
pub(crate) struct Known {
    pub person: Person,
    /// The row of the believed state.
    pub row: i64,
    pub belongs: Vec<Affiliation>,
    /// Other records that were found to be the same person, and the one behind a restriction: a list may still mean
    /// them by their words.
    pub faces: Vec<Person>,
    /// May their data not be used for now? Then a row that means them is refused, and no list names them.
    pub is_restricted: bool,
}

fn known(v: &View, belongs: (&str, &[Val])) -> Out<Vec<Known>> {
    let mut by: BTreeMap<PersonId, Vec<Affiliation>> = BTreeMap::new();
    let aliases = v.aliases()?;
    v.each(belongs.0, belongs.1, |r| {
        let a = affiliation(r)?;
        by.entry(aliases.get(&a.person).copied().unwrap_or(a.person)).or_default().push(a);
        Ok(())
    })?;
    let mut restricted = all_kept(v)?;
    let mut faces: HashMap<PersonId, Vec<Person>> = HashMap::new();
    for (id, own) in &aliases {
        if by.contains_key(own) {
            let all = faces.entry(*own).or_default();
            all.extend(one(v, *id)?);
            all.extend(restricted.remove(id));
        }
    }
    let ids: Vec<i64> = by.keys().map(|p| p.0).collect();
    let mut all = Vec::with_capacity(ids.len());
    v.each_in(MANY, &ids, |r| {
        let person = person(r)?;
        let belongs = by.remove(&person.id).unwrap_or_default();
        let mut faces = faces.remove(&person.id).unwrap_or_default();
        let behind = restricted.remove(&person.id);
        let is_restricted = behind.is_some();
        faces.extend(behind);
        all.push(Known { person, row: r.int(10)?, belongs, faces, is_restricted });
        Ok(())
    })?;
    Ok(all)
}

/// Everybody of one unit, past and present.
pub(crate) fn people_of(v: &View, unit: OrganisationId) -> Out<Vec<Known>> {
    let args = [unit.into()];
    known(v, (BELONGING_TO, &args))
}

/// Everybody of a subtree, past and present; where they belong outside of it is not told.
pub(crate) fn people_below(v: &View, top: OrganisationId, on: Date) -> Out<Vec<Known>> {
    let args = [top.into(), on.into()];
    known(v, (BELONGING_BELOW, &args))
}

/// Those of these keys of national ids that somebody has.
pub(crate) fn taken_keys<'a>(v: &View, keys: &HashSet<&'a str>) -> Out<HashSet<&'a str>> {
    /// From so many on all are read at once.
    const MANY: usize = 200;
    let mut taken = HashSet::new();
    if keys.len() < MANY {
        for key in keys {
            if v.number(HAS_KEY, &[(*key).into()])? > 0 {
                taken.insert(*key);
            }
        }
        return Ok(taken);
    }
    v.each(ALL_KEYS, &[], |r| {
        taken.extend(keys.get(r.text(0)?.as_str()));
        Ok(())
    })?;
    Ok(taken)
}

/// What a stretch rests on is found by who, where, what and when.
pub(crate) type BasisKey = (PersonId, OrganisationId, String, Date);

/// What stretches of belonging rest on: (row, words).
pub(crate) fn bases_below(v: &View, top: OrganisationId, on: Date) -> Out<HashMap<BasisKey, (i64, String)>> {
    let line = |r: &store::Row| {
        let key = (PersonId(r.int(1)?), OrganisationId(r.int(2)?), r.text(3)?, r.day(4)?);
        Ok((key, (r.int(0)?, r.text(5)?)))
    };
    Ok(v.rows(BASES_BELOW, &[top.into(), on.into()], line)?.into_iter().collect())
}

/// The first day of every unit.
pub(crate) fn first_days(v: &View) -> Out<HashMap<OrganisationId, Date>> {
    Ok(v.rows(FOUNDINGS, &[], |r| Ok((OrganisationId(r.int(0)?), r.day(1)?)))?.into_iter().collect())
}

/// Writes what stretches rest on.
pub(crate) fn add_bases(tx: &Tx, all: &[(BasisKey, String)]) -> Out<()> {
    let mut values = Vec::with_capacity(all.len() * 6);
    for ((person, organisation, kind, day), words) in all {
        values.extend([
            Val::Int(tx.new_id()),
            (*person).into(),
            (*organisation).into(),
            kind.as_str().into(),
            (*day).into(),
            words.as_str().into(),
        ]);
    }
    tx.insert_all("people_basis", "id, person, organisation, kind, day, words", 6, &values)
}
