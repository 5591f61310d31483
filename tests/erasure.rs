//! After a de-identification nothing of the person is left anywhere, and every number of the past stays.
#![expect(clippy::unwrap_used, reason = "a test that cannot open its world has failed")]

#[expect(dead_code, reason = "other tests take the other parts")]
#[path = "street/world.rs"]
mod world;

use kernel::paper::Format;
use kernel::{OrganisationId, PersonId, Role};
use people::person::model::{AffiliationRole, Person, Sex};
use people::person::service::{Joining, add};
use server::wiring;
use store::{Entry, Val};
use world::{World, worlds};

/// Fifty people, each a canary in every field there is.
const CANARIES: usize = 50;

fn canary(at: usize) -> Person {
    let mut p = Person::named(&format!("Zyqwx Khuyếch Canary{at:02}"));
    p.sex = Some(Sex::Female);
    p.birth_day = Some(kernel::Date::constant(1987, 6, 5));
    p.birth_year = Some(1987);
    p.phone = Some(format!("09771234{at:02}"));
    p.section = Some(format!("Tổ Zyqwx{at:02}"));
    p.staff_code = Some(format!("ZYQWX-{at:02}"));
    p
}

/// Every value of every table that holds one of these words.
fn hits(w: &World, words: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    let schema = w.house.db.read(|v| Ok(store::subject::schema(v)?)).unwrap();
    for (table, _) in schema {
        w.house
            .db
            .read(|v| {
                v.each(&format!("select * from {table}"), &[], |r| {
                    for (column, value) in r.named()? {
                        let bytes = match value {
                            Val::Text(t) => t.into_bytes(),
                            Val::Bytes(b) => b,
                            Val::Int(i) => i.to_string().into_bytes(),
                            Val::Null => continue,
                        };
                        let text = String::from_utf8_lossy(&bytes).to_lowercase();
                        if let Some(word) = words.iter().find(|x| text.contains(&x.to_lowercase())) {
                            found.push(format!("{table}.{column}: {word}"));
                        }
                    }
                    Ok(())
                })?;
                Ok(())
            })
            .unwrap();
    }
    found.sort();
    found.dedup();
    found
}

fn report(w: &World) -> Vec<u8> {
    let press = wiring::press();
    w.house
        .db
        .read(|v| {
            programme::report::render(
                v,
                &w.house.policy,
                &press,
                "quarterly",
                "LDLD-LC",
                "2026-Q3",
                Format::Json,
                None,
            )
        })
        .unwrap()
}

fn counts(w: &World) -> Vec<String> {
    let q = |sql: &str| w.texts(sql, &[]);
    [
        q("select indicator || ' ' || period || ' ' || cast(organisation as text) || ' ' || day || ' ' || cast(delta as text) \
           from programme_count order by 1"),
        q("select population || ' ' || cast(organisation as text) || ' ' || day || ' ' || cast(delta as text) \
           from people_headcount order by 1"),
        q("select sha256 from programme_seal order by 1"),
    ]
    .concat()
}

#[test]
fn fifty_canaries_are_gone_and_every_count_stays() {
    for w in worlds() {
        let house = &w.house;
        let rules = house.privacy.clone();
        let unit = w.number("select id from people_organisation where code = $1", &["CD001".into()]).unwrap();
        let from = kernel::Date::constant(2026, 1, 1);
        let joining: Vec<Joining> = (0..CANARIES)
            .map(|at| Joining {
                person: Person {
                    national_id_key: Some(house.secrets.key_of(&format!("0120871234{at:02}"))),
                    national_id_sealed: Some(house.secrets.seal(&format!("0120871234{at:02}")).unwrap()),
                    ..canary(at)
                },
                belongs: vec![(OrganisationId(unit), AffiliationRole::Worker, None, from, None)],
            })
            .collect();
        let ids: Vec<PersonId> =
            house.db.write(&Entry::cli("test.people", ""), |tx| add(tx, &joining, "screen")).unwrap();
        // an earlier state, a request, a consent, an account with a session
        house
            .db
            .write(&Entry::cli("test.change", ""), |tx| {
                for id in &ids {
                    let mut p = people::person::store::one(tx, *id)?.unwrap();
                    p.section = Some("Tổ Zyqwx mới".to_owned());
                    people::person::store::change(tx, &p)?;
                    let asked = privacy::request::service::Asked {
                        kind: "delete".into(),
                        wish: "Tôi, Zyqwx Khuyếch, xin xóa dữ liệu".into(),
                        channel: "own",
                        ..Default::default()
                    };
                    privacy::request::service::receive(tx, &rules, *id, &asked)?;
                }
                Ok(())
            })
            .unwrap();
        // a list with remarks about one of them
        let order = interop::Order {
            unit: OrganisationId(unit),
            subject: None,
            on: demo::now().day(),
            since: from,
            file_name: "ds.csv".to_owned(),
            dry_run: false,
            entry: Entry::cli("people.import", "CD001"),
            progress: store::sockets::Progress::default(),
        };
        let list = "STT,Họ và tên,Ngày sinh\n1,Zyqwx Khuyếch Canary00,30/02/1987\n".as_bytes();
        let source = people::person::sheet::PeopleSheet { secrets: house.secrets.clone() };
        let _ = interop::bring_in(&house.db, &source, &order, list, &interop::Choices::default());

        let words = ["zyqwx", "khuyếch canary", "khuyech canary", "09771234", "1987-06-05", "0120871234"];
        let before = hits(&w, &words);
        assert!(before.len() > 5, "{}: the canaries sing: {before:?}", w.engine);
        let (numbers, paper) = (counts(&w), report(&w));
        let houses = privacy::kept::Houses(wiring::keepers());
        house
            .db
            .write(&Entry::cli("privacy.retention", "50"), |tx| {
                for id in &ids {
                    privacy::erasure::service::forget(tx, &rules, &houses, *id)?;
                }
                Ok(())
            })
            .unwrap();
        house.db.scrub(false).unwrap();

        assert_eq!(hits(&w, &words), Vec::<String>::new(), "{}", w.engine);
        assert_eq!(counts(&w), numbers, "{}: a count moved", w.engine);
        assert!(report(&w) == paper, "{}: the report has other bytes", w.engine);
        let wrong = house.db.verify().unwrap();
        assert!(wrong.is_empty(), "{}: {wrong:?}", w.engine);
        let name = house.db.read(|v| Ok(people::person::store::one(v, ids[0])?.unwrap().full_name)).unwrap();
        assert_eq!(name, format!("{}{}", privacy::erasure::service::MARK, ids[0]));
        if w.place.database_url.is_none() {
            for end in ["", "-wal", "-shm"] {
                let file = w.place.folder.join(format!("{}{end}", wiring::DATABASE));
                let bytes = std::fs::read(file).unwrap_or_default();
                for word in ["Zyqwx", "zyqwx", "09771234", "ZYQWX"] {
                    let hit = bytes.windows(word.len()).any(|x| x == word.as_bytes());
                    assert!(!hit, "{word} in the file{end}");
                }
            }
        }
    }
}

#[test]
fn an_older_backup_is_filtered_again() {
    for w in worlds().into_iter().take(1) {
        let house = &w.house;
        let login = w.logins.iter().find(|l| l.role == Role::Worker).unwrap();
        let sql = "select person from people_account where login = $1";
        let person = PersonId(w.number(sql, &[login.phone.as_str().into()]).unwrap());
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("old.zip");
        store::backup::backup(&house.db, &file, &[]).unwrap();
        let houses = privacy::kept::Houses(wiring::keepers());
        let entry = Entry::cli("privacy.erase", "");
        house
            .db
            .write(&entry, |tx| {
                privacy::erasure::service::forget(tx, &house.privacy, &houses, person).map(|_| ())
            })
            .unwrap();
        let erased: Vec<PersonId> = house
            .db
            .read(|v| Ok(privacy::erasure::store::erased(v)?.into_iter().map(|(p, _)| p).collect()))
            .unwrap();
        assert_eq!(erased, [person]);

        let fresh = store::testing::lite();
        store::backup::restore(&fresh.db, &store::backup::check(&file).unwrap()).unwrap();
        let done = fresh
            .db
            .write(&entry, |tx| privacy::erasure::service::again(tx, &house.privacy, &houses, &erased))
            .unwrap();
        assert_eq!(done, 1);
        let phones = fresh
            .db
            .read(|v| {
                Ok(v.number(
                    "select count(*) from people_person_state where phone = $1",
                    &[login.phone.as_str().into()],
                )?)
            })
            .unwrap();
        assert_eq!(phones, 0, "the phone number is gone from the restored copy");
    }
}
