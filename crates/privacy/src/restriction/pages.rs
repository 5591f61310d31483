//! Whose data may not be used, the record behind it, lifting it.

use crate::consent::pages::held;
use crate::pages::{csrf, faults};
use kernel::{Act, Failure, FieldFault, PersonId, Result};
use people::restriction::model::Restriction;
use people::restriction::{service, store};
use ui::prelude::*;
use web::{Call, Reply, Routes, routes};

/// The addresses of this room.
pub fn routes() -> Routes {
    routes! {
        GET "/nguoi/{id}/han-che" => show, for Act::KeepPrivacy;
        POST "/nguoi/{id}/han-che" => lift, for Act::KeepPrivacy;
        POST "/du-lieu-cua-toi/han-che" => lift_own, for Act::UseOwnAccount;
    }
}

/// A restriction in the actor's reach.
pub(crate) struct Line {
    restriction: Restriction,
    name: String,
    keeps: bool,
}

/// The restrictions that hold in the actor's reach; whose, only for who may lift them.
pub(crate) fn below(call: &Call) -> Result<Vec<Line>> {
    call.read(|v| {
        let mut out = Vec::new();
        for restriction in store::all(v)? {
            let person = restriction.person;
            let Some(unit) = crate::request::service::unit_of(v, person, call.today())? else { continue };
            if v.canonical(person)? != person || !call.may_at(v, Act::SeePrivacy, unit)? {
                continue;
            }
            let keeps = call.may_at(v, Act::KeepPrivacy, unit)?;
            let known = match keeps {
                true => service::behind(v, person)?,
                false => people::person::store::one(v, person)?,
            };
            out.push(Line { restriction, name: known.map_or_else(String::new, |p| p.full_name), keeps });
        }
        Ok(out)
    })
}

/// What a restriction rests on, in words.
fn kind_word(lang: Lang, kind: &str) -> &'static str {
    match kind {
        "object" => t!(lang, "Phản đối"),
        _ => t!(lang, "Xin hạn chế"),
    }
}

/// The list of them.
pub(crate) fn table(call: &Call, all: &[Line]) -> Markup {
    let lang = call.lang;
    let columns = vec![
        Column::text(t!(lang, "Của ai")),
        Column::text(t!(lang, "Từ ngày")),
        Column::text(t!(lang, "Theo yêu cầu")),
    ];
    let rows = all.iter().map(|l| {
        let r = &l.restriction;
        Row::new(vec![
            html! { @if l.keeps { a href={ "/nguoi/" (r.person) "/han-che" } { (l.name) } } @else { (l.name) } },
            html! { (numbers::date(r.since)) },
            html! { @match r.request {
                Some(id) => a href={ "/quyen-rieng-tu/" (id) } { (kind_word(lang, &r.kind)) },
                None => (kind_word(lang, &r.kind)),
            } },
        ])
    });
    let empty = empty_state(
        "shield",
        t!(lang, "Không ai đang hạn chế xử lý"),
        t!(lang, "Khi một yêu cầu hạn chế hoặc phản đối được chấp nhận, người đó hiện ở đây cho đến khi gỡ."),
        html! {},
    );
    Table::new(lang, t!(lang, "Đang hạn chế xử lý"), columns)
        .caption_unseen()
        .rows(rows)
        .empty(empty)
        .render()
}

fn show(call: &Call) -> Result<Reply> {
    let (person, name) = held(call, Act::KeepPrivacy)?;
    call.looked("privacy.restricted", &person.to_string(), 1)?;
    let body = body(call, person, &Errors::default())?;
    Ok(call.page_with(&t!(call.lang, "Hạn chế xử lý: {ten}", ten = name), body, |s| crumbs(call, s)))
}

fn crumbs(call: &Call, shell: &mut Shell) {
    let lang = call.lang;
    shell.crumbs = vec![
        (t!(lang, "Yêu cầu về dữ liệu").to_owned(), Some("/quyen-rieng-tu?loc=han-che".to_owned())),
        (t!(lang, "Hạn chế xử lý").to_owned(), None),
    ];
}

fn body(call: &Call, person: PersonId, errors: &Errors) -> Result<Markup> {
    let lang = call.lang;
    let (holds, record, history) =
        call.read(|v| Ok((store::of(v, person)?, service::behind(v, person)?, store::history(v, person)?)))?;
    let record = record.ok_or(Failure::NotFound)?;
    let or_dash = |t: &str| html! { @if t.is_empty() { "–" } @else { (t) } };
    let events: Vec<Event> = history
        .iter()
        .map(|(kind, since, until)| Event {
            what: kind_word(lang, kind).to_owned(),
            who: String::new(),
            when: match until {
                Some(at) => t!(lang, "{tu} – gỡ lúc {den}", tu = numbers::date(*since), den = at.text()),
                None => t!(lang, "từ {tu}", tu = numbers::date(*since)),
            },
            note: None,
            tone: if until.is_some() { Tone::Plain } else { Tone::Warn },
        })
        .collect();
    Ok(html! {
        (errors.summary(lang))
        @if holds.is_some() {
            (notice(lang, Tone::Warn, t!(lang, "Đang hạn chế xử lý"), html! {
                p { (t!(lang, "Người khác chỉ thấy “Đang hạn chế xử lý” và số hồ sơ. Bạn xem được vì xử lý yêu cầu này; lần xem đã vào nhật ký.")) }
            }))
        } @else {
            (notice(lang, Tone::Plain, t!(lang, "Không có hạn chế nào"), html! {
                p { a href={ "/nguoi/" (person) } { (t!(lang, "Mở hồ sơ")) } }
            }))
        }
        (grid(html! {
            (card(t!(lang, "Hồ sơ"), definition_list(&[
                (t!(lang, "Họ và tên"), html! { strong { (record.full_name) } }),
                (t!(lang, "Ngày sinh"), or_dash(&record.birth_text())),
                (t!(lang, "Điện thoại"), or_dash(record.phone.as_deref().unwrap_or(""))),
                (t!(lang, "Bộ phận, tổ"), or_dash(record.section.as_deref().unwrap_or(""))),
                (t!(lang, "Mã nhân viên"), or_dash(record.staff_code.as_deref().unwrap_or(""))),
            ])))
            (card(t!(lang, "Các lần hạn chế"), html! {
                @if events.is_empty() { p.hint { (t!(lang, "Chưa có lần nào.")) } } @else { (timeline(&events)) }
            }))
        }))
        @if holds.is_some() {
            (card(t!(lang, "Gỡ hạn chế"), form(&format!("/nguoi/{person}/han-che"), csrf(call), html! {
                p { (t!(lang, "Hồ sơ hiện lại như trước ở mọi nơi. Chỉ gỡ khi người này đồng ý, hoặc lý do hạn chế không còn.")) }
                (Field::text(lang, "ly_do", t!(lang, "Lý do gỡ")).value(call.form().get("ly_do")).required().max_length(200)
                    .hint(t!(lang, "Ví dụ: người lao động rút yêu cầu ngày 20/11/2026. Không ghi tên người.")).error(errors.of("ly_do")))
                (toolbar(html! { (primary(t!(lang, "Gỡ hạn chế")).icon("undo-2")) }))
            })))
        }
    })
}

fn lift(call: &Call) -> Result<Reply> {
    let lang = call.lang;
    let (person, name) = held(call, Act::KeepPrivacy)?;
    let reason: String = call.form().get("ly_do").chars().take(200).collect();
    if reason.chars().count() < 5 {
        let wrong = FieldFault::new("ly_do", t!(lang, "Hãy ghi lý do, ít nhất 5 chữ."));
        let body = body(call, person, &faults(lang, &[wrong]))?;
        let title = t!(lang, "Hạn chế xử lý: {ten}", ten = name);
        return Ok(call.page_refused(&title, body, |s| crumbs(call, s)));
    }
    let lifted = call.write("privacy.lift", person.to_string(), |tx| {
        tx.note("privacy.lift", &format!("{person}: {reason}"), 1)?;
        service::lift(tx, person)
    })?;
    if !lifted {
        return Ok(Reply::refused(
            format!("/nguoi/{person}/han-che"),
            t!(lang, "Hạn chế này đã được gỡ trước đó."),
        ));
    }
    Ok(Reply::done(format!("/nguoi/{person}"), t!(lang, "Đã gỡ hạn chế, hồ sơ hiện lại như trước.")))
}

/// Whoever asked for it may take it back at any time.
fn lift_own(call: &Call) -> Result<Reply> {
    let lang = call.lang;
    let person = call.actor()?.person;
    if call.write("privacy.lift", "own", |tx| service::lift(tx, person))? {
        return Ok(Reply::done(
            "/du-lieu-cua-toi",
            t!(lang, "Đã gỡ hạn chế, hồ sơ của bạn hiện lại như trước."),
        ));
    }
    Ok(Reply::refused("/du-lieu-cua-toi", t!(lang, "Dữ liệu của bạn không bị hạn chế.")))
}

/// What one's own page says of it.
pub(crate) fn own_notice(call: &Call) -> Result<Markup> {
    let lang = call.lang;
    let person = call.actor()?.person;
    let Some(r) = call.read(|v| Ok(store::of(v, person)?))? else { return Ok(html! {}) };
    Ok(notice(
        lang,
        Tone::Warn,
        t!(lang, "Dữ liệu của bạn đang hạn chế xử lý"),
        html! {
            p { (t!(lang, "Từ ngày {ngay}, người khác chỉ thấy “Đang hạn chế xử lý” thay tên bạn; không ai sửa, chuyển hay cấp phiếu cho bạn. Bạn vẫn được tính trong mọi con số, quyền lợi không đổi.", ngay = numbers::date(r.since))) }
            (form("/du-lieu-cua-toi/han-che", csrf(call), toolbar(html! { (quiet(t!(lang, "Gỡ hạn chế")).icon("undo-2")) })))
        },
    ))
}
