use super::{CellFault, Read, plain};
use crate::sheet::book::Cell;

/// Beginnings that were lengthened numbers until 2018, and what they became.
const BEFORE_2018: &[(&str, &str)] = &[
    ("0120", "070"),
    ("0121", "079"),
    ("0122", "077"),
    ("0126", "076"),
    ("0128", "078"),
    ("0123", "083"),
    ("0124", "084"),
    ("0125", "085"),
    ("0127", "081"),
    ("0129", "082"),
    ("0162", "032"),
    ("0163", "033"),
    ("0164", "034"),
    ("0165", "035"),
    ("0166", "036"),
    ("0167", "037"),
    ("0168", "038"),
    ("0169", "039"),
    ("0186", "056"),
    ("0188", "058"),
    ("0199", "059"),
];

/// A mobile number, as ten digits from 0. "-" and "không có" are nothing.
pub fn phone(cell: &Cell) -> Read<String> {
    let text = match plain(cell) {
        Read::Value(text) => text,
        other => return other,
    };
    if super::says_none(&text) {
        return Read::Nothing;
    }
    let bare = text.trim_matches(['\'', '’', '`', '"']);
    if bare.chars().any(|c| !c.is_ascii_digit() && !is_separator(c)) {
        return Read::Fault(
            if bare.contains([',', ';', '/']) && bare.chars().filter(char::is_ascii_digit).count() > 12 {
                CellFault::TwoPhones { text }
            } else {
                CellFault::NotAPhone { text }
            },
        );
    }
    let digits: String = bare.chars().filter(char::is_ascii_digit).collect();
    if digits.len() >= 18 {
        return Read::Fault(CellFault::TwoPhones { text });
    }
    let Some(national) = national(&digits) else {
        return Read::Fault(CellFault::PhoneDigits { text, digits: digits.len() });
    };
    let national = modern(national);
    match (national.len(), national.get(..2)) {
        (10, Some("03" | "05" | "07" | "08" | "09")) => Read::Value(national),
        (10, _) => Read::Fault(CellFault::NotMobile { text }),
        (11, Some("02")) => Read::Fault(CellFault::NotMobile { text }),
        _ => Read::Fault(CellFault::PhoneDigits { text, digits: digits.len() }),
    }
}

fn is_separator(c: char) -> bool {
    matches!(c, ' ' | '.' | '-' | '(' | ')' | '+' | '\u{a0}' | '–' | '\u{2011}')
}

/// With a leading zero, whatever stood before: 84, 0084, 840, or nothing where Excel ate the zero.
fn national(digits: &str) -> Option<String> {
    let rest = match digits.len() {
        9 if !digits.starts_with('0') => digits,
        10 if !digits.starts_with('0') => match digits.get(..1) {
            Some("1" | "2") => digits, // an eaten zero before an old or a landline number
            _ => return None,
        },
        11 | 12 if digits.starts_with("84") => digits.get(2..)?.trim_start_matches('0'),
        13..=15 if digits.starts_with("0084") => digits.get(4..)?.trim_start_matches('0'),
        10 | 11 => digits.strip_prefix('0')?,
        _ => return None,
    };
    (!rest.starts_with('0')).then(|| format!("0{rest}"))
}

fn modern(number: String) -> String {
    if number.len() == 11 {
        for (old, new) in BEFORE_2018 {
            if let Some(rest) = number.strip_prefix(old) {
                return format!("{new}{rest}");
            }
        }
    }
    number
}
