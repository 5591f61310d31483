//! One piece of material: how learners see it, its forms and what each costs.

use super::super::model::{Media, Work};
use super::super::service;
use super::{address, figure, form_word, held, kind_word, size_word};
use crate::media::model::Purpose;
use kernel::Result;
use ui::prelude::*;
use web::{Call, Reply};

/// Seconds between two looks at work under way.
const AGAIN: u32 = 5;

pub(super) fn one(call: &Call) -> Result<Reply> {
    let lang = call.lang;
    let (media, unit) = call.read(|v| {
        let media = held(call, v)?;
        let unit = people::organisation::store::last(v, media.unit)?;
        Ok((media, unit))
    })?;
    let at = format!("/hoc-lieu/{}", media.id);
    let csrf = call.signed.map_or("", |s| s.csrf.as_str());
    let body = html! {
        @match &media.work {
            Work::Ready => {}
            Work::Waiting => (notice(lang, Tone::Warn, t!(lang, "Đang nén cho nhẹ"), html! {
                p { (t!(lang, "Máy chủ làm lần lượt từng tệp; một video 10 phút mất vài phút. Có thể đóng trang này.")) }
            })),
            Work::Failed(why) => (notice(lang, Tone::Bad, t!(lang, "Nén không được"), html! {
                p { (why) }
                (form(&format!("{at}/lam-lai"), csrf, html! { (quiet(t!(lang, "Thử nén lại")).icon("refresh-cw")) }))
            })),
        }
        @if media.work == Work::Ready { (card(t!(lang, "Người học thấy"), figure(lang, &media))) }
        (forms(lang, &media))
        (card(t!(lang, "Về học liệu này"), definition_list(&[
            (t!(lang, "Loại"), html! { (kind_word(lang, media.kind)) }),
            (t!(lang, "Đơn vị giữ"), html! { (unit.map_or_else(String::new, |u| u.name)) }),
            (t!(lang, "Lời tả"), html! { @if media.alt.is_empty() { (t!(lang, "chưa có")) } @else { (media.alt) } }),
            (t!(lang, "Cỡ khi gửi lên"), html! { (size_word(lang, media.came_bytes)) }),
        ])))
    };
    let is_waiting = media.work == Work::Waiting;
    Ok(call.page_with(&media.title, body, |shell| {
        shell.crumbs = vec![
            (t!(lang, "Học liệu").to_owned(), Some("/hoc-lieu".to_owned())),
            (media.title.clone(), None),
        ];
        if is_waiting {
            shell.refresh = Some(AGAIN);
        }
    }))
}

fn forms(lang: Lang, media: &Media) -> Markup {
    if media.forms.is_empty() {
        return html! {};
    }
    let columns = vec![
        Column::text(t!(lang, "Dạng")),
        Column::number(t!(lang, "Cỡ")),
        Column::text(t!(lang, "Dài")),
        Column::text(t!(lang, "Điểm ảnh")),
    ];
    let rows = media.forms.iter().map(|f| {
        let length = f.seconds.map_or_else(|| "–".to_owned(), |s| format!("{}:{:02}", s / 60, s % 60));
        let size = f.size.filter(|_| f.purpose != Purpose::Audio);
        Row::new(vec![
            html! { a href=(address(media, f)) { (form_word(lang, f.purpose)) } },
            html! { (size_word(lang, f.bytes)) },
            html! { (length) },
            html! { (size.map_or_else(|| "–".to_owned(), |(w, h)| format!("{w} × {h}"))) },
        ])
    });
    card(
        t!(lang, "Các dạng, để người học chọn theo mạng"),
        html! {
            (Table::new(lang, t!(lang, "Các dạng của học liệu"), columns).rows(rows).caption_unseen())
        },
    )
}

pub(super) fn make_again(call: &Call) -> Result<Reply> {
    let media = call.read(|v| held(call, v))?;
    call.write("learning.media.again", media.id.to_string(), |tx| service::make_again(tx, media.id))?;
    Ok(Reply::done(format!("/hoc-lieu/{}", media.id), t!(call.lang, "Đã xếp hàng để nén lại.")))
}
