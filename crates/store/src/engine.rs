//! The two engines: one SQLite file with one writer that commits in groups, or PostgreSQL.

use crate::chain::{Finding, Head, Line, content};
use crate::migrate;
use crate::sockets::Reckoner;
use crate::tx::{Conn, PgConn, Touched, Tx, View};
use crate::value::{StoreError, Val};
use kernel::{AccountId, Clock, Failure, Moment, OrganisationId, Result};
use std::cell::{Cell, RefCell};
use std::collections::{BTreeSet, HashMap};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, OnceLock, PoisonError};

/// SQLite below this may lose committed rows in WAL mode (the "WAL-reset" bug); 3.52.0 was withdrawn.
const OLDEST_SQLITE: i32 = 3_051_003;
/// At most so many write transactions share one fsync.
const GROUP: usize = 64;
/// At most so many connections are kept for reading.
const POOL: usize = 8;

/// Who writes, and why: a line of the log.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The acting account; none for the command line.
    pub account: Option<AccountId>,
    /// The kind of act: `class.close`, `people.import` …
    pub act: String,
    /// About what, in words or codes; nothing personal.
    pub reason: String,
    /// From where: `web`, `cli`, a device's id.
    pub device: String,
}

impl Entry {
    /// An act of the command line.
    pub fn cli(act: &str, reason: impl Into<String>) -> Entry {
        Entry { account: None, act: act.to_owned(), reason: reason.into(), device: "cli".to_owned() }
    }
}

struct LiteWriter {
    conn: rusqlite::Connection,
    open: bool,
    members: usize,
    group: u64,
    committed: u64,
    failed: Option<(u64, String)>,
    head: Head,
}

#[expect(clippy::large_enum_variant, reason = "there is one in the whole program")]
enum Engine {
    Lite {
        writer: Mutex<LiteWriter>,
        done: Condvar,
        waiting: AtomicUsize,
        readers: Mutex<Vec<rusqlite::Connection>>,
        path: std::path::PathBuf,
    },
    Pg {
        pool: Mutex<Vec<PgConn>>,
        url: String,
    },
}

struct Inner {
    engine: Engine,
    clock: Arc<dyn Clock>,
    reckoners: OnceLock<Vec<Box<dyn Reckoner>>>,
}

/// A database. Cheap to clone.
#[derive(Clone)]
pub struct Db(Arc<Inner>);

fn lock<T>(m: &Mutex<T>) -> MutexGuard<'_, T> {
    // a panic while holding the lock was caught and rolled back by `write`
    m.lock().unwrap_or_else(PoisonError::into_inner)
}

fn lite_error(what: &str) -> impl Fn(rusqlite::Error) -> StoreError + '_ {
    move |e| StoreError::Lite(e, what.to_owned())
}

fn open_lite(path: &Path) -> std::result::Result<rusqlite::Connection, StoreError> {
    let c = rusqlite::Connection::open(path).map_err(lite_error("opening the file"))?;
    c.execute_batch(
        "pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = on; pragma secure_delete = on; \
         pragma busy_timeout = 10000; pragma temp_store = memory; pragma cache_size = -16000;",
    )
    .map_err(lite_error("opening the file"))?;
    c.set_prepared_statement_cache_capacity(512);
    Ok(c)
}

impl Db {
    /// Opens a database and brings it up to the newest migration: `postgres://…`, or the path of a
    /// SQLite file (made if it is not there).
    pub fn open(url: &str, clock: Arc<dyn Clock>) -> Result<Db> {
        let engine = if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            let mut conn = open_pg(url)?;
            conn.client.batch_execute("begin").map_err(|e| StoreError::Pg(e, "begin".into()))?;
            let cell = RefCell::new(conn);
            let view = View { conn: Conn::Pg(&cell), now: clock.now() };
            // two programs started at once must not migrate at once
            view.batch(
                "create table if not exists store_migration (number bigint primary key, name text not null); \
                        lock table store_migration in exclusive mode",
            )?;
            migrate::run(&view)?;
            let mut conn = cell.into_inner();
            conn.client.batch_execute("commit").map_err(|e| StoreError::Pg(e, "commit".into()))?;
            Engine::Pg { pool: Mutex::new(vec![conn]), url: url.to_owned() }
        } else {
            let version = rusqlite::version_number();
            if version < OLDEST_SQLITE || version == 3_052_000 {
                return Err(Failure::broken(format!(
                    "SQLite {} can lose data; 3.51.3 or newer is needed",
                    rusqlite::version()
                )));
            }
            let path = Path::new(url.strip_prefix("sqlite://").unwrap_or(url)).to_path_buf();
            let conn = open_lite(&path)?;
            let view = View { conn: Conn::Lite(&conn), now: clock.now() };
            view.batch("begin immediate")?;
            let outcome = migrate::run(&view).and_then(|()| Head::read(&view));
            let head = match outcome {
                Ok(head) => {
                    view.batch("commit")?;
                    head
                }
                Err(e) => {
                    view.batch("rollback")?;
                    return Err(e.into());
                }
            };
            let writer =
                LiteWriter { conn, open: false, members: 0, group: 0, committed: 0, failed: None, head };
            Engine::Lite {
                writer: Mutex::new(writer),
                done: Condvar::new(),
                waiting: AtomicUsize::new(0),
                readers: Mutex::new(Vec::new()),
                path,
            }
        };
        Ok(Db(Arc::new(Inner { engine, clock, reckoners: OnceLock::new() })))
    }

    /// Plugs in those who keep sums; once, before the first write.
    pub fn plug(&self, reckoners: Vec<Box<dyn Reckoner>>) {
        if self.0.reckoners.set(reckoners).is_err() {
            tracing::warn!("reckoners are plugged in only once");
        }
    }

    /// Who keeps sums here.
    pub fn reckoners(&self) -> &[Box<dyn Reckoner>] {
        self.0.reckoners.get().map_or(&[], Vec::as_slice)
    }

    /// The clock of this database.
    pub fn clock(&self) -> &dyn Clock {
        &*self.0.clock
    }

    /// Is it SQLite?
    pub fn is_lite(&self) -> bool {
        matches!(self.0.engine, Engine::Lite { .. })
    }

    /// Reads at one moment. On SQLite it runs on the calling thread.
    pub fn read<T>(&self, f: impl FnOnce(&View) -> Result<T>) -> Result<T> {
        let now = self.0.clock.now();
        match &self.0.engine {
            Engine::Lite { readers, path, .. } => {
                let kept = lock(readers).pop();
                let conn = match kept {
                    Some(c) => c,
                    None => open_lite(path)?,
                };
                let view = View { conn: Conn::Lite(&conn), now };
                view.batch("begin")?;
                let out = f(&view);
                view.batch("rollback")?;
                let mut pool = lock(readers);
                if pool.len() < POOL {
                    pool.push(conn);
                }
                out
            }
            Engine::Pg { .. } => self.on_pg(|cell| {
                let view = View { conn: Conn::Pg(cell), now };
                view.batch("begin isolation level repeatable read read only")?;
                let out = f(&view);
                view.batch("rollback")?;
                out
            }),
        }
    }

    /// Does all of `f` or nothing, and writes its line in the log. `f` may be run again when the
    /// engine asks for it, so it does nothing but read and write through the [`Tx`].
    pub fn write<T>(&self, entry: &Entry, f: impl Fn(&Tx) -> Result<T>) -> Result<T> {
        self.run(entry, true, f)
    }

    /// Does `f` and takes it all back: a dry run that is the real run.
    pub fn try_out<T>(&self, entry: &Entry, f: impl Fn(&Tx) -> Result<T>) -> Result<T> {
        self.run(entry, false, f)
    }

    fn run<T>(&self, entry: &Entry, keep: bool, f: impl Fn(&Tx) -> Result<T>) -> Result<T> {
        let now = self.0.clock.now();
        match &self.0.engine {
            Engine::Lite { writer, done, waiting, .. } => {
                self.run_lite((writer, done, waiting), now, entry, keep, &f)
            }
            Engine::Pg { .. } => {
                let mut tries = 0;
                loop {
                    let out = self.on_pg(|cell| {
                        let view = View { conn: Conn::Pg(cell), now };
                        view.batch("begin")?;
                        let out = self.on_pg_writer(view, entry, &f);
                        let conn = View { conn: Conn::Pg(cell), now };
                        match out {
                            Ok(v) if keep => conn.batch("commit").map_err(Failure::from).map(|()| v),
                            Ok(v) => conn.batch("rollback").map_err(Failure::from).map(|()| v),
                            Err(e) => conn.batch("rollback").map_err(Failure::from).and(Err(e)),
                        }
                    });
                    tries += 1;
                    match &out {
                        Err(Failure::Broken(e))
                            if tries < 8 && e.downcast_ref().is_some_and(StoreError::is_passing) => {}
                        _ => return out,
                    }
                }
            }
        }
    }

    fn on_pg_writer<T>(&self, view: View, entry: &Entry, f: &impl Fn(&Tx) -> Result<T>) -> Result<T> {
        view.number("select id from store_lock where id = 1 for update", &[])?;
        let head = Head::read(&view)?;
        self.one(view, &head, entry, f).map(|(value, _)| value)
    }

    /// The body of one transaction: the work, the sums, the line in the log.
    fn one<T>(
        &self,
        view: View,
        head: &Head,
        entry: &Entry,
        f: &impl Fn(&Tx) -> Result<T>,
    ) -> Result<(T, Head)> {
        let txn = head.txn + 1;
        let tx = Tx {
            view,
            txn,
            next_row: Cell::new(1),
            changed: RefCell::new(BTreeSet::new()),
            touched: RefCell::new(Touched::default()),
            account: entry.account,
        };
        let value = f(&tx)?;
        let mut touched = tx.touched.take();
        for r in self.reckoners() {
            r.reckon(&tx, &touched)?;
            // who keeps sums may find that others are concerned too: two records that are one person
            touched.add(tx.touched.take());
        }
        let now = tx.view.now;
        let changed = tx.changed.take();
        let content = content(&tx.view, txn, changed.iter())?;
        let line = Line {
            txn,
            at: now,
            account: entry.account.map(|a| a.0),
            act: &entry.act,
            reason: &entry.reason,
            device: &entry.device,
            content: &content,
            prev_hash: &head.hash,
        };
        let hash = line.hash();
        tx.view.exec(
            "insert into store_txn (id, at, account, act, reason, device, content, prev_hash, hash) \
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            &[
                txn.into(),
                now.into(),
                entry.account.into(),
                entry.act.as_str().into(),
                entry.reason.as_str().into(),
                entry.device.as_str().into(),
                content.as_str().into(),
                head.hash.as_str().into(),
                hash.as_str().into(),
            ],
        )?;
        Ok((value, Head { txn, hash }))
    }

    fn run_lite<T>(
        &self,
        (writer, done, waiting): (&Mutex<LiteWriter>, &Condvar, &AtomicUsize),
        now: Moment,
        entry: &Entry,
        keep: bool,
        f: &impl Fn(&Tx) -> Result<T>,
    ) -> Result<T> {
        waiting.fetch_add(1, Ordering::SeqCst);
        let mut w = lock(writer);
        waiting.fetch_sub(1, Ordering::SeqCst);
        let batch =
            |w: &LiteWriter, sql: &str| w.conn.execute_batch(sql).map_err(lite_error("a transaction's edge"));
        if !w.open {
            batch(&w, "begin immediate")?;
            w.open = true;
            w.group += 1;
            w.members = 0;
            // another program may have written to the file
            w.head = Head::read(&View { conn: Conn::Lite(&w.conn), now })?;
        }
        batch(&w, "savepoint one")?;
        let work = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            self.one(View { conn: Conn::Lite(&w.conn), now }, &w.head, entry, f)
        }));
        let out = match work {
            Ok(Ok((value, head))) if keep => {
                w.head = head;
                w.members += 1;
                batch(&w, "release one")?;
                Ok(value)
            }
            Ok(other) => {
                batch(&w, "rollback to one; release one")?;
                other.map(|(value, _)| value)
            }
            Err(_) => {
                batch(&w, "rollback to one; release one")?;
                Err(Failure::broken("a panic inside a write; it was taken back"))
            }
        };
        let group = w.group;
        if waiting.load(Ordering::SeqCst) == 0 || w.members >= GROUP {
            let end = if w.members == 0 { batch(&w, "rollback") } else { batch(&w, "commit") };
            if let Err(e) = &end {
                tracing::error!(error = %e, "a group of writes could not be made durable");
                w.failed = Some((group, e.to_string()));
                // leave no half-open transaction behind
                if !w.conn.is_autocommit() {
                    batch(&w, "rollback")?;
                }
            }
            w.open = false;
            w.committed = group;
            done.notify_all();
        } else {
            while w.committed < group {
                w = done.wait(w).unwrap_or_else(PoisonError::into_inner);
            }
        }
        match &w.failed {
            Some((g, why)) if *g == group && out.is_ok() => {
                Err(Failure::broken(format!("not written: {why}")))
            }
            _ => out,
        }
    }

    fn on_pg<T>(&self, f: impl FnOnce(&RefCell<PgConn>) -> Result<T>) -> Result<T> {
        let Engine::Pg { pool, url } = &self.0.engine else { return Err(Failure::broken("not PostgreSQL")) };
        let mut kept = lock(pool).pop();
        if kept.as_ref().is_some_and(|c| c.client.is_closed()) {
            kept = None;
        }
        let conn = match kept {
            Some(c) => c,
            None => open_pg(url)?,
        };
        let cell = RefCell::new(conn);
        let out = f(&cell);
        let conn = cell.into_inner();
        let mut pool = lock(pool);
        if pool.len() < POOL && !conn.client.is_closed() {
            pool.push(conn);
        }
        out
    }

    /// Changes rows of a table that is not kept, on its own and without a line in the log: a sign of life, not an act.
    pub fn jot(&self, sql: &str, args: &[Val]) -> Result<u64> {
        let now = self.0.clock.now();
        match &self.0.engine {
            Engine::Lite { writer, .. } => {
                let w = lock(writer);
                Ok(View { conn: Conn::Lite(&w.conn), now }.exec(sql, args)?)
            }
            Engine::Pg { .. } => self.on_pg(|cell| Ok(View { conn: Conn::Pg(cell), now }.exec(sql, args)?)),
        }
    }

    /// Writes that somebody looked at a list of people.
    pub fn look(&self, entry: &Entry, subject: &str, detail: &str, people: i64) -> Result<()> {
        self.look_at(entry, subject, detail, people, &[])
    }

    /// The same, of people of these subtrees.
    pub fn look_at(
        &self,
        entry: &Entry,
        subject: &str,
        detail: &str,
        people: i64,
        tops: &[OrganisationId],
    ) -> Result<()> {
        self.write(entry, |tx| Ok(tx.note_at(subject, detail, people, tops)?))
    }

    /// Checks everything: the engine's own pages (SQLite), the chained log, every sum.
    pub fn verify(&self) -> Result<Vec<Finding>> {
        let is_lite = self.is_lite();
        self.read(|view| {
            let mut found = Vec::new();
            if is_lite {
                for line in view.rows("pragma integrity_check", &[], |r| r.text(0))? {
                    if line != "ok" {
                        found.push(Finding { place: "the database file".into(), wrong: line });
                    }
                }
            }
            found.extend(migrate::missing_guards(view)?);
            found.extend(crate::chain::verify(view)?);
            for r in self.reckoners() {
                found.extend(r.check(view)?);
            }
            Ok(found)
        })
    }

    /// Leaves nothing of what was erased behind: on SQLite the write-ahead log is emptied into the file (whose freed
    /// space is overwritten anyway) and, when `whole`, the file is written anew; PostgreSQL drops its dead rows.
    pub fn scrub(&self, whole: bool) -> Result<()> {
        match &self.0.engine {
            Engine::Lite { writer, readers, .. } => {
                let w = lock(writer);
                lock(readers).clear();
                if whole {
                    w.conn.execute_batch("vacuum").map_err(lite_error("vacuum"))?;
                }
                let busy: i64 = w
                    .conn
                    .query_row("pragma wal_checkpoint(truncate)", [], |r| r.get(0))
                    .map_err(lite_error("emptying the log of writes"))?;
                if busy != 0 {
                    tracing::warn!("somebody reads: the write-ahead log is emptied later");
                }
                Ok(())
            }
            Engine::Pg { .. } => self.on_pg(|cell| {
                let view = View { conn: Conn::Pg(cell), now: self.0.clock.now() };
                for kept in migrate::kept_tables() {
                    let full = if whole { "full " } else { "" };
                    view.batch(&format!("vacuum {full}{}", kept.table))?;
                }
                Ok(())
            }),
        }
    }

    /// Fills a database outside the log: a restore brings its own log.
    pub(crate) fn fill<T>(&self, f: impl Fn(&View) -> Result<T>) -> Result<T> {
        let now = self.0.clock.now();
        let around = |view: &View| {
            view.batch("begin")?;
            match f(view) {
                Ok(v) => view.batch("commit").map_err(Failure::from).map(|()| v),
                Err(e) => view.batch("rollback").map_err(Failure::from).and(Err(e)),
            }
        };
        match &self.0.engine {
            Engine::Lite { writer, .. } => around(&View { conn: Conn::Lite(&lock(writer).conn), now }),
            Engine::Pg { .. } => self.on_pg(|cell| around(&View { conn: Conn::Pg(cell), now })),
        }
    }

    /// Runs SQL that no house may run: tests of tampering and of migrations.
    #[doc(hidden)]
    pub fn tamper(&self, sql: &str) -> Result<()> {
        match &self.0.engine {
            Engine::Lite { writer, .. } => {
                Ok(lock(writer).conn.execute_batch(sql).map_err(lite_error(sql))?)
            }
            Engine::Pg { .. } => self.on_pg(|c| {
                let sql_error = |e| StoreError::Pg(e, sql.to_owned());
                Ok(c.borrow_mut().client.batch_execute(sql).map_err(sql_error)?)
            }),
        }
    }

    /// A setting of this installation.
    pub fn setting(&self, name: &str) -> Result<Option<String>> {
        self.read(|v| {
            Ok(v.first("select value from store_setting where name = $1", &[name.into()], |r| r.text(0))?)
        })
    }
}

fn open_pg(url: &str) -> std::result::Result<PgConn, StoreError> {
    let client = postgres::Client::connect(url, postgres::NoTls)
        .map_err(|e| StoreError::Pg(e, "connecting".to_owned()))?;
    Ok(PgConn { client, prepared: HashMap::new() })
}

impl Tx<'_> {
    /// Sets a setting of this installation.
    pub fn set(&self, name: &str, value: &str) -> std::result::Result<(), StoreError> {
        self.derive(
            "insert into store_setting (name, value) values ($1, $2) on conflict (name) do update set value = excluded.value",
            &[Val::from(name), Val::from(value)],
        )?;
        Ok(())
    }
}
