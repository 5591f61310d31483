//! Every SQL of de-identification.

use kernel::{Date, Moment, PersonId};
use store::{StoreError, View};

store::statements! {
    /// People whose last stretch in any unit ended by `$1` (minors: by `$2`, born in `$3` or later) and who still have
    /// their name (`$4` begins the others), the longest gone first.
    DUE = "select a.person, p.full_name, max(a.valid_to) from people_attribution a \
        join people_person_state p on p.person = a.person and p.retired_txn is null \
        where p.full_name not like $4 group by a.person, p.full_name, p.birth_year \
        having max(a.valid_to) <= $1 or (p.birth_year >= $3 and max(a.valid_to) <= $2) \
        order by max(a.valid_to), a.person limit 5000";
    /// Everybody who was de-identified, and in which transaction for the last time.
    ERASED = "select e.person, max(e.id) from store_erasure e group by e.person order by e.person";
    /// Looks and acts with a reason that somebody typed.
    TYPED = "select l.id, l.detail from store_look l where l.detail like '%: %' and l.subject in \
        ('people.national_id', 'people.export', 'account.reset_password', 'code.reset', 'privacy.erase', 'privacy.lift') order by l.id";
    /// Has anybody left for good by `$1`? A quick look before the long one.
    ANY_DUE = "select count(*) from (select a.person from people_attribution a join people_person_state p on p.person = a.person \
        and p.retired_txn is null and p.full_name not like $2 where a.valid_to <= $1 and not exists \
        (select 1 from people_attribution b where b.person = a.person and b.valid_to > $1) limit 1) x";
    /// When a transaction was.
    AT = "select t.at from store_txn t where t.id = $1";
    /// The hash of the line by which a record was made.
    BORN = "select t.hash from store_txn t where t.id = $1";
}

/// Somebody whose time to be kept is over.
#[derive(Clone, Debug)]
pub struct DuePerson {
    /// Who.
    pub person: PersonId,
    /// The name that is still there.
    pub name: String,
    /// First day out of every unit.
    pub left: Date,
}

/// Who is due.
pub fn due(
    v: &View,
    grown: Date,
    minors: Date,
    born_from: i16,
    mark: &str,
) -> Result<Vec<DuePerson>, StoreError> {
    let args = [grown.into(), minors.into(), i64::from(born_from).into(), format!("{mark}%").into()];
    v.rows(DUE, &args, |r| Ok(DuePerson { person: PersonId(r.int(0)?), name: r.text(1)?, left: r.day(2)? }))
}

/// May anybody be due whose last unit ended by that day?
pub fn any_due(v: &View, by: Date, mark: &str) -> Result<bool, StoreError> {
    Ok(v.number(ANY_DUE, &[by.into(), format!("{mark}%").into()])? > 0)
}

/// Every reason that somebody typed, with what stands before it.
pub fn typed(v: &View) -> Result<Vec<(i64, String)>, StoreError> {
    v.rows(TYPED, &[], |r| Ok((r.int(0)?, r.text(1)?)))
}

/// When a transaction was.
pub fn moment(v: &View, txn: i64) -> Result<Option<Moment>, StoreError> {
    v.first(AT, &[txn.into()], |r| Ok(Moment(r.int(0)?)))
}

/// The hash of the line of the log by which a record was made.
pub fn born(v: &View, person: PersonId) -> Result<Option<String>, StoreError> {
    v.first(BORN, &[(person.0 >> kernel::id::ROW_BITS).into()], |r| r.text(0))
}

/// Who was de-identified, and by which transaction.
pub fn erased(v: &View) -> Result<Vec<(PersonId, i64)>, StoreError> {
    v.rows(ERASED, &[], |r| Ok((PersonId(r.int(0)?), r.int(1)? >> kernel::id::ROW_BITS)))
}
