//! One's own requests, on a phone.

use super::words::{due_words, field_word, history, kind_word, state_badge};
use crate::mine::pages::doors;
use crate::pages::{csrf, either, faults, rules};
use crate::request::model::{Request, State};
use crate::request::service::{self, Asked};
use crate::request::store;
use crate::rules::Rules;
use kernel::{Failure, Result};
use ui::prelude::*;
use web::{Call, Reply};

/// `GET /du-lieu-cua-toi/yeu-cau`
pub(super) fn list(call: &Call) -> Result<Reply> {
    let body = page(call, &Errors::default())?;
    Ok(call.page(t!(call.lang, "Yêu cầu về dữ liệu của tôi"), body))
}

fn page(call: &Call, errors: &Errors) -> Result<Markup> {
    let (lang, rules) = (call.lang, rules(call)?);
    let person = call.actor()?.person;
    let all = call.read(|v| Ok(store::of_person(v, person)?))?;
    let today = call.today();
    Ok(html! {
        (doors(call))
        (errors.summary(lang))
        @for r in &all { (one(call, rules, r)) }
        (card(t!(lang, "Gửi yêu cầu mới"), html! {
            p { (t!(lang, "Cán bộ phụ trách trả lời trước hết ngày {ngay}. Bạn xem được mọi bước ở trang này.", ngay = numbers::date(rules.answer_due(today)))) }
            (form("/du-lieu-cua-toi/yeu-cau", csrf(call), fields(call, rules, errors)))
        }))
    })
}

/// The fields of a new request, for the person and for the officer who writes one down.
pub(super) fn fields(call: &Call, rules: &Rules, errors: &Errors) -> Markup {
    let lang = call.lang;
    let kept = |name: &str| {
        let sent = call.form().get(name);
        if sent.is_empty() { call.query(name).to_owned() } else { sent.to_owned() }
    };
    let kinds = rules.kinds.iter().map(|k| {
        Choice::new(&k.code, either(lang, &k.title, &k.title_en)).hint(t!(
            lang,
            "xong trong {n} ngày",
            n = k.finish_days
        ))
    });
    let places =
        rules.fields.iter().map(|f| Choice::new(&f.code, either(lang, &f.title, &f.title_en))).collect();
    html! {
        (Field::radios(lang, "loai", t!(lang, "Tôi muốn"), kinds.collect()).value(kept("loai")).required().error(errors.of("loai")))
        (Field::select(lang, "muc", t!(lang, "Mục cần sửa"), places).value(kept("muc")).blank(t!(lang, "Chọn…"))
            .hint(t!(lang, "Chỉ khi xin sửa thông tin.")).error(errors.of("muc")))
        (Field::text(lang, "gia_tri", t!(lang, "Nội dung đúng")).value(kept("gia_tri")).max_length(200).error(errors.of("gia_tri")))
        (Field::textarea(lang, "noi_dung", t!(lang, "Nói rõ thêm"), 3).value(kept("noi_dung")).max_length(2000).error(errors.of("noi_dung")))
        (toolbar(html! { (primary(t!(lang, "Gửi yêu cầu")).icon("send")) }))
    }
}

/// What was asked, in words.
pub(super) fn asked(lang: Lang, rules: &Rules, r: &Request) -> Markup {
    html! {
        @if !r.field.is_empty() {
            p { (field_word(lang, rules, &r.field)) @if !r.value.is_empty() { ": " strong { (r.value) } } }
        }
        @if !r.wish.is_empty() { p { (r.wish) } }
    }
}

fn one(call: &Call, rules: &Rules, r: &Request) -> Markup {
    let (lang, today) = (call.lang, call.today());
    let ended = matches!(r.state(), State::Ended(_));
    card_with(
        kind_word(lang, rules, &r.kind),
        state_badge(lang, r, today),
        html! {
            (asked(lang, rules, r))
            @if let Some(due) = r.due(today) { p { (t!(lang, "Cán bộ phải {viec}.", viec = due_words(lang, due))) } }
            (history(lang, r, false))
            @if !ended {
                (form("/du-lieu-cua-toi/yeu-cau/rut", csrf(call), html! {
                    input type="hidden" name="so" value=(r.id);
                    (toolbar(html! { (quiet(t!(lang, "Rút yêu cầu này")).icon("undo-2")) }))
                }))
            }
        },
    )
}

/// What the form says.
pub(super) fn read(call: &Call, channel: &'static str) -> Asked {
    let f = call.form();
    Asked {
        kind: f.get("loai").to_owned(),
        wish: f.get("noi_dung").to_owned(),
        field: f.get("muc").to_owned(),
        value: f.get("gia_tri").to_owned(),
        channel,
    }
}

/// `POST /du-lieu-cua-toi/yeu-cau`
pub(super) fn send(call: &Call) -> Result<Reply> {
    let (lang, rules) = (call.lang, rules(call)?);
    let person = call.actor()?.person;
    let asked = read(call, "own");
    let kind: String = asked.kind.chars().filter(char::is_ascii_lowercase).take(20).collect();
    match call.write("privacy.request", kind, |tx| service::receive(tx, rules, person, &asked)) {
        Ok(_) => Ok(Reply::done(
            "/du-lieu-cua-toi/yeu-cau",
            t!(lang, "Đã gửi. Cán bộ phụ trách sẽ trả lời bạn ở trang này."),
        )),
        Err(Failure::Invalid(all)) => {
            let body = page(call, &faults(lang, &all))?;
            Ok(call.page_refused(t!(lang, "Yêu cầu về dữ liệu của tôi"), body, |_| {}))
        }
        Err(Failure::Conflict(why)) => {
            Ok(Reply::refused("/du-lieu-cua-toi/yeu-cau", words::say(lang, &why).to_owned()))
        }
        Err(other) => Err(other),
    }
}

/// `POST /du-lieu-cua-toi/yeu-cau/rut`
pub(super) fn cancel(call: &Call) -> Result<Reply> {
    let person = call.actor()?.person;
    let id: i64 = call.form().get("so").parse().map_err(|_| Failure::NotFound)?;
    let owner = call.read(|v| Ok(store::one(v, id)?))?.ok_or(Failure::NotFound)?.person;
    if owner != person {
        return Err(Failure::NotFound);
    }
    call.write("privacy.request.cancel", id.to_string(), |tx| service::cancel(tx, id, person))?;
    Ok(Reply::done("/du-lieu-cua-toi/yeu-cau", t!(call.lang, "Đã rút yêu cầu.")))
}
