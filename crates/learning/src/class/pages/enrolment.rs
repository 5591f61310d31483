//! Who is on a class's list: choosing from the unit's people, taking off the list.

use super::list::in_address;
use super::{Units, at, chosen, class_tabs, csrf, dress, held, or_refused, wording};
use crate::class::model::{ClassState, Learner, TrainingClass};
use crate::class::service;
use crate::class::store::{self, CandidateQuestion, Name};
use ::store::View;
use kernel::{Act, OrganisationId, PersonId, Result};
use ui::prelude::*;
use web::{Call, Fields, Reply};

/// People on a page.
const PAGE: i64 = 100;
/// The most people that "all of these" puts on a list at once.
const MOST: i64 = 2000;
/// The fields that narrow the choice.
const FILTERS: [&str; 4] = ["tim", "bo-phan", "don-vi", "nhom"];

fn question<'a>(class: &TrainingClass, asked: &'a Fields) -> CandidateQuestion<'a> {
    CandidateQuestion {
        population: if asked.get("nhom") == "officers" { "officers" } else { "workers" },
        top: class.is.unit,
        on: class.last_day(),
        words: asked.get("tim"),
        section: asked.get("bo-phan"),
        unit: asked.get("don-vi").parse().ok().map(OrganisationId),
        class: class.id,
    }
}

/// The list and those who may join it.
pub(super) fn show(call: &Call) -> Result<Reply> {
    let lang = call.lang;
    let seen = call.read(|v| read(call, v))?;
    let class = &seen.class;
    call.looked("class", &class.code, seen.enrolled.len() + seen.people.len())?;
    let is_open = class.state == ClassState::Open;
    let sheet = super::sheet_address(call, class)?;
    let body = html! {
        (class_tabs(lang, class, seen.enrolled.len(), "hoc-vien"))
        @if is_open { (choice(call, &seen)) } @else {
            (notice(lang, Tone::Plain, t!(lang, "Danh sách không sửa được nữa"),
                html! { p { (t!(lang, "Lớp đã kết thúc hoặc đã hủy. Muốn sửa, hãy mở lại lớp ở trang Tổng quan.")) } }))
        }
        h2 id="da-ghi" { (t!(lang, "Đã ghi vào lớp ({n})", n = wording::count(lang, seen.enrolled.len()))) }
        (list(call, &seen, is_open))
    };
    Ok(call.page_with(t!(lang, "Học viên"), body, |shell| {
        dress(shell, class, Some(t!(lang, "Học viên")));
        if is_open {
            shell.actions = Some(html! {
                (link_button(Look::Quiet, t!(lang, "Nhập danh sách điểm danh từ Excel"), &sheet).icon("upload"))
            });
        }
    }))
}

struct Seen {
    class: TrainingClass,
    enrolled: Vec<(Name, Learner, String)>,
    people: Vec<(Name, String)>,
    count: i64,
    sections: Vec<(String, i64)>,
    units: Vec<(OrganisationId, String, i64)>,
    page: i64,
}

fn read(call: &Call, v: &View) -> Result<Seen> {
    let class = held(call, v, Act::KeepClasses)?;
    let mut units = Units::default();
    let q = question(&class, &call.visit.query);
    let page = call.query("trang").parse::<i64>().unwrap_or(1).clamp(1, 10_000);
    let mut of_units = Vec::new();
    for (unit, n) in store::units_with_people(v, class.is.unit, q.on)? {
        of_units.push((unit, units.name(v, unit)?, n));
    }
    of_units.sort_by_key(|(_, name, _)| kernel::name::text_key(name));
    let is_open = class.state == ClassState::Open;
    let mut people = Vec::new();
    if is_open {
        for name in store::candidates(v, &q, PAGE, (page - 1) * PAGE)? {
            let unit = name.unit.map(|u| units.name(v, u)).transpose()?.unwrap_or_default();
            people.push((name, unit));
        }
    }
    let mut enrolled = Vec::new();
    for (name, learner) in store::roster(v, &class)? {
        let unit = name.unit.map(|u| units.name(v, u)).transpose()?.unwrap_or_default();
        enrolled.push((name, learner, unit));
    }
    Ok(Seen {
        count: if is_open { store::candidate_count(v, &q)? } else { 0 },
        sections: store::sections(v, class.is.unit, q.on)?,
        units: of_units,
        enrolled,
        people,
        page,
        class,
    })
}

/// Puts the chosen on the list, or all who fit, or takes the chosen off it.
pub(super) fn change(call: &Call) -> Result<Reply> {
    let lang = call.lang;
    let class = call.read(|v| held(call, v, Act::KeepClasses))?;
    let query: Vec<String> = FILTERS
        .iter()
        .filter_map(|f| call.form().opt(f).map(|value| format!("{f}={}", in_address(value))))
        .collect();
    let back = if query.is_empty() {
        at(&class, "hoc-vien")
    } else {
        format!("{}?{}", at(&class, "hoc-vien"), query.join("&"))
    };
    let people = match call.form().get("viec") {
        "tat-ca" => call.read(|v| {
            let all = store::candidates(v, &question(&class, call.form()), MOST, 0)?;
            Ok(all.into_iter().map(|n| n.person).collect::<Vec<PersonId>>())
        })?,
        _ => chosen(call, "nguoi"),
    };
    if people.is_empty() {
        return Ok(Reply::refused(back, t!(lang, "Chưa chọn ai. Hãy đánh dấu người cần ghi rồi bấm lại.")));
    }
    if call.form().get("viec") == "bo" {
        let outcome =
            call.write("class.withdraw", class.code.clone(), |tx| service::withdraw(tx, class.id, &people));
        return Ok(match or_refused(outcome, &back)? {
            Ok(n) => Reply::done(back, t!(lang, "Đã bỏ {nguoi} khỏi lớp.", nguoi = wording::people(lang, n))),
            Err(reply) => reply,
        });
    }
    let outcome = call.write("class.enrol", class.code.clone(), |tx| service::enrol(tx, class.id, &people));
    Ok(match or_refused(outcome, &back)? {
        Ok(n) => Reply::done(back, t!(lang, "Đã ghi {nguoi} vào lớp.", nguoi = wording::people(lang, n))),
        Err(reply) => reply,
    })
}

/// Narrowing and choosing.
fn choice(call: &Call, seen: &Seen) -> Markup {
    let (lang, class) = (call.lang, &seen.class);
    let is_narrowed = FILTERS.iter().any(|f| !call.query(f).is_empty());
    let all_word = if is_narrowed {
        t!(lang, "Ghi cả {n} người đang lọc", n = numbers::count(lang, seen.count.min(MOST)))
    } else {
        t!(lang, "Ghi tất cả {n} người", n = numbers::count(lang, seen.count.min(MOST)))
    };
    let has_units = seen.units.len() > 1;
    let mut columns = vec![
        Column::text(t!(lang, "Họ và tên")),
        Column::text(t!(lang, "Năm sinh")),
        Column::text(t!(lang, "Bộ phận")),
    ];
    if has_units {
        columns.push(Column::text(t!(lang, "Thuộc đơn vị")));
    }
    let rows = seen.people.iter().map(|(name, unit)| {
        let mut cells = vec![html! { (name.full_name) }, html! { (name.birth) }, html! { (name.section) }];
        if has_units {
            cells.push(html! { (unit) });
        }
        Row::new(cells).choose("nguoi", name.person.to_string(), &name.full_name)
    });
    let address = |page: u32| {
        let mut fields: Vec<String> = FILTERS
            .iter()
            .filter(|f| !call.query(f).is_empty())
            .map(|f| format!("{f}={}", in_address(call.query(f))))
            .collect();
        fields.push(format!("trang={page}"));
        format!("{}?{}", at(class, "hoc-vien"), fields.join("&"))
    };
    let buttons = html! {
        @for f in FILTERS { @if !call.query(f).is_empty() { input type="hidden" name=(f) value=(call.query(f)); } }
        (primary(t!(lang, "Ghi người đã chọn vào lớp")).sends("viec", "them"))
        @if seen.count > 0 { (quiet(&all_word).sends("viec", "tat-ca")) }
    };
    let empty = if is_narrowed {
        html! { p.hint { (t!(lang, "Không còn ai khớp điều kiện này mà chưa ở trong lớp.")) } }
    } else {
        html! {
            p.hint {
                (t!(lang, "Không còn ai để ghi: mọi người của đơn vị đã ở trong lớp, hoặc đơn vị chưa có danh sách người lao động."))
            }
        }
    };
    let pages = u32::try_from((seen.count + PAGE - 1) / PAGE).unwrap_or(1);
    html! {
        h2 { (t!(lang, "Chọn người vào lớp")) }
        (filters(call, seen, has_units))
        (bulk_form(lang, &at(class, "hoc-vien"), csrf(call), buttons,
            Table::new(lang, t!(lang, "Người chưa ở trong lớp"), columns).caption_unseen().rows(rows).filter().empty(empty)))
        @if pages > 1 { (pager_pages(lang, u32::try_from(seen.page).unwrap_or(1), pages, seen.count, address)) }
    }
}

fn filters(call: &Call, seen: &Seen, has_units: bool) -> Markup {
    let lang = call.lang;
    let sections = seen
        .sections
        .iter()
        .map(|(s, n)| Choice::new(s, format!("{s} ({})", numbers::count(lang, *n))))
        .collect();
    let units = seen
        .units
        .iter()
        .map(|(id, name, n)| Choice::new(id.to_string(), format!("{name} ({})", numbers::count(lang, *n))))
        .collect();
    let groups = vec![
        Choice::new("", t!(lang, "Mọi người lao động")),
        Choice::new("officers", t!(lang, "Cán bộ công đoàn")),
    ];
    form_get(
        &at(&seen.class, "hoc-vien"),
        html! {
            (Field::text(lang, "tim", t!(lang, "Tìm theo tên")).value(call.query("tim")).plain().autocomplete("off"))
            @if has_units {
                (Field::select(lang, "don-vi", t!(lang, "Thuộc đơn vị"), units).blank(t!(lang, "Mọi đơn vị")).value(call.query("don-vi")).plain())
            }
            @if !seen.sections.is_empty() {
                (Field::select(lang, "bo-phan", t!(lang, "Bộ phận"), sections).blank(t!(lang, "Mọi bộ phận")).value(call.query("bo-phan")).plain())
            }
            (Field::select(lang, "nhom", t!(lang, "Nhóm"), groups).value(call.query("nhom")).plain())
            (quiet(t!(lang, "Tìm")).icon("filter"))
        },
    )
}

fn list(call: &Call, seen: &Seen, is_open: bool) -> Markup {
    let lang = call.lang;
    let has_units = seen.units.len() > 1;
    let mut columns = vec![Column::text(t!(lang, "Họ và tên")), Column::text(t!(lang, "Năm sinh"))];
    if has_units {
        columns.push(Column::text(t!(lang, "Thuộc đơn vị")));
    }
    columns.push(Column::number(t!(lang, "Có mặt")));
    let rows = seen.enrolled.iter().map(|(name, learner, unit)| {
        let mut cells = vec![html! { (name.full_name) }, html! { (name.birth) }];
        if has_units {
            cells.push(html! { (unit) });
        }
        cells.push(html! { (wording::presence(lang, learner)) });
        let row = Row::new(cells);
        if is_open { row.choose("nguoi", name.person.to_string(), &name.full_name) } else { row }
    });
    let table = Table::new(lang, t!(lang, "Đã ghi vào lớp"), columns)
        .caption_unseen()
        .rows(rows)
        .empty(html! { p.hint { (t!(lang, "Chưa có học viên nào.")) } });
    if !is_open || seen.enrolled.is_empty() {
        return table.render();
    }
    let buttons = html! { (danger(t!(lang, "Bỏ người đã chọn khỏi lớp")).sends("viec", "bo")) };
    bulk_form(lang, &at(&seen.class, "hoc-vien"), csrf(call), buttons, table)
}
