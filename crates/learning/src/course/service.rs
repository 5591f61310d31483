//! What is done with a course. Each function is one act inside the caller's transaction.

use super::model::{CourseBody, CourseTurn, Faults, Published};
use super::store;
use ::store::{Tx, View};
use kernel::{CourseId, Failure, OrganisationId, PersonId, Result, VersionId};
use sha2::{Digest, Sha256};

/// The kind of subject that facts about a whole course name.
pub const SUBJECT: &str = "course";
/// The kind of subject that facts about one lesson name.
pub const LESSON_SUBJECT: &str = "lesson";

/// The digest by which a version is named.
pub fn digest(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Begins a course at a unit, with its first draft.
pub fn begin(tx: &Tx, unit: OrganisationId, body: &CourseBody) -> Result<CourseId> {
    if body.title.trim().is_empty() {
        return Err(Failure::field("title", "Hãy ghi tên khóa học."));
    }
    let course = store::create(tx, unit, tx.today().year())?;
    store::keep_draft(tx, course, None, body)?;
    Ok(course)
}

/// Keeps what an author wrote over the draft that the author saw. Somebody else's newer words are never written over.
pub fn save(tx: &Tx, course: CourseId, seen: Option<i64>, body: &CourseBody) -> Result<i64> {
    if store::last_turn(tx, course)?.is_some_and(|(turn, ..)| turn == CourseTurn::Submitted) {
        return Err(Failure::Conflict(
            "Khóa học đang chờ duyệt nên chưa sửa được. Hãy rút lại trước.".to_owned(),
        ));
    }
    let now = store::draft(tx, course)?.map(|(row, _)| row);
    let newer = || {
        Failure::Conflict(
            "Người khác vừa lưu bản soạn mới hơn. Hãy mở lại để không ghi đè lên phần của họ.".to_owned(),
        )
    };
    if now != seen {
        return Err(newer());
    }
    store::keep_draft(tx, course, seen, body)?.ok_or_else(newer)
}

/// Hands the draft in for review.
pub fn submit(tx: &Tx, course: CourseId, by: PersonId, faults: &Faults) -> Result<()> {
    let (row, _) = store::draft(tx, course)?.ok_or(Failure::NotFound)?;
    if store::last_turn(tx, course)?.is_some_and(|(turn, ..)| turn == CourseTurn::Submitted) {
        return Err(Failure::Conflict("Khóa học đã được gửi duyệt.".to_owned()));
    }
    if !faults.0.is_empty() {
        return Err(Failure::Invalid(faults.0.clone()));
    }
    store::keep_turn(tx, course, CourseTurn::Submitted, by, (Some(row), None), "")?;
    Ok(())
}

/// Gives a submitted course back with a reason; its author may take it back without one.
pub fn give_back(tx: &Tx, course: CourseId, by: PersonId, reason: &str) -> Result<()> {
    let (author, draft) = submitted(tx, course)?;
    let reason = kernel::name::tidy(reason);
    if author != by && reason.chars().count() < 5 {
        return Err(Failure::field(
            "reason",
            "Hãy ghi lý do trả lại (ít nhất 5 chữ) để người soạn biết cần sửa gì.",
        ));
    }
    store::keep_turn(tx, course, CourseTurn::Returned, by, (draft, None), &reason)?;
    Ok(())
}

fn submitted(v: &View, course: CourseId) -> Result<(PersonId, Option<i64>)> {
    match store::last_turn(v, course)? {
        Some((CourseTurn::Submitted, by, draft)) => Ok((by, draft)),
        _ => Err(Failure::Conflict("Khóa học không ở trạng thái chờ duyệt. Hãy tải lại trang.".to_owned())),
    }
}

/// Publishes what was handed in as the next version. Whoever handed it in does not publish it.
pub fn publish(tx: &Tx, course: CourseId, by: PersonId) -> Result<VersionId> {
    let (author, draft) = submitted(tx, course)?;
    if author == by {
        return Err(Failure::Forbidden(
            "Người gửi duyệt không tự xuất bản. Hãy nhờ người thứ hai có quyền duyệt khóa học.".to_owned(),
        ));
    }
    let row = draft.ok_or(Failure::NotFound)?;
    let body = store::draft_row(tx, course, row)?.ok_or(Failure::NotFound)?;
    lay(tx, course, by, Some(row), &body)
}

fn lay(tx: &Tx, course: CourseId, by: PersonId, draft: Option<i64>, body: &CourseBody) -> Result<VersionId> {
    let text = body.text().map_err(|e| Failure::broken(e.to_string()))?;
    let version = store::keep_version(tx, course, body, &kernel::name::fold(&body.title), &digest(&text))?;
    store::keep_turn(tx, course, CourseTurn::Published, by, (draft, Some(version)), "")?;
    Ok(version)
}

/// Brings in a course that was written and reviewed elsewhere (the demo, an exchange of courses): begun by one person,
/// published by another.
pub fn bring_in(
    tx: &Tx,
    unit: OrganisationId,
    (author, reviewer): (PersonId, PersonId),
    body: &CourseBody,
) -> Result<(CourseId, VersionId)> {
    let course = begin(tx, unit, body)?;
    submit(tx, course, author, &Faults::default())?;
    Ok((course, publish(tx, course, reviewer)?))
}

/// No longer offers a course. Who learns it may finish; what was learned stays.
pub fn withdraw(tx: &Tx, course: CourseId, by: PersonId, reason: &str) -> Result<()> {
    let reason = kernel::name::tidy(reason);
    if reason.chars().count() < 5 {
        return Err(Failure::field("reason", "Hãy ghi lý do ngừng dùng (ít nhất 5 chữ)."));
    }
    let newest = published(tx, course)?;
    if !newest.is_offered {
        return Err(Failure::Conflict("Khóa học đã ngừng dùng.".to_owned()));
    }
    store::keep_turn(tx, course, CourseTurn::Withdrawn, by, (None, Some(newest.version)), &reason)?;
    Ok(())
}

/// Offers a withdrawn course again.
pub fn restore(tx: &Tx, course: CourseId, by: PersonId) -> Result<()> {
    let newest = published(tx, course)?;
    if newest.is_offered {
        return Err(Failure::Conflict("Khóa học đang được dùng.".to_owned()));
    }
    store::keep_turn(tx, course, CourseTurn::Restored, by, (None, Some(newest.version)), "")?;
    Ok(())
}

/// The newest version of a course, or not found.
pub fn published(v: &View, course: CourseId) -> Result<Published> {
    store::newest(v, course)?.ok_or(Failure::NotFound)
}
