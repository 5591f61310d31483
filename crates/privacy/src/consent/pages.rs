//! One's own consents on a phone; the ledger of a person for the officer who keeps papers.

use super::model::{Giver, Turn};
use super::service::{self, Said, Standing};
use super::store;
use crate::mine::pages::doors;
use crate::pages::{csrf, either, faults, menu_group, rules};
use crate::request::service::unit_of;
use crate::rules::model::Otherwise;
use kernel::{Act, Failure, PersonId, Result};
use people::restriction::model::is_veiled;
use ui::prelude::*;
use web::{Call, Reply, Routes, routes};

/// The addresses of this room.
pub fn routes() -> Routes {
    routes! {
        GET "/du-lieu-cua-toi/dong-y" => own, for Act::UseOwnAccount;
        POST "/du-lieu-cua-toi/dong-y" => say_own, for Act::UseOwnAccount;
        GET "/nguoi/{id}/dong-y" => ledger, for Act::SeePrivacy;
        POST "/nguoi/{id}/dong-y" => record, for Act::KeepPrivacy;
        GET "/dong-y" => overview, for Act::SeePrivacy,
            .in_menu(97, "handshake", menu_group, |l| t!(l, "Sổ đồng ý"));
    }
}

fn own(call: &Call) -> Result<Reply> {
    let lang = call.lang;
    let person = call.actor()?.person;
    let rules = rules(call)?;
    let all = call.read(|v| service::standing(v, rules, person, call.today()))?;
    let body = html! {
        (doors(call))
        (crate::restriction::pages::own_notice(call)?)
        p { (t!(lang, "Những việc dưới đây chỉ làm khi bạn đồng ý. Không đồng ý thì quyền lợi của bạn không đổi. Đồng ý hay rút lại đều chỉ một lần bấm.")) }
        @for s in &all { (one(call, s)) }
    };
    Ok(call.page(t!(lang, "Tôi đồng ý những gì"), body))
}

fn one(call: &Call, s: &Standing) -> Markup {
    let lang = call.lang;
    let state = if s.is_restricted {
        badge(Tone::Warn, t!(lang, "Tạm dừng: đang hạn chế xử lý"))
    } else if s.holds {
        badge(Tone::Ok, t!(lang, "Đang đồng ý"))
    } else if s.own == Some(true) {
        badge(Tone::Warn, t!(lang, "Chờ người đại diện đồng ý"))
    } else {
        badge(Tone::Plain, t!(lang, "Chưa đồng ý"))
    };
    let (value, label, look) = if s.own == Some(true) {
        ("no", t!(lang, "Rút lại"), Look::Quiet)
    } else {
        ("yes", t!(lang, "Tôi đồng ý"), Look::Primary)
    };
    card_with(
        either(lang, &s.purpose.title, &s.purpose.title_en),
        state,
        html! {
            p { (either(lang, &s.purpose.text, &s.purpose.text_en)) }
            (form("/du-lieu-cua-toi/dong-y", csrf(call), html! {
                input type="hidden" name="viec" value=(s.purpose.code);
                (toolbar(html! { (button(look, label).sends("tra_loi", value)) }))
            }))
            @if !s.lines.is_empty() { (disclosure(t!(lang, "Những lần trước"), history(lang, s))) }
        },
    )
}

fn history(lang: Lang, s: &Standing) -> Markup {
    let events: Vec<Event> = s
        .lines
        .iter()
        .rev()
        .map(|l| Event {
            what: if l.turn.given {
                t!(lang, "Đồng ý").to_owned()
            } else {
                t!(lang, "Rút lại").to_owned()
            },
            who: match l.turn.giver {
                Giver::Own => t!(lang, "người có dữ liệu").to_owned(),
                Giver::Representative => t!(lang, "người đại diện: {ten}", ten = l.giver_name),
            },
            when: l.at.text(),
            note: Some(match l.channel.as_str() {
                "paper" => t!(lang, "Bản giấy: {noi}", noi = l.evidence),
                "request" => t!(lang, "Theo yêu cầu về dữ liệu số {so}", so = l.evidence),
                _ => t!(lang, "Trên trang cá nhân").to_owned(),
            }),
            tone: if l.turn.given { Tone::Ok } else { Tone::Plain },
        })
        .collect();
    html! {
        (timeline(&events))
        @for l in s.lines.iter().rev().take(1) {
            @if let Some(text) = &l.text { p.hint { (t!(lang, "Đã đọc: “{loi}”", loi = text)) } }
        }
    }
}

fn say_own(call: &Call) -> Result<Reply> {
    let lang = call.lang;
    let rules = rules(call)?;
    let person = call.actor()?.person;
    let given = match call.form().get("tra_loi") {
        "yes" => true,
        "no" => false,
        _ => return Ok(Reply::refused("/du-lieu-cua-toi/dong-y", t!(lang, "Hãy bấm đồng ý hoặc rút lại."))),
    };
    let purpose = call.form().get("viec").to_owned();
    if rules.consent(&purpose).is_none() {
        return Err(Failure::NotFound);
    }
    let said = Said {
        turn: Turn { giver: Giver::Own, given },
        giver_name: String::new(),
        channel: "own",
        evidence: String::new(),
        language: if lang == Lang::En { "en" } else { "vi" },
    };
    let act = if given { "privacy.consent.give" } else { "privacy.consent.withdraw" };
    match call.write(act, purpose.as_str(), |tx| service::say(tx, rules, person, &purpose, &said)) {
        Err(Failure::Conflict(why)) => {
            return Ok(Reply::refused("/du-lieu-cua-toi/dong-y", words::say(lang, &why).to_owned()));
        }
        other => other.map(|_| ())?,
    }
    let done = if given {
        t!(lang, "Đã ghi nhận bạn đồng ý.")
    } else {
        t!(lang, "Đã rút lại, có hiệu lực ngay.")
    };
    Ok(Reply::done("/du-lieu-cua-toi/dong-y", done))
}

/// The person of the address, held by their unit.
pub(crate) fn held(call: &Call, act: Act) -> Result<(PersonId, String)> {
    let person = PersonId(call.id("id")?);
    call.read(|v| {
        let known = people::person::store::one(v, person)?.ok_or(Failure::NotFound)?;
        let unit = unit_of(v, person, call.today())?.ok_or(Failure::NotFound)?;
        call.hold(v, act, unit)?;
        if !is_veiled(&known.full_name) {
            return Ok((person, known.full_name));
        }
        // who handles the request knows whose it is; others are told whom to ask
        if !call.may_at(v, Act::KeepPrivacy, unit)? {
            return Err(people::restriction::service::restricted());
        }
        let behind = people::restriction::service::behind(v, person)?;
        Ok((person, behind.map_or_else(String::new, |p| p.full_name)))
    })
}

fn ledger(call: &Call) -> Result<Reply> {
    let (person, name) = held(call, Act::SeePrivacy)?;
    call.looked("privacy.consent", &person.to_string(), 1)?;
    let (title, body) = ledger_page(call, person, &name, &Errors::default())?;
    Ok(call.page_with(&title, body, |shell| crumbs(call, shell, person, &name)))
}

fn crumbs(call: &Call, shell: &mut Shell, person: PersonId, name: &str) {
    let lang = call.lang;
    shell.crumbs = vec![
        (t!(lang, "Sổ đồng ý").to_owned(), Some("/dong-y".to_owned())),
        (name.to_owned(), call.may(Act::SeePeople).then(|| format!("/nguoi/{person}"))),
    ];
}

/// Whose yes is missing, in words.
fn waiting(lang: Lang, s: &Standing) -> String {
    let word = |g: &Giver| match g {
        Giver::Own => t!(lang, "chính em đồng ý"),
        Giver::Representative => t!(lang, "người đại diện đồng ý"),
    };
    s.waits.iter().map(word).collect::<Vec<_>>().join(", ")
}

fn ledger_page(call: &Call, person: PersonId, name: &str, errors: &Errors) -> Result<(String, Markup)> {
    let lang = call.lang;
    let rules = rules(call)?;
    let all = call.read(|v| service::standing(v, rules, person, call.today()))?;
    let needs_both = all.first().is_some_and(|s| s.needed.len() > 1);
    let otherwise = match rules.minors.otherwise {
        Otherwise::Initials => super::model::initials(name),
        Otherwise::Nothing => "–".to_owned(),
    };
    let choices =
        rules.consents.iter().map(|p| Choice::new(&p.code, either(lang, &p.title, &p.title_en))).collect();
    let kept = |name: &str| call.form().get(name).to_owned();
    let body = html! {
        @if needs_both {
            (notice(lang, Tone::Warn, t!(lang, "Trẻ em: cần cả hai người đồng ý"), html! {
                p { (t!(lang, "Người này dưới {n} tuổi: chỉ công bố khi chính em và người đại diện đều đồng ý.", n = rules.minors.representative_until)) }
            }))
        }
        (errors.summary(lang))
        @for s in &all {
            (card_with(either(lang, &s.purpose.title, &s.purpose.title_en),
                if s.holds { badge(Tone::Ok, t!(lang, "Đang đồng ý")) } else { badge(Tone::Plain, t!(lang, "Chưa đồng ý")) },
                html! {
                    @if needs_both && !s.waits.is_empty() {
                        p { (t!(lang, "Còn thiếu: {ai}.", ai = waiting(lang, s))) }
                        p.hint { (t!(lang, "Đến khi đủ, danh sách công bố chỉ ghi: {ten}", ten = otherwise)) }
                    }
                    @if s.lines.is_empty() { p.hint { (t!(lang, "Chưa có lần nào.")) } } @else { (history(lang, s)) }
                }))
        }
        @if call.may(Act::KeepPrivacy) {
            (card(t!(lang, "Ghi từ bản giấy"), form(&format!("/nguoi/{person}/dong-y"), csrf(call), html! {
                (Field::select(lang, "viec", t!(lang, "Việc"), choices).value(kept("viec")).blank(t!(lang, "Chọn…")).required().error(errors.of("viec")))
                (Field::radios(lang, "tra_loi", t!(lang, "Trên giấy ghi"), vec![
                    Choice::new("yes", t!(lang, "Đồng ý")), Choice::new("no", t!(lang, "Rút lại"))]).value(kept("tra_loi")).required())
                (Field::radios(lang, "nguoi_cho", t!(lang, "Ai ký"), vec![
                    Choice::new("self", t!(lang, "Chính người này")),
                    Choice::new("representative", t!(lang, "Người đại diện theo pháp luật"))]).value(kept("nguoi_cho")).required())
                (Field::text(lang, "nguoi_dai_dien", t!(lang, "Họ tên người đại diện")).value(kept("nguoi_dai_dien")).max_length(100).error(errors.of("nguoi_dai_dien")))
                (Field::text(lang, "bang_chung", t!(lang, "Bản giấy lưu ở đâu, ký ngày nào")).value(kept("bang_chung")).required().max_length(200)
                    .hint(t!(lang, "Ví dụ: tủ hồ sơ CĐCS, ký 12/11/2026")).error(errors.of("bang_chung")))
                (toolbar(html! { (primary(t!(lang, "Ghi vào sổ"))) }))
            })))
        }
    };
    Ok((t!(lang, "Sổ đồng ý của {ten}", ten = name), body))
}

fn record(call: &Call) -> Result<Reply> {
    let lang = call.lang;
    let (person, name) = held(call, Act::KeepPrivacy)?;
    let rules = rules(call)?;
    let f = call.form();
    let mut wrong = Vec::new();
    let given = f.get("tra_loi") == "yes";
    let giver = Giver::find(f.get("nguoi_cho"));
    if rules.consent(f.get("viec")).is_none() {
        wrong.push(kernel::FieldFault::new("viec", t!(lang, "Hãy chọn việc.")));
    }
    if giver.is_none() || !matches!(f.get("tra_loi"), "yes" | "no") {
        wrong.push(kernel::FieldFault::new("tra_loi", t!(lang, "Hãy chọn trên giấy ghi gì và ai ký.")));
    }
    let said = Said {
        turn: Turn { giver: giver.unwrap_or(Giver::Own), given },
        giver_name: kernel::name::tidy(f.get("nguoi_dai_dien")),
        channel: "paper",
        evidence: f.get("bang_chung").to_owned(),
        language: "vi",
    };
    let outcome = if wrong.is_empty() {
        let act = if given { "privacy.consent.give" } else { "privacy.consent.withdraw" };
        call.write(act, f.get("viec"), |tx| service::say(tx, rules, person, f.get("viec"), &said).map(|_| ()))
    } else {
        Err(Failure::Invalid(wrong))
    };
    match outcome {
        Ok(()) => Ok(Reply::done(format!("/nguoi/{person}/dong-y"), t!(lang, "Đã ghi vào sổ đồng ý."))),
        Err(Failure::Invalid(all)) => {
            let (title, body) = ledger_page(call, person, &name, &faults(lang, &all))?;
            Ok(call.page_refused(&title, body, |shell| crumbs(call, shell, person, &name)))
        }
        Err(Failure::Conflict(why)) => {
            Ok(Reply::refused(format!("/nguoi/{person}/dong-y"), words::say(lang, &why).to_owned()))
        }
        Err(other) => Err(other),
    }
}

fn overview(call: &Call) -> Result<Reply> {
    let lang = call.lang;
    let rules = rules(call)?;
    let counts = call.read(|v| Ok(store::counts(v)?))?;
    let columns = vec![
        Column::text(t!(lang, "Việc cần đồng ý")),
        Column::number(t!(lang, "Đang đồng ý")),
        Column::text(t!(lang, "Lời người đồng ý đã đọc")),
    ];
    let rows = rules.consents.iter().map(|p| {
        let n = counts.iter().find(|(code, _)| *code == p.code).map_or(0, |(_, n)| *n);
        Row::new(vec![
            html! { (either(lang, &p.title, &p.title_en)) },
            html! { (numbers::count(lang, n)) },
            html! { (either(lang, &p.text, &p.text_en)) },
        ])
    });
    let body = html! {
        (Table::new(lang, t!(lang, "Sổ đồng ý"), columns).caption_unseen().rows(rows))
        p { (t!(lang, "Người lao động tự đồng ý và rút lại ở “Dữ liệu của tôi”. Bản giấy: mở hồ sơ người đó rồi chọn “Sổ đồng ý”.")) }
        (form_get("/nguoi", html! {
            (Field::text(lang, "q", t!(lang, "Tìm người để ghi bản giấy")).plain())
            (quiet(t!(lang, "Tìm")).icon("search"))
        }))
    };
    Ok(call.page_with(t!(lang, "Sổ đồng ý"), body, |shell| {
        shell.lead = Some(
            t!(lang, "Những việc chỉ làm khi người có dữ liệu đồng ý; không ô nào đánh dấu sẵn.").to_owned(),
        );
    }))
}
