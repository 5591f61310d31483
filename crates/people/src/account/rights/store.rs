//! Every SQL of reading rights: who holds what, and by whose act.

use kernel::{AccountId, Date, Moment, OrganisationId, Role};
use store::{Row, StoreError, View};

type Out<T> = Result<T, StoreError>;

store::statements! {
    /// The roles that reach a unit on a day, workers' own accounts left out.
    AT_UNIT = "select g.id, g.account, p.full_name, g.role, g.organisation, g.valid_from, g.valid_to, g.id / 1048576, t.at, tp.full_name \
        from people_grant g join people_account a on a.id = g.account \
        join people_person_state p on p.person = a.person and p.retired_txn is null \
        left join store_txn t on t.id = g.id / 1048576 left join people_account ta on ta.id = t.account \
        left join people_person_state tp on tp.person = ta.person and tp.retired_txn is null \
        where g.retired_txn is null and g.valid_from <= $2 and $2 < g.valid_to and g.role <> 'worker' \
        and exists (select 1 from people_closure c where c.ancestor = g.organisation and c.descendant = $1 \
          and c.valid_from <= $2 and $2 < c.valid_to) order by p.sort_key, g.id";
    /// The roles of an account, with whose act each was.
    OF_ACCOUNT = "select g.id, g.account, p.full_name, g.role, g.organisation, g.valid_from, g.valid_to, g.id / 1048576, t.at, tp.full_name \
        from people_grant g join people_account a on a.id = g.account \
        join people_person_state p on p.person = a.person and p.retired_txn is null \
        left join store_txn t on t.id = g.id / 1048576 left join people_account ta on ta.id = t.account \
        left join people_person_state tp on tp.person = ta.person and tp.retired_txn is null \
        where g.retired_txn is null and g.account = $1 order by g.id";
    /// How many workers' own accounts a subtree has on a day.
    WORKERS = "select count(*) from people_grant g where g.retired_txn is null and g.role = 'worker' \
        and g.valid_from <= $2 and $2 < g.valid_to and exists (select 1 from people_closure c \
          where c.ancestor = $1 and c.descendant = g.organisation and c.valid_from <= $2 and $2 < c.valid_to)";
    /// Whose account it is.
    NAME = "select p.full_name from people_account a join people_person_state p on p.person = a.person \
        and p.retired_txn is null where a.id = $1";
}

/// A role held, and by whose act.
#[derive(Clone, Debug)]
pub struct Held {
    /// Its row.
    pub row: i64,
    /// The account.
    pub account: AccountId,
    /// The person.
    pub name: String,
    /// The role.
    pub role: Role,
    /// Where it is held.
    pub organisation: OrganisationId,
    /// First day.
    pub from: Date,
    /// First day after.
    pub to: Date,
    /// The line of the log that wrote it.
    pub txn: i64,
    /// When that was.
    pub at: Moment,
    /// Who did it; none for the command line.
    pub by: Option<String>,
}

fn held(r: &Row) -> Out<Held> {
    let role = r.text(3)?;
    Ok(Held {
        row: r.int(0)?,
        account: AccountId(r.int(1)?),
        name: r.text(2)?,
        role: Role::find(&role).ok_or_else(|| StoreError::Own(format!("unknown role {role}")))?,
        organisation: OrganisationId(r.int(4)?),
        from: r.day(5)?,
        to: r.day(6)?,
        txn: r.int(7)?,
        at: Moment(r.opt_int(8)?.unwrap_or(0)),
        by: r.opt_text(9)?,
    })
}

/// The roles that reach a unit on a day.
pub fn at_unit(v: &View, unit: OrganisationId, on: Date) -> Out<Vec<Held>> {
    v.rows(AT_UNIT, &[unit.into(), on.into()], held)
}

/// The roles of an account.
pub fn of_account(v: &View, account: AccountId) -> Out<Vec<Held>> {
    v.rows(OF_ACCOUNT, &[account.into()], held)
}

/// How many workers' own accounts there are below a unit.
pub fn workers(v: &View, unit: OrganisationId, on: Date) -> Out<i64> {
    v.number(WORKERS, &[unit.into(), on.into()])
}

/// Whose account it is.
pub fn name(v: &View, account: AccountId) -> Out<String> {
    Ok(v.first(NAME, &[account.into()], |r| r.text(0))?.unwrap_or_default())
}
