//! Every SQL of delegations.

use kernel::{AccountId, Act, Date, OrganisationId, Role};
use store::{Row, StoreError, Tx, View};

type Out<T> = Result<T, StoreError>;

store::statements! {
    /// What is lent to an account.
    TO = "select id, giver, receiver, role, organisation, acts, valid_from, valid_to, reason from people_delegation \
        where receiver = $1 and retired_txn is null order by id";
    /// What an account lends.
    BY = "select id, giver, receiver, role, organisation, acts, valid_from, valid_to, reason from people_delegation \
        where giver = $1 and retired_txn is null order by id";
    /// What is lent at the units above a unit, on a day.
    AT = "select d.id, d.giver, d.receiver, d.role, d.organisation, d.acts, d.valid_from, d.valid_to, d.reason \
        from people_delegation d where d.retired_txn is null and d.valid_from <= $2 and $2 < d.valid_to \
        and exists (select 1 from people_closure c where c.ancestor = d.organisation and c.descendant = $1 \
          and c.valid_from <= $2 and $2 < c.valid_to) order by d.id";
    /// One.
    ONE = "select id, giver, receiver, role, organisation, acts, valid_from, valid_to, reason from people_delegation \
        where id = $1 and retired_txn is null";
}

/// A role, or some of its acts, lent from a day to a day.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Delegation {
    /// Its row; 0 before it is kept.
    pub row: i64,
    /// Whose role it is.
    pub giver: AccountId,
    /// Who acts for the giver.
    pub receiver: AccountId,
    /// The role.
    pub role: Role,
    /// Where the giver holds it.
    pub organisation: OrganisationId,
    /// Which of its acts.
    pub acts: Vec<Act>,
    /// First day.
    pub from: Date,
    /// First day after.
    pub to: Date,
    /// Why.
    pub reason: String,
}

fn delegation(r: &Row) -> Out<Delegation> {
    let role = r.text(3)?;
    Ok(Delegation {
        row: r.int(0)?,
        giver: AccountId(r.int(1)?),
        receiver: AccountId(r.int(2)?),
        role: Role::find(&role).ok_or_else(|| StoreError::Own(format!("unknown role {role}")))?,
        organisation: OrganisationId(r.int(4)?),
        // an act that this program does not know is not lent
        acts: r.text(5)?.split(' ').filter_map(Act::find).collect(),
        from: r.day(6)?,
        to: r.day(7)?,
        reason: r.text(8)?,
    })
}

/// What is lent to an account, past and future included.
pub fn to(v: &View, receiver: AccountId) -> Out<Vec<Delegation>> {
    v.rows(TO, &[receiver.into()], delegation)
}

/// What an account lends, past and future included.
pub fn by(v: &View, giver: AccountId) -> Out<Vec<Delegation>> {
    v.rows(BY, &[giver.into()], delegation)
}

/// What is lent that reaches a unit on a day.
pub fn at(v: &View, unit: OrganisationId, on: Date) -> Out<Vec<Delegation>> {
    v.rows(AT, &[unit.into(), on.into()], delegation)
}

/// One delegation.
pub fn one(v: &View, row: i64) -> Out<Option<Delegation>> {
    v.first(ONE, &[row.into()], delegation)
}

/// Keeps a delegation.
pub fn add(tx: &Tx, d: &Delegation) -> Out<i64> {
    let acts: Vec<&str> = d.acts.iter().map(|a| a.code()).collect();
    tx.insert(
        "people_delegation",
        "giver, receiver, role, organisation, acts, valid_from, valid_to, reason",
        &[
            d.giver.into(),
            d.receiver.into(),
            d.role.code().into(),
            d.organisation.into(),
            acts.join(" ").into(),
            d.from.into(),
            d.to.into(),
            d.reason.as_str().into(),
        ],
    )
}
