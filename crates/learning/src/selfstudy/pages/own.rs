//! One's own self-study, for the phone.

use super::super::model::{SelfStudy, Stage, Turn};
use super::super::{service, store};
use super::{duration, facts, own_tabs, stage_badge, stage_word};
use crate::class::model::Topics;
use crate::class::pages::{csrf, wording};
use kernel::time::day_text;
use kernel::{Failure, Result};
use ui::prelude::*;
use web::{Call, Reply};

/// `GET /tu-hoc`
pub(super) fn list(call: &Call) -> Result<Reply> {
    let lang = call.lang;
    let person = call.actor()?.person;
    let topics = call.state::<Topics>()?;
    let all = call.read(|v| Ok(store::of_person(v, person)?))?;
    let year = call.today().year();
    let sum = |stage: Stage| -> i64 {
        let of_year = all.iter().filter(|s| s.stage == stage && s.is.last_day.year() == year);
        of_year.map(|s| s.is.minutes).sum()
    };
    let (confirmed, waiting) = (sum(Stage::Confirmed), sum(Stage::Waiting));
    let add =
        html! { (link_button(Look::Primary, t!(lang, "Thêm việc tự học"), "/tu-hoc/moi").icon("plus")) };
    let body = html! {
        (own_tabs(lang, "/tu-hoc"))
        @if all.is_empty() {
            (empty_state("pencil", t!(lang, "Bạn chưa khai việc tự học nào"),
                t!(lang, "Xem một bài giảng, đọc một cuốn sách, học nghề từ người cùng tổ: hãy khai để công đoàn xác nhận và ghi vào sổ học tập của bạn."),
                add.clone()))
        } @else {
            (toolbar(add))
            p {
                strong { (t!(lang, "Năm {nam}: đã xác nhận {gio}.", nam = year, gio = duration(lang, confirmed))) }
                @if waiting > 0 { " " (t!(lang, "Đang chờ xác nhận {gio}.", gio = duration(lang, waiting))) }
            }
            @for study in all.iter().filter(|s| s.stage == Stage::Returned) { (returned(lang, study)) }
            (table(lang, topics, &all))
        }
    };
    Ok(call.page_with(t!(lang, "Tự học"), body, |shell| {
        shell.lead =
            Some(t!(lang, "Những gì bạn tự học ngoài lớp, và công đoàn đã xác nhận tới đâu.").to_owned());
    }))
}

fn at(page: &str, study: &SelfStudy) -> String {
    format!("/tu-hoc/{page}?so={}", study.id)
}

fn returned(lang: Lang, study: &SelfStudy) -> Markup {
    notice(
        lang,
        Tone::Bad,
        &t!(lang, "Cần sửa: {ten}", ten = study.is.title),
        html! {
            p { (study.reason) }
            p { a href=(at("sua", study)) { (t!(lang, "Sửa và gửi lại")) } }
        },
    )
}

fn table(lang: Lang, topics: &Topics, all: &[SelfStudy]) -> Markup {
    let columns = vec![
        Column::text(t!(lang, "Đã học gì")),
        Column::text(t!(lang, "Chủ đề")),
        Column::text(t!(lang, "Ngày học")),
        Column::number(t!(lang, "Thời gian")),
        Column::text(t!(lang, "Tình trạng")),
    ];
    let rows = all.iter().map(|s| {
        let row = Row::new(vec![
            html! { a href=(at("xem", s)) { (s.is.title) } },
            html! { (wording::topic(lang, topics, &s.is.topic.0)) },
            html! { (wording::span(s.is.first_day, s.is.last_day)) },
            html! { (duration(lang, s.is.minutes)) },
            html! { div { (stage_badge(lang, s.stage)) } },
        ]);
        if s.stage == Stage::Withdrawn { row.quiet() } else { row }
    });
    Table::new(lang, t!(lang, "Việc tự học đã khai"), columns).caption_unseen().rows(rows).render()
}

/// The declaration that the query names, when it is one's own.
pub(super) fn asked(call: &Call) -> Result<Option<SelfStudy>> {
    let person = call.actor()?.person;
    match call.query("so") {
        "" => Ok(None),
        so => {
            let id = so.parse().map_err(|_| Failure::NotFound)?;
            call.read(|v| service::own(v, person, id)).map(Some)
        }
    }
}

/// `GET /tu-hoc/xem?so=`
pub(super) fn show(call: &Call) -> Result<Reply> {
    let lang = call.lang;
    let Some(study) = asked(call)? else { return list(call) };
    let history = call.read(|v| Ok(store::history(v, study.id)?))?;
    let events: Vec<Event> = history
        .iter()
        .map(|deed| Event {
            // what the person did themselves needs no name
            who: match deed.turn {
                Turn::Sent | Turn::Withdrawn => t!(lang, "bạn").to_owned(),
                _ => deed.who.clone().unwrap_or_else(|| t!(lang, "hệ thống").to_owned()),
            },
            when: deed.at.text(),
            what: turn_word(lang, deed.turn).to_owned(),
            note: Some(deed.reason.clone()).filter(|r| !r.is_empty()),
            tone: match deed.turn {
                Turn::Confirmed => Tone::Ok,
                Turn::Returned | Turn::TakenBack => Tone::Bad,
                Turn::Sent | Turn::Withdrawn => Tone::Plain,
            },
        })
        .collect();
    let said = facts(call, &study)?;
    let body = html! {
        @if study.stage == Stage::Returned { (returned(lang, &study)) }
        (card_with(t!(lang, "Bạn đã khai"), stage_badge(lang, study.stage), html! {
            (said)
            @if study.stage.is_open() { (acts(call, &study)) }
            @else if study.stage == Stage::Confirmed {
                p.hint { (t!(lang, "Đã ghi vào sổ học tập. Nếu có nhầm lẫn, hãy nhờ cán bộ công đoàn rút xác nhận.")) }
            }
        }))
        @if !events.is_empty() { (card(t!(lang, "Đã qua những bước nào"), timeline(&events))) }
    };
    Ok(call.page_with(&study.is.title, body, |shell| {
        shell.crumbs = vec![
            (t!(lang, "Tự học").to_owned(), Some("/tu-hoc".to_owned())),
            (stage_word(lang, study.stage).to_owned(), None),
        ];
        if let (Stage::Waiting, Some(day)) = (study.stage, study.since) {
            shell.lead = Some(t!(lang, "Đã gửi công đoàn ngày {ngay}.", ngay = day_text(day)));
        }
    }))
}

fn acts(call: &Call, study: &SelfStudy) -> Markup {
    let lang = call.lang;
    let id = study.id.to_string();
    html! {
        div.toolbar {
            @if study.stage.allows(Turn::Sent) {
                (form("/tu-hoc/gui", csrf(call), html! {
                    input type="hidden" name="so" value=(id);
                    (primary(t!(lang, "Gửi công đoàn xác nhận")).icon("send"))
                }))
            }
            (link_button(Look::Quiet, t!(lang, "Sửa"), &at("sua", study)).icon("pencil"))
            (form("/tu-hoc/rut", csrf(call), html! {
                input type="hidden" name="so" value=(id);
                (danger(t!(lang, "Rút lại")).icon("undo-2"))
            }))
        }
    }
}

/// What a turn is called.
pub(super) fn turn_word(lang: Lang, turn: Turn) -> &'static str {
    match turn {
        Turn::Sent => t!(lang, "Gửi công đoàn"),
        Turn::Withdrawn => t!(lang, "Rút lại"),
        Turn::Confirmed => t!(lang, "Xác nhận"),
        Turn::Returned => t!(lang, "Trả lại"),
        Turn::TakenBack => t!(lang, "Rút xác nhận"),
    }
}

/// The number of the form.
pub(super) fn number(call: &Call) -> Result<i64> {
    call.form().get("so").parse().map_err(|_| Failure::NotFound)
}

/// `POST /tu-hoc/gui`
pub(super) fn send(call: &Call) -> Result<Reply> {
    let (id, person) = (number(call)?, call.actor()?.person);
    call.write("self_study.send", id.to_string(), |tx| service::send(tx, person, id))?;
    Ok(Reply::done(
        "/tu-hoc",
        t!(call.lang, "Đã gửi công đoàn. Khi có trả lời, tình trạng ở trang này thay đổi."),
    ))
}

/// `POST /tu-hoc/rut`
pub(super) fn withdraw(call: &Call) -> Result<Reply> {
    let (id, person) = (number(call)?, call.actor()?.person);
    call.write("self_study.withdraw", id.to_string(), |tx| service::withdraw(tx, person, id))?;
    Ok(Reply::done("/tu-hoc", t!(call.lang, "Đã rút lại. Muốn khai lại, hãy thêm mới.")))
}
