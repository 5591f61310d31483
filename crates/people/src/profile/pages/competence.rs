//! Competence in the plan's five lines.

use super::super::model::{Competence, Level, Line, Voice};
use super::super::service::{self, Standing};
use crate::organisation::store as units;
use crate::pages::{csrf, day_field, faults};
use crate::person::listing;
use crate::person::model::AffiliationRole;
use crate::person::record::pages::{held, opened};
use kernel::{Failure, FieldFault, Period, PersonId, Result, Share, name};
use ui::prelude::*;
use web::{Act, Call, Reply};

fn of_line(lang: Lang, line: &Line) -> &str {
    if lang == Lang::Vi { &line.name } else { &line.name_en }
}

fn of_level(lang: Lang, level: &Level) -> &str {
    if lang == Lang::Vi { &level.name } else { &level.name_en }
}

/// A level that was said, with its day and evidence.
fn said(lang: Lang, policy: &Competence, said: Option<&super::super::store::Said>) -> Markup {
    html! {
        @match said {
            Some(s) => {
                (policy.level(&s.level).map_or(s.level.as_str(), |l| of_level(lang, l)))
                br; span.hint { (numbers::date(s.on)) @if !s.evidence.is_empty() { " · " (s.evidence) } }
            }
            None => "–",
        }
    }
}

/// The profile of a person as a table.
pub(crate) fn card(call: &Call, person: PersonId, keeps: bool) -> Result<Markup> {
    let lang = call.lang;
    let Some(policy) = call.app.state::<Competence>() else { return Ok(html! {}) };
    let all = call.read(|v| service::profile(v, policy, person, call.today()))?;
    let columns = vec![
        Column::text(t!(lang, "Mặt năng lực")),
        Column::number(t!(lang, "Việc học năm nay")),
        Column::number(t!(lang, "Từ trước đến nay")),
        Column::text(t!(lang, "Tự khai")),
        Column::text(t!(lang, "Công đoàn xác nhận")),
    ];
    let n = |n: usize| numbers::count(lang, i64::try_from(n).unwrap_or(0));
    let rows = policy.lines().iter().zip(&all).map(|(line, s)| {
        Row::new(vec![
            html! { (of_line(lang, line)) },
            html! { (n(s.this_year)) },
            html! { (n(s.ever)) },
            said(lang, policy, s.declared.as_ref()),
            said(lang, policy, s.attested.as_ref()),
        ])
    });
    let beside =
        html! { @if keeps { a href={ "/nguoi/" (person) "/nang-luc" } { (t!(lang, "Xác nhận năng lực")) } } };
    let table = Table::new(lang, t!(lang, "Năng lực theo năm mặt"), columns).caption_unseen().rows(rows);
    Ok(card_with(t!(lang, "Năng lực theo năm mặt"), beside, table.render()))
}

fn level_choices(lang: Lang, policy: &Competence) -> Vec<Choice> {
    policy.levels().iter().map(|l| Choice::new(&l.code, of_level(lang, l))).collect()
}

/// One's own profile.
pub(super) fn own(call: &Call) -> Result<Reply> {
    own_form(call, &[])
}

fn own_form(call: &Call, wrong: &[FieldFault]) -> Result<Reply> {
    let lang = call.lang;
    let policy = call.state::<Competence>()?;
    let person = call.actor()?.person;
    let all = call.read(|v| service::profile(v, policy, person, call.today()))?;
    let errors = faults(lang, wrong);
    let body = html! {
        (errors.summary(lang))
        (form("/nang-luc", csrf(call), html! {
            @for (line, s) in policy.lines().iter().zip(&all) { (own_line(lang, policy, line, s, &errors)) }
            (toolbar(html! { (primary(t!(lang, "Lưu"))) }))
        }))
        p.hint { (t!(lang, "Bạn tự chọn mức của mình; cán bộ công đoàn xác nhận khi có minh chứng. Số việc học lấy từ sổ học tập.")) }
        p.hint { (policy.source) }
    };
    let title = t!(lang, "Năng lực của tôi");
    let dress = |shell: &mut Shell| {
        shell.lead =
            Some(t!(lang, "Năm mặt mà kế hoạch học tập suốt đời của công đoàn hướng tới.").to_owned())
    };
    Ok(if wrong.is_empty() {
        call.page_with(title, body, dress)
    } else {
        call.page_refused(title, body, dress)
    })
}

fn own_line(lang: Lang, policy: &Competence, line: &Line, s: &Standing, errors: &Errors) -> Markup {
    let chosen = s.declared.as_ref().map_or("", |d| d.level.as_str());
    let learned = t!(lang, "{n} việc học trong năm, {tong} từ trước đến nay", n = s.this_year, tong = s.ever);
    html! {
        (ui::parts::card(of_line(lang, line), html! {
            p { (learned) }
            (Field::radios(lang, &line.code, t!(lang, "Tôi tự thấy"), level_choices(lang, policy)).value(chosen).plain().error(errors.of(&line.code)))
            @if let Some(a) = &s.attested {
                p { (badge(Tone::Ok, t!(lang, "Công đoàn xác nhận"))) " " (policy.level(&a.level).map_or(a.level.as_str(), |l| of_level(lang, l)))
                    " · " (numbers::date(a.on)) @if !a.evidence.is_empty() { " · " (a.evidence) } }
            }
        }))
    }
}

/// The levels that a form sent, line by line; a line that was left alone is left out.
fn sent(call: &Call, policy: &Competence) -> Vec<(String, String)> {
    let form = call.form();
    policy.lines().iter().filter_map(|l| Some((l.code.clone(), form.opt(&l.code)?.to_owned()))).collect()
}

/// Takes what one says of oneself.
pub(super) fn declare(call: &Call) -> Result<Reply> {
    let lang = call.lang;
    let policy = call.state::<Competence>()?;
    let person = call.actor()?.person;
    let levels = sent(call, policy);
    let before = call.read(|v| Ok(super::super::store::said(v, person)?))?;
    let same = |(line, level): &(String, String)| {
        before.iter().any(|s| s.voice == Voice::Declared && s.line == *line && s.level == *level)
    };
    if levels.iter().all(same) {
        return Ok(Reply::Go("/nang-luc".to_owned(), None));
    }
    let done = call.write("person.competence", "declared", |tx| {
        service::say(tx, policy, person, Voice::Declared, &levels, "", call.today())
    });
    match done {
        Ok(_) => Ok(Reply::done("/nang-luc", t!(lang, "Đã lưu năng lực bạn tự khai."))),
        Err(Failure::Invalid(wrong)) => own_form(call, &wrong),
        Err(other) => Err(other),
    }
}

/// The form by which the union attests.
pub(super) fn attest_page(call: &Call) -> Result<Reply> {
    opened(call)?;
    attest_form(call, &[])
}

fn attest_form(call: &Call, wrong: &[FieldFault]) -> Result<Reply> {
    let lang = call.lang;
    let policy = call.state::<Competence>()?;
    let (person, all) = call.read(|v| {
        let (person, _) = held(call, v, Act::KeepPeople)?;
        let all = service::profile(v, policy, person.id, call.today())?;
        Ok((person, all))
    })?;
    let errors = faults(lang, wrong);
    let base = format!("/nguoi/{}", person.id);
    let day = call.form().opt("day").map_or_else(|| call.today().to_string(), str::to_owned);
    let body = html! {
        (errors.summary(lang))
        div.card {
            (form(&format!("{base}/nang-luc"), csrf(call), html! {
                @for (line, s) in policy.lines().iter().zip(&all) {
                    @let declared = s.declared.as_ref().and_then(|d| policy.level(&d.level)).map_or_else(
                        || t!(lang, "chưa tự khai").to_owned(), |l| t!(lang, "tự khai: {muc}", muc = of_level(lang, l)));
                    @let hint = t!(lang, "{n} việc học trong năm, {tong} từ trước đến nay", n = s.this_year, tong = s.ever);
                    (Field::select(lang, &line.code, of_line(lang, line), level_choices(lang, policy)).blank(t!(lang, "Không xác nhận lần này"))
                        .value(call.form().get(&line.code)).plain().hint(format!("{hint}; {declared}")).error(errors.of(&line.code)))
                }
                (Field::text(lang, "minh_chung", t!(lang, "Minh chứng")).value(call.form().get("minh_chung")).required().max_length(200)
                    .hint(t!(lang, "Ví dụ: chứng chỉ số …, kết quả thi nâng bậc, tổ trưởng nhận xét.")).error(errors.of("minh_chung")))
                (Field::date(lang, "day", t!(lang, "Ngày xác nhận")).value(day).required().error(errors.of("day")))
                (toolbar(html! {
                    (primary(t!(lang, "Ghi xác nhận")))
                    (link_button(Look::Quiet, t!(lang, "Thôi, quay lại"), &base))
                }))
            }))
        }
        p.hint { (policy.source) }
        p.hint { (policy.reading) }
    };
    let title = t!(lang, "Xác nhận năng lực");
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

/// Takes what the union attests.
pub(super) fn attest(call: &Call) -> Result<Reply> {
    let lang = call.lang;
    let policy = call.state::<Competence>()?;
    let (person, _) = call.read(|v| held(call, v, Act::KeepPeople))?;
    let mut wrong = Vec::new();
    let day = day_field(call, "day", &mut wrong);
    if day > call.today() {
        wrong.push(FieldFault::new("day", t!(lang, "Ngày chưa tới.")));
    }
    let evidence = name::tidy(&call.form().get("minh_chung").chars().take(200).collect::<String>());
    if evidence.chars().count() < 5 {
        wrong.push(FieldFault::new("minh_chung", t!(lang, "Hãy ghi minh chứng, ít nhất 5 chữ.")));
    }
    let levels = sent(call, policy);
    if levels.is_empty() {
        let first = policy.lines().first().map_or("", |l| l.code.as_str());
        wrong.push(FieldFault::new(first, t!(lang, "Hãy chọn mức cho ít nhất một mặt.")));
    }
    if !wrong.is_empty() {
        return attest_form(call, &wrong);
    }
    let done = call.write("person.attest", format!("person {}", person.id), |tx| {
        held(call, tx, Act::KeepPeople)?;
        service::say(tx, policy, person.id, Voice::Attested, &levels, &evidence, day)?;
        Ok(tx.txn())
    });
    match done {
        Ok(txn) => {
            let undo = Undo {
                label: t!(lang, "Hoàn tác").to_owned(),
                action: "/nguoi/hoan-tac".to_owned(),
                token: txn.to_string(),
            };
            Ok(Reply::done_with_undo(
                format!("/nguoi/{}", person.id),
                t!(lang, "Đã xác nhận năng lực."),
                undo,
            ))
        }
        Err(Failure::Invalid(wrong)) => attest_form(call, &wrong),
        Err(other) => Err(other),
    }
}

/// The lines of a unit: how many have something in each.
pub(super) fn of_unit(call: &Call) -> Result<Reply> {
    let lang = call.lang;
    let policy = call.state::<Competence>()?;
    let unit = call.unit()?;
    let this = call.today().year();
    let year = call.query("nam").parse().ok().filter(|y| (2000..=this).contains(y)).unwrap_or(this);
    let (own, counts, workers) = call.read(|v| {
        let own = units::last(v, unit)?.ok_or(Failure::NotFound)?;
        let period = Period::year(year);
        let on = period.last_day().min(call.today());
        let counts = service::of_unit(v, policy, unit, on, (period.start(), period.last_day()))?;
        let sizes = listing::sizes(v, &[unit], on)?;
        let workers = sizes.iter().find(|(r, _)| *r == AffiliationRole::Worker).map_or(0, |s| s.1);
        Ok((own, counts, workers))
    })?;
    let share = |n: i64| {
        let share = Share::new(n, workers);
        html! { (numbers::count(lang, n)) " · " (numbers::percent1(lang, share.numerator, share.denominator)) }
    };
    let columns = vec![
        Column::text(t!(lang, "Mặt năng lực")),
        Column::number(t!(lang, "Có việc học trong năm")),
        Column::number(t!(lang, "Đã tự khai")),
        Column::number(t!(lang, "Công đoàn đã xác nhận")),
    ];
    let rows = policy.lines().iter().zip(&counts).map(|(line, c)| {
        Row::new(vec![
            html! { (of_line(lang, line)) },
            share(c.learned),
            share(c.declared),
            share(c.attested),
        ])
    });
    let base = format!("/don-vi/{}", own.code);
    let body = html! {
        (form_get(&format!("{base}/nang-luc"), html! {
            (Field::number(lang, "nam", t!(lang, "Năm")).value(year.to_string()).plain().max_length(4))
            (quiet(t!(lang, "Xem")).icon("search"))
        }))
        p { (t!(lang, "{n} người lao động của đơn vị và các đơn vị trực thuộc.", n = numbers::count(lang, workers))) }
        (Table::new(lang, t!(lang, "Năng lực theo năm mặt"), columns).caption_unseen().rows(rows))
        p.hint { (policy.source) }
        p.hint { (policy.reading) }
    };
    Ok(call.page_with(t!(lang, "Năng lực theo năm mặt"), body, |shell| {
        shell.lead = Some(own.name.clone());
        shell.crumbs = vec![
            (t!(lang, "Đơn vị").to_owned(), Some("/don-vi".to_owned())),
            (own.name.clone(), Some(base.clone())),
            (t!(lang, "Năng lực theo năm mặt").to_owned(), None),
        ];
    }))
}
