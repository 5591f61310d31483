//! The tree of sectors: a few groups, and the unions whose names say where they belong.

use ::store::Tx;
use kernel::{Date, OrganisationId, Result};
use people::organisation::reorganisation::model::{Decision, EventKind, Part};
use people::organisation::reorganisation::service::record;
use people::organisation::service::{Founding, forever, found};
use people::organisation::{Kind, Sector, Tree, store};
use std::collections::BTreeSet;

/// Code, name, words of a union's name.
const GROUPS: [(&str, &str, &[&str]); 4] = [
    ("NGANH-CHE", "Ngành chè", &["chè"]),
    ("NGANH-XD", "Xây dựng, thủy điện", &["xây dựng", "thủy điện"]),
    ("NGANH-YT", "Y tế", &["bệnh viện", "y tế", "trạm y tế"]),
    ("NGANH-CQ", "Cơ quan nhà nước", &["ủy ban", "chi cục", "văn phòng"]),
];

/// From this day the groups are kept.
const SINCE: Date = Date::constant(2025, 7, 1);

pub(super) fn load(tx: &Tx, federation: OrganisationId, today: Date) -> Result<()> {
    let (Some(tree), Some(kind)) = (Tree::find("sector"), Kind::find("sector_group")) else { return Ok(()) };
    let unions = store::tree(tx, Tree::main(), today)?;
    let mut placed = BTreeSet::new();
    for (code, name, words) in GROUPS {
        let founding = Founding {
            code: code.to_owned(),
            name: name.to_owned(),
            kind,
            sector: Sector::None,
            commune: None,
            hard_to_reach: false,
            place: Some((tree, Some(federation))),
            from: SINCE,
        };
        let group = found(tx, &founding)?;
        let mut parts = BTreeSet::from([(Part::Founded, group)]);
        for u in unions.units().filter(|u| u.kind.is_base()) {
            let name = u.name.to_lowercase();
            // each stands in one group: the first that its name tells
            if words.iter().any(|w| name.contains(w)) && placed.insert(u.id) {
                let from = u.valid_from.max(SINCE);
                let span = people::organisation::model::PlaceSpan {
                    organisation: u.id,
                    parent: Some(group),
                    from,
                    to: forever(),
                };
                store::add_place(tx, tree, &span)?;
                parts.insert((Part::Moved, u.id));
            }
        }
        record(tx, EventKind::Found, SINCE, &Decision::numbered("20/TB-LĐLĐ"), &parts)?;
    }
    Ok(())
}
