//! Who may do what, as a table that anybody signed in can read.

use kernel::Role;
use ui::prelude::*;
use web::{Act, Call, Reply, Result, Routes, act_word, role_word, routes};

/// The addresses of this room.
pub fn routes() -> Routes {
    routes! {
        GET "/quyen" => show, for Act::SeeUnits;
    }
}

fn show(call: &Call) -> Result<Reply> {
    let lang = call.lang;
    let mut columns = vec![Column::text(t!(lang, "Việc"))];
    columns.extend(Role::ALL.iter().map(|r| Column::text(role_word(lang, *r))));
    let rows = Act::ALL.iter().map(|act| {
        let mut cells = vec![html! { (act_word(lang, *act)) }];
        cells.extend(Role::ALL.iter().map(|role| {
            html! {
                @if role.may(*act) { span { (icon("check")) span.unseen { (t!(lang, "được")) } } } @else { span.faded { "–" } }
            }
        }));
        Row::new(cells)
    });
    let table =
        Table::new(lang, t!(lang, "Vai trò nào được làm gì"), columns).caption_unseen().rows(rows).render();
    let own: Vec<&str> = call
        .actor()?
        .grants
        .iter()
        .filter(|g| g.from <= call.today() && call.today() < g.to)
        .map(|g| role_word(lang, g.role))
        .collect();
    Ok(call.page_with(t!(lang, "Quyền"), table, |shell| {
        shell.lead = Some(t!(
            lang,
            "Vai trò được giao tại một đơn vị và có hiệu lực cho mọi đơn vị trực thuộc. Của bạn: {vai}.",
            vai = own.join(", ")
        ));
    }))
}
