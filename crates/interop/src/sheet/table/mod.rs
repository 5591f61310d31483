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
    let mut best: Option<header::Candidate> = None;
    for (at, row) in sheet.rows.iter().enumerate().take(LOOK_AT) {
        let below = sheet.rows.get(at + 1).filter(|below| below.number == row.number + 1);
        for candidate in [
            Some(header::candidate(sheet, row.number, false, &wanted)),
            below.map(|_| header::candidate(sheet, row.number, true, &wanted)),
        ]
        .into_iter()
        .flatten()
        {
            // a deeper or later header must be truly better
            if candidate.is_enough() && best.as_ref().is_none_or(|best| candidate.score > best.score + 0.05) {
                best = Some(candidate);
            }
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
