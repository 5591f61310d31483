//! Abolishing and merging units: forms that say beforehand whom it concerns.

use crate::organisation::keeping::pages::{answer, crumbs, here, trees_of};
use crate::organisation::model::{Organisation, Tree};
use crate::organisation::{service, store};
use crate::pages::{address, csrf, day_field, faults};
use crate::person::{service as people, store as persons};
use ::store::View;
use kernel::{Date, Failure, FieldFault, OrganisationId, Result, name};
use ui::prelude::*;
use web::{Act, Call, Reply, Routes, routes};

/// The addresses of this room.
pub fn routes() -> Routes {
    routes! {
        GET "/don-vi/{unit}/giai-the" => abolish_page, for Act::KeepUnits;
        POST "/don-vi/{unit}/giai-the" => abolish, for Act::KeepUnits;
        GET "/don-vi/{unit}/sap-nhap" => merge_page, for Act::KeepUnits;
        POST "/don-vi/{unit}/sap-nhap" => merge, for Act::KeepUnits;
    }
}

/// How many people and units an end would concern.
struct Concern {
    people: usize,
    below: Vec<OrganisationId>,
}

fn concern(v: &View, unit: OrganisationId, on: Date) -> Result<Concern> {
    let mut people: Vec<_> = persons::open_in_unit(v, unit, on)?.iter().map(|a| a.person).collect();
    people.sort_unstable();
    people.dedup();
    let mut below = Vec::new();
    for tree in Tree::all() {
        below.extend(store::tree(v, tree, on)?.children(unit).map(|u| u.id));
    }
    Ok(Concern { people: people.len(), below })
}

fn end_fields(call: &Call, errors: &Errors) -> Markup {
    let lang = call.lang;
    let day = call.form().opt("day").map_or_else(|| call.today().to_string(), str::to_owned);
    html! {
        (Field::date(lang, "day", t!(lang, "Từ ngày")).value(day).required().error(errors.of("day")))
        (Field::text(lang, "decision", t!(lang, "Số quyết định")).value(call.form().get("decision")).required()
            .max_length(100).error(errors.of("decision")))
    }
}

fn read_end(call: &Call, unit: &Organisation) -> Result<(Date, String)> {
    let mut wrong = Vec::new();
    let day = day_field(call, "day", &mut wrong);
    let decision = call.form().need("decision", t!(call.lang, "Hãy nhập số quyết định."), &mut wrong);
    let first = call.read(|v| Ok(store::states_of(v, unit.id)?.first().map(|(_, s)| s.valid_from)))?;
    if wrong.is_empty() && first.is_none_or(|f| day <= f) {
        wrong.push(FieldFault::new("day", t!(call.lang, "Ngày này phải sau ngày đơn vị bắt đầu hoạt động.")));
    }
    if wrong.is_empty() { Ok((day, decision)) } else { Err(Failure::Invalid(wrong)) }
}

fn abolish_page(call: &Call) -> Result<Reply> {
    abolish_form(call, None)
}

fn abolish_form(call: &Call, wrong: Option<&[FieldFault]>) -> Result<Reply> {
    let lang = call.lang;
    let (unit, concern) = call.read(|v| {
        let unit = here(call, v)?;
        let concern = concern(v, unit.id, call.today())?;
        Ok((unit, concern))
    })?;
    let base = format!("/don-vi/{}", unit.code);
    let errors = faults(lang, wrong.unwrap_or(&[]));
    let body = if concern.below.is_empty() {
        let confirm = Confirm {
            lang,
            action: &format!("{base}/giai-the"),
            csrf: csrf(call),
            effects: vec![
                t!(lang, "kết thúc “{ten}” từ ngày chọn dưới đây", ten = unit.name),
                t!(
                    lang,
                    "{n} người không còn thuộc đơn vị từ ngày ấy",
                    n = numbers::count(lang, i64::try_from(concern.people).unwrap_or(i64::MAX))
                ),
                t!(lang, "giữ nguyên mọi số liệu, lớp học và báo cáo trước ngày ấy").to_owned(),
            ],
            afterwards: Some(
                t!(lang, "Muốn người lao động về đơn vị khác, hãy dùng “Sáp nhập” thay cho giải thể.")
                    .to_owned(),
            ),
            yes: t!(lang, "Giải thể đơn vị"),
            look: Look::Danger,
            back: &base,
            fields: end_fields(call, &errors),
        };
        html! { (errors.summary(lang)) (confirm) }
    } else {
        let n = concern.below.len();
        html! {
            (refused(lang, &t!(lang, "Còn {n} đơn vị trực thuộc.", n = n),
                t!(lang, "Hãy chuyển, sáp nhập hoặc giải thể các đơn vị trực thuộc trước.")))
            p { a href=(base) { (t!(lang, "Về trang đơn vị")) } }
        }
    };
    let dress = |shell: &mut Shell| shell.crumbs = crumbs(lang, &unit, t!(lang, "Giải thể"));
    Ok(answer(call, t!(lang, "Giải thể đơn vị"), body, wrong.is_some(), dress))
}

fn abolish(call: &Call) -> Result<Reply> {
    let unit = call.read(|v| here(call, v))?;
    let outcome = read_end(call, &unit).and_then(|(day, decision)| {
        call.write("organisation.abolish", &unit.code, |tx| {
            if !concern(tx, unit.id, day)?.below.is_empty() {
                return Err(Failure::field(
                    "day",
                    t!(call.lang, "Vào ngày này đơn vị còn đơn vị trực thuộc."),
                ));
            }
            people::end_all(tx, unit.id, day)?;
            service::event(tx, "abolish", day, &decision, &unit.code)?;
            service::abolish(tx, unit.id, day)
        })
    });
    match outcome {
        Ok(()) => Ok(Reply::done(
            format!("/don-vi/{}", unit.code),
            t!(call.lang, "Đã ghi nhận giải thể “{ten}”.", ten = unit.name),
        )),
        Err(Failure::Invalid(wrong)) => abolish_form(call, Some(&wrong)),
        Err(other) => Err(other),
    }
}

/// Units that this one may be merged into: of the same kind, in the scope, living today.
fn targets(call: &Call, v: &View, unit: &Organisation) -> Result<Vec<Organisation>> {
    let scope = store::within(v, &call.scope(Act::KeepUnits)?, call.today())?;
    let mut all = Vec::new();
    for tree in trees_of(v, unit.id, call.today())? {
        let tree = store::tree(v, tree, call.today())?;
        let own: Vec<OrganisationId> = tree.subtree(unit.id).iter().map(|u| u.id).collect();
        all.extend(
            tree.units()
                .filter(|u| u.kind == unit.kind && scope.contains(&u.id) && !own.contains(&u.id))
                .cloned(),
        );
    }
    all.sort_by_cached_key(|u| name::text_key(&u.name));
    all.dedup_by_key(|u| u.id);
    Ok(all)
}

fn merge_page(call: &Call) -> Result<Reply> {
    merge_form(call, call.query("vao"), None)
}

fn merge_form(call: &Call, target: &str, wrong: Option<&[FieldFault]>) -> Result<Reply> {
    let lang = call.lang;
    let (unit, concern, targets) = call.read(|v| {
        let unit = here(call, v)?;
        let concern = concern(v, unit.id, call.today())?;
        let targets = targets(call, v, &unit)?;
        Ok((unit, concern, targets))
    })?;
    let base = format!("/don-vi/{}", unit.code);
    let action = format!("{base}/sap-nhap");
    let errors = faults(lang, wrong.unwrap_or(&[]));
    let body = match targets.iter().find(|t| t.code == target) {
        None => html! {
            (errors.summary(lang))
            @if targets.is_empty() {
                (empty_state("building-2", t!(lang, "Không có đơn vị để sáp nhập vào"),
                    t!(lang, "Trong phạm vi của bạn không có đơn vị nào cùng loại."), html! {}))
            } @else {
                p { (t!(lang, "Bước 1: chọn đơn vị tiếp nhận người và đơn vị trực thuộc.")) }
                (form_get(&action, html! {
                    (Field::select(lang, "vao", t!(lang, "Sáp nhập vào"),
                        targets.iter().map(|t| Choice::new(&t.code, format!("{} ({})", t.name, t.code))).collect())
                        .blank(t!(lang, "— Chọn đơn vị —")).required())
                    (primary(t!(lang, "Xem trước")))
                }))
            }
        },
        Some(into) => {
            let mut effects = vec![
                t!(lang, "kết thúc “{ten}” từ ngày chọn dưới đây", ten = unit.name),
                t!(
                    lang,
                    "chuyển {n} người về “{ten}” từ ngày ấy",
                    n = numbers::count(lang, i64::try_from(concern.people).unwrap_or(i64::MAX)),
                    ten = into.name
                ),
            ];
            if !concern.below.is_empty() {
                let n = concern.below.len();
                effects.push(t!(lang, "chuyển {n} đơn vị trực thuộc về “{ten}”", n = n, ten = into.name));
            }
            effects.push(t!(lang, "giữ nguyên mọi số liệu, lớp học và báo cáo trước ngày ấy").to_owned());
            let confirm = Confirm {
                lang,
                action: &action,
                csrf: csrf(call),
                effects,
                afterwards: None,
                yes: t!(lang, "Sáp nhập"),
                look: Look::Danger,
                back: &base,
                fields: html! {
                    input type="hidden" name="vao" value=(into.code);
                    (end_fields(call, &errors))
                },
            };
            html! { (errors.summary(lang)) (confirm) p { a href=(address(&action, &[])) { (t!(lang, "Chọn đơn vị khác")) } } }
        }
    };
    let dress = |shell: &mut Shell| {
        shell.lead = Some(unit.name.clone());
        shell.crumbs = crumbs(lang, &unit, t!(lang, "Sáp nhập"));
    };
    Ok(answer(call, t!(lang, "Sáp nhập đơn vị"), body, wrong.is_some(), dress))
}

fn merge(call: &Call) -> Result<Reply> {
    let code = call.form().get("vao");
    let (unit, target) = call.read(|v| {
        let unit = here(call, v)?;
        let target = targets(call, v, &unit)?.into_iter().find(|t| t.code == code);
        Ok((unit, target))
    })?;
    let Some(target) = target else {
        let wrong = [FieldFault::new("vao", t!(call.lang, "Hãy chọn đơn vị trong danh sách."))];
        return merge_form(call, "", Some(&wrong));
    };
    let outcome = read_end(call, &unit).and_then(|(day, decision)| {
        if call.read(|v| Ok(store::one(v, target.id, day)?))?.is_none() {
            return Err(Failure::field("day", t!(call.lang, "Vào ngày này đơn vị tiếp nhận chưa có.")));
        }
        call.write("organisation.merge", format!("{} > {}", unit.code, target.code), |tx| {
            for tree in Tree::all() {
                let below: Vec<_> = store::tree(tx, tree, day)?.children(unit.id).map(|u| u.id).collect();
                for child in below {
                    service::move_under(tx, tree, child, target.id, day)?;
                }
            }
            people::move_all(tx, unit.id, target.id, day)?;
            service::merge(tx, &[unit.id], target.id, day, &decision)
        })
    });
    match outcome {
        Ok(()) => Ok(Reply::done(
            format!("/don-vi/{}", target.code),
            t!(call.lang, "Đã ghi nhận sáp nhập “{ten}” vào “{dich}”.", ten = unit.name, dich = target.name),
        )),
        Err(Failure::Invalid(wrong)) => merge_form(call, &target.code, Some(&wrong)),
        Err(other) => Err(other),
    }
}
