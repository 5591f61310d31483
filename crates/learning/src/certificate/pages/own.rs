//! The owner's certificates: to look at, to print, to be scanned off the screen.

use super::{OWN, print};
use crate::certificate::model::Certificate;
use crate::certificate::service;
use crate::record::pages::{HERE, own_person};
use kernel::time::day_text;
use kernel::{Failure, Result};
use ui::prelude::*;
use web::{Call, Reply};

/// `GET /so-hoc-tap/chung-nhan`
pub(super) fn show(call: &Call) -> Result<Reply> {
    let lang = call.lang;
    let person = own_person(call)?;
    let all = call.read(|v| service::of_person(v, person))?;
    let body = html! {
        @if all.is_empty() {
            (empty_state("graduation-cap", t!(lang, "Bạn chưa có giấy chứng nhận nào"),
                t!(lang, "Đạt yêu cầu của lớp đào tạo, bồi dưỡng thì đơn vị mở lớp cấp giấy và giấy hiện ở đây."), html! {}))
        }
        @for c in &all { (one(call, c)?) }
    };
    Ok(call.page_with(t!(lang, "Giấy chứng nhận của tôi"), body, |shell| {
        shell.crumbs = vec![
            (t!(lang, "Sổ học tập").to_owned(), Some(HERE.to_owned())),
            (t!(lang, "Giấy chứng nhận").to_owned(), None),
        ];
    }))
}

fn one(call: &Call, c: &Certificate) -> Result<Markup> {
    let lang = call.lang;
    let s = &c.says;
    let state = match &c.revoked {
        Some((day, _)) => badge(Tone::Bad, &t!(lang, "Đã thu hồi {ngay}", ngay = day_text(*day))),
        None => badge(Tone::Ok, t!(lang, "Còn giá trị")),
    };
    let link = print::link(call, c).filter(|_| c.revoked.is_none());
    Ok(card_with(
        &s.title,
        state,
        html! {
            p { (s.issuer) " · " (day_text(s.day)) br; span.hint { (c.code) } }
            @if let Some(link) = &link {
                (disclosure(t!(lang, "Đưa người khác quét mã"), html! {
                    div.qr { (qr(lang, link).map_err(Failure::broken)?) }
                    p.hint { (t!(lang, "Người kia mở máy ảnh điện thoại, soi vào mã: trang kiểm tra nói giấy thật hay không.")) }
                    p { a href=(link) { (t!(lang, "Mở trang kiểm tra")) } }
                }))
                (toolbar(html! {
                    (link_button(Look::Quiet, t!(lang, "Bản in (PDF)"), &format!("{OWN}/tai?so={}", c.code)).icon("printer").download())
                }))
            }
        },
    ))
}

/// One's own certificates as PDF: the one of the number asked for, else all that are valid.
pub(super) fn download(call: &Call) -> Result<Reply> {
    let person = own_person(call)?;
    let wanted = call.visit.query.opt("so");
    let all = call.read(|v| service::of_person(v, person))?;
    let mut valid = all.into_iter().filter(|c| c.revoked.is_none());
    match wanted {
        Some(code) => {
            let c = valid.find(|c| c.code == code).ok_or(Failure::NotFound)?;
            let name = format!("giay-chung-nhan-{}", c.code);
            print::file(call, &[c], &name)
        }
        None => {
            let all: Vec<_> = valid.collect();
            if all.is_empty() { show(call) } else { print::file(call, &all, "giay-chung-nhan") }
        }
    }
}

/// Certificates as a table; `href` says where one is opened.
pub(crate) fn table(
    lang: Lang,
    all: &[Certificate],
    href: impl Fn(&Certificate) -> Option<String>,
) -> Markup {
    let columns = vec![
        Column::text(t!(lang, "Số")),
        Column::text(t!(lang, "Đã hoàn thành")),
        Column::text(t!(lang, "Nơi cấp")),
        Column::text(t!(lang, "Tình trạng")),
    ];
    let rows = all.iter().map(|c| {
        Row::new(vec![
            html! { @match href(c) { Some(to) => a href=(to) { (c.code) }, None => (c.code) } },
            html! { (c.says.title) },
            html! { (c.says.issuer) },
            match &c.revoked {
                Some((day, _)) => badge(Tone::Bad, &t!(lang, "Đã thu hồi {ngay}", ngay = day_text(*day))),
                None => badge(Tone::Ok, t!(lang, "Còn giá trị")),
            },
        ])
    });
    html! { (Table::new(lang, t!(lang, "Giấy chứng nhận"), columns).caption_unseen().rows(rows)) }
}
