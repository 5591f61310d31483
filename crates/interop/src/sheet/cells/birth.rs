use super::{CellFault, Read, plain};
use crate::sheet::book::{Cell, CellValue};
use crate::sheet::fold::fold;
use crate::sheet::serial_day;
use jiff::civil::Date;
use kernel::sheet::LEAST_AGE;

/// The oldest a person on our lists can be.
const MOST_AGE: i16 = 100;

/// When somebody was born, as far as the list says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Birth {
    /// The day.
    Day(Date),
    /// Only the year.
    Year(i16),
}

impl Birth {
    /// The year.
    pub fn year(self) -> i16 {
        match self {
            Self::Day(day) => day.year(),
            Self::Year(year) => year,
        }
    }
}

/// A birth ("ngày sinh", "năm sinh"): a date cell, a year, or a text in any of the usual forms, day first.
pub fn birth(cell: &Cell, today: Date) -> Read<Birth> {
    let text = match plain(cell) {
        Read::Value(text) => text,
        Read::Nothing => return Read::Nothing,
        Read::Fault(fault) => return Read::Fault(fault),
    };
    let read = match &cell.value {
        CellValue::Date(when) => from_date_cell(when.date(), today),
        CellValue::Number(number) => from_number(*number, &text, today),
        _ => from_text(&text, today),
    };
    match read {
        Ok(Some(birth)) => check(birth, &text, today),
        Ok(None) => Read::Nothing,
        Err(fault) => Read::Fault(fault),
    }
}

type Found = Result<Option<Birth>, CellFault>;

/// A year typed into a column formatted as dates becomes a day in the summer of 1905: 1990 is 12/06/1905.
fn from_date_cell(day: Date, today: Date) -> Found {
    let start = jiff::civil::date(1899, 12, 30);
    let serial = start.until(day).map_or(0, |span| span.get_days());
    match i16::try_from(serial) {
        Ok(year) if is_likely_year(year, today) => Ok(Some(Birth::Year(year))),
        _ => Ok(Some(Birth::Day(day))),
    }
}

fn is_likely_year(year: i16, today: Date) -> bool {
    (today.year() - MOST_AGE..=today.year() + 1).contains(&year)
}

fn from_number(number: f64, text: &str, today: Date) -> Found {
    if number.fract() == 0.0 && (1.0..1e9).contains(&number) {
        if let Ok(year) = text.parse::<i16>()
            && (1800..2200).contains(&year)
        {
            return Ok(Some(Birth::Year(year)));
        }
        // the 100 years that a birth can lie in are serials of five digits
        if (9_000.0..80_000.0).contains(&number)
            && let Some(when) = serial_day(number)
        {
            return Ok(Some(Birth::Day(when)));
        }
        if matches!(text.len(), 7 | 8) {
            return from_text(&format!("{text:0>8}"), today);
        }
    }
    Err(CellFault::NotADate { text: text.to_string() })
}

fn from_text(text: &str, today: Date) -> Found {
    let not_a_date = || CellFault::NotADate { text: text.to_string() };
    if super::says_none(text) {
        return Ok(None);
    }
    let trimmed = time_cut(text);
    let folded = fold(trimmed);
    let words = ["ngay", "thang", "nam", "sinh", "ns"];
    if folded.split(' ').any(|word| word.chars().any(char::is_alphabetic) && !words.contains(&word)) {
        return Err(not_a_date());
    }
    let groups: Vec<&str> =
        trimmed.split(|c: char| !c.is_ascii_digit()).filter(|group| !group.is_empty()).collect();
    let number = |digits: &str| digits.parse::<i16>().ok();
    let day = |year: Option<i16>, month: &str, day: &str| {
        let (Some(year), Some(month), Some(day)) = (year, number(month), number(day)) else {
            return Err(not_a_date());
        };
        make_day(year, month, day, text).map(|day| Some(Birth::Day(day)))
    };
    match groups.as_slice() {
        [y] if y.len() == 4 => Ok(number(y).map(Birth::Year)),
        [all] if all.len() == 8 => {
            let (Some(d), Some(m), Some(y)) = (all.get(..2), all.get(2..4), all.get(4..)) else {
                return Err(not_a_date());
            };
            // 19841220 and 20121984: the half that can be a year is the year
            match (number(y), all.get(..4).and_then(number)) {
                (Some(year), _) if (1900..2100).contains(&year) => day(Some(year), m, d),
                (_, Some(year)) if (1900..2100).contains(&year) => {
                    day(Some(year), all.get(4..6).unwrap_or(""), all.get(6..).unwrap_or(""))
                }
                _ => Err(not_a_date()),
            }
        }
        [m, y] if y.len() == 4 && m.len() <= 2 => match number(m) {
            Some(1..=12) => Ok(number(y).map(Birth::Year)),
            _ => Err(CellFault::NoSuchDay { text: text.to_string(), swapped: None }),
        },
        [y, m, d] if y.len() == 4 && m.len() <= 2 && d.len() <= 2 => day(number(y), m, d),
        [d, m, y] if d.len() <= 2 && m.len() <= 2 && y.len() == 4 => day(number(y), m, d),
        [d, m, y] if d.len() <= 2 && m.len() <= 2 && y.len() == 2 => {
            day(number(y).map(|y| full_year(y, today)), m, d)
        }
        _ => Err(not_a_date()),
    }
}

/// "20/12/1984 00:00:00" without its time.
fn time_cut(text: &str) -> &str {
    match text.find(':') {
        Some(colon) => {
            let before = text.get(..colon).unwrap_or("");
            let date = before.trim_end_matches(|c: char| c.is_ascii_digit());
            if date.ends_with([' ', 'T']) && date.chars().any(|c| c.is_ascii_digit()) {
                date.trim_end_matches('T')
            } else {
                text
            }
        }
        None => text,
    }
}

/// A year of two digits, taken so that the person is old enough to be on the list.
fn full_year(year: i16, today: Date) -> i16 {
    if today.year() - (2000 + year) >= LEAST_AGE { 2000 + year } else { 1900 + year }
}

fn make_day(year: i16, month: i16, day: i16, text: &str) -> Result<Date, CellFault> {
    let make =
        |month: i16, day: i16| Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok();
    make(month, day).ok_or_else(|| CellFault::NoSuchDay {
        text: text.to_string(),
        swapped: make(day, month).map(|day| format!("{:02}/{:02}/{:04}", day.day(), day.month(), day.year())),
    })
}

fn check(birth: Birth, text: &str, today: Date) -> Read<Birth> {
    let text = || text.to_string();
    let future = match birth {
        Birth::Day(day) => day > today,
        Birth::Year(year) => year > today.year(),
    };
    if future {
        return Read::Fault(CellFault::BirthInFuture { text: text() });
    }
    let years = today.year() - birth.year();
    // with only a year known, the benefit of the doubt
    let not_yet = matches!(birth, Birth::Day(day) if (day.month(), day.day()) > (today.month(), today.day()));
    let age = if not_yet { years - 1 } else { years };
    if age < LEAST_AGE {
        Read::Fault(CellFault::TooYoung { text: text(), least: LEAST_AGE })
    } else if age > MOST_AGE {
        Read::Fault(CellFault::TooOld { text: text(), most: MOST_AGE })
    } else {
        Read::Value(birth)
    }
}
