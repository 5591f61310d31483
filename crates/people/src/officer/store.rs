//! Every SQL of officers and their terms.

use crate::person::model::Affiliation;
use crate::person::store::affiliation;
use kernel::{Date, OrganisationId, PersonId};
use store::{StoreError, Val, View};

type Out<T> = Result<T, StoreError>;

store::statements! {
    /// All terms of a unit with the names of their holders.
    OF_UNIT = "select a.id, a.person, a.organisation, a.role, a.post, a.valid_from, a.valid_to, a.post_code, a.term, a.decision, \
        s.person, s.full_name, s.sort_key from people_affiliation a join people_person_state s on s.retired_txn is null \
        and s.person = coalesce((select l.same_as from store_alias l where l.person = a.person), a.person) \
        where a.organisation = $1 and a.role = 'officers' and a.retired_txn is null order by s.sort_key, a.valid_from, a.id";
    /// The words on which a term rests, when a list brought it in.
    BASIS = "select words from people_basis where person = $1 and organisation = $2 and day = $3 and retired_txn is null \
        order by id desc limit 1";
    /// One term.
    ONE = "select id, person, organisation, role, post, valid_from, valid_to, post_code, term, decision from people_affiliation \
        where id = $1 and role = 'officers' and retired_txn is null";
}

/// A term with its holder.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Term {
    /// The stretch; its person may be another id of the holder.
    pub stretch: Affiliation,
    /// The holder.
    pub person: PersonId,
    /// The holder's name.
    pub full_name: String,
    /// The decision, or what a list gave as its basis.
    pub decision: String,
}

/// All terms of a unit, by the names of their holders.
pub fn of_unit(v: &View, unit: OrganisationId) -> Out<Vec<Term>> {
    let mut all = v.rows(OF_UNIT, &[unit.into()], |r| {
        let stretch = affiliation(r)?;
        let decision = stretch.office.as_ref().map_or_else(String::new, |o| o.decision.clone());
        Ok(Term { stretch, person: PersonId(r.int(10)?), full_name: r.text(11)?, decision })
    })?;
    for term in all.iter_mut().filter(|t| t.decision.is_empty()) {
        let a = &term.stretch;
        let args: [Val; 3] = [a.person.into(), unit.into(), a.from.into()];
        term.decision = v.first(BASIS, &args, |r| r.text(0))?.unwrap_or_default();
    }
    Ok(all)
}

/// One term.
pub fn one(v: &View, row: i64) -> Out<Option<Affiliation>> {
    v.first(ONE, &[row.into()], affiliation)
}

/// The terms of a unit that hold on a day.
pub fn on(all: &[Term], day: Date) -> impl Iterator<Item = &Term> {
    all.iter().filter(move |t| t.stretch.from <= day && day < t.stretch.to)
}
