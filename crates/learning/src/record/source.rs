//! Where entries come from: each room that gives facts says what its things are called. One line in [`sources`] and a
//! room's learning stands in everybody's record.

use super::model::{Entry, Status};
use crate::certificate::service::COURSE;
use crate::class::service::SUBJECT as CLASS;
use crate::class::store as classes;
use crate::course::store as courses;
use ::store::View;
use kernel::{ClassId, CourseId, LessonId, PersonId, Result};

/// What a record tells of a thing.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Told {
    /// Its name.
    pub title: String,
    /// Where or with whom; may be empty.
    pub place: String,
    /// How sure its facts are.
    pub status: Status,
    /// What it is a part of (a lesson of a course): when that stands in the record too, the part is told by it and its
    /// time is not counted twice.
    pub part_of: Option<(&'static str, i64)>,
}

/// A room whose facts are learning.
pub trait Source: Send + Sync {
    /// The `subject_kind` of its facts.
    fn subject_kind(&self) -> &'static str;
    /// What a thing of this kind is; none when it tells nothing.
    fn told(&self, v: &View, subject: i64) -> Result<Option<Told>>;
    /// What the person declared that gave no facts yet (status [`Status::Declared`]).
    fn declared(&self, v: &View, person: PersonId) -> Result<Vec<Entry>> {
        let _ = (v, person);
        Ok(Vec::new())
    }
}

/// Every source, one line each.
pub fn sources() -> Vec<Box<dyn Source>> {
    vec![Box::new(Classes), Box::new(Courses), Box::new(Lessons)]
}

/// Training classes: an officer's attendance list is the proof.
struct Classes;

impl Source for Classes {
    fn subject_kind(&self) -> &'static str {
        CLASS
    }
    fn told(&self, v: &View, subject: i64) -> Result<Option<Told>> {
        let Some((title, unit)) = classes::title(v, ClassId(subject))? else { return Ok(None) };
        let unit = people::organisation::store::last(v, unit)?;
        let place = unit.map_or_else(String::new, |o| o.name);
        Ok(Some(Told { title, place, status: Status::Verified, part_of: None }))
    }
}

/// Online courses: a passed test is the proof.
struct Courses;

impl Source for Courses {
    fn subject_kind(&self) -> &'static str {
        COURSE
    }
    fn told(&self, v: &View, subject: i64) -> Result<Option<Told>> {
        let Some(course) = courses::newest(v, CourseId(subject))? else { return Ok(None) };
        let unit = people::organisation::store::last(v, course.organisation)?;
        let place = unit.map_or_else(String::new, |o| o.name);
        Ok(Some(Told { title: course.title, place, status: Status::Verified, part_of: None }))
    }
}

/// Lessons, told by their course when that stands in the record.
struct Lessons;

impl Source for Lessons {
    fn subject_kind(&self) -> &'static str {
        "lesson"
    }
    fn told(&self, v: &View, subject: i64) -> Result<Option<Told>> {
        let Some((course, _)) = courses::lesson(v, LessonId(subject))? else { return Ok(None) };
        let Some(known) = courses::newest(v, course)? else { return Ok(None) };
        let unit = people::organisation::store::last(v, known.organisation)?;
        let place = unit.map_or_else(String::new, |o| o.name);
        let part_of = Some((COURSE, course.0));
        Ok(Some(Told { title: known.title, place, status: Status::Verified, part_of }))
    }
}
