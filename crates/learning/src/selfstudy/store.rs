//! Every SQL of self-study. The roster (`people_attribution`, `people_closure`, names) is only read.

use super::model::{Declared, SelfStudy, Stage, Turn};
use kernel::{Date, Moment, OrganisationId, PersonId, Topic};
use store::{Row, StoreError, Tx, Val, View};

type Out<T> = Result<T, StoreError>;

store::statements! {
    /// One declaration.
    ONE = "select s.id, s.person, i.title, i.topic, i.platform, i.place, i.first_day, i.last_day, i.minutes, i.words, \
        i.evidence, s.source, t.turn, t.reason, t.day, t.organisation \
        from learning_self_study s join learning_self_study_state i on i.self_study = s.id and i.retired_txn is null \
        left join learning_self_study_turn t on t.id = (select max(m.id) from learning_self_study_turn m where m.self_study = s.id) \
        where s.id = $1";
    /// All declarations of a person under all ids, the newest learning first.
    OF_PERSON = "select s.id, s.person, i.title, i.topic, i.platform, i.place, i.first_day, i.last_day, i.minutes, i.words, \
        i.evidence, s.source, t.turn, t.reason, t.day, t.organisation \
        from learning_self_study s join learning_self_study_state i on i.self_study = s.id and i.retired_txn is null \
        left join learning_self_study_turn t on t.id = (select max(m.id) from learning_self_study_turn m where m.self_study = s.id) \
        where s.person in (select cast($1 as bigint) union all select a.person from store_alias a where a.same_as = $1) \
        order by i.last_day desc, s.id desc";
    /// What stands so (`$4`: its newest turn) below a unit on a day: what waits longest first, else the newest. A declaration goes to the unit that the person counts for
    /// today, and to the one it was sent to when they count for none.
    BELOW = "select s.id, s.person, i.title, i.topic, i.platform, i.place, i.first_day, i.last_day, i.minutes, i.words, \
        i.evidence, s.source, t.turn, t.reason, t.day, t.organisation, p.full_name, p.section, \
        coalesce((select a.organisation from people_attribution a where a.population = 'workers' and a.person = p.person \
          and a.valid_from <= $2 and $2 < a.valid_to), t.organisation) \
        from learning_self_study_turn t join learning_self_study s on s.id = t.self_study \
        join learning_self_study_state i on i.self_study = s.id and i.retired_txn is null \
        join people_person_state p on p.person = coalesce((select l.same_as from store_alias l where l.person = s.person), s.person) \
          and p.retired_txn is null \
        where t.turn = $4 and t.id = (select max(m.id) from learning_self_study_turn m where m.self_study = s.id) \
        and exists (select 1 from people_closure k where k.ancestor = $1 and k.descendant = \
          coalesce((select a.organisation from people_attribution a where a.population = 'workers' and a.person = p.person \
            and a.valid_from <= $2 and $2 < a.valid_to), t.organisation) \
          and k.valid_to = (select max(o.valid_to) from people_closure o where o.descendant = k.descendant)) \
        order by case when t.turn = 'sent' then t.id else -t.id end limit $3";
    /// How many wait, and since when the longest.
    WAITING_COUNT = "select count(*), min(t.day) from learning_self_study_turn t \
        join learning_self_study s on s.id = t.self_study \
        where t.turn = 'sent' and t.id = (select max(m.id) from learning_self_study_turn m where m.self_study = s.id) \
        and exists (select 1 from people_closure k where k.ancestor = $1 and k.descendant = \
          coalesce((select a.organisation from people_attribution a where a.population = 'workers' \
            and a.person = coalesce((select l.same_as from store_alias l where l.person = s.person), s.person) \
            and a.valid_from <= $2 and $2 < a.valid_to), t.organisation) \
          and k.valid_to = (select max(o.valid_to) from people_closure o where o.descendant = k.descendant))";
    /// The declaration that came under this identifier.
    BY_UUID = "select s.id from learning_self_study s where s.uuid = $2 and s.person in \
        (select cast($1 as bigint) union all select a.person from store_alias a where a.same_as = $1)";
    /// The row of what is said.
    STATE_ROW = "select id from learning_self_study_state where self_study = $1 and retired_txn is null";
    /// The name of a person.
    NAME = "select p.full_name from people_person_state p where p.person = \
        coalesce((select l.same_as from store_alias l where l.person = $1), $1) and p.retired_txn is null";
    /// What happened with it, newest first.
    HISTORY = "select t.turn, t.reason, x.at, p.full_name from learning_self_study_turn t \
        join store_txn x on x.id = t.id / 1048576 \
        left join people_account a on a.id = t.account \
        left join people_person_state p on p.person = a.person and p.retired_txn is null \
        where t.self_study = $1 order by t.id desc";
    /// Its pictures and papers.
    EVIDENCE = "select id, media from learning_self_study_evidence where self_study = $1 and retired_txn is null order by id";
    /// The declaration that a picture belongs to.
    OF_EVIDENCE = "select self_study from learning_self_study_evidence where media = $1 and self_study = $2 and retired_txn is null";
}

fn seen(r: &Row) -> Out<SelfStudy> {
    let turn = match r.opt_text(12)? {
        None => None,
        Some(code) => Some(
            Turn::find(&code)
                .ok_or_else(|| StoreError::Own(format!("{code} is not a turn of self-study")))?,
        ),
    };
    Ok(SelfStudy {
        id: r.int(0)?,
        person: PersonId(r.int(1)?),
        is: Declared {
            title: r.text(2)?,
            topic: Topic(r.text(3)?),
            platform: r.text(4)?,
            place: r.text(5)?,
            first_day: r.day(6)?,
            last_day: r.day(7)?,
            minutes: r.int(8)?,
            words: r.text(9)?,
            evidence: r.text(10)?,
        },
        source: r.text(11)?,
        stage: Stage::after(turn),
        reason: r.opt_text(13)?.unwrap_or_default(),
        since: r.opt_day(14)?,
        unit: r.opt_int(15)?.map(OrganisationId),
    })
}

/// One declaration.
pub fn one(v: &View, id: i64) -> Out<Option<SelfStudy>> {
    v.first(ONE, &[id.into()], seen)
}

/// All declarations of a person, the newest learning first.
pub fn of_person(v: &View, person: PersonId) -> Out<Vec<SelfStudy>> {
    v.rows(OF_PERSON, &[v.canonical(person)?.into()], seen)
}

/// What a declaration is called, for the record of learning.
pub fn title(v: &View, id: i64) -> Out<Option<String>> {
    Ok(one(v, id)?.map(|s| s.is.title))
}

/// A line of the queue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The declaration.
    pub study: SelfStudy,
    /// Whose it is.
    pub name: String,
    /// "bộ phận"
    pub section: String,
    /// The unit that answers it.
    pub unit: OrganisationId,
}

/// What stands so below these units: what waits longest first, else the newest; at most so many of each.
pub fn below(v: &View, tops: &[OrganisationId], turn: Turn, today: Date, most: i64) -> Out<Vec<Line>> {
    let mut all = Vec::new();
    for top in tops {
        v.each(BELOW, &[(*top).into(), today.into(), most.into(), turn.code().into()], |r| {
            all.push(Line {
                study: seen(r)?,
                name: r.text(16)?,
                section: r.opt_text(17)?.unwrap_or_default(),
                unit: OrganisationId(r.int(18)?),
            });
            Ok(())
        })?;
    }
    if tops.len() > 1 {
        let mut seen = std::collections::HashSet::new();
        all.retain(|line: &Line| seen.insert(line.study.id));
    }
    Ok(all)
}

/// How many wait below a unit, and since when the longest.
pub fn waiting_count(v: &View, top: OrganisationId, today: Date) -> Out<(i64, Option<Date>)> {
    let one = v.first(WAITING_COUNT, &[top.into(), today.into()], |r| Ok((r.int(0)?, r.opt_day(1)?)))?;
    Ok(one.unwrap_or((0, None)))
}

/// The declaration of a person under an identifier.
pub fn by_uuid(v: &View, person: PersonId, uuid: &str) -> Out<Option<i64>> {
    v.first(BY_UUID, &[person.into(), uuid.into()], |r| r.int(0))
}

/// The name of a person.
pub fn name(v: &View, person: PersonId) -> Out<Option<String>> {
    v.first(NAME, &[person.into()], |r| r.text(0))
}

/// Something that happened with a declaration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deed {
    /// What.
    pub turn: Turn,
    /// The reason given.
    pub reason: String,
    /// When.
    pub at: Moment,
    /// Who; none for the command line.
    pub who: Option<String>,
}

/// What happened with it, newest first.
pub fn history(v: &View, id: i64) -> Out<Vec<Deed>> {
    v.rows(HISTORY, &[id.into()], |r| {
        let code = r.text(0)?;
        Ok(Deed {
            turn: Turn::find(&code).ok_or_else(|| StoreError::Own(format!("{code} is not a turn")))?,
            reason: r.text(1)?,
            at: Moment(r.int(2)?),
            who: r.opt_text(3)?,
        })
    })
}

/// The pictures and papers of a declaration: row and medium.
pub fn evidence(v: &View, id: i64) -> Out<Vec<(i64, i64)>> {
    v.rows(EVIDENCE, &[id.into()], |r| Ok((r.int(0)?, r.int(1)?)))
}

/// Does this picture belong to that declaration?
pub fn is_evidence(v: &View, id: i64, media: i64) -> Out<bool> {
    Ok(v.first(OF_EVIDENCE, &[media.into(), id.into()], |r| r.int(0))?.is_some())
}

/// A new declaration.
pub fn add(tx: &Tx, person: PersonId, uuid: &str, source: &str) -> Out<i64> {
    tx.insert("learning_self_study", "person, uuid, source", &[person.into(), uuid.into(), source.into()])
}

/// What is said of it from now on.
pub fn say(tx: &Tx, id: i64, is: &Declared) -> Out<()> {
    if let Some(row) = tx.first(STATE_ROW, &[id.into()], |r| r.int(0))? {
        tx.retire("learning_self_study_state", row)?;
    }
    let values: [Val; 10] = [
        id.into(),
        is.title.as_str().into(),
        is.topic.0.as_str().into(),
        is.platform.as_str().into(),
        is.place.as_str().into(),
        is.first_day.into(),
        is.last_day.into(),
        is.minutes.into(),
        is.words.as_str().into(),
        is.evidence.as_str().into(),
    ];
    let columns = "self_study, title, topic, platform, place, first_day, last_day, minutes, words, evidence";
    tx.insert("learning_self_study_state", columns, &values).map(|_| ())
}

/// A turn.
pub fn turn(tx: &Tx, id: i64, turn: Turn, unit: OrganisationId, reason: &str) -> Out<()> {
    let values: [Val; 6] =
        [id.into(), turn.code().into(), unit.into(), tx.account.into(), tx.today().into(), reason.into()];
    tx.insert("learning_self_study_turn", "self_study, turn, organisation, account, day, reason", &values)
        .map(|_| ())
}

/// A picture or paper that shows it.
pub fn show(tx: &Tx, id: i64, media: i64) -> Out<()> {
    tx.insert("learning_self_study_evidence", "self_study, media", &[id.into(), media.into()]).map(|_| ())
}
