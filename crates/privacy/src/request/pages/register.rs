//! The register of requests and one request, for the officer in charge.

use super::own::asked;
use super::words::{due_tone, due_words, field_word, history, kind_word, state_badge};
use crate::pages::{csrf, either, rules};
use crate::request::model::{Request, State};
use crate::request::service::corrected;
use crate::request::store;
use crate::rules::Rules;
use kernel::{Act, Failure, Result};
use people::person::{Person, store as people_store};
use people::restriction::model::{HIDDEN, is_veiled};
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use store as requests;
use ui::prelude::*;
use web::{Call, Reply};

/// What the register is filtered by.
const FILTERS: [&str; 4] = ["dang-mo", "qua-han", "tat-ca", "han-che"];

/// `GET /quyen-rieng-tu`
pub(super) fn list(call: &Call) -> Result<Reply> {
    let (lang, rules, today) = (call.lang, rules(call)?, call.today());
    let tops = call.scope(Act::SeePrivacy)?;
    let (all, units) = call.read(|v| {
        let mut all = requests::below(v, &tops)?;
        for r in &mut all {
            shown(call, v, r)?;
        }
        let mut units = BTreeMap::new();
        for r in &all {
            if let Entry::Vacant(unknown) = units.entry(r.organisation) {
                let unit = people::organisation::store::last(v, r.organisation)?;
                unknown.insert(unit.map_or_else(String::new, |u| u.name));
            }
        }
        Ok((all, units))
    })?;
    call.looked("privacy.requests", "", all.len())?;
    let is_open = |r: &&Request| !matches!(r.state(), State::Ended(_));
    let is_late = |r: &&Request| r.due(today).is_some_and(|d| d.left < 0);
    let (open, late) = (all.iter().filter(is_open).count(), all.iter().filter(is_late).count());
    let filter = FILTERS.into_iter().find(|f| *f == call.query("loc")).unwrap_or("dang-mo");
    let mut shown: Vec<&Request> = match filter {
        "qua-han" => all.iter().filter(is_late).collect(),
        "tat-ca" => all.iter().collect(),
        _ => all.iter().filter(is_open).collect(),
    };
    if filter != "tat-ca" {
        shown.sort_by_key(|r| r.due(today).map(|d| d.day));
    }
    let count = |n: usize| i64::try_from(n).ok();
    let tab = |label: &str, code: &str, n| Tab {
        label: label.to_owned(),
        href: format!("/quyen-rieng-tu?loc={code}"),
        count: n,
        active: filter == code,
    };
    let columns = vec![
        Column::text(t!(lang, "Yêu cầu")),
        Column::text(t!(lang, "Của ai")),
        Column::text(t!(lang, "Nhận lúc")),
        Column::text(t!(lang, "Hạn")),
        Column::text(t!(lang, "Tình trạng")),
    ];
    let rows = shown.iter().map(|r| {
        Row::new(vec![
            html! { a href={ "/quyen-rieng-tu/" (r.id) } { (kind_word(lang, rules, &r.kind)) }
            @if !r.field.is_empty() { br; small { (field_word(lang, rules, &r.field)) } } },
            html! { (r.name) br; small { (units.get(&r.organisation).map_or("", String::as_str)) } },
            html! { (r.at.text()) },
            html! { @if let Some(d) = r.due(today) { (badge(due_tone(d), &due_words(lang, d))) }
            @else if r.was_late(today) { (badge(Tone::Warn, t!(lang, "từng trễ hạn"))) } @else { "–" } },
            state_badge(lang, r, today),
        ])
    });
    let empty = empty_state(
        "shield",
        t!(lang, "Không có yêu cầu nào"),
        t!(
            lang,
            "Khi người lao động xin xem, sửa, xóa hay hạn chế dữ liệu của mình, yêu cầu hiện ở đây với hạn trả lời."
        ),
        html! {},
    );
    let restricted = crate::restriction::pages::below(call)?;
    let body = html! {
        (tabs(lang, t!(lang, "Yêu cầu về dữ liệu"), &[
            tab(t!(lang, "Đang mở"), "dang-mo", count(open)),
            tab(t!(lang, "Quá hạn"), "qua-han", count(late)),
            tab(t!(lang, "Tất cả"), "tat-ca", count(all.len())),
            tab(t!(lang, "Đang hạn chế xử lý"), "han-che", count(restricted.len())),
        ]))
        @if filter == "han-che" { (crate::restriction::pages::table(call, &restricted)) }
        @else { (Table::new(lang, t!(lang, "Yêu cầu về dữ liệu"), columns).caption_unseen().rows(rows).empty(empty)) }
        p.hint { (t!(lang, "Yêu cầu nộp trên giấy: mở hồ sơ người đó ở “Người lao động”, chọn “Ghi yêu cầu về dữ liệu”.")) }
    };
    Ok(call.page_with(t!(lang, "Yêu cầu về dữ liệu cá nhân"), body, |shell| {
        shell.lead = Some(t!(
            lang,
            "Trả lời trong {n} ngày làm việc, làm xong trong hạn của luật.",
            n = rules.answer_working_days
        ));
    }))
}

/// A request as this reader may see it: who handles it knows whose it is; to others whose data may not be used is
/// nobody, and what they wrote stays theirs.
fn shown(call: &Call, v: &::store::View, r: &mut Request) -> Result<()> {
    if !is_veiled(&r.name) {
        return Ok(());
    }
    if call.may_at(v, Act::KeepPrivacy, r.organisation)? {
        r.name = people::restriction::service::behind(v, r.person)?.map_or_else(String::new, |p| p.full_name);
    } else {
        for words in [&mut r.wish, &mut r.value].into_iter().filter(|w| !w.is_empty()) {
            *words = HIDDEN.to_owned();
        }
    }
    Ok(())
}

/// One request, held by its unit.
pub(super) fn held(call: &Call, act: Act) -> Result<Request> {
    let id = call.id("id")?;
    call.read(|v| {
        let mut found = requests::one(v, id)?.ok_or(Failure::NotFound)?;
        call.hold(v, act, found.organisation)?;
        shown(call, v, &mut found)?;
        Ok(found)
    })
}

/// `GET /quyen-rieng-tu/{id}`
pub(super) fn show(call: &Call) -> Result<Reply> {
    let r = held(call, Act::SeePrivacy)?;
    call.looked("privacy.request", &r.person.to_string(), 1)?;
    let body = body(call, &r, &Errors::default())?;
    Ok(call.page_with(&title(call, &r)?, body, |shell| dress(call, &r, shell)))
}

pub(super) fn title(call: &Call, r: &Request) -> Result<String> {
    Ok(format!("{}: {}", kind_word(call.lang, rules(call)?, &r.kind), r.name))
}

pub(super) fn dress(call: &Call, r: &Request, shell: &mut Shell) {
    let lang = call.lang;
    shell.crumbs = vec![
        (t!(lang, "Yêu cầu về dữ liệu").to_owned(), Some("/quyen-rieng-tu".to_owned())),
        (r.name.clone(), call.may(Act::SeePeople).then(|| format!("/nguoi/{}", r.person))),
    ];
}

pub(super) fn body(call: &Call, r: &Request, errors: &Errors) -> Result<Markup> {
    let (lang, rules, today) = (call.lang, rules(call)?, call.today());
    let unit = call.read(|v| Ok(people::organisation::store::last(v, r.organisation)?))?;
    let ended = matches!(r.state(), State::Ended(_));
    let due = r.due(today);
    Ok(html! {
        (errors.summary(lang))
        (grid(html! {
            (card_with(t!(lang, "Yêu cầu"), state_badge(lang, r, today), html! {
                (definition_list(&[
                    (t!(lang, "Của ai"), html! { strong { (r.name) } }),
                    (t!(lang, "Đơn vị"), html! { (unit.map_or_else(String::new, |u| u.name)) }),
                    (t!(lang, "Nhận lúc"), html! { (r.at.text()) }),
                    (t!(lang, "Trả lời trước hết"), html! { (numbers::date(r.answer_due)) }),
                    (t!(lang, "Làm xong trước hết"), html! { (numbers::date(r.finish_due())) }),
                    (t!(lang, "Hạn gần nhất"), html! { @if let Some(d) = due { (badge(due_tone(d), &due_words(lang, d))) } @else { "–" } }),
                ]))
                (asked(lang, rules, r))
            }))
            (card(t!(lang, "Đã làm gì"), history(lang, r, true)))
        }))
        @if !ended && call.may(Act::KeepPrivacy) { (work(call, rules, r, errors)?) }
    })
}

/// Before and after, side by side.
fn change(call: &Call, rules: &Rules, r: &Request) -> Result<Option<(String, String)>> {
    if r.kind != "rectify" || r.field == "other" {
        return Ok(None);
    }
    let Some(now) = call.read(|v| Ok(people_store::one(v, r.person)?))? else { return Ok(None) };
    if is_veiled(&now.full_name) {
        return Ok(None);
    }
    let Ok(after) = corrected(&now, &r.field, &r.value, call.today()) else { return Ok(None) };
    let said = |p: &Person| match r.field.as_str() {
        "full_name" => p.full_name.clone(),
        "birth" => p.birth_text(),
        "phone" => p.phone.clone().unwrap_or_default(),
        "section" => p.section.clone().unwrap_or_default(),
        _ => p.staff_code.clone().unwrap_or_default(),
    };
    let _ = rules;
    Ok(Some((said(&now), said(&after))))
}

fn work(call: &Call, rules: &Rules, r: &Request, errors: &Errors) -> Result<Markup> {
    let lang = call.lang;
    let action = format!("/quyen-rieng-tu/{}", r.id);
    let kept = call.form().get("ghi_chu").to_owned();
    let kind = rules.kind(&r.kind);
    let change = change(call, rules, r)?;
    let mut stops = vec![Choice::new(
        "han-che",
        t!(lang, "Hạn chế xử lý: không nơi nào hiện tên, chi tiết cho đến khi gỡ"),
    )];
    stops.extend(rules.consents.iter().map(|p| {
        let title = either(lang, &p.title, &p.title_en);
        Choice::new(&p.code, t!(lang, "Chỉ dừng việc: {viec}", viec = title))
    }));
    let note = |label: &str, id: &str| {
        Field::textarea(lang, "ghi_chu", label, 2)
            .id(id)
            .value(kept.clone())
            .required()
            .max_length(2000)
            .error(errors.of("ghi_chu"))
    };
    let one = |label: &str, step: &str, id: &str, word: &str, look: Look| {
        disclosure(
            label,
            form(
                &action,
                csrf(call),
                html! {
                    (note(t!(lang, "Viết cho người gửi"), id))
                    (toolbar(html! { (button(look, word).sends("buoc", step)) }))
                },
            ),
        )
    };
    Ok(html! {
        h2 { (t!(lang, "Xử lý")) }
        @if let Some((before, after)) = &change {
            (card(t!(lang, "Sửa hồ sơ bằng một lần bấm"), html! {
                (definition_list(&[
                    (t!(lang, "Mục"), html! { (field_word(lang, rules, &r.field)) }),
                    (t!(lang, "Đang ghi"), html! { @if before.is_empty() { "–" } @else { (before) } }),
                    (t!(lang, "Sẽ ghi"), html! { strong { (after) } }),
                ]))
                (form(&action, csrf(call), html! {
                    (toolbar(html! { (primary(t!(lang, "Sửa hồ sơ và báo người gửi")).icon("check").sends("buoc", "correct").unchecked()) }))
                }))
            }))
        }
        @if r.kind == "copy" {
            p { (link_button(Look::Primary, t!(lang, "Tải bản dữ liệu của người này (PDF)"), &format!("{action}/ban-sao")).icon("download").download()) }
        }
        @if r.kind == "delete" {
            p { (link_button(Look::Danger, t!(lang, "Xem trước và ẩn danh người này"), &format!("/nguoi/{}/an-danh", r.person)).icon("trash-2")) }
        }
        @if matches!(r.kind.as_str(), "withdraw" | "restrict" | "object") {
            p { (link_button(Look::Quiet, t!(lang, "Mở sổ đồng ý của người này"), &format!("/nguoi/{}/dong-y", r.person)).icon("handshake")) }
        }
        (card(t!(lang, "Các bước"), html! {
            @if r.state() == State::New {
                (form(&action, csrf(call), html! {
                    (note(t!(lang, "Trả lời người gửi"), "ghi_chu").hint(t!(lang, "Đã nhận, sẽ làm gì, khi nào xong.")))
                    (toolbar(html! { (primary(t!(lang, "Trả lời")).sends("buoc", "answered")) }))
                }))
            }
            @match r.kind.as_str() {
                "restrict" => (disclosure(t!(lang, "Chấp nhận, hạn chế xử lý"), form(&action, csrf(call), html! {
                    p { (t!(lang, "Từ lúc này tên và thông tin của người này không hiện ở danh sách, tìm kiếm, tệp xuất; không ai sửa, chuyển, cấp phiếu. Người này vẫn được tính trong mọi con số. Chỉ bạn và chính họ còn xem được hồ sơ.")) }
                    (note(t!(lang, "Viết cho người gửi"), "ghi_chu-xong"))
                    (toolbar(html! { (button(Look::Primary, t!(lang, "Hạn chế xử lý, ghi là đã xong")).sends("buoc", "done")) }))
                }))),
                "object" => (disclosure(t!(lang, "Chấp nhận phản đối"), form(&action, csrf(call), html! {
                    (Field::radios(lang, "hieu_luc", t!(lang, "Dừng việc gì"), stops).value(call.form().get("hieu_luc")).required().error(errors.of("hieu_luc")))
                    (note(t!(lang, "Viết cho người gửi"), "ghi_chu-xong"))
                    (toolbar(html! { (button(Look::Primary, t!(lang, "Dừng việc ấy, ghi là đã xong")).sends("buoc", "done")) }))
                }))),
                _ => (one(t!(lang, "Đã làm xong"), "done", "ghi_chu-xong", t!(lang, "Ghi là đã xong"), Look::Primary)),
            }
            @if !r.is_extended() && let Some(kind) = kind {
                (disclosure(t!(lang, "Gia hạn"), form(&action, csrf(call), html! {
                    (Field::number(lang, "so_ngay", t!(lang, "Thêm mấy ngày (nhiều nhất {n})", n = kind.extend_days)).required().error(errors.of("so_ngay")))
                    (note(t!(lang, "Lý do, viết cho người gửi"), "ghi_chu-han"))
                    (toolbar(html! { (quiet(t!(lang, "Gia hạn")).sends("buoc", "extended")) }))
                })))
                (one(t!(lang, "Có bên thứ ba tham gia"), "processor", "ghi_chu-ba", t!(lang, "Dùng hạn dài hơn của luật"), Look::Quiet))
            }
            (one(t!(lang, "Từ chối"), "refused", "ghi_chu-khong", t!(lang, "Từ chối có lý do"), Look::Danger))
        }))
    })
}

/// What waits for the officer in charge.
pub struct Waiting {
    /// How many are open.
    pub open: usize,
    /// How many of them are late.
    pub late: usize,
    /// Days to the nearest binding day.
    pub left: i32,
}

/// What waits for the officer in charge; nothing when nothing does.
pub fn todo(call: &Call, v: &::store::View) -> Result<Option<Waiting>> {
    let today = call.today();
    let all = requests::below(v, &call.scope(Act::KeepPrivacy)?)?;
    let left: Vec<i32> = all.iter().filter_map(|r| r.due(today)).map(|d| d.left).collect();
    let late = left.iter().filter(|n| **n < 0).count();
    Ok(left.iter().min().map(|least| Waiting { open: left.len(), late, left: *least }))
}
