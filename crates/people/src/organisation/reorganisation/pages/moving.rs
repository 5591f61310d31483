//! "Chuyển đơn vị cấp trên", and placing a unit in a sector or another grouping.

use super::super::model::{Reorganisation, What};
use super::steps::{Filled, go_on, or_form};
use super::*;
use crate::organisation::keeping::pages::answer;
use crate::organisation::kinds::Holds;
use crate::pages::{csrf, faults, tree_word};
use kernel::Failure;
use web::Reply;

/// Where a unit could stand: a tree, and under whom in it. None: out of the grouping.
pub(super) type Spot = (Tree, Option<Organisation>);

/// Every place that the policy and the actor's scope leave open to a unit of this kind on the day.
pub(super) fn spots(call: &Call, v: &View, unit: &Organisation, on: Date) -> Result<Vec<Spot>> {
    let scope = ground::within(v, &call.scope(Act::KeepUnits)?, call.today())?;
    let mut all = Vec::new();
    for tree in Tree::all().filter(|t| unit.kind.stands_in(*t)) {
        let view = ground::tree(v, tree, on)?;
        let now = view.get(unit.id);
        if now.is_none() && tree.holds() != Holds::Groupings {
            continue;
        }
        let own: Vec<OrganisationId> = view.subtree(unit.id).iter().map(|u| u.id).collect();
        let mut above: Vec<&Organisation> = view
            .units()
            .filter(|u| {
                scope.contains(&u.id)
                    && !own.contains(&u.id)
                    && now.is_none_or(|n| n.parent != Some(u.id))
                    && unit.kind.may_stand_under(tree, Some(u.kind))
            })
            .collect();
        above.sort_by_cached_key(|u| name::text_key(&u.name));
        all.extend(above.into_iter().map(|u| (tree, Some(u.clone()))));
        if now.is_some() && tree.holds() == Holds::Groupings {
            all.push((tree, None));
        }
    }
    Ok(all)
}

pub(super) fn spot_choices(lang: Lang, spots: &[Spot]) -> Vec<Choice> {
    let label = |(tree, above): &Spot| match above {
        Some(u) => format!("{}: {} ({})", tree_word(lang, *tree), u.name, u.code),
        None => t!(lang, "{he_thong}: đưa ra khỏi nhóm", he_thong = tree_word(lang, *tree)),
    };
    spots.iter().map(|s| Choice::new(spot_value(s), label(s))).collect()
}

pub(super) fn spot_value((tree, above): &Spot) -> String {
    format!("{}:{}", tree.code(), above.as_ref().map_or("", |u| u.code.as_str()))
}

pub(super) fn page(call: &Call) -> Result<Reply> {
    form_page(call, None)
}

fn form_page(call: &Call, wrong: Option<&[FieldFault]>) -> Result<Reply> {
    let lang = call.lang;
    let (unit, spots) = call.read(|v| {
        let unit = here(call, v)?;
        let spots = spots(call, v, &unit, call.today())?;
        Ok((unit, spots))
    })?;
    let base = format!("/don-vi/{}", unit.code);
    let errors = faults(lang, wrong.unwrap_or(&[]));
    let body = html! {
        (errors.summary(lang))
        @if spots.is_empty() {
            (empty_state("building-2", t!(lang, "Không có nơi nào khác để chuyển đến"),
                t!(lang, "Trong phạm vi của bạn không có đơn vị cấp trên nào khác nhận được loại đơn vị này."), html! {}))
        } @else {
            div.card {
                (form(&format!("{base}/chuyen"), csrf(call), html! {
                    p { (t!(lang, "Đơn vị trực thuộc đi theo. Trước ngày hiệu lực, mọi số liệu vẫn tính theo vị trí cũ.")) }
                    (Field::select(lang, "under", t!(lang, "Chuyển về"), spot_choices(lang, &spots))
                        .blank(t!(lang, "— Chọn đơn vị —")).value(call.form().get("under")).required()
                        .error(errors.of("under").or(errors.of("parent"))))
                    (decision_fields(call, &errors))
                    (toolbar(html! {
                        (primary(t!(lang, "Xem trước")))
                        (link_button(Look::Quiet, t!(lang, "Thôi, quay lại"), &base))
                    }))
                }))
            }
        }
    };
    let dress = |shell: &mut Shell| {
        shell.lead = Some(unit.name.clone());
        shell.crumbs = crumbs(lang, &unit, t!(lang, "Chuyển"));
    };
    Ok(answer(call, t!(lang, "Chuyển đơn vị cấp trên"), body, wrong.is_some(), dress))
}

pub(super) fn act(call: &Call) -> Result<Reply> {
    let lang = call.lang;
    let unit = call.read(|v| here(call, v))?;
    let read = || {
        let mut wrong = Vec::new();
        let (on, decision) = read_decision(call, &mut wrong);
        let value = call.form().get("under");
        let spot = call
            .read(|v| spots(call, v, &unit, call.today()))?
            .into_iter()
            .find(|s| !value.is_empty() && spot_value(s) == value);
        if spot.is_none() {
            wrong.push(FieldFault::new("under", t!(lang, "Hãy chọn đơn vị trong danh sách.")));
        }
        match spot {
            Some((tree, above)) if wrong.is_empty() => {
                let what = What::Move { tree, units: vec![unit.id], under: above.map(|u| u.id) };
                Ok(Reorganisation { on, decision, what })
            }
            _ => Err(Failure::Invalid(wrong)),
        }
    };
    let outcome = read().and_then(|order| {
        let filled = Filled {
            unit: &unit,
            action: format!("/don-vi/{}/chuyen", unit.code),
            title: t!(lang, "Chuyển đơn vị cấp trên"),
            yes: t!(lang, "Ghi nhận việc chuyển"),
            codes: format!("{} > {}", unit.code, call.form().get("under")),
            order,
        };
        go_on(call, filled)
    });
    or_form(outcome, |wrong| form_page(call, Some(wrong)))
}
