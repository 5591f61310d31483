//! From the fair copy to bytes, through typst.

use std::sync::OnceLock;

use serde_json::{Value, json};
use typst::diag::SourceDiagnostic;
use typst::foundations::{Datetime, Dict, IntoValue, Smart};
use typst_as_lib::{TypstEngine, TypstTemplateMainFile};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

use crate::fair_copy::{FairAnnex, FairCopy};
use crate::wording::{MOTTO, NATION, RECIPIENTS};
use crate::{Align, Block, Failed, Issuer, Signature, Table};

const TEMPLATE: &str = include_str!("paper.typ");
pub(super) const FONTS: [&[u8]; 4] = [
    include_bytes!("../../fonts/AGSerif-Regular.ttf"),
    include_bytes!("../../fonts/AGSerif-Bold.ttf"),
    include_bytes!("../../fonts/AGSerif-Italic.ttf"),
    include_bytes!("../../fonts/AGSerif-BoldItalic.ttf"),
];

/// Reading fonts and library takes milliseconds; once is enough.
static ENGINE: OnceLock<TypstEngine<TypstTemplateMainFile>> = OnceLock::new();

pub(super) fn typeset(copy: &FairCopy) -> Result<Vec<u8>, Failed> {
    let engine = ENGINE.get_or_init(|| TypstEngine::builder().main_file(TEMPLATE).fonts(FONTS).build());
    let mut inputs = Dict::new();
    inputs.insert("paper".into(), body(copy).to_string().into_value());
    let document: PagedDocument =
        engine.compile_with_input(inputs).output.map_err(|fault| Failed::Typeset(fault.to_string()))?;
    write_pdf(&document, &format!("{} {}", copy.title, copy.stamp), copy.stamp)
}

/// A document as PDF/A-2a, or as plain PDF where its signs forbid that.
pub(super) fn write_pdf(
    document: &PagedDocument,
    ident: &str,
    stamp: jiff::civil::Date,
) -> Result<Vec<u8>, Failed> {
    write(document, ident, stamp, &[PdfStandard::A_2a]).or_else(|_| write(document, ident, stamp, &[]))
}

fn write(
    document: &PagedDocument,
    ident: &str,
    stamp: jiff::civil::Date,
    standards: &[PdfStandard],
) -> Result<Vec<u8>, Failed> {
    let standards =
        PdfStandards::new(standards).map_err(|fault| Failed::Typeset(fault.message().to_string()))?;
    let options = PdfOptions {
        ident: Smart::Custom(ident.to_owned()),
        creator: Smart::Custom(None),
        timestamp: timestamp(stamp),
        standards,
        ..PdfOptions::default()
    };
    typst_pdf::pdf(document, &options).map_err(|faults| Failed::Typeset(messages(&faults)))
}

/// The paper's own date: the clock has no say in the bytes.
fn timestamp(stamp: jiff::civil::Date) -> Option<Timestamp> {
    let (month, day) = (u8::try_from(stamp.month()).ok()?, u8::try_from(stamp.day()).ok()?);
    Datetime::from_ymd_hms(i32::from(stamp.year()), month, day, 0, 0, 0).map(Timestamp::new_utc)
}

fn messages(faults: &[SourceDiagnostic]) -> String {
    faults.iter().map(|fault| fault.message.to_string()).collect::<Vec<_>>().join("; ")
}

fn body(copy: &FairCopy) -> Value {
    json!({
        "title": copy.title,
        "nation": NATION,
        "motto": MOTTO,
        "issuers": copy.issuers.iter().map(|Issuer { parent, body }| json!({ "parent": parent, "body": body })).collect::<Vec<_>>(),
        "number": copy.number,
        "letter_subject": copy.letter_subject,
        "place_and_date": copy.place_and_date,
        "kind": copy.kind,
        "subject": copy.subject,
        "addressed_to": copy.addressed_to,
        "basis": copy.basis,
        "blocks": copy.blocks.iter().map(block).collect::<Vec<_>>(),
        "annexes": copy.annexes.iter().map(annex).collect::<Vec<_>>(),
        "recipients_head": RECIPIENTS,
        "recipients": copy.recipients,
        "signatures": copy.signatures.iter().map(signature).collect::<Vec<_>>(),
        "footer": copy.footer,
        "draft_mark": copy.draft_mark,
    })
}

fn signature(signature: &Signature) -> Value {
    json!({ "formula": signature.formula, "post": signature.post, "name": signature.name })
}

fn annex(annex: &FairAnnex) -> Value {
    json!({
        "label": annex.label,
        "title": annex.title,
        "tie": annex.tie,
        "landscape": annex.landscape,
        "blocks": annex.blocks.iter().map(block).collect::<Vec<_>>(),
    })
}

fn block(block: &Block) -> Value {
    match block {
        Block::Heading { level, text } => json!({ "what": "heading", "level": level, "text": text }),
        Block::Paragraph(text) => json!({ "what": "paragraph", "text": text }),
        Block::Item(text) => json!({ "what": "item", "text": text }),
        Block::Note(text) => json!({ "what": "note", "text": text }),
        Block::Table(table) => table_body(table),
    }
}

fn table_body(table: &Table) -> Value {
    let columns = table.columns.iter().map(|column| {
        let align = match column.align {
            Align::Left => "left",
            Align::Center => "center",
            Align::Right => "right",
        };
        json!({ "title": column.title, "align": align, "weight": column.weight })
    });
    let rows = table.rows.iter().map(|row| {
        json!({ "strong": row.strong, "cells": row.cells.iter().map(crate::Cell::printed).collect::<Vec<_>>() })
    });
    json!({
        "what": "table",
        "caption": table.caption,
        "columns": columns.collect::<Vec<_>>(),
        "rows": rows.collect::<Vec<_>>(),
    })
}
