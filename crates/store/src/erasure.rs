//! Erasure in a log that keeps everything: named columns of named rows are emptied or replaced, the chain stays whole.
//!
//! The log's line of a transaction holds a digest over whole rows, so a blanked row would look like a forgery. For each
//! table and transaction that an erasure touches, a row of `store_reseal` keeps what the rows amounted to before and
//! after; [`crate::chain::verify`] takes the first "before" for the line and holds the rows against the last "after".
//! The guards let an update pass only for rows and columns that `store_erasing` names, and only inside the erasure.

use crate::chain::{TableDigest, hex};
use crate::migrate::kept_tables;
use crate::subject::plain;
use crate::tx::{Tx, View};
use crate::value::{StoreError, Val};
use kernel::PersonId;
use std::collections::{BTreeMap, BTreeSet};

crate::statements! {
    /// What was resealed, oldest first.
    RESEALS = "select of_table, of_txn, row_count, before, after from store_reseal order by id";
    /// Which rows and columns were erased.
    ERASURES = "select person, of_table, of_row, columns from store_erasure order by id";
    /// The last reseal of the rows of a transaction in a table.
    LAST_RESEAL = "select after from store_reseal where of_table = $1 and of_txn = $2 order by id desc limit 1";
    /// Opens the guards for a row.
    OPEN = "insert into store_erasing (of_table, of_row, columns) values ($1, $2, $3)";
    /// Shuts the guards.
    SHUT = "delete from store_erasing";
}

/// One row to be blanked.
#[derive(Clone, Debug)]
pub struct Blank {
    /// Whose row it is.
    pub person: PersonId,
    /// The kept table.
    pub table: String,
    /// The row.
    pub row: i64,
    /// The columns and what stands there from now on.
    pub columns: Vec<(String, Val)>,
}

fn group(view: &View, table: &str, txn: i64) -> Result<(u64, String), StoreError> {
    let bits = kernel::id::ROW_BITS;
    let mut digest = TableDigest::default();
    let sql = format!("select * from {table} where id >= $1 and id < $2 order by id");
    view.each(&sql, &[(txn << bits).into(), ((txn + 1) << bits).into()], |r| {
        digest.row(&r.named()?);
        Ok(())
    })?;
    Ok(digest.closed())
}

/// Empties or replaces those columns of those rows. All or nothing with the transaction around it.
pub fn erase(tx: &Tx, blanks: &[Blank]) -> Result<u64, StoreError> {
    replace(tx, blanks, true)
}

/// Writes the same values under another seal: nobody is de-identified by it, so the register of erasures stays as it is.
pub fn seal_anew(tx: &Tx, blanks: &[Blank]) -> Result<u64, StoreError> {
    replace(tx, blanks, false)
}

fn replace(tx: &Tx, blanks: &[Blank], is_erasure: bool) -> Result<u64, StoreError> {
    let kept: BTreeSet<String> = kept_tables().into_iter().map(|k| k.table).collect();
    let mut groups: BTreeMap<(&str, i64), Vec<&Blank>> = BTreeMap::new();
    for b in blanks.iter().filter(|b| !b.columns.is_empty()) {
        plain(&b.table)?;
        if !kept.contains(&b.table) || b.table.starts_with("store_txn") {
            return Err(StoreError::Own(format!("{} is not a table whose rows can be erased", b.table)));
        }
        let txn = b.row >> kernel::id::ROW_BITS;
        if txn == tx.txn() {
            return Err(StoreError::Own("a row of this very transaction cannot be erased in it".into()));
        }
        groups.entry((&b.table, txn)).or_default().push(b);
    }
    let mut done = 0;
    for ((table, txn), rows) in groups {
        let (count, before) = group(tx, table, txn)?;
        if let Some(last) = tx.first(LAST_RESEAL, &[table.into(), txn.into()], |r| r.text(0))?
            && last != before
        {
            return Err(StoreError::Own(format!(
                "{table} of transaction {txn} is not as it was last sealed"
            )));
        }
        let mut erased = Vec::new();
        for b in rows {
            let names: Vec<&str> = b.columns.iter().map(|(n, _)| plain(n)).collect::<Result<_, _>>()?;
            if names.iter().any(|n| matches!(*n, "id" | "retired_txn")) {
                return Err(StoreError::Own("ids and clocks are never erased".into()));
            }
            tx.derive(
                OPEN,
                &[b.table.as_str().into(), b.row.into(), format!(",{},", names.join(",")).into()],
            )?;
            let sets: Vec<String> =
                names.iter().enumerate().map(|(i, n)| format!("{n} = ${}", i + 2)).collect();
            let mut args = vec![Val::Int(b.row)];
            args.extend(b.columns.iter().map(|(_, v)| v.clone()));
            done += tx.derive(&format!("update {table} set {} where id = $1", sets.join(", ")), &args)?;
            if !is_erasure {
                continue;
            }
            erased.extend([
                Val::Int(tx.new_id()),
                b.person.into(),
                b.table.as_str().into(),
                b.row.into(),
                names.join(",").into(),
            ]);
        }
        tx.derive(SHUT, &[])?;
        tx.insert_all("store_erasure", "id, person, of_table, of_row, columns", 5, &erased)?;
        let (_, after) = group(tx, table, txn)?;
        tx.insert(
            "store_reseal",
            "of_table, of_txn, row_count, before, after",
            &[
                table.into(),
                txn.into(),
                i64::try_from(count).unwrap_or(i64::MAX).into(),
                before.into(),
                after.into(),
            ],
        )?;
    }
    Ok(done)
}

/// What the log must be read with: for a table and transaction the number of rows, the digest that the line holds and
/// the digest that the rows have now; and whatever does not fit together.
pub(crate) struct Reseals {
    groups: BTreeMap<(String, i64), (u64, String, String)>,
    pub(crate) wrong: Vec<crate::chain::Finding>,
}

impl Reseals {
    pub(crate) fn read(view: &View) -> Result<Reseals, StoreError> {
        let mut all = Reseals { groups: BTreeMap::new(), wrong: Vec::new() };
        let rows =
            view.rows(RESEALS, &[], |r| Ok((r.text(0)?, r.int(1)?, r.int(2)?, r.text(3)?, r.text(4)?)))?;
        for (table, txn, count, before, after) in rows {
            let place = format!("erasure in {table} of transaction {txn}");
            let count = u64::try_from(count).unwrap_or(0);
            match all.groups.get_mut(&(table.clone(), txn)) {
                Some((_, _, last)) if *last == before => *last = after,
                Some(_) => all.wrong.push(crate::chain::Finding {
                    place,
                    wrong: "does not continue the erasure before it".into(),
                }),
                None => {
                    all.groups.insert((table, txn), (count, before, after));
                }
            }
        }
        Ok(all)
    }

    /// The digest that the line holds, when the rows are those that the last erasure left.
    pub(crate) fn original(&mut self, table: &str, txn: i64, rows: u64, now: &str) -> Option<String> {
        let (count, before, after) = self.groups.get(&(table.to_owned(), txn))?;
        if *count == rows && after == now {
            return Some(before.clone());
        }
        self.wrong.push(crate::chain::Finding {
            place: format!("{table} of transaction {txn}"),
            wrong: "rows were changed, added or lost after they were de-identified".into(),
        });
        None
    }
}

/// A row that was de-identified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Erased {
    /// Whose row it was.
    pub person: PersonId,
    /// The table.
    pub table: String,
    /// The row.
    pub row: i64,
    /// The columns that say nothing any more.
    pub columns: Vec<String>,
}

/// Every row that was de-identified, in the order in which it was done.
pub fn register(view: &View) -> Result<Vec<Erased>, StoreError> {
    view.rows(ERASURES, &[], |r| {
        Ok(Erased {
            person: PersonId(r.int(0)?),
            table: r.text(1)?,
            row: r.int(2)?,
            columns: r.text(3)?.split(',').map(str::to_owned).collect(),
        })
    })
}

impl TableDigest {
    pub(crate) fn closed(self) -> (u64, String) {
        (self.rows, hex(&sha2::Digest::finalize(self.hash)))
    }
}
