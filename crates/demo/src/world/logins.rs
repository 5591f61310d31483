//! Staff of the two provincial bodies, a few others, and who can sign in.

use super::making::{Making, Particulars, day};
use super::model::*;
use kernel::{Date, Role};

/// Unit, office, sex, name, people, day of birth.
type Row = (&'static str, Option<Position>, Sex, &'static str, &'static str, Date);

const STAFF: [Row; 12] = [
    ("LDLD-LC", Some(Position::Chair), Sex::Male, "Vàng Văn Quyết", "Thái", day(1974, 2, 9)),
    ("LDLD-LC", Some(Position::ViceChair), Sex::Female, "Lò Thị Thanh Huyền", "Thái", day(1980, 10, 2)),
    ("LDLD-LC", Some(Position::Staff), Sex::Female, "Đặng Thị Hòa", "Kinh", day(1988, 6, 30)),
    ("LDLD-LC", Some(Position::Staff), Sex::Male, "Sùng A Của", "Mông", day(1992, 12, 1)),
    ("HKH-LC", Some(Position::Chair), Sex::Male, "Hoàng Ngọc Sơn", "Giáy", day(1966, 1, 20)),
    ("HKH-LC", Some(Position::ViceChair), Sex::Male, "Đỗ Văn Khải", "Kinh", day(1969, 9, 11)),
    ("HKH-LC", Some(Position::Staff), Sex::Female, "Tao Thị Phương", "Lự", day(1990, 3, 27)),
    ("CD001", None, Sex::Male, "Đinh Văn Thắng", "Kinh", day(1971, 8, 14)),
    ("LDLD-LC", None, Sex::Female, "Phan Thị Minh Châu", "Kinh", day(1983, 4, 6)),
    ("LDLD-LC", None, Sex::Male, "Chu Văn Lập", "Hà Nhì", day(1995, 11, 17)),
    // of the vocational college that teaches with CD001
    ("CD001", None, Sex::Male, "Nông Văn Tiến", "Tày", day(1979, 5, 23)),
    ("LDLD-LC", None, Sex::Male, "Trần Quốc Bảo", "Kinh", day(1987, 9, 4)),
];

/// Who signs in: name, role, unit.
const LOGINS: [(&str, Role, &str); 16] = [
    ("Chu Văn Lập", Role::Administrator, "LDLD-LC"),
    ("Đặng Thị Hòa", Role::FederationOfficer, "LDLD-LC"),
    ("Vàng Văn Quyết", Role::FederationLeader, "LDLD-LC"),
    ("Tao Thị Phương", Role::AssociationOfficer, "HKH-LC"),
    ("Lò Thị Mai", Role::UnionOfficer, "CD001"),
    ("Hoàng Văn Chung", Role::UnionOfficer, "CD002"),
    ("Trần Thị Thu", Role::UnionOfficer, "CD004"),
    ("Đinh Văn Thắng", Role::Employer, "CD001"),
    ("Phan Thị Minh Châu", Role::Auditor, "LDLD-LC"),
    ("Vàng Thị Hoa", Role::Worker, "CD001"),
    ("Điêu Thị Yến", Role::Worker, "CD004"),
    ("Lò Thị Thanh Huyền", Role::FederationFocal, "LDLD-LC"),
    ("Đỗ Văn Khải", Role::AssociationFocal, "HKH-LC"),
    ("Hoàng Ngọc Sơn", Role::AssociationLeader, "HKH-LC"),
    ("Nông Văn Tiến", Role::PartnerSchool, "CD001"),
    ("Trần Quốc Bảo", Role::DataProtectionOfficer, "LDLD-LC"),
];

/// Makes the staff, before the province's workers: so names and phones are the same at every scale.
pub(super) fn staff(making: &mut Making) {
    for (code, position, sex, name, ethnicity, born_on) in STAFF {
        let Some(unit) = making.find(code) else { continue };
        let full_name = name.to_owned();
        let person = making.person(Particulars { full_name, born_on, sex, ethnicity, has_phone: true });
        if let Some(position) = position {
            let from = day(2023, 6, 1);
            let term = "2023–2028";
            making.world.offices.push(Office { person, unit, position, term, from, to: None });
        }
    }
}

/// Opens the logins. The named and the staff stand first, so no namesake among the workers is meant.
pub(super) fn open(making: &mut Making) {
    for (name, role, code) in LOGINS {
        let people = &making.world.people;
        let at = people.iter().position(|p| p.full_name == name);
        let (Some(at), Some(unit)) = (at, making.find(code)) else { continue };
        let Some(phone) = people.get(at).and_then(|p| p.phone.clone()) else { continue };
        making.world.logins.push(Login {
            phone,
            display_name: name.to_owned(),
            person: PersonRef(at),
            role,
            unit,
            unit_code: code.to_owned(),
        });
    }
}
