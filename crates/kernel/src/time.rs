//! Days and moments. "Now" is an argument: whoever needs it takes a [`Clock`].

use serde::{Deserialize, Serialize};

/// A calendar day. Stored as ISO text `2026-10-05` on both engines.
pub type Date = jiff::civil::Date;

/// The day that stands for "no end": every valid-time interval is half open, `[from, to)`.
pub const FOREVER: &str = "9999-12-31";

/// A moment: microseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Moment(pub i64);

impl Moment {
    /// The moment at `hour:minute` local time of a day.
    pub fn at(day: Date, hour: i8, minute: i8) -> Moment {
        let local = day.at(hour, minute, 0, 0);
        match local.to_zoned(zone()) {
            Ok(z) => Moment(z.timestamp().as_microsecond()),
            Err(_) => Moment(0),
        }
    }

    /// The local calendar day of this moment (Asia/Ho_Chi_Minh).
    pub fn day(self) -> Date {
        self.local().map_or(Date::ZERO, |z| z.date())
    }

    /// `05/10/2026 21:10`, local time.
    pub fn text(self) -> String {
        self.local().map_or_else(String::new, |z| z.strftime("%d/%m/%Y %H:%M").to_string())
    }

    /// ISO 8601 in UTC, for machines.
    pub fn iso(self) -> String {
        jiff::Timestamp::from_microsecond(self.0).map_or_else(|_| String::new(), |t| t.to_string())
    }

    fn local(self) -> Option<jiff::Zoned> {
        jiff::Timestamp::from_microsecond(self.0).ok().map(|t| t.to_zoned(zone()))
    }
}

fn zone() -> jiff::tz::TimeZone {
    // Vietnam has one zone and no summer time; the bundled table makes this hold on a bare machine.
    jiff::tz::TimeZone::get("Asia/Ho_Chi_Minh")
        .unwrap_or_else(|_| jiff::tz::TimeZone::fixed(jiff::tz::offset(7)))
}

/// Where "now" comes from.
pub trait Clock: Send + Sync {
    /// The present moment.
    fn now(&self) -> Moment;
    /// The present local day.
    fn today(&self) -> Date {
        self.now().day()
    }
}

/// The machine's own clock.
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the machine's clock")]
    fn now(&self) -> Moment {
        Moment(jiff::Timestamp::now().as_microsecond())
    }
}

/// A clock that stands still: tests and the demo province.
pub struct FixedClock(pub Moment);

impl Clock for FixedClock {
    fn now(&self) -> Moment {
        self.0
    }
}

/// Reads an ISO day, `2026-10-05`.
pub fn parse_day(text: &str) -> Option<Date> {
    text.parse().ok()
}

/// Reads a day as people type it (`05/10/2026`, `5-10-2026`, `5.10.2026`) or ISO.
pub fn parse_typed_day(text: &str) -> Option<Date> {
    let text = text.trim();
    if let Ok(day) = text.parse::<Date>() {
        return Some(day);
    }
    let parts: Vec<&str> = text.split(['/', '-', '.']).map(str::trim).collect();
    let [d, m, y] = parts.as_slice() else { return None };
    Date::new(y.parse().ok()?, m.parse().ok()?, d.parse().ok()?).ok().filter(|d| d.year() >= 1900)
}

/// `05/10/2026`.
pub fn day_text(day: Date) -> String {
    format!("{:02}/{:02}/{:04}", day.day(), day.month(), day.year())
}

/// The day after.
pub fn next_day(day: Date) -> Date {
    day.tomorrow().unwrap_or(Date::MAX)
}

/// The day before.
pub fn day_before(day: Date) -> Date {
    day.yesterday().unwrap_or(Date::MIN)
}

/// So many days later; fewer than none: before.
pub fn days_later(day: Date, days: i64) -> Date {
    let end = if days < 0 { Date::MIN } else { Date::MAX };
    jiff::Span::new().try_days(days).and_then(|span| day.checked_add(span)).unwrap_or(end)
}

/// The same day so many months later, or that month's last day.
pub fn months_later(day: Date, months: i64) -> Date {
    let end = if months < 0 { Date::MIN } else { Date::MAX };
    jiff::Span::new().try_months(months).and_then(|span| day.checked_add(span)).unwrap_or(end)
}

/// How many days lie from one day to another.
pub fn days_between(from: Date, to: Date) -> i64 {
    from.until(to).map_or(0, |span| i64::from(span.get_days()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_local() {
        // 2026-10-05 18:30 UTC is already the 6th in Vietnam
        let m = Moment(
            jiff::civil::date(2026, 10, 5)
                .at(18, 30, 0, 0)
                .to_zoned(jiff::tz::TimeZone::UTC)
                .unwrap()
                .timestamp()
                .as_microsecond(),
        );
        assert_eq!(day_text(m.day()), "06/10/2026");
        assert_eq!(m.text(), "06/10/2026 01:30");
    }

    #[test]
    fn days_and_months_are_counted() {
        let day = Date::constant(2026, 1, 31);
        assert_eq!(day_text(days_later(day, 1)), "01/02/2026");
        assert_eq!(day_text(days_later(day, -31)), "31/12/2025");
        assert_eq!(day_text(months_later(day, 1)), "28/02/2026");
        assert_eq!(days_between(day, Date::constant(2027, 1, 31)), 365);
        assert_eq!(days_between(day, day_before(day)), -1);
    }

    #[test]
    fn typed_days() {
        assert_eq!(parse_typed_day(" 5/10/2026 ").map(day_text).as_deref(), Some("05/10/2026"));
        assert_eq!(parse_typed_day("2026-10-05").map(day_text).as_deref(), Some("05/10/2026"));
        assert_eq!(parse_typed_day("31/02/2026"), None);
        assert_eq!(parse_typed_day("hôm nay"), None);
    }
}
