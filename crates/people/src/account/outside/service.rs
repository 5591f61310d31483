//! Opening accounts by the word of another service; links between the two.

use super::model::{Errand, Identity};
use super::store;
use crate::account::door::{service as door, store as sessions};
use crate::account::model::{AccountRules, tidy_login};
use crate::account::service::{Chance, is_right_for};
use crate::account::store as accounts;
use crate::person::Secrets;
use ::store::chain::sha256;
use ::store::{Db, Entry, Tx, View};
use base64::Engine as _;
use kernel::{AccountId, Failure, Moment, Result};

/// So long the way there and back may take.
pub const MINUTES: i64 = 10;

/// The end of an errand that begins now.
pub fn ends(now: Moment) -> i64 {
    now.0 + MINUTES * 60_000_000
}

/// Seals an errand for the browser.
pub fn seal(secrets: &Secrets, errand: &Errand) -> Result<String> {
    let text = serde_json::to_string(errand).map_err(|e| Failure::broken(e.to_string()))?;
    Ok(base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(secrets.seal(&text)?))
}

/// Opens what the browser brought; none when it is not ours or too old.
pub fn unseal(secrets: &Secrets, text: &str, now: Moment) -> Option<Errand> {
    let bytes = base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(text).ok()?;
    let errand: Errand = serde_json::from_str(&secrets.open(&bytes).ok()?).ok()?;
    let (Errand::Going { ends, .. } | Errand::Linking { ends, .. }) = &errand;
    (now.0 < *ends).then_some(errand)
}

/// The account that somebody of the other service may open.
pub fn account_of(v: &View, who: &Identity, by_phone: bool) -> Result<Option<AccountId>> {
    if let Some(account) = store::linked(v, &who.issuer, &who.subject)? {
        return Ok(Some(account));
    }
    let Some(phone) = who.phone.as_deref().filter(|_| by_phone) else { return Ok(None) };
    let Some(known) = accounts::by_login(v, &tidy_login(phone))? else { return Ok(None) };
    // who linked somebody else there has said who may come in
    let free = store::of_account(v, &who.issuer, known.account)?.is_none();
    Ok(free.then_some(known.account))
}

/// Signs in whom the other service named. None when no account is linked.
pub fn sign_in(
    db: &Db,
    chance: &Chance,
    rules: &AccountRules,
    who: &Identity,
    by_phone: bool,
    seat: &door::Seat,
) -> Result<Option<door::Opened>> {
    let Some(account) = db.read(|v| account_of(v, who, by_phone))? else {
        refused(db, "outside: not linked")?;
        return Ok(None);
    };
    let drawn = door::draw(chance, seat);
    let entry = Entry { reason: "outside".to_owned(), ..door::entry(account, "session.open") };
    db.write(&entry, |tx| {
        // it may have been unlinked since
        if account_of(tx, who, by_phone)? != Some(account) {
            return Ok(None);
        }
        let must_change = accounts::account(tx, account)?.is_some_and(|a| a.must_change);
        let opened = door::open(tx, rules, &drawn, account, seat)?;
        Ok(Some(door::Opened { must_change, ..opened }))
    })
}

/// Keeps in the log that somebody was not let in.
pub fn refused(db: &Db, why: &str) -> Result<()> {
    db.write(&Entry::cli("session.refuse", why), |_| Ok(()))
}

fn check_password(v: &View, account: AccountId, field: &str, password: &str) -> Result<()> {
    if is_right_for(accounts::credential(v, account)?.as_deref(), password) {
        return Ok(());
    }
    Err(Failure::field(field, "Mật khẩu hoặc PIN hiện tại không đúng."))
}

/// Links an account of one's own with somebody of the other service; the password is asked again.
pub fn link(tx: &Tx, account: AccountId, who: &Identity, password: &str) -> Result<()> {
    check_password(tx, account, "password", password)?;
    set(tx, account, &who.issuer, &who.subject, "password")
}

/// Links an account for its owner.
pub fn link_for(tx: &Tx, account: AccountId, issuer: &str, subject: &str) -> Result<()> {
    if subject.is_empty() || subject.chars().count() > 255 || subject.chars().any(char::is_control) {
        return Err(Failure::field("ma_ngoai", "Hãy nhập mã người dùng ở dịch vụ, nhiều nhất 255 ký tự."));
    }
    set(tx, account, issuer, subject, "ma_ngoai")
}

fn set(tx: &Tx, account: AccountId, issuer: &str, subject: &str, field: &str) -> Result<()> {
    match store::linked(tx, issuer, subject)? {
        Some(same) if same == account => return Ok(()),
        Some(_) => {
            return Err(Failure::field(
                field,
                "Tài khoản ở dịch vụ kia đã liên kết với một người khác trong hệ thống này. Hãy nhờ quản trị xem lại.",
            ));
        }
        None => {}
    }
    if let Some((old, _)) = store::of_account(tx, issuer, account)? {
        tx.retire("people_outside_login", old)?;
    }
    store::add(tx, account, issuer, subject)?;
    Ok(())
}

/// Ends a link of one's own; the password is asked again, and other sessions end.
pub fn unlink(tx: &Tx, account: AccountId, issuer: &str, password: &str, token: &str) -> Result<()> {
    check_password(tx, account, "mat_khau", password)?;
    remove(tx, account, issuer)?;
    tx.derive(sessions::CLOSE_OTHERS, &[account.into(), sha256(token.as_bytes()).into()])?;
    Ok(())
}

/// Ends a link of another; all sessions end.
pub fn unlink_for(tx: &Tx, account: AccountId, issuer: &str) -> Result<()> {
    remove(tx, account, issuer)?;
    tx.derive(sessions::CLOSE_ALL, &[account.into()])?;
    Ok(())
}

fn remove(tx: &Tx, account: AccountId, issuer: &str) -> Result<()> {
    let Some((row, _)) = store::of_account(tx, issuer, account)? else { return Err(Failure::NotFound) };
    tx.retire("people_outside_login", row)?;
    Ok(())
}
