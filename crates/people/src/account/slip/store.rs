//! Every SQL of one-time codes.

use kernel::{AccountId, Date, Moment, OrganisationId, PersonId};
use store::{Row, StoreError, Tx, View};

type Out<T> = Result<T, StoreError>;

store::statements! {
    /// The open code with this digest.
    BY_DIGEST = "select id, kind, person, account, organisation, login, ends from people_code \
        where digest = $1 and retired_txn is null";
    /// The open codes of a person.
    OF_PERSON = "select id, kind, person, account, organisation, login, ends from people_code \
        where person = $1 and retired_txn is null order by id";
    /// Is a login taken by an account, or promised to somebody else?
    TAKEN = "select count(*) from (select a.id from people_account a where a.login = $1 and a.person <> $2 \
        union all select c.id from people_code c where c.login = $1 and c.person <> $2 and c.retired_txn is null) t";
    /// How many codes a unit ever gave.
    COUNT_OF_UNIT = "select count(*) from people_code where organisation = $1";
    /// The people of a subtree with their accounts and open slips, sorted by name.
    PEOPLE = "select s.person, s.full_name, s.phone, s.staff_code, s.birth_year, at.organisation, \
        (select min(a.id) from people_account a where a.person = s.person), \
        (select max(c.id) from people_code c where c.person = s.person and c.kind = 'slip' and c.retired_txn is null and c.ends > $4) \
        from people_attribution at join people_person_state s on s.person = at.person and s.retired_txn is null \
        where at.population = 'workers' and at.valid_from <= $2 and $2 < at.valid_to \
        and exists (select 1 from people_closure cl where cl.ancestor = $1 and cl.descendant = at.organisation \
          and cl.valid_from <= $2 and $2 < cl.valid_to) \
        and s.fold like $3 \
        and ($5 = '' or ($5 = 'chua' and not exists (select 1 from people_account a where a.person = s.person)) \
          or ($5 = 'co' and exists (select 1 from people_account a where a.person = s.person))) \
        and (s.sort_key > $6 or (s.sort_key = $6 and s.person > $7)) order by s.sort_key, s.person limit $8";
    /// How many people of a subtree have an account, and how many there are.
    COUNTS = "select count(*), cast(sum(case when exists (select 1 from people_account a where a.person = at.person) then 1 else 0 end) as bigint), \
        cast(sum(case when exists (select 1 from people_code c where c.person = at.person and c.kind = 'slip' \
          and c.retired_txn is null and c.ends > $3) then 1 else 0 end) as bigint) \
        from people_attribution at where at.population = 'workers' and at.valid_from <= $2 and $2 < at.valid_to \
        and exists (select 1 from people_closure cl where cl.ancestor = $1 and cl.descendant = at.organisation \
          and cl.valid_from <= $2 and $2 < cl.valid_to)";
    /// The sort key of a person, to continue a page.
    KEY = "select sort_key from people_person_state where person = $1 and retired_txn is null";
    /// The latest new password that came by a code: who gave the code, when it was used.
    LAST_RESET = "select p.full_name, u.id, t.at from people_code_use u join people_code c on c.id = u.code and c.kind = 'reset' \
        join store_txn t on t.id = u.id / 1048576 join store_txn g on g.id = c.id / 1048576 \
        join people_account a on a.id = g.account \
        join people_person_state p on p.person = a.person and p.retired_txn is null \
        where u.account = $1 order by u.id desc limit 1";
    /// Who gave more codes than usual on one day since a moment, below a top: account, name, how many.
    MANY = "select t.account, p.full_name, count(*) from people_code c join store_txn t on t.id = c.id / 1048576 \
        join people_account a on a.id = t.account \
        join people_person_state p on p.person = a.person and p.retired_txn is null \
        where c.kind = 'reset' and t.at >= $2 and t.at < $3 and exists (select 1 from people_grant g join people_closure cl \
          on cl.descendant = g.organisation where g.account = t.account and g.retired_txn is null and cl.ancestor = $1 \
          and cl.valid_from <= $5 and $5 < cl.valid_to) \
        group by t.account, p.full_name having count(*) > $4 order by p.full_name";
    /// How many codes for new passwords an account gave since a moment.
    GIVEN = "select count(*) from people_code c join store_txn t on t.id = c.id / 1048576 \
        where c.kind = 'reset' and t.account = $1 and t.at >= $2";
}

/// A one-time code that is open.
#[derive(Clone, Debug)]
pub struct Code {
    /// Its row.
    pub row: i64,
    /// `slip` or `reset`.
    pub kind: String,
    /// For whom.
    pub person: PersonId,
    /// For which account (codes for a new password).
    pub account: Option<AccountId>,
    /// The unit that gave it.
    pub organisation: OrganisationId,
    /// The sign-in name that goes with it.
    pub login: String,
    /// Until when.
    pub ends: Moment,
}

fn code(r: &Row) -> Out<Code> {
    Ok(Code {
        row: r.int(0)?,
        kind: r.text(1)?,
        person: PersonId(r.int(2)?),
        account: r.opt_int(3)?.map(AccountId),
        organisation: OrganisationId(r.int(4)?),
        login: r.text(5)?,
        ends: Moment(r.int(6)?),
    })
}

/// The open code with this digest, if its time is not over.
pub fn by_digest(v: &View, digest: &str) -> Out<Option<Code>> {
    let found = v.first(BY_DIGEST, &[digest.into()], code)?;
    Ok(found.filter(|c| c.ends > v.now))
}

/// The open codes of a person.
pub fn of_person(v: &View, person: PersonId) -> Out<Vec<Code>> {
    v.rows(OF_PERSON, &[person.into()], code)
}

/// Is a login somebody else's?
pub fn taken(v: &View, login: &str, person: PersonId) -> Out<bool> {
    Ok(v.number(TAKEN, &[login.into(), person.into()])? > 0)
}

/// How many codes a unit ever gave.
pub fn count_of_unit(v: &View, unit: OrganisationId) -> Out<i64> {
    v.number(COUNT_OF_UNIT, &[unit.into()])
}

/// Keeps a code.
pub fn add(tx: &Tx, c: &Code, digest: &str) -> Out<i64> {
    tx.insert(
        "people_code",
        "kind, person, account, organisation, login, digest, ends",
        &[
            c.kind.as_str().into(),
            c.person.into(),
            c.account.into(),
            c.organisation.into(),
            c.login.as_str().into(),
            digest.into(),
            c.ends.into(),
        ],
    )
}

/// A code was used: it is retired, and its use is kept.
pub fn used(tx: &Tx, code: &Code, account: AccountId) -> Out<()> {
    tx.retire("people_code", code.row)?;
    tx.insert("people_code_use", "code, account", &[code.row.into(), account.into()])?;
    Ok(())
}

/// Somebody of a unit, as the officer who prints slips sees them.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// Who.
    pub person: PersonId,
    /// The name.
    pub name: String,
    /// Is a phone known?
    pub phone: Option<String>,
    /// "mã nhân viên"
    pub staff_code: Option<String>,
    /// Year of birth, to tell namesakes apart.
    pub birth_year: Option<i64>,
    /// The unit they count for.
    pub unit: OrganisationId,
    /// The account, if there is one.
    pub account: Option<AccountId>,
    /// The open slip, if there is one.
    pub slip: Option<i64>,
}

/// What the list of a unit is asked for.
#[derive(Clone, Debug)]
pub struct Asked<'a> {
    /// The top of the subtree.
    pub top: OrganisationId,
    /// On which day.
    pub on: Date,
    /// Words of the name.
    pub words: &'a str,
    /// `chua` without an account, `co` with one, empty for all.
    pub which: &'a str,
    /// Continue after this person.
    pub after: Option<PersonId>,
    /// At most so many.
    pub limit: i64,
}

/// A page of the people of a unit.
pub fn people(v: &View, q: &Asked) -> Out<Vec<Candidate>> {
    let (key, id) = match q.after {
        None => (Vec::new(), 0),
        Some(p) => (v.first(KEY, &[p.into()], |r| r.opt_bytes(0))?.flatten().unwrap_or_default(), p.0),
    };
    let words: String = kernel::name::fold(q.words).chars().filter(|c| !"%_\\".contains(*c)).collect();
    let args = [
        q.top.into(),
        q.on.into(),
        format!("%{words}%").into(),
        v.now.into(),
        q.which.into(),
        key.into(),
        id.into(),
        q.limit.into(),
    ];
    v.rows(PEOPLE, &args, |r| {
        Ok(Candidate {
            person: PersonId(r.int(0)?),
            name: r.text(1)?,
            phone: r.opt_text(2)?,
            staff_code: r.opt_text(3)?,
            birth_year: r.opt_int(4)?,
            unit: OrganisationId(r.int(5)?),
            account: r.opt_int(6)?.map(AccountId),
            slip: r.opt_int(7)?,
        })
    })
}

/// How many people a unit has, how many of them with an account, how many with an open slip.
pub fn counts(v: &View, top: OrganisationId, on: Date) -> Out<(i64, i64, i64)> {
    let args = [top.into(), on.into(), v.now.into()];
    let found =
        v.first(COUNTS, &args, |r| Ok((r.int(0)?, r.opt_int(1)?.unwrap_or(0), r.opt_int(2)?.unwrap_or(0))))?;
    Ok(found.unwrap_or((0, 0, 0)))
}

/// Who gave the code for the latest new password of an account, and when it was used.
pub fn last_reset(v: &View, account: AccountId) -> Out<Option<(String, Moment)>> {
    v.first(LAST_RESET, &[account.into()], |r| Ok((r.text(0)?, Moment(r.int(2)?))))
}

/// Who below a top gave more than so many codes for new passwords between two moments.
pub fn many(
    v: &View,
    top: OrganisationId,
    from: Moment,
    to: Moment,
    usual: i64,
) -> Out<Vec<(AccountId, String, i64)>> {
    let args = [top.into(), from.into(), to.into(), usual.into(), v.today().into()];
    v.rows(MANY, &args, |r| Ok((AccountId(r.int(0)?), r.text(1)?, r.int(2)?)))
}

/// How many codes for new passwords an account gave since a moment.
pub fn given(v: &View, account: AccountId, since: Moment) -> Out<i64> {
    v.number(GIVEN, &[account.into(), since.into()])
}
