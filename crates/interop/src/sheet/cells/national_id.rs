use super::{CellFault, Read, Sex, plain};
use crate::sheet::book::{Cell, CellValue};

/// Which card the number is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NationalIdKind {
    /// "Căn cước", "CCCD": 12 digits.
    Citizen,
    /// "CMND": 9 digits, no longer valid since 2025 but still on lists.
    Old,
}

/// A national identity number ("số CCCD", "số định danh").
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NationalId {
    /// The digits.
    pub digits: String,
    /// Which card.
    pub kind: NationalIdKind,
    /// Zeros were put back at the front.
    pub restored: bool,
}

impl NationalId {
    /// What a citizen number says of its holder: sex and year of birth (Thông tư 59/2021/TT-BCA, Điều 4).
    /// Good for a second look at the list, not a fact of its own.
    pub fn says(&self) -> Option<(Sex, i16)> {
        if self.kind != NationalIdKind::Citizen {
            return None;
        }
        let digit: i16 = self.digits.get(3..4)?.parse().ok()?;
        let year: i16 = self.digits.get(4..6)?.parse().ok()?;
        let sex = if digit % 2 == 0 { Sex::Male } else { Sex::Female };
        Some((sex, 1900 + 100 * (digit / 2) + year))
    }
}

/// An identity number of 12 or 9 digits. Excel eats leading zeros of numbers; they are put back where the
/// result follows the rules of citizen numbers.
pub fn national_id(cell: &Cell) -> Read<NationalId> {
    let text = match plain(cell) {
        Read::Value(text) => text,
        Read::Nothing => return Read::Nothing,
        Read::Fault(fault) => return Read::Fault(fault),
    };
    if super::says_none(&text) {
        return Read::Nothing;
    }
    // "1.20842E+11" in a CSV: Excel showed it so, and the rest is gone
    if text.to_ascii_uppercase().contains("E+") {
        return Read::Fault(CellFault::IdRounded { text });
    }
    let bare = text.trim_matches(['\'', '’', '`', '"']);
    if bare.chars().any(|c| !c.is_ascii_digit() && !matches!(c, ' ' | '.' | '-' | '\u{a0}')) {
        return Read::Fault(CellFault::NotAnId { text });
    }
    let digits: String = bare.chars().filter(char::is_ascii_digit).collect();
    let is_number = matches!(cell.value, CellValue::Number(_));
    let eaten = !digits.starts_with('0');
    match digits.len() {
        12 if is_citizen(&digits) => found(digits, NationalIdKind::Citizen, false),
        12 => Read::Fault(CellFault::IdProvince { text }),
        10 | 11 if eaten => {
            let full = format!("{digits:0>12}");
            if is_citizen(&full) {
                found(full, NationalIdKind::Citizen, true)
            } else {
                Read::Fault(CellFault::IdDigits { text, digits: digits.len() })
            }
        }
        9 => found(digits, NationalIdKind::Old, false),
        8 if is_number && eaten => found(format!("{digits:0>9}"), NationalIdKind::Old, true),
        n => Read::Fault(CellFault::IdDigits { text, digits: n }),
    }
}

fn found(digits: String, kind: NationalIdKind, restored: bool) -> Read<NationalId> {
    Read::Value(NationalId { digits, kind, restored })
}

/// Place of registration 001–096, then sex and century (0 to 3 for people born before 2100).
fn is_citizen(digits: &str) -> bool {
    let place = digits.get(..3).and_then(|place| place.parse::<u16>().ok());
    let century = digits.get(3..4).and_then(|digit| digit.parse::<u8>().ok());
    place.is_some_and(|place| (1..=96).contains(&place)) && century.is_some_and(|digit| digit <= 3)
}
