//! One door for every form.

use crate::{Failed, Paper};
pub use kernel::paper::{Format, UnknownFormat};

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
