//! The world while it is being made.

use super::dice::Dice;
use super::model::*;
use super::{Scale, World};
use kernel::Date;
use std::collections::{BTreeMap, HashSet};
use std::time::Duration;

/// The day the reform of July 2025 took effect: communes merged, districts and middle unions ended.
pub(super) const REFORM: Date = day(2025, 7, 1);

/// A day that is written in the code.
pub(super) const fn day(year: i16, month: i8, day: i8) -> Date {
    Date::constant(year, month, day)
}

/// So many days later, or earlier when below zero.
pub(super) fn shift(day: Date, days: i64) -> Date {
    let length = Duration::from_secs(days.unsigned_abs() * 86_400);
    if days < 0 { day.saturating_sub(length) } else { day.saturating_add(length) }
}

/// This day, or the next one that is neither a Sunday nor a public holiday.
pub(super) fn working(mut day: Date) -> Date {
    const HOLIDAYS: [(i8, i8); 7] = [(1, 1), (4, 27), (4, 30), (5, 1), (9, 1), (9, 2), (11, 24)];
    while day.weekday().to_monday_one_offset() == 7 || HOLIDAYS.contains(&(day.month(), day.day())) {
        day = shift(day, 1);
    }
    day
}

/// What a person needs besides the name.
pub(super) struct Particulars {
    pub(super) full_name: String,
    pub(super) born_on: Date,
    pub(super) sex: Sex,
    pub(super) ethnicity: &'static str,
    pub(super) has_phone: bool,
}

/// Gathers the world and keeps what must be unique.
pub(super) struct Making {
    pub(super) world: World,
    codes: BTreeMap<String, OrganisationRef>,
    phones: HashSet<String>,
    serial: u32,
    numbers: Dice,
}

impl Making {
    pub(super) fn new(seed: u64, scale: Scale) -> Making {
        Making {
            world: World::empty(seed, scale),
            codes: BTreeMap::new(),
            phones: HashSet::new(),
            serial: 0,
            numbers: Dice::of(seed, "numbers"),
        }
    }

    /// Adds a unit of any tree.
    pub(super) fn add(&mut self, organisation: Organisation) -> OrganisationRef {
        let here = OrganisationRef(self.world.organisations.len());
        self.codes.insert(organisation.code.clone(), here);
        self.world.organisations.push(organisation);
        here
    }

    /// Adds a unit that is no grassroots union.
    pub(super) fn unit(
        &mut self,
        code: &str,
        name: &str,
        kind: OrganisationKind,
        from: Date,
        to: Option<Date>,
    ) -> OrganisationRef {
        self.add(Organisation {
            code: code.to_owned(),
            name: name.to_owned(),
            short_name: name.to_owned(),
            kind,
            sector: None,
            workplace: None,
            trade: None,
            commune: None,
            hard_to_reach: false,
            from,
            to,
        })
    }

    /// The unit with this code, when it was made already.
    pub(super) fn find(&self, code: &str) -> Option<OrganisationRef> {
        self.codes.get(code).copied()
    }

    /// Hangs a child under a parent.
    pub(super) fn hang(
        &mut self,
        hierarchy: Hierarchy,
        child: OrganisationRef,
        parent: OrganisationRef,
        from: Date,
        to: Option<Date>,
    ) {
        self.world.edges.push(Edge { hierarchy, child, parent, from, to });
    }

    /// Adds a person with a new identity number and, if so, a new phone.
    pub(super) fn person(&mut self, p: Particulars) -> PersonRef {
        let here = PersonRef(self.world.people.len());
        let phone = p.has_phone.then(|| self.phone());
        let national_id = self.national_id(p.born_on, p.sex);
        self.world.people.push(Person {
            full_name: p.full_name,
            born_on: p.born_on,
            sex: p.sex,
            ethnicity: p.ethnicity,
            phone,
            national_id,
        });
        here
    }

    /// Puts a person into a grassroots union.
    pub(super) fn join(
        &mut self,
        person: PersonRef,
        unit: OrganisationRef,
        section: &'static str,
        member_since: Option<Date>,
        from: Date,
    ) {
        self.world.affiliations.push(Affiliation { person, unit, section, member_since, from, to: None });
    }

    // Prefixes that the sample lists do not use, so that importing those never meets an invented phone.
    fn phone(&mut self) -> String {
        const PREFIXES: [&str; 8] = ["033", "034", "035", "038", "039", "070", "077", "090"];
        loop {
            let prefix = self.numbers.pick(&PREFIXES).copied().unwrap_or("033");
            let phone = format!("{prefix}{:07}", self.numbers.below(10_000_000));
            if self.phones.insert(phone.clone()) {
                return phone;
            }
        }
    }

    // 012 is the province; then sex and century, year of birth, and a running number that keeps all apart.
    fn national_id(&mut self, born_on: Date, sex: Sex) -> String {
        let century = if born_on.year() >= 2000 { 2 } else { 0 };
        let sex = if sex == Sex::Female { 1 } else { 0 };
        self.serial += 1;
        // times a number prime to a million: running, but not looking so
        let scattered = u64::from(self.serial) * 387_401 % 1_000_000;
        format!("012{}{:02}{scattered:06}", century + sex, born_on.year() % 100)
    }
}
