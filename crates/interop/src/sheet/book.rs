use super::repair::Repaired;
use jiff::civil::DateTime;
use std::borrow::Cow;

/// What a file truly is, by its content and not by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Excel since 2007.
    Xlsx,
    /// Excel 97–2003.
    Xls,
    /// LibreOffice, OpenOffice.
    Ods,
    /// Text with separators (CSV, TSV).
    Text {
        /// The character between two fields.
        separator: char,
    },
}

/// A whole file: its sheets, in the order of the file, hidden ones too.
#[derive(Debug, Clone, PartialEq)]
pub struct Book {
    /// What the file truly is.
    pub kind: Kind,
    /// The name's ending promises another kind (".xls" that is xlsx inside); reading is not hindered.
    pub misnamed: bool,
    /// All sheets.
    pub sheets: Vec<Sheet>,
    /// Text that was turned from an old code into Unicode, to be shown to the sender.
    pub repaired: Vec<Repaired>,
}

/// One sheet ("trang tính"). Only rows and cells with something in them are kept.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Sheet {
    /// Its name.
    pub name: String,
    /// Hidden in Excel.
    pub hidden: bool,
    /// Rows with something in them, from top to bottom.
    pub rows: Vec<Row>,
    /// Merged regions ("ô gộp").
    pub merges: Vec<Merge>,
}

/// One row with something in it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Row {
    /// The number the sender sees at the left edge, from 1.
    pub number: u32,
    /// Cells by column (A is 0), from left to right.
    pub cells: Vec<(usize, Cell)>,
}

/// One cell.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Cell {
    /// What it holds.
    pub value: CellValue,
    /// The value was computed by a formula; what we have is the result Excel last saved.
    pub from_formula: bool,
    /// The font belongs to an old code, which helps the repair.
    pub(super) font: Font,
}

/// What the name of the cell's font tells about its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Font {
    /// Nothing.
    #[default]
    Plain,
    /// `.VnTime` and family.
    Tcvn3,
    /// `.VnTimeH` and family: codes of small letters that show as capitals.
    Tcvn3Capitals,
    /// `VNI-Times` and family.
    Vni,
}

/// The content of a cell.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum CellValue {
    /// Nothing (or a formula whose result was never saved).
    #[default]
    Empty,
    /// Text, in Unicode NFC.
    Text(String),
    /// A number.
    Number(f64),
    /// A number shown as a date.
    Date(DateTime),
    /// True or false.
    Bool(bool),
    /// An error such as `#N/A`.
    Error(String),
}

/// A merged region, all ends included. Rows count from 1 as in Excel, columns from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Merge {
    /// First row.
    pub top: u32,
    /// Last row.
    pub bottom: u32,
    /// First column.
    pub left: usize,
    /// Last column.
    pub right: usize,
}

impl Merge {
    /// Whether the cell lies in the region.
    pub fn covers(&self, row: u32, column: usize) -> bool {
        (self.top..=self.bottom).contains(&row) && (self.left..=self.right).contains(&column)
    }
}

static NO_CELL: Cell = Cell { value: CellValue::Empty, from_formula: false, font: Font::Plain };

impl Sheet {
    /// The row with this number, if it has anything in it.
    pub fn row(&self, number: u32) -> Option<&Row> {
        self.rows.binary_search_by_key(&number, |row| row.number).ok().and_then(|at| self.rows.get(at))
    }

    /// The cell at a row number (from 1) and column (from 0); an empty one if there is none.
    pub fn cell(&self, row: u32, column: usize) -> &Cell {
        self.row(row).map_or(&NO_CELL, |row| row.cell(column))
    }

    /// The text shown at a place: its own, or that of the merged region over it.
    pub fn shown(&self, row: u32, column: usize) -> Cow<'_, str> {
        let own = self.cell(row, column);
        if !own.is_blank() {
            return own.text();
        }
        match self.merges.iter().find(|merge| merge.covers(row, column)) {
            Some(merge) => self.cell(merge.top, merge.left).text(),
            None => Cow::Borrowed(""),
        }
    }

    /// One more than the last column with something in it.
    pub fn width(&self) -> usize {
        self.rows.iter().filter_map(|row| row.cells.last()).map(|(column, _)| column + 1).max().unwrap_or(0)
    }
}

impl Row {
    /// The cell in a column; an empty one if there is none.
    pub fn cell(&self, column: usize) -> &Cell {
        match self.cells.binary_search_by_key(&column, |(at, _)| *at) {
            Ok(at) => self.cells.get(at).map_or(&NO_CELL, |(_, cell)| cell),
            Err(_) => &NO_CELL,
        }
    }
}

impl Cell {
    /// A plain cell, for tests and for values that did not come from a file.
    pub fn of(value: CellValue) -> Self {
        Self { value, ..Self::default() }
    }

    /// A cell with text.
    pub fn of_text(text: impl Into<String>) -> Self {
        Self::of(CellValue::Text(text.into()))
    }

    /// Nothing to see: empty or only spaces.
    pub fn is_blank(&self) -> bool {
        match &self.value {
            CellValue::Empty => true,
            CellValue::Text(text) => text.chars().all(|c| c.is_whitespace() || c == '\u{feff}'),
            _ => false,
        }
    }

    /// The content as text: whole numbers without a point, dates as 31/12/1999.
    pub fn text(&self) -> Cow<'_, str> {
        match &self.value {
            CellValue::Empty => Cow::Borrowed(""),
            CellValue::Text(text) | CellValue::Error(text) => Cow::Borrowed(text),
            CellValue::Number(number) => Cow::Owned(number_text(*number)),
            CellValue::Date(when) => {
                Cow::Owned(format!("{:02}/{:02}/{:04}", when.day(), when.month(), when.year()))
            }
            CellValue::Bool(true) => Cow::Borrowed("TRUE"),
            CellValue::Bool(false) => Cow::Borrowed("FALSE"),
        }
    }
}

fn number_text(number: f64) -> String {
    if number.fract() == 0.0 && number.abs() < 1e15 { format!("{number:.0}") } else { number.to_string() }
}

/// The name of a column as Excel shows it: 0 is A, 26 is AA.
pub fn column_letters(column: usize) -> String {
    let mut letters = Vec::new();
    let mut rest = column;
    loop {
        letters.push(char::from(b'A' + u8::try_from(rest % 26).unwrap_or(0)));
        if rest < 26 {
            break;
        }
        rest = rest / 26 - 1;
    }
    letters.iter().rev().collect()
}
