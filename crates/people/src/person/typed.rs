//! What people type into the form of a person, read into what is kept.

use kernel::{Date, time};

/// Reads `20/12/1984` or `1984`: the day if it is known, and the year. Nothing for no birth at all.
pub fn birth(text: &str, today: Date) -> Option<(Option<Date>, Option<i16>)> {
    let text = text.trim();
    if text.is_empty() {
        return Some((None, None));
    }
    let fits = |year: i16| year >= 1900 && year <= today.year();
    if text.len() == 4 && text.bytes().all(|b| b.is_ascii_digit()) {
        return text.parse().ok().filter(|y| fits(*y)).map(|y| (None, Some(y)));
    }
    let day = time::parse_typed_day(text).filter(|d| fits(d.year()) && *d <= today)?;
    Some((Some(day), Some(day.year())))
}

/// Reads a phone number into `0xxxxxxxxx`; spaces, dots and +84 are borne.
pub fn phone(text: &str) -> Option<String> {
    let digits: String = text.chars().filter(|c| !" .-()".contains(*c)).collect();
    let digits =
        match digits.strip_prefix("+84").or_else(|| digits.strip_prefix("84").filter(|r| r.len() == 9)) {
            Some(rest) => format!("0{}", rest.trim_start_matches('0')),
            None => digits,
        };
    let fits = matches!(digits.len(), 10 | 11)
        && digits.starts_with('0')
        && digits.bytes().all(|b| b.is_ascii_digit());
    fits.then_some(digits)
}

/// Reads a national id: twelve digits (nine on old cards).
pub fn national_id(text: &str) -> Option<String> {
    let digits: String = text.chars().filter(|c| !" .-".contains(*c)).collect();
    (matches!(digits.len(), 9 | 12) && digits.bytes().all(|b| b.is_ascii_digit())).then_some(digits)
}

/// A phone number as lists show it: `09xx xxx 178`.
pub fn masked_phone(phone: &str) -> String {
    let chars: Vec<char> = phone.chars().collect();
    match (chars.get(..2), chars.len().checked_sub(3).and_then(|at| chars.get(at..))) {
        (Some(head), Some(tail)) if chars.len() >= 9 => {
            format!("{}xx xxx {}", head.iter().collect::<String>(), tail.iter().collect::<String>())
        }
        _ => "•••".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn births_are_days_or_years_and_never_tomorrow() {
        let today: Date = "2026-11-20".parse().unwrap();
        let day: Date = "1984-12-20".parse().unwrap();
        assert_eq!(birth("20/12/1984", today), Some((Some(day), Some(1984))));
        assert_eq!(birth(" 1984 ", today), Some((None, Some(1984))));
        assert_eq!(birth("", today), Some((None, None)));
        for bad in ["21/11/2026", "1880", "2027", "31/02/1990", "chưa rõ"] {
            assert_eq!(birth(bad, today), None, "{bad}");
        }
    }

    #[test]
    fn phones_and_ids_lose_their_dress() {
        assert_eq!(phone("0912 345.178").as_deref(), Some("0912345178"));
        assert_eq!(phone("+84 912 345 178").as_deref(), Some("0912345178"));
        assert_eq!(phone("84912345178").as_deref(), Some("0912345178"));
        for bad in ["912345178", "09123", "09123456789x", "", "0912345678901"] {
            assert_eq!(phone(bad), None, "{bad}");
        }
        assert_eq!(national_id("012 084 257 915").as_deref(), Some("012084257915"));
        assert_eq!(national_id("01208425791"), None);
        assert_eq!(masked_phone("0912345178"), "09xx xxx 178");
        assert_eq!(masked_phone("1"), "•••");
    }
}
