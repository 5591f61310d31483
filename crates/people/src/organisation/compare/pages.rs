//! A tree on two days, side by side: what is new, gone, merged, moved, renamed, changed.

use super::model::{Difference, Line, compare};
use crate::organisation::kinds::Tree;
use crate::organisation::model::{Organisation, TreeView};
use crate::organisation::store;
use crate::pages::{address, kind_word, sector_word, tree_word, unit_name};
use crate::person::listing::pages::export::{csv, xlsx};
use ::store::View;
use kernel::{Date, OrganisationId, Result, name, time};
use std::collections::{BTreeMap, BTreeSet};
use ui::prelude::*;
use web::{Act, Call, Reply, Routes, routes};

/// The addresses of this room.
pub fn routes() -> Routes {
    routes! {
        GET "/don-vi/so-sanh" => show, for Act::SeeUnits;
        GET "/don-vi/so-sanh/tai" => file, for Act::SeeUnits;
    }
}

/// Lines on a page.
const PAGE: usize = 100;

/// A difference in words.
fn word(lang: Lang, what: Difference) -> &'static str {
    match what {
        Difference::New => t!(lang, "Mới"),
        Difference::Gone => t!(lang, "Không còn"),
        Difference::Merged => t!(lang, "Nhập vào đơn vị khác"),
        Difference::Moved => t!(lang, "Chuyển cấp trên"),
        Difference::Renamed => t!(lang, "Đổi tên"),
        Difference::Changed => t!(lang, "Đổi thông tin khác"),
    }
}

/// What was asked for.
struct Asked {
    from: Date,
    to: Date,
    tree: Tree,
    what: Option<Difference>,
}

impl Asked {
    fn read(call: &Call) -> Asked {
        let a_year_ago = Date::new(call.today().year() - 1, 12, 31).unwrap_or(call.today());
        Asked {
            from: time::parse_typed_day(call.query("tu")).unwrap_or(a_year_ago),
            to: time::parse_typed_day(call.query("den")).unwrap_or(call.today()),
            tree: Tree::find(call.query("cay")).unwrap_or(Tree::main()),
            what: Difference::find(call.query("loai")),
        }
    }
    fn href(&self, path: &str, what: Option<Difference>, more: (&str, &str)) -> String {
        let (from, to) = (self.from.to_string(), self.to.to_string());
        let what = what.map_or("", Difference::code);
        address(path, &[("tu", &from), ("den", &to), ("cay", self.tree.code()), ("loai", what), more])
    }
}

/// One line, ready to be shown or written to a file.
struct Told {
    what: Difference,
    name: String,
    code: String,
    kind: &'static str,
    before: String,
    after: String,
}

struct Compared {
    lines: Vec<Told>,
    counts: BTreeMap<Difference, usize>,
    sizes: (usize, usize),
}

/// The part of a tree that the actor may read today; where the places of the country lie is no secret.
fn readable(call: &Call, v: &View, tree: Tree, on: Date) -> Result<TreeView> {
    if tree == Tree::places() {
        return Ok(store::tree(v, tree, on)?);
    }
    let tops = call.scope(Act::SeeUnits)?;
    let now: BTreeSet<OrganisationId> = store::within(v, &tops, call.today())?;
    let mut kept = Vec::new();
    for u in store::tree(v, tree, on)?.units() {
        if now.contains(&u.id) || store::reaches(v, &tops, u.id, call.today())? {
            kept.push(u.clone());
        }
    }
    Ok(TreeView::new(kept))
}

fn read(call: &Call, v: &View, asked: &Asked) -> Result<Compared> {
    let lang = call.lang;
    let old = readable(call, v, asked.tree, asked.from)?;
    let new = readable(call, v, asked.tree, asked.to)?;
    let heirs: BTreeMap<OrganisationId, OrganisationId> = store::successions(v)?
        .into_iter()
        .filter(|(_, _, on)| *on > asked.from && *on <= asked.to)
        .map(|(source, target, _)| (source, target))
        .collect();
    let all = compare(&old, &new, &heirs);
    let mut counts = BTreeMap::new();
    for line in &all {
        *counts.entry(line.what).or_insert(0) += 1;
    }
    let mut lines = Vec::new();
    for line in all.iter().filter(|l| asked.what.is_none_or(|w| w == l.what)) {
        if let Some(unit) = line.new.or(line.old) {
            let (before, after) = sides(lang, v, line)?;
            lines.push(Told {
                what: line.what,
                name: unit.name.clone(),
                code: unit.code.clone(),
                kind: kind_word(lang, unit.kind),
                before,
                after,
            });
        }
    }
    lines.sort_by_cached_key(|l| (l.what, name::text_key(&l.name)));
    Ok(Compared { lines, counts, sizes: (old.units().count(), new.units().count()) })
}

/// Before and after, in words.
fn sides(lang: Lang, v: &View, line: &Line) -> Result<(String, String)> {
    let above = |u: Option<&Organisation>| -> Result<String> {
        let parent = u.and_then(|u| u.parent);
        parent.map_or(Ok(String::new()), |p| unit_name(v, p))
    };
    let rest = |u: &Organisation| -> Result<String> {
        let mut parts = vec![kind_word(lang, u.kind).to_owned(), sector_word(lang, u.sector).to_owned()];
        parts.extend(u.commune.map(|c| unit_name(v, c)).transpose()?);
        if u.hard_to_reach {
            parts.push(t!(lang, "vùng khó khăn").to_owned());
        }
        Ok(parts.join(", "))
    };
    Ok(match (line.what, line.old, line.new) {
        (Difference::Renamed, Some(o), Some(n)) => (o.name.clone(), n.name.clone()),
        (Difference::Changed, Some(o), Some(n)) => (rest(o)?, rest(n)?),
        (Difference::Merged, ..) => {
            (above(line.old)?, line.heir.map_or(Ok(String::new()), |h| unit_name(v, h))?)
        }
        _ => (above(line.old)?, above(line.new)?),
    })
}

fn show(call: &Call) -> Result<Reply> {
    let lang = call.lang;
    let asked = Asked::read(call);
    let c = call.read(|v| read(call, v, &asked))?;
    let total: usize = c.counts.values().sum();
    let mut choices = vec![Tab {
        label: t!(lang, "Tất cả").to_owned(),
        href: asked.href("/don-vi/so-sanh", None, ("", "")),
        count: i64::try_from(total).ok(),
        active: asked.what.is_none(),
    }];
    for what in Difference::ALL {
        let n = c.counts.get(&what).copied().unwrap_or(0);
        choices.push(Tab {
            label: word(lang, what).to_owned(),
            href: asked.href("/don-vi/so-sanh", Some(what), ("", "")),
            count: i64::try_from(n).ok(),
            active: asked.what == Some(what),
        });
    }
    let pages = c.lines.len().div_ceil(PAGE).max(1);
    let page = call.query("trang").parse::<usize>().unwrap_or(1).clamp(1, pages);
    let (from, to) = (numbers::date(asked.from), numbers::date(asked.to));
    let columns = vec![
        Column::text(t!(lang, "Đơn vị")),
        Column::text(t!(lang, "Mã")),
        Column::text(t!(lang, "Khác nhau")),
        Column::text(from.clone()),
        Column::text(to.clone()),
    ];
    // places have no page of their own for whom they do not belong to
    let is_open = asked.tree != Tree::places();
    let or_dash = |text: &str| if text.is_empty() { "–".to_owned() } else { text.to_owned() };
    let rows = c.lines.iter().skip((page - 1) * PAGE).take(PAGE).map(|l| {
        Row::new(vec![
            html! { @if is_open { a href={ "/don-vi/" (l.code) } { (l.name) } } @else { (l.name) } },
            html! { (l.code) },
            html! { (word(lang, l.what)) },
            html! { (or_dash(&l.before)) },
            html! { (or_dash(&l.after)) },
        ])
    });
    let trees = Tree::all().map(|t| Choice::new(t.code(), tree_word(lang, t))).collect();
    let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let body = html! {
        (form_get("/don-vi/so-sanh", html! {
            (Field::select(lang, "cay", t!(lang, "Hệ thống"), trees).value(asked.tree.code()).plain())
            (Field::date(lang, "tu", t!(lang, "Ngày trước")).value(asked.from.to_string()).plain())
            (Field::date(lang, "den", t!(lang, "Ngày sau")).value(asked.to.to_string()).plain())
            (quiet(t!(lang, "So sánh")).icon("search"))
        }))
        (tabs(lang, t!(lang, "Khác nhau"), &choices))
        (Table::new(lang, t!(lang, "{n} điểm khác", n = c.lines.len()), columns).rows(rows)
            .empty(empty_state("check", t!(lang, "Không có gì khác"),
                t!(lang, "Trong phạm vi của bạn, hai ngày này giống nhau ở điểm đã chọn."), html! {}))
            .render())
        @if pages > 1 {
            (pager_pages(lang, number(page), number(pages), i64::try_from(c.lines.len()).unwrap_or(0),
                |n| asked.href("/don-vi/so-sanh", asked.what, ("trang", &n.to_string()))))
        }
    };
    Ok(call.page_with(t!(lang, "So sánh hai ngày"), body, |shell| {
        let count = |n: usize| numbers::count(lang, i64::try_from(n).unwrap_or(i64::MAX));
        shell.lead = Some(t!(
            lang,
            "Ngày {tu} có {truoc} đơn vị, ngày {den} có {sau} đơn vị trong phạm vi của bạn.",
            tu = from,
            truoc = count(c.sizes.0),
            den = to,
            sau = count(c.sizes.1)
        ));
        shell.crumbs = vec![
            (t!(lang, "Đơn vị").to_owned(), Some("/don-vi".to_owned())),
            (t!(lang, "So sánh hai ngày").to_owned(), None),
        ];
        shell.actions = Some(html! {
            (link_button(Look::Quiet, "Excel", &asked.href("/don-vi/so-sanh/tai", asked.what, ("dang", "xlsx"))).icon("download").download())
            (link_button(Look::Quiet, "CSV", &asked.href("/don-vi/so-sanh/tai", asked.what, ("dang", "csv"))).icon("download").download())
        });
    }))
}

fn file(call: &Call) -> Result<Reply> {
    let lang = call.lang;
    let asked = Asked::read(call);
    let c = call.read(|v| read(call, v, &asked))?;
    let (from, to) = (numbers::date(asked.from), numbers::date(asked.to));
    let titles = [
        t!(lang, "Mã"),
        t!(lang, "Đơn vị"),
        t!(lang, "Loại đơn vị"),
        t!(lang, "Khác nhau"),
        from.as_str(),
        to.as_str(),
    ];
    let rows: Vec<Vec<String>> = c
        .lines
        .into_iter()
        .map(|l| vec![l.code, l.name, l.kind.to_owned(), word(lang, l.what).to_owned(), l.before, l.after])
        .collect();
    let name = format!("so-sanh-{}-{}-{}", asked.tree.code(), asked.from, asked.to);
    if call.query("dang") == "csv" { Ok(csv(&name, &titles, &rows)) } else { xlsx(&name, &titles, &rows) }
}
