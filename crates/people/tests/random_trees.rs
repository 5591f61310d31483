//! Children and own people sum to the parent, on every day, whatever was reorganised and however late.
//!
//! Random are: the number of units, their parents, who belongs where since when, and a list of founding, moving,
//! merging, splitting and ending with their days in any order. proptest prints and keeps the seed of a failure.
#![expect(clippy::unwrap_used, reason = "a world that cannot be made is a failed test")]

use kernel::{Date, OrganisationId, PersonId};
use people::organisation::model::{PlaceSpan, closure};
use people::organisation::reorganisation::model::{Decision, Follow, Into, Reorganisation, Share, What};
use people::organisation::reorganisation::service::{Bearings, reorganise};
use people::organisation::service::{Founding, forever, found};
use people::organisation::{Kind, Sector, Tree, store as units};
use people::person::model::{Affiliation, AffiliationRole, Person, attribution};
use people::person::service::{Joining, add};
use people::roster::{Roster, headcounts};
use proptest::prelude::*;
use std::collections::{BTreeMap, HashMap};
use std::sync::OnceLock;
use store::Entry;
use store::testing::Fresh;

/// A day of 2026, by its number in the year.
fn day(n: u16) -> Date {
    static DAYS: OnceLock<Vec<Date>> = OnceLock::new();
    let all = DAYS.get_or_init(|| {
        let first = Date::constant(2026, 1, 1);
        std::iter::successors(Some(first), |d| Some(kernel::time::next_day(*d))).take(366).collect()
    });
    all[usize::from(n)]
}

/// What happens to one unit on a day: (which, with whom, how, when).
type Doing = (usize, usize, u8, u16);

#[derive(Clone, Debug)]
struct Life {
    parents: Vec<usize>,
    people: Vec<(usize, Option<usize>, u16)>,
    doings: Vec<Doing>,
}

fn lives(units: usize, people: usize, doings: usize) -> impl Strategy<Value = Life> {
    (
        prop::collection::vec(0..units, 1..units),
        prop::collection::vec((0..units, prop::option::of(0..units), 0..200u16), 0..people),
        prop::collection::vec((0..units, 0..units, 0..4u8, 1..300u16), 0..doings),
    )
        .prop_map(|(parents, people, doings)| Life { parents, people, doings })
}

/// The pure picture: places and affiliations, changed as the events say.
struct Picture {
    places: Vec<PlaceSpan>,
    belongs: Vec<Affiliation>,
}

fn id(n: usize) -> OrganisationId {
    OrganisationId(i64::try_from(n).unwrap() + 1)
}

impl Picture {
    fn of(life: &Life) -> Picture {
        let units = life.parents.len() + 1;
        let places = (0..units)
            .map(|n| PlaceSpan {
                organisation: id(n),
                parent: (n > 0).then(|| id(life.parents[n - 1] % n)),
                from: day(0),
                to: forever(),
            })
            .collect();
        let mut belongs = Vec::new();
        for (n, (home, second, since)) in life.people.iter().enumerate() {
            let person = PersonId(i64::try_from(n).unwrap() + 1);
            for (unit, from) in std::iter::once((*home, *since)).chain(second.map(|s| (s, since + 20))) {
                belongs.push(Affiliation {
                    id: i64::try_from(belongs.len()).unwrap(),
                    person,
                    organisation: id(unit % units),
                    role: AffiliationRole::Worker,
                    post: None,
                    office: None,
                    from: day(from),
                    to: forever(),
                });
            }
        }
        let mut picture = Picture { places, belongs };
        for (which, whom, how, on) in &life.doings {
            picture.happens(id(which % units), id(whom % units), *how, day(*on));
        }
        picture
    }
    fn parent_on(&self, unit: OrganisationId, on: Date) -> Option<Option<OrganisationId>> {
        self.places.iter().find(|p| p.organisation == unit && p.from <= on && on < p.to).map(|p| p.parent)
    }
    fn is_below(&self, mut unit: OrganisationId, top: OrganisationId, on: Date) -> bool {
        for _ in 0..64 {
            if unit == top {
                return true;
            }
            match self.parent_on(unit, on) {
                Some(Some(parent)) => unit = parent,
                _ => return false,
            }
        }
        true
    }
    /// From the day on every place of `unit` is cut off, and what comes after it too.
    fn cut(&mut self, unit: OrganisationId, on: Date) {
        for p in self.places.iter_mut().filter(|p| p.organisation == unit && p.to > on) {
            p.to = on.max(p.from);
        }
        self.places.retain(|p| p.from < p.to);
    }
    fn put(&mut self, unit: OrganisationId, parent: OrganisationId, on: Date) {
        self.cut(unit, on);
        self.places.push(PlaceSpan { organisation: unit, parent: Some(parent), from: on, to: forever() });
    }
    fn carry(&mut self, from_unit: OrganisationId, to_unit: OrganisationId, on: Date, half: bool) {
        let mut moved = Vec::new();
        for a in self.belongs.iter_mut().filter(|a| a.organisation == from_unit && a.to > on) {
            if half && a.person.0 % 2 == 0 {
                continue;
            }
            moved.push(Affiliation { organisation: to_unit, from: a.from.max(on), ..a.clone() });
            a.to = on.max(a.from);
        }
        self.belongs.extend(moved);
        self.belongs.retain(|a| a.from < a.to);
    }
    /// 0 moves, 1 merges, 2 splits off half, 3 ends; the top stays. Late events find later ones there already.
    fn happens(&mut self, unit: OrganisationId, other: OrganisationId, how: u8, on: Date) {
        let ends = self.places.iter().flat_map(|p| [p.from, p.to]);
        let days: Vec<Date> = ends.filter(|d| *d >= on && *d < forever()).chain([on]).collect();
        let alive = |p: &Picture, u| days.iter().all(|d| p.parent_on(u, *d).is_some());
        if unit == other
            || !alive(self, unit)
            || !alive(self, other)
            || self.parent_on(unit, on) == Some(None)
        {
            return;
        }
        if days.iter().any(|d| self.is_below(other, unit, *d)) {
            return; // nobody stands below itself
        }
        match how {
            0 => self.put(unit, other, on),
            2 => self.carry(unit, other, on, true),
            _ => {
                let Some(Some(above)) = self.parent_on(unit, on) else { return };
                if how == 3 && !alive(self, above) {
                    return; // nothing is put below a unit that ended since
                }
                let (below_to, people_to) = if how == 1 { (other, Some(other)) } else { (above, None) };
                let children: Vec<_> = self
                    .places
                    .iter()
                    .filter(|p| p.parent == Some(unit) && p.to > on)
                    .map(|p| (p.organisation, p.from.max(on)))
                    .collect();
                for (child, from) in children {
                    self.put(child, below_to, from);
                }
                if let Some(to) = people_to {
                    self.carry(unit, to, on, false);
                }
                self.cut(unit, on);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 10_000, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn children_sum_to_the_parent_on_ten_thousand_trees(life in lives(9, 12, 8)) {
        let picture = Picture::of(&life);
        let spans = closure(&picture.places);
        let mut by_person: BTreeMap<PersonId, Vec<&Affiliation>> = BTreeMap::new();
        for a in &picture.belongs {
            by_person.entry(a.person).or_default().push(a);
        }
        for on in [day(0), day(90), day(181), day(299), day(364)] {
            let mut own: HashMap<OrganisationId, i64> = HashMap::new();
            let mut placed = 0;
            for all in by_person.values() {
                let here: Vec<_> = attribution(all).into_iter().filter(|a| a.from <= on && on < a.to).collect();
                prop_assert!(here.len() <= 1, "nobody counts twice");
                for a in here {
                    if picture.parent_on(a.organisation, on).is_some() {
                        *own.entry(a.organisation).or_default() += 1;
                        placed += 1;
                    }
                }
            }
            let total = |top: OrganisationId| -> i64 {
                spans
                    .iter()
                    .filter(|s| s.ancestor == top && s.from <= on && on < s.to)
                    .map(|s| own.get(&s.descendant).copied().unwrap_or(0))
                    .sum()
            };
            let mut tops = 0;
            for p in picture.places.iter().filter(|p| p.from <= on && on < p.to) {
                let children: i64 = picture
                    .places
                    .iter()
                    .filter(|c| c.parent == Some(p.organisation) && c.from <= on && on < c.to)
                    .map(|c| total(c.organisation))
                    .sum();
                prop_assert_eq!(total(p.organisation), children + own.get(&p.organisation).copied().unwrap_or(0));
                tops += if p.parent.is_none() { total(p.organisation) } else { 0 };
            }
            prop_assert_eq!(tops, placed, "whoever has a place is counted at the top");
        }
    }
}

fn founding(n: usize, kind: Kind, parent: Option<OrganisationId>) -> Founding {
    Founding {
        code: format!("N{n}"),
        name: format!("Đơn vị {n}"),
        kind,
        sector: Sector::None,
        commune: None,
        hard_to_reach: false,
        place: Some((Tree::main(), parent)),
        from: day(0),
    }
}

/// The same through the service and the database: sums hold, the log and the counters verify.
fn through_the_store(fresh: &Fresh, life: &Life) {
    let db = &fresh.db;
    db.plug(vec![Box::new(Roster)]);
    let entry = Entry::cli("test", "");
    let count = life.parents.len() + 1;
    let ids = db
        .write(&entry, |tx| {
            let mut made: Vec<(OrganisationId, Kind)> = Vec::new();
            for n in 0..count {
                let parent = (n > 0).then(|| made[life.parents[n - 1] % n]);
                let kind = parent.map_or(Tree::main().head(), |(_, kind)| {
                    let offered = Kind::offered(Tree::main(), Some(kind), day(0));
                    offered[n % offered.len()]
                });
                made.push((found(tx, &founding(n, kind, parent.map(|p| p.0)))?, kind));
            }
            let ids: Vec<OrganisationId> = made.into_iter().map(|m| m.0).collect();
            let joining: Vec<Joining> = life
                .people
                .iter()
                .enumerate()
                .map(|(n, (home, second, since))| {
                    let mut person = Person::named(&format!("Người {n}"));
                    person.section = Some(if n % 2 == 0 { "Một" } else { "Hai" }.to_owned());
                    let belong = |unit: usize, from: u16| {
                        (ids[unit % count], AffiliationRole::Worker, None, day(from), None)
                    };
                    let mut belongs = vec![belong(*home, *since)];
                    belongs.extend(second.map(|s| belong(s, since + 20)));
                    Joining { person, belongs }
                })
                .collect();
            add(tx, &joining, "test")?;
            Ok(ids)
        })
        .unwrap();
    for (which, whom, how, on) in &life.doings {
        let (unit, other) = (ids[which % count], ids[whom % count]);
        let what = match how {
            0 => What::Move { tree: Tree::main(), units: vec![unit], under: Some(other) },
            1 => What::Merge { sources: vec![unit], into: Into::Unit(other), follow: Follow::default() },
            2 => {
                let sections = vec!["hai".to_owned()];
                let share = Share {
                    into: Into::Unit(other),
                    is_heir: true,
                    sections,
                    groups: vec![],
                    people: vec![],
                };
                What::Split { source: unit, ends: false, shares: vec![share], follow: Follow::default() }
            }
            _ => What::Abolish { units: vec![unit], below_to: None, people_to: None },
        };
        let order = Reorganisation { on: day(*on), decision: Decision::numbered("1/QĐ"), what };
        // what cannot be is refused; then everything stays
        let _ = db.write(&entry, |tx| reorganise(tx, &order, &Bearings::default()));
    }
    assert_eq!(db.verify().unwrap(), [], "{}", fresh.engine);
    for on in [day(0), day(150), day(299), day(323)] {
        db.read(|v| {
            let own = headcounts(v, "workers", on)?;
            let tree = units::tree(v, Tree::main(), on)?;
            let total = |top: OrganisationId| -> kernel::Result<i64> {
                Ok(units::within(v, &[top], on)?.iter().filter_map(|u| own.get(u)).sum())
            };
            for u in tree.units() {
                let mut sum = own.get(&u.id).copied().unwrap_or(0);
                for child in tree.children(u.id) {
                    sum += total(child.id)?;
                }
                assert_eq!(total(u.id)?, sum, "{} on {on}", u.code);
            }
            let placed: i64 = own.iter().filter(|(u, _)| tree.get(**u).is_some()).map(|(_, n)| n).sum();
            assert_eq!(total(ids[0])?, placed, "on {on}");
            Ok(())
        })
        .unwrap();
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn the_store_keeps_the_sums_too(life in lives(8, 10, 6)) {
        for fresh in store::testing::both() {
            through_the_store(&fresh, &life);
        }
    }
}
