//! Every SQL of people.

use super::model::{Affiliation, AffiliationRole, Office, Person, PersonCard, Sex};
use kernel::{Date, OrganisationId, PersonId};
use store::alias::Ids;
use store::{Row, StoreError, Tx, Val, View};

type Out<T> = Result<T, StoreError>;

store::statements! {
    /// One person.
    ONE = "select s.person, s.full_name, s.sex, s.birth_day, s.birth_year, s.phone, s.national_id_key, s.national_id_sealed, \
        s.section, s.staff_code, s.id from people_person_state s where s.person = $1 and s.retired_txn is null";
    /// The states of many.
    MANY = "select s.person, s.full_name, s.sex, s.birth_day, s.birth_year, s.phone, s.national_id_key, s.national_id_sealed, \
        s.section, s.staff_code, s.id from people_person_state s where s.person in ($1) and s.retired_txn is null";
    /// The people of a unit on a day, by population, to match a list against.
    OF_UNIT = "select s.person, s.full_name, s.sex, s.birth_day, s.birth_year, s.phone, s.national_id_key, s.national_id_sealed, \
        s.section, s.staff_code, s.id from people_person_state s where s.retired_txn is null and s.person in \
        (select coalesce((select l.same_as from store_alias l where l.person = a.person), a.person) from people_affiliation a \
        where a.organisation = $1 and a.retired_txn is null and a.valid_to > $2)";
    /// Somebody with this national id, in whichever record it stands.
    BY_KEY = "select s.person, s.full_name, s.sex, s.birth_day, s.birth_year, s.phone, s.national_id_key, s.national_id_sealed, \
        s.section, s.staff_code, s.id from people_person_state s where s.retired_txn is null and s.person in \
        (select coalesce((select l.same_as from store_alias l where l.person = k.person), k.person) \
        from people_person_state k where k.national_id_key = $1 and k.retired_txn is null)";
    /// All affiliations of a person under all ids.
    AFFILIATIONS = "select id, person, organisation, role, post, valid_from, valid_to, post_code, term, decision \
        from people_affiliation where person in (select cast($1 as bigint) \
        union all select l.person from store_alias l where l.same_as = $1) and retired_txn is null order by valid_from, id";
    /// All affiliations of many ids.
    AFFILIATIONS_IN = "select id, person, organisation, role, post, valid_from, valid_to, post_code, term, decision \
        from people_affiliation where person in ($1) and retired_txn is null";
    /// The open affiliations of a unit.
    OPEN_IN_UNIT = "select id, person, organisation, role, post, valid_from, valid_to, post_code, term, decision \
        from people_affiliation \
        where organisation = $1 and retired_txn is null and valid_to > $2 order by id";
    /// All affiliations there are.
    ALL_AFFILIATIONS = "select id, person, organisation, role, post, valid_from, valid_to, post_code, term, decision \
        from people_affiliation \
        where retired_txn is null order by person, valid_from, id";
    /// The unit that a person counts for on a day.
    UNIT_ON = "select organisation from people_attribution where population = $1 and person = $2 and valid_from <= $3 \
        and $3 < valid_to";
    /// A page of the people of subtrees, sorted by name; `$4` searches, `$5`/`$6` continue after a row.
    LIST = "select s.person, s.full_name, s.sex, s.birth_day, s.birth_year, s.phone, s.national_id_key, s.national_id_sealed, \
        s.section, s.staff_code, s.id, a.organisation, \
        (select count(*) from people_attribution m where m.population = 'members' and m.person = s.person \
          and m.valid_from <= $3 and $3 < m.valid_to) \
        from people_attribution a join people_person_state s on s.person = a.person and s.retired_txn is null \
        where a.population = $1 and a.valid_from <= $3 and $3 < a.valid_to \
        and exists (select 1 from people_closure c where c.ancestor = $2 and c.descendant = a.organisation \
          and c.valid_from <= $3 and $3 < c.valid_to) \
        and (s.fold like $4 or s.phone like $4) \
        and (s.sort_key > $5 or (s.sort_key = $5 and s.person > $6)) order by s.sort_key, s.person limit $7";
    /// The page before a row, nearest first.
    LIST_BEFORE = "select s.person, s.full_name, s.sex, s.birth_day, s.birth_year, s.phone, s.national_id_key, s.national_id_sealed, \
        s.section, s.staff_code, s.id, a.organisation, \
        (select count(*) from people_attribution m where m.population = 'members' and m.person = s.person \
          and m.valid_from <= $3 and $3 < m.valid_to) \
        from people_attribution a join people_person_state s on s.person = a.person and s.retired_txn is null \
        where a.population = $1 and a.valid_from <= $3 and $3 < a.valid_to \
        and exists (select 1 from people_closure c where c.ancestor = $2 and c.descendant = a.organisation \
          and c.valid_from <= $3 and $3 < c.valid_to) \
        and (s.fold like $4 or s.phone like $4) \
        and (s.sort_key < $5 or (s.sort_key = $5 and s.person < $6)) order by s.sort_key desc, s.person desc limit $7";
    /// How many that list has.
    COUNT = "select count(*) from people_attribution a join people_person_state s on s.person = a.person and s.retired_txn is null \
        where a.population = $1 and a.valid_from <= $3 and $3 < a.valid_to \
        and exists (select 1 from people_closure c where c.ancestor = $2 and c.descendant = a.organisation \
          and c.valid_from <= $3 and $3 < c.valid_to) and (s.fold like $4 or s.phone like $4)";
    /// The sort key of a person, to continue a list.
    SORT_KEY = "select sort_key from people_person_state where person = $1 and retired_txn is null";
}

/// A row of a person's record.
pub(crate) fn person(r: &Row) -> Out<Person> {
    Ok(Person {
        id: PersonId(r.int(0)?),
        full_name: r.text(1)?,
        sex: r.opt_text(2)?.and_then(|s| Sex::find(&s)),
        birth_day: r.opt_day(3)?,
        birth_year: r.opt_int(4)?.and_then(|y| i16::try_from(y).ok()),
        phone: r.opt_text(5)?,
        national_id_key: r.opt_text(6)?,
        national_id_sealed: r.opt_bytes(7)?,
        section: r.opt_text(8)?,
        staff_code: r.opt_text(9)?,
    })
}

fn office(r: &Row) -> Out<Option<Office>> {
    let Some(post) = r.opt_text(7)? else { return Ok(None) };
    let rest = |at: usize| Ok::<_, StoreError>(r.opt_text(at)?.unwrap_or_default());
    Ok(Some(Office { post, term: rest(8)?, decision: rest(9)? }))
}

/// A row of an affiliation.
pub(crate) fn affiliation(r: &Row) -> Out<Affiliation> {
    let role = r.text(3)?;
    Ok(Affiliation {
        id: r.int(0)?,
        person: PersonId(r.int(1)?),
        organisation: OrganisationId(r.int(2)?),
        role: AffiliationRole::find(&role).ok_or_else(|| StoreError::Own(format!("unknown role {role}")))?,
        post: r.opt_text(4)?,
        office: office(r)?,
        from: r.day(5)?,
        to: r.day(6)?,
    })
}

/// A person as believed now.
pub fn one(v: &View, id: PersonId) -> Out<Option<Person>> {
    v.first(ONE, &[id.into()], person)
}

/// Hands out the believed states of these ids, in no order.
pub(crate) fn each_of(v: &View, ids: &[i64], mut take: impl FnMut(Person)) -> Out<()> {
    v.each_in(MANY, ids, |r| {
        take(person(r)?);
        Ok(())
    })
}

/// All affiliations of these people, each under the person's own id, oldest first.
pub(crate) fn affiliations_of(v: &View, ids: &Ids) -> Out<Vec<Affiliation>> {
    let mut all = Vec::new();
    v.each_in(AFFILIATIONS_IN, &ids.all(), |r| {
        let a = affiliation(r)?;
        if let Some(owner) = ids.owner(a.person) {
            all.push(Affiliation { person: owner, ..a });
        }
        Ok(())
    })?;
    all.sort_by_key(|a| (a.person, a.from, a.id));
    Ok(all)
}

/// The row of the believed state.
pub fn state_row(v: &View, id: PersonId) -> Out<Option<i64>> {
    v.first(ONE, &[id.into()], |r| r.int(10))
}

/// People who belong to a unit on or after a day.
pub fn of_unit(v: &View, unit: OrganisationId, on: Date) -> Out<Vec<Person>> {
    v.rows(OF_UNIT, &[unit.into(), on.into()], person)
}

/// The person with this national id.
pub fn by_key(v: &View, key: &str) -> Out<Option<Person>> {
    v.first(BY_KEY, &[key.into()], person)
}

/// Where a person belongs and belonged.
pub fn affiliations(v: &View, id: PersonId) -> Out<Vec<Affiliation>> {
    v.rows(AFFILIATIONS, &[id.into()], affiliation)
}

/// Affiliations of a unit that hold on or after a day.
pub fn open_in_unit(v: &View, unit: OrganisationId, on: Date) -> Out<Vec<Affiliation>> {
    v.rows(OPEN_IN_UNIT, &[unit.into(), on.into()], affiliation)
}

/// Every affiliation, by person.
pub fn all_affiliations(v: &View) -> Out<Vec<Affiliation>> {
    v.rows(ALL_AFFILIATIONS, &[], affiliation)
}

/// The unit that a person counts for on a day.
pub fn unit_on(v: &View, population: AffiliationRole, id: PersonId, on: Date) -> Out<Option<OrganisationId>> {
    Ok(v.first(UNIT_ON, &[population.code().into(), id.into(), on.into()], |r| r.int(0))?.map(OrganisationId))
}

/// What a list of people is asked for.
#[derive(Clone, Debug)]
pub struct ListQuestion<'a> {
    /// Workers, members, officers …
    pub population: AffiliationRole,
    /// The top of the subtree.
    pub top: OrganisationId,
    /// On which day.
    pub on: Date,
    /// Words of the name (marks do not matter) or digits of the phone; empty for all.
    pub words: &'a str,
    /// Continue after this person.
    pub after: Option<PersonId>,
    /// At most so many.
    pub limit: i64,
}

/// A page of people, sorted the Vietnamese way.
pub fn list(v: &View, q: &ListQuestion) -> Out<Vec<PersonCard>> {
    let (key, id) = match q.after {
        None => (Vec::new(), 0),
        Some(p) => (v.first(SORT_KEY, &[p.into()], |r| r.opt_bytes(0))?.flatten().unwrap_or_default(), p.0),
    };
    let args = [
        q.population.code().into(),
        q.top.into(),
        q.on.into(),
        pattern(q.words),
        key.into(),
        id.into(),
        q.limit.into(),
    ];
    v.rows(LIST, &args, card)
}

/// The page of the same list that ends before a person.
pub fn list_before(v: &View, q: &ListQuestion, before: PersonId) -> Out<Vec<PersonCard>> {
    let key = v.first(SORT_KEY, &[before.into()], |r| r.opt_bytes(0))?.flatten().unwrap_or_default();
    let args = [
        q.population.code().into(),
        q.top.into(),
        q.on.into(),
        pattern(q.words),
        key.into(),
        before.into(),
        q.limit.into(),
    ];
    let mut page = v.rows(LIST_BEFORE, &args, card)?;
    page.reverse();
    Ok(page)
}

fn card(r: &Row) -> Out<PersonCard> {
    Ok(PersonCard {
        person: person(r)?,
        organisation: Some(OrganisationId(r.int(11)?)),
        is_member: r.int(12)? > 0,
    })
}

/// How many people that list has.
pub fn count(v: &View, q: &ListQuestion) -> Out<i64> {
    v.number(COUNT, &[q.population.code().into(), q.top.into(), q.on.into(), pattern(q.words)])
}

fn pattern(words: &str) -> Val {
    let words: String = kernel::name::fold(words).chars().filter(|c| !"%_\\".contains(*c)).collect();
    format!("%{words}%").into()
}

const PERSON_COLUMNS: &str = "id, person, full_name, fold, sort_key, sex, birth_day, birth_year, phone, national_id_sealed, \
                              national_id_key, section, staff_code";

/// The values of a state row for [`add_states`]; the person's id is in the record.
fn state_values(tx: &Tx, p: &Person, out: &mut Vec<Val>) {
    out.extend([
        Val::Int(tx.new_id()),
        p.id.into(),
        p.full_name.as_str().into(),
        kernel::name::fold(&p.full_name).into(),
        kernel::name::sort_key(&p.full_name).into(),
        p.sex.map(Sex::code).into(),
        p.birth_day.into(),
        p.birth_year.map(i64::from).into(),
        p.phone.clone().into(),
        p.national_id_sealed.clone().into(),
        p.national_id_key.clone().into(),
        p.section.clone().into(),
        p.staff_code.clone().into(),
    ]);
}

/// New people: identities and states. The ids are filled in.
pub fn add_people(tx: &Tx, people: &mut [Person], source: &str) -> Out<()> {
    let mut identities = Vec::with_capacity(people.len() * 2);
    let mut states = Vec::with_capacity(people.len() * 13);
    for p in people.iter_mut() {
        p.id = PersonId(tx.new_id());
        identities.extend([Val::from(p.id), source.into()]);
    }
    for p in people.iter() {
        state_values(tx, p, &mut states);
        tx.touch_person(p.id);
    }
    tx.insert_all("people_person", "id, source", 2, &identities)?;
    tx.insert_all("people_person_state", PERSON_COLUMNS, 13, &states)
}

/// A new state of a known person.
pub fn change(tx: &Tx, p: &Person) -> Out<()> {
    if let Some(row) = state_row(tx, p.id)? {
        tx.retire("people_person_state", row)?;
    }
    let mut values = Vec::new();
    state_values(tx, p, &mut values);
    tx.insert_all("people_person_state", PERSON_COLUMNS, 13, &values)?;
    tx.touch_person(p.id);
    Ok(())
}

/// New states of known people; the rows that they replace are the caller's to retire.
pub(crate) fn add_states<'a>(tx: &Tx, people: impl Iterator<Item = &'a Person>) -> Out<()> {
    let mut values = Vec::new();
    for p in people {
        state_values(tx, p, &mut values);
        tx.touch_person(p.id);
    }
    tx.insert_all("people_person_state", PERSON_COLUMNS, 13, &values)
}

/// New affiliations; their `id` is ignored and given anew.
pub fn add_affiliations(tx: &Tx, all: &[Affiliation]) -> Out<()> {
    let mut values = Vec::with_capacity(all.len() * 10);
    for a in all {
        tx.touch_person(a.person);
        values.extend([
            Val::Int(tx.new_id()),
            a.person.into(),
            a.organisation.into(),
            a.role.code().into(),
            a.post.clone().into(),
            a.from.into(),
            a.to.into(),
        ]);
        let office = a.office.as_ref();
        values.extend([
            office.map(|o| o.post.clone()).into(),
            office.map(|o| o.term.clone()).into(),
            office.map(|o| o.decision.clone()).into(),
        ]);
    }
    tx.insert_all(
        "people_affiliation",
        "id, person, organisation, role, post, valid_from, valid_to, post_code, term, decision",
        10,
        &values,
    )
}
