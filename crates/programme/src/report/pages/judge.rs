//! Judging and sealing: accept, return, many at once, seal, supersede.

use super::super::seal::{self, Consent, fingerprint, not_accepted};
use super::super::{figures, service, store as kept};
use super::show::load;
use super::{csrf, held, told};
use crate::measure::pages::ask::policy;
use kernel::{Act, Failure, ReportId, Result};
use people::organisation::store as units;
use std::collections::BTreeMap;
use ui::prelude::*;
use web::{Call, Reply};

/// `POST /bao-cao/{id}/duyet`
pub(super) fn accept(call: &Call) -> Result<Reply> {
    let policy = policy(call)?;
    let id = call.read(|v| Ok(held(call, v, Act::SeeReports)?.id))?;
    let actor = call.actor()?;
    let note = call.form().get("note");
    let done = call.write("report.accept", id.to_string(), |tx| service::accept(tx, policy, actor, id, note));
    let back = format!("/bao-cao/{id}");
    match done {
        Ok(n) => Ok(Reply::done(back, t!(call.lang, "Đã duyệt báo cáo, vào số {n}.", n = n))),
        Err(e) => Ok(Reply::refused(back, told(e)?)),
    }
}

/// `POST /bao-cao/duyet-nhieu`: each report in a transaction of its own, each with its result.
pub(super) fn accept_many(call: &Call) -> Result<Reply> {
    let lang = call.lang;
    let (policy, actor) = (policy(call)?, call.actor()?);
    let mut rows = Vec::new();
    let mut accepted = 0;
    for text in call.form().all("chon").into_iter().take(1000) {
        let Ok(id) = text.parse::<i64>().map(ReportId) else { continue };
        let name = call.read(|v| {
            let Some(report) = kept::one(v, id)? else { return Ok(None) };
            call.hold(v, Act::SeeReports, report.organisation)?;
            Ok(units::last(v, report.organisation)?.map(|u| u.name))
        });
        let Ok(Some(name)) = name else { continue };
        let done =
            call.write("report.accept", id.to_string(), |tx| service::accept(tx, policy, actor, id, ""));
        let result = match done {
            Ok(n) => {
                accepted += 1;
                html! { (badge(Tone::Ok, t!(lang, "Đã duyệt"))) " " (t!(lang, "Số {n}", n = n)) }
            }
            Err(e) => html! { (badge(Tone::Bad, t!(lang, "Chưa duyệt"))) " " (told(e)?) },
        };
        rows.push(Row::new(vec![html! { a href={ "/bao-cao/" (id) } { (name) } }, result]));
    }
    if rows.is_empty() {
        return Ok(Reply::refused("/bao-cao", t!(lang, "Chưa chọn báo cáo nào để duyệt.")));
    }
    let all = rows.len();
    let table = Table::new(
        lang,
        t!(lang, "Kết quả từng đơn vị"),
        vec![Column::text(t!(lang, "Đơn vị")), Column::text(t!(lang, "Kết quả"))],
    );
    let body = html! {
        (table.rows(rows))
        (toolbar(html! { (link_button(Look::Quiet, t!(lang, "Về danh sách báo cáo"), "/bao-cao")) }))
    };
    Ok(call.page(&t!(lang, "Đã duyệt {n}/{m} báo cáo", n = accepted, m = all), body))
}

/// `POST /bao-cao/{id}/tra-lai`
pub(super) fn send_back(call: &Call) -> Result<Reply> {
    let policy = policy(call)?;
    let id = call.read(|v| Ok(held(call, v, Act::SeeReports)?.id))?;
    let actor = call.actor()?;
    let form = call.form();
    let comments: BTreeMap<String, String> = form
        .names()
        .filter_map(|n| n.strip_prefix("gop-y-").map(|key| (key.to_owned(), form.get(n).to_owned())))
        .collect();
    let note = form.get("note");
    let done = call.write("report.return", id.to_string(), |tx| {
        service::return_for_revision(tx, policy, actor, id, note, &comments)
    });
    match done {
        Ok(()) => {
            Ok(Reply::done(format!("/bao-cao/{id}"), t!(call.lang, "Đã trả lại báo cáo để đơn vị sửa.")))
        }
        Err(Failure::Invalid(faults)) => {
            let shown = call.read(|v| load(call, v, Act::SeeReports))?;
            let errors = Errors(faults.into_iter().map(|f| (f.field, f.message)).collect());
            Ok(shown.reply(call, 422, &errors, note))
        }
        Err(e) => Ok(Reply::refused(format!("/bao-cao/{id}"), told(e)?)),
    }
}

/// `GET /bao-cao/{id}/niem-phong`: what will be sealed, before it is.
pub(super) fn seal_page(call: &Call) -> Result<Reply> {
    sealing(call, 200, &Errors::default())
}

fn sealing(call: &Call, status: u16, errors: &Errors) -> Result<Reply> {
    let lang = call.lang;
    let (shown, now) = call.read(|v| {
        let shown = load(call, v, Act::SealReport)?;
        let r = &shown.report;
        let now = figures::compute(v, shown.policy, shown.form, &r.level, r.organisation, r.period)?;
        Ok((shown, now))
    })?;
    let mut changes = Vec::new();
    for line in &now.lines {
        let was = shown.figures.lines.iter().find(|l| l.code == line.code);
        if let Some(was) = was.filter(|was| was.share != line.share) {
            changes.push(t!(
                lang,
                "{ten}: khi nộp {cu}, nay {moi}",
                ten = line.name,
                cu = format!("{}/{}", was.share.numerator, was.share.denominator),
                moi = format!("{}/{}", line.share.numerator, line.share.denominator)
            ));
        }
    }
    let missing = not_accepted(&now);
    let action = format!("{}/niem-phong", shown.path());
    let back = shown.path();
    let confirm = Confirm {
        lang,
        action: &action,
        csrf: csrf(call),
        effects: vec![
            t!(lang, "Giữ nguyên báo cáo, số liệu và danh sách người sau mỗi con số như lúc này; không ai sửa được nữa.").to_owned(),
            t!(lang, "Cấp số văn bản và mã niêm phong in ở chân trang.").to_owned(),
            t!(lang, "Ký tên: {ten}.", ten = call.actor()?.name),
        ],
        afterwards: Some(t!(lang, "Cần sửa sau này thì lập bản thay thế; bản này vẫn đọc được.").to_owned()),
        yes: t!(lang, "Niêm phong báo cáo"),
        look: Look::Primary,
        back: &back,
        fields: html! {
            input type="hidden" name="so-lieu" value=(fingerprint(&now));
            @if !missing.is_empty() {
                (Field::checkbox(lang, "partial", t!(lang, "Tôi đồng ý niêm phong khi còn thiếu {n} đơn vị", n = missing.len()), false)
                    .error(errors.of("partial"))
                    .hint(t!(lang, "Tên các đơn vị thiếu được ghi trong báo cáo.")))
            }
        },
    };
    let body = html! {
        (errors.summary(lang))
        @if !changes.is_empty() {
            (notice(lang, Tone::Warn, t!(lang, "Số liệu đã thay đổi từ khi nộp; bản niêm phong lấy số mới"), html! {
                ul { @for c in &changes { li { (c) } } }
            }))
        }
        @if !missing.is_empty() {
            (notice(lang, Tone::Warn, &t!(lang, "{n}/{m} đơn vị chưa có báo cáo được duyệt", n = missing.len(), m = now.units.iter().filter(|u| u.is_owed).count()), html! {
                (disclosure(t!(lang, "Xem tên các đơn vị"), html! { ul { @for u in &missing { li { (u.name) } } } }))
            }))
        }
        (confirm)
    };
    let mut shell = call.shell(t!(lang, "Niêm phong báo cáo"));
    shell.lead = Some(format!("{} · {}", shown.title(lang), shown.unit.name));
    shell.crumbs = vec![
        (t!(lang, "Báo cáo").to_owned(), Some("/bao-cao".to_owned())),
        (shown.title(lang), Some(back.clone())),
        (t!(lang, "Niêm phong").to_owned(), None),
    ];
    Ok(Reply::Page(status, ui::page(&shell, body)))
}

/// `POST /bao-cao/{id}/niem-phong`
pub(super) fn seal(call: &Call) -> Result<Reply> {
    let policy = policy(call)?;
    let id = call.read(|v| Ok(held(call, v, Act::SealReport)?.id))?;
    let actor = call.actor()?;
    let consent = Consent {
        figures: call.form().get("so-lieu").to_owned(),
        partial: !call.form().get("partial").is_empty(),
    };
    let done = call.write("report.seal", id.to_string(), |tx| seal::seal(tx, policy, actor, id, &consent));
    match done {
        Ok(s) => Ok(Reply::done(
            format!("/bao-cao/{id}"),
            t!(call.lang, "Đã niêm phong, mã {ma}.", ma = s.sha256.get(..16).unwrap_or("")),
        )),
        Err(Failure::Invalid(faults)) => {
            sealing(call, 422, &Errors(faults.into_iter().map(|f| (f.field, f.message)).collect()))
        }
        Err(e) => Ok(Reply::refused(format!("/bao-cao/{id}/niem-phong"), told(e)?)),
    }
}

/// `POST /bao-cao/{id}/thay-the`
pub(super) fn reopen(call: &Call) -> Result<Reply> {
    let id = call.read(|v| Ok(held(call, v, Act::SealReport)?.id))?;
    let actor = call.actor()?;
    let note = call.form().get("note");
    let done = call.write("report.supersede", id.to_string(), |tx| service::reopen(tx, actor, id, note));
    match done {
        Ok(()) => Ok(Reply::done(
            format!("/bao-cao/{id}"),
            t!(call.lang, "Đã mở bản thay thế. Bản niêm phong trước vẫn đọc được."),
        )),
        Err(e) => Ok(Reply::refused(format!("/bao-cao/{id}"), told(e)?)),
    }
}
