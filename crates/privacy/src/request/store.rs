//! Every SQL of requests.

use super::model::{Request, Step, StepKind, day};
use kernel::{AccountId, Date, Moment, OrganisationId, PersonId};
use std::collections::BTreeMap;
use store::{Row, StoreError, Tx, View};

type Out<T> = Result<T, StoreError>;

store::statements! {
    /// One request.
    ONE = "select r.id, r.person, p.full_name, r.organisation, r.kind, r.wish, r.field, r.value, r.channel, r.at, \
        r.answer_due, r.finish_due from privacy_request r \
        join people_person_state p on p.person = r.person and p.retired_txn is null where r.id = $1";
    /// All requests of a person, newest first.
    OF_PERSON = "select r.id, r.person, p.full_name, r.organisation, r.kind, r.wish, r.field, r.value, r.channel, r.at, \
        r.answer_due, r.finish_due from privacy_request r \
        join people_person_state p on p.person = r.person and p.retired_txn is null where r.person = $1 order by r.id desc";
    /// The requests of a subtree, newest first.
    BELOW = "select r.id, r.person, p.full_name, r.organisation, r.kind, r.wish, r.field, r.value, r.channel, r.at, \
        r.answer_due, r.finish_due from privacy_request r \
        join people_person_state p on p.person = r.person and p.retired_txn is null \
        where (r.organisation = $1 or exists (select 1 from people_closure c where c.ancestor = $1 \
        and c.descendant = r.organisation)) order by r.id desc limit 1000";
    /// The steps of one request.
    STEPS = "select s.request, s.step, s.note, s.due, s.account, s.at, p.full_name from privacy_request_step s \
        left join people_account a on a.id = s.account \
        left join people_person_state p on p.person = a.person and p.retired_txn is null \
        where s.request = $1 order by s.id";
    /// The steps of all requests.
    ALL_STEPS = "select s.request, s.step, s.note, s.due, s.account, s.at, p.full_name from privacy_request_step s \
        left join people_account a on a.id = s.account \
        left join people_person_state p on p.person = a.person and p.retired_txn is null order by s.id";
}

fn request(r: &Row) -> Out<Request> {
    Ok(Request {
        id: r.int(0)?,
        person: PersonId(r.int(1)?),
        name: r.text(2)?,
        organisation: OrganisationId(r.int(3)?),
        kind: r.text(4)?,
        wish: r.text(5)?,
        field: r.text(6)?,
        value: r.text(7)?,
        channel: r.text(8)?,
        at: Moment(r.int(9)?),
        answer_due: day(&r.text(10)?),
        first_due: day(&r.text(11)?),
        steps: Vec::new(),
    })
}

fn step(r: &Row) -> Out<(i64, Step)> {
    let code = r.text(1)?;
    let kind = StepKind::find(&code).ok_or_else(|| StoreError::Own(format!("unknown step {code}")))?;
    let step = Step {
        kind,
        note: r.text(2)?,
        due: r.opt_day(3)?,
        account: r.opt_int(4)?.map(AccountId),
        at: Moment(r.int(5)?),
        by: r.opt_text(6)?,
    };
    Ok((r.int(0)?, step))
}

/// One request with its steps.
pub fn one(v: &View, id: i64) -> Out<Option<Request>> {
    let Some(mut found) = v.first(ONE, &[id.into()], request)? else { return Ok(None) };
    found.steps = v.rows(STEPS, &[id.into()], step)?.into_iter().map(|(_, s)| s).collect();
    Ok(Some(found))
}

/// The requests of a person with their steps, newest first.
pub fn of_person(v: &View, person: PersonId) -> Out<Vec<Request>> {
    let mut all = v.rows(OF_PERSON, &[person.into()], request)?;
    for r in &mut all {
        r.steps = v.rows(STEPS, &[r.id.into()], step)?.into_iter().map(|(_, s)| s).collect();
    }
    Ok(all)
}

/// The requests of these subtrees with their steps, newest first.
pub fn below(v: &View, tops: &[OrganisationId]) -> Out<Vec<Request>> {
    let mut all: BTreeMap<i64, Request> = BTreeMap::new();
    for top in tops {
        for r in v.rows(BELOW, &[(*top).into()], request)? {
            all.insert(r.id, r);
        }
    }
    if !all.is_empty() {
        v.each(ALL_STEPS, &[], |r| {
            let (id, s) = step(r)?;
            if let Some(found) = all.get_mut(&id) {
                found.steps.push(s);
            }
            Ok(())
        })?;
    }
    Ok(all.into_values().rev().collect())
}

/// A new request.
pub(super) fn add(tx: &Tx, r: &Request) -> Out<i64> {
    tx.insert(
        "privacy_request",
        "person, organisation, kind, wish, field, value, channel, at, answer_due, finish_due",
        &[
            r.person.into(),
            r.organisation.into(),
            r.kind.as_str().into(),
            r.wish.as_str().into(),
            r.field.as_str().into(),
            r.value.as_str().into(),
            r.channel.as_str().into(),
            tx.now.into(),
            r.answer_due.into(),
            r.first_due.into(),
        ],
    )
}

/// A new step.
pub(super) fn add_step(tx: &Tx, request: i64, kind: StepKind, note: &str, due: Option<Date>) -> Out<i64> {
    tx.insert(
        "privacy_request_step",
        "request, step, note, due, account, at",
        &[request.into(), kind.code().into(), note.into(), due.into(), tx.account.into(), tx.now.into()],
    )
}
