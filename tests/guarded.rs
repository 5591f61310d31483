//! What an inspector, a nightly timer and whoever restores an old copy rely on, through the program's own command line:
//! heads noted on paper, retention, the ledger of erasures, another key.
#![expect(clippy::unwrap_used, reason = "a test that cannot open its world has failed")]

#[expect(dead_code, reason = "other tests take the other parts")]
#[path = "street/world.rs"]
mod world;

use kernel::{Date, OrganisationId, PersonId};
use people::person::model::{AffiliationRole, Person};
use people::person::service::{Joining, add};
use server::wiring::{self, Place};
use std::path::Path;
use std::process::Command;
use store::Entry;
use store::noted::Noted;
use world::{World, worlds};

const NAME: &str = "Zyqwx Khuyếch Canary";
const NUMBER: &str = "012087123401";

/// The program itself, as an operator calls it: exit code and what it said.
fn aogiap(place: &Place, args: &[&str]) -> (i32, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_aogiap"));
    command.args(args).arg("--data").arg(&place.folder);
    if let Some(url) = &place.database_url {
        command.arg("--database-url").arg(url);
    }
    let done = command.output().unwrap();
    let said = [done.stdout, done.stderr].concat();
    (done.status.code().unwrap(), String::from_utf8_lossy(&said).into_owned())
}

/// Somebody who worked in CD001 from one day to another.
fn canary(w: &World, name: &str, from: Date, to: Option<Date>) -> PersonId {
    let house = &w.house;
    let unit = w.number("select id from people_organisation where code = $1", &["CD001".into()]).unwrap();
    let person = Person {
        national_id_key: Some(house.secrets.key_of(NUMBER)),
        national_id_sealed: Some(house.secrets.seal(NUMBER).unwrap()),
        ..Person::named(name)
    };
    let joining =
        Joining { person, belongs: vec![(OrganisationId(unit), AffiliationRole::Worker, None, from, to)] };
    house
        .db
        .write(&Entry::cli("test.people", ""), |tx| add(tx, std::slice::from_ref(&joining), "screen"))
        .unwrap()[0]
}

fn name_of(place: &Place, person: PersonId) -> String {
    let house = wiring::open_as_it_is(place).unwrap();
    house.db.read(|v| Ok(people::person::store::one(v, person)?.unwrap().full_name)).unwrap()
}

/// Cuts the log after a line, as somebody with the database in hand would: guards off, rows gone.
fn cut_after(w: &World, txn: i64) {
    let bits = kernel::id::ROW_BITS;
    let lite = w.house.db.is_lite();
    let mut sql = String::new();
    for kept in store::migrate::kept_tables() {
        let table = kept.table;
        let (off, on) = if lite {
            (format!("drop trigger {table}_no_delete;"), String::new())
        } else {
            (
                format!("alter table {table} disable trigger {table}_kept;"),
                format!("alter table {table} enable trigger {table}_kept;"),
            )
        };
        let rows = if table == "store_txn" {
            format!("delete from store_txn where id > {txn};")
        } else {
            format!("delete from {table} where id >= {};", (txn + 1) << bits)
        };
        sql.push_str(&format!("{off} {rows} {on}"));
        if lite {
            sql.push_str(&format!(
                "create trigger {table}_no_delete before delete on {table} begin select raise(abort, 'kept'); end;"
            ));
        }
    }
    w.house.db.tamper(&sql).unwrap();
}

#[test]
fn a_log_that_was_cut_at_its_end_is_whole_in_itself_and_is_found_by_the_head_on_paper() {
    for w in worlds() {
        let early = w.head();
        w.house.db.look(&Entry::cli("look", "people.list"), "people.list", "", 3).unwrap();
        w.house.db.look(&Entry::cli("look", "people.list"), "people.list", "", 4).unwrap();
        let late = w.head();
        let (code, said) = aogiap(&w.place, &["verify", "--head", &late.for_paper(), "--head", &early.hash]);
        assert_eq!(code, 0, "{}: {said}", w.engine);
        assert!(said.contains("Đầu chuỗi đã chép"), "{said}");
        assert_eq!(aogiap(&w.place, &["verify", "--head", "gì đó"]).0, 2, "what cannot be read is refused");

        cut_after(&w, early.txn);
        let (code, said) = aogiap(&w.place, &["verify"]);
        assert_eq!(code, 0, "{}: the chain alone does not show it: {said}", w.engine);
        let (code, said) = aogiap(&w.place, &["verify", "--head", &late.for_paper()]);
        assert_eq!(code, 1, "{}: {said}", w.engine);
        assert!(said.contains("it was cut"), "{said}");
        assert_eq!(aogiap(&w.place, &["verify", "--head", &late.hash]).0, 1, "{}", w.engine);
        assert_eq!(aogiap(&w.place, &["verify", "--head", &early.for_paper()]).0, 0, "{}", w.engine);

        // other lines grow in the place of those that were cut
        w.house.db.look(&Entry::cli("look", "people.list"), "people.list", "", 5).unwrap();
        w.house.db.look(&Entry::cli("look", "people.list"), "people.list", "", 6).unwrap();
        let (code, said) = aogiap(&w.place, &["verify", "--json", "--head", &late.for_paper()]);
        assert_eq!(code, 1, "{}: {said}", w.engine);
        assert!(said.contains("rewritten") && said.contains("\"ok\": false"), "{said}");

        // a line is changed where it stands: the head is there, the line is not as it was
        let off = if w.house.db.is_lite() {
            "drop trigger store_txn_no_update"
        } else {
            "alter table store_txn disable trigger store_txn_kept"
        };
        w.house
            .db
            .tamper(&format!("{off}; update store_txn set reason = 'x' where id = {}", early.txn))
            .unwrap();
        let noted = Noted::read(&early.for_paper()).unwrap();
        assert_eq!(w.house.db.read(|v| Ok(noted.check(v)?)).unwrap(), None);
        assert_eq!(aogiap(&w.place, &["verify", "--head", &early.for_paper()]).0, 1, "{}", w.engine);
    }
}

#[test]
fn retention_says_how_many_and_does_it_only_when_told() {
    for w in worlds() {
        let gone = canary(&w, NAME, Date::constant(1990, 1, 1), Some(Date::constant(1995, 1, 1)));
        let stays = canary(&w, "Zyqwx Ở Lại", Date::constant(2026, 1, 1), None);
        let before = w.head();
        let (code, said) = aogiap(&w.place, &["retention", "--json"]);
        assert_eq!(code, 0, "{}: {said}", w.engine);
        assert!(said.contains("\"due\": 1") && said.contains("\"done\": 0"), "{said}");
        assert_eq!(w.number("select count(*) from store_erasure", &[]), Some(0), "{}", w.engine);
        assert_eq!(w.head(), before, "{}: a dry run writes nothing", w.engine);
        let (code, said) = aogiap(&w.place, &["retention", "--do"]);
        assert_eq!(code, 0, "{}: {said}", w.engine);
        assert!(said.contains("1 người") && !said.contains("Zyqwx"), "{said}");
        assert_eq!(name_of(&w.place, gone), format!("{}{gone}", privacy::erasure::service::MARK));
        assert_eq!(name_of(&w.place, stays), "Zyqwx Ở Lại");
        let lines =
            w.texts("select act || ' ' || reason from store_txn where act = 'privacy.retention'", &[]);
        assert_eq!(lines, ["privacy.retention 1"], "{}", w.engine);
        assert_eq!(w.house.ledger.entries().unwrap().iter().map(|e| e.person).collect::<Vec<_>>(), [gone.0]);
        assert!(aogiap(&w.place, &["retention", "--do"]).1.contains("0 người"), "nobody twice");
        assert_eq!(aogiap(&w.place, &["verify"]).0, 0, "{}", w.engine);
    }
}

/// Every value of every table that holds the word.
fn hits(place: &Place, word: &str) -> Vec<String> {
    let house = wiring::open_as_it_is(place).unwrap();
    house
        .db
        .read(|v| {
            let mut found = Vec::new();
            for (table, _) in store::subject::schema(v)? {
                v.each(&format!("select * from {table}"), &[], |r| {
                    for (column, value) in r.named()? {
                        let text = match value {
                            store::Val::Text(t) => t,
                            store::Val::Bytes(b) => String::from_utf8_lossy(&b).into_owned(),
                            _ => continue,
                        };
                        if text.to_lowercase().contains(word) {
                            found.push(format!("{table}.{column}"));
                        }
                    }
                    Ok(())
                })?;
            }
            Ok(found)
        })
        .unwrap()
}

/// A new place on the same kind of engine.
fn elsewhere(w: &World, folder: &Path) -> (Place, Option<store::testing::Fresh>) {
    let fresh = w.place.database_url.as_ref().and_then(|_| store::testing::postgres());
    let url = fresh.as_ref().map(|f| f.url.clone());
    (Place { folder: folder.to_path_buf(), database_url: url, policy: None }, fresh)
}

#[test]
fn whoever_was_erased_after_a_backup_stays_erased_when_it_comes_back() {
    for w in worlds() {
        let gone = canary(&w, NAME, Date::constant(1990, 1, 1), Some(Date::constant(1995, 1, 1)));
        let folder = tempfile::tempdir().unwrap();
        let old = folder.path().join("old.zip");
        let (code, said) = aogiap(&w.place, &["backup", old.to_str().unwrap()]);
        assert_eq!(code, 0, "{said}");
        assert!(said.contains(&w.head().for_paper()), "the whole head is printed: {said}");
        assert_eq!(aogiap(&w.place, &["retention", "--do"]).0, 0);
        let ledger = w.place.folder.join("erasures.jsonl");
        let text = std::fs::read_to_string(&ledger).unwrap();
        assert!(!text.to_lowercase().contains("zyqwx") && !text.contains(NUMBER), "numbers only: {text}");

        // the old copy alone still knows the name: that is what the ledger is for
        let (bare, _kept) = elsewhere(&w, &folder.path().join("bare"));
        let (code, said) = aogiap(&bare, &["restore", old.to_str().unwrap()]);
        assert_eq!(code, 0, "{}: {said}", w.engine);
        assert!(said.contains("--erasures"), "{said}");
        assert_eq!(name_of(&bare, gone), NAME);

        let (new, _kept) = elsewhere(&w, &folder.path().join("new"));
        let args = ["restore", old.to_str().unwrap(), "--erasures", ledger.to_str().unwrap()];
        let (code, said) = aogiap(&new, &args);
        assert_eq!(code, 0, "{}: {said}", w.engine);
        assert!(said.contains("Đã ẩn danh lại 1 người"), "{said}");
        assert_eq!(hits(&new, "zyqwx"), Vec::<String>::new(), "{}", w.engine);
        assert_eq!(aogiap(&new, &["verify"]).0, 0, "{}", w.engine);

        // a newer backup carries the ledger with it
        let newer = folder.path().join("newer.zip");
        assert_eq!(aogiap(&new, &["backup", newer.to_str().unwrap()]).0, 0);
        let inside = store::backup::check(&newer).unwrap().files;
        assert!(inside.iter().any(|(n, bytes)| n == "erasures.jsonl" && !bytes.is_empty()));

        // somebody else got the same number in a copy that went another way: the ledger does not mean them
        let foreign = folder.path().join("foreign.jsonl");
        std::fs::write(&foreign, text.replace("\"born\":\"", "\"born\":\"0")).unwrap();
        let (other, _kept) = elsewhere(&w, &folder.path().join("other"));
        let args = ["restore", old.to_str().unwrap(), "--erasures", foreign.to_str().unwrap()];
        assert_eq!(aogiap(&other, &args).0, 0);
        assert_eq!(name_of(&other, gone), NAME);
    }
}

/// The national id as the installation opens and finds it.
fn number_of(place: &Place, person: PersonId) -> (String, bool) {
    let house = wiring::open_as_it_is(place).unwrap();
    house
        .db
        .read(|v| {
            let p = people::person::store::one(v, person)?.unwrap();
            let found = people::person::store::by_key(v, &house.secrets.key_of(NUMBER))?;
            Ok((house.secrets.open(&p.national_id_sealed.unwrap())?, found.is_some_and(|f| f.id == person)))
        })
        .unwrap()
}

#[test]
fn a_new_key_seals_everything_and_a_stop_in_between_loses_nothing() {
    for w in worlds() {
        let person = canary(&w, NAME, Date::constant(2026, 1, 1), None);
        let sealed = |w: &World| {
            w.house
                .db
                .read(|v| Ok(people::person::store::one(v, person)?.unwrap().national_id_sealed))
                .unwrap()
        };
        let before = sealed(&w);
        let (code, said) = aogiap(&w.place, &["rotate-key"]);
        assert_eq!(code, 1, "{}: not while the program runs: {said}", w.engine);
        assert!(said.contains("đang chạy"), "{said}");

        let World { house, app, logins, place, engine, _folder: folder, _fresh: fresh } = w;
        drop((house, app, logins));
        let (key, new) = (place.folder.join("secret.key"), place.folder.join("secret.key.new"));
        let old_key = std::fs::read(&key).unwrap();

        // stopped before the transaction: the new key is there, nothing is sealed with it
        std::fs::write(&new, [9; 32]).unwrap();
        assert_eq!(number_of(&place, person), (NUMBER.to_owned(), true), "{engine}");
        assert!(!new.exists() && std::fs::read(&key).unwrap() == old_key, "{engine}: it is forgotten");

        let (code, said) = aogiap(&place, &["rotate-key"]);
        assert_eq!(code, 0, "{engine}: {said}");
        let new_key = std::fs::read(&key).unwrap();
        assert!(new_key != old_key && !new.exists(), "{engine}");
        assert_eq!(number_of(&place, person), (NUMBER.to_owned(), true), "{engine}");
        let house = wiring::open_as_it_is(&place).unwrap();
        let after = house
            .db
            .read(|v| Ok(people::person::store::one(v, person)?.unwrap().national_id_sealed))
            .unwrap();
        assert_ne!(after, before, "{engine}");
        let line = house
            .db
            .read(|v| {
                let sql = "select act || ' ' || reason from store_txn where act = 'store.rotate_key'";
                Ok(v.rows(sql, &[], |r| r.text(0))?)
            })
            .unwrap();
        assert_eq!(line, [format!("store.rotate_key key {}", house.secrets.name())], "{engine}");
        let erased = house.db.read(|v| Ok(v.number("select count(*) from store_erasure", &[])?)).unwrap();
        assert_eq!(erased, 0, "{engine}: nobody was de-identified by it");
        assert_eq!(house.db.verify().unwrap(), [], "{engine}");
        drop(house);

        // stopped after the transaction: the file of the key was not changed yet
        std::fs::write(&key, &old_key).unwrap();
        std::fs::write(&new, &new_key).unwrap();
        assert_eq!(number_of(&place, person), (NUMBER.to_owned(), true), "{engine}");
        assert!(!new.exists() && std::fs::read(&key).unwrap() == new_key, "{engine}: it is finished");

        // the wrong key is said to be wrong, in words
        std::fs::write(&key, &old_key).unwrap();
        let (code, said) = aogiap(&place, &["verify"]);
        assert_eq!(code, 1, "{engine}");
        assert!(said.contains("không phải khóa"), "{said}");
        drop((folder, fresh));
    }
}
