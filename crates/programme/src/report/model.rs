//! What a report is made of, and the words for its days and periods. Pure.

use kernel::{Date, Moment, OrganisationId, Period, PeriodKind, ReportId, Share, Threshold};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Where a report stands on its way up.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum State {
    /// "nháp"
    Draft,
    /// "đã nộp"
    Submitted,
    /// "trả lại"
    Returned,
    /// "đã duyệt"
    Accepted,
    /// "đã niêm phong"
    Sealed,
}

impl State {
    /// All states, in the order of the way.
    pub const ALL: [State; 5] =
        [State::Draft, State::Submitted, State::Returned, State::Accepted, State::Sealed];
    /// The stored code.
    pub fn code(self) -> &'static str {
        match self {
            State::Draft => "draft",
            State::Submitted => "submitted",
            State::Returned => "returned",
            State::Accepted => "accepted",
            State::Sealed => "sealed",
        }
    }
    /// The state with this code.
    pub fn find(code: &str) -> Option<State> {
        State::ALL.into_iter().find(|s| s.code() == code)
    }
    /// May its text be changed?
    pub fn is_open(self) -> bool {
        matches!(self, State::Draft | State::Returned)
    }
    /// In Vietnamese, for papers and lists.
    pub fn words(self) -> &'static str {
        match self {
            State::Draft => "Nháp",
            State::Submitted => "Đã nộp",
            State::Returned => "Trả lại",
            State::Accepted => "Đã duyệt",
            State::Sealed => "Đã niêm phong",
        }
    }
}

/// A number that a unit states beside the computed one.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Typed {
    /// The numerator as stated.
    pub numerator: i64,
    /// Why it differs.
    #[serde(default)]
    pub note: String,
}

/// What people write: everything but the computed figures.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Draft {
    /// The written parts by section key.
    pub narrative: BTreeMap<String, String>,
    /// Stated numbers by indicator code.
    pub typed: BTreeMap<String, Typed>,
    /// Who signs.
    pub signer: String,
    /// In which post.
    pub post: String,
}

/// One saving of a report.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Body {
    /// What people wrote.
    #[serde(flatten)]
    pub draft: Draft,
    /// The computed figures, frozen when it was handed in.
    pub figures: Option<Figures>,
}

/// The computed part of a report.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Figures {
    /// The report's period.
    pub period: Period,
    /// The day that was looked at.
    pub as_of: Date,
    /// The day of the tree.
    pub tree_on: Date,
    /// Indicators in the order of the papers.
    pub lines: Vec<Figure>,
    /// Classes and activities by area of learning; the last line is the sum, each counted once.
    pub activities: Vec<Activity>,
    /// The units that owe a report; empty for a unit that consolidates nothing.
    pub units: Vec<UnitLine>,
    /// The indicators whose shares stand in [`UnitLine::shares`].
    pub unit_columns: Vec<String>,
}

/// One indicator's number in a report.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Figure {
    /// The indicator's code.
    pub code: String,
    /// Its version.
    pub version: u32,
    /// Its set.
    pub group: String,
    /// Its place in the set.
    pub printed: u16,
    /// Its name.
    pub name: String,
    /// "người", "CĐCS"
    pub unit_of_count: String,
    /// The window looked into.
    pub window: Period,
    /// The number: of the year so far, or of the programme so far.
    pub share: Share,
    /// The number of the report's period alone; none where it is the same or only cumulative.
    pub in_period: Option<Share>,
    /// The target in force.
    pub target: Option<Threshold>,
    /// Is it met?
    pub met: Option<bool>,
    /// Are the subjects units?
    pub of_units: bool,
    /// Fingerprint of its definition.
    pub fingerprint: String,
}

/// Classes about one area of learning in the period.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Activity {
    /// The area's code; empty for the sum.
    pub area: String,
    /// Its name.
    pub name: String,
    /// How many classes.
    pub classes: i64,
    /// How many people, each once ("người").
    pub people: i64,
    /// How many times somebody took part in a class ("lượt").
    pub turns: i64,
    /// How many people met a class's demands.
    pub passed: i64,
    /// Minutes present, of all people together.
    pub minutes: i64,
}

impl Activity {
    /// Whole hours of learning, half up.
    pub fn hours(&self) -> i64 {
        (self.minutes + 30) / 60
    }
}

/// One unit that owes a report.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct UnitLine {
    /// The unit.
    pub organisation: OrganisationId,
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// The state's code; none when nothing was handed in yet and nothing begun.
    pub state: Option<String>,
    /// Was it asked for a report?
    pub is_owed: bool,
    /// By when.
    pub due_on: Date,
    /// When it was first handed in.
    pub submitted_on: Option<Date>,
    /// Its main numbers.
    pub shares: Vec<Option<Share>>,
}

impl UnitLine {
    /// How the unit stands to its deadline.
    pub fn timing(&self) -> Timing {
        Timing::of(self.due_on, self.submitted_on)
    }
    /// In Vietnamese, for papers.
    pub fn words(&self) -> String {
        match self.timing() {
            Timing::OnTime => "Đúng hạn".to_owned(),
            Timing::Late(days) => format!("Muộn {days} ngày"),
            Timing::Missing if !self.is_owed => "Chưa giao".to_owned(),
            Timing::Missing => "Chưa nộp".to_owned(),
        }
    }
    /// Accepted or sealed?
    pub fn is_accepted(&self) -> bool {
        self.state.as_deref().and_then(State::find).is_some_and(|s| s >= State::Accepted)
    }
}

/// How a report stands to its deadline. A report returned and handed in again keeps its first day.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Timing {
    /// "đúng hạn"
    OnTime,
    /// "muộn", by so many days
    Late(i64),
    /// "chưa nộp"
    Missing,
}

impl Timing {
    /// From the deadline and the first day of handing in.
    pub fn of(due_on: Date, submitted_on: Option<Date>) -> Timing {
        match submitted_on {
            None => Timing::Missing,
            Some(day) if day <= due_on => Timing::OnTime,
            Some(day) => Timing::Late(days_between(due_on, day)),
        }
    }
}

/// Days from one day to another; negative when the other is earlier.
pub fn days_between(from: Date, to: Date) -> i64 {
    from.until(to).map_or(0, |s| i64::from(s.get_days()))
}

/// Who owes what by when, and how far it is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Obligation {
    /// Its row.
    pub id: i64,
    /// The form's code.
    pub form: String,
    /// The unit.
    pub organisation: OrganisationId,
    /// The unit's level in the form.
    pub level: String,
    /// The period.
    pub period: Period,
    /// By when.
    pub due_on: Date,
    /// Its report, once begun.
    pub report: Option<ReportId>,
    /// The report's state, once begun.
    pub state: Option<State>,
    /// When it was first handed in.
    pub submitted_on: Option<Date>,
}

impl Obligation {
    /// How it stands to its deadline.
    pub fn timing(&self) -> Timing {
        Timing::of(self.due_on, self.submitted_on)
    }
}

/// How many of those who owe a report have handed it in. Never more than all.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Progress {
    /// All who owe it.
    pub all: i64,
    /// Handed in on time.
    pub on_time: i64,
    /// Handed in late.
    pub late: i64,
    /// Not handed in.
    pub missing: i64,
    /// Waiting for a judgement.
    pub waiting: i64,
    /// Returned and not handed in again.
    pub returned: i64,
    /// Accepted or sealed.
    pub accepted: i64,
}

impl Progress {
    /// Counts obligations.
    pub fn of<'a>(all: impl Iterator<Item = &'a Obligation>) -> Progress {
        let mut p = Progress::default();
        for o in all {
            p.all += 1;
            match o.timing() {
                Timing::OnTime => p.on_time += 1,
                Timing::Late(_) => p.late += 1,
                Timing::Missing => p.missing += 1,
            }
            match o.state {
                Some(State::Submitted) => p.waiting += 1,
                Some(State::Returned) => p.returned += 1,
                Some(State::Accepted | State::Sealed) => p.accepted += 1,
                _ => {}
            }
        }
        p
    }
    /// Handed in at all.
    pub fn submitted(&self) -> i64 {
        self.on_time + self.late
    }
}

/// A report as it stands.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Report {
    /// Identity.
    pub id: ReportId,
    /// The form's code.
    pub form: String,
    /// The form's version when it was begun.
    pub form_version: u32,
    /// The unit.
    pub organisation: OrganisationId,
    /// The unit's level in the form.
    pub level: String,
    /// The period.
    pub period: Period,
    /// Where it stands.
    pub state: State,
    /// The newest saving.
    pub revision: i64,
    /// What it holds.
    pub body: Body,
}

/// A turn of a report's way.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Move {
    /// Its row.
    pub id: i64,
    /// The saving that it was about.
    pub revision: i64,
    /// From where.
    pub from: State,
    /// To where.
    pub to: State,
    /// What was said.
    pub note: String,
    /// What was said about single sections, by key.
    pub comments: BTreeMap<String, String>,
    /// Who.
    pub account: Option<kernel::AccountId>,
    /// When.
    pub at: Moment,
}

/// A difference between what a unit states and what is computed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Gap {
    /// The indicator's code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// As stated.
    pub typed: i64,
    /// As computed.
    pub computed: i64,
    /// Why.
    pub note: String,
}

/// The differences of a draft against figures.
pub fn gaps(draft: &Draft, figures: &Figures) -> Vec<Gap> {
    let differing = |f: &&Figure| draft.typed.get(&f.code).is_some_and(|t| t.numerator != f.share.numerator);
    let gap = |f: &Figure| {
        let typed = &draft.typed[&f.code];
        Gap {
            code: f.code.clone(),
            name: f.name.clone(),
            typed: typed.numerator,
            computed: f.share.numerator,
            note: typed.note.clone(),
        }
    };
    figures.lines.iter().filter(differing).map(gap).collect()
}

/// A period in words: "quý III năm 2026", "năm 2026".
pub fn period_words(p: Period) -> String {
    let year = p.first_year();
    match p.kind() {
        PeriodKind::Month => format!("tháng {} năm {year}", p.part()),
        PeriodKind::Quarter => format!("quý {} năm {year}", roman(p.part())),
        PeriodKind::Half => {
            format!("6 tháng {} năm {year}", if p.part() == 1 { "đầu" } else { "cuối" })
        }
        PeriodKind::Year => format!("năm {year}"),
        PeriodKind::Span => format!("giai đoạn {year} - {}", p.last_year()),
    }
}

fn roman(n: i16) -> &'static str {
    match n {
        1 => "I",
        2 => "II",
        3 => "III",
        _ => "IV",
    }
}

/// JSON with sorted keys and no spaces: the same value always gives the same text.
pub fn canonical(value: &serde_json::Value) -> String {
    let mut out = String::new();
    write_canonical(value, &mut out);
    out
}

fn write_canonical(value: &serde_json::Value, out: &mut String) {
    use serde_json::Value;
    match value {
        Value::Array(items) => {
            out.push('[');
            for (n, item) in items.iter().enumerate() {
                if n > 0 {
                    out.push(',');
                }
                write_canonical(item, out);
            }
            out.push(']');
        }
        Value::Object(map) => {
            let sorted: BTreeMap<&String, &Value> = map.iter().collect();
            out.push('{');
            for (n, (key, item)) in sorted.into_iter().enumerate() {
                if n > 0 {
                    out.push(',');
                }
                out.push_str(&Value::String(key.clone()).to_string());
                out.push(':');
                write_canonical(item, out);
            }
            out.push('}');
        }
        plain => out.push_str(&plain.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_in_words() {
        let words = |c: &str| period_words(c.parse().unwrap());
        assert_eq!(words("2026-Q3"), "quý III năm 2026");
        assert_eq!(words("2026"), "năm 2026");
        assert_eq!(words("2026-H1"), "6 tháng đầu năm 2026");
        assert_eq!(words("2026-02"), "tháng 2 năm 2026");
    }

    #[test]
    fn timing_counts_whole_days() {
        let day = |t: &str| t.parse::<Date>().unwrap();
        assert_eq!(Timing::of(day("2026-10-10"), Some(day("2026-10-10"))), Timing::OnTime);
        assert_eq!(Timing::of(day("2026-10-10"), Some(day("2026-11-12"))), Timing::Late(33));
        assert_eq!(Timing::of(day("2026-10-10"), None), Timing::Missing);
    }

    #[test]
    fn canonical_json_sorts_keys_and_survives_reading() {
        let v = serde_json::json!({ "b": [1, {"z": "\u{e1}\n", "a": null}], "a": 0.5 });
        let text = canonical(&v);
        assert_eq!(text, "{\"a\":0.5,\"b\":[1,{\"a\":null,\"z\":\"á\\n\"}]}");
        assert_eq!(canonical(&serde_json::from_str(&text).unwrap()), text);
    }
}
