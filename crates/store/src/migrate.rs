//! Migrations: one line of history in `migrations/NNNN_name.sql`, one text for both engines.
//!
//! A few words of our own stand in the text and are replaced for each engine:
//! `$PK` a primary key of 64 bits, `$BYTES` bytes, `$CLUSTERED` a derived table that lies in the order of its key, and two promises about a table that triggers keep:
//! `$APPEND_ONLY(table)` no row ever changes or goes; `$TWO_CLOCKS(table)` a row changes only once,
//! when `retired_txn` is set. Both kinds of table are *kept*: the chained log covers their rows.

use crate::chain::Finding;
use crate::tx::View;
use crate::value::{StoreError, Val};

#[derive(rust_embed::Embed)]
#[folder = "../../migrations"]
struct Files;

/// A table whose rows the log covers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// Its name.
    pub table: String,
    /// Does it have `retired_txn`?
    pub two_clocks: bool,
}

/// All migrations in order: (number, name, text).
pub fn all() -> Vec<(i64, String, String)> {
    let mut files: Vec<(i64, String, String)> = Files::iter()
        .filter_map(|f| {
            let number = f.split('_').next()?.parse().ok()?;
            let text = String::from_utf8(Files::get(&f)?.data.into_owned()).ok()?;
            f.ends_with(".sql").then(|| (number, f.to_string(), text))
        })
        .collect();
    files.sort();
    files
}

/// The kept tables, by name, as the migrations promise them.
pub fn kept_tables() -> Vec<Kept> {
    let mut out: Vec<Kept> = all().iter().flat_map(|(_, _, text)| kept_in(text)).collect();
    out.sort_by(|a, b| a.table.cmp(&b.table));
    out
}

fn kept_in(text: &str) -> Vec<Kept> {
    let mut out = Vec::new();
    for line in text.lines().map(str::trim) {
        for (word, two_clocks) in [("$APPEND_ONLY(", false), ("$TWO_CLOCKS(", true)] {
            if let Some((table, _)) = line.strip_prefix(word).and_then(|rest| rest.split_once(')')) {
                out.push(Kept { table: table.to_owned(), two_clocks });
            }
        }
    }
    out
}

/// Kept tables whose guards (the triggers that refuse a change) are gone.
pub(crate) fn missing_guards(view: &View) -> Result<Vec<Finding>, StoreError> {
    let (sql, guards): (&str, &[&str]) = if view.is_lite() {
        ("select name from sqlite_master where type = 'trigger'", &["no_update", "no_delete"])
    } else {
        // a disabled trigger is no guard
        let sql = "select cast(t.tgname as text) from pg_trigger t join pg_class c on c.oid = t.tgrelid \
                   join pg_namespace n on n.oid = c.relnamespace where n.nspname = current_schema() and t.tgenabled <> 'D'";
        (sql, &["kept", "no_truncate"])
    };
    let names: std::collections::HashSet<String> = view.rows(sql, &[], |r| r.text(0))?.into_iter().collect();
    let mut found = Vec::new();
    for Kept { table, .. } in kept_tables() {
        for guard in guards.iter().filter(|g| !names.contains(&format!("{table}_{g}"))) {
            found.push(Finding {
                place: format!("guards of {table}"),
                wrong: format!("the trigger {table}_{guard} is missing: rows could be changed or deleted"),
            });
        }
    }
    Ok(found)
}

/// The text for one engine.
fn for_engine(text: &str, lite: bool) -> String {
    let mut out = String::new();
    for line in text.lines() {
        let trimmed = line.trim();
        if let Some(table) = trimmed.strip_prefix("$APPEND_ONLY(").and_then(|r| r.split(')').next()) {
            if !lite {
                out.push_str(&pg_frozen(table, "store_frozen"));
            }
        } else if let Some(table) = trimmed.strip_prefix("$TWO_CLOCKS(").and_then(|r| r.split(')').next()) {
            out.push_str(&format!(
                "create index {table}_retired on {table} (retired_txn) where retired_txn is not null;\n"
            ));
            if !lite {
                out.push_str(&pg_frozen(table, "store_two_clocks"));
            }
        } else {
            let line = line
                .replace("$PK", if lite { "integer primary key" } else { "bigint primary key" })
                .replace("$BYTES", if lite { "blob" } else { "bytea" })
                .replace("$CLUSTERED", if lite { "without rowid" } else { "" });
            out.push_str(&line);
            out.push('\n');
        }
    }
    out
}

/// The guards of SQLite name columns one by one, so they are made again whenever a migration ran. An update passes
/// only for a row and for columns that an erasure under way names (`store_erasing`).
fn lite_guards(view: &View, kept: &Kept) -> Result<(), StoreError> {
    let Kept { table, two_clocks } = kept;
    let sql = format!("select name from pragma_table_info('{table}') order by cid");
    let columns = view.rows(&sql, &[], |r| r.text(0))?;
    if columns.is_empty() {
        return Ok(());
    }
    let same: Vec<String> =
        columns.iter().map(|c| format!("(new.{c} is old.{c} or instr(e.columns, ',{c},') > 0)")).collect();
    let erasing = format!(
        "exists (select 1 from store_erasing e where e.of_table = '{table}' and e.of_row = old.id and {})",
        same.join(" and ")
    );
    let mut text = format!(
        "drop trigger if exists {table}_no_update; drop trigger if exists {table}_no_delete; \
         drop trigger if exists {table}_no_other_update; \
         create trigger {table}_no_delete before delete on {table} begin select raise(abort, '{table} {}'); end;",
        if *two_clocks { "keeps its rows" } else { "is append-only" }
    );
    if *two_clocks {
        let frozen: Vec<&str> = columns.iter().map(String::as_str).filter(|c| *c != "retired_txn").collect();
        text.push_str(&format!(
            "create trigger {table}_no_update before update on {table} \
               when (old.retired_txn is not null or new.retired_txn is null) and not {erasing} \
               begin select raise(abort, '{table}: a row is retired once, nothing else changes'); end; \
             create trigger {table}_no_other_update before update of {} on {table} when not {erasing} \
               begin select raise(abort, '{table}: a row is retired once, nothing else changes'); end;",
            frozen.join(", ")
        ));
    } else {
        text.push_str(&format!(
            "create trigger {table}_no_update before update on {table} when not {erasing} \
               begin select raise(abort, '{table} is append-only'); end;"
        ));
    }
    view.batch(&text)
}

fn pg_frozen(table: &str, function: &str) -> String {
    format!(
        "create trigger {table}_kept before update or delete on {table} for each row execute function {function}();\n\
         create trigger {table}_no_truncate before truncate on {table} for each statement execute function store_frozen();\n"
    )
}

const PG_FUNCTIONS: &str = "
create or replace function store_is_erasing(of_table text, before jsonb, after jsonb) returns boolean language plpgsql as $f$
begin
  if to_regclass('store_erasing') is null then return false; end if;
  return exists (select 1 from store_erasing e where e.of_table = $1 and e.of_row = (before->>'id')::bigint
    and (before - string_to_array(e.columns, ',')) is not distinct from (after - string_to_array(e.columns, ',')));
end $f$;
create or replace function store_frozen() returns trigger language plpgsql as $f$
begin
  if tg_op = 'UPDATE' and store_is_erasing(tg_table_name::text, to_jsonb(old), to_jsonb(new)) then return new; end if;
  raise exception '% is append-only', tg_table_name;
end $f$;
create or replace function store_two_clocks() returns trigger language plpgsql as $f$
begin
  if tg_op = 'DELETE' then raise exception '% keeps its rows', tg_table_name; end if;
  if store_is_erasing(tg_table_name::text, to_jsonb(old), to_jsonb(new)) then return new; end if;
  if old.retired_txn is not null or new.retired_txn is null
     or (to_jsonb(old) - 'retired_txn') is distinct from (to_jsonb(new) - 'retired_txn') then
    raise exception '%: a row is retired once, nothing else changes', tg_table_name;
  end if;
  return new;
end $f$;
";

/// Brings the database up to the newest migration, in one transaction that the caller opened.
///
/// Refuses a database that is newer than this program.
pub(crate) fn run(view: &View) -> Result<(), StoreError> {
    view.batch("create table if not exists store_migration (number bigint primary key, name text not null)")?;
    let known = all();
    let done = view.rows("select number, name from store_migration order by number", &[], |r| {
        Ok((r.int(0)?, r.text(1)?))
    })?;
    if let Some((number, name)) = done.iter().find(|(n, _)| !known.iter().any(|k| k.0 == *n)) {
        return Err(StoreError::Own(format!(
            "the database is newer than this program: it knows migration {number} ({name}); nothing was changed"
        )));
    }
    let new: Vec<_> = known.into_iter().filter(|(n, ..)| !done.iter().any(|d| d.0 == *n)).collect();
    if !new.is_empty() && !view.is_lite() {
        view.batch(PG_FUNCTIONS)?;
    }
    let is_behind = !new.is_empty();
    for (number, name, text) in new {
        view.batch(&for_engine(&text, view.is_lite()))?;
        view.exec(
            "insert into store_migration (number, name) values ($1, $2)",
            &[Val::Int(number), Val::from(&name)],
        )?;
    }
    if is_behind && view.is_lite() {
        for kept in kept_tables() {
            lite_guards(view, &kept)?;
        }
    }
    Ok(())
}
