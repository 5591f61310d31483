//! Giving and withdrawing a phone's leave.

use super::store::{self, Ticket};
use crate::SyncRules;
use ::store::chain::sha256;
use ::store::{Tx, View};
use kernel::{Actor, Failure, Moment, Result};

const DAY: i64 = 86_400 * 1_000_000;

/// The digest of a ticket's secret.
pub fn digest(secret: &str) -> String {
    sha256(format!("ticket {secret}").as_bytes())
}

/// Is it the name of a phone or an act: a UUID in small letters?
pub fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(i, b)| match i {
            8 | 13 | 18 | 23 => b == b'-',
            _ => b.is_ascii_digit() || (b'a'..=b'f').contains(&b),
        })
}

/// Gives a phone leave to hand in for this account.
pub fn give(
    tx: &Tx,
    rules: &SyncRules,
    by: &Actor,
    secret: &str,
    device: &str,
    agent: &str,
) -> Result<Moment> {
    if !is_uuid(device) {
        return Err(Failure::field("device", "Máy chưa có mã riêng. Hãy tải lại trang."));
    }
    let ends = Moment(tx.now.0 + rules.ticket_days * DAY);
    let ticket = Ticket { id: 0, account: by.account, person: by.person, device: device.to_owned(), ends };
    store::keep(tx, &digest(secret), &ticket, agent)?;
    Ok(ends)
}

/// The ticket behind a secret, while it holds.
pub fn holding(v: &View, secret: &str) -> Result<Option<Ticket>> {
    Ok(store::by_digest(v, &digest(secret))?.filter(|t| v.now < t.ends))
}

/// Withdraws one of one's own.
pub fn withdraw(tx: &Tx, by: &Actor, row: i64) -> Result<()> {
    let own = store::of_account(tx, by.account)?.iter().any(|t| t.id == row);
    if !own || !tx.retire("sync_ticket", row)? {
        return Err(Failure::NotFound);
    }
    Ok(())
}
