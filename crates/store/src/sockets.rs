//! Sockets: small traits that a house fills and `server` plugs in, so that houses need not know each other.

use crate::chain::Finding;
use crate::tx::{Touched, Tx, View};
use crate::value::Val;
use kernel::{Act, Actor, Date, Moment, OrganisationId, PersonId, Result, sheet};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

/// Keeps sums of facts and affiliations current, inside the transaction that changed them.
pub trait Reckoner: Send + Sync {
    /// Brings the sums up to date with what this transaction touched. What it touches itself is handed to
    /// those after it.
    fn reckon(&self, tx: &Tx, touched: &Touched) -> Result<()>;
    /// Counts everything again from the kept rows and says where the sums differ.
    fn check(&self, view: &View) -> Result<Vec<Finding>>;
    /// Throws the sums away and makes them again (after a restore, or a change of policy).
    fn rebuild(&self, tx: &Tx) -> Result<()>;
}

/// One row of a list as it stands now, in the words of a spreadsheet, by the keys of its columns.
pub type Present = BTreeMap<&'static str, String>;

/// A house that takes lists from spreadsheets, and gives them out.
pub trait SheetSource: Send + Sync {
    /// The stable code of this kind of list ("people", "attendance").
    fn code(&self) -> &'static str;
    /// What the list is called on the screen, in Vietnamese.
    fn title(&self) -> &'static str;
    /// What one row is about, in Vietnamese ("người", "đơn vị").
    fn noun(&self) -> &'static str {
        "người"
    }
    /// The columns such a list may have.
    fn columns(&self) -> &'static [sheet::Column];
    /// Which right one needs to bring it in.
    fn act(&self) -> Act {
        Act::Import
    }
    /// Which right one needs to take it out, and to see what it is about.
    fn see(&self) -> Act {
        Act::SeePeople
    }
    /// Where the things of the list are seen, for the list of a unit (its code, ready for an address).
    fn page(&self, unit: &str) -> String {
        format!("/nguoi?don_vi={unit}")
    }
    /// The list as it stands: brought in again unchanged, it changes nothing. None when this kind of list is
    /// not given out.
    fn present(&self, _: &View, _: OrganisationId, _: Date) -> Result<Option<Vec<Present>>> {
        Ok(None)
    }
    /// Opens the national ids of the rows of [`SheetSource::present`], where the house keeps them. Who asks, and
    /// for what purpose, is written down before.
    fn open_numbers(&self, _: &View, _: OrganisationId, _: Date, _: &mut [Present]) -> Result<()> {
        Ok(())
    }
    /// The values that a coded column may hold: for the drop-down lists of a template.
    fn choices(&self, _: &View, _: OrganisationId, _: Date) -> Result<Vec<(&'static str, Vec<String>)>> {
        Ok(Vec::new())
    }
    /// The thing inside a unit that a list belongs to (a class), in words, and its unit.
    fn subject(&self, _: &View, _: i64) -> Result<Option<(String, OrganisationId)>> {
        Ok(None)
    }
    /// Says what [`SheetSource::take`] would do, without writing and so without keeping others from writing.
    /// None when only doing it can tell.
    fn weigh(&self, _: &View, _: &SheetOrder, _: &[sheet::SheetRow]) -> Result<Option<Weighed>> {
        Ok(None)
    }
    /// Takes the rows. Rows with faults are left out and named; the caller rolls the transaction back
    /// for a dry run.
    fn take(&self, tx: &Tx, order: &SheetOrder, rows: &[sheet::SheetRow]) -> Result<sheet::Tally>;
}

/// What a list would do, worked out beside those who write.
pub struct Weighed {
    /// What would become of its rows.
    pub tally: sheet::Tally,
    /// The kept tables that it rests on: while none of them has changed, it may be written as it is.
    pub rests_on: &'static [&'static str],
    /// Writes what was worked out; none when [`SheetSource::take`] works it out again.
    pub write: Option<WriteWeighed>,
}

/// Writes what was worked out before.
pub type WriteWeighed = Box<dyn Fn(&Tx, &Progress) -> Result<()>>;

/// For whom and since when a list is brought in.
#[derive(Clone, Debug)]
pub struct SheetOrder {
    /// The unit whose list it is. Rows may name units below it, and none else.
    pub unit: OrganisationId,
    /// The thing inside the unit that the list belongs to (a class), if any.
    pub subject: Option<i64>,
    /// The day of the list.
    pub on: Date,
    /// Since when people without a date of their own belong to the unit.
    pub since: Date,
    /// The keys of the columns that the file has.
    pub columns: Vec<String>,
    /// Where the work tells how far it is.
    pub progress: Progress,
}

impl SheetOrder {
    /// Does the file have this column?
    pub fn has(&self, key: &str) -> bool {
        self.columns.iter().any(|c| c == key)
    }
}

/// How far a long work is; the worker tells, the page asks.
#[derive(Clone, Debug, Default)]
pub struct Progress(Arc<Far>);

#[derive(Debug, Default)]
struct Far {
    stage: AtomicU32,
    done: AtomicU32,
    of: AtomicU32,
}

/// What a long work is at.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Stage {
    /// It waits for its turn.
    Waiting,
    /// The file is read.
    Reading,
    /// Its rows are compared with what is known.
    Weighing,
    /// Rows are written.
    Writing,
    /// Sums that follow from the rows are brought up to date.
    Counting,
}

impl Stage {
    const ALL: [Stage; 5] =
        [Stage::Waiting, Stage::Reading, Stage::Weighing, Stage::Writing, Stage::Counting];

    /// Its place among all, from 0.
    pub fn number(self) -> u32 {
        Self::ALL.iter().position(|s| *s == self).and_then(|n| u32::try_from(n).ok()).unwrap_or(0)
    }
    /// The stage with this number.
    pub fn numbered(number: u32) -> Stage {
        usize::try_from(number).ok().and_then(|n| Self::ALL.get(n)).copied().unwrap_or(Stage::Waiting)
    }
}

impl Progress {
    /// A stage of so many steps begins.
    pub fn begin(&self, stage: Stage, of: usize) {
        self.0.done.store(0, Ordering::Relaxed);
        self.0.of.store(u32::try_from(of).unwrap_or(u32::MAX), Ordering::Relaxed);
        self.0.stage.store(stage.number(), Ordering::Relaxed);
    }
    /// So many more steps are done.
    pub fn step(&self, by: usize) {
        self.0.done.fetch_add(u32::try_from(by).unwrap_or(0), Ordering::Relaxed);
    }
    /// The stage, its steps done, its steps in all (0: not known).
    pub fn far(&self) -> (Stage, u32, u32) {
        let stage = Stage::numbered(self.0.stage.load(Ordering::Relaxed));
        let (done, of) = (self.0.done.load(Ordering::Relaxed), self.0.of.load(Ordering::Relaxed));
        (stage, done.min(of), of)
    }
}

/// A house that keeps things about people. Where they stand is data (`policy/privacy/inventory.toml`); the house says
/// what the data cannot: its codes in words, and how to forget what hangs on words instead of on a person's number.
pub trait Keeps: Send + Sync {
    /// A value of one of the house's columns in Vietnamese words; nothing when it speaks for itself.
    fn word(&self, view: &View, table: &str, column: &str, value: &Val) -> Result<Option<String>> {
        let _ = (view, table, column, value);
        Ok(None)
    }
    /// Lists of the house's own that name the person, as looks at them are written down.
    fn lists(&self, view: &View, person: PersonId) -> Result<Vec<Listed>> {
        let _ = (view, person);
        Ok(Vec::new())
    }
    /// Forgets what is left of a person outside the tables that name them. Gives how many rows went.
    fn forget(&self, tx: &Tx, subject: &Subject) -> Result<u64> {
        let _ = (tx, subject);
        Ok(0)
    }
}

/// A list that names somebody: a class with them in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// The subject of the looks at it.
    pub subject: &'static str,
    /// Their detail.
    pub detail: String,
    /// The row that put the person into it: looks before it did not show them.
    pub since: i64,
}

/// Who is to be forgotten, with every word by which they were known.
#[derive(Clone, Debug)]
pub struct Subject {
    /// The person.
    pub person: PersonId,
    /// Names, phone numbers, staff codes that any of their rows held.
    pub words: Vec<String>,
    /// Units they belong or belonged to.
    pub units: Vec<OrganisationId>,
}

/// Something that was done on a phone, perhaps without a signal, as it arrives.
#[derive(Clone, Debug)]
pub struct OfflineAct {
    /// Its own name (a UUID), given where it happened: the same name twice is the same act.
    pub uuid: String,
    /// What kind of act ("learning.lesson_finished").
    pub kind: String,
    /// Who did it.
    pub person: PersonId,
    /// What belongs to it.
    pub body: serde_json::Value,
    /// Our best estimate of the true moment, never after now.
    pub at: Moment,
    /// What the phone's clock said.
    pub device_at: Moment,
}

/// What became of an act that arrived.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Taken {
    /// It was kept.
    Kept,
    /// It is kept since before: the same act came again.
    Known,
    /// Two different truths about one thing: both are kept, a person decides. The words say what stood there.
    Conflict(String),
}

/// A house that takes acts from phones. An act that is wrong is refused by a [`kernel::Failure`]; what it had written
/// by then is taken back, and the acts beside it stay.
pub trait OutboxReceiver: Send + Sync {
    /// The kinds of act it takes.
    fn kinds(&self) -> &'static [&'static str];
    /// Takes one act, inside the transaction of its batch.
    fn take(&self, tx: &Tx, by: &Actor, act: &OfflineAct) -> Result<Taken>;
    /// Takes an act all the same that was refused or stood against another truth: `by` looked at both and decided.
    fn settle(&self, tx: &Tx, by: &Actor, act: &OfflineAct) -> Result<()> {
        let _ = (tx, by, act);
        Err(kernel::Failure::Conflict(
            "Việc này không nhận lại được. Hãy ghi lại bằng tay ở trang của nó.".to_owned(),
        ))
    }
    /// The units whose officers may decide about such an act; none: the person's own unit.
    fn place(&self, view: &View, act: &OfflineAct) -> Result<Option<OrganisationId>> {
        let _ = (view, act);
        Ok(None)
    }
    /// What the act says, in words for whoever decides.
    fn words(&self, view: &View, act: &OfflineAct) -> Result<String> {
        let _ = (view, act);
        Ok(String::new())
    }
}
