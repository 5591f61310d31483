//! The forms a paper can take.

use std::str::FromStr;

use crate::{Failed, Paper};

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

impl FromStr for Format {
    type Err = UnknownFormat;

    fn from_str(text: &str) -> Result<Self, UnknownFormat> {
        let wanted = text.trim().to_ascii_lowercase();
        Format::ALL
            .into_iter()
            .find(|format| format.extension() == wanted)
            .ok_or_else(|| UnknownFormat(text.to_owned()))
    }
}

/// Makes the paper in the wanted form.
///
/// # Errors
/// When a table is ragged, or the form's own machinery fails; see [`Failed`].
pub fn render(paper: &Paper, format: Format) -> Result<Vec<u8>, Failed> {
    match format {
        Format::Pdf => crate::pdf(paper),
        Format::Docx => crate::docx(paper),
        Format::Xlsx => crate::xlsx(paper),
        Format::Csv => crate::csv(paper),
        Format::Json => crate::json(paper),
    }
}
