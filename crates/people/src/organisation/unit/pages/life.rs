//! The life of a unit: what it was called, where it stood, whom it carried on, each day with its decision.

use crate::organisation::model::{Organisation, Tree};
use crate::organisation::reorganisation::model::Part;
use crate::organisation::reorganisation::store as events;
use crate::organisation::{service::forever, store};
use crate::pages::{kind_word, sector_word, tree_word, unit_name};
use ::store::View;
use kernel::{Date, Result};
use ui::prelude::*;
use web::Call;

/// One line of a life.
pub(super) struct LifeLine {
    /// From which day.
    pub on: Date,
    /// What happened.
    pub what: String,
    /// The decision, or the tree that a place is in.
    pub paper: String,
    /// The event.
    pub event: Option<i64>,
    /// The day on which it was recorded, when that was later.
    pub recorded: Option<Date>,
    /// Is there a scan of the decision?
    pub has_file: bool,
}

/// The lines of a unit's life, newest first.
pub(super) fn life(call: &Call, v: &View, unit: &Organisation) -> Result<Vec<LifeLine>> {
    let lang = call.lang;
    let mut lines: Vec<(Date, String, String)> = Vec::new();
    let states: Vec<Organisation> = store::states_of(v, unit.id)?.into_iter().map(|(_, s)| s).collect();
    if let Some(first) = states.first() {
        let what = t!(lang, "Có trong danh sách với tên “{ten}”", ten = first.name);
        lines.push((first.valid_from, what, String::new()));
    }
    for pair in states.windows(2) {
        let whats = changes(lang, v, &pair[0], &pair[1])?;
        lines.extend(whats.into_iter().map(|w| (pair[1].valid_from, w, String::new())));
    }
    for tree in Tree::all() {
        for (_, place) in store::places_of(v, tree, unit.id)? {
            if let Some(parent) = place.parent {
                let what = t!(lang, "Trực thuộc {ten}", ten = unit_name(v, parent)?);
                lines.push((place.from, what, tree_word(lang, tree).to_owned()));
            }
        }
    }
    for (source, target, on, _) in store::all_successions(v)? {
        if source == unit.id {
            lines.push((on, t!(lang, "Được nối tiếp bởi {ten}", ten = unit_name(v, target)?), String::new()));
        } else if target == unit.id {
            lines.push((on, t!(lang, "Tiếp nhận {ten}", ten = unit_name(v, source)?), String::new()));
        }
    }
    if let Some(last) = states.last().filter(|s| s.valid_to < forever()) {
        lines.push((last.valid_to, t!(lang, "Kết thúc hoạt động").to_owned(), String::new()));
    }
    let mut papers = Vec::new();
    for (event, part) in events::events_of(v, unit.id)? {
        if let Some(card) = events::event(v, event)? {
            if part == Part::Source && lines.iter().all(|(on, ..)| *on != card.on) {
                lines.push((card.on, t!(lang, "Tách một phần sang đơn vị khác").to_owned(), String::new()));
            }
            papers.push(card);
        }
    }
    let mut life: Vec<LifeLine> = lines
        .into_iter()
        .map(|(on, what, note)| {
            let card = papers.iter().rev().find(|c| c.on == on);
            let paper = match card {
                Some(c) if !c.decision.is_empty() => t!(lang, "Quyết định {so}", so = c.decision),
                _ => note,
            };
            let late = card.and_then(|c| c.recorded).map(|at| at.day()).filter(|day| *day > on);
            LifeLine {
                on,
                what,
                paper,
                event: card.map(|c| c.id),
                recorded: late,
                has_file: card.is_some_and(|c| c.file.is_some()),
            }
        })
        .collect();
    life.sort_by_key(|l| std::cmp::Reverse(l.on));
    Ok(life)
}

/// What differs between two states, in words.
fn changes(lang: Lang, v: &View, old: &Organisation, new: &Organisation) -> Result<Vec<String>> {
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
    Ok(what)
}
