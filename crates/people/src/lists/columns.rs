//! Columns that several lists have.
use kernel::sheet::{Column, Reading};

/// A column that may be missing.
pub(crate) const fn column(
    key: &'static str,
    title: &'static str,
    synonyms: &'static [&'static str],
    reads: Reading,
) -> Column {
    Column { key, title, synonyms, required: false, reads }
}

/// "mã hồ sơ": the surest word for a person; it stands on our own lists.
pub(crate) const RECORD: Column = column("record", "Mã hồ sơ", &["Mã hồ sơ người"], Reading::Text);
/// "họ và tên"
pub(crate) const NAME: Column = column(
    "name",
    "Họ và tên",
    &["Họ tên", "Tên", "Họ và tên cán bộ", "Họ tên đoàn viên", "Đoàn viên"],
    Reading::Name,
);
/// "ngày sinh"
pub(crate) const BIRTH: Column = column(
    "birth",
    "Ngày sinh",
    &["Ngày, tháng, năm sinh", "Năm sinh", "Ngày tháng năm sinh", "Sinh ngày", "NS"],
    Reading::Birth,
);
/// "số căn cước công dân"
pub(crate) const NATIONAL_ID: Column = column(
    "national_id",
    "Số CCCD",
    &["CCCD", "CMND", "CMND/CCCD", "Số CMND", "Căn cước", "Số căn cước công dân", "Số định danh"],
    Reading::NationalId,
);
/// "điện thoại"
pub(crate) const PHONE: Column = column(
    "phone",
    "Điện thoại",
    &["Số điện thoại", "SĐT", "Số ĐT", "ĐT", "Di động", "Zalo"],
    Reading::Phone,
);
/// "mã nhân viên"
pub(crate) const STAFF_CODE: Column =
    column("staff_code", "Mã NV", &["Mã nhân viên", "Mã số", "MSNV", "Mã CN"], Reading::Text);
/// "mã đơn vị" of the row
pub(crate) const UNIT: Column = column(
    "unit_code",
    "Mã đơn vị",
    &["Mã CĐCS", "Mã công đoàn cơ sở", "Mã công đoàn", "Mã tổ chức"],
    Reading::Text,
);
/// "lý do, căn cứ"
pub(crate) const BASIS: Column = column(
    "basis",
    "Căn cứ (số quyết định)",
    &["Căn cứ", "Lý do", "Quyết định", "Số quyết định", "Quyết định số", "Theo quyết định"],
    Reading::Text,
);

/// A list of units.
pub(super) const UNITS: &[Column] = &[
    Column {
        key: "code",
        title: "Mã đơn vị",
        synonyms: &["Mã CĐCS", "Mã", "Mã công đoàn cơ sở", "Mã tổ chức", "Mã số"],
        required: true,
        reads: Reading::Text,
    },
    column(
        "title",
        "Tên đơn vị",
        &["Tên CĐCS", "Tên công đoàn cơ sở", "Tên tổ chức", "Đơn vị", "Công đoàn cơ sở", "Tên công đoàn"],
        Reading::Text,
    ),
    column("kind", "Loại đơn vị", &["Loại", "Loại hình tổ chức", "Cấp"], Reading::Text),
    column("tree", "Hệ thống", &["Thuộc hệ thống"], Reading::Text),
    column(
        "parent",
        "Mã đơn vị cấp trên",
        &["Đơn vị cấp trên", "Trực thuộc", "Cấp trên trực tiếp", "Công đoàn cấp trên", "Thuộc đơn vị"],
        Reading::Text,
    ),
    column(
        "sector",
        "Khu vực",
        &["Loại hình", "Lĩnh vực", "Loại hình đơn vị", "Khu vực hoạt động"],
        Reading::Text,
    ),
    column("commune", "Xã, phường", &["Xã", "Địa bàn", "Xã/phường", "Địa bàn xã, phường"], Reading::Text),
    column("hard", "Vùng khó khăn", &["Vùng sâu, vùng xa", "Địa bàn khó khăn", "Khó khăn"], Reading::Mark),
    column("founded", "Ngày thành lập", &["Thành lập", "Thành lập ngày"], Reading::Day),
    column("ended", "Ngày kết thúc", &["Ngày giải thể", "Giải thể", "Kết thúc"], Reading::Day),
    column("since", "Áp dụng từ ngày", &["Ngày áp dụng", "Hiệu lực từ ngày"], Reading::Day),
    column("decision", "Quyết định số", &["Quyết định", "Số quyết định", "Căn cứ"], Reading::Text),
];
