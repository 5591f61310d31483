//! The store through its door, on both engines.
#![expect(clippy::unwrap_used, reason = "a test stops at the first thing that is not as it should be")]

use kernel::{Failure, OrganisationId, PersonId, Topic, fact};
use store::testing::{both, lite};
use store::{Db, Entry, NewFact, Val, backup, chain};

fn entry() -> Entry {
    Entry::cli("test", "a test")
}

fn attended(person: i64, day: &str) -> NewFact {
    NewFact {
        kind: fact::CLASS_ATTENDED,
        person: Some(PersonId(person)),
        organisation: OrganisationId(7),
        day: day.parse().unwrap(),
        topic: Topic("digital_skill".into()),
        value: None,
        minutes: Some(90),
        subject_kind: "class",
        subject: 1,
        evidence: "Danh sách điểm danh, trang “Lớp 1”".into(),
        source: "class",
    }
}

#[test]
fn facts_are_kept_voided_and_never_changed() {
    for f in both() {
        let db = &f.db;
        let ids = db
            .write(&entry(), |tx| Ok(tx.facts(&[attended(1, "2026-10-05"), attended(1, "2026-10-06")])?))
            .unwrap();
        let live = |p| db.read(|v| Ok(v.facts_of_person(PersonId(p))?)).unwrap();
        assert_eq!(live(1).len(), 2, "{}", f.engine);
        assert!(db.write(&entry(), |tx| Ok(tx.void_fact(ids[0], "ghi nhầm người")?)).unwrap());
        assert!(!db.write(&entry(), |tx| Ok(tx.void_fact(ids[0], "lần nữa")?)).unwrap(), "voided twice");
        assert_eq!(live(1).iter().map(|f| f.id).collect::<Vec<_>>(), [ids[1]]);
        for sql in [
            "update store_fact set day = '2020-01-01'",
            "delete from store_fact",
            "update store_txn set reason = ''",
        ] {
            let said = db.tamper(sql).unwrap_err().to_string();
            assert!(said.contains("append-only"), "{}: {said}", f.engine);
        }
        assert_eq!(db.verify().unwrap(), []);
    }
}

#[test]
fn a_failed_write_leaves_nothing() {
    for f in both() {
        let before = f.db.read(|v| Ok(chain::Head::read(v)?)).unwrap();
        let out: kernel::Result<()> = f.db.write(&entry(), |tx| {
            tx.fact(&attended(1, "2026-10-05"))?;
            Err(Failure::field("name", "không được"))
        });
        assert!(matches!(out, Err(Failure::Invalid(_))));
        f.db.try_out(&entry(), |tx| Ok(tx.fact(&attended(2, "2026-10-05"))?)).unwrap();
        assert_eq!(f.db.read(|v| Ok(chain::Head::read(v)?)).unwrap(), before);
        assert_eq!(f.db.read(|v| Ok(v.number("select count(*) from store_fact", &[])?)).unwrap(), 0);
        // and the next write works and gets the next number
        f.db.write(&entry(), |tx| Ok(tx.fact(&attended(3, "2026-10-05"))?)).unwrap();
        assert_eq!(f.db.read(|v| Ok(chain::Head::read(v)?)).unwrap().txn, before.txn + 1);
    }
}

#[test]
fn a_panic_inside_a_write_is_taken_back() {
    let f = lite();
    let out: kernel::Result<()> = f.db.write(&entry(), |tx| {
        tx.fact(&attended(1, "2026-10-05"))?;
        panic!("on purpose");
    });
    assert!(matches!(out, Err(Failure::Broken(_))));
    assert_eq!(f.db.read(|v| Ok(v.number("select count(*) from store_fact", &[])?)).unwrap(), 0);
    f.db.write(&entry(), |tx| Ok(tx.fact(&attended(1, "2026-10-05"))?)).unwrap();
}

#[test]
fn tampering_is_found_and_located() {
    for f in both() {
        let db = &f.db;
        for day in 1..=5 {
            db.write(&entry(), |tx| Ok(tx.fact(&attended(day, &format!("2026-10-0{day}")))?)).unwrap();
        }
        assert_eq!(db.verify().unwrap(), []);
        let unlock = if f.engine == "sqlite" {
            "drop trigger store_fact_no_update; drop trigger store_fact_no_delete; drop trigger store_txn_no_update;"
        } else {
            "alter table store_fact disable trigger all; alter table store_txn disable trigger all;"
        };
        db.tamper(unlock).unwrap();
        // missing guards are told of themselves; then rows are changed behind them
        let is_guard = |f: &chain::Finding| f.place.starts_with("guards of");
        assert!(db.verify().unwrap().iter().any(|f| is_guard(f) && f.wrong.contains("store_fact_")));
        let found = || db.verify().unwrap().into_iter().filter(|f| !is_guard(f)).collect::<Vec<_>>();
        let third = (3 << kernel::id::ROW_BITS) + 1;
        db.tamper(&format!("update store_fact set day = '2026-10-13' where id = {third}")).unwrap();
        let found_now = found();
        assert_eq!(found_now.len(), 1, "{found_now:?}");
        assert!(found_now[0].place.starts_with("transaction 3 "), "{found_now:?}");
        assert!(found_now[0].wrong.contains("store_fact"), "{found_now:?}");
        db.tamper(&format!("update store_fact set day = '2026-10-03' where id = {third}")).unwrap();
        assert_eq!(found(), []);
        db.tamper("update store_txn set reason = 'another' where id = 2").unwrap();
        assert!(found()[0].wrong.contains("line of the log was changed"));
        db.tamper("update store_txn set reason = 'a test' where id = 2").unwrap();
        db.tamper(&format!("delete from store_fact where id = {third}")).unwrap();
        assert!(found()[0].place.starts_with("transaction 3 "));
    }
}

#[test]
fn many_writers_at_once_lose_nothing() {
    for f in both() {
        let db = &f.db;
        std::thread::scope(|s| {
            for t in 0..8 {
                let db = db.clone();
                s.spawn(move || {
                    for n in 0..25 {
                        db.write(&entry(), |tx| Ok(tx.fact(&attended(t * 100 + n, "2026-10-05"))?)).unwrap();
                    }
                });
            }
        });
        assert_eq!(
            db.read(|v| Ok(v.number("select count(*) from store_fact", &[])?)).unwrap(),
            200,
            "{}",
            f.engine
        );
        assert_eq!(db.verify().unwrap(), [], "{}", f.engine);
    }
}

#[test]
fn a_backup_goes_to_either_engine_and_a_damaged_one_nowhere() {
    let folder = tempfile::tempdir().unwrap();
    for (from, to) in both().into_iter().zip(both().into_iter().rev()) {
        for day in 1..=5 {
            from.db.write(&entry(), |tx| Ok(tx.fact(&attended(day, &format!("2026-10-0{day}")))?)).unwrap();
        }
        let file = folder.path().join(format!("{}.bak", from.engine));
        let key = vec![("secret.key".to_owned(), vec![1, 2, 3])];
        let (_, head) = backup::backup(&from.db, &file, &key).unwrap();
        let good = std::fs::read(&file).unwrap();
        for at in (0..good.len()).step_by(good.len() / 40 + 1) {
            let mut bad = good.clone();
            bad[at] ^= 0x20;
            let bad_file = folder.path().join("bad.bak");
            std::fs::write(&bad_file, &bad).unwrap();
            // a flip in a part of the container that carries no data (a time stamp) may pass, but then nothing differs
            if let Ok(read) = backup::check(&bad_file) {
                assert_eq!(read.head, head, "byte {at}");
            }
        }
        assert!(backup::check(&folder.path().join("none.bak")).is_err());
        let read = backup::check(&file).unwrap();
        assert_eq!(read.files, key);
        backup::restore(&to.db, &read).unwrap();
        assert_eq!(to.db.verify().unwrap(), []);
        assert_eq!(to.db.read(|v| Ok(v.number("select count(*) from store_fact", &[])?)).unwrap(), 5);
        assert!(to.db.setting("epoch").unwrap().is_some());
        assert!(
            matches!(backup::restore(&to.db, &read), Err(Failure::Conflict(_))),
            "a full database is not overwritten"
        );
    }
}

#[test]
fn every_statement_is_known_to_both_engines() {
    for f in both() {
        for (name, sql) in store::fact::STATEMENTS.iter().chain(chain::STATEMENTS) {
            f.db.read(|v| Ok(v.prepare(sql)?)).unwrap_or_else(|e| panic!("{} {name}: {e}", f.engine));
        }
    }
}

#[test]
fn a_newer_database_is_refused() {
    for f in both() {
        f.db.tamper("insert into store_migration values (9999, 'from the future')").unwrap();
        let clock = std::sync::Arc::new(kernel::FixedClock(store::testing::test_now()));
        let said = Db::open(&f.url, clock).err().map(|e| e.to_string()).unwrap_or_default();
        assert!(said.contains("newer than this program"), "{said}");
    }
}

#[test]
fn dollar_numbers_bind_in_any_order() {
    for f in both() {
        let got =
            f.db.read(|v| {
                Ok(v.first(
                    "select cast($2 as bigint) * 10 + cast($1 as bigint)",
                    &[Val::Int(1), Val::Int(2)],
                    |r| r.int(0),
                )?)
            })
            .unwrap();
        assert_eq!(got, Some(21), "{}", f.engine);
    }
}
