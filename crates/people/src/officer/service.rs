//! Terms begin, follow each other and end.

use super::model::{Post, Posts};
use super::store::{self, Term};
use crate::organisation::service::forever;
use crate::organisation::store as units;
use crate::person::model::{Affiliation, AffiliationRole, Office};
use crate::person::{service, store as persons};
use crate::restriction;
use ::store::{Tx, View};
use kernel::{Date, Failure, OrganisationId, PersonId, Result};

/// A term that begins.
#[derive(Clone, Debug)]
pub struct NewTerm<'a> {
    /// Who.
    pub person: PersonId,
    /// Where.
    pub unit: OrganisationId,
    /// As what.
    pub post: &'a Post,
    /// "2023–2028"; may be empty.
    pub term: String,
    /// The decision; may be empty.
    pub decision: String,
    /// First day.
    pub from: Date,
    /// First day after; none: still.
    pub to: Option<Date>,
}

/// Is this stretch of that post?
pub fn is_post(posts: &Posts, a: &Affiliation, post: &Post) -> bool {
    match &a.office {
        Some(office) => office.post == post.code,
        None => a.post.as_deref().and_then(|p| posts.named(p)).is_some_and(|p| p.code == post.code),
    }
}

/// Others who hold the one post of this kind in the same time.
pub fn others(v: &View, posts: &Posts, new: &NewTerm) -> Result<Vec<Term>> {
    if !new.post.one {
        return Ok(Vec::new());
    }
    let person = v.canonical(new.person)?;
    let to = new.to.unwrap_or_else(forever);
    let mut all = store::of_unit(v, new.unit)?;
    all.retain(|t| {
        t.person != person
            && t.stretch.from < to
            && new.from < t.stretch.to
            && is_post(posts, &t.stretch, new.post)
    });
    Ok(all)
}

/// Begins a term. When the same person holds the same post there already, that term ends on the first day of the new
/// one ("tái cử"); a term that begins on the same day or later is refused.
pub fn begin(tx: &Tx, posts: &Posts, new: &NewTerm) -> Result<()> {
    restriction::service::refuse(tx, new.person)?;
    let to = new.to.unwrap_or_else(forever);
    if to <= new.from {
        return Err(Failure::field("den", "Ngày kết thúc phải sau ngày bắt đầu."));
    }
    if units::one(tx, new.unit, new.from)?.is_none() {
        return Err(Failure::field("tu", "Vào ngày này đơn vị chưa có hoặc đã kết thúc."));
    }
    for old in persons::affiliations(tx, new.person)? {
        let same = old.role == AffiliationRole::Officer
            && old.organisation == new.unit
            && is_post(posts, &old, new.post);
        if !same || old.from >= to || old.to <= new.from {
            continue;
        }
        if old.from >= new.from {
            return Err(Failure::field(
                "tu",
                "Người này đã có nhiệm kỳ cùng chức danh từ ngày ấy hoặc sau đó.",
            ));
        }
        service::end(tx, &old, new.from)?;
    }
    let office =
        Office { post: new.post.code.clone(), term: new.term.clone(), decision: new.decision.clone() };
    Ok(persons::add_affiliations(
        tx,
        &[Affiliation {
            id: 0,
            person: new.person,
            organisation: new.unit,
            role: AffiliationRole::Officer,
            post: Some(new.post.name.clone()),
            office: Some(office),
            from: new.from,
            to,
        }],
    )?)
}

/// Ends a term of a unit on a day.
pub fn end(tx: &Tx, unit: OrganisationId, row: i64, on: Date) -> Result<()> {
    let Some(a) = store::one(tx, row)?.filter(|a| a.organisation == unit) else {
        return Err(Failure::NotFound);
    };
    if on <= a.from || on >= a.to {
        return Err(Failure::field("day", "Ngày thôi phải nằm trong nhiệm kỳ, sau ngày bắt đầu."));
    }
    service::end(tx, &a, on)
}
