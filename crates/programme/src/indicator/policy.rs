//! All files of `policy/` together: read once at the start, refused as a whole when anything is unsound.

use super::definition::read_indicator;
use super::form::Form;
use super::model::{Indicator, Window};
use super::papers::{
    Area, CalendarFile, Event, Federation, GlossaryFile, Group, Term, TopicEntry, TopicsFile,
};
use kernel::{Date, FactKind, Period, PeriodKind, Topic};
use std::collections::BTreeSet;

/// What is wrong in which file. For those who keep `policy/`.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{file}: {key}: {words}")]
pub struct PolicyFault {
    /// The file, as it was given.
    pub file: String,
    /// The key, or the line where it could not be read.
    pub key: String,
    /// What is wrong.
    pub words: String,
}

/// What the decisions say: indicators, topics, forms, the federation, the calendar, the glossary.
#[derive(Clone, PartialEq, Debug)]
pub struct Policy {
    indicators: Vec<Indicator>,
    areas: Vec<Area>,
    topics: Vec<TopicEntry>,
    forms: Vec<Form>,
    federation: Federation,
    events: Vec<Event>,
    terms: Vec<Term>,
}

impl Policy {
    /// Reads `(path, text)` of every file below `policy/`; paths are relative to it (`indicators/kh31-1.toml`).
    /// Folders and files of other houses are left to them; an unknown file beside ours is refused.
    pub fn load(files: &[(String, String)]) -> Result<Policy, PolicyFault> {
        let files: Vec<(&str, &str)> = files
            .iter()
            .map(|(path, text)| (path.strip_prefix("policy/").unwrap_or(path), text.as_str()))
            .collect();
        for (path, _) in &files {
            let known = path.contains('/') || !is_toml(path) || ROOT.contains(path);
            At(path).must(known, "file", format!("unknown; there are {}", ROOT.join(", ")))?;
        }
        let one = |name: &'static str| {
            let found = files.iter().find(|(path, _)| *path == name);
            found.map(|(_, text)| (name, *text)).ok_or_else(|| At(name).fault("file", "is missing"))
        };
        let (file, text) = one("topics.toml")?;
        let topics: TopicsFile = read(file, text)?;
        topics.check(At(file))?;
        let (file, text) = one("federation.toml")?;
        let federation: Federation = read(file, text)?;
        federation.check(At(file))?;
        let (file, text) = one("calendar.toml")?;
        let calendar: CalendarFile = read(file, text)?;
        calendar.check(At(file))?;
        let (file, text) = one("glossary.toml")?;
        let glossary: GlossaryFile = read(file, text)?;
        glossary.check(At(file))?;

        let sets: BTreeSet<String> = federation.groups.iter().map(|g| g.code.clone()).collect();
        let codes = topics.codes();
        let mut indicators = Vec::new();
        for (file, text) in files.iter().filter(|(path, _)| path.starts_with("indicators/") && is_toml(path))
        {
            let indicator = read_indicator(file, text, &codes, &sets)?;
            check_among(At(file), &indicators, &indicator)?;
            indicators.push(indicator);
        }
        At("indicators").must(!indicators.is_empty(), "file", "there is no indicator")?;
        let place = |i: &Indicator| federation.groups.iter().position(|g| g.code == i.group);
        indicators.sort_by_key(|i| (place(i), i.printed, i.version));

        let numbered: BTreeSet<String> = indicators.iter().map(|i| i.code.clone()).collect();
        let mut forms: Vec<Form> = Vec::new();
        for (file, text) in files.iter().filter(|(path, _)| path.starts_with("reports/") && is_toml(path)) {
            let form: Form = read(file, text)?;
            form.check(At(file), &sets, &numbered)?;
            At(file).must(forms.iter().all(|f| f.code != form.code), "code", "another form has it")?;
            forms.push(form);
        }
        forms.sort_by_key(|f| (f.period, f.code.clone()));
        Ok(Policy {
            indicators,
            areas: topics.area,
            topics: topics.topic,
            forms,
            federation,
            events: calendar.event,
            terms: glossary.term,
        })
    }

    /// Every version of every indicator, in the order of the papers.
    pub fn all_versions(&self) -> &[Indicator] {
        &self.indicators
    }

    /// The indicators in force on a day, in the order of the papers. A yearly number goes by the window's first day,
    /// a cumulative number or a state by the day on which it is looked at.
    pub fn in_force(&self, on: Date) -> impl Iterator<Item = &Indicator> {
        self.indicators
            .iter()
            .filter(move |i| self.indicator(&i.code, on).is_some_and(|now| now.version == i.version))
    }

    /// The version of an indicator that is in force on a day.
    pub fn indicator(&self, code: &str, on: Date) -> Option<&Indicator> {
        self.indicators.iter().filter(|i| i.code == code && i.valid_from <= on).max_by_key(|i| i.version)
    }

    /// The indicators of a set in force on a day.
    pub fn set<'a>(&'a self, group: &'a str, on: Date) -> impl Iterator<Item = &'a Indicator> {
        self.in_force(on).filter(move |i| i.group == group)
    }

    /// What a fact can change, looked at on `today`: each indicator's version in force, with each of its windows.
    pub fn touched(
        &self,
        kind: FactKind,
        topic: Option<&Topic>,
        day: Date,
        today: Date,
    ) -> Vec<(&Indicator, Period)> {
        let mut out = Vec::new();
        for indicator in self.indicators.iter().filter(|i| i.needs(kind, topic)) {
            for window in indicator.windows(day) {
                // before the programme begins its first version rules already: sums must not depend on when they were made
                let ruler = if window.kind() == PeriodKind::Span {
                    today.max(window.start())
                } else {
                    window.start()
                };
                if self.indicator(&indicator.code, ruler).is_some_and(|i| i.version == indicator.version) {
                    out.push((indicator, window));
                }
            }
        }
        out
    }

    /// A digest of what is counted on a day. Sums made under another one must be made again.
    pub fn ruling(&self, today: Date) -> String {
        let mut text = String::new();
        for i in &self.indicators {
            let ruler = match i.window {
                Window::Year => i.valid_from,
                Window::Programme(span) => today.max(span.start()),
            };
            if self.indicator(&i.code, ruler).is_some_and(|now| now.version == i.version) {
                text.push_str(&format!("{} {} {}\n", i.code, i.version, i.fingerprint));
            }
        }
        store::chain::sha256(text.as_bytes())
    }

    /// Areas of learning.
    pub fn areas(&self) -> &[Area] {
        &self.areas
    }
    /// Topics, finer than areas.
    pub fn topics(&self) -> &[TopicEntry] {
        &self.topics
    }
    /// The Vietnamese and English name of a topic or area.
    pub fn topic_name(&self, code: &str) -> Option<(&str, &str)> {
        let topic =
            self.topics.iter().find(|t| t.code == code).map(|t| (t.name.as_str(), t.name_en.as_str()));
        topic.or_else(|| {
            self.areas.iter().find(|a| a.code == code).map(|a| (a.name.as_str(), a.name_en.as_str()))
        })
    }
    /// Report forms.
    pub fn forms(&self) -> &[Form] {
        &self.forms
    }
    /// The form with this code.
    pub fn form(&self, code: &str) -> Option<&Form> {
        self.forms.iter().find(|f| f.code == code)
    }
    /// What belongs to the province.
    pub fn federation(&self) -> &Federation {
        &self.federation
    }
    /// The sets of targets, in the order in which they are shown.
    pub fn groups(&self) -> &[Group] {
        &self.federation.groups
    }
    /// What returns every year.
    pub fn events(&self) -> &[Event] {
        &self.events
    }
    /// The glossary.
    pub fn terms(&self) -> &[Term] {
        &self.terms
    }

    /// Runs every indicator's worked examples; what comes out otherwise than written is a fault.
    pub fn check_examples(&self) -> Vec<PolicyFault> {
        let mut faults = Vec::new();
        for i in &self.indicators {
            for (n, e) in i.examples.iter().enumerate() {
                let words = match e.outcome(i) {
                    None => format!("{}: the indicator keeps no number for {}", e.title, e.period),
                    Some((share, met)) if share.text() != e.expect || met != e.met => format!(
                        "{}: expected {} (met: {}), found {} (met: {met})",
                        e.title,
                        e.expect,
                        e.met,
                        share.text()
                    ),
                    Some(_) => continue,
                };
                let file = format!("indicators/ {} version {}", i.code, i.version);
                faults.push(PolicyFault { file, key: format!("example[{n}]"), words });
            }
        }
        faults
    }
}

const ROOT: [&str; 6] = [
    "topics.toml",
    "federation.toml",
    "calendar.toml",
    "glossary.toml",
    "organisations.toml",
    "accounts.toml",
];

fn is_toml(path: &str) -> bool {
    path.rsplit('.').next() == Some("toml")
}

/// Versions of one code follow one another; two codes never share a place.
fn check_among(at: At<'_>, others: &[Indicator], new: &Indicator) -> Result<(), PolicyFault> {
    for old in others {
        if old.code != new.code {
            at.must(
                (&old.group, old.printed) != (&new.group, new.printed),
                "printed",
                format!("{} stands there already", old.code),
            )?;
            continue;
        }
        at.must(
            old.version != new.version,
            "version",
            format!("{} version {} is there already", new.code, new.version),
        )?;
        at.must(
            (old.version < new.version) == (old.valid_from < new.valid_from)
                && old.valid_from != new.valid_from,
            "valid_from",
            format!("a later version must begin later than version {}", old.version),
        )?;
        let same_place = (&old.group, old.printed, old.population, span(old))
            == (&new.group, new.printed, new.population, span(new));
        at.must(
            same_place,
            "group, printed, population, window",
            "versions of one code must agree; else take a new code",
        )?;
    }
    Ok(())
}

fn span(indicator: &Indicator) -> Option<Period> {
    match indicator.window {
        Window::Year => None,
        Window::Programme(span) => Some(span),
    }
}

/// Reads one file; the fault names the line and what stands there.
pub(super) fn read<T: serde::de::DeserializeOwned>(file: &str, text: &str) -> Result<T, PolicyFault> {
    toml::from_str(text).map_err(|e| {
        let start = e.span().map_or(0, |s| s.start.min(text.len()));
        let before = text.get(..start).unwrap_or("");
        let line = before.matches('\n').count() + 1;
        let key = text.lines().nth(line - 1).unwrap_or("").split('=').next().unwrap_or("").trim();
        At(file).fault(&format!("line {line} ({key})"), e.message())
    })
}

/// Where we are, for faults.
#[derive(Clone, Copy)]
pub(super) struct At<'a>(pub &'a str);

impl At<'_> {
    pub fn fault(self, key: &str, words: impl Into<String>) -> PolicyFault {
        PolicyFault { file: self.0.to_owned(), key: key.to_owned(), words: words.into() }
    }
    pub fn must(self, holds: bool, key: &str, words: impl Into<String>) -> Result<(), PolicyFault> {
        if holds { Ok(()) } else { Err(self.fault(key, words)) }
    }
    pub fn written(self, key: &str, text: &str) -> Result<(), PolicyFault> {
        self.must(!text.trim().is_empty(), key, "is empty")
    }
    pub fn all_written(self, key: &str, texts: &[&String]) -> Result<(), PolicyFault> {
        texts.iter().try_for_each(|t| self.written(key, t))
    }
}
