//! Who is due, what would be done, and doing it with a reason.

use super::ledger::Ledger;
use super::service::{self, MARK};
use super::store;
use crate::consent::pages::held;
use crate::pages::{csrf, faults, houses, menu_group, rules};
use crate::rules::Kind;
use kernel::{Act, Failure, FieldFault, PersonId, Result};
use ui::prelude::*;
use web::{Call, Reply, Routes, routes};

/// The addresses of this room.
pub fn routes() -> Routes {
    routes! {
        GET "/an-danh" => list, for Act::SeePrivacy,
            .in_menu(98, "clock", menu_group, |l| t!(l, "Lưu trữ, ẩn danh"));
        POST "/an-danh" => run, for Act::KeepPrivacy;
        GET "/nguoi/{id}/an-danh" => preview, for Act::KeepPrivacy;
        POST "/nguoi/{id}/an-danh" => one, for Act::KeepPrivacy;
    }
}

fn reach(call: &Call, v: &::store::View, person: PersonId) -> Result<bool> {
    match crate::request::service::unit_of(v, person, call.today())? {
        None => Ok(false),
        Some(unit) => call.may_at(v, Act::SeePrivacy, unit),
    }
}

fn due(call: &Call) -> Result<Vec<store::DuePerson>> {
    call.read(|v| due_here(call, v))
}

/// Who is due in the actor's reach.
pub(crate) fn due_here(call: &Call, v: &::store::View) -> Result<Vec<store::DuePerson>> {
    let mut all = Vec::new();
    for d in service::due(v, rules(call)?, call.today())? {
        if reach(call, v, d.person)? {
            all.push(d);
        }
    }
    Ok(all)
}

fn list(call: &Call) -> Result<Reply> {
    let body = page(call, &Errors::default())?;
    Ok(call.page_with(t!(call.lang, "Lưu trữ và ẩn danh"), body, |s| lead(call, s)))
}

fn lead(call: &Call, shell: &mut Shell) {
    shell.lead =
        Some(t!(call.lang, "Ai đã hết thời gian được giữ; số liệu đã qua không đổi khi ẩn danh.").to_owned());
}

fn page(call: &Call, errors: &Errors) -> Result<Markup> {
    let (lang, rules) = (call.lang, rules(call)?);
    let all = due(call)?;
    call.looked("privacy.due", "", all.len())?;
    let erased = call.read(|v| Ok(store::erased(v)?))?;
    let columns = vec![Column::text(t!(lang, "Người")), Column::text(t!(lang, "Rời đơn vị cuối"))];
    let rows = all.iter().take(200).map(|d| {
        Row::new(vec![
            html! { @if call.may(Act::KeepPrivacy) { a href={ "/nguoi/" (d.person) "/an-danh" } { (d.name) } } @else { (d.name) } },
            html! { (numbers::date(d.left)) },
        ])
    });
    let kinds = rules.retentions.iter().map(|r| {
        let how = match r.kind {
            Kind::Leaver => t!(lang, "ẩn danh theo danh sách dưới đây"),
            Kind::Days => t!(lang, "tự xóa"),
            Kind::Record => t!(lang, "giữ, không còn tên"),
        };
        Row::new(vec![
            html! { (crate::pages::either(lang, &r.title, &r.title_en)) },
            html! { (how) },
            html! { (r.basis) },
        ])
    });
    let rule_columns = vec![
        Column::text(t!(lang, "Quy tắc")),
        Column::text(t!(lang, "Cách làm")),
        Column::text(t!(lang, "Căn cứ")),
    ];
    let empty = empty_state(
        "shield",
        t!(lang, "Chưa ai đến hạn"),
        t!(lang, "Người rời mọi đơn vị đủ lâu sẽ hiện ở đây để ẩn danh."),
        html! {},
    );
    Ok(html! {
        (errors.summary(lang))
        h2 { (t!(lang, "Đến hạn ẩn danh: {n} người", n = all.len())) }
        (Table::new(lang, t!(lang, "Đến hạn"), columns).caption_unseen().rows(rows).empty(empty))
        @if !all.is_empty() && call.may(Act::KeepPrivacy) {
            (card(t!(lang, "Ẩn danh tất cả người đến hạn"), form("/an-danh", csrf(call), html! {
                p { (t!(lang, "Họ tên, ngày sinh, điện thoại, căn cước, tổ, mã nhân viên của {n} người được xóa hẳn, không lấy lại được. Số người, số lượt, báo cáo đã niêm phong giữ nguyên.", n = all.len())) }
                (Field::number(lang, "so_nguoi", t!(lang, "Gõ lại số người để xác nhận")).required().error(errors.of("so_nguoi")))
                (toolbar(html! { (danger(t!(lang, "Ẩn danh")).icon("trash-2")) }))
            })))
        }
        p.hint { (t!(lang, "Đã ẩn danh từ trước đến nay: {n} người.", n = erased.len())) }
        h2 { (t!(lang, "Quy tắc lưu giữ")) }
        (Table::new(lang, t!(lang, "Quy tắc lưu giữ"), rule_columns).caption_unseen().rows(kinds))
    })
}

/// What follows an erasure: nothing is left in the files, and the ledger beside the database knows of it.
fn afterwards(call: &Call) -> Result<()> {
    call.db().scrub(false)?;
    if let Err(e) = call.state::<Ledger>()?.keep(call.db()) {
        // it is done; the next start or backup catches the ledger up
        tracing::error!(error = %e, "the ledger of erasures could not be written");
    }
    Ok(())
}

fn run(call: &Call) -> Result<Reply> {
    let (lang, rules) = (call.lang, rules(call)?);
    let houses = houses(call)?;
    let all = due(call)?;
    if call.form().get("so_nguoi").parse() != Ok(all.len()) || all.is_empty() {
        let wrong = FieldFault::new(
            "so_nguoi",
            t!(lang, "Số gõ vào không khớp số người đến hạn; chưa có gì thay đổi."),
        );
        let body = page(call, &faults(lang, &[wrong]))?;
        return Ok(call.page_refused(t!(lang, "Lưu trữ và ẩn danh"), body, |s| lead(call, s)));
    }
    call.write("privacy.retention", format!("{}", all.len()), |tx| {
        for d in &all {
            service::forget(tx, rules, houses, d.person)?;
        }
        Ok(())
    })?;
    afterwards(call)?;
    Ok(Reply::done("/an-danh", t!(lang, "Đã ẩn danh {n} người.", n = all.len())))
}

fn preview(call: &Call) -> Result<Reply> {
    let (person, name) = held(call, Act::KeepPrivacy)?;
    call.looked("privacy.erasure", &person.to_string(), 1)?;
    let body = preview_body(call, person, &name, &Errors::default())?;
    Ok(call.page_with(&t!(call.lang, "Ẩn danh {ten}", ten = name), body, |s| crumbs(call, s)))
}

fn crumbs(call: &Call, shell: &mut Shell) {
    let lang = call.lang;
    shell.crumbs = vec![
        (t!(lang, "Lưu trữ, ẩn danh").to_owned(), Some("/an-danh".to_owned())),
        (t!(lang, "Xem trước").to_owned(), None),
    ];
}

fn preview_body(call: &Call, person: PersonId, name: &str, errors: &Errors) -> Result<Markup> {
    let (lang, rules) = (call.lang, rules(call)?);
    let plan = call.read(|v| service::plan(v, rules, person))?;
    let columns = vec![
        Column::text(t!(lang, "Ở đâu")),
        Column::number(t!(lang, "Số dòng")),
        Column::text(t!(lang, "Xóa những mục")),
    ];
    let rows = plan.tables.iter().map(|(title, n, names)| {
        Row::new(vec![
            html! { (title) },
            html! { (numbers::count(lang, i64::try_from(*n).unwrap_or(0))) },
            html! { (names.join(", ")) },
        ])
    });
    let effects = vec![
        t!(
            lang,
            "“{ten}” thành “{moi}{so}” ở mọi nơi, kể cả bản cũ của hồ sơ.",
            ten = name,
            moi = MARK,
            so = person
        ),
        t!(lang, "Tài khoản không đăng nhập được nữa.").to_owned(),
        t!(lang, "Số người, số lượt học, chỉ tiêu, báo cáo đã niêm phong giữ nguyên từng con số.").to_owned(),
        t!(lang, "Tệp danh sách của đơn vị này đang chờ nhập bị xóa, người gửi phải gửi lại.").to_owned(),
    ];
    Ok(html! {
        (errors.summary(lang))
        (Table::new(lang, t!(lang, "Sẽ xóa gì"), columns).rows(rows)
            .empty(html! { p { (t!(lang, "Không còn gì để xóa: người này đã được ẩn danh.")) } }))
        @if !plan.tables.is_empty() {
            (Confirm {
                lang,
                action: &format!("/nguoi/{person}/an-danh"),
                csrf: csrf(call),
                effects,
                afterwards: Some(t!(lang, "Không hoàn tác được. Bản sao lưu cũ còn tên cho đến khi bị hủy, chậm nhất 90 ngày.").to_owned()),
                yes: t!(lang, "Ẩn danh người này"),
                look: Look::Danger,
                back: "/an-danh",
                fields: html! {
                    (Field::text(lang, "ly_do", t!(lang, "Lý do, căn cứ")).required().max_length(200)
                        .hint(t!(lang, "Ví dụ: theo yêu cầu ngày 12/11/2026. Không ghi tên người.")).error(errors.of("ly_do")))
                },
            })
        }
    })
}

fn one(call: &Call) -> Result<Reply> {
    let (lang, rules) = (call.lang, rules(call)?);
    let houses = houses(call)?;
    let (person, name) = held(call, Act::KeepPrivacy)?;
    let reason = call.form().get("ly_do");
    if reason.chars().count() < 5 {
        let wrong = FieldFault::new("ly_do", t!(lang, "Hãy ghi lý do, ít nhất 5 chữ."));
        let body = preview_body(call, person, &name, &faults(lang, &[wrong]))?;
        return Ok(call.page_refused(&t!(lang, "Ẩn danh {ten}", ten = name), body, |s| crumbs(call, s)));
    }
    let known = kernel::name::fold(&name);
    if kernel::name::fold(reason).contains(&known) {
        return Err(Failure::field("ly_do", t!(lang, "Lý do không được ghi tên người: nhật ký giữ mãi.")));
    }
    let why = format!("{person}: {}", reason.chars().take(200).collect::<String>());
    call.write("privacy.erase", person.to_string(), |tx| {
        service::forget(tx, rules, houses, person)?;
        // what was typed stands beside the line, where it can be emptied
        Ok(tx.note("privacy.erase", &why, 1)?)
    })?;
    afterwards(call)?;
    Ok(Reply::done("/an-danh", t!(lang, "Đã ẩn danh. Số liệu đã qua không đổi.")))
}
