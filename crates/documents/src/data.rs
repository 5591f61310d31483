//! JSON: the paper for other programs. Canonical: keys sorted, no spaces, so that its bytes can be hashed.

use serde_json::{Value, json};

use crate::fair_copy::cleaned;
use crate::{Annex, Cell, Failed, Issuer, Paper, Signature, Table};

/// Metadata, facts and tables of the paper as canonical JSON (sorted keys, UTF-8).
///
/// # Errors
/// When a table is ragged; see [`Failed`].
pub fn json(paper: &Paper) -> Result<Vec<u8>, Failed> {
    let paper = cleaned(paper)?;
    let tables: Vec<Value> = paper.tables().map(|(annex, table)| table_body(annex, table)).collect();
    let body = json!({
        "schema": "van-ban/1",
        "paper": {
            "issuer": issuer(&paper.issuer),
            "partner": paper.partner.as_ref().map(issuer),
            "number": paper.number,
            "place": paper.place,
            "date": paper.date.map(|date| date.to_string()),
            "kind": paper.kind,
            "subject": paper.subject,
            "addressed_to": paper.addressed_to,
            "basis": paper.basis,
            "recipients": paper.recipients,
            "signatures": paper.signatures.iter().map(signature).collect::<Vec<_>>(),
            "annexes": paper.annexes.iter().map(|Annex { title, .. }| title).collect::<Vec<_>>(),
            "footer_note": paper.footer_note,
            "draft_mark": paper.draft_mark,
            "printed_at": paper.printed_at,
        },
        "facts": paper.facts,
        "tables": tables,
    });
    let mut bytes = serde_json::to_vec(&sorted(body))?;
    bytes.push(b'\n');
    Ok(bytes)
}

fn issuer(issuer: &Issuer) -> Value {
    json!({ "parent": issuer.parent, "body": issuer.body })
}

fn signature(signature: &Signature) -> Value {
    json!({ "formula": signature.formula, "post": signature.post, "name": signature.name })
}

fn table_body(annex: Option<usize>, table: &Table) -> Value {
    let row = |row: &crate::TableRow| json!({ "strong": row.strong, "cells": row.cells.iter().map(cell).collect::<Vec<_>>() });
    json!({
        "annex": annex,
        "caption": table.caption,
        "columns": table.columns.iter().map(|column| column.title.as_str()).collect::<Vec<_>>(),
        "rows": table.rows.iter().map(row).collect::<Vec<_>>(),
    })
}

fn cell(cell: &Cell) -> Value {
    match cell {
        Cell::Text(text) => json!(text),
        Cell::Count(count) => json!(count),
        Cell::Percent { numerator, denominator, text } => {
            json!({ "numerator": numerator, "denominator": denominator, "text": text })
        }
        Cell::Blank => Value::Null,
    }
}

/// Sorts the keys at every depth, whatever order the map type of this build keeps.
fn sorted(value: Value) -> Value {
    match value {
        Value::Object(map) => {
            let mut pairs: Vec<(String, Value)> = map.into_iter().collect();
            pairs.sort_by(|left, right| left.0.cmp(&right.0));
            Value::Object(pairs.into_iter().map(|(key, inner)| (key, sorted(inner))).collect())
        }
        Value::Array(items) => Value::Array(items.into_iter().map(sorted).collect()),
        other => other,
    }
}
