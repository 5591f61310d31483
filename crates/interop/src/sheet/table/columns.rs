/// A column that a list may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// The word the program uses for it.
    pub key: &'static str,
    /// The title on our own templates.
    pub title: &'static str,
    /// Other titles people give it. Write them with their marks: "năm" is not "nam".
    pub synonyms: &'static [&'static str],
    /// A list without it is of no use.
    pub required: bool,
}

/// Keys that [`super::locate`] knows more about than their titles.
pub mod keys {
    /// The whole name in one column. Also satisfied by [`FAMILY_NAME`] and [`GIVEN_NAME`] together.
    pub const FULL_NAME: &str = "full_name";
    /// "Họ đệm".
    pub const FAMILY_NAME: &str = "family_name";
    /// "Tên".
    pub const GIVEN_NAME: &str = "given_name";
    /// Sex in words in one column. Also satisfied by [`SEX_MALE`] or [`SEX_FEMALE`].
    pub const SEX: &str = "sex";
    /// A column "Nam" to be marked.
    pub const SEX_MALE: &str = "sex_male";
    /// A column "Nữ" to be marked.
    pub const SEX_FEMALE: &str = "sex_female";
    /// Day or year of birth. Also satisfied by years written under "Nam" and "Nữ".
    pub const BIRTH: &str = "birth";
}

/// The columns of lists of people ("đoàn viên, công nhân lao động, học viên").
pub fn people_columns() -> &'static [Column] {
    PEOPLE
}

/// The columns of lists of grassroots unions and their enterprises.
pub fn unit_columns() -> &'static [Column] {
    UNITS
}

const fn column(key: &'static str, title: &'static str, synonyms: &'static [&'static str]) -> Column {
    Column { key, title, synonyms, required: false }
}

const PEOPLE: &[Column] = &[
    Column {
        key: keys::FULL_NAME,
        title: "Họ và tên",
        synonyms: &[
            "họ tên",
            "họ và tên người lao động",
            "họ tên cnlđ",
            "họ và tên đoàn viên",
            "họ tên học viên",
            "tên người lao động",
            "tên đoàn viên",
            "tên công nhân",
            "tên học viên",
            "họ, chữ đệm và tên",
            "họ tên cán bộ",
            "full name",
            "name",
        ],
        required: true,
    },
    column(
        keys::FAMILY_NAME,
        "Họ đệm",
        &[
            "họ và tên đệm",
            "họ, tên đệm",
            "họ và đệm",
            "họ và chữ đệm",
            "họ lót",
            "họ",
            "family name",
            "last name",
        ],
    ),
    column(keys::GIVEN_NAME, "Tên", &["tên gọi", "given name", "first name"]),
    column(keys::SEX, "Giới tính", &["giới", "phái", "nam/nữ", "nam nữ", "sex", "gender"]),
    column(keys::SEX_MALE, "Nam", &["giới tính nam"]),
    column(keys::SEX_FEMALE, "Nữ", &["giới tính nữ"]),
    column(
        keys::BIRTH,
        "Ngày, tháng, năm sinh",
        &[
            "ngày sinh",
            "năm sinh",
            "ngày tháng năm sinh",
            "ngày/tháng/năm sinh",
            "sinh ngày",
            "sinh năm",
            "ns",
            "tuổi (năm sinh)",
            "date of birth",
            "dob",
            "birth year",
        ],
    ),
    column("ethnicity", "Dân tộc", &["thành phần dân tộc", "ethnicity"]),
    column(
        "national_id",
        "Số CCCD",
        &[
            "cccd",
            "số cmnd",
            "cmnd",
            "cmnd/cccd",
            "cccd/cmnd",
            "số cmnd/cccd",
            "số cccd/cmnd",
            "số căn cước",
            "căn cước công dân",
            "số căn cước công dân",
            "căn cước",
            "số định danh",
            "số định danh cá nhân",
            "số thẻ cccd",
            "thẻ cccd",
            "thẻ căn cước",
            "số thẻ căn cước",
            "số cmt",
            "số giấy tờ",
            "id number",
        ],
    ),
    column(
        "phone",
        "Điện thoại",
        &[
            "số điện thoại",
            "sđt",
            "số đt",
            "đt",
            "điện thoại di động",
            "di động",
            "số di động",
            "điện thoại liên hệ",
            "đtdđ",
            "zalo",
            "số zalo",
            "phone",
            "mobile",
        ],
    ),
    column("email", "Thư điện tử", &["email", "e-mail", "địa chỉ email", "hòm thư"]),
    column(
        "member",
        "Đoàn viên CĐ",
        &["đoàn viên", "đoàn viên công đoàn", "là đoàn viên", "đv công đoàn", "đvcđ", "union member"],
    ),
    column(
        "employee_code",
        "Mã NV",
        &[
            "mã nhân viên",
            "mã số nhân viên",
            "mã số",
            "mã cnv",
            "mã công nhân",
            "mã lao động",
            "msnv",
            "mã nlđ",
            "mã đoàn viên",
            "số thẻ đoàn viên",
            "employee code",
        ],
    ),
    column(
        "unit",
        "Đơn vị",
        &[
            "đơn vị công tác",
            "công đoàn cơ sở",
            "cđcs",
            "tên đơn vị",
            "cơ quan",
            "đơn vị, cđcs",
            "nơi công tác",
            "nơi làm việc",
            "công ty",
            "doanh nghiệp",
        ],
    ),
    column(
        "team",
        "Bộ phận",
        &[
            "tổ",
            "tổ sản xuất",
            "phòng ban",
            "phòng/ban",
            "phân xưởng",
            "tổ đội",
            "tổ/đội",
            "phòng, ban",
            "công đoàn bộ phận",
            "department",
        ],
    ),
    column(
        "job",
        "Nghề nghiệp",
        &[
            "công việc",
            "vị trí việc làm",
            "chức danh",
            "nghề",
            "chuyên môn",
            "chức vụ",
            "vị trí",
            "chức danh nghề nghiệp",
            "job",
            "position",
        ],
    ),
    column(
        "address",
        "Địa chỉ",
        &[
            "nơi ở",
            "nơi ở hiện nay",
            "chỗ ở",
            "thường trú",
            "hộ khẩu",
            "quê quán",
            "nơi thường trú",
            "address",
        ],
    ),
    column("note", "Ghi chú", &["ghi chú khác", "chú thích", "note"]),
];

const UNITS: &[Column] = &[
    Column {
        key: "unit_name",
        title: "Tên CĐCS",
        synonyms: &[
            "tên công đoàn cơ sở",
            "công đoàn cơ sở",
            "cđcs",
            "tên đơn vị",
            "đơn vị",
            "tên công đoàn",
            "tên tổ chức",
            "union",
        ],
        required: true,
    },
    column("unit_code", "Mã", &["mã cđcs", "mã đơn vị", "mã số", "code"]),
    column(
        "enterprise",
        "Doanh nghiệp",
        &[
            "tên doanh nghiệp",
            "công ty",
            "tên công ty",
            "cơ quan, doanh nghiệp",
            "cơ quan, đơn vị, doanh nghiệp",
            "enterprise",
        ],
    ),
    column(
        "commune",
        "Xã/phường",
        &["xã", "phường", "xã, phường", "địa bàn", "địa bàn xã", "địa chỉ", "xã/phường/thị trấn", "commune"],
    ),
    column(
        "workers",
        "Số CNLĐ",
        &[
            "cnlđ",
            "số lao động",
            "tổng số lao động",
            "số công nhân",
            "tổng số cnlđ",
            "số cnvclđ",
            "cnvclđ",
            "tổng số cnvclđ",
            "lao động",
            "số người lao động",
            "workers",
        ],
    ),
    column(
        "members",
        "Số đoàn viên",
        &["đoàn viên", "số đv", "tổng số đoàn viên", "đoàn viên công đoàn", "members"],
    ),
    column(
        "chair",
        "Chủ tịch CĐCS",
        &["chủ tịch", "họ tên chủ tịch", "chủ tịch công đoàn", "tên chủ tịch", "họ và tên chủ tịch", "chair"],
    ),
    column(
        "phone",
        "Điện thoại",
        &["số điện thoại", "sđt", "số đt", "đt", "điện thoại chủ tịch", "điện thoại liên hệ", "phone"],
    ),
    column(
        "hardship",
        "Khó khăn",
        &["đơn vị khó khăn", "khó khăn (x)", "diện khó khăn", "hoàn cảnh khó khăn"],
    ),
    column("tax_code", "Mã số thuế", &["mst", "mã số doanh nghiệp", "tax code"]),
    column("email", "Thư điện tử", &["email", "e-mail"]),
    column("note", "Ghi chú", &["chú thích", "note"]),
];
