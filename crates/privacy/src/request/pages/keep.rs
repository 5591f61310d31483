//! What the officer in charge does with a request.

use super::own::{fields, read};
use super::register::{body, dress, held, title};
use crate::consent::pages::held as held_person;
use crate::mine::pages::pdf;
use crate::pages::{csrf, faults, rules};
use crate::request::service::{self, Effect};
use kernel::{Act, Failure, Result};
use ui::prelude::*;
use web::{Call, Reply};

/// `POST /quyen-rieng-tu/{id}`
pub(super) fn act(call: &Call) -> Result<Reply> {
    let (lang, rules) = (call.lang, rules(call)?);
    let r = held(call, Act::KeepPrivacy)?;
    let note = call.form().get("ghi_chu");
    let days = call.form().get("so_ngay").parse().unwrap_or(0);
    let step = call.form().get("buoc");
    let outcome = match step {
        "answered" => {
            call.write("privacy.request.answer", r.id.to_string(), |tx| service::answer(tx, r.id, note))
        }
        "processor" => call.write("privacy.request.extend", r.id.to_string(), |tx| {
            service::with_processor(tx, rules, r.id, note)
        }),
        "extended" => call.write("privacy.request.extend", r.id.to_string(), |tx| {
            service::extend(tx, rules, r.id, days, note)
        }),
        "done" => {
            let effect = effect(call, &r.kind);
            call.write("privacy.request.finish", r.id.to_string(), |tx| {
                service::finish(tx, rules, r.id, note, &effect)
            })
        }
        "refused" => {
            call.write("privacy.request.refuse", r.id.to_string(), |tx| service::refuse(tx, r.id, note))
        }
        "correct" => {
            call.write("privacy.request.correct", r.id.to_string(), |tx| service::correct(tx, r.id, note))
        }
        _ => Err(Failure::field("ghi_chu", t!(lang, "Hãy chọn một bước."))),
    };
    let back = format!("/quyen-rieng-tu/{}", r.id);
    match outcome {
        Ok(()) => Ok(Reply::done(back, t!(lang, "Đã ghi. Người gửi thấy ở trang “Dữ liệu của tôi”."))),
        Err(Failure::Invalid(all)) => {
            let body = body(call, &r, &faults(lang, &all))?;
            Ok(call.page_refused(&title(call, &r)?, body, |shell| dress(call, &r, shell)))
        }
        Err(Failure::Conflict(why)) => Ok(Reply::refused(back, words::say(lang, &why).to_owned())),
        Err(other) => Err(other),
    }
}

/// What is to stop, as the form says; a restriction leaves no choice.
fn effect(call: &Call, kind: &str) -> Effect {
    match (kind, call.form().get("hieu_luc")) {
        ("restrict", _) | (_, "han-che") => Effect::Restrict,
        (_, "") => Effect::None,
        (_, purpose) => Effect::Withdraw(purpose.to_owned()),
    }
}

/// `GET /quyen-rieng-tu/{id}/ban-sao`: everything about the person, to be handed over.
pub(super) fn copy(call: &Call) -> Result<Reply> {
    let r = held(call, Act::KeepPrivacy)?;
    call.looked("privacy.copy", &r.person.to_string(), 1)?;
    pdf(call, r.person, &format!("ban-du-lieu-{}", r.id))
}

/// `GET /nguoi/{id}/yeu-cau`: a request that came on paper.
pub(super) fn form_for(call: &Call) -> Result<Reply> {
    let (person, name) = held_person(call, Act::KeepPrivacy)?;
    call.looked("privacy.request", &person.to_string(), 1)?;
    let body = paper_form(call, person, &Errors::default())?;
    Ok(call.page_with(&t!(call.lang, "Ghi yêu cầu của {ten}", ten = name), body, |shell| {
        crumbs(call, shell)
    }))
}

fn crumbs(call: &Call, shell: &mut Shell) {
    let lang = call.lang;
    shell.crumbs = vec![
        (t!(lang, "Yêu cầu về dữ liệu").to_owned(), Some("/quyen-rieng-tu".to_owned())),
        (t!(lang, "Yêu cầu trên giấy").to_owned(), None),
    ];
}

fn paper_form(call: &Call, person: kernel::PersonId, errors: &Errors) -> Result<Markup> {
    let lang = call.lang;
    let rules = rules(call)?;
    Ok(html! {
        (errors.summary(lang))
        p { (t!(lang, "Dùng khi người lao động nộp đơn giấy hoặc nói trực tiếp. Hạn tính từ hôm nay.")) }
        (card(t!(lang, "Nội dung đơn"), form(&format!("/nguoi/{person}/yeu-cau"), csrf(call), fields(call, rules, errors))))
    })
}

/// `POST /nguoi/{id}/yeu-cau`
pub(super) fn receive_for(call: &Call) -> Result<Reply> {
    let (lang, rules) = (call.lang, rules(call)?);
    let (person, name) = held_person(call, Act::KeepPrivacy)?;
    let asked = read(call, "paper");
    let kind: String = asked.kind.chars().filter(char::is_ascii_lowercase).take(20).collect();
    match call.write("privacy.request", kind, |tx| service::receive(tx, rules, person, &asked)) {
        Ok(id) => {
            Ok(Reply::done(format!("/quyen-rieng-tu/{id}"), t!(lang, "Đã ghi yêu cầu, hạn bắt đầu tính.")))
        }
        Err(Failure::Invalid(all)) => {
            let body = paper_form(call, person, &faults(lang, &all))?;
            let title = t!(lang, "Ghi yêu cầu của {ten}", ten = name);
            Ok(call.page_refused(&title, body, |shell| crumbs(call, shell)))
        }
        Err(Failure::Conflict(why)) => {
            Ok(Reply::refused(format!("/nguoi/{person}/yeu-cau"), words::say(lang, &why).to_owned()))
        }
        Err(other) => Err(other),
    }
}
