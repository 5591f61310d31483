//! Two records that are one person: counts fall by the overlap, come back on undo, and agree with a count by hand
//! after any merges and undos.
#![expect(clippy::unwrap_used, reason = "a test stops at the first thing that is not as it should be")]

use kernel::{Date, OrganisationId, Period, PersonId};
use people::duplicate::service::{merge, unmerge};
use people::organisation::Kind;
use people::organisation::service::found;
use people::person::model::{AffiliationRole, Person};
use people::person::service::{Joining, add};
use people::roster::Roster;
use programme::measure::{Measures, Question, service::lines};
use small_world::{act, day, entry, founding, policy, today};
use std::collections::{BTreeMap, BTreeSet};
use store::Db;
use store::testing::{Fresh, both};

mod small_world;

/// Chance that is the same every time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from((self.0 >> 33) % u64::try_from(n).unwrap()).unwrap()
    }
}

struct World {
    fresh: Fresh,
    top: OrganisationId,
    units: Vec<OrganisationId>,
}

fn world(fresh: Fresh) -> World {
    fresh.db.plug(vec![Box::new(Roster), Box::new(Measures { policy: policy() })]);
    let made = fresh.db.write(&entry(), |tx| {
        let top =
            found(tx, &founding("TOP", "Liên đoàn", Kind::find("provincial_federation").unwrap(), None))?;
        let unit = |code: &str| found(tx, &founding(code, code, Kind::base(), Some(top)));
        Ok((top, vec![unit("A")?, unit("B")?, unit("C")?]))
    });
    let (top, units) = made.unwrap();
    World { fresh, top, units }
}

impl World {
    fn db(&self) -> &Db {
        &self.fresh.db
    }
    /// (reached, workers) of a unit, as the board says.
    fn share(&self, unit: OrganisationId) -> (i64, i64) {
        let q = Question::new(unit, Period::year(2026), today());
        let read = self.db().read(|v| {
            let policy = policy();
            let lines = lines(v, &policy, &q)?;
            Ok(lines.iter().find(|l| l.indicator.code == "KH31-2").unwrap().share)
        });
        let share = read.unwrap();
        (share.numerator, share.denominator)
    }
}

/// Somebody as the count by hand knows them.
struct Record {
    id: PersonId,
    works: Vec<(usize, Date)>,
    learned: bool,
}

/// Counts by hand: groups of records, each where its earliest work is, reached when any record learned.
fn by_hand(records: &[Record], of: &BTreeMap<usize, usize>, units: usize) -> Vec<(i64, i64)> {
    let root = |mut i: usize| {
        while let Some(next) = of.get(&i) {
            i = *next;
        }
        i
    };
    let mut groups: BTreeMap<usize, Vec<&Record>> = BTreeMap::new();
    for (i, r) in records.iter().enumerate() {
        groups.entry(root(i)).or_default().push(r);
    }
    let mut out = vec![(0, 0); units];
    for group in groups.values() {
        // the earliest begun, then the first recorded
        let works =
            |r: &Record| r.works.iter().enumerate().map(|(n, w)| (w.1, r.id, n, w.0)).collect::<Vec<_>>();
        let first = group.iter().flat_map(|r| works(r)).min();
        let Some((.., unit)) = first else { continue };
        out[unit].1 += 1;
        out[unit].0 += i64::from(group.iter().any(|r| r.learned));
    }
    out
}

#[test]
fn any_merges_and_undos_count_as_by_hand() {
    for f in both() {
        let rounds = if f.engine == "sqlite" { 12 } else { 3 };
        let w = world(f);
        for round in 0..rounds {
            let mut dice = Dice(round * 977 + 5);
            let mut records: Vec<Record> = Vec::new();
            for n in 0..12 {
                let works: Vec<(usize, Date)> = (0..1 + dice.below(2))
                    .map(|_| {
                        let month = 1 + dice.below(9);
                        (dice.below(3), day(&format!("2026-0{month}-01")))
                    })
                    .collect();
                let joining = Joining {
                    person: Person::named(&format!("Lò Văn {round} {n}")),
                    belongs: works
                        .iter()
                        .map(|(u, from)| (w.units[*u], AffiliationRole::Worker, None, *from, None))
                        .collect(),
                };
                let id =
                    w.db().write(&entry(), |tx| add(tx, std::slice::from_ref(&joining), "test")).unwrap()[0];
                let learned = dice.below(3) > 0;
                if learned {
                    let fact = act("class.attended", "law.labour", id, w.units[works[0].0], "2026-10-05");
                    w.db().write(&entry(), |tx| Ok(tx.fact(&fact)?)).unwrap();
                }
                records.push(Record { id, works, learned });
            }
            let before: Vec<(i64, i64)> = w.units.iter().map(|u| w.share(*u)).collect();
            let hand = by_hand(&records, &BTreeMap::new(), 3);
            let others: Vec<(i64, i64)> =
                before.iter().zip(&hand).map(|(b, h)| (b.0 - h.0, b.1 - h.1)).collect();
            let mut of: BTreeMap<usize, usize> = BTreeMap::new();
            let mut rows: BTreeMap<usize, i64> = BTreeMap::new();
            for _ in 0..20 {
                if dice.below(3) == 0 && !rows.is_empty() {
                    let at = *rows.keys().nth(dice.below(rows.len())).unwrap();
                    let row = rows.remove(&at).unwrap();
                    of.remove(&at);
                    w.db().write(&entry(), |tx| unmerge(tx, row)).unwrap();
                } else {
                    let root = |mut i: usize| {
                        while let Some(next) = of.get(&i) {
                            i = *next;
                        }
                        i
                    };
                    let (keep, drop) = (dice.below(12), dice.below(12));
                    let (k, d) = (root(keep), root(drop));
                    let done = w.db().write(&entry(), |tx| {
                        merge(tx, records[keep].id, records[drop].id, &BTreeMap::new(), "cùng một người")
                    });
                    if k == d {
                        assert!(done.is_err());
                        continue;
                    }
                    let done = done.unwrap();
                    assert_eq!((done.kept, done.dropped), (records[k].id, records[d].id));
                    of.insert(d, k);
                    rows.insert(d, done.row);
                }
                let hand = by_hand(&records, &of, 3);
                for (at, unit) in w.units.iter().enumerate() {
                    let want = (others[at].0 + hand[at].0, others[at].1 + hand[at].1);
                    assert_eq!(w.share(*unit), want, "{} round {round} unit {at} {of:?}", w.fresh.engine);
                }
            }
            assert_eq!(w.db().verify().unwrap(), [], "{} round {round}", w.fresh.engine);
        }
        // everything made again says the same
        let shares: Vec<_> = w.units.iter().chain([&w.top]).map(|u| w.share(*u)).collect();
        w.db().write(&entry(), |tx| w.db().reckoners().iter().try_for_each(|r| r.rebuild(tx))).unwrap();
        assert_eq!(w.units.iter().chain([&w.top]).map(|u| w.share(*u)).collect::<Vec<_>>(), shares);
        assert_eq!(w.db().verify().unwrap(), []);
    }
}

#[test]
fn a_merge_takes_the_overlap_away_and_an_undo_brings_it_back() {
    for f in both() {
        let w = world(f);
        let [a, b, _] = w.units[..] else { unreachable!() };
        let at = |name: &str, unit, from: &str| Joining {
            person: Person::named(name),
            belongs: vec![
                (unit, AffiliationRole::Worker, None, day(from), None),
                (unit, AffiliationRole::Member, None, day(from), None),
            ],
        };
        let people = [
            at("Lò Thị Mai", a, "2024-01-01"),
            at("Lo Thi Mai", b, "2026-03-01"),
            at("Vừ A Bình", b, "2025-01-01"),
        ];
        let ids = w.db().write(&entry(), |tx| add(tx, &people, "test")).unwrap();
        for (person, unit) in [(ids[0], a), (ids[1], b), (ids[2], b)] {
            let fact = act("class.attended", "law.labour", person, unit, "2026-10-05");
            w.db().write(&entry(), |tx| Ok(tx.fact(&fact)?)).unwrap();
        }
        let facts = |p| w.db().read(|v| Ok(v.facts_of_person(p)?.len())).unwrap();
        assert_eq!((w.share(a), w.share(b), w.share(w.top)), ((1, 1), (2, 2), (3, 3)));
        let (txn, done) = w
            .db()
            .write(&entry(), |tx| {
                Ok((tx.txn(), merge(tx, ids[0], ids[1], &BTreeMap::new(), "một người hai hồ sơ")?))
            })
            .unwrap();
        assert_eq!((w.share(a), w.share(b), w.share(w.top)), ((1, 1), (1, 1), (2, 2)));
        assert_eq!((facts(ids[0]), facts(ids[2])), (2, 1));
        // a fact that comes later for the dropped record counts for the kept one
        let late = act("class.attended", "law.labour", ids[1], b, "2026-11-01");
        let fact = w.db().write(&entry(), |tx| Ok(tx.fact(&late)?)).unwrap();
        assert_eq!((facts(ids[0]), w.share(w.top)), (3, (2, 2)));
        w.db().write(&entry(), |tx| Ok(tx.void_fact(fact, "nhầm")?)).unwrap();
        assert_eq!(w.db().verify().unwrap(), [], "{}", w.fresh.engine);
        // a circle cannot come about, whichever way it is tried
        let circle = w.db().write(&entry(), |tx| merge(tx, ids[1], ids[0], &BTreeMap::new(), "ngược lại"));
        assert!(circle.is_err());
        // taken back as a whole transaction, then again by its row
        w.db().write(&entry(), |tx| store::undo::undo(tx, txn, "nhầm người")).unwrap();
        assert_eq!((w.share(a), w.share(b), w.share(w.top)), ((1, 1), (2, 2), (3, 3)));
        assert_eq!(w.db().verify().unwrap(), [], "{}", w.fresh.engine);
        assert!(w.db().write(&entry(), |tx| unmerge(tx, done.row)).is_err(), "it is taken back already");
        let again =
            w.db().write(&entry(), |tx| merge(tx, ids[0], ids[1], &BTreeMap::new(), "vẫn là một")).unwrap();
        assert_eq!(w.share(w.top), (2, 2));
        w.db().write(&entry(), |tx| unmerge(tx, again.row)).unwrap();
        assert_eq!(w.share(w.top), (3, 3));
        assert_eq!(w.db().verify().unwrap(), []);
        let ids: BTreeSet<PersonId> = w.db().read(|v| Ok(v.aliases()?)).unwrap().into_keys().collect();
        assert!(ids.is_empty());
    }
}
