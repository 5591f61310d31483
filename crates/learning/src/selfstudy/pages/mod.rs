//! Pages of self-study: one's own, and the queue of the officers.

mod form;
mod home;
mod own;
mod queue;

pub use home::SelfStudyHome;

use super::model::{Platform, Platforms, Rules, SelfStudy, Stage, is_link};
use super::service::Policy;
use crate::class::model::{Topics, hours_text};
use crate::class::pages::wording;
use kernel::{Act, Result};
use people::account::Chance;
use ui::prelude::*;
use web::{Call, Routes, routes};

/// Every page and act of self-study.
pub fn routes() -> Routes {
    routes! {
        GET "/tu-hoc" => own::list, for Act::UseOwnAccount,
            .in_menu(36, "pencil", |l| t!(l, "Học tập"), |l| t!(l, "Tự học"));
        GET "/tu-hoc/moi" => form::blank, for Act::UseOwnAccount;
        POST "/tu-hoc/moi" => form::create, for Act::UseOwnAccount;
        GET "/tu-hoc/xem" => own::show, for Act::UseOwnAccount;
        GET "/tu-hoc/sua" => form::known, for Act::UseOwnAccount;
        POST "/tu-hoc/sua" => form::revise, for Act::UseOwnAccount;
        POST "/tu-hoc/gui" => own::send, for Act::UseOwnAccount;
        POST "/tu-hoc/rut" => own::withdraw, for Act::UseOwnAccount;
        GET "/tu-hoc-don-vi" => queue::list, for Act::KeepClasses,
            .in_menu(32, "list-checks", |l| t!(l, "Học tập"), |l| t!(l, "Tự học chờ xác nhận"));
        POST "/tu-hoc-don-vi" => queue::answer, for Act::KeepClasses;
        GET "/tu-hoc-don-vi/{id}" => queue::show, for Act::KeepClasses;
        POST "/tu-hoc-don-vi/{id}/rut" => queue::take_back, for Act::KeepClasses;
    }
}

/// By which rules declarations are taken.
fn policy<'a>(call: &'a Call) -> Result<Policy<'a>> {
    Ok(Policy {
        rules: call.state::<Rules>()?,
        topics: call.state::<Topics>()?,
        platforms: call.state::<Platforms>()?,
    })
}

/// A fresh identifier for a form: sending the form twice keeps one thing.
pub(crate) fn fresh_uuid(call: &Call) -> Result<String> {
    let bytes = (call.state::<Chance>()?.0)();
    Ok(bytes.iter().take(16).map(|b| format!("{b:02x}")).collect())
}

/// The pages of one's own learning by oneself, as tabs.
pub(crate) fn own_tabs(lang: Lang, now: &str) -> Markup {
    let tab = |label: &str, href: &str| Tab {
        label: label.to_owned(),
        href: href.to_owned(),
        count: None,
        active: href == now,
    };
    tabs(
        lang,
        t!(lang, "Việc học của tôi"),
        &[
            tab(t!(lang, "Tự học"), "/tu-hoc"),
            tab(t!(lang, "Kế hoạch"), "/ke-hoach-hoc"),
            tab(t!(lang, "Kỹ năng số"), "/ky-nang-so"),
        ],
    )
}

/// How a declaration stands, in words.
pub(crate) fn stage_word(lang: Lang, stage: Stage) -> &'static str {
    match stage {
        Stage::Returned => t!(lang, "Trả lại, cần sửa"),
        Stage::Declared => t!(lang, "Đã khai, chưa gửi"),
        Stage::Waiting => t!(lang, "Chờ xác nhận"),
        Stage::Confirmed => t!(lang, "Đã xác nhận"),
        Stage::Withdrawn => t!(lang, "Đã rút"),
    }
}

/// How a declaration stands, on its colour.
fn stage_badge(lang: Lang, stage: Stage) -> Markup {
    let tone = match stage {
        Stage::Returned => Tone::Bad,
        Stage::Declared => Tone::Warn,
        Stage::Confirmed => Tone::Ok,
        Stage::Waiting | Stage::Withdrawn => Tone::Plain,
    };
    badge(tone, stage_word(lang, stage))
}

/// `1 giờ 30 phút`, `45 phút`.
pub(crate) fn duration(lang: Lang, minutes: i64) -> String {
    match (minutes / 60, minutes % 60) {
        (0, m) => t!(lang, "{n} phút", n = m),
        (h, 0) => t!(lang, "{n} giờ", n = hours_text(h * 60)),
        (h, m) => t!(lang, "{n} giờ {m} phút", n = h, m = m),
    }
}

/// What a declaration says, as terms.
fn facts(call: &Call, study: &SelfStudy) -> Result<Markup> {
    let lang = call.lang;
    let policy = policy(call)?;
    let d = &study.is;
    let platform = policy.platforms.find(&d.platform).map_or("", |p| platform_name(lang, p));
    let mut pairs = vec![
        (t!(lang, "Chủ đề"), html! { (wording::topic(lang, policy.topics, &d.topic.0)) }),
        (t!(lang, "Ngày học"), html! { (wording::span(d.first_day, d.last_day)) }),
        (t!(lang, "Thời gian học"), html! { (duration(lang, d.minutes)) }),
        (t!(lang, "Học ở đâu"), html! { (platform) @if !d.place.is_empty() { br; (place(lang, &d.place)) } }),
    ];
    if !d.words.is_empty() {
        pairs.push((t!(lang, "Đã học được gì"), html! { (d.words) }));
    }
    if !d.evidence.is_empty() {
        pairs.push((t!(lang, "Minh chứng"), html! { (d.evidence) }));
    }
    Ok(definition_list(&pairs))
}

/// A platform in the language of the page.
fn platform_name(lang: Lang, platform: &Platform) -> &str {
    if lang == Lang::Vi { &platform.name } else { &platform.name_en }
}

/// A link as one that leads out, anything else as it is.
fn place(lang: Lang, place: &str) -> Markup {
    html! {
        @if is_link(place) {
            a href=(place) rel="noreferrer noopener nofollow external" target="_blank" {
                (place) (icon("external-link")) span.unseen { " " (t!(lang, "(mở trang khác)")) }
            }
        } @else { (place) }
    }
}
