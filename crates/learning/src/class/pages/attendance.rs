//! Attendance, one day at a time: everybody stands on "present" and only the others are touched.

use super::{at, class_tabs, csrf, dress, held, or_refused, wording};
use crate::class::model::{ClassState, Learner, Mark, TrainingClass};
use crate::class::service;
use crate::class::store::{self, Name};
use kernel::time::day_text;
use kernel::{Act, Date, Failure, PersonId, Result};
use ui::prelude::*;
use web::{Call, Reply};

type Roster = Vec<(Name, Learner)>;

/// The day asked for, else the day that most likely is meant: today's, the first without attendance,
/// the last one held.
fn number_of(call: &Call, class: &TrainingClass, roster: &Roster) -> usize {
    let today = call.today();
    if let Some(asked) = call.query("ngay").parse().ok().filter(|n| class.day(*n).is_some()) {
        return asked;
    }
    let days = || class.is.days.iter().enumerate().map(|(i, d)| (i + 1, d.day));
    days()
        .find(|(_, d)| *d == today)
        .or_else(|| days().find(|(n, d)| *d <= today && !is_taken(roster, *n)))
        .or_else(|| days().rfind(|(_, d)| *d <= today))
        .map_or(1, |(n, _)| n)
}

fn mark_of(l: &Learner, number: usize) -> Option<Mark> {
    l.marks.get(number - 1).copied().flatten()
}

/// Has anybody a mark on that day?
fn is_taken(roster: &Roster, number: usize) -> bool {
    roster.iter().any(|(_, l)| mark_of(l, number).is_some())
}

/// The grid of one day.
pub(super) fn show(call: &Call) -> Result<Reply> {
    let lang = call.lang;
    let (class, roster) = call.read(|v| {
        let class = held(call, v, Act::KeepClasses)?;
        let roster = store::roster(v, &class)?;
        Ok((class, roster))
    })?;
    call.looked("class", &class.code, roster.len())?;
    let number = number_of(call, &class, &roster);
    let day = class.day(number).ok_or(Failure::NotFound)?.day;
    let day_tabs: Vec<Tab> = class
        .is
        .days
        .iter()
        .enumerate()
        .map(|(i, d)| Tab {
            label: wording::short(d.day),
            href: format!("{}?ngay={}", at(&class, "diem-danh"), i + 1),
            count: is_taken(&roster, i + 1).then(|| present(&roster, i + 1)),
            active: i + 1 == number,
        })
        .collect();
    let body = html! {
        (class_tabs(lang, &class, roster.len(), "diem-danh"))
        @if class.is.days.len() > 1 { (tabs(lang, t!(lang, "Ngày học; số là người có mặt"), &day_tabs)) }
        (grid_of_day(call, &class, &roster, number, day))
    };
    let title = t!(lang, "Điểm danh ngày {ngay}", ngay = day_text(day));
    Ok(call.page_with(&title, body, |shell| {
        dress(shell, &class, Some(t!(lang, "Điểm danh")));
        shell.keeps_acts = true;
    }))
}

fn present(roster: &Roster, number: usize) -> i64 {
    let there = roster.iter().filter(|(_, l)| mark_of(l, number) == Some(Mark::Present)).count();
    i64::try_from(there).unwrap_or(0)
}

fn grid_of_day(call: &Call, class: &TrainingClass, roster: &Roster, number: usize, day: Date) -> Markup {
    let lang = call.lang;
    if roster.is_empty() {
        let list = at(class, "hoc-vien");
        return empty_state(
            "users",
            t!(lang, "Lớp chưa có học viên"),
            t!(lang, "Chọn học viên trước, rồi điểm danh từng ngày."),
            html! { (link_button(Look::Primary, t!(lang, "Chọn học viên"), &list)) },
        );
    }
    if class.state != ClassState::Open {
        let body = html! { p { a href=(at(class, "")) { (t!(lang, "Xem điểm danh ở trang Tổng quan; muốn sửa, hãy mở lại lớp.")) } } };
        return notice(lang, Tone::Plain, t!(lang, "Lớp không còn điểm danh"), body);
    }
    if day > call.today() {
        let body =
            html! { p { (t!(lang, "Ngày này chưa tới. Đến ngày học, mở lại trang này để điểm danh.")) } };
        return notice(lang, Tone::Plain, &t!(lang, "Ngày {ngay} chưa tới", ngay = day_text(day)), body);
    }
    let taken = is_taken(roster, number);
    let unmarked = roster.iter().filter(|(_, l)| mark_of(l, number).is_none()).count();
    let namesakes = |name: &Name| roster.iter().filter(|(n, _)| n.full_name == name.full_name).count() > 1;
    let label = |name: &Name| match (namesakes(name), name.birth.is_empty()) {
        (true, false) => format!("{} ({})", name.full_name, name.birth),
        _ => name.full_name.clone(),
    };
    let save = t!(lang, "Lưu điểm danh");
    html! {
        p {
            @if !taken { (t!(lang, "Mọi người đã được chọn sẵn “Có mặt”. Chỉ đổi người vắng rồi bấm Lưu.")) }
            @else if unmarked > 0 { (t!(lang, "{n} người chưa được ghi ngày này.", n = wording::count(lang, unmarked))) }
            @else { (t!(lang, "Đã điểm danh. Sửa lúc nào cũng được trước khi kết thúc lớp; lần ghi cũ vẫn được giữ.")) }
        }
        div.card {
            // without a signal the phone keeps the marks, with what stood there when they were set
            form action=(at(class, "diem-danh")) method="post" data-guard data-attend data-class=(class.id) data-day=(number) {
                (csrf_field(csrf(call)))
                input type="hidden" name="ngay" value=(number);
                (toolbar(html! {
                    (primary(save).icon("check"))
                    @if unmarked > 0 {
                        (quiet(if taken { t!(lang, "Người chưa ghi: có mặt") } else { t!(lang, "Tất cả có mặt") }).sends("viec", "tat-ca"))
                    }
                }))
                dl.facts {
                    @for ((name, l), n) in roster.iter().zip(1..) {
                        div {
                            dt { span.tick { (n) ". " strong { (label(name)) } } }
                            dd { (control(lang, name, mark_of(l, number), mark_of(l, number).or(if taken { None } else { Some(Mark::Present) }))) }
                        }
                    }
                }
                (toolbar(html! { (primary(save).icon("check")) }))
            }
        }
    }
}

fn control(lang: Lang, name: &Name, stands: Option<Mark>, now: Option<Mark>) -> Markup {
    html! {
        div.actions role="radiogroup" aria-label=(name.full_name) data-person=(name.person) data-saw=(stands.map_or("", Mark::code)) {
            @for m in Mark::ALL {
                label.tick {
                    input type="radio" name={ "m-" (name.person) } value=(m.code()) checked[now == Some(m)];
                    span { (wording::mark(lang, m)) }
                }
            }
        }
    }
}

/// Keeps the marks of one day.
pub(super) fn save(call: &Call) -> Result<Reply> {
    let lang = call.lang;
    let (class, roster) = call.read(|v| {
        let class = held(call, v, Act::KeepClasses)?;
        let roster = store::roster(v, &class)?;
        Ok((class, roster))
    })?;
    let number: usize = call.form().get("ngay").parse().map_err(|_| Failure::NotFound)?;
    let day = class.day(number).ok_or(Failure::NotFound)?.day;
    let everybody = call.form().get("viec") == "tat-ca";
    let fresh = !is_taken(&roster, number);
    let given = |l: &Learner| {
        let typed = Mark::find(call.form().get(&format!("m-{}", l.person)));
        match (everybody, fresh, mark_of(l, number)) {
            (true, true, _) => Some(Mark::Present),
            (true, false, None) => typed.or(Some(Mark::Present)),
            _ => typed,
        }
    };
    let marks: Vec<(PersonId, usize, Mark)> =
        roster.iter().filter_map(|(_, l)| Some((l.person, number - 1, given(l)?))).collect();
    let back = format!("{}?ngay={number}", at(&class, "diem-danh"));
    let outcome = call
        .write("class.attend", format!("{} {}", class.code, day), |tx| service::attend(tx, class.id, &marks));
    let changed = match or_refused(outcome, &back)? {
        Ok(changed) => changed,
        Err(reply) => return Ok(reply),
    };
    if changed == 0 {
        return Ok(Reply::done(back, t!(lang, "Không có gì thay đổi.")));
    }
    let of = |mark| wording::count(lang, marks.iter().filter(|(.., m)| *m == mark).count());
    let text = t!(
        lang,
        "Đã lưu ngày {ngay}: {co} có mặt, {phep} có phép, {vang} vắng.",
        ngay = day_text(day),
        co = of(Mark::Present),
        phep = of(Mark::Excused),
        vang = of(Mark::Absent)
    );
    let days = class.is.days.iter().zip(1..);
    let next = days
        .filter(|(d, n)| *n != number && d.day <= call.today() && !is_taken(&roster, *n))
        .map(|(_, n)| format!("{}?ngay={n}", at(&class, "diem-danh")))
        .next();
    Ok(Reply::done(next.unwrap_or_else(|| at(&class, "")), text))
}
