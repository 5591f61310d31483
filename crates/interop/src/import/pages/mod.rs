//! The pages of bringing lists in: choose a file, look at what would happen, do it, take it back.
mod check;
mod choose;
mod faults;
mod form;
mod progress;
mod result;
mod several;

use super::store::{self, Upload};
use super::{Choices, Order, Sources};
use ::store::View;
use ::store::sockets::{Progress, SheetSource};
use kernel::{AccountId, Failure, OrganisationId, Result};
use people::organisation::store as units;
use people::person::store as persons;
use std::collections::HashMap;
use std::sync::Arc;
use ui::prelude::*;
use web::{Act, Call, Routes, routes};

/// The addresses of this room.
pub fn routes() -> Routes {
    routes! {
        GET "/nhap-lieu" => choose::show, for Act::Import,
            .in_menu(24, "upload", |l| t!(l, "Tổ chức & con người"), |l| t!(l, "Nhập danh sách"));
        POST "/nhap-lieu" => choose::send, for Act::Import, .takes_files();
        GET "/nhap-lieu/lan/{import}" => result::show, for Act::Import;
        GET "/nhap-lieu/lan/{import}/loi" => result::fetch_faults, for Act::Import;
        POST "/nhap-lieu/lan/{import}/hoan-tac" => result::take_back, for Act::Import;
        GET "/nhap-lieu/dot/{upload}" => several::show, for Act::Import;
        GET "/nhap-lieu/{upload}/tien-do" => progress::show, for Act::Import;
        GET "/nhap-lieu/{upload}" => check::show, for Act::Import;
        POST "/nhap-lieu/{upload}" => check::show, for Act::Import;
        POST "/nhap-lieu/{upload}/ghi" => check::bring_in, for Act::Import;
        POST "/nhap-lieu/{upload}/loi" => check::fetch_faults, for Act::Import;
    }
}

/// The kind of list chosen when nothing is said.
pub(crate) const USUAL: &str = "people";

fn csrf<'a>(call: &'a Call) -> &'a str {
    call.signed.map_or("", |s| s.csrf.as_str())
}

/// The kind of list with this code.
pub(crate) fn source<'a>(call: &'a Call, code: &str) -> Result<&'a dyn SheetSource> {
    call.state::<Sources>()?.find(code).map(|s| &**s).ok_or(Failure::NotFound)
}

/// May something new come in by this list, that counts from a day on?
fn has_since(source: &dyn SheetSource) -> bool {
    source.columns().iter().any(|c| matches!(c.key, "joined" | "founded"))
}

/// Does this list belong to something inside a unit (a class)?
pub(crate) fn has_subject(source: &dyn SheetSource) -> bool {
    super::days::has_days(source.code())
}

/// A file on its way, if this account sent it and may still bring it in.
struct Sent {
    upload: Upload,
    source: Arc<dyn SheetSource>,
    unit_name: String,
    unit_code: String,
    /// The class of an attendance list, in words.
    subject_name: Option<String>,
}

impl Sent {
    fn of(call: &Call) -> Result<Sent> {
        let (id, account) = (call.id("upload")?, call.actor()?.account);
        let upload = call.read(|v| Ok(store::upload(v, id, account)?))?.ok_or(Failure::NotFound)?;
        if upload.fault.is_some() {
            return Err(Failure::NotFound);
        }
        let source = call.state::<Sources>()?.find(&upload.kind).ok_or(Failure::NotFound)?.clone();
        let ((unit_code, unit_name), subject_name) = call.read(|v| {
            call.hold(v, source.act(), upload.unit)?;
            Ok((unit_words(v, upload.unit)?, subject_words(call, v, &*source, upload.subject)?))
        })?;
        Ok(Sent { upload, source, unit_name, unit_code, subject_name })
    }

    /// Whose list it is: the unit, and the class of an attendance list.
    fn whose(&self) -> String {
        match &self.subject_name {
            Some(subject) => format!("{}, {subject}", self.unit_name),
            None => self.unit_name.clone(),
        }
    }

    /// What was said of the columns when the writing began, if it did.
    fn said(&self) -> Choices {
        self.upload.choices.as_deref().and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default()
    }

    fn order(&self, call: &Call, dry_run: bool) -> Order {
        Order {
            unit: self.upload.unit,
            subject: self.upload.subject,
            on: call.today(),
            since: self.upload.since,
            file_name: self.upload.file_name.clone(),
            dry_run,
            entry: call.entry(&format!("{}.import", self.source.code()), self.unit_code.clone()),
            progress: Progress::default(),
        }
    }

    fn address(&self, more: &str) -> String {
        format!("/nhap-lieu/{}{more}", self.upload.id)
    }
}

/// Code and last known name of a unit.
fn unit_words(v: &View, unit: OrganisationId) -> Result<(String, String)> {
    Ok(units::last(v, unit)?.map(|o| (o.code, o.name)).unwrap_or_default())
}

/// The thing that a list belongs to, in words, when the actor may bring lists in for it.
fn subject_words(
    call: &Call,
    v: &View,
    source: &dyn SheetSource,
    subject: Option<i64>,
) -> Result<Option<String>> {
    let Some(subject) = subject.filter(|_| has_subject(source)) else { return Ok(None) };
    match source.subject(v, subject)? {
        Some((words, unit)) if call.may_at(v, source.act(), unit)? => Ok(Some(words)),
        _ => Ok(None),
    }
}

/// The names of those who did something, each asked for once.
#[derive(Default)]
struct Names(HashMap<AccountId, String>);

impl Names {
    fn of(&mut self, v: &View, lang: Lang, account: Option<AccountId>) -> Result<String> {
        let Some(account) = account else { return Ok(t!(lang, "Dòng lệnh của máy chủ").to_owned()) };
        if let Some(known) = self.0.get(&account) {
            return Ok(known.clone());
        }
        let person = people::account::store::account(v, account)?.map(|a| a.person);
        let name = match person {
            Some(person) => persons::one(v, person)?.map(|p| p.full_name),
            None => None,
        };
        let name = name.unwrap_or_else(|| t!(lang, "Không rõ").to_owned());
        self.0.insert(account, name.clone());
        Ok(name)
    }
}

/// Where the things are that a list is about.
fn things_address(kind: &dyn SheetSource, unit_code: &str, subject: Option<i64>) -> String {
    match subject.filter(|_| has_subject(kind)) {
        Some(subject) => format!("/lop/{subject}"),
        None => kind.page(&encoded(unit_code)),
    }
}

/// A value inside a query.
pub(crate) fn encoded(text: &str) -> String {
    let one = |b: u8| {
        if b.is_ascii_alphanumeric() || b"-._".contains(&b) {
            char::from(b).to_string()
        } else {
            format!("%{b:02X}")
        }
    };
    text.bytes().map(one).collect()
}

/// A number of rows.
fn many(lang: Lang, n: u32) -> String {
    numbers::count(lang, i64::from(n))
}

/// The steps of the work.
fn steps(lang: Lang, current: usize) -> Markup {
    progress_steps(lang, &[t!(lang, "Chọn tệp"), t!(lang, "Kiểm tra"), t!(lang, "Kết quả")], current)
}
