//! Keeping a breach: found, filled in, people named, told, closed.

use super::store::{self, Breach};
use crate::rules::Rules;
use ::store::{Tx, View};
use kernel::{AccountId, Date, Failure, FieldFault, Moment, OrganisationId, Result};

/// Steps in the order in which they are wanted; the last one ends it.
pub const STEPS: [&str; 4] = ["contained", "ministry", "people", "closed"];

/// By when the authority must know.
pub fn notice_due(rules: &Rules, b: &Breach) -> Moment {
    Moment(b.discovered_at + rules.breach.notice_hours * 3_600_000_000)
}

fn check(b: &Breach, now: Moment) -> Result<()> {
    let mut faults = Vec::new();
    if b.title.chars().count() < 5 {
        faults.push(FieldFault::new("ten", "Hãy ghi sự cố là gì, ít nhất 5 chữ."));
    }
    if b.what.chars().count() < 5 {
        faults.push(FieldFault::new("dien_bien", "Hãy ghi đã xảy ra gì."));
    }
    if b.discovered_at > now.0 {
        faults.push(FieldFault::new("ngay", "Giờ phát hiện không thể ở tương lai."));
    }
    if faults.is_empty() { Ok(()) } else { Err(Failure::Invalid(faults)) }
}

/// A breach was found: the clock runs from the moment of finding it.
pub fn found(tx: &Tx, b: &Breach) -> Result<i64> {
    check(b, tx.now)?;
    Ok(store::add(tx, b)?)
}

fn open(tx: &Tx, id: i64) -> Result<Breach> {
    let b = store::one(tx, id)?.ok_or(Failure::NotFound)?;
    if store::steps(tx, id)?.iter().any(|s| s.0 == "closed") {
        return Err(Failure::Conflict("Sự cố này đã khép lại.".to_owned()));
    }
    Ok(b)
}

/// More is known of it.
pub fn tell_more(tx: &Tx, id: i64, new: &Breach) -> Result<()> {
    let old = open(tx, id)?;
    let merged = Breach { row: old.row, discovered_at: old.discovered_at, ..new.clone() };
    check(&merged, tx.now)?;
    store::add_state(tx, id, &merged)?;
    Ok(())
}

/// A step was taken. It is closed only when the authority and the people were told, or the reason says why not.
pub fn step(tx: &Tx, id: i64, step: &str, note: &str) -> Result<()> {
    open(tx, id)?;
    if !STEPS.contains(&step) {
        return Err(Failure::field("buoc", "Hãy chọn một bước."));
    }
    if note.chars().count() < 5 {
        return Err(Failure::field("ghi_chu", "Hãy ghi rõ đã làm gì, ít nhất 5 chữ."));
    }
    store::add_step(tx, id, step, note)?;
    Ok(())
}

/// Names everybody of a unit on a day. Gives how many were new.
pub fn name_unit(tx: &Tx, id: i64, unit: OrganisationId, on: Date) -> Result<usize> {
    open(tx, id)?;
    let people = store::of_unit(tx, unit, on, id)?;
    store::add_people(tx, id, &people)?;
    Ok(people.len())
}

/// Names everybody whose record an account opened between two days. Gives how many were new.
pub fn name_seen(tx: &Tx, id: i64, account: AccountId, from: Date, to: Date) -> Result<usize> {
    open(tx, id)?;
    let (from, to) = (Moment::at(from, 0, 0), Moment::at(kernel::time::next_day(to), 0, 0));
    let known: Vec<_> = store::people(tx, id)?.into_iter().map(|p| p.0).collect();
    let mut new = Vec::new();
    for p in store::seen_by(tx, account, from, to)? {
        if !known.contains(&p) && people::person::store::one(tx, p)?.is_some() {
            new.push(p);
        }
    }
    store::add_people(tx, id, &new)?;
    Ok(new.len())
}

/// The breach and whether it is closed, for whoever counts what is open.
pub fn is_closed(v: &View, id: i64) -> Result<bool> {
    Ok(store::steps(v, id)?.iter().any(|s| s.0 == "closed"))
}
