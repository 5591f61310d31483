//! Who may do what, as a table that anybody signed in can read.

use kernel::Role;
use ui::prelude::*;
use web::{Act, Call, Reply, Result, Routes, role_word, routes};

/// The addresses of this room.
pub fn routes() -> Routes {
    routes! {
        GET "/quyen" => show, for Act::SeeUnits;
    }
}

/// Every act that a role gives, in the order of the table.
const ACTS: [Act; 17] = [
    Act::SeeUnits,
    Act::KeepUnits,
    Act::SeePeople,
    Act::KeepPeople,
    Act::Import,
    Act::SeeClasses,
    Act::KeepClasses,
    Act::SeeMeasures,
    Act::SeeMeasuredPeople,
    Act::WriteReport,
    Act::SeeReports,
    Act::JudgeReports,
    Act::SealReport,
    Act::KeepPlans,
    Act::VerifyPlans,
    Act::SeeAudit,
    Act::KeepAccounts,
];

/// An act in words.
fn act_word(lang: Lang, act: Act) -> &'static str {
    match act {
        Act::Anyone => t!(lang, "Mở trang công khai"),
        Act::UseOwnAccount => t!(lang, "Dùng tài khoản của mình"),
        Act::SeeUnits => t!(lang, "Xem đơn vị"),
        Act::KeepUnits => t!(lang, "Thêm, sửa, sáp nhập đơn vị"),
        Act::SeePeople => t!(lang, "Xem danh sách người"),
        Act::KeepPeople => t!(lang, "Thêm, sửa, chuyển người"),
        Act::Import => t!(lang, "Nhập danh sách từ tệp"),
        Act::SeeClasses => t!(lang, "Xem lớp học"),
        Act::KeepClasses => t!(lang, "Mở lớp, điểm danh, kết thúc lớp"),
        Act::SeeMeasures => t!(lang, "Xem chỉ tiêu và số liệu"),
        Act::SeeMeasuredPeople => t!(lang, "Xem người đứng sau con số"),
        Act::WriteReport => t!(lang, "Lập và nộp báo cáo"),
        Act::SeeReports => t!(lang, "Xem báo cáo"),
        Act::JudgeReports => t!(lang, "Duyệt hoặc trả lại báo cáo"),
        Act::SealReport => t!(lang, "Niêm phong báo cáo tổng hợp"),
        Act::KeepPlans => t!(lang, "Ghi chương trình công tác năm"),
        Act::VerifyPlans => t!(lang, "Xác nhận chương trình của đơn vị dưới"),
        Act::SeeAudit => t!(lang, "Xem nhật ký"),
        Act::KeepAccounts => t!(lang, "Mở tài khoản, giao vai trò"),
    }
}

fn show(call: &Call) -> Result<Reply> {
    let lang = call.lang;
    let mut columns = vec![Column::text(t!(lang, "Việc"))];
    columns.extend(Role::ALL.iter().map(|r| Column::text(role_word(lang, *r))));
    let rows = ACTS.iter().map(|act| {
        let mut cells = vec![html! { (act_word(lang, *act)) }];
        cells.extend(Role::ALL.iter().map(|role| {
            html! {
                @if role.may(*act) { span { (icon("check")) span.unseen { (t!(lang, "được")) } } } @else { span.faded { "–" } }
            }
        }));
        Row::new(cells)
    });
    let table =
        Table::new(lang, t!(lang, "Vai trò nào được làm gì"), columns).caption_unseen().rows(rows).render();
    let own: Vec<&str> = call
        .actor()?
        .grants
        .iter()
        .filter(|g| g.from <= call.today() && call.today() < g.to)
        .map(|g| role_word(lang, g.role))
        .collect();
    Ok(call.page_with(t!(lang, "Quyền"), table, |shell| {
        shell.lead = Some(t!(
            lang,
            "Vai trò được giao tại một đơn vị và có hiệu lực cho mọi đơn vị trực thuộc. Của bạn: {vai}.",
            vai = own.join(", ")
        ));
    }))
}
