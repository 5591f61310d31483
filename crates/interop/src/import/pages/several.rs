//! Several files sent together: each has its own result, the bad one is named beside the good ones.
use super::super::store;
use super::{many, source, unit_words};
use kernel::{Failure, Result};
use ui::prelude::*;
use web::{Call, Reply};

pub fn show(call: &Call) -> Result<Reply> {
    let lang = call.lang;
    let (id, account) = (call.id("upload")?, call.actor()?.account);
    let (files, unit, imports) = call.read(|v| {
        let files = store::sending(v, id, account)?;
        let first = files.first().ok_or(Failure::NotFound)?;
        call.hold(v, source(call, &first.kind)?.act(), first.unit)?;
        let unit = unit_words(v, first.unit)?.1;
        let unit = match super::subject_words(call, v, source(call, &first.kind)?, first.subject)? {
            Some(class) => format!("{unit}, {class}"),
            None => unit,
        };
        let mut imports = Vec::new();
        for file in &files {
            imports.push(match file.import {
                Some(import) => store::one(v, import)?,
                None => None,
            });
        }
        Ok((files, unit, imports))
    })?;
    let waiting = files.iter().find(|f| f.import.is_none() && f.fault.is_none());
    let bad = files.iter().filter(|f| f.fault.is_some()).count();
    let rows = files.iter().zip(&imports).map(|(f, import)| {
        let check = format!("/nhap-lieu/{}", f.id);
        let (state, what) = match (import, &f.fault) {
            (Some(import), _) => (
                badge(Tone::Ok, t!(lang, "Đã nhập")),
                html! { a href={ "/nhap-lieu/lan/" (import.id) } {
                    (t!(lang, "{moi} mới, {cap_nhat} cập nhật, {loi} dòng lỗi", moi = many(lang, import.numbers.created),
                        cap_nhat = many(lang, import.numbers.updated), loi = many(lang, import.numbers.errors)))
                } },
            ),
            (None, Some(fault)) => (badge(Tone::Bad, t!(lang, "Không đọc được")), html! { (words::retell(lang, fault)) }),
            (None, None) => (
                badge(Tone::Warn, t!(lang, "Chờ xem trước")),
                html! { a href=(check) { (t!(lang, "Xem trước kết quả")) } },
            ),
        };
        Row::new(vec![html! { (f.file_name) }, state, what])
    });
    let columns = [t!(lang, "Tệp"), t!(lang, "Tình trạng"), t!(lang, "Nội dung")].map(Column::text).to_vec();
    let body = html! {
        @if bad > 0 {
            (notice(lang, Tone::Warn, &t!(lang, "{n} tệp không đọc được; những tệp khác vẫn nhập được.", n = bad), html! {
                p { (t!(lang, "Hãy sửa tệp theo lời nhắc rồi gửi lại riêng tệp đó.")) }
            }))
        }
        (Table::new(lang, t!(lang, "Các tệp đã gửi"), columns).caption_unseen().rows(rows))
        (toolbar(html! {
            @if let Some(next) = waiting {
                (link_button(Look::Primary, &t!(lang, "Xem trước “{tep}”", tep = next.file_name), &format!("/nhap-lieu/{}", next.id)).icon("list-checks"))
            }
            (link_button(Look::Quiet, t!(lang, "Chọn tệp khác"), "/nhap-lieu").icon("upload"))
        }))
    };
    Ok(call.page_with(t!(lang, "Các tệp đã gửi"), body, |shell| {
        shell.crumbs = vec![
            (t!(lang, "Nhập danh sách").to_owned(), Some("/nhap-lieu".to_owned())),
            (t!(lang, "Các tệp đã gửi").to_owned(), None),
        ];
        shell.lead = Some(unit.clone());
    }))
}
