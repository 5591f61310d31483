//! The register of breaches, one breach with its clock, its people and its steps.

use super::paper::notice;
use super::service::{self, STEPS, notice_due};
use super::store::{self, Breach};
use crate::pages::{csrf, faults, menu_group, printed, rules};
use kernel::paper::Format;
use kernel::{Act, Failure, Moment, OrganisationId, Result, time};
use people::restriction::model::is_veiled;
use ui::prelude::*;
use web::{Call, Reply, Routes, routes};

/// The addresses of this room.
pub fn routes() -> Routes {
    routes! {
        GET "/su-co" => list, for Act::SeePrivacy,
            .in_menu(99, "triangle-alert", menu_group, |l| t!(l, "Sự cố lộ dữ liệu"));
        POST "/su-co" => add, for Act::KeepPrivacy;
        GET "/su-co/{id}" => show, for Act::SeePrivacy;
        POST "/su-co/{id}" => act, for Act::KeepPrivacy;
        GET "/su-co/{id}/thong-bao" => take, for Act::SeePrivacy;
        GET "/su-co/{id}/danh-sach" => people_file, for Act::KeepPrivacy, .proven_for_lists();
    }
}

/// How much of the 72 hours is left, in words.
fn clock(call: &Call, b: &Breach, steps: &[store::StepLine]) -> Result<Markup> {
    let lang = call.lang;
    let due = notice_due(rules(call)?, b);
    let told = steps.iter().find(|s| s.0 == "ministry");
    let hours = (due.0 - call.now.0) / 3_600_000_000;
    Ok(match told {
        Some(s) if s.2 <= due => badge(Tone::Ok, &t!(lang, "Đã báo lúc {gio}, trong hạn", gio = s.2.text())),
        Some(s) => badge(Tone::Bad, &t!(lang, "Đã báo lúc {gio}, trễ hạn", gio = s.2.text())),
        None if steps.iter().any(|s| s.0 == "closed") => {
            badge(Tone::Plain, t!(lang, "Đã khép lại, không phải báo"))
        }
        None if hours < 0 => badge(Tone::Bad, &t!(lang, "Quá hạn báo {n} giờ", n = -hours)),
        None => badge(Tone::Warn, &t!(lang, "Còn {n} giờ để báo (trước {gio})", n = hours, gio = due.text())),
    })
}

fn list(call: &Call) -> Result<Reply> {
    let body = list_page(call, &Errors::default())?;
    Ok(call.page_with(t!(call.lang, "Sự cố lộ dữ liệu cá nhân"), body, |s| {
        s.lead = Some(t!(
            call.lang,
            "Từ lúc phát hiện có {n} giờ để báo cơ quan chuyên trách.",
            n = notice_hours(call)
        ));
    }))
}

fn notice_hours(call: &Call) -> i64 {
    rules(call).map_or(0, |r| r.breach.notice_hours)
}

fn list_page(call: &Call, errors: &Errors) -> Result<Markup> {
    let lang = call.lang;
    let tops = call.scope(Act::SeePrivacy)?;
    let all = call.read(|v| {
        let mut out = Vec::new();
        for b in store::below(v, &tops)? {
            let steps = store::steps(v, b.id)?;
            out.push((b, steps));
        }
        Ok(out)
    })?;
    let mut rows = Vec::new();
    for (b, steps) in &all {
        rows.push(Row::new(vec![
            html! { a href={ "/su-co/" (b.id) } { (b.title) } @if b.exercise { " " (badge(Tone::Plain, t!(lang, "diễn tập"))) } },
            html! { (Moment(b.discovered_at).text()) },
            html! { (numbers::count(lang, b.people)) },
            clock(call, b, steps)?,
        ]));
    }
    let columns = vec![
        Column::text(t!(lang, "Sự cố")),
        Column::text(t!(lang, "Phát hiện lúc")),
        Column::number(t!(lang, "Số người")),
        Column::text(t!(lang, "Báo cơ quan chuyên trách")),
    ];
    let empty = empty_state(
        "shield",
        t!(lang, "Chưa có sự cố nào"),
        t!(lang, "Mất máy, gửi nhầm danh sách, lộ mật khẩu: ghi ngay vào đây, đồng hồ bắt đầu chạy."),
        html! {},
    );
    Ok(html! {
        (errors.summary(lang))
        (Table::new(lang, t!(lang, "Sổ sự cố"), columns).caption_unseen().rows(rows).empty(empty))
        @if call.may(Act::KeepPrivacy) {
            (card(t!(lang, "Ghi sự cố mới"), form("/su-co", csrf(call), html! {
                (Field::date(lang, "ngay", t!(lang, "Phát hiện ngày")).value(call.form().get("ngay")).required().error(errors.of("ngay")))
                (Field::time(lang, "gio", t!(lang, "Lúc")).value(call.form().get("gio")).required().error(errors.of("gio")))
                (words_of(call, None, errors))
                (Field::checkbox(lang, "dien_tap", t!(lang, "Đây là diễn tập"), false))
                (toolbar(html! { (primary(t!(lang, "Ghi sự cố"))) }))
            })))
        }
    })
}

fn words_of(call: &Call, b: Option<&Breach>, errors: &Errors) -> Markup {
    let lang = call.lang;
    let kept = |name: &str, known: Option<&String>| {
        let sent = call.form().get(name);
        if sent.is_empty() { known.cloned().unwrap_or_default() } else { sent.to_owned() }
    };
    html! {
        (Field::text(lang, "ten", t!(lang, "Sự cố là gì")).value(kept("ten", b.map(|b| &b.title))).required().max_length(150).error(errors.of("ten")))
        (Field::textarea(lang, "dien_bien", t!(lang, "Đã xảy ra gì"), 3).value(kept("dien_bien", b.map(|b| &b.what))).required().max_length(4000).error(errors.of("dien_bien")))
        (Field::text(lang, "du_lieu", t!(lang, "Dữ liệu nào (họ tên, điện thoại …)")).value(kept("du_lieu", b.map(|b| &b.fields))).max_length(500))
        (Field::text(lang, "nguyen_nhan", t!(lang, "Nguyên nhân")).value(kept("nguyen_nhan", b.map(|b| &b.cause))).max_length(1000))
        (Field::textarea(lang, "bien_phap", t!(lang, "Hậu quả, biện pháp"), 2).value(kept("bien_phap", b.map(|b| &b.measures))).max_length(4000))
    }
}

fn sent(call: &Call) -> Breach {
    let f = call.form();
    Breach {
        title: f.get("ten").to_owned(),
        what: f.get("dien_bien").to_owned(),
        fields: f.get("du_lieu").to_owned(),
        cause: f.get("nguyen_nhan").to_owned(),
        measures: f.get("bien_phap").to_owned(),
        exercise: f.has("dien_tap"),
        ..Breach::default()
    }
}

fn add(call: &Call) -> Result<Reply> {
    let lang = call.lang;
    let f = call.form();
    let top = call.scope(Act::KeepPrivacy)?.first().copied().ok_or(Failure::NotFound)?;
    let hour =
        f.get("gio").split_once(':').and_then(|(h, m)| Some((h.parse::<i8>().ok()?, m.parse::<i8>().ok()?)));
    let outcome = match (
        time::parse_typed_day(f.get("ngay")),
        hour.filter(|(h, m)| (0..24).contains(h) && (0..60).contains(m)),
    ) {
        (Some(day), Some((h, m))) => {
            let b = Breach { organisation: top.0, discovered_at: Moment::at(day, h, m).0, ..sent(call) };
            call.write("privacy.breach", if b.exercise { "exercise" } else { "" }, |tx| {
                service::found(tx, &b)
            })
        }
        _ => Err(Failure::field("ngay", t!(lang, "Hãy ghi ngày và giờ phát hiện."))),
    };
    match outcome {
        Ok(id) => Ok(Reply::done(format!("/su-co/{id}"), t!(lang, "Đã ghi sự cố, đồng hồ đang chạy."))),
        Err(Failure::Invalid(all)) => {
            let body = list_page(call, &faults(lang, &all))?;
            Ok(call.page_refused(t!(lang, "Sự cố lộ dữ liệu cá nhân"), body, |_| {}))
        }
        Err(other) => Err(other),
    }
}

fn held(call: &Call, act: Act) -> Result<(Breach, Vec<store::StepLine>)> {
    let id = call.id("id")?;
    call.read(|v| {
        let b = store::one(v, id)?.ok_or(Failure::NotFound)?;
        call.hold(v, act, OrganisationId(b.organisation))?;
        let steps = store::steps(v, id)?;
        Ok((b, steps))
    })
}

fn show(call: &Call) -> Result<Reply> {
    let (b, steps) = held(call, Act::SeePrivacy)?;
    let body = body(call, &b, &steps, &Errors::default())?;
    call.looked("privacy.breach", &b.id.to_string(), usize::try_from(b.people).unwrap_or(0))?;
    Ok(call.page_with(&b.title, body, |s| crumbs(call, s)))
}

fn crumbs(call: &Call, shell: &mut Shell) {
    shell.crumbs = vec![(t!(call.lang, "Sự cố lộ dữ liệu").to_owned(), Some("/su-co".to_owned()))];
}

fn step_word(lang: Lang, code: &str) -> &'static str {
    match code {
        "contained" => t!(lang, "Đã chặn, đã khắc phục"),
        "ministry" => t!(lang, "Đã báo cơ quan chuyên trách"),
        "people" => t!(lang, "Đã báo người bị ảnh hưởng"),
        _ => t!(lang, "Khép lại"),
    }
}

fn body(call: &Call, b: &Breach, steps: &[store::StepLine], errors: &Errors) -> Result<Markup> {
    let lang = call.lang;
    let here = format!("/su-co/{}", b.id);
    let closed = steps.iter().any(|s| s.0 == "closed");
    let events: Vec<Event> = steps
        .iter()
        .rev()
        .map(|(code, note, at, by)| Event {
            what: step_word(lang, code).to_owned(),
            who: by.clone().unwrap_or_else(|| t!(lang, "chương trình").to_owned()),
            when: at.text(),
            note: Some(note.clone()),
            tone: Tone::Ok,
        })
        .collect();
    let people = call.read(|v| Ok(store::people(v, b.id)?))?;
    let keeps = call.may(Act::KeepPrivacy) && !closed;
    let choices = STEPS.iter().map(|s| Choice::new(*s, step_word(lang, s))).collect();
    let text = |t: &str| html! { @if t.is_empty() { "–" } @else { (t) } };
    Ok(html! {
        (errors.summary(lang))
        (grid(html! {
            (card_with(t!(lang, "Sự cố"), clock(call, b, steps)?, definition_list(&[
                (t!(lang, "Phát hiện lúc"), html! { (Moment(b.discovered_at).text()) }),
                (t!(lang, "Đã xảy ra gì"), text(&b.what)),
                (t!(lang, "Dữ liệu nào"), text(&b.fields)),
                (t!(lang, "Nguyên nhân"), text(&b.cause)),
                (t!(lang, "Hậu quả, biện pháp"), text(&b.measures)),
            ])))
            (card(t!(lang, "Đã làm gì"), html! {
                @if events.is_empty() { p.hint { (t!(lang, "Chưa có bước nào.")) } }
                (timeline(&events))
                (link_button(Look::Quiet, t!(lang, "Tải thông báo gửi cơ quan chuyên trách"), &format!("{here}/thong-bao")).icon("download").download())
            }))
        }))
        (card(t!(lang, "Người bị ảnh hưởng"), html! {
            p { (t!(lang, "{n} người.", n = numbers::count(lang, b.people))) }
            @if !people.is_empty() {
                (disclosure(t!(lang, "Xem tên"), html! { ul { @for (_, name, _) in people.iter().take(200) { li { (name) } } } }))
                @if call.may(Act::KeepPrivacy) {
                    (link_button(Look::Quiet, t!(lang, "Tải danh sách để báo"), &format!("{here}/danh-sach")).icon("download"))
                }
            }
            @if keeps {
                (disclosure(t!(lang, "Thêm cả đơn vị"), form(&here, csrf(call), html! {
                    (Field::text(lang, "ma_don_vi", t!(lang, "Mã đơn vị")).required().error(errors.of("ma_don_vi")))
                    (Field::date(lang, "ngay_ds", t!(lang, "Người thuộc đơn vị ngày")).required().error(errors.of("ngay_ds")))
                    (toolbar(html! { (quiet(t!(lang, "Thêm người")).sends("viec", "unit")) }))
                })))
                (disclosure(t!(lang, "Thêm người mà một tài khoản đã mở hồ sơ"), form(&here, csrf(call), html! {
                    (Field::phone(lang, "so_tk", t!(lang, "Số điện thoại đăng nhập")).required().error(errors.of("so_tk")))
                    (Field::date(lang, "tu", t!(lang, "Từ ngày")).required().error(errors.of("tu")))
                    (Field::date(lang, "den", t!(lang, "Đến ngày")).required())
                    (toolbar(html! { (quiet(t!(lang, "Thêm người")).sends("viec", "seen")) }))
                })))
            }
        }))
        @if keeps {
            (card(t!(lang, "Bước tiếp theo"), form(&here, csrf(call), html! {
                (Field::select(lang, "buoc", t!(lang, "Đã làm"), choices).blank(t!(lang, "Chọn…")).value(call.form().get("buoc")).required().error(errors.of("buoc")))
                (Field::textarea(lang, "ghi_chu", t!(lang, "Ghi rõ"), 2).value(call.form().get("ghi_chu")).required().max_length(2000).error(errors.of("ghi_chu")))
                (toolbar(html! { (primary(t!(lang, "Ghi bước này")).sends("viec", "step")) }))
            })))
            (disclosure(t!(lang, "Bổ sung thông tin"), form(&here, csrf(call), html! {
                (words_of(call, Some(b), errors))
                (toolbar(html! { (quiet(t!(lang, "Lưu")).sends("viec", "more")) }))
            })))
        }
    })
}

fn act(call: &Call) -> Result<Reply> {
    let lang = call.lang;
    let (b, steps) = held(call, Act::KeepPrivacy)?;
    let f = call.form();
    let day = |name: &str| {
        time::parse_typed_day(f.get(name))
            .ok_or_else(|| Failure::field(name, t!(lang, "Hãy nhập ngày, ví dụ 05/10/2026.")))
    };
    let id = b.id;
    let outcome = match f.get("viec") {
        "step" => call.write("privacy.breach.step", id.to_string(), |tx| {
            service::step(tx, id, f.get("buoc"), f.get("ghi_chu"))
        }),
        "more" => {
            call.write("privacy.breach.change", id.to_string(), |tx| service::tell_more(tx, id, &sent(call)))
        }
        "unit" => day("ngay_ds").and_then(|on| {
            let unit = call.read(|v| {
                let found = people::organisation::store::by_code(v, f.get("ma_don_vi"))?;
                let unit = found
                    .ok_or_else(|| Failure::field("ma_don_vi", t!(lang, "Không có đơn vị mang mã này.")))?;
                call.hold(v, Act::KeepPrivacy, unit)?;
                Ok(unit)
            })?;
            call.write("privacy.breach.people", id.to_string(), |tx| {
                service::name_unit(tx, id, unit, on).map(|_| ())
            })
        }),
        "seen" => day("tu").and_then(|from| {
            let to = day("den").unwrap_or(from);
            let known = call.read(|v| Ok(people::account::store::by_login(v, f.get("so_tk"))?))?;
            let account = known
                .ok_or_else(|| Failure::field("so_tk", t!(lang, "Không có tài khoản nào dùng số này.")))?
                .account;
            call.write("privacy.breach.people", id.to_string(), |tx| {
                service::name_seen(tx, id, account, from, to).map(|_| ())
            })
        }),
        _ => Err(Failure::field("buoc", t!(lang, "Hãy chọn một bước."))),
    };
    match outcome {
        Ok(()) => Ok(Reply::done(format!("/su-co/{id}"), t!(lang, "Đã ghi."))),
        Err(Failure::Invalid(all)) => {
            let body = body(call, &b, &steps, &faults(lang, &all))?;
            Ok(call.page_refused(&b.title, body, |s| crumbs(call, s)))
        }
        Err(Failure::Conflict(why)) => {
            Ok(Reply::refused(format!("/su-co/{id}"), words::say(lang, &why).to_owned()))
        }
        Err(other) => Err(other),
    }
}

fn take(call: &Call) -> Result<Reply> {
    let (b, steps) = held(call, Act::SeePrivacy)?;
    let unit = call.signed.map_or("", |s| s.unit_name.as_str());
    printed(
        call,
        &notice(rules(call)?, &b, &steps, unit, call.now),
        Format::Docx,
        &format!("thong-bao-su-co-{}", b.id),
    )
}

fn people_file(call: &Call) -> Result<Reply> {
    let (b, _) = held(call, Act::KeepPrivacy)?;
    let people = call.read(|v| Ok(store::people(v, b.id)?))?;
    if let Some(ask) = call.proof_to_take(people.len())? {
        return Ok(ask);
    }
    call.looked("privacy.breach.export", &b.id.to_string(), people.len())?;
    let lang = call.lang;
    let mut text = format!("\u{feff}{},{}\r\n", t!(lang, "Họ và tên"), t!(lang, "Điện thoại"));
    for (person, name, phone) in people {
        // a breach must be told to whoever asked not to be shown, too
        let behind = call.read(|v| match is_veiled(&name) {
            true => people::restriction::service::behind(v, person),
            false => Ok(None),
        })?;
        let (name, phone) = behind.map_or((name, phone), |p| (p.full_name, p.phone));
        text.push_str(&format!("\"{}\",'{}\r\n", name.replace('"', "\"\""), phone.unwrap_or_default()));
    }
    Ok(Reply::File {
        content_type: Format::Csv.content_type().to_owned(),
        name: format!("nguoi-bi-anh-huong-{}.csv", b.id),
        bytes: text.into_bytes(),
    })
}
