//! What could not be taken from phones as it was: one's own, and that of the people of one's units.

use super::model::Outcome;
use super::service;
use super::store::{self, Waiting};
use crate::Houses;
use ::store::View;
use ::store::sockets::OfflineAct;
use kernel::{Act, Failure, OrganisationId, Result};
use ui::prelude::*;
use web::home::{Todo, Waits};
use web::{Call, Reply, Routes, routes};

/// The pages of acts to be looked at.
pub fn routes() -> Routes {
    routes! {
        GET "/gui-tu-may" => own, for Act::UseOwnAccount;
        GET "/don-vi/{unit}/gui-tu-may" => of_unit, for Act::KeepClasses;
        POST "/gui-tu-may/{event}" => decide, for Act::KeepClasses;
    }
}

fn act_of(w: &Waiting) -> Result<OfflineAct> {
    Ok(OfflineAct {
        uuid: w.uuid.clone(),
        kind: w.kind.clone(),
        person: w.person,
        body: serde_json::from_str(&w.body).map_err(|e| Failure::broken(e.to_string()))?,
        at: w.at,
        device_at: w.at,
    })
}

/// What an act says, in words of the house that takes it.
fn words(call: &Call, v: &View, w: &Waiting) -> Result<String> {
    let said = match call.state::<Houses>()?.taker(&w.kind) {
        Some(house) => house.words(v, &act_of(w)?)?,
        None => String::new(),
    };
    Ok(if said.is_empty() { t!(call.lang, "Việc học trên máy").to_owned() } else { said })
}

fn state(lang: Lang, w: &Waiting) -> Markup {
    match w.outcome {
        Outcome::Conflict => badge(Tone::Warn, t!(lang, "Hai bản khác nhau")),
        _ => badge(Tone::Bad, t!(lang, "Chưa nhận được")),
    }
}

fn told(call: &Call, v: &View, w: &Waiting) -> Result<Markup> {
    let lang = call.lang;
    let what = words(call, v, w)?;
    Ok(html! {
        p { (state(lang, w)) " " strong { (what) } }
        @if !w.message.is_empty() { p { (w.message) } }
        p.hint {
            (t!(lang, "Làm lúc {luc} · máy chủ nhận lúc {nhan}", luc = w.at.text(), nhan = w.came.text()))
            @if w.is_doubtful { " · " (t!(lang, "đồng hồ của máy sai nên giờ làm chỉ là ước tính")) }
        }
    })
}

fn own(call: &Call) -> Result<Reply> {
    let lang = call.lang;
    let person = call.actor()?.person;
    let cards = call.read(|v| {
        store::of_person(v, person)?
            .iter()
            .map(|w| Ok(card("", told(call, v, w)?)))
            .collect::<Result<Vec<_>>>()
    })?;
    let body = html! {
        @if cards.is_empty() {
            (empty_state("send", t!(lang, "Không có việc nào vướng"),
                t!(lang, "Mọi việc bạn làm trên máy đã được máy chủ nhận. Việc nào không nhận được sẽ hiện ở đây kèm lý do."), html! {}))
        }
        @for one in &cards { (one) }
    };
    Ok(call.page_with(t!(lang, "Việc gửi từ máy cần xem lại"), body, |shell| {
        shell.lead =
            Some(t!(lang, "Cán bộ công đoàn của bạn cũng thấy danh sách này và giúp bạn xử lý.").to_owned());
    }))
}

/// Those that this actor may decide: where the act is about, else where its person belongs.
fn of_unit(call: &Call) -> Result<Reply> {
    let lang = call.lang;
    let unit = call.unit()?;
    let csrf = call.signed.map(|s| s.csrf.clone()).unwrap_or_default();
    let (all, cards) = call.read(|v| {
        let all = store::below(v, unit)?;
        let cards =
            all.iter().map(|w| Ok((w.id, w.name.clone(), told(call, v, w)?))).collect::<Result<Vec<_>>>()?;
        Ok((all, cards))
    })?;
    call.looked("sync.waiting", call.param("unit"), all.len())?;
    let body = html! {
        @if cards.is_empty() {
            (empty_state("send", t!(lang, "Không có việc nào vướng"),
                t!(lang, "Việc học, điểm danh gửi từ máy đều đã được nhận. Việc trùng hoặc bị từ chối sẽ hiện ở đây để bạn quyết định."), html! {}))
        }
        @for (id, name, told) in &cards {
            (card(name, html! {
                (told)
                (form(&format!("/gui-tu-may/{id}"), &csrf, html! {
                    input type="hidden" name="unit" value=(call.param("unit"));
                    (Field::text(lang, "reason", t!(lang, "Lý do")).id(format!("reason-{id}")).required())
                    (toolbar(html! {
                        (primary(t!(lang, "Lấy bản trên máy")).sends("taken", "1"))
                        (quiet(t!(lang, "Giữ bản đang có")).sends("taken", "0"))
                    }))
                }))
            }))
        }
    };
    Ok(call.page_with(t!(lang, "Việc gửi từ máy cần xem lại"), body, |_| {}))
}

/// The unit whose officers decide about this act.
fn places(call: &Call, v: &View, w: &Waiting) -> Result<Vec<OrganisationId>> {
    let named = match call.state::<Houses>()?.taker(&w.kind) {
        Some(house) => house.place(v, &act_of(w)?)?,
        None => None,
    };
    match named {
        Some(unit) => Ok(vec![unit]),
        None => Ok(store::units(v, w.person)?),
    }
}

fn decide(call: &Call) -> Result<Reply> {
    let id = call.id("event")?;
    let lang = call.lang;
    let waiting = call.read(|v| {
        let w = store::one(v, id)?.ok_or(Failure::NotFound)?;
        let mut held = Err(Failure::NotFound);
        for unit in places(call, v, &w)? {
            if held.is_err() {
                held = call.hold(v, Act::KeepClasses, unit);
            }
        }
        held.map(|()| w)
    })?;
    let unit = call.form().get("unit");
    let back = match unit.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b)) && !unit.is_empty()
    {
        true => format!("/don-vi/{unit}/gui-tu-may"),
        false => "/".to_owned(),
    };
    let reason = call.form().get("reason").to_owned();
    if reason.chars().count() < 5 {
        return Ok(Reply::refused(back, t!(lang, "Hãy ghi lý do (ít nhất 5 chữ).")));
    }
    let taken = call.form().get("taken") == "1";
    let (actor, houses) = (call.actor()?, call.state::<Houses>()?);
    match call.write("sync.decide", if taken { "taken" } else { "left" }, |tx| {
        service::decide(tx, houses, actor, &waiting, taken, &reason)
    }) {
        Ok(()) if taken => Ok(Reply::done(back, t!(lang, "Đã lấy bản trên máy."))),
        Ok(()) => Ok(Reply::done(back, t!(lang, "Đã giữ bản đang có."))),
        Err(Failure::Broken(e)) => Err(Failure::Broken(e)),
        Err(e) => Ok(Reply::refused(back, e.messages().join(" "))),
    }
}

/// What waits for a decision, on the start page.
pub struct WaitingActs;

impl Waits for WaitingActs {
    fn todo(&self, call: &Call, v: &View) -> Result<Vec<Todo>> {
        let lang = call.lang;
        let mut out = Vec::new();
        for unit in call.scope(Act::KeepClasses)? {
            let n = store::below(v, unit)?.len();
            let Some(named) = people::organisation::store::one(v, unit, v.today())?.filter(|_| n > 0) else {
                continue;
            };
            out.push(Todo {
                what: t!(lang, "Việc gửi từ máy cần xem lại").to_owned(),
                when: t!(lang, "{so} việc", so = n),
                tone: Tone::Warn,
                act: t!(lang, "Xem").to_owned(),
                href: format!("/don-vi/{}/gui-tu-may", named.code),
            });
        }
        Ok(out)
    }
    fn own(&self, call: &Call, v: &View) -> Result<Vec<Markup>> {
        let lang = call.lang;
        let n = store::of_person(v, call.actor()?.person)?.len();
        if n == 0 {
            return Ok(Vec::new());
        }
        Ok(vec![notice(
            lang,
            Tone::Warn,
            &t!(lang, "{so} việc gửi từ máy chưa nhận được", so = n),
            html! {
                p { a href="/gui-tu-may" { (t!(lang, "Xem lý do")) } }
            },
        )])
    }
}
