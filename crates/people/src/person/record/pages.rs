//! The record of one person: what is known, where they belong and belonged, what they have done.

use crate::duplicate::Pair;
use crate::duplicate::pages::{hint, reason_word};
use crate::organisation::service::forever;
use crate::organisation::store as units;
use crate::pages::{csrf, faults, population_word, stretch};
use crate::person::model::{Affiliation, Person};
use crate::person::pages::sex_word;
use crate::person::{Secrets, store};
use crate::profile::pages::{competence_card, household_card};
use ::store::View;
use ::store::fact::SeenFact;
use kernel::{Date, Failure, FieldFault, OrganisationId, PersonId, Result};
use std::collections::BTreeMap;
use ui::prelude::*;
use web::{Act, Call, Reply, Routes, routes};

/// The addresses of this room.
pub fn routes() -> Routes {
    routes! {
        GET "/nguoi/{id}" => show, for Act::SeePeople;
        POST "/nguoi/{id}/cccd" => open_national_id, for Act::SeePeople;
    }
}

/// From a topic's code to its name.
pub type NameOfTopic = dyn Fn(Lang, &str) -> Option<String> + Send + Sync;

/// The names of topics: data of another house, plugged in by `server`.
pub struct TopicNames(pub Box<NameOfTopic>);

/// The units by which a person is held: those of today, else the last one.
pub(crate) fn holders(all: &[Affiliation], today: Date) -> Vec<OrganisationId> {
    let now: Vec<OrganisationId> =
        all.iter().filter(|a| a.from <= today && today < a.to).map(|a| a.organisation).collect();
    if !now.is_empty() {
        return now;
    }
    let ended = all.iter().filter(|a| a.to <= today && a.from < a.to).max_by_key(|a| (a.to, a.id));
    let coming = all.iter().filter(|a| a.from > today).min_by_key(|a| (a.from, a.id));
    ended.or(coming).map(|a| a.organisation).into_iter().collect()
}

/// Keeps that somebody opened a form about the person of the address: it shows the name.
pub(crate) fn opened(call: &Call) -> Result<()> {
    let (person, _) = call.read(|v| held(call, v, Act::KeepPeople))?;
    call.looked("people.record", &person.id.to_string(), 1)
}

/// Loads a person; not found unless the actor may do this at one of the person's units.
pub fn held(call: &Call, v: &View, act: Act) -> Result<(Person, Vec<Affiliation>)> {
    // a record that went into another one opens the other
    let id = v.canonical(PersonId(call.id("id")?))?;
    let Some(person) = store::one(v, id)? else { return Err(Failure::NotFound) };
    let all = store::affiliations(v, id)?;
    for unit in holders(&all, call.today()) {
        if call.may_at(v, act, unit)? {
            return Ok((person, all));
        }
    }
    Err(Failure::NotFound)
}

struct Record {
    person: Person,
    affiliations: Vec<Affiliation>,
    names: BTreeMap<OrganisationId, (String, Option<String>)>,
    facts: Vec<SeenFact>,
    like: Vec<(Pair, String)>,
    keeps: bool,
}

fn read(call: &Call, v: &View) -> Result<Record> {
    let (person, affiliations) = held(call, v, Act::SeePeople)?;
    let facts = v.facts_of_person(person.id)?;
    let mut names = BTreeMap::new();
    for id in affiliations.iter().map(|a| a.organisation).chain(facts.iter().map(|f| f.organisation)) {
        if !names.contains_key(&id)
            && let Some(unit) = units::last(v, id)?
        {
            let href = call.may_at(v, Act::SeeUnits, id)?.then(|| format!("/don-vi/{}", unit.code));
            names.insert(id, (unit.name, href));
        }
    }
    let mut keeps = false;
    for unit in holders(&affiliations, call.today()) {
        keeps |= call.may_at(v, Act::KeepPeople, unit)?;
    }
    let like = if keeps { hint(call, v, person.id)? } else { Vec::new() };
    Ok(Record { person, affiliations, names, facts, like, keeps })
}

fn show(call: &Call) -> Result<Reply> {
    let r = call.read(|v| read(call, v))?;
    call.looked("people.record", &r.person.id.to_string(), 1)?;
    let body = body(call, &r, &Errors::default(), None)?;
    Ok(call.page_with(&r.person.full_name, body, |shell| dress(call, &r, shell)))
}

fn dress(call: &Call, r: &Record, shell: &mut Shell) {
    let lang = call.lang;
    shell.crumbs = vec![(t!(lang, "Người lao động").to_owned(), Some("/nguoi".to_owned()))];
    let today = call.today();
    let now = r.affiliations.iter().find(|a| a.from <= today && today < a.to);
    if let Some((name, href)) = now.and_then(|a| r.names.get(&a.organisation)) {
        shell.crumbs.push((name.clone(), href.clone()));
    }
    shell.crumbs.push((r.person.full_name.clone(), None));
    if r.keeps {
        let base = format!("/nguoi/{}", r.person.id);
        shell.actions = Some(html! {
            (link_button(Look::Primary, t!(lang, "Sửa"), &format!("{base}/sua")).icon("pencil"))
            (link_button(Look::Quiet, t!(lang, "Chuyển đơn vị"), &format!("{base}/chuyen")).icon("arrow-right"))
            (link_button(Look::Quiet, t!(lang, "Thôi việc, ra khỏi đơn vị"), &format!("{base}/thoi")).icon("log-out"))
        });
    }
}

fn body(call: &Call, r: &Record, errors: &Errors, opened: Option<&str>) -> Result<Markup> {
    let lang = call.lang;
    let p = &r.person;
    let text = |s: &str| html! { @if s.is_empty() { "–" } @else { (s) } };
    Ok(html! {
        (errors.summary(lang))
        (alike(lang, &r.like))
        (grid(html! {
            (card(t!(lang, "Hồ sơ"), definition_list(&[
                (t!(lang, "Họ và tên"), html! { strong { (p.full_name) } }),
                (t!(lang, "Ngày sinh"), text(&p.birth_text())),
                (t!(lang, "Giới tính"), html! { (sex_word(lang, p.sex)) }),
                (t!(lang, "Điện thoại"), html! {
                    @if let Some(phone) = &p.phone { a href={ "tel:" (phone) } { (phone) } } @else { "–" }
                }),
                (t!(lang, "Bộ phận, tổ"), text(p.section.as_deref().unwrap_or(""))),
                (t!(lang, "Mã nhân viên"), text(p.staff_code.as_deref().unwrap_or(""))),
                (t!(lang, "Số căn cước"), national_id(call, p, errors, opened)?),
            ])))
            (card(t!(lang, "Nơi thuộc về"), belonging(call, r)))
        }))
        (card(t!(lang, "Sổ học tập"), html! {
            p { (t!(lang, "Những gì người này đã học, theo năm và lĩnh vực; giấy chứng nhận đã được cấp.")) }
            (toolbar(html! { (link_button(Look::Quiet, t!(lang, "Xem sổ học tập"), &format!("/nguoi/{}/so-hoc-tap", p.id)).icon("book-open")) }))
        }))
        (competence_card(call, p.id, r.keeps)?)
        (household_card(call, p.id, r.keeps)?)
        (acts(call, r))
        (privacy(call, r))
    })
}

/// Other records that may be the same person.
fn alike(lang: Lang, like: &[(Pair, String)]) -> Markup {
    html! {
        @if !like.is_empty() {
            (notice(lang, Tone::Warn, t!(lang, "Có thể trùng với hồ sơ khác"), html! {
                @for (pair, name) in like {
                    p {
                        (name) ": " (pair.likeness.reasons.iter().map(|r| reason_word(lang, *r)).collect::<Vec<_>>().join(", ")) " · "
                        a href={ "/nguoi/trung/so-sanh?a=" (pair.a) "&b=" (pair.b) } { (t!(lang, "So sánh hai hồ sơ")) }
                    }
                }
            }))
        }
    }
}

/// Doors to the registers of privacy, for who keeps them.
fn privacy(call: &Call, r: &Record) -> Markup {
    let (lang, base) = (call.lang, format!("/nguoi/{}", r.person.id));
    html! {
        @if call.may(Act::SeePrivacy) {
            (card(t!(lang, "Bảo vệ dữ liệu cá nhân"), toolbar(html! {
                (link_button(Look::Quiet, t!(lang, "Sổ đồng ý"), &format!("{base}/dong-y")).icon("handshake"))
                @if call.may(Act::KeepPrivacy) {
                    (link_button(Look::Quiet, t!(lang, "Ghi yêu cầu về dữ liệu"), &format!("{base}/yeu-cau")).icon("clipboard-list"))
                }
            })))
        }
    }
}

fn national_id(call: &Call, p: &Person, errors: &Errors, opened: Option<&str>) -> Result<Markup> {
    let lang = call.lang;
    if let Some(number) = opened {
        return Ok(html! { strong { (number) } " " (badge(Tone::Warn, t!(lang, "đã ghi vào nhật ký"))) });
    }
    let Some(sealed) = &p.national_id_sealed else { return Ok(html! { "–" }) };
    let number = call.state::<Secrets>()?.open(sealed)?;
    let last: String = number.chars().skip(number.chars().count().saturating_sub(3)).collect();
    let ask = form(
        &format!("/nguoi/{}/cccd", p.id),
        csrf(call),
        html! {
            (Field::text(lang, "ly_do", t!(lang, "Lý do cần xem")).required().max_length(200).error(errors.of("ly_do"))
                .hint(t!(lang, "Tên bạn, giờ xem và lý do được ghi vào nhật ký.")))
            (quiet(t!(lang, "Xem số")).icon("eye"))
        },
    );
    Ok(html! {
        "•••• " (last)
        @if errors.is_empty() { (disclosure(t!(lang, "Xem đầy đủ"), ask)) } @else { (ask) }
    })
}

fn open_national_id(call: &Call) -> Result<Reply> {
    let lang = call.lang;
    let r = call.read(|v| read(call, v))?;
    let Some(sealed) = &r.person.national_id_sealed else { return Err(Failure::NotFound) };
    let reason = call.form().get("ly_do");
    let title = &r.person.full_name;
    if reason.chars().count() < 5 {
        let wrong = FieldFault::new("ly_do", t!(lang, "Hãy ghi rõ lý do, ít nhất 5 chữ."));
        let body = body(call, &r, &faults(lang, &[wrong]), None)?;
        return Ok(call.page_refused(title, body, |shell| dress(call, &r, shell)));
    }
    let number = call.state::<Secrets>()?.open(sealed)?;
    // the log first: nothing is shown that was not written down
    let reason: String = reason.chars().take(200).collect();
    call.looked("people.national_id", &format!("{}: {reason}", r.person.id), 1)?;
    let body = body(call, &r, &Errors::default(), Some(&number))?;
    Ok(call.page_with(title, body, |shell| dress(call, &r, shell)))
}

fn belonging(call: &Call, r: &Record) -> Markup {
    let lang = call.lang;
    let today = call.today();
    let mut all: Vec<&Affiliation> = r.affiliations.iter().collect();
    all.sort_by_key(|a| std::cmp::Reverse((a.from, a.id)));
    let events: Vec<Event> = all
        .iter()
        .map(|a| {
            let post = a.post.as_deref().map(|p| format!(" · {p}")).unwrap_or_default();
            let holds = a.from <= today && today < a.to;
            Event {
                what: r.names.get(&a.organisation).map_or_else(String::new, |(name, _)| name.clone()),
                who: format!("{}{post}", population_word(lang, a.role)),
                when: stretch(lang, a.from, a.to),
                note: a.office.as_ref().and_then(|o| {
                    let term = (!o.term.is_empty()).then(|| t!(lang, "Nhiệm kỳ {nk}", nk = o.term));
                    let decision =
                        (!o.decision.is_empty()).then(|| t!(lang, "Quyết định {so}", so = o.decision));
                    let words: Vec<String> = term.into_iter().chain(decision).collect();
                    (!words.is_empty()).then(|| words.join(" · "))
                }),
                tone: if holds || a.to >= forever() { Tone::Ok } else { Tone::Plain },
            }
        })
        .collect();
    html! {
        @if events.is_empty() { p.hint { (t!(lang, "Chưa có đơn vị nào.")) } }
        (timeline(&events))
    }
}

/// A kind of act in words.
fn act_word(lang: Lang, kind: &str) -> &str {
    match kind {
        "class.attended" => t!(lang, "Có mặt ở lớp"),
        "class.passed" => t!(lang, "Hoàn thành lớp"),
        "lesson.opened" => t!(lang, "Mở bài học"),
        "lesson.completed" => t!(lang, "Học xong bài"),
        "course.passed" => t!(lang, "Hoàn thành khóa học"),
        "quiz.passed" => t!(lang, "Đạt bài kiểm tra"),
        "self_study.confirmed" => t!(lang, "Tự học được xác nhận"),
        "campaign.received" => t!(lang, "Nhận tuyên truyền"),
        "contest.entered" => t!(lang, "Dự thi"),
        "skill.checked" => t!(lang, "Kiểm tra kỹ năng"),
        "title.awarded" => t!(lang, "Được công nhận danh hiệu"),
        "title.revoked" => t!(lang, "Thôi công nhận danh hiệu"),
        other => other,
    }
}

/// Where a fact came from, in words.
fn source_word(lang: Lang, source: &str) -> &str {
    match source {
        "import" | "sheet" => t!(lang, "tệp danh sách"),
        "web" => t!(lang, "nhập trên trang"),
        "demo" => t!(lang, "dữ liệu mẫu"),
        "correction" => t!(lang, "đính chính"),
        "phone" | "device" => t!(lang, "điện thoại"),
        other => other,
    }
}

fn acts(call: &Call, r: &Record) -> Markup {
    let lang = call.lang;
    let topic = |code: &str| {
        let names = call.app.state::<TopicNames>();
        names.and_then(|n| (n.0)(lang, code)).unwrap_or_else(|| code.to_owned())
    };
    let columns = [
        t!(lang, "Ngày"),
        t!(lang, "Việc"),
        t!(lang, "Chủ đề"),
        t!(lang, "Khi đó ở"),
        t!(lang, "Minh chứng"),
        t!(lang, "Nguồn"),
    ];
    let rows = r.facts.iter().rev().map(|f| {
        Row::new(vec![
            html! { (numbers::date(f.day)) },
            html! {
                @if f.subject_kind == "class" && call.may(Act::SeeClasses) {
                    a href={ "/lop/" (f.subject) } { (act_word(lang, &f.kind)) }
                } @else { (act_word(lang, &f.kind)) }
            },
            html! { (topic(&f.topic.0)) },
            html! { (r.names.get(&f.organisation).map_or("–", |(name, _)| name.as_str())) },
            html! { @if f.evidence.is_empty() { "–" } @else { (f.evidence) } },
            html! { (source_word(lang, &f.source)) },
        ])
    });
    let empty = empty_state(
        "book-open",
        t!(lang, "Chưa ghi nhận việc học nào"),
        t!(
            lang,
            "Mỗi lần có mặt ở lớp, học xong bài hay đạt bài kiểm tra sẽ hiện ở đây với ngày và minh chứng."
        ),
        html! {},
    );
    Table::new(lang, t!(lang, "Việc đã ghi nhận"), columns.map(Column::text).to_vec())
        .rows(rows)
        .empty(empty)
        .render()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::person::model::AffiliationRole;

    #[test]
    fn a_person_is_held_by_todays_units_else_by_the_last() {
        let day = |t: &str| t.parse::<Date>().unwrap();
        let at = |unit, from: &str, to: &str| Affiliation {
            id: unit,
            person: PersonId(1),
            organisation: OrganisationId(unit),
            role: AffiliationRole::Worker,
            post: None,
            office: None,
            from: day(from),
            to: day(to),
        };
        let moved = [at(1, "2020-01-01", "2026-01-01"), at(2, "2026-01-01", "9999-12-31")];
        assert_eq!(holders(&moved, day("2025-12-31")), [OrganisationId(1)]);
        assert_eq!(holders(&moved, day("2026-01-01")), [OrganisationId(2)]);
        let left = [at(1, "2020-01-01", "2021-01-01"), at(2, "2021-01-01", "2022-01-01")];
        assert_eq!(holders(&left, day("2026-01-01")), [OrganisationId(2)]);
        assert_eq!(holders(&[at(3, "2027-01-01", "9999-12-31")], day("2026-01-01")), [OrganisationId(3)]);
        assert!(holders(&[], day("2026-01-01")).is_empty());
    }
}
