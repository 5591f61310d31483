//! Accounts of the scope: opening, roles, first passwords.

use crate::account::service::{self, Chance, NewAccount};
use crate::account::store::{self, AccountCard, GrantRow};
use crate::organisation::{service::forever, store as units};
use crate::pages::{address, csrf, faults, stretch, unit_name};
use crate::person::pages::{highest, unit_choices};
use crate::person::record::pages::holders;
use crate::person::store::{self as persons, ListQuestion};
use crate::person::{AffiliationRole, Person, typed};
use crate::restriction::{self, model::HIDDEN};
use ::store::View;
use kernel::{AccountId, Failure, FieldFault, OrganisationId, PersonId, Result, Role, name};
use ui::prelude::*;
use web::{Act, Call, Reply, Routes, role_word, routes};

/// The addresses of this room.
pub fn routes() -> Routes {
    routes! {
        GET "/tai-khoan/nguoi-dung" => list, for Act::KeepAccounts,
            .in_menu(90, "key", |l| t!(l, "Quản trị"), |l| t!(l, "Tài khoản"));
        GET "/tai-khoan/nguoi-dung/moi" => new_page, for Act::KeepAccounts;
        POST "/tai-khoan/nguoi-dung/moi" => open, for Act::KeepAccounts;
        GET "/tai-khoan/nguoi-dung/{id}" => show, for Act::KeepAccounts;
        POST "/tai-khoan/nguoi-dung/{id}/vai-tro" => give, for Act::KeepAccounts;
        POST "/tai-khoan/nguoi-dung/{id}/thoi-vai-tro" => end, for Act::KeepAccounts;
        POST "/tai-khoan/nguoi-dung/{id}/mat-khau" => reset, for Act::KeepAccounts;
    }
}

const HERE: &str = "/tai-khoan/nguoi-dung";
const PAGE: i64 = 50;

fn list(call: &Call) -> Result<Reply> {
    let lang = call.lang;
    let words = call.query("q");
    let after = call.query("sau").parse().ok().map(AccountId);
    let (accounts, more) = call.read(|v| {
        let mut all = Vec::new();
        for top in highest(v, call.scope(Act::KeepAccounts)?, call.today())? {
            all.extend(store::page(v, top, call.today(), words, after, PAGE + 1)?);
        }
        all.sort_by_cached_key(|(_, person)| name::sort_key(person));
        all.dedup_by_key(|(a, _)| a.id);
        let more = all.len() > usize::try_from(PAGE).unwrap_or(usize::MAX);
        all.truncate(usize::try_from(PAGE).unwrap_or(usize::MAX));
        let mut rows = Vec::new();
        for (account, person) in all {
            let mut roles = Vec::new();
            for g in store::grant_rows(v, account.id)?.into_iter().filter(|g| g.grant.to > call.today()) {
                roles.push((g.grant.role, unit_name(v, g.grant.organisation)?));
            }
            rows.push((account, person, roles));
        }
        Ok((rows, more))
    })?;
    call.looked("account.list", "", accounts.len())?;
    let last = accounts.last().map(|(a, ..)| a.id.to_string()).unwrap_or_default();
    let next = more.then(|| address(HERE, &[("q", words), ("sau", &last)]));
    let first = after.map(|_| address(HERE, &[("q", words)]));
    let columns = vec![
        Column::text(t!(lang, "Họ và tên")),
        Column::text(t!(lang, "Số đăng nhập")),
        Column::text(t!(lang, "Vai trò")),
    ];
    let rows = accounts.iter().map(|(account, person, roles)| {
        Row::new(vec![
            html! { a href={ (HERE) "/" (account.id) } { (person) } },
            html! { (typed::masked_phone(&account.login)) },
            html! {
                @if roles.is_empty() { span.faded { (t!(lang, "không còn vai trò")) } }
                @for (role, unit) in roles { div { (role_word(lang, *role)) " · " (unit) } }
            },
        ])
    });
    let empty = empty_state(
        "key",
        t!(lang, "Không có tài khoản nào"),
        t!(lang, "Mở tài khoản cho một người trong phạm vi của bạn, rồi trao mật khẩu lần đầu tận tay."),
        html! { (link_button(Look::Quiet, t!(lang, "Mở tài khoản"), "/tai-khoan/nguoi-dung/moi").icon("plus")) },
    );
    let alarms = call.read(|v| crate::account::slip::pages::alarms(call, v))?;
    let body = html! {
        @if !alarms.is_empty() {
            (notice(lang, Tone::Warn, t!(lang, "Mã đặt lại được cấp nhiều hơn thường lệ"), html! {
                ul { @for alarm in &alarms { li { (alarm) } } }
            }))
        }
        (form_get(HERE, html! {
            (Field::text(lang, "q", t!(lang, "Tên hoặc số đăng nhập")).value(words).plain().max_length(100))
            (quiet(t!(lang, "Tìm")).icon("search"))
        }))
        (Table::new(lang, t!(lang, "Tài khoản"), columns).caption_unseen().rows(rows).empty(empty))
        (pager_keyset(lang, first.as_deref(), next.as_deref(), ""))
    };
    Ok(call.page_with(t!(lang, "Tài khoản và vai trò"), body, |shell| {
        shell.actions = Some(html! {
            (link_button(Look::Primary, t!(lang, "Mở tài khoản"), "/tai-khoan/nguoi-dung/moi").icon("plus"))
            (link_button(Look::Quiet, t!(lang, "Bảng quyền"), "/quyen"))
        });
    }))
}

fn crumbs(lang: Lang, last: &str) -> Vec<(String, Option<String>)> {
    vec![(t!(lang, "Tài khoản và vai trò").to_owned(), Some(HERE.to_owned())), (last.to_owned(), None)]
}

/// A person whom the actor may give an account; else not found.
fn candidate(call: &Call, v: &View, id: PersonId) -> Result<Person> {
    let Some(person) = persons::one(v, id)? else { return Err(Failure::NotFound) };
    for unit in holders(&persons::affiliations(v, id)?, call.today()) {
        if call.may_at(v, Act::KeepAccounts, unit)? {
            return Ok(person);
        }
    }
    Err(Failure::NotFound)
}

fn new_page(call: &Call) -> Result<Reply> {
    match call.query("nguoi").parse() {
        Ok(id) => new_form(call, PersonId(id), None),
        Err(_) => choose_person(call),
    }
}

/// First step: whose account.
fn choose_person(call: &Call) -> Result<Reply> {
    let lang = call.lang;
    let words = call.query("q");
    let people = if words.is_empty() {
        Vec::new()
    } else {
        call.read(|v| {
            let mut people = Vec::new();
            for top in highest(v, call.scope(Act::KeepAccounts)?, call.today())? {
                for population in AffiliationRole::ALL {
                    let q = ListQuestion { population, top, on: call.today(), words, after: None, limit: 20 };
                    people.extend(persons::list(v, &q)?);
                }
            }
            people.sort_by_cached_key(|c| (name::sort_key(&c.person.full_name), c.person.id));
            people.dedup_by_key(|c| c.person.id);
            people.truncate(20);
            people
                .into_iter()
                .map(|c| {
                    Ok((c.organisation.map(|o| unit_name(v, o)).transpose()?.unwrap_or_default(), c.person))
                })
                .collect::<Result<Vec<_>>>()
        })?
    };
    if !people.is_empty() {
        call.looked("people.search", "accounts", people.len())?;
    }
    let rows = people.iter().map(|(unit, p)| {
        Row::new(vec![
            html! { a href={ (HERE) "/moi?nguoi=" (p.id) } { (p.full_name) } },
            html! { (p.birth_year.map_or_else(|| "–".to_owned(), |y| y.to_string())) },
            html! { (unit) },
        ])
    });
    let columns =
        [t!(lang, "Họ và tên"), t!(lang, "Năm sinh"), t!(lang, "Đơn vị")].map(Column::text).to_vec();
    let body = html! {
        p { (t!(lang, "Bước 1: tìm người trong danh sách. Chưa có trong danh sách thì thêm ở trang đơn vị trước.")) }
        (form_get("/tai-khoan/nguoi-dung/moi", html! {
            (Field::text(lang, "q", t!(lang, "Tên hoặc số điện thoại")).value(words).plain().max_length(100))
            (primary(t!(lang, "Tìm")).icon("search"))
        }))
        @if !words.is_empty() {
            (Table::new(lang, t!(lang, "Chọn một người"), columns).rows(rows).empty(empty_state(
                "users", t!(lang, "Không có ai khớp"), t!(lang, "Thử ít chữ hơn; dấu tiếng Việt không cần gõ."), html! {})))
        }
    };
    Ok(call.page_with(t!(lang, "Mở tài khoản"), body, |s| {
        s.crumbs = crumbs(lang, t!(lang, "Mở tài khoản"))
    }))
}

/// The roles that the actor may give somewhere.
fn grantable(call: &Call) -> Result<Vec<Role>> {
    let actor = call.actor()?;
    Ok(Role::ALL
        .into_iter()
        .filter(|role| {
            let mut own = actor.grants.iter().filter(|g| g.on_behalf_of.is_none() && g.holds(call.today()));
            own.any(|g| service::may_grant(g.role, *role))
        })
        .collect())
}

fn role_fields(call: &Call, v: &View, errors: &Errors) -> Result<Markup> {
    let lang = call.lang;
    let roles = grantable(call)?;
    let choices = unit_choices(call, v, Act::KeepAccounts)?;
    Ok(html! {
        (Field::select(lang, "role", t!(lang, "Vai trò"),
            roles.iter().map(|r| Choice::new(r.code(), role_word(lang, *r))).collect())
            .blank(t!(lang, "— Chọn vai trò —")).value(call.form().get("role")).required().error(errors.of("role")))
        (Field::select(lang, "unit", t!(lang, "Tại đơn vị"), choices).blank(t!(lang, "— Chọn đơn vị —"))
            .value(call.form().get("unit")).required()
            .hint(t!(lang, "Vai trò có hiệu lực cho đơn vị này và mọi đơn vị trực thuộc.")).error(errors.of("unit")))
    })
}

/// Role and unit of the form, held to the actor's rank and scope.
fn read_role(call: &Call, v: &View, wrong: &mut Vec<FieldFault>) -> Result<Option<(Role, OrganisationId)>> {
    let lang = call.lang;
    let role = Role::find(call.form().get("role"));
    let unit = units::by_code(v, call.form().get("unit"))?;
    let unit = match unit {
        Some(u) if call.may_at(v, Act::KeepAccounts, u)? => Some(u),
        _ => None,
    };
    if role.is_none() {
        wrong.push(FieldFault::new("role", t!(lang, "Hãy chọn vai trò.")));
    }
    if unit.is_none() {
        wrong.push(FieldFault::new("unit", t!(lang, "Hãy chọn đơn vị trong phạm vi của bạn.")));
    }
    let (Some(role), Some(unit)) = (role, unit) else { return Ok(None) };
    if service::may_give(v, call.actor()?, role, unit)? {
        Ok(Some((role, unit)))
    } else {
        wrong.push(FieldFault::new(
            "role",
            t!(lang, "Bạn không giao được vai trò này: nó cao hơn vai trò của bạn."),
        ));
        Ok(None)
    }
}

fn new_form(call: &Call, id: PersonId, wrong: Option<&[FieldFault]>) -> Result<Reply> {
    let lang = call.lang;
    let errors = faults(lang, wrong.unwrap_or(&[]));
    let (person, known, fields) = call
        .read(|v| Ok((candidate(call, v, id)?, store::of_person(v, id)?, role_fields(call, v, &errors)?)))?;
    if let (Some(account), None) = (known, wrong) {
        let text = t!(lang, "{ten} đã có tài khoản. Có thể thêm vai trò ở đây.", ten = person.full_name);
        let flash = Flash { tone: Tone::Plain, text, undo: None };
        return Ok(Reply::Go(format!("{HERE}/{account}"), Some(flash)));
    }
    let login = call.form().opt("login").or(person.phone.as_deref()).unwrap_or("");
    let body = html! {
        (errors.summary(lang))
        div.card {
            (form("/tai-khoan/nguoi-dung/moi", csrf(call), html! {
                input type="hidden" name="nguoi" value=(person.id);
                p { (t!(lang, "Tài khoản cho")) " " strong { (person.full_name) } " " (person.birth_text()) }
                (Field::phone(lang, "login", t!(lang, "Số điện thoại đăng nhập")).value(login).autocomplete("off")
                    .required().max_length(20).error(errors.of("login")))
                (fields)
    p.hint { (t!(lang, "Mật khẩu lần đầu hiện một lần ở trang sau. Người dùng phải đổi khi đăng nhập.")) }
                (toolbar(html! {
                    (primary(t!(lang, "Mở tài khoản")))
                    (link_button(Look::Quiet, t!(lang, "Thôi, quay lại"), HERE))
                }))
            }))
        }
    };
    let title = t!(lang, "Mở tài khoản");
    let dress = |s: &mut Shell| s.crumbs = crumbs(lang, title);
    Ok(if wrong.is_some() {
        call.page_refused(title, body, dress)
    } else {
        call.page_with(title, body, dress)
    })
}

fn open(call: &Call) -> Result<Reply> {
    let lang = call.lang;
    let id = PersonId(call.form().get("nguoi").parse().map_err(|_| Failure::NotFound)?);
    let person = call.read(|v| candidate(call, v, id))?;
    let mut wrong = Vec::new();
    let login = typed::phone(call.form().get("login"));
    if login.is_none() {
        wrong.push(FieldFault::new("login", t!(lang, "Số điện thoại chưa đúng. Ví dụ 0912 345 178.")));
    }
    let given = call.read(|v| read_role(call, v, &mut wrong))?;
    let (Some(login), Some((role, unit))) = (login, given) else { return new_form(call, id, Some(&wrong)) };
    let chance = call.state::<Chance>()?;
    let password = service::first_password(chance);
    let digest = service::digest(&password, chance)?;
    let new = NewAccount { person: id, login: login.clone(), digest, must_change: true };
    let outcome = call.write("account.open", format!("{} at {unit}", role.code()), |tx| {
        if store::of_person(tx, id)?.is_some() {
            return Err(Failure::field("login", t!(lang, "Người này đã có tài khoản.")));
        }
        service::open_account(tx, &new, role, unit, call.today())
    });
    match outcome {
        Ok(_) => Ok(first_password_page(call, &person.full_name, &login, &password)),
        Err(Failure::Invalid(wrong)) => new_form(call, id, Some(&wrong)),
        Err(other) => Err(other),
    }
}

/// The one time that a first password is seen.
fn first_password_page(call: &Call, person: &str, login: &str, password: &str) -> Reply {
    let lang = call.lang;
    let body = html! {
        div.card {
            (definition_list(&[
                (t!(lang, "Họ và tên"), html! { (person) }),
                (t!(lang, "Số điện thoại đăng nhập"), html! { (login) }),
                (t!(lang, "Mật khẩu lần đầu"), html! { strong { (password) } }),
            ]))
        }
        (notice(lang, Tone::Warn, t!(lang, "Mật khẩu này chỉ hiện một lần"), html! {
            p { (t!(lang, "Hãy đọc hoặc chép cho đúng người. Khi đăng nhập, người ấy phải đặt mật khẩu riêng.")) }
        }))
        p { a href=(HERE) { (t!(lang, "Về danh sách tài khoản")) } }
    };
    let title = t!(lang, "Mật khẩu lần đầu");
    call.page_with(title, body, |s| s.crumbs = crumbs(lang, title))
}

/// An account of the scope with its grants: at least one of them lies in the scope.
pub(crate) fn held(call: &Call, v: &View) -> Result<(AccountCard, Vec<GrantRow>)> {
    let id = AccountId(call.id("id")?);
    let Some(mut account) = store::account(v, id)? else { return Err(Failure::NotFound) };
    if restriction::service::holds(v, account.person)? {
        // a sign-in name is mostly a phone number
        account.login = HIDDEN.to_owned();
    }
    let grants = store::grant_rows(v, id)?;
    for g in &grants {
        if call.may_at(v, Act::KeepAccounts, g.grant.organisation)? {
            return Ok((account, grants));
        }
    }
    Err(Failure::NotFound)
}

/// May the actor take this grant away? One's own stay, and those of others by rank and scope.
fn may_end(call: &Call, v: &View, account: AccountId, g: &GrantRow) -> Result<bool> {
    let actor = call.actor()?;
    Ok(actor.account != account
        && g.grant.to > call.today()
        && service::may_give(v, actor, g.grant.role, g.grant.organisation)?)
}

/// May the actor set a new password? Only where every role in force could be given by the actor too:
/// else a password would be a way up.
pub(crate) fn may_reset(call: &Call, v: &View, account: AccountId, grants: &[GrantRow]) -> Result<bool> {
    let actor = call.actor()?;
    if actor.account == account {
        return Ok(false);
    }
    for g in grants.iter().filter(|g| g.grant.to > call.today()) {
        if !service::may_give(v, actor, g.grant.role, g.grant.organisation)? {
            return Ok(false);
        }
    }
    Ok(true)
}

fn show(call: &Call) -> Result<Reply> {
    let (account, _) = call.read(|v| held(call, v))?;
    call.looked("account.page", &account.person.to_string(), 1)?;
    account_page(call, None)
}

pub(crate) fn account_page(call: &Call, wrong: Option<&[FieldFault]>) -> Result<Reply> {
    let lang = call.lang;
    let errors = faults(lang, wrong.unwrap_or(&[]));
    let (account, person, grants, fields, resets) = call.read(|v| {
        let (account, grants) = held(call, v)?;
        let person = persons::one(v, account.person)?.map_or_else(String::new, |p| p.full_name);
        let resets = may_reset(call, v, account.id, &grants)?;
        let mut lines = Vec::new();
        for g in grants {
            let ends = may_end(call, v, account.id, &g)?;
            lines.push((unit_name(v, g.grant.organisation)?, ends, g));
        }
        Ok((account, person, lines, role_fields(call, v, &errors)?, resets))
    })?;
    let base = format!("{HERE}/{}", account.id);
    let rows = grants.iter().map(|(unit, ends, g)| {
        let row = Row::new(vec![
            html! { (role_word(lang, g.grant.role)) },
            html! { (unit) },
            html! { (stretch(lang, g.grant.from, g.grant.to)) },
            html! {
                @if *ends {
                    form action={ (base) "/thoi-vai-tro" } method="post" {
                        (csrf_field(csrf(call)))
                        input type="hidden" name="dong" value=(g.row);
                        (quiet(t!(lang, "Thôi vai trò")))
                    }
                } @else if g.grant.to <= call.today() { (badge(Tone::Plain, t!(lang, "đã kết thúc"))) }
            },
        ]);
        if g.grant.to <= call.today() { row.quiet() } else { row }
    });
    let columns =
        [t!(lang, "Vai trò"), t!(lang, "Tại đơn vị"), t!(lang, "Thời gian"), t!(lang, "Việc làm được")];
    let body = html! {
        (errors.summary(lang))
        p { (t!(lang, "Tên đăng nhập")) ": " strong { (account.login) }
            @if account.must_change { " " (badge(Tone::Warn, t!(lang, "chưa đổi mật khẩu lần đầu"))) } }
        (Table::new(lang, t!(lang, "Vai trò"), columns.map(Column::text).to_vec()).rows(rows))
        (grid(html! {
            (card(t!(lang, "Thêm vai trò"), form(&format!("{base}/vai-tro"), csrf(call), html! {
                (fields)
                (toolbar(html! { (primary(t!(lang, "Giao vai trò"))) }))
            })))
            (card(t!(lang, "Đặt lại mật khẩu"), html! {
                @if resets {
                    (form(&format!("{base}/mat-khau"), csrf(call), html! {
                        (Field::text(lang, "ly_do", t!(lang, "Lý do")).required().max_length(200)
                            .hint(t!(lang, "Ví dụ: người dùng quên mật khẩu, đã gặp trực tiếp. Được ghi vào nhật ký."))
                            .value(call.form().get("ly_do")).error(errors.of("ly_do")))
                        (toolbar(html! { (danger(t!(lang, "Đặt lại mật khẩu"))) }))
                    }))
                } @else if call.actor()?.account == account.id {
                    p { a href=(ui::address::ACCOUNT) { (t!(lang, "Đổi mật khẩu của mình ở trang Tài khoản của tôi")) } }
                } @else {
                    p.hint { (t!(lang, "Tài khoản này có vai trò mà bạn không giao được, nên bạn không đặt lại được mật khẩu.")) }
                }
            }))
            (crate::account::outside::pages::keeper_card(call, account.id, resets, &errors)?)
        }))
    };
    let dress = |s: &mut Shell| {
        s.crumbs = crumbs(lang, &person);
        s.actions = Some(html! {
            (link_button(Look::Quiet, t!(lang, "Được làm gì, vì sao"), &format!("{base}/quyen")))
            (link_button(Look::Quiet, t!(lang, "Ủy quyền thay"), &format!("/uy-quyen?cho={}", account.id)))
        });
    };
    Ok(if wrong.is_some() {
        call.page_refused(&person, body, dress)
    } else {
        call.page_with(&person, body, dress)
    })
}

fn give(call: &Call) -> Result<Reply> {
    let (account, _) = call.read(|v| held(call, v))?;
    let mut wrong = Vec::new();
    let given = call.read(|v| read_role(call, v, &mut wrong))?;
    let Some((role, unit)) = given else { return account_page(call, Some(&wrong)) };
    let outcome = call.write("account.grant", format!("{} at {unit} to {}", role.code(), account.id), |tx| {
        let has = store::grant_rows(tx, account.id)?
            .iter()
            .any(|g| g.grant.role == role && g.grant.organisation == unit && g.grant.to > call.today());
        if has {
            return Err(Failure::field("role", t!(call.lang, "Tài khoản đã có vai trò này tại đơn vị này.")));
        }
        Ok(store::grant(tx, account.id, role, unit, call.today(), forever())?)
    });
    match outcome {
        Ok(()) => Ok(Reply::done(format!("{HERE}/{}", account.id), t!(call.lang, "Đã giao vai trò."))),
        Err(Failure::Invalid(wrong)) => account_page(call, Some(&wrong)),
        Err(other) => Err(other),
    }
}

fn end(call: &Call) -> Result<Reply> {
    let row: i64 = call.form().get("dong").parse().map_err(|_| Failure::NotFound)?;
    let account = AccountId(call.id("id")?);
    call.write("account.end_grant", format!("grant {row} of {account}"), |tx| {
        let (_, grants) = held(call, tx)?;
        let Some(g) = grants.iter().find(|g| g.row == row) else { return Err(Failure::NotFound) };
        if !may_end(call, tx, account, g)? {
            return Err(Failure::Forbidden(
                t!(call.lang, "Bạn không thôi được vai trò này. Quản trị của Liên đoàn làm được.").to_owned(),
            ));
        }
        service::end_grant(tx, account, g, call.today())
    })?;
    // the account is still ours to see by its past grants
    Ok(Reply::done(format!("{HERE}/{account}"), t!(call.lang, "Đã thôi vai trò. Có hiệu lực ngay.")))
}

fn reset(call: &Call) -> Result<Reply> {
    let lang = call.lang;
    let reason: String = call.form().get("ly_do").chars().take(200).collect();
    let (account, person) = call.read(|v| {
        let (account, grants) = held(call, v)?;
        if !may_reset(call, v, account.id, &grants)? {
            return Err(Failure::Forbidden(
                t!(
                    lang,
                    "Tài khoản này có vai trò mà bạn không giao được, nên bạn không đặt lại được mật khẩu."
                )
                .to_owned(),
            ));
        }
        let person = persons::one(v, account.person)?.map_or_else(String::new, |p| p.full_name);
        Ok((account, person))
    })?;
    if reason.chars().count() < 5 {
        let wrong = FieldFault::new("ly_do", t!(lang, "Hãy ghi rõ lý do, ít nhất 5 chữ."));
        return account_page(call, Some(&[wrong]));
    }
    let chance = call.state::<Chance>()?;
    let password = service::first_password(chance);
    let digest = service::digest(&password, chance)?;
    call.write("account.reset_password", format!("account {}", account.id), |tx| {
        tx.note("account.reset_password", &format!("{}: {reason}", account.person), 1)?;
        service::reset_password(tx, account.id, &digest)
    })?;
    Ok(first_password_page(call, &person, &account.login, &password))
}
