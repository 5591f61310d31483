//! How long to wait, and what is counted.
//!
//! Three things are counted apart. An **account** on devices that it does not know: the wait doubles. A
//! **source** (an address of the internet): many workers share one, so it has much room, more where people
//! sign in rightly, and what is over sinks slowly. A **known device** has its own few tries
//! ([`super::super::door`]): nobody else's wrong tries slow it.

use super::store;
use crate::account::model::{AccountRules, Waits, sunk, until_room};
use ::store::{Tx, View};
use kernel::{Moment, Result};

/// How long an untouched level is kept: longer than any wait.
const KEPT_DAYS: i64 = 60;
const SECOND: i64 = 1_000_000;

/// One address of the internet: of IPv6 the network of one household or firm.
pub fn source_name(source: &str) -> String {
    match source.parse::<std::net::IpAddr>() {
        Ok(std::net::IpAddr::V6(six)) => {
            let s = six.segments();
            format!("{:x}:{:x}:{:x}:{:x}::/64", s[0], s[1], s[2], s[3])
        }
        _ => source.to_owned(),
    }
}

fn of_account(login: &str) -> String {
    format!("account {login}")
}

fn now_level(v: &View, name: &str, per_hour: i64) -> Result<i64> {
    let now = v.now;
    Ok(store::level(v, name)?.map_or(0, |(level, at)| sunk(level, at, now, per_hour)))
}

/// Seconds that a sign-in from a device that is not known must wait, by the account and by the source.
pub fn stranger_wait(v: &View, rules: &AccountRules, login: &str, source: &str, waits: Waits) -> Result<i64> {
    let by_account = match store::level(v, &of_account(login))? {
        Some((wrong, at)) => (at.0 + waits.after(wrong) * SECOND - v.now.0 + SECOND - 1) / SECOND,
        None => 0,
    };
    let (level, room) = source_level(v, rules, source)?;
    Ok(by_account.max(until_room(level, room, rules.address.sinks_per_hour)).max(0))
}

/// The level of a source and the room that it has.
fn source_level(v: &View, rules: &AccountRules, source: &str) -> Result<(i64, i64)> {
    let source = source_name(source);
    let level = now_level(v, &format!("source {source}"), rules.address.sinks_per_hour)?;
    // right sign-ins of the last day, as a level that sinks
    let right = now_level(v, &format!("right {source}"), RIGHT_SINKS)? / 1000;
    Ok((level, rules.address.free_tries + rules.address.more_per_success * right))
}

/// So many right sign-ins are forgotten in an hour.
const RIGHT_SINKS: i64 = 20;
/// The most that right sign-ins of one source count.
const RIGHT_MOST: i64 = 1_000;

/// One more wrong try from a device that is not known.
pub fn stranger_was_wrong(tx: &Tx, rules: &AccountRules, login: &str, source: &str) -> Result<()> {
    let name = of_account(login);
    let wrong = store::level(tx, &name)?.map_or(0, |(level, _)| level);
    store::set_level(tx, &name, wrong + 1, tx.now)?;
    let name = format!("source {}", source_name(source));
    let level = now_level(tx, &name, rules.address.sinks_per_hour)?;
    store::set_level(tx, &name, level + 1000, tx.now)?;
    store::sweep(tx, Moment(tx.now.0 - KEPT_DAYS * 86_400 * SECOND))?;
    Ok(())
}

/// A right sign-in: its source has more room; from a stranger's device the account's wait ends.
pub fn was_right(tx: &Tx, login: &str, source: &str, stranger: bool) -> Result<()> {
    if stranger {
        store::forget(tx, &of_account(login))?;
    }
    let name = format!("right {}", source_name(source));
    let level = now_level(tx, &name, RIGHT_SINKS)?;
    store::set_level(tx, &name, (level + 1000).min(RIGHT_MOST * 1000), tx.now)?;
    Ok(())
}

/// The account's wait ends: its owner has a new password.
pub fn forgive(tx: &Tx, login: &str) -> Result<()> {
    Ok(store::forget(tx, &of_account(login))?)
}

const ALL_CODES: &str = "codes";

/// Seconds that a try of a one-time code must wait.
pub fn code_wait(v: &View, rules: &AccountRules, source: &str) -> Result<i64> {
    let codes = &rules.codes;
    let level = now_level(v, &format!("codes {}", source_name(source)), codes.sinks_per_hour)?;
    let pressure = now_level(v, ALL_CODES, codes.pressure_per_hour)?;
    let room =
        if pressure > codes.pressure_per_hour * 1000 { codes.pressure_tries } else { codes.free_tries };
    Ok(until_room(level, room, codes.sinks_per_hour))
}

/// One more wrong one-time code.
pub fn code_was_wrong(tx: &Tx, rules: &AccountRules, source: &str) -> Result<()> {
    let codes = &rules.codes;
    for (name, per_hour) in [
        (format!("codes {}", source_name(source)), codes.sinks_per_hour),
        (ALL_CODES.to_owned(), codes.pressure_per_hour),
    ] {
        let level = now_level(tx, &name, per_hour)?;
        store::set_level(tx, &name, level + 1000, tx.now)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::source_name;

    #[test]
    fn a_household_of_ipv6_is_one_source() {
        assert_eq!(source_name("10.0.0.7"), "10.0.0.7");
        assert_eq!(source_name("2001:db8:1:2:aaaa::1"), source_name("2001:db8:1:2::9"));
        assert_ne!(source_name("2001:db8:1:2::1"), source_name("2001:db8:1:3::1"));
    }
}
