//! What the pages of all rooms of this house share.

use crate::kept::Houses;
use crate::rules::Rules;
use kernel::paper::{Format, Paper, Press};
use kernel::{Failure, FieldFault, Result};
use std::sync::Arc;
use ui::prelude::*;
use web::{Call, Reply};

/// The session's form token.
pub(crate) fn csrf<'a>(call: &'a Call) -> &'a str {
    call.signed.map_or("", |s| s.csrf.as_str())
}

/// The rules that `server` plugged in.
pub(crate) fn rules<'a>(call: &'a Call) -> Result<&'a Rules> {
    Ok(call.state::<Arc<Rules>>()?)
}

/// The houses that say codes in words.
pub(crate) fn houses<'a>(call: &'a Call) -> Result<&'a Houses> {
    call.state::<Houses>()
}

/// The Vietnamese or the English of something that is data.
pub(crate) fn either<'a>(lang: Lang, vi: &'a str, en: &'a str) -> &'a str {
    if lang == Lang::Vi { vi } else { en }
}

/// Faults as a form shows them; the fixed sentences of the services have their English.
pub(crate) fn faults(lang: Lang, all: &[FieldFault]) -> Errors {
    Errors(all.iter().map(|f| (f.field.clone(), words::say(lang, &f.message).to_owned())).collect())
}

/// A paper as a file; what the press cannot make here (a build without PDF) comes as an office document.
pub(crate) fn printed(call: &Call, paper: &Paper, format: Format, name: &str) -> Result<Reply> {
    let press = call.state::<Press>()?;
    let (format, bytes) = match (press.0)(paper, format) {
        Ok(bytes) => (format, bytes),
        Err(_) if format == Format::Pdf => {
            (Format::Docx, (press.0)(paper, Format::Docx).map_err(Failure::broken)?)
        }
        Err(e) => return Err(Failure::broken(e)),
    };
    Ok(Reply::File {
        content_type: format.content_type().to_owned(),
        name: format!("{name}.{}", format.extension()),
        bytes,
    })
}

/// The word of the menu group of this house.
pub(crate) fn menu_group(lang: Lang) -> &'static str {
    t!(lang, "Quyền riêng tư")
}
