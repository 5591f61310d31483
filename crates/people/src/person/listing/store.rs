//! Every SQL of lists of people. One text says whom a filter means; the statements differ in where they begin.

use super::{Filter, Missing, Stretch};
use crate::person::model::PersonCard;
use crate::person::store::person;
use kernel::{Date, OrganisationId, PersonId, time};
use store::{Row, StoreError, Val, View};

type Out<T> = Result<T, StoreError>;

/// What a list shows of a person.
macro_rules! card {
    () => {
        "select s.person, s.full_name, s.sex, s.birth_day, s.birth_year, s.phone, s.national_id_key, s.national_id_sealed, \
         s.section, s.staff_code, s.id, a.organisation, \
         (select count(*) from people_attribution m where m.population = 'members' and m.person = s.person \
           and m.valid_from <= $3 and $3 < m.valid_to) "
    };
}
/// Along the order of names: SQLite keeps to the order of a cross join.
macro_rules! along {
    () => {
        "from people_person_state s cross join people_attribution a where s.person = a.person and s.retired_txn is null "
    };
}
/// From the places of people.
macro_rules! from_places {
    () => {
        "from people_attribution a cross join people_person_state s where s.person = a.person and s.retired_txn is null "
    };
}
/// Whom the filter means. `$1` population, `$2` top, `$3` day, `$4`–`$7` the bounds of the stretch, `$8` "in" or "out",
/// `$9` section, `$10` sex, `$11`, `$12` years of birth, `$13` member, `$14` missing, `$15` account, `$16`–`$19` words,
/// `$20`, `$21` a number.
macro_rules! meant {
    () => {
        "and ($16 = '' or (' ' || s.fold) like $16) and ($17 = '' or (' ' || s.fold) like $17) \
         and ($18 = '' or (' ' || s.fold) like $18) and ($19 = '' or (' ' || s.fold) like $19) \
         and ($20 = '' or s.phone like $20 or s.phone like $21 or lower(s.staff_code) like $20) \
         and a.population = $1 and a.valid_from <= $4 and $5 < a.valid_to and a.valid_to <= $6 and $7 <= a.valid_from \
         and ($10 = '' or coalesce(s.sex, '?') = $10) and ($9 = '' or s.section = $9) \
         and (cast($11 as bigint) = 0 or s.birth_year >= cast($11 as bigint)) \
         and (cast($12 as bigint) = 0 or s.birth_year <= cast($12 as bigint)) \
         and ($14 <> 'dien-thoai' or s.phone is null) and ($14 <> 'ngay-sinh' or s.birth_year is null) \
         and ($14 <> 'cccd' or s.national_id_key is null) and ($14 <> 'bo-phan' or s.section is null) \
         and exists (select 1 from people_closure c where c.ancestor = $2 and c.descendant = a.organisation \
           and c.valid_from <= $3 and $3 < c.valid_to) \
         and (cast($13 as bigint) < 0 or cast($13 as bigint) = (select count(*) from people_attribution m \
           where m.population = 'members' and m.person = s.person and m.valid_from <= $3 and $3 < m.valid_to)) \
         and (cast($15 as bigint) < 0 or (cast($15 as bigint) = 1 and exists (select 1 from people_account u where u.person = s.person)) \
           or (cast($15 as bigint) = 0 and not exists (select 1 from people_account u where u.person = s.person))) \
         and ($8 <> 'in' or not exists (select 1 from people_attribution n join people_closure d on d.descendant = n.organisation \
           where n.population = a.population and n.person = a.person and n.valid_to = a.valid_from and d.ancestor = $2)) \
         and ($8 <> 'out' or not exists (select 1 from people_attribution n join people_closure d on d.descendant = n.organisation \
           where n.population = a.population and n.person = a.person and n.valid_from = a.valid_to and d.ancestor = $2)) "
    };
}

store::statements! {
    /// A page along the order of names.
    AFTER = concat!(card!(), along!(), meant!(), "and (s.sort_key, s.person) > ($22, $23) order by s.sort_key, s.person limit $24");
    /// The page before a row, nearest first.
    BEFORE = concat!(card!(), along!(), meant!(), "and (s.sort_key, s.person) < ($22, $23) order by s.sort_key desc, s.person desc limit $24");
    /// How many, up to a limit.
    COUNT = concat!("select count(*) from (select s.person ", along!(), meant!(), "limit $22) x");
    /// Everybody, up to a limit.
    EVERYBODY = concat!(card!(), from_places!(), meant!(), "limit $22");
    /// Those of one unit.
    OF_UNIT = concat!(card!(), from_places!(), meant!(), "and a.organisation = $22");
    /// One person.
    OF_PERSON = concat!(card!(), from_places!(), meant!(), "and a.person = $22");
    /// The sections below a unit.
    SECTIONS = "select s.section, count(*) from people_attribution a \
        join people_person_state s on s.person = a.person and s.retired_txn is null \
        where a.population = $1 and a.valid_from <= $3 and $3 < a.valid_to and s.section is not null \
        and exists (select 1 from people_closure c where c.ancestor = $2 and c.descendant = a.organisation \
          and c.valid_from <= $3 and $3 < c.valid_to) group by s.section order by 2 desc, 1 limit $4";
    /// What a transaction was, and whose.
    ACT_OF = "select act, account from store_txn where id = $1";
    /// Where a person stands in the order of names.
    KEY = "select sort_key from people_person_state where person = $1 and retired_txn is null";
}

const FOREVER: &str = "9999-12-31";

fn args(f: &Filter, top: OrganisationId) -> Vec<Val> {
    let (hi, lo, until, since, way): (Date, Date, Val, Val, &str) = match f.stretch {
        Stretch::Belongs => (f.on, f.on, FOREVER.into(), "0000-01-01".into(), ""),
        Stretch::Joined(from, to) => (f.on.min(to), f.on, FOREVER.into(), from.into(), "in"),
        Stretch::Left(from, to) => (to, time::day_before(from), to.into(), "0000-01-01".into(), "out"),
    };
    let flag = |b: Option<bool>| Val::Int(b.map_or(-1, i64::from));
    let mut all: Vec<Val> = vec![
        f.population.code().into(),
        top.into(),
        f.on.into(),
        hi.into(),
        lo.into(),
        until,
        since,
        way.into(),
        f.section.as_str().into(),
        f.sex.as_str().into(),
        f.born_from.unwrap_or(0).into(),
        f.born_to.unwrap_or(0).into(),
        flag(f.member),
        f.missing.map_or("", Missing::code).into(),
        flag(f.account),
    ];
    all.extend(f.words.patterns().into_iter().map(Val::from));
    all.extend(f.words.number().into_iter().map(Val::from));
    all
}

fn card(r: &Row) -> Out<PersonCard> {
    Ok(PersonCard {
        person: person(r)?,
        organisation: Some(OrganisationId(r.int(11)?)),
        is_member: r.int(12)? > 0,
    })
}

fn limit(n: usize) -> Val {
    Val::Int(i64::try_from(n).unwrap_or(i64::MAX))
}

fn key(v: &View, person: PersonId) -> Out<Vec<u8>> {
    Ok(v.first(KEY, &[person.into()], |r| r.opt_bytes(0))?.flatten().unwrap_or_default())
}

/// A page after a person.
pub(super) fn after(
    v: &View,
    f: &Filter,
    top: OrganisationId,
    from: Option<PersonId>,
    most: usize,
) -> Out<Vec<PersonCard>> {
    let mut args = args(f, top);
    let (key, id) = match from {
        None => (Vec::new(), 0),
        Some(p) => (key(v, p)?, p.0),
    };
    args.extend([key.into(), id.into(), limit(most)]);
    v.rows(AFTER, &args, card)
}

/// The page before a person.
pub(super) fn before(
    v: &View,
    f: &Filter,
    top: OrganisationId,
    to: PersonId,
    most: usize,
) -> Out<Vec<PersonCard>> {
    let mut args = args(f, top);
    args.extend([key(v, to)?.into(), to.into(), limit(most)]);
    let mut page = v.rows(BEFORE, &args, card)?;
    page.reverse();
    Ok(page)
}

/// How many, up to a limit.
pub(super) fn count(v: &View, f: &Filter, top: OrganisationId, most: i64) -> Out<i64> {
    let mut args = args(f, top);
    args.push(most.into());
    v.number(COUNT, &args)
}

/// Everybody, up to a limit.
pub(super) fn all(v: &View, f: &Filter, top: OrganisationId, most: usize) -> Out<Vec<PersonCard>> {
    let mut args = args(f, top);
    args.push(limit(most));
    v.rows(EVERYBODY, &args, card)
}

/// Those of one unit of the subtrees.
pub(super) fn of_unit(v: &View, f: &Filter, unit: OrganisationId) -> Out<Vec<PersonCard>> {
    let mut args = args(f, unit);
    args.push(unit.into());
    v.rows(OF_UNIT, &args, card)
}

/// This person, if the filter means them.
pub(super) fn of_person(v: &View, f: &Filter, person: PersonId) -> Out<Vec<PersonCard>> {
    let mut out = Vec::new();
    for top in &f.tops {
        let mut args = args(f, *top);
        args.push(person.into());
        out.extend(v.rows(OF_PERSON, &args, card)?);
    }
    out.dedup_by_key(|c| c.person.id);
    Ok(out)
}

/// The sections below a unit with their numbers.
pub(super) fn sections(v: &View, f: &Filter, top: OrganisationId, most: i64) -> Out<Vec<(String, i64)>> {
    let args = [f.population.code().into(), top.into(), f.on.into(), most.into()];
    v.rows(SECTIONS, &args, |r| Ok((r.text(0)?, r.int(1)?)))
}

/// What a transaction was, and whose.
pub(super) fn act_of(v: &View, txn: i64) -> Out<Option<(String, Option<kernel::AccountId>)>> {
    v.first(ACT_OF, &[txn.into()], |r| Ok((r.text(0)?, r.opt_int(1)?.map(kernel::AccountId))))
}
