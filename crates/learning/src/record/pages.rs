//! One's own learning record, for the phone.

use crate::class::model::Topics;
use crate::class::pages::wording;
use crate::class::service::SUBJECT;
use crate::class::store;
use ::store::{SeenFact, View};
use kernel::fact::{CLASS_ATTENDED, CLASS_PASSED};
use kernel::time::day_text;
use kernel::{Act, ClassId, Result};
use std::collections::BTreeMap;
use ui::prelude::*;
use web::{Call, Reply, Routes, routes};

/// The pages of the learning record.
pub fn routes() -> Routes {
    routes! {
        GET "/so-hoc-tap" => show, for Act::UseOwnAccount,
            .in_menu(35, "book-open", |l| t!(l, "Học tập"), |l| t!(l, "Sổ học tập"));
    }
}

/// One thing learned: the facts that one class (or another subject) gave.
struct Learned {
    title: String,
    place: String,
    day: kernel::Date,
    minutes: i64,
    topics: Vec<String>,
    passed: bool,
}

fn show(call: &Call) -> Result<Reply> {
    let lang = call.lang;
    let topics = call.state::<Topics>()?;
    let person = call.actor()?.person;
    let learned = call.read(|v| {
        let mut by_subject: BTreeMap<(String, i64), Vec<SeenFact>> = BTreeMap::new();
        for fact in v.facts_of_person(person)? {
            by_subject.entry((fact.subject_kind.clone(), fact.subject)).or_default().push(fact);
        }
        by_subject
            .values()
            .filter_map(|facts| learned(lang, v, topics, facts).transpose())
            .collect::<Result<Vec<_>>>()
    })?;
    let mut years: BTreeMap<i16, Vec<Learned>> = BTreeMap::new();
    for one in learned {
        years.entry(one.day.year()).or_default().push(one);
    }
    let body = html! {
        @if years.is_empty() {
            (empty_state("book-open", t!(lang, "Sổ của bạn chưa có gì"),
                t!(lang, "Sau mỗi lớp học, cán bộ công đoàn ghi kết quả và việc học của bạn hiện ở đây."), html! {}))
        }
        @for (year, mut all) in years.into_iter().rev() {
            @let minutes: i64 = all.iter().map(|l| l.minutes).sum();
            @let beside = html! { strong { (wording::hours(lang, minutes)) } };
            ({
                all.sort_by_key(|l| std::cmp::Reverse(l.day));
                card_with(&t!(lang, "Năm {nam}", nam = year), beside, timeline(&all.iter().map(|l| event(lang, l)).collect::<Vec<_>>()))
            })
        }
    };
    Ok(call.page_with(t!(lang, "Sổ học tập"), body, |shell| {
        shell.lead = Some(t!(lang, "Những gì bạn đã học, theo năm.").to_owned());
    }))
}

/// What the facts of one subject tell; nothing when they tell of no learning (a title, a plan).
fn learned(lang: Lang, v: &View, topics: &Topics, facts: &[SeenFact]) -> Result<Option<Learned>> {
    let Some(first) = facts.first() else { return Ok(None) };
    let (title, place) = if first.subject_kind == SUBJECT {
        let Some((title, unit)) = store::title(v, ClassId(first.subject))? else { return Ok(None) };
        let unit = people::organisation::store::last(v, unit)?;
        (title, unit.map_or_else(String::new, |o| o.name))
    } else {
        let title = match first.kind.as_str() {
            "lesson.completed" | "course.passed" | "quiz.passed" => t!(lang, "Bài học trực tuyến"),
            "self_study.confirmed" => t!(lang, "Tự học được xác nhận"),
            "campaign.received" => t!(lang, "Nội dung tuyên truyền"),
            "contest.entered" => t!(lang, "Cuộc thi"),
            _ => return Ok(None),
        };
        (title.to_owned(), String::new())
    };
    let attended = facts.iter().filter(|f| f.kind == CLASS_ATTENDED.0);
    let mut names: Vec<String> = facts.iter().map(|f| wording::topic(lang, topics, &f.topic.0)).collect();
    names.dedup();
    names.sort_unstable();
    names.dedup();
    Ok(Some(Learned {
        title,
        place,
        day: facts.iter().map(|f| f.day).max().unwrap_or(first.day),
        // a class of two topics is one stretch of time
        minutes: attended.chain(facts).filter_map(|f| f.minutes).max().unwrap_or(0),
        topics: names,
        passed: facts.iter().any(|f| f.kind == CLASS_PASSED.0),
    }))
}

fn event(lang: Lang, l: &Learned) -> Event {
    let mut when = day_text(l.day);
    if l.minutes > 0 {
        when = format!("{when} · {}", wording::hours(lang, l.minutes));
    }
    let done = if l.passed { t!(lang, "Đạt yêu cầu") } else { t!(lang, "Đã tham gia") };
    Event {
        who: done.to_owned(),
        when: if l.place.is_empty() { when } else { format!("{when} · {}", l.place) },
        what: l.title.clone(),
        note: Some(l.topics.join("; ")).filter(|t| !t.is_empty()),
        tone: if l.passed { Tone::Ok } else { Tone::Plain },
    }
}
