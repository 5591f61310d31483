//! Everything the database holds about one person, found by a map of tables (`policy/privacy/inventory.toml`)
//! instead of by statements: a table that joins the map is found at once.

use crate::tx::{Tx, View};
use crate::value::{StoreError, Val};
use kernel::PersonId;

/// How a table names its person.
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize)]
pub struct Way {
    /// The column that holds the person, or what leads there.
    pub column: String,
    /// Through which other table.
    pub via: Option<Through>,
}

/// The table between: its `key` is what the column holds, its `person` is the person.
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize)]
pub struct Through {
    /// The other table.
    pub table: String,
    /// Its column that is held.
    pub key: String,
    /// Its column with the person.
    pub person: String,
}

/// A row as it is, by column.
pub type NamedRow = Vec<(String, Val)>;

/// Names come from a file that officials may change: only plain words become SQL.
pub(crate) fn plain(word: &str) -> Result<&str, StoreError> {
    let good = !word.is_empty()
        && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
        && !word.starts_with(|c: char| c.is_ascii_digit());
    if good { Ok(word) } else { Err(StoreError::Own(format!("not a name of a table or column: {word:?}"))) }
}

fn condition(way: &Way) -> Result<String, StoreError> {
    let column = plain(&way.column)?;
    Ok(match &way.via {
        None => format!("{column} = $1"),
        Some(t) => format!(
            "{column} in (select v.{} from {} v where v.{} = $1)",
            plain(&t.key)?,
            plain(&t.table)?,
            plain(&t.person)?
        ),
    })
}

/// The rows of a table that are about a person.
pub fn rows(view: &View, table: &str, way: &Way, person: PersonId) -> Result<Vec<NamedRow>, StoreError> {
    let sql = format!("select * from {} where {} order by 1", plain(table)?, condition(way)?);
    view.rows(&sql, &[person.into()], |r| r.named())
}

/// Deletes the rows of a person from a table that is not kept (sessions, wrong passwords).
pub fn delete(tx: &Tx, table: &str, way: &Way, person: PersonId) -> Result<u64, StoreError> {
    tx.derive(&format!("delete from {} where {}", plain(table)?, condition(way)?), &[person.into()])
}

/// Every table and its columns, as the engine has them.
pub fn schema(view: &View) -> Result<Vec<(String, Vec<String>)>, StoreError> {
    let sql = if view.is_lite() {
        "select m.name, c.name from sqlite_master m, pragma_table_info(m.name) c \
         where m.type = 'table' and m.name not like 'sqlite_%' order by m.name, c.cid"
    } else {
        "select cast(table_name as text), cast(column_name as text) from information_schema.columns \
         where table_schema = current_schema() order by table_name, ordinal_position"
    };
    let mut out: Vec<(String, Vec<String>)> = Vec::new();
    view.each(sql, &[], |r| {
        let (table, column) = (r.text(0)?, r.text(1)?);
        match out.last_mut() {
            Some((t, columns)) if *t == table => columns.push(column),
            _ => out.push((table, vec![column])),
        }
        Ok(())
    })?;
    Ok(out)
}

/// The columns of a table that may hold nothing.
pub fn nullable(view: &View, table: &str) -> Result<std::collections::BTreeSet<String>, StoreError> {
    let table = plain(table)?;
    let sql = if view.is_lite() {
        format!("select name from pragma_table_info('{table}') where \"notnull\" = 0")
    } else {
        format!(
            "select cast(column_name as text) from information_schema.columns \
             where table_schema = current_schema() and table_name = '{table}' and is_nullable = 'YES'"
        )
    };
    Ok(view.rows(&sql, &[], |r| r.text(0))?.into_iter().collect())
}
