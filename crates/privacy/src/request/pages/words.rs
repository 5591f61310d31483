//! Requests in words and as parts of pages.

use crate::pages::either;
use crate::request::model::{Due, Request, State, StepKind};
use crate::rules::Rules;
use kernel::Date;
use ui::prelude::*;

/// A kind of request in words.
pub(crate) fn kind_word<'a>(lang: Lang, rules: &'a Rules, code: &'a str) -> &'a str {
    rules.kind(code).map_or(code, |k| either(lang, &k.title, &k.title_en))
}

/// A field in words.
pub(crate) fn field_word<'a>(lang: Lang, rules: &'a Rules, code: &'a str) -> &'a str {
    rules.fields.iter().find(|f| f.code == code).map_or(code, |f| either(lang, &f.title, &f.title_en))
}

/// Where it stands.
pub(crate) fn state_badge(lang: Lang, r: &Request, today: Date) -> Markup {
    match r.state() {
        State::Ended(StepKind::Done) => badge(Tone::Ok, t!(lang, "Đã làm xong")),
        State::Ended(StepKind::Refused) => badge(Tone::Plain, t!(lang, "Đã từ chối")),
        State::Ended(_) => badge(Tone::Plain, t!(lang, "Người gửi rút lại")),
        _ if r.due(today).is_some_and(|d| d.left < 0) => badge(Tone::Bad, t!(lang, "Quá hạn")),
        State::New => badge(Tone::Warn, t!(lang, "Chờ trả lời")),
        State::Open => badge(Tone::Plain, t!(lang, "Đang làm")),
    }
}

/// The next binding day in words.
pub(crate) fn due_words(lang: Lang, due: Due) -> String {
    let day = numbers::date(due.day);
    let what = if due.is_answer { t!(lang, "trả lời") } else { t!(lang, "làm xong") };
    match due.left {
        n if n < 0 => t!(lang, "{viec} trước {ngay}, quá {n} ngày", viec = what, ngay = day, n = -n),
        0 => t!(lang, "{viec} trong hôm nay", viec = what),
        n => t!(lang, "{viec} trước hết {ngay}, còn {n} ngày", viec = what, ngay = day, n = n),
    }
}

/// How urgent it is.
pub(crate) fn due_tone(due: Due) -> Tone {
    match due.left {
        n if n < 0 => Tone::Bad,
        0..=2 => Tone::Warn,
        _ => Tone::Plain,
    }
}

/// What was done, newest first.
pub(crate) fn history(lang: Lang, r: &Request, with_names: bool) -> Markup {
    let mut events: Vec<Event> = r
        .steps
        .iter()
        .rev()
        .map(|s| Event {
            what: match s.kind {
                StepKind::Answered => t!(lang, "Trả lời").to_owned(),
                StepKind::Processor => t!(lang, "Có bên thứ ba tham gia").to_owned(),
                StepKind::Extended => t!(lang, "Gia hạn").to_owned(),
                StepKind::Done => t!(lang, "Làm xong").to_owned(),
                StepKind::Refused => t!(lang, "Từ chối").to_owned(),
                StepKind::Cancelled => t!(lang, "Rút lại").to_owned(),
            },
            who: match (&s.by, with_names || s.kind == StepKind::Cancelled) {
                (Some(name), true) => name.clone(),
                _ => t!(lang, "cán bộ phụ trách").to_owned(),
            },
            when: s.at.text(),
            note: match s.due {
                Some(due) => {
                    Some(t!(lang, "{loi} Hạn mới: {ngay}.", loi = s.note, ngay = numbers::date(due)))
                }
                None => Some(s.note.clone()).filter(|n| !n.is_empty()),
            },
            tone: match s.kind {
                StepKind::Done => Tone::Ok,
                StepKind::Refused => Tone::Bad,
                StepKind::Extended | StepKind::Processor => Tone::Warn,
                _ => Tone::Plain,
            },
        })
        .collect();
    events.push(Event {
        what: t!(lang, "Gửi yêu cầu").to_owned(),
        who: if r.channel == "paper" { t!(lang, "trên giấy").to_owned() } else { r.name.clone() },
        when: r.at.text(),
        note: None,
        tone: Tone::Plain,
    });
    timeline(&events)
}
