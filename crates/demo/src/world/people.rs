//! The workers of the whole province: who works where, who moved, who left, who holds office.

use super::dice::Dice;
use super::making::{Making, Particulars, day, shift};
use super::model::*;
use super::names;
use super::trades;
use super::unions::{MERGE_DAY, MERGED, MERGED_INTO};
use super::{Scale, TODAY};
use kernel::Date;
use std::collections::{BTreeMap, HashSet};

/// Fills every grassroots union that lived in 2026, but the named ones.
pub(super) fn fill(making: &mut Making) {
    if making.world.scale == Scale::Small {
        return;
    }
    let mut dice = Dice::of(making.world.seed, "people");
    let units = to_fill(making);
    let sizes = sizes(&mut dice, units.len());
    for (unit, size) in units.iter().zip(sizes) {
        fill_unit(making, &mut dice, *unit, size);
    }
    merge(making);
    change(making, &mut dice, &units);
}

fn to_fill(making: &Making) -> Vec<OrganisationRef> {
    let named: HashSet<OrganisationRef> = making.world.affiliations.iter().map(|a| a.unit).collect();
    let all = making.world.organisations.iter().enumerate();
    all.filter(|(i, o)| {
        o.kind == OrganisationKind::GrassrootsUnion
            && o.to.is_none_or(|to| to > day(2026, 1, 1))
            && o.code != MERGED_INTO
            && !named.contains(&OrganisationRef(*i))
    })
    .map(|(i, _)| OrganisationRef(i))
    .collect()
}

// A few of 300 to 800, some of 110 to 280, most of 18 to 64.
fn sizes(dice: &mut Dice, units: usize) -> Vec<usize> {
    let mut sizes: Vec<i64> = (0..units)
        .map(|i| match i {
            0 => 780,
            1..=6 => dice.between(300, 620),
            7..=40 => dice.between(110, 280),
            _ => dice.between(18, 64),
        })
        .collect();
    dice.shuffle(&mut sizes);
    sizes.into_iter().filter_map(|s| usize::try_from(s).ok()).collect()
}

// The first of a unit's people are its old hands: hired early, with a phone; officers come from them.
const OLD_HANDS: usize = 6;

fn fill_unit(making: &mut Making, dice: &mut Dice, unit: OrganisationRef, size: usize) {
    let Some(organisation) = making.world.organisations.get(unit.0) else { return };
    let (founded, ended, trade) = (organisation.from, organisation.to, organisation.trade);
    let sections = trades::find(trade).map_or(trades::PUBLIC_SECTIONS, |t| t.sections);
    let women = match trade {
        Some("may" | "giáo dục tư thục" | "bán lẻ") => 82,
        Some("thủy điện" | "xây dựng" | "vận tải" | "khai khoáng") => 18,
        _ => 52,
    };
    let officers = 3 + dice.below(3);
    for place in 0..size {
        let old_hand = place < OLD_HANDS;
        let sex = if dice.chance(women) { Sex::Female } else { Sex::Male };
        let (ethnicity, full_name) = names::invent(dice, sex);
        let youngest = if ended.is_some() { 2004 } else { 2007 };
        let born_on = if old_hand { born(dice, 1968, 1995) } else { born(dice, 1966, youngest) };
        let has_phone = dice.chance(69) || old_hand;
        let person = making.person(Particulars { full_name, born_on, sex, ethnicity, has_phone });
        let from = hired(dice, born_on, founded, ended, old_hand);
        let member = old_hand || dice.chance(79);
        let member_since = member.then(|| shift(from, dice.between(30, 300)).min(TODAY));
        let section = dice.pick(sections).copied().unwrap_or("Văn phòng");
        making.join(person, unit, section, member_since, from);
        if let (Some(ended), Some(a)) = (ended, making.world.affiliations.last_mut()) {
            a.to = Some(ended);
            a.member_since = a.member_since.map(|d| d.min(shift(ended, -1)));
        }
        if place < officers {
            let position = match place {
                0 => Position::Chair,
                1 if size > 60 => Position::ViceChair,
                _ => Position::CommitteeMember,
            };
            let from = from.max(day(2023, 3, 15));
            making
                .world
                .offices
                .push(Office { person, unit, position, term: "2023–2028", from, to: ended });
        }
    }
}

fn born(dice: &mut Dice, first: i64, last: i64) -> Date {
    let year = i16::try_from(dice.between(first, last)).unwrap_or(1990);
    shift(day(year, 1, 1), dice.between(0, 364))
}

fn hired(dice: &mut Dice, born_on: Date, founded: Date, ended: Option<Date>, old_hand: bool) -> Date {
    let adult = shift(born_on, 18 * 366);
    // few were hired this year
    let recent = if dice.chance(4) { day(2026, 6, 1) } else { day(2025, 11, 30) };
    let last_call = ended.map_or(recent, |e| shift(e, -400));
    let latest = if old_hand { day(2022, 12, 1) } else { last_call };
    let start = adult.max(founded).max(day(2012, 1, 1));
    if start >= latest {
        return start;
    }
    let free = i64::from(latest.year() - start.year()) * 365;
    // the nearer, the likelier: the better of two throws
    let days = dice.between(0, free.max(1)).max(dice.between(0, free.max(1)));
    shift(start, days).min(latest)
}

// The people of the two merged unions go on in the new one; so do the officers of the first.
fn merge(making: &mut Making) {
    let Some(target) = making.find(MERGED_INTO) else { return };
    let sources: Vec<OrganisationRef> = MERGED.iter().filter_map(|code| making.find(code)).collect();
    let going_on =
        |unit: &OrganisationRef, to: &Option<Date>| sources.contains(unit) && *to == Some(MERGE_DAY);
    let next: Vec<Affiliation> = making
        .world
        .affiliations
        .iter()
        .filter(|a| going_on(&a.unit, &a.to))
        .map(|a| Affiliation { unit: target, from: MERGE_DAY, to: None, ..a.clone() })
        .collect();
    making.world.affiliations.extend(next);
    let first = sources.first().copied();
    let next: Vec<Office> = making
        .world
        .offices
        .iter()
        .filter(|o| Some(o.unit) == first)
        .map(|o| Office { unit: target, from: MERGE_DAY, to: None, ..*o })
        .collect();
    making.world.offices.extend(next);
}

// In 2026 three in a hundred moved to another union and three left; officers stayed.
fn change(making: &mut Making, dice: &mut Dice, units: &[OrganisationRef]) {
    let officers: HashSet<PersonRef> = making.world.offices.iter().map(|o| o.person).collect();
    let calm: HashSet<OrganisationRef> = units
        .iter()
        .copied()
        .filter(|u| {
            let organisation = making.world.organisations.get(u.0);
            organisation.is_some_and(|o| o.to.is_none() && o.from < day(2025, 12, 1))
        })
        .collect();
    let targets: Vec<OrganisationRef> = units.iter().copied().filter(|u| calm.contains(u)).collect();
    for at in 0..making.world.affiliations.len() {
        let Some(old) = making.world.affiliations.get(at).cloned() else { continue };
        if !calm.contains(&old.unit) || officers.contains(&old.person) || old.from >= day(2026, 1, 1) {
            continue;
        }
        let throw = dice.below(100);
        if throw >= 6 {
            continue;
        }
        let on = shift(day(2026, 1, 12), dice.between(0, 290));
        if let Some(a) = making.world.affiliations.get_mut(at) {
            a.to = Some(on);
            a.member_since = a.member_since.map(|d| d.min(shift(on, -1)).max(a.from));
        }
        let Some(target) = dice.pick(&targets).copied().filter(|t| throw < 3 && *t != old.unit) else {
            continue;
        };
        let trade = making.world.organisations.get(target.0).and_then(|o| o.trade);
        let sections = trades::find(trade).map_or(trades::PUBLIC_SECTIONS, |t| t.sections);
        let section = dice.pick(sections).copied().unwrap_or("Văn phòng");
        making.join(old.person, target, section, old.member_since.map(|d| d.min(shift(on, -1))), on);
    }
}

/// Affiliations by unit, as places in the list.
pub(super) fn by_unit(making: &Making) -> BTreeMap<OrganisationRef, Vec<usize>> {
    let mut units: BTreeMap<OrganisationRef, Vec<usize>> = BTreeMap::new();
    for (i, a) in making.world.affiliations.iter().enumerate() {
        units.entry(a.unit).or_default().push(i);
    }
    units
}
