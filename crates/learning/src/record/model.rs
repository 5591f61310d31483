//! What stands in a learning record and how its hours add up. Pure.

use kernel::Date;
use std::collections::BTreeMap;

/// How sure an entry is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Status {
    /// The person says so ("tự khai").
    Declared,
    /// An officer saw the proof ("đã xác nhận").
    Confirmed,
    /// The programme itself recorded it: attendance, a passed quiz ("đã kiểm chứng").
    Verified,
}

impl Status {
    /// Every status, the surest first.
    pub const ALL: [Status; 3] = [Status::Verified, Status::Confirmed, Status::Declared];
    /// The code in addresses and exports.
    pub fn code(self) -> &'static str {
        match self {
            Status::Declared => "declared",
            Status::Confirmed => "confirmed",
            Status::Verified => "verified",
        }
    }
    /// The status with this code.
    pub fn find(code: &str) -> Option<Status> {
        Status::ALL.into_iter().find(|s| s.code() == code)
    }
}

/// One thing learned.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Entry {
    /// The kind of thing: `class`, `course`, `lesson`, `self_study` …
    pub subject_kind: String,
    /// The thing.
    pub subject: i64,
    /// Its name.
    pub title: String,
    /// Where or with whom.
    pub place: String,
    /// The day it was finished; its year is the entry's year.
    pub day: Date,
    /// How long it took, counted once.
    pub minutes: i64,
    /// Codes of topics.
    pub topics: Vec<String>,
    /// Were its demands met?
    pub passed: bool,
    /// How sure it is.
    pub status: Status,
}

impl Entry {
    /// The areas it lies in: the first parts of its topics, each once.
    pub fn areas(&self) -> Vec<&str> {
        let mut areas: Vec<&str> = self.topics.iter().filter_map(|t| t.split('.').next()).collect();
        areas.sort_unstable();
        areas.dedup();
        areas
    }
    /// Does what is counted rest on more than the person's own word?
    pub fn counts(&self) -> bool {
        self.status != Status::Declared
    }
}

/// Hours of a stretch: those that somebody or something vouches for, and those only declared.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Sum {
    /// Things learned, declared ones left out.
    pub things: usize,
    /// Minutes, declared ones left out.
    pub minutes: i64,
    /// Minutes that are only declared.
    pub declared: i64,
}

/// Everything a person has learned, newest first.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Record {
    /// The entries.
    pub entries: Vec<Entry>,
}

impl Record {
    /// Entries in their order: the newest first.
    pub fn new(mut entries: Vec<Entry>) -> Record {
        entries.sort_by(|a, b| (b.day, &a.subject_kind, b.subject).cmp(&(a.day, &b.subject_kind, a.subject)));
        Record { entries }
    }
    /// The years that have entries, the newest first.
    pub fn years(&self) -> Vec<i16> {
        let mut years: Vec<i16> = self.entries.iter().map(|e| e.day.year()).collect();
        years.dedup();
        years
    }
    /// Only entries for which this holds.
    #[must_use]
    pub fn only(&self, keep: impl Fn(&Entry) -> bool) -> Record {
        Record { entries: self.entries.iter().filter(|e| keep(e)).cloned().collect() }
    }
    /// The entries of these years; none named means all.
    #[must_use]
    pub fn of_years(&self, years: &[i16]) -> Record {
        self.only(|e| years.is_empty() || years.contains(&e.day.year()))
    }
    /// What it adds up to. A class of two topics is one stretch of time.
    pub fn sum(&self) -> Sum {
        let mut sum = Sum::default();
        for e in &self.entries {
            if e.counts() {
                sum.things += 1;
                sum.minutes += e.minutes;
            } else {
                sum.declared += e.minutes;
            }
        }
        sum
    }
    /// Hours by area. What lies in several areas is split evenly, so that the areas add up to the whole.
    pub fn by_area(&self) -> BTreeMap<String, Sum> {
        let mut out: BTreeMap<String, Sum> = BTreeMap::new();
        for e in &self.entries {
            let areas = e.areas();
            let n = i64::try_from(areas.len()).unwrap_or(1).max(1);
            for (at, area) in (0..).zip(if areas.is_empty() { vec![""] } else { areas }) {
                let share = e.minutes / n + i64::from(at < e.minutes % n);
                let sum = out.entry(area.to_owned()).or_default();
                if e.counts() {
                    sum.things += 1;
                    sum.minutes += share;
                } else {
                    sum.declared += share;
                }
            }
        }
        out
    }
}

/// What the policy says of the record (`policy/learning/record.toml`). `server` plugs it in.
#[derive(Clone, PartialEq, Eq, Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordRules {
    /// For how many days a link may be valid; the first is proposed.
    pub link_days: Vec<i64>,
    /// So many valid links one person may have.
    pub links_at_once: usize,
    /// So many tries at once a source has on public pages.
    pub public_burst: u32,
    /// So many more each minute.
    pub public_per_minute: u32,
}

impl RecordRules {
    /// Reads the policy's text.
    ///
    /// # Errors
    /// When it is no such table, or a number makes no sense.
    pub fn read(text: &str) -> Result<RecordRules, String> {
        let rules: RecordRules = toml::from_str(text).map_err(|e| e.to_string())?;
        let days = rules.link_days.iter().all(|d| (1..=3650).contains(d)) && !rules.link_days.is_empty();
        if days && rules.links_at_once > 0 && rules.public_burst > 0 && rules.public_per_minute > 0 {
            Ok(rules)
        } else {
            Err("link_days, links_at_once, public_burst and public_per_minute must be above zero".to_owned())
        }
    }
}

/// A link by which an owner shows the own record.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Link {
    /// Its row.
    pub id: i64,
    /// Whose record.
    pub person: kernel::PersonId,
    /// The years shown; none means all.
    pub years: Vec<i16>,
    /// Is the whole name shown, or initials?
    pub whole_name: bool,
    /// Made on.
    pub made_on: Date,
    /// The first day on which it opens nothing.
    pub ends_on: Date,
    /// Was it withdrawn?
    pub withdrawn: bool,
    /// How often it was opened.
    pub times: i64,
    /// When last.
    pub last_at: Option<kernel::Moment>,
}

impl Link {
    /// Does it open the record on that day?
    pub fn opens_on(&self, day: Date) -> bool {
        !self.withdrawn && day < self.ends_on
    }
}

/// `P. B. A.` of "Phàn Bá An": enough for who knows the person, nothing for others.
pub fn initials(full_name: &str) -> String {
    let letters: Vec<String> =
        full_name.split_whitespace().filter_map(|w| w.chars().next()).map(|c| format!("{c}.")).collect();
    letters.join(" ")
}
