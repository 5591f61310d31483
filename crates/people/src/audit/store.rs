//! Every SQL of reading the log.

use kernel::{Moment, OrganisationId};
use store::{StoreError, Val, View};

store::statements! {
    /// A page of the log, newest first: acts of accounts that hold a role below `$4`, and (`$3` = 1) of
    /// the command line.
    LOG = "select t.id, t.at, p.full_name, t.act, t.reason, t.device, l.detail, l.people from store_txn t \
        left join people_account a on a.id = t.account \
        left join people_person_state p on p.person = a.person and p.retired_txn is null \
        left join store_look l on l.id >= t.id * 1048576 and l.id < (t.id + 1) * 1048576 \
        where t.id < $1 and (t.act like $2 or lower(t.reason) like $2) \
        and ((t.account is null and $3 = 1) or exists (select 1 from people_grant g join people_closure c \
          on c.descendant = g.organisation where g.account = t.account and g.retired_txn is null and c.ancestor = $4)) \
        and ($5 = '%%' or p.fold like $5) and t.at >= $6 and t.at < $7 order by t.id desc limit $8";
}

/// One line of the log, as it is read.
#[derive(Clone, Debug)]
pub struct LogLine {
    /// Its number.
    pub txn: i64,
    /// When.
    pub at: Moment,
    /// Who; none for the command line.
    pub who: Option<String>,
    /// What kind of act.
    pub act: String,
    /// About what.
    pub reason: String,
    /// From where.
    pub device: String,
    /// Of a look: which list, and how many people it showed.
    pub look: Option<(String, i64)>,
}

/// What of the log is wanted.
#[derive(Clone, Debug)]
pub struct LogQuestion<'a> {
    /// Older than this line.
    pub before: i64,
    /// Words of the act or of what it was about.
    pub words: &'a str,
    /// Words of the actor's name; marks do not matter.
    pub who: &'a str,
    /// From this moment on …
    pub from: Moment,
    /// … up to this one.
    pub to: Moment,
    /// The top of the subtree whose actors are shown.
    pub top: OrganisationId,
    /// The command line's own acts, too?
    pub with_program: bool,
    /// At most so many.
    pub limit: i64,
}

fn pattern(text: &str) -> Val {
    let plain: String = text.chars().filter(|c| !"%_\\".contains(*c)).collect();
    format!("%{plain}%").into()
}

/// A page of the log, newest first.
pub fn log(v: &View, q: &LogQuestion) -> Result<Vec<LogLine>, StoreError> {
    let args = [
        q.before.into(),
        pattern(&q.words.to_lowercase()),
        q.with_program.into(),
        q.top.into(),
        pattern(&kernel::name::fold(q.who)),
        q.from.into(),
        q.to.into(),
        q.limit.into(),
    ];
    v.rows(LOG, &args, |r| {
        Ok(LogLine {
            txn: r.int(0)?,
            at: Moment(r.int(1)?),
            who: r.opt_text(2)?,
            act: r.text(3)?,
            reason: r.text(4)?,
            device: r.text(5)?,
            look: r.opt_text(6)?.zip(r.opt_int(7)?),
        })
    })
}
