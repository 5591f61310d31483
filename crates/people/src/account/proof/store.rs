//! Every SQL of second proofs.

use kernel::{AccountId, Moment};
use store::{StoreError, Tx, View};

type Out<T> = Result<T, StoreError>;

store::statements! {
    /// The second proofs of an account.
    OF_ACCOUNT = "select id, kind, label, sealed from people_second_factor \
        where account = $1 and retired_txn is null order by id";
    /// Has an account any?
    COUNT = "select count(*) from people_second_factor where account = $1 and retired_txn is null";
    /// A recovery code.
    RECOVERY = "select id from people_recovery_code where account = $1 and digest = $2 and retired_txn is null";
    /// All recovery codes of an account.
    RECOVERIES = "select id from people_recovery_code where account = $1 and retired_txn is null order by id";
    /// Keeps a question.
    ASK = "insert into people_challenge (digest, kind, account, state, ends) values ($1, $2, $3, $4, $5)";
    /// A question that is still open.
    ASKED = "select account, state from people_challenge where digest = $1 and kind = $2 and ends > $3";
    /// A question is answered once.
    ANSWERED = "delete from people_challenge where digest = $1 or ends <= $2";
}

/// A second proof.
#[derive(Clone, Debug)]
pub struct Factor {
    /// Its row.
    pub row: i64,
    /// `totp` or `passkey`.
    pub kind: String,
    /// What its owner calls it.
    pub label: String,
    /// Its secret, sealed.
    pub sealed: Vec<u8>,
}

/// The second proofs of an account.
pub fn of_account(v: &View, account: AccountId) -> Out<Vec<Factor>> {
    v.rows(OF_ACCOUNT, &[account.into()], |r| {
        let sealed = r.opt_bytes(3)?.unwrap_or_default();
        Ok(Factor { row: r.int(0)?, kind: r.text(1)?, label: r.text(2)?, sealed })
    })
}

/// Has the account a second proof?
pub fn has_any(v: &View, account: AccountId) -> Out<bool> {
    Ok(v.number(COUNT, &[account.into()])? > 0)
}

/// A new second proof.
pub fn add(tx: &Tx, account: AccountId, kind: &str, label: &str, sealed: Vec<u8>) -> Out<i64> {
    let values = [account.into(), kind.into(), label.into(), sealed.into()];
    tx.insert("people_second_factor", "account, kind, label, sealed", &values)
}

/// The recovery code with this digest.
pub fn recovery(v: &View, account: AccountId, digest: &str) -> Out<Option<i64>> {
    v.first(RECOVERY, &[account.into(), digest.into()], |r| r.int(0))
}

/// The rows of all recovery codes that are left.
pub fn recoveries(v: &View, account: AccountId) -> Out<Vec<i64>> {
    v.rows(RECOVERIES, &[account.into()], |r| r.int(0))
}

/// New recovery codes; older ones are retired.
pub fn set_recoveries(tx: &Tx, account: AccountId, digests: &[String]) -> Out<()> {
    for row in recoveries(tx, account)? {
        tx.retire("people_recovery_code", row)?;
    }
    for digest in digests {
        tx.insert("people_recovery_code", "account, digest", &[account.into(), digest.as_str().into()])?;
    }
    Ok(())
}

/// Keeps a question until it is answered.
pub fn ask(
    tx: &Tx,
    digest: &str,
    kind: &str,
    account: Option<AccountId>,
    state: &str,
    ends: Moment,
) -> Out<()> {
    tx.derive(ASK, &[digest.into(), kind.into(), account.into(), state.into(), ends.into()])?;
    Ok(())
}

/// A question that is still open: of which account, and its state.
pub fn asked(v: &View, digest: &str, kind: &str) -> Out<Option<(Option<AccountId>, String)>> {
    v.first(ASKED, &[digest.into(), kind.into(), v.now.into()], |r| {
        Ok((r.opt_int(0)?.map(AccountId), r.text(1)?))
    })
}

/// The question is answered, and old ones go.
pub fn answered(tx: &Tx, digest: &str) -> Out<()> {
    tx.derive(ANSWERED, &[digest.into(), tx.now.into()])?;
    Ok(())
}
