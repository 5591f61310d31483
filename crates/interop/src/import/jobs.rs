//! Long work on its way: it goes on when the browser is closed, tells how far it is, and is handed over once.
//! What it gave lies here; how far it is stands in the database too, for other processes and for the time after a
//! crash ([`super::store::Told`]).
//!
//! A list is one transaction: if the machine stops, nothing of it is written, and [`super::store::Upload::begun`]
//! says that it had begun.
use super::store::{self, Told};
use super::{Choices, Done, FoundSheet};
use ::store::Db;
use ::store::sockets::Progress;
use kernel::{Failure, Moment};
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// So many files are read or written at once; others wait, so that memory has a bound.
const AT_ONCE: usize = 2;
/// So many results wait to be fetched; the oldest go.
const KEPT: usize = 32;

/// What a piece of work gave.
pub(crate) enum Outcome {
    /// What would happen, and how the file was read; or why the house takes nothing.
    Seen(Box<Seen>),
    /// It is written.
    Written(Box<Done>),
    /// The columns are not those that were looked at.
    Changed,
    /// Nothing was written, for this reason.
    Failed(Failure),
}

/// A dry run.
pub(crate) struct Seen {
    pub repaired: Vec<String>,
    pub sheets: Vec<FoundSheet>,
    pub done: Result<Done, Vec<String>>,
}

/// What is done with a file.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) enum Task {
    /// Look what would happen.
    Look,
    /// Bring it in.
    Write,
}

impl Task {
    /// Its code in the database.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Task::Look => "look",
            Task::Write => "write",
        }
    }
}

/// A look that takes less is not told of.
const SHORT: Duration = Duration::from_millis(500);
/// How often it is told how far the work is.
const EVERY: Duration = Duration::from_secs(1);

/// Where it is told how far the work on a file is.
struct Board {
    db: Db,
    upload: i64,
    task: Task,
    began: Moment,
}

impl Board {
    /// Tells how far the work is. That it cannot be told is no reason to stop the work.
    fn tell(&self, progress: &Progress) {
        let (task, seen) = (self.task.code().to_owned(), self.db.clock().now());
        let told = Told { task, far: progress.far(), began: self.began, seen };
        if let Err(e) = store::tell(&self.db, self.upload, &told) {
            tracing::warn!(error = ?e, "how far a list is could not be told");
        }
    }

    /// Tells of the work until it is over.
    fn keep_telling(&self, progress: &Progress, over: &AtomicBool) {
        // a write is told of before it takes the writer, for it may be cut off; a look only when it takes long
        let mut is_told = self.task == Task::Write;
        std::thread::park_timeout(SHORT);
        while !over.load(Ordering::SeqCst) {
            self.tell(progress);
            is_told = true;
            std::thread::park_timeout(EVERY);
        }
        if is_told && let Err(e) = store::tell_over(&self.db, self.upload, self.task.code()) {
            tracing::warn!(error = ?e, "that a list is done could not be told");
        }
    }
}

struct Job {
    progress: Progress,
    began: Moment,
    choices: Choices,
    order: u64,
    outcome: Option<Outcome>,
}

#[derive(Default)]
struct Work {
    jobs: HashMap<(i64, Task), Job>,
    running: usize,
    count: u64,
}

struct Inner {
    work: Mutex<Work>,
    changed: Condvar,
}

/// The long work of this program; `server` plugs it in.
#[derive(Clone)]
pub struct Jobs {
    inner: Arc<Inner>,
    patience: Duration,
}

/// How it stands with a piece of work.
pub(crate) enum Standing {
    /// It is done: here it is, once.
    Done(Outcome, Choices),
    /// It goes on.
    Running { progress: Progress, began: Moment },
    /// Nobody works on it.
    None,
}

impl Jobs {
    /// A page waits so long for an answer before it shows how far the work is.
    pub fn new(patience: Duration) -> Jobs {
        let inner = Inner { work: Mutex::new(Work::default()), changed: Condvar::new() };
        Jobs { inner: Arc::new(inner), patience }
    }

    fn lock(&self) -> MutexGuard<'_, Work> {
        self.inner.work.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Begins the work unless it goes on already, and waits a little for its end.
    pub(crate) fn run(
        &self,
        db: &Db,
        key: (i64, Task),
        choices: &Choices,
        began: Moment,
        work: impl FnOnce(Progress) -> Outcome + Send + 'static,
    ) -> kernel::Result<Standing> {
        let mut held = self.lock();
        let goes_on = held
            .jobs
            .get(&key)
            .is_some_and(|j| j.outcome.is_none() && (key.1 == Task::Write || j.choices == *choices));
        if !goes_on {
            held.count += 1;
            let progress = Progress::default();
            let order = held.count;
            held.jobs.insert(
                key,
                Job { progress: progress.clone(), began, choices: choices.clone(), order, outcome: None },
            );
            let jobs = self.clone();
            let board = Board { db: db.clone(), upload: key.0, task: key.1, began };
            let thread = std::thread::Builder::new().name("list".to_owned());
            thread
                .spawn(move || jobs.work(&board, (key, order), progress, work))
                .map_err(|e| Failure::broken(e.to_string()))?;
        }
        let waiting = |w: &mut Work| w.jobs.get(&key).is_some_and(|j| j.outcome.is_none());
        let (held, _) = self
            .inner
            .changed
            .wait_timeout_while(held, self.patience, waiting)
            .unwrap_or_else(PoisonError::into_inner);
        drop(held);
        Ok(self.standing(key))
    }

    /// How it stands; a result is handed over once.
    pub(crate) fn standing(&self, key: (i64, Task)) -> Standing {
        let mut held = self.lock();
        match held.jobs.get(&key) {
            None => Standing::None,
            Some(job) if job.outcome.is_none() => {
                Standing::Running { progress: job.progress.clone(), began: job.began }
            }
            Some(_) => match held.jobs.remove(&key) {
                Some(Job { outcome: Some(outcome), choices, .. }) => Standing::Done(outcome, choices),
                _ => Standing::None,
            },
        }
    }

    /// Does somebody work on it, or does a result wait?
    pub(crate) fn knows(&self, key: (i64, Task)) -> Option<(bool, Choices)> {
        self.lock().jobs.get(&key).map(|j| (j.outcome.is_none(), j.choices.clone()))
    }

    /// The work itself, in its own thread, when there is room.
    fn work(
        &self,
        board: &Board,
        (key, order): ((i64, Task), u64),
        progress: Progress,
        work: impl FnOnce(Progress) -> Outcome,
    ) {
        let (told, over) = (progress.clone(), AtomicBool::new(false));
        if key.1 == Task::Write {
            board.tell(&progress);
        }
        let outcome = std::thread::scope(|threads| {
            let teller = threads.spawn(|| board.keep_telling(&told, &over));
            let held = self.lock();
            let mut held = self
                .inner
                .changed
                .wait_while(held, |w| w.running >= AT_ONCE)
                .unwrap_or_else(PoisonError::into_inner);
            held.running += 1;
            drop(held);
            let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| work(progress)));
            over.store(true, Ordering::SeqCst);
            teller.thread().unpark();
            outcome.unwrap_or_else(|_| Outcome::Failed(Failure::broken("a panic while a list was read")))
        });
        let mut held = self.lock();
        held.running -= 1;
        // a newer look at the same file has taken the place
        if let Some(job) = held.jobs.get_mut(&key).filter(|j| j.order == order) {
            job.outcome = Some(outcome);
        }
        let done = |j: &Job| j.outcome.is_some();
        if held.jobs.values().filter(|j| done(j)).count() > KEPT
            && let Some(oldest) =
                held.jobs.iter().filter(|(_, j)| done(j)).min_by_key(|(_, j)| j.order).map(|(k, _)| *k)
        {
            held.jobs.remove(&oldest);
        }
        drop(held);
        self.inner.changed.notify_all();
    }
}
