//! Step 2: what was found in the file and what would happen; then doing it.
use super::super::jobs::{Jobs, Outcome, Seen, Standing, Task};
use super::super::{Choices, Done, Order, service, store};
use super::{Sent, csrf, faults, form, many, steps};
use ::store::Db;
use ::store::sockets::SheetSource;
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
    let jobs = call.state::<Jobs>()?;
    if jobs.knows((sent.upload.id, Task::Write)).is_some() || is_written_elsewhere(call, &sent)? {
        return Ok(Reply::Go(sent.address("/tien-do"), None));
    }
    let asked = call.form().has("t0.ten") || call.form().has("da_xem");
    let choices = match jobs.knows((sent.upload.id, Task::Look)) {
        _ if asked => form::choices(call.form()),
        // a look that was asked for before, and is on its way or done
        Some((_, choices)) => choices,
        None => sent.said(),
    };
    page(call, &sent, &choices, None)
}

/// Does another process write this list now?
fn is_written_elsewhere(call: &Call, sent: &Sent) -> Result<bool> {
    let told = call.read(|v| Ok(store::told(v, sent.upload.id)?))?;
    Ok(told.is_some_and(|t| t.task == Task::Write.code() && t.is_alive(call.now)))
}

/// A dry run: what the reading found, and what the house says to it.
fn look(
    db: &Db,
    source: &dyn SheetSource,
    order: &Order,
    bytes: &[u8],
    choices: &Choices,
    lang: Lang,
) -> Outcome {
    let look = match service::look(source, order, bytes, choices) {
        Ok(look) => look,
        Err(failure) => return Outcome::Failed(failure),
    };
    let done = match service::take(db, source, order, bytes, &look, &|_, _| Ok(())) {
        Ok(done) => Ok(done),
        Err(Failure::NotFound) => Err(vec![
            t!(lang, "Lớp học này không có ở đơn vị đã chọn. Hãy mở lại từ trang của lớp học.").to_owned(),
        ]),
        Err(e @ (Failure::Invalid(_) | Failure::Conflict(_))) => Err(e.messages()),
        Err(other) => return Outcome::Failed(other),
    };
    Outcome::Seen(Box::new(Seen { repaired: look.repaired, sheets: look.sheets, done }))
}

/// The dry run in the background; none when it takes long.
fn try_out(call: &Call, sent: &Sent, choices: &Choices) -> Result<Option<Seen>> {
    let order = sent.order(call, true);
    let (db, source, bytes) = (call.db().clone(), sent.source.clone(), sent.upload.bytes.clone());
    let (said, lang) = (choices.clone(), call.lang);
    let key = (sent.upload.id, Task::Look);
    let standing = call.state::<Jobs>()?.run(call.db(), key, choices, call.now, move |progress| {
        look(&db, &*source, &Order { progress, ..order }, &bytes, &said, lang)
    })?;
    match standing {
        Standing::Done(Outcome::Seen(seen), _) => Ok(Some(*seen)),
        Standing::Done(Outcome::Failed(failure), _) => Err(failure),
        _ => Ok(None),
    }
}

fn page(call: &Call, sent: &Sent, choices: &Choices, wrong: Option<&str>) -> Result<Reply> {
    let lang = call.lang;
    let Some(look) = try_out(call, sent, choices)? else {
        return Ok(Reply::Go(sent.address("/tien-do"), None));
    };
    let done = &look.done;
    let mark = form::mark(&form::as_found(&look.sheets));
    let action = sent.address("");
    let body = html! {
        (steps(lang, 2))
        @if let Some(wrong) = wrong { (notice(lang, Tone::Warn, wrong, html! {})) }
        @for text in &look.repaired { (notice(lang, Tone::Plain, &words::retell(lang, text), html! {})) }
        form action=(action) method="post" data-guard {
            (csrf_field(csrf(call)))
            input type="hidden" name="da_xem" value=(mark);
            @match done {
                Ok(done) => (outcome(lang, sent, done)),
                Err(messages) => {
                    @for message in messages { (notice(lang, Tone::Bad, &words::retell(lang, message), html! {})) }
                    (toolbar(link_button(ButtonLook::Quiet, t!(lang, "Chọn tệp khác"), "/nhap-lieu").render()))
                },
            }
            @if let Ok(done) = done {
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
            don_vi = sent.whose()
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
        (tiles(lang, t, "#xem-truoc"))
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

/// What became, or would become, of the rows. `list` is the door behind rows that are in the list; a number that
/// opens nothing is no door.
pub fn tiles(lang: Lang, tally: &Tally, list: &str) -> Markup {
    let errors = u32::try_from(tally.errors.len()).unwrap_or(u32::MAX);
    let door = |label: &str, n: u32, href: &str| {
        if n == 0 || href.is_empty() {
            html! { div.stat { span.stat-label { (label) } span.stat-value { (many(lang, n)) } } }
        } else {
            stat_door(lang, label, many(lang, n), href).render()
        }
    };
    let notes = if tally.notes.is_empty() { "" } else { "#luu-y" };
    html! {
        p { (t!(lang, "Đọc được {n} dòng.", n = many(lang, tally.rows))) }
        (stat_row(html! {
            (door(t!(lang, "Mới"), tally.created, list))
            (door(t!(lang, "Cập nhật"), tally.updated, list))
            (door(t!(lang, "Không đổi"), tally.unchanged, ""))
            (door(t!(lang, "Trùng trong tệp"), tally.duplicates, notes))
            (door(t!(lang, "Dòng lỗi"), errors, "#loi"))
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
pub(super) fn masked(number: &str) -> String {
    let keep = number.chars().count().saturating_sub(3);
    number.chars().enumerate().map(|(at, c)| if at < keep { '•' } else { c }).collect()
}

/// Everything wrong with single rows, as the form stands.
pub fn fetch_faults(call: &Call) -> Result<Reply> {
    let sent = Sent::of(call)?;
    let choices = form::choices(call.form());
    let order = sent.order(call, true);
    let outcome = look(call.db(), &*sent.source, &order, &sent.upload.bytes, &choices, call.lang);
    let done = match outcome {
        Outcome::Seen(seen) => seen.done,
        Outcome::Failed(failure) => return Err(failure),
        _ => return Err(Failure::NotFound),
    };
    let done = done.map_err(|messages| Failure::field("file", messages.join(" ")))?;
    call.looked("import.faults", &sent.upload.id.to_string(), done.tally.errors.len())?;
    faults::csv(call.lang, &sent.upload.file_name, &done.tally.errors, &done.tally.notes)
}

/// Files larger than this may take a while: that their writing began is kept, should the machine stop.
const LARGE: usize = 100_000;

/// Brings the list in, as it was shown.
pub fn bring_in(call: &Call) -> Result<Reply> {
    let sent = Sent::of(call)?;
    if let Some(import) = sent.upload.import {
        return Ok(Reply::Go(format!("/nhap-lieu/lan/{import}"), None));
    }
    let choices = form::choices(call.form());
    let jobs = call.state::<Jobs>()?;
    let key = (sent.upload.id, Task::Write);
    if jobs.knows(key).is_none() && is_written_elsewhere(call, &sent)? {
        return Ok(Reply::Go(sent.address("/tien-do"), None));
    }
    if sent.upload.bytes.len() > LARGE && jobs.knows(key).is_none() {
        let text = serde_json::to_string(&choices).map_err(|e| Failure::broken(e.to_string()))?;
        call.write("import.begin", sent.upload.kind.clone(), |tx| {
            Ok(store::begin(tx, sent.upload.id, &text)?)
        })?;
    }
    let order = sent.order(call, false);
    let (db, source, bytes) = (call.db().clone(), sent.source.clone(), sent.upload.bytes.clone());
    let (said, seen, id) = (choices.clone(), call.form().get("da_xem").to_owned(), sent.upload.id);
    let standing = jobs.run(call.db(), key, &choices, call.now, move |progress| {
        write(&db, &*source, &Order { progress, ..order }, (id, &bytes), &said, &seen)
    })?;
    match standing {
        Standing::Done(outcome, choices) => finish(call, &sent, outcome, &choices),
        _ => Ok(Reply::Go(sent.address("/tien-do"), None)),
    }
}

/// Writes a list that was looked at.
fn write(
    db: &Db,
    source: &dyn SheetSource,
    order: &Order,
    (id, bytes): (i64, &[u8]),
    choices: &Choices,
    looked_at: &str,
) -> Outcome {
    let look = match service::look(source, order, bytes, choices) {
        Ok(look) => look,
        Err(failure) => return Outcome::Failed(failure),
    };
    if form::mark(&form::as_found(&look.sheets)) != looked_at {
        return Outcome::Changed;
    }
    let used = |tx: &::store::Tx, import: i64| {
        if store::use_up(tx, id, import)? { Ok(()) } else { Err(service::already_taken()) }
    };
    match service::take(db, source, order, bytes, &look, &used) {
        Ok(done) => Outcome::Written(Box::new(done)),
        Err(failure) => Outcome::Failed(failure),
    }
}

/// What is said when the writing is over.
pub fn finish(call: &Call, sent: &Sent, outcome: Outcome, choices: &Choices) -> Result<Reply> {
    let lang = call.lang;
    let done = match outcome {
        Outcome::Written(done) => done,
        Outcome::Changed => {
            let wrong = t!(
                lang,
                "Bạn vừa đổi cách ghép cột. Kết quả mới ở dưới đây; nếu đúng, hãy bấm Nhập lần nữa."
            );
            return page(call, sent, choices, Some(wrong));
        }
        // the page says what is wrong
        Outcome::Failed(Failure::Invalid(_) | Failure::Conflict(_) | Failure::NotFound)
        | Outcome::Seen(_) => {
            return page(call, sent, choices, None);
        }
        Outcome::Failed(other) => return Err(other),
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
    let to = match sent.upload.sending {
        Some(sending) => format!("/nhap-lieu/dot/{sending}"),
        None => format!("/nhap-lieu/lan/{import}"),
    };
    Ok(Reply::done_with_undo(to, text, undo))
}
