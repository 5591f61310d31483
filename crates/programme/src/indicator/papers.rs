//! The single files of `policy/`: topics, the federation, the calendar, the glossary.

use super::policy::{At, PolicyFault};
use kernel::{Date, Period};
use serde::Deserialize;
use std::collections::BTreeSet;

/// An area of learning ("lĩnh vực"): the first word of a topic's code.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Area {
    /// `digital_skill`
    pub code: String,
    /// Vietnamese name.
    pub name: String,
    /// English name.
    pub name_en: String,
    /// The paper that names it.
    pub source: String,
    /// May a class or a lesson be about it?
    pub taught: bool,
}

/// A topic ("chủ đề") of an area.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TopicEntry {
    /// `digital_skill.basic`
    pub code: String,
    /// Vietnamese name.
    pub name: String,
    /// English name.
    pub name_en: String,
    /// Its area's code.
    pub area: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TopicsFile {
    pub area: Vec<Area>,
    pub topic: Vec<TopicEntry>,
}

impl TopicsFile {
    pub fn check(&self, at: At<'_>) -> Result<(), PolicyFault> {
        let mut codes = BTreeSet::new();
        for a in &self.area {
            at.all_written(&a.code, &[&a.code, &a.name, &a.name_en, &a.source])?;
            at.must(!a.code.contains('.'), &a.code, "an area's code has no dot")?;
            at.must(codes.insert(&a.code), &a.code, "is there twice")?;
        }
        for t in &self.topic {
            at.all_written(&t.code, &[&t.code, &t.name, &t.name_en])?;
            at.must(self.area.iter().any(|a| a.code == t.area), &t.code, format!("no area {:?}", t.area))?;
            let inside = t.code.strip_prefix(&t.area).and_then(|rest| rest.strip_prefix('.'));
            at.must(
                inside.is_some_and(|rest| !rest.is_empty()),
                &t.code,
                format!("must begin with {:?}", format!("{}.", t.area)),
            )?;
            at.must(codes.insert(&t.code), &t.code, "is there twice")?;
        }
        Ok(())
    }
    /// All codes that a rule or a fact may name.
    pub fn codes(&self) -> BTreeSet<String> {
        self.area.iter().map(|a| &a.code).chain(self.topic.iter().map(|t| &t.code)).cloned().collect()
    }
}

/// What belongs to one province: names, the programme's years, the sets of targets.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Federation {
    /// The province's name.
    pub province: String,
    /// The place written before the date on papers.
    pub place: String,
    /// The programme.
    pub programme: Programme,
    /// The provincial federation ("Liên đoàn Lao động tỉnh").
    pub federation: Body,
    /// The learning promotion association ("Hội Khuyến học tỉnh").
    pub association: Body,
    /// The sets of targets, in the order in which they are shown.
    #[serde(rename = "group")]
    pub groups: Vec<Group>,
}

/// The programme that everything is about.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Programme {
    /// Vietnamese name.
    pub name: String,
    /// English name.
    pub name_en: String,
    /// First year.
    pub first_year: i16,
    /// Last year.
    pub last_year: i16,
    /// Number of the plan.
    pub plan: String,
}

impl Programme {
    /// All its years.
    pub fn span(&self) -> Period {
        Period::span(self.first_year, self.last_year)
    }
}

/// A body that issues papers; the root of its tree.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Body {
    /// Code of the root unit.
    pub code: String,
    /// Full name.
    pub name: String,
    /// Short name.
    pub short_name: String,
    /// English name.
    pub name_en: String,
    /// In the numbers of its papers: `LĐLĐ`.
    pub sign: String,
    /// The line above its name on papers.
    pub header_above: String,
    /// Its name on papers.
    pub header: String,
}

/// A set of targets from one paper.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Group {
    /// `KH31`
    pub code: String,
    /// Vietnamese name.
    pub name: String,
    /// English name.
    pub name_en: String,
}

impl Federation {
    pub(super) fn check(&self, at: At<'_>) -> Result<(), PolicyFault> {
        at.all_written("province, place", &[&self.province, &self.place])?;
        let p = &self.programme;
        at.all_written("programme", &[&p.name, &p.name_en, &p.plan])?;
        at.must(
            (2000..=p.last_year).contains(&p.first_year) && p.last_year <= 2100,
            "programme.first_year",
            "years must run from first_year to last_year",
        )?;
        for (key, b) in [("federation", &self.federation), ("association", &self.association)] {
            at.all_written(
                key,
                &[&b.code, &b.name, &b.short_name, &b.name_en, &b.sign, &b.header_above, &b.header],
            )?;
        }
        let mut codes = BTreeSet::new();
        for g in &self.groups {
            at.all_written("group", &[&g.code, &g.name, &g.name_en])?;
            at.must(codes.insert(&g.code), "group", format!("{:?} is there twice", g.code))?;
        }
        Ok(())
    }
}

/// What returns every year ("ngày lễ, tuần lễ, đợt hoạt động hằng năm").
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Event {
    /// `digital_transformation_day`
    pub code: String,
    /// Vietnamese name.
    pub name: String,
    /// English name.
    pub name_en: String,
    /// First day, `10-10`.
    pub from: String,
    /// Last day, `10-10`.
    pub to: String,
    /// Kinds of organisation that act.
    pub who: Vec<String>,
    /// When to begin.
    pub remind_days_before: u16,
    /// Is the day fixed by a paper we hold, or only custom?
    pub checked: bool,
    /// Which paper.
    pub source: String,
}

impl Event {
    /// First and last day in a year.
    pub fn in_year(&self, year: i16) -> Option<(Date, Date)> {
        Some((month_day(&self.from, year)?, month_day(&self.to, year)?))
    }
}

fn month_day(text: &str, year: i16) -> Option<Date> {
    let (month, day) = text.split_once('-')?;
    Date::new(year, month.parse().ok()?, day.parse().ok()?).ok()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CalendarFile {
    pub event: Vec<Event>,
}

impl CalendarFile {
    pub fn check(&self, at: At<'_>) -> Result<(), PolicyFault> {
        let mut codes = BTreeSet::new();
        for e in &self.event {
            at.all_written(&e.code, &[&e.code, &e.name, &e.name_en, &e.source])?;
            at.must(!e.who.is_empty(), &e.code, "nobody acts (`who`)")?;
            // a common year, so that 29 February is refused
            let sound = e.in_year(2027).is_some_and(|(from, to)| from <= to);
            at.must(sound, &e.code, "`from` and `to` are month-day (10-01) in order")?;
            at.must(codes.insert(&e.code), &e.code, "is there twice")?;
        }
        Ok(())
    }
}

/// A Vietnamese term and its word in code.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Term {
    /// The Vietnamese term.
    pub vi: String,
    /// The identifiers.
    pub en: Vec<String>,
    /// What kind of thing it is.
    #[serde(default)]
    pub note: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct GlossaryFile {
    pub term: Vec<Term>,
}

impl GlossaryFile {
    pub fn check(&self, at: At<'_>) -> Result<(), PolicyFault> {
        let mut terms = BTreeSet::new();
        for t in &self.term {
            at.written("vi", &t.vi)?;
            at.must(
                !t.en.is_empty() && t.en.iter().all(|w| is_identifier(w)),
                &t.vi,
                "`en` needs identifiers",
            )?;
            at.must(terms.insert(&t.vi), &t.vi, "is there twice")?;
        }
        Ok(())
    }
}

fn is_identifier(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_lowercase())
        && word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_' || c == '.')
}
