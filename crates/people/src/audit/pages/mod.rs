//! The page of the log.

mod act_words;

use super::store::{self, LogLine, LogQuestion};
use crate::account::delegation::pages::with_names;
use crate::organisation::{Tree, store as units};
use crate::pages::address;
use act_words::act_words;
use kernel::{Act, Failure, Moment, Result, time};
use ui::prelude::*;
use web::{Call, Reply, Routes, routes};

/// Lines on a page.
const PAGE: i64 = 100;

/// The addresses of this room.
pub fn routes() -> Routes {
    routes! {
        GET "/nhat-ky" => show, for Act::SeeAudit,
            .in_menu(92, "history", |l| t!(l, "Quản trị"), |l| t!(l, "Nhật ký"));
    }
}

fn show(call: &Call) -> Result<Reply> {
    let lang = call.lang;
    let top = call.scope(Act::SeeAudit)?.first().copied().ok_or(Failure::NotFound)?;
    let day = |name: &str| time::parse_typed_day(call.query(name));
    let (words, who, from, to) = (call.query("viec"), call.query("ai"), day("tu"), day("den"));
    let lines = call.read(|v| {
        let with_program = units::last(v, top)?.is_some_and(|u| u.kind.is_head_of(Tree::main()));
        let q = LogQuestion {
            before: call.query("truoc").parse().unwrap_or(i64::MAX >> 21),
            words,
            who,
            from: from.map_or(Moment(0), |d| Moment::at(d, 0, 0)),
            to: to.map_or(Moment(i64::MAX), |d| Moment::at(time::next_day(d), 0, 0)),
            top,
            with_program,
            limit: PAGE,
        };
        let mut lines = store::log(v, &q)?;
        for line in &mut lines {
            line.reason = with_names(lang, v, &line.reason)?;
        }
        Ok(lines)
    })?;
    // what was typed may be a name: only that something was
    let typed = [(words, "words"), (who, "who")].into_iter().filter(|(t, _)| !t.is_empty()).map(|(_, w)| w);
    call.looked("log", &typed.collect::<Vec<_>>().join(" "), 0)?;
    let filter = html! {
        div.filters {
            (Field::text(lang, "viec", t!(lang, "Việc, mã đơn vị hoặc mã lớp")).value(words).plain())
            (Field::text(lang, "ai", t!(lang, "Người thực hiện")).value(who).plain())
            (Field::date(lang, "tu", t!(lang, "Từ ngày")).value(call.query("tu")).plain())
            (Field::date(lang, "den", t!(lang, "Đến ngày")).value(call.query("den")).plain())
            (quiet(t!(lang, "Lọc")).icon("search"))
        }
    };
    let columns = vec![
        Column::number(t!(lang, "Số")),
        Column::text(t!(lang, "Lúc")),
        Column::text(t!(lang, "Ai")),
        Column::text(t!(lang, "Việc")),
        Column::text(t!(lang, "Về")),
    ];
    let older = lines.last().filter(|_| lines.len() == usize::try_from(PAGE).unwrap_or(0)).map(|l| {
        let before = l.txn.to_string();
        address(
            "/nhat-ky",
            &[
                ("viec", words),
                ("ai", who),
                ("tu", call.query("tu")),
                ("den", call.query("den")),
                ("truoc", &before),
            ],
        )
    });
    let body = html! {
        (form_get("/nhat-ky", filter))
        (Table::new(lang, t!(lang, "Nhật ký"), columns).caption_unseen().rows(lines.iter().map(|l| row(lang, l)))
            .empty(empty_state("history", t!(lang, "Không có dòng nào khớp"),
                t!(lang, "Nhật ký ghi mọi lần ghi, sửa và mọi lần xem danh sách người."), html! {})))
        (pager_keyset(lang, None, older.as_deref(), ""))
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

fn row(lang: Lang, l: &LogLine) -> Row {
    let about = match &l.look {
        Some((detail, n)) if *n > 0 => t!(lang, "{noi_dung} ({n} người)", noi_dung = detail, n = n),
        Some((detail, _)) => detail.clone(),
        None => l.reason.clone(),
    };
    Row::new(vec![
        html! { a href={ "/nhat-ky/" (l.txn) } { (numbers::count(lang, l.txn)) } },
        html! { (l.at.text()) },
        html! { @match &l.who { Some(name) => (name), None => (t!(lang, "Chương trình")) } },
        html! { (act_words(lang, &l.act, &l.reason)) },
        html! { (about) },
    ])
}
