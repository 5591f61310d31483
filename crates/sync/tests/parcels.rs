//! Parcels from phones: taken once, in any order, however often they come; a bad act never holds back a good one.
#![expect(clippy::unwrap_used, reason = "a test that cannot open its database has failed")]

use kernel::{AccountId, Actor, Failure, PersonId, Result};
use serde_json::json;
use std::collections::BTreeSet;
use store::sockets::{OfflineAct, OutboxReceiver, Taken};
use store::testing::both;
use store::{Db, Entry, Tx};
use sync::outbox::model::{Answered, Outcome, Parcel, Sent};
use sync::outbox::service;
use sync::ticket::{service as tickets, store as ticket_rows};
use sync::{Houses, SyncRules};

/// A house that notes the name of each act it takes.
struct Notes;

impl OutboxReceiver for Notes {
    fn kinds(&self) -> &'static [&'static str] {
        &["test.note"]
    }
    fn take(&self, tx: &Tx, _: &Actor, act: &OfflineAct) -> Result<Taken> {
        tx.note(&act.uuid, "", act.person.0)?;
        match act.body["say"].as_str() {
            Some("refuse") => Err(Failure::field("x", "Khóa học đã ngừng dùng.")),
            Some("break") => Err(Failure::broken("the disk is on fire")),
            Some("conflict") => Ok(Taken::Conflict("Đang ghi: có mặt.".into())),
            _ => Ok(Taken::Kept),
        }
    }
    fn settle(&self, tx: &Tx, _: &Actor, act: &OfflineAct) -> Result<()> {
        tx.note(&format!("settled {}", act.uuid), "", 1)?;
        Ok(())
    }
}

fn houses() -> Houses {
    Houses { receivers: vec![Box::new(Notes)] }
}

fn rules() -> SyncRules {
    SyncRules::read(include_str!("../../../policy/sync/phones.toml")).unwrap()
}

fn actor(n: i64) -> Actor {
    Actor {
        account: AccountId(n), person: PersonId(1000 + n), name: "Lò Thị Mai".into(), grants: Vec::new()
    }
}

fn entry() -> Entry {
    Entry { account: None, act: "test".into(), reason: String::new(), device: "test".into() }
}

fn uuid(n: u64) -> String {
    format!("{:08x}-0000-4000-8000-{:012x}", n >> 20, n)
}

fn ticket(db: &Db, n: i64) -> ticket_rows::Ticket {
    let secret = format!("secret {n}");
    db.write(&entry(), |tx| tickets::give(tx, &rules(), &actor(n), &secret, &uuid(9000 + n as u64), "test"))
        .unwrap();
    db.read(|v| tickets::holding(v, &secret)).unwrap().unwrap()
}

fn sent(n: u64, say: &str) -> Sent {
    Sent {
        id: uuid(n),
        seq: n as i64 + 1,
        kind: "test.note".into(),
        at: 1_700_000_000_000,
        body: json!({ "say": say }),
    }
}

fn hand_in(db: &Db, n: i64, ticket: &ticket_rows::Ticket, events: Vec<Sent>) -> Vec<Answered> {
    let parcel = Parcel { now: 1_700_000_100_000, events };
    db.write(&entry(), |tx| service::take(tx, &houses(), &actor(n), ticket, &parcel)).unwrap()
}

fn outcomes(answers: &[Answered]) -> Vec<Outcome> {
    answers.iter().map(|a| a.outcome).collect()
}

fn noted(db: &Db) -> Vec<String> {
    let sql = "select subject from store_look order by subject";
    db.read(|v| Ok(v.rows(sql, &[], |r| r.text(0))?)).unwrap()
}

#[test]
fn each_act_of_a_parcel_stands_or_falls_alone() {
    for f in both() {
        let t = ticket(&f.db, 1);
        let mut unknown = sent(5, "");
        unknown.kind = "test.of_tomorrow".into();
        let parcel =
            vec![sent(1, ""), sent(2, "refuse"), sent(3, "break"), sent(4, "conflict"), unknown, sent(1, "")];
        let answers = hand_in(&f.db, 1, &t, parcel);
        use Outcome::*;
        assert_eq!(outcomes(&answers), [Kept, Refused, Later, Conflict, Later, Known], "{}", f.engine);
        assert_eq!(answers[1].message, "Khóa học đã ngừng dùng.");
        // what the refused and the broken one had written is taken back
        assert_eq!(noted(&f.db), [uuid(1), uuid(4)], "{}", f.engine);
        // the same again says the same, and does nothing
        let answers = hand_in(&f.db, 1, &t, vec![sent(1, ""), sent(2, "refuse"), sent(4, "conflict")]);
        assert_eq!(outcomes(&answers), [Known, Refused, Conflict]);
        assert_eq!(answers[1].message, "Khóa học đã ngừng dùng.");
        assert_eq!(noted(&f.db).len(), 2);
        assert_eq!(f.db.verify().unwrap(), vec![]);
    }
}

#[test]
fn a_name_that_is_used_for_something_else_is_refused_and_nothing_changes() {
    for f in both() {
        let (mai, an) = (ticket(&f.db, 1), ticket(&f.db, 2));
        hand_in(&f.db, 1, &mai, vec![sent(1, "")]);
        assert_eq!(outcomes(&hand_in(&f.db, 1, &mai, vec![sent(1, "other words")])), [Outcome::Refused]);
        assert_eq!(
            outcomes(&hand_in(&f.db, 2, &an, vec![sent(1, "")])),
            [Outcome::Refused],
            "another person's act"
        );
        assert_eq!(noted(&f.db), [uuid(1)]);
        let bad = [
            Sent { id: "1; drop table".into(), ..sent(7, "") },
            Sent { id: uuid(0xabc).to_uppercase(), ..sent(7, "") },
            Sent { seq: 0, ..sent(7, "") },
            Sent { kind: String::new(), ..sent(7, "") },
            Sent { body: json!([1]), ..sent(7, "") },
        ];
        let answers = hand_in(&f.db, 1, &mai, bad.to_vec());
        assert!(answers.iter().all(|a| a.outcome == Outcome::Refused), "{answers:?}");
    }
}

#[test]
fn what_stands_against_another_truth_waits_for_a_person_and_is_decided_once() {
    for f in both() {
        let t = ticket(&f.db, 1);
        hand_in(&f.db, 1, &t, vec![sent(1, "conflict"), sent(2, "refuse")]);
        let waiting = f.db.read(|v| Ok(sync::outbox::store::of_person(v, actor(1).person)?)).unwrap();
        assert_eq!(waiting.len(), 2);
        let by = actor(2);
        f.db.write(&entry(), |tx| service::decide(tx, &houses(), &by, &waiting[1], true, "Đúng là có mặt"))
            .unwrap();
        f.db.write(&entry(), |tx| service::decide(tx, &houses(), &by, &waiting[0], false, "Đã nghỉ"))
            .unwrap();
        assert_eq!(noted(&f.db), [uuid(1), format!("settled {}", uuid(1))]);
        assert!(f.db.read(|v| Ok(sync::outbox::store::of_person(v, actor(1).person)?)).unwrap().is_empty());
        let twice =
            f.db.write(&entry(), |tx| service::decide(tx, &houses(), &by, &waiting[0], true, "Lần nữa"));
        assert!(twice.is_err(), "decided before");
        assert_eq!(noted(&f.db).len(), 2, "nothing half done");
    }
}

#[test]
fn a_ticket_ends_is_replaced_and_withdrawn() {
    for f in both() {
        let first = ticket(&f.db, 1);
        // the same phone again: the older leave goes
        f.db.write(&entry(), |tx| tickets::give(tx, &rules(), &actor(1), "newer", &first.device, "test"))
            .unwrap();
        assert!(f.db.read(|v| tickets::holding(v, "secret 1")).unwrap().is_none());
        let newer = f.db.read(|v| tickets::holding(v, "newer")).unwrap().unwrap();
        let other = f.db.write(&entry(), |tx| tickets::withdraw(tx, &actor(2), newer.id));
        assert!(matches!(other, Err(Failure::NotFound)), "somebody else's: {other:?}");
        f.db.write(&entry(), |tx| tickets::withdraw(tx, &actor(1), newer.id)).unwrap();
        assert!(f.db.read(|v| tickets::holding(v, "newer")).unwrap().is_none());
        let odd = f.db.write(&entry(), |tx| tickets::give(tx, &rules(), &actor(1), "x", "my phone", "test"));
        assert!(matches!(odd, Err(Failure::Invalid(_))), "{odd:?}");
    }
}

/// A small generator of chance, the same each time.
struct Dice(u64);
impl Dice {
    fn roll(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % n
    }
}

/// Phones that lose answers, send twice, in another order, with wrong clocks, some acts bad: in the end each good act
/// is there exactly once.
fn chaos(db: &Db, phones: u64, acts: u64, seed: u64) {
    let mut dice = Dice(seed);
    let mut want = BTreeSet::new();
    for phone in 1..=phones {
        let n = phone as i64;
        let t = ticket(db, n);
        let skew = (dice.roll(3) as i64 - 1) * 365 * 86_400_000;
        let mut queue: Vec<Sent> = (0..acts)
            .map(|i| {
                let id = phone * 1000 + i;
                let say = ["", "", "", "refuse"][dice.roll(4) as usize];
                if say.is_empty() {
                    want.insert(uuid(id));
                }
                Sent { at: 1_700_000_000_000 + skew + i as i64, ..sent(id, say) }
            })
            .collect();
        let mut rounds = 0;
        while !queue.is_empty() {
            rounds += 1;
            assert!(rounds < 200, "a phone never came to an end");
            let mut parcel: Vec<Sent> = (0..=dice.roll(queue.len() as u64))
                .map(|_| queue[dice.roll(queue.len() as u64) as usize].clone())
                .collect();
            parcel.truncate(rules().most_in_parcel);
            let parcel = Parcel { now: 1_700_000_100_000 + skew, events: parcel };
            if dice.roll(6) == 0 {
                // the server dies before it is written
                let _ = db.try_out(&entry(), |tx| service::take(tx, &houses(), &actor(n), &t, &parcel));
                continue;
            }
            let answers =
                db.write(&entry(), |tx| service::take(tx, &houses(), &actor(n), &t, &parcel)).unwrap();
            if dice.roll(4) == 0 {
                continue; // written, but the answer never reached the phone
            }
            let heard: BTreeSet<&str> = answers.iter().map(|a| a.id.as_str()).collect();
            queue.retain(|s| !heard.contains(s.id.as_str()));
        }
    }
    let have = noted(db);
    assert_eq!(have.len(), want.len(), "0 lost, 0 doubled (seed {seed})");
    assert_eq!(have.into_iter().collect::<BTreeSet<_>>(), want);
    assert_eq!(db.verify().unwrap(), vec![]);
}

#[test]
fn phones_that_cut_repeat_and_shuffle_lose_and_double_nothing() {
    for f in both() {
        let phones = if f.engine == "sqlite" { 300 } else { 40 };
        chaos(&f.db, phones, 12, 7);
    }
}
