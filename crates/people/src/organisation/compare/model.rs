//! What differs between a tree on two days.

use crate::organisation::model::{Organisation, TreeView};
use kernel::OrganisationId;
use std::collections::BTreeMap;

/// How a unit differs.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Difference {
    /// It was not there.
    New,
    /// It is not there any more, and nobody carries it on.
    Gone,
    /// It is not there any more; another unit carries it on.
    Merged,
    /// It stands under another unit.
    Moved,
    /// It has another name.
    Renamed,
    /// Its kind, sector, commune or area changed.
    Changed,
}

impl Difference {
    /// All differences, in the order of the page.
    pub const ALL: [Difference; 6] = [
        Difference::New,
        Difference::Gone,
        Difference::Merged,
        Difference::Moved,
        Difference::Renamed,
        Difference::Changed,
    ];
    /// The word in addresses.
    pub fn code(self) -> &'static str {
        match self {
            Difference::New => "moi",
            Difference::Gone => "het",
            Difference::Merged => "nhap",
            Difference::Moved => "chuyen",
            Difference::Renamed => "ten",
            Difference::Changed => "khac",
        }
    }
    /// The difference of a word in an address.
    pub fn find(code: &str) -> Option<Difference> {
        Difference::ALL.into_iter().find(|d| d.code() == code)
    }
}

/// One line of a comparison.
#[derive(Clone, Debug)]
pub struct Line<'a> {
    /// How it differs.
    pub what: Difference,
    /// As it was on the first day.
    pub old: Option<&'a Organisation>,
    /// As it is on the second.
    pub new: Option<&'a Organisation>,
    /// Who carries it on.
    pub heir: Option<OrganisationId>,
}

/// Compares two days of a tree. A unit may come more than once: moved and renamed.
pub fn compare<'a>(
    old: &'a TreeView,
    new: &'a TreeView,
    heirs: &BTreeMap<OrganisationId, OrganisationId>,
) -> Vec<Line<'a>> {
    let mut lines = Vec::new();
    let mut push = |unit, what, old, new| {
        let heir = heirs.get(&unit).copied().filter(|_| what == Difference::Merged);
        lines.push(Line { what, old, new, heir });
    };
    for n in new.units().filter(|n| old.get(n.id).is_none()) {
        push(n.id, Difference::New, None, Some(n));
    }
    for o in old.units() {
        let Some(n) = new.get(o.id) else {
            let what = if heirs.contains_key(&o.id) { Difference::Merged } else { Difference::Gone };
            push(o.id, what, Some(o), None);
            continue;
        };
        if o.parent != n.parent {
            push(o.id, Difference::Moved, Some(o), Some(n));
        }
        if o.name != n.name {
            push(o.id, Difference::Renamed, Some(o), Some(n));
        }
        let rest = |u: &Organisation| (u.kind, u.sector, u.commune, u.hard_to_reach);
        if rest(o) != rest(n) {
            push(o.id, Difference::Changed, Some(o), Some(n));
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::organisation::model::{Kind, Sector};
    use kernel::Date;

    fn unit(id: i64, name: &str, parent: Option<i64>) -> Organisation {
        Organisation {
            id: OrganisationId(id),
            code: format!("U{id}"),
            name: name.into(),
            kind: Kind::base(),
            sector: Sector::Enterprise,
            commune: None,
            hard_to_reach: id == 9,
            parent: parent.map(OrganisationId),
            valid_from: Date::constant(2020, 1, 1),
            valid_to: Date::constant(9999, 12, 31),
        }
    }

    #[test]
    fn each_difference_is_named() {
        let old = TreeView::new(vec![
            unit(1, "Tỉnh", None),
            unit(2, "Huyện", Some(1)),
            unit(3, "A", Some(2)),
            unit(4, "B", Some(2)),
            unit(5, "C", Some(1)),
        ]);
        let new = TreeView::new(vec![
            unit(1, "Tỉnh", None),
            unit(4, "B mới", Some(1)),
            unit(5, "C", Some(1)),
            unit(6, "D", Some(1)),
        ]);
        let heirs = BTreeMap::from([(OrganisationId(3), OrganisationId(4))]);
        let lines: Vec<_> =
            compare(&old, &new, &heirs).iter().map(|l| (l.new.or(l.old).unwrap().id.0, l.what)).collect();
        use Difference::*;
        assert_eq!(lines, [(6, New), (2, Gone), (3, Merged), (4, Moved), (4, Renamed)]);
    }
}
