//! Pages of classes: the list, one class with its tabs, the forms.

mod attendance;
pub mod bearing;
mod closing;
mod edit;
mod enrolment;
mod list;
mod overview;
pub(crate) mod wording;

use super::model::TrainingClass;
use super::service;
use kernel::{Act, ClassId, Failure, OrganisationId, Result};
use people::organisation::model::Organisation;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use store::View;
use ui::prelude::*;
use web::{Call, Reply, Routes, routes};

/// Every page and act of classes.
pub fn routes() -> Routes {
    routes! {
        GET "/lop" => list::show, for Act::SeeClasses,
            .in_menu(30, "graduation-cap", |l| t!(l, "Học tập"), |l| t!(l, "Lớp học"));
        GET "/don-vi/{unit}/lop/moi" => edit::blank, for Act::KeepClasses;
        POST "/don-vi/{unit}/lop/moi" => edit::create, for Act::KeepClasses;
        GET "/lop/{id}" => overview::show, for Act::SeeClasses;
        GET "/lop/{id}/sua" => edit::known, for Act::KeepClasses;
        POST "/lop/{id}/sua" => edit::revise, for Act::KeepClasses;
        GET "/lop/{id}/hoc-vien" => enrolment::show, for Act::KeepClasses;
        POST "/lop/{id}/hoc-vien" => enrolment::change, for Act::KeepClasses;
        GET "/lop/{id}/diem-danh" => attendance::show, for Act::KeepClasses;
        POST "/lop/{id}/diem-danh" => attendance::save, for Act::KeepClasses;
        GET "/lop/{id}/ket-thuc" => closing::show, for Act::KeepClasses;
        POST "/lop/{id}/ket-thuc" => closing::close, for Act::KeepClasses;
        POST "/lop/{id}/mo-lai" => overview::reopen, for Act::KeepClasses;
        POST "/lop/{id}/huy" => overview::cancel, for Act::KeepClasses;
    }
}

/// The class of the address, when the actor may do this at its unit; else not found.
pub(crate) fn held(call: &Call, v: &View, act: Act) -> Result<TrainingClass> {
    let class = service::class(v, ClassId(call.id("id")?))?;
    call.hold(v, act, class.is.unit)?;
    Ok(class)
}

/// Names of units, each asked for once.
#[derive(Default)]
struct Units(HashMap<OrganisationId, Option<Organisation>>);

impl Units {
    fn get(&mut self, v: &View, id: OrganisationId) -> Result<Option<&Organisation>> {
        Ok(match self.0.entry(id) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(gap) => gap.insert(people::organisation::store::last(v, id)?),
        }
        .as_ref())
    }
    fn name(&mut self, v: &View, id: OrganisationId) -> Result<String> {
        Ok(self.get(v, id)?.map_or_else(String::new, |o| o.name.clone()))
    }
}

/// The address of a class or of one of its pages.
pub(crate) fn at(class: &TrainingClass, page: &str) -> String {
    if page.is_empty() { format!("/lop/{}", class.id) } else { format!("/lop/{}/{page}", class.id) }
}

/// The token of forms.
pub(crate) fn csrf<'a>(call: &'a Call) -> &'a str {
    call.signed.map_or("", |s| s.csrf.as_str())
}

/// The pages of a class, as tabs.
pub(crate) fn class_tabs(lang: Lang, class: &TrainingClass, learners: usize, now: &str) -> Markup {
    let tab = |label: &str, page: &str, count| Tab {
        label: label.to_owned(),
        href: at(class, page),
        count,
        active: now == page,
    };
    tabs(
        lang,
        t!(lang, "Các trang của lớp"),
        &[
            tab(t!(lang, "Tổng quan"), "", None),
            tab(t!(lang, "Học viên"), "hoc-vien", i64::try_from(learners).ok()),
            tab(t!(lang, "Điểm danh"), "diem-danh", None),
            tab(t!(lang, "Kết thúc lớp"), "ket-thuc", None),
            tab(t!(lang, "Giấy chứng nhận"), "chung-nhan", None),
        ],
    )
}

/// Crumbs and lead of a page of a class; the class's own page has no name here.
pub(crate) fn dress(shell: &mut Shell, class: &TrainingClass, page: Option<&str>) {
    shell.crumbs = vec![(t!(shell.lang, "Lớp học").to_owned(), Some("/lop".to_owned()))];
    match page {
        None => shell.crumbs.push((class.code.clone(), None)),
        Some(page) => {
            shell.crumbs.push((class.code.clone(), Some(at(class, ""))));
            shell.crumbs.push((page.to_owned(), None));
            shell.lead = Some(format!("{} · {}", class.is.title, wording::days(&class.is.days)));
        }
    }
}

/// What a refused act says, on the page it came from; other failures go on.
fn or_refused<T>(outcome: Result<T>, back: &str) -> Result<std::result::Result<T, Reply>> {
    match outcome {
        Ok(done) => Ok(Ok(done)),
        Err(failure @ (Failure::Invalid(_) | Failure::Conflict(_))) => {
            Ok(Err(Reply::refused(back, failure.messages().join(" "))))
        }
        Err(other) => Err(other),
    }
}

/// The people whom the boxes of a form chose.
pub(crate) fn chosen(call: &Call, field: &str) -> Vec<kernel::PersonId> {
    call.form().all(field).iter().filter_map(|id| id.parse().ok()).collect()
}

/// Where an attendance list of this class is brought in: the unit is named, so nobody has to pick it.
pub(super) fn sheet_address(call: &Call, class: &TrainingClass) -> Result<String> {
    let unit = call.read(|v| Ok(people::organisation::store::last(v, class.is.unit)?))?;
    let code = unit.map_or_else(String::new, |u| u.code);
    Ok(format!("/nhap-lieu?loai=attendance&don_vi={code}&lop={}", class.id))
}
