//! A year of classes, brought in through the door of learning; their facts move the indicators.

use super::{Ids, entry};
use crate::world::{self, TODAY, World};
use kernel::{Date, Result, Topic};
use learning::class::model::{ClassDay, ClassKind, Learner, Mark, NewClass};
use learning::class::service::{HeldClass, hold_all};
use store::Db;

/// So many classes share a transaction.
const TOGETHER: usize = 60;

pub(super) fn load(db: &Db, world: &World, ids: &Ids, needed_share: u8, within: (Date, Date)) -> Result<()> {
    // a class is brought in on the day it was closed; those that still run come last
    let day = |c: &world::TrainingClass| c.closed_on.unwrap_or(TODAY);
    let closed: Vec<&world::TrainingClass> =
        world.classes.iter().filter(|c| within.0 < day(c) && day(c) <= within.1).collect();
    for classes in closed.chunks(TOGETHER) {
        let held = classes.iter().map(|c| class(world, c, ids, needed_share)).collect::<Result<Vec<_>>>()?;
        db.write(&entry("demo.classes"), |tx| hold_all(tx, &held).map(|_| ()))?;
    }
    Ok(())
}

fn class(world: &World, c: &world::TrainingClass, ids: &Ids, needed_share: u8) -> Result<HeldClass> {
    // the Association speaks at classes of the Federation (joint programme 11, III.2.3): a union's
    // workers are on the union's lists only
    let runner = world.organisation(c.unit);
    let by_association =
        runner.is_some_and(|o| o.kind == world::OrganisationKind::LearningPromotionAssociation);
    let federation = world.find("LDLD-LC").filter(|_| by_association);
    let partner = match (federation, runner) {
        (Some(_), Some(o)) => o.name.clone(),
        _ => c.partner.unwrap_or("").to_owned(),
    };
    let minutes = i64::from(c.hours_per_day) * 60;
    let mut learners = Vec::with_capacity(c.enrolments.len());
    for e in &c.enrolments {
        let marks = e.marks.iter().map(|m| {
            Some(match m {
                world::Mark::Present => Mark::Present,
                world::Mark::Excused => Mark::Excused,
                world::Mark::Absent => Mark::Absent,
            })
        });
        learners.push(Learner { person: ids.person(e.person)?, marks: marks.collect(), passed: e.passed });
    }
    Ok(HeldClass {
        new: NewClass {
            unit: ids.unit(federation.unwrap_or(c.unit))?,
            code: Some(c.code.clone()),
            title: c.title.clone(),
            kind: match c.kind {
                world::ClassKind::Vocational => ClassKind::Vocational,
                world::ClassKind::Refresher => ClassKind::Refresher,
                world::ClassKind::Briefing => ClassKind::Briefing,
            },
            topics: vec![Topic(c.topic.to_owned())],
            place: c.place.clone(),
            partner,
            days: c.days.iter().map(|d| ClassDay { day: *d, minutes }).collect(),
            evidence: format!("Danh sách điểm danh lớp {}", c.code),
            is_check: false,
            needed_share,
        },
        learners,
        closed_on: c.closed_on,
    })
}
