//! What is counted and when a person or a unit counts. Pure: no clock, no database, no screen.

use jiff::Span;
use kernel::{Date, FactId, FactKind, Period, PeriodKind, Threshold, Topic};

/// An answer that a fact carries ("biết / không biết").
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Says {
    /// "biết", "đạt"
    Yes,
    /// "chưa biết"
    No,
}

/// A fact as a rule sees it. Voided facts are left out before.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Seen {
    /// Which fact; of two on one day the greater was recorded later.
    pub id: FactId,
    /// What happened.
    pub kind: FactKind,
    /// What it was about; some kinds have no topic.
    pub topic: Option<Topic>,
    /// The day of the act.
    pub day: Date,
    /// The answer, for kinds that ask.
    pub value: Option<Says>,
}

/// Days from `from` up to, not including, `to`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Interval {
    /// First day inside.
    pub from: Date,
    /// First day after.
    pub to: Date,
}

impl Interval {
    /// Is the day inside?
    pub fn holds(self, day: Date) -> bool {
        self.from <= day && day < self.to
    }
    fn clipped(self, window: Interval) -> Option<Interval> {
        let part = Interval { from: self.from.max(window.from), to: self.to.min(window.to) };
        (part.from < part.to).then_some(part)
    }
}

impl From<Period> for Interval {
    fn from(period: Period) -> Interval {
        Interval { from: period.start(), to: period.end() }
    }
}

/// When a subject (person or unit) meets an indicator ("đạt"). Topics are met by everything that lies under them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Rule {
    /// One fact in the window is enough.
    AnyFact {
        /// Of one of these kinds.
        kinds: Vec<FactKind>,
        /// About one of these topics; empty: about anything.
        topics: Vec<Topic>,
    },
    /// One fact in the window under each topic ("đủ bốn nội dung").
    AllTopics {
        /// Of one of these kinds.
        kinds: Vec<FactKind>,
        /// Each of these must be met.
        topics: Vec<Topic>,
    },
    /// A state: the newest statement says yes and has not grown too old.
    NewestSays {
        /// Kinds that say yes by having happened (a test passed).
        passing: Vec<FactKind>,
        /// Kinds that say what their value says (a check made).
        asking: Vec<FactKind>,
        /// About one of these topics; empty: about anything.
        topics: Vec<Topic>,
        /// How long a statement lasts.
        valid_months: u16,
    },
    /// A state that one kind begins and another ends (a title awarded, revoked).
    Holds {
        /// Begins or renews the state.
        begins: FactKind,
        /// Ends it.
        ends: FactKind,
        /// About this topic.
        topic: Topic,
        /// How long it lasts when nothing ends or renews it; `None`: for good.
        valid_months: Option<u16>,
    },
}

impl Rule {
    /// Once met in a window, met until its end. The others are states that come and go.
    pub fn is_monotone(&self) -> bool {
        matches!(self, Rule::AnyFact { .. } | Rule::AllTopics { .. })
    }

    /// Do both ask about one topic, or one about a part of the other's?
    pub fn shares_topic(&self, other: &Rule) -> bool {
        let meets = |a: &Topic, b: &Topic| a.lies_under(&b.0) || b.lies_under(&a.0);
        self.topics().iter().any(|a| other.topics().iter().any(|b| meets(a, b)))
    }

    /// The topics it names.
    pub fn topics(&self) -> &[Topic] {
        match self {
            Rule::AnyFact { topics, .. }
            | Rule::AllTopics { topics, .. }
            | Rule::NewestSays { topics, .. } => topics,
            Rule::Holds { topic, .. } => std::slice::from_ref(topic),
        }
    }

    /// Can a fact of this kind and topic change anything? A quick filter, exact.
    pub fn needs(&self, kind: FactKind, topic: Option<&Topic>) -> bool {
        match self {
            Rule::AnyFact { kinds, topics } => kinds.contains(&kind) && is_about(topic, topics),
            Rule::AllTopics { kinds, topics } => {
                kinds.contains(&kind) && topics.iter().any(|t| lies_under(topic, t))
            }
            Rule::NewestSays { passing, asking, topics, .. } => {
                (passing.contains(&kind) || asking.contains(&kind)) && is_about(topic, topics)
            }
            Rule::Holds { begins, ends, topic: wanted, .. } => {
                (kind == *begins || kind == *ends) && lies_under(topic, wanted)
            }
        }
    }

    /// The days of the window on which the subject meets the rule: sorted, disjoint, inside the window. The order of
    /// the facts does not matter. A monotone rule looks at the facts of the window only; a state also at earlier ones.
    pub fn standing(&self, facts: &[Seen], window: Interval) -> Vec<Interval> {
        let needed = || facts.iter().filter(|f| self.needs(f.kind, f.topic.as_ref()));
        match self {
            Rule::AnyFact { .. } => from_day(first_day(needed(), window), window),
            Rule::AllTopics { topics, .. } => {
                let last_of_firsts = topics
                    .iter()
                    .map(|t| first_day(needed().filter(|f| lies_under(f.topic.as_ref(), t)), window))
                    .try_fold(window.from, |latest, first| first.map(|day| latest.max(day)));
                from_day(last_of_firsts, window)
            }
            Rule::NewestSays { passing, valid_months, .. } => {
                let statements = needed().filter_map(|f| {
                    let says = if passing.contains(&f.kind) { Some(Says::Yes) } else { f.value };
                    says.map(|s| (f.day, f.id, s))
                });
                state(statements.collect(), Some(*valid_months), window)
            }
            Rule::Holds { begins, valid_months, .. } => {
                let turns =
                    needed().map(|f| (f.day, f.id, if f.kind == *begins { Says::Yes } else { Says::No }));
                state(turns.collect(), *valid_months, window)
            }
        }
    }
}

fn lies_under(topic: Option<&Topic>, wanted: &Topic) -> bool {
    topic.is_some_and(|t| t.lies_under(&wanted.0))
}

fn is_about(topic: Option<&Topic>, wanted: &[Topic]) -> bool {
    wanted.is_empty() || wanted.iter().any(|w| lies_under(topic, w))
}

fn first_day<'a>(facts: impl Iterator<Item = &'a Seen>, window: Interval) -> Option<Date> {
    facts.map(|f| f.day).filter(|day| window.holds(*day)).min()
}

fn from_day(day: Option<Date>, window: Interval) -> Vec<Interval> {
    day.and_then(|from| Interval { from, to: window.to }.clipped(window)).into_iter().collect()
}

/// Each statement reigns from its day to the next statement's day, a yes no longer than it is valid.
fn state(
    mut statements: Vec<(Date, FactId, Says)>,
    valid_months: Option<u16>,
    window: Interval,
) -> Vec<Interval> {
    statements.sort_unstable_by_key(|(day, id, _)| (*day, *id));
    let mut held: Vec<Interval> = Vec::new();
    for (n, (day, _, says)) in statements.iter().enumerate() {
        if *says == Says::No {
            continue;
        }
        let next = statements.get(n + 1).map_or(Date::MAX, |(day, ..)| *day);
        let reign = Interval { from: *day, to: next.min(expiry(*day, valid_months)) };
        let Some(reign) = reign.clipped(window) else { continue };
        match held.last_mut() {
            Some(last) if last.to == reign.from => last.to = reign.to,
            _ => held.push(reign),
        }
    }
    held
}

fn expiry(day: Date, valid_months: Option<u16>) -> Date {
    let end = valid_months.and_then(|m| Span::new().try_months(m).ok()).and_then(|s| day.checked_add(s).ok());
    end.unwrap_or(Date::MAX)
}

/// A text in Vietnamese and in English.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Words {
    /// For the officials.
    pub vi: String,
    /// For everybody else.
    pub en: String,
}

/// The paper that an indicator comes from.
#[derive(Clone, PartialEq, Eq, Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// Number and sign ("31/KH-LĐLĐ").
    pub document: String,
    /// What it is about.
    pub title: String,
    /// Who issued it.
    pub issuer: String,
    /// Its day.
    pub day: Date,
    /// Where in it.
    pub clause: String,
}

/// Who is counted, and so who is the denominator ("mẫu số").
#[derive(Clone, Copy, PartialEq, Eq, Debug, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Population {
    /// Workers ("công nhân lao động") of the units.
    Workers,
    /// Union officers in office ("cán bộ công đoàn").
    Officers,
    /// The grassroots unions themselves ("CĐCS").
    GrassrootsUnions,
}

/// What a population is made of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Subject {
    /// People.
    Person,
    /// Units.
    Organisation,
}

impl Population {
    /// People or units?
    pub fn subject(self) -> Subject {
        match self {
            Population::Workers | Population::Officers => Subject::Person,
            Population::GrassrootsUnions => Subject::Organisation,
        }
    }
}

/// Which days are looked at together.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Window {
    /// Each calendar year anew; its quarters and months have numbers of their own.
    Year,
    /// The programme's whole run, cumulative; also where states are kept.
    Programme(Period),
}

/// Kinds of period that a yearly indicator keeps numbers for; they are never summed into one another.
const KEPT: [PeriodKind; 3] = [PeriodKind::Month, PeriodKind::Quarter, PeriodKind::Year];

/// Which way is better.
#[derive(Clone, Copy, PartialEq, Eq, Debug, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// More is better.
    Up,
    /// Less is better.
    Down,
}

/// Whose target it is. The narrower one is used where there is one.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Of a national decision.
    Nation,
    /// Of the province's own paper.
    Province,
}

/// The number to reach ("chỉ tiêu").
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Target {
    /// Whose.
    pub level: Level,
    /// By the end of this year.
    pub by: i16,
    /// What is asked.
    pub threshold: Threshold,
    /// On which paper.
    pub source: String,
}

/// One version of what is counted ("chỉ số"). All of it comes from a file of `policy/indicators/`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Indicator {
    /// `KH31-4`: the same through all versions.
    pub code: String,
    /// 1, 2, …
    pub version: u32,
    /// First day of this version: always a 1 January.
    pub valid_from: Date,
    /// Which set it belongs to.
    pub group: String,
    /// Its place in the set.
    pub printed: u16,
    /// Short name for screens.
    pub name: Words,
    /// The paper's own sentence.
    pub sentence: String,
    /// Copied from the paper itself, or only known from reports about it.
    pub is_sentence_exact: bool,
    /// Where the sentence stands.
    pub source: Source,
    /// Who is counted.
    pub population: Population,
    /// Only units of these sectors; empty: all.
    pub sectors: Vec<String>,
    /// "người", "CĐCS".
    pub unit_of_count: Words,
    /// Which days are looked at together.
    pub window: Window,
    /// Which way is better.
    pub direction: Direction,
    /// The numerator ("tử số") in words.
    pub numerator: Words,
    /// The denominator ("mẫu số") in words.
    pub denominator: Words,
    /// What is our reading in it.
    pub reading: Words,
    /// When a subject counts.
    pub rule: Rule,
    /// The numbers to reach, earliest first.
    pub targets: Vec<Target>,
    /// Worked examples; the tests run them.
    pub examples: Vec<super::definition::Example>,
    /// The file as it was read.
    pub text: String,
    /// SHA-256 of the file, in hex.
    pub fingerprint: String,
}

impl Indicator {
    /// Can a fact of this kind and topic change anything?
    pub fn needs(&self, kind: FactKind, topic: Option<&Topic>) -> bool {
        self.rule.needs(kind, topic)
    }

    /// The windows whose standing a fact of this day can change.
    pub fn windows(&self, day: Date) -> Vec<Period> {
        match self.window {
            Window::Year if day >= self.valid_from => {
                KEPT.iter().map(|kind| Period::containing(*kind, day)).collect()
            }
            Window::Year => Vec::new(),
            Window::Programme(span) => {
                // a state that began before the programme may still stand in it
                let touches = if self.rule.is_monotone() { span.holds(day) } else { day < span.end() };
                if touches { vec![span] } else { Vec::new() }
            }
        }
    }

    /// The window to look into for a report's period: the period itself, or the programme around it.
    pub fn window_for(&self, period: Period) -> Option<Period> {
        match self.window {
            Window::Year => {
                (KEPT.contains(&period.kind()) && period.start() >= self.valid_from).then_some(period)
            }
            Window::Programme(span) => {
                (span.start() <= period.start() && period.end() <= span.end()).then_some(span)
            }
        }
    }

    /// Does the subject with these facts count on this day of the window?
    pub fn is_met(&self, facts: &[Seen], window: Period, day: Date) -> bool {
        self.rule.standing(facts, window.into()).iter().any(|i| i.holds(day))
    }

    /// The target in force in a year: the nearest milestone ahead, after the last one the last.
    pub fn target(&self, year: i16) -> Option<&Target> {
        let level = self.targets.iter().map(|t| t.level).max()?;
        let own = || self.targets.iter().filter(|t| t.level == level);
        own().filter(|t| t.by >= year).min_by_key(|t| t.by).or_else(|| own().max_by_key(|t| t.by))
    }
}
