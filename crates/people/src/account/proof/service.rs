//! Authenticator codes and recovery codes: adding, proving, removing.

use super::store::{self, Factor};
use crate::account::door::{service as door, store as sessions};
use crate::account::model::{AccountRules, tidy_code};
use crate::account::service::is_right_for;
use crate::account::store as accounts;
use crate::account::throttle::store as levels;
use crate::person::Secrets;
use ::store::chain::sha256;
use ::store::{Db, Tx, View};
use kernel::{AccountId, Failure, Moment, Result, Role};
use totp_rs::{Builder, Secret, Totp};

/// An authenticator ("ứng dụng xác thực").
pub const TOTP: &str = "totp";
/// A passkey ("khóa thiết bị").
pub const PASSKEY: &str = "passkey";
/// So many recovery codes are printed.
const RECOVERY_CODES: usize = 10;
const SECOND: i64 = 1_000_000;

fn broken(e: impl std::fmt::Display) -> Failure {
    Failure::broken(format!("an authenticator: {e}"))
}

/// The secret of a new authenticator, from chance.
pub fn new_secret(chance: &[u8; 32]) -> String {
    Secret::from(chance[..20].to_vec()).to_base32()
}

fn totp(secret: &str, login: &str, issuer: &str) -> Result<Totp> {
    let secret = Secret::try_from_base32(secret).map_err(|e| broken(format!("{e:?}")))?;
    let issuer = issuer.replace(':', " ");
    Builder::new()
        .with_secret(secret)
        .with_account_name(login.to_owned())
        .with_issuer(Some(issuer))
        .build()
        .map_err(|e| broken(format!("{e:?}")))
}

/// What an authenticator reads from the QR code.
pub fn totp_address(secret: &str, login: &str, issuer: &str) -> Result<String> {
    totp(secret, login, issuer)?.to_url().map_err(|e| broken(format!("{e:?}")))
}

/// The step of a right code, with one step of grace on either side.
fn step_of(secret: &str, code: &str, now: Moment) -> Result<Option<i64>> {
    let seconds = u64::try_from(now.0 / SECOND).unwrap_or(0);
    let digits: String = code.chars().filter(char::is_ascii_digit).collect();
    let step = totp(secret, "x", "x")?.check(&digits, seconds);
    Ok(step.and_then(|s| i64::try_from(s).ok()))
}

/// The code of an authenticator at a moment (for tests of the whole way).
pub fn code_at(secret: &str, now: Moment) -> Result<String> {
    let seconds = u64::try_from(now.0 / SECOND).unwrap_or(0);
    Ok(totp(secret, "x", "x")?.generate(seconds).to_string())
}

/// Adds an authenticator whose code was typed rightly; an older one goes.
pub fn add_totp(tx: &Tx, secrets: &Secrets, account: AccountId, secret: &str, code: &str) -> Result<()> {
    if step_of(secret, code, tx.now)?.is_none() {
        return Err(Failure::field(
            "ma",
            "Mã chưa đúng. Hãy nhập mã 6 số đang hiện trong ứng dụng, và xem lại giờ của điện thoại.",
        ));
    }
    for old in store::of_account(tx, account)?.iter().filter(|f| f.kind == TOTP) {
        tx.retire("people_second_factor", old.row)?;
    }
    store::add(tx, account, TOTP, "", secrets.seal(secret)?)?;
    tx.derive(sessions::ENROLLED, &[account.into()])?;
    Ok(())
}

/// Draws recovery codes: what is shown once, and what is kept.
pub fn recovery_codes(
    secrets: &Secrets,
    account: AccountId,
    chance: impl Fn() -> [u8; 32],
) -> (Vec<String>, Vec<String>) {
    let codes: Vec<String> =
        (0..RECOVERY_CODES).map(|_| crate::account::model::slip_code(&chance())).collect();
    let digests = codes.iter().map(|c| recovery_digest(secrets, account, c)).collect();
    (codes, digests)
}

fn recovery_digest(secrets: &Secrets, account: AccountId, typed: &str) -> String {
    secrets.key_of(&format!("code recovery {account} {}", tidy_code(typed)))
}

/// Removes a second proof; the password is asked again. With the last one the recovery codes go.
pub fn remove(tx: &Tx, account: AccountId, row: i64, password: &str) -> Result<()> {
    let digest = accounts::credential(tx, account)?;
    if !is_right_for(digest.as_deref(), password) {
        return Err(Failure::field("password", "Mật khẩu hiện tại không đúng."));
    }
    if !store::of_account(tx, account)?.iter().any(|f| f.row == row) {
        return Err(Failure::NotFound);
    }
    tx.retire("people_second_factor", row)?;
    if !store::has_any(tx, account)? {
        store::set_recoveries(tx, account, &[])?;
    }
    Ok(())
}

/// Must this account have a second proof, and has none?
pub fn must_add(v: &View, rules: &AccountRules, account: AccountId) -> Result<bool> {
    let today = v.today();
    let required = |role: Role| rules.second_factor.required.iter().any(|r| r == role.code());
    let needs = accounts::grants(v, account)?.iter().any(|g| g.holds(today) && required(g.role));
    Ok(needs && !store::has_any(v, account)?)
}

pub(super) fn throttle_name(account: AccountId) -> String {
    format!("proof {account}")
}

/// A session that awaits its second proof.
pub fn awaiting(v: &View, token: &str) -> Result<Option<sessions::OfSession>> {
    let session = sessions::by_session(v, &sha256(token.as_bytes()))?;
    Ok(session.filter(|s| s.stage.as_deref() == Some("proof") && s.ends > v.now))
}

/// Seconds to wait after wrong second proofs.
pub fn wait(v: &View, rules: &AccountRules, account: AccountId) -> Result<i64> {
    let Some((wrong, at)) = levels::level(v, &throttle_name(account))? else { return Ok(0) };
    Ok(((at.0 + rules.password.waits().after(wrong) * SECOND - v.now.0 + SECOND - 1) / SECOND).max(0))
}

/// One more wrong second proof.
pub fn was_wrong(tx: &Tx, account: AccountId) -> Result<()> {
    let name = throttle_name(account);
    let wrong = levels::level(tx, &name)?.map_or(0, |(n, _)| n);
    Ok(levels::set_level(tx, &name, wrong + 1, tx.now)?)
}

/// The second step of signing in, with a code of the authenticator or a recovery code.
pub fn prove(db: &Db, secrets: &Secrets, rules: &AccountRules, token: &str, code: &str) -> Result<AccountId> {
    let (session, wait) = db.read(|v| {
        let Some(session) = awaiting(v, token)? else { return Err(Failure::NotFound) };
        let wait = wait(v, rules, session.account)?;
        Ok((session, wait))
    })?;
    if wait > 0 {
        let words = door::wait_words(wait);
        return Err(Failure::field("ma", format!("Đã nhập sai nhiều lần. Hãy chờ {words} rồi thử lại.")));
    }
    let account = session.account;
    let right = db.write(&door::entry(account, "session.prove"), |tx| {
        let right = check(tx, secrets, account, code)?;
        if right {
            door::proved(tx, rules, token, &session)?;
            levels::forget(tx, &throttle_name(account))?;
        } else {
            was_wrong(tx, account)?;
        }
        Ok(right)
    })?;
    if right {
        Ok(account)
    } else {
        Err(Failure::field(
            "ma",
            "Mã không đúng hoặc đã dùng. Mỗi mã chỉ dùng một lần; hãy chờ mã tiếp theo.",
        ))
    }
}

pub(super) fn check(tx: &Tx, secrets: &Secrets, account: AccountId, code: &str) -> Result<bool> {
    for Factor { sealed, .. } in store::of_account(tx, account)?.iter().filter(|f| f.kind == TOTP) {
        let Some(step) = step_of(&secrets.open(sealed)?, code, tx.now)? else { continue };
        // a code works once: its step lies after the last one used
        let name = format!("totp {account}");
        if levels::level(tx, &name)?.is_some_and(|(last, _)| step <= last) {
            return Ok(false);
        }
        levels::set_level(tx, &name, step, tx.now)?;
        return Ok(true);
    }
    if let Some(row) = store::recovery(tx, account, &recovery_digest(secrets, account, code))? {
        tx.retire("people_recovery_code", row)?;
        return Ok(true);
    }
    Ok(false)
}
