//! What one transaction made and retired, for whoever reads the log.

use crate::chain::Head;
use crate::migrate::kept_tables;
use crate::subject::NamedRow;
use crate::tx::View;
use crate::value::StoreError;
use kernel::Moment;

crate::statements! {
    /// One whole line of the log.
    LINE = "select id, at, account, act, reason, device, content, prev_hash, hash from store_txn where id = $1";
    /// Whole lines, oldest first.
    LINES = "select id, at, account, act, reason, device, content, prev_hash, hash from store_txn \
        where id > $1 and at >= $2 and at < $3 order by id limit $4";
    /// The last check of the whole log that somebody ran on the page.
    CHECKED = "select id, at, reason from store_txn where act = 'store.verify' order by id desc limit 1";
}

/// The rows of a table that a transaction made and retired.
#[derive(Clone, Debug)]
pub struct Touched {
    /// The table.
    pub table: String,
    /// Rows it made.
    pub made: Vec<NamedRow>,
    /// Rows it retired.
    pub retired: Vec<NamedRow>,
}

/// What a transaction did, table by table; at most `most` rows of each.
pub fn rows_of(view: &View, txn: i64, most: i64) -> Result<Vec<Touched>, StoreError> {
    let bits = kernel::id::ROW_BITS;
    let mut out = Vec::new();
    for kept in kept_tables() {
        let table = kept.table;
        let sql = format!("select * from {table} where id >= $1 and id < $2 order by id limit {most}");
        let args =
            if table == "store_txn" { continue } else { [(txn << bits).into(), ((txn + 1) << bits).into()] };
        let made = view.rows(&sql, &args, |r| r.named())?;
        let retired = if kept.two_clocks {
            let sql = format!("select * from {table} where retired_txn = $1 order by id limit {most}");
            view.rows(&sql, &[txn.into()], |r| r.named())?
        } else {
            Vec::new()
        };
        if !made.is_empty() || !retired.is_empty() {
            out.push(Touched { table, made, retired });
        }
    }
    Ok(out)
}

/// A line with everything that its hash covers.
#[derive(Clone, Debug, serde::Serialize)]
pub struct WholeLine {
    /// Its number.
    pub txn: i64,
    /// When, in microseconds since 1970.
    pub at: i64,
    /// Who.
    pub account: Option<i64>,
    /// What kind of act.
    pub act: String,
    /// About what.
    pub reason: String,
    /// From where.
    pub device: String,
    /// Digest of the rows.
    pub content: String,
    /// The hash of the line before.
    pub prev_hash: String,
    /// Its hash.
    pub hash: String,
}

fn line(r: &crate::value::Row) -> Result<WholeLine, StoreError> {
    Ok(WholeLine {
        txn: r.int(0)?,
        at: r.int(1)?,
        account: r.opt_int(2)?,
        act: r.text(3)?,
        reason: r.text(4)?,
        device: r.text(5)?,
        content: r.text(6)?,
        prev_hash: r.text(7)?,
        hash: r.text(8)?,
    })
}

/// One line.
pub fn one(view: &View, txn: i64) -> Result<Option<WholeLine>, StoreError> {
    view.first(LINE, &[txn.into()], line)
}

/// Lines after one, between two moments.
pub fn lines(
    view: &View,
    after: i64,
    from: Moment,
    to: Moment,
    most: i64,
) -> Result<Vec<WholeLine>, StoreError> {
    view.rows(LINES, &[after.into(), from.into(), to.into(), most.into()], line)
}

/// A check of the log: line, when, what it found.
pub type Checked = (i64, Moment, String);

/// The end of the log, and the last check of it.
pub fn state(view: &View) -> Result<(Head, Option<Checked>), StoreError> {
    let checked = view.first(CHECKED, &[], |r| Ok((r.int(0)?, Moment(r.int(1)?), r.text(2)?)))?;
    Ok((Head::read(view)?, checked))
}
