//! What a declaration is, what is plausible, how it stands. Pure.

use crate::class::model::{Topics, hours_text, parse_hours};
use kernel::{Date, FieldFault, OrganisationId, PersonId, Topic, time};

/// What the policy says of self-study (`policy/learning/self_study.toml`). `server` plugs it in.
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    /// The first day that may be declared, as ISO text.
    pub not_before: String,
    /// How long afterwards something may still be declared, in days.
    pub oldest_days: i32,
    /// Most minutes on one day, all declarations together.
    pub most_minutes_a_day: i64,
    /// Least minutes of one declaration.
    pub least_minutes: i64,
    /// Most minutes of one declaration.
    pub most_minutes: i64,
    /// Most days that one declaration covers.
    pub most_days: i32,
    /// After so many days without an answer a declaration is late.
    pub late_after_days: i32,
}

impl Rules {
    /// Reads the policy's text.
    ///
    /// # Errors
    /// When it is no such table, or its numbers make no sense together.
    pub fn read(text: &str) -> Result<Rules, String> {
        let rules: Rules = toml::from_str(text).map_err(|e| e.to_string())?;
        if time::parse_day(&rules.not_before).is_none() {
            return Err(format!("not_before is no day: {}", rules.not_before));
        }
        let good = (1..=1440).contains(&rules.most_minutes_a_day)
            && (1..=rules.most_minutes).contains(&rules.least_minutes)
            && rules.oldest_days > 0
            && rules.most_days > 0
            && rules.late_after_days > 0;
        if good { Ok(rules) } else { Err("a limit is zero, or above what it limits".to_owned()) }
    }
    /// The first day that may be declared on this day.
    pub fn earliest(&self, today: Date) -> Date {
        let begin = time::parse_day(&self.not_before).unwrap_or(Date::MIN);
        time::days_later(today, -i64::from(self.oldest_days)).max(begin)
    }
}

/// A place to study that the form offers.
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Platform {
    /// Its code.
    pub code: String,
    /// What it is called.
    pub name: String,
    /// Its English name.
    pub name_en: String,
    /// Hosts of its links.
    pub hosts: Vec<String>,
}

/// The places that the form offers (`policy/learning/platforms.toml`). `server` plugs them in.
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Platforms {
    /// In the order of the form.
    pub platform: Vec<Platform>,
}

/// The platform of anything that is none of the others.
pub const OTHER: &str = "other";

impl Platforms {
    /// Reads the policy's text.
    ///
    /// # Errors
    /// When it is no such list, or does not end with somewhere else.
    pub fn read(text: &str) -> Result<Platforms, String> {
        let all: Platforms = toml::from_str(text).map_err(|e| e.to_string())?;
        match all.platform.last() {
            Some(last) if last.code == OTHER => Ok(all),
            _ => Err(format!("the last platform must be `{OTHER}`")),
        }
    }
    /// The platform with this code.
    pub fn find(&self, code: &str) -> Option<&Platform> {
        self.platform.iter().find(|p| p.code == code)
    }
    /// The platform that a link leads to.
    pub fn of_link(&self, link: &str) -> Option<&Platform> {
        let host = host_of(link)?;
        self.platform.iter().find(|p| {
            p.hosts.iter().any(|h| {
                host == *h || host.strip_suffix(h.as_str()).is_some_and(|before| before.ends_with('.'))
            })
        })
    }
}

/// The host of a link, in small letters.
fn host_of(link: &str) -> Option<String> {
    let rest = link.strip_prefix("https://").or_else(|| link.strip_prefix("http://"))?;
    let host = rest.split(['/', '?', '#']).next()?;
    // a name and password before the host would make it look like another
    if host.contains('@') || !host.contains('.') {
        return None;
    }
    Some(host.split(':').next().unwrap_or(host).to_lowercase())
}

/// Is it a link that may be shown as one?
pub fn is_link(text: &str) -> bool {
    host_of(text).is_some() && !text.contains(char::is_whitespace)
}

/// A link as people type it: the scheme may be left out.
pub fn tidy_place(text: &str) -> String {
    let text = kernel::name::tidy(text);
    let bare = !text.contains("://") && !text.contains(char::is_whitespace);
    let host = text.split('/').next().unwrap_or("");
    let looks_like_host = host.contains('.')
        && !host.starts_with('.')
        && !host.ends_with('.')
        && host.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'.' || b == b'-');
    if bare && looks_like_host { format!("https://{text}") } else { text }
}

/// What somebody says of their own learning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Declared {
    /// What was learned.
    pub title: String,
    /// About what.
    pub topic: Topic,
    /// Where: a code of [`Platforms`].
    pub platform: String,
    /// The link, or the name of the place.
    pub place: String,
    /// First day.
    pub first_day: Date,
    /// Last day.
    pub last_day: Date,
    /// How long, over all days.
    pub minutes: i64,
    /// What they took from it, in their words.
    pub words: String,
    /// What shows it, in words: the number of a certificate.
    pub evidence: String,
}

impl Declared {
    /// How many days it covers.
    pub fn days(&self) -> i64 {
        time::days_between(self.first_day, self.last_day) + 1
    }
    /// The minutes of each day when they are spread evenly.
    fn minutes_on(&self, day: Date) -> i64 {
        if day < self.first_day || self.last_day < day {
            return 0;
        }
        (self.minutes + self.days() - 1) / self.days().max(1)
    }
}

/// What is wrong with a declaration, given the other ones of the same person that stand.
pub fn faults(
    rules: &Rules,
    topics: &Topics,
    platforms: &Platforms,
    d: &Declared,
    others: &[Declared],
    today: Date,
) -> Vec<FieldFault> {
    let mut wrong = Vec::new();
    let mut fault = |field: &str, message: String| wrong.push(FieldFault::new(field, message));
    let length = |text: &str| text.chars().count();
    if length(&d.title) < 3 {
        fault("title", "Hãy ghi bạn đã học gì, ví dụ “Cách tạo tài khoản VNeID”.".to_owned());
    }
    for (field, text, most) in [
        ("title", &d.title, 200),
        ("place", &d.place, 500),
        ("words", &d.words, 1000),
        ("evidence", &d.evidence, 300),
    ] {
        if length(text) > most {
            fault(field, format!("Dài quá {most} chữ. Hãy viết ngắn lại."));
        }
    }
    if !topics.knows(&d.topic.0) {
        fault("topic", "Hãy chọn chủ đề đã học trong danh sách.".to_owned());
    }
    if platforms.find(&d.platform).is_none() {
        fault("platform", "Hãy chọn nơi đã học trong danh sách; không có thì chọn “Nơi khác”.".to_owned());
    }
    if d.place.contains("://") && !is_link(&d.place) {
        fault(
            "place",
            "Đường dẫn phải bắt đầu bằng https:// và không có dấu cách. Hãy chép lại từ trình duyệt."
                .to_owned(),
        );
    }
    if d.platform == OTHER && d.place.is_empty() {
        fault("place", "Hãy ghi tên nơi đã học hoặc dán đường dẫn.".to_owned());
    }
    if d.last_day < d.first_day {
        fault("last_day", "Ngày cuối ở trước ngày đầu. Hãy sửa một trong hai ngày.".to_owned());
        return wrong;
    }
    if d.last_day > today {
        let field = if d.first_day > today { "first_day" } else { "last_day" };
        fault(field, format!("Ngày học chưa tới. Hãy ghi ngày từ {} trở về trước.", time::day_text(today)));
    }
    let earliest = rules.earliest(today);
    if d.first_day < earliest {
        fault(
            "first_day",
            format!("Chỉ khai được việc học từ {} đến nay. Hãy sửa ngày.", time::day_text(earliest)),
        );
    }
    if d.days() > i64::from(rules.most_days) {
        fault(
            "last_day",
            format!("Một lần khai nhiều nhất {} ngày. Hãy tách thành nhiều lần khai.", rules.most_days),
        );
    }
    if d.minutes < rules.least_minutes {
        fault("hours", format!("Hãy ghi thời gian học, ít nhất {} phút.", rules.least_minutes));
    } else if d.minutes > rules.most_minutes {
        fault(
            "hours",
            format!(
                "Một lần khai nhiều nhất {} giờ. Hãy tách thành nhiều lần khai.",
                hours_text(rules.most_minutes)
            ),
        );
    } else if let Some((day, left)) = over_full(rules, d, others) {
        let rest = hours_text(left.max(0));
        let message = if left <= 0 {
            format!(
                "Ngày {} bạn đã khai đủ {} giờ tự học, mức nhiều nhất của một ngày. Hãy sửa ngày hoặc bớt giờ.",
                time::day_text(day),
                hours_text(rules.most_minutes_a_day)
            )
        } else {
            format!(
                "Ngày {} chỉ còn khai được {rest} giờ (mỗi ngày nhiều nhất {} giờ, tính cả các lần khai khác). Hãy bớt giờ, hoặc ghi đủ các ngày đã học.",
                time::day_text(day),
                hours_text(rules.most_minutes_a_day)
            )
        };
        fault("hours", message);
    }
    wrong
}

/// The first day that would hold too much, and how many minutes are left on it.
fn over_full(rules: &Rules, d: &Declared, others: &[Declared]) -> Option<(Date, i64)> {
    let mut day = d.first_day;
    for _ in 0..d.days().min(i64::from(rules.most_days)) {
        let before: i64 = others.iter().map(|o| o.minutes_on(day)).sum();
        if before + d.minutes_on(day) > rules.most_minutes_a_day {
            return Some((day, rules.most_minutes_a_day - before));
        }
        day = time::next_day(day);
    }
    None
}

/// A change of how a declaration stands, kept as a row.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Turn {
    /// Handed to the union.
    Sent,
    /// The person took it back before it was confirmed.
    Withdrawn,
    /// The union says so too.
    Confirmed,
    /// The union asks for something to be mended.
    Returned,
    /// A confirmation was a mistake.
    TakenBack,
}

impl Turn {
    /// All turns.
    pub const ALL: [Turn; 5] =
        [Turn::Sent, Turn::Withdrawn, Turn::Confirmed, Turn::Returned, Turn::TakenBack];
    /// The stored code.
    pub fn code(self) -> &'static str {
        match self {
            Turn::Sent => "sent",
            Turn::Withdrawn => "withdrawn",
            Turn::Confirmed => "confirmed",
            Turn::Returned => "returned",
            Turn::TakenBack => "taken_back",
        }
    }
    /// The turn with this code.
    pub fn find(code: &str) -> Option<Turn> {
        Turn::ALL.into_iter().find(|t| t.code() == code)
    }
}

/// How a declaration stands.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Stage {
    /// "trả lại": to be mended.
    Returned,
    /// "đã khai": kept, not yet sent.
    Declared,
    /// "chờ xác nhận"
    Waiting,
    /// "đã xác nhận"
    Confirmed,
    /// "đã rút"
    Withdrawn,
}

impl Stage {
    /// All stages, what is to be done first.
    pub const ALL: [Stage; 5] =
        [Stage::Returned, Stage::Declared, Stage::Waiting, Stage::Confirmed, Stage::Withdrawn];
    /// The stage after the newest turn.
    pub fn after(newest: Option<Turn>) -> Stage {
        match newest {
            None => Stage::Declared,
            Some(Turn::Sent) => Stage::Waiting,
            Some(Turn::Withdrawn) => Stage::Withdrawn,
            Some(Turn::Confirmed) => Stage::Confirmed,
            // what was taken back is mended like what was returned
            Some(Turn::Returned | Turn::TakenBack) => Stage::Returned,
        }
    }
    /// May the person still change it?
    pub fn is_open(self) -> bool {
        matches!(self, Stage::Returned | Stage::Declared | Stage::Waiting)
    }
    /// May this turn follow?
    pub fn allows(self, turn: Turn) -> bool {
        match turn {
            Turn::Sent => matches!(self, Stage::Declared | Stage::Returned),
            Turn::Withdrawn => self.is_open(),
            Turn::Confirmed | Turn::Returned => self == Stage::Waiting,
            Turn::TakenBack => self == Stage::Confirmed,
        }
    }
    /// The code in addresses.
    pub fn code(self) -> &'static str {
        match self {
            Stage::Returned => "tra-lai",
            Stage::Declared => "da-khai",
            Stage::Waiting => "cho-xac-nhan",
            Stage::Confirmed => "da-xac-nhan",
            Stage::Withdrawn => "da-rut",
        }
    }
}

/// A declaration as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SelfStudy {
    /// Its id.
    pub id: i64,
    /// Whose it is.
    pub person: PersonId,
    /// What they say.
    pub is: Declared,
    /// How it stands.
    pub stage: Stage,
    /// The reason of the newest turn.
    pub reason: String,
    /// The day of the newest turn.
    pub since: Option<Date>,
    /// The unit of the newest turn.
    pub unit: Option<OrganisationId>,
    /// How it came: `screen`, `offline`, `xapi`.
    pub source: String,
}

/// The form, as it was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    /// What was learned.
    pub title: String,
    /// Topic's code.
    pub topic: String,
    /// Platform's code.
    pub platform: String,
    /// Link or name.
    pub place: String,
    /// First day.
    pub first_day: String,
    /// Last day; empty for one day.
    pub last_day: String,
    /// Hours, as people type them.
    pub hours: String,
    /// Minutes beside the hours.
    pub minutes: String,
    /// What they took from it.
    pub words: String,
    /// What shows it.
    pub evidence: String,
}

impl Draft {
    /// The form of what was declared before.
    pub fn of(d: &Declared) -> Draft {
        Draft {
            title: d.title.clone(),
            topic: d.topic.0.clone(),
            platform: d.platform.clone(),
            place: d.place.clone(),
            first_day: d.first_day.to_string(),
            last_day: if d.first_day == d.last_day { String::new() } else { d.last_day.to_string() },
            hours: (d.minutes / 60).to_string(),
            minutes: (d.minutes % 60).to_string(),
            words: d.words.clone(),
            evidence: d.evidence.clone(),
        }
    }
    /// What the form says; faults of reading go to `wrong`.
    pub fn read(&self, platforms: &Platforms, wrong: &mut Vec<FieldFault>) -> Declared {
        let mut day = |field: &str, text: &str| match time::parse_typed_day(text) {
            Some(day) => day,
            None => {
                wrong.push(FieldFault::new(field, UNREAD_DAY));
                Date::MIN
            }
        };
        let first_day = day("first_day", &self.first_day);
        let last_day =
            if self.last_day.trim().is_empty() { first_day } else { day("last_day", &self.last_day) };
        let hours = if self.hours.trim().is_empty() { Some(0) } else { parse_hours(&self.hours) };
        let minutes =
            if self.minutes.trim().is_empty() { Some(0) } else { self.minutes.trim().parse::<u16>().ok() };
        let minutes = match (hours, minutes) {
            (Some(h), Some(m)) => h + i64::from(m),
            _ => {
                wrong.push(FieldFault::new(
                    "hours",
                    "Hãy ghi số giờ, số phút bằng chữ số, ví dụ 1 giờ 30 phút.",
                ));
                0
            }
        };
        let place = tidy_place(&self.place);
        // the link itself says where it was
        let platform = match (self.platform.as_str(), platforms.of_link(&place)) {
            ("" | OTHER, Some(known)) => known.code.clone(),
            (given, _) => given.to_owned(),
        };
        Declared {
            title: kernel::name::tidy(&self.title),
            topic: Topic(self.topic.clone()),
            platform,
            place,
            first_day,
            last_day,
            minutes,
            words: self.words.trim().to_owned(),
            evidence: kernel::name::tidy(&self.evidence),
        }
    }
}

/// What is said of a day that could not be read.
const UNREAD_DAY: &str = "Hãy ghi ngày học, ví dụ 05/10/2026.";

/// A day that could not be read makes every other fault of a day meaningless.
pub fn without_day_faults(mut all: Vec<FieldFault>) -> Vec<FieldFault> {
    if all.iter().any(|f| f.message == UNREAD_DAY) {
        all.retain(|f| !f.field.ends_with("_day") || f.message == UNREAD_DAY);
    }
    all
}
