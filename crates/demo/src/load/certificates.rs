//! Certificates of a class of each union, one of them revoked; and a worker who shows the own record.

use super::entry;
use kernel::{OrganisationId, PersonId, Result, Role};
use learning::certificate::model::Outlook;
use learning::certificate::service;
use learning::class::model::Stage;
use learning::record::service::{Wish, share};
use learning::{CertificateRules, RecordRules, Signer};
use people::organisation::store as units;
use store::Db;

/// The secret of the demo's shared record: everybody in it is invented.
pub const SHARED: &str = "d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0";
/// So many classes give certificates: enough to look at.
const CLASSES: usize = 20;

/// Issues certificates of the demo's closed classes: the first of each unit. Gives how many.
pub fn certificates(
    db: &Db,
    loaded: &super::Loaded,
    rules: &CertificateRules,
    signer: &Signer,
    record: &RecordRules,
) -> Result<usize> {
    let Some((.., top)) = loaded.logins.iter().find(|(_, role, ..)| *role == Role::FederationOfficer) else {
        return Ok(0);
    };
    db.write(&entry("demo.certificates"), |tx| {
        let Some(top) = units::by_code(tx, top)? else { return Ok(()) };
        let mut seen: Vec<OrganisationId> = Vec::new();
        let mut first: Option<(i64, PersonId)> = None;
        for line in learning::class::store::list(tx, &[top], "", tx.today())?.into_iter().rev() {
            let gives = rules.given_for(learning::class::service::SUBJECT, line.kind.code()).is_some();
            if line.stage != Stage::Closed || !gives || seen.contains(&line.unit) || seen.len() >= CLASSES {
                continue;
            }
            let class = learning::class::service::class(tx, line.id)?;
            let list = service::outlook(tx, &class)?;
            let passed: Vec<PersonId> = list
                .iter()
                .filter(|(.., look)| matches!(look, Outlook::New))
                .map(|(_, learner, _)| learner.person)
                .collect();
            if passed.is_empty() {
                continue;
            }
            seen.push(line.unit);
            service::issue_class(tx, rules, signer, &class, &passed, "")?;
            if let (None, Some(person)) = (first, passed.last()) {
                let all = service::of_person(tx, *person)?;
                first = all.first().map(|c| (c.id, *person));
            }
        }
        if let Some((certificate, person)) = first {
            service::revoke(tx, certificate, "In sai năm sinh, sẽ cấp lại")?;
            let days = record.link_days.first().copied().unwrap_or(30);
            let wish = Wish { days, years: Vec::new(), whole_name: false };
            share(tx, record, person, &wish, SHARED)?;
        }
        Ok(())
    })?;
    let all = db.read(|v| Ok(learning::certificate::store::count(v)?))?;
    Ok(usize::try_from(all).unwrap_or(0))
}
