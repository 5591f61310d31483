//! "Giải thể": one unit ends; its people and the units below it go where the form says.

use super::super::model::{Reorganisation, What};
use super::steps::{Filled, go_on, or_form};
use super::*;
use crate::organisation::keeping::pages::answer;
use crate::pages::{csrf, faults};
use kernel::Failure;
use web::Reply;

pub(super) fn page(call: &Call) -> Result<Reply> {
    form_page(call, None)
}

fn form_page(call: &Call, wrong: Option<&[FieldFault]>) -> Result<Reply> {
    let lang = call.lang;
    let (unit, others) = call.read(|v| {
        let unit = here(call, v)?;
        let others = of_kind(call, v, unit.kind, call.today())?;
        Ok((unit, others))
    })?;
    let base = format!("/don-vi/{}", unit.code);
    let errors = faults(lang, wrong.unwrap_or(&[]));
    let others: Vec<Choice> = others.iter().filter(|u| u.id != unit.id).map(choice).collect();
    let body = html! {
        (errors.summary(lang))
        div.card {
            (form(&format!("{base}/giai-the"), csrf(call), html! {
                p { (t!(lang, "“{ten}” kết thúc từ ngày hiệu lực. Hồ sơ, số liệu, báo cáo trước ngày ấy giữ nguyên.", ten = unit.name)) }
                (decision_fields(call, &errors))
                @if unit.kind.has_people() {
                    (Field::select(lang, "people_to", t!(lang, "Người của đơn vị về"), others)
                        .blank(t!(lang, "— Chưa gắn đơn vị nào —")).value(call.form().get("people_to"))
                        .hint(t!(lang, "Muốn một đơn vị tiếp nối cả lịch sử, hãy dùng “Sáp nhập”."))
                        .error(errors.of("below").or(errors.of("into"))))
                }
                (toolbar(html! {
                    (primary(t!(lang, "Xem trước")))
                    (link_button(Look::Quiet, t!(lang, "Thôi, quay lại"), &base))
                }))
            }))
        }
    };
    let dress = |shell: &mut Shell| shell.crumbs = crumbs(lang, &unit, t!(lang, "Giải thể"));
    Ok(answer(call, t!(lang, "Giải thể đơn vị"), body, wrong.is_some(), dress))
}

pub(super) fn act(call: &Call) -> Result<Reply> {
    let lang = call.lang;
    let unit = call.read(|v| here(call, v))?;
    let read = || {
        let mut wrong = Vec::new();
        let (on, decision) = read_decision(call, &mut wrong);
        let people_to = match call.form().opt("people_to") {
            None => None,
            Some(code) => {
                let all = call.read(|v| of_kind(call, v, unit.kind, call.today()))?;
                let found = all.into_iter().find(|u| u.code == code).map(|u| u.id);
                if found.is_none() {
                    wrong.push(FieldFault::new("people_to", t!(lang, "Hãy chọn đơn vị trong danh sách.")));
                }
                found
            }
        };
        if !wrong.is_empty() {
            return Err(Failure::Invalid(wrong));
        }
        Ok(Reorganisation {
            on,
            decision,
            what: What::Abolish { units: vec![unit.id], below_to: None, people_to },
        })
    };
    let outcome = read().and_then(|order| {
        let filled = Filled {
            unit: &unit,
            action: format!("/don-vi/{}/giai-the", unit.code),
            title: t!(lang, "Giải thể đơn vị"),
            yes: t!(lang, "Ghi nhận giải thể"),
            codes: unit.code.clone(),
            order,
        };
        go_on(call, filled)
    });
    or_form(outcome, |wrong| form_page(call, Some(wrong)))
}
