//! The officers' list: how each worker stands, and the record of checks done on paper or by interview.

use super::super::model::Questions;
use super::super::service::{self, Paper, Recorded};
use super::super::store;
use super::result_badge;
use crate::class::pages::{Units, csrf};
use crate::selfstudy::pages::fresh_uuid;
use kernel::time::{day_text, parse_typed_day};
use kernel::{Act, Date, Failure, PersonId, Result};
use ui::prelude::*;
use web::{Call, Reply};

/// `GET /ky-nang-so-don-vi`
pub(super) fn units(call: &Call) -> Result<Reply> {
    let lang = call.lang;
    let questions = call.state::<Questions>()?;
    let today = call.today();
    let lines = call.read(|v| {
        let mut units = Units::default();
        let mut lines = Vec::new();
        for top in call.scope(Act::KeepClasses)? {
            let said = store::said(v, top, today)?;
            for (unit, workers) in store::units(v, top, today)? {
                let here = said.values().filter(|(.., of)| *of == unit);
                let holds = here.filter(|(_, day, _)| questions.ends(*day) > today);
                let (mut able, mut not) = (0, 0);
                for (is_able, ..) in holds {
                    *(if *is_able { &mut able } else { &mut not }) += 1;
                }
                let Some(o) = units.get(v, unit)? else { continue };
                lines.push((o.code.clone(), o.name.clone(), workers, able, not));
            }
        }
        Ok(lines)
    })?;
    if let [(code, ..)] = lines.as_slice() {
        return Ok(Reply::Go(format!("/don-vi/{code}/ky-nang-so"), None));
    }
    let mut lines = lines;
    lines.sort_by_key(|l| kernel::name::text_key(&l.1));
    lines.dedup_by(|a, b| a.0 == b.0);
    let columns = vec![
        Column::text(t!(lang, "Đơn vị")),
        Column::number(t!(lang, "Người lao động")),
        Column::number(t!(lang, "Biết")),
        Column::number(t!(lang, "Chưa biết")),
        Column::number(t!(lang, "Chưa kiểm tra")),
    ];
    let rows = lines.iter().map(|(code, name, workers, able, not)| {
        let count = |n: i64| numbers::count(lang, n);
        Row::new(vec![
            html! { a href={ "/don-vi/" (code) "/ky-nang-so" } { (name) } },
            html! { (count(*workers)) },
            html! { (count(*able)) },
            html! { (count(*not)) },
            html! { (count((workers - able - not).max(0))) },
        ])
    });
    let empty = empty_state(
        "users",
        t!(lang, "Chưa có người lao động"),
        t!(
            lang,
            "Nhập danh sách người lao động trước; sau đó mỗi người tự làm bài kiểm tra, hoặc bạn ghi kết quả trên giấy."
        ),
        html! {},
    );
    let table =
        Table::new(lang, t!(lang, "Đơn vị"), columns).caption_unseen().rows(rows).empty(empty).filter();
    Ok(call.page_with(t!(lang, "Kiểm tra kỹ năng số"), table.render(), |shell| {
        shell.lead =
            Some(t!(lang, "Ai biết khai thác internet, nền tảng số; kết quả còn giá trị.").to_owned());
    }))
}

/// `GET /don-vi/{unit}/ky-nang-so`
pub(super) fn show(call: &Call) -> Result<Reply> {
    page(call, &[], &Errors::default())
}

fn page(call: &Call, results: &[(String, Recorded)], errors: &Errors) -> Result<Reply> {
    let lang = call.lang;
    let questions = call.state::<Questions>()?;
    let (unit, today) = (call.unit()?, call.today());
    let only = call.query("xem");
    let (code, name, workers, said, papers) = call.read(|v| {
        let mut units = Units::default();
        let (code, name) = units.get(v, unit)?.map(|o| (o.code.clone(), o.name.clone())).unwrap_or_default();
        Ok((
            code,
            name,
            store::workers(v, unit, today)?,
            store::said(v, unit, today)?,
            store::on_paper(v, unit, today)?,
        ))
    })?;
    call.looked("skill", &code, workers.len())?;
    let here = format!("/don-vi/{code}/ky-nang-so");
    let holds =
        |p: &PersonId| said.get(p).filter(|(_, day, _)| questions.ends(*day) > today).map(|(able, ..)| *able);
    let shown: Vec<_> = workers
        .iter()
        .filter(|w| match only {
            "biet" => holds(&w.person) == Some(true),
            "chua-biet" => holds(&w.person) == Some(false),
            "chua-kiem-tra" => holds(&w.person).is_none(),
            _ => true,
        })
        .collect();
    let count =
        |want: Option<bool>| i64::try_from(workers.iter().filter(|w| holds(&w.person) == want).count()).ok();
    let tab = |label: &str, code: &str, count| Tab {
        label: label.to_owned(),
        href: if code.is_empty() { here.clone() } else { format!("{here}?xem={code}") },
        count,
        active: only == code,
    };
    let columns = vec![
        Column::text(t!(lang, "Họ và tên")),
        Column::text(t!(lang, "Năm sinh")),
        Column::text(t!(lang, "Bộ phận")),
        Column::text(t!(lang, "Kết quả")),
        Column::text(t!(lang, "Có giá trị đến trước ngày")),
    ];
    let rows = shown.iter().map(|w| {
        let known = said.get(&w.person);
        Row::new(vec![
            html! { (w.name) },
            html! { @if let Some(year) = w.birth_year { (year) } },
            html! { (w.section) },
            html! {
                div {
                    @match known {
                        Some((able, day, _)) => (result_badge(lang, *able, questions.ends(*day), today)),
                        None => (t!(lang, "Chưa kiểm tra")),
                    }
                }
            },
            html! { @if let Some((_, day, _)) = known { (day_text(questions.ends(*day))) } },
        ])
        .choose("nguoi", w.person.to_string(), w.name.clone())
    });
    let empty = html! { p.hint { (t!(lang, "Không có ai như vậy.")) } };
    let table = Table::new(lang, t!(lang, "Người lao động"), columns)
        .caption_unseen()
        .rows(rows)
        .empty(empty)
        .filter();
    let uuid = fresh_uuid(call)?;
    let body = html! {
        (errors.summary(lang))
        @if !results.is_empty() { (recorded(lang, results)) }
        (tabs(lang, t!(lang, "Kết quả"), &[
            tab(t!(lang, "Tất cả"), "", i64::try_from(workers.len()).ok()),
            tab(t!(lang, "Biết"), "biet", count(Some(true))),
            tab(t!(lang, "Chưa biết"), "chua-biet", count(Some(false))),
            tab(t!(lang, "Chưa kiểm tra"), "chua-kiem-tra", count(None)),
        ]))
        @if workers.is_empty() {
            (empty_state("users", t!(lang, "Chưa có người lao động"),
                t!(lang, "Nhập danh sách người lao động trước; sau đó mỗi người tự làm bài kiểm tra, hoặc bạn ghi kết quả trên giấy."), html! {}))
        } @else {
            p { (t!(lang, "Người có điện thoại tự làm ở mục Tự học, Kỹ năng số. Người không có điện thoại: kiểm tra trên giấy hoặc phỏng vấn, rồi đánh dấu và ghi ở đây.")) }
            (bulk_form(lang, &here, csrf(call), html! {
                input type="hidden" name="uuid" value=(uuid);
                (Field::date(lang, "day", t!(lang, "Ngày kiểm tra")).plain()
                    .value(Some(call.form().get("day").to_owned()).filter(|d| !d.is_empty()).unwrap_or_else(|| today.to_string()))
                    .between(None, Some(today.to_string())).error(errors.of("day")))
                (Field::text(lang, "evidence", t!(lang, "Minh chứng")).plain().max_length(300)
                    .hint(t!(lang, "Ví dụ: biên bản số 03, phỏng vấn tại xưởng"))
                    .value(call.form().get("evidence")).error(errors.of("evidence")))
                (primary(t!(lang, "Ghi: biết")).icon("check").sends("ket_qua", "biet"))
                (quiet(t!(lang, "Ghi: chưa biết")).sends("ket_qua", "chua-biet"))
            }, table))
        }
        @if !papers.is_empty() { (take_back_form(call, &here, &papers)) }
    };
    let dress = |shell: &mut Shell| {
        shell.crumbs = vec![
            (t!(lang, "Kiểm tra kỹ năng số").to_owned(), Some("/ky-nang-so-don-vi".to_owned())),
            (name.clone(), None),
        ];
        shell.lead = Some(name.clone());
    };
    let title = t!(lang, "Kiểm tra kỹ năng số");
    Ok(if errors.is_empty() {
        call.page_with(title, body, dress)
    } else {
        call.page_refused(title, body, dress)
    })
}

fn take_back_form(call: &Call, here: &str, papers: &[store::OnPaper]) -> Markup {
    let lang = call.lang;
    let choices = papers
        .iter()
        .map(|(id, name, day, able, evidence)| {
            let result = if *able { t!(lang, "Biết") } else { t!(lang, "Chưa biết") };
            Choice::new(id.to_string(), format!("{name}, {}: {result}", day_text(*day)))
                .hint(evidence.clone())
        })
        .collect();
    disclosure(
        t!(lang, "Kết quả ghi trên giấy gần đây; rút lại nếu ghi nhầm"),
        form(
            &format!("{here}/rut"),
            csrf(call),
            html! {
                (Field::radios(lang, "so", t!(lang, "Kết quả nào"), choices).required())
                (Field::text(lang, "reason", t!(lang, "Lý do")).required().max_length(300))
                (toolbar(html! { (danger(t!(lang, "Rút kết quả")).icon("undo-2")) }))
            },
        ),
    )
}

fn recorded(lang: Lang, results: &[(String, Recorded)]) -> Markup {
    let done = results.iter().filter(|r| r.1 == Recorded::Done).count();
    let tone = if done == results.len() { Tone::Ok } else { Tone::Warn };
    let word = |outcome| match outcome {
        Recorded::Done => t!(lang, "đã ghi."),
        Recorded::Before => t!(lang, "đã ghi trước đó."),
        Recorded::Own => t!(lang, "là chính bạn; nhờ cán bộ khác ghi, hoặc tự làm bài trên màn hình."),
        Recorded::NotHere => t!(lang, "không thuộc đơn vị vào ngày đó; kiểm tra lại ngày hoặc danh sách."),
    };
    notice(
        lang,
        tone,
        &t!(lang, "Đã ghi {n} trong {tong} người", n = done, tong = results.len()),
        html! { ul { @for (name, outcome) in results { li { (name) ": " (word(*outcome)) } } } },
    )
}

/// `POST /don-vi/{unit}/ky-nang-so`
pub(super) fn record(call: &Call) -> Result<Reply> {
    let lang = call.lang;
    let questions = call.state::<Questions>()?;
    let (unit, today) = (call.unit()?, call.today());
    let form = call.form();
    let people: Vec<PersonId> = form.all("nguoi").iter().filter_map(|s| s.parse().ok()).collect();
    let paper = Paper {
        uuid: form.get("uuid").to_owned(),
        day: parse_typed_day(form.get("day")).unwrap_or(Date::MIN),
        able: form.get("ket_qua") == "biet",
        evidence: kernel::name::tidy(form.get("evidence")),
    };
    let mut errors = Errors::default();
    if people.is_empty() {
        errors.add("nguoi", t!(lang, "Hãy đánh dấu người đã kiểm tra trong danh sách."));
    }
    if paper.uuid.len() != 32 || !["biet", "chua-biet"].contains(&form.get("ket_qua")) {
        errors.add("ket_qua", t!(lang, "Hãy bấm một trong hai nút Ghi."));
    }
    for fault in service::paper_faults(questions, &paper, today) {
        errors.add(fault.field, fault.message);
    }
    if !errors.is_empty() {
        return page(call, &[], &errors);
    }
    let me = call.actor()?.person;
    let results = call.write("skill.record", format!("unit {unit}, {}", people.len()), |tx| {
        let mut out = Vec::new();
        for person in &people {
            let outcome = service::record(tx, me, unit, *person, &paper, &questions.edition)?;
            // the name of somebody from elsewhere is not told
            let name = match outcome {
                Recorded::NotHere => t!(lang, "Một người").to_owned(),
                _ => crate::selfstudy::store::name(tx, *person)?.unwrap_or_default(),
            };
            out.push((name, outcome));
        }
        Ok(out)
    })?;
    page(call, &results, &Errors::default())
}

/// `POST /don-vi/{unit}/ky-nang-so/rut`
pub(super) fn take_back(call: &Call) -> Result<Reply> {
    let unit = call.unit()?;
    let id: i64 = call.form().get("so").parse().map_err(|_| Failure::NotFound)?;
    let reason = call.form().get("reason");
    call.write("skill.take_back", format!("unit {unit}, {id}"), |tx| {
        service::take_back(tx, unit, id, reason)
    })?;
    let code = call.read(|v| Ok(Units::default().get(v, unit)?.map(|o| o.code.clone())))?;
    Ok(Reply::done(
        format!("/don-vi/{}/ky-nang-so", code.unwrap_or_default()),
        t!(call.lang, "Đã rút kết quả."),
    ))
}
