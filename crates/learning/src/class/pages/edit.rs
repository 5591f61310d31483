//! The form of a class: new or to be changed.

use super::{at, csrf, held, wording};
use crate::class::model::{ClassKind, ClassRules, Draft, Topics, TrainingClass};
use crate::class::service;
use kernel::{Act, Failure, OrganisationId, Result, time};
use ui::prelude::*;
use web::{Call, Reply};

/// Rows for days that a new form has, and that a press of "more days" adds.
const ROWS: usize = 3;
/// The most rows for days: a vocational class of three months.
const MOST_ROWS: usize = 120;

/// The blank form.
pub(super) fn blank(call: &Call) -> Result<Reply> {
    let draft = Draft { kind: ClassKind::Refresher.code().to_owned(), ..Draft::default() };
    let unit = call.unit()?;
    page(call, unit, None, &draft, &Errors::default())
}

/// Makes the class, or shows the form again with what is wrong.
pub(super) fn create(call: &Call) -> Result<Reply> {
    let unit = call.unit()?;
    let mut draft = typed(call);
    if let Some(errors) = more_days(call, &mut draft) {
        return page(call, unit, None, &draft, &errors);
    }
    let outcome = read(call, unit, &draft).and_then(|new| {
        let id = call.write("class.create", format!("unit {}", new.unit), |tx| service::create(tx, &new))?;
        call.read(|v| service::class(v, id))
    });
    match outcome {
        Err(Failure::Invalid(faults)) => page(call, unit, None, &draft, &errors(faults)),
        Err(other) => Err(other),
        Ok(class) => Ok(Reply::done(
            at(&class, "hoc-vien"),
            t!(call.lang, "Đã mở lớp {ma}. Tiếp theo: chọn học viên.", ma = class.code),
        )),
    }
}

/// The form of a known class.
pub(super) fn known(call: &Call) -> Result<Reply> {
    let class = call.read(|v| held(call, v, Act::KeepClasses))?;
    page(call, class.is.unit, Some(&class), &Draft::of(&class), &Errors::default())
}

/// Changes the class, or shows the form again with what is wrong.
pub(super) fn revise(call: &Call) -> Result<Reply> {
    let class = call.read(|v| held(call, v, Act::KeepClasses))?;
    let mut draft = Draft { code: class.code.clone(), ..typed(call) };
    if let Some(errors) = more_days(call, &mut draft) {
        return page(call, class.is.unit, Some(&class), &draft, &errors);
    }
    let outcome = read(call, class.is.unit, &draft).and_then(|to| {
        call.write("class.revise", class.code.clone(), |tx| service::revise(tx, class.id, &to))
    });
    match outcome {
        Err(Failure::Invalid(faults)) => page(call, class.is.unit, Some(&class), &draft, &errors(faults)),
        Err(other) => Err(other),
        Ok(true) => Ok(Reply::done(at(&class, ""), t!(call.lang, "Đã sửa thông tin lớp."))),
        Ok(false) => Ok(Reply::done(at(&class, ""), t!(call.lang, "Không có gì thay đổi."))),
    }
}

fn read(call: &Call, unit: OrganisationId, draft: &Draft) -> Result<crate::class::NewClass> {
    let rules = *call.state::<ClassRules>()?;
    draft.read(unit, call.state::<Topics>()?, rules, call.today()).map_err(Failure::Invalid)
}

fn errors(faults: Vec<kernel::FieldFault>) -> Errors {
    Errors(faults.into_iter().map(|f| (f.field, f.message)).collect())
}

fn typed(call: &Call) -> Draft {
    let form = call.form();
    let text = |name: &str| form.get(name).to_owned();
    let days = (1..=MOST_ROWS)
        .take_while(|n| form.has(&format!("day-{n}")))
        .map(|n| (text(&format!("day-{n}")), text(&format!("hours-{n}"))))
        .collect();
    Draft {
        code: text("code"),
        title: text("title"),
        kind: text("kind"),
        topics: form.all("topics").into_iter().map(str::to_owned).collect(),
        place: text("place"),
        partner: text("partner"),
        days,
        evidence: text("evidence"),
        is_check: form.get("is_check") == "1",
    }
}

/// The two buttons that only change the rows for days; none when the form was sent to be kept.
fn more_days(call: &Call, draft: &mut Draft) -> Option<Errors> {
    let mut errors = Errors::default();
    match call.form().get("viec") {
        "them-ngay" => {
            let rows = (draft.days.len() + ROWS).min(MOST_ROWS);
            draft.days.resize(rows, Default::default());
            Some(errors)
        }
        "dien-ngay" => {
            let (from, to) = (call.form().get("tu"), call.form().get("den"));
            match (time::parse_typed_day(from), time::parse_typed_day(to)) {
                (Some(from), Some(to)) if from <= to => {
                    let free = call.form().all("nghi");
                    let hours = draft.days.first().map(|d| d.1.clone()).unwrap_or_default();
                    let days =
                        std::iter::successors(Some(from), |d| d.tomorrow().ok()).take_while(|d| *d <= to);
                    let taught = days.filter(|d| !free.contains(&weekday(*d)));
                    draft.days = taught.take(MOST_ROWS).map(|d| (d.to_string(), hours.clone())).collect();
                }
                _ => errors.add(
                    "tu",
                    t!(call.lang, "Hãy ghi ngày đầu và ngày cuối, ngày cuối không trước ngày đầu."),
                ),
            }
            Some(errors)
        }
        _ => None,
    }
}

/// Saturdays and Sundays by the value of their boxes; other days are never free.
fn weekday(day: kernel::Date) -> &'static str {
    match day.weekday().to_monday_one_offset() {
        6 => "thu-bay",
        7 => "chu-nhat",
        _ => "",
    }
}

fn page(
    call: &Call,
    unit: OrganisationId,
    class: Option<&TrainingClass>,
    draft: &Draft,
    errors: &Errors,
) -> Result<Reply> {
    let lang = call.lang;
    let topics = call.state::<Topics>()?;
    let rules = call.state::<ClassRules>()?;
    let owner = call.read(|v| Ok(people::organisation::store::last(v, unit)?))?.ok_or(Failure::NotFound)?;
    let (action, back, title) = match class {
        Some(class) => (at(class, "sua"), at(class, ""), t!(lang, "Sửa thông tin lớp")),
        None => (format!("/don-vi/{}/lop/moi", owner.code), "/lop".to_owned(), t!(lang, "Mở lớp mới")),
    };
    let body = html! {
        (errors.summary(lang))
        (form(&action, csrf(call), html! {
            // Enter in a field means "save", not the first button of the page ("one more day")
            button.unseen type="submit" tabindex="-1" aria-hidden="true" { (t!(lang, "Lưu")) }
            (Field::text(lang, "title", t!(lang, "Tên lớp")).value(&draft.title).required().max_length(200)
                .error(errors.of("title")))
            (Field::radios(lang, "kind", t!(lang, "Loại lớp"), kinds(lang)).value(&draft.kind).required()
                .error(errors.of("kind")))
            (topic_boxes(lang, topics, draft, errors.of("topics")))
            (day_rows(lang, draft, errors))
            (Field::text(lang, "place", t!(lang, "Nơi học")).value(&draft.place).required().error(errors.of("place")))
            (Field::text(lang, "partner", t!(lang, "Đơn vị phối hợp")).value(&draft.partner)
                .hint(t!(lang, "Cơ sở giáo dục nghề nghiệp, báo cáo viên, doanh nghiệp …")))
            (Field::text(lang, "evidence", t!(lang, "Minh chứng")).value(&draft.evidence)
                .hint(t!(lang, "Số quyết định, tên tệp hoặc đường dẫn; đi cùng từng người khi tính chỉ tiêu.")))
            (Field::checkbox(lang, "is_check", t!(lang, "Lớp có kiểm tra kỹ năng số cuối khóa"), draft.is_check)
                .hint(t!(lang, "Khi chọn, người dự mà không đạt được ghi là “chưa biết” kỹ năng số.")))
            @if class.is_none() {
                (Field::text(lang, "code", t!(lang, "Mã lớp")).value(&draft.code).max_length(40)
                    .hint(t!(lang, "Để trống để lấy số tiếp theo của đơn vị trong năm.")).error(errors.of("code")))
            }
            p.hint {
                (t!(lang, "Học viên có mặt từ {n}% số ngày học trở lên được đề xuất “đạt”; người mở lớp quyết định khi kết thúc.",
                    n = class.map_or(rules.present_share, |c| c.is.needed_share)))
            }
            (toolbar(html! {
                (primary(if class.is_some() { t!(lang, "Lưu thay đổi") } else { t!(lang, "Mở lớp") }))
                (link_button(Look::Quiet, t!(lang, "Thôi, quay lại"), &back))
            }))
        }))
    };
    let dress = |shell: &mut Shell| {
        shell.lead = Some(t!(lang, "Đơn vị mở lớp: {ten}", ten = owner.name));
        shell.crumbs = vec![(t!(lang, "Lớp học").to_owned(), Some("/lop".to_owned()))];
        if let Some(class) = class {
            shell.crumbs.push((class.code.clone(), Some(back.clone())));
        }
        shell.crumbs.push((title.to_owned(), None));
    };
    Ok(if errors.is_empty() {
        call.page_with(title, body, dress)
    } else {
        call.page_refused(title, body, dress)
    })
}

fn kinds(lang: Lang) -> Vec<Choice> {
    let hint = |kind| match kind {
        ClassKind::Vocational => t!(lang, "Học nghề mới, nâng bậc tay nghề"),
        ClassKind::Refresher => t!(lang, "Bổ sung kiến thức, kỹ năng; thường có bài kiểm tra"),
        ClassKind::Briefing => t!(lang, "Phổ biến pháp luật, nghị quyết; thường một buổi"),
    };
    let choice = |k: ClassKind| Choice::new(k.code(), wording::kind(lang, k)).hint(hint(k));
    ClassKind::ALL.into_iter().map(choice).collect()
}

/// The topics, area by area; an area with a chosen topic stands open.
fn topic_boxes(lang: Lang, topics: &Topics, draft: &Draft, error: Option<&str>) -> Markup {
    let is_chosen = |code: &str| draft.topics.iter().any(|t| t == code);
    let tick = |id: Option<String>, code: &str, label: &str| {
        html! {
            label.tick { input id=[id] type="checkbox" name="topics" value=(code) checked[is_chosen(code)]; span { (label) } }
        }
    };
    html! {
        fieldset class=(if error.is_some() { "field wrong" } else { "field" }) {
            legend { (t!(lang, "Chủ đề")) }
            p.hint { (t!(lang, "Chọn mọi chủ đề lớp dạy; mỗi chủ đề được tính vào chỉ tiêu của nó. Bấm vào lĩnh vực để mở.")) }
            @if let Some(error) = error { p.error { (icon("triangle-alert")) span { (error) } } }
            @for (n, (area, name)) in topics.areas().into_iter().enumerate() {
                @let name = wording::area(lang, topics, area, name);
                @let inside: Vec<_> = topics.0.iter().filter(|t| t.area == area && t.code != area).collect();
                @let chosen = inside.iter().filter(|t| is_chosen(&t.code)).count() + usize::from(is_chosen(area));
                details.more open[chosen > 0] {
                    summary id=[(n == 0).then_some("topics")] {
                        (icon("chevron-right")) (name)
                        @if chosen > 0 { " " span.count { (chosen) } }
                    }
                    div {
                        @for topic in inside { (tick(None, &topic.code, &wording::topic(lang, topics, &topic.code))) }
                        (tick(None, area, &t!(lang, "{ten} nói chung", ten = name)))
                    }
                }
            }
        }
    }
}

fn day_rows(lang: Lang, draft: &Draft, errors: &Errors) -> Markup {
    let rows = draft.days.len().max(ROWS);
    let blank = (String::new(), String::new());
    html! {
        fieldset.field {
            legend { (t!(lang, "Ngày học")) }
            p.hint { (t!(lang, "Mỗi dòng một ngày. Để trống số giờ thì lấy như dòng trên; dòng trống được bỏ qua.")) }
            @for number in 1..=rows {
                @let (day, hours) = draft.days.get(number - 1).unwrap_or(&blank);
                @let (day_name, hours_name) = (format!("day-{number}"), format!("hours-{number}"));
                @let shown = time::parse_typed_day(day).map_or_else(|| day.clone(), |d| d.to_string());
                div.filters {
                    (Field::date(lang, &day_name, t!(lang, "Ngày thứ {n}", n = number)).value(shown).plain()
                        .error(errors.of(&day_name)))
                    (Field::number(lang, &hours_name, t!(lang, "Số giờ")).value(hours).plain()
                        .suffix(t!(lang, "giờ")).error(errors.of(&hours_name)))
                }
            }
            (toolbar(html! { (quiet(t!(lang, "Thêm ngày")).sends("viec", "them-ngay").unchecked()) }))
            (disclosure(t!(lang, "Lớp học nhiều ngày liền: điền theo khoảng"), html! {
                div.filters {
                    (Field::date(lang, "tu", t!(lang, "Từ ngày")).plain().error(errors.of("tu")))
                    (Field::date(lang, "den", t!(lang, "Đến ngày")).plain())
                }
                label.tick { input type="checkbox" name="nghi" value="thu-bay"; span { (t!(lang, "Nghỉ thứ Bảy")) } }
                label.tick { input type="checkbox" name="nghi" value="chu-nhat" checked; span { (t!(lang, "Nghỉ Chủ nhật")) } }
                (quiet(t!(lang, "Điền các ngày này")).sends("viec", "dien-ngay").unchecked())
            }))
        }
    }
}
