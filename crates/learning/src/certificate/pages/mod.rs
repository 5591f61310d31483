//! Pages of certificates: the officer's list of a class, one certificate, the owner's own, and the public verification.

mod class;
mod one;
pub(crate) mod own;
mod print;
mod public;

use kernel::Act;
use ui::t;
use web::{Routes, routes};

/// The owner's page.
pub(crate) const OWN: &str = "/so-hoc-tap/chung-nhan";

/// Every page and act of certificates.
pub fn routes() -> Routes {
    routes! {
        GET "/lop/{id}/chung-nhan" => class::show, for Act::KeepClasses;
        POST "/lop/{id}/chung-nhan" => class::issue, for Act::KeepClasses;
        GET "/lop/{id}/chung-nhan/tai" => class::download, for Act::KeepClasses, .proven_for_lists();
        GET "/chung-nhan/{certificate}" => one::show, for Act::KeepClasses;
        GET "/chung-nhan/{certificate}/tai" => one::download, for Act::KeepClasses;
        POST "/chung-nhan/{certificate}/thu-hoi" => one::revoke, for Act::KeepClasses;
        GET "/so-hoc-tap/chung-nhan" => own::show, for Act::UseOwnAccount;
        GET "/so-hoc-tap/chung-nhan/tai" => own::download, for Act::UseOwnAccount;
        GET "/chung-nhan/khoa.json" => public::keys, for Act::Anyone;
        GET "/xac-minh" => public::verify, for Act::Anyone;
        GET "/xac-minh/{number}" => public::by_number, for Act::Anyone;
        GET "/api/xac-minh/{number}" => public::state, for Act::Anyone;
    }
}

/// How long something took, in Vietnamese, for a paper.
fn hours(minutes: i64) -> String {
    t!(ui::Lang::Vi, "{n} giờ", n = crate::class::model::hours_text(minutes))
}
