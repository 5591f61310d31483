//! What the reports ask of somebody today: one's own that are due, and those of others to be judged.

use super::super::store as reports;
use super::words::{due_words, form_name, period_inside};

use crate::indicator::policy::Policy;
use crate::report::model::State;
use ::store::View;
use kernel::{Act, Result};
use ui::prelude::*;
use web::Call;
use web::home::Todo;

/// Lines for the start page, the most urgent first.
pub(crate) fn todo(call: &Call, v: &View) -> Result<Vec<Todo>> {
    let (lang, today) = (call.lang, call.today());
    let policy = call.state::<std::sync::Arc<Policy>>()?;
    let mut all = Vec::new();
    for unit in call.scope(Act::WriteReport)? {
        let open = |s: Option<State>| s.is_none_or(State::is_open);
        for o in reports::obligations_of(v, unit)?.into_iter().filter(|o| open(o.state)) {
            let Some(form) = policy.form(&o.form) else { continue };
            // a period that still runs is not yet anybody's task
            if o.state.is_none() && today < form.cut_off(o.period) {
                continue;
            }
            let name = format!("{}, {}", form_name(lang, form), period_inside(lang, o.period));
            let what = if o.state == Some(State::Returned) {
                t!(lang, "{bao_cao} bị trả lại, cần sửa", bao_cao = name)
            } else {
                name
            };
            let href = match o.report {
                Some(id) => format!("/bao-cao/{id}/sua"),
                None => "/bao-cao".to_owned(),
            };
            all.push((
                o.due_on,
                Todo {
                    what,
                    when: due_words(lang, o.due_on, today),
                    tone: if o.due_on < today { Tone::Bad } else { Tone::Warn },
                    act: t!(lang, "Mở báo cáo").to_owned(),
                    href,
                },
            ));
        }
    }
    if !call.scope(Act::JudgeReports)?.is_empty() {
        for (code, period) in reports::issued(v)? {
            let Some(form) = policy.form(&code) else { continue };
            let owed = reports::obligations(v, &code, period)?;
            let name = format!("{}, {}", form_name(lang, form), period_inside(lang, period));
            let waiting = owed.iter().filter(|o| o.state == Some(State::Submitted)).count();
            let late = owed.iter().filter(|o| o.submitted_on.is_none() && o.due_on < today).count();
            let href = format!("/bao-cao?mau={code}&ky={}", period.code());
            let due = owed.iter().map(|o| o.due_on).min().unwrap_or(today);
            if waiting > 0 {
                let what = t!(lang, "{n} báo cáo chờ duyệt: {ten}", n = waiting, ten = name);
                let act = t!(lang, "Duyệt").to_owned();
                let line = Todo {
                    what,
                    when: due_words(lang, due, today),
                    tone: Tone::Warn,
                    act,
                    href: href.clone(),
                };
                all.push((due, line));
            }
            if late > 0 {
                let what = t!(lang, "{n} đơn vị quá hạn chưa nộp: {ten}", n = late, ten = name);
                let act = t!(lang, "Xem danh sách").to_owned();
                let href = format!("{href}&loc=chua-nop");
                all.push((due, Todo { what, when: due_words(lang, due, today), tone: Tone::Bad, act, href }));
            }
        }
    }
    all.sort_by_key(|(due, _)| *due);
    Ok(all.into_iter().map(|(_, t)| t).collect())
}
