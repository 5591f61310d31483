//! Taking a whole transaction back (the undo of an import): nothing is deleted, everything is retired.

use crate::migrate::kept_tables;
use crate::tx::{Tx, View};
use crate::value::{StoreError, Val};
use kernel::{AccountId, FactId, Failure, Moment, OrganisationId, PersonId, Result};
use std::collections::BTreeSet;

/// Tables of two clocks whose rows name a person or an organisation, so that sums follow an undo.
const PERSON: &str = "person";
const ORGANISATION: &str = "organisation";
/// A row that names a tree is a place in it.
const TREE: &str = "tree";

/// The rows of one kept table that a transaction made and retired.
struct Rows {
    made: Vec<Vec<(String, Val)>>,
    retired: Vec<Vec<(String, Val)>>,
}

impl Rows {
    fn of(v: &View, table: &str, txn: i64) -> std::result::Result<Rows, StoreError> {
        let (from, to) = range(txn);
        let made = v.rows(
            &format!("select * from {table} where id >= $1 and id < $2 order by id"),
            &[from.into(), to.into()],
            |r| r.named(),
        )?;
        let retired = v.rows(
            &format!("select * from {table} where retired_txn = $1 order by id"),
            &[txn.into()],
            |r| r.named(),
        )?;
        Ok(Rows { made, retired })
    }
}

fn range(txn: i64) -> (i64, i64) {
    (txn << kernel::id::ROW_BITS, (txn + 1) << kernel::id::ROW_BITS)
}

/// What stands for a row that was made and retired since: one that is believed and says the same. A later change
/// that was taken back leaves such a row.
fn stand_in(v: &View, table: &str, row: &[(String, Val)]) -> std::result::Result<Option<i64>, StoreError> {
    let says = |row: &[(String, Val)]| -> Vec<(String, Val)> {
        row.iter().filter(|(n, _)| n != "id" && n != "retired_txn").cloned().collect()
    };
    let Some((name, about)) = [PERSON, ORGANISATION, "account", "class"]
        .iter()
        .find_map(|name| value(row, name).map(|v| (*name, v.clone())))
    else {
        return Ok(None);
    };
    let sql = format!("select * from {table} where {name} = $1 and retired_txn is null order by id");
    let believed = v.rows(&sql, &[about], |r| r.named())?;
    let same = believed.iter().find(|other| says(other) == says(row));
    Ok(same.and_then(|other| match value(other, "id") {
        Some(Val::Int(id)) => Some(*id),
        _ => None,
    }))
}

/// A later change of what a transaction made, that stands in the way of taking it back.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct InTheWay {
    /// The transaction that made it.
    pub txn: i64,
    /// The kept table.
    pub table: String,
    /// Whose row it is, if it names a person …
    pub person: Option<PersonId>,
    /// … or a unit.
    pub organisation: Option<OrganisationId>,
}

/// Everything that stands in the way of taking a transaction back, newest first. A change that was set back by hand
/// stands in nobody's way.
pub fn in_the_way(v: &View, txn: i64) -> Result<Vec<InTheWay>> {
    let mut all = BTreeSet::new();
    for kept in kept_tables().into_iter().filter(|k| k.two_clocks) {
        let (from, to) = range(txn);
        let sql = format!(
            "select * from {} where id >= $1 and id < $2 and retired_txn is not null and retired_txn <> $3 order by id",
            kept.table
        );
        for row in v.rows(&sql, &[from.into(), to.into(), txn.into()], |r| r.named())? {
            if let Some(Val::Int(later)) = value(&row, "retired_txn")
                && stand_in(v, &kept.table, &row)?.is_none()
            {
                let id = |name| match value(&row, name) {
                    Some(Val::Int(id)) => Some(*id),
                    _ => None,
                };
                all.insert(InTheWay {
                    txn: *later,
                    table: kept.table.clone(),
                    person: id(PERSON).map(PersonId),
                    organisation: id(ORGANISATION).map(OrganisationId),
                });
            }
        }
    }
    Ok(all.into_iter().rev().collect())
}

/// When a transaction happened, and by whom.
pub fn line_of(v: &View, txn: i64) -> Result<Option<(Moment, Option<AccountId>)>> {
    let sql = "select at, account from store_txn where id = $1";
    let line = |r: &crate::Row| Ok((Moment(r.int(0)?), r.opt_int(1)?.map(AccountId)));
    Ok(v.first(sql, &[txn.into()], line)?)
}

/// Takes transaction `txn` back: rows it made are retired, rows it retired are believed again (as new
/// rows with the same words), facts it wrote are voided. Refuses, naming the tables, when a later
/// transaction has already changed one of its rows, unless that one was taken back itself.
pub fn undo(tx: &Tx, txn: i64, why: &str) -> Result<u64> {
    let (from, to) = range(txn);
    let mut later = Vec::new();
    let mut taken_back = 0;
    for kept in kept_tables().into_iter().filter(|k| k.two_clocks) {
        let table = &kept.table;
        let Rows { made, retired } = Rows::of(tx, table, txn)?;
        let mut standing = Vec::with_capacity(made.len());
        for row in &made {
            let id = match (value(row, "id"), value(row, "retired_txn")) {
                // made and retired by itself: there is nothing to take back
                (_, Some(Val::Int(by))) if *by == txn => continue,
                (_, Some(_)) => stand_in(tx, table, row)?,
                (Some(Val::Int(id)), None) => Some(*id),
                _ => None,
            };
            match id {
                Some(id) => standing.push((id, row)),
                None => later.push(table.clone()),
            }
        }
        if later.last() == Some(table) {
            continue;
        }
        let ids: Vec<i64> = standing.iter().map(|(id, _)| *id).collect();
        tx.retire_all(table, &ids)?;
        standing.iter().for_each(|(_, row)| touch(tx, row));
        taken_back += ids.len() as u64;
        let (mut columns, mut width, mut again) = (String::new(), 0, Vec::new());
        for row in &retired {
            // rows that were made and retired inside that transaction stay gone
            if matches!(value(row, "id"), Some(Val::Int(id)) if *id >= from && *id < to) {
                continue;
            }
            let (names, values): (Vec<&str>, Vec<Val>) = row
                .iter()
                .filter(|(n, _)| n != "id" && n != "retired_txn")
                .map(|(n, v)| (n.as_str(), v.clone()))
                .unzip();
            (columns, width) = (format!("id, {}", names.join(", ")), names.len() + 1);
            again.push(Val::Int(tx.new_id()));
            again.extend(values);
            touch(tx, row);
            taken_back += 1;
        }
        tx.insert_all(table, &columns, width, &again)?;
    }
    later.dedup();
    if !later.is_empty() {
        return Err(Failure::Conflict(format!(
            "Không hoàn tác được: sau đó đã có thay đổi khác trên cùng dữ liệu ({}). Hãy sửa từng mục.",
            later.join(", ")
        )));
    }
    let facts =
        tx.rows(crate::fact::OF_TXN, &[from.into(), to.into()], |r| Ok((r.int(0)?, r.opt_int(3)?)))?;
    for (id, voids) in facts {
        if voids.is_none() && tx.void_fact(FactId(id), why)? {
            taken_back += 1;
        }
    }
    Ok(taken_back)
}

fn value<'a>(row: &'a [(String, Val)], name: &str) -> Option<&'a Val> {
    row.iter().find(|(n, v)| n == name && *v != Val::Null).map(|(_, v)| v)
}

fn touch(tx: &Tx, row: &[(String, Val)]) {
    if let Some(Val::Int(id)) = value(row, PERSON) {
        tx.touch_person(PersonId(*id));
    }
    if let Some(Val::Int(id)) = value(row, ORGANISATION) {
        tx.touch_organisation(OrganisationId(*id));
    }
    if value(row, TREE).is_some() {
        tx.touch_trees();
    }
}
