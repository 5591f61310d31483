//! What waits for somebody today. Each room that knows of something due adds its lines here; other houses say theirs
//! through [`web::home`].

use crate::plan::{Standing, service as plans};
use kernel::{Act, Result};
use store::View;
use ui::prelude::*;
use web::Call;
use web::home::{Homes, Todo};

/// What waits for this actor, the most urgent first.
pub fn todo(call: &Call, v: &View) -> Result<Vec<Todo>> {
    let (lang, today) = (call.lang, call.today());
    let mut all = crate::report::pages::todo::todo(call, v)?;
    all.extend(Homes::todo(call, v)?);
    let year = today.year();
    let verify = call.scope(Act::VerifyPlans)?;
    if !verify.is_empty() {
        let units = plans::overview(v, &verify, year, today)?;
        let count = |s| units.iter().filter(|(_, p)| plans::standing(p.as_ref()) == s).count();
        let (waiting, absent) = (count(Standing::Waiting), count(Standing::Absent));
        if waiting > 0 {
            all.push(Todo {
                what: t!(lang, "{n} chương trình năm chờ xác nhận", n = waiting),
                when: t!(lang, "năm {nam}", nam = year),
                tone: Tone::Warn,
                act: t!(lang, "Xác nhận").to_owned(),
                href: format!("/chuong-trinh?loc={}", Standing::Waiting.code()),
            });
        }
        if absent > 0 {
            all.push(Todo {
                what: t!(lang, "{n} công đoàn cơ sở chưa có chương trình năm", n = absent),
                when: t!(lang, "năm {nam}", nam = year),
                tone: Tone::Bad,
                act: t!(lang, "Xem danh sách").to_owned(),
                href: format!("/chuong-trinh?loc={}", Standing::Absent.code()),
            });
        }
        return Ok(all);
    }
    for (unit, programme) in plans::overview(v, &call.scope(Act::KeepPlans)?, year, today)? {
        let (what, tone, act) = match plans::standing(programme.as_ref()) {
            Standing::Absent => (
                t!(lang, "Chưa có chương trình hoạt động năm {nam}", nam = year),
                Tone::Bad,
                t!(lang, "Nhập chương trình"),
            ),
            Standing::Returned => {
                (t!(lang, "Chương trình năm {nam} bị trả lại", nam = year), Tone::Warn, t!(lang, "Sửa lại"))
            }
            Standing::Waiting | Standing::Verified => continue,
        };
        all.push(Todo {
            what,
            when: t!(lang, "năm {nam}", nam = year),
            tone,
            act: act.to_owned(),
            href: format!("/don-vi/{}/chuong-trinh/{year}", unit.code),
        });
    }
    Ok(all)
}

/// The list of what waits.
pub(super) fn table(lang: Lang, todos: &[Todo]) -> Markup {
    let columns =
        vec![Column::text(t!(lang, "Việc")), Column::text(t!(lang, "Hạn")), Column::text(t!(lang, "Làm"))];
    let rows = todos.iter().map(|t| {
        Row::new(vec![
            html! { (t.what) },
            html! { div { (badge(t.tone, &t.when)) } },
            html! { a href=(t.href) { (t.act) } },
        ])
    });
    let nothing = html! { p.hint { (t!(lang, "Hôm nay không có việc nào đang chờ.")) } };
    Table::new(lang, t!(lang, "Việc cần làm"), columns).caption_unseen().rows(rows).empty(nothing).render()
}
