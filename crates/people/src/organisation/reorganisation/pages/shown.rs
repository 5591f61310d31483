//! How an event's counts and rights are shown, before it and after it alike.

use super::super::model::{Decision, EventKind, Outcome, Part};
use super::super::store;
use crate::organisation::store as ground;
use ::store::View;
use kernel::{AccountId, Date, OrganisationId, Result, Role};
use std::collections::HashMap;
use ui::prelude::*;
use web::{Act, Call};

/// A kind of event in words.
pub(in crate::organisation) fn event_word(lang: Lang, kind: EventKind) -> &'static str {
    match kind {
        EventKind::Found => t!(lang, "Thành lập"),
        EventKind::Change => t!(lang, "Đổi tên, thông tin"),
        EventKind::Move => t!(lang, "Chuyển đơn vị cấp trên"),
        EventKind::Merge => t!(lang, "Sáp nhập"),
        EventKind::Split => t!(lang, "Chia, tách"),
        EventKind::Abolish => t!(lang, "Giải thể, kết thúc"),
    }
}

/// As what a unit took part, in words.
pub(in crate::organisation) fn part_word(lang: Lang, part: Part) -> &'static str {
    match part {
        Part::Source => t!(lang, "đơn vị nguồn"),
        Part::Target => t!(lang, "tiếp nhận"),
        Part::Founded => t!(lang, "thành lập mới"),
        Part::Ended => t!(lang, "kết thúc"),
        Part::Moved => t!(lang, "chuyển đến nơi mới"),
        Part::Changed => t!(lang, "đổi thông tin"),
        Part::Below => t!(lang, "đi theo đơn vị cấp trên"),
    }
}

/// Names of the units and accounts of an outcome, as far as the actor may read them.
pub(super) struct Names {
    units: HashMap<i64, (String, Option<String>)>,
    accounts: HashMap<i64, String>,
}

impl Names {
    /// Looks them up; a unit out of reach has a name but no link.
    pub(super) fn of(call: &Call, v: &View, out: &Outcome) -> Result<Names> {
        let mut names = Names { units: HashMap::new(), accounts: HashMap::new() };
        let units = out
            .given
            .iter()
            .map(|g| g.unit)
            .chain(out.taken.keys().copied())
            .chain(out.founded.iter().copied())
            .chain(out.rights.iter().map(|r| r.unit));
        for unit in units.collect::<std::collections::BTreeSet<_>>() {
            let id = OrganisationId(unit);
            let Some(state) = ground::last(v, id)? else { continue };
            let open = call.may_at(v, Act::SeeUnits, id)?;
            names.units.insert(unit, (state.name, open.then(|| format!("/don-vi/{}", state.code))));
        }
        for account in out.rights.iter().map(|r| r.account).collect::<std::collections::BTreeSet<_>>() {
            let name = store::account_name(v, AccountId(account))?.unwrap_or_default();
            names.accounts.insert(account, name);
        }
        Ok(names)
    }

    fn unit(&self, unit: i64) -> Markup {
        html! {
            @match self.units.get(&unit) {
                Some((name, Some(href))) => a href=(href) { (name) },
                Some((name, None)) => (name),
                None => "–",
            }
        }
    }
}

fn count(lang: Lang, n: usize) -> String {
    numbers::count(lang, i64::try_from(n).unwrap_or(i64::MAX))
}

/// The decision, the counts, what hangs on the units, the rights.
pub(super) fn outcome_cards(lang: Lang, d: &Decision, on: Date, out: &Outcome, names: &Names) -> Markup {
    let mut facts = vec![
        (
            t!(lang, "Có hiệu lực từ ngày"),
            html! { (numbers::date(on)) @if out.days_late > 0 {
            " " (badge(Tone::Plain, &t!(lang, "ghi sau {n} ngày", n = out.days_late))) } },
        ),
        (
            t!(lang, "Số quyết định"),
            html! { (d.number) @if let Some(day) = d.decided_on { ", " (numbers::date(day)) } },
        ),
    ];
    if !d.note.is_empty() {
        facts.push((t!(lang, "Ghi chú"), html! { (d.note) }));
    }
    html! {
        (grid(html! {
            (card(t!(lang, "Quyết định"), definition_list(&facts)))
            (card(t!(lang, "Tổng cộng"), definition_list(&totals(lang, out))))
        }))
        @if !out.given.is_empty() { (given_table(lang, out, names)) }
        @if !out.taken.is_empty() || !out.founded.is_empty() { (taken_table(lang, out, names)) }
        (hanging(lang, out, names))
        (rights(lang, out, names))
    }
}

fn totals(lang: Lang, out: &Outcome) -> Vec<(&'static str, Markup)> {
    let sum = |of: fn(&super::super::model::Given) -> usize| -> usize { out.given.iter().map(of).sum() };
    let mut lines = vec![
        (t!(lang, "Người được chuyển"), html! { (count(lang, out.people())) }),
        (t!(lang, "trong đó đoàn viên"), html! { (count(lang, sum(|g| g.members))) }),
    ];
    let more = [
        (t!(lang, "Người đã có ở đơn vị tiếp nhận, chỉ tính một lần"), out.overlap),
        (t!(lang, "Người chưa gắn đơn vị nào sau đó"), sum(|g| g.unplaced)),
        (t!(lang, "Đơn vị trực thuộc đi theo"), sum(|g| g.below)),
        (t!(lang, "Cán bộ tiếp tục chức vụ"), sum(|g| g.posts_moved)),
        (t!(lang, "Cán bộ kết thúc chức vụ"), sum(|g| g.posts_ended)),
        (t!(lang, "Đơn vị đổi địa bàn theo"), out.readdressed),
        (t!(lang, "Tài khoản người lao động đi theo"), out.workers_accounts),
    ];
    lines
        .extend(more.into_iter().filter(|(_, n)| *n > 0).map(|(word, n)| (word, html! { (count(lang, n)) })));
    lines
}

fn given_table(lang: Lang, out: &Outcome, names: &Names) -> Markup {
    let columns = vec![
        Column::text(t!(lang, "Đơn vị nguồn")),
        Column::number(t!(lang, "Người chuyển đi")),
        Column::number(t!(lang, "Đoàn viên")),
        Column::number(t!(lang, "Chưa gắn đơn vị")),
        Column::number(t!(lang, "Đơn vị trực thuộc")),
    ];
    let rows = out.given.iter().map(|g| {
        Row::new(vec![
            names.unit(g.unit),
            html! { (count(lang, g.people)) },
            html! { (count(lang, g.members)) },
            html! { (count(lang, g.unplaced)) },
            html! { (count(lang, g.below)) },
        ])
    });
    Table::new(lang, t!(lang, "Đơn vị nguồn"), columns).rows(rows).render()
}

fn taken_table(lang: Lang, out: &Outcome, names: &Names) -> Markup {
    let columns =
        vec![Column::text(t!(lang, "Đơn vị tiếp nhận")), Column::number(t!(lang, "Nhận thêm người"))];
    let mut units: Vec<i64> = out.founded.clone();
    units.extend(out.taken.keys().filter(|u| !out.founded.contains(u)));
    let rows = units.into_iter().map(|u| {
        Row::new(vec![
            html! { (names.unit(u)) @if out.founded.contains(&u) { " " (badge(Tone::Ok, t!(lang, "thành lập mới"))) } },
            html! { (count(lang, out.taken.get(&u).copied().unwrap_or(0))) },
        ])
    });
    Table::new(lang, t!(lang, "Đơn vị tiếp nhận"), columns).rows(rows).render()
}

fn hanging(lang: Lang, out: &Outcome, names: &Names) -> Markup {
    let lines: Vec<_> = out.given.iter().flat_map(|g| g.hanging.iter().map(move |h| (g.unit, h))).collect();
    html! {
        @if !lines.is_empty() {
            (card(t!(lang, "Việc đang dở ở đơn vị nguồn"), html! {
                ul { @for (unit, h) in lines {
                    li {
                        (names.unit(unit)) ": "
                        (words::say(lang, &h.words).replace("{n}", &numbers::count(lang, h.count)))
                        " – " (words::say(lang, &h.then))
                    }
                } }
            }))
        }
    }
}

/// So many lines of rights are shown by name.
const MOST_RIGHTS: usize = 60;

fn rights(lang: Lang, out: &Outcome, names: &Names) -> Markup {
    let line = |r: &super::super::model::RightChange| {
        let role = Role::find(&r.role).map_or("", |role| web::role_word(lang, role));
        Row::new(vec![
            html! { (names.accounts.get(&r.account).map_or("–", String::as_str)) },
            html! { (role) },
            html! { @if r.gained { (badge(Tone::Ok, t!(lang, "được xem thêm"))) } @else { (badge(Tone::Warn, t!(lang, "thôi xem"))) } },
            names.unit(r.unit),
        ])
    };
    let columns = vec![
        Column::text(t!(lang, "Tài khoản")),
        Column::text(t!(lang, "Vai trò")),
        Column::text(t!(lang, "Thay đổi")),
        Column::text(t!(lang, "Đơn vị")),
    ];
    html! {
        @if out.rights.is_empty() {
            (card(t!(lang, "Quyền xem"), html! { p { (t!(lang, "Không tài khoản cán bộ nào được thêm hay mất quyền xem đơn vị.")) } }))
        } @else {
            (Table::new(lang, t!(lang, "Quyền xem thay đổi"), columns).rows(out.rights.iter().take(MOST_RIGHTS).map(line)).render())
            @if out.rights.len() > MOST_RIGHTS {
                p.hint { (t!(lang, "… và {n} thay đổi nữa.", n = out.rights.len() - MOST_RIGHTS)) }
            }
        }
    }
}
