//! An official paper ("văn bản") as a house writes it: plain data, every number typed. `documents` makes
//! the files; whoever needs files is given a [`Press`].

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// One official paper ("văn bản"). `Paper::default()` is an empty one, for `..Paper::default()`.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Paper {
    /// Who issues it ("tên cơ quan ban hành"), top left.
    pub issuer: Issuer,
    /// The second issuer of a joint paper ("văn bản liên tịch").
    pub partner: Option<Issuer>,
    /// Number and sign as printed after "Số:", e.g. `…/BC-LĐLĐ`.
    pub number: String,
    /// Place ("địa danh") before the date.
    pub place: String,
    /// Date of signing; `None` prints blanks to be filled by hand.
    pub date: Option<Date>,
    /// Type ("tên loại"), e.g. `BÁO CÁO`. Empty makes an official letter ("công văn"): the subject then stands
    /// under the number as "V/v …".
    pub kind: String,
    /// Subject ("trích yếu").
    pub subject: String,
    /// Addressees ("Kính gửi"), one a line.
    pub addressed_to: Vec<String>,
    /// Legal grounds ("căn cứ"), one a line; the closing `;` and `.` are put by the renderer.
    pub basis: Vec<String>,
    /// The body, in reading order.
    pub blocks: Vec<Block>,
    /// Annexes ("phụ lục"), each on its own pages.
    pub annexes: Vec<Annex>,
    /// Recipients ("Nơi nhận"), one a line, without dash; the closing `;` and `.` are put by the renderer.
    pub recipients: Vec<String>,
    /// Signatures in the order they stand from left to right (the lead issuer of a joint paper comes last).
    pub signatures: Vec<Signature>,
    /// A line at the foot of every page, e.g. the seal hash.
    pub footer_note: Option<String>,
    /// "DỰ THẢO" or "BẢN NHÁP": marks every page.
    pub draft_mark: Option<String>,
    /// The machine-readable body that the JSON export carries.
    pub facts: serde_json::Value,
    /// When this copy was printed, already in words; stands at the foot of every page.
    pub printed_at: Option<String>,
}

/// An issuing body and the body above it. Both may hold `\n`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Issuer {
    /// The direct superior ("cơ quan chủ quản"); may be empty.
    pub parent: String,
    /// The body that issues.
    pub body: String,
}

/// A piece of the body.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Block {
    /// A heading with its number in the text ("I. KẾT QUẢ"); level 1 and 2 bold, deeper bold italic.
    Heading {
        /// 1 is the highest.
        level: u8,
        /// Text with its own numbering.
        text: String,
    },
    /// A paragraph; `\n` begins the next one.
    Paragraph(String),
    /// A dashed item ("gạch đầu dòng"), without the dash.
    Item(String),
    /// A table ("biểu").
    Table(Table),
    /// A small remark in italic ("ghi chú").
    Note(String),
}

/// An annex ("phụ lục").
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Annex {
    /// Title; "Phụ lục I …" is put above it by the renderer.
    pub title: String,
    /// Turn the pages (wide tables).
    pub landscape: bool,
    /// The content.
    pub blocks: Vec<Block>,
}

/// Who signs.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Signature {
    /// Capacity ("quyền hạn"), e.g. `TM. BAN THƯỜNG VỤ`; may be empty, may hold `\n`.
    pub formula: String,
    /// Post ("chức vụ"), e.g. `PHÓ CHỦ TỊCH`.
    pub post: String,
    /// Full name.
    pub name: String,
}

/// A table. Every row has exactly one cell for each column.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Table {
    /// Title above the table; may be empty.
    pub caption: String,
    /// The columns.
    pub columns: Vec<Column>,
    /// The rows.
    pub rows: Vec<TableRow>,
}

/// A column.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Column {
    /// Heading.
    pub title: String,
    /// Where its cells stand.
    pub align: Align,
    /// Share of the width; what is not above zero counts as 1.
    pub weight: f32,
}

/// Where the text of a column stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Align {
    /// Words.
    Left,
    /// Ordinals, marks.
    Center,
    /// Numbers.
    Right,
}

/// A row.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct TableRow {
    /// One for each column.
    pub cells: Vec<Cell>,
    /// Bold: sums and group heads.
    pub strong: bool,
}

/// A cell. Numbers stay numbers until the last step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cell {
    /// Words.
    Text(String),
    /// A whole number, printed as `1.234`.
    Count(i64),
    /// A share, with what it was counted from.
    Percent {
        /// Counted.
        numerator: i64,
        /// Out of.
        denominator: i64,
        /// As printed, e.g. `63,4 %`: rounding is the caller's rule.
        text: String,
    },
    /// Nothing.
    Blank,
}

impl Paper {
    /// Every table of the paper in reading order, each with the number of its annex (counted from 1).
    pub fn tables(&self) -> impl Iterator<Item = (Option<usize>, &Table)> {
        let main = self.blocks.iter().map(|block| (None, block));
        let annexes = self.annexes.iter().enumerate();
        let annexes =
            annexes.flat_map(|(at, annex)| annex.blocks.iter().map(move |block| (Some(at + 1), block)));
        main.chain(annexes).filter_map(|(annex, block)| match block {
            Block::Table(table) => Some((annex, table)),
            _ => None,
        })
    }
}

/// The forms a paper can take.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// To sign, send and keep.
    Pdf,
    /// To edit in an office program.
    Docx,
    /// To compute with.
    Xlsx,
    /// One long table, for other programs.
    Csv,
    /// Metadata, facts and tables, for other programs.
    Json,
}

/// Not one of `pdf`, `docx`, `xlsx`, `csv`, `json`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown format «{0}»")]
pub struct UnknownFormat(pub String);

impl Format {
    /// Every form, in the order they are offered.
    pub const ALL: [Format; 5] = [Format::Pdf, Format::Docx, Format::Xlsx, Format::Csv, Format::Json];

    /// The media type for the `Content-Type` header.
    #[must_use]
    pub fn content_type(self) -> &'static str {
        match self {
            Format::Pdf => "application/pdf",
            Format::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Format::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Format::Csv => "text/csv; charset=utf-8",
            Format::Json => "application/json",
        }
    }

    /// The file name's ending, without the dot.
    #[must_use]
    pub fn extension(self) -> &'static str {
        match self {
            Format::Pdf => "pdf",
            Format::Docx => "docx",
            Format::Xlsx => "xlsx",
            Format::Csv => "csv",
            Format::Json => "json",
        }
    }
}

impl std::str::FromStr for Format {
    type Err = UnknownFormat;

    fn from_str(text: &str) -> Result<Self, UnknownFormat> {
        let wanted = text.trim().to_ascii_lowercase();
        Format::ALL
            .into_iter()
            .find(|format| format.extension() == wanted)
            .ok_or_else(|| UnknownFormat(text.to_owned()))
    }
}

/// What makes a file of a paper; why it failed is told in words.
pub type Printing = dyn Fn(&Paper, Format) -> Result<Vec<u8>, String> + Send + Sync;

/// Makes files of papers. `server` plugs it in.
pub struct Press(pub Box<Printing>);

impl Cell {
    /// The cell as printed.
    pub fn printed(&self) -> String {
        match self {
            Cell::Text(text) | Cell::Percent { text, .. } => text.clone(),
            Cell::Count(count) => count_text(*count),
            Cell::Blank => String::new(),
        }
    }
}

/// A whole number in Vietnamese writing: `1.234`, `-5.000`.
#[must_use]
pub fn count_text(count: i64) -> String {
    let digits = count.unsigned_abs().to_string();
    let mut text = String::from(if count < 0 { "-" } else { "" });
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push('.');
        }
        text.push(digit);
    }
    text
}
