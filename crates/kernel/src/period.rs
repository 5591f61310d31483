//! Periods ("kỳ"): `2026`, `2026-H1`, `2026-Q4`, `2026-10`, `2026-2030`.

use crate::time::{Date, day_before};
use serde::{Deserialize, Serialize};

/// What a period is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PeriodKind {
    /// "tháng"
    Month,
    /// "quý"
    Quarter,
    /// "6 tháng"
    Half,
    /// "năm"
    Year,
    /// "giai đoạn", a programme's run of years
    Span,
}

/// A stretch of days with a name. Ordered by its code's parts.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Period {
    kind: PeriodKind,
    year: i16,
    part: i16,
}

impl Period {
    /// The year.
    pub fn year(year: i16) -> Period {
        Period { kind: PeriodKind::Year, year, part: 0 }
    }
    /// The quarter, 1 to 4.
    pub fn quarter(year: i16, quarter: i16) -> Period {
        Period { kind: PeriodKind::Quarter, year, part: quarter }
    }
    /// Whole years from `first` to `last`, both inside.
    pub fn span(first: i16, last: i16) -> Period {
        Period { kind: PeriodKind::Span, year: first, part: last }
    }
    /// The period of this kind that a day lies in (a span cannot be guessed: the day's year).
    pub fn containing(kind: PeriodKind, day: Date) -> Period {
        let (y, m) = (day.year(), i16::from(day.month()));
        match kind {
            PeriodKind::Month => Period { kind, year: y, part: m },
            PeriodKind::Quarter => Period { kind, year: y, part: (m + 2) / 3 },
            PeriodKind::Half => Period { kind, year: y, part: (m + 5) / 6 },
            PeriodKind::Year | PeriodKind::Span => Period::year(y),
        }
    }

    /// Month, quarter, …
    pub fn kind(self) -> PeriodKind {
        self.kind
    }
    /// The (first) calendar year.
    pub fn first_year(self) -> i16 {
        self.year
    }
    /// The last calendar year.
    pub fn last_year(self) -> i16 {
        if self.kind == PeriodKind::Span { self.part } else { self.year }
    }

    /// First day inside.
    pub fn start(self) -> Date {
        let month = match self.kind {
            PeriodKind::Month => self.part,
            PeriodKind::Quarter => self.part * 3 - 2,
            PeriodKind::Half => self.part * 6 - 5,
            PeriodKind::Year | PeriodKind::Span => 1,
        };
        first_of(self.year, month)
    }
    /// First day after.
    pub fn end(self) -> Date {
        let (year, month) = match self.kind {
            PeriodKind::Month => (self.year, self.part + 1),
            PeriodKind::Quarter => (self.year, self.part * 3 + 1),
            PeriodKind::Half => (self.year, self.part * 6 + 1),
            PeriodKind::Year => (self.year + 1, 1),
            PeriodKind::Span => (self.part + 1, 1),
        };
        if month > 12 { first_of(year + 1, 1) } else { first_of(year, month) }
    }
    /// Last day inside.
    pub fn last_day(self) -> Date {
        day_before(self.end())
    }
    /// Is the day inside?
    pub fn holds(self, day: Date) -> bool {
        self.start() <= day && day < self.end()
    }
    /// The day on which people are attributed to units when this period is looked at on `today`:
    /// its last day, or today while it is open.
    pub fn attribution_day(self, today: Date) -> Date {
        self.last_day().min(today)
    }
    /// The same kind of period, one earlier.
    pub fn previous(self) -> Period {
        match self.kind {
            PeriodKind::Span => {
                let length = self.part - self.year + 1;
                Period::span(self.year - length, self.part - length)
            }
            kind => Period::containing(kind, day_before(self.start())),
        }
    }
    /// `2026-Q4`: the stable code that is stored and typed.
    pub fn code(self) -> String {
        match self.kind {
            PeriodKind::Month => format!("{}-{:02}", self.year, self.part),
            PeriodKind::Quarter => format!("{}-Q{}", self.year, self.part),
            PeriodKind::Half => format!("{}-H{}", self.year, self.part),
            PeriodKind::Year => format!("{}", self.year),
            PeriodKind::Span => format!("{}-{}", self.year, self.part),
        }
    }
    /// Number inside the year (quarter 1–4, month 1–12 …), 0 for years and spans.
    pub fn part(self) -> i16 {
        if self.kind == PeriodKind::Span { 0 } else { self.part }
    }
}

fn first_of(year: i16, month: i16) -> Date {
    i8::try_from(month).ok().and_then(|m| Date::new(year, m, 1).ok()).unwrap_or(Date::ZERO)
}

impl std::fmt::Display for Period {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.code())
    }
}

/// Why a text is no period.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a period: {0:?} (2026, 2026-H1, 2026-Q4, 2026-10 or 2026-2030)")]
pub struct NotAPeriod(pub String);

impl std::str::FromStr for Period {
    type Err = NotAPeriod;
    fn from_str(text: &str) -> Result<Period, NotAPeriod> {
        let no = || NotAPeriod(text.to_owned());
        let year_of = |s: &str| -> Result<i16, NotAPeriod> {
            if s.len() != 4 || !s.bytes().all(|b| b.is_ascii_digit()) {
                return Err(no());
            }
            s.parse().ok().filter(|y| (1900..=2200).contains(y)).ok_or_else(no)
        };
        let text = text.trim();
        let Some((year, rest)) = text.split_once('-') else { return Ok(Period::year(year_of(text)?)) };
        let year = year_of(year)?;
        if rest.len() == 4 && rest.bytes().all(|b| b.is_ascii_digit()) {
            let last = year_of(rest)?;
            return if last >= year { Ok(Period::span(year, last)) } else { Err(no()) };
        }
        let (kind, digits, most) = match rest.as_bytes().first() {
            Some(b'Q' | b'q') => (PeriodKind::Quarter, &rest[1..], 4),
            Some(b'H' | b'h') => (PeriodKind::Half, &rest[1..], 2),
            Some(b'0'..=b'9') => (PeriodKind::Month, rest, 12),
            _ => return Err(no()),
        };
        if digits.is_empty() || digits.len() > 2 || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return Err(no());
        }
        let part: i16 = digits.parse().map_err(|_| no())?;
        if (1..=most).contains(&part) { Ok(Period { kind, year, part }) } else { Err(no()) }
    }
}

impl Serialize for Period {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(&self.code())
    }
}
impl<'de> Deserialize<'de> for Period {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        String::deserialize(d)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_go_there_and_back() {
        for code in ["2026", "2026-Q4", "2026-H1", "2026-10", "2026-2030"] {
            assert_eq!(code.parse::<Period>().unwrap().code(), code);
        }
        for bad in
            ["", "26", "2026-Q5", "2026-13", "2026-", "2026-0", "20a6", "2030-2026", "2026-Q-1", "１2026"]
        {
            assert!(bad.parse::<Period>().is_err(), "{bad}");
        }
    }

    #[test]
    fn ends_are_right() {
        let ends = |c: &str| {
            let p: Period = c.parse().unwrap();
            format!("{} {}", p.start(), p.last_day())
        };
        assert_eq!(ends("2026"), "2026-01-01 2026-12-31");
        assert_eq!(ends("2026-Q4"), "2026-10-01 2026-12-31");
        assert_eq!(ends("2024-02"), "2024-02-01 2024-02-29");
        assert_eq!(ends("2026-H2"), "2026-07-01 2026-12-31");
        assert_eq!(ends("2026-2030"), "2026-01-01 2030-12-31");
        assert_eq!("2026-Q1".parse::<Period>().unwrap().previous().code(), "2025-Q4");
    }
}
