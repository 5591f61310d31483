//! Every SQL of what is kept about a person.

use kernel::{AccountId, Moment, PersonId};
use store::{StoreError, View};

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
