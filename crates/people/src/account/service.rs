//! Signing in and out, and making accounts.

use super::store;
use crate::organisation::{self, service::forever};
use ::store::chain::sha256;
use ::store::{Db, Entry, Tx, View};
use argon2::PasswordHasher;
use argon2::PasswordVerifier;
use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, Version};
use base64::Engine as _;
use kernel::{AccountId, Actor, Date, Failure, FieldFault, Moment, OrganisationId, PersonId, Result, Role};
use web::{Gate, Signed};

/// Where randomness comes from: 32 bytes at a time.
pub struct Chance(pub Box<dyn Fn() -> [u8; 32] + Send + Sync>);

/// A session lives so long after it was last seen: workers must not have to sign in at a deadline.
const SESSION_DAYS: i64 = 60;
const DAY: i64 = 86_400_000_000;
/// The shortest password.
pub const SHORTEST_PASSWORD: usize = 8;
/// Passwords that everybody tries first.
const COMMON: &[&str] = &[
    "12345678",
    "123456789",
    "1234567890",
    "password",
    "matkhau1",
    "matkhau123",
    "congdoan",
    "congdoan123",
    "laichau123",
    "abcd1234",
    "qwerty123",
    "11111111",
    "00000000",
];

fn argon() -> Argon2<'static> {
    // 19 MiB, two passes, one lane: OWASP's least; about 36 ms here
    Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::new(19 * 1024, 2, 1, None).unwrap_or_default())
}

/// The digest of a password.
pub fn digest(password: &str, chance: &Chance) -> Result<String> {
    let bytes = (chance.0)();
    let hash = argon()
        .hash_password_with_salt(password.as_bytes(), &bytes[..16])
        .map_err(|e| Failure::broken(e.to_string()))?;
    Ok(hash.to_string())
}

fn is_right(password: &str, digest: &str) -> bool {
    PasswordHash::new(digest).is_ok_and(|h| argon().verify_password(password.as_bytes(), &h).is_ok())
}

/// Refuses a weak password, in words.
pub fn check_password(password: &str, login: &str) -> std::result::Result<(), FieldFault> {
    if password.chars().count() < SHORTEST_PASSWORD {
        return Err(FieldFault::new("password", format!("Mật khẩu cần ít nhất {SHORTEST_PASSWORD} ký tự.")));
    }
    if COMMON.contains(&password.to_lowercase().as_str()) || password == login {
        return Err(FieldFault::new("password", "Mật khẩu này quá dễ đoán. Hãy chọn mật khẩu khác."));
    }
    Ok(())
}

/// What a new account needs.
#[derive(Clone, Debug)]
pub struct NewAccount {
    /// Whose it is.
    pub person: PersonId,
    /// The phone number, `0xxxxxxxxx`.
    pub login: String,
    /// The digest of the first password ([`digest`]).
    pub digest: String,
    /// Must it be changed at the first sign-in?
    pub must_change: bool,
}

/// Makes an account with its first role.
pub fn open_account(
    tx: &Tx,
    new: &NewAccount,
    role: Role,
    at: OrganisationId,
    from: Date,
) -> Result<AccountId> {
    if store::by_login(tx, &new.login)?.is_some() {
        return Err(Failure::field("login", format!("Số điện thoại {} đã có tài khoản.", new.login)));
    }
    let account = store::add(tx, new.person, &new.login)?;
    store::set_credential(tx, account, &new.digest, new.must_change)?;
    store::grant(tx, account, role, at, from, forever())?;
    Ok(account)
}

/// Signs in. The same answer for an unknown number and a wrong password; after five wrong ones from the
/// same place each further try waits longer, but only from there: nobody can lock a worker out.
pub fn sign_in(
    db: &Db,
    chance: &Chance,
    login: &str,
    password: &str,
    source: &str,
    agent: &str,
) -> Result<String> {
    let login = login.chars().filter(char::is_ascii_digit).collect::<String>();
    let wrong = || {
        Failure::field(
            "password",
            "Số điện thoại hoặc mật khẩu không đúng. Quên mật khẩu? Hãy nhờ cán bộ công đoàn đặt lại.",
        )
    };
    let now = db.clock().now();
    let (known, failures) = db.read(|v| {
        let failures = v.first(store::FAILURES, &[login.as_str().into(), source.into()], |r| {
            Ok((r.int(0)?, r.int(1)?))
        })?;
        Ok((store::by_login(v, &login)?, failures))
    })?;
    if let Some((count, last)) = failures
        && count >= 5
    {
        // 2, 4, 8 … seconds, at most a quarter of an hour
        let wait = (1i64 << (count - 4).min(10)).min(900);
        let left = last + wait * 1_000_000 - now.0;
        if left > 0 {
            let seconds = (left + 999_999) / 1_000_000;
            return Err(Failure::field(
                "password",
                format!("Đã nhập sai nhiều lần. Hãy chờ {seconds} giây rồi thử lại."),
            ));
        }
    }
    let right = match &known {
        Some(k) => is_right(password, &k.digest),
        None => {
            // the same work for an unknown number, so that time does not tell
            let _ = argon().hash_password_with_salt(password.as_bytes(), b"no such account!");
            false
        }
    };
    let Some(known) = known.filter(|_| right) else {
        db.write(&Entry::cli("session.refuse", ""), |tx| {
            tx.derive(store::FAILED, &[login.as_str().into(), source.into(), now.into()])?;
            Ok(())
        })?;
        return Err(wrong());
    };
    let token = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode((chance.0)());
    let ends = Moment(now.0 + SESSION_DAYS * DAY);
    let entry = Entry {
        account: Some(known.account),
        act: "session.open".into(),
        reason: String::new(),
        device: "web".into(),
    };
    db.write(&entry, |tx| {
        tx.derive(store::CLEARED, &[login.as_str().into(), source.into()])?;
        let values =
            [sha256(token.as_bytes()).into(), known.account.into(), now.into(), ends.into(), agent.into()];
        tx.derive(store::OPEN, &values)?;
        Ok(())
    })?;
    Ok(token)
}

/// Ends a session.
pub fn sign_out(db: &Db, account: Option<AccountId>, token: &str) -> Result<()> {
    let entry = Entry { account, act: "session.close".into(), reason: String::new(), device: "web".into() };
    db.write(&entry, |tx| {
        tx.derive(store::CLOSE, &[sha256(token.as_bytes()).into()])?;
        Ok(())
    })
}

/// Changes one's own password; all other sessions end.
pub fn change_password(
    tx: &Tx,
    account: AccountId,
    old: &str,
    new: &str,
    new_digest: &str,
    token: &str,
) -> Result<()> {
    let right = store::credential(tx, account)?.is_some_and(|d| is_right(old, &d));
    if !right {
        return Err(Failure::field("old", "Mật khẩu hiện tại không đúng."));
    }
    if old == new {
        return Err(Failure::field("password", "Mật khẩu mới phải khác mật khẩu hiện tại."));
    }
    store::set_credential(tx, account, new_digest, false)?;
    tx.derive(store::CLOSE_OTHERS, &[account.into(), sha256(token.as_bytes()).into()])?;
    Ok(())
}

/// Which roles a role may give to others: none above its own.
pub fn may_grant(actor: Role, role: Role) -> bool {
    match actor {
        Role::Administrator => true,
        Role::FederationOfficer => matches!(
            role,
            Role::Worker
                | Role::UnionOfficer
                | Role::Employer
                | Role::AssociationOfficer
                | Role::FederationOfficer
        ),
        _ => false,
    }
}

/// May this actor give that role at that unit, by a grant in force that reaches the unit?
pub fn may_give(v: &View, actor: &Actor, role: Role, at: OrganisationId) -> Result<bool> {
    let today = v.today();
    let tops: Vec<OrganisationId> = actor
        .grants
        .iter()
        .filter(|g| g.from <= today && today < g.to && may_grant(g.role, role))
        .map(|g| g.organisation)
        .collect();
    Ok(organisation::store::reaches(v, &tops, at, today)?)
}

/// Ends a grant on a day. The account's sessions end too: whoever is left with rights signs in again.
pub fn end_grant(tx: &Tx, account: AccountId, g: &store::GrantRow, on: Date) -> Result<()> {
    tx.retire("people_grant", g.row)?;
    if g.grant.from < on {
        store::grant(tx, account, g.grant.role, g.grant.organisation, g.grant.from, on)?;
    }
    tx.derive(store::CLOSE_ALL, &[account.into()])?;
    Ok(())
}

/// Sets a first password anew; all sessions end and old waits are forgotten.
pub fn reset_password(tx: &Tx, account: AccountId, digest: &str) -> Result<()> {
    store::set_credential(tx, account, digest, true)?;
    tx.derive(store::CLOSE_ALL, &[account.into()])?;
    if let Some(card) = store::account(tx, account)? {
        tx.derive(store::FORGIVE, &[card.login.as_str().into()])?;
    }
    Ok(())
}

/// Short words that sound alike to nobody, written without marks.
const SYLLABLES: [&str; 64] = [
    "lua", "nui", "song", "suoi", "mua", "nang", "gio", "trang", "sao", "cay", "hoa", "che", "ngo", "khoai",
    "mia", "cam", "dao", "man", "chuoi", "buoi", "trau", "ngua", "voi", "nai", "chim", "buom", "ong", "ga",
    "vit", "meo", "xanh", "vang", "tim", "hong", "nau", "den", "bac", "cao", "sau", "rong", "tron", "vuong",
    "thang", "nhanh", "em", "am", "ngot", "thom", "moi", "ban", "ghe", "quat", "sach", "but", "vo", "thuyen",
    "xe", "cau", "duong", "nha", "cong", "lang", "bien", "dat",
];

/// A first password that can be read aloud: three words and four digits, `lua-xanh-nui-4827`.
pub fn first_password(chance: &Chance) -> String {
    let bytes = (chance.0)();
    let word = |at: usize| SYLLABLES[usize::from(bytes[at]) % SYLLABLES.len()];
    let digits = u32::from_le_bytes([bytes[8], bytes[9], bytes[10], bytes[11]]) % 10_000;
    format!("{}-{}-{}-{digits:04}", word(0), word(1), word(2))
}

/// The gate's knowledge: sessions, codes of units, subtrees.
pub struct Door;

impl Gate for Door {
    fn signed(&self, v: &View, token: &str) -> Result<Option<Signed>> {
        let Some(session) = store::by_session(v, &sha256(token.as_bytes()))? else {
            return Ok(None);
        };
        if session.ends <= v.now {
            return Ok(None);
        }
        let grants = store::grants(v, session.account)?;
        let actor = Actor { account: session.account, person: session.person, name: session.name, grants };
        let unit_name = match actor.main_grant(v.today()) {
            Some(g) => organisation::store::last(v, g.organisation)?.map_or_else(String::new, |o| o.name),
            None => String::new(),
        };
        Ok(Some(Signed {
            actor,
            csrf: sha256(format!("csrf {token}").as_bytes())[..32].to_owned(),
            unit_name,
            must_change: session.must_change,
        }))
    }
    fn unit(&self, v: &View, code: &str) -> Result<Option<OrganisationId>> {
        Ok(organisation::store::by_code(v, code)?)
    }
    fn reaches(&self, v: &View, tops: &[OrganisationId], unit: OrganisationId) -> Result<bool> {
        Ok(organisation::store::reaches(v, tops, unit, v.today())?)
    }
}
