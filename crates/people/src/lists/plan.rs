//! What a list would do to people: made without writing, written at once.
use super::store::{self, BasisKey};
use crate::person::model::{Affiliation, Person};
use crate::person::service::{Joining, add};
use crate::person::store as people;
use ::store::Tx;
use ::store::sockets::{Progress, Stage, Weighed};
use kernel::sheet::{RowFault, SheetRow, Tally};
use kernel::{Date, Result};

/// So many rows are written between two looks at how far it is.
const CHUNK: usize = 500;

/// What lists of people are compared with.
const RESTS_ON: &[&str] = &[
    "people_organisation",
    "people_organisation_state",
    "people_place",
    "people_person",
    "people_person_state",
    "people_person_merge",
    "people_affiliation",
    "people_basis",
];

/// What would become of each row, and what would be written.
#[derive(Default)]
pub(crate) struct Plan {
    pub tally: Tally,
    /// New states of known people, with the rows that they replace.
    pub states: Vec<(i64, Person)>,
    /// New people.
    pub new: Vec<Joining>,
    /// Stretches that end or are corrected.
    pub retire: Vec<Affiliation>,
    /// Stretches that begin.
    pub begin: Vec<Affiliation>,
    /// What stretches rest on: rows that go, rows that come.
    pub old_bases: Vec<i64>,
    pub bases: Vec<(BasisKey, String)>,
}

impl Plan {
    /// A row that is left out.
    pub fn fault(&mut self, row: &SheetRow, message: impl Into<String>) {
        self.tally.errors.push(said(row, message));
    }
    /// A row that is worth a look.
    pub fn note(&mut self, row: &SheetRow, message: impl Into<String>) {
        self.tally.notes.push(said(row, message));
    }
    /// A row that repeats another one.
    pub fn repeats(&mut self, row: &SheetRow, name: &str, first: u32) {
        self.tally.duplicates += 1;
        self.note(row, format!("“{name}” trùng với dòng {first} của tệp; chỉ tính một lần."));
    }
    /// Counts a row by whether it changed something.
    pub fn count(&mut self, changed: bool) {
        if changed {
            self.tally.updated += 1;
        } else {
            self.tally.unchanged += 1;
        }
    }
    /// Ends a stretch on a day.
    pub fn end(&mut self, a: &Affiliation, on: Date) {
        self.retire.push(a.clone());
        if a.from < on {
            self.begin.push(Affiliation { to: on, ..a.clone() });
        }
    }

    /// What was worked out, to be written later as it is.
    pub fn weighed(self, source: &'static str) -> Weighed {
        Weighed {
            tally: self.tally.clone(),
            rests_on: RESTS_ON,
            write: Some(Box::new(move |tx, progress| self.write(tx, source, progress).map(|_| ()))),
        }
    }

    /// Writes it all.
    pub fn write(&self, tx: &Tx, source: &str, progress: &Progress) -> Result<Tally> {
        progress.begin(Stage::Writing, self.states.len() + self.new.len() + self.retire.len());
        let old: Vec<i64> = self.states.iter().map(|(row, _)| *row).collect();
        tx.retire_all("people_person_state", &old)?;
        for chunk in self.states.chunks(CHUNK) {
            people::add_states(tx, chunk.iter().map(|(_, p)| p))?;
            progress.step(chunk.len());
        }
        for chunk in self.new.chunks(CHUNK) {
            add(tx, chunk, source)?;
            progress.step(chunk.len());
        }
        for chunk in self.retire.chunks(CHUNK) {
            let ids: Vec<i64> = chunk.iter().map(|a| a.id).collect();
            tx.retire_all("people_affiliation", &ids)?;
            chunk.iter().for_each(|a| tx.touch_person(a.person));
            progress.step(chunk.len());
        }
        people::add_affiliations(tx, &self.begin)?;
        tx.retire_all("people_basis", &self.old_bases)?;
        store::add_bases(tx, &self.bases)?;
        progress.begin(Stage::Counting, 0);
        Ok(self.tally.clone())
    }
}

pub(crate) fn said(row: &SheetRow, message: impl Into<String>) -> RowFault {
    RowFault { sheet: row.sheet.clone(), row: row.row, message: message.into() }
}
