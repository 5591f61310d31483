//! The small named world: six enterprises, forty people, one year of acts. What it must measure is
//! written in the table of [`oracle`](super::oracle).

mod acts;

pub(super) use acts::hold;

use crate::world::making::{Making, Particulars, day, shift};
use crate::world::model::*;
use crate::world::unions::{self, Grassroots};
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
