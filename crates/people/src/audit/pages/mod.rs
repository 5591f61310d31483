//! The page of the log.

mod act_words;
mod asked;
mod sheet;

use super::service::{BUDGET, NEWEST};
use crate::pages::address;
use asked::Asked;
use kernel::{Act, Result};
use ui::prelude::*;
use web::{Call, Reply, Routes, routes};

pub use sheet::workbook;

/// Lines on a page.
const PAGE: usize = 100;

/// The addresses of this room.
pub fn routes() -> Routes {
    routes! {
        GET "/nhat-ky" => show, for Act::SeeAudit,
            .in_menu(92, "history", |l| t!(l, "Quản trị"), |l| t!(l, "Nhật ký"));
    }
}

/// A line as it stands on the page: number, hour, who, what, about what.
struct Line {
    txn: i64,
    at: String,
    who: String,
    what: &'static str,
    about: String,
}

fn show(call: &Call) -> Result<Reply> {
    let lang = call.lang;
    let asked = Asked::read(call);
    let before: Option<i64> = call.query("truoc").parse().ok();
    let (errors, lines, older) = call.read(|v| {
        let errors = asked.faults(v)?;
        if !errors.is_empty() {
            return Ok((errors, Vec::new(), None));
        }
        let found = asked.search(v, before.unwrap_or(NEWEST), PAGE, BUDGET)?;
        let mut lines = Vec::new();
        for l in &found.lines {
            lines.push(Line {
                txn: l.txn,
                at: l.at.text(),
                who: asked::who(lang, v, l)?,
                what: asked::what(lang, l),
                about: asked::about(lang, v, l)?,
            });
        }
        Ok((errors, lines, found.older_than))
    })?;
    call.looked("log", &asked.kinds(), 0)?;
    let columns = vec![
        Column::number(t!(lang, "Số")),
        Column::text(t!(lang, "Lúc")),
        Column::text(t!(lang, "Ai")),
        Column::text(t!(lang, "Việc")),
        Column::text(t!(lang, "Về")),
    ];
    let here = |truoc: &str| {
        let mut pairs = asked.pairs();
        pairs.push(("truoc", truoc));
        address("/nhat-ky", &pairs)
    };
    let newest = before.map(|_| here(""));
    let is_cut = older.is_some() && lines.len() < PAGE;
    let older_page = older.map(|o| here(&o.to_string()));
    let shown = match (lines.first(), lines.last()) {
        (Some(a), Some(b)) => t!(
            lang,
            "Dòng {dau} – {cuoi}",
            dau = numbers::count(lang, a.txn),
            cuoi = numbers::count(lang, b.txn)
        ),
        _ => String::new(),
    };
    let empty = if is_cut {
        empty_state(
            "history",
            t!(lang, "Chưa thấy dòng nào khớp"),
            t!(lang, "Còn dòng cũ hơn chưa tìm."),
            html! {},
        )
    } else {
        empty_state(
            "history",
            t!(lang, "Không có dòng nào khớp"),
            t!(lang, "Nhật ký ghi mọi lần ghi, sửa và mọi lần xem danh sách người."),
            html! { @if asked.is_filtered() { (link_button(Look::Quiet, t!(lang, "Bỏ lọc"), "/nhat-ky")) } },
        )
    };
    let body = html! {
        (errors.summary(lang))
        (asked.form(&errors))
        @if asked.is_filtered() {
            p.hint {
                @for (name, value) in asked.in_words() { (name) ": " strong { (value) } " · " }
                a href="/nhat-ky" { (t!(lang, "Bỏ lọc")) }
            }
        }
        (Table::new(lang, t!(lang, "Nhật ký"), columns).caption_unseen().rows(lines.iter().map(|l| row(lang, l)))
            .empty(empty))
        @if let (true, Some(o), Some(next)) = (is_cut, older, &older_page) {
            p {
                (t!(lang, "Đã tìm các dòng mới hơn dòng {so}; còn dòng cũ hơn chưa tìm.", so = numbers::count(lang, o))) " "
                (link_button(Look::Quiet, t!(lang, "Tìm tiếp"), next).icon("search"))
            }
        }
        (pager_keyset(lang, newest.as_deref(), older_page.as_deref().filter(|_| !is_cut), &shown))
    };
    Ok(call.page_with(t!(lang, "Nhật ký"), body, |shell| {
        shell.actions = Some(html! {
            (link_button(Look::Quiet, t!(lang, "Đầu chuỗi, kiểm tra, tải về"), "/nhat-ky/dau-chuoi").icon("shield"))
        });
        shell.lead = Some(
            t!(lang, "Ai đã ghi, sửa hoặc xem gì, lúc nào. Các dòng nối nhau bằng chuỗi băm, không ai sửa lén được.").to_owned(),
        );
    }))
}

fn row(lang: Lang, l: &Line) -> Row {
    Row::new(vec![
        html! { a href={ "/nhat-ky/" (l.txn) } { (numbers::count(lang, l.txn)) } },
        html! { (l.at) },
        html! { (l.who) },
        html! { (l.what) },
        html! { (l.about) },
    ])
}
