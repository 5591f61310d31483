//! The union tree: middle units until 30/6/2025, grassroots unions directly under the Federation after.

use super::Scale;
use super::dice::Dice;
use super::making::{Making, REFORM, day, shift};
use super::model::*;
use super::places;
use super::trades::{self, TRADES};
use kernel::Date;
use std::collections::HashSet;

/// Last grassroots union that is an enterprise's, of those older than 2026; public units follow.
const LAST_ENTERPRISE: usize = 267;
/// Last grassroots union older than 2026.
const LAST_OLD: usize = 300;
/// The day two grassroots unions became [`MERGED_INTO`].
pub(super) const MERGE_DAY: Date = day(2026, 4, 1);
/// The two that merged.
pub(super) const MERGED: [&str; 2] = ["CD265", "CD266"];
/// What they became.
pub(super) const MERGED_INTO: &str = "CD301";
/// Founded in 2026, besides: code, day, trade, commune, own name.
const FOUNDED: [(&str, Date, &str, &str, &str); 4] = [
    ("CD302", day(2026, 2, 27), "may", "03598", "Thân Thuộc"),
    ("CD303", day(2026, 5, 15), "mắc ca", "03460", "Vàng San"),
    ("CD304", day(2026, 7, 28), "thủy điện", "03439", "Ka Lăng"),
    ("CD305", day(2026, 9, 8), "bán lẻ", "03408", "Đông Phong"),
];

/// A grassroots union to be made.
pub(super) struct Grassroots<'a> {
    pub(super) code: &'a str,
    pub(super) workplace: &'a str,
    pub(super) sector: Sector,
    pub(super) trade: Option<&'static str>,
    pub(super) commune: &'a str,
    pub(super) hard_to_reach: bool,
    pub(super) from: Date,
    pub(super) to: Option<Date>,
}

/// Lays the Confederation, the Federation and the middle units of before the reform.
pub(super) fn lay_upper(making: &mut Making) {
    let tree = Hierarchy::Union;
    let start = day(2004, 1, 1);
    let confederation = making.unit(
        "TLD",
        "Tổng Liên đoàn Lao động Việt Nam",
        OrganisationKind::GeneralConfederation,
        day(1929, 7, 28),
        None,
    );
    let federation = making.unit(
        "LDLD-LC",
        "Liên đoàn Lao động tỉnh Lai Châu",
        OrganisationKind::ProvincialFederation,
        start,
        None,
    );
    if let Some(made) = making.world.organisations.get_mut(federation.0) {
        made.short_name = "LĐLĐ tỉnh Lai Châu".to_owned();
    }
    making.hang(tree, federation, confederation, start, None);
    let mut ended = Vec::new();
    let mut middle = |making: &mut Making, code: &str, name: &str, from: Date| {
        let unit = making.unit(code, name, OrganisationKind::UpperUnion, from, Some(REFORM));
        making.hang(tree, unit, federation, from, Some(REFORM));
        ended.push(unit);
    };
    for (code, name) in places::districts() {
        let place = if code == "TP" { "thành phố" } else { "huyện" };
        let from = if code == "NN" { day(2013, 3, 1) } else { day(2009, 1, 1) };
        let name = format!("Liên đoàn Lao động {place} {name}");
        middle(making, &format!("LDLD-{code}"), &name, from);
    }
    middle(making, "CDVC", "Công đoàn Viên chức tỉnh Lai Châu", day(2005, 1, 1));
    middle(making, "CDN-GD", "Công đoàn Giáo dục tỉnh Lai Châu", day(2005, 1, 1));
    middle(making, "CDN-YT", "Công đoàn Y tế tỉnh Lai Châu", day(2005, 1, 1));
    making.world.events.push(OrganisationEvent {
        kind: EventKind::Abolish,
        on: REFORM,
        decision: "157-KL/TW".to_owned(),
        decided_on: day(2025, 5, 25),
        sources: ended,
        target: None,
    });
}

/// Makes one grassroots union and hangs it: under the district's union until the reform, then
/// under the Federation.
pub(super) fn add(making: &mut Making, g: &Grassroots<'_>) -> OrganisationRef {
    let unit = making.add(Organisation {
        code: g.code.to_owned(),
        name: format!("Công đoàn cơ sở {}", g.workplace),
        short_name: format!("CĐCS {}", g.workplace),
        kind: OrganisationKind::GrassrootsUnion,
        sector: Some(g.sector),
        workplace: Some(g.workplace.to_owned()),
        trade: g.trade,
        commune: making.find(g.commune),
        hard_to_reach: g.hard_to_reach,
        from: g.from,
        to: g.to,
    });
    if g.from < REFORM {
        let above = places::district_of(g.commune).and_then(|d| making.find(&format!("LDLD-{d}")));
        if let Some(above) = above {
            making.hang(Hierarchy::Union, unit, above, g.from, Some(REFORM));
        }
    }
    if let Some(federation) = making.find("LDLD-LC") {
        let from = g.from.max(REFORM);
        if g.to.is_none_or(|to| from < to) {
            making.hang(Hierarchy::Union, unit, federation, from, g.to);
        }
    }
    unit
}

/// The grassroots unions beside the named ones.
pub(super) fn lay_province(making: &mut Making) {
    if making.world.scale == Scale::Small {
        return;
    }
    let mut dice = Dice::of(making.world.seed, "unions");
    enterprises(making, &mut dice);
    public_units(making, &mut dice);
    founded_in_2026(making);
    merge(making);
    closed_in_2025(making, &mut dice);
    commune_unions(making);
}

// Wards and former district towns hold more enterprises than border communes.
const SEATS: [&str; 9] = ["03408", "03388", "03595", "03598", "03390", "03549", "03478", "03434", "03433"];
const HARD: [&str; 14] = [
    "03562", "03571", "03529", "03508", "03532", "03544", "03460", "03503", "03439", "03442", "03463",
    "03451", "03640", "03430",
];
const BRANDS: [&str; 16] = [
    "Tây Bắc",
    "Hoàng Liên",
    "Hưng Thịnh",
    "Bình Minh",
    "Đại Phát",
    "Thành Công",
    "Sơn Lâm",
    "Nam Phong",
    "Phương Đông",
    "Trường Sơn",
    "An Phú",
    "Minh Quang",
    "Hòa Bình",
    "Thanh Niên",
    "Pu Ta Leng",
    "Sông Đà",
];

fn enterprises(making: &mut Making, dice: &mut Dice) {
    let communes: Vec<&str> = places::communes().map(|c| c.0).collect();
    let mut taken: HashSet<String> =
        making.world.organisations.iter().filter_map(|o| o.workplace.clone()).collect();
    let mut number = 7;
    while number <= LAST_ENTERPRISE {
        let commune = if dice.chance(55) { dice.pick(&SEATS) } else { dice.pick(&communes) };
        let Some(commune) = commune.copied() else { return };
        let mut throw = dice.below(TRADES.iter().map(|t| t.share).sum());
        let mut trade = &TRADES[0];
        for candidate in &TRADES {
            trade = candidate;
            if throw < candidate.share {
                break;
            }
            throw -= candidate.share;
        }
        let local = places::local_names(commune);
        let Some(local) = dice.pick(&local) else { return };
        let mut workplace = format!("{} {local}", trade.firm);
        if taken.contains(&workplace) || dice.chance(35) {
            let Some(brand) = dice.pick(&BRANDS) else { return };
            workplace = format!("{} {brand} {local}", trade.firm);
        }
        if !taken.insert(workplace.clone()) {
            continue;
        }
        let code = format!("CD{number:03}");
        let merged = MERGED.contains(&code.as_str());
        // the two that merge are neighbours in one ward
        let (commune, workplace) = match code.as_str() {
            "CD265" => ("03388", "Công ty TNHH xây dựng Phan Si Păng".to_owned()),
            "CD266" => ("03388", "Công ty CP xây lắp Lai Châu số 2".to_owned()),
            _ => (commune, workplace),
        };
        let grassroots = Grassroots {
            code: &code,
            workplace: &workplace,
            sector: Sector::Enterprise,
            trade: Some(if merged { "xây dựng" } else { trade.name }),
            commune,
            hard_to_reach: HARD.contains(&commune) && dice.chance(85) || dice.chance(8),
            from: shift(day(2014, 3, 1), dice.between(0, 4200)),
            to: merged.then_some(MERGE_DAY),
        };
        add(making, &grassroots);
        number += 1;
    }
}

fn public_units(making: &mut Making, dice: &mut Dice) {
    const KINDS: [&str; 4] = [
        "Trung tâm Y tế khu vực",
        "Ban Quản lý rừng phòng hộ",
        "Trung tâm GDNN - GDTX",
        "Ban Quản lý dự án khu vực",
    ];
    let mut names = vec![("Trường Cao đẳng Lai Châu".to_owned(), "03388")];
    for kind in KINDS {
        for (code, name) in places::districts() {
            let seat = SEATS.iter().find(|s| places::district_of(s) == Some(code));
            names.push((format!("{kind} {name}"), seat.copied().unwrap_or("03388")));
        }
    }
    for (number, (workplace, commune)) in (LAST_ENTERPRISE + 1..=LAST_OLD).zip(&names) {
        let grassroots = Grassroots {
            code: &format!("CD{number:03}"),
            workplace,
            sector: Sector::PublicUnit,
            trade: None,
            commune,
            hard_to_reach: false,
            from: shift(day(2014, 3, 1), dice.between(0, 2000)),
            to: None,
        };
        add(making, &grassroots);
    }
}

fn founded_in_2026(making: &mut Making) {
    for (number, (code, from, trade, commune, name)) in FOUNDED.iter().enumerate() {
        let firm = trades::find(Some(trade)).map_or("Công ty TNHH", |t| t.firm);
        let grassroots = Grassroots {
            code,
            workplace: &format!("{firm} Khởi Nghiệp {name}"),
            sector: Sector::Enterprise,
            trade: Some(trade),
            commune,
            hard_to_reach: HARD.contains(commune),
            from: *from,
            to: None,
        };
        let unit = add(making, &grassroots);
        making.world.events.push(OrganisationEvent {
            kind: EventKind::Found,
            on: *from,
            decision: format!("{}/QĐ-LĐLĐ", 21 + number * 17),
            decided_on: shift(*from, -3),
            sources: vec![unit],
            target: None,
        });
    }
}

fn merge(making: &mut Making) {
    let grassroots = Grassroots {
        code: MERGED_INTO,
        workplace: "Công ty CP Tập đoàn xây dựng Phan Si Păng",
        sector: Sector::Enterprise,
        trade: Some("xây dựng"),
        commune: "03388",
        hard_to_reach: false,
        from: MERGE_DAY,
        to: None,
    };
    let target = add(making, &grassroots);
    let sources = MERGED.iter().filter_map(|code| making.find(code)).collect();
    making.world.events.push(OrganisationEvent {
        kind: EventKind::Merge,
        on: MERGE_DAY,
        decision: "34/QĐ-LĐLĐ".to_owned(),
        decided_on: day(2026, 3, 25),
        sources,
        target: Some(target),
    });
}

// Unions of administrative bodies and of units paid wholly by the state ended with the reform.
fn closed_in_2025(making: &mut Making, dice: &mut Dice) {
    const KINDS: [(&str, Sector); 7] = [
        ("Văn phòng HĐND - UBND", Sector::Agency),
        ("Phòng Nội vụ", Sector::Agency),
        ("Phòng Tài chính - Kế hoạch", Sector::Agency),
        ("Phòng Giáo dục và Đào tạo", Sector::Agency),
        ("Phòng Nông nghiệp và Môi trường", Sector::Agency),
        ("Trường THPT", Sector::PublicUnit),
        ("Trường PTDT nội trú", Sector::PublicUnit),
    ];
    let mut list: Vec<(String, Sector, &str, String)> = Vec::new();
    for (district, name) in places::districts() {
        let seat =
            SEATS.iter().find(|s| places::district_of(s) == Some(district)).copied().unwrap_or("03388");
        for (kind, sector) in KINDS {
            let above =
                if sector == Sector::PublicUnit { "CDN-GD".to_owned() } else { format!("LDLD-{district}") };
            let place = match (sector, district) {
                (Sector::PublicUnit, _) => "",
                (_, "TP") => "thành phố ",
                _ => "huyện ",
            };
            list.push((format!("{kind} {place}{name}"), sector, seat, above));
        }
    }
    for name in ["Sở Nội vụ", "Sở Tài chính", "Sở Xây dựng", "Văn phòng UBND"] {
        list.push((format!("{name} tỉnh Lai Châu"), Sector::Agency, "03408", "CDVC".to_owned()));
    }
    let mut ended = Vec::new();
    for (number, (workplace, sector, seat, above)) in list.iter().enumerate() {
        // the seat's old commune, as it was called then
        let commune = making
            .find(seat)
            .and_then(|new| making.world.successions.iter().find(|s| s.new == new).map(|s| s.old));
        let from = shift(day(2014, 3, 1), dice.between(0, 1500));
        let unit = making.add(Organisation {
            code: format!("CQ{:02}", number + 1),
            name: format!("Công đoàn cơ sở {workplace}"),
            short_name: format!("CĐCS {workplace}"),
            kind: OrganisationKind::GrassrootsUnion,
            sector: Some(*sector),
            workplace: Some(workplace.clone()),
            trade: None,
            commune,
            hard_to_reach: false,
            from,
            to: Some(REFORM),
        });
        if let Some(above) = making.find(above) {
            making.hang(Hierarchy::Union, unit, above, from, Some(REFORM));
        }
        ended.push(unit);
    }
    making.world.events.push(OrganisationEvent {
        kind: EventKind::Abolish,
        on: REFORM,
        decision: "112/QĐ-LĐLĐ".to_owned(),
        decided_on: day(2025, 6, 20),
        sources: ended,
        target: None,
    });
}

// Two communes got a union of their own; the unions there moved under it.
fn commune_unions(making: &mut Making) {
    let from = day(2025, 10, 15);
    let Some(federation) = making.find("LDLD-LC") else { return };
    for (number, (commune, name)) in
        [("03408", "phường Tân Phong"), ("03598", "xã Tân Uyên")].iter().enumerate()
    {
        let code = format!("CDX-{commune}");
        let upper =
            making.unit(&code, &format!("Công đoàn {name}"), OrganisationKind::UpperUnion, from, None);
        making.hang(Hierarchy::Union, upper, federation, from, None);
        let place = making.find(commune);
        let mut moved = Vec::new();
        for edge in 0..making.world.edges.len() {
            let Some(old) = making.world.edges.get(edge).copied() else { continue };
            let child = making.world.organisations.get(old.child.0);
            let here = child.is_some_and(|c| {
                c.commune == place && c.kind == OrganisationKind::GrassrootsUnion && c.from < from
            });
            if !here || old.parent != federation || old.to.is_some() {
                continue;
            }
            if let Some(ending) = making.world.edges.get_mut(edge) {
                ending.to = Some(from);
            }
            making.hang(Hierarchy::Union, old.child, upper, from, None);
            moved.push(old.child);
        }
        let decision = format!("{}/QĐ-LĐLĐ", 201 + number);
        let decided_on = day(2025, 10, 8);
        making.world.events.push(OrganisationEvent {
            kind: EventKind::Found,
            on: from,
            decision: decision.clone(),
            decided_on,
            sources: vec![upper],
            target: None,
        });
        making.world.events.push(OrganisationEvent {
            kind: EventKind::Move,
            on: from,
            decision,
            decided_on,
            sources: moved,
            target: Some(upper),
        });
    }
}
