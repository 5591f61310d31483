//! One's own account: roles, password, open sessions, what is kept about oneself.

use crate::account::door::{service as door, store as sessions};
use crate::account::model::{Birth, check_chosen};
use crate::account::service::{self, Chance};
use crate::account::slip::store as codes;
use crate::account::store;
use crate::organisation::store as units;
use crate::pages::{csrf, faults, population_word, stretch, unit_name};
use crate::person::store as persons;
use crate::restriction;
use kernel::{Failure, FieldFault, Result};
use ui::prelude::*;
use web::{Act, Call, Reply, Routes, role_word, routes};

/// The addresses of this room.
pub fn routes() -> Routes {
    routes! {
        GET "/tai-khoan" => own, for Act::UseOwnAccount;
        POST "/tai-khoan/mat-khau" => change_password, for Act::UseOwnAccount;
        POST "/tai-khoan/phien" => end_session, for Act::UseOwnAccount;
    }
}

fn own(call: &Call) -> Result<Reply> {
    let body = own_body(call, &Errors::default())?;
    Ok(call.page(t!(call.lang, "Tài khoản của tôi"), body))
}

/// The page again, with what is wrong.
pub(crate) fn refused(call: &Call, wrong: &[FieldFault]) -> Result<Reply> {
    let body = own_body(call, &faults(call.lang, wrong))?;
    Ok(call.page_refused(t!(call.lang, "Tài khoản của tôi"), body, |_| {}))
}

fn own_body(call: &Call, errors: &Errors) -> Result<Markup> {
    let lang = call.lang;
    let actor = call.actor()?;
    let (card_of, record, belongs, roles, open, last_reset) = call.read(|v| {
        let belongs = persons::affiliations(v, actor.person)?
            .into_iter()
            .map(|a| Ok((unit_name(v, a.organisation)?, a)))
            .collect::<Result<Vec<_>>>()?;
        let roles = actor
            .grants
            .iter()
            .map(|g| Ok((g.clone(), units::last(v, g.organisation)?.map_or_else(String::new, |o| o.name))))
            .collect::<Result<Vec<_>>>()?;
        let open = sessions::sessions(v, actor.account)?;
        let last_reset = codes::last_reset(v, actor.account)?;
        Ok((
            store::account(v, actor.account)?,
            restriction::service::behind(v, actor.person)?,
            belongs,
            roles,
            open,
            last_reset,
        ))
    })?;
    let (Some(account), Some(record)) = (card_of, record) else { return Err(Failure::NotFound) };
    let today = call.today();
    let rules = super::rules(call)?;
    let pin_allowed = may_have_pin(call)?;
    Ok(html! {
        (card(t!(lang, "Tên và vai trò"), html! {
            (definition_list(&[
                (t!(lang, "Họ và tên"), html! { (record.full_name) }),
                (t!(lang, "Tên đăng nhập"), html! { (account.login) }),
            ]))
            ul {
                @for (grant, unit) in &roles {
                    li {
                        strong { (role_word(lang, grant.role)) } " · " (unit)
                        " · " (stretch(lang, grant.from, grant.to))
                        @if grant.on_behalf_of.is_some() { " " (badge(Tone::Plain, t!(lang, "được ủy quyền"))) }
                        @if grant.to <= today { " " (badge(Tone::Plain, t!(lang, "đã kết thúc"))) }
                    }
                }
            }
            p { a href="/quyen" { (t!(lang, "Vai trò nào được làm gì")) } }
            @if !pin_allowed {
                p { a href="/uy-quyen" { (t!(lang, "Ủy quyền khi đi vắng")) } }
                p { a href="/tai-khoan/bao-ve" { (t!(lang, "Thêm bước xác nhận thứ hai")) } }
            }
        }))
        (card(t!(lang, "Đổi mật khẩu, mã PIN"), html! {
            @if let Some((who, at)) = &last_reset {
                p.hint { (t!(lang, "Lần đặt lại gần nhất: {luc}, bằng mã do {ten} cấp.", luc = at.text(), ten = who)) }
            }
            @if account.must_change {
                (notice(lang, Tone::Warn, t!(lang, "Bạn đang dùng mật khẩu lần đầu"), html! {
                    p { (t!(lang, "Người mở tài khoản biết mật khẩu này. Hãy đổi ngay.")) }
                }))
            }
            (errors.summary(lang))
            (form("/tai-khoan/mat-khau", csrf(call), html! {
                (Field::password(lang, "old", t!(lang, "Mật khẩu hoặc PIN hiện tại")).required().error(errors.of("old")))
                (Field::password(lang, "password", if pin_allowed { t!(lang, "Mật khẩu hoặc PIN mới") } else { t!(lang, "Mật khẩu mới") })
                    .autocomplete("new-password").required()
                    .hint(if pin_allowed {
                        t!(lang, "PIN gồm {so} chữ số, hoặc mật khẩu ít nhất {n} ký tự.", so = rules.pin.digits, n = service::SHORTEST_PASSWORD)
                    } else {
                        t!(lang, "Ít nhất {n} ký tự. Một câu ngắn dễ nhớ là tốt nhất.", n = service::SHORTEST_PASSWORD)
                    })
                    .error(errors.of("password").or(errors.of("pin"))))
                (Field::password(lang, "again", t!(lang, "Nhập lại lần nữa")).autocomplete("new-password")
                    .required().error(errors.of("again")))
                p.hint { (t!(lang, "Các thiết bị khác đang đăng nhập tài khoản này sẽ bị đăng xuất.")) }
                (toolbar(html! { (primary(t!(lang, "Đổi mật khẩu"))) }))
            }))
        }))
        (crate::account::outside::pages::own_card(call, errors)?)
        (card(t!(lang, "Nơi đang đăng nhập"), open_sessions(call, &open)))
        (card(t!(lang, "Hệ thống lưu gì về tôi"), html! {
            (definition_list(&[
                (t!(lang, "Họ và tên"), html! { (record.full_name) }),
                (t!(lang, "Ngày sinh"), html! { (blank(lang, &record.birth_text())) }),
                (t!(lang, "Điện thoại"), html! { (blank(lang, record.phone.as_deref().unwrap_or(""))) }),
                (t!(lang, "Bộ phận, tổ"), html! { (blank(lang, record.section.as_deref().unwrap_or(""))) }),
                (t!(lang, "Số căn cước"), html! {
                    @if record.national_id_key.is_some() { (t!(lang, "Có lưu, đã mã hóa")) }
                    @else { (t!(lang, "Không lưu")) }
                }),
            ]))
            p { a href=(ui::address::OWN_DATA) { (t!(lang, "Xem tất cả, ai đã xem, tải về, xin sửa hoặc xin xóa")) } }
            h3 { (t!(lang, "Nơi tôi thuộc về")) }
            @if belongs.is_empty() { p.hint { (t!(lang, "Chưa có đơn vị nào.")) } }
            ul {
                @for (unit, a) in &belongs {
                    li { strong { (unit) } " · " (population_word(lang, a.role)) " · " (stretch(lang, a.from, a.to)) }
                }
            }
            p.hint { (t!(lang, "Thấy chỗ nào sai? Hãy báo cán bộ công đoàn của đơn vị để sửa.")) }
        }))
    })
}

fn blank(lang: Lang, text: &str) -> &str {
    if text.is_empty() { t!(lang, "Không lưu") } else { text }
}

/// A PIN is for whoever only learns: with a role over others goes a password.
fn may_have_pin(call: &Call) -> Result<bool> {
    let mut live = call.actor()?.grants.iter().filter(|g| g.to > call.today());
    Ok(live.all(|g| g.role == kernel::Role::Worker))
}

fn open_sessions(call: &Call, open: &[sessions::OpenSession]) -> Markup {
    let lang = call.lang;
    let here = call.visit.token.as_deref().map(|t| ::store::chain::sha256(t.as_bytes())).unwrap_or_default();
    html! {
        ul.rows {
            @for one in open {
                li {
                    div {
                        strong { (browser_word(lang, &one.agent)) }
                        @if one.digest == here { " " (badge(Tone::Ok, t!(lang, "máy này"))) }
                        @if one.shared { " " (badge(Tone::Plain, t!(lang, "dùng chung"))) }
                        br; (t!(lang, "từ {luc}", luc = one.started.text()))
                    }
                    @if one.digest != here {
                        form action="/tai-khoan/phien" method="post" {
                            (csrf_field(csrf(call)))
                            input type="hidden" name="phien" value=(one.digest.chars().take(24).collect::<String>());
                            (quiet(t!(lang, "Kết thúc")))
                        }
                    }
                }
            }
        }
        form action="/roi-may" method="post" {
            (csrf_field(csrf(call)))
            input type="hidden" name="quen" value="1";
            (quiet(t!(lang, "Rời máy này và xóa tên tôi ở đây")).icon("log-out"))
        }
    }
}

/// A browser in a word.
fn browser_word(lang: Lang, agent: &str) -> String {
    let device =
        ["iPhone", "iPad", "Android", "Windows", "Macintosh", "Linux"].iter().find(|d| agent.contains(**d));
    let program = ["Zalo", "Edg", "Firefox", "Chrome", "Safari"].iter().find(|p| agent.contains(**p));
    match (program, device) {
        (None, None) => t!(lang, "Trình duyệt khác").to_owned(),
        (program, device) => {
            let program = program.map_or("", |p| if *p == "Edg" { "Edge" } else { p });
            let device = device.map_or("", |d| if *d == "Macintosh" { "Mac" } else { d });
            format!("{program} {device}").trim().to_owned()
        }
    }
}

fn end_session(call: &Call) -> Result<Reply> {
    let account = call.actor()?.account;
    let name = call.form().get("phien").to_owned();
    let ended = call.write("session.end", "", |tx| door::end_session(tx, account, &name))?;
    if !ended {
        return Ok(Reply::refused("/tai-khoan", t!(call.lang, "Phiên ấy đã kết thúc trước đó.")));
    }
    Ok(Reply::done("/tai-khoan", t!(call.lang, "Đã kết thúc phiên ấy. Máy đó phải đăng nhập lại.")))
}

fn change_password(call: &Call) -> Result<Reply> {
    let lang = call.lang;
    let account = call.actor()?.account;
    let outcome = try_change(call, account);
    match outcome {
        Ok(()) => {
            Ok(Reply::done("/tai-khoan", t!(lang, "Đã đổi mật khẩu. Các thiết bị khác đã bị đăng xuất.")))
        }
        Err(Failure::Invalid(wrong)) => refused(call, &wrong),
        Err(other) => Err(other),
    }
}

fn try_change(call: &Call, account: kernel::AccountId) -> Result<()> {
    let mut wrong = Vec::new();
    let old = call.form().need("old", t!(call.lang, "Hãy nhập mật khẩu hiện tại."), &mut wrong);
    let (new, again) = (call.form().get("password"), call.form().get("again"));
    let person = call.actor()?.person;
    let (login, birth) = call.read(|v| {
        let birth = restriction::service::behind(v, person)?
            .map_or_else(Birth::default, |p| Birth { day: p.birth_day, year: p.birth_year });
        Ok((store::account(v, account)?.map_or_else(String::new, |a| a.login), birth))
    })?;
    let is_pin = match check_chosen(new, &super::rules(call)?, may_have_pin(call)?, &birth, &login) {
        Ok(is_pin) => is_pin,
        Err(fault) => {
            wrong.push(fault);
            false
        }
    };
    if wrong.is_empty() && new != again {
        wrong.push(FieldFault::new("again", t!(call.lang, "Hai lần nhập mật khẩu mới chưa giống nhau.")));
    }
    if !wrong.is_empty() {
        return Err(Failure::Invalid(wrong));
    }
    let digest = service::digest(new, call.state::<Chance>()?)?;
    let token = call.visit.token.as_deref().unwrap_or("");
    call.write("account.password", format!("account {account}"), |tx| {
        service::change_password(tx, account, &old, (new, is_pin), &digest, token)
    })
}
