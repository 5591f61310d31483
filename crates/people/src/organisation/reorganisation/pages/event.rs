//! The register of reorganisations, the page of one, its decision's scan, and the way back.

use super::super::model::{Decision, DecisionFile, EventKind, Part};
use super::super::service;
use super::super::store::{self, EventCard};
use super::shown::{Names, event_word, outcome_cards, part_word};
use super::steps::bearings;
use super::*;
use crate::pages::{address, csrf};
use kernel::Failure;
use std::collections::BTreeSet;
use web::Reply;

/// Lines on a page of the register.
const PAGE: usize = 60;
/// So many units of an event are named on its line.
const NAMED: usize = 3;

/// Which units of an event the actor may read.
fn in_reach(call: &Call, v: &View, parts: &[(OrganisationId, Part)]) -> Result<BTreeSet<OrganisationId>> {
    let mut own = BTreeSet::new();
    for (unit, _) in parts {
        if call.may_at(v, Act::SeeUnits, *unit)? {
            own.insert(*unit);
        }
    }
    Ok(own)
}

pub(super) fn register(call: &Call) -> Result<Reply> {
    let lang = call.lang;
    let kind = EventKind::find(call.query("loai"));
    let year: Option<i16> = call.query("nam").parse().ok().filter(|y| (1900..=2200).contains(y));
    let (first, last) = year.map_or((1900, 2200), |y| (y, y));
    let day = |y, m, d| Date::new(y, m, d).unwrap_or(call.today());
    let (lines, years) = call.read(|v| {
        let all_parts = store::all_parts(v)?;
        let tops = call.scope(Act::SeeUnits)?;
        let scope = ground::within(v, &tops, call.today())?;
        let mut reach: BTreeMap<OrganisationId, bool> = BTreeMap::new();
        let mut years = BTreeSet::new();
        let mut lines = Vec::new();
        for card in store::events(v, day(1900, 1, 1), day(2200, 12, 31), None)? {
            let parts = all_parts.get(&card.id).map_or(&[][..], Vec::as_slice);
            let mut own = Vec::new();
            for (unit, part) in parts {
                // an ended unit is asked of the gate: it lies where it last lay
                let may = match reach.get(unit) {
                    Some(may) => *may,
                    None => {
                        let may = scope.contains(unit) || call.may_at(v, Act::SeeUnits, *unit)?;
                        reach.insert(*unit, may);
                        may
                    }
                };
                if may && *part != Part::Below {
                    own.push((*unit, *part));
                }
            }
            if own.is_empty() {
                continue;
            }
            years.insert(card.on.year());
            if kind.is_none_or(|k| k == card.kind)
                && card.on >= day(first, 1, 1)
                && card.on <= day(last, 12, 31)
            {
                lines.push((card, own));
            }
        }
        let total = lines.len();
        let page = page_number(call, total);
        let mut named = Vec::new();
        for (card, own) in lines.into_iter().skip((page - 1) * PAGE).take(PAGE) {
            let mut names = Vec::new();
            for (unit, part) in own.iter().take(NAMED) {
                names.push((ground::last(v, *unit)?.map_or_else(String::new, |u| u.name), *part));
            }
            named.push((card, names, own.len()));
        }
        Ok(((named, total, page), years))
    })?;
    let (named, total, page) = lines;
    let columns = vec![
        Column::text(t!(lang, "Ngày hiệu lực")),
        Column::text(t!(lang, "Biến động")),
        Column::text(t!(lang, "Đơn vị")),
        Column::text(t!(lang, "Quyết định")),
    ];
    let rows = named.iter().map(|(card, names, all)| {
        let row = Row::new(vec![
            html! { a href={ "/bien-dong/" (card.id) } { (numbers::date(card.on)) } },
            html! { (event_word(lang, card.kind)) @if card.is_undone { " " (badge(Tone::Plain, t!(lang, "đã hoàn tác"))) } },
            html! {
                @for (n, (name, part)) in names.iter().enumerate() {
                    @if n > 0 { "; " } (name) " (" (part_word(lang, *part)) ")"
                }
                @if *all > NAMED { " " (t!(lang, "và {n} đơn vị nữa", n = all - NAMED)) }
            },
            html! { @if card.decision.is_empty() { "–" } @else { (card.decision) } },
        ]);
        if card.is_undone { row.quiet() } else { row }
    });
    let kinds = EventKind::ALL.iter().map(|k| Choice::new(k.code(), event_word(lang, *k))).collect();
    let years = years.iter().rev().map(|y| Choice::new(y.to_string(), y.to_string())).collect();
    let body = html! {
        (form_get("/bien-dong", html! {
            (Field::select(lang, "nam", t!(lang, "Năm"), years).blank(t!(lang, "Tất cả")).value(call.query("nam")).plain())
            (Field::select(lang, "loai", t!(lang, "Biến động"), kinds).blank(t!(lang, "Tất cả")).value(call.query("loai")).plain())
            (quiet(t!(lang, "Xem")).icon("search"))
        }))
        (Table::new(lang, t!(lang, "{n} biến động", n = numbers::count(lang, i64::try_from(total).unwrap_or(0))), columns)
            .rows(rows)
            .empty(empty_state("history", t!(lang, "Chưa có biến động nào"),
                t!(lang, "Thành lập, đổi tên, sáp nhập, chia tách, giải thể hiện ra ở đây khi được ghi ở trang của từng đơn vị."),
                html! { (link_button(Look::Quiet, t!(lang, "Mở danh sách đơn vị"), "/don-vi")) }))
            .render())
        @let pages = total.div_ceil(PAGE).max(1);
        @if pages > 1 {
            @let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
            (pager_pages(lang, number(page), number(pages), i64::try_from(total).unwrap_or(0), |n| {
                address("/bien-dong", &[("nam", call.query("nam")), ("loai", call.query("loai")), ("trang", &n.to_string())])
            }))
        }
    };
    Ok(call.page_with(t!(lang, "Biến động tổ chức"), body, |shell| {
        shell.lead =
            Some(t!(lang, "Mỗi lần tổ chức lại trong phạm vi của bạn, với quyết định của nó.").to_owned());
        shell.actions =
            Some(html! { (link_button(Look::Quiet, t!(lang, "So sánh hai ngày"), "/don-vi/so-sanh")) });
    }))
}

fn page_number(call: &Call, total: usize) -> usize {
    call.query("trang").parse::<usize>().unwrap_or(1).clamp(1, total.div_ceil(PAGE).max(1))
}

/// An event, its units, and those of them in reach.
type Held = (EventCard, Vec<(OrganisationId, Part)>, BTreeSet<OrganisationId>);

/// An event that the actor may read, with its units in reach; else not found.
fn held(call: &Call, v: &View) -> Result<Held> {
    let card = store::event(v, call.id("event")?)?.ok_or(Failure::NotFound)?;
    let parts = store::parts(v, card.id)?;
    let own = in_reach(call, v, &parts)?;
    if own.is_empty() {
        return Err(Failure::NotFound);
    }
    Ok((card, parts, own))
}

/// May the actor change the event: keeps every unit of it.
fn keeps(call: &Call, v: &View, parts: &[(OrganisationId, Part)]) -> Result<bool> {
    for (unit, _) in parts {
        if !call.may_at(v, Act::KeepUnits, *unit)? {
            return Ok(false);
        }
    }
    Ok(!parts.is_empty())
}

/// What the page tells.
struct Portrait {
    card: EventCard,
    /// Units in reach: name, code, as what.
    units: Vec<(String, String, Part)>,
    /// Units out of reach that carry on one in reach, by name only.
    heirs: Vec<String>,
    others: usize,
    names: Option<Names>,
    who: Option<String>,
    file: Option<store::FileCard>,
    keeps: bool,
    /// Is the whole event in reach? Only then its counts are shown.
    is_whole: bool,
}

fn portrait(call: &Call, v: &View) -> Result<Portrait> {
    let (card, parts, own) = held(call, v)?;
    let mut units = Vec::new();
    for (unit, part) in parts.iter().filter(|(u, _)| own.contains(u)) {
        if let Some(state) = ground::last(v, *unit)? {
            units.push((state.name, state.code, *part));
        }
    }
    let mut heirs = Vec::new();
    for (source, target) in store::successions_of(v, card.id)? {
        if own.contains(&source) && !own.contains(&target) {
            heirs.extend(ground::last(v, target)?.map(|u| u.name));
        }
    }
    heirs.sort();
    heirs.dedup();
    let is_whole = parts.iter().all(|(u, _)| own.contains(u));
    let keeps = keeps(call, v, &parts)?;
    let names = match &card.told {
        Some(out) if is_whole => Some(Names::of(call, v, out)?),
        _ => None,
    };
    let who = match card.account {
        Some(account) if keeps => store::account_name(v, account)?,
        _ => None,
    };
    let others = parts.iter().filter(|(u, _)| !own.contains(u)).count();
    let file = card.file.map(|f| store::file_card(v, f)).transpose()?.flatten();
    Ok(Portrait { units, heirs, others, names, who, file, keeps, is_whole, card })
}

pub(super) fn page(call: &Call) -> Result<Reply> {
    let lang = call.lang;
    let p = call.read(|v| portrait(call, v))?;
    let card = &p.card;
    let base = format!("/bien-dong/{}", card.id);
    let decision = Decision {
        number: card.decision.clone(),
        decided_on: card.decided_on,
        note: if card.told.is_some() { card.note.clone() } else { String::new() },
        file: None,
    };
    let mut facts = Vec::new();
    if let Some(at) = card.recorded {
        facts.push((t!(lang, "Ghi lúc"), html! { (at.text()) @if let Some(who) = &p.who { ", " (who) } }));
    }
    let scan = html! {
        @if let Some(f) = &p.file {
            a href={ (base) "/tep" } { (f.name) } " "
            span.hint { (numbers::count(lang, (f.size + 1023) / 1024)) " KB · SHA-256 " (f.sha256.get(..12).unwrap_or_default()) "…" }
        } @else { (t!(lang, "Chưa có bản quét.")) }
    };
    facts.push((t!(lang, "Tệp quyết định"), scan));
    let columns = vec![
        Column::text(t!(lang, "Đơn vị")),
        Column::text(t!(lang, "Mã")),
        Column::text(t!(lang, "Trong biến động này")),
    ];
    let rows = p.units.iter().map(|(name, code, part)| {
        Row::new(vec![
            html! { a href={ "/don-vi/" (code) } { (name) } },
            html! { (code) },
            html! { (part_word(lang, *part)) },
        ])
    });
    let body = html! {
        @if card.is_undone {
            (notice(lang, Tone::Warn, t!(lang, "Biến động này đã được hoàn tác"),
                html! { p { (t!(lang, "Đơn vị, người và quyền đã trở lại như trước. Dấu vết vẫn giữ ở đây và trong nhật ký.")) } }))
        }
        @match (&card.told, &p.names) {
            (Some(out), Some(names)) => (outcome_cards(lang, &decision, card.on, out, names)),
            _ => (card_of(lang, &decision, card.on)),
        }
        (Table::new(lang, t!(lang, "Đơn vị tham gia"), columns).rows(rows).render())
        @if !p.heirs.is_empty() { p { (t!(lang, "Đơn vị tiếp nối: {ten}", ten = p.heirs.join("; "))) } }
        @if p.others > 0 { p.hint { (t!(lang, "Và {n} đơn vị ngoài phạm vi của bạn.", n = p.others)) } }
        (ui::parts::card(t!(lang, "Hồ sơ"), definition_list(&facts)))
        @if p.keeps && p.is_whole && !card.is_undone {
            @if p.file.is_none() {
                div.card {
                    (form_files(&format!("{base}/tep"), csrf(call), html! {
                        (Field::file(lang, "tep", t!(lang, "Thêm tệp quyết định")).accept(".pdf,.jpg,.jpeg,.png,.docx").required()
                            .hint(t!(lang, "PDF, ảnh hoặc Word, tối đa 8 MB.")))
                        (toolbar(html! { (primary(t!(lang, "Thêm tệp"))) }))
                    }))
                }
            }
            (disclosure(t!(lang, "Hoàn tác cả biến động này"), html! {
                p { (t!(lang, "Mọi việc biến động này đã làm trở lại như trước: người, đơn vị trực thuộc, quyền. Không làm được nếu sau đó đã có thay đổi khác trên các đơn vị này.")) }
                (form(&format!("{base}/hoan-tac"), csrf(call), html! {
                    (Field::text(lang, "why", t!(lang, "Lý do")).required().max_length(200))
                    (toolbar(html! { (danger(t!(lang, "Hoàn tác"))) }))
                }))
            }))
        }
    };
    let title = event_word(lang, card.kind);
    Ok(call.page_with(title, body, |shell| {
        shell.crumbs = vec![
            (t!(lang, "Biến động tổ chức").to_owned(), Some("/bien-dong".to_owned())),
            (title.to_owned(), None),
        ];
        let names: Vec<&str> = p.units.iter().map(|(n, ..)| n.as_str()).take(NAMED).collect();
        shell.lead = Some(names.join("; "));
    }))
}

fn card_of(lang: Lang, d: &Decision, on: Date) -> Markup {
    let number = if d.number.is_empty() { "–" } else { &d.number };
    card(
        t!(lang, "Quyết định"),
        definition_list(&[
            (t!(lang, "Có hiệu lực từ ngày"), html! { (numbers::date(on)) }),
            (
                t!(lang, "Số quyết định"),
                html! { (number) @if let Some(day) = d.decided_on { ", " (numbers::date(day)) } },
            ),
        ]),
    )
}

pub(super) fn file(call: &Call) -> Result<Reply> {
    let (card, bytes) = call.read(|v| {
        let (card, ..) = held(call, v)?;
        let file = card.file.ok_or(Failure::NotFound)?;
        store::file(v, file)?.ok_or(Failure::NotFound)
    })?;
    Ok(Reply::File { content_type: card.media_type, name: card.name, bytes })
}

/// The event, when the actor keeps every unit of it.
fn kept(call: &Call) -> Result<EventCard> {
    call.read(|v| {
        let (card, parts, _) = held(call, v)?;
        if keeps(call, v, &parts)? { Ok(card) } else { Err(Failure::NotFound) }
    })
}

pub(super) fn attach(call: &Call) -> Result<Reply> {
    let card = kept(call)?;
    let back = format!("/bien-dong/{}", card.id);
    let lang = call.lang;
    let file = match call.file("tep") {
        None => return Ok(Reply::refused(back, t!(lang, "Hãy chọn tệp quyết định."))),
        Some(f) => match DecisionFile::check(&f.name, &f.bytes) {
            Ok(file) => file,
            Err(why) => return Ok(Reply::refused(back, words::say(lang, why))),
        },
    };
    call.write("organisation.attach", format!("event {}", card.id), |tx| {
        service::attach(tx, card.id, &file)
    })?;
    Ok(Reply::done(back, t!(lang, "Đã thêm tệp quyết định.")))
}

pub(super) fn undo(call: &Call) -> Result<Reply> {
    let card = kept(call)?;
    let lang = call.lang;
    let back = format!("/bien-dong/{}", card.id);
    let why = call.form().get("why").to_owned();
    if why.is_empty() {
        return Ok(Reply::refused(back, t!(lang, "Hãy ghi lý do hoàn tác.")));
    }
    let bearings = bearings(call);
    let reason = format!("{} event {}", card.kind.code(), card.id);
    match call.write("organisation.undo", reason, |tx| service::undo(tx, card.id, &why, bearings)) {
        Ok(_) => Ok(Reply::done(back, t!(lang, "Đã hoàn tác cả biến động."))),
        Err(Failure::Conflict(why)) => Ok(Reply::refused(back, why)),
        Err(other) => Err(other),
    }
}
