//! Every SQL of accounts.

use kernel::{AccountId, Date, Grant, Moment, OrganisationId, PersonId, Role};
use store::{StoreError, Tx, View};

type Out<T> = Result<T, StoreError>;

store::statements! {
    /// The account of a login.
    BY_LOGIN = "select a.id, a.person, c.digest, c.must_change from people_account a \
        join people_credential c on c.account = a.id and c.retired_txn is null where a.login = $1";
    /// The account of a session.
    BY_SESSION = "select a.id, a.person, s.ends, s.seen, p.full_name, \
        (select c.must_change from people_credential c where c.account = a.id and c.retired_txn is null) from people_session s join people_account a on a.id = s.account \
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
    /// The account of a person.
    OF_PERSON = "select id from people_account where person = $1 order by id";
    /// What is granted to an account, with the rows.
    GRANT_ROWS = "select id, role, organisation, valid_from, valid_to from people_grant where account = $1 \
        and retired_txn is null order by id";
    /// A page of the accounts that hold or held a role in a subtree, sorted by name.
    PAGE = "select a.id, a.person, a.login, p.full_name from people_account a \
        join people_person_state p on p.person = a.person and p.retired_txn is null \
        where exists (select 1 from people_grant g join people_closure c on c.descendant = g.organisation \
          where g.account = a.id and g.retired_txn is null and c.ancestor = $1 and c.valid_from <= $2 and $2 < c.valid_to) \
        and (p.fold like $3 or a.login like $3) and (p.sort_key > $4 or (p.sort_key = $4 and a.id > $5)) \
        order by p.sort_key, a.id limit $6";
    /// The sort key of an account's person, to continue a page.
    PAGE_KEY = "select p.sort_key from people_account a join people_person_state p on p.person = a.person \
        and p.retired_txn is null where a.id = $1";
    /// Ends all sessions of an account.
    CLOSE_ALL = "delete from people_session where account = $1";
    /// Forgets the wrong passwords of a login.
    FORGIVE = "delete from people_sign_in_failure where login = $1";
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
    /// Must a password of one's own be chosen first?
    pub must_change: bool,
}

/// A session's account.
pub fn by_session(v: &View, digest: &str) -> Out<Option<OfSession>> {
    v.first(BY_SESSION, &[digest.into()], |r| {
        Ok(OfSession {
            account: AccountId(r.int(0)?),
            person: PersonId(r.int(1)?),
            ends: Moment(r.int(2)?),
            name: r.text(4)?,
            must_change: r.opt_int(5)?.unwrap_or(0) != 0,
        })
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

/// The account of a person, if there is one.
pub fn of_person(v: &View, person: PersonId) -> Out<Option<AccountId>> {
    v.first(OF_PERSON, &[person.into()], |r| Ok(AccountId(r.int(0)?)))
}

/// A grant with its row, so that it can be ended.
#[derive(Clone, Debug)]
pub struct GrantRow {
    /// The row.
    pub row: i64,
    /// What is granted.
    pub grant: Grant,
}

/// What is or was granted to an account.
pub fn grant_rows(v: &View, account: AccountId) -> Out<Vec<GrantRow>> {
    v.rows(GRANT_ROWS, &[account.into()], |r| {
        let role = r.text(1)?;
        let role = Role::find(&role).ok_or_else(|| StoreError::Own(format!("unknown role {role}")))?;
        let organisation = OrganisationId(r.int(2)?);
        Ok(GrantRow { row: r.int(0)?, grant: Grant { role, organisation, from: r.day(3)?, to: r.day(4)? } })
    })
}

/// A page of the accounts of a subtree with the names of their people, sorted the Vietnamese way.
pub fn page(
    v: &View,
    top: OrganisationId,
    on: Date,
    words: &str,
    after: Option<AccountId>,
    limit: i64,
) -> Out<Vec<(AccountCard, String)>> {
    let (key, id) = match after {
        None => (Vec::new(), 0),
        Some(a) => (v.first(PAGE_KEY, &[a.into()], |r| r.opt_bytes(0))?.flatten().unwrap_or_default(), a.0),
    };
    let words: String = kernel::name::fold(words).chars().filter(|c| !"%_\\".contains(*c)).collect();
    let args = [top.into(), on.into(), format!("%{words}%").into(), key.into(), id.into(), limit.into()];
    v.rows(PAGE, &args, |r| {
        let card = AccountCard {
            id: AccountId(r.int(0)?),
            person: PersonId(r.int(1)?),
            login: r.text(2)?,
            must_change: false,
        };
        Ok((card, r.text(3)?))
    })
}
