//! Why a paper could not be made.

/// Why a paper could not be made. The first two are faults of the paper, the rest of the machine.
#[derive(Debug, thiserror::Error)]
pub enum Failed {
    /// A table without columns cannot be laid out.
    #[error("table «{table}» has no columns")]
    NoColumns {
        /// Its caption.
        table: String,
    },
    /// Printing it would shift numbers into wrong columns.
    #[error("table «{table}», row {row}: {cells} cells for {columns} columns")]
    RaggedTable {
        /// Its caption.
        table: String,
        /// Counted from 1.
        row: usize,
        /// Cells found.
        cells: usize,
        /// Cells needed.
        columns: usize,
    },
    /// This build was made without the feature `pdf`.
    #[error("this build leaves PDF out (cargo feature `pdf`)")]
    PdfLeftOut,
    /// The typesetter refused.
    #[error("typesetting: {0}")]
    Typeset(String),
    /// The package around DOCX and XLSX.
    #[error("package: {0}")]
    Package(#[from] zip::result::ZipError),
    /// Reading or writing bytes in memory.
    #[error("bytes: {0}")]
    Bytes(#[from] std::io::Error),
    /// The workbook.
    #[error("workbook: {0}")]
    Workbook(#[from] rust_xlsxwriter::XlsxError),
    /// The CSV table.
    #[error("csv: {0}")]
    Csv(#[from] csv::Error),
    /// The JSON body.
    #[error("json: {0}")]
    Json(#[from] serde_json::Error),
}
