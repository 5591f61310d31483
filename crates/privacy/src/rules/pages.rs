//! "Vì sao chúng tôi giữ": every purpose and column for everybody; the impact assessment for officials.

use super::model::{Rules, Tag};
use super::paper::assessment;
use crate::pages::{either, printed, rules};
use kernel::paper::Format;
use kernel::{Act, Failure, Result};
use ui::prelude::*;
use web::{Call, Reply, Routes, routes};

/// The addresses of this room.
pub fn routes() -> Routes {
    routes! {
        GET "/vi-sao-luu-du-lieu" => why, for Act::UseOwnAccount;
        GET "/vi-sao-luu-du-lieu/danh-gia-tac-dong" => take, for Act::SeePrivacy;
    }
}

/// How close a column comes to a person, in words.
pub(crate) fn tag_badge(lang: Lang, tag: Tag) -> Markup {
    match tag {
        Tag::Public => badge(Tone::Plain, t!(lang, "công khai")),
        Tag::Internal => badge(Tone::Plain, t!(lang, "nội bộ")),
        Tag::Personal => badge(Tone::Plain, t!(lang, "cá nhân")),
        Tag::Sensitive => badge(Tone::Warn, t!(lang, "nhạy cảm")),
        Tag::Child => badge(Tone::Warn, t!(lang, "trẻ em")),
    }
}

fn why(call: &Call) -> Result<Reply> {
    let (lang, rules) = (call.lang, rules(call)?);
    let body = html! {
        p { (t!(lang, "Mỗi mục dưới đây nói: giữ gì, để làm gì, theo căn cứ nào, ai xem được, giữ bao lâu. Mục nào không có trong danh sách này thì hệ thống không giữ.")) }
        @if !rules.is_checked {
            (notice(lang, Tone::Plain, t!(lang, "Căn cứ pháp lý đang được rà soát"), html! {
                p { (t!(lang, "Các điều luật nêu ở đây lấy từ bài giới thiệu luật; bộ phận pháp chế xác nhận trước khi áp dụng.")) }
            }))
        }
        @for purpose in &rules.purposes { (one(lang, rules, &purpose.code)) }
        @if call.may(Act::SeePrivacy) {
            (card(t!(lang, "Hồ sơ đánh giá tác động xử lý dữ liệu cá nhân"), html! {
                p { (t!(lang, "Bản điền sẵn từ danh mục này, để bộ phận pháp chế hoàn thiện và gửi cơ quan chuyên trách.")) }
                (toolbar(html! {
                    (link_button(Look::Quiet, t!(lang, "Tải DOCX để sửa"), "/vi-sao-luu-du-lieu/danh-gia-tac-dong?loai=docx").icon("download").download())
                    (link_button(Look::Quiet, t!(lang, "Tải PDF"), "/vi-sao-luu-du-lieu/danh-gia-tac-dong?loai=pdf").icon("download").download())
                }))
            }))
        }
    };
    Ok(call.page_with(t!(lang, "Vì sao chúng tôi giữ dữ liệu"), body, |shell| {
        shell.lead = Some(rules.law.clone());
        shell.crumbs = vec![
            (t!(lang, "Dữ liệu của tôi").to_owned(), Some("/du-lieu-cua-toi".to_owned())),
            (t!(lang, "Vì sao").to_owned(), None),
        ];
    }))
}

fn one(lang: Lang, rules: &Rules, code: &str) -> Markup {
    let Some(p) = rules.purpose(code) else { return html! {} };
    let columns = vec![
        Column::text(t!(lang, "Dữ liệu")),
        Column::text(t!(lang, "Thuộc")),
        Column::text(t!(lang, "Loại")),
        Column::text(t!(lang, "Giữ bao lâu")),
    ];
    let rows = rules.tables.iter().flat_map(|t| {
        t.columns
            .iter()
            .filter(move |c| {
                !c.derived && c.tag != Tag::Internal && c.purpose.as_deref().unwrap_or(&t.purpose) == code
            })
            .map(move |c| {
                Row::new(vec![
                    html! { (either(lang, &c.title, &c.title_en)) },
                    html! { (either(lang, &t.title, &t.title_en)) },
                    tag_badge(lang, c.tag),
                    html! { @if let Some(r) = rules.retention(t) { (either(lang, &r.title, &r.title_en)) } },
                ])
            })
    });
    card(
        either(lang, &p.title, &p.title_en),
        html! {
            (definition_list(&[
                (t!(lang, "Căn cứ"), html! { (either(lang, &p.basis, &p.basis_en)) }),
                (t!(lang, "Ai xem được"), html! { (either(lang, &p.seen_by, &p.seen_by_en)) }),
            ]))
            (disclosure(t!(lang, "Từng mục dữ liệu"),
                Table::new(lang, either(lang, &p.title, &p.title_en), columns).caption_unseen().rows(rows).render()))
        },
    )
}

fn take(call: &Call) -> Result<Reply> {
    let rules = rules(call)?;
    let format: Format = match call.query("loai") {
        "" | "docx" => Format::Docx,
        "pdf" => Format::Pdf,
        _ => return Err(Failure::NotFound),
    };
    let unit = call.signed.map_or("", |s| s.unit_name.as_str());
    printed(call, &assessment(rules, unit, call.now), format, "danh-gia-tac-dong")
}
