//! What the numbers are: for any unit, period and day, on the tree of any day.

use super::model::roster_name;
use super::store;
use crate::indicator::model::{Indicator, Population, Target};
use crate::indicator::policy::Policy;
use ::store::View;
use kernel::{Date, Failure, OrganisationId, Period, Result, Share};
use people::organisation::{Organisation, Tree, TreeView, store as units};
use std::collections::HashMap;

/// What is asked: whose numbers, for which period, on which day.
#[derive(Clone, Copy, Debug)]
pub struct Question {
    /// The unit with all below it.
    pub unit: OrganisationId,
    /// The period.
    pub period: Period,
    /// Looked at on this day (or the period's last day, if that is earlier).
    pub as_of: Date,
    /// On the tree of this day; none: of the day looked at.
    pub tree_on: Option<Date>,
}

impl Question {
    /// A question about today.
    pub fn new(unit: OrganisationId, period: Period, as_of: Date) -> Question {
        Question { unit, period, as_of, tree_on: None }
    }
    /// The day on which people are attributed to units.
    pub fn day(&self) -> Date {
        self.period.attribution_day(self.as_of)
    }
}

/// One indicator's number.
#[derive(Clone, Debug)]
pub struct Line<'a> {
    /// The indicator, in the version in force.
    pub indicator: &'a Indicator,
    /// The window that was looked into.
    pub window: Period,
    /// The number.
    pub share: Share,
    /// The target in force for the period's last year.
    pub target: Option<&'a Target>,
}

impl Line<'_> {
    /// Is the target met? None without a target or with nobody to count.
    pub fn met(&self) -> Option<bool> {
        let target = self.target?;
        (self.share.denominator > 0).then(|| target.threshold.is_met(self.share))
    }
}

/// The indicator in force for a question, with its window.
pub fn in_force<'a>(policy: &'a Policy, code: &str, q: &Question) -> Option<(&'a Indicator, Period)> {
    // a yearly number goes by its window's first day, a cumulative one by the day looked at
    let now = policy.indicator(code, q.day())?;
    let window = now.window_for(q.period)?;
    let ruler = if window == q.period { q.period.start() } else { q.day() };
    let indicator = policy.indicator(code, ruler)?;
    Some((indicator, window))
}

/// The tree that a question is about, with who carries on ended units.
pub struct Ground {
    tree: TreeView,
    top: OrganisationId,
    heirs: HashMap<OrganisationId, OrganisationId>,
    /// On a tree of another day: units that have no place in it, as they were, with the unit that they stood under.
    elsewhen: HashMap<OrganisationId, (OrganisationId, Organisation)>,
}

impl Ground {
    /// Loads the tree.
    pub fn load(v: &View, q: &Question) -> Result<Ground> {
        let on = q.tree_on.unwrap_or(q.day());
        let mut tree = units::tree(v, Tree::main(), on)?;
        let mut of_tree = tree.get(q.unit).map(|_| Tree::main());
        if of_tree.is_none() {
            for other in Tree::all().filter(|t| *t != Tree::main()) {
                let t = units::tree(v, other, on)?;
                if t.get(q.unit).is_some() {
                    (tree, of_tree) = (t, Some(other));
                    break;
                }
            }
        }
        let mut heirs = HashMap::new();
        for (source, target, from) in units::successions(v)? {
            if from <= on {
                heirs.insert(source, target);
            }
        }
        let mut elsewhen = HashMap::new();
        if let (true, Some(of)) = (q.tree_on.is_some(), of_tree) {
            for (unit, parent) in units::parents_elsewhen(v, of, on)? {
                if let (None, Some(state)) = (tree.get(unit), units::last(v, unit)?) {
                    elsewhen.insert(unit, (parent, state));
                }
            }
        }
        Ok(Ground { tree, top: q.unit, heirs, elsewhen })
    }
    /// The tree itself.
    pub fn tree(&self) -> &TreeView {
        &self.tree
    }
    /// The unit that stands for a leaf on this tree: itself, or who carries it on.
    fn stands(&self, mut leaf: OrganisationId) -> OrganisationId {
        for _ in 0..16 {
            if self.tree.get(leaf).is_some() {
                return leaf;
            }
            // nobody carries it on: what it counted stays with the unit that it stood under
            match self.heirs.get(&leaf).or_else(|| self.elsewhen.get(&leaf).map(|(parent, _)| parent)) {
                Some(next) => leaf = *next,
                None => return leaf,
            }
        }
        leaf
    }
    /// Is a leaf one of those that an indicator looks at? Who carries it on says so; a leaf that nobody carries on
    /// is asked as it was.
    fn applies(&self, indicator: &Indicator, mut leaf: OrganisationId) -> bool {
        for _ in 0..16 {
            if let Some(unit) = self.tree.get(leaf) {
                return concerns(indicator, unit);
            }
            match (self.heirs.get(&leaf), self.elsewhen.get(&leaf)) {
                (Some(next), _) => leaf = *next,
                (None, Some((_, was))) => {
                    return roster_name(indicator.population).is_some() && concerns(indicator, was);
                }
                (None, None) => return false,
            }
        }
        false
    }
    /// The unit of the subtree in which a leaf's people count for an indicator; none when they do not.
    pub fn place_of(&self, indicator: &Indicator, leaf: OrganisationId) -> Option<OrganisationId> {
        let here = self.stands(leaf);
        let unit = self.tree.get(here).filter(|_| self.applies(indicator, leaf))?;
        self.tree.way_to(here).iter().any(|u| u.id == self.top).then_some(unit.id)
    }
    /// Every unit whose people may count in this subtree: its own, and ended ones that live on in it.
    pub fn leaves(&self) -> Vec<OrganisationId> {
        let own: Vec<OrganisationId> = self.tree.subtree(self.top).iter().map(|u| u.id).collect();
        let here: std::collections::HashSet<OrganisationId> = own.iter().copied().collect();
        let mut ended: Vec<OrganisationId> = self.heirs.keys().chain(self.elsewhen.keys()).copied().collect();
        ended.sort_unstable();
        ended.dedup();
        ended.retain(|s| !here.contains(s) && here.contains(&self.stands(*s)));
        own.into_iter().chain(ended).collect()
    }
    /// Leaf numbers put on this tree and added up: every unit of the subtree with its total.
    fn roll_up(&self, leaves: &HashMap<OrganisationId, Share>) -> HashMap<OrganisationId, Share> {
        let mut own: HashMap<OrganisationId, Share> = HashMap::new();
        for (leaf, share) in leaves {
            *own.entry(self.stands(*leaf)).or_default() += *share;
        }
        let order = self.tree.subtree(self.top);
        let mut total: HashMap<OrganisationId, Share> = HashMap::new();
        for u in order.iter().rev() {
            let mut sum = own.get(&u.id).copied().unwrap_or_default();
            for c in self.tree.children(u.id) {
                sum += total.get(&c.id).copied().unwrap_or_default();
            }
            total.insert(u.id, sum);
        }
        total
    }
}

/// Denominators by population, asked once for all indicators.
struct Heads<'a, 'b> {
    v: &'a View<'b>,
    day: Date,
    one: Option<OrganisationId>,
    known: HashMap<&'static str, HashMap<OrganisationId, i64>>,
}

impl Heads<'_, '_> {
    fn of(&mut self, population: &'static str) -> Result<&HashMap<OrganisationId, i64>> {
        if !self.known.contains_key(population) {
            let heads = match self.one {
                Some(unit) => HashMap::from([(
                    unit,
                    people::roster::headcounts_of(self.v, population, unit, self.day)?,
                )]),
                None => people::roster::headcounts(self.v, population, self.day)?,
            };
            self.known.insert(population, heads);
        }
        Ok(&self.known[population])
    }
}

/// Is a unit one of those that an indicator looks at?
fn concerns(indicator: &Indicator, u: &Organisation) -> bool {
    let sector = indicator.sectors.is_empty() || indicator.sectors.iter().any(|s| s == u.sector.code());
    match indicator.population {
        Population::GrassrootsUnions => sector && u.kind.is_base(),
        _ => sector,
    }
}

/// The numbers for machines: the command line and `/api/v1/chi-tieu` speak alike.
pub fn as_json(lines: &[Line]) -> serde_json::Value {
    let line = |l: &Line| {
        serde_json::json!({
            "code": l.indicator.code,
            "numerator": l.share.numerator,
            "denominator": l.share.denominator,
            "percent": l.share.percent(),
            "target": l.target.map(|t| t.threshold.text()),
            "met": l.met(),
        })
    };
    serde_json::Value::Array(lines.iter().map(line).collect())
}

/// Totals of one indicator for every unit of the question's subtree.
fn totals(
    v: &View,
    ground: &Ground,
    heads: &mut Heads,
    q: &Question,
    indicator: &Indicator,
    window: Period,
) -> Result<HashMap<OrganisationId, Share>> {
    let day = q.day();
    let counts = match heads.one {
        Some(unit) => {
            HashMap::from([(unit, store::count_of(v, &indicator.code, &window.code(), unit, day)?)])
        }
        None => store::counts(v, &indicator.code, &window.code(), day)?,
    };
    let mut leaves: HashMap<OrganisationId, Share> = HashMap::new();
    let applies = |id: OrganisationId| ground.applies(indicator, id);
    match roster_name(indicator.population) {
        Some(population) => {
            for (unit, n) in heads.of(population)? {
                if applies(*unit) {
                    leaves.entry(*unit).or_default().denominator = *n;
                }
            }
        }
        None => {
            for u in ground.tree.subtree(ground.top) {
                if concerns(indicator, u) {
                    leaves.entry(u.id).or_default().denominator = 1;
                }
            }
        }
    }
    let is_of_units = roster_name(indicator.population).is_none();
    for (unit, n) in counts.into_iter().filter(|(unit, _)| applies(*unit)) {
        if is_of_units {
            // a unit made of several meets the rule once
            let unit = ground.stands(unit);
            let once = leaves.entry(unit).or_default();
            once.numerator = once.numerator.max(n.min(1));
        } else {
            leaves.entry(unit).or_default().numerator = n;
        }
    }
    Ok(ground.roll_up(&leaves))
}

fn heads<'a, 'b>(v: &'a View<'b>, ground: &Ground, q: &Question) -> Heads<'a, 'b> {
    // a unit without units below is asked alone
    let alone = ground.tree.children(q.unit).next().is_none()
        && q.tree_on.is_none()
        && !ground.heirs.values().any(|t| *t == q.unit);
    Heads { v, day: q.day(), one: alone.then_some(q.unit), known: HashMap::new() }
}

/// All indicators of a unit for a period, in the order of the papers.
pub fn lines<'a>(v: &View, policy: &'a Policy, q: &Question) -> Result<Vec<Line<'a>>> {
    let ground = Ground::load(v, q)?;
    lines_on(v, policy, q, &ground)
}

/// The same on a tree that is loaded already.
pub fn lines_on<'a>(v: &View, policy: &'a Policy, q: &Question, ground: &Ground) -> Result<Vec<Line<'a>>> {
    Ok(board(v, policy, q, ground)?.into_iter().map(|(line, _)| line).collect())
}

/// An indicator's number with the numbers of every unit below.
pub type BoardLine<'a> = (Line<'a>, HashMap<OrganisationId, Share>);

/// All indicators of a unit with the numbers of every unit of its subtree.
pub fn board<'a>(v: &View, policy: &'a Policy, q: &Question, ground: &Ground) -> Result<Vec<BoardLine<'a>>> {
    let mut heads = heads(v, ground, q);
    let mut out = Vec::new();
    let mut codes: Vec<&str> = Vec::new();
    for i in policy.all_versions() {
        if !codes.contains(&i.code.as_str()) {
            codes.push(&i.code);
        }
    }
    for code in codes {
        if let Some((indicator, window)) = in_force(policy, code, q) {
            let totals = totals(v, ground, &mut heads, q, indicator, window)?;
            let share = totals.get(&q.unit).copied().unwrap_or_default();
            let target = indicator.target(q.period.last_year());
            out.push((Line { indicator, window, share, target }, totals));
        }
    }
    Ok(out)
}

/// One indicator for the unit and every unit of its subtree.
pub fn by_unit<'a>(
    v: &View,
    policy: &'a Policy,
    code: &str,
    q: &Question,
) -> Result<(Line<'a>, Ground, HashMap<OrganisationId, Share>)> {
    let (indicator, window) = in_force(policy, code, q).ok_or(Failure::NotFound)?;
    let ground = Ground::load(v, q)?;
    let totals = totals(v, &ground, &mut heads(v, &ground, q), q, indicator, window)?;
    let share = totals.get(&q.unit).copied().unwrap_or_default();
    Ok((Line { indicator, window, share, target: indicator.target(q.period.last_year()) }, ground, totals))
}

/// The number at the end of each month of the period so far: (last day, share).
pub fn trend(v: &View, policy: &Policy, code: &str, q: &Question) -> Result<Vec<(Date, Share)>> {
    let (indicator, window) = in_force(policy, code, q).ok_or(Failure::NotFound)?;
    let mut out = Vec::new();
    let mut month = Period::containing(kernel::PeriodKind::Month, q.period.start());
    while month.start() <= q.day() && out.len() < 60 {
        let at = Question { as_of: month.last_day().min(q.day()), ..*q };
        let ground = Ground::load(v, &at)?;
        let totals = totals(v, &ground, &mut heads(v, &ground, &at), &at, indicator, window)?;
        out.push((at.day(), totals.get(&q.unit).copied().unwrap_or_default()));
        month = Period::containing(kernel::PeriodKind::Month, month.end());
    }
    Ok(out)
}

/// Which list behind a number.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Side {
    /// "tử số": who meets it
    Numerator,
    /// "mẫu số": everybody who counts
    Denominator,
    /// "chưa đạt": who does not meet it yet
    Missing,
}

impl Side {
    /// The word in addresses.
    pub fn code(self) -> &'static str {
        match self {
            Side::Numerator => "dat",
            Side::Denominator => "tat-ca",
            Side::Missing => "chua-dat",
        }
    }
    /// The side of a word in an address.
    pub fn find(code: &str) -> Option<Side> {
        [Side::Numerator, Side::Denominator, Side::Missing].into_iter().find(|s| s.code() == code)
    }
}

/// The units behind a number whose subjects are units: (unit, does it meet the rule).
pub fn units_behind(
    v: &View,
    policy: &Policy,
    code: &str,
    q: &Question,
) -> Result<Vec<(Organisation, bool)>> {
    let (indicator, window) = in_force(policy, code, q).ok_or(Failure::NotFound)?;
    let ground = Ground::load(v, q)?;
    let counts = store::counts(v, code, &window.code(), q.day())?;
    let met: std::collections::HashSet<OrganisationId> =
        counts.into_iter().filter(|(_, n)| *n > 0).map(|(u, _)| ground.stands(u)).collect();
    let below = ground.tree.subtree(q.unit).into_iter().filter(|u| concerns(indicator, u)).cloned();
    Ok(below.map(|u| (met.contains(&u.id), u)).map(|(met, u)| (u, met)).collect())
}
