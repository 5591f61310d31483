//! One class: its numbers, its people, who did what with it.

use super::{Units, at, class_tabs, csrf, dress, held, wording};
use crate::class::model::{ClassState, Learner, Stage, Topics, TrainingClass};
use crate::class::service;
use crate::class::store::{self, Deed, Name};
use ::store::View;
use kernel::time::day_text;
use kernel::{Act, Failure, Result};
use ui::prelude::*;
use web::{Call, Reply};

/// More days than this are told as a number, not one by one.
const DAYS_SHOWN: usize = 5;

/// The class.
pub(super) fn show(call: &Call) -> Result<Reply> {
    page(call, &Errors::default())
}

/// Opens a closed or cancelled class again.
pub(super) fn reopen(call: &Call) -> Result<Reply> {
    let class = call.read(|v| held(call, v, Act::KeepClasses))?;
    let reason = call.form().get("reason").to_owned();
    match call.write("class.reopen", class.code.clone(), |tx| service::reopen(tx, class.id, &reason)) {
        Ok(_) => Ok(Reply::done(
            at(&class, "ket-thuc"),
            t!(call.lang, "Đã mở lại lớp. Kết quả cũ không còn tính vào chỉ tiêu cho đến khi kết thúc lại."),
        )),
        Err(failure) => refused(call, &class, failure),
    }
}

/// Calls the class off.
pub(super) fn cancel(call: &Call) -> Result<Reply> {
    let class = call.read(|v| held(call, v, Act::KeepClasses))?;
    let reason = call.form().get("reason").to_owned();
    match call.write("class.cancel", class.code.clone(), |tx| service::cancel(tx, class.id, &reason)) {
        Ok(()) => Ok(Reply::done(at(&class, ""), t!(call.lang, "Đã hủy lớp."))),
        Err(failure) => refused(call, &class, failure),
    }
}

fn refused(call: &Call, class: &TrainingClass, failure: Failure) -> Result<Reply> {
    match failure {
        Failure::Invalid(faults) => {
            page(call, &Errors(faults.into_iter().map(|f| (f.field, f.message)).collect()))
        }
        Failure::Conflict(said) => Ok(Reply::refused(at(class, ""), said)),
        other => Err(other),
    }
}

/// Everything the page tells.
struct Seen {
    class: TrainingClass,
    unit: String,
    /// Names only for those who may see people here.
    people: Option<Vec<(Name, String, Learner)>>,
    learners: Vec<Learner>,
    deeds: Vec<Deed>,
    keeps: bool,
}

fn read(call: &Call, v: &View) -> Result<Seen> {
    let class = held(call, v, Act::SeeClasses)?;
    let mut units = Units::default();
    let sees_people = call.may_at(v, Act::SeePeople, class.is.unit)?;
    let roster = store::roster(v, &class)?;
    let learners = roster.iter().map(|(_, l)| l.clone()).collect();
    let mut people = Vec::new();
    for (name, learner) in roster {
        let unit = match name.unit {
            Some(unit) if unit != class.is.unit => units.name(v, unit)?,
            _ => String::new(),
        };
        people.push((name, unit, learner));
    }
    Ok(Seen {
        unit: units.name(v, class.is.unit)?,
        people: sees_people.then_some(people),
        learners,
        deeds: store::history(v, class.id)?,
        keeps: call.may_at(v, Act::KeepClasses, class.is.unit)?,
        class,
    })
}

fn page(call: &Call, errors: &Errors) -> Result<Reply> {
    let lang = call.lang;
    let topics = call.state::<Topics>()?;
    let seen = call.read(|v| read(call, v))?;
    let class = &seen.class;
    if let Some(people) = &seen.people {
        call.looked("class", &class.code, people.len())?;
    }
    let stage = class.stage(call.today());
    let body = html! {
        (errors.summary(lang))
        @if seen.keeps { (class_tabs(lang, class, seen.learners.len(), "")) }
        @if seen.keeps { (next_step(call, &seen, stage)) }
        (sums(lang, &seen))
        (grid(html! {
            (card_with(t!(lang, "Thông tin lớp"), wording::stage_badge(lang, stage), about(lang, topics, &seen)))
            (card(t!(lang, "Ai đã làm gì"), timeline(&events(lang, &seen.deeds))))
        }))
        @if let Some(people) = &seen.people {
            h2 id="hoc-vien" { (t!(lang, "Học viên")) }
            (roster(lang, call.query("xem"), class, people))
        }
        @if seen.keeps { (turns(lang, call, class, errors)) }
    };
    let title = class.is.title.clone();
    let sheet = super::sheet_address(call, class)?;
    let with = |shell: &mut Shell| {
        dress(shell, class, None);
        shell.lead = Some(format!("{} · {} · {}", class.code, seen.unit, wording::days(&class.is.days)));
        if seen.keeps && class.state == ClassState::Open {
            let edit = at(class, "sua");
            shell.actions = Some(html! {
                (link_button(Look::Quiet, t!(lang, "Sửa thông tin"), &edit).icon("pencil"))
                (link_button(Look::Quiet, t!(lang, "Nhập danh sách điểm danh từ Excel"), &sheet).icon("upload"))
            });
        }
    };
    Ok(if errors.is_empty() {
        call.page_with(&title, body, with)
    } else {
        call.page_refused(&title, body, with)
    })
}

/// The one thing to do next.
fn next_step(call: &Call, seen: &Seen, stage: Stage) -> Markup {
    let (lang, class) = (call.lang, &seen.class);
    if class.state != ClassState::Open {
        return html! {};
    }
    let unmarked = class.is.days.iter().enumerate().find(|(i, d)| {
        d.day <= call.today() && seen.learners.iter().all(|l| l.marks.get(*i).copied().flatten().is_none())
    });
    let (title, word, href) = if seen.learners.is_empty() {
        (t!(lang, "Lớp chưa có học viên").to_owned(), t!(lang, "Chọn học viên"), at(class, "hoc-vien"))
    } else if let Some((i, day)) = unmarked {
        let title = t!(lang, "Ngày {ngay} chưa điểm danh", ngay = day_text(day.day));
        (title, t!(lang, "Điểm danh"), format!("{}?ngay={}", at(class, "diem-danh"), i + 1))
    } else if stage == Stage::Due {
        let title = t!(lang, "Lớp đã học xong: ghi kết quả để tính vào chỉ tiêu");
        (title.to_owned(), t!(lang, "Kết thúc lớp"), at(class, "ket-thuc"))
    } else {
        return html! {};
    };
    html! {
        (notice(lang, Tone::Warn, &title, html! { p { (link_button(Look::Primary, word, &href)) } }))
    }
}

fn sums(lang: Lang, seen: &Seen) -> Markup {
    let all = seen.learners.len();
    let there = seen.learners.iter().filter(|l| l.present() > 0).count();
    let passed = seen.learners.iter().filter(|l| l.passed == Some(true)).count();
    let door = |label: &str, n: usize, show: &str| {
        let href = format!("{}{show}#hoc-vien", at(&seen.class, ""));
        html! {
            @if all == 0 { (stat_door(lang, label, wording::count(lang, n), &href)) }
            @else { (stat_door(lang, label, wording::count(lang, n), &href).of(t!(lang, "trên {n} người", n = wording::count(lang, all)))) }
        }
    };
    stat_row(html! {
        (stat_door(lang, t!(lang, "Học viên"), wording::count(lang, all), &format!("{}#hoc-vien", at(&seen.class, ""))))
        (door(t!(lang, "Có mặt ít nhất một ngày"), there, "?xem=co-mat"))
        @if seen.class.state == ClassState::Closed { (door(t!(lang, "Đạt yêu cầu"), passed, "?xem=dat")) }
    })
}

fn about(lang: Lang, topics: &Topics, seen: &Seen) -> Markup {
    let is = &seen.class.is;
    let taught: Vec<String> = is.topics.iter().map(|t| wording::topic(lang, topics, &t.0)).collect();
    let minutes: i64 = is.days.iter().map(|d| d.minutes).sum();
    let mut pairs = vec![
        (t!(lang, "Loại lớp"), html! { (wording::kind(lang, is.kind)) }),
        (t!(lang, "Chủ đề"), html! { (taught.join("; ")) }),
        (
            t!(lang, "Ngày học"),
            html! {
                @if is.days.len() <= DAYS_SHOWN {
                    @for d in &is.days { div { (day_text(d.day)) " · " (wording::hours(lang, d.minutes)) } }
                } @else {
                    (t!(lang, "{n} ngày, tổng {gio}", n = is.days.len(), gio = wording::hours(lang, minutes)))
                }
            },
        ),
        (t!(lang, "Nơi học"), html! { (is.place) }),
    ];
    if !is.partner.is_empty() {
        pairs.push((t!(lang, "Đơn vị phối hợp"), html! { (is.partner) }));
    }
    let proof = if is.evidence.is_empty() { t!(lang, "Chưa ghi").to_owned() } else { is.evidence.clone() };
    pairs.push((t!(lang, "Minh chứng"), html! { (proof) }));
    pairs.push((
        t!(lang, "Mức đề xuất đạt"),
        html! { (t!(lang, "có mặt từ {n}% số ngày học", n = is.needed_share)) },
    ));
    if is.is_check {
        pairs.push((
            t!(lang, "Kiểm tra cuối khóa"),
            html! { (t!(lang, "Có; không đạt được ghi là “chưa biết”")) },
        ));
    }
    definition_list(&pairs)
}

fn roster(lang: Lang, show: &str, class: &TrainingClass, people: &[(Name, String, Learner)]) -> Markup {
    let keep = |l: &Learner| match show {
        "co-mat" => l.present() > 0,
        "dat" => l.passed == Some(true),
        "chua-dat" => l.passed == Some(false) && l.present() > 0,
        _ => true,
    };
    let has_units = people.iter().any(|(_, unit, _)| !unit.is_empty());
    let day_by_day = class.is.days.len() <= DAYS_SHOWN;
    let closed = class.state == ClassState::Closed;
    let mut columns = vec![Column::text(t!(lang, "Họ và tên")), Column::text(t!(lang, "Năm sinh"))];
    if has_units {
        columns.push(Column::text(t!(lang, "Thuộc đơn vị")));
    }
    if day_by_day {
        columns.extend(class.is.days.iter().map(|d| Column::text(wording::short(d.day))));
    }
    columns.push(Column::number(t!(lang, "Có mặt")));
    if closed {
        columns.push(Column::text(t!(lang, "Kết quả")));
    }
    let mut rows = Vec::new();
    for (name, unit, l) in people.iter().filter(|(.., l)| keep(l)) {
        let mut cells = vec![html! { (name.full_name) }, html! { (name.birth) }];
        if has_units {
            cells.push(html! { (unit) });
        }
        if day_by_day {
            cells.extend(l.marks.iter().map(|m| wording::sign(lang, *m)));
        }
        cells.push(html! { (wording::presence(lang, l)) });
        if closed {
            cells.push(match (l.passed, l.present()) {
                (Some(true), _) => badge(Tone::Ok, t!(lang, "Đạt yêu cầu")),
                (_, 0) => html! { (t!(lang, "Không dự")) },
                _ => badge(Tone::Warn, t!(lang, "Không đạt")),
            });
        }
        rows.push(Row::new(cells));
    }
    let tab = |label: &str, code: &str, n: usize| Tab {
        label: label.to_owned(),
        href: if code.is_empty() {
            format!("{}#hoc-vien", at(class, ""))
        } else {
            format!("{}?xem={code}#hoc-vien", at(class, ""))
        },
        count: i64::try_from(n).ok(),
        active: show == code,
    };
    let number = |f: &dyn Fn(&Learner) -> bool| people.iter().filter(|(.., l)| f(l)).count();
    let mut views = vec![
        tab(t!(lang, "Tất cả"), "", people.len()),
        tab(t!(lang, "Có mặt"), "co-mat", number(&|l| l.present() > 0)),
    ];
    if closed {
        views.push(tab(t!(lang, "Đạt yêu cầu"), "dat", number(&|l| l.passed == Some(true))));
        views.push(tab(
            t!(lang, "Không đạt"),
            "chua-dat",
            number(&|l| l.passed == Some(false) && l.present() > 0),
        ));
    }
    html! {
        @if !people.is_empty() { (tabs(lang, t!(lang, "Học viên"), &views)) }
        @if rows.len() > 10 { p.hint { (t!(lang, "x có mặt · P vắng có phép · v vắng không phép · – chưa điểm danh")) } }
        (Table::new(lang, t!(lang, "Học viên"), columns).caption_unseen().rows(rows)
            .empty(html! { p.hint { (t!(lang, "Chưa có ai trong danh sách này.")) } }))
    }
}

fn events(lang: Lang, deeds: &[Deed]) -> Vec<Event> {
    let event = |d: &Deed| {
        let people = wording::people(lang, usize::try_from(d.count).unwrap_or(0));
        let day = d.day.map(day_text).unwrap_or_default();
        let (what, tone) = match d.what.as_str() {
            "made" => (t!(lang, "Mở lớp").to_owned(), Tone::Plain),
            "revised" => (t!(lang, "Sửa thông tin lớp").to_owned(), Tone::Plain),
            "enrolled" => (t!(lang, "Ghi vào lớp {nguoi}", nguoi = people), Tone::Plain),
            "withdrawn" => (t!(lang, "Bỏ khỏi lớp {nguoi}", nguoi = people), Tone::Warn),
            "marked" => (t!(lang, "Điểm danh ngày {ngay}: {nguoi}", ngay = day, nguoi = people), Tone::Plain),
            "closed" => (t!(lang, "Kết thúc lớp").to_owned(), Tone::Ok),
            "reopened" => (t!(lang, "Mở lại lớp").to_owned(), Tone::Warn),
            _ => (t!(lang, "Hủy lớp").to_owned(), Tone::Bad),
        };
        Event {
            who: d.who.clone().unwrap_or_else(|| t!(lang, "Hệ thống").to_owned()),
            when: d.at.text(),
            what,
            note: Some(d.note.clone()).filter(|n| !n.is_empty()),
            tone,
        }
    };
    deeds.iter().map(event).collect()
}

/// Opening again or calling off: both need a reason.
fn turns(lang: Lang, call: &Call, class: &TrainingClass, errors: &Errors) -> Markup {
    let (summary, action, yes, look, effect) = match class.state {
        ClassState::Open => (
            t!(lang, "Hủy lớp này"),
            at(class, "huy"),
            t!(lang, "Hủy lớp"),
            Look::Danger,
            t!(lang, "Lớp không diễn ra: danh sách được giữ lại nhưng không tính vào chỉ tiêu."),
        ),
        ClassState::Closed => (
            t!(lang, "Mở lại lớp để sửa kết quả"),
            at(class, "mo-lai"),
            t!(lang, "Mở lại lớp"),
            Look::Quiet,
            t!(
                lang,
                "Kết quả đã ghi của lớp thôi tính vào chỉ tiêu cho đến khi kết thúc lại. Báo cáo đã niêm phong không đổi."
            ),
        ),
        ClassState::Cancelled => (
            t!(lang, "Mở lại lớp đã hủy"),
            at(class, "mo-lai"),
            t!(lang, "Mở lại lớp"),
            Look::Quiet,
            t!(lang, "Lớp nhận lại học viên và điểm danh như trước khi hủy."),
        ),
    };
    html! {
        details.more open[!errors.is_empty()] {
            summary { (icon("chevron-right")) (summary) }
            div {
                p { (effect) }
                (form(&action, csrf(call), html! {
                    (Field::textarea(lang, "reason", t!(lang, "Lý do"), 2).required()
                        .value(call.form().get("reason")).error(errors.of("reason")))
                    (button(look, yes))
                }))
            }
        }
    }
}
