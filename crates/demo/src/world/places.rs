//! The administrative tree: 106 communes, wards and towns in 8 districts until 30/6/2025,
//! 38 under the province from 1/7/2025 (1670/NQ-UBTVQH15, 16/6/2025).
//!
//! Names and successions follow the resolution: 34 communes and 2 wards were formed, Mù Cả and
//! Tà Tổng were not rearranged. Codes of the new communes are those of the Statistics Office.

use super::making::{Making, REFORM, day};
use super::model::*;
use kernel::Date;

/// A district with its code, name and first day.
struct District(&'static str, &'static str, Date);

const DISTRICTS: [District; 8] = [
    District("TP", "Thành phố Lai Châu", day(2014, 2, 1)),
    District("TD", "Huyện Tam Đường", day(2004, 1, 1)),
    District("PT", "Huyện Phong Thổ", day(2004, 1, 1)),
    District("SH", "Huyện Sìn Hồ", day(2004, 1, 1)),
    District("NN", "Huyện Nậm Nhùn", day(2012, 11, 2)),
    District("MT", "Huyện Mường Tè", day(2004, 1, 1)),
    District("TU", "Huyện Tân Uyên", day(2008, 10, 30)),
    District("TH", "Huyện Than Uyên", day(2004, 1, 1)),
];

/// A new commune-level unit: code, name, and who went into it, each with its old district.
struct New(&'static str, &'static str, &'static [(&'static str, &'static str)]);

const NEW: [New; 38] = [
    New(
        "03637",
        "Xã Mường Kim",
        &[("TH", "Xã Mường Kim"), ("TH", "Xã Tà Mung"), ("TH", "Xã Tà Hừa"), ("TH", "Xã Pha Mu")],
    ),
    New("03640", "Xã Khoen On", &[("TH", "Xã Khoen On"), ("TH", "Xã Ta Gia")]),
    New(
        "03595",
        "Xã Than Uyên",
        &[
            ("TH", "Thị trấn Than Uyên"),
            ("TH", "Xã Mường Than"),
            ("TH", "Xã Hua Nà"),
            ("TH", "Xã Mường Cang"),
        ],
    ),
    New("03618", "Xã Mường Than", &[("TH", "Xã Phúc Than"), ("TH", "Xã Mường Mít")]),
    New("03616", "Xã Pắc Ta", &[("TU", "Xã Pắc Ta"), ("TU", "Xã Hố Mít")]),
    New("03613", "Xã Nậm Sỏ", &[("TU", "Xã Nậm Sỏ"), ("TU", "Xã Tà Mít")]),
    New(
        "03598",
        "Xã Tân Uyên",
        &[
            ("TU", "Thị trấn Tân Uyên"),
            ("TU", "Xã Trung Đồng"),
            ("TU", "Xã Thân Thuộc"),
            ("TU", "Xã Nậm Cần"),
        ],
    ),
    New("03601", "Xã Mường Khoa", &[("TU", "Xã Mường Khoa"), ("TU", "Xã Phúc Khoa")]),
    New("03424", "Xã Bản Bo", &[("TD", "Xã Bản Bo"), ("TD", "Xã Nà Tăm")]),
    New("03390", "Xã Bình Lư", &[("TD", "Thị trấn Tam Đường"), ("TD", "Xã Bình Lư"), ("TD", "Xã Sơn Bình")]),
    New("03405", "Xã Tả Lèng", &[("TD", "Xã Tả Lèng"), ("TD", "Xã Giang Ma"), ("TD", "Xã Hồ Thầu")]),
    New("03430", "Xã Khun Há", &[("TD", "Xã Khun Há"), ("TD", "Xã Bản Hon")]),
    New(
        "03408",
        "Phường Tân Phong",
        &[
            ("TP", "Phường Tân Phong"),
            ("TP", "Phường Đông Phong"),
            ("TP", "Xã San Thàng"),
            ("TD", "Xã Nùng Nàng"),
            ("TD", "Xã Bản Giang"),
        ],
    ),
    New(
        "03388",
        "Phường Đoàn Kết",
        &[
            ("TP", "Phường Đoàn Kết"),
            ("TP", "Phường Quyết Tiến"),
            ("TP", "Phường Quyết Thắng"),
            ("TP", "Xã Sùng Phài"),
            ("PT", "Xã Lản Nhì Thàng"),
        ],
    ),
    New("03394", "Xã Sin Suối Hồ", &[("PT", "Xã Sin Suối Hồ"), ("PT", "Xã Nậm Xe"), ("TD", "Xã Thèn Sin")]),
    New(
        "03549",
        "Xã Phong Thổ",
        &[
            ("PT", "Thị trấn Phong Thổ"),
            ("PT", "Xã Mường So"),
            ("PT", "Xã Huổi Luông"),
            ("PT", "Xã Ma Li Pho"),
        ],
    ),
    New("03571", "Xã Dào San", &[("PT", "Xã Dào San"), ("PT", "Xã Tung Qua Lìn"), ("PT", "Xã Mù Sang")]),
    New(
        "03562",
        "Xã Sì Lở Lầu",
        &[("PT", "Xã Sì Lở Lầu"), ("PT", "Xã Vàng Ma Chải"), ("PT", "Xã Mồ Sì San"), ("PT", "Xã Pa Vây Sử")],
    ),
    New("03583", "Xã Khổng Lào", &[("PT", "Xã Khổng Lào"), ("PT", "Xã Hoang Thèn"), ("PT", "Xã Bản Lang")]),
    New("03529", "Xã Tủa Sín Chải", &[("SH", "Xã Tủa Sín Chải"), ("SH", "Xã Làng Mô"), ("SH", "Xã Tả Ngảo")]),
    New(
        "03478",
        "Xã Sìn Hồ",
        &[
            ("SH", "Thị trấn Sìn Hồ"),
            ("SH", "Xã Sà Dề Phìn"),
            ("SH", "Xã Phăng Sô Lin"),
            ("SH", "Xã Tả Phìn"),
        ],
    ),
    New("03508", "Xã Hồng Thu", &[("SH", "Xã Hồng Thu"), ("SH", "Xã Phìn Hồ"), ("SH", "Xã Ma Quai")]),
    New("03517", "Xã Nậm Tăm", &[("SH", "Xã Nậm Tăm"), ("SH", "Xã Lùng Thàng"), ("SH", "Xã Nậm Cha")]),
    New("03532", "Xã Pu Sam Cáp", &[("SH", "Xã Pu Sam Cáp"), ("SH", "Xã Pa Khóa"), ("SH", "Xã Noong Hẻo")]),
    New("03544", "Xã Nậm Cuổi", &[("SH", "Xã Nậm Cuổi"), ("SH", "Xã Nậm Hăn")]),
    New("03538", "Xã Nậm Mạ", &[("SH", "Xã Nậm Mạ"), ("SH", "Xã Căn Co")]),
    New(
        "03487",
        "Xã Lê Lợi",
        &[("NN", "Xã Lê Lợi"), ("NN", "Xã Nậm Pì"), ("NN", "Xã Pú Đao"), ("SH", "Xã Chăn Nưa")],
    ),
    New("03434", "Xã Nậm Hàng", &[("NN", "Thị trấn Nậm Nhùn"), ("NN", "Xã Nậm Hàng"), ("NN", "Xã Nậm Manh")]),
    New("03472", "Xã Mường Mô", &[("NN", "Xã Mường Mô"), ("NN", "Xã Nậm Chà")]),
    New("03460", "Xã Hua Bum", &[("NN", "Xã Hua Bum"), ("MT", "Xã Vàng San")]),
    New("03503", "Xã Pa Tần", &[("SH", "Xã Pa Tần"), ("NN", "Xã Nậm Ban"), ("NN", "Xã Trung Chải")]),
    New("03466", "Xã Bum Nưa", &[("MT", "Xã Bum Nưa"), ("MT", "Xã Pa Vệ Sủ")]),
    New("03433", "Xã Bum Tở", &[("MT", "Thị trấn Mường Tè"), ("MT", "Xã Bum Tở"), ("MT", "Xã Kan Hồ")]),
    New("03445", "Xã Mường Tè", &[("MT", "Xã Mường Tè"), ("MT", "Xã Nậm Khao")]),
    New("03439", "Xã Thu Lũm", &[("MT", "Xã Thu Lũm"), ("MT", "Xã Ka Lăng")]),
    New("03442", "Xã Pa Ủ", &[("MT", "Xã Pa Ủ"), ("MT", "Xã Tá Bạ")]),
    New("03463", "Xã Tà Tổng", &[("MT", "Xã Tà Tổng")]),
    New("03451", "Xã Mù Cả", &[("MT", "Xã Mù Cả")]),
];

/// Code and bare name of the eight districts: `("TH", "Than Uyên")`.
pub(super) fn districts() -> impl Iterator<Item = (&'static str, &'static str)> {
    DISTRICTS.iter().map(|d| (d.0, d.1.trim_start_matches("Huyện ").trim_start_matches("Thành phố ")))
}

/// Code and name of the 38 commune-level units of today.
pub(super) fn communes() -> impl Iterator<Item = (&'static str, &'static str)> {
    NEW.iter().map(|n| (n.0, n.1))
}

/// The district that the seat of a new commune lay in: `"03595"` → `"TH"`.
pub(super) fn district_of(commune: &str) -> Option<&'static str> {
    NEW.iter().find(|n| n.0 == commune).and_then(|n| n.2.first()).map(|old| old.0)
}

/// Names of the old communes inside a new one, without "Xã": local names for enterprises.
pub(super) fn local_names(commune: &str) -> Vec<&'static str> {
    let old = NEW.iter().find(|n| n.0 == commune).map_or(&[] as &[_], |n| n.2);
    old.iter().map(|o| bare(o.1)).collect()
}

/// "Thị trấn Than Uyên" → "Than Uyên".
pub(super) fn bare(name: &'static str) -> &'static str {
    ["Xã ", "Phường ", "Thị trấn "].iter().fold(name, |n, kind| n.trim_start_matches(kind))
}

/// Lays the administrative tree.
pub(super) fn lay(making: &mut Making) {
    let province =
        making.unit("LAI-CHAU", "Tỉnh Lai Châu", OrganisationKind::Province, day(2004, 1, 1), None);
    let mut districts = Vec::new();
    for District(code, name, from) in &DISTRICTS {
        let code = format!("H-{code}");
        let district = making.unit(&code, name, OrganisationKind::District, *from, Some(REFORM));
        making.hang(Hierarchy::Admin, district, province, *from, Some(REFORM));
        districts.push(district);
    }
    // 31/12/2019: 866/NQ-UBTVQH14 left the 106 that lived until the reform
    let since = day(2020, 2, 1);
    let mut number = 0;
    for New(code, name, old) in &NEW {
        let unchanged = old.len() == 1;
        let from = if unchanged { since } else { REFORM };
        let new = making.unit(code, name, kind_of(name), from, None);
        making.hang(Hierarchy::Admin, new, province, REFORM, None);
        let mut sources = Vec::new();
        for (district, old_name) in *old {
            let Some(above) = making.find(&format!("H-{district}")) else { continue };
            let source = if unchanged {
                new
            } else {
                number += 1;
                let code = format!("{district}-{number:03}");
                making.unit(&code, old_name, kind_of(old_name), since, Some(REFORM))
            };
            making.hang(Hierarchy::Admin, source, above, since, Some(REFORM));
            making.world.successions.push(Succession { old: source, new, sure: true });
            sources.push(source);
        }
        making.world.events.push(OrganisationEvent {
            kind: if unchanged { EventKind::Move } else { EventKind::Merge },
            on: REFORM,
            decision: "1670/NQ-UBTVQH15".to_owned(),
            decided_on: day(2025, 6, 16),
            sources,
            target: Some(if unchanged { province } else { new }),
        });
    }
    making.world.events.push(OrganisationEvent {
        kind: EventKind::Abolish,
        on: REFORM,
        decision: "203/2025/QH15".to_owned(),
        decided_on: day(2025, 6, 16),
        sources: districts,
        target: None,
    });
}

fn kind_of(name: &str) -> OrganisationKind {
    if name.starts_with("Phường") {
        OrganisationKind::Ward
    } else if name.starts_with("Thị trấn") {
        OrganisationKind::Town
    } else {
        OrganisationKind::Commune
    }
}
