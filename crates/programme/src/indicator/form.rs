//! Report forms (`policy/reports/*.toml`): who writes what, by when, how the paper looks.

use super::policy::{At, PolicyFault};
use kernel::time::{day_before, next_day};
use kernel::{Date, Period, PeriodKind};
use serde::Deserialize;
use std::collections::BTreeSet;

/// The form of a periodic report ("biểu mẫu báo cáo định kỳ").
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Form {
    /// `quarterly`
    pub code: String,
    /// 1, 2, …
    pub version: u32,
    /// Vietnamese name.
    pub name: String,
    /// English name.
    pub name_en: String,
    /// The kind of paper ("BÁO CÁO").
    pub title: String,
    /// What it is about ("trích yếu"); may hold placeholders.
    pub subject: String,
    /// The first sentence; may hold placeholders.
    pub opening: String,
    /// What it is made for.
    pub period: PeriodKind,
    /// The paper that asks for it.
    pub source: String,
    /// `{n}/BC-{sign}`
    pub number_pattern: String,
    /// Days after the period's last day on which the figures are cut off.
    pub cut_off_days: i32,
    /// What it rests on ("căn cứ"), without the word and the final mark.
    pub basis: Vec<String>,
    /// Who writes, who consolidates: from below to above.
    #[serde(rename = "writer")]
    pub writers: Vec<Writer>,
    /// Its parts in order.
    #[serde(rename = "section")]
    pub sections: Vec<Section>,
}

/// What a level does with a form.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Does {
    /// Writes its own.
    Writes,
    /// Puts those of the level below together.
    Consolidates,
}

/// One level's side of a form: deadline, header, signature, recipients.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Writer {
    /// Kind of organisation.
    pub level: String,
    /// What it does.
    pub does: Does,
    /// Days after the period's last day by which it must be handed in.
    pub due_days: i32,
    /// The line above the issuer's name.
    pub header_above: String,
    /// The issuer's name.
    pub header: String,
    /// In the number, when the unit has no sign of its own.
    pub sign: String,
    /// "TM. BAN THƯỜNG VỤ"
    pub authority: String,
    /// Who may sign, the highest first.
    pub positions: Vec<String>,
    /// "Nơi nhận".
    pub recipients: Vec<String>,
}

/// What fills a part of a report.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SectionKind {
    /// Written by hand.
    Narrative,
    /// Table of indicators, computed.
    Indicators,
    /// Table of classes and activities, computed.
    Activities,
    /// Table of units, computed.
    Units,
    /// Obstacles ("khó khăn, vướng mắc"), written.
    Obstacles,
    /// Proposals ("đề xuất, kiến nghị"), written.
    Proposals,
}

/// A part of a report.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Section {
    /// What fills it.
    pub kind: SectionKind,
    /// Its stable key.
    pub key: String,
    /// Heading as printed.
    pub heading: String,
    /// English heading.
    pub heading_en: String,
    /// What to write; for written parts.
    #[serde(default)]
    pub hint: String,
    /// The same in English.
    #[serde(default)]
    pub hint_en: String,
    /// May it not be left empty?
    pub required: bool,
    /// Levels whose report has it.
    pub levels: Vec<String>,
    /// The set of indicators shown …
    pub set: Option<String>,
    /// … or single ones.
    #[serde(default)]
    pub indicators: Vec<String>,
}

impl Section {
    /// Is it written by hand?
    pub fn is_written(&self) -> bool {
        matches!(self.kind, SectionKind::Narrative | SectionKind::Obstacles | SectionKind::Proposals)
    }
}

/// What a template of a form may hold.
pub const PLACEHOLDERS: &[&str] =
    &["n", "sign", "period", "year", "unit", "unit_name", "parent", "parent_name"];

/// Puts words into a template: `{period}` becomes the word of that name.
pub fn fill(template: &str, words: &[(&str, &str)]) -> String {
    let mut out = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let word = after
            .split_once('}')
            .and_then(|(name, tail)| words.iter().find(|(n, _)| *n == name).map(|(_, word)| (*word, tail)));
        if let Some((word, tail)) = word {
            out.push_str(word);
            rest = tail;
        } else {
            out.push('{');
            rest = after;
        }
    }
    out + rest
}

impl Form {
    /// The level's side of it.
    pub fn writer(&self, level: &str) -> Option<&Writer> {
        self.writers.iter().find(|w| w.level == level)
    }
    /// The day by which a level hands it in.
    pub fn due(&self, level: &str, period: Period) -> Option<Date> {
        Some(days_after(period.last_day(), self.writer(level)?.due_days))
    }
    /// The last day whose facts are in.
    pub fn cut_off(&self, period: Period) -> Date {
        days_after(period.last_day(), self.cut_off_days)
    }
    /// The parts of a level's report, in order.
    pub fn sections_of<'a>(&'a self, level: &'a str) -> impl Iterator<Item = &'a Section> {
        self.sections.iter().filter(move |s| s.levels.iter().any(|l| l == level))
    }

    pub(super) fn check(
        &self,
        at: At<'_>,
        sets: &BTreeSet<String>,
        indicators: &BTreeSet<String>,
    ) -> Result<(), PolicyFault> {
        at.all_written(
            "code, name, title, source",
            &[&self.code, &self.name, &self.name_en, &self.title, &self.source],
        )?;
        at.must(self.version >= 1, "version", "versions begin with 1")?;
        at.must(self.period != PeriodKind::Span, "period", "a report is for a month, quarter, half or year")?;
        at.must(!self.basis.is_empty(), "basis", "rests on no paper")?;
        at.must(self.number_pattern.contains("{n}"), "number_pattern", "needs {n}")?;
        for (key, t) in
            [("subject", &self.subject), ("opening", &self.opening), ("number_pattern", &self.number_pattern)]
        {
            template(at, key, t)?;
        }
        self.check_writers(at)?;
        let mut keys = BTreeSet::new();
        for s in &self.sections {
            at.must(keys.insert(&s.key), "section", format!("key {:?} is there twice", s.key))?;
            self.check_section(at, s, sets, indicators)?;
        }
        Ok(())
    }

    fn check_writers(&self, at: At<'_>) -> Result<(), PolicyFault> {
        at.must(self.writers.iter().any(|w| w.does == Does::Writes), "writer", "nobody writes it")?;
        let mut before = self.cut_off_days;
        for w in &self.writers {
            let key = format!("writer {}", w.level);
            at.all_written(&key, &[&w.level, &w.sign, &w.authority])?;
            at.must(
                w.due_days > before,
                &key,
                format!("is due after {} days; the step before it ends after {before}", w.due_days),
            )?;
            before = w.due_days;
            at.must(!w.positions.is_empty(), &key, "nobody may sign")?;
            at.must(!w.recipients.is_empty(), &key, "has no recipients")?;
            for t in [&w.header_above, &w.header].into_iter().chain(&w.recipients) {
                template(at, &key, t)?;
            }
        }
        Ok(())
    }

    fn check_section(
        &self,
        at: At<'_>,
        s: &Section,
        sets: &BTreeSet<String>,
        indicators: &BTreeSet<String>,
    ) -> Result<(), PolicyFault> {
        let key = format!("section {}", s.key);
        at.all_written(&key, &[&s.key, &s.heading, &s.heading_en])?;
        if s.is_written() {
            at.all_written(&format!("{key}, hint"), &[&s.hint, &s.hint_en])?;
        }
        at.must(!s.levels.is_empty(), &key, "stands in nobody's report")?;
        for level in &s.levels {
            at.must(self.writer(level).is_some(), &key, format!("{level:?} does not write this form"))?;
        }
        let named = usize::from(s.set.is_some()) + usize::from(!s.indicators.is_empty());
        let wanted = usize::from(s.kind == SectionKind::Indicators);
        at.must(
            named == wanted,
            &key,
            "a table of indicators names a `set` or `indicators`; other parts neither",
        )?;
        at.must(s.set.as_ref().is_none_or(|set| sets.contains(set)), &key, format!("no set {:?}", s.set))?;
        match s.indicators.iter().find(|i| !indicators.contains(*i)) {
            Some(code) => Err(at.fault(&key, format!("no indicator {code:?}"))),
            None => Ok(()),
        }
    }
}

fn template(at: At<'_>, key: &str, text: &str) -> Result<(), PolicyFault> {
    at.written(key, text)?;
    let all: Vec<(&str, &str)> = PLACEHOLDERS.iter().map(|p| (*p, "")).collect();
    at.must(!fill(text, &all).contains(['{', '}']), key, format!("an unknown placeholder in {text:?}"))
}

fn days_after(day: Date, days: i32) -> Date {
    if days >= 0 {
        (0..days).fold(day, |d, _| next_day(d))
    } else {
        (days..0).fold(day, |d, _| day_before(d))
    }
}
