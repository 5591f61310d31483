//! CSV: every cell of every table in one long, tidy table, one cell a line, so that any program can filter and pivot
//! without guessing at merged heads.
//!
//! Comma, not semicolon: RFC 4180, what importers and scripts expect; no value here carries a decimal comma except
//! printed percentages, which are quoted. Who wants to open numbers with a double click has the XLSX.
//! UTF-8 with the byte order mark, without which Excel breaks Vietnamese letters.

use crate::fair_copy::{cleaned, one_line};
use crate::{Cell, Failed, Paper, Table};

/// The columns of the long table.
pub(crate) const HEAD: [&str; 8] =
    ["số bảng", "bảng", "số dòng", "dòng", "cột", "giá trị", "tử số", "mẫu số"];

/// One cell of one table.
pub(crate) struct Line<'a> {
    /// Counted from 1 over the whole paper.
    pub(crate) table: usize,
    pub(crate) caption: String,
    /// Counted from 1 in its table.
    pub(crate) row: usize,
    /// What the row is about: its first cell with letters.
    pub(crate) label: String,
    pub(crate) column: String,
    pub(crate) cell: &'a Cell,
}

/// Every cell that holds something, in reading order.
pub(crate) fn lines(paper: &Paper) -> impl Iterator<Item = Line<'_>> {
    paper.tables().enumerate().flat_map(|(at, (_, table))| table_lines(at + 1, table))
}

/// The long table of all cells as CSV: UTF-8 with byte order mark, comma, CRLF.
///
/// # Errors
/// When a table is ragged; see [`Failed`].
pub fn csv(paper: &Paper) -> Result<Vec<u8>, Failed> {
    let paper = cleaned(paper)?;
    let mut bytes = "\u{feff}".as_bytes().to_vec();
    let mut writer = ::csv::WriterBuilder::new().terminator(::csv::Terminator::CRLF).from_writer(&mut bytes);
    writer.write_record(HEAD)?;
    for line in lines(&paper) {
        let (value, numerator, denominator) = match line.cell {
            Cell::Text(text) => (harmless(text), String::new(), String::new()),
            Cell::Count(count) => (count.to_string(), String::new(), String::new()),
            Cell::Percent { numerator, denominator, text } => {
                (harmless(text), numerator.to_string(), denominator.to_string())
            }
            Cell::Blank => continue,
        };
        writer.write_record([
            line.table.to_string(),
            harmless(&line.caption),
            line.row.to_string(),
            harmless(&line.label),
            harmless(&line.column),
            value,
            numerator,
            denominator,
        ])?;
    }
    writer.flush()?;
    drop(writer);
    Ok(bytes)
}

/// Keeps a spreadsheet from running a text as a formula: `'` before `=`, `+`, `-`, `@` and their full-width kin.
/// A lone dash means "none" in Vietnamese tables and is left.
fn harmless(text: &str) -> String {
    let bare = text.trim_start();
    let risky =
        bare.starts_with(['=', '+', '@', '＝', '＋', '＠', '－']) || (bare.starts_with('-') && bare != "-");
    if risky { format!("'{text}") } else { text.to_owned() }
}

fn table_lines(number: usize, table: &Table) -> impl Iterator<Item = Line<'_>> {
    let caption =
        if table.caption.is_empty() { format!("Bảng {number}") } else { one_line(&[&table.caption]) };
    table.rows.iter().enumerate().flat_map(move |(at, row)| {
        let caption = caption.clone();
        let label = label(&row.cells);
        table.columns.iter().zip(&row.cells).filter(|(_, cell)| **cell != Cell::Blank).map(
            move |(column, cell)| Line {
                table: number,
                caption: caption.clone(),
                row: at + 1,
                label: label.clone(),
                column: one_line(&[&column.title]),
                cell,
            },
        )
    })
}

fn label(cells: &[Cell]) -> String {
    let texts = || {
        cells.iter().filter_map(|cell| if let Cell::Text(text) = cell { Some(text.as_str()) } else { None })
    };
    // "III", "a)" and "1.2" are ordinals, not names.
    let is_name = |text: &&str| {
        let letters = || text.chars().filter(|sign| sign.is_alphabetic());
        letters().count() > 2 && !letters().all(|sign| "IVXLC".contains(sign))
    };
    let named = texts().find(is_name);
    one_line(&[named.or_else(|| texts().next()).unwrap_or_default()])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_formula_becomes_text() {
        let guarded: Vec<String> =
            ["=1+1", " =1+1", "+84", "-1+1", "@sum", "＝1", "-", "Lò Thị Hằng", "63,4 %"]
                .map(harmless)
                .to_vec();
        assert_eq!(
            guarded,
            ["'=1+1", "' =1+1", "'+84", "'-1+1", "'@sum", "'＝1", "-", "Lò Thị Hằng", "63,4 %"]
        );
    }

    #[test]
    fn a_row_is_named_by_its_first_words() {
        let text = |text: &str| Cell::Text(text.to_owned());
        assert_eq!(label(&[text("III"), text("CĐCS Công ty Chè"), text("ghi chú")]), "CĐCS Công ty Chè");
        assert_eq!(label(&[Cell::Count(1), text("1.2")]), "1.2");
        assert_eq!(label(&[Cell::Blank]), "");
    }
}
