//! Every SQL of going over to another key.

use kernel::PersonId;
use store::{StoreError, Tx, View};

type Out<T> = Result<T, StoreError>;

store::statements! {
    /// Every sealed national id, of states that are no longer believed, too.
    NATIONAL_IDS = "select id, person, national_id_sealed from people_person_state \
        where national_id_sealed is not null order by id";
    /// Keyed digests of national ids that are not kept themselves.
    LONE_KEYS = "select count(*) from people_person_state where national_id_sealed is null and national_id_key is not null";
    /// Every sealed second proof.
    PROOFS = "select f.id, a.person, f.sealed from people_second_factor f join people_account a on a.id = f.account \
        order by f.id";
    /// Recovery codes that would still be taken: only their digests are known.
    RECOVERY = "select id from people_recovery_code where retired_txn is null order by id";
}

/// A sealed value: its row, whose it is, the bytes.
#[derive(Clone, Debug)]
pub struct Sealed {
    /// The row.
    pub row: i64,
    /// Whose.
    pub person: PersonId,
    /// What stands there.
    pub bytes: Vec<u8>,
}

fn sealed(v: &View, sql: &str) -> Out<Vec<Sealed>> {
    let all = v.rows(sql, &[], |r| {
        Ok(Sealed { row: r.int(0)?, person: PersonId(r.int(1)?), bytes: r.opt_bytes(2)?.unwrap_or_default() })
    })?;
    // what was de-identified is empty
    Ok(all.into_iter().filter(|s| !s.bytes.is_empty()).collect())
}

/// Every sealed national id.
pub fn national_ids(v: &View) -> Out<Vec<Sealed>> {
    sealed(v, NATIONAL_IDS)
}

/// Every sealed second proof.
pub fn proofs(v: &View) -> Out<Vec<Sealed>> {
    sealed(v, PROOFS)
}

/// How many digests stand without their national id.
pub fn lone_keys(v: &View) -> Out<i64> {
    v.number(LONE_KEYS, &[])
}

/// Ends every recovery code that is still open. Gives how many.
pub fn end_recovery_codes(tx: &Tx) -> Out<usize> {
    let rows = tx.rows(RECOVERY, &[], |r| r.int(0))?;
    for row in &rows {
        tx.retire("people_recovery_code", *row)?;
    }
    Ok(rows.len())
}
