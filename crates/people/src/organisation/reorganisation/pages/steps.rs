//! The second step that all reorganisations share: what it will do, then the yes.

use super::super::model::{DecisionFile, Outcome, Reorganisation};
use super::super::service::{Bearings, reorganise};
use super::shown::{Names, outcome_cards};
use super::*;
use crate::organisation::keeping::pages::answer;
use crate::pages::{csrf, faults};
use kernel::Failure;
use std::sync::OnceLock;
use web::Reply;

/// What hangs on units, as `server` plugged it in; nothing when it did not.
pub(super) fn bearings<'a>(call: &'a Call) -> &'a Bearings {
    static NONE: OnceLock<Bearings> = OnceLock::new();
    call.app.state::<Bearings>().unwrap_or_else(|| NONE.get_or_init(Bearings::default))
}

/// A filled-in form, on its way to the preview or to the event.
pub(super) struct Filled<'a> {
    /// The unit of the page.
    pub unit: &'a Organisation,
    /// Where the form posts.
    pub action: String,
    /// The page's title.
    pub title: &'static str,
    /// The verb on the button.
    pub yes: &'static str,
    /// For the log: which units.
    pub codes: String,
    /// What is decided.
    pub order: Reorganisation,
}

/// Shows what would happen, or does it when that has been seen. Faults go back to the form.
pub(super) fn go_on(call: &Call, filled: Filled) -> Result<Reply> {
    let act = format!("organisation.{}", filled.order.kind().code());
    let reason = filled.codes.clone();
    if call.form().get("xac-nhan") != "1" {
        return preview(call, &filled, &act, &reason, None);
    }
    let mut order = filled.order.clone();
    if let Some(file) = call.file("tep") {
        match DecisionFile::check(&file.name, &file.bytes) {
            Ok(file) => order.decision.file = Some(file),
            Err(why) => {
                let wrong = [FieldFault::new("tep", why)];
                return preview(call, &filled, &act, &reason, Some(&wrong));
            }
        }
    }
    let bearings = bearings(call);
    let out = call.write(&act, reason, |tx| reorganise(tx, &order, bearings))?;
    Ok(Reply::done(
        format!("/bien-dong/{}", out.event),
        t!(call.lang, "Đã ghi nhận: {viec}. Có thể hoàn tác ở cuối trang này.", viec = filled.title),
    ))
}

fn preview(
    call: &Call,
    filled: &Filled,
    act: &str,
    reason: &str,
    wrong: Option<&[FieldFault]>,
) -> Result<Reply> {
    let lang = call.lang;
    let bearings = bearings(call);
    let (out, names): (Outcome, Names) = call.db().try_out(&call.entry(act, reason), |tx| {
        let out = reorganise(tx, &filled.order, bearings)?;
        let names = Names::of(call, tx, &out)?;
        Ok((out, names))
    })?;
    let base = format!("/don-vi/{}", filled.unit.code);
    let errors = faults(lang, wrong.unwrap_or(&[]));
    let body = html! {
        (errors.summary(lang))
        (notice(lang, Tone::Warn, t!(lang, "Đây là bản xem trước, chưa ghi gì."),
            html! { p { (t!(lang, "Xem kỹ các con số dưới đây. Số liệu, lớp học, báo cáo trước ngày hiệu lực giữ nguyên.")) } }))
        (outcome_cards(lang, &filled.order.decision, filled.order.on, &out, &names))
        div.card {
            (form_files(&filled.action, csrf(call), html! {
                (carried(call))
                input type="hidden" name="xac-nhan" value="1";
                (Field::file(lang, "tep", t!(lang, "Tệp quyết định (bản quét)")).accept(".pdf,.jpg,.jpeg,.png,.docx")
                    .hint(t!(lang, "PDF, ảnh hoặc Word, tối đa 8 MB. Có thể thêm sau ở trang của biến động.")).error(errors.of("tep")))
                (toolbar(html! {
                    (primary(filled.yes))
                    (link_button(Look::Quiet, t!(lang, "Thôi, quay lại"), &base))
                }))
            }))
        }
    };
    let dress = |shell: &mut Shell| {
        shell.lead = Some(filled.unit.name.clone());
        shell.crumbs = crumbs(lang, filled.unit, filled.title);
    };
    let title = t!(lang, "Xem trước: {viec}", viec = filled.title);
    Ok(answer(call, &title, body, wrong.is_some(), dress))
}

/// What the form said, to be sent again with the yes.
fn carried(call: &Call) -> Markup {
    let own = ["xac-nhan", "tep", ui::parts::CSRF_FIELD];
    html! {
        @for name in call.form().names().filter(|n| !own.contains(n)) {
            @for value in call.form().all(name) {
                input type="hidden" name=(name) value=(value);
            }
        }
    }
}

/// Sends faults back to the form; everything else stays what it is.
pub(super) fn or_form(
    outcome: Result<Reply>,
    form: impl FnOnce(&[FieldFault]) -> Result<Reply>,
) -> Result<Reply> {
    match outcome {
        Err(Failure::Invalid(wrong)) => form(&wrong),
        other => other,
    }
}

/// The roles of accounts that the actor may give at a unit, without workers' own.
pub(super) fn givable(call: &Call, v: &View, at: OrganisationId) -> Result<Vec<kernel::Role>> {
    let mut all = Vec::new();
    for role in kernel::Role::ALL.into_iter().filter(|r| *r != kernel::Role::Worker) {
        if crate::account::service::may_give(v, call.actor()?, role, at)? {
            all.push(role);
        }
    }
    Ok(all)
}
