//! The list behind a number: its length is the number, on whatever tree the number was asked.

use super::model::roster_name;
use super::service::{Ground, Line, Question, Side};
use super::store::{self, Behind, BehindQuestion};
use ::store::View;
use kernel::{Failure, PersonId, Result};
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

/// People behind a number, sorted the Vietnamese way, and how many there are in all.
pub fn people(
    v: &View,
    q: &Question,
    line: &Line,
    ground: &Ground,
    page: &Page,
) -> Result<(Vec<Behind>, i64)> {
    let Some(population) = roster_name(line.indicator.population) else { return Err(Failure::NotFound) };
    // the stored closure answers for the tree of the day; only other trees are walked here
    if page.own || q.tree_on.is_some() || ground.has_heirs() {
        return restated(v, q, line, ground, page, population);
    }
    let period = line.window.code();
    let ask = BehindQuestion {
        population,
        top: q.unit,
        on: q.day(),
        sector: line.indicator.sectors.first().map_or("", String::as_str),
        indicator: &line.indicator.code,
        period: &period,
        met: met(page.side),
        words: page.words,
        after: page.after,
        limit: page.limit,
    };
    Ok(store::people(v, &ask)?)
}

fn met(side: Side) -> Option<bool> {
    match side {
        Side::Numerator => Some(true),
        Side::Missing => Some(false),
        Side::Denominator => None,
    }
}

fn restated(
    v: &View,
    q: &Question,
    line: &Line,
    ground: &Ground,
    page: &Page,
    population: &str,
) -> Result<(Vec<Behind>, i64)> {
    let day = q.day();
    let since = store::behind_since(v, &line.indicator.code, &line.window.code(), day)?;
    let mut counted = HashMap::new();
    for (person, unit) in store::population(v, population, day)? {
        let place = ground.place_of(line.indicator, unit).filter(|place| !page.own || *place == q.unit);
        if let Some(place) = place {
            counted.insert(person, (place, since.get(&(person, unit)).copied()));
        }
    }
    let words = kernel::name::fold(page.words);
    let mut all = Vec::new();
    for named in store::names(v)? {
        let Some((organisation, since)) = counted.get(&named.person.0) else { continue };
        if met(page.side).is_none_or(|m| m == since.is_some()) && named.fold.contains(&words) {
            let (organisation, since) = (*organisation, *since);
            all.push(Behind {
                person: named.person,
                full_name: named.full_name,
                birth: named.birth,
                organisation,
                since,
            });
        }
    }
    let total = i64::try_from(all.len()).unwrap_or(i64::MAX);
    let begin = page.after.and_then(|p| all.iter().position(|b| b.person == p)).map_or(0, |at| at + 1);
    let limit = usize::try_from(page.limit).unwrap_or(0);
    Ok((all.into_iter().skip(begin).take(limit).collect(), total))
}
