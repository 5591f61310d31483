//! Signing in and out, and one's own account.

use super::service::{self, Chance};
use super::store;
use crate::organisation::store as units;
use crate::pages::{csrf, faults, local_address, population_word, stretch, unit_name};
use crate::person::store as persons;
use kernel::{Failure, FieldFault, Result};
use ui::prelude::*;
use web::{Act, Call, Reply, Routes, role_word, routes};

/// The addresses of this room.
pub fn routes() -> Routes {
    routes! {
        GET "/dang-nhap" => sign_in_page, for Act::Anyone;
        POST "/dang-nhap" => sign_in, for Act::Anyone;
        POST "/dang-xuat" => sign_out, for Act::UseOwnAccount;
        GET "/tai-khoan" => own, for Act::UseOwnAccount;
        POST "/tai-khoan/mat-khau" => change_password, for Act::UseOwnAccount;
    }
}

const SIXTY_DAYS: u32 = 60 * 24 * 3600;

fn sign_in_page(call: &Call) -> Result<Reply> {
    let back = local_address(call.query("ve")).unwrap_or("/");
    if call.signed.is_some() {
        return Ok(Reply::Go(back.to_owned(), None));
    }
    Ok(call.page_with(t!(call.lang, "Đăng nhập"), door(call, "", back, &Errors::default()), lead(call)))
}

fn lead(call: &Call) -> impl FnOnce(&mut Shell) {
    let lang = call.lang;
    move |shell| {
        shell.lead = Some(
            t!(lang, "Áo Giáp là nơi công đoàn và Hội Khuyến học cùng người lao động học tập suốt đời.")
                .to_owned(),
        );
    }
}

fn door(call: &Call, login: &str, back: &str, errors: &Errors) -> Markup {
    let lang = call.lang;
    html! {
        div.card {
            (errors.summary(lang))
            (form("/dang-nhap", csrf(call), html! {
                input type="hidden" name="ve" value=(back);
                (Field::phone(lang, "login", t!(lang, "Số điện thoại")).value(login).autocomplete("username")
                    .required().max_length(20).error(errors.of("login")))
                (Field::password(lang, "password", t!(lang, "Mật khẩu")).required().error(errors.of("password")))
                (toolbar(html! { (primary(t!(lang, "Đăng nhập")).icon("log-in")) }))
            }))
        }
        p.hint { (t!(lang, "Chưa có tài khoản hoặc quên mật khẩu? Hãy hỏi cán bộ công đoàn của bạn.")) }
    }
}

fn sign_in(call: &Call) -> Result<Reply> {
    let (login, back) = (call.form().get("login"), local_address(call.form().get("ve")).unwrap_or("/"));
    let chance = call.state::<Chance>()?;
    let (source, agent) = (&call.visit.source, &call.visit.agent);
    let password = call.form().get("password");
    let token = match service::sign_in(call.db(), chance, login, password, source, agent) {
        Ok(token) => token,
        Err(Failure::Invalid(wrong)) => {
            let body = door(call, login, back, &faults(call.lang, &wrong));
            return Ok(call.page_refused(t!(call.lang, "Đăng nhập"), body, lead(call)));
        }
        Err(other) => return Err(other),
    };
    let digits: String = login.chars().filter(char::is_ascii_digit).collect();
    let must_change = call.read(|v| Ok(store::by_login(v, &digits)?.is_some_and(|k| k.must_change)))?;
    let cookie = format!("phien={token}; Path=/; Max-Age={SIXTY_DAYS}; HttpOnly; SameSite=Lax");
    if must_change {
        let text = t!(call.lang, "Đây là mật khẩu lần đầu. Hãy đặt mật khẩu của riêng bạn.").to_owned();
        let flash = Flash { tone: Tone::Warn, text, undo: None };
        return Ok(Reply::GoWithCookie("/tai-khoan".to_owned(), cookie, Some(flash)));
    }
    Ok(Reply::GoWithCookie(back.to_owned(), cookie, None))
}

fn sign_out(call: &Call) -> Result<Reply> {
    if let Some(token) = &call.visit.token {
        service::sign_out(call.db(), call.signed.map(|s| s.actor.account), token)?;
    }
    let cookie = "phien=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax";
    Ok(Reply::GoWithCookie(ui::address::SIGN_IN.to_owned(), cookie.to_owned(), None))
}

fn own(call: &Call) -> Result<Reply> {
    let body = own_body(call, &Errors::default())?;
    Ok(call.page(t!(call.lang, "Tài khoản của tôi"), body))
}

fn own_body(call: &Call, errors: &Errors) -> Result<Markup> {
    let lang = call.lang;
    let actor = call.actor()?;
    let (card_of, record, belongs, roles) = call.read(|v| {
        let belongs = persons::affiliations(v, actor.person)?
            .into_iter()
            .map(|a| Ok((unit_name(v, a.organisation)?, a)))
            .collect::<Result<Vec<_>>>()?;
        let roles = actor
            .grants
            .iter()
            .map(|g| Ok((g.clone(), units::last(v, g.organisation)?.map_or_else(String::new, |o| o.name))))
            .collect::<Result<Vec<_>>>()?;
        Ok((store::account(v, actor.account)?, persons::one(v, actor.person)?, belongs, roles))
    })?;
    let (Some(account), Some(record)) = (card_of, record) else { return Err(Failure::NotFound) };
    let today = call.today();
    Ok(html! {
        (card(t!(lang, "Tên và vai trò"), html! {
            (definition_list(&[
                (t!(lang, "Họ và tên"), html! { (record.full_name) }),
                (t!(lang, "Số điện thoại đăng nhập"), html! { (account.login) }),
            ]))
            ul {
                @for (grant, unit) in &roles {
                    li {
                        strong { (role_word(lang, grant.role)) } " · " (unit)
                        " · " (stretch(lang, grant.from, grant.to))
                        @if grant.to <= today { " " (badge(Tone::Plain, t!(lang, "đã kết thúc"))) }
                    }
                }
            }
            p { a href="/quyen" { (t!(lang, "Vai trò nào được làm gì")) } }
        }))
        (card(t!(lang, "Đổi mật khẩu"), html! {
            @if account.must_change {
                (notice(lang, Tone::Warn, t!(lang, "Bạn đang dùng mật khẩu lần đầu"), html! {
                    p { (t!(lang, "Người mở tài khoản biết mật khẩu này. Hãy đổi ngay.")) }
                }))
            }
            (errors.summary(lang))
            (form("/tai-khoan/mat-khau", csrf(call), html! {
                (Field::password(lang, "old", t!(lang, "Mật khẩu hiện tại")).required().error(errors.of("old")))
                (Field::password(lang, "password", t!(lang, "Mật khẩu mới")).autocomplete("new-password").required()
                    .hint(t!(lang, "Ít nhất {n} ký tự. Một câu ngắn dễ nhớ là tốt nhất.", n = service::SHORTEST_PASSWORD))
                    .error(errors.of("password")))
                (Field::password(lang, "again", t!(lang, "Nhập lại mật khẩu mới")).autocomplete("new-password")
                    .required().error(errors.of("again")))
                p.hint { (t!(lang, "Các thiết bị khác đang đăng nhập tài khoản này sẽ bị đăng xuất.")) }
                (toolbar(html! { (primary(t!(lang, "Đổi mật khẩu"))) }))
            }))
        }))
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

fn change_password(call: &Call) -> Result<Reply> {
    let lang = call.lang;
    let account = call.actor()?.account;
    let outcome = try_change(call, account);
    match outcome {
        Ok(()) => {
            Ok(Reply::done("/tai-khoan", t!(lang, "Đã đổi mật khẩu. Các thiết bị khác đã bị đăng xuất.")))
        }
        Err(Failure::Invalid(wrong)) => {
            let body = own_body(call, &faults(lang, &wrong))?;
            Ok(call.page_refused(t!(lang, "Tài khoản của tôi"), body, |_| {}))
        }
        Err(other) => Err(other),
    }
}

fn try_change(call: &Call, account: kernel::AccountId) -> Result<()> {
    let mut wrong = Vec::new();
    let old = call.form().need("old", t!(call.lang, "Hãy nhập mật khẩu hiện tại."), &mut wrong);
    let (new, again) = (call.form().get("password"), call.form().get("again"));
    let login = call.read(|v| Ok(store::account(v, account)?.map_or_else(String::new, |a| a.login)))?;
    if let Err(fault) = service::check_password(new, &login) {
        wrong.push(fault);
    } else if new != again {
        wrong.push(FieldFault::new("again", t!(call.lang, "Hai lần nhập mật khẩu mới chưa giống nhau.")));
    }
    if !wrong.is_empty() {
        return Err(Failure::Invalid(wrong));
    }
    let digest = service::digest(new, call.state::<Chance>()?)?;
    let token = call.visit.token.as_deref().unwrap_or("");
    call.write("account.password", format!("account {account}"), |tx| {
        service::change_password(tx, account, &old, new, &digest, token)
    })
}
