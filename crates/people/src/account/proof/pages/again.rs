//! Proving anew who sits there ("xác nhận lại"), before what weighs much. What was filled in goes along in the page
//! that asks and comes back to exactly the same address.

use crate::account::door::pages::rules;
use crate::account::proof::again::{self, Answer};
use crate::account::proof::service::{PASSKEY, TOTP};
use crate::account::proof::{passkey, store};
use crate::pages::{csrf, faults, local_address};
use crate::person::Secrets;
use kernel::{Failure, Result};
use ui::prelude::*;
use web::{Act, Call, Proof, Reply, Routes, routes};

/// The addresses of this room.
pub(super) fn routes() -> Routes {
    routes! {
        POST "/xac-nhan-lai" => go_on, for Act::UseOwnAccount, .proven();
        POST "/xac-nhan-lai/khoa" => ask_key, for Act::UseOwnAccount;
    }
}

const HERE: &str = "/xac-nhan-lai";
const CODE: &str = "xac_nhan_ma";
const PASSWORD: &str = "xac_nhan_mat_khau";
const KEY: &str = "tra_loi";

/// Is the last proof fresh, or does a right one come with this form? Else the page that asks.
pub(crate) fn ask(call: &Call) -> Result<Option<Reply>> {
    let Some(signed) = call.signed else { return Err(Failure::NotFound) };
    let rules = rules(call)?;
    if again::is_fresh(&rules, signed.proved_at, call.now) {
        return Ok(None);
    }
    let form = call.form();
    let answer = match (form.opt(KEY), form.opt(CODE), form.opt(PASSWORD)) {
        (Some(key), ..) => Answer::Key(key),
        (_, Some(code), _) => Answer::Code(code),
        (.., Some(password)) => Answer::Password(password),
        _ => return page(call, None).map(Some),
    };
    let token = call.visit.token.as_deref().unwrap_or("");
    let who = again::Who { account: signed.actor.account, token };
    match again::prove(call.db(), call.state::<Secrets>()?, &rules, &call.site(), who, answer) {
        Ok(()) => Ok(None),
        Err(Failure::Invalid(wrong)) => page(call, Some(&faults(call.lang, &wrong))).map(Some),
        Err(other) => Err(other),
    }
}

/// A link was followed and the proof is given: back to it.
fn go_on(call: &Call) -> Result<Reply> {
    Ok(Reply::Go(local_address(call.form().get("ve")).unwrap_or("/").to_owned(), None))
}

fn ask_key(call: &Call) -> Result<Reply> {
    let token = call.visit.token.as_deref().unwrap_or("");
    let account = call.actor()?.account;
    super::asked(passkey::begin_proving(call.db(), call.state::<Secrets>()?, &call.site(), token, account))
}

/// What the form held, but for the proof itself.
fn kept(call: &Call) -> Markup {
    html! {
        @for name in call.form().names().filter(|n| !["csrf", CODE, PASSWORD, KEY].contains(n)) {
            @for value in call.form().all(name) { input type="hidden" name=(name) value=(value); }
        }
    }
}

fn page(call: &Call, wrong: Option<&Errors>) -> Result<Reply> {
    let lang = call.lang;
    let account = call.actor()?.account;
    let minutes = rules(call)?.fresh_proof.minutes;
    if call.visit.path.starts_with("/api/") {
        let title = t!(lang, "Cần xác nhận lại. Hãy mở trang trong trình duyệt.");
        return Ok(Reply::Json(403, serde_json::json!({ "title": title, "status": 403 })));
    }
    let factors = call.read(|v| Ok(store::of_account(v, account)?))?;
    let has = |kind: &str| factors.iter().any(|f| f.kind == kind);
    let none = Errors::default();
    let errors = wrong.unwrap_or(&none);
    // a link has no form to send again: it is kept as the address to go on to
    let followed = call.visit.form.names().next().is_none();
    let action = if followed { HERE } else { call.visit.full_path.as_str() };
    let is_list = call.proof == Proof::FreshForLists || call.visit.path == HERE;
    let rest = html! {
        @if followed { input type="hidden" name="ve" value=(call.visit.full_path); } @else { (kept(call)) }
    };
    let body = html! {
        (errors.summary(lang))
        (notice(lang, Tone::Plain, t!(lang, "Chưa làm gì, và chưa mất gì"), html! {
            p { (t!(lang, "Lần xác nhận gần nhất đã quá {n} phút. Xác nhận xong, việc đang làm được tiếp tục với đúng những gì bạn đã chọn và đã nhập.", n = minutes)) }
        }))
        @if has(PASSKEY) {
            div.card {
                @if let Some(e) = errors.of("khoa") { p.error #khoa { (icon("triangle-alert")) span { (e) } } }
                form action=(action) method="post" data-passkey="get" data-ask="/xac-nhan-lai/khoa" {
                    (csrf_field(csrf(call)))
                    (rest)
                    input type="hidden" name=(KEY) value="";
                    (sends(is_list, t!(lang, "Dùng khóa thiết bị")).icon("key"))
                    p.error hidden data-passkey-error { (t!(lang, "Trình duyệt này chưa dùng được khóa thiết bị, hoặc bạn đã hủy.")) }
                }
            }
        }
        div.card {
            (form(action, csrf(call), html! {
                (rest)
                @if factors.is_empty() {
                    (Field::password(lang, PASSWORD, t!(lang, "Mật khẩu")).required().error(errors.of(PASSWORD))
                        .hint(t!(lang, "Có bước xác nhận thứ hai thì an toàn hơn; thêm ở trang tài khoản.")))
                } @else {
                    (Field::text(lang, CODE, if has(TOTP) { t!(lang, "Mã 6 số trong ứng dụng xác thực") } else { t!(lang, "Mã dự phòng") })
                        .autocomplete("one-time-code").required().max_length(20).error(errors.of(CODE))
                        .hint(t!(lang, "Mất điện thoại? Gõ một mã dự phòng bạn đã in.")))
                }
                (toolbar(html! { (sends(is_list, t!(lang, "Xác nhận và làm tiếp"))) }))
            }))
        }
        @if is_list { p.hint { (t!(lang, "Tệp được tải về ngay sau khi xác nhận; trang này vẫn ở đây.")) } }
        script defer src=(ui::asset_path("passkey.js")) {}
    };
    let mut shell = call.shell(t!(lang, "Xác nhận lại"));
    shell.lead = Some(if is_list {
        t!(lang, "Lấy danh sách nhiều người ra tệp: hãy xác nhận đây vẫn là bạn.").to_owned()
    } else {
        let what = call.act.map_or("", |a| web::act_word(lang, a));
        t!(lang, "{viec}: hãy xác nhận đây vẫn là bạn.", viec = what)
    });
    Ok(Reply::Page(if wrong.is_some() { 422 } else { 403 }, ui::page(&shell, body)))
}

/// The button of a proof; one that leads to a file may be pressed again.
fn sends(is_list: bool, label: &str) -> Button<'_> {
    let button = primary(label);
    if is_list { button.fetches_file() } else { button }
}
