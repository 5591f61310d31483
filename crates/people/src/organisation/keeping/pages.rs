//! Founding and changing units.

use crate::organisation::model::Founding;
use crate::organisation::model::{Kind, Organisation, Sector, Tree};
use crate::organisation::reorganisation::model::{Decision, NewState, Reorganisation, What};
use crate::organisation::reorganisation::service::{Bearings, reorganise};
use crate::organisation::store;
use crate::pages::{csrf, day_field, faults, kind_word, sector_word};
use ::store::View;
use kernel::{Date, Failure, FieldFault, OrganisationId, Result, name};
use ui::prelude::*;
use web::{Act, Call, Reply, Routes, routes};

/// The addresses of this room.
pub fn routes() -> Routes {
    routes! {
        GET "/don-vi/{unit}/moi" => new_page, for Act::KeepUnits;
        POST "/don-vi/{unit}/moi" => found, for Act::KeepUnits;
        GET "/don-vi/{unit}/sua" => edit_page, for Act::KeepUnits;
        POST "/don-vi/{unit}/sua" => edit, for Act::KeepUnits;
    }
}

/// What the form of a unit holds, as text.
#[derive(Default)]
struct Draft {
    code: String,
    name: String,
    kind: String,
    sector: String,
    commune: String,
    hard: bool,
    day: String,
    decision: String,
}

impl Draft {
    fn sent(call: &Call) -> Draft {
        let f = |n: &str| call.form().get(n).to_owned();
        Draft {
            code: f("code"),
            name: f("name"),
            kind: f("kind"),
            sector: f("sector"),
            commune: f("commune"),
            hard: call.form().get("hard") == "1",
            day: f("day"),
            decision: f("decision"),
        }
    }
}

pub(in crate::organisation) fn here(call: &Call, v: &View) -> Result<Organisation> {
    let id = call.unit()?;
    match store::one(v, id, call.today())? {
        Some(unit) => Ok(unit),
        None if store::last(v, id)?.is_some() => {
            Err(Failure::Conflict(t!(call.lang, "Đơn vị này không hoạt động vào hôm nay.").to_owned()))
        }
        None => Err(Failure::NotFound),
    }
}

fn communes(v: &View, on: Date) -> Result<Vec<Organisation>> {
    let tree = store::tree(v, Tree::places(), on)?;
    let mut all: Vec<Organisation> = tree.units().filter(|u| u.kind.is_address()).cloned().collect();
    all.sort_by_cached_key(|u| name::text_key(&u.name));
    Ok(all)
}

pub(in crate::organisation) fn trees_of(v: &View, unit: OrganisationId, on: Date) -> Result<Vec<Tree>> {
    let mut trees = Vec::new();
    for tree in Tree::all() {
        if store::places_of(v, tree, unit)?.iter().any(|(_, p)| p.from <= on && on < p.to) {
            trees.push(tree);
        }
    }
    Ok(trees)
}

fn unit_form(
    call: &Call,
    action: &str,
    back: &str,
    draft: &Draft,
    errors: &Errors,
    kinds: &[Kind],
    is_new: bool,
) -> Result<Markup> {
    let lang = call.lang;
    let communes = call.read(|v| communes(v, call.today()))?;
    let kinds = kinds.iter().map(|k| Choice::new(k.code(), kind_word(lang, *k))).collect();
    let sectors = [Sector::Enterprise, Sector::Agency, Sector::PublicUnit, Sector::None];
    Ok(html! {
        (errors.summary(lang))
        div.card {
            (form(action, csrf(call), html! {
                @if is_new {
                    (Field::text(lang, "code", t!(lang, "Mã đơn vị")).value(&draft.code).required().max_length(40)
                        .hint(t!(lang, "Chữ không dấu, số, gạch ngang. Không đổi được về sau.")).error(errors.of("code")))
                }
                (Field::text(lang, "name", t!(lang, "Tên đơn vị")).value(&draft.name).required().max_length(300)
                    .error(errors.of("name")))
                (Field::select(lang, "kind", t!(lang, "Loại đơn vị"), kinds).value(&draft.kind).required()
                    .error(errors.of("kind")))
                (Field::select(lang, "sector", t!(lang, "Khu vực"),
                    sectors.iter().map(|s| Choice::new(s.code(), sector_word(lang, *s))).collect())
                    .value(&draft.sector).required().error(errors.of("sector")))
                (Field::select(lang, "commune", t!(lang, "Địa bàn (xã, phường)"),
                    communes.iter().map(|c| Choice::new(&c.code, &c.name)).collect())
                    .blank(t!(lang, "— Không ghi —")).value(&draft.commune).error(errors.of("commune")))
                (Field::checkbox(lang, "hard", t!(lang, "Ở vùng sâu, vùng xa, khó khăn"), draft.hard))
                (Field::date(lang, "day", t!(lang, "Từ ngày")).value(&draft.day).required()
                    .hint(if is_new { t!(lang, "Ngày đơn vị bắt đầu hoạt động.") }
                        else { t!(lang, "Trước ngày này, thông tin cũ vẫn giữ nguyên.") })
                    .error(errors.of("day")))
                (Field::text(lang, "decision", t!(lang, "Số quyết định")).value(&draft.decision).max_length(100))
                (toolbar(html! {
                    (primary(if is_new { t!(lang, "Thêm đơn vị") } else { t!(lang, "Lưu thay đổi") }))
                    (link_button(Look::Quiet, t!(lang, "Thôi, quay lại"), back))
                }))
            }))
        }
    })
}

/// What both forms ask for, or what is wrong with it.
struct Read {
    kind: Kind,
    sector: Sector,
    commune: Option<OrganisationId>,
    day: Date,
}

fn read_draft(call: &Call, draft: &Draft) -> Result<Read> {
    let lang = call.lang;
    let mut wrong = Vec::new();
    if draft.name.is_empty() {
        wrong.push(FieldFault::new("name", t!(lang, "Hãy nhập tên đơn vị.")));
    }
    if draft.name.chars().count() > 300 {
        wrong.push(FieldFault::new("name", t!(lang, "Tên quá dài, tối đa 300 ký tự.")));
    }
    let day = day_field(call, "day", &mut wrong);
    let kind = Kind::find(&draft.kind);
    if kind.is_none() {
        wrong.push(FieldFault::new("kind", t!(lang, "Hãy chọn loại đơn vị.")));
    }
    let sector = Sector::find(&draft.sector);
    if sector.is_none() {
        wrong.push(FieldFault::new("sector", t!(lang, "Hãy chọn khu vực.")));
    }
    let commune = match draft.commune.as_str() {
        "" => None,
        code => {
            let found = call.read(|v| communes(v, call.today()))?.into_iter().find(|c| c.code == code);
            if found.is_none() {
                wrong.push(FieldFault::new("commune", t!(lang, "Hãy chọn xã, phường trong danh sách.")));
            }
            found.map(|c| c.id)
        }
    };
    match (kind, sector) {
        (Some(kind), Some(sector)) if wrong.is_empty() => Ok(Read { kind, sector, commune, day }),
        _ => Err(Failure::Invalid(wrong)),
    }
}

/// What may be founded below a unit, each kind with the tree in which it stands there.
fn foundable(v: &View, above: &Organisation, on: Date) -> Result<Vec<(Kind, Tree)>> {
    let mut all: Vec<(Kind, Tree)> = Vec::new();
    let standing = trees_of(v, above.id, on)?;
    for tree in Tree::all() {
        // the head of a tree may be its first unit
        if standing.contains(&tree) || above.kind.is_head_of(tree) {
            for kind in Kind::founded_below(tree, above.kind, on) {
                if all.iter().all(|(k, _)| *k != kind) {
                    all.push((kind, tree));
                }
            }
        }
    }
    Ok(all)
}

/// What a unit may become where it stands, its present kind first.
fn becomable(v: &View, unit: &Organisation, on: Date) -> Result<Vec<Kind>> {
    let mut kinds = vec![unit.kind];
    let mut fits: Vec<Kind> = Kind::all().filter(|k| *k != unit.kind && k.founded_on(on)).collect();
    for tree in trees_of(v, unit.id, on)? {
        let view = store::tree(v, tree, on)?;
        let above = view.get(unit.id).and_then(|u| u.parent).and_then(|p| view.get(p)).map(|p| p.kind);
        let below: Vec<Kind> = view.children(unit.id).map(|c| c.kind).collect();
        fits.retain(|k| {
            k.may_stand_under(tree, above) && below.iter().all(|b| b.may_stand_under(tree, Some(*k)))
        });
    }
    kinds.extend(fits);
    Ok(kinds)
}

fn new_page(call: &Call) -> Result<Reply> {
    let kind = call.read(|v| {
        let all = foundable(v, &here(call, v)?, call.today())?;
        Ok(all.iter().map(|(k, _)| *k).find(|k| k.is_base()).or(all.first().map(|(k, _)| *k)))
    })?;
    let sector = if kind.is_some_and(Kind::is_workplace) { Sector::Enterprise } else { Sector::None };
    let draft = Draft {
        kind: kind.map_or("", |k| k.code()).to_owned(),
        sector: sector.code().to_owned(),
        day: call.today().to_string(),
        ..Draft::default()
    };
    new_form(call, &draft, None)
}

fn new_form(call: &Call, draft: &Draft, wrong: Option<&[FieldFault]>) -> Result<Reply> {
    let lang = call.lang;
    let (parent, kinds) = call.read(|v| {
        let parent = here(call, v)?;
        let kinds: Vec<Kind> = foundable(v, &parent, call.today())?.into_iter().map(|(k, _)| k).collect();
        Ok((parent, kinds))
    })?;
    let base = format!("/don-vi/{}", parent.code);
    let errors = faults(lang, wrong.unwrap_or(&[]));
    let body = if kinds.is_empty() {
        html! {
            (refused(lang, &t!(lang, "Dưới “{loai}” không lập đơn vị trực thuộc.", loai = kind_word(lang, parent.kind)),
                t!(lang, "Hãy chọn một đơn vị cấp trên khác trong danh sách đơn vị.")))
            p { a href=(base) { (t!(lang, "Về trang đơn vị")) } }
        }
    } else {
        unit_form(call, &format!("{base}/moi"), &base, draft, &errors, &kinds, true)?
    };
    let dress = |shell: &mut Shell| {
        shell.lead = Some(t!(lang, "Trực thuộc {ten}", ten = parent.name));
        shell.crumbs = crumbs(lang, &parent, t!(lang, "Thêm đơn vị"));
    };
    Ok(answer(call, t!(lang, "Thêm đơn vị"), body, wrong.is_some(), dress))
}

pub(in crate::organisation) fn answer(
    call: &Call,
    title: &str,
    body: Markup,
    refused: bool,
    dress: impl FnOnce(&mut Shell),
) -> Reply {
    if refused { call.page_refused(title, body, dress) } else { call.page_with(title, body, dress) }
}

pub(in crate::organisation) fn crumbs(
    lang: Lang,
    unit: &Organisation,
    last: &str,
) -> Vec<(String, Option<String>)> {
    vec![
        (t!(lang, "Đơn vị").to_owned(), Some("/don-vi".to_owned())),
        (unit.name.clone(), Some(format!("/don-vi/{}", unit.code))),
        (last.to_owned(), None),
    ]
}

fn found(call: &Call) -> Result<Reply> {
    let draft = Draft::sent(call);
    let parent = call.unit()?;
    let offered = call.read(|v| foundable(v, &here(call, v)?, call.today()))?;
    let outcome = read_draft(call, &draft).and_then(|read| {
        let Some((_, tree)) = offered.iter().find(|(k, _)| *k == read.kind) else {
            return Err(Failure::field(
                "kind",
                t!(call.lang, "Loại đơn vị này không đứng dưới đơn vị đã chọn."),
            ));
        };
        let founding = Founding {
            code: draft.code.clone(),
            name: draft.name.clone(),
            kind: read.kind,
            sector: read.sector,
            commune: read.commune,
            hard_to_reach: draft.hard,
            place: Some((*tree, Some(parent))),
            from: read.day,
        };
        let decision = Decision::numbered(&draft.decision);
        let order = Reorganisation { on: read.day, decision, what: What::Found(founding) };
        // the number of the decision stands in the event: the log keeps no typed word
        call.write("organisation.found", draft.code.as_str(), |tx| {
            reorganise(tx, &order, &Bearings::default())
        })
    });
    match outcome {
        Ok(_) => Ok(Reply::done(
            format!("/don-vi/{}", draft.code),
            t!(call.lang, "Đã thêm đơn vị “{ten}”.", ten = name::tidy(&draft.name)),
        )),
        Err(Failure::Invalid(wrong)) => new_form(call, &draft, Some(&wrong)),
        Err(other) => Err(other),
    }
}

fn edit_page(call: &Call) -> Result<Reply> {
    let draft = call.read(|v| {
        let unit = here(call, v)?;
        let commune = match unit.commune {
            Some(c) => store::last(v, c)?.map_or_else(String::new, |c| c.code),
            None => String::new(),
        };
        Ok(Draft {
            name: unit.name,
            kind: unit.kind.code().to_owned(),
            sector: unit.sector.code().to_owned(),
            commune,
            hard: unit.hard_to_reach,
            day: call.today().to_string(),
            ..Draft::default()
        })
    })?;
    edit_form(call, &draft, None)
}

fn edit_form(call: &Call, draft: &Draft, wrong: Option<&[FieldFault]>) -> Result<Reply> {
    let lang = call.lang;
    let (unit, kinds) = call.read(|v| {
        let unit = here(call, v)?;
        let kinds = becomable(v, &unit, call.today())?;
        Ok((unit, kinds))
    })?;
    let base = format!("/don-vi/{}", unit.code);
    let errors = faults(lang, wrong.unwrap_or(&[]));
    let body = unit_form(call, &format!("{base}/sua"), &base, draft, &errors, &kinds, false)?;
    let dress = |shell: &mut Shell| shell.crumbs = crumbs(lang, &unit, t!(lang, "Sửa"));
    Ok(answer(call, t!(lang, "Sửa thông tin đơn vị"), body, wrong.is_some(), dress))
}

fn edit(call: &Call) -> Result<Reply> {
    let draft = Draft::sent(call);
    let unit = call.read(|v| here(call, v))?;
    let outcome = read_draft(call, &draft).and_then(|read| {
        let known = call.read(|v| {
            Ok(store::states_of(v, unit.id)?
                .iter()
                .any(|(_, s)| s.valid_from <= read.day && read.day < s.valid_to))
        })?;
        if !known {
            return Err(Failure::field(
                "day",
                t!(call.lang, "Vào ngày này đơn vị chưa có hoặc đã kết thúc."),
            ));
        }
        if !call.read(|v| becomable(v, &unit, call.today()))?.contains(&read.kind) {
            return Err(Failure::field(
                "kind",
                t!(call.lang, "Loại đơn vị này không đứng dưới đơn vị đã chọn."),
            ));
        }
        let to = NewState {
            name: draft.name.clone(),
            kind: read.kind,
            sector: read.sector,
            commune: read.commune,
            hard_to_reach: draft.hard,
        };
        let decision = Decision::numbered(&draft.decision);
        let order = Reorganisation { on: read.day, decision, what: What::Change { unit: unit.id, to } };
        call.write("organisation.change", unit.code.as_str(), |tx| {
            reorganise(tx, &order, &Bearings::default())
        })
    });
    match outcome {
        Ok(_) => Ok(Reply::done(format!("/don-vi/{}", unit.code), t!(call.lang, "Đã lưu thông tin đơn vị."))),
        Err(Failure::Invalid(wrong)) => edit_form(call, &draft, Some(&wrong)),
        Err(other) => Err(other),
    }
}
