//! Every SQL of waits.

use kernel::Moment;
use store::{StoreError, Tx, View};

type Out<T> = Result<T, StoreError>;

store::statements! {
    /// A level.
    LEVEL = "select level, at from people_throttle where name = $1";
    /// Sets a level.
    SET_LEVEL = "insert into people_throttle (name, level, at) values ($1, $2, $3) \
        on conflict (name) do update set level = excluded.level, at = excluded.at";
    /// Forgets a level.
    FORGET = "delete from people_throttle where name = $1";
    /// Forgets levels that nobody touched for long.
    SWEEP = "delete from people_throttle where at < $1";
}

/// A level as it was when it was last touched.
pub fn level(v: &View, name: &str) -> Out<Option<(i64, Moment)>> {
    v.first(LEVEL, &[name.into()], |r| Ok((r.int(0)?, Moment(r.int(1)?))))
}

/// Sets a level.
pub fn set_level(tx: &Tx, name: &str, level: i64, at: Moment) -> Out<()> {
    tx.derive(SET_LEVEL, &[name.into(), level.into(), at.into()])?;
    Ok(())
}

/// Forgets a level.
pub fn forget(tx: &Tx, name: &str) -> Out<()> {
    tx.derive(FORGET, &[name.into()])?;
    Ok(())
}

/// Forgets what nobody touched since a moment.
pub fn sweep(tx: &Tx, before: Moment) -> Out<()> {
    tx.derive(SWEEP, &[before.into()])?;
    Ok(())
}
