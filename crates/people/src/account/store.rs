//! Every SQL of accounts.

use kernel::{AccountId, Date, Grant, Moment, OrganisationId, PersonId, Role};
use store::{StoreError, Tx, View};

type Out<T> = Result<T, StoreError>;

store::statements! {
    /// The account of a login.
    BY_LOGIN = "select a.id, a.person, c.digest, c.must_change from people_account a \
        join people_credential c on c.account = a.id and c.retired_txn is null where a.login = $1";
    /// The account of a session.
    BY_SESSION = "select a.id, a.person, s.ends, s.seen, p.full_name from people_session s join people_account a on a.id = s.account \
        join people_person_state p on p.person = a.person and p.retired_txn is null where s.digest = $1";
    /// What is granted to an account.
    GRANTS = "select role, organisation, valid_from, valid_to from people_grant where account = $1 and retired_txn is null \
        order by id";
    /// Opens a session.
    OPEN = "insert into people_session (digest, account, started, seen, ends, agent) values ($1, $2, $3, $3, $4, $5)";
    /// Ends a session.
    CLOSE = "delete from people_session where digest = $1";
    /// Ends all sessions of an account but one.
    CLOSE_OTHERS = "delete from people_session where account = $1 and digest <> $2";
    /// Wrong passwords from one source.
    FAILURES = "select failures, last_at from people_sign_in_failure where login = $1 and source = $2";
    /// One more wrong password.
    FAILED = "insert into people_sign_in_failure (login, source, failures, last_at) values ($1, $2, 1, $3) \
        on conflict (login, source) do update set failures = people_sign_in_failure.failures + 1, last_at = excluded.last_at";
    /// A right password clears the wait.
    CLEARED = "delete from people_sign_in_failure where login = $1 and source = $2";
    /// The row of the believed credential.
    CREDENTIAL = "select id, digest from people_credential where account = $1 and retired_txn is null";
    /// One account.
    ACCOUNT = "select a.person, a.login, c.must_change from people_account a \
        left join people_credential c on c.account = a.id and c.retired_txn is null where a.id = $1";
    /// All accounts with their grants, by unit.
    ACCOUNTS = "select a.id, a.login, p.full_name, g.role, g.organisation, g.valid_from, g.valid_to from people_account a \
        join people_person_state p on p.person = a.person and p.retired_txn is null \
        join people_grant g on g.account = a.id and g.retired_txn is null order by a.id, g.id";
}

/// What sign-in needs of an account.
#[derive(Clone, Debug)]
pub struct Known {
    /// The account.
    pub account: AccountId,
    /// Who it is.
    pub person: PersonId,
    /// The password's digest.
    pub digest: String,
    /// Must a new password be chosen?
    pub must_change: bool,
}

/// The account of a phone number.
pub fn by_login(v: &View, login: &str) -> Out<Option<Known>> {
    v.first(BY_LOGIN, &[login.into()], |r| {
        Ok(Known {
            account: AccountId(r.int(0)?),
            person: PersonId(r.int(1)?),
            digest: r.text(2)?,
            must_change: r.flag(3)?,
        })
    })
}

/// A session's account: (account, person, ends, seen, name).
pub fn by_session(v: &View, digest: &str) -> Out<Option<(AccountId, PersonId, Moment, Moment, String)>> {
    v.first(BY_SESSION, &[digest.into()], |r| {
        Ok((AccountId(r.int(0)?), PersonId(r.int(1)?), Moment(r.int(2)?), Moment(r.int(3)?), r.text(4)?))
    })
}

/// What is granted.
pub fn grants(v: &View, account: AccountId) -> Out<Vec<Grant>> {
    v.rows(GRANTS, &[account.into()], |r| {
        let role = r.text(0)?;
        Ok(Grant {
            role: Role::find(&role).ok_or_else(|| StoreError::Own(format!("unknown role {role}")))?,
            organisation: OrganisationId(r.int(1)?),
            from: r.day(2)?,
            to: r.day(3)?,
        })
    })
}

/// A new account.
pub fn add(tx: &Tx, person: PersonId, login: &str) -> Out<AccountId> {
    Ok(AccountId(tx.insert("people_account", "person, login", &[person.into(), login.into()])?))
}

/// A new credential; an older one is retired.
pub fn set_credential(tx: &Tx, account: AccountId, digest: &str, must_change: bool) -> Out<()> {
    if let Some(old) = tx.first(CREDENTIAL, &[account.into()], |r| r.int(0))? {
        tx.retire("people_credential", old)?;
    }
    tx.insert(
        "people_credential",
        "account, digest, must_change",
        &[account.into(), digest.into(), must_change.into()],
    )?;
    Ok(())
}

/// The digest believed now.
pub fn credential(v: &View, account: AccountId) -> Out<Option<String>> {
    v.first(CREDENTIAL, &[account.into()], |r| r.text(1))
}

/// A role at a unit from a day to a day.
pub fn grant(tx: &Tx, account: AccountId, role: Role, at: OrganisationId, from: Date, to: Date) -> Out<()> {
    tx.insert(
        "people_grant",
        "account, role, organisation, valid_from, valid_to",
        &[account.into(), role.code().into(), at.into(), from.into(), to.into()],
    )?;
    Ok(())
}

/// An account as its keeper sees it.
#[derive(Clone, Debug)]
pub struct AccountCard {
    /// The account.
    pub id: AccountId,
    /// Whose it is.
    pub person: PersonId,
    /// The phone number to sign in with.
    pub login: String,
    /// Must a new password be chosen?
    pub must_change: bool,
}

/// One account.
pub fn account(v: &View, id: AccountId) -> Out<Option<AccountCard>> {
    v.first(ACCOUNT, &[id.into()], |r| {
        let must_change = r.opt_int(2)?.is_some_and(|n| n != 0);
        Ok(AccountCard { id, person: PersonId(r.int(0)?), login: r.text(1)?, must_change })
    })
}
