//! The list of yearly programmes, the form of one, and what the level above says.

use super::model::{Draft, Standing, Verdict, YearlyProgramme};
use super::service;
use super::store::{self, Happened};
use crate::measure::pages::ask::address;
use kernel::{Failure, FieldFault, OrganisationId, Result, time};
use people::organisation::{Organisation, store as units};
use ui::prelude::*;
use web::{Act, Call, Reply, Routes, routes};

/// The addresses of this room.
pub fn routes() -> Routes {
    routes! {
        GET "/chuong-trinh" => list, for Act::SeeReports,
            .in_menu(60, "list-checks", |l| t!(l, "Kế hoạch & báo cáo"), |l| t!(l, "Chương trình hằng năm"));
        POST "/chuong-trinh/xac-nhan" => verify_many, for Act::VerifyPlans;
        POST "/chuong-trinh/{id}/ket-luan" => judge, for Act::VerifyPlans;
        GET "/don-vi/{unit}/chuong-trinh/{nam}" => show, for Act::SeeReports;
        POST "/don-vi/{unit}/chuong-trinh/{nam}" => record, for Act::KeepPlans;
    }
}

fn year_of(call: &Call, text: &str) -> Result<i16> {
    let this = call.today().year();
    match text {
        "" => Ok(this),
        text => text.parse().ok().filter(|y| (2020..=this + 1).contains(y)).ok_or(Failure::NotFound),
    }
}

fn csrf<'a>(call: &'a Call) -> &'a str {
    call.signed.map_or("", |s| s.csrf.as_str())
}

fn standing_word(lang: Lang, s: Standing) -> &'static str {
    match s {
        Standing::Absent => t!(lang, "Chưa có"),
        Standing::Waiting => t!(lang, "Chờ xác nhận"),
        Standing::Returned => t!(lang, "Trả lại"),
        Standing::Verified => t!(lang, "Đã xác nhận"),
    }
}

fn standing_badge(lang: Lang, s: Standing) -> Markup {
    let tone = match s {
        Standing::Absent => Tone::Bad,
        Standing::Waiting | Standing::Returned => Tone::Warn,
        Standing::Verified => Tone::Ok,
    };
    badge(tone, standing_word(lang, s))
}

fn list(call: &Call) -> Result<Reply> {
    let lang = call.lang;
    let year = year_of(call, call.query("nam"))?;
    let filter = Standing::ALL.into_iter().find(|s| s.code() == call.query("loc"));
    let (all, may_verify) = call.read(|v| {
        let all = service::overview(v, &call.scope(Act::SeeReports)?, year, call.today())?;
        let places = call.scope(Act::VerifyPlans)?;
        let mut may = Vec::new();
        for (u, p) in &all {
            let waits = p.as_ref().is_some_and(|p| p.standing() == Standing::Waiting);
            may.push(waits && service::is_above(v, &places, u.id, call.today())?);
        }
        Ok((all, may))
    })?;
    if let ([(only, _)], false) = (all.as_slice(), call.may(Act::VerifyPlans)) {
        return Ok(Reply::Go(format!("/don-vi/{}/chuong-trinh/{year}", only.code), None));
    }
    let count = |s: Standing| all.iter().filter(|(_, p)| service::standing(p.as_ref()) == s).count();
    let link = |code: &str| address("/chuong-trinh", &[("nam", &year.to_string()), ("loc", code)]);
    let mut choices = vec![Tab {
        label: t!(lang, "Tất cả").to_owned(),
        href: link(""),
        count: i64::try_from(all.len()).ok(),
        active: filter.is_none(),
    }];
    choices.extend(Standing::ALL.into_iter().map(|s| Tab {
        label: standing_word(lang, s).to_owned(),
        href: link(s.code()),
        count: i64::try_from(count(s)).ok(),
        active: filter == Some(s),
    }));
    let shown: Vec<_> = all
        .iter()
        .zip(&may_verify)
        .filter(|((_, p), _)| filter.is_none_or(|s| service::standing(p.as_ref()) == s))
        .collect();
    let can = shown.iter().any(|(_, may)| **may);
    let rows = shown.iter().map(|((u, p), may)| list_row(lang, u, p.as_ref(), year, **may));
    let columns = vec![
        Column::text(t!(lang, "Công đoàn cơ sở")),
        Column::text(t!(lang, "Tình trạng")),
        Column::text(t!(lang, "Số, ngày")),
        Column::text(t!(lang, "“Công đoàn học tập”")),
    ];
    let empty = empty_state(
        "list-checks",
        t!(lang, "Không có công đoàn cơ sở nào ở mục này"),
        t!(lang, "Chương trình hoạt động hằng năm do công đoàn cơ sở nhập, cấp trên xác nhận."),
        html! {},
    );
    let table = Table::new(lang, t!(lang, "Chương trình hằng năm"), columns)
        .caption_unseen()
        .rows(rows)
        .empty(empty)
        .filter();
    let years: Vec<Choice> = (2026.min(year)..=call.today().year() + 1)
        .map(|y| Choice::new(y.to_string(), y.to_string()))
        .collect();
    let body = html! {
        (form_get("/chuong-trinh", html! {
            (Field::select(lang, "nam", t!(lang, "Năm"), years).plain().value(year.to_string()))
            (quiet(t!(lang, "Xem")))
        }))
        (tabs(lang, t!(lang, "Tình trạng"), &choices))
        @if can {
            (bulk_form(lang, "/chuong-trinh/xac-nhan", csrf(call), html! {
                input type="hidden" name="nam" value=(year);
                (primary(t!(lang, "Xác nhận các chương trình đã chọn")).icon("check"))
            }, table))
        } @else { (table) }
    };
    Ok(call.page_with(&t!(lang, "Chương trình hoạt động năm {nam}", nam = year), body, |shell| {
        shell.lead = Some(
            t!(lang, "Chỉ tiêu của Kế hoạch tính các công đoàn cơ sở doanh nghiệp có phần “Công đoàn học tập” đã được cấp trên xác nhận.")
                .to_owned(),
        );
    }))
}

fn list_row(lang: Lang, u: &Organisation, p: Option<&YearlyProgramme>, year: i16, may: bool) -> Row {
    let part = match p {
        None => html! { "–" },
        Some(p) if p.draft.has_learning_part => html! { div { (badge(Tone::Ok, t!(lang, "Có"))) } },
        Some(_) => html! { div { (badge(Tone::Warn, t!(lang, "Không có"))) } },
    };
    let row = Row::new(vec![
        html! { a href={ "/don-vi/" (u.code) "/chuong-trinh/" (year) } { (u.name) } },
        html! { div { (standing_badge(lang, service::standing(p))) } },
        html! { @if let Some(p) = p { (p.draft.number) ", " (numbers::date(p.draft.issued_on)) } @else { "–" } },
        part,
    ]);
    match p {
        Some(p) if may => row.choose("chuong_trinh", p.id.to_string(), u.name.clone()),
        _ => row,
    }
}

/// Everything that the page of one programme shows.
struct One {
    unit: Organisation,
    year: i16,
    programme: Option<YearlyProgramme>,
    history: Vec<Happened>,
    may_keep: bool,
    may_verify: bool,
    recorded_it: bool,
}

fn load(call: &Call) -> Result<One> {
    let (id, year) = (call.unit()?, year_of(call, call.param("nam"))?);
    call.read(|v| {
        let unit = units::one(v, id, call.today())?.or(units::last(v, id)?).ok_or(Failure::NotFound)?;
        let programme = store::of_unit(v, id, year)?;
        let own = call.actor()?.account.0;
        let recorded_it = match &programme {
            Some(p) => store::recorder(v, p.id)? == Some(own),
            None => false,
        };
        Ok(One {
            may_keep: call.may_at(v, Act::KeepPlans, id)?,
            may_verify: service::is_above(v, &call.scope(Act::VerifyPlans)?, id, call.today())?,
            history: store::history(v, id, year)?,
            unit,
            year,
            programme,
            recorded_it,
        })
    })
}

fn show(call: &Call) -> Result<Reply> {
    let one = load(call)?;
    let body = one.body(call, None, &Errors::default());
    Ok(call.page_with(&one.title(call.lang), body, |shell| one.dress(shell)))
}

impl One {
    fn title(&self, lang: Lang) -> String {
        t!(lang, "Chương trình hoạt động năm {nam}", nam = self.year)
    }

    fn dress(&self, shell: &mut Shell) {
        let lang = shell.lang;
        shell.lead = Some(self.unit.name.clone());
        let all = address("/chuong-trinh", &[("nam", &self.year.to_string())]);
        shell.crumbs =
            vec![(t!(lang, "Chương trình hằng năm").to_owned(), Some(all)), (self.unit.name.clone(), None)];
    }

    fn body(&self, call: &Call, typed: Option<&Draft>, errors: &Errors) -> Markup {
        let lang = call.lang;
        let standing = service::standing(self.programme.as_ref());
        html! {
            @if standing == Standing::Returned {
                @let note = self.programme.as_ref().and_then(|p| p.verdict.as_ref()).map_or("", |v| v.1.as_str());
                (notice(lang, Tone::Warn, t!(lang, "Cấp trên đã trả lại để sửa"), html! { p { (note) } }))
            }
            @if let Some(p) = &self.programme { (self.paper(lang, p)) (self.verdict_form(call, p)) }
            @else if !self.may_keep {
                (empty_state("list-checks", t!(lang, "Chưa có chương trình"),
                    t!(lang, "Công đoàn cơ sở chưa nhập chương trình hoạt động của năm này."), html! {}))
            }
            @if self.may_keep { (self.form(call, typed, errors)) }
            @if !self.history.is_empty() { (card(t!(lang, "Diễn biến"), timeline(&self.events(lang)))) }
        }
    }

    fn paper(&self, lang: Lang, p: &YearlyProgramme) -> Markup {
        let part =
            if p.draft.has_learning_part { p.draft.learning_part.as_str() } else { t!(lang, "Không có") };
        let counts = p.standing() == Standing::Verified && p.draft.has_learning_part;
        let counted = if counts {
            t!(lang, "Được tính vào chỉ tiêu")
        } else {
            t!(lang, "Chưa được tính vào chỉ tiêu")
        };
        card_with(
            t!(lang, "Chương trình đã nhập"),
            standing_badge(lang, p.standing()),
            definition_list(&[
                (t!(lang, "Số, ký hiệu"), html! { (p.draft.number) }),
                (t!(lang, "Ngày ban hành"), html! { (numbers::date(p.draft.issued_on)) }),
                (t!(lang, "Phần “Công đoàn học tập”"), html! { (part) }),
                (
                    t!(lang, "Minh chứng"),
                    html! { @if p.draft.evidence.is_empty() { "–" } @else { (p.draft.evidence) } },
                ),
                (t!(lang, "Chỉ tiêu"), html! { (counted) }),
            ]),
        )
    }

    fn verdict_form(&self, call: &Call, p: &YearlyProgramme) -> Markup {
        let lang = call.lang;
        if !self.may_verify {
            return html! {};
        }
        if self.recorded_it {
            return notice(
                lang,
                Tone::Plain,
                t!(lang, "Bạn đã nhập chương trình này"),
                html! { p { (t!(lang, "Người nhập không tự xác nhận được; hãy nhờ người khác ở cấp trên.")) } },
            );
        }
        let action = format!("/chuong-trinh/{}/ket-luan", p.id);
        let fields = html! {
            (Field::textarea(lang, "note", t!(lang, "Ghi chú"), 2).hint(t!(lang, "Bắt buộc khi trả lại: chỗ cần sửa.")).max_length(500))
            (toolbar(html! {
                @if p.standing() != Standing::Verified {
                    (primary(t!(lang, "Xác nhận")).icon("check").sends("verdict", "verified"))
                }
                @if p.standing() != Standing::Returned {
                    (quiet(t!(lang, "Trả lại để sửa")).icon("undo-2").sends("verdict", "returned"))
                }
            }))
        };
        card(t!(lang, "Kết luận của cấp trên"), form(&action, csrf(call), fields))
    }

    fn form(&self, call: &Call, typed: Option<&Draft>, errors: &Errors) -> Markup {
        let lang = call.lang;
        let known = typed.or(self.programme.as_ref().map(|p| &p.draft));
        let text = |f: fn(&Draft) -> &String| known.map_or_else(String::new, |d| f(d).clone());
        let issued = known.map_or_else(String::new, |d| d.issued_on.to_string());
        let fields = html! {
            (errors.summary(lang))
            (Field::text(lang, "number", t!(lang, "Số, ký hiệu")).required().max_length(80)
                .hint(t!(lang, "Ví dụ: 03/CTr-CĐCS")).value(text(|d| &d.number)).error(errors.of("number")))
            (Field::date(lang, "issued_on", t!(lang, "Ngày ban hành")).required().value(issued).error(errors.of("issued_on")))
            (Field::checkbox(lang, "has_learning_part", t!(lang, "Có phần “Công đoàn học tập”"),
                known.is_some_and(|d| d.has_learning_part)).plain())
            (Field::textarea(lang, "learning_part", t!(lang, "Nội dung phần “Công đoàn học tập”"), 6).max_length(4000)
                .value(text(|d| &d.learning_part)).error(errors.of("learning_part")))
            (Field::text(lang, "evidence", t!(lang, "Minh chứng")).max_length(200)
                .hint(t!(lang, "Nơi xem được văn bản: tên tệp, hồ sơ lưu")).value(text(|d| &d.evidence)))
            (toolbar(html! { (primary(t!(lang, "Lưu và gửi cấp trên")).icon("send")) }))
        };
        let action = format!("/don-vi/{}/chuong-trinh/{}", self.unit.code, self.year);
        let body = form(&action, csrf(call), fields);
        match (&self.programme, errors.is_empty()) {
            (Some(p), true) if p.standing() != Standing::Returned => html! {
                (disclosure(t!(lang, "Sửa chương trình"), html! {
                    p { (t!(lang, "Chương trình đã sửa phải chờ cấp trên xác nhận lại.")) }
                    (body)
                }))
            },
            (Some(_), _) => card(t!(lang, "Sửa chương trình"), body),
            (None, _) => card(t!(lang, "Nhập chương trình"), body),
        }
    }

    fn events(&self, lang: Lang) -> Vec<Event> {
        let who =
            |h: &Happened| if h.who.is_empty() { t!(lang, "hệ thống").to_owned() } else { h.who.clone() };
        self.history
            .iter()
            .map(|h| Event {
                who: who(h),
                when: h.at.text(),
                what: match h.verdict {
                    None => t!(lang, "Nhập chương trình số {so}", so = h.note),
                    Some(Verdict::Verified) => t!(lang, "Xác nhận").to_owned(),
                    Some(Verdict::Returned) => t!(lang, "Trả lại để sửa").to_owned(),
                },
                note: h.verdict.and(Some(h.note.clone()).filter(|n| !n.is_empty())),
                tone: match h.verdict {
                    None => Tone::Plain,
                    Some(Verdict::Verified) => Tone::Ok,
                    Some(Verdict::Returned) => Tone::Warn,
                },
            })
            .collect()
    }
}

fn record(call: &Call) -> Result<Reply> {
    let lang = call.lang;
    let (unit, year) = (call.unit()?, year_of(call, call.param("nam"))?);
    let form = call.form();
    let mut faults = Vec::new();
    let issued_on = time::parse_typed_day(form.get("issued_on")).unwrap_or_else(|| {
        faults.push(FieldFault::new("issued_on", t!(lang, "Hãy nhập ngày, ví dụ 05/10/2026.")));
        call.today()
    });
    let draft = Draft {
        number: kernel::name::tidy(form.get("number")),
        issued_on,
        has_learning_part: form.get("has_learning_part") == "1",
        learning_part: form.get("learning_part").replace("\r\n", "\n"),
        evidence: kernel::name::tidy(form.get("evidence")),
    };
    let outcome = if faults.is_empty() {
        call.write("plan.record", format!("unit {unit}, {year}"), |tx| {
            service::record(tx, unit, year, &draft)
        })
    } else {
        faults.extend(draft.faults(year, call.today()));
        Err(Failure::Invalid(faults))
    };
    match outcome {
        Ok(_) => {
            let to = format!("/don-vi/{}/chuong-trinh/{year}", call.param("unit"));
            Ok(Reply::done(to, t!(lang, "Đã lưu chương trình. Cấp trên sẽ xác nhận.")))
        }
        Err(Failure::Invalid(faults)) => {
            let one = load(call)?;
            let said = faults.iter().map(|f| (f.field.clone(), words::say(lang, &f.message).to_owned()));
            let body = one.body(call, Some(&draft), &Errors(said.collect()));
            Ok(call.page_refused(&one.title(lang), body, |shell| one.dress(shell)))
        }
        Err(other) => Err(other),
    }
}

/// Where a programme is shown, once the actor has shown to stand above its unit.
fn above(call: &Call, id: i64) -> Result<(OrganisationId, String, String)> {
    call.read(|v| {
        let programme = store::one(v, id)?.ok_or(Failure::NotFound)?;
        let unit = programme.organisation;
        if !service::is_above(v, &call.scope(Act::VerifyPlans)?, unit, call.today())? {
            return Err(Failure::NotFound);
        }
        let known = units::last(v, unit)?.ok_or(Failure::NotFound)?;
        Ok((unit, format!("/don-vi/{}/chuong-trinh/{}", known.code, programme.year), known.name))
    })
}

fn judge(call: &Call) -> Result<Reply> {
    let lang = call.lang;
    let id = call.id("id")?;
    let (_, to, _) = above(call, id)?;
    let verdict = Verdict::find(call.form().get("verdict")).ok_or(Failure::NotFound)?;
    let note: String = call.form().get("note").chars().take(500).collect();
    let outcome = call.write("plan.judge", format!("programme {id}: {}", verdict.code()), |tx| {
        service::verify(tx, id, verdict, &note)
    });
    let done = match verdict {
        Verdict::Verified => t!(lang, "Đã xác nhận chương trình."),
        Verdict::Returned => t!(lang, "Đã trả lại chương trình để sửa."),
    };
    match outcome {
        Ok(_) => Ok(Reply::done(to, done)),
        Err(failure @ (Failure::Invalid(_) | Failure::Forbidden(_) | Failure::Conflict(_))) => {
            Ok(Reply::refused(to, said(lang, &failure)))
        }
        Err(other) => Err(other),
    }
}

fn said(lang: Lang, failure: &Failure) -> String {
    failure.messages().iter().map(|m| words::say(lang, m).to_owned()).collect::<Vec<_>>().join(" ")
}

/// Each programme by itself: what cannot be verified is named, the others are verified.
fn verify_many(call: &Call) -> Result<Reply> {
    let lang = call.lang;
    let year = year_of(call, call.form().get("nam"))?;
    let back = address("/chuong-trinh", &[("nam", &year.to_string()), ("loc", Standing::Waiting.code())]);
    let (mut done, mut failed) = (0, Vec::new());
    for id in call.form().all("chuong_trinh").into_iter().take(500) {
        let id: i64 = id.parse().map_err(|_| Failure::NotFound)?;
        let (_, _, name) = above(call, id)?;
        let outcome = call.write("plan.judge", format!("programme {id}: verified"), |tx| {
            service::verify(tx, id, Verdict::Verified, "")
        });
        match outcome {
            Ok(_) => done += 1,
            Err(Failure::Broken(e)) => return Err(Failure::Broken(e)),
            Err(failure) => failed.push(format!("{name}: {}", said(lang, &failure))),
        }
    }
    if done == 0 && failed.is_empty() {
        return Ok(Reply::refused(back, t!(lang, "Hãy chọn ít nhất một chương trình.")));
    }
    let text = t!(lang, "Đã xác nhận {n} chương trình.", n = done);
    if failed.is_empty() {
        return Ok(Reply::done(back, text));
    }
    Ok(Reply::refused(back, format!("{text} {} {}", t!(lang, "Chưa xác nhận được:"), failed.join(" "))))
}
