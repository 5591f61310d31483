//! Every SQL of imports.
use kernel::sheet::{RowFault, Tally};
use kernel::{AccountId, Date, Moment, OrganisationId, Result};
use store::sockets::Stage;
use store::{Db, Row, StoreError, Tx, Val, View};

type Out<T> = std::result::Result<T, StoreError>;

store::statements! {
    /// One import, and when and by whom it was taken back.
    IMPORT = "select i.id, i.kind, i.organisation, i.subject, i.file_name, i.tally, i.of_txn, i.account, i.at, u.at, u.account \
        from interop_import i left join interop_import_undo u on u.import = i.id where i.id = $1";
    /// The import that a transaction was.
    IMPORT_OF = "select i.id, i.kind, i.organisation, i.subject, i.file_name, i.tally, i.of_txn, i.account, i.at, u.at, u.account \
        from interop_import i left join interop_import_undo u on u.import = i.id where i.id >= $1 and i.id < $2 and i.of_txn = $3";
    /// All imports, newest first.
    IMPORTS = "select i.id, i.kind, i.organisation, i.subject, i.file_name, i.tally, i.of_txn, i.account, i.at, u.at, u.account \
        from interop_import i left join interop_import_undo u on u.import = i.id \
        where i.id < $1 order by i.id desc limit $2";
    /// What was said about the rows of an import.
    LEFTOVERS = "select is_error, sheet, row_number, message from interop_leftover where import = $1 order by place";
    /// What was said long ago goes.
    FORGET_LEFTOVERS = "delete from interop_leftover where created < $1";
    /// A file of one account.
    UPLOAD = "select id, organisation, kind, subject, since, file_name, bytes, import, sending, fault, begun, choices \
        from interop_upload where id = $1 and account = $2";
    /// The files that one account sent together.
    SENDING = "select id, organisation, kind, subject, since, file_name, bytes, import, sending, fault, begun, choices \
        from interop_upload where sending = $1 and account = $2 order by id";
    /// A file comes.
    SEND = "insert into interop_upload (id, account, organisation, kind, subject, since, file_name, bytes, created, sending, fault) \
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    /// Its writing begins.
    BEGIN = "update interop_upload set begun = $2, choices = $3 where id = $1";
    /// A file was brought in: its bytes go. Nothing happens when it was before.
    USE_UP = "update interop_upload set import = $2, bytes = $3 where id = $1 and import is null";
    /// Remarks that hold a word go.
    FORGET_WORD = "delete from interop_leftover where message like $1";
    /// Files of a unit go.
    FORGET_FILES_OF = "delete from interop_upload where organisation = $1";
    /// How far the work on a file is.
    TELL = "insert into interop_job (upload, task, stage, done, total, began, seen) values ($1, $2, $3, $4, $5, $6, $7) \
        on conflict (upload, task) do update set stage = excluded.stage, done = excluded.done, total = excluded.total, \
        began = excluded.began, seen = excluded.seen";
    /// The work on a file is over.
    TELL_OVER = "delete from interop_job where upload = $1 and task = $2";
    /// What was last told of the work on a file.
    TOLD = "select task, stage, done, total, began, seen from interop_job where upload = $1 order by seen desc, task desc";
    /// What was told long ago goes.
    FORGET_TOLD = "delete from interop_job where seen < $1";
    /// Files sent long ago go.
    FORGET_UPLOADS = "delete from interop_upload where created < $1";
}

/// The numbers of an import, kept for ever.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Numbers {
    /// Rows read.
    pub rows: u32,
    /// New.
    pub created: u32,
    /// Changed.
    pub updated: u32,
    /// As they were.
    pub unchanged: u32,
    /// Repeated in the file.
    pub duplicates: u32,
    /// Rows left out.
    pub errors: u32,
    /// Things worth a look.
    pub notes: u32,
}

impl Numbers {
    /// The numbers of a tally.
    pub fn of(t: &Tally) -> Self {
        let count = |faults: &[RowFault]| u32::try_from(faults.len()).unwrap_or(u32::MAX);
        Self {
            rows: t.rows,
            created: t.created,
            updated: t.updated,
            unchanged: t.unchanged,
            duplicates: t.duplicates,
            errors: count(&t.errors),
            notes: count(&t.notes),
        }
    }
}

/// A list that was brought in.
#[derive(Clone, Debug)]
pub struct Import {
    /// Its number.
    pub id: i64,
    /// The kind of list.
    pub kind: String,
    /// The unit whose list it was.
    pub unit: OrganisationId,
    /// The thing inside the unit (a class).
    pub subject: Option<i64>,
    /// The file's name on the sender's machine.
    pub file_name: String,
    /// What became of it.
    pub numbers: Numbers,
    /// The transaction that can be taken back.
    pub txn: i64,
    /// Who; none for the command line.
    pub account: Option<AccountId>,
    /// When.
    pub at: Moment,
    /// When and by whom it was taken back.
    pub undone: Option<(Moment, Option<AccountId>)>,
}

fn import(r: &Row) -> Out<Import> {
    let account = |i| Ok::<_, StoreError>(r.opt_int(i)?.map(AccountId));
    let tally = r.text(5)?;
    Ok(Import {
        id: r.int(0)?,
        kind: r.text(1)?,
        unit: OrganisationId(r.int(2)?),
        subject: r.opt_int(3)?,
        file_name: r.text(4)?,
        numbers: serde_json::from_str(&tally)
            .map_err(|e| StoreError::Own(format!("the tally {tally}: {e}")))?,
        txn: r.int(6)?,
        account: account(7)?,
        at: Moment(r.int(8)?),
        undone: match r.opt_int(9)? {
            Some(at) => Some((Moment(at), account(10)?)),
            None => None,
        },
    })
}

/// One import.
pub fn one(v: &View, id: i64) -> Out<Option<Import>> {
    v.first(IMPORT, &[id.into()], import)
}

/// The import that a transaction was, if it was one.
pub fn of_txn(v: &View, txn: i64) -> Out<Option<Import>> {
    let bits = kernel::id::ROW_BITS;
    v.first(IMPORT_OF, &[(txn << bits).into(), ((txn + 1) << bits).into(), txn.into()], import)
}

/// The imports before one (all: `i64::MAX`), newest first.
pub fn page(v: &View, before: i64, limit: i64) -> Out<Vec<Import>> {
    v.rows(IMPORTS, &[before.into(), limit.into()], import)
}

/// A new import to be kept.
pub(super) struct NewImport<'a> {
    pub kind: &'a str,
    pub unit: OrganisationId,
    pub subject: Option<i64>,
    pub file_name: &'a str,
    pub file_digest: &'a str,
}

/// Keeps an import; what was said of its rows is kept for a month.
pub(super) fn add(tx: &Tx, new: &NewImport, tally: &Tally) -> Out<i64> {
    let numbers = serde_json::to_string(&Numbers::of(tally)).map_err(|e| StoreError::Own(e.to_string()))?;
    let id = tx.insert(
        "interop_import",
        "kind, organisation, subject, file_name, file_digest, tally, of_txn, account, at",
        &[
            new.kind.into(),
            new.unit.into(),
            new.subject.into(),
            new.file_name.into(),
            new.file_digest.into(),
            numbers.into(),
            tx.txn().into(),
            tx.account.into(),
            tx.now.into(),
        ],
    )?;
    let all = tally.errors.iter().map(|f| (true, f)).chain(tally.notes.iter().map(|f| (false, f)));
    let mut values = Vec::new();
    for (place, (is_error, fault)) in (0i64..).zip(all) {
        values.extend([
            Val::Int(id),
            place.into(),
            is_error.into(),
            fault.sheet.as_str().into(),
            i64::from(fault.row).into(),
            fault.message.as_str().into(),
            tx.now.into(),
        ]);
    }
    tx.derive_all(
        "interop_leftover",
        "import, place, is_error, sheet, row_number, message, created",
        "",
        7,
        &values,
    )?;
    Ok(id)
}

/// Keeps that an import was taken back.
pub(super) fn add_undo(tx: &Tx, import: i64) -> Out<i64> {
    let values = [import.into(), tx.account.into(), tx.now.into()];
    tx.insert("interop_import_undo", "import, account, at", &values)
}

/// What was said of the rows of an import: errors, notes.
pub fn leftovers(v: &View, import: i64) -> Out<(Vec<RowFault>, Vec<RowFault>)> {
    let (mut errors, mut notes) = (Vec::new(), Vec::new());
    v.each(LEFTOVERS, &[import.into()], |r| {
        let row = u32::try_from(r.int(2)?).unwrap_or(0);
        let fault = RowFault { sheet: r.text(1)?, row, message: r.text(3)? };
        if r.flag(0)? {
            errors.push(fault)
        } else {
            notes.push(fault)
        }
        Ok(())
    })?;
    Ok((errors, notes))
}

/// A file on its way.
#[derive(Clone, Debug)]
pub struct Upload {
    /// Its number.
    pub id: i64,
    /// The unit whose list it is.
    pub unit: OrganisationId,
    /// The kind of list.
    pub kind: String,
    /// The thing inside the unit (a class).
    pub subject: Option<i64>,
    /// Since when people without a date of their own belong to the unit.
    pub since: Date,
    /// The file's name on the sender's machine.
    pub file_name: String,
    /// Its bytes; none once it was brought in.
    pub bytes: Vec<u8>,
    /// The import that it became.
    pub import: Option<i64>,
    /// The sending of several files that it came with: the first one's number.
    pub sending: Option<i64>,
    /// Why it is no list.
    pub fault: Option<String>,
    /// When its writing began.
    pub begun: Option<Moment>,
    /// What was said of its columns then.
    pub choices: Option<String>,
}

fn upload_of(r: &Row) -> Out<Upload> {
    Ok(Upload {
        id: r.int(0)?,
        unit: OrganisationId(r.int(1)?),
        kind: r.text(2)?,
        subject: r.opt_int(3)?,
        since: r.day(4)?,
        file_name: r.text(5)?,
        bytes: r.opt_bytes(6)?.unwrap_or_default(),
        import: r.opt_int(7)?,
        sending: r.opt_int(8)?,
        fault: r.opt_text(9)?,
        begun: r.opt_int(10)?.map(Moment),
        choices: r.opt_text(11)?,
    })
}

/// A file that this account sent.
pub fn upload(v: &View, id: i64, account: AccountId) -> Out<Option<Upload>> {
    v.first(UPLOAD, &[id.into(), account.into()], upload_of)
}

/// The files that this account sent together.
pub fn sending(v: &View, id: i64, account: AccountId) -> Out<Vec<Upload>> {
    v.rows(SENDING, &[id.into(), account.into()], upload_of)
}

/// The writing of a file begins, with what is said of its columns.
pub fn begin(tx: &Tx, upload: i64, choices: &str) -> Out<()> {
    tx.derive(BEGIN, &[upload.into(), tx.now.into(), choices.into()])?;
    Ok(())
}

/// What was last told of the work on a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// What is done with it.
    pub task: String,
    /// How far: what it is at, steps done, steps in all.
    pub far: (Stage, u32, u32),
    /// When it began.
    pub began: Moment,
    /// When it was told.
    pub seen: Moment,
}

/// Who has told nothing for so long no longer works.
const SILENCE: i64 = 10_000_000;

impl Told {
    /// Does somebody still work on it?
    pub fn is_alive(&self, now: Moment) -> bool {
        now.0 - self.seen.0 < SILENCE
    }
}

/// Tells how far the work on a file is.
pub(super) fn tell(db: &Db, upload: i64, told: &Told) -> Result<u64> {
    let (stage, done, of) = told.far;
    let number = |n: u32| Val::Int(n.into());
    let values = [
        upload.into(),
        told.task.as_str().into(),
        number(stage.number()),
        number(done),
        number(of),
        told.began.into(),
        told.seen.into(),
    ];
    db.jot(TELL, &values)
}

/// The work on a file is over.
pub(super) fn tell_over(db: &Db, upload: i64, task: &str) -> Result<u64> {
    db.jot(TELL_OVER, &[upload.into(), task.into()])
}

/// What was last told of the work on a file, by whichever process.
pub fn told(v: &View, upload: i64) -> Out<Option<Told>> {
    let number = |n: i64| u32::try_from(n).unwrap_or(0);
    v.first(TOLD, &[upload.into()], |r| {
        Ok(Told {
            task: r.text(0)?,
            far: (Stage::numbered(number(r.int(1)?)), number(r.int(2)?), number(r.int(3)?)),
            began: Moment(r.int(4)?),
            seen: Moment(r.int(5)?),
        })
    })
}

const DAY: i64 = 86_400_000_000;

/// Keeps files for a day; older ones go. Several are one sending. Gives their numbers.
pub fn send(tx: &Tx, account: AccountId, all: &[Upload]) -> Out<Vec<i64>> {
    forget(tx)?;
    let ids: Vec<i64> = all.iter().map(|_| tx.new_id()).collect();
    let sending = ids.first().copied().filter(|_| ids.len() > 1);
    for (id, u) in ids.iter().zip(all) {
        let values = [
            (*id).into(),
            account.into(),
            u.unit.into(),
            u.kind.as_str().into(),
            u.subject.into(),
            u.since.into(),
            u.file_name.as_str().into(),
            u.bytes.clone().into(),
            tx.now.into(),
            sending.into(),
            u.fault.clone().into(),
        ];
        tx.derive(SEND, &values)?;
    }
    Ok(ids)
}

/// The file became this import. False when it was brought in before.
pub fn use_up(tx: &Tx, upload: i64, import: i64) -> Out<bool> {
    Ok(tx.derive(USE_UP, &[upload.into(), import.into(), Vec::<u8>::new().into()])? == 1)
}

/// Files older than a day and remarks older than a month go.
fn forget(tx: &Tx) -> Out<()> {
    tx.derive(FORGET_UPLOADS, &[(tx.now.0 - DAY).into()])?;
    tx.derive(FORGET_TOLD, &[(tx.now.0 - DAY).into()])?;
    tx.derive(FORGET_LEFTOVERS, &[(tx.now.0 - 31 * DAY).into()])?;
    Ok(())
}

/// Remarks that hold this word go.
pub(super) fn forget_word(tx: &Tx, word: &str) -> Out<u64> {
    let plain: String = word.chars().map(|c| if "%_\\".contains(c) { '_' } else { c }).collect();
    tx.derive(FORGET_WORD, &[format!("%{plain}%").into()])
}

/// Files of a unit that wait to be brought in go.
pub(super) fn forget_files_of(tx: &Tx, unit: OrganisationId) -> Out<u64> {
    tx.derive(FORGET_FILES_OF, &[unit.into()])
}
