//! The units of the actor's scope: the tree as it was on a day, search, filters, headcounts.

use super::kinds::{CountsAs, Holds};
use super::model::{Kind, Organisation, Sector, Tree, TreeView};
use super::store;
use crate::pages::{address, kind_word, menu_group, sector_word, tree_word};
use crate::person::AffiliationRole;
use crate::roster;
use ::store::View;
use kernel::{Date, OrganisationId, Result, name, time};
use std::collections::{BTreeSet, HashMap};
use ui::prelude::*;
use web::{Act, Call, Reply, Routes, routes};

/// The addresses of this room.
pub fn routes() -> Routes {
    [
        routes! {
            GET "/don-vi" => list, for Act::SeeUnits, .in_menu(20, "building-2", menu_group, |l| t!(l, "Đơn vị"));
        },
        super::compare::pages::routes(),
        super::unit::pages::routes(),
        super::keeping::pages::routes(),
        super::reorganisation::pages::routes(),
    ]
    .concat()
}

/// Rows on a page of a flat list.
const PAGE: usize = 60;
/// So few units need no search.
const FEW: usize = 5;

/// What the page is about: a tree on a day, the part of it that the actor may see, and its headcounts.
struct Ground {
    on: Date,
    tree: Tree,
    view: TreeView,
    /// Units that the actor may open.
    scope: BTreeSet<OrganisationId>,
    /// Units whose people the actor may open.
    people: BTreeSet<OrganisationId>,
    /// Does the actor see numbers at all?
    counts: bool,
    workers: HashMap<OrganisationId, i64>,
    members: HashMap<OrganisationId, i64>,
    communes: HashMap<OrganisationId, String>,
}

impl Ground {
    fn read(call: &Call, v: &View, on: Date, tree: Tree) -> Result<Ground> {
        let tops = call.scope(Act::SeeUnits)?;
        let mut scope = store::within(v, &tops, on)?;
        if on != call.today() {
            // yesterday's scope opens nothing that is out of reach today
            let now = store::within(v, &tops, call.today())?;
            let mut kept = BTreeSet::new();
            for unit in scope {
                if now.contains(&unit) || store::reaches(v, &tops, unit, call.today())? {
                    kept.insert(unit);
                }
            }
            scope = kept;
        }
        let people = store::within(v, &call.scope(Act::SeePeople)?, call.today())?;
        let communes = store::tree(v, Tree::places(), on)?.units().map(|u| (u.id, u.name.clone())).collect();
        Ok(Ground {
            on,
            tree,
            view: store::tree(v, tree, on)?,
            scope,
            people,
            counts: call.may(Act::SeeMeasures),
            workers: roster::headcounts(v, AffiliationRole::Worker.code(), on)?,
            members: roster::headcounts(v, AffiliationRole::Member.code(), on)?,
            communes,
        })
    }
    /// Units of the scope whose parent lies outside: the tops of what is shown, in the order of names.
    fn tops(&self) -> Vec<&Organisation> {
        let mut tops: Vec<&Organisation> = self
            .view
            .units()
            .filter(|u| self.scope.contains(&u.id) && u.parent.is_none_or(|p| !self.scope.contains(&p)))
            .collect();
        tops.sort_by_cached_key(|u| name::text_key(&u.name));
        tops
    }
    fn below(&self, counts: &HashMap<OrganisationId, i64>, top: OrganisationId) -> i64 {
        self.view.subtree(top).iter().filter_map(|u| counts.get(&u.id)).sum()
    }
    /// A number of people: a door to the list for those who may open it.
    fn people_count(&self, call: &Call, u: &Organisation, role: AffiliationRole) -> Markup {
        let counts = if role == AffiliationRole::Member { &self.members } else { &self.workers };
        let n = self.below(counts, u.id);
        let shown = numbers::count(call.lang, n);
        html! {
            @if self.people.contains(&u.id) && n > 0 {
                a href=(address("/nguoi", &[("don_vi", &u.code), ("nhom", role.code()), ("ngay", &self.day(call))])) { (shown) }
            } @else { (shown) }
        }
    }
    fn day(&self, call: &Call) -> String {
        if self.on == call.today() { String::new() } else { self.on.to_string() }
    }
}

fn list(call: &Call) -> Result<Reply> {
    let lang = call.lang;
    let on = time::parse_typed_day(call.query("ngay")).unwrap_or(call.today());
    let wanted = Tree::find(call.query("cay"));
    let (ground, trees) = call.read(|v| {
        let mut trees = Vec::new();
        let tops = call.scope(Act::SeeUnits)?;
        let scope = store::within(v, &tops, on)?;
        for tree in Tree::bodies() {
            if store::tree(v, tree, on)?.units().any(|u| scope.contains(&u.id)) {
                trees.push(tree);
            }
        }
        for tree in Tree::all().filter(|t| t.holds() == Holds::Groupings) {
            let grouped =
                |u: &Organisation| u.kind.counts_as() == CountsAs::Grouping && scope.contains(&u.id);
            if store::tree(v, tree, on)?.units().any(grouped) {
                trees.push(tree);
            }
        }
        trees.push(Tree::places());
        let tree = wanted.filter(|t| trees.contains(t)).or(trees.first().copied()).unwrap_or(Tree::main());
        Ok((Ground::read(call, v, on, tree)?, trees))
    })?;
    let asked = Asked::read(call);
    let day = ground.day(call);
    let tabs_of_trees: Vec<Tab> = trees
        .iter()
        .map(|t| Tab {
            label: tree_word(lang, *t).to_owned(),
            href: address("/don-vi", &[("cay", t.code()), ("ngay", &day)]),
            count: None,
            active: *t == ground.tree,
        })
        .collect();
    let main = if !asked.is_empty() {
        found(call, &ground, &asked)?
    } else if ground.tree == Tree::places() {
        by_commune(call, &ground)?
    } else {
        whole_tree(call, &ground)
    };
    let shown = ground.view.units().filter(|u| ground.scope.contains(&u.id)).count();
    let body = html! {
        @if trees.len() > 1 { (tabs(lang, t!(lang, "Hệ thống"), &tabs_of_trees)) }
        @if shown > FEW || !asked.is_empty() || ground.on != call.today() { (filters(call, &ground, &asked)) }
        (main)
    };
    let units = numbers::count(lang, i64::try_from(shown).unwrap_or(i64::MAX));
    Ok(call.page_with(t!(lang, "Đơn vị"), body, |shell| {
        if ground.tree != Tree::places() {
            let on = numbers::date(ground.on);
            shell.lead =
                Some(t!(lang, "{n} đơn vị trong phạm vi của bạn, ngày {ngay}.", n = units, ngay = on));
        }
        shell.actions = Some(html! {
            (link_button(Look::Quiet, t!(lang, "Biến động tổ chức"), "/bien-dong").icon("history"))
            (link_button(Look::Quiet, t!(lang, "So sánh hai ngày"), &address("/don-vi/so-sanh", &[("cay", ground.tree.code())])))
        });
    }))
}

/// What was searched for.
struct Asked<'a> {
    words: &'a str,
    kind: Option<Kind>,
    sector: Option<Sector>,
    hard: bool,
    commune: &'a str,
}

impl Asked<'_> {
    fn read<'a>(call: &'a Call) -> Asked<'a> {
        Asked {
            words: call.query("q"),
            kind: Kind::find(call.query("loai")),
            sector: Sector::find(call.query("linh_vuc")),
            hard: call.query("kho") == "1",
            commune: call.query("xa"),
        }
    }
    fn is_empty(&self) -> bool {
        self.words.is_empty()
            && self.kind.is_none()
            && self.sector.is_none()
            && !self.hard
            && self.commune.is_empty()
    }
    fn fits(&self, u: &Organisation, commune: Option<OrganisationId>) -> bool {
        let words = name::fold(self.words);
        (words.is_empty() || name::fold(&u.name).contains(&words) || u.code.to_lowercase().contains(&words))
            && self.kind.is_none_or(|k| k == u.kind)
            && self.sector.is_none_or(|s| s == u.sector)
            && (!self.hard || u.hard_to_reach)
            && (self.commune.is_empty() || (commune.is_some() && u.commune == commune))
    }
}

fn filters(call: &Call, ground: &Ground, asked: &Asked) -> Markup {
    let lang = call.lang;
    let kinds = Kind::all()
        .filter(|k| k.stands_in(ground.tree) || ground.tree.holds() == Holds::Places && k.has_people());
    let sectors = [Sector::Enterprise, Sector::Agency, Sector::PublicUnit];
    form_get(
        "/don-vi",
        html! {
            input type="hidden" name="cay" value=(ground.tree.code());
            @if !asked.commune.is_empty() { input type="hidden" name="xa" value=(asked.commune); }
            (Field::text(lang, "q", t!(lang, "Tên hoặc mã đơn vị")).value(asked.words).plain().max_length(100))
            (Field::select(lang, "loai", t!(lang, "Loại đơn vị"),
                kinds.map(|k| Choice::new(k.code(), kind_word(lang, k))).collect())
                .blank(t!(lang, "Tất cả")).value(asked.kind.map_or("", |k| k.code())).plain())
            (Field::select(lang, "linh_vuc", t!(lang, "Khu vực"),
                sectors.iter().map(|s| Choice::new(s.code(), sector_word(lang, *s))).collect())
                .blank(t!(lang, "Tất cả")).value(asked.sector.map_or("", Sector::code)).plain())
            (Field::text(lang, "ngay", t!(lang, "Tại ngày")).value(numbers::date(ground.on)).plain().max_length(10))
            (Field::checkbox(lang, "kho", t!(lang, "Chỉ vùng khó khăn"), asked.hard))
            (quiet(t!(lang, "Xem")).icon("search"))
            @if !asked.is_empty() || ground.on != call.today() {
                (link_button(Look::Quiet, t!(lang, "Bỏ lọc"), &address("/don-vi", &[("cay", ground.tree.code())])))
            }
        },
    )
}

fn whole_tree(call: &Call, ground: &Ground) -> Markup {
    let lang = call.lang;
    let tops = ground.tops();
    html! {
        @if tops.is_empty() {
            (empty_state("building-2", t!(lang, "Chưa có đơn vị nào"),
                t!(lang, "Vào ngày này chưa có đơn vị nào trong phạm vi của bạn."), html! {}))
        }
        @for top in tops {
            @let way = ground.view.way_to(top.id);
            section.card {
                @if way.len() > 1 {
                    p.hint {
                        @for above in way.iter().take(way.len() - 1) { (above.name) " › " }
                    }
                }
                div.card-head {
                    h2 { (unit_link(ground, top)) }
                    @if ground.counts {
                        span {
                            (t!(lang, "Người lao động")) ": " strong { (ground.people_count(call, top, AffiliationRole::Worker)) }
                            " · " (t!(lang, "Đoàn viên")) ": " strong { (ground.people_count(call, top, AffiliationRole::Member)) }
                        }
                    }
                }
                (below(call, ground, top, true))
            }
        }
    }
}

/// What stands below a unit: groups that open, then a table of those with nothing below.
fn below(call: &Call, ground: &Ground, top: &Organisation, is_top: bool) -> Markup {
    let lang = call.lang;
    let (groups, leaves): (Vec<_>, Vec<_>) =
        ground.view.children(top.id).partition(|u| ground.view.children(u.id).next().is_some());
    html! {
        @for group in &groups {
            @let units = ground.view.subtree(group.id).len() - 1;
            details.more {
                summary {
                    (icon("chevron-right")) (group.name) " "
                    span.count { (numbers::count(lang, i64::try_from(units).unwrap_or(0))) }
                }
                div {
                    p {
                        a href={ "/don-vi/" (group.code) } { (t!(lang, "Mở trang của {ten}", ten = group.name)) }
                        @if ground.counts {
                            " · " (t!(lang, "Người lao động")) ": " (ground.people_count(call, group, AffiliationRole::Worker))
                        }
                    }
                    (below(call, ground, group, false))
                }
            }
        }
        @if is_top { (paged(call, ground, &leaves, t!(lang, "Đơn vị trực thuộc"))) }
        @else if !leaves.is_empty() { (table(call, ground, &leaves, &group_caption(lang, top))) }
    }
}

fn group_caption(lang: Lang, top: &Organisation) -> String {
    t!(lang, "Trực thuộc {ten}", ten = top.name)
}

fn unit_link(ground: &Ground, u: &Organisation) -> Markup {
    html! {
        @if ground.scope.contains(&u.id) { a href={ "/don-vi/" (u.code) } { (u.name) } } @else { (u.name) }
    }
}

fn table(call: &Call, ground: &Ground, units: &[&Organisation], caption: &str) -> Markup {
    let lang = call.lang;
    let mut columns = vec![
        Column::text(t!(lang, "Đơn vị")),
        Column::text(t!(lang, "Mã")),
        Column::text(t!(lang, "Khu vực")),
        Column::text(t!(lang, "Địa bàn")),
    ];
    if ground.counts {
        columns.push(Column::number(t!(lang, "Người lao động")));
        columns.push(Column::number(t!(lang, "Đoàn viên")));
    }
    let rows = units.iter().map(|u| {
        let sector =
            if u.sector == Sector::None { kind_word(lang, u.kind) } else { sector_word(lang, u.sector) };
        let mut cells = vec![
            unit_link(ground, u),
            html! { (u.code) },
            html! { (sector) },
            html! {
                @let commune = u.commune.and_then(|c| ground.communes.get(&c));
                @if let Some(commune) = commune { (commune) " " }
                @if u.hard_to_reach { (badge(Tone::Plain, t!(lang, "vùng khó khăn"))) }
                @else if commune.is_none() { "–" }
            },
        ];
        if ground.counts {
            cells.push(ground.people_count(call, u, AffiliationRole::Worker));
            cells.push(ground.people_count(call, u, AffiliationRole::Member));
        }
        Row::new(cells)
    });
    Table::new(lang, caption, columns).rows(rows).render()
}

/// A long table in pages.
fn paged(call: &Call, ground: &Ground, units: &[&Organisation], caption: &str) -> Markup {
    let pages = units.len().div_ceil(PAGE).max(1);
    let page = call.query("trang").parse::<usize>().unwrap_or(1).clamp(1, pages);
    let shown: Vec<&Organisation> = units.iter().skip((page - 1) * PAGE).take(PAGE).copied().collect();
    let href = |n: u32| {
        let asked = |name: &'static str| (name, call.query(name));
        let n = n.to_string();
        let query = [
            asked("cay"),
            asked("ngay"),
            asked("q"),
            asked("loai"),
            asked("linh_vuc"),
            asked("kho"),
            asked("xa"),
            ("trang", n.as_str()),
        ];
        address("/don-vi", &query)
    };
    let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    html! {
        @if !shown.is_empty() { (table(call, ground, &shown, caption)) }
        @if pages > 1 {
            (pager_pages(call.lang, number(page), number(pages), i64::try_from(units.len()).unwrap_or(0), href))
        }
    }
}

fn found(call: &Call, ground: &Ground, asked: &Asked) -> Result<Markup> {
    let lang = call.lang;
    let commune = ground.communes.iter().find(|(id, _)| {
        ground.tree == Tree::places() && ground.view.get(**id).is_some_and(|u| u.code == asked.commune)
    });
    let commune = commune.map(|(id, _)| *id);
    let units = call.read(|v| in_scope(v, ground))?;
    let mut units: Vec<&Organisation> = units.iter().filter(|u| asked.fits(u, commune)).collect();
    units.sort_by_cached_key(|u| name::text_key(&u.name));
    Ok(html! {
        @if units.is_empty() {
            (empty_state("search", t!(lang, "Không có đơn vị nào khớp"),
                t!(lang, "Thử ít chữ hơn, bỏ bớt điều kiện lọc, hoặc chọn ngày khác."),
                html! { (link_button(Look::Quiet, t!(lang, "Bỏ lọc"), "/don-vi")) }))
        } @else {
            @let n = numbers::count(lang, i64::try_from(units.len()).unwrap_or(0));
            (paged(call, ground, &units, &t!(lang, "{n} đơn vị khớp", n = n)))
        }
    })
}

/// The units of the scope that a search may find: those of the tree, or of all trees for a place.
fn in_scope(v: &View, ground: &Ground) -> Result<Vec<Organisation>> {
    let mut units: HashMap<OrganisationId, Organisation> = HashMap::new();
    let trees = if ground.tree == Tree::places() { Tree::all().collect() } else { vec![ground.tree] };
    for tree in trees {
        for u in store::tree(v, tree, ground.on)?.units().filter(|u| ground.scope.contains(&u.id)) {
            units.insert(u.id, u.clone());
        }
    }
    Ok(units.into_values().collect())
}

/// The communes that units of the scope lie in.
fn by_commune(call: &Call, ground: &Ground) -> Result<Markup> {
    let lang = call.lang;
    let units = call.read(|v| in_scope(v, ground))?;
    let mut of: HashMap<OrganisationId, (i64, i64)> = HashMap::new();
    for u in &units {
        if let Some(commune) = u.commune {
            let sums = of.entry(commune).or_default();
            sums.0 += 1;
            sums.1 += ground.workers.get(&u.id).copied().unwrap_or(0);
        }
    }
    let mut communes: Vec<&Organisation> = ground.view.units().filter(|u| of.contains_key(&u.id)).collect();
    communes.sort_by_cached_key(|u| name::text_key(&u.name));
    let mut columns = vec![
        Column::text(t!(lang, "Xã, phường")),
        Column::text(t!(lang, "Thuộc")),
        Column::number(t!(lang, "Số đơn vị")),
    ];
    if ground.counts {
        columns.push(Column::number(t!(lang, "Người lao động")));
    }
    let day = ground.day(call);
    let rows: Vec<Row> = communes
        .iter()
        .map(|c| {
            let (n, workers) = of.get(&c.id).copied().unwrap_or_default();
            let href = address("/don-vi", &[("cay", "administrative"), ("xa", &c.code), ("ngay", &day)]);
            let above = c.parent.and_then(|p| ground.view.get(p)).map_or("", |p| p.name.as_str());
            let mut cells = vec![
                html! { (c.name) },
                html! { (above) },
                html! { a href=(href) { (numbers::count(lang, n)) } },
            ];
            if ground.counts {
                cells.push(html! { (numbers::count(lang, workers)) });
            }
            Row::new(cells)
        })
        .collect();
    let empty = empty_state(
        "map-pin",
        t!(lang, "Chưa có xã, phường nào"),
        t!(lang, "Xã, phường hiện ra ở đây khi đơn vị trong phạm vi của bạn có địa bàn."),
        html! {},
    );
    Ok(Table::new(lang, t!(lang, "Đơn vị theo xã, phường"), columns)
        .rows(rows)
        .empty(empty)
        .filter()
        .render())
}
