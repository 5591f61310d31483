//! Below the header: which rows are data, and why the others are not.
use super::header::Label;
use crate::sheet::book::{Cell, CellValue, Row, Sheet};
use crate::sheet::cells::CellFault;
use crate::sheet::fold::{fold, fold_keeping_marks};

/// Why a row was left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// Nothing in it.
    Blank,
    /// "Tổng cộng", "Cộng".
    Total,
    /// Who made and who signed the list, or something below it.
    Signature,
    /// The header once more, as at the top of a printed page.
    RepeatedHeader,
    /// 1, 2, 3 … under the header.
    Numbering,
    /// The title of a part: "I. Tổ chế biến".
    Section,
    /// Nothing in the columns that are read, at most its number.
    NoData,
}

impl Why {
    /// In Vietnamese, for the list of rows left out.
    pub fn message_vi(self) -> &'static str {
        match self {
            Self::Blank => "dòng trống",
            Self::Total => "dòng cộng",
            Self::Signature => "phần ký tên, ghi chú cuối bảng",
            Self::RepeatedHeader => "dòng tiêu đề lặp lại",
            Self::Numbering => "dòng đánh số cột",
            Self::Section => "tên nhóm, phần",
            Self::NoData => "không có dữ liệu ở các cột được đọc",
        }
    }

    /// In English.
    pub fn message_en(self) -> &'static str {
        match self {
            Self::Blank => "blank",
            Self::Total => "total",
            Self::Signature => "signatures or notes below the table",
            Self::RepeatedHeader => "the header repeated",
            Self::Numbering => "numbers of columns",
            Self::Section => "title of a part",
            Self::NoData => "nothing in the columns that are read",
        }
    }
}

/// One row left out, or several blank ones together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skipped {
    /// The first row.
    pub row: u32,
    /// The last row; the same unless several blank rows follow each other.
    pub until: u32,
    /// Why.
    pub why: Why,
    /// What stands in it, shortened.
    pub text: String,
}

/// A cell of a data row that cannot be read by anybody: an error, or a formula without a result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowFault {
    /// The row, as the sender sees it.
    pub row: u32,
    /// The column (A is 0).
    pub column: usize,
    /// What is wrong.
    pub fault: CellFault,
}

/// What the rows below a header are.
#[derive(Default)]
pub struct Sorted {
    pub rows: Vec<usize>,
    pub skipped: Vec<Skipped>,
    pub faults: Vec<RowFault>,
}

struct Judge<'a> {
    sheet: &'a Sheet,
    labels: Vec<(usize, String, String)>,
    mapped: &'a [usize],
    ordinal: Option<usize>,
}

pub fn sort(sheet: &Sheet, after: u32, labels: &[Label], mapped: &[usize], ordinal: Option<usize>) -> Sorted {
    let judge = Judge {
        sheet,
        labels: labels.iter().map(|label| (label.column, fold(&label.parent), fold(&label.child))).collect(),
        mapped,
        ordinal,
    };
    let mut sorted = Sorted::default();
    let (mut last, mut ended) = (after, false);
    for (at, row) in sheet.rows.iter().enumerate().filter(|(_, row)| row.number > after) {
        if row.number > last + 1 {
            sorted.skipped.push(Skipped {
                row: last + 1,
                until: row.number - 1,
                why: Why::Blank,
                text: String::new(),
            });
        }
        last = row.number;
        let why = judge.why_not(row, sorted.rows.is_empty(), ended);
        match why {
            Some(why) => {
                ended |= matches!(why, Why::Total | Why::Signature);
                sorted.skipped.push(Skipped { row: row.number, until: row.number, why, text: summary(row) });
            }
            None => {
                ended = false;
                sorted.rows.push(at);
                for (column, cell) in &row.cells {
                    if let Some(fault) = fault(cell) {
                        sorted.faults.push(RowFault { row: row.number, column: *column, fault });
                    }
                }
            }
        }
    }
    sorted
}

fn fault(cell: &Cell) -> Option<CellFault> {
    match &cell.value {
        CellValue::Error(code) => Some(CellFault::ErrorValue { code: code.clone() }),
        CellValue::Empty if cell.from_formula => Some(CellFault::FormulaWithoutValue),
        _ => None,
    }
}

fn summary(row: &Row) -> String {
    let text = filled(row).map(|(_, cell)| cell.text().into_owned()).collect::<Vec<_>>().join(" | ");
    text.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(120).collect()
}

fn filled(row: &Row) -> impl Iterator<Item = (usize, &Cell)> {
    row.cells.iter().filter(|(_, cell)| !cell.is_blank()).map(|(column, cell)| (*column, cell))
}

impl Judge<'_> {
    fn why_not(&self, row: &Row, nothing_yet: bool, ended: bool) -> Option<Why> {
        if filled(row).next().is_none() {
            // only formulas without results: blank, unless they stand where we read
            return Some(Why::Blank)
                .filter(|_| !self.mapped.iter().any(|column| row.cell(*column).from_formula));
        }
        if nothing_yet && is_numbering(row) {
            return Some(Why::Numbering);
        }
        if self.repeats_header(row) {
            return Some(Why::RepeatedHeader);
        }
        if is_total(row) {
            return Some(Why::Total);
        }
        if self.is_signature(row) || (ended && !self.is_like_data(row)) {
            return Some(Why::Signature);
        }
        if self.is_section(row) {
            return Some(Why::Section);
        }
        if !self.mapped.iter().any(|column| !row.cell(*column).is_blank() || row.cell(*column).from_formula) {
            return Some(Why::NoData);
        }
        None
    }

    fn repeats_header(&self, row: &Row) -> bool {
        let (mut same, mut all) = (0, 0);
        for (column, cell) in filled(row) {
            all += 1;
            let text = fold(&cell.text());
            let is_title = |(at, parent, child): &(usize, String, String)| {
                *at == column && !text.is_empty() && (*parent == text || *child == text)
            };
            same += usize::from(self.labels.iter().any(is_title));
        }
        same >= 2 && same * 5 >= all * 3
    }

    /// Filled as a row of the table is, or numbered as one.
    fn is_like_data(&self, row: &Row) -> bool {
        let filled = self.mapped.iter().filter(|column| !row.cell(**column).is_blank()).count();
        let half = self.mapped.len().div_ceil(2).max(3);
        let numbered =
            self.ordinal.is_some_and(|column| row.cell(column).text().trim().parse::<u32>().is_ok());
        filled >= half || (filled == self.mapped.len() && filled > 1) || (numbered && filled > 0)
    }

    fn is_signature(&self, row: &Row) -> bool {
        let Some((_, first)) = filled(row).next() else { return false };
        filled(row).count() <= 4 && !self.is_like_data(row) && is_signature_text(&first.text())
    }

    /// A part's title: alone in a wide merged region, or behind a roman number or a letter.
    fn is_section(&self, row: &Row) -> bool {
        let mut cells = filled(row);
        let (Some((column, first)), second, third) = (cells.next(), cells.next(), cells.next()) else {
            return false;
        };
        if third.is_some() {
            return false;
        }
        let text = first.text();
        let text = text.trim().trim_end_matches(['.', ')', '/']);
        let numeral = !text.is_empty()
            && (text.chars().all(|c| "IVXLC".contains(c)) || matches!(text.as_bytes(), [b'A'..=b'H']));
        if second.is_some() {
            return numeral && self.ordinal == Some(column);
        }
        let wide = |merge: &crate::sheet::book::Merge| {
            merge.covers(row.number, column) && merge.right - merge.left >= 2
        };
        self.sheet.merges.iter().any(wide)
            || (Some(column) == self.ordinal && !text.chars().all(|c| c.is_ascii_digit()))
    }
}

/// (1) (2) (3) or A B 1 2 3.
fn is_numbering(row: &Row) -> bool {
    let texts: Vec<String> = filled(row).map(|(_, cell)| fold(&cell.text())).collect();
    let numbers: Vec<u32> = texts.iter().filter_map(|text| text.parse().ok()).collect();
    let letters = texts
        .iter()
        .filter(|text| text.chars().count() == 1 && text.chars().all(char::is_alphabetic))
        .count();
    texts.len() >= 3
        && numbers.len() >= 2
        && numbers.len() + letters == texts.len()
        && numbers.first().is_some_and(|first| *first <= 3)
        && numbers.windows(2).all(|pair| matches!(pair, [a, b] if *b == *a + 1))
}

fn is_total(row: &Row) -> bool {
    filled(row).take(3).any(|(_, cell)| {
        let CellValue::Text(text) = &cell.value else { return false };
        let (marked, bare) = (fold_keeping_marks(text), fold(text));
        let starts = |words: &[&str], text: &str| {
            words.iter().any(|word| {
                text == *word || text.strip_prefix(word).is_some_and(|rest| rest.starts_with(' '))
            })
        };
        starts(&["tổng cộng", "tổng số", "tổng toàn", "cộng tổ", "cộng nhóm", "cộng trang"], &marked)
            || matches!(marked.as_str(), "tổng" | "cộng" | "total")
            || (marked == bare && starts(&["tong cong", "tong so", "cong"], &bare))
    })
}

fn is_signature_text(text: &str) -> bool {
    let text = fold(text);
    let starts = [
        "nguoi lap",
        "nguoi tong hop",
        "nguoi ke khai",
        "lap bieu",
        "chu tich",
        "pho chu tich",
        "tm ",
        "t m ",
        "kt ",
        "tl ",
        "thu truong",
        "giam doc",
        "pho giam doc",
        "ky ten",
        "ky ghi",
        "ky va ghi",
        "ke toan",
        "xac nhan",
        "dai dien",
        "truong ban",
        "ban chap hanh",
        "danh sach gom",
        "danh sach nay",
        "danh sach co",
        "an dinh danh sach",
        "ghi chu",
        "noi nhan",
        "can bo lap",
        "thu ky",
        "giao vien",
        "giang vien",
    ];
    let words: Vec<&str> = text.split(' ').collect();
    let dated = ["ngay", "thang", "nam"].iter().all(|word| words.contains(word)) && words.len() <= 14;
    dated || starts.iter().any(|start| text.starts_with(start))
}
