//! Every SQL of reorganisations.

use super::model::{Decision, DecisionFile, EventKind, Outcome, Part};
use crate::organisation::model::{PlaceSpan, Tree};
use kernel::{AccountId, Date, Moment, OrganisationId, PersonId, Role};
use std::collections::{BTreeSet, HashMap};
use store::{Row, StoreError, Tx, Val, View};

type Out<T> = Result<T, StoreError>;

/// Where events are kept: for who empties what was typed.
pub const EVENT_TABLE: &str = "people_organisation_event";

store::statements! {
    /// Notes that were typed with events.
    NOTES = "select e.id, e.note from people_organisation_event e where e.note <> '' and e.note <> '…' order by e.id";
    /// All events, the latest effective first.
    EVENTS = "select e.id, e.kind, e.effective, e.decision, e.decided_on, e.note, e.told, t.at, t.account, \
        (select max(f.id) from people_decision_file f where f.event = e.id), \
        (select count(*) from people_event_part p where p.event = e.id), \
        (select count(*) from people_event_part p where p.event = e.id and p.retired_txn is null) \
        from people_organisation_event e left join store_txn t on t.id = e.id / 1048576 \
        where e.effective >= $1 and e.effective <= $2 and e.kind like $3 order by e.effective desc, e.id desc";
    /// One event.
    EVENT = "select e.id, e.kind, e.effective, e.decision, e.decided_on, e.note, e.told, t.at, t.account, \
        (select max(f.id) from people_decision_file f where f.event = e.id), \
        (select count(*) from people_event_part p where p.event = e.id), \
        (select count(*) from people_event_part p where p.event = e.id and p.retired_txn is null) \
        from people_organisation_event e left join store_txn t on t.id = e.id / 1048576 where e.id = $1";
    /// Who took part in one event.
    PARTS = "select distinct organisation, part from people_event_part where event = $1 order by part, organisation";
    /// Who took part in all events.
    ALL_PARTS = "select distinct event, organisation, part from people_event_part order by event, part, organisation";
    /// The events of a unit, oldest first.
    OF_UNIT = "select distinct p.event, p.part from people_event_part p where p.organisation = $1 and p.retired_txn is null \
        order by p.event";
    /// Who carries on whom by one event.
    SUCCESSIONS_OF = "select source, target from people_succession where event = $1 order by id";
    /// The first event of a unit after a day.
    LATER = "select e.id, e.kind, e.effective, e.decision from people_event_part p \
        join people_organisation_event e on e.id = p.event where p.organisation = $1 and p.retired_txn is null \
        and e.effective > $2 order by e.effective, e.id limit 1";
    /// The first event of a unit recorded after another.
    RECORDED_LATER = "select e.id, e.kind, e.effective, e.decision from people_event_part p \
        join people_organisation_event e on e.id = p.event where p.organisation = $1 and p.retired_txn is null \
        and e.id > $2 order by e.id limit 1";
    /// Other events of the same transaction.
    TOGETHER = "select count(*) from people_organisation_event where id / 1048576 = $1 / 1048576 and id <> $1";
    /// What stands below a unit on or after a day.
    BELOW = "select id, organisation, valid_from, valid_to from people_place where tree = $1 and parent = $2 \
        and retired_txn is null and valid_to > $3 order by id";
    /// Units that lie in a place on or after a day.
    LYING_IN = "select distinct organisation from people_organisation_state where commune = $1 and retired_txn is null \
        and valid_to > $2 order by organisation";
    /// Who stands above a unit today.
    ABOVE = "select distinct ancestor from people_closure where descendant = $1 and valid_from <= $2 and $2 < valid_to";
    /// Who stood above an ended unit at the end.
    ABOVE_LAST = "select distinct ancestor from people_closure where descendant = $1 and valid_to <= $2 \
        and valid_to = (select max(c.valid_to) from people_closure c where c.descendant = $1)";
    /// Roles held at a unit on or after a day, with the account's person.
    GRANTS_AT = "select g.id, g.account, a.person, g.role, g.valid_from, g.valid_to from people_grant g \
        join people_account a on a.id = g.account where g.organisation = $1 and g.retired_txn is null and g.valid_to > $2 \
        order by g.id";
    /// The scan of a decision.
    FILE = "select name, media_type, size, sha256, content from people_decision_file where id = $1";
    /// What is known of the scan without its bytes.
    FILE_CARD = "select name, media_type, size, sha256 from people_decision_file where id = $1";
    /// People who joined a unit after a transaction.
    JOINED_AFTER = "select count(distinct person) from people_affiliation where organisation = $1 and retired_txn is null \
        and id >= $2";
    /// Units put below a unit after a transaction.
    PLACED_AFTER = "select count(distinct organisation) from people_place where parent = $1 and retired_txn is null and id >= $2";
    /// Roles given at a unit after a transaction.
    GRANTED_AFTER = "select count(*) from people_grant where organisation = $1 and retired_txn is null and id >= $2";
    /// Facts of a unit.
    FACTS_AT = "select count(*) from store_fact where organisation = $1";
    /// People whose belonging, as a transaction wrote it, was changed since.
    CHANGED_SINCE = "select count(distinct person) from people_affiliation where id >= $1 and id < $2 and retired_txn is not null \
        and retired_txn <> $3";
    /// The name of an account's person.
    NAME_OF = "select p.full_name from people_account a join people_person_state p on p.person = a.person \
        and p.retired_txn is null where a.id = $1";
}

/// An event as it is kept.
#[derive(Clone, Debug)]
pub struct EventCard {
    /// Its row.
    pub id: i64,
    /// Its kind.
    pub kind: EventKind,
    /// From which day.
    pub on: Date,
    /// The decision's number.
    pub decision: String,
    /// The day it was signed.
    pub decided_on: Option<Date>,
    /// A remark; of old events the unit's code.
    pub note: String,
    /// What it did; old events kept no counts.
    pub told: Option<Outcome>,
    /// When it was recorded.
    pub recorded: Option<Moment>,
    /// By whom.
    pub account: Option<AccountId>,
    /// The scan.
    pub file: Option<i64>,
    /// Was it taken back?
    pub is_undone: bool,
}

fn card(r: &Row) -> Out<EventCard> {
    let kind = r.text(1)?;
    let told = r.opt_text(6)?;
    Ok(EventCard {
        id: r.int(0)?,
        kind: EventKind::find(&kind).ok_or_else(|| StoreError::Own(format!("unknown event {kind}")))?,
        on: r.day(2)?,
        decision: r.text(3)?,
        decided_on: r.opt_day(4)?,
        note: r.text(5)?,
        told: told.and_then(|t| serde_json::from_str(&t).ok()),
        recorded: r.opt_int(7)?.map(Moment),
        account: r.opt_int(8)?.map(AccountId),
        file: r.opt_int(9)?,
        is_undone: r.int(10)? > 0 && r.int(11)? == 0,
    })
}

/// Events that take effect between two days (both inside), of one kind or of all.
pub fn events(v: &View, from: Date, to: Date, kind: Option<EventKind>) -> Out<Vec<EventCard>> {
    v.rows(EVENTS, &[from.into(), to.into(), kind.map_or("%", EventKind::code).into()], card)
}

/// One event.
pub fn event(v: &View, id: i64) -> Out<Option<EventCard>> {
    v.first(EVENT, &[id.into()], card)
}

fn part(r: &Row, at: usize) -> Out<(OrganisationId, Part)> {
    let code = r.text(at + 1)?;
    let part = Part::find(&code).ok_or_else(|| StoreError::Own(format!("unknown part {code}")))?;
    Ok((OrganisationId(r.int(at)?), part))
}

/// Who took part in an event, as what.
pub fn parts(v: &View, event: i64) -> Out<Vec<(OrganisationId, Part)>> {
    v.rows(PARTS, &[event.into()], |r| part(r, 0))
}

/// Who took part in every event.
pub fn all_parts(v: &View) -> Out<HashMap<i64, Vec<(OrganisationId, Part)>>> {
    let mut all: HashMap<i64, Vec<(OrganisationId, Part)>> = HashMap::new();
    v.each(ALL_PARTS, &[], |r| {
        all.entry(r.int(0)?).or_default().push(part(r, 1)?);
        Ok(())
    })?;
    Ok(all)
}

/// The believed events of a unit: (event, as what).
pub fn events_of(v: &View, unit: OrganisationId) -> Out<Vec<(i64, Part)>> {
    v.rows(OF_UNIT, &[unit.into()], |r| {
        let code = r.text(1)?;
        let part = Part::find(&code).ok_or_else(|| StoreError::Own(format!("unknown part {code}")))?;
        Ok((r.int(0)?, part))
    })
}

/// Who carries on whom by an event.
pub fn successions_of(v: &View, event: i64) -> Out<Vec<(OrganisationId, OrganisationId)>> {
    v.rows(SUCCESSIONS_OF, &[event.into()], |r| Ok((OrganisationId(r.int(0)?), OrganisationId(r.int(1)?))))
}

/// An event in short: kind, day, decision.
pub type Short = (EventKind, Date, String);

fn short(r: &Row) -> Out<Short> {
    let kind = r.text(1)?;
    let kind = EventKind::find(&kind).ok_or_else(|| StoreError::Own(format!("unknown event {kind}")))?;
    Ok((kind, r.day(2)?, r.text(3)?))
}

/// The first event of a unit that takes effect after a day.
pub fn later(v: &View, unit: OrganisationId, on: Date) -> Out<Option<Short>> {
    v.first(LATER, &[unit.into(), on.into()], short)
}

/// The first event of a unit recorded after another.
pub fn recorded_later(v: &View, unit: OrganisationId, event: i64) -> Out<Option<Short>> {
    v.first(RECORDED_LATER, &[unit.into(), event.into()], short)
}

/// Was the event recorded in one transaction with others?
pub fn is_one_of_many(v: &View, event: i64) -> Out<bool> {
    Ok(v.number(TOGETHER, &[event.into()])? > 0)
}

/// The places below a unit that hold on or after a day: (row, span).
pub fn below(v: &View, tree: Tree, unit: OrganisationId, on: Date) -> Out<Vec<(i64, PlaceSpan)>> {
    v.rows(BELOW, &[tree.code().into(), unit.into(), on.into()], |r| {
        let span = PlaceSpan {
            organisation: OrganisationId(r.int(1)?),
            parent: Some(unit),
            from: r.day(2)?,
            to: r.day(3)?,
        };
        Ok((r.int(0)?, span))
    })
}

/// Units whose address is this place on or after a day.
pub fn lying_in(v: &View, place: OrganisationId, on: Date) -> Out<Vec<OrganisationId>> {
    v.rows(LYING_IN, &[place.into(), on.into()], |r| Ok(OrganisationId(r.int(0)?)))
}

/// The unit and whoever reaches it on a day; of an ended unit, whoever reached it last. As the gate sees it.
pub fn reached_from(v: &View, unit: OrganisationId, on: Date) -> Out<BTreeSet<OrganisationId>> {
    let mut all = BTreeSet::from([unit]);
    for sql in [ABOVE, ABOVE_LAST] {
        all.extend(v.rows(sql, &[unit.into(), on.into()], |r| Ok(OrganisationId(r.int(0)?)))?);
    }
    Ok(all)
}

/// A role held at a unit.
#[derive(Clone, Debug)]
pub struct Held {
    /// The row.
    pub row: i64,
    /// Whose account.
    pub account: AccountId,
    /// The account's person.
    pub person: PersonId,
    /// As what.
    pub role: Role,
    /// First day.
    pub from: Date,
    /// First day after.
    pub to: Date,
}

/// Roles held at a unit on or after a day.
pub fn held_at(v: &View, unit: OrganisationId, on: Date) -> Out<Vec<Held>> {
    v.rows(GRANTS_AT, &[unit.into(), on.into()], |r| {
        let role = r.text(3)?;
        Ok(Held {
            row: r.int(0)?,
            account: AccountId(r.int(1)?),
            person: PersonId(r.int(2)?),
            role: Role::find(&role).ok_or_else(|| StoreError::Own(format!("unknown role {role}")))?,
            from: r.day(4)?,
            to: r.day(5)?,
        })
    })
}

/// Writes an event whose id was taken before.
pub(super) fn add_event(
    tx: &Tx,
    id: i64,
    kind: EventKind,
    on: Date,
    d: &Decision,
    told: Option<&Outcome>,
) -> Out<()> {
    let told = told.map(serde_json::to_string).transpose().map_err(|e| StoreError::Own(e.to_string()))?;
    tx.insert_all(
        "people_organisation_event",
        "id, kind, effective, decision, note, decided_on, told",
        7,
        &[
            Val::Int(id),
            kind.code().into(),
            on.into(),
            d.number.trim().into(),
            d.note.trim().into(),
            d.decided_on.into(),
            told.into(),
        ],
    )
}

/// Writes who took part.
pub(super) fn add_parts(tx: &Tx, event: i64, parts: &BTreeSet<(Part, OrganisationId)>) -> Out<()> {
    let mut values = Vec::with_capacity(parts.len() * 4);
    for (part, unit) in parts {
        values.extend([Val::Int(tx.new_id()), event.into(), (*unit).into(), part.code().into()]);
    }
    tx.insert_all("people_event_part", "id, event, organisation, part", 4, &values)
}

/// Writes who carries on whom; of several the heir is `main`, the others `part`.
pub(super) fn add_succession(
    tx: &Tx,
    event: i64,
    source: OrganisationId,
    target: OrganisationId,
    on: Date,
    share: Option<&str>,
) -> Out<()> {
    tx.insert(
        "people_succession",
        "event, source, target, effective, share",
        &[event.into(), source.into(), target.into(), on.into(), share.into()],
    )?;
    Ok(())
}

/// Keeps the scan of an event's decision.
pub(super) fn add_file(tx: &Tx, event: i64, f: &DecisionFile) -> Out<i64> {
    tx.insert(
        "people_decision_file",
        "event, name, media_type, size, sha256, content",
        &[
            event.into(),
            f.name.as_str().into(),
            f.media_type.into(),
            i64::try_from(f.bytes.len()).unwrap_or(i64::MAX).into(),
            store::chain::sha256(&f.bytes).into(),
            f.bytes.clone().into(),
        ],
    )
}

/// What is known of a scan.
#[derive(Clone, Debug)]
pub struct FileCard {
    /// The name it had.
    pub name: String,
    /// Its media type.
    pub media_type: String,
    /// Its size in bytes.
    pub size: i64,
    /// Its digest.
    pub sha256: String,
}

fn file_row(r: &Row) -> Out<FileCard> {
    Ok(FileCard { name: r.text(0)?, media_type: r.text(1)?, size: r.int(2)?, sha256: r.text(3)? })
}

/// What is known of a scan, without its bytes.
pub fn file_card(v: &View, file: i64) -> Out<Option<FileCard>> {
    v.first(FILE_CARD, &[file.into()], file_row)
}

/// A scan.
pub fn file(v: &View, file: i64) -> Out<Option<(FileCard, Vec<u8>)>> {
    v.first(FILE, &[file.into()], |r| Ok((file_row(r)?, r.opt_bytes(4)?.unwrap_or_default())))
}

/// What was built on a unit after a transaction: people who joined, units below, roles, facts.
pub fn built_on(v: &View, unit: OrganisationId, txn: i64) -> Out<[i64; 4]> {
    let after = (txn + 1) << kernel::id::ROW_BITS;
    Ok([
        v.number(JOINED_AFTER, &[unit.into(), after.into()])?,
        v.number(PLACED_AFTER, &[unit.into(), after.into()])?,
        v.number(GRANTED_AFTER, &[unit.into(), after.into()])?,
        v.number(FACTS_AT, &[unit.into()])?,
    ])
}

/// How many people's belonging, as a transaction wrote it, was changed since.
pub fn people_changed_since(v: &View, txn: i64) -> Out<i64> {
    let bits = kernel::id::ROW_BITS;
    v.number(CHANGED_SINCE, &[(txn << bits).into(), ((txn + 1) << bits).into(), txn.into()])
}

/// The name of an account's person.
pub fn account_name(v: &View, account: AccountId) -> Out<Option<String>> {
    v.first(NAME_OF, &[account.into()], |r| r.text(0))
}

/// Notes of events: what was typed beside them.
pub fn notes(v: &View) -> Out<Vec<(i64, String)>> {
    v.rows(NOTES, &[], |r| Ok((r.int(0)?, r.text(1)?)))
}
