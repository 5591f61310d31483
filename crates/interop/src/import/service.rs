//! Bringing a list in and taking it back.
use super::reading::{self, Look};
use super::store::{self, NewImport};
use super::{Choices, Done, Order};
use ::store::chain::sha256;
use ::store::sockets::{SheetOrder, SheetSource, Stage, Weighed};
use ::store::{Db, Entry, Tx, View};
use kernel::sheet::{RowFault, Tally};
use kernel::{Failure, Result};
use std::cell::Cell;
use std::collections::HashMap;

/// So many rows are shown before anything is kept.
const PREVIEW: usize = 10;
/// So often the rows are compared beside those who write; then once while they wait.
const WEIGHINGS: usize = 3;

/// Brings a list in: everything that can be read, in one transaction, or (dry run) only says what would happen.
///
/// # Errors
/// `Invalid` with the words for the user when the file is no list; nothing is changed then.
pub fn bring_in(
    db: &Db,
    source: &dyn SheetSource,
    order: &Order,
    bytes: &[u8],
    choices: &Choices,
) -> Result<Done> {
    let looked = look(source, order, bytes, choices)?;
    take(db, source, order, bytes, &looked, &|_, _| Ok(()))
}

/// Reads the file without the database.
pub(crate) fn look(source: &dyn SheetSource, order: &Order, bytes: &[u8], choices: &Choices) -> Result<Look> {
    order.progress.begin(Stage::Reading, 0);
    reading::look(source.code(), source.columns(), (bytes, &order.file_name), order.on, choices)
}

/// Hands the rows to their house. `also` is done in the same transaction, with the number of the import.
pub(crate) fn take(
    db: &Db,
    source: &dyn SheetSource,
    order: &Order,
    bytes: &[u8],
    looked: &Look,
    also: &dyn Fn(&Tx, i64) -> Result<()>,
) -> Result<Done> {
    if let Some(refusal) = looked.refusal() {
        return Err(refusal);
    }
    let sheet_order = SheetOrder {
        unit: order.unit,
        subject: order.subject,
        on: order.on,
        since: order.since,
        columns: looked.columns.clone(),
        progress: order.progress.clone(),
    };
    let digest = sha256(bytes);
    let new = NewImport {
        kind: source.code(),
        unit: order.unit,
        subject: order.subject,
        file_name: &order.file_name,
        file_digest: &digest,
    };
    let keep = |tx: &Tx, tally: Tally| {
        let tally = together(looked, tally);
        let import = store::add(tx, &new, &tally)?;
        also(tx, import)?;
        Ok((tally, Some((tx.txn(), import))))
    };
    // the rows are compared with what is there beside those who write; the writing itself is short
    for _ in 0..WEIGHINGS {
        let weigh = |v: &View| Ok((v.newest_txn()?, source.weigh(v, &sheet_order, &looked.rows)?));
        let (txn, Some(Weighed { tally, rests_on, write })) = db.read(weigh)? else { break };
        if order.dry_run {
            return Ok(done(looked, together(looked, tally), None));
        }
        let Some(write) = write else { break };
        let is_stale = Cell::new(false);
        let written = db.write(&order.entry, |tx| {
            is_stale.set(!tx.is_as_after(txn, rests_on)?);
            if is_stale.get() {
                return Err(Failure::Conflict(String::new()));
            }
            write(tx, &order.progress)?;
            keep(tx, tally.clone())
        });
        match written {
            // somebody wrote in between: what was compared is no longer what is there
            Err(_) if is_stale.get() => {}
            other => {
                let (tally, kept) = other?;
                return Ok(done(looked, tally, kept));
            }
        }
    }
    let work = |tx: &Tx| {
        let tally = source.take(tx, &sheet_order, &looked.rows)?;
        if order.dry_run { Ok((together(looked, tally), None)) } else { keep(tx, tally) }
    };
    let (tally, kept) =
        if order.dry_run { db.try_out(&order.entry, work) } else { db.write(&order.entry, work) }?;
    Ok(done(looked, tally, kept))
}

fn done(looked: &Look, tally: Tally, kept: Option<(i64, i64)>) -> Done {
    Done {
        tally,
        txn: kept.map(|k| k.0),
        import: kept.map(|k| k.1),
        repaired: looked.repaired.clone(),
        sheets: looked.sheets.clone(),
        preview: looked.rows.iter().take(PREVIEW).cloned().collect(),
    }
}

/// What the reading and the house have to say, in the order of the file.
fn together(looked: &Look, mut tally: Tally) -> Tally {
    tally.rows += u32::try_from(looked.errors.len()).unwrap_or(u32::MAX);
    tally.errors.extend(looked.errors.iter().cloned());
    tally.notes.extend(looked.notes.iter().cloned());
    let places: HashMap<&str, usize> =
        looked.sheets.iter().enumerate().map(|(at, s)| (s.name.as_str(), at)).collect();
    let place = |f: &RowFault| (places.get(f.sheet.as_str()).copied().unwrap_or(usize::MAX), f.row);
    tally.errors.sort_by_key(place);
    tally.notes.sort_by_key(place);
    tally
}

/// Takes an import back, whole. Gives how many rows and facts were taken back. Whether the actor may do this
/// at the unit of the import is the caller's to check.
///
/// # Errors
/// `Conflict` when it was taken back before, or when something was changed on top of it since.
pub fn undo(db: &Db, entry: &Entry, import: i64) -> Result<u64> {
    db.write(entry, |tx| {
        let kept = store::one(tx, import)?.ok_or(Failure::NotFound)?;
        if let Some((at, _)) = kept.undone {
            return Err(Failure::Conflict(format!("Lần nhập này đã được hoàn tác lúc {}.", at.text())));
        }
        let taken_back = ::store::undo::undo(tx, kept.txn, "import.undo").map_err(|e| match e {
            Failure::Conflict(_) => Failure::Conflict(
                "Không hoàn tác được: sau lần nhập này đã có thay đổi khác trên cùng những dòng đó. Trang này ghi rõ từng việc và cách gỡ.".to_owned(),
            ),
            other => other,
        })?;
        store::add_undo(tx, import)?;
        Ok(taken_back)
    })
}

/// The file was brought in by another press of the button.
pub(super) fn already_taken() -> Failure {
    Failure::Conflict("Tệp này vừa được nhập rồi.".to_owned())
}
