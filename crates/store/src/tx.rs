//! What a piece of work sees of the database: a [`View`] to read, a [`Tx`] to write.

use crate::value::{Row, StoreError, Val};
use kernel::{AccountId, Date, FactId, Moment, OrganisationId, PersonId};
use std::cell::{Cell, RefCell};
use std::collections::{BTreeSet, HashMap};

/// A connection of either engine, for the length of one piece of work.
pub(crate) enum Conn<'a> {
    Lite(&'a rusqlite::Connection),
    Pg(&'a RefCell<PgConn>),
}

/// A PostgreSQL connection with its prepared statements.
pub(crate) struct PgConn {
    pub(crate) client: postgres::Client,
    pub(crate) prepared: HashMap<String, postgres::Statement>,
}

impl PgConn {
    fn statement(&mut self, sql: &str) -> Result<postgres::Statement, StoreError> {
        if let Some(s) = self.prepared.get(sql) {
            return Ok(s.clone());
        }
        let s = self.client.prepare(sql).map_err(|e| StoreError::Pg(e, sql.to_owned()))?;
        self.prepared.insert(sql.to_owned(), s.clone());
        Ok(s)
    }
}

/// Reads. Everything it reads belongs to one moment.
pub struct View<'a> {
    pub(crate) conn: Conn<'a>,
    /// The moment of this piece of work.
    pub now: Moment,
}

/// At most so many ids are asked about in one statement.
const MOST_IDS: usize = 500;
/// How long lists of ids are.
const ID_LENGTHS: [usize; 4] = [1, 8, 64, MOST_IDS];

/// The statement about these ids instead of one, and its values.
fn with_list(sql: &str, ids: &[i64]) -> (String, Vec<Val>) {
    // few lengths are few statements to prepare; the last id fills the rest
    let length = ID_LENGTHS.into_iter().find(|n| *n >= ids.len()).unwrap_or(MOST_IDS);
    let holes: Vec<String> = (1..=length).map(|i| format!("${i}")).collect();
    let mut args: Vec<Val> = ids.iter().map(|id| Val::Int(*id)).collect();
    args.extend(args.last().cloned().into_iter().cycle().take(length - ids.len()));
    (sql.replace("in ($1)", &format!("in ({})", holes.join(", "))), args)
}

/// SQLite counts `$2` before `$1` in order of appearance; `?2` is always the second.
pub(crate) fn for_lite(sql: &str) -> String {
    let mut out = String::with_capacity(sql.len());
    let mut chars = sql.chars().peekable();
    while let Some(c) = chars.next() {
        out.push(if c == '$' && chars.peek().is_some_and(char::is_ascii_digit) { '?' } else { c });
    }
    out
}

impl View<'_> {
    /// The local day of this piece of work.
    pub fn today(&self) -> Date {
        self.now.day()
    }

    /// All rows of a question, each made into a value.
    pub fn rows<T>(
        &self,
        sql: &str,
        args: &[Val],
        mut make: impl FnMut(&Row) -> Result<T, StoreError>,
    ) -> Result<Vec<T>, StoreError> {
        let mut out = Vec::new();
        self.each(sql, args, |r| {
            out.push(make(r)?);
            Ok(())
        })?;
        Ok(out)
    }

    /// Hands each row to `take`.
    pub fn each(
        &self,
        sql: &str,
        args: &[Val],
        mut take: impl FnMut(&Row) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        match &self.conn {
            Conn::Lite(c) => {
                let lite = |e| StoreError::Lite(e, sql.to_owned());
                let mut s = c.prepare_cached(&for_lite(sql)).map_err(lite)?;
                let mut q = s.query(rusqlite::params_from_iter(args)).map_err(lite)?;
                while let Some(r) = q.next().map_err(lite)? {
                    take(&Row::Lite(r))?;
                }
            }
            Conn::Pg(p) => {
                let mut p = p.borrow_mut();
                let s = p.statement(sql)?;
                let args: Vec<&(dyn postgres::types::ToSql + Sync)> = args.iter().map(|a| a as _).collect();
                for r in p.client.query(&s, &args).map_err(|e| StoreError::Pg(e, sql.to_owned()))? {
                    take(&Row::Pg(&r))?;
                }
            }
        }
        Ok(())
    }

    /// Asks about many ids at once: the `in ($1)` of `sql` becomes a list of them. The rows of different ids come in
    /// no order.
    pub fn each_in(
        &self,
        sql: &str,
        ids: &[i64],
        mut take: impl FnMut(&Row) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        for chunk in ids.chunks(MOST_IDS) {
            let (sql, args) = with_list(sql, chunk);
            self.each(&sql, &args, &mut take)?;
        }
        Ok(())
    }

    /// The number of the newest transaction that is seen here.
    pub fn newest_txn(&self) -> Result<i64, StoreError> {
        self.number("select id from store_txn order by id desc limit 1", &[])
    }

    /// Are these kept tables as they were right after transaction `txn`?
    pub fn is_as_after(&self, txn: i64, tables: &[&str]) -> Result<bool, StoreError> {
        let kept = crate::migrate::kept_tables();
        for table in tables {
            let Some(k) = kept.iter().find(|k| k.table == *table) else {
                return Err(StoreError::Own(format!("{table} is not a kept table")));
            };
            let first_later = (txn + 1) << kernel::id::ROW_BITS;
            let made = format!("select id from {table} where id >= $1 limit 1");
            if self.first(&made, &[first_later.into()], |r| r.int(0))?.is_some() {
                return Ok(false);
            }
            let retired = format!("select id from {table} where retired_txn > $1 limit 1");
            if k.two_clocks && self.first(&retired, &[txn.into()], |r| r.int(0))?.is_some() {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// The first row of a question, if there is one.
    pub fn first<T>(
        &self,
        sql: &str,
        args: &[Val],
        make: impl FnMut(&Row) -> Result<T, StoreError>,
    ) -> Result<Option<T>, StoreError> {
        Ok(self.rows(sql, args, make)?.into_iter().next())
    }

    /// The one whole number that a question answers (0 for no row).
    pub fn number(&self, sql: &str, args: &[Val]) -> Result<i64, StoreError> {
        Ok(self.first(sql, args, |r| r.opt_int(0))?.flatten().unwrap_or(0))
    }

    /// Can the engine prepare this statement? (The test of every SQL text.)
    pub fn prepare(&self, sql: &str) -> Result<(), StoreError> {
        match &self.conn {
            Conn::Lite(c) => {
                c.prepare(&for_lite(sql)).map_err(|e| StoreError::Lite(e, sql.to_owned()))?;
            }
            Conn::Pg(p) => {
                p.borrow_mut().statement(sql)?;
            }
        }
        Ok(())
    }

    pub(crate) fn exec(&self, sql: &str, args: &[Val]) -> Result<u64, StoreError> {
        match &self.conn {
            Conn::Lite(c) => {
                let lite = |e| StoreError::Lite(e, sql.to_owned());
                let mut s = c.prepare_cached(&for_lite(sql)).map_err(lite)?;
                s.execute(rusqlite::params_from_iter(args)).map(|n| n as u64).map_err(lite)
            }
            Conn::Pg(p) => {
                let mut p = p.borrow_mut();
                let s = p.statement(sql)?;
                let args: Vec<&(dyn postgres::types::ToSql + Sync)> = args.iter().map(|a| a as _).collect();
                p.client.execute(&s, &args).map_err(|e| StoreError::Pg(e, sql.to_owned()))
            }
        }
    }

    pub(crate) fn batch(&self, sql: &str) -> Result<(), StoreError> {
        match &self.conn {
            Conn::Lite(c) => c.execute_batch(sql).map_err(|e| StoreError::Lite(e, sql.to_owned())),
            Conn::Pg(p) => {
                p.borrow_mut().client.batch_execute(sql).map_err(|e| StoreError::Pg(e, sql.to_owned()))
            }
        }
    }

    pub(crate) fn is_lite(&self) -> bool {
        matches!(self.conn, Conn::Lite(_))
    }
}

/// What a transaction changed, for those who keep sums of it.
#[derive(Default, Debug, Clone)]
pub struct Touched {
    /// People whose facts, affiliations or merges changed.
    pub people: BTreeSet<PersonId>,
    /// Organisations whose state, place in a tree or own facts changed.
    pub organisations: BTreeSet<OrganisationId>,
    /// Facts written (voiding ones too).
    pub facts: Vec<FactId>,
    /// Did any tree change?
    pub trees: bool,
}

impl Touched {
    /// What was touched later is touched too.
    pub(crate) fn add(&mut self, later: Touched) {
        self.people.extend(later.people);
        self.organisations.extend(later.organisations);
        self.facts.extend(later.facts);
        self.trees |= later.trees;
    }
}

/// One write transaction. Everything in it happens or nothing does.
pub struct Tx<'a> {
    pub(crate) view: View<'a>,
    pub(crate) txn: i64,
    pub(crate) next_row: Cell<i64>,
    pub(crate) changed: RefCell<BTreeSet<String>>,
    pub(crate) touched: RefCell<Touched>,
    /// The account that acts; none for the command line.
    pub account: Option<AccountId>,
}

impl<'a> std::ops::Deref for Tx<'a> {
    type Target = View<'a>;
    fn deref(&self) -> &View<'a> {
        &self.view
    }
}

impl Tx<'_> {
    /// The number of this transaction in the log.
    pub fn txn(&self) -> i64 {
        self.txn
    }

    /// A new id: unique in the whole database, growing with time.
    pub fn new_id(&self) -> i64 {
        let n = self.next_row.get();
        self.next_row.set(n + 1);
        (self.txn << kernel::id::ROW_BITS) | n
    }

    /// Writes one row of a kept table (append-only or of two clocks) and gives its new id.
    /// `columns` leaves `id` out.
    pub fn insert(&self, table: &str, columns: &str, values: &[Val]) -> Result<i64, StoreError> {
        let id = self.new_id();
        let mut all = Vec::with_capacity(values.len() + 1);
        all.push(Val::Int(id));
        all.extend_from_slice(values);
        self.bulk(table, &format!("id, {columns}"), "", all.len(), &all)?;
        self.changed.borrow_mut().insert(table.to_owned());
        Ok(id)
    }

    /// Keeps beside this act whom it was about and the words that were typed as its reason: unlike the line of the log
    /// itself these can be emptied when the person is de-identified.
    pub fn note(&self, subject: &str, detail: &str, people: i64) -> Result<(), StoreError> {
        let values = [subject.into(), detail.into(), people.into()];
        self.insert("store_look", "subject, detail, people", &values).map(|_| ())
    }

    /// The same, with the tops of the subtrees whose people were in reach: who was in the list follows from it.
    pub fn note_at(
        &self,
        subject: &str,
        detail: &str,
        people: i64,
        tops: &[OrganisationId],
    ) -> Result<(), StoreError> {
        let values = [subject.into(), detail.into(), people.into()];
        let look = self.insert("store_look", "subject, detail, people", &values)?;
        for top in tops {
            self.insert("store_look_place", "look, organisation", &[look.into(), (*top).into()])?;
        }
        Ok(())
    }

    /// Writes many rows of a kept table; each row begins with its id (from [`Tx::new_id`]).
    pub fn insert_all(
        &self,
        table: &str,
        columns: &str,
        width: usize,
        values: &[Val],
    ) -> Result<(), StoreError> {
        if values.is_empty() {
            return Ok(());
        }
        self.changed.borrow_mut().insert(table.to_owned());
        self.bulk(table, columns, "", width, values)
    }

    /// Ends our belief in a row of two clocks: it stays, with the number of this transaction.
    /// False when somebody ended it before.
    pub fn retire(&self, table: &str, id: i64) -> Result<bool, StoreError> {
        self.changed.borrow_mut().insert(table.to_owned());
        let sql = format!("update {table} set retired_txn = $1 where id = $2 and retired_txn is null");
        Ok(self.view.exec(&sql, &[self.txn.into(), id.into()])? == 1)
    }

    /// Ends our belief in many rows at once. Gives how many there were that nobody had ended before.
    pub fn retire_all(&self, table: &str, ids: &[i64]) -> Result<u64, StoreError> {
        if ids.is_empty() {
            return Ok(0);
        }
        self.changed.borrow_mut().insert(table.to_owned());
        let mut done = 0;
        for chunk in ids.chunks(MOST_IDS) {
            let sql = format!("update {table} set retired_txn = $0 where id in ($1) and retired_txn is null");
            let (sql, mut args) = with_list(&sql, chunk);
            let sql = sql.replace("$0", &format!("${}", args.len() + 1));
            args.push(self.txn.into());
            done += self.view.exec(&sql, &args)?;
        }
        Ok(done)
    }

    /// Changes rows of a table that is not kept about many ids at once: the `in ($1)` of `sql` becomes a list of them.
    pub fn derive_in(&self, sql: &str, ids: &[i64]) -> Result<u64, StoreError> {
        let mut done = 0;
        for chunk in ids.chunks(MOST_IDS) {
            let (sql, args) = with_list(sql, chunk);
            done += self.view.exec(&sql, &args)?;
        }
        Ok(done)
    }

    /// Changes a table that is not kept: sessions, sums, anything that can be made again.
    pub fn derive(&self, sql: &str, args: &[Val]) -> Result<u64, StoreError> {
        self.view.exec(sql, args)
    }

    /// Writes many rows of a table that is not kept; `tail` may hold `on conflict …`.
    pub fn derive_all(
        &self,
        table: &str,
        columns: &str,
        tail: &str,
        width: usize,
        values: &[Val],
    ) -> Result<(), StoreError> {
        self.bulk(table, columns, tail, width, values)
    }

    fn bulk(
        &self,
        table: &str,
        columns: &str,
        tail: &str,
        width: usize,
        values: &[Val],
    ) -> Result<(), StoreError> {
        let holes =
            |from: usize| (from..from + width).map(|i| format!("${i}")).collect::<Vec<_>>().join(", ");
        match &self.view.conn {
            Conn::Lite(c) => {
                let sql = format!("insert into {table} ({columns}) values ({}) {tail}", holes(1));
                let lite = |e| StoreError::Lite(e, sql.clone());
                let mut statement = c.prepare_cached(&for_lite(&sql)).map_err(lite)?;
                for row in values.chunks(width) {
                    statement.execute(rusqlite::params_from_iter(row)).map_err(lite)?;
                }
            }
            Conn::Pg(_) => {
                // the protocol takes at most 65535 values in one statement
                let most = (30_000 / width).clamp(1, 500);
                for chunk in values.chunks(width * most) {
                    let rows = chunk.len() / width;
                    let all: Vec<String> = (0..rows).map(|r| format!("({})", holes(r * width + 1))).collect();
                    self.view.exec(
                        &format!("insert into {table} ({columns}) values {} {tail}", all.join(", ")),
                        chunk,
                    )?;
                }
            }
        }
        Ok(())
    }

    /// Does a part of the work so that it can fail alone: what it wrote is taken back, the rest of the transaction
    /// stands.
    pub fn attempt<T>(&self, part: impl FnOnce(&Self) -> kernel::Result<T>) -> kernel::Result<T> {
        let (changed, touched) = (self.changed.borrow().clone(), self.touched.borrow().clone());
        self.view.batch("savepoint part")?;
        let out = part(self);
        match &out {
            Ok(_) => self.view.batch("release savepoint part")?,
            Err(_) => {
                self.view.batch("rollback to savepoint part; release savepoint part")?;
                *self.changed.borrow_mut() = changed;
                *self.touched.borrow_mut() = touched;
            }
        }
        out
    }

    /// Says that a person's facts or affiliations changed.
    pub fn touch_person(&self, person: PersonId) {
        self.touched.borrow_mut().people.insert(person);
    }
    /// Says that an organisation's state or own facts changed.
    pub fn touch_organisation(&self, organisation: OrganisationId) {
        self.touched.borrow_mut().organisations.insert(organisation);
    }
    /// Says that a tree changed.
    pub fn touch_trees(&self) {
        self.touched.borrow_mut().trees = true;
    }
}
