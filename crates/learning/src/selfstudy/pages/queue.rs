//! What waits for the officers of a unit: seen, confirmed many at a stroke, given back with a reason.

use super::super::model::{Rules, SelfStudy, Stage, Turn};
use super::super::service::{self, Outcome};
use super::super::store::{self, Line};
use super::{duration, facts, stage_badge};
use crate::class::model::Topics;
use crate::class::pages::{Units, csrf, wording};
use ::store::View;
use kernel::time::{day_text, days_between};
use kernel::{Act, Failure, Result};
use ui::prelude::*;
use web::{Call, Reply};

/// So many lines are shown and answered at once.
const MOST: i64 = 200;

/// `GET /tu-hoc-don-vi`
pub(super) fn list(call: &Call) -> Result<Reply> {
    page(call, &[], &Errors::default(), "")
}

fn page(call: &Call, results: &[(String, String, Outcome)], errors: &Errors, reason: &str) -> Result<Reply> {
    let lang = call.lang;
    let (rules, topics) = (call.state::<Rules>()?, call.state::<Topics>()?);
    let confirmed = call.query("xem") == "da-xac-nhan";
    let turn = if confirmed { Turn::Confirmed } else { Turn::Sent };
    let scope = call.scope(Act::KeepClasses)?;
    let (lines, names, plans) = call.read(|v| {
        let lines = store::below(v, &scope, turn, call.today(), MOST)?;
        let mut units = Units::default();
        let mut names = Vec::with_capacity(lines.len());
        for line in &lines {
            names.push(units.name(v, line.unit)?);
        }
        let plans = crate::goal::store::planned(v, &scope, call.today().year(), call.today())?;
        Ok((lines, names, plans))
    })?;
    if !lines.is_empty() {
        call.looked("self_study", turn.code(), lines.len())?;
    }
    let many_units = names.windows(2).any(|pair| matches!(pair, [a, b] if a != b));
    let mut columns = vec![
        Column::text(t!(lang, "Người khai")),
        Column::text(t!(lang, "Đã học gì")),
        Column::text(t!(lang, "Ngày học")),
        Column::number(t!(lang, "Thời gian")),
        Column::text(if confirmed { t!(lang, "Xác nhận ngày") } else { t!(lang, "Gửi ngày") }),
    ];
    if many_units {
        columns.push(Column::text(t!(lang, "Đơn vị")));
    }
    let rows = lines
        .iter()
        .zip(&names)
        .map(|(line, unit)| row(call, rules, topics, line, unit, many_units, confirmed));
    let empty = if confirmed {
        html! { p.hint { (t!(lang, "Chưa xác nhận việc tự học nào.")) } }
    } else {
        empty_state(
            "list-checks",
            t!(lang, "Không có việc nào chờ xác nhận"),
            t!(
                lang,
                "Khi người lao động khai việc tự học và gửi lên, việc ấy hiện ở đây để bạn xác nhận hoặc trả lại."
            ),
            html! {},
        )
    };
    let table = Table::new(lang, t!(lang, "Việc tự học"), columns).caption_unseen().rows(rows).empty(empty);
    let tab = |label: &str, href: &str, active| Tab {
        label: label.to_owned(),
        href: href.to_owned(),
        count: None,
        active,
    };
    let body = html! {
        (errors.summary(lang))
        @if !results.is_empty() { (outcomes(lang, results)) }
        (tabs(lang, t!(lang, "Tình trạng"), &[
            tab(t!(lang, "Chờ xác nhận"), "/tu-hoc-don-vi", !confirmed),
            tab(t!(lang, "Đã xác nhận"), "/tu-hoc-don-vi?xem=da-xac-nhan", confirmed),
        ]))
        @if confirmed || lines.is_empty() { (table) }
        @else {
            (bulk_form(lang, "/tu-hoc-don-vi", csrf(call), html! {
                (primary(t!(lang, "Xác nhận việc đã chọn")).icon("check").sends("viec", "xac-nhan"))
                (quiet(t!(lang, "Trả lại việc đã chọn")).icon("undo-2").sends("viec", "tra-lai"))
                (Field::text(lang, "reason", t!(lang, "Lý do trả lại")).plain().max_length(300).value(reason)
                    .error(errors.of("reason")))
            }, table))
            p.hint { (t!(lang, "Xác nhận xong, việc học được ghi vào sổ học tập của người ấy và tính vào chỉ tiêu. Việc của chính bạn do người khác xác nhận.")) }
        }
        (card(t!(lang, "Kế hoạch học tập cá nhân"), html! {
            p { (t!(lang, "{n}/{tong} người có kế hoạch học tập năm {nam}.",
                n = numbers::count(lang, plans.0), tong = numbers::count(lang, plans.1), nam = call.today().year())) }
            p.hint { (t!(lang, "Chỉ đếm số người. Mục tiêu của mỗi người chỉ người ấy xem được.")) }
        }))
    };
    let title = if confirmed {
        t!(lang, "Tự học đã xác nhận")
    } else {
        t!(lang, "Tự học chờ xác nhận")
    };
    Ok(if errors.is_empty() { call.page(title, body) } else { call.page_refused(title, body, |_| {}) })
}

fn row(
    call: &Call,
    rules: &Rules,
    topics: &Topics,
    line: &Line,
    unit: &str,
    many_units: bool,
    confirmed: bool,
) -> Row {
    let lang = call.lang;
    let s = &line.study;
    let since = s.since.unwrap_or(call.today());
    let late = !confirmed && days_between(since, call.today()) > i64::from(rules.late_after_days);
    let mut cells = vec![
        html! { (line.name) @if !line.section.is_empty() { br; span.hint { (line.section) } } },
        html! {
            a href={ "/tu-hoc-don-vi/" (s.id) } { (s.is.title) } br;
            span.hint { (wording::topic(lang, topics, &s.is.topic.0)) }
        },
        html! { (wording::span(s.is.first_day, s.is.last_day)) },
        html! { (duration(lang, s.is.minutes)) },
        html! { div { @if late { (badge(Tone::Warn, &day_text(since))) } @else { (day_text(since)) } } },
    ];
    if many_units {
        cells.push(html! { (unit) });
    }
    let row = Row::new(cells);
    if confirmed { row } else { row.choose("so", s.id.to_string(), format!("{}: {}", line.name, s.is.title)) }
}

/// What came of each line.
fn outcomes(lang: Lang, results: &[(String, String, Outcome)]) -> Markup {
    let done = results.iter().filter(|r| r.2 == Outcome::Done).count();
    let tone = if done == results.len() { Tone::Ok } else { Tone::Warn };
    notice(
        lang,
        tone,
        &t!(lang, "Đã làm {n} trong {tong} việc", n = done, tong = results.len()),
        html! {
            ul {
                @for (name, title, outcome) in results {
                    li { (name) ", “" (title) "”: " (outcome_word(lang, *outcome)) }
                }
            }
        },
    )
}

fn outcome_word(lang: Lang, outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Done => t!(lang, "đã làm."),
        Outcome::Own => t!(lang, "việc của chính bạn; nhờ cán bộ khác của đơn vị hoặc cấp trên."),
        Outcome::NotWaiting => t!(lang, "không còn chờ; có người vừa trả lời hoặc người khai vừa rút."),
        Outcome::NoUnit => {
            t!(lang, "người này không thuộc đơn vị nào vào ngày học; hãy sửa danh sách người trước.")
        }
    }
}

/// The declaration, when it is answered by a unit of the actor's.
fn held(call: &Call, v: &View, id: i64) -> Result<SelfStudy> {
    let study = service::one(v, id)?;
    // what was never sent is the person's own
    if matches!(study.stage, Stage::Declared | Stage::Withdrawn) {
        return Err(Failure::NotFound);
    }
    let unit = service::answering_unit(v, &study)?.ok_or(Failure::NotFound)?;
    call.hold(v, Act::KeepClasses, unit)?;
    Ok(study)
}

/// `POST /tu-hoc-don-vi`
pub(super) fn answer(call: &Call) -> Result<Reply> {
    let lang = call.lang;
    let form = call.form();
    let mut ids: Vec<i64> = form.all("so").iter().filter_map(|s| s.parse().ok()).collect();
    ids.sort_unstable();
    ids.dedup();
    if ids.is_empty() || ids.len() > usize::try_from(MOST).unwrap_or(0) {
        return Ok(Reply::refused(
            "/tu-hoc-don-vi",
            t!(lang, "Hãy đánh dấu việc cần trả lời trước, rồi bấm lại."),
        ));
    }
    let me = call.actor()?.person;
    let (back, reason) = (form.get("viec") == "tra-lai", form.get("reason"));
    let line = if back { "self_study.return" } else { "self_study.confirm" };
    let outcome = call.write(line, ids.len().to_string(), |tx| {
        let mut results = Vec::new();
        for id in &ids {
            let study = held(call, tx, *id)?;
            let done =
                if back { service::give_back(tx, me, *id, reason)? } else { service::confirm(tx, me, *id)? };
            let name = store::name(tx, study.person)?.unwrap_or_default();
            results.push((name, study.is.title, done));
        }
        Ok(results)
    });
    match outcome {
        Ok(results) => page(call, &results, &Errors::default(), ""),
        Err(Failure::Invalid(faults)) => {
            let errors = Errors(faults.into_iter().map(|f| (f.field, f.message)).collect());
            page(call, &[], &errors, reason)
        }
        Err(other) => Err(other),
    }
}

/// `GET /tu-hoc-don-vi/{id}`
pub(super) fn show(call: &Call) -> Result<Reply> {
    let lang = call.lang;
    let id = call.id("id")?;
    let (study, name, history) = call.read(|v| {
        let study = held(call, v, id)?;
        let name = store::name(v, study.person)?.unwrap_or_default();
        let history = store::history(v, id)?;
        Ok((study, name, history))
    })?;
    call.looked("self_study", "one", 1)?;
    let events: Vec<Event> = history
        .iter()
        .map(|deed| Event {
            who: deed.who.clone().unwrap_or_else(|| t!(lang, "hệ thống").to_owned()),
            when: deed.at.text(),
            what: super::own::turn_word(lang, deed.turn).to_owned(),
            note: Some(deed.reason.clone()).filter(|r| !r.is_empty()),
            tone: if deed.turn == Turn::Confirmed { Tone::Ok } else { Tone::Plain },
        })
        .collect();
    let said = facts(call, &study)?;
    let back = format!("/tu-hoc-don-vi/{id}/rut");
    let body = html! {
        (card_with(t!(lang, "Người lao động khai"), stage_badge(lang, study.stage), said))
        @if study.stage == Stage::Waiting {
            (card(t!(lang, "Trả lời"), form("/tu-hoc-don-vi", csrf(call), html! {
                input type="hidden" name="so" value=(id);
                (toolbar(html! { (primary(t!(lang, "Xác nhận")).icon("check").sends("viec", "xac-nhan").unchecked()) }))
                (Field::text(lang, "reason", t!(lang, "Chưa xác nhận được? Ghi điều cần sửa")).plain().max_length(300))
                (toolbar(html! { (quiet(t!(lang, "Trả lại")).icon("undo-2").sends("viec", "tra-lai")) }))
            })))
        } @else if study.stage == Stage::Confirmed {
            (card(t!(lang, "Rút xác nhận"), form(&back, csrf(call), html! {
                p { (t!(lang, "Việc này sẽ không còn trong sổ học tập và chỉ tiêu nữa; người khai sửa và gửi lại được.")) }
                (Field::text(lang, "reason", t!(lang, "Lý do")).required().max_length(300))
                (toolbar(html! { (danger(t!(lang, "Rút xác nhận")).icon("undo-2")) }))
            })))
        }
        (card(t!(lang, "Đã qua những bước nào"), timeline(&events)))
    };
    Ok(call.page_with(&study.is.title, body, |shell| {
        shell.crumbs = vec![
            (t!(lang, "Tự học chờ xác nhận").to_owned(), Some("/tu-hoc-don-vi".to_owned())),
            (name.clone(), None),
        ];
        shell.lead = Some(name);
    }))
}

/// `POST /tu-hoc-don-vi/{id}/rut`
pub(super) fn take_back(call: &Call) -> Result<Reply> {
    let id = call.id("id")?;
    let reason = call.form().get("reason");
    call.read(|v| held(call, v, id))?;
    call.write("self_study.take_back", id.to_string(), |tx| {
        held(call, tx, id)?;
        service::take_back(tx, id, reason)
    })?;
    Ok(Reply::done(
        "/tu-hoc-don-vi",
        t!(call.lang, "Đã rút xác nhận. Người khai thấy lý do và sửa lại được."),
    ))
}
