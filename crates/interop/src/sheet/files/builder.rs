//! Gathers cells into sparse rows and keeps the limits while it does.
use crate::sheet::book::{Cell, CellValue, Font, Merge, Row, Sheet, column_letters};
use crate::sheet::limits::Limits;
use crate::sheet::refused::Refused;

/// Merged regions beyond this many are no header any more.
const MAX_MERGES: usize = 10_000;

/// What all sheets of a book may still use up together.
pub struct Budget<'a> {
    pub limits: &'a Limits,
    cells: usize,
    text: usize,
}

impl<'a> Budget<'a> {
    pub fn new(limits: &'a Limits) -> Self {
        Self { limits, cells: 0, text: 0 }
    }

    /// Counts text that is being held, whether in a cell or in a table of strings.
    pub fn hold_text(&mut self, bytes: usize) -> Result<(), Refused> {
        self.text = self.text.saturating_add(bytes);
        if self.text > self.limits.max_text { Err(Refused::TooMuch) } else { Ok(()) }
    }

    fn hold_cell(&mut self, value: &CellValue) -> Result<(), Refused> {
        self.cells += 1;
        if self.cells > self.limits.max_cells {
            return Err(Refused::TooMuch);
        }
        match value {
            CellValue::Text(text) | CellValue::Error(text) => self.hold_text(text.len()),
            _ => Ok(()),
        }
    }
}

/// A sheet on its way.
#[derive(Default)]
pub struct Builder {
    sheet: Sheet,
    sorted: bool,
}

impl Builder {
    pub fn new(name: String, hidden: bool) -> Self {
        Self { sheet: Sheet { name, hidden, ..Sheet::default() }, sorted: true }
    }

    /// Takes a cell. Blank ones leave no trace, whatever their formatting.
    pub fn put(
        &mut self,
        budget: &mut Budget<'_>,
        row: u32,
        column: usize,
        value: CellValue,
        from_formula: bool,
        font: Font,
    ) -> Result<(), Refused> {
        let cell = Cell { value, from_formula, font };
        // a formula whose result is "" is blank; one whose result was never saved is kept, to be told about
        let unknown = from_formula && cell.value == CellValue::Empty;
        if cell.is_blank() && !unknown {
            return Ok(());
        }
        let limits = budget.limits;
        if column >= limits.max_columns {
            if cell.is_blank() {
                return Ok(());
            }
            return Err(Refused::TooManyColumns {
                sheet: self.sheet.name.clone(),
                cell: format!("{}{row}", column_letters(column)),
                limit: limits.max_columns,
            });
        }
        budget.hold_cell(&cell.value)?;
        match self.sheet.rows.last_mut() {
            Some(last) if last.number == row => {
                self.sorted &= last.cells.last().is_none_or(|(at, _)| *at < column);
                last.cells.push((column, cell));
            }
            last => {
                self.sorted &= last.is_none_or(|last| last.number < row);
                if self.sheet.rows.len() >= limits.max_rows {
                    return Err(Refused::TooManyRows {
                        sheet: self.sheet.name.clone(),
                        limit: limits.max_rows,
                    });
                }
                self.sheet.rows.push(Row { number: row, cells: vec![(column, cell)] });
            }
        }
        Ok(())
    }

    pub fn merge(&mut self, merge: Merge) {
        let wide = merge.bottom > merge.top || merge.right > merge.left;
        if wide
            && merge.bottom >= merge.top
            && merge.right >= merge.left
            && self.sheet.merges.len() < MAX_MERGES
        {
            self.sheet.merges.push(merge);
        }
    }

    /// The sheet, with rows and cells in order even if the file had them in disorder.
    pub fn finish(mut self) -> Sheet {
        if !self.sorted {
            self.sheet.rows.sort_by_key(|row| row.number);
            let mut rows: Vec<Row> = Vec::with_capacity(self.sheet.rows.len());
            for row in self.sheet.rows {
                match rows.last_mut() {
                    Some(last) if last.number == row.number => last.cells.extend(row.cells),
                    _ => rows.push(row),
                }
            }
            for row in &mut rows {
                row.cells.sort_by_key(|(column, _)| *column);
                row.cells.dedup_by_key(|(column, _)| *column);
            }
            self.sheet.rows = rows;
        }
        self.sheet.rows.shrink_to_fit();
        self.sheet
    }
}

/// The day and time of an Excel serial number, if it is one of the years 1900 to 9999.
pub fn serial_date(serial: f64, since_1904: bool) -> Option<jiff::civil::DateTime> {
    use jiff::{ToSpan, civil::date};
    if !serial.is_finite() || !(0.0..2_958_466.0).contains(&serial) {
        return None;
    }
    let shifted = if since_1904 { serial + 1462.0 } else { serial };
    let days = shifted.floor();
    let seconds = ((shifted - days) * 86_400.0).round();
    // Excel believes in a 29 February 1900 (serial 60); before it the count is one day off.
    let start = if days < 60.0 && !since_1904 { date(1899, 12, 31) } else { date(1899, 12, 30) };
    #[expect(clippy::cast_possible_truncation, reason = "both were checked or made small above")]
    let (days, seconds) = (days as i64, seconds as i64);
    start.at(0, 0, 0, 0).checked_add(days.days()).ok()?.checked_add(seconds.seconds()).ok()
}
