//! A certificate ("giấy chứng nhận") as it is printed: plain data. `documents` makes the file; whoever needs one is
//! given a [`CertificatePress`].

use crate::Date;

/// One certificate, one page of A4 across. All texts are ready to be printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    /// The body above the issuer; may be empty.
    pub issuer_parent: String,
    /// Who issues it.
    pub issuer: String,
    /// "Số: GCN-2026-0012-CD001"
    pub number: String,
    /// "GIẤY CHỨNG NHẬN"
    pub heading: String,
    /// "Chứng nhận ông (bà)"
    pub given_to: String,
    /// The name, the largest words of the sheet.
    pub name: String,
    /// Lines under the name: year of birth.
    pub under_name: Vec<String>,
    /// The words before the title.
    pub words: String,
    /// What was completed.
    pub title: String,
    /// How long it took, and when.
    pub after: String,
    /// The place ("địa danh") before the date.
    pub place: String,
    /// The day of issue.
    pub date: Date,
    /// "TM. BAN CHẤP HÀNH"
    pub capacity: String,
    /// "CHỦ TỊCH"
    pub post: String,
    /// Who signs; empty leaves the line for a pen.
    pub signer: String,
    /// What the square code opens.
    pub link: String,
    /// What stands under the square code.
    pub link_words: String,
    /// "ĐÃ THU HỒI …": marks the sheet.
    pub mark: Option<String>,
}

/// The place written before the date of certificates. `server` reads it from the policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place(pub String);

/// What makes one PDF of many certificates; why it failed is told in words.
pub type Printing = dyn Fn(&[Sheet]) -> Result<Vec<u8>, String> + Send + Sync;

/// Makes PDFs of certificates. `server` plugs it in.
pub struct CertificatePress(pub Box<Printing>);

/// What the press says when this build leaves PDF out.
pub const LEFT_OUT: &str = "this build makes no PDF";
