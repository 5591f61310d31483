//! The list of classes.

use super::{Units, wording};
use crate::class::model::{Stage, Topics};
use crate::class::store::{self, ClassLine};
use kernel::{Act, OrganisationId, Result};
use ui::prelude::*;
use web::{Call, Reply};

/// Lines on a page.
const PAGE: usize = 50;

/// The classes of the actor's subtrees.
pub(super) fn show(call: &Call) -> Result<Reply> {
    let lang = call.lang;
    let topics = call.state::<Topics>()?;
    let stage = Stage::find(call.query("trang-thai"));
    let code = call.query("don_vi");
    let topic = Some(call.query("chu-de")).filter(|t| topics.knows(t)).unwrap_or("");
    let words = kernel::name::fold(call.query("tim"));
    let page = call.query("trang").parse::<usize>().unwrap_or(1).max(1);
    call.read(|v| {
        let mut units = Units::default();
        let unit = people::organisation::store::by_code(v, code)?;
        let all = store::list(v, &call.scope(Act::SeeClasses)?, topic, call.today())?;
        let mut of_units: Vec<OrganisationId> = all.iter().map(|c| c.unit).collect();
        of_units.sort_unstable();
        of_units.dedup();
        let mut unit_choices = Vec::new();
        for id in of_units {
            let of = units.get(v, id)?.map_or_else(String::new, |o| o.code.clone());
            unit_choices.push(Choice::new(of, units.name(v, id)?));
        }
        unit_choices.sort_by_key(|c| kernel::name::text_key(&c.label));
        let asked: Vec<&ClassLine> = all
            .iter()
            .filter(|c| unit.is_none_or(|u| c.unit == u))
            .filter(|c| kernel::name::fold(&format!("{} {}", c.code, c.title)).contains(&words))
            .collect();
        let shown: Vec<&ClassLine> =
            asked.iter().copied().filter(|c| stage.is_none_or(|s| c.stage == s)).collect();
        let address = |stage: Option<Stage>, page: usize| {
            let mut fields = Vec::new();
            if let Some(stage) = stage {
                fields.push(("trang-thai", stage.code().to_owned()));
            }
            for name in ["don_vi", "chu-de", "tim"] {
                if !call.query(name).is_empty() {
                    fields.push((name, call.query(name).to_owned()));
                }
            }
            if page > 1 {
                fields.push(("trang", page.to_string()));
            }
            let pairs: Vec<String> = fields.iter().map(|(n, v)| format!("{n}={}", in_address(v))).collect();
            if pairs.is_empty() { "/lop".to_owned() } else { format!("/lop?{}", pairs.join("&")) }
        };
        let number = |of: Option<Stage>| asked.iter().filter(|c| of.is_none_or(|s| c.stage == s)).count();
        let tab = |label: &str, of: Option<Stage>| Tab {
            label: label.to_owned(),
            href: address(of, 1),
            count: i64::try_from(number(of)).ok(),
            active: stage == of,
        };
        let mut stage_tabs = vec![tab(t!(lang, "Tất cả"), None)];
        for s in Stage::ALL {
            if number(Some(s)) > 0 || stage == Some(s) {
                stage_tabs.push(tab(wording::stage(lang, s), Some(s)));
            }
        }
        let mut rows = Vec::new();
        for c in shown.iter().skip((page - 1) * PAGE).take(PAGE) {
            let (learners, passed) = store::counts(v, c.id)?;
            rows.push(line(lang, c, units.name(v, c.unit)?, learners, passed));
        }
        let new_at = match call.scope(Act::KeepClasses)?.first() {
            Some(top) => units.get(v, *top)?.map(|o| format!("/don-vi/{}/lop/moi", o.code)),
            None => None,
        };
        let first_class = html! {
            @if let Some(new) = &new_at {
                (link_button(Look::Primary, t!(lang, "Mở lớp đầu tiên"), new).icon("graduation-cap"))
            }
        };
        let body = html! {
            @if all.is_empty() && topic.is_empty() {
                (empty_state("graduation-cap", t!(lang, "Chưa có lớp nào"),
                    t!(lang, "Lớp đào tạo, bồi dưỡng, tập huấn ghi ai đã học gì, ngày nào. Khi lớp kết thúc, người có mặt và người đạt được tính vào các chỉ tiêu."),
                    first_class))
            } @else {
                (filters(lang, call, topics, unit_choices))
                (tabs(lang, t!(lang, "Tình trạng lớp"), &stage_tabs))
                (Table::new(lang, t!(lang, "Danh sách lớp"), columns(lang)).caption_unseen().rows(rows)
                    .empty(html! { p.hint { (t!(lang, "Không có lớp nào như vậy. Hãy bỏ bớt điều kiện lọc.")) } }))
                @let pages = shown.len().div_ceil(PAGE);
                @if pages > 1 {
                    (pager_pages(lang, as_u32(page), as_u32(pages), i64::try_from(shown.len()).unwrap_or(0),
                        |p| address(stage, p as usize)))
                }
            }
        };
        let due = all.iter().filter(|c| c.stage == Stage::Due).count();
        Ok(call.page_with(t!(lang, "Lớp học"), body, |shell| {
            if !all.is_empty() {
                shell.lead = Some(t!(
                    lang,
                    "{n} lớp trong phạm vi của bạn, {due} lớp đã học xong chờ ghi kết quả.",
                    n = wording::count(lang, all.len()),
                    due = wording::count(lang, due)
                ));
            }
            shell.actions = new_at.as_ref().filter(|_| !all.is_empty()).map(|new| {
                html! { (link_button(Look::Primary, t!(lang, "Mở lớp mới"), new).icon("graduation-cap")) }
            });
        }))
    })
}

fn as_u32(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// A value inside an address.
pub(super) fn in_address(value: &str) -> String {
    let keep = |b: u8| b.is_ascii_alphanumeric() || b"-._~".contains(&b);
    value.bytes().map(|b| if keep(b) { char::from(b).to_string() } else { format!("%{b:02X}") }).collect()
}

fn columns(lang: Lang) -> Vec<Column> {
    vec![
        Column::text(t!(lang, "Lớp")),
        Column::text(t!(lang, "Đơn vị mở lớp")),
        Column::text(t!(lang, "Ngày học")),
        Column::number(t!(lang, "Học viên")),
        Column::number(t!(lang, "Đạt yêu cầu")),
        Column::text(t!(lang, "Tình trạng")),
    ]
}

fn line(lang: Lang, c: &ClassLine, unit: String, learners: i64, passed: i64) -> Row {
    let href = format!("/lop/{}", c.id);
    let row = Row::new(vec![
        html! { a href=(href) { (c.title) } p.hint { (c.code) " · " (wording::kind(lang, c.kind)) } },
        html! { (unit) },
        html! { (wording::span(c.first, c.last)) },
        html! { @if learners > 0 { a href={ (href) "#hoc-vien" } { (numbers::count(lang, learners)) } } @else { "0" } },
        html! {
            @if c.stage == Stage::Closed && passed > 0 { a href={ (href) "?xem=dat#hoc-vien" } { (numbers::count(lang, passed)) } }
            @else { "–" }
        },
        wording::stage_badge(lang, c.stage),
    ]);
    if c.stage == Stage::Cancelled { row.quiet() } else { row }
}

fn filters(lang: Lang, call: &Call, topics: &Topics, units: Vec<Choice>) -> Markup {
    let mut choices = Vec::new();
    for (area, name) in topics.areas() {
        choices.push(Choice::new(area, wording::area(lang, topics, area, name)));
        for t in topics.0.iter().filter(|t| t.area == area && t.code != area) {
            choices.push(Choice::new(&t.code, format!("— {}", wording::topic(lang, topics, &t.code))));
        }
    }
    form_get(
        "/lop",
        html! {
            @if !call.query("trang-thai").is_empty() {
                input type="hidden" name="trang-thai" value=(call.query("trang-thai"));
            }
            (Field::text(lang, "tim", t!(lang, "Tên hoặc mã lớp")).value(call.query("tim")).plain())
            (Field::select(lang, "chu-de", t!(lang, "Chủ đề"), choices).blank(t!(lang, "Mọi chủ đề"))
                .value(call.query("chu-de")).plain())
            @if units.len() > 1 {
                (Field::select(lang, "don_vi", t!(lang, "Đơn vị mở lớp"), units).blank(t!(lang, "Mọi đơn vị"))
                    .value(call.query("don_vi")).plain())
            }
            (quiet(t!(lang, "Lọc")).icon("filter"))
        },
    )
}
