//! Excel 97–2003 (BIFF8): a stream of records. Own reader, because a list's cells are few kinds of record,
//! and the libraries build the whole rectangle between the first and the last cell in memory.
use super::builder::{Budget, Builder, serial_date};
use super::cfb::{u16_at, u32_at};
use super::xlsx::{font_family, is_builtin_date, is_date_format};
use crate::sheet::book::{CellValue, Font, Merge, Sheet};
use crate::sheet::limits::Limits;
use crate::sheet::refused::{Found, Refused};
use std::collections::HashMap;

const BOF: u16 = 0x0809;
const EOF: u16 = 0x000A;
const CONTINUE: u16 = 0x003C;

/// One record; a long one goes on in further segments.
struct Record<'a> {
    kind: u16,
    segments: Vec<&'a [u8]>,
}

impl<'a> Record<'a> {
    fn data(&self) -> &'a [u8] {
        self.segments.first().copied().unwrap_or(&[])
    }
}

struct Records<'a> {
    rest: &'a [u8],
}

impl<'a> Iterator for Records<'a> {
    type Item = Record<'a>;

    fn next(&mut self) -> Option<Record<'a>> {
        let (kind, data) = self.take()?;
        let mut segments = vec![data];
        while u16_at(self.rest, 0) == Some(CONTINUE) {
            segments.push(self.take()?.1);
        }
        Some(Record { kind, segments })
    }
}

impl<'a> Records<'a> {
    fn take(&mut self) -> Option<(u16, &'a [u8])> {
        let (kind, length) = (u16_at(self.rest, 0)?, usize::from(u16_at(self.rest, 2)?));
        let (head, rest) = self.rest.split_at_checked(4 + length)?;
        self.rest = rest;
        Some((kind, head.get(4..)?))
    }
}

struct SheetEntry {
    name: String,
    hidden: bool,
    at: usize,
}

#[derive(Default)]
struct Globals {
    sheets: Vec<SheetEntry>,
    strings: Vec<String>,
    fonts: Vec<Font>,
    formats: HashMap<u16, bool>,
    styles: Vec<(u16, u16)>,
    since_1904: bool,
}

/// Reads all worksheets of a `Workbook` stream.
pub fn read(stream: &[u8], limits: &Limits) -> Result<Vec<Sheet>, Refused> {
    let mut budget = Budget::new(limits);
    let globals = read_globals(stream, &mut budget)?;
    if globals.sheets.len() > limits.max_sheets {
        return Err(Refused::TooManySheets { limit: limits.max_sheets });
    }
    let mut sheets = Vec::new();
    for entry in &globals.sheets {
        let rest = stream.get(entry.at..).ok_or(Refused::Damaged)?;
        let builder = Builder::new(entry.name.clone(), entry.hidden);
        sheets.push(read_sheet(Records { rest }, builder, &globals, &mut budget)?);
    }
    Ok(sheets)
}

fn read_globals(stream: &[u8], budget: &mut Budget<'_>) -> Result<Globals, Refused> {
    let mut globals = Globals::default();
    let mut begun = false;
    for record in (Records { rest: stream }) {
        let data = record.data();
        match record.kind {
            BOF if !begun => {
                begun = true;
                if u16_at(data, 0) != Some(0x0600) {
                    return Err(Refused::NotASheet(Found::OldExcel));
                }
            }
            0x002F => return Err(Refused::Encrypted),
            0x0022 => globals.since_1904 = u16_at(data, 0) == Some(1),
            0x0031 => globals.fonts.push(font_family(&short_text(data, 14))),
            0x041E => {
                if let Some(id) = u16_at(data, 0) {
                    globals.formats.insert(id, is_date_format(&long_text(data.get(2..).unwrap_or(&[]))));
                }
            }
            0x00E0 => globals.styles.push((u16_at(data, 0).unwrap_or(0), u16_at(data, 2).unwrap_or(0))),
            // only worksheets; charts and macro sheets hold no list
            0x0085 if data.get(5) == Some(&0) => globals.sheets.push(SheetEntry {
                name: short_text(data, 6),
                hidden: data.get(4).is_some_and(|state| state & 3 != 0),
                at: u32_at(data, 0).and_then(|at| usize::try_from(at).ok()).ok_or(Refused::Damaged)?,
            }),
            0x00FC => globals.strings = shared_strings(&record, budget)?,
            EOF => return Ok(globals),
            _ => {}
        }
    }
    Err(Refused::Damaged)
}

fn read_sheet(
    records: Records<'_>,
    mut builder: Builder,
    globals: &Globals,
    budget: &mut Budget<'_>,
) -> Result<Sheet, Refused> {
    let (mut depth, mut waiting) = (0usize, None::<(u32, usize, Font)>);
    for record in records {
        let data = record.data();
        match record.kind {
            BOF => depth += 1,
            EOF => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return Ok(builder.finish());
                }
            }
            _ if depth != 1 => {} // a chart inside the sheet
            0x00E5 => merges(data, &mut builder),
            0x00BD => {
                let Some((row, first, _)) = place(data) else { continue };
                for (column, pair) in
                    (first..).zip(data.get(4..data.len().max(6) - 2).unwrap_or(&[]).chunks_exact(6))
                {
                    let (Some(style), Some(raw)) = (u16_at(pair, 0), u32_at(pair, 2)) else { continue };
                    let (value, font) = globals.number(rk(raw), style);
                    builder.put(budget, row, column, value, false, font)?;
                }
            }
            0x0207 => {
                if let Some((row, column, font)) = waiting.take() {
                    let text = CellValue::Text(Strings::new(&record.segments).long().unwrap_or_default());
                    builder.put(budget, row, column, text, true, font)?;
                }
            }
            0x0203 | 0x027E | 0x00FD | 0x0204 | 0x00D6 | 0x0205 | 0x0006 => {
                let Some((row, column, style)) = place(data) else { continue };
                let font = globals.font(style);
                let formula = record.kind == 0x0006;
                let value = match record.kind {
                    0x0203 => f64_at(data, 6).map_or(CellValue::Empty, |n| globals.number(n, style).0),
                    0x027E => {
                        u32_at(data, 6).map_or(CellValue::Empty, |raw| globals.number(rk(raw), style).0)
                    }
                    0x00FD => u32_at(data, 6)
                        .and_then(|at| globals.strings.get(usize::try_from(at).ok()?))
                        .map_or(CellValue::Empty, |text| CellValue::Text(text.clone())),
                    0x0205 => bool_or_error(data.get(6).copied().unwrap_or(0), data.get(7) == Some(&1)),
                    0x0006 => match (u16_at(data, 12), data.get(6), data.get(8)) {
                        (Some(0xFFFF), Some(0), _) => {
                            waiting = Some((row, column, font));
                            continue;
                        }
                        (Some(0xFFFF), Some(3), _) => CellValue::Text(String::new()),
                        (Some(0xFFFF), Some(kind), Some(code)) => bool_or_error(*code, *kind == 2),
                        _ => f64_at(data, 6).map_or(CellValue::Empty, |n| globals.number(n, style).0),
                    },
                    _ => CellValue::Text(long_text(data.get(6..).unwrap_or(&[]))),
                };
                builder.put(budget, row, column, value, formula, font)?;
            }
            _ => {}
        }
    }
    Err(Refused::Damaged)
}

impl Globals {
    fn number(&self, number: f64, style: u16) -> (CellValue, Font) {
        let format = self.styles.get(usize::from(style)).map_or(0, |(_, format)| *format);
        let date = self.formats.get(&format).copied().unwrap_or_else(|| is_builtin_date(u32::from(format)));
        let value = match date.then(|| serial_date(number, self.since_1904)).flatten() {
            Some(when) => CellValue::Date(when),
            None if number.is_finite() => CellValue::Number(number),
            None => CellValue::Empty,
        };
        (value, self.font(style))
    }

    fn font(&self, style: u16) -> Font {
        let Some((font, _)) = self.styles.get(usize::from(style)) else { return Font::Plain };
        // number 4 is left out by the format: 0, 1, 2, 3, 5, 6, …
        let at = usize::from(if *font > 4 { font - 1 } else { *font });
        self.fonts.get(at).copied().unwrap_or_default()
    }
}

fn place(data: &[u8]) -> Option<(u32, usize, u16)> {
    Some((u32::from(u16_at(data, 0)?) + 1, usize::from(u16_at(data, 2)?), u16_at(data, 4)?))
}

fn merges(data: &[u8], builder: &mut Builder) {
    for region in data.get(2..).unwrap_or(&[]).chunks_exact(8) {
        let at = |i| u16_at(region, i).unwrap_or(0);
        builder.merge(Merge {
            top: u32::from(at(0)) + 1,
            bottom: u32::from(at(2)) + 1,
            left: usize::from(at(4)),
            right: usize::from(at(6)),
        });
    }
}

fn bool_or_error(code: u8, is_error: bool) -> CellValue {
    if !is_error {
        return CellValue::Bool(code != 0);
    }
    let name = match code {
        0x00 => "#NULL!",
        0x07 => "#DIV/0!",
        0x0F => "#VALUE!",
        0x17 => "#REF!",
        0x1D => "#NAME?",
        0x24 => "#NUM!",
        _ => "#N/A",
    };
    CellValue::Error(name.to_string())
}

/// A number in Excel's short form: 30 bits, whole or the top of a double, perhaps in hundredths.
fn rk(raw: u32) -> f64 {
    let number = if raw & 2 != 0 {
        f64::from(raw.cast_signed() >> 2)
    } else {
        f64::from_bits(u64::from(raw & !3) << 32)
    };
    if raw & 1 != 0 { number / 100.0 } else { number }
}

fn f64_at(data: &[u8], at: usize) -> Option<f64> {
    Some(f64::from_le_bytes(data.get(at..at + 8)?.try_into().ok()?))
}

fn short_text(data: &[u8], at: usize) -> String {
    let letters = usize::from(data.get(at).copied().unwrap_or(0));
    Strings::new(&[data.get(at + 1..).unwrap_or(&[])]).letters(letters).unwrap_or_default()
}

fn long_text(data: &[u8]) -> String {
    Strings::new(&[data]).long().unwrap_or_default()
}

fn shared_strings(record: &Record<'_>, budget: &mut Budget<'_>) -> Result<Vec<String>, Refused> {
    let mut from = Strings::new(&record.segments);
    from.skip(4);
    let count = from.u32().unwrap_or(0);
    let mut strings = Vec::new();
    for _ in 0..count {
        let Some(text) = from.rich() else { break };
        budget.hold_text(text.len() + size_of::<String>())?;
        strings.push(text);
    }
    Ok(strings)
}

/// Reads texts over the seams of segments. Within the letters of a text, a new segment begins with a byte that
/// says anew whether letters are one or two bytes wide.
struct Strings<'a, 'b> {
    segments: &'b [&'a [u8]],
    segment: usize,
    at: usize,
}

impl<'a, 'b> Strings<'a, 'b> {
    fn new(segments: &'b [&'a [u8]]) -> Self {
        Self { segments, segment: 0, at: 0 }
    }

    fn byte(&mut self) -> Option<u8> {
        loop {
            let segment = self.segments.get(self.segment)?;
            if let Some(byte) = segment.get(self.at) {
                self.at += 1;
                return Some(*byte);
            }
            self.segment += 1;
            self.at = 0;
        }
    }

    fn u16(&mut self) -> Option<u16> {
        Some(u16::from_le_bytes([self.byte()?, self.byte()?]))
    }

    fn u32(&mut self) -> Option<u32> {
        Some(u32::from_le_bytes([self.byte()?, self.byte()?, self.byte()?, self.byte()?]))
    }

    fn skip(&mut self, bytes: usize) {
        let mut left = bytes;
        while left > 0 {
            let Some(segment) = self.segments.get(self.segment) else { return };
            let here = segment.len().saturating_sub(self.at);
            if left < here {
                self.at += left;
                return;
            }
            left -= here;
            self.segment += 1;
            self.at = 0;
        }
    }

    fn long(&mut self) -> Option<String> {
        let letters = usize::from(self.u16()?);
        self.letters(letters)
    }

    fn letters(&mut self, letters: usize) -> Option<String> {
        let flags = self.byte()?;
        self.run(letters, flags & 1 != 0)
    }

    fn rich(&mut self) -> Option<String> {
        let letters = usize::from(self.u16()?);
        let flags = self.byte()?;
        let runs = if flags & 8 != 0 { usize::from(self.u16()?) } else { 0 };
        let extra = if flags & 4 != 0 { usize::try_from(self.u32()?).ok()? } else { 0 };
        let text = self.run(letters, flags & 1 != 0)?;
        self.skip(runs.saturating_mul(4).saturating_add(extra));
        Some(text)
    }

    fn run(&mut self, letters: usize, mut wide: bool) -> Option<String> {
        let mut units = Vec::with_capacity(letters.min(4096));
        for _ in 0..letters {
            if self.segments.get(self.segment)?.len() <= self.at {
                self.segment += 1;
                self.at = 0;
                wide = self.byte()? & 1 != 0;
            }
            units.push(if wide { self.u16()? } else { u16::from(self.byte()?) });
        }
        Some(String::from_utf16_lossy(&units))
    }
}
