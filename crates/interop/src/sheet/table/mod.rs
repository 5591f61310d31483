//! Where in a sheet is the table, what does each column mean, and which rows are people or units?
mod columns;
mod header;
mod located;
mod rows;
#[cfg(test)]
mod tests;

pub use columns::{Column, keys, people_columns, unit_columns};
pub use located::{Header, Located, Placed};
pub use rows::{RowFault, Skipped, Why};

use super::book::{Book, Sheet};

/// A header stands within this many rows with content.
const LOOK_AT: usize = 60;

/// Finds the table in a sheet, if it has the columns asked for.
///
/// Header rows are one or two deep. A row is a header if at least two columns are known by their titles or
/// synonyms (or one, without doubt, when no second one was asked for or is there).
pub fn locate(sheet: &Sheet, columns: &[Column]) -> Option<Located> {
    let wanted = header::Wanted::of(columns);
    let numbers: Vec<u32> = sheet.rows.iter().take(LOOK_AT).map(|row| row.number).collect();
    let single = numbers.iter().map(|number| (*number, false));
    let double = numbers.windows(2).filter_map(|pair| match pair {
        [upper, lower] if *lower == upper + 1 => Some((*upper, true)),
        _ => None,
    });
    let mut best: Option<header::Candidate> = None;
    for (number, deep) in single.chain(double) {
        let candidate = header::candidate(sheet, number, deep, &wanted);
        // a later or a deeper header must be truly better
        if candidate.is_enough() && best.as_ref().is_none_or(|best| candidate.score > best.score + 0.05) {
            best = Some(candidate);
        }
    }
    Some(Located::build(sheet, columns, best?))
}

/// The sheet of a book in which the table is found best, and the table.
/// Visible sheets win over hidden ones.
pub fn locate_best(book: &Book, columns: &[Column]) -> Option<(usize, Located)> {
    let mut best: Option<(usize, Located)> = None;
    for (at, sheet) in book.sheets.iter().enumerate() {
        let Some(located) = locate(sheet, columns) else { continue };
        let rank = |at: usize, located: &Located| {
            let hidden = book.sheets.get(at).is_some_and(|sheet| sheet.hidden);
            (!hidden, located.missing().is_empty(), located.score)
        };
        if best.as_ref().is_none_or(|(old, table)| rank(at, &located) > rank(*old, table)) {
            best = Some((at, located));
        }
    }
    best
}
