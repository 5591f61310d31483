//! Rows of classes on their way in: gathered, then written together.

use super::*;

/// Rows of new classes, gathered to be written together.
#[derive(Default)]
pub struct Rows {
    classes: Vec<Val>,
    states: Vec<Val>,
    topics: Vec<Val>,
    days: Vec<Val>,
    turns: Vec<Val>,
    enrolments: Vec<Val>,
    marks: Vec<Val>,
}

impl Rows {
    /// A class's identity.
    pub fn class(
        &mut self,
        tx: &Tx,
        unit: OrganisationId,
        year: i16,
        number: Option<i64>,
        code: &str,
    ) -> ClassId {
        let id = tx.new_id();
        self.classes.extend([Val::Int(id), unit.into(), i64::from(year).into(), number.into(), code.into()]);
        ClassId(id)
    }
    /// What it is.
    pub fn state(&mut self, tx: &Tx, id: ClassId, is: &NewClass) {
        self.states.extend([
            Val::Int(tx.new_id()),
            id.into(),
            is.title.as_str().into(),
            is.kind.code().into(),
            is.place.as_str().into(),
            is.partner.as_str().into(),
            is.evidence.as_str().into(),
            is.is_check.into(),
            i64::from(is.needed_share).into(),
        ]);
    }
    /// A topic.
    pub fn topic(&mut self, tx: &Tx, id: ClassId, topic: &Topic) {
        self.topics.extend([Val::Int(tx.new_id()), id.into(), topic.0.as_str().into()]);
    }
    /// A day.
    pub fn day(&mut self, tx: &Tx, id: ClassId, day: &ClassDay) {
        self.days.extend([Val::Int(tx.new_id()), id.into(), day.day.into(), day.minutes.into()]);
    }
    /// A turn.
    pub fn turn(&mut self, tx: &Tx, id: ClassId, turn: Turn, day: Date, reason: &str) {
        self.turns.extend([Val::Int(tx.new_id()), id.into(), turn.code().into(), day.into(), reason.into()]);
    }
    /// A learner.
    pub fn enrolment(&mut self, tx: &Tx, id: ClassId, person: PersonId, passed: Option<bool>) {
        self.enrolments.extend([Val::Int(tx.new_id()), id.into(), person.into(), passed.into()]);
    }
    /// A mark.
    pub fn mark(&mut self, tx: &Tx, id: ClassId, person: PersonId, day: Date, mark: Mark) {
        self.marks.extend([Val::Int(tx.new_id()), id.into(), person.into(), day.into(), mark.code().into()]);
    }
    /// Writes them all.
    pub fn write(self, tx: &Tx) -> Out<()> {
        tx.insert_all("learning_class", "id, organisation, year, number, code", 5, &self.classes)?;
        tx.insert_all(
            "learning_class_state",
            "id, class, title, kind, place, partner, evidence, is_check, needed_share",
            9,
            &self.states,
        )?;
        tx.insert_all("learning_class_topic", "id, class, topic", 3, &self.topics)?;
        tx.insert_all("learning_class_day", "id, class, day, minutes", 4, &self.days)?;
        tx.insert_all("learning_class_turn", "id, class, turn, day, reason", 5, &self.turns)?;
        tx.insert_all("learning_enrolment", "id, class, person, passed", 4, &self.enrolments)?;
        tx.insert_all("learning_attendance", "id, class, person, day, mark", 5, &self.marks)
    }
}

/// Brings the rows of a class's state, topics and days to what it is to be. False when nothing differs.
pub fn revise(tx: &Tx, id: ClassId, to: &NewClass) -> Out<bool> {
    let Some((now, row)) = with_row(tx, id)? else { return Ok(false) };
    let mut rows = Rows::default();
    let bare = |c: &NewClass| NewClass { topics: Vec::new(), days: Vec::new(), code: None, ..c.clone() };
    // a revised class always gets a new state row, so that its history tells of it
    let changed = bare(&now.is) != bare(to) || now.is.topics != to.topics || now.is.days != to.days;
    if !changed {
        return Ok(false);
    }
    tx.retire("learning_class_state", row)?;
    rows.state(tx, id, to);
    for (topic, row) in tx.rows(TOPICS, &[id.into()], |r| Ok((Topic(r.text(0)?), r.int(1)?)))? {
        if !to.topics.contains(&topic) {
            tx.retire("learning_class_topic", row)?;
        }
    }
    for topic in to.topics.iter().filter(|t| !now.is.topics.contains(t)) {
        rows.topic(tx, id, topic);
    }
    let days =
        tx.rows(DAYS, &[id.into()], |r| Ok((ClassDay { day: r.day(0)?, minutes: r.int(1)? }, r.int(2)?)))?;
    for (day, row) in days {
        if !to.days.contains(&day) {
            tx.retire("learning_class_day", row)?;
        }
    }
    for day in to.days.iter().filter(|d| !now.is.days.contains(d)) {
        rows.day(tx, id, day);
    }
    rows.write(tx)?;
    Ok(true)
}
