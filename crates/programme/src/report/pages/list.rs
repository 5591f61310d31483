//! What is owed: by one's own unit, and by the units below.

use super::super::model::{Obligation, Progress, State, Timing};
use super::super::{figures, service, store as kept};
use super::words::{due_words, form_name, period_inside, state_badge, timing_badge};
use super::{csrf, told};
use crate::indicator::form::Form;
use crate::measure::pages::ask::{address, period_words, policy};
use kernel::{Act, OrganisationId, Period, Result};
use people::organisation::{Organisation, store as units};
use std::collections::BTreeSet;
use store::View;
use ui::prelude::*;
use web::{Call, Reply};

/// A unit's own reports, and what it can begin.
struct Own {
    unit: Organisation,
    owed: Vec<Obligation>,
}

/// The reports of the units below, for one form and period.
struct Below<'a> {
    top: Organisation,
    form: &'a Form,
    period: Period,
    rows: Vec<(Organisation, Obligation)>,
}

/// `GET /bao-cao`
pub(super) fn show(call: &Call) -> Result<Reply> {
    let lang = call.lang;
    let policy = policy(call)?;
    let places = call.scope(Act::SeeReports)?;
    let (own, below) = call.read(|v| {
        let mut own = Vec::new();
        let mut below = None;
        for place in &places {
            let Some(unit) = units::last(v, *place)? else { continue };
            if below.is_none() && has_below(v, call, *place)? {
                below = Some(load_below(call, v, unit.clone())?);
            }
            own.push(Own { owed: kept::obligations_of(v, *place)?, unit });
        }
        Ok((own, below))
    })?;
    let may_write = call.may(Act::WriteReport);
    let body = html! {
        @for o in &own { (own_table(call, o, may_write)) }
        @if let Some(b) = &below { (below_part(call, policy, b)) }
    };
    Ok(call.page_with(t!(lang, "Báo cáo"), body, |shell| {
        shell.lead = Some(
            t!(lang, "Số liệu lấy từ việc đã ghi nhận; phần chữ do đơn vị viết. Nộp lên cấp trên, được duyệt rồi niêm phong.")
                .to_owned(),
        );
    }))
}

fn has_below(v: &View, call: &Call, place: OrganisationId) -> Result<bool> {
    let tree = units::tree(v, people::organisation::Tree::main(), call.today())?;
    Ok(tree.children(place).next().is_some())
}

fn own_table(call: &Call, o: &Own, may_write: bool) -> Markup {
    let (lang, today) = (call.lang, call.today());
    let policy = policy(call).ok();
    let name = |code: &str| {
        let form = policy.and_then(|p| p.form(code));
        form.map_or_else(|| code.to_owned(), |f| form_name(lang, f).to_owned())
    };
    let row = |b: &Obligation| {
        Row::new(vec![
            html! { (name(&b.form)) ", " (period_inside(lang, b.period)) },
            html! { (numbers::date(b.due_on)) },
            timing_badge(lang, b.timing(), b.due_on, today),
            state_badge(lang, b.state),
            html! {
                @match (b.report, b.state) {
                    (Some(id), Some(s)) if s.is_open() && may_write => a href={ "/bao-cao/" (id) "/sua" } { (t!(lang, "Viết tiếp")) },
                    (Some(id), _) => a href={ "/bao-cao/" (id) } { (t!(lang, "Mở")) },
                    (None, _) if may_write => (begin(call, &b.form, &o.unit.code, b.period)),
                    (None, _) => "–",
                }
            },
        ])
    };
    let columns = vec![
        Column::text(t!(lang, "Báo cáo")),
        Column::text(t!(lang, "Hạn nộp")),
        Column::text(t!(lang, "Thời hạn")),
        Column::text(t!(lang, "Trạng thái")),
        Column::text(t!(lang, "Việc")),
    ];
    let title = t!(lang, "Báo cáo của {dv}", dv = o.unit.name);
    card(
        &title,
        html! {
            (Table::new(lang, title.as_str(), columns).caption_unseen().rows(o.owed.iter().map(row)).empty(html! {
                p.hint { (t!(lang, "Chưa có báo cáo nào được giao. Khi Liên đoàn giao, hạn nộp sẽ hiện ở đây.")) }
            }))
        },
    )
}

fn begin(call: &Call, form: &str, unit: &str, period: Period) -> Markup {
    html! {
        form action="/bao-cao/lap" method="post" {
            (csrf_field(csrf(call)))
            input type="hidden" name="mau" value=(form);
            input type="hidden" name="don_vi" value=(unit);
            input type="hidden" name="ky" value=(period.code());
            (quiet(t!(call.lang, "Viết báo cáo")))
        }
    }
}

fn load_below<'a>(call: &'a Call, v: &View, top: Organisation) -> Result<Below<'a>> {
    let policy = policy(call)?;
    let form = match call.visit.query.opt("mau") {
        Some(code) => service::form(policy, code)?,
        None => policy.forms().first().ok_or_else(|| kernel::Failure::broken("no report forms"))?,
    };
    let period = match call.visit.query.opt("ky") {
        Some(text) if text.parse::<Period>().is_ok_and(|p| p.kind() == form.period) => {
            service::period(form, text, call.today())?
        }
        _ => newest(v, form, call)?,
    };
    let mut rows = Vec::new();
    let only = call.query("don_vi");
    for o in figures::owed_below(v, form, period, top.id)? {
        if let Some(unit) = units::last(v, o.organisation)?.filter(|u| only.is_empty() || u.code == only) {
            rows.push((unit, o));
        }
    }
    rows.sort_by(|a, b| a.0.code.cmp(&b.0.code));
    Ok(Below { top, form, period, rows })
}

/// The newest period that was asked for; else the last one that is over.
fn newest(v: &View, form: &Form, call: &Call) -> Result<Period> {
    let issued = kept::issued(v)?.into_iter().filter(|(f, _)| *f == form.code).map(|(_, p)| p);
    let last = Period::containing(form.period, call.today()).previous();
    Ok(issued.max_by_key(|p| p.start()).unwrap_or(last))
}

/// The filters of the list of units.
fn passes(filter: &str, o: &Obligation) -> bool {
    match filter {
        "da-nop" => o.timing() != Timing::Missing,
        "dung-han" => o.timing() == Timing::OnTime,
        "muon" => matches!(o.timing(), Timing::Late(_)),
        "chua-nop" => o.timing() == Timing::Missing,
        "cho-duyet" => o.state == Some(State::Submitted),
        "tra-lai" => o.state == Some(State::Returned),
        "da-duyet" => o.state.is_some_and(|s| s >= State::Accepted),
        _ => true,
    }
}

fn below_part(call: &Call, policy: &crate::indicator::Policy, b: &Below) -> Markup {
    let lang = call.lang;
    let p = Progress::of(b.rows.iter().map(|(_, o)| o));
    let filter = call.query("loc");
    let code = b.period.code();
    let link = |f: &str| address("/bao-cao", &[("mau", &b.form.code), ("ky", &code), ("loc", f)]);
    let tab = |f: &str, word: &str, n: i64| Tab {
        label: word.to_owned(),
        href: link(f),
        count: Some(n),
        active: filter == f,
    };
    let all = [
        tab("", t!(lang, "Tất cả"), p.all),
        tab("dung-han", t!(lang, "Nộp đúng hạn"), p.on_time),
        tab("muon", t!(lang, "Nộp muộn"), p.late),
        tab("chua-nop", t!(lang, "Chưa nộp"), p.missing),
        tab("cho-duyet", t!(lang, "Chờ duyệt"), p.waiting),
        tab("tra-lai", t!(lang, "Đang trả lại"), p.returned),
        tab("da-duyet", t!(lang, "Đã duyệt"), p.accepted),
    ];
    let title = t!(lang, "Báo cáo của các đơn vị trực thuộc");
    card(
        title,
        html! {
            (form_get("/bao-cao", html! {
                (Field::select(lang, "mau", t!(lang, "Mẫu"), policy.forms().iter()
                    .map(|f| Choice::new(&f.code, form_name(lang, f))).collect()).plain().value(&b.form.code))
                (Field::select(lang, "ky", t!(lang, "Kỳ"), periods(call, b)).plain().value(code.as_str()))
                (quiet(t!(lang, "Xem")))
            }))
            @if b.rows.is_empty() {
                (empty_state("file-text", t!(lang, "Chưa giao báo cáo cho kỳ này"),
                    t!(lang, "Giao báo cáo là ghi lại những đơn vị phải nộp, theo danh sách đơn vị hoạt động trong kỳ, với hạn nộp của mẫu."),
                    html! { @if call.may(Act::JudgeReports) { (issue_form(call, b)) } }))
            } @else {
                (stat_row(html! {
                    (StatDoor::share(lang, t!(lang, "Đã nộp"), p.submitted(), p.all, None, &link("da-nop")))
                    (stat_door(lang, t!(lang, "Nộp muộn"), numbers::count(lang, p.late), &link("muon")))
                    (stat_door(lang, t!(lang, "Chưa nộp"), numbers::count(lang, p.missing), &link("chua-nop")))
                }))
                (tabs(lang, t!(lang, "Lọc đơn vị"), &all))
                (units_table(call, b, filter))
                @if call.may(Act::JudgeReports) {
                    (disclosure(t!(lang, "Giao bổ sung"), html! {
                        p { (t!(lang, "Đơn vị mới thành lập trong kỳ được thêm vào danh sách phải nộp; đơn vị đã giao giữ nguyên.")) }
                        (issue_form(call, b))
                    }))
                }
            }
        },
    )
}

fn periods(call: &Call, b: &Below) -> Vec<Choice> {
    let mut all = BTreeSet::from([b.period.start()]);
    let mut p = Period::containing(b.form.period, call.today());
    let first = policy(call).map_or(2026, |p| p.federation().programme.first_year);
    while p.first_year() >= first && all.len() < 40 {
        all.insert(p.start());
        p = p.previous();
    }
    all.into_iter()
        .rev()
        .map(|day| Period::containing(b.form.period, day))
        .map(|p| Choice::new(p.code(), period_words(call.lang, p)))
        .collect()
}

fn issue_form(call: &Call, b: &Below) -> Markup {
    form(
        "/bao-cao/giao",
        csrf(call),
        html! {
            input type="hidden" name="mau" value=(b.form.code);
            input type="hidden" name="ky" value=(b.period.code());
            input type="hidden" name="don_vi" value=(b.top.code);
            (button(Look::Quiet, &t!(call.lang, "Giao báo cáo {ky}", ky = period_inside(call.lang, b.period))).icon("file-text"))
        },
    )
}

fn units_table(call: &Call, b: &Below, filter: &str) -> Markup {
    let (lang, today) = (call.lang, call.today());
    let may_judge = call.may(Act::JudgeReports);
    let shown: Vec<&(Organisation, Obligation)> = b.rows.iter().filter(|(_, o)| passes(filter, o)).collect();
    let columns = vec![
        Column::text(t!(lang, "Đơn vị")),
        Column::text(t!(lang, "Ngày nộp")),
        Column::text(t!(lang, "Thời hạn")),
        Column::text(t!(lang, "Trạng thái")),
    ];
    let rows = shown.iter().map(|(unit, o)| {
        let row = Row::new(vec![
            html! {
                @match o.report {
                    Some(id) if o.state != Some(State::Draft) => a href={ "/bao-cao/" (id) } { (unit.name) },
                    _ => (unit.name),
                }
            },
            html! { @match o.submitted_on { Some(d) => (numbers::date(d)), None => "–" } },
            timing_badge(lang, o.timing(), o.due_on, today),
            state_badge(lang, o.state),
        ]);
        match o.report {
            Some(id) if o.state == Some(State::Submitted) && may_judge => {
                row.choose("chon", id.to_string(), unit.name.clone())
            }
            _ => row,
        }
    });
    let due = b.rows.first().map(|(_, o)| o.due_on);
    let caption = match due {
        Some(due) => t!(
            lang,
            "{n} đơn vị · hạn nộp {ngay}, {con}",
            n = shown.len(),
            ngay = numbers::date(due),
            con = due_words(lang, due, today)
        ),
        None => t!(lang, "{n} đơn vị", n = shown.len()),
    };
    let empty = html! { p.hint { (t!(lang, "Không có đơn vị nào ở mục này.")) } };
    let table = Table::new(lang, caption, columns).rows(rows).filter().empty(empty);
    let any_waiting = shown.iter().any(|(_, o)| o.state == Some(State::Submitted));
    if any_waiting && may_judge {
        let buttons = html! { (quiet(t!(lang, "Duyệt các báo cáo đã chọn")).icon("check")) };
        return bulk_form(lang, "/bao-cao/duyet-nhieu", csrf(call), buttons, table);
    }
    table.render()
}

/// `POST /bao-cao/giao`
pub(super) fn issue(call: &Call) -> Result<Reply> {
    let policy = policy(call)?;
    let (mau, ky, unit) = (call.form().get("mau"), call.form().get("ky"), call.form().get("don_vi"));
    let top = call.read(|v| {
        let top = units::by_code(v, unit)?.ok_or(kernel::Failure::NotFound)?;
        call.hold(v, Act::JudgeReports, top)?;
        Ok(top)
    })?;
    let form = service::form(policy, mau)?;
    let period = service::period(form, ky, call.today())?;
    let reason = format!("{mau} {ky} {unit}");
    let done =
        call.write("report.issue", reason, |tx| service::issue(tx, policy, mau, period, top, tx.today()));
    let back = address("/bao-cao", &[("mau", mau), ("ky", ky)]);
    match done {
        Ok(i) => Ok(Reply::done(
            back,
            t!(
                call.lang,
                "Đã giao báo cáo cho {n} đơn vị; {m} đơn vị đã được giao từ trước.",
                n = i.made,
                m = i.already
            ),
        )),
        Err(e) => Ok(Reply::refused(back, told(e)?)),
    }
}
