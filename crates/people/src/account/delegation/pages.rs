//! Lending one's role for a leave, seeing what is lent, taking it back.

use super::service::{lend, lendable, may_lend_for, may_receive, take_back};
use super::store::{self, Delegation};
use crate::account::model::tidy_login;
use crate::account::rights::store as rights;
use crate::account::store as accounts;
use crate::pages::{csrf, faults, stretch, unit_name};
use ::store::View;
use kernel::{AccountId, Failure, FieldFault, Grant, Result, time};
use ui::prelude::*;
use web::{Act, Call, Reply, Routes, act_word, role_word, routes};

/// The addresses of this room.
pub fn routes() -> Routes {
    routes! {
        GET "/uy-quyen" => show, for Act::UseOwnAccount;
        POST "/uy-quyen" => give, for Act::UseOwnAccount;
        POST "/uy-quyen/thu-hoi" => end, for Act::UseOwnAccount;
    }
}

/// Whose role is lent: one's own, or that of somebody whose roles the actor keeps (`cho`).
fn giver(call: &Call, v: &View) -> Result<AccountId> {
    let own = call.actor()?.account;
    let named = call.form().opt("cho").or(Some(call.query("cho"))).filter(|c| !c.is_empty());
    let Some(named) = named else { return Ok(own) };
    let account = AccountId(named.parse().map_err(|_| Failure::NotFound)?);
    if account == own {
        return Ok(own);
    }
    // the level above, in its own scope only
    for g in accounts::grants(v, account)? {
        if call.may_at(v, Act::KeepAccounts, g.organisation)?
            && may_lend_for(v, call.actor()?, account, g.role, g.organisation)?
        {
            return Ok(account);
        }
    }
    Err(Failure::NotFound)
}

/// The roles of an account that can be lent by the actor, today or later.
fn choices_of(call: &Call, v: &View, account: AccountId) -> Result<Vec<(Grant, String)>> {
    let mut out = Vec::new();
    for g in accounts::grants(v, account)? {
        if g.to > call.today()
            && g.role != kernel::Role::Worker
            && !lendable(g.role).is_empty()
            && may_lend_for(v, call.actor()?, account, g.role, g.organisation)?
        {
            let place = unit_name(v, g.organisation)?;
            out.push((g, place));
        }
    }
    Ok(out)
}

fn key_of(g: &Grant) -> String {
    format!("{}@{}", g.role.code(), g.organisation)
}

fn show(call: &Call) -> Result<Reply> {
    page(call, None)
}

struct Line {
    d: Delegation,
    giver: String,
    receiver: String,
    place: String,
    may_end: bool,
}

fn line(call: &Call, v: &View, d: Delegation) -> Result<Line> {
    Ok(Line {
        giver: rights::name(v, d.giver)?,
        receiver: rights::name(v, d.receiver)?,
        place: unit_name(v, d.organisation)?,
        may_end: d.to > call.today() && may_end(call, v, &d)?,
        d,
    })
}

/// Who lent it may take it back; so may who could give the role.
fn may_end(call: &Call, v: &View, d: &Delegation) -> Result<bool> {
    let actor = call.actor()?;
    Ok(actor.account == d.giver
        || (actor.account != d.receiver
            && crate::account::service::may_give(v, actor, d.role, d.organisation)?))
}

fn page(call: &Call, wrong: Option<&[FieldFault]>) -> Result<Reply> {
    let lang = call.lang;
    let errors = faults(lang, wrong.unwrap_or(&[]));
    let own = call.actor()?.account;
    let (giver, name, choices, given, received) = call.read(|v| {
        let giver = giver(call, v)?;
        let given = store::by(v, giver)?.into_iter().map(|d| line(call, v, d)).collect::<Result<Vec<_>>>()?;
        let received = if giver == own {
            store::to(v, own)?.into_iter().map(|d| line(call, v, d)).collect::<Result<Vec<_>>>()?
        } else {
            Vec::new()
        };
        Ok((giver, rights::name(v, giver)?, choices_of(call, v, giver)?, given, received))
    })?;
    let body = html! {
        (errors.summary(lang))
        @if !given.is_empty() { (card(t!(lang, "Đã ủy quyền"), list(call, &given, true))) }
        @if !received.is_empty() { (card(t!(lang, "Được ủy quyền"), list(call, &received, false))) }
        @if choices.is_empty() {
            @if given.is_empty() && received.is_empty() {
                (empty_state("users", t!(lang, "Không có gì để ủy quyền"),
                    t!(lang, "Ủy quyền là cho vai trò cán bộ, khi đi vắng. Tài khoản này không có vai trò như vậy."), html! {}))
            }
        } @else { (lend_form(call, giver, &choices, &errors)) }
    };
    let title = t!(lang, "Ủy quyền");
    let lead = if giver == own {
        t!(lang, "Khi đi vắng, bạn trao một số việc cho người khác từ ngày đến ngày. Tự hết hạn; nhật ký ghi “thay mặt”.").to_owned()
    } else {
        t!(lang, "Ủy quyền thay cho {ten}.", ten = name)
    };
    let dress = |s: &mut Shell| {
        s.lead = Some(lead.clone());
        s.crumbs = vec![(t!(lang, "Quyền").to_owned(), Some("/quyen".to_owned())), (title.to_owned(), None)];
    };
    Ok(if wrong.is_some() {
        call.page_refused(title, body, dress)
    } else {
        call.page_with(title, body, dress)
    })
}

fn list(call: &Call, lines: &[Line], given: bool) -> Markup {
    let lang = call.lang;
    html! {
        ul.rows {
            @for l in lines {
                li {
                    div {
                        @if given { (t!(lang, "Cho")) " " strong { (l.receiver) } } @else { (t!(lang, "Thay mặt")) " " strong { (l.giver) } }
                        " · " (role_word(lang, l.d.role)) " · " (l.place) " · " (stretch(lang, l.d.from, l.d.to))
                        @if l.d.to <= call.today() { " " (badge(Tone::Plain, t!(lang, "đã hết"))) }
                        @else if l.d.from > call.today() { " " (badge(Tone::Plain, t!(lang, "chưa đến ngày"))) }
                        @else { " " (badge(Tone::Ok, t!(lang, "đang có hiệu lực"))) }
                        br; small { (l.d.acts.iter().map(|a| act_word(lang, *a)).collect::<Vec<_>>().join("; ")) " · " (l.d.reason) }
                    }
                    @if l.may_end {
                        form action="/uy-quyen/thu-hoi" method="post" {
                            (csrf_field(csrf(call)))
                            input type="hidden" name="dong" value=(l.d.row);
                            (quiet(t!(lang, "Thu hồi")))
                        }
                    }
                }
            }
        }
    }
}

fn lend_form(call: &Call, giver: AccountId, choices: &[(Grant, String)], errors: &Errors) -> Markup {
    let lang = call.lang;
    let form_of = call.form();
    let acts: std::collections::BTreeSet<Act> = choices.iter().flat_map(|(g, _)| lendable(g.role)).collect();
    let ticked = form_of.all("act");
    let roles = choices
        .iter()
        .map(|(g, place)| Choice::new(key_of(g), format!("{} · {place}", role_word(lang, g.role))))
        .collect();
    let chosen = form_of
        .opt("grant")
        .map_or_else(|| choices.first().map(|(g, _)| key_of(g)).unwrap_or_default(), str::to_owned);
    card(
        t!(lang, "Ủy quyền mới"),
        form(
            "/uy-quyen",
            csrf(call),
            html! {
                @if call.actor().is_ok_and(|a| a.account != giver) { input type="hidden" name="cho" value=(giver); }
                (Field::select(lang, "grant", t!(lang, "Vai trò"), roles).value(chosen).required().error(errors.of("grant")))
                (Field::text(lang, "receiver", t!(lang, "Cho tài khoản")).value(form_of.get("receiver")).required().max_length(60)
                    .autocomplete("off").hint(t!(lang, "Số điện thoại hoặc mã đăng nhập của người làm thay.")).error(errors.of("receiver")))
                fieldset.field #act {
                    legend { (t!(lang, "Được làm thay những việc")) }
                    @if let Some(e) = errors.of("act") { p.error { (icon("triangle-alert")) span { (e) } } }
                    @for act in acts {
                        (Field::checkbox(lang, "act", act_word(lang, act), ticked.contains(&act.code())).value(act.code())
                            .id(format!("act-{}", act.code())).plain())
                    }
                }
                (Field::date(lang, "from", t!(lang, "Từ ngày")).value(form_of.opt("from").map_or_else(|| call.today().to_string(), str::to_owned)).required().error(errors.of("from")))
                (Field::date(lang, "to", t!(lang, "Đến hết ngày")).value(form_of.get("to")).required().error(errors.of("to")))
                (Field::text(lang, "ly_do", t!(lang, "Lý do")).value(form_of.get("ly_do")).required().max_length(200)
                    .hint(t!(lang, "Ví dụ: nghỉ phép, đi học, theo văn bản số …")).error(errors.of("ly_do")))
                (toolbar(html! { (primary(t!(lang, "Ủy quyền"))) }))
            },
        ),
    )
}

fn give(call: &Call) -> Result<Reply> {
    match try_give(call) {
        Ok(to) => Ok(Reply::done(
            to,
            t!(call.lang, "Đã ủy quyền. Tự hết hiệu lực sau ngày cuối; có thể thu hồi bất cứ lúc nào."),
        )),
        Err(Failure::Invalid(wrong)) => page(call, Some(&wrong)),
        Err(other) => Err(other),
    }
}

fn try_give(call: &Call) -> Result<String> {
    let lang = call.lang;
    let mut wrong = Vec::new();
    let f = call.form();
    let mut day = |name: &str| match time::parse_typed_day(f.get(name)) {
        Some(day) => Some(day),
        None => {
            wrong.push(FieldFault::new(name, t!(lang, "Hãy nhập ngày, ví dụ 05/10/2026.")));
            None
        }
    };
    let (from, last) = (day("from"), day("to"));
    let (giver, chosen, receiver) = call.read(|v| {
        let giver = giver(call, v)?;
        let chosen =
            choices_of(call, v, giver)?.into_iter().map(|(g, _)| g).find(|g| key_of(g) == f.get("grant"));
        let at = chosen.as_ref().map(|g| g.organisation);
        let receiver = match (accounts::by_login(v, &tidy_login(f.get("receiver")))?, at) {
            (Some(r), Some(at)) if may_receive(v, call.actor()?, at, r.account)? => Some(r),
            _ => None,
        };
        Ok((giver, chosen, receiver))
    })?;
    if chosen.is_none() {
        wrong.push(FieldFault::new("grant", t!(lang, "Hãy chọn một vai trò trong danh sách.")));
    }
    // one answer for all: whether an account exists elsewhere, and whose it is, is not told
    if receiver.is_none() {
        wrong.push(FieldFault::new(
            "receiver",
            t!(
                lang,
                "Không có cán bộ nào, cũng không có người nào của đơn vị này đăng nhập bằng số hoặc mã ấy."
            ),
        ));
    }
    let reason: String = f.get("ly_do").chars().take(200).collect();
    if reason.chars().count() < 5 {
        wrong.push(FieldFault::new("ly_do", t!(lang, "Hãy ghi rõ lý do, ít nhất 5 chữ.")));
    }
    let (Some(from), Some(last), Some(grant), Some(receiver), true) =
        (from, last, chosen, receiver, wrong.is_empty())
    else {
        return Err(Failure::Invalid(wrong));
    };
    let may = lendable(grant.role);
    let acts: Vec<Act> = f.all("act").into_iter().filter_map(Act::find).filter(|a| may.contains(a)).collect();
    let d = Delegation {
        row: 0,
        giver,
        receiver: receiver.account,
        role: grant.role,
        organisation: grant.organisation,
        acts,
        from,
        to: time::next_day(last),
        reason,
    };
    let today = call.today();
    let said = format!("{} of account {giver} to {}", d.role.code(), d.receiver);
    call.write("account.delegate", said, |tx| lend(tx, &d, today))?;
    Ok(if call.actor()?.account == giver { "/uy-quyen".to_owned() } else { format!("/uy-quyen?cho={giver}") })
}

fn end(call: &Call) -> Result<Reply> {
    let row: i64 = call.form().get("dong").parse().map_err(|_| Failure::NotFound)?;
    let today = call.today();
    let giver = call.write("account.end_delegation", format!("delegation {row}"), |tx| {
        let Some(d) = store::one(tx, row)? else { return Err(Failure::NotFound) };
        if !may_end(call, tx, &d)? {
            return Err(Failure::NotFound);
        }
        take_back(tx, row, today)?;
        Ok(d.giver)
    })?;
    let to = if call.actor()?.account == giver {
        "/uy-quyen".to_owned()
    } else {
        format!("/uy-quyen?cho={giver}")
    };
    Ok(Reply::done(to, t!(call.lang, "Đã thu hồi. Có hiệu lực ngay.")))
}

/// The sentence of a line of the log, with the name of whom it was done for.
pub fn with_names(lang: Lang, v: &View, reason: &str) -> Result<String> {
    let mark = format!("[{}", web::ON_BEHALF_OF);
    let Some((before, rest)) = reason.split_once(mark.as_str()) else { return Ok(reason.to_owned()) };
    let Some((number, after)) = rest.split_once(']') else { return Ok(reason.to_owned()) };
    let Ok(account) = number.parse().map(AccountId) else { return Ok(reason.to_owned()) };
    let name = rights::name(v, account)?;
    Ok(format!("{before}{}{after}", t!(lang, "(thay mặt {ten})", ten = name)))
}
