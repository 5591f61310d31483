//! Every SQL of accounts.

use kernel::{AccountId, Date, Grant, OrganisationId, PersonId, Role};
use store::{StoreError, Tx, View};

type Out<T> = Result<T, StoreError>;

store::statements! {
    /// The account of a login.
    BY_LOGIN = "select a.id, a.person, c.digest, c.must_change, c.kind from people_account a \
        join people_credential c on c.account = a.id and c.retired_txn is null where a.login = $1";
    /// What is granted to an account.
    GRANTS = "select role, organisation, valid_from, valid_to from people_grant where account = $1 and retired_txn is null \
        order by id";
    /// The row of the believed credential.
    CREDENTIAL = "select id, digest from people_credential where account = $1 and retired_txn is null";
    /// One account.
    ACCOUNT = "select a.person, a.login, c.must_change from people_account a \
        left join people_credential c on c.account = a.id and c.retired_txn is null where a.id = $1";
    /// The account of a person.
    OF_PERSON = "select id from people_account where person in (select cast($1 as bigint) \
        union all select l.person from store_alias l where l.same_as = $1) order by id";
    /// What is granted to an account, with the rows.
    GRANT_ROWS = "select id, role, organisation, valid_from, valid_to from people_grant where account = $1 \
        and retired_txn is null order by id";
    /// A page of the accounts that hold or held a role in a subtree, sorted by name.
    PAGE = "select a.id, a.person, case when exists (select 1 from people_restriction r where r.person = a.person \
        and r.retired_txn is null) then '••••' else a.login end, p.full_name from people_account a \
        join people_person_state p on p.person = a.person and p.retired_txn is null \
        where exists (select 1 from people_grant g join people_closure c on c.descendant = g.organisation \
          where g.account = a.id and g.retired_txn is null and c.ancestor = $1 and c.valid_from <= $2 and $2 < c.valid_to) \
        and (p.fold like $3 or (a.login like $3 and not exists (select 1 from people_restriction r \
          where r.person = a.person and r.retired_txn is null))) and (p.sort_key > $4 or (p.sort_key = $4 and a.id > $5)) \
        order by p.sort_key, a.id limit $6";
    /// The sort key of an account's person, to continue a page.
    PAGE_KEY = "select p.sort_key from people_account a join people_person_state p on p.person = a.person \
        and p.retired_txn is null where a.id = $1";
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
    /// Is it a PIN?
    pub is_pin: bool,
}

/// The account of a login.
pub fn by_login(v: &View, login: &str) -> Out<Option<Known>> {
    v.first(BY_LOGIN, &[login.into()], |r| {
        Ok(Known {
            account: AccountId(r.int(0)?),
            person: PersonId(r.int(1)?),
            digest: r.text(2)?,
            must_change: r.flag(3)?,
            is_pin: r.opt_text(4)?.as_deref() == Some("pin"),
        })
    })
}

/// What is granted.
pub fn grants(v: &View, account: AccountId) -> Out<Vec<Grant>> {
    v.rows(GRANTS, &[account.into()], |r| {
        let role = r.text(0)?;
        let role = Role::find(&role).ok_or_else(|| StoreError::Own(format!("unknown role {role}")))?;
        Ok(Grant::own(role, OrganisationId(r.int(1)?), r.day(2)?, r.day(3)?))
    })
}

/// A new account.
pub fn add(tx: &Tx, person: PersonId, login: &str) -> Out<AccountId> {
    Ok(AccountId(tx.insert("people_account", "person, login", &[person.into(), login.into()])?))
}

/// A new credential; an older one is retired.
pub fn set_credential(tx: &Tx, account: AccountId, digest: &str, must_change: bool) -> Out<()> {
    replace_credential(tx, account, digest, must_change, None)
}

/// A PIN or a password that its owner chose; an older one is retired.
pub fn set_chosen(tx: &Tx, account: AccountId, digest: &str, is_pin: bool) -> Out<()> {
    replace_credential(tx, account, digest, false, is_pin.then_some("pin"))
}

fn replace_credential(
    tx: &Tx,
    account: AccountId,
    digest: &str,
    must_change: bool,
    kind: Option<&str>,
) -> Out<()> {
    if let Some(old) = tx.first(CREDENTIAL, &[account.into()], |r| r.int(0))? {
        tx.retire("people_credential", old)?;
    }
    tx.insert(
        "people_credential",
        "account, digest, must_change, kind",
        &[account.into(), digest.into(), must_change.into(), kind.into()],
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
        Ok(GrantRow { row: r.int(0)?, grant: Grant::own(role, organisation, r.day(3)?, r.day(4)?) })
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
