//! The small named world: six enterprises, forty people, one year of acts. What it must measure is
//! written in the table of [`super::oracle`].

use super::making::{Making, Particulars, day, shift};
use super::model::*;
use super::unions::{self, Grassroots};
use kernel::Date;
use std::collections::BTreeMap;

/// Sex, name, people, day of birth, work section, phone?, member?
type Row = (Sex, &'static str, &'static str, (i16, i8, i8), &'static str, bool, bool);

/// A union with its people; the first is chair, the next two sit in the committee.
struct Unit {
    code: &'static str,
    workplace: &'static str,
    trade: &'static str,
    commune: &'static str,
    hard_to_reach: bool,
    from: Date,
    people: &'static [Row],
}

use Sex::{Female as F, Male as M};

const UNITS: [Unit; 6] = [
    Unit {
        code: "CD001",
        workplace: "Công ty CP chè Than Uyên",
        trade: "chè",
        commune: "03595",
        hard_to_reach: false,
        from: day(2014, 5, 1),
        people: &[
            (F, "Lò Thị Mai", "Thái", (1987, 3, 8), "Văn phòng", true, true),
            (M, "Nguyễn Văn An", "Kinh", (1990, 11, 2), "Tổ vận hành", true, true),
            (F, "Lường Thị Bình", "Thái", (1993, 6, 21), "Tổ chế biến 1", true, true),
            (M, "Tòng Văn Dũng", "Thái", (1979, 1, 15), "Đội xe", true, true),
            (M, "Giàng A Sử", "Mông", (1998, 9, 30), "Tổ thu mua", false, true),
            (F, "Vàng Thị Hoa", "Giáy", (2001, 4, 12), "Tổ chế biến 2", true, true),
            (M, "Cà Văn Hải", "Thái", (1984, 12, 5), "Tổ chế biến 1", true, false),
            (F, "Tẩn Thị Liên", "Dao", (1995, 8, 19), "Tổ thu mua", false, true),
        ],
    },
    Unit {
        code: "CD002",
        workplace: "Công ty CP thủy điện Mường Kim",
        trade: "thủy điện",
        commune: "03637",
        hard_to_reach: false,
        from: day(2016, 9, 1),
        people: &[
            (M, "Hoàng Văn Chung", "Thái", (1982, 7, 27), "Ca vận hành 1", true, true),
            (F, "Lù Thị Vân", "Thái", (1991, 10, 10), "Văn phòng", true, true),
            (M, "Vừ A Páo", "Mông", (1996, 2, 3), "Tổ sửa chữa", true, true),
            (M, "Quàng Văn Tú", "Thái", (1999, 5, 25), "Ca vận hành 2", true, true),
            (F, "Đỗ Thị Hạnh", "Kinh", (1988, 8, 8), "Văn phòng", true, true),
            (M, "Chẻo Văn Quân", "Dao", (1994, 4, 4), "Ca vận hành 2", false, false),
        ],
    },
    Unit {
        code: "CD003",
        workplace: "Công ty TNHH xây dựng Mường So",
        trade: "xây dựng",
        commune: "03549",
        hard_to_reach: false,
        from: day(2018, 4, 2),
        people: &[
            (M, "Phạm Văn Hùng", "Kinh", (1976, 3, 18), "Văn phòng", true, true),
            (F, "Vùi Thị Ngân", "Giáy", (1992, 1, 29), "Văn phòng", true, true),
            (M, "Mùa A Bình", "Mông", (1989, 6, 6), "Đội thi công 1", false, true),
            (M, "Lỳ A Long", "Hà Nhì", (2000, 11, 11), "Đội thi công 1", true, false),
            (F, "Giàng Thị Dợ", "Mông", (2003, 2, 14), "Đội thi công 2", false, true),
        ],
    },
    Unit {
        code: "CD004",
        workplace: "Công ty TNHH may Đoàn Kết",
        trade: "may",
        commune: "03388",
        hard_to_reach: false,
        from: day(2017, 6, 15),
        people: &[
            (F, "Trần Thị Thu", "Kinh", (1985, 9, 9), "Văn phòng", true, true),
            (F, "Phàn Thị Kim", "Dao", (1990, 12, 24), "Chuyền 1", true, true),
            (M, "Lý Văn Đạt", "Dao", (1988, 5, 17), "Tổ cắt", true, true),
            (F, "Sùng Thị Chi", "Mông", (1997, 7, 7), "Chuyền 1", true, true),
            (F, "Ngô Thị Hồng", "Kinh", (1994, 3, 3), "Chuyền 2", true, true),
            (F, "Pờ Thị Xuân", "Hà Nhì", (1999, 1, 1), "Chuyền 2", true, true),
            (F, "Điêu Thị Yến", "Thái", (2002, 10, 20), "Tổ hoàn thiện", true, true),
            (F, "Lục Thị Nga", "Giáy", (1986, 6, 1), "Chuyền 3", false, true),
            (M, "Vũ Văn Mạnh", "Kinh", (1981, 4, 30), "Tổ cắt", true, false),
            (F, "Bùi Thị Lan", "Kinh", (1970, 5, 19), "Tổ hoàn thiện", true, true),
        ],
    },
    Unit {
        code: "CD005",
        workplace: "Công ty CP cao su Lê Lợi",
        trade: "cao su",
        commune: "03487",
        hard_to_reach: true,
        from: day(2015, 3, 20),
        people: &[
            (M, "Lò Văn Phong", "Thái", (1983, 2, 22), "Văn phòng", true, true),
            (F, "Chìn Thị Mỷ", "Mảng", (1996, 9, 15), "Đội cạo mủ 1", true, true),
            (M, "Phản A Pủ", "La Hủ", (1992, 12, 12), "Đội cạo mủ 1", false, true),
            (M, "Thào A Tủa", "Mông", (1987, 8, 2), "Đội cạo mủ 2", false, true),
            (F, "Tao Thị Én", "Lự", (2000, 3, 16), "Đội cạo mủ 2", true, true),
            (M, "Lùng Văn Pàng", "Mảng", (1978, 10, 28), "Tổ chế biến mủ", false, false),
        ],
    },
    Unit {
        code: "CD006",
        workplace: "HTX nông nghiệp Bum Tở",
        trade: "nông nghiệp",
        commune: "03433",
        hard_to_reach: true,
        from: day(2020, 10, 12),
        people: &[
            (F, "Pờ Mỳ Xó", "Hà Nhì", (1991, 7, 14), "Văn phòng", true, true),
            (M, "Lý Phù Chà", "Hà Nhì", (1985, 11, 23), "Tổ chăn nuôi", true, true),
            (F, "Vàng Thị Me", "La Hủ", (1998, 4, 9), "Tổ trồng trọt", true, true),
            (M, "Khoàng Văn Ún", "Thái", (1980, 9, 1), "Tổ trồng trọt", false, true),
            (F, "Sừng Thị Nu", "Hà Nhì", (2004, 6, 18), "Tổ sơ chế", true, false),
        ],
    },
];

/// How many people have a name here.
pub const NAMED_PEOPLE: usize = 40;

/// The day "Quàng Văn Tú" left CD002 for CD004.
const TU_MOVED: Date = day(2026, 8, 3);
/// The day "Bùi Thị Lan" of CD004 retired.
const LAN_LEFT: Date = day(2026, 7, 1);

/// Makes the six unions, their people and officers.
pub(super) fn people(making: &mut Making) {
    for unit in &UNITS {
        let here = unions::add(
            making,
            &Grassroots {
                code: unit.code,
                workplace: unit.workplace,
                sector: Sector::Enterprise,
                trade: Some(unit.trade),
                commune: unit.commune,
                hard_to_reach: unit.hard_to_reach,
                from: unit.from,
                to: None,
            },
        );
        for (place, (sex, name, ethnicity, (y, m, d), section, phone, member)) in
            unit.people.iter().enumerate()
        {
            let born_on = day(*y, *m, *d);
            let person = making.person(Particulars {
                full_name: (*name).to_owned(),
                born_on,
                sex: *sex,
                ethnicity,
                has_phone: *phone,
            });
            // nobody works before turning 18, nor before the union is there
            let from = unit.from.max(day(*y + 18, *m, 28));
            making.join(person, here, section, member.then(|| shift(from, 60)), from);
            if place < 3 {
                let position = if place == 0 { Position::Chair } else { Position::CommitteeMember };
                making.world.offices.push(Office {
                    person,
                    unit: here,
                    position,
                    term: "2023–2028",
                    from: day(2023, 3, 15),
                    to: None,
                });
            }
        }
    }
    let by_name = by_name(making);
    let end = |making: &mut Making, name: &str, on: Date| {
        let Some(person) = by_name.get(name) else { return };
        for a in making.world.affiliations.iter_mut().filter(|a| a.person == *person) {
            a.to = Some(on);
        }
    };
    end(making, "Quàng Văn Tú", TU_MOVED);
    end(making, "Bùi Thị Lan", LAN_LEFT);
    if let (Some(tu), Some(sewing)) = (by_name.get("Quàng Văn Tú"), making.find("CD004")) {
        making.join(*tu, sewing, "Tổ sửa chữa", Some(day(2017, 7, 27)), TU_MOVED);
    }
}

fn by_name(making: &Making) -> BTreeMap<String, PersonRef> {
    let named = making.world.people.iter().take(NAMED_PEOPLE).enumerate();
    named.map(|(i, p)| (p.full_name.clone(), PersonRef(i))).collect()
}

/// A class by hand: title, topic, kind, unit, partner, days, who came how ("Mai xxP").
struct Act {
    title: &'static str,
    topic: &'static str,
    kind: ClassKind,
    unit: &'static str,
    place: &'static str,
    partner: Option<&'static str>,
    days: &'static [(i16, i8, i8)],
    closed: bool,
    who: &'static [(&'static str, &'static str)],
}

const LABOUR: &str = "law.labour";
const UNION: &str = "law.trade_union";
const INSURANCE: &str = "law.social_insurance";
const SAFETY: &str = "law.occupational_safety";

const fn law(
    title: &'static str,
    topic: &'static str,
    unit: &'static str,
    days: &'static [(i16, i8, i8)],
    who: &'static [(&'static str, &'static str)],
) -> Act {
    let (kind, partner) = (ClassKind::Briefing, None);
    Act { title, topic, kind, unit, place: "Hội trường", partner, days, closed: true, who }
}

const ACTS: [Act; 29] = [
    // CD001: reached 6 of 8, vocational or digital 5 of 8, four laws 4 of 8
    Act {
        title: "Kỹ năng số cho công nhân chè",
        topic: "digital_skill",
        kind: ClassKind::Refresher,
        unit: "CD001",
        place: "Nhà văn hóa Công ty CP chè Than Uyên",
        partner: Some("VNPT Lai Châu"),
        days: &[(2026, 3, 10), (2026, 3, 11), (2026, 3, 12)],
        closed: true,
        who: &[
            ("Lò Thị Mai", "xxx"),
            ("Nguyễn Văn An", "xxx"),
            ("Lường Thị Bình", "xPx"),
            ("Tòng Văn Dũng", "xvv"),
            ("Giàng A Sử", "vvv"), // on the list, never came: not reached
        ],
    },
    Act {
        title: "Kỹ thuật chế biến chè xanh",
        topic: "vocational_skill",
        kind: ClassKind::Vocational,
        unit: "CD001",
        place: "Xưởng chế biến 1",
        partner: Some("Trường Cao đẳng Lai Châu"),
        days: &[(2026, 5, 19), (2026, 5, 20)],
        closed: true,
        who: &[("Nguyễn Văn An", "xx"), ("Vàng Thị Hoa", "xx")],
    },
    law(
        "Phổ biến Bộ luật Lao động",
        LABOUR,
        "CD001",
        &[(2026, 4, 7)],
        &[
            ("Lò Thị Mai", "x"),
            ("Nguyễn Văn An", "x"),
            ("Lường Thị Bình", "x"),
            ("Tòng Văn Dũng", "x"),
            ("Vàng Thị Hoa", "x"),
            ("Cà Văn Hải", "x"),
        ],
    ),
    law(
        "Phổ biến Luật Công đoàn 2024",
        UNION,
        "CD001",
        &[(2026, 6, 9)],
        &[
            ("Lò Thị Mai", "x"),
            ("Nguyễn Văn An", "x"),
            ("Lường Thị Bình", "x"),
            ("Tòng Văn Dũng", "x"),
            ("Vàng Thị Hoa", "x"),
            ("Cà Văn Hải", "x"),
        ],
    ),
    law(
        "Phổ biến Luật Bảo hiểm xã hội 2024",
        INSURANCE,
        "CD001",
        &[(2026, 8, 11)],
        &[
            ("Lò Thị Mai", "x"),
            ("Nguyễn Văn An", "x"),
            ("Lường Thị Bình", "x"),
            ("Tòng Văn Dũng", "x"),
            ("Vàng Thị Hoa", "x"),
            ("Cà Văn Hải", "P"),
        ],
    ),
    law(
        "Phổ biến Luật An toàn, vệ sinh lao động",
        SAFETY,
        "CD001",
        &[(2026, 9, 15)],
        &[
            ("Lò Thị Mai", "x"),
            ("Nguyễn Văn An", "x"),
            ("Lường Thị Bình", "x"),
            ("Tòng Văn Dũng", "v"),
            ("Vàng Thị Hoa", "x"),
            ("Cà Văn Hải", "x"),
        ],
    ),
    // CD002: reached 5 of 5, vocational or digital 2 of 5 (Tú takes his class along to CD004), four laws 5 of 5
    Act {
        title: "Kỹ năng số: dịch vụ công và VNeID",
        topic: "digital_skill",
        kind: ClassKind::Refresher,
        unit: "CD002",
        place: "Phòng họp nhà máy",
        partner: None,
        days: &[(2026, 4, 14), (2026, 4, 15)],
        closed: true,
        who: &[("Hoàng Văn Chung", "xx"), ("Lù Thị Vân", "xx"), ("Quàng Văn Tú", "xx")],
    },
    law(
        "Phổ biến Bộ luật Lao động",
        LABOUR,
        "CD002",
        &[(2026, 9, 8)],
        &[
            ("Hoàng Văn Chung", "x"),
            ("Lù Thị Vân", "x"),
            ("Vừ A Páo", "x"),
            ("Đỗ Thị Hạnh", "x"),
            ("Chẻo Văn Quân", "x"),
        ],
    ),
    law(
        "Phổ biến Luật Công đoàn 2024",
        UNION,
        "CD002",
        &[(2026, 9, 9)],
        &[
            ("Hoàng Văn Chung", "x"),
            ("Lù Thị Vân", "x"),
            ("Vừ A Páo", "x"),
            ("Đỗ Thị Hạnh", "x"),
            ("Chẻo Văn Quân", "x"),
        ],
    ),
    law(
        "Phổ biến Luật Bảo hiểm xã hội 2024",
        INSURANCE,
        "CD002",
        &[(2026, 9, 10)],
        &[
            ("Hoàng Văn Chung", "x"),
            ("Lù Thị Vân", "x"),
            ("Vừ A Páo", "x"),
            ("Đỗ Thị Hạnh", "x"),
            ("Chẻo Văn Quân", "x"),
        ],
    ),
    law(
        "Phổ biến Luật An toàn, vệ sinh lao động",
        SAFETY,
        "CD002",
        &[(2026, 9, 11)],
        &[
            ("Hoàng Văn Chung", "x"),
            ("Lù Thị Vân", "x"),
            ("Vừ A Páo", "x"),
            ("Đỗ Thị Hạnh", "x"),
            ("Chẻo Văn Quân", "x"),
        ],
    ),
    // CD003: nothing in 2026 that counts: last year's class, one nobody came to, one still to come
    Act {
        title: "Kỹ thuật xây, trát, hoàn thiện",
        topic: "vocational_skill",
        kind: ClassKind::Vocational,
        unit: "CD003",
        place: "Công trường Mường So",
        partner: Some("Trường Cao đẳng Lai Châu"),
        days: &[(2025, 12, 9), (2025, 12, 10)],
        closed: true,
        who: &[
            ("Phạm Văn Hùng", "xx"),
            ("Vùi Thị Ngân", "xx"),
            ("Mùa A Bình", "xx"),
            ("Lỳ A Long", "xx"),
            ("Giàng Thị Dợ", "xx"),
        ],
    },
    Act {
        title: "Huấn luyện an toàn trên giàn giáo",
        topic: "occupational_safety",
        kind: ClassKind::Refresher,
        unit: "CD003",
        place: "Công trường Mường So",
        partner: None,
        days: &[(2026, 6, 16)],
        closed: true,
        who: &[("Mùa A Bình", "v"), ("Lỳ A Long", "P")],
    },
    Act {
        title: "Vận hành máy xúc, máy ủi",
        topic: "vocational_skill",
        kind: ClassKind::Vocational,
        unit: "CD003",
        place: "Công trường Mường So",
        partner: Some("Trường Cao đẳng Lai Châu"),
        days: &[(2026, 11, 25), (2026, 11, 26)],
        closed: false,
        who: &[("Lỳ A Long", ""), ("Mùa A Bình", "")],
    },
    // CD004: reached 10 of 10, vocational or digital 10 of 10 (Tú's from CD002), four laws 6 of 10; Lan is gone
    Act {
        title: "May công nghiệp nâng cao",
        topic: "vocational_skill",
        kind: ClassKind::Vocational,
        unit: "CD004",
        place: "Xưởng may số 1",
        partner: Some("Trường Cao đẳng Lai Châu"),
        days: &[(2026, 3, 3), (2026, 3, 4), (2026, 3, 5)],
        closed: true,
        who: &[
            ("Trần Thị Thu", "xxx"),
            ("Phàn Thị Kim", "xxx"),
            ("Lý Văn Đạt", "xxx"),
            ("Sùng Thị Chi", "xxP"),
            ("Ngô Thị Hồng", "xxx"),
            ("Pờ Thị Xuân", "xxx"),
            ("Điêu Thị Yến", "xxx"),
            ("Lục Thị Nga", "xvv"),
            ("Vũ Văn Mạnh", "xxx"),
            ("Bùi Thị Lan", "xxx"),
        ],
    },
    law("Phổ biến Bộ luật Lao động", LABOUR, "CD004", &[(2026, 4, 21)], SEWING_ALL),
    law("Phổ biến Luật Công đoàn 2024", UNION, "CD004", &[(2026, 4, 22)], SEWING_ALL),
    law("Phổ biến Luật Bảo hiểm xã hội 2024", INSURANCE, "CD004", &[(2026, 5, 12)], SEWING_ALL),
    law(
        "Phổ biến Luật An toàn, vệ sinh lao động",
        SAFETY,
        "CD004",
        &[(2026, 5, 13)],
        &[
            ("Trần Thị Thu", "x"),
            ("Phàn Thị Kim", "x"),
            ("Lý Văn Đạt", "x"),
            ("Sùng Thị Chi", "x"),
            ("Ngô Thị Hồng", "x"),
            ("Pờ Thị Xuân", "x"),
            ("Điêu Thị Yến", "v"), // three laws of four
            ("Bùi Thị Lan", "x"),
        ],
    ),
    // CD005: reached 3 of 6, vocational or digital 2 of 6, four laws 1 of 6
    Act {
        title: "Kỹ năng chăm sóc sức khỏe gia đình",
        topic: "life_skill",
        kind: ClassKind::Refresher,
        unit: "CD005",
        place: "Nhà văn hóa bản",
        partner: None,
        days: &[(2026, 7, 14)],
        closed: true,
        who: &[("Lò Văn Phong", "x"), ("Chìn Thị Mỷ", "x"), ("Phản A Pủ", "x"), ("Tao Thị Én", "v")],
    },
    Act {
        title: "Kỹ thuật cạo mủ cao su",
        topic: "vocational_skill",
        kind: ClassKind::Vocational,
        unit: "CD005",
        place: "Lô cao su số 3",
        partner: None,
        days: &[(2026, 9, 22), (2026, 9, 23)],
        closed: true,
        who: &[("Lò Văn Phong", "xx"), ("Chìn Thị Mỷ", "vx")],
    },
    law(
        "Phổ biến Bộ luật Lao động",
        LABOUR,
        "CD005",
        &[(2026, 10, 6)],
        &[("Lò Văn Phong", "x"), ("Chìn Thị Mỷ", "x")],
    ),
    law("Phổ biến Luật Công đoàn 2024", UNION, "CD005", &[(2026, 10, 7)], &[("Lò Văn Phong", "x")]),
    law("Phổ biến Luật Bảo hiểm xã hội 2024", INSURANCE, "CD005", &[(2026, 10, 8)], &[("Lò Văn Phong", "x")]),
    law(
        "Phổ biến Luật An toàn, vệ sinh lao động",
        SAFETY,
        "CD005",
        &[(2026, 10, 9)],
        &[("Lò Văn Phong", "x")],
    ),
    // CD006: reached 4 of 5, vocational or digital 3 of 5, four laws 0 of 5 (three were held)
    Act {
        title: "Trồng rau an toàn theo VietGAP",
        topic: "vocational_skill",
        kind: ClassKind::Vocational,
        unit: "CD006",
        place: "Nhà lưới HTX",
        partner: Some("Trung tâm Dịch vụ việc làm tỉnh"),
        days: &[(2026, 8, 18), (2026, 8, 19)],
        closed: true,
        who: &[("Pờ Mỳ Xó", "xx"), ("Vàng Thị Me", "xx"), ("Khoàng Văn Ún", "xx")],
    },
    law(
        "Phổ biến Bộ luật Lao động",
        LABOUR,
        "CD006",
        &[(2026, 10, 13)],
        &[("Pờ Mỳ Xó", "x"), ("Lý Phù Chà", "x")],
    ),
    law(
        "Phổ biến Luật Công đoàn 2024",
        UNION,
        "CD006",
        &[(2026, 10, 14)],
        &[("Pờ Mỳ Xó", "x"), ("Lý Phù Chà", "x")],
    ),
    law("Phổ biến Luật Bảo hiểm xã hội 2024", INSURANCE, "CD006", &[(2026, 10, 15)], &[("Pờ Mỳ Xó", "x")]),
];

const SEWING_ALL: &[(&str, &str)] = &[
    ("Trần Thị Thu", "x"),
    ("Phàn Thị Kim", "x"),
    ("Lý Văn Đạt", "x"),
    ("Sùng Thị Chi", "x"),
    ("Ngô Thị Hồng", "x"),
    ("Pờ Thị Xuân", "x"),
    ("Điêu Thị Yến", "x"),
    ("Bùi Thị Lan", "x"),
];

/// Three chairs trained by the Federation; all three are reached by other classes too.
const OFFICERS: Act = Act {
    title: "Kỹ năng tuyên truyền, tổ chức hoạt động học tập suốt đời",
    topic: "union_skill.lifelong_learning",
    kind: ClassKind::Briefing,
    unit: "LDLD-LC",
    place: "Hội trường LĐLĐ tỉnh",
    partner: Some("Hội Khuyến học tỉnh"),
    days: &[(2026, 6, 23), (2026, 6, 24)],
    closed: true,
    who: &[("Lò Thị Mai", "xx"), ("Hoàng Văn Chung", "xx"), ("Trần Thị Thu", "xx")],
};

/// Holds the classes of the named world.
pub(super) fn acts(making: &mut Making) {
    let by_name = by_name(making);
    for act in ACTS.iter().chain([&OFFICERS]) {
        let Some(unit) = making.find(act.unit) else { continue };
        let days: Vec<Date> = act.days.iter().map(|(y, m, d)| day(*y, *m, *d)).collect();
        let mut enrolments = Vec::new();
        for (name, came) in act.who {
            let Some(person) = by_name.get(*name) else { continue };
            let marks: Vec<Mark> = came.chars().map(mark).collect();
            let present = marks.iter().filter(|m| **m == Mark::Present).count();
            // two days of three are enough
            let passed = act.closed.then_some(present > 0 && present * 3 >= days.len() * 2);
            enrolments.push(Enrolment { person: *person, marks, passed });
        }
        let closed_on = if act.closed { days.last().copied() } else { None };
        making.world.classes.push(TrainingClass {
            code: format!("L{:04}", making.world.classes.len() + 1),
            title: act.title.to_owned(),
            topic: act.topic,
            kind: act.kind,
            unit,
            place: act.place.to_owned(),
            partner: act.partner,
            days,
            hours_per_day: if act.kind == ClassKind::Briefing { 3 } else { 7 },
            enrolments,
            closed_on,
        });
    }
}

fn mark(letter: char) -> Mark {
    match letter {
        'x' => Mark::Present,
        'P' => Mark::Excused,
        _ => Mark::Absent,
    }
}
