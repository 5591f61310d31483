//! The tree of the Association for Learning Promotion ("Hội Khuyến học").

use super::Scale;
use super::making::{Making, REFORM, day};
use super::model::*;
use super::places;

/// Lays the tree: eight districts until the reform, the communes directly under the province after.
pub(super) fn lay(making: &mut Making) {
    let kind = OrganisationKind::LearningPromotionAssociation;
    let tree = Hierarchy::Association;
    let start = day(2005, 1, 1);
    let national = making.unit("HKH-VN", "Hội Khuyến học Việt Nam", kind, day(1996, 10, 2), None);
    let province = making.unit("HKH-LC", "Hội Khuyến học tỉnh Lai Châu", kind, start, None);
    making.hang(tree, province, national, start, None);
    let mut ended = Vec::new();
    for (code, name) in places::districts() {
        let place = if code == "TP" { "thành phố" } else { "huyện" };
        let from = if code == "NN" { day(2013, 3, 1) } else { day(2009, 1, 1) };
        let code = format!("HKH-{code}-H");
        let name = format!("Hội Khuyến học {place} {name}");
        let district = making.unit(&code, &name, kind, from, Some(REFORM));
        making.hang(tree, district, province, from, Some(REFORM));
        ended.push(district);
    }
    making.world.events.push(OrganisationEvent {
        kind: EventKind::Abolish,
        on: REFORM,
        decision: "15/QĐ-HKH".to_owned(),
        decided_on: day(2025, 6, 25),
        sources: ended,
        target: None,
    });
    let mut founded = Vec::new();
    for (code, name) in places::communes() {
        let commune = making.find(code);
        let name = format!("Hội Khuyến học {}", lower_first(name));
        let unit = making.unit(&format!("HKH-{code}"), &name, kind, REFORM, None);
        if let Some(made) = making.world.organisations.get_mut(unit.0) {
            made.commune = commune;
        }
        making.hang(tree, unit, province, REFORM, None);
        founded.push(unit);
    }
    making.world.events.push(OrganisationEvent {
        kind: EventKind::Found,
        on: REFORM,
        decision: "16/QĐ-HKH".to_owned(),
        decided_on: day(2025, 6, 25),
        sources: founded.clone(),
        target: None,
    });
    let branches = if making.world.scale == Scale::Small { 2 } else { BRANCHES.len() };
    for (number, (code, name)) in BRANCHES.iter().take(branches).enumerate() {
        let Some(parent) = making.find(&format!("HKH-{code}")) else { continue };
        let from = day(2025, 9, 5);
        let code = format!("CH{:02}", number + 1);
        let unit = making.unit(&code, name, OrganisationKind::AssociationBranch, from, None);
        making.hang(tree, unit, parent, from, None);
    }
}

const BRANCHES: [(&str, &str); 8] = [
    ("03595", "Chi hội Khuyến học bản Mường"),
    ("03388", "Chi hội Khuyến học tổ dân phố số 5"),
    ("03408", "Chi hội Khuyến học bản San Thàng"),
    ("03549", "Chi hội Khuyến học bản Vàng Pheo"),
    ("03598", "Chi hội Khuyến học tổ dân phố số 7"),
    ("03478", "Chi hội Khuyến học tổ dân phố số 3"),
    ("03390", "Chi hội Khuyến học bản Thác Tình"),
    ("03433", "Chi hội Khuyến học tổ dân phố số 8"),
];

/// "Xã Than Uyên" → "xã Than Uyên".
pub(super) fn lower_first(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map_or_else(String::new, |c| c.to_lowercase().chain(letters).collect())
}
