//! What a class is, how its form is read, who has passed. Pure.

use kernel::{ClassId, Date, FieldFault, OrganisationId, PersonId, Topic, time};

/// A topic that a class may teach, as `policy/topics.toml` names it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TopicChoice {
    /// "law.labour"
    pub code: String,
    /// "Pháp luật lao động"
    pub name: String,
    /// Its English name.
    pub name_en: String,
    /// The area's code, "law".
    pub area: String,
    /// The area's name, "Pháp luật".
    pub area_name: String,
}

/// Every topic that is taught, area by area. An area that may be chosen as a whole stands in the list
/// too, its code equal to its area. `server` fills it from the policy and plugs it in.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Topics(pub Vec<TopicChoice>);

impl Topics {
    /// The topic with this code.
    pub fn find(&self, code: &str) -> Option<&TopicChoice> {
        self.0.iter().find(|t| t.code == code)
    }
    /// May a class teach this: a topic of the list, or a whole area?
    pub fn knows(&self, code: &str) -> bool {
        self.0.iter().any(|t| t.code == code || t.area == code)
    }
    /// The areas in their order: code and name.
    pub fn areas(&self) -> Vec<(&str, &str)> {
        let mut areas: Vec<(&str, &str)> = Vec::new();
        for t in &self.0 {
            if !areas.iter().any(|(code, _)| *code == t.area) {
                areas.push((&t.area, &t.area_name));
            }
        }
        areas
    }
}

/// What the policy says of classes (`policy/learning/classes.toml`). `server` plugs it in.
#[derive(Clone, Copy, PartialEq, Eq, Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClassRules {
    /// The percentage of days a learner must be present to be proposed as passed.
    pub present_share: u8,
}

impl ClassRules {
    /// Reads the policy's text.
    ///
    /// # Errors
    /// When it is no such table, or the share is no percentage.
    pub fn read(text: &str) -> Result<ClassRules, String> {
        let rules: ClassRules = toml::from_str(text).map_err(|e| e.to_string())?;
        if (1..=100).contains(&rules.present_share) {
            Ok(rules)
        } else {
            Err(format!("present_share must lie between 1 and 100, not {}", rules.present_share))
        }
    }
}

/// The kinds of class.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum ClassKind {
    /// "đào tạo nghề"
    Vocational,
    /// "bồi dưỡng"
    Refresher,
    /// "tập huấn, phổ biến"
    Briefing,
}

impl ClassKind {
    /// All kinds.
    pub const ALL: [ClassKind; 3] = [ClassKind::Vocational, ClassKind::Refresher, ClassKind::Briefing];
    /// The stored code.
    pub fn code(self) -> &'static str {
        match self {
            ClassKind::Vocational => "vocational",
            ClassKind::Refresher => "refresher",
            ClassKind::Briefing => "briefing",
        }
    }
    /// The kind with this code.
    pub fn find(code: &str) -> Option<ClassKind> {
        ClassKind::ALL.into_iter().find(|k| k.code() == code)
    }
}

/// One person on one day.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Mark {
    /// "có mặt" (x)
    Present,
    /// "vắng có phép" (P)
    Excused,
    /// "vắng không phép" (v)
    Absent,
}

impl Mark {
    /// All marks, in the order of the form.
    pub const ALL: [Mark; 3] = [Mark::Present, Mark::Excused, Mark::Absent];
    /// The stored code.
    pub fn code(self) -> &'static str {
        match self {
            Mark::Present => "present",
            Mark::Excused => "excused",
            Mark::Absent => "absent",
        }
    }
    /// The mark with this code.
    pub fn find(code: &str) -> Option<Mark> {
        Mark::ALL.into_iter().find(|m| m.code() == code)
    }
}

/// A change of a class's state, kept as a row.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Turn {
    /// Results were given; facts were written.
    Closed,
    /// Opened again for a correction; facts were voided.
    Reopened,
    /// Called off.
    Cancelled,
}

impl Turn {
    /// The stored code.
    pub fn code(self) -> &'static str {
        match self {
            Turn::Closed => "closed",
            Turn::Reopened => "reopened",
            Turn::Cancelled => "cancelled",
        }
    }
    /// The turn with this code.
    pub fn find(code: &str) -> Option<Turn> {
        [Turn::Closed, Turn::Reopened, Turn::Cancelled].into_iter().find(|t| t.code() == code)
    }
}

/// How a class stands, by its newest turn.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum ClassState {
    /// Takes learners, attendance and results.
    Open,
    /// Has results.
    Closed,
    /// Was called off.
    Cancelled,
}

impl ClassState {
    /// The state after the newest turn.
    pub fn after(newest: Option<Turn>) -> ClassState {
        match newest {
            None | Some(Turn::Reopened) => ClassState::Open,
            Some(Turn::Closed) => ClassState::Closed,
            Some(Turn::Cancelled) => ClassState::Cancelled,
        }
    }
    /// May this turn follow?
    pub fn allows(self, turn: Turn) -> bool {
        match turn {
            Turn::Closed => self == ClassState::Open,
            Turn::Reopened => self != ClassState::Open,
            Turn::Cancelled => self == ClassState::Open,
        }
    }
}

/// How a class stands on a day, for lists: the open ones by what is to be done.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Stage {
    /// Begins later.
    Upcoming,
    /// Runs.
    Running,
    /// Its last day is past, results are missing.
    Due,
    /// Has results.
    Closed,
    /// Was called off.
    Cancelled,
}

impl Stage {
    /// All stages, what is to be done first.
    pub const ALL: [Stage; 5] =
        [Stage::Due, Stage::Running, Stage::Upcoming, Stage::Closed, Stage::Cancelled];
    /// The code in addresses.
    pub fn code(self) -> &'static str {
        match self {
            Stage::Due => "cho-ket-thuc",
            Stage::Running => "dang-hoc",
            Stage::Upcoming => "sap-hoc",
            Stage::Closed => "da-ket-thuc",
            Stage::Cancelled => "da-huy",
        }
    }
    /// The stage with this code.
    pub fn find(code: &str) -> Option<Stage> {
        Stage::ALL.into_iter().find(|s| s.code() == code)
    }
    /// The stage of a class on a day.
    pub fn on(state: ClassState, first: Date, last: Date, today: Date) -> Stage {
        match state {
            ClassState::Closed => Stage::Closed,
            ClassState::Cancelled => Stage::Cancelled,
            ClassState::Open if today < first => Stage::Upcoming,
            ClassState::Open if today <= last => Stage::Running,
            ClassState::Open => Stage::Due,
        }
    }
}

/// A day of a class.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct ClassDay {
    /// Which day.
    pub day: Date,
    /// How long.
    pub minutes: i64,
}

/// A class to be made, or what an old one is to become.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewClass {
    /// Who runs it.
    pub unit: OrganisationId,
    /// A code of its own; none for the next number of the unit and year.
    pub code: Option<String>,
    /// What it is called.
    pub title: String,
    /// Its kind.
    pub kind: ClassKind,
    /// What it teaches, one or more.
    pub topics: Vec<Topic>,
    /// Where.
    pub place: String,
    /// With whom ("cơ sở giáo dục nghề nghiệp"); may be empty.
    pub partner: String,
    /// When: at least one day, in order.
    pub days: Vec<ClassDay>,
    /// The decision's number, a file's name, a link.
    pub evidence: String,
    /// Is failing it a statement ("not able yet")?
    pub is_check: bool,
    /// The percentage of days a learner must be present to be proposed as passed.
    pub needed_share: u8,
}

impl NewClass {
    /// The same with topics and days in order, each once; refuses what no class can be.
    pub fn in_order(&self) -> Result<NewClass, FieldFault> {
        let mut class = self.clone();
        class.topics.sort_unstable();
        class.topics.dedup();
        class.days.sort_unstable();
        if class.topics.is_empty() {
            return Err(FieldFault::new("topics", "Lớp phải có ít nhất một chủ đề."));
        }
        if class.days.is_empty() || class.days.iter().any(|d| d.minutes <= 0) {
            return Err(FieldFault::new("day-1", "Lớp phải có ít nhất một ngày học, mỗi ngày có số giờ."));
        }
        match class.days.windows(2).find(|pair| pair[0].day == pair[1].day) {
            Some(pair) => {
                let day = time::day_text(pair[0].day);
                Err(FieldFault::new("day-1", format!("Ngày {day} ghi hai lần.")))
            }
            None => Ok(class),
        }
    }
}

/// A class as we believe it now.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TrainingClass {
    /// Identity.
    pub id: ClassId,
    /// "L-2026-014"
    pub code: String,
    /// How it stands.
    pub state: ClassState,
    /// What it is.
    pub is: NewClass,
}

impl TrainingClass {
    /// Its first day.
    pub fn first_day(&self) -> Date {
        self.is.days.first().map_or(Date::ZERO, |d| d.day)
    }
    /// Its last day.
    pub fn last_day(&self) -> Date {
        self.is.days.last().map_or(Date::ZERO, |d| d.day)
    }
    /// How it stands on a day.
    pub fn stage(&self, today: Date) -> Stage {
        Stage::on(self.state, self.first_day(), self.last_day(), today)
    }
    /// The day with this number, from 1.
    pub fn day(&self, number: usize) -> Option<ClassDay> {
        number.checked_sub(1).and_then(|i| self.is.days.get(i)).copied()
    }
}

/// The next code of a unit in a year: `L-2026-014`.
pub fn numbered_code(year: i16, number: i64) -> String {
    format!("L-{year}-{number:03}")
}

/// One learner with the marks of all days (none: not marked) and the result, if there is one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Learner {
    /// Who.
    pub person: PersonId,
    /// One entry for each day of the class.
    pub marks: Vec<Option<Mark>>,
    /// "đạt", once it was said.
    pub passed: Option<bool>,
}

impl Learner {
    /// On how many days present.
    pub fn present(&self) -> usize {
        self.marks.iter().filter(|m| **m == Some(Mark::Present)).count()
    }
    /// Is enough presence there to be proposed as passed?
    pub fn has_enough(&self, needed_share: u8) -> bool {
        let (present, days) = (self.present(), self.marks.len());
        present > 0 && present * 100 >= usize::from(needed_share) * days
    }
    /// First day present and the minutes of all days present; none when never there.
    pub fn attended(&self, days: &[ClassDay]) -> Option<(Date, i64)> {
        let there =
            || days.iter().zip(&self.marks).filter(|(_, m)| **m == Some(Mark::Present)).map(|(d, _)| d);
        Some((there().next()?.day, there().map(|d| d.minutes).sum()))
    }
}

/// The form of a class as it was typed.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Draft {
    /// Own code; empty for the next number.
    pub code: String,
    /// Title.
    pub title: String,
    /// Kind's code.
    pub kind: String,
    /// Codes of topics.
    pub topics: Vec<String>,
    /// Where.
    pub place: String,
    /// With whom.
    pub partner: String,
    /// (day, hours) as typed; blank rows are left out.
    pub days: Vec<(String, String)>,
    /// What proves it.
    pub evidence: String,
    /// Is failing a statement?
    pub is_check: bool,
}

/// The longest a class may run in one day, in minutes.
const LONGEST_DAY: i64 = 16 * 60;
/// The earliest day that may be recorded.
const EARLIEST_YEAR: i16 = 2015;

impl Draft {
    /// The form of a known class, to be changed.
    pub fn of(class: &TrainingClass) -> Draft {
        let is = &class.is;
        Draft {
            code: class.code.clone(),
            title: is.title.clone(),
            kind: is.kind.code().to_owned(),
            topics: is.topics.iter().map(|t| t.0.clone()).collect(),
            place: is.place.clone(),
            partner: is.partner.clone(),
            days: is.days.iter().map(|d| (d.day.to_string(), hours_text(d.minutes))).collect(),
            evidence: is.evidence.clone(),
            is_check: is.is_check,
        }
    }

    /// Reads it, or says everything that is wrong with it. Fields: code, title, kind, topics, place,
    /// `day-1`, `hours-1` …
    pub fn read(
        &self,
        unit: OrganisationId,
        topics: &Topics,
        rules: ClassRules,
        today: Date,
    ) -> Result<NewClass, Vec<FieldFault>> {
        let mut faults = Vec::new();
        let text = |value: &str| kernel::name::tidy(value);
        let title = text(&self.title);
        if title.is_empty() {
            faults.push(FieldFault::new(
                "title",
                "Hãy ghi tên lớp, ví dụ “Bồi dưỡng kỹ năng số cho công nhân”.",
            ));
        } else if title.chars().count() > 200 {
            faults.push(FieldFault::new("title", "Tên lớp dài quá 200 chữ. Hãy rút gọn."));
        }
        let kind = ClassKind::find(&self.kind);
        if kind.is_none() {
            faults.push(FieldFault::new("kind", "Hãy chọn loại lớp."));
        }
        let mut taught: Vec<Topic> = Vec::new();
        for code in &self.topics {
            let known = topics.knows(code);
            if known && !taught.iter().any(|t| t.0 == *code) {
                taught.push(Topic(code.clone()));
            }
        }
        if taught.is_empty() {
            faults.push(FieldFault::new(
                "topics",
                "Hãy chọn ít nhất một chủ đề: chủ đề quyết định lớp được tính vào chỉ tiêu nào.",
            ));
        }
        let place = text(&self.place);
        if place.is_empty() {
            faults.push(FieldFault::new("place", "Hãy ghi nơi học, ví dụ “Hội trường công ty”."));
        }
        let days = self.read_days(today, &mut faults);
        let code = text(&self.code);
        if code.chars().count() > 40 {
            faults.push(FieldFault::new(
                "code",
                "Mã lớp dài quá 40 chữ. Hãy rút gọn hoặc để trống để lấy số tiếp theo.",
            ));
        }
        match kind {
            Some(kind) if faults.is_empty() => Ok(NewClass {
                unit,
                code: Some(code).filter(|c| !c.is_empty()),
                title,
                kind,
                topics: taught,
                place,
                partner: text(&self.partner),
                days,
                evidence: text(&self.evidence),
                is_check: self.is_check,
                needed_share: rules.present_share,
            }),
            _ => Err(faults),
        }
    }

    fn read_days(&self, today: Date, faults: &mut Vec<FieldFault>) -> Vec<ClassDay> {
        let mut days: Vec<ClassDay> = Vec::new();
        let mut minutes_above = None;
        let latest = today.year().saturating_add(2);
        for (number, (day, hours)) in (1..).zip(&self.days) {
            let (day_field, hours_field) = (format!("day-{number}"), format!("hours-{number}"));
            if day.trim().is_empty() && hours.trim().is_empty() {
                continue;
            }
            let read = time::parse_typed_day(day);
            match read {
                None => faults.push(FieldFault::new(&day_field, "Hãy ghi ngày học, ví dụ 05/10/2026.")),
                Some(d) if d.year() < EARLIEST_YEAR || d.year() > latest => faults.push(FieldFault::new(
                    &day_field,
                    format!("Năm học phải từ {EARLIEST_YEAR} đến {latest}. Hãy xem lại ngày."),
                )),
                Some(d) if days.iter().any(|k| k.day == d) => faults.push(FieldFault::new(
                    &day_field,
                    format!("Ngày {} ghi hai lần. Hãy bỏ một dòng hoặc cộng số giờ.", time::day_text(d)),
                )),
                Some(_) => {}
            }
            let minutes = if hours.trim().is_empty() { minutes_above } else { parse_hours(hours) };
            match minutes {
                None => faults
                    .push(FieldFault::new(&hours_field, "Hãy ghi số giờ học trong ngày, ví dụ 7 hoặc 3,5.")),
                Some(m) if !(1..=LONGEST_DAY).contains(&m) => {
                    faults
                        .push(FieldFault::new(&hours_field, "Số giờ trong một ngày phải từ trên 0 đến 16."));
                }
                Some(_) => minutes_above = minutes,
            }
            if let (Some(day), Some(minutes)) = (read, minutes) {
                days.push(ClassDay { day, minutes });
            }
        }
        if self.days.iter().all(|(d, h)| d.trim().is_empty() && h.trim().is_empty()) {
            faults.push(FieldFault::new("day-1", "Hãy ghi ít nhất một ngày học."));
        }
        days.sort_unstable();
        days
    }
}

/// Reads hours as people type them: `7`, `3,5`, `3.5`, `7:30`, `7h30`, `2h`. In minutes.
pub fn parse_hours(text: &str) -> Option<i64> {
    let text = text.trim().to_lowercase();
    let number = |s: &str| -> Option<i64> {
        (!s.is_empty() && s.len() <= 3 && s.bytes().all(|b| b.is_ascii_digit()))
            .then(|| s.parse().ok())
            .flatten()
    };
    if let Some((hours, minutes)) = text.split_once([':', 'h']) {
        let minutes = if minutes.trim().is_empty() { 0 } else { number(minutes.trim())? };
        return (minutes < 60).then_some(number(hours.trim())? * 60 + minutes);
    }
    match text.split_once([',', '.']) {
        None => Some(number(&text)? * 60),
        Some((hours, part)) => {
            let scale = 10_i64.checked_pow(u32::try_from(part.len()).ok()?)?;
            Some(number(hours)? * 60 + (number(part)? * 60 + scale / 2) / scale)
        }
    }
}

/// Minutes as hours, the way they are typed: `7`, `3,5`, `7:20`.
pub fn hours_text(minutes: i64) -> String {
    match (minutes / 60, minutes % 60) {
        (h, 0) => h.to_string(),
        (h, 30) => format!("{h},5"),
        (h, m) => format!("{h}:{m:02}"),
    }
}
