//! Step 2: what was found in the file and what would happen; then doing it.
use super::super::reading::Look;
use super::super::{Choices, Done, service, store};
use super::{Sent, csrf, faults, form, many, steps};
use kernel::sheet::{CellValue, Column as Wanted, Reading, SheetRow, Tally};
use kernel::{Failure, Result};
use ui::parts::Look as ButtonLook;
use ui::prelude::*;
use web::{Call, Reply};

/// Shows what would happen; with what the form says, when it was sent.
pub fn show(call: &Call) -> Result<Reply> {
    let sent = Sent::of(call)?;
    if let Some(import) = sent.upload.import {
        return Ok(Reply::Go(format!("/nhap-lieu/lan/{import}"), None));
    }
    page(call, &sent, &form::choices(call.form()), None)
}

/// A dry run: what the reading found, and what the house says to it.
fn try_out(
    call: &Call,
    sent: &Sent,
    choices: &Choices,
) -> Result<(Look, std::result::Result<Done, Vec<String>>)> {
    let order = sent.order(call, true);
    let look = service::look(sent.source, &order, &sent.upload.bytes, choices)?;
    let done = match service::take(call.db(), sent.source, &order, &sent.upload.bytes, &look, &|_, _| Ok(()))
    {
        Ok(done) => Ok(done),
        Err(Failure::NotFound) => Err(vec![
            t!(call.lang, "Lớp học này không có ở đơn vị đã chọn. Hãy mở lại từ trang của lớp học.")
                .to_owned(),
        ]),
        Err(e @ (Failure::Invalid(_) | Failure::Conflict(_))) => Err(e.messages()),
        Err(other) => return Err(other),
    };
    Ok((look, done))
}

fn page(call: &Call, sent: &Sent, choices: &Choices, wrong: Option<&str>) -> Result<Reply> {
    let lang = call.lang;
    let (look, done) = try_out(call, sent, choices)?;
    let mark = form::mark(&form::as_found(&look.sheets));
    let action = sent.address("");
    let body = html! {
        (steps(lang, 2))
        @if let Some(wrong) = wrong { (notice(lang, Tone::Warn, wrong, html! {})) }
        @for text in &look.repaired { (notice(lang, Tone::Plain, text, html! {})) }
        form action=(action) method="post" data-guard {
            (csrf_field(csrf(call)))
            input type="hidden" name="da_xem" value=(mark);
            @match &done {
                Ok(done) => (outcome(lang, sent, done)),
                Err(messages) => {
                    @for message in messages { (notice(lang, Tone::Bad, words::say(lang, message), html! {})) }
                    (toolbar(link_button(ButtonLook::Quiet, t!(lang, "Chọn tệp khác"), "/nhap-lieu").render()))
                },
            }
            @if let Ok(done) = &done {
                (faults::tables(lang, &done.tally.errors, &done.tally.notes))
                (preview(lang, sent, done))
            }
            div id="ghep-cot" { (card(t!(lang, "Cột nào là gì"), html! {
                p { (t!(lang, "Hệ thống đã đoán theo tiêu đề. Nếu sai, hãy chọn lại cột rồi xem lại kết quả.")) }
                (form::fields(lang, &look.sheets))
                (toolbar(quiet(t!(lang, "Xem lại với cách ghép cột này")).icon("refresh-cw").render()))
            })) }
        }
    };
    let title = t!(lang, "Kiểm tra danh sách");
    let dress = |shell: &mut Shell| {
        shell.crumbs = vec![
            (t!(lang, "Nhập danh sách").to_owned(), Some("/nhap-lieu".to_owned())),
            (sent.upload.file_name.clone(), None),
        ];
        shell.lead = Some(t!(
            lang,
            "{tep} của {don_vi}. Chưa ghi gì vào hệ thống.",
            tep = sent.upload.file_name,
            don_vi = sent.unit_name
        ));
    };
    Ok(if wrong.is_some() || done.is_err() {
        call.page_refused(title, body, dress)
    } else {
        call.page_with(title, body, dress)
    })
}

/// The numbers, and the button.
fn outcome(lang: Lang, sent: &Sent, done: &Done) -> Markup {
    let t = &done.tally;
    let errors = u32::try_from(t.errors.len()).unwrap_or(u32::MAX);
    let taken = t.created + t.updated;
    let loi = sent.address("/loi");
    let noun = words::say(lang, sent.source.noun());
    let label = if errors == 0 {
        t!(lang, "Nhập {n} {loai}", n = many(lang, taken), loai = noun)
    } else {
        t!(
            lang,
            "Nhập {n} {loai}, để lại {loi} dòng lỗi",
            n = many(lang, taken),
            loai = noun,
            loi = many(lang, errors)
        )
    };
    let ghi = sent.address("/ghi");
    html! {
        (tiles(lang, t, |_| "#xem-truoc".to_owned()))
        @if taken == 0 {
            (notice(lang, if errors == 0 { Tone::Ok } else { Tone::Warn }, t!(lang, "Danh sách này không có gì mới"), html! {
                p { (t!(lang, "Mọi dòng đọc được trong tệp đã có sẵn và không đổi, nên không cần nhập.")) }
            }))
        }
        (toolbar(html! {
            @if taken > 0 { (primary(&label).icon("check").to(&ghi)) }
            @if !t.errors.is_empty() || !t.notes.is_empty() {
                (quiet(t!(lang, "Tải danh sách lỗi (CSV)")).icon("download").to(&loi).fetches_file())
            }
            (link_button(ButtonLook::Quiet, t!(lang, "Sửa cách ghép cột"), "#ghep-cot").icon("list-checks"))
            (link_button(ButtonLook::Quiet, t!(lang, "Chọn tệp khác"), "/nhap-lieu"))
        }))
    }
}

/// What became, or would become, of the rows. `href` is the door behind people that are in the list.
pub fn tiles(lang: Lang, tally: &Tally, href: impl Fn(&str) -> String) -> Markup {
    let errors = u32::try_from(tally.errors.len()).unwrap_or(u32::MAX);
    html! {
        p { (t!(lang, "Đọc được {n} dòng.", n = many(lang, tally.rows))) }
        (stat_row(html! {
            (stat_door(lang, t!(lang, "Mới"), many(lang, tally.created), &href("new")))
            (stat_door(lang, t!(lang, "Cập nhật"), many(lang, tally.updated), &href("updated")))
            (stat_door(lang, t!(lang, "Không đổi"), many(lang, tally.unchanged), &href("unchanged")))
            (stat_door(lang, t!(lang, "Trùng trong tệp"), many(lang, tally.duplicates), if tally.notes.is_empty() { "#" } else { "#luu-y" }))
            (stat_door(lang, t!(lang, "Dòng lỗi"), many(lang, errors), if errors == 0 { "#" } else { "#loi" }))
        }))
    }
}

/// The first rows as they would be taken.
fn preview(lang: Lang, sent: &Sent, done: &Done) -> Markup {
    let columns: Vec<(&str, &str, Reading)> = shown_columns(sent.source.columns(), &done.preview);
    let mut days: Vec<&str> = done
        .preview
        .iter()
        .flat_map(|r| r.cells.keys())
        .map(String::as_str)
        .filter(|k| k.starts_with("day:"))
        .collect();
    days.sort_by_key(|k| k.get(4..).and_then(|n| n.parse::<u32>().ok()));
    days.dedup();
    let mut head: Vec<Column> =
        columns.iter().map(|(_, title, _)| Column::text(words::say(lang, title))).collect();
    head.extend(days.iter().map(|d| Column::text(t!(lang, "Ngày {n}", n = d.get(4..).unwrap_or("")))));
    head.push(Column::number(t!(lang, "Dòng")));
    let rows = done.preview.iter().map(|r| {
        let mut cells: Vec<Markup> = columns
            .iter()
            .map(|(key, _, reads)| html! { (shown(lang, r.cells.get(*key), *reads)) })
            .collect();
        cells.extend(days.iter().map(|key| html! { (shown(lang, r.cells.get(*key), Reading::Attendance)) }));
        cells.push(html! { (r.row) });
        Row::new(cells)
    });
    let title = t!(lang, "Những dòng đầu sẽ được ghi như sau");
    html! {
        div id="xem-truoc" { (card(title, Table::new(lang, title, head).caption_unseen().rows(rows).render())) }
    }
}

/// Columns in which some row holds something.
fn shown_columns<'a>(columns: &'a [Wanted], rows: &[SheetRow]) -> Vec<(&'a str, &'a str, Reading)> {
    let holds = |key: &str| rows.iter().any(|r| r.cells.contains_key(key));
    columns.iter().filter(|c| holds(c.key)).map(|c| (c.key, c.title, c.reads)).collect()
}

fn shown(lang: Lang, value: Option<&CellValue>, reads: Reading) -> String {
    match (value, reads) {
        (None, _) => "–".to_owned(),
        (Some(CellValue::Text(text)), Reading::NationalId) => masked(text),
        (Some(CellValue::Text(text)), _) => text.clone(),
        (Some(CellValue::Number(n)), _) => n.to_string(),
        (Some(CellValue::Day(day)), _) => numbers::date(*day),
        (Some(CellValue::Year(year)), _) => year.to_string(),
        (Some(CellValue::Yes), Reading::Sex) => t!(lang, "Nam").to_owned(),
        (Some(CellValue::No), Reading::Sex) => t!(lang, "Nữ").to_owned(),
        (Some(CellValue::Yes), Reading::Attendance) => t!(lang, "có mặt").to_owned(),
        (Some(CellValue::No), Reading::Attendance) => t!(lang, "vắng").to_owned(),
        (Some(CellValue::Yes), _) => t!(lang, "có").to_owned(),
        (Some(CellValue::No), _) => t!(lang, "không").to_owned(),
        (Some(CellValue::Excused), _) => t!(lang, "có phép").to_owned(),
    }
}

/// The last three digits are enough to see that the column is right.
fn masked(number: &str) -> String {
    let keep = number.chars().count().saturating_sub(3);
    number.chars().enumerate().map(|(at, c)| if at < keep { '•' } else { c }).collect()
}

/// Everything wrong with single rows, as the form stands.
pub fn fetch_faults(call: &Call) -> Result<Reply> {
    let sent = Sent::of(call)?;
    let (_, done) = try_out(call, &sent, &form::choices(call.form()))?;
    let done = done.map_err(|messages| Failure::field("file", messages.join(" ")))?;
    faults::csv(call.lang, &sent.upload.file_name, &done.tally.errors, &done.tally.notes)
}

/// Brings the list in, as it was shown.
pub fn bring_in(call: &Call) -> Result<Reply> {
    let sent = Sent::of(call)?;
    if let Some(import) = sent.upload.import {
        return Ok(Reply::Go(format!("/nhap-lieu/lan/{import}"), None));
    }
    let lang = call.lang;
    let choices = form::choices(call.form());
    let order = sent.order(call, false);
    let look = service::look(sent.source, &order, &sent.upload.bytes, &choices)?;
    if form::mark(&form::as_found(&look.sheets)) != call.form().get("da_xem") {
        let wrong =
            t!(lang, "Bạn vừa đổi cách ghép cột. Kết quả mới ở dưới đây; nếu đúng, hãy bấm Nhập lần nữa.");
        return page(call, &sent, &choices, Some(wrong));
    }
    let id = sent.upload.id;
    let used = |tx: &::store::Tx, import: i64| {
        if store::use_up(tx, id, import)? {
            Ok(())
        } else {
            Err(Failure::Conflict(t!(lang, "Tệp này vừa được nhập rồi.").to_owned()))
        }
    };
    let done = match service::take(call.db(), sent.source, &order, &sent.upload.bytes, &look, &used) {
        Ok(done) => done,
        // the page says what is wrong
        Err(Failure::Invalid(_) | Failure::Conflict(_) | Failure::NotFound) => return show(call),
        Err(other) => return Err(other),
    };
    let import = done.import.ok_or_else(|| Failure::broken("an import without a number"))?;
    let t = &done.tally;
    let text = t!(
        lang,
        "Đã nhập: {moi} mới, {cap_nhat} cập nhật.",
        moi = many(lang, t.created),
        cap_nhat = many(lang, t.updated)
    );
    let undo = Undo {
        label: t!(lang, "Hoàn tác").to_owned(),
        action: format!("/nhap-lieu/lan/{import}/hoan-tac"),
        token: import.to_string(),
    };
    Ok(Reply::done_with_undo(format!("/nhap-lieu/lan/{import}"), text, undo))
}
