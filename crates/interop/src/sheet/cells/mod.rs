//! One cell in, one value out: or nothing, or a fault with the words to mend it.
//! The readers know no column and no file, so the same ones serve a web form.
mod birth;
mod fault;
mod marks;
mod name;
mod national_id;
mod number;
mod phone;
#[cfg(test)]
mod tests;

pub use birth::{Birth, birth};
pub use fault::CellFault;
pub use marks::{Attendance, Sex, attendance, mark, sex, sex_from_columns};
pub use name::{label, split_name, whole_name};
pub use national_id::{NationalId, NationalIdKind, national_id};
pub use number::count;
pub use phone::phone;

use super::book::{Cell, CellValue};
use super::fold::fold;

/// What a cell says about one matter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Read<T> {
    /// It says this.
    Value(T),
    /// It says nothing, or says that there is none ("không có").
    Nothing,
    /// It says something we cannot take.
    Fault(CellFault),
}

impl<T> Read<T> {
    /// The value, if there is one.
    pub fn value(self) -> Option<T> {
        match self {
            Self::Value(value) => Some(value),
            _ => None,
        }
    }

    /// The fault, if there is one.
    pub fn fault(&self) -> Option<&CellFault> {
        match self {
            Self::Fault(fault) => Some(fault),
            _ => None,
        }
    }

    /// Nothing becomes a fault; for columns that must be filled.
    pub fn required(self) -> Self {
        match self {
            Self::Nothing => Self::Fault(CellFault::Missing),
            other => other,
        }
    }
}

/// What every reader does first: errors and unfinished formulas are faults, blank is nothing,
/// the rest is its text without the spaces around it.
fn plain(cell: &Cell) -> Read<String> {
    match &cell.value {
        CellValue::Error(code) => Read::Fault(CellFault::ErrorValue { code: code.clone() }),
        CellValue::Empty if cell.from_formula => Read::Fault(CellFault::FormulaWithoutValue),
        _ if cell.is_blank() => Read::Nothing,
        _ => Read::Value(spaces(&cell.text())),
    }
}

/// Text without spaces around it and with single ones inside.
fn spaces(text: &str) -> String {
    text.split(|c: char| c.is_whitespace() || c == '\u{feff}')
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// Ways to write "there is none": a dash, "không có", …
fn says_none(text: &str) -> bool {
    let folded = fold(text);
    if folded.is_empty() {
        return text.chars().all(|c| matches!(c, '-' | '–' | '—' | '_' | '.' | '/' | '\\' | ' '));
    }
    matches!(
        folded.as_str(),
        "khong"
            | "khong co"
            | "k"
            | "k co"
            | "ko"
            | "ko co"
            | "kh"
            | "chua co"
            | "chua"
            | "none"
            | "na"
            | "n a"
            | "khong ro"
            | "k ro"
            | "khong nho"
            | "nil"
            | "null"
            | "khong sdt"
            | "khong dt"
            | "khong dung"
            | "0"
    )
}
