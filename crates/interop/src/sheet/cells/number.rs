use super::{CellFault, Read, plain};
use crate::sheet::book::{Cell, CellValue};

/// A count ("số lượng"): a whole number from zero. 1.234 and 1 234 in a text are one thousand and more.
pub fn count(cell: &Cell) -> Read<u32> {
    let text = match plain(cell) {
        Read::Value(text) => text,
        Read::Nothing => return Read::Nothing,
        Read::Fault(fault) => return Read::Fault(fault),
    };
    let number = match cell.value {
        CellValue::Number(number) => whole(number),
        CellValue::Text(_) if text == "0" => Some(0),
        CellValue::Text(_) if super::says_none(&text) => return Read::Nothing,
        CellValue::Text(_) => grouped(&text),
        _ => None,
    };
    number.map_or_else(|| Read::Fault(CellFault::NotACount { text }), Read::Value)
}

fn whole(number: f64) -> Option<u32> {
    if number.fract() != 0.0 || number < 0.0 || number > f64::from(u32::MAX) {
        return None;
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked just above")]
    Some(number as u32)
}

fn grouped(text: &str) -> Option<u32> {
    let groups: Vec<&str> = text.split(['.', ',', ' ']).collect();
    let (first, rest) = groups.split_first()?;
    let digits = |group: &str| !group.is_empty() && group.chars().all(|c| c.is_ascii_digit());
    if !digits(first)
        || (!rest.is_empty() && first.len() > 3)
        || rest.iter().any(|g| g.len() != 3 || !digits(g))
    {
        return None;
    }
    groups.concat().parse().ok()
}
