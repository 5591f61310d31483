//! Giving and redeeming one-time codes.

use super::store::{self, Code};
use crate::account::door::{service as door, store as sessions};
use crate::account::model::{AccountRules, login_code, tidy_code, tidy_login};
use crate::account::throttle::service as throttle;
use crate::account::{service as accounting, store as accounts};
use crate::organisation::{service::forever, store as units};
use crate::person::{AffiliationRole, Secrets, store as persons, typed};
use crate::restriction;
use ::store::{Db, Entry, Tx, View};
use kernel::{AccountId, Actor, Failure, Moment, OrganisationId, PersonId, Result, Role};

const SECOND: i64 = 1_000_000;
const SLIP: &str = "slip";
const RESET: &str = "reset";

fn slip_digest(secrets: &Secrets, typed: &str) -> String {
    secrets.key_of(&format!("code slip {}", tidy_code(typed)))
}

fn reset_digest(secrets: &Secrets, account: AccountId, typed: &str) -> String {
    secrets.key_of(&format!("code reset {account} {}", tidy_code(typed)))
}

/// A slip as it goes to paper: the only place where its code stands.
#[derive(Clone, Debug)]
pub struct Slip {
    /// For whom.
    pub name: String,
    /// Their unit.
    pub unit: String,
    /// The sign-in name.
    pub login: String,
    /// Is it a phone number?
    pub by_phone: bool,
    /// The code.
    pub code: String,
    /// Until when it holds.
    pub ends: Moment,
}

/// The sign-in name of somebody without account: the phone if it is nobody else's, else the unit's code with the
/// staff number, else with the next free number.
pub fn login_for(v: &View, person: &crate::person::Person, unit: OrganisationId) -> Result<String> {
    let phone = person.phone.as_deref().and_then(typed::phone);
    if let Some(phone) = phone.filter(|p| !p.is_empty())
        && !store::taken(v, &phone, person.id)?
    {
        return Ok(phone);
    }
    let code = units::last(v, unit)?.map_or_else(String::new, |u| u.code);
    if let Some(staff) = person.staff_code.as_deref().filter(|s| s.chars().any(char::is_alphanumeric)) {
        let login = login_code(&code, staff);
        if !store::taken(v, &login, person.id)? {
            return Ok(login);
        }
    }
    let mut number = store::count_of_unit(v, unit)? + 1;
    loop {
        let login = login_code(&code, &number.to_string());
        if !store::taken(v, &login, person.id)? {
            return Ok(login);
        }
        number += 1;
    }
}

/// Gives slips to people without account; older slips of theirs are void. `codes` are drawn by the caller, one each.
pub fn print(
    tx: &Tx,
    secrets: &Secrets,
    rules: &AccountRules,
    people: &[(PersonId, OrganisationId)],
    codes: &[String],
) -> Result<Vec<Slip>> {
    let ends = Moment(tx.now.0 + rules.slip.days * 86_400 * SECOND);
    let mut slips = Vec::new();
    for ((id, unit), code) in people.iter().zip(codes) {
        let Some(person) = persons::one(tx, *id)? else { return Err(Failure::NotFound) };
        restriction::service::refuse(tx, *id)?;
        if accounts::of_person(tx, *id)?.is_some() {
            return Err(Failure::Conflict(format!(
                "{} đã có tài khoản. Nếu quên mật khẩu, hãy cấp mã đặt lại.",
                person.full_name
            )));
        }
        let before = store::of_person(tx, *id)?;
        let login = match before.iter().find(|c| c.kind == SLIP) {
            // what stands on the older slip stays the sign-in name
            Some(old) if !store::taken(tx, &old.login, *id)? => old.login.clone(),
            _ => login_for(tx, &person, *unit)?,
        };
        for old in before {
            tx.retire("people_code", old.row)?;
        }
        let new = Code {
            row: 0,
            kind: SLIP.to_owned(),
            person: *id,
            account: None,
            organisation: *unit,
            login: login.clone(),
            ends,
        };
        store::add(tx, &new, &slip_digest(secrets, code))?;
        slips.push(Slip {
            name: person.full_name,
            unit: units::last(tx, *unit)?.map_or_else(String::new, |u| u.name),
            by_phone: login.starts_with('0'),
            login,
            code: code.clone(),
            ends,
        });
    }
    Ok(slips)
}

/// The answer to every code that opens nothing.
fn no_such_code() -> Failure {
    Failure::field(
        "ma",
        "Mã không đúng, đã dùng hoặc đã hết hạn. Hãy xem lại trên phiếu, hoặc xin cán bộ công đoàn in phiếu mới.",
    )
}

fn wait_first(v: &View, rules: &AccountRules, source: &str) -> Result<()> {
    let wait = throttle::code_wait(v, rules, source)?;
    if wait == 0 {
        return Ok(());
    }
    let words = door::wait_words(wait);
    Err(Failure::field("ma", format!("Ở đây đã nhập sai mã nhiều lần. Hãy chờ {words} rồi thử lại.")))
}

/// Looks a slip's code up; a wrong one is counted against where it came from.
pub fn look_up(db: &Db, secrets: &Secrets, rules: &AccountRules, typed: &str, source: &str) -> Result<Code> {
    let found = db.read(|v| {
        wait_first(v, rules, source)?;
        Ok(store::by_digest(v, &slip_digest(secrets, typed))?)
    })?;
    match found {
        Some(code) if code.kind == SLIP => Ok(code),
        _ => {
            db.write(&Entry::cli("code.refuse", ""), |tx| throttle::code_was_wrong(tx, rules, source))?;
            Err(no_such_code())
        }
    }
}

/// The first sign-in with a slip: the account is made with the PIN or password that its owner chose.
pub fn activate(
    tx: &Tx,
    secrets: &Secrets,
    typed: &str,
    digest: &str,
    is_pin: bool,
) -> Result<(AccountId, String)> {
    let found = store::by_digest(tx, &slip_digest(secrets, typed))?;
    let Some(code) = found.filter(|c| c.kind == SLIP) else { return Err(no_such_code()) };
    if accounts::of_person(tx, code.person)?.is_some() {
        return Err(Failure::field(
            "ma",
            "Bạn đã có tài khoản. Hãy đăng nhập, hoặc xin mã đặt lại nếu quên.",
        ));
    }
    let Some(person) = persons::one(tx, code.person)? else { return Err(no_such_code()) };
    let login = if store::taken(tx, &code.login, code.person)? {
        login_for(tx, &person, code.organisation)?
    } else {
        code.login.clone()
    };
    let account = accounts::add(tx, code.person, &login)?;
    accounts::set_chosen(tx, account, digest, is_pin)?;
    let now = persons::unit_on(tx, AffiliationRole::Worker, code.person, tx.today())?;
    let unit = now.unwrap_or(code.organisation);
    accounts::grant(tx, account, Role::Worker, unit, tx.today(), forever())?;
    store::used(tx, &code, account)?;
    Ok((account, login))
}

/// May this actor give a code for that account? Every role of it, now or to come, lies in the actor's scope and
/// stands below the rank by which the actor gives codes there.
pub fn may_reset(v: &View, actor: &Actor, account: AccountId) -> Result<bool> {
    if actor.account == account {
        return Ok(false);
    }
    let today = v.today();
    let grants = accounts::grants(v, account)?;
    let live: Vec<_> = grants.iter().filter(|g| g.to > today).collect();
    for g in &live {
        let tops: Vec<OrganisationId> = actor
            .grants
            .iter()
            .filter(|a| {
                a.on_behalf_of.is_none()
                    && a.holds(today)
                    && a.may(kernel::Act::IssueCodes)
                    && a.role.rank() > g.role.rank()
            })
            .map(|a| a.organisation)
            .collect();
        if !units::reaches(v, &tops, g.organisation, today)? {
            return Ok(false);
        }
    }
    Ok(!live.is_empty())
}

/// Gives a code for a new password; an older one is void.
pub fn give_reset(
    tx: &Tx,
    secrets: &Secrets,
    rules: &AccountRules,
    account: AccountId,
    unit: OrganisationId,
    code: &str,
) -> Result<Moment> {
    let Some(card) = accounts::account(tx, account)? else { return Err(Failure::NotFound) };
    for old in store::of_person(tx, card.person)? {
        tx.retire("people_code", old.row)?;
    }
    let ends = Moment(tx.now.0 + rules.reset.hours * 3600 * SECOND);
    let new = Code {
        row: 0,
        kind: RESET.to_owned(),
        person: card.person,
        account: Some(account),
        organisation: unit,
        login: card.login,
        ends,
    };
    store::add(tx, &new, &reset_digest(secrets, account, code))?;
    Ok(ends)
}

/// The answer to every code for a new password that opens nothing; the same for an unknown login.
fn no_such_reset() -> Failure {
    Failure::field(
        "ma",
        "Tên đăng nhập hoặc mã không đúng, hoặc mã đã dùng, đã hết hạn. Hãy xin cán bộ công đoàn mã mới.",
    )
}

/// Looks a code for a new password up; a wrong one is counted against where it came from.
pub fn look_up_reset(
    db: &Db,
    secrets: &Secrets,
    rules: &AccountRules,
    login: &str,
    typed: &str,
    source: &str,
) -> Result<(AccountId, Code)> {
    let login = tidy_login(login);
    let found = db.read(|v| {
        wait_first(v, rules, source)?;
        let Some(known) = accounts::by_login(v, &login)? else { return Ok(None) };
        let code = store::by_digest(v, &reset_digest(secrets, known.account, typed))?;
        Ok(code.filter(|c| c.kind == RESET).map(|c| (known.account, c)))
    })?;
    if let Some(found) = found {
        return Ok(found);
    }
    db.write(&Entry::cli("code.refuse", ""), |tx| throttle::code_was_wrong(tx, rules, source))?;
    Err(no_such_reset())
}

/// A new PIN or password by a code: all sessions end, no device is known any more, waits are forgotten.
pub fn reset(
    tx: &Tx,
    secrets: &Secrets,
    account: AccountId,
    typed: &str,
    digest: &str,
    is_pin: bool,
) -> Result<()> {
    let found = store::by_digest(tx, &reset_digest(secrets, account, typed))?;
    let Some(code) = found.filter(|c| c.kind == RESET) else { return Err(no_such_reset()) };
    accounting::reset_password(tx, account, digest)?;
    accounts::set_chosen(tx, account, digest, is_pin)?;
    tx.derive(sessions::CLOSE_ALL, &[account.into()])?;
    store::used(tx, &code, account)?;
    Ok(())
}
