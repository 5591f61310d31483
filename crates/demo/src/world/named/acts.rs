//! The classes of the named world, by hand. The comments give what each union comes to.

use super::by_name;
use crate::world::making::{Making, day};
use crate::world::model::*;
use kernel::Date;

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
pub(in crate::world) fn hold(making: &mut Making) {
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
