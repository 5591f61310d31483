//! What is asked, how it is drawn, what comes out. Pure.

use kernel::{Date, time};
use std::collections::{BTreeMap, BTreeSet};

/// What the policy says of the check (`policy/learning/digital_skill.toml`). `server` plugs it in.
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Questions {
    /// Changes whenever the questions do.
    pub edition: String,
    /// How long a result holds.
    pub valid_months: i64,
    /// Who was not able may try again after so many days.
    pub wait_days: i64,
    /// Who was able may try again so many days before the end.
    pub renew_days: i64,
    /// A check that was begun is kept open so many days.
    pub resume_days: i64,
    /// Tasks to be done right.
    pub pass_points: usize,
    /// … and of each group at least.
    pub least_in_each_group: usize,
    /// Does judging oneself well make somebody able without the tasks?
    pub self_assessment_alone: bool,
    /// From how many statements on.
    pub self_yes_at_least: usize,
    /// A check on paper may be recorded so many days afterwards.
    pub oldest_paper_days: i64,
    /// Learning, work, life.
    pub group: Vec<Group>,
    /// What people say of themselves.
    pub statement: Vec<Statement>,
    /// What people do.
    pub task: Vec<Task>,
    /// Examples with their outcome.
    pub example: Vec<Example>,
}

/// A group of questions.
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Group {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its English name.
    pub name_en: String,
}

/// Something that people say of themselves.
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Statement {
    /// Its code.
    pub code: String,
    /// Its group.
    pub group: String,
    /// The sentence.
    pub text: String,
    /// The sentence in English.
    pub text_en: String,
}

/// How a task is answered.
#[derive(Clone, Copy, PartialEq, Eq, Debug, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TaskKind {
    /// One of several.
    Choose,
    /// Some of several.
    Many,
    /// Something typed.
    Type,
    /// Steps put in order.
    Order,
    /// Boxes filled.
    Form,
}

/// Something that people do.
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Task {
    /// Its code.
    pub code: String,
    /// Its group.
    pub group: String,
    /// How it is answered.
    pub kind: TaskKind,
    /// What doing it shows.
    pub shows: String,
    /// The same in English.
    pub shows_en: String,
    /// What to learn when it went wrong.
    pub advice: String,
    /// The same in English.
    pub advice_en: String,
    /// The faces it may have; one is drawn.
    pub variant: Vec<Variant>,
}

/// One face of a task.
#[derive(Clone, Debug, PartialEq, Eq, Default, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Variant {
    /// What is looked at.
    pub scene: String,
    /// What is asked.
    pub question: String,
    /// For choosing.
    #[serde(default)]
    pub options: Vec<String>,
    /// The right ones of the options, from 0.
    #[serde(default)]
    pub right: Vec<usize>,
    /// For typing.
    #[serde(default)]
    pub accept: Vec<String>,
    /// For putting in order: in their right order.
    #[serde(default)]
    pub steps: Vec<String>,
    /// For filling.
    #[serde(default)]
    pub fields: Vec<FormField>,
}

/// A box of a form.
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FormField {
    /// Its label.
    pub label: String,
    /// What is right.
    pub accept: Vec<String>,
}

/// A worked example.
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Example {
    /// What it shows.
    pub title: String,
    /// The tasks done right.
    pub right: BTreeSet<String>,
    /// How many statements "tự làm được".
    pub can: usize,
    /// What comes out.
    pub able: bool,
}

/// The answers to a statement.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Own {
    /// "Tự làm được"
    Can,
    /// "Làm được khi có người giúp"
    WithHelp,
    /// "Chưa làm được"
    Cannot,
}

impl Own {
    /// All answers, in the order of the page.
    pub const ALL: [Own; 3] = [Own::Can, Own::WithHelp, Own::Cannot];
    /// The stored code.
    pub fn code(self) -> &'static str {
        match self {
            Own::Can => "can",
            Own::WithHelp => "with_help",
            Own::Cannot => "cannot",
        }
    }
    /// The answer with this code.
    pub fn find(code: &str) -> Option<Own> {
        Own::ALL.into_iter().find(|o| o.code() == code)
    }
}

/// What comes out of a check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// "biết"
    pub able: bool,
    /// Tasks done right.
    pub points: usize,
    /// Tasks in all.
    pub most: usize,
    /// Codes of tasks that went wrong.
    pub wrong: Vec<String>,
}

/// One question, as it was drawn.
#[derive(Clone, Copy, Debug)]
pub enum Question<'a> {
    /// Something to say of oneself.
    Statement(&'a Statement),
    /// Something to do: the task, the face that was drawn, the order in which its parts are shown.
    Task(&'a Task, &'a Variant, u64),
}

impl Question<'_> {
    /// Its code in the answers.
    pub fn code(&self) -> String {
        match self {
            Question::Statement(s) => format!("own.{}", s.code),
            Question::Task(t, ..) => t.code.clone(),
        }
    }
}

/// The answers of a check: question's code to answer.
pub type Answers = BTreeMap<String, String>;

/// Between the parts of an answer of several boxes.
pub const BETWEEN: char = '\n';

impl Questions {
    /// Reads the policy's text, and runs its examples.
    ///
    /// # Errors
    /// When it is no such text, a task has no right answer, or an example comes out otherwise than it says.
    pub fn read(text: &str) -> Result<Questions, String> {
        let all: Questions = toml::from_str(text).map_err(|e| e.to_string())?;
        let mut codes = BTreeSet::new();
        for (code, group) in all
            .statement
            .iter()
            .map(|s| (format!("own.{}", s.code), &s.group))
            .chain(all.task.iter().map(|t| (t.code.clone(), &t.group)))
        {
            if !all.group.iter().any(|g| g.code == *group) {
                return Err(format!("{code}: there is no group {group}"));
            }
            if !codes.insert(code.clone()) {
                return Err(format!("{code} stands there twice"));
            }
        }
        for task in &all.task {
            if task.variant.len() < 2 {
                return Err(format!("{}: fewer than two variants", task.code));
            }
            if let Some(bad) = task.variant.iter().find(|v| !is_sound(task.kind, v)) {
                return Err(format!("{}: “{}” cannot be answered", task.code, bad.question));
            }
        }
        if all.pass_points == 0 || all.pass_points > all.task.len() {
            return Err(format!("pass_points: {} of {} tasks", all.pass_points, all.task.len()));
        }
        for e in &all.example {
            if let Some(unknown) = e.right.iter().find(|c| !all.task.iter().any(|t| t.code == **c)) {
                return Err(format!("example “{}”: there is no task {unknown}", e.title));
            }
            if all.outcome(&e.right, e.can).able != e.able {
                return Err(format!("example “{}” comes out otherwise", e.title));
            }
        }
        Ok(all)
    }

    /// The questions of a check in their order: statements, then tasks as chance drew them.
    pub fn drawn(&self, seed: i64) -> Vec<Question<'_>> {
        let statements = self.statement.iter().map(Question::Statement);
        let tasks = self.task.iter().enumerate().filter_map(|(at, task)| {
            let chance = mixed(seed, at as u64);
            let variant = task.variant.get(pick(chance, task.variant.len()))?;
            Some(Question::Task(task, variant, mixed(seed, 1000 + at as u64)))
        });
        statements.chain(tasks).collect()
    }

    /// What comes out when these tasks were done right and so many statements were "can".
    pub fn outcome(&self, right: &BTreeSet<String>, can: usize) -> Outcome {
        let is_right = |t: &&Task| right.contains(&t.code);
        let points = self.task.iter().filter(is_right).count();
        let in_each = self.group.iter().all(|g| {
            self.task.iter().filter(|t| t.group == g.code).filter(is_right).count()
                >= self.least_in_each_group
        });
        let by_tasks = points >= self.pass_points && in_each;
        Outcome {
            able: by_tasks || (self.self_assessment_alone && can >= self.self_yes_at_least),
            points,
            most: self.task.len(),
            wrong: self.task.iter().filter(|t| !right.contains(&t.code)).map(|t| t.code.clone()).collect(),
        }
    }

    /// What comes out of these answers to the questions that were drawn.
    pub fn judge(&self, seed: i64, answers: &Answers) -> Outcome {
        let mut right = BTreeSet::new();
        let mut can = 0;
        for question in self.drawn(seed) {
            let Some(answer) = answers.get(&question.code()) else { continue };
            match question {
                Question::Statement(_) => can += usize::from(Own::find(answer) == Some(Own::Can)),
                Question::Task(task, variant, _) => {
                    if is_right(task.kind, variant, answer) {
                        right.insert(task.code.clone());
                    }
                }
            }
        }
        self.outcome(&right, can)
    }

    /// The first day on which a result of this day does not hold any more.
    pub fn ends(&self, day: Date) -> Date {
        time::months_later(day, self.valid_months)
    }

    /// From which day on the next check may be begun.
    pub fn next(&self, day: Date, able: bool) -> Date {
        if able {
            time::days_later(self.ends(day), -self.renew_days)
        } else {
            time::days_later(day, self.wait_days)
        }
    }
}

fn is_sound(kind: TaskKind, v: &Variant) -> bool {
    match kind {
        TaskKind::Choose => {
            v.options.len() >= 2 && v.right.len() == 1 && v.right.iter().all(|r| *r < v.options.len())
        }
        TaskKind::Many => {
            let right: BTreeSet<_> = v.right.iter().collect();
            !right.is_empty() && right.len() < v.options.len() && right.iter().all(|r| **r < v.options.len())
        }
        TaskKind::Type => !v.accept.is_empty(),
        TaskKind::Order => v.steps.len() >= 3,
        TaskKind::Form => !v.fields.is_empty() && v.fields.iter().all(|f| !f.accept.is_empty()),
    }
}

/// Is the answer right?
pub fn is_right(kind: TaskKind, v: &Variant, answer: &str) -> bool {
    match kind {
        TaskKind::Choose | TaskKind::Many => {
            let given: BTreeSet<usize> = answer.split(BETWEEN).filter_map(|s| s.parse().ok()).collect();
            given == v.right.iter().copied().collect()
        }
        TaskKind::Type => accepts(&v.accept, answer),
        TaskKind::Order => {
            let places: Vec<usize> = answer.split(BETWEEN).filter_map(|s| s.parse().ok()).collect();
            places == (1..=v.steps.len()).collect::<Vec<_>>()
        }
        TaskKind::Form => {
            let mut given = answer.split(BETWEEN);
            v.fields.iter().all(|f| accepts(&f.accept, given.next().unwrap_or_default()))
        }
    }
}

/// Marks of letters, capitals, spaces and signs do not matter: what is looked for is whether it was found.
fn accepts(accept: &[String], given: &str) -> bool {
    let bare =
        |text: &str| -> String { kernel::name::fold(text).chars().filter(|c| c.is_alphanumeric()).collect() };
    let given = bare(given);
    !given.is_empty() && accept.iter().any(|a| bare(a) == given)
}

/// The order in which so many parts are shown.
pub fn order(chance: u64, parts: usize) -> Vec<usize> {
    let mut all: Vec<usize> = (0..parts).collect();
    let seed = chance.cast_signed();
    for at in (1..parts).rev() {
        all.swap(at, pick(mixed(seed, at as u64), at + 1));
    }
    all
}

fn pick(chance: u64, of: usize) -> usize {
    usize::try_from(chance % (of.max(1) as u64)).unwrap_or(0)
}

/// splitmix64: the same chance on every machine.
fn mixed(seed: i64, at: u64) -> u64 {
    let mut z = seed.cast_unsigned().wrapping_add((at + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15));
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}
