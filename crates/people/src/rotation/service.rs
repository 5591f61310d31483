//! Sealing everything anew: one transaction, all of it or nothing.

use super::store::{self, Sealed};
use crate::person::Secrets;
use ::store::erasure::{Blank, seal_anew};
use ::store::{Entry, Tx};
use kernel::{Failure, Result};

/// The setting that says which key the database is sealed with; not there before the first change.
pub const KEY_NAME: &str = "key_name";

/// What a change of the key did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Done {
    /// National ids sealed anew, earlier states among them.
    pub national_ids: usize,
    /// Second proofs sealed anew.
    pub proofs: usize,
    /// Recovery codes that are void now.
    pub recovery_codes: usize,
}

fn anew(old: &Secrets, new: &Secrets, s: &Sealed, table: &str, columns: [&str; 2]) -> Result<Blank> {
    let plain = old.open(&s.bytes)?;
    let [sealed, key] = columns;
    let mut values = vec![(sealed.to_owned(), new.seal(&plain)?.into())];
    if !key.is_empty() {
        values.push((key.to_owned(), new.key_of(&plain).into()));
    }
    Ok(Blank { person: s.person, table: table.to_owned(), row: s.row, columns: values })
}

/// Seals everything with another key and keeps the new key's name with it. Slips, one-time codes and recovery codes are
/// known by their digests only and are void afterwards.
pub fn rotate(tx: &Tx, old: &Secrets, new: &Secrets) -> Result<Done> {
    if store::lone_keys(tx)? > 0 {
        return Err(Failure::broken(
            "digests of national ids stand without the ids: they cannot be made again",
        ));
    }
    let (ids, proofs) = (store::national_ids(tx)?, store::proofs(tx)?);
    let mut blanks = Vec::with_capacity(ids.len() + proofs.len());
    for s in &ids {
        blanks.push(anew(old, new, s, "people_person_state", ["national_id_sealed", "national_id_key"])?);
    }
    for s in &proofs {
        blanks.push(anew(old, new, s, "people_second_factor", ["sealed", ""])?);
    }
    seal_anew(tx, &blanks)?;
    let recovery_codes = store::end_recovery_codes(tx)?;
    tx.set(KEY_NAME, &new.name())?;
    Ok(Done { national_ids: ids.len(), proofs: proofs.len(), recovery_codes })
}

/// The log's line of a change of the key.
pub fn entry(new: &Secrets) -> Entry {
    Entry::cli("store.rotate_key", format!("key {}", new.name()))
}
