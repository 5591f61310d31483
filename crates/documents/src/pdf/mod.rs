//! PDF: the fair copy set by typst. The paper reaches the template as JSON data, never as typst source, so no text
//! in it can be read as markup.

#[cfg(feature = "pdf")]
mod certificates;
#[cfg(feature = "pdf")]
mod typeset;

use crate::{Failed, Paper};

/// The paper as PDF/A-2a (plain PDF 1.7 when a text holds a sign that the fonts lack, which PDF/A forbids).
///
/// # Errors
/// When a table is ragged, typst refuses, or this build leaves PDF out; see [`Failed`].
#[cfg(feature = "pdf")]
pub fn pdf(paper: &Paper) -> Result<Vec<u8>, Failed> {
    typeset::typeset(&crate::fair_copy::FairCopy::of(paper)?)
}

/// This build leaves PDF out.
///
/// # Errors
/// Always [`Failed::PdfLeftOut`], after the paper's own faults.
#[cfg(not(feature = "pdf"))]
pub fn pdf(paper: &Paper) -> Result<Vec<u8>, Failed> {
    crate::fair_copy::cleaned(paper)?;
    Err(Failed::PdfLeftOut)
}

/// Certificates as one PDF, a page each.
///
/// # Errors
/// When there is none, a link is too long for a square code, typst refuses, or this build leaves PDF out.
#[cfg(feature = "pdf")]
pub fn certificates(sheets: &[kernel::certificate::Sheet]) -> Result<Vec<u8>, Failed> {
    certificates::typeset(sheets)
}

/// This build leaves PDF out.
///
/// # Errors
/// Always [`Failed::PdfLeftOut`].
#[cfg(not(feature = "pdf"))]
pub fn certificates(_: &[kernel::certificate::Sheet]) -> Result<Vec<u8>, Failed> {
    Err(Failed::PdfLeftOut)
}
