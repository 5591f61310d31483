//! The list of material: what there is, how large, from where.

use super::super::model::{Kind, Media, Work};
use super::super::store;
use super::{kind_word, size_word, thumbnail};
use kernel::{Act, Result};
use ui::prelude::*;
use web::{Call, Reply};

/// Lines on a page.
const PAGE: usize = 30;

/// The material of the actor's subtrees.
pub(super) fn show(call: &Call) -> Result<Reply> {
    let lang = call.lang;
    let kind = Kind::find(call.query("loai"));
    let words = kernel::name::fold(call.query("tim"));
    let page = call.query("trang").parse::<usize>().unwrap_or(1).max(1);
    call.read(|v| {
        let tops = call.scope(Act::AuthorCourses)?;
        let all = store::below(v, &tops, kind)?;
        let asked: Vec<&Media> =
            all.iter().filter(|m| kernel::name::fold(&m.title).contains(&words)).collect();
        let mut rows = Vec::new();
        for m in asked.iter().skip((page - 1) * PAGE).take(PAGE) {
            let unit = people::organisation::store::last(v, m.unit)?.map_or_else(String::new, |u| u.name);
            rows.push(line(lang, m, &unit));
        }
        let own = match tops.first() {
            Some(top) => people::organisation::store::last(v, *top)?.map(|u| u.code),
            None => None,
        };
        let new = own.map(|code| format!("/don-vi/{code}/hoc-lieu/moi"));
        let add = html! {
            @if let Some(new) = &new {
                (link_button(Look::Primary, t!(lang, "Thêm học liệu"), new).icon("plus"))
            }
        };
        let is_bare = all.is_empty() && kind.is_none();
        let columns = vec![
            Column::text(t!(lang, "Học liệu")),
            Column::text(t!(lang, "Loại")),
            Column::number(t!(lang, "Người học tải")),
            Column::text(t!(lang, "Đơn vị giữ")),
        ];
        let none = empty_state("image", t!(lang, "Không có học liệu nào khớp"), t!(lang, "Hãy đổi từ tìm kiếm hoặc chọn loại khác."), html! {});
        let pages = u32::try_from(asked.len().div_ceil(PAGE)).unwrap_or(1);
        let body = html! {
            @if is_bare {
                (empty_state("image", t!(lang, "Chưa có học liệu nào"),
                    t!(lang, "Ảnh, video, âm thanh, tài liệu PDF để đưa vào bài học. Hệ thống tự nén cho nhẹ để điện thoại mạng yếu cũng xem được."),
                    html! { (add) }))
            } @else {
                (form_get("/hoc-lieu", html! {
                    (Field::text(lang, "tim", t!(lang, "Tên học liệu")).value(call.query("tim")).plain())
                    (Field::select(lang, "loai", t!(lang, "Loại"), Kind::ALL.map(|k| Choice::new(k.code(), kind_word(lang, k))).to_vec())
                        .value(kind.map_or("", Kind::code)).blank(t!(lang, "Mọi loại")).plain())
                    (button(Look::Quiet, t!(lang, "Lọc")).icon("search"))
                }))
                (Table::new(lang, t!(lang, "Học liệu của đơn vị và các đơn vị dưới"), columns).rows(rows).empty(none).caption_unseen())
                (pager_pages(lang, u32::try_from(page).unwrap_or(1), pages, i64::try_from(asked.len()).unwrap_or(0),
                    |p| format!("/hoc-lieu?tim={}&loai={}&trang={p}", words.replace(' ', "+"), kind.map_or("", Kind::code))))
            }
        };
        Ok(call.page_with(t!(lang, "Học liệu"), body, |shell| {
            shell.lead = Some(t!(lang, "Ảnh, video, âm thanh, tài liệu cho bài học.").to_owned());
            if !is_bare {
                shell.actions = Some(add.clone());
            }
        }))
    })
}

fn line(lang: Lang, m: &Media, unit: &str) -> Row {
    let state = match &m.work {
        Work::Ready => html! {},
        Work::Waiting => badge(Tone::Warn, t!(lang, "Đang nén")),
        Work::Failed(_) => badge(Tone::Bad, t!(lang, "Nén không được")),
    };
    Row::new(vec![
        html! { span.media-line { (thumbnail(m)) a href=(format!("/hoc-lieu/{}", m.id)) { (m.title) } " " (state) } },
        html! { (kind_word(lang, m.kind)) },
        html! { @if let Some(f) = m.first() { (size_word(lang, f.bytes)) } @else { "–" } },
        html! { (unit) },
    ])
}
