//! Who may do what at one unit, on a day, and why; and all rights of one account.

use crate::account::delegation::{service as lending, store as delegations};
use crate::account::rights::store::{self, Held};
use crate::account::store as accounts;
use crate::organisation::store as units;
use crate::pages::{address, stretch, unit_name};
use ::store::View;
use kernel::{AccountId, Date, Failure, Grant, OrganisationId, Result, time};
use ui::prelude::*;
use web::{Act, Call, Reply, Routes, act_word, role_word, routes};

/// The addresses of this room.
pub(super) fn routes() -> Routes {
    routes! {
        GET "/don-vi/{unit}/quyen" => at_unit, for Act::SeeRights;
        GET "/tai-khoan/nguoi-dung/{id}/quyen" => of_account, for Act::SeeRights;
    }
}

/// One right and its reason.
struct Reason {
    account: AccountId,
    name: String,
    grant: Grant,
    place: String,
    is_here: bool,
    /// The line of the log and who wrote it.
    act: Option<(i64, String)>,
    /// For whom, when it is lent.
    behalf: Option<String>,
    why: String,
}

fn of_held(lang: Lang, v: &View, h: Held, unit: OrganisationId) -> Result<Reason> {
    let by = h.by.unwrap_or_else(|| t!(lang, "chương trình (khi cài đặt)").to_owned());
    Ok(Reason {
        account: h.account,
        name: h.name,
        place: unit_name(v, h.organisation)?,
        is_here: h.organisation == unit,
        grant: Grant::own(h.role, h.organisation, h.from, h.to),
        act: Some((h.txn, by)),
        behalf: None,
        why: String::new(),
    })
}

/// What is lent that reaches a unit on a day, as far as the giver's own role reaches.
fn lent_at(v: &View, unit: OrganisationId, on: Date) -> Result<Vec<Reason>> {
    let mut out = Vec::new();
    for d in delegations::at(v, unit, on)? {
        for grant in lending::lent_to(v, d.receiver)? {
            let same = grant.on_behalf_of == Some(d.giver)
                && grant.role == d.role
                && grant.organisation == d.organisation;
            if same && grant.holds(on) && grant.acts.as_ref() == Some(&d.acts) {
                out.push(Reason {
                    account: d.receiver,
                    name: store::name(v, d.receiver)?,
                    place: unit_name(v, d.organisation)?,
                    is_here: d.organisation == unit,
                    grant,
                    act: Some((d.row >> kernel::id::ROW_BITS, store::name(v, d.giver)?)),
                    behalf: Some(store::name(v, d.giver)?),
                    why: d.reason.clone(),
                });
                break;
            }
        }
    }
    Ok(out)
}

fn at_unit(call: &Call) -> Result<Reply> {
    let lang = call.lang;
    let unit = call.unit()?;
    let on = time::parse_typed_day(call.query("ngay")).unwrap_or(call.today());
    let asked = Act::find(call.query("viec"));
    let (card_of, mut reasons, workers, keeps) = call.read(|v| {
        let mut reasons = Vec::new();
        for h in store::at_unit(v, unit, on)? {
            reasons.push(of_held(lang, v, h, unit)?);
        }
        reasons.extend(lent_at(v, unit, on)?);
        let card = units::last(v, unit)?.ok_or(Failure::NotFound)?;
        Ok((card, reasons, store::workers(v, unit, on)?, call.may_at(v, Act::KeepAccounts, unit)?))
    })?;
    reasons.retain(|r| asked.is_none_or(|a| r.grant.may(a)));
    call.looked("rights.unit", &card_of.code, reasons.len())?;
    let base = format!("/don-vi/{}/quyen", card_of.code);
    let choices = Act::ALL.iter().map(|a| Choice::new(a.code(), act_word(lang, *a))).collect();
    let columns = [t!(lang, "Ai"), t!(lang, "Vai trò, việc"), t!(lang, "Vì sao"), t!(lang, "Thời gian")];
    let rows = reasons.iter().map(|r| {
        Row::new(vec![
            html! { (person(r, keeps)) },
            html! { div { (what(lang, r)) } },
            html! { div { (why(call, r)) } },
            html! { (stretch(lang, r.grant.from, r.grant.to)) },
        ])
    });
    let body = html! {
        (form_get(&base, html! {
            div.filters {
                (Field::select(lang, "viec", t!(lang, "Ai được làm việc này"), choices)
                    .blank(t!(lang, "— Mọi việc —")).value(call.query("viec")).plain())
                (Field::date(lang, "ngay", t!(lang, "Vào ngày")).value(on.to_string()).plain())
                (quiet(t!(lang, "Xem")).icon("search"))
            }
        }))
        (Table::new(lang, t!(lang, "Ai được làm gì"), columns.map(Column::text).to_vec()).caption_unseen().rows(rows)
            .empty(empty_state("users", t!(lang, "Không ai có quyền này ở đây"),
                t!(lang, "Vào ngày đã chọn, không tài khoản nào có quyền ấy tại đơn vị này hay từ cấp trên."), html! {})))
        @if asked.is_none_or(|a| kernel::Role::Worker.may(a)) {
            p.hint { (t!(lang, "Ngoài ra có {n} tài khoản của đoàn viên, người lao động: chỉ xem tên đơn vị và hồ sơ của chính mình.",
                n = numbers::count(lang, workers))) }
        }
    };
    Ok(call.page_with(t!(lang, "Ai được làm gì ở đây"), body, |shell| {
        shell.lead = Some(format!("{} · {}", card_of.name, numbers::date(on)));
        shell.crumbs = vec![
            (t!(lang, "Quyền").to_owned(), Some("/quyen".to_owned())),
            (card_of.name.clone(), Some(format!("/don-vi/{}", card_of.code))),
            (t!(lang, "Ai được làm gì ở đây").to_owned(), None),
        ];
    }))
}

fn person(r: &Reason, links: bool) -> Markup {
    html! {
        @if links { a href={ "/tai-khoan/nguoi-dung/" (r.account) "/quyen" } { (r.name) } } @else { strong { (r.name) } }
    }
}

fn what(lang: Lang, r: &Reason) -> Markup {
    html! {
        (role_word(lang, r.grant.role))
        @if let Some(acts) = &r.grant.acts {
            br; small { (acts.iter().map(|a| act_word(lang, *a)).collect::<Vec<_>>().join("; ")) }
        }
        @if let Some(whom) = &r.behalf { " " (badge(Tone::Warn, &t!(lang, "thay mặt {ten}", ten = whom))) }
    }
}

fn why(call: &Call, r: &Reason) -> Markup {
    let lang = call.lang;
    html! {
        @if r.is_here { (t!(lang, "giao tại đơn vị này")) } @else { (t!(lang, "từ cấp trên: {ten}", ten = r.place)) }
        @if let Some((txn, by)) = &r.act {
            br; small {
                @if r.behalf.is_some() { (t!(lang, "{ten} ủy quyền", ten = by)) } @else { (t!(lang, "{ten} giao", ten = by)) }
                @if call.may(Act::SeeAudit) {
                    " · " a href=(address("/nhat-ky", &[("truoc", &(txn + 1).to_string())])) { (t!(lang, "nhật ký {so}", so = txn)) }
                }
            }
        }
        @if !r.why.is_empty() { br; small { (r.why) } }
    }
}

fn of_account(call: &Call) -> Result<Reply> {
    let lang = call.lang;
    let account = AccountId(call.id("id")?);
    let on = time::parse_typed_day(call.query("ngay")).unwrap_or(call.today());
    let (name, reasons) = call.read(|v| {
        if accounts::account(v, account)?.is_none() {
            return Err(Failure::NotFound);
        }
        let mut reasons = Vec::new();
        let mut seen = false;
        for h in store::of_account(v, account)? {
            let place = h.organisation;
            if call.may_at(v, Act::SeeRights, place)? {
                seen = true;
                reasons.push(of_held(lang, v, h, place)?);
            }
        }
        for d in delegations::to(v, account)? {
            if !call.may_at(v, Act::SeeRights, d.organisation)? {
                continue;
            }
            seen = true;
            for grant in lending::lent_to(v, account)? {
                let same = grant.on_behalf_of == Some(d.giver)
                    && grant.role == d.role
                    && grant.organisation == d.organisation;
                if same && grant.acts.as_ref() == Some(&d.acts) {
                    reasons.push(Reason {
                        account,
                        name: String::new(),
                        place: unit_name(v, d.organisation)?,
                        is_here: false,
                        grant,
                        act: Some((d.row >> kernel::id::ROW_BITS, store::name(v, d.giver)?)),
                        behalf: Some(store::name(v, d.giver)?),
                        why: d.reason.clone(),
                    });
                    break;
                }
            }
        }
        if seen { Ok((store::name(v, account)?, reasons)) } else { Err(Failure::NotFound) }
    })?;
    call.looked("rights.account", &account.to_string(), 1)?;
    let columns = [t!(lang, "Việc"), t!(lang, "Vì sao")];
    let rows = Act::ALL.iter().filter_map(|act| {
        let by: Vec<&Reason> = reasons.iter().filter(|r| r.grant.holds(on) && r.grant.may(*act)).collect();
        (!by.is_empty()).then(|| {
            Row::new(vec![
                html! { strong { (act_word(lang, *act)) } },
                html! { @for r in by { div { (role_word(lang, r.grant.role)) " · " (r.place)
                    @if let Some(whom) = &r.behalf { " " (badge(Tone::Warn, &t!(lang, "thay mặt {ten}", ten = whom))) } } } },
            ])
        })
    });
    let roles = reasons.iter().map(|r| {
        let row = Row::new(vec![
            html! { div { (what(lang, r)) } },
            html! { div { (r.place) br; (why_act(call, r)) } },
            html! { (stretch(lang, r.grant.from, r.grant.to)) },
        ]);
        if r.grant.holds(on) { row } else { row.quiet() }
    });
    let role_columns = [t!(lang, "Vai trò"), t!(lang, "Tại đơn vị"), t!(lang, "Thời gian")];
    let body = html! {
        (form_get(&format!("/tai-khoan/nguoi-dung/{account}/quyen"), html! {
            div.filters {
                (Field::date(lang, "ngay", t!(lang, "Vào ngày")).value(on.to_string()).plain())
                (quiet(t!(lang, "Xem")).icon("search"))
            }
        }))
        (Table::new(lang, t!(lang, "Được làm gì, vì sao"), columns.map(Column::text).to_vec()).rows(rows)
            .empty(empty_state("key", t!(lang, "Không có quyền nào vào ngày ấy"), t!(lang, "Xem các vai trò ở dưới."), html! {})))
        (Table::new(lang, t!(lang, "Các vai trò, cả đã qua và sắp tới"), role_columns.map(Column::text).to_vec()).rows(roles))
    };
    Ok(call.page_with(&name, body, |shell| {
        shell.crumbs = vec![(t!(lang, "Quyền").to_owned(), Some("/quyen".to_owned())), (name.clone(), None)];
    }))
}

fn why_act(call: &Call, r: &Reason) -> Markup {
    let lang = call.lang;
    html! {
        @if let Some((txn, by)) = &r.act {
            small {
                @if r.behalf.is_some() { (t!(lang, "{ten} ủy quyền", ten = by)) } @else { (t!(lang, "{ten} giao", ten = by)) }
                @if call.may(Act::SeeAudit) {
                    " · " a href=(address("/nhat-ky", &[("truoc", &(txn + 1).to_string())])) { (t!(lang, "nhật ký {so}", so = txn)) }
                }
            }
        }
        @if !r.why.is_empty() { br; small { (r.why) } }
    }
}
