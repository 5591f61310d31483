//! Old Vietnamese codes become Unicode, and nothing else is touched.
//!
//! The judge is the syllable: Vietnamese syllables are few and strict, so text in an old code read as Unicode
//! is full of impossible ones ("Giµng A DÕ"), and the right conversion makes nearly all of them possible.
//! A code must first be *established* in a sheet by this evidence (or by the names of fonts); after that each
//! cell is converted only where it does not make things worse. Text with letters that the old code does not have
//! (ế, ữ, combining marks, …) is Unicode already and never converted.
mod legacy;
mod syllable;
#[cfg(test)]
mod tests;

pub use syllable::is_vietnamese_syllable;

use super::book::{Cell, CellValue, Font, Sheet, column_letters};
use std::collections::BTreeSet;
use syllable::Tally;
use unicode_normalization::{UnicodeNormalization, is_nfc};

/// A code that text came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Encoding {
    /// TCVN 5712:1993, third table, known as "ABC", fonts `.VnTime`.
    Tcvn3,
    /// VNI for Windows, fonts `VNI-Times`.
    Vni,
    /// Windows-1258, the code of Vietnamese Windows before Unicode.
    Windows1258,
    /// Unicode with marks as separate characters ("Unicode tổ hợp").
    Decomposed,
    /// UTF-8 that some program took for Western letters ("Nguyá»…n").
    MangledUtf8,
}

impl Encoding {
    /// Its name as people here say it.
    pub fn name_vi(self) -> &'static str {
        match self {
            Self::Tcvn3 => "TCVN3 (ABC)",
            Self::Vni => "VNI",
            Self::Windows1258 => "Windows-1258",
            Self::Decomposed => "Unicode tổ hợp",
            Self::MangledUtf8 => "UTF-8 bị đọc sai",
        }
    }
}

/// What was converted, for the sender to see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repaired {
    /// The sheet's name.
    pub sheet: String,
    /// The code the text was in.
    pub encoding: Encoding,
    /// Columns in which something changed (A is 0).
    pub columns: Vec<usize>,
}

impl Repaired {
    /// One line for the screen.
    pub fn message_vi(&self) -> String {
        let columns: Vec<String> = self.columns.iter().map(|column| column_letters(*column)).collect();
        let (sheet, from, columns) = (&self.sheet, self.encoding.name_vi(), columns.join(", "));
        let to = if self.encoding == Encoding::Decomposed { "Unicode dựng sẵn" } else { "Unicode" };
        if sheet.is_empty() {
            format!("đã chuyển mã {from} → {to} ở cột {columns}")
        } else {
            format!("Trang “{sheet}”: đã chuyển mã {from} → {to} ở cột {columns}")
        }
    }

    /// The same in English.
    pub fn message_en(&self) -> String {
        let columns: Vec<String> = self.columns.iter().map(|column| column_letters(*column)).collect();
        format!("{} text was converted to Unicode in columns {}", self.encoding.name_vi(), columns.join(", "))
    }
}

const CANDIDATES: [Encoding; 3] = [Encoding::Tcvn3, Encoding::Vni, Encoding::MangledUtf8];

/// This many impossible syllables must become possible before a code is believed.
const ENOUGH: usize = 3;

fn convert(text: &str, encoding: Encoding) -> Option<String> {
    match encoding {
        Encoding::Tcvn3 => legacy::from_tcvn3(text),
        Encoding::Vni => legacy::from_vni(text),
        Encoding::MangledUtf8 => legacy::from_mangled_utf8(text),
        Encoding::Windows1258 | Encoding::Decomposed => Some(text.nfc().collect()),
    }
}

/// For bytes of an unknown one-byte code: which reading makes the best Vietnamese?
/// `latin` is the text read as Windows-1252, `windows` as Windows-1258.
pub fn guess(latin: &str, windows: &str) -> Option<Encoding> {
    let sample = |text: &str| text.char_indices().nth(200_000).map_or(text.len(), |(at, _)| at);
    let latin = latin.get(..sample(latin)).unwrap_or(latin);
    let windows: String = windows.get(..sample(windows)).unwrap_or(windows).nfc().collect();
    let score = |text: &str| Tally::of(text).share();
    [
        (score(&windows), Encoding::Windows1258),
        (score(&legacy::from_tcvn3(latin).unwrap_or_default()), Encoding::Tcvn3),
        (score(&legacy::from_vni(latin).unwrap_or_default()), Encoding::Vni),
    ]
    .into_iter()
    .filter(|(share, _)| *share > 0.5)
    .reduce(|best, next| if next.0 > best.0 { next } else { best })
    .map(|(_, encoding)| encoding)
}

/// Evidence for one code in one column, or in a sheet.
#[derive(Clone, Copy, Default)]
struct Evidence {
    /// Words with a letter beyond ASCII.
    words: usize,
    /// Those that are no Vietnamese syllable as they stand.
    bad: usize,
    /// Those that the conversion mends.
    mended: usize,
}

impl Evidence {
    fn add(&mut self, other: Self) {
        self.words += other.words;
        self.bad += other.bad;
        self.mended += other.mended;
    }

    fn convinces(self) -> bool {
        self.mended >= ENOUGH && self.mended * 5 >= self.bad * 4
    }

    /// The whole column is in the old code, so that even words right by luck ("Lò" for "Lũ") are.
    fn whole(self) -> bool {
        self.bad * 4 >= self.words && self.mended * 5 >= self.bad * 4 && self.mended > 0
    }
}

/// Converts a sheet in place and tells what was done.
pub fn repair_sheet(sheet: &mut Sheet, guessed: Option<Encoding>) -> Vec<Repaired> {
    let mut done: BTreeSet<(Encoding, usize)> = BTreeSet::new();
    compose(sheet, guessed, &mut done);
    let width = sheet.width();
    let mut evidence = CANDIDATES.map(|encoding| (encoding, false, vec![Evidence::default(); width]));
    for (column, cell) in texts(sheet) {
        let text = cell.text();
        let before = Tally::of(&text);
        for (encoding, hinted, columns) in &mut evidence {
            *hinted |= hint(cell.font) == Some(*encoding);
            if let Some(slot) = columns.get_mut(column) {
                slot.add(weigh(&text, before, *encoding));
            }
        }
    }
    let mut best: Option<(Encoding, usize, Vec<Evidence>)> = None;
    for (encoding, hinted, columns) in evidence {
        let mut all = Evidence::default();
        columns.iter().for_each(|column| all.add(*column));
        let told = hinted || guessed == Some(encoding);
        let established = all.convinces() || (told && all.mended > 0 && all.mended * 5 >= all.bad * 4);
        if established && best.as_ref().is_none_or(|(_, mended, _)| all.mended > *mended) {
            best = Some((encoding, all.mended, columns));
        }
    }
    if let Some((encoding, _, columns)) = best {
        for (column, cell) in texts_mut(sheet) {
            let whole = columns.get(column).is_some_and(|evidence| evidence.whole())
                || hint(cell.font) == Some(encoding)
                || guessed == Some(encoding);
            if let Some(mended) = mend(&cell.text(), encoding, whole) {
                let capitals = cell.font == Font::Tcvn3Capitals;
                cell.value = CellValue::Text(if capitals { mended.to_uppercase() } else { mended });
                done.insert((encoding, column));
            }
        }
    }
    replace_eth(sheet);
    let mut found: Vec<Repaired> = Vec::new();
    for (encoding, column) in done {
        match found.last_mut() {
            Some(last) if last.encoding == encoding => last.columns.push(column),
            _ => found.push(Repaired { sheet: sheet.name.clone(), encoding, columns: vec![column] }),
        }
    }
    found
}

/// Puts letters and their marks together.
fn compose(sheet: &mut Sheet, guessed: Option<Encoding>, done: &mut BTreeSet<(Encoding, usize)>) {
    let old = guessed == Some(Encoding::Windows1258);
    let kind = if old { Encoding::Windows1258 } else { Encoding::Decomposed };
    for (column, cell) in texts_mut(sheet) {
        if let CellValue::Text(text) = &mut cell.value {
            if !is_nfc(text) {
                *text = text.nfc().collect();
                done.insert((kind, column));
            } else if old && !text.is_ascii() {
                done.insert((kind, column));
            }
        }
    }
}

/// Some keyboards give the Icelandic Ð (U+00D0) for Đ (U+0110). They look the same and never match.
fn replace_eth(sheet: &mut Sheet) {
    for (_, cell) in texts_mut(sheet) {
        if let CellValue::Text(text) = &mut cell.value
            && text.contains(['Ð', 'ð'])
        {
            let replaced = text.replace('Ð', "Đ").replace('ð', "đ");
            if Tally::of(&replaced).good > Tally::of(text).good {
                *text = replaced;
            }
        }
    }
}

fn texts(sheet: &Sheet) -> impl Iterator<Item = (usize, &Cell)> {
    sheet
        .rows
        .iter()
        .flat_map(|row| &row.cells)
        .filter(|(_, cell)| matches!(cell.value, CellValue::Text(_)))
        .map(|(at, cell)| (*at, cell))
}

fn texts_mut(sheet: &mut Sheet) -> impl Iterator<Item = (usize, &mut Cell)> {
    sheet
        .rows
        .iter_mut()
        .flat_map(|row| &mut row.cells)
        .filter(|(_, cell)| matches!(cell.value, CellValue::Text(_)))
        .map(|(at, cell)| (*at, cell))
}

fn hint(font: Font) -> Option<Encoding> {
    match font {
        Font::Plain => None,
        Font::Tcvn3 | Font::Tcvn3Capitals => Some(Encoding::Tcvn3),
        Font::Vni => Some(Encoding::Vni),
    }
}

fn weigh(text: &str, before: Tally, encoding: Encoding) -> Evidence {
    let mut evidence = Evidence { words: before.words, bad: before.words - before.good, mended: 0 };
    if evidence.bad > 0
        && let Some(converted) = convert(text, encoding)
    {
        let after = Tally::of(&converted);
        evidence.mended =
            if after.good == after.words { evidence.bad } else { after.good.saturating_sub(before.good) };
    }
    evidence
}

fn mend(text: &str, encoding: Encoding, whole: bool) -> Option<String> {
    if text.is_ascii() {
        return None;
    }
    let converted = convert(text, encoding).filter(|converted| converted != text)?;
    let (before, after) = (Tally::of(text), Tally::of(&converted));
    let better = after.good == after.words && before.good < before.words;
    let no_worse = after.words - after.good <= before.words - before.good;
    (better || (whole && no_worse)).then_some(converted)
}
