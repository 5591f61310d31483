//! What the named world must measure on 20/11/2026: written by hand, to check every computation by.
//!
//! | unit  | workers | KH31-2 reached | KH31-4 vocational or digital | KH31-5 all four laws |
//! |-------|--------:|---------------:|-----------------------------:|---------------------:|
//! | CD001 |       8 |     6 = 75.0 % |                   5 = 62.5 % |           4 = 50.0 % |
//! | CD002 |       5 |    5 = 100.0 % |                   2 = 40.0 % |          5 = 100.0 % |
//! | CD003 |       5 |      0 = 0.0 % |                    0 = 0.0 % |            0 = 0.0 % |
//! | CD004 |      10 |   10 = 100.0 % |                 10 = 100.0 % |           6 = 60.0 % |
//! | CD005 |       6 |     3 = 50.0 % |                   2 = 33.3 % |           1 = 16.7 % |
//! | CD006 |       5 |     4 = 80.0 % |                   3 = 60.0 % |            0 = 0.0 % |
//! | all   |      39 |    28 = 71.8 % |                  22 = 56.4 % |          16 = 41.0 % |
//!
//! How it is counted: year 2026; a worker counts once, in the primary unit of 20/11/2026, with all
//! classes of the year wherever they were attended; attended means present on at least one day;
//! KH31-4 takes the topics `vocational_skill` and `digital_skill`; KH31-5 takes those who attended
//! all of `law.labour`, `law.trade_union`, `law.social_insurance`, `law.occupational_safety`.
//! Traps: Giàng A Sử is on a list and never came; Quàng Văn Tú moved from CD002 to CD004 and takes his
//! digital class along; Bùi Thị Lan left CD004 and counts nowhere; CD003 learned in December 2025 only;
//! CD006 stands exactly on 60 % of KH31-4, and CD006 held only three laws.
//!
//! KH31-3 on the same day: CD001, CD004 and CD006 have the part "Công đoàn học tập", verified;
//! CD002 has it unverified; CD003 has a programme without it; CD005 has no programme: 3 of 6.

use super::World;
use super::model::*;
use kernel::Date;
use std::collections::{BTreeMap, BTreeSet};

/// One unit's row: code, workers, KH31-2, KH31-4, KH31-5.
pub const ORACLE: [(&str, Counted); 6] = [
    ("CD001", Counted { workers: 8, reached: 6, skilled: 5, four_laws: 4 }),
    ("CD002", Counted { workers: 5, reached: 5, skilled: 2, four_laws: 5 }),
    ("CD003", Counted { workers: 5, reached: 0, skilled: 0, four_laws: 0 }),
    ("CD004", Counted { workers: 10, reached: 10, skilled: 10, four_laws: 6 }),
    ("CD005", Counted { workers: 6, reached: 3, skilled: 2, four_laws: 1 }),
    ("CD006", Counted { workers: 5, reached: 4, skilled: 3, four_laws: 0 }),
];

const LAWS: [&str; 4] = ["law.labour", "law.trade_union", "law.social_insurance", "law.occupational_safety"];

/// Workers of a unit and how many of them meet each indicator.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Counted {
    /// Workers on the day.
    pub workers: usize,
    /// KH31-2: reached by any class of the year.
    pub reached: usize,
    /// KH31-4: attended a vocational or digital class of the year.
    pub skilled: usize,
    /// KH31-5: attended all four law topics in the year.
    pub four_laws: usize,
}

impl Counted {
    fn add(&mut self, other: Counted) {
        self.workers += other.workers;
        self.reached += other.reached;
        self.skilled += other.skilled;
        self.four_laws += other.four_laws;
    }
}

/// Counts every unit from the acts alone, the plain slow way, for the year of `today`.
pub fn count(world: &World, today: Date) -> BTreeMap<OrganisationRef, Counted> {
    let mut topics: BTreeMap<PersonRef, BTreeSet<&str>> = BTreeMap::new();
    for class in &world.classes {
        for enrolment in &class.enrolments {
            let present = class
                .days
                .iter()
                .zip(&enrolment.marks)
                .any(|(day, mark)| *mark == Mark::Present && day.year() == today.year() && *day <= today);
            if present {
                topics.entry(enrolment.person).or_default().insert(class.topic);
            }
        }
    }
    let mut counted: BTreeMap<OrganisationRef, Counted> = BTreeMap::new();
    for affiliation in world.affiliations.iter().filter(|a| a.holds_on(today)) {
        let row = counted.entry(affiliation.unit).or_default();
        row.workers += 1;
        let Some(learned) = topics.get(&affiliation.person) else { continue };
        row.reached += 1;
        row.skilled += usize::from(learned.contains("vocational_skill") || learned.contains("digital_skill"));
        row.four_laws += usize::from(LAWS.iter().all(|law| learned.contains(law)));
    }
    counted
}

/// KH31-3: unions in enterprises alive on `today`, and how many of them have this year's programme
/// with the part "Công đoàn học tập", verified by then.
pub fn count_planned(world: &World, today: Date) -> (usize, usize) {
    let enterprise = |at: OrganisationRef| {
        world.organisation(at).is_some_and(|o| o.sector == Some(Sector::Enterprise) && o.lives_on(today))
    };
    let unions = (0..world.organisations.len()).filter(|i| enterprise(OrganisationRef(*i))).count();
    let planned = world.programmes.iter().filter(|p| {
        p.year == today.year()
            && p.has_learning_part
            && p.verified_on.is_some_and(|on| on <= today)
            && enterprise(p.unit)
    });
    (unions, planned.count())
}

/// The sum over the unions in enterprises.
pub fn count_enterprises(world: &World, today: Date) -> Counted {
    let mut sum = Counted::default();
    for (unit, counted) in count(world, today) {
        let sector = world.organisations.get(unit.0).and_then(|o| o.sector);
        if sector == Some(Sector::Enterprise) {
            sum.add(counted);
        }
    }
    sum
}
