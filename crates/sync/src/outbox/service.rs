//! Taking parcels, and deciding about what could not be taken as it was.

use super::model::{self, Answered, Outcome, Parcel, Sent};
use super::store::{self, Waiting};
use crate::Houses;
use crate::ticket::store::Ticket;
use ::store::chain::sha256;
use ::store::sockets::{OfflineAct, Taken};
use ::store::{StoreError, Tx, Val};
use kernel::{Actor, Failure, Moment, Result};

/// What an act says, in one digest: the same name with another digest is another act under a stolen name.
fn digest(sent: &Sent) -> String {
    sha256(format!("{}\n{}\n{}", sent.kind, sent.at, sent.body).as_bytes())
}

/// Takes a parcel in one transaction; each act stands or falls alone.
pub fn take(tx: &Tx, houses: &Houses, by: &Actor, ticket: &Ticket, parcel: &Parcel) -> Result<Vec<Answered>> {
    let since = store::since(tx, ticket.id)?;
    let mut answers = Vec::with_capacity(parcel.events.len());
    let mut rows: Vec<Val> = Vec::new();
    let mut seen = std::collections::HashMap::new();
    for sent in &parcel.events {
        let answer = |outcome, message: String| Answered { id: sent.id.clone(), outcome, message };
        if let Some(why) = model::malformed(sent) {
            answers.push(answer(Outcome::Refused, why.to_owned()));
            continue;
        }
        let digest = digest(sent);
        // inside one parcel an act may stand twice too
        if let Some(before) = seen.get(&sent.id) {
            answers.push(again(sent, before, &digest, by));
            continue;
        }
        if let Some(before) = store::before(tx, &sent.id)? {
            answers.push(again(sent, &before, &digest, by));
            continue;
        }
        let when = model::estimate(sent.at, parcel.now, tx.now, since);
        let act = OfflineAct {
            uuid: sent.id.clone(),
            kind: sent.kind.clone(),
            person: ticket.person,
            body: sent.body.clone(),
            at: when.at,
            device_at: Moment(sent.at.saturating_mul(1000)),
        };
        let (outcome, message) = match houses.taker(&sent.kind) {
            // an older server may know the kind tomorrow
            None => (Outcome::Later, String::new()),
            Some(house) => match tx.attempt(|tx| house.take(tx, by, &act)) {
                Ok(Taken::Kept) => (Outcome::Kept, String::new()),
                Ok(Taken::Known) => (Outcome::Known, String::new()),
                Ok(Taken::Conflict(words)) => (Outcome::Conflict, words),
                Err(Failure::Broken(cause)) => {
                    if cause.downcast_ref().is_some_and(StoreError::is_passing) {
                        return Err(Failure::Broken(cause));
                    }
                    tracing::error!(kind = sent.kind, cause = %cause, "an act from a phone could not be taken");
                    (Outcome::Later, String::new())
                }
                Err(refused) => (Outcome::Refused, refused.messages().join(" ")),
            },
        };
        if outcome != Outcome::Later {
            let looked_at = matches!(outcome, Outcome::Refused | Outcome::Conflict);
            rows.extend([
                tx.new_id().into(),
                sent.id.as_str().into(),
                ticket.id.into(),
                ticket.person.into(),
                sent.seq.into(),
                sent.kind.as_str().into(),
                digest.as_str().into(),
                act.device_at.into(),
                act.at.into(),
                when.is_doubtful.into(),
                // what a house knew already is kept: it came by another way
                (if outcome == Outcome::Known { Outcome::Kept } else { outcome }).code().into(),
                message.as_str().into(),
                (if looked_at { sent.body.to_string() } else { String::new() }).into(),
            ]);
            let before = store::Before { digest, outcome, message: message.clone(), person: ticket.person };
            seen.insert(sent.id.clone(), before);
        }
        answers.push(answer(outcome, message));
    }
    store::keep(tx, &rows)?;
    Ok(answers)
}

/// What is said of an act that comes again.
fn again(sent: &Sent, before: &store::Before, digest: &str, by: &Actor) -> Answered {
    let (outcome, message) = if before.digest != digest || before.person != by.person {
        (
            Outcome::Refused,
            "Mã của việc này đã dùng cho một việc khác nên không nhận. Hãy làm lại việc đó.".to_owned(),
        )
    } else {
        match before.outcome {
            Outcome::Kept | Outcome::Known | Outcome::Later => (Outcome::Known, String::new()),
            told => (told, before.message.clone()),
        }
    };
    Answered { id: sent.id.clone(), outcome, message }
}

/// Takes what a phone said over what stood there, or leaves it; both need somebody who may.
pub fn decide(
    tx: &Tx,
    houses: &Houses,
    by: &Actor,
    waiting: &Waiting,
    taken: bool,
    reason: &str,
) -> Result<()> {
    let reason = kernel::name::tidy(reason);
    if taken {
        let house = houses.taker(&waiting.kind).ok_or(Failure::NotFound)?;
        let body = serde_json::from_str(&waiting.body).map_err(|e| Failure::broken(e.to_string()))?;
        let act = OfflineAct {
            uuid: waiting.uuid.clone(),
            kind: waiting.kind.clone(),
            person: waiting.person,
            body,
            at: waiting.at,
            device_at: waiting.at,
        };
        house.settle(tx, by, &act)?;
    }
    store::decide(tx, waiting.id, taken, &reason)?;
    Ok(())
}
