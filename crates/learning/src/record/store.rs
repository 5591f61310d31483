//! Every SQL of the learning record: links and how often they were opened.

use super::model::Link;
use super::service::Wish;
use kernel::{Date, Moment, PersonId};
use store::{Row, StoreError, Tx, Val, View};

type Out<T> = Result<T, StoreError>;

store::statements! {
    /// The links of a person.
    LINKS = "select l.id, l.person, l.years, l.whole_name, l.made_on, l.ends_on, l.retired_txn, o.times, o.last_at \
        from learning_record_link l left join learning_record_opening o on o.link = l.id \
        where l.person = $1 order by l.id desc";
    /// The link of a secret.
    BY_DIGEST = "select l.id, l.person, l.years, l.whole_name, l.made_on, l.ends_on, l.retired_txn, o.times, o.last_at \
        from learning_record_link l left join learning_record_opening o on o.link = l.id where l.digest = $1";
    /// One more opening.
    OPENED = "insert into learning_record_opening (link, times, last_at) values ($1, 1, $2) \
        on conflict (link) do update set times = learning_record_opening.times + 1, last_at = excluded.last_at";
}

fn link(r: &Row) -> Out<Link> {
    Ok(Link {
        id: r.int(0)?,
        person: PersonId(r.int(1)?),
        years: r.text(2)?.split(',').filter_map(|y| y.parse().ok()).collect(),
        whole_name: r.flag(3)?,
        made_on: r.day(4)?,
        ends_on: r.day(5)?,
        withdrawn: r.opt_int(6)?.is_some(),
        times: r.opt_int(7)?.unwrap_or(0),
        last_at: r.opt_int(8)?.map(Moment),
    })
}

/// The links of a person, newest first.
pub fn links(v: &View, person: PersonId) -> Out<Vec<Link>> {
    v.rows(LINKS, &[person.into()], link)
}

/// The link with this digest of its secret.
pub fn by_digest(v: &View, digest: &str) -> Out<Option<Link>> {
    v.first(BY_DIGEST, &[digest.into()], link)
}

/// Keeps a new link.
pub fn add_link(
    tx: &Tx,
    person: PersonId,
    digest: &str,
    wish: &Wish,
    made_on: Date,
    ends_on: Date,
) -> Out<i64> {
    let years = wish.years.iter().map(ToString::to_string).collect::<Vec<_>>().join(",");
    let values: [Val; 6] =
        [person.into(), digest.into(), years.into(), wish.whole_name.into(), made_on.into(), ends_on.into()];
    tx.insert("learning_record_link", "person, digest, years, whole_name, made_on, ends_on", &values)
}

/// Withdraws a link.
pub fn withdraw(tx: &Tx, link: i64) -> Out<bool> {
    tx.retire("learning_record_link", link)
}

/// One more opening of a link.
pub fn count_opening(tx: &Tx, link: i64) -> Out<()> {
    tx.derive(OPENED, &[link.into(), tx.now.into()]).map(|_| ())
}
