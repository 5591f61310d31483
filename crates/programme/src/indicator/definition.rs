//! One file of `policy/indicators/`: read, checked, made an [`Indicator`]; and its worked examples.

use super::model::{
    Direction, Indicator, Level, Population, Rule, Says, Seen, Source, Target, Window, Words,
};
use super::policy::{At, PolicyFault, read};
use kernel::{Date, FactId, FactKind, Period, PeriodKind, Share, Threshold, Topic};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

/// A worked example of an indicator: a roster, some facts, the number that must come out.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Example {
    /// What it shows.
    pub title: String,
    /// How many people or units there are.
    pub roster: i64,
    /// The period looked at.
    pub period: Period,
    /// The day on which it is looked at.
    pub on: Date,
    /// The facts of each named subject; voided ones are left out.
    pub facts: BTreeMap<String, Vec<Seen>>,
    /// The share as printed.
    pub expect: String,
    /// Is the target met?
    pub met: bool,
}

impl Example {
    /// What the indicator makes of it: the share, and whether the target of that year is met.
    pub fn outcome(&self, indicator: &Indicator) -> Option<(Share, bool)> {
        let window = indicator.window_for(self.period)?;
        let counted = self.facts.values().filter(|f| indicator.is_met(f, window, self.on)).count();
        let share = Share::new(i64::try_from(counted).ok()?, self.roster);
        Some((share, indicator.target(self.on.year())?.threshold.is_met(share)))
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    code: String,
    version: u32,
    valid_from: Date,
    group: String,
    printed: u16,
    name: String,
    name_en: String,
    sentence: String,
    sentence_is: Sentence,
    population: Population,
    sectors: Vec<String>,
    unit_of_count: String,
    unit_of_count_en: String,
    window: WindowFile,
    direction: Direction,
    numerator: String,
    numerator_en: String,
    denominator: String,
    denominator_en: String,
    reading: String,
    reading_en: String,
    source: Source,
    rule: RuleFile,
    #[serde(default)]
    targets: Vec<TargetFile>,
    #[serde(default)]
    example: Vec<ExampleFile>,
}

#[derive(Deserialize, PartialEq)]
#[serde(rename_all = "snake_case")]
enum Sentence {
    Exact,
    Reported,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
enum WindowFile {
    Year,
    Programme(Period),
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
enum RuleFile {
    AnyFact {
        kinds: Vec<String>,
        #[serde(default)]
        topics: Vec<Topic>,
    },
    AllTopics {
        kinds: Vec<String>,
        topics: Vec<Topic>,
    },
    NewestSays {
        passing: Vec<String>,
        asking: Vec<String>,
        topics: Vec<Topic>,
        valid_months: u16,
    },
    Holds {
        begins: String,
        ends: String,
        topic: Topic,
        valid_months: Option<u16>,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TargetFile {
    level: Level,
    by: i16,
    more_than: Option<i64>,
    at_least: Option<i64>,
    all: Option<i64>,
    source: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ExampleFile {
    title: String,
    roster: i64,
    period: Period,
    on: Option<Date>,
    facts: Vec<String>,
    expect: String,
    met: bool,
}

/// Reads one indicator file. `topics` are the known codes, areas included; `groups` the known sets.
pub fn read_indicator(
    file: &str,
    text: &str,
    topics: &BTreeSet<String>,
    groups: &BTreeSet<String>,
) -> Result<Indicator, PolicyFault> {
    let at = At(file);
    let f: File = read(file, text)?;
    let known = Known { at, topics };
    for (key, value) in [
        ("code", &f.code),
        ("sentence", &f.sentence),
        ("source.document", &f.source.document),
        ("source.title", &f.source.title),
        ("source.issuer", &f.source.issuer),
        ("source.clause", &f.source.clause),
    ] {
        at.written(key, value)?;
    }
    at.must(f.version >= 1, "version", "versions begin with 1")?;
    at.must(
        f.valid_from == Period::year(f.valid_from.year()).start(),
        "valid_from",
        "must be a 1 January, so that no period is counted by two versions",
    )?;
    at.must(groups.contains(&f.group), "group", format!("no [[group]] {:?} in federation.toml", f.group))?;
    let window = match f.window {
        WindowFile::Year => Window::Year,
        WindowFile::Programme(span) => {
            at.must(span.kind() == PeriodKind::Span, "window.programme", "must be years such as 2026-2030")?;
            Window::Programme(span)
        }
    };
    let rule = known.rule(f.rule)?;
    at.must(
        rule.is_monotone() || window != Window::Year,
        "window",
        "a state (newest_says, holds) is kept over the programme: write { programme = \"…\" }",
    )?;
    let mut targets =
        f.targets.into_iter().enumerate().map(|(n, t)| target(at, n, t)).collect::<Result<Vec<_>, _>>()?;
    at.must(!targets.is_empty(), "targets", "there is no target")?;
    targets.sort_by_key(|t| (t.level, t.by));
    at.must(
        targets.windows(2).all(|two| (two[0].level, two[0].by) != (two[1].level, two[1].by)),
        "targets",
        "two targets of one level for one year",
    )?;
    at.must(f.example.len() >= 2, "example", "needs two worked examples or more")?;
    let examples =
        f.example.into_iter().enumerate().map(|(n, e)| known.example(n, e)).collect::<Result<Vec<_>, _>>()?;
    Ok(Indicator {
        name: at.words("name", f.name, f.name_en)?,
        unit_of_count: at.words("unit_of_count", f.unit_of_count, f.unit_of_count_en)?,
        numerator: at.words("numerator", f.numerator, f.numerator_en)?,
        denominator: at.words("denominator", f.denominator, f.denominator_en)?,
        reading: at.words("reading", f.reading, f.reading_en)?,
        code: f.code,
        version: f.version,
        valid_from: f.valid_from,
        group: f.group,
        printed: f.printed,
        sentence: f.sentence,
        is_sentence_exact: f.sentence_is == Sentence::Exact,
        source: f.source,
        population: f.population,
        sectors: f.sectors,
        window,
        direction: f.direction,
        rule,
        targets,
        examples,
        text: text.to_owned(),
        fingerprint: fingerprint(text),
    })
}

fn target(at: At<'_>, n: usize, t: TargetFile) -> Result<Target, PolicyFault> {
    let key = format!("targets[{n}]");
    let threshold = match (t.more_than, t.at_least, t.all) {
        (Some(p), None, None) => Threshold::MoreThan(p),
        (None, Some(p), None) => Threshold::AtLeast(p),
        (None, None, Some(p)) => Threshold::All(p),
        _ => return Err(at.fault(&key, "write one of more_than, at_least, all")),
    };
    at.must((0..=100).contains(&threshold.percent()), &key, "a percent lies between 0 and 100")?;
    at.must(
        !matches!(threshold, Threshold::All(p) if p != 100),
        &key,
        "`all` is 100; for less write at_least",
    )?;
    at.must((2000..=2100).contains(&t.by), &key, "`by` is a year such as 2030")?;
    at.written(&format!("{key}.source"), &t.source)?;
    Ok(Target { level: t.level, by: t.by, threshold, source: t.source })
}

fn fingerprint(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

/// What a rule or an example may name.
#[derive(Clone, Copy)]
struct Known<'a> {
    at: At<'a>,
    topics: &'a BTreeSet<String>,
}

impl Known<'_> {
    fn rule(self, rule: RuleFile) -> Result<Rule, PolicyFault> {
        Ok(match rule {
            RuleFile::AnyFact { kinds, topics } => Rule::AnyFact {
                kinds: self.kinds("rule.any_fact.kinds", &kinds)?,
                topics: self.topics("rule.any_fact.topics", topics)?,
            },
            RuleFile::AllTopics { kinds, topics } => {
                self.at.must(!topics.is_empty(), "rule.all_topics.topics", "names no topic")?;
                Rule::AllTopics {
                    kinds: self.kinds("rule.all_topics.kinds", &kinds)?,
                    topics: self.topics("rule.all_topics.topics", topics)?,
                }
            }
            RuleFile::NewestSays { passing, asking, topics, valid_months } => {
                let both: Vec<String> = passing.iter().chain(&asking).cloned().collect();
                self.kinds("rule.newest_says", &both)?;
                self.months("rule.newest_says.valid_months", Some(valid_months))?;
                Rule::NewestSays {
                    passing: self.each_kind("rule.newest_says.passing", &passing)?,
                    asking: self.each_kind("rule.newest_says.asking", &asking)?,
                    topics: self.topics("rule.newest_says.topics", topics)?,
                    valid_months,
                }
            }
            RuleFile::Holds { begins, ends, topic, valid_months } => {
                self.kinds("rule.holds", &[begins.clone(), ends.clone()])?;
                self.months("rule.holds.valid_months", valid_months)?;
                Rule::Holds {
                    begins: self.kind("rule.holds.begins", &begins)?,
                    ends: self.kind("rule.holds.ends", &ends)?,
                    topic: self.topic("rule.holds.topic", topic)?,
                    valid_months,
                }
            }
        })
    }

    fn kinds(self, key: &str, codes: &[String]) -> Result<Vec<FactKind>, PolicyFault> {
        self.at.must(!codes.is_empty(), key, "names no kind of fact")?;
        let once: BTreeSet<&String> = codes.iter().collect();
        self.at.must(once.len() == codes.len(), key, "names a kind of fact twice")?;
        self.each_kind(key, codes)
    }

    fn each_kind(self, key: &str, codes: &[String]) -> Result<Vec<FactKind>, PolicyFault> {
        codes.iter().map(|c| self.kind(key, c)).collect()
    }

    fn kind(self, key: &str, code: &str) -> Result<FactKind, PolicyFault> {
        FactKind::find(code).ok_or_else(|| self.at.fault(key, format!("no kind of fact {code:?}")))
    }

    fn topics(self, key: &str, topics: Vec<Topic>) -> Result<Vec<Topic>, PolicyFault> {
        topics.into_iter().map(|t| self.topic(key, t)).collect()
    }

    fn topic(self, key: &str, topic: Topic) -> Result<Topic, PolicyFault> {
        self.at.must(
            self.topics.contains(&topic.0),
            key,
            format!("no topic {:?} in topics.toml", topic.0),
        )?;
        Ok(topic)
    }

    fn months(self, key: &str, months: Option<u16>) -> Result<(), PolicyFault> {
        self.at.must(months.is_none_or(|m| (1..=600).contains(&m)), key, "must be 1 to 600")
    }

    fn example(self, n: usize, e: ExampleFile) -> Result<Example, PolicyFault> {
        let key = format!("example[{n}]");
        self.at.written(&format!("{key}.title"), &e.title)?;
        let mut facts: BTreeMap<String, Vec<Seen>> = BTreeMap::new();
        for (line, id) in e.facts.iter().zip(0..) {
            let (who, seen, voided) = self.fact(&format!("{key}.facts[{id}]"), line, FactId(id))?;
            let all = facts.entry(who).or_default();
            if !voided {
                all.push(seen);
            }
        }
        let named = i64::try_from(facts.len()).unwrap_or(i64::MAX);
        self.at.must(
            named <= e.roster,
            &key,
            format!("{named} subjects have facts, the roster has {}", e.roster),
        )?;
        let on = e.on.unwrap_or(e.period.last_day());
        self.at.must(e.period.holds(on), &format!("{key}.on"), "lies outside the period")?;
        Ok(Example {
            title: e.title,
            roster: e.roster,
            period: e.period,
            on,
            facts,
            expect: e.expect,
            met: e.met,
        })
    }

    /// `2026-03-01 an skill.checked digital_skill yes voided`
    fn fact(self, key: &str, line: &str, id: FactId) -> Result<(String, Seen, bool), PolicyFault> {
        let mut words = line.split_whitespace();
        let (Some(day), Some(who), Some(kind)) = (words.next(), words.next(), words.next()) else {
            return Err(self.at.fault(key, "write: day who kind [topic] [yes|no] [voided]"));
        };
        let day =
            kernel::time::parse_day(day).ok_or_else(|| self.at.fault(key, format!("no day: {day:?}")))?;
        let mut seen = Seen { id, kind: self.kind(key, kind)?, topic: None, day, value: None };
        let mut voided = false;
        for word in words {
            match word {
                "yes" => seen.value = Some(Says::Yes),
                "no" => seen.value = Some(Says::No),
                "voided" => voided = true,
                topic => {
                    self.at.must(
                        seen.topic.is_none(),
                        key,
                        format!("a fact has one topic; what is {topic:?}?"),
                    )?;
                    seen.topic = Some(self.topic(key, Topic(topic.to_owned()))?);
                }
            }
        }
        Ok((who.to_owned(), seen, voided))
    }
}

impl At<'_> {
    /// Both languages, neither empty.
    fn words(self, key: &str, vi: String, en: String) -> Result<Words, PolicyFault> {
        self.written(key, &vi)?;
        self.written(&format!("{key}_en"), &en)?;
        Ok(Words { vi, en })
    }
}
