//! The form of a declaration: new or to be changed.

use super::super::model::{Draft, Stage, without_day_faults};
use super::super::service;
use super::own::{asked, number};
use super::{fresh_uuid, platform_name, policy};
use crate::class::model::Topics;
use crate::class::pages::{csrf, wording};
use kernel::{Failure, FieldFault, Result};
use ui::prelude::*;
use web::{Call, Reply};

/// `GET /tu-hoc/moi`
pub(super) fn blank(call: &Call) -> Result<Reply> {
    let draft = Draft {
        first_day: call.today().to_string(),
        place: call.query("link").to_owned(),
        ..Draft::default()
    };
    page(call, None, &fresh_uuid(call)?, &draft, &Errors::default(), true)
}

/// `GET /tu-hoc/sua?so=`
pub(super) fn known(call: &Call) -> Result<Reply> {
    let Some(study) = asked(call)? else { return super::own::list(call) };
    if !study.stage.is_open() {
        return Ok(Reply::refused(
            format!("/tu-hoc/xem?so={}", study.id),
            t!(call.lang, "Việc tự học này không sửa được nữa."),
        ));
    }
    page(call, Some(study.id), "", &Draft::of(&study.is), &Errors::default(), study.stage != Stage::Waiting)
}

fn typed(call: &Call) -> Draft {
    let text = |name: &str| call.form().get(name).to_owned();
    Draft {
        title: text("title"),
        topic: text("topic"),
        platform: text("platform"),
        place: text("place"),
        first_day: text("first_day"),
        last_day: text("last_day"),
        hours: text("hours"),
        minutes: text("minutes"),
        words: text("words"),
        evidence: text("evidence"),
    }
}

/// Both the faults of reading and of the rules, each field once.
fn merged(read: Vec<FieldFault>, outcome: Result<()>) -> Result<Vec<FieldFault>> {
    let mut all = read;
    match outcome {
        Ok(()) => {}
        Err(Failure::Invalid(more)) => {
            for fault in more {
                if !all.iter().any(|f| f.field == fault.field) {
                    all.push(fault);
                }
            }
        }
        Err(other) => return Err(other),
    }
    Ok(all)
}

fn sends(call: &Call) -> bool {
    call.form().get("viec") != "luu"
}

fn done(call: &Call, id: i64) -> Reply {
    let words = if sends(call) {
        t!(call.lang, "Đã gửi công đoàn. Khi có trả lời, tình trạng ở trang này thay đổi.")
    } else {
        t!(call.lang, "Đã lưu, chưa gửi. Khi sẵn sàng, bấm Gửi công đoàn xác nhận.")
    };
    Reply::done(format!("/tu-hoc/xem?so={id}"), words)
}

/// `POST /tu-hoc/moi`
pub(super) fn create(call: &Call) -> Result<Reply> {
    let (policy, person, draft) = (policy(call)?, call.actor()?.person, typed(call));
    let uuid = call.form().get("uuid");
    let mut wrong = Vec::new();
    let declared = draft.read(policy.platforms, &mut wrong);
    let write = || {
        call.write("self_study.declare", "", |tx| {
            let id = service::declare(tx, policy, person, uuid, &declared, sends(call), "screen")?;
            // a form with unread parts is only checked
            if wrong.is_empty() { Ok(id) } else { Err(Failure::Invalid(wrong.clone())) }
        })
    };
    match write() {
        Ok(id) => Ok(done(call, id)),
        Err(failure) => {
            let faults = without_day_faults(merged(wrong.clone(), Err(failure))?);
            let uuid =
                if faults.iter().any(|f| f.field == "uuid") { fresh_uuid(call)? } else { uuid.to_owned() };
            page(call, None, &uuid, &draft, &errors(faults), true)
        }
    }
}

/// `POST /tu-hoc/sua`
pub(super) fn revise(call: &Call) -> Result<Reply> {
    let (policy, person, draft) = (policy(call)?, call.actor()?.person, typed(call));
    let id = number(call)?;
    let study = call.read(|v| service::own(v, person, id))?;
    let mut wrong = Vec::new();
    let declared = draft.read(policy.platforms, &mut wrong);
    let outcome = call.write("self_study.revise", id.to_string(), |tx| {
        service::revise(tx, policy, person, id, &declared, sends(call))?;
        if wrong.is_empty() { Ok(()) } else { Err(Failure::Invalid(wrong.clone())) }
    });
    match outcome {
        Ok(()) => Ok(done(call, id)),
        Err(failure) => {
            let faults = without_day_faults(merged(wrong.clone(), Err(failure))?);
            page(call, Some(id), "", &draft, &errors(faults), study.stage != Stage::Waiting)
        }
    }
}

fn errors(faults: Vec<FieldFault>) -> Errors {
    Errors(faults.into_iter().map(|f| (f.field, f.message)).collect())
}

/// The topics, each area as a whole and its own.
fn topic_choices(lang: Lang, topics: &Topics) -> Vec<Choice> {
    let one = |t: &crate::class::TopicChoice| {
        let name = wording::topic(lang, topics, &t.code);
        Choice::new(t.code.clone(), if t.code == t.area { name } else { format!("– {name}") })
    };
    topics.0.iter().map(one).collect()
}

fn page(
    call: &Call,
    id: Option<i64>,
    uuid: &str,
    draft: &Draft,
    errors: &Errors,
    may_wait: bool,
) -> Result<Reply> {
    let lang = call.lang;
    let policy = policy(call)?;
    let day = |name: &str, label: &str, value: &str| {
        Field::date(lang, name, label)
            .value(value)
            .between(Some(policy.rules.earliest(call.today()).to_string()), Some(call.today().to_string()))
            .error(errors.of(name))
    };
    let platforms = policy
        .platforms
        .platform
        .iter()
        .map(|p| Choice::new(p.code.clone(), platform_name(lang, p)))
        .collect();
    let action = if id.is_some() { "/tu-hoc/sua" } else { "/tu-hoc/moi" };
    let send =
        if may_wait { t!(lang, "Gửi công đoàn xác nhận") } else { t!(lang, "Lưu thay đổi") };
    let body = html! {
        (errors.summary(lang))
        (form(action, csrf(call), html! {
            @if let Some(id) = id { input type="hidden" name="so" value=(id); }
            @else { input type="hidden" name="uuid" value=(uuid); }
            (Field::text(lang, "title", t!(lang, "Bạn đã học gì?")).required().max_length(200).value(&draft.title)
                .hint(t!(lang, "Ví dụ: Cách tạo tài khoản VNeID; Kỹ thuật đốn chè.")).error(errors.of("title")))
            (Field::select(lang, "topic", t!(lang, "Chủ đề"), topic_choices(lang, policy.topics)).required()
                .blank(t!(lang, "— Chọn chủ đề —")).value(&draft.topic).error(errors.of("topic")))
            (Field::select(lang, "platform", t!(lang, "Học ở đâu?"), platforms).required()
                .blank(t!(lang, "— Chọn nơi học —")).value(&draft.platform).error(errors.of("platform")))
            (Field::text(lang, "place", t!(lang, "Đường dẫn, hoặc tên sách, tên nơi học")).max_length(500)
                .value(&draft.place).hint(t!(lang, "Trên điện thoại: bấm Chia sẻ, Sao chép liên kết, rồi dán vào đây."))
                .error(errors.of("place")))
            (day("first_day", t!(lang, "Ngày học (hoặc ngày đầu)"), &draft.first_day).required())
            (day("last_day", t!(lang, "Ngày cuối, nếu học nhiều ngày"), &draft.last_day))
            (Field::number(lang, "hours", t!(lang, "Số giờ học")).plain().suffix(t!(lang, "giờ")).value(&draft.hours)
                .hint(t!(lang, "Cộng cả các ngày đã học.")).error(errors.of("hours")))
            (Field::number(lang, "minutes", t!(lang, "và số phút")).plain().suffix(t!(lang, "phút"))
                .value(&draft.minutes).error(errors.of("minutes")))
            (Field::textarea(lang, "words", t!(lang, "Bạn đã học được gì?"), 3).max_length(1000).value(&draft.words)
                .hint(t!(lang, "Một hai câu là đủ; giúp cán bộ công đoàn xác nhận nhanh hơn.")).error(errors.of("words")))
            (Field::text(lang, "evidence", t!(lang, "Minh chứng")).max_length(300).value(&draft.evidence)
                .hint(t!(lang, "Ví dụ: số giấy chứng nhận, điểm bài kiểm tra, người đã chỉ việc.")).error(errors.of("evidence")))
            div.toolbar {
                (primary(send).icon("send").sends("viec", "gui"))
                @if may_wait { (quiet(t!(lang, "Lưu lại, gửi sau")).sends("viec", "luu")) }
                (link_button(Look::Quiet, t!(lang, "Thôi, quay lại"), "/tu-hoc"))
            }
        }))
    };
    let title =
        if id.is_some() { t!(lang, "Sửa việc tự học") } else { t!(lang, "Thêm việc tự học") };
    let dress = |shell: &mut Shell| {
        shell.crumbs =
            vec![(t!(lang, "Tự học").to_owned(), Some("/tu-hoc".to_owned())), (title.to_owned(), None)];
    };
    Ok(if errors.is_empty() {
        call.page_with(title, body, dress)
    } else {
        call.page_refused(title, body, dress)
    })
}
