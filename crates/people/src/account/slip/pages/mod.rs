//! The officer's side of one-time codes: who has no account yet, slips to print, codes for a new password.

mod first;
pub(crate) mod paper;

use super::service::{self, Slip};
use super::store::{self, Asked, Candidate};
use crate::account::door::pages::rules;
use crate::account::model::{reset_code, slip_code};
use crate::account::service::Chance;
use crate::account::store as accounts;
use crate::organisation::store as units;
use crate::pages::{address, csrf, faults, unit_name};
use crate::person::record::pages::holders;
use crate::person::{Secrets, store as persons};
use crate::restriction::{self, model::HIDDEN};
use ::store::View;
use kernel::{AccountId, Failure, FieldFault, Moment, OrganisationId, PersonId, Result};
use ui::prelude::*;
use web::{Act, Call, Reply, Routes, routes};

/// The addresses of this room.
pub fn routes() -> Routes {
    [
        routes! {
            GET "/phieu" => own_unit, for Act::IssueCodes,
                .in_menu(23, "key", crate::pages::menu_group, |l| t!(l, "Phiếu kích hoạt"));
            GET "/don-vi/{unit}/phieu" => list, for Act::IssueCodes;
            POST "/tai-khoan/phieu" => print, for Act::IssueCodes;
            GET "/tai-khoan/ma-dat-lai" => reset_form, for Act::IssueCodes;
            POST "/tai-khoan/ma-dat-lai" => give_reset, for Act::IssueCodes;
        },
        first::routes(),
    ]
    .concat()
}

const PAGE: i64 = 100;
/// The most slips that are printed at one stroke: fifty sheets.
const MOST: usize = 400;

/// From the menu: the first unit in which codes may be given.
fn own_unit(call: &Call) -> Result<Reply> {
    list_of(call, call.scope(Act::IssueCodes)?.first().copied().ok_or(Failure::NotFound)?)
}

fn list(call: &Call) -> Result<Reply> {
    list_of(call, call.unit()?)
}

fn list_of(call: &Call, top: OrganisationId) -> Result<Reply> {
    let lang = call.lang;
    let (words, which) =
        (call.query("q"), if call.visit.query.has("loc") { call.query("loc") } else { "chua" });
    let after = call.query("sau").parse().ok().map(PersonId);
    let (unit, mut people, counts, names) = call.read(|v| {
        let unit = units::last(v, top)?.ok_or(Failure::NotFound)?;
        let q = Asked { top, on: call.today(), words, which, after, limit: PAGE + 1 };
        let people = store::people(v, &q)?;
        let mut names = std::collections::BTreeMap::new();
        for p in &people {
            if let std::collections::btree_map::Entry::Vacant(new) = names.entry(p.unit) {
                new.insert(unit_name(v, p.unit)?);
            }
        }
        Ok((unit, people, store::counts(v, top, call.today())?, names))
    })?;
    let more = people.len() > usize::try_from(PAGE).unwrap_or(usize::MAX);
    people.truncate(usize::try_from(PAGE).unwrap_or(usize::MAX));
    call.looked("people.slips", &unit.code, people.len())?;
    let base = format!("/don-vi/{}/phieu", unit.code);
    let here = |which: &str| address(&base, &[("q", words), ("loc", which)]);
    let tabs_of = [
        ("chua", t!(lang, "Chưa có tài khoản")),
        ("co", t!(lang, "Đã có tài khoản")),
        ("tat-ca", t!(lang, "Tất cả")),
    ];
    let tab = |(code, label): &(&str, &str)| Tab {
        label: (*label).to_owned(),
        href: here(code),
        active: *code == which,
        count: None,
    };
    let next = more.then(|| people.last().map(|p| p.person.to_string())).flatten();
    let next = next.map(|p| address(&base, &[("q", words), ("loc", which), ("sau", &p)]));
    let (all, with, waiting) = counts;
    let without = all - with;
    let columns = [t!(lang, "Họ và tên"), t!(lang, "Năm sinh"), t!(lang, "Đơn vị"), t!(lang, "Tài khoản")];
    let table = Table::new(lang, t!(lang, "Người lao động"), columns.map(Column::text).to_vec())
        .caption_unseen()
        .rows(people.iter().map(|p| row(lang, p, names.get(&p.unit).map_or("", String::as_str))))
        .empty(empty_state(
            "users",
            t!(lang, "Không có ai khớp"),
            t!(
                lang,
                "Ở đây là người lao động của đơn vị hôm nay. Thử ít chữ hơn, hoặc nhập danh sách trước."
            ),
            html! {},
        ));
    let body = html! {
        (stat_row(html! {
            (plain_stat(t!(lang, "Người lao động"), &numbers::count(lang, all)))
            (plain_stat(t!(lang, "Đã có tài khoản"), &numbers::count(lang, with)))
            (plain_stat(t!(lang, "Đã in phiếu, chờ kích hoạt"), &numbers::count(lang, waiting)))
        }))
        (tabs(lang, t!(lang, "Lọc theo tài khoản"), &tabs_of.iter().map(tab).collect::<Vec<_>>()))
        (form_get(&base, html! {
            input type="hidden" name="loc" value=(which);
            (Field::text(lang, "q", t!(lang, "Tên")).value(words).plain().max_length(100))
            (quiet(t!(lang, "Tìm")).icon("search"))
        }))
        (bulk_form(lang, "/tai-khoan/phieu", csrf(call), html! {
            input type="hidden" name="don_vi" value=(unit.code);
            (primary(t!(lang, "In phiếu cho người đã chọn")).icon("printer"))
            @if without > 0 {
                (quiet(&t!(lang, "In cho {n} người chưa có tài khoản", n = numbers::count(lang, without.min(i64::try_from(MOST).unwrap_or(i64::MAX)))))
                    .sends("tat_ca", "1"))
            }
        }, table))
        (pager_keyset(lang, after.map(|_| here(which)).as_deref(), next.as_deref(), ""))
    };
    Ok(call.page_with(t!(lang, "Phiếu kích hoạt"), body, |shell| {
        shell.lead = Some(
            t!(
                lang,
                "Mỗi người một phiếu giấy: quét hoặc gõ mã, đặt PIN, xong. In lại thì phiếu cũ hết hiệu lực."
            )
            .to_owned(),
        );
        shell.crumbs = vec![
            (t!(lang, "Đơn vị").to_owned(), Some("/don-vi".to_owned())),
            (unit.name.clone(), Some(format!("/don-vi/{}", unit.code))),
            (t!(lang, "Phiếu kích hoạt").to_owned(), None),
        ];
    }))
}

fn plain_stat(label: &str, value: &str) -> Markup {
    html! { div.stat { span.stat-label { (label) } span.stat-value { (value) } } }
}

fn row(lang: Lang, p: &Candidate, unit: &str) -> Row {
    let state = html! {
        @match (p.account, p.slip) {
            (Some(_), _) => {
                (badge(Tone::Ok, t!(lang, "có tài khoản"))) " "
                a href=(address("/tai-khoan/ma-dat-lai", &[("nguoi", &p.person.to_string())])) { (t!(lang, "Cấp mã đặt lại")) }
            }
            (None, Some(_)) => (badge(Tone::Warn, t!(lang, "đã in phiếu"))),
            (None, None) => span.faded { (t!(lang, "chưa có")) },
        }
    };
    let row = Row::new(vec![
        html! { a href={ "/nguoi/" (p.person) } { (p.name) } },
        html! { (p.birth_year.map_or_else(|| "–".to_owned(), |y| y.to_string())) },
        html! { (unit) },
        state,
    ]);
    match p.account {
        None => row.choose("nguoi", p.person.to_string(), t!(lang, "Chọn {ten}", ten = p.name)),
        Some(_) => row,
    }
}

/// The unit at which the actor may give this person a code; not found otherwise.
fn unit_of(call: &Call, v: &View, person: PersonId) -> Result<OrganisationId> {
    for unit in holders(&persons::affiliations(v, person)?, call.today()) {
        if call.may_at(v, Act::IssueCodes, unit)? {
            call.hold(v, Act::IssueCodes, unit)?;
            return Ok(unit);
        }
    }
    Err(Failure::NotFound)
}

/// Whom the form names: those ticked, or all of the unit without account.
fn chosen(call: &Call) -> Result<Vec<(PersonId, OrganisationId)>> {
    call.read(|v| {
        let ids: Vec<PersonId> = if call.form().get("tat_ca") == "1" {
            let top = units::by_code(v, call.form().get("don_vi"))?.ok_or(Failure::NotFound)?;
            call.hold(v, Act::IssueCodes, top)?;
            let limit = i64::try_from(MOST).unwrap_or(i64::MAX);
            let q = Asked { top, on: call.today(), words: "", which: "chua", after: None, limit };
            store::people(v, &q)?.iter().map(|p| p.person).collect()
        } else {
            let mut ids = Vec::new();
            for text in call.form().all("nguoi") {
                ids.push(PersonId(text.parse().map_err(|_| Failure::NotFound)?));
            }
            ids.sort_unstable();
            ids.dedup();
            ids
        };
        let mut people =
            ids.into_iter().map(|id| Ok((id, unit_of(call, v, id)?))).collect::<Result<Vec<_>>>()?;
        // one unit after another, as they are handed out; within a unit the order of the list
        people.sort_by_key(|(_, unit)| *unit);
        Ok(people)
    })
}

fn print(call: &Call) -> Result<Reply> {
    let lang = call.lang;
    let people = chosen(call)?;
    let unit = call.form().get("don_vi").to_owned();
    let back = if unit.is_empty() {
        "/phieu".to_owned()
    } else {
        format!("/don-vi/{}/phieu", crate::pages::encoded(&unit))
    };
    if people.is_empty() {
        return Ok(Reply::refused(back, t!(lang, "Hãy chọn ít nhất một người chưa có tài khoản.")));
    }
    if people.len() > MOST {
        return Ok(Reply::refused(back, t!(lang, "Mỗi lần in tối đa {n} phiếu. Hãy chọn ít hơn.", n = MOST)));
    }
    let (chance, secrets, rules) = (call.state::<Chance>()?, call.state::<Secrets>()?, rules(call)?);
    let codes: Vec<String> = people.iter().map(|_| slip_code(&(chance.0)())).collect();
    // the unit as it is kept, not as it was sent
    let known = call.read(|v| Ok(units::by_code(v, &unit)?))?.is_some();
    let reason = format!("{}: {} slips", if known { unit.as_str() } else { "" }, people.len());
    let slips: Vec<Slip> =
        call.write("code.print", reason, |tx| service::print(tx, secrets, &rules, &people, &codes))?;
    let sheet = paper::Sheet { site: &call.site(), back: &back };
    Ok(Reply::Page(200, paper::sheets(lang, &slips, &sheet)?))
}

/// The account for which a code is asked: of somebody of the scope, and below the actor's rank.
fn target(call: &Call, v: &View, id: &str) -> Result<(AccountId, String, String, OrganisationId)> {
    let person = PersonId(id.parse().map_err(|_| Failure::NotFound)?);
    let unit = unit_of(call, v, person)?;
    let (Some(record), Some(account)) = (persons::one(v, person)?, accounts::of_person(v, person)?) else {
        return Err(Failure::NotFound);
    };
    if !service::may_reset(v, call.actor()?, account)? {
        return Err(Failure::Forbidden(
            t!(
                call.lang,
                "Bạn chỉ cấp mã cho người của đơn vị mình và có vai trò thấp hơn. Hãy nhờ cấp trên."
            )
            .to_owned(),
        ));
    }
    let login = match restriction::service::holds(v, person)? {
        true => HIDDEN.to_owned(),
        false => accounts::account(v, account)?.map_or_else(String::new, |a| a.login),
    };
    Ok((account, record.full_name, login, unit))
}

fn reset_form(call: &Call) -> Result<Reply> {
    if call.query("nguoi").is_empty() {
        let body = empty_state(
            "key",
            t!(call.lang, "Cấp mã cho ai?"),
            t!(call.lang, "Tìm người trong danh sách của đơn vị, rồi chọn “Cấp mã đặt lại” bên cạnh tên."),
            html! { (link_button(Look::Primary, t!(call.lang, "Mở danh sách"), "/phieu?loc=co")) },
        );
        return Ok(call.page(t!(call.lang, "Cấp mã đặt lại"), body));
    }
    reset_page(call, call.query("nguoi"), None)
}

fn reset_page(call: &Call, id: &str, wrong: Option<&[FieldFault]>) -> Result<Reply> {
    let lang = call.lang;
    let (_, name, login, unit) = call.read(|v| target(call, v, id))?;
    let unit = call.read(|v| unit_name(v, unit))?;
    let errors = faults(lang, wrong.unwrap_or(&[]));
    let body = html! {
        (errors.summary(lang))
        div.card {
            (definition_list(&[
                (t!(lang, "Họ và tên"), html! { strong { (name) } }),
                (t!(lang, "Đơn vị"), html! { (unit) }),
                (t!(lang, "Tên đăng nhập"), html! { (login) }),
            ]))
            (form("/tai-khoan/ma-dat-lai", csrf(call), html! {
                input type="hidden" name="nguoi" value=(id);
                (Field::text(lang, "ly_do", t!(lang, "Lý do")).required().max_length(200).value(call.form().get("ly_do"))
                    .hint(t!(lang, "Ví dụ: quên PIN, đã gặp trực tiếp. Được ghi vào nhật ký; người ấy thấy tên bạn."))
                    .error(errors.of("ly_do")))
                (toolbar(html! {
                    (primary(t!(lang, "Cấp mã đặt lại")))
                    (link_button(Look::Quiet, t!(lang, "Thôi, quay lại"), "/phieu"))
                }))
            }))
        }
    };
    let title = t!(lang, "Cấp mã đặt lại");
    Ok(if wrong.is_some() { call.page_refused(title, body, |_| {}) } else { call.page(title, body) })
}

fn give_reset(call: &Call) -> Result<Reply> {
    let lang = call.lang;
    let id = call.form().get("nguoi");
    let (account, name, login, unit) = call.read(|v| target(call, v, id))?;
    let reason: String = call.form().get("ly_do").chars().take(200).collect();
    if reason.chars().count() < 5 {
        let wrong = FieldFault::new("ly_do", t!(lang, "Hãy ghi rõ lý do, ít nhất 5 chữ."));
        return reset_page(call, id, Some(&[wrong]));
    }
    let (chance, secrets, rules) = (call.state::<Chance>()?, call.state::<Secrets>()?, rules(call)?);
    let code = reset_code(&(chance.0)());
    let ends = call.write("code.reset", format!("account {account}"), |tx| {
        tx.note("code.reset", &format!("{}: {reason}", id.trim_start_matches('+')), 1)?;
        service::give_reset(tx, secrets, &rules, account, unit, &code)
    })?;
    let given = call.read(|v| Ok(store::given(v, call.actor()?.account, Moment::at(call.today(), 0, 0))?))?;
    let body = html! {
        div.card {
            (definition_list(&[
                (t!(lang, "Họ và tên"), html! { strong { (name) } }),
                (t!(lang, "Tên đăng nhập"), html! { (login) }),
                (t!(lang, "Mã đặt lại"), html! { span.code { (code[..4]) " " (code[4..]) } }),
                (t!(lang, "Có hiệu lực đến"), html! { (ends.text()) }),
            ]))
            p { (t!(lang, "Người ấy mở")) " " strong { (call.visit.host) "/dat-lai" } ", " (t!(lang, "gõ tên đăng nhập và mã này, rồi đặt PIN hoặc mật khẩu mới. Mọi máy đang đăng nhập sẽ thoát.")) }
        }
        (notice(lang, Tone::Warn, t!(lang, "Mã này chỉ hiện một lần, dùng một lần"), html! {
            p { (t!(lang, "Hãy trao tận tay hoặc gọi trực tiếp cho đúng người. Đừng gửi vào nhóm chung.")) }
            @if given > rules.reset.alarm_per_day {
                p { (t!(lang, "Hôm nay bạn đã cấp {n} mã. Cấp trên thấy việc này.", n = given)) }
            }
        }))
        p { a href="/phieu" { (t!(lang, "Về danh sách")) } }
    };
    Ok(call.page(t!(lang, "Mã đặt lại"), body))
}

/// Who gave unusually many codes lately, for the start page of the level above: one sentence each.
pub fn alarms(call: &Call, v: &View) -> Result<Vec<String>> {
    let lang = call.lang;
    let rules = rules(call)?;
    let mut out = Vec::new();
    for top in call.scope(Act::KeepAccounts)? {
        let mut day = call.today();
        for _ in 0..DAYS_SHOWN {
            let next = kernel::time::next_day(day);
            let (from, to) = (Moment::at(day, 0, 0), Moment::at(next, 0, 0));
            for (account, name, n) in store::many(v, top, from, to, rules.reset.alarm_per_day)? {
                if account != call.actor()?.account {
                    out.push(t!(
                        lang,
                        "{ten} cấp {n} mã đặt lại trong ngày {ngay}.",
                        ten = name,
                        n = n,
                        ngay = numbers::date(day)
                    ));
                }
            }
            day = kernel::time::day_before(day);
        }
    }
    out.dedup();
    Ok(out)
}

/// An alarm is shown for so many days.
const DAYS_SHOWN: u8 = 7;
