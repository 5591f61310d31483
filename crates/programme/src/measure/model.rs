//! From facts and attributions to contributions. Pure.

use crate::indicator::model::{Interval, Population, Says, Seen};
use crate::indicator::policy::Policy;
use ::store::SeenFact;
use kernel::{Date, FactKind, OrganisationId, Period};
use people::person::model::Attribution;
use std::collections::BTreeSet;

/// Days on which a subject stands in a numerator, in one unit.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Contribution {
    /// The indicator's code.
    pub indicator: String,
    /// The window's code.
    pub period: String,
    /// The person, or the unit that is counted itself.
    pub subject: i64,
    /// The unit it counts for.
    pub organisation: OrganisationId,
    /// First day.
    pub from: Date,
    /// First day after.
    pub to: Date,
}

/// A kept fact as a rule sees it; nothing for kinds that no rule knows.
pub fn seen(fact: &SeenFact) -> Option<Seen> {
    Some(Seen {
        id: fact.id,
        kind: FactKind::find(&fact.kind)?,
        topic: (!fact.topic.0.is_empty()).then(|| fact.topic.clone()),
        day: fact.day,
        value: match fact.value.as_deref() {
            Some("yes") => Some(Says::Yes),
            Some("no") => Some(Says::No),
            _ => None,
        },
    })
}

/// Everything that one subject contributes, from all its live facts and all its attributions.
/// `attributions` gives those of a population.
pub fn contributions<'a>(
    policy: &Policy,
    subject: i64,
    facts: &[Seen],
    attributions: impl Fn(Population) -> &'a [Attribution],
    today: Date,
) -> Vec<Contribution> {
    let mut pairs: BTreeSet<(&str, u32, Period)> = BTreeSet::new();
    for f in facts {
        for (indicator, window) in policy.touched(f.kind, f.topic.as_ref(), f.day, today) {
            pairs.insert((&indicator.code, indicator.version, window));
        }
    }
    let mut out = Vec::new();
    for (code, version, window) in pairs {
        let Some(indicator) = policy.all_versions().iter().find(|i| i.code == code && i.version == version)
        else {
            continue;
        };
        for stand in indicator.rule.standing(facts, Interval::from(window)) {
            for a in attributions(indicator.population) {
                let (from, to) = (stand.from.max(a.from), stand.to.min(a.to));
                if from < to {
                    out.push(Contribution {
                        indicator: code.to_owned(),
                        period: window.code(),
                        subject,
                        organisation: a.organisation,
                        from,
                        to,
                    });
                }
            }
        }
    }
    out.sort_unstable();
    out
}

/// The roster's name of a population; none for units that are counted themselves.
pub fn roster_name(population: Population) -> Option<&'static str> {
    match population {
        Population::Workers => Some("workers"),
        Population::Officers => Some("officers"),
        Population::GrassrootsUnions => None,
    }
}
