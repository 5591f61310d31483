//! What a list in a spreadsheet becomes before a house takes it: named cells, row by row.

use crate::time::Date;
use std::collections::BTreeMap;

/// A worker younger than this, in years, is a mistyped birth: lists and screens ask the same question.
pub const LEAST_AGE: i16 = 14;

/// A column that a list may have, as its house declares it.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// The key of the cell in [`SheetRow::cells`].
    pub key: &'static str,
    /// The column's title in our own templates ("Họ và tên").
    pub title: &'static str,
    /// Other titles that mean the same.
    pub synonyms: &'static [&'static str],
    /// Is the list worth nothing without it?
    pub required: bool,
    /// How its cells are read.
    pub reads: Reading,
}

/// How the cells of a column are read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reading {
    /// Any text.
    Text,
    /// A person's whole name.
    Name,
    /// Family and middle names, or the given name alone.
    NamePart,
    /// A date of birth, or only the year.
    Birth,
    /// A day.
    Day,
    /// Male or female.
    Sex,
    /// Ticked or not.
    Mark,
    /// A phone number.
    Phone,
    /// A citizen's identity number ("CCCD").
    NationalId,
    /// A whole number.
    Count,
    /// Present, excused, absent.
    Attendance,
}

/// What stood in a cell, read by its column's rule.
#[derive(Clone, PartialEq, Debug)]
pub enum CellValue {
    /// A text.
    Text(String),
    /// A whole number.
    Number(i64),
    /// A day.
    Day(Date),
    /// Only a year.
    Year(i16),
    /// Ticked (or male, or present).
    Yes,
    /// Not ticked (or female, or absent).
    No,
    /// Away with leave ("P").
    Excused,
}

/// One row of a list, as its house gets it.
#[derive(Clone, PartialEq, Debug)]
pub struct SheetRow {
    /// The sheet's name in the workbook.
    pub sheet: String,
    /// The row's number as the user sees it, from 1.
    pub row: u32,
    /// The cells that hold something.
    pub cells: BTreeMap<String, CellValue>,
}

impl SheetRow {
    /// The text of a cell.
    pub fn text(&self, key: &str) -> Option<&str> {
        match self.cells.get(key) {
            Some(CellValue::Text(t)) => Some(t),
            _ => None,
        }
    }
    /// Is the cell ticked?
    pub fn is_ticked(&self, key: &str) -> bool {
        self.cells.get(key) == Some(&CellValue::Yes)
    }
}

/// What is wrong with one row; the row was left out, the others were kept.
#[derive(Clone, PartialEq, Eq, Debug, serde::Serialize)]
pub struct RowFault {
    /// The sheet's name.
    pub sheet: String,
    /// The row's number as the user sees it, from 1.
    pub row: u32,
    /// What is wrong and how to mend it.
    pub message: String,
}

/// What became of a list.
#[derive(Clone, PartialEq, Eq, Debug, Default, serde::Serialize)]
pub struct Tally {
    /// Rows with content that were read.
    pub rows: u32,
    /// New things made.
    pub created: u32,
    /// Known things changed.
    pub updated: u32,
    /// Known things found as they were.
    pub unchanged: u32,
    /// Rows that repeat an earlier row of the same file.
    pub duplicates: u32,
    /// Rows left out, each with its reason.
    pub errors: Vec<RowFault>,
    /// Things worth a look that did not stop a row.
    pub notes: Vec<RowFault>,
}
