//! The page of one unit: what it is, how many belong to it, its life.

use crate::organisation::model::{Organisation, Sector, Tree};
use crate::organisation::{service::forever, store};
use crate::pages::{address, kind_word, population_word, sector_word, stretch, tree_word, unit_name};
use crate::person::AffiliationRole;
use crate::roster;
use ::store::View;
use kernel::{Date, Failure, Result};
use std::collections::BTreeSet;
use ui::prelude::*;
use web::{Act, Call, Reply, Routes, routes};

/// The addresses of this room.
pub fn routes() -> Routes {
    routes! {
        GET "/don-vi/{unit}" => show, for Act::SeeUnits;
    }
}

/// Everything the page tells of a unit.
struct Portrait {
    unit: Organisation,
    commune: Option<String>,
    /// The way down to it in the first tree it stands in today.
    way: Vec<(String, Option<String>)>,
    below: Vec<(String, String)>,
    counts: Vec<(AffiliationRole, i64)>,
    life: Vec<(Date, String, String)>,
    sees_people: bool,
    keeps_units: bool,
    keeps_people: bool,
}

fn portrait(call: &Call, v: &View) -> Result<Portrait> {
    let id = call.unit()?;
    let today = call.today();
    let Some(unit) = store::last(v, id)? else { return Err(Failure::NotFound) };
    let unit = store::one(v, id, today)?.unwrap_or(unit);
    let scope = store::within(v, &call.scope(Act::SeeUnits)?, today)?;
    let (mut way, mut below) = (Vec::new(), Vec::new());
    let mut subtree = BTreeSet::from([id]);
    for tree in Tree::all() {
        let view = store::tree(v, tree, today)?;
        if view.get(id).is_none() {
            continue;
        }
        if way.is_empty() {
            for above in view.way_to(id).iter().filter(|a| a.id != id) {
                let href = scope.contains(&above.id).then(|| format!("/don-vi/{}", above.code));
                way.push((above.name.clone(), href));
            }
        }
        below.extend(view.children(id).map(|u| (u.name.clone(), u.code.clone())));
        subtree.extend(view.subtree(id).iter().map(|u| u.id));
    }
    let mut counts = Vec::new();
    for role in AffiliationRole::ALL {
        let heads = roster::headcounts(v, role.code(), today)?;
        let n: i64 = subtree.iter().filter_map(|u| heads.get(u)).sum();
        if n > 0 || matches!(role, AffiliationRole::Worker | AffiliationRole::Member) {
            counts.push((role, n));
        }
    }
    Ok(Portrait {
        commune: unit.commune.map(|c| unit_name(v, c)).transpose()?,
        way,
        below,
        counts,
        life: life(call.lang, v, &unit)?,
        sees_people: call.may_at(v, Act::SeePeople, id)?,
        keeps_units: call.may_at(v, Act::KeepUnits, id)?,
        keeps_people: call.may_at(v, Act::KeepPeople, id)?,
        unit,
    })
}

/// The life of a unit: states, places, successions, each with its day and its decision.
fn life(lang: Lang, v: &View, unit: &Organisation) -> Result<Vec<(Date, String, String)>> {
    let mut life: Vec<(Date, String, String)> = Vec::new();
    let states: Vec<Organisation> = store::states_of(v, unit.id)?.into_iter().map(|(_, s)| s).collect();
    if let Some(first) = states.first() {
        let what = t!(lang, "Có trong danh sách với tên “{ten}”", ten = first.name);
        life.push((first.valid_from, what, String::new()));
    }
    for pair in states.windows(2) {
        let [old, new] = [&pair[0], &pair[1]];
        let mut what = Vec::new();
        if old.name != new.name {
            what.push(t!(lang, "Đổi tên thành “{ten}”", ten = new.name));
        }
        if old.kind != new.kind {
            what.push(t!(lang, "Đổi loại thành {loai}", loai = kind_word(lang, new.kind)));
        }
        if old.sector != new.sector {
            what.push(t!(lang, "Đổi khu vực thành {kv}", kv = sector_word(lang, new.sector)));
        }
        if old.commune != new.commune {
            let place = new.commune.map(|c| unit_name(v, c)).transpose()?.unwrap_or_default();
            what.push(t!(lang, "Chuyển địa bàn về {xa}", xa = place));
        }
        if old.hard_to_reach != new.hard_to_reach {
            let text = if new.hard_to_reach {
                t!(lang, "Được xếp vùng khó khăn")
            } else {
                t!(lang, "Thôi xếp vùng khó khăn")
            };
            what.push(text.to_owned());
        }
        life.extend(what.into_iter().map(|w| (new.valid_from, w, String::new())));
    }
    for tree in Tree::all() {
        for (_, place) in store::places_of(v, tree, unit.id)? {
            if let Some(parent) = place.parent {
                let what = t!(lang, "Trực thuộc {ten}", ten = unit_name(v, parent)?);
                life.push((place.from, what, tree_word(lang, tree).to_owned()));
            }
        }
    }
    for (source, target, on) in store::successions(v)? {
        if source == unit.id {
            life.push((on, t!(lang, "Sáp nhập vào {ten}", ten = unit_name(v, target)?), String::new()));
        } else if target == unit.id {
            life.push((on, t!(lang, "Tiếp nhận {ten}", ten = unit_name(v, source)?), String::new()));
        }
    }
    if let Some(last) = states.last().filter(|s| s.valid_to < forever()) {
        life.push((last.valid_to, t!(lang, "Kết thúc hoạt động").to_owned(), String::new()));
    }
    for (_, on, decision) in store::events_of(v, unit.id, &unit.code)? {
        let same_day = life.iter_mut().filter(|(day, _, note)| *day == on && note.is_empty());
        for (_, _, note) in same_day.filter(|_| !decision.is_empty()) {
            *note = t!(lang, "Quyết định {so}", so = decision);
        }
    }
    life.sort_by_key(|(day, ..)| std::cmp::Reverse(*day));
    Ok(life)
}

fn show(call: &Call) -> Result<Reply> {
    let lang = call.lang;
    let p = call.read(|v| portrait(call, v))?;
    let (unit, code) = (&p.unit, p.unit.code.as_str());
    let ended = unit.valid_to <= call.today();
    let base = format!("/don-vi/{code}");
    let body = html! {
        @if ended {
            (notice(lang, Tone::Warn,
                &t!(lang, "Đơn vị đã kết thúc hoạt động từ {ngay}", ngay = numbers::date(unit.valid_to)),
                html! { p { (t!(lang, "Số liệu và hồ sơ trước ngày ấy vẫn giữ nguyên.")) } }))
        }
        @if call.may(Act::SeeMeasures) { (stat_row(html! { @for (role, n) in &p.counts { (count_door(call, &p, *role, *n)) } })) }
        (toolbar(html! {
            @if p.sees_people {
                (link_button(Look::Quiet, t!(lang, "Danh sách người lao động"), &address("/nguoi", &[("don_vi", code)])).icon("users"))
            }
            @if call.may(Act::SeeClasses) {
                (link_button(Look::Quiet, t!(lang, "Lớp học"), &address("/lop", &[("don_vi", code)])).icon("graduation-cap"))
            }
            @if call.may(Act::SeeMeasures) {
                (link_button(Look::Quiet, t!(lang, "Chỉ tiêu"), &address("/chi-tieu", &[("don_vi", code)])).icon("target"))
            }
            @if call.may(Act::SeeReports) {
                (link_button(Look::Quiet, t!(lang, "Báo cáo"), &address("/bao-cao", &[("don_vi", code)])).icon("file-text"))
            }
        }))
        (grid(html! {
            (card(t!(lang, "Đơn vị"), definition_list(&facts(lang, &p))))
            (card(t!(lang, "Quá trình"), timeline(&events(&p))))
        }))
        @if !p.below.is_empty() {
            (card(&t!(lang, "Đơn vị trực thuộc ({n})", n = p.below.len()), html! {
                ul.spread { @for (name, code) in &p.below { li { a href={ "/don-vi/" (code) } { (name) } span.num { (code) } } } }
            }))
        }
        @if p.keeps_units && !ended {
            (disclosure(t!(lang, "Sửa, giải thể, sáp nhập"), toolbar(html! {
                (link_button(Look::Quiet, t!(lang, "Sửa thông tin đơn vị"), &format!("{base}/sua")).icon("pencil"))
                (link_button(Look::Quiet, t!(lang, "Sáp nhập vào đơn vị khác"), &format!("{base}/sap-nhap")))
                (link_button(Look::Danger, t!(lang, "Giải thể"), &format!("{base}/giai-the")))
            })))
        }
    };
    Ok(call.page_with(&unit.name, body, |shell| {
        shell.crumbs = vec![(t!(lang, "Đơn vị").to_owned(), Some("/don-vi".to_owned()))];
        shell.crumbs.extend(p.way.iter().cloned());
        shell.crumbs.push((unit.name.clone(), None));
        if !ended && (p.keeps_units || p.keeps_people) {
            shell.actions = Some(html! {
                @if p.keeps_people {
                    (link_button(Look::Primary, t!(lang, "Thêm người"), &format!("{base}/nguoi/moi")).icon("plus"))
                }
                @if p.keeps_units {
                    (link_button(Look::Quiet, t!(lang, "Thêm đơn vị trực thuộc"), &format!("{base}/moi")).icon("plus"))
                }
            });
        }
    }))
}

fn count_door(call: &Call, p: &Portrait, role: AffiliationRole, n: i64) -> Markup {
    let lang = call.lang;
    let shown = numbers::count(lang, n);
    html! {
        @if p.sees_people {
            @let href = address("/nguoi", &[("don_vi", &p.unit.code), ("nhom", role.code())]);
            (stat_door(lang, population_word(lang, role), shown, &href).of(t!(lang, "hôm nay")))
        } @else {
            div.stat { span.stat-label { (population_word(lang, role)) } span.stat-value { (shown) } }
        }
    }
}

fn facts(lang: Lang, p: &Portrait) -> Vec<(&'static str, Markup)> {
    let unit = &p.unit;
    let mut facts = vec![
        (t!(lang, "Mã"), html! { (unit.code) }),
        (t!(lang, "Loại đơn vị"), html! { (kind_word(lang, unit.kind)) }),
    ];
    if unit.sector != Sector::None {
        facts.push((t!(lang, "Khu vực"), html! { (sector_word(lang, unit.sector)) }));
    }
    let place = html! {
        @if let Some(commune) = &p.commune { (commune) " " }
        @if unit.hard_to_reach { (badge(Tone::Plain, t!(lang, "vùng khó khăn"))) }
        @else if p.commune.is_none() { "–" }
    };
    facts.push((t!(lang, "Địa bàn"), place));
    facts.push((t!(lang, "Thông tin này"), html! { (stretch(lang, unit.valid_from, unit.valid_to)) }));
    facts
}

fn events(p: &Portrait) -> Vec<Event> {
    p.life
        .iter()
        .map(|(day, what, note)| Event {
            who: numbers::date(*day),
            when: note.clone(),
            what: what.clone(),
            note: None,
            tone: Tone::Plain,
        })
        .collect()
}
