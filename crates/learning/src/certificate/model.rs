//! What a certificate says, who gives one for what, and what its square code carries. Pure.

use kernel::{Date, OrganisationId, PersonId};

/// What the policy says of certificates (`policy/learning/certificates.toml`). `server` plugs it in.
#[derive(Clone, PartialEq, Eq, Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CertificateRules {
    /// How a number is written: `GCN-{year}-{number}-{unit}`.
    pub number: String,
    /// So many digits at least.
    pub digits: usize,
    /// What gives a certificate, in what words.
    pub kind: Vec<GivenFor>,
    /// Who signs.
    pub signer: Vec<Capacity>,
}

/// Something that gives a certificate.
#[derive(Clone, PartialEq, Eq, Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GivenFor {
    /// `class`, `course`.
    pub of: String,
    /// Which kinds of it; none means all.
    #[serde(default)]
    pub kinds: Vec<String>,
    /// What stands above it in large letters.
    pub heading: String,
    /// The words before the title.
    pub words: String,
}

/// In what capacity a unit's leader signs.
#[derive(Clone, PartialEq, Eq, Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Capacity {
    /// Kinds of unit; none means all others.
    #[serde(default)]
    pub kinds: Vec<String>,
    /// "TM. BAN CHẤP HÀNH"
    pub capacity: String,
    /// "CHỦ TỊCH"
    pub post: String,
}

impl CertificateRules {
    /// Reads the policy's text.
    ///
    /// # Errors
    /// When it is no such table, a number would not name one certificate, or nobody signs for some unit.
    pub fn read(text: &str) -> Result<CertificateRules, String> {
        let rules: CertificateRules = toml::from_str(text).map_err(|e| e.to_string())?;
        for part in ["{year}", "{number}", "{unit}"] {
            if !rules.number.contains(part) {
                return Err(format!("number must contain {part}"));
            }
        }
        let plain = rules.number.replace("{year}", "").replace("{number}", "").replace("{unit}", "");
        if !plain.bytes().all(|b| b.is_ascii_alphanumeric() || b"-.".contains(&b)) {
            return Err("number may hold letters without marks, digits, - and . only".to_owned());
        }
        if !rules.signer.iter().any(|s| s.kinds.is_empty()) {
            return Err("one signer must stand for all units: without kinds".to_owned());
        }
        Ok(rules)
    }
    /// The words for a thing of this kind; none when it gives no certificate.
    pub fn given_for(&self, of: &str, kind: &str) -> Option<&GivenFor> {
        self.kind.iter().find(|k| k.of == of && (k.kinds.is_empty() || k.kinds.iter().any(|c| c == kind)))
    }
    /// In what capacity the leader of such a unit signs.
    pub fn capacity(&self, kind_of_unit: &str) -> Option<&Capacity> {
        let own = self.signer.iter().find(|s| s.kinds.iter().any(|k| k == kind_of_unit));
        own.or_else(|| self.signer.iter().find(|s| s.kinds.is_empty()))
    }
    /// A number as it is printed.
    pub fn code(&self, year: i16, number: i64, unit: &str) -> String {
        let digits = format!("{number:0width$}", width = self.digits);
        self.number.replace("{year}", &year.to_string()).replace("{number}", &digits).replace("{unit}", unit)
    }
}

/// Something that a person completed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Achievement {
    /// The kind of thing: `class`, `course`.
    pub subject_kind: String,
    /// The thing.
    pub subject: i64,
    /// Which kind of it, as the policy names it (`vocational`); may be empty.
    pub kind: String,
    /// The unit that gave it and issues the certificate.
    pub organisation: OrganisationId,
    /// Its title.
    pub title: String,
    /// How long the person learned.
    pub minutes: i64,
    /// The day it was completed.
    pub day: Date,
}

/// A certificate as it was issued.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Certificate {
    /// Its row.
    pub id: i64,
    /// Who issued it.
    pub organisation: OrganisationId,
    /// Its number as printed.
    pub code: String,
    /// For whom.
    pub person: PersonId,
    /// For what: kind and thing.
    pub subject: (String, i64),
    /// 1, or more after revocations.
    pub edition: i64,
    /// The certificate it stands in for.
    pub replaces: Option<i64>,
    /// What was written on it.
    pub says: Says,
    /// By which key.
    pub key_name: String,
    /// The signature; empty once the person was de-identified.
    pub signature: String,
    /// The day and reason of its revocation.
    pub revoked: Option<(Date, String)>,
}

/// What is written on a certificate.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Says {
    /// The name; empty once the person was de-identified.
    pub full_name: String,
    /// Year of birth.
    pub birth_year: Option<i64>,
    /// "GIẤY CHỨNG NHẬN"
    pub heading: String,
    /// The words before the title.
    pub words: String,
    /// What was completed.
    pub title: String,
    /// How long it took.
    pub minutes: i64,
    /// The day it was completed.
    pub day: Date,
    /// The day it was issued.
    pub issued_on: Date,
    /// The issuing unit's name.
    pub issuer: String,
    /// The body above it; may be empty.
    pub issuer_parent: String,
    /// "TM. BAN CHẤP HÀNH"
    pub capacity: String,
    /// "CHỦ TỊCH"
    pub post: String,
    /// Who signs; empty leaves the line for a pen.
    pub signer: String,
}

/// The first line of what is signed: which form it has.
const FORM: &str = "AG1";
/// So many bytes of a title and of an issuer's name go into the square code: it must stay readable by old phones.
const TITLE_BYTES: usize = 96;
const ISSUER_BYTES: usize = 64;

/// Cut to so many bytes at a letter's edge, with a sign that it was cut.
fn cut(text: &str, bytes: usize) -> String {
    if text.len() <= bytes {
        return text.to_owned();
    }
    let end = (0..=bytes - 3).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    format!("{}…", text[..end].trim_end())
}

/// What is signed: seven lines that a phone reads back. Tidied names and titles hold no line break.
pub fn message(code: &str, says: &Says, key_name: &str) -> String {
    let line = |text: &str| text.replace(['\n', '\r'], " ");
    [
        FORM.to_owned(),
        key_name.to_owned(),
        line(code),
        line(&says.full_name),
        cut(&line(&says.title), TITLE_BYTES),
        says.day.to_string(),
        cut(&line(&says.issuer), ISSUER_BYTES),
    ]
    .join("\n")
}

/// What one person on a list for certificates would get.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Outlook {
    /// A first certificate.
    New,
    /// A new number in place of a revoked one.
    Again {
        /// The revoked one's number.
        replaces: String,
    },
    /// There is one already.
    Has(Box<Certificate>),
    /// Did not pass.
    NotPassed,
}
