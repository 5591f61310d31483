//! The list behind a number: its length is the number, on whatever tree the number was asked.

use super::model::roster_name;
use super::service::{Ground, Line, Question, Side};
use super::store::{self, Behind, Named};
use ::store::View;
use kernel::{Date, Failure, OrganisationId, PersonId, Result};
use std::collections::HashMap;

/// What of a list is wanted.
#[derive(Clone, Copy, Debug)]
pub struct Page<'a> {
    /// Which list.
    pub side: Side,
    /// Only people of the unit itself, without the units below.
    pub own: bool,
    /// Words of the name; marks do not matter.
    pub words: &'a str,
    /// Continue after this person.
    pub after: Option<PersonId>,
    /// At most so many.
    pub limit: i64,
}

/// Up to so many units are asked one by one; more are cheaper asked all at once.
const FEW_UNITS: usize = 12;

/// Person → the unit in which they count, and since when they meet the rule.
type Counted = HashMap<i64, (OrganisationId, Option<Date>)>;

/// People behind a number, sorted the Vietnamese way, and how many there are in all.
pub fn people(
    v: &View,
    q: &Question,
    line: &Line,
    ground: &Ground,
    page: &Page,
) -> Result<(Vec<Behind>, i64)> {
    let Some(population) = roster_name(line.indicator.population) else { return Err(Failure::NotFound) };
    let leaves = ground.leaves();
    let is_few = leaves.len() <= FEW_UNITS;
    let mut counted = if is_few {
        of_units(v, q, line, ground, &leaves, population)?
    } else {
        of_all(v, q, line, ground, population)?
    };
    counted.retain(|_, (place, since)| {
        let wanted = match page.side {
            Side::Numerator => since.is_some(),
            Side::Missing => since.is_none(),
            Side::Denominator => true,
        };
        wanted && (!page.own || *place == q.unit)
    });
    let words = kernel::name::fold(page.words);
    let order = if is_few { sorted(v, &counted, &words)? } else { store::in_order(v, &words)? };
    let listed: Vec<i64> = order.into_iter().filter(|p| counted.contains_key(p)).collect();
    let total = i64::try_from(listed.len()).unwrap_or(i64::MAX);
    let begin = page.after.and_then(|p| listed.iter().position(|l| *l == p.0)).map_or(0, |at| at + 1);
    let mut shown = Vec::new();
    for person in listed.into_iter().skip(begin).take(usize::try_from(page.limit).unwrap_or(0)) {
        let (Some(named), Some((organisation, since))) =
            (store::named(v, PersonId(person))?, counted.get(&person).copied())
        else {
            continue;
        };
        let Named { person, full_name, birth, .. } = named;
        shown.push(Behind { person, full_name, birth, organisation, since });
    }
    Ok((shown, total))
}

fn of_units(
    v: &View,
    q: &Question,
    line: &Line,
    ground: &Ground,
    leaves: &[OrganisationId],
    population: &str,
) -> Result<Counted> {
    let (code, window, day) = (&line.indicator.code, line.window.code(), q.day());
    let mut counted = Counted::new();
    for unit in leaves {
        let Some(place) = ground.place_of(line.indicator, *unit) else { continue };
        let since = store::members_since(v, code, &window, *unit, day)?;
        for person in store::members(v, population, *unit, day)? {
            counted.insert(person, (place, since.get(&person).copied()));
        }
    }
    Ok(counted)
}

fn of_all(v: &View, q: &Question, line: &Line, ground: &Ground, population: &str) -> Result<Counted> {
    let since = store::behind_since(v, &line.indicator.code, &line.window.code(), q.day())?;
    let mut places: HashMap<OrganisationId, Option<OrganisationId>> = HashMap::new();
    let mut counted = Counted::new();
    for (person, unit) in store::population(v, population, q.day())? {
        let place = *places.entry(unit).or_insert_with(|| ground.place_of(line.indicator, unit));
        if let Some(place) = place {
            counted.insert(person, (place, since.get(&(person, unit)).copied()));
        }
    }
    Ok(counted)
}

/// Those whose name holds the words, in the Vietnamese order of names.
fn sorted(v: &View, counted: &Counted, words: &str) -> Result<Vec<i64>> {
    let mut all = Vec::with_capacity(counted.len());
    for person in counted.keys() {
        if let Some(named) = store::named(v, PersonId(*person))?.filter(|n| n.fold.contains(words)) {
            all.push((named.sort_key, named.person.0));
        }
    }
    all.sort_unstable();
    Ok(all.into_iter().map(|(_, person)| person).collect())
}
