//! Every SQL of classes. The roster (`people_attribution`, `people_closure`, names) is only read.

use super::model::{ClassDay, ClassKind, ClassState, Learner, Mark, NewClass, Stage, TrainingClass, Turn};
use kernel::{ClassId, Date, Moment, OrganisationId, PersonId, Topic};
use std::collections::{HashMap, HashSet};
use store::{Row, StoreError, Tx, Val, View};

type Out<T> = Result<T, StoreError>;

mod rows;

pub use rows::{Rows, revise};

store::statements! {
    /// One class without its topics and days.
    ONE = "select c.id, c.code, c.organisation, s.title, s.kind, s.place, s.partner, s.evidence, s.is_check, s.needed_share, \
        (select t.turn from learning_class_turn t where t.class = c.id order by t.id desc limit 1), s.id \
        from learning_class c join learning_class_state s on s.class = c.id and s.retired_txn is null where c.id = $1";
    /// Topics of a class.
    TOPICS = "select topic, id from learning_class_topic where class = $1 and retired_txn is null order by id";
    /// Days of a class.
    DAYS = "select day, minutes, id from learning_class_day where class = $1 and retired_txn is null order by day";
    /// Classes run by units below `$1` (an ended unit counts where it last stood); `$2` is a topic or
    /// empty, `$3` the pattern of the topics below it.
    LIST = "select c.id, c.code, c.organisation, s.title, s.kind, \
        (select t.turn from learning_class_turn t where t.class = c.id order by t.id desc limit 1), \
        (select min(d.day) from learning_class_day d where d.class = c.id and d.retired_txn is null), \
        (select max(d.day) from learning_class_day d where d.class = c.id and d.retired_txn is null) \
        from learning_class c join learning_class_state s on s.class = c.id and s.retired_txn is null \
        where exists (select 1 from people_closure k where k.ancestor = $1 and k.descendant = c.organisation \
          and k.valid_to = (select max(l.valid_to) from people_closure l where l.descendant = c.organisation)) \
        and ($2 = '' or exists (select 1 from learning_class_topic p where p.class = c.id and p.retired_txn is null \
          and (p.topic = $2 or p.topic like $3)))";
    /// Learners of a class: all, passed.
    COUNTS = "select count(*), cast(coalesce(sum(passed), 0) as bigint) from learning_enrolment \
        where class = $1 and retired_txn is null";
    /// The next number of a unit and year.
    NEXT_NUMBER = "select coalesce(max(number), 0) + 1 from learning_class where organisation = $1 and year = $2";
    /// Is a code taken in a unit?
    TAKEN = "select count(*) from learning_class where organisation = $1 and code = $2";
    /// Numbers and codes of all units, for making many classes.
    ALL_NUMBERS = "select organisation, year, max(number) from learning_class where number is not null \
        group by organisation, year";
    /// The list of a class, sorted by name; `$2` is the day on which the unit is told.
    ROSTER = "select e.person, e.passed, s.full_name, s.birth_day, s.birth_year, s.section, \
        (select a.organisation from people_attribution a where a.population = 'workers' and a.person = s.person \
          and a.valid_from <= $2 and $2 < a.valid_to), e.id \
        from learning_enrolment e join people_person_state s on s.person = \
          coalesce((select l.same_as from store_alias l where l.person = e.person), e.person) and s.retired_txn is null \
        where e.class = $1 and e.retired_txn is null order by s.sort_key, e.person";
    /// Who is enrolled, with what result.
    ENROLLED = "select e.person, e.passed, e.id from learning_enrolment e where e.class = $1 and e.retired_txn is null order by e.id";
    /// The classes that have a person on their list, by code, with the row that put them there.
    CLASSES_OF = "select c.code, e.id from learning_enrolment e join learning_class c on c.id = e.class \
        where e.person = $1 and e.retired_txn is null order by e.id";
    /// The marks of a class.
    MARKS = "select person, day, mark, id from learning_attendance where class = $1 and retired_txn is null order by id";
    /// People whom the class may take: of population `$1`, below `$2` on day `$3`, by words, section, unit.
    CANDIDATES = "select s.person, s.full_name, s.birth_day, s.birth_year, s.section, a.organisation \
        from people_attribution a join people_person_state s on s.person = a.person and s.retired_txn is null \
        where a.population = $1 and a.valid_from <= $3 and $3 < a.valid_to \
        and exists (select 1 from people_closure k where k.ancestor = $2 and k.descendant = a.organisation \
          and k.valid_from <= $3 and $3 < k.valid_to) \
        and (s.fold like $4 or s.phone like $4) and ($5 = '' or s.section = $5) \
        and (cast($6 as bigint) = 0 or a.organisation = cast($6 as bigint)) \
        and not exists (select 1 from learning_enrolment e where e.class = $7 and e.person = s.person and e.retired_txn is null) \
        and not exists (select 1 from learning_enrolment e join store_alias l on l.person = e.person \
          where e.class = $7 and l.same_as = s.person and e.retired_txn is null) \
        order by s.sort_key, s.person limit $8 offset $9";
    /// How many there are.
    CANDIDATE_COUNT = "select count(*) \
        from people_attribution a join people_person_state s on s.person = a.person and s.retired_txn is null \
        where a.population = $1 and a.valid_from <= $3 and $3 < a.valid_to \
        and exists (select 1 from people_closure k where k.ancestor = $2 and k.descendant = a.organisation \
          and k.valid_from <= $3 and $3 < k.valid_to) \
        and (s.fold like $4 or s.phone like $4) and ($5 = '' or s.section = $5) \
        and (cast($6 as bigint) = 0 or a.organisation = cast($6 as bigint)) \
        and not exists (select 1 from learning_enrolment e where e.class = $7 and e.person = s.person and e.retired_txn is null) \
        and not exists (select 1 from learning_enrolment e join store_alias l on l.person = e.person \
          where e.class = $7 and l.same_as = s.person and e.retired_txn is null)";
    /// The sections ("bộ phận") of the people below a unit on a day.
    SECTIONS = "select s.section, count(*) from people_attribution a \
        join people_person_state s on s.person = a.person and s.retired_txn is null \
        where a.population = 'workers' and a.valid_from <= $2 and $2 < a.valid_to and s.section is not null \
        and exists (select 1 from people_closure k where k.ancestor = $1 and k.descendant = a.organisation \
          and k.valid_from <= $2 and $2 < k.valid_to) group by s.section order by s.section limit 200";
    /// The units right below that have people on a day.
    UNITS_WITH_PEOPLE = "select a.organisation, count(*) from people_attribution a \
        where a.population = 'workers' and a.valid_from <= $2 and $2 < a.valid_to \
        and exists (select 1 from people_closure k where k.ancestor = $1 and k.descendant = a.organisation \
          and k.valid_from <= $2 and $2 < k.valid_to) group by a.organisation";
    /// Who belonged below a unit on one of the days `[$2, $3]`, as anything.
    IN_SCOPE = "select distinct a.person from people_attribution a where a.valid_from <= $3 and $2 < a.valid_to \
        and exists (select 1 from people_closure k where k.ancestor = $1 and k.descendant = a.organisation \
          and k.valid_from <= $3 and $2 < k.valid_to)";
    /// Did this person (`$4`)?
    IS_IN_SCOPE = "select count(*) from people_attribution a where a.person = $4 and a.valid_from <= $3 and $2 < a.valid_to \
        and exists (select 1 from people_closure k where k.ancestor = $1 and k.descendant = a.organisation \
          and k.valid_from <= $3 and $2 < k.valid_to)";
    /// The same people with what a paper list calls them by.
    KNOWN_BY = "select distinct s.person, s.fold, s.birth_year, a.organisation from people_attribution a \
        join people_person_state s on s.person = a.person and s.retired_txn is null \
        where a.valid_from <= $3 and $2 < a.valid_to \
        and exists (select 1 from people_closure k where k.ancestor = $1 and k.descendant = a.organisation \
          and k.valid_from <= $3 and $2 < k.valid_to) order by s.person";
    /// For which unit each learner of a class counts, by dates.
    UNITS_OF_LEARNERS = "select a.person, a.organisation, a.valid_from, a.valid_to from people_attribution a \
        where a.population = 'workers' and exists (select 1 from learning_enrolment e where e.class = $1 \
          and e.person = a.person and e.retired_txn is null) \
        union all select l.person, a.organisation, a.valid_from, a.valid_to from learning_enrolment e \
          join store_alias l on l.person = e.person join people_attribution a on a.person = l.same_as \
          and a.population = 'workers' where e.class = $1 and e.retired_txn is null";
    /// For which unit each worker counts, by dates.
    UNITS_OF_WORKERS = "select a.person, a.organisation, a.valid_from, a.valid_to from people_attribution a \
        where a.population = 'workers'";
    /// Everybody of every population with the closure's ancestors is too much: units below a unit, by dates.
    BELOW = "select descendant, valid_from, valid_to from people_closure where ancestor = $1";
    /// Everybody's places in every population.
    PLACES_OF_ALL = "select person, organisation, valid_from, valid_to from people_attribution";
    /// Who did what with a class, newest first. A transaction's number is the id without its last 20 bits.
    HISTORY = "select x.txn, x.what, x.day, x.n, x.note, t.at, p.full_name from ( \
        select c.id / 1048576 as txn, 'made' as what, '' as day, cast(0 as bigint) as n, '' as note \
          from learning_class c where c.id = $1 \
        union all select s.id / 1048576, 'revised', '', 0, '' from learning_class_state s \
          where s.class = $1 and s.id / 1048576 <> $1 / 1048576 \
        union all select e.id / 1048576, 'enrolled', '', count(*), '' from learning_enrolment e where e.class = $1 \
          and not exists (select 1 from learning_enrolment o where o.class = e.class and o.person = e.person \
            and o.retired_txn = e.id / 1048576) group by e.id / 1048576 \
        union all select e.retired_txn, 'withdrawn', '', count(*), '' from learning_enrolment e where e.class = $1 \
          and e.retired_txn is not null and not exists (select 1 from learning_enrolment o where o.class = e.class \
            and o.person = e.person and o.id / 1048576 = e.retired_txn) group by e.retired_txn \
        union all select m.id / 1048576, 'marked', m.day, count(*), '' from learning_attendance m where m.class = $1 \
          group by m.id / 1048576, m.day \
        union all select u.id / 1048576, u.turn, u.day, 0, u.reason from learning_class_turn u where u.class = $1 \
        ) x join store_txn t on t.id = x.txn left join people_account a on a.id = t.account \
        left join people_person_state p on p.person = a.person and p.retired_txn is null \
        order by x.txn desc, case x.what when 'made' then 3 when 'enrolled' then 2 when 'marked' then 1 else 0 end, x.day desc";
    /// How many classes of a unit are neither closed nor called off.
    OPEN_CLASSES = "select count(*) from learning_class c where c.organisation = $1 \
        and coalesce((select t.turn from learning_class_turn t where t.class = c.id order by t.id desc limit 1), '') \
        not in ('closed', 'cancelled')";
    /// Titles of classes, for the learning record.
    TITLE = "select s.title, c.organisation from learning_class c join learning_class_state s on s.class = c.id \
        and s.retired_txn is null where c.id = $1";
}

/// How many classes of a unit are open.
pub fn open_classes(v: &View, unit: OrganisationId) -> Out<i64> {
    v.number(OPEN_CLASSES, &[unit.into()])
}

fn unknown(what: &str, code: &str) -> StoreError {
    StoreError::Own(format!("unknown {what} {code}"))
}

fn kind(code: &str) -> Out<ClassKind> {
    ClassKind::find(code).ok_or_else(|| unknown("kind of class", code))
}

fn state(newest: Option<String>) -> Out<ClassState> {
    let turn = newest.map(|c| Turn::find(&c).ok_or_else(|| unknown("turn", &c))).transpose()?;
    Ok(ClassState::after(turn))
}

/// A class as believed now, with the row of its state.
fn with_row(v: &View, id: ClassId) -> Out<Option<(TrainingClass, i64)>> {
    let found = v.first(ONE, &[id.into()], |r| {
        let is = NewClass {
            unit: OrganisationId(r.int(2)?),
            code: None,
            title: r.text(3)?,
            kind: kind(&r.text(4)?)?,
            topics: Vec::new(),
            place: r.text(5)?,
            partner: r.text(6)?,
            days: Vec::new(),
            evidence: r.text(7)?,
            is_check: r.flag(8)?,
            needed_share: u8::try_from(r.int(9)?).unwrap_or(100),
        };
        let class = TrainingClass { id, code: r.text(1)?, state: state(r.opt_text(10)?)?, is };
        Ok((class, r.int(11)?))
    })?;
    let Some((mut class, row)) = found else { return Ok(None) };
    class.is.topics = v.rows(TOPICS, &[id.into()], |r| Ok(Topic(r.text(0)?)))?;
    class.is.topics.sort_unstable(); // by bytes, equal on both engines
    class.is.days = v.rows(DAYS, &[id.into()], |r| Ok(ClassDay { day: r.day(0)?, minutes: r.int(1)? }))?;
    Ok(Some((class, row)))
}

/// A class as believed now.
pub fn one(v: &View, id: ClassId) -> Out<Option<TrainingClass>> {
    Ok(with_row(v, id)?.map(|(class, _)| class))
}

/// A line of the list of classes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ClassLine {
    /// Identity.
    pub id: ClassId,
    /// Code.
    pub code: String,
    /// Who runs it.
    pub unit: OrganisationId,
    /// Title.
    pub title: String,
    /// Kind.
    pub kind: ClassKind,
    /// How it stands today.
    pub stage: Stage,
    /// First day.
    pub first: Date,
    /// Last day.
    pub last: Date,
}

/// The classes of subtrees, about a topic (empty: any): what is to be done first, then the newest.
pub fn list(v: &View, tops: &[OrganisationId], topic: &str, today: Date) -> Out<Vec<ClassLine>> {
    let mut all: Vec<ClassLine> = Vec::new();
    for top in tops {
        v.each(LIST, &[(*top).into(), topic.into(), format!("{topic}.%").into()], |r| {
            let (first, last) = (r.day(6)?, r.day(7)?);
            all.push(ClassLine {
                id: ClassId(r.int(0)?),
                code: r.text(1)?,
                unit: OrganisationId(r.int(2)?),
                title: r.text(3)?,
                kind: kind(&r.text(4)?)?,
                stage: Stage::on(state(r.opt_text(5)?)?, first, last, today),
                first,
                last,
            });
            Ok(())
        })?;
    }
    let rank = |s: Stage| Stage::ALL.iter().position(|k| *k == s).unwrap_or(0);
    all.sort_by(|a, b| (rank(a.stage), b.last, b.id).cmp(&(rank(b.stage), a.last, a.id)));
    all.dedup_by_key(|c| c.id);
    Ok(all)
}

/// Learners of a class: all, passed.
pub fn counts(v: &View, id: ClassId) -> Out<(i64, i64)> {
    Ok(v.first(COUNTS, &[id.into()], |r| Ok((r.int(0)?, r.int(1)?)))?.unwrap_or((0, 0)))
}

/// The next number of a unit in a year.
pub fn next_number(v: &View, unit: OrganisationId, year: i16) -> Out<i64> {
    v.number(NEXT_NUMBER, &[unit.into(), i64::from(year).into()])
}

/// Is this code taken in the unit?
pub fn is_taken(v: &View, unit: OrganisationId, code: &str) -> Out<bool> {
    Ok(v.number(TAKEN, &[unit.into(), code.into()])? > 0)
}

/// The last number of every unit and year.
pub fn all_numbers(v: &View) -> Out<HashMap<(OrganisationId, i64), i64>> {
    Ok(v.rows(ALL_NUMBERS, &[], |r| Ok(((OrganisationId(r.int(0)?), r.int(1)?), r.int(2)?)))?
        .into_iter()
        .collect())
}

/// A person on a class's list or beside it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Name {
    /// Who.
    pub person: PersonId,
    /// Whole name.
    pub full_name: String,
    /// Date or year of birth, as text.
    pub birth: String,
    /// "bộ phận"
    pub section: String,
    /// The unit they count for.
    pub unit: Option<OrganisationId>,
}

fn name(r: &Row, at: usize, person: PersonId) -> Out<Name> {
    let birth = match (r.opt_day(at + 1)?, r.opt_int(at + 2)?) {
        (Some(d), _) => kernel::time::day_text(d),
        (None, Some(y)) => y.to_string(),
        (None, None) => String::new(),
    };
    Ok(Name {
        person,
        full_name: r.text(at)?,
        birth,
        section: r.opt_text(at + 3)?.unwrap_or_default(),
        unit: r.opt_int(at + 4)?.map(OrganisationId),
    })
}

/// The class's list with marks and results, sorted the Vietnamese way.
pub fn roster(v: &View, class: &TrainingClass) -> Out<Vec<(Name, Learner)>> {
    let marks = marks(v, class.id)?;
    v.rows(ROSTER, &[class.id.into(), class.first_day().into()], |r| {
        let person = PersonId(r.int(0)?);
        Ok((name(r, 2, person)?, learner(r, person, class, &marks)?))
    })
}

/// The learners with marks and results, without names.
pub fn learners(v: &View, class: &TrainingClass) -> Out<Vec<Learner>> {
    let marks = marks(v, class.id)?;
    v.rows(ENROLLED, &[class.id.into()], |r| learner(r, PersonId(r.int(0)?), class, &marks))
}

fn learner(r: &Row, person: PersonId, class: &TrainingClass, marks: &Marks) -> Out<Learner> {
    let of = |d: &ClassDay| marks.get(&(person, d.day)).map(|m| m.0);
    Ok(Learner {
        person,
        marks: class.is.days.iter().map(of).collect(),
        passed: r.opt_int(1)?.map(|p| p == 1),
    })
}

/// (person, day) → mark and its row.
pub type Marks = HashMap<(PersonId, Date), (Mark, i64)>;

/// The marks of a class.
pub fn marks(v: &View, class: ClassId) -> Out<Marks> {
    let rows = v.rows(MARKS, &[class.into()], |r| {
        let code = r.text(2)?;
        let mark = Mark::find(&code).ok_or_else(|| unknown("mark", &code))?;
        Ok(((PersonId(r.int(0)?), r.day(1)?), (mark, r.int(3)?)))
    })?;
    Ok(rows.into_iter().collect())
}

/// The classes that have a person on their list: code, and the row that put them there.
pub fn classes_of(v: &View, person: PersonId) -> Out<Vec<(String, i64)>> {
    v.rows(CLASSES_OF, &[person.into()], |r| Ok((r.text(0)?, r.int(1)?)))
}

/// Person → row and result of the enrolment.
pub fn enrolled(v: &View, class: ClassId) -> Out<HashMap<PersonId, (i64, Option<bool>)>> {
    let rows = v.rows(ENROLLED, &[class.into()], |r| {
        Ok((PersonId(r.int(0)?), (r.int(2)?, r.opt_int(1)?.map(|p| p == 1))))
    })?;
    Ok(rows.into_iter().collect())
}

/// Whom to offer for a class.
#[derive(Clone, Debug)]
pub struct CandidateQuestion<'a> {
    /// "workers", "officers" …
    pub population: &'static str,
    /// The top of the subtree.
    pub top: OrganisationId,
    /// On which day.
    pub on: Date,
    /// Words of the name.
    pub words: &'a str,
    /// Only of this section; empty for all.
    pub section: &'a str,
    /// Only of this unit.
    pub unit: Option<OrganisationId>,
    /// Leave out who is on the list of this class.
    pub class: ClassId,
}

impl CandidateQuestion<'_> {
    fn args(&self) -> Vec<Val> {
        let words: String = kernel::name::fold(self.words).chars().filter(|c| !"%_\\".contains(*c)).collect();
        vec![
            self.population.into(),
            self.top.into(),
            self.on.into(),
            format!("%{words}%").into(),
            self.section.into(),
            self.unit.map_or(0, |u| u.0).into(),
            self.class.into(),
        ]
    }
}

/// A page of those whom a class may take.
pub fn candidates(v: &View, q: &CandidateQuestion, limit: i64, offset: i64) -> Out<Vec<Name>> {
    let mut args = q.args();
    args.extend([limit.into(), offset.into()]);
    v.rows(CANDIDATES, &args, |r| name(r, 1, PersonId(r.int(0)?)))
}

/// How many there are.
pub fn candidate_count(v: &View, q: &CandidateQuestion) -> Out<i64> {
    v.number(CANDIDATE_COUNT, &q.args())
}

/// The sections below a unit with their numbers of people.
pub fn sections(v: &View, top: OrganisationId, on: Date) -> Out<Vec<(String, i64)>> {
    v.rows(SECTIONS, &[top.into(), on.into()], |r| Ok((r.text(0)?, r.int(1)?)))
}

/// The units below (and at) a unit that have workers, with how many.
pub fn units_with_people(v: &View, top: OrganisationId, on: Date) -> Out<Vec<(OrganisationId, i64)>> {
    v.rows(UNITS_WITH_PEOPLE, &[top.into(), on.into()], |r| Ok((OrganisationId(r.int(0)?), r.int(1)?)))
}

/// Of these people, those who belonged below the unit on one of the days.
pub fn in_scope(
    v: &View,
    top: OrganisationId,
    first: Date,
    last: Date,
    people: &[PersonId],
) -> Out<HashSet<PersonId>> {
    let days = [Val::from(top), first.into(), last.into()];
    if people.len() <= 20 {
        let mut found = HashSet::new();
        for p in people {
            let args: Vec<Val> = days.iter().cloned().chain([(*p).into()]).collect();
            if v.number(IS_IN_SCOPE, &args)? > 0 {
                found.insert(*p);
            }
        }
        return Ok(found);
    }
    Ok(v.rows(IN_SCOPE, &days, |r| Ok(PersonId(r.int(0)?)))?.into_iter().collect())
}

/// What a paper list knows a person by.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct KnownBy {
    /// Who.
    pub person: PersonId,
    /// The name without marks.
    pub fold: String,
    /// Year of birth.
    pub birth_year: Option<i64>,
    /// The unit.
    pub unit: OrganisationId,
}

/// Everybody below a unit on one of the days, as a paper list knows them.
pub fn known_by(v: &View, top: OrganisationId, first: Date, last: Date) -> Out<Vec<KnownBy>> {
    v.rows(KNOWN_BY, &[top.into(), first.into(), last.into()], |r| {
        Ok(KnownBy {
            person: PersonId(r.int(0)?),
            fold: r.text(1)?,
            birth_year: r.opt_int(2)?,
            unit: OrganisationId(r.int(3)?),
        })
    })
}

/// A stretch of days `[from, to)` at a unit.
pub type Stay = (OrganisationId, Date, Date);

/// Person → where they were, when.
pub type Stays = HashMap<PersonId, Vec<Stay>>;

fn stays(v: &View, sql: &str, args: &[Val]) -> Out<Stays> {
    let mut out = Stays::new();
    v.each(sql, args, |r| {
        let stay = (OrganisationId(r.int(1)?), r.day(2)?, r.day(3)?);
        out.entry(PersonId(r.int(0)?)).or_default().push(stay);
        Ok(())
    })?;
    Ok(out)
}

/// For which unit each learner of a class counts as a worker.
pub fn stays_of_learners(v: &View, class: ClassId) -> Out<Stays> {
    stays(v, UNITS_OF_LEARNERS, &[class.into()])
}

/// For which unit every worker counts.
pub fn stays_of_workers(v: &View) -> Out<Stays> {
    stays(v, UNITS_OF_WORKERS, &[])
}

/// Where everybody belongs, as anything.
pub fn stays_of_all(v: &View) -> Out<Stays> {
    stays(v, PLACES_OF_ALL, &[])
}

/// The units below a unit, by dates.
pub fn below(v: &View, top: OrganisationId) -> Out<Vec<Stay>> {
    v.rows(BELOW, &[top.into()], |r| Ok((OrganisationId(r.int(0)?), r.day(1)?, r.day(2)?)))
}

/// Something that was done with a class.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Deed {
    /// made, revised, enrolled, withdrawn, marked, closed, reopened, cancelled
    pub what: String,
    /// The day of the class or of the turn it was about.
    pub day: Option<Date>,
    /// How many people or marks.
    pub count: i64,
    /// The reason given.
    pub note: String,
    /// When.
    pub at: Moment,
    /// Who; none for the command line.
    pub who: Option<String>,
}

/// Who did what with a class, newest first.
pub fn history(v: &View, class: ClassId) -> Out<Vec<Deed>> {
    v.rows(HISTORY, &[class.into()], |r| {
        let day = r.text(2)?;
        Ok(Deed {
            what: r.text(1)?,
            day: kernel::time::parse_day(&day),
            count: r.int(3)?,
            note: r.text(4)?,
            at: Moment(r.int(5)?),
            who: r.opt_text(6)?,
        })
    })
}

/// A class's title and unit.
pub fn title(v: &View, class: ClassId) -> Out<Option<(String, OrganisationId)>> {
    v.first(TITLE, &[class.into()], |r| Ok((r.text(0)?, OrganisationId(r.int(1)?))))
}

// ---- writing: rows are gathered, then written in one go -----------------------------------------
