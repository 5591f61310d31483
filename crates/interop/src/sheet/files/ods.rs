//! LibreOffice and OpenOffice. A few bytes there can claim billions of repeated cells, so repetition is only
//! carried out for cells with content, and within the limits.
use super::builder::{Budget, Builder};
use super::parts::Parts;
use super::xlsx::iso_date;
use super::xml::{Xml, attribute, push_reference};
use crate::sheet::book::{CellValue, Font, Merge, Sheet};
use crate::sheet::limits::Limits;
use crate::sheet::refused::{Found, Refused};
use quick_xml::events::{BytesStart, Event};

/// Reads all tables.
pub fn read(parts: &mut Parts<'_>, limits: &Limits) -> Result<Vec<Sheet>, Refused> {
    if is_encrypted(parts)? {
        return Err(Refused::Encrypted);
    }
    let mut budget = Budget::new(limits);
    let mut xml = Xml::new(parts.part("content.xml")?.ok_or(Refused::Damaged)?);
    let (mut sheets, mut is_sheet, mut hidden_styles, mut style) =
        (Vec::new(), false, Vec::new(), String::new());
    loop {
        match xml.next()? {
            Event::Start(tag) | Event::Empty(tag) => match tag.local_name().as_ref() {
                "spreadsheet" => is_sheet = true,
                "style" => style = attribute(&tag, "name").unwrap_or_default(),
                "table-properties" if attribute(&tag, "display").is_some_and(|v| v == "false") => {
                    hidden_styles.push(style.clone());
                }
                "table" if is_sheet => {
                    let hidden =
                        attribute(&tag, "style-name").is_some_and(|name| hidden_styles.contains(&name));
                    let name = attribute(&tag, "name").unwrap_or_default();
                    if sheets.len() >= limits.max_sheets {
                        return Err(Refused::TooManySheets { limit: limits.max_sheets });
                    }
                    sheets.push(read_table(&mut xml, Builder::new(name, hidden), &mut budget)?);
                }
                _ => {}
            },
            Event::Eof if is_sheet => return Ok(sheets),
            Event::Eof => return Err(Refused::NotASheet(Found::Word)),
            _ => {}
        }
    }
}

fn is_encrypted(parts: &mut Parts<'_>) -> Result<bool, Refused> {
    let Some(part) = parts.part("META-INF/manifest.xml")? else { return Ok(false) };
    let mut xml = Xml::new(part);
    loop {
        match xml.next()? {
            Event::Start(tag) | Event::Empty(tag) if tag.local_name().as_ref() == "encryption-data" => {
                return Ok(true);
            }
            Event::Eof => return Ok(false),
            _ => {}
        }
    }
}

struct Pending {
    value: Option<String>,
    kind: String,
    error: bool,
    formula: bool,
    times: usize,
    spans: (usize, u32),
    text: String,
    paragraphs: usize,
}

fn read_table(xml: &mut Xml<'_>, mut builder: Builder, budget: &mut Budget<'_>) -> Result<Sheet, Refused> {
    let (mut row, mut repeat, mut column) = (1u32, 1u32, 0usize);
    let mut line: Vec<(usize, usize, CellValue, bool)> = Vec::new();
    let (mut cell, mut within, mut note) = (None::<Pending>, 1usize, 0usize);
    loop {
        match xml.next()? {
            Event::Start(tag) => {
                let name = tag.local_name();
                match name.as_ref() {
                    "table" => within += 1,
                    "annotation" => note += 1,
                    _ if note > 0 || within > 1 => {}
                    "table-row" => {
                        repeat = times(&tag, "number-rows-repeated");
                        column = 0;
                    }
                    "table-cell" | "covered-table-cell" => cell = Some(open_cell(&tag)),
                    "p" => {
                        if let Some(cell) = &mut cell {
                            if cell.paragraphs > 0 {
                                cell.text.push('\n');
                            }
                            cell.paragraphs += 1;
                        }
                    }
                    _ => {}
                }
            }
            Event::Empty(tag) if note == 0 && within == 1 => match tag.local_name().as_ref() {
                "table-row" => row = row.saturating_add(times(&tag, "number-rows-repeated")),
                "table-cell" | "covered-table-cell" => {
                    let empty = open_cell(&tag);
                    close_cell(empty, row, &mut column, &mut line, &mut builder, budget)?;
                }
                "s" => {
                    if let Some(cell) = &mut cell {
                        let spaces = times(&tag, "c").min(100);
                        (0..spaces).for_each(|_| cell.text.push(' '));
                    }
                }
                "tab" => push(&mut cell, "\t"),
                "line-break" => push(&mut cell, "\n"),
                _ => {}
            },
            Event::End(tag) => match tag.local_name().as_ref() {
                "table" => {
                    within -= 1;
                    if within == 0 {
                        return Ok(builder.finish());
                    }
                }
                "annotation" => note = note.saturating_sub(1),
                _ if note > 0 || within > 1 => {}
                "table-cell" | "covered-table-cell" => {
                    if let Some(cell) = cell.take() {
                        close_cell(cell, row, &mut column, &mut line, &mut builder, budget)?;
                    }
                }
                "table-row" => {
                    if !line.is_empty() {
                        for number in row..row.saturating_add(repeat) {
                            for (at, times, value, formula) in &line {
                                for column in *at..at + times {
                                    builder.put(
                                        budget,
                                        number,
                                        column,
                                        value.clone(),
                                        *formula,
                                        Font::Plain,
                                    )?;
                                }
                            }
                        }
                        line.clear();
                    }
                    row = row.saturating_add(repeat);
                }
                _ => {}
            },
            Event::Text(t) if note == 0 => push(&mut cell, &t.xml10_content()),
            Event::CData(t) if note == 0 => push(&mut cell, &t.xml10_content()),
            Event::GeneralRef(r) if note == 0 => {
                if let Some(cell) = &mut cell {
                    push_reference(&mut cell.text, &r);
                }
            }
            Event::Eof => return Err(Refused::Damaged),
            _ => {}
        }
        if cell.as_ref().is_some_and(|cell| cell.text.len() > 1 << 20) {
            return Err(Refused::TooMuch);
        }
    }
}

fn push(cell: &mut Option<Pending>, text: &str) {
    if let Some(cell) = cell
        && cell.paragraphs > 0
    {
        cell.text.push_str(text);
    }
}

fn times(tag: &BytesStart<'_>, name: &str) -> u32 {
    attribute(tag, name).and_then(|n| n.parse().ok()).unwrap_or(1).max(1)
}

fn open_cell(tag: &BytesStart<'_>) -> Pending {
    let mut cell = Pending {
        value: None,
        kind: String::new(),
        error: false,
        formula: false,
        times: usize::try_from(times(tag, "number-columns-repeated")).unwrap_or(usize::MAX),
        spans: (
            usize::try_from(times(tag, "number-columns-spanned")).unwrap_or(1),
            times(tag, "number-rows-spanned"),
        ),
        text: String::new(),
        paragraphs: 0,
    };
    for attribute in tag.attributes().with_checks(false).flatten() {
        let value = attribute.value.as_ref();
        let key: &str = attribute.key.as_ref();
        let local = key.rsplit_once(':').map_or(key, |(_, local)| local);
        match local {
            "value-type" if value == "error" => cell.error = true,
            "value-type" if !key.starts_with("calcext:") => cell.kind = value.to_string(),
            "value" | "date-value" | "boolean-value" => cell.value = Some(value.to_string()),
            "formula" => cell.formula = true,
            _ => {}
        }
    }
    cell
}

fn close_cell(
    cell: Pending,
    row: u32,
    column: &mut usize,
    line: &mut Vec<(usize, usize, CellValue, bool)>,
    builder: &mut Builder,
    budget: &Budget<'_>,
) -> Result<(), Refused> {
    let at = *column;
    *column = column.saturating_add(cell.times);
    let (wide, high) = cell.spans;
    if (wide > 1 || high > 1) && at < budget.limits.max_columns {
        builder.merge(Merge {
            top: row,
            bottom: row.saturating_add(high - 1),
            left: at,
            right: at.saturating_add(wide - 1),
        });
    }
    let text = cell.text;
    let value = match cell.kind.as_str() {
        _ if cell.error => CellValue::Error(text),
        "float" | "percentage" | "currency" => {
            match cell.value.as_deref().and_then(|v| v.parse::<f64>().ok()).filter(|n| n.is_finite()) {
                Some(number) => CellValue::Number(number),
                None => CellValue::Text(text),
            }
        }
        "date" => match cell.value.as_deref().and_then(iso_date) {
            Some(day) => CellValue::Date(day),
            None => CellValue::Text(text),
        },
        "boolean" => CellValue::Bool(cell.value.as_deref() == Some("true")),
        "" if text.is_empty() => CellValue::Empty,
        _ => CellValue::Text(text),
    };
    if matches!(value, CellValue::Empty) && !cell.formula {
        return Ok(());
    }
    // one further than the limit is enough for the builder to refuse
    let most = budget.limits.max_columns.saturating_add(1).saturating_sub(at).max(1);
    if line.len() <= budget.limits.max_columns {
        line.push((at, cell.times.min(most), value, cell.formula));
    }
    Ok(())
}
