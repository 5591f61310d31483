//! Every SQL of the roster.

use super::{Attributions, population};
use crate::person::model::Attribution;
use kernel::{Date, OrganisationId, PersonId};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use store::chain::Finding;
use store::{Row, StoreError, Tx, Val, View};

type Out<T> = Result<T, StoreError>;

store::statements! {
    /// Attribution of some people.
    OF_PEOPLE = "select population, person, organisation, valid_from, valid_to from people_attribution where person in ($1)";
    /// Attribution of everybody.
    ALL = "select population, person, organisation, valid_from, valid_to from people_attribution \
        order by population, person, valid_from";
    /// Headcounts of every unit on a day.
    HEADCOUNTS = "select organisation, cast(sum(delta) as bigint) from people_headcount where population = $1 and day <= $2 \
        group by organisation";
    /// Headcount of one unit on a day.
    HEADCOUNT_OF = "select cast(coalesce(sum(delta), 0) as bigint) from people_headcount where population = $1 \
        and organisation = $2 and day <= $3";
    /// Every step of every headcount.
    STEPS = "select population, organisation, day, delta from people_headcount order by population, organisation, day";
    /// Writes a step.
    STEP = "insert into people_headcount (population, organisation, day, delta) values ($1, $2, $3, $4) \
        on conflict (population, organisation, day) do update set delta = people_headcount.delta + excluded.delta";
    /// Forgets the attributions of some people.
    FORGET = "delete from people_attribution where person in ($1)";
}

fn line(r: &Row) -> Out<((&'static str, PersonId), Attribution)> {
    let code = r.text(0)?;
    let population =
        population(&code).ok_or_else(|| StoreError::Own(format!("unknown population {code}")))?;
    let attribution = Attribution { organisation: OrganisationId(r.int(2)?), from: r.day(3)?, to: r.day(4)? };
    Ok(((population, PersonId(r.int(1)?)), attribution))
}

/// What the roster holds of these people.
pub(crate) fn attributions_of(v: &View, people: &[PersonId]) -> Out<Attributions> {
    let mut out = Attributions::new();
    let ids: Vec<i64> = people.iter().map(|p| p.0).collect();
    v.each_in(OF_PEOPLE, &ids, |r| {
        let (key, a) = line(r)?;
        out.entry(key).or_default().push(a);
        Ok(())
    })?;
    out.values_mut().for_each(|all| all.sort_by_key(|a| a.from));
    Ok(out)
}

/// Writes the difference between what is held and what should be.
pub(crate) fn write(tx: &Tx, have: &Attributions, want: &Attributions) -> Out<()> {
    let mut steps: BTreeMap<(&'static str, OrganisationId, Date), i64> = BTreeMap::new();
    let mut rows = Vec::new();
    let mut step = |population, a: &Attribution, sign: i64| {
        *steps.entry((population, a.organisation, a.from)).or_default() += sign;
        *steps.entry((population, a.organisation, a.to)).or_default() -= sign;
    };
    let mut gone: BTreeSet<i64> = BTreeSet::new();
    for (key, old) in have {
        if want.get(key) != Some(old) {
            gone.insert(key.1.0);
            old.iter().for_each(|a| step(key.0, a, -1));
        }
    }
    let gone: Vec<i64> = gone.into_iter().collect();
    tx.derive_in(FORGET, &gone)?;
    for (key, new) in want {
        let changes = have.get(key) != Some(new);
        // who lost one line lost all: those that stay come again
        if changes || gone.binary_search(&key.1.0).is_ok() {
            for a in new {
                if changes {
                    step(key.0, a, 1);
                }
                rows.extend([
                    Val::from(key.0),
                    key.1.into(),
                    a.organisation.into(),
                    a.from.into(),
                    a.to.into(),
                ]);
            }
        }
    }
    tx.derive_all(
        "people_attribution",
        "population, person, organisation, valid_from, valid_to",
        "",
        5,
        &rows,
    )?;
    for ((population, organisation, day), delta) in steps {
        if delta != 0 {
            tx.derive(STEP, &[population.into(), organisation.into(), day.into(), delta.into()])?;
        }
    }
    Ok(())
}

pub(crate) fn clear(tx: &Tx) -> Out<()> {
    tx.derive("delete from people_attribution", &[])?;
    tx.derive("delete from people_headcount", &[])?;
    Ok(())
}

/// Compares the whole roster with what the affiliations say, and names units and people that differ.
pub(crate) fn compare(v: &View, want: &Attributions) -> Out<Vec<Finding>> {
    let mut found = Vec::new();
    let mut have = Attributions::new();
    for (key, a) in v.rows(ALL, &[], line)? {
        have.entry(key).or_default().push(a);
    }
    for key in have.keys().chain(want.keys()).collect::<std::collections::BTreeSet<_>>() {
        if have.get(key) != want.get(key) {
            found.push(Finding {
                place: format!("people_attribution, {} of person {}", key.0, key.1),
                wrong: format!("{:?}, recounted {:?}", have.get(key), want.get(key)),
            });
        }
    }
    let mut steps: BTreeMap<(String, OrganisationId, Date), i64> = BTreeMap::new();
    for (key, all) in want {
        for a in all {
            *steps.entry((key.0.to_owned(), a.organisation, a.from)).or_default() += 1;
            *steps.entry((key.0.to_owned(), a.organisation, a.to)).or_default() -= 1;
        }
    }
    v.each(STEPS, &[], |r| {
        let key = (r.text(0)?, OrganisationId(r.int(1)?), r.day(2)?);
        let delta = r.int(3)?;
        let right = steps.remove(&key).unwrap_or(0);
        if right != delta {
            found.push(Finding {
                place: format!("people_headcount, {} of unit {} on {}", key.0, key.1, key.2),
                wrong: format!("{delta}, recounted {right}"),
            });
        }
        Ok(())
    })?;
    for ((population, unit, day), delta) in steps.into_iter().filter(|(_, d)| *d != 0) {
        found.push(Finding {
            place: format!("people_headcount, {population} of unit {unit} on {day}"),
            wrong: format!("missing, recounted {delta}"),
        });
    }
    Ok(found)
}

/// How many each unit itself has on a day.
pub fn headcounts(v: &View, population: &str, on: Date) -> Out<HashMap<OrganisationId, i64>> {
    Ok(v.rows(HEADCOUNTS, &[population.into(), on.into()], |r| Ok((OrganisationId(r.int(0)?), r.int(1)?)))?
        .into_iter()
        .collect())
}

/// How many one unit itself has on a day.
pub fn headcounts_of(v: &View, population: &str, unit: OrganisationId, on: Date) -> Out<i64> {
    v.number(HEADCOUNT_OF, &[population.into(), unit.into(), on.into()])
}
