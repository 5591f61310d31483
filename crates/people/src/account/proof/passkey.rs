//! Passkeys: the questions that a browser's keys answer.

use super::service::PASSKEY;
use super::store;
use crate::account::door::{service as door, store as sessions};
use crate::account::model::AccountRules;
use crate::person::Secrets;
use ::store::chain::sha256;
use ::store::{Db, Tx};
use kernel::{AccountId, Failure, Moment, Result};
use webauthn_rs::prelude::{
    Passkey, PasskeyAuthentication, PasskeyRegistration, PublicKeyCredential, RegisterPublicKeyCredential,
    Url, Uuid, Webauthn, WebauthnBuilder,
};

/// How long a question may stay unanswered.
const MINUTES: i64 = 5;
const MOST: usize = 10;
const ADD: &str = "passkey.add";
const PROVE: &str = "passkey.prove";

fn broken(e: impl std::fmt::Display) -> Failure {
    Failure::broken(format!("a passkey: {e}"))
}

fn refused() -> Failure {
    Failure::field("khoa", "Khóa này chưa dùng được. Hãy thử lại, hoặc dùng mã của ứng dụng xác thực.")
}

/// The site as passkeys know it: its name and its address.
fn site(address: &str) -> Result<Webauthn> {
    let origin = Url::parse(address).map_err(broken)?;
    let host = origin.host_str().unwrap_or("").to_owned();
    WebauthnBuilder::new(&host, &origin).and_then(WebauthnBuilder::build).map_err(|_| {
        Failure::field(
            "khoa",
            "Khóa thiết bị chỉ dùng được khi trang có tên miền và kết nối bảo mật (https).",
        )
    })
}

/// An account's number as passkeys want it; nothing of the person is in it.
fn user(account: AccountId) -> Uuid {
    Uuid::from_u128(u128::from(account.0.unsigned_abs()) | 0xA06_1A9 << 96)
}

fn keys_of(v: &::store::View, secrets: &Secrets, account: AccountId) -> Result<Vec<(i64, Passkey)>> {
    let mut keys = Vec::new();
    for f in store::of_account(v, account)?.iter().filter(|f| f.kind == PASSKEY) {
        keys.push((f.row, serde_json::from_str(&secrets.open(&f.sealed)?).map_err(broken)?));
    }
    Ok(keys)
}

fn question_name(kind: &str, token: &str) -> String {
    sha256(format!("{kind} {token}").as_bytes())
}

fn ask(tx: &Tx, kind: &str, token: &str, account: AccountId, state: &str) -> Result<()> {
    let name = question_name(kind, token);
    store::answered(tx, &name)?;
    let ends = Moment(tx.now.0 + MINUTES * 60_000_000);
    Ok(store::ask(tx, &name, kind, Some(account), state, ends)?)
}

fn take<T: serde::de::DeserializeOwned>(tx: &Tx, kind: &str, token: &str, account: AccountId) -> Result<T> {
    let name = question_name(kind, token);
    let asked = store::asked(tx, &name, kind)?;
    store::answered(tx, &name)?;
    let state = asked.filter(|(of, _)| *of == Some(account)).map(|(_, state)| state).ok_or_else(refused)?;
    serde_json::from_str(&state).map_err(broken)
}

/// Asks the browser for a new key.
pub fn begin_adding(
    db: &Db,
    secrets: &Secrets,
    address: &str,
    token: &str,
    account: AccountId,
    (login, name): (&str, &str),
) -> Result<serde_json::Value> {
    let known = db.read(|v| keys_of(v, secrets, account))?;
    if known.len() >= MOST {
        return Err(Failure::field("khoa", "Đã có đủ khóa. Hãy bỏ bớt một khóa cũ trước."));
    }
    let ids = known.iter().map(|(_, k)| k.cred_id().clone()).collect();
    let (question, state) =
        site(address)?.start_passkey_registration(user(account), login, name, Some(ids)).map_err(broken)?;
    let state = serde_json::to_string(&state).map_err(broken)?;
    db.write(&door::entry(account, "proof.ask"), |tx| ask(tx, ADD, token, account, &state))?;
    serde_json::to_value(question).map_err(broken)
}

/// Keeps the key that the browser made.
pub fn add(
    tx: &Tx,
    secrets: &Secrets,
    address: &str,
    token: &str,
    account: AccountId,
    (label, answer): (&str, &str),
) -> Result<()> {
    let state: PasskeyRegistration = take(tx, ADD, token, account)?;
    let answer: RegisterPublicKeyCredential = serde_json::from_str(answer).map_err(|_| refused())?;
    let key = site(address)?.finish_passkey_registration(&answer, &state).map_err(|_| refused())?;
    let text = serde_json::to_string(&key).map_err(broken)?;
    store::add(tx, account, PASSKEY, label, secrets.seal(&text)?)?;
    tx.derive(sessions::ENROLLED, &[account.into()])?;
    Ok(())
}

/// Asks the browser to answer with one of the account's keys.
pub fn begin_proving(
    db: &Db,
    secrets: &Secrets,
    address: &str,
    token: &str,
    account: AccountId,
) -> Result<serde_json::Value> {
    let keys: Vec<Passkey> = db.read(|v| keys_of(v, secrets, account))?.into_iter().map(|(_, k)| k).collect();
    if keys.is_empty() {
        return Err(refused());
    }
    let (question, state) = site(address)?.start_passkey_authentication(&keys).map_err(broken)?;
    let state = serde_json::to_string(&state).map_err(broken)?;
    db.write(&door::entry(account, "proof.ask"), |tx| ask(tx, PROVE, token, account, &state))?;
    serde_json::to_value(question).map_err(broken)
}

/// The second step of signing in, with a key.
pub fn prove(
    tx: &Tx,
    secrets: &Secrets,
    rules: &AccountRules,
    address: &str,
    (token, session): (&str, &sessions::OfSession),
    answer: &str,
) -> Result<()> {
    check(tx, secrets, address, (token, session.account), answer)?;
    door::proved(tx, rules, token, session)
}

/// Did one of the account's keys answer the question that this session asked?
pub(super) fn check(
    tx: &Tx,
    secrets: &Secrets,
    address: &str,
    (token, account): (&str, AccountId),
    answer: &str,
) -> Result<()> {
    let state: PasskeyAuthentication = take(tx, PROVE, token, account)?;
    let answer: PublicKeyCredential = serde_json::from_str(answer).map_err(|_| refused())?;
    let result = site(address)?.finish_passkey_authentication(&answer, &state).map_err(|_| refused())?;
    // the key's counter goes on; one that went back may be a copy and was refused above
    for (row, mut key) in keys_of(tx, secrets, account)? {
        if key.update_credential(&result) == Some(true) {
            let label = store::of_account(tx, account)?.into_iter().find(|f| f.row == row).map(|f| f.label);
            tx.retire("people_second_factor", row)?;
            let text = serde_json::to_string(&key).map_err(broken)?;
            store::add(tx, account, PASSKEY, &label.unwrap_or_default(), secrets.seal(&text)?)?;
        }
    }
    Ok(())
}
