//! Receiving, answering, putting off, doing, refusing.

use super::model::{Request, State, StepKind};
use super::store;
use crate::consent::model::{Giver, Turn};
use crate::consent::service::{self as consent, Said};
use crate::erasure::service::is_known;
use crate::rules::Rules;
use ::store::{Tx, View};
use kernel::{Date, Failure, FieldFault, Moment, OrganisationId, PersonId, Result};
use people::person::{Person, store as people_store, typed};
use people::restriction;

/// What somebody asks.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    /// Code of the kind.
    pub kind: String,
    /// In their own words.
    pub wish: String,
    /// The field to be corrected.
    pub field: String,
    /// The right value.
    pub value: String,
    /// `own` from the person's page, `paper` written down by an officer.
    pub channel: &'static str,
}

/// The unit by which a person is found: today's, else the last one.
pub fn unit_of(v: &View, person: PersonId, today: Date) -> Result<Option<OrganisationId>> {
    let all = people_store::affiliations(v, person)?;
    let now = all.iter().find(|a| a.from <= today && today < a.to);
    let last = all.iter().max_by_key(|a| (a.to, a.id));
    Ok(now.or(last).map(|a| a.organisation))
}

/// Reads what somebody typed as the right value into the record; a fault says how to write it.
pub fn corrected(person: &Person, field: &str, value: &str, today: Date) -> Result<Person> {
    let fault = |text: &str| Failure::field("gia_tri", text);
    let optional = || Some(kernel::name::tidy(value)).filter(|t| !t.is_empty());
    let mut new = person.clone();
    match field {
        "full_name" => {
            let name = kernel::name::tidy(value);
            if name.chars().count() < 2
                || name.chars().count() > 100
                || name.chars().any(|c| c.is_ascii_digit())
            {
                return Err(fault("Hãy ghi họ và tên đầy đủ, không có chữ số."));
            }
            new.full_name = name;
        }
        "birth" => match typed::birth(value, today) {
            Some((day, year)) if year.is_some() => (new.birth_day, new.birth_year) = (day, year),
            _ => return Err(fault("Hãy ghi ngày sinh như 20/12/1984, hoặc chỉ năm.")),
        },
        "phone" => match typed::phone(value) {
            Some(phone) => new.phone = Some(phone),
            None => return Err(fault("Số điện thoại gồm 10 chữ số, bắt đầu bằng 0.")),
        },
        "section" => new.section = optional(),
        "staff_code" => new.staff_code = optional(),
        _ => {}
    }
    Ok(new)
}

/// Keeps a new request; its clocks start now.
pub fn receive(tx: &Tx, rules: &Rules, person: PersonId, asked: &Asked) -> Result<i64> {
    let today = tx.today();
    let mut faults = Vec::new();
    let Some(kind) = rules.kind(&asked.kind) else {
        return Err(Failure::field("loai", "Hãy chọn loại yêu cầu."));
    };
    let is_correction = kind.code == "rectify";
    if is_correction && !rules.fields.iter().any(|f| f.code == asked.field) {
        faults.push(FieldFault::new("muc", "Hãy chọn mục cần sửa."));
    }
    if is_correction && asked.field != "other" && asked.value.is_empty() {
        faults.push(FieldFault::new("gia_tri", "Hãy ghi nội dung đúng."));
    }
    if (!is_correction || asked.field == "other") && asked.wish.chars().count() < 5 {
        faults.push(FieldFault::new("noi_dung", "Hãy nói rõ bạn muốn gì, ít nhất 5 chữ."));
    }
    if asked.wish.chars().count() > 2000 {
        faults.push(FieldFault::new("noi_dung", "Nội dung dài quá 2000 chữ."));
    }
    if !faults.is_empty() {
        return Err(Failure::Invalid(faults));
    }
    let known = restriction::service::behind(tx, person)?.ok_or(Failure::NotFound)?;
    if is_correction && asked.field != "other" {
        corrected(&known, &asked.field, &asked.value, today)?;
    }
    let organisation = unit_of(tx, person, today)?.ok_or(Failure::NotFound)?;
    let waits =
        |r: &Request| r.kind == kind.code && r.field == asked.field && !matches!(r.state(), State::Ended(_));
    if store::of_person(tx, person)?.iter().any(waits) {
        return Err(Failure::Conflict(
            "Bạn đã gửi yêu cầu này, cán bộ đang xử lý. Hãy xem tình trạng ở danh sách bên dưới.".to_owned(),
        ));
    }
    let new = Request {
        id: 0,
        person,
        name: String::new(),
        organisation,
        kind: kind.code.clone(),
        wish: asked.wish.clone(),
        field: if is_correction { asked.field.clone() } else { String::new() },
        value: if is_correction { asked.value.clone() } else { String::new() },
        channel: asked.channel.to_owned(),
        at: Moment(0),
        answer_due: rules.answer_due(today),
        first_due: rules.due(today, kind.finish_days),
        steps: Vec::new(),
    };
    Ok(store::add(tx, &new)?)
}

fn open(tx: &Tx, id: i64) -> Result<Request> {
    let r = store::one(tx, id)?.ok_or(Failure::NotFound)?;
    if matches!(r.state(), State::Ended(_)) {
        return Err(Failure::Conflict("Yêu cầu này đã kết thúc.".to_owned()));
    }
    Ok(r)
}

fn said(note: &str) -> Result<()> {
    if note.chars().count() < 5 {
        return Err(Failure::field("ghi_chu", "Hãy ghi rõ, ít nhất 5 chữ; người gửi sẽ đọc."));
    }
    Ok(())
}

/// Tells the person that and how it is dealt with.
pub fn answer(tx: &Tx, id: i64, note: &str) -> Result<()> {
    let r = open(tx, id)?;
    said(note)?;
    if r.state() != State::New {
        return Err(Failure::Conflict("Yêu cầu này đã được trả lời.".to_owned()));
    }
    store::add_step(tx, id, StepKind::Answered, note, None)?;
    Ok(())
}

/// A processor or third party takes part: the longer time of the law holds, counted from the receipt.
pub fn with_processor(tx: &Tx, rules: &Rules, id: i64, note: &str) -> Result<()> {
    let r = open(tx, id)?;
    said(note)?;
    let kind = rules.kind(&r.kind).ok_or(Failure::NotFound)?;
    if r.steps.iter().any(|s| matches!(s.kind, StepKind::Processor | StepKind::Extended)) {
        return Err(Failure::Conflict("Thời hạn của yêu cầu này đã được đổi.".to_owned()));
    }
    let due = rules.due(r.at.day(), kind.finish_days_with_processor);
    store::add_step(tx, id, StepKind::Processor, note, Some(due))?;
    Ok(())
}

/// Puts it off, once, by at most what the law gives.
pub fn extend(tx: &Tx, rules: &Rules, id: i64, days: i32, note: &str) -> Result<()> {
    let r = open(tx, id)?;
    said(note)?;
    let kind = rules.kind(&r.kind).ok_or(Failure::NotFound)?;
    if r.is_extended() {
        return Err(Failure::Conflict("Chỉ được gia hạn một lần.".to_owned()));
    }
    if !(1..=kind.extend_days).contains(&days) {
        return Err(Failure::field("so_ngay", format!("Gia hạn từ 1 đến {} ngày.", kind.extend_days)));
    }
    if r.finish_due() < tx.today() {
        return Err(Failure::Conflict(
            "Đã quá hạn, không gia hạn được nữa. Hãy làm xong hoặc từ chối có lý do.".to_owned(),
        ));
    }
    store::add_step(tx, id, StepKind::Extended, note, Some(rules.due(r.finish_due(), days)))?;
    Ok(())
}

/// What a request that is granted changes beyond the register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Nothing; what was asked was done elsewhere.
    None,
    /// The person is shown nowhere until it is lifted ("hạn chế xử lý").
    Restrict,
    /// One use that rests on consent ends: the code of its purpose.
    Withdraw(String),
}

/// What granting a kind of request may change: a restriction restricts, an objection restricts or ends one use.
pub fn check_effect(kind: &str, effect: &Effect) -> Result<()> {
    match (kind, effect) {
        ("restrict", Effect::Restrict) => Ok(()),
        ("object", Effect::Restrict | Effect::Withdraw(_)) => Ok(()),
        ("restrict" | "object", _) => Err(Failure::field(
            "hieu_luc",
            "Hãy chọn điều sẽ dừng: ghi là đã xong thì việc ấy phải dừng thật.",
        )),
        (_, Effect::None) => Ok(()),
        _ => Err(Failure::field("hieu_luc", "Loại yêu cầu này không đổi việc dùng dữ liệu.")),
    }
}

/// Is what was asked true by now? Nobody is told that something was done which the record belies.
fn check_truth(v: &View, r: &Request) -> Result<()> {
    match r.kind.as_str() {
        "delete" if is_known(v, r.person)? => Err(Failure::Conflict(
            "Chưa ghi là đã xong được: người này chưa được ẩn danh. Hãy bấm “Xem trước và ẩn danh người này” trước; \
             nếu không xóa được thì từ chối có lý do."
                .to_owned(),
        )),
        "rectify" if r.field != "other" => {
            let now = people_store::one(v, r.person)?.ok_or(Failure::NotFound)?;
            if corrected(&now, &r.field, &r.value, v.today())? == now {
                return Ok(());
            }
            Err(Failure::Conflict(
                "Chưa ghi là đã xong được: hồ sơ còn khác điều người này xin sửa. Hãy bấm “Sửa hồ sơ và báo người gửi”, \
                 hoặc sửa ở trang hồ sơ; nếu không sửa thì từ chối có lý do."
                    .to_owned(),
            ))
        }
        _ => Ok(()),
    }
}

/// Done, with what was done and what it changes, in one transaction.
pub fn finish(tx: &Tx, rules: &Rules, id: i64, note: &str, effect: &Effect) -> Result<()> {
    let r = open(tx, id)?;
    said(note)?;
    check_effect(&r.kind, effect)?;
    check_truth(tx, &r)?;
    match effect {
        Effect::None => {}
        Effect::Restrict => {
            restriction::service::begin(tx, r.person, &r.kind, Some(id))?;
        }
        Effect::Withdraw(purpose) => {
            let said = Said {
                turn: Turn { giver: Giver::Own, given: false },
                giver_name: String::new(),
                channel: "request",
                evidence: id.to_string(),
                language: "vi",
            };
            consent::say(tx, rules, r.person, purpose, &said)?;
        }
    }
    store::add_step(tx, id, StepKind::Done, note, None)?;
    Ok(())
}

/// Not done, with the reason.
pub fn refuse(tx: &Tx, id: i64, note: &str) -> Result<()> {
    open(tx, id)?;
    said(note)?;
    store::add_step(tx, id, StepKind::Refused, note, None)?;
    Ok(())
}

/// Taken back by the person who asked.
pub fn cancel(tx: &Tx, id: i64, person: PersonId) -> Result<()> {
    let r = open(tx, id)?;
    if r.person != person {
        return Err(Failure::NotFound);
    }
    store::add_step(tx, id, StepKind::Cancelled, "", None)?;
    Ok(())
}

/// Writes what was asked into the record and ends the request.
pub fn correct(tx: &Tx, id: i64, note: &str) -> Result<()> {
    let r = open(tx, id)?;
    if r.kind != "rectify" || r.field == "other" {
        return Err(Failure::Conflict(
            "Yêu cầu này không sửa được bằng một lần bấm; hãy sửa ở trang hồ sơ.".to_owned(),
        ));
    }
    restriction::service::refuse(tx, r.person)?;
    let before = people_store::one(tx, r.person)?.ok_or(Failure::NotFound)?;
    let after = corrected(&before, &r.field, &r.value, tx.today())?;
    if after != before {
        people_store::change(tx, &after)?;
    }
    let note = if note.is_empty() { "Đã sửa hồ sơ theo yêu cầu." } else { note };
    store::add_step(tx, id, StepKind::Done, note, None)?;
    Ok(())
}
