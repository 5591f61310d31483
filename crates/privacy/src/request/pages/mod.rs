//! Requests: one's own on a phone, the register of the officer in charge.

mod keep;
mod own;
mod register;
mod words;

use kernel::Act;
use ui::t;
use web::{Routes, routes};

/// The addresses of this room.
pub fn routes() -> Routes {
    routes! {
        GET "/du-lieu-cua-toi/yeu-cau" => own::list, for Act::UseOwnAccount;
        POST "/du-lieu-cua-toi/yeu-cau" => own::send, for Act::UseOwnAccount;
        POST "/du-lieu-cua-toi/yeu-cau/rut" => own::cancel, for Act::UseOwnAccount;
        GET "/quyen-rieng-tu" => register::list, for Act::SeePrivacy,
            .in_menu(96, "clipboard-list", crate::pages::menu_group, |l| t!(l, "Yêu cầu về dữ liệu"));
        GET "/quyen-rieng-tu/{id}" => register::show, for Act::SeePrivacy;
        GET "/quyen-rieng-tu/{id}/ban-sao" => keep::copy, for Act::KeepPrivacy;
        POST "/quyen-rieng-tu/{id}" => keep::act, for Act::KeepPrivacy;
        GET "/nguoi/{id}/yeu-cau" => keep::form_for, for Act::KeepPrivacy;
        POST "/nguoi/{id}/yeu-cau" => keep::receive_for, for Act::KeepPrivacy;
    }
}

pub use register::todo;
