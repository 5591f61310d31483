//! Pages of the check of digital skill: one's own, question by question, and the officers' list.

mod home;
mod own;
mod question;
mod unit;

pub use home::SkillHome;

use kernel::{Act, Date};
use ui::prelude::*;
use web::{Routes, routes};

/// Every page and act of the check.
pub fn routes() -> Routes {
    routes! {
        GET "/ky-nang-so" => own::show, for Act::UseOwnAccount;
        POST "/ky-nang-so/bat-dau" => own::begin, for Act::UseOwnAccount;
        GET "/ky-nang-so/cau" => question::show, for Act::UseOwnAccount;
        POST "/ky-nang-so/cau" => question::answer, for Act::UseOwnAccount;
        GET "/ky-nang-so-don-vi" => unit::units, for Act::KeepClasses,
            .in_menu(33, "phone", |l| t!(l, "Học tập"), |l| t!(l, "Kiểm tra kỹ năng số"));
        GET "/don-vi/{unit}/ky-nang-so" => unit::show, for Act::KeepClasses;
        POST "/don-vi/{unit}/ky-nang-so" => unit::record, for Act::KeepClasses;
        POST "/don-vi/{unit}/ky-nang-so/rut" => unit::take_back, for Act::KeepClasses;
    }
}

/// What a result says, on its colour; one that ran out says so.
fn result_badge(lang: Lang, able: bool, ends: Date, today: Date) -> Markup {
    if ends <= today {
        badge(Tone::Warn, t!(lang, "Hết hạn, cần làm lại"))
    } else if able {
        badge(Tone::Ok, t!(lang, "Biết"))
    } else {
        badge(Tone::Warn, t!(lang, "Chưa biết"))
    }
}
