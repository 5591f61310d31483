//! The screens of reorganisations: a form, a preview with the same counts that the event then shows, the event.

mod below;
mod ending;
mod event;
mod merging;
mod moving;
mod shown;
mod splitting;
mod steps;

use crate::organisation::keeping::pages::{crumbs, here};
use crate::organisation::kinds::{Kind, Tree};
use crate::organisation::model::Organisation;
use crate::organisation::store as ground;
use crate::pages::{day_field, menu_group};
use ::store::View;
use kernel::{Date, FieldFault, OrganisationId, Result, name, time};
use std::collections::BTreeMap;
use ui::prelude::*;
use web::{Act, Call, Routes, routes};

/// The addresses of this room.
pub fn routes() -> Routes {
    routes! {
        GET "/don-vi/{unit}/sap-nhap" => merging::page, for Act::KeepUnits;
        POST "/don-vi/{unit}/sap-nhap" => merging::act, for Act::KeepUnits, .takes_files();
        GET "/don-vi/{unit}/tach" => splitting::page, for Act::KeepUnits;
        POST "/don-vi/{unit}/tach" => splitting::act, for Act::KeepUnits, .takes_files();
        GET "/don-vi/{unit}/giai-the" => ending::page, for Act::KeepUnits;
        POST "/don-vi/{unit}/giai-the" => ending::act, for Act::KeepUnits, .takes_files();
        GET "/don-vi/{unit}/chuyen" => moving::page, for Act::KeepUnits;
        POST "/don-vi/{unit}/chuyen" => moving::act, for Act::KeepUnits, .takes_files();
        GET "/don-vi/{unit}/cap-duoi" => below::page, for Act::KeepUnits;
        POST "/don-vi/{unit}/cap-duoi" => below::act, for Act::KeepUnits, .takes_files();
        GET "/bien-dong" => event::register, for Act::SeeUnits,
            .in_menu(21, "history", menu_group, |l| t!(l, "Biến động tổ chức"));
        GET "/bien-dong/{event}" => event::page, for Act::SeeUnits;
        GET "/bien-dong/{event}/tep" => event::file, for Act::SeeUnits;
        POST "/bien-dong/{event}/tep" => event::attach, for Act::KeepUnits, .takes_files();
        POST "/bien-dong/{event}/hoan-tac" => event::undo, for Act::KeepUnits;
    }
}

/// The fields that every decision has; `past` is how far back the day may lie, in words.
fn decision_fields(call: &Call, errors: &Errors) -> Markup {
    let lang = call.lang;
    let day = call.form().opt("day").map_or_else(|| call.today().to_string(), str::to_owned);
    html! {
        (Field::date(lang, "day", t!(lang, "Có hiệu lực từ ngày")).value(day).required()
            .hint(t!(lang, "Có thể là ngày đã qua: ghi muộn không sửa số liệu, báo cáo đã có."))
            .error(errors.of("day")))
        (Field::text(lang, "decision", t!(lang, "Số quyết định")).value(call.form().get("decision")).required()
            .max_length(100).error(errors.of("decision")))
        (Field::date(lang, "decided_on", t!(lang, "Ngày ký quyết định")).value(call.form().get("decided_on"))
            .error(errors.of("decided_on")))
        (Field::text(lang, "note", t!(lang, "Ghi chú")).value(call.form().get("note")).max_length(300)
            .error(errors.of("note")))
    }
}

/// What those fields say; faults go to `wrong`.
fn read_decision(call: &Call, wrong: &mut Vec<FieldFault>) -> (Date, super::model::Decision) {
    let lang = call.lang;
    let on = day_field(call, "day", wrong);
    let number = call.form().need("decision", t!(lang, "Hãy nhập số quyết định."), wrong);
    if number.chars().count() > 100 {
        wrong.push(FieldFault::new("decision", t!(lang, "Số quyết định quá dài, tối đa 100 ký tự.")));
    }
    let note = call.form().get("note").to_owned();
    if note.chars().count() > 300 {
        wrong.push(FieldFault::new("note", t!(lang, "Ghi chú quá dài, tối đa 300 ký tự.")));
    }
    let decided_on = match call.form().opt("decided_on") {
        None => None,
        Some(text) => {
            let day = time::parse_typed_day(text).filter(|d| *d <= call.today());
            if day.is_none() {
                wrong.push(FieldFault::new(
                    "decided_on",
                    t!(lang, "Ngày ký phải là một ngày đã qua, ví dụ 05/10/2026."),
                ));
            }
            day
        }
    };
    (on, super::model::Decision { number, decided_on, note, file: None })
}

/// Units of one kind that the actor may change, living on the day, by name.
fn of_kind(call: &Call, v: &View, kind: Kind, on: Date) -> Result<Vec<Organisation>> {
    let scope = ground::within(v, &call.scope(Act::KeepUnits)?, call.today())?;
    let mut all: BTreeMap<OrganisationId, Organisation> = BTreeMap::new();
    for tree in Tree::all().filter(|t| kind.stands_in(*t)) {
        for u in ground::tree(v, tree, on)?.units().filter(|u| u.kind == kind && scope.contains(&u.id)) {
            all.entry(u.id).or_insert_with(|| u.clone());
        }
    }
    let mut all: Vec<Organisation> = all.into_values().collect();
    all.sort_by_cached_key(|u| (name::text_key(&u.name), u.id));
    Ok(all)
}

/// A unit as a choice: name and code.
fn choice(u: &Organisation) -> Choice {
    Choice::new(&u.code, format!("{} ({})", u.name, u.code))
}
