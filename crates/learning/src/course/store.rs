//! Every SQL of courses: drafts, versions, turns, lessons, assignments.

use super::model::{Assignment, Audience, CourseBody, CourseTurn, Published};
use kernel::{CourseId, Date, LessonId, MediaId, Moment, OrganisationId, PersonId, VersionId};
use std::collections::{BTreeMap, BTreeSet};
use store::{Row, StoreError, Tx, Val, View};

type Out<T> = Result<T, StoreError>;

store::statements! {
    /// A course: code, unit.
    ONE = "select code, organisation from learning_course where id = $1";
    /// The next number of a unit and year.
    NEXT_NUMBER = "select coalesce(max(number), 0) + 1 from learning_course where organisation = $1 and year = $2";
    /// The newest draft.
    DRAFT = "select id, body from learning_course_draft where course = $1 and retired_txn is null order by id desc limit 1";
    /// One draft, retired or not.
    DRAFT_ROW = "select body from learning_course_draft where id = $1 and course = $2";
    /// The turns of a course, newest first, with when and whose name.
    TURNS = "select u.turn, u.person, u.draft, u.version, u.reason, t.at, coalesce(p.full_name, '') \
        from learning_course_turn u join store_txn t on t.id = u.id / 1048576 \
        left join people_person_state p on p.person = u.person and p.retired_txn is null \
        where u.course = $1 order by u.id desc";
    /// The newest turn of a course.
    LAST_TURN = "select turn, person, draft, version from learning_course_turn where course = $1 order by id desc limit 1";
    /// The newest version of every course, without its text; `$1` is a course or 0.
    NEWEST = "select c.id, c.code, c.organisation, v.id, v.number, v.title, v.language, v.audience, v.minutes, v.lessons, v.sha256, \
        coalesce((select u.turn from learning_course_turn u where u.course = c.id and u.turn in ('published', 'withdrawn', 'restored') \
          order by u.id desc limit 1), 'published') \
        from learning_course c join learning_course_version v on v.course = c.id \
        and v.number = (select max(w.number) from learning_course_version w where w.course = c.id) \
        where (cast($1 as bigint) = 0 or c.id = cast($1 as bigint)) order by v.folded, c.id";
    /// One version without its text.
    VERSION = "select c.id, c.code, c.organisation, v.id, v.number, v.title, v.language, v.audience, v.minutes, v.lessons, v.sha256, \
        coalesce((select u.turn from learning_course_turn u where u.course = c.id and u.turn in ('published', 'withdrawn', 'restored') \
          order by u.id desc limit 1), 'published') \
        from learning_course_version v join learning_course c on c.id = v.course where v.id = $1";
    /// The text of a version.
    BODY = "select body from learning_course_version where id = $1";
    /// The version of a course with a number.
    NUMBERED = "select id from learning_course_version where course = $1 and number = $2";
    /// The newest number of a course's versions.
    LAST_NUMBER = "select coalesce(max(number), 0) from learning_course_version where course = $1";
    /// Which topics each version is about.
    TOPICS = "select version, topic from learning_course_topic order by version, id";
    /// The lessons of a course by key.
    LESSONS = "select key, id from learning_lesson where course = $1";
    /// Course and key of a lesson.
    LESSON = "select course, key from learning_lesson where id = $1";
    /// Which newest versions use a medium.
    USES_MEDIA = "select distinct v.course from learning_course_media m join learning_course_version v on v.id = m.version where m.media = $1";
    /// Assignments in force, to units or people; `$1` is a course or 0.
    ASSIGNMENTS = "select id, course, organisation, person, due_on, note from learning_assignment \
        where retired_txn is null and (cast($1 as bigint) = 0 or course = cast($1 as bigint)) order by id";
    /// Assignments in force that reach a person (`$1`) on a day (`$2`): by name, or by the unit where they belong.
    ASSIGNED_TO = "select a.id, a.course, a.organisation, a.person, a.due_on, a.note from learning_assignment a \
        where a.retired_txn is null and (a.person = $1 or (a.person is null and exists (select 1 from people_attribution p \
          join people_closure k on k.descendant = p.organisation and k.ancestor = a.organisation \
            and k.valid_from <= $2 and $2 < k.valid_to \
          where p.person = $1 and p.valid_from <= $2 and $2 < p.valid_to))) order by a.id";
    /// The units that a person belongs to on a day, and all above them.
    UNITS_ABOVE = "select distinct k.ancestor from people_attribution p join people_closure k on k.descendant = p.organisation \
        and k.valid_from <= $2 and $2 < k.valid_to where p.person = $1 and p.valid_from <= $2 and $2 < p.valid_to";
}

/// The code and unit of a course.
pub fn course(v: &View, id: CourseId) -> Out<Option<(String, OrganisationId)>> {
    v.first(ONE, &[id.into()], |r| Ok((r.text(0)?, OrganisationId(r.int(1)?))))
}

/// Makes the identity of a course, with the next code of the unit and year.
pub fn create(tx: &Tx, unit: OrganisationId, year: i16) -> Out<CourseId> {
    let number = tx.number(NEXT_NUMBER, &[unit.into(), i64::from(year).into()])?;
    let code = format!("KH-{year}-{number:03}");
    let values = [unit.into(), i64::from(year).into(), number.into(), code.into()];
    tx.insert("learning_course", "organisation, year, number, code", &values).map(CourseId)
}

/// The newest draft of a course: its row and what it says.
pub fn draft(v: &View, course: CourseId) -> Out<Option<(i64, CourseBody)>> {
    v.first(DRAFT, &[course.into()], |r| Ok((r.int(0)?, body(&r.text(1)?)?)))
}

/// A draft by its row, also one that was written over since.
pub fn draft_row(v: &View, course: CourseId, row: i64) -> Out<Option<CourseBody>> {
    v.first(DRAFT_ROW, &[row.into(), course.into()], |r| body(&r.text(0)?))
}

/// Keeps a draft in place of the one before it. False when that one was written over by somebody else since.
pub fn keep_draft(tx: &Tx, course: CourseId, before: Option<i64>, new: &CourseBody) -> Out<Option<i64>> {
    if let Some(before) = before
        && !tx.retire("learning_course_draft", before)?
    {
        return Ok(None);
    }
    let text = new.text().map_err(|e| StoreError::Own(e.to_string()))?;
    tx.insert("learning_course_draft", "course, body", &[course.into(), text.into()]).map(Some)
}

fn body(text: &str) -> Out<CourseBody> {
    CourseBody::read(text).map_err(|e| StoreError::Own(format!("a kept course cannot be read: {e}")))
}

/// A turn of a course.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TurnLine {
    /// What.
    pub turn: CourseTurn,
    /// Who.
    pub person: PersonId,
    /// Their name now.
    pub name: String,
    /// The draft that was handed in.
    pub draft: Option<i64>,
    /// The version that came of it.
    pub version: Option<VersionId>,
    /// Why.
    pub reason: String,
    /// When.
    pub at: Moment,
}

fn turn(code: &str) -> Out<CourseTurn> {
    CourseTurn::find(code).ok_or_else(|| StoreError::Own(format!("unknown turn of a course {code}")))
}

/// The turns of a course, newest first.
pub fn turns(v: &View, course: CourseId) -> Out<Vec<TurnLine>> {
    v.rows(TURNS, &[course.into()], |r| {
        Ok(TurnLine {
            turn: turn(&r.text(0)?)?,
            person: PersonId(r.int(1)?),
            draft: r.opt_int(2)?,
            version: r.opt_int(3)?.map(VersionId),
            reason: r.text(4)?,
            at: Moment(r.int(5)?),
            name: r.text(6)?,
        })
    })
}

/// The newest turn: what, who, which draft.
pub fn last_turn(v: &View, course: CourseId) -> Out<Option<(CourseTurn, PersonId, Option<i64>)>> {
    v.first(LAST_TURN, &[course.into()], |r| Ok((turn(&r.text(0)?)?, PersonId(r.int(1)?), r.opt_int(2)?)))
}

/// Keeps a turn.
pub fn keep_turn(
    tx: &Tx,
    course: CourseId,
    turn: CourseTurn,
    by: PersonId,
    (draft, version): (Option<i64>, Option<VersionId>),
    reason: &str,
) -> Out<i64> {
    let values = [course.into(), turn.code().into(), by.into(), draft.into(), version.into(), reason.into()];
    tx.insert("learning_course_turn", "course, turn, person, draft, version, reason", &values)
}

fn published(r: &Row) -> Out<Published> {
    let audience = r.text(7)?;
    Ok(Published {
        course: CourseId(r.int(0)?),
        code: r.text(1)?,
        organisation: OrganisationId(r.int(2)?),
        version: VersionId(r.int(3)?),
        number: r.int(4)?,
        title: r.text(5)?,
        language: r.text(6)?,
        audience: Audience::find(&audience)
            .ok_or_else(|| StoreError::Own(format!("unknown audience {audience}")))?,
        minutes: r.int(8)?,
        lessons: r.int(9)?,
        sha256: r.text(10)?,
        is_offered: r.text(11)? != CourseTurn::Withdrawn.code(),
    })
}

/// The newest version of every published course, by title.
pub fn newest_of_all(v: &View) -> Out<Vec<Published>> {
    v.rows(NEWEST, &[0.into()], published)
}

/// The newest version of a course.
pub fn newest(v: &View, course: CourseId) -> Out<Option<Published>> {
    v.first(NEWEST, &[course.into()], published)
}

/// A version of a course by its number.
pub fn numbered(v: &View, course: CourseId, number: i64) -> Out<Option<Published>> {
    let id = v.first(NUMBERED, &[course.into(), number.into()], |r| r.int(0))?;
    id.map_or(Ok(None), |id| version(v, VersionId(id)))
}

/// A version.
pub fn version(v: &View, id: VersionId) -> Out<Option<Published>> {
    v.first(VERSION, &[id.into()], published)
}

/// What a version says.
pub fn version_body(v: &View, id: VersionId) -> Out<Option<CourseBody>> {
    v.first(BODY, &[id.into()], |r| body(&r.text(0)?))
}

/// The topics of every version.
pub fn topics(v: &View) -> Out<BTreeMap<VersionId, Vec<kernel::Topic>>> {
    let mut out: BTreeMap<VersionId, Vec<kernel::Topic>> = BTreeMap::new();
    v.each(TOPICS, &[], |r| {
        out.entry(VersionId(r.int(0)?)).or_default().push(kernel::Topic(r.text(1)?));
        Ok(())
    })?;
    Ok(out)
}

/// The lessons of a course by key.
pub fn lessons(v: &View, course: CourseId) -> Out<BTreeMap<String, LessonId>> {
    Ok(v.rows(LESSONS, &[course.into()], |r| Ok((r.text(0)?, LessonId(r.int(1)?))))?.into_iter().collect())
}

/// The course and key of a lesson.
pub fn lesson(v: &View, id: LessonId) -> Out<Option<(CourseId, String)>> {
    v.first(LESSON, &[id.into()], |r| Ok((CourseId(r.int(0)?), r.text(1)?)))
}

/// The courses whose versions use a medium.
pub fn courses_using(v: &View, media: MediaId) -> Out<Vec<CourseId>> {
    v.rows(USES_MEDIA, &[media.into()], |r| Ok(CourseId(r.int(0)?)))
}

/// Keeps a version with its topics, media and lessons. `folded` is its title for searching and sorting.
pub fn keep_version(
    tx: &Tx,
    course: CourseId,
    body: &CourseBody,
    folded: &str,
    sha256: &str,
) -> Out<VersionId> {
    let text = body.text().map_err(|e| StoreError::Own(e.to_string()))?;
    let number = tx.number(LAST_NUMBER, &[course.into()])? + 1;
    let count = i64::try_from(body.lessons.len()).unwrap_or(i64::MAX);
    let values = [
        course.into(),
        number.into(),
        body.title.as_str().into(),
        folded.into(),
        body.language.as_str().into(),
        body.audience.code().into(),
        body.minutes().into(),
        count.into(),
        text.into(),
        sha256.into(),
    ];
    let columns = "course, number, title, folded, language, audience, minutes, lessons, body, sha256";
    let version = tx.insert("learning_course_version", columns, &values)?;
    let mut rows: Vec<Val> = Vec::new();
    for topic in &body.topics {
        rows.extend([tx.new_id().into(), version.into(), topic.0.as_str().into()]);
    }
    tx.insert_all("learning_course_topic", "id, version, topic", 3, &rows)?;
    rows.clear();
    for media in body.media() {
        rows.extend([tx.new_id().into(), version.into(), media.into()]);
    }
    tx.insert_all("learning_course_media", "id, version, media", 3, &rows)?;
    rows.clear();
    let known = lessons(tx, course)?;
    for lesson in body.lessons.iter().filter(|l| !known.contains_key(&l.key)) {
        rows.extend([tx.new_id().into(), course.into(), lesson.key.as_str().into()]);
    }
    tx.insert_all("learning_lesson", "id, course, key", 3, &rows)?;
    Ok(VersionId(version))
}

fn assignment(r: &Row) -> Out<Assignment> {
    Ok(Assignment {
        id: r.int(0)?,
        course: CourseId(r.int(1)?),
        organisation: OrganisationId(r.int(2)?),
        person: r.opt_int(3)?.map(PersonId),
        due_on: r.opt_day(4)?,
        note: r.text(5)?,
    })
}

/// The assignments of a course that are in force.
pub fn assignments(v: &View, course: CourseId) -> Out<Vec<Assignment>> {
    v.rows(ASSIGNMENTS, &[course.into()], assignment)
}

/// The assignments in force that reach a person on a day.
pub fn assigned_to(v: &View, person: PersonId, on: Date) -> Out<Vec<Assignment>> {
    v.rows(ASSIGNED_TO, &[person.into(), on.into()], assignment)
}

/// The units a person belongs to on a day, with all above them: what is made there for its own people is theirs too.
pub fn units_above(v: &View, person: PersonId, on: Date) -> Out<BTreeSet<OrganisationId>> {
    Ok(v.rows(UNITS_ABOVE, &[person.into(), on.into()], |r| Ok(OrganisationId(r.int(0)?)))?
        .into_iter()
        .collect())
}

/// Keeps an assignment.
pub fn assign(tx: &Tx, a: &Assignment) -> Out<i64> {
    let values =
        [a.course.into(), a.organisation.into(), a.person.into(), a.due_on.into(), a.note.as_str().into()];
    tx.insert("learning_assignment", "course, organisation, person, due_on, note", &values)
}
