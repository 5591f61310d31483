//! The way to the other service and back; linking and unlinking.

use super::model::{Errand, Identity, Refusal};
use super::provider::{Draws, Provider};
use super::{service, store};
use crate::account::door::pages::{leave_behind, rules, welcome};
use crate::account::door::service::{Seat, secret};
use crate::account::keeping::pages::{held, may_reset};
use crate::account::service::Chance;
use crate::pages::{address, csrf, faults, local_address};
use crate::person::Secrets;
use kernel::{AccountId, Failure, FieldFault, Result};
use ui::prelude::*;
use web::{Act, Call, ERRAND, Reply, Routes, routes};

/// The addresses of this room. Without a service set up they lead back to the door.
pub fn routes() -> Routes {
    routes! {
        GET "/dang-nhap/ngoai" => go, for Act::Anyone;
        GET "/dang-nhap/ngoai/ve" => back, for Act::Anyone;
        GET "/tai-khoan/lien-ket" => confirm, for Act::UseOwnAccount;
        POST "/tai-khoan/lien-ket" => link, for Act::UseOwnAccount;
        POST "/tai-khoan/lien-ket/bo" => unlink, for Act::UseOwnAccount;
        POST "/tai-khoan/nguoi-dung/{id}/lien-ket" => link_other, for Act::KeepAccounts;
        POST "/tai-khoan/nguoi-dung/{id}/lien-ket/bo" => unlink_other, for Act::KeepAccounts;
    }
}

const RETURN: &str = "/dang-nhap/ngoai/ve";
const LINK: &str = "/tai-khoan/lien-ket";

/// The service, when one is set up.
pub(crate) fn provider<'a>(call: &'a Call) -> Option<&'a Provider> {
    call.app.state::<Provider>()
}

fn needed<'a>(call: &'a Call) -> Result<&'a Provider> {
    provider(call).ok_or(Failure::NotFound)
}

fn label<'a>(call: &'a Call) -> &'a str {
    provider(call).map_or("", |p| p.settings().label.as_str())
}

fn errand_cookie(text: &str) -> String {
    format!("{ERRAND}={text}; Path=/; Max-Age={}; HttpOnly; SameSite=Lax", service::MINUTES * 60)
}

fn no_errand() -> String {
    format!("{ERRAND}=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax")
}

fn errand(call: &Call) -> Result<Option<Errand>> {
    let secrets = call.state::<Secrets>()?;
    Ok(call.visit.errand.as_deref().and_then(|text| service::unseal(secrets, text, call.now)))
}

/// The button of the sign-in page, when a service is set up.
pub(crate) fn button(call: &Call, back: &str, shared: bool) -> Markup {
    let lang = call.lang;
    let mut query = vec![("ve", back)];
    if shared {
        query.push(("chung", "1"));
    }
    html! {
        @if provider(call).is_some() {
            p { (link_button(Look::Quiet, &t!(lang, "Đăng nhập bằng {ten}", ten = label(call)), &address("/dang-nhap/ngoai", &query)).icon("log-in")) }
        }
    }
}

/// Why somebody came back without being let in, and what to do.
pub(crate) fn told(call: &Call) -> Markup {
    let lang = call.lang;
    let code = call.query("ngoai");
    let Some(why) = Refusal::ALL.into_iter().find(|r| r.code() == code) else { return html! {} };
    if provider(call).is_none() {
        return html! {};
    }
    let (title, text) = words(call, why);
    html! {
        (notice(lang, Tone::Bad, &title, html! {
            p { (text) }
            @if why == Refusal::Unlinked {
                ol {
                    li { (t!(lang, "Đăng nhập ở dưới bằng số điện thoại và mật khẩu của bạn.")) }
                    li { (t!(lang, "Mở Tài khoản của tôi, bấm Liên kết với {ten}.", ten = label(call))) }
                }
                p { (t!(lang, "Chưa có tài khoản ở đây? Hãy xin cán bộ công đoàn một phiếu kích hoạt.")) }
            }
        }))
    }
}

fn words(call: &Call, why: Refusal) -> (String, String) {
    let lang = call.lang;
    let ten = label(call);
    match why {
        Refusal::Down => (
            t!(lang, "{ten} đang không trả lời", ten = ten),
            t!(lang, "Hãy đăng nhập bằng mật khẩu hoặc mã PIN, hoặc thử lại sau ít phút.").to_owned(),
        ),
        Refusal::Untrusted => (
            t!(lang, "Không xác nhận được bạn qua {ten}", ten = ten),
            t!(lang, "Câu trả lời của dịch vụ không hợp lệ nên hệ thống không nhận. Hãy thử lại; nếu vẫn vậy, đăng nhập bằng mật khẩu và báo quản trị.").to_owned(),
        ),
        Refusal::Declined => (
            t!(lang, "Chưa đăng nhập bằng {ten}", ten = ten),
            t!(lang, "Bạn đã hủy, hoặc dịch vụ từ chối. Hãy thử lại hoặc đăng nhập bằng mật khẩu.").to_owned(),
        ),
        Refusal::Stale => (
            t!(lang, "Lần đăng nhập này đã quá hạn hoặc không bắt đầu từ đây").to_owned(),
            t!(lang, "Hãy bấm lại nút đăng nhập, trong cùng một trình duyệt, và làm xong trong {n} phút.", n = service::MINUTES),
        ),
        Refusal::Unlinked => (
            t!(lang, "Tài khoản {ten} này chưa liên kết với ai ở đây", ten = ten),
            t!(lang, "Liên kết một lần, từ sau chỉ cần bấm một nút:").to_owned(),
        ),
    }
}

/// To the door, or to one's own account when a link was asked for; the errand is over.
fn refuse(call: &Call, why: Refusal, linking: bool, back: &str) -> Reply {
    let (to, flash) = if linking && call.signed.is_some() {
        let (title, text) = words(call, why);
        let text = format!("{title}. {text}");
        (ui::address::ACCOUNT.to_owned(), Some(Flash { tone: Tone::Bad, text, undo: None }))
    } else {
        (address(ui::address::SIGN_IN, &[("ngoai", why.code()), ("ve", back)]), None)
    };
    Reply::GoWith { to, cookies: vec![no_errand()], clear: None, flash }
}

/// Sends the browser to the other service.
fn go(call: &Call) -> Result<Reply> {
    let Some(provider) = provider(call) else { return Ok(Reply::Go(ui::address::SIGN_IN.to_owned(), None)) };
    let wanted = local_address(call.query("ve")).filter(|a| a.len() <= 500).unwrap_or("/");
    let linking = call.query("lien_ket") == "1";
    let account = match (linking, call.signed) {
        (true, None) => {
            return Err(Failure::Forbidden(t!(call.lang, "Hãy đăng nhập trước khi liên kết.").to_owned()));
        }
        (true, Some(signed)) => Some(signed.actor.account.0),
        (false, _) => None,
    };
    let chance = call.state::<Chance>()?;
    let draws = Draws { state: secret(chance), nonce: secret(chance), verifier: secret(chance) };
    // no more is asked than is used
    let mut scopes = Vec::new();
    if linking {
        scopes.push("profile");
    } else if provider.settings().match_verified_phone {
        scopes.push("phone");
    }
    let to = match provider.way(call.now, &format!("{}{RETURN}", call.site()), &draws, &scopes) {
        Ok(to) => to,
        Err(why) => return Ok(refuse(call, why, linking, wanted)),
    };
    let errand = Errand::Going {
        state: draws.state,
        nonce: draws.nonce,
        verifier: draws.verifier,
        back: wanted.to_owned(),
        shared: call.query("chung") == "1",
        account,
        ends: service::ends(call.now),
    };
    let cookies = vec![errand_cookie(&service::seal(call.state::<Secrets>()?, &errand)?)];
    Ok(Reply::GoWith { to, cookies, clear: None, flash: None })
}

/// The browser comes back with the service's answer.
fn back(call: &Call) -> Result<Reply> {
    let Some(provider) = provider(call) else { return Ok(Reply::Go(ui::address::SIGN_IN.to_owned(), None)) };
    let Some(Errand::Going { state, nonce, verifier, back, shared, account, .. }) = errand(call)? else {
        return Ok(refuse(call, Refusal::Stale, false, "/"));
    };
    let linking = account.is_some();
    let no = |why| refuse(call, why, linking, &back);
    let named = Some(call.query("iss")).filter(|i| !i.is_empty());
    if call.query("state") != state || named.is_some_and(|i| i != provider.settings().issuer) {
        service::refused(call.db(), "outside: wrong state")?;
        return Ok(no(Refusal::Stale));
    }
    if linking && account != call.signed.map(|s| s.actor.account.0) {
        return Ok(no(Refusal::Stale));
    }
    if call.query("code").is_empty() {
        return Ok(no(Refusal::Declined));
    }
    let draws = Draws { state, nonce, verifier };
    let return_to = format!("{}{RETURN}", call.site());
    let who = match provider.who(call.now, &return_to, &draws, call.query("code")) {
        Ok(who) => who,
        Err(why) => {
            if why == Refusal::Untrusted {
                service::refused(call.db(), "outside: not believed")?;
            }
            return Ok(no(why));
        }
    };
    if let Some(account) = account {
        let next = Errand::Linking { account, who, ends: service::ends(call.now) };
        let cookies = vec![errand_cookie(&service::seal(call.state::<Secrets>()?, &next)?)];
        return Ok(Reply::GoWith { to: LINK.to_owned(), cookies, clear: None, flash: None });
    }
    let rules = rules(call)?;
    let seat = Seat {
        source: &call.visit.source,
        device: call.visit.device.as_deref(),
        agent: &call.visit.agent,
        shared,
        remember: false,
    };
    let by_phone = provider.settings().match_verified_phone;
    let chance = call.state::<Chance>()?;
    let Some(opened) = service::sign_in(call.db(), chance, &rules, &who, by_phone, &seat)? else {
        return Ok(no(Refusal::Unlinked));
    };
    leave_behind(call)?;
    let mut reply = welcome(call, &rules, &opened, shared, &back, None)?;
    if let Reply::GoWith { cookies, .. } = &mut reply {
        cookies.push(no_errand());
    }
    Ok(reply)
}

/// Who came back to be linked with the account that is signed in.
fn candidate(call: &Call) -> Result<Option<(AccountId, Identity)>> {
    let mine = call.actor()?.account;
    Ok(match errand(call)? {
        Some(Errand::Linking { account, who, .. }) if account == mine.0 => Some((mine, who)),
        _ => None,
    })
}

fn confirm(call: &Call) -> Result<Reply> {
    if provider(call).is_none() || candidate(call)?.is_none() {
        let lang = call.lang;
        let body = html! {
            p { (t!(lang, "Lần đăng nhập này đã quá hạn hoặc không bắt đầu từ đây")) }
            p { a href=(ui::address::ACCOUNT) { (t!(lang, "Tài khoản của tôi")) } }
        };
        return Ok(call.page(t!(lang, "Liên kết"), body));
    }
    confirm_page(call, None)
}

fn confirm_page(call: &Call, wrong: Option<&[FieldFault]>) -> Result<Reply> {
    let lang = call.lang;
    let Some((_, who)) = candidate(call)? else { return Ok(refuse(call, Refusal::Stale, true, "/")) };
    let errors = faults(lang, wrong.unwrap_or(&[]));
    let known = if who.name.is_empty() { &who.subject } else { &who.name };
    let body = html! {
        div.card {
            (errors.summary(lang))
            p { (t!(lang, "Từ nay, ai đăng nhập được tài khoản dưới đây ở {ten} thì mở được tài khoản của bạn.", ten = label(call))) }
            (definition_list(&[
                (t!(lang, "Tài khoản ở dịch vụ kia"), html! { strong { (known) } }),
                (t!(lang, "Tài khoản ở đây"), html! { (call.actor()?.name) }),
            ]))
            (form(LINK, csrf(call), html! {
                (Field::password(lang, "password", t!(lang, "Mật khẩu hoặc PIN hiện tại")).required().error(errors.of("password")))
                (toolbar(html! {
                    (primary(t!(lang, "Liên kết")))
                    (link_button(Look::Quiet, t!(lang, "Không phải tôi, quay lại"), ui::address::ACCOUNT))
                }))
            }))
        }
    };
    let title = t!(lang, "Liên kết với {ten}", ten = label(call));
    Ok(if wrong.is_some() { call.page_refused(&title, body, |_| {}) } else { call.page(&title, body) })
}

fn link(call: &Call) -> Result<Reply> {
    needed(call)?;
    let Some((account, who)) = candidate(call)? else { return Ok(refuse(call, Refusal::Stale, true, "/")) };
    let password = call.form().get("password");
    let outcome = call.write("account.link_outside", format!("account {account}"), |tx| {
        service::link(tx, account, &who, password)
    });
    match outcome {
        Ok(()) => {
            let text =
                t!(call.lang, "Đã liên kết. Lần sau bấm nút {ten} ở trang đăng nhập.", ten = label(call));
            let flash = Some(Flash { tone: Tone::Ok, text, undo: None });
            Ok(Reply::GoWith {
                to: ui::address::ACCOUNT.to_owned(),
                cookies: vec![no_errand()],
                clear: None,
                flash,
            })
        }
        Err(Failure::Invalid(wrong)) => confirm_page(call, Some(&wrong)),
        Err(other) => Err(other),
    }
}

/// The card of one's own page.
pub(crate) fn own_card(call: &Call, errors: &Errors) -> Result<Markup> {
    let lang = call.lang;
    let Some(provider) = provider(call) else { return Ok(html! {}) };
    let account = call.actor()?.account;
    let linked = call.read(|v| Ok(store::of_account(v, &provider.settings().issuer, account)?))?;
    let title = t!(lang, "Đăng nhập bằng {ten}", ten = label(call));
    Ok(card(
        &title,
        html! {
            @if linked.is_some() {
                p { (badge(Tone::Ok, t!(lang, "đã liên kết"))) }
                (form("/tai-khoan/lien-ket/bo", csrf(call), html! {
                    (Field::password(lang, "mat_khau", t!(lang, "Mật khẩu hoặc PIN hiện tại")).required().error(errors.of("mat_khau")))
                    p.hint { (t!(lang, "Các thiết bị khác đang đăng nhập tài khoản này sẽ bị đăng xuất.")) }
                    (toolbar(html! { (quiet(t!(lang, "Bỏ liên kết"))) }))
                }))
            } @else {
                p { (t!(lang, "Liên kết một lần, từ sau chỉ cần bấm một nút, không phải nhớ mật khẩu.")) }
                p { (link_button(Look::Quiet, &t!(lang, "Liên kết với {ten}", ten = label(call)), "/dang-nhap/ngoai?lien_ket=1")) }
            }
        },
    ))
}

fn unlink(call: &Call) -> Result<Reply> {
    let issuer = needed(call)?.settings().issuer.as_str();
    let account = call.actor()?.account;
    let password = call.form().get("mat_khau");
    let token = call.visit.token.as_deref().unwrap_or("");
    let outcome = call.write("account.unlink_outside", format!("account {account}"), |tx| {
        service::unlink(tx, account, issuer, password, token)
    });
    match outcome {
        Ok(()) => Ok(Reply::done(
            ui::address::ACCOUNT,
            t!(call.lang, "Đã bỏ liên kết. Từ nay chỉ đăng nhập bằng mật khẩu hoặc PIN."),
        )),
        Err(Failure::Invalid(wrong)) => crate::account::door::pages::own::refused(call, &wrong),
        Err(other) => Err(other),
    }
}

/// The card on the page of an account that one keeps.
pub(crate) fn keeper_card(call: &Call, account: AccountId, may: bool, errors: &Errors) -> Result<Markup> {
    let lang = call.lang;
    let Some(provider) = provider(call).filter(|_| may) else { return Ok(html! {}) };
    let linked = call.read(|v| Ok(store::of_account(v, &provider.settings().issuer, account)?))?;
    let base = format!("/tai-khoan/nguoi-dung/{account}/lien-ket");
    let title = t!(lang, "Đăng nhập bằng {ten}", ten = label(call));
    Ok(card(
        &title,
        html! {
            @if linked.is_some() {
                p { (badge(Tone::Ok, t!(lang, "đã liên kết"))) }
                (form(&format!("{base}/bo"), csrf(call), html! {
                    (toolbar(html! { (danger(t!(lang, "Bỏ liên kết"))) }))
                }))
            } @else {
                (form(&base, csrf(call), html! {
                    (Field::text(lang, "ma_ngoai", t!(lang, "Mã người dùng ở dịch vụ (subject)")).required().max_length(255)
                        .hint(t!(lang, "Lấy từ quản trị của dịch vụ. Ai giữ mã ấy thì mở được tài khoản này."))
                        .value(call.form().get("ma_ngoai")).error(errors.of("ma_ngoai")))
                    (toolbar(html! { (quiet(t!(lang, "Liên kết"))) }))
                }))
            }
        },
    ))
}

/// An account whose password the actor may set anew: a link opens as much as a password does.
fn resettable(call: &Call) -> Result<AccountId> {
    call.read(|v| {
        let (account, grants) = held(call, v)?;
        if may_reset(call, v, account.id, &grants)? {
            return Ok(account.id);
        }
        Err(Failure::Forbidden(
            t!(
                call.lang,
                "Tài khoản này có vai trò mà bạn không giao được, nên bạn không đặt lại được mật khẩu."
            )
            .to_owned(),
        ))
    })
}

fn link_other(call: &Call) -> Result<Reply> {
    let account = resettable(call)?;
    let issuer = needed(call)?.settings().issuer.clone();
    let subject = call.form().get("ma_ngoai").trim().to_owned();
    let outcome = call.write("account.link_outside", format!("account {account}"), |tx| {
        service::link_for(tx, account, &issuer, &subject)
    });
    match outcome {
        Ok(()) => Ok(Reply::done(format!("/tai-khoan/nguoi-dung/{account}"), t!(call.lang, "Đã liên kết."))),
        Err(Failure::Invalid(wrong)) => crate::account::keeping::pages::account_page(call, Some(&wrong)),
        Err(other) => Err(other),
    }
}

fn unlink_other(call: &Call) -> Result<Reply> {
    let account = resettable(call)?;
    let issuer = needed(call)?.settings().issuer.clone();
    call.write("account.unlink_outside", format!("account {account}"), |tx| {
        service::unlink_for(tx, account, &issuer)
    })?;
    Ok(Reply::done(
        format!("/tai-khoan/nguoi-dung/{account}"),
        t!(call.lang, "Đã bỏ liên kết. Người ấy phải đăng nhập lại bằng mật khẩu."),
    ))
}
