//! What can go wrong, and who may see it.

/// One thing wrong with one field of a form or one part of a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldFault {
    /// The form field's name; empty when it is about the whole.
    pub field: String,
    /// The sentence for the person, in the language of the officials: what is wrong, how to mend it.
    pub message: String,
}

impl FieldFault {
    /// A fault of one field.
    pub fn new(field: &str, message: impl Into<String>) -> FieldFault {
        FieldFault { field: field.to_owned(), message: message.into() }
    }
}

/// Why something was not done. `web` turns each into one kind of page and status.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// There is no such thing, or it is not the asker's to know (404).
    #[error("not found")]
    NotFound,
    /// The asker may not do this (403). The text says who can.
    #[error("forbidden: {0}")]
    Forbidden(String),
    /// The input is wrong (422): each fault names its field and how to mend it.
    #[error("invalid: {}", .0.iter().map(|f| format!("{}: {}", f.field, f.message)).collect::<Vec<_>>().join("; "))]
    Invalid(Vec<FieldFault>),
    /// Somebody else was faster, or the thing is in another state by now (409).
    #[error("conflict: {0}")]
    Conflict(String),
    /// Our fault (500). The person sees an incident number, the log sees the cause.
    #[error("broken: {0}")]
    Broken(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl Failure {
    /// One fault of one field.
    pub fn field(field: &str, message: impl Into<String>) -> Failure {
        Failure::Invalid(vec![FieldFault::new(field, message)])
    }
    /// Our fault, told in words.
    pub fn broken(words: impl Into<String>) -> Failure {
        Failure::Broken(words.into().into())
    }
    /// The sentences a person may read.
    pub fn messages(&self) -> Vec<String> {
        match self {
            Failure::NotFound => vec!["Không tìm thấy.".to_owned()],
            Failure::Forbidden(m) | Failure::Conflict(m) => vec![m.clone()],
            Failure::Invalid(faults) => faults.iter().map(|f| f.message.clone()).collect(),
            Failure::Broken(_) => vec!["Hệ thống gặp lỗi, chưa có gì thay đổi. Hãy thử lại sau.".to_owned()],
        }
    }
}

/// The result of everything the houses do.
pub type Result<T> = std::result::Result<T, Failure>;
