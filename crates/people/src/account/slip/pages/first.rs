//! The worker's side: the first sign-in with a slip, and a new PIN with a code. Big, for a phone.

use crate::account::door::pages::{leave_behind, rules, seat, welcome};
use crate::account::door::service as door;
use crate::account::model::{AccountRules, Birth, check_chosen, initials};
use crate::account::service::{self as accounting, Chance};
use crate::account::slip::service;
use crate::account::slip::store::Code;
use crate::account::store as accounts;
use crate::pages::{csrf, faults, unit_name};
use crate::person::Secrets;
use crate::restriction;
use kernel::{Failure, FieldFault, Result, Role};
use ui::prelude::*;
use web::{Act, Call, Reply, Routes, routes};

/// The addresses of this room.
pub fn routes() -> Routes {
    routes! {
        GET "/kich-hoat" => ask, for Act::Anyone;
        POST "/kich-hoat" => is_it_you, for Act::Anyone;
        POST "/kich-hoat/dat" => begin, for Act::Anyone;
        GET "/dat-lai" => ask_reset, for Act::Anyone;
        POST "/dat-lai" => reset, for Act::Anyone;
    }
}

fn ask(call: &Call) -> Result<Reply> {
    let body = ask_body(call, call.query("ma"), &Errors::default());
    Ok(call
        .page_with(t!(call.lang, "Kích hoạt tài khoản"), body, |s| s.lead = Some(steps(call.lang, 1))))
}

fn steps(lang: Lang, now: u8) -> String {
    t!(lang, "Bước {n} trên 2", n = now)
}

fn ask_body(call: &Call, code: &str, errors: &Errors) -> Markup {
    let lang = call.lang;
    html! {
        div.card {
            (errors.summary(lang))
            (form("/kich-hoat", csrf(call), html! {
                (Field::text(lang, "ma", t!(lang, "Mã trên phiếu của bạn")).value(code).required().max_length(20)
                    .autocomplete("off").hint(t!(lang, "Tám chữ và số, ví dụ 7KMA-94XT. Chữ hoa hay thường đều được.")).error(errors.of("ma")))
                (toolbar(html! { (primary(t!(lang, "Tiếp tục")).icon("arrow-right")) }))
            }))
        }
        p.hint { (t!(lang, "Chưa có phiếu? Hãy hỏi cán bộ công đoàn nơi bạn làm việc.")) }
    }
}

fn refused_code(call: &Call, wrong: &[FieldFault]) -> Reply {
    let body = ask_body(call, call.form().get("ma"), &faults(call.lang, wrong));
    call.page_refused(t!(call.lang, "Kích hoạt tài khoản"), body, |s| {
        s.lead = Some(steps(call.lang, 1))
    })
}

/// The code of the form; an empty one is no try.
fn looked_up(call: &Call, rules: &AccountRules) -> Result<Code> {
    let typed = call.form().get("ma");
    if typed.is_empty() {
        return Err(Failure::field("ma", t!(call.lang, "Hãy gõ mã trên phiếu.")));
    }
    service::look_up(call.db(), call.state::<Secrets>()?, rules, typed, &call.visit.source)
}

fn is_it_you(call: &Call) -> Result<Reply> {
    match looked_up(call, &rules(call)?) {
        Ok(code) => confirm(call, &code, None),
        Err(Failure::Invalid(wrong)) => Ok(refused_code(call, &wrong)),
        Err(other) => Err(other),
    }
}

/// Second step: the owner knows the letters of the own name and the own unit; then chooses a PIN.
fn confirm(call: &Call, code: &Code, wrong: Option<&[FieldFault]>) -> Result<Reply> {
    let lang = call.lang;
    let rules = rules(call)?;
    let errors = faults(lang, wrong.unwrap_or(&[]));
    let (name, unit) = call.read(|v| {
        let known = restriction::service::behind(v, code.person)?;
        let name = known.map_or_else(String::new, |p| p.full_name);
        Ok((name, unit_name(v, code.organisation)?))
    })?;
    let body = html! {
        div.card {
            p { (t!(lang, "Phiếu này của người có tên viết tắt là")) " " strong { (initials(&name)) } ", " (t!(lang, "ở")) " " strong { (unit) } "." }
            p.hint { (t!(lang, "Không phải bạn? Đừng làm tiếp, hãy trả phiếu cho cán bộ công đoàn.")) }
        }
        div.card {
            (errors.summary(lang))
            (form("/kich-hoat/dat", csrf(call), html! {
                input type="hidden" name="ma" value=(call.form().get("ma"));
                (new_secret(lang, &rules, call.form().get("kieu") == "chu", &errors))
                (comforts(lang, call))
                (toolbar(html! { (primary(t!(lang, "Đúng là tôi, bắt đầu")).icon("check")) }))
            }))
        }
        @if call.form().get("kieu") != "chu" {
            (form("/kich-hoat", csrf(call), html! {
                input type="hidden" name="ma" value=(call.form().get("ma"));
                input type="hidden" name="kieu" value="chu";
                (quiet(t!(lang, "Tôi muốn dùng mật khẩu có chữ")))
            }))
        }
    };
    let title = t!(lang, "Kích hoạt tài khoản");
    let dress = |s: &mut Shell| s.lead = Some(steps(lang, 2));
    Ok(if wrong.is_some() {
        call.page_refused(title, body, dress)
    } else {
        call.page_with(title, body, dress)
    })
}

fn new_secret(lang: Lang, rules: &AccountRules, letters: bool, errors: &Errors) -> Markup {
    let error = errors.of("password").or(errors.of("pin"));
    html! {
        @if letters {
            input type="hidden" name="kieu" value="chu";
            (Field::password(lang, "password", t!(lang, "Mật khẩu mới")).autocomplete("new-password").required().error(error)
                .hint(t!(lang, "Ít nhất {n} ký tự. Một câu ngắn dễ nhớ là tốt nhất.", n = rules.password.shortest)))
            (Field::password(lang, "again", t!(lang, "Nhập lại lần nữa")).autocomplete("new-password").required().error(errors.of("again")))
        } @else {
            (Field::pin(lang, "password", t!(lang, "Đặt mã PIN {n} số", n = rules.pin.digits)).autocomplete("new-password").required().error(error)
                .hint(t!(lang, "Số mà chỉ bạn biết. Đừng dùng ngày sinh, số điện thoại hay 123456.")))
            (Field::pin(lang, "again", t!(lang, "Nhập lại lần nữa")).autocomplete("new-password").required().error(errors.of("again")))
        }
    }
}

fn comforts(lang: Lang, call: &Call) -> Markup {
    html! {
        (Field::checkbox(lang, "chung", t!(lang, "Máy này nhiều người dùng chung"), call.form().get("chung") == "1")
            .plain().hint(t!(lang, "Tự thoát khi không ai dùng một lúc.")))
        (Field::checkbox(lang, "nho", t!(lang, "Nhớ tên tôi trên máy này"), call.form().get("nho") == "1")
            .plain().hint(t!(lang, "Lần sau chỉ chạm tên và nhập mã PIN. Ai mở máy này cũng thấy tên bạn.")))
    }
}

/// The chosen PIN or password, checked; and whether it is a PIN.
fn chosen(call: &Call, rules: &AccountRules, pin_allowed: bool, birth: &Birth, login: &str) -> Result<bool> {
    let (new, again) = (call.form().get("password"), call.form().get("again"));
    let is_pin =
        check_chosen(new, rules, pin_allowed, birth, login).map_err(|f| Failure::Invalid(vec![f]))?;
    if new != again {
        return Err(Failure::field("again", t!(call.lang, "Hai lần nhập chưa giống nhau.")));
    }
    Ok(is_pin)
}

fn birth_of(call: &Call, person: kernel::PersonId) -> Result<Birth> {
    call.read(|v| {
        let person = restriction::service::behind(v, person)?;
        Ok(person.map_or_else(Birth::default, |p| Birth { day: p.birth_day, year: p.birth_year }))
    })
}

fn begin(call: &Call) -> Result<Reply> {
    let lang = call.lang;
    let rules = rules(call)?;
    let code = match looked_up(call, &rules) {
        Ok(code) => code,
        Err(Failure::Invalid(wrong)) => return Ok(refused_code(call, &wrong)),
        Err(other) => return Err(other),
    };
    let birth = birth_of(call, code.person)?;
    let is_pin = match chosen(call, &rules, true, &birth, &code.login) {
        Ok(is_pin) => is_pin,
        Err(Failure::Invalid(wrong)) => return confirm(call, &code, Some(&wrong)),
        Err(other) => return Err(other),
    };
    let (chance, secrets) = (call.state::<Chance>()?, call.state::<Secrets>()?);
    let digest = accounting::digest(call.form().get("password"), chance)?;
    let (seat, typed) = (seat(call), call.form().get("ma"));
    let drawn = door::draw(chance, &seat);
    let outcome = call.write("code.use", "slip", |tx| {
        let (account, login) = service::activate(tx, secrets, typed, &digest, is_pin)?;
        Ok((door::open(tx, &rules, &drawn, account, &seat)?, login))
    });
    match outcome {
        Ok((opened, login)) => {
            leave_behind(call)?;
            let text =
                t!(lang, "Xong! Lần sau đăng nhập bằng {ten} và mã PIN hoặc mật khẩu vừa đặt.", ten = login);
            let flash = Some(Flash { tone: Tone::Ok, text, undo: None });
            welcome(call, &rules, &opened, seat.shared, "/", flash)
        }
        Err(Failure::Invalid(wrong)) => Ok(refused_code(call, &wrong)),
        Err(other) => Err(other),
    }
}

fn ask_reset(call: &Call) -> Result<Reply> {
    let body = reset_body(call, &Errors::default())?;
    Ok(call.page(t!(call.lang, "Đặt lại PIN hoặc mật khẩu"), body))
}

fn reset_body(call: &Call, errors: &Errors) -> Result<Markup> {
    let lang = call.lang;
    let rules = rules(call)?;
    let letters = call.form().get("kieu") == "chu" || call.query("kieu") == "chu";
    Ok(html! {
        div.card {
            (errors.summary(lang))
            (form("/dat-lai", csrf(call), html! {
                (Field::text(lang, "login", t!(lang, "Số điện thoại hoặc mã đăng nhập")).value(call.form().get("login"))
                    .autocomplete("username").required().max_length(60).error(errors.of("login")))
                (Field::number(lang, "ma", t!(lang, "Mã đặt lại")).value(call.form().get("ma")).required().max_length(12)
                    .autocomplete("one-time-code").hint(t!(lang, "Tám chữ số, do cán bộ công đoàn của bạn cấp.")).error(errors.of("ma")))
                (new_secret(lang, &rules, letters, errors))
                (toolbar(html! { (primary(t!(lang, "Đặt lại"))) }))
            }))
        }
        @if letters { p { a href="/dat-lai" { (t!(lang, "Dùng mã PIN")) } } }
        @else { p { a href="/dat-lai?kieu=chu" { (t!(lang, "Dùng mật khẩu có chữ")) } } }
        p.hint { (t!(lang, "Chưa có mã? Hãy gặp cán bộ công đoàn của bạn; cán bộ thì gặp cấp trên.")) }
    })
}

fn reset(call: &Call) -> Result<Reply> {
    match try_reset(call) {
        Err(Failure::Invalid(wrong)) => {
            let body = reset_body(call, &faults(call.lang, &wrong))?;
            Ok(call.page_refused(t!(call.lang, "Đặt lại PIN hoặc mật khẩu"), body, |_| {}))
        }
        other => other,
    }
}

fn try_reset(call: &Call) -> Result<Reply> {
    let lang = call.lang;
    let rules = rules(call)?;
    let mut wrong = Vec::new();
    let login = call.form().need("login", t!(lang, "Hãy nhập số điện thoại hoặc mã đăng nhập."), &mut wrong);
    let typed = call.form().need("ma", t!(lang, "Hãy nhập mã đặt lại."), &mut wrong);
    if !wrong.is_empty() {
        return Err(Failure::Invalid(wrong));
    }
    let (chance, secrets) = (call.state::<Chance>()?, call.state::<Secrets>()?);
    let source = &call.visit.source;
    let (account, code) = service::look_up_reset(call.db(), secrets, &rules, &login, &typed, source)?;
    let today = call.today();
    let grants = call.read(|v| Ok(accounts::grants(v, account)?))?;
    let pin_allowed = grants.iter().filter(|g| g.to > today).all(|g| g.role == Role::Worker);
    let is_pin = chosen(call, &rules, pin_allowed, &birth_of(call, code.person)?, &code.login)?;
    let digest = accounting::digest(call.form().get("password"), chance)?;
    let seat = seat(call);
    let drawn = door::draw(chance, &seat);
    let opened = call.write("code.use", "reset", |tx| {
        service::reset(tx, secrets, account, &typed, &digest, is_pin)?;
        door::open(tx, &rules, &drawn, account, &seat)
    })?;
    leave_behind(call)?;
    // the sign-in before lies before the reset: who gave the code is told
    welcome(call, &rules, &opened, seat.shared, "/", None)
}
