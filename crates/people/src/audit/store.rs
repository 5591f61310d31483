//! Every SQL of reading the log.

use super::model::LogLine;
use kernel::{AccountId, Moment, OrganisationId};
use store::{Row, StoreError, Val, View};

type Out<T> = Result<T, StoreError>;

store::statements! {
    /// Lines between two numbers, newest first.
    LINES = "select t.id, t.at, t.account, t.act, t.reason, t.device, t.hash from store_txn t \
        where t.id < $1 and t.id >= $2 order by t.id desc limit $3";
    /// Lines of one account between two numbers, newest first.
    LINES_OF = "select t.id, t.at, t.account, t.act, t.reason, t.device, t.hash from store_txn t \
        where t.account = $4 and t.id < $1 and t.id >= $2 order by t.id desc limit $3";
    /// The first and the last line of a stretch of time. The sum keeps an engine from walking the log by number.
    SPAN = "select min(t.id + 0), max(t.id + 0) from store_txn t where t.at >= $1 and t.at < $2";
    /// What is kept beside the lines between two numbers.
    NOTES = "select l.id, l.detail, l.people from store_look l where l.id >= $1 and l.id < $2 order by l.id";
    /// Accounts by the name of their person and by a role that they hold or held.
    ACTORS = "select a.id from people_account a \
        join people_person_state p on p.person = a.person and p.retired_txn is null \
        where ($1 = '%%' or p.fold like $1) and ($2 = '' or exists (select 1 from people_grant g \
          where g.account = a.id and g.retired_txn is null and g.role = $2)) order by a.id";
    /// Accounts that hold or held a role at a unit or below.
    BELOW = "select distinct g.account from people_grant g join people_closure c on c.descendant = g.organisation \
        where g.retired_txn is null and c.ancestor = $1";
    /// The name behind an account.
    NAME = "select p.full_name from people_account a \
        join people_person_state p on p.person = a.person and p.retired_txn is null where a.id = $1";
}

fn line(r: &Row) -> Out<LogLine> {
    Ok(LogLine {
        txn: r.int(0)?,
        at: Moment(r.int(1)?),
        account: r.opt_int(2)?.map(AccountId),
        act: r.text(3)?,
        reason: r.text(4)?,
        device: r.text(5)?,
        hash: r.text(6)?,
        notes: Vec::new(),
    })
}

/// Lines below one number and from another on, newest first; of one account, or of all.
pub fn lines(v: &View, account: Option<AccountId>, before: i64, from: i64, most: i64) -> Out<Vec<LogLine>> {
    let (before, from, most) = (Val::from(before), Val::from(from), Val::from(most));
    match account {
        None => v.rows(LINES, &[before, from, most], line),
        Some(a) => v.rows(LINES_OF, &[before, from, most, a.into()], line),
    }
}

/// The numbers of the first and the last line of a stretch of time.
pub fn span(v: &View, from: Moment, to: Moment) -> Out<Option<(i64, i64)>> {
    let found = v.first(SPAN, &[from.into(), to.into()], |r| Ok(r.opt_int(0)?.zip(r.opt_int(1)?)))?;
    Ok(found.flatten())
}

/// What is kept beside the lines from one number to another: line, detail, people shown.
pub fn notes(v: &View, first: i64, last: i64) -> Out<Vec<(i64, String, i64)>> {
    let bits = kernel::id::ROW_BITS;
    v.rows(NOTES, &[(first << bits).into(), ((last + 1) << bits).into()], |r| {
        Ok((r.int(0)? >> bits, r.text(1)?, r.int(2)?))
    })
}

fn pattern(text: &str) -> Val {
    let plain: String = text.chars().filter(|c| !"%_\\".contains(*c)).collect();
    format!("%{plain}%").into()
}

/// Accounts by words of the name (marks do not matter) and by the code of a role; empty for any.
pub fn actors(v: &View, name: &str, role: &str) -> Out<Vec<AccountId>> {
    v.rows(ACTORS, &[pattern(&kernel::name::fold(name)), role.into()], |r| Ok(AccountId(r.int(0)?)))
}

/// Accounts with a role at a unit or below it.
pub fn below(v: &View, top: OrganisationId) -> Out<std::collections::HashSet<AccountId>> {
    Ok(v.rows(BELOW, &[top.into()], |r| Ok(AccountId(r.int(0)?)))?.into_iter().collect())
}

/// The name behind an account.
pub fn name(v: &View, account: AccountId) -> Out<Option<String>> {
    v.first(NAME, &[account.into()], |r| r.text(0))
}
