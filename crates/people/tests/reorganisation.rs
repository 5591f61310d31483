//! Reorganisations on both engines: what is previewed is what happens, nobody's rights widen, all can be taken back.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test stops at the first thing that is not as it should be"
)]

use kernel::{AccountId, Date, Failure, OrganisationId, PersonId, Role};
use people::account::{NewAccount, service as account};
use people::organisation::reorganisation::model::{
    Decision, EventKind, Follow, Into, Outcome, Reorganisation, Share, What,
};
use people::organisation::reorganisation::service::{Bearings, reorganise, undo};
use people::organisation::reorganisation::store as events;
use people::organisation::service::{Founding, found};
use people::organisation::{Kind, Sector, Tree, store as units};
use people::person::model::{AffiliationRole, Person};
use people::person::service::{Joining, add, transfer};
use people::person::store as persons;
use people::roster::{Roster, headcounts};
use std::collections::{BTreeMap, BTreeSet};
use store::testing::{Fresh, both};
use store::{Db, Entry, Tx};

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn entry() -> Entry {
    Entry::cli("test", "")
}

struct World {
    fresh: Fresh,
    ids: BTreeMap<String, OrganisationId>,
    accounts: BTreeMap<String, AccountId>,
}

fn founding(code: &str, kind: &str, parent: Option<OrganisationId>) -> Founding {
    let kind = Kind::find(kind).unwrap();
    Founding {
        code: code.into(),
        name: format!("Đơn vị {code}"),
        kind,
        sector: if kind.is_base() { Sector::Enterprise } else { Sector::None },
        commune: None,
        hard_to_reach: false,
        place: Some((Tree::main(), parent)),
        from: day("2020-01-01"),
    }
}

fn joining(name: &str, section: Option<&str>, belongs: &[(OrganisationId, AffiliationRole)]) -> Joining {
    let mut person = Person::named(name);
    person.section = section.map(str::to_owned);
    let belongs = belongs.iter().map(|(u, r)| (*u, *r, None, day("2026-01-01"), None)).collect();
    Joining { person, belongs }
}

/// A federation, two districts, unions A, B (district 1), C, D (district 2), a group of A; ten people each, one of
/// them in A and in B, an officer in each.
fn ground(tx: &Tx) -> kernel::Result<(BTreeMap<String, OrganisationId>, BTreeMap<String, AccountId>)> {
    let mut ids = BTreeMap::new();
    for (code, kind, above) in [
        ("TOP", "provincial_federation", None),
        ("H1", "upper_union", Some("TOP")),
        ("H2", "upper_union", Some("TOP")),
        ("A", "grassroots_union", Some("H1")),
        ("B", "grassroots_union", Some("H1")),
        ("C", "grassroots_union", Some("H2")),
        ("D", "grassroots_union", Some("H2")),
        ("G", "union_group", Some("A")),
    ] {
        let parent = above.and_then(|a: &str| ids.get(a).copied());
        ids.insert(code.to_owned(), found(tx, &founding(code, kind, parent))?);
    }
    let mut accounts = BTreeMap::new();
    let open = |tx: &Tx, login: &str, person, role, at| {
        let new = NewAccount { person, login: login.into(), digest: "x".into(), must_change: false };
        account::open_account(tx, &new, role, at, day("2026-01-01"))
    };
    for (n, code) in ["A", "B", "C", "D", "G"].into_iter().enumerate() {
        let unit = ids[code];
        let mut all: Vec<Joining> = (0..10)
            .map(|i| {
                let section = if i < 4 { "Tổ chế biến" } else { "Tổ nguyên liệu" };
                let mut roles = vec![(unit, AffiliationRole::Worker)];
                if i % 2 == 0 {
                    roles.push((unit, AffiliationRole::Member));
                }
                joining(&format!("Lò Văn {code} {i}"), Some(section), &roles)
            })
            .collect();
        all[0].belongs.push((
            unit,
            AffiliationRole::Officer,
            Some("Chủ tịch".into()),
            day("2026-01-01"),
            None,
        ));
        if code == "A" {
            all[9].belongs.push((ids["B"], AffiliationRole::Worker, None, day("2026-02-01"), None));
        }
        let people = add(tx, &all, "test")?;
        accounts.insert(
            format!("cb-{code}"),
            open(tx, &format!("090000001{n}"), people[0], Role::UnionOfficer, unit)?,
        );
        accounts
            .insert(format!("cn-{code}"), open(tx, &format!("090000002{n}"), people[5], Role::Worker, unit)?);
    }
    let boss = add(tx, &[joining("Lò Thị Mai", None, &[])], "test")?;
    accounts.insert("top".into(), open(tx, "0900000090", boss[0], Role::FederationOfficer, ids["TOP"])?);
    Ok((ids, accounts))
}

fn worlds() -> Vec<World> {
    both()
        .into_iter()
        .map(|fresh| {
            fresh.db.plug(vec![Box::new(Roster)]);
            let (ids, accounts) = fresh.db.write(&entry(), ground).unwrap();
            World { fresh, ids, accounts }
        })
        .collect()
}

impl World {
    fn db(&self) -> &Db {
        &self.fresh.db
    }
    fn id(&self, code: &str) -> OrganisationId {
        self.db().read(|v| Ok(units::by_code(v, code)?)).unwrap().unwrap()
    }
    fn preview(&self, r: &Reorganisation) -> kernel::Result<Outcome> {
        self.db().try_out(&entry(), |tx| reorganise(tx, r, &Bearings::default()))
    }
    fn does(&self, r: &Reorganisation) -> Outcome {
        self.db().write(&entry(), |tx| reorganise(tx, r, &Bearings::default())).unwrap()
    }
    fn refused(&self, r: &Reorganisation) -> String {
        match self.db().write(&entry(), |tx| reorganise(tx, r, &Bearings::default())) {
            Err(Failure::Invalid(all)) => all[0].message.clone(),
            other => panic!("not refused: {other:?}"),
        }
    }
    fn undoes(&self, event: i64) -> kernel::Result<()> {
        self.db().write(&entry(), |tx| undo(tx, event, "ghi nhầm", &Bearings::default())).map(|_| ())
    }
    fn workers(&self, code: &str, on: &str) -> i64 {
        let id = self.id(code);
        self.db().read(|v| Ok(headcounts(v, "workers", day(on))?.get(&id).copied().unwrap_or(0))).unwrap()
    }
    fn parent(&self, code: &str, on: &str) -> Option<OrganisationId> {
        let id = self.id(code);
        self.db().read(|v| Ok(units::tree(v, Tree::main(), day(on))?.get(id).and_then(|u| u.parent))).unwrap()
    }
    /// (account, unit that it may read today), as the gate says.
    fn rights(&self) -> BTreeSet<(String, String)> {
        self.db()
            .read(|v| {
                let mut all = BTreeSet::new();
                let codes = v.rows("select code, id from people_organisation", &[], |r| {
                    Ok((r.text(0)?, OrganisationId(r.int(1)?)))
                })?;
                for (name, account) in &self.accounts {
                    let grants = people::account::store::grants(v, *account)?;
                    let today = v.today();
                    let tops: Vec<_> = grants
                        .iter()
                        .filter(|g| g.from <= today && today < g.to)
                        .map(|g| g.organisation)
                        .collect();
                    for (code, id) in &codes {
                        if units::reaches(v, &tops, *id, today)? {
                            all.insert((name.clone(), code.clone()));
                        }
                    }
                }
                Ok(all)
            })
            .unwrap()
    }
    /// Everything that is believed of units, places, people's belonging and roles, without row numbers.
    fn believed(&self) -> Vec<String> {
        let tables = [
            (
                "people_organisation_state",
                "organisation, name, kind, sector, commune, hard_to_reach, valid_from, valid_to",
            ),
            ("people_place", "tree, organisation, parent, valid_from, valid_to"),
            ("people_affiliation", "person, organisation, role, post, valid_from, valid_to"),
            ("people_grant", "account, role, organisation, valid_from, valid_to"),
        ];
        let mut all = Vec::new();
        for (table, columns) in tables {
            let sql = format!("select {columns} from {table} where retired_txn is null");
            let rows = self
                .db()
                .read(|v| Ok(v.rows(&sql, &[], |r| Ok(format!("{table} {:?}", r.named()?)))?))
                .unwrap();
            all.extend(rows);
        }
        for derived in ["people_closure", "people_headcount", "people_attribution"] {
            let filter = if derived == "people_headcount" { " where delta <> 0" } else { "" };
            let sql = format!("select * from {derived}{filter}");
            all.extend(
                self.db()
                    .read(|v| Ok(v.rows(&sql, &[], |r| Ok(format!("{derived} {:?}", r.named()?)))?))
                    .unwrap(),
            );
        }
        all.sort();
        all
    }
}

fn merging(w: &World, sources: &[&str], into: &str, follow: Follow) -> Reorganisation {
    let sources = sources.iter().map(|s| w.id(s)).collect();
    Reorganisation {
        on: day("2026-07-01"),
        decision: Decision::numbered("12/QĐ-LĐLĐ"),
        what: What::Merge { sources, into: Into::Unit(w.id(into)), follow },
    }
}

#[test]
fn the_preview_is_the_event_and_the_undo_is_the_world_before() {
    for w in worlds() {
        let before = w.believed();
        let order = merging(&w, &["A", "B", "C"], "C", Follow::default());
        let seen = w.preview(&order).unwrap();
        assert_eq!(w.believed(), before, "a preview leaves nothing");
        let done = w.does(&order);
        assert_eq!(seen, done);
        assert_eq!((done.people(), done.overlap, done.days_late), (20 + 1, 1, 142));
        assert_eq!(
            done.given.iter().map(|g| (g.members, g.below, g.posts_ended)).collect::<Vec<_>>(),
            [(5, 1, 1), (5, 0, 1)]
        );
        // ten of A and ten of B, one of them in both, ten of C; the group's ten came along below it
        assert_eq!((w.workers("C", "2026-06-30"), w.workers("C", "2026-07-01")), (10, 30));
        assert_eq!((w.workers("A", "2026-06-30"), w.workers("A", "2026-07-01")), (10, 0));
        assert_eq!(w.parent("G", "2026-07-01"), Some(w.id("C")));
        assert_eq!(w.parent("G", "2026-06-30"), Some(w.id("A")));
        let card = w.db().read(|v| Ok(events::event(v, done.event)?)).unwrap().unwrap();
        assert_eq!(
            (card.kind, card.told.as_ref()),
            (EventKind::Merge, Some(&done)),
            "the event's page says the same"
        );
        assert_eq!(w.db().verify().unwrap(), [], "{}", w.fresh.engine);
        w.undoes(done.event).unwrap();
        assert_eq!(w.believed(), before);
        assert_eq!(w.db().read(|v| Ok(units::successions(v)?)).unwrap(), []);
        assert!(w.db().read(|v| Ok(events::event(v, done.event)?)).unwrap().unwrap().is_undone);
        assert!(matches!(w.undoes(done.event), Err(Failure::Conflict(_))), "once only");
        assert_eq!(w.db().verify().unwrap(), []);
        // and it can be done again
        assert_eq!(w.does(&order).people(), 21);
    }
}

#[test]
fn a_merger_widens_nobodys_rights() {
    for w in worlds() {
        let before = w.rights();
        let told = w.does(&merging(&w, &["A", "B"], "B", Follow::default()));
        let after = w.rights();
        // only users of the source or the target gain, and only the target (whose groups are part of it)
        let gained: Vec<_> = after.difference(&before).cloned().collect();
        let own = |a: &str, u: &str| (a.to_owned(), u.to_owned());
        assert_eq!(gained, [own("cb-B", "G"), own("cn-A", "B"), own("cn-B", "G")]);
        let lost: Vec<_> = before.difference(&after).cloned().collect();
        assert_eq!(lost, [own("cb-A", "G"), own("cn-A", "A")]);
        assert!(after.contains(&own("cb-A", "A")), "the officer of a source still reads what was theirs");
        let named: BTreeSet<_> = told.rights.iter().map(|r| (r.account, r.unit, r.gained)).collect();
        let says = |a: &str, u: &str, gained| (w.accounts[a].0, w.id(u).0, gained);
        assert_eq!(named, BTreeSet::from([says("cb-B", "G", true), says("cb-A", "G", false)]));
    }
    for w in worlds() {
        let before = w.rights();
        let follow = Follow { posts: true, roles: vec![Role::UnionOfficer] };
        w.does(&merging(&w, &["A", "B"], "B", follow));
        let gained: Vec<_> =
            w.rights().difference(&before).filter(|(a, _)| a.starts_with("cb")).cloned().collect();
        assert_eq!(gained, [("cb-A".to_owned(), "B".to_owned()), ("cb-B".to_owned(), "G".to_owned())]);
        let officers = w.db().read(|v| Ok(headcounts(v, "officers", day("2026-07-01"))?)).unwrap();
        assert_eq!(officers.get(&w.id("B")), Some(&2));
    }
}

#[test]
fn districts_are_abolished_late_all_by_one_decision() {
    for w in worlds() {
        let order = Reorganisation {
            on: day("2025-07-01"),
            decision: Decision::numbered("157-KL/TW"),
            what: What::Abolish { units: vec![w.id("H1"), w.id("H2")], below_to: None, people_to: None },
        };
        let seen = w.preview(&order).unwrap();
        let done = w.does(&order);
        assert_eq!(seen, done);
        assert!(done.days_late > 365 && done.given.iter().all(|g| g.below == 2), "{done:?}");
        for code in ["A", "B", "C", "D"] {
            assert_eq!(w.parent(code, "2025-07-01"), Some(w.id("TOP")));
            assert_ne!(w.parent(code, "2025-06-30"), Some(w.id("TOP")));
        }
        assert_eq!(done.rights, [], "who reads what stays");
        assert_eq!(w.db().verify().unwrap(), []);
        w.undoes(done.event).unwrap();
        assert_eq!(w.parent("A", "2026-11-20"), Some(w.id("H1")));
    }
}

#[test]
fn a_union_that_ends_leaves_nobody_unseen() {
    for w in worlds() {
        let order = |people_to| Reorganisation {
            on: day("2026-10-01"),
            decision: Decision::numbered("9"),
            what: What::Abolish { units: vec![w.id("A")], below_to: None, people_to },
        };
        // the groups end with their union; one of A also works in B
        let lonely = w.preview(&order(None)).unwrap();
        let unplaced: usize = lonely.given.iter().map(|g| g.unplaced).sum();
        assert_eq!((lonely.people(), unplaced), (0, 19));
        let moved = w.does(&order(Some(w.id("D"))));
        assert_eq!((moved.people(), w.workers("D", "2026-10-01")), (20, 30 - 1));
        assert_eq!((w.workers("A", "2026-10-01"), w.workers("G", "2026-10-01")), (0, 0));
    }
}

#[test]
fn a_split_divides_by_section_group_and_person() {
    for w in worlds() {
        let before = w.believed();
        let last = w
            .db()
            .read(|v| Ok(persons::of_unit(v, w.id("A"), v.today())?))
            .unwrap()
            .iter()
            .find(|p| p.full_name == "Lò Văn A 8")
            .unwrap()
            .id;
        let new = Founding {
            place: Some((Tree::main(), Some(w.id("H1")))),
            ..founding("A2", "grassroots_union", None)
        };
        let share = |into, sections: &[&str], groups, people: Vec<PersonId>, is_heir| Share {
            into,
            is_heir,
            sections: sections.iter().map(|s| (*s).to_owned()).collect(),
            groups,
            people,
        };
        let order = |ends, shares| Reorganisation {
            on: day("2026-09-01"),
            decision: Decision::numbered("7/QĐ"),
            what: What::Split { source: w.id("A"), ends, shares, follow: Follow::default() },
        };
        let apart = order(
            false,
            vec![share(Into::New(new.clone()), &["TỔ CHẾ BIẾN"], vec![w.id("G")], vec![last], false)],
        );
        let done = w.does(&apart);
        assert_eq!((done.people(), done.founded.len()), (5, 1));
        assert_eq!(
            (w.workers("A", "2026-09-01"), w.workers("A2", "2026-09-01"), w.workers("A2", "2026-08-31")),
            (5, 5, 0)
        );
        assert_eq!(w.parent("G", "2026-09-01"), Some(w.id("A2")));
        assert_eq!(w.db().verify().unwrap(), []);
        w.undoes(done.event).unwrap();
        assert_eq!(w.believed(), before);
        // into two, and nobody in no part is forgotten: who is in none is told
        let two = order(
            true,
            vec![
                share(Into::New(new), &["Tổ chế biến"], vec![], vec![], true),
                share(Into::Unit(w.id("B")), &[], vec![], vec![last], false),
            ],
        );
        let done = w.does(&two);
        assert_eq!(
            (done.people(), done.given[0].unplaced),
            (5, 4),
            "of five in no part one works in B as well"
        );
        assert_eq!(w.parent("G", "2026-09-01"), Some(w.id("A2")), "groups without a choice go with the heir");
        let heirs = w.db().read(|v| Ok(units::successions(v)?)).unwrap();
        assert_eq!(heirs, [(w.id("A"), w.id("A2"), day("2026-09-01"))]);
    }
}

#[test]
fn an_undo_says_what_stands_in_its_way() {
    for w in worlds() {
        let conflict = |event| match w.undoes(event) {
            Err(Failure::Conflict(why)) => why,
            other => panic!("not refused: {other:?}"),
        };
        let first = w.does(&merging(&w, &["A"], "B", Follow::default()));
        let mut second = merging(&w, &["B"], "D", Follow::default());
        second.on = day("2026-08-01");
        let second = w.does(&second);
        assert!(conflict(first.event).contains("12/QĐ-LĐLĐ"));
        let person = w.db().read(|v| Ok(persons::of_unit(v, w.id("D"), v.today())?)).unwrap()[0].id;
        w.db().write(&entry(), |tx| transfer(tx, person, w.id("C"), day("2026-11-01"))).unwrap();
        let of_b = w.db().read(|v| Ok(persons::affiliations(v, person)?)).unwrap().len();
        if of_b > 2 {
            assert!(conflict(second.event).contains("1 người"));
        }
        let new =
            Founding { from: day("2026-11-01"), ..founding("E", "grassroots_union", Some(w.id("TOP"))) };
        let made = w.does(&Reorganisation {
            on: day("2026-11-01"),
            decision: Decision::default(),
            what: What::Found(new.clone()),
        });
        w.db()
            .write(&entry(), |tx| {
                add(tx, &[joining("Vừ A Bình", None, &[(w.id("E"), AffiliationRole::Worker)])], "t")
            })
            .unwrap();
        assert!(conflict(made.event).contains("1 người vào thêm"));
        // a mistaken founding can be taken back and recorded again under its code
        let again = Founding { code: "F".into(), ..new };
        let order =
            Reorganisation { on: day("2026-11-01"), decision: Decision::default(), what: What::Found(again) };
        let made = w.does(&order);
        w.undoes(made.event).unwrap();
        w.does(&order);
        assert_eq!(w.db().verify().unwrap(), []);
    }
}

#[test]
fn what_cannot_be_is_refused_with_its_reason() {
    for w in worlds() {
        let mut order = merging(&w, &["A"], "H1", Follow::default());
        assert!(w.refused(&order).contains("khác loại"));
        order = merging(&w, &["A"], "B", Follow::default());
        order.on = day("2027-01-01");
        assert!(w.refused(&order).contains("chưa tới"));
        order.on = day("2019-01-01");
        assert!(w.refused(&order).contains("chưa có hoặc đã kết thúc"));
        order.on = day("2020-01-01");
        assert!(w.refused(&order).contains("phải sau ngày"));
        order = merging(&w, &["A"], "B", Follow::default());
        order.decision.number = " ".into();
        assert!(w.refused(&order).contains("số quyết định"));
        w.does(&merging(&w, &["A"], "B", Follow::default()));
        assert!(w.refused(&merging(&w, &["A"], "C", Follow::default())).contains("đã kết thúc"));
        let late = Reorganisation { on: day("2026-03-01"), ..merging(&w, &["A"], "C", Follow::default()) };
        assert!(w.refused(&late).contains("đã kết thúc hoạt động từ ngày 01/07/2026"));
        // a federation's unions cannot stand under nobody
        let top = Reorganisation {
            on: day("2026-11-01"),
            decision: Decision::numbered("1"),
            what: What::Move { tree: Tree::main(), units: vec![w.id("H1")], under: Some(w.id("H2")) },
        };
        assert!(w.refused(&top).contains("không đứng được dưới"));
        let circle = Reorganisation {
            what: What::Move { tree: Tree::main(), units: vec![w.id("TOP")], under: Some(w.id("C")) },
            ..top
        };
        assert!(w.refused(&circle).contains("không đứng được dưới"));
    }
}

#[test]
fn a_union_stands_in_its_sector_beside_the_union_tree() {
    for w in worlds() {
        let sector = Tree::find("sector").unwrap();
        let kind = Kind::find("sector_group").unwrap();
        let tea = w
            .db()
            .write(&entry(), |tx| {
                let f = Founding {
                    kind,
                    place: Some((sector, Some(w.ids["TOP"]))),
                    ..founding("CHE", "sector_group", None)
                };
                found(tx, &f)
            })
            .unwrap();
        let place = |under| Reorganisation {
            on: day("2026-03-01"),
            decision: Decision::numbered("3/TB"),
            what: What::Move { tree: sector, units: vec![w.id("A"), w.id("C")], under },
        };
        w.does(&place(Some(tea)));
        let below = |on: &str| {
            w.db()
                .read(|v| {
                    Ok(units::tree(v, sector, day(on))?.children(tea).map(|u| u.id).collect::<Vec<_>>())
                })
                .unwrap()
        };
        assert_eq!((below("2026-02-28").len(), below("2026-03-01")), (0, vec![w.id("A"), w.id("C")]));
        assert_eq!(w.parent("A", "2026-11-20"), Some(w.id("H1")), "the union tree stays");
        // two of a sector merged into a new union: it stands there too
        let new = Founding {
            place: Some((Tree::main(), Some(w.id("TOP")))),
            ..founding("AC", "grassroots_union", None)
        };
        w.does(&Reorganisation {
            on: day("2026-07-01"),
            decision: Decision::numbered("4/QĐ"),
            what: What::Merge {
                sources: vec![w.id("A"), w.id("C")],
                into: Into::New(new),
                follow: Follow::default(),
            },
        });
        assert_eq!(below("2026-07-01"), [w.id("AC")]);
        assert_eq!(w.db().verify().unwrap(), []);
    }
}
