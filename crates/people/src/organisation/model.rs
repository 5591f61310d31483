//! What an organisation is, and the shape of a tree on one day.

pub use super::kinds::{Kind, Tree};
use kernel::{Date, OrganisationId};
use std::collections::{BTreeMap, HashMap};

/// What a grassroots union stands in ("cơ quan, đơn vị, doanh nghiệp").
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Sector {
    /// "doanh nghiệp", cooperatives too
    Enterprise,
    /// "cơ quan"
    Agency,
    /// "đơn vị sự nghiệp"
    PublicUnit,
    /// Not a place of work: federations, communes …
    None,
}

impl Sector {
    /// The stored code.
    pub fn code(self) -> &'static str {
        match self {
            Sector::Enterprise => "enterprise",
            Sector::Agency => "agency",
            Sector::PublicUnit => "public_unit",
            Sector::None => "none",
        }
    }
    /// The sector with this code.
    pub fn find(code: &str) -> Option<Sector> {
        [Sector::Enterprise, Sector::Agency, Sector::PublicUnit, Sector::None]
            .into_iter()
            .find(|s| s.code() == code)
    }
}

/// An organisation as it was on one day.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Organisation {
    /// Identity.
    pub id: OrganisationId,
    /// The code people type ("CD001").
    pub code: String,
    /// Its name on that day.
    pub name: String,
    /// Its kind.
    pub kind: Kind,
    /// What it stands in.
    pub sector: Sector,
    /// The commune it lies in.
    pub commune: Option<OrganisationId>,
    /// "vùng sâu, vùng xa, khó khăn"
    pub hard_to_reach: bool,
    /// The unit above, in the tree asked for.
    pub parent: Option<OrganisationId>,
    /// First day of this state.
    pub valid_from: Date,
    /// First day after this state.
    pub valid_to: Date,
}

impl Organisation {
    /// A grassroots union in an enterprise: the units and people whom most indicators count.
    pub fn is_in_enterprise(&self) -> bool {
        self.kind.is_base() && self.sector == Sector::Enterprise
    }
}

/// What is needed to found a unit.
#[derive(Clone, Debug)]
pub struct Founding {
    /// The code people type; unique for ever.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its kind.
    pub kind: Kind,
    /// What it stands in.
    pub sector: Sector,
    /// The commune it lies in.
    pub commune: Option<OrganisationId>,
    /// "vùng sâu, vùng xa, khó khăn"
    pub hard_to_reach: bool,
    /// Its tree and the unit above.
    pub place: Option<(Tree, Option<OrganisationId>)>,
    /// From which day.
    pub from: Date,
}

/// One tree on one day: who stands under whom.
#[derive(Clone, Debug, Default)]
pub struct TreeView {
    units: BTreeMap<OrganisationId, Organisation>,
    children: HashMap<OrganisationId, Vec<OrganisationId>>,
}

impl TreeView {
    /// A tree of these units (each with its parent on that day), children in the order given.
    pub fn new(units: Vec<Organisation>) -> TreeView {
        let mut children: HashMap<OrganisationId, Vec<OrganisationId>> = HashMap::new();
        for u in &units {
            if let Some(p) = u.parent {
                children.entry(p).or_default().push(u.id);
            }
        }
        TreeView { units: units.into_iter().map(|u| (u.id, u)).collect(), children }
    }
    /// A unit of the tree.
    pub fn get(&self, id: OrganisationId) -> Option<&Organisation> {
        self.units.get(&id)
    }
    /// All units, by id.
    pub fn units(&self) -> impl Iterator<Item = &Organisation> {
        self.units.values()
    }
    /// The units right below.
    pub fn children(&self, id: OrganisationId) -> impl Iterator<Item = &Organisation> {
        self.children.get(&id).into_iter().flatten().filter_map(|c| self.units.get(c))
    }
    /// The unit and all below it, top first.
    pub fn subtree(&self, top: OrganisationId) -> Vec<&Organisation> {
        let mut out = Vec::new();
        let mut todo = vec![top];
        while let Some(id) = todo.pop() {
            if let Some(u) = self.units.get(&id) {
                out.push(u);
                todo.extend(self.children.get(&id).into_iter().flatten().rev());
            }
        }
        out
    }
    /// From the top of the tree down to the unit.
    pub fn way_to(&self, id: OrganisationId) -> Vec<&Organisation> {
        let mut way = Vec::new();
        let mut next = Some(id);
        while let Some(u) = next.and_then(|n| self.units.get(&n)) {
            // a circle cannot be written, but a reader never hangs
            if way.len() > self.units.len() {
                break;
            }
            way.push(u);
            next = u.parent;
        }
        way.reverse();
        way
    }
}

/// A stretch of a place in a tree: `organisation` under `parent` on days `[from, to)`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct PlaceSpan {
    /// Who.
    pub organisation: OrganisationId,
    /// Under whom.
    pub parent: Option<OrganisationId>,
    /// First day.
    pub from: Date,
    /// First day after.
    pub to: Date,
}

/// One line of the closure: `ancestor` above `descendant` on days `[from, to)`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct ClosureSpan {
    /// Above.
    pub ancestor: OrganisationId,
    /// Below.
    pub descendant: OrganisationId,
    /// How far.
    pub depth: i64,
    /// First day.
    pub from: Date,
    /// First day after.
    pub to: Date,
}

/// All ancestors of all units by dates, from their places. A unit is its own ancestor at depth 0.
pub fn closure(places: &[PlaceSpan]) -> Vec<ClosureSpan> {
    let mut of: HashMap<OrganisationId, Vec<&PlaceSpan>> = HashMap::new();
    for p in places {
        of.entry(p.organisation).or_default().push(p);
    }
    let mut out = Vec::new();
    for p in places {
        let here = p.organisation;
        out.push(ClosureSpan { ancestor: here, descendant: here, depth: 0, from: p.from, to: p.to });
        // climb: (next ancestor, depth, days on which the whole way holds)
        let mut todo: Vec<(OrganisationId, i64, Date, Date)> =
            p.parent.map(|a| (a, 1, p.from, p.to)).into_iter().collect();
        while let Some((ancestor, depth, from, to)) = todo.pop() {
            if depth > 32 {
                continue; // a circle; the service refuses to write one
            }
            out.push(ClosureSpan { ancestor, descendant: here, depth, from, to });
            for up in of.get(&ancestor).into_iter().flatten() {
                let (f, t) = (from.max(up.from), to.min(up.to));
                if let (Some(next), true) = (up.parent, f < t) {
                    todo.push((next, depth + 1, f, t));
                }
            }
        }
    }
    out.sort_unstable();
    // the same ancestor on adjoining days (a renamed place in between) is one stretch
    let mut joined: Vec<ClosureSpan> = Vec::with_capacity(out.len());
    for s in out {
        match joined.last_mut() {
            Some(l)
                if (l.ancestor, l.descendant, l.depth) == (s.ancestor, s.descendant, s.depth)
                    && l.to == s.from =>
            {
                l.to = s.to
            }
            _ => joined.push(s),
        }
    }
    joined
}
