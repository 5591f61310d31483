//! "Sáp nhập": which units end, and who carries them on.

use super::super::model::{Follow, Into, Reorganisation, What};
use super::steps::{Filled, givable, go_on, or_form};
use super::*;
use crate::organisation::keeping::pages::{answer, trees_of};
use crate::organisation::model::{Founding, Organisation};
use crate::pages::{csrf, faults};
use kernel::Failure;
use web::Reply;

/// The choice that founds a new unit.
const NEW: &str = "*";

pub(super) fn page(call: &Call) -> Result<Reply> {
    form_page(call, None)
}

fn form_page(call: &Call, wrong: Option<&[FieldFault]>) -> Result<Reply> {
    let lang = call.lang;
    let (unit, others) = call.read(|v| {
        let unit = here(call, v)?;
        let others: Vec<Organisation> =
            of_kind(call, v, unit.kind, call.today())?.into_iter().filter(|u| u.id != unit.id).collect();
        Ok((unit, others))
    })?;
    let base = format!("/don-vi/{}", unit.code);
    let errors = faults(lang, wrong.unwrap_or(&[]));
    let chosen = call.form().all("sources");
    let into = call.form().opt("into").unwrap_or(call.query("vao"));
    let mut choices: Vec<Choice> = vec![choice(&unit)];
    choices.extend(others.iter().map(choice));
    choices.push(Choice::new(NEW, t!(lang, "— Lập đơn vị mới từ các đơn vị này —")));
    let columns = vec![Column::text(t!(lang, "Cùng sáp nhập")), Column::text(t!(lang, "Mã"))];
    let rows = others.iter().map(|u| {
        Row::new(vec![
            html! { (Field::checkbox(lang, "sources", &u.name, chosen.contains(&u.code.as_str())).value(&u.code).id(format!("sources-{}", u.code))) },
            html! { (u.code) },
        ])
    });
    let body = html! {
        (errors.summary(lang))
        @if others.is_empty() {
            (empty_state("building-2", t!(lang, "Không có đơn vị để sáp nhập cùng"),
                t!(lang, "Trong phạm vi của bạn không có đơn vị nào khác cùng loại."), html! {}))
        } @else {
            div.card {
                (form(&format!("{base}/sap-nhap"), csrf(call), html! {
                    p { (t!(lang, "“{ten}” và các đơn vị được đánh dấu dưới đây sẽ nhập vào một đơn vị.", ten = unit.name)) }
                    (Table::new(lang, t!(lang, "Đơn vị cùng loại"), columns).rows(rows).filter().render())
                    (Field::select(lang, "into", t!(lang, "Đơn vị tiếp nhận"), choices).value(into)
                        .blank(t!(lang, "— Chọn đơn vị —")).required().error(errors.of("into").or(errors.of("sources"))))
                    (disclosure(t!(lang, "Nếu lập đơn vị mới"), html! {
                        (Field::text(lang, "code", t!(lang, "Mã đơn vị mới")).value(call.form().get("code")).max_length(40)
                            .error(errors.of("code")))
                        (Field::text(lang, "name", t!(lang, "Tên đơn vị mới")).value(call.form().get("name")).max_length(200)
                            .error(errors.of("name")))
                    }))
                    (decision_fields(call, &errors))
                    (Field::checkbox(lang, "posts", t!(lang, "Cán bộ của đơn vị nguồn tiếp tục chức vụ ở đơn vị tiếp nhận"),
                        call.form().get("posts") == "1"))
                    (Field::checkbox(lang, "roles", t!(lang, "Tài khoản của cán bộ đơn vị nguồn được giao vai trò như cũ ở đơn vị tiếp nhận"),
                        call.form().get("roles") == "1")
                        .hint(t!(lang, "Không đánh dấu: họ vẫn xem được đơn vị cũ như lịch sử, không xem được đơn vị tiếp nhận.")))
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
        shell.crumbs = crumbs(lang, &unit, t!(lang, "Sáp nhập"));
    };
    Ok(answer(call, t!(lang, "Sáp nhập đơn vị"), body, wrong.is_some(), dress))
}

pub(super) fn act(call: &Call) -> Result<Reply> {
    let lang = call.lang;
    let unit = call.read(|v| here(call, v))?;
    let outcome = read(call, &unit).and_then(|(order, codes)| {
        let filled = Filled {
            unit: &unit,
            action: format!("/don-vi/{}/sap-nhap", unit.code),
            title: t!(lang, "Sáp nhập đơn vị"),
            yes: t!(lang, "Ghi nhận sáp nhập"),
            codes,
            order,
        };
        go_on(call, filled)
    });
    or_form(outcome, |wrong| form_page(call, Some(wrong)))
}

fn read(call: &Call, unit: &Organisation) -> Result<(Reorganisation, String)> {
    let lang = call.lang;
    let mut wrong = Vec::new();
    let (on, decision) = read_decision(call, &mut wrong);
    let known = call.read(|v| of_kind(call, v, unit.kind, call.today()))?;
    let mut sources = vec![unit.clone()];
    for code in call.form().all("sources") {
        match known.iter().find(|u| u.code == code) {
            Some(u) if u.id != unit.id => sources.push(u.clone()),
            Some(_) => {}
            None => wrong.push(FieldFault::new("sources", t!(lang, "Hãy chọn đơn vị trong danh sách."))),
        }
    }
    let wanted = call.form().get("into");
    let target = known.iter().find(|u| u.code == wanted);
    let into = match (target, wanted) {
        (Some(t), _) => Some(Into::Unit(t.id)),
        (None, NEW) => {
            let code = call.form().need("code", t!(lang, "Hãy nhập mã đơn vị mới."), &mut wrong);
            let name = call.form().need("name", t!(lang, "Hãy nhập tên đơn vị mới."), &mut wrong);
            let place = call.read(|v| {
                let tree = trees_of(v, unit.id, call.today())?.first().copied();
                let above = |t: Tree| -> Result<_> {
                    Ok(ground::tree(v, t, call.today())?.get(unit.id).and_then(|u| u.parent))
                };
                tree.map(|t| Ok((t, above(t)?))).transpose()
            })?;
            Some(Into::New(Founding {
                code,
                name,
                kind: unit.kind,
                sector: unit.sector,
                commune: unit.commune,
                hard_to_reach: unit.hard_to_reach,
                place,
                from: on,
            }))
        }
        _ => {
            wrong.push(FieldFault::new("into", t!(lang, "Hãy chọn đơn vị tiếp nhận.")));
            None
        }
    };
    let roles = if call.form().get("roles") == "1" {
        let at = target.map_or(unit.id, |t| t.id);
        call.read(|v| givable(call, v, at))?
    } else {
        Vec::new()
    };
    let Some(into) = into.filter(|_| wrong.is_empty()) else { return Err(Failure::Invalid(wrong)) };
    let mut codes: Vec<&str> = sources.iter().map(|s| s.code.as_str()).collect();
    codes.push(">");
    codes.push(target.map_or(call.form().get("code"), |t| t.code.as_str()));
    let codes = codes.join(" ");
    let follow = Follow { posts: call.form().get("posts") == "1", roles };
    let sources = sources.iter().map(|s| s.id).collect();
    Ok((Reorganisation { on, decision, what: What::Merge { sources, into, follow } }, codes))
}
