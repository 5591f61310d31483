//! Official papers ("văn bản") in the form of Nghị định 30/2020/NĐ-CP, as the trade unions write them.
//!
//! One typed [`Paper`] goes in; PDF, DOCX, XLSX, CSV or JSON bytes come out. Pure: no database, no web, no clock,
//! and the same paper always gives the same bytes.
//!
//! Every renderer starts from the checked and cleaned [`fair_copy`] of the paper, so that a wording or a check
//! stands in one place only.

mod archive;
mod data;
mod failed;
mod fair_copy;
mod format;
mod long_table;
mod pdf;
mod word;
mod wording;
mod workbook;

pub use data::json;
pub use failed::Failed;
pub use format::{Format, UnknownFormat, render};
pub use kernel::paper::{
    Align, Annex, Block, Cell, Column, Issuer, Paper, Signature, Table, TableRow, count_text,
};
pub use long_table::csv;
pub use pdf::{certificates, pdf};
pub use word::docx;
pub use workbook::xlsx;
