//! Every SQL of what is kept about a person.

use super::lists::{Reach, clipped};
use kernel::{AccountId, Moment, OrganisationId, PersonId};
use store::sockets::Listed;
use store::{Row, StoreError, View};

store::statements! {
    /// When and by what act a transaction was made.
    ACT_OF = "select t.at, t.act, t.account from store_txn t where t.id = $1";
    /// Looks at the record of one person, newest first: the detail is the number, alone or before a reason, or the
    /// subject ends with it.
    LOOKS = "select l.id, t.at, l.subject, l.detail, t.account, p.full_name from store_look l \
        join store_txn t on t.id = l.id / 1048576 \
        left join people_account a on a.id = t.account \
        left join people_person_state p on p.person = a.person and p.retired_txn is null \
        where l.detail = $1 or l.detail like $2 or l.subject like $3 order by l.id desc limit $4";
    /// In which units' lists a person was: unit or one above it, population, the stretch of belonging, that of the tree.
    REACH = "select distinct c.ancestor, a.population, a.valid_from, a.valid_to, c.valid_from, c.valid_to from people_attribution a \
        join people_closure c on c.descendant = a.organisation where a.person = $1";
    /// Looks at lists of the people of a unit between two moments, newest first.
    LIST_LOOKS = "select l.id, t.at, l.subject, l.detail, t.account, l.people, w.organisation from store_look_place w \
        join store_look l on l.id = w.look join store_txn t on t.id = l.id / 1048576 \
        where w.organisation = $1 and t.at >= $2 and t.at < $3 and l.people > 0 \
        and (l.subject in ('people.list', 'people.export', 'people.slips', 'people.split', 'lists.give', 'lists.give.national_id') \
          or (l.subject like 'measure %' and l.subject not like '% of person %')) order by l.id desc limit $4";
    /// Looks at one list after the row that put somebody into it, newest first.
    LOOKS_AT = "select l.id, t.at, l.subject, l.detail, t.account, l.people, \
        (select max(w.organisation) from store_look_place w where w.look = l.id) from store_look l \
        join store_txn t on t.id = l.id / 1048576 where l.subject = $1 and l.detail = $2 and l.id > $3 order by l.id desc limit $4";
}

/// Somebody opened a list.
#[derive(Clone, Debug)]
pub(super) struct ListLook {
    /// The look.
    pub id: i64,
    /// When.
    pub at: Moment,
    /// What kind of list.
    pub subject: String,
    /// Which.
    pub detail: String,
    /// By whom.
    pub account: Option<AccountId>,
    /// How many people it showed.
    pub people: i64,
    /// Of which unit.
    pub unit: Option<OrganisationId>,
}

fn list_look(r: &Row) -> Result<ListLook, StoreError> {
    Ok(ListLook {
        id: r.int(0)?,
        at: Moment(r.int(1)?),
        subject: r.text(2)?,
        detail: r.text(3)?,
        account: r.opt_int(4)?.map(AccountId),
        people: r.int(5)?,
        unit: r.opt_int(6)?.map(OrganisationId),
    })
}

/// In which units' lists a person was, and when.
pub(super) fn reach(v: &View, person: PersonId) -> Result<Vec<Reach>, StoreError> {
    let line = |r: &Row| {
        let ancestor = OrganisationId(r.int(0)?);
        let reach = Reach { ancestor, population: r.text(1)?, from: r.day(2)?, to: r.day(3)? };
        Ok((reach, r.day(4)?, r.day(5)?))
    };
    Ok(clipped(v.rows(REACH, &[person.into()], line)?))
}

/// Looks at lists of a unit's people between two moments, newest first.
pub(super) fn list_looks(
    v: &View,
    unit: OrganisationId,
    from: Moment,
    to: Moment,
    limit: i64,
) -> Result<Vec<ListLook>, StoreError> {
    v.rows(LIST_LOOKS, &[unit.into(), from.into(), to.into(), limit.into()], list_look)
}

/// Looks at a list of another house, newest first.
pub(super) fn looks_at(v: &View, l: &Listed, limit: i64) -> Result<Vec<ListLook>, StoreError> {
    let args = [l.subject.into(), l.detail.as_str().into(), l.since.into(), limit.into()];
    v.rows(LOOKS_AT, &args, list_look)
}

/// Somebody looked at the record.
#[derive(Clone, Debug)]
pub struct SeenBy {
    /// When.
    pub at: Moment,
    /// What was looked at.
    pub subject: String,
    /// Whom or what it was about, with the reason that was given.
    pub detail: String,
    /// Who.
    pub account: Option<AccountId>,
    /// Their name.
    pub name: Option<String>,
}

/// Who looked at a person's record, newest first.
pub fn looks(v: &View, person: PersonId, limit: i64) -> Result<Vec<SeenBy>, StoreError> {
    let args = [
        person.to_string().into(),
        format!("{person}: %").into(),
        format!("% of person {person}").into(),
        limit.into(),
    ];
    v.rows(LOOKS, &args, |r| {
        Ok(SeenBy {
            at: Moment(r.int(1)?),
            subject: r.text(2)?,
            detail: r.text(3)?,
            account: r.opt_int(4)?.map(AccountId),
            name: r.opt_text(5)?,
        })
    })
}

/// When and by what act a row was recorded.
pub fn recorded(v: &View, row: i64) -> Result<Option<(Moment, String)>, StoreError> {
    v.first(ACT_OF, &[(row >> kernel::id::ROW_BITS).into()], |r| Ok((Moment(r.int(0)?), r.text(1)?)))
}
