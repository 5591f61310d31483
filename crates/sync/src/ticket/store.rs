//! Every SQL of tickets.

use kernel::{AccountId, Moment, PersonId};
use store::{StoreError, Tx, View};

type Out<T> = Result<T, StoreError>;

store::statements! {
    /// The ticket with this digest.
    BY_DIGEST = "select id, account, person, device, ends from sync_ticket where digest = $1 and retired_txn is null";
    /// The tickets of an account, newest first, with when they were made and how much came by each.
    OF_ACCOUNT = "select k.id, k.agent, k.ends, t.at, \
        (select count(*) from sync_event e where e.ticket = k.id), \
        (select max(e.id) from sync_event e where e.ticket = k.id) \
        from sync_ticket k join store_txn t on t.id = k.id / 1048576 \
        where k.account = $1 and k.retired_txn is null order by k.id desc";
    /// Tickets of an account for a device, to be replaced.
    OF_DEVICE = "select id from sync_ticket where account = $1 and device = $2 and retired_txn is null";
}

/// A ticket.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Ticket {
    /// Its row.
    pub id: i64,
    /// Whose.
    pub account: AccountId,
    /// Who that is.
    pub person: PersonId,
    /// The phone's own mark.
    pub device: String,
    /// Until when.
    pub ends: Moment,
}

/// The ticket with this digest.
pub fn by_digest(v: &View, digest: &str) -> Out<Option<Ticket>> {
    v.first(BY_DIGEST, &[digest.into()], |r| {
        Ok(Ticket {
            id: r.int(0)?,
            account: AccountId(r.int(1)?),
            person: PersonId(r.int(2)?),
            device: r.text(3)?,
            ends: Moment(r.int(4)?),
        })
    })
}

/// A line of one's own phones.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TicketLine {
    /// Its row.
    pub id: i64,
    /// The browser.
    pub agent: String,
    /// Until when.
    pub ends: Moment,
    /// Since when.
    pub since: Moment,
    /// How many acts came by it.
    pub acts: i64,
}

/// The tickets of an account.
pub fn of_account(v: &View, account: AccountId) -> Out<Vec<TicketLine>> {
    v.rows(OF_ACCOUNT, &[account.into()], |r| {
        Ok(TicketLine {
            id: r.int(0)?,
            agent: r.text(1)?,
            ends: Moment(r.int(2)?),
            since: Moment(r.int(3)?),
            acts: r.int(4)?,
        })
    })
}

/// Keeps a ticket in place of an older one of the same account and device.
pub fn keep(tx: &Tx, digest: &str, ticket: &Ticket, agent: &str) -> Out<i64> {
    let old = tx.rows(OF_DEVICE, &[ticket.account.into(), ticket.device.as_str().into()], |r| r.int(0))?;
    for row in old {
        tx.retire("sync_ticket", row)?;
    }
    let values = [
        digest.into(),
        ticket.account.into(),
        ticket.person.into(),
        ticket.device.as_str().into(),
        agent.into(),
        ticket.ends.into(),
    ];
    tx.insert("sync_ticket", "digest, account, person, device, agent, ends", &values)
}
