//! Proving anew who sits there ("xác nhận lại"): with the second proof, or with the password where there is none yet.

use super::service::{check, throttle_name, wait, was_wrong};
use super::{passkey, store};
use crate::account::door::{service as door, store as sessions};
use crate::account::model::AccountRules;
use crate::account::service::is_right_for;
use crate::account::store as accounts;
use crate::account::throttle::store as levels;
use crate::person::Secrets;
use ::store::Db;
use ::store::chain::sha256;
use kernel::{AccountId, Failure, Moment, Result};

const MINUTE: i64 = 60_000_000;

/// What was given as a proof.
#[derive(Clone, Copy, Debug)]
pub enum Answer<'a> {
    /// A code of the authenticator, or a recovery code.
    Code(&'a str),
    /// What a passkey answered.
    Key(&'a str),
    /// The password: only where there is no second proof.
    Password(&'a str),
}

/// Who proves.
#[derive(Clone, Copy, Debug)]
pub struct Who<'a> {
    /// The account.
    pub account: AccountId,
    /// The secret of its session.
    pub token: &'a str,
}

/// Is a proof of that moment still fresh?
pub fn is_fresh(rules: &AccountRules, proved_at: Moment, now: Moment) -> bool {
    now.0 - proved_at.0 < rules.fresh_proof.minutes * MINUTE
}

/// Takes a proof: from now on it is fresh for this session. Wrong ones make the next wait.
pub fn prove(
    db: &Db,
    secrets: &Secrets,
    rules: &AccountRules,
    site: &str,
    who: Who,
    answer: Answer,
) -> Result<()> {
    let Who { account, token } = who;
    let field = match answer {
        Answer::Code(_) => "xac_nhan_ma",
        Answer::Key(_) => "khoa",
        Answer::Password(_) => "xac_nhan_mat_khau",
    };
    let (wait, has_second, digest) = db.read(|v| {
        Ok((wait(v, rules, account)?, store::has_any(v, account)?, accounts::credential(v, account)?))
    })?;
    if wait > 0 {
        let words = door::wait_words(wait);
        return Err(Failure::field(field, format!("Đã nhập sai nhiều lần. Hãy chờ {words} rồi thử lại.")));
    }
    // the password was the first proof: it is no second one
    let password_right = match answer {
        Answer::Password(typed) => !has_second && is_right_for(digest.as_deref(), typed),
        _ => false,
    };
    let right = db.write(&door::entry(account, "session.prove"), |tx| {
        let right = match answer {
            Answer::Code(code) => check(tx, secrets, account, code)?,
            Answer::Key(key) => {
                passkey::check(tx, secrets, site, (token, account), key)?;
                true
            }
            Answer::Password(_) => password_right,
        };
        if right {
            tx.derive(sessions::PROVED_AGAIN, &[sha256(token.as_bytes()).into(), tx.now.into()])?;
            levels::forget(tx, &throttle_name(account))?;
        } else {
            was_wrong(tx, account)?;
        }
        Ok(right)
    })?;
    match answer {
        _ if right => Ok(()),
        Answer::Password(_) => Err(Failure::field(field, "Mật khẩu hiện tại không đúng.")),
        _ => Err(Failure::field(
            field,
            "Mã không đúng hoặc đã dùng. Mỗi mã chỉ dùng một lần; hãy chờ mã tiếp theo.",
        )),
    }
}
