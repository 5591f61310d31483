//! Every SQL of sessions and devices.

use kernel::{AccountId, Moment, PersonId};
use store::{StoreError, Tx, View};

type Out<T> = Result<T, StoreError>;

store::statements! {
    /// Opens a session.
    OPEN = "insert into people_session (digest, account, started, seen, ends, agent, device, shared, stage, proved_at) \
        values ($1, $2, $3, $3, $4, $5, $6, $7, $8, $9)";
    /// The account of a session.
    BY_SESSION = "select a.id, p.person, s.ends, p.full_name, s.shared, s.stage, a.login, s.device, \
        (select c.must_change from people_credential c where c.account = a.id and c.retired_txn is null), s.proved_at \
        from people_session s join people_account a on a.id = s.account \
        join people_person_state p on p.retired_txn is null and p.person = \
        coalesce((select l.same_as from store_alias l where l.person = a.person), a.person) where s.digest = $1";
    /// Ends a session.
    CLOSE = "delete from people_session where digest = $1";
    /// Ends all sessions of an account but one.
    CLOSE_OTHERS = "delete from people_session where account = $1 and digest <> $2";
    /// Ends all sessions of an account.
    CLOSE_ALL = "delete from people_session where account = $1";
    /// Ends one session of an account, by the beginning of its digest.
    CLOSE_ONE = "delete from people_session where account = $1 and digest like $2";
    /// Ends sessions whose time is over.
    CLOSE_OLD = "delete from people_session where ends <= $1";
    /// The second proof was given.
    PROVED = "update people_session set stage = null, ends = $2, proved_at = $3 where digest = $1 and stage is not null";
    /// The account proved anew who sits there.
    PROVED_AGAIN = "update people_session set proved_at = $2 where digest = $1";
    /// A second proof was added: sessions that awaited one go on.
    ENROLLED = "update people_session set stage = null where account = $1 and stage = 'enrol'";
    /// The open sessions of an account, newest first.
    SESSIONS = "select digest, started, ends, agent, shared from people_session \
        where account = $1 and ends > $2 and (stage is null or stage = 'enrol') order by started desc";
    /// What a device knows of an account.
    DEVICE = "select misses, missed, remembered from people_device where device = $1 and account = $2";
    /// An account signed in rightly on a device.
    DEVICE_RIGHT = "insert into people_device (device, account, seen, misses, missed, remembered) values ($1, $2, $3, 0, 0, $4) \
        on conflict (device, account) do update set seen = excluded.seen, misses = 0, missed = 0, remembered = excluded.remembered";
    /// One more wrong try on a known device.
    DEVICE_WRONG = "update people_device set misses = misses + 1, missed = $3 where device = $1 and account = $2";
    /// A device forgets an account.
    DEVICE_FORGETS = "delete from people_device where device = $1 and account = $2";
    /// All devices forget an account.
    DEVICES_FORGET = "delete from people_device where account = $1";
    /// How many accounts a device knows.
    DEVICE_KNOWS = "select count(*) from people_device where device = $1";
    /// Who is offered by name on a device.
    REMEMBERED = "select a.id, a.login, p.full_name, coalesce(c.kind, 'password') from people_device d \
        join people_account a on a.id = d.account \
        join people_person_state p on p.person = a.person and p.retired_txn is null \
        left join people_credential c on c.account = a.id and c.retired_txn is null \
        where d.device = $1 and d.remembered = 1 order by d.seen desc, a.id limit 12";
    /// When an account last signed in.
    LAST = "select at from people_last_sign_in where account = $1";
    /// An account signs in now.
    SET_LAST = "insert into people_last_sign_in (account, at) values ($1, $2) \
        on conflict (account) do update set at = excluded.at";
}

/// What a session opens.
#[derive(Clone, Debug)]
pub struct OfSession {
    /// The account.
    pub account: AccountId,
    /// Who it is.
    pub person: PersonId,
    /// When it ends.
    pub ends: Moment,
    /// The name shown.
    pub name: String,
    /// On a device that several people use: the idle minutes after which it forgets; else 0.
    pub idle_minutes: i64,
    /// What is still awaited.
    pub stage: Option<String>,
    /// The sign-in name.
    pub login: String,
    /// The digest of the device's mark.
    pub device: Option<String>,
    /// Must a password of one's own be chosen first?
    pub must_change: bool,
    /// When it was last proved who sits there.
    pub proved_at: Moment,
}

/// A session's account, whatever its stage.
pub fn by_session(v: &View, digest: &str) -> Out<Option<OfSession>> {
    v.first(BY_SESSION, &[digest.into()], |r| {
        Ok(OfSession {
            account: AccountId(r.int(0)?),
            person: PersonId(r.int(1)?),
            ends: Moment(r.int(2)?),
            name: r.text(3)?,
            idle_minutes: r.int(4)?,
            stage: r.opt_text(5)?,
            login: r.text(6)?,
            device: r.opt_text(7)?,
            must_change: r.opt_int(8)?.unwrap_or(0) != 0,
            proved_at: Moment(r.int(9)?),
        })
    })
}

/// One open session, as its owner sees it.
#[derive(Clone, Debug)]
pub struct OpenSession {
    /// The digest of its secret.
    pub digest: String,
    /// Since when.
    pub started: Moment,
    /// Until when.
    pub ends: Moment,
    /// The browser.
    pub agent: String,
    /// On a shared device?
    pub shared: bool,
}

/// The open sessions of an account.
pub fn sessions(v: &View, account: AccountId) -> Out<Vec<OpenSession>> {
    v.rows(SESSIONS, &[account.into(), v.now.into()], |r| {
        Ok(OpenSession {
            digest: r.text(0)?,
            started: Moment(r.int(1)?),
            ends: Moment(r.int(2)?),
            agent: r.text(3)?,
            shared: r.int(4)? > 0,
        })
    })
}

/// What a device knows of an account: wrong tries in a row, the last of them, whether the name is kept there.
#[derive(Clone, Copy, Debug)]
pub struct Ticket {
    /// Wrong tries in a row.
    pub misses: i64,
    /// The last of them.
    pub missed: Moment,
    /// Is the name offered there?
    pub remembered: bool,
}

/// Did the account sign in on this device before?
pub fn ticket(v: &View, device: &str, account: AccountId) -> Out<Option<Ticket>> {
    v.first(DEVICE, &[device.into(), account.into()], |r| {
        Ok(Ticket { misses: r.int(0)?, missed: Moment(r.int(1)?), remembered: r.flag(2)? })
    })
}

/// Somebody whose name a device keeps.
#[derive(Clone, Debug)]
pub struct Remembered {
    /// The account.
    pub account: AccountId,
    /// The sign-in name.
    pub login: String,
    /// The name.
    pub name: String,
    /// A PIN or a password?
    pub with_pin: bool,
}

/// Whose names a device keeps, the latest first.
pub fn remembered(v: &View, device: &str) -> Out<Vec<Remembered>> {
    v.rows(REMEMBERED, &[device.into()], |r| {
        Ok(Remembered {
            account: AccountId(r.int(0)?),
            login: r.text(1)?,
            name: r.text(2)?,
            with_pin: r.text(3)? == "pin",
        })
    })
}

/// How many accounts a device knows.
pub fn device_knows(v: &View, device: &str) -> Out<i64> {
    v.number(DEVICE_KNOWS, &[device.into()])
}

/// When an account last signed in.
pub fn last_sign_in(v: &View, account: AccountId) -> Out<Option<Moment>> {
    Ok(v.first(LAST, &[account.into()], |r| r.int(0))?.map(Moment))
}

/// Keeps that an account signs in now.
pub fn set_last_sign_in(tx: &Tx, account: AccountId) -> Out<()> {
    tx.derive(SET_LAST, &[account.into(), tx.now.into()])?;
    Ok(())
}
