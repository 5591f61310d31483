//! The world holds together, and the named part measures what its table says.

use super::oracle::{Counted, ORACLE, count, count_enterprises};
use super::*;
use kernel::Date;
use std::collections::BTreeSet;
use std::sync::OnceLock;

fn province() -> &'static World {
    static WORLD: OnceLock<World> = OnceLock::new();
    WORLD.get_or_init(|| World::build(2026, Scale::Province))
}

fn small() -> World {
    World::build(2026, Scale::Small)
}

fn on(year: i16, month: i8, day: i8) -> Date {
    Date::constant(year, month, day)
}

#[test]
fn the_map_has_106_communes_in_8_districts_then_38() {
    let world = small();
    let alive = |day: Date, is: &dyn Fn(OrganisationKind) -> bool| {
        world.organisations.iter().filter(|o| is(o.kind) && o.lives_on(day)).count()
    };
    let communes = |k: OrganisationKind| k.is_commune_level();
    assert_eq!(alive(on(2025, 6, 30), &communes), 106);
    assert_eq!(alive(on(2025, 7, 1), &communes), 38);
    assert_eq!(alive(on(2025, 6, 30), &|k| k == OrganisationKind::District), 8);
    assert_eq!(alive(on(2025, 7, 1), &|k| k == OrganisationKind::District), 0);
    // 94 communes, 5 wards, 7 towns; then 36 communes, 2 wards
    assert_eq!(alive(on(2025, 6, 30), &|k| k == OrganisationKind::Ward), 5);
    assert_eq!(alive(on(2025, 6, 30), &|k| k == OrganisationKind::Town), 7);
    assert_eq!(alive(TODAY, &|k| k == OrganisationKind::Ward), 2);
    assert_eq!(alive(TODAY, &|k| k == OrganisationKind::Town), 0);
    let old: BTreeSet<_> = world.successions.iter().map(|s| s.old).collect();
    let new: BTreeSet<_> = world.successions.iter().map(|s| s.new).collect();
    assert_eq!((world.successions.len(), old.len(), new.len()), (106, 106, 38));
    assert_eq!(world.successions.iter().filter(|s| s.old == s.new).count(), 2, "Mù Cả and Tà Tổng stayed");
}

#[test]
fn names_are_composed_and_codes_unique() {
    let world = province();
    let mut codes = BTreeSet::new();
    for o in &world.organisations {
        assert!(codes.insert(&o.code), "{} twice", o.code);
        assert_eq!(kernel::name::tidy(&o.name), o.name);
    }
    for p in &world.people {
        assert_eq!(kernel::name::tidy(&p.full_name), p.full_name);
    }
}

#[test]
fn every_edge_lies_inside_both_lives_and_nobody_has_two_parents() {
    let world = province();
    let far = on(9999, 12, 31);
    for e in &world.edges {
        for end in [e.child, e.parent] {
            let unit = world.organisation(end).unwrap();
            assert!(unit.from <= e.from, "{}: {e:?}", unit.code);
            assert!(e.to.unwrap_or(far) <= unit.to.unwrap_or(far), "{}: {e:?}", unit.code);
        }
        assert!(e.to.is_none_or(|to| e.from < to), "{e:?}");
    }
    let mut edges: Vec<_> = world.edges.iter().map(|e| (e.hierarchy, e.child, e.from, e.to)).collect();
    edges.sort();
    for pair in edges.windows(2) {
        if (pair[0].0, pair[0].1) == (pair[1].0, pair[1].1) {
            assert!(pair[0].3.unwrap_or(far) <= pair[1].2, "two parents: {pair:?}");
        }
    }
    // every unit but the three roots has a parent through its whole life from the reform on
    for (i, o) in world.organisations.iter().enumerate().filter(|(_, o)| o.lives_on(TODAY)) {
        if !["LAI-CHAU", "TLD", "HKH-VN"].contains(&o.code.as_str()) {
            let at = OrganisationRef(i);
            let parents = [Hierarchy::Admin, Hierarchy::Union, Hierarchy::Association]
                .iter()
                .filter(|h| world.parent(**h, at, TODAY).is_some())
                .count();
            assert_eq!(parents, 1, "{}", o.code);
        }
    }
}

#[test]
fn the_named_world_measures_what_its_table_says() {
    for world in [&small(), province()] {
        let counted = count(world, TODAY);
        for (code, expected) in ORACLE {
            let unit = world.find(code).unwrap();
            assert_eq!(counted.get(&unit), Some(&expected), "{code}");
        }
    }
    assert_eq!(
        count_enterprises(&small(), TODAY),
        Counted { workers: 39, reached: 28, skilled: 22, four_laws: 16 }
    );
    // one day earlier in the year the same acts tell another story
    let in_march = count(&small(), on(2026, 3, 11));
    let tea = small().find("CD001").unwrap();
    assert_eq!(in_march.get(&tea).map(|c| (c.reached, c.skilled, c.four_laws)), Some((4, 4, 0)));
}
