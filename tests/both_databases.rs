//! SQLite and PostgreSQL are one thing: the same tables, the same statements, the same numbers, the same
//! papers byte for byte.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot open its world has failed")]

#[expect(dead_code, reason = "other tests take the other parts")]
mod street;
#[expect(dead_code, reason = "other tests take the other parts")]
#[path = "street/world.rs"]
mod world;

use kernel::paper::Format;
use server::wiring;
use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;
use store::testing::both;
use store::{Val, View};
use street::nothing_in;
use world::{World, worlds};

/// A column: table, name, kind, may it be empty.
type Column = (String, String, &'static str, bool);

fn kind(word: &str) -> &'static str {
    match word.to_lowercase().as_str() {
        "integer" | "bigint" => "number",
        "text" => "text",
        "blob" | "bytea" => "bytes",
        other => panic!("{other} is not a kind of column that both engines have"),
    }
}

fn columns(v: &View, is_lite: bool) -> BTreeSet<Column> {
    let sql = if is_lite {
        "select m.name, p.name, p.type, case when p.\"notnull\" = 1 or p.pk > 0 then 0 else 1 end \
         from sqlite_master m, pragma_table_info(m.name) p where m.type = 'table' and m.name not like 'sqlite_%'"
    } else {
        "select cast(table_name as text), cast(column_name as text), cast(data_type as text), \
         cast(case when is_nullable = 'NO' then 0 else 1 end as bigint) \
         from information_schema.columns where table_schema = current_schema()"
    };
    v.rows(sql, &[], |r| Ok((r.text(0)?, r.text(1)?, r.text(2)?, r.int(3)? == 1)))
        .unwrap()
        .into_iter()
        .map(|(table, name, word, empty)| (table, name, kind(&word), empty))
        .collect()
}

#[test]
fn both_have_the_same_tables_and_columns() {
    let all: Vec<BTreeSet<Column>> =
        both().iter().map(|f| f.db.read(|v| Ok(columns(v, f.db.is_lite()))).unwrap()).collect();
    assert!(all[0].len() > 100, "the tables were found");
    if let [lite, pg] = all.as_slice() {
        let found: Vec<String> = lite.symmetric_difference(pg).map(|c| format!("{c:?}")).collect();
        nothing_in(&found, "Columns that one engine has otherwise:");
    }
}

#[test]
fn both_take_every_statement() {
    let statements = wiring::statements();
    assert!(statements.len() > 50, "the statements were found");
    let mut found = Vec::new();
    for fresh in both() {
        for (name, sql) in &statements {
            let places = (1..30).take_while(|n| sql.contains(&format!("${n}"))).count();
            // to explain is to prepare: nothing is done
            let outcome = fresh.db.read(|v| {
                v.rows(&format!("explain {sql}"), &vec![Val::Null; places], |_| Ok(()))?;
                Ok(())
            });
            if let Err(e) = outcome {
                found.push(format!("{}: {name}: {}", fresh.engine, e.messages().join("; ")));
            }
        }
    }
    nothing_in(&found, "Statements that an engine does not take:");
}

/// What stands in `statements!` of a store is in the list that `server` gathers, so that the test above sees it.
#[test]
fn the_list_of_statements_is_whole() {
    let mut written: BTreeMap<String, usize> = BTreeMap::new();
    for s in street::sources() {
        let mut rest = s.code.as_str();
        while let Some(at) = rest.find("statements! {") {
            rest = &rest[at + "statements! {".len()..];
            let block = &rest[..rest.find("\n}").unwrap_or(rest.len())];
            for line in block.lines() {
                if let Some((name, _)) = line.trim().split_once(" =")
                    && name.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_')
                {
                    *written.entry(name.to_owned()).or_default() += 1;
                }
            }
        }
    }
    assert!(written.len() > 50, "the statements were found");
    let mut listed: BTreeMap<String, usize> = BTreeMap::new();
    for (name, _) in wiring::statements() {
        *listed.entry(name.to_owned()).or_default() += 1;
    }
    let found: Vec<String> = written
        .iter()
        .filter(|(name, n)| listed.get(*name).copied().unwrap_or(0) < **n)
        .map(|(name, n)| {
            format!("{name}: written {n} times, listed {}", listed.get(name).copied().unwrap_or(0))
        })
        .collect();
    nothing_in(&found, "Statements that no house's statements() lists:");
}

/// What the command line says.
fn said(w: &World, words: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_aogiap"));
    command.args(words).arg("--data").arg(&w.place.folder);
    if let Some(url) = &w.place.database_url {
        command.args(["--database-url", url]);
    }
    let out = command.output().unwrap();
    assert!(out.status.success(), "{}: {words:?}: {}", w.engine, String::from_utf8_lossy(&out.stderr));
    String::from_utf8(out.stdout).unwrap()
}

fn paper(w: &World, form: &str, unit: &str, period: &str, format: Format) -> Vec<u8> {
    let press = wiring::press();
    let made = w
        .house
        .db
        .read(|v| programme::report::render(v, &w.house.policy, &press, form, unit, period, format, None));
    made.unwrap_or_else(|e| panic!("{}: {form} of {unit}: {e:?}", w.engine))
}

#[test]
fn both_say_the_same() {
    let all = worlds();
    let asked: [&[&str]; 6] = [
        &["units", "--as-of", "2026-11-20", "--json"],
        &["units", "--as-of", "2025-01-01"],
        &["units", "--kind", "grassroots_union", "--as-of", "2026-11-20"],
        &["indicators", "--unit", "LDLD-LC", "--period", "2026", "--as-of", "2026-11-20", "--json"],
        &["indicators", "--unit", "CD001", "--period", "2026", "--as-of", "2026-11-20"],
        &["indicators", "--unit", "CD004", "--period", "2026-Q3", "--as-of", "2026-09-30", "--json"],
    ];
    for words in asked {
        let first = said(&all[0], words);
        assert!(first.len() > 20, "{words:?}: {first}");
        for other in &all[1..] {
            assert_eq!(first, said(other, words), "{words:?}");
        }
    }
    for (form, unit, period) in
        [("quarterly", "CD001", "2026-Q3"), ("quarterly", "LDLD-LC", "2026-Q3"), ("yearly", "CD004", "2026")]
    {
        for format in [Format::Json, Format::Csv, Format::Docx, Format::Xlsx] {
            let first = paper(&all[0], form, unit, period, format);
            assert!(first.len() > 200, "{form} of {unit} as {format:?}");
            for other in &all {
                let same = paper(other, form, unit, period, format) == first;
                assert!(same, "{}: {form} of {unit} as {format:?} has other bytes", other.engine);
            }
        }
    }
}

#[test]
fn both_hold_the_same_rows_and_check_themselves() {
    let mut counts: Vec<BTreeMap<String, i64>> = Vec::new();
    for w in worlds() {
        let tables: BTreeSet<String> = w
            .house
            .db
            .read(|v| Ok(columns(v, w.house.db.is_lite()).into_iter().map(|c| c.0).collect()))
            .unwrap();
        counts.push(
            tables
                .iter()
                .map(|t| (t.clone(), w.number(&format!("select count(*) from {t}"), &[]).unwrap()))
                .collect(),
        );
        let wrong = w.house.db.verify().unwrap();
        assert!(wrong.is_empty(), "{}: {wrong:?}", w.engine);
    }
    assert!(counts[0]["store_fact"] > 0 && counts[0]["people_person"] > 0, "the world was loaded");
    for other in &counts[1..] {
        assert_eq!(&counts[0], other);
    }
}
