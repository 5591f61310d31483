//! Who may do what: the table of roles, and the rights at a unit or of an account, with their reasons.

mod here;

use kernel::Role;
use ui::prelude::*;
use web::{Act, Call, Reply, Result, Routes, act_word, role_word, routes};

/// The addresses of this room.
pub fn routes() -> Routes {
    [
        routes! {
            GET "/quyen" => show, for Act::SeeUnits;
        },
        here::routes(),
    ]
    .concat()
}

/// The table reads on a phone: two columns by act, and a list for each role.
fn show(call: &Call) -> Result<Reply> {
    let lang = call.lang;
    let actor = call.actor()?;
    let own: Vec<&str> =
        actor.grants.iter().filter(|g| g.holds(call.today())).map(|g| role_word(lang, g.role)).collect();
    let by_role = call.query("theo") == "vai-tro";
    let tab = |label: &str, href: &str, active| Tab {
        label: label.to_owned(),
        href: href.to_owned(),
        count: None,
        active,
    };
    let body = html! {
        (tabs(lang, t!(lang, "Cách xem"), &[
            tab(t!(lang, "Theo việc"), "/quyen", !by_role),
            tab(t!(lang, "Theo vai trò"), "/quyen?theo=vai-tro", by_role),
        ]))
        @if by_role { (roles(lang)) } @else { (acts(lang)) }
    };
    let top = call.scope(Act::SeeRights)?.first().copied();
    let code = match top {
        Some(top) => call.read(|v| Ok(crate::organisation::store::last(v, top)?.map(|u| u.code)))?,
        None => None,
    };
    Ok(call.page_with(t!(lang, "Quyền"), body, |shell| {
        shell.lead = Some(t!(
            lang,
            "Vai trò được giao tại một đơn vị và có hiệu lực cho mọi đơn vị trực thuộc. Của bạn: {vai}.",
            vai = own.join(", ")
        ));
        shell.actions = Some(html! {
            @if let Some(code) = &code {
                (link_button(Look::Primary, t!(lang, "Ai được làm gì ở đơn vị tôi"), &format!("/don-vi/{code}/quyen")))
            }
            (link_button(Look::Quiet, t!(lang, "Ủy quyền"), "/uy-quyen"))
        });
    }))
}

fn acts(lang: Lang) -> Markup {
    let columns = vec![Column::text(t!(lang, "Việc")), Column::text(t!(lang, "Vai trò được làm"))];
    let rows = Act::ALL.iter().map(|act| {
        let who: Vec<&str> = Role::ALL.iter().filter(|r| r.may(*act)).map(|r| role_word(lang, *r)).collect();
        let all = who.len() == Role::ALL.len();
        Row::new(vec![
            html! { strong { (act_word(lang, *act)) } },
            html! { @if all { (t!(lang, "mọi vai trò")) } @else { (who.join("; ")) } },
        ])
    });
    Table::new(lang, t!(lang, "Vai trò nào được làm gì"), columns).caption_unseen().rows(rows).render()
}

fn roles(lang: Lang) -> Markup {
    html! {
        (grid(html! {
            @for role in Role::ALL {
                (card(role_word(lang, role), html! {
                    ul { @for act in Act::ALL.iter().filter(|a| role.may(**a)) { li { (act_word(lang, *act)) } } }
                }))
            }
        }))
    }
}
