//! The rules as types. Pure: texts in, rules or a named fault out.

use kernel::Date;
use kernel::time::{next_day, parse_day};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

/// How close a column comes to a person.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tag {
    /// Anybody may know it.
    Public,
    /// Says nothing about a person by itself.
    Internal,
    /// "dữ liệu cá nhân cơ bản"
    Personal,
    /// "dữ liệu cá nhân nhạy cảm"
    Sensitive,
    /// Of somebody under sixteen.
    Child,
}

/// What a de-identification does with a column.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Erase {
    /// It stays: counts need it, and alone it names nobody.
    #[default]
    Keep,
    /// Emptied.
    Blank,
    /// "Người đã ẩn danh #…"
    Pseudonym,
    /// The same without marks, for searching.
    Fold,
    /// The same as a sort key.
    Sort,
    /// A word that says nothing and stays unique.
    Token,
}

/// Why data is kept, and on what ground.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Purpose {
    /// Its code.
    pub code: String,
    /// In Vietnamese.
    pub title: String,
    /// In English.
    pub title_en: String,
    /// The legal ground.
    pub basis: String,
    /// The legal ground, in English.
    pub basis_en: String,
    /// Who sees it.
    pub seen_by: String,
    /// Who sees it, in English.
    pub seen_by_en: String,
    /// Code of how long.
    pub retention: String,
}

/// How long data is kept.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Retention {
    /// Its code.
    pub code: String,
    /// leaver, days, record.
    pub kind: Kind,
    /// Months after leaving the last unit.
    #[serde(default)]
    pub months: i32,
    /// The same for whoever is under eighteen.
    #[serde(default)]
    pub minor_months: i32,
    /// Days after which it is gone.
    #[serde(default)]
    pub days: i32,
    /// In Vietnamese.
    pub title: String,
    /// In English.
    pub title_en: String,
    /// The legal ground.
    pub basis: String,
}

/// Kinds of retention.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Until some months after leaving.
    Leaver,
    /// Gone by itself after some days.
    Days,
    /// Kept for good, without names.
    Record,
}

/// A column about a person.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Column {
    /// Its name in the database.
    #[serde(rename = "code")]
    pub name: String,
    /// How close it comes to a person.
    pub tag: Tag,
    /// In Vietnamese.
    pub title: String,
    /// In English.
    pub title_en: String,
    /// A purpose of its own, if it is not the table's.
    #[serde(default)]
    pub purpose: Option<String>,
    /// What a de-identification does with it.
    #[serde(default)]
    pub erase: Erase,
    /// Is it shown as dots, even in one's own export?
    #[serde(default)]
    pub masked: bool,
    /// Is it made from another column, so that no export needs it?
    #[serde(default)]
    pub derived: bool,
    /// Is it a moment?
    #[serde(default)]
    pub moment: bool,
}

/// The table between a row and its person.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Via {
    column: String,
    table: String,
    #[serde(default)]
    key: Option<String>,
    person: String,
}

/// A table with data about people.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Table {
    /// Its name in the database.
    #[serde(rename = "code")]
    pub name: String,
    /// In Vietnamese.
    pub title: String,
    /// In English.
    pub title_en: String,
    /// Code of its purpose.
    pub purpose: String,
    /// A retention of its own, if it is not the purpose's.
    #[serde(default)]
    retention: Option<String>,
    #[serde(default)]
    person: Option<String>,
    #[serde(default)]
    via: Option<Via>,
    /// `delete`: its rows go when the person is de-identified.
    #[serde(default)]
    pub forget: Option<String>,
    /// Are its rows made from others, so that nothing is forgotten here?
    #[serde(default)]
    pub derived: bool,
    /// The columns about people.
    pub columns: Vec<Column>,
    /// The other columns.
    #[serde(default)]
    pub internal: Vec<String>,
}

/// Through another table: its name, the column that is held, its column with the person.
pub type WayThrough<'a> = (&'a str, &'a str, &'a str);

impl Table {
    /// How its rows name their person: column, and the way through another table (table, key, person).
    /// None for tables that only hold words of people.
    pub fn way(&self) -> Option<(&str, Option<WayThrough<'_>>)> {
        match (&self.person, &self.via) {
            (Some(column), _) => Some((column, None)),
            (None, Some(v)) => {
                Some((&v.column, Some((&v.table, v.key.as_deref().unwrap_or("id"), &v.person))))
            }
            (None, None) => None,
        }
    }
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Law {
    title: String,
    #[serde(default)]
    checked: bool,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct InventoryFile {
    law: Law,
    #[serde(rename = "purpose")]
    purposes: Vec<Purpose>,
    #[serde(rename = "retention")]
    retentions: Vec<Retention>,
    #[serde(rename = "table")]
    tables: Vec<Table>,
    impersonal: BTreeMap<String, Vec<String>>,
}

/// Something that rests on consent alone.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConsentPurpose {
    /// Its code.
    pub code: String,
    /// In Vietnamese.
    pub title: String,
    /// In English.
    pub title_en: String,
    /// Counted up with every change of the text.
    pub version: i64,
    /// The words to be read.
    pub text: String,
    /// The words in English.
    pub text_en: String,
}

/// What is published when a consent that is needed does not hold.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Otherwise {
    /// Initials and the unit.
    Initials,
    /// Nothing.
    Nothing,
}

/// Whose yes a minor needs.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Minors {
    /// From this age on the child's own yes is needed, too.
    pub own_voice_from: i16,
    /// Below this age the representative's yes is needed.
    pub representative_until: i16,
    /// What is published without it.
    pub otherwise: Otherwise,
    /// Where that is written.
    pub source: String,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ConsentsFile {
    minors: Minors,
    #[serde(rename = "purpose")]
    purposes: Vec<ConsentPurpose>,
}

/// A kind of request and its clock.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RequestKind {
    /// Its code.
    pub code: String,
    /// In Vietnamese.
    pub title: String,
    /// In English.
    pub title_en: String,
    /// Days to do it in.
    pub finish_days: i32,
    /// The same when a processor or third party takes part.
    pub finish_days_with_processor: i32,
    /// By how many days at most it may be put off, once.
    pub extend_days: i32,
    /// Where that is written.
    pub source: String,
}

/// A field that may be asked to be corrected.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RequestField {
    /// Its code.
    pub code: String,
    /// In Vietnamese.
    pub title: String,
    /// In English.
    pub title_en: String,
}

/// What a breach needs.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BreachRules {
    /// Hours from finding it to the notice.
    pub notice_hours: i64,
    /// Who gets the notice.
    pub addressed_to: String,
    /// Where that is written.
    pub source: String,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct CalendarPart {
    every_year: Vec<String>,
    days: Vec<String>,
    working_weekends: Vec<String>,
    #[serde(default)]
    checked: bool,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RequestsFile {
    answer_working_days: i32,
    roll_to_working_day: bool,
    #[serde(rename = "kind")]
    kinds: Vec<RequestKind>,
    #[serde(rename = "field")]
    fields: Vec<RequestField>,
    breach: BreachRules,
    calendar: CalendarPart,
}

/// Which days are worked.
#[derive(Clone, Debug, Default)]
pub struct WorkingDays {
    every_year: BTreeSet<(i8, i8)>,
    off: BTreeSet<Date>,
    on: BTreeSet<Date>,
}

impl WorkingDays {
    /// Is it worked on that day?
    pub fn is_working(&self, day: Date) -> bool {
        if self.on.contains(&day) {
            return true;
        }
        let weekend = matches!(day.weekday(), jiff::civil::Weekday::Saturday | jiff::civil::Weekday::Sunday);
        !weekend && !self.off.contains(&day) && !self.every_year.contains(&(day.month(), day.day()))
    }
    /// The day that is so many working days after this one; the day itself does not count.
    pub fn after(&self, day: Date, many: i32) -> Date {
        let (mut at, mut left) = (day, many);
        while left > 0 {
            at = next_day(at);
            if self.is_working(at) {
                left -= 1;
            }
        }
        at
    }
    /// This day, or the first working day after it.
    pub fn on_or_after(&self, day: Date) -> Date {
        if self.is_working(day) { day } else { self.after(day, 1) }
    }
}

/// All of it.
#[derive(Clone, Debug)]
pub struct Rules {
    /// The law, by name.
    pub law: String,
    /// Has a lawyer confirmed the articles?
    pub is_checked: bool,
    /// Purposes.
    pub purposes: Vec<Purpose>,
    /// Retentions.
    pub retentions: Vec<Retention>,
    /// Tables with data about people.
    pub tables: Vec<Table>,
    /// Tables without, and their columns.
    pub impersonal: BTreeMap<String, Vec<String>>,
    /// What rests on consent.
    pub consents: Vec<ConsentPurpose>,
    /// Whose yes a minor needs.
    pub minors: Minors,
    /// Kinds of requests.
    pub kinds: Vec<RequestKind>,
    /// Fields to be corrected.
    pub fields: Vec<RequestField>,
    /// What a breach needs.
    pub breach: BreachRules,
    /// Days worked.
    pub days: WorkingDays,
    /// Working days to answer in.
    pub answer_working_days: i32,
    rolls: bool,
}

fn day_of_year(text: &str) -> Option<(i8, i8)> {
    let (m, d) = text.split_once('-')?;
    Some((m.parse().ok()?, d.parse().ok()?))
}

impl Rules {
    /// The three files that rules are made of.
    pub const FILES: [&str; 3] = ["privacy/inventory.toml", "privacy/consents.toml", "privacy/requests.toml"];

    /// Reads the texts of [`Rules::FILES`], in that order. What is wrong is told with its file.
    pub fn read(texts: [&str; 3]) -> Result<Rules, String> {
        let named = |at: usize, e: String| format!("policy/{}: {e}", Rules::FILES[at]);
        let inventory: InventoryFile = toml::from_str(texts[0]).map_err(|e| named(0, e.to_string()))?;
        let consents: ConsentsFile = toml::from_str(texts[1]).map_err(|e| named(1, e.to_string()))?;
        let requests: RequestsFile = toml::from_str(texts[2]).map_err(|e| named(2, e.to_string()))?;
        let days = |list: &[String]| -> Result<BTreeSet<Date>, String> {
            list.iter().map(|t| parse_day(t).ok_or_else(|| named(2, format!("no day: {t}")))).collect()
        };
        let every_year = requests.calendar.every_year.iter();
        let rules = Rules {
            days: WorkingDays {
                every_year: every_year
                    .map(|t| day_of_year(t).ok_or_else(|| named(2, format!("no day: {t}"))))
                    .collect::<Result<_, _>>()?,
                off: days(&requests.calendar.days)?,
                on: days(&requests.calendar.working_weekends)?,
            },
            is_checked: inventory.law.checked && requests.calendar.checked,
            law: inventory.law.title,
            purposes: inventory.purposes,
            retentions: inventory.retentions,
            tables: inventory.tables,
            impersonal: inventory.impersonal,
            consents: consents.purposes,
            minors: consents.minors,
            kinds: requests.kinds,
            fields: requests.fields,
            breach: requests.breach,
            answer_working_days: requests.answer_working_days,
            rolls: requests.roll_to_working_day,
        };
        rules.fits().map_err(|e| named(0, e))?;
        Ok(rules)
    }

    fn fits(&self) -> Result<(), String> {
        let retention = |code: &str| self.retentions.iter().any(|r| r.code == code);
        for p in &self.purposes {
            if !retention(&p.retention) {
                return Err(format!("purpose {}: no retention {}", p.code, p.retention));
            }
        }
        for t in &self.tables {
            let purposes = t.columns.iter().filter_map(|c| c.purpose.as_ref()).chain([&t.purpose]);
            for purpose in purposes {
                if self.purpose(purpose).is_none() {
                    return Err(format!("table {}: no purpose {purpose}", t.name));
                }
            }
            if t.retention.as_deref().is_some_and(|r| !retention(r)) {
                return Err(format!("table {}: no such retention", t.name));
            }
            if self.impersonal.contains_key(&t.name) {
                return Err(format!("table {} stands there twice", t.name));
            }
        }
        Ok(())
    }

    /// The purpose with this code.
    pub fn purpose(&self, code: &str) -> Option<&Purpose> {
        self.purposes.iter().find(|p| p.code == code)
    }
    /// The retention of a table.
    pub fn retention(&self, table: &Table) -> Option<&Retention> {
        let code = table
            .retention
            .as_deref()
            .or_else(|| self.purpose(&table.purpose).map(|p| p.retention.as_str()))?;
        self.retentions.iter().find(|r| r.code == code)
    }
    /// The table with this name.
    pub fn table(&self, name: &str) -> Option<&Table> {
        self.tables.iter().find(|t| t.name == name)
    }
    /// The consent with this code.
    pub fn consent(&self, code: &str) -> Option<&ConsentPurpose> {
        self.consents.iter().find(|p| p.code == code)
    }
    /// The kind of request with this code.
    pub fn kind(&self, code: &str) -> Option<&RequestKind> {
        self.kinds.iter().find(|k| k.code == code)
    }
    /// The day by which a request must be answered.
    pub fn answer_due(&self, received: Date) -> Date {
        self.days.after(received, self.answer_working_days)
    }
    /// The day so many days after another, put off to the next working day where the law says so.
    pub fn due(&self, from: Date, days: i32) -> Date {
        let day = from.checked_add(jiff::Span::new().days(days)).unwrap_or(from);
        if self.rolls { self.days.on_or_after(day) } else { day }
    }
    /// Tables and columns of a database that this list does not name, and names that no database has.
    pub fn gaps(&self, schema: &[(String, Vec<String>)]) -> Vec<String> {
        let mut found = Vec::new();
        for (table, columns) in schema {
            let listed: Option<Vec<&str>> = match (self.table(table), self.impersonal.get(table)) {
                (Some(t), _) => Some(
                    t.columns
                        .iter()
                        .map(|c| c.name.as_str())
                        .chain(t.internal.iter().map(String::as_str))
                        .collect(),
                ),
                (None, Some(columns)) => Some(columns.iter().map(String::as_str).collect()),
                (None, None) => None,
            };
            let Some(listed) = listed else {
                found.push(format!("{table}: the table has no purpose"));
                continue;
            };
            for c in columns.iter().filter(|c| !listed.contains(&c.as_str())) {
                found.push(format!("{table}.{c}: the column has no purpose"));
            }
            for l in listed.iter().filter(|l| !columns.iter().any(|c| c == *l)) {
                found.push(format!("{table}.{l}: there is no such column"));
            }
        }
        let known = |name: &String| schema.iter().any(|(t, _)| t == name);
        let all = self.tables.iter().map(|t| &t.name).chain(self.impersonal.keys());
        found.extend(all.filter(|n| !known(n)).map(|n| format!("{n}: there is no such table")));
        found
    }
}
