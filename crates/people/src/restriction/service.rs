//! Restricting, lifting, and the question that every act about one person asks first.

use super::model::{Restriction, is_veiled, veiled};
use super::store;
use crate::person::{Person, store as persons};
use ::store::{Tx, View};
use kernel::{Failure, PersonId, Result};

/// From now on nobody is shown who this is. Counts stay: the row of the record goes on to exist. Gives false when a
/// restriction held already.
pub fn begin(tx: &Tx, person: PersonId, kind: &str, request: Option<i64>) -> Result<bool> {
    let own = tx.canonical(person)?;
    if store::of(tx, own)?.is_some() {
        return Ok(false);
    }
    // every record of the same human being
    for id in tx.ids_of(own)? {
        let (Some(state), Some(known)) = (persons::state_row(tx, id)?, persons::one(tx, id)?) else {
            continue;
        };
        persons::change(tx, &veiled(&known))?;
        let (kind, since) = (kind.to_owned(), tx.today());
        store::add(tx, &Restriction { row: 0, person: id, kind, request, state, since })?;
    }
    Ok(true)
}

/// The record comes back as it was. Gives false when there was nothing to lift.
pub fn lift(tx: &Tx, person: PersonId) -> Result<bool> {
    let mut lifted = false;
    for id in tx.ids_of(tx.canonical(person)?)? {
        let (Some(r), Some(kept)) = (store::of(tx, id)?, store::kept(tx, id)?) else { continue };
        store::retire(tx, r.row)?;
        persons::change(tx, &kept)?;
        lifted = true;
    }
    Ok(lifted)
}

/// Ends a restriction without bringing anything back: the person was de-identified.
pub fn forget(tx: &Tx, person: PersonId) -> Result<()> {
    if let Some(r) = store::of(tx, person)? {
        store::retire(tx, r.row)?;
    }
    Ok(())
}

/// Does a restriction hold?
pub fn holds(v: &View, person: PersonId) -> Result<bool> {
    Ok(store::of(v, v.canonical(person)?)?.is_some())
}

/// Refuses whatever would use the data of somebody who asked that it be not used.
pub fn refuse(v: &View, person: PersonId) -> Result<()> {
    if holds(v, person)? { Err(restricted()) } else { Ok(()) }
}

/// Nothing is done with this person's data now, and who knows more.
pub fn restricted() -> Failure {
    Failure::Conflict(
        "Dữ liệu của người này đang hạn chế xử lý theo yêu cầu của chính họ. Cần gì, hãy hỏi nhân sự bảo vệ dữ liệu cá nhân của Liên đoàn Lao động."
            .to_owned(),
    )
}

/// The record behind a restriction, for the person and for who handles the request; else the record as it is.
pub fn behind(v: &View, person: PersonId) -> Result<Option<Person>> {
    let Some(known) = persons::one(v, person)? else { return Ok(None) };
    if !is_veiled(&known.full_name) {
        return Ok(Some(known));
    }
    Ok(store::kept(v, person)?.or(Some(known)))
}
