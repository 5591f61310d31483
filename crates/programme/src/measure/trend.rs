//! How numbers went, month by month, on one tree: a few sums instead of a tree for each month.

use super::model::roster_name;
use super::service::{Ground, Line, Question};
use super::store::{self, MonthSteps};
use crate::indicator::model::Indicator;
use ::store::View;
use kernel::{Date, OrganisationId, Period, PeriodKind, Result, Share};
use std::collections::{BTreeMap, HashMap};

/// The number at the end of each month of the period so far: (last day, share).
pub type Trend = Vec<(Date, Share)>;

/// The trends of many indicators of one unit, in the order of the lines, restated on the tree given.
pub fn trends(v: &View, q: &Question, ground: &Ground, lines: &[Line]) -> Result<Vec<Trend>> {
    let months = months(q);
    let mut heads: HashMap<&'static str, MonthSteps> = HashMap::new();
    let mut out = Vec::with_capacity(lines.len());
    for line in lines {
        let steps = store::trend_by_month(v, &line.indicator.code, &line.window.code(), q.day())?;
        let numerators = sums(&months, &steps, ground, line.indicator);
        let denominators = match roster_name(line.indicator.population) {
            None => vec![line.share.denominator; months.len()],
            Some(population) => {
                if !heads.contains_key(population) {
                    heads.insert(population, store::heads_by_month(v, population, q.day())?);
                }
                sums(&months, &heads[population], ground, line.indicator)
            }
        };
        let points = months.iter().zip(numerators.into_iter().zip(denominators));
        out.push(points.map(|(month, (n, d))| (month.last_day().min(q.day()), Share::new(n, d))).collect());
    }
    Ok(out)
}

/// The months of the period up to the day looked at, at most five years of them.
fn months(q: &Question) -> Vec<Period> {
    let mut out = Vec::new();
    let mut month = Period::containing(PeriodKind::Month, q.period.start());
    while month.start() <= q.day() && out.len() < 60 {
        out.push(month);
        month = Period::containing(PeriodKind::Month, month.end());
    }
    out
}

/// The running sum at the end of each month, of the units that count.
fn sums(months: &[Period], steps: &MonthSteps, ground: &Ground, indicator: &Indicator) -> Vec<i64> {
    let mut counts: HashMap<OrganisationId, bool> = HashMap::new();
    let mut by_month: BTreeMap<&str, i64> = BTreeMap::new();
    for (unit, month, delta) in steps {
        if *counts.entry(*unit).or_insert_with(|| ground.place_of(indicator, *unit).is_some()) {
            *by_month.entry(month).or_default() += delta;
        }
    }
    let codes = months.iter().map(|m| m.code());
    codes.map(|code| by_month.range(..=code.as_str()).map(|(_, d)| d).sum()).collect()
}
