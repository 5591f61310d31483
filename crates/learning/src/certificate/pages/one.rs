//! One certificate, for the officers of the unit that issued it: what it says, printing, revoking.

use super::{hours, print};
use crate::certificate::model::Certificate;
use crate::certificate::{service, store};
use crate::class::service::SUBJECT;
use ::store::View;
use kernel::time::day_text;
use kernel::{Act, Failure, Result};
use ui::prelude::*;
use web::{Call, Reply};

/// The certificate of the address, when the actor may do this at the issuing unit; else not found.
fn held(call: &Call, v: &View) -> Result<Certificate> {
    let found = store::one(v, call.id("certificate")?)?.ok_or(Failure::NotFound)?;
    call.hold(v, Act::KeepClasses, found.organisation)?;
    Ok(found)
}

/// `GET /chung-nhan/{certificate}`
pub(super) fn show(call: &Call) -> Result<Reply> {
    page(call, &Errors::default())
}

/// The certificate as PDF.
pub(super) fn download(call: &Call) -> Result<Reply> {
    let c = call.read(|v| held(call, v))?;
    call.looked("certificate", &c.code, 1)?;
    let name = format!("giay-chung-nhan-{}", c.code);
    print::file(call, &[c], &name)
}

/// Revokes it, with a reason.
pub(super) fn revoke(call: &Call) -> Result<Reply> {
    let c = call.read(|v| held(call, v))?;
    let reason = call.form().get("ly_do").to_owned();
    let here = format!("/chung-nhan/{}", c.id);
    match call.write("certificate.revoke", c.code.clone(), |tx| service::revoke(tx, c.id, &reason)) {
        Ok(()) => Ok(Reply::done(
            here,
            t!(
                call.lang,
                "Đã thu hồi giấy. Trang kiểm tra công khai nói rõ từ bây giờ; việc học vẫn được tính."
            ),
        )),
        Err(Failure::Invalid(faults)) => {
            page(call, &Errors(faults.into_iter().map(|f| (f.field, f.message)).collect()))
        }
        Err(Failure::Conflict(said)) => Ok(Reply::refused(here, said)),
        Err(other) => Err(other),
    }
}

fn page(call: &Call, errors: &Errors) -> Result<Reply> {
    let lang = call.lang;
    let (c, replaces, replaced_by) = call.read(|v| {
        let c = held(call, v)?;
        let old = c.replaces.map(|id| store::one(v, id)).transpose()?.flatten();
        let new = store::replaced_by(v, c.id)?;
        Ok((c, old, new))
    })?;
    call.looked("certificate", &c.code, 1)?;
    let s = &c.says;
    let here = format!("/chung-nhan/{}", c.id);
    let gone = t!(lang, "(đã ẩn danh)");
    let mut pairs = vec![
        (
            t!(lang, "Họ và tên"),
            html! { strong { @if s.full_name.is_empty() { (gone) } @else { (s.full_name) } } },
        ),
        (t!(lang, "Năm sinh"), html! { @match s.birth_year { Some(y) => (y), None => "–" } }),
        (
            t!(lang, "Đã hoàn thành"),
            html! {
                (s.words) " "
                @if c.subject.0 == SUBJECT { a href={ "/lop/" (c.subject.1) } { (s.title) } } @else { (s.title) }
            },
        ),
        (t!(lang, "Thời lượng"), html! { (hours(s.minutes)) }),
        (t!(lang, "Ngày hoàn thành"), html! { (day_text(s.day)) }),
        (t!(lang, "Nơi cấp"), html! { (s.issuer) }),
        (t!(lang, "Ngày cấp"), html! { (day_text(s.issued_on)) }),
        (t!(lang, "Người ký"), html! { @if s.signer.is_empty() { "–" } @else { (s.signer) } }),
    ];
    if let Some(old) = &replaces {
        pairs.push((t!(lang, "Thay cho giấy"), html! { a href={ "/chung-nhan/" (old.id) } { (old.code) } }));
    }
    if let Some(new) = &replaced_by {
        pairs.push((t!(lang, "Đã cấp lại bằng giấy"), html! { (new) }));
    }
    let body = html! {
        (errors.summary(lang))
        @if let Some((day, reason)) = &c.revoked {
            (notice(lang, Tone::Bad, &t!(lang, "Đã thu hồi ngày {ngay}", ngay = day_text(*day)), html! {
                p { (t!(lang, "Lý do")) ": " (reason) }
            }))
        }
        (card(t!(lang, "Trên giấy ghi"), html! {
            (definition_list(&pairs))
            @if let Some(link) = print::link(call, &c) { p { a href=(link) { (t!(lang, "Mở trang kiểm tra")) } } }
        }))
        @if c.revoked.is_none() {
            details.more open[!errors.is_empty()] {
                summary { (icon("chevron-right")) (t!(lang, "Thu hồi giấy này")) }
                div {
                    p { (t!(lang, "Ai kiểm tra giấy này sẽ thấy “đã thu hồi”. Việc học đã ghi không đổi; có thể cấp lại bằng số mới.")) }
                    (form(&format!("{here}/thu-hoi"), crate::record::pages::csrf(call), html! {
                        (Field::textarea(lang, "ly_do", t!(lang, "Lý do"), 2).required().value(call.form().get("ly_do"))
                            .max_length(300).error(errors.of("ly_do")))
                        (danger(t!(lang, "Thu hồi giấy")))
                    }))
                }
            }
        }
    };
    let dress = |shell: &mut Shell| {
        shell.crumbs = vec![(t!(lang, "Lớp học").to_owned(), Some("/lop".to_owned()))];
        if c.subject.0 == SUBJECT {
            shell.crumbs.push((s.title.clone(), Some(format!("/lop/{}/chung-nhan", c.subject.1))));
        }
        shell.crumbs.push((c.code.clone(), None));
        shell.lead = Some(c.code.clone());
        if service::carried(&c).is_some() {
            shell.actions = Some(html! {
                (link_button(Look::Primary, t!(lang, "Bản in (PDF)"), &format!("{here}/tai")).icon("printer").download())
            });
        }
    };
    let title = t!(lang, "Giấy chứng nhận");
    Ok(if errors.is_empty() {
        call.page_with(title, body, dress)
    } else {
        call.page_refused(title, body, dress)
    })
}
