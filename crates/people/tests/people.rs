//! The house of people through its door, on both engines.
#![expect(clippy::unwrap_used, reason = "a test stops at the first thing that is not as it should be")]

use kernel::sheet::{CellValue, SheetRow};
use kernel::{Date, Failure, OrganisationId, Role};
use people::account::{Chance, NewAccount, service as account};
use people::organisation::reorganisation::model::Reorganisation;
use people::organisation::reorganisation::service::{Bearings, reorganise};
use people::organisation::service::{Founding, abolish, found, move_under};
use people::organisation::{Kind, Sector, Tree, store as units};
use people::person::model::{AffiliationRole, Person};
use people::person::service::{Joining, add, transfer};
use people::person::sheet::PeopleSheet;
use people::person::{Secrets, store as persons};
use people::roster::{Roster, headcounts};
use std::collections::BTreeMap;
use store::sockets::{SheetOrder, SheetSource};
use store::testing::{Fresh, both};
use store::{Db, Entry};

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn entry() -> Entry {
    Entry::cli("test", "")
}

struct World {
    fresh: Fresh,
    top: OrganisationId,
    a: OrganisationId,
    b: OrganisationId,
}

impl World {
    fn db(&self) -> &Db {
        &self.fresh.db
    }
    fn count(&self, unit: OrganisationId, on: &str) -> i64 {
        self.db().read(|v| Ok(headcounts(v, "workers", day(on))?.get(&unit).copied().unwrap_or(0))).unwrap()
    }
}

fn founding(code: &str, name: &str, kind: Kind, parent: Option<OrganisationId>) -> Founding {
    Founding {
        code: code.into(),
        name: name.into(),
        kind,
        sector: if kind.is_base() { Sector::Enterprise } else { Sector::None },
        commune: None,
        hard_to_reach: false,
        place: Some((Tree::main(), parent)),
        from: day("2020-01-01"),
    }
}

fn worlds() -> Vec<World> {
    both()
        .into_iter()
        .map(|fresh| {
            fresh.db.plug(vec![Box::new(Roster)]);
            let (top, a, b) = fresh
                .db
                .write(&entry(), |tx| {
                    let top = found(tx, &founding("TOP", "Liên đoàn", Tree::main().head(), None))?;
                    let a = found(tx, &founding("A", "CĐCS Chè", Kind::base(), Some(top)))?;
                    let b = found(tx, &founding("B", "CĐCS May", Kind::base(), Some(top)))?;
                    Ok((top, a, b))
                })
                .unwrap();
            World { fresh, top, a, b }
        })
        .collect()
}

fn worker(name: &str, unit: OrganisationId) -> Joining {
    Joining {
        person: Person::named(name),
        belongs: vec![(unit, AffiliationRole::Worker, None, day("2026-01-01"), None)],
    }
}

#[test]
fn a_transfer_moves_the_headcount_from_its_day_on() {
    for w in worlds() {
        let ids = w
            .db()
            .write(&entry(), |tx| add(tx, &[worker("Lò Thị Mai", w.a), worker("Vừ A Bình", w.a)], "test"))
            .unwrap();
        assert_eq!((w.count(w.a, "2026-06-01"), w.count(w.a, "2025-12-31")), (2, 0));
        w.db().write(&entry(), |tx| transfer(tx, ids[0], w.b, day("2026-08-01"))).unwrap();
        assert_eq!((w.count(w.a, "2026-07-31"), w.count(w.b, "2026-07-31")), (2, 0));
        assert_eq!((w.count(w.a, "2026-08-01"), w.count(w.b, "2026-08-01")), (1, 1));
        assert_eq!(w.db().verify().unwrap(), [], "{}", w.fresh.engine);
        // one wrong counter is found and named
        w.db()
            .tamper("update people_headcount set delta = delta + 1 where day = '2026-08-01' and delta = 1")
            .unwrap();
        let found = w.db().verify().unwrap();
        assert!(found.len() == 1 && found[0].place.contains("2026-08-01"), "{found:?}");
    }
}

#[test]
fn a_merger_ends_the_sources_and_keeps_the_past() {
    for w in worlds() {
        w.db()
            .write(&entry(), |tx| add(tx, &[worker("Lò Thị Mai", w.a), worker("Vừ A Bình", w.b)], "test"))
            .unwrap();
        w.db()
            .write(&entry(), |tx| {
                reorganise(
                    tx,
                    &Reorganisation::merging(&[w.a], w.b, day("2026-07-01"), "01/QĐ-LĐLĐ"),
                    &Bearings::default(),
                )
            })
            .unwrap();
        let tree = |on: &str| w.db().read(|v| Ok(units::tree(v, Tree::main(), day(on))?)).unwrap();
        assert!(tree("2026-06-30").get(w.a).is_some());
        assert!(tree("2026-07-01").get(w.a).is_none());
        assert_eq!((w.count(w.a, "2026-06-30"), w.count(w.b, "2026-06-30")), (1, 1));
        assert_eq!((w.count(w.a, "2026-07-01"), w.count(w.b, "2026-07-01")), (0, 2));
        // the Federation still reaches the ended unit, the target does not gain it
        let reaches = |top| w.db().read(|v| Ok(units::reaches(v, &[top], w.a, day("2026-11-20"))?)).unwrap();
        assert!(reaches(w.top) && !reaches(w.b));
        assert_eq!(w.db().verify().unwrap(), []);
    }
}

#[test]
fn no_circles_no_double_codes() {
    for w in worlds() {
        let circle = w.db().write(&entry(), |tx| move_under(tx, Tree::main(), w.top, w.a, day("2026-01-01")));
        assert!(matches!(circle, Err(Failure::Invalid(_))));
        let double =
            w.db().write(&entry(), |tx| found(tx, &founding("A", "Khác", Kind::base(), Some(w.top))));
        assert!(matches!(double, Err(Failure::Invalid(_))));
        w.db().write(&entry(), |tx| abolish(tx, w.b, day("2026-03-01"))).unwrap();
        assert_eq!(
            w.db().read(|v| Ok(units::tree(v, Tree::main(), day("2026-03-01"))?.units().count())).unwrap(),
            2
        );
    }
}

fn row(n: u32, cells: &[(&str, CellValue)]) -> SheetRow {
    SheetRow {
        sheet: "S".into(),
        row: n,
        cells: cells.iter().map(|(k, v)| ((*k).to_owned(), v.clone())).collect::<BTreeMap<_, _>>(),
    }
}
fn text(t: &str) -> CellValue {
    CellValue::Text(t.into())
}

#[test]
fn a_list_taken_twice_changes_nothing_and_an_undo_takes_it_back() {
    let sheet = PeopleSheet { secrets: Secrets::new([1; 32]) };
    for w in worlds() {
        let order = SheetOrder {
            unit: w.a,
            subject: None,
            on: day("2026-11-20"),
            since: day("2026-01-01"),
            columns: vec!["name".into(), "member".into()],
            progress: store::sockets::Progress::default(),
        };
        let rows = vec![
            row(
                7,
                &[
                    ("name", text("Lục Hữu Hưng")),
                    ("birth", CellValue::Day(day("1987-04-11"))),
                    ("national_id", text("012087000137")),
                    ("member", CellValue::Yes),
                ],
            ),
            row(8, &[("name", text("Lò Hữu Việt")), ("birth", CellValue::Day(day("1971-07-26")))]),
            row(9, &[("name", text("Lò Hữu Việt")), ("birth", CellValue::Day(day("1994-01-10")))]),
            row(
                10,
                &[
                    ("name", text("Lục Hữu Hưng")),
                    ("birth", CellValue::Year(1987)),
                    ("national_id", text("012087000137")),
                    ("member", CellValue::Yes),
                ],
            ),
            row(11, &[("birth", CellValue::Year(1987))]),
        ];
        let take = || w.db().write(&entry(), |tx| Ok((tx.txn(), sheet.take(tx, &order, &rows)?))).unwrap();
        let dry = w.db().try_out(&entry(), |tx| sheet.take(tx, &order, &rows)).unwrap();
        assert_eq!(w.count(w.a, "2026-11-20"), 0, "a dry run keeps nothing");
        let (txn, tally) = take();
        assert_eq!(dry, tally);
        assert_eq!(
            (tally.rows, tally.created, tally.duplicates, tally.errors.len()),
            (5, 3, 1, 1),
            "{tally:?}"
        );
        assert_eq!(tally.errors[0].row, 11);
        assert_eq!(w.count(w.a, "2026-11-20"), 3);
        let (_, again) = take();
        assert_eq!((again.created, again.updated, again.unchanged, again.duplicates), (0, 0, 3, 1));
        // the same national id in another unit's list is refused without telling where it is
        let elsewhere = SheetOrder { unit: w.b, ..order.clone() };
        let refused = w.db().try_out(&entry(), |tx| sheet.take(tx, &elsewhere, &rows[..1])).unwrap();
        assert_eq!((refused.created, refused.errors.len()), (0, 1));
        assert!(!refused.errors[0].message.contains("Chè"));
        w.db().write(&entry(), |tx| store::undo::undo(tx, txn, "hoàn tác")).unwrap();
        assert_eq!(w.count(w.a, "2026-11-20"), 0);
        assert_eq!(w.db().verify().unwrap(), [], "{}", w.fresh.engine);
        let (_, third) = take();
        assert_eq!(third.created, 3, "after an undo the list can come again");
    }
}

#[test]
fn lists_search_without_marks_and_sort_the_vietnamese_way() {
    for w in worlds() {
        let names = ["Vàng Thị Yến", "Lò Văn Dũng", "Đào Thị Lý", "Vàng Thị Dung"];
        w.db().write(&entry(), |tx| add(tx, &names.map(|n| worker(n, w.a)), "test")).unwrap();
        let ask = |words: &str, after, limit| {
            let q = persons::ListQuestion {
                population: AffiliationRole::Worker,
                top: w.top,
                on: day("2026-11-20"),
                words,
                after,
                limit,
            };
            w.db().read(|v| Ok((persons::list(v, &q)?, persons::count(v, &q)?))).unwrap()
        };
        let (all, n) = ask("", None, 50);
        assert_eq!(
            all.iter().map(|c| c.person.full_name.as_str()).collect::<Vec<_>>(),
            ["Vàng Thị Dung", "Lò Văn Dũng", "Đào Thị Lý", "Vàng Thị Yến"]
        );
        assert_eq!(n, 4);
        assert_eq!(ask("dao thi", None, 50).0[0].person.full_name, "Đào Thị Lý");
        assert_eq!(ask("vang", None, 50).1, 2);
        let (first, _) = ask("", None, 2);
        let (rest, _) = ask("", Some(first[1].person.id), 2);
        assert_eq!(rest[0].person.full_name, "Đào Thị Lý");
        assert_eq!(ask("%", None, 50).1, 4, "a percent sign is no wildcard of its own");
    }
}

#[test]
fn a_login_has_one_account_and_a_weak_password_is_refused() {
    let next = std::sync::atomic::AtomicU8::new(0);
    let chance = Chance(Box::new(move || [next.fetch_add(1, std::sync::atomic::Ordering::SeqCst); 32]));
    for w in worlds() {
        let digest = account::digest("chè xanh 2026", &chance).unwrap();
        let person = w.db().write(&entry(), |tx| add(tx, &[worker("Lò Thị Mai", w.a)], "test")).unwrap()[0];
        let new = NewAccount { person, login: "0912345678".into(), digest, must_change: false };
        w.db()
            .write(&entry(), |tx| account::open_account(tx, &new, Role::UnionOfficer, w.a, day("2026-01-01")))
            .unwrap();
        let again = w
            .db()
            .write(&entry(), |tx| account::open_account(tx, &new, Role::Worker, w.a, day("2026-01-01")));
        assert!(matches!(again, Err(Failure::Invalid(_))));
        assert!(
            account::check_password("matkhau123", "").is_err()
                && account::check_password("ngắn", "").is_err()
        );
    }
}

#[test]
fn every_statement_is_known_to_both_engines() {
    for w in worlds() {
        for (name, sql) in people::statements() {
            w.db().read(|v| Ok(v.prepare(sql)?)).unwrap_or_else(|e| panic!("{} {name}: {e}", w.fresh.engine));
        }
    }
}
