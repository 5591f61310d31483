use super::columns::{Column, keys};
use super::header::{Candidate, Label};
use super::rows::{self, RowFault, Skipped};
use crate::sheet::book::{Cell, Row, Sheet};
use crate::sheet::cells::{self, Birth, Read, Sex};
use crate::sheet::fold::fold;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// How many values of a column are shown to the person who must say what it is.
const SAMPLES: usize = 5;

/// A title found in the sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// Its column (A is 0).
    pub column: usize,
    /// The title; "Giới tính / Nam" if it is two deep.
    pub title: String,
    /// The first values below it.
    pub samples: Vec<String>,
}

/// A wanted column and where it was found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Placed {
    /// The column (A is 0).
    pub column: usize,
    /// From 0 (a guess) to 1 (the very title, or said by the user).
    pub confidence: f32,
}

/// A table found in a sheet.
#[derive(Debug, Clone, PartialEq)]
pub struct Located {
    /// The row or rows of the header, as the sender sees them.
    pub header_rows: Vec<u32>,
    /// All titles, known or not.
    pub headers: Vec<Header>,
    /// Which wanted column is where.
    pub placed: BTreeMap<&'static str, Placed>,
    /// The column of running numbers ("STT"), which is nobody's data.
    pub ordinal: Option<usize>,
    /// The texts above the header: whose list, as of when.
    pub title: Vec<String>,
    /// Data rows, as places in `Sheet::rows`.
    pub rows: Vec<usize>,
    /// Rows that are no data, and why.
    pub skipped: Vec<Skipped>,
    /// Cells of data rows that hold errors or formulas without results.
    pub faults: Vec<RowFault>,
    /// How good the match is; only to compare sheets with each other.
    pub score: f32,
    columns: Vec<Column>,
}

impl Located {
    pub(super) fn build(sheet: &Sheet, columns: &[Column], candidate: Candidate) -> Self {
        let Candidate { rows: header_rows, labels, placed, score, .. } = candidate;
        let first = header_rows.first().copied().unwrap_or(0);
        let last = header_rows.last().copied().unwrap_or(0);
        let ordinal = labels.iter().find(|label| is_ordinal(label)).map(|label| label.column);
        let placed: BTreeMap<_, _> = placed
            .into_iter()
            .map(|(key, (column, confidence))| (key, Placed { column, confidence }))
            .collect();
        let mapped: Vec<usize> = placed.values().map(|placed| placed.column).collect();
        let sorted = rows::sort(sheet, last, &labels, &mapped, ordinal);
        let title = sheet
            .rows
            .iter()
            .take_while(|row| row.number < first)
            .flat_map(|row| &row.cells)
            .map(|(_, cell)| cell.text().trim().to_string())
            .filter(|text| !text.is_empty())
            .collect();
        let samples = |column: usize| {
            let rows = sorted.rows.iter().filter_map(|at| sheet.rows.get(*at));
            rows.map(|row| row.cell(column))
                .filter(|cell| !cell.is_blank())
                .take(SAMPLES)
                .map(|cell| cell.text().trim().to_string())
                .collect()
        };
        let mut headers: Vec<Header> = labels
            .iter()
            .map(|label| Header { column: label.column, title: label.text(), samples: samples(label.column) })
            .collect();
        // the second half of a name under one title, and columns with data but without any title
        let nameless: std::collections::BTreeSet<usize> = sorted
            .rows
            .iter()
            .filter_map(|at| sheet.rows.get(*at))
            .flat_map(|row| &row.cells)
            .filter(|(_, cell)| !cell.is_blank())
            .map(|(column, _)| *column)
            .filter(|column| labels.iter().all(|label| label.column != *column))
            .collect();
        headers.extend(nameless.into_iter().map(|column| Header {
            column,
            title: String::new(),
            samples: samples(column),
        }));
        headers.sort_by_key(|header| header.column);
        Self {
            header_rows,
            headers,
            placed,
            ordinal,
            title,
            rows: sorted.rows,
            skipped: sorted.skipped,
            faults: sorted.faults,
            score,
            columns: columns.to_vec(),
        }
    }

    /// The same table with the user's own word on what is where (key → column). This is the whole mapping:
    /// a key left out is not read. Unknown keys are ignored. Which rows are data stays as found.
    #[must_use]
    pub fn remap(&self, mapping: &BTreeMap<String, usize>) -> Self {
        let placed = self
            .columns
            .iter()
            .filter_map(|column| {
                let at = *mapping.get(column.key)?;
                let known = self.placed.get(column.key).filter(|placed| placed.column == at);
                Some((column.key, known.copied().unwrap_or(Placed { column: at, confidence: 1.0 })))
            })
            .collect();
        Self { placed, ..self.clone() }
    }

    /// The mapping as [`Located::remap`] takes it.
    pub fn mapping(&self) -> BTreeMap<String, usize> {
        self.placed.iter().map(|(key, placed)| ((*key).to_string(), placed.column)).collect()
    }

    /// Titles that no wanted column claims, without the running numbers.
    pub fn unmapped(&self) -> Vec<&Header> {
        let claimed = |column| self.placed.values().any(|placed| placed.column == column);
        self.headers.iter().filter(|h| !claimed(h.column) && self.ordinal != Some(h.column)).collect()
    }

    /// Required columns that were not found. A name in two parts is a name; marks under Nam and Nữ are a sex.
    pub fn missing(&self) -> Vec<Column> {
        let has = |key: &str| self.placed.contains_key(key);
        let satisfied = |key: &str| {
            has(key)
                || match key {
                    keys::FULL_NAME => has(keys::FAMILY_NAME) && has(keys::GIVEN_NAME),
                    keys::SEX => has(keys::SEX_MALE) || has(keys::SEX_FEMALE),
                    _ => false,
                }
        };
        self.columns.iter().filter(|column| column.required && !satisfied(column.key)).copied().collect()
    }

    /// The data rows.
    pub fn data<'a>(&'a self, sheet: &'a Sheet) -> impl Iterator<Item = &'a Row> {
        self.rows.iter().filter_map(|at| sheet.rows.get(*at))
    }

    /// The cell of a wanted column; nothing if the sheet has no such column.
    pub fn cell<'a>(&self, row: &'a Row, key: &str) -> Option<&'a Cell> {
        self.placed.get(key).map(|placed| row.cell(placed.column))
    }

    /// The name, from one column or two.
    pub fn name(&self, row: &Row) -> Read<String> {
        match (
            self.cell(row, keys::FULL_NAME),
            self.cell(row, keys::FAMILY_NAME),
            self.cell(row, keys::GIVEN_NAME),
        ) {
            (Some(whole), _, _) => cells::whole_name(whole),
            (None, Some(family), Some(given)) => cells::split_name(family, given),
            (None, _, Some(one)) | (None, Some(one), None) => cells::whole_name(one),
            (None, None, None) => Read::Nothing,
        }
    }

    /// The sex, from words in one column or marks in two.
    pub fn sex(&self, row: &Row) -> Read<Sex> {
        match (self.cell(row, keys::SEX), self.cell(row, keys::SEX_MALE), self.cell(row, keys::SEX_FEMALE)) {
            (_, male, female) if male.is_some() || female.is_some() => cells::sex_from_columns(male, female),
            (Some(cell), _, _) => cells::sex(cell),
            _ => Read::Nothing,
        }
    }

    /// The birth, from its own column or from years written under Nam and Nữ.
    pub fn birth(&self, row: &Row, today: Date) -> Read<Birth> {
        if let Some(cell) = self.cell(row, keys::BIRTH) {
            return cells::birth(cell, today);
        }
        let marks = [keys::SEX_MALE, keys::SEX_FEMALE].into_iter().filter_map(|key| self.cell(row, key));
        let with_digits = |cell: &&Cell| cell.text().chars().filter(char::is_ascii_digit).count() >= 4;
        marks.into_iter().find(with_digits).map_or(Read::Nothing, |cell| cells::birth(cell, today))
    }

    /// Unclaimed columns whose title is a day ("5/10", "05/10/2026", "Ngày 5/10"), from left to right:
    /// the days of an attendance list. `year` completes titles without one; see [`Located::year_in_title`].
    pub fn day_columns(&self, year: i16) -> Vec<(usize, Date)> {
        self.unmapped().into_iter().filter_map(|h| Some((h.column, day_in(&h.title, year)?))).collect()
    }

    /// The year of the last full date in the texts above the header ("Từ ngày 05/10/2026 …").
    pub fn year_in_title(&self) -> Option<i16> {
        let words = self.title.iter().flat_map(|text| text.split(|c: char| !c.is_ascii_digit()));
        words.filter(|w| w.len() == 4).filter_map(|w| w.parse().ok()).rfind(|y| (1990..2100).contains(y))
    }
}

fn is_ordinal(label: &Label) -> bool {
    [&label.parent, &label.child].into_iter().any(|title| {
        let folded = fold(title);
        matches!(folded.as_str(), "stt" | "tt" | "so tt" | "so thu tu" | "thu tu" | "no" | "s t t")
            || title.trim() == "#"
    })
}

fn day_in(title: &str, year: i16) -> Option<Date> {
    let part = title.rsplit(" / ").next()?;
    let folded = fold(part);
    let words = folded.split(' ').filter(|word| word.chars().any(char::is_alphabetic));
    let known = [
        "ngay", "thang", "nam", "thu", "hai", "ba", "tu", "sau", "bay", "chu", "nhat", "cn", "sang", "chieu",
        "buoi", "t2", "t3", "t4", "t5", "t6", "t7",
    ];
    if words.into_iter().any(|word| !known.contains(&word)) {
        return None;
    }
    let groups: Vec<&str> =
        folded.split(' ').filter(|w| w.chars().all(|c| c.is_ascii_digit()) && !w.is_empty()).collect();
    let (day, month, year) = match groups.as_slice() {
        [d, m] => (d, m, year),
        [d, m, y] if y.len() == 4 => (d, m, y.parse().ok()?),
        [d, m, y] if y.len() == 2 => (d, m, 2000 + y.parse::<i16>().ok()?),
        _ => return None,
    };
    Date::new(year, month.parse().ok()?, day.parse().ok()?).ok()
}
