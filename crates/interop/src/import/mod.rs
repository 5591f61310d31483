//! Bringing lists in: a file goes through the sheet room, a house takes its rows, and the whole is one
//! transaction that can be tried out first and taken back afterwards.
//!
//! Nothing here knows what a list is about. A house declares its columns and takes rows
//! ([`store::sockets::SheetSource`]); this room finds the columns in the sheets, reads their cells, names what
//! it could not read, and keeps who brought what in.
mod columns;
mod days;
pub mod forgetting;
mod jobs;
pub mod pages;
mod reading;
mod service;
pub mod store;

use crate::sheet::{Header, Skipped};
use ::store::Entry;
use ::store::sockets::{Progress, SheetSource};
use kernel::sheet::{SheetRow, Tally};
use kernel::{Date, OrganisationId};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

pub use jobs::Jobs;
pub use service::{bring_in, undo};

/// Every kind of list that can be brought in; `server` plugs it into the program.
pub struct Sources(Vec<Arc<dyn SheetSource>>);

impl Sources {
    /// These kinds of lists, in the order in which they are offered.
    pub fn new(all: Vec<Box<dyn SheetSource>>) -> Sources {
        Sources(all.into_iter().map(Arc::from).collect())
    }
    /// The source of this kind.
    pub fn find(&self, code: &str) -> Option<&Arc<dyn SheetSource>> {
        self.0.iter().find(|s| s.code() == code)
    }
    /// All kinds.
    pub fn all(&self) -> impl Iterator<Item = &dyn SheetSource> {
        self.0.iter().map(|s| &**s)
    }
}

/// What is to be brought in, for whom, by whom.
#[derive(Clone, Debug)]
pub struct Order {
    /// The unit whose list it is.
    pub unit: OrganisationId,
    /// The thing inside the unit that the list belongs to (a class), if any.
    pub subject: Option<i64>,
    /// The day of the list.
    pub on: Date,
    /// Since when people without a date of their own belong to the unit.
    pub since: Date,
    /// The file's name on the sender's machine.
    pub file_name: String,
    /// Say what would happen and change nothing.
    pub dry_run: bool,
    /// The line of the log.
    pub entry: Entry,
    /// Where the work tells how far it is.
    pub progress: Progress,
}

/// What the user says of a file. Nothing said means: as the program finds it.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Choices {
    /// By sheet: which wanted column ([`Placed::key`]) is which column of the file (A is 0). What is said of a
    /// sheet is all of it: a wanted column that is not named is not read. A hidden sheet is read only when named.
    pub columns: BTreeMap<String, BTreeMap<String, usize>>,
    /// Sheets that are not read.
    pub leave_out: BTreeSet<String>,
}

/// What became of a file.
#[derive(Clone, Debug)]
pub struct Done {
    /// What became of its rows.
    pub tally: Tally,
    /// The transaction; none for a dry run.
    pub txn: Option<i64>,
    /// The import that can be taken back; none for a dry run.
    pub import: Option<i64>,
    /// What was mended in the whole file, to be shown to the sender.
    pub repaired: Vec<String>,
    /// What was found, sheet by sheet.
    pub sheets: Vec<FoundSheet>,
    /// The first rows as they were handed to the house.
    pub preview: Vec<SheetRow>,
}

/// What was found in one sheet.
#[derive(Clone, Debug, Default)]
pub struct FoundSheet {
    /// Its name.
    pub name: String,
    /// Hidden in Excel.
    pub hidden: bool,
    /// Why its rows were not read, if they were not.
    pub note: Option<String>,
    /// It was not read because somebody said so, or because it is hidden.
    pub is_left_out: bool,
    /// The row or rows of the header; none when no table was found.
    pub header_rows: Vec<u32>,
    /// The wanted columns, found or not.
    pub columns: Vec<Placed>,
    /// The titles found, known or not, with the first values below them.
    pub headers: Vec<Header>,
    /// Titles that no wanted column claims.
    pub unmapped: Vec<Header>,
    /// Columns that are days of an attendance list.
    pub days: Vec<FoundDay>,
    /// Rows that are no data, and why.
    pub skipped: Vec<Skipped>,
    /// How many rows were read.
    pub rows: u32,
}

/// A wanted column and where it was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placed {
    /// The word that [`Choices::columns`] uses for it.
    pub key: &'static str,
    /// Its title on our templates.
    pub title: &'static str,
    /// The column of the file (A is 0).
    pub column: Option<usize>,
    /// The title is as good as the one on our templates; else a look is wise.
    pub is_sure: bool,
}

/// A day column of an attendance list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundDay {
    /// Which day of the class, from 1.
    pub number: usize,
    /// Its title in the file.
    pub title: String,
    /// The column of the file (A is 0).
    pub column: usize,
}
