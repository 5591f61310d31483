//! Signing in and out.

use super::store::{self, OfSession, Ticket};
use crate::account::model::{AccountRules, tidy_login};
use crate::account::service::{self, Chance};
use crate::account::store as accounts;
use crate::account::throttle::service as throttle;
use ::store::chain::sha256;
use ::store::{Db, Entry, Tx, View};
use base64::Engine as _;
use kernel::{AccountId, Failure, Moment, Result};

const SECOND: i64 = 1_000_000;
/// How long the second proof may take.
const SECOND_PROOF_MINUTES: i64 = 10;

/// Where somebody sits.
#[derive(Clone, Copy, Debug)]
pub struct Seat<'a> {
    /// The address of the internet.
    pub source: &'a str,
    /// The mark that the device brought.
    pub device: Option<&'a str>,
    /// The browser.
    pub agent: &'a str,
    /// Do several people use the device?
    pub shared: bool,
    /// Did the person tick that the name may be kept there?
    pub remember: bool,
}

/// What opens after a right sign-in.
#[derive(Clone, Debug)]
pub struct Opened {
    /// Whose it is.
    pub account: AccountId,
    /// The session's secret, for the cookie.
    pub token: String,
    /// The device's mark, for the cookie.
    pub device: String,
    /// Is a second proof awaited before anything opens?
    pub awaits_proof: bool,
    /// Must a second proof be added before anything else?
    pub must_add: bool,
    /// Did the account sign in before, and when?
    pub before: Option<Moment>,
    /// Is the password a first one that must be changed?
    pub must_change: bool,
}

/// The digest of a device's mark.
pub fn device_digest(mark: &str) -> String {
    sha256(format!("device {mark}").as_bytes())
}

/// A new secret for a cookie.
pub fn secret(chance: &Chance) -> String {
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode((chance.0)())
}

/// The secrets that a new session may need, drawn before the transaction.
#[derive(Clone, Debug)]
pub struct Drawn {
    token: String,
    device: String,
}

/// Draws the secrets of a session.
pub fn draw(chance: &Chance, seat: &Seat) -> Drawn {
    // a device keeps its mark; only marks of our own making are taken
    let own = seat
        .device
        .filter(|d| d.len() == 43 && d.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b)));
    Drawn { token: secret(chance), device: own.map_or_else(|| secret(chance), str::to_owned) }
}

/// Opens a session in a transaction of its caller, who has proved who it is.
pub fn open(tx: &Tx, rules: &AccountRules, drawn: &Drawn, account: AccountId, seat: &Seat) -> Result<Opened> {
    let device = device_digest(&drawn.device);
    let known = store::ticket(tx, &device, account)?;
    let awaits_proof = crate::account::proof::store::has_any(tx, account)?;
    let ends = if awaits_proof {
        tx.now.0 + SECOND_PROOF_MINUTES * 60 * SECOND
    } else {
        ends(rules, tx.now, seat.shared)
    };
    let must_add = !awaits_proof && crate::account::proof::service::must_add(tx, rules, account)?;
    let stage = if awaits_proof { Some("proof".to_owned()) } else { must_add.then(|| "enrol".to_owned()) };
    tx.derive(store::CLOSE_OLD, &[tx.now.into()])?;
    let values = [
        sha256(drawn.token.as_bytes()).into(),
        account.into(),
        tx.now.into(),
        Moment(ends).into(),
        seat.agent.into(),
        device.as_str().into(),
        (if seat.shared { i64::from(rules.session.shared_idle_minutes) } else { 0 }).into(),
        stage.into(),
        (if awaits_proof { Moment(0) } else { tx.now }).into(),
    ];
    tx.derive(store::OPEN, &values)?;
    if !awaits_proof {
        let remember = seat.remember || known.is_some_and(|t: Ticket| t.remembered);
        welcome(tx, &device, account, remember)?;
    }
    let before = store::last_sign_in(tx, account)?;
    if !awaits_proof {
        store::set_last_sign_in(tx, account)?;
    }
    Ok(Opened {
        account,
        token: drawn.token.clone(),
        device: drawn.device.clone(),
        awaits_proof,
        before,
        must_add,
        must_change: false,
    })
}

fn ends(rules: &AccountRules, now: Moment, shared: bool) -> i64 {
    let seconds = if shared { rules.session.shared_hours * 3600 } else { rules.session.days * 86_400 };
    now.0 + seconds * SECOND
}

/// The device knows the account from now on.
fn welcome(tx: &Tx, device: &str, account: AccountId, remember: bool) -> Result<()> {
    tx.derive(store::DEVICE_RIGHT, &[device.into(), account.into(), tx.now.into(), remember.into()])?;
    Ok(())
}

/// The second proof was given: the session opens.
pub fn proved(tx: &Tx, rules: &AccountRules, token: &str, session: &OfSession) -> Result<()> {
    let ends = ends(rules, tx.now, session.idle_minutes > 0);
    tx.derive(store::PROVED, &[sha256(token.as_bytes()).into(), Moment(ends).into(), tx.now.into()])?;
    if let Some(device) = &session.device {
        let known = store::ticket(tx, device, session.account)?;
        welcome(tx, device, session.account, known.is_some_and(|t| t.remembered))?;
    }
    store::set_last_sign_in(tx, session.account)?;
    Ok(())
}

/// What stands between a try and its answer.
fn wait_of(
    v: &View,
    rules: &AccountRules,
    login: &str,
    known: Option<&accounts::Known>,
    ticket: Option<Ticket>,
    seat: &Seat,
) -> Result<i64> {
    if let Some(t) = ticket {
        let until = t.missed.0 + rules.device.waits().after(t.misses) * SECOND;
        return Ok(((until - v.now.0 + SECOND - 1) / SECOND).max(0));
    }
    // an unknown login waits like a worker's: it must not be told apart
    let waits = match known {
        Some(k) if !k.is_pin => rules.password.waits(),
        _ => rules.pin.waits(),
    };
    throttle::stranger_wait(v, rules, login, seat.source, waits)
}

/// A wait in words.
pub fn wait_words(seconds: i64) -> String {
    match seconds {
        ..=90 => format!("{seconds} giây"),
        91..=5400 => format!("{} phút", (seconds + 59) / 60),
        _ => format!("{} giờ", (seconds + 3599) / 3600),
    }
}

/// Signs in. The same answer for an unknown login and a wrong password. Wrong tries slow down whoever
/// guesses; a device on which the account signed in before is not slowed by others.
pub fn sign_in(
    db: &Db,
    chance: &Chance,
    rules: &AccountRules,
    typed: &str,
    password: &str,
    seat: &Seat,
) -> Result<Opened> {
    let login = tidy_login(typed);
    let drawn = draw(chance, seat);
    let device = device_digest(&drawn.device);
    let (known, ticket, wait) = db.read(|v| {
        let known = accounts::by_login(v, &login)?;
        let ticket = match &known {
            Some(k) => store::ticket(v, &device, k.account)?,
            None => None,
        };
        let wait = wait_of(v, rules, &login, known.as_ref(), ticket, seat)?;
        Ok((known, ticket, wait))
    })?;
    if wait > 0 {
        let text = format!(
            "Đã nhập sai nhiều lần. Hãy chờ {} rồi thử lại, hoặc xin cán bộ công đoàn một mã đặt lại.",
            wait_words(wait)
        );
        return Err(Failure::field("password", text));
    }
    let right = service::is_right_for(known.as_ref().map(|k| k.digest.as_str()), password);
    let Some(known) = known.filter(|_| right) else {
        let known_account = ticket.is_some();
        db.write(&Entry::cli("session.refuse", ""), |tx| {
            match (known_account, accounts::by_login(tx, &login)?) {
                (true, Some(k)) => {
                    let args = [device.as_str().into(), k.account.into()];
                    if store::ticket(tx, &device, k.account)?
                        .is_some_and(|t| t.misses + 1 >= rules.device.tries)
                    {
                        tx.derive(store::DEVICE_FORGETS, &args)?;
                    } else {
                        let args = [device.as_str().into(), k.account.into(), tx.now.into()];
                        tx.derive(store::DEVICE_WRONG, &args)?;
                    }
                    Ok(())
                }
                _ => throttle::stranger_was_wrong(tx, rules, &login, seat.source),
            }
        })?;
        return Err(Failure::field(
            "password",
            "Tên đăng nhập hoặc mật khẩu không đúng. Quên mật khẩu? Hãy nhờ cán bộ công đoàn cấp mã đặt lại.",
        ));
    };
    let opened = db.write(&entry(known.account, "session.open"), |tx| {
        throttle::was_right(tx, &login, seat.source, ticket.is_none())?;
        open(tx, rules, &drawn, known.account, seat)
    })?;
    Ok(Opened { must_change: known.must_change, ..opened })
}

/// A line of the log for an account that acts at the door.
pub fn entry(account: AccountId, act: &str) -> Entry {
    Entry { account: Some(account), act: act.into(), reason: String::new(), device: "web".into() }
}

/// Ends a session.
pub fn sign_out(db: &Db, account: Option<AccountId>, token: &str) -> Result<()> {
    let entry = Entry { account, act: "session.close".into(), reason: String::new(), device: "web".into() };
    db.write(&entry, |tx| {
        tx.derive(store::CLOSE, &[sha256(token.as_bytes()).into()])?;
        Ok(())
    })
}

/// Leaves a device ("rời máy"): the session ends, and the device forgets whoever did not tick that the name may
/// stay. True when the device knows nobody any more.
pub fn leave(db: &Db, account: AccountId, token: &str, mark: Option<&str>, forget: bool) -> Result<bool> {
    db.write(&entry(account, "session.leave"), |tx| {
        tx.derive(store::CLOSE, &[sha256(token.as_bytes()).into()])?;
        let Some(device) = mark.map(device_digest) else { return Ok(true) };
        if forget || !store::ticket(tx, &device, account)?.is_some_and(|t| t.remembered) {
            tx.derive(store::DEVICE_FORGETS, &[device.as_str().into(), account.into()])?;
        }
        Ok(store::device_knows(tx, &device)? == 0)
    })
}

/// Ends one of one's own sessions, named by the beginning of its digest.
pub fn end_session(tx: &Tx, account: AccountId, name: &str) -> Result<bool> {
    if name.len() < 16 || !name.bytes().all(|b| b.is_ascii_hexdigit()) {
        return Ok(false);
    }
    Ok(tx.derive(store::CLOSE_ONE, &[account.into(), format!("{name}%").into()])? > 0)
}
