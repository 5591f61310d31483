//! The address to which phones hand in. It takes a ticket, never a session: who is signed in on the phone does not
//! matter, and no other site can make a browser send anything here.

use super::model::{Outcome, Parcel};
use super::{service, store};
use crate::ticket::service as tickets;
use crate::{Houses, SyncRules};
use ::store::Entry;
use kernel::{Act, Result};
use serde_json::json;
use web::{Call, Reply, Routes, routes};

/// The addresses for phones.
pub fn routes() -> Routes {
    routes! {
        POST "/api/v1/events" => take, for Act::Anyone;
    }
}

fn take(call: &Call) -> Result<Reply> {
    let said =
        |status: u16, title: &str| Ok(Reply::Json(status, json!({ "status": status, "title": title })));
    let Some(secret) = call.visit.ticket.as_deref() else { return said(403, "no ticket") };
    let Some(ticket) = call.read(|v| tickets::holding(v, secret))? else {
        return said(403, "the ticket does not hold");
    };
    let Some(actor) = call.read(|v| people::account::service::actor(v, ticket.account))? else {
        return said(403, "no such account");
    };
    let parcel: Parcel = match serde_json::from_slice(&call.visit.body) {
        Ok(parcel) => parcel,
        Err(e) => return said(422, &format!("no parcel: {e}")),
    };
    let rules = call.state::<SyncRules>()?;
    if parcel.events.len() > rules.most_in_parcel {
        return said(413, &format!("at most {} acts in a parcel", rules.most_in_parcel));
    }
    let houses = call.state::<Houses>()?;
    let entry = Entry {
        account: Some(ticket.account),
        act: "sync.take".to_owned(),
        reason: format!("acts {}", parcel.events.len()),
        device: "phone".to_owned(),
    };
    let results = if parcel.events.is_empty() {
        Vec::new()
    } else {
        call.db().write(&entry, |tx| service::take(tx, houses, &actor, &ticket, &parcel))?
    };
    let later = results.iter().filter(|r| r.outcome == Outcome::Later).count();
    let highest = call.read(|v| Ok(store::highest(v, ticket.id)?))?;
    Ok(Reply::Json(
        200,
        json!({
            "epoch": call.db().setting("epoch")?.unwrap_or_default(),
            "now": call.now.0 / 1000,
            "highest": highest,
            "later": later,
            "results": results,
        }),
    ))
}
