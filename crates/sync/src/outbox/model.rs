//! What a parcel is, and when its acts truly happened. Pure.

use crate::ticket::service::is_uuid;
use kernel::Moment;
use serde::{Deserialize, Serialize};

/// What a phone hands in at once.
#[derive(Clone, PartialEq, Debug, Deserialize)]
pub struct Parcel {
    /// The phone's clock at the moment of sending, in milliseconds since 1970.
    pub now: i64,
    /// The acts, oldest first.
    pub events: Vec<Sent>,
}

/// One act as the phone kept it.
#[derive(Clone, PartialEq, Debug, Deserialize)]
pub struct Sent {
    /// Its own name, a UUID.
    pub id: String,
    /// Its place in the phone's own order, from 1.
    pub seq: i64,
    /// What kind of act.
    pub kind: String,
    /// The phone's clock when it happened, in milliseconds since 1970.
    pub at: i64,
    /// What belongs to it.
    pub body: serde_json::Value,
}

/// What became of an act, as the phone hears it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Kept now.
    Kept,
    /// Kept before.
    Known,
    /// Kept beside another truth; a person decides.
    Conflict,
    /// Not taken, and why stands beside it; it stays on the list of what must be looked at.
    Refused,
    /// Not now: send it again later.
    Later,
}

impl Outcome {
    /// The stored code.
    pub fn code(self) -> &'static str {
        match self {
            Outcome::Kept => "kept",
            Outcome::Known => "known",
            Outcome::Conflict => "conflict",
            Outcome::Refused => "refused",
            Outcome::Later => "later",
        }
    }
    /// The outcome with this code.
    pub fn find(code: &str) -> Option<Outcome> {
        [Outcome::Kept, Outcome::Known, Outcome::Conflict, Outcome::Refused, Outcome::Later]
            .into_iter()
            .find(|o| o.code() == code)
    }
}

/// The answer to one act.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Answered {
    /// The act's name.
    pub id: String,
    /// What became of it.
    pub outcome: Outcome,
    /// Why, in words for the person.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub message: String,
}

/// When it truly happened, and whether that had to be bent.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Estimate {
    /// Our best estimate.
    pub at: Moment,
    /// Did it fall outside what is possible?
    pub is_doubtful: bool,
}

/// The true moment of an act: the phone's clock, corrected by how far it is off at the moment of sending; never after
/// now, never before the phone was first given leave to send.
pub fn estimate(device_at: i64, device_now: i64, now: Moment, since: Moment) -> Estimate {
    let ago = device_now.saturating_sub(device_at).saturating_mul(1000);
    let raw = now.0.saturating_sub(ago);
    let at = raw.clamp(since.0.min(now.0), now.0);
    Estimate { at: Moment(at), is_doubtful: at != raw }
}

/// Why a parcel or an act cannot even be looked at.
pub fn malformed(sent: &Sent) -> Option<&'static str> {
    if !is_uuid(&sent.id) {
        Some("id is no UUID in small letters")
    } else if sent.seq < 1 {
        Some("seq begins at 1")
    } else if sent.kind.is_empty() || sent.kind.len() > 60 {
        Some("kind is missing or too long")
    } else if !sent.body.is_object() {
        Some("body is no object")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: i64 = 3_600_000;
    const NOW: Moment = Moment(1_800_000_000_000_000);
    const SINCE: Moment = Moment(1_799_000_000_000_000);

    fn ago(device_at: i64, device_now: i64) -> (i64, bool) {
        let e = estimate(device_at, device_now, NOW, SINCE);
        ((NOW.0 - e.at.0) / 1000 / HOUR, e.is_doubtful)
    }

    #[test]
    fn a_clock_that_is_a_year_wrong_does_not_move_the_act() {
        for wrong in [0, 365 * 24 * HOUR, -365 * 24 * HOUR, -27 * 365 * 24 * HOUR] {
            let device_now = NOW.0 / 1000 + wrong;
            assert_eq!(ago(device_now - 5 * HOUR, device_now), (5, false), "{wrong}");
        }
    }

    #[test]
    fn a_clock_set_while_waiting_is_bent_into_what_is_possible_and_said() {
        let device_now = NOW.0 / 1000;
        // “happened” in an hour: it happened now at the latest
        assert_eq!(ago(device_now + HOUR, device_now), (0, true));
        // “happened” before the phone ever signed in
        let e = estimate(0, device_now, NOW, SINCE);
        assert_eq!((e.at, e.is_doubtful), (SINCE, true));
        let e = estimate(i64::MIN, i64::MAX, NOW, SINCE);
        assert_eq!((e.at, e.is_doubtful), (SINCE, true), "no overflow");
    }
}
