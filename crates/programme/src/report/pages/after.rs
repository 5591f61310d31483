//! After sealing: sealed against now, and the people behind a sealed number.

use super::super::model::State;
use super::super::seal::{Change, DENOMINATOR, Explained, NUMERATOR, Sealed, explain as explained};
use super::super::store as kept;
use super::show::{Shown, load};
use crate::measure::pages::ask::address;
use kernel::{Act, Failure, OrganisationId, PersonId, Result};
use people::organisation::store as units;
use std::collections::{BTreeMap, HashMap};
use store::View;
use ui::prelude::*;
use web::{Call, Reply};

/// At most so many people are named on one page.
const NAMED: usize = 200;

/// Names of units and subjects, asked once each.
#[derive(Default)]
struct Names {
    units: HashMap<OrganisationId, String>,
    people: HashMap<i64, String>,
}

impl Names {
    fn unit(&mut self, v: &View, id: OrganisationId) -> Result<String> {
        if let Some(name) = self.units.get(&id) {
            return Ok(name.clone());
        }
        let name = units::last(v, id)?.map_or_else(String::new, |u| u.name);
        self.units.insert(id, name.clone());
        Ok(name)
    }
    fn subject(&mut self, v: &View, id: i64, of_units: bool) -> Result<String> {
        if of_units {
            return self.unit(v, OrganisationId(id));
        }
        if let Some(name) = self.people.get(&id) {
            return Ok(name.clone());
        }
        let name = people::person::store::one(v, PersonId(id))?.map_or_else(String::new, |p| p.full_name);
        self.people.insert(id, name.clone());
        Ok(name)
    }
}

/// One line of what changed: (sign, who, where).
type Line = (Tone, String, String);

/// `GET /bao-cao/{id}/giai-trinh`
pub(super) fn explain(call: &Call) -> Result<Reply> {
    let lang = call.lang;
    let (shown, all, lines) = call.read(|v| {
        let shown = load(call, v, Act::SeeReports)?;
        let seals = kept::seals_of(v, shown.report.id)?;
        let seal = seals.last().ok_or(Failure::NotFound)?;
        let all = explained(v, shown.policy, &shown.report, seal)?;
        let may_open = call.may_at(v, Act::SeeMeasuredPeople, shown.report.organisation)?;
        let mut names = Names::default();
        let mut lines: BTreeMap<String, Vec<Line>> = BTreeMap::new();
        for e in all.iter().filter(|_| may_open) {
            lines.insert(e.code.clone(), changes(lang, v, &mut names, e)?);
        }
        Ok((shown, all, lines))
    })?;
    let named: usize = lines.values().map(Vec::len).sum();
    if named > 0 {
        call.looked(&format!("report {}", shown.report.id), "sealed against now", named)?;
    }
    let changed: Vec<&Explained> = all.iter().filter(|e| !e.is_same()).collect();
    let body = html! {
        @if changed.is_empty() {
            (notice(lang, Tone::Ok, t!(lang, "Số đã niêm phong và số hiện nay trùng nhau"), html! {
                p { (t!(lang, "Không có việc nào được ghi thêm, hủy hay chuyển đơn vị cho các ngày của báo cáo.")) }
            }))
        }
        (Table::new(lang, t!(lang, "Số đã niêm phong và số hiện nay"), vec![
            Column::text(t!(lang, "Chỉ tiêu")),
            Column::number(t!(lang, "Đã niêm phong")),
            Column::number(t!(lang, "Hiện nay")),
            Column::number(t!(lang, "Tử số thêm, bớt")),
            Column::number(t!(lang, "Mẫu số thêm, bớt")),
            Column::number(t!(lang, "Chuyển đơn vị")),
        ]).rows(all.iter().map(|e| row(lang, e))))
        @for e in &changed {
            @if let Some(lines) = lines.get(&e.code).filter(|l| !l.is_empty()) {
                (card(&e.name, html! {
                    @if e.is_redefined { p { (badge(Tone::Warn, t!(lang, "Cách tính đã thay đổi từ khi niêm phong"))) } }
                    (Table::new(lang, t!(lang, "Từng thay đổi"), vec![
                        Column::text(t!(lang, "Ai")), Column::text(t!(lang, "Thay đổi")),
                    ]).caption_unseen().rows(lines.iter().map(|(tone, who, what)| Row::new(vec![
                        html! { (who) }, html! { (badge(*tone, what)) },
                    ]))))
                }))
            }
        }
    };
    Ok(page(call, &shown, t!(lang, "Số đã niêm phong và số hiện nay"), body))
}

impl Explained {
    fn is_same(&self) -> bool {
        let still = |c: &Change| c.added.is_empty() && c.removed.is_empty() && c.moved.is_empty();
        still(&self.numerator) && still(&self.denominator) && !self.is_redefined
    }
}

fn row(lang: Lang, e: &Explained) -> Row {
    let of = |s: kernel::Share| {
        format!("{}/{}", numbers::count(lang, s.numerator), numbers::count(lang, s.denominator))
    };
    let count = |n: usize| numbers::count(lang, i64::try_from(n).unwrap_or(i64::MAX));
    let both = |c: &Change| html! { "+" (count(c.added.len())) " −" (count(c.removed.len())) };
    Row::new(vec![
        html! { (e.name) },
        html! { (of(e.sealed)) },
        html! { (of(e.now)) },
        both(&e.numerator),
        both(&e.denominator),
        html! { (count(e.denominator.moved.len())) },
    ])
}

fn changes(lang: Lang, v: &View, names: &mut Names, e: &Explained) -> Result<Vec<Line>> {
    let mut out = Vec::new();
    let n = &e.numerator;
    for (who, unit) in n.added.iter().take(NAMED) {
        let place = names.unit(v, *unit)?;
        out.push((
            Tone::Ok,
            names.subject(v, *who, e.of_units)?,
            t!(lang, "thêm vào tử số, {dv}", dv = place),
        ));
    }
    for (who, unit) in n.removed.iter().take(NAMED) {
        let place = names.unit(v, *unit)?;
        out.push((
            Tone::Bad,
            names.subject(v, *who, e.of_units)?,
            t!(lang, "không còn trong tử số, {dv}", dv = place),
        ));
    }
    for (who, from, to) in n.moved.iter().chain(&e.denominator.moved).take(NAMED) {
        let (from, to) = (names.unit(v, *from)?, names.unit(v, *to)?);
        let line = (
            Tone::Plain,
            names.subject(v, *who, e.of_units)?,
            t!(lang, "chuyển từ {tu} sang {den}", tu = from, den = to),
        );
        if !out.contains(&line) {
            out.push(line);
        }
    }
    for (word, list) in [(true, &e.denominator.added), (false, &e.denominator.removed)] {
        for (who, unit) in list.iter().take(NAMED) {
            let place = names.unit(v, *unit)?;
            let what = if word {
                t!(lang, "thêm vào mẫu số, {dv}", dv = place)
            } else {
                t!(lang, "không còn trong mẫu số, {dv}", dv = place)
            };
            out.push((Tone::Plain, names.subject(v, *who, e.of_units)?, what));
        }
    }
    Ok(out)
}

/// `GET /bao-cao/{id}/danh-sach/{code}?phia=dat&don_vi=CD001`: one unit after another.
pub(super) fn behind(call: &Call) -> Result<Reply> {
    let lang = call.lang;
    let code = call.param("code").to_owned();
    let (phia, side) = match call.query("phia") {
        "tat-ca" => ("tat-ca", DENOMINATOR),
        _ => ("dat", NUMERATOR),
    };
    let (shown, title, groups, at, people) = call.read(|v| {
        let shown = load(call, v, Act::SeeMeasuredPeople)?;
        let seals = kept::seals_of(v, shown.report.id)?;
        let seal = seals.last().filter(|_| shown.report.state == State::Sealed).ok_or(Failure::NotFound)?;
        let sealed = Sealed::of(seal)?;
        let figure = sealed.figures.lines.iter().find(|l| l.code == code).ok_or(Failure::NotFound)?;
        let list = match (side, sealed.same_denominator.get(&code)) {
            (DENOMINATOR, Some(first)) => first,
            _ => &code,
        };
        let mut names = Names::default();
        let mut groups = Vec::new();
        for m in kept::members_of(v, seal.id, list, side)? {
            let unit = units::last(v, m.organisation)?.ok_or(Failure::NotFound)?;
            groups.push((unit.code, unit.name, m.subjects));
        }
        groups.sort();
        let at = groups.iter().position(|g| g.0 == call.query("don_vi")).unwrap_or(0);
        let mut people = Vec::new();
        if figure.of_units {
            for (_, name, _) in &groups {
                people.push((name.clone(), String::new()));
            }
        } else if let Some((_, name, subjects)) = groups.get(at) {
            for id in subjects {
                people.push((names.subject(v, *id, false)?, name.clone()));
            }
            people.sort_by_key(|(who, _)| kernel::name::sort_key(who));
        }
        Ok((shown, figure.clone(), groups, at, people))
    })?;
    call.looked(
        &format!("report {} {code}", shown.report.id),
        &format!("sealed; {phia}; {}", groups.get(at).map_or("", |g| g.0.as_str())),
        people.len(),
    )?;
    let path = format!("{}/danh-sach/{code}", shown.path());
    let total: i64 = groups.iter().map(|g| i64::try_from(g.2.len()).unwrap_or(0)).sum();
    let tab = |word: &str, to: &str, n: i64| Tab {
        label: word.to_owned(),
        href: address(&path, &[("phia", to)]),
        count: Some(n),
        active: to == phia,
    };
    let link = |n: usize| groups.get(n).map(|g| address(&path, &[("phia", phia), ("don_vi", &g.0)]));
    let (previous, next) = (at.checked_sub(1).and_then(link), link(at + 1));
    let choices = groups.iter().map(|(code, name, all)| Choice::new(code, format!("{name} ({})", all.len())));
    let body = html! {
        (tabs(lang, t!(lang, "Danh sách"), &[
            tab(t!(lang, "Tử số"), "dat", title.share.numerator),
            tab(t!(lang, "Mẫu số"), "tat-ca", title.share.denominator),
        ]))
        @if !title.of_units && groups.len() > 1 {
            (form_get(&path, html! {
                input type="hidden" name="phia" value=(phia);
                (Field::select(lang, "don_vi", t!(lang, "Đơn vị"), choices.collect()).plain()
                    .value(groups.get(at).map_or("", |g| g.0.as_str())))
                (quiet(t!(lang, "Xem")))
            }))
        }
        (Table::new(lang, t!(lang, "{n} trong danh sách đã niêm phong", n = numbers::count(lang, total)), vec![
            Column::text(t!(lang, "Họ và tên")), Column::text(t!(lang, "Đơn vị")),
        ]).filter().rows(people.iter().map(|(who, unit)| Row::new(vec![html! { (who) }, html! { (unit) }])))
            .empty(html! { p.hint { (t!(lang, "Không có ai.")) } }))
        @if !title.of_units && groups.len() > 1 {
            (pager_keyset(lang, previous.as_deref(), next.as_deref(),
                &t!(lang, "đơn vị {n}/{m}", n = at + 1, m = groups.len())))
        }
    };
    Ok(page(call, &shown, &title.name, body))
}

fn page(call: &Call, shown: &Shown, title: &str, body: Markup) -> Reply {
    let lang = call.lang;
    call.page_with(title, body, |shell| {
        shell.lead = Some(format!("{} · {}", shown.title(lang), shown.unit.name));
        shell.crumbs = vec![
            (t!(lang, "Báo cáo").to_owned(), Some("/bao-cao".to_owned())),
            (shown.title(lang), Some(shown.path())),
            (title.to_owned(), None),
        ];
    })
}
