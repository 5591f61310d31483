//! The certificates of a class: who gets one, who has one, issuing in bulk.

use super::print;
use crate::certificate::model::{CertificateRules, Outlook};
use crate::certificate::{Signer, service, store};
use crate::class::model::{ClassState, Learner, TrainingClass};
use crate::class::pages::{at, chosen, class_tabs, csrf, dress, held};
use crate::class::service::SUBJECT;
use crate::class::store::Name;
use kernel::time::day_text;
use kernel::{Act, Failure, Result};
use ui::prelude::*;
use web::{Call, Reply};

const PAGE: &str = "chung-nhan";

/// `GET /lop/{id}/chung-nhan`
pub(super) fn show(call: &Call) -> Result<Reply> {
    page(call, &Errors::default())
}

/// Issues to those chosen.
pub(super) fn issue(call: &Call) -> Result<Reply> {
    let lang = call.lang;
    let rules = call.state::<CertificateRules>()?;
    let signer = call.state::<Signer>()?;
    let class = call.read(|v| held(call, v, Act::KeepClasses))?;
    let people = chosen(call, "nguoi");
    let by = call.form().get("nguoi_ky").to_owned();
    let outcome = call.write("certificate.issue", class.code.clone(), |tx| {
        service::issue_class(tx, rules, signer, &class, &people, &by)
    });
    match outcome {
        Ok(done) => {
            let mut said = t!(lang, "Đã cấp {n} giấy chứng nhận.", n = done.new);
            if done.had > 0 {
                said.push(' ');
                said.push_str(&t!(lang, "{n} người đã có từ trước, giữ nguyên.", n = done.had));
            }
            if done.left_out > 0 {
                said.push(' ');
                said.push_str(&t!(
                    lang,
                    "{n} người không đạt hoặc không có tên trong lớp, bỏ qua.",
                    n = done.left_out
                ));
            }
            Ok(Reply::done(at(&class, PAGE), said))
        }
        Err(Failure::Invalid(faults)) => {
            page(call, &Errors(faults.into_iter().map(|f| (f.field, f.message)).collect()))
        }
        Err(Failure::Conflict(said)) => Ok(Reply::refused(at(&class, PAGE), said)),
        Err(other) => Err(other),
    }
}

/// All valid certificates of the class as one PDF.
pub(super) fn download(call: &Call) -> Result<Reply> {
    let (class, all) = call.read(|v| {
        let class = held(call, v, Act::KeepClasses)?;
        let all = store::of_subject(v, SUBJECT, class.id.0)?;
        Ok((class, all))
    })?;
    let valid: Vec<_> = all.into_iter().filter(|c| c.revoked.is_none()).collect();
    if valid.is_empty() {
        return page(call, &Errors::default());
    }
    if let Some(ask) = call.proof_to_take(valid.len())? {
        return Ok(ask);
    }
    call.looked("certificate", &class.code, valid.len())?;
    print::file(call, &valid, &format!("giay-chung-nhan-{}", class.code))
}

fn page(call: &Call, errors: &Errors) -> Result<Reply> {
    let lang = call.lang;
    let rules = call.state::<CertificateRules>()?;
    let (class, list, last_signer) = call.read(|v| {
        let class = held(call, v, Act::KeepClasses)?;
        let list = service::outlook(v, &class)?;
        let last = store::last_signer(v, class.is.unit)?;
        Ok((class, list, last))
    })?;
    call.looked("certificate", &class.code, list.len())?;
    let gives = rules.given_for(SUBJECT, class.is.kind.code());
    let has = list.iter().filter(|(.., o)| matches!(o, Outlook::Has(_))).count();
    let due = list.iter().filter(|(.., o)| matches!(o, Outlook::New | Outlook::Again { .. })).count();
    let typed = call.form().get("nguoi_ky");
    let by = if typed.is_empty() { last_signer.unwrap_or_default() } else { typed.to_owned() };
    let body = html! {
        (class_tabs(lang, &class, list.len(), PAGE))
        (errors.summary(lang))
        @if gives.is_none() {
            (notice(lang, Tone::Plain, t!(lang, "Loại lớp này không cấp giấy chứng nhận"),
                html! { p { (t!(lang, "Chính sách hiện nay cấp giấy cho lớp đào tạo nghề và lớp bồi dưỡng.")) } }))
        } @else if class.state != ClassState::Closed {
            (notice(lang, Tone::Plain, t!(lang, "Lớp chưa kết thúc"),
                html! { p { (t!(lang, "Kết thúc lớp và ghi ai đạt, rồi cấp giấy chứng nhận cho những người đạt.")) } }))
        }
        @if has > 0 {
            (toolbar(html! {
                (link_button(Look::Primary, &t!(lang, "In {n} giấy đã cấp (PDF)", n = has), &at(&class, "chung-nhan/tai")).icon("printer").download())
            }))
        }
        @if let (Some(given), true, true) = (gives, class.state == ClassState::Closed, due > 0) {
            (issuing(call, &class, &list, due, &by, &given.words, errors))
        } @else if !list.is_empty() {
            (table(lang, &list, false))
        }
    };
    let dressed = |shell: &mut Shell| dress(shell, &class, Some(t!(lang, "Giấy chứng nhận")));
    let title = t!(lang, "Giấy chứng nhận");
    Ok(if errors.is_empty() {
        call.page_with(title, body, dressed)
    } else {
        call.page_refused(title, body, dressed)
    })
}

fn issuing(
    call: &Call,
    class: &TrainingClass,
    list: &[(Name, Learner, Outlook)],
    due: usize,
    signer: &str,
    words: &str,
    errors: &Errors,
) -> Markup {
    let lang = call.lang;
    html! {
        form action=(at(class, PAGE)) method="post" data-guard {
            (csrf_field(csrf(call)))
            (table(lang, list, true))
            div.card {
                h2 { (t!(lang, "Việc này sẽ")) }
                ul.effects {
                    li { (icon("chevron-right")) span { (t!(lang, "cấp giấy có số liền nhau cho những người được đánh dấu (đang có {n} người chưa có giấy);", n = due)) } }
                    li { (icon("chevron-right")) span { (t!(lang, "trên giấy ghi: “{loi} {ten}”;", loi = words, ten = class.is.title)) } }
                    li { (icon("chevron-right")) span { (t!(lang, "giữ nguyên tên, năm sinh, tên lớp như hôm nay, dù sau này có sửa.")) } }
                }
                (Field::text(lang, "nguoi_ky", t!(lang, "Người ký")).value(signer).max_length(80).error(errors.of("nguoi_ky"))
                    .hint(t!(lang, "Họ và tên in dưới chữ ký. Để trống thì chừa chỗ ghi tay.")))
                p.hint { (t!(lang, "Cấp nhầm thì thu hồi được, có ghi lý do; số đã cấp không dùng lại.")) }
                (toolbar(html! { (primary(t!(lang, "Cấp giấy chứng nhận")).icon("check")) }))
            }
        }
    }
}

fn table(lang: Lang, list: &[(Name, Learner, Outlook)], choose: bool) -> Markup {
    let columns = vec![
        Column::text(t!(lang, "Họ và tên")),
        Column::text(t!(lang, "Năm sinh")),
        Column::text(t!(lang, "Kết quả")),
        Column::text(t!(lang, "Giấy chứng nhận")),
    ];
    let tick = |name: &Name, words: Markup| {
        html! {
            @if choose {
                label.tick {
                    input type="checkbox" name="nguoi" value=(name.person) checked
                        aria-label={ (t!(lang, "Cấp giấy")) ": " (name.full_name) };
                    span { (words) }
                }
            } @else { (words) }
        }
    };
    let rows = list.iter().map(|(name, learner, outlook)| {
        let result = if learner.present() == 0 {
            html! { (t!(lang, "Không dự")) }
        } else if learner.passed == Some(true) {
            badge(Tone::Ok, t!(lang, "Đạt yêu cầu"))
        } else if learner.passed.is_some() {
            badge(Tone::Warn, t!(lang, "Không đạt"))
        } else {
            html! { "–" }
        };
        let cell = match outlook {
            Outlook::New => tick(name, html! { (t!(lang, "Cấp mới")) }),
            Outlook::Again { replaces } => {
                tick(name, html! { (t!(lang, "Cấp lại, thay giấy {so} đã thu hồi", so = replaces)) })
            }
            Outlook::Has(c) => html! {
                a href={ "/chung-nhan/" (c.id) } { (c.code) } " · " (day_text(c.says.issued_on))
            },
            Outlook::NotPassed => html! { "–" },
        };
        let row = Row::new(vec![html! { (name.full_name) }, html! { (name.birth) }, result, cell]);
        if matches!(outlook, Outlook::NotPassed) { row.quiet() } else { row }
    });
    html! { (Table::new(lang, t!(lang, "Giấy chứng nhận"), columns).caption_unseen().rows(rows)) }
}
