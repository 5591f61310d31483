//! Lending a role for a leave, and taking it back.

use super::store::{self, Delegation};
use crate::account::store as accounts;
use ::store::{Tx, View};
use kernel::{AccountId, Act, Date, Failure, FieldFault, Grant, OrganisationId, Result, Role};

/// Acts that are never lent: who opens accounts or gives codes answers for it in person.
pub const NEVER_LENT: [Act; 2] = [Act::KeepAccounts, Act::IssueCodes];
/// The longest delegation, in days.
pub const LONGEST_DAYS: i64 = 366;

/// The acts of a role that can be lent.
pub fn lendable(role: Role) -> Vec<Act> {
    Act::ALL.into_iter().filter(|a| role.may(*a) && !NEVER_LENT.contains(a)).collect()
}

/// What others lend to an account, as grants. Each reaches only as far as the giver's own role at that unit does
/// by its dates: when the role ends, so does what was lent of it. What was lent is never lent on.
pub fn lent_to(v: &View, receiver: AccountId) -> Result<Vec<Grant>> {
    let mut out = Vec::new();
    for d in store::to(v, receiver)? {
        for own in accounts::grants(v, d.giver)? {
            let (from, to) = (own.from.max(d.from), own.to.min(d.to));
            if own.role == d.role && own.organisation == d.organisation && from < to {
                out.push(Grant {
                    acts: Some(d.acts.clone()),
                    on_behalf_of: Some(d.giver),
                    ..Grant::own(d.role, d.organisation, from, to)
                });
            }
        }
    }
    Ok(out)
}

/// Lends a role. `today` is the day on which it is written.
pub fn lend(tx: &Tx, d: &Delegation, today: Date) -> Result<i64> {
    let mut wrong = Vec::new();
    if d.giver == d.receiver {
        wrong.push(FieldFault::new("receiver", "Không thể tự ủy quyền cho chính mình."));
    }
    if d.from >= d.to {
        wrong.push(FieldFault::new("to", "Ngày cuối phải từ ngày đầu trở đi."));
    } else if d.to <= today {
        wrong.push(FieldFault::new("to", "Thời gian ủy quyền đã qua. Hãy chọn ngày cuối từ hôm nay trở đi."));
    } else if i64::from((d.to - d.from).get_days()) > LONGEST_DAYS {
        wrong.push(FieldFault::new("to", "Ủy quyền dài nhất một năm. Lâu hơn thì hãy giao vai trò."));
    }
    let may = lendable(d.role);
    if d.acts.is_empty() || d.acts.iter().any(|a| !may.contains(a)) {
        wrong.push(FieldFault::new("act", "Hãy chọn ít nhất một việc trong các việc của vai trò này."));
    }
    let holds = accounts::grants(tx, d.giver)?
        .iter()
        .any(|g| g.role == d.role && g.organisation == d.organisation && g.from < d.to && d.from < g.to);
    if !holds {
        wrong.push(FieldFault::new("grant", "Người ủy quyền không giữ vai trò này trong thời gian ấy."));
    }
    if wrong.is_empty() { Ok(store::add(tx, d)?) } else { Err(Failure::Invalid(wrong)) }
}

/// Takes a delegation back: it ends today; one that has not begun is as if it never was.
pub fn take_back(tx: &Tx, row: i64, today: Date) -> Result<()> {
    let Some(d) = store::one(tx, row)? else { return Err(Failure::NotFound) };
    tx.retire("people_delegation", row)?;
    if d.from < today {
        store::add(tx, &Delegation { to: d.to.min(today), ..d })?;
    }
    Ok(())
}

/// May what is held at that unit be lent to this account? To whoever holds an office anywhere: officers stand in for
/// officers, and their names are no secret. To a worker only of the unit or below it, and only by somebody who sees
/// its people by name: so nobody learns by a phone number who is behind it elsewhere.
pub fn may_receive(v: &View, actor: &kernel::Actor, at: OrganisationId, receiver: AccountId) -> Result<bool> {
    let today = v.today();
    let reaches = |tops: &[OrganisationId], unit| crate::organisation::store::reaches(v, tops, unit, today);
    let knows = [Act::SeePeople, Act::KeepAccounts].into_iter().flat_map(|act| actor.places(act, today));
    let sees_names = reaches(&knows.collect::<Vec<_>>(), at)?;
    for held in accounts::grants(v, receiver)?.into_iter().filter(|g| g.holds(today)) {
        let in_office = !matches!(held.role, Role::Worker | Role::Employer | Role::PartnerSchool);
        if in_office || (sees_names && reaches(&[at], held.organisation)?) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// May this actor, with a right to keep accounts, lend for the giver? Only what the actor could give.
pub fn may_lend_for(
    v: &View,
    actor: &kernel::Actor,
    giver: AccountId,
    role: Role,
    at: OrganisationId,
) -> Result<bool> {
    Ok(actor.account == giver || crate::account::service::may_give(v, actor, role, at)?)
}
