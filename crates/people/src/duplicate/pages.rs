//! Double records: who looks like whom, side by side, merged, kept apart, taken apart again.

use super::model::{Choice as Part, Pair, Reason, likeness};
use super::{service, store};
use crate::account::store as accounts;
use crate::organisation::store as units;
use crate::pages::{csrf, faults, population_word, stretch, unit_name};
use crate::person::model::{Affiliation, Person};
use crate::person::pages::{highest, sex_word};
use crate::person::record::pages::holders;
use crate::person::{Secrets, store as persons};
use ::store::View;
use kernel::{Failure, FieldFault, PersonId, Result};
use std::collections::BTreeMap;
use ui::prelude::*;
use web::{Act, Call, Reply, Routes, routes};

/// The addresses of this room.
pub fn routes() -> Routes {
    routes! {
        GET "/nguoi/trung" => list, for Act::SeePeople;
        GET "/nguoi/trung/so-sanh" => compare_page, for Act::KeepPeople;
        POST "/nguoi/trung/gop" => merge, for Act::KeepPeople;
        POST "/nguoi/trung/khac" => apart, for Act::KeepPeople;
        POST "/nguoi/trung/tach" => split, for Act::KeepPeople;
    }
}

/// Pairs on a page.
const PAGE: usize = 50;

/// Why, in words.
pub(crate) fn reason_word(lang: Lang, r: Reason) -> &'static str {
    match r {
        Reason::NationalId => t!(lang, "cùng số căn cước"),
        Reason::Phone => t!(lang, "cùng số điện thoại"),
        Reason::NameAndDay => t!(lang, "cùng tên, ngày sinh"),
        Reason::NameAndYear => t!(lang, "cùng tên, năm sinh"),
        Reason::StaffCode => t!(lang, "cùng mã nhân viên"),
    }
}

/// A record with where it belongs, as this room shows it.
struct Face {
    person: Person,
    all: Vec<Affiliation>,
    places: Vec<String>,
}

fn face(call: &Call, v: &View, id: PersonId) -> Result<Face> {
    let person = persons::one(v, id)?.ok_or(Failure::NotFound)?;
    let all = persons::affiliations(v, id)?;
    let mut places = Vec::new();
    for unit in holders(&all, call.today()) {
        let name = unit_name(v, unit)?;
        if !places.contains(&name) {
            places.push(name);
        }
    }
    Ok(Face { person, all, places })
}

/// Not found unless the actor may do this at one of the person's units.
fn hold(call: &Call, v: &View, act: Act, face: &Face) -> Result<()> {
    for unit in holders(&face.all, call.today()) {
        if call.may_at(v, act, unit)? {
            return Ok(());
        }
    }
    Err(Failure::NotFound)
}

struct Merged {
    row: store::Merge,
    gone: String,
    kept: String,
    when: String,
}

/// The merges of people whom the actor keeps, the newest first.
fn merged(call: &Call, v: &View) -> Result<Vec<Merged>> {
    let mut out = Vec::new();
    for row in store::merges(v)?.into_iter().rev() {
        let kept = face(call, v, row.into)?;
        if out.len() < PAGE && hold(call, v, Act::KeepPeople, &kept).is_ok() {
            let gone = persons::one(v, row.person)?.map_or_else(String::new, |p| p.full_name);
            let when = store::when(v, row.id >> kernel::id::ROW_BITS)?.map(|m| m.text()).unwrap_or_default();
            out.push(Merged { row, gone, kept: kept.person.full_name, when });
        }
    }
    Ok(out)
}

fn list(call: &Call) -> Result<Reply> {
    let lang = call.lang;
    let page: usize = call.query("trang").parse().ok().filter(|n| *n > 0).unwrap_or(1);
    let (pairs, total, unit, done) = call.read(|v| {
        let code = call.query("don_vi");
        let tops = if code.is_empty() {
            highest(v, call.scope(Act::SeePeople)?, call.today())?
        } else {
            let unit = units::by_code(v, code)?.ok_or(Failure::NotFound)?;
            call.hold(v, Act::SeePeople, unit)?;
            vec![unit]
        };
        let all = service::suggestions(v, &tops, call.today())?;
        let mut shown: Vec<(Pair, Face, Face)> = Vec::new();
        for pair in all.iter().skip((page - 1) * PAGE).take(PAGE) {
            shown.push((pair.clone(), face(call, v, pair.a)?, face(call, v, pair.b)?));
        }
        let unit = units::by_code(v, code)?.map(|u| unit_name(v, u)).transpose()?;
        Ok((shown, all.len(), unit, merged(call, v)?))
    })?;
    if !pairs.is_empty() {
        call.looked("people.duplicates", call.query("don_vi"), pairs.len() * 2)?;
    }
    let keeps = call.may(Act::KeepPeople);
    let columns = [t!(lang, "Hồ sơ"), t!(lang, "Hồ sơ giống"), t!(lang, "Vì sao"), t!(lang, "Việc cần làm")];
    let one = |f: &Face| {
        html! {
            a href={ "/nguoi/" (f.person.id) } { (f.person.full_name) }
            @let birth = f.person.birth_text();
            @if !birth.is_empty() { " · " (birth) }
            br; span.hint { (f.places.join("; ")) }
        }
    };
    let rows = pairs.iter().map(|(pair, a, b)| {
        let why: Vec<&str> = pair.likeness.reasons.iter().map(|r| reason_word(lang, *r)).collect();
        let (x, y) = (pair.a, pair.b);
        Row::new(vec![
            one(a),
            one(b),
            html! {
                @if pair.likeness.score >= 90 { (badge(Tone::Warn, t!(lang, "rất giống"))) } @else { (badge(Tone::Plain, t!(lang, "có thể"))) }
                " " (why.join(", "))
            },
            html! {
                @if keeps { (link_button(Look::Quiet, t!(lang, "So sánh hai hồ sơ"), &format!("/nguoi/trung/so-sanh?a={x}&b={y}"))) } @else { "–" }
            },
        ])
    });
    let empty = empty_state(
        "circle-check",
        t!(lang, "Không thấy hồ sơ nào giống nhau"),
        t!(lang, "Hệ thống so số căn cước, số điện thoại, họ tên và ngày sinh trong phạm vi của bạn."),
        html! {},
    );
    let pages = u32::try_from(total.div_ceil(PAGE).max(1)).unwrap_or(1);
    let body = html! {
        (Table::new(lang, t!(lang, "Hồ sơ giống nhau"), columns.map(Column::text).to_vec()).caption_unseen().rows(rows).empty(empty))
        @if total > PAGE {
            (pager_pages(lang, u32::try_from(page).unwrap_or(1), pages, i64::try_from(total).unwrap_or(0),
                |n| crate::pages::address("/nguoi/trung", &[("don_vi", call.query("don_vi")), ("trang", &n.to_string())])))
        }
        @if keeps && !done.is_empty() { (merged_table(call, &done)) }
    };
    Ok(call.page_with(t!(lang, "Hồ sơ trùng"), body, |shell| {
        shell.lead = Some(match &unit {
            Some(name) => name.clone(),
            None => t!(lang, "Hai hồ sơ của một người làm số liệu đếm hai lần. Gộp lại thì mỗi người đếm một lần; gộp nhầm thì tách ra được.").to_owned(),
        });
        shell.crumbs = crumbs(lang, None);
    }))
}

fn crumbs(lang: Lang, last: Option<&str>) -> Vec<(String, Option<String>)> {
    let mut all = vec![(t!(lang, "Người lao động").to_owned(), Some("/nguoi".to_owned()))];
    let own = last.map(|_| "/nguoi/trung".to_owned());
    all.push((t!(lang, "Hồ sơ trùng").to_owned(), own));
    all.extend(last.map(|l| (l.to_owned(), None)));
    all
}

fn merged_table(call: &Call, done: &[Merged]) -> Markup {
    let lang = call.lang;
    let columns = [
        t!(lang, "Hồ sơ đã gộp"),
        t!(lang, "Giữ lại"),
        t!(lang, "Lúc"),
        t!(lang, "Lý do"),
        t!(lang, "Việc cần làm"),
    ];
    let rows = done.iter().map(|m| {
        Row::new(vec![
            html! { (m.gone) },
            html! { a href={ "/nguoi/" (m.row.into) } { (m.kept) } },
            html! { (m.when) },
            html! { @if m.row.reason.is_empty() { "–" } @else { (m.row.reason) } },
            html! {
                (form("/nguoi/trung/tach", csrf(call), html! {
                    input type="hidden" name="lan" value=(m.row.id);
                    (quiet(t!(lang, "Tách ra")))
                }))
            },
        ])
    });
    Table::new(lang, t!(lang, "Đã gộp"), columns.map(Column::text).to_vec()).rows(rows).render()
}

fn id_of(text: &str) -> Option<PersonId> {
    text.parse().ok().map(PersonId)
}

/// Both records of a comparison, each held by the actor.
fn both(call: &Call, v: &View, a: PersonId, b: PersonId) -> Result<(Face, Face)> {
    let (a, b) = (v.canonical(a)?, v.canonical(b)?);
    if a == b {
        return Err(service::one_already());
    }
    let (one, other) = (face(call, v, a)?, face(call, v, b)?);
    hold(call, v, Act::KeepPeople, &one)?;
    hold(call, v, Act::KeepPeople, &other)?;
    Ok((one, other))
}

fn compare_page(call: &Call) -> Result<Reply> {
    let (Some(a), Some(b)) = (id_of(call.query("a")), id_of(call.query("b"))) else {
        let lang = call.lang;
        let body = empty_state(
            "users",
            t!(lang, "Chưa chọn hai hồ sơ"),
            t!(lang, "Chọn một cặp ở danh sách hồ sơ trùng để so sánh."),
            html! { (link_button(Look::Quiet, t!(lang, "Hồ sơ trùng"), "/nguoi/trung")) },
        );
        return Ok(call.page(t!(lang, "So sánh hai hồ sơ"), body));
    };
    compare(call, a, b, &[])
}

/// What one field of a record says, for the eye.
fn said(call: &Call, f: &Face, part: Part) -> Result<String> {
    let p = &f.person;
    let text = |o: &Option<String>| o.clone().unwrap_or_default();
    Ok(match part {
        Part::Name => p.full_name.clone(),
        Part::Birth => p.birth_text(),
        Part::Sex => p.sex.map_or_else(String::new, |s| sex_word(call.lang, Some(s)).to_owned()),
        Part::Phone => text(&p.phone),
        Part::NationalId => match &p.national_id_sealed {
            Some(sealed) => {
                let number = call.state::<Secrets>()?.open(sealed)?;
                let last: String = number.chars().skip(number.chars().count().saturating_sub(3)).collect();
                format!("•••• {last}")
            }
            None => String::new(),
        },
        Part::Section => text(&p.section),
        Part::StaffCode => text(&p.staff_code),
    })
}

fn part_word(lang: Lang, part: Part) -> &'static str {
    match part {
        Part::Name => t!(lang, "Họ và tên"),
        Part::Birth => t!(lang, "Ngày sinh"),
        Part::Sex => t!(lang, "Giới tính"),
        Part::Phone => t!(lang, "Điện thoại"),
        Part::NationalId => t!(lang, "Số căn cước"),
        Part::Section => t!(lang, "Bộ phận, tổ"),
        Part::StaffCode => t!(lang, "Mã nhân viên"),
    }
}

/// Are the values of a field the same?
fn is_same(a: &Person, b: &Person, part: Part) -> bool {
    match part {
        Part::NationalId => a.national_id_key == b.national_id_key,
        Part::Name => a.full_name == b.full_name,
        Part::Birth => (a.birth_day, a.birth_year) == (b.birth_day, b.birth_year),
        Part::Sex => a.sex == b.sex,
        Part::Phone => a.phone == b.phone,
        Part::Section => a.section == b.section,
        Part::StaffCode => a.staff_code == b.staff_code,
    }
}

fn compare(call: &Call, a: PersonId, b: PersonId, wrong: &[FieldFault]) -> Result<Reply> {
    let lang = call.lang;
    let (one, other, facts, logins) = call.read(|v| {
        let (one, other) = both(call, v, a, b)?;
        let (x, y) = (one.person.id, other.person.id);
        let facts = [v.facts_of_person(x)?.len(), v.facts_of_person(y)?.len()];
        let logins = [accounts::of_person(v, x)?.is_some(), accounts::of_person(v, y)?.is_some()];
        Ok((one, other, facts, logins))
    })?;
    call.looked("people.compare", &format!("{}, {}", one.person.id, other.person.id), 2)?;
    let why = likeness(&one.person, &other.person);
    let errors = faults(lang, wrong);
    let mut rows = Vec::new();
    for part in Part::ALL {
        let (x, y) = (said(call, &one, part)?, said(call, &other, part)?);
        if x.is_empty() && y.is_empty() {
            continue;
        }
        let same = is_same(&one.person, &other.person, part);
        // what only one of them knows is kept
        let from_other = call.form().opt(part.code()).map_or(x.is_empty(), |s| s == "b");
        let cell = |value: &str, id: &str, on: bool| {
            let id = format!("{}-{id}", part.code());
            html! {
                @if same { (value) }
                @else {
                    div.tick {
                        input type="radio" id=(id) name=(part.code()) value=(if id.ends_with("-b") { "b" } else { "a" }) checked[on];
                        label for=(id) { @if value.is_empty() { (t!(lang, "(để trống)")) } @else { (value) } }
                    }
                }
            }
        };
        rows.push(Row::new(vec![
            html! { (part_word(lang, part)) },
            cell(&x, "a", !from_other),
            cell(&y, "b", from_other),
            html! { @if same { (badge(Tone::Ok, t!(lang, "giống"))) } @else { (badge(Tone::Warn, t!(lang, "khác"))) } },
        ]));
    }
    let place = |f: &Face| -> Result<Markup> {
        let names = call.read(|v| {
            f.all.iter().map(|a| Ok((unit_name(v, a.organisation)?, a.clone()))).collect::<Result<Vec<_>>>()
        })?;
        Ok(
            html! { @for (name, a) in &names { div { (name) " · " (population_word(lang, a.role)) " " span.hint { (stretch(lang, a.from, a.to)) } } } },
        )
    };
    rows.push(Row::new(vec![html! { (t!(lang, "Nơi thuộc về")) }, place(&one)?, place(&other)?, html! {}]));
    let n = |n: usize| numbers::count(lang, i64::try_from(n).unwrap_or(0));
    rows.push(Row::new(vec![
        html! { (t!(lang, "Việc học đã ghi")) },
        html! { (n(facts[0])) },
        html! { (n(facts[1])) },
        html! {},
    ]));
    let login = |has: bool| if has { t!(lang, "Có") } else { t!(lang, "Chưa") };
    rows.push(Row::new(vec![
        html! { (t!(lang, "Tài khoản")) },
        html! { (login(logins[0])) },
        html! { (login(logins[1])) },
        html! {},
    ]));
    let columns = vec![
        Column::text(t!(lang, "Mục")),
        Column::text(t!(lang, "Hồ sơ ghi trước")),
        Column::text(t!(lang, "Hồ sơ ghi sau")),
        Column::text(t!(lang, "Giống, khác")),
    ];
    let (x, y) = (one.person.id, other.person.id);
    let keep = call.form().opt("giu").unwrap_or("a");
    let table = Table::new(lang, t!(lang, "Hai hồ sơ cạnh nhau"), columns).caption_unseen().rows(rows);
    let body = html! {
        (errors.summary(lang))
        @if let Some(why) = &why {
            (notice(lang, Tone::Plain, t!(lang, "Vì sao hai hồ sơ này được nêu"), html! {
                p { (why.reasons.iter().map(|r| reason_word(lang, *r)).collect::<Vec<_>>().join(", ")) }
            }))
        }
        (form("/nguoi/trung/gop", csrf(call), html! {
            input type="hidden" name="a" value=(x);
            input type="hidden" name="b" value=(y);
            (table)
            div.card {
                (Field::radios(lang, "giu", t!(lang, "Giữ hồ sơ nào làm chính"), vec![
                    Choice::new("a", t!(lang, "Hồ sơ ghi trước")), Choice::new("b", t!(lang, "Hồ sơ ghi sau"))]).value(keep).plain())
                (Field::text(lang, "ly_do", t!(lang, "Vì sao biết là một người")).required().max_length(200).error(errors.of("ly_do"))
                    .value(call.form().get("ly_do")).hint(t!(lang, "Ví dụ: đã hỏi tổ trưởng; chuyển từ công ty cũ sang.")))
                p.hint { (t!(lang, "Sau khi gộp, người này chỉ được đếm một lần ở nơi vào trước; việc học của hai hồ sơ cộng lại; báo cáo đã niêm phong giữ nguyên. Nếu cả hai có tài khoản, cả hai số đăng nhập vẫn dùng được, mỗi số giữ quyền của mình.")) }
                (toolbar(html! {
                    (primary(t!(lang, "Gộp làm một")))
                    (quiet(t!(lang, "Không phải một người")).to("/nguoi/trung/khac").unchecked())
                    (link_button(Look::Quiet, t!(lang, "Thôi, quay lại"), "/nguoi/trung"))
                }))
            }
        }))
    };
    let title = t!(lang, "So sánh hai hồ sơ");
    let dress = |shell: &mut Shell| shell.crumbs = crumbs(lang, Some(title));
    Ok(if wrong.is_empty() {
        call.page_with(title, body, dress)
    } else {
        call.page_refused(title, body, dress)
    })
}

/// Both ids that a form sent.
fn sent(call: &Call) -> Result<(PersonId, PersonId)> {
    let id = |name: &str| id_of(call.form().get(name)).ok_or(Failure::NotFound);
    Ok((id("a")?, id("b")?))
}

fn undo(lang: Lang, txn: i64) -> Undo {
    Undo {
        label: t!(lang, "Hoàn tác").to_owned(),
        action: "/nguoi/hoan-tac".to_owned(),
        token: txn.to_string(),
    }
}

fn merge(call: &Call) -> Result<Reply> {
    let lang = call.lang;
    let (a, b) = sent(call)?;
    let reason: String = call.form().get("ly_do").chars().take(200).collect();
    if reason.chars().count() < 3 {
        let wrong = FieldFault::new("ly_do", t!(lang, "Hãy ghi vì sao biết là một người."));
        return compare(call, a, b, &[wrong]);
    }
    let keeps_b = call.form().get("giu") == "b";
    let (keep, drop) = if keeps_b { (b, a) } else { (a, b) };
    let dropped = if keeps_b { "a" } else { "b" };
    let chosen: BTreeMap<Part, bool> =
        Part::ALL.into_iter().map(|p| (p, call.form().get(p.code()) == dropped)).collect();
    let (txn, done) = call.write("person.merge", format!("{drop} into {keep}"), |tx| {
        // the rights are asked again inside the write: somebody may have moved between
        both(call, tx, keep, drop)?;
        Ok((tx.txn(), service::merge(tx, keep, drop, &chosen, &reason)?))
    })?;
    let text = t!(lang, "Đã gộp hai hồ sơ làm một; người này được đếm một lần.");
    Ok(Reply::done_with_undo(format!("/nguoi/{}", done.kept), text, undo(lang, txn)))
}

fn apart(call: &Call) -> Result<Reply> {
    let lang = call.lang;
    let (a, b) = sent(call)?;
    let reason: String = call.form().get("ly_do").chars().take(200).collect();
    let txn = call.write("person.apart", format!("{a}, {b}"), |tx| {
        both(call, tx, a, b)?;
        service::keep_apart(tx, a, b, &reason)?;
        Ok(tx.txn())
    })?;
    let text = t!(lang, "Đã nhớ: hai hồ sơ này là hai người, sẽ không nêu lại.");
    Ok(Reply::done_with_undo("/nguoi/trung", text, undo(lang, txn)))
}

fn split(call: &Call) -> Result<Reply> {
    let lang = call.lang;
    let row: i64 = call.form().get("lan").parse().map_err(|_| Failure::NotFound)?;
    call.write("person.split", format!("merge {row}"), |tx| {
        let merge = store::merge(tx, row)?.ok_or(Failure::NotFound)?;
        hold(call, tx, Act::KeepPeople, &face(call, tx, merge.into)?)?;
        service::unmerge(tx, row)
    })?;
    Ok(Reply::done(
        "/nguoi/trung",
        t!(lang, "Đã tách thành hai hồ sơ như trước; số liệu trở lại như trước khi gộp."),
    ))
}

/// Records that look like this one, with their names, among those whom the actor sees.
pub(crate) fn hint(call: &Call, v: &View, person: PersonId) -> Result<Vec<(Pair, String)>> {
    let tops = highest(v, call.scope(Act::SeePeople)?, call.today())?;
    let mut out = Vec::new();
    for pair in service::like(v, person, &tops, call.today())?.into_iter().take(5) {
        let other = if pair.a == person { pair.b } else { pair.a };
        let name = persons::one(v, other)?.map_or_else(String::new, |p| p.full_name);
        out.push((pair, name));
    }
    Ok(out)
}
