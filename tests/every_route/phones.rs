//! What officers' phones handed in and could not be taken: one act of each union waits for a decision.

use super::world::{Login, World};
use bytes::Bytes;
use http::{Request, header};
use kernel::Role;
use web::testing::{Answer, Browser};

/// The ticket of an account of a unit, and an act of its people that waits.
pub const TICKET: &str = "select min(k.id) from sync_ticket k join people_grant g on g.account = k.account \
    join people_organisation o on o.id = g.organisation where o.code = $1 and k.retired_txn is null";
/// See [`TICKET`].
pub const WAITING: &str = "select min(e.id) from sync_event e join people_grant g on g.account = \
    (select k.account from sync_ticket k where k.id = e.ticket) join people_organisation o on o.id = g.organisation \
    where o.code = $1 and e.outcome = 'refused'";

const CLASS: &str = "select min(c.id) from learning_class c join people_organisation o on o.id = c.organisation where o.code = $1";

/// The name of a phone or an act.
pub fn uuid(n: u64) -> String {
    format!("00000000-0000-4000-8000-{n:012x}")
}

/// Gives a phone leave to send for whoever is signed in.
pub fn ticket(browser: &mut Browser, phone: u64) -> String {
    let answer = browser.post("/api/v1/ticket", &[("device", &uuid(phone))]);
    let said: serde_json::Value = serde_json::from_slice(&answer.bytes).unwrap();
    said["ticket"].as_str().unwrap().to_owned()
}

/// Hands acts in, as a phone does: with the ticket and nothing else.
pub fn hand_in(w: &World, ticket: &str, now: i64, events: serde_json::Value) -> Answer {
    let body = serde_json::json!({ "now": now, "events": events }).to_string();
    let request = Request::post("/api/v1/events")
        .header(header::CONTENT_TYPE, "application/json")
        .header(header::AUTHORIZATION, format!("Ticket {ticket}"));
    w.stranger().send(request, Bytes::from(body))
}

/// Every union's officer marked somebody who is not on the list, without a signal.
pub fn with_phones(w: &World) {
    let officers: Vec<&Login> = w.logins.iter().filter(|l| l.role == Role::UnionOfficer).collect();
    for (n, login) in (1..).zip(officers) {
        let secret = ticket(&mut w.signed_in(login), n);
        let class = w.number(CLASS, &[login.unit.as_str().into()]);
        let body = serde_json::json!({ "class": class, "day": 1, "marks": [{ "person": 1, "mark": "present", "saw": "" }] });
        let act = serde_json::json!({ "id": uuid(1000 + n), "seq": 1, "kind": "learning.attended", "at": 1, "body": body });
        let said = hand_in(w, &secret, 1, serde_json::json!([act])).text();
        assert!(said.contains("\"refused\""), "{}: {said}", login.unit);
    }
}
