//! Certificates, a page each, through typst.

use super::typeset::{FONTS, write_pdf};
use crate::Failed;
use crate::wording::{MOTTO, NATION};
use fast_qr::qr::QRBuilder;
use fast_qr::{ECL, Module};
use kernel::certificate::Sheet;
use serde_json::{Value, json};
use std::fmt::Write;
use std::sync::OnceLock;
use typst::foundations::{Dict, IntoValue};
use typst_as_lib::{TypstEngine, TypstTemplateMainFile};
use typst_layout::PagedDocument;

const TEMPLATE: &str = include_str!("certificate.typ");

static ENGINE: OnceLock<TypstEngine<TypstTemplateMainFile>> = OnceLock::new();

pub(super) fn typeset(sheets: &[Sheet]) -> Result<Vec<u8>, Failed> {
    let first = sheets.first().ok_or_else(|| Failed::Typeset("no certificate".to_owned()))?;
    let engine = ENGINE.get_or_init(|| TypstEngine::builder().main_file(TEMPLATE).fonts(FONTS).build());
    let all = sheets.iter().map(body).collect::<Result<Vec<_>, _>>()?;
    let mut inputs = Dict::new();
    inputs.insert("sheets".into(), Value::Array(all).to_string().into_value());
    let document: PagedDocument =
        engine.compile_with_input(inputs).output.map_err(|fault| Failed::Typeset(fault.to_string()))?;
    write_pdf(&document, &format!("{} {}", first.number, sheets.len()), first.date)
}

fn body(s: &Sheet) -> Result<Value, Failed> {
    let date = format!("ngày {:02} tháng {:02} năm {}", s.date.day(), s.date.month(), s.date.year());
    let site = s.link.split('#').next().unwrap_or("").trim_start_matches("https://");
    Ok(json!({
        "nation": NATION, "motto": MOTTO, "issuer_parent": s.issuer_parent, "issuer": s.issuer, "number": s.number,
        "heading": s.heading, "given_to": s.given_to, "name": s.name, "under_name": s.under_name, "words": s.words,
        "title": s.title, "after": s.after, "capacity": s.capacity, "post": s.post, "signer": s.signer,
        "place_and_date": if s.place.is_empty() { date } else { format!("{}, {date}", s.place) },
        "svg": square(&s.link)?, "site": site, "link_words": s.link_words, "mark": s.mark,
    }))
}

/// The square code as a picture: one path, with the quiet edge that the standard asks.
fn square(text: &str) -> Result<String, Failed> {
    let code = QRBuilder::new(text)
        .ecl(ECL::M)
        .build()
        .map_err(|e| Failed::Typeset(format!("a square code: {e:?}")))?;
    let side = code.size + 8;
    let mut path = String::new();
    for y in 0..code.size {
        let mut x = 0;
        while x < code.size {
            let run = (x..code.size).take_while(|at| code[y][*at].value() == Module::DARK).count();
            if run > 0 {
                let _ = write!(path, "M{x} {y}h{run}v1h-{run}z");
            }
            x += run.max(1);
        }
    }
    Ok(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"-4 -4 {side} {side}\"><rect x=\"-4\" y=\"-4\" \
         width=\"{side}\" height=\"{side}\" fill=\"#fff\"/><path fill=\"#000\" d=\"{path}\"/></svg>"
    ))
}
