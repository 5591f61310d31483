//! Excel since 2007, streamed: a sheet's XML is never held as a whole, and only cells with content are kept.
use super::builder::{Budget, Builder, serial_date};
use super::parts::Parts;
use super::xml::{Xml, attribute, push_reference};
use crate::sheet::book::{CellValue, Font, Merge, Sheet};
use crate::sheet::limits::Limits;
use crate::sheet::refused::Refused;
use quick_xml::events::{BytesStart, Event};
use std::collections::HashMap;

/// More strings than this cannot belong to a list within the limits.
const MAX_STRINGS: usize = 1_200_000;

struct SheetEntry {
    name: String,
    hidden: bool,
    relation: String,
}

#[derive(Clone, Copy, Default)]
struct Style {
    date: bool,
    font: Font,
}

struct Shared {
    strings: Vec<String>,
    styles: Vec<Style>,
    since_1904: bool,
}

/// Where the workbook lies, if this zip has one.
pub fn workbook_path(parts: &mut Parts<'_>) -> Result<Option<String>, Refused> {
    let declared = relations(parts, "_rels/.rels")?
        .into_values()
        .find(|relation| relation.kind.ends_with("/officeDocument"))
        .map(|relation| resolve("", &relation.target));
    Ok(declared.into_iter().chain(["xl/workbook.xml".to_string()]).find(|path| parts.has(path)))
}

/// Reads all worksheets.
pub fn read(parts: &mut Parts<'_>, workbook: &str, limits: &Limits) -> Result<Vec<Sheet>, Refused> {
    let (folder, file) = workbook.rsplit_once('/').unwrap_or(("", workbook));
    let relations = relations(parts, &resolve(folder, &format!("_rels/{file}.rels")))?;
    let (entries, since_1904) = read_workbook(parts, workbook)?;
    if entries.len() > limits.max_sheets {
        return Err(Refused::TooManySheets { limit: limits.max_sheets });
    }
    let path_of = |ending: &str| {
        relations.values().find(|r| r.kind.ends_with(ending)).map(|r| resolve(folder, &r.target))
    };
    let mut budget = Budget::new(limits);
    let strings = match path_of("/sharedStrings") {
        Some(path) => read_strings(parts, &path, &mut budget)?,
        None => Vec::new(),
    };
    let styles = match path_of("/styles") {
        Some(path) => read_styles(parts, &path)?,
        None => Vec::new(),
    };
    let shared = Shared { strings, styles, since_1904 };
    let mut sheets = Vec::new();
    for entry in entries {
        let Some(relation) = relations.get(&entry.relation) else { continue };
        if !relation.kind.ends_with("/worksheet") {
            continue;
        }
        let path = resolve(folder, &relation.target);
        let part = parts.part(&path)?.ok_or(Refused::Damaged)?;
        let builder = Builder::new(entry.name, entry.hidden);
        sheets.push(read_sheet(Xml::new(part), builder, &shared, &mut budget)?);
    }
    Ok(sheets)
}

struct Relation {
    kind: String,
    target: String,
}

fn relations(parts: &mut Parts<'_>, path: &str) -> Result<HashMap<String, Relation>, Refused> {
    let mut found = HashMap::new();
    let Some(part) = parts.part(path)? else { return Ok(found) };
    let mut xml = Xml::new(part);
    loop {
        match xml.next()? {
            Event::Start(tag) | Event::Empty(tag) if tag.local_name().as_ref() == "Relationship" => {
                if let (Some(id), Some(kind), Some(target)) =
                    (attribute(&tag, "Id"), attribute(&tag, "Type"), attribute(&tag, "Target"))
                {
                    found.insert(id, Relation { kind, target });
                }
            }
            Event::Eof => return Ok(found),
            _ => {}
        }
    }
}

fn resolve(folder: &str, target: &str) -> String {
    let target = target.replace('\\', "/");
    let mut path: Vec<&str> = if target.starts_with('/') { Vec::new() } else { folder.split('/').collect() };
    for step in target.split('/') {
        match step {
            "" | "." => {}
            ".." => {
                path.pop();
            }
            step => path.push(step),
        }
    }
    path.retain(|step| !step.is_empty());
    path.join("/")
}

fn read_workbook(parts: &mut Parts<'_>, path: &str) -> Result<(Vec<SheetEntry>, bool), Refused> {
    let mut xml = Xml::new(parts.part(path)?.ok_or(Refused::Damaged)?);
    let (mut entries, mut since_1904) = (Vec::new(), false);
    loop {
        match xml.next()? {
            Event::Start(tag) | Event::Empty(tag) => match tag.local_name().as_ref() {
                "sheet" => entries.push(SheetEntry {
                    name: attribute(&tag, "name").unwrap_or_default(),
                    hidden: attribute(&tag, "state").is_some_and(|state| state != "visible"),
                    relation: attribute(&tag, "id").unwrap_or_default(),
                }),
                "workbookPr" => {
                    since_1904 = attribute(&tag, "date1904").is_some_and(|v| v == "1" || v == "true");
                }
                _ => {}
            },
            Event::Eof => return Ok((entries, since_1904)),
            _ => {}
        }
    }
}

fn read_strings(parts: &mut Parts<'_>, path: &str, budget: &mut Budget<'_>) -> Result<Vec<String>, Refused> {
    let mut strings = Vec::new();
    let Some(part) = parts.part(path)? else { return Ok(strings) };
    let mut xml = Xml::new(part);
    let (mut text, mut inside, mut phonetic) = (String::new(), false, false);
    loop {
        match xml.next()? {
            Event::Start(tag) => match tag.local_name().as_ref() {
                "si" => text.clear(),
                "t" => inside = true,
                "rPh" => phonetic = true,
                _ => {}
            },
            Event::End(tag) => match tag.local_name().as_ref() {
                "si" => {
                    budget.hold_text(text.len() + size_of::<String>())?;
                    strings.push(std::mem::take(&mut text));
                }
                "t" => inside = false,
                "rPh" => phonetic = false,
                _ => {}
            },
            Event::Empty(tag) if tag.local_name().as_ref() == "si" => strings.push(String::new()),
            Event::Text(t) if inside && !phonetic => text.push_str(&t.xml10_content()),
            Event::CData(t) if inside && !phonetic => text.push_str(&t.xml10_content()),
            Event::GeneralRef(r) if inside && !phonetic => push_reference(&mut text, &r),
            Event::Eof => return Ok(strings),
            _ => {}
        }
        if strings.len() > MAX_STRINGS {
            return Err(Refused::TooMuch);
        }
    }
}

/// For each cell format: is a number in it a date, and does its font belong to an old code?
fn read_styles(parts: &mut Parts<'_>, path: &str) -> Result<Vec<Style>, Refused> {
    let mut styles = Vec::new();
    let Some(part) = parts.part(path)? else { return Ok(styles) };
    let mut xml = Xml::new(part);
    let (mut formats, mut fonts): (HashMap<u32, bool>, Vec<Font>) = (HashMap::new(), Vec::new());
    let mut within = Vec::new();
    loop {
        let event = xml.next()?;
        let (tag, opens) = match &event {
            Event::Start(tag) => (tag, true),
            Event::Empty(tag) => (tag, false),
            Event::End(_) => {
                within.pop();
                continue;
            }
            Event::Eof => return Ok(styles),
            _ => continue,
        };
        let parent = within.last().map(String::as_str);
        let name = tag.local_name();
        match (parent, name.as_ref()) {
            (_, "numFmt") => {
                if let (Some(id), Some(code)) = (number(tag, "numFmtId"), attribute(tag, "formatCode")) {
                    formats.insert(id, is_date_format(&code));
                }
            }
            (Some("fonts"), "font") => fonts.push(Font::Plain),
            (Some("font"), "name") => {
                if let (Some(font), Some(name)) = (fonts.last_mut(), attribute(tag, "val")) {
                    *font = font_family(&name);
                }
            }
            (Some("cellXfs"), "xf") => {
                let format = number(tag, "numFmtId").unwrap_or(0);
                let font = number(tag, "fontId").and_then(|id| fonts.get(usize::try_from(id).ok()?).copied());
                let date = formats.get(&format).copied().unwrap_or_else(|| is_builtin_date(format));
                styles.push(Style { date, font: font.unwrap_or_default() });
            }
            _ => {}
        }
        if opens {
            within.push(name.as_ref().to_string());
        }
    }
}

fn number(tag: &BytesStart<'_>, name: &str) -> Option<u32> {
    attribute(tag, name)?.parse().ok()
}

/// Formats 14–22 and 45–47 are dates and times everywhere; 27–36 and 50–58 in East Asian editions.
pub fn is_builtin_date(format: u32) -> bool {
    matches!(format, 14..=22 | 27..=36 | 45..=47 | 50..=58)
}

/// Whether a number format shows days, months or years (letters outside quotes and brackets).
pub fn is_date_format(code: &str) -> bool {
    let first = code.split(';').next().unwrap_or("");
    let mut chars = first.chars();
    while let Some(c) = chars.next() {
        match c {
            '"' => while chars.next().is_some_and(|c| c != '"') {},
            '[' => while chars.next().is_some_and(|c| c != ']') {},
            '\\' | '_' | '*' => {
                chars.next();
            }
            'd' | 'D' | 'm' | 'M' | 'y' | 'Y' | 'h' | 'H' | 's' | 'S' => return true,
            'G' | 'g' => return false, // "General"
            _ => {}
        }
    }
    false
}

/// The old code a font belongs to.
pub fn font_family(name: &str) -> Font {
    let name = name.trim();
    if name.starts_with(".Vn") || name.starts_with(".VN") {
        if name.ends_with('H') { Font::Tcvn3Capitals } else { Font::Tcvn3 }
    } else if name.starts_with("VNI-") {
        Font::Vni
    } else {
        Font::Plain
    }
}

#[derive(Default)]
struct Pending {
    row: u32,
    column: usize,
    kind: String,
    style: usize,
    raw: String,
    formula: bool,
}

fn read_sheet(
    mut xml: Xml<'_>,
    mut builder: Builder,
    shared: &Shared,
    budget: &mut Budget<'_>,
) -> Result<Sheet, Refused> {
    let (mut row, mut column, mut rows_seen) = (0u32, 0usize, 0u32);
    let mut cell: Option<Pending> = None;
    let (mut inside, mut phonetic) = (false, false);
    loop {
        match xml.next()? {
            Event::Start(tag) => match tag.local_name().as_ref() {
                "row" => {
                    rows_seen = rows_seen.saturating_add(1);
                    row = number(&tag, "r").unwrap_or_else(|| row.saturating_add(1));
                    column = 0;
                }
                "c" => cell = Some(open_cell(&tag, row.max(1), &mut column)),
                "v" | "t" => inside = true,
                "rPh" => phonetic = true,
                "f" => {
                    if let Some(cell) = &mut cell {
                        cell.formula = true;
                    }
                }
                _ => {}
            },
            Event::Empty(tag) => match tag.local_name().as_ref() {
                "row" => {
                    row = number(&tag, "r").unwrap_or_else(|| row.saturating_add(1));
                    column = 0;
                }
                "c" => {
                    open_cell(&tag, row.max(1), &mut column);
                }
                "f" => {
                    if let Some(cell) = &mut cell {
                        cell.formula = true;
                    }
                }
                "mergeCell" => {
                    if let Some(merge) = attribute(&tag, "ref").as_deref().and_then(region) {
                        builder.merge(merge);
                    }
                }
                _ => {}
            },
            Event::End(tag) => match tag.local_name().as_ref() {
                "c" => {
                    if let Some(cell) = cell.take() {
                        let style = shared.styles.get(cell.style).copied().unwrap_or_default();
                        let value = value_of(&cell, style, shared);
                        builder.put(budget, cell.row, cell.column, value, cell.formula, style.font)?;
                    }
                }
                "v" | "t" => inside = false,
                "rPh" => phonetic = false,
                _ => {}
            },
            Event::Text(t) if inside && !phonetic => push(&mut cell, &t.xml10_content()),
            Event::CData(t) if inside && !phonetic => push(&mut cell, &t.xml10_content()),
            Event::GeneralRef(r) if inside && !phonetic => {
                if let Some(cell) = &mut cell {
                    push_reference(&mut cell.raw, &r);
                }
            }
            Event::Eof => return Ok(builder.finish()),
            _ => {}
        }
        if cell.as_ref().is_some_and(|cell| cell.raw.len() > 1 << 20) {
            return Err(Refused::TooMuch);
        }
    }
}

fn push(cell: &mut Option<Pending>, text: &str) {
    if let Some(cell) = cell {
        cell.raw.push_str(text);
    }
}

fn open_cell(tag: &BytesStart<'_>, row: u32, next_column: &mut usize) -> Pending {
    let (mut at, mut kind, mut style) = (None, String::new(), 0);
    for attribute in tag.attributes().with_checks(false).flatten() {
        let value = attribute.value.as_ref();
        match attribute.key.local_name().as_ref() {
            "r" => at = reference(value),
            "t" => kind = value.to_string(),
            "s" => style = value.parse().unwrap_or(0),
            _ => {}
        }
    }
    let (row, column) = at.unwrap_or((row, *next_column));
    *next_column = column.saturating_add(1);
    Pending { row, column, kind, style, ..Pending::default() }
}

fn value_of(cell: &Pending, style: Style, shared: &Shared) -> CellValue {
    let raw = cell.raw.as_str();
    match cell.kind.as_str() {
        "s" => match raw.trim().parse::<usize>().ok().and_then(|at| shared.strings.get(at)) {
            Some(text) => CellValue::Text(excel_unescape(text)),
            None => CellValue::Empty,
        },
        "str" | "inlineStr" => CellValue::Text(excel_unescape(raw)),
        "b" => CellValue::Bool(raw.trim() == "1"),
        "e" => CellValue::Error(raw.trim().to_string()),
        "d" => iso_date(raw).map_or_else(|| CellValue::Text(raw.to_string()), CellValue::Date),
        _ => match raw.trim().parse::<f64>() {
            Ok(number) if style.date => {
                serial_date(number, shared.since_1904).map_or(CellValue::Number(number), CellValue::Date)
            }
            Ok(number) if number.is_finite() => CellValue::Number(number),
            _ if raw.is_empty() => CellValue::Empty,
            _ => CellValue::Text(raw.to_string()),
        },
    }
}

/// An ISO day, with or without a time.
pub fn iso_date(raw: &str) -> Option<jiff::civil::DateTime> {
    let raw = raw.trim().trim_end_matches('Z');
    raw.parse().ok().or_else(|| raw.parse::<jiff::civil::Date>().ok().map(|day| day.at(0, 0, 0, 0)))
}

/// Excel writes control characters as `_x000D_`.
fn excel_unescape(text: &str) -> String {
    if !text.contains("_x") {
        return text.to_string();
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("_x") {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let code = from.get(2..6).filter(|_| from.get(6..7) == Some("_"));
        match code.and_then(|code| u32::from_str_radix(code, 16).ok()).and_then(char::from_u32) {
            Some(c) => {
                out.push(c);
                rest = from.get(7..).unwrap_or("");
            }
            None => {
                out.push_str("_x");
                rest = from.get(2..).unwrap_or("");
            }
        }
    }
    out.push_str(rest);
    out
}

/// "B12" as row 12, column 1.
fn reference(text: &str) -> Option<(u32, usize)> {
    let letters = text.bytes().take_while(u8::is_ascii_alphabetic).count();
    let (name, row) = text.split_at_checked(letters)?;
    if letters == 0 || letters > 3 {
        return None;
    }
    let column = name.bytes().fold(0usize, |n, c| n * 26 + usize::from(c.to_ascii_uppercase() - b'A') + 1);
    let row: u32 = row.parse().ok()?;
    (row > 0).then_some((row, column - 1))
}

fn region(text: &str) -> Option<Merge> {
    let (from, to) = text.split_once(':')?;
    let ((top, left), (bottom, right)) = (reference(from)?, reference(to)?);
    Some(Merge { top, bottom, left, right })
}
