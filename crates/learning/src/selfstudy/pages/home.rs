//! What self-study says on the home pages.

use super::super::model::{Rules, Stage};
use super::super::store;
use ::store::View;
use kernel::time::{day_text, days_between};
use kernel::{Act, Result};
use ui::prelude::*;
use web::Call;
use web::home::{Todo, Waits};

/// What waits to be confirmed, and what came back to be mended.
pub struct SelfStudyHome;

impl Waits for SelfStudyHome {
    fn todo(&self, call: &Call, v: &View) -> Result<Vec<Todo>> {
        let lang = call.lang;
        let rules = call.state::<Rules>()?;
        let (mut count, mut oldest) = (0, None);
        for top in call.scope(Act::KeepClasses)? {
            let (n, since) = store::waiting_count(v, top, call.today())?;
            count += n;
            oldest = oldest.into_iter().chain(since).min();
        }
        let Some(since) = oldest.filter(|_| count > 0) else { return Ok(Vec::new()) };
        let late = days_between(since, call.today()) > i64::from(rules.late_after_days);
        Ok(vec![Todo {
            what: t!(lang, "{n} việc tự học chờ xác nhận", n = numbers::count(lang, count)),
            when: t!(lang, "lâu nhất từ {ngay}", ngay = day_text(since)),
            tone: if late { Tone::Bad } else { Tone::Warn },
            act: t!(lang, "Xác nhận").to_owned(),
            href: "/tu-hoc-don-vi".to_owned(),
        }])
    }

    fn own(&self, call: &Call, v: &View) -> Result<Vec<Markup>> {
        let lang = call.lang;
        let all = store::of_person(v, call.actor()?.person)?;
        let back = all.iter().filter(|s| s.stage == Stage::Returned).count();
        Ok(vec![card(
            t!(lang, "Tự học"),
            html! {
                @if back > 0 {
                    p { (badge(Tone::Bad, &t!(lang, "{n} việc cần sửa", n = back))) }
                }
                p { (t!(lang, "Xem bài giảng, đọc sách, học nghề từ người khác? Khai lại để công đoàn xác nhận.")) }
                (toolbar(html! {
                    (link_button(Look::Quiet, t!(lang, "Thêm việc tự học"), "/tu-hoc/moi").icon("plus"))
                    @if !all.is_empty() { (link_button(Look::Quiet, t!(lang, "Xem việc đã khai"), "/tu-hoc")) }
                }))
            },
        )])
    }
}
