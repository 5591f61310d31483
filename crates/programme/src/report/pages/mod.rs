//! The screens of reports: what is owed, the editor, one report, judging, sealing, and afterwards.

mod after;
pub mod bearing;
mod editor;
mod judge;
mod list;
mod show;
pub(crate) mod todo;
mod words;

use super::model::Report;
use super::service;
use kernel::{Act, Failure, ReportId, Result};
use store::View;
use web::{Call, Routes, routes};

/// The addresses of this room.
pub fn routes() -> Routes {
    routes! {
        GET "/bao-cao" => list::show, for Act::SeeReports,
            .in_menu(61, "file-text", |l| ui::t!(l, "Kế hoạch & báo cáo"), |l| ui::t!(l, "Báo cáo"));
        POST "/bao-cao/giao" => list::issue, for Act::JudgeReports;
        POST "/bao-cao/lap" => editor::begin, for Act::WriteReport;
        POST "/bao-cao/duyet-nhieu" => judge::accept_many, for Act::JudgeReports;
        GET "/bao-cao/{id}" => show::show, for Act::SeeReports;
        GET "/bao-cao/{id}/sua" => editor::edit, for Act::WriteReport;
        POST "/bao-cao/{id}/sua" => editor::save, for Act::WriteReport, .takes_files();
        POST "/bao-cao/{id}/nop" => editor::submit, for Act::WriteReport, .takes_files();
        POST "/bao-cao/{id}/lay-noi-dung" => editor::gather, for Act::WriteReport, .takes_files();
        POST "/bao-cao/{id}/tra-lai" => judge::send_back, for Act::SeeReports;
        POST "/bao-cao/{id}/duyet" => judge::accept, for Act::JudgeReports;
        GET "/bao-cao/{id}/niem-phong" => judge::seal_page, for Act::SealReport;
        POST "/bao-cao/{id}/niem-phong" => judge::seal, for Act::SealReport, .proven();
        POST "/bao-cao/{id}/thay-the" => judge::reopen, for Act::SealReport;
        GET "/bao-cao/{id}/tai" => show::download, for Act::SeeReports;
        GET "/bao-cao/{id}/giai-trinh" => after::explain, for Act::SeeReports;
        GET "/bao-cao/{id}/danh-sach/{code}" => after::behind, for Act::SeeMeasuredPeople;
        GET "/api/v1/bao-cao/{id}" => show::api, for Act::SeeReports;
    }
}

/// The report of the address, if the actor may do this at its unit.
fn held(call: &Call, v: &View, act: Act) -> Result<Report> {
    let report = service::load(v, ReportId(call.id("id")?))?;
    call.hold(v, act, report.organisation)?;
    Ok(report)
}

/// The session's form token.
fn csrf<'a>(call: &'a Call) -> &'a str {
    call.signed.map_or("", |s| s.csrf.as_str())
}

/// The first sentence of a failure that a person may read; others go on.
fn told(failure: Failure) -> Result<String> {
    match failure {
        Failure::Broken(_) | Failure::NotFound => Err(failure),
        other => Ok(other.messages().join(" ")),
    }
}
