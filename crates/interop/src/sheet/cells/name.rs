use super::{CellFault, Read, plain};
use crate::sheet::book::Cell;
use unicode_normalization::UnicodeNormalization;

const MAX_NAME: usize = 100;
const MAX_LABEL: usize = 500;

/// A person's name ("họ và tên"): composed, single spaces, each word with a capital.
/// Words all in capitals or beginning small ("nGUYỄN") are rewritten; others ("H'Nhung", "McDonald") stay.
pub fn whole_name(cell: &Cell) -> Read<String> {
    let text = match clean(cell, MAX_NAME) {
        Read::Value(text) => text,
        other => return other,
    };
    if text.chars().any(char::is_numeric) {
        return Read::Fault(CellFault::DigitsInName { text });
    }
    if !text.chars().any(char::is_alphabetic) {
        return Read::Fault(CellFault::NoLetters { text });
    }
    Read::Value(text.split(' ').map(capital_word).collect::<Vec<_>>().join(" "))
}

/// A name given as "Họ đệm" and "Tên" in two cells. The given name must be there; the rest may be missing.
pub fn split_name(family: &Cell, given: &Cell) -> Read<String> {
    match (whole_name(family), whole_name(given)) {
        (Read::Value(family), Read::Value(given)) => Read::Value(format!("{family} {given}")),
        (fault @ Read::Fault(_), _) | (_, fault @ Read::Fault(_)) => fault,
        (Read::Nothing, given) => given,
        (Read::Value(_), Read::Nothing) => Read::Fault(CellFault::Missing),
    }
}

/// Any other short text (unit, team, people, trade): composed, single spaces, nothing hidden in it.
pub fn label(cell: &Cell) -> Read<String> {
    clean(cell, MAX_LABEL)
}

fn clean(cell: &Cell, limit: usize) -> Read<String> {
    let text = match plain(cell) {
        Read::Value(text) => text.nfc().collect::<String>(),
        other => return other,
    };
    if let Some(hidden) = text.chars().find(|c| is_hidden(*c)) {
        return Read::Fault(CellFault::HiddenCharacter { code: u32::from(hidden) });
    }
    if text.chars().count() > limit {
        return Read::Fault(CellFault::TooLong { limit });
    }
    Read::Value(text)
}

/// Characters without a shape: they make two equal names unequal, or turn the direction of writing.
fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{fff9}'..='\u{fffd}'
            | '\u{e0000}'..='\u{e0fff}')
}

fn capital_word(word: &str) -> String {
    let letters = || word.chars().filter(|c| c.is_alphabetic());
    let shouted = letters().count() > 1 && letters().all(|c| !c.is_lowercase());
    let begins_small = letters().next().is_some_and(char::is_lowercase);
    if !shouted && !begins_small {
        return word.to_string();
    }
    let mut out = String::with_capacity(word.len());
    let mut start = true;
    for c in word.chars() {
        out.push(if start { single(c, c.to_uppercase()) } else { single(c, c.to_lowercase()) });
        // H'NHUNG is H'Nhung; a mark that stands apart must not count as a letter
        start = matches!(c, '\'' | '’' | '-' | '.' | '(');
    }
    out
}

/// The other case of a letter, unless it takes two letters to write (ß): names stay as long as they are.
fn single(c: char, mut changed: impl Iterator<Item = char>) -> char {
    match (changed.next(), changed.next()) {
        (Some(one), None) => one,
        _ => c,
    }
}
