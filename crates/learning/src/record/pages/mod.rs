//! Pages of the learning record: the owner's, an officer's look at it, the link that shows it.

mod files;
mod own;
mod sharing;
mod tell;
pub(crate) mod visitor;

use kernel::{Act, PersonId, Result};
use people::person::record::pages::held;
use ui::prelude::*;
use web::{Call, Reply, Routes, routes};

/// The pages of the learning record.
pub fn routes() -> Routes {
    routes! {
        GET "/so-hoc-tap" => own::show, for Act::UseOwnAccount,
            .in_menu(35, "book-open", |l| t!(l, "Học tập"), |l| t!(l, "Sổ học tập"));
        GET "/so-hoc-tap/tai" => files::own, for Act::UseOwnAccount;
        GET "/so-hoc-tap/chia-se" => sharing::show, for Act::UseOwnAccount;
        POST "/so-hoc-tap/chia-se" => sharing::make, for Act::UseOwnAccount;
        POST "/so-hoc-tap/chia-se/thu-hoi" => sharing::withdraw, for Act::UseOwnAccount;
        GET "/chia-se/{secret}" => visitor::show, for Act::Anyone;
        GET "/nguoi/{id}/so-hoc-tap" => of_person, for Act::SeePeople;
        GET "/nguoi/{id}/so-hoc-tap/tai" => files::of_person, for Act::SeePeople;
    }
}

/// Where the owner's pages are.
pub(crate) const HERE: &str = "/so-hoc-tap";

/// The token of forms.
pub(crate) fn csrf<'a>(call: &'a Call) -> &'a str {
    call.signed.map_or("", |s| s.csrf.as_str())
}

/// The person whose account this is.
pub(crate) fn own_person(call: &Call) -> Result<PersonId> {
    Ok(call.actor()?.person)
}

/// An officer looks at somebody's record.
fn of_person(call: &Call) -> Result<Reply> {
    let lang = call.lang;
    let (person, record, certificates) = call.read(|v| {
        let (person, _) = held(call, v, Act::SeePeople)?;
        let record = super::service::record(v, person.id)?;
        let certificates = crate::certificate::service::of_person(v, person.id)?;
        Ok((person, record, certificates))
    })?;
    call.looked("people.learning_record", &person.id.to_string(), 1)?;
    let base = format!("/nguoi/{}", person.id);
    let here = format!("{base}/so-hoc-tap");
    let may_open = call.may(Act::KeepClasses);
    let body = html! {
        (tell::body(call, &record, &here)?)
        @if !certificates.is_empty() {
            (card(t!(lang, "Giấy chứng nhận"), crate::certificate::pages::own::table(lang, &certificates, |c| {
                may_open.then(|| format!("/chung-nhan/{}", c.id))
            })))
        }
    };
    Ok(call.page_with(t!(lang, "Sổ học tập"), body, |shell| {
        shell.crumbs = vec![
            (t!(lang, "Người lao động").to_owned(), Some("/nguoi".to_owned())),
            (person.full_name.clone(), Some(base.clone())),
            (t!(lang, "Sổ học tập").to_owned(), None),
        ];
        shell.lead = Some(person.full_name.clone());
        shell.actions = Some(tell::downloads(lang, &here));
    }))
}
