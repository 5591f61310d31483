//! The door: who is here, signing in, leaving a device.

pub mod own;

use super::service::{self, Opened, Seat};
use super::store::{self, Remembered};
use crate::account::model::{AccountRules, avatar};
use crate::account::outside::pages as outside;
use crate::account::service::Chance;
use crate::account::slip::store as codes;
use crate::pages::{address, csrf, faults, local_address};
use kernel::{AccountId, Failure, Result};
use ui::prelude::*;
use web::{Act, Call, DEVICE, Reply, Routes, SESSION, routes};

/// The addresses of this room.
pub fn routes() -> Routes {
    [
        routes! {
            GET "/dang-nhap" => sign_in_page, for Act::Anyone;
            POST "/dang-nhap" => sign_in, for Act::Anyone;
            POST "/dang-xuat" => sign_out, for Act::UseOwnAccount;
            POST "/roi-may" => leave, for Act::UseOwnAccount;
        },
        own::routes(),
    ]
    .concat()
}

/// What the policy says of accounts: the folder that the server was started with, else the built-in one.
pub(crate) fn rules(call: &Call) -> Result<AccountRules> {
    match call.app.state::<AccountRules>() {
        Some(rules) => Ok(rules.clone()),
        None => AccountRules::built_in().map_err(Failure::broken),
    }
}

/// Where the visitor sits.
pub(crate) fn seat<'a>(call: &'a Call) -> Seat<'a> {
    Seat {
        source: &call.visit.source,
        device: call.visit.device.as_deref(),
        agent: &call.visit.agent,
        shared: call.form().get("chung") == "1",
        remember: call.form().get("nho") == "1",
    }
}

/// The cookies of a session that opened.
fn cookies(rules: &AccountRules, opened: &Opened, shared: bool) -> Vec<String> {
    let seconds =
        if shared { i64::from(rules.session.shared_idle_minutes) * 60 } else { rules.session.days * 86_400 };
    vec![
        format!("{SESSION}={}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax", opened.token),
        format!("{DEVICE}={}; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax", opened.device),
    ]
}

/// The way in, once somebody has proved who it is.
pub(crate) fn welcome(
    call: &Call,
    rules: &AccountRules,
    opened: &Opened,
    shared: bool,
    back: &str,
    flash: Option<Flash>,
) -> Result<Reply> {
    let lang = call.lang;
    let warn = |text: String| Some(Flash { tone: Tone::Warn, text, undo: None });
    let cookies = cookies(rules, opened, shared);
    let go =
        |to: &str, flash| Reply::GoWith { to: to.to_owned(), cookies: cookies.clone(), clear: None, flash };
    if opened.awaits_proof {
        return Ok(go(&address("/dang-nhap/buoc-hai", &[("ve", back)]), flash));
    }
    if opened.must_add {
        return Ok(go("/tai-khoan/bao-ve", flash));
    }
    if opened.must_change {
        let text = t!(lang, "Đây là mật khẩu lần đầu. Hãy đặt mật khẩu của riêng bạn.").to_owned();
        return Ok(go(ui::address::ACCOUNT, warn(text)));
    }
    // who made a new password possible is told at the next sign-in
    let reset = call.read(|v| Ok(codes::last_reset(v, opened.account)?))?;
    let told = reset.filter(|(_, at)| opened.before.is_some_and(|b| *at > b)).and_then(|(who, at)| {
        warn(t!(
            lang,
            "Mật khẩu của bạn đã được đặt lại lúc {luc} bằng mã do {ten} cấp. Nếu bạn không nhờ, hãy báo công đoàn.",
            luc = at.text(),
            ten = who
        ))
    });
    Ok(go(back, flash.or(told)))
}

/// Whose names this device keeps.
fn known_here(call: &Call) -> Result<Vec<Remembered>> {
    match &call.visit.device {
        Some(mark) => call.read(|v| Ok(store::remembered(v, &service::device_digest(mark))?)),
        None => Ok(Vec::new()),
    }
}

fn sign_in_page(call: &Call) -> Result<Reply> {
    let back = local_address(call.query("ve")).unwrap_or("/");
    if call.signed.is_some() {
        return Ok(Reply::Go(back.to_owned(), None));
    }
    let known = known_here(call)?;
    let asked = call.query("ai");
    let chosen = known.iter().find(|k| k.account.to_string() == asked);
    let body = match chosen {
        Some(one) => door_of(call, one, back, &Errors::default(), known.len() > 1),
        None if known.is_empty() || asked == "khac" => door(call, "", back, &Errors::default(), &known),
        None => who_is_it(call, &known, back),
    };
    let body = html! {
        (outside::told(call))
        (body)
        (outside::button(call, back, known.len() > 1))
    };
    Ok(call.page_with(t!(call.lang, "Đăng nhập"), body, lead(call)))
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

/// Those who let this device keep their names: a touch, then the PIN.
fn who_is_it(call: &Call, known: &[Remembered], back: &str) -> Markup {
    let lang = call.lang;
    html! {
        h2 { (t!(lang, "Bạn là ai?")) }
        ul.people {
            @for one in known {
                li { a href=(address("/dang-nhap", &[("ai", &one.account.to_string()), ("ve", back)])) {
                    span.avatar aria-hidden="true" { (avatar(&one.name)) } span { (one.name) }
                } }
            }
            li { a href=(address("/dang-nhap", &[("ai", "khac"), ("ve", back)])) {
                span.avatar.other aria-hidden="true" { (icon("user")) } span { (t!(lang, "Người khác")) }
            } }
        }
        (first_time(lang))
    }
}

/// The form of somebody whose name the device keeps.
fn door_of(call: &Call, one: &Remembered, back: &str, errors: &Errors, shared: bool) -> Markup {
    let lang = call.lang;
    html! {
        div.card {
            (errors.summary(lang))
            p.person { span.avatar aria-hidden="true" { (avatar(&one.name)) } strong { (one.name) } }
            (form("/dang-nhap", csrf(call), html! {
                input type="hidden" name="ve" value=(back);
                input type="hidden" name="ai" value=(one.account);
                @if shared { input type="hidden" name="chung" value="1"; }
                @if one.with_pin {
                    (Field::pin(lang, "password", t!(lang, "Mã PIN")).required().error(errors.of("password")))
                } @else {
                    (Field::password(lang, "password", t!(lang, "Mật khẩu")).required().error(errors.of("password")))
                }
                (toolbar(html! {
                    (primary(t!(lang, "Đăng nhập")).icon("log-in"))
                    (link_button(Look::Quiet, t!(lang, "Không phải tôi"), "/dang-nhap"))
                }))
            }))
        }
        (forgot(lang))
    }
}

fn first_time(lang: Lang) -> Markup {
    html! {
        p { (link_button(Look::Quiet, t!(lang, "Lần đầu: tôi có phiếu kích hoạt"), "/kich-hoat").icon("key")) }
    }
}

fn forgot(lang: Lang) -> Markup {
    html! {
        p.hint { (t!(lang, "Quên mật khẩu? Xin cán bộ công đoàn một mã đặt lại, rồi")) " "
            a href="/dat-lai" { (t!(lang, "nhập mã ở đây")) } "." }
    }
}

fn door(call: &Call, login: &str, back: &str, errors: &Errors, known: &[Remembered]) -> Markup {
    let lang = call.lang;
    html! {
        div.card {
            (errors.summary(lang))
            (form("/dang-nhap", csrf(call), html! {
                input type="hidden" name="ve" value=(back);
                (Field::text(lang, "login", t!(lang, "Số điện thoại hoặc mã đăng nhập")).value(login)
                    .autocomplete("username").required().max_length(60).error(errors.of("login")))
                (Field::password(lang, "password", t!(lang, "Mật khẩu hoặc mã PIN")).required().error(errors.of("password")))
                (Field::checkbox(lang, "chung", t!(lang, "Máy này nhiều người dùng chung"),
                    known.len() > 1 || call.form().get("chung") == "1")
                    .plain().hint(t!(lang, "Tự thoát khi không ai dùng một lúc.")))
                // never ticked beforehand: keeping a name is the person's own choice
                (Field::checkbox(lang, "nho", t!(lang, "Nhớ tên tôi trên máy này"), call.form().get("nho") == "1")
                    .plain().hint(t!(lang, "Lần sau chỉ chạm tên và nhập mã PIN. Ai mở máy này cũng thấy tên bạn.")))
                (toolbar(html! { (primary(t!(lang, "Đăng nhập")).icon("log-in")) }))
            }))
        }
        (first_time(lang))
        (forgot(lang))
    }
}

fn sign_in(call: &Call) -> Result<Reply> {
    let back = local_address(call.form().get("ve")).unwrap_or("/");
    let rules = rules(call)?;
    let known = known_here(call)?;
    let chosen = known.iter().find(|k| k.account.to_string() == call.form().get("ai"));
    let login = chosen.map_or(call.form().get("login"), |k| k.login.as_str());
    let seat = seat(call);
    let password = call.form().get("password");
    match service::sign_in(call.db(), call.state::<Chance>()?, &rules, login, password, &seat) {
        Ok(opened) => {
            leave_behind(call)?;
            welcome(call, &rules, &opened, seat.shared, back, None)
        }
        Err(Failure::Invalid(wrong)) => {
            let errors = faults(call.lang, &wrong);
            let body = match chosen {
                Some(one) => door_of(call, one, back, &errors, known.len() > 1),
                None => door(call, login, back, &errors, &known),
            };
            let body = html! { (body) (outside::button(call, back, known.len() > 1)) };
            Ok(call.page_refused(t!(call.lang, "Đăng nhập"), body, lead(call)))
        }
        Err(other) => Err(other),
    }
}

/// Whoever was signed in on this browser is not any more.
pub(crate) fn leave_behind(call: &Call) -> Result<()> {
    match (&call.visit.token, call.signed) {
        (Some(token), Some(signed)) => service::sign_out(call.db(), Some(signed.actor.account), token),
        _ => Ok(()),
    }
}

/// The cookie that ends a session in the browser.
const NO_SESSION: &str = "phien=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax";

fn sign_out(call: &Call) -> Result<Reply> {
    if let Some(token) = &call.visit.token {
        service::sign_out(call.db(), call.signed.map(|s| s.actor.account), token)?;
    }
    Ok(Reply::GoWithCookie(ui::address::SIGN_IN.to_owned(), NO_SESSION.to_owned(), None))
}

/// Leaves the device: nothing of the person stays in the browser, unless the name may stay.
fn leave(call: &Call) -> Result<Reply> {
    let account: AccountId = call.actor()?.account;
    let token = call.visit.token.as_deref().unwrap_or("");
    let forget = call.form().get("quen") == "1";
    let empty = service::leave(call.db(), account, token, call.visit.device.as_deref(), forget)?;
    let mut cookies = vec![NO_SESSION.to_owned()];
    if empty {
        cookies.push(format!("{DEVICE}=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax"));
    }
    let text = t!(call.lang, "Đã rời máy. Không còn gì của bạn lưu lại ở đây.").to_owned();
    let kept = t!(call.lang, "Đã rời máy.").to_owned();
    // the flash is a cookie too: where all cookies go, the page says it without one
    Ok(Reply::GoWith {
        to: ui::address::SIGN_IN.to_owned(),
        cookies,
        clear: Some(if empty { "\"cache\", \"cookies\", \"storage\"" } else { "\"cache\", \"storage\"" }),
        flash: Some(Flash { tone: Tone::Ok, text: if empty { text } else { kept }, undo: None }),
    })
}
