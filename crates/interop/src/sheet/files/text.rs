//! CSV and TSV in whatever code they were saved.
use super::builder::{Budget, Builder};
use crate::sheet::book::{CellValue, Font, Sheet};
use crate::sheet::limits::Limits;
use crate::sheet::refused::{Found, Refused};
use crate::sheet::repair::{self, Encoding};
use encoding_rs::{Encoding as Codec, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252, WINDOWS_1258};

pub struct Text {
    pub sheet: Sheet,
    pub separator: char,
    /// The old code the bytes were in, when it was known only by how the text looks.
    pub decoded: Option<Encoding>,
}

pub fn read(bytes: &[u8], limits: &Limits) -> Result<Text, Refused> {
    let (text, decoded) = decode(bytes)?;
    if looks_like_markup(&text) {
        let found = if text.contains("<?mso-application") || text.contains("<Workbook") {
            Found::XmlBook
        } else {
            Found::WebPage
        };
        return Err(Refused::NotASheet(found));
    }
    if text
        .chars()
        .any(|c| c.is_control() && !matches!(c, '\t' | '\r' | '\n' | '\u{b}' | '\u{c}' | '\u{80}'..='\u{9f}'))
    {
        return Err(Refused::NotASheet(Found::Unknown));
    }
    let (declared, body) = declared_separator(&text);
    let separator = declared.unwrap_or_else(|| sniff(body));
    let mut budget = Budget::new(limits);
    let mut builder = Builder::new(String::new(), false);
    let first = if declared.is_some() { 2 } else { 1 };
    split(body, separator, |row, column, field| {
        builder
            .put(&mut budget, row + first, column, CellValue::Text(field), false, Font::Plain)
            .map(|()| true)
    })?;
    Ok(Text { sheet: builder.finish(), separator, decoded })
}

fn decode(bytes: &[u8]) -> Result<(String, Option<Encoding>), Refused> {
    if let Some((codec, bom)) = Codec::for_bom(bytes) {
        let body = bytes.get(bom..).unwrap_or(&[]);
        let (text, broken) = codec.decode_without_bom_handling(body);
        // a BOM before bytes that are not that code: an unknown file, unless it is nearly right
        if broken && text.chars().filter(|c| *c == '\u{fffd}').count() * 20 > text.chars().count() {
            return Err(Refused::NotASheet(Found::Unknown));
        }
        return Ok((text.into_owned(), None));
    }
    if let Some(codec) = utf16_without_bom(bytes) {
        let (text, broken) = codec.decode_without_bom_handling(bytes);
        return if broken { Err(Refused::NotASheet(Found::Unknown)) } else { Ok((text.into_owned(), None)) };
    }
    if bytes.contains(&0) {
        return Err(Refused::NotASheet(Found::Unknown));
    }
    let (text, broken) = UTF_8.decode_without_bom_handling(bytes);
    if !broken {
        return Ok((text.into_owned(), None));
    }
    // Old one-byte codes. As Windows-1258 the text may be right at once; otherwise keep the bytes as
    // Latin letters, which is what the repair of TCVN3 and VNI starts from.
    let (windows, _) = WINDOWS_1258.decode_without_bom_handling(bytes);
    let (latin, _) = WINDOWS_1252.decode_without_bom_handling(bytes);
    let latin = latin.into_owned();
    Ok(match repair::guess(&latin, &windows) {
        Some(Encoding::Windows1258) | None => (windows.into_owned(), Some(Encoding::Windows1258)),
        Some(other) => (latin, Some(other)),
    })
}

fn utf16_without_bom(bytes: &[u8]) -> Option<&'static Codec> {
    let sample = bytes.get(..bytes.len().min(4096) & !1)?;
    let units = sample.len() / 2;
    if units == 0 || !bytes.len().is_multiple_of(2) {
        return None;
    }
    let zeros = |start: usize| sample.iter().skip(start).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    // separators, digits and most letters have a zero half; the other half never has one
    if odd * 3 > units && even == 0 {
        Some(UTF_16LE)
    } else if even * 3 > units && odd == 0 {
        Some(UTF_16BE)
    } else {
        None
    }
}

fn looks_like_markup(text: &str) -> bool {
    let start: String =
        text.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']).chars().take(40).collect();
    let start = start.to_lowercase();
    [
        "<html",
        "<!doctype",
        "<?xml",
        "<table",
        "<meta",
        "<head",
        "<body",
        "<!--",
        "<style",
        "<div",
        "mime-version:",
    ]
    .iter()
    .any(|tag| start.starts_with(tag))
}

fn declared_separator(text: &str) -> (Option<char>, &str) {
    let Some(rest) = text.strip_prefix("sep=") else { return (None, text) };
    let mut chars = rest.chars();
    let Some(separator) = chars.next().filter(|c| !c.is_alphanumeric() && *c != '"') else {
        return (None, text);
    };
    let rest = chars.as_str();
    match rest.strip_prefix("\r\n").or_else(|| rest.strip_prefix('\n')) {
        Some(body) => (Some(separator), body),
        None => (None, text),
    }
}

/// The separator that cuts the first lines into the same number of fields most often.
fn sniff(text: &str) -> char {
    let mut best = (0usize, ',');
    for separator in [';', ',', '\t', '|'] {
        let mut widths: Vec<usize> = Vec::new();
        let _ = split(text, separator, |row, column, _| {
            let row = usize::try_from(row).unwrap_or(usize::MAX);
            if row >= 60 {
                return Ok(false);
            }
            widths.resize(row + 1, 0);
            if let Some(width) = widths.get_mut(row) {
                *width = column + 1;
            }
            Ok(true)
        });
        let score = widths
            .iter()
            .filter(|width| **width > 1)
            .map(|width| widths.iter().filter(|other| *other == width).count() * 100 + (*width).min(99))
            .max()
            .unwrap_or(0);
        if score > best.0 {
            best = (score, separator);
        }
    }
    best.1
}

/// Cuts a text into fields, quotes honoured, rows counted as Excel counts them (empty lines too).
/// `take` gets row and column from 0 and says whether to go on.
fn split(
    text: &str,
    separator: char,
    mut take: impl FnMut(u32, usize, String) -> Result<bool, Refused>,
) -> Result<(), Refused> {
    let (mut row, mut column, mut field) = (0u32, 0usize, String::new());
    let mut chars = text.chars().peekable();
    let mut quoted = false;
    while let Some(c) = chars.next() {
        if quoted {
            match c {
                '"' if chars.peek() == Some(&'"') => {
                    chars.next();
                    field.push('"');
                }
                '"' => quoted = false,
                // a quote that never closes must not swallow the rest of the file
                c if field.len() > 32_767 => {
                    quoted = false;
                    field.push(c);
                }
                c => field.push(c),
            }
            continue;
        }
        match c {
            '"' if field.is_empty() || field == "=" => {
                // ="0123" is how programs keep leading zeros
                field.clear();
                quoted = true;
            }
            '\r' | '\n' => {
                if c == '\r' && chars.peek() == Some(&'\n') {
                    chars.next();
                }
                if !take(row, column, std::mem::take(&mut field))? {
                    return Ok(());
                }
                row = row.saturating_add(1);
                column = 0;
            }
            c if c == separator => {
                if !take(row, column, std::mem::take(&mut field))? {
                    return Ok(());
                }
                column = column.saturating_add(1);
            }
            c => field.push(c),
        }
    }
    if !field.is_empty() || column > 0 {
        take(row, column, field)?;
    }
    Ok(())
}
