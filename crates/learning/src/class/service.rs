//! What is done with a class. Each function is one act inside the caller's transaction.

use super::model::{ClassState, Learner, Mark, NewClass, TrainingClass, Turn, numbered_code};
use super::store::{self, Rows, Stays};
use ::store::{NewFact, Tx, View};
use kernel::fact::{CLASS_ATTENDED, CLASS_PASSED, SKILL_CHECKED};
use kernel::{ClassId, Date, Failure, OrganisationId, PersonId, Result, time};
use std::collections::{BTreeMap, HashMap, HashSet};

/// The kind of subject that class facts name.
pub const SUBJECT: &str = "class";
/// Topics whose passing is a statement of being able.
const ABLE_TOPICS: &str = "digital_skill";

/// Makes a class; its code is the given one, or the next number of the unit and year.
pub fn create(tx: &Tx, new: &NewClass) -> Result<ClassId> {
    let new = new.in_order().map_err(|f| Failure::Invalid(vec![f]))?;
    let year = new.days.first().map_or(0, |d| d.day.year());
    let mut rows = Rows::default();
    let (number, code) = match &new.code {
        Some(code) => (None, code.clone()),
        None => {
            let mut number = store::next_number(tx, new.unit, year)?;
            // somebody may have typed such a code by hand
            while store::is_taken(tx, new.unit, &numbered_code(year, number))? {
                number += 1;
            }
            (Some(number), numbered_code(year, number))
        }
    };
    if store::is_taken(tx, new.unit, &code)? {
        return Err(code_taken(&code));
    }
    let id = lay(tx, &mut rows, &new, year, number, &code);
    rows.write(tx)?;
    Ok(id)
}

fn code_taken(code: &str) -> Failure {
    Failure::field("code", format!("Đơn vị đã có lớp mang mã {code}. Hãy dùng mã khác hoặc để trống."))
}

fn lay(tx: &Tx, rows: &mut Rows, new: &NewClass, year: i16, number: Option<i64>, code: &str) -> ClassId {
    let id = rows.class(tx, new.unit, year, number, code);
    rows.state(tx, id, new);
    new.topics.iter().for_each(|t| rows.topic(tx, id, t));
    new.days.iter().for_each(|d| rows.day(tx, id, d));
    id
}

/// The class, or not found.
pub fn class(v: &View, id: ClassId) -> Result<TrainingClass> {
    store::one(v, id)?.ok_or(Failure::NotFound)
}

/// The class, when it takes changes.
fn open(v: &View, id: ClassId) -> Result<TrainingClass> {
    let class = class(v, id)?;
    match class.state {
        ClassState::Open => Ok(class),
        ClassState::Closed => {
            Err(Failure::Conflict("Lớp đã kết thúc. Muốn sửa, hãy mở lại lớp và ghi lý do.".to_owned()))
        }
        ClassState::Cancelled => {
            Err(Failure::Conflict("Lớp đã hủy. Muốn dùng lại, hãy mở lại lớp và ghi lý do.".to_owned()))
        }
    }
}

/// Changes what an open class is. Days that already have attendance stay. False when nothing differs.
pub fn revise(tx: &Tx, id: ClassId, to: &NewClass) -> Result<bool> {
    let now = open(tx, id)?;
    let to = to.in_order().map_err(|f| Failure::Invalid(vec![f]))?;
    let marked: HashSet<Date> = store::marks(tx, id)?.into_keys().map(|(_, day)| day).collect();
    if let Some(lost) = marked.iter().filter(|d| !to.days.iter().any(|k| k.day == **d)).min() {
        return Err(Failure::field(
            "day-1",
            format!("Ngày {} đã điểm danh nên không bỏ được. Hãy giữ ngày này.", time::day_text(*lost)),
        ));
    }
    Ok(store::revise(tx, id, &NewClass { unit: now.is.unit, needed_share: now.is.needed_share, ..to })?)
}

/// Puts people on the list. Who is on it already stays; somebody outside the unit's subtree on the
/// days of the class is refused. Gives how many are new.
pub fn enrol(tx: &Tx, id: ClassId, people: &[PersonId]) -> Result<usize> {
    let class = open(tx, id)?;
    let mut known: HashSet<PersonId> = store::enrolled(tx, id)?.into_keys().collect();
    let new: Vec<PersonId> = people.iter().copied().filter(|p| known.insert(*p)).collect();
    let inside = store::in_scope(tx, class.is.unit, class.first_day(), class.last_day(), &new)?;
    let outside = new.iter().filter(|p| !inside.contains(p)).count();
    if outside > 0 {
        return Err(Failure::field(
            "nguoi",
            format!(
                "{outside} người không thuộc đơn vị mở lớp vào những ngày học nên không ghi được vào lớp."
            ),
        ));
    }
    new.iter().try_for_each(|p| people::restriction::service::refuse(tx, *p))?;
    let mut rows = Rows::default();
    new.iter().for_each(|p| rows.enrolment(tx, id, *p, None));
    rows.write(tx)?;
    Ok(new.len())
}

/// Takes people off the list, with their marks. Gives how many there were.
pub fn withdraw(tx: &Tx, id: ClassId, people: &[PersonId]) -> Result<usize> {
    open(tx, id)?;
    let enrolled = store::enrolled(tx, id)?;
    let marks = store::marks(tx, id)?;
    let leaving: HashSet<PersonId> = people.iter().copied().filter(|p| enrolled.contains_key(p)).collect();
    for (row, _) in leaving.iter().filter_map(|p| enrolled.get(p)) {
        tx.retire("learning_enrolment", *row)?;
    }
    for ((person, _), (_, row)) in &marks {
        if leaving.contains(person) {
            tx.retire("learning_attendance", *row)?;
        }
    }
    Ok(leaving.len())
}

/// Takes attendance: (person, number of the day from 0, mark). The newest mark holds; what is said
/// again changes nothing. Gives how many marks are new or changed.
pub fn attend(tx: &Tx, id: ClassId, marks: &[(PersonId, usize, Mark)]) -> Result<usize> {
    let class = open(tx, id)?;
    let enrolled = store::enrolled(tx, id)?;
    let old = store::marks(tx, id)?;
    let mut rows = Rows::default();
    let mut changed = 0;
    let wanted: BTreeMap<(PersonId, usize), Mark> = marks.iter().map(|(p, d, m)| ((*p, *d), *m)).collect();
    for ((person, number), mark) in wanted {
        let Some(day) = class.is.days.get(number).map(|d| d.day) else {
            return Err(Failure::field("ngay", format!("Lớp không có ngày thứ {}.", number + 1)));
        };
        if day > tx.today() {
            return Err(not_yet(day));
        }
        if !enrolled.contains_key(&person) {
            return Err(Failure::field("nguoi", "Có người không có trong danh sách lớp. Hãy tải lại trang."));
        }
        match old.get(&(person, day)) {
            Some((same, _)) if *same == mark => continue,
            Some((_, row)) => {
                tx.retire("learning_attendance", *row)?;
            }
            None => {}
        }
        rows.mark(tx, id, person, day, mark);
        changed += 1;
    }
    rows.write(tx)?;
    Ok(changed)
}

fn not_yet(day: Date) -> Failure {
    Failure::field("ngay", format!("Ngày {} chưa tới nên chưa điểm danh được.", time::day_text(day)))
}

/// What a closing made.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Closing {
    /// Learners on the list.
    pub learners: usize,
    /// Present on at least one day.
    pub attended: usize,
    /// Passed.
    pub passed: usize,
    /// Facts written.
    pub facts: usize,
}

/// Why a class cannot be closed yet; empty when it can.
pub fn hindrances(class: &TrainingClass, learners: &[Learner], today: Date) -> Vec<String> {
    let mut why = Vec::new();
    if class.last_day() > today {
        why.push(format!("Lớp còn học đến ngày {}.", time::day_text(class.last_day())));
    }
    if learners.is_empty() {
        why.push("Lớp chưa có học viên.".to_owned());
        return why;
    }
    for (i, day) in class.is.days.iter().enumerate().filter(|(_, d)| d.day <= today) {
        if learners.iter().all(|l| l.marks.get(i).copied().flatten().is_none()) {
            why.push(format!("Ngày {} chưa điểm danh.", time::day_text(day.day)));
        }
    }
    why
}

/// Closes a class: `passed` says who met its demands (who was never there cannot). Writes the results
/// and the facts.
pub fn close(tx: &Tx, id: ClassId, passed: &[PersonId]) -> Result<Closing> {
    let class = open(tx, id)?;
    let mut learners = store::learners(tx, &class)?;
    let why = hindrances(&class, &learners, tx.today());
    if !why.is_empty() {
        return Err(Failure::Conflict(format!("Chưa kết thúc được lớp. {}", why.join(" "))));
    }
    let passed: HashSet<PersonId> = passed.iter().copied().collect();
    let enrolled = store::enrolled(tx, id)?;
    let mut rows = Rows::default();
    for l in &mut learners {
        let result = passed.contains(&l.person) && l.present() > 0;
        if let Some((row, old)) = enrolled.get(&l.person)
            && *old != Some(result)
        {
            tx.retire("learning_enrolment", *row)?;
            rows.enrolment(tx, id, l.person, Some(result));
        }
        l.passed = Some(result);
    }
    rows.turn(tx, id, Turn::Closed, tx.today(), "");
    rows.write(tx)?;
    let mut facts = Vec::new();
    let closing = facts_of(&class, &learners, &store::stays_of_learners(tx, id)?, &mut facts);
    tx.facts(&facts)?;
    Ok(closing)
}

/// The facts of a closed class: presence for everybody there at least once, passing for those who
/// passed, and, for a check of digital skill, what it said of everybody who took part.
fn facts_of(class: &TrainingClass, learners: &[Learner], stays: &Stays, out: &mut Vec<NewFact>) -> Closing {
    let before = out.len();
    let mut closing = Closing { learners: learners.len(), ..Closing::default() };
    // whoever opens a number later reads which class it was without another click
    let name = format!("{} “{}”", class.code, class.is.title);
    let evidence = match class.is.evidence.as_str() {
        "" => name,
        proof => format!("{name}; {proof}"),
    };
    let unit_on = |person: PersonId, day: Date| {
        let here = stays.get(&person).into_iter().flatten().find(|(_, from, to)| *from <= day && day < *to);
        here.map_or(class.is.unit, |(unit, ..)| *unit)
    };
    for l in learners {
        let Some((first, minutes)) = l.attended(&class.is.days) else { continue };
        closing.attended += 1;
        let has_passed = l.passed == Some(true);
        closing.passed += usize::from(has_passed);
        let last = class.last_day();
        for topic in &class.is.topics {
            let able = topic.lies_under(ABLE_TOPICS);
            let mut fact = |kind, day, value: Option<&str>, minutes| {
                out.push(NewFact {
                    kind,
                    person: Some(l.person),
                    organisation: unit_on(l.person, day),
                    day,
                    topic: topic.clone(),
                    value: value.map(str::to_owned),
                    minutes,
                    subject_kind: SUBJECT,
                    subject: class.id.0,
                    evidence: evidence.clone(),
                    source: "class",
                });
            };
            fact(CLASS_ATTENDED, first, None, Some(minutes));
            if has_passed {
                fact(CLASS_PASSED, last, able.then_some("yes"), None);
            } else if able && class.is.is_check {
                // a passed class always says "able", so the "no" is said by a check of its own
                fact(SKILL_CHECKED, last, Some("no"), None);
            }
        }
    }
    closing.facts = out.len() - before;
    closing
}

/// Opens a closed or cancelled class again, with a reason; the facts of its closing are voided. Gives
/// how many facts that were.
pub fn reopen(tx: &Tx, id: ClassId, reason: &str) -> Result<usize> {
    turn(tx, id, Turn::Reopened, reason)?;
    let mut voided = 0;
    for fact in tx.facts_of_subject(SUBJECT, id.0)? {
        voided += usize::from(tx.void_fact(fact.id, reason)?);
    }
    Ok(voided)
}

/// Calls an open class off, with a reason.
pub fn cancel(tx: &Tx, id: ClassId, reason: &str) -> Result<()> {
    turn(tx, id, Turn::Cancelled, reason)
}

fn turn(tx: &Tx, id: ClassId, turn: Turn, reason: &str) -> Result<()> {
    let class = class(tx, id)?;
    let reason = kernel::name::tidy(reason);
    if !class.state.allows(turn) {
        return Err(Failure::Conflict(
            "Lớp vừa được người khác thay đổi. Hãy tải lại trang để xem tình trạng hiện nay.".to_owned(),
        ));
    }
    if reason.chars().count() < 5 {
        return Err(Failure::field(
            "reason",
            "Hãy ghi lý do (ít nhất 5 chữ); lý do được lưu cùng lịch sử của lớp.",
        ));
    }
    let mut rows = Rows::default();
    rows.turn(tx, id, turn, tx.today(), &reason);
    Ok(rows.write(tx)?)
}

/// A class that was held, whole: for bringing in many at once.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct HeldClass {
    /// What it is.
    pub new: NewClass,
    /// Its list; marks may be shorter than its days while it runs.
    pub learners: Vec<Learner>,
    /// The day it was closed; none leaves it open.
    pub closed_on: Option<Date>,
}

/// Brings in many classes with lists, marks, results and facts at once: the roster is read once, rows
/// are written together. The same rules hold as for single acts.
pub fn hold_all(tx: &Tx, held: &[HeldClass]) -> Result<Vec<ClassId>> {
    let mut rows = Rows::default();
    let mut facts = Vec::new();
    let mut ids = Vec::with_capacity(held.len());
    let mut numbers = store::all_numbers(tx)?;
    let mut codes: HashSet<(OrganisationId, String)> = HashSet::new();
    let (everywhere, workers) = (store::stays_of_all(tx)?, store::stays_of_workers(tx)?);
    let mut below = HashMap::new();
    for h in held {
        let new = h.new.in_order().map_err(|f| Failure::Invalid(vec![f]))?;
        let year = new.days.first().map_or(0, |d| d.day.year());
        let (number, code) = match &new.code {
            Some(code) => (None, code.clone()),
            None => {
                let last = numbers.entry((new.unit, i64::from(year))).or_insert(0);
                *last += 1;
                (Some(*last), numbered_code(year, *last))
            }
        };
        if store::is_taken(tx, new.unit, &code)? || !codes.insert((new.unit, code.clone())) {
            return Err(code_taken(&code));
        }
        let id = lay(tx, &mut rows, &new, year, number, &code);
        ids.push(id);
        let class = TrainingClass { id, code, state: ClassState::Open, is: new };
        let units = match below.entry(class.is.unit) {
            std::collections::hash_map::Entry::Occupied(known) => known.into_mut(),
            std::collections::hash_map::Entry::Vacant(gap) => gap.insert(units_below(tx, class.is.unit)?),
        };
        let (first, last) = (class.first_day(), class.last_day());
        let mut learners = h.learners.clone();
        for l in &mut learners {
            let stays = everywhere.get(&l.person).into_iter().flatten();
            let inside = stays.filter(|(_, from, to)| *from <= last && first < *to).any(|(unit, ..)| {
                let spans = units.get(unit).into_iter().flatten();
                spans.clone().any(|(from, to)| *from <= last && first < *to)
            });
            if !inside {
                return Err(Failure::field(
                    "nguoi",
                    format!("Lớp {}: có người không thuộc đơn vị mở lớp vào những ngày học.", class.code),
                ));
            }
            l.marks.resize(class.is.days.len(), None);
            l.passed = h.closed_on.map(|_| l.passed == Some(true) && l.present() > 0);
            rows.enrolment(tx, id, l.person, l.passed);
            for (day, mark) in class.is.days.iter().zip(&l.marks) {
                let Some(mark) = mark else { continue };
                if day.day > tx.today() {
                    return Err(not_yet(day.day));
                }
                rows.mark(tx, id, l.person, day.day, *mark);
            }
        }
        if let Some(day) = h.closed_on {
            let why = hindrances(&class, &learners, day);
            if !why.is_empty() {
                return Err(Failure::Conflict(format!("Lớp {}: {}", class.code, why.join(" "))));
            }
            rows.turn(tx, id, Turn::Closed, day, "");
            facts_of(&class, &learners, &workers, &mut facts);
        }
    }
    rows.write(tx)?;
    tx.facts(&facts)?;
    Ok(ids)
}

type Spans = HashMap<OrganisationId, Vec<(Date, Date)>>;

fn units_below(v: &View, top: OrganisationId) -> Result<Spans> {
    let mut spans = Spans::new();
    for (unit, from, to) in store::below(v, top)? {
        spans.entry(unit).or_default().push((from, to));
    }
    Ok(spans)
}
