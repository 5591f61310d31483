//! The page of one unit: what it is, how many belong to it, its life.

mod life;

use self::life::{LifeLine, life};
use crate::organisation::model::{Organisation, Sector, Tree};
use crate::organisation::store;
use crate::pages::{address, kind_word, population_word, sector_word, stretch, unit_name};
use crate::person::AffiliationRole;
use crate::roster;
use ::store::View;
use kernel::{Failure, Result};
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
    life: Vec<LifeLine>,
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
        life: life(call, v, &unit)?,
        sees_people: call.may_at(v, Act::SeePeople, id)?,
        keeps_units: call.may_at(v, Act::KeepUnits, id)?,
        keeps_people: call.may_at(v, Act::KeepPeople, id)?,
        unit,
    })
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
                @if call.may(Act::IssueCodes) {
                    (link_button(Look::Quiet, t!(lang, "Phiếu kích hoạt"), &format!("/don-vi/{code}/phieu")).icon("key"))
                }
                (link_button(Look::Quiet, t!(lang, "Nhiệm kỳ cán bộ"), &format!("/don-vi/{code}/can-bo")))
                (link_button(Look::Quiet, t!(lang, "Năng lực theo năm mặt"), &format!("/don-vi/{code}/nang-luc")))
            }
            @if call.may(Act::SeeRights) {
                (link_button(Look::Quiet, t!(lang, "Ai được làm gì"), &format!("/don-vi/{code}/quyen")))
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
            (card(t!(lang, "Quá trình"), life_line(lang, &p)))
        }))
        @if !p.below.is_empty() {
            (card(&t!(lang, "Đơn vị trực thuộc ({n})", n = p.below.len()), html! {
                ul.spread { @for (name, code) in &p.below { li { a href={ "/don-vi/" (code) } { (name) } span.num { (code) } } } }
            }))
        }
        @if p.keeps_units && !ended {
            (disclosure(t!(lang, "Sửa, tổ chức lại"), toolbar(html! {
                (link_button(Look::Quiet, t!(lang, "Sửa thông tin đơn vị"), &format!("{base}/sua")).icon("pencil"))
                (link_button(Look::Quiet, t!(lang, "Chuyển đơn vị cấp trên"), &format!("{base}/chuyen")))
                (link_button(Look::Quiet, t!(lang, "Sáp nhập"), &format!("{base}/sap-nhap")))
                (link_button(Look::Quiet, t!(lang, "Chia, tách"), &format!("{base}/tach")))
                @if !p.below.is_empty() {
                    (link_button(Look::Quiet, t!(lang, "Nhiều đơn vị trực thuộc"), &format!("{base}/cap-duoi")))
                }
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
                (link_button(Look::Quiet, t!(lang, "Tải danh sách"), &format!("{base}/danh-sach")).icon("download"))
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

/// The life line, newest first, each line with its decision and the way to the event.
fn life_line(lang: Lang, p: &Portrait) -> Markup {
    let events: Vec<Event> = p
        .life
        .iter()
        .map(|l| Event {
            who: numbers::date(l.on),
            when: l.paper.clone(),
            what: l.what.clone(),
            note: None,
            tone: Tone::Plain,
        })
        .collect();
    let mut seen = std::collections::BTreeSet::new();
    let papers: Vec<&LifeLine> = p.life.iter().filter(|l| l.event.is_some_and(|e| seen.insert(e))).collect();
    html! {
        (timeline(&events))
        @if !papers.is_empty() {
            (disclosure(&t!(lang, "Quyết định của các biến động ({n})", n = papers.len()), html! {
                ul { @for l in papers {
                    @if let Some(event) = l.event {
                        li {
                            a href={ "/bien-dong/" (event) } {
                                (numbers::date(l.on)) @if !l.paper.is_empty() { " – " (l.paper) }
                            }
                            @if let Some(recorded) = l.recorded { " " span.hint { (t!(lang, "ghi ngày {ngay}", ngay = numbers::date(recorded))) } }
                            @if l.has_file { " " (badge(Tone::Plain, t!(lang, "có bản quét"))) }
                        }
                    }
                } }
            }))
        }
    }
}
