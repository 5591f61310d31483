//! Yearly programmes and reports, in the order of the calendar.

use super::{Calendar, Ids, entry};
use crate::world::{OrganisationRef, Report, ReportMove, ReportState, World, YearlyProgramme};
use kernel::permit::{Act, Actor, Grant};
use kernel::{AccountId, Date, Failure, Moment, Result, Role};
use people::account::{NewAccount, service as account, store as accounts};
use people::organisation::service::forever;
use programme::indicator::policy::Policy;
use programme::plan::model::{Draft as PlanDraft, Verdict};
use programme::{plan, report};
use std::collections::BTreeMap;
use store::{Db, Entry};

/// Programmes recorded in a month, in one transaction.
pub(super) fn programmes(db: &Db, world: &World, ids: &Ids, within: (Date, Date)) -> Result<()> {
    let inside = |day: Date| within.0 < day && day <= within.1;
    let new: Vec<&YearlyProgramme> = world.programmes.iter().filter(|p| inside(p.issued_on)).collect();
    if !new.is_empty() {
        db.write(&entry("demo.programmes"), |tx| {
            for p in &new {
                let learning_part = if p.has_learning_part {
                    "Vận động công nhân học nghề, kỹ năng số; phổ biến pháp luật lao động; xây dựng tủ sách tại nơi làm việc."
                } else {
                    ""
                };
                let draft = PlanDraft {
                    number: p.number.clone(),
                    issued_on: p.issued_on,
                    has_learning_part: p.has_learning_part,
                    learning_part: learning_part.to_owned(),
                    evidence: format!("Chương trình {}", p.number),
                };
                plan::service::record(tx, ids.unit(p.unit)?, p.year, &draft)?;
            }
            Ok(())
        })?;
    }
    let judged: Vec<&YearlyProgramme> =
        world.programmes.iter().filter(|p| p.verified_on.is_some_and(inside)).collect();
    if judged.is_empty() {
        return Ok(());
    }
    db.write(&entry("demo.programmes"), |tx| {
        for p in &judged {
            let Some(row) = plan::store::of_unit(tx, ids.unit(p.unit)?, p.year)? else { continue };
            plan::service::verify(tx, row.id, Verdict::Verified, "")?;
        }
        Ok(())
    })
}

/// What was asked for and what reports went through, day by day.
pub(super) fn reports(
    db: &Db,
    calendar: &Calendar,
    policy: &Policy,
    world: &World,
    ids: &mut Ids,
    digest: &str,
    within: (Date, Date),
) -> Result<()> {
    let inside = |day: Date| within.0 < day && day <= within.1;
    let top = world.find("LDLD-LC").ok_or_else(|| Failure::broken("the demo has no federation"))?;
    let at = ids.unit(top)?;
    for a in world.assignments.iter().filter(|a| inside(a.asked_on)) {
        calendar.set(Moment::at(a.asked_on, 8, 0));
        db.write(&entry("demo.obligations"), |tx| {
            report::service::issue(tx, policy, a.form, a.period, at, a.asked_on.max(a.period.start()))?;
            Ok(())
        })?;
    }
    let all = world.reports.iter().flat_map(|r| r.moves.iter().map(move |m| (r, m)));
    let mut moves: Vec<(&Report, &ReportMove)> = all.filter(|(_, m)| inside(m.at.day())).collect();
    moves.sort_by_key(|(_, m)| m.at);
    let officer = world.logins.iter().find(|l| l.role == Role::FederationOfficer);
    for (r, m) in moves {
        calendar.set(m.at);
        let by = match (m.to, officer) {
            (ReportState::Returned | ReportState::Accepted, Some(l)) => {
                actor(db, world, ids, l.person, top, Role::FederationOfficer, digest)?
            }
            _ => actor(db, world, ids, m.by, r.unit, Role::UnionOfficer, digest)?,
        };
        step(db, policy, ids, r, m, &by)?;
    }
    Ok(())
}

fn step(db: &Db, policy: &Policy, ids: &Ids, r: &Report, m: &ReportMove, by: &Actor) -> Result<()> {
    let unit = ids.unit(r.unit)?;
    let line = Entry {
        account: Some(by.account),
        act: "demo.report".into(),
        reason: "demo".into(),
        device: "cli".into(),
    };
    db.write(&line, |tx| {
        let id = report::service::open(
            tx,
            policy,
            by_writer(by, m, unit).as_ref().unwrap_or(by),
            r.form,
            unit,
            r.period,
        )?;
        match m.to {
            ReportState::Draft => {
                let base = report::service::load(tx, id)?.revision;
                report::service::save(tx, policy, by, id, base, &draft(r, &by.name))?;
            }
            ReportState::Submitted => {
                let base = report::service::load(tx, id)?.revision;
                report::service::submit(tx, policy, by, id, base)?;
            }
            ReportState::Returned => {
                report::service::return_for_revision(tx, policy, by, id, &m.note, &BTreeMap::new())?;
            }
            ReportState::Accepted => {
                report::service::accept(tx, policy, by, id, &m.note)?;
            }
        }
        Ok(())
    })
}

/// Whoever judges opens the report with the unit's own right: it has been begun already.
fn by_writer(by: &Actor, m: &ReportMove, unit: kernel::OrganisationId) -> Option<Actor> {
    let judges = matches!(m.to, ReportState::Returned | ReportState::Accepted);
    judges.then(|| Actor {
        grants: vec![Grant::own(Role::UnionOfficer, unit, Date::MIN, forever())],
        ..by.clone()
    })
}

fn draft(r: &Report, signer: &str) -> report::model::Draft {
    let obstacles = if r.obstacles.is_empty() { "Không." } else { &r.obstacles };
    let parts = [
        ("leadership", r.narrative.as_str()),
        (
            "propaganda",
            "Tuyên truyền trong giờ sinh hoạt công đoàn, qua nhóm Zalo và loa truyền thanh của đơn vị.",
        ),
        (
            "training",
            "Các lớp đã tổ chức có danh sách điểm danh kèm theo; công nhân tham gia đúng thành phần.",
        ),
        ("obstacles", obstacles),
        ("next", "Mở thêm lớp kỹ năng số trong quý tới; rà soát công nhân chưa được phổ biến pháp luật."),
    ];
    report::model::Draft {
        narrative: parts.into_iter().map(|(k, t)| (k.to_owned(), t.to_owned())).collect(),
        signer: signer.to_owned(),
        post: "CHỦ TỊCH".to_owned(),
        ..report::model::Draft::default()
    }
}

/// The acting person with an account; chairs who have none yet get one.
fn actor(
    db: &Db,
    world: &World,
    ids: &mut Ids,
    person: crate::world::PersonRef,
    unit: OrganisationRef,
    role: Role,
    digest: &str,
) -> Result<Actor> {
    let who = world.person(person).ok_or_else(|| Failure::broken("the demo names an unknown person"))?;
    let at = ids.unit(unit)?;
    let account: AccountId = match ids.accounts.get(&person) {
        Some(a) => *a,
        None => {
            let login = who.phone.clone().unwrap_or_else(|| format!("0990{:06}", person.0));
            let new = NewAccount {
                person: ids.person(person)?,
                login,
                digest: digest.to_owned(),
                must_change: false,
            };
            let from = Date::new(2025, 7, 1).unwrap_or(crate::world::TODAY);
            let made =
                db.write(&entry("demo.accounts"), |tx| account::open_account(tx, &new, role, at, from))?;
            ids.accounts.insert(person, made);
            made
        }
    };
    let mut grants = db.read(|v| Ok(accounts::grants(v, account)?))?;
    if !grants.iter().any(|g| g.organisation == at && g.role.may(Act::SeeReports)) {
        grants.push(Grant::own(role, at, Date::MIN, forever()));
    }
    Ok(Actor { account, person: ids.person(person)?, name: who.full_name.clone(), grants })
}
