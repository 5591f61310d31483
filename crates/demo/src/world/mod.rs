//! The demo province as plain data: [`World::build`] is the same for the same seed on every machine.
//!
//! Real: the province, its districts and communes, the decisions of 2025. Invented: every person,
//! phone, identity number, enterprise, union and act. The day is always 20/11/2026 ([`TODAY`]).
//! What the named world must measure stands in [`oracle`].

mod association;
mod classes;
mod dice;
mod logins;
mod making;
mod model;
mod named;
mod names;
pub mod oracle;
mod papers;
mod people;
mod places;
#[cfg(test)]
mod tests;
mod trades;
mod unions;

pub use model::*;
pub use named::NAMED_PEOPLE;

use kernel::Date;
use making::Making;

/// "Today" of the demo: the loader gives it to a fixed clock.
pub const TODAY: Date = Date::constant(2026, 11, 20);

/// The seed of the demo that everybody sees.
pub const SEED: u64 = 2026;

/// Codes of the six named unions, in the order of the table in [`oracle`].
pub const NAMED_UNITS: [&str; 6] = ["CD001", "CD002", "CD003", "CD004", "CD005", "CD006"];

/// How much of the province.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Scale {
    /// Only the named world: six unions, forty people, thirty classes.
    Small,
    /// About 300 grassroots unions and 20,000 workers; the named world is inside.
    Province,
}

/// Everything there is in the demo province.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct World {
    /// What it was built from.
    pub seed: u64,
    /// How much.
    pub scale: Scale,
    /// Units of all three trees, alive or ended.
    pub organisations: Vec<Organisation>,
    /// Who stood above whom, and when.
    pub edges: Vec<Edge>,
    /// What changed units, by which paper.
    pub events: Vec<OrganisationEvent>,
    /// The 106 units of before, each with its successor.
    pub successions: Vec<Succession>,
    /// Everybody: the forty named workers, then staff and others with a login, then all other workers.
    pub people: Vec<Person>,
    /// Who works where, and when.
    pub affiliations: Vec<Affiliation>,
    /// Who holds which office.
    pub offices: Vec<Office>,
    /// The classes of the year, open ones too.
    pub classes: Vec<TrainingClass>,
    /// The yearly programmes of the unions.
    pub programmes: Vec<YearlyProgramme>,
    /// Which reports are owed, by whom.
    pub assignments: Vec<ReportAssignment>,
    /// Reports begun.
    pub reports: Vec<Report>,
    /// Who can sign in.
    pub logins: Vec<Login>,
}

impl World {
    /// Builds the province.
    pub fn build(seed: u64, scale: Scale) -> World {
        let mut making = Making::new(seed, scale);
        places::lay(&mut making);
        unions::lay_upper(&mut making);
        association::lay(&mut making);
        named::people(&mut making);
        logins::staff(&mut making);
        unions::lay_province(&mut making);
        people::fill(&mut making);
        named::hold(&mut making);
        classes::hold(&mut making);
        papers::lay(&mut making);
        logins::open(&mut making);
        making.world
    }

    fn empty(seed: u64, scale: Scale) -> World {
        World {
            seed,
            scale,
            organisations: Vec::new(),
            edges: Vec::new(),
            events: Vec::new(),
            successions: Vec::new(),
            people: Vec::new(),
            affiliations: Vec::new(),
            offices: Vec::new(),
            classes: Vec::new(),
            programmes: Vec::new(),
            assignments: Vec::new(),
            reports: Vec::new(),
            logins: Vec::new(),
        }
    }

    /// The organisation behind a reference.
    pub fn organisation(&self, at: OrganisationRef) -> Option<&Organisation> {
        self.organisations.get(at.0)
    }

    /// The person behind a reference.
    pub fn person(&self, at: PersonRef) -> Option<&Person> {
        self.people.get(at.0)
    }

    /// The organisation with this code.
    pub fn find(&self, code: &str) -> Option<OrganisationRef> {
        self.organisations.iter().position(|o| o.code == code).map(OrganisationRef)
    }

    /// The parent on a day.
    pub fn parent(&self, hierarchy: Hierarchy, child: OrganisationRef, day: Date) -> Option<OrganisationRef> {
        self.edges
            .iter()
            .find(|e| {
                e.hierarchy == hierarchy
                    && e.child == child
                    && e.from <= day
                    && e.to.is_none_or(|to| day < to)
            })
            .map(|e| e.parent)
    }
}
