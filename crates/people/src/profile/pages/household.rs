//! The household of a learning family: numbers only.

use super::super::service;
use super::super::store::{self, Household};
use crate::organisation::{Tree, store as units};
use crate::pages::{csrf, faults, unit_name};
use crate::person::record::pages::{held, opened};
use ::store::View;
use kernel::{Failure, FieldFault, PersonId, Result, name};
use ui::prelude::*;
use web::{Act, Call, Reply};

/// What is kept, on the record of the head of the household.
pub(crate) fn card(call: &Call, person: PersonId, keeps: bool) -> Result<Markup> {
    let lang = call.lang;
    let all = call.read(|v| {
        let all = store::households(v, person)?;
        all.into_iter()
            .map(|h| Ok((h.commune.map(|c| unit_name(v, c)).transpose()?.unwrap_or_default(), h)))
            .collect::<Result<Vec<_>>>()
    })?;
    if all.is_empty() && !keeps {
        return Ok(html! {});
    }
    let beside = html! { @if keeps { a href={ "/nguoi/" (person) "/ho-gia-dinh" } { (t!(lang, "Ghi hộ gia đình")) } } };
    Ok(card_with(
        t!(lang, "Gia đình học tập"),
        beside,
        html! {
            @if all.is_empty() { p.hint { (t!(lang, "Chưa ghi.")) } (purpose(lang)) }
            @for (commune, h) in &all {
                p { (t!(lang, "Năm {nam}: {hoc} trên {tong} người học", nam = h.year, hoc = h.learners, tong = h.members))
                    @if !commune.is_empty() { " · " (commune) }
                    @if !h.note.is_empty() { br; span.hint { (h.note) } } }
            }
        },
    ))
}

fn purpose(lang: Lang) -> Markup {
    html! { p.hint { (t!(lang, "Chỉ dùng để xét danh hiệu “Gia đình học tập”. Không ghi tên trẻ em.")) } }
}

/// The form.
pub(super) fn page(call: &Call) -> Result<Reply> {
    opened(call)?;
    show(call, &[])
}

fn communes(call: &Call, v: &View) -> Result<Vec<Choice>> {
    let Some(tree) = Tree::find("administrative") else { return Ok(Vec::new()) };
    let tree = units::tree(v, tree, call.today())?;
    let mut all: Vec<_> = tree.units().filter(|u| tree.children(u.id).next().is_none()).collect();
    all.sort_by_cached_key(|u| (name::text_key(&u.name), u.id));
    Ok(all.into_iter().map(|u| Choice::new(&u.code, &u.name)).collect())
}

fn show(call: &Call, wrong: &[FieldFault]) -> Result<Reply> {
    let lang = call.lang;
    let (person, last, communes) = call.read(|v| {
        let (person, _) = held(call, v, Act::KeepPeople)?;
        let last = store::households(v, person.id)?.into_iter().next();
        let code = match last.as_ref().and_then(|h| h.commune) {
            Some(c) => units::last(v, c)?.map_or_else(String::new, |u| u.code),
            None => String::new(),
        };
        Ok((person, last.map(|h| (h, code)), communes(call, v)?))
    })?;
    let errors = faults(lang, wrong);
    let base = format!("/nguoi/{}", person.id);
    let said = |field: &str, known: String| call.form().opt(field).map_or(known, str::to_owned);
    let known = last.as_ref();
    let body = html! {
        (errors.summary(lang))
        div.card {
            (form(&format!("{base}/ho-gia-dinh"), csrf(call), html! {
                (purpose(lang))
                (Field::number(lang, "nam", t!(lang, "Năm")).value(said("nam", call.today().year().to_string())).required().max_length(4).error(errors.of("nam")))
                (Field::number(lang, "thanh_vien", t!(lang, "Số người trong hộ")).value(said("thanh_vien", known.map_or_else(String::new, |k| k.0.members.to_string())))
                    .required().max_length(2).error(errors.of("thanh_vien")))
                (Field::number(lang, "dang_hoc", t!(lang, "Số người học trong năm")).value(said("dang_hoc", String::new())).required().max_length(2)
                    .hint(t!(lang, "Kể cả trẻ em đi học và người lớn học ít nhất một nội dung.")).error(errors.of("dang_hoc")))
                (Field::select(lang, "xa", t!(lang, "Xã, phường nơi ở"), communes.clone()).blank(t!(lang, "Chưa rõ"))
                    .value(said("xa", known.map_or_else(String::new, |k| k.1.clone()))).plain())
                (Field::text(lang, "ghi_chu", t!(lang, "Ghi chú")).value(call.form().get("ghi_chu")).max_length(200))
                (toolbar(html! {
                    (primary(t!(lang, "Lưu")))
                    (link_button(Look::Quiet, t!(lang, "Thôi, quay lại"), &base))
                }))
            }))
        }
    };
    let title = t!(lang, "Gia đình học tập");
    let dress = |shell: &mut Shell| {
        shell.lead = Some(person.full_name.clone());
        shell.crumbs = vec![
            (t!(lang, "Người lao động").to_owned(), Some("/nguoi".to_owned())),
            (person.full_name.clone(), Some(base.clone())),
            (title.to_owned(), None),
        ];
    };
    Ok(if wrong.is_empty() {
        call.page_with(title, body, dress)
    } else {
        call.page_refused(title, body, dress)
    })
}

/// Keeps what the form says.
pub(super) fn keep(call: &Call) -> Result<Reply> {
    let lang = call.lang;
    let (person, _) = call.read(|v| held(call, v, Act::KeepPeople))?;
    let mut wrong = Vec::new();
    let mut number = |field: &str| match call.form().get(field).parse::<i64>() {
        Ok(n) => n,
        Err(_) => {
            wrong.push(FieldFault::new(field, t!(lang, "Hãy nhập một số.")));
            0
        }
    };
    let (year, members, learners) = (number("nam"), number("thanh_vien"), number("dang_hoc"));
    if !wrong.is_empty() {
        return show(call, &wrong);
    }
    let code = call.form().get("xa");
    let commune = call.read(|v| {
        let known = communes(call, v)?.iter().any(|c| c.value == code);
        Ok(if known { units::by_code(v, code)? } else { None })
    })?;
    let note = name::tidy(&call.form().get("ghi_chu").chars().take(200).collect::<String>());
    let h = Household { id: 0, commune, year, members, learners, note };
    let done = call.write("person.household", format!("person {}, {year}", person.id), |tx| {
        held(call, tx, Act::KeepPeople)?;
        service::keep_household(tx, person.id, &h)?;
        Ok(tx.txn())
    });
    match done {
        Ok(txn) => {
            let undo = Undo {
                label: t!(lang, "Hoàn tác").to_owned(),
                action: "/nguoi/hoan-tac".to_owned(),
                token: txn.to_string(),
            };
            Ok(Reply::done_with_undo(format!("/nguoi/{}", person.id), t!(lang, "Đã ghi hộ gia đình."), undo))
        }
        Err(Failure::Invalid(wrong)) => show(call, &wrong),
        Err(other) => Err(other),
    }
}
