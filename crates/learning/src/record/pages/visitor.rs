//! What a link shows to whoever has it: exactly what its owner chose, and nothing else.

use super::tell;
use crate::class::model::Topics;
use crate::record::door::Door;
use crate::record::model::initials;
use crate::record::{service, store};
use kernel::time::{day_before, day_text};
use kernel::{Failure, Result};
use ui::prelude::*;
use web::{Call, Reply};

/// `GET /chia-se/{secret}`
pub(super) fn show(call: &Call) -> Result<Reply> {
    let lang = call.lang;
    if !call.state::<Door>()?.lets_in(&call.visit.source, call.now) {
        return Ok(too_many(call));
    }
    let secret = call.param("secret");
    if secret.len() != 32 || !secret.bytes().all(|b| b.is_ascii_hexdigit()) {
        return Err(Failure::NotFound);
    }
    let all = call.state::<Topics>()?;
    let (link, name, record) = call.read(|v| {
        let link = service::opened(v, secret)?;
        let person = v.canonical(link.person)?;
        let known = people::person::store::one(v, person)?.ok_or(Failure::NotFound)?;
        Ok((link.clone(), known.full_name, service::record(v, person)?.of_years(&link.years)))
    })?;
    // the owner's own look is not counted
    let is_owner = match call.signed {
        Some(s) => call.read(|v| Ok(v.ids_of(link.person)?.contains(&s.actor.person)))?,
        None => false,
    };
    if !is_owner {
        call.write("record.opened", "", |tx| Ok(store::count_opening(tx, link.id)?))?;
    }
    let name = if link.whole_name { name } else { initials(&name) };
    let body = html! {
        (definition_list(&[
            (t!(lang, "Người học"), html! { strong { (name) } }),
            (t!(lang, "Cho xem"), html! {
                @if link.years.is_empty() { (t!(lang, "Cả sổ")) }
                @else { (t!(lang, "Năm {nam}", nam = link.years.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "))) }
            }),
            (t!(lang, "Đường dẫn có hiệu lực đến hết"), html! { (day_text(day_before(link.ends_on))) }),
        ]))
        @if record.entries.is_empty() { p.hint { (t!(lang, "Chưa có việc học nào.")) } }
        @else {
            h2 { (t!(lang, "Số giờ theo lĩnh vực")) }
            (tell::by_area(lang, all, &record))
            (tell::by_year(lang, all, &record))
        }
        (tell::legend(lang))
    };
    Ok(bare(call, t!(lang, "Sổ học tập"), t!(lang, "Chính người học chia sẻ trang này."), body, &[]))
}

/// Too many tries from one address.
pub(crate) fn too_many(call: &Call) -> Reply {
    let lang = call.lang;
    let mut shell = Shell::new(lang, ShellKind::Public, t!(lang, "Hãy thử lại sau một phút"));
    shell.unlisted = true;
    let body = html! { p { (t!(lang, "Từ mạng này có quá nhiều lượt mở trang trong một phút.")) } };
    Reply::Page(429, page(&shell, body))
}

/// A public page without anything of whoever is signed in; search machines leave it out.
pub(crate) fn bare(call: &Call, title: &str, lead: &str, body: Markup, scripts: &[&str]) -> Reply {
    let mut shell = Shell::new(call.lang, ShellKind::Public, title);
    shell.path = call.visit.full_path.clone();
    shell.csrf = call.signed.map_or_else(String::new, |s| s.csrf.clone());
    shell.lead = Some(lead.to_owned()).filter(|l| !l.is_empty());
    shell.unlisted = true;
    shell.scripts = scripts;
    Reply::Page(200, page(&shell, body))
}
