//! Protecting one's account, and the second step of signing in.

pub(crate) mod again;
mod step;

use super::passkey;
use super::service::{self, PASSKEY, TOTP};
use super::store::{self, Factor};
use crate::account::door::pages::rules;
use crate::account::service::Chance;
use crate::account::store as accounts;
use crate::pages::{csrf, faults};
use crate::person::Secrets;
use kernel::{Failure, FieldFault, Result};
use ui::prelude::*;
use web::{Act, Call, Reply, Routes, routes};

/// The addresses of this room.
pub fn routes() -> Routes {
    [
        routes! {
            GET "/tai-khoan/bao-ve" => show, for Act::UseOwnAccount;
            POST "/tai-khoan/bao-ve/ung-dung" => add_totp, for Act::UseOwnAccount;
            POST "/tai-khoan/bao-ve/khoa/hoi" => ask_key, for Act::UseOwnAccount;
            POST "/tai-khoan/bao-ve/khoa" => add_key, for Act::UseOwnAccount;
            POST "/tai-khoan/bao-ve/ma-du-phong" => recovery, for Act::UseOwnAccount;
            POST "/tai-khoan/bao-ve/bo" => remove, for Act::UseOwnAccount;
        },
        step::routes(),
        again::routes(),
    ]
    .concat()
}

const HERE: &str = "/tai-khoan/bao-ve";

fn show(call: &Call) -> Result<Reply> {
    page(call, None)
}

fn login(call: &Call) -> Result<String> {
    let account = call.actor()?.account;
    call.read(|v| Ok(accounts::account(v, account)?.map_or_else(String::new, |a| a.login)))
}

fn page(call: &Call, wrong: Option<&[FieldFault]>) -> Result<Reply> {
    let lang = call.lang;
    let errors = faults(lang, wrong.unwrap_or(&[]));
    let account = call.actor()?.account;
    let (factors, left, must) = call.read(|v| {
        let rules = rules(call)?;
        Ok((
            store::of_account(v, account)?,
            store::recoveries(v, account)?.len(),
            service::must_add(v, &rules, account)?,
        ))
    })?;
    let body = html! {
        (errors.summary(lang))
        @if must {
            (notice(lang, Tone::Warn, t!(lang, "Vai trò của bạn cần bước xác nhận thứ hai"), html! {
                p { (t!(lang, "Hãy thêm một cách ở dưới. Chưa thêm thì chưa mở được trang khác.")) }
            }))
        }
        (card(t!(lang, "Đang dùng"), factor_list(call, &factors, &errors)))
        (grid(html! {
            (card(t!(lang, "Ứng dụng xác thực"), totp_form(call, &factors, &errors)?))
            (card(t!(lang, "Khóa thiết bị"), html! {
                p { (t!(lang, "Vân tay, khuôn mặt hoặc mã khóa màn hình của chính máy này. Không ai đọc trộm được.")) }
                @if let Some(e) = errors.of("khoa") { p.error #khoa { (icon("triangle-alert")) span { (e) } } }
                form action="/tai-khoan/bao-ve/khoa" method="post" data-passkey="create" data-ask="/tai-khoan/bao-ve/khoa/hoi" {
                    (csrf_field(csrf(call)))
                    input type="hidden" name="tra_loi" value="";
                    (Field::text(lang, "ten", t!(lang, "Đặt tên cho khóa")).value(call.form().opt("ten").unwrap_or(t!(lang, "Máy này"))).plain().max_length(60))
                    (quiet(t!(lang, "Thêm khóa của máy này")).icon("key"))
                    p.error hidden data-passkey-error { (t!(lang, "Trình duyệt này chưa dùng được khóa thiết bị, hoặc bạn đã hủy.")) }
                }
            }))
            @if !factors.is_empty() {
                (card(t!(lang, "Mã dự phòng"), html! {
                    p { (t!(lang, "Khi mất điện thoại, mỗi mã dự phòng thay được một lần. Còn {n} mã.", n = left)) }
                    (form("/tai-khoan/bao-ve/ma-du-phong", csrf(call), html! {
                        (quiet(if left == 0 { t!(lang, "In mã dự phòng") } else { t!(lang, "In mã mới, bỏ mã cũ") }).icon("printer"))
                    }))
                }))
            }
        }))
        script defer src=(ui::asset_path("passkey.js")) {}
    };
    let title = t!(lang, "Bảo vệ tài khoản");
    let dress = |s: &mut Shell| {
        s.lead = Some(
            t!(lang, "Ngoài mật khẩu, thêm một bước xác nhận: kẻ biết mật khẩu vẫn không vào được.")
                .to_owned(),
        );
        s.crumbs = vec![
            (t!(lang, "Tài khoản của tôi").to_owned(), Some(ui::address::ACCOUNT.to_owned())),
            (title.to_owned(), None),
        ];
    };
    Ok(if wrong.is_some() {
        call.page_refused(title, body, dress)
    } else {
        call.page_with(title, body, dress)
    })
}

fn factor_list(call: &Call, factors: &[Factor], errors: &Errors) -> Markup {
    let lang = call.lang;
    html! {
        @if factors.is_empty() { p.hint { (t!(lang, "Chưa có bước xác nhận thứ hai.")) } }
        ul.rows {
            @for f in factors {
                li {
                    div {
                        strong { @if f.kind == TOTP { (t!(lang, "Ứng dụng xác thực")) } @else { (t!(lang, "Khóa thiết bị")) } }
                        @if !f.label.is_empty() { " · " (f.label) }
                    }
                    details.more {
                        summary { (icon("chevron-right")) (t!(lang, "Bỏ")) }
                        div {
                            (form("/tai-khoan/bao-ve/bo", csrf(call), html! {
                                input type="hidden" name="dong" value=(f.row);
                                (Field::password(lang, "password", t!(lang, "Mật khẩu hiện tại")).id(format!("password-{}", f.row)).required().error(errors.of("password")))
                                (toolbar(html! { (danger(t!(lang, "Bỏ cách này"))) }))
                            }))
                        }
                    }
                }
            }
        }
    }
}

/// The secret goes through the page's form until its first code is typed; only then is it kept.
fn totp_form(call: &Call, factors: &[Factor], errors: &Errors) -> Result<Markup> {
    let lang = call.lang;
    if factors.iter().any(|f| f.kind == TOTP) {
        return Ok(
            html! { p.hint { (t!(lang, "Đã có. Muốn đổi điện thoại thì bỏ cách cũ rồi thêm lại.")) } },
        );
    }
    let secret = match call.form().opt("bi_mat") {
        Some(again) => again.to_owned(),
        None => service::new_secret(&(call.state::<Chance>()?.0)()),
    };
    let address = service::totp_address(&secret, &login(call)?, t!(lang, "Áo Giáp"))?;
    Ok(html! {
        p { (t!(lang, "Mở một ứng dụng xác thực trên điện thoại, quét ô vuông, rồi gõ mã 6 số hiện ra.")) }
        div.qr { (crate::account::slip::pages::paper::qr(&address, lang)?) }
        p.hint { (t!(lang, "Hoặc gõ tay:")) " " code { (grouped(&secret)) } }
        (form("/tai-khoan/bao-ve/ung-dung", csrf(call), html! {
            input type="hidden" name="bi_mat" value=(secret);
            (Field::pin(lang, "ma", t!(lang, "Mã 6 số")).autocomplete("one-time-code").required().error(errors.of("ma")))
            (toolbar(html! { (primary(t!(lang, "Thêm ứng dụng này"))) }))
        }))
    })
}

fn grouped(secret: &str) -> String {
    let letters: Vec<char> = secret.chars().collect();
    letters.chunks(4).map(|c| c.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}

fn shown(call: &Call, outcome: Result<()>, done: &str) -> Result<Reply> {
    match outcome {
        Ok(()) => Ok(Reply::done(HERE, done)),
        Err(Failure::Invalid(wrong)) => page(call, Some(&wrong)),
        Err(other) => Err(other),
    }
}

fn add_totp(call: &Call) -> Result<Reply> {
    let account = call.actor()?.account;
    let (secrets, secret) = (call.state::<Secrets>()?, call.form().get("bi_mat"));
    if secret.len() != 32 || !secret.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit()) {
        return Err(Failure::field(
            "ma",
            t!(call.lang, "Trang đã mở quá lâu. Hãy tải lại trang rồi quét lại."),
        ));
    }
    let code = call.form().get("ma");
    let outcome = call.write("proof.add", TOTP, |tx| service::add_totp(tx, secrets, account, secret, code));
    shown(
        call,
        outcome,
        t!(call.lang, "Đã thêm ứng dụng xác thực. Hãy in mã dự phòng, phòng khi mất điện thoại."),
    )
}

fn ask_key(call: &Call) -> Result<Reply> {
    let actor = call.actor()?;
    let (secrets, token) = (call.state::<Secrets>()?, call.visit.token.as_deref().unwrap_or(""));
    let login = login(call)?;
    let names = (login.as_str(), actor.name.as_str());
    let question = passkey::begin_adding(call.db(), secrets, &call.site(), token, actor.account, names);
    asked(question)
}

/// A question as JSON, or why there is none.
fn asked(question: Result<serde_json::Value>) -> Result<Reply> {
    match question {
        Ok(question) => Ok(Reply::Json(200, question)),
        Err(Failure::Invalid(wrong)) => {
            let title = wrong.first().map_or("", |f| f.message.as_str());
            Ok(Reply::Json(422, serde_json::json!({ "title": title })))
        }
        Err(other) => Err(other),
    }
}

fn add_key(call: &Call) -> Result<Reply> {
    let account = call.actor()?.account;
    let (secrets, token) = (call.state::<Secrets>()?, call.visit.token.as_deref().unwrap_or(""));
    let label: String = call.form().get("ten").chars().take(60).collect();
    let answer = (label.as_str(), call.form().get("tra_loi"));
    let site = call.site();
    let outcome =
        call.write("proof.add", PASSKEY, |tx| passkey::add(tx, secrets, &site, token, account, answer));
    shown(call, outcome, t!(call.lang, "Đã thêm khóa thiết bị. Hãy in mã dự phòng, phòng khi mất máy."))
}

fn recovery(call: &Call) -> Result<Reply> {
    let lang = call.lang;
    let account = call.actor()?.account;
    if !call.read(|v| Ok(store::has_any(v, account)?))? {
        return Ok(Reply::refused(HERE, t!(lang, "Hãy thêm một cách xác nhận trước.")));
    }
    let chance = call.state::<Chance>()?;
    let (codes, digests) = service::recovery_codes(call.state::<Secrets>()?, account, || (chance.0)());
    call.write("proof.recovery", "", |tx| Ok(store::set_recoveries(tx, account, &digests)?))?;
    let body = html! {
        (notice(lang, Tone::Warn, t!(lang, "Các mã này chỉ hiện một lần"), html! {
            p { (t!(lang, "In hoặc chép ra giấy, cất riêng với điện thoại. Mỗi mã dùng một lần.")) }
        }))
        div.card { ul.rows { @for code in &codes { li { span.code { (code) } } } } }
        p { button.btn type="button" hidden data-print { (t!(lang, "In")) } " " a href=(HERE) { (t!(lang, "Xong")) } }
    };
    Ok(call.page(t!(lang, "Mã dự phòng"), body))
}

fn remove(call: &Call) -> Result<Reply> {
    let account = call.actor()?.account;
    let row: i64 = call.form().get("dong").parse().map_err(|_| Failure::NotFound)?;
    let password = call.form().get("password");
    let outcome =
        call.write("proof.remove", format!("factor {row}"), |tx| service::remove(tx, account, row, password));
    shown(call, outcome, t!(call.lang, "Đã bỏ."))
}
