//! De-identification in the chained log: the words go, the chain and everything else stay.
#![expect(clippy::unwrap_used, reason = "a test that cannot open its database has failed")]

use kernel::PersonId;
use store::erasure::{Blank, erase};
use store::testing::{Fresh, both};
use store::{Entry, Val};

const COLUMNS: &str = "person, full_name, fold, sort_key, phone";

fn add(f: &Fresh, names: &[&str]) -> Vec<i64> {
    f.db.write(&Entry::cli("test.add", ""), |tx| {
        let mut ids = Vec::new();
        for n in names {
            let values: [Val; 5] = [
                7.into(),
                (*n).into(),
                n.to_lowercase().into(),
                n.as_bytes().to_vec().into(),
                "0900000001".into(),
            ];
            ids.push(tx.insert("people_person_state", COLUMNS, &values)?);
        }
        Ok(ids)
    })
    .unwrap()
}

fn blank(row: i64) -> Blank {
    Blank {
        person: PersonId(7),
        table: "people_person_state".into(),
        row,
        columns: vec![
            ("full_name".into(), "#7".into()),
            ("fold".into(), "#7".into()),
            ("sort_key".into(), b"#7".to_vec().into()),
            ("phone".into(), Val::Null),
        ],
    }
}

fn names(f: &Fresh) -> Vec<String> {
    f.db.read(|v| Ok(v.rows("select full_name from people_person_state order by id", &[], |r| r.text(0))?))
        .unwrap()
}

#[test]
fn words_go_and_the_log_still_verifies() {
    for f in both() {
        let ids = add(&f, &["An Canary", "Bình", "Mai"]);
        f.db.write(&Entry::cli("test.erase", ""), |tx| Ok(erase(tx, &[blank(ids[0])])?)).unwrap();
        assert_eq!(names(&f), ["#7", "Bình", "Mai"], "{}", f.engine);
        assert_eq!(f.db.verify().unwrap(), [], "{}", f.engine);
        // again, another row of the same transaction: the second erasure continues the first
        f.db.write(&Entry::cli("test.erase", ""), |tx| Ok(erase(tx, &[blank(ids[2])])?)).unwrap();
        // and the same row twice
        f.db.write(&Entry::cli("test.erase", ""), |tx| Ok(erase(tx, &[blank(ids[0])])?)).unwrap();
        assert_eq!(f.db.verify().unwrap(), [], "{}", f.engine);
        // a row that was retired keeps its clock
        f.db.write(&Entry::cli("test.retire", ""), |tx| Ok(tx.retire("people_person_state", ids[1])?))
            .unwrap();
        f.db.write(&Entry::cli("test.erase", ""), |tx| Ok(erase(tx, &[blank(ids[1])])?)).unwrap();
        assert_eq!(names(&f), ["#7", "#7", "#7"], "{}", f.engine);
        assert_eq!(f.db.verify().unwrap(), [], "{}", f.engine);
    }
}

#[test]
fn the_guards_open_for_nothing_else() {
    for f in both() {
        let ids = add(&f, &["An", "Bình"]);
        let open = format!(
            "insert into store_erasing (of_table, of_row, columns) values ('people_person_state', {}, ',phone,')",
            ids[0]
        );
        for (sql, passes) in [
            (format!("update people_person_state set phone = null where id = {}", ids[0]), true),
            (format!("update people_person_state set phone = null where id = {}", ids[1]), false),
            (format!("update people_person_state set full_name = 'X' where id = {}", ids[0]), false),
            (
                format!("update people_person_state set phone = null, retired_txn = 1 where id = {}", ids[0]),
                false,
            ),
            (format!("delete from people_person_state where id = {}", ids[0]), false),
        ] {
            let got = f.db.tamper(&format!("begin; {open}; {sql}; rollback"));
            if got.is_err() {
                let _ = f.db.tamper("rollback");
            }
            assert_eq!(got.is_ok(), passes, "{}: {sql}: {got:?}", f.engine);
        }
        // without the pass nothing goes
        let got = f.db.tamper(&format!("update people_person_state set phone = null where id = {}", ids[0]));
        assert!(got.is_err(), "{}", f.engine);
        // a house cannot erase what the log itself says, nor a row of its own transaction
        let own = f.db.write(&Entry::cli("test", ""), |tx| {
            let values: [Val; 5] = [8.into(), "X".into(), "x".into(), vec![1u8].into(), Val::Null];
            let id = tx.insert("people_person_state", COLUMNS, &values)?;
            Ok(erase(tx, &[blank(id)])?)
        });
        assert!(own.is_err(), "{}", f.engine);
    }
}

#[test]
fn a_change_after_the_erasure_is_found() {
    for f in both() {
        let ids = add(&f, &["An", "Bình"]);
        f.db.write(&Entry::cli("test.erase", ""), |tx| Ok(erase(tx, &[blank(ids[0])])?)).unwrap();
        for id in &ids {
            let open = format!(
                "insert into store_erasing values ('people_person_state', {id}, ',full_name,phone,')"
            );
            f.db.tamper(&format!(
                "{open}; update people_person_state set full_name = 'Forged' where id = {id}; delete from store_erasing"
            ))
            .unwrap();
            let found = f.db.verify().unwrap();
            assert!(
                found.iter().any(|x| x.wrong.contains("after they were de-identified")),
                "{}: {found:?}",
                f.engine
            );
        }
        let refused = f.db.write(&Entry::cli("test.erase", ""), |tx| Ok(erase(tx, &[blank(ids[0])])?));
        assert!(refused.is_err(), "{}: an erasure does not cover a forgery up", f.engine);
    }
}

#[test]
fn nothing_of_it_is_left_in_the_files() {
    let f = store::testing::lite();
    let many: Vec<String> = (0..400).map(|i| format!("CANARY-{i:04}-Lò Thị Mai")).collect();
    let ids = add(&f, &many.iter().map(String::as_str).collect::<Vec<_>>());
    f.db.write(&Entry::cli("test.erase", ""), |tx| {
        Ok(erase(tx, &ids.iter().map(|i| blank(*i)).collect::<Vec<_>>())?)
    })
    .unwrap();
    f.db.scrub(false).unwrap();
    for end in ["", "-wal", "-shm"] {
        let bytes = std::fs::read(format!("{}{end}", f.url)).unwrap_or_default();
        let hit = bytes.windows(6).any(|w| w == b"CANARY" || w == b"canary");
        assert!(!hit, "test.db{end}");
    }
    assert_eq!(f.db.verify().unwrap(), []);
}
