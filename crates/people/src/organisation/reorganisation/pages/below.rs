//! Many units below one at a stroke, by one decision: all end (the districts), or all move.

use super::super::model::{Reorganisation, What};
use super::moving::{Spot, spot_choices, spot_value, spots};
use super::steps::{Filled, go_on, or_form};
use super::*;
use crate::organisation::keeping::pages::answer;
use crate::pages::{csrf, faults, kind_word};
use kernel::Failure;
use web::Reply;

fn children(v: &View, unit: OrganisationId, on: Date) -> Result<Vec<Organisation>> {
    let mut all: BTreeMap<OrganisationId, Organisation> = BTreeMap::new();
    for tree in Tree::all() {
        for u in ground::tree(v, tree, on)?.children(unit) {
            all.entry(u.id).or_insert_with(|| u.clone());
        }
    }
    let mut all: Vec<Organisation> = all.into_values().collect();
    all.sort_by_cached_key(|u| (u.kind, name::text_key(&u.name), u.id));
    Ok(all)
}

/// Where each of these could stand: the places that are open to all of one kind.
fn common_spots(call: &Call, v: &View, units: &[Organisation], on: Date) -> Result<Vec<Spot>> {
    let mut kinds = std::collections::BTreeSet::new();
    let mut all: Vec<Spot> = Vec::new();
    for u in units {
        if kinds.insert(u.kind) {
            for spot in spots(call, v, u, on)? {
                if all.iter().all(|s| spot_value(s) != spot_value(&spot)) {
                    all.push(spot);
                }
            }
        }
    }
    Ok(all)
}

pub(super) fn page(call: &Call) -> Result<Reply> {
    form_page(call, None)
}

fn form_page(call: &Call, wrong: Option<&[FieldFault]>) -> Result<Reply> {
    let lang = call.lang;
    let (unit, below, spots) = call.read(|v| {
        let unit = here(call, v)?;
        let below = children(v, unit.id, call.today())?;
        let spots = common_spots(call, v, &below, call.today())?;
        Ok((unit, below, spots))
    })?;
    let base = format!("/don-vi/{}", unit.code);
    let errors = faults(lang, wrong.unwrap_or(&[]));
    let chosen = call.form().all("units");
    let columns = vec![
        Column::text(t!(lang, "Đơn vị trực thuộc")),
        Column::text(t!(lang, "Loại đơn vị")),
        Column::text(t!(lang, "Mã")),
    ];
    let rows = below.iter().map(|u| {
        Row::new(vec![
            html! { (Field::checkbox(lang, "units", &u.name, chosen.contains(&u.code.as_str())).value(&u.code).id(format!("units-{}", u.code))) },
            html! { (kind_word(lang, u.kind)) },
            html! { (u.code) },
        ])
    });
    let ways = vec![
        Choice::new("abolish", t!(lang, "Giải thể, kết thúc hoạt động")).hint(t!(
            lang,
            "Đơn vị trực thuộc của chúng về đơn vị cấp trên gần nhất; người chưa gắn đơn vị nào."
        )),
        Choice::new("move", t!(lang, "Chuyển về đơn vị khác")),
    ];
    let body = html! {
        (errors.summary(lang))
        @if below.is_empty() {
            (empty_state("building-2", t!(lang, "Chưa có đơn vị trực thuộc"),
                t!(lang, "Ở đây đánh dấu nhiều đơn vị trực thuộc để giải thể hoặc chuyển theo một quyết định."), html! {}))
        } @else {
            div.card {
                (form(&format!("{base}/cap-duoi"), csrf(call), html! {
                    (Table::new(lang, t!(lang, "Đánh dấu các đơn vị cùng một quyết định"), columns).rows(rows).filter().render())
                    @if let Some(fault) = errors.of("units") { p.error { (fault) } }
                    (Field::radios(lang, "way", t!(lang, "Việc cần ghi"), ways).required()
                        .value(call.form().opt("way").unwrap_or("abolish")).error(errors.of("way")))
                    (Field::select(lang, "under", t!(lang, "Nếu chuyển: về"), spot_choices(lang, &spots))
                        .blank(t!(lang, "— Chọn đơn vị —")).value(call.form().get("under"))
                        .error(errors.of("under").or(errors.of("parent")).or(errors.of("below"))))
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
        shell.crumbs = crumbs(lang, &unit, t!(lang, "Nhiều đơn vị trực thuộc"));
    };
    Ok(answer(call, t!(lang, "Giải thể, chuyển nhiều đơn vị trực thuộc"), body, wrong.is_some(), dress))
}

pub(super) fn act(call: &Call) -> Result<Reply> {
    let lang = call.lang;
    let unit = call.read(|v| here(call, v))?;
    let read = || {
        let mut wrong = Vec::new();
        let (on, decision) = read_decision(call, &mut wrong);
        let below = call.read(|v| children(v, unit.id, call.today()))?;
        let mut chosen = Vec::new();
        for code in call.form().all("units") {
            match below.iter().find(|u| u.code == code) {
                Some(u) => chosen.push(u.clone()),
                None => wrong.push(FieldFault::new("units", t!(lang, "Hãy chọn đơn vị trong danh sách."))),
            }
        }
        if chosen.is_empty() && wrong.iter().all(|f| f.field != "units") {
            wrong.push(FieldFault::new("units", t!(lang, "Hãy đánh dấu ít nhất một đơn vị.")));
        }
        let units: Vec<OrganisationId> = chosen.iter().map(|u| u.id).collect();
        let what = match call.form().get("way") {
            "abolish" => Some(What::Abolish { units, below_to: None, people_to: None }),
            "move" => {
                let value = call.form().get("under");
                let all = call.read(|v| common_spots(call, v, &chosen, call.today()))?;
                match all.into_iter().find(|s| !value.is_empty() && spot_value(s) == value) {
                    Some((tree, above)) => Some(What::Move { tree, units, under: above.map(|u| u.id) }),
                    None => {
                        wrong.push(FieldFault::new("under", t!(lang, "Hãy chọn đơn vị trong danh sách.")));
                        None
                    }
                }
            }
            _ => {
                wrong.push(FieldFault::new("way", t!(lang, "Hãy chọn giải thể hay chuyển.")));
                None
            }
        };
        match what {
            Some(what) if wrong.is_empty() => {
                let codes: Vec<String> = chosen.into_iter().map(|u| u.code).collect();
                Ok((Reorganisation { on, decision, what }, codes.join(" ")))
            }
            _ => Err(Failure::Invalid(wrong)),
        }
    };
    let outcome = read().and_then(|(order, codes)| {
        let is_end = matches!(order.what, What::Abolish { .. });
        let filled = Filled {
            unit: &unit,
            action: format!("/don-vi/{}/cap-duoi", unit.code),
            title: if is_end {
                t!(lang, "Giải thể nhiều đơn vị")
            } else {
                t!(lang, "Chuyển nhiều đơn vị")
            },
            yes: if is_end {
                t!(lang, "Ghi nhận giải thể")
            } else {
                t!(lang, "Ghi nhận việc chuyển")
            },
            codes,
            order,
        };
        go_on(call, filled)
    });
    or_form(outcome, |wrong| form_page(call, Some(wrong)))
}
