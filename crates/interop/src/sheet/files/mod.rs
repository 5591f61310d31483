//! From bytes to a book. What a file is, is decided by its content; its name is only compared afterwards.
mod builder;
mod cfb;
mod ods;
mod parts;
mod text;
mod xls;
mod xlsx;
mod xml;

pub(super) use builder::serial_date;

use super::book::{Book, Kind};
use super::limits::Limits;
use super::refused::{Found, Refused};
use super::repair;

const OLE: &[u8] = &[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];

/// Reads all sheets of a file, or says why not.
///
/// `file_name` only serves to notice that a name and a content do not belong together.
pub fn read_book(bytes: &[u8], file_name: &str, limits: &Limits) -> Result<Book, Refused> {
    if bytes.is_empty() {
        return Err(Refused::Empty);
    }
    if bytes.len() > limits.max_bytes {
        return Err(Refused::TooBig { bytes: bytes.len(), limit: limits.max_bytes });
    }
    let mut guess = None;
    let (kind, mut sheets) = if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        read_zip(bytes, limits)?
    } else if bytes.starts_with(OLE) {
        (Kind::Xls, read_ole(bytes, limits)?)
    } else if let Some(found) = other_format(bytes) {
        return Err(Refused::NotASheet(found));
    } else {
        let read = text::read(bytes, limits)?;
        guess = read.decoded;
        (Kind::Text { separator: read.separator }, vec![read.sheet])
    };
    if sheets.is_empty() {
        return Err(Refused::NoSheets);
    }
    if sheets.iter().all(|sheet| sheet.rows.is_empty()) {
        return Err(Refused::Blank);
    }
    let mut repaired = Vec::new();
    for sheet in &mut sheets {
        repaired.extend(repair::repair_sheet(sheet, guess));
    }
    Ok(Book { kind, misnamed: misnamed(kind, file_name), sheets, repaired })
}

fn read_zip(bytes: &[u8], limits: &Limits) -> Result<(Kind, Vec<super::book::Sheet>), Refused> {
    let mut parts = parts::Parts::open(bytes, limits)?;
    if parts.has("xl/workbook.bin") {
        return Err(Refused::NotASheet(Found::Xlsb));
    }
    if parts.has("word/document.xml") {
        return Err(Refused::NotASheet(Found::Word));
    }
    if parts.has("ppt/presentation.xml") {
        return Err(Refused::NotASheet(Found::Slides));
    }
    if parts.has("content.xml") {
        return Ok((Kind::Ods, ods::read(&mut parts, limits)?));
    }
    match xlsx::workbook_path(&mut parts)? {
        Some(path) => Ok((Kind::Xlsx, xlsx::read(&mut parts, &path, limits)?)),
        None => Err(Refused::NotASheet(Found::Archive)),
    }
}

fn read_ole(bytes: &[u8], limits: &Limits) -> Result<Vec<super::book::Sheet>, Refused> {
    let compound = cfb::Compound::open(bytes)?;
    if compound.has("EncryptedPackage") || compound.has("EncryptionInfo") {
        return Err(Refused::Encrypted);
    }
    if let Some(stream) = compound.stream("Workbook")? {
        return xls::read(&stream, limits);
    }
    Err(Refused::NotASheet(if compound.has("Book") {
        Found::OldExcel
    } else if compound.has("WordDocument") {
        Found::Word
    } else if compound.has("PowerPoint Document") {
        Found::Slides
    } else {
        Found::Unknown
    }))
}

fn other_format(bytes: &[u8]) -> Option<Found> {
    let starts: &[(&[u8], Found)] = &[
        (b"%PDF", Found::Pdf),
        (b"{\\rtf", Found::Word),
        (b"\x89PNG", Found::Picture),
        (b"\xFF\xD8\xFF", Found::Picture),
        (b"GIF8", Found::Picture),
        (b"Rar!", Found::Archive),
        (b"7z\xBC\xAF", Found::Archive),
        (b"\x1F\x8B", Found::Archive),
        (b"PK", Found::Archive),
        (b"\x09\x08\x06\x00", Found::OldExcel),
        (b"\x09\x08\x08\x00", Found::OldExcel),
        (b"\x09\x04\x06\x00", Found::OldExcel),
        (b"\x09\x02\x06\x00", Found::OldExcel),
    ];
    starts.iter().find(|(start, _)| bytes.starts_with(start)).map(|(_, found)| *found)
}

fn misnamed(kind: Kind, file_name: &str) -> bool {
    let Some((_, ending)) = file_name.rsplit_once('.') else { return false };
    let ending = ending.to_ascii_lowercase();
    let family = match ending.as_str() {
        "xlsx" | "xlsm" | "xltx" | "xltm" => 0,
        "xls" | "xlt" => 1,
        "ods" | "ots" => 2,
        "csv" | "tsv" | "txt" | "tab" => 3,
        _ => return false,
    };
    family
        != match kind {
            Kind::Xlsx => 0,
            Kind::Xls => 1,
            Kind::Ods => 2,
            Kind::Text { .. } => 3,
        }
}
