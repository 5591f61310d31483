//! The second step of signing in.

use crate::account::door::pages::rules;
use crate::account::door::{service as door, store::OfSession};
use crate::account::proof::service::{self, PASSKEY, TOTP};
use crate::account::proof::{passkey, store};
use crate::pages::{csrf, faults, local_address};
use crate::person::Secrets;
use kernel::{Failure, Result};
use ui::prelude::*;
use web::{Act, Call, Reply, Routes, routes};

/// The addresses of this room.
pub(super) fn routes() -> Routes {
    routes! {
        GET "/dang-nhap/buoc-hai" => show, for Act::Anyone;
        POST "/dang-nhap/buoc-hai" => prove, for Act::Anyone;
        POST "/dang-nhap/khoa/hoi" => ask_key, for Act::Anyone;
        POST "/dang-nhap/khoa" => prove_key, for Act::Anyone;
    }
}

/// The session of the browser that awaits its second proof.
fn awaiting(call: &Call) -> Result<Option<OfSession>> {
    match &call.visit.token {
        Some(token) => call.read(|v| service::awaiting(v, token)),
        None => Ok(None),
    }
}

fn to_the_door() -> Reply {
    Reply::Go(ui::address::SIGN_IN.to_owned(), None)
}

fn show(call: &Call) -> Result<Reply> {
    match awaiting(call)? {
        Some(session) => page(call, &session, &Errors::default(), false),
        None => Ok(to_the_door()),
    }
}

fn page(call: &Call, session: &OfSession, errors: &Errors, refused: bool) -> Result<Reply> {
    let lang = call.lang;
    let factors = call.read(|v| Ok(store::of_account(v, session.account)?))?;
    let has = |kind: &str| factors.iter().any(|f| f.kind == kind);
    let back = local_address(call.form().opt("ve").unwrap_or(call.query("ve"))).unwrap_or("/");
    let body = html! {
        (errors.summary(lang))
        @if has(PASSKEY) {
            div.card {
                @if let Some(e) = errors.of("khoa") { p.error #khoa { (icon("triangle-alert")) span { (e) } } }
                form action="/dang-nhap/khoa" method="post" data-passkey="get" data-ask="/dang-nhap/khoa/hoi" {
                    (csrf_field(csrf(call)))
                    input type="hidden" name="ve" value=(back);
                    input type="hidden" name="tra_loi" value="";
                    (primary(t!(lang, "Dùng khóa thiết bị")).icon("key"))
                    p.error hidden data-passkey-error { (t!(lang, "Trình duyệt này chưa dùng được khóa thiết bị, hoặc bạn đã hủy.")) }
                }
            }
        }
        div.card {
            (form("/dang-nhap/buoc-hai", csrf(call), html! {
                input type="hidden" name="ve" value=(back);
                (Field::text(lang, "ma", if has(TOTP) { t!(lang, "Mã 6 số trong ứng dụng xác thực") } else { t!(lang, "Mã dự phòng") })
                    .autocomplete("one-time-code").required().max_length(20).error(errors.of("ma"))
                    .hint(t!(lang, "Mất điện thoại? Gõ một mã dự phòng bạn đã in.")))
                (toolbar(html! { (primary(t!(lang, "Xác nhận bước hai"))) }))
            }))
        }
        p.hint { (t!(lang, "Không còn cách nào? Hãy gặp cấp trên của bạn; tài khoản được mở lại sau khi xác minh.")) }
        script defer src=(ui::asset_path("passkey.js")) {}
    };
    let title = t!(lang, "Bước xác nhận thứ hai");
    Ok(if refused { call.page_refused(title, body, |_| {}) } else { call.page(title, body) })
}

fn go_on(call: &Call, session: &OfSession) -> Reply {
    let back = local_address(call.form().get("ve")).unwrap_or("/").to_owned();
    let token = call.visit.token.as_deref().unwrap_or("");
    let seconds = if session.idle_minutes > 0 { session.idle_minutes * 60 } else { 60 * 86_400 };
    let cookie = format!("{}={token}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax", web::SESSION);
    Reply::GoWithCookie(back, cookie, None)
}

fn prove(call: &Call) -> Result<Reply> {
    let Some(session) = awaiting(call)? else { return Ok(to_the_door()) };
    let token = call.visit.token.as_deref().unwrap_or("");
    match service::prove(call.db(), call.state::<Secrets>()?, &rules(call)?, token, call.form().get("ma")) {
        Ok(_) => Ok(go_on(call, &session)),
        Err(Failure::Invalid(wrong)) => page(call, &session, &faults(call.lang, &wrong), true),
        Err(other) => Err(other),
    }
}

fn ask_key(call: &Call) -> Result<Reply> {
    let Some(session) = awaiting(call)? else {
        return Ok(Reply::Json(403, serde_json::json!({ "title": "sign in" })));
    };
    let token = call.visit.token.as_deref().unwrap_or("");
    super::asked(passkey::begin_proving(
        call.db(),
        call.state::<Secrets>()?,
        &call.site(),
        token,
        session.account,
    ))
}

fn prove_key(call: &Call) -> Result<Reply> {
    let Some(session) = awaiting(call)? else { return Ok(to_the_door()) };
    let token = call.visit.token.as_deref().unwrap_or("");
    let (secrets, rules, site) = (call.state::<Secrets>()?, rules(call)?, call.site());
    let answer = call.form().get("tra_loi");
    let outcome = call.db().write(&door::entry(session.account, "session.prove"), |tx| {
        passkey::prove(tx, secrets, &rules, &site, (token, &session), answer)
    });
    match outcome {
        Ok(()) => Ok(go_on(call, &session)),
        Err(Failure::Invalid(wrong)) => page(call, &session, &faults(call.lang, &wrong), true),
        Err(other) => Err(other),
    }
}
