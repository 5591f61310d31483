//! Closing a class: who has passed.

use super::{at, chosen, class_tabs, csrf, dress, held, or_refused, wording};
use crate::class::model::{ClassState, Learner, TrainingClass};
use crate::class::service;
use crate::class::store::{self, Name};
use kernel::{Act, Result};
use ui::prelude::*;
use web::{Call, Reply};

/// The results, proposed by presence.
pub(super) fn show(call: &Call) -> Result<Reply> {
    let lang = call.lang;
    let (class, roster) = call.read(|v| {
        let class = held(call, v, Act::KeepClasses)?;
        let roster = store::roster(v, &class)?;
        Ok((class, roster))
    })?;
    call.looked("class", &class.code, roster.len())?;
    let learners: Vec<Learner> = roster.iter().map(|(_, l)| l.clone()).collect();
    let why = service::hindrances(&class, &learners, call.today());
    let body = html! {
        (class_tabs(lang, &class, roster.len(), "ket-thuc"))
        @if class.state != ClassState::Open {
            (notice(lang, Tone::Plain, t!(lang, "Lớp này đã kết thúc hoặc đã hủy"),
                html! { p { a href=(at(&class, "")) { (t!(lang, "Xem kết quả, hoặc mở lại lớp, ở trang Tổng quan.")) } } }))
        } @else if !why.is_empty() {
            (notice(lang, Tone::Warn, t!(lang, "Chưa kết thúc được lớp"), html! {
                ul { @for line in &why { li { (line) } } }
                p { (link_button(Look::Primary, t!(lang, "Điểm danh"), &at(&class, "diem-danh"))) }
            }))
        } @else {
            (results(call, &class, &roster))
        }
    };
    Ok(call.page_with(t!(lang, "Kết thúc lớp"), body, |shell| {
        dress(shell, &class, Some(t!(lang, "Kết thúc lớp")))
    }))
}

fn results(call: &Call, class: &TrainingClass, roster: &[(Name, Learner)]) -> Markup {
    let lang = call.lang;
    let there = roster.iter().filter(|(_, l)| l.present() > 0).count();
    let columns = vec![
        Column::text(t!(lang, "Họ và tên")),
        Column::text(t!(lang, "Năm sinh")),
        Column::number(t!(lang, "Có mặt")),
        Column::text(t!(lang, "Kết quả")),
    ];
    let rows = roster.iter().map(|(name, l)| {
        let proposed = l.passed.unwrap_or_else(|| l.has_enough(class.is.needed_share));
        let row = Row::new(vec![
            html! { (name.full_name) },
            html! { (name.birth) },
            html! { (wording::presence(lang, l)) },
            html! {
                @if l.present() == 0 { (t!(lang, "Không dự")) } @else {
                    label.tick {
                        input type="checkbox" name="dat" value=(name.person) checked[proposed]
                            aria-label={ (t!(lang, "Đạt yêu cầu")) ": " (name.full_name) };
                        span { (t!(lang, "Đạt yêu cầu")) }
                    }
                }
            },
        ]);
        if l.present() == 0 { row.quiet() } else { row }
    });
    html! {
        p {
            (t!(lang, "Đã đánh dấu sẵn người có mặt từ {n}% số ngày học. Bỏ dấu người không đạt, rồi bấm nút dưới cùng.",
                n = class.is.needed_share))
        }
        form action=(at(class, "ket-thuc")) method="post" data-guard {
            (csrf_field(csrf(call)))
            (Table::new(lang, t!(lang, "Kết quả"), columns).caption_unseen().rows(rows))
            div.card {
                h2 { (t!(lang, "Việc này sẽ")) }
                ul.effects {
                    li { (icon("chevron-right")) span {
                        (t!(lang, "ghi vào sổ học tập của {n} người đã có mặt, và của người đạt;", n = wording::count(lang, there)))
                    } }
                    li { (icon("chevron-right")) span { (t!(lang, "tính ngay vào các chỉ tiêu theo chủ đề của lớp.")) } }
                }
                p.hint { (t!(lang, "Sửa được sau này: mở lại lớp và ghi lý do.")) }
                (toolbar(html! { (primary(t!(lang, "Kết thúc lớp và ghi kết quả")).icon("check")) }))
            }
        }
    }
}

/// Closes the class.
pub(super) fn close(call: &Call) -> Result<Reply> {
    let lang = call.lang;
    let class = call.read(|v| held(call, v, Act::KeepClasses))?;
    let passed = chosen(call, "dat");
    let outcome = call.write("class.close", class.code.clone(), |tx| service::close(tx, class.id, &passed));
    Ok(match or_refused(outcome, &at(&class, "ket-thuc"))? {
        Ok(done) => Reply::done(
            at(&class, ""),
            t!(
                lang,
                "Đã kết thúc lớp: {co} người có mặt, {dat} người đạt. Các chỉ tiêu đã tính lại.",
                co = wording::count(lang, done.attended),
                dat = wording::count(lang, done.passed)
            ),
        ),
        Err(reply) => reply,
    })
}
