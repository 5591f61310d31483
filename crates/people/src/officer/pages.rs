//! The officers of a unit: now, on any day, and before.

use super::model::{Post, Posts};
use super::service::{self, NewTerm, is_post};
use super::store::{self, Term};
use crate::finding::Words;
use crate::organisation::{Organisation, store as units};
use crate::pages::{csrf, day_field, faults, stretch};
use crate::person::AffiliationRole;
use crate::person::listing::{self, Filter, From, Order};
use crate::person::model::PersonCard;
use ::store::View;
use kernel::{Date, Failure, FieldFault, PersonId, Result, name, time};
use ui::prelude::*;
use web::{Act, Call, Reply, Routes, routes};

/// The addresses of this room.
pub fn routes() -> Routes {
    routes! {
        GET "/don-vi/{unit}/can-bo" => list, for Act::SeePeople;
        GET "/don-vi/{unit}/can-bo/moi" => new_page, for Act::KeepPeople;
        POST "/don-vi/{unit}/can-bo/moi" => begin, for Act::KeepPeople;
        POST "/don-vi/{unit}/can-bo/thoi" => end, for Act::KeepPeople;
    }
}

fn unit_of(call: &Call, v: &View) -> Result<Organisation> {
    units::last(v, call.unit()?)?.ok_or(Failure::NotFound)
}

/// A post in words.
fn post_word(lang: Lang, posts: &Posts, t: &Term) -> String {
    let of = |p: &Post| if lang == Lang::Vi { p.name.clone() } else { p.name_en.clone() };
    let known = t.stretch.office.as_ref().and_then(|o| posts.find(&o.post));
    let known = known.or_else(|| t.stretch.post.as_deref().and_then(|p| posts.named(p)));
    known.map_or_else(|| t.stretch.post.clone().unwrap_or_default(), of)
}

fn place(posts: &Posts, t: &Term) -> usize {
    posts.all().iter().position(|p| is_post(posts, &t.stretch, p)).unwrap_or(posts.all().len())
}

fn list(call: &Call) -> Result<Reply> {
    let lang = call.lang;
    let posts = call.state::<Posts>()?;
    let on = time::parse_typed_day(call.query("ngay")).unwrap_or(call.today());
    let (unit, mut all) = call.read(|v| Ok((unit_of(call, v)?, store::of_unit(v, call.unit()?)?)))?;
    if !all.is_empty() {
        call.looked("people.officers", &unit.code, all.len())?;
    }
    all.sort_by_key(|t| place(posts, t));
    let base = format!("/don-vi/{}/can-bo", unit.code);
    let keeps = call.may(Act::KeepPeople) && unit.valid_to > call.today();
    let now: Vec<&Term> = store::on(&all, on).collect();
    let mut past: Vec<&Term> = all.iter().filter(|t| t.stretch.to <= on).collect();
    past.sort_by_key(|t| std::cmp::Reverse((t.stretch.to, t.stretch.id)));
    let coming: Vec<&Term> = all.iter().filter(|t| t.stretch.from > on).collect();
    let empty = empty_state(
        "users",
        t!(lang, "Vào ngày này chưa ghi cán bộ nào"),
        t!(
            lang,
            "Ghi nhiệm kỳ của Ban Chấp hành, Ủy ban Kiểm tra, Ban Nữ công và tổ trưởng; chỉ tiêu tập huấn cán bộ đếm theo danh sách này."
        ),
        html! { @if keeps { (link_button(Look::Quiet, t!(lang, "Ghi nhiệm kỳ"), &format!("{base}/moi")).icon("plus")) } },
    );
    let body = html! {
        (form_get(&base, html! {
            (Field::text(lang, "ngay", t!(lang, "Tại ngày")).value(numbers::date(on)).plain().max_length(10))
            (quiet(t!(lang, "Xem")).icon("search"))
        }))
        (table(call, posts, t!(lang, "Đang giữ chức danh"), &now, &base, keeps && on == call.today()).empty(empty).render())
        @if !coming.is_empty() { (table(call, posts, t!(lang, "Sắp tới"), &coming, &base, false).render()) }
        @if !past.is_empty() { (table(call, posts, t!(lang, "Nhiệm kỳ đã qua"), &past, &base, false).render()) }
        p.hint { (posts.source) }
    };
    Ok(call.page_with(t!(lang, "Cán bộ công đoàn"), body, |shell| {
        shell.lead = Some(unit.name.clone());
        shell.crumbs = crumbs(lang, &unit, None);
        shell.actions = keeps.then(|| html! { (link_button(Look::Primary, t!(lang, "Ghi nhiệm kỳ"), &format!("{base}/moi")).icon("plus")) });
    }))
}

fn crumbs(lang: Lang, unit: &Organisation, last: Option<&str>) -> Vec<(String, Option<String>)> {
    let base = format!("/don-vi/{}", unit.code);
    let mut all = vec![
        (t!(lang, "Đơn vị").to_owned(), Some("/don-vi".to_owned())),
        (unit.name.clone(), Some(base.clone())),
        (t!(lang, "Cán bộ công đoàn").to_owned(), last.map(|_| format!("{base}/can-bo"))),
    ];
    all.extend(last.map(|l| (l.to_owned(), None)));
    all
}

fn table(call: &Call, posts: &Posts, title: &str, terms: &[&Term], base: &str, ends: bool) -> Table {
    let lang = call.lang;
    let mut columns = vec![
        Column::text(t!(lang, "Họ và tên")),
        Column::text(t!(lang, "Chức danh")),
        Column::text(t!(lang, "Nhiệm kỳ")),
        Column::text(t!(lang, "Thời gian")),
        Column::text(t!(lang, "Quyết định")),
    ];
    if ends {
        columns.push(Column::text(t!(lang, "Việc cần làm")));
    }
    let text = |s: &str| html! { @if s.is_empty() { "–" } @else { (s) } };
    let rows = terms.iter().map(|t| {
        let a = &t.stretch;
        let term = a.office.as_ref().map_or("", |o| o.term.as_str());
        let mut cells = vec![
            html! { a href={ "/nguoi/" (t.person) } { (t.full_name) } },
            text(&post_word(lang, posts, t)),
            text(term),
            html! { (stretch(lang, a.from, a.to)) },
            text(&t.decision),
        ];
        if ends {
            let again = posts.all().iter().find(|p| is_post(posts, a, p)).map(|p| {
                crate::pages::address(&format!("{base}/moi"), &[("nguoi", &t.person.to_string()), ("chuc_danh", &p.code)])
            });
            cells.push(html! {
                (disclosure(t!(lang, "Thôi giữ chức"), form(&format!("{base}/thoi"), csrf(call), html! {
                    input type="hidden" name="dong" value=(a.id);
                    (Field::date(lang, "day", t!(lang, "Từ ngày")).value(call.today().to_string()).required().id(format!("day-{}", a.id)))
                    (quiet(t!(lang, "Ghi nhận thôi")))
                })))
                @if let Some(again) = again { a href=(again) { (t!(lang, "Tái cử, bổ nhiệm lại")) } }
            });
        }
        Row::new(cells)
    });
    Table::new(lang, title, columns).rows(rows)
}

fn new_page(call: &Call) -> Result<Reply> {
    new_form(call, &[])
}

/// A value that the form or the address holds.
fn said<'a>(call: &'a Call, field: &str) -> &'a str {
    call.form().opt(field).unwrap_or_else(|| call.query(field))
}

/// Who may be chosen: the one named, else those of the unit whose name holds the words.
fn candidates(call: &Call, v: &View) -> Result<Vec<PersonCard>> {
    let unit = call.unit()?;
    let filter = Filter::all(AffiliationRole::Worker, vec![unit], call.today());
    let mut out = Vec::new();
    if let Ok(id) = said(call, "nguoi").parse() {
        let one = [v.canonical(PersonId(id))?];
        out.extend(listing::among(v, &filter, &one, Order::Name)?);
        if out.is_empty() {
            let officers = Filter { population: AffiliationRole::Officer, ..filter.clone() };
            out.extend(listing::among(v, &officers, &one, Order::Name)?);
        }
    }
    let words = Words::read(call.query("tim"));
    if out.is_empty() || !words.is_empty() {
        let page = listing::page(v, &Filter { words, ..filter }, Order::Name, From::Start, 30, 0)?;
        out.extend(
            page.people
                .into_iter()
                .filter(|c| out.iter().all(|o| o.person.id != c.person.id))
                .collect::<Vec<_>>(),
        );
    }
    Ok(out)
}

fn new_form(call: &Call, wrong: &[FieldFault]) -> Result<Reply> {
    let lang = call.lang;
    let posts = call.state::<Posts>()?;
    let (unit, people) = call.read(|v| Ok((unit_of(call, v)?, candidates(call, v)?)))?;
    if !people.is_empty() {
        call.looked("people.candidates", &unit.code, people.len())?;
    }
    let base = format!("/don-vi/{}/can-bo", unit.code);
    let errors = faults(lang, wrong);
    let choices: Vec<Choice> = people
        .iter()
        .map(|c| {
            let hint = [c.person.birth_text(), c.person.section.clone().unwrap_or_default()];
            let hint: Vec<String> = hint.into_iter().filter(|h| !h.is_empty()).collect();
            Choice::new(c.person.id.to_string(), &c.person.full_name).hint(hint.join(" · "))
        })
        .collect();
    let post_choices =
        posts.all().iter().map(|p| Choice::new(&p.code, if lang == Lang::Vi { &p.name } else { &p.name_en }));
    let from = call.form().opt("tu").map_or_else(|| call.today().to_string(), str::to_owned);
    let body = html! {
        (errors.summary(lang))
        (form_get(&format!("{base}/moi"), html! {
            input type="hidden" name="chuc_danh" value=(said(call, "chuc_danh"));
            (Field::text(lang, "tim", t!(lang, "Tìm người của đơn vị")).value(call.query("tim")).plain().max_length(100))
            (quiet(t!(lang, "Tìm")).icon("search"))
        }))
        div.card {
            (form(&format!("{base}/moi"), csrf(call), html! {
                @if choices.is_empty() { p.hint { (t!(lang, "Không có ai khớp")) } }
                (Field::radios(lang, "nguoi", t!(lang, "Cán bộ"), choices).value(said(call, "nguoi")).required().error(errors.of("nguoi")))
                (Field::select(lang, "chuc_danh", t!(lang, "Chức danh"), post_choices.collect()).value(said(call, "chuc_danh"))
                    .blank(t!(lang, "— Chọn chức danh —")).required().error(errors.of("chuc_danh")))
                (Field::text(lang, "nhiem_ky", t!(lang, "Nhiệm kỳ")).value(call.form().get("nhiem_ky")).max_length(40)
                    .hint(t!(lang, "Ví dụ 2023–2028.")))
                (Field::date(lang, "tu", t!(lang, "Từ ngày")).value(from).required().error(errors.of("tu")))
                (Field::date(lang, "den", t!(lang, "Đến hết ngày")).value(call.form().get("den")).error(errors.of("den"))
                    .hint(t!(lang, "Để trống nếu còn giữ chức.")))
                (Field::text(lang, "quyet_dinh", t!(lang, "Số quyết định")).value(call.form().get("quyet_dinh")).max_length(100))
                @if let Some(said) = errors.of("van_ghi") {
                    (Field::checkbox(lang, "van_ghi", t!(lang, "Đúng như vậy, vẫn ghi"), false).error(Some(said)))
                }
                (toolbar(html! {
                    (primary(t!(lang, "Ghi nhiệm kỳ")))
                    (link_button(Look::Quiet, t!(lang, "Thôi, quay lại"), &base))
                }))
            }))
        }
    };
    let title = t!(lang, "Ghi nhiệm kỳ");
    let dress = |shell: &mut Shell| {
        shell.lead = Some(unit.name.clone());
        shell.crumbs = crumbs(lang, &unit, Some(title));
    };
    Ok(if wrong.is_empty() {
        call.page_with(title, body, dress)
    } else {
        call.page_refused(title, body, dress)
    })
}

/// The term that the form means, or what is wrong with it.
fn term<'a>(call: &Call, posts: &'a Posts, wrong: &mut Vec<FieldFault>) -> Result<Option<NewTerm<'a>>> {
    let lang = call.lang;
    let form = call.form();
    let from: Date = day_field(call, "tu", wrong);
    let to = form.opt("den").map(|_| time::next_day(day_field(call, "den", wrong)));
    if from > call.today() {
        wrong.push(FieldFault::new("tu", t!(lang, "Ngày chưa tới. Hãy ghi khi nhiệm kỳ bắt đầu.")));
    }
    let post = posts.find(form.get("chuc_danh"));
    if post.is_none() {
        wrong.push(FieldFault::new("chuc_danh", t!(lang, "Hãy chọn chức danh.")));
    }
    let people = call.read(|v| candidates(call, v))?;
    let person = people.iter().map(|c| c.person.id).find(|p| p.to_string() == form.get("nguoi"));
    if person.is_none() {
        wrong.push(FieldFault::new("nguoi", t!(lang, "Hãy chọn một người của đơn vị.")));
    }
    let text = |field: &str| name::tidy(&form.get(field).chars().take(100).collect::<String>());
    Ok(match (person, post) {
        (Some(person), Some(post)) => Some(NewTerm {
            person,
            unit: call.unit()?,
            post,
            term: text("nhiem_ky"),
            decision: text("quyet_dinh"),
            from,
            to,
        }),
        _ => None,
    })
}

fn begin(call: &Call) -> Result<Reply> {
    let lang = call.lang;
    let posts = call.state::<Posts>()?;
    let mut wrong = Vec::new();
    let Some(new) = term(call, posts, &mut wrong)?.filter(|_| wrong.is_empty()) else {
        return new_form(call, &wrong);
    };
    let others = call.read(|v| service::others(v, posts, &new))?;
    if let Some(other) = others.first().filter(|_| call.form().get("van_ghi") != "1") {
        let text = t!(
            lang,
            "“{ten}” đang giữ chức danh này trong cùng thời gian. Hãy ghi thôi cho người ấy trước, hoặc đánh dấu bên dưới.",
            ten = other.full_name
        );
        return new_form(call, &[FieldFault::new("van_ghi", text)]);
    }
    let done = call.write(
        "person.term",
        format!("person {}, {} at {}", new.person, new.post.code, new.unit),
        |tx| {
            service::begin(tx, posts, &new)?;
            Ok(tx.txn())
        },
    );
    let base = format!("/don-vi/{}/can-bo", call.param("unit"));
    match done {
        Ok(txn) => Ok(Reply::done_with_undo(base, t!(lang, "Đã ghi nhiệm kỳ."), undo(lang, txn))),
        Err(Failure::Invalid(wrong)) => new_form(call, &wrong),
        Err(other) => Err(other),
    }
}

fn undo(lang: Lang, txn: i64) -> Undo {
    Undo {
        label: t!(lang, "Hoàn tác").to_owned(),
        action: "/nguoi/hoan-tac".to_owned(),
        token: txn.to_string(),
    }
}

fn end(call: &Call) -> Result<Reply> {
    let lang = call.lang;
    let unit = call.unit()?;
    let base = format!("/don-vi/{}/can-bo", call.param("unit"));
    let row: i64 = call.form().get("dong").parse().map_err(|_| Failure::NotFound)?;
    let mut wrong = Vec::new();
    let day = day_field(call, "day", &mut wrong);
    if let Some(fault) = wrong.first() {
        return Ok(Reply::refused(base, fault.message.clone()));
    }
    let done = call.write("person.term", format!("row {row} ends"), |tx| {
        service::end(tx, unit, row, day)?;
        Ok(tx.txn())
    });
    match done {
        Ok(txn) => {
            let text = t!(lang, "Đã ghi thôi giữ chức từ {ngay}.", ngay = numbers::date(day));
            Ok(Reply::done_with_undo(base, text, undo(lang, txn)))
        }
        Err(Failure::Invalid(wrong)) => {
            Ok(Reply::refused(base, wrong.first().map_or_else(String::new, |w| w.message.clone())))
        }
        Err(other) => Err(other),
    }
}
