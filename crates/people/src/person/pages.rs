//! The people of the actor's scope: list, search, and the list as a file.

use super::model::{AffiliationRole, PersonCard, Sex};
use super::store::{self, ListQuestion};
use super::typed::masked_phone;
use crate::organisation::{Organisation, Tree, store as units};
use crate::pages::{address, menu_group, population_word, unit_name};
use crate::roster;
use ::store::View;
use kernel::{Date, Failure, OrganisationId, PersonId, Result, name, time};
use std::collections::{BTreeMap, HashSet};
use ui::prelude::*;
use web::{Act, Call, Reply, Routes, routes};

/// The addresses of this room.
pub fn routes() -> Routes {
    [
        routes! {
            GET "/nguoi" => list, for Act::SeePeople, .in_menu(21, "users", menu_group, |l| t!(l, "Người lao động"));
            GET "/don-vi/{unit}/nguoi.csv" => export, for Act::SeePeople;
        },
        super::record::pages::routes(),
        super::keeping::pages::routes(),
    ]
    .concat()
}

/// People on a page.
const PAGE: usize = 50;

/// Whose people are listed.
struct Place {
    tops: Vec<OrganisationId>,
    unit: Option<Organisation>,
}

impl Place {
    /// The unit of the query, if it lies in the scope; else the whole scope.
    fn read(call: &Call, v: &View) -> Result<Place> {
        let code = call.query("don_vi");
        if code.is_empty() {
            return Ok(Place { tops: highest(v, call.scope(Act::SeePeople)?, call.today())?, unit: None });
        }
        let unit = units::by_code(v, code)?.ok_or(Failure::NotFound)?;
        call.hold(v, Act::SeePeople, unit)?;
        Ok(Place { tops: vec![unit], unit: units::last(v, unit)? })
    }
}

/// Tops that no other top stands above.
pub(crate) fn highest(v: &View, tops: Vec<OrganisationId>, on: Date) -> Result<Vec<OrganisationId>> {
    let mut kept = Vec::new();
    for top in &tops {
        let others: Vec<OrganisationId> = tops.iter().filter(|t| *t != top).copied().collect();
        if !units::reaches(v, &others, *top, on)? {
            kept.push(*top);
        }
    }
    Ok(kept)
}

/// What the list is asked for.
struct Asked<'a> {
    population: AffiliationRole,
    on: Date,
    words: String,
    typed: &'a str,
    after: Option<PersonId>,
    before: Option<PersonId>,
}

impl Asked<'_> {
    fn read<'a>(call: &'a Call) -> Asked<'a> {
        let typed = call.query("q");
        let is_number = typed.chars().all(|c| c.is_ascii_digit() || " .-".contains(c));
        let id = |name: &str| call.query(name).parse().ok().map(PersonId);
        Asked {
            population: AffiliationRole::find(call.query("nhom")).unwrap_or(AffiliationRole::Worker),
            on: time::parse_typed_day(call.query("ngay")).unwrap_or(call.today()),
            words: if is_number { typed.replace([' ', '.', '-'], "") } else { typed.to_owned() },
            typed,
            after: id("sau"),
            before: id("truoc"),
        }
    }
    fn question(&self, top: OrganisationId, limit: usize) -> ListQuestion<'_> {
        ListQuestion {
            population: self.population,
            top,
            on: self.on,
            words: &self.words,
            after: self.after,
            limit: i64::try_from(limit).unwrap_or(i64::MAX),
        }
    }
    fn day(&self, call: &Call) -> String {
        if self.on == call.today() { String::new() } else { self.on.to_string() }
    }
}

/// A page of the list over all tops, in order, with one more than fits to know whether it goes on.
fn page_of(v: &View, tops: &[OrganisationId], asked: &Asked) -> Result<Vec<PersonCard>> {
    let mut all = Vec::new();
    for top in tops {
        let q = asked.question(*top, PAGE + 1);
        all.extend(match asked.before {
            Some(before) => store::list_before(v, &q, before)?,
            None => store::list(v, &q)?,
        });
    }
    if tops.len() > 1 {
        all.sort_by_cached_key(|c| (name::sort_key(&c.person.full_name), c.person.id));
        all.dedup_by_key(|c| c.person.id);
    }
    Ok(all)
}

struct Listed {
    people: Vec<PersonCard>,
    earlier: bool,
    later: bool,
    total: i64,
    tabs: Vec<(AffiliationRole, Option<i64>)>,
    names: BTreeMap<OrganisationId, (String, String)>,
    choices: Vec<Choice>,
    has_below: bool,
    place: Place,
}

fn read_list(call: &Call, v: &View, asked: &Asked) -> Result<Listed> {
    let place = Place::read(call, v)?;
    let mut people = page_of(v, &place.tops, asked)?;
    let more = people.len() > PAGE;
    let (earlier, later) = match asked.before {
        Some(_) => {
            people.drain(..people.len().saturating_sub(PAGE));
            (more, true)
        }
        None => {
            people.truncate(PAGE);
            (asked.after.is_some(), more)
        }
    };
    let within = units::within(v, &place.tops, asked.on)?;
    let mut tabs = Vec::new();
    let mut total = 0;
    for role in AffiliationRole::ALL {
        let heads = roster::headcounts(v, role.code(), asked.on)?;
        let mut n: i64 = within.iter().filter_map(|u| heads.get(u)).sum();
        let active = role == asked.population;
        if !asked.words.is_empty() && active {
            n = 0;
            for top in &place.tops {
                n += store::count(v, &asked.question(*top, 0))?;
            }
        }
        if active {
            total = n;
        }
        if active || n > 0 || role != AffiliationRole::AssociationMember {
            tabs.push((role, (active || asked.words.is_empty()).then_some(n)));
        }
    }
    let mut names = BTreeMap::new();
    for id in people.iter().filter_map(|c| c.organisation).collect::<HashSet<_>>() {
        if let Some(unit) = units::last(v, id)? {
            names.insert(id, (unit.name, unit.code));
        }
    }
    Ok(Listed {
        people,
        earlier,
        later,
        total,
        tabs,
        names,
        choices: unit_choices(call, v, Act::SeePeople)?,
        has_below: within.len() > 1,
        place,
    })
}

/// The units of the actor's scope as choices, in the order of their names.
pub(crate) fn unit_choices(call: &Call, v: &View, act: Act) -> Result<Vec<Choice>> {
    let today = call.today();
    let scope = units::within(v, &call.scope(act)?, today)?;
    let mut all: Vec<Organisation> = Vec::new();
    for tree in Tree::bodies() {
        all.extend(units::tree(v, tree, today)?.units().filter(|u| scope.contains(&u.id)).cloned());
    }
    all.sort_by_cached_key(|u| (name::text_key(&u.name), u.id));
    all.dedup_by_key(|u| u.id);
    Ok(all.iter().map(|u| Choice::new(&u.code, format!("{} ({})", u.name, u.code))).collect())
}

fn list(call: &Call) -> Result<Reply> {
    let lang = call.lang;
    let asked = Asked::read(call);
    let listed = call.read(|v| read_list(call, v, &asked))?;
    let unit = listed.place.unit.as_ref();
    let code = unit.map_or("", |u| u.code.as_str());
    if !listed.people.is_empty() {
        let detail = format!("{} {}", asked.population.code(), if code.is_empty() { "*" } else { code });
        call.looked("people.list", &detail, listed.people.len())?;
    }
    let day = asked.day(call);
    let with = |population: AffiliationRole, more: &[(&str, &str)]| {
        let mut query =
            vec![("don_vi", code), ("nhom", population.code()), ("q", asked.typed), ("ngay", &day)];
        query.extend_from_slice(more);
        address("/nguoi", &query)
    };
    let tabs_of: Vec<Tab> = listed
        .tabs
        .iter()
        .map(|(role, count)| Tab {
            label: population_word(lang, *role).to_owned(),
            href: with(*role, &[]),
            count: *count,
            active: *role == asked.population,
        })
        .collect();
    let edge = |card: Option<&PersonCard>| card.map(|c| c.person.id.to_string()).unwrap_or_default();
    let (first, last) = (edge(listed.people.first()), edge(listed.people.last()));
    let earlier = listed.earlier.then(|| with(asked.population, &[("truoc", &first)]));
    let later = listed.later.then(|| with(asked.population, &[("sau", &last)]));
    let shown = t!(lang, "Tất cả {n} người", n = numbers::count(lang, listed.total));
    let body = html! {
        (tabs(lang, t!(lang, "Nhóm"), &tabs_of))
        (filters(call, &asked, &listed, code))
        (table(call, &asked, &listed))
        (pager_keyset(lang, earlier.as_deref(), later.as_deref(), &shown))
    };
    Ok(call.page_with(t!(lang, "Người lao động"), body, |shell| {
        if let Some(unit) = unit {
            shell.lead = Some(unit.name.clone());
            shell.crumbs = vec![
                (t!(lang, "Đơn vị").to_owned(), Some("/don-vi".to_owned())),
                (unit.name.clone(), Some(format!("/don-vi/{}", unit.code))),
                (population_word(lang, asked.population).to_owned(), None),
            ];
            let base = format!("/don-vi/{}", unit.code);
            shell.actions = Some(html! {
                @if call.may(Act::KeepPeople) && unit.valid_to > call.today() {
                    (link_button(Look::Primary, t!(lang, "Thêm người"), &format!("{base}/nguoi/moi")).icon("plus"))
                }
                (link_button(Look::Quiet, t!(lang, "Tải danh sách (CSV)"),
                    &address(&format!("{base}/nguoi.csv"), &[("nhom", asked.population.code()), ("ngay", &day)]))
                    .icon("download").download())
            });
        }
    }))
}

fn filters(call: &Call, asked: &Asked, listed: &Listed, code: &str) -> Markup {
    let lang = call.lang;
    form_get(
        "/nguoi",
        html! {
            input type="hidden" name="nhom" value=(asked.population.code());
            (Field::text(lang, "q", t!(lang, "Tên hoặc số điện thoại")).value(asked.typed).plain().max_length(100)
                .autocomplete("off"))
            @if listed.choices.len() > 1 || !code.is_empty() {
                (Field::select(lang, "don_vi", t!(lang, "Đơn vị"), listed.choices.clone())
                    .blank(t!(lang, "Tất cả")).value(code).plain())
            }
            (Field::text(lang, "ngay", t!(lang, "Tại ngày")).value(numbers::date(asked.on)).plain().max_length(10))
            (quiet(t!(lang, "Tìm")).icon("search"))
            @if !asked.typed.is_empty() || asked.on != call.today() {
                (link_button(Look::Quiet, t!(lang, "Bỏ lọc"), &address("/nguoi", &[("don_vi", code), ("nhom", asked.population.code())])))
            }
        },
    )
}

/// A sex in words.
pub(crate) fn sex_word(lang: Lang, sex: Option<Sex>) -> &'static str {
    match sex {
        Some(Sex::Male) => t!(lang, "Nam"),
        Some(Sex::Female) => t!(lang, "Nữ"),
        None => "–",
    }
}

fn table(call: &Call, asked: &Asked, listed: &Listed) -> Markup {
    let lang = call.lang;
    // one unit with nothing below: its name on every line would say nothing
    let one_unit = listed.place.unit.is_some() && !listed.has_below;
    let mut columns = vec![t!(lang, "Họ và tên"), t!(lang, "Ngày sinh"), t!(lang, "Giới tính")];
    if !one_unit {
        columns.push(t!(lang, "Đơn vị"));
    }
    columns.extend([t!(lang, "Bộ phận, tổ"), t!(lang, "Đoàn viên"), t!(lang, "Điện thoại")]);
    let text = |s: &str| html! { @if s.is_empty() { "–" } @else { (s) } };
    let rows = listed.people.iter().map(|c| {
        let p = &c.person;
        let mut cells = vec![
            html! { a href={ "/nguoi/" (p.id) } { (p.full_name) } },
            text(&p.birth_text()),
            html! { (sex_word(lang, p.sex)) },
        ];
        if !one_unit {
            cells.push(html! {
                @if let Some((name, code)) = c.organisation.and_then(|o| listed.names.get(&o)) {
                    a href={ "/don-vi/" (code) } { (name) }
                } @else { "–" }
            });
        }
        cells.extend([
            text(p.section.as_deref().unwrap_or("")),
            html! { @if c.is_member { span { (icon("check")) span.unseen { (t!(lang, "Đoàn viên")) } } } @else { "–" } },
            text(&p.phone.as_deref().map(masked_phone).unwrap_or_default().replace(' ', "\u{a0}")),
        ]);
        Row::new(cells)
    });
    let searched = !asked.typed.is_empty();
    let empty = empty_state(
        "users",
        if searched { t!(lang, "Không có ai khớp") } else { t!(lang, "Chưa có ai trong danh sách") },
        if searched {
            t!(lang, "Thử ít chữ hơn; dấu tiếng Việt không cần gõ.")
        } else {
            t!(lang, "Danh sách lấy từ tệp của đơn vị hoặc thêm từng người ở trang đơn vị.")
        },
        html! {
            @if let (Some(unit), true) = (&listed.place.unit, call.may(Act::KeepPeople)) {
                (link_button(Look::Quiet, t!(lang, "Thêm người"), &format!("/don-vi/{}/nguoi/moi", unit.code)).icon("plus"))
            }
        },
    );
    Table::new(lang, population_word(lang, asked.population), columns.into_iter().map(Column::text).collect())
        .caption_unseen()
        .rows(rows)
        .empty(empty)
        .render()
}

/// A cell of a CSV file: quoted, and never a formula when a spreadsheet opens it.
fn cell(text: &str) -> String {
    let guard = if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { "'" } else { "" };
    format!("\"{guard}{}\"", text.replace('"', "\"\""))
}

fn export(call: &Call) -> Result<Reply> {
    let lang = call.lang;
    let unit = call.unit()?;
    let asked = Asked { after: None, before: None, words: String::new(), ..Asked::read(call) };
    let (people, names, code) = call.read(|v| {
        let people = store::list(v, &asked.question(unit, 1_000_000))?;
        let mut names = BTreeMap::new();
        for id in people.iter().filter_map(|c| c.organisation).collect::<HashSet<_>>() {
            names.insert(id, unit_name(v, id)?);
        }
        Ok((people, names, units::last(v, unit)?.map_or_else(String::new, |u| u.code)))
    })?;
    call.looked("people.export", &format!("{} {code}", asked.population.code()), people.len())?;
    let mut text = String::from("\u{feff}");
    let mut line = |cells: &[&str]| {
        text.push_str(&cells.iter().map(|c| cell(c)).collect::<Vec<_>>().join(","));
        text.push_str("\r\n");
    };
    line(&[
        t!(lang, "STT"),
        t!(lang, "Họ và tên"),
        t!(lang, "Ngày sinh"),
        t!(lang, "Giới tính"),
        t!(lang, "Đơn vị"),
        t!(lang, "Bộ phận, tổ"),
        t!(lang, "Đoàn viên"),
        t!(lang, "Điện thoại"),
    ]);
    for (n, c) in people.iter().enumerate() {
        let p = &c.person;
        let unit = c.organisation.and_then(|o| names.get(&o)).map_or("", String::as_str);
        // spaces keep the leading nought when a spreadsheet opens the file
        let phone = p.phone.as_deref().map(spaced).unwrap_or_default();
        let sex = p.sex.map_or("", |s| sex_word(lang, Some(s)));
        let member = if c.is_member { "x" } else { "" };
        let section = p.section.as_deref().unwrap_or("");
        line(&[&(n + 1).to_string(), &p.full_name, &p.birth_text(), sex, unit, section, member, &phone]);
    }
    Ok(Reply::File {
        content_type: "text/csv; charset=utf-8".to_owned(),
        name: format!("nguoi-lao-dong-{code}.csv"),
        bytes: text.into_bytes(),
    })
}

fn spaced(phone: &str) -> String {
    match (phone.get(..4), phone.get(4..7), phone.get(7..)) {
        (Some(a), Some(b), Some(c)) => format!("{a} {b} {c}"),
        _ => phone.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::cell;

    #[test]
    fn cells_are_quoted_and_never_formulas() {
        assert_eq!(cell("Lò \"A\", Mai"), "\"Lò \"\"A\"\", Mai\"");
        for formula in ["=1+1", "+84", "-1", "@SUM(A1)", "\tx"] {
            assert!(cell(formula).starts_with("\"'"), "{formula:?}");
        }
        assert_eq!(cell(""), "\"\"");
    }
}
