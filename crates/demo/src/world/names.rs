//! Invented names, true to the peoples of the province.

use super::dice::Dice;
use super::model::Sex;

/// A people, its share in percent among workers, its family names, and given names of its own.
struct People {
    name: &'static str,
    share: usize,
    families: &'static [&'static str],
    men: &'static [&'static str],
    women: &'static [&'static str],
}

// Workers of enterprises: more Kinh than in the villages (32 % Thái, 21 % Mông, 15 % Kinh, 13 % Dao).
const PEOPLES: [People; 10] = [
    People {
        name: "Thái",
        share: 31,
        families: &["Lò", "Lường", "Quàng", "Tòng", "Cà", "Vàng", "Hoàng", "Lù", "Điêu", "Đèo", "Mào", "Tao"],
        men: &["Ún", "Pánh", "Inh", "Piềng", "Ỏn"],
        women: &["Ín", "Pâng", "Ương", "Inh", "Phóng"],
    },
    People {
        name: "Mông",
        share: 19,
        families: &["Giàng", "Sùng", "Vừ", "Thào", "Mùa", "Hạng", "Lầu", "Cứ", "Vàng", "Ly", "Hờ", "Chang"],
        men: &["Sử", "Páo", "Tủa", "Dế", "Chư", "Lử", "Dình", "Pó", "Sình", "Nhè", "Vảng", "Của"],
        women: &["Dợ", "Mỷ", "Sua", "Chư", "Mo", "Pà", "Dở", "Súa", "Say", "Chừ"],
    },
    People {
        name: "Kinh",
        share: 24,
        families: &[
            "Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đỗ", "Bùi", "Đặng", "Ngô", "Phan", "Dương",
        ],
        men: &[],
        women: &[],
    },
    People {
        name: "Dao",
        share: 11,
        families: &["Tẩn", "Chẻo", "Phàn", "Lý", "Phùng", "Lù", "Vàng"],
        men: &["Mẩy", "Siểu", "Chỉn", "Sài", "Phẩu", "Dào"],
        women: &["Mẩy", "Lở", "Xíu", "San", "Mùi"],
    },
    People {
        name: "Hà Nhì",
        share: 4,
        families: &["Lỳ", "Pờ", "Chu", "Ky", "Sừng", "Khoàng", "Toán"],
        men: &["Xè", "Hừ", "Chừ", "Lòng", "Xá"],
        women: &["Xó", "Pơ", "Mé", "De", "Nu"],
    },
    People {
        name: "Giáy",
        share: 5,
        families: &["Vùi", "Lục", "Hoàng", "Vàng", "Lù", "Nông"],
        men: &["Sài", "Pin"],
        women: &["Xuyến", "Sín"],
    },
    People {
        name: "Lự",
        share: 2,
        families: &["Tao", "Lò", "Vàng", "Khoàng"],
        men: &["Pành", "Kẻo"],
        women: &["Én", "Kẻo"],
    },
    People {
        name: "La Hủ",
        share: 2,
        families: &["Phản", "Vàng", "Giàng", "Ky", "Lý"],
        men: &["Xè", "Phà", "Chóng"],
        women: &["Me", "Xó", "Mé"],
    },
    People {
        name: "Mảng",
        share: 1,
        families: &["Chìn", "Lùng", "Tào", "Pàn"],
        men: &["Pàng", "Phìn"],
        women: &["Mán", "Phìn"],
    },
    People {
        name: "Khơ Mú",
        share: 1,
        families: &["Lò", "Vì", "Cụt", "Moong"],
        men: &["Khiên", "Thiên"],
        women: &["Ín", "Nọi"],
    },
];

const MEN: &[&str] = &[
    "An", "Bình", "Chung", "Cường", "Dũng", "Duy", "Đạt", "Đức", "Giang", "Hải", "Hiếu", "Hoàng", "Hùng",
    "Hưng", "Khánh", "Kiên", "Long", "Mạnh", "Minh", "Nam", "Phong", "Quân", "Sơn", "Tâm", "Thành", "Thắng",
    "Toàn", "Tuấn", "Tùng", "Việt", "Vinh",
];
const WOMEN: &[&str] = &[
    "Ánh", "Bích", "Chi", "Dung", "Duyên", "Giang", "Hà", "Hạnh", "Hiền", "Hoa", "Hồng", "Huệ", "Hương",
    "Lan", "Liên", "Linh", "Loan", "Mai", "Nga", "Ngân", "Nhung", "Oanh", "Phương", "Quỳnh", "Thảo", "Thu",
    "Thủy", "Trang", "Tuyết", "Vân", "Xuân", "Yến",
];
const MIDDLE_MEN: &[&str] = &["Văn", "Văn", "Văn", "Đức", "Quang", "Xuân", "Minh", "Ngọc", "Hữu", "Bá"];
const MIDDLE_WOMEN: &[&str] =
    &["Thị", "Thị", "Thị", "Thị Kim", "Thị Hồng", "Thị Thu", "Thị Ngọc", "Ngọc", "Minh", "Thanh"];

/// A people and a full name for a person of this sex.
pub(super) fn invent(dice: &mut Dice, sex: Sex) -> (&'static str, String) {
    let mut throw = dice.below(PEOPLES.iter().map(|p| p.share).sum());
    let mut people = &PEOPLES[0];
    for candidate in &PEOPLES {
        people = candidate;
        if throw < candidate.share {
            break;
        }
        throw -= candidate.share;
    }
    let family = word(dice, people.families);
    let own = if sex == Sex::Male { people.men } else { people.women };
    let given = if !own.is_empty() && dice.chance(45) {
        word(dice, own)
    } else {
        word(dice, if sex == Sex::Male { MEN } else { WOMEN })
    };
    let middle = match (sex, people.name) {
        (Sex::Male, "Mông") if dice.chance(85) => "A",
        (Sex::Male, "Dao" | "Hà Nhì" | "La Hủ") if dice.chance(30) => "A",
        (Sex::Male, _) => word(dice, MIDDLE_MEN),
        (Sex::Female, _) => word(dice, MIDDLE_WOMEN),
    };
    (people.name, format!("{family} {middle} {given}"))
}

fn word(dice: &mut Dice, words: &'static [&'static str]) -> &'static str {
    dice.pick(words).copied().unwrap_or("An")
}
