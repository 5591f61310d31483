//! Signing in and out, and making accounts.

pub use super::model::{SHORTEST_PASSWORD, check_password};
use super::{delegation, door, proof, store, throttle};
use crate::organisation::{self, service::forever};
use crate::restriction::{model::is_veiled, store as restrictions};
use ::store::chain::sha256;
use ::store::{Tx, View};
use argon2::PasswordHasher;
use argon2::PasswordVerifier;
use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, Version};
use kernel::{AccountId, Actor, Date, Failure, OrganisationId, PersonId, Result, Role};
use web::{Call, Gate, Reply, Signed};

/// Where randomness comes from: 32 bytes at a time.
pub struct Chance(pub Box<dyn Fn() -> [u8; 32] + Send + Sync>);

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

/// Is it the password of this digest? For an unknown account (none) the same work is done, so that time does
/// not tell.
pub(crate) fn is_right_for(digest: Option<&str>, password: &str) -> bool {
    match digest {
        Some(digest) => is_right(password, digest),
        None => {
            let _ = argon().hash_password_with_salt(password.as_bytes(), b"no such account!");
            false
        }
    }
}

fn is_right(password: &str, digest: &str) -> bool {
    PasswordHash::new(digest).is_ok_and(|h| argon().verify_password(password.as_bytes(), &h).is_ok())
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

/// Changes one's own password; all other sessions end.
pub fn change_password(
    tx: &Tx,
    account: AccountId,
    old: &str,
    (new, is_pin): (&str, bool),
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
    store::set_chosen(tx, account, new_digest, is_pin)?;
    tx.derive(door::store::CLOSE_OTHERS, &[account.into(), sha256(token.as_bytes()).into()])?;
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
                | Role::AssociationFocal
                | Role::PartnerSchool
                | Role::FederationFocal
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
        .filter(|g| g.on_behalf_of.is_none() && g.holds(today) && may_grant(g.role, role))
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
    tx.derive(door::store::CLOSE_ALL, &[account.into()])?;
    Ok(())
}

/// Sets a first password anew; all sessions end and old waits are forgotten.
pub fn reset_password(tx: &Tx, account: AccountId, digest: &str) -> Result<()> {
    store::set_credential(tx, account, digest, true)?;
    tx.derive(door::store::CLOSE_ALL, &[account.into()])?;
    tx.derive(door::store::DEVICES_FORGET, &[account.into()])?;
    if let Some(card) = store::account(tx, account)? {
        throttle::service::forgive(tx, &card.login)?;
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

/// What an account was granted and lent.
fn grants_of(v: &View, account: AccountId) -> Result<Vec<kernel::Grant>> {
    let mut grants = store::grants(v, account)?;
    grants.extend(delegation::service::lent_to(v, account)?);
    Ok(grants)
}

/// Who acts by an account, with everything that was granted: for what came without a session.
pub fn actor(v: &View, account: AccountId) -> Result<Option<Actor>> {
    let Some(card) = store::account(v, account)? else { return Ok(None) };
    let name = crate::person::store::one(v, card.person)?.map_or_else(String::new, |p| p.full_name);
    Ok(Some(Actor { account, person: card.person, name, grants: grants_of(v, account)? }))
}

impl Gate for Door {
    fn signed(&self, v: &View, token: &str) -> Result<Option<Signed>> {
        let Some(session) = door::store::by_session(v, &sha256(token.as_bytes()))? else {
            return Ok(None);
        };
        // a session that awaits its second proof opens nothing; one that must add a proof opens its page only
        let must_add = session.stage.as_deref() == Some("enrol");
        if session.ends <= v.now || (session.stage.is_some() && !must_add) {
            return Ok(None);
        }
        let grants = grants_of(v, session.account)?;
        // whoever asked that nobody be shown their name still goes by it on their own pages
        let behind = if is_veiled(&session.name) { restrictions::kept(v, session.person)? } else { None };
        let name = behind.map_or(session.name, |kept| kept.full_name);
        let actor = Actor { account: session.account, person: session.person, name, grants };
        let unit_name = match actor.main_grant(v.today()) {
            Some(g) => organisation::store::last(v, g.organisation)?.map_or_else(String::new, |o| o.name),
            None => String::new(),
        };
        Ok(Some(Signed {
            actor,
            csrf: sha256(format!("csrf {token}").as_bytes())[..32].to_owned(),
            unit_name,
            must_change: session.must_change || must_add,
            idle_minutes: u32::try_from(session.idle_minutes).ok().filter(|m| *m > 0),
            proved_at: session.proved_at,
        }))
    }
    fn unit(&self, v: &View, code: &str) -> Result<Option<OrganisationId>> {
        Ok(organisation::store::by_code(v, code)?)
    }
    fn reaches(&self, v: &View, tops: &[OrganisationId], unit: OrganisationId) -> Result<bool> {
        Ok(organisation::store::reaches(v, tops, unit, v.today())?)
    }
    fn ask_proof(&self, call: &Call) -> Result<Option<Reply>> {
        proof::pages::again::ask(call)
    }
    fn list_without_proof(&self, call: &Call) -> Result<usize> {
        Ok(door::pages::rules(call)?.fresh_proof.list_over)
    }
}
