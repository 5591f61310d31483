//! Taking a whole transaction back (the undo of an import): nothing is deleted, everything is retired.

use crate::migrate::kept_tables;
use crate::tx::Tx;
use crate::value::Val;
use kernel::{FactId, Failure, OrganisationId, PersonId, Result};

/// Tables of two clocks whose rows name a person or an organisation, so that sums follow an undo.
const PERSON: &str = "person";
const ORGANISATION: &str = "organisation";

/// Takes transaction `txn` back: rows it made are retired, rows it retired are believed again (as new
/// rows with the same words), facts it wrote are voided. Refuses, naming the tables, when a later
/// transaction has already changed one of its rows.
pub fn undo(tx: &Tx, txn: i64, why: &str) -> Result<u64> {
    let bits = kernel::id::ROW_BITS;
    let (from, to) = (txn << bits, (txn + 1) << bits);
    let mut later = Vec::new();
    let mut taken_back = 0;
    for kept in kept_tables().into_iter().filter(|k| k.two_clocks) {
        let table = &kept.table;
        let made = tx.rows(
            &format!("select * from {table} where id >= $1 and id < $2 order by id"),
            &[from.into(), to.into()],
            |r| r.named(),
        )?;
        let retired = tx.rows(
            &format!("select * from {table} where retired_txn = $1 order by id"),
            &[txn.into()],
            |r| r.named(),
        )?;
        if made.iter().any(|row| value(row, "retired_txn").is_some()) {
            later.push(table.clone());
            continue;
        }
        for row in &made {
            let Some(Val::Int(id)) = value(row, "id") else { continue };
            tx.retire(table, *id)?;
            touch(tx, row);
            taken_back += 1;
        }
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
            tx.insert(table, &names.join(", "), &values)?;
            touch(tx, row);
            taken_back += 1;
        }
    }
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
}
