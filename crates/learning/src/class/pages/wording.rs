//! Words that several pages of classes share.

use crate::class::model::{ClassDay, ClassKind, Learner, Mark, Stage, Topics, hours_text};
use kernel::Date;
use kernel::time::day_text;
use ui::prelude::*;

/// A kind of class.
pub(crate) fn kind(lang: Lang, kind: ClassKind) -> &'static str {
    match kind {
        ClassKind::Vocational => t!(lang, "Đào tạo nghề"),
        ClassKind::Refresher => t!(lang, "Bồi dưỡng"),
        ClassKind::Briefing => t!(lang, "Tập huấn, phổ biến"),
    }
}

/// How a class stands.
pub(crate) fn stage(lang: Lang, stage: Stage) -> &'static str {
    match stage {
        Stage::Due => t!(lang, "Chờ kết thúc"),
        Stage::Running => t!(lang, "Đang học"),
        Stage::Upcoming => t!(lang, "Sắp học"),
        Stage::Closed => t!(lang, "Đã kết thúc"),
        Stage::Cancelled => t!(lang, "Đã hủy"),
    }
}

/// How a class stands, on its colour.
pub(crate) fn stage_badge(lang: Lang, now: Stage) -> Markup {
    let tone = match now {
        Stage::Due => Tone::Warn,
        Stage::Closed => Tone::Ok,
        Stage::Cancelled => Tone::Bad,
        Stage::Running | Stage::Upcoming => Tone::Plain,
    };
    badge(tone, stage(lang, now))
}

/// A mark in a word.
pub(crate) fn mark(lang: Lang, mark: Mark) -> &'static str {
    match mark {
        Mark::Present => t!(lang, "Có mặt"),
        Mark::Excused => t!(lang, "Có phép"),
        Mark::Absent => t!(lang, "Vắng"),
    }
}

/// A mark as the paper lists write it, with its word for those who ask.
pub(crate) fn sign(lang: Lang, given: Option<Mark>) -> Markup {
    let (letter, word) = match given {
        Some(Mark::Present) => ("x", mark(lang, Mark::Present)),
        Some(Mark::Excused) => ("P", mark(lang, Mark::Excused)),
        Some(Mark::Absent) => ("v", mark(lang, Mark::Absent)),
        None => ("–", t!(lang, "Chưa điểm danh")),
    };
    html! { abbr title=(word) { (letter) } }
}

/// The name of a topic or of a whole area.
pub(crate) fn topic(lang: Lang, topics: &Topics, code: &str) -> String {
    match (topics.find(code), lang) {
        (Some(t), Lang::Vi) => t.name.clone(),
        (Some(t), Lang::En) => t.name_en.clone(),
        (None, _) => {
            let area = topics.areas().into_iter().find(|(area, _)| *area == code);
            area.map_or_else(|| code.to_owned(), |(_, name)| name.to_owned())
        }
    }
}

/// The name of an area.
pub(crate) fn area(lang: Lang, topics: &Topics, code: &str, name: &str) -> String {
    match topics.find(code) {
        Some(_) => topic(lang, topics, code),
        None => name.to_owned(),
    }
}

/// `05/10/2026`, `05/10 – 07/10/2026`.
pub(crate) fn span(first: Date, last: Date) -> String {
    if first == last {
        day_text(first)
    } else if first.year() == last.year() {
        format!("{} – {}", short(first), day_text(last))
    } else {
        format!("{} – {}", day_text(first), day_text(last))
    }
}

/// The days of a class as one stretch.
pub(crate) fn days(days: &[ClassDay]) -> String {
    match (days.first(), days.last()) {
        (Some(first), Some(last)) => span(first.day, last.day),
        _ => String::new(),
    }
}

/// `05/10`.
pub(crate) fn short(day: Date) -> String {
    format!("{:02}/{:02}", day.day(), day.month())
}

/// `7 giờ`, `3,5 giờ`.
pub(crate) fn hours(lang: Lang, minutes: i64) -> String {
    let text = hours_text(minutes);
    let text = if lang == Lang::En { text.replace(',', ".") } else { text };
    t!(lang, "{n} giờ", n = text)
}

/// So many people.
pub(crate) fn people(lang: Lang, n: usize) -> String {
    t!(lang, "{n} người", n = count(lang, n))
}

/// A number of things.
pub(crate) fn count(lang: Lang, n: usize) -> String {
    numbers::count(lang, i64::try_from(n).unwrap_or(i64::MAX))
}

/// On how many of all days somebody was there.
pub(crate) fn presence(lang: Lang, l: &Learner) -> String {
    t!(lang, "{n}/{tong} ngày", n = l.present(), tong = l.marks.len())
}
