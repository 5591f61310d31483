//! Every SQL of links to another sign-in service.

use kernel::AccountId;
use store::{StoreError, Tx, View};

type Out<T> = Result<T, StoreError>;

store::statements! {
    /// The account that somebody of the other service opens.
    LINKED = "select account from people_outside_login \
        where issuer = $1 and subject = $2 and retired_txn is null order by id";
    /// The links of an account.
    OF_ACCOUNT = "select id, subject from people_outside_login \
        where issuer = $1 and account = $2 and retired_txn is null order by id";
}

/// The account that somebody of the other service opens.
pub fn linked(v: &View, issuer: &str, subject: &str) -> Out<Option<AccountId>> {
    v.first(LINKED, &[issuer.into(), subject.into()], |r| Ok(AccountId(r.int(0)?)))
}

/// The link of an account with this service: its row and the number there.
pub fn of_account(v: &View, issuer: &str, account: AccountId) -> Out<Option<(i64, String)>> {
    v.first(OF_ACCOUNT, &[issuer.into(), account.into()], |r| Ok((r.int(0)?, r.text(1)?)))
}

/// A new link.
pub fn add(tx: &Tx, account: AccountId, issuer: &str, subject: &str) -> Out<i64> {
    let values = [account.into(), issuer.into(), subject.into()];
    tx.insert("people_outside_login", "account, issuer, subject", &values)
}
