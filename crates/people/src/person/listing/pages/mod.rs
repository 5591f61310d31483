//! The list of people: search while typing, filters in the address, many rows at one stroke.

mod asked;
mod bulk;
pub(crate) mod export;

pub(crate) use asked::Asked;

use super::{Count, From, Listed, Missing, Order};
use crate::organisation::{Organisation, store as units};
use crate::pages::{csrf, menu_group, population_word};
use crate::person::AffiliationRole;
use crate::person::model::PersonCard;
use crate::person::pages::{sex_word, unit_choices};
use crate::person::typed::masked_phone;
use ::store::View;
use kernel::{OrganisationId, Result};
use std::collections::{BTreeMap, HashSet};
use ui::prelude::*;
use web::{Act, Call, Reply, Routes, routes};

/// The addresses of this room.
pub fn routes() -> Routes {
    [
        routes! {
            GET "/nguoi" => list, for Act::SeePeople, .in_menu(21, "users", menu_group, |l| t!(l, "Người lao động"));
            GET "/don-vi/{unit}/nguoi.csv" => export::of_unit, for Act::SeePeople, .proven_for_lists();
            GET "/nguoi/xuat" => export::page, for Act::SeePeople;
            POST "/nguoi/xuat" => export::file, for Act::SeePeople, .proven_for_lists();
        },
        bulk::routes(),
    ]
    .concat()
}

/// People on a page.
const PAGE: usize = 50;
/// So many are counted while somebody types.
const COUNTED_TYPING: i64 = 500;
/// So many are counted for a page.
const COUNTED: i64 = 20_000;

struct Seen {
    listed: Listed,
    unit: Option<Organisation>,
    has_below: bool,
    tabs: Vec<(AffiliationRole, i64)>,
    names: BTreeMap<OrganisationId, (String, String)>,
    choices: Vec<Choice>,
    sections: Vec<String>,
}

fn read(call: &Call, v: &View, asked: &Asked, typing: bool) -> Result<Seen> {
    let (unit, filter) = asked.filter(call, v)?;
    let from = match (asked.before, asked.after) {
        (Some(p), _) => From::Before(p),
        (None, Some(p)) => From::After(p),
        (None, None) => From::Start,
    };
    let most = if typing { COUNTED_TYPING } else { COUNTED };
    let listed = super::page(v, &filter, asked.order, from, PAGE, most)?;
    let mut names = BTreeMap::new();
    for id in listed.people.iter().filter_map(|c| c.organisation).collect::<HashSet<_>>() {
        if let Some(unit) = units::last(v, id)? {
            names.insert(id, (unit.name, unit.code));
        }
    }
    let has_below = unit.is_none() || units::within(v, &filter.tops, asked.on)?.len() > 1;
    let mut seen =
        Seen { listed, unit, has_below, tabs: Vec::new(), names, choices: Vec::new(), sections: Vec::new() };
    if !typing {
        seen.tabs = super::sizes(v, &filter.tops, asked.on)?;
        seen.choices = unit_choices(call, v, Act::SeePeople)?;
        // the sections of a whole province are nobody's choice
        if !seen.has_below {
            seen.sections = super::sections(v, &filter, 100)?;
        }
    }
    Ok(seen)
}

fn list(call: &Call) -> Result<Reply> {
    let lang = call.lang;
    let asked = Asked::read(call);
    let typing = call.query("phan") == "ds";
    let seen = call.read(|v| read(call, v, &asked, typing))?;
    let code = seen.unit.as_ref().map_or("", |u| u.code.as_str());
    if !seen.listed.people.is_empty() {
        let detail = format!("{} {}", asked.population.code(), if code.is_empty() { "*" } else { code });
        call.looked("people.list", &detail, seen.listed.people.len())?;
    }
    if typing {
        return Ok(Reply::Page(200, found(call, &asked, &seen)));
    }
    let tabs_of: Vec<Tab> = seen
        .tabs
        .iter()
        .filter(|(role, n)| {
            *n > 0 || *role == asked.population || *role != AffiliationRole::AssociationMember
        })
        .map(|(role, n)| Tab {
            label: population_word(lang, *role).to_owned(),
            href: asked.href(&[("nhom", role.code())]),
            count: Some(*n),
            active: *role == asked.population,
        })
        .collect();
    let body = html! {
        (tabs(lang, t!(lang, "Nhóm"), &tabs_of))
        (filters(call, &asked, &seen, code))
        p.unseen role="status" data-live-count {}
        div #danh-sach { (found(call, &asked, &seen)) }
    };
    let export_href = format!("/nguoi/xuat?{}", asked.query(&[]));
    Ok(call.page_with(t!(lang, "Người lao động"), body, |shell| {
        let mut add = None;
        if let Some(unit) = &seen.unit {
            shell.lead = Some(unit.name.clone());
            shell.crumbs = vec![
                (t!(lang, "Đơn vị").to_owned(), Some("/don-vi".to_owned())),
                (unit.name.clone(), Some(format!("/don-vi/{}", unit.code))),
                (population_word(lang, asked.population).to_owned(), None),
            ];
            add = (call.may(Act::KeepPeople) && unit.valid_to > call.today())
                .then(|| format!("/don-vi/{}/nguoi/moi", unit.code));
        }
        shell.actions = Some(html! {
            @if let Some(add) = &add { (link_button(Look::Primary, t!(lang, "Thêm người"), add).icon("plus")) }
            (link_button(Look::Quiet, t!(lang, "Hồ sơ trùng"), "/nguoi/trung").icon("users"))
            (link_button(Look::Quiet, t!(lang, "Xuất danh sách"), &export_href).icon("download"))
        });
    }))
}

fn found(call: &Call, asked: &Asked, seen: &Seen) -> Markup {
    let lang = call.lang;
    let edge = |card: Option<&PersonCard>| card.map(|c| c.person.id.to_string()).unwrap_or_default();
    let (first, last) = (edge(seen.listed.people.first()), edge(seen.listed.people.last()));
    let earlier = seen.listed.earlier.then(|| asked.href(&[("truoc", &first)]));
    let later = seen.listed.later.then(|| asked.href(&[("sau", &last)]));
    let shown = count_words(lang, seen.listed.total);
    html! {
        div data-live-says=(shown) {
            @if call.may(Act::KeepPeople) && !seen.listed.people.is_empty() {
                (bulk_form(lang, "/nguoi/hang-loat", csrf(call), bulk::bar(call, asked, seen.listed.total), table(call, asked, seen)))
            } @else { (table(call, asked, seen)) }
            (pager_keyset(lang, earlier.as_deref(), later.as_deref(), &shown))
        }
    }
}

pub(super) fn count_words(lang: Lang, total: Count) -> String {
    match total {
        Count::Exact(n) => t!(lang, "Tất cả {n} người", n = numbers::count(lang, n)),
        Count::MoreThan(n) => t!(lang, "Hơn {n} người", n = numbers::count(lang, n)),
    }
}

fn yes_no(lang: Lang) -> Vec<Choice> {
    vec![Choice::new("co", t!(lang, "Có")), Choice::new("khong", t!(lang, "Chưa"))]
}

/// What may be missing, in words.
fn missing_word(lang: Lang, m: Missing) -> &'static str {
    match m {
        Missing::Phone => t!(lang, "Điện thoại"),
        Missing::Birth => t!(lang, "Ngày sinh"),
        Missing::NationalId => t!(lang, "Số căn cước"),
        Missing::Section => t!(lang, "Bộ phận, tổ"),
    }
}

fn filters(call: &Call, asked: &Asked, seen: &Seen, code: &str) -> Markup {
    let lang = call.lang;
    let all = t!(lang, "Tất cả");
    let sections = seen.sections.iter().map(|s| Choice::new(s, s)).collect::<Vec<_>>();
    let more = html! {
        div.filters {
            (Field::select(lang, "gioi", t!(lang, "Giới tính"), vec![Choice::new("nam", t!(lang, "Nam")),
                Choice::new("nu", t!(lang, "Nữ")), Choice::new("chua-ro", t!(lang, "Chưa rõ"))]).blank(all).value(asked.get("gioi")).plain())
            (Field::number(lang, "tuoi_tu", t!(lang, "Tuổi từ")).value(asked.get("tuoi_tu")).plain().max_length(3))
            (Field::number(lang, "tuoi_den", t!(lang, "Tuổi đến")).value(asked.get("tuoi_den")).plain().max_length(3))
            @if !sections.is_empty() || !asked.get("bo_phan").is_empty() {
                (Field::select(lang, "bo_phan", t!(lang, "Bộ phận, tổ"), sections).blank(all).value(asked.get("bo_phan")).plain())
            }
            @if asked.population != AffiliationRole::Member {
                (Field::select(lang, "doan_vien", t!(lang, "Đoàn viên"), yes_no(lang)).blank(all).value(asked.get("doan_vien")).plain())
            }
            (Field::select(lang, "tai_khoan", t!(lang, "Tài khoản"), yes_no(lang)).blank(all).value(asked.get("tai_khoan")).plain())
            (Field::select(lang, "thieu", t!(lang, "Thiếu dữ liệu"),
                Missing::ALL.into_iter().map(|m| Choice::new(m.code(), missing_word(lang, m))).collect())
                .blank(t!(lang, "Không lọc")).value(asked.get("thieu")).plain())
            (Field::text(lang, "ngay", t!(lang, "Tại ngày")).value(numbers::date(asked.on)).plain().max_length(10))
            (Field::select(lang, "dien_bien", t!(lang, "Vào, ra"), vec![
                Choice::new("vao", t!(lang, "Mới vào trong khoảng")), Choice::new("ra", t!(lang, "Đã ra trong khoảng"))])
                .blank(t!(lang, "Không lọc")).value(asked.get("dien_bien")).plain())
            (Field::date(lang, "tu", t!(lang, "Từ ngày")).value(asked.get("tu")).plain())
            (Field::date(lang, "den", t!(lang, "Đến ngày")).value(asked.get("den")).plain())
        }
    };
    let narrowed = asked.narrowed();
    html! {
        form.filters action="/nguoi" method="get" data-live="danh-sach" {
            input type="hidden" name="nhom" value=(asked.population.code());
            @if !asked.get("xep").is_empty() { input type="hidden" name="xep" value=(asked.get("xep")); }
            (Field::text(lang, "q", t!(lang, "Tên, điện thoại, mã nhân viên")).value(asked.get("q")).plain().max_length(100)
                .autocomplete("off"))
            @if seen.choices.len() > 1 || !code.is_empty() {
                (Field::select(lang, "don_vi", t!(lang, "Đơn vị"), seen.choices.clone()).blank(all).value(code).plain())
            }
            (quiet(t!(lang, "Tìm")).icon("search"))
            @if narrowed > 0 || !asked.get("q").is_empty() {
                (link_button(Look::Quiet, t!(lang, "Bỏ lọc"), &crate::pages::address("/nguoi", &[("don_vi", code), ("nhom", asked.population.code())])))
            }
            details.more open[narrowed > 0] {
                summary { (icon("chevron-right")) (if narrowed > 0 { t!(lang, "Lọc thêm ({n} đang dùng)", n = narrowed) } else { t!(lang, "Lọc thêm").to_owned() }) }
                (more)
            }
        }
    }
}

fn table(call: &Call, asked: &Asked, seen: &Seen) -> Markup {
    let lang = call.lang;
    // one unit with nothing below: its name on every line would say nothing
    let sorts = |label: &str, order: Order, word: &str| {
        let now = (asked.order == order).then_some(Sorted::Up);
        Column::text(label).sort(asked.href(&[("xep", word)]), now)
    };
    let mut columns = vec![
        sorts(t!(lang, "Họ và tên"), Order::Name, ""),
        sorts(t!(lang, "Ngày sinh"), Order::Birth, "sinh"),
        Column::text(t!(lang, "Giới tính")),
    ];
    if seen.has_below {
        columns.push(sorts(t!(lang, "Đơn vị"), Order::Unit, "don-vi"));
    }
    columns
        .extend([t!(lang, "Bộ phận, tổ"), t!(lang, "Đoàn viên"), t!(lang, "Điện thoại")].map(Column::text));
    let text = |s: &str| html! { @if s.is_empty() { "–" } @else { (s) } };
    let keeps = call.may(Act::KeepPeople);
    let rows = seen.listed.people.iter().map(|c| {
        let p = &c.person;
        let mut cells = vec![
            html! { a href={ "/nguoi/" (p.id) } { (p.full_name) } },
            text(&p.birth_text()),
            html! { (sex_word(lang, p.sex)) },
        ];
        if seen.has_below {
            cells.push(html! {
                @if let Some((name, code)) = c.organisation.and_then(|o| seen.names.get(&o)) {
                    a href={ "/don-vi/" (code) } { (name) }
                } @else { "–" }
            });
        }
        cells.extend([
            text(p.section.as_deref().unwrap_or("")),
            html! { @if c.is_member { span { (icon("check")) span.unseen { (t!(lang, "Đoàn viên")) } } } @else { "–" } },
            text(&p.phone.as_deref().map(masked_phone).unwrap_or_default().replace(' ', "\u{a0}")),
        ]);
        let row = Row::new(cells);
        if keeps { row.choose("nguoi", p.id.to_string(), p.full_name.clone()) } else { row }
    });
    let searched = asked.narrowed() > 0 || !asked.get("q").is_empty();
    let empty = empty_state(
        "users",
        if searched { t!(lang, "Không có ai khớp") } else { t!(lang, "Chưa có ai trong danh sách") },
        if searched {
            t!(lang, "Thử ít chữ hơn; dấu tiếng Việt không cần gõ.")
        } else {
            t!(lang, "Danh sách lấy từ tệp của đơn vị hoặc thêm từng người ở trang đơn vị.")
        },
        html! {
            @if let (Some(unit), true) = (&seen.unit, keeps) {
                (link_button(Look::Quiet, t!(lang, "Thêm người"), &format!("/don-vi/{}/nguoi/moi", unit.code)).icon("plus"))
            }
        },
    );
    Table::new(lang, population_word(lang, asked.population), columns)
        .caption_unseen()
        .rows(rows)
        .empty(empty)
        .render()
}
