//! Why one person counts for an indicator, or not yet: the rule, the acts that count, those that do not and why.

use super::super::model::{roster_name, seen};
use super::super::service;
use super::ask::{Ask, policy, way};
use super::words::{kind_words, paper, say, topic_name};
use crate::indicator::model::{Indicator, Interval, Rule, Says, Seen};
use crate::indicator::policy::Policy;
use kernel::{Act, Date, Failure, Period, PersonId, Result};
use people::organisation::store as units;
use people::person::{AffiliationRole, store as persons};
use store::SeenFact;
use ui::prelude::*;
use web::{Call, Reply};

/// `GET /chi-tieu/{code}/nguoi/{person}`
pub(super) fn show(call: &Call) -> Result<Reply> {
    let (lang, policy, code) = (call.lang, policy(call)?, call.param("code"));
    let person = PersonId(call.id("person")?);
    let (ask, ground, indicator, window, facts, record, unit) = call.read(|v| {
        let ask = Ask::read(call, v)?;
        call.hold(v, Act::SeeMeasuredPeople, ask.unit)?;
        let q = ask.question();
        let (indicator, window) = service::in_force(policy, code, &q).ok_or(Failure::NotFound)?;
        let role =
            roster_name(indicator.population).and_then(AffiliationRole::find).ok_or(Failure::NotFound)?;
        let unit = persons::unit_on(v, role, person, q.day())?.ok_or(Failure::NotFound)?;
        call.hold(v, Act::SeeMeasuredPeople, unit)?;
        people::restriction::service::refuse(v, person)?;
        let record = persons::one(v, person)?.ok_or(Failure::NotFound)?;
        // what happened after the day looked at may belong to another unit's scope
        let facts: Vec<SeenFact> =
            v.facts_of_person(person)?.into_iter().filter(|f| f.day <= q.day()).collect();
        let ground = service::Ground::load(v, &q)?;
        let unit = units::one(v, unit, q.day())?.or(units::last(v, unit)?).ok_or(Failure::NotFound)?;
        Ok((ask, ground, indicator, window, facts, record, unit))
    })?;
    call.looked(&format!("measure {code} of person {person}"), &format!("{}; {}", ask.code, ask.period), 1)?;
    let day = ask.question().day();
    let known: Vec<Seen> = facts.iter().filter_map(seen).collect();
    let is_met = indicator.is_met(&known, window, day);
    let judged = judge(lang, indicator, window, &facts, &known, day);
    let (counting, other): (Vec<_>, Vec<_>) = judged.into_iter().partition(|j| j.why_not.is_none());
    let stands = if is_met { Verdict::Met } else { Verdict::Missed };
    let body = html! {
        (card_with(t!(lang, "Kết luận"), verdict_mark(lang, stands), html! {
            p {
                @if is_met { (t!(lang, "Người này được tính vào tử số, ở {don_vi}.", don_vi = unit.name)) }
                @else { (t!(lang, "Người này chưa được tính vào tử số; được đếm trong mẫu số của {don_vi}.", don_vi = unit.name)) }
            }
            (rule_words(lang, policy, indicator, window, &known, day))
            (disclosure(t!(lang, "Nguyên văn và cách tính"), paper(lang, indicator)))
        }))
        h2 { (t!(lang, "Việc được tính")) }
        (table(lang, policy, &counting, false))
        h2 { (t!(lang, "Việc khác, không tính cho chỉ tiêu này")) }
        (table(lang, policy, &other, true))
    };
    let path = format!("/chi-tieu/{code}");
    let mut crumbs = way(call, &ask, &ground, &path)?;
    crumbs.insert(0, (t!(lang, "Chỉ tiêu").to_owned(), Some(ask.link("/chi-tieu", &[]))));
    let list = ask.link(&format!("{path}/nguoi"), &[("phia", if is_met { "dat" } else { "chua-dat" })]);
    crumbs.push((t!(lang, "Danh sách").to_owned(), Some(list)));
    crumbs.push((record.full_name.clone(), None));
    Ok(call.page_with(&record.full_name, body, |shell| {
        shell.lead = Some(format!("{} · {}", say(lang, &indicator.name), ask.lead(lang)));
        shell.crumbs = crumbs;
    }))
}

/// A fact with the reason why it does not count, if it does not.
struct Judged {
    fact: SeenFact,
    why_not: Option<String>,
}

fn judge(
    lang: Lang,
    indicator: &Indicator,
    window: Period,
    facts: &[SeenFact],
    known: &[Seen],
    day: Date,
) -> Vec<Judged> {
    let newest = known
        .iter()
        .filter(|f| f.day <= day && indicator.rule.needs(f.kind, f.topic.as_ref()))
        .max_by_key(|f| (f.day, f.id))
        .map(|f| f.id);
    facts
        .iter()
        .map(|fact| {
            let why_not = match seen(fact) {
                None => Some(t!(lang, "Loại việc này không tính cho chỉ tiêu").to_owned()),
                Some(s) => why_not(lang, indicator, window, &s, newest == Some(s.id), day),
            };
            Judged { fact: fact.clone(), why_not }
        })
        .collect()
}

fn why_not(
    lang: Lang,
    i: &Indicator,
    window: Period,
    s: &Seen,
    is_newest: bool,
    day: Date,
) -> Option<String> {
    if !i.rule.needs(s.kind, s.topic.as_ref()) {
        // would the same kind of act count with a topic of the rule?
        let would = i.rule.topics().iter().any(|t| i.rule.needs(s.kind, Some(t)));
        let words = if would {
            t!(lang, "Nội dung này không thuộc chỉ tiêu")
        } else {
            t!(lang, "Loại việc này không tính cho chỉ tiêu")
        };
        return Some(words.to_owned());
    }
    if i.rule.is_monotone() {
        let inside = Interval::from(window).holds(s.day);
        return (!inside).then(|| {
            let (from, to) = (numbers::date(window.start()), numbers::date(window.last_day()));
            t!(lang, "Ngoài khoảng tính {tu} – {den}", tu = from, den = to)
        });
    }
    if !is_newest {
        return Some(t!(lang, "Đã có kết quả mới hơn").to_owned());
    }
    if s.value == Some(Says::No) || matches!(&i.rule, Rule::Holds { ends, .. } if *ends == s.kind) {
        return Some(t!(lang, "Kết quả mới nhất là chưa đạt").to_owned());
    }
    let alone = std::slice::from_ref(s);
    (!i.is_met(alone, window, day)).then(|| t!(lang, "Đã quá thời hạn công nhận").to_owned())
}

fn rule_words(
    lang: Lang,
    policy: &Policy,
    i: &Indicator,
    window: Period,
    known: &[Seen],
    day: Date,
) -> Markup {
    match &i.rule {
        Rule::AnyFact { .. } => {
            html! { p { (t!(lang, "Cần ít nhất một việc thuộc chỉ tiêu trong khoảng tính.")) } }
        }
        Rule::AllTopics { kinds, topics } => html! {
            p { (t!(lang, "Cần đủ từng nội dung dưới đây trong khoảng tính:")) }
            ul {
                @for topic in topics {
                    @let part = Rule::AnyFact { kinds: kinds.clone(), topics: vec![topic.clone()] };
                    @let has = part.standing(known, window.into()).iter().any(|s| s.holds(day));
                    li {
                        (topic_name(lang, policy, &topic.0)) " "
                        @if has { (badge(Tone::Ok, t!(lang, "đã có"))) } @else { (badge(Tone::Bad, t!(lang, "còn thiếu"))) }
                    }
                }
            }
        },
        Rule::NewestSays { valid_months, .. } => html! {
            p { (t!(lang, "Tính theo kết quả mới nhất, có giá trị {n} tháng.", n = valid_months)) }
        },
        Rule::Holds { .. } => html! {
            p { (t!(lang, "Tính khi danh hiệu đang còn hiệu lực vào ngày xem.")) }
        },
    }
}

fn source_words(lang: Lang, source: &str) -> &'static str {
    match source {
        "class" => t!(lang, "Lớp học"),
        "list" | "import" => t!(lang, "Danh sách nhập"),
        "offline" => t!(lang, "Điện thoại, ngoại tuyến"),
        "correction" => t!(lang, "Đính chính"),
        _ => t!(lang, "Nhập trên màn hình"),
    }
}

fn table(lang: Lang, policy: &Policy, all: &[Judged], with_reason: bool) -> Markup {
    let mut columns = vec![
        Column::text(t!(lang, "Việc")),
        Column::text(t!(lang, "Ngày")),
        Column::text(t!(lang, "Nội dung")),
        Column::text(t!(lang, "Minh chứng")),
        Column::text(t!(lang, "Nguồn")),
    ];
    if with_reason {
        columns.push(Column::text(t!(lang, "Vì sao không tính")));
    }
    let rows = all.iter().map(|j| {
        let f = &j.fact;
        let word = kind_words(lang, &f.kind);
        let answer = match f.value.as_deref() {
            Some("yes") => t!(lang, "biết, đạt"),
            Some("no") => t!(lang, "chưa biết"),
            _ => "",
        };
        let mut cells = vec![
            html! {
                div {
                    @if f.subject_kind == "class" { a href={ "/lop/" (f.subject) } { (word) } } @else { (word) }
                    @if !answer.is_empty() { " · " (answer) }
                }
            },
            html! { (numbers::date(f.day)) },
            html! { (topic_name(lang, policy, &f.topic.0)) },
            html! { @if f.evidence.is_empty() { "–" } @else { (f.evidence) } },
            html! { (source_words(lang, &f.source)) },
        ];
        if with_reason {
            cells.push(html! { (j.why_not.as_deref().unwrap_or("")) });
        }
        Row::new(cells)
    });
    let rows: Vec<Row> = rows.collect();
    let empty = html! { p.hint { (t!(lang, "Chưa có việc nào.")) } };
    Table::new(lang, t!(lang, "Việc đã ghi nhận"), columns).caption_unseen().rows(rows).empty(empty).render()
}
