//! The chained log: what each write transaction made, in a digest that the next one builds on.

use crate::migrate::{Kept, kept_tables};
use crate::tx::View;
use crate::value::{StoreError, Val};
use kernel::Moment;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

crate::statements! {
    /// The newest transaction.
    HEAD = "select id, hash from store_txn order by id desc limit 1";
    /// All transactions.
    ALL_TXN = "select id, at, account, act, reason, device, content, prev_hash, hash from store_txn order by id";
}

/// Something that is not as it should be.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Finding {
    /// Where: a table and row, a transaction, a counter.
    pub place: String,
    /// What is wrong, with both values.
    pub wrong: String,
}

/// The end of the chain: the newest transaction and its hash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// The newest transaction's number; 0 before the first.
    pub txn: i64,
    /// Its hash; 64 zeros before the first.
    pub hash: String,
}

impl Head {
    /// Before the first transaction.
    pub fn none() -> Head {
        Head { txn: 0, hash: "0".repeat(64) }
    }
    /// As it stands in the database.
    pub fn read(view: &View) -> Result<Head, StoreError> {
        Ok(view
            .first(HEAD, &[], |r| Ok(Head { txn: r.int(0)?, hash: r.text(1)? }))?
            .unwrap_or_else(Head::none))
    }
}

/// One line of the log, before its hash.
pub struct Line<'a> {
    /// The transaction's number.
    pub txn: i64,
    /// When.
    pub at: Moment,
    /// Who.
    pub account: Option<i64>,
    /// What kind of act.
    pub act: &'a str,
    /// Why, or about what.
    pub reason: &'a str,
    /// From where.
    pub device: &'a str,
    /// Digest of the rows.
    pub content: &'a str,
    /// The hash of the line before.
    pub prev_hash: &'a str,
}

impl Line<'_> {
    /// The hash of this line.
    pub fn hash(&self) -> String {
        let mut h = Sha256::new();
        let account = self.account.map_or_else(String::new, |a| a.to_string());
        for part in [
            &self.txn.to_string(),
            &self.at.0.to_string(),
            &account,
            self.act,
            self.reason,
            self.device,
            self.content,
            self.prev_hash,
        ] {
            h.update((part.len() as u64).to_be_bytes());
            h.update(part.as_bytes());
        }
        hex(&h.finalize())
    }
}

/// Lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

/// SHA-256 of a text, in hexadecimal.
pub fn sha256(text: &[u8]) -> String {
    hex(&Sha256::digest(text))
}

/// The digest of the rows that one transaction made or retired in the tables it changed.
pub(crate) fn content<'a>(
    view: &View,
    txn: i64,
    changed: impl Iterator<Item = &'a String>,
) -> Result<String, StoreError> {
    let kept = kept_tables();
    let mut parts = BTreeMap::new();
    for table in changed {
        let Some(k) = kept.iter().find(|k| k.table == *table) else {
            return Err(StoreError::Own(format!("{table} is not a kept table")));
        };
        let mut made = TableDigest::default();
        let sql = format!("select * from {table} where id >= $1 and id < $2 order by id");
        let bits = kernel::id::ROW_BITS;
        view.each(&sql, &[(txn << bits).into(), ((txn + 1) << bits).into()], |r| {
            made.row(&r.named()?);
            Ok(())
        })?;
        let mut retired = TableDigest::default();
        if k.two_clocks {
            let sql = format!("select id from {table} where retired_txn = $1 order by id");
            view.each(&sql, &[txn.into()], |r| {
                retired.id(r.int(0)?);
                Ok(())
            })?;
        }
        parts.insert(table.clone(), (made, retired));
    }
    Ok(close(parts, |_, _, now| now))
}

#[derive(Default)]
pub(crate) struct TableDigest {
    pub(crate) hash: Sha256,
    pub(crate) rows: u64,
}

impl TableDigest {
    pub(crate) fn row(&mut self, columns: &[(String, Val)]) {
        self.rows += 1;
        // by name and without nulls: a column added later leaves old digests as they are
        let mut columns: Vec<&(String, Val)> =
            columns.iter().filter(|(n, v)| n != "retired_txn" && *v != Val::Null).collect();
        columns.sort();
        for (name, value) in columns {
            let (tag, bytes): (&[u8], Vec<u8>) = match value {
                Val::Null => (b"n", Vec::new()),
                Val::Int(i) => (b"i", i.to_string().into_bytes()),
                Val::Text(t) => (b"t", t.clone().into_bytes()),
                Val::Bytes(b) => (b"b", b.clone()),
            };
            for part in [name.as_bytes(), tag, &bytes] {
                self.hash.update((part.len() as u64).to_be_bytes());
                self.hash.update(part);
            }
        }
        self.hash.update(b"\n");
    }
    fn id(&mut self, id: i64) {
        self.rows += 1;
        self.hash.update(id.to_be_bytes());
    }
}

/// `original` gives the digest that the made rows of a table had before any erasure.
fn close(
    parts: BTreeMap<String, (TableDigest, TableDigest)>,
    mut original: impl FnMut(&str, u64, String) -> String,
) -> String {
    let mut h = Sha256::new();
    for (table, (made, retired)) in parts {
        for (word, d) in [("made", made), ("retired", retired)] {
            if d.rows > 0 {
                let (rows, now) = d.closed();
                let digest = if word == "made" { original(&table, rows, now) } else { now };
                h.update(format!("{table} {word} {rows} {digest}\n"));
            }
        }
    }
    hex(&h.finalize())
}

/// Recounts the whole log: every line against its hash, every kept row against its line.
/// Names each transaction and table that is not as it was written.
pub fn verify(view: &View) -> Result<Vec<Finding>, StoreError> {
    let mut found = Vec::new();
    let mut contents: BTreeMap<i64, BTreeMap<String, (TableDigest, TableDigest)>> = BTreeMap::new();
    for Kept { table, two_clocks } in kept_tables() {
        if table == "store_txn" {
            continue;
        }
        let mut last = 0;
        let outcome = view.each(&format!("select * from {table} order by id"), &[], |r| {
            let columns = r.named()?;
            let Some((_, Val::Int(id))) = columns.iter().find(|(n, _)| n == "id") else {
                return Err(StoreError::Own(format!("{table} has no whole-number id")));
            };
            last = *id;
            contents
                .entry(id >> kernel::id::ROW_BITS)
                .or_default()
                .entry(table.clone())
                .or_default()
                .0
                .row(&columns);
            Ok(())
        });
        if let Err(e) = outcome {
            found.push(Finding {
                place: format!("{table}, after row {last}"),
                wrong: format!("cannot be read: {e}"),
            });
        }
        if two_clocks {
            let sql =
                format!("select retired_txn, id from {table} where retired_txn is not null order by id");
            view.each(&sql, &[], |r| {
                contents.entry(r.int(0)?).or_default().entry(table.clone()).or_default().1.id(r.int(1)?);
                Ok(())
            })?;
        }
    }
    let mut reseals = crate::erasure::Reseals::read(view)?;
    let mut prev = Head::none();
    view.each(ALL_TXN, &[], |r| {
        let (txn, at, account) = (r.int(0)?, Moment(r.int(1)?), r.opt_int(2)?);
        let (act, reason, device, kept_content) = (r.text(3)?, r.text(4)?, r.text(5)?, r.text(6)?);
        let (prev_hash, kept_hash) = (r.text(7)?, r.text(8)?);
        let place = format!("transaction {txn} ({act}, {})", at.iso());
        if txn != prev.txn + 1 {
            found.push(Finding {
                place: place.clone(),
                wrong: format!("follows transaction {}: a line is missing", prev.txn),
            });
        }
        if prev_hash != prev.hash {
            found
                .push(Finding { place: place.clone(), wrong: "does not continue the line before it".into() });
        }
        let line = Line {
            txn,
            at,
            account,
            act: &act,
            reason: &reason,
            device: &device,
            content: &kept_content,
            prev_hash: &prev_hash,
        };
        if line.hash() != kept_hash {
            found.push(Finding { place: place.clone(), wrong: "this line of the log was changed".into() });
        }
        let parts = contents.remove(&txn).unwrap_or_default();
        let tables: Vec<String> = parts.keys().cloned().collect();
        let whole = close(parts, |table, rows, now| reseals.original(table, txn, rows, &now).unwrap_or(now));
        if whole != kept_content {
            found.push(Finding {
                place,
                wrong: format!(
                    "rows it made or retired were changed, added or lost; look in {}",
                    tables.join(", ")
                ),
            });
        }
        prev = Head { txn, hash: kept_hash };
        Ok(())
    })?;
    found.append(&mut reseals.wrong);
    for (txn, parts) in contents {
        let tables: Vec<String> = parts.into_keys().collect();
        found.push(Finding {
            place: format!("transaction {txn}"),
            wrong: format!("is not in the log, but has rows in {}", tables.join(", ")),
        });
    }
    Ok(found)
}
